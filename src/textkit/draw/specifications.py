"""A finding under many choices → its estimates in order, and the choices below them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from textkit.draw.fonts import family
from textkit.draw.frame import (
    canvas,
    check,
    even_ticks,
    label_room,
    label_x,
    numbers,
    rule_rows,
    set_rows,
    size_in_points,
)
from textkit.draw.labels import axis_text, fill, wrap
from textkit.draw.legend import dot, legend_above
from textkit.draw.style import INK, QUIET, REFERENCE, ROW, SMALL, TARGET, Width, style

ROW_MM, CURVE_ROWS, GAP = 3.8, 12.0, 1.2  # the curve's height and its distance, in rows
PLAIN = "#A9B4C0"
MOST = 6  # values of a choice; where there are more, those that begin alike share a row
_STATES = {"survives": TARGET, "not": PLAIN, "contrary": REFERENCE}
_FIXED = ("finding", "specification", "varied", "estimate", "low", "high", "is_base", "same_sign",
          "survives")  # fmt: skip
_WORDS = {
    "estimate": ("估计值", "Estimate"),
    "relative gap": ("相对差距 (a − b) / (a + b)", "Relative gap (a − b) / (a + b)"),
    "relative lead": ("相对领先 (a − b) / (a + b)", "Relative lead (a − b) / (a + b)"),
    "score gap": ("承诺力度得分之差", "Difference of commitment scores"),
    "survives": ("成立", "Survives"),
    "not": ("区间含 0", "Includes 0"),
    "contrary": ("方向相反", "Other sign"),
    "base": ("本研究的设定", "In the study"),
    "untested": ("无区间", "No interval"),
    "counted": (
        "{0} 种设定，按估计值从小到大排列；可检验的 {1} 种中 {2} 种成立",
        "{0} specifications in order of their estimate; of {1} that can be tested, {2} survive",
    ),
    "engine": ("分词程序", "Engine"),
    "engine=auto": ("编译", "Compiled"),
    "hmm": ("新词识别（HMM）", "New words (HMM)"),
    "hmm=True": ("用", "Yes"),
    "hmm=False": ("不用", "No"),
    "lexicon": ("自备词表", "Own lexicon"),
    "lexicon=own": ("用", "Yes"),
    "lexicon=none": ("不用", "No"),
    "stopwords": ("停用词", "Stop words"),
    "stopwords=built-in": ("内置", "Built-in"),
    "stopwords=built-in and own": ("内置和自备", "Built-in and own"),
    "stopwords=none": ("不去", "None"),
    "denominator": ("分母", "Denominator"),
    "denominator=tokens": ("词", "Tokens"),
    "denominator=characters": ("字", "Characters"),
    "denominator=passages": ("段", "Passages"),
    "denominator=sentences": ("句", "Sentences"),
    "denominator=headings": ("标题", "Headings"),
    "denominator=matches": ("主题词", "Theme words"),
    "themes": ("主题词典", "Dictionary"),
    "themes=full": ("完整", "Full"),
    "themes=seeded topics": ("种子主题", "Seeded topics"),
    "themes=without": ("去掉一词（{}）", "Without a word ({})"),
    "unit": ("文本单位", "Unit"),
    "unit=section": ("节", "Section"),
    "unit=paragraph": ("段", "Paragraph"),
    "unit=sentence": ("句", "Sentence"),
    "draw": ("重抽单位", "Drawn"),
    "draw=passages": ("文段", "Passages"),
    "draw=documents": ("文件", "Documents"),
    "sample": ("样本", "Sample"),
    "sample=all": ("全部", "All"),
    "sample=half": ("随机一半（{}）", "Random halves ({})"),
    "scope": ("否定与名称", "Denials, names"),
    "scope=zh": ("剔除", "Left out"),
    "scope=none": ("计入", "Counted"),
    "combine": ("句内", "In a sentence"),
    "combine=mean": ("取平均", "Mean"),
    "combine=firmest": ("取最强", "Firmest"),
    "n_topics": ("主题数", "Topics"),
}
Grid = NDArray[np.float64]


def specification_curve(
    table: pd.DataFrame,
    ax: Axes | None = None,
    *,
    finding: str | None = None,
    y_label: str | None = None,
    legend: bool = True,
    lang: str = "zh",
    labels: Mapping[str, str] | None = None,
    width: Width = "double",
    height: float | None = None,
) -> Axes:
    """Draw what a finding comes to under every specification, and which choices made it so.

    Takes the table of :func:`textkit.robustness.specify`. Estimates stand in order, smallest
    first, with their intervals; below each a dot for the value that every choice has in it.
    Blue estimates survive, grey ones do not, red ones have the other sign; a hollow one has
    no interval. The diamond, and the line through the choices, is the study's own
    specification. A choice that does not vary, or that the finding does not hang on, has no
    row. After Simonsohn, Simmons and Nelson (2020), figure 2.

    Parameters
    ----------
    finding : str
        Which finding, if the table has several.
    y_label : str
        What is estimated, and in what: ``"relative gap"``, ``"relative lead"``, ``"score gap"``,
        or words of one's own, translated through ``labels`` like what the table says.

    Raises
    ------
    ValueError
        If a column is missing, the table is empty, it has several findings and none is
        named, or the one that is named is not there.

    Examples
    --------
    >>> table = pd.DataFrame({"finding": "gap", "specification": [1, 2], "hmm": ["True", "False"]})
    >>> table = table.assign(varied="", estimate=[0.4, 0.3], low=[0.1, -0.1], high=[0.7, 0.8])
    >>> table = table.assign(is_base=[True, False], same_sign=True, survives=[True, False])
    >>> [text.get_text() for text in specification_curve(table).get_yticklabels()]
    ['估计值', '新词识别（HMM）：用', '不用']
    """
    table = check(table, _FIXED, "specification_curve")
    axis_text("count", lang)  # refuses a language that does not exist
    table = _choose(table, finding)
    table = table.assign(estimate=numbers(table["estimate"], "specification_curve"))
    table = table.sort_values(["estimate", "specification"], ignore_index=True)
    n = len(table)
    rows, names, firsts = _rows(table, lang, labels)
    state = _state(table)
    colour = np.array([_STATES[each] for each in state])
    with style():
        count = len(rows)
        ax = canvas(ax, width, height, 17 + ROW_MM * (count + CURVE_ROWS + GAP))
        middle = -GAP - CURVE_ROWS / 2
        title = _say(y_label or "estimate", lang, labels)
        set_rows(ax, range(count), names, pad=0.0, row_mm=ROW_MM)
        _name_curve(ax, middle, title)
        ax.set_ylim(count - 0.4, -GAP - CURVE_ROWS - 0.3)
        rule_rows(ax, [first - 0.5 for first in firsts])
        ax.set_xlim(-1, n)
        ax.set_xticks([])
        ax.spines["bottom"].set_visible(False)
        size = float(np.clip(size_in_points(ax)[0] / (n + 2) * 0.75, 0.9, 3.2))
        _draw_curve(ax, table, colour, size)
        for number, mine in enumerate(rows):
            for each in np.unique(colour[mine]):
                at = np.flatnonzero(mine & (colour == each))
                ax.plot(at, np.full(len(at), number), "o", color=each, markersize=size,
                        markeredgewidth=0, zorder=3)  # fmt: skip
        _count(ax, table, lang, labels)
        kinds = [kind for kind in _STATES if kind in set(state)]
        handles = [dot(_say(kind, lang, labels), _STATES[kind], "o") for kind in kinds]
        if (table["low"].isna() | table["high"].isna()).any():
            hollow = dot(_say("untested", lang, labels), PLAIN, "o")
            hollow.set(markerfacecolor="white", markeredgecolor=QUIET, markeredgewidth=0.7)
            handles.append(hollow)
        if _truth(table["is_base"]).any():
            handles.append(dot(_say("base", lang, labels), INK, "D"))
        legend_above(ax, handles, drawn=legend)
    return ax


def _choose(table: pd.DataFrame, finding: str | None) -> pd.DataFrame:
    there = table["finding"].astype(str).unique().tolist()
    if finding is None and len(there) > 1:
        raise ValueError(
            f"specification_curve: the table has {len(there)} findings ({', '.join(there)}); "
            "name one with finding=."
        )
    if finding is not None and finding not in there:
        raise ValueError(
            f"specification_curve: no finding is {finding!r}. There are: {', '.join(there)}."
        )
    chosen: pd.DataFrame = table[table["finding"].astype(str) == (finding or there[0])]
    return chosen


def _truth(column: pd.Series) -> NDArray[np.bool_]:
    """Read truth values, also as a saved table has them; what is missing is not true."""
    return np.asarray(column.astype(str).isin(["True", "1", "1.0"]), dtype=bool)


def _state(table: pd.DataFrame) -> list[str]:
    alive, same = _truth(table["survives"]), _truth(table["same_sign"])
    states = np.where(alive, "survives", np.where(same, "not", "contrary"))
    return [str(state) for state in states]


def _rows(
    table: pd.DataFrame, lang: str, labels: Mapping[str, str] | None
) -> tuple[list[NDArray[np.bool_]], list[str], list[int]]:
    """Return the rows of dots, their names, and which of them begin a choice."""
    rows: list[NDArray[np.bool_]] = []
    names: list[str] = []
    firsts: list[int] = []
    for choice in [name for name in table.columns if name not in _FIXED]:
        values = table.loc[table[choice].notna()].sort_values("specification")[choice]
        kinds = _kinds(values.astype(str).unique().tolist())
        if len(kinds) < 2:
            continue
        firsts.append(len(rows))
        colon = "：" if lang == "zh" else ": "
        for number, (stem, members) in enumerate(kinds.items()):
            word = _value(choice, stem, len(members), lang, labels)
            opening = _say(choice, lang, labels) + colon if number == 0 else ""
            names.append(opening + word)
            rows.append(table[choice].astype(str).isin(members).to_numpy(dtype=bool))
    return rows, names, firsts


def _kinds(values: list[str]) -> dict[str, list[str]]:
    """Give each value a row, or those that begin with the same word one row together."""
    if len(values) <= MOST:
        return {value: [value] for value in values}
    stems = pd.Series([value.split(" ")[0] for value in values])
    several = stems.map(stems.value_counts()).to_numpy() > 1
    kinds: dict[str, list[str]] = {}
    for value, stem, together in zip(values, stems, several, strict=True):
        kinds.setdefault(stem if together else value, []).append(value)
    return kinds


def _value(
    choice: str, stem: str, members: int, lang: str, labels: Mapping[str, str] | None
) -> str:
    key = f"{choice}={stem}"
    if key in _WORDS and key not in (labels or {}):
        return _say(key, lang, labels).format(members)
    word = _say(key if key in (labels or {}) else stem, lang, labels)
    return f"{word} … ({members})" if members > 1 else word


def _say(key: str, lang: str, labels: Mapping[str, str] | None) -> str:
    if labels is not None and key in labels:
        return labels[key]
    return _WORDS[key][0 if lang == "zh" else 1] if key in _WORDS else key


def _name_curve(ax: Axes, middle: float, title: str) -> None:
    """Name the curve like a row; its name may have several lines, for it has many rows' room."""
    rows = [label.get_text() for label in ax.get_yticklabels()]
    ax.set_yticks([middle, *range(len(rows))], [wrap(title, label_room(ax), ROW), *rows])
    for label in ax.get_yticklabels():
        label.set_parse_math(False)
        label.set_linespacing(1.2)


