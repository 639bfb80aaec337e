"""What speaks for each number of topics → one line per criterion, and the proposal."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from textkit.draw.fonts import family
from textkit.draw.frame import canvas, check, label_x, numbers, rule_rows, set_rows, size_in_points
from textkit.draw.labels import axis_text, fill
from textkit.draw.style import INK, QUIET, RULE, SMALL, TARGET, Width, style

BAND_MM, MARGIN = 15.0, 0.16  # height of a criterion's band; share of it left free at each end
_WORDS = {
    "n_topics": ("主题数", "Number of topics"),
    "npmi": ("主题一致性（NPMI）", "Coherence (NPMI)"),
    "heldout": ("留出文本的拟合", "Held-out fit"),
    "stability": ("重抽样稳定性", "Stability under resampling"),
    "exclusivity": ("词语独占性（不计入）", "Exclusivity (not counted)"),
    "proposed": (
        "建议 {0} 个主题：{1} 项指标中有 {2} 项与最佳值相差不超过一个标准误（实心点）",
        "Proposed: {0} topics, within one standard error of the best (filled) in {2} of {1} "
        "criteria",
    ),
    "tied": ("；与 {} 并列，取其最小", "; tied with {}, the smallest is taken"),
    "torn": ("；各项指标并不一致", "; the criteria disagree"),
}
_VOICES = ("npmi", "heldout", "stability")


def topic_choice(
    table: pd.DataFrame,
    ax: Axes | None = None,
    *,
    lang: str = "zh",
    labels: Mapping[str, str] | None = None,
    width: Width = "single",
    height: float | None = None,
) -> Axes:
    """Draw what speaks for each number of topics, and say which is proposed and why.

    Takes the table of :func:`textkit.topics.selection.choose_topics`. Each criterion has a
    band and a scale of its own (its least and greatest value stand on the right); whiskers
    are one standard error. A point is filled where the number ties with the best. The grey
    stripe is the proposal; dashed lines are numbers that tie with it. Numbers that could
    not be fitted have no point.

    Raises
    ------
    ValueError
        If a column is missing, the table is empty, or no number could be fitted.

    Examples
    --------
    >>> table = pd.DataFrame({"n_topics": [4, 5], "best_in": ["npmi", ""], "tied": [True, False]})
    >>> table = table.assign(proposed=[True, False])
    >>> for name in ("npmi", "heldout", "stability", "exclusivity"):
    ...     table = table.assign(**{name: [0.4, 0.3], f"{name}_low": 0.2, f"{name}_high": 0.5})
    >>> topic_choice(table).get_xlabel()
    '主题数'
    """
    names = [*_VOICES, "exclusivity"]
    ends = [f"{name}_{end}" for name in names for end in ("low", "high")]
    needed = ["n_topics", *names, *ends, "best_in", "tied", "proposed"]
    table = check(table, needed, "topic_choice").sort_values("n_topics", ignore_index=True)
    axis_text("n_topics", lang)  # refuses a language that does not exist
    fitted = table[table["stability"].notna()].reset_index(drop=True)
    if fitted.empty:
        raise ValueError(
            "topic_choice: no number of topics could be fitted, so there is nothing to draw."
        )
    tried = numbers(table["n_topics"], "topic_choice")
    with style():
        ax = canvas(ax, width, height, 22 + BAND_MM * len(names))
        words = [_say(name, lang, labels) for name in names]
        set_rows(ax, list(range(len(names))), words, pad=0.5, row_mm=BAND_MM)
        rule_rows(ax, [at + 0.5 for at in range(len(names) - 1)])
        _mark_choice(ax, fitted)
        for at, name in enumerate(names):
            _draw_band(ax, fitted, name, at)
        ax.set_xlim(tried.min() - 0.5, tried.max() + 0.5)
        step = max(1, round(len(tried) / 9))
        ax.set_xticks(tried[::step], [f"{number:.0f}" for number in tried[::step]])
        label_x(ax, _say("n_topics", lang, labels))
        room = size_in_points(ax)[0]
        ax.set_title(
            fill(_reason(fitted, lang, labels), room, SMALL), fontfamily=family(), fontsize=SMALL,
            color=INK, loc="left", pad=5, parse_math=False, linespacing=1.25,
        )  # fmt: skip
    return ax


def _say(key: str, lang: str, labels: Mapping[str, str] | None) -> str:
    return (labels or {}).get(key, _WORDS[key][0 if lang == "zh" else 1])


def _reason(table: pd.DataFrame, lang: str, labels: Mapping[str, str] | None) -> str:
    """Say in a sentence which number is proposed and why."""
    chosen = table[table["proposed"].astype(bool)].iloc[0]
    ties = len(str(chosen["best_in"]).split("; "))
    text = _say("proposed", lang, labels).format(f"{chosen['n_topics']:.0f}", len(_VOICES), ties)
    others = table.loc[table["tied"].astype(bool) & ~table["proposed"].astype(bool), "n_topics"]
    if len(others):
        listed = ("、" if lang == "zh" else ", ").join(f"{number:.0f}" for number in others)
        text += _say("tied", lang, labels).format(listed)
    if ties == 1:
        text += _say("torn", lang, labels)
    return text + ("。" if lang == "zh" else ".")


def _mark_choice(ax: Axes, table: pd.DataFrame) -> None:
    for number, proposed, tied in zip(
        table["n_topics"], table["proposed"].astype(bool), table["tied"].astype(bool), strict=True
    ):
        if proposed:
            ax.axvspan(number - 0.4, number + 0.4, color=RULE, linewidth=0, zorder=0)
        elif tied:
            ax.axvline(number, color=QUIET, linewidth=0.5, linestyle=(0, (2, 2)), zorder=0)


def _draw_band(ax: Axes, table: pd.DataFrame, name: str, at: int) -> None:
    """Draw one criterion between ``at - 0.5`` and ``at + 0.5``, the greatest value on top."""
    value, low, high = (
        table[column].to_numpy(dtype=np.float64) for column in (name, f"{name}_low", f"{name}_high")
    )
    known = np.isfinite(value)
    if not known.any():
        return
    ends = np.concatenate([value, low, high])
    least, most = np.nanmin(ends), np.nanmax(ends)
    span = (most - least) or 1.0

    def place(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> list[float]:
        heights = at + 0.5 - MARGIN - (values - least) / span * (1 - 2 * MARGIN)
        return [float(height) for height in heights]

    x = table["n_topics"].to_numpy(dtype=np.float64)
    counted = name in _VOICES
    colour = TARGET if counted else QUIET
    ax.plot(x[known], place(value[known]), color=colour, linewidth=0.6, alpha=0.5, zorder=2)
    sure = known & np.isfinite(low) & np.isfinite(high)
    ax.vlines(x[sure], place(low[sure]), place(high[sure]), color=colour, linewidth=0.8, zorder=2)
    best = table["best_in"].fillna("").astype(str).str.split("; ").map(lambda each: name in each)
    for filled in (True, False):
        mine = known & (best.to_numpy(dtype=bool) == filled)
        ax.plot(x[mine], place(value[mine]), "o", color=colour, markersize=3.6, zorder=3,
                markerfacecolor=colour if filled else "white", markeredgewidth=0.8)  # fmt: skip
    for number in dict.fromkeys((np.nanmin(value), np.nanmax(value))):
        ax.annotate(
            f"{number:.3g}".replace("-", "\u2212"), (1, place(np.array([number]))[0]), (4, 0),
            xycoords=ax.get_yaxis_transform(), textcoords="offset points", ha="left",
            va="center_baseline", fontsize=SMALL, color=QUIET, fontfamily=family(),
            annotation_clip=False,
        )  # fmt: skip
