"""Units → an estimate and its interval, by drawing whole units or clusters again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from textkit.resample.draws import BLOCK, Seed, block_sizes, check, draw_weights, generator
from textkit.resample.draws import run_blocks as run
from textkit.resample.limits import find_limits, skewness

Floats = NDArray[np.float64]
Method = Literal["percentile", "bca"]

_STEP = 64  # draws of one block of `bootstrap`: a statistic of one's own is slow, blocks are shared


class Intervals(NamedTuple):
    """An estimate and its interval, as three float arrays of the same length."""

    estimate: Floats
    low: Floats
    high: Floats


def bootstrap_ratio(
    numerators: ArrayLike | sparse.csr_array,
    denominators: ArrayLike,
    *,
    groups: ArrayLike | None = None,
    n_resamples: int = 2000,
    confidence: float = 0.95,
    method: Method = "percentile",
    seed: Seed = 0,
    n_jobs: int | None = None,
) -> Intervals:
    """Put an interval on each ratio of sums, by drawing whole units again.

    The unit (a passage, a document) is drawn, not the token: tokens of one passage
    come together, and an interval that took them as independent would be too narrow.

    Parameters
    ----------
    numerators : array or CSR matrix, shape (units,) or (units, k)
        Counts of each unit; a single column is taken as k = 1.
    denominators : array, shape (units,)
        What the counts are a share of, unit by unit.
    groups : array, shape (units,)
        The cluster of each unit, such as the document of a passage; clusters are then
        drawn whole, for what stands together is alike.
    n_resamples : int
        Number of times that as many units (clusters) as there are get drawn with
        replacement.
    confidence : float
        Between 0 and 1.
    method : "percentile" or "bca"
        Percentiles of the draws, or those corrected for bias and skew
        (:func:`textkit.resample.limits.find_limits`).
    seed : int or sequence of int
        Seed of the draws. All k columns see the same draws.
    n_jobs : int
        As in joblib; the numbers are the same for any.

    Returns
    -------
    Intervals
        ``estimate`` = sum of numerators / sum of denominators, ``low`` and ``high``, each
        of length k. A percentile interval may miss the estimate of a very skewed ratio;
        it is then extended to it, so that ``low <= estimate <= high`` always.
        Draws whose denominators add up to 0 have no ratio and are left out.
        With fewer than 2 units that have a denominator, ``low`` and ``high`` are NaN: from
        one unit nothing can be learnt about how units differ. A sum of denominators of 0
        makes the estimate NaN as well. Where no unit has a count the interval is [0, 0]: no
        draw can show what was never seen, so read it as "not found", not as "certainly 0".

    Raises
    ------
    ValueError
        If the lengths differ, a denominator is negative, or an option is out of range.

    Notes
    -----
    Efron and Tibshirani (1993), An Introduction to the Bootstrap, chapters 13 and 14. Sums
    of whole numbers are exact, so the interval of counts is the same to the last bit
    everywhere. Memory is that of a few blocks of 4 million numbers.

    Examples
    --------
    >>> bootstrap_ratio([2, 2, 2], [10, 10, 10]).low.tolist()
    [0.2]
    >>> bootstrap_ratio([2], [10]).low.tolist()
    [nan]
    """
    top = _columns(numerators)
    bottom = np.asarray(denominators, dtype=np.float64).ravel()
    if top.shape[0] != len(bottom):
        raise ValueError(f"{top.shape[0]} units in numerators, {len(bottom)} in denominators.")
    if (bottom < 0).any():
        raise ValueError(f"denominators must not be negative; the least is {bottom.min():g}.")
    _check(n_resamples, confidence, method)
    if groups is not None:
        adder = _adder(_clusters(groups, len(bottom)))
        top, bottom = adder @ top, adder @ bottom
    if sparse.issparse(top):
        top = top.tocsc()

    width, total, units = top.shape[1], bottom.sum(), len(bottom)
    estimate = np.full(width, np.nan)
    if total > 0:
        estimate = np.asarray(top.sum(axis=0), dtype=np.float64).ravel() / total
    if np.count_nonzero(bottom) < 2:
        return Intervals(estimate, np.full(width, np.nan), np.full(width, np.nan))

    step = max(1, BLOCK // (max(n_resamples, units) if method == "bca" else n_resamples))
    columns = block_sizes(width, step)
    draws = block_sizes(n_resamples, max(1, BLOCK // units))
    only = draw_weights(units, n_resamples, generator(seed, 0)) if len(draws) == 1 else None

    def limit(number: int, size: int) -> tuple[Floats, Floats]:
        mine = slice(number * step, number * step + size)
        part = top[:, mine]

        def ratios(block: int, size: int) -> Floats:
            weights = draw_weights(units, size, generator(seed, block)) if only is None else only
            return _ratios(weights, part, bottom)

        # The work is shared out by columns where there are many, and else by draws.
        inner = n_jobs if len(columns) == 1 else 1
        values = np.concatenate(list(run(ratios, draws, inner)))
        skew = None
        if method == "bca":
            counts = part.toarray() if sparse.issparse(part) else part
            skew = skewness((counts.sum(axis=0) - counts) / (total - bottom)[:, np.newaxis])
        return find_limits(values, estimate[mine], confidence=confidence, skew=skew)

    return _gather(estimate, run(limit, columns, n_jobs if len(columns) > 1 else 1))


def bootstrap(
    statistic: Callable[[Any], ArrayLike],
    units: Any,
    *,
    groups: ArrayLike | None = None,
    n_resamples: int = 2000,
    confidence: float = 0.95,
    method: Method = "percentile",
    seed: Seed = 0,
    n_jobs: int | None = None,
) -> Intervals:
    """Put an interval on any statistic of units, by drawing units or clusters again.

    For a ratio of sums :func:`bootstrap_ratio` does the same, much faster.

    Parameters
    ----------
    statistic : function
        Takes the drawn rows of ``units``, in the order they stand in, and returns a
        number or an array of k numbers. It must not draw anything itself.
    units : int, array, sparse matrix or DataFrame
        One row per unit. Of a number of units the rows are their positions, 0, 1, ….
    groups : array, one entry per unit
        The cluster of each unit; clusters are drawn whole.
    n_resamples, confidence, method, seed, n_jobs
        As in :func:`bootstrap_ratio`. ``"bca"`` asks the statistic once more for every
        cluster (unit), without it.

    Returns
    -------
    Intervals
        Arrays of length k. Draws for which the statistic is NaN are left out. With fewer
        than 2 clusters, or no draw left, ``low`` and ``high`` are NaN. The interval is
        extended to the estimate where it misses it.

    Raises
    ------
    ValueError
        If there is no unit, the lengths differ, or an option is out of range.

    Examples
    --------
    >>> lengths = np.array([21, 34, 22, 29, 40, 25])
    >>> median = bootstrap(np.median, lengths, n_resamples=500)
    >>> [float(part[0]) for part in median]
    [27.0, 21.5, 37.0]
    """
    _check(n_resamples, confidence, method)
    rows = np.arange(units) if isinstance(units, (int, np.integer)) else units
    n = rows.shape[0] if hasattr(rows, "shape") else len(rows)
    if n == 0:
        raise ValueError("there is no unit to draw.")
    if not isinstance(rows, pd.DataFrame) and not hasattr(rows, "shape"):
        rows = np.asarray(rows)
    cluster = np.arange(n) if groups is None else _clusters(groups, n)
    size = int(cluster.max()) + 1

    def ask(weights: NDArray[Any]) -> Floats:
        chosen = np.repeat(np.arange(n), weights[cluster].astype(np.int64))
        drawn = rows.iloc[chosen] if isinstance(rows, pd.DataFrame) else rows[chosen]
        return np.asarray(statistic(drawn), dtype=np.float64).ravel()

    estimate = ask(np.ones(size))
    if size < 2:
        return Intervals(estimate, np.full(len(estimate), np.nan), np.full(len(estimate), np.nan))

    def work(block: int, draws: int) -> Floats:
        return np.stack([ask(row) for row in draw_weights(size, draws, generator(seed, block))])

    blocks = block_sizes(n_resamples, max(1, min(_STEP, BLOCK // size)))
    values = np.concatenate(list(run(work, blocks, n_jobs)))
    skew = None
    if method == "bca":

        def leave_out(block: int, some: int) -> Floats:
            here = range(block * _STEP, block * _STEP + some)
            return np.stack([ask((np.arange(size) != one).astype(np.int64)) for one in here])

        skew = skewness(np.concatenate(list(run(leave_out, block_sizes(size, _STEP), n_jobs))))
    return _gather(estimate, [find_limits(values, estimate, confidence=confidence, skew=skew)])


def _gather(estimate: Floats, parts: Iterable[tuple[Floats, Floats]]) -> Intervals:
    pairs = [(np.empty(0), np.empty(0)), *parts]
    low, high = (np.concatenate(ends) for ends in zip(*pairs, strict=True))
    return Intervals(estimate, np.minimum(low, estimate), np.maximum(high, estimate))


def _check(n_resamples: int, confidence: float, method: str) -> None:
    check(n_resamples, confidence)
    if method not in ("percentile", "bca"):
        raise ValueError(f"method must be 'percentile' or 'bca', not {method!r}.")


def _clusters(groups: ArrayLike, n: int) -> NDArray[np.int64]:
    """Number the clusters of units in order of first appearance; a missing name is a name."""
    number = pd.factorize(np.asarray(groups), use_na_sentinel=False)[0]
    if len(number) != n:
        raise ValueError(f"groups names the cluster of {len(number)} units, there are {n}.")
    return np.asarray(number, dtype=np.int64)


def _adder(cluster: NDArray[np.int64]) -> sparse.csr_array:
    n = len(cluster)
    shape = (int(cluster.max(initial=-1)) + 1, n)
    return sparse.csr_array((np.ones(n), (cluster, np.arange(n))), shape=shape)


def _columns(values: ArrayLike | sparse.csr_array) -> Any:
    if sparse.issparse(values):
        return sparse.csr_array(values).astype(np.float64)
    array = np.asarray(values, dtype=np.float64)
    return array[:, np.newaxis] if array.ndim == 1 else array


def _ratios(weights: Floats, top: Any, bottom: Floats) -> Floats:
    below = weights @ bottom
    drawn = below > 0
    above = (top.T @ weights[drawn].T).T
    return np.asarray(above / below[drawn, np.newaxis], dtype=np.float64)
