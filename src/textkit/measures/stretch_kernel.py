"""Runs that two texts share → the stretches they make up (slow unless compiled)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Ids = NDArray[np.int32]
Letters = NDArray[np.uint32]
_SHIFT = 32
_LOW = (1 << 32) - 1


def gather(
    seeds: Ints,
    own: Ids,
    start: int,
    bounds: Ints,
    places: Ints,
    open_to: NDArray[np.bool_],
    owner: Ids,
) -> Ints:
    """List where the seeds of one text stand in others: diagonal and place, in one number.

    ``own`` are the ids of the text, which begins at letter ``start``; ``places[bounds[id] :
    bounds[id + 1]]`` are the letters where a seed with that id stands.
    """
    n = 0
    for seed in seeds:
        number = own[seed - start]
        if number >= 0:
            n += bounds[number + 1] - bounds[number]
    keys = np.empty(n, dtype=np.int64)
    n = 0
    for seed in seeds:
        number = own[seed - start]
        if number >= 0:
            for at in range(bounds[number], bounds[number + 1]):
                if open_to[owner[at]]:
                    keys[n] = ((places[at] - seed) << _SHIFT) + seed
                    n += 1
    return keys[:n]


def extend(keys: Ints, own: Ids, start: int, ids: Ids) -> Ints:
    """Extend sorted seeds to the longest equal rows of runs: place, place there, runs."""
    blocks = np.empty((len(keys), 3), dtype=np.int64)
    n = 0
    last, until = np.int64(0), np.int64(-1)
    for key in keys:
        shift = key >> _SHIFT
        seed = key & _LOW
        if n and shift == last and seed < until:
            continue
        begin = seed
        while (
            begin > start
            and own[begin - 1 - start] >= 0
            and own[begin - 1 - start] == ids[begin - 1 + shift]
        ):
            begin -= 1
        end = seed + 1
        while (
            end < start + len(own)
            and own[end - start] >= 0
            and end + shift < len(ids)
            and own[end - start] == ids[end + shift]
        ):
            end += 1
        blocks[n, 0], blocks[n, 1], blocks[n, 2] = begin, begin + shift, end - begin
        n += 1
        last, until = shift, end
    return blocks[:n]


def chain(blocks: Ints, groups: Ints, min_length: int, start: int, size: int) -> Ints:
    """Join equal blocks of a group to stretches with small edits between them.

    ``blocks`` are place, place there and letters, sorted by group and place; ``groups`` are
    the bounds of the groups. What is made largest is the letters in common less the edits.
    Returns the number of each block's stretch, or -1, and cuts the blocks so that in one group
    no letter of the text is in two.
    """
    label = np.full(len(blocks), -1, dtype=np.int64)
    score = np.empty(len(blocks), dtype=np.int64)
    before = np.full(len(blocks), -1, dtype=np.int64)
    reach = np.empty(len(blocks), dtype=np.int64)
    taken = np.full(size, -1, dtype=np.int64)
    widest = min_length // 2
    made = 0
    for group in range(len(groups) - 1):
        low, high = groups[group], groups[group + 1]
        total = 0
        for k in range(low, high):
            total += blocks[k, 2]
        if total < min_length:
            continue
        for k in range(low, high):
            place, there, length = blocks[k, 0], blocks[k, 1], blocks[k, 2]
            score[k] = length
            reach[k] = max(place + length, reach[k - 1] if k > low else 0)
            for j in range(k - 1, low - 1, -1):
                if reach[j] + widest < place:
                    break
                gap = place - blocks[j, 0] - blocks[j, 2]
                gap_there = there - blocks[j, 1] - blocks[j, 2]
                shared = max(0, max(-gap, -gap_there))
                edits = max(gap, gap_there) + shared
                if shared >= min(length, blocks[j, 2]) or edits > widest:
                    continue
                if score[j] - edits + length - shared > score[k]:
                    score[k] = score[j] - edits + length - shared
                    before[k] = j
        # Best stretch first; of equals the one that ends first.
        for last in np.argsort(-score[low:high], kind="mergesort") + low:
            k = last
            while k >= 0 and label[k] < 0:
                j = before[k]
                if j >= 0 and label[j] < 0:
                    gap = blocks[k, 0] - blocks[j, 0] - blocks[j, 2]
                    gap_there = blocks[k, 1] - blocks[j, 1] - blocks[j, 2]
                    trim(blocks, k, max(0, max(-gap, -gap_there)))
                end = blocks[k, 0] + blocks[k, 2] - start
                at = end
                while at > blocks[k, 0] - start and taken[at - 1] != group:
                    at -= 1
                whole = at == blocks[k, 0] - start
                trim(blocks, k, at - (blocks[k, 0] - start))
                if blocks[k, 2] == 0:
                    break
                taken[at:end] = group
                label[k] = made
                k = j if whole else -1
            made += 1
    return label


def trim(blocks: Ints, k: int, letters: int) -> None:
    """Take letters off the beginning of a block."""
    blocks[k, 0] += letters
    blocks[k, 1] += letters
    blocks[k, 2] -= letters


def widen(rows: Ints, group: Ints, limits: Ints, letters: Letters, width: int) -> None:
    """Take in letters on both sides that are equal but for small edits, as far as it pays.

    ``rows`` are place, end, place there, end there, letters in common and edits, sorted by
    ``group`` and place; ``limits`` are the bounds of the passage and of the other text.
    """
    for row in range(len(rows)):
        low, high = limits[row, 0], limits[row, 1]
        if row and group[row - 1] == group[row]:
            low = rows[row - 1, 1]
        if row + 1 < len(rows) and group[row + 1] == group[row]:
            high = rows[row + 1, 0]
        place, there = rows[row, 0], rows[row, 2]
        one, other, common, edits = grow(
            letters, place - 1, min(place - low, width), there - 1,
            min(there - limits[row, 2], width), -1,
        )  # fmt: skip
        rows[row, 0] -= one
        rows[row, 2] -= other
        rows[row, 4] += common
        rows[row, 5] += edits
        end, until = rows[row, 1], rows[row, 3]
        one, other, common, edits = grow(
            letters, end, min(high - end, width), until, min(limits[row, 3] - until, width), 1
        )
        rows[row, 1] += one
        rows[row, 3] += other
        rows[row, 4] += common
        rows[row, 5] += edits


def grow(
    letters: Letters, at: int, size: int, at_other: int, size_other: int, step: int
) -> tuple[int, int, int, int]:
    """Align from two places on: letters taken in here and there, in common, edits.

    A letter 0 is equal to none.
    """
    score = -np.arange(size_other + 1)
    common = np.zeros(size_other + 1, dtype=np.int64)
    best, here, there, equal = 0, 0, 0, 0
    for i in range(1, size + 1):
        corner, corner_common = score[0], common[0]
        score[0] = -i
        for j in range(1, size_other + 1):
            one = letters[at + (i - 1) * step]
            same = one > 0 and one == letters[at_other + (j - 1) * step]
            value = corner + (1 if same else -1)
            value_common = corner_common + (1 if same else 0)
            corner, corner_common = score[j], common[j]
            if score[j] - 1 > value:
                value, value_common = score[j] - 1, common[j]
            if score[j - 1] - 1 > value:
                value, value_common = score[j - 1] - 1, common[j - 1]
            score[j], common[j] = value, value_common
            if same and value > best:
                best, here, there, equal = value, i, j, value_common
    return here, there, equal, equal - best


def count_found(
    order: Ints, others: Ints, begin: Ints, end: Ints, ids: Ids, starts: Ints, seen: Ids
) -> Ints:
    """Count the runs from ``begin`` to ``end`` that stand anywhere in another text.

    ``order`` sorts the rows by ``others``; ``seen`` has room for every id and comes as -1.
    """
    found = np.zeros(len(order), dtype=np.int64)
    known = -1
    for row in order:
        other = others[row]
        if other != known:
            known = other
            for at in range(starts[other], starts[other + 1]):
                if ids[at] >= 0:
                    seen[ids[at]] = other
        for at in range(begin[row], end[row]):
            if ids[at] >= 0 and seen[ids[at]] == other:
                found[row] += 1
    return found
