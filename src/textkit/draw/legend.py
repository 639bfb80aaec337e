"""Names of marks → a legend in one line above the figure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from textkit.draw.fonts import family, text_width
from textkit.draw.frame import page_of, size_in_points
from textkit.draw.style import INK, SMALL


def legend_above(ax: Axes, handles: Sequence[Line2D], *, drawn: bool = True) -> None:
    """Name the marks in a line above the axes, in as few lines as the width allows.

    Where the axes stand alone, the legend may begin above their row labels. With
    ``drawn=False`` the handles are only kept, for a legend of the whole page.
    """
    for handle in handles:
        # Proxies on the axes, so that small multiples can gather them.
        ax.add_line(_empty(handle))
    if drawn:
        names, room, start = [str(h.get_label()) for h in handles], size_in_points(ax)[0], 0.0
        columns, page = columns_that_fit(names, room), page_of(ax)
        if len(page.axes) == 1:
            indent = ax.get_window_extent().x0 * 72 / page.dpi - 4
            if (more := columns_that_fit(names, room + indent)) > columns:
                columns, start = more, -indent / room
        ax.legend(handles=list(handles), **legend_look(columns, anchor=(start, 1.0)))


def _empty(handle: Line2D) -> Line2D:
    proxy = Line2D([], [])
    proxy.update_from(handle)
    proxy.set_label(str(handle.get_label()))
    return proxy


def columns_that_fit(names: Sequence[str], room: float) -> int:
    """Return how many legend entries stand side by side in ``room`` points."""
    widths = [text_width(name, SMALL) + 20 for name in names]
    for columns in range(len(names), 1, -1):
        # matplotlib fills columns like this too: the first ones take what is left over
        if sum(max(each) for each in np.array_split(widths, columns)) <= room:
            return columns
    return 1


def legend_look(columns: int, *, anchor: tuple[float, float] | None = None) -> dict[str, Any]:
    """Return the options that every legend shares."""
    look: dict[str, Any] = {
        "ncols": columns, "frameon": False, "borderaxespad": 0.0, "borderpad": 0.1,
        "handlelength": 1.0, "handletextpad": 0.4, "columnspacing": 1.2, "labelspacing": 0.3,
        "prop": {"family": family(), "size": SMALL}, "labelcolor": INK,
    }  # fmt: skip
    if anchor is not None:
        look |= {"loc": "lower left", "bbox_to_anchor": anchor}
    return look


def swatch(name: str, colour: str) -> Line2D:
    """Return a legend entry for a filled area."""
    return Line2D([], [], linestyle="none", marker="s", markersize=5, color=colour,
                  markeredgewidth=0, label=name)  # fmt: skip


def dot(name: str, colour: str, marker: str) -> Line2D:
    """Return a legend entry for a marker."""
    return Line2D([], [], linestyle="none", marker=marker, markersize=4.2, color=colour,
                  markeredgewidth=0, label=name)  # fmt: skip
