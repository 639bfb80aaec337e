"""Targets + levels → by how much a place raises the target of the place above it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from textkit.priorities.levels import join_levels
from textkit.tables import require_columns

_SAID = ("low", "high", "qualifier", "start", "end", "sentence")


def amplification(targets: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """Subtract from each target the target that the place above sets for the same thing.

    The idea is that of Li, Liu, Weng and Zhou (2019), "Target setting in tournaments: theory
    and evidence from China", The Economic Journal 129: targets grow from level to level, as
    each subordinate outbids. Theirs is a model of growth targets alone, between provinces,
    prefectures and counties; here it is only a difference of what is written, for any
    indicator, and nothing says why it is there or which of the two was set first.

    Compared are quantified targets for the report's own year (``target_year`` is the year;
    no span), of the same ``key``, ``measure`` and ``unit``. Where a report sets one more than
    once, its first counts, and ``n_said`` tells how many there are.

    Parameters
    ----------
    targets : DataFrame
        What :func:`textkit.find_targets` found.
    links : DataFrame
        What :func:`textkit.priorities.levels.link_levels` found for the same reports; with
        its ``lag`` the target of the year before is subtracted.

    Returns
    -------
    DataFrame
        One row per linked report, ``key``, ``measure`` and ``unit`` that either sets; the
        columns of :func:`textkit.priorities.levels.join_levels`, where ``side`` is ``both``,
        ``child`` (added) or ``parent`` (dropped: the upper one sets it, the lower one does
        not). A report that is not there has no row: see ``missing_parents``. ``low``, ``high``,
        ``qualifier``, ``sentence``, ``start``, ``end``, ``n_said``, ``middle`` and the same with
        ``_parent``; ``amplification`` (of the middles), ``amplification_low``,
        ``amplification_high`` (of the ends), in the unit: points where it is %; NaN unless both.

    Raises
    ------
    ValueError
        If a column is missing.

    Examples
    --------
    >>> from textkit.priorities.levels import link_levels
    >>> from textkit.priorities.targets import find_targets
    >>> reports = pd.DataFrame({"doc_id": ["a", "b"], "place": ["二道区", "长春市"], "year": 2022,
    ...     "level": ["district", "city"], "parent": ["长春市", ""],
    ...     "text": ["今年目标：生产总值增长7%。", "今年目标：生产总值增长6%—6.5%。"]})
    >>> amplification(find_targets(reports), link_levels(reports))[
    ...     ["key", "amplification", "amplification_low", "amplification_high"]].values.tolist()
    [['gdp', 0.75, 1.0, 0.5]]
    """
    needed = ["doc_id", "key", "kind", "measure", "unit", "target_year", "from_year", *_SAID]
    require_columns(targets, needed, "targets")
    require_columns(links, ["doc_id", "year"], "links")
    own_year = targets["doc_id"].map(links.set_index("doc_id")["year"])
    chosen = targets[
        targets["kind"].eq("target")
        & targets["key"].ne("")
        & targets["low"].notna()
        & targets["from_year"].isna()
        & targets["target_year"].eq(own_year).fillna(False).astype(bool)
    ]
    keys = ["key", "measure", "unit"]
    same = ["doc_id", *keys]
    n_said = chosen.groupby(same)["low"].transform("size")
    first = chosen[[*same, *_SAID]].assign(n_said=n_said)
    first["middle"] = (first["low"] + first["high"]) / 2
    first = first.sort_values(["doc_id", "start"], kind="stable").drop_duplicates(same)
    table = join_levels(first, links, on=keys)
    for name, of in (("amplification", "middle"), ("amplification_low", "low"),
                     ("amplification_high", "high")):  # fmt: skip
        # Six places: 7.5 - 7.4 is a tenth, and equal targets differ by nothing at all.
        gap = table[of].to_numpy(np.float64) - table[f"{of}_parent"].to_numpy(np.float64)
        table[name] = gap.round(6)
    return table
