"""Answers to intrusion items → how often readers find the intruder, and how well they agree."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd

from textkit.resample import adjust_p
from textkit.tables import require_columns


def score_intrusion(
    items: pd.DataFrame, answers: pd.DataFrame, *, confidence: float = 0.95
) -> pd.DataFrame:
    """Count for each topic how often the intruder was found, and compare that with chance.

    ``answers`` has ``item``, ``rater`` and ``answer`` (a position; missing where none was
    given), as :func:`read_questionnaire` returns them. Returns one row per topic of the items:

    =================== ==================================================================
    topic               its number
    n_items, n_raters   items that were answered, and raters who answered
    n_answers, n_right  answers, and those that name the intruder
    precision           right answers as a share of all (model precision)
    low, high           exact binomial interval (Clopper and Pearson 1934)
    chance              share that guessing gives: 1 / options
    p, q                of so many right answers by guessing (exact, one-sided), and the
                        false discovery rate over the topics
    =================== ==================================================================

    The interval takes answers as independent: it is about other readers of these items, not
    about other items. A topic nobody answered has NaN. The precision of the model as a whole
    is the mean of the column.

    Raises
    ------
    ValueError
        If an answer is to no item or no option of it, a rater answered an item twice, or
        the options of the sheet are not those of the items.

    References
    ----------
    Chang et al. 2009, NIPS 22, equation 1 (model precision; for topics it takes the place of
    their log odds, which are infinite where a share is 0).

    Examples
    --------
    >>> items = pd.DataFrame({"item": [1, 1], "topic": [1, 1], "position": [1, 2],
    ...                       "word": ["道路", "学校"], "intruder": [True, False]})
    >>> answers = pd.DataFrame({"item": [1, 1], "rater": ["甲", "乙"], "answer": [1, 2]})
    >>> score_intrusion(items, answers)[["n_right", "precision", "chance"]].values.tolist()
    [[1.0, 0.5, 0.5]]
    """
    from scipy.stats import binom, binomtest

    if not 0 < confidence < 1:
        raise ValueError(f"confidence must lie between 0 and 1, not {confidence}.")
    given = _check(items, answers)
    key = items[items["intruder"].astype(bool)].set_index("item")["position"]
    topic_of = items.drop_duplicates("item").set_index("item")["topic"]
    chance = 1 / int(items.groupby("item").size().iloc[0])
    given = given.assign(
        topic=given["item"].map(topic_of), right=given["answer"] == given["item"].map(key)
    )
    records = []
    for topic in sorted(topic_of.unique().tolist()):
        mine = given[given["topic"] == topic]
        n, right = len(mine), int(mine["right"].sum())
        low = high = p = np.nan
        if n:
            low, high = binomtest(right, n).proportion_ci(confidence, method="exact")
            p = float(binom.sf(right - 1, n, chance))
        records.append(
            {
                "topic": topic,
                "n_items": mine["item"].nunique(),
                "n_raters": mine["rater"].nunique(),
                "n_answers": n,
                "n_right": right,
                "precision": right / n if n else np.nan,
                "low": float(low),
                "high": float(high),
                "chance": chance,
                "p": p,
            }
        )
    table = pd.DataFrame(records)
    return table.assign(q=adjust_p(table["p"]))


def rater_agreement(items: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    """Compare the raters' answers with each other, whether right or wrong.

    Returns one row per pair of raters (Cohen's κ, over the items both answered), and with
    three raters or more one for all (Fleiss' κ, over the items all answered): ``raters``,
    ``method`` ("cohen" or "fleiss"), ``n_items``, ``agreement`` (share of items, or of pairs
    of answers, that agree), ``expected`` (of it by chance, from how often each position was
    named) and ``kappa`` = (agreement − expected) / (1 − expected). NaN where no item was
    answered by all concerned; ``kappa`` is NaN too where all named one position throughout.

    Raises
    ------
    ValueError
        As :func:`score_intrusion`, or if fewer than two raters answered.

    References
    ----------
    Cohen 1960, Educational and Psychological Measurement 20; Fleiss 1971, Psychological
    Bulletin 76.

    Examples
    --------
    >>> items = pd.DataFrame({"item": [1, 1, 2, 2], "topic": 1, "position": [1, 2, 1, 2],
    ...                       "word": list("甲乙丙丁"), "intruder": [True, False] * 2})
    >>> answers = pd.DataFrame({"item": [1, 2, 1, 2], "rater": ["a", "a", "b", "b"],
    ...                         "answer": [1, 2, 1, 1]})
    >>> rater_agreement(items, answers)[["agreement", "expected", "kappa"]].values.tolist()
    [[0.5, 0.5, 0.0]]
    """
    given = _check(items, answers)
    wide = given.pivot_table(index="item", columns="rater", values="answer", aggfunc="first")
    raters = list(wide.columns)
    if len(raters) < 2:
        raise ValueError(f"{len(raters)} rater answered: agreement needs two or more.")
    positions = np.sort(items["position"].unique())
    records = []
    groups = [*combinations(raters, 2)] + ([tuple(raters)] if len(raters) > 2 else [])
    for group in groups:
        named = wide[list(group)].dropna().to_numpy(dtype=np.int64)
        # items × raters × positions: who named what
        marks = (named[:, :, None] == positions).astype(np.float64)
        agreement = expected = kappa = np.nan
        if len(named):
            m = len(group)
            votes = marks.sum(axis=1)
            agreement = float(((votes**2).sum(axis=1) - m).mean() / (m * (m - 1)))
            # Cohen: each rater has habits of their own; Fleiss: raters are alike.
            habits = marks.mean(axis=0)
            expected = float((habits[0] * habits[1]).sum())
            if m > 2:
                expected = float((habits.mean(axis=0) ** 2).sum())
            kappa = (agreement - expected) / (1 - expected) if expected < 1 else np.nan
        records.append(
            {
                "raters": " · ".join(map(str, group)),
                "method": "cohen" if len(group) == 2 else "fleiss",
                "n_items": len(named),
                "agreement": agreement,
                "expected": expected,
                "kappa": kappa,
            }
        )
    return pd.DataFrame(records)


def _check(items: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    """Return the answers that were given, once they are found to fit the items."""
    require_columns(items, ["item", "topic", "position", "intruder"], "items")
    require_columns(answers, ["item", "rater", "answer"], "answers")
    given = answers[answers["answer"].notna()]
    for rater, item in given.loc[given.duplicated(["item", "rater"]), ["rater", "item"]].values[:1]:
        raise ValueError(f"rater {rater!r} answered item {item} twice. Keep one of the answers.")
    count = items.groupby("item")["position"].max()
    known = given["item"].map(count)
    for rater, item in given.loc[known.isna(), ["rater", "item"]].values[:1]:
        raise ValueError(f"rater {rater!r} answered item {item}, which is not among the items.")
    outside = ~given["answer"].isin(items["position"].unique()) | (given["answer"] > known)
    for rater, item, answer in given.loc[outside, ["rater", "item", "answer"]].values[:1]:
        raise ValueError(
            f"rater {rater!r} answered item {item} with {answer}; it must be a whole number from 1 "
            f"to {count[item]}."
        )
    _check_options(items, given)
    return given


def _check_options(items: pd.DataFrame, given: pd.DataFrame) -> None:
    """Refuse answers to a sheet that showed other options, or showed them in another order."""
    shown = items.set_index(["item", "position"])["word" if "word" in items else "words"]
    for position in items["position"].unique().tolist():
        name = f"option_{position}"
        if name not in given:
            continue
        for item, seen in given[["item", name]].itertuples(index=False):
            if seen != shown[item, position]:
                raise ValueError(
                    f"the sheet shows {seen!r} as {name} of item {item}, the items have "
                    f"{shown[item, position]!r}. Make the items with the topics and the seed of "
                    "that sheet."
                )
