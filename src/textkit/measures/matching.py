"""Tokens + words → where each word stands, however the text was cut."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from textkit.slices import Slice, slices, token_begins
from textkit.tokens import Tokens

Runs = tuple[NDArray[np.int64], NDArray[np.int64]]


class _Vocabulary:
    """What is asked of terms, whatever the slice they stand in: answered once."""

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self._met: dict[str, NDArray[np.bool_]] = {}

    @cached_property
    def space(self) -> NDArray[np.bool_]:
        return np.array([term.isspace() for term in self.tokens.terms], dtype=bool)

    def met_by(self, part: str) -> NDArray[np.bool_]:
        """Tell the kept terms that a part with wildcards is met by."""
        if part not in self._met:
            signs = {"*": ".*", "?": "."}
            pattern = re.compile("".join(signs.get(c, re.escape(c)) for c in part), re.DOTALL)
            met = [pattern.fullmatch(term) is not None for term in self.tokens.terms]
            self._met[part] = np.array(met, dtype=bool) & self.tokens.kept
        return self._met[part]


class _Layout(NamedTuple):
    """Passages as one text, and where in it each token begins (and the last one ends)."""

    vocabulary: _Vocabulary
    ids: NDArray[np.int32]
    passage: NDArray[np.int64]
    text: str
    begins: NDArray[np.int64]


def _lay_out(tokens: Tokens, vocabulary: _Vocabulary) -> _Layout:
    text = "".join(tokens.terms[tokens.ids])
    return _Layout(vocabulary, tokens.ids, tokens.passage_of(), text, token_begins(tokens))


def find_runs(tokens: Tokens, words: Sequence[str]) -> list[Runs]:
    """Find the runs of tokens that each word names: first tokens, and tokens after the last.

    A word is a sequence of parts with spaces between them, found in tokens of one passage
    that follow upon one another with nothing but white space between. A part with ``*``
    (any characters) or ``?`` (any one) is met by one kept term; any other part by the whole
    tokens, one or more, that together spell it, kept or not. So how the segmenter cut
    六城联动 makes no difference, while 发展 is not found in the tokens 开发 展示. Runs may overlap.

    >>> tokens = Tokens.from_words([["六城", "联动", "，", "教育", "强区"]])
    >>> for first, last in find_runs(tokens, ["六城联动", "教* 强?"]):
    ...     print(first, last)
    [0] [2]
    [3] [5]
    """
    nothing = np.empty(0, dtype=np.int64)
    found: list[list[Runs]] = [[(nothing, nothing)] for _ in words]
    vocabulary = _Vocabulary(tokens)
    for part in slices(tokens):
        layout = _lay_out(part.tokens, vocabulary)
        for runs, word in zip(found, words, strict=True):
            first, last = _find_runs(layout, word)
            runs.append((first + part.token, last + part.token))
    return [
        (np.concatenate([run[0] for run in runs]), np.concatenate([run[1] for run in runs]))
        for runs in found
    ]


def _find_runs(layout: _Layout, word: str) -> Runs:
    found: Runs | None = None
    for part in word.split():
        first, last = _meet(layout, part) if has_wildcard(part) else _spell(layout, part)
        if found is not None:
            # Of the runs found so far, those go on whose end is where the next part begins.
            begin, end = found
            end = _after_space(layout)[end]
            place = np.searchsorted(first, end)
            joined = place < len(first)
            joined[joined] = first[place[joined]] == end[joined]
            first, last = begin[joined], last[place[joined]]
        found = first, last
    if found is None:
        raise ValueError(f"{word!r} holds no word, only white space.")
    first, last = found
    together = layout.passage[first] == layout.passage[last - 1]
    return first[together], last[together]


def locate(
    tokens: Tokens, first: NDArray[np.int64], last: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Say where runs of tokens stand: the passage, and begin and end in its characters.

    >>> tokens = Tokens.from_words([["改革"], ["扩大", "开放"]])
    >>> [int(place[0]) for place in locate(tokens, np.array([2]), np.array([3]))]
    [1, 2, 4]
    """
    passage = np.searchsorted(tokens.offsets, first, side="right") - 1
    begin, end = np.empty_like(first), np.empty_like(last)
    order = np.argsort(first, kind="stable")
    for part in slices(tokens):
        ends = [part.token, part.token + len(part.tokens.ids)]
        here = order[slice(*np.searchsorted(first, ends, sorter=order))]
        begins = token_begins(part.tokens)
        origin = begins[part.tokens.offsets[passage[here] - part.passage]]
        begin[here] = begins[first[here] - part.token] - origin
        end[here] = begins[last[here] - part.token] - origin
    return passage, begin, end


