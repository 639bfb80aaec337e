"""Passages of a document → rows of targets: sentences, their setting, their statements."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from textkit.indicators import KeyFinder
from textkit.lines import PLAIN, Line
from textkit.priorities.target_rules.context import Context, is_review, names_year
from textkit.priorities.target_rules.sentence import plain_text
from textkit.priorities.target_rules.statements import Statement, read_statements
from textkit.priorities.target_rules.timing import (
    PLAN_PARTS,
    Setting,
    kind_of,
    period_of,
    spread_years,
    years_of,
)
from textkit.quantities import Period, find_periods
from textkit.sentences import sentence_spans
from textkit.years import find_report_year

COLUMNS = (
    "indicator", "measure", "low", "high", "unit", "qualifier", "target_year", "from_year",
    "verb", "commitment", "kind", "sentence", "start", "end", "key", "row",
)  # fmt: skip
_SHORT = 600  # characters; a text without headings that is shorter is no report
_CHAPTER = re.compile(r"\W*[一二三四五六七八九十]+、")
_DATE = re.compile(r"((?:19|20)\d\d)\s?年\s?(\d{1,2})\s?月\s?\d{1,2}\s?日")


@dataclass(slots=True)
class _Piece:
    """Passages without a gap between them: text, where it begins, and the rows it came from."""

    start: int
    text: str
    rows: list[tuple[int, int]]  # where a row begins, and its number


def read_document(
    passages: pd.DataFrame, first: int, finder: KeyFinder, into: dict[str, list[Any]]
) -> None:
    """Read the passages of one document, and append its rows to columns.

    ``first`` is the number of its first passage; ``row`` says which passage a row is from.
    """
    parts = passages["part"].tolist()
    from_years, to_years = _numbers(passages, "from_year"), _numbers(passages, "to_year")
    headings = passages["section"].tolist() if "section" in passages else [""] * len(passages)
    if "section" in passages and not any(headings) and passages["text"].str.len().sum() < _SHORT:
        # The outline goes by opening words (2026年，…) here, and a few lines open no part.
        parts = ["other"] * len(parts)
        from_years = to_years = [None] * len(parts)
    overruled = _overruled(parts, headings)
    year = _report_year(passages, parts)
    spoken, under_way = _spoken(passages, year, parts)
    period = _planned_span(passages, year)
    context = Context(year, spoken)
    review: tuple[int | None, int | None] = (None, None)
    for number, start, sentence, breaks in _sentences(passages):
        if parts[number] == "附":
            continue
        span = (parts[number], from_years[number], to_years[number])
        if overruled[number]:
            span = ("回顾", *review)
        elif span[0] == "回顾":
            review = span[1:]
        elif span[0] in PLAN_PARTS and span[2] is None:
            span = (span[0], *period)
        span = _near(*span)
        running = context.running(sentence, headings[number], span, breaks=breaks)
        if running is None and span[0] in ("任务", "自身建设"):
            running = names_year(headings[number], year, span)
        statements = read_statements(
            sentence, report_year=year, spoken_year=spoken, expected=finder.measure
        )
        if not statements:
            continue
        if "分别" in sentence:
            spread_years(statements, plain_text(sentence))
        setting = Setting(*span, year, running, context.goal, under_way)
        kind = ""
        for one in statements:
            when = period_of(one, setting, sentence)
            kind = kind_of(setting, one, sentence, when, kind)
            key = finder(one.indicator)
            _append(into, one, setting, (sentence, start, kind), when, key, first + number)


def _near(part: str, first: int | None, last: int | None) -> tuple[str, int | None, int | None]:
    """Leave out a plan's far view: “十四五”规划和2035年远景目标 has numbers for five years."""
    if part in PLAN_PARTS and first is not None and last is not None and last - first > 8:
        last = first + 4
    return part, first, last


def _overruled(parts: list[str], headings: list[str]) -> list[bool]:
    """Tell where what passes for a plan is the review that its headings say.

    Where most of the plan stands so, it is the plan's own heading that is lost.
    """
    planned = [part in PLAN_PARTS for part in parts]
    reviewed = [plan and is_review(one) for plan, one in zip(planned, headings, strict=True)]
    return reviewed if 2 * sum(reviewed) <= sum(planned) else [False] * len(parts)


