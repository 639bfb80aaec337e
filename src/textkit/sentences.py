"""A text → its sentences, with quotes and brackets whole."""

from __future__ import annotations

import re
from collections.abc import Iterator

_PAIRS = ("“”", "‘’", "「」", "『』", "《》", "〈〉", "（）", "()", "【】", "〔〕", "[]")
_CLOSING = "".join(pair[1] for pair in _PAIRS) + '"'
_INNER = r"。！？!?.．…"
# A pair with the end of a sentence in it. The search from an opening sign goes 300 characters
# to that end and 300 on, so that a quote left open does not swallow the paragraph; it stops at
# the next sign of its pair and never turns back, so that time stays linear.
_SHIELD = re.compile(
    "|".join(
        rf"{re.escape(a)}[^{re.escape(a + b)}{_INNER}]{{0,300}}+"
        rf"[{_INNER}][^{re.escape(a + b)}]{{0,300}}+{re.escape(b)}"
        for a, b in map(tuple, _PAIRS)
    )
)
_STRAIGHT = re.compile(_SHIELD.pattern + r'|"[^"]{0,600}+"')
_AFTER = rf"[{re.escape(_CLOSING)}]*+"
_COMMA = r"(?!\s*[，、；：,;:])"
_END = re.compile(
    rf"(?<![。！？!?…])(?P<run>[。！？!?…]++){_AFTER}{_COMMA}"
    rf"|(?<![.．])[.．](?![.．]){_AFTER}{_COMMA}"
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_BEGINS = re.compile(r"\s*[\u3400-\u9fff“‘《（(]")
_BEGINS_LATIN = re.compile(r"\s+[A-Z“\"\u3400-\u9fff]")
_NOUN = re.compile(r"的|等(?![到待])|之(?!后|前|所以)")  # what a quoted phrase belongs to
_NUMBERING = re.compile(r"\s*[第（(]?[一二三四五六七八九十\d]+$")
_ABBREVIATION = re.compile(
    r"(?<![A-Za-z])([A-Z]|Mr|Mrs|Ms|Dr|Prof|No|St|Co|Ltd|Inc|Corp|vs|etc|[eE]\.g|[iI]\.e|cf|Fig|Vol)$"
)
_ASKS = re.compile(r"[吗呢么吧啊何谁哪]|多少|几|怎|是否|[能会可]不[能会可]")


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Find the sentences of a text: pairs of start and end, in order, white space left out.

    A sentence ends with its line, and at 。！？ with the closing marks after it, but

    - not inside quotes, brackets and titles that close in the same line (within 600
      characters: a quote left open cuts nothing off and holds nothing together);
    - behind a closing quote only if that ends the sentence: after 。” it does, unless a
      comma, 的, 等 or 之 follows; after ！” and ？” only if the quote began the sentence or
      came after a colon or comma (“聊·胜一筹！”品牌 goes on);
    - never at ； and …… alone.

    Half-width ! ? . end one only where nothing else explains them: no decimal, address,
    abbreviation or name, and a ? between Han characters is more often a lost character.

    >>> text = "他说：“好。走吧！”大家走了。增长6.5%.就业（含返乡？）稳定；物价平稳。"
    >>> [text[start:end] for start, end in sentence_spans(text)]
    ['他说：“好。走吧！”', '大家走了。', '增长6.5%.', '就业（含返乡？）稳定；物价平稳。']
    """
    spans: list[tuple[int, int]] = []
    at = 0
    for line in text.splitlines(keepends=True):
        begin = 0
        for cut in [*_cuts(line), len(line)]:
            piece = line[begin:cut]
            inner = piece.strip()
            if inner:
                start = at + begin + piece.index(inner)
                spans.append((start, start + len(inner)))
            begin = cut
        at += len(line)
    return spans


def _cuts(line: str) -> Iterator[int]:
    """Yield where sentences of a line end."""
    straight = '"' in line and line.count('"') % 2 == 0
    shields = (_STRAIGHT if straight else _SHIELD).finditer(line)
    shield = next(shields, None)
    stops, last, begin = "。" in line, len(line.rstrip().rstrip("*")), 0
    for found in _END.finditer(line):
        at, end = found.span()
        while shield is not None and shield.end() <= at:
            shield = next(shields, None)
        if end == last:
            return
        run = found["run"]
        if shield is not None and shield.start() < at:
            ends = end >= shield.end() and _quote_ends(line, begin, shield.start(), at, end)
        elif run is None:
            ends = _stop_ends(line, begin, at, end, stops=stops)
        else:
            ends = run == "。" or _run_ends(line, run, begin, at, end, stops=stops)
        if ends:
            yield end
            begin = end


def _quote_ends(line: str, begin: int, opened: int, at: int, end: int) -> bool:
    """Tell whether a sentence ends with a quote that has the end of one at its close."""
    if line[opened] in "《〈【〔[" or _NOUN.match(line, end):
        return False
    before = line[max(begin, opened - 8) : opened].strip()
    return line[at] == "。" or (line[at] in "！？!?" and (not before or before[-1] in "：:，,"))


def _run_ends(line: str, run: str, begin: int, at: int, end: int, *, stops: bool) -> bool:
    """Tell whether 。！？!?… outside quotes end a sentence; ``stops``: the line has a 。."""
    if not run.isascii():
        return set(run) != {"…"}
    before, after = line[at - 1 : at], line[end : end + 1]
    if after.isspace() or end > at + len(run):
        return True
    if before.isascii() and after.isascii():
        return False  # an address, an operator
    return "!" in run or not stops or _ASKS.search(line, max(begin, at - 60), at) is not None


def _stop_ends(line: str, begin: int, at: int, end: int, *, stops: bool) -> bool:
    """Tell whether a half-width stop outside quotes ends a sentence."""
    before, after = line[at - 1 : at], line[end : end + 1]
    if at - begin <= 6 and _NUMBERING.match(line[begin:at]):
        return False
    if before in ("%", "％"):
        return _BEGINS.match(line, end) is not None
    if _HAN.match(before) or (before and before in _CLOSING):
        return (after.isspace() or not stops) and _BEGINS.match(line, end) is not None
    if not after.isspace() or not _BEGINS_LATIN.match(line, end):
        return False
    words = line[max(begin, at - 8) : at]
    return (
        not _ABBREVIATION.search(words) and re.search(r"[a-z]$|\d{3}$|[A-Z]{2}$", words) is not None
    )
