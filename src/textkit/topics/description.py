"""Topics → tables: their terms, their prevalence in groups, the passages that show them best."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from textkit.matrix import TermMatrix
from textkit.resample import bootstrap_ratio
from textkit.tables import require_columns
from textkit.topics.ranking import ROUNDED, frex, lift, score
from textkit.topics.shares import Floats, mean_shares, require_counts, topic_shares

LISTED = 30  # terms per topic in Topics.terms

Order = Literal["weight", "frex", "lift", "score"]


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
        Iterations used, and whether they were enough (Gibbs sampling has no such end: its
        sweeps, and True).
    method : "nmf", "lda" or "lda_gibbs"
        What found the topics, and gives shares to passages.
    agreement : float array, one per topic, or None
        Over several runs: mean cosine (0 to 1) of the topic with its match in each other run.
    """

    profiles: Floats
    vocabulary: NDArray[np.object_]
    weights: Floats
    passages: pd.DataFrame
    n_tokens: NDArray[Any]
    idf: Floats
    n_iter: int
    converged: bool
    method: str = "nmf"
    agreement: Floats | None = None

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

    def top_terms(
        self, n: int = 10, *, by: Order = "weight", of: TermMatrix | None = None
    ) -> pd.DataFrame:
        """List the first ``n`` terms of every topic, by weight, FREX, lift or score.

        Returns ``topic`` (from 1), ``rank`` (from 1, in the order asked for), ``term``,
        ``weight`` (a topic's weights sum to one over all terms) and ``frex`` (0 to 1, see
        :func:`frex`). Terms without weight in the topic are left out, so a topic may have
        fewer than ``n``. Ties go to the weight (with it, to FREX), then to the term's code
        points.

        "lift" is the weight over the term's share of all counted tokens of ``of``, the matrix
        that was modelled; "score" sets the weight against those in other topics, see
        :func:`lift` and :func:`score` in :mod:`textkit.topics.ranking`. Each has a column then.

        Raises
        ------
        ValueError
            If ``by`` is none of these, or lift is asked for without ``of``, or ``of`` lacks terms
            of the topics.
        """
        if by not in get_args(Order):
            raise ValueError(f"by={by!r} must be one of {', '.join(get_args(Order))}.")
        scores = frex(self.profiles)
        asked = {"weight": self.profiles, "frex": scores}
        if by == "lift":
            asked[by] = lift(self.profiles, self._counts_for_lift(of))
        elif by == "score":
            asked[by] = score(self.profiles)
        keys = (asked[by], scores if by == "weight" else self.profiles)
        shown: dict[str, Floats] = {} if by in ("weight", "frex") else {by: asked[by]}
        tables = []
        for number in range(len(self)):
            first, second = (key[number].round(ROUNDED) for key in keys)
            order = np.lexsort((-second, -first))
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
                ).assign(**{name: values[number, order] for name, values in shown.items()})
            )
        return pd.concat(tables, ignore_index=True)

    def _counts_for_lift(self, of: TermMatrix | None) -> NDArray[Any]:
        if of is None:
            raise ValueError('by="lift" needs the counts of the corpus: give of=, the matrix.')
        require_counts(of, "top_terms")
        counts = np.asarray(self._known(of).sum(axis=0)).ravel()
        lacking = self.vocabulary[counts == 0]
        if len(lacking):
            raise ValueError(
                f"of lacks {len(lacking)} of the topics' {len(counts)} terms, {lacking[0]!r} for "
                "one, so they have no lift. Give it the matrix that was modelled."
            )
        return counts

    def label(
        self, n: int = 3, *, by: Order = "weight", of: TermMatrix | None = None
    ) -> dict[int, str]:
        """Name each topic by its first ``n`` terms: {1: "学校 · 教育 · 教师", …}.

        By weight unless told otherwise: FREX prefers terms that are the topic's alone, and
        in a corpus of a few reports those are more often the wording of a single one.
        """
        return {
            int(str(topic)): " · ".join(rows["term"])
            for topic, rows in self.top_terms(n, by=by, of=of).groupby("topic")
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

    def representative(self, n: int = 3, *, of: TermMatrix | None = None) -> pd.DataFrame:
        """List the ``n`` passages in which each topic has its largest share.

        Returns ``topic``, ``rank`` (from 1), ``share`` (0 to 1), ``passage_id``, ``doc_id``
        and ``text``. Of passages with the same share (a short one is often all one topic)
        the one with more tokens in the topics' vocabulary comes first, then the one that
        stands first.

        ``of`` takes other passages than those that were modelled, by their counts: give it
        sentences, ``segmenter.segment(tk.split(corpus, into="sentence")).counts()``, for the
        sentences that show a topic best. Their ``start`` and ``end`` are then there too.

        Raises
        ------
        ValueError
            If the passages lack one of these columns, as they do after ``matrix.group``, or
            ``of`` holds weights instead of counts.
        """
        passages = self.passages if of is None else of.passages
        columns = ["passage_id", "doc_id", "text"]
        require_columns(passages, columns, "passages")
        if of is None:
            weights, n_tokens = self.weights, self.n_tokens
        else:
            columns += [name for name in ("start", "end") if name in passages]
            weights, n_tokens = self.transform(of), self._known(of).sum(axis=1)
        tables = []
        for number in range(len(self)):
            share = weights[:, number]
            # Rounded, so that equal shares do not come apart in the last bit; NaN sorts last.
            order = np.lexsort((-n_tokens, -share.round(9)))
            order = order[share[order] > 0][:n]
            about = {"topic": number + 1, "rank": np.arange(1, len(order) + 1)}
            tables.append(
                pd.DataFrame({**about, "share": share[order]}).join(
                    passages[columns].iloc[order].reset_index(drop=True)
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
        return topic_shares(self._known(matrix), self.profiles, self.idf, self.method)

    def _known(self, matrix: TermMatrix) -> sparse.csr_array:
        """Bring the counts of other passages into the columns of ``profiles``."""
        place = {term: column for column, term in enumerate(self.vocabulary)}
        here = [column for column, term in enumerate(matrix.terms) if term in place]
        there = [place[matrix.terms[column]] for column in here]
        choose = sparse.csr_array(
            (np.ones(len(here), dtype=np.int64), (here, there)),
            shape=(len(matrix.terms), len(self.vocabulary)),
        )
        return sparse.csr_array(matrix.counts @ choose)
