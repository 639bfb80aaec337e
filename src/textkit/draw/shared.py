"""Shared stretches → two texts side by side, with bands that join what they share."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Polygon

from textkit.draw.fonts import family, text_width
from textkit.draw.frame import canvas, check, label_room, numbers, size_in_points
from textkit.draw.labels import axis_text, name_of, wrap
from textkit.draw.placement import spread_out
from textkit.draw.style import INK, PALETTE, QUIET, RULE, SIZE, SMALL, Width, style

_BAR = 0.035  # half the width of a text's bar
_COLUMNS = ("doc_id", "start", "end", "text", "other_doc_id", "other_start", "other_end", "length",
            "weight")  # fmt: skip


def shared_passages(
    table: pd.DataFrame,
    ax: Axes | None = None,
    *,
    document: str | None = None,
    other: str | None = None,
    characters: Mapping[str, int] | None = None,
    n: int = 20,
    lang: str = "zh",
    labels: Mapping[str, str] | None = None,
    width: Width = "double",
    height: float | None = None,
) -> Axes:
    """Draw two texts as bars from beginning to end, and bands between what they share.

    Takes ``doc_id``, ``start``, ``end``, ``text``, ``other_doc_id``, ``other_start``,
    ``other_end``, ``length`` and ``weight``, as :func:`textkit.shared_passages` gives them. The
    bands are the darker the heavier they are; the ``n`` heaviest stretches (``length`` ×
    ``weight``) are written out at their place in ``document``. Without names the
    first row says which two texts. ``characters`` says how long texts are; without it
    a bar ends with the last stretch.

    Raises
    ------
    ValueError
        If a column is missing, the table is empty or has no row for the two texts, or
        ``n`` is negative.

    Examples
    --------
    >>> table = pd.DataFrame({"doc_id": ["a"], "start": [10], "end": [14], "text": ["改革开放"],
    ...     "other_doc_id": ["b"], "other_start": [90], "other_end": [94], "length": [4],
    ...     "weight": [1.0]})
    >>> len(shared_passages(table, characters={"a": 60, "b": 100}).patches)
    3
    """
    table = check(table, _COLUMNS, "shared_passages")
    axis_text("beginning", lang)  # refuses a language that does not exist
    if n < 0:
        raise ValueError(f"n must not be negative, but is {n}.")
    document = str(table["doc_id"][0]) if document is None else document
    mine = table[table["doc_id"].astype(str) == document]
    if other is None and len(mine):
        other = str(mine["other_doc_id"].iloc[0])
    mine = mine[mine["other_doc_id"].astype(str) == other].reset_index(drop=True)
    if mine.empty:
        with_whom = other or "any other"
        raise ValueError(
            f"shared_passages: no row of the table says what {document} shares with {with_whom}."
        )
    mine = mine.assign(
        rank=-numbers(mine["length"], "shared_passages")
        * numbers(mine["weight"], "shared_passages")
    )
    written = mine.sort_values(["rank", "start"], kind="stable").head(n).sort_values("start")
    long = [
        (characters or {}).get(name, int(mine[column].max()))
        for name, column in ((document, "end"), (str(other), "other_end"))
    ]
    with style():
        ax = canvas(ax, width, height, max(60.0, 14 + 4.2 * len(written)))
        ax.spines["bottom"].set_visible(False)
        ax.set_xlim(-_BAR, 1 + _BAR)
        ax.set_ylim(max(long), 0)
        ax.set_yticks([])
        _bars_and_bands(ax, mine, long)
        names = [wrap(name_of(one, labels), 90, SIZE) for one in (document, other)]
        ax.set_xticks([0, 1], names)
        ax.tick_params(axis="x", length=0, labeltop=True, labelbottom=False, labelsize=SIZE, pad=4)
        for label in ax.get_xticklabels():
            label.set_parse_math(False)
            label.set_verticalalignment("baseline")
        _write(ax, written)
    return ax


def _bars_and_bands(ax: Axes, mine: pd.DataFrame, long: list[int]) -> None:
    for at, size in enumerate(long):
        ax.add_patch(
            Polygon(
                [(at - _BAR, 0), (at + _BAR, 0), (at + _BAR, size), (at - _BAR, size)],
                facecolor=RULE, edgecolor="none", zorder=1,
            )
        )  # fmt: skip
    weights = np.clip(numbers(mine["weight"], "shared_passages"), 0, 1)
    for row, weight in zip(mine.to_dict("records"), weights.tolist(), strict=True):
        edge = [
            (-_BAR, row["start"]), (_BAR, row["start"]), (1 - _BAR, row["other_start"]),
            (1 + _BAR, row["other_start"]), (1 + _BAR, row["other_end"]),
            (1 - _BAR, row["other_end"]), (_BAR, row["end"]), (-_BAR, row["end"]),
        ]  # fmt: skip
        # A hairline of its own keeps a short stretch of a long text visible.
        ax.add_patch(
            Polygon(
                edge, facecolor=PALETTE[0], edgecolor=PALETTE[0], linewidth=0.4,
                alpha=0.15 + 0.6 * weight, zorder=2,
            )
        )  # fmt: skip


def _write(ax: Axes, written: pd.DataFrame) -> None:
    """Write the stretches at the left, where they stand, and apart from each other."""
    room = label_room(ax)
    texts = [_shorten("".join(str(text).split()), room) for text in written["text"]]
    high = size_in_points(ax)[1]
    bottom = ax.get_ylim()[0]
    wanted = (written["start"] + written["end"]).to_numpy(np.float64) / 2 / bottom * high
    given = spread_out(wanted, SMALL * 1.3, high)
    for text, want, have in zip(texts, wanted.tolist(), given.tolist(), strict=True):
        at = (-_BAR, want / high * bottom)
        ax.annotate(
            text, at, (-12, want - have), textcoords="offset points", ha="right",
            va="center_baseline", fontsize=SMALL, color=INK, annotation_clip=False,
            fontfamily=family(), parse_math=False,
        )  # fmt: skip
        ax.annotate(
            "", at, (-11, want - have), textcoords="offset points", annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": QUIET, "linewidth": 0.4, "shrinkA": 0,
                        "shrinkB": 0},
        )  # fmt: skip


def _shorten(text: str, room: float) -> str:
    if text_width(text, SMALL) <= room:
        return text
    while text and text_width(text + "…", SMALL) > room:
        text = text[:-1]
    return text + "…"
