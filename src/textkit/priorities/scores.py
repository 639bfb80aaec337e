"""Tokens + graded words → how firmly each sentence promises, and each group of sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from textkit.counting import count_matrix
from textkit.measures.matching import find_matches
from textkit.priorities.denominators import Spans, find_spans, text_begins
from textkit.priorities.grouping import (
    Words,
    add_rows,
    group_rows,
    read_words,
    stack,
    units_of,
)
from textkit.priorities.scopes import Scope, judge
from textkit.resample import Intervals
from textkit.resample.draws import BLOCK, block_sizes, check, draw_weights, generator
from textkit.resample.limits import find_limits
from textkit.slices import token_begins
from textkit.tokens import Tokens

Combine = Literal["mean", "firmest"]
Floats = NDArray[np.float64]


def commitment_scores(
    tokens: Tokens,
    words: Words,
    *,
    by: str | list[str] = "doc_id",
    themes: Words | None = None,
    weights: Mapping[str, float] | None = None,
    combine: Combine = "mean",
    scope: Scope = "zh",
    unit: str = "passage_id",
    n_resamples: int = 2000,
    confidence: float = 0.95,
    seed: int = 0,
) -> pd.DataFrame:
    """Measure how firmly groups of sentences promise, and how many promise at all.

    A graded word weighs what its grade weighs: by default 1 for the weakest grade, one more
    for each firmer one, so five grades go from 1 (探索) to 5 (确保). Only words that count are
    taken: not those denied, quoted or in a name (:func:`textkit.priorities.scopes.graded_words`
    says which). The score of a sentence is the mean weight of its words, or the weight of its
    firmest one; a sentence without any has none. The score of a group is the mean over its
    sentences that have one.

    The weights are an ordinal scale read as numbers: that 确保 is to 全力 as 力争 is to 探索 is
    an assumption, so try others (``weights``).

    Parameters
    ----------
    words : mapping of grade to words, or path
        Grades from the firmest to the weakest.
    by : str or list of str
        Columns of the passages that make up the groups: ``["doc_id", "section"]`` gives the
        sections.
    themes : mapping of theme to words, or path, optional
        Then the sentences of each group are taken theme by theme: those that name it. A
        sentence that names several counts for each.
    weights : mapping of grade to number, optional
        What each grade weighs; every grade must be named.
    combine : "mean" or "firmest"
        The mean does not depend on how many graded words a sentence has; the firmest word of
        a long sentence is firmer than that of a short one by its length alone.
    scope : "zh", path, mapping or None
        The rules for words that do not count; None lets every word count.
    unit : str
        Column of what the bootstrap draws within a group: passages, or ``"doc_id"``.
    n_resamples, confidence, seed
        See :func:`textkit.resample.bootstrap_ratio`.

    Returns
    -------
    DataFrame
        One row per group (and theme), in order of first appearance: the columns of ``by``,
        ``theme`` (only with ``themes``), ``score`` (on the scale of the weights; NaN if no
        sentence promises), ``low``, ``high``, ``share`` (0 to 1: sentences with a graded word
        that counts, per sentence), ``share_low``, ``share_high``, ``n_committed`` and
        ``n_sentences``. Intervals are NaN with fewer than two units.

    Raises
    ------
    KeyError
        If a column does not exist.
    ValueError
        If a word belongs to two grades or themes, a grade has no weight, or an option is
        unknown.

    Examples
    --------
    >>> words = [["确保", "增长", "。", "探索", "。"], ["好", "。", "不", "探索"]]
    >>> tokens = Tokens.from_words(words)
    >>> table = commitment_scores(tokens, {"firm": ["确保"], "try": ["探索"]})
    >>> table[["doc_id", "score", "share", "n_committed", "n_sentences"]].values.tolist()
    [[0.0, 1.5, 1.0, 2.0, 2.0], [1.0, nan, 0.0, 0.0, 2.0]]
    """
    sentences = find_sentences(tokens, words, weights=weights, scope=scope)
    score, committed = sentences.scores(combine)
    keys, groups = group_rows(tokens.passages, by)
    unit_of = units_of(tokens.passages, unit)
    n = len(tokens)
    adder = sparse.csr_array(
        (np.ones(len(score)), (sentences.spans.passage, np.arange(len(score)))),
        shape=(n, len(score)),
    )
    names, members = sentences.of_themes(tokens, themes)
    sums = [sparse.csr_array(adder @ (members * part[:, None])) for part in (score, committed)]
    totals = sparse.csr_array(adder @ members)
    tables = []
    for number, rows in enumerate(groups):
        unite = add_rows(unit_of[rows])
        above, made, all_of = (
            (unite @ part[rows]).toarray() for part in (sums[0], sums[1], totals)
        )
        parts = bootstrap_ratios(
            np.hstack([above, made]),
            np.hstack([made, all_of]),
            n_resamples=n_resamples,
            confidence=confidence,
            seed=[seed, number],
        )
        firm, often = ([end[at : at + len(names)] for end in parts] for at in (0, len(names)))
        tables.append(
            {
                "theme": names,
                **dict(zip(("score", "low", "high"), firm, strict=True)),
                **dict(zip(("share", "share_low", "share_high"), often, strict=True)),
                "n_committed": made.sum(axis=0).astype(np.int64),
                "n_sentences": all_of.sum(axis=0).astype(np.int64),
            }
        )
    columns = ["theme"] if themes is not None else []
    return stack(keys, tables, [*columns, *_SCORES])


_SCORES = [
    "score", "low", "high", "share", "share_low", "share_high", "n_committed", "n_sentences",
]  # fmt: skip


def bootstrap_ratios(
    above: Floats, below: Floats, *, n_resamples: int, confidence: float, seed: Sequence[int]
) -> Intervals:
    """Put an interval on ratios of sums whose denominators differ: units × k, both.

    Column by column it is :func:`textkit.resample.bootstrap_ratio`, from the same draws for all
    (and the very same numbers, as long as the draws fit into one block there).
    """
    check(n_resamples, confidence)
    total = below.sum(axis=0)
    estimate = _ratio(above.sum(axis=0), total)
    units = max(1, len(below))
    values = []
    for block, size in enumerate(block_sizes(n_resamples, max(1, BLOCK // units))):
        if len(below):
            weights = draw_weights(units, size, generator(seed, block))
            values.append(_ratio(weights @ above, weights @ below))
    low, high = np.full(len(total), np.nan), np.full(len(total), np.nan)
    known = np.count_nonzero(below, axis=0) >= 2
    if known.any():
        drawn = np.concatenate(values)[:, known]
        low[known], high[known] = find_limits(drawn, estimate[known], confidence=confidence)
    return Intervals(estimate, np.minimum(low, estimate), np.maximum(high, estimate))


def _ratio(above: Floats, below: Floats) -> Floats:
    return np.asarray(np.divide(above, below, out=np.full_like(above, np.nan), where=below > 0))


def score_sentences(
    tokens: Tokens,
    words: Words,
    *,
    weights: Mapping[str, float] | None = None,
    combine: Combine = "mean",
    scope: Scope = "zh",
) -> pd.DataFrame:
    """Give every sentence its score of commitment; :func:`commitment_scores` says how.

    Returns one row per sentence in the order of the text: ``doc_id`` and ``passage_id`` (where
    the passages have them), ``start`` and ``end`` (characters in the document), ``text``,
    ``score`` (NaN without a word that counts), ``n_words`` (graded words that count) and
    ``n_set_aside`` (those that do not). Raises as :func:`commitment_scores`.

    >>> tokens = Tokens.from_words([["确保", "增长", "。", "未", "探索", "。"]])
    >>> table = score_sentences(tokens, {"firm": ["确保"], "try": ["探索"]})
    >>> table[["text", "score", "n_words", "n_set_aside"]].values.tolist()
    [['确保增长。', 2.0, 1, 0], ['未探索。', nan, 0, 1]]
    """
    sentences = find_sentences(tokens, words, weights=weights, scope=scope)
    score, committed = sentences.scores(combine)
    spans = sentences.spans
    passages = tokens.passages.reset_index(drop=True)
    names = [name for name in ("doc_id", "passage_id") if name in passages]
    origin = passages["start"].to_numpy(dtype=np.int64) if "start" in passages else 0
    shift = (origin - text_begins(tokens)[:-1])[spans.passage]
    text = "".join(tokens.terms[tokens.ids])
    table = passages[names].iloc[spans.passage].reset_index(drop=True)
    return table.assign(
        start=spans.begin + shift,
        end=spans.end + shift,
        text=[text[i:j] for i, j in zip(spans.begin, spans.end, strict=True)],
        score=np.where(committed > 0, score, np.nan),
        n_words=np.asarray(sentences.counts.sum(axis=1)).ravel().astype(np.int64),
        n_set_aside=sentences.aside,
    )


@dataclass(frozen=True)
class Sentences:
    """Sentences, how often each has each graded word that counts, and what words weigh."""

    spans: Spans
    counts: sparse.csr_array
    weights: Floats
    aside: NDArray[np.int64]

    def scores(self, combine: Combine) -> tuple[Floats, Floats]:
        """Return the score of each sentence (0 if none), and 1 if it has one."""
        if combine not in ("mean", "firmest"):
            raise ValueError(f"combine must be 'mean' or 'firmest', not {combine!r}.")
        n_words = np.asarray(self.counts.sum(axis=1), dtype=np.float64).ravel()
        committed = (n_words > 0).astype(np.float64)
        if combine == "firmest":
            return firmest(self.counts, self.weights)[0], committed
        total = np.asarray(self.counts @ self.weights, dtype=np.float64).ravel()
        return np.divide(total, n_words, out=np.zeros_like(total), where=n_words > 0), committed

    def of_themes(self, tokens: Tokens, themes: Words | None) -> tuple[list[str], Floats]:
        """Return the themes' names, and which sentence names which: sentences × themes."""
        n = len(self.spans.passage)
        if themes is None:
            return [""], np.ones((n, 1))
        groups = read_words(themes, "theme")
        found = find_matches(tokens, groups, "theme")
        place = self.spans.of(token_begins(tokens)[found.first])
        members = np.zeros((n, len(groups)))
        members[place[place >= 0], found.theme[place >= 0]] = 1
        return list(groups), members


