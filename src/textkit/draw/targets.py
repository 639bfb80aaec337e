"""Targets → what is to be reached, by when, how firmly; promises beside achievements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedFormatter, FixedLocator, NullLocator

from textkit.draw.fonts import family, text_width
from textkit.draw.frame import (
    canvas,
    check,
    columns_right,
    label_x,
    rule_rows,
    set_rows,
    size_in_points,
)
from textkit.draw.labels import name_of
from textkit.draw.legend import dot, legend_above
from textkit.draw.style import INK, QUIET, SMALL, TARGET, Width, colour_of, marker_of, style

ROW_MM = 4.4
# From the firmest grade: full, half and empty marks.
FILL = {"确保": "full", "全力": "full", "推进": "left", "力争": "none", "探索": "none"}
_WORDS = {
    "deadline": ("目标年份", "Target year"),
    "undated": ("未注明", "None given"),
    "firm": ("确保、全力", "Guaranteed, all-out"),
    "advancing": ("推进", "Advancing"),
    "striving": ("力争、探索", "Striving, exploring"),
    "plain": ("无力度词", "No graded word"),
    "no_theme": ("无主题词", "No theme"),
    "number": ("个数", "Number"),
    "ratio": ("目标÷完成（按年计）", "Promised ÷ achieved, per year"),
    "achieved": ("完成/年", "Achieved"),
    "promised": ("目标/年", "Promised"),
}
# What reads alike in every report; other units and words stay as they were written.
UNITS = {
    "元": "yuan", "美元": "US$", "人": "people", "人次": "person-times", "个": "",
    "百分点": "points", "亩": "mu", "公顷": "ha", "公里": "km", "米": "m", "平方米": "m²",
    "平方公里": "km²", "吨": "t", "千瓦": "kW", "千瓦时": "kWh", "户": "households", "倍": "times",
}  # fmt: skip
QUALIFIERS = {
    "左右": "about", "近": "nearly", "余": "over", "以上": "at least", "以内": "at most",
    "同步": "in step", "高于": "above", "快于": "faster", "低于": "below", "持平": "unchanged",
    "全部": "all", "全覆盖": "full coverage", "清零": "zero", "零": "zero",
}  # fmt: skip


def targets(
    table: pd.DataFrame,
    ax: Axes | None = None,
    *,
    group: str = "district",
    n: int = 40,
    colours: Mapping[str, str] | None = None,
    legend: bool = True,
    lang: str = "zh",
    labels: Mapping[str, str] | None = None,
    width: Width = "double",
    height: float | None = None,
) -> Axes:
    """Draw targets by deadline: a row each, in the colour of its group, filled by firmness.

    Takes the ``group`` column, ``indicator``, ``low``, ``high``, ``unit``, ``qualifier``,
    ``target_year`` and ``commitment``, as from ``textkit.find_targets``; the first ``n`` rows,
    those of an indicator together. A full mark is guaranteed or all-out, a half one advances, an
    empty one strives or explores, and a small one has no graded word. What has no year stands
    on the left.

    Raises
    ------
    ValueError
        If a column is missing or the table is empty.

    Examples
    --------
    >>> table = pd.DataFrame({"district": ["二道区"], "indicator": ["城镇就业"], "low": [45000]})
    >>> table = table.assign(high=45000, unit="人", qualifier="", target_year=2026)
    >>> axes = targets(table.assign(commitment="全力"))
    >>> [text.get_text() for text in axes.texts]
    ['4.5万人']
    """
    needed = ["indicator", "low", "high", "unit", "qualifier", "target_year", "commitment"]
    table = check(table, [group, *needed], "targets").head(n)
    order = {name: at for at, name in enumerate(dict.fromkeys(table["indicator"]))}
    table = table.assign(_row=table["indicator"].map(order)).sort_values(
        ["_row", "target_year"], kind="stable", na_position="first"
    )
    groups = list(dict.fromkeys(table[group].astype(str)))
    colour, marker = colour_of(groups, colours), marker_of(groups, colours)
    years = pd.to_numeric(table["target_year"], errors="coerce")
    first, last = years.min(), years.max()
    first, last = (0.0, 0.0) if np.isnan(first) else (float(first), float(last))
    rows = np.arange(len(table))
    with style():
        ax = canvas(ax, width, height, 18 + ROW_MM * len(rows))
        names = [name_of(value, labels) for value in table["indicator"]]
        shown = [name if at == 0 or names[at - 1] != name else "" for at, name in enumerate(names)]
        set_rows(ax, rows.tolist(), shown, pad=0.8, row_mm=ROW_MM)
        amounts = [amount(one, lang, labels) for one in table.to_dict("records")]
        widest = max(text_width(text, SMALL) for text in amounts)
        missing = _year_axis(ax, first, last, bool(years.isna().any()), widest, lang)
        for row, (year, one) in enumerate(zip(years, table.to_dict("records"), strict=True)):
            at = missing if np.isnan(year) else float(year)
            own = str(one[group])
            grade = one["commitment"] if isinstance(one["commitment"], str) else ""
            ax.plot(
                at, row, marker[own], color=colour[own], fillstyle=FILL.get(grade, "full"),
                markersize=4.6 if grade in FILL else 2.6, markeredgewidth=0.9,
                markerfacecoloralt="white", zorder=3,
            )  # fmt: skip
            ax.annotate(
                amounts[row], (at, row), xytext=(6, 0), textcoords="offset points",
                va="center_baseline", fontsize=SMALL, color=INK, fontfamily=family(),
                parse_math=False,
            )  # fmt: skip
        rule_rows(ax, [at - 0.5 for at in rows[1:] if shown[at]])
        label_x(ax, target_word("deadline", lang))
        marks = [dot(name_of(one, labels), colour[one], marker[one]) for one in groups]
        legend_above(ax, [*marks, *grade_marks(lang)], drawn=legend)
    return ax


def promise_and_achievement(
    table: pd.DataFrame,
    ax: Axes | None = None,
    *,
    colour: str = TARGET,
    lang: str = "zh",
    labels: Mapping[str, str] | None = None,
    width: Width = "single",
    height: float | None = None,
) -> Axes:
    """Draw what is promised a year as a multiple of what was achieved a year.

    Takes ``indicator_promise``, ``target_year_promise``, ``unit``, ``yearly_promise`` and
    ``yearly_achievement`` (above 0); both values stand beside the row. Left of 1 less is promised
    than was done before.

    Raises
    ------
    ValueError
        If a column is missing, the table is empty or a value is not above 0.

    Examples
    --------
    >>> table = pd.DataFrame({"indicator_promise": ["就业"], "target_year_promise": [2022]})
    >>> table = table.assign(unit="人", yearly_promise=8000, yearly_achievement=14600)
    >>> [text.get_text() for text in promise_and_achievement(table).get_yticklabels()]
    ['就业 2022']
    """
    yearly = ["yearly_promise", "yearly_achievement"]
    table = check(
        table, ["indicator_promise", "target_year_promise", "unit", *yearly],
        "promise_and_achievement",
    )  # fmt: skip
    values = table[yearly].to_numpy(dtype=np.float64)
    if not (values > 0).all():
        raise ValueError("promise_and_achievement: both yearly values must be above 0.")
    ratio = np.log2(values[:, 0] / values[:, 1])
    rows = np.arange(len(table))
    years = table["target_year_promise"]
    names = [
        f"{name_of(name, labels)} {'' if pd.isna(year) else int(year)}".strip()
        for name, year in zip(table["indicator_promise"], years, strict=True)
    ]
    with style():
        ax = canvas(ax, width, height, 18 + ROW_MM * len(rows))
        rule_rows(ax, rows.tolist())
        ax.axvline(0, color=QUIET, linewidth=0.7)
        ax.hlines(rows, 0, ratio, color=colour, linewidth=0.9)
        ax.plot(ratio, rows, "o", color=colour, markeredgewidth=0)
        set_rows(ax, rows.tolist(), names, pad=0.8, row_mm=ROW_MM)
        reach = max(1.0, float(np.ceil(np.abs(ratio).max())))
        ax.set_xlim(-reach * 1.05, reach * 1.05)
        powers = np.arange(-reach, reach + 1, reach)  # three ticks fit beside any columns
        ax.xaxis.set_major_locator(FixedLocator(powers.tolist()))
        ax.xaxis.set_major_formatter(FixedFormatter([_multiple(power) for power in powers]))
        ax.xaxis.set_minor_locator(NullLocator())
        label_x(ax, target_word("ratio", lang))
        texts = {
            target_word(key, lang): [
                amount({"low": value, "high": value, "unit": unit, "qualifier": ""}, lang, labels)
                for value, unit in zip(table[name], table["unit"], strict=True)
            ]
            for key, name in (("achieved", yearly[1]), ("promised", yearly[0]))
        }
        columns_right(ax, rows.tolist(), texts, top=-1.1)
    return ax


def amount(
    row: Mapping[Any, Any], lang: str = "zh", labels: Mapping[str, str] | None = None
) -> str:
    """Write a target's number as a reader would; ``labels`` translates its unit and qualifier.

    >>> amount({"low": 45000.0, "high": 45000.0, "unit": "人", "qualifier": ""})
    '4.5万人'
    >>> amount({"low": 5.0, "high": 5.5, "unit": "%", "qualifier": "区间"})
    '5—5.5%'
    >>> amount({"low": 5e10, "high": 5e10, "unit": "元", "qualifier": "以上"}, "en")
    'at least 50 bn yuan'
    """
    qualifier = row["qualifier"] if isinstance(row["qualifier"], str) else ""
    unit = row["unit"] if isinstance(row["unit"], str) else ""
    behind = "" if qualifier == "区间" else qualifier
    if lang == "en":
        behind = name_of(behind, {**QUALIFIERS, **(labels or {})})
    if pd.isna(row["low"]):
        return behind
    low, scale = _scaled(float(row["low"]), unit, lang)
    high, upper = _scaled(float(row["high"]), unit, lang)
    left = low if scale == upper else low + scale
    number = low + scale if low + scale == high + upper else f"{left}—{high}{upper}"
    if lang == "zh":
        return f"近{number}{unit}" if behind == "近" else f"{number}{unit}{behind}"
    unit = name_of(unit, {**UNITS, **(labels or {})})
    return f"{behind} {number}{'' if unit == '%' else ' '}{unit}".strip()


def _scaled(value: float, unit: str, lang: str) -> tuple[str, str]:
    steps: Sequence[tuple[float, str]] = (
        ((1e8, "亿"), (1e4, "万")) if lang == "zh" else ((1e9, " bn"), (1e6, " m"))
    )
    for size, name in steps if unit != "%" else ():
        if abs(value) >= size:
            return f"{value / size:,.4g}", name
    return f"{value:,.10g}", ""


def _multiple(power: float) -> str:
    return f"{2**power:g}×" if power >= 0 else f"1/{2**-power:g}"


def target_word(key: str, lang: str) -> str:
    """Return what figures of targets write on axes and legends."""
    if lang not in ("zh", "en"):
        raise ValueError(f'lang must be "zh" or "en", not {lang!r}.')
    return _WORDS[key][lang == "en"]


def grade_marks(lang: str) -> list[Line2D]:
    """Return the legend entries of firmness."""
    marks: tuple[tuple[str, Literal["full", "left", "none"], float], ...] = (
        ("firm", "full", 4.6), ("advancing", "left", 4.6), ("striving", "none", 4.6),
        ("plain", "full", 2.6),
    )  # fmt: skip
    return [
        Line2D([], [], linestyle="none", marker="o", markersize=size, color=QUIET, fillstyle=fill,
               markerfacecoloralt="white", markeredgewidth=0.9, label=target_word(key, lang))
        for key, fill, size in marks
    ]  # fmt: skip


def _year_axis(
    ax: Axes, first: float, last: float, undated: bool, widest: float, lang: str
) -> float:
    """Mark every year or every few, with room for the amounts on the right.

    Returns where targets without a year stand: to the left of all years, clear of their names.
    """
    points = size_in_points(ax)[0]
    room = min(0.45, (widest + 10) / max(points, widest * 3))
    left, reach, word, year = first, max(last - first, 1.0), target_word("undated", lang), 0.0
    if last:
        year = text_width("2026", SMALL) + 6
    if undated:
        share = min(0.5, (text_width(word, SMALL) + year) / 2 / (points * (1 - room)))
        left = first - max(1.0, 0.12 * reach, reach * share / (1 - share))
    reach = max(last - left, 1.0)
    room_of_year = points * (1 - room) / reach
    step = max(1, int(np.ceil((last - first) / 8)), int(np.ceil(year / room_of_year)))
    ticks = np.arange(first, last + 1, step).tolist() if last else []
    names = [f"{tick:.0f}" for tick in ticks]
    if undated:
        ticks, names = [left, *ticks], [word, *names]
    ax.set_xticks(ticks, names)
    ax.set_xlim(left - 0.04 * reach, last + reach * room / (1 - room))
    return left
