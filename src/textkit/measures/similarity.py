"""TermMatrix → how alike its rows are."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from textkit.matrix import TermMatrix


def similarity(matrix: TermMatrix, *, measure: str = "cosine") -> pd.DataFrame:
    """Compare every row of a matrix with every row: n² pairs, so group it first.

    Both orders of a pair and each row with itself are there, as a heat map wants them.

    Parameters
    ----------
    matrix : TermMatrix
        Counts or weights, none of them negative.
    measure : "cosine" or "jaccard"
        Angle between the rows as they are weighted, or shared terms over all terms that
        the two rows have (weights play no part).

    Returns
    -------
    DataFrame
        ``row_a``, ``row_b``: the rows' variables except text and page, joined by " · " (rows
        that share them, or have none, are told apart by their position, as in "#3");
        ``similarity``: 0 (nothing in common) to 1. In the order of the matrix. A row
        without terms has no direction: it is NaN with every row, itself included, by both
        measures (quanteda.textstats says NaN for cosine and 0 for Jaccard).

    Raises
    ------
    ValueError
        If the measure is another one.

    Notes
    -----
    Salton and McGill (1983) for cosine, Jaccard (1912).

    Examples
    --------
    >>> import textkit as tk
    >>> matrix = tk.Tokens.from_words([["改革", "开放"], ["改革"]]).counts()
    >>> similarity(matrix.group("doc_id"), measure="jaccard").values.tolist()
    [['0', '0', 1.0], ['0', '1', 0.5], ['1', '0', 0.5], ['1', '1', 1.0]]
    """
    if measure not in ("cosine", "jaccard"):
        raise ValueError(f"measure must be 'cosine' or 'jaccard', not {measure!r}.")
    weights = sparse.csr_array(matrix.counts.astype(np.float64))
    weights.eliminate_zeros()
    values = _cosine(weights) if measure == "cosine" else _jaccard(weights)
    filled = np.diff(weights.indptr) > 0
    np.fill_diagonal(values, 1)
    values[~filled] = np.nan
    values[:, ~filled] = np.nan
    labels = _labels(matrix.passages)
    return pd.DataFrame(
        {
            "row_a": np.repeat(labels, len(labels)),
            "row_b": np.tile(labels, len(labels)),
            "similarity": values.ravel(),
        }
    )


def _cosine(weights: sparse.csr_array) -> NDArray[np.float64]:
    length = np.sqrt(np.asarray(weights.multiply(weights).sum(axis=1)).ravel())
    length[length == 0] = 1
    product = (weights @ weights.T).toarray()
    # Dividing by both lengths at once keeps the matrix symmetric to the last bit.
    return np.asarray(np.clip(product / np.outer(length, length), 0, 1))


def _jaccard(weights: sparse.csr_array) -> NDArray[np.float64]:
    has = weights.copy()
    has.data = np.ones_like(has.data)
    shared = (has @ has.T).toarray()
    terms = np.diff(weights.indptr)
    either = terms[:, np.newaxis] + terms - shared
    return np.asarray(shared / np.where(either > 0, either, 1))


def _labels(rows: pd.DataFrame) -> NDArray[np.object_]:
    names = [name for name in rows.columns if name not in ("text", "page")]
    parts = [rows[name].astype(str).tolist() for name in names]
    joined = [" · ".join(row) for row in zip(*parts, strict=True)] or [""] * len(rows)
    labels = np.array(joined, dtype=object)
    twice = pd.Series(labels).duplicated(keep=False).to_numpy() | (labels == "")
    numbered = [f"{text} #{position}".strip() for position, text in enumerate(joined)]
    return np.where(twice, np.array(numbered, dtype=object), labels)
