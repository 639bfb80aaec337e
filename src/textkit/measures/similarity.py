"""TermMatrix → how alike its rows are."""

from __future__ import annotations

import importlib.util
import math
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from textkit.matrix import TermMatrix
from textkit.measures import similarity_kernel
from textkit.segmentation.machine import compiled

MEASURES = ("cosine", "jaccard", "jensen_shannon", "rank_biased_overlap")
_MOST_ROWS = 10_000  # whose pairs take 2.4 GB
_BLOCK = 256  # rows compared at a time: bounds the memory
WORTH_LOADING = 2_000_000  # terms looked up; fewer are compared sooner than Numba is loaded

Floats = NDArray[np.float64]


def similarity(matrix: TermMatrix, *, measure: str = "cosine", p: float = 0.9) -> pd.DataFrame:
    """Compare every row of a matrix with every row: n² pairs, so group it first.

    Both orders of a pair and each row with itself are there, as a heat map wants them.

    Parameters
    ----------
    matrix : TermMatrix
        Counts or weights, none of them negative.
    measure : str
        "cosine": of the angle between the rows as they are weighted. "jaccard": shared terms
        over all terms that the two rows have (weights play no part). "jensen_shannon": 1
        minus the divergence in bits of the rows' shares, that is minus the square of the
        Jensen-Shannon distance to base 2. "rank_biased_overlap": mean agreement of the rows'
        heaviest terms over all depths, the first ones counting most.
    p : float
        For rank-biased overlap: the weight of a depth is p times that of the one before; with
        0.9 the first ten ranks bear 86 % of the weight.

    Returns
    -------
    DataFrame
        ``row_a``, ``row_b``: the rows' variables except text and page, joined by " · " (rows
        that share them, or have none, are told apart by their position, as in "#3");
        ``similarity``: 0 (nothing in common) to 1. In the order of the matrix. A row
        without terms has no direction, no shares and no ranks: it is NaN with every row,
        itself included, by all measures (quanteda.textstats says NaN for cosine and 0 for
        Jaccard).

    Raises
    ------
    ValueError
        If the measure is another one, ``p`` is not between 0 and 1, a weight is negative, or
        there are more than 10,000 rows.

    Notes
    -----
    Salton and McGill (1983) for cosine, Jaccard (1912), Lin (1991) for the divergence. Webber,
    Moffat and Zobel (2010) for rank-biased overlap, extrapolated (their equation 32, for
    rows of unequal length); terms of equal weight share the best of their ranks, and the
    agreement at a depth is twice the common terms over the terms of both (equation 29), for
    the longer row beyond the shorter too.

    Short rows are less alike than they should be: two samples of one and the same text
    differ the more, the smaller they are, by all four measures (rare terms of one are absent
    from the other by chance). Compare pairs of about equal size, or hold a pair against
    what its own passages would give: :func:`textkit.measures.likeness.expected_similarity`.
    There is no bootstrap interval here, because resampled rows miss terms once more, so
    that their similarity is too low and the interval need not hold the estimate.

    Examples
    --------
    >>> import textkit as tk
    >>> matrix = tk.Tokens.from_words([["改革", "开放"], ["改革"]]).counts()
    >>> similarity(matrix.group("doc_id"), measure="jaccard").values.tolist()
    [['0', '0', 1.0], ['0', '1', 0.5], ['1', '0', 0.5], ['1', '1', 1.0]]
    """
    weights = check_rows(matrix, measure)
    if not 0 < p < 1:
        raise ValueError(f"p must be between 0 and 1, not {p}.")
    n_rows = weights.shape[0]
    if n_rows > _MOST_ROWS:
        raise ValueError(
            f"every row is compared with every row: {n_rows:,} rows are {n_rows**2:,} pairs, and "
            f"{_MOST_ROWS:,} rows are the most. Group them first: matrix.group(...)."
        )
    if measure == "jensen_shannon":
        values = _jensen_shannon(weights)
    elif measure == "rank_biased_overlap":
        values = _rank_biased_overlap(weights, p)
    else:
        values = _products(weights, measure)
    filled = np.diff(weights.indptr) > 0
    np.fill_diagonal(values, 1)
    values[~filled] = np.nan
    values[:, ~filled] = np.nan
    labels = row_labels(matrix.passages)
    return pd.DataFrame(
        {
            "row_a": np.repeat(labels, len(labels)),
            "row_b": np.tile(labels, len(labels)),
            "similarity": values.ravel(),
        }
    )


def check_rows(matrix: TermMatrix, measure: str) -> sparse.csr_array:
    """Return the weights, canonical and without zeros; refuse a measure that there is not."""
    if measure not in MEASURES:
        known = ", ".join(map(repr, MEASURES))
        raise ValueError(f"measure must be one of {known}, not {measure!r}.")
    weights = sparse.csr_array(matrix.counts.astype(np.float64))
    weights.sum_duplicates()
    weights.eliminate_zeros()
    if len(weights.data) and weights.data.min() < 0:
        raise ValueError(f"weights must not be negative; one is {weights.data.min():g}.")
    return weights


