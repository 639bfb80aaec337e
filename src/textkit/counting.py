"""Token ids → counts: the inner loop of every matrix."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse


def count_matrix(
    rows: NDArray[Any], columns: NDArray[Any], shape: tuple[int, int]
) -> sparse.csr_array:
    """Count (row, column) pairs into a canonical CSR matrix of int64."""
    ones = np.ones(len(rows), dtype=np.int64)
    counts = sparse.coo_array((ones, (rows, columns)), shape=shape).tocsr()
    counts.sum_duplicates()
    return counts


def count_ids(
    ids: NDArray[np.int32], offsets: NDArray[np.int64], kept: NDArray[np.bool_]
) -> tuple[sparse.csr_array, NDArray[np.int64]]:
    """Count the kept terms that occur, passage by passage.

    Returns a canonical CSR matrix of int64 (passages × columns) and the term of each
    column, as an index into the vocabulary.
    """
    occurring = np.bincount(ids, minlength=len(kept)) > 0
    chosen = np.flatnonzero(kept & occurring)
    column = np.full(len(kept), -1, dtype=np.int64)
    column[chosen] = np.arange(len(chosen))
    columns = column[ids]
    seen = columns >= 0
    passage_of = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
    shape = (len(offsets) - 1, len(chosen))
    return count_matrix(passage_of[seen], columns[seen], shape), chosen
