"""Tables of pairs → matrices with the numbers in their cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from textkit.draw.fonts import family, text_width
from textkit.draw.frame import (
    canvas,
    check,
    in_order,
    label_room,
    numbers,
    on_dark,
    set_columns,
    set_rows,
    size_in_points,
)
from textkit.draw.labels import axis_text, name_of, wrap
from textkit.draw.rules import RULES
from textkit.draw.style import INK, QUIET, RULE, SEQUENTIAL, SMALL, Width, style

ROW_MM, STEP_MM = 5.6, 7.5
Grid = NDArray[np.float64]


def removed_lines(
    table: pd.DataFrame,
    ax: Axes | None = None,
    *,
    lang: str = "zh",
    labels: Mapping[str, str] | None = None,
    width: Width = "double",
    height: float | None = None,
) -> Axes:
    """Draw how many lines each cleaning rule took out of each document, with totals.

    Takes ``document``, ``rule`` and ``n_lines``. Rules are rows, the busiest on top;
    documents are columns in the table's order; a zero stays blank.

    Raises
    ------
    ValueError
        If a column is missing or the table is empty.

    Examples
    --------
    >>> table = pd.DataFrame({"document": ["南关区"], "rule": ["导航"], "n_lines": [12]})
    >>> [text.get_text() for text in removed_lines(table).get_yticklabels()]
    ['导航', '合计']
    """
    table = check(table, ["document", "rule", "n_lines"], "removed_lines")
    table = table.assign(n_lines=numbers(table["n_lines"], "removed_lines"))
    documents = in_order(table["document"], None, "document")
    sums = table.groupby(table["rule"].astype(str))["n_lines"].sum()
    rules = sorted(sums.index, key=lambda rule: (-sums[rule], rule))
    grid = np.zeros((len(rules), len(documents)))
    for rule, document, count in zip(
        table["rule"].astype(str), table["document"].astype(str), table["n_lines"], strict=True
    ):
        grid[rules.index(rule), documents.index(document)] += count
    total = axis_text("total", lang)
    if lang == "zh":
        named = [name_of(rule, {**RULES, **(labels or {})}) for rule in rules]
    else:  # the names of the rules are words, written small
        named = [name_of(rule, labels) for rule in rules]
        named = [name[:1].upper() + name[1:] for name in named]
    rows = [*named, total]
    columns = [*(name_of(document, labels) for document in documents), total]
    with style():
        ax = canvas(ax, width, height, 14 + ROW_MM * len(rows))
        # Counts span from 1 to hundreds: the square root keeps the small ones visible.
        _cells(ax, np.sqrt(grid / max(grid.max(), 1)), grid, "{:,.0f}", grid > 0)
        edge = [*grid.sum(axis=0), grid.sum()]
        for column, count in enumerate(edge):
            _write(ax, column, len(rules), f"{count:,.0f}", QUIET)
        for row, count in enumerate(grid.sum(axis=1)):
            _write(ax, len(documents), row, f"{count:,.0f}", QUIET)
        _frame(ax, rows, columns)
        _leave_out_numbers(ax, len(documents))
    return ax


def _leave_out_numbers(ax: Axes, n_documents: int) -> None:
    """Where columns are narrower than their numbers, let the shades speak and keep the totals."""
    room = size_in_points(ax)[0] / (n_documents + 1)
    if all(text_width(text.get_text(), SMALL) < room for text in ax.texts):
        return
    for text in list(ax.texts):
        if text.get_position()[0] < n_documents:
            text.remove()
    wide = max(text_width(text.get_text(), SMALL) for text in ax.texts) + 4
    more = max(0.0, wide / room - 1) * 1.15  # columns narrow as this one widens
    ax.set_xlim(-0.5, n_documents + 0.5 + more)
    ax.set_xticks([*range(n_documents), n_documents + more / 2])
    for text in ax.texts:
        text.set_x(n_documents + more / 2)


def similarity(
    table: pd.DataFrame,
    ax: Axes | None = None,
    *,
    order: Sequence[str] | None = None,
    limits: tuple[float, float] = (0.0, 1.0),
    lang: str = "zh",
    labels: Mapping[str, str] | None = None,
    width: Width = "single",
    height: float | None = None,
) -> Axes:
    """Draw how alike texts are, pair by pair, with the number in each cell.

    Takes ``row_a``, ``row_b`` and ``similarity``; ``limits`` are the values of the
    lightest and the darkest cell. A table that says the same of (a, b) and (b, a), or has
    only one of them, gives the lower triangle; otherwise rows are a and columns b.

    Raises
    ------
    ValueError
        If a column is missing, no pair of two texts is left, or ``order`` leaves one out.

    Examples
    --------
    >>> table = pd.DataFrame({"row_a": ["二道区"], "row_b": ["南关区"], "similarity": [0.61]})
    >>> [text.get_text() for text in similarity(table).get_yticklabels()]
    ['南关区']
    """
    axis_text("total", lang)  # refuses a language that does not exist
    table = check(table, ["row_a", "row_b", "similarity"], "similarity")
    pairs = table[table["row_a"].astype(str) != table["row_b"].astype(str)]
    if pairs.empty:
        raise ValueError("similarity: the table pairs no two different texts.")
    names = in_order(pd.concat([pairs["row_a"], pairs["row_b"]]), order, "text")
    grid = np.full((len(names), len(names)), np.nan)
    for a, b, value in zip(
        pairs["row_a"].astype(str), pairs["row_b"].astype(str), pairs["similarity"], strict=True
    ):
        grid[names.index(a), names.index(b)] = value
    both = np.isfinite(grid) & np.isfinite(grid.T)
    same = np.allclose(grid[both], grid.T[both])
    if same:
        grid = np.tril(np.where(np.isfinite(grid), grid, grid.T), -1)[1:, :-1]
        grid[np.triu_indices_from(grid, 1)] = np.nan
    shade = np.clip((grid - limits[0]) / (limits[1] - limits[0]), 0, 1)
    words = [name_of(name, labels) for name in names]
    with style():
        ax = canvas(ax, width, height, 18 + STEP_MM * len(grid))
        _cells(ax, shade, grid, "{:.2f}", np.isfinite(grid))
        if same:
            _stairs(ax, words)
        else:
            _frame(ax, words, words)
    return ax


def _stairs(ax: Axes, names: list[str]) -> None:
    """Name the columns of a lower triangle on its steps, where the page is empty."""
    set_rows(ax, list(range(len(names) - 1)), names[1:], pad=0.5, row_mm=STEP_MM)
    ax.set_xticks([])
    ax.spines["bottom"].set_visible(False)
    room = label_room(ax, 0.3)
    words = [wrap(name, room, SMALL) for name in names[:-1]]
    ax.set_xlim(-0.5, len(words) - 0.5)
    # Columns narrow together until the name on the last step ends inside the axes.
    across, count = size_in_points(ax)[0], len(words)
    spare = 0.0
    for column, word in enumerate(words):
        long = min(text_width(word, SMALL) + 4, 0.9 * across)
        spare = max(spare, (long * count - (count - column) * across) / (across - long))
        ax.annotate(word, (column - 0.5, column - 0.5), (2, 3), textcoords="offset points",
                    ha="left", va="bottom", fontsize=SMALL, linespacing=1.2, color=INK,
                    annotation_clip=False, fontfamily=family(), parse_math=False)  # fmt: skip
    ax.set_xlim(-0.5, count - 0.5 + spare)


def _cells(ax: Axes, shade: Grid, grid: Grid, form: str, shown: NDArray[np.bool_]) -> None:
    for row, column in np.argwhere(shown):
        colour = to_hex(SEQUENTIAL(float(shade[row, column])))
        ax.add_patch(Rectangle((column - 0.5, row - 0.5), 1, 1, facecolor=colour,
                               edgecolor="white", linewidth=1.0))  # fmt: skip
        ink = "white" if on_dark(colour) else INK
        _write(ax, column, row, form.format(grid[row, column]), ink)


def _write(ax: Axes, column: float, row: float, text: str, colour: str) -> None:
    ax.text(column, row, text.replace("-", "\N{MINUS SIGN}"), ha="center", va="center_baseline",
            fontsize=SMALL, color=colour, fontfamily=family())  # fmt: skip


def _frame(ax: Axes, rows: list[str], columns: list[str]) -> None:
    set_rows(ax, list(range(len(rows))), rows, pad=0.5, row_mm=ROW_MM)
    for row in range(1, len(rows)):
        ax.axhline(row - 0.5, color=RULE, linewidth=0.5, zorder=0)
    ax.set_xlim(-0.5, len(columns) - 0.5)
    ax.spines["bottom"].set_visible(False)
    ax.set_xticks([])
    set_columns(ax, columns, size_in_points(ax)[0] / len(columns), SMALL)
