"""texts → repeated strings of Han characters, counted and measured by array operations."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.integer]
Floats = NDArray[np.float64]

# What n-grams are made of; anything else ends them. 〇 is a numeral, the rest are ideographs.
HAN_BLOCKS = ((0x3007, 0x3007), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF),
              (0x20000, 0x3FFFF))  # fmt: skip
CODEC = "utf-32-le" if sys.byteorder == "little" else "utf-32-be"
CODE_POINT_BITS = 21
REPEATED = 2  # rarer strings are not kept: whatever is looked up and not found occurs once


class Text(NamedTuple):
    """All texts on end, each after a line feed, with one at the end too."""

    joined: str
    letters: NDArray[np.uint32]  # code points, lone surrogates too
    inside: NDArray[np.bool_]  # which of them are Han characters

    @property
    def size(self) -> int:
        """The number of Han characters."""
        return int(np.count_nonzero(self.inside))


class Level(NamedTuple):
    """All strings of one length that occur at least twice, numbered in code-point order."""

    ids: NDArray[np.int32]  # which one begins at each letter of the text; -1 for none
    counts: NDArray[np.int64]  # one per string
    firsts: NDArray[np.int64]  # where each occurs first


def join_texts(texts: Sequence[str]) -> Text:
    """Put texts on end; nothing that is found spans two of them.

    >>> join_texts(["改革", "A股"]).inside.tolist()
    [False, True, True, False, False, True, False]
    """
    joined = "\n".join(["", *texts, ""])
    letters = np.frombuffer(joined.encode(CODEC, "surrogatepass"), dtype=np.uint32)
    inside = np.zeros(len(letters), dtype=np.bool_)
    for first, last in HAN_BLOCKS:
        inside |= (letters >= first) & (letters <= last)
    return Text(joined, letters, inside)


def count_ngrams(text: Text, max_length: int) -> list[Level]:
    """Count all strings of up to ``max_length`` Han characters; ``[n - 1]`` holds length n.

    Overlapping occurrences count. A string of n characters is numbered by the numbers of
    its first and its last n - 1, which must occur twice themselves for it to do so.
    """
    at = np.flatnonzero(text.inside)
    ids, counts, firsts = _number(text.letters[at].astype(np.int64))
    levels = [_level(text, at, ids, counts, at[firsts])]
    for _ in range(2, max_length + 1):
        near = np.flatnonzero(np.diff(at) == 1)
        pairs = ids[near] * np.int64(len(counts) + 1) + ids[near + 1]
        at = at[near]
        ids, counts, firsts = _number(pairs)
        repeated = counts >= REPEATED
        number = np.cumsum(repeated, dtype=np.int32) - np.int32(1)
        alive = repeated[ids]
        counts, firsts = counts[repeated], at[firsts[repeated]]
        at, ids = at[alive], number[ids[alive]]
        levels.append(_level(text, at, ids, counts, firsts))
    return levels


def _number(
    keys: NDArray[np.int64],
) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int64]]:
    """Number equal keys by their order: the number of each, their counts, their first places."""
    order = np.argsort(keys)
    ordered = keys[order]
    new = np.ones(len(keys), dtype=np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
    starts = np.flatnonzero(new)
    ids = np.empty(len(keys), dtype=np.int32)
    ids[order] = np.cumsum(new, dtype=np.int32) - 1
    firsts = np.minimum.reduceat(order, starts) if len(keys) else order
    return ids, np.diff(starts, append=len(keys)), firsts


def _level(
    text: Text, at: Ints, ids: Ints, counts: NDArray[np.int64], firsts: NDArray[np.int64]
) -> Level:
    everywhere = np.full(len(text.letters), -1, dtype=np.int32)
    everywhere[at] = ids
    return Level(everywhere, counts, firsts)


def count_at(level: Level, places: Ints) -> NDArray[np.int64]:
    """Count the strings that stand at some places."""
    ids = level.ids[places]
    return np.append(level.counts, 1)[ids]  # -1 is the last: it occurs nowhere else


def cohesion(levels: list[Level], places: Ints, length: int, size: int) -> Floats:
    """Measure how much more often strings occur than their parts would let expect, in bits.

    The least pointwise mutual information over all ways to cut the string in two,
    log2(p(ab) / (p(a) p(b))), with all probabilities relative to ``size``.
    """
    whole = np.log2(count_at(levels[length - 1], places)) + np.log2(max(size, 1))
    least = np.full(len(places), np.inf)
    for cut in range(1, length):
        left = count_at(levels[cut - 1], places)
        right = count_at(levels[length - cut - 1], places + cut)
        np.minimum(least, whole - np.log2(left) - np.log2(right), out=least)
    return least


def neighbour_entropy(text: Text, ids: Ints, neighbours: Ints, counts: Ints) -> Floats:
    """Measure how varied the neighbours of each string are, in bits.

    ``ids`` says which string each neighbour belongs to. Whatever is no Han character counts
    as a neighbour unlike any other, since the string is certain to end there.
    """
    here = text.inside[neighbours]
    keys = ids[here].astype(np.int64) << CODE_POINT_BITS
    keys |= text.letters[neighbours[here]].astype(np.int64)
    keys.sort()
    starts = np.flatnonzero(np.diff(keys, prepend=-1))
    times = np.diff(starts, append=len(keys))
    spent = np.bincount(
        keys[starts] >> CODE_POINT_BITS, weights=times * np.log2(times), minlength=len(counts)
    )
    return np.maximum(np.log2(counts) - spent / counts, 0.0)
