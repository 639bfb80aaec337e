"""Tokens → slices of whole passages: what is worked on at once does not grow with the corpus."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from textkit.tokens import Tokens

SIZE = 1 << 20  # tokens; bounds the memory, never bears on a result


class Slice(NamedTuple):
    """Passages that stand together, and the positions of the first and of its first token."""

    tokens: Tokens
    passage: int
    token: int


def slices(tokens: Tokens, size: int | None = None) -> Iterator[Slice]:
    """Yield all passages in order, in slices of about ``size`` tokens; at least one slice.

    A passage is never cut, so a long one is a slice by itself. The token ids are views, not
    copies; the passages keep their index.

    >>> tokens = Tokens.from_words([["教育", "强区"], ["医疗"], ["改革"]])
    >>> [(len(part.tokens), part.passage, part.token) for part in slices(tokens, size=2)]
    [(1, 0, 0), (2, 1, 2)]
    """
    number = tokens.offsets[:-1] // (SIZE if size is None else size)
    cuts = [0, *(np.flatnonzero(np.diff(number)) + 1).tolist(), len(tokens)]
    for begin, end in pairwise(cuts):
        first, last = int(tokens.offsets[begin]), int(tokens.offsets[end])
        part = replace(
            tokens,
            ids=tokens.ids[first:last],
            offsets=tokens.offsets[begin : end + 1] - first,
            passages=tokens.passages.iloc[begin:end],
        )
        yield Slice(part, begin, first)


def term_lengths(tokens: Tokens) -> NDArray[np.int64]:
    """Return the number of characters of each term."""
    return np.fromiter(map(len, tokens.terms), dtype=np.int64, count=len(tokens.terms))


def token_begins(tokens: Tokens) -> NDArray[np.int64]:
    """Return where each token begins, and the last one ends, in all passages together."""
    begins = np.zeros(len(tokens.ids) + 1, dtype=np.int64)
    np.cumsum(term_lengths(tokens)[tokens.ids], out=begins[1:])
    return begins


def kept_per_passage(tokens: Tokens) -> NDArray[np.int64]:
    """Count the kept tokens of each passage.

    >>> kept_per_passage(Tokens.from_words([["教育", "，", "医疗"], []]).keep()).tolist()
    [2, 0]
    """
    sizes = []
    for part in slices(tokens):
        before = np.concatenate([[0], np.cumsum(part.tokens.kept[part.tokens.ids])])
        sizes.append(np.diff(before[part.tokens.offsets]))
    return np.concatenate(sizes)
