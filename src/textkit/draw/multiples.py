"""One table, split by a column → one small panel for each part of it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from textkit.draw.agenda import target_agenda
from textkit.draw.bars import parts, top_terms, topic_terms
from textkit.draw.clouds import cloud
from textkit.draw.contrast import keyness, log_odds
from textkit.draw.curves import curves
from textkit.draw.dots import attention, commitment, frequencies, prevalence
from textkit.draw.fonts import family
from textkit.draw.frame import check, in_order, size_in_points
from textkit.draw.gaps import attention_gaps, firmness
from textkit.draw.heat import removed_lines, similarity
from textkit.draw.labels import axis_text, name_of, wrap
from textkit.draw.legend import columns_that_fit, legend_look
from textkit.draw.levels import adoption_by_lag, amplification, target_paths
from textkit.draw.selection import topic_choice
from textkit.draw.shared import shared_passages
from textkit.draw.slopes import mentions
from textkit.draw.specifications import specification_curve
from textkit.draw.style import INK, MM, SIZE, Plate, Width, colour_of, style, width_mm
from textkit.draw.targets import promise_and_achievement, targets

FIGURES: dict[str, Callable[..., Axes]] = {
    each.__name__: each
    for each in (
        adoption_by_lag, amplification, attention, attention_gaps, cloud, commitment, curves,
        firmness, frequencies, keyness, log_odds, mentions, parts, prevalence,
        promise_and_achievement, removed_lines, shared_passages, similarity, specification_curve,
        target_agenda, target_paths, targets, top_terms, topic_choice, topic_terms,
    )
}  # fmt: skip
# What a figure puts on its rows, and (None: its group) in colour: kept alike in all panels.
_ROWS = {"attention": "theme", "commitment": "grade", "prevalence": "topic", "parts": "part"}
_COLOURED = {"attention": None, "commitment": None, "prevalence": None, "parts": "part"}
_FIXED_MM = {"adoption_by_lag": 50.0, "amplification": 50.0, "cloud": 48.0, "curves": 34.0,
             "log_odds": 75.0, "mentions": 62.0, "target_paths": 60.0}  # fmt: skip
_OWN_SCALE = ("cloud", "log_odds", "mentions", "removed_lines", "similarity",
              "specification_curve")  # fmt: skip


def small_multiples(
    table: pd.DataFrame,
    by: str,
    draw: str,
    *,
    columns: int = 3,
    order: Sequence[str] | None = None,
    options: Mapping[str, Any] | None = None,
    share_x: bool = True,
    lang: str = "zh",
    labels: Mapping[str, str] | None = None,
    width: Width = "double",
    panel_height: float | None = None,
) -> Figure:
    """Draw the same figure once for each value of ``by``, side by side.

    ``draw`` is the name of a figure in this package and ``options`` what it takes besides
    table, lang and labels. Panels stand in ``order``, else as the table has them. Rows,
    colours and, with ``share_x``, the x axis are the same in all of them; there is one
    legend. ``panel_height`` is in mm, by default what the rows need.

    Raises
    ------
    ValueError
        If a column is missing, the table is empty, no figure has that name, or an option
        is none of the figure's.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {"topic": [0, 1], "rank": [1, 1], "term": ["项目", "服务"], "weight": [0.4, 0.3]}
    ... )
    >>> page = small_multiples(table, "topic", "topic_terms", columns=2)
    >>> [ax.get_title(loc="left") for ax in page.axes]
    ['主题0', '主题1']
    """
    table = check(table, [by], "small_multiples")
    if draw not in FIGURES:
        raise ValueError(f"draw={draw!r} is no figure. There are: {', '.join(FIGURES)}.")
    function = FIGURES[draw]
    taken = inspect.signature(function).parameters
    own = {"table", "ax", "lang", "labels", "width", "height", "legend"}
    chosen = dict(options or {})
    unknown = [name for name in chosen if name not in taken or name in own]
    if unknown:
        known = ", ".join(name for name in taken if name not in own)
        raise ValueError(
            f"options holds {', '.join(map(repr, unknown))}; {draw} takes {known}. "
            "Language, labels and size are arguments of small_multiples itself."
        )
    chosen |= {k: v for k, v in _alike(table, draw, taken, chosen).items() if k not in chosen}
    panels = in_order(table[by], order, by)
    columns = max(1, min(columns, len(panels)))
    rows = -(-len(panels) // columns)
    with style(width, height=60.0 * rows):
        page = Plate()
        page.set_layout_engine("constrained", wspace=0.04, hspace=0.06)
        axes = page.subplots(rows, columns, squeeze=False).ravel()
        for ax in axes[len(panels) :]:
            ax.remove()
        for ax, panel in zip(axes, panels, strict=False):
            if "legend" in taken:
                chosen["legend"] = False
            mine = table[table[by].astype(str) == panel]
            function(mine, ax, lang=lang, labels=labels, **chosen)
            title = axis_text("topic", lang).format(panel) if by == "topic" else panel
            title = name_of(panel, {panel: title, **(labels or {})})
            title = wrap(title, size_in_points(ax)[0], SIZE)
            ax.set_title(title, fontfamily=family(), fontsize=SIZE, color=INK, loc="left", pad=5,
                         parse_math=False)  # fmt: skip
        drawn = list(axes[: len(panels)])
        tall = panel_height or _height_needed(page, drawn, draw)
        page.set_figheight((tall * rows + 8) * MM)
        if draw in _ROWS:
            _name_rows_once(drawn, columns)
        if draw not in _OWN_SCALE:
            _share_x(page, drawn, share_x)
            _name_y_once(page, drawn)
        if "legend" in taken:
            _legend_of_page(page, drawn, width)
    return page


def _alike(
    table: pd.DataFrame, draw: str, taken: Mapping[str, Any], chosen: Mapping[str, Any]
) -> dict[str, Any]:
    """Fix over the whole table what each panel would else choose for itself."""
    alike: dict[str, Any] = {}
    if draw not in _ROWS:
        return alike
    row = _ROWS[draw]
    group = _COLOURED[draw] or chosen.get(
        "group", taken["group"].default if "group" in taken else ""
    )
    check(table, [row, group], draw)
    alike["order"] = list(dict.fromkeys(table[row].astype(str)))
    if draw == "attention":
        mean = table.groupby(table["theme"].astype(str))["share"].mean()
        alike["order"] = sorted(mean.index, key=lambda each: (-mean[each], each))
    alike["colours"] = colour_of(table[group])
    return alike


def _height_needed(page: Plate, axes: Sequence[Axes], draw: str) -> float:
    if draw in _FIXED_MM:
        return _FIXED_MM[draw]
    return 12 + page.row_mm * max(len(ax.get_yticks()) for ax in axes)


def _name_rows_once(axes: Sequence[Axes], columns: int) -> None:
    """Keep row labels in the first column only, where all panels have the same rows."""
    rows = {tuple(label.get_text() for label in ax.get_yticklabels()) for ax in axes}
    if len(rows) == 1:
        for number, ax in enumerate(axes):
            ax.tick_params(labelleft=number % columns == 0)


def _share_x(page: Figure, axes: Sequence[Axes], share: bool) -> None:
    """Give all panels one scale and the page one name for it."""
    if share:
        low = min(ax.get_xlim()[0] for ax in axes)
        high = max(ax.get_xlim()[1] for ax in axes)
        for ax in axes:
            ax.set_xlim(low, high)
    names = {ax.get_xlabel() for ax in axes}
    if len(names) == 1 and len(axes) > 1:
        for ax in axes:
            ax.set_xlabel("")
        page.supxlabel(names.pop(), fontfamily=family(), fontsize=SIZE, color=INK)


def _name_y_once(page: Figure, axes: Sequence[Axes]) -> None:
    """Give the page one name for a y axis: beside each panel it is longer than the panel."""
    names = {ax.get_ylabel() for ax in axes}
    if len(names) == 1 and len(axes) > 1 and "" not in names:
        for ax in axes:
            ax.set_ylabel("")
        page.supylabel(names.pop(), fontfamily=family(), fontsize=SIZE, color=INK)


def _legend_of_page(page: Figure, axes: Sequence[Axes], width: Width) -> None:
    handles: dict[str, Any] = {}
    for ax in axes:
        for handle, name in zip(*ax.get_legend_handles_labels(), strict=True):
            handles.setdefault(name, handle)
    if handles:
        columns = columns_that_fit(list(handles), width_mm(width) * 72 / 25.4)
        page.legend(list(handles.values()), list(handles), loc="outside upper left",
                    **legend_look(columns))  # fmt: skip
