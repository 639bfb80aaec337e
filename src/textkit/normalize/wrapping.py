"""Lines broken at a fixed width → which line breaks stand inside a paragraph."""

from __future__ import annotations

import math
import re
from collections import Counter
from itertools import pairwise
from typing import NamedTuple

_BREAK = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
OPENS = re.compile(
    r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}(?:[、．]|\.(?!\d))"
    r"|第[一二三四五六七八九十\d]{1,3}[章节条部，,]|[一二三四五六七八九十]是|——|[①-⑳●•·*#◆■]|各位|同志们"
)
# What a typesetter keeps on one line: a number or word, a mark with what it belongs to.
UNIT = re.compile(r"[“‘（《【]*(?:[0-9A-Za-z.%+\-]+|.)[，。；：！？、”’）》】%…—]*", re.S)
_HANGING = "，。；：！？、”"
_NARROWEST, _WIDEST, _FEWEST, _SHARE, _LONGER = 20, 160, 4, 0.3, 0.03


class _Row(NamedTuple):
    start: int
    end: int  # blanks at the line's end left out
    text: str  # without blanks at either end
    indent: int
    columns: int


def line_joins(text: str) -> list[tuple[int, int, str]]:
    """Find the line breaks inside paragraphs: start, end, and what joins the halves.

    A text counts as wrapped if nearly all of its lines (97 %) keep within one width, of 20 to
    160 columns, and at least 4 lines and 30 % of all fill it: to the last character if the
    width is a number of characters, else so that the next line's first word no longer fits
    (Chinese characters are two columns wide). A line that fills the width is joined to the
    next one unless that is indented, stands below a blank line or begins like a heading or a
    list item. Two words of small Latin letters get a blank between them.

    >>> line_joins("现代化产业体系建设取得新成效")
    []
    """
    rows = _rows(text)
    filled = [row for row in rows if row.text]
    full = max(_fill_characters(filled), _fill_columns(filled), key=len)
    if len(full) < max(_FEWEST, _SHARE * len(filled)):
        return []
    base = Counter(row.indent for row in filled if row.start in full).most_common(1)[0][0]
    marked = {below.start for row, below in pairwise(rows) if not row.text or below.indent > base}
    opening = [row.start for row in filled if OPENS.match(row.text)]
    # Where headings are set apart, a line that begins like one and is not has it by chance.
    chance = 2 * len(marked.intersection(opening)) > len(opening)
    joins = []
    for row, below in pairwise(rows):
        if row.start not in full or not below.text or below.start in marked:
            continue
        if chance or not OPENS.match(below.text):
            words = re.search("[a-z]$", row.text) and re.match("[a-z]", below.text)
            joins.append((row.end, below.start + below.indent, " " if words else ""))
    return joins


def _rows(text: str) -> list[_Row]:
    rows, start = [], 0
    for at, after in [*(match.span() for match in _BREAK.finditer(text)), (len(text),) * 2]:
        line = text[start:at].rstrip()
        bare = line.lstrip()
        rows.append(_Row(start, start + len(line), bare, len(line) - len(bare), columns(line)))
        start = after
    return rows


def columns(text: str) -> int:
    """Measure a text: characters below 256 are one column wide, all others two."""
    return 2 * len(text) - len(text.encode("latin-1", "ignore"))


def _fill_characters(rows: list[_Row]) -> set[int]:
    """Return the starts of the lines that have exactly as many characters as the width."""
    most = _most([row.end - row.start for row in rows])
    if not _NARROWEST <= 2 * most <= _WIDEST:
        return set()
    return {row.start for row in rows if row.end - row.start == most}


def _fill_columns(rows: list[_Row]) -> set[int]:
    """Return the starts of the lines that have no room for the next line's first word."""
    # Marks at a line's end may hang over the edge, so they do not say how wide the page is.
    bare = [row.columns - 2 * (len(row.text) - len(row.text.rstrip(_HANGING))) for row in rows]
    most = _most(bare)
    if not _NARROWEST <= most <= _WIDEST:
        return set()
    full = set()
    for row, below in pairwise(rows):
        word = UNIT.match(below.text)
        if word and -4 <= most - row.columns < columns(word[0]):
            full.add(row.start)
    return full


def _most(sizes: list[int]) -> int:
    """Return the width that nearly all lines keep within, or 0 if there are too few."""
    if len(sizes) <= _FEWEST:
        return 0
    return sorted(sizes)[math.ceil((1 - _LONGER) * len(sizes)) - 1]
