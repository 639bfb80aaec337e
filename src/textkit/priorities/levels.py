"""Reports of places → which report stands above which, and tables joined along it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from textkit.resample import bootstrap_ratio
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
            "place": _words(reports[place]),
            "level": _words(reports[level]),
            "year": _years(reports[year], year),
            "above": _words(reports[parent]),
        }
    )
    nameless = table.loc[table["place"].eq(""), "doc_id"]
    if len(nameless):
        raise ValueError(f"{nameless.iloc[0]!r} has no {place}; fill it in or leave it out.")
    above = _above(table, place, level, parent)
    _refuse_twice(table)
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
    n_resamples: int = 2000,
    confidence: float = 0.95,
    seed: int = 0,
) -> pd.DataFrame:
    """Average a column by level and year, with an interval over places.

    Places are drawn whole (clusters), since a place's reports are alike; places that are
    near each other are so too, which no interval here takes into account.

    Returns
    -------
    DataFrame
        One row per group, sorted: ``by``, ``n`` (rows with a value), ``n_places``, ``mean``,
        ``low``, ``high`` (NaN with fewer than two rows), ``median``, ``share_above`` (of rows,
        those above 0) and ``share_equal``.

    Raises
    ------
    ValueError
        If a column is missing or an option out of range.

    Examples
    --------
    >>> table = pd.DataFrame({"level": "city", "year": 2020, "place": ["a", "b"], "gap": [0.5, 1]})
    >>> summarise_levels(table, "gap")[["n", "mean", "low", "high"]].values.tolist()
    [[2.0, 0.75, 0.5, 1.0]]
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
             float((values > 0).mean()), float((values == 0).mean()))
        )  # fmt: skip
    columns = ["n", "n_places", "mean", "low", "high", "median", "share_above", "share_equal"]
    return pd.DataFrame(rows, columns=[*names, *columns])


def _words(column: pd.Series) -> pd.Series:
    return column.astype("object").where(column.notna(), "").astype("str").reset_index(drop=True)


def _years(column: pd.Series, name: str) -> pd.Series:
    if pd.api.types.is_numeric_dtype(column):
        return column.astype("Int64").reset_index(drop=True)
    try:
        dates = pd.to_datetime(column.astype("str").where(column.notna()), format="ISO8601")
    except ValueError as error:
        raise ValueError(f"{name!r} must hold years or dates: {error}.") from error
    return dates.dt.year.astype("Int64").reset_index(drop=True)


def _above(table: pd.DataFrame, place: str, level: str, parent: str) -> dict[str, str]:
    """Say which place is above each; refuse what contradicts itself."""
    for column, name in (("level", level), ("above", parent)):
        several = table.groupby("place", sort=False)[column].unique()
        several = several[several.map(len) > 1]
        if len(several):
            said = ", ".join(map(repr, several.iloc[0]))
            raise ValueError(
                f"{place} {several.index[0]!r} has more than one {name}: {said}. "
                "Give every report of a place the same."
            )
    above = dict(zip(table["place"], table["above"], strict=True))
    for start in above:
        seen = [start]
        while up := above.get(seen[-1], ""):
            if up in seen:
                loop = " → ".join([*seen[seen.index(up) :], up])
                raise ValueError(f"places stand above each other in a loop: {loop}.")
            seen.append(up)
    return above


def _refuse_twice(table: pd.DataFrame) -> None:
    known = table.dropna(subset="year")
    twice = known[known.duplicated(["place", "year"], keep=False)]
    if len(twice):
        first = twice.iloc[0]
        mine = twice[twice["place"].eq(first["place"]) & twice["year"].eq(first["year"])]
        raise ValueError(
            f"{first['place']!r} has {len(mine)} reports of {first['year']}: "
            f"{', '.join(map(repr, mine['doc_id']))}. Keep one, by genre or by hand."
        )
