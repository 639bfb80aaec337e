"""a store on disk → Tokens, counts and concordances, one shard in memory at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from textkit.matrix import TermMatrix
from textkit.measures.concordance import concordance
from textkit.store.counting import add_up, count_shards, weigh
from textkit.store.files import load, map_array
from textkit.tags import TagFunction
from textkit.tokens import Tokens


@dataclass(frozen=True, eq=False, repr=False)
class TokenStore:
    """Tokens that stay on disk: what :class:`Tokens` does, with flat memory.

    In memory are the vocabulary and the passages' variables (no texts); the tokens of one
    shard at a time come and go. :func:`write_store` makes one, :func:`open_store` opens it.

    Attributes
    ----------
    path : Path
        The folder.
    terms : object array of str
        The vocabulary of the whole store, sorted by code point.
    kept : bool array
        The terms that counting sees; :meth:`keep` narrows it.
    passages : DataFrame
        The chosen passages in order, without ``text``; :meth:`text` puts one together.
    chosen : bool array
        Which passages of the store these are; :meth:`where` narrows it.
    tagger : callable, or None
        As in :class:`Tokens`.
    """

    path: Path
    terms: NDArray[np.object_]
    kept: NDArray[np.bool_]
    passages: pd.DataFrame
    chosen: NDArray[np.bool_]
    tagger: TagFunction | None
    _shards: tuple[str, ...]
    _first: NDArray[np.int64]  # passage of each shard, and the number of all
    _places: tuple[NDArray[np.int32], ...]  # of each shard's terms in the vocabulary

    def __len__(self) -> int:
        return len(self.passages)

    def __repr__(self) -> str:
        shards = "1 shard" if len(self._shards) == 1 else f"{len(self._shards):,} shards"
        return (
            f"TokenStore({len(self):,} passages, {self.n_tokens:,} tokens, "
            f"{int(self.kept.sum()):,} of {len(self.terms):,} terms kept, {shards})"
        )

    @property
    def n_tokens(self) -> int:
        """The number of tokens of the chosen passages, kept or not."""
        return sum(
            int(np.diff(self._tokens(shard)[1])[self._rows(shard)].sum())
            for shard in range(len(self._shards))
        )

    def words(self, passage: int, *, kept_only: bool = False) -> list[str]:
        """Return the tokens of one passage, by its position, as strings."""
        place = int(np.flatnonzero(self.chosen)[passage])
        shard = int(np.searchsorted(self._first, place, side="right")) - 1
        ids, offsets = self._tokens(shard)
        begin, end = offsets[place - self._first[shard] :][:2]
        ids = self._places[shard][ids[begin:end]]
        return list(self.terms[ids[self.kept[ids]] if kept_only else ids])

    def text(self, passage: int) -> str:
        """Return the text of one passage, put together from its tokens."""
        return "".join(self.words(passage))

    def where(self, rows: NDArray[np.bool_] | pd.Series) -> TokenStore:
        """Return the passages for which ``rows`` is true, over the same vocabulary."""
        mask = np.asarray(rows, dtype=bool)
        if len(mask) != len(self):
            raise ValueError(f"rows has {len(mask)} entries for {len(self)} passages.")
        chosen = self.chosen.copy()
        chosen[chosen] = mask
        return replace(self, chosen=chosen, passages=self.passages[mask].reset_index(drop=True))

    def keep(
        self,
        *,
        stopwords: str | Path | Iterable[str] | None = None,
        punctuation: bool = False,
        min_length: int = 1,
        min_count: int = 1,
        pattern: str | None = None,
        tags: str | Iterable[str] | None = None,
    ) -> TokenStore:
        """Narrow what counting sees, as :meth:`Tokens.keep` does; the tokens all stay."""
        nothing = np.empty(0, dtype=np.int32), np.zeros(1, dtype=np.int64)
        vocabulary = Tokens(*nothing, self.terms, pd.DataFrame(), self.kept, self.tagger)
        kept = vocabulary.keep(
            stopwords=stopwords,
            punctuation=punctuation,
            min_length=min_length,
            pattern=pattern,
            tags=tags,
        ).kept
        if min_count > 1:
            kept &= self._totals()[0] >= min_count
        return replace(self, kept=kept)

    def iter_tokens(self) -> Iterator[Tokens]:
        """Go through the chosen passages as :class:`Tokens`, shard by shard.

        Each has the vocabulary of its own shard; its passages have no column ``text``.
        """
        begin = 0
        for shard in range(len(self._shards)):
            rows = self._rows(shard)
            if not rows.any():
                continue
            end = begin + int(rows.sum())
            passages = self.passages.iloc[begin:end].reset_index(drop=True)
            begin = end
            kept = self.kept[self._places[shard]]
            words = self.terms[self._places[shard]]
            ids, offsets = self._tokens(shard)
            table = pd.DataFrame(index=range(len(rows)))
            tokens = Tokens(ids, offsets, words, table, kept, self.tagger)
            yield replace(tokens if rows.all() else tokens.where(rows), passages=passages)

    def batches(self, *, tfidf: bool = False, n_jobs: int | None = None) -> Iterator[TermMatrix]:
        """Count shard by shard: one TermMatrix each, all over the same (all kept) terms.

        With ``tfidf`` the counts are weighed as by ``counts().tfidf()``: the document
        frequencies are those of all chosen passages, so the batches are ready for the
        ``partial_fit`` of scikit-learn's estimators. ``n_jobs`` as in :meth:`counts`.
        """
        terms = self.terms[self.kept]
        idf = None
        if tfidf:
            spread = self._totals()[1][self.kept]
            idf = np.log((1 + len(self)) / (1 + spread)) + 1
        begin = 0
        for counts in self._count(n_jobs):
            end = begin + counts.shape[0]
            matrix = TermMatrix(counts, terms, self.passages.iloc[begin:end].reset_index(drop=True))
            yield matrix if idf is None else weigh(matrix, idf)
            begin = end

    def counts(self, *, by: str | list[str] | None = None, n_jobs: int | None = None) -> TermMatrix:
        """Count the kept terms in each passage, or in each group of passages.

        The result is that of ``Tokens.counts()`` or ``Tokens.counts().group(by)``. With
        ``by``, only one shard's passages × terms are ever in memory, so this is the way for
        corpora larger than memory. ``n_jobs`` is the number of shards counted at once, as
        for :func:`write_store`; on a cluster the workers read the store themselves.

        Raises
        ------
        KeyError
            If a name in ``by`` is no variable of the passages; the message lists those
            there are.
        """
        if by is None:
            rows = list(self._count(n_jobs))
            empty = sparse.csr_array((0, int(self.kept.sum())), dtype=np.int64)
            total = sparse.vstack(rows, format="csr") if rows else empty
            table = self.passages
        else:
            nothing = sparse.csr_array((len(self), 0), dtype=np.int64)
            # TermMatrix.group checks the names and orders the groups, here as there.
            table = TermMatrix(nothing, self.terms[:0], self.passages).group(by).passages
            groups = self.passages.groupby(list(table.columns), sort=False, dropna=False)
            parts = self._count(n_jobs, groups.ngroup().to_numpy().astype(np.int64))
            total = add_up(parts, (len(table), int(self.kept.sum())))
        found = np.flatnonzero(np.bincount(total.indices, minlength=total.shape[1]))
        return TermMatrix(total[:, found], self.terms[self.kept][found], table)

    def frequencies(self) -> pd.DataFrame:
        """List the kept terms, commonest first: ``TermMatrix.frequencies`` of all passages."""
        count, spread = (total[self.kept] for total in self._totals())
        table = pd.DataFrame({"term": self.terms[self.kept], "count": count})
        table["per_10k"] = count / max(1, count.sum()) * 1e4
        table["n_passages"] = spread
        table = table[table["count"] > 0]
        return table.sort_values(["count", "term"], ascending=[False, True], ignore_index=True)

    def concordance(
        self,
        term: str | Sequence[str],
        *,
        window: int = 20,
        within: str = "passage",
        by: str = "text",
        regex: bool = False,
    ) -> pd.DataFrame:
        """Show every place where a term stands; see :func:`textkit.concordance`."""
        options: dict[str, Any] = {"window": window, "within": within, "by": by, "regex": regex}
        wanted = [term] if isinstance(term, str) else list(term)
        if not wanted:
            raise ValueError("term is an empty list. Name a word or a phrase to look for.")
        found: list[list[pd.DataFrame]] = [[] for _ in wanted]
        for tokens in self.iter_tokens():
            for tables, one in zip(found, wanted, strict=True):
                tables.append(concordance(tokens, one, **options))
        nothing = np.empty(0, dtype=np.int32), np.zeros(1, dtype=np.int64)
        none = Tokens(*nothing, self.terms[:0], self.passages[:0], self.kept[:0])
        whole = []
        for tables, one in zip(found, wanted, strict=True):
            filled = [table for table in tables if len(table)] or [
                concordance(none, one, **options)
            ]
            table = pd.concat(filled, ignore_index=True)
            whole.append(table if isinstance(term, str) else table.assign(term=one))
        return pd.concat(whole, ignore_index=True)

    def _home(self, shard: int) -> Path:
        return self.path / self._shards[shard]

    def _tokens(self, shard: int) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        home = self._home(shard)
        return map_array(home / "ids.npy"), map_array(home / "offsets.npy")

    def _rows(self, shard: int) -> NDArray[np.bool_]:
        return self.chosen[self._first[shard] : self._first[shard + 1]]

    def _totals(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return how often each term occurs, and in how many of the chosen passages."""
        if self.chosen.all():
            arrays = load(self.path / "terms.npz")
            return arrays["count"], arrays["n_passages"]
        count, spread = np.zeros((2, len(self.terms)), dtype=np.int64)
        for counts in self._count(None, kept=np.ones_like(self.kept)):
            np.add.at(count, counts.indices, counts.data)
            spread += np.bincount(counts.indices, minlength=len(spread))
        return count, spread

    def _count(
        self,
        n_jobs: int | None,
        groups: NDArray[np.int64] | None = None,
        kept: NDArray[np.bool_] | None = None,
    ) -> Iterator[sparse.csr_array]:
        shards = [
            (self._home(shard), self._places[shard], self._rows(shard))
            for shard in range(len(self._shards))
        ]
        return count_shards(shards, self.kept if kept is None else kept, groups, n_jobs=n_jobs)
