"""Rows of weights → a square of their likenesses or distances, a block of rows at a time."""

from __future__ import annotations

import importlib.util
import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.special import xlogy

from textkit.measures import similarity_kernel as kernels
from textkit.resample.draws import block_sizes, run_blocks
from textkit.segmentation.machine import compiled

_BLOCK = 256  # rows compared at a time: bounds the memory
WORTH_LOADING = 2_000_000  # terms looked up; fewer are compared sooner than Numba is loaded

Floats = NDArray[np.float64]

# Sums over the terms of two rows: of weights, and of shares.
_OF_WEIGHTS = {
    "fjaccard": kernels.SMALLER,
    "hamming": kernels.UNEQUAL,
    "canberra": kernels.CANBERRA,
    "manhattan": kernels.POWER,
    "euclidean": kernels.POWER,
    "minkowski": kernels.POWER,
    "maximum": kernels.LARGEST,
}
OF_SHARES = {
    "kullback": kernels.KULLBACK,
    "jeffreys": kernels.JEFFREYS,
    "jensen": kernels.JENSEN,
    "chisquared": kernels.CHI_SQUARED,
}


def compare_rows(
    weights: sparse.csr_array,
    measure: str,
    *,
    p: float,
    power: float,
    smoothing: float,
    n_jobs: int | None,
) -> Floats:
    """Compare every row with every other; what stands on the diagonal means nothing.

    Weights are canonical and have no zeros; the options are those of
    :func:`textkit.measures.similarity.similarity`.
    """
    if measure == "jensen_shannon":
        return _jensen_shannon(weights, n_jobs)
    if measure == "rank_biased_overlap":
        return _rank_biased_overlap(weights, p, n_jobs)
    if measure in OF_SHARES:
        return _of_shares(weights, measure, smoothing, n_jobs)
    if measure in _OF_WEIGHTS:
        return _of_weights(weights, measure, power, n_jobs)
    return _products(weights, measure, n_jobs)


def _products(weights: sparse.csr_array, measure: str, n_jobs: int | None) -> Floats:
    """Return what sums, squares and products of rows are enough for."""
    n = weights.shape[1]
    if measure not in ("cosine", "correlation", "ejaccard", "edice"):
        weights = weights.copy()
        weights.data = np.ones_like(weights.data)
    square = np.asarray(weights.multiply(weights).sum(axis=1)).ravel()
    if measure == "correlation":
        # n² times covariance and variance: of whole numbers these are exact.
        total = np.asarray(weights.sum(axis=1)).ravel()
        spread = n * square - total**2

    def work(low: int, high: int) -> Floats:
        both = np.zeros((high - low, weights.shape[0]))
        both[:, low:] = (weights[low:high] @ weights[low:].T).toarray()
        with np.errstate(divide="ignore", invalid="ignore"):
            if measure == "cosine":
                size = np.sqrt(square)
                found = both / np.outer(size[low:high], size)
            elif measure == "correlation":
                found = n * both - np.outer(total[low:high], total)
                found = found / np.sqrt(np.outer(spread[low:high], spread))
            else:
                sums = np.add.outer(square[low:high], square)
                found = _of_counts(measure, both, sums, n)
        return np.triu(np.clip(found, -1, 1), low + 1)

    return _mirrored(_by_blocks(work, weights.shape[0], n_jobs))


def _of_counts(measure: str, both: Floats, sums: Floats, n: int) -> Floats:
    """Return a likeness, given the products of two rows and the sum of their squares."""
    if measure in ("jaccard", "ejaccard"):
        return both / (sums - both)
    if measure in ("dice", "edice"):
        return 2 * both / sums
    neither = n - sums + both
    if measure == "faith":
        return (both + neither / 2) / n
    matching = (both + neither) / n
    return 2 * matching - 1 if measure == "hamann" else matching


def _of_weights(
    weights: sparse.csr_array, measure: str, power: float, n_jobs: int | None
) -> Floats:
    power = {"manhattan": 1.0, "euclidean": 2.0}.get(measure, power)
    nothing = np.zeros(weights.shape[0])
    values = _unions(
        weights, _OF_WEIGHTS[measure], weights.data, weights.data, nothing, nothing, nothing,
        n_jobs, power=power,
    )  # fmt: skip
    if measure == "fjaccard":
        total = np.asarray(weights.sum(axis=1)).ravel()
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(values / (np.add.outer(total, total) - values))
    return values ** (1 / power) if measure in ("euclidean", "minkowski") else values


def _of_shares(
    weights: sparse.csr_array, measure: str, smoothing: float, n_jobs: int | None
) -> Floats:
    row = np.repeat(np.arange(weights.shape[0]), np.diff(weights.indptr))
    totals = np.asarray(weights.sum(axis=1)).ravel() + smoothing * weights.shape[1]
    # Rows of nothing at all: whatever comes of them is replaced.
    totals = np.where(totals > 0, totals, 1)
    shares, zero = (weights.data + smoothing) / totals[row], smoothing / totals
    if measure == "jensen":
        logs, zero_log = xlogy(shares, shares), xlogy(zero, zero)
    else:
        with np.errstate(divide="ignore"):
            logs, zero_log = np.log(shares), np.log(zero)
    values = _unions(
        weights, OF_SHARES[measure], shares, logs, zero, zero_log, totals, n_jobs,
        both_ways=measure == "kullback",
    )  # fmt: skip
    return np.maximum(values, 0)


