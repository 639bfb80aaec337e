"""Texts under one specification → what a finding comes to: gaps, leads, survivors."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from textkit.measures.keyness import keyness
from textkit.measures.matching import find_matches
from textkit.priorities.denominators import per_passage
from textkit.priorities.differences import bootstrap_difference
from textkit.priorities.grouping import Words, add_rows, read_words
from textkit.priorities.scopes import judge
from textkit.priorities.scores import find_sentences
from textkit.resample.draws import draw_weights, generator
from textkit.resample.limits import find_limits
from textkit.robustness.specifications import Choice, Estimate
from textkit.robustness.texts import SEEDED, Texts
from textkit.tokens import Tokens

Floats = NDArray[np.float64]
CUT = ("engine", "hmm", "lexicon", "unit", "sample")
COUNTED = (*CUT, "draw", "stopwords", "denominator", "themes")
ANY_WORDS = (
    "passages",
    "sentences",
    "headings",
    "matches",
)  # denominators that no stop word changes


@dataclass(frozen=True, kw_only=True)
class _Drawn:
    """What all findings over drawn units have in common."""

    texts: Texts = field(kw_only=False)
    n_resamples: int = 2000
    confidence: float = 0.95
    seed: int = 0


@dataclass(frozen=True, kw_only=True)
class Gap(_Drawn, ABC):
    """The difference of a ratio of sums between two values of a document variable."""

    by: str
    target: str
    reference: str
    relative: bool = False
    hangs_on: ClassVar[tuple[str, ...]] = CUT

    @abstractmethod
    def parts(self, choice: Choice) -> tuple[Floats, Floats, Tokens]:
        """Return what is summed up above and below the line, passage by passage."""

    def sides(self, tokens: Tokens) -> NDArray[np.int64]:
        """Return 0 for passages of the target, 1 for those of the reference, else -1."""
        values = tokens.passages[self.by]
        for value in (self.target, self.reference):
            if not (values == value).any():
                there = ", ".join(map(str, values.dropna().unique()))
                raise ValueError(f"{value!r} is no {self.by} here. There are: {there}.")
        one, other = (values == value for value in (self.target, self.reference))
        return np.where(one, 0, np.where(other, 1, -1))

    def __call__(self, choice: Choice) -> Estimate:
        """Return the estimate under one specification."""
        above, below, tokens = self.parts(choice)
        found = bootstrap_difference(
            above, below, self.sides(tokens), self.texts.clusters(choice, tokens),
            relative=self.relative, n_resamples=self.n_resamples,
            confidence=self.confidence, seed=self.seed,
        )  # fmt: skip
        return Estimate(float(found.estimate[0]), float(found.low[0]), float(found.high[0]))


@dataclass(frozen=True, kw_only=True)
class ThemeGap(Gap):
    """How much more of one group's text goes to a theme than of another's.

    The shares in ``target`` and ``reference``, two values of ``by``, as (a − b) / (a + b), so that
    shares of tokens and of headings can be compared; a − b if not ``relative``. Passages are
    drawn on each side (:func:`textkit.priorities.differences.bootstrap_difference`).
    """

    themes: Words
    theme: str
    relative: bool = True
    hangs_on: ClassVar[tuple[str, ...]] = COUNTED

    def parts(self, choice: Choice) -> tuple[Floats, Floats, Tokens]:
        """Return the theme's counts, and the denominators."""
        words = read_words(self.themes, "theme")
        if self.theme not in words:
            raise ValueError(f"{self.theme!r} is no theme. There are: {', '.join(words)}.")
        counts, totals, tokens = self.texts.shares(choice, words)
        return counts[:, list(words).index(self.theme)], totals, tokens

    def canonical(self, choice: Choice) -> Choice:
        """Return the choice that this one comes to."""
        return _canonical(choice)


