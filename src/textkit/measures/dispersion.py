"""TermMatrix → how evenly each term is spread over the rows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from textkit.matrix import TermMatrix


def dispersion(matrix: TermMatrix) -> pd.DataFrame:
    """Measure how evenly each term is spread over the rows of a matrix of counts.

    Returns one row per term, in the order of the matrix:

    ========== ==========================================================================
    term       the term
    count      occurrences
    n_passages rows that have the term
    dp         deviation of proportions: 0 (spread as the tokens are) to 1 − smallest part
    dp_norm    ``dp`` over the largest value it can take, so from 0 (even) to 1
    juilland_d 1 (equally frequent in all rows) to 0 (in one row only)
    ========== ==========================================================================

    A row's size is its number of counted tokens, and rows may differ in size. Rows
    without tokens are left out of account. With one row that has tokens ``dp`` is 0 and
    the other two are NaN: there is no spread to speak of. A term that never occurs has
    NaN throughout.

    Raises
    ------
    ValueError
        If the matrix holds weights instead of counts.

    Notes
    -----
    With s the sizes of the n rows as shares, v the shares of the term's occurrences, and
    p = count / size in each row:

    * DP = ½ Σ ǀv − sǀ (Gries 2008, International Journal of Corpus Linguistics 13)
    * DPnorm = DP / (1 − min s) (Lijffijt and Gries 2012, same journal 17)
    * D = 1 − (sd(p) / mean(p)) / √(n − 1), sd over n (Juilland and Chang-Rodríguez 1964,
      Frequency Dictionary of Spanish Words; with relative frequencies, as rows are of
      unequal size)

    Examples
    --------
    >>> import textkit as tk
    >>> matrix = tk.Tokens.from_words([["改革", "开放"], ["改革", "发展"]]).counts()
    >>> dispersion(matrix)[["term", "dp", "dp_norm"]].values.tolist()
    [['发展', 0.5, 1.0], ['开放', 0.5, 1.0], ['改革', 0.0, 0.0]]
    """
    counts = whole_counts(matrix, "dispersion")
    sizes = np.asarray(counts.sum(axis=1), dtype=np.float64).ravel()
    counts = counts[np.flatnonzero(sizes)].tocsc()
    sizes = sizes[sizes > 0]
    count = np.asarray(counts.sum(axis=0)).ravel()
    seen = np.diff(counts.indptr)
    dp, dp_norm = deviation(counts, sizes)
    return pd.DataFrame(
        {
            "term": matrix.terms,
            "count": count,
            "n_passages": seen,
            "dp": dp,
            "dp_norm": dp_norm,
            "juilland_d": _juilland(counts, sizes),
        }
    )


def whole_counts(matrix: TermMatrix, asker: str) -> sparse.csr_array:
    """Return the counts without stored zeros, or refuse a matrix of weights."""
    if matrix.counts.dtype.kind not in "iub":
        raise ValueError(
            f"{asker} needs counts; this matrix holds weights. Take tokens.counts() before tfidf()."
        )
    counts = matrix.counts.astype(np.int64)
    counts.eliminate_zeros()
    return counts


def deviation(
    counts: sparse.csc_array, sizes: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return DP and DPnorm of every column of rows that all have a positive size."""
    column, row, value = _entries(counts)
    total = np.bincount(column, weights=value, minlength=counts.shape[1])
    share = sizes / sizes.sum() if len(sizes) else sizes
    # Rows without the term add their share s to Σ|v − s|: all shares are 1, less those of
    # the rows that have it. So no more than the stored entries are touched.
    excess = np.abs(value / total[column] - share[row]) - share[row]
    dp = 0.5 * (1 + np.bincount(column, weights=excess, minlength=counts.shape[1]))
    dp = np.where(total > 0, np.clip(dp, 0, 1), np.nan).astype(np.float64)
    room = 1 - share.min() if len(sizes) > 1 else np.nan
    return np.asarray(dp), np.asarray(np.minimum(dp / room, 1))


def _juilland(counts: sparse.csc_array, sizes: NDArray[np.float64]) -> NDArray[np.float64]:
    column, row, value = _entries(counts)
    n, width = len(sizes), counts.shape[1]
    if n < 2:
        return np.full(width, np.nan)
    p = value / sizes[row]
    mean = np.bincount(column, weights=p, minlength=width) / n
    # Rows without the term each lie mean(p) away from the mean.
    square = np.bincount(column, weights=(p - mean[column]) ** 2, minlength=width)
    square += (n - np.diff(counts.indptr)) * mean**2
    mean[mean == 0] = np.nan
    return np.asarray(np.clip(1 - np.sqrt(square / n) / mean / np.sqrt(n - 1), 0, 1))


def _entries(
    counts: sparse.csc_array,
) -> tuple[NDArray[Any], NDArray[Any], NDArray[np.float64]]:
    column = np.repeat(np.arange(counts.shape[1]), np.diff(counts.indptr))
    return column, counts.indices, counts.data.astype(np.float64)
