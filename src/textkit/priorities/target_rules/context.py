"""Earlier sentences and headings → the time that a sentence speaks of."""

from __future__ import annotations

import re

from textkit.priorities.target_rules.sentence import plain_text
from textkit.priorities.target_rules.timing import PAST_PARTS, PLAN_PARTS, states_goal
from textkit.quantities import Period, find_periods

_OPENS_YEAR = re.compile(
    r"^\W{0,4}(?:各位代表[，：！]?)?\W{0,2}(?:做好|安排|关于|对于?|按照)?(?:[0-9]{4}年|今年|新的一年)"
    r"(?:是|的?工作|，|我[们省市区县]|经济|全[省市区]|政府|的?主要|的?总体|重点)"
)


# In a plan: sentences on what was done (过去一年，… 取得新成绩。), and where they end.
_ACHIEVED = re.compile("取得|圆满|胜利|顺利|完成了|实现了|[已均都].{0,4}完成|成绩|成效|成就")
# In a review of several years: what leads over to the last of them.
_LAST_YEAR = re.compile(
    r"\W*(?:各位代表|同志们)?\W*(?:(?:在|就|回顾|刚刚?|即将)*过去的?\s?(?:一年|[0-9]{4}年)|一年来|这一年|回顾[0-9]{4}年|去年(?=，)"
    r"|[0-9]{4}年度?(?=\s?，?(?:是|极|最|主要|意义|难忘)|[^。]{0,6}(?:我们|面对|在[^。]{2,30}下|我[市省区州盟县]|"
    r"全[市省区州盟县](?:上下|人民|各)|工作|任务)))"
)
_STRANGE = re.compile("[^，。；]{0,16}(?:平凡|寻常)[^，。；]{0,8}一年")
_TURNS_TO = re.compile("是|至关|尤为|十分|开局")  # 完成五年的任务，今年|至关重要
_SALUTATION = re.compile(r"\W*(?:各位代表|同志们)\W*")
_UNDER = re.compile(r"\W*(?:各位代表\W+)?(?:(?:在|经过|通过)[^。]{0,30}，)?")
_NEXT_LIST = re.compile("以下|下列|如下|工作")
_TURNS = re.compile(
    r"今年|明年|新的一年|今后|未来|下一步|必须|务必|力争|确保|争取|将(?!军)|我们要|，要|目标(?:是|为|：)"
)
_REVIEWED = re.compile(r"回顾|工作总结|[的大]成就$|取得.{0,6}成就")
_PLANNED = re.compile(r"目标|任务|安排|打算|展望|规划|意见|部署|要求|建议|今后|未来|重点工作")


def is_review(headings: str) -> bool:
    """Tell headings (outermost first) the innermost of which to tell says: a review follows.

    >>> is_review("在大会上 › 一、2021年工作回顾"), is_review("过去五年回顾和今年安排")
    (True, False)
    >>> is_review("2021年工作回顾 › 2022年工作安排")
    False
    """
    for one in reversed(headings.split(" › ")):
        if _PLANNED.search(one) is not None:
            return False
        if _REVIEWED.search(one) is not None:
            return True
    return False


def names_year(
    headings: str, year: int | None, span: tuple[str, int | None, int | None]
) -> Period | None:
    """Return the report's own year if a chapter is on a span and on it: tasks are of that year.

    Items with a dash before the year is said (更加注重…) are aims of the span.

    >>> names_year("二、“十三五”发展暨2016年工作安排", 2016, ("任务", 2016, 2020)).last_year
    2016
    """
    if year is None or span[1] == span[2] or headings.rpartition(" › ")[2].startswith("—"):
        return None
    if not re.search(f"{year}年|今年", plain_text(headings)):
        return None
    return Period(0, 0, year, year, "year")


