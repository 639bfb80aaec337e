"""Tokens or counts → how often two terms stand together: a matrix, terms × terms."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from textkit.counting import count_matrix
from textkit.matrix import TermMatrix
from textkit.tokens import Tokens


def cooccurrences(
    data: Tokens | TermMatrix, *, window: int | None = None, ordered: bool = False
) -> TermMatrix:
    """Count the pairs of places, one of each term, in a passage or within a window.

    Parameters
    ----------
    data : Tokens or TermMatrix
        Counted are kept tokens; dropped ones are passed over, as if they were not there.
    window : int
        How far apart two kept tokens of one passage may be: 1 is next to each other. Without
        it they need only be in the same passage. Needs Tokens.
    ordered : bool
        Whether the term of the row stands before that of the column. Needs a window. If not,
        the matrix is symmetric.

    Returns
    -------
    TermMatrix
        Terms in rows and columns; its ``passages`` has one column, ``term``. Every pair of
        different places is counted once, also on the diagonal, where both are of the same
        term: without order, the diagonal and what lies above it add up to all pairs.

    Raises
    ------
    ValueError
        If ``window`` is less than 1 or given with a TermMatrix, ``ordered`` comes without a
        window, or the matrix holds weights.

    Notes
    -----
    quanteda's ``fcm`` counts pairs of the same term twice in windows and once in documents;
    here once in both.

    Examples
    --------
    >>> tokens = Tokens.from_words([["改革", "开放", "改革"], ["改革", "开放"]])
    >>> together = cooccurrences(tokens, window=1)
    >>> together.terms.tolist(), together.counts.toarray().tolist()
    (['开放', '改革'], [[0, 3], [3, 0]])
    >>> cooccurrences(tokens, window=1, ordered=True).counts.toarray().tolist()
    [[0, 1], [2, 0]]
    """
    if window is not None and window < 1:
        raise ValueError(f"window={window} must be at least 1; 1 is next to each other.")
    if ordered and window is None:
        raise ValueError("ordered=True needs a window: give window=, in tokens.")
    if window is None:
        matrix = data.counts() if isinstance(data, Tokens) else data
        return _named(_in_passages(matrix), matrix.terms)
    if not isinstance(data, Tokens):
        raise ValueError(f"window={window} needs the order of tokens: give Tokens, not counts.")
    return _in_windows(data, window, ordered)


def _in_passages(matrix: TermMatrix) -> sparse.csr_array:
    if matrix.counts.dtype.kind not in "iu":
        raise ValueError(
            f"pairs are counted; the matrix holds weights ({matrix.counts.dtype}). "
            "Give it tokens.counts()."
        )
    counts = sparse.csr_array(matrix.counts, dtype=np.int64)
    together = sparse.csr_array(counts.T @ counts)
    same = np.asarray(counts.multiply(counts - counts.sign()).sum(axis=0)).ravel() // 2
    whole = together.diagonal()
    return sparse.csr_array(together - sparse.diags_array(whole - same, dtype=np.int64))


def _in_windows(tokens: Tokens, window: int, ordered: bool) -> TermMatrix:
    place = np.flatnonzero(tokens.kept[tokens.ids])
    chosen, ids = np.unique(tokens.ids[place], return_inverse=True)
    passage = tokens.passage_of()[place]
    longest = int(np.bincount(passage).max(initial=0))
    shape = (len(chosen), len(chosen))
    before = count_matrix(ids[:0], ids[:0], shape)
    for step in range(1, min(window, longest - 1) + 1):
        near = np.flatnonzero(passage[step:] == passage[:-step])
        before = sparse.csr_array(before + count_matrix(ids[near], ids[near + step], shape))
    if not ordered:
        same = sparse.diags_array(before.diagonal(), dtype=np.int64)
        before = sparse.csr_array(before + before.T - same)
    return _named(before, tokens.terms[chosen])


def _named(counts: sparse.csr_array, terms: NDArray[np.object_]) -> TermMatrix:
    counts.eliminate_zeros()
    counts.sort_indices()
    return TermMatrix(counts, terms, pd.DataFrame({"term": pd.Series(terms, dtype=object)}))
