"""Segmented passages, kept whole: every token of every passage, as columns of integers."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textkit.choosing import choose_terms
from textkit.counting import count_ids
from textkit.matrix import TermMatrix
from textkit.reshape import Words, compound, ngrams
from textkit.tables import text_column
from textkit.tags import TagFunction, match_tags


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
    tagger : callable, optional
        Given terms, returns their part-of-speech tags; asked only when tags are wanted.

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
    tagger: TagFunction | None = None

    def __post_init__(self) -> None:
        if len(self.offsets) != len(self.passages) + 1:
            raise ValueError(
                f"offsets needs one entry more than there are passages: "
                f"{len(self.offsets)} offsets for {len(self.passages)} passages."
            )

    @classmethod
    def from_words(
        cls,
        words: Iterable[Sequence[str]],
        passages: pd.DataFrame | None = None,
        *,
        tagger: TagFunction | None = None,
    ) -> Tokens:
        """Take a segmentation made elsewhere: one sequence of words per passage.

        Without ``passages`` a table is made whose text is the words put together and
        whose ``doc_id`` numbers the passages. ``textkit.tags.Tagger()`` is a tagger.

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
            ).assign(text=text_column(texts))
        if len(passages) != len(lists):
            raise ValueError(f"{len(lists)} word lists for {len(passages)} passages.")
        for position, (mine, theirs) in enumerate(zip(texts, passages["text"], strict=True)):
            if mine != theirs:
                raise ValueError(
                    f"the words of passage {position} spell {mine[:30]!r}, its text is "
                    f"{theirs[:30]!r}. Keep every character, white space and punctuation too."
                )
        ids, offsets, terms = as_columns(lists)
        return cls(ids, offsets, terms, passages, np.ones(len(terms), dtype=bool), tagger)

    def __len__(self) -> int:
        return len(self.passages)

    def __repr__(self) -> str:
        return (
            f"Tokens({len(self):,} passages, {len(self.ids):,} tokens, "
            f"{int(self.kept.sum()):,} of {len(self.terms):,} terms kept)"
        )

    def _repr_html_(self) -> str:
        first = ((i, html.escape(" / ".join(self.words(i)[:40]))) for i in range(min(5, len(self))))
        cell = "<td style='text-align:left'>"
        rows = "".join(f"<tr><td>{number}</td>{cell}{words}</td></tr>" for number, words in first)
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

    @property
    def tags(self) -> NDArray[np.object_]:
        """The part-of-speech tag of each term: an object array of str, one per term.

        A tag belongs to the type, not to the token: it comes from jieba's dictionary or the
        lexicon, whatever stands around the word (:class:`textkit.tags.Tagger` says how).

        Raises
        ------
        ValueError
            If there is no tagger, as after :meth:`from_words` without one, or it does not
            give one tag per term.
        """
        if self.tagger is None:
            raise ValueError(
                "these tokens have no tagger. Make them with Segmenter.segment, or with "
                "Tokens.from_words(words, tagger=textkit.tags.Tagger())."
            )
        tags = np.array(list(self.tagger(self.terms.tolist())), dtype=object)
        if len(tags) != len(self.terms):
            raise ValueError(f"the tagger gave {len(tags)} tags for {len(self.terms)} terms.")
        return tags

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
        tags: str | Iterable[str] | None = None,
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
        tags : str or iterable of str
            Part-of-speech tags, one of which the term must have: ``"n"`` is that tag alone,
            ``"n*"`` every one that begins so (n, ns, nz …). They come from the dictionary,
            one per term, and do not depend on the context (see :attr:`tags`).

        Raises
        ------
        FileNotFoundError
            If a stop-word file does not exist.
        ValueError
            If a tag is one that no term has, or there is no tagger.

        Examples
        --------
        >>> import textkit as tk
        >>> tokens = tk.Segmenter().segment(["二道区推进改革，扩大开放。"])
        >>> tokens.keep(tags=["n*"]).counts().terms.tolist()
        ['二道区']
        """
        mask = self.kept & choose_terms(
            self.terms.tolist(),
            stopwords=stopwords,
            punctuation=punctuation,
            min_length=min_length,
            pattern=pattern,
        )
        if min_count > 1:
            mask &= np.bincount(self.ids, minlength=len(self.terms)) >= min_count
        if tags is not None:
            mask &= match_tags(self.tags, tags)
        return replace(self, kept=mask)

    def compound(self, phrases: str | Path | Iterable[str], *, split: bool = True) -> Tokens:
        """Join the tokens that spell a phrase into one token; nothing of the text is lost.

        For what no lexicon can hold, because jieba cuts at quotation marks, spaces and the
        like: “三长”联动, “1+1+1”招商模式. Where phrases overlap, the longest goes first,
        then the leftmost. A phrase is written as the text has it, and lies in one passage.

        A phrase that begins or ends inside a token splits it: 互联网+ in 互联网+医疗, if that
        is one token, leaves 医疗. No Latin word or number is split, so 5万 is not found in
        15万 unless a token begins there. A short phrase may stand across words by
        chance (展示 in 发展 示范); see :func:`concordance` first, or choose ``split=False``.

        Phrases are kept; what is left of a split token keeps the mark of its term, or, if
        it was none, of the token. The terms are those that now occur. Join before
        :meth:`keep`, which then judges the phrases too.

        Parameters
        ----------
        phrases : path, or iterable of str
            A str or Path names a file with one phrase a line, where ``#`` begins a comment.
        split : bool
            Whether a phrase may begin and end inside a token. If not, only whole tokens
            are joined.

        Raises
        ------
        FileNotFoundError
            If there is no such file.
        ValueError
            If a phrase is empty or has white space at an end.

        Examples
        --------
        >>> import textkit as tk
        >>> tokens = tk.Tokens.from_words([["深化", "“", "三长", "”", "联动"]])
        >>> tokens.compound(["“三长”联动"]).words(0)
        ['深化', '“三长”联动']
        """
        joined = compound(self._columns, phrases, split=split)
        return replace(self, **joined._asdict())

    def counts(self) -> TermMatrix:
        """Count the kept terms in each passage: a passages × terms matrix.

        Terms that occur in no passage are left out.
        """
        counts, chosen = count_ids(self.ids, self.offsets, self.kept)
        return TermMatrix(counts, self.terms[chosen], self.passages)

    def ngrams(
        self,
        n: int | Iterable[int],
        *,
        skip: int | Iterable[int] = 0,
        joiner: str = "",
        skip_dropped: bool = False,
    ) -> TermMatrix:
        """Count runs of n kept tokens in each passage: a passages × n-grams matrix.

        A matrix and no Tokens, for n-grams overlap: they cannot spell the text. No run
        goes from one passage into the next, nor over a dropped token, unless that is white
        space within a line. N-grams that read the same are one column, however they are cut.

        Parameters
        ----------
        n : int or iterable of int
            How many tokens; several lengths are counted side by side.
        skip : int or iterable of int
            Kept tokens left out between one and the next: with [0, 1], none or one each time.
        joiner : str
            What stands between the tokens in the matrix's terms.
        skip_dropped : bool
            Pass over dropped tokens of every kind, as if they were not in the text.

        Raises
        ------
        ValueError
            If ``n`` is less than 1 or ``skip`` than 0, or no number is given.

        Examples
        --------
        >>> tokens = Tokens.from_words([["深化", "改革", "，", "扩大", "开放"]]).keep()
        >>> tokens.ngrams(2, joiner=" ").terms.tolist()
        ['扩大 开放', '深化 改革']
        """
        counts, terms = ngrams(
            self._columns, n, skip=skip, joiner=joiner, skip_dropped=skip_dropped
        )
        return TermMatrix(counts, terms, self.passages)

    @property
    def _columns(self) -> Words:
        return Words(self.ids, self.offsets, self.terms, self.kept)

    def save(self, path: str | Path) -> None:
        """Write everything to one file, passages, marks and tagger too; no pickle in it.

        The file is a zip of NumPy arrays and JSON with a SHA-256 of each, and is the same,
        byte for byte, for equal tokens. It appears whole or not at all. Columns of passages
        may hold text, numbers, truth values, dates and missing values.

        Raises
        ------
        ValueError
            If a column of the passages cannot be written as text; the message names it.
        FileNotFoundError
            If the folder does not exist.
        """
        from textkit.saving import Saved, save

        tagger, passages = self.tagger, self.passages
        save(Saved(self.ids, self.offsets, self.terms, passages, self.kept, tagger), path)

    @classmethod
    def load(cls, path: str | Path) -> Tokens:
        """Read tokens that :meth:`save` wrote; the passages' index counts from 0.

        Raises
        ------
        FileNotFoundError
            If there is no such file.
        ValueError
            If the file is damaged, of another kind, or of another format.
        """
        from textkit.saving import load

        return cls(*load(path))


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


def document_variables(table: pd.DataFrame) -> list[str]:
    """List the columns that describe the document rather than the passage."""
    own: set[Any] = {
        "passage_id", "doc_id", "part", "section", "heading", "start", "end", "text", "page",
    }  # fmt: skip
    return [name for name in table.columns if name not in own]
