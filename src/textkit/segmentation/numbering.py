"""tokens → numbers: the compiled passes between the cutting and the vocabulary."""

from __future__ import annotations

import numpy as np

MULTIPLIER = -7046029254386353131  # 2**64 / golden ratio, odd, as a signed number


def number_terms(text, ends, nodes, number_of, n_nodes, known):
    """Number the tokens of a text, going on from the ``known`` terms numbered so far.

    Writes the number of each token in place of its node and returns the letters of the new
    terms, on end, and the length of each. ``number_of`` holds the number, from 1, of each
    node and, ``n_nodes`` further on, of each single character; 0 for none yet. Other words
    are new in each text, and a word that both the dictionary and the model gave has two
    numbers: the vocabulary makes them one again.
    """
    unknown = 0
    for token in range(len(nodes)):
        unknown += nodes[token] == 0
    size = 16
    while size < 2 * unknown:
        size *= 2
    table = np.zeros(size, dtype=np.int32)
    firsts = np.empty(len(ends), dtype=np.int32)  # the token that had each new number first
    n = 0
    n_letters = 0
    begin = 0
    for token in range(len(ends)):
        end = ends[token]
        place = np.int64(nodes[token])
        if place == 0 and end - begin == 1:
            place = n_nodes + np.int64(text[begin])
        if place:
            number = number_of[place]
        else:
            slot = slot_of_word(table, known, text, begin, end, ends, firsts)
            number = table[slot]
        if number == 0:
            firsts[n] = token
            n_letters += end - begin
            n += 1
            number = np.int32(known + n)
            if place:
                number_of[place] = number
            else:
                table[slot] = number
        nodes[token] = number - 1
        begin = end
    letters = np.empty(n_letters, dtype=np.uint32)
    lengths = np.empty(n, dtype=np.int32)
    at = 0
    for new in range(n):
        token = firsts[new]
        begin = ends[token - 1] if token else 0
        lengths[new] = ends[token] - begin
        for letter in range(begin, ends[token]):
            letters[at] = text[letter]
            at += 1
    return letters, lengths


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


def fill_grid(letters, begins, lengths, grid):
    """Write each word that fits into its row of the grid, which holds zeros."""
    for word in range(len(begins)):
        if lengths[word] <= grid.shape[1]:
            for place in range(lengths[word]):
                grid[word, place] = letters[begins[word] + place]