@dataclass(frozen=True, kw_only=True)
class LeadingTheme(_Drawn):
    """By how much a theme leads all others in one group: its share and the largest other.

    As (a − b) / (a + b), or a − b if not ``relative``. Below 0 another theme leads. In each draw
    of passages the largest other is looked for again, so the interval allows for not knowing
    which it is.
    """

    by: str
    group: str
    themes: Words
    theme: str
    relative: bool = True
    hangs_on: ClassVar[tuple[str, ...]] = COUNTED

    def __call__(self, choice: Choice) -> Estimate:
        """Return the estimate under one specification."""
        words = read_words(self.themes, "theme")
        counts, totals, tokens = self.texts.shares(choice, words)
        mine = (tokens.passages[self.by] == self.group).to_numpy()
        if not mine.any():
            there = ", ".join(map(str, tokens.passages[self.by].dropna().unique()))
            raise ValueError(f"{self.group!r} is no {self.by} here. There are: {there}.")
        adder = add_rows(self.texts.clusters(choice, tokens)[mine])
        above, below = adder @ counts[mine], adder @ totals[mine]
        at = list(words).index(self.theme)
        estimate = self._lead(above.sum(axis=0)[np.newaxis] / below.sum(), at)
        if np.count_nonzero(below) < 2:
            return Estimate(float(estimate[0]))
        weights = draw_weights(len(below), self.n_resamples, generator(self.seed, 0))
        drawn = weights @ below
        shares = (weights @ above)[drawn > 0] / drawn[drawn > 0, np.newaxis]
        low, high = find_limits(
            self._lead(shares, at)[:, np.newaxis], estimate, confidence=self.confidence
        )
        own = float(estimate[0])
        return Estimate(own, min(float(low[0]), own), max(float(high[0]), own))

    def _lead(self, shares: Floats, at: int) -> Floats:
        own, other = shares[:, at], np.delete(shares, at, axis=1).max(axis=1)
        if not self.relative:
            return np.asarray(own - other)
        both = own + other
        return np.asarray(np.divide(own - other, both, out=np.zeros_like(both), where=both > 0))

    def canonical(self, choice: Choice) -> Choice:
        """Return the choice that this one comes to."""
        return _canonical(choice)


@dataclass(frozen=True, kw_only=True)
class CommitmentGap(Gap):
    """How much more firmly one group's sentences promise: scores, target minus reference.

    Two more choices: ``scope`` ("zh", "none") and ``combine`` ("mean", "firmest"), as in
    :func:`textkit.priorities.commitment_scores`.
    """

    words: Words
    hangs_on: ClassVar[tuple[str, ...]] = (*CUT, "draw", "scope", "combine")

    def parts(self, choice: Choice) -> tuple[Floats, Floats, Tokens]:
        """Return the sums of scores, and the sentences that have one."""
        tokens = self.texts.tokens(choice)
        sentences = find_sentences(tokens, self.words, weights=None, scope=_scope(choice))
        combine: Any = str(choice.get("combine", "mean"))
        score, committed = sentences.scores(combine)
        passage, n = sentences.spans.passage, len(tokens)
        sums = [_floats(np.bincount(passage, part, n)) for part in (score, committed)]
        return sums[0], sums[1], tokens


@dataclass(frozen=True, kw_only=True)
class GradeGap(Gap):
    """How much oftener one group uses the words of a grade: per 10,000 tokens.

    One more choice: ``scope`` ("zh", "none").
    """

    words: Words
    grade: str
    hangs_on: ClassVar[tuple[str, ...]] = (*CUT, "draw", "stopwords", "scope")

    def parts(self, choice: Choice) -> tuple[Floats, Floats, Tokens]:
        """Return the grade's words, and the kept tokens."""
        grades = read_words(self.words, "grade")
        tokens = self.texts.tokens(choice)
        found = find_matches(tokens, grades, "grade")
        counts = judge(tokens, found, _scope(choice))[0] == 0
        mine = counts & (found.theme == list(grades).index(self.grade))
        above = np.bincount(found.passage[mine], minlength=len(tokens)) * 1e4
        kept = per_passage(tokens, tokens.kept[tokens.ids].astype(np.int64))
        return _floats(above), _floats(kept), tokens


def _canonical(choice: Choice) -> Choice:
    """Forget the stop words where they change nothing: what is counted are not tokens."""
    whole = str(choice.get("denominator", "tokens")) in ANY_WORDS
    seeded = str(choice.get("themes", "")) == SEEDED
    return {**choice, "stopwords": ""} if whole and not seeded else choice


def _floats(values: NDArray[Any]) -> Floats:
    return np.asarray(values, dtype=np.float64)


