"""Reports of places → which report stands above which, and tables joined along it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from textkit.priorities.hierarchy import as_words, as_years, places_above, refuse_twice
from textkit.resample import adjust_p, bootstrap_ratio, permute
from textkit.tables import require_columns

LINKS = ("doc_id", "place", "level", "year", "parent", "parent_year", "parent_doc_id", "status")


def link_levels(
    reports: pd.DataFrame,
    *,
    place: str | None = None,
    level: str = "level",
    parent: str = "parent",
    year: str = "year",
    up: int = 1,
    lag: int = 0,
) -> pd.DataFrame:
    """Find for each report the report of the place above it, of the same year or another.

    Parameters
    ----------
    reports : DataFrame
        One row per report: ``doc_id`` and the columns named below. A corpus will do.
    place : str, optional
        Column of the place; by default ``"place"``, or else ``"district"``.
    level, parent, year : str
        Columns of the level, of the place one level up (empty at the top) and of the year
        (a number or a date).
    up : int
        Levels to go up: 2 is the place above the place above.
    lag : int
        How many years the upper report is older: 1 is the year before, -1 the year after.

    Returns
    -------
    DataFrame
        One row per report, in order: ``doc_id``, ``place``, ``level``, ``year``, ``parent`` (``up``
        levels up), ``parent_year``, ``parent_doc_id`` and ``status``: ``linked``; or, with
        ``parent_doc_id`` missing, why there is nothing to join: ``top`` (no place above),
        ``parent not in the corpus``, ``no report of that year``, ``year unknown``.

    Raises
    ------
    ValueError
        If a column is missing, a report has no place, a place has two levels or two parents,
        places stand above each other in a loop, a place has two reports of one year, or
        ``up`` is below 1.

    Examples
    --------
    >>> reports = pd.DataFrame({"doc_id": ["a", "b"], "place": ["二道区", "长春市"], "year": 2022,
    ...     "level": ["district", "city"], "parent": ["长春市", "吉林省"]})
    >>> link_levels(reports)[["doc_id", "parent_doc_id", "status"]].values.tolist()
    [['a', 'b', 'linked'], ['b', nan, 'parent not in the corpus']]
    """
    if up < 1:
        raise ValueError(f"up must be at least 1, not {up}.")
    if place is None:
        columns = reports.columns if isinstance(reports, pd.DataFrame) else ()
        place = "district" if "district" in columns and "place" not in columns else "place"
    require_columns(reports, ["doc_id", place, level, parent, year], "reports")
    table = pd.DataFrame(
        {
            "doc_id": reports["doc_id"].to_numpy(),
            "place": as_words(reports[place]),
            "level": as_words(reports[level]),
            "year": as_years(reports[year], year),
            "above": as_words(reports[parent]),
        }
    )
    nameless = table.loc[table["place"].eq(""), "doc_id"]
    if len(nameless):
        raise ValueError(f"{nameless.iloc[0]!r} has no {place}; fill it in or leave it out.")
    above = places_above(table, place, level, parent)
    refuse_twice(table)
    target = table["place"].map(above)
    for _ in range(up - 1):
        target = target.map(above).fillna("")
    table["parent"] = target.fillna("").astype("str")
    table["parent_year"] = table["year"] - lag
    known = table.dropna(subset="year").set_index(["place", "year"])["doc_id"]
    wanted = pd.MultiIndex.from_arrays([table["parent"], table["parent_year"]])
    found = known.reindex(wanted).reset_index(drop=True)
    table["parent_doc_id"] = found
    status = pd.Series("no report of that year", index=table.index)
    # From the weakest reason to the strongest; each overrules those before it.
    status[table["year"].isna()] = "year unknown"
    status[~table["parent"].isin(table["place"])] = "parent not in the corpus"
    status[table["parent"].eq("")] = "top"
    status[found.notna()] = "linked"
    table["status"] = status.astype("str")
    return table[list(LINKS)]


def missing_parents(links: pd.DataFrame) -> pd.DataFrame:
    """Count what could not be joined, and why: an empty join is a finding, not a fault.

    Returns
    -------
    DataFrame
        ``level``, ``parent``, ``status``, ``n_reports`` and ``years`` (first and last of them),
        in order of first appearance; ``top`` is not listed.

    Raises
    ------
    ValueError
        If ``links`` lacks a column of :func:`link_levels`.

    Examples
    --------
    >>> reports = pd.DataFrame({"doc_id": ["a", "b"], "place": ["二道区", "南关区"], "year": 2022,
    ...     "level": "district", "parent": "长春市"})
    >>> missing_parents(link_levels(reports)).values.tolist()
    [['district', '长春市', 'parent not in the corpus', 2, '2022']]
    """
    require_columns(links, LINKS, "links")
    rows = links[~links["status"].isin(["linked", "top"])]
    groups = rows.groupby(["level", "parent", "status"], sort=False, observed=True)
    found = groups.agg(
        n_reports=("doc_id", "size"), first=("year", "min"), last=("year", "max")
    ).reset_index()
    years = [
        "" if pd.isna(low) else f"{low}" if low == high else f"{low}–{high}"
        for low, high in zip(found["first"], found["last"], strict=True)
    ]
    return found.drop(columns=["first", "last"]).assign(years=pd.Series(years, dtype="str"))


def join_levels(
    table: pd.DataFrame, links: pd.DataFrame, *, on: str | Sequence[str]
) -> pd.DataFrame:
    """Put beside each row of a report the row of the report above it, keyed alike.

    Parameters
    ----------
    table : DataFrame
        ``doc_id`` and the columns ``on``; no two rows of a report have the same key.
        :func:`textkit.attention` by ``doc_id`` with ``on="theme"`` shows what a place adds.
    links : DataFrame
        What :func:`link_levels` found.
    on : str or list of str
        What makes two rows comparable, such as ``"key"`` or ``"theme"``.

    Returns
    -------
    DataFrame
        One row per linked report and key that it or the report above has: ``doc_id``,
        ``place``, ``level``, ``year``, ``parent``, ``parent_year``, ``parent_doc_id``, ``on``,
        ``side`` (``both``, ``child`` or ``parent``: who has it), and every other column of
        ``table`` twice, the upper one's with ``_parent`` behind its name.

    Raises
    ------
    ValueError
        If a column is missing, or a report has a key twice.

    Examples
    --------
    >>> reports = pd.DataFrame({"doc_id": ["a", "b"], "place": ["二道区", "长春市"], "year": 2022,
    ...     "level": ["district", "city"], "parent": ["长春市", ""]})
    >>> targets = pd.DataFrame({"doc_id": ["a", "b"], "key": "gdp", "low": [7.0, 6.5]})
    >>> join_levels(targets, link_levels(reports), on="key")[
    ...     ["place", "key", "side", "low", "low_parent"]].values.tolist()
    [['二道区', 'gdp', 'both', 7.0, 6.5]]
    """
    keys = [on] if isinstance(on, str) else list(on)
    require_columns(table, ["doc_id", *keys], "table")
    require_columns(links, LINKS, "links")
    twice = table[table.duplicated(["doc_id", *keys])]
    if len(twice):
        row = twice.iloc[0]
        name = ", ".join(f"{key} {row[key]!r}" for key in keys)
        raise ValueError(
            f"table has {name} twice for {row['doc_id']!r}; keep one of them, or name more in on."
        )
    linked = links[links["status"] == "linked"].drop(columns="status").reset_index(drop=True)
    values = [one for one in table.columns if one not in ("doc_id", *keys) and one not in linked]
    own = table[["doc_id", *keys, *values]]
    upper = own.rename(
        columns={"doc_id": "parent_doc_id"} | {one: f"{one}_parent" for one in values}
    )
    places = linked[["doc_id", "parent_doc_id"]].assign(_row=linked.index)
    child = places.merge(own, on="doc_id").drop(columns=["doc_id", "parent_doc_id"])
    above = places.merge(upper, on="parent_doc_id").drop(columns=["doc_id", "parent_doc_id"])
    both = child.merge(above, on=["_row", *keys], how="outer", indicator="side", sort=False)
    both["side"] = both["side"].map({"both": "both", "left_only": "child", "right_only": "parent"})
    both["side"] = both["side"].astype("str")
    both = both.sort_values(["_row", *keys], kind="stable", ignore_index=True)
    described = linked.iloc[both.pop("_row").to_numpy(dtype=np.int64)].reset_index(drop=True)
    order = [*keys, "side", *values, *(f"{one}_parent" for one in values)]
    return pd.concat([described, both[order]], axis=1)


def summarise_levels(
    table: pd.DataFrame,
    value: str,
    *,
    by: str | Sequence[str] = ("level", "year"),
    place: str = "place",
    test: bool = False,
    n_resamples: int = 2000,
    confidence: float = 0.95,
    seed: int = 0,
) -> pd.DataFrame:
    """Average a column by level and year, with an interval over places.

    Places are drawn whole (clusters), since a place's reports are alike; places that are
    near each other are so too, which no interval here takes into account. What a place has in
    common over its years is asked with ``by="place", place="year"``.

    Parameters
    ----------
    table : DataFrame
        One row per place and year, such as from :func:`textkit.priorities.amplification`.
    value : str
        The column to average; rows without a value are left out.
    by : str or list of str
        Columns of the groups.
    place : str
        Column of the clusters, which are drawn whole.
    test : bool
        Whether to ask, group by group, if a difference is on one side of 0.
    n_resamples, confidence, seed
        As for :func:`textkit.resample.bootstrap_ratio`; ``n_resamples`` also draws the signs.

    Returns
    -------
    DataFrame
        One row per group, sorted: ``by``, ``n`` (rows with a value), ``n_places``, ``mean``,
        ``low``, ``high`` (NaN with fewer than two rows), ``median``, ``share_above`` (of rows,
        those above 0) and ``share_equal``. With ``test`` also ``p`` (the sum of each cluster is
        given either sign: how often is the total as far from 0?) and ``q`` (``p`` corrected for
        all groups: :func:`textkit.resample.adjust_p`). Few clusters cannot show much: the
        smallest ``p`` of n is 2 / 2ⁿ. Neighbouring years repeat each other; taken as clusters
        they make ``p`` too small rather than too large.

    Raises
    ------
    ValueError
        If a column is missing or an option out of range.

    Examples
    --------
    >>> table = pd.DataFrame({"level": "city", "year": 2020, "place": ["a", "b"], "gap": [0.5, 1]})
    >>> summarise_levels(table, "gap")[["n", "mean", "low", "high"]].values.tolist()
    [[2.0, 0.75, 0.5, 1.0]]
    >>> gaps = pd.DataFrame({"place": "二道区", "year": range(2013, 2021), "gap": 0.5})
    >>> summarise_levels(gaps, "gap", by="place", place="year", test=True)["p"].tolist()
    [0.0078125]
    """
    names = [by] if isinstance(by, str) else list(by)
    require_columns(table, [*names, place, value], "table")
    known = table[table[value].notna()]
    rows = []
    for key, group in known.groupby(names, sort=True, observed=True):
        values = group[value].to_numpy(dtype=np.float64)
        found = bootstrap_ratio(
            values, np.ones(len(values)), groups=group[place].to_numpy(),
            n_resamples=n_resamples, confidence=confidence, seed=seed,
        )  # fmt: skip
        rows.append(
            (*key, len(values), group[place].nunique(), float(found.estimate[0]),
             float(found.low[0]), float(found.high[0]), float(np.median(values)),
             float((values > 0).mean()), float((values == 0).mean()),
             _flip_signs(group.groupby(place)[value].sum(), n_resamples, seed) if test else None)
        )  # fmt: skip
    columns = ["n", "n_places", "mean", "low", "high", "median", "share_above", "share_equal", "p"]
    summary = pd.DataFrame(rows, columns=[*names, *columns])
    return summary.assign(q=adjust_p(summary["p"])) if test else summary.drop(columns="p")


def _flip_signs(sums: pd.Series, n_resamples: int, seed: int) -> float:
    """Ask how often a total is as far from 0 if each part of it gets either sign."""
    parts = sums.to_numpy(dtype=np.float64)
    # Each part stands twice, with either sign; labels choose one, and change within the pair.
    signed = np.stack([parts, -parts], axis=1).ravel()
    chosen = np.tile([1, 0], len(parts))
    pairs = np.repeat(np.arange(len(parts)), 2)
    p = permute(
        lambda labels: labels @ signed, chosen, blocks=pairs, n_resamples=n_resamples, seed=seed
    )
    return float(p[0])
