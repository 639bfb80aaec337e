"""Counts in an array → topic shares in an array: topics as a scikit-learn transformer."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.base import BaseEstimator, ClassNamePrefixFeaturesOutMixin, TransformerMixin
from sklearn.utils.validation import check_is_fitted, validate_data

from textkit.topics.model import check_method, fit_profiles
from textkit.topics.ranking import ROUNDED
from textkit.topics.shares import Floats, mean_shares, topic_shares


class TopicModel(ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Topics for scikit-learn pipelines: :func:`textkit.fit_topics` on bare counts.

    After :class:`textkit.TermVectorizer` it makes texts into topic shares. Where it differs
    from ``fit_topics``, since pipelines want numbers: rows without a count have shares of 0,
    not NaN; rows too alike for ``n_topics`` give fewer; weights are taken if none is negative.

    Parameters
    ----------
    n_topics, method, n_runs, max_iter, n_jobs
        As in :func:`textkit.fit_topics`.
    random_state : int
        Its ``seed``.

    Attributes
    ----------
    components_ : float array, topics × terms
        Each row sums to one; largest topic first.
    idf_ : float array
        Inverse document frequency of each term.

    Examples
    --------
    >>> from sklearn.pipeline import make_pipeline
    >>> from textkit.vectorizer import TermVectorizer
    >>> texts = ["教育 学校", "学校 教师 教育", "道路 公交", "公交 道路"]
    >>> model = make_pipeline(TermVectorizer(), TopicModel(n_topics=2))
    >>> model.fit_transform(texts).round(2).tolist()
    [[1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.0, 1.0]]
    """

    def __init__(
        self,
        n_topics: int = 8,
        *,
        method: str = "nmf",
        n_runs: int | None = None,
        max_iter: int | None = None,
        random_state: int = 0,
        n_jobs: int | None = None,
    ) -> None:
        self.n_topics = n_topics
        self.method = method
        self.n_runs = n_runs
        self.max_iter = max_iter
        self.random_state = random_state
        self.n_jobs = n_jobs

    def fit(self, X: Any, y: None = None) -> Self:
        """Find topics in counts, rows × terms."""
        check_method(self.method)
        counts = self._counts(X, reset=True)
        fit = fit_profiles(
            counts, self.n_topics, method=self.method, seed=self.random_state,
            n_runs=self.n_runs, max_iter=self.max_iter, n_jobs=self.n_jobs,
        )  # fmt: skip
        average = mean_shares(
            topic_shares(counts, fit.profiles, fit.idf, self.method), counts.sum(axis=1)
        )
        order = np.lexsort((fit.profiles.round(ROUNDED).argmax(axis=1), -average.round(9)))
        self.components_: Floats = fit.profiles[order]
        self.idf_: Floats = fit.idf
        self.n_iter_ = fit.n_iter
        return self

    def transform(self, X: Any) -> NDArray[np.float64]:
        """Give the topic shares of rows of counts: rows × topics."""
        check_is_fitted(self)
        counts = self._counts(X, reset=False)
        return np.nan_to_num(topic_shares(counts, self.components_, self.idf_, self.method))

    @property
    def _n_features_out(self) -> int:
        return len(self.components_)

    def _counts(self, X: Any, *, reset: bool) -> sparse.csr_array:
        kinds = (np.float64, np.int64)
        found = validate_data(self, X, reset=reset, accept_sparse="csr", dtype=kinds)
        counts = sparse.csr_array(found)
        if counts.nnz and counts.data.min() < 0:
            raise ValueError("Negative values in data passed to TopicModel: it takes counts.")
        counts.eliminate_zeros()
        return counts

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        tags.input_tags.positive_only = True
        return tags
