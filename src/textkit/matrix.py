"""Tokens → counts: passages × terms, with the passages' variables alongside."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from textkit.weighting import DocumentScheme, TermScheme, weigh


@dataclass(frozen=True, eq=False, repr=False)
class TermMatrix:
    """A document-term matrix that remembers what its rows and columns are.

    Attributes
    ----------
    counts : scipy.sparse.csr_array, shape (passages, terms)
        Counts (int64) or weights (float64).
    terms : object array of str
        One term per column.
    passages : DataFrame
        One row per row of ``counts``, with document variables.

    Examples
    --------
    >>> import textkit as tk
    >>> matrix = tk.Tokens.from_words([["改革", "开放"], ["改革"]]).counts()
    >>> matrix
    TermMatrix(2 passages × 2 terms, 3 tokens)
    >>> matrix.counts.toarray().tolist()
    [[1, 1], [0, 1]]
    """

    counts: sparse.csr_array
    terms: NDArray[np.object_]
    passages: pd.DataFrame

    def __post_init__(self) -> None:
        expected = (len(self.passages), len(self.terms))
        if self.counts.shape != expected:
            raise ValueError(f"counts is {self.counts.shape}, passages and terms say {expected}.")

    def __repr__(self) -> str:
        rows, columns = self.counts.shape
        total = self.counts.sum()
        inside = f"{int(total):,} tokens" if self.counts.dtype.kind in "iu" else "weights"
        return f"TermMatrix({rows:,} passages × {columns:,} terms, {inside})"

    def _repr_html_(self) -> str:
        body = str(self.frequencies().head(10).to_html(index=False, escape=True))
        return f"<p>{html.escape(repr(self))}</p>{body}"

    def frequencies(self, by: str | list[str] | None = None) -> pd.DataFrame:
        """List the terms, commonest first, over all rows or within groups of them.

        Returns a table with ``term``, ``count`` (occurrences), ``per_10k`` (occurrences
        per 10,000 counted tokens) and ``n_passages`` (passages that have the term). With
        ``by``, a document variable or several, these come first, then ``rank`` (1 for the
        commonest, terms as common as each other share the first of their places), for
        every term that occurs in the group; groups in order of first appearance.

        Raises
        ------
        KeyError
            If a name in ``by`` is no document variable; the message lists those there are.

        Examples
        --------
        >>> import textkit as tk
        >>> matrix = tk.Tokens.from_words([["改革", "改革", "开放"], ["开放"]]).counts()
        >>> matrix.frequencies(by="doc_id")[["doc_id", "rank", "term", "count"]].values.tolist()
        [[0, 1, '改革', 2], [0, 2, '开放', 1], [1, 1, '开放', 1]]
        """
        if by is not None:
            return self._frequencies_by([by] if isinstance(by, str) else list(by))
        count = np.asarray(self.counts.sum(axis=0)).ravel()
        total = count.sum()
        table = pd.DataFrame(
            {
                "term": self.terms,
                "count": count,
                "per_10k": count / total * 1e4 if total else np.zeros(len(count)),
                "n_passages": np.bincount(self.counts.nonzero()[1], minlength=len(self.terms)),
            }
        )
        return table.sort_values(["count", "term"], ascending=[False, True], ignore_index=True)

    def _frequencies_by(self, names: list[str]) -> pd.DataFrame:
        self._check_variables(names)
        number = self.passages.groupby(names, sort=False, dropna=False).ngroup().to_numpy()
        groups = self.passages[names].drop_duplicates(ignore_index=True)
        tables = []
        for position in range(len(groups)):
            table = self.where(number == position).frequencies()
            table = table[table["count"] > 0]
            rank = table["count"].rank(method="min", ascending=False).astype(np.int64)
            tables.append(table.assign(rank=rank, group=position))
        table = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(
            columns=["group", "rank", "term", "count", "per_10k", "n_passages"]
        )  # fmt: skip
        columns = [*names, "rank", "term", "count", "per_10k", "n_passages"]
        return groups.join(table.set_index("group"), how="inner").reset_index(drop=True)[columns]

    def rows(self, choice: Mapping[str, Any] | NDArray[np.bool_] | pd.Series) -> NDArray[np.bool_]:
        """Turn a choice of passages into a mask: a mapping of document variables, or a mask.

        A mapping holds for a passage if every variable has the value, or one of the
        values, that it names.

        Raises
        ------
        KeyError
            If a variable does not exist; the message lists those there are.
        ValueError
            If no passage is chosen; the message lists the values there are.
        """
        if not isinstance(choice, Mapping):
            mask = np.asarray(choice, dtype=bool)
            if mask.shape != (len(self.passages),):
                raise ValueError(
                    f"a mask needs one entry per passage: {mask.shape} for {len(self.passages)}."
                )
            if not mask.any():
                raise ValueError("the mask names no passage.")
            return mask
        mask = np.ones(len(self.passages), dtype=bool)
        for name, value in choice.items():
            self._check_variables([name])
            values = value if isinstance(value, (list, tuple, set, frozenset)) else [value]
            here = self.passages[name].isin(list(values)).to_numpy()
            if not here.any():
                there = ", ".join(map(str, pd.unique(self.passages[name].dropna())[:20]))
                raise ValueError(f"{dict(choice)!r} names no passage. {name} here: {there}.")
            mask &= here
        if not mask.any():
            raise ValueError(f"{dict(choice)!r} names no passage: no passage has all of these.")
        return mask

    def where(self, choice: Mapping[str, Any] | NDArray[np.bool_] | pd.Series) -> TermMatrix:
        """Return the chosen rows (see :meth:`rows`), over the same terms."""
        mask = self.rows(choice)
        return TermMatrix(
            self.counts[np.flatnonzero(mask)],
            self.terms,
            self.passages[mask].reset_index(drop=True),
        )

    def group(self, by: str | list[str]) -> TermMatrix:
        """Add up the rows that share document variables.

        Returns a TermMatrix with one row per combination of ``by``, in order of first
        appearance; counts are sums, so the total over all rows is unchanged.

        Raises
        ------
        KeyError
            If a name in ``by`` is no document variable; the message lists those there are.
        """
        names = [by] if isinstance(by, str) else list(by)
        self._check_variables(names)
        groups = self.passages.groupby(names, sort=False, dropna=False)
        number = groups.ngroup().to_numpy()
        table = self.passages[names].drop_duplicates(ignore_index=True)
        adder = sparse.csr_array(
            (np.ones(len(number), dtype=self.counts.dtype), (number, np.arange(len(number)))),
            shape=(len(table), len(number)),
        )
        summed = sparse.csr_array(adder @ self.counts)
        summed.sum_duplicates()
        return TermMatrix(summed, self.terms, table)

    def trim(
        self,
        *,
        min_count: float = 1,
        max_count: float = np.inf,
        min_passages: float = 1,
        max_passages: float = np.inf,
    ) -> TermMatrix:
        """Leave out terms that are rare or common over all rows, or stand in few or many rows.

        Bounds are included. A bound between 0 and 1 is a share: of all that is counted, or
        of the rows; from 1 on it is a number, so ``max_passages=0.5`` is half of the rows
        and ``max_passages=1`` a single one.

        Raises
        ------
        ValueError
            If a bound is negative, or a least is more than the most.
        """
        total = np.asarray(self.counts.sum(axis=0)).ravel()
        spread = np.bincount(self.counts.nonzero()[1], minlength=len(self.terms))
        count = _bounds("count", min_count, max_count, float(total.sum()))
        rows = _bounds("passages", min_passages, max_passages, self.counts.shape[0])
        chosen = (total >= count[0]) & (total <= count[1])
        columns = np.flatnonzero(chosen & (spread >= rows[0]) & (spread <= rows[1]))
        return TermMatrix(self.counts[:, columns], self.terms[columns], self.passages)

    def weigh(
        self, *, tf: TermScheme = "count", df: DocumentScheme = "unary", base: float = 10.0
    ) -> TermMatrix:
        """Weigh every count by its row and its term: see :func:`textkit.weighting.weigh`."""
        return TermMatrix(weigh(self.counts, tf=tf, df=df, base=base), self.terms, self.passages)

    def tfidf(
        self, *, norm: str | None = "l2", smooth_idf: bool = True, sublinear_tf: bool = False
    ) -> TermMatrix:
        """Weigh counts by TF-IDF, with scikit-learn's ``TfidfTransformer`` and its defaults.

        With ``smooth_idf`` the inverse document frequency is ``ln((1 + n) / (1 + df)) + 1``,
        where a "document" is a row of this matrix; ``norm="l2"`` makes rows unit vectors.
        """
        from sklearn.feature_extraction.text import TfidfTransformer

        transformer = TfidfTransformer(norm=norm, smooth_idf=smooth_idf, sublinear_tf=sublinear_tf)
        weights = sparse.csr_array(transformer.fit_transform(self.counts.astype(np.float64)))
        return TermMatrix(weights, self.terms, self.passages)

    def top(self, n: int = 10) -> pd.DataFrame:
        """List the ``n`` heaviest terms of every row.

        Returns one row per (row of the matrix, term): the row's own variables, ``rank``
        from 1, ``term`` and ``weight``. Ties are broken by the term's code points.
        """
        tables = []
        names = [name for name in self.passages.columns if name not in ("text", "page")]
        for position in range(len(self.passages)):
            begin, end = self.counts.indptr[position : position + 2]
            columns = self.counts.indices[begin:end]
            weights = self.counts.data[begin:end]
            order = np.lexsort((columns, -weights))[:n]
            tables.append(
                pd.DataFrame(
                    {
                        "row": position,
                        "rank": np.arange(1, len(order) + 1),
                        "term": self.terms[columns[order]],
                        "weight": weights[order],
                    }
                )
            )
        table = (
            pd.concat(tables, ignore_index=True)
            if tables
            else pd.DataFrame(columns=["row", "rank", "term", "weight"])
        )
        described = self.passages[names].reset_index(drop=True)
        return table.join(described, on="row")[[*names, "rank", "term", "weight"]]

    def _check_variables(self, names: list[str]) -> None:
        for name in names:
            if name not in self.passages.columns:
                there = ", ".join(map(str, self.passages.columns.drop(["text"], errors="ignore")))
                raise KeyError(f"{name!r} is no variable of these passages. There are: {there}.")


def _bounds(name: str, least: float, most: float, whole: float) -> tuple[float, float]:
    """Turn shares into numbers of ``whole``, with room for the last bit of the product."""
    if least < 0 or most < 0:
        raise ValueError(f"min_{name}={least} and max_{name}={most} must be at least 0.")
    low = least * whole * (1 - 1e-12) if 0 < least < 1 else least
    high = most * whole * (1 + 1e-12) if 0 < most < 1 else most
    if low > high:
        raise ValueError(f"min_{name}={least} is more than max_{name}={most}: no term is left.")
    return low, high
