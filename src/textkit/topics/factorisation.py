"""Counts → topic profiles by non-negative matrix factorisation of TF-IDF weights."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from textkit.matrix import TermMatrix
from textkit.topics.shares import Floats

EXACT_BELOW = 300  # a matrix with a side this short is decomposed densely: quick, and any rank
SMALLEST = 1e-6  # entries, and singular values next to the largest, that count as zero
MAX_ITER, TOL = 5000, 1e-6
LARGE = 1_000_000  # cells from which a fit stops at 10 × TOL: by then the loss stands in 8 digits


def occurring_terms(matrix: TermMatrix) -> tuple[sparse.csr_array, NDArray[np.object_]]:
    """Return the columns that occur at all, in code point order whatever theirs was."""
    columns = np.flatnonzero(np.asarray(matrix.counts.sum(axis=0)).ravel() > 0)
    columns = columns[np.argsort(matrix.terms[columns], kind="stable")]
    counts = sparse.csr_array(matrix.counts[:, columns])
    counts.sum_duplicates()
    counts.eliminate_zeros()
    return counts, matrix.terms[columns]


def check_size(n_topics: int, n_passages: int, n_terms: int) -> None:
    """Refuse more topics than there are passages or terms, and fewer than one."""
    if n_topics < 1:
        raise ValueError(f"n_topics={n_topics} must be at least 1.")
    most = min(n_passages, n_terms)
    if most == 0:
        raise ValueError(
            "no passage holds a counted term. Look at tokens.keep(…): its choices leave none."
        )
    if n_topics > most:
        raise ValueError(
            f"n_topics={n_topics} is more than these {n_passages} passages with a term and "
            f"{n_terms} terms can carry. Ask for n_topics={most} or fewer, or split the corpus "
            "into shorter passages."
        )


def factorise(
    counts: sparse.csr_array,
    n_topics: int,
    *,
    seed: int,
    max_iter: int = MAX_ITER,
    tol: float | None = None,
) -> tuple[Floats, Floats, int]:
    """Factorise TF-IDF weights; return the topics that are not empty, the idf, the iterations."""
    from sklearn.decomposition import NMF
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.feature_extraction.text import TfidfTransformer
    from threadpoolctl import threadpool_limits

    filled = counts[np.flatnonzero(np.diff(counts.indptr))].astype(np.float64)
    if tol is None:
        tol = TOL if filled.nnz < LARGE else 10 * TOL
    transformer = TfidfTransformer()
    weights = sparse.csr_array(transformer.fit_transform(filled))
    # Linear algebra on one core: sums then have one order whatever the machine or n_jobs.
    with threadpool_limits(1), warnings.catch_warnings(), np.errstate(invalid="ignore"):
        # A perfect fit may miss zero from below, and scikit-learn takes the root of that.
        warnings.simplefilter("ignore", ConvergenceWarning)
        passages, terms = nndsvda(weights, n_topics, seed)
        model = NMF(len(terms), init="custom", solver="cd", tol=tol, max_iter=max_iter)
        model.fit_transform(weights, W=passages, H=terms)
    topics: Floats = model.components_
    totals = topics.sum(axis=1)
    filled_topics = totals > 0
    profiles = topics[filled_topics] / totals[filled_topics, None]
    return profiles, np.asarray(transformer.idf_, dtype=np.float64), int(model.n_iter_)


def nndsvda(weights: sparse.csr_array, n_topics: int, seed: int) -> tuple[Floats, Floats]:
    """Start a factorisation from the exact singular value decomposition.

    scikit-learn's own start uses a randomised decomposition, whose seed can decide which
    topics come out once there are twenty or so; this one leaves nothing to it. Singular
    values that are zero tell nothing apart: there are no topics for them.
    """
    from scipy.sparse.linalg import svds

    if min(weights.shape) < max(EXACT_BELOW, n_topics + 2):
        left, values, right = np.linalg.svd(weights.toarray(), full_matrices=False)
    else:
        origin = np.random.default_rng(seed).standard_normal(min(weights.shape))
        left, values, right = svds(weights, k=n_topics, v0=origin)
        left, values, right = left[:, ::-1], values[::-1], right[::-1]
    rank = int((values[:n_topics] > SMALLEST * values[0]).sum())
    passages = np.zeros((weights.shape[0], rank))
    terms = np.zeros((rank, weights.shape[1]))
    for number in range(rank):
        # A singular vector's sign is arbitrary: keep the half, ± both, that weighs more.
        halves: list[tuple[float, Any, Any]] = []
        for sign in (1, -1):
            column = np.maximum(sign * left[:, number], 0)
            row = np.maximum(sign * right[number], 0)
            halves.append((float(np.linalg.norm(column) * np.linalg.norm(row)), column, row))
        size, column, row = max(halves, key=lambda half: half[0])
        scale = np.sqrt(values[number] * size)
        passages[:, number] = scale * column / np.linalg.norm(column)
        terms[number] = scale * row / np.linalg.norm(row)
    mean = weights.sum() / (weights.shape[0] * weights.shape[1])
    passages[passages < SMALLEST] = mean
    terms[terms < SMALLEST] = mean
    return passages, terms


def smooth_idf(counts: sparse.csr_array) -> Floats:
    """Give each term's inverse document frequency, ln((1 + n) / (1 + df)) + 1, as in TF-IDF."""
    n_filled = np.count_nonzero(np.diff(counts.indptr))
    spread = np.bincount(counts.indices, minlength=counts.shape[1])
    idf: Floats = np.log((1 + n_filled) / (1 + spread)) + 1
    return idf
