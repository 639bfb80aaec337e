"""Tokens + words → where each word stands, however the text was cut."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from textkit.tokens import Tokens

Runs = tuple[NDArray[np.int64], NDArray[np.int64]]


@dataclass(frozen=True)
class Layout:
    """All passages as one text, and where in it each token begins (and the last one ends)."""

    tokens: Tokens
    text: str
    begins: NDArray[np.int64]
    passage: NDArray[np.int64]


def lay_out(tokens: Tokens) -> Layout:
    """Put all tokens together once, to look for many terms."""
    lengths = np.fromiter(map(len, tokens.terms), dtype=np.int64, count=len(tokens.terms))
    begins = np.zeros(len(tokens.ids) + 1, dtype=np.int64)
    np.cumsum(lengths[tokens.ids], out=begins[1:])
    return Layout(tokens, "".join(tokens.terms[tokens.ids]), begins, tokens.passage_of())


def find_runs(layout: Layout, word: str) -> Runs:
    """Find the runs of tokens that a word names: first tokens, and tokens after the last.

    A word is a sequence of parts with spaces between them, found in tokens of one passage
    that follow upon one another with nothing but white space between. A part with ``*``
    (any characters) or ``?`` (any one) is met by one kept term; any other part by the whole
    tokens, one or more, that together spell it, kept or not. So how the segmenter cut
    六城联动 makes no difference, while 发展 is not found in the tokens 开发 展示. Runs may overlap.

    >>> tokens = Tokens.from_words([["六城", "联动", "，", "教育", "强区"]])
    >>> [run.tolist() for run in find_runs(lay_out(tokens), "六城联动")]
    [[0], [2]]
    >>> [run.tolist() for run in find_runs(lay_out(tokens), "教* 强?")]
    [[3], [5]]
    """
    found: Runs | None = None
    for part in word.split():
        first, last = _meet(layout, part) if has_wildcard(part) else _spell(layout, part)
        if found is not None:
            # Of the runs found so far, those go on whose end is where the next part begins.
            begin, end = found
            end = _after_space(layout.tokens)[end]
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


def find_matches(tokens: Tokens, themes: Mapping[str, Sequence[str]], noun: str) -> Matches:
    """Find the words of all themes; where matches overlap, the longest counts.

    Raises ValueError if two themes claim the very same place; ``noun`` is what the message
    calls a theme.
    """
    layout = lay_out(tokens)
    names = list(themes)
    words = [word for group in themes.values() for word in group]
    theme_of = np.repeat(np.arange(len(names)), [len(group) for group in themes.values()])
    runs = [find_runs(layout, word) for word in words]
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
    chosen, covered = _longest_first(first, last, length, len(tokens.ids))
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


def _after_space(tokens: Tokens) -> NDArray[np.int64]:
    """Return for each token, and for the end, the first from there on that is no space."""
    space = np.array([term.isspace() for term in tokens.terms], dtype=bool)
    n = len(tokens.ids)
    word = np.where(space[tokens.ids], n, np.arange(n))
    return np.append(np.minimum.accumulate(word[::-1])[::-1], n)


def _meet(layout: Layout, part: str) -> Runs:
    pattern = "".join({"*": ".*", "?": "."}.get(sign, re.escape(sign)) for sign in part)
    return whole_tokens(layout.tokens, re.compile(pattern, re.DOTALL).fullmatch, kept_only=True)


def whole_tokens(tokens: Tokens, meets: Callable[[str], object], *, kept_only: bool) -> Runs:
    """Find the single tokens whose term ``meets`` what is asked."""
    chosen = np.array([bool(meets(term)) for term in tokens.terms], dtype=bool)
    if kept_only:
        chosen &= tokens.kept
    first = np.flatnonzero(chosen[tokens.ids])
    return first, first + 1


def _spell(layout: Layout, part: str) -> Runs:
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
