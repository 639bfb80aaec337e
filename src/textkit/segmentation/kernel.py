"""code points → token ends: jieba's algorithm over plain arrays.

Every function follows one of jieba 0.42.1 (named in its docstring) and adds the same
doubles in the same order, so that two paths which tie there tie here. The functions run as
Python and, forty times as fast, as :func:`textkit.segmentation.machine.compiled` makes them.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

FIRST_HAN, LAST_HAN = 0x4E00, 0x9FD5
LETTERS, DIGITS = range(0x41, 0x5B), range(0x30, 0x3A)
BLOCK_LETTERS = (  # the characters of jieba's blocks; no word with another is ever cut
    [ord(symbol) for symbol in "+#&._%-"]
    + [*DIGITS, *LETTERS, *(letter + 32 for letter in LETTERS)]
    + list(range(FIRST_HAN, LAST_HAN + 1))
)
N_CODES = len(BLOCK_LETTERS)
CODE_POINTS = 0x110000
DOT, PERCENT, RETURN, NEWLINE = ord("."), ord("%"), ord("\r"), ord("\n")
NO_WORD = -1.0  # the logarithm of a frequency, which is a whole number, is never negative
NOBODY = -1  # the parent of a free slot
MULTIPLIER = -7046029254386353131  # 2**64 / golden ratio, odd, as a signed number


class Trie(NamedTuple):
    """The dictionary: jieba's FREQ, prefixes and all, as a double-array trie (Aoe 1989).

    A node is a slot. The child of a node by a letter is the slot ``base[node] + code``, if
    that slot names the node as its parent. The root is slot 0 with base 0, so a single
    character is the slot of its code.
    """

    codes: NDArray[np.uint16]  # of each code point, 0 if it stands in no block
    units: NDArray[np.int32]  # (slots, 2): base, parent
    log_frequency: NDArray[np.float64]  # of each slot; NO_WORD for a mere prefix
    forced: NDArray[np.bool_]  # of each slot, in jieba's Force_Split_Words; empty if none is


class Model(NamedTuple):
    """jieba's hidden Markov model; states B, E, M, S are 0 to 3, the order of their letters."""

    start: NDArray[np.float64]  # (4,)
    transition: NDArray[np.float64]  # (4, 4)
    emission: NDArray[np.float64]  # (Han characters, 4)


def find(trie, text, begin, end):
    """Return the node of ``text[begin:end]``, 0 if the trie has no such path."""
    node = 0
    for at in range(begin, end):
        code = trie.codes[text[at]]
        child = int(trie.units[node, 0] + np.int64(code))
        if code == 0 or trie.units[child, 1] != node:
            return 0
        node = child
    return node


def best_path(trie, log_total, codes, length, score, stop, node_at):
    """Choose the likeliest words from right to left (``get_DAG`` and ``calc``).

    A code of 0, and one must follow the last character, parts the text into blocks.
    ``stop[i]`` becomes the end of the word that begins at ``i``, ``node_at[i]`` its node,
    0 if it has none.
    """
    units, log_frequency = trie.units, trie.log_frequency
    score[length] = 0.0
    for at in range(length - 1, -1, -1):
        node = np.uintp(codes[at])
        if node == 0:
            score[at], stop[at], node_at[at] = 0.0, at + 1, 0
            continue
        # Alone, a character that is no word counts as if seen once.
        best = 0.0 - log_total + score[at + 1]
        best_stop = np.intp(at + 1)
        best_node = np.uintp(0)
        ahead = np.uintp(at + 1)
        parent = np.uintp(0)
        while units[node, 1] == np.int32(parent):
            weight = log_frequency[node]
            if weight >= 0.0:
                total = weight - log_total + score[ahead]
                if best_node == 0 or total >= best:  # jieba takes the longest of equals
                    best, best_stop, best_node = total, np.intp(ahead), node
            parent = node
            node = np.uintp(units[node, 0]) + np.uintp(codes[ahead])
            ahead += np.uintp(1)
        score[at] = best
        stop[at] = best_stop
        node_at[at] = best_node


def viterbi(model, text, begin, end, back, state):
    """Label a run of Han characters B, E, M or S (``finalseg.viterbi``).

    Of equals jieba takes the state whose letter comes later, hence each ``>=``.
    """
    step = model.transition
    seen = model.emission[text[begin] - FIRST_HAN]
    b, e = model.start[0] + seen[0], model.start[1] + seen[1]
    m, s = model.start[2] + seen[2], model.start[3] + seen[3]
    for at in range(begin + 1, end):
        seen = model.emission[text[at] - FIRST_HAN]
        from_e, from_s = e + step[1, 0] + seen[0], s + step[3, 0] + seen[0]
        b_from_s = from_s >= from_e
        next_b = from_s if b_from_s else from_e
        from_b, from_m = b + step[0, 1] + seen[1], m + step[2, 1] + seen[1]
        e_from_m = from_m >= from_b
        next_e = from_m if e_from_m else from_b
        from_b, from_m = b + step[0, 2] + seen[2], m + step[2, 2] + seen[2]
        m_from_m = from_m >= from_b
        next_m = from_m if m_from_m else from_b
        from_e, from_s = e + step[1, 3] + seen[3], s + step[3, 3] + seen[3]
        s_from_s = from_s >= from_e
        next_s = from_s if s_from_s else from_e
        b, e, m, s = next_b, next_e, next_m, next_s
        back[at - begin, 0] = 3 if b_from_s else 1
        back[at - begin, 1] = 2 if e_from_m else 0
        back[at - begin, 2] = 2 if m_from_m else 0
        back[at - begin, 3] = 3 if s_from_s else 1
    label = 3 if s >= e else 1
    for at in range(end - begin - 1, -1, -1):
        state[at] = label
        label = back[at, label]


