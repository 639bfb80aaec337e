"""Two vectors of counts → weighted log-odds-ratios and their standard deviations."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textkit.matrix import TermMatrix
from textkit.measures.sides import listed_counts

Floats = NDArray[np.float64]
Prior = str | float | TermMatrix | Mapping[str, float] | pd.Series | pd.DataFrame


def log_odds(
    y1: Floats, a1: Floats, y2: Floats, a2: Floats, *, variance: str = "two-term"
) -> tuple[Floats, Floats]:
    """Return the log-odds-ratio δ of counts with pseudo-counts, and its standard deviation.

    Monroe, Colaresi and Quinn (2008), Political Analysis 16. The variance is the sum of
    1/(y + a) over both sides (their equation 20, ``"two-term"``), to which ``"four-term"``
    adds 1/(n + Σa − y − a) of both: larger for frequent terms, and what scattertext takes.

    Raises
    ------
    ValueError
        If the variance is another one.

    Examples
    --------
    >>> counts, flat = np.array([3.0, 1.0]), np.array([0.5, 0.5])
    >>> delta, deviation = log_odds(counts, flat, counts[::-1], flat)
    >>> delta.round(3).tolist()
    [1.695, -1.695]
    """
    if variance not in ("two-term", "four-term"):
        raise ValueError(f"variance must be 'two-term' or 'four-term', not {variance!r}.")
    one, two = y1 + a1, y2 + a2
    square = 1 / one + 1 / two
    if len(one) == 1:  # no other term: the odds are infinite on both sides alike
        return np.zeros(1), np.sqrt(square)
    rest = one.sum() - one, two.sum() - two
    if variance == "four-term":
        square += 1 / rest[0] + 1 / rest[1]
    return np.log(one / rest[0]) - np.log(two / rest[1]), np.sqrt(square)


def prior_counts(prior: Prior, terms: NDArray[np.object_], pooled: Floats) -> Floats:
    """Return the pseudo-count of each term: of both sides, of a background, or a constant.

    A term that the background lacks, or has less than ½ of, is given ½: with none at all
    its odds on a side without it would be 0.

    Raises
    ------
    ValueError
        If a word names no prior, a number is not above 0, or a background has no counts.
    """
    if isinstance(prior, str) and prior == "informative":
        return pooled
    if isinstance(prior, (TermMatrix, Mapping, pd.Series, pd.DataFrame)):
        counts = listed_counts(prior, "prior")
        known = counts.reindex(terms, fill_value=0.0).to_numpy(dtype=np.float64)
        return np.asarray(np.maximum(known, 0.5))
    weight = 0.5 if prior == "uninformative" else prior
    if isinstance(weight, str) or not 0 < weight < np.inf:
        raise ValueError(
            "prior must be 'informative', 'uninformative', a number above 0 or the counts of a "
            f"background corpus, not {prior!r}."
        )
    return np.full(len(pooled), float(weight))
