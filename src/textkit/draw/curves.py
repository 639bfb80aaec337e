"""Words as curves → lines over time with their intervals."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import ScaledTranslation

from textkit.draw.fonts import family
from textkit.draw.frame import canvas, check, even_ticks, numbers, page_of
from textkit.draw.labels import axis_text, name_of
from textkit.draw.legend import dot, legend_above
from textkit.draw.style import INK, RULE, SIZE, Width, colour_of, marker_of, style


def curves(
    table: pd.DataFrame,
    ax: Axes | None = None,
    *,
    by: str = "year",
    colours: Mapping[str, str] | None = None,
    legend: bool = True,
    lang: str = "zh",
    labels: Mapping[str, str] | None = None,
    width: Width = "single",
    height: float | None = None,
) -> Axes:
    """Draw how often terms are used over time: a line for each, with its interval.

    Takes ``term``, the column ``by`` (numbers), ``per_10k`` (per 10,000 words), ``low`` and
    ``high``, as from ``textkit.frequency_by``; a value without tokens leaves a gap. One to
    eight terms; for more, or to keep them apart, a panel each with ``small_multiples``.

    Raises
    ------
    ValueError
        If a column is missing, the table is empty, a term is there twice for a value, or
        there are more terms than colours.

    Examples
    --------
    >>> table = pd.DataFrame({"term": ["改革"] * 2, "year": [2020, 2021], "per_10k": [5.0, 8.0]})
    >>> axes = curves(table.assign(low=[3.0, 6.0], high=[7.0, 10.0]))
    >>> axes.get_ylabel()
    '每万词次数'
    """
    table = check(table, ["term", by, "per_10k", "low", "high"], "curves")
    again = table[table.duplicated(["term", by])]
    if len(again):
        raise ValueError(f"curves: {again['term'].iloc[0]} is there twice for {again[by].iloc[0]}.")
    table = table.assign(at=numbers(table[by], "curves")).sort_values("at", kind="stable")
    terms = list(dict.fromkeys(table["term"].astype(str)))
    colour, marker = colour_of(terms, colours), marker_of(terms, colours)
    with style(width):
        ax = canvas(ax, width, height, 55)
        for number, term in enumerate(terms):
            # Two points apart, so that no interval hides another's.
            aside = (number - (len(terms) - 1) / 2) * 2 / 72
            beside = ax.transData + ScaledTranslation(aside, 0, page_of(ax).dpi_scale_trans)
            mine = table[table["term"].astype(str) == term]
            at, rate = mine["at"].to_numpy(), mine["per_10k"].to_numpy(dtype=np.float64)
            low, high = (mine[end].to_numpy(dtype=np.float64) for end in ("low", "high"))
            ax.update_datalim(np.column_stack([np.tile(at, 3), [*low, *rate, *high]]))
            ax.vlines(at, low, high, color=colour[term], linewidth=0.8, alpha=0.55,
                      transform=beside)  # fmt: skip
            ax.plot(at, rate, marker[term], linestyle="-", color=colour[term], markersize=3.4,
                    markeredgewidth=0, transform=beside)  # fmt: skip
        ax.autoscale_view()
        ax.set_ylim(bottom=0)
        ax.yaxis.set_major_locator(even_ticks(4))
        ax.xaxis.set_major_locator(MaxNLocator(5, integer=True, steps=[1, 2, 5, 10]))
        ax.tick_params(axis="y", length=0)
        ax.grid(axis="y", color=RULE, linewidth=0.5)
        ax.set_ylabel(axis_text("per_10k", lang), fontfamily=family(), fontsize=SIZE, color=INK)
        if len(terms) > 1:
            marks = [dot(name_of(term, labels), colour[term], marker[term]) for term in terms]
            legend_above(ax, marks, drawn=legend)
    return ax
