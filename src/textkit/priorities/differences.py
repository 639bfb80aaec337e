"""Tokens + two sides → how their shares differ, with an interval: plan against review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from textkit.matrix import TermMatrix
from textkit.measures.matching import find_matches
from textkit.priorities.denominators import share_of
from textkit.priorities.grouping import Words, add_rows, group_rows, read_words, stack, units_of
from textkit.resample import Intervals
from textkit.resample.draws import BLOCK, block_sizes, check, draw_weights, generator
from textkit.resample.limits import find_limits
from textkit.tokens import Tokens

Floats = NDArray[np.float64]
Side = Mapping[str, Any] | NDArray[np.bool_] | pd.Series


def compare_attention(
    tokens: Tokens,
    themes: Words,
    *,
    target: Side,
    reference: Side,
    by: str | list[str] | None = None,
    denominator: str = "tokens",
    unit: str = "passage_id",
    n_resamples: int = 2000,
    confidence: float = 0.95,
    seed: int = 0,
) -> pd.DataFrame:
    """Measure how the share of each theme differs between two sides of the same texts.

    Review against plan: ``target={"part": ["目标", "任务"]}, reference={"part": "回顾"}``. What a
    report plans more than it reviews has a difference above 0.

    Parameters
    ----------
    themes, denominator, n_resamples, confidence, seed
        As for :func:`textkit.priorities.attention`.
    target, reference : mapping or mask
        Which passages are on either side: values of document variables, or one truth value
        per passage. No passage may be on both.
    by : str or list of str, optional
        Columns of the passages that make up groups, each compared within itself.
    unit : str
        Column of what the bootstrap draws: passages, each side by itself, or clusters such as
        ``"doc_id"``, which are drawn with what they have on both sides.

    Returns
    -------
    DataFrame
        One row per group and theme: the columns of ``by``, ``theme``, ``denominator``,
        ``share_target``, ``share_reference`` (0 to 1), ``difference`` (target minus reference),
        ``low``, ``high`` (interval of the difference; NaN with fewer than two units on a
        side), ``n_target``, ``total_target``, ``n_reference``, ``total_reference``.

    Raises
    ------
    KeyError
        If a column does not exist.
    ValueError
        If a side names no passage, a passage is on both sides, or as
        :func:`textkit.priorities.attention`.

    Examples
    --------
    >>> passages = pd.DataFrame({"part": ["回顾", "任务"], "text": ["修学校", "建学校办学校"]})
    >>> tokens = Tokens.from_words([["修", "学校"], ["建", "学校", "办", "学校"]], passages)
    >>> sides = {"target": {"part": "任务"}, "reference": {"part": "回顾"}}
    >>> table = compare_attention(tokens, {"教育": ["学校"]}, **sides)
    >>> table[["theme", "share_target", "share_reference", "difference"]].values.tolist()
    [['教育', 0.5, 0.5, 0.0]]
    """
    words = read_words(themes, "theme")
    side = choose_sides(tokens, target, reference)
    keys, groups = pd.DataFrame(index=range(1)), [np.arange(len(tokens))]
    if by is not None:
        keys, groups = group_rows(tokens.passages, by)
    found = find_matches(tokens, words, "theme")
    counts, totals = share_of(tokens, found, denominator)
    unit_of = units_of(tokens.passages, unit)
    tables: list[dict[str, Any]] = []
    for number, rows in enumerate(groups):
        parts = [rows[side[rows] == which] for which in (0, 1)]
        above = [np.asarray(counts[part].sum(axis=0)).ravel() for part in parts]
        below = [int(totals[part].sum()) for part in parts]
        difference, low, high = bootstrap_difference(
            counts[rows],
            totals[rows],
            side[rows],
            unit_of[rows],
            n_resamples=n_resamples,
            confidence=confidence,
            seed=[seed, number],
        )
        share = [
            n / total if total else np.full(len(words), np.nan)
            for n, total in zip(above, below, strict=True)
        ]
        tables.append(
            {
                "theme": list(words),
                "denominator": denominator,
                "share_target": share[0],
                "share_reference": share[1],
                "difference": difference,
                "low": low,
                "high": high,
                "n_target": above[0],
                "total_target": below[0],
                "n_reference": above[1],
                "total_reference": below[1],
            }
        )
    return stack(keys, tables, list(tables[0]) if tables else _COLUMNS)


_COLUMNS = [
    "theme", "denominator", "share_target", "share_reference", "difference", "low", "high",
    "n_target", "total_target", "n_reference", "total_reference",
]  # fmt: skip


def choose_sides(tokens: Tokens, target: Side, reference: Side) -> NDArray[np.int64]:
    """Return 0 for each passage of the target, 1 for the reference, -1 for neither."""
    nothing = sparse.csr_array((len(tokens), 0), dtype=np.int64)
    rows = TermMatrix(nothing, np.empty(0, dtype=object), tokens.passages).rows
    one, other = rows(target), rows(reference)
    if (one & other).any():
        raise ValueError(
            f"{int((one & other).sum())} passages are on both sides, target and reference. "
            "Name values that no passage shares."
        )
    return np.where(one, 0, np.where(other, 1, -1))


def bootstrap_difference(
    numerators: ArrayLike | sparse.csr_array,
    denominators: ArrayLike,
    side: NDArray[np.int64],
    clusters: NDArray[np.int64],
    *,
    relative: bool = False,
    n_resamples: int = 2000,
    confidence: float = 0.95,
    seed: int | Sequence[int] = 0,
) -> Intervals:
    """Put an interval on the difference of two ratios of sums, of side 0 minus side 1.

    With ``relative`` it is a share of the ratios' sum, (a − b) / (a + b): from −1, where side 0
    has nothing, to 1, whatever the ratios are counted in; twice as much is 1/3.

    Clusters are drawn whole. If none has rows of both sides, each side draws its own, as many
    as it has (two-sample bootstrap); else clusters are drawn from all of them with what they
    have on both sides, and draws that leave a side empty are left out.

    Returns ``estimate``, ``low`` and ``high`` (percentiles, extended to the estimate), one entry
    per column of ``numerators``; NaN ends with fewer than two clusters on a side that have a
    denominator. Efron and Tibshirani (1993), An Introduction to the Bootstrap, chapter 8.

    >>> side = np.array([0, 0, 1, 1])
    >>> table = bootstrap_difference([1, 3, 1, 1], [4, 4, 4, 4], side, np.arange(4))
    >>> [part.tolist() for part in table]
    [[0.25], [0.0], [0.5]]
    """
    check(n_resamples, confidence)
    given: Any = numerators
    top = given.toarray() if sparse.issparse(given) else np.asarray(given)
    top = top.reshape(len(side), -1).astype(np.float64)
    bottom = np.asarray(denominators, dtype=np.float64)
    sums = []
    for which in (0, 1):
        rows = np.flatnonzero(side == which)
        names, place = np.unique(clusters[rows], return_inverse=True)
        adder = add_rows(place)
        sums.append((names, np.asarray(adder @ top[rows]), np.asarray(adder @ bottom[rows])))
    with np.errstate(invalid="ignore", divide="ignore"):
        ratios = [one[1].sum(axis=0) / one[2].sum() for one in sums]
    estimate = _contrast(ratios[0], ratios[1], relative)
    if any(np.count_nonzero(one[2]) < 2 for one in sums):
        return Intervals(estimate, np.full(top.shape[1], np.nan), np.full(top.shape[1], np.nan))
    joint = len(np.intersect1d(sums[0][0], sums[1][0])) > 0
    if joint:
        names = np.union1d(sums[0][0], sums[1][0])
        sums = [(names, *_spread(one, names)) for one in sums]
    size = max(1, BLOCK // max(len(one[0]) for one in sums))
    base = [seed] if isinstance(seed, int) else list(seed)
    values = []
    for block, draws in enumerate(block_sizes(n_resamples, size)):
        drawn = []
        for which, (names, above, below) in enumerate(sums):
            random = generator([*base, 0 if joint else which], block)
            weights = draw_weights(len(names), draws, random)
            with np.errstate(invalid="ignore", divide="ignore"):
                drawn.append((weights @ above) / (weights @ below)[:, np.newaxis])
        values.append(_contrast(drawn[0], drawn[1], relative))
    low, high = find_limits(np.concatenate(values), estimate, confidence=confidence)
    return Intervals(estimate, np.minimum(low, estimate), np.maximum(high, estimate))


def _contrast(one: Floats, other: Floats, relative: bool) -> Floats:
    if not relative:
        return np.asarray(one - other)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray((one - other) / (one + other))


def _spread(one: tuple[Any, Floats, Floats], names: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Bring one side's sums to the clusters of both sides, 0 where it has none."""
    place = np.searchsorted(names, one[0])
    above, below = np.zeros((len(names), one[1].shape[1])), np.zeros(len(names))
    above[place], below[place] = one[1], one[2]
    return above, below
