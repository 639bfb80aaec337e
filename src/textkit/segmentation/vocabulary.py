"""letters of words, in any order and some of them twice → sorted distinct terms."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from textkit.segmentation import numbering
from textkit.segmentation.dictionary import CODEC
from textkit.segmentation.machine import compiled

WIDTH = 8  # letters; longer terms, one in a thousand, are made into strings one by one


def make_terms(
    letters: NDArray[np.uint32], lengths: NDArray[np.int32]
) -> tuple[NDArray[np.object_], NDArray[np.int32]]:
    """Return the distinct words sorted by code point, and the place of each word among them.

    The words lie on end in ``letters``; none is empty.

    >>> terms, places = make_terms(np.array([98, 97, 98, 98], np.uint32), np.array([1, 2, 1]))
    >>> terms.tolist(), places.tolist()
    (['ab', 'b'], [1, 0, 1])
    """
    begins = np.cumsum(lengths, dtype=np.int64) - lengths
    order, first = sort_words(letters, begins, lengths)
    places = np.empty(len(order), dtype=np.int32)
    places[order] = np.cumsum(first, dtype=np.int32) - 1
    distinct = order[first]
    return make_strings(letters, begins[distinct], lengths[distinct]), places


def sort_words(
    letters: NDArray[np.uint32], begins: NDArray[np.int64], lengths: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return the words' order by code point, and whether each differs from the one before.

    Three letters make one number to sort by; words that tie go on with their next three.
    """
    letters = np.append(letters, np.uint32(0))
    key = _next_three(letters, begins, lengths, 0)
    order = np.argsort(key)
    key = key[order]
    first = np.ones(len(order), dtype=np.bool_)
    np.not_equal(key[1:], key[:-1], out=first[1:])
    tied = np.flatnonzero(_goes_on(key) & _has_equal(first))
    depth = 3
    while len(tied):
        group = np.cumsum(first)[tied]
        words = order[tied]
        key = _next_three(letters, begins[words], lengths[words], depth)
        within = np.lexsort((key, group))
        order[tied], key = words[within], key[within]
        first[tied[1:]] |= key[1:] != key[:-1]
        tied = tied[_goes_on(key) & _has_equal(first)[tied]]
        depth += 3
    return order, first


def _next_three(
    letters: NDArray[np.uint32], begins: NDArray[np.int64], lengths: NDArray[np.int32], depth: int
) -> NDArray[np.int64]:
    """Pack three letters from ``depth`` on into one number; 0 means that the word has ended."""
    key = np.zeros(len(begins), dtype=np.int64)
    for place in range(depth, depth + 3):
        inside = lengths > place
        letter = letters[np.where(inside, begins + place, 0)].astype(np.int64) + 1
        key = key << 21 | np.where(inside, letter, 0)
    return key


def _goes_on(key: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell whether the word had a letter in each of the three places."""
    third: NDArray[np.int64] = key & 0x1FFFFF
    return third > 0


def _has_equal(first: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Tell whether a word so far equals the one before it or the one after."""
    alone: NDArray[np.bool_] = first & np.append(first[1:], True)
    return ~alone


def make_strings(
    letters: NDArray[np.uint32], begins: NDArray[np.int64], lengths: NDArray[np.int32]
) -> NDArray[np.object_]:
    """Return the words as an array of str."""
    grid = np.zeros((len(begins), WIDTH), dtype=np.uint32)
    compiled(numbering).fill_grid(letters, begins, lengths, grid)
    terms: NDArray[np.object_] = grid.view(f"U{WIDTH}").ravel().astype(object)
    # NumPy drops U+0000 at the end of a string, and the grid holds no long ones.
    last = letters[begins + lengths - 1] if len(begins) else begins
    for word in np.flatnonzero((lengths > WIDTH) | (last == 0)).tolist():
        part = letters[begins[word] : begins[word] + lengths[word]]
        terms[word] = part.tobytes().decode(CODEC, "surrogatepass")
    return terms
