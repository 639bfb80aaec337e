"""TermMatrix and outside corpora → two sides to compare, over one vocabulary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from textkit.counting import column_blocks
from textkit.matrix import TermMatrix
from textkit.measures.dispersion import deviation, whole_counts

Choice = Mapping[str, Any] | NDArray[np.bool_] | pd.Series
Outside = TermMatrix | Mapping[str, float] | pd.Series | pd.DataFrame


@dataclass(frozen=True, eq=False)
class Side:
    """Counts per term, the size in tokens, the rows they come from (None of a list).

    ``outside`` says that the rows are of another corpus than the target's.
    """

    counts: NDArray[np.float64]
    size: float
    rows: sparse.csr_array | None = None
    row_sizes: NDArray[np.float64] | None = None
    passages: pd.DataFrame | None = None
    outside: bool = False

    def take(self, columns: NDArray[np.intp]) -> Side:
        """Return the side over some of its terms; its sizes stay."""
        if len(columns) == len(self.counts):
            return self
        rows = None if self.rows is None else sparse.csr_array(self.rows[:, columns])
        return replace(self, counts=self.counts[columns], rows=rows)

    def n_passages(self) -> NDArray[Any]:
        """Count the passages that have each term; NaN if only a list of counts is known."""
        if self.rows is None:
            return np.full(len(self.counts), np.nan)
        return np.bincount(self.rows.indices, minlength=len(self.counts))

    def dispersion(self) -> NDArray[np.float64]:
        """Return DPnorm of each term over the passages; NaN if only a list is known."""
        if self.rows is None or self.row_sizes is None:
            return np.full(len(self.counts), np.nan)
        rows, sizes = self.rows, self.row_sizes
        if not sizes.all():
            filled = np.flatnonzero(sizes)
            rows, sizes = sparse.csr_array(rows[filled]), sizes[filled]
        return np.concatenate([deviation(columns, sizes)[1] for columns in column_blocks(rows)])


def take_sides(
    matrix: TermMatrix,
    target: Choice | None,
    reference: Choice | Outside | None = None,
    *,
    reference_total: float | None = None,
) -> tuple[NDArray[np.object_], Side, Side]:
    """Return the terms, the target and the reference.

    The reference is other rows of the matrix, the rows of another one, or a list of counts
    (a Counter, a Series of numbers by term, a table with ``term`` and ``count``, or a
    mapping whose keys are terms and no document variables). Terms of the outside corpus
    that the matrix lacks come after its own.

    Raises
    ------
    KeyError
        If a document variable does not exist.
    ValueError
        If a side has no token, the sides share rows, or a total is less than its counts.
    """
    counts = whole_counts(matrix, "keyness")
    if not is_outside(reference, matrix):
        if reference_total is not None:
            raise ValueError("reference_total is the size of a list of counts; here is none.")
        if target is None:
            raise ValueError("target must be named, unless the reference is another corpus.")
        inside, outside = masks(matrix, target, reference)  # type: ignore[arg-type]
        sides = (_rows(counts, inside, matrix), _rows(counts, outside, matrix))
        _check_sizes(*sides)
        return matrix.terms, *sides

    every = np.ones(len(matrix.passages), dtype=bool)
    inside = every if target is None else matrix.rows(target)
    if isinstance(reference, TermMatrix):
        if reference_total is not None:
            raise ValueError("reference_total is the size of a list of counts; here is none.")
        other, names = whole_counts(reference, "keyness"), reference.terms
    else:
        listed = listed_counts(reference, "reference")  # type: ignore[arg-type]
        if (broken := listed[listed != np.floor(listed)]).size:
            raise ValueError(
                f"the reference gives {broken.index[0]!r} the count {broken.iloc[0]:g}: keyness "
                "needs whole numbers. Multiply shares by the size of the corpus and round."
            )
        names = np.asarray(listed.index, dtype=object)
    own = pd.Index(matrix.terms)
    terms = own.append(pd.Index(names[own.get_indexer(pd.Index(names)) < 0], dtype=object))
    place = terms.get_indexer(pd.Index(names))
    shape = (counts.shape[0], len(terms))
    one = _rows(
        sparse.csr_array((counts.data, counts.indices, counts.indptr), shape), inside, matrix
    )
    if isinstance(reference, TermMatrix):
        moved = sparse.csr_array(
            (other.data.copy(), place[other.indices], other.indptr),
            (other.shape[0], len(terms)),
        )
        every = np.ones(len(reference.passages), dtype=bool)
        two = replace(_rows(moved, every, reference), outside=True)
    else:
        sums = np.zeros(len(terms))
        sums[place] = listed
        two = Side(sums, _total(reference_total, float(sums.sum())))
    _check_sizes(one, two)
    return np.asarray(terms, dtype=object), one, two


def masks(
    matrix: TermMatrix, target: Choice, reference: Choice | None
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return the rows of the target and of the reference, which share none."""
    inside = matrix.rows(target)
    if reference is None:
        if inside.all():
            raise ValueError("target names every passage, so none is left as a reference.")
        return inside, ~inside
    outside = matrix.rows(reference)
    both = np.flatnonzero(inside & outside)
    if len(both):
        raise ValueError(
            f"target and reference share {len(both)} of {len(inside)} passages, the first at "
            f"position {both[0]}. Leave them out of one side."
        )
    return inside, outside


