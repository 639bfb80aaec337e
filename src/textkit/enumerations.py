"""Passages → the items of the lists inside them: 一是…；二是…, （1）…（2）…."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from itertools import pairwise

import pandas as pd

from textkit.numbering import NUMERAL, number_of
from textkit.sentences import sentence_spans
from textkit.tables import require_columns

_WORD = r"(?<!\w)"  # 统一是, 全国第一， are no markers
_SAID = r"(?<![\w“‘])"  # nor is the saying “一要吃饭，二要建设”
_FREE = r"(?<![\w.．%％、\-—~～（(/$])"  # nor 2021., ，1.5, 1、2、3号
_MARKER = re.compile(
    rf"(?P<是>{_SAID}{NUMERAL}是(?!{NUMERAL}[、，]))"
    rf"|(?P<要>{_SAID}{NUMERAL}要(?![求素点件么]))"
    rf"|(?P<其>{_WORD}其{NUMERAL}(?:是|[，,、：:]))"
    rf"|(?P<第>{_WORD}第{NUMERAL}(?:[，,、：:]|是))"
    rf"|(?P<序>{_WORD}(?:首先|其次|再次|最后)[，,、：:]?)"
    rf"|(?P<顿>{_FREE}{NUMERAL}、)"
    rf"|(?P<括>[（(]\s?{NUMERAL}\s?[）)]|[㈠-㈩])"
    r"|(?P<圈>[①-⑳])"
    r"|(?P<弧>[（(]\s?\d{1,2}\s?[）)]|[⑴-⒇])"
    rf"|(?P<点>{_FREE}\d{{1,2}}(?:[、．]|\.(?!\d))|[⒈-⒛])"
)
_SIGN = re.compile(rf"首先|其次|再次|最后|{NUMERAL}|\d+|[①-⒛㈠-㈩]")
_WORDS = frozenset("是要其第序")
_SHORT = frozenset("顿点")
_SHORTEST = 4  # characters between two markers 1. or 1、
_EDGE = "；;，,、。：: \t\n　*"


_Mark = tuple[int, int, int]  # start, end, number


def enumerations(passages: pd.DataFrame) -> pd.DataFrame:
    """Find the items of the lists inside passages.

    A list has at least two markers of one form whose numbers rise by one (in words by two
    at most, for misprints); it begins with 1, or with any number at a passage's first
    character. An item goes up to the next marker, the last one to the end of its sentence,
    or of the passage if an item before it has several sentences. Lists inside items are
    lists of their own.

    Parameters
    ----------
    passages : DataFrame
        As ``split`` makes it: ``doc_id``, ``passage_id``, ``start`` and ``text``.

    Returns
    -------
    DataFrame
        One row per item in the order of the text: ``doc_id``, ``passage_id``, ``list`` (1,
        2 … in the passage), ``item`` (its number as written), ``marker``, ``start`` and
        ``end`` (characters in the document, marker and final ；。 left out) and ``text``.

    Raises
    ------
    ValueError
        If a column is missing.

    Examples
    --------
    >>> import textkit as tk
    >>> from textkit.enumerations import enumerations
    >>> table = enumerations(tk.split("要做到：一是稳增长；二是统一是非标准。大家努力。"))
    >>> table[["item", "marker", "text"]].values.tolist()
    [[1, '一是', '稳增长'], [2, '二是', '统一是非标准']]
    """
    require_columns(passages, ["doc_id", "passage_id", "start", "text"], "passages")
    columns = (passages[name] for name in ("doc_id", "passage_id", "start", "text"))
    rows = [
        (doc_id, passage_id, number, item, marker, at + start, at + end, text[start:end])
        for doc_id, passage_id, at, text in zip(*columns, strict=True)
        for number, item, marker, start, end in _items(text)
    ]
    table = pd.DataFrame(rows, columns=list(_COLUMNS))
    same = {name: passages[name].dtype for name in ("doc_id", "passage_id")}
    return table.astype({**_COLUMNS, **same})


_COLUMNS = {
    "doc_id": "object", "passage_id": "object", "list": "int64", "item": "int64",
    "marker": "str", "start": "int64", "end": "int64", "text": "str",
}  # fmt: skip


def _items(text: str) -> list[tuple[int, int, str, int, int]]:
    """Return list, item, marker, start and end of the items of a text, in its order."""
    lists = _lists(text)
    if not lists:
        return []
    sentences = [end for _, end in sentence_spans(text)]
    later: dict[str, list[tuple[int, int]]] = {}  # markers but the first; where their list begins
    for form, marks in lists:
        later.setdefault(form, []).extend((start, marks[0][0]) for start, _, _ in marks[1:])
    rows = []
    for number, (_, marks) in enumerate(lists, 1):
        last = _last_end(marks, sentences, len(text), later.values())
        bounds = [*(start for start, _, _ in marks[1:]), last]
        for (start, begin, item), bound in zip(marks, bounds, strict=True):
            inner = text[begin:bound].rstrip(_EDGE)
            end = begin + len(inner)
            rows.append((number, item, text[start:begin], end - len(inner.lstrip(_EDGE)), end))
    return sorted(rows, key=lambda row: (row[3], row[0]))


def _lists(text: str) -> list[tuple[str, list[_Mark]]]:
    """Return the lists of a text in the order of their first markers, each with its form."""
    lists: list[tuple[str, list[_Mark]]] = []
    current: dict[str, list[_Mark]] = {}
    for found in _MARKER.finditer(text):
        form = found.lastgroup or ""
        sign = _SIGN.search(found.group())
        mark = (found.start(), found.end(), number_of(sign.group()) if sign else 0)
        marks = current.get(form)
        if marks and 1 <= mark[2] - marks[-1][2] <= (2 if form in _WORDS else 1):
            marks.append(mark)
        elif mark[2] == 1 or not text[: min(mark[0], 8)].strip(_EDGE):
            current[form] = [mark]
            lists.append((form, current[form]))
    return [
        (form, marks)
        for form, marks in lists
        if len(marks) > 1 and not (form in _SHORT and _too_short(marks))
    ]


def _too_short(marks: list[_Mark]) -> bool:
    return any(after[0] - mark[1] < _SHORTEST for mark, after in pairwise(marks))


def _last_end(
    marks: list[_Mark],
    sentences: list[int],
    length: int,
    later: Iterable[list[tuple[int, int]]],
) -> int:
    """Return where the last item of a list ends."""
    at = marks[-1][0]
    several = any(
        bisect_right(sentences, after[0]) - bisect_right(sentences, mark[0]) > 1
        for mark, after in pairwise(marks)
    )
    place = bisect_right(sentences, at)
    end = length if several or place == len(sentences) else sentences[place]
    for others in later:  # the next item of a list that holds this one
        place = bisect_right(others, (at, length))
        if place < len(others) and others[place][1] < at:
            end = min(end, others[place][0])
    return end
