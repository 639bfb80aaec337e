"""Targets → one row per document and listed indicator, and promises that say the same."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from textkit.indicators import Indicator, Indicators, indicator_list
from textkit.outline import as_corpus, split
from textkit.tables import require_columns

_REPORTED = ("回顾", "形势", "附")
_SAID = (
    "indicator", "measure", "low", "high", "unit", "qualifier", "target_year", "from_year",
    "verb", "commitment", "sentence", "start", "end",
)  # fmt: skip


def target_table(
    targets: pd.DataFrame,
    passages: pd.DataFrame | str | Sequence[str],
    *,
    indicators: Indicators | None = None,
) -> pd.DataFrame:
    """List, for each document and each listed indicator, the targets set, or that there is none.

    Parameters
    ----------
    targets : DataFrame
        What :func:`find_targets` found in ``passages``.
    passages : DataFrame, str or sequence of str
        The same corpus or passages: without them a document without any target, and an
        indicator that is only named, could not be known.
    indicators : path, or what :func:`textkit.indicators.read_indicators` returns, optional
        The indicators to list; those that come with textkit by default.

    Returns
    -------
    DataFrame
        Documents in their order, indicators in the list's: ``doc_id``, ``key``,
        ``label_zh``, ``label_en``, ``status``, and the columns of ``targets`` from
        ``indicator`` to ``end``, but not ``kind``. ``status`` is ``target`` (a row for each
        target set), ``mentioned`` (named in the plan, without a target; ``sentence``,
        ``start`` and ``end`` are of the passage and of the first name) or ``absent``.

    Raises
    ------
    ValueError
        If a column is missing.

    Examples
    --------
    >>> from textkit.priorities.targets import find_targets
    >>> text = "力争地区生产总值增长6%左右，稳定粮食产量。"
    >>> table = target_table(find_targets(text), text)
    >>> table[table["status"] != "absent"][["key", "status", "low"]].values.tolist()
    [['gdp', 'target', 6.0], ['grain', 'mentioned', nan]]
    """
    require_columns(targets, ["doc_id", "key", "kind", *_SAID], "targets")
    listed = indicator_list(indicators)
    table = passages
    if not isinstance(table, pd.DataFrame) or "passage_id" not in table:
        table = split(as_corpus(table), into="paragraph")
    require_columns(table, ["doc_id", "part", "start", "text"], "passages")
    places = pd.MultiIndex.from_product(
        [table["doc_id"].unique(), list(listed)], names=["doc_id", "key"]
    )
    rows = pd.DataFrame(index=places).reset_index()
    set_ = targets[(targets["kind"] == "target") & targets["key"].isin(list(listed))]
    set_ = set_[["doc_id", "key", *_SAID]].assign(status="target")
    named = _mentions(table, listed)
    known = pd.MultiIndex.from_frame(set_[["doc_id", "key"]])
    named = named[~pd.MultiIndex.from_frame(named[["doc_id", "key"]]).isin(known)]
    found = pd.concat([set_, named], ignore_index=True) if len(named) else set_
    rows = rows.merge(found, on=["doc_id", "key"], how="left")
    rows["status"] = rows["status"].fillna("absent")
    for name in ("indicator", "measure", "unit", "qualifier", "verb", "commitment", "sentence"):
        rows[name] = rows[name].fillna("").astype("str")
    rows[["start", "end"]] = rows[["start", "end"]].astype("Int64")
    labels = {key: (one.label_zh, one.label_en) for key, one in listed.items()}
    rows.insert(2, "label_zh", [labels[key][0] for key in rows["key"]])
    rows.insert(3, "label_en", [labels[key][1] for key in rows["key"]])
    return rows[["doc_id", "key", "label_zh", "label_en", "status", *_SAID]]


def _mentions(passages: pd.DataFrame, listed: dict[str, Indicator]) -> pd.DataFrame:
    """Find the first place where a plan names each indicator; names of two signs are too vague."""
    keys = {name: key for key, one in listed.items() for name in one.names if len(name) > 2}
    names = re.compile("|".join(sorted(map(re.escape, keys), key=len, reverse=True)) or r"(?!)")
    planned = passages[~passages["part"].isin(_REPORTED)]
    first: dict[tuple[object, str], tuple[str, int, int]] = {}
    columns = (planned["doc_id"], planned["text"], planned["start"])
    for doc_id, text, start in zip(*columns, strict=True):
        for found in names.finditer(text):
            place = (text, start + found.start(), start + found.end())
            first.setdefault((doc_id, keys[found[0]]), place)
    return pd.DataFrame(
        {
            "doc_id": [doc_id for doc_id, _ in first],
            "key": [key for _, key in first],
            "sentence": [text for text, _, _ in first.values()],
            "start": [start for _, start, _ in first.values()],
            "end": [end for _, _, end in first.values()],
            "status": "mentioned",
        }
    )


def same_promises(
    targets: pd.DataFrame, *, within: str | list[str] | None = None, tolerance: float = 0.01
) -> pd.DataFrame:
    """Find promises that two documents make alike: 4.5万 jobs in five years, 9000 a year.

    Two targets are the same promise if they are of one indicator (its ``key``, or without
    one its wording), measure and unit, and ask the same of a year. A count over a span is
    divided by its years; but a plan for several years may also mean its count to be reached
    in each, so the count as it stands is compared too. Other measures must be equal.

    Parameters
    ----------
    targets : DataFrame
        What :func:`find_targets` found.
    within : str or list of str, optional
        Document variables that both must share, such as ``"district"``: numbers of
        unrelated governments agree by chance.
    tolerance : float
        How far the yearly values may differ, as a share of the larger.

    Returns
    -------
    DataFrame
        One row per pair from different documents, in the order of ``targets``:
        ``indicator`` (of the first), ``key``, ``measure``, ``unit``, ``yearly`` (the first
        one's value a year), and for each side ``doc_id_a``, ``low_a``, ``years_a`` (by how
        many it was divided), ``target_year_a``, ``sentence_a``, ``start_a``, ``end_a``
        (and ``…_b``).

    Raises
    ------
    ValueError
        If a column is missing.

    Examples
    --------
    >>> from textkit.priorities.targets import find_targets
    >>> texts = ["今后五年，新增城镇就业4.5万人。", "今年新增城镇就业9000人。"]
    >>> import pandas as pd
    >>> corpus = pd.DataFrame({"doc_id": ["plan", "year"], "text": texts, "year": [2022, 2022]})
    >>> same_promises(find_targets(corpus))[["key", "yearly", "low_a", "low_b"]].values.tolist()
    [['new_jobs', 9000.0, 45000.0, 9000.0]]
    """
    variables = [within] if isinstance(within, str) else list(within or [])
    require_columns(targets, ["doc_id", "key", "kind", *_SAID, *variables], "targets")
    promised = targets[(targets["kind"] == "target") & targets["low"].notna()]
    span = (promised["target_year"] - promised["from_year"] + 1).fillna(1).astype("int64")
    years = span.where(promised["measure"].eq("count"), 1).tolist()
    values = list(zip(promised["low"].tolist(), promised["high"].tolist(), strict=True))
    named = promised["key"].where(promised["key"].ne(""), promised["indicator"])
    columns = [named.rename("named"), promised["measure"], promised["unit"]]
    groups = pd.concat([*columns, *(promised[name] for name in variables)], axis=1)
    pairs: list[tuple[int, int, int, int]] = []
    doc_ids = promised["doc_id"].tolist()
    by = [groups[name].to_numpy() for name in groups.columns]
    places = pd.Series(np.arange(len(promised)))
    for at in places.groupby(by, sort=False).indices.values():
        for one, two in combinations([int(place) for place in at], 2):
            if doc_ids[one] == doc_ids[two]:
                continue
            found = _agreeing(values[one], years[one], values[two], years[two], tolerance)
            if found is not None:
                pairs.append((one, two, *found))
    pairs.sort()
    first = promised.iloc[[pair[0] for pair in pairs]].reset_index(drop=True)
    other = promised.iloc[[pair[1] for pair in pairs]].reset_index(drop=True)
    result = first[["indicator", "key", "measure", "unit"]].copy()
    result["yearly"] = [values[one][0] / over for one, _, over, _ in pairs]
    result["yearly"] = result["yearly"].astype("float64")
    for side, rows, place in (("a", first, 2), ("b", other, 3)):
        for name in ("doc_id", "low", "target_year", "sentence", "start", "end"):
            result[f"{name}_{side}"] = rows[name]
        result[f"years_{side}"] = pd.Series([pair[place] for pair in pairs], dtype="int64")
    return result


def _agreeing(
    one: tuple[float, float],
    years: int,
    two: tuple[float, float],
    others: int,
    tolerance: float,
) -> tuple[int, int] | None:
    """Return by how many years each must be divided for the two to agree, if they can."""
    for over_one, over_two in dict.fromkeys([(years, others), (1, 1), (years, 1), (1, others)]):
        pairs = zip(one, two, strict=True)
        if all(_near(a / over_one, b / over_two, tolerance) for a, b in pairs):
            return over_one, over_two
    return None


def _near(one: float, other: float, tolerance: float) -> bool:
    return abs(one - other) <= tolerance * max(abs(one), abs(other))
