"""Tables of differences and of scores → dots with intervals, by theme."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from textkit.draw.dots import _estimates
from textkit.draw.frame import check
from textkit.draw.labels import axis_text, name_of
from textkit.draw.style import QUIET, Width

_WORDS = {
    "difference": ("占比之差（百分点）", "Percentage points"),
    "minus": ("占比之差（百分点）：{}减{}", "Percentage points: {} − {}"),
    "score": ("承诺力度得分", "Commitment score"),
    "everything": ("所有句子", "All sentences"),
}


def attention_gaps(
    table: pd.DataFrame,
    ax: Axes | None = None,
    *,
    group: str = "document",
    target_name: str | None = None,
    reference_name: str | None = None,
    order: Sequence[str] | None = None,
    colours: Mapping[str, str] | None = None,
    legend: bool = True,
    lang: str = "zh",
    labels: Mapping[str, str] | None = None,
    width: Width = "single",
    height: float | None = None,
) -> Axes:
    """Draw by how much the share of each theme differs between two sides, with its interval.

    Takes ``theme``, ``difference`` (−1 to 1), ``low``, ``high`` and, if there is one, the
    ``group`` column, as from :func:`textkit.priorities.compare_attention`. Rows are themes, by
    ``order`` or by their mean difference, largest first; the line is no difference. The names
    of the sides, translated through ``labels``, are written on the axis.

    Raises
    ------
    ValueError
        If a column is missing, the table is empty, or ``order`` leaves a theme out.

    Examples
    --------
    >>> table = pd.DataFrame({"theme": ["民生"], "difference": [0.02], "low": [-0.01]})
    >>> axes = attention_gaps(table.assign(high=0.05), target_name="任务", reference_name="回顾")
    >>> axes.get_xlabel()
    '占比之差（百分点）：任务减回顾'
    """
    table = check(table, ["theme", "difference", "low", "high"], "attention_gaps")
    axis_text("count", lang)  # refuses a language that does not exist
    if group not in table:
        table = table.assign(**{group: ""})
    known = table[table["difference"].notna()].reset_index(drop=True)
    if known.empty:
        raise ValueError("attention_gaps: no theme has a difference, so there is nothing to draw.")
    if order is None:
        mean = known.groupby(known["theme"].astype(str))["difference"].mean()
        order = sorted(mean.index, key=lambda theme: (-mean[theme], theme))
    x_label = _word("difference", lang)
    if target_name is not None and reference_name is not None:
        sides = (name_of(name, labels) for name in (target_name, reference_name))
        x_label = _word("minus", lang).format(*sides)
    several = len(known[group].unique()) > 1
    ax = _estimates(
        known, ax, row="theme", group=group, value="difference", percent=True, order=order,
        by_size=False, x_label=x_label, colours=colours, legend=legend and several,
        labels=labels, width=width, height=height, name="attention_gaps",
    )  # fmt: skip
    ends = known[["difference", "low", "high"]].to_numpy(dtype=np.float64) * 100
    _frame(ax, float(np.nanmin([np.nanmin(ends), 0])), float(np.nanmax([np.nanmax(ends), 0])))
    ax.axvline(0, color=QUIET, linewidth=0.6, zorder=1)
    return ax


def firmness(
    table: pd.DataFrame,
    ax: Axes | None = None,
    *,
    group: str = "district",
    order: Sequence[str] | None = None,
    colours: Mapping[str, str] | None = None,
    legend: bool = True,
    lang: str = "zh",
    labels: Mapping[str, str] | None = None,
    width: Width = "single",
    height: float | None = None,
) -> Axes:
    """Draw how firmly each group promises, theme by theme if the table has themes.

    Takes the ``group`` column, ``score``, ``low``, ``high`` and, if there is one, ``theme``, as
    from :func:`textkit.priorities.commitment_scores`. Rows are themes, by ``order`` or as the
    table has them; groups that promise nothing have no dot.

    Raises
    ------
    ValueError
        If a column is missing, the table is empty, no group promises anything, or ``order``
        leaves a theme out.

    Examples
    --------
    >>> table = pd.DataFrame({"district": ["二道区"], "score": [3.1], "low": [3.0], "high": [3.3]})
    >>> [text.get_text() for text in firmness(table, lang="en").get_yticklabels()]
    ['All sentences']
    """
    table = check(table, [group, "score", "low", "high"], "firmness")
    axis_text("count", lang)  # refuses a language that does not exist
    known = table[table["score"].notna()].reset_index(drop=True)
    if known.empty:
        raise ValueError("firmness: no group has a score, so there is nothing to draw.")
    if "theme" not in known:
        known = known.assign(theme=_word("everything", lang))
    ax = _estimates(
        known, ax, row="theme", group=group, value="score", percent=False, order=order,
        by_size=False, x_label=_word("score", lang), colours=colours, legend=legend,
        labels=labels, width=width, height=height, name="firmness",
    )  # fmt: skip
    ends = known[["score", "low", "high"]].to_numpy(dtype=np.float64)
    _frame(ax, float(np.nanmin(ends)), float(np.nanmax(ends)))
    return ax


def _frame(ax: Axes, least: float, most: float) -> None:
    """Show the values from the least to the most, with a little room."""
    room = 0.04 * ((most - least) or 1.0)
    ax.set_xlim(least - room, most + room)


def _word(key: str, lang: str) -> str:
    return _WORDS[key][0 if lang == "zh" else 1]
