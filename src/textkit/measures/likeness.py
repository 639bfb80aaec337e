"""Two sides of a matrix → what makes them alike, and how alike chance would make them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from scipy.special import xlogy

from textkit.matrix import TermMatrix
from textkit.measures.similarity import check_rows, row_labels

_MEASURES = ("cosine", "jaccard", "jensen_shannon")
_CELLS = 4_000_000  # sums held at a time

Floats = NDArray[np.float64]
Choice = str | Mapping[str, Any] | NDArray[np.bool_]


def similarity_terms(
    matrix: TermMatrix,
    a: Choice,
    b: Choice,
    *,
    measure: str = "jensen_shannon",
    n: int | None = None,
) -> pd.DataFrame:
    """Take a similarity apart: what each term adds to it, and what it takes away.

    Parameters
    ----------
    matrix : TermMatrix
        Counts or weights, none of them negative.
    a, b : str, mapping or mask
        The two sides: a row as ``similarity`` names it, or a choice of rows, which are added up.
    measure : "cosine", "jaccard" or "jensen_shannon"
    n : int, optional
        Terms to list; all by default.

    Returns
    -------
    DataFrame
        ``term``, ``value_a``, ``value_b`` (what is compared: shares of the row for
        Jensen-Shannon, parts of a row of length 1 for cosine, 1 or 0 for Jaccard),
        ``contribution`` (to the similarity: adds up to it), ``difference`` (in size
        adds up to 1 - similarity; above 0 if ``a`` has more of the term), largest difference
        first.

    Raises
    ------
    ValueError
        If a side has no terms, names no row, the measure is another one, or ``n`` is below 1.

    Notes
    -----
    With shares p and q and m = (p + q) / 2, Jensen-Shannon: difference
    ½ [p log₂(p/m) + q log₂(q/m)], contribution m less that (Lin 1991). With unit vectors u and
    v, cosine: contribution u·v, difference ½ (u - v)².

    Examples
    --------
    >>> import textkit as tk
    >>> matrix = tk.Tokens.from_words([["改革", "开放"], ["改革"]]).counts()
    >>> similarity_terms(matrix.group("doc_id"), "0", "1").round(3).values.tolist()
    [['开放', 0.5, 0.0, 0.0, 0.25], ['改革', 0.5, 1.0, 0.689, -0.061]]
    """
    if n is not None and n < 1:
        raise ValueError(f"n must be at least 1, not {n}.")
    weights = _check(matrix, measure)
    sides = np.stack([weights[_rows(matrix, one)].sum(axis=0) for one in (a, b)])
    _refuse_empty(sides)
    used = sides.any(axis=0)
    value_a, value_b = _scale(sides[:, used], measure)
    contribution, difference = _parts(value_a, value_b, measure)
    table = pd.DataFrame(
        {
            "term": matrix.terms[used],
            "value_a": value_a,
            "value_b": value_b,
            "contribution": contribution,
            "difference": difference * np.sign(value_a - value_b),
        }
    )
    size = -table["difference"].abs().round(15)
    table = table.assign(size=size).sort_values(["size", "term"], ignore_index=True)
    return table.drop(columns="size").head(len(table) if n is None else n)


def expected_similarity(
    matrix: TermMatrix,
    a: Choice,
    b: Choice,
    *,
    measure: str = "jensen_shannon",
    n_resamples: int = 999,
    confidence: float = 0.95,
    seed: int = 0,
) -> pd.DataFrame:
    """Hold a similarity against what the same passages give when they change sides at random.

    The rows of the matrix are passages. Each draw gives them to the two sides at random, as
    many to each as it has: sides of one source, about as long. So ``expected``
    is the similarity that size alone leaves, by any measure.

    Returns
    -------
    DataFrame
        One row: ``similarity``, ``expected`` (mean of the draws), ``low``, ``high`` (between
        which ``confidence`` of the draws lie), ``p`` (one-sided: share of draws at most as
        alike, the observed one counted with them; Phipson and Smyth 2010), ``n_a``,
        ``n_b`` (passages).

    Raises
    ------
    ValueError
        If the sides share a passage, a side has no terms, or an option is out of range.

    Notes
    -----
    A permutation of passages, as in Koplenig (2019) of texts; it takes passages for
    exchangeable, so p is too small where passages of one document hang together.

    Examples
    --------
    >>> import textkit as tk
    >>> words = [["改革", "开放"], ["改革", "发展"]] * 4
    >>> matrix = tk.Tokens.from_words(words).counts()
    >>> first = np.arange(8) < 4
    >>> expected_similarity(matrix, first, ~first)[["similarity", "p"]].values.tolist()
    [[1.0, 1.0]]
    """
    if n_resamples < 1:
        raise ValueError(f"n_resamples must be at least 1, not {n_resamples}.")
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must be between 0 and 1, not {confidence}.")
    weights = _check(matrix, measure)
    mask_a, mask_b = _rows(matrix, a), _rows(matrix, b)
    if (mask_a & mask_b).any():
        raise ValueError(f"the two sides share {(mask_a & mask_b).sum()} passages.")
    weights = weights[np.flatnonzero(mask_a | mask_b)]
    weights = weights[:, np.flatnonzero(np.asarray(weights.sum(axis=0)).ravel() > 0)]
    given = mask_a[mask_a | mask_b]
    _refuse_empty(np.stack([weights[given].sum(axis=0), weights[~given].sum(axis=0)]))
    observed = _similarities(weights, given[np.newaxis], measure)[0]
    rng = np.random.default_rng(seed)
    step = max(1, _CELLS // max(weights.shape[1], len(given)))
    draws = np.concatenate(
        [
            _similarities(
                weights,
                rng.permuted(np.tile(given, (min(step, n_resamples - at), 1)), axis=1),
                measure,
            )
            for at in range(0, n_resamples, step)
        ]
    )
    draws = draws[~np.isnan(draws)]
    low, high = np.quantile(draws, [(1 - confidence) / 2, (1 + confidence) / 2])
    below = (draws <= observed + 1e-12).sum()
    row = {
        "similarity": observed, "expected": draws.mean(), "low": low, "high": high,
        "p": (below + 1) / (len(draws) + 1), "n_a": given.sum(), "n_b": (~given).sum(),
    }  # fmt: skip
    return pd.DataFrame([row])


def _check(matrix: TermMatrix, measure: str) -> sparse.csr_array:
    if measure == "rank_biased_overlap":
        raise ValueError("rank-biased overlap is no sum over terms: it has none to list.")
    if measure not in _MEASURES:
        known = ", ".join(map(repr, _MEASURES))
        raise ValueError(f"measure must be one of {known}, not {measure!r}.")
    return check_rows(matrix, measure)


def _rows(matrix: TermMatrix, choice: Choice) -> NDArray[np.bool_]:
    if not isinstance(choice, str):
        return matrix.rows(choice)
    mask: NDArray[np.bool_] = row_labels(matrix.passages) == choice
    if not mask.any():
        there = ", ".join(row_labels(matrix.passages)[:20])
        raise ValueError(f"{choice!r} names no row. Rows here: {there}.")
    return mask


def _refuse_empty(sides: Floats) -> None:
    for name, side in zip("ab", sides, strict=True):
        if not side.any():
            raise ValueError(f"side {name} has no terms, so there is nothing to compare.")


def _scale(sides: Floats, measure: str) -> Floats:
    if measure == "jaccard":
        return (sides > 0).astype(np.float64)
    power = 1 if measure == "jensen_shannon" else 2
    size = (sides**power).sum(axis=-1, keepdims=True) ** (1 / power)
    return np.asarray(sides / np.where(size > 0, size, np.nan))


def _parts(a: Floats, b: Floats, measure: str) -> tuple[Floats, Floats]:
    """Return what each term adds to the similarity, and to 1 - similarity."""
    if measure == "cosine":
        return a * b, (a - b) ** 2 / 2
    if measure == "jaccard":
        either = np.maximum(((a + b) > 0).sum(axis=-1, keepdims=True), 1)
        return a * b / either, np.abs(a - b) / either
    both = (xlogy(a + b, a + b) - xlogy(a, a) - xlogy(b, b)) / (2 * np.log(2))
    return both, np.maximum((a + b) / 2 - both, 0)


def _similarities(weights: sparse.csr_array, in_a: NDArray[np.bool_], measure: str) -> Floats:
    side_a = in_a.astype(np.float64) @ weights
    side_b = (~in_a).astype(np.float64) @ weights
    values = _parts(_scale(side_a, measure), _scale(side_b, measure), measure)[0].sum(axis=-1)
    return np.asarray(np.minimum(values, 1))
