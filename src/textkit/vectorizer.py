"""texts → weights of terms, as a transformer for scikit-learn's pipelines."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from numbers import Integral, Real
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from textkit.counting import count_matrix
from textkit.segmentation.segmenter import Segmenter
from textkit.tokens import Tokens

WEIGHTINGS = ("tfidf", "count")


class TermVectorizer(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Turn Chinese texts into a matrix of TF-IDF weights, or of counts.

    The matrix is the one of scikit-learn's ``TfidfVectorizer`` (or ``CountVectorizer``) whose
    ``analyzer`` is a :class:`Segmenter` that drops the same terms, only many times sooner.
    Weights are equal to the last bit to those of its ``transform``; those of its
    ``fit_transform`` can differ from both in that bit, for it adds in another order.

    Parameters
    ----------
    lexicon, hmm, engine
        As :class:`Segmenter` has them.
    stopwords, punctuation, min_length
        As :meth:`Tokens.keep` has them; white space is never a term.
    min_df, max_df : int or float
        Leave out terms that stand in fewer or more texts than this: an int counts texts, a
        float from 0 to 1 is a share of them.
    max_features : int, optional
        Keep only so many terms, the commonest; of equally common ones the first by code
        point.
    weighting : "tfidf" or "count"
        float64 weights (see :meth:`TermMatrix.tfidf`), or int64 counts, on which ``norm``,
        ``sublinear_tf`` and ``smooth_idf`` do not bear.
    norm : "l2", "l1" or None
        Whether rows are made unit vectors, and by which norm.
    sublinear_tf : bool
        Take 1 + ln(count) instead of the count.
    smooth_idf : bool
        Add one to all document frequencies, as if one more text held every term.
    n_jobs : int, optional
        Threads for the segmentation, as joblib counts them; the result is the same for any.

    Attributes
    ----------
    vocabulary_ : dict
        The column of each term; columns are sorted by code point.
    idf_ : array
        The inverse document frequency of each column, with ``weighting="tfidf"``.
    segmenter_ : Segmenter
        What cuts.

    Examples
    --------
    >>> vectorizer = TermVectorizer(weighting="count")
    >>> vectorizer.fit_transform(["改革创新，改革", "创新"]).toarray().tolist()
    [[1, 2], [1, 0]]
    >>> vectorizer.get_feature_names_out().tolist()
    ['创新', '改革']
    """

    def __init__(
        self,
        *,
        lexicon: str | Path | None = None,
        hmm: bool = True,
        engine: str | Callable[[str], Iterable[str]] = "auto",
        stopwords: str | Path | Iterable[str] | None = None,
        punctuation: bool = False,
        min_length: int = 1,
        min_df: float = 1,
        max_df: float = 1.0,
        max_features: int | None = None,
        weighting: str = "tfidf",
        norm: str | None = "l2",
        sublinear_tf: bool = False,
        smooth_idf: bool = True,
        n_jobs: int | None = None,
    ) -> None:
        self.lexicon = lexicon
        self.hmm = hmm
        self.engine = engine
        self.stopwords = stopwords
        self.punctuation = punctuation
        self.min_length = min_length
        self.min_df = min_df
        self.max_df = max_df
        self.max_features = max_features
        self.weighting = weighting
        self.norm = norm
        self.sublinear_tf = sublinear_tf
        self.smooth_idf = smooth_idf
        self.n_jobs = n_jobs

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        tags.transformer_tags.preserves_dtype = []  # texts have none to preserve
        return tags

    def fit(self, texts: Iterable[str], y: object = None) -> TermVectorizer:
        """Learn the terms and their document frequencies; ``y`` is not looked at.

        Raises
        ------
        TypeError
            If ``texts`` is one str, or a text is not a str.
        ValueError
            If a parameter is out of range, or no term remains.
        """
        self.fit_transform(texts, y)
        return self

    def fit_transform(self, texts: Iterable[str], y: object = None) -> sparse.csr_array:
        """Fit, and return the weights of the same texts: a row per text, a column per term."""
        if self.weighting not in WEIGHTINGS:
            raise ValueError(f"weighting is {self.weighting!r}; use 'tfidf' or 'count'.")
        self.segmenter_ = Segmenter(lexicon=self.lexicon, hmm=self.hmm, engine=self.engine)
        tokens = self._segment(texts)
        least = _in_texts("min_df", self.min_df, len(tokens))
        most = _in_texts("max_df", self.max_df, len(tokens))
        if least > most:
            raise ValueError(
                f"min_df asks for {least:g} texts or more and max_df for {most:g} or fewer. "
                "Lower min_df or raise max_df."
            )
        matrix = tokens.keep(
            stopwords=self.stopwords, punctuation=self.punctuation, min_length=self.min_length
        ).counts()
        counts = matrix.counts
        in_texts = np.bincount(counts.indices, minlength=len(matrix.terms))
        chosen = np.flatnonzero((in_texts >= least) & (in_texts <= most))
        if self.max_features is not None:
            if not isinstance(self.max_features, Integral) or self.max_features < 1:
                raise ValueError(f"max_features is {self.max_features!r}; give 1 or more, or None.")
            total = np.asarray(counts.sum(axis=0)).ravel()[chosen]
            chosen = np.sort(chosen[np.argsort(-total, kind="stable")[: self.max_features]])
        if not len(chosen):
            raise ValueError(
                f"no term remains of {len(tokens)} texts with {len(matrix.terms)} terms. Lower "
                "min_df, raise max_df, or drop fewer terms."
            )
        self._terms = matrix.terms[chosen]
        self.vocabulary_ = {term: column for column, term in enumerate(self._terms)}
        counts = counts[:, chosen]
        if self.weighting == "tfidf":
            from sklearn.feature_extraction.text import TfidfTransformer

            self._tfidf = TfidfTransformer(
                norm=self.norm, smooth_idf=self.smooth_idf, sublinear_tf=self.sublinear_tf
            ).fit(counts.astype(np.float64))
        return self._weigh(counts)

    def transform(self, texts: Iterable[str]) -> sparse.csr_array:
        """Return the weights of texts over the terms learnt; other terms are passed over.

        Raises
        ------
        NotFittedError
            If nothing was learnt yet.
        TypeError
            If ``texts`` is one str, or a text is not a str.
        """
        check_is_fitted(self, "vocabulary_")
        tokens = self._segment(texts)
        column_of = np.array([self.vocabulary_.get(term, -1) for term in tokens.terms], dtype=int)
        columns = column_of[tokens.ids]
        known = columns >= 0
        shape = (len(tokens), len(self._terms))
        return self._weigh(count_matrix(tokens.passage_of()[known], columns[known], shape))

    def get_feature_names_out(self, input_features: object = None) -> NDArray[np.object_]:
        """Return the term of each column; ``input_features`` is not looked at."""
        check_is_fitted(self, "vocabulary_")
        return self._terms.copy()

    @property
    def idf_(self) -> NDArray[np.float64]:
        """The inverse document frequency of each column."""
        check_is_fitted(self, "vocabulary_")
        if self.weighting != "tfidf":
            raise AttributeError("counts have no idf_; it takes weighting='tfidf'.")
        idf: NDArray[np.float64] = self._tfidf.idf_
        return idf

    def _segment(self, texts: Iterable[str]) -> Tokens:
        if isinstance(texts, (str, pd.DataFrame)):
            kind = "one str" if isinstance(texts, str) else "a DataFrame"
            raise TypeError(f"texts is {kind}; pass a list of texts, or a column of them.")
        return self.segmenter_.segment(list(texts), n_jobs=self.n_jobs)

    def _weigh(self, counts: sparse.csr_array) -> sparse.csr_array:
        if self.weighting == "count":
            return counts
        return sparse.csr_array(self._tfidf.transform(counts.astype(np.float64), copy=False))


def _in_texts(name: str, limit: float, n_texts: int) -> float:
    """Turn ``min_df`` or ``max_df`` into a number of texts."""
    if isinstance(limit, Integral) and not isinstance(limit, bool) and limit >= 1:
        return float(limit)
    if isinstance(limit, Real) and not isinstance(limit, Integral) and 0 <= limit <= 1:
        return float(limit) * n_texts
    raise ValueError(
        f"{name} is {limit!r}; give a number of texts (1 or more, an int) or a share of them "
        "(0.0 to 1.0, a float)."
    )
