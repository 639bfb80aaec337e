"""Labels found + labels by hand → precision, recall and agreement of each theme."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri

from textkit.measures.matching import find_matches
from textkit.priorities.grouping import Words, read_words
from textkit.resample import bootstrap, bootstrap_ratio
from textkit.tokens import Tokens

Floats = NDArray[np.float64]
_SIDES = ("precision", "recall", "f1")


def label_by_words(tokens: Tokens, themes: Words) -> pd.DataFrame:
    """Say of each passage which themes have a word in it, the longest match first.

    Returns
    -------
    DataFrame
        One bool column per theme, one row per passage in their order.

    Raises
    ------
    ValueError
        If no theme is named, or two claim one word.

    Examples
    --------
    >>> tokens = Tokens.from_words([["发展", "教育"], ["治理", "河流"]])
    >>> label_by_words(tokens, {"民生": ["教育"], "生态": ["河流"]}).values.tolist()
    [[True, False], [False, True]]
    """
    groups = read_words(themes, "theme")
    found = find_matches(tokens, groups, "theme")
    table = np.zeros((len(tokens.passages), len(groups)), dtype=bool)
    table[found.passage, found.theme] = True
    return pd.DataFrame(table, columns=list(groups))


def score_labels(
    found: pd.DataFrame,
    gold: pd.DataFrame,
    *,
    n_resamples: int = 2000,
    confidence: float = 0.95,
    seed: int = 0,
) -> pd.DataFrame:
    """Measure labels found by program by those that were given by hand.

    Parameters
    ----------
    found, gold : DataFrame
        One bool column per theme and one row per sentence, the same sentences in the same
        order in both (:func:`label_by_words`, :func:`textkit.labels.label_table`).
    n_resamples, confidence, seed
        As for :func:`textkit.resample.bootstrap_ratio`.

    Returns
    -------
    DataFrame
        One row per theme in the order of ``gold``, and ``"(all)"``, every pair of sentence and
        theme together: ``theme``; ``n_gold``, ``n_found`` and ``n_both`` (sentences);
        ``precision`` (both / found), ``recall`` (both / gold), ``f1`` (2 both / (found + gold)),
        0 to 1, each with ``_low`` and ``_high``. NaN where nothing was found, or nothing is in
        the gold set. Precision and recall of a theme have Wilson's interval, which is of use
        at 0 and 1 also; F1 and the last row have percentiles of draws of sentences.

    Raises
    ------
    ValueError
        If rows or themes differ, or a table is empty.
    TypeError
        If a column is not bool.

    Notes
    -----
    Wilson (1927), Probable inference, the law of succession, and statistical inference,
    Journal of the American Statistical Association 22. It takes sentences as drawn one by one.

    Examples
    --------
    >>> gold = pd.DataFrame({"民生": [True, True, False, False]})
    >>> found = pd.DataFrame({"民生": [True, False, True, False]})
    >>> row = score_labels(found, gold).iloc[0]
    >>> float(row["precision"]), round(float(row["precision_low"]), 4), float(row["f1"])
    (0.5, 0.0945, 0.5)
    """
    ours, theirs = _aligned(found, gold)
    both = ours & theirs
    tops = {"precision": both, "recall": both, "f1": 2 * both}
    bottoms = {"precision": ours, "recall": theirs, "f1": ours.astype(int) + theirs}
    table: dict[str, Any] = {
        "theme": [*gold.columns, "(all)"],
        **{
            name: [*side.sum(axis=0).tolist(), int(side.sum())]
            for name, side in (("n_gold", theirs), ("n_found", ours), ("n_both", both))
        },
    }
    options: dict[str, Any] = {"n_resamples": n_resamples, "confidence": confidence, "seed": seed}
    for name in _SIDES:
        top, bottom = tops[name], bottoms[name]
        if name == "f1":
            each = [
                np.concatenate(part)
                for part in zip(
                    *(
                        bootstrap_ratio(top[:, n], bottom[:, n], **options)
                        for n in range(top.shape[1])
                    ),
                    strict=True,
                )
            ]
        else:
            each = list(_wilson(top.sum(axis=0), bottom.sum(axis=0), confidence))
        whole = bootstrap_ratio(top.sum(axis=1), bottom.sum(axis=1), **options)
        for end, one, last in zip(("", "_low", "_high"), each, whole, strict=True):
            table[name + end] = np.append(one, last)
    return pd.DataFrame(table)


def label_kappa(
    one: pd.DataFrame,
    other: pd.DataFrame,
    *,
    n_resamples: int = 2000,
    confidence: float = 0.95,
    seed: int = 0,
) -> pd.DataFrame:
    """Measure how far two passes of labelling agree beyond chance, theme by theme.

    Parameters
    ----------
    one, other : DataFrame
        As ``found`` and ``gold`` of :func:`score_labels`.

    Returns
    -------
    DataFrame
        One row per theme: ``theme``, ``n_one``, ``n_other``, ``n_both`` (sentences),
        ``agreement`` (share of sentences with the same answer, 0 to 1), Cohen's ``kappa`` (-1
        to 1; NaN if both give every sentence the same answer) and its ``low`` and ``high``
        (percentiles of draws of sentences).

    Raises
    ------
    ValueError, TypeError
        As :func:`score_labels`.

    Notes
    -----
    Cohen (1960), A coefficient of agreement for nominal scales, Educational and Psychological
    Measurement 20.

    Examples
    --------
    >>> one = pd.DataFrame({"民生": [True, True, False, False]})
    >>> other = pd.DataFrame({"民生": [True, False, False, False]})
    >>> label_kappa(one, other)["kappa"].tolist()
    [0.5]
    """
    ours, theirs = _aligned(one, other)
    codes = np.stack([ours, theirs], axis=1)
    kappa, low, high = bootstrap(
        _kappas, codes, n_resamples=n_resamples, confidence=confidence, seed=seed
    )
    return pd.DataFrame(
        {
            "theme": list(other.columns),
            "n_one": ours.sum(axis=0),
            "n_other": theirs.sum(axis=0),
            "n_both": (ours & theirs).sum(axis=0),
            "agreement": (ours == theirs).mean(axis=0),
            "kappa": kappa,
            "low": low,
            "high": high,
        }
    )


def _kappas(codes: NDArray[np.bool_]) -> Floats:
    ours, theirs = codes[:, 0], codes[:, 1]
    same = (ours == theirs).mean(axis=0)
    here, there = ours.mean(axis=0), theirs.mean(axis=0)
    chance = here * there + (1 - here) * (1 - there)
    empty = np.full(len(same), np.nan)
    return np.asarray(np.divide(same - chance, 1 - chance, out=empty, where=chance < 1 - 1e-12))


def _wilson(
    hits: NDArray[np.int64], n: NDArray[np.int64], confidence: float
) -> tuple[Floats, Floats, Floats]:
    z = float(ndtri((1 + confidence) / 2))
    size = np.where(n > 0, n, np.nan).astype(np.float64)
    share = hits / size
    middle = (share + z**2 / (2 * size)) / (1 + z**2 / size)
    half = z / (1 + z**2 / size) * np.sqrt(share * (1 - share) / size + (z / (2 * size)) ** 2)
    # rounding must not put the end of the interval past a share of 0 or 1
    return share, np.minimum(middle - half, share), np.maximum(middle + half, share)


def _aligned(one: pd.DataFrame, other: pd.DataFrame) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    if set(one.columns) != set(other.columns) or not len(other.columns):
        raise ValueError(
            f"the themes differ: {list(one.columns)} and {list(other.columns)}. "
            "Give both tables the same columns."
        )
    if len(one) != len(other) or not len(other):
        raise ValueError(
            f"{len(one)} and {len(other)} sentences. Give the same ones, in the same order."
        )
    for table in (one, other):
        for name, kind in table.dtypes.items():
            if not pd.api.types.is_bool_dtype(kind):
                raise TypeError(f"theme {name!r} holds {kind}, not bool. Say True or False.")
    return one[list(other.columns)].to_numpy(), other.to_numpy()