def _unions(
    weights: sparse.csr_array, kind: int, values: Floats, logs: Floats, zero: Floats,
    zero_log: Floats, totals: Floats, n_jobs: int | None, *, power: float = 1.0,
    both_ways: bool = False,
) -> Floats:  # fmt: skip
    n_rows, n_terms = weights.shape
    # A step of a sum takes some ten times as long as a look-up, in plain Python.
    kernel = _kernel(10 * weights.nnz * n_rows)

    def work(low: int, high: int) -> Floats:
        rows = np.zeros((high - low, n_rows))
        kernel.union_rows(
            low, high, weights.indptr, weights.indices, values, logs, zero, zero_log, totals,
            n_terms, kind, power, both_ways, rows,
        )  # fmt: skip
        return rows

    found = _by_blocks(work, n_rows, n_jobs)
    return found if both_ways else _mirrored(found)


def _jensen_shannon(weights: sparse.csr_array, n_jobs: int | None) -> Floats:
    """Sum, over the terms that two rows share, ½ [(p+q) log(p+q) - p log p - q log q]."""
    n_rows, n_terms = weights.shape
    total = np.asarray(weights.sum(axis=1)).ravel()
    shares = weights.data / np.repeat(total, np.diff(weights.indptr))
    plain = shares * np.log2(shares)
    kernel = _kernel(weights.nnz * n_rows / 2)
    # Common terms side by side in memory, and those of one row, which nobody shares, last.
    order = np.argsort(-np.bincount(weights.indices, minlength=n_terms), kind="stable")
    number = np.empty(n_terms, dtype=np.int32)
    number[order] = np.arange(n_terms, dtype=np.int32)
    indices = number[weights.indices]

    def work(low: int, high: int) -> Floats:
        rows = np.zeros((high - low, n_rows))
        kernel.entropy_rows(low, high, weights.indptr, indices, shares, plain, n_terms, rows)
        return rows

    return np.clip(_mirrored(_by_blocks(work, n_rows, n_jobs)), 0, 1)


def _rank_biased_overlap(weights: sparse.csr_array, p: float, n_jobs: int | None) -> Floats:
    n_rows, n_terms = weights.shape
    row_of = np.repeat(np.arange(n_rows), np.diff(weights.indptr))
    order = np.lexsort((-weights.data, row_of))
    place = np.arange(1, len(order) + 1)
    tied = np.zeros(len(order), dtype=bool)
    tied[1:] = (np.diff(weights.data[order]) == 0) & (np.diff(row_of[order]) == 0)
    place = np.maximum.accumulate(np.where(tied, 0, place))
    ranks = np.empty(len(order), dtype=np.int64)
    ranks[order] = place - weights.indptr[row_of[order]]
    # Deeper ranks weigh less than the last digit.
    longest = int(np.diff(weights.indptr).max(initial=1))
    depth = max(min(math.ceil(math.log(1e-17) / math.log(p)), longest), 1)
    kept = ranks <= depth
    sizes = np.zeros((n_rows, depth + 1), dtype=np.int64)
    np.add.at(sizes, (row_of[kept], ranks[kept] - 1), 1)
    sizes = np.cumsum(sizes, axis=1)
    sizes[:, depth] = np.diff(weights.indptr)
    indptr = np.concatenate([[0], np.cumsum(np.bincount(row_of[kept], minlength=n_rows))])
    indptr, indices, ranks = indptr.astype(np.int64), weights.indices[kept], ranks[kept]
    kernel = _kernel(weights.nnz * n_rows / 2)

    def work(low: int, high: int) -> Floats:
        rows = np.zeros((high - low, n_rows))
        kernel.overlap_rows(low, high, indptr, indices, ranks, sizes, n_terms, p, rows)
        return rows

    return np.clip(_mirrored(_by_blocks(work, n_rows, n_jobs)), 0, 1)


def _by_blocks(work: Callable[[int, int], Floats], n_rows: int, n_jobs: int | None) -> Floats:
    """Put together what comes of blocks of rows, whoever worked it out."""
    values, low = np.empty((n_rows, n_rows)), 0
    sizes, step = block_sizes(n_rows, _BLOCK), _BLOCK
    for rows in run_blocks(lambda at, size: work(at * step, at * step + size), sizes, n_jobs):
        values[low : low + len(rows)] = rows
        low += len(rows)
    return values


def _mirrored(values: Floats) -> Floats:
    """Copy what stands above the diagonal to below it."""
    return np.asarray(values + values.T)


def _kernel(looked_up: float) -> Any:
    if looked_up < WORTH_LOADING or importlib.util.find_spec("numba") is None:
        return kernels
    return compiled(kernels)
