"""texts → tokens, or a matrix: by what a user would pick instead, and by textkit."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from typing import Any

import numpy as np

Way = Callable[[list[str]], Any]

MATRIX = ["jieba", "rjieba", "textkit, 1 thread", "textkit, 2 threads"]
OURS = MATRIX[2:]


def available() -> list[str]:
    """List the ways that can run here, jieba's first."""
    return [name for name in MATRIX if name != "rjieba" or importlib.util.find_spec("rjieba")]


def cutter(name: str) -> Way:
    """Return the function that cuts texts that way, everything loaded."""
    if name in OURS:
        segmenter, n_jobs = textkit_segmenter(), 1 + OURS.index(name)
        return lambda texts: segmenter.segment(texts, n_jobs=n_jobs)
    cut = words_of(name)
    return lambda texts: [cut(text) for text in texts]


def counter(name: str) -> Way:
    """Return the function that makes texts a matrix that way, everything loaded."""
    if name in OURS:
        segmenter, n_jobs = textkit_segmenter(), 1 + OURS.index(name)
        return lambda texts: segmenter.segment(texts, n_jobs=n_jobs).counts()
    from sklearn.feature_extraction.text import CountVectorizer

    cut = words_of(name)

    def count(texts: list[str]) -> Any:
        vectorizer = CountVectorizer(analyzer=cut)
        return vectorizer.fit_transform(texts), vectorizer.get_feature_names_out()

    return count


def textkit_segmenter() -> Any:
    import textkit as tk

    segmenter = tk.Segmenter(engine="compiled")
    segmenter.segment(["改革，" * 60_000]).counts()  # enough to load all machine code
    return segmenter


def words_of(name: str) -> Callable[[str], list[str]]:
    if name == "rjieba":
        import rjieba

        rjieba.cut("改革开放")
        return rjieba.cut
    import jieba

    jieba.setLogLevel(60)
    jieba.initialize()
    return jieba.lcut


def same_matrix(theirs: Any, ours: Any) -> bool:
    """Tell whether scikit-learn's result and a TermMatrix are equal to the last entry."""
    counts, terms = theirs
    counts.sort_indices()
    return terms.tolist() == ours.terms.tolist() and all(
        np.array_equal(getattr(counts, part), getattr(ours.counts, part))
        for part in ("data", "indices", "indptr")
    )
