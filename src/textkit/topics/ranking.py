"""Topic profiles → which terms stand for a topic, and how alike two rankings are."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

ROUNDED = 12  # decimals by which weights are ranked: beyond them differences are of rounding


def frex(
    profiles: Floats, *, weight: float = 0.5, term_counts: NDArray[Any] | None = None
) -> Floats:
    """Score terms by frequency and exclusivity: topics × terms, 0 to 1.

    The harmonic mean of two ranks within the topic: of the term's weight, and of its
    exclusivity, which is its weight in this topic as a share of its weights in all topics.
    A rank is the empirical distribution function (share of terms that have no more), over
    the terms with weight in the topic; a term without has 0.

    Parameters
    ----------
    profiles : float array, topics × terms
        Weights, each row summing to one.
    weight : float
        How much exclusivity weighs, between 0 and 1; frequency weighs the rest.
    term_counts : int array
        Occurrences of each term. If given, the exclusivity of rare terms is first drawn
        towards 1 / topics (James and Stein's estimator, as Hausser and Strimmer 2009 have
        it), so that a term seen once is not exclusive for that.

    References
    ----------
    Bischof and Airoldi 2012, "Summarizing topical content with word frequency and
    exclusivity", ICML, on estimated topics. Where no weight is 0 it equals stm 1.3.7
    ``calcfrex(logbeta, w = 1 - weight, wordcounts)``, but for tied terms: stm gives them
    their mean rank, the distribution function gives the highest.

    Examples
    --------
    >>> frex(np.array([[0.6, 0.4, 0.0], [0.0, 0.5, 0.5]])).round(3).tolist()
    [[1.0, 0.5, 0.0], [0.0, 0.667, 1.0]]
    """
    from scipy.stats import rankdata

    totals = profiles.sum(axis=0)
    exclusivity = np.divide(profiles, totals, out=np.zeros_like(profiles), where=totals > 0)
    if term_counts is not None:
        exclusivity = shrink(exclusivity, term_counts)
    scores = np.zeros_like(profiles)
    for number, row in enumerate(profiles):
        own = row > 0
        frequent = rankdata(row[own].round(ROUNDED), method="max") / own.sum()
        exclusive = rankdata(exclusivity[number, own].round(ROUNDED), method="max") / own.sum()
        scores[number, own] = 1 / ((1 - weight) / frequent + weight / exclusive)
    return scores


def shrink(shares: Floats, counts: NDArray[Any]) -> Floats:
    """Draw columns of shares towards equal shares, the more the fewer tokens they rest on.

    The James-Stein estimator of Hausser and Strimmer 2009 (JMLR 10, equation 5); columns of
    one token or none become equal shares.

    >>> shrink(np.array([[0.6], [0.3], [0.1]]), np.array([6])).ravel().round(4).tolist()
    [0.3726, 0.3284, 0.2989]
    """
    even = 1 / len(shares)
    spread = ((shares - even) ** 2).sum(axis=0) * (np.asarray(counts, dtype=np.float64) - 1)
    wanted = 1 - (shares**2).sum(axis=0)
    share = np.divide(wanted, spread, out=np.ones_like(spread), where=spread > 0).clip(0, 1)
    drawn: Floats = share * even + (1 - share) * shares
    return drawn


def lift(profiles: Floats, term_counts: NDArray[Any]) -> Floats:
    """Divide each weight by the term's share of all counted tokens: topics × terms, 0 and up.

    Above 1 a term is commoner in the topic than in the corpus; rare terms come first. Taddy
    2012, "On estimation and selection for topic models", AISTATS; stm's ``calclift`` ranks
    by its logarithm. A term without a count has NaN.

    >>> lift(np.array([[0.6, 0.4, 0.0], [0.0, 0.5, 0.5]]), np.array([3, 4, 3])).round(2).tolist()
    [[2.0, 1.0, 0.0], [0.0, 1.25, 1.67]]
    """
    counts = np.asarray(term_counts, dtype=np.float64)
    share = counts / counts.sum() if counts.any() else counts
    return np.divide(profiles, share, out=np.full_like(profiles, np.nan), where=share > 0)


def score(profiles: Floats) -> Floats:
    """Weigh each weight by how far it lies above the other topics: topics × terms.

    β (ln β − mean of ln β over the topics), with 1e-5 added to β inside the logarithms, as R's
    lda 1.4.2 has it in ``top.topic.words(by.score=TRUE)``; stm's ``calcscore`` adds nothing,
    and so has no score where a weight is 0. Below 0 a term is the others' rather.

    >>> score(np.array([[0.5, 0.5], [0.5, 0.5]])).tolist()
    [[0.0, 0.0], [0.0, 0.0]]
    """
    logs = np.log(profiles + 1e-5)
    scores: Floats = profiles * (logs - logs.mean(axis=0))
    return scores


def exclusivity(profiles: Floats, *, top: int = 10, weight: float = 0.7) -> Floats:
    """Say of each topic how much its ``top`` heaviest terms are its alone: mean FREX, 0 to 1.

    As stm's ``exclusivity`` (which gives the sum, and weighs exclusivity by 0.7 too).

    >>> exclusivity(np.array([[0.6, 0.4, 0.0], [0.0, 0.5, 0.5]]), top=1, weight=0.5).tolist()
    [1.0, 0.6666666666666666]
    """
    scores = frex(profiles, weight=weight)
    tops = top_columns(profiles, top)
    return np.array([scores[number, list(own)].mean() for number, own in enumerate(tops)])


def top_columns(profiles: Floats, top: int) -> list[list[int]]:
    """List each topic's heaviest columns; columns are in code point order, which breaks ties."""
    return [
        [
            column
            for column in np.argsort(-row.round(ROUNDED), kind="stable")[:top].tolist()
            if row[column] > 0
        ]
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


def pair_topics(agreement: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pair rows with columns one to one so that their agreement adds up to most (Hungarian).

    >>> [side.tolist() for side in pair_topics(np.array([[0.9, 0.8], [0.7, 0.1]]))]
    [[0, 1], [1, 0]]
    """
    from scipy.optimize import linear_sum_assignment

    rows, columns = linear_sum_assignment(agreement, maximize=True)
    return rows, columns
