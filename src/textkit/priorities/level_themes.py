"""Tokens + levels → what a place says more and less of than the place above it."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textkit.measures.matching import find_matches
from textkit.priorities.denominators import share_of
from textkit.priorities.differences import bootstrap_difference
from textkit.priorities.grouping import Words, add_rows, number_rows, read_words, stack
from textkit.priorities.levels import LINKS
from textkit.resample import adjust_p, permute
from textkit.tables import require_columns
from textkit.tokens import Tokens

Floats = NDArray[np.float64]
_SMALL, _MORE = 0.01, 10  # p below which there are so many times more draws
_COLUMNS = [
    "theme", "denominator", "share", "share_parent", "difference", "low", "high", "p", "q",
    "change", "n", "total", "n_parent", "total_parent",
]  # fmt: skip


def compare_levels(
    tokens: Tokens,
    themes: Words,
    links: pd.DataFrame,
    *,
    denominator: str = "tokens",
    unit: str = "passage_id",
    alpha: float = 0.05,
    fdr: Literal["bh", "by"] = "bh",
    n_resamples: int = 2000,
    confidence: float = 0.95,
    seed: int = 0,
) -> pd.DataFrame:
    """Subtract from the share of each theme in a report its share in the report above it.

    What targets a place adds or drops, :func:`textkit.priorities.amplification` lists. A theme
    is hardly ever dropped: it gets more room, or less. To compare plans with plans, choose
    them first: ``tokens.where(tokens.passages["part"].isin(["目标", "任务"]))``.

    Parameters
    ----------
    tokens : Tokens
        Passages with ``doc_id``.
    links : DataFrame
        What :func:`textkit.priorities.link_levels` found for the same reports.
    unit : str
        Column of what is drawn and exchanged: each passage by itself, or what shares a value
        within a report, such as ``"section"``.
    alpha : float
        The largest ``q`` at which a difference is called one.
    fdr : "bh" or "by"
        As in :func:`textkit.resample.adjust_p`.
    themes, denominator, n_resamples, confidence, seed
        As for :func:`textkit.priorities.attention`.

    Returns
    -------
    DataFrame
        One row per linked report and theme: the columns of ``links`` but ``status``;
        ``theme``, ``denominator``; ``share``, ``share_parent`` (0 to 1; NaN where nothing can be
        counted) and ``difference`` (child minus parent); ``low``, ``high`` (bootstrap interval of
        this pair alone, each side drawing its own units); ``p`` (permutation: units change
        places between the two reports); ``q`` (``p`` corrected for all rows of the table);
        ``change``: ``more``, ``less``, ``not clear`` or ``nothing to compare``; ``n``, ``total``
        and the same with ``_parent``. A report without one above it has no row: see
        :func:`textkit.priorities.missing_parents`.

    Raises
    ------
    KeyError
        If ``unit`` is no variable of the passages.
    ValueError
        If a column is missing, ``alpha`` is not between 0 and 1, or as
        :func:`textkit.priorities.attention`.

    Notes
    -----
    ``p`` is not read off the interval, which is too narrow where a report has few passages. In
    2,400 simulated pairs of equal shares, ``p`` fell below 0.05 in 4 to 6 of 100 throughout; the
    interval missed 0 in 7 to 10, and in 20 where one side had eight passages. A ``p`` up to 0.01 is
    drawn anew with ten times the draws, so the smallest is 2 / (10 n_resamples + 1): for thousands
    of pairs few of which differ, draw more.

    A report deals out its subjects over its paragraphs, so the shares of two reports are nearer
    to each other than draws of paragraphs make them, and a single pair is seldom clear: of 2,073
    pairs of 2012 to 2024 none was. What a place's pairs of several years have in common, or
    those of many places, :func:`textkit.priorities.summarise_levels` shows and tests: its
    ``value`` is ``"difference"``, ``by=["place", "theme"], place="year"`` one place over its
    years, ``by=["level", "theme"]`` all places.

    Examples
    --------
    A district that speaks of schools in every paragraph, under a city that never does:

    >>> from textkit.priorities.levels import link_levels
    >>> reports = pd.DataFrame({"doc_id": ["d", "c"], "place": ["二道区", "长春市"], "year": 2022,
    ...     "level": ["district", "city"], "parent": ["长春市", ""]})
    >>> passages = pd.DataFrame({"doc_id": list("dddddcccc"), "text": ["学校"] * 5 + ["道路"] * 4})
    >>> tokens = Tokens.from_words([[text] for text in passages["text"]], passages)
    >>> table = compare_levels(tokens, {"教育": ["学校"], "交通": ["道路"]}, link_levels(reports))
    >>> table[["theme", "difference", "q", "change"]].round(3).values.tolist()
    [['教育', 1.0, 0.016, 'more'], ['交通', -1.0, 0.016, 'less']]
    """
    if not 0 < alpha < 1:
        raise ValueError(f"alpha must lie between 0 and 1, not {alpha}.")
    words = read_words(themes, "theme")
    require_columns(links, LINKS, "links")
    require_columns(tokens.passages, ["doc_id"], "passages")
    found = find_matches(tokens, words, "theme")
    counts, totals = share_of(tokens, found, denominator)
    # Sections of two reports may share a name and are two all the same.
    variables = ["doc_id"] if unit == "passage_id" else ["doc_id", unit]
    unit_of = number_rows(tokens.passages, variables)
    rows_of = tokens.passages.groupby("doc_id", sort=False).indices
    none = np.empty(0, dtype=np.int64)
    linked = links[links["status"] == "linked"].drop(columns="status").reset_index(drop=True)
    tables: list[dict[str, Any]] = []
    pairs = zip(linked["doc_id"], linked["parent_doc_id"], strict=True)
    for number, pair in enumerate(pairs):
        rows = np.concatenate([rows_of.get(doc_id, none) for doc_id in pair]).astype(np.int64)
        adder = add_rows(np.arange(len(rows)) if unit == "passage_id" else unit_of[rows])
        is_child = np.arange(len(rows)) < len(rows_of.get(pair[0], none))
        side = np.where(adder @ is_child.astype(np.int64) > 0, 0, 1)
        above = (adder @ counts[rows]).toarray().astype(np.float64)
        below = np.asarray(adder @ totals[rows], dtype=np.float64)
        tables.append(
            {"theme": list(words), "denominator": denominator}
            | _describe(above, below, side)
            | _test(above, below, side, n_resamples, confidence, [seed, number])
        )
    table = stack(linked, tables, [name for name in _COLUMNS if name not in ("q", "change")])
    q = adjust_p(table["p"].to_numpy(dtype=np.float64), method=fdr)
    change = np.select(
        [np.isnan(q), q > alpha, table["difference"].to_numpy(dtype=np.float64) > 0],
        ["nothing to compare", "not clear", "more"],
        "less",
    )
    table = table.assign(q=q, change=pd.Series(change, index=table.index, dtype="str"))
    return table[[*linked.columns, *_COLUMNS]]


def _describe(above: Floats, below: Floats, side: NDArray[np.int64]) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for which, name in enumerate(["", "_parent"]):
        mine = side == which
        n, total = above[mine].sum(axis=0), below[mine].sum()
        said[f"share{name}"] = n / total if total else np.full(len(n), np.nan)
        said[f"n{name}"], said[f"total{name}"] = n.astype(np.int64), int(total)
    return said


def _test(
    above: Floats,
    below: Floats,
    side: NDArray[np.int64],
    n_resamples: int,
    confidence: float,
    seed: list[int],
) -> dict[str, Any]:
    """Return the difference of the two sides, its interval and its p-value, theme by theme."""
    interval = bootstrap_difference(
        above, below, side, np.arange(len(side)),
        n_resamples=n_resamples, confidence=confidence, seed=seed,
    )  # fmt: skip
    sums, total = above.sum(axis=0), below.sum()

    def difference(is_child: NDArray[np.bool_]) -> Floats:
        weights = is_child.astype(np.float64)
        n, size = weights @ above, (weights @ below)[:, np.newaxis]
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(n / size - (sums - n) / (total - size))

    p = np.full(len(sums), np.nan)
    if all(below[side == which].sum() for which in (0, 1)):
        p = permute(difference, side == 0, n_resamples=n_resamples, seed=seed)
        if (small := p <= _SMALL).any():
            # Draws of their own, so that having been chosen does not make them smaller.
            finer = permute(difference, side == 0, n_resamples=_MORE * n_resamples, seed=[*seed, 1])
            p[small] = finer[small]
    p[sums == 0] = np.nan  # a theme that neither side has is no test
    return {
        "difference": interval.estimate, "low": interval.low, "high": interval.high, "p": p,
    }  # fmt: skip
