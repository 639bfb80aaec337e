"""Corpus → the terms that its documents explain, in notes and footnotes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from textkit.headings import is_annex_title, is_notes_title
from textkit.numbering import number_of
from textkit.outline import as_corpus

_MARK = re.compile(
    r"[*\s]*(?:(?P<foot>\[\^?\s?\d{1,3}\s?\]:?|[〔﹝【]\s?\d{1,3}\s?[〕﹞】]|[①-⒛])"
    r"|(?P<plain>[（(]\d{1,3}[）)]|\d{1,3}\s?(?:[.．](?!\d[%％.．])|[、:：])|注\s?\d{1,2}\s?[.．、:：]))[*\s]*"
)
_DIGITS = re.compile(r"\d+|[①-⒛]")
_QUOTED = re.compile(
    r"“[^“”]{1,60}”|《[^《》]{1,60}》|（[^（）]{1,60}）|\([^()]{1,60}\)|‘[^‘’]{1,60}’"
)
# What stands between a term and its explanation, the surest first.
_BETWEEN = re.compile(
    r"\s*\**[：:]\**\s*|\s*\*\*[。：:]?\s*|\s*—+\s*|[，,]?\s*(?=是指|系指|指的是|主要指|即)"
    r"|(?<=[”）)])\s*(?=指|是|主要)|(?<=】)\s*"
)
_BETWEEN_MARKED = re.compile(
    r"(?<=[”）)程划])。\s*|。(?=即)|(?=指(?![导标数定挥]))|\s+"
)  # 1.六稳 指…; [1] “双创”。即…
_FOOT = re.compile(r"\[\^?\s?\d{1,3}\s?\]|[〔﹝【]\s?\d{1,3}\s?[〕﹞】]|[①-⒛]")
_LONGEST_TERM = 60
_TITLE_LED = re.compile(
    r"\W*(?:附件?\W{0,2})?(?:[^，。；：]{0,16}(?:名词|用语|术语)(?:解释|说明|注释))[：:]?\s*(?=\W?1\s?[.．、])"
)
_INLINE = re.compile(r"(?:(?<=[。；;\s])|^)(\d{1,3})\s?[.．、]\s?(?=\D)")


@dataclass(slots=True)
class _Entry:
    """An entry on its way into the table; the places are characters of the document."""

    number: int | None
    start: int
    term: str
    explained: int  # where the explanation starts; -1: in a line to come
    end: int


def glossary(corpus: pd.DataFrame | str | Sequence[str]) -> pd.DataFrame:
    """List the terms that documents explain in notes and footnotes.

    Read are blocks under a title such as 名词解释, 《政府工作报告》注释 or 附注, footnotes
    ([1], 〔1〕, ①, [^1]) whose mark stands elsewhere in the text or that end it, and numbered
    explanations (1.“双创”：指…) that end a text without a title.

    Returns
    -------
    DataFrame
        One row per term in the order of the text: ``doc_id``; ``number`` (Int64; missing
        where there is none); ``term`` (without quotation marks if they hold all of it);
        ``explanation`` (as written; it ends at ``end``); ``start`` and ``end`` (characters
        of the whole entry, mark included).

    Raises
    ------
    TypeError, ValueError
        As ``split`` does.

    Examples
    --------
    >>> from textkit.glossary import glossary
    >>> table = glossary("名词解释\\n1.“六稳”：指稳就业等。\\n2.“四上”企业：规上企业。")
    >>> table[["number", "term", "explanation"]].values.tolist()
    [[1, '六稳', '指稳就业等。'], [2, '“四上”企业', '规上企业。']]
    """
    corpus = as_corpus(corpus)
    rows = [
        (doc_id, one.number, one.term, text[one.explained : one.end], one.start, one.end)
        for doc_id, text in zip(corpus["doc_id"], corpus["text"], strict=True)
        for one in _entries(text)
    ]
    table = pd.DataFrame(rows, columns=list(_COLUMNS))
    return table.astype({**_COLUMNS, "doc_id": corpus["doc_id"].dtype})


_COLUMNS = {
    "doc_id": "object", "number": "Int64", "term": "str", "explanation": "str",
    "start": "int64", "end": "int64",
}  # fmt: skip
_Line = tuple[int, str]  # start in the document, text without the white space around it


def _entries(text: str) -> list[_Entry]:
    lines, at = [], 0
    for raw in text.splitlines(keepends=True):
        if inner := raw.strip():
            lines.append((at + raw.index(inner), inner))
        at += len(raw)
    block: list[_Line] | None = None
    free: list[_Line] = []
    found: list[_Entry] = []
    for start, line in lines:
        led = _TITLE_LED.match(line)
        if led or is_notes_title(line):
            found += _read_block(block or [])
            block = [(start + led.end(), line[led.end() :])] if led else []
        elif block is None:
            free.append((start, line))
        elif is_annex_title(line):
            found += _read_block(block)
            block = None
        else:
            block.append((start, line))
    found += _read_block(block or [])
    return found or _footnotes(free, text) or _untitled(free)


def _read_block(lines: Sequence[_Line]) -> list[_Entry]:
    """Read the lines under a title; where entries are numbered, others go on with them."""
    numbered = any(_MARK.match(line) for _, line in lines[:3])
    if numbered and sum(_MARK.match(line) is not None for _, line in lines) == 1:
        lines = [piece for line in lines for piece in _pieces(*line)]
    found: list[_Entry] = []
    last, open_ = 0, False  # the last number, and whether a line can go on with the entry
    for start, line in lines:
        number = _number(line)
        anew = number is not None and _FOOT.match(line.lstrip("* "))  # as on each page
        if numbered and (number is None or not (anew or not last or last < number <= last + 10)):
            if open_ and _goes_on(line, found[-1]):
                _go_on(found[-1], start, line)
            continue
        one = _parse(start, line)
        if one is None:
            if not numbered and open_ and _goes_on(line, found[-1]):
                _go_on(found[-1], start, line)
            elif numbered:
                open_ = False
        else:
            found.append(one)
            open_ = True
        last = number or 0
    return [one for one in found if one.explained >= 0]


def _goes_on(line: str, entry: _Entry) -> bool:
    return entry.explained < 0 or len(line) >= 20 or line[-1] in "。；;！”）)"


def _go_on(entry: _Entry, start: int, line: str) -> None:
    if entry.explained < 0:
        entry.explained = start
    entry.end = start + len(line.rstrip("*"))


def _pieces(start: int, line: str) -> Iterator[_Line]:
    """Cut a glossary that stands in one line where its numbers run on."""
    at, expected = 0, 1
    for found in _INLINE.finditer(line):
        if int(found.group(1)) == expected:
            if expected > 1:
                yield start + at, line[at : found.start()].rstrip()
            at, expected = found.start(), expected + 1
    yield start + at, line[at:]


def _number(line: str) -> int | None:
    mark = _MARK.match(line)
    digits = _DIGITS.search(mark.group()) if mark else None
    return number_of(digits.group()) if digits else None


def _parse(start: int, line: str) -> _Entry | None:
    """Read term and explanation of a line."""
    mark = _MARK.match(line)
    at = mark.end() if mark else len(line) - len(line.lstrip("* "))
    rest = line[at:]
    plain = _QUOTED.sub(
        lambda found: found[0][0] + "口" * (len(found[0]) - 2) + found[0][-1], rest[:300]
    )
    between = _BETWEEN.search(plain, 1)
    if mark and (between is None or between.start() > _LONGEST_TERM):
        between = _BETWEEN_MARKED.search(plain, 1)
    head = plain[: between.start()] if between else plain
    if len(head) > _LONGEST_TERM or re.search(r"[。！？；]", head.rstrip("。")):
        return None
    if between is None and (re.search(r"[。；，]$", plain) or len(head) > 40):
        return None
    term = rest[: len(head)].strip("*：:。，、— 【】")
    if re.fullmatch(r"“[^“”]*”|‘[^‘’]*’|\"[^\"]*\"", term):
        term = term[1:-1]
    after = at + between.end() if between else len(line)
    after += len(line[after:]) - len(line[after:].lstrip("：:* 。"))
    explained = start + after if after < len(line.rstrip("*")) else -1
    return (
        _Entry(_number(line), start, term, explained, start + len(line.rstrip("*")))
        if term
        else None
    )


def _footnotes(lines: Sequence[_Line], text: str) -> list[_Entry]:
    """Read lines that begin with a footnote's mark, if it is used elsewhere or at the end."""
    used = Counter(_FOOT.findall(text))
    tail = len(lines)
    while tail and _FOOT.match(lines[tail - 1][1].lstrip("* ")):
        tail -= 1
    found = []
    for place, (start, line) in enumerate(lines):
        foot = _FOOT.match(line.lstrip("* "))
        if foot and (used[foot.group()] > 1 or place >= tail):
            one = _parse(start, line)
            if one is not None and one.explained >= 0:
                found.append(one)
    return found if len(found) > 1 else []


def _untitled(lines: Sequence[_Line]) -> list[_Entry]:
    """Read the numbered explanations that end a text, if most of them look like such."""
    tail = len(lines)
    while tail and (_number(lines[tail - 1][1]) or 0) > 1:
        tail -= 1
    block = lines[max(tail - 1, 0) :]
    if [_number(line) for _, line in block] != list(range(1, len(block) + 1)) or len(block) < 3:
        return []
    found = [one for start, line in block if (one := _parse(start, line)) is not None]
    telling = [
        line
        for _, line in block
        if re.search(r"^.{0,60}(”.{0,20}[：:]|[：:]?[是系]?指|[：:，,]即)", line)
    ]
    return found if len(found) == len(block) and 2 * len(telling) >= len(block) else []