def is_outside(reference: Any, matrix: TermMatrix) -> bool:
    """Say whether a reference is another corpus, not a choice of rows of this one."""
    if isinstance(reference, (TermMatrix, Counter, pd.DataFrame)):
        return True
    if isinstance(reference, pd.Series):
        # Numbers by term, not a mask of 0 and 1.
        return reference.dtype.kind in "iuf" and all(isinstance(t, str) for t in reference.index)
    if not isinstance(reference, Mapping) or set(reference) & set(matrix.passages.columns):
        return False
    # A misspelt variable must not pass for a corpus of one word: a list knows terms.
    numbers = all(isinstance(value, Real) for value in reference.values())
    return numbers and not set(matrix.terms).isdisjoint(reference)


def listed_counts(corpus: Outside, name: str) -> pd.Series:
    """Return the counts of an outside corpus as a Series by term, each term once.

    Raises
    ------
    ValueError
        If there are no counts, one is negative or no number, or a table lacks its columns.
    """
    if isinstance(corpus, TermMatrix):
        sums = np.asarray(whole_counts(corpus, name).sum(axis=0), dtype=np.float64).ravel()
        counts = pd.Series(sums, index=pd.Index(corpus.terms, dtype=object))
    elif isinstance(corpus, pd.DataFrame):
        if not {"term", "count"} <= set(corpus.columns):
            there = ", ".join(map(str, corpus.columns))
            raise ValueError(f"the {name} needs the columns term and count; it has {there}.")
        counts = corpus.set_index("term")["count"]
    else:
        counts = pd.Series(corpus, dtype=object)
    values = pd.to_numeric(counts, errors="coerce").astype(np.float64)
    wrong = np.flatnonzero(~((values >= 0) & (values < np.inf)))
    if len(wrong):
        term, count = counts.index[wrong[0]], counts.iloc[wrong[0]]
        raise ValueError(f"the {name} gives {term!r} the count {count!r}, not a number from 0 up.")
    if not values.sum() > 0:
        raise ValueError(f"the counts of the {name} add up to 0.")
    return values.groupby(level=0, sort=False).sum()


def _rows(counts: sparse.csr_array, mask: NDArray[np.bool_], matrix: TermMatrix) -> Side:
    rows = sparse.csr_array(counts[np.flatnonzero(mask)])
    sums = np.asarray(rows.sum(axis=0), dtype=np.float64).ravel()
    sizes = np.asarray(rows.sum(axis=1), dtype=np.float64).ravel()
    return Side(sums, float(sums.sum()), rows, sizes, matrix.passages[mask])


def _total(given: float | None, summed: float) -> float:
    if given is None:
        return summed
    if not summed <= given < np.inf:
        raise ValueError(f"reference_total is {given:g}, but its counts add up to {summed:g}.")
    return float(given)


def _check_sizes(target: Side, reference: Side) -> None:
    for name, side in (("target", target), ("reference", reference)):
        if side.size == 0:
            raise ValueError(f"the passages of the {name} hold no counted token.")
