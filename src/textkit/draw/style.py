"""Millimetres and a house style → figures that print the same everywhere."""

from __future__ import annotations

import contextlib
import io
import os
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.text import Text

from textkit.draw.fonts import missing_glyph, register_font

MM = 1 / 25.4
COLUMN_MM = {"single": 89.0, "double": 183.0}  # the two columns of most journals
SIZE, ROW, SMALL = 8.0, 7.5, 7.0  # points: titles, row labels, figures
INK, QUIET, RULE = "#222222", "#6A6A6A", "#E4E4E4"
TARGET, REFERENCE = "#004488", "#BB5566"
# After Paul Tol's "high contrast" and "muted" schemes: apart for colour-blind readers, and
# the first three also in grey.
PALETTE = (
    "#004488", "#BB5566", "#DDAA33", "#44AA99", "#88BBDD", "#882255", "#222222", "#77772A",
)  # fmt: skip
MARKERS = ("o", "D", "s", "^", "v", "P", "X", "p")
SEQUENTIAL = LinearSegmentedColormap.from_list(
    "textkit", ["#F3F6F9", "#C3D4E5", "#7FA3C7", "#3A6FA5", "#004488"]
)
Width = str | float


class Plate(Figure):
    """A figure that shows itself in a notebook, the same bytes each time."""

    grows = False  # whether its height is ours to choose
    row_mm = 0.0  # the height that its rows asked for

    def _repr_png_(self) -> bytes:
        return _render(self, "png", dpi=144)


def width_mm(width: Width) -> float:
    """Turn ``"single"``, ``"double"``, ``"85mm"`` or a number into millimetres.

    Raises
    ------
    ValueError
        If ``width`` is another word, or not above 0.

    Examples
    --------
    >>> width_mm("single"), width_mm(120), width_mm("85mm")
    (89.0, 120.0, 85.0)
    """
    if isinstance(width, str):
        if width in COLUMN_MM:
            return COLUMN_MM[width]
        found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(?:mm)?", width.strip())
        if found is None:
            raise ValueError(
                f'width must be "single", "double" or millimetres (85, "85mm"), not {width!r}.'
            )
        width = float(found[1])
    if width <= 0:
        raise ValueError(f"width must be above 0 millimetres, not {width!r}.")
    return float(width)


@contextlib.contextmanager
def style(width: Width = "single", *, height: float | None = None) -> Iterator[None]:
    """Set matplotlib to the house style for a while; height in mm, by default 0.62 × width.

    Examples
    --------
    >>> with style("double", height=60):
    ...     [round(side * 25.4) for side in mpl.rcParams["figure.figsize"]]
    [183, 60]
    """
    wide = width_mm(width)
    high = wide * 0.62 if height is None else height
    with mpl.rc_context({**_settings(), "figure.figsize": (wide * MM, high * MM)}):
        yield


def _settings() -> dict[Any, Any]:
    small = {f"{axis}tick.labelsize": SMALL for axis in "xy"}
    ticks = {f"{axis}tick.{key}": value for axis in "xy" for key, value in _TICK.items()}
    return {
        **small, **ticks,
        "font.family": [register_font()], "font.size": SIZE, "text.color": INK,
        "text.parse_math": False, "axes.unicode_minus": True, "text.hinting": "no_hinting",
        "axes.titlesize": SIZE, "axes.labelsize": SIZE, "axes.labelpad": 3.0,
        "axes.titlelocation": "left", "axes.titlepad": 4.0, "axes.labelcolor": INK,
        "axes.edgecolor": QUIET, "axes.linewidth": 0.5, "axes.spines.top": False,
        "axes.spines.right": False, "axes.grid": False, "axes.facecolor": "none",
        "axes.axisbelow": True, "legend.frameon": False, "legend.fontsize": SMALL,
        "lines.linewidth": 0.9, "lines.markersize": 4.2, "patch.linewidth": 0.0,
        "figure.facecolor": "white", "figure.dpi": 144, "savefig.facecolor": "white",
        "savefig.bbox": None, "figure.constrained_layout.use": True,
        "figure.constrained_layout.w_pad": 0.03, "figure.constrained_layout.h_pad": 0.03,
        "pdf.fonttype": 42, "svg.fonttype": "path", "svg.hashsalt": "textkit",
    }  # fmt: skip


_TICK = {"color": QUIET, "labelcolor": INK, "major.width": 0.5, "major.size": 2.5, "major.pad": 2.5}


