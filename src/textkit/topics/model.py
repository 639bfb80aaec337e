"""TermMatrix → Topics: non-negative matrix factorisation of TF-IDF weights."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from textkit.matrix import TermMatrix
from textkit.topics.description import Floats, Topics, mean_shares, passage_shares, require_counts

EXACT_BELOW = 300  # a matrix with a side this short is decomposed densely: quick, and any rank
SMALLEST = 1e-6  # entries, and singular values next to the largest, that count as zero


def fit_topics(
    matrix: TermMatrix, n_topics: int = 8, *, seed: int = 0, max_iter: int = 5000, tol: float = 1e-6
) -> Topics:
    """Find topics: terms that go together in the same passages.

    Counts are weighed by TF-IDF (the defaults of :meth:`TermMatrix.tfidf`) and factorised
    by scikit-learn's NMF (Frobenius loss, coordinate descent, no penalty). Each topic's
    weights are made to sum to one; the share of a topic in a passage is its coefficient in
    the exact non-negative least-squares fit of that passage by these topics, shares made to
    sum to one. Topics are numbered from 1 by their share of all counted tokens, largest
    first, ties by their heaviest term.

    Passages without a term take no part in the fit, and their shares are NaN.

    Parameters
    ----------
    matrix : TermMatrix
        Counts, not weights.
    n_topics : int
        At most the number of passages with a term, and of terms.
    seed : int
        Draws the vector from which the iterative singular value decomposition sets out.
        The factorisation starts from that decomposition (NNDSVDa), which is computed to
        full precision, so another seed changes the topics by rounding only (unless
        singular values are equal). What does move topics is other passages: see
        :func:`topic_stability`.
    max_iter, tol : int, float
        Where the factorisation stops. If ``max_iter`` comes first, ``.converged`` of the
        result is False and its repr says so; there is no warning.

    Raises
    ------
    ValueError
        If the matrix holds weights, or ``n_topics`` is more than the number of passages
        or terms, or than passages so alike can carry (the rank of the matrix).

    References
    ----------
    Lee and Seung 1999, Nature 401; Cichocki and Phan 2009 (coordinate descent);
    Boutsidis and Gallopoulos 2008, Pattern Recognition 41 (NNDSVD; its variant "a"
    fills zeros with the mean weight).

    Examples
    --------
    >>> from textkit.tokens import Tokens
    >>> words = [["教育", "学校"], ["学校", "教师", "教育"], ["道路", "公交"], ["公交", "道路"]]
    >>> topics = fit_topics(Tokens.from_words(words).counts(), n_topics=2)
    >>> topics
    Topics(2 topics, 4 passages × 5 terms)
    >>> topics.label(2)
    {1: '学校 · 教育', 2: '公交 · 道路'}
    >>> topics.weights.round(3).tolist()
    [[1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.0, 1.0]]
    """
    require_counts(matrix, "fit_topics")
    counts, vocabulary = occurring_terms(matrix)
    n_tokens = np.asarray(counts.sum(axis=1)).ravel()
    check_size(n_topics, int((n_tokens > 0).sum()), len(vocabulary))
    profiles, idf, n_iter = factorise(counts, n_topics, seed=seed, max_iter=max_iter, tol=tol)
    if len(profiles) < n_topics:
        raise ValueError(
            f"n_topics={n_topics} is more than these passages carry: they are so alike that only "
            f"{len(profiles)} can be told apart. Ask for n_topics={len(profiles)} or fewer."
        )
    average = mean_shares(passage_shares(counts, profiles, idf), n_tokens)
    # Rounded, so that topics of equal size are not ordered by the last bit.
    profiles = profiles[np.lexsort((profiles.argmax(axis=1), -average.round(9)))]
    return Topics(
        profiles=profiles,
        vocabulary=vocabulary,
        weights=passage_shares(counts, profiles, idf),
        passages=matrix.passages.reset_index(drop=True),
        n_tokens=n_tokens,
        idf=idf,
        n_iter=n_iter,
        converged=n_iter < max_iter,
    )


def topic_stability(
    matrix: TermMatrix,
    n_topics: int = 8,
    *,
    share: float = 0.8,
    n_resamples: int = 20,
    top: int = 10,
    seed: int = 0,
) -> pd.DataFrame:
    """Ask of each topic whether it comes back when passages are left out.

    The topics of all passages are compared with those of ``n_resamples`` draws of a
    ``share`` of the passages (without replacement): topics are matched one to one
    (Hungarian method) so that the agreement of their ``top`` heaviest terms is greatest.
    Agreement is the average Jaccard index of the two lists cut at depth 1, 2, … ``top``.

    Returns a table with ``topic`` (numbered as by :func:`fit_topics`) and ``stability``
    (mean agreement with its match, 0 to 1; 1 means the same terms in the same order every
    time). The mean of the column is the stability of the model as a whole.

    Raises
    ------
    ValueError
        As :func:`fit_topics`, or if ``share`` leaves fewer passages than topics.

    References
    ----------
    Greene, O'Callaghan and Cunningham 2014, "How many topics?", ECML PKDD, sections 3.1-3.2;
    the paper gives one number per model, this table its terms.

    Examples
    --------
    >>> from textkit.tokens import Tokens
    >>> words = [["教育", "学校"], ["道路", "公交"]] * 6
    >>> topic_stability(Tokens.from_words(words).counts(), 2, n_resamples=3, top=2)
       topic  stability
    0      1        1.0
    1      2        1.0
    """
    from scipy.optimize import linear_sum_assignment

    reference = fit_topics(matrix, n_topics, seed=seed)
    rows = np.flatnonzero(reference.n_tokens > 0)
    size = round(share * len(rows))
    if not 0 < share <= 1 or size < n_topics:
        raise ValueError(
            f"share={share} of {len(rows)} passages leaves {max(size, 0)} for "
            f"n_topics={n_topics}. Give a share between {n_topics / len(rows):.2f} and 1."
        )
    if n_resamples < 1 or top < 1:
        raise ValueError(f"n_resamples={n_resamples} and top={top} must be at least 1.")
    counts, _ = occurring_terms(matrix)
    mine = top_columns(reference.profiles, top)
    rng = np.random.default_rng(seed)
    agreement = np.zeros((n_resamples, n_topics))
    for draw in range(n_resamples):
        chosen = np.sort(rng.choice(rows, size=size, replace=False))
        profiles, _, _ = factorise(counts[chosen], n_topics, seed=seed)
        theirs = top_columns(profiles, top)
        table = np.array([[average_jaccard(a, b, top) for b in theirs] for a in mine])
        # A draw may yield fewer topics; those left without a match agree with nothing.
        matched = linear_sum_assignment(table, maximize=True)
        agreement[draw, matched[0]] = table[matched]
    return pd.DataFrame({"topic": np.arange(1, n_topics + 1), "stability": agreement.mean(axis=0)})


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
    counts: sparse.csr_array, n_topics: int, *, seed: int, max_iter: int = 5000, tol: float = 1e-6
) -> tuple[Floats, Floats, int]:
    """Factorise TF-IDF weights; return the topics that are not empty, the idf, the iterations."""
    from sklearn.decomposition import NMF
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.feature_extraction.text import TfidfTransformer

    filled = counts[np.flatnonzero(np.diff(counts.indptr))].astype(np.float64)
    transformer = TfidfTransformer()
    weights = sparse.csr_array(transformer.fit_transform(filled))
    passages, terms = nndsvda(weights, n_topics, seed)
    model = NMF(len(terms), init="custom", solver="cd", tol=tol, max_iter=max_iter)
    # A perfect fit may miss zero from below, and scikit-learn takes the root of that.
    with warnings.catch_warnings(), np.errstate(invalid="ignore"):
        warnings.simplefilter("ignore", ConvergenceWarning)
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


def top_columns(profiles: Floats, top: int) -> list[list[int]]:
    """List each topic's heaviest columns; columns are in code point order, which breaks ties."""
    return [
        [column for column in np.argsort(-row, kind="stable")[:top].tolist() if row[column] > 0]
        for row in profiles
    ]


def average_jaccard(mine: list[int], theirs: list[int], top: int) -> float:
    """Average the Jaccard index of two ranked lists over the depths 1 to ``top``.

    >>> round(average_jaccard([1, 2, 3], [1, 3, 4], 3), 3)  # (1/1 + 1/3 + 2/4) / 3
    0.611
    """
    depths = range(1, min(top, max(len(mine), len(theirs))) + 1)
    cut = [(set(mine[:depth]), set(theirs[:depth])) for depth in depths]
    return sum(len(a & b) / len(a | b) for a, b in cut) / len(cut)
