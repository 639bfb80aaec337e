"""A font file, of an installed wheel or one's own → a family name that matplotlib knows."""

from __future__ import annotations

import contextlib
import dataclasses
import importlib.util
from collections.abc import Iterator
from contextvars import ContextVar
from functools import cache, lru_cache
from pathlib import Path

FAMILY = "Noto Sans SC"
WHEEL = "zhplot"
SERIF = ("pylopdf_fonts_zh_cn", "NotoSerifSC-Regular.otf")
_current: ContextVar[Path | None] = ContextVar("font of the figures", default=None)


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
    path = _in_wheel(WHEEL, "fonts/NotoSansSC-Regular.ttf")
    if path is None:
        raise FileNotFoundError(
            "the font of the figures, fonts/NotoSansSC-Regular.ttf, comes with the package "
            "zhplot and is not there. Install it: pip install zhplot==1.0.0"
        )
    return path


def _in_wheel(wheel: str, name: str) -> Path | None:
    spec = importlib.util.find_spec(wheel)
    for folder in (spec.submodule_search_locations or []) if spec else []:
        path = Path(folder) / name
        if path.is_file():
            return path
    return None


@contextlib.contextmanager
def use_font(font: str | Path | None) -> Iterator[str]:
    """Draw and save in another font for a while; gives its family name.

    Parameters
    ----------
    font : str or path
        ``"sans"`` (or None), the house font; ``"serif"``, Noto Serif SC from the wheel
        ``pylopdf-fonts-zh-cn``; or a font file of your own, TrueType (.ttf) or OpenType (.otf).
        Outlines of the OpenType kind, which cannot be embedded as type 42, are turned into
        TrueType ones, once on each machine.

    Raises
    ------
    FileNotFoundError
        If there is no such file, or the wheel is not installed.
    ValueError
        If the file is no font, a collection, a variable font, or has no Latin letters.

    Examples
    --------
    >>> with use_font("sans") as name:
    ...     name
    'Noto Sans SC'
    """
    token = _current.set(_find(font))
    try:
        yield register_font()
    finally:
        _current.reset(token)


def _find(font: str | Path | None) -> Path | None:
    from textkit.draw.outlines import true_type

    if font is None or str(font) == "sans":
        return None
    if str(font) == "serif":
        path = _in_wheel(*SERIF)
        if path is None:
            raise FileNotFoundError(
                'font="serif" is Noto Serif SC from the package pylopdf-fonts-zh-cn, which is '
                "not there. Install it: pip install pylopdf-fonts-zh-cn==0.1.1, or give the path "
                "of a font file."
            )
        return true_type(path)
    path = Path(font).expanduser()
    if not path.is_file():
        raise FileNotFoundError(
            f'no font file {str(font)!r}. font may be "sans", "serif" or the path of a .ttf or '
            ".otf file."
        )
    return true_type(path)


def font_file() -> Path:
    """Return the font file that is drawn in now: of :func:`use_font`, else the house font."""
    return _current.get() or font_path()


def family() -> str:
    """Return the family name of the font that is drawn in now.

    >>> family()
    'Noto Sans SC'
    """
    return register_font()


def register_font() -> str:
    """Make the font known to matplotlib, once, and return its family name.

    It goes before any font of the same name on this machine, so that figures are the
    same everywhere.

    Examples
    --------
    >>> register_font()
    'Noto Sans SC'
    """
    return _register(font_file())


@cache
def _register(path: Path) -> str:
    from matplotlib.font_manager import fontManager

    fontManager.addfont(str(path))
    entry = fontManager.ttflist.pop()
    if entry.name == FAMILY and path != font_path():
        entry = dataclasses.replace(entry, name=f"{FAMILY}, own")  # else one would hide the other
    fontManager.ttflist.insert(0, entry)
    return str(entry.name)


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
    return _width(font_file(), text, size)


@lru_cache(maxsize=20_000)  # breaking a label measures the same words again and again
def _width(path: Path, text: str, size: float) -> float:
    from matplotlib.font_manager import get_font

    font = get_font(str(path))
    for character in text:
        if ord(character) not in _characters(path) and not character.isspace():
            raise missing_glyph(family(), character, text)
    font.set_size(size, 72)
    widths = []
    for line in text.split("\n"):
        font.set_text(line)
        widths.append(font.get_width_height()[0] / 64)
    return max(widths)


@cache
def _characters(path: Path) -> frozenset[int]:
    """Return the code points that the font has; asking it each time takes milliseconds."""
    from matplotlib.font_manager import get_font

    return frozenset(get_font(str(path)).get_charmap())


def missing_glyph(font: str, character: str, text: str) -> ValueError:
    """Say which character of which text a font does not have."""
    return ValueError(
        f"the font {font} has no glyph for {character!r} (U+{ord(character):04X}) in {text!r}. "
        "Write it with another character, or translate it with labels=."
    )