@dataclass(frozen=True)
class Matches:
    """Matches in the order of the text, none of which shares a token with another.

    ``theme``, ``word`` (numbers), ``first`` token, token after the ``last`` and ``passage``
    have one entry per match; ``covered`` tells for each token whether a match holds it.
    """

    theme: NDArray[np.int64]
    word: NDArray[np.int64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    passage: NDArray[np.int64]
    covered: NDArray[np.bool_]
    n_themes: int

    def within(self, part: Slice) -> Matches:
        """Return the matches of one slice of the tokens, counted from its own beginning."""
        end = part.token + len(part.tokens.ids)
        here = slice(*np.searchsorted(self.first, [part.token, end]))
        return Matches(
            self.theme[here],
            self.word[here],
            self.first[here] - part.token,
            self.last[here] - part.token,
            self.passage[here] - part.passage,
            self.covered[part.token : end],
            self.n_themes,
        )


def find_matches(tokens: Tokens, themes: Mapping[str, Sequence[str]], noun: str) -> Matches:
    """Find the words of all themes; where matches overlap, the longest counts.

    Raises ValueError if two themes claim the very same place; ``noun`` is what the message
    calls a theme.
    """
    terms = _Vocabulary(tokens)
    parts = [(part, _match(_lay_out(part.tokens, terms), themes, noun)) for part in slices(tokens)]
    return Matches(
        theme=np.concatenate([found.theme for _, found in parts]),
        word=np.concatenate([found.word for _, found in parts]),
        first=np.concatenate([found.first + part.token for part, found in parts]),
        last=np.concatenate([found.last + part.token for part, found in parts]),
        passage=np.concatenate([found.passage + part.passage for part, found in parts]),
        covered=np.concatenate([found.covered for _, found in parts]),
        n_themes=len(themes),
    )


def _match(layout: _Layout, themes: Mapping[str, Sequence[str]], noun: str) -> Matches:
    names = list(themes)
    words = [word for group in themes.values() for word in group]
    theme_of = np.repeat(np.arange(len(names)), [len(group) for group in themes.values()])
    runs = [_find_runs(layout, word) for word in words]
    nothing = [np.empty(0, dtype=np.int64)]
    first = np.concatenate([run[0] for run in runs] + nothing)
    last = np.concatenate([run[1] for run in runs] + nothing)
    word = np.repeat(np.arange(len(words)), [len(run[0]) for run in runs])
    # The same place by two words: what is written out goes before what has a wildcard.
    preferred = sorted(range(len(words)), key=lambda n: (has_wildcard(words[n]), words[n]))
    preference = np.argsort(np.array(preferred, dtype=np.int64))
    order = np.lexsort((preference[word], last, first))
    first, last, word = first[order], last[order], word[order]
    same = (np.diff(first) == 0) & (np.diff(last) == 0)
    for place in np.flatnonzero(same & (np.diff(theme_of[word]) != 0))[:1]:
        text = layout.text[layout.begins[first[place]] : layout.begins[last[place]]]
        one, two = sorted(word[place : place + 2].tolist())
        raise ValueError(
            f"{text!r} is in two {noun}s, {names[theme_of[one]]!r} (as {words[one]!r}) and "
            f"{names[theme_of[two]]!r} (as {words[two]!r}). Leave it in one of them."
        )
    once = np.flatnonzero(np.append(np.ones(min(1, len(first)), dtype=bool), ~same))
    first, last, word = first[once], last[once], word[once]
    length = layout.begins[last] - layout.begins[first]
    chosen, covered = _longest_first(first, last, length, len(layout.passage))
    first, last, word = first[chosen], last[chosen], word[chosen]
    passage = layout.passage[first]
    return Matches(theme_of[word], word, first, last, passage, covered, len(names))


def _longest_first(
    first: NDArray[np.int64], last: NDArray[np.int64], length: NDArray[np.int64], n_tokens: int
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    chosen = np.zeros(len(first), dtype=bool)
    covered = np.zeros(n_tokens, dtype=bool)
    for size in np.unique(length)[::-1]:
        before = np.concatenate([[0], np.cumsum(covered)])
        free = np.flatnonzero((length == size) & (before[first] == before[last]))
        if (first[free[1:]] < last[free[:-1]]).any():
            free = _left_to_right(first, last, free)
        chosen[free] = True
        change = np.zeros(n_tokens + 1, dtype=np.int64)
        change[first[free]] += 1  # matches of one size that are left share no token
        change[last[free]] -= 1
        covered |= np.cumsum(change)[:-1] > 0
    return np.flatnonzero(chosen), covered


def _left_to_right(
    first: NDArray[np.int64], last: NDArray[np.int64], places: NDArray[np.int64]
) -> NDArray[np.int64]:
    kept, end = [], 0
    for place in places.tolist():
        if first[place] >= end:
            kept.append(place)
            end = last[place]
    return np.array(kept, dtype=np.int64)


def has_wildcard(word: str) -> bool:
    """Tell a word with ``*`` or ``?`` from one to be found as it is written."""
    return "*" in word or "?" in word


def _after_space(layout: _Layout) -> NDArray[np.int64]:
    """Return for each token, and for the end, the first from there on that is no space."""
    n = len(layout.ids)
    word = np.where(layout.vocabulary.space[layout.ids], n, np.arange(n))
    return np.append(np.minimum.accumulate(word[::-1])[::-1], n)


def _meet(layout: _Layout, part: str) -> Runs:
    first = np.flatnonzero(layout.vocabulary.met_by(part)[layout.ids])
    return first, first + 1


def _spell(layout: _Layout, part: str) -> Runs:
    begin = np.fromiter(_places(layout.text, part), dtype=np.int64)
    first = np.searchsorted(layout.begins, begin)
    last = np.searchsorted(layout.begins, begin + len(part))
    whole = (layout.begins[first] == begin) & (layout.begins[last] == begin + len(part))
    return first[whole], last[whole]


def _places(text: str, part: str) -> Iterator[int]:
    place = text.find(part)
    while place >= 0:
        yield place
        # From the next character on: a place off the token boundaries may hide a good one.
        place = text.find(part, place + 1)
