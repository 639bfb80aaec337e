"""Tokens + seed words → topics that grow from the themes."""

from __future__ import annotations

from fnmatch import fnmatchcase

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from textkit.counting import count_matrix
from textkit.matrix import TermMatrix
from textkit.measures.matching import has_wildcard
from textkit.priorities.grouping import Words, read_words
from textkit.tokens import Tokens
from textkit.topics.description import Topics
from textkit.topics.factorisation import nndsvda, occurring_terms
from textkit.topics.shares import Floats, topic_shares

SWEEPS, TOL = 2000, 1e-5
LEAST = 1e-12


def seeded_topics(
    tokens: Tokens,
    themes: Words,
    *,
    n_other: int = 1,
    min_passages: int = 2,
    seed: int = 0,
) -> Topics:
    """Find one topic for each theme, grown from its words, and topics for the rest.

    Non-negative matrix factorisation of TF-IDF, in which a seed word has weight in the topic of
    its theme alone; every other word finds its place by the company it keeps. It starts from
    the passages' own seed words, and the other topics from a singular value decomposition of
    the words that are no seeds; multiplicative updates (Lee and Seung 2001) keep a weight of 0
    at 0, so that the seeds stay where they are. Nothing is drawn: the topics are the same
    every time, and ``seed`` matters only for the decomposition of very large matrices.

    Parameters
    ----------
    tokens : Tokens
        With what counting sees narrowed by ``keep``. Seed words that the segmenter cut are put
        together first, so 六城联动 is one word here, and kept, whatever ``keep`` says of it.
    themes : mapping of theme to words, or path
        Words, possibly with ``*`` and ``?``. Those that do not occur are passed over.
    n_other : int
        Topics without seeds, for what no theme speaks of.
    min_passages : int
        Least number of passages that a word which is no seed must stand in.

    Returns
    -------
    Topics
        The themes' topics as 1, 2 … in the order given, then the others. Shares in a passage
        are as in :func:`textkit.fit_topics`.

    Raises
    ------
    ValueError
        If a theme has no word here, a word is in two themes, or ``n_other`` is negative.

    Examples
    --------
    >>> words = [["学校", "教师"], ["学校", "教师", "操场"], ["道路", "公交"], ["道路", "公交"]]
    >>> tokens, themes = Tokens.from_words(words), {"教育": ["学校"], "城建": ["道路"]}
    >>> topics = seeded_topics(tokens, themes, n_other=0)
    >>> topics.label(2)
    {1: '学校 · 教师', 2: '公交 · 道路'}
    """
    if n_other < 0:
        raise ValueError(f"n_other must not be negative, it is {n_other}.")
    groups = read_words(themes, "theme")
    matrix, home = seeded_matrix(tokens, groups, min_passages)
    for number, theme in enumerate(groups):
        if not (home == number).any():
            raise ValueError(
                f"no word of theme {theme!r} stands in these passages, so no topic can grow from "
                "it. Leave the theme out, or take more passages."
            )
    counts, vocabulary = matrix.counts, matrix.terms
    profiles, idf, n_iter = _factorise(counts, home, len(groups), n_other, seed)
    return Topics(
        profiles,
        vocabulary,
        topic_shares(counts, profiles, idf, "nmf"),
        matrix.passages,
        np.asarray(counts.sum(axis=1)).ravel(),
        idf,
        n_iter,
        n_iter < SWEEPS,
    )


def seeded_matrix(
    tokens: Tokens, groups: dict[str, list[str]], min_passages: int
) -> tuple[TermMatrix, NDArray[np.int64]]:
    """Count terms, seed words whole, and tell which theme each is a seed of (-1: of none)."""
    plain = [word for group in groups.values() for word in group if not has_wildcard(word)]
    joined = tokens.compound([word for word in plain if " " not in word], split=False)
    matrix = joined.counts()
    spread = np.bincount(matrix.counts.nonzero()[1], minlength=len(matrix.terms))
    home = np.full(len(matrix.terms), -1, dtype=np.int64)
    place = {term: number for number, term in enumerate(matrix.terms.tolist())}
    for number, words in enumerate(groups.values()):
        for word in words:
            if not has_wildcard(word):
                if word in place:
                    home[place[word]] = number
                continue
            for term, column in place.items():
                # What is written out goes before what a wildcard would take in.
                if home[column] < 0 and fnmatchcase(term, word.replace("[", "[[]")):
                    home[column] = number
    columns = np.flatnonzero((home >= 0) | (spread >= min_passages))
    trimmed = TermMatrix(matrix.counts[:, columns], matrix.terms[columns], matrix.passages)
    counts, vocabulary = occurring_terms(trimmed)
    kept = dict(zip(matrix.terms[columns].tolist(), home[columns].tolist(), strict=True))
    return (
        TermMatrix(counts, vocabulary, matrix.passages),
        np.array([kept[term] for term in vocabulary], dtype=np.int64),
    )


def _factorise(
    counts: sparse.csr_array, home: NDArray[np.int64], n_themes: int, n_other: int, seed: int
) -> tuple[Floats, Floats, int]:
    """Factorise TF-IDF with every seed word bound to its topic."""
    from sklearn.feature_extraction.text import TfidfTransformer
    from threadpoolctl import threadpool_limits

    filled = counts[np.flatnonzero(np.diff(counts.indptr))].astype(np.float64)
    transformer = TfidfTransformer()
    weights = sparse.csr_array(transformer.fit_transform(filled))
    free = np.flatnonzero(home < 0)
    mean = max(weights.sum() / max(1, weights.shape[0] * weights.shape[1]), 1e-9)
    # A passage begins in the topics of its seed words; no topic begins at 0, and so none ends.
    seeds = count_matrix(np.flatnonzero(home >= 0), home[home >= 0], (len(home), n_themes)).astype(
        np.float64
    )
    passages = np.asarray((weights @ seeds).todense()) + mean
    terms = np.where(home == np.arange(n_themes)[:, None], 1.0, 0.0)
    terms[:, free] = mean
    if n_other and len(free):
        left, right = nndsvda(sparse.csr_array(weights[:, free]), n_other, seed)
        found = len(right)
        more = np.zeros((found, len(home)))
        more[:, free] = right
        passages, terms = np.hstack([passages, left]), np.vstack([terms, more])
    with threadpool_limits(1):  # sums then have one order whatever the machine
        topics, n_iter = _multiply(weights, passages, terms)
    totals = np.maximum(topics.sum(axis=1, keepdims=True), LEAST)
    return topics / totals, np.asarray(transformer.idf_, dtype=np.float64), n_iter


def _multiply(weights: sparse.csr_array, passages: Floats, terms: Floats) -> tuple[Floats, int]:
    """Improve a factorisation by multiplicative updates until its loss stands still.

    Lee and Seung 2001, equation 4 (squared error). What is below the line is at least
    ``LEAST``, so that a weight that has all but vanished does not overflow.
    """
    whole = float((weights.data**2).sum())
    before = np.inf
    for sweep in range(1, SWEEPS + 1):
        gram = terms @ terms.T
        passages = passages * (weights @ terms.T) / np.maximum(passages @ gram, LEAST)
        cross = (weights.T @ passages).T
        own = passages.T @ passages
        terms = terms * cross / np.maximum(own @ terms, LEAST)
        if sweep % 10 == 0:
            loss = whole - 2 * float((terms * cross).sum()) + float((own * (terms @ terms.T)).sum())
            if before - loss < TOL * whole:
                return terms, sweep
            before = loss
    return terms, SWEEPS
