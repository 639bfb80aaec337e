"""Targets with their themes → every target as a mark: by theme, group and deadline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import NullLocator
from numpy.typing import NDArray

from textkit.draw.fonts import text_width
from textkit.draw.frame import (
    canvas,
    check,
    columns_right,
    in_order,
    label_x,
    page_of,
    rule_rows,
    set_rows,
    size_in_points,
)
from textkit.draw.labels import name_of
from textkit.draw.legend import dot, legend_above
from textkit.draw.style import MM, SMALL, Plate, Width, colour_of, marker_of, style
from textkit.draw.targets import FILL, grade_marks, target_word

ROW_MM = 3.4
_PITCH = 5.8  # points from one mark to the next
_GAP, _MOST_GAP = 0.8, 6.0  # between two deadlines, in marks


def target_agenda(
    table: pd.DataFrame,
    ax: Axes | None = None,
    *,
    group: str = "district",
    order: Sequence[str] | None = None,
    colours: Mapping[str, str] | None = None,
    legend: bool = True,
    lang: str = "zh",
    labels: Mapping[str, str] | None = None,
    width: Width = "double",
    height: float | None = None,
) -> Axes:
    """Draw one mark for each target: a row for each theme and group, a column for each deadline.

    Takes ``theme``, the ``group`` column, ``target_year`` and ``commitment``, as from
    ``textkit.priorities.target_themes``. Themes come in ``order``, else with most targets
    first; what has no theme comes last. Marks are filled by firmness as in :func:`targets`,
    the firmest first; how many targets a row has stands beside it. Deadlines are columns, not
    a scale: years that no target names are left out.

    Raises
    ------
    ValueError
        If a column is missing, the table is empty, or ``order`` leaves out a theme.

    Examples
    --------
    >>> table = pd.DataFrame({"district": ["二道区"] * 3, "theme": ["民生", "民生", "生态"]})
    >>> axes = target_agenda(table.assign(target_year=[2025, None, 2025], commitment="确保"))
    >>> [label.get_text() for label in axes.get_yticklabels()]
    ['民生', '生态']
    """
    needed = ["theme", group, "target_year", "commitment"]
    table = check(table, needed, "target_agenda")
    none = target_word("no_theme", lang)
    theme = table["theme"].fillna("").astype(str).replace("", none)
    themes = [one for one in theme.value_counts(sort=True).index if one != none]
    themes = in_order(themes, order, "theme") + [none] * bool((theme == none).any())
    groups = list(dict.fromkeys(table[group].astype(str)))
    colour, marker = colour_of(groups, colours), marker_of(groups, colours)
    year = pd.to_numeric(table["target_year"], errors="coerce").astype("Float64")
    year = year.fillna(-np.inf)
    deadlines = sorted(year.unique().tolist())
    grade = table["commitment"].where(table["commitment"].isin(list(FILL)), "")
    firmness = grade.map({name: at for at, name in enumerate([*FILL, ""])})
    marks = pd.DataFrame(
        {
            "theme": theme.map({name: at for at, name in enumerate(themes)}),
            "group": table[group].astype(str).map({name: at for at, name in enumerate(groups)}),
            "column": year.map({one: at for at, one in enumerate(deadlines)}),
            "firmness": firmness,
        }
    ).sort_values(["theme", "group", "column", "firmness"], kind="stable", ignore_index=True)
    marks["number"] = marks.groupby(["theme", "group", "column"]).cumcount()
    lanes = marks[["theme", "group"]].drop_duplicates(ignore_index=True)
    with style():
        ax = canvas(ax, width, height, 18 + ROW_MM * len(lanes))
        first = (lanes["theme"].diff() != 0).to_numpy()
        shown = [
            name_of(themes[at], labels) if new else ""
            for at, new in zip(lanes["theme"], first, strict=True)
        ]
        set_rows(ax, range(len(lanes)), shown, pad=0.8, row_mm=ROW_MM)
        names = [target_word("undated", lang) if d < 0 else f"{d:.0f}" for d in deadlines]
        most = marks.groupby("column")["number"].max().to_numpy() + 1
        least = np.array([text_width(name, SMALL) for name in names]) / _PITCH
        room = size_in_points(ax)[0] / _PITCH - 0.6
        upright = least.sum() + _GAP * (len(least) - 1) > room
        per_line, left = _columns(room, most, np.ones_like(least) if upright else least)
        # What does not fit beside goes below, in a row of its own.
        marks["line"] = marks["number"] // per_line[marks["column"]]
        lane = marks.groupby(["theme", "group"])
        deep = lane["line"].max().to_numpy() + 1
        top = np.cumsum(deep) - deep
        row = top[lane.ngroup()] + marks["line"]
        x = left[marks["column"]] + 0.5 + marks["number"] % per_line[marks["column"]]
        more = max(text_width(name, SMALL) for name in names) / 72 if upright else 0.0
        _grow(ax, (int(deep.sum()) - len(lanes)) * ROW_MM * MM + more)
        ax.set_yticks(top, [label.get_text() for label in ax.get_yticklabels()])
        ax.set_ylim(float(deep.sum()) - 0.2, -0.8)
        ax.set_xlim(-0.3, max(room, left[-1] + per_line[-1]) + 0.3)
        sizes = [*((fill, 3.8) for fill in FILL.values()), ("full", 2.4)]
        for _, part in marks.groupby(["group", "firmness"]):
            own = groups[int(part["group"].iloc[0])]
            fill, size = sizes[int(part["firmness"].iloc[0])]
            ax.plot(
                x[part.index], row[part.index], marker[own], color=colour[own],
                linestyle="none", fillstyle=fill, markersize=size, markeredgewidth=0.8,
                markerfacecoloralt="white", zorder=3,
            )  # fmt: skip
        ax.xaxis.set_minor_locator(NullLocator())
        if upright:
            ax.set_xticks((left + 0.5).tolist(), names, rotation=90, ha="center")
        else:
            ax.set_xticks(left.tolist(), names, ha="left")
        ax.tick_params(axis="x", length=0)
        rule_rows(ax, [at - 0.5 for at, new in zip(top, first, strict=True) if new and at])
        label_x(ax, target_word("deadline", lang))
        texts = {target_word("number", lang): [f"{n:,}" for n in lane.size()]}
        columns_right(ax, top.tolist(), texts, top=-1.2)
        known = [dot(name_of(one, labels), colour[one], marker[one]) for one in groups]
        legend_above(ax, [*known, *grade_marks(lang)], drawn=legend)
    return ax


def _columns(
    room: float, most: NDArray[np.int64], least: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return how many marks stand side by side in each column, and where each begins.

    ``room``, and the ``least`` that the name of a column needs, are in marks. Where ``most``
    do not fit on one line, they stand on two, or on as many as it takes.
    """
    depth = 1
    while True:
        per_line = -(-most // depth)
        widths = np.maximum(per_line, least)
        left_over = (room - widths.sum()) / max(1, len(widths) - 1)
        if left_over >= _GAP or (per_line <= least).all():
            gap = min(max(left_over, 0.3), _MOST_GAP)
            return per_line, np.cumsum(widths + gap) - widths - gap
        depth += 1


def _grow(ax: Axes, inches: float) -> None:
    page = page_of(ax)
    if isinstance(page, Plate) and page.grows:
        page.set_figheight(page.get_figheight() + inches)
