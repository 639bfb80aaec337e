"""Weighted terms → a word cloud made of outlines, not of pixels."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties
from matplotlib.patches import PathPatch
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D
from numpy.typing import NDArray

from textkit.draw.fonts import font_file, text_width
from textkit.draw.frame import canvas, check, numbers, page_of, size_in_points
from textkit.draw.labels import axis_text
from textkit.draw.style import Width, style, whole_glyphs

TONES = ("#004488", "#3F74A8", "#7E94AA")  # the heaviest third of the words, the next, the rest
PIXELS = 4  # of the layout, per point
LEAST = 6.0  # points: below this nobody reads


def cloud(
    table: pd.DataFrame,
    ax: Axes | None = None,
    *,
    weight: str = "count",
    n: int = 80,
    seed: int = 0,
    lang: str = "zh",
    labels: Mapping[str, str] | None = None,
    width: Width = "single",
    height: float | None = None,
) -> Axes:
    """Draw the ``n`` heaviest terms as a cloud; the area of a word goes with its weight.

    Takes ``term`` and the ``weight`` column (above 0). Font sizes go with the square root
    of the weight, not below 6 points; all words are horizontal. ``wordcloud`` lays them
    out, the words themselves are drawn as outlines.

    Raises
    ------
    ValueError
        If a column is missing, no weight is above 0, or the words do not fit.

    Examples
    --------
    >>> table = pd.DataFrame({"term": ["项目", "服务"], "count": [42, 30]})
    >>> len(cloud(table).patches)
    2
    """
    axis_text("count", lang)  # refuses a language that does not exist
    table = check(table, ["term", weight], "cloud")
    table = table.assign(**{weight: numbers(table[weight], "cloud")})
    chosen = table.sort_values([weight, "term"], ascending=[False, True])
    chosen = chosen[chosen[weight] > 0].drop_duplicates("term").head(n)
    if chosen.empty:
        raise ValueError(f"cloud: no {weight} is above 0, so there is nothing to draw.")
    words = chosen["term"].astype(str).tolist()
    size = np.sqrt(chosen[weight].to_numpy() / chosen[weight].max())
    with style():
        ax = canvas(ax, width, height, 55)
        ax.set_axis_off()
        wide, high = (int(side * PIXELS) for side in size_in_points(ax))
        ax.set_xlim(0, wide)
        ax.set_ylim(high, 0)
        ax.set_aspect("equal")
        font = FontProperties(fname=str(font_file()))
        placed = _lay_out(words, size, wide, high, seed)
        with whole_glyphs(page_of(ax)):
            for number, (word, points, left, top) in enumerate(placed):
                outline = TextPath((0, 0), word, size=points, prop=font)
                box = outline.get_extents()
                tone = TONES[min(2, 3 * number // len(placed))]
                # y runs downwards here, as in the layout; left and top are those of the ink.
                move = Affine2D().translate(-box.x0, -box.y1).scale(1, -1).translate(left, top)
                ax.add_patch(PathPatch(move.transform_path(outline), color=tone, linewidth=0,
                                       gid=f"word-{number + 1}"))  # fmt: skip
    return ax


def _lay_out(
    words: list[str],
    size: NDArray[np.float64],
    wide: int,
    high: int,
    seed: int,
) -> list[tuple[str, float, float, float]]:
    """Return word, font size, left and top in pixels; sizes shrink together until all fit."""
    from wordcloud import WordCloud

    least = LEAST * PIXELS
    longest = max(text_width(word, 1) * part for word, part in zip(words, size, strict=True))
    # Start from a full page and come down; a square root of the area is a fair first guess.
    area = sum(text_width(word, 1) * part**2 for word, part in zip(words, size, strict=True))
    largest = min(wide / longest, high * 0.6, (0.95 * wide * high / area) ** 0.5)
    while largest >= least:
        parts = np.maximum(size, least / largest)
        layout = WordCloud(
            font_path=str(font_file()), width=wide, height=high, max_words=len(words),
            prefer_horizontal=1.0, relative_scaling=1.0, margin=int(3.6 * PIXELS),
            max_font_size=int(largest), min_font_size=1, font_step=10**6, random_state=seed,
            color_func=lambda *_, **__: "black",
        ).generate_from_frequencies(dict(zip(words, parts.tolist(), strict=True)))  # fmt: skip
        if len(layout.layout_) == len(words):
            return [
                (word, float(points), float(left), float(top))
                for (word, _), points, (top, left), _, _ in layout.layout_
            ]
        largest *= 0.93
    raise ValueError(
        f"cloud: {len(words)} words do not fit at a readable size; draw fewer (n=) or make "
        "the figure larger (width=, height=)."
    )