def _append(
    into: dict[str, list[Any]], one: Statement, setting: Setting, said: tuple[str, int, str],
    period: Period | None, key: str, row: int,
) -> None:  # fmt: skip
    sentence, start, kind = said
    last, first = years_of(setting, one, sentence, period, kind)
    values = (
        one.indicator, one.measure, one.low, one.high, one.unit, one.qualifier, last, first,
        one.verb, one.commitment if kind == "target" else "", kind, sentence,
        start + one.start, start + one.end, key, row,
    )  # fmt: skip
    for name, value in zip(COLUMNS, values, strict=True):
        into[name].append(value)


def _numbers(passages: pd.DataFrame, name: str) -> list[int | None]:
    if name not in passages:
        return [None] * len(passages)
    return [None if pd.isna(one) else int(one) for one in passages[name]]


def _report_year(passages: pd.DataFrame, parts: list[str]) -> int | None:
    """Return the report's own year: as given, or as the text tells it."""
    if "year" in passages:
        given = passages["year"].iloc[0]
        if not pd.isna(given):
            return int(given)
    kinds = passages["kind"].tolist() if "kind" in passages else ["body"] * len(parts)
    lines = []
    for piece in _pieces(passages):
        number = piece.rows[0][1]
        headed = kinds[number] == "heading"
        level = 0 if not headed else 1 if _CHAPTER.match(piece.text) else PLAIN
        for text in piece.text.splitlines():
            lines.append(Line(0, len(text), text, kinds[number], level, text, parts[number]))
    return find_report_year(lines) or _after_delivery(passages)


def _after_delivery(passages: pd.DataFrame) -> int | None:
    """Return the year that a text delivered on a day plans for: in the second half, the next."""
    if "delivered" not in passages:
        return None
    day = pd.to_datetime(passages["delivered"].iloc[0], errors="coerce")
    return None if pd.isna(day) else int(day.year) + (day.month > 6)


def _planned_span(passages: pd.DataFrame, year: int | None) -> tuple[int | None, int | None]:
    """Return the years that ``period`` (今后五年) says a plan is for."""
    if year is None or "period" not in passages:
        return None, None
    said = passages["period"].iloc[0]
    found = find_periods(said, report_year=year) if isinstance(said, str) else []
    return (found[0].first_year, found[0].last_year) if found else (None, None)


def _spoken(passages: pd.DataFrame, year: int | None, parts: list[str]) -> tuple[int | None, bool]:
    """Return the year that 今年 is, and whether months in a review are of that year, too.

    The year is the one before, if the report was given late in that and its plan does not
    say 今年 for the year to come. Given in spring or later, a report speaks of the months before.
    """
    if year is None:
        return None, False
    for text in passages["text"].iloc[:6]:
        if found := _DATE.search(plain_text(text[:400])):
            early = int(found[1]) == year - 1 and int(found[2]) >= 10
            early = early and not _plans_this(passages["text"], parts)
            return year - early, int(found[1]) == year and int(found[2]) > 3
    return year, False


def _plans_this(texts: pd.Series[Any], parts: list[str]) -> bool:
    """Tell a plan that says 今年, and never 明年."""
    plan = "".join(text for text, part in zip(texts, parts, strict=True) if part in PLAN_PARTS)
    return "今年" in plan and "明年" not in plan


def _pieces(passages: pd.DataFrame) -> Iterator[_Piece]:
    piece: _Piece | None = None
    for number, (start, text) in enumerate(
        zip(passages["start"].tolist(), passages["text"].tolist(), strict=True)
    ):
        if piece is not None and piece.start + len(piece.text) == start:
            piece.rows.append((start, number))
            piece.text += text
            continue
        if piece is not None:
            yield piece
        piece = _Piece(start, text, [(start, number)])
    if piece is not None:
        yield piece


def _sentences(passages: pd.DataFrame) -> Iterator[tuple[int, int, str, bool]]:
    """Yield sentences: number of the passage, start in the document, text, and whether
    there is a gap before it (the next paragraph)."""
    end = -1
    for piece in _pieces(passages):
        at = 0
        for begin, stop in sentence_spans(piece.text):
            start = piece.start + begin
            while at + 1 < len(piece.rows) and piece.rows[at + 1][0] <= start:
                at += 1
            yield piece.rows[at][1], start, piece.text[begin:stop], start != end
            end = piece.start + stop
