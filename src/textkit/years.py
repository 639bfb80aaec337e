"""Headings and opening words of a report's parts → the years that each line speaks of."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from textkit.lines import Line
from textkit.quantities.periods import YEAR, count_of, five_year_plan

Span = tuple[int, int]

_PAST = ("回顾", "形势")
_COMING = ("目标", "任务", "自身建设")
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_N = r"[一两二三四五六十]|[2-9]"
# One expression of time; the group that matched says of which kind it is.
_TIME = re.compile(
    rf"(?P<first>{YEAR})年?(?:[—–\-~～至到]|——)(?P<last>{YEAR})年?"
    rf"|(?<![比较到至\d])(?P<year>{YEAR})年"
    rf"|[到至](?P<until>{YEAR})年"
    r"|(?:[“\"'‘](?P<plan>十?[一二三四五六七八九]|十)五[”\"'’]"
    r"|(?<![一二三四五六七八九十第年月])(?P<bare>十[一二三四五六])五(?![年月日个项条章届名位户点分期])"
    r"|第(?P<full>十?[一二三四五六七八九]|十)个五年)(?!.{0,5}(普法|开局|开好|起步|首年|收官|之年|末|第.年|好局))"
    rf"|(?:过去|以往|近|前|这)的?(?P<past>{_N})年(?!级)|(?P<since>{_N})年(?:来|(?:的|政府)?工作)|(?P<year_past>过去的?一年|一年来)"
    rf"|(?:今后|未来|下一?个?)的?(?P<next>{_N})年"
    r"|(?P<term>(?:本|上)届(?:政府|任期)|届(?:人大|人民代表大会)第?一次会议以来|届(?:人民|[省市县区州])?政府(?=工作))|(?P<new_term>新一届政府|下届政府)"
    r"|(?P<before>去年|上年|上一年)|(?P<this>今年|本年度?|当年|新的一年|新一年)|(?P<after>明年)"
)
# Below the chapter a year counts only as what the section is on, not 2022年冬奥会.
_ON = re.compile(
    r"时期|期间|工作|目标|任务|总体|主要|重点|经济|国民|发展|安排|回顾|成就|规划|计划|的"
)
_LEAD = re.compile(r"^[*#]*([（(]?[一二三四五六七八九十\d]+[）)、.])?")
_SINGLE = re.compile(rf"(?<![比较到至—–\-~～\d])({YEAR})年(?![—–\-~～至到底末前]|以前)")
_AIMED = re.compile(
    rf"(?<![到至])({YEAR})年(?:全|我|经济|国民|的?主要)[^，。；]{{0,16}}目标[是为：]"
)
_DATE = re.compile(rf"({YEAR})年(\d{{1,2}}|十?[一二]|[三四五六七八九十])月")


@dataclass(frozen=True)
class _Clock:
    """The year a report plans for, and the one it was spoken in."""

    report: int | None
    spoken: int | None


def find_report_year(lines: Sequence[Line]) -> int | None:
    """Find the year that a report plans for, from the lines above it.

    That is the year of its delivery, or the next one if it was delivered in October or
    later. A year in the title holds if it is one of these two. Without either, or if plan and
    review (parts assigned) know nothing of such a year, what has to do is a year that the
    headings of its plan name, or else its plan: the one that the plan speaks of most, and the
    review of the year before.

    >>> from textkit.lines import Line
    >>> find_report_year([Line(0, 15, "——2021年11月24日在会议上", "front")])
    2022
    """
    title, date = _title_and_date(lines)
    if date is None:
        return title or _told(lines)
    dated = title if title in (date[0], date[0] + 1) else date[0] + (date[1] >= 10)
    return dated if _speaks_of(lines, dated) else _told(lines, dated)


def _speaks_of(lines: Sequence[Line], year: int) -> bool:
    """Tell at a glance whether the plan names a year, or the review the year before."""
    after, before = f"{year}年", f"{year - 1}年"
    for line in lines:
        named = after if line.part in _COMING else before if line.part in _PAST else "\n"
        if named in line.text and named in (one[0] for one in _SINGLE.finditer(line.text)):
            return True
    return False


def _told(lines: Sequence[Line], dated: int | None = None) -> int | None:
    """Return the year that plan and review together tell, if they do.

    A date stands against them, unless neither names its year and they agree on another.
    """
    planned, reviewed, headed = Counter[int](), Counter[int](), set[int]()
    for line in lines:
        text = plain_years(line.text)
        named = {int(found[1]) for found in _SINGLE.finditer(text)}
        if found := _AIMED.search(text):
            planned[int(found[1])] += 1
        ahead = line.part in _COMING
        if not ahead and line.part not in _PAST:
            continue
        (planned if ahead else reviewed).update(named)
        if line.opens and named:  # 一、2004年工作回顾和2005年目标: the later one of two
            last = {year for year in named if year + 1 not in named}
            headed.update(last if ahead else {max(last) + (max(last) - 1 not in named)})

    def weight(year: int) -> tuple[bool, int, int]:
        before = reviewed[year - 1]
        return before > 0, min(planned[year], 3) + min(before, 3), year

    both = {year for year in planned if reviewed[year - 1]}
    if dated is not None and (not both or planned[dated] or reviewed[dated - 1]):
        return dated
    most = max(reviewed.values(), default=0)  # 订货订到了1986年, once, is of no review
    after = {year + 1 for year, count in reviewed.items() if 8 * count > most}
    return max(headed or both, key=weight, default=max(after, default=None))


def _title_and_date(lines: Sequence[Line]) -> tuple[int | None, tuple[int, int] | None]:
    title: int | None = None
    date: tuple[int, int] | None = None
    for line in lines[:8]:
        text = plain_years(line.text)
        if line.kind != "front" and (len(text) > 60 or line.level == 1):
            break
        if found := _DATE.search(text):
            month = int(found[2]) if found[2].isdecimal() else count_of(found[2])
            date = date or (int(found[1]), month)
        elif line.kind == "front" and title is None and (found := re.search(YEAR, text)):
            title = int(found[0])
    return title, date


def assign_years(lines: Sequence[Line], *, report_year: int | None, period: str = "") -> None:
    """Write into each line the first and the last year that its part speaks of.

    What decides is, in this order: the headings above the line, innermost first; the
    heading that opened its part; the first words on time in the part's first paragraphs;
    the years of the review (or plan) before it; for a plan, the ``period`` that is known of
    the document (今后五年); the part and the report's year: a review is of the year before, a
    plan of the report's own. A review does not end after the report's
    year, and a plan not before it: words that say so are passed over. Title block, address,
    closing and notes speak of no year, nor does a part of which nothing is known: None.

    ``report_year`` is the year the report plans for (``find_report_year``); without it
    words such as 今年 and 过去五年 tell no year. 今年 is the year of delivery, if a date line
    says it. A term of government (本届政府) counts as five years.

    >>> from textkit.lines import Line
    >>> line = Line(0, 8, "过去五年工作回顾", "heading", 1, "过去五年工作回顾", "回顾")
    >>> assign_years([line], report_year=2022)
    >>> line.from_year, line.to_year
    (2017, 2021)
    """
    _, date = _title_and_date(lines)
    near = date is not None and report_year is not None and 0 <= report_year - date[0] <= 1
    clock = _Clock(report_year, date[0] if date and near else report_year)
    before: dict[tuple[str, ...], Span | None] = {_PAST: None, _COMING: None}
    for start, run in _runs(lines, clock):
        part = run[0].part
        group = _PAST if part in _PAST else _COMING if part in _COMING else None
        if group is None:
            for line in run:
                line.from_year = line.to_year = None
            continue
        opened = _of_heading(run[0].heading, part, clock) if run[0].opens else None
        above = _above(run[0], part, clock)
        said = opened or above or (before[group] if part == "形势" else None)
        said = said or _opening(lines[start:], part, clock)
        known = _of_heading(period, part, clock) if group is _COMING else None
        span = said or before[group] or known or _usual(part, clock)
        path = run[0].path
        for line in run:
            if line.path != path:
                path, above = line.path, _above(line, part, clock)
            line.from_year, line.to_year = above or span or (None, None)
        before[group] = span
        if group is _COMING and any(_names_own(one, clock) for one in run[0].path[:1]):
            before[group] = _usual(part, clock)  # 新一届政府努力方向和2022年工作: now of the year


def _names_own(heading: str, clock: _Clock) -> bool:
    """Tell a heading that names the report's own year."""
    found = _TIME.finditer(plain_years(heading))
    return any(one["year"] == str(clock.report) or one["this"] for one in found)


