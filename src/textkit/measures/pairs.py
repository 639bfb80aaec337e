"""TermMatrix → every pair of its rows or terms, by a likeness or a distance of quanteda's."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from scipy.spatial.distance import cdist

from textkit.matrix import TermMatrix
from textkit.measures.similarity import row_labels

Floats = NDArray[np.float64]

_MOST = 10_000  # rows or terms whose pairs are compared
_MOST_CELLS = 100_000_000  # written out with their zeros: 0.8 GB


def compare_pairs(
    matrix: TermMatrix, *, measure: str, of: str = "rows", p: float = 2.0, smooth: float = 0.0
) -> pd.DataFrame:
    """Compare every row (or every term) of a matrix with every one: n² pairs.

    For cosine and Jaccard of many rows, Jensen-Shannon and rank-biased overlap see
    :func:`textkit.measures.similarity.similarity`, which never writes the zeros out.

    Parameters
    ----------
    matrix : TermMatrix
        Counts or weights, none of them negative.
    measure : str
        Likenesses of weights: "correlation", "ejaccard", "edice", "fjaccard" (smaller over
        larger weights). Likenesses of presence: "dice", "hamann", "simple_matching",
        "faith". Distances: "euclidean", "manhattan", "maximum", "canberra", "minkowski",
        "hamming" (terms whose weights differ). Divergences of shares, in nats: "kullback"
        (of b from a, not symmetric), "jeffreys" (both ways added), "jensen" (to the
        middle). "chisquared": X² of the two rows over their sum, φ².
    of : str
        "rows" or "terms".
    p : float
        Power of "minkowski", at least 1.
    smooth : float
        Added to every cell before shares are taken, for "kullback" to "chisquared".

    Returns
    -------
    DataFrame
        ``a``, ``b``: rows named as in :func:`~textkit.measures.similarity.similarity`, or
        terms; ``value``: in the order of the matrix. NaN for an empty row where absences do
        not count, for a constant row by "correlation", and where shares are 0/0.

    Raises
    ------
    ValueError
        If ``measure`` or ``of`` is another one, a weight is negative, ``p`` or ``smooth``
        makes no sense, or the matrix is too large to be written out.

    Notes
    -----
    Definitions of textstat_simil and textstat_dist (quanteda.textstats) and of proxyC; they
    give 0, not NaN, for "ejaccard", "dice" and "edice" of an empty row.

    Examples
    --------
    >>> import textkit as tk
    >>> matrix = tk.Tokens.from_words([["改革", "开放"], ["改革"]]).counts().group("doc_id")
    >>> compare_pairs(matrix, measure="manhattan").values.tolist()
    [['0', '0', 0.0], ['0', '1', 1.0], ['1', '0', 1.0], ['1', '1', 0.0]]
    """
    if measure not in PAIR_MEASURES:
        known = ", ".join(map(repr, PAIR_MEASURES))
        raise ValueError(f"measure must be one of {known}, not {measure!r}.")
    if of not in ("rows", "terms"):
        raise ValueError(f"of must be 'rows' or 'terms', not {of!r}.")
    if not 1 <= p < np.inf:
        raise ValueError(f"p must be a number from 1, not {p}.")
    if not 0 <= smooth < np.inf:
        raise ValueError(f"smooth must be a number from 0, not {smooth}.")
    n_items = matrix.counts.shape[0 if of == "rows" else 1]
    n_cells = matrix.counts.shape[0] * matrix.counts.shape[1]
    if n_items > _MOST or n_cells > _MOST_CELLS:
        raise ValueError(
            f"{n_items:,} {of} in {n_cells:,} cells are too many to compare each with each: "
            f"{_MOST:,} and {_MOST_CELLS:,} are the most. Group or trim the matrix first."
        )
    values = np.asarray(sparse.csr_array(matrix.counts).toarray(), dtype=np.float64)
    if values.size and values.min() < 0:
        raise ValueError(f"weights must not be negative; one is {values.min():g}.")
    if of == "terms":
        values = np.ascontiguousarray(values.T)
    labels = row_labels(matrix.passages) if of == "rows" else np.asarray(matrix.terms)
    with np.errstate(divide="ignore", invalid="ignore"):
        if measure in _OF_SHARES:
            compared = _rowwise(_OF_SHARES[measure], values + smooth)
        elif measure == "fjaccard":
            compared = _rowwise(_smaller_over_larger, values)
        elif measure in _METRICS:
            choice = {"p": p} if measure == "minkowski" else {}
            compared = cdist(values, values, _METRICS[measure], **choice)
        elif measure == "hamming":
            compared = cdist(values, values, "hamming") * values.shape[1]
        else:
            compared = _by_products(values, measure)
    if measure in ("ejaccard", "edice", "fjaccard", "dice"):
        compared[~values.any(axis=1)], compared[:, ~values.any(axis=1)] = np.nan, np.nan
    names = {"a": np.repeat(labels, n_items), "b": np.tile(labels, n_items)}
    return pd.DataFrame({**names, "value": np.asarray(compared).ravel()})


def _by_products(values: Floats, measure: str) -> Floats:
    """Return likenesses that sums, squares and products of rows are enough for."""
    n = values.shape[1]
    if measure == "correlation":
        values = values - values.mean(axis=1, keepdims=True)
    elif measure not in ("ejaccard", "edice"):
        values = (values > 0).astype(np.float64)
    both = values @ values.T
    own = both.diagonal()
    sums = np.add.outer(own, own)
    if measure == "correlation":
        return np.asarray(np.clip(both / np.sqrt(np.outer(own, own)), -1, 1))
    if measure == "ejaccard":
        return np.asarray(both / (sums - both))
    if measure in ("edice", "dice"):
        return np.asarray(2 * both / sums)
    neither = n - sums + both
    if measure == "faith":
        return np.asarray((both + neither / 2) / n)
    matching = (both + neither) / n
    return np.asarray(2 * matching - 1 if measure == "hamann" else matching)


def _rowwise(compare: Callable[[Floats, Floats], Floats], values: Floats) -> Floats:
    return np.array([compare(row, values) for row in values]).reshape((len(values),) * 2)


def _smaller_over_larger(row: Floats, others: Floats) -> Floats:
    return np.asarray(np.minimum(row, others).sum(axis=1) / np.maximum(row, others).sum(axis=1))


def _shares(values: Floats) -> Floats:
    return np.asarray(values / values.sum(axis=-1, keepdims=True))


def _kullback(row: Floats, others: Floats) -> Floats:
    from scipy.special import rel_entr

    return np.asarray(rel_entr(_shares(row), _shares(others)).sum(axis=1))


def _jeffreys(row: Floats, others: Floats) -> Floats:
    from scipy.special import rel_entr

    p, q = _shares(row), _shares(others)
    return np.asarray((rel_entr(p, q) + rel_entr(q, p)).sum(axis=1))


def _jensen(row: Floats, others: Floats) -> Floats:
    from scipy.special import rel_entr

    p, q = _shares(row), _shares(others)
    middle = (p + q) / 2
    return np.asarray((rel_entr(p, middle) + rel_entr(q, middle)).sum(axis=1) / 2)


def _chisquared(row: Floats, others: Floats) -> Floats:
    """Sum n (p − q)² r s / ((r + s)² (column's sum)), r and s the sums of the two rows."""
    r, s = row.sum(), others.sum(axis=1, keepdims=True)
    columns = row + others
    parts = (row / r - others / s) ** 2 / np.where(columns > 0, columns, 1)
    return np.asarray((parts * r * s / (r + s)).sum(axis=1))


_OF_SHARES: dict[str, Callable[[Floats, Floats], Floats]] = {
    "kullback": _kullback, "jeffreys": _jeffreys, "jensen": _jensen, "chisquared": _chisquared
}  # fmt: skip
_METRICS = {
    "euclidean": "euclidean", "manhattan": "cityblock", "maximum": "chebyshev",
    "canberra": "canberra", "minkowski": "minkowski",
}  # fmt: skip
PAIR_MEASURES = (
    "correlation", "ejaccard", "edice", "fjaccard", "dice", "hamann", "simple_matching", "faith",
    *_METRICS, "hamming", *_OF_SHARES,
)  # fmt: skip
