"""terms → part-of-speech tags, one per type, as jieba's dictionary has them."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

TagFunction = Callable[[Sequence[str]], Iterable[str]]

# What jieba.posseg calls a word that it does not know, judged as there by how it begins.
_NUMBER = re.compile(r"[.0-9]*[0-9]")
_LATIN = re.compile("[a-zA-Z]")


@dataclass(frozen=True)
class Tagger:
    """Look up the tag of each term; nothing of its surroundings is looked at.

    The third column of jieba's dictionary gives one tag per word (n noun, v verb, ns place,
    vn verbal noun …). A word with several uses has its commonest, wherever it stands: 发展 is
    ``vn`` in 发展经济 too. What the dictionary lacks is ``m`` if it begins as a number,
    ``eng`` if with a Latin letter, else ``x``: punctuation, and also the words that the
    hidden Markov model found.

    Attributes
    ----------
    lexicon : tuple of (word, tag)
        Tags that go before the dictionary's; of two for one word, the later.
    dictionary : bool
        Whether to look into jieba's dictionary at all.

    Examples
    --------
    >>> tagger = Tagger((("六城联动", "nz"),))
    >>> tagger(["发展", "六城联动", "6.5%", "GDP", "，"]).tolist()
    ['vn', 'nz', 'm', 'eng', 'x']
    """

    lexicon: tuple[tuple[str, str], ...] = ()
    dictionary: bool = True

    def __call__(self, terms: Sequence[str]) -> NDArray[np.object_]:
        """Return one tag per term."""
        own = dict(self.lexicon)
        known = _dictionary_tags() if self.dictionary else {}
        tags = [own.get(term) or known.get(term) or _unknown(term) for term in terms]
        return np.array(tags, dtype=object)


def match_tags(tags: NDArray[np.object_], wanted: str | Iterable[str]) -> NDArray[np.bool_]:
    """Tell which tags are wanted: ``"n"`` is that tag, ``"n*"`` every one that begins so.

    Raises
    ------
    ValueError
        If nothing is wanted, a ``*`` is not at the end, or a wish is met by no tag, which
        is mostly a slip; the message lists the tags there are.

    Examples
    --------
    >>> match_tags(np.array(["n", "ns", "v"], dtype=object), ["n*"]).tolist()
    [True, True, False]
    """
    wishes = [wanted] if isinstance(wanted, str) else list(wanted)
    if not wishes:
        raise ValueError('tags is empty. Name the tags to keep, such as ["n*", "v"].')
    mask = np.zeros(len(tags), dtype=bool)
    for wish in wishes:
        stem = wish.removesuffix("*")
        if "*" in stem or not wish:
            raise ValueError(f'tag {wish!r}: write a tag, "n", or its beginning, "n*".')
        if wish == stem:
            met = tags == wish
        else:
            met = np.array([tag.startswith(stem) for tag in tags], dtype=bool)
        if len(tags) and not met.any():
            there = ", ".join(sorted(set(tags)))
            raise ValueError(f"no term has the tag {wish!r}. Tags here: {there}.")
        mask |= met
    return mask


def _unknown(term: str) -> str:
    return "m" if _NUMBER.match(term) else "eng" if _LATIN.match(term) else "x"


@cache
def _dictionary_tags() -> dict[str, str]:
    spec = importlib.util.find_spec("jieba")  # finds jieba without running it
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("textkit takes tags from jieba's dictionary: pip install jieba")
    text = (Path(spec.origin).parent / "dict.txt").read_text(encoding="utf-8")
    tags: dict[str, str] = {}
    for line in text.splitlines():
        word, _, tag = line.split(" ")
        tags[word] = sys.intern(tag)
    return tags
