"""Tokens → runs of two or three words, each with the counts that its measures need.

The text is gone through slice by slice, more than once, so that memory is that of a slice
and of the runs that are frequent enough, however long the text is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from textkit import slices
from textkit.choosing import has_letter_or_number
from textkit.reshape import is_blank
from textkit.tokens import Tokens

Ints = NDArray[Any]
Codes = tuple[Ints, Ints]  # what stands at each place, as one number, and its passage

_BUCKETS = 22  # bits
_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # 2⁶⁴ over the golden ratio: Knuth's multiplier
_WAITING = 1 << 20  # codes put together before they are merged into the table
_SENTENCE_END = re.compile(r"[。！？；!?;\n\r]")


class Stream(NamedTuple):
    """The words of a slice on end; nothing is counted from one run into the next."""

    ids: NDArray[np.int32]  # term of each word, -1 for one that is not kept
    passage: NDArray[np.int32]
    before: NDArray[np.int32]  # words of its run that stand before it
    after: NDArray[np.int32]


class Streams:
    """The words of all passages, in runs that end with every passage; to be read repeatedly.

    A run ends at punctuation and line breaks, or, with ``sentences``, at 。！？；!?; and
    line breaks only. A word that is not kept stays in its place as -1.
    """

    def __init__(self, tokens: Tokens, *, sentences: bool, window: int = 1) -> None:
        terms = tokens.terms.tolist()
        self.tokens = tokens
        self.window = window
        self.n_terms = len(terms)
        self.word = np.array([has_letter_or_number(term) for term in terms], dtype=bool)
        stops = [
            _SENTENCE_END.search(term) is not None if sentences else not is_blank(term)
            for term in terms
        ]
        self.stop = np.array(stops, dtype=bool) & ~self.word
        self.number = np.where(tokens.kept, np.arange(len(terms)), -1).astype(np.int32)

    def __iter__(self) -> Iterator[Stream]:
        for part in slices.slices(self.tokens, max(1, slices.SIZE // self.window)):
            yield self._read(part.tokens)

    def _read(self, tokens: Tokens) -> Stream:
        place = np.flatnonzero(self.word[tokens.ids])
        passage = np.repeat(np.arange(len(tokens), dtype=np.int32), np.diff(tokens.offsets))[place]
        # Neither number ever falls, so their sum stays the same only where both do.
        run = np.cumsum(self.stop[tokens.ids], dtype=np.int64)[place] + passage
        begins = np.flatnonzero(np.append(True, run[1:] != run[:-1])) if len(run) else place
        lengths = np.diff(begins, append=len(run))
        before = np.arange(len(run)) - np.repeat(begins, lengths)
        after = np.repeat(lengths, lengths) - before - 1
        ids = self.number[tokens.ids[place]]
        return Stream(ids, passage, before.astype(np.int32), after.astype(np.int32))


@dataclass(frozen=True, eq=False)
class Pairs:
    """Two words in order; rows go by the code of the pair, rising."""

    words: Ints  # shape (pairs, 2)
    count: Ints
    n_passages: Ints
    margins: list[Ints]  # how often the first word is a first, the second a second
    total: int  # all pairs, of whatever words


@dataclass(frozen=True, eq=False)
class Triples:
    """Three words next to each other; ``margins`` are those of 1, 2, 3, 12, 13 and 23."""

    words: Ints
    count: Ints
    n_passages: Ints
    margins: list[Ints]
    total: int


def count_pairs(streams: Streams, *, min_count: int) -> Pairs:
    """Count the pairs of kept words at most ``streams.window`` words apart in one run."""
    n_terms, window = streams.n_terms, streams.window
    one, two = np.zeros(n_terms, dtype=np.int64), np.zeros(n_terms, dtype=np.int64)
    total = 0
    for stream in streams:
        one += _weigh(stream.ids, np.minimum(stream.after, window), n_terms)
        two += _weigh(stream.ids, np.minimum(stream.before, window), n_terms)
        total += int(np.minimum(stream.after, window).sum(dtype=np.int64))

    def codes(stream: Stream) -> Codes:
        ids, after = stream.ids, np.minimum(stream.after, window)
        here = np.flatnonzero((ids >= 0) & (after > 0))
        here = here[one[ids[here]] >= min_count]
        first = np.repeat(here, after[here])
        step = np.arange(len(first)) - np.repeat(np.cumsum(after[here]) - after[here], after[here])
        second = first + step + 1
        often = (ids[second] >= 0) & (two[ids[second]] >= min_count)
        first, second = first[often], second[often]
        return ids[first] * np.int64(n_terms) + ids[second], stream.passage[first]

    code, count, n_passages = count_codes(lambda: map(codes, streams), min_count)
    words = np.column_stack([code // max(n_terms, 1), code % max(n_terms, 1)])
    return Pairs(words, count, n_passages, [one[words[:, 0]], two[words[:, 1]]], total)


def count_triples(streams: Streams, pairs: Pairs, *, min_count: int) -> Triples:
    """Count three kept words next to each other; ``pairs`` are those with as many at least."""
    n_terms, n_pairs = streams.n_terms, len(pairs.words)
    known = pairs.words[:, 0] * np.int64(n_terms) + pairs.words[:, 1]
    single = np.zeros((3, n_terms), dtype=np.int64)
    ends = np.zeros((2, n_pairs), dtype=np.int64)
    total = 0
    for stream in streams:
        begin = np.flatnonzero(stream.after >= 2)
        total += len(begin)
        for step in range(3):
            single[step] += _weigh(stream.ids[begin + step], None, n_terms)
        for step in range(2):
            ends[step] += _weigh(_pair_at(stream, begin + step, known, n_terms), None, n_pairs)

    def codes(stream: Stream) -> Codes:
        begin = np.flatnonzero(stream.after >= 2)
        left, right = (_pair_at(stream, begin + step, known, n_terms) for step in range(2))
        both = (left >= 0) & (right >= 0)
        return left[both] * np.int64(n_pairs) + right[both], stream.passage[begin[both]]

    code, count, n_passages = count_codes(lambda: map(codes, streams), min_count)
    left, right = code // max(n_pairs, 1), code % max(n_pairs, 1)
    words = np.column_stack([pairs.words[left], pairs.words[right, 1]])
    outer = _count_outer(streams, words)
    margins = [*(single[step][words[:, step]] for step in range(3)), ends[0][left], outer]
    return Triples(words, count, n_passages, [*margins, ends[1][right]], total)


def count_codes(parts: Callable[[], Iterable[Codes]], min_count: int) -> tuple[Ints, Ints, Ints]:
    """Count the codes that occur ``min_count`` times: code (rising), count, passages with it.

    ``parts`` gives the same codes each time it is asked, with the passages of a part in order
    and none of them in two parts. First all are counted in a few million buckets, several to
    one; only codes in a bucket that is full enough can be frequent, and only these are
    counted one by one (Park, Chen and Yu 1995, SIGMOD). So rare codes, most of them, never
    take up memory together.
    """
    full: NDArray[np.bool_] | None = None
    if min_count > 1:
        buckets = np.zeros(1 << _BUCKETS, dtype=np.int64)
        for code, _ in parts():
            buckets += np.bincount(_bucket(code), minlength=1 << _BUCKETS)
        full = buckets >= min_count
    nothing = np.empty(0, dtype=np.int64)
    table = (nothing, nothing, nothing)
    waiting: list[tuple[Ints, Ints, Ints]] = []
    for code, passage in parts():
        if full is not None:
            often = full[_bucket(code)]
            code, passage = code[often], passage[often]
        waiting.append(_group(code, passage))
        if sum(len(one[0]) for one in waiting) > max(_WAITING, len(table[0])):
            table, waiting = _merge([table, *waiting]), []
    code, count, n_passages = _merge([table, *waiting])
    often = count >= min_count
    return code[often], count[often], n_passages[often]


def _bucket(code: Ints) -> NDArray[np.int64]:
    spread = code.astype(np.uint64) * _SPREAD
    return (spread >> np.uint64(64 - _BUCKETS)).astype(np.int64)


def _group(code: Ints, passage: Ints) -> tuple[Ints, Ints, Ints]:
    """Group equal codes, given in the order of their passages."""
    order = np.argsort(code, kind="stable")
    sorted_code, sorted_passage = code[order], passage[order]
    new = np.ones(len(code), dtype=bool)
    new[1:] = sorted_code[1:] != sorted_code[:-1]
    fresh = new.copy()
    fresh[1:] |= sorted_passage[1:] != sorted_passage[:-1]
    starts = np.flatnonzero(new)
    count = np.diff(starts, append=len(code))
    spread = np.add.reduceat(fresh, starts, dtype=np.int64) if len(starts) else count
    return sorted_code[starts], count, spread


def _merge(tables: list[tuple[Ints, Ints, Ints]]) -> tuple[Ints, Ints, Ints]:
    code, count, n_passages = (np.concatenate(part) for part in zip(*tables, strict=True))
    order = np.argsort(code, kind="stable")
    code = code[order]
    new = np.ones(len(code), dtype=bool)
    new[1:] = code[1:] != code[:-1]
    starts = np.flatnonzero(new)
    if not len(starts):
        return code, count, n_passages
    sums = [np.add.reduceat(part[order], starts) for part in (count, n_passages)]
    return code[starts], sums[0], sums[1]


def _pair_at(stream: Stream, place: Ints, known: Ints, n_terms: int) -> Ints:
    """Return the number of the known pair that begins at each place, or -1."""
    first, second = stream.ids[place], stream.ids[place + 1]
    number = np.full(len(place), -1, dtype=np.int64)
    both = np.flatnonzero((first >= 0) & (second >= 0))
    number[both] = _find(known, first[both] * np.int64(n_terms) + second[both])
    return number


def _find(known: Ints, code: Ints) -> Ints:
    """Return where each code stands among those known, which rise, or -1."""
    if not len(known):
        return np.full(len(code), -1, dtype=np.int64)
    place = np.minimum(np.searchsorted(known, code), len(known) - 1)
    return np.where(known[place] == code, place, -1)


def _count_outer(streams: Streams, words: Ints) -> Ints:
    """Count, for each of some triples, those with its first and its last word."""
    n_terms = streams.n_terms
    known, mine = np.unique(words[:, 0] * np.int64(n_terms) + words[:, 2], return_inverse=True)
    count = np.zeros(len(known), dtype=np.int64)
    for stream in streams:
        begin = np.flatnonzero(stream.after >= 2)
        first, last = stream.ids[begin], stream.ids[begin + 2]
        both = (first >= 0) & (last >= 0)
        place = _find(known, first[both] * np.int64(n_terms) + last[both])
        count += _weigh(place, None, len(known))
    return count[mine]


def _weigh(ids: Ints, weights: Ints | None, size: int) -> Ints:
    """Add up the weights of each id (1 each without weights); -1 is left out."""
    return np.bincount(ids + 1, weights=weights, minlength=size + 1)[1:].astype(np.int64)
