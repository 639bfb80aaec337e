"""The font file of an installed wheel → a family name that matplotlib knows."""

from __future__ import annotations

import importlib.util
from functools import cache, lru_cache
from pathlib import Path

FAMILY = "Noto Sans SC"
WHEEL = "zhplot"


@lru_cache(maxsize=1)
def font_path() -> Path:
    """Find Noto Sans SC (static TTF) in the wheel ``zhplot``, which is never imported.

    Raises
    ------
    FileNotFoundError
        If the wheel, or the file in it, is not there.

    Examples
    --------
    >>> font_path().name
    'NotoSansSC-Regular.ttf'
    """
    # Importing zhplot would reset rcParams; its place on disk is all that is wanted.
    spec = importlib.util.find_spec(WHEEL)
    for folder in (spec.submodule_search_locations or []) if spec else []:
        path = Path(folder) / "fonts" / "NotoSansSC-Regular.ttf"
        if path.is_file():
            return path
    raise FileNotFoundError(
        "the font of the figures, fonts/NotoSansSC-Regular.ttf, comes with the package zhplot "
        "and is not there. Install it: pip install zhplot==1.0.0"
    )


@lru_cache(maxsize=1)
def register_font() -> str:
    """Make the font known to matplotlib, once, and return its family name.

    It goes before any font of the same name on this machine, so that figures are the
    same everywhere.

    Examples
    --------
    >>> register_font()
    'Noto Sans SC'
    """
    from matplotlib.font_manager import fontManager

    fontManager.addfont(str(font_path()))
    fontManager.ttflist.insert(0, fontManager.ttflist.pop())
    return FAMILY


def text_width(text: str, size: float) -> float:
    """Measure the widest line of a text, in points, at a font size in points.

    Raises
    ------
    ValueError
        If the font lacks a character of the text.

    Examples
    --------
    >>> text_width("营商环境", 8)
    32.0
    """
    from matplotlib.font_manager import get_font

    font = get_font(str(font_path()))
    for character in text:
        if ord(character) not in _characters() and not character.isspace():
            raise missing_glyph(FAMILY, character, text)
    font.set_size(size, 72)
    widths = []
    for line in text.split("\n"):
        font.set_text(line)
        widths.append(font.get_width_height()[0] / 64)
    return max(widths)


@cache
def _characters() -> frozenset[int]:
    """Return the code points that the font has; asking it each time takes milliseconds."""
    from matplotlib.font_manager import get_font

    return frozenset(get_font(str(font_path())).get_charmap())


def missing_glyph(font: str, character: str, text: str) -> ValueError:
    """Say which character of which text a font does not have."""
    return ValueError(
        f"the font {font} has no glyph for {character!r} (U+{ord(character):04X}) in {text!r}. "
        "Write it with another character, or translate it with labels=."
    )
