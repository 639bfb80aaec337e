"""A cleaned page → proposals for its catalogue entry, each with the line it was read from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import TYPE_CHECKING

import pandas as pd

from textkit.front import front_matter, line_kind, plain
from textkit.front.facts import read_genre, read_meetings, tighten
from textkit.front.places import same_place
from textkit.metadata.evidence import (
    Line,
    Proposal,
    from_caption,
    from_date_line,
    from_file,
    from_labels,
    from_speaker,
    from_text,
    from_title,
    named_most,
)

if TYPE_CHECKING:
    from textkit.clean import Cleaned

COLUMNS = ("field", "value", "line", "text", "basis", "agrees")
FIELDS = (
    *("title", "place", "level", "year", "delivered", "meeting", "congress", "session"),
    *("speaker", "genre", "period", "published", "source", "author", "editor", "views"),
    *("publisher", "index", "number", "address"),
)
WEAK = frozenset({"file name", "headline", "month of delivery", "named most", "title taken out"})
_HEAD = 40  # lines read above and below a text
_FRAME = 500  # lines read of those taken out, above and below
_READ = 400  # characters read of a line


def propose_metadata(cleaned: Cleaned | str, *, file: str | None = None) -> pd.DataFrame:
    """Propose what a catalogue would say of a page, with the line each proposal comes from.

    Nothing is decided: where lines disagree, all that they say is listed. Only the first
    and last lines of the text and the lines that cleaning took out are read.

    Parameters
    ----------
    cleaned : Cleaned or str
        What ``clean_text`` or ``clean_html`` returned; a str is cleaned first.
    file : str, optional
        The file's name or path: the weakest evidence for place, year and genre.

    Returns
    -------
    DataFrame
        One row per proposal, best first within a field: ``field`` (see ``FIELDS``),
        ``value`` (a date as 2021-11-24, numbers in Arabic digits, a place as written, its
        level in the words of ``textkit.front.places.place_level``), ``line`` (on the page,
        from 1; 0 is the file's name), ``text`` (the first 400 characters of that line; of
        a title over several lines all of them), ``basis`` (which reading gave it) and
        ``agrees`` (False where a field's proposals contradict each other).

    Examples
    --------
    >>> page = "2022年甲乙区政府工作报告\\n——2021年11月24日在甲乙区第九届人大一次会议上"
    >>> table = propose_metadata(page)
    >>> table.loc[table["field"] == "year", ["value", "line", "basis", "agrees"]]
      value  line              basis  agrees
    5  2022     1              title   False
    6  2022     2  month of delivery   False
    7  2021     2          date line   False
    """
    if isinstance(cleaned, str):
        from textkit.clean import clean_text

        cleaned = clean_text(cleaned)
    columns = (cleaned.lines[name].tolist() for name in ("line", "text", "rule"))
    kept: list[Line] = []
    removed: list[Line] = []
    for number, text, rule in zip(*columns, strict=True):
        if rule != "blank line" and text.strip():
            (removed if rule else kept).append(Line(number, text[:_READ]))
    # a dict keeps the order and drops repetitions
    return _as_table(dict.fromkeys(_proposals(kept, removed, file)))


def summarise_proposals(table: pd.DataFrame) -> dict[str, tuple[str, bool]]:
    """Take the best proposal of each field: field → (value, unsure).

    Unsure is what other lines contradict and what only weak evidence says (``WEAK``).

    >>> summarise_proposals(propose_metadata("2022年榆树市政府工作报告"))["place"]
    ('榆树市', False)
    """
    best = table.drop_duplicates("field")
    unsure = ~best["agrees"] | best["basis"].isin(sorted(WEAK))
    return {
        str(field): (str(value), bool(doubt))
        for field, value, doubt in zip(best["field"], best["value"], unsure, strict=True)
    }


def _proposals(kept: list[Line], removed: list[Line], file: str | None) -> Iterator[Proposal]:
    """Read all evidence, the strongest first."""
    head = kept[:_HEAD]
    kinds = _front(head)
    titles, basis = list(_titles(head, kinds)), "title"
    titles.sort(key=lambda title: not read_genre(title[1]))
    if not titles:
        titles, basis = _titles_taken_out(kept, removed), "title taken out"
    found = [one for line, whole in titles for one in from_title(line, whole, basis, head)]
    for position, kind in kinds.items():
        if kind == "speaker":
            found += from_speaker(head[position], plain(head[position].text), "speaker line")
        elif kind == "date":
            found += from_date_line(head, position)
    found += [one for line in head[:20] for one in from_text(line)]
    fields = {one.field for one in found}
    if titles and "genre" not in fields and re.search(r"\S{5,} \S{5,}", titles[0][1]):
        found.append(Proposal("genre", "新闻报道", *titles[0][0], "headline"))
    yield from found
    for line in (*removed[:_HEAD], *head[:_HEAD]):
        yield from from_caption(line)
    if "place" not in fields and any(one[:2] == ("level", "province") for one in found):
        yield from named_most(head)
    yield from from_labels([*removed[:_FRAME], *removed[_FRAME:][-_FRAME:]])
    yield from from_labels([*head, *kept[_HEAD:][-_HEAD:]])
    if file is not None:
        yield from from_file(PurePath(file))


def _front(head: list[Line]) -> dict[int, str]:
    """Find title, date and speaker, also below lines that are no part of the front."""
    kinds = front_matter([line.text for line in head])
    for position, line in enumerate(head[:20]):
        if position in kinds or "届" not in line.text or len(line.text) > 100:
            continue
        if read_meetings(tighten(line.text)) and line_kind(plain(line.text)) == "date":
            kinds[position] = "date"
            for other, kind in ((position - 1, "title"), (position + 1, "speaker")):
                if 0 <= other < len(head) and line_kind(plain(head[other].text)) == kind:
                    kinds.setdefault(other, kind)
    return dict(sorted(kinds.items()))


def _titles(head: list[Line], kinds: dict[int, str]) -> Iterator[tuple[Line, str]]:
    """Join the lines of each title: (its first number with the text of all, the title)."""
    group: list[int] = []
    positions = [position for position, kind in kinds.items() if kind == "title"]
    for position, after in zip(positions, [*positions[1:], -1], strict=False):
        group.append(position)
        if after != position + 1 or read_genre(plain(head[position].text)):
            lines = [head[one] for one in group]
            text = "\n".join(line.text for line in lines)
            yield Line(lines[0].number, text), "".join(plain(line.text) for line in lines)
            group = []


def _titles_taken_out(kept: list[Line], removed: list[Line]) -> list[tuple[Line, str]]:
    first = kept[0].number if kept else 0
    above = [line for line in removed if line.number < first and 6 <= len(line.text) <= 60]
    return [
        (line, plain(line.text))
        for line in above
        if read_genre(plain(line.text)) and not re.search(r"[>＞»›:：]", line.text)
    ][-1:]


def _as_table(found: Iterable[Proposal]) -> pd.DataFrame:
    by_field: dict[str, list[Proposal]] = {field: [] for field in FIELDS}
    for proposal in found:
        by_field[proposal.field].append(proposal)
    rows = []
    for field, own in by_field.items():
        best = own[0].value if own else ""
        if field == "place":  # 长春市南关区 before 南关区
            own.sort(key=lambda one: (not same_place(one.value, best), -len(one.value)))
        agrees = all(_same(field, best, one.value) for one in own)
        rows += [(*one, agrees) for one in own]
    if not rows:
        kinds = {"line": "int64", "agrees": "bool"}
        return pd.DataFrame({name: pd.Series(dtype=kinds.get(name, "str")) for name in COLUMNS})
    return pd.DataFrame(dict(zip(COLUMNS, map(list, zip(*rows, strict=True)), strict=True)))


def _same(field: str, one: str, other: str) -> bool:
    if field == "place":
        return same_place(one, other)
    if field == "period":
        return one.replace("未来", "今后") == other.replace("未来", "今后")
    if field in ("title", "meeting", "source"):
        one, other = one.replace(" ", ""), other.replace(" ", "")
        return one in other or other in one
    return one == other
