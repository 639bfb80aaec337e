"""Text → periods: years, spans and deadlines."""

from __future__ import annotations

import re
from dataclasses import dataclass

from textkit.quantities.numerals import chinese, plain


@dataclass(frozen=True, slots=True)
class Period:
    """A date or span in a text, and the years it takes in, both included.

    ``kind`` is one of

    ======== =======================================================================
    year     one year: 2025年, 今年, 去年, “十四五”第一年
    month    part of a year: 3月, 2021年6月, 上半年, 前三季度; the years are its year
    span     several years: 2021—2025年, 今后五年, “十四五”期间, 过去五年
    deadline a time to be done by: 到2025年, 三年内, 年底前, “十四五”末, 到本世纪中叶;
             ``last_year`` is the year it falls in, ``first_year`` the report's own
    base     what something is compared with: 比2020年, 较上年, 2015年基础上
    ======== =======================================================================

    A deadline before the report's year is no longer one, but a ``year``. A year is None where
    the text and the report's year do not tell it.
    """

    start: int
    end: int
    first_year: int | None
    last_year: int | None
    kind: str


YEAR = r"(?:1 ?9[4-9]|2 ?0[0-9])[0-9]"  # 2 007: the space of a page
_Y = rf"(?:{YEAR}|(?:一九|二[〇○零0])[〇○零0一二三四五六七八九]{{2}})"
_N = r"(?:十?[一两二三四五六七八九]|十|1?[0-9])"
_S = r"[ \t\u3000\u00a0]{0,2}"
_DASH = rf"{_S}(?:[—─━―‐‑‒–−~～〜∼-]{{1,2}}|[至到]){_S}"
_CLOSE = "[”\"’'」]"
_PLAN = (
    rf"(?:[“\"‘'「](?P<plan>十?[一二三四五六七八九]|十)五{_CLOSE}"
    r"|(?<![一二三四五六七八九十第年月])(?P<bare>十[一二三四五六])五(?![年月日个项条章届名位户点分万千百十亿座家所亩米公件支人]|期(?!间))"
    rf"|第{_S}?(?P<full>十?[一二三四五六七八九]|十){_S}个五年(?:计划|规划))"
    rf"{_S}(?:时期|期间|规划|计划|纲要|五年)*"
)
_BY = r"(?:底前|末前|年底前|底之前|前(?![三两一二四五列沿期景夕提往后])|之前|以前|底|末|年底|年末)"
# Every expression begins with one of these signs; the look ahead saves trying each in turn.
_PERIOD = re.compile(
    r"(?=[0-9一二三四五六七八九十两年到至截力与比较对相以今未下接往用经通过这近最前上去本当新明来后岁任第“\"‘'「])(?:"
    rf"(?P<first>{_Y}){_S}(?:年度?)?{_DASH}(?P<last>{_Y}){_S}年度?(?:期间|间)?"
    rf"|(?P<sincebase>与|比|较|对比|相比|以){_S}(?P<base>{_Y}){_S}年底?(?:相比)?"
    rf"|(?P<onbase>{_Y}){_S}年(?:底|末)?(?:的)?基础(?:之?上)?"
    rf"|(?P<base_word>与|比|较){_S}(?P<based>去年|上年|上一年|前年|同期)(?:同期|底|末)?(?:相比)?"
    rf"|(?P<by>[到至]|截至|截止|截止到|力争到){_S}(?P<until>{_Y}){_S}年(?P<until_end>{_BY})?(?![至到—–-])"
    rf"|(?P<month_year>{_Y}){_S}年{_S}(?P<month>[0-9]{{1,2}}|十?[一二]|[三四五六七八九十]){_S}月(?:份|底|末|{_S}[0-9]{{1,2}}{_S}日)?(?P<month_by>前)?"
    rf"|(?P<part_year>{_Y}){_S}年(?P<part>上半年|下半年|[一二三四]季度|前三季度)(?P<part_by>末?前)?"
    rf"|(?P<year>{_Y}){_S}年度?(?P<year_end>{_BY})?"
    rf"|(?P<than>(?:与|比|较|对比|相比){_S})?{_PLAN}(?!普法)(?P<plan_end>末|期末|收官之年|最后一年|结束时|开局之年|第一年|首年|开局首年|起步之年)?"
    rf"|(?P<next_word>今后|未来|下|今后的|接下来的?|往后|下一个){_S}(?P<next>(?!一年度?){_N})(?:到[一两二三四五六七八九十]|至[一两二三四五六七八九十]|[—-][0-9])?{_S}年(?:内|时间|左右|期间|里)?"
    rf"|(?P<within>(?:力争)?(?:用|经过|通过)?(?P<with>[一两二三四五六七八九十]|[0-9]{{1,2}})(?:[到至—-](?P<with2>[一两二三四五六七八九十]|[0-9]))?{_S}年(?:左右)?(?:以内|之内|内|左右的?时间|时间))"
    rf"|(?:过去|以往|这|近|最近|(?<![提学])前)的?{_S}(?P<past>{_N}){_S}年(?:来|间|里|期间)?(?![级行])|(?P<since>{_N}){_S}年来"
    r"|(?P<relative>今年|本年度|本年|当年|新的一年|新一年|去年|(?<![网础])(?<![个家户元名人条座项台吨亿万]以)上年(?!均)|上一年|前年|明年|来年|明后两年|后年)"
    r"(?P<rel_part>上半年|下半年|[一二三四]季度|前三季度|[0-9]{1,2}月份?|[一二三四五六七八九十]{1,2}月份?)?(?P<rel_end>底前|年底前|底|末|年底|年内|以内|内(?![部外容])|前(?![三])|以来)?"
    r"|(?<![今去明本每当少成常全近多历青壮老童])(?P<end_of>年底以?前|年底之前|年内|年底|年末|岁末)"
    r"|(?<![今去明本年0-9])(?P<part_only>上半年|下半年|前三季度|(?<![前第])[一二三四]季度)(?P<only_by>末?前)?"
    rf"|(?<![0-9年])(?P<only_month>[0-9]{{1,2}})(?:{_DASH}[0-9]{{1,2}})?{_S}月(?:份|底|末)?(?P<only_month_by>前)?(?![0-9]*日?[—-])"
    r"|到?(?:本世纪|二十一世纪|21世纪)(?P<century>中叶|末|[二三四五六七八九]十年代)"
    r"|(?P<term>本届政府任期内?|本届任期内?|任期内|本届政府))"
)
_NEXT = {"今年": 0, "本年度": 0, "本年": 0, "当年": 0, "新的一年": 0, "新一年": 0, "去年": -1,
         "上年": -1, "上一年": -1, "前年": -2, "明年": 1, "来年": 1, "后年": 2}  # fmt: skip
