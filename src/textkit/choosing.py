"""terms → which of them count."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from textkit.hand import read_stopwords


def choose_terms(
    terms: Sequence[str],
    *,
    stopwords: str | Path | Iterable[str] | None,
    punctuation: bool,
    min_length: int,
    pattern: str | None,
) -> NDArray[np.bool_]:
    """Tell which terms :meth:`Tokens.keep` keeps by what they are, one bool per term."""
    mask = np.array([not term.isspace() for term in terms], dtype=bool)
    if not punctuation:
        mask &= np.array([has_letter_or_number(term) for term in terms], dtype=bool)
    if min_length > 1:
        mask &= np.array([len(term) >= min_length for term in terms], dtype=bool)
    if pattern is not None:
        found = re.compile(pattern).search
        mask &= np.array([found(term) is not None for term in terms], dtype=bool)
    if stopwords is not None:
        stop = read_stopwords(stopwords)
        mask &= np.array([term not in stop for term in terms], dtype=bool)
    return mask


def has_letter_or_number(term: str) -> bool:
    """Tell a word from punctuation, symbols and white space.

    >>> [has_letter_or_number(term) for term in ("改革", "85%", "，", "①", " ")]
    [True, True, False, True, False]
    """
    return any(unicodedata.category(character)[0] in "LN" for character in term)
