"""Tokens → runs of two or three words, each with the counts that its measures need."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from textkit.choosing import has_letter_or_number
from textkit.reshape import is_blank
from textkit.tokens import Tokens

BLOCK = 1 << 24  # pairs sorted together; bounds the memory, never bears on the result

Ints = NDArray[Any]

_SENTENCE_END = re.compile(r"[。！？；!?;\n\r]")


class Stream(NamedTuple):
    """The words of all passages on end; nothing is counted from one run into the next."""

    ids: NDArray[np.int32]  # term of each word, -1 for one that is not kept
    passage: NDArray[np.int32]
    before: NDArray[np.int32]  # words of its run that stand before it
    after: NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Pairs:
    """Two words in order, and where each pair begins if they are next to each other."""

    words: Ints  # shape (pairs, 2)
    count: Ints
    n_passages: Ints
    margins: list[Ints]  # how often the first word is a first, the second a second
    total: int  # all pairs, of whatever words
    at: NDArray[np.int32] | None  # which pair begins at each word, -1 for none


@dataclass(frozen=True, eq=False)
class Triples:
    """Three words next to each other; ``margins`` are those of 1, 2, 3, 12, 13 and 23."""

    words: Ints
    count: Ints
    n_passages: Ints
    margins: list[Ints]
    total: int


@dataclass(frozen=True, eq=False)
class _Groups:
    order: Ints  # entries in the order of their code
    number: Ints  # of the group of each of these, -1 for a rare one
    first: Ints  # an entry of each group
    count: Ints
    n_passages: Ints


def read_stream(tokens: Tokens, *, sentences: bool) -> Stream:
    """Lay out the words of all passages, in runs that end with every passage.

    A run ends at punctuation and line breaks, or, with ``sentences``, at 。！？；!?; and
    line breaks only. A word that is not kept stays in its place as -1.
    """
    terms = tokens.terms.tolist()
    word = np.array([has_letter_or_number(term) for term in terms], dtype=bool)
    if sentences:
        stop = np.array([_SENTENCE_END.search(term) is not None for term in terms], dtype=bool)
    else:
        stop = np.array([not is_blank(term) for term in terms], dtype=bool)
    place = np.flatnonzero(word[tokens.ids])
    number = np.where(tokens.kept, np.arange(len(terms)), -1).astype(np.int32)
    passage = np.repeat(np.arange(len(tokens), dtype=np.int32), np.diff(tokens.offsets))[place]
    # Neither number ever falls, so their sum stays the same only where both do.
    run = np.cumsum((stop & ~word)[tokens.ids], dtype=np.int64)[place] + passage
    begins = np.flatnonzero(np.append(True, run[1:] != run[:-1])) if len(run) else place
    lengths = np.diff(begins, append=len(run))
    before = np.arange(len(run)) - np.repeat(begins, lengths)
    after = np.repeat(lengths, lengths) - before - 1
    return Stream(
        number[tokens.ids[place]], passage, before.astype(np.int32), after.astype(np.int32)
    )


def count_pairs(stream: Stream, n_terms: int, *, window: int, min_count: int) -> Pairs:
    """Count the pairs of kept words at most ``window`` words apart in one run."""
    ids, after = stream.ids, np.minimum(stream.after, window)
    one = _weigh(ids, after, n_terms)
    two = _weigh(ids, np.minimum(stream.before, window), n_terms)
    at = np.full(len(ids), -1, dtype=np.int32) if window == 1 else None
    found: list[tuple[Ints, Ints, Ints]] = [(np.zeros((0, 2), ids.dtype), one[:0], one[:0])]
    n_found = 0
    for low, high in _parts(one):
        here = np.flatnonzero((ids >= low) & (ids < high) & (after > 0))
        here = here[one[ids[here]] >= min_count]
        first = np.repeat(here, after[here])
        step = np.arange(len(first)) - np.repeat(np.cumsum(after[here]) - after[here], after[here])
        second = first + step + 1
        often = (ids[second] >= 0) & (two[ids[second]] >= min_count)
        first, second = first[often], second[often]
        code = ids[first] * np.int64(n_terms) + ids[second]
        groups = _group(code, stream.passage[first], min_count)
        if at is not None:
            number = np.where(groups.number < 0, -1, groups.number + n_found)
            at[first[groups.order]] = number
        words = np.column_stack([ids[first[groups.first]], ids[second[groups.first]]])
        found.append((words, groups.count, groups.n_passages))
        n_found += len(words)
    words, count, n_passages = (np.concatenate(part) for part in zip(*found, strict=True))
    margins = [one[words[:, 0]], two[words[:, 1]]]
    return Pairs(words, count, n_passages, margins, int(after.sum(dtype=np.int64)), at)


def count_triples(stream: Stream, pairs: Pairs, n_terms: int, *, min_count: int) -> Triples:
    """Count three kept words next to each other; ``pairs`` are those with as many at least."""
    assert pairs.at is not None
    begin = np.flatnonzero(stream.after >= 2)
    left, right = pairs.at[begin], pairs.at[begin + 1]
    both = np.flatnonzero((left >= 0) & (right >= 0))
    code = left[both] * np.int64(len(pairs.words)) + right[both]
    groups = _group(code, stream.passage[begin[both]], min_count)
    example = both[groups.first]
    words = np.column_stack([stream.ids[begin[example] + step] for step in range(3)])
    single = [_weigh(stream.ids[begin + step], None, n_terms)[words[:, step]] for step in range(3)]
    n_pairs = len(pairs.words)
    first_two = _weigh(left, None, n_pairs)[left[example]]
    last_two = _weigh(right, None, n_pairs)[right[example]]
    outer = _count_outer(stream.ids, begin, words, n_terms)
    margins = [*single, first_two, outer, last_two]
    return Triples(words, groups.count, groups.n_passages, margins, len(begin))


def _count_outer(ids: Ints, begin: Ints, words: Ints, n_terms: int) -> Ints:
    """Count, for each of some triples, those with its first and its last word."""
    wanted = [np.zeros(n_terms + 1, dtype=bool) for _ in range(2)]
    for mask, step in zip(wanted, (0, 2), strict=True):
        mask[words[:, step]] = True  # and the last entry, which is that of -1, stays false
    some = begin[wanted[0][ids[begin]] & wanted[1][ids[begin + 2]]]
    codes = np.sort(ids[some] * np.int64(n_terms) + ids[some + 2])
    mine = words[:, 0] * np.int64(n_terms) + words[:, 2]
    return np.searchsorted(codes, mine, side="right") - np.searchsorted(codes, mine)


def _weigh(ids: Ints, weights: Ints | None, size: int) -> Ints:
    """Add up the weights of each id (1 each without weights); -1 is left out."""
    return np.bincount(ids + 1, weights=weights, minlength=size + 1)[1:].astype(np.int64)


def _parts(weights: Ints) -> Iterator[tuple[int, int]]:
    """Part the ids 0, 1, … so that the weights of a part add up to about a block."""
    part = np.cumsum(weights) // BLOCK
    cuts = [0, *(np.flatnonzero(np.diff(part)) + 1).tolist(), len(weights)]
    return ((low, high) for low, high in pairwise(cuts) if high > low)


def _group(code: Ints, passage: Ints, min_count: int) -> _Groups:
    """Group equal codes; entries come in the order of their passages."""
    order = np.argsort(code, kind="stable")
    new = np.ones(len(code), dtype=bool)
    new[1:] = code[order[1:]] != code[order[:-1]]
    starts = np.flatnonzero(new)
    count = np.diff(starts, append=len(code))
    fresh = new.copy()
    fresh[1:] |= passage[order[1:]] != passage[order[:-1]]
    spread = np.add.reduceat(fresh, starts, dtype=np.int64) if len(starts) else count
    often = count >= min_count
    number = np.where(often, np.cumsum(often) - 1, -1).astype(np.int32)
    return _Groups(
        order, np.repeat(number, count), order[starts[often]], count[often], spread[often]
    )
