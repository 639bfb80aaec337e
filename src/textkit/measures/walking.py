"""Term ids of a text → one number on its variety: loops over tokens, compiled by Numba.

The functions are plain Python and give the same, slowly, where they are not compiled
(:func:`textkit.segmentation.machine.compiled`). ``seen`` is room for one count per type; it
comes and goes as zeros.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

MATTR, MTLD, RAREFIED, YULE, SIMPSON, MSTTR = range(6)

Ints = NDArray[np.int64]


def walk_texts(
    kind: int,
    option: float,
    ids: NDArray[np.int32],
    offsets: Ints,
    n_terms: int,
    begin: Ints,
    end: Ints,
    text_of: Ints,
    values: NDArray[np.float64],
    left_out: NDArray[np.float64],
    types: Ints,
) -> None:
    """Fill in the value of each text and its types, and the value without each block.

    Text i is ``ids[offsets[i]:offsets[i + 1]]``; blocks are ``ids[begin:end]`` of text
    ``text_of``, in the order of the texts.
    """
    number = np.full(n_terms, -1, dtype=np.int64)
    block = 0
    for i in range(len(offsets) - 1):
        first, after = offsets[i], offsets[i + 1]
        text = np.empty(after - first, dtype=np.int64)
        n_types = 0
        for place in range(first, after):
            term = ids[place]
            if number[term] < 0:
                number[term] = n_types
                n_types += 1
            text[place - first] = number[term]
        for place in range(first, after):
            number[ids[place]] = -1
        types[i] = n_types
        seen = np.zeros(n_types, dtype=np.int64)
        values[i] = measure(kind, option, text, seen)
        while block < len(begin) and text_of[block] == i:
            rest = np.concatenate((text[: begin[block] - first], text[end[block] - first :]))
            left_out[block] = measure(kind, option, rest, seen)
            block += 1


def measure(kind: int, option: float, text: Ints, seen: Ints) -> float:
    """Return one measure of a text, NaN if the text is too short for it."""
    if len(text) == 0:
        return np.nan
    if kind == MATTR:
        return moving_average(text, int(option), seen)
    if kind == MTLD:
        forward = mean_factor(text, option, seen)
        return (forward + mean_factor(text[::-1], option, seen)) / 2
    if kind == MSTTR:
        return segment_average(text, int(option), seen)
    for term in text:
        seen[term] += 1
    if kind == RAREFIED:
        value = rarefied(len(text), int(option), seen)
    else:
        value = repeat_rate(kind, len(text), seen)
    seen[:] = 0
    return value


def moving_average(text: Ints, window: int, seen: Ints) -> float:
    """Return the mean type-token ratio of all windows of ``window`` tokens."""
    n = len(text)
    if n < window:
        return np.nan
    types, total = 0, 0
    for place in range(n):
        types += seen[text[place]] == 0
        seen[text[place]] += 1
        if place >= window:
            gone = text[place - window]
            seen[gone] -= 1
            types -= seen[gone] == 0
        if place >= window - 1:
            total += types
    seen[:] = 0
    return total / window / (n - window + 1)


def segment_average(text: Ints, length: int, seen: Ints) -> float:
    """Return the mean type-token ratio of whole segments one after another."""
    n_segments = len(text) // length
    if n_segments == 0:
        return np.nan
    types = 0
    for place in range(n_segments * length):
        segment = place // length + 1
        if seen[text[place]] != segment:
            seen[text[place]] = segment
            types += 1
    seen[:] = 0
    return types / length / n_segments


def mean_factor(text: Ints, threshold: float, seen: Ints) -> float:
    """Return the tokens per stretch whose type-token ratio comes down to the threshold."""
    types, length = 0, 0
    stretch = 1
    factors = 0.0
    for term in text:
        if seen[term] != stretch:
            seen[term] = stretch
            types += 1
        length += 1
        if types / length <= threshold:
            factors += 1
            stretch += 1
            types, length = 0, 0
    seen[:] = 0
    if length > 0:
        factors += (1 - types / length) / (1 - threshold)
    return len(text) / factors if factors > 0 else np.inf


def rarefied(n: int, drawn: int, counts: Ints) -> float:
    """Return the expected types of ``drawn`` of n tokens, per token drawn."""
    if n < drawn:
        return np.nan
    total = 0.0
    for count in counts:
        # C(n − count, drawn) / C(n, drawn), by the shorter of two equal products.
        missed = 1.0
        for step in range(min(count, drawn)):
            missed *= (n - max(count, drawn) - step) / (n - step)
            if missed <= 1e-18:
                missed = 0.0
                break
        total += 1 - missed if count > 0 else 0.0
    return total / drawn


def repeat_rate(kind: int, n: int, counts: Ints) -> float:
    """Return Yule's K or Simpson's D."""
    square = 0.0
    for count in counts:
        square += float(count) * (count - 1)
    if kind == YULE:
        return 1e4 * square / n / n
    return square / n / (n - 1) if n > 1 else np.nan
