"""Labels of units → p-values, by giving the labels to other units."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from itertools import combinations, islice, product
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from textkit.resample.draws import BLOCK, Seed, as_rows, block_sizes, check, generator, run_blocks

_STEP = 128  # draws of one block at most, so that there are blocks to share out
# Two values that differ by less, relatively, are tied: sums in another order differ so much.
_TIE = 1e-11

Labels = NDArray[Any]
Statistic = Callable[[Labels], ArrayLike]


def permute(
    statistic: Statistic,
    labels: ArrayLike,
    *,
    blocks: ArrayLike | None = None,
    alternative: Literal["two-sided", "greater", "less"] = "two-sided",
    n_resamples: int = 9999,
    seed: Seed = 0,
    n_jobs: int | None = None,
) -> NDArray[np.float64]:
    """Ask how often labels given at random make a statistic as extreme as it is.

    The unit that bears a label should be what could have been labelled otherwise: the
    document, or the passage, not the token.

    Parameters
    ----------
    statistic : function
        Takes an array (draws, units) with the labels of one draw in a row, and returns
        one value per draw, or a table (draws, k). It must not draw anything itself.
    labels : array, one entry per unit
        Such as True for the units of the target.
    blocks : array, one entry per unit
        Labels change places within a block only: within a genre, a year, a pair.
    alternative : "two-sided", "greater" or "less"
        Two-sided is twice the smaller of the other two, at most 1, so the statistic need
        not be symmetric about 0.
    n_resamples : int
        Number of draws. If there are no more different ways to give out the labels than
        that, every way is tried once instead, and p is exact.
    seed, n_jobs
        Every block of draws has a seed of its own: p is the same for any ``n_jobs``.

    Returns
    -------
    float array of length k
        By draws, p = (1 + draws as extreme) / (1 + draws): the labels as they are count
        among the draws, so p is never 0. Exact, p is the share of ways as extreme. NaN
        where the statistic is NaN; a draw for which it is NaN counts as extreme. All k
        values see the same draws.

    Raises
    ------
    ValueError
        If the labels are all the same (or are so within every block), the lengths differ,
        an option is out of range, or the statistic returns another shape.

    Notes
    -----
    Phipson and Smyth (2010), Permutation p-values should never be zero. Values within
    1e-11 of the observed one, relatively, are tied with it, so that sums taken in another
    order make no difference. Memory is that of a few blocks, whatever ``n_resamples``.

    Examples
    --------
    Of the 6 ways to label two of four units, two put 1 and 2 on one side:

    >>> values = np.array([1, 2, 3, 4])
    >>> permute(lambda labels: labels @ values, [1, 1, 0, 0]).round(3).tolist()
    [0.333]
    """
    given = np.asarray(labels)
    block_of = np.zeros(len(given), dtype=np.int64) if blocks is None else _numbers(blocks)
    if given.ndim != 1 or len(block_of) != len(given):
        raise ValueError(f"labels is {given.shape}, blocks names {len(block_of)} units.")
    if alternative not in ("two-sided", "greater", "less"):
        raise ValueError(
            f"alternative must be 'two-sided', 'greater' or 'less', not {alternative!r}."
        )
    check(n_resamples)
    code = _numbers(given)
    ways = _count_ways(code, block_of, n_resamples)
    if ways == 1:
        where = "" if blocks is None else " within each block"
        raise ValueError(f"all labels{where} are the same: there is nothing to exchange.")

    observed = as_rows(statistic(given[np.newaxis]), 1, "statistic")[0]
    slack = _TIE * np.abs(observed)
    step = max(1, min(_STEP, BLOCK // len(given)))
    at_once = max(1, BLOCK // max(1, len(observed)))

    def compare(rows: Labels) -> NDArray[np.int64]:
        counts = np.zeros((2, len(observed)), dtype=np.int64)
        for begin in range(0, len(rows), at_once):
            part = rows[begin : begin + at_once]
            values = as_rows(statistic(part), len(part), "statistic")
            counts[0] += (~(values < observed - slack)).sum(axis=0)
            counts[1] += (~(values > observed + slack)).sum(axis=0)
        return counts

    extreme = np.zeros((2, len(observed)), dtype=np.int64)
    if ways is None:

        def work(block: int, size: int) -> NDArray[np.int64]:
            return compare(_shuffle(given, blocks, block_of, size, generator(seed, block)))

        for counts in run_blocks(work, block_sizes(n_resamples, step), n_jobs):
            extreme += counts
        tails = (extreme + 1) / (n_resamples + 1)
    else:
        every = _every_way(code, block_of)
        values_of = given[np.unique(code, return_index=True)[1]]
        while len(codes := list(islice(every, step))):
            extreme += compare(values_of[np.array(codes)])
        tails = extreme / ways
    one_sided = {"greater": tails[0], "less": tails[1]}
    p = one_sided.get(alternative, np.minimum(1, 2 * tails.min(axis=0)))
    return np.where(np.isnan(observed), np.nan, p)


def _numbers(values: ArrayLike) -> NDArray[np.int64]:
    import pandas as pd

    return np.asarray(pd.factorize(np.asarray(values))[0], dtype=np.int64)


def _count_ways(code: NDArray[np.int64], block_of: NDArray[np.int64], most: int) -> int | None:
    """Count the different ways to give out the labels, or None if there are more than ``most``."""
    ways = 1
    for block in np.unique(block_of):
        counts = np.bincount(code[block_of == block])
        left = int(counts.sum())
        for count in np.sort(counts)[:-1].tolist():
            # comb(n, k) >= n for 0 < k < n: no need to work out a number with a million digits.
            if 0 < count < left and left > most:
                return None
            ways *= math.comb(left, count)
            left -= count
            if ways > most:
                return None
    return ways


def _every_way(code: NDArray[np.int64], block_of: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    """Yield every different way to give out the labels, once."""
    places = [np.flatnonzero(block_of == block) for block in np.unique(block_of)]
    for choice in product(*(list(_arrange(code[here])) for here in places)):
        labels = np.empty_like(code)
        for here, codes in zip(places, choice, strict=True):
            labels[here] = codes
        yield labels


def _arrange(code: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    """Yield every different order of some labels."""
    kinds, counts = np.unique(code, return_counts=True)
    if len(kinds) < 2:
        yield code
        return
    for chosen in combinations(range(len(code)), int(counts[0])):
        rest = np.delete(np.arange(len(code)), chosen)
        for order in _arrange(code[code != kinds[0]]):
            labels = np.full(len(code), kinds[0])
            labels[rest] = order
            yield labels


def _shuffle(
    given: Labels,
    blocks: ArrayLike | None,
    block_of: NDArray[np.int64],
    size: int,
    random: np.random.Generator,
) -> Labels:
    """Give the labels to other units, ``size`` times."""
    if blocks is None:
        return random.permuted(np.tile(given, (size, 1)), axis=1)
    # Sorting by block and chance keeps the blocks together and mixes what is in them.
    order = np.argsort(block_of + random.random((size, len(given))), axis=1)
    mixed = np.empty((size, len(given)), dtype=given.dtype)
    mixed[:, np.argsort(block_of, kind="stable")] = given[order]
    return mixed
