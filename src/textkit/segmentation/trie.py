"""words → a double-array trie: where each prefix lies, and how a lexicon joins it."""

from __future__ import annotations

import sys

import numpy as np
from numpy.typing import NDArray

from textkit.segmentation.kernel import N_CODES, NO_WORD, NOBODY
from textkit.segmentation.machine import compiled

ONE, FULL = np.uint64(1), np.uint64(0xFFFF_FFFF_FFFF_FFFF)
SPARE = 2 * N_CODES + 192  # free slots past the last node that one insertion may need


def build_units(
    codes: NDArray[np.uint16], starts: NDArray[np.int64]
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Lay out the words ``codes[starts[i]:starts[i + 1]]``, which come sorted.

    Returns the units of the trie (see :class:`~textkit.segmentation.kernel.Trie`) and the
    node of each word.
    """
    lengths = np.diff(starts)
    places = np.arange(lengths.max())
    letters = np.zeros((len(lengths), len(places)), dtype=np.uint16)
    letters[places < lengths[:, None]] = codes
    units = np.zeros((2 * len(codes) + 2 * SPARE, 2), dtype=np.int32)
    units[:, 1] = NOBODY
    occupied = occupied_bits(units)
    nodes = np.zeros(len(lengths), dtype=np.int64)  # of each word's prefix, level by level
    differs = np.zeros(len(lengths), dtype=np.bool_)  # from the word before, in that prefix
    differs[0] = True
    for place in places:
        differs[1:] |= letters[1:, place] != letters[:-1, place]
        longer = lengths > place
        heads = np.flatnonzero(longer & differs)
        parents = nodes[heads]
        families = np.flatnonzero(np.diff(parents, prepend=-1))
        families = np.append(families, len(heads))
        # The largest families first: they are hard to place, single children fit any gap.
        order = np.argsort(-np.diff(families), kind="stable")
        children = compiled(sys.modules[__name__]).place_families(
            units, occupied, order, families, parents, letters[heads, place].astype(np.int64)
        )
        groups = np.cumsum(longer & differs) - 1
        nodes[longer] = children[groups[longer]]
    last = int(np.flatnonzero(units[:, 1] != NOBODY)[-1])
    return units[: last + SPARE].copy(), nodes


def occupied_bits(units: NDArray[np.int32]) -> NDArray[np.uint64]:
    """Return one bit per slot: taken, or kept for single characters; two words to spare."""
    taken = np.zeros((len(units) // 64 + 2) * 64, dtype=np.bool_)
    taken[: len(units)] = units[:, 1] != NOBODY
    taken[: N_CODES + 1] = True
    return np.packbits(taken, bitorder="little").view("<u8").astype(np.uint64)


def free_base(occupied, codes, low):
    """Return the least base, from about the slot ``low``, whose slots are all free.

    Tries 64 bases at a time, one to a bit.
    """
    least = codes[0]
    for code in codes:
        least = min(least, code)
    base = max(1, low - least)
    while True:
        taken = np.uint64(0)
        for code in codes:
            word = (base + code) >> 6
            shift = np.uint64((base + code) & 63)
            taken |= occupied[word] >> shift
            taken |= (occupied[word + 1] << (np.uint64(63) - shift)) << ONE
            if taken == FULL:
                break
        if taken != FULL:
            while taken & ONE:
                taken >>= ONE
                base += 1
            return base
        base += 64


def settle(units, occupied, parent, slot):
    """Give a free slot to a child."""
    units[slot, 1] = parent
    occupied[slot >> 6] |= ONE << np.uint64(slot & 63)


def place_families(units, occupied, order, families, parents, codes):
    """Place the children ``families[i]:families[i + 1]`` of each parent; return their slots."""
    slots = np.empty(len(codes), dtype=np.int64)
    low = N_CODES + 1
    size = 0
    for family in order:
        begin, end = families[family], families[family + 1]
        parent = parents[begin]
        while occupied[low >> 6] == FULL:
            low += 64
        if end - begin != size:
            size = end - begin
            start = low
        # Where one family found no room another as large seldom does; smaller ones will.
        base = free_base(occupied, codes[begin:end], max(low, start)) if parent else 0
        start = base + codes[begin:end].min()
        units[parent, 0] = base
        for child in range(begin, end):
            slots[child] = base + codes[child]
            settle(units, occupied, parent, slots[child])
    return slots


def children_of(units, node, extra):
    """Return the codes of a node's children, and ``extra`` after them unless it is 0."""
    base = units[node, 0]
    last = base + N_CODES if base else base
    codes = np.flatnonzero(units[base + 1 : last + 1, 1] == node) + 1
    return np.append(codes, extra) if extra else codes


def move_family(units, log_frequency, occupied, low, node, extra):
    """Move a node's children to where there is room, for another by ``extra`` too."""
    codes = children_of(units, node, extra)
    old_base = units[node, 0]
    base = free_base(occupied, codes, low)
    units[node, 0] = base
    for code in codes[: len(codes) - 1] if extra else codes:
        old, new = old_base + code, base + code
        settle(units, occupied, node, new)
        units[new, 0] = units[old, 0]
        log_frequency[new] = log_frequency[old]
        for grandchild in children_of(units, old, 0):
            units[units[old, 0] + grandchild, 1] = new
        units[old, 0], units[old, 1] = 0, NOBODY
        log_frequency[old] = NO_WORD
        occupied[old >> 6] &= ~(ONE << np.uint64(old & 63))


def insert(units, log_frequency, occupied, low, codes):
    """Add a word and its prefixes, moving what is in the way past ``low``; return its node."""
    node = np.int64(0)
    for code in codes:
        child = units[node, 0] + np.int64(code)
        if units[child, 1] != node:
            if node == 0:
                pass  # the slot is kept for this letter
            elif units[node, 0] == 0:
                move_family(units, log_frequency, occupied, low, node, code)
            elif (occupied[child >> 6] >> np.uint64(child & 63)) & ONE:
                rival = units[child, 1]
                mine = len(children_of(units, node, code))
                if rival > 0 and len(children_of(units, rival, 0)) < mine:
                    sibling = node - units[rival, 0] if units[node, 1] == rival else 0
                    move_family(units, log_frequency, occupied, low, rival, 0)
                    if sibling:
                        node = np.int64(units[rival, 0] + sibling)
                else:
                    move_family(units, log_frequency, occupied, low, node, code)
            child = units[node, 0] + np.int64(code)
            settle(units, occupied, node, child)
        node = child
    return node
