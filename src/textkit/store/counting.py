"""the shards of a store → counts, one shard's passages × terms in memory at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from textkit.counting import count_ids
from textkit.matrix import TermMatrix
from textkit.store.files import map_array

Shard = tuple[Path, NDArray[np.int32], NDArray[np.bool_]]


def count_shards(
    shards: Sequence[Shard],
    kept: NDArray[np.bool_],
    groups: NDArray[np.int64] | None,
    *,
    n_jobs: int | None,
) -> Iterator[sparse.csr_array]:
    """Count shard by shard, with one column for each kept term of the whole store.

    A shard is its folder, the place of each of its terms in the store's vocabulary, and its
    chosen passages. Rows are these passages or, with a group number for each chosen passage
    of the store, all the groups. Shards without a chosen passage are passed over.
    """
    from joblib import Parallel, delayed

    shards = [shard for shard in shards if shard[2].any()]
    bounds = pairwise(np.cumsum([0, *(int(rows.sum()) for _, _, rows in shards)]).tolist())
    jobs = (
        delayed(count_shard)(home, kept[place], rows, None if groups is None else groups[begin:end])
        for (home, place, rows), (begin, end) in zip(shards, bounds, strict=True)
    )
    run = Parallel(n_jobs=n_jobs, prefer="threads", batch_size=1, return_as="generator")
    column = np.cumsum(kept) - 1
    n_groups = None if groups is None else int(groups.max(initial=-1)) + 1
    for (_, place, _), (counts, chosen, numbers) in zip(shards, run(jobs), strict=True):
        indices = column[place[chosen]][counts.indices]
        lengths = np.zeros(n_groups or counts.shape[0], dtype=np.int64)
        lengths[numbers] = np.diff(counts.indptr)
        indptr = np.concatenate([[0], np.cumsum(lengths)])
        shape = (len(lengths), int(kept.sum()))
        yield sparse.csr_array((counts.data, indices, indptr), shape=shape)


def count_shard(
    home: Path,
    kept: NDArray[np.bool_],
    rows: NDArray[np.bool_],
    groups: NDArray[np.int64] | None,
) -> tuple[sparse.csr_array, NDArray[np.int64], NDArray[np.int64]]:
    """Count the kept terms of a shard, by passage or by group.

    Returns the counts, the term of each column (as the shard numbers them) and the number
    of each row.
    """
    counts, chosen = count_ids(map_array(home / "ids.npy"), map_array(home / "offsets.npy"), kept)
    if not rows.all():
        counts = counts[np.flatnonzero(rows)]
    if groups is None:
        return counts, chosen, np.arange(counts.shape[0])
    numbers, group = np.unique(groups, return_inverse=True)
    ones = np.ones(len(group), dtype=np.int64)
    adder = sparse.csr_array(
        (ones, (group, np.arange(len(group)))), shape=(len(numbers), len(group))
    )
    counts = sparse.csr_array(adder @ counts)
    counts.sum_duplicates()
    return counts, chosen, numbers


def add_up(parts: Iterable[sparse.csr_array], shape: tuple[int, int]) -> sparse.csr_array:
    """Add matrices up, the small ones among themselves first: the sum is not copied each time."""
    total = sparse.csr_array(shape, dtype=np.int64)
    waiting = sparse.csr_array(shape, dtype=np.int64)
    for part in parts:
        waiting = waiting + part
        if waiting.nnz >= total.nnz:
            total, waiting = total + waiting, sparse.csr_array(shape, dtype=np.int64)
    total = sparse.csr_array(total + waiting)
    total.sum_duplicates()
    return total


def weigh(matrix: TermMatrix, idf: NDArray[np.float64]) -> TermMatrix:
    """Multiply counts by inverse document frequencies and make the rows unit vectors."""
    from sklearn.preprocessing import normalize

    counts = matrix.counts
    weights = sparse.csr_array(
        (counts.data * idf[counts.indices], counts.indices, counts.indptr), shape=counts.shape
    )
    return TermMatrix(sparse.csr_array(normalize(weights)), matrix.terms, matrix.passages)
