"""Counts → how evenly each passage spreads over terms, or each term over passages."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd
from scipy import sparse

from textkit.matrix import TermMatrix
from textkit.tokens import document_variables


def entropy(
    matrix: TermMatrix, *, of: Literal["passages", "terms"] = "passages", base: float = 2.0
) -> pd.DataFrame:
    """Measure Shannon's entropy, −Σ p log p, of each row or each column of counts.

    Returns one row per passage (its variables, ``tokens``, ``entropy``) or per term
    (``term``, ``count``, ``entropy``), in the matrix's order. Entropy is 0 where all falls
    on one term or passage, the logarithm of their number where it is spread evenly, NaN
    where there is nothing (quanteda says 0); in bits with ``base=2``. It grows with
    length, so compare passages of like length, or terms of like count.

    Raises ValueError for another ``of`` or a base not above 1. Formula: Shannon 1948, The
    Bell System Technical Journal 27, section 6.

    Examples
    --------
    >>> import textkit as tk
    >>> matrix = tk.Tokens.from_words([["改革", "改革", "开放", "发展"], ["改革"]]).counts()
    >>> entropy(matrix)["entropy"].tolist()
    [1.5, 0.0]
    >>> entropy(matrix, of="terms")[["term", "count"]].values.tolist()
    [['发展', 1], ['开放', 1], ['改革', 3]]
    """
    if of not in ("passages", "terms"):
        raise ValueError(f'of={of!r} must be "passages" or "terms".')
    if not base > 1:
        raise ValueError(f"base={base!r} must be above 1; 2, 10 or math.e are usual.")
    counts = sparse.csr_array(matrix.counts if of == "passages" else matrix.counts.T)
    totals = np.asarray(counts.sum(axis=1)).ravel()
    row, column = counts.nonzero()
    share = np.asarray(counts[row, column]).ravel() / totals[row]
    bits = np.bincount(row, weights=-share * np.log(share), minlength=len(totals))
    values = np.where(totals > 0, np.maximum(bits, 0) / np.log(base), np.nan)
    if of == "terms":
        return pd.DataFrame({"term": matrix.terms, "count": totals, "entropy": values})
    names = [name for name in ("doc_id", "passage_id") if name in matrix.passages]
    names += [name for name in document_variables(matrix.passages) if name not in names]
    return matrix.passages[names].reset_index(drop=True).assign(tokens=totals, entropy=values)
