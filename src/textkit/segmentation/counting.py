"""tokens → numbers → counts: the compiled passes after the cutting."""

from __future__ import annotations

import numpy as np
from numba import njit

MULTIPLIER = -7046029254386353131  # 2**64 / golden ratio, odd, as a signed number


@njit(nogil=True, cache=True)
def number_terms(text, ends, nodes, of_node, of_letter, known):
    """Number the tokens of a text, going on from the ``known`` terms numbered so far.

    Writes the number of each token in place of its node and returns, for each new number,
    the token that had it first. ``of_node`` and ``of_letter`` hold the number, from 1, of
    each node and each single character, 0 for none yet. Other words are new in each text,
    and a word that both the dictionary and the model gave has two numbers.
    """
    unknown = 0
    for token in range(len(nodes)):
        unknown += nodes[token] == 0
    size = 16
    while size < 2 * unknown:
        size *= 2
    table = np.zeros(size, dtype=np.int32)
    firsts = np.empty(len(ends), dtype=np.int32)
    n = 0
    begin = 0
    for token in range(len(ends)):
        end = ends[token]
        node = nodes[token]
        slot = 0
        if node:
            number = of_node[node]
        elif end - begin == 1:
            number = of_letter[text[begin]]
        else:
            slot = slot_of_word(table, known, text, begin, end, ends, firsts)
            number = table[slot]
        if number == 0:
            firsts[n] = token
            n += 1
            number = np.int32(known + n)
            if node:
                of_node[node] = number
            elif end - begin == 1:
                of_letter[text[begin]] = number
            else:
                table[slot] = number
        nodes[token] = number - 1
        begin = end
    return firsts[:n].copy()


@njit(nogil=True, cache=True)
def slot_of_word(table, known, text, begin, end, ends, firsts):
    """Find the slot of a word in a table of numbers, or the free slot where it would be."""
    length = end - begin
    code = np.int64(length)
    for at in range(begin, end):
        code = (code ^ np.int64(text[at])) * MULTIPLIER
        code ^= code >> 29
    slot = code & (len(table) - 1)
    while table[slot]:
        token = firsts[table[slot] - 1 - known]
        start = ends[token - 1] if token else 0
        if ends[token] - start == length:
            same = 0
            while same < length and text[start + same] == text[begin + same]:
                same += 1
            if same == length:
                break
        slot = (slot + 1) & (len(table) - 1)
    return slot


@njit(nogil=True, cache=True)
def count_rows(ids, offsets, seen, bits, indices, data, indptr):
    """Count the ids of each passage into the three arrays of a canonical CSR matrix.

    ``seen`` is a zero, ``bits`` a zero bit per term; ``indices`` and ``data`` have room for
    every token. Returns the number of entries.
    """
    n = 0
    indptr[0] = 0
    for row in range(len(offsets) - 1):
        begin = n
        for token in range(offsets[row], offsets[row + 1]):
            term = ids[token]
            if seen[term] == 0:
                indices[n] = term
                n += 1
            seen[term] += 1
        if 4 * (n - begin) > len(bits):  # a walk over all the bits costs less than a sort
            for place in range(begin, n):
                bits[indices[place] >> 5] |= np.uint32(1) << np.uint32(indices[place] & 31)
            place = begin
            for word in range(len(bits)):
                term = word << 5
                left = bits[word]
                bits[word] = 0
                while left:
                    if left & np.uint32(1):
                        indices[place] = term
                        place += 1
                    left >>= np.uint32(1)
                    term += 1
        else:
            indices[begin:n].sort()
        for place in range(begin, n):
            data[place] = seen[indices[place]]
            seen[indices[place]] = 0
        indptr[row + 1] = n
    return n
