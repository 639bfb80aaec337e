"""Tokens + themes → the themes by dictionary and by seeded topics, and how well they agree."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textkit.counting import count_matrix
from textkit.measures.matching import find_matches
from textkit.priorities.denominators import per_passage
from textkit.priorities.grouping import Words, group_rows, read_words, stack, units_of
from textkit.priorities.seeded import seeded_topics
from textkit.resample import bootstrap, bootstrap_ratio
from textkit.tokens import Tokens
from textkit.topics.shares import Floats


def compare_seeded(
    tokens: Tokens,
    themes: Words,
    *,
    by: str | list[str] = "doc_id",
    seeds: Words | None = None,
    n_other: int = 1,
    n_resamples: int = 2000,
    confidence: float = 0.95,
    seed: int = 0,
) -> pd.DataFrame:
    """Set the themes' shares by dictionary and by seeded topics side by side.

    Both shares add up to 1 over the themes within a group, so that they can be compared: by
    dictionary it is matches per match of any theme, by topics the passages' topic shares,
    weighed by their tokens, without the topics that have no seeds.

    Parameters
    ----------
    seeds : mapping of theme to words, or path, optional
        Other seeds than the dictionary's words, for the same themes: where topics grow from
        one half of the words and the other half is counted, agreement is not built in.

    by, n_other, n_resamples, confidence, seed
        As for :func:`textkit.priorities.attention` and
        :func:`textkit.priorities.seeded_topics`.

    Returns
    -------
    DataFrame
        One row per group and theme: the columns of ``by``, ``theme``, ``share_dictionary``
        (0 to 1), ``low_dictionary``, ``high_dictionary``, ``share_topics``, ``low_topics``,
        ``high_topics``. The intervals draw passages and take the topics as given.

    Raises
    ------
    ValueError
        If ``seeds`` names other themes, or as
        :func:`textkit.priorities.seeded_topics`.
    """
    groups = read_words(themes, "theme")
    by_words, topics = _two_ways(tokens, groups, seeds, n_other, seed)
    options: dict[str, Any] = {"n_resamples": n_resamples, "confidence": confidence}
    keys, rows_of = group_rows(tokens.passages, by)
    tables: list[dict[str, Any]] = []
    for number, rows in enumerate(rows_of):
        columns: dict[str, Any] = {"theme": list(groups)}
        for name, weight in (("dictionary", by_words), ("topics", topics)):
            parts = bootstrap_ratio(
                weight[rows], weight[rows].sum(axis=1), seed=[seed, number], **options
            )
            ends = zip(("share", "low", "high"), parts, strict=True)
            columns |= {f"{end}_{name}": part for end, part in ends}
        tables.append(columns)
    return stack(keys, tables, _SIDES)


_SIDES = [
    "theme", "share_dictionary", "low_dictionary", "high_dictionary", "share_topics",
    "low_topics", "high_topics",
]  # fmt: skip


def theme_agreement(
    tokens: Tokens,
    themes: Words,
    *,
    seeds: Words | None = None,
    n_other: int = 1,
    unit: str = "passage_id",
    n_resamples: int = 500,
    confidence: float = 0.95,
    seed: int = 0,
) -> pd.DataFrame:
    """Ask whether dictionary and seeded topics see the same themes in the same passages.

    Two numbers per theme, each over passages that have tokens: the rank correlation (Spearman)
    of the theme's share of the passage's tokens by dictionary with its topic's share; and
    Cohen's kappa of "this theme leads the passage" by either, over the passages that have a
    leading theme by both. The last row, ``"(all)"``, has the kappa of which theme leads.

    What disagreement means: the dictionary sees its own words only, the topic also the words
    that keep them company. Where the topic is high without a word of the theme, either the
    dictionary lacks words or the topic has taken in what merely stands nearby; where the
    dictionary is high and the topic low, a word of the theme stands in another theme's
    company (科技 in a passage on farming). Neither is the truth: a sample labelled by hand is.
    With the dictionary's own words as seeds some agreement is built in; give other ``seeds``.

    Returns
    -------
    DataFrame
        ``theme``, ``correlation`` (-1 to 1), ``low``, ``high``, ``kappa`` (at most 1; 0 is what
        chance alone would give), ``kappa_low``, ``kappa_high``, ``n_dictionary`` (passages led by
        the theme by dictionary), ``n_topics`` (by topics), ``n_both``. Intervals draw passages,
        or whole units, and take the topics as given; NaN where a side is the same throughout.

    Raises
    ------
    ValueError
        If ``seeds`` names other themes, or as
        :func:`textkit.priorities.seeded_topics`.

    Notes
    -----
    Cohen (1960), A coefficient of agreement for nominal scales.
    """
    groups = read_words(themes, "theme")
    by_words, topics = _two_ways(tokens, groups, seeds, n_other, seed)
    known = topics.sum(axis=1) > 0
    kept = np.asarray(tokens.keep().kept[tokens.ids], dtype=np.int64)
    n_tokens = np.maximum(per_passage(tokens, kept), 1)
    one = (by_words / n_tokens[:, None])[known]
    other = (topics / np.maximum(topics.sum(axis=1), 1e-12)[:, None])[known]
    lead_one = np.where(by_words[known].any(axis=1), one.argmax(axis=1), -1)
    lead_other = other.argmax(axis=1)
    clusters = units_of(tokens.passages, unit)[known]
    n = len(groups)

    def agree(rows: NDArray[np.int64]) -> Floats:
        mine, theirs = lead_one[rows], lead_other[rows]
        led = mine >= 0
        pairs = np.zeros((n, n))
        np.add.at(pairs, (mine[led], theirs[led]), 1)
        return np.concatenate([_correlate(one[rows], other[rows]), *_kappas(pairs)])

    both = lead_one >= 0
    if not len(one):
        parts = [np.full(2 * n + 1, np.nan)] * 3
    else:
        parts = list(
            bootstrap(
                agree, len(one), groups=clusters, n_resamples=n_resamples,
                confidence=confidence, seed=seed,
            )
        )  # fmt: skip
    correlation, kappa = ([part[at : at + n] for part in parts] for at in (0, n))
    last = [part[2 * n :] for part in parts]
    counts = [
        [int((lead_one == k).sum()) for k in range(n)],
        [int((lead_other[both] == k).sum()) for k in range(n)],
        [int(((lead_one == k) & (lead_other == k)).sum()) for k in range(n)],
    ]
    table: dict[str, Any] = {"theme": [*groups, "(all)"]}
    table |= {
        name: np.append(part, np.nan)
        for name, part in zip(("correlation", "low", "high"), correlation, strict=True)
    }
    table |= {
        name: np.append(part, end)
        for name, part, end in zip(("kappa", "kappa_low", "kappa_high"), kappa, last, strict=True)
    }
    table |= {
        name: [*count, sum(count)]
        for name, count in zip(("n_dictionary", "n_topics", "n_both"), counts, strict=True)
    }
    return pd.DataFrame(table)


def _two_ways(
    tokens: Tokens, groups: dict[str, list[str]], seeds: Words | None, n_other: int, seed: int
) -> tuple[Floats, Floats]:
    """Return matches per theme, and tokens per topic, of each passage: passages × themes."""
    grown = groups if seeds is None else read_words(seeds, "theme")
    if list(grown) != list(groups):
        raise ValueError(
            f"seeds names the themes {', '.join(grown)}; the dictionary has {', '.join(groups)}. "
            "Name the same themes in the same order."
        )
    found = find_matches(tokens, groups, "theme")
    counts = count_matrix(found.passage, found.theme, (len(tokens), len(groups)))
    topics = seeded_topics(tokens, grown, n_other=n_other, seed=seed)
    shares = np.nan_to_num(topics.weights[:, : len(groups)]) * topics.n_tokens[:, None]
    return counts.toarray().astype(np.float64), shares


def _correlate(one: Floats, other: Floats) -> Floats:
    from scipy.stats import rankdata

    ranks = [rankdata(side, axis=0) for side in (one, other)]
    centred = [side - side.mean(axis=0) for side in ranks]
    size = np.sqrt((centred[0] ** 2).sum(axis=0) * (centred[1] ** 2).sum(axis=0))
    product = (centred[0] * centred[1]).sum(axis=0)
    known = size > 1e-9
    return np.asarray(np.divide(product, size, out=np.full(len(size), np.nan), where=known))


def _kappas(pairs: Floats) -> tuple[Floats, Floats]:
    """Return Cohen's kappa of each category against the rest, and of all categories."""
    total = pairs.sum()
    if not total:
        return np.full(len(pairs), np.nan), np.array([np.nan])
    shares = pairs / total
    rows, columns, same = shares.sum(axis=1), shares.sum(axis=0), np.diagonal(shares)
    observed = 1 - rows - columns + 2 * same
    chance = rows * columns + (1 - rows) * (1 - columns)
    each = np.divide(
        observed - chance, 1 - chance, out=np.full(len(pairs), np.nan), where=chance < 1 - 1e-12
    )
    expected = float(rows @ columns)
    whole = (same.sum() - expected) / (1 - expected) if expected < 1 - 1e-12 else np.nan
    return each, np.array([whole])
