"""TermMatrix → how alike, or how far apart, its rows are."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from textkit.matrix import TermMatrix
from textkit.measures.pairs import OF_SHARES, compare_rows

LIKENESSES = (
    "cosine", "jaccard", "jensen_shannon", "rank_biased_overlap", "correlation", "ejaccard",
    "edice", "fjaccard", "dice", "hamann", "simple_matching", "faith",
)  # fmt: skip
DISTANCES = (
    "euclidean", "manhattan", "maximum", "canberra", "minkowski", "hamming", *OF_SHARES,
)  # fmt: skip
MEASURES = LIKENESSES + DISTANCES
# Where terms that neither row has count, a row without any is like another one all the same.
_KNOWN_IF_EMPTY = ("hamann", "simple_matching", "faith")
_MOST_ROWS = 10_000  # whose pairs take 2.4 GB


def similarity(
    matrix: TermMatrix,
    *,
    measure: str = "cosine",
    of: str = "rows",
    p: float = 0.9,
    power: float = 2.0,
    smoothing: float = 0.0,
    n_jobs: int | None = None,
) -> pd.DataFrame:
    """Compare every row (or term) of a matrix with every one: n² pairs, so group it first.

    Both orders of a pair and each row with itself are there, as a heat map wants them.

    Parameters
    ----------
    matrix : TermMatrix
        Counts or weights, none of them negative.
    measure : str
        How alike two rows are:

        * ``"cosine"``: of the angle between the rows as they are weighted;
          ``"correlation"``: Pearson's, −1 to 1.
        * ``"jaccard"``: shared terms over all terms that the two rows have (weights play no
          part); ``"dice"``: twice the shared ones over those of both, added;
          ``"simple_matching"``: terms that both or neither have, over all of the matrix;
          ``"hamann"``: the same from −1 to 1; ``"faith"``: with ½ for what neither has.
        * ``"ejaccard"``, ``"edice"``: Jaccard and Dice with products of weights instead of
          terms; ``"fjaccard"``: the smaller weights over the larger ones.
        * ``"jensen_shannon"``: 1 minus the divergence in bits of the rows' shares, that is
          minus the square of the Jensen-Shannon distance to base 2.
        * ``"rank_biased_overlap"``: mean agreement of the rows' heaviest terms over all
          depths, the first ones counting most.

        Or how far apart they are:

        * ``"euclidean"``, ``"manhattan"``, ``"maximum"``, ``"minkowski"``; ``"canberra"``,
          differences over sums; ``"hamming"``, terms whose weights differ.
        * of shares, in nats: ``"kullback"`` (how badly b stands for a; b for a is another),
          ``"jeffreys"`` (both ways added), ``"jensen"`` (from the middle of both);
          ``"chisquared"``, X² of the two rows over their sum (φ²).
    of : "rows" or "terms"
        What is compared; terms by the weights they have in the rows.
    p : float
        For rank-biased overlap: the weight of a depth is p times that of the one before; with
        0.9 the first ten ranks bear 86 % of the weight.
    power : float
        Of ``"minkowski"``, at least 1.
    smoothing : float
        Added to every weight, zeros too, before the four distances of shares are taken.
    n_jobs : int
        Jobs that share the rows, as joblib counts them; it changes no number.

    Returns
    -------
    DataFrame
        ``row_a``, ``row_b``: the rows' variables except text and page, joined by " · " (rows
        that share them, or have none, are told apart by their position, as in "#3"), or the
        terms; ``similarity`` (0, nothing in common, to 1 where nothing else is said), or
        ``distance`` (0 to what the measure has, ∞ included). In the order of the matrix. A row
        without terms has no direction, no shares and no ranks: it is NaN with every row,
        itself included, by all likenesses but those that count absent terms, and by
        distances of shares without smoothing (quanteda.textstats says NaN for cosine and 0
        for Jaccard). So is a row of equal weights by correlation.

    Raises
    ------
    ValueError
        If the measure is another one, an option is out of range, a weight is negative, or
        there are more than 10,000 rows.

    Notes
    -----
    Salton and McGill (1983) for cosine, Jaccard (1912), Lin (1991) for the divergence;
    textstat_simil and textstat_dist (quanteda.textstats 0.97.2) and proxyC for what else they
    have. Webber, Moffat and Zobel (2010) for rank-biased overlap, extrapolated (their
    equation 32, for rows of unequal length); terms of equal weight share the best of their
    ranks, and the agreement at a depth is twice the common terms over the terms of both
    (equation 29), for the longer row beyond the shorter too.

    Short rows are less alike than they should be: two samples of one and the same text
    differ the more, the smaller they are, by every measure (rare terms of one are absent
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
    if of not in ("rows", "terms"):
        raise ValueError(f"of must be 'rows' or 'terms', not {of!r}.")
    if not 0 < p < 1:
        raise ValueError(f"p must be between 0 and 1, not {p}.")
    if not 1 <= power < np.inf:
        raise ValueError(f"power must be a number from 1, not {power}.")
    if not 0 <= smoothing < np.inf:
        raise ValueError(f"smoothing must be a number from 0, not {smoothing}.")
    if of == "terms":
        weights = sparse.csr_array(weights.T)
    n_rows = weights.shape[0]
    if n_rows > _MOST_ROWS:
        remedy = "Group them first: matrix.group(...)" if of == "rows" else "Keep fewer of them"
        raise ValueError(
            f"every {of[:-1]} is compared with every {of[:-1]}: {n_rows:,} {of} are "
            f"{n_rows**2:,} pairs, and {_MOST_ROWS:,} {of} are the most. {remedy}."
        )
    values = compare_rows(weights, measure, p=p, power=power, smoothing=smoothing, n_jobs=n_jobs)
    np.fill_diagonal(values, 1 if measure in LIKENESSES else 0)
    filled = np.diff(weights.indptr) > 0
    if measure == "faith":  # ½ for what neither has, with itself too
        np.fill_diagonal(values, (1 + np.diff(weights.indptr) / max(weights.shape[1], 1)) / 2)
    if measure == "correlation":
        filled &= _vary(weights)
    of_shares = measure in OF_SHARES and smoothing == 0
    if of_shares or (measure in LIKENESSES and measure not in _KNOWN_IF_EMPTY):
        values[~filled] = np.nan
        values[:, ~filled] = np.nan
    labels = row_labels(matrix.passages) if of == "rows" else matrix.terms
    return pd.DataFrame(
        {
            "row_a": np.repeat(labels, len(labels)),
            "row_b": np.tile(labels, len(labels)),
            "similarity" if measure in LIKENESSES else "distance": values.ravel(),
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


def _vary(weights: sparse.csr_array) -> NDArray[np.bool_]:
    """Tell which rows have weights, zeros included, that differ."""
    if 0 in weights.shape:
        return np.zeros(weights.shape[0], dtype=bool)
    ends = (weights.max(axis=1).toarray(), weights.min(axis=1).toarray())
    return np.asarray(ends[0].ravel() > ends[1].ravel())


def row_labels(rows: pd.DataFrame) -> NDArray[np.object_]:
    """Name rows by their variables, told apart by position where these are the same."""
    names = [name for name in rows.columns if name not in ("text", "page")]
    parts = [rows[name].astype(str).tolist() for name in names]
    joined = [" · ".join(row) for row in zip(*parts, strict=True)] or [""] * len(rows)
    labels = np.array(joined, dtype=object)
    twice = pd.Series(labels).duplicated(keep=False).to_numpy() | (labels == "")
    numbered = [f"{text} #{position}".strip() for position, text in enumerate(joined)]
    return np.where(twice, np.array(numbered, dtype=object), labels)