def firmest(counts: sparse.csr_array, weights: Floats) -> tuple[Floats, Floats]:
    """Return the largest weight in each row, and each entry's largest among the others.

    The second has one number per entry of ``counts``: what is left if its word is not there
    (0 if nothing is).
    """
    row = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    weight = weights[counts.indices]
    order = np.lexsort((-weight, row))
    best, second = np.zeros(counts.shape[0]), np.zeros(counts.shape[0])
    sorted_rows, sorted_weights = row[order], weight[order]
    place = np.arange(len(order)) - np.searchsorted(sorted_rows, sorted_rows, side="left")
    best[sorted_rows[place == 0]] = sorted_weights[place == 0]
    second[sorted_rows[place == 1]] = sorted_weights[place == 1]
    others = np.empty(len(order))
    others[order] = np.where(place == 0, second[sorted_rows], best[sorted_rows])
    return best, others


def find_sentences(
    tokens: Tokens, words: Words, *, weights: Mapping[str, float] | None, scope: Scope
) -> Sentences:
    """Find the sentences, and the graded words in each that count."""
    grades = read_words(words, "grade")
    weight_of = grade_weights(list(grades), weights)
    found = find_matches(tokens, grades, "grade")
    status, _ = judge(tokens, found, scope)
    spans = find_spans(tokens, "sentences")
    n = len(spans.passage)
    place = spans.of(token_begins(tokens)[found.first])
    counted = (status == 0) & (place >= 0)
    sizes = [len(group) for group in grades.values()]
    counts = count_matrix(place[counted], found.word[counted], (n, sum(sizes)))
    aside = np.bincount(place[(status > 0) & (place >= 0)], minlength=n).astype(np.int64)
    return Sentences(spans, counts, np.repeat(weight_of, sizes), aside)


def grade_weights(grades: list[str], weights: Mapping[str, float] | None) -> Floats:
    """Return what each grade weighs: as named, or n, n − 1 … 1 from the firmest on.

    >>> grade_weights(["确保", "力争", "探索"], None).tolist()
    [3.0, 2.0, 1.0]
    """
    if weights is None:
        return np.arange(len(grades), 0, -1, dtype=np.float64)
    missing = [grade for grade in grades if grade not in weights]
    unknown = [grade for grade in weights if grade not in grades]
    if missing or unknown:
        wrong = f"no weight for {missing[0]!r}" if missing else f"no grade {unknown[0]!r}"
        raise ValueError(f"weights has {wrong}. The grades are {', '.join(grades)}.")
    return np.array([float(weights[grade]) for grade in grades])
