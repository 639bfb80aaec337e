"""Tables of amounts → horizontal bars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import StrMethodFormatter

from textkit.draw.fonts import family, text_width
from textkit.draw.frame import (
    canvas,
    check,
    even_ticks,
    in_order,
    label_x,
    numbers,
    on_dark,
    set_rows,
    size_in_points,
)
from textkit.draw.labels import axis_text, name_of
from textkit.draw.legend import legend_above, swatch
from textkit.draw.style import PALETTE, QUIET, SMALL, TARGET, Width, colour_of, style

ROW_MM = 4.4


def parts(
    table: pd.DataFrame,
    ax: Axes | None = None,
    *,
    order: Sequence[str] | None = None,
    share: bool = False,
    colours: Mapping[str, str] | None = None,
    legend: bool = True,
    lang: str = "zh",
    labels: Mapping[str, str] | None = None,
    width: Width = "double",
    height: float | None = None,
) -> Axes:
    """Draw how long each part of each document is: one stacked bar per document.

    Takes ``document``, ``part`` and ``characters``; documents stand in the table's order,
    parts in ``order``. With ``share=True`` bars are per cent of the document; the number
    of characters stands at the end of the bar either way.

    Raises
    ------
    ValueError
        If a column is missing, the table is empty, or ``order`` leaves a part out.

    Examples
    --------
    >>> table = pd.DataFrame({"document": ["南关区"], "part": ["回顾"], "characters": [5210]})
    >>> parts(table).get_xlabel()
    '字数'
    """
    table = check(table, ["document", "part", "characters"], "parts")
    amounts = table.assign(
        document=table["document"].astype(str),
        part=table["part"].astype(str),
        characters=numbers(table["characters"], "parts"),
    )
    documents = in_order(amounts["document"], None, "document")
    names = in_order(amounts["part"], order, "part")
    # A full ``order`` fixes the colours too, whichever parts this table has.
    by_order = dict(zip(map(str, order), PALETTE, strict=False)) if order else None
    colour = colour_of(names, colours or by_order)
    wide = amounts.pivot_table(
        index="document", columns="part", values="characters", aggfunc="sum", fill_value=0
    ).loc[documents, names]
    total = wide.sum(axis=1).to_numpy(dtype=np.float64)
    drawn = wide.div(np.where(total > 0, total, 1), axis=0) * 100 if share else wide
    key = "characters_share" if share else "characters"
    with style():
        ax = canvas(ax, width, height, 17 + 7.2 * len(documents))
        rows = np.arange(len(documents))
        left = np.zeros(len(documents))
        for name in names:
            amount = drawn[name].to_numpy(dtype=np.float64)
            ax.barh(rows, amount, 0.62, left=left, color=colour[name], edgecolor="white",
                    linewidth=0.6)  # fmt: skip
            left += amount
        set_rows(
            ax, rows.tolist(), [name_of(name, labels) for name in documents], pad=0.6, row_mm=7.2
        )
        ax.set_xlim(0, 100 if share else left.max())
        for row, (end, amount) in enumerate(zip(left, total, strict=True)):
            ax.annotate(f"{amount:,.0f}", (end, row), (4, 0), textcoords="offset points",
                        va="center_baseline", fontsize=SMALL, color=QUIET,
                        annotation_clip=False)  # fmt: skip
        ax.xaxis.set_major_locator(even_ticks(5))
        ax.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
        label_x(ax, axis_text(key, lang))
        handles = [swatch(name_of(name, labels), colour[name]) for name in names]
        legend_above(ax, handles, drawn=legend)
        if share:
            _write_shares(ax, drawn, colour)
    return ax


def _write_shares(ax: Axes, drawn: pd.DataFrame, colour: Mapping[str, str]) -> None:
    room = size_in_points(ax)[0] / 100
    for row in range(len(drawn)):
        left = 0.0
        for name in drawn.columns:
            amount = float(drawn[name].iloc[row])
            text = f"{amount:.0f}"
            if amount * room > text_width(text, SMALL) + 5:
                ink = "white" if on_dark(colour[name]) else "black"
                ax.text(left + amount / 2, row, text, ha="center", va="center_baseline",
                        fontsize=SMALL, color=ink, fontfamily=family())  # fmt: skip
            left += amount


def top_terms(
    table: pd.DataFrame,
    ax: Axes | None = None,
    *,
    group: str | None = None,
    value: str | None = None,
    n: int = 15,
    measure: str = "weight",
    colour: str = TARGET,
    lang: str = "zh",
    labels: Mapping[str, str] | None = None,
    width: Width = "single",
    height: float | None = None,
) -> Axes:
    """Draw the heaviest terms of one group as bars, heaviest on top.

    Takes ``rank``, ``term`` and ``weight``; where the table has several groups, ``group``
    names the column and ``value`` the group to draw. ``measure`` only names the axis:
    ``"weight"``, ``"count"``, ``"tfidf"``, or words of your own.

    Raises
    ------
    ValueError
        If a column is missing, no row is left, or rows of several groups are.

    Examples
    --------
    >>> table = pd.DataFrame({"rank": [1, 2], "term": ["项目", "服务"], "weight": [0.4, 0.3]})
    >>> [text.get_text() for text in top_terms(table).get_yticklabels()]
    ['项目', '服务']
    """
    table = _one_group(table, group, value, ["rank", "term", "weight"], "top_terms")
    chosen = table.sort_values(["rank", "term"]).head(n)
    return _bars(chosen, "weight", ax, measure, colour, lang, labels, width, height, "top_terms")


def topic_terms(
    table: pd.DataFrame,
    ax: Axes | None = None,
    *,
    topic: int | str | None = None,
    n: int = 10,
    measure: str = "weight",
    colour: str = TARGET,
    lang: str = "zh",
    labels: Mapping[str, str] | None = None,
    width: Width = "single",
    height: float | None = None,
) -> Axes:
    """Draw the terms of one topic as bars: by ``"weight"``, in rank order, or by ``"frex"``.

    Takes ``topic``, ``rank``, ``term`` and the measure's own column; FREX weighs how
    frequent a term is in the topic with how exclusive it is to it (Bischof and Airoldi 2012).

    Raises
    ------
    ValueError
        If a column is missing, the topic does not exist, or several do and none is named.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {"topic": [0, 0], "rank": [1, 2], "term": ["项目", "投资"], "weight": [0.4, 0.3]}
    ... )
    >>> topic_terms(table, topic=0).get_xlabel()
    '权重'
    """
    value = None if topic is None else str(topic)
    columns = ["topic", "rank", "term", measure]
    table = _one_group(table, "topic", value, columns, "topic_terms")
    keys, up = (["rank", "term"], True) if measure == "weight" else ([measure, "term"], False)
    chosen = table.sort_values(keys, ascending=[up, True]).head(n)
    return _bars(chosen, measure, ax, measure, colour, lang, labels, width, height, "topic_terms")


def _one_group(
    table: pd.DataFrame, group: str | None, value: str | None, columns: list[str], name: str
) -> pd.DataFrame:
    table = check(table, [*columns, *([group] if group else [])], name)
    if group is not None and value is not None:
        rows = table[group].astype(str) == str(value)
        if not rows.any():
            there = ", ".join(dict.fromkeys(table[group].astype(str)))
            raise ValueError(f"{name}: no {group} is {value!r}. There are: {there}.")
        table = table[rows]
    if table["term"].duplicated().any():
        again = table["term"][table["term"].duplicated()].iloc[0]
        how = "topic=" if name == "topic_terms" else "group= and value="
        raise ValueError(
            f"{name} draws one group, and {again!r} is there more than once; choose with {how}."
        )
    return table


def _bars(
    table: pd.DataFrame,
    column: str,
    ax: Axes | None,
    measure: str,
    colour: str,
    lang: str,
    labels: Mapping[str, str] | None,
    width: Width,
    height: float | None,
    name: str,
) -> Axes:
    amounts = numbers(table[column], name)
    with style():
        ax = canvas(ax, width, height, 12 + ROW_MM * len(table))
        rows = np.arange(len(table))
        ax.barh(rows, amounts, 0.56, color=colour)
        set_rows(
            ax,
            rows.tolist(),
            table["term"].astype(str).tolist(),
            pad=0.6,
            row_mm=ROW_MM,
        )
        ax.set_xlim(0, amounts.max() if amounts.max() > 0 else 1)
        ax.xaxis.set_major_locator(even_ticks(4))
        ax.xaxis.set_major_formatter(StrMethodFormatter("{x:,.6g}"))
        label_x(ax, axis_text(measure, lang))
    return ax