class Context:
    """What earlier sentences say of the time that later ones speak of."""

    def __init__(self, report: int | None, spoken: int | None) -> None:
        self.report, self.spoken = report, spoken  # the report's own year; the one it was given in
        self.of_paragraph: Period | None = None
        self.of_list: Period | None = None
        self.of_section: Period | None = None
        self.heading = ""
        self.list_heading = ""  # where the list was opened
        self.list_holds = False  # below any heading, not only items with a dash
        self.span: tuple[str, int | None, int | None] = ("", None, None)
        self.goal = self.goal_list = self.next_goal = False
        # A paragraph has begun with 各位代表！ and nothing else, before this sentence or with it.
        self.called = self.addressed = False

    def running(
        self, sentence: str, heading: str, span: tuple[str, int | None, int | None], *, breaks: bool
    ) -> Period | None:
        """Return the period in force as a sentence begins, and take up what it says itself."""
        self.called = self.addressed
        breaks = breaks or self.addressed
        self.addressed = breaks and _SALUTATION.fullmatch(sentence) is not None
        self._enter(heading, span, breaks=breaks)
        if self._is_over(self.of_paragraph) and _TURNS.search(sentence):
            self.of_paragraph = None
        running = self.of_paragraph or self.of_list or self.of_section
        colon = sentence.endswith(("：", ":"))
        if "目标" in sentence and states_goal(plain_text(sentence)):
            self.next_goal = True
            self.goal_list = self.goal_list or colon
        if colon and _NEXT_LIST.search(sentence):
            self.of_list = None
        if "年" in sentence or "五" in sentence:
            self._take_up(sentence, breaks=breaks, colon=colon)
        return running

    def _enter(
        self, heading: str, span: tuple[str, int | None, int | None], *, breaks: bool
    ) -> None:
        """Forget what was said of a paragraph, a list or a section that has ended."""
        if heading != self.heading:
            if not self._goes_on(heading):
                self.of_list, self.goal_list = None, False
            self.heading, self.of_paragraph = heading, None
        if span != self.span:
            self.span, self.of_section = span, None
        if breaks:
            self.of_paragraph = None
            self.next_goal = self.goal_list
        self.goal = self.next_goal

    def _goes_on(self, heading: str) -> bool:
        """Tell whether a heading is an item of the list that is open."""
        above = self.list_heading and self.list_heading + " › "
        item = heading.removeprefix(above)
        if not heading.startswith(above) or not item:
            return False
        return item.startswith("—") or (self.list_holds and above != "")

    def _is_over(self, period: Period | None) -> bool:
        """Tell a period that ended before the plan that names it."""
        last = period.last_year if period is not None else None
        planned = self.span[0] in PLAN_PARTS
        return planned and last is not None and self.report is not None and last < self.report

    def _take_up(self, sentence: str, *, breaks: bool, colon: bool) -> None:
        """Put the period that a sentence opens with in force for what follows."""
        head = plain_text(sentence[:60])
        periods = find_periods(head, report_year=self.report, spoken_year=self.spoken)
        for one in periods:  # “十四五”开局工作 … 今年是…: what the paragraph is on, if it says so
            own = one.first_year == one.last_year == self.report and one.kind == "year"
            if own and (breaks or one.start <= 2) and _TURNS_TO.match(head, one.end):
                self.of_section, self.of_paragraph, self.of_list = one, one, None
                return
        for one in periods:
            if one.kind in ("base", "month") or one.last_year is None:
                continue
            if self.span[0] in PLAN_PARTS and head.startswith("这一年", one.start):
                return
            self._lead(one, head, breaks=breaks)
            self._reach(one, sentence, head, breaks=breaks)
            if colon and not self._is_over(one):
                self.of_list, self.list_heading = one, self.heading
                self.list_holds = one.start <= 2
            return

    def _lead(self, one: Period, head: str, *, breaks: bool) -> None:
        """Let a paragraph that opens with a year, or with several, begin or end a section."""
        single = one.first_year == one.last_year
        own = _OPENS_YEAR.match(head) is not None and one.last_year == self.report
        if breaks and single and (own or self._comes_to_last(one, head)):
            self.of_section, self.of_list = one, None
        elif one.start <= 12 and not single and (breaks or head[one.end :][:1] == "，"):
            self.of_section = None

    def _comes_to_last(self, one: Period, head: str) -> bool:
        """Tell whether a review of several years comes to the last of them.

        2010年是“十一五”规划的最后一年 may as well open the review of the five years: that counts
        only after words of address, or if the heading names the year.
        """
        if self.span[0] not in PAST_PARTS or one.last_year != self.span[2]:
            return False
        found = _LAST_YEAR.match(head)
        if found is None:
            return False
        stage = found[0][:1].isdecimal() and head[found.end() :].lstrip(" ，").startswith("是")
        if not stage and not found[0].endswith("去年"):
            return True
        if stage and (self.called or _STRANGE.match(head, found.end())):
            return True
        return f"{one.last_year}年" in plain_text(self.heading)

    def _reach(self, one: Period, sentence: str, head: str, *, breaks: bool) -> None:
        """Let a period hold for the rest of the paragraph."""
        last = self.span[2]
        far = one.kind != "span" and last is not None and (one.last_year or 0) > last
        over = self._is_over(one) and _UNDER.fullmatch(head, 0, one.start)
        opens = one.start <= 2 and one.kind in ("year", "span") and head[one.end :][:1] == "，"
        leads = one.start <= 12 and breaks
        if ((leads or opens) and not far) or (over and _ACHIEVED.search(sentence)):
            self.of_paragraph = one
