"""Tokens + words → shares, scores and rankings with any one word left out."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from textkit.counting import count_matrix
from textkit.measures.matching import Matches, find_matches
from textkit.priorities.denominators import (
    count_spans,
    find_spans,
    match_sizes,
    share_of,
)
from textkit.priorities.grouping import Words, group_rows, list_words, read_words
from textkit.priorities.scopes import Scope
from textkit.priorities.scores import Combine, find_sentences, firmest
from textkit.slices import term_lengths
from textkit.tokens import Tokens

ROUNDED = 12  # decimals by which shares are ranked: beyond them differences are of rounding
Floats = NDArray[np.float64]


def attention_without_words(
    tokens: Tokens,
    themes: Words,
    *,
    by: str | list[str] = "doc_id",
    denominator: str = "tokens",
) -> pd.DataFrame:
    """Ask of every word what its theme's share, and the rankings, are without it.

    The places of the word left out are taken from the counts and given to no other word, as
    if the texts had not used it there; nothing is counted again. So 教育强区 left out leaves
    no 教育 behind.

    Parameters
    ----------
    themes, by, denominator
        As for :func:`textkit.priorities.attention`; ``"matches"`` loses the word's matches
        below the line too.

    Returns
    -------
    DataFrame
        One row per word that is matched anywhere and group, words in the order given: the
        columns of ``by``, ``theme``, ``word`` (left out), ``denominator``, ``n`` (what the
        group loses), ``share`` (0 to 1), ``share_without``, ``rank`` (of the theme in the
        group, 1 for the largest share, ties with the same number), ``rank_without``,
        ``theme_moves`` (themes of the group whose rank changes), ``group_rank`` (of the group
        among the groups for this theme), ``group_rank_without``, ``group_moves`` (groups
        whose rank changes).

    Raises
    ------
    KeyError, ValueError
        As :func:`textkit.priorities.attention`.

    Examples
    --------
    >>> tokens = Tokens.from_words([["学校", "教师", "道路"], ["道路", "道路", "学校"]])
    >>> table = attention_without_words(tokens, {"教育": ["学校", "教师"], "城建": ["道路"]})
    >>> columns = ["word", "doc_id", "share", "share_without", "rank", "rank_without"]
    >>> table[columns].round(2).values.tolist()[:2]
    [['学校', 0, 0.67, 0.33, 1, 1], ['学校', 1, 0.33, 0.0, 2, 2]]
    """
    words = read_words(themes, "theme")
    listed = list_words(words, "theme")
    keys, groups = group_rows(tokens.passages, by)
    found = find_matches(tokens, words, "theme")
    counts, totals = share_of(tokens, found, denominator)
    adder = _adder(groups, len(tokens))
    above = np.asarray((adder @ counts).todense(), dtype=np.float64)
    below = np.asarray(adder @ totals, dtype=np.float64)
    lost = _lost(tokens, found, denominator, len(listed))
    used = np.unique(found.word)
    gone = np.asarray((adder @ lost).todense(), dtype=np.float64)[:, used].T  # words × groups
    theme = np.repeat(np.arange(len(words)), [len(group) for group in words.values()])[used]
    each = np.arange(len(used))
    rest = np.repeat(above[np.newaxis], len(used), axis=0)  # words × groups × themes
    rest[each, :, theme] -= gone
    left = below - (gone if denominator == "matches" else np.zeros_like(gone))
    share = _divide(above, below[:, np.newaxis])
    without = _divide(rest, left[:, :, np.newaxis])
    ranks, ranks_without = _rank(share, 1), _rank(without, 2)
    own, own_without = _rank(share, 0), _rank(without, 1)
    order = np.arange(len(groups))
    return _spread(keys, len(used)).assign(
        theme=np.repeat(listed["theme"].to_numpy()[used], len(groups)),
        word=np.repeat(listed["word"].to_numpy()[used], len(groups)),
        denominator=denominator,
        n=gone.ravel().astype(np.int64),
        share=share[:, theme].T.ravel(),
        share_without=without[each, :, theme].ravel(),
        rank=_whole(ranks[:, theme].T),
        rank_without=_whole(ranks_without[each, :, theme]),
        theme_moves=_differ(ranks_without, ranks).sum(axis=2).ravel(),
        group_rank=_whole(own[:, theme].T),
        group_rank_without=_whole(own_without[each, :, theme]),
        group_moves=np.repeat(
            _differ(own_without[each, :, theme], own[:, theme].T).sum(axis=1), len(order)
        ),
    )


def commitment_without_words(
    tokens: Tokens,
    words: Words,
    *,
    by: str | list[str] = "doc_id",
    weights: Mapping[str, float] | None = None,
    combine: Combine = "mean",
    scope: Scope = "zh",
) -> pd.DataFrame:
    """Ask of every graded word what the groups' scores, and their ranking, are without it.

    The scores are those of :func:`textkit.priorities.commitment_scores`; a sentence that has
    no other graded word promises nothing without it.

    Returns
    -------
    DataFrame
        One row per word that counts anywhere and group, words in the order given: the columns
        of ``by``, ``grade``, ``word`` (left out), ``n`` (times it counts in the group),
        ``score``, ``score_without``, ``rank`` (of the group, 1 for the firmest), ``rank_without``
        and ``moves`` (groups whose rank changes when the word is left out).

    Raises
    ------
    KeyError, ValueError
        As :func:`textkit.priorities.commitment_scores`.

    Examples
    --------
    >>> tokens = Tokens.from_words([["确保", "增长"], ["坚决", "探索"], ["力争", "增长"]])
    >>> grades = {"firm": ["确保", "坚决"], "aim": ["力争"], "try": ["探索"]}
    >>> table = commitment_without_words(tokens, grades)
    >>> columns = ["score", "score_without", "rank_without"]
    >>> table.loc[table["word"] == "坚决", columns].values.tolist()
    [[3.0, 3.0, 1], [2.0, 1.0, 3], [2.0, 2.0, 2]]
    """
    grades = read_words(words, "grade")
    listed = list_words(grades, "grade")
    keys, groups = group_rows(tokens.passages, by)
    sentences = find_sentences(tokens, grades, weights=weights, scope=scope)
    score, committed = sentences.scores(combine)
    counts = sentences.counts
    row = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    n_words = np.asarray(counts.sum(axis=1), dtype=np.float64).ravel()
    rest = n_words[row] - counts.data
    if combine == "firmest":
        other = firmest(counts, sentences.weights)[1]
    else:
        total = np.asarray(counts @ sentences.weights, dtype=np.float64).ravel()
        other = _divide(total[row] - counts.data * sentences.weights[counts.indices], rest)
    other = np.where(rest > 0, other, 0.0)
    change = sparse.csr_array((other - score[row], counts.indices, counts.indptr), counts.shape)
    fewer = sparse.csr_array(
        ((rest == 0).astype(np.float64), counts.indices, counts.indptr), counts.shape
    )
    of_sentence = _adder(groups, len(tokens))[:, sentences.spans.passage]
    used = np.unique(counts.indices)
    above, below = of_sentence @ score, of_sentence @ committed
    gain, loss, times = (
        np.asarray((of_sentence @ part).todense(), dtype=np.float64)[:, used].T
        for part in (change, fewer, counts)
    )
    full, without = _divide(above, below), _divide(above + gain, below - loss)
    rank, rank_without = _rank(full, 0), _rank(without, 1)
    return _spread(keys, len(used)).assign(
        grade=np.repeat(listed["grade"].to_numpy()[used], len(groups)),
        word=np.repeat(listed["word"].to_numpy()[used], len(groups)),
        n=times.ravel().astype(np.int64),
        score=np.tile(full, len(used)),
        score_without=without.ravel(),
        rank=_whole(np.tile(rank, (len(used), 1))),
        rank_without=_whole(rank_without),
        moves=np.repeat(_differ(rank_without, rank).sum(axis=1), len(groups)),
    )


def _lost(tokens: Tokens, found: Matches, denominator: str, n_words: int) -> sparse.csr_array:
    """Return what each passage loses with each word: passages × words."""
    shape = (len(tokens), n_words)
    if denominator == "characters":
        size = match_sizes(found, term_lengths(tokens)[tokens.ids] * _printed(tokens))
        return sparse.csr_array(sparse.coo_array((size, (found.passage, found.word)), shape=shape))
    if denominator in ("tokens", "matches"):
        return count_matrix(found.passage, found.word, shape)
    theme_of = np.zeros(n_words, dtype=np.int64)
    theme_of[found.word] = found.theme
    if denominator == "passages":
        passage = np.arange(len(tokens))
        counts = count_matrix(found.passage, found.word, shape)
    else:
        spans = find_spans(tokens, denominator)
        alone = type(spans)(np.arange(len(spans.passage)), spans.begin, spans.end)
        passage = spans.passage
        counts = count_spans(tokens, found, alone, found.word, (len(passage), n_words))
    # A place loses its theme with a word if it has no other word of that theme.
    row = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    _, same, n_of = np.unique(
        row * found.n_themes + theme_of[counts.indices], return_inverse=True, return_counts=True
    )
    sole = n_of[same] == 1
    return count_matrix(passage[row[sole]], counts.indices[sole], shape)


def _printed(tokens: Tokens) -> NDArray[np.int64]:
    space = np.array([term.isspace() for term in tokens.terms], dtype=bool)
    return np.asarray(~space[tokens.ids], dtype=np.int64)


def _adder(groups: list[NDArray[np.int64]], n: int) -> sparse.csr_array:
    number = np.repeat(np.arange(len(groups)), [len(rows) for rows in groups])
    place = np.concatenate([*groups, np.empty(0, dtype=np.int64)])
    return count_matrix(number, place, (len(groups), n))


def _divide(above: Floats, below: Floats) -> Floats:
    below = np.broadcast_to(below, above.shape)
    return np.asarray(np.divide(above, below, out=np.full(above.shape, np.nan), where=below > 0))


def _rank(values: Floats, axis: int) -> Floats:
    """Rank from the largest down along an axis; NaN where there is nothing to rank."""
    from scipy.stats import rankdata

    if not values.size:
        return values
    filled = np.where(np.isnan(values), -np.inf, values.round(ROUNDED))
    ranks = rankdata(-filled, method="min", axis=axis)
    return np.where(np.isnan(values), np.nan, ranks)


def _differ(one: Floats, other: Floats) -> NDArray[np.bool_]:
    return np.asarray(
        (one != other) & ~(np.isnan(one) & np.isnan(np.broadcast_to(other, one.shape)))
    )


def _whole(ranks: Floats) -> pd.Series:
    return pd.Series(ranks.ravel()).astype("Int64")


def _spread(keys: pd.DataFrame, times: int) -> pd.DataFrame:
    """Repeat the groups' own columns, all groups in turn, for every word."""
    return keys.iloc[np.tile(np.arange(len(keys)), times)].reset_index(drop=True)
