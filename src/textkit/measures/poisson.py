"""Counts → positions: the fit of Poisson scaling, by Newton steps taken in turns."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SHORTEST = 2.0**-40  # a step that has been halved so often no longer matters
BEYOND = 30.0  # exponents are kept within, while a step is tried


class Fit(NamedTuple):
    """Parameters of documents (``alpha``, ``theta``, ``se``) and of terms (``psi``, ``beta``)."""

    alpha: Floats
    theta: Floats
    se: Floats
    psi: Floats
    beta: Floats
    value: float  # penalised log-likelihood, but for what the counts alone decide
    n_rounds: int


def fit_positions(counts: Floats, precision: float, tolerance: float, max_iter: int) -> Fit:
    """Fit exp(α + ψ + βθ) to documents × terms, with a normal prior of ``precision`` on β.

    θ has mean 0 and standard deviation 1, α and β have mean 0; what the means lose, others
    take up, so these are names for the fit and not part of it. The prior counts β times the
    deviation of θ, so that it too is the same whatever θ's scale while steps are taken.
    Raises RuntimeError after ``max_iter`` rounds.
    """
    theta = _start(counts)
    alpha = np.log(counts.sum(axis=1))
    alpha -= alpha.mean()
    psi = np.log(counts.sum(axis=0) / np.exp(alpha).sum())
    beta = np.zeros(counts.shape[1])
    value = -np.inf
    for n_rounds in range(1, max_iter + 1):
        psi, beta = _step(counts.T, theta, alpha, psi, beta, precision)
        shrinking = precision * float(beta @ beta) / (len(theta) - 1)
        alpha, theta = _step(counts, beta, psi, alpha, theta, shrinking)
        # The same means exp(α + ψ + βθ), with all where it is to be.
        middle, wide = theta.mean(), theta.std(ddof=1)
        psi, beta, theta = psi + beta * middle, beta * wide, (theta - middle) / wide
        alpha, beta = alpha + beta.mean() * theta, beta - beta.mean()
        psi, alpha = psi + alpha.mean(), alpha - alpha.mean()
        before, value = value, _value(counts, alpha, theta, psi, beta, precision)
        if abs(value - before) < tolerance * (abs(value) + 1):
            return Fit(alpha, theta, _errors(alpha, theta, psi, beta), psi, beta, value, n_rounds)
    raise RuntimeError(
        f"wordfish was not done after {max_iter} rounds: raise max_iter or tolerance, give a "
        "spread, or leave out terms that only one document has (matrix.trim(min_passages=2))."
    )


def _start(counts: Floats) -> Floats:
    """Take the documents' leading singular vector against independence, as θ."""
    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.sum()
    left = np.linalg.svd((counts - expected) / np.sqrt(expected), full_matrices=False)[0][:, 0]
    left = left / np.sqrt(counts.sum(axis=1))
    start: Floats = (left - left.mean()) / left.std(ddof=1)
    return start


def _step(
    counts: Floats, known: Floats, offset: Floats, level: Floats, slope: Floats, precision: float
) -> tuple[Floats, Floats]:
    """Take one Newton step for the level and slope of every row, halved until none is worse.

    Row i has the means exp(level + offset + slope × known); ``precision`` is of the slope.
    """
    mean = _means(level, offset, slope, known)
    left = counts - mean
    level_score = left.sum(axis=1)
    slope_score = left @ known - precision * slope
    a, b, c = mean.sum(axis=1), mean @ known, mean @ known**2 + precision
    determinant = a * c - b * b
    # Where all that is known is alike there is no slope to move.
    free = determinant > 1e-12 * a * c
    determinant = np.where(free, determinant, 1.0)
    to_level = np.where(free, (c * level_score - b * slope_score) / determinant, level_score / a)
    to_slope = np.where(free, (a * slope_score - b * level_score) / determinant, 0.0)
    now = _rows(counts, level, offset, slope, known, precision)
    length = np.ones(len(level))
    while True:
        tried = level + length * to_level, slope + length * to_slope
        # Below a share of 1e-12 a row is no worse: that is the rounding of its sum.
        least = now - 1e-12 * (1 + np.abs(now))
        worse = _rows(counts, tried[0], offset, tried[1], known, precision) < least
        worse &= length > SHORTEST
        if not worse.any():
            return tried
        length = np.where(worse, length / 2, length)


def _means(level: Floats, offset: Floats, slope: Floats, known: Floats) -> Floats:
    exponent = level[:, None] + offset + slope[:, None] * known
    means: Floats = np.exp(exponent.clip(-BEYOND * 10, BEYOND))
    return means


def _rows(
    counts: Floats, level: Floats, offset: Floats, slope: Floats, known: Floats, precision: float
) -> Floats:
    exponent = level[:, None] + offset + slope[:, None] * known
    gain = counts * exponent - np.exp(exponent.clip(-BEYOND * 10, BEYOND))
    rows: Floats = gain.sum(axis=1) - precision / 2 * slope**2
    return rows


def _value(
    counts: Floats, alpha: Floats, theta: Floats, psi: Floats, beta: Floats, precision: float
) -> float:
    rows = _rows(counts, alpha, psi, theta, beta, 0.0)
    return float(rows.sum() - precision / 2 * (beta**2).sum())


def _errors(alpha: Floats, theta: Floats, psi: Floats, beta: Floats) -> Floats:
    """Return the standard errors of θ beside α, the terms taken as known."""
    mean = _means(alpha, psi, theta, beta)
    a, b, c = mean.sum(axis=1), mean @ beta, mean @ beta**2
    errors: Floats = np.sqrt(a / (a * c - b * b))
    return errors