def _products(weights: sparse.csr_array, measure: str) -> Floats:
    """Return cosine or Jaccard from the products of rows."""
    if measure == "jaccard":
        weights = weights.copy()
        weights.data = np.ones_like(weights.data)
        size = np.diff(weights.indptr).astype(np.float64)
    else:
        size = np.sqrt(np.asarray(weights.multiply(weights).sum(axis=1)).ravel())
    n_rows = weights.shape[0]
    values = np.empty((n_rows, n_rows))
    for low in range(0, n_rows, _BLOCK):
        high = min(low + _BLOCK, n_rows)
        shared = (weights[low:high] @ weights[low:].T).toarray()
        if measure == "jaccard":
            below = np.add.outer(size[low:high], size[low:]) - shared
        else:
            below = np.outer(size[low:high], size[low:])
        block = np.clip(shared / np.where(below > 0, below, 1), 0, 1)
        values[low:, low:high] = block.T
        values[low:high, low:] = block
    return values


def _jensen_shannon(weights: sparse.csr_array) -> Floats:
    """Sum, over the terms that two rows share, ½ [(p+q) log(p+q) - p log p - q log q]."""
    total = np.asarray(weights.sum(axis=1)).ravel()
    shares = weights.data / np.repeat(total, np.diff(weights.indptr))
    plain = shares * np.log2(shares)
    kernel, n_terms = _kernel(weights), weights.shape[1]
    # Common terms side by side in memory, and those of one row, which nobody shares, last.
    order = np.argsort(-np.bincount(weights.indices, minlength=n_terms), kind="stable")
    number = np.empty(n_terms, dtype=np.int32)
    number[order] = np.arange(n_terms, dtype=np.int32)
    indices = number[weights.indices]
    values = np.zeros((weights.shape[0],) * 2)

    def fill(low: int, high: int) -> None:
        kernel.entropy_rows(low, high, weights.indptr, indices, shares, plain, n_terms, values)

    _by_blocks(fill, len(values))
    return np.asarray(np.clip(values + values.T, 0, 1))


def _rank_biased_overlap(weights: sparse.csr_array, p: float) -> Floats:
    n_rows, n_terms = weights.shape
    row_of = np.repeat(np.arange(n_rows), np.diff(weights.indptr))
    order = np.lexsort((-weights.data, row_of))
    place = np.arange(1, len(order) + 1)
    tied = np.zeros(len(order), dtype=bool)
    tied[1:] = (np.diff(weights.data[order]) == 0) & (np.diff(row_of[order]) == 0)
    place = np.maximum.accumulate(np.where(tied, 0, place))
    ranks = np.empty(len(order), dtype=np.int64)
    ranks[order] = place - weights.indptr[row_of[order]]
    # Deeper ranks weigh less than the last digit.
    longest = int(np.diff(weights.indptr).max(initial=1))
    depth = max(min(math.ceil(math.log(1e-17) / math.log(p)), longest), 1)
    kept = ranks <= depth
    sizes = np.zeros((n_rows, depth + 1), dtype=np.int64)
    np.add.at(sizes, (row_of[kept], ranks[kept] - 1), 1)
    sizes = np.cumsum(sizes, axis=1)
    sizes[:, depth] = np.diff(weights.indptr)
    indptr = np.concatenate([[0], np.cumsum(np.bincount(row_of[kept], minlength=n_rows))])
    indptr, indices, ranks = indptr.astype(np.int64), weights.indices[kept], ranks[kept]
    kernel = _kernel(weights)
    values = np.zeros((n_rows, n_rows))

    def fill(low: int, high: int) -> None:
        kernel.overlap_rows(low, high, indptr, indices, ranks, sizes, n_terms, p, values)

    _by_blocks(fill, n_rows)
    return np.asarray(np.clip(values + values.T, 0, 1))


def _by_blocks(fill: Callable[[int, int], None], n_rows: int) -> None:
    """Fill blocks of rows in as many threads as there are processors; each has its own rows."""
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        list(threads.map(lambda low: fill(low, min(low + _BLOCK, n_rows)),
                         range(0, n_rows, _BLOCK)))  # fmt: skip


def _kernel(weights: sparse.csr_array) -> Any:
    looked_up = weights.nnz * weights.shape[0] / 2
    if looked_up < WORTH_LOADING or importlib.util.find_spec("numba") is None:
        return similarity_kernel
    return compiled(similarity_kernel)


def row_labels(rows: pd.DataFrame) -> NDArray[np.object_]:
    """Name rows by their variables, told apart by position where these are the same."""
    names = [name for name in rows.columns if name not in ("text", "page")]
    parts = [rows[name].astype(str).tolist() for name in names]
    joined = [" · ".join(row) for row in zip(*parts, strict=True)] or [""] * len(rows)
    labels = np.array(joined, dtype=object)
    twice = pd.Series(labels).duplicated(keep=False).to_numpy() | (labels == "")
    numbered = [f"{text} #{position}".strip() for position, text in enumerate(joined)]
    return np.where(twice, np.array(numbered, dtype=object), labels)
