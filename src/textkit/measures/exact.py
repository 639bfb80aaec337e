"""2×2 tables of counts → exact tests and intervals, for all of them at once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from textkit.measures.association import Cells, Floats, g2

# R and SciPy take probabilities within 1e-7 of the observed one for equal to it.
_TIE = np.log1p(1e-7)


def fisher(cells: Cells) -> Floats:
    """Return the natural logarithm of the two-sided p of Fisher's exact test.

    The sum of the probabilities, given the margins, of all tables no more probable than
    the one observed, which is what R and SciPy call two-sided. The logarithm has digits
    where p itself would be 0; ``np.exp`` of it is p.

    Raises
    ------
    ValueError
        If a count is no whole number.

    Notes
    -----
    Fisher (1935), The logic of inductive inference. The probability of one table is
    exp(−G²/2) times factorials without their leading terms, so large counts cost no
    digits; tails are added up term by term, equal tables once.

    Examples
    --------
    >>> np.exp(fisher(Cells([7, 5], [10, 10], [9, 10], [19, 20]))).round(4).tolist()
    [0.0698, 1.0]
    """
    tables = np.stack([cells.o11, cells.r1, cells.c1, cells.n], axis=-1)
    if (tables != np.floor(tables)).any():
        raise ValueError("Fisher's exact test needs whole numbers; these counts are not.")
    kinds, which = np.unique(tables.reshape(-1, 4), axis=0, return_inverse=True)
    if not len(kinds):
        return np.zeros(cells.o11.shape)
    return np.asarray(_two_sided(Cells(*kinds.T))[which.ravel()].reshape(cells.o11.shape))


def binomial(cells: Cells) -> Floats:
    """Return twice the smaller tail of the binomial test that the row has its share.

    Of the c1 occurrences of the column, o11 are in the row, where r1/n of them belong;
    1 at most. It goes with :func:`ratio_interval`.

    >>> binomial(Cells(7, 10, 9, 19)).round(4).tolist()
    [0.2371]
    """
    from scipy.stats import binom

    share = cells.r1 / cells.n
    below = binom.cdf(cells.o11, cells.c1, share)
    tail = np.minimum(below, binom.sf(cells.o11 - 1, cells.c1, share))
    return np.asarray(np.minimum(1, 2 * tail))


def ratio_interval(cells: Cells, level: float) -> tuple[Floats, Floats]:
    """Return the interval of log2((o11/r1) / (o21/r2)) that errs with probability ``level``.

    Clopper and Pearson (1934), Biometrika 26, on the row's share of the column; infinite
    where a side has none. As R package corpora 0.6 has it.

    >>> low, high = ratio_interval(Cells(7, 10, 9, 19), 0.05)
    >>> (low.round(3).tolist(), high.round(3).tolist())
    ([-0.738], [4.958])
    """
    low = _low(cells.o11, cells.o21, cells.r1, cells.r2, level)
    return low, -_low(cells.o21, cells.o11, cells.r2, cells.r1, level)


def _low(f1: Floats, f2: Floats, n1: Floats, n2: Floats, level: float) -> Floats:
    from scipy.stats import beta

    low = np.full(len(f1), -np.inf)
    some = f1 > 0
    share = beta.ppf(level / 2, f1[some], f2[some] + 1)
    low[some] = np.log2(share) - np.log2(1 - share) + np.log2(n2[some] / n1[some])
    return low


def _two_sided(cells: Cells) -> Floats:
    here = _log_probability(cells)
    right = cells.cross >= 0
    # Mirror tables that lie left of the expectation: then "outwards" is always to the right.
    facing = Cells(np.where(right, cells.o11, cells.o21), *_turned(cells, right))
    own = here + np.log(_tail(facing))
    first = _first_beyond(facing, here)
    least = np.maximum(0, facing.r1 + facing.c1 - facing.n)
    other = np.full(len(here), -np.inf)
    some = first >= least
    if some.any():
        # The far tail of the facing table is the near tail of its mirror image.
        far = Cells(first[some], facing.r1[some], facing.c1[some], facing.n[some])
        mirrored = Cells(far.o21, far.r2, far.c1, far.n)
        other[some] = _log_probability(far) + np.log(_tail(mirrored))
    return np.asarray(np.minimum(np.logaddexp(own, other), 0))


def _turned(cells: Cells, right: NDArray[np.bool_]) -> tuple[Floats, Floats, Floats]:
    return np.where(right, cells.r1, cells.r2), cells.c1, cells.n


def _log_probability(cells: Cells) -> Floats:
    margins = (cells.r1, cells.r2, cells.c1, cells.c2)
    above = sum(map(_rest, margins), start=np.zeros(len(cells.n)))
    below = sum(map(_rest, (cells.o11, cells.o12, cells.o21, cells.o22)), start=_rest(cells.n))
    return np.asarray(above - below - np.abs(g2(cells)) / 2)


def _rest(x: Floats) -> Floats:
    """Return ln x! − (x ln x − x), small for any x."""
    from scipy.special import gammaln, xlogy

    large = np.maximum(x, 16)
    inverse = 1 / large**2
    series = 1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse * (1 / 1680)))
    stirling = 0.5 * np.log(2 * np.pi * large) + series / large
    exact = gammaln(np.minimum(x, 16) + 1) - xlogy(np.minimum(x, 16), x) + x
    return np.asarray(np.where(x > 16, stirling, exact))


def _tail(cells: Cells) -> Floats:
    """Return the probability of o11 or more, as a multiple of that of o11."""
    total = np.ones(len(cells.n))
    where, term = np.arange(len(total)), np.ones(len(total))
    o11, o12, o21, o22 = (cell.copy() for cell in (cells.o11, cells.o12, cells.o21, cells.o22))
    while len(where):
        term = term * (o12 / (o11 + 1)) * (o21 / (o22 + 1))
        total[where] += term
        stays = term > 1e-17 * total[where]
        where, term = where[stays], term[stays]
        o11, o12, o21, o22 = o11[stays] + 1, o12[stays] - 1, o21[stays] - 1, o22[stays] + 1
    return total


def _first_beyond(cells: Cells, here: Floats) -> Floats:
    """Find the largest o11 below the mode whose table is no more probable than ``here``."""
    least = np.maximum(0, cells.r1 + cells.c1 - cells.n)
    mode = np.floor((cells.r1 + 1) * (cells.c1 + 1) / (cells.n + 2))
    return _bisect(
        least - 1,
        np.minimum(mode + 1, cells.o11),
        lambda o11, at: (
            _log_probability(Cells(o11, cells.r1[at], cells.c1[at], cells.n[at])) <= here[at] + _TIE
        ),
    )


def _bisect(
    low: Floats, high: Floats, holds: Callable[[Floats, NDArray[np.intp]], NDArray[np.bool_]]
) -> Floats:
    """Return the last whole number where it holds, given that it holds at low, not at high."""
    low, high = low.copy(), high.copy()
    while len(at := np.flatnonzero(high - low > 1)):
        middle = np.floor((low[at] + high[at]) / 2)
        yes = holds(middle, at)
        low[at] = np.where(yes, middle, low[at])
        high[at] = np.where(yes, high[at], middle)
    return low
