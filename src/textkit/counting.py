"""Token ids → counts: the inner loop of every matrix."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

COLUMN_ENTRIES = 1 << 20
WORTH_LOADING = 100_000  # tokens; fewer are counted sooner than Numba is loaded
# The place of a lone bit, found by the six bits that a de Bruijn sequence then shows on top.
DE_BRUIJN = np.uint64(0x03F79D71B4CB0A89)
PLACE_OF_BIT = np.zeros(64, dtype=np.int64)
PLACE_OF_BIT[[((1 << place) * int(DE_BRUIJN) & (2**64 - 1)) >> 58 for place in range(64)]] = (
    np.arange(64)
)


def count_matrix(
    rows: NDArray[Any], columns: NDArray[Any], shape: tuple[int, int]
) -> sparse.csr_array:
    """Count (row, column) pairs into a canonical CSR matrix of int64."""
    ones = np.ones(len(rows), dtype=np.int64)
    counts = sparse.coo_array((ones, (rows, columns)), shape=shape).tocsr()
    counts.sum_duplicates()
    return counts


def column_blocks(
    counts: sparse.csr_array, entries: int = COLUMN_ENTRIES
) -> Iterator[sparse.csc_array]:
    """Yield all columns in order, about ``entries`` stored numbers at a time.

    What is worked out per column then takes up no more with more rows.
    """
    last = np.cumsum(np.bincount(counts.indices, minlength=counts.shape[1])) // entries
    cuts = [0, *(np.flatnonzero(np.diff(last)) + 1).tolist(), counts.shape[1]]
    for begin, end in pairwise(cuts):
        yield counts.tocsc() if end - begin == counts.shape[1] else counts[:, begin:end].tocsc()


def count_ids(
    ids: NDArray[np.int32], offsets: NDArray[np.int64], kept: NDArray[np.bool_]
) -> tuple[sparse.csr_array, NDArray[np.int64]]:
    """Count the kept terms that occur, passage by passage.

    Returns a canonical CSR matrix of int64 (passages × columns) and the term of each
    column, as an index into the vocabulary. Numba's code and SciPy's give the same.

    Raises
    ------
    ValueError
        If the offsets do not run from 0 up to the number of tokens.
    """
    if offsets[0] != 0 or offsets[-1] != len(ids) or (offsets[1:] < offsets[:-1]).any():
        raise ValueError(
            f"offsets must run from 0 up to the number of tokens, {len(ids)}; "
            f"they run from {offsets[0]} to {offsets[-1]}."
        )
    if len(ids) < WORTH_LOADING or importlib.util.find_spec("numba") is None:
        return count_by_sorting(ids, offsets, kept)
    return count_by_walking(ids, offsets, kept)


def count_by_walking(
    ids: NDArray[np.int32], offsets: NDArray[np.int64], kept: NDArray[np.bool_]
) -> tuple[sparse.csr_array, NDArray[np.int64]]:
    """Do as :func:`count_ids`, with Numba: one pass, and no sort where a row is long."""
    column = np.full(len(kept), -1, dtype=np.int32)
    indices = np.empty(len(ids), dtype=np.int32)
    data = np.empty(len(ids), dtype=np.int64)
    # SciPy wants both index arrays in one type, the smaller if that will do.
    indptr = np.zeros(len(offsets), dtype=np.int32 if len(ids) < 2**31 else np.int64)
    n = _compiled()(ids, offsets, kept, column, indices, data, indptr)
    chosen = np.flatnonzero(column >= 0)
    # What lies past n was never touched, so it takes no memory: no need for copies.
    shape = (len(offsets) - 1, len(chosen))
    counts = sparse.csr_array((data[:n], indices[:n], indptr), shape=shape)
    counts.has_canonical_format = True
    return counts, chosen


def count_by_sorting(
    ids: NDArray[np.int32], offsets: NDArray[np.int64], kept: NDArray[np.bool_]
) -> tuple[sparse.csr_array, NDArray[np.int64]]:
    """Do as :func:`count_ids`, with SciPy alone."""
    chosen = np.flatnonzero(kept & (np.bincount(ids, minlength=len(kept)) > 0))
    column = np.full(len(kept), -1, dtype=np.int32)
    column[chosen] = np.arange(len(chosen), dtype=np.int32)
    columns = column[ids]
    seen = columns >= 0
    passage_of = np.repeat(np.arange(len(offsets) - 1, dtype=np.int32), np.diff(offsets))
    shape = (len(offsets) - 1, len(chosen))
    return count_matrix(passage_of[seen], columns[seen], shape), chosen


@cache
def _compiled() -> Any:
    """Return :func:`count_rows` as machine code."""
    from numba import njit

    return njit(nogil=True, cache=True)(count_rows)


def count_rows(
    ids: NDArray[np.int32],
    offsets: NDArray[np.int64],
    kept: NDArray[np.bool_],
    column: NDArray[np.int32],
    indices: NDArray[np.int32],
    data: NDArray[np.int64],
    indptr: NDArray[np.int32] | NDArray[np.int64],
) -> int:
    """Count the kept terms of each passage into the arrays of a canonical CSR matrix.

    ``column`` comes as -1 and becomes the column of each kept term that occurs; ``indices``
    and ``data`` have room for every token. Returns the number of entries. Slow unless
    compiled.
    """
    for term in ids:
        if kept[term]:
            column[term] = 0
    n_columns = 0
    for term in range(len(column)):
        if column[term] == 0:
            column[term] = n_columns
            n_columns += 1
    seen = np.zeros(n_columns, dtype=np.int32)
    bits = np.zeros(n_columns // 64 + 1, dtype=np.uint64)
    n = 0
    for row in range(len(offsets) - 1):
        begin = n
        for token in range(offsets[row], offsets[row + 1]):
            term = column[ids[token]]
            if term >= 0:
                indices[n] = term
                n += seen[term] == 0  # no branch: it would be guessed wrongly too often
                seen[term] += 1
        if 8 * (n - begin) > len(bits):  # a walk over all the bits costs less than a sort
            for place in range(begin, n):
                bits[indices[place] >> 6] |= np.uint64(1) << np.uint64(indices[place] & 63)
            place = begin
            for word in range(len(bits)):
                left = bits[word]
                bits[word] = 0
                while left:
                    rest = left & (left - np.uint64(1))
                    lone = ((left ^ rest) * DE_BRUIJN) >> np.uint64(58)
                    indices[place] = (word << 6) + PLACE_OF_BIT[lone]
                    place += 1
                    left = rest
        else:
            indices[begin:n].sort()
        for place in range(begin, n):
            data[place] = seen[indices[place]]
            seen[indices[place]] = 0
        indptr[row + 1] = n
    return n
