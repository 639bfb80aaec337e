"""Tokens → longer units: phrases joined into one token, and counts of n-grams."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise, product
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from textkit.counting import count_matrix
from textkit.hand import read_phrases

BLOCK = 1 << 20  # tokens looked at together; bounds the memory, never bears on the result

# Between two of these lies the inside of a Latin word or a number, where nothing is split.
_INSIDE = re.compile("[0-9A-Za-z.０-９Ａ-Ｚａ-ｚ．]{2}")

Positions = NDArray[np.int64]


class Words(NamedTuple):
    """The tokens of passages over a vocabulary: what :class:`textkit.tokens.Tokens` is made of."""

    ids: NDArray[np.int32]
    offsets: Positions
    terms: NDArray[np.object_]
    kept: NDArray[np.bool_]


def compound(tokens: Words, phrases: str | Path | Iterable[str], *, split: bool = True) -> Words:
    """Join what spells a phrase into one token; see :meth:`textkit.tokens.Tokens.compound`."""
    wanted = read_phrases(phrases)
    vocabulary = _Vocabulary(tokens)
    ids, counts = [tokens.ids[:0]], [tokens.offsets[:0]]
    for begin, end in _blocks(tokens.offsets):
        offsets = tokens.offsets[begin : end + 1]
        block = tokens.ids[offsets[0] : offsets[-1]]
        joined, per_passage = _join(block, offsets - offsets[0], vocabulary, wanted, split)
        ids.append(joined)
        counts.append(per_passage)
    offsets = np.zeros_like(tokens.offsets)
    np.cumsum(np.concatenate(counts), out=offsets[1:])
    return vocabulary.tidy(np.concatenate(ids), offsets)


class _Vocabulary:
    """The terms and their marks, growing at the end while phrases are joined."""

    def __init__(self, tokens: Words) -> None:
        self.terms: list[str] = tokens.terms.tolist()
        self.kept: list[bool] = tokens.kept.tolist()
        self.lengths = np.fromiter(map(len, self.terms), dtype=np.int64, count=len(self.terms))
        self._old = tokens.terms
        self._was_kept = tokens.kept
        self._number = {term: number for number, term in enumerate(self.terms)}

    def spell(self, ids: NDArray[np.int32]) -> str:
        """Put together tokens of the vocabulary as it was at first."""
        return "".join(self._old[ids])

    def put(self, term: str, *, source: int, phrase: bool) -> int:
        """Return the number of a phrase, or of what is left of the token ``source``.

        A phrase is kept; what is left keeps the mark it has as a term, else the token's.
        """
        number = self._number.setdefault(term, len(self.terms))
        if number == len(self.terms):
            self.terms.append(term)
            self.kept.append(False)
        if phrase or number >= len(self._old):
            self.kept[number] |= phrase or bool(self._was_kept[source])
        return number

    def tidy(self, ids: NDArray[np.int32], offsets: Positions) -> Words:
        """Sort the terms that occur and leave out those that do not."""
        occurring = np.flatnonzero(np.bincount(ids, minlength=len(self.terms))).tolist()
        order = np.array(sorted(occurring, key=self.terms.__getitem__), dtype=np.int64)
        rank = np.zeros(len(self.terms), dtype=np.int32)
        rank[order] = np.arange(len(order))
        return Words(
            ids=rank[ids],
            offsets=offsets,
            terms=np.array(self.terms, dtype=object)[order],
            kept=np.array(self.kept, dtype=bool)[order],
        )


def _blocks(offsets: Positions) -> Iterator[tuple[int, int]]:
    """Part the passages into blocks of about as many tokens."""
    cuts = np.flatnonzero(np.diff(offsets[:-1] // BLOCK)) + 1
    last = len(offsets) - 1
    return ((a, b) for a, b in pairwise([0, *cuts.tolist(), last]) if b > a)


def _join(
    ids: NDArray[np.int32],
    offsets: Positions,
    vocabulary: _Vocabulary,
    phrases: list[str],
    split: bool,
) -> tuple[NDArray[np.int32], Positions]:
    """Return the ids of some passages with the phrases joined, and the tokens of each."""
    text = vocabulary.spell(ids)
    borders = np.zeros(len(ids) + 1, dtype=np.int64)
    np.cumsum(vocabulary.lengths[ids], out=borders[1:])
    begin, end = _find(text, borders, borders[offsets], phrases, split)
    if not len(begin):
        return ids, np.diff(offsets)
    first = np.searchsorted(borders, begin, side="right") - 1
    after = np.searchsorted(borders, end)
    # What is left of a token on either side of a phrase; between two phrases only once.
    left = np.maximum(borders[first], np.append(0, end[:-1]))
    right = borders[after]
    has_left = left < begin
    has_right = (end < right) & (right <= np.append(begin[1:], len(text)))
    starts = np.concatenate([left[has_left], begin, end[has_right]])
    stops = np.concatenate([begin[has_left], end, right[has_right]])
    token = np.concatenate([first[has_left], first, after[has_right] - 1])
    joined = np.repeat([False, True, False], [has_left.sum(), len(begin), has_right.sum()])
    order = np.argsort(starts)
    starts, stops, token, joined = starts[order], stops[order], token[order], joined[order]
    numbers = [
        vocabulary.put(text[a:b], source=source, phrase=phrase)
        for a, b, phrase, source in zip(
            starts.tolist(), stops.tolist(), joined.tolist(), ids[token].tolist(), strict=True
        )
    ]
    change = np.bincount(first, minlength=len(ids) + 1) - np.bincount(after, minlength=len(ids) + 1)
    stays = np.cumsum(change)[:-1] == 0
    before = np.append(0, np.cumsum(stays))  # tokens that stay, before each token
    merged = np.insert(ids[stays], before[token], np.array(numbers, dtype=np.int32))
    return merged, np.diff(before[offsets] + np.searchsorted(token, offsets))


def _find(
    text: str, borders: Positions, passages: Positions, phrases: list[str], split: bool
) -> tuple[Positions, Positions]:
    """Find where phrases begin and end, in the order of the text, none overlapping.

    ``borders`` are those of the tokens, ``passages`` those of the passages.
    """
    places = [(at, len(phrase)) for phrase in phrases for at in _places(text, phrase)]
    begin, length = np.array(places, dtype=np.int64).reshape(-1, 2).T
    end = begin + length
    fits = np.searchsorted(passages, begin, "right") == np.searchsorted(passages, end - 1, "right")
    for edge in (begin, end):
        on_border = borders[np.searchsorted(borders, edge)] == edge
        if split:
            inside = np.flatnonzero(~on_border)
            on_border[inside] = [
                _INSIDE.fullmatch(text, at - 1, at + 1) is None for at in edge[inside].tolist()
            ]
        fits &= on_border
    return _longest_first(begin[fits], length[fits])


def _places(text: str, phrase: str) -> Iterator[int]:
    at = text.find(phrase)
    while at >= 0:
        yield at
        at = text.find(phrase, at + 1)  # a place that does not fit may hide one that does


def _longest_first(begin: Positions, length: Positions) -> tuple[Positions, Positions]:
    """Choose places that do not overlap: the longest first, of one length from the left."""
    begins = ends = begin[:0]
    for size in np.unique(length)[::-1].tolist():
        mine = np.sort(begin[length == size])
        at = np.searchsorted(begins, mine, side="right")
        free = np.append(0, ends)[at] <= mine
        free &= np.append(begins, np.iinfo(np.int64).max)[at] >= mine + size
        mine = mine[free]
        if (np.diff(mine) < size).any():
            mine = _left_to_right(mine, size)
        begins, ends = np.append(begins, mine), np.append(ends, mine + size)
        order = np.argsort(begins)
        begins, ends = begins[order], ends[order]
    return begins, ends


def _left_to_right(begin: Positions, size: int) -> Positions:
    chosen, end = [], 0
    for at in begin.tolist():
        if at >= end:
            chosen.append(at)
            end = at + size
    return np.array(chosen, dtype=np.int64)


def ngrams(
    tokens: Words,
    n: int | Iterable[int],
    *,
    skip: int | Iterable[int] = 0,
    joiner: str = "",
    skip_dropped: bool = False,
) -> tuple[sparse.csr_array, NDArray[np.object_]]:
    """Count runs of n kept tokens: passages × n-grams, and the n-grams.

    See :meth:`textkit.tokens.Tokens.ngrams`.
    """
    sizes = sorted({int(n)} if isinstance(n, (int, np.integer)) else set(n))
    if not sizes or sizes[0] < 1:
        raise ValueError(f"n is {n!r}; give how many tokens, 1 or more, or a list of such numbers.")
    gaps = sorted({int(skip)} if isinstance(skip, (int, np.integer)) else set(skip))
    if not gaps or gaps[0] < 0:
        raise ValueError(f"skip is {skip!r}; give how many tokens, 0 or more, or a list of them.")
    n_passages = len(tokens.offsets) - 1
    place = np.flatnonzero(tokens.kept[tokens.ids])
    ids, passage = (
        tokens.ids[place].astype(np.int64),
        np.repeat(np.arange(n_passages), np.diff(tokens.offsets))[place],
    )
    counted = tokens.kept  # the terms that a run may not pass over
    if not skip_dropped:
        blank = np.array([is_blank(term) for term in tokens.terms], dtype=bool)
        counted = tokens.kept | ~blank
    rank = np.cumsum(counted[tokens.ids])[place]
    spelled: list[str] = []
    rows, codes = [passage[:0]], [ids[:0]]
    # What n-grams are made of: where each token stands behind the first, sizes side by side.
    shapes = [
        steps for size in sizes for steps in product([gap + 1 for gap in gaps], repeat=size - 1)
    ]
    for shape in shapes:
        steps = np.cumsum([0, *shape])
        span = int(steps[-1])
        last = max(0, len(ids) - span)
        near: NDArray[np.bool_] = rank[span:] - rank[:last] == span
        start = np.flatnonzero(near & (passage[span:] == passage[:last]))
        runs = np.zeros((1, 0), dtype=np.int64)
        code = np.zeros_like(start)  # which row of runs begins at each start
        for step in steps:
            code, pairs = pd.factorize(code * len(tokens.terms) + ids[start + step])
            longer, last_id = np.divmod(pairs, len(tokens.terms))
            runs = np.column_stack([runs[longer], last_id])
        codes.append(code + len(spelled))
        rows.append(passage[start])
        spelled += map(joiner.join, zip(*tokens.terms[runs].T.tolist(), strict=True))
    terms = sorted(set(spelled))  # 改革+开 and 改+革开 read the same
    number = {term: column for column, term in enumerate(terms)}
    column = np.array([number[term] for term in spelled], dtype=np.int64)
    counts = count_matrix(
        np.concatenate(rows), column[np.concatenate(codes)], (n_passages, len(terms))
    )
    return counts, np.array(terms, dtype=object)


def is_blank(term: str) -> bool:
    """Tell white space within a line from everything else.

    >>> [is_blank(term) for term in (" ", "　", "\\n", "改革")]
    [True, True, False, False]
    """
    return term.isspace() and term.splitlines() == [term]
