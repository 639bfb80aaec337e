"""Curves → where they change: the years from which a term is used more, or less, than before."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textkit.resample import permute
from textkit.tables import require_columns

Floats = NDArray[np.float64]
_NOT_TIME = (
    "term", "count", "tokens", "n_units", "per_10k", "low", "high", "interval",
)  # fmt: skip


def change_points(
    curve: pd.DataFrame,
    *,
    max_changes: int = 5,
    min_length: int = 2,
    n_resamples: int = 9999,
    seed: int = 0,
) -> pd.DataFrame:
    """Find where the use of a term changes: from which value on it has another rate.

    A term has one rate (per token) within a stretch of values and changes it between
    stretches. For every number of changes the best stretches are found exactly, by dynamic
    programming on the Poisson likelihood; the number is the one with the least

        deviance / φ + (2 · changes + 1) · ln(number of values)

    where φ ≥ 1 is how much more than Poisson counts neighbouring values differ, on average:
    words come in clusters, and without φ every cluster would be a change.

    Parameters
    ----------
    curve : DataFrame
        As :func:`frequency_by` gives it: ``term``, a column of ordered values, ``count`` and
        ``tokens``. Values without tokens tell nothing and are passed over.
    max_changes : int
        Most changes looked for, as far as there are values for that many stretches.
    min_length : int
        Fewest values of a stretch. 1 lets a single year be one.
    n_resamples, seed
        For p, as in :func:`textkit.resample.permute`.

    Returns
    -------
    DataFrame
        One row per change, terms in the order of the curve: ``term``, the column of values
        (the first one of the new rate), ``last_before`` (the value before it), ``from`` and
        ``to`` (first and last value of the two stretches), ``per_10k_before``,
        ``per_10k_after`` (rates of the two), ``log2_ratio`` (after to before; infinite from
        or to 0), ``g2`` (twice the gain in log-likelihood by this change within the two
        stretches) and ``p``: how often the two stretches' values in any other order,
        counts and tokens together, have a split with as large a G² (few values have few
        orders, so of two short stretches p cannot be small). No row for a term that does
        not change; a slow rise comes as one or several steps.

    Raises
    ------
    ValueError
        If a column is missing, a term has a value twice or fewer than 2 · ``min_length``
        values with tokens, or an option is out of range.

    Notes
    -----
    Optimal partitioning: Auger and Lawrence (1989); the penalty is Schwarz's for one place
    and one rate per change, with φ as in quasi-likelihood (McCullagh and Nelder 1989), from
    differences of neighbours (von Neumann 1941; Rice 1984), which few changes hardly move:
    the mean of (r₁ − r₂)² / (r · (1/n₁ + 1/n₂)), with rates r₁, r₂ and that of both, r. p
    asks whether order matters, so it needs no Poisson law, but takes values as exchangeable
    where nothing changes: a report that repeats last year's wording breaks that, and makes
    p too small. Nor does it know whether other places reported in other years.

    Examples
    --------
    >>> curve = pd.DataFrame({"term": "创新", "year": range(2006, 2018), "tokens": 10_000})
    >>> table = change_points(curve.assign(count=[3, 4, 2, 5, 3, 4, 21, 19, 24, 20, 22, 18]))
    >>> table[["term", "year", "per_10k_before", "per_10k_after"]].round(1).values.tolist()
    [['创新', 2012, 3.5, 20.7]]
    """
    require_columns(curve, ["term", "count", "tokens"], "curve")
    if max_changes < 1 or min_length < 1:
        raise ValueError(
            f"max_changes={max_changes} and min_length={min_length} must be 1 or more."
        )
    time = _time_column(curve)
    tables = []
    for term, rows in curve.groupby("term", sort=False):
        part = rows[rows["tokens"] > 0].sort_values(time)
        if part[time].duplicated().any():
            value = part.loc[part[time].duplicated(), time].iloc[0]
            raise ValueError(f"{term!r} has the value {value} twice. Give one row per value.")
        if len(part) < 2 * min_length:
            raise ValueError(
                f"{term!r} has {len(part)} values of {time!r} with tokens: too few for two "
                f"stretches of {min_length}."
            )
        tables.append(_changes(part, str(term), time, max_changes, min_length, n_resamples, seed))
    if not tables:
        raise ValueError("curve has no row.")
    return pd.concat(tables, ignore_index=True)


def _changes(
    part: pd.DataFrame,
    term: str,
    time: str,
    max_changes: int,
    min_length: int,
    n_resamples: int,
    seed: int,
) -> pd.DataFrame:
    count, tokens = (part[name].to_numpy(dtype=np.float64) for name in ("count", "tokens"))
    cuts = find_cuts(count, tokens, max_changes=max_changes, min_length=min_length)
    edges = [0, *cuts, len(count)]
    values = part[time].array
    rows: dict[str, list[Any]] = {name: [] for name in ("at", "before", "from", "to")}
    numbers = []
    for left, cut, right in zip(edges, cuts, edges[2:], strict=False):
        for name, place in zip(rows, (cut, cut - 1, left, right - 1), strict=True):
            rows[name].append(values[place])
        y, n = count[left:right], tokens[left:right]
        rates = [
            y[: cut - left].sum() / n[: cut - left].sum(),
            y[cut - left :].sum() / n[cut - left :].sum(),
        ]
        gain = _gains(y[None], n[None])[0]
        p = _p_of(y, n, min_length, n_resamples, seed)
        numbers.append([*rates, gain[cut - left - 1], p])
    table = np.array(numbers, dtype=np.float64).reshape(-1, 4)
    with np.errstate(divide="ignore"):
        ratio = np.log2(table[:, 1]) - np.log2(table[:, 0])
    return pd.DataFrame(
        {
            "term": np.full(len(cuts), term, dtype=object),
            time: pd.array(rows["at"], dtype=values.dtype),
            "last_before": pd.array(rows["before"], dtype=values.dtype),
            "from": pd.array(rows["from"], dtype=values.dtype),
            "to": pd.array(rows["to"], dtype=values.dtype),
            "per_10k_before": table[:, 0] * 1e4,
            "per_10k_after": table[:, 1] * 1e4,
            "log2_ratio": ratio,
            "g2": table[:, 2],
            "p": table[:, 3],
        }
    )


def _p_of(y: Floats, n: Floats, min_length: int, n_resamples: int, seed: int) -> float:
    """Ask how often another order of the values has a split with as large a gain."""
    # Only splits that leave enough values on either side were looked at.
    splits = slice(min_length - 1, len(y) - min_length)

    def largest(order: NDArray[np.int64]) -> Floats:
        return np.asarray(_gains(y[order], n[order])[:, splits].max(axis=1))

    order = np.arange(len(y))
    p = permute(largest, order, alternative="greater", n_resamples=n_resamples, seed=seed)
    return float(p[0])


def find_cuts(count: Floats, tokens: Floats, *, max_changes: int, min_length: int) -> list[int]:
    """Find where the stretches after the first begin, as :func:`change_points` says.

    >>> find_cuts(np.array([1.0, 1, 9, 9]), np.full(4, 100.0), max_changes=3, min_length=1)
    [2]
    """
    n = len(count)
    most = min(max_changes, n // min_length - 1)
    cost = _costs(count, tokens, min_length)
    best, origin = cost[0], []
    deviances = [best[n]]
    for _ in range(most):
        # Of all places where the last stretch may begin, the first that costs least.
        through = best[:, np.newaxis] + cost
        origin.append(through.argmin(axis=0))
        best = through.min(axis=0)
        deviances.append(best[n])
    paths = [_walk_back(origin[:changes], n) for changes in range(most + 1)]
    phi = _spread(count, tokens)
    scores = [
        deviance / phi + (2 * changes + 1) * np.log(n) for changes, deviance in enumerate(deviances)
    ]
    return paths[int(np.argmin(scores))]


def _walk_back(origin: list[NDArray[np.int64]], end: int) -> list[int]:
    cuts = []
    for step in reversed(origin):
        end = int(step[end])
        cuts.append(end)
    return cuts[::-1]


def _costs(count: Floats, tokens: Floats, min_length: int) -> Floats:
    """Return the Poisson deviance of every stretch [i, j) at one rate; infinite if too short."""
    from scipy.special import xlogy

    y, n = (np.concatenate([[0.0], np.cumsum(values)]) for values in (count, tokens))
    exact = np.concatenate([[0.0], np.cumsum(xlogy(count, count / tokens))])
    size = len(y)
    i, j = np.ogrid[:size, :size]
    fits = j - i >= min_length
    sums, totals = y[j] - y[i], np.where(fits, n[j] - n[i], 1.0)
    deviance = 2 * (
        exact[j] - exact[i] - xlogy(np.where(fits, sums, 0), np.where(fits, sums, 1) / totals)
    )
    return np.where(fits, np.maximum(deviance, 0), np.inf)


def _spread(count: Floats, tokens: Floats) -> float:
    """Estimate φ from the differences of neighbouring rates, at least 1."""
    rate = count / tokens
    both = (count[1:] + count[:-1]) / (tokens[1:] + tokens[:-1])
    variance = both * (1 / tokens[1:] + 1 / tokens[:-1])
    square = np.diff(rate) ** 2 / np.where(variance > 0, variance, 1)
    return max(1.0, float(square.mean()))


def _gains(count: Floats, tokens: Floats) -> Floats:
    """Return G² of every split of every row: twice the gain in log-likelihood by two rates."""
    from scipy.special import xlogy

    y, n = np.cumsum(count, axis=1), np.cumsum(tokens, axis=1)
    total, size = y[:, -1:], n[:, -1:]
    left, right = y[:, :-1], total - y[:, :-1]
    shares = n[:, :-1] / size
    gain = xlogy(left, left) + xlogy(right, right) - xlogy(total, total)
    gain = gain - xlogy(left, shares) - xlogy(right, 1 - shares)
    return np.asarray(2 * np.maximum(gain, 0))


def _time_column(curve: pd.DataFrame) -> str:
    names = [str(name) for name in curve.columns if name not in _NOT_TIME]
    if len(names) != 1:
        raise ValueError(
            "curve must have one column of values beside term, count and tokens, as frequency_by "
            f"gives it; it has: {', '.join(names) or 'none'}."
        )
    return names[0]