_FIRST_YEARS = ("开局之年", "第一年", "首年", "开局首年", "起步之年")
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_PERIOD_SIGN = re.compile("[年月季世任五]")


def find_periods(
    text: str, *, report_year: int | None = None, spoken_year: int | None = None
) -> list[Period]:
    """Find the dates and spans of a text, in order and without overlap.

    ``report_year`` is the year a report plans for: 今年 is that year, 今后五年 begin with it,
    过去五年 end before it, 三年内 is by the third year from it on. Without it such years are
    None. A report given in December speaks of the year it plans for as 明年: then
    ``spoken_year``, the year it was given in, is what 今年, 明年 and 去年 are counted from
    (the report's year otherwise). 两个一百年 and durations (连续3年) are no periods.

    >>> for one in find_periods("今年力争增长5%，到2025年底达到6%", report_year=2023):
    ...     print(one.kind, one.first_year, one.last_year)
    year 2023 2023
    deadline 2023 2025
    """
    text = plain(text)
    found = []
    for match in _PERIOD.finditer(text):
        kept = _read(match, report_year, spoken_year or report_year)
        if kept is not None:
            found.append(kept)
    return found


def five_year_plan(number: int) -> tuple[int, int]:
    """Return the years of a five-year plan: the first ran from 1953, the third from 1966.

    >>> five_year_plan(14)
    (2021, 2025)
    """
    first = {1: 1953, 2: 1958}.get(number, 1966 + 5 * (number - 3))
    return first, first + 4


def _year(word: str) -> int:
    return int(word.replace(" ", "").translate(_DIGITS))


def count_of(word: str) -> int:
    """Read a small number, in digits or Chinese: 5, 两, 十四."""
    return int(word) if word.isdecimal() else int(chinese(word))


def _read(match: re.Match[str], report: int | None, spoken: int | None) -> Period | None:
    start, end = match.span()
    named = match.groupdict()

    def period(first: int | None, last: int | None, kind: str) -> Period:
        return Period(start, end, first, last, kind)

    def by(last: int | None) -> Period:
        if report is not None and last is not None and last < report:
            return Period(start, end, last, last, "year")  # no deadline, looked back on
        first = report if report is not None and (last is None or report <= last) else last
        return Period(start, end, first, last, "deadline")

    def later(years: int) -> int | None:
        return None if report is None else report + years

    if named["first"]:
        first, last = _year(named["first"]), _year(named["last"])
        return period(first, last, "span") if first <= last else period(last, first, "span")
    if word := named["base"] or named["onbase"]:
        return period(_year(word), _year(word), "base")
    if named["based"]:
        year = later(-2 if named["based"] == "前年" else -1)
        return period(year, year, "base")
    if named["until"]:
        return by(_year(named["until"]))
    if named["month_year"] or named["part_year"]:
        year = _year(named["month_year"] or named["part_year"])
        return by(year) if named["month_by"] or named["part_by"] else period(year, year, "month")
    if named["year"]:
        year = _year(named["year"])
        return by(year) if named["year_end"] else period(year, year, "year")
    if word := named["plan"] or named["bare"] or named["full"]:
        first, last = five_year_plan(count_of(word))
        if named["than"]:
            return period(last if named["plan_end"] else first, last, "base")
        if named["plan_end"] in _FIRST_YEARS:
            return period(first, first, "year")
        return by(last) if named["plan_end"] else period(first, last, "span")
    if named["next"]:
        return period(report, later(count_of(named["next"]) - 1), "span")
    if named["within"]:
        return by(later(count_of(named["with2"] or named["with"]) - 1))
    if word := named["past"] or named["since"]:
        return period(later(-count_of(word)), later(-1), "year" if count_of(word) == 1 else "span")
    if word := named["relative"]:
        if word.startswith("新"):
            spoken = report
        if spoken is None:
            year = None
        elif word == "明后两年":
            return period(spoken + 1, spoken + 2, "span")
        else:
            year = spoken + _NEXT[word]
        if named["rel_end"] and named["rel_end"] != "以来":
            return by(year)
        return period(year, year, "month" if named["rel_part"] else "year")
    if named["century"]:
        if named["century"] in ("中叶", "末"):
            return by(2050 if named["century"] == "中叶" else 2100)
        return None
    if named["term"]:
        return period(None, None, "span")  # when it began is not known
    if named["end_of"]:
        return by(report)
    if named["only_month"] and not 1 <= int(named["only_month"]) <= 12:
        return None
    if named["only_by"] or named["only_month_by"]:
        return by(report)
    return period(report, report, "month")
