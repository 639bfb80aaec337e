"""n-grams and slogans → candidate words with their measures, fragments left out."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textkit.hand import read_stopwords
from textkit.segmentation.ngrams import (
    Ints,
    Level,
    Text,
    cohesion,
    count_at,
    neighbour_entropy,
)
from textkit.segmentation.slogans import CLOSING, NUMERALS, OPENING, Slogan

MIN_COHESION = 3.0  # bits; less is common among fragments of two characters (业提, 化改) …
COHESIVE = 0.5  # … but in a small corpus this share of what a word so frequent can have
MIN_ENTROPY = 0.6  # bits, on either side
FRAGMENT = 0.8  # share of a string's occurrences inside one longer word
AFTER_NUMBER = 0.5  # share of a string's occurrences right after a number
DIGITS = "0123456789０１２３４５６７８９"
QUOTED = 0.5  # a string with more of its edges at quotation marks needs no other evidence
COLUMNS = {
    "place": np.int64,  # of the first occurrence in the joined texts
    "length": np.int64,
    "count": np.int64,
    "cohesion": np.float64,
    "left_entropy": np.float64,
    "right_entropy": np.float64,
    "quoted": np.float64,  # share of the edges that stand at quotation marks
}


class _Marks(NamedTuple):
    """Which letters of the text are …"""

    opening: NDArray[np.bool_]
    closing: NDArray[np.bool_]
    number: NDArray[np.bool_]
    function: NDArray[np.bool_]  # single-character stop words, no numerals


def choose_words(
    text: Text,
    levels: list[Level],
    slogans: dict[str, int],
    min_count: int,
    knows: Callable[[str], bool],
) -> pd.DataFrame:
    """Choose the strings of Han characters that are words.

    ``slogans`` are strings, with a place of each, that are words however rare they are;
    ``knows`` tells what is in the dictionary. Returns one row per word, with COLUMNS.
    """
    marks = _mark(text)
    tables = {}
    good = {}
    once = []
    for length in range(2, len(levels) + 1):
        level = levels[length - 1]
        places = np.array([at for word, at in slogans.items() if len(word) == length], np.int64)
        ids = level.ids[places]
        once.append(_found_once(levels, places[ids < 0], length, text.size))
        wanted = level.counts >= min_count
        wanted[ids[ids >= 0]] = True
        table = _measure(text, levels, length, marks, np.flatnonzero(wanted))
        table["slogan"] = table.index.isin(ids)
        highest = np.log2(text.size / table["count"])  # if its parts never occur without it
        cohesive = table["cohesion"] >= np.minimum(MIN_COHESION, COHESIVE * highest)
        passed = (
            (table["count"] >= min_count)
            & (cohesive | (table["quoted"] > QUOTED))
            & (table[["left_entropy", "right_entropy"]].min(axis=1) >= MIN_ENTROPY)
            & (table["after_number"] < AFTER_NUMBER)
        )
        good[length] = np.zeros(len(level.counts), dtype=np.bool_)
        good[length][table.index[passed]] = True
        tables[length] = table[passed | table["slogan"]]
    inside = {length: np.zeros(len(good[length]), dtype=np.int64) for length in good}
    chosen = []
    # Longest first: what is a fragment depends on the longer words, not the other way round.
    for length in reversed(good):
        table, level = tables[length], levels[length - 1]
        ids = table.index.to_numpy()
        whole = good[length][ids] & (inside[length][ids] < FRAGMENT * level.counts[ids])
        sure = table["quoted"].to_numpy() > QUOTED
        whole &= sure | ~_has_loose_edge(text, levels, good, marks, length, ids, knows)
        for shorter in range(2, length):
            for start in range(length - shorter + 1):
                parts = levels[shorter - 1].ids[level.firsts[ids[whole]] + start]
                np.maximum.at(inside[shorter], parts, level.counts[ids[whole]])
        chosen.append(table[whole | table["slogan"]])
    return _table(pd.concat([*chosen, *once]))


def measure_slogans(text: Text, levels: list[Level], slogans: list[Slogan]) -> pd.DataFrame:
    """Measure the slogans that are no plain Han strings; one row each, with COLUMNS.

    The part before the cut is the quotation, the part after it what follows. Where nothing
    does the quotation marks hold it together, as if its parts never occurred alone. What
    follows counts by as many of its characters as the longest n-gram has.
    """
    counts = np.array([len(slogan.places) for slogan in slogans], dtype=np.int64)
    lengths = np.array([len(slogan.word) for slogan in slogans], dtype=np.int64)
    ids = np.repeat(np.arange(len(slogans)), counts)
    at = np.array([place for slogan in slogans for place in slogan.places], dtype=np.int64)
    firsts = np.array([slogan.places[0] for slogan in slogans], dtype=np.int64)
    heads = np.array([slogan.head for slogan in slogans], dtype=np.int64)
    n_heads = np.array([slogan.n_head for slogan in slogans], dtype=np.int64)
    bits = np.log2(max(text.size, 1)) - np.log2(n_heads)
    tails = lengths - heads
    for length in np.unique(tails[tails > 0]).tolist():
        of_it = np.flatnonzero(tails == length)
        level = levels[min(length, len(levels)) - 1]
        n_tails = count_at(level, firsts[of_it] + heads[of_it])
        bits[of_it] += np.log2(counts[of_it]) - np.log2(n_tails)
    table = {
        "place": firsts,
        "length": lengths,
        "count": counts,
        "cohesion": bits,
        "left_entropy": neighbour_entropy(text, ids, at - 1, counts),
        "right_entropy": neighbour_entropy(text, ids, at + lengths[ids], counts),
        "quoted": np.array([float(slogan.word[0] in OPENING) for slogan in slogans]),
    }
    return _table(pd.DataFrame(table))


def _mark(text: Text) -> _Marks:
    function = {word for word in read_stopwords("zh") if len(word) == 1}
    sets = (OPENING, CLOSING, DIGITS + NUMERALS, function.difference(NUMERALS, "亿零〇"))
    codes = [[ord(character) for character in sorted(characters)] for characters in sets]
    return _Marks(*(np.isin(text.letters, code) for code in codes))


def _measure(
    text: Text, levels: list[Level], length: int, marks: _Marks, wanted: Ints
) -> pd.DataFrame:
    """Measure some strings of a length; the index says which."""
    level = levels[length - 1]
    at = np.flatnonzero(level.ids >= 0)
    ids = level.ids[at]
    left, right = at - 1, at + length
    counts = level.counts

    def share(mask: NDArray[np.bool_]) -> NDArray[np.float64]:
        return np.bincount(ids[mask], minlength=len(counts)) / counts

    return pd.DataFrame(
        {
            "place": level.firsts[wanted],
            "length": length,
            "count": counts[wanted],
            "cohesion": cohesion(levels, level.firsts[wanted], length, text.size),
            "left_entropy": neighbour_entropy(text, ids, left, counts)[wanted],
            "right_entropy": neighbour_entropy(text, ids, right, counts)[wanted],
            "quoted": (share(marks.opening[left]) + share(marks.closing[right]))[wanted] / 2,
            "after_number": share(marks.number[left])[wanted],
        },
        index=wanted,
    )


def _has_loose_edge(
    text: Text,
    levels: list[Level],
    good: dict[int, NDArray[np.bool_]],
    marks: _Marks,
    length: int,
    ids: Ints,
    knows: Callable[[str], bool],
) -> NDArray[np.bool_]:
    """Tell which strings are a word with a function character added, or end in 一 or 两.

    What is left without the character must be a word of the dictionary or look like one
    (as 美乡村 does not in 和美乡村); of two characters, neither may be a function character.
    """
    first = levels[length - 1].firsts[ids]
    last = first + length - 1
    loose = np.isin(text.letters[last], [ord("一"), ord("两")])
    before, after = marks.function[first], marks.function[last]
    for added, rest, shorter in (
        (before, first + 1, length - 1),
        (after, first, length - 1),
        (before & after, first + 1, length - 2),
    ):
        if shorter < 2:
            loose |= added
            continue
        like_a_word = good[shorter][levels[shorter - 1].ids[rest]]
        loose |= added & like_a_word
        for i in np.flatnonzero(added & ~loose).tolist():
            loose[i] = knows(text.joined[rest[i] : rest[i] + shorter])
    return loose


def _found_once(
    levels: list[Level], places: NDArray[np.int64], length: int, size: int
) -> pd.DataFrame:
    """Measure strings that occur once, in quotation marks."""
    bits = cohesion(levels, places, length, size)
    once = {"count": 1, "left_entropy": 0.0, "right_entropy": 0.0, "quoted": 1.0}
    return pd.DataFrame({"place": places, "length": length, "cohesion": bits}).assign(**once)


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[list(COLUMNS)].astype(COLUMNS).reset_index(drop=True)
