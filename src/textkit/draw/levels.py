"""Levels and years → lines with intervals: raised targets, adopted words, paths of targets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from textkit.draw.fonts import family
from textkit.draw.frame import canvas, check, in_order, label_x, numbers
from textkit.draw.labels import axis_text, name_of
from textkit.draw.legend import dot, legend_above
from textkit.draw.style import INK, PALETTE, QUIET, RULE, SIZE, SMALL, Width, colour_of, style

_WORDS = {
    "year": ("年份", "Year"),
    "lag": ("上级报告早几年", "Years by which the upper report is older"),
    "amplification": ("高出上级目标（百分点）", "Points above the parent's target"),
    "adopted": ("与上级报告相同的文字（%）", "Shared with upper report (%)"),
    "growth": ("增长目标（%）", "Growth target (%)"),
    "median": ("各地中位数（带：中间一半）", "Median of places (band: middle half)"),
}
_MARKERS = "os^Dv"


def amplification(
    table: pd.DataFrame,
    ax: Axes | None = None,
    *,
    group: str = "level",
    order: Sequence[str] | None = None,
    colours: Mapping[str, str] | None = None,
    legend: bool = True,
    lang: str = "zh",
    labels: Mapping[str, str] | None = None,
    width: Width = "single",
    height: float | None = None,
) -> Axes:
    """Draw by how much each level raises the target of the level above, year by year.

    Takes ``group``, ``year``, ``mean``, ``low`` and ``high``, as from
    :func:`textkit.priorities.levels.summarise_levels`; the line is the parent's own target.

    Raises
    ------
    ValueError
        If a column is missing, the table is empty, ``order`` or ``colours`` leaves a group
        out, or there are more than five groups.

    Examples
    --------
    >>> table = pd.DataFrame({"level": "city", "year": [2019, 2020], "mean": [0.5, 0.4]})
    >>> amplification(table.assign(low=0.3, high=0.6), lang="en").get_ylabel()
    "Points above the parent's target"
    """
    return _lines(table, ax, "year", group, 1.0, "amplification", "amplification", order, colours,
                  legend, lang, labels, width, height)  # fmt: skip


def adoption_by_lag(
    table: pd.DataFrame,
    ax: Axes | None = None,
    *,
    group: str = "level",
    order: Sequence[str] | None = None,
    colours: Mapping[str, str] | None = None,
    legend: bool = True,
    lang: str = "zh",
    labels: Mapping[str, str] | None = None,
    width: Width = "single",
    height: float | None = None,
) -> Axes:
    """Draw what share of a report stands in upper reports that are so many years older.

    Takes ``group``, ``lag``, ``mean``, ``low`` and ``high`` (shares, 0 to 1), as from
    :func:`textkit.priorities.levels.summarise_levels` by ``lag``. At the right the upper report
    comes first, at the left the lower one does.

    Raises
    ------
    ValueError
        As :func:`amplification`.

    Examples
    --------
    >>> table = pd.DataFrame({"level": "city", "lag": [0, 1], "mean": [0.05, 0.04]})
    >>> float(adoption_by_lag(table.assign(low=0.03, high=0.06), lang="en").get_ylim()[0])
    0.0
    """
    ax = _lines(table, ax, "lag", group, 100.0, "adopted", "adoption_by_lag", order, colours,
                legend, lang, labels, width, height)  # fmt: skip
    ax.set_ylim(bottom=0)
    return ax


def target_paths(
    table: pd.DataFrame,
    ax: Axes | None = None,
    *,
    value: str = "middle",
    upper: str = "state",
    legend: bool = True,
    lang: str = "zh",
    labels: Mapping[str, str] | None = None,
    width: Width = "double",
    height: float | None = None,
) -> Axes:
    """Draw the targets of places by year: each a dot, their median, and the upper level's own.

    Takes ``place``, ``level``, ``year``, ``value`` (in %; rows without one are left out) and,
    if there is one, ``apart`` (true: the place is named at its first such dot). ``upper`` is the
    level that is a line; no line runs over a year without a target.

    Raises
    ------
    ValueError
        If a column is missing, the table is empty, or no place has a target.

    Examples
    --------
    >>> table = pd.DataFrame({"place": ["a", "b", "c"], "level": ["p", "p", "state"],
    ...     "year": 2020, "middle": [7.0, 6.0, 5.5]})
    >>> len(target_paths(table).lines) >= 3
    True
    """
    table = check(table, ["place", "level", "year", value], "target_paths")
    axis_text("count", lang)  # refuses a language that does not exist
    known = table[table[value].notna()].reset_index(drop=True)
    known = known.assign(year=numbers(known["year"], "target_paths"),
                         value=numbers(known[value], "target_paths"))  # fmt: skip
    lower, top = known[known["level"] != upper], known[known["level"] == upper].sort_values("year")
    if lower.empty:
        raise ValueError("target_paths: no place has a target, so there is nothing to draw.")
    by_year = lower.groupby("year")["value"]
    median, first, third = by_year.median(), by_year.quantile(0.25), by_year.quantile(0.75)
    with style():
        ax = canvas(ax, width, height, 80.0)
        ax.fill_between(median.index, first, third, color=PALETTE[0], alpha=0.18,
                        linewidth=0, zorder=1)  # fmt: skip
        ax.plot(lower["year"], lower["value"], "o", color=QUIET, markersize=2.0, alpha=0.45,
                markeredgewidth=0, zorder=2)  # fmt: skip
        ax.plot(median.index, median, "-o", color=PALETTE[0], linewidth=1.3, markersize=3.2,
                zorder=3)  # fmt: skip
        top = _with_gaps(top, "year")
        ax.plot(top["year"], top["value"], "--s", color=PALETTE[1], linewidth=1.1, markersize=3.0,
                zorder=4)  # fmt: skip
        if "apart" in lower:
            apart = lower[lower["apart"].astype(bool)].sort_values("year")
            # A place that stays apart is named once, where it begins.
            low, high = ax.get_ylim()
            ax.set_ylim(low, high + 0.08 * (high - low) * bool(len(apart)))  # room for names
            for row in apart.drop_duplicates("place").to_dict("records"):
                ax.annotate(
                    name_of(row["place"], labels), (row["year"], row["value"]), (0, 5),
                    textcoords="offset points", ha="center", va="bottom", fontsize=SMALL, color=INK,
                    fontfamily=family(), parse_math=False,
                )  # fmt: skip
        _axes(ax, "year", "growth", lang)
        handles = [dot(_word("median", lang), PALETTE[0], "o")]
        if len(top):
            handles.append(dot(name_of(top["place"].dropna().iloc[0], labels), PALETTE[1], "s"))
        legend_above(ax, handles, drawn=legend)
    return ax


def _lines(
    table: pd.DataFrame, ax: Axes | None, x: str, group: str, scale: float, y_label: str,
    name: str, order: Sequence[str] | None, colours: Mapping[str, str] | None, legend: bool,
    lang: str, labels: Mapping[str, str] | None, width: Width, height: float | None,
) -> Axes:  # fmt: skip
    table = check(table, [group, x, "mean", "low", "high"], name)
    axis_text("count", lang)  # refuses a language that does not exist
    groups = in_order(table[group], order, group)
    if len(groups) > len(_MARKERS):
        raise ValueError(f"{name}: {len(groups)} groups for {len(_MARKERS)} kinds of line.")
    colour = dict(zip(groups, PALETTE, strict=False))
    if colours is not None:
        colour = colour_of(groups, colours)
    with style():
        ax = canvas(ax, width, height, 62.0)
        ax.axhline(0, color=QUIET, linewidth=0.6, zorder=1)
        handles = []
        for at, each in enumerate(groups):
            mine = table[table[group].astype(str) == each].sort_values(x)
            mine = _with_gaps(mine.assign(**{x: numbers(mine[x], name)}), x)
            place = mine[x].to_numpy(dtype=np.float64)
            mean, low, high = (
                mine[one].to_numpy(dtype=np.float64) * scale for one in ("mean", "low", "high")
            )
            ax.fill_between(place, low, high, color=colour[each], alpha=0.18, linewidth=0,
                            zorder=2)  # fmt: skip
            ax.plot(place, mean, marker=_MARKERS[at], color=colour[each], linewidth=1.2,
                    markersize=3.6, zorder=3)  # fmt: skip
            handles.append(dot(name_of(each, labels), colour[each], _MARKERS[at]))
        _axes(ax, x, y_label, lang)
        if len(groups) > 1:
            legend_above(ax, handles, drawn=legend)
    return ax


def _with_gaps(table: pd.DataFrame, x: str) -> pd.DataFrame:
    """Put an empty row where a year is missing, so that no line runs over it."""
    if table.empty:
        return table
    every = pd.Index(range(int(table[x].min()), int(table[x].max()) + 1), name=x)
    return table.set_index(x).reindex(every).reset_index()


def _axes(ax: Axes, x: str, y: str, lang: str) -> None:
    ax.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=9))
    ax.yaxis.set_major_locator(MaxNLocator(nbins=7, steps=[1, 2, 5, 10]))
    ax.grid(axis="y", color=RULE, linewidth=0.5, zorder=0)
    ax.spines["left"].set_visible(True)
    label_x(ax, _word(x, lang))
    ax.set_ylabel(_word(y, lang), fontfamily=family(), fontsize=SIZE, color=INK)


def _word(key: str, lang: str) -> str:
    return _WORDS[key][0 if lang == "zh" else 1]
