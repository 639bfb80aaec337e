"""Counts per document → a difference of frequencies, tested where documents differ in length."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from textkit.measures.document_tests import Units, check_reach
from textkit.resample import permute

Floats = NDArray[np.float64]
# Terms that the shufflings are worked out for at once.
_TERMS = 1024


def permutation(
    units: Units,
    *,
    n_resamples: int = 1000,
    seed: int | Sequence[int] = 0,
    alpha: float = 0.05,
    n_jobs: int | None = None,
) -> tuple[Floats, Floats]:
    """Compare the sides' frequencies per 10,000 tokens, and shuffle the units to test it.

    ``n_jobs`` shares the shufflings out; what comes of them is the same for any.

    Returns the difference per 10,000 tokens, and a two-sided p: the larger of two.

    * Of all shufflings: how often the difference, over its standard error as that
      shuffling gives it (:func:`_studentised`), is as extreme as here. Twice the smaller
      tail, each tail (1 + shufflings as extreme) / (1 + ``n_resamples``), or all ways to
      label the units if there are no more. A side keeps its number of units (in every
      block), not of tokens.
    * Of Student's t, the p that goes with :func:`difference_interval`. A term found in a
      few units has a small p by shuffling if only the lengths of these units are rare for
      their side; its t, at most about √k for a term in k units of one side, says that so
      few show nothing. So p < 0.05 and a 95 % interval that holds 0 never meet.

    Raises
    ------
    ValueError
        If so few units, or so few shufflings, cannot give a p below ``alpha``, or a side
        has only one unit.

    Notes
    -----
    Janssen (1997), Statistics & Probability Letters 36; Chung and Romano (2013), Annals of
    Statistics 41: over its standard error a difference can be tested by shuffling, if units
    are many, even where those of the sides differ in length and spread. By itself it cannot:
    of units of 80 tokens against units of 20, terms of equal frequency had p < 0.05 in one
    case of ten (``tests/test_rate_tests.py``). Here they have it in 1 to 3 of 100: the test
    errs on the side of no difference. The standard error knows of no ``blocks``, so that a
    difference that shows only within pairs is missed.
    """
    from scipy.stats import t

    if n_resamples >= 1 and 2 / (1 + n_resamples) >= alpha:
        raise ValueError(
            f"permutation: {n_resamples} shufflings give no p below 2/{n_resamples + 1} = "
            f"{2 / (1 + n_resamples):.3g}, so none below {alpha:g}. Raise n_resamples."
        )
    check_reach("permutation", units, units.blocks, alpha)
    if units.inside.sum() == 1 or (~units.inside).sum() == 1:
        raise ValueError(
            "permutation: a side has 1 unit only, which shows no spread to hold a difference "
            "against. Take smaller units, or measure='wilcoxon'."
        )
    found, error, freedom = _welch(units)
    p = permute(
        _studentised(units),
        units.inside,
        blocks=units.blocks,
        n_resamples=n_resamples,
        seed=seed,
        n_jobs=n_jobs,
    )
    # A term that is every token has no spread and no difference.
    z = np.abs(found) / np.maximum(error, np.finfo(np.float64).tiny)
    return found * 1e4, np.maximum(p, 2 * t.sf(z, freedom))


def difference_interval(units: Units, level: float) -> tuple[Floats, Floats]:
    """Return the interval of the difference per 10,000 tokens, from the spread of units.

    Each side's frequency is a ratio of sums over its units, with the variance of a ratio
    estimate (Cochran 1977, Sampling Techniques, equation 6.13), but not less than single
    tokens would have at the frequency of both sides together, r (1 − r) / tokens: a side
    without the term is not certain to be without it. Student's t with Welch's degrees of
    freedom. NaN where a side has one unit: it shows no spread.
    """
    from scipy.stats import t

    found, error, freedom = _welch(units)
    reach = t.isf(level / 2, freedom) * error
    return (found - reach) * 1e4, (found + reach) * 1e4


def _welch(units: Units) -> tuple[Floats, Floats, Floats]:
    """Return the difference of frequencies, its standard error and degrees of freedom."""
    counts = sparse.csr_array(units.counts.T, dtype=np.float64)
    weights = units.inside[:, np.newaxis].astype(np.float64)
    values = _differ(_moments(counts, units.sizes), units.sizes, weights)
    found, *variances = (value[:, 0] for value in values)
    pooled = np.asarray(counts.sum(axis=1)).ravel() / units.sizes.sum()
    both, below = np.zeros(len(pooled)), np.zeros(len(pooled))
    for side, variance in zip((units.inside, ~units.inside), variances, strict=True):
        floored = np.maximum(variance, pooled * (1 - pooled) / units.sizes[side].sum())
        both += floored
        below += floored**2 / max(side.sum() - 1, 1)
    freedom = np.divide(both**2, below, out=np.ones(len(both)), where=below > 0)
    return found, np.sqrt(both), freedom


def _studentised(units: Units) -> Callable[[NDArray[np.bool_]], Floats]:
    """Return the statistic of labels (draws, units): a difference over its standard error.

    The variance is that of Welch's t: of both sides as they are labelled, added. Where no
    unit differs from its side's frequency it is a trillionth of the square of the difference.
    """
    counts = sparse.csr_array(units.counts.T, dtype=np.float64)
    width = counts.shape[0]
    # Some terms at a time, so that what is worked on stays in the processor's cache.
    begins = range(0, width, _TERMS)
    parts = [_moments(counts[begin : begin + _TERMS], units.sizes) for begin in begins]

    def statistic(labels: NDArray[np.bool_]) -> Floats:
        weights = np.ascontiguousarray(labels.T, dtype=np.float64)
        values = np.empty((len(labels), width))
        for begin, part in zip(begins, parts, strict=True):
            found, one, two = _differ(part, units.sizes, weights)
            variance = np.maximum(one + two, np.maximum(1e-12 * found**2, 1e-300))
            values[:, begin : begin + _TERMS] = (found / np.sqrt(variance)).T
        return values

    return statistic


def _moments(counts: sparse.csr_array, sizes: Floats) -> sparse.csr_array:
    """Stack counts (terms, units), their squares, and their products with the sizes."""
    squares, products = counts.copy(), counts.copy()
    squares.data **= 2
    products.data *= sizes[counts.indices]
    return sparse.vstack([counts, squares, products], format="csr")


def _differ(
    moments: sparse.csr_array, sizes: Floats, weights: Floats
) -> tuple[Floats, Floats, Floats]:
    """Return the difference of frequencies and its two variances, (terms, labellings) each."""
    inside = moments @ weights
    outside = np.asarray(moments.sum(axis=1)).reshape(-1, 1) - inside
    sides = []
    for sums, labels in ((inside, weights), (outside, 1 - weights)):
        count, square, product = np.split(sums, 3)
        many, size = labels.sum(axis=0), sizes @ labels
        share = count / size
        square = np.maximum(square + share * (share * (sizes**2 @ labels) - 2 * product), 0)
        scale = np.divide(many, many - 1, out=np.full(len(many), np.nan), where=many > 1)
        sides.append((count, size, square * (scale / size**2)))
    (one, size_one, v_one), (two, size_two, v_two) = sides
    # Of whole numbers, so that equal frequencies differ by exactly 0.
    found = (one * size_two - two * size_one) / (size_one * size_two)
    return found, v_one, v_two
