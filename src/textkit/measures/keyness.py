"""TermMatrix → the terms that set one part of it off from another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textkit.matrix import TermMatrix
from textkit.measures.dispersion import deviation, whole_counts
from textkit.resample import adjust_p

MEASURES = ("lrc", "g2", "log_ratio", "log_odds_z", "chi2")


def keyness(
    matrix: TermMatrix,
    target: Mapping[str, Any] | NDArray[np.bool_] | pd.Series,
    reference: Mapping[str, Any] | NDArray[np.bool_] | pd.Series | None = None,
    *,
    measure: str | Sequence[str] = "lrc",
    alpha: float = 0.05,
    adjust: bool = True,
    prior: str | float = "informative",
) -> pd.DataFrame:
    """Compare how often each term occurs in target and reference.

    Every measure is above 0 for a term commoner in the target, and changes its sign when
    target and reference change places.

    Parameters
    ----------
    target, reference : mapping of document variables, or mask
        Rows of the matrix, as :meth:`TermMatrix.rows` reads them; the reference is all
        other rows unless it is named.
    measure : str or list of str
        One or more of:

        * ``"lrc"``, conservative log ratio: the end of [``low``, ``high``] that is nearer
          to 0, or 0 if 0 lies between them. Ranks by a difference one can be sure of.
        * ``"log_ratio"``, log2 of the ratio of relative frequencies, with ½ added to all
          counts and totals, so that it stays finite.
        * ``"g2"``, log-likelihood ratio over all four cells; ``"chi2"``, Pearson's X²
          without Yates' correction. Both bear the sign of the difference.
        * ``"log_odds_z"``, weighted log-odds-ratio δ divided by its standard deviation,
          with the two-term variance 1/(y₁+a) + 1/(y₂+a).
    alpha : float
        1 − alpha is the confidence of [``low``, ``high``].
    adjust : bool
        Whether that confidence holds for all terms together (Bonferroni: alpha over the
        number of terms compared), which also makes ``lrc`` more conservative.
    prior : "informative", "uninformative" or float
        Pseudo-count a of each term in ``log_odds_z``: its count in both sides together
        (so the prior weighs as much as the data), ½, or the number given.

    Returns
    -------
    DataFrame
        One row per term of either side, sorted by the first measure and ``n_target``
        (falling), then by ``term``:

        * ``term``, ``n_target``, ``n_reference`` (occurrences), ``per_10k_target``,
          ``per_10k_reference`` (per 10,000 counted tokens of the side);
        * one column per measure asked for;
        * ``low``, ``high``: interval of the first measure's effect size. For ``log_odds_z``
          it is δ (natural logarithm) ± normal quantile × standard deviation; for all others
          the log2 ratio of relative frequencies, exact (Clopper and Pearson on the
          target's share of the term's occurrences), infinite where one side has none;
        * ``p``: two-sided, for the first measure. Of G² and χ² with one degree of freedom,
          of the normal distribution for ``log_odds_z``; for ``lrc`` and ``log_ratio`` twice
          the smaller tail of the exact binomial test, so that it goes with the interval;
        * ``q``: Benjamini and Hochberg's false discovery rate over all rows;
        * ``dispersion``: DPnorm over the passages of the side where the term is commoner
          (the target if equal); 0 even, 1 in one passage, NaN if that side has only one;
        * ``n_passages``: passages of the target that have the term.

        Tests and intervals take tokens as independent, which tokens of one text are not:
        read ``dispersion`` and ``n_passages`` beside them.

    Raises
    ------
    KeyError
        If a document variable does not exist.
    ValueError
        If a side is empty, the sides share rows, the matrix holds weights, or an option
        is unknown or out of range.

    Notes
    -----
    LRC: Evert (2022), Measuring keyness, and R package corpora 0.6, whose numbers these are.
    G²: Dunning (1993). quanteda.textstats adds 1e-9 inside the logarithms, which makes equal
    proportions differ; nothing is added here. Log ratio: Hardie (2014); ½ after Walter (1975).
    Weighted log-odds: Monroe, Colaresi and Quinn (2008), variance of equation 20. tidylo
    compares each side with both sides together instead, so its values are nearer to 0.

    Examples
    --------
    >>> import textkit as tk
    >>> words = [["改革"] * 30 + ["发展"] * 30, ["发展"] * 60]
    >>> table = keyness(tk.Tokens.from_words(words).counts(), {"doc_id": 0})
    >>> table[["term", "n_target", "n_reference", "lrc"]].round(2).values.tolist()
    [['改革', 30, 0, 2.67], ['发展', 30, 60, -0.26]]
    """
    names = _measures(measure)
    if not 0 < alpha < 1:
        raise ValueError(f"alpha must lie between 0 and 1, not {alpha}.")
    counts = whole_counts(matrix, "keyness")
    inside, outside = _sides(matrix, target, reference)
    rows = [counts[np.flatnonzero(mask)] for mask in (inside, outside)]
    sums = [np.asarray(side.sum(axis=0), dtype=np.float64).ravel() for side in rows]
    n1, n2 = (float(side.sum()) for side in sums)
    for name, n in (("target", n1), ("reference", n2)):
        if n == 0:
            raise ValueError(f"the passages of the {name} hold no counted token.")

    compared = np.flatnonzero(sums[0] + sums[1])
    f1, f2 = (side[compared] for side in sums)
    level = alpha / len(compared) if adjust else alpha
    low, high = _low(f1, f2, n1, n2, level), -_low(f2, f1, n2, n1, level)
    delta, deviate = log_odds(f1, _prior(prior, f1 + f2), f2, _prior(prior, f1 + f2))
    values = {
        "lrc": np.where(low > 0, low, np.where(high < 0, high, 0.0)),
        "g2": _g2(f1, f2, n1, n2),
        "log_ratio": np.log2((f1 + 0.5) / (n1 + 0.5)) - np.log2((f2 + 0.5) / (n2 + 0.5)),
        "log_odds_z": delta / deviate,
        "chi2": _chi2(f1, f2, n1, n2),
    }
    if names[0] == "log_odds_z":
        reach = _quantile(level) * deviate
        low, high = delta - reach, delta + reach
    p = _p_value(names[0], values[names[0]], f1, f2, n1, n2)

    spread = [_dp_norm(side[:, compared]) for side in rows]
    table = pd.DataFrame(
        {
            "term": matrix.terms[compared],
            "n_target": f1.astype(np.int64),
            "n_reference": f2.astype(np.int64),
            "per_10k_target": f1 / n1 * 1e4,
            "per_10k_reference": f2 / n2 * 1e4,
            **{name: values[name] for name in names},
            "low": low,
            "high": high,
            "p": p,
            "q": adjust_p(p),
            "dispersion": np.where(f1 * n2 >= f2 * n1, spread[0], spread[1]),
            "n_passages": np.bincount(rows[0].indices, minlength=counts.shape[1])[compared],
        }
    )
    return table.sort_values(
        [names[0], "n_target", "term"], ascending=[False, False, True], ignore_index=True
    )


def leave_one_out(
    matrix: TermMatrix,
    target: Mapping[str, Any] | NDArray[np.bool_] | pd.Series,
    reference: Mapping[str, Any] | NDArray[np.bool_] | pd.Series | None = None,
    *,
    by: str = "doc_id",
    measure: str = "log_ratio",
) -> pd.DataFrame:
    """Ask of each term whether its difference survives when one document is left out.

    Parameters
    ----------
    target, reference, measure
        As :func:`keyness` takes them.
    by : str
        The column whose values are left out of either side in turn; a side is never
        emptied, so a side's only document stays.

    Returns
    -------
    DataFrame
        One row per (value left out, term): ``left_out``, ``term``, ``all`` (the measure
        with nothing left out), the measure without it, and ``same_sign``. A term that is
        gone from both sides has NaN and no same sign.

    Raises
    ------
    KeyError
        If ``by`` does not exist.
    ValueError
        As for :func:`keyness`, and if no document can be left out.

    Examples
    --------
    >>> import textkit as tk
    >>> words = [["乙"], ["甲", "甲"], ["乙", "甲"]]
    >>> table = leave_one_out(tk.Tokens.from_words(words).counts(), {"doc_id": [0, 1]})
    >>> table[["left_out", "term", "same_sign"]].values.tolist()
    [[0, '甲', True], [0, '乙', True], [1, '甲', False], [1, '乙', False]]
    """
    inside, outside = _sides(matrix, target, reference)
    matrix.group(by)  # refuses an unknown column
    values = matrix.passages[by]
    whole = keyness(matrix, inside, outside, measure=measure)[["term", measure]]
    tables = []
    for value in pd.unique(values[inside | outside]):
        stays = (values != value).to_numpy()
        if not (inside & stays).any() or not (outside & stays).any():
            continue
        part = keyness(matrix, inside & stays, outside & stays, measure=measure)
        table = whole.rename(columns={measure: "all"})
        table.insert(0, "left_out", value)
        table = table.merge(part[["term", measure]], on="term", how="left", validate="1:1")
        tables.append(table.assign(same_sign=np.sign(table["all"]) == np.sign(table[measure])))
    if not tables:
        raise ValueError(
            f"no value of {by!r} can be left out: each side has only one. "
            "Name a column with more values, such as 'passage_id'."
        )
    return pd.concat(tables, ignore_index=True)


def log_odds(
    y1: NDArray[np.float64],
    a1: NDArray[np.float64],
    y2: NDArray[np.float64],
    a2: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the log-odds-ratio δ of counts with pseudo-counts, and its standard deviation."""
    one, two = y1 + a1, y2 + a2
    deviate = np.sqrt(1 / one + 1 / two)
    if len(one) == 1:  # no other term: the odds are infinite on both sides alike
        return np.zeros(1), deviate
    delta = np.log(one / (one.sum() - one)) - np.log(two / (two.sum() - two))
    return delta, deviate