def _runs(lines: Sequence[Line], clock: _Clock) -> Iterator[tuple[int, Sequence[Line]]]:
    """Cut where the part changes, and at headings of the first rank that tell a time."""
    at = 0
    for number in range(1, len(lines) + 1):
        if number < len(lines) and lines[number].part == lines[at].part:
            line = lines[number]
            if not (line.opens and _of_heading(line.heading, line.part, clock)):
                continue
        yield at, lines[at:number]
        at = number


def _above(line: Line, part: str, clock: _Clock) -> Span | None:
    for depth in range(len(line.path) - 1, -1, -1):
        if span := _of_heading(line.path[depth], part, clock, chapter=depth == 0):
            return span
    return None


@lru_cache(maxsize=4096)
def _of_heading(heading: str, part: str, clock: _Clock, *, chapter: bool = True) -> Span | None:
    """Return the years from the first to the last that a heading names."""
    if not re.search("[年五届]", heading):
        return None  # no expression of time is without one of them
    text = plain_years(heading)
    spans = [
        span
        for found in _TIME.finditer(text)
        if (chapter or _is_topic(text, found)) and (span := _fitting(found, part, clock))
    ]
    if part in _PAST and clock.report is not None:  # 1999年工作回顾和2000年的目标
        spans = [span for span in spans if span[1] < clock.report] or spans
    return (min(first for first, _ in spans), max(last for _, last in spans)) if spans else None