def _scope(choice: Choice) -> Any:
    said = str(choice.get("scope", "zh"))
    return None if said == "none" else said


@dataclass(frozen=True, kw_only=True)
class KeynessSurvivors:
    """How many terms differ between two groups at a false discovery rate of 5%.

    Passages are shuffled between the groups (``measure="permutation"`` of
    :func:`textkit.keyness`). The finding is that there is none, and holds where there is none.
    """

    texts: Texts = field(kw_only=False)
    by: str
    target: str
    reference: str
    min_length: int = 2
    min_count: int = 3
    pattern: str | None = None
    n_resamples: int = 9999
    seed: int = 0
    hangs_on: ClassVar[tuple[str, ...]] = (*CUT, "stopwords")

    def __call__(self, choice: Choice) -> Estimate:
        """Return the estimate under one specification."""
        tokens = self.texts.tokens(choice).keep(min_length=self.min_length, pattern=self.pattern)
        table = keyness(
            tokens.counts().trim(min_count=self.min_count),
            target={self.by: self.target},
            reference={self.by: self.reference},
            measure="permutation",
            n_resamples=self.n_resamples,
            seed=self.seed,
        )
        survivors = int((table["q"] < 0.05).sum())
        return Estimate(float(survivors), holds=survivors == 0)


@dataclass(frozen=True, kw_only=True)
class TopicSeparation:
    """How much further apart groups are in their topics than groups made at random.

    Topics are found in all passages (:func:`textkit.fit_topics`). The distance is the mean,
    over pairs of groups, of half the sum of the differences of their topics' prevalence (0: the
    same; 1: nothing in common). Passages are then given to other groups at random; the
    estimate is the distance minus the mean of the random ones, its interval that distance
    minus their upper and lower percentile: 0 lies outside where so large a distance is rare
    among random groups. A group of long passages, each of which mixes topics, looks nearer to
    the others than random groups are, and the estimate falls below 0: look at sentences too.
    The finding holds where the interval lies above 0.
    One more choice: ``n_topics``.
    """

    texts: Texts = field(kw_only=False)
    by: str
    min_length: int = 2
    min_passages: int = 2
    pattern: str | None = None
    n_resamples: int = 999
    confidence: float = 0.95
    seed: int = 0
    hangs_on: ClassVar[tuple[str, ...]] = (*CUT, "stopwords", "n_topics")

    def __call__(self, choice: Choice) -> Estimate:
        """Return the estimate under one specification."""
        from textkit.topics.model import fit_topics

        tokens = self.texts.tokens(choice)
        tokens = tokens.where(tokens.passages["kind"] == "body")
        tokens = tokens.keep(min_length=self.min_length, pattern=self.pattern)
        matrix = tokens.counts().trim(min_passages=self.min_passages)
        topics = fit_topics(matrix, int(choice.get("n_topics", 8)), seed=self.seed)
        known = ~np.isnan(topics.weights[:, 0])
        size = topics.n_tokens[known].astype(np.float64)
        shares = topics.weights[known] * size[:, np.newaxis]
        labels = topics.passages[self.by].to_numpy()[known]
        names = np.unique(labels)
        if len(names) < 2:
            raise ValueError(f"{self.by} has one value here, {names[0]!r}: nothing to part.")
        random = np.random.default_rng(self.seed)
        order = np.argsort(random.random((self.n_resamples, len(labels))), axis=1)
        orders = np.vstack([np.arange(len(labels)), order])
        prevalence = []
        for name in names:
            inside = (labels[orders] == name).astype(np.float64)
            prevalence.append((inside @ shares) / (inside @ size)[:, np.newaxis])
        pairs = [(i, j) for i in range(len(names)) for j in range(i)]
        apart = [np.abs(prevalence[i] - prevalence[j]).sum(axis=1) / 2 for i, j in pairs]
        distance = np.mean(apart, axis=0)
        low, high = find_limits(distance[1:, np.newaxis], distance[:1], confidence=self.confidence)
        own, random_mean = float(distance[0]), float(distance[1:].mean())
        ends = own - float(high[0]), own - float(low[0])
        return Estimate(own - random_mean, *ends, holds=ends[0] > 0)
