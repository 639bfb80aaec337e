"""Segmented passages, kept whole: every token of every passage, as columns of integers."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textkit.hand import read_stopwords

if TYPE_CHECKING:
    from textkit.matrix import TermMatrix


@dataclass(frozen=True, eq=False, repr=False)
class Tokens:
    """Tokens of *p* passages over a vocabulary of *v* terms; nothing of the text is lost.

    Attributes
    ----------
    ids : int32 array, one entry per token
        Index into ``terms``; passage *i* owns ``ids[offsets[i]:offsets[i + 1]]``.
    offsets : int64 array of length p + 1
        Where each passage begins; the last entry is the number of tokens.
    terms : object array of str, length v
        The vocabulary, sorted by code point, punctuation and white space included.
    passages : DataFrame with p rows
        The passages in the order of ``offsets``, with their document variables.
    kept : bool array of length v
        The terms that counting sees. :meth:`keep` narrows it; the tokens stay.

    Examples
    --------
    >>> import textkit as tk
    >>> tokens = tk.Tokens.from_words([["改革", "，", "开放"], []])
    >>> tokens
    Tokens(2 passages, 3 tokens, 3 of 3 terms kept)
    >>> tokens.text(0)
    '改革，开放'
    >>> tokens.keep().counts().terms.tolist()
    ['开放', '改革']
    """

    ids: NDArray[np.int32]
    offsets: NDArray[np.int64]
    terms: NDArray[np.object_]
    passages: pd.DataFrame
    kept: NDArray[np.bool_]

    def __post_init__(self) -> None:
        if len(self.offsets) != len(self.passages) + 1:
            raise ValueError(
                f"offsets needs one entry more than there are passages: "
                f"{len(self.offsets)} offsets for {len(self.passages)} passages."
            )

    @classmethod
    def from_words(
        cls, words: Iterable[Sequence[str]], passages: pd.DataFrame | None = None
    ) -> Tokens:
        """Take a segmentation made elsewhere: one sequence of words per passage.

        Without ``passages`` a table is made whose text is the words put together and
        whose ``doc_id`` numbers the passages.

        Raises
        ------
        ValueError
            If ``passages`` has another length, or a text that its words do not spell.
        """
        lists = [list(row) for row in words]
        texts = ["".join(row) for row in lists]
        if passages is None:
            passages = pd.DataFrame(
                {"passage_id": np.arange(len(lists)), "doc_id": np.arange(len(lists))}
            ).assign(text=texts)
        if len(passages) != len(lists):
            raise ValueError(f"{len(lists)} word lists for {len(passages)} passages.")
        for position, (mine, theirs) in enumerate(zip(texts, passages["text"], strict=True)):
            if mine != theirs:
                raise ValueError(
                    f"the words of passage {position} spell {mine[:30]!r}, its text is "
                    f"{theirs[:30]!r}. Keep every character, white space and punctuation too."
                )
        ids, offsets, terms = as_columns(lists)
        return cls(ids, offsets, terms, passages, np.ones(len(terms), dtype=bool))

    def __len__(self) -> int:
        return len(self.passages)

    def __repr__(self) -> str:
        return (
            f"Tokens({len(self):,} passages, {len(self.ids):,} tokens, "
            f"{int(self.kept.sum()):,} of {len(self.terms):,} terms kept)"
        )

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{position}</td><td>{html.escape(' / '.join(words[:40]))}</td></tr>"
            for position, words in ((i, self.words(i)) for i in range(min(5, len(self))))
        )
        return f"<p>{html.escape(repr(self))}</p><table>{rows}</table>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Tokens):
            return NotImplemented
        return (
            np.array_equal(self.ids, other.ids)
            and np.array_equal(self.offsets, other.offsets)
            and np.array_equal(self.terms, other.terms)
            and np.array_equal(self.kept, other.kept)
            and self.passages.reset_index(drop=True).equals(other.passages.reset_index(drop=True))
        )

    __hash__ = None  # type: ignore[assignment]

    def words(self, passage: int, *, kept_only: bool = False) -> list[str]:
        """Return the tokens of one passage, by its position, as strings."""
        ids = self.ids[self.offsets[passage] : self.offsets[passage + 1]]
        if kept_only:
            ids = ids[self.kept[ids]]
        return list(self.terms[ids])

    def text(self, passage: int) -> str:
        """Return the text of one passage, put together from its tokens."""
        return "".join(self.words(passage))

    def starts(self) -> NDArray[np.int64]:
        """Return where each token begins, in characters from the start of its passage."""
        lengths = np.fromiter(map(len, self.terms), dtype=np.int64, count=len(self.terms))
        ends = np.cumsum(lengths[self.ids])
        begins = ends - lengths[self.ids]
        counts = np.diff(self.offsets)
        first = self.offsets[:-1][counts > 0]
        return begins - np.repeat(begins[first], counts[counts > 0])

    def passage_of(self) -> NDArray[np.int64]:
        """Return the position of the passage that each token stands in."""
        return np.repeat(np.arange(len(self)), np.diff(self.offsets))

    def where(self, rows: NDArray[np.bool_] | pd.Series) -> Tokens:
        """Return the passages for which ``rows`` is true, over the same vocabulary."""
        mask = np.asarray(rows, dtype=bool)
        if len(mask) != len(self):
            raise ValueError(f"rows has {len(mask)} entries for {len(self)} passages.")
        counts = np.diff(self.offsets)
        offsets = np.zeros(int(mask.sum()) + 1, dtype=np.int64)
        np.cumsum(counts[mask], out=offsets[1:])
        ids = self.ids[np.repeat(mask, counts)]
        return replace(
            self, ids=ids, offsets=offsets, passages=self.passages[mask].reset_index(drop=True)
        )

    def keep(
        self,
        *,
        stopwords: str | Path | Iterable[str] | None = None,
        punctuation: bool = False,
        min_length: int = 1,
        min_count: int = 1,
        pattern: str | None = None,
    ) -> Tokens:
        """Narrow what counting sees; the tokens themselves all stay.

        White space goes always, punctuation and symbols (terms without any letter or
        number) unless ``punctuation=True``.

        Parameters
        ----------
        stopwords : "zh", path, or iterable of str
            ``"zh"`` is the list that comes with textkit; a path names a file with one
            word a line; anything else is taken as the words themselves.
        min_length : int
            Least number of characters in a term.
        min_count : int
            Least number of times a term occurs in these passages.
        pattern : str
            Regular expression that must be found in the term (``re.search``).

        Raises
        ------
        FileNotFoundError
            If a stop-word file does not exist.
        """
        terms = self.terms.tolist()
        mask = self.kept.copy()
        mask &= np.array([not term.isspace() for term in terms], dtype=bool)
        if not punctuation:
            mask &= np.array([has_letter_or_number(term) for term in terms], dtype=bool)
        if min_length > 1:
            mask &= np.array([len(term) >= min_length for term in terms], dtype=bool)
        if min_count > 1:
            mask &= np.bincount(self.ids, minlength=len(terms)) >= min_count
        if pattern is not None:
            found = re.compile(pattern).search
            mask &= np.array([found(term) is not None for term in terms], dtype=bool)
        if stopwords is not None:
            stop = read_stopwords(stopwords)
            mask &= np.array([term not in stop for term in terms], dtype=bool)
        return replace(self, kept=mask)

    def counts(self) -> TermMatrix:
        """Count the kept terms in each passage: a passages × terms matrix.

        Terms that occur in no passage are left out.
        """
        from textkit.counting import count_ids
        from textkit.matrix import TermMatrix

        counts, chosen = count_ids(self.ids, self.offsets, self.kept)
        return TermMatrix(counts, self.terms[chosen], self.passages)


def as_columns(
    lists: Sequence[Sequence[str]],
) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.object_]]:
    """Turn word lists into ids, offsets and terms, as :class:`Tokens` has them."""
    offsets = np.zeros(len(lists) + 1, dtype=np.int64)
    np.cumsum([len(row) for row in lists], out=offsets[1:])
    flat = [word for row in lists for word in row]
    terms = np.array(sorted(set(flat)), dtype=object)
    place = {term: number for number, term in enumerate(terms)}
    ids = np.fromiter((place[word] for word in flat), dtype=np.int32, count=len(flat))
    return ids, offsets, terms


def has_letter_or_number(term: str) -> bool:
    """Tell a word from punctuation, symbols and white space.

    >>> [has_letter_or_number(term) for term in ("改革", "85%", "，", "①", " ")]
    [True, True, False, True, False]
    """
    return any(unicodedata.category(character)[0] in "LN" for character in term)


def document_variables(table: pd.DataFrame) -> list[str]:
    """List the columns that describe the document rather than the passage."""
    own: set[Any] = {
        "passage_id", "doc_id", "part", "section", "heading", "start", "end", "text", "page",
    }  # fmt: skip
    return [name for name in table.columns if name not in own]
