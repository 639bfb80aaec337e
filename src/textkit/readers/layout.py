"""Lines of a PDF's layout, page by page → paragraphs, in the characters that are meant."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise, takewhile

from textkit.normalize.wrapping import OPENS, UNIT, columns

# Fonts draw a radical and the character that looks like it alike, and a browser that prints
# keeps the first number it finds: ⼯ (U+2F2F) for 工. Unicode's NFKC has most of the pairs; these
# others have one glyph in Noto Sans CJK and Noto Serif CJK, and are characters in their own right.
_RADICALS = "⺠⻁⻄⻅⻆⻉⻋⻑⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻱"
_MEANT = "民虎西见角贝车長长门青韦页风飞食马骨鬼鱼鸟卤麦黄黾齐齿龙龜"
_CODES = (*range(0x2F00, 0x2FD6), 0x2E9F, 0x2EF3, *range(0xFB00, 0xFB07))
_LOOKALIKES = {code: unicodedata.normalize("NFKC", chr(code)) for code in _CODES}
_LOOKALIKES |= {ord(one): meant for one, meant in zip(_RADICALS, _MEANT, strict=True)}

_HANZI = "[\u3400-\u9fff]"
_HAN = "\u3400-\u9fff\uf900-\ufaff，。；：！？、"
# The space that a browser leaves between Chinese and digits is not in a Chinese text.
_APART = re.compile(
    rf"(?<=[{_HAN}]) (?=[0-9A-Za-z“‘（(])|(?<=[0-9A-Za-z%‰”’）)]) (?=[{_HAN}])"
    r"|(?<=[“‘（《]) | (?=[”’）》，。；：！？、])"
)
_NUMBER = re.compile(r"\d{1,4}")
_EDGE = re.compile(
    r"\d{1,4}|[—–―\-·•~～]{1,3}\s*\d{1,4}\s*[—–―\-·•~～]{1,3}|第\s*\d{1,4}\s*页.{0,20}"
    r"|(?:https?|file)://\S{1,300}\s+\d{1,3}/\d{1,3}"
    r"|\d{1,4}/\d{1,2}/\d{1,4},?\s+(?:[上下]午\s*)?\d{1,2}:\d{2}(?:\s[AP]M)?\s.{0,200}"
)
_ENDS = "。！？；：.!?;:"
_FEWEST, _NARROWEST, _SHARE = 8, 20, 0.3  # lines, columns, and the share of lines that are full
_SLACK = 6  # columns that fonts and stretched lines may differ by


def paragraphs_of(pages: Sequence[str]) -> str:
    r"""Join the lines of paragraphs, over the ends of pages too.

    Characters that a font mistook for others (⼯ for 工, ﬁ for fi) are put right, and the blanks
    between Chinese and digits go. Page numbers and a browser's print marks, which stand at
    the edge of a page, come after the text, where cleaning takes them out and lists them; a
    bare number 3 is written — 3 —. A text is joined if a third of its lines reach the edge.

    >>> page = "今年经济稳中有进，⼈⺠⽣活改善，\n社会和谐稳定。\n一、增长 9%。\n3"
    >>> print(paragraphs_of([page] * 3).replace("\n\n", "\n*\n"))
    今年经济稳中有进，人民生活改善，社会和谐稳定。
    一、增长9%。
    今年经济稳中有进，人民生活改善，社会和谐稳定。
    一、增长9%。
    今年经济稳中有进，人民生活改善，社会和谐稳定。
    一、增长9%。
    *
    — 3 —
    — 3 —
    — 3 —
    """
    lines: list[str] = []
    edges: list[str] = []
    for page in _put_right(pages):
        own = [line.rstrip() for line in page.split("\n")]
        at_edge = _at_edge(own)
        edges += [
            f"— {line.strip()} —" if _NUMBER.fullmatch(line.strip()) else line
            for line, edge in zip(own, at_edge, strict=True)
            if edge
        ]
        lines += [line for line, edge in zip(own, at_edge, strict=True) if not edge]
    return "\n".join([*_join(lines), *(["", *edges] if edges else [])])


def _put_right(pages: Sequence[str]) -> list[str]:
    meant = [page.translate(_LOOKALIKES) for page in pages]
    han, latin = (sum(len(re.findall(one, page)) for page in meant) for one in (_HANZI, "[A-Za-z]"))
    return [_APART.sub("", page) for page in meant] if han > latin else meant


def _at_edge(lines: list[str]) -> list[bool]:
    """Tell which lines above or below a page's text are the page's own, two at each end."""
    filled = [at for at, line in enumerate(lines) if line.strip()]
    edge: set[int] = set()
    for way in (filled, filled[::-1]):
        own = takewhile(lambda at: _EDGE.fullmatch(lines[at].strip()), way[:2])
        edge.update(own)
    return [at in edge for at in range(len(lines))]


def _join(lines: list[str]) -> list[str]:
    """Join a line that has no room for the next one's first word with it."""
    widths = sorted(columns(line) for line in lines if line.strip())
    width = widths[int(0.9 * (len(widths) - 1))] if widths else 0
    if len(widths) < _FEWEST or width < _NARROWEST:
        return lines
    full = [bool(line.strip()) and _is_full(line, below, width) for line, below in pairwise(lines)]
    if sum(full) < _SHARE * len(widths):
        return lines
    indented = any(line[:1].isspace() for line in lines)
    joined = lines[:1]
    for above, below, fits in zip(lines, lines[1:], full, strict=False):
        # where paragraphs are indented nothing else begins one; elsewhere signs have to do
        begins = below[:1].isspace() if indented else OPENS.match(below) or above[-1:] in _ENDS
        if fits and below.strip() and not begins:
            words = re.search(r"[A-Za-z,;]$", above) and re.match("[A-Za-z]", below)
            joined[-1] += (" " if words else "") + below
        else:
            joined.append(below)
    return joined


def _is_full(line: str, below: str, width: int) -> bool:
    word = UNIT.match(below.strip())
    return columns(line) + (columns(word[0]) if word else 0) + _SLACK > width
