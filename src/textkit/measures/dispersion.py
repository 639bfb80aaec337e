"""TermMatrix → how evenly each term is spread over the rows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from textkit.counting import column_blocks
from textkit.matrix import TermMatrix


def dispersion(matrix: TermMatrix, *, by: str | list[str] | None = None) -> pd.DataFrame:
    """Measure how evenly each term is spread over the rows of a matrix of counts.

    The parts are the matrix's rows, or, with ``by``, the values of document variables:
    ``by="doc_id"`` asks how a term is spread over documents.

    Returns one row per term, in the order of the matrix:

    =========== ==========================================================================
    term        the term
    count       occurrences
    n_passages  parts that have the term (its range)
    dp          deviation of proportions: 0 (spread as the tokens are) to 1 − smallest part
    dp_norm     ``dp`` over the largest value it can take, so from 0 (even) to 1
    juilland_d  1 (equally frequent in all parts) to 0 (in one part only)
    carroll_d2  1 (equally frequent in all parts) to 0 (in one part only)
    rosengren_s 1 (spread as the tokens are) to the smallest part's share
    kl          Kullback-Leibler divergence from the parts' sizes in bits, from 0 (even) up
    kl_norm     1 − exp(−``kl``): 0 (even) to below 1
    =========== ==========================================================================

    A part's size is its number of counted tokens, and parts may differ in size. Parts
    without tokens are left out of account. With one part that has tokens ``dp`` and ``kl``
    are 0, ``rosengren_s`` is 1, and ``dp_norm``, ``juilland_d`` and ``carroll_d2`` are NaN: there
    is no spread to speak of. A term that never occurs has NaN throughout.

    Raises
    ------
    KeyError
        If a name in ``by`` is no variable of the matrix.
    ValueError
        If the matrix holds weights instead of counts.

    Notes
    -----
    With s the sizes of the n parts as shares, v the shares of the term's occurrences, and
    p = count / size in each part:

    * DP = ½ Σ ǀv − sǀ (Gries 2008, International Journal of Corpus Linguistics 13)
    * DPnorm = DP / (1 − min s) (Lijffijt and Gries 2012, same journal 17)
    * D = 1 − (sd(p) / mean(p)) / √(n − 1), sd over n (Juilland and Chang-Rodríguez 1964,
      Frequency Dictionary of Spanish Words). They had parts of equal size and took counts;
      with relative frequencies a small part weighs as much as a large one. The more parts,
      the nearer to 1 is D even of uneven terms (Biber et al. 2016, same journal as above,
      21): compare it for equal n only.
    * D2 = Σ −r log2 r / log2 n with r = p / Σp (Carroll 1970, Computer Studies in the
      Humanities and Verbal Behavior 3); as with D, parts weigh the same
    * S = (Σ √(s v))² (Rosengren 1971, Études de linguistique appliquée 1, for unequal parts)
    * KL = Σ v log2(v / s), and 1 − e^−KL of the number of bits (Gries 2020, A Practical
      Handbook of Corpus Linguistics, chapter 5, and 2024, Frequency, Dispersion,
      Association, and Keyness)

    A rare term cannot be even: of a term with f occurrences no more than f parts have any.

    Examples
    --------
    >>> import textkit as tk
    >>> matrix = tk.Tokens.from_words([["改革", "开放"], ["改革", "发展"]]).counts()
    >>> dispersion(matrix)[["term", "dp", "dp_norm", "kl"]].values.tolist()
    [['发展', 0.5, 1.0, 1.0], ['开放', 0.5, 1.0, 1.0], ['改革', 0.0, 0.0, 0.0]]
    """
    grouped = matrix if by is None else matrix.group(by)
    counts = whole_counts(grouped, "dispersion")
    sizes = np.asarray(counts.sum(axis=1), dtype=np.float64).ravel()
    if not sizes.all():
        counts, sizes = counts[np.flatnonzero(sizes)], sizes[sizes > 0]
    dp, dp_norm, d, d2, s, kl = np.concatenate(
        [_measure(columns, sizes) for columns in column_blocks(counts)], axis=1
    )
    return pd.DataFrame(
        {
            "term": matrix.terms,
            "count": np.asarray(counts.sum(axis=0)).ravel(),
            "n_passages": np.bincount(counts.indices, minlength=counts.shape[1]),
            "dp": dp,
            "dp_norm": dp_norm,
            "juilland_d": d,
            "carroll_d2": d2,
            "rosengren_s": s,
            "kl": kl,
            "kl_norm": -np.expm1(-kl),
        }
    )


def _measure(counts: sparse.csc_array, sizes: NDArray[np.float64]) -> NDArray[np.float64]:
    of_counts = deviation(counts, sizes), _evenness(counts, sizes), _divergence(counts, sizes)
    return np.stack([values for pair in of_counts for values in pair])


def whole_counts(matrix: TermMatrix, asker: str) -> sparse.csr_array:
    """Return the counts without stored zeros, or refuse a matrix of weights."""
    if matrix.counts.dtype.kind not in "iub":
        raise ValueError(
            f"{asker} needs counts; this matrix holds weights. Take tokens.counts() before tfidf()."
        )
    counts = matrix.counts.astype(np.int64, copy=False)
    if counts.data.all():
        return counts
    counts = counts.copy()
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


def _evenness(
    counts: sparse.csc_array, sizes: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return Juilland's D and Carroll's D2 of every column, from relative frequencies."""
    column, row, value = _entries(counts)
    n, width = len(sizes), counts.shape[1]
    if n < 2:
        return np.full(width, np.nan), np.full(width, np.nan)
    p = value / sizes[row]
    total = np.bincount(column, weights=p, minlength=width)
    mean = total / n
    # Rows without the term each lie mean(p) away from the mean.
    square = np.bincount(column, weights=(p - mean[column]) ** 2, minlength=width)
    square += (n - np.diff(counts.indptr)) * mean**2
    mean[mean == 0] = np.nan
    d = np.clip(1 - np.sqrt(square / n) / mean / np.sqrt(n - 1), 0, 1)
    r = p / total[column]
    bits = np.bincount(column, weights=-r * np.log2(r), minlength=width)
    d2 = np.where(total > 0, np.clip(bits / np.log2(n), 0, 1), np.nan)
    return np.asarray(d), np.asarray(d2)


def _divergence(
    counts: sparse.csc_array, sizes: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return Rosengren's S and the Kullback-Leibler divergence in bits of every column."""
    column, row, value = _entries(counts)
    width = counts.shape[1]
    total = np.bincount(column, weights=value, minlength=width)
    v, s = value / total[column], (sizes / max(sizes.sum(), 1))[row]
    root = np.bincount(column, weights=np.sqrt(s * v), minlength=width)
    bits = np.bincount(column, weights=v * np.log2(v / s), minlength=width)
    seen = total > 0
    return (
        np.asarray(np.where(seen, np.minimum(root**2, 1), np.nan)),
        np.asarray(np.where(seen, np.maximum(bits, 0), np.nan)),
    )


def _entries(
    counts: sparse.csc_array,
) -> tuple[NDArray[Any], NDArray[Any], NDArray[np.float64]]:
    column = np.repeat(np.arange(counts.shape[1]), np.diff(counts.indptr))
    return column, counts.indices, counts.data.astype(np.float64)
