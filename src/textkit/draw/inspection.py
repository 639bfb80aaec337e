"""A figure → what is wrong with its texts: cut off, covered, too small to read."""

from __future__ import annotations

import itertools

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

LEAST = 6.0  # points, at the size the figure is printed in
_MARKS = "●◆"  # set small among the columns: shapes, not text


def faults(figure: Figure | Axes) -> list[str]:
    """List the texts that run off the page, cover each other or are under 6 points.

    An empty list is a figure that can be printed. Extents are those of the drawn text, in the
    figure's own font and size.

    Examples
    --------
    >>> from textkit.draw import figure
    >>> page, (ax,) = figure(width=60, height=30)
    >>> _ = ax.text(0.9, 0.5, "runs off the page on the right", in_layout=False)
    >>> faults(page)
    ["'runs off the page on the right' is cut off"]
    """
    page = figure.get_figure(root=True)
    if page is None:
        raise ValueError("these axes belong to no figure any more.")
    own = page.canvas
    try:
        renderer = FigureCanvasAgg(page).get_renderer()  # type: ignore[no-untyped-call]
        texts = _drawn(page)
        boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in texts]
        wide, high = page.bbox.width, page.bbox.height
    finally:
        page.set_canvas(own)
    found = [
        f"{text!r} is cut off" for text, box in boxes
        if min(box.x0, box.y0) < -0.5 or box.x1 > wide + 0.5 or box.y1 > high + 0.5
    ]  # fmt: skip
    found += [
        f"{text.get_text()!r} is set in {text.get_fontsize():.3g} points, under {LEAST:g}"
        for text in texts if float(text.get_fontsize()) < LEAST and text.get_text() not in _MARKS
    ]  # fmt: skip
    for (one, a), (other, b) in itertools.combinations(boxes, 2):
        if min(a.x1, b.x1) - max(a.x0, b.x0) > 0.3 and min(a.y1, b.y1) - max(a.y0, b.y0) > 0.3:
            found.append(f"{one!r} covers {other!r}")
    return found


def _drawn(page: Figure) -> list[Text]:
    """Return the texts that are really drawn: ticks beyond the view exist, but are not."""
    page.draw_without_rendering()
    drawn: set[Text] = set()
    ticks: set[Text] = set()
    for axis in (axis for ax in page.axes for axis in (ax.xaxis, ax.yaxis)):
        for tick in [*axis.get_major_ticks(), *axis.get_minor_ticks()]:
            ticks |= {tick.label1, tick.label2}
        if axis.axes.axison:
            for tick in axis._update_ticks():  # type: ignore[union-attr]  # no public way
                drawn |= {tick.label1, tick.label2}
    return [
        text for text in page.findobj(Text)
        if isinstance(text, Text) and text.get_visible() and text.get_text().strip()
        and (text in drawn or text not in ticks)
    ]  # fmt: skip
