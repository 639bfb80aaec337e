"""A Word file's numbering → the 一、 or 1. that Word writes before a paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

_CHINESE = (
    "chineseCounting", "chineseCountingThousand", "chineseLegalSimplified", "ideographDigital",
    "japaneseCounting", "japaneseDigitalTenThousand", "taiwaneseCounting",
    "taiwaneseCountingThousand", "taiwaneseDigital",
)  # fmt: skip
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


class _Level(NamedTuple):
    start: int
    form: str
    pattern: str
    style: str


class Numbering:
    """The numbers of a document's paragraphs; asked for them in order, it counts.

    ``numbering`` and ``styles`` are the root elements of these parts, or None. Levels
    restart after a higher one, as is Word's default; bullets are left out, for their
    characters mean nothing outside their font.
    """

    def __init__(self, numbering: Any, styles: Any) -> None:
        self._lists: dict[str, dict[int, _Level]] = {}
        self._abstract: dict[str, str] = {}
        self._restart: dict[str, dict[int, int]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._styles: dict[str, tuple[str | None, str | None, str | None]] = {}
        for one in children(numbering, "abstractNum"):
            levels = {int(attribute(lvl, "ilvl") or 0): _level(lvl) for lvl in children(one, "lvl")}
            self._lists[attribute(one, "abstractNumId") or ""] = levels
        for one in children(numbering, "num"):
            own = attribute(one, "numId") or ""
            self._abstract[own] = value(one, "abstractNumId") or ""
            self._restart[own] = {
                int(attribute(over, "ilvl") or 0): _number(value(over, "startOverride"), 1)
                for over in children(one, "lvlOverride")
                if value(over, "startOverride") is not None
            }
        for one in children(styles, "style"):
            where = next(children(next(children(one, "pPr"), None), "numPr"), None)
            self._styles[attribute(one, "styleId") or ""] = (
                value(where, "numId"), value(where, "ilvl"), value(one, "basedOn"),
            )  # fmt: skip

    def lead(self, paragraph: Any) -> str:
        """Return what Word writes before the paragraph: '一、', '1. ', or nothing."""
        own, depth = self._find(paragraph)
        levels = self._lists.get(self._abstract.get(own, ""), {})
        if depth not in levels:
            return ""
        counts = self._counts.setdefault(self._abstract[own], {})
        restart = self._restart.get(own, {}).pop(depth, None)
        if restart is not None:
            counts[depth] = restart
        else:
            counts[depth] = counts[depth] + 1 if depth in counts else levels[depth].start
        for deeper in [level for level in counts if level > depth]:
            del counts[deeper]
        if levels[depth].form in ("bullet", "none"):
            return ""

        def written(found: re.Match[str]) -> str:
            level = int(found[1]) - 1
            if level not in levels:
                return ""
            return write_number(counts.get(level, levels[level].start), levels[level].form)

        lead = re.sub(r"%([1-9])", written, levels[depth].pattern)
        return lead + " " if lead and lead.isascii() else lead

    def _find(self, paragraph: Any) -> tuple[str, int]:
        """Find a paragraph's list and level, its own or its style's."""
        own = next(children(paragraph, "pPr"), None)
        where = next(children(own, "numPr"), None)
        number, depth = value(where, "numId"), value(where, "ilvl")
        style, seen = value(own, "pStyle"), set[str]()
        while number is None and style in self._styles and style not in seen:
            seen.add(style)
            number, from_style, based_on = self._styles[style]
            depth = depth or from_style
            if number is not None and depth is None:
                levels = self._lists.get(self._abstract.get(number, ""), {})
                depth = next((str(n) for n, lvl in levels.items() if lvl.style == style), None)
            style = based_on
        return number or "", _number(depth, 0)


def write_number(number: int, form: str) -> str:
    """Write a number in one of Word's forms; unknown ones are written as 1, 2, 3.

    >>> [write_number(12, form) for form in ("chineseCounting", "upperRoman", "lowerLetter")]
    ['十二', 'XII', 'l']
    """
    if form in _CHINESE and 0 < number < 100:
        ten, one = divmod(number, 10)
        digits = "〇一二三四五六七八九"
        return (
            (digits[ten] if ten > 1 else "") + ("十" if ten else "") + (digits[one] if one else "")
        )
    if form.startswith("decimalEnclosedCircle") and 0 < number <= 20:
        return chr(0x245F + number)
    if form in ("lowerLetter", "upperLetter") and number > 0:
        letter = "abcdefghijklmnopqrstuvwxyz"[(number - 1) % 26] * ((number - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    if form in ("lowerRoman", "upperRoman") and 0 < number < 4000:
        roman = ""
        for worth, sign in _ROMAN:
            roman += sign * (number // worth)
            number %= worth
        return roman.upper() if form == "upperRoman" else roman
    return f"{number:02d}" if form == "decimalZero" else str(number)


def children(element: Any, tag: str) -> Iterator[Any]:
    """Yield the children of that name (of Word's namespace); none for None."""
    for child in element if element is not None else ():
        if isinstance(child.tag, str) and child.tag.endswith("}" + tag):
            yield child


def attribute(element: Any, name: str) -> str | None:
    """Return an attribute of Word's namespace."""
    return next((text for key, text in element.attrib.items() if key.endswith("}" + name)), None)


def value(element: Any, tag: str) -> str | None:
    """Return the w:val of a child."""
    child = next(children(element, tag), None)
    return attribute(child, "val") if child is not None else None


def _level(element: Any) -> _Level:
    return _Level(
        _number(value(element, "start"), 1),
        value(element, "numFmt") or "decimal",
        value(element, "lvlText") or "",
        value(element, "pStyle") or "",
    )


def _number(text: str | None, default: int) -> int:
    return int(text) if text is not None and re.fullmatch(r"\d{1,6}", text) else default
