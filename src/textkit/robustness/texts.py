"""A corpus + choices → the tokens that a finding is asked of, cut and kept as chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textkit.measures.matching import find_matches
from textkit.outline import split
from textkit.priorities.denominators import share_of
from textkit.priorities.grouping import read_words
from textkit.segmentation.segmenter import Segmenter
from textkit.tokens import Tokens

T = TypeVar("T")
UNITS = ("paragraph", "section", "sentence")
DRAWS = ("passages", "documents")
STOPWORDS = ("built-in", "built-in and own", "none")
LEXICON = ("own", "none")
FULL, SEEDED, WITHOUT, HALF = "full", "seeded topics", "without ", "half "


@dataclass(frozen=True)
class Texts:
    """Texts that can be cut and counted in other ways; each way is worked out once.

    The choices it knows, each with its values:

    ============ ==========================================================================
    engine       ``"auto"``, ``"jieba"``: what cuts
    hmm          True, False: whether jieba's model joins characters to unknown words
    lexicon      ``"own"``, ``"none"``
    stopwords    ``"built-in"``, ``"built-in and own"``, ``"none"``: what is not counted
    unit         ``"paragraph"``, ``"section"``, ``"sentence"``: what texts are split into
    draw         ``"passages"``, ``"documents"``: what a bootstrap draws
    sample       ``"all"``, or ``"half 1"``, ``"half 2"`` …: half of each document's passages,
                 drawn by ``seed`` and that number
    ============ ==========================================================================

    A choice that is not named has its first value.

    Attributes
    ----------
    corpus : DataFrame
        As :func:`textkit.read_corpus` gives it.
    lexicon, stopwords : path, optional
        One's own lists.
    where : mapping of document variable to value, or values
        Which passages are looked at; front matter never is.
    seed : int
        Of the halves.
    """

    corpus: pd.DataFrame
    lexicon: str | Path | None = None
    stopwords: str | Path | None = None
    where: Mapping[str, Any] = field(default_factory=dict)
    seed: int = 0
    _known: dict[tuple[Any, ...], Any] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def tokens(self, choice: Mapping[str, Any]) -> Tokens:
        """Cut and keep as chosen, all passages, and then the sample of them.

        Raises
        ------
        ValueError
            If a choice has a value that is none of those above.
        """
        whole = self.whole(choice)
        rows = self.rows(choice)
        return whole if rows.all() else whole.where(rows)

    def whole(self, choice: Mapping[str, Any]) -> Tokens:
        """Cut and keep as chosen, whatever the sample."""
        unit = str(choice.get("unit", UNITS[0]))
        engine, hmm = str(choice.get("engine", "auto")), bool(choice.get("hmm", True))
        lexicon = str(choice.get("lexicon", LEXICON[0]))
        words = str(choice.get("stopwords", STOPWORDS[0]))
        _one_of("unit", unit, UNITS)
        _one_of("lexicon", lexicon, LEXICON)
        _one_of("stopwords", words, STOPWORDS)
        key = (engine, hmm, lexicon, unit)
        cut = self.once(("cut", *key), lambda: self._cut(*key))
        return self.once(("kept", *key, words), lambda: self._keep(cut, words))

    def rows(self, choice: Mapping[str, Any]) -> NDArray[np.bool_]:
        """Say which of all passages are in the sample."""
        passages = self.whole(choice).passages
        sample = str(choice.get("sample", "all"))
        if sample == "all":
            return np.ones(len(passages), dtype=bool)
        number = sample.removeprefix(HALF)
        if not sample.startswith(HALF) or not number.isdecimal():
            raise ValueError(f"sample must be 'all', or 'half 1', 'half 2' …, not {sample!r}.")
        random = np.random.default_rng([self.seed, int(number)])
        chosen = np.zeros(len(passages), dtype=bool)
        # Within documents, so that a half has all of them.
        for rows in passages.groupby("doc_id", sort=False).indices.values():
            chosen[random.choice(rows, size=(len(rows) + 1) // 2, replace=False)] = True
        return chosen

    def clusters(self, choice: Mapping[str, Any], tokens: Tokens) -> NDArray[np.int64]:
        """Number what a bootstrap draws: passages, or documents."""
        draw = str(choice.get("draw", DRAWS[0]))
        _one_of("draw", draw, DRAWS)
        if draw == "passages":
            return np.arange(len(tokens))
        return np.asarray(pd.factorize(tokens.passages["doc_id"])[0], dtype=np.int64)

    def shares(
        self, choice: Mapping[str, Any], themes: Mapping[str, list[str]]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], Tokens]:
        """Count themes by the choices ``denominator`` and ``themes``; seeded topics are grown.

        ``themes`` is ``"full"``, ``"without WORD"`` (counted again without it) or
        ``"seeded topics"`` (a topic's share of the passage times its tokens, of all tokens).
        Returns numerators, passages × themes, denominators, and the tokens.
        """
        dictionary = str(choice.get("themes", FULL))
        denominator = str(choice.get("denominator", "tokens"))
        tokens, rows = self.tokens(choice), self.rows(choice)
        if dictionary == SEEDED:
            from textkit.priorities.seeded import seeded_topics

            topics = seeded_topics(tokens, themes)
            grown = np.nan_to_num(topics.weights[:, : len(themes)]) * topics.n_tokens[:, None]
            return grown, topics.n_tokens.astype(np.float64), tokens
        words = leave_out(themes, dictionary)
        whole = self.whole(choice)
        marks = (choice.get(name) for name in ("engine", "hmm", "lexicon", "stopwords", "unit"))
        listed = tuple((name, tuple(group)) for name, group in words.items())

        def count() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
            counts, totals = share_of(whole, find_matches(whole, words, "theme"), denominator)
            return counts.toarray().astype(np.float64), totals.astype(np.float64)

        counts, totals = self.once(("share", *marks, denominator, listed), count)
        return counts[rows], totals[rows], tokens

    def once(self, key: tuple[Any, ...], make: Callable[[], T]) -> T:
        """Return what was made for a key before, or make it."""
        if key not in self._known:
            self._known[key] = make()
        made: T = self._known[key]
        return made

    def _cut(self, engine: str, hmm: bool, lexicon: str, level: str) -> Tokens:
        passages = split(self.corpus, into=level)
        mask = passages["kind"] != "front"
        for name, value in self.where.items():
            values = value if isinstance(value, (list, tuple, set)) else [value]
            if name not in passages:
                there = ", ".join(map(str, passages.columns.drop("text")))
                raise KeyError(f"{name!r} is no variable of these passages. There are: {there}.")
            mask &= passages[name].isin(list(values))
        if not mask.any():
            raise ValueError(f"where={dict(self.where)!r} names no passage.")
        own = self.lexicon if lexicon == "own" else None
        segmenter = Segmenter(lexicon=own, hmm=hmm, engine=engine)
        return segmenter.segment(passages[mask].reset_index(drop=True))

    def _keep(self, tokens: Tokens, words: str) -> Tokens:
        if words == "none":
            return tokens.keep()
        kept = tokens.keep(stopwords="zh")
        if words == "built-in and own" and self.stopwords is not None:
            kept = kept.keep(stopwords=self.stopwords)
        return kept


def leave_out(themes: Mapping[str, list[str]], dictionary: str) -> dict[str, list[str]]:
    """Return the themes as a value of the choice ``themes`` names them.

    >>> leave_out({"教育": ["学校", "教师"]}, "without 学校")
    {'教育': ['教师']}
    """
    if dictionary == FULL:
        return {name: list(words) for name, words in themes.items()}
    word = dictionary.removeprefix(WITHOUT)
    if not dictionary.startswith(WITHOUT) or not any(word in own for own in themes.values()):
        raise ValueError(
            f"themes must be {FULL!r}, {SEEDED!r} or 'without' and a word of a theme, not "
            f"{dictionary!r}."
        )
    return {name: [one for one in words if one != word] for name, words in themes.items()}


def dictionaries(
    tokens: Tokens, themes: Mapping[str, list[str]] | str | Path, *, least: float = 0.05
) -> list[str]:
    """List values of the choice ``themes``: in full, by seeded topics, without each weighty word.

    A word is weighty if it makes up at least ``least`` of its theme's matches.

    >>> tokens = Tokens.from_words([["学校", "学校", "教师"]])
    >>> dictionaries(tokens, {"教育": ["学校", "教师", "操场"]}, least=0.5)
    ['full', 'seeded topics', 'without 学校']
    """
    words = read_words(themes, "theme")
    found = find_matches(tokens, words, "theme")
    listed = [(theme, word) for theme, group in words.items() for word in group]
    counts = np.bincount(found.word, minlength=len(listed))
    totals = np.bincount(found.theme, minlength=len(words))
    theme = np.repeat(np.arange(len(words)), [len(group) for group in words.values()])
    weighty = (counts > 0) & (counts >= least * totals[theme])
    return [FULL, SEEDED, *(WITHOUT + listed[number][1] for number in np.flatnonzero(weighty))]


def _one_of(name: str, value: str, values: tuple[str, ...]) -> None:
    if value not in values:
        raise ValueError(f"{name} must be one of {', '.join(values)}, not {value!r}.")