def figure(
    *, width: Width = "single", height: float | None = None, rows: int = 1, columns: int = 1
) -> tuple[Figure, list[Axes]]:
    """Make an empty figure in the house style; the axes come row by row, height in mm.

    Examples
    --------
    >>> page, (left, right) = figure(width="double", height=60, columns=2)
    """
    with style(width, height=height):
        page = Plate()
        grid = page.subplots(rows, columns, squeeze=False)
        return page, list(grid.ravel())


def colour_of(values: Iterable[object], colours: Mapping[str, str] | None = None) -> dict[str, str]:
    """Give each value its colour: the one in ``colours``, else by code point order.

    Pass the same ``colours`` to every figure whose tables do not all have all values.

    Raises
    ------
    ValueError
        If ``colours`` leaves a value out, or there are more values than colours.

    Examples
    --------
    >>> colour_of(["南关区", "二道区", "南关区"])
    {'二道区': '#004488', '南关区': '#BB5566'}
    """
    names = sorted({str(value) for value in values})
    if colours is not None:
        without = [name for name in names if name not in colours]
        if without:
            raise ValueError(f"colours names no colour for {', '.join(without)}.")
        return {name: colours[name] for name in colours if name in names}
    if len(names) > len(PALETTE):
        raise ValueError(
            f"{len(names)} values for {len(PALETTE)} colours; give colours=, or draw fewer."
        )
    return dict(zip(names, PALETTE, strict=False))


def marker_of(values: Iterable[object], colours: Mapping[str, str] | None = None) -> dict[str, str]:
    """Give each value a marker shape, in the order in which colours are given.

    Examples
    --------
    >>> marker_of(["南关区", "二道区"])
    {'二道区': 'o', '南关区': 'D'}
    """
    names = sorted({str(value) for value in values}) if colours is None else list(colours)
    return {name: MARKERS[number % len(MARKERS)] for number, name in enumerate(names)}


def save_figure(
    figure: Figure | Axes,
    path_stem: str | Path,
    formats: Sequence[str] = ("pdf", "png", "svg"),
) -> list[Path]:
    """Write a figure as ``path_stem.pdf``, ``.png`` (300 dpi) and ``.svg``; the bytes repeat.

    A file is written beside its place and renamed, so it is there whole or not at all.

    Raises
    ------
    ValueError
        If the font lacks a character, the figure is too small for what it holds, or a
        format is none of the three.
    """
    stem = Path(path_stem)
    unknown = [kind for kind in formats if kind not in ("pdf", "png", "svg")]
    if unknown:
        raise ValueError(f"formats may be pdf, png and svg, not {', '.join(unknown)}.")
    page = figure.get_figure(root=True)
    if page is None:
        raise ValueError("these axes belong to no figure any more.")
    stem.parent.mkdir(parents=True, exist_ok=True)
    paths = []
    for kind in formats:
        path = stem.with_name(f"{stem.name}.{kind}")
        draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        try:
            draft.write_bytes(_render(page, kind, dpi=300))
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
        paths.append(path)
    return paths


def _render(page: Figure, kind: str, *, dpi: float) -> bytes:
    metadata = {
        "pdf": {"CreationDate": None, "Creator": "textkit", "Producer": "matplotlib"},
        "png": {"Software": None},
        "svg": {"Date": None, "Creator": "textkit"},
    }[kind]
    into = io.BytesIO()
    # The size is the figure's own: rc_context only lends the fonts and the salt.
    with mpl.rc_context(_settings()), whole_glyphs(page):
        page.savefig(into, format=kind, dpi=dpi, metadata=metadata)
    return into.getvalue()


@contextlib.contextmanager
def whole_glyphs(page: Figure) -> Iterator[None]:
    """Turn matplotlib's warnings of missing glyphs and collapsed axes into errors."""
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("error", message=r"Glyph \d+ ")
            warnings.filterwarnings("error", message=".*axes sizes collapsed")
            yield
    except UserWarning as warning:
        found = re.match(r"Glyph (\d+) .* missing from font\(s\) (.*)\.$", str(warning))
        if found is None:
            raise ValueError(
                "the figure is too small for its labels; make it wider or higher."
            ) from warning
        missing, font = chr(int(found[1])), found[2]
        shown = [str(text.get_text()) for text in page.findobj(Text)]
        place = next((text for text in shown if missing in text), missing)
        raise missing_glyph(font, missing, place) from warning
