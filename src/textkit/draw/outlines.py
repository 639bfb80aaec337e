"""A font file of any kind → one whose outlines can be embedded as type 42."""

from __future__ import annotations

import hashlib
import os
from functools import cache
from pathlib import Path
from typing import Any

# A quadratic outline may stray this far from the cubic one, in thousandths of the font size.
STRAY = 1.0
_LAYOUT = ("GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx", "DSIG")


@cache
def true_type(path: Path) -> Path:
    """Return the font itself if it is TrueType, else a TrueType copy of an OpenType one.

    matplotlib writes OpenType (CFF) outlines into a PDF as if they were TrueType, which readers
    refuse or mend by guess. The copy is made once, in matplotlib's cache folder, in about half
    a minute for thirty thousand characters.

    Raises
    ------
    ValueError
        If the file is no font, a collection, a variable font, or has no Latin letters.
    """
    from fontTools.ttLib import TTFont, TTLibError  # type: ignore[import-untyped]

    with path.open("rb") as file:
        try:
            font = TTFont(file, recalcTimestamp=False, lazy=True)
        except TTLibError as error:
            many = file.seek(0) or file.read(4) == b"ttcf"
            what = "a collection of fonts" if many else "no font"
            raise ValueError(f"{path} is {what}; give a single .ttf or .otf file.") from error
        if "fvar" in font:
            raise ValueError(
                f"{path} is a variable font, which would be drawn in its default weight only; "
                "give a static one."
            )
        if not set(range(ord("a"), ord("z") + 1)) <= set(font.getBestCmap() or {}):
            raise ValueError(f"{path} has no Latin letters; figures need them beside Chinese.")
        if "glyf" in font:
            return path
        if "CFF " not in font:
            raise ValueError(f"{path} has no outlines of a kind that can be embedded.")
        return _copy(path, font)


def _copy(path: Path, font: Any) -> Path:
    """Find the TrueType copy of a font, or make it."""
    import matplotlib as mpl

    # the 1 is to be raised when the conversion changes
    digest = hashlib.sha256(path.read_bytes() + f"{STRAY} 1".encode()).hexdigest()[:16]
    copy = Path(mpl.get_cachedir()) / f"textkit-{path.stem}-{digest}.ttf"
    if not copy.is_file():
        draft = copy.with_name(f"{copy.name}.{os.getpid()}.tmp")
        try:
            _convert(font)
            font.save(draft)
            draft.replace(copy)
        finally:
            draft.unlink(missing_ok=True)
    return copy


def _convert(font: Any) -> None:
    """Put quadratic outlines in the place of cubic ones."""
    from fontTools.pens.cu2quPen import Cu2QuPen  # type: ignore[import-untyped]
    from fontTools.pens.ttGlyphPen import TTGlyphPen  # type: ignore[import-untyped]
    from fontTools.ttLib import newTable

    order, glyphs = font.getGlyphOrder(), font.getGlyphSet()
    stray = STRAY * font["head"].unitsPerEm / 1000
    drawn = {}
    for name in order:
        pen = TTGlyphPen(None)
        # TrueType outlines run the other way round
        glyphs[name].draw(Cu2QuPen(pen, stray, reverse_direction=True))
        drawn[name] = pen.glyph()
    font["glyf"] = glyf = newTable("glyf")
    glyf.glyphOrder, glyf.glyphs = order, drawn
    font["loca"] = newTable("loca")
    for name in order:
        drawn[name].recalcBounds(glyf)
        # a TrueType glyph stands where its side bearing says, not where it was drawn
        font["hmtx"][name] = (font["hmtx"][name][0], drawn[name].xMin)
    most = font["maxp"]
    most.tableVersion = 0x00010000
    for key in ("maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs",
                "maxStackElements", "maxSizeOfInstructions", "maxComponentElements",
                "maxComponentDepth", "maxPoints", "maxContours", "maxCompositePoints",
                "maxCompositeContours"):  # fmt: skip
        setattr(most, key, 0)
    most.maxZones = 1
    font["post"].formatType = 3.0
    for name in ("CFF ", *_LAYOUT):
        if name in font:
            del font[name]
    font.sfntVersion = "\000\001\000\000"
