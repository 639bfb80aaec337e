"""A table at the door → axes made ready for it: size, rows, legend, columns of figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from textkit.draw.fonts import family, text_width
from textkit.draw.labels import wrap
from textkit.draw.style import (
    INK,
    MM,
    QUIET,
    ROW,
    RULE,
    SIZE,
    SMALL,
    Plate,
    Width,
    style,
    whole_glyphs,
)
from textkit.tables import require_columns


def check(table: pd.DataFrame, columns: Iterable[str], name: str) -> pd.DataFrame:
    """Refuse a table without rows or without the columns that the figure needs.

    Raises
    ------
    ValueError
        If a column is missing or the table is empty; the message says which.

    Examples
    --------
    >>> check(pd.DataFrame({"term": []}), ["term"], "frequencies")
    Traceback (most recent call last):
    ValueError: frequencies: the table has no rows, so there is nothing to draw.
    """
    require_columns(table, columns, f"the table for {name}")
    if table.empty:
        raise ValueError(f"{name}: the table has no rows, so there is nothing to draw.")
    return table.reset_index(drop=True)


def in_order(values: Iterable[object], order: Sequence[object] | None, name: str) -> list[str]:
    """List the distinct values: by ``order`` if there is one, else as they first appear.

    Raises
    ------
    ValueError
        If ``order`` leaves out a value that the table has.

    Examples
    --------
    >>> in_order(["任务", "回顾", "任务"], ["回顾", "形势", "任务"], "part")
    ['回顾', '任务']
    """
    there = list(dict.fromkeys(str(value) for value in values))
    if order is None:
        return there
    wanted = [str(value) for value in order]
    left_out = [value for value in there if value not in wanted]
    if left_out:
        raise ValueError(f"order leaves out the {name} {', '.join(left_out)}.")
    return [value for value in wanted if value in there]


def canvas(ax: Axes | None, width: Width, height: float | None, needed: float) -> Axes:
    """Return the axes given, in house dress, or new ones on a page of that size (mm).

    Where no height is asked for the page is as high as ``needed``, and may grow.
    """
    if ax is None:
        with style(width, height=height or needed):
            page = Plate()
            page.grows = height is None
            ax = page.add_subplot()
    ax.tick_params(labelfontfamily=family(), labelsize=SMALL, labelcolor=INK, color=QUIET)
    ax.tick_params(width=0.5, length=2.5, pad=2.5)
    for side, spine in ax.spines.items():
        spine.set_linewidth(0.5)
        spine.set_color(QUIET)
        spine.set_visible(side == "bottom")
    return ax


def size_in_points(ax: Axes) -> tuple[float, float]:
    """Lay the figure out and return the width and height of the axes in points."""
    page = page_of(ax)
    with whole_glyphs(page):
        page.draw_without_rendering()
    box = ax.get_window_extent()
    return box.width * 72 / page.dpi, box.height * 72 / page.dpi


def page_of(ax: Axes) -> Figure:
    """Return the figure that the axes stand on."""
    page = ax.get_figure(root=True)
    if page is None:
        raise ValueError("these axes belong to no figure any more.")
    return page


def label_room(ax: Axes, share: float = 0.42) -> float:
    """Return how wide, in points, a row label may be: a share of this panel's room."""
    subplot = ax.get_subplotspec()
    columns = subplot.get_gridspec().ncols if subplot is not None else 1
    return float(page_of(ax).get_figwidth()) * 72 / columns * share


def set_rows(
    ax: Axes, positions: Sequence[float], names: Sequence[str], *, pad: float, row_mm: float
) -> None:
    """Label the rows of a figure, first row on top, and leave ``pad`` rows at both ends.

    Rows are ``row_mm`` high; the page grows where broken labels need more.
    """
    room = label_room(ax)
    ax.set_yticks(list(positions), [wrap(name, room, ROW) for name in names])
    ax.tick_params(axis="y", length=0, labelsize=ROW, pad=4)
    for label in ax.get_yticklabels():
        label.set_parse_math(False)
        label.set_linespacing(1.2)
    ax.set_ylim(max(positions) + pad, min(positions) - pad)
    page = page_of(ax)
    if isinstance(page, Plate):
        page.row_mm = max(page.row_mm, pitch(ax, row_mm))
    if isinstance(page, Plate) and page.grows:
        more = page.row_mm - row_mm
        page.set_figheight(page.get_figheight() + more * len(names) * MM)