def _is_topic(text: str, found: re.Match[str]) -> bool:
    """Tell whether a section is on a time, as against one that names it (2022年冬奥会)."""
    before = _LEAD.sub("", text[: found.start()])
    if before in ("", "关于"):
        return True
    late = re.search(r"(编制|谋划|制定|启动|完成|抓|抓好|落实)\W?$", before)
    return late is None and _ON.match(text, found.end()) is not None


def _opening(lines: Sequence[Line], part: str, clock: _Clock) -> Span | None:
    """Return the first time that the first two paragraphs from here on begin with."""
    body = [
        line for line in lines[:6] if line.kind == "body" and line.path[:1] == lines[0].path[:1]
    ]
    for line in body[:2]:
        for found in _TIME.finditer(plain_years(line.text[:80])):
            if span := _fitting(found, part, clock):
                return span
    return None


def _usual(part: str, clock: _Clock) -> Span | None:
    if clock.report is None or part == "形势":
        return None
    year = clock.report - (part == "回顾")
    return year, year


def _fitting(found: re.Match[str], part: str, clock: _Clock) -> Span | None:
    """Return the years of an expression if the part can speak of them."""
    span = _span(found, part, clock)
    if span is None or span[0] > span[1]:
        return None
    if clock.report is not None:
        if part in _PAST and span[1] > clock.report:
            return None
        if part in _COMING and span[1] < clock.report:
            return None
    return span


def _span(found: re.Match[str], part: str, clock: _Clock) -> Span | None:
    kind, word = next((k, v) for k, v in found.groupdict().items() if v)
    report = clock.report
    if kind == "first":
        return int(word), int(found["last"])
    if kind == "year":
        return int(word), int(word)
    if kind in ("plan", "bare", "full"):
        return five_year_plan(count_of(word))
    if report is None or clock.spoken is None:
        return None
    if kind == "until":
        return min(report, int(word)), int(word)
    if kind in ("past", "since", "term", "year_past"):
        length = 5 if kind == "term" else 1 if kind == "year_past" else count_of(word)
        return (report - length, report - 1) if part in _PAST else None
    if kind in ("next", "new_term"):
        length = 5 if kind == "new_term" else count_of(word)
        return (report, report + length - 1) if part in _COMING else None
    year = clock.spoken + {"before": -1, "this": 0, "after": 1}[kind]
    return year, year


def plain_years(text: str) -> str:
    """Write years in plain digits, without the white space of the page."""
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    four = r"[〇○零一二三四五六七八九]{4}(?=年|[—–\-至到])"
    return re.sub(four, lambda found: found[0].translate(_DIGITS), text)