def is_han(letter):
    """Tell the characters that jieba's model knows."""
    return FIRST_HAN <= letter <= LAST_HAN


def is_digit(letter):
    """Tell an ASCII digit; no other digit stands in a block."""
    return 0x30 <= letter <= 0x39


def is_latin(letter):
    """Tell an ASCII letter or digit (``re_eng``)."""
    return is_digit(letter) or 0x41 <= letter <= 0x5A or 0x61 <= letter <= 0x7A


def after_latin(text, at, end):
    """Return the end of ``[a-zA-Z0-9]+(?:\\.\\d+)?%?`` at a letter or digit."""
    while at < end and is_latin(text[at]):
        at += 1
    if at + 1 < end and text[at] == DOT and is_digit(text[at + 1]):
        at += 1
        while at < end and is_digit(text[at]):
            at += 1
    if at < end and text[at] == PERCENT:
        at += 1
    return at


def cut_unknown(trie, model, text, begin, end, back, state, ends, nodes, n):
    """Cut a run that the dictionary left as single characters (``finalseg.cut``)."""
    at = begin
    while at < end:
        run = at
        if is_han(text[at]):
            while at < end and is_han(text[at]):
                at += 1
            viterbi(model, text, run, at, back, state)
            head = run
            for place in range(run, at):
                label = state[place - run]
                if label == 0:
                    head = place
                elif label == 1:
                    if len(trie.forced) and trie.forced[find(trie, text, head, place + 1)]:
                        for single in range(head, place + 1):
                            ends[n], nodes[n] = single + 1, 0
                            n += 1
                    else:
                        ends[n], nodes[n] = place + 1, 0
                        n += 1
                elif label == 3:
                    ends[n], nodes[n] = place + 1, 0
                    n += 1
        else:
            if is_latin(text[at]):
                at = after_latin(text, at, end)
            else:
                while at < end and not is_latin(text[at]) and not is_han(text[at]):
                    at += 1
            ends[n], nodes[n] = at, 0
            n += 1
    return n


def cut(trie, log_total, model, hmm, text, starts, ends, nodes, counts):
    """Cut passages ``text[starts[i]:starts[i + 1]]``, each as ``Tokenizer.cut`` would.

    Writes where each token ends, its node (0 if the dictionary did not give it), and the
    number of tokens of each passage; returns the number of all.
    """
    longest = 0
    for passage in range(len(starts) - 1):
        longest = max(longest, starts[passage + 1] - starts[passage])
    codes = np.empty(longest + 1, dtype=np.uint16)
    score = np.empty(longest + 1, dtype=np.float64)
    stop = np.empty(longest, dtype=np.int32)
    node_at = np.empty(longest, dtype=np.int32)
    back = np.empty((longest, 4), dtype=np.uint8)
    state = np.empty(longest, dtype=np.uint8)
    n = 0
    for passage in range(len(starts) - 1):
        before = n
        begin = starts[passage]
        length = starts[passage + 1] - begin
        for at in range(length):
            codes[at] = trie.codes[text[begin + at]]
        codes[length] = 0
        best_path(trie, log_total, codes, length, score, stop, node_at)
        at = 0
        while at < length:
            if codes[at] == 0:
                pair = text[begin + at] == RETURN and at + 1 < length
                at += 2 if pair and text[begin + at + 1] == NEWLINE else 1
                ends[n], nodes[n] = begin + at, 0
                n += 1
                continue
            if stop[at] > at + 1 or not (hmm or is_latin(text[begin + at])):
                ends[n], nodes[n] = begin + stop[at], node_at[at]
                n += 1
                at = stop[at]
                continue
            # A run of single characters: for the model all, without it letters and digits.
            run = at
            while codes[at] and stop[at] == at + 1 and (hmm or is_latin(text[begin + at])):
                at += 1
            if at - run == 1:
                ends[n], nodes[n] = begin + at, node_at[run]
                n += 1
            elif not hmm:
                ends[n], nodes[n] = begin + at, 0
                n += 1
            elif trie.log_frequency[find(trie, text, begin + run, begin + at)] >= 0.0:
                for single in range(run, at):
                    ends[n], nodes[n] = begin + single + 1, node_at[single]
                    n += 1
            else:
                n = cut_unknown(
                    trie, model, text, begin + run, begin + at, back, state, ends, nodes, n
                )
        counts[passage] = n - before
    return n