def _measures(measure: str | Sequence[str]) -> list[str]:
    names = [measure] if isinstance(measure, str) else list(measure)
    there = ", ".join(MEASURES)
    for name in names:
        if name not in MEASURES:
            raise ValueError(f"{name!r} is no measure of keyness. There are: {there}.")
    if not names or len(set(names)) < len(names):
        raise ValueError(f"measure must name each measure once: {names}. There are: {there}.")
    return names


def _sides(
    matrix: TermMatrix, target: Any, reference: Any
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    inside = matrix.rows(target)
    if reference is None:
        if inside.all():
            raise ValueError("target names every passage, so none is left as a reference.")
        return inside, ~inside
    outside = matrix.rows(reference)
    both = np.flatnonzero(inside & outside)
    if len(both):
        raise ValueError(
            f"target and reference share {len(both)} of {len(inside)} passages, the first at "
            f"position {both[0]}. Leave them out of one side."
        )
    return inside, outside


def _prior(prior: str | float, pooled: NDArray[np.float64]) -> NDArray[np.float64]:
    if prior == "informative":
        return pooled
    weight = 0.5 if prior == "uninformative" else prior
    if isinstance(weight, str) or not 0 < weight < np.inf:
        raise ValueError(
            f"prior must be 'informative', 'uninformative' or a number above 0, not {prior!r}."
        )
    return np.full(len(pooled), float(weight))


def _low(
    f1: NDArray[np.float64], f2: NDArray[np.float64], n1: float, n2: float, level: float
) -> NDArray[np.float64]:
    """Return the lower Clopper-Pearson bound of log2((f1/n1) / (f2/n2)), given f1 + f2."""
    from scipy.stats import beta

    low = np.full(len(f1), -np.inf)
    some = f1 > 0
    share = beta.ppf(level / 2, f1[some], f2[some] + 1)
    low[some] = np.log2(share) - np.log2(1 - share) + np.log2(n2 / n1)
    return low


def _g2(
    f1: NDArray[np.float64], f2: NDArray[np.float64], n1: float, n2: float
) -> NDArray[np.float64]:
    from scipy.special import xlog1py

    total, n = np.zeros(len(f1)), n1 + n2
    cross = f1 * n2 - f2 * n1
    # O − E is ±cross/n in every cell, so log1p spares the digits that O/E would lose.
    for observed, margins, sign in (
        (f1, (f1 + f2) * n1, 1),
        (f2, (f1 + f2) * n2, -1),
        (n1 - f1, (n - f1 - f2) * n1, -1),
        (n2 - f2, (n - f1 - f2) * n2, 1),
    ):
        total += xlog1py(observed, sign * cross / np.where(margins > 0, margins, 1))
    return np.asarray(np.sign(cross) * 2 * np.maximum(total, 0))


def _chi2(
    f1: NDArray[np.float64], f2: NDArray[np.float64], n1: float, n2: float
) -> NDArray[np.float64]:
    pooled, n = f1 + f2, n1 + n2
    cross = f1 * n2 - f2 * n1
    below = pooled * (n - pooled) * n1 * n2
    # A term that is every token of both sides leaves an empty margin, and no difference.
    return np.asarray(np.sign(cross) * n * cross**2 / np.where(below > 0, below, 1))


def _quantile(level: float) -> float:
    from scipy.stats import norm

    return float(norm.isf(level / 2))


def _p_value(
    name: str,
    value: NDArray[np.float64],
    f1: NDArray[np.float64],
    f2: NDArray[np.float64],
    n1: float,
    n2: float,
) -> NDArray[np.float64]:
    from scipy.stats import binom, chi2, norm

    if name in ("g2", "chi2"):
        return np.asarray(chi2.sf(np.abs(value), 1))
    if name == "log_odds_z":
        return np.asarray(2 * norm.sf(np.abs(value)))
    share = n1 / (n1 + n2)
    tail = np.minimum(binom.cdf(f1, f1 + f2, share), binom.sf(f1 - 1, f1 + f2, share))
    return np.asarray(np.minimum(1, 2 * tail))


def _dp_norm(side: Any) -> NDArray[np.float64]:
    sizes = np.asarray(side.sum(axis=1), dtype=np.float64).ravel()
    return deviation(side[np.flatnonzero(sizes)].tocsc(), sizes[sizes > 0])[1]
