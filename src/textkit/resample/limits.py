"""Resampled values → the ends of an interval, plain or corrected for bias and skew."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def find_limits(
    values: Floats, estimate: Floats, *, confidence: float, skew: Floats | None = None
) -> tuple[Floats, Floats]:
    """Find the lower and upper end of an interval for each column of resampled values.

    Without ``skew`` they are the percentiles at (1 ± confidence) / 2. With it, the
    acceleration of each column, they are the BCa ends: for each z of these percentiles

        Φ(z₀ + (z₀ + z) / (1 − skew · (z₀ + z)))

    is the share of draws below, where Φ(z₀) is the share of draws below the estimate, ties
    counted half. Where all draws lie on one side, that share is taken as half a draw.
    Percentiles are interpolated linearly (NumPy's own default). NaN values are left out;
    of a column with nothing else both ends are NaN.

    Efron and Tibshirani (1993), An Introduction to the Bootstrap, equations 14.9 to 14.15;
    ties as in scipy.stats.bootstrap, which gives NaN where all draws are equal. Here the
    ends are then that value.
    """
    tails = np.array([(1 - confidence) / 2, 1 - (1 - confidence) / 2])
    # Columns become rows: sorted in one run of memory each.
    ordered = np.sort(values.T, axis=1)
    known = (~np.isnan(ordered)).sum(axis=1)
    shares = np.repeat(tails[:, np.newaxis], len(estimate), axis=1)
    if skew is not None:
        shares = _corrected(ordered, known, estimate, tails, skew)
    low, high = (_quantile(ordered, known, share) for share in shares)
    return low, high


def skewness(left_out: Floats) -> Floats:
    """Estimate the acceleration of each column from its values with one unit left out each.

    Efron and Tibshirani's equation 14.15, Σd³ / 6(Σd²)^1.5 with d the mean minus the value;
    0 where nothing differs.

    >>> skewness(np.array([[1.0], [1.0], [4.0]])).round(4).tolist()
    [-0.068]
    """
    difference = left_out.mean(axis=0) - left_out
    square = difference * difference
    below = 6 * square.sum(axis=0) ** 1.5
    above = (square * difference).sum(axis=0)
    return np.asarray(np.divide(above, below, out=np.zeros_like(below), where=below > 0))


def _corrected(
    ordered: Floats, known: NDArray[np.int64], estimate: Floats, tails: Floats, skew: Floats
) -> Floats:
    from scipy.special import ndtr, ndtri

    level = estimate[:, np.newaxis]
    below = ((ordered < level).sum(axis=1) + (ordered <= level).sum(axis=1)) / 2
    count = np.maximum(known, 1)
    bias = ndtri(np.clip(below / count, 0.5 / count, 1 - 0.5 / count))
    shifted = bias + ndtri(tails)[:, np.newaxis]
    room = 1 - skew * shifted
    # Past room = 0 the formula turns round; the end is then the last draw on that side.
    safe = np.where(room > 0, room, 1)
    share = np.where(room > 0, ndtr(bias + shifted / safe), shifted > 0)
    return np.asarray(share)


def _quantile(ordered: Floats, known: NDArray[np.int64], share: Floats) -> Floats:
    """Take one percentile of each sorted row, as ``np.quantile`` does, infinities allowed."""
    place = share * np.maximum(known - 1, 0)
    first = np.floor(place).astype(np.int64)
    after = np.minimum(first + 1, np.maximum(known - 1, 0))
    row = np.arange(len(ordered))
    if ordered.shape[1] == 0:
        return np.full(len(ordered), np.nan)
    one, two, t = ordered[row, first], ordered[row, after], place - first
    same = (one == two) | np.isinf(one)
    with np.errstate(invalid="ignore"):
        gap = np.where(same, 0, two - one)
        # From the nearer end, as NumPy does, so that the last bit is NumPy's.
        between = np.where(t < 0.5, one + gap * t, two - gap * (1 - t))
    return np.where(same, one, between)