def set_columns(
    ax: Axes, names: Sequence[str], room: float, size: float, *, pad: float = 3.0
) -> None:
    """Name the columns 0, 1, 2 … above the axes, each ``room`` points wide.

    Names break into up to three lines; where that is not enough all of them stand upright, and the
    page grows by what they need.
    """
    words = [wrap(name, room - 5, size) for name in names]
    upright = any(text_width(word, size) > room - 3 or word.count("\n") > 2 for word in words)
    if upright:
        longest = max(text_width(name, size) for name in names)
        side_by_side = max(1, int(room / (size * 1.6)))
        words = [wrap(name, max(90.0, longest / side_by_side * 1.1), size) for name in names]
    ax.tick_params(axis="x", length=0, pad=pad, labelsize=size, labeltop=True, labelbottom=False)
    ax.set_xticks(range(len(names)), words)
    page = page_of(ax)
    if upright and isinstance(page, Plate) and page.grows:
        longest = max(text_width(word, size) for word in words)
        page.set_figheight(page.get_figheight() + max(0.0, longest - 28) / 72)
    for label in ax.get_xticklabels():
        label.set_rotation(90 if upright else 0)
        if not upright:
            label.set_verticalalignment("baseline")  # names with and without descenders on one line
        label.set_linespacing(1.2)
        label.set_parse_math(False)


def pitch(ax: Axes, row_mm: float) -> float:
    """Return how high, in mm, a row must be for the tallest row label to fit."""
    lines = max(label.get_text().count("\n") + 1 for label in ax.get_yticklabels())
    return max(row_mm, 3.2 * lines + 0.6)


def rule_rows(ax: Axes, positions: Iterable[float]) -> None:
    """Draw hairlines for the eye to follow, at these heights."""
    for position in positions:
        ax.axhline(position, color=RULE, linewidth=0.5, zorder=0)


def label_x(ax: Axes, text: str) -> None:
    """Name the x axis."""
    ax.set_xlabel(text, fontfamily=family(), fontsize=SIZE, color=INK, labelpad=3)


def columns_right(
    ax: Axes,
    positions: Sequence[float],
    columns: Mapping[str, Sequence[str]],
    *,
    top: float,
    colours: Sequence[str] | None = None,
) -> None:
    """Set columns of figures to the right of the axes, aligned right under small headers.

    ``top`` is the height, in rows, where the headers stand.
    """
    edge = 5.0
    for number, (header, values) in enumerate(columns.items()):
        colour = colours[number] if colours else QUIET
        edge += max(text_width(text, SMALL) for text in (header, *values)) + 4
        for position, text in zip((top, *positions), (header, *values), strict=True):
            ax.annotate(
                text, (1, position), xycoords=ax.get_yaxis_transform(), xytext=(edge, 0),
                textcoords="offset points", ha="right", va="center_baseline",
                fontsize=5.5 if text in "●◆" else SMALL,
                color=colour, annotation_clip=False, fontfamily=family(), parse_math=False,
            )  # fmt: skip
        edge += 4


def even_ticks(most: int = 5, *, halves: bool = True) -> MaxNLocator:
    """Return ticks at multiples of 1, 2, 5 and, with ``halves``, 2.5."""
    return MaxNLocator(most, steps=[1, 2, 2.5, 5, 10] if halves else [1, 2, 5, 10])


def numbers(column: pd.Series[Any], name: str) -> NDArray[np.float64]:
    """Return a column as floats.

    Raises
    ------
    ValueError
        If a value is missing, infinite or no number.
    """
    values = pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64)
    if not np.isfinite(values).all():
        bad = column[~np.isfinite(values)].iloc[0]
        raise ValueError(f"{name}: column {column.name!r} holds {bad}, which cannot be drawn.")
    return values


def on_dark(colour: str) -> bool:
    """Tell whether white text reads better than black on this colour (WCAG luminance).

    Examples
    --------
    >>> on_dark("#004488"), on_dark("#DDAA33")
    (True, False)
    """
    from matplotlib.colors import to_rgb

    parts = np.array(to_rgb(colour))
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return bool(linear @ [0.2126, 0.7152, 0.0722] < 0.26)
