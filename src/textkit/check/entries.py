"""A catalogue's entry and what the page says of itself → where the two disagree."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from typing import Any, NamedTuple

from textkit.check.finding import REPORT, Finding, short
from textkit.front.places import same_place
from textkit.metadata import WEAK, propose_metadata

_PLACES = ("place", "district", "county", "city", "province")
_HEAD = 60  # lines of a cleaned text that can hold title, date and first headings


class _Said(NamedTuple):
    value: str
    line: int
    text: str


def entry_findings(row: dict[Hashable, Any]) -> Iterator[Finding]:
    """Compare a row of the corpus with its page; without a page, with its text's first lines.

    Weak evidence (``textkit.metadata.WEAK``) convicts nobody.
    """
    doc_id, page = str(row["doc_id"]), row.get("page")
    if not isinstance(page, str):
        page = "\n".join(str(row["text"]).splitlines()[:_HEAD])
    said: dict[str, list[_Said]] = {}
    table = propose_metadata(page)
    names = ("field", "basis", "value", "line", "text")
    for field, basis, *rest in zip(*(table[name].tolist() for name in names), strict=True):
        if basis not in WEAK:
            said.setdefault(field, []).append(_Said(*rest))
    yield from _years(doc_id, row, said)
    place = next(filter(None, (_known(row, name) for name in _PLACES)), "")
    places = said.get("place", [])
    if place and places and not any(same_place(place, one.value) for one in places):
        yield Finding(doc_id, "wrong place", evidence=f"entry {place}; {_lines_of(places)}")
    for field, finding, default in (("level", "wrong level", ""), ("genre", "other genre", REPORT)):
        entry, lines = _known(row, field) or default, said.get(field, [])
        if entry and lines and entry not in {one.value for one in lines}:
            yield Finding(doc_id, finding, evidence=f"entry {entry}; {_lines_of(lines)}")


def _years(
    doc_id: str, row: dict[Hashable, Any], said: dict[str, list[_Said]]
) -> Iterator[Finding]:
    dates = said.get("delivered", [])
    # A year read off the date of delivery is no second witness.
    of_dates = {(one.value[:4], one.line) for one in dates}
    named = [one for one in said.get("year", []) if (one.value, one.line) not in of_dates]
    witnesses = [*named, *(one._replace(value=one.value[:4]) for one in dates)]
    years = {one.value for one in witnesses}
    late = {str(int(one.value[:4]) + 1) for one in dates if one.value[5:7] >= "11"}
    if len(years) > 1:
        usual = {one.value for one in named} <= late
        words = "; usual for a report delivered at the end of a year" if usual else ""
        yield Finding(doc_id, "years disagree", evidence=_lines_of(witnesses) + words)
    year, delivered = _known(row, "year")[:4], _known(row, "delivered")[:10]
    if year and years and year not in years | late:
        yield Finding(doc_id, "wrong year", evidence=f"entry {year}; {_lines_of(witnesses)}")
    if delivered and dates and delivered not in {one.value for one in dates}:
        finding = (
            "other date" if delivered[:4] in {one.value[:4] for one in dates} else "wrong year"
        )
        yield Finding(doc_id, finding, evidence=f"entry {delivered}; {_lines_of(dates)}")


def _known(row: dict[Hashable, Any], name: str) -> str:
    value = row.get(name)
    if value is None or value != value:
        return ""
    return str(int(value)) if isinstance(value, float) else str(value)


def _lines_of(said: Iterable[_Said]) -> str:
    first: dict[str, _Said] = {}
    for one in said:
        first.setdefault(one.value, one)
    return "; ".join(
        f"{one.value} in line {one.line}: “{short(one.text)}”" for one in first.values()
    )
