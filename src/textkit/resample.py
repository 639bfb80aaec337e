"""Counts per unit → intervals; p-values → false discovery rates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

# Numbers held at once by a block of weights or of resampled ratios (32 MB as float64).
_BLOCK = 4_000_000


class Intervals(NamedTuple):
    """An estimate and its interval, as three float arrays of the same length."""

    estimate: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


def bootstrap_ratio(
    numerators: ArrayLike | sparse.csr_array,
    denominators: ArrayLike,
    *,
    n_resamples: int = 2000,
    confidence: float = 0.95,
    seed: int | Sequence[int] = 0,
) -> Intervals:
    """Put a percentile interval on each ratio of sums, by drawing whole units again.

    The unit (a passage, a document) is drawn, not the token: tokens of one passage
    come together, and an interval that took them as independent would be too narrow.

    Parameters
    ----------
    numerators : array or CSR matrix, shape (units,) or (units, k)
        Counts of each unit; a single column is taken as k = 1.
    denominators : array, shape (units,)
        What the counts are a share of, unit by unit.
    n_resamples : int
        Number of times that as many units as there are get drawn with replacement.
    confidence : float
        Between 0 and 1.
    seed : int or sequence of int
        Seed of the draws. All k columns see the same draws.

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
    Efron and Tibshirani (1993), An Introduction to the Bootstrap, chapter 13. Sums of whole
    numbers are exact, so the interval of counts is the same to the last bit everywhere.

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
    if n_resamples < 1:
        raise ValueError(f"n_resamples must be at least 1, not {n_resamples}.")
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must lie between 0 and 1, not {confidence}.")

    width, total = top.shape[1], bottom.sum()
    estimate = np.full(width, np.nan)
    low, high = estimate.copy(), estimate.copy()
    if total > 0:
        estimate = np.asarray(top.sum(axis=0), dtype=np.float64).ravel() / total
    if np.count_nonzero(bottom) < 2:
        return Intervals(estimate, low, high)

    tail = (1 - confidence) / 2
    step = max(1, _BLOCK // n_resamples)
    for begin in range(0, width, step):
        columns = slice(begin, begin + step)
        # The same seed for every block of columns: the blocks change nothing.
        ratios = np.concatenate(
            [
                _ratios(weights, top[:, columns], bottom)
                for weights in _draws(len(bottom), n_resamples, seed)
            ]
        )
        if len(ratios):
            low[columns], high[columns] = np.quantile(ratios, [tail, 1 - tail], axis=0)
    return Intervals(estimate, np.minimum(low, estimate), np.maximum(high, estimate))


def adjust_p(p: ArrayLike, *, method: str = "bh") -> NDArray[np.float64]:
    """Turn p-values into false discovery rates (q-values), leaving NaN where it is.

    ``"bh"`` is Benjamini and Hochberg (1995), for independent or positively dependent
    tests; ``"by"`` is Benjamini and Yekutieli (2001), for any dependence. NaN is no test
    and does not count among them.

    Raises
    ------
    ValueError
        If the method is another one, or a p-value lies outside 0 to 1.

    Examples
    --------
    >>> adjust_p([0.01, float("nan"), 0.04]).round(3).tolist()
    [0.02, nan, 0.04]
    """
    from scipy.stats import false_discovery_control

    if method not in ("bh", "by"):
        raise ValueError(f"method must be 'bh' or 'by', not {method!r}.")
    values = np.array(p, dtype=np.float64)
    tested = ~np.isnan(values)
    outside = values[tested & ((values < 0) | (values > 1))]
    if len(outside):
        raise ValueError(f"a p-value lies between 0 and 1; here is {outside[0]:g}.")
    if tested.any():
        values[tested] = false_discovery_control(values[tested], method=method)
    return values


def _columns(values: ArrayLike | sparse.csr_array) -> Any:
    if sparse.issparse(values):
        return sparse.csr_array(values).astype(np.float64)
    array = np.asarray(values, dtype=np.float64)
    return array[:, np.newaxis] if array.ndim == 1 else array


def _draws(units: int, n_resamples: int, seed: int | Sequence[int]) -> Iterator[NDArray[Any]]:
    """Yield blocks of weights, (draws, units): how often each unit was drawn."""
    rng = np.random.default_rng(seed)
    evenly = np.full(units, 1 / units)
    step = max(1, _BLOCK // units)
    for begin in range(0, n_resamples, step):
        size = min(step, n_resamples - begin)
        yield rng.multinomial(units, evenly, size=size).astype(np.float64)


def _ratios(weights: NDArray[Any], top: Any, bottom: NDArray[np.float64]) -> NDArray[np.float64]:
    below = weights @ bottom
    drawn = below > 0
    above = (top.T @ weights[drawn].T).T
    return np.asarray(above / below[drawn, np.newaxis], dtype=np.float64)
