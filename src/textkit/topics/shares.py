"""Counts and topic profiles → the share of each topic in each passage."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from textkit.matrix import TermMatrix

Floats = NDArray[np.float64]

ALPHA = 0.1  # prior weight of every topic in a passage, in tokens (LDA)
CELLS = 4_000_000  # numbers held at once while passages are fitted (32 MB)
STEPS, STILL = 200, 1e-6  # fitting a passage by LDA ends after so many rounds, or when still


def topic_shares(counts: sparse.csr_array, profiles: Floats, idf: Floats, method: str) -> Floats:
    """Give the topic shares of passages: rows sum to one, or are NaN without a known term."""
    if method == "nmf":
        return passage_shares(counts, profiles, idf)
    return dirichlet_shares(counts, profiles)


def passage_shares(counts: sparse.csr_array, profiles: Floats, idf: Floats) -> Floats:
    """Fit each passage by non-negative least squares on the topics; rows then sum to one.

    A passage's length does not matter to its shares, so TF-IDF is left unnormalised.
    """
    found = coefficients(counts, profiles, idf)
    shares = np.full_like(found, np.nan)
    filled = np.flatnonzero(found.any(axis=1))
    shares[filled] = found[filled] / found[filled].sum(axis=1, keepdims=True)
    return shares


def coefficients(counts: sparse.csr_array, profiles: Floats, idf: Floats) -> Floats:
    """Fit TF-IDF weights, not normalised, of each passage by the topics: passages × topics."""
    from scipy.optimize import nnls

    weights = sparse.csr_array(counts.astype(np.float64))
    weights.sort_indices()  # sums in one order, whatever the order of the columns was
    weights.data = weights.data * idf[weights.indices]
    # ‖x − wH‖² in as many dimensions as topics: HHᵀ = VΛVᵀ, so ‖Λ^½Vᵀw − Λ^−½VᵀHx‖² + const.
    values, vectors = np.linalg.eigh(np.einsum("it,jt->ij", profiles, profiles))
    sound = values > values.max() * 1e-12
    roots = np.sqrt(values[sound])
    system = roots[:, None] * vectors[:, sound].T
    found = np.zeros((weights.shape[0], len(profiles)))
    step = max(1, CELLS // len(profiles) ** 2)
    for begin in range(0, len(found), step):
        mine = weights[begin : begin + step] @ profiles.T
        aims = (mine[:, None, :] * vectors[:, sound].T).sum(axis=2) / roots
        for row in np.flatnonzero(aims.any(axis=1)):
            found[begin + row] = nnls(system, aims[row], maxiter=1000)[0]
    return found


def dirichlet_shares(counts: sparse.csr_array, profiles: Floats) -> Floats:
    """Fit each passage by LDA with the topics held fixed: expected shares under the posterior.

    The mean-field updates of Blei, Ng and Jordan 2003 (JMLR 3, equations 6 and 7) with the
    topics as given and a symmetric prior of ``ALPHA``, until no expected count of tokens
    changes by more than a millionth of the passage. A passage's shares depend on it alone,
    so new passages and those that were modelled are treated alike. Terms without weight in
    any topic are passed over.
    """
    known = profiles.max(axis=0) > 0
    counts = sparse.csr_array(counts.astype(np.float64))
    counts.sort_indices()
    counts.data = counts.data * known[counts.indices]
    counts.eliminate_zeros()
    shares = np.full((counts.shape[0], len(profiles)), np.nan)
    rows = np.flatnonzero(np.diff(counts.indptr))
    entries = np.cumsum(np.diff(counts.indptr)[rows])
    block = entries * len(profiles) // CELLS
    for number in np.unique(block):
        mine = rows[block == number]
        shares[mine] = _expected_shares(counts[mine], profiles)
    return shares


def _expected_shares(counts: sparse.csr_array, profiles: Floats) -> Floats:
    from scipy.special import psi

    lengths = np.asarray(counts.sum(axis=1)).ravel()
    gamma = np.repeat(ALPHA + lengths[:, None] / len(profiles), len(profiles), axis=1)
    moving = np.arange(len(lengths))
    for _ in range(STEPS):
        part = counts[moving]
        begins, columns = part.indptr[:-1], part.indices
        # exp(E[log θ]) up to a factor per passage, which the division takes out again
        belief = np.exp(psi(gamma[moving]) - psi(gamma[moving].max(axis=1, keepdims=True)))
        each = np.repeat(belief, np.diff(part.indptr), axis=0) * profiles.T[columns]
        each *= (part.data / each.sum(axis=1))[:, None]
        new = ALPHA + np.add.reduceat(each, begins, axis=0)
        change = np.abs(new - gamma[moving]).max(axis=1) / lengths[moving]
        gamma[moving] = new
        moving = moving[change > STILL]
        if not len(moving):
            break
    expected: Floats = gamma / gamma.sum(axis=1, keepdims=True)
    return expected


def mean_shares(weights: Floats, n_tokens: NDArray[Any]) -> Floats:
    """Average the topic shares of passages by their tokens, passages without shares aside."""
    shared = ~np.isnan(weights[:, 0])
    average: Floats = n_tokens[shared] @ weights[shared] / n_tokens[shared].sum()
    return average


def require_counts(matrix: TermMatrix, name: str) -> None:
    """Refuse a matrix of weights where counts are needed."""
    if matrix.counts.dtype.kind not in "iu":
        raise ValueError(
            f"{name} needs counts; this matrix holds weights ({matrix.counts.dtype}). "
            "Give it tokens.counts(): TF-IDF is its own affair."
        )
