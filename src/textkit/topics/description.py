"""Topics → tables: their terms, their prevalence in groups, the passages that show them best."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from textkit.matrix import TermMatrix
from textkit.resample import bootstrap_ratio
from textkit.tables import require_columns

Floats = NDArray[np.float64]

LISTED = 30  # terms per topic in Topics.terms


@dataclass(frozen=True, eq=False, repr=False)
class Topics:
    """Topics and their shares in passages; made by :func:`textkit.fit_topics`.

    Attributes
    ----------
    profiles : float array, topics × terms
        Weight of each term in each topic; every row sums to one.
    vocabulary : object array of str
        The terms that occur, in code point order: the columns of ``profiles``.
    weights : float array, passages × topics
        Share of each topic in each passage; every row sums to one. NaN for a passage
        without any term, and for one none of whose terms is in a topic.
    passages : DataFrame
        The passages that were modelled, with their document variables.
    n_tokens : int array
        Counted tokens of each passage.
    idf : float array
        Inverse document frequency of each term in the modelled passages.
    n_iter, converged : int, bool
        Iterations used, and whether they were enough.
    """

    profiles: Floats
    vocabulary: NDArray[np.object_]
    weights: Floats
    passages: pd.DataFrame
    n_tokens: NDArray[Any]
    idf: Floats
    n_iter: int
    converged: bool

    def __len__(self) -> int:
        """Return the number of topics."""
        return len(self.profiles)

    def __repr__(self) -> str:
        """Say how many topics of what, and whether the fit ended before it was done."""
        size = f"{len(self.passages):,} passages × {len(self.vocabulary):,} terms"
        doubt = "" if self.converged else (
            f", not converged after {self.n_iter:,} iterations: raise max_iter"
        )  # fmt: skip
        return f"Topics({len(self)} topics, {size}{doubt})"

    def _repr_html_(self) -> str:
        table = pd.DataFrame(
            {
                "topic": np.arange(1, len(self) + 1),
                "prevalence": mean_shares(self.weights, self.n_tokens),
                "terms": list(self.label(8).values()),
            }
        )
        body = table.to_html(index=False, escape=True, float_format="{:.3f}".format)
        return f"<p>{html.escape(repr(self))}</p>{body}"

    @property
    def terms(self) -> pd.DataFrame:
        """The 30 heaviest terms of every topic: :meth:`top_terms` with ``n=30``."""
        return self.top_terms(LISTED)

    def top_terms(self, n: int = 10, *, by: Literal["weight", "frex"] = "weight") -> pd.DataFrame:
        """List the first ``n`` terms of every topic, by weight or by FREX.

        Returns ``topic`` (from 1), ``rank`` (from 1, in the order asked for), ``term``,
        ``weight`` (a topic's weights sum to one over all terms) and ``frex`` (0 to 1, see
        :func:`frex`). Terms without weight in the topic are left out, so a topic may have
        fewer than ``n``. Ties go to the other measure, then to the term's code points.

        Raises
        ------
        ValueError
            If ``by`` is neither "weight" nor "frex".
        """
        if by not in ("weight", "frex"):
            raise ValueError(f'by={by!r} must be "weight" or "frex".')
        scores = frex(self.profiles)
        keys = (self.profiles, scores) if by == "weight" else (scores, self.profiles)
        tables = []
        for number in range(len(self)):
            order = np.lexsort((-keys[1][number], -keys[0][number]))
            order = order[self.profiles[number, order] > 0][:n]
            tables.append(
                pd.DataFrame(
                    {
                        "topic": number + 1,
                        "rank": np.arange(1, len(order) + 1),
                        "term": self.vocabulary[order],
                        "weight": self.profiles[number, order],
                        "frex": scores[number, order],
                    }
                )
            )
        return pd.concat(tables, ignore_index=True)

    def label(self, n: int = 3) -> dict[int, str]:
        """Name each topic by its ``n`` heaviest terms: {1: "学校 · 教育 · 教师", …}.

        By weight, not FREX: FREX prefers terms that are the topic's alone, and in a
        corpus of a few reports those are more often the wording of a single one.
        """
        return {
            int(str(topic)): " · ".join(rows["term"])
            for topic, rows in self.top_terms(n).groupby("topic")
        }

    def prevalence(
        self,
        by: str | list[str] | None = None,
        *,
        weight: Literal["tokens", "passages"] = "tokens",
        confidence: float = 0.95,
        n_resamples: int = 2000,
        seed: int = 0,
    ) -> pd.DataFrame:
        """Average the topic shares of passages, over all of them or within groups.

        Returns one row per (group, topic), groups in order of first appearance: the
        columns in ``by``, ``topic``, ``prevalence`` (0 to 1; a group's sum to one),
        ``low``, ``high`` and ``n_passages`` (passages that have shares). With
        ``weight="tokens"`` a passage counts by its counted tokens, with "passages" each
        counts once.

        The interval is a percentile bootstrap over the passages of the group (NaN if
        there is only one). It takes passages as independent and the topics as given; passages
        of one report are alike, so it is narrower than one over reports would be.

        Raises
        ------
        ValueError
            If ``weight`` is neither "tokens" nor "passages", or a name in ``by`` is no column
            of the passages; the message lists those there are.
        """
        if weight not in ("tokens", "passages"):
            raise ValueError(f'weight={weight!r} must be "tokens" or "passages".')
        names = [] if by is None else [by] if isinstance(by, str) else list(by)
        require_columns(self.passages, names, "passages")
        units = self.n_tokens if weight == "tokens" else np.ones(len(self.passages))
        # Without a grouping all passages are one group, and there are no group columns.
        group: NDArray[Any] = np.zeros(len(self.passages), dtype=np.int64)
        keys = pd.DataFrame(index=range(1))
        if names:
            group = self.passages.groupby(names, sort=False, dropna=False).ngroup().to_numpy()
            keys = self.passages[names].drop_duplicates(ignore_index=True)
        shared = ~np.isnan(self.weights[:, 0])
        tables = []
        for number in range(len(keys)):
            rows = np.flatnonzero(shared & (group == number))
            shares = bootstrap_ratio(
                units[rows, None] * self.weights[rows],
                units[rows],
                n_resamples=n_resamples,
                confidence=confidence,
                seed=(seed, number),
            )
            tables.append(
                pd.DataFrame(
                    {
                        "group": number,
                        "topic": np.arange(1, len(self) + 1),
                        "prevalence": shares.estimate,
                        "low": shares.low,
                        "high": shares.high,
                        "n_passages": len(rows),
                    }
                )
            )
        table = pd.concat(tables, ignore_index=True)
        return keys.join(table.set_index("group")).reset_index(drop=True)

    def representative(self, n: int = 3) -> pd.DataFrame:
        """List the ``n`` passages in which each topic has its largest share.

        Returns ``topic``, ``rank`` (from 1), ``share`` (0 to 1), ``passage_id``, ``doc_id``
        and ``text``. Of passages with the same share (a short one is often all one topic)
        the one with more counted tokens comes first, then the one that stands first.

        Raises
        ------
        ValueError
            If the passages lack one of these columns, as they do after ``matrix.group``.
        """
        columns = ["passage_id", "doc_id", "text"]
        require_columns(self.passages, columns, "passages")
        tables = []
        for number in range(len(self)):
            share = self.weights[:, number]
            # Rounded, so that equal shares do not come apart in the last bit; NaN sorts last.
            order = np.lexsort((-self.n_tokens, -share.round(9)))
            order = order[share[order] > 0][:n]
            about = {"topic": number + 1, "rank": np.arange(1, len(order) + 1)}
            tables.append(
                pd.DataFrame({**about, "share": share[order]}).join(
                    self.passages[columns].iloc[order].reset_index(drop=True)
                )
            )
        return pd.concat(tables, ignore_index=True)

    def transform(self, matrix: TermMatrix) -> Floats:
        """Give the topic shares of other passages: an array, passages × topics.

        Terms are matched by name; those the topics do not know are ignored. The inverse
        document frequencies are those of the passages that were modelled. Rows sum to one,
        or are NaN as in ``weights``; for the modelled passages they are ``weights``.

        Raises
        ------
        ValueError
            If the matrix holds weights instead of counts.
        """
        require_counts(matrix, "transform")
        place = {term: column for column, term in enumerate(self.vocabulary)}
        here = [column for column, term in enumerate(matrix.terms) if term in place]
        there = [place[matrix.terms[column]] for column in here]
        choose = sparse.csr_array(
            (np.ones(len(here), dtype=np.int64), (here, there)),
            shape=(len(matrix.terms), len(self.vocabulary)),
        )
        return passage_shares(sparse.csr_array(matrix.counts @ choose), self.profiles, self.idf)


def frex(profiles: Floats) -> Floats:
    """Score terms by frequency and exclusivity: topics × terms, 0 to 1.

    The harmonic mean, at equal weights, of two ranks within the topic: of the term's
    weight, and of its exclusivity, which is its weight in this topic as a share of its
    weights in all topics. A rank is the empirical distribution function (share of terms
    that have no more), over the terms with weight in the topic; a term without has 0.

    References
    ----------
    Bischof and Airoldi 2012, "Summarizing topical content with word frequency and
    exclusivity", ICML, w = 0.5, on estimated topics and without shrinkage. Where no weight
    is 0 it equals stm 1.3.7 ``calcfrex(logbeta, w = 0.5)``, but for tied terms: stm gives
    them their mean rank, the distribution function gives the highest.

    Examples
    --------
    >>> frex(np.array([[0.6, 0.4, 0.0], [0.0, 0.5, 0.5]])).round(3).tolist()
    [[1.0, 0.5, 0.0], [0.0, 0.667, 1.0]]
    """
    from scipy.stats import rankdata

    totals = profiles.sum(axis=0)
    exclusivity = np.divide(profiles, totals, out=np.zeros_like(profiles), where=totals > 0)
    scores = np.zeros_like(profiles)
    for number, row in enumerate(profiles):
        own = row > 0
        frequent = rankdata(row[own], method="max") / own.sum()
        exclusive = rankdata(exclusivity[number, own], method="max") / own.sum()
        scores[number, own] = 2 / (1 / frequent + 1 / exclusive)
    return scores


def mean_shares(weights: Floats, n_tokens: NDArray[Any]) -> Floats:
    """Average the topic shares of passages by their tokens, passages without shares aside."""
    shared = ~np.isnan(weights[:, 0])
    average: Floats = n_tokens[shared] @ weights[shared] / n_tokens[shared].sum()
    return average


def passage_shares(counts: sparse.csr_array, profiles: Floats, idf: Floats) -> Floats:
    """Fit each passage by non-negative least squares on the topics; rows then sum to one.

    A passage's length does not matter to its shares, so TF-IDF is left unnormalised.
    """
    from scipy.optimize import nnls

    weights = sparse.csr_array(counts.astype(np.float64))
    weights.sort_indices()  # sums in one order, whatever the order of the columns was
    weights.data = weights.data * idf[weights.indices]
    # ‖x − wH‖² in as many dimensions as topics: HHᵀ = VΛVᵀ, so ‖Λ^½Vᵀw − Λ^−½VᵀHx‖² + const.
    values, vectors = np.linalg.eigh(np.einsum("it,jt->ij", profiles, profiles))
    sound = values > values.max() * 1e-12
    roots = np.sqrt(values[sound])
    system = roots[:, None] * vectors[:, sound].T
    aims = ((weights @ profiles.T)[:, None, :] * vectors[:, sound].T).sum(axis=2) / roots
    shares = np.full((len(aims), len(profiles)), np.nan)
    for row in np.flatnonzero(aims.any(axis=1)):
        found = nnls(system, aims[row], maxiter=1000)[0]
        if found.any():
            shares[row] = found / found.sum()
    return shares


def require_counts(matrix: TermMatrix, name: str) -> None:
    """Refuse a matrix of weights where counts are needed."""
    if matrix.counts.dtype.kind not in "iu":
        raise ValueError(
            f"{name} needs counts; this matrix holds weights ({matrix.counts.dtype}). "
            "Give it tokens.counts(): TF-IDF is its own affair."
        )
