"""Keyness tables → what one side says more than the other."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator
from numpy.typing import NDArray

from textkit.draw.fonts import family
from textkit.draw.frame import (
    canvas,
    check,
    columns_right,
    even_ticks,
    label_x,
    numbers,
    rule_rows,
    set_rows,
)
from textkit.draw.labels import axis_text, name_of
from textkit.draw.legend import dot, legend_above
from textkit.draw.placement import name_points
from textkit.draw.style import INK, QUIET, REFERENCE, RULE, TARGET, Width, style

ROW_MM = 3.9


def keyness(
    table: pd.DataFrame,
    ax: Axes | None = None,
    *,
    n: int = 15,
    measure: str = "lrc",
    rank_by: str | None = None,
    target_name: str | None = None,
    reference_name: str | None = None,
    columns: bool = True,
    legend: bool = True,
    lang: str = "zh",
    labels: Mapping[str, str] | None = None,
    width: Width = "single",
    height: float | None = None,
) -> Axes:
    """Draw the ``n`` terms that mark the target most, and the ``n`` that mark the reference.

    Takes a keyness table: ``term``, ``n_target``, ``n_reference``, the measure's own column
    (above 0: commoner in the target), ``low`` and ``high``. The line is the interval from
    ``low`` to ``high``, the dot the measure; the counts of both sides stand beside it.
    ``rank_by`` names another measure of the table by which terms are chosen and ordered:
    an effect size such as ``log_ratio`` puts the rarest terms first, ``g2`` the surest.

    Raises
    ------
    ValueError
        If a column is missing, the table is empty, or no term has a measure other than 0.

    Examples
    --------
    >>> table = pd.DataFrame({"term": ["六城联动"], "n_target": [9], "n_reference": [0]})
    >>> keyness(table.assign(lrc=1.2, low=1.2, high=8.0), lang="en").get_xlabel()
    'Conservative log ratio, LRC (log2)'
    """
    needed = ["term", "n_target", "n_reference", measure, "low", "high"]
    table = check(table, needed, "keyness")
    key = measure if rank_by is None else rank_by
    table = check(table, [key], "keyness")
    size = numbers(table[key], "keyness")
    above = table[size > 0].sort_values([key, "term"], ascending=[False, True]).head(n)
    below = table[size < 0].sort_values([key, "term"], ascending=[True, True]).head(n)
    if above.empty and below.empty:
        raise ValueError(f"keyness: {key} is 0 for every term, so no side is marked.")
    chosen = pd.concat([above, below.iloc[::-1]], ignore_index=True)
    gap = 0.7 if len(above) and len(below) else 0.0
    rows = np.arange(len(chosen)) + np.where(np.arange(len(chosen)) < len(above), 0.0, gap)
    sides = _sides(target_name, reference_name, lang, labels)
    with style():
        ax = canvas(ax, width, height, 21 + ROW_MM * (len(chosen) + gap))
        values = chosen[measure].to_numpy(dtype=np.float64)
        low, high = (chosen[key].to_numpy(dtype=np.float64) for key in ("low", "high"))
        limits = _limits(values, low, high)
        for row, value, start, end in zip(rows, values, low, high, strict=True):
            colour, marker = (TARGET, "o") if value > 0 else (REFERENCE, "D")
            if not (np.isnan(start) or np.isnan(end)):
                start, end = max(start, limits[0]), min(end, limits[1])
                ax.hlines(row, start, end, color=colour, linewidth=0.9, alpha=0.55)
            ax.plot(value, row, marker, markersize=4.5, color=colour, markeredgewidth=0.4,
                    markeredgecolor="white", clip_on=False, zorder=3)  # fmt: skip
        rule_rows(ax, rows.tolist())
        ax.axvline(0, color=QUIET, linewidth=0.5, zorder=1)
        set_rows(
            ax,
            rows.tolist(),
            chosen["term"].astype(str).tolist(),
            pad=0.8,
            row_mm=ROW_MM,
        )
        ax.set_xlim(*limits)
        ax.xaxis.set_major_locator(even_ticks(5))
        ax.xaxis.set_major_formatter(FuncFormatter(_plain))
        label_x(ax, axis_text(measure, lang))
        if columns:
            counts = {
                mark: [f"{count:,.0f}" for count in chosen[key]]
                for mark, key in (("●", "n_target"), ("◆", "n_reference"))
            }
            columns_right(ax, rows.tolist(), counts, top=-1.15, colours=(TARGET, REFERENCE))
        more = axis_text("more_in", lang)
        handles = [
            dot(more.format(name), colour, marker)
            for name, colour, marker in zip(sides, (TARGET, REFERENCE), "oD", strict=True)
        ]
        legend_above(ax, handles, drawn=legend)
    return ax


def _sides(
    target: str | None, reference: str | None, lang: str, labels: Mapping[str, str] | None
) -> tuple[str, str]:
    return (
        name_of(target, labels) if target else axis_text("target", lang),
        name_of(reference, labels) if reference else axis_text("reference", lang),
    )


def _plain(value: float, _: object) -> str:
    return f"{value:,.6g}".replace("-", "\N{MINUS SIGN}")


def _limits(*columns: NDArray[np.float64]) -> tuple[float, float]:
    every = np.concatenate(columns)
    every = every[np.isfinite(every)]
    low, high = min(0.0, every.min()), max(0.0, every.max())
    margin = (high - low) * 0.02
    return low - margin * (low < 0), high + margin * (high > 0)


def log_odds(
    table: pd.DataFrame,
    ax: Axes | None = None,
    *,
    n: int = 12,
    threshold: float = 1.96,
    target_name: str | None = None,
    reference_name: str | None = None,
    legend: bool = True,
    lang: str = "zh",
    labels: Mapping[str, str] | None = None,
    width: Width = "double",
    height: float | None = None,
) -> Axes:
    """Draw every term by how often it occurs and by its weighted log-odds ratio.

    Takes ``term``, ``n_target``, ``n_reference`` and ``log_odds_z`` (Monroe, Colaresi and
    Quinn 2008). The ``n`` strongest terms of each side are named where there is room for
    the name; terms within ``threshold`` of 0 are grey.

    Raises
    ------
    ValueError
        If a column is missing, the table is empty, or a term occurs on neither side.

    Examples
    --------
    >>> table = pd.DataFrame({"term": ["项目"], "n_target": [9], "n_reference": [2]})
    >>> log_odds(table.assign(log_odds_z=2.1)).get_ylabel()
    '加权对数优势比（z 值）'
    """
    table = check(table, ["term", "n_target", "n_reference", "log_odds_z"], "log_odds")
    table = table.sort_values("term", ignore_index=True)
    count = numbers(table["n_target"], "log_odds") + numbers(table["n_reference"], "log_odds")
    z = numbers(table["log_odds_z"], "log_odds")
    if (count <= 0).any():
        term = table["term"][count <= 0].iloc[0]
        raise ValueError(f"log_odds: {term!r} occurs on neither side; leave it out.")
    with style():
        ax = canvas(ax, width, height, 105)
        ax.spines["left"].set_visible(True)
        ax.axhline(0, color=QUIET, linewidth=0.5, zorder=0)
        for bound in (-threshold, threshold):
            ax.axhline(bound, color=RULE, linewidth=0.6, zorder=0)
        looks = (
            (np.abs(z) < threshold, "#BDBDBD", "o", 2.4),
            (z >= threshold, TARGET, "o", 3.4),
            (z <= -threshold, REFERENCE, "D", 3.2),
        )
        for rows, colour, marker, size in looks:
            ax.plot(count[rows], z[rows], marker, markersize=size, color=colour,
                    markeredgewidth=0.3, markeredgecolor="white", linestyle="none")  # fmt: skip
        ax.set_xscale("log")
        ax.set_xlim(count.min() / 1.35, count.max() * 1.5)
        room = np.ptp(z) * 0.06 or 1.0
        ax.set_ylim(min(z.min(), -threshold) - room, max(z.max(), threshold) + room)
        ax.xaxis.set_major_locator(FixedLocator(_round_counts(count.min(), count.max())))
        ax.xaxis.set_minor_locator(NullLocator())
        ax.xaxis.set_major_formatter(FuncFormatter(_plain))
        ax.yaxis.set_major_locator(even_ticks(7, halves=False))
        ax.yaxis.set_major_formatter(FuncFormatter(_plain))
        label_x(ax, axis_text("frequency", lang))
        ax.set_ylabel(axis_text("log_odds_z", lang), fontfamily=family(), fontsize=8, color=INK)
        more = axis_text("more_in", lang)
        names = _sides(target_name, reference_name, lang, labels)
        handles = [
            dot(more.format(name), colour, marker)
            for name, colour, marker in zip(names, (TARGET, REFERENCE), "oD", strict=True)
        ]
        legend_above(ax, handles, drawn=legend)
        strong = np.lexsort((np.arange(len(z)), -np.abs(z)))
        named = [
            *[row for row in strong if z[row] >= threshold][:n],
            *[row for row in strong if z[row] <= -threshold][:n],
        ]
        texts = [str(table["term"].iloc[row]) for row in named]
        points = np.column_stack([count, z])
        name_points(ax, points, named, texts, keep_clear=np.flatnonzero(np.abs(z) >= threshold))
    return ax


def _round_counts(low: float, high: float) -> list[float]:
    steps = [digit * 10.0**power for power in range(9) for digit in (1, 2, 5)]
    return [step for step in steps if low <= step <= high] or [low]
