"""2×2 tables, odds or units → a measure of keyness with its test and its interval."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from textkit.measures import association
from textkit.measures.association import Cells
from textkit.measures.document_tests import Units, wilcoxon
from textkit.measures.exact import binomial, fisher
from textkit.measures.rate_tests import difference_interval, permutation

Floats = NDArray[np.float64]

# What one 2×2 table per term is enough for.
TABLE_MEASURES: dict[str, Callable[[Cells], Floats]] = {
    "g2": association.g2,
    "g2_yates": lambda cells: association.g2(cells, correction="yates"),
    "g2_williams": lambda cells: association.g2(cells, correction="williams"),
    "g2_two_cell": association.g2_two_cell,
    "chi2": association.chi2,
    "chi2_yates": lambda cells: association.chi2(cells, correction="yates"),
    "chi2_williams": lambda cells: association.chi2(cells, correction="williams"),
    "log_ratio": association.log_ratio,
    "percent_diff": association.percent_diff,
    "bic": association.bic,
    "pmi": association.pmi,
}
UNIT_MEASURES = ("wilcoxon", "permutation")
# Effect sizes, whose p is that of the exact test which goes with their interval.
_EFFECTS = ("log_ratio", "percent_diff", "simple_maths")


class Measured(NamedTuple):
    """One number per term each: the measure, its p, the interval of its effect size."""

    value: Floats
    p: Floats
    low: Floats
    high: Floats


def measure_tables(
    name: str, cells: Cells, low: Floats, high: Floats, *, smoothing: float = 1.0
) -> Measured:
    """Take a measure of 2×2 tables, given the interval of the log2 ratio of frequencies."""
    from scipy.stats import chi2

    if name == "fisher":
        logarithm = fisher(cells)
        # + 0.0 turns −0 into 0.
        value = np.sign(cells.cross) * -logarithm / np.log(10) + 0.0
        return Measured(value, np.exp(logarithm), low, high)
    if name == "lrc":
        value = np.where(low > 0, low, np.where(high < 0, high, 0.0))
        return Measured(value, binomial(cells), low, high)
    if name == "simple_maths":
        value = association.simple_maths(cells, smoothing=smoothing)
    else:
        value = TABLE_MEASURES[name](cells)
    if name in ("bic", "pmi"):
        return Measured(value, np.full(len(value), np.nan), low, high)
    if name == "percent_diff":
        ends = (100 * (np.exp2(end) - 1) for end in (low, high))
        return Measured(value, binomial(cells), *ends)
    p = binomial(cells) if name in _EFFECTS else np.asarray(chi2.sf(np.abs(value), 1))
    return Measured(value, p, low, high)


def measure_odds(delta: Floats, deviation: Floats, level: float) -> Measured:
    """Take δ over its standard deviation, with the normal interval of δ."""
    from scipy.stats import norm

    z, reach = delta / deviation, float(norm.isf(level / 2)) * deviation
    return Measured(z, np.asarray(2 * norm.sf(np.abs(z))), delta - reach, delta + reach)


def measure_units(
    name: str,
    units: Units,
    level: float,
    *,
    alpha: float,
    n_resamples: int,
    seed: int | Sequence[int],
    n_jobs: int | None = None,
) -> Measured:
    """Take a measure that compares units instead of words."""
    if name == "wilcoxon":
        unknown = np.full(units.counts.shape[1], np.nan)
        return Measured(*wilcoxon(units, alpha=alpha), unknown, unknown)
    found = permutation(units, n_resamples=n_resamples, seed=seed, alpha=alpha, n_jobs=n_jobs)
    return Measured(*found, *difference_interval(units, level))
