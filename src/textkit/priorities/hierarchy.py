"""Places, their levels and parents → which place is above which; contradictions are refused."""

from __future__ import annotations

import pandas as pd


def as_words(column: pd.Series) -> pd.Series:
    """Return a column as str, without index; what is missing is empty."""
    return column.astype("object").where(column.notna(), "").astype("str").reset_index(drop=True)


def as_years(column: pd.Series, name: str) -> pd.Series:
    """Return the years that a column of numbers or dates has, missing ones allowed (Int64)."""
    if pd.api.types.is_numeric_dtype(column):
        return column.astype("Int64").reset_index(drop=True)
    try:
        dates = pd.to_datetime(column.astype("str").where(column.notna()), format="ISO8601")
    except ValueError as error:
        raise ValueError(f"{name!r} must hold years or dates: {error}.") from error
    return dates.dt.year.astype("Int64").reset_index(drop=True)


def places_above(table: pd.DataFrame, place: str, level: str, parent: str) -> dict[str, str]:
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


def refuse_twice(table: pd.DataFrame) -> None:
    """Refuse two reports of one place and year: it would be unclear which to join."""
    known = table.dropna(subset="year")
    twice = known[known.duplicated(["place", "year"], keep=False)]
    if len(twice):
        first = twice.iloc[0]
        mine = twice[twice["place"].eq(first["place"]) & twice["year"].eq(first["year"])]
        raise ValueError(
            f"{first['place']!r} has {len(mine)} reports of {first['year']}: "
            f"{', '.join(map(repr, mine['doc_id']))}. Keep one, by genre or by hand."
        )
