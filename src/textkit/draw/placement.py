"""Points and names → places where no name covers another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from textkit.draw.fonts import family, text_width
from textkit.draw.frame import size_in_points
from textkit.draw.style import INK, SMALL

Box = tuple[float, float, float, float]  # left, bottom, right, top in points


def name_points(
    ax: Axes,
    points: NDArray[np.float64],
    named: Sequence[int],
    texts: Sequence[str],
    *,
    keep_clear: Iterable[int] = (),
) -> None:
    """Set names beside their points, in the order given, each where it covers least.

    ``named`` and ``keep_clear`` are rows of ``points`` (data coordinates); no name covers
    another, a named point or a point to keep clear. A name without a place is left out.
    """
    wide, high = size_in_points(ax)
    scale = np.array([wide, high])
    here = ax.transAxes.inverted().transform(ax.transData.transform(points)) * scale
    tall = SMALL * 1.05
    points_named = {row: tuple(here[row]) for row in named}
    taken: list[Box] = [
        (x - 2, y - 2, x + 2, y + 2) for x, y in here[sorted({*named, *keep_clear})]
    ]
    for row, text in zip(named, texts, strict=True):
        x, y = points_named[row]
        long = text_width(text, SMALL)
        best: tuple[float, Box] | None = None
        for far in (4.0, 8.0, 13.0, 19.0, 26.0, 34.0):
            for angle in range(0, 360, 30):
                across, up = np.cos(np.radians(angle)), np.sin(np.radians(angle))
                # The name hangs on its nearest side, so that all angles stand equally close.
                left = x + far * across - long * (0.5 - 0.5 * across)
                bottom = y + far * up - tall * (0.5 - 0.5 * up)
                box = (left, bottom, left + long, bottom + tall)
                if left < 1 or bottom < 1 or box[2] > wide - 1 or box[3] > high - 1:
                    continue
                if any(_meet(box, other, 1.2) for other in taken):
                    continue
                if any(_inside(step, other, 0.5) for step in _leader(x, y, box) for other in taken):
                    continue
                covered = sum(_inside(tuple(point), box, 1.5) for point in here)
                cost = covered * 7.0 + far + (0.0 if angle % 180 == 0 else 1.0)
                if best is None or cost < best[0]:
                    best = (cost, box)
        if best is None:
            continue
        box = best[1]
        taken.append(box)
        line = _leader(x, y, box)
        if line:
            taken += [(a - 0.5, b - 0.5, a + 0.5, b + 0.5) for a, b in line]
            ax.annotate("", points[row], (line[-1][0] - x, line[-1][1] - y),
                        textcoords="offset points",
                        arrowprops={"arrowstyle": "-", "color": "#9A9A9A", "linewidth": 0.4,
                                    "shrinkA": 0, "shrinkB": 2})  # fmt: skip
        ax.annotate(text, points[row], (box[0] - x, box[1] - y + 1.0), textcoords="offset points",
                    fontsize=SMALL, color=INK, va="baseline", ha="left", fontfamily=family(),
                    parse_math=False)  # fmt: skip


def _leader(x: float, y: float, box: Box) -> list[tuple[float, float]]:
    """Return points along the line from a point to its name; none if they stand close."""
    end = (min(max(x, box[0]), box[2]), min(max(y, box[1]), box[3]))
    long = float(np.hypot(end[0] - x, end[1] - y))
    if long <= 7:
        return []
    # The first steps lie on the point's own mark.
    steps = [*(np.arange(4.0, long, 1.5) / long).tolist(), 1.0]
    return [(x + (end[0] - x) * part, y + (end[1] - y) * part) for part in steps]


def _meet(one: Box, other: Box, air: float) -> bool:
    return (
        one[0] < other[2] + air
        and other[0] < one[2] + air
        and one[1] < other[3] + air
        and other[1] < one[3] + air
    )


def _inside(point: tuple[float, ...], box: Box, air: float) -> bool:
    return bool(box[0] - air < point[0] < box[2] + air and box[1] - air < point[1] < box[3] + air)


def spread_out(wanted: NDArray[np.float64], gap: float, high: float) -> NDArray[np.float64]:
    """Move sorted places as little as needed for them to stand ``gap`` apart.

    Neighbours that would collide are put around their common mean (pool adjacent
    violators); the whole is then held between 0 and ``high`` where there is room.

    Examples
    --------
    >>> spread_out(np.array([10.0, 11.0, 40.0]), 5.0, 60.0).tolist()
    [8.0, 13.0, 40.0]
    """
    level = wanted - gap * np.arange(len(wanted))
    blocks: list[list[float]] = []  # mean, size
    for value in level:
        blocks.append([float(value), 1.0])
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            mean, size = blocks.pop()
            other, more = blocks.pop()
            blocks.append([(mean * size + other * more) / (size + more), size + more])
    pooled = np.repeat([mean for mean, _ in blocks], [int(size) for _, size in blocks])
    pooled = np.clip(pooled, 0, max(0.0, high - gap * (len(wanted) - 1)))
    return np.asarray(pooled + gap * np.arange(len(wanted)), dtype=np.float64)