def _draw_curve(ax: Axes, table: pd.DataFrame, colour: NDArray[np.str_], size: float) -> None:
    """Draw the estimates above the rows, the largest value on top, with a scale on the right."""
    estimate, low, high = (
        table[name].to_numpy(dtype=np.float64) for name in ("estimate", "low", "high")
    )
    ends = np.concatenate([[0.0], estimate, low, high])
    least, most = float(np.nanmin(ends)), float(np.nanmax(ends))
    span = (most - least) or 1.0

    def place(values: Grid) -> Grid:
        return np.asarray(-GAP - (values - least) / span * CURVE_ROWS)

    n = len(table)
    for tick in even_ticks(5).tick_values(least, most):
        if least - 1e-9 <= tick <= most + 1e-9:
            y = float(place(np.array([tick]))[0])
            zero = abs(tick) < 1e-12 * span
            ax.plot([-1, n], [y, y], color=QUIET if zero else "#EEEEEE", linewidth=0.6 if zero
                    else 0.5, zorder=1)  # fmt: skip
            ax.annotate(
                f"{0.0 if zero else tick:,.6g}".replace("-", "\N{MINUS SIGN}"), (1, y), (4, 0),
                xycoords=ax.get_yaxis_transform(), textcoords="offset points", ha="left",
                va="center_baseline", fontsize=SMALL, color=QUIET, fontfamily=family(),
                annotation_clip=False,
            )  # fmt: skip
    x, known = np.arange(n), np.isfinite(low) & np.isfinite(high)
    base = _truth(table["is_base"])
    ax.vlines(x[known], place(low[known]), place(high[known]), color=colour[known],
              linewidth=min(0.9, size * 0.4), alpha=0.6, zorder=2)  # fmt: skip
    for each in np.unique(colour):
        for filled in (True, False):
            mine = (colour == each) & (known == filled) & ~base
            ax.plot(x[mine], place(estimate[mine]), "o", color=each, markersize=size + 0.6,
                    markerfacecolor=each if filled else "white", markeredgewidth=0 if filled
                    else 0.7, zorder=3)  # fmt: skip
    for at in np.flatnonzero(base):
        ax.plot([at, at], [ax.get_ylim()[0], -GAP - CURVE_ROWS], color=INK, linewidth=0.5,
                alpha=0.55, zorder=1.5)  # fmt: skip
        ax.plot(at, place(estimate[[at]]), "D", color=INK, markersize=4.2, markeredgewidth=0.5,
                markeredgecolor="white", zorder=4)  # fmt: skip


def _count(ax: Axes, table: pd.DataFrame, lang: str, labels: Mapping[str, str] | None) -> None:
    tested = table["survives"].notna() & (table["survives"].astype(str) != "")
    alive = int(_truth(table["survives"]).sum())
    text = _say("counted", lang, labels).format(len(table), int(tested.sum()), alive)
    label_x(ax, fill(text, size_in_points(ax)[0], SMALL))
