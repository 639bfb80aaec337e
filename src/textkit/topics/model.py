"""TermMatrix → Topics: what the passages are about, and whether it comes back."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from textkit.matrix import TermMatrix
from textkit.topics.description import Topics
from textkit.topics.factorisation import (
    MAX_ITER,
    check_size,
    factorise,
    occurring_terms,
    smooth_idf,
)
from textkit.topics.lda import RUNS, fit_lda
from textkit.topics.ranking import ROUNDED, average_jaccard, pair_topics, top_columns
from textkit.topics.shares import Floats, mean_shares, require_counts, topic_shares

METHODS = ("nmf", "lda", "lda_gibbs")


class Fit(NamedTuple):
    """Topic profiles as a method leaves them, in no particular order."""

    profiles: Floats
    idf: Floats
    n_iter: int
    converged: bool
    agreement: Floats | None


def fit_topics(
    matrix: TermMatrix,
    n_topics: int = 8,
    *,
    method: str = "nmf",
    n_runs: int | None = None,
    seed: int = 0,
    max_iter: int | None = None,
    tol: float | None = None,
    n_jobs: int | None = None,
) -> Topics:
    """Find topics: terms that go together in the same passages.

    ``method="nmf"``: counts are weighed by TF-IDF (the defaults of :meth:`TermMatrix.tfidf`)
    and factorised by scikit-learn's NMF (Frobenius loss, coordinate descent, no penalty).
    Each topic's weights are made to sum to one; the share of a topic in a passage is its
    coefficient in the exact non-negative least-squares fit of that passage by these topics,
    shares made to sum to one.

    ``method="lda"`` and ``"lda_gibbs"``: latent Dirichlet allocation on counts, with
    symmetric priors of 0.1 tokens per topic and passage and 0.01 per term and topic, by
    variational Bayes (scikit-learn) or by Gibbs sampling (tomotopy, one thread). Where these
    end hangs on the seed, so several runs are made and the topics they agree on averaged:
    :func:`textkit.topics.lda.consensus`. The share of a topic in a passage is its expected
    share with these topics held fixed.

    Topics are numbered from 1 by their share of all counted tokens, largest first, ties by
    their heaviest term. Passages without a term take no part in the fit, and their shares
    are NaN.

    Parameters
    ----------
    matrix : TermMatrix
        Counts, not weights.
    n_topics : int
        At most the number of passages with a term, and of terms.
    n_runs : int
        Runs of LDA, by default 5. ``.agreement`` says how well they agree.
    seed : int
        For NMF, draws the vector from which the iterative singular value decomposition sets
        out. The factorisation starts from that decomposition (NNDSVDa), which is computed to
        full precision, so another seed changes the topics by rounding only (unless
        singular values are equal). What does move topics is other passages: see
        :func:`topic_stability`. For LDA, draws where each run starts.
    max_iter, tol : int, float
        Where the fit stops: by default 5000 and 1e-6 (1e-5 from a million cells that are not
        empty: the loss then stands in 8 digits) for NMF, 200 rounds for "lda", 1000
        sweeps for "lda_gibbs"; ``tol`` is NMF's alone. If ``max_iter`` comes first,
        ``.converged`` of the result is False and its repr says so; there is no warning.
    n_jobs : int
        As in joblib, for the runs of LDA; the topics are the same for any.

    Raises
    ------
    ValueError
        If the matrix holds weights, or ``n_topics`` is more than the number of passages
        or terms, or than passages so alike can carry (the rank of the matrix), or an option
        is not for this method.
    ImportError
        If "lda_gibbs" is asked for and tomotopy is not installed.

    References
    ----------
    Lee and Seung 1999, Nature 401; Cichocki and Phan 2009 (coordinate descent);
    Boutsidis and Gallopoulos 2008, Pattern Recognition 41 (NNDSVD; its variant "a"
    fills zeros with the mean weight). Blei, Ng and Jordan 2003, JMLR 3; Griffiths and
    Steyvers 2004, PNAS 101 (Gibbs sampling).

    Examples
    --------
    >>> from textkit.tokens import Tokens
    >>> words = [["教育", "学校"], ["学校", "教师", "教育"], ["道路", "公交"], ["公交", "道路"]]
    >>> matrix = Tokens.from_words(words).counts()
    >>> topics = fit_topics(matrix, n_topics=2)
    >>> topics
    Topics(2 topics, 4 passages × 5 terms)
    >>> topics.label(2)
    {1: '学校 · 教育', 2: '公交 · 道路'}
    >>> topics.weights.round(3).tolist()
    [[1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.0, 1.0]]
    >>> fit_topics(matrix, n_topics=2, method="lda").weights.round(3).tolist()
    [[0.955, 0.045], [0.969, 0.031], [0.045, 0.955], [0.045, 0.955]]
    """
    require_counts(matrix, "fit_topics")
    counts, vocabulary = occurring_terms(matrix)
    n_tokens = np.asarray(counts.sum(axis=1)).ravel()
    check_size(n_topics, int((n_tokens > 0).sum()), len(vocabulary))
    fit = fit_profiles(
        counts, n_topics, method=method, n_runs=n_runs, seed=seed, max_iter=max_iter, tol=tol,
        n_jobs=n_jobs,
    )  # fmt: skip
    profiles = fit.profiles
    refuse_fewer(n_topics, len(profiles))
    average = mean_shares(topic_shares(counts, profiles, fit.idf, method), n_tokens)
    # Rounded, so that topics of equal size are not ordered by the last bit.
    order = np.lexsort((profiles.round(ROUNDED).argmax(axis=1), -average.round(9)))
    return Topics(
        profiles=profiles[order],
        vocabulary=vocabulary,
        weights=topic_shares(counts, profiles[order], fit.idf, method),
        passages=matrix.passages.reset_index(drop=True),
        n_tokens=n_tokens,
        idf=fit.idf,
        n_iter=fit.n_iter,
        converged=fit.converged,
        method=method,
        agreement=None if fit.agreement is None else fit.agreement[order],
    )


def fit_profiles(
    counts: sparse.csr_array,
    n_topics: int,
    *,
    method: str,
    seed: int,
    n_runs: int | None = None,
    max_iter: int | None = None,
    tol: float | None = None,
    n_jobs: int | None = None,
) -> Fit:
    """Fit topics to counts by one of the methods; NMF may find fewer than were asked for."""
    check_method(method)
    if n_runs is not None and n_runs < 1:
        raise ValueError(f"n_runs={n_runs} must be at least 1.")
    if method == "nmf":
        if n_runs not in (None, 1):
            raise ValueError(
                f'n_runs={n_runs} is for LDA. method="nmf" ends the same from every seed; what '
                "moves it is other passages: see topic_stability."
            )
        most = max_iter or MAX_ITER
        profiles, idf, n_iter = factorise(counts, n_topics, seed=seed, max_iter=most, tol=tol)
        return Fit(profiles, idf, n_iter, n_iter < most, None)
    if tol is not None:
        raise ValueError(f'tol={tol} is for method="nmf"; {method!r} stops by max_iter.')
    run, agreement = fit_lda(
        counts, n_topics, method=method, seed=seed, n_runs=n_runs or RUNS, max_iter=max_iter,
        n_jobs=n_jobs,
    )  # fmt: skip
    return Fit(run.profiles, smooth_idf(counts), run.n_iter, run.converged, agreement)


def topic_stability(
    matrix: TermMatrix,
    n_topics: int = 8,
    *,
    method: str = "nmf",
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
    With LDA each draw is a single run, from a seed of its own.

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
    reference = fit_topics(matrix, n_topics, method=method, seed=seed)
    rows = np.flatnonzero(reference.n_tokens > 0)
    check_draws(len(rows), n_topics, share=share, n_resamples=n_resamples, top=top)
    counts, _ = occurring_terms(matrix)
    agreement = np.zeros((n_resamples, n_topics))
    for draw, chosen in enumerate(draw_rows(rows, share, n_resamples, seed)):
        own = seed if method == "nmf" else seed + 1 + draw
        fit = fit_profiles(counts[chosen], n_topics, method=method, seed=own, n_runs=1)
        agreement[draw] = agreement_with(reference.profiles, fit.profiles, top)
    return pd.DataFrame({"topic": np.arange(1, n_topics + 1), "stability": agreement.mean(axis=0)})


def check_method(method: str) -> None:
    """Refuse a method that does not exist."""
    if method not in METHODS:
        raise ValueError(f"method={method!r} is none of {', '.join(METHODS)}.")


def refuse_fewer(n_topics: int, found: int) -> None:
    """Refuse an answer with fewer topics than were asked for."""
    if found < n_topics:
        raise ValueError(
            f"n_topics={n_topics} is more than these passages carry: they are so alike that only "
            f"{found} can be told apart. Ask for n_topics={found} or fewer."
        )


def check_draws(n_rows: int, n_topics: int, *, share: float, n_resamples: int, top: int) -> None:
    """Refuse draws too small for the topics, or none at all."""
    size = round(share * n_rows)
    if not 0 < share <= 1 or size < n_topics:
        raise ValueError(
            f"share={share} of {n_rows} passages leaves {max(size, 0)} for "
            f"n_topics={n_topics}. Give a share between {n_topics / n_rows:.2f} and 1."
        )
    if n_resamples < 1 or top < 1:
        raise ValueError(f"n_resamples={n_resamples} and top={top} must be at least 1.")


def draw_rows(
    rows: NDArray[np.int64], share: float, n_resamples: int, seed: int
) -> list[NDArray[np.int64]]:
    """Draw a share of the rows without replacement, again and again; each draw is in order."""
    rng = np.random.default_rng(seed)
    size = round(share * len(rows))
    return [np.sort(rng.choice(rows, size=size, replace=False)) for _ in range(n_resamples)]


def agreement_with(reference: Floats, profiles: Floats, top: int) -> Floats:
    """Give each topic's agreement with its match among other topics over the same terms."""
    mine, theirs = top_columns(reference, top), top_columns(profiles, top)
    table = np.array([[average_jaccard(a, b, top) for b in theirs] for a in mine])
    # There may be fewer topics; those left without a match agree with nothing.
    found, matched = np.zeros(len(reference)), pair_topics(table)
    found[matched[0]] = table[matched]
    return found
