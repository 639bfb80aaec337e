"""TermMatrix → the same with terms put together: capitals and small letters, synonyms."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from scipy import sparse

from textkit.matrix import TermMatrix


def merge_terms(matrix: TermMatrix, names: Callable[[str], str] | Mapping[str, str]) -> TermMatrix:
    """Add up the columns whose terms get the same name.

    Parameters
    ----------
    names : function or mapping
        ``str.lower`` puts Reform and reform together; a mapping renames the terms that it
        has, ``{"营商环境": "经商环境"}``, and leaves the others.

    Returns
    -------
    TermMatrix
        Terms sorted by code point; the sum of every row is unchanged.

    Raises
    ------
    TypeError
        If a name is no str.

    Examples
    --------
    >>> import textkit as tk
    >>> matrix = tk.Tokens.from_words([["Reform", "reform", "growth"]]).counts()
    >>> merge_terms(matrix, str.lower).frequencies()[["term", "count"]].values.tolist()
    [['reform', 2], ['growth', 1]]
    """
    if isinstance(names, Mapping):
        given = [names.get(term, term) for term in matrix.terms]
    else:
        given = [names(term) for term in matrix.terms]
    for name in given:
        if not isinstance(name, str):
            raise TypeError(f"a term's name must be a str, not {name!r}.")
    terms, column = np.unique(np.array(given, dtype=object), return_inverse=True)
    ones = np.ones(len(given), dtype=matrix.counts.dtype)
    shape = (len(given), len(terms))
    adder = sparse.csr_array((ones, (np.arange(len(given)), column)), shape=shape)
    counts = sparse.csr_array(matrix.counts @ adder)
    counts.sort_indices()
    return TermMatrix(counts, terms, matrix.passages)
