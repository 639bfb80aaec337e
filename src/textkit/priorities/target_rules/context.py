"""Earlier sentences and headings → the time that a sentence speaks of."""

from __future__ import annotations

import re

from textkit.priorities.target_rules.sentence import plain_text
from textkit.priorities.target_rules.timing import states_goal
from textkit.quantities import Period, find_periods

_OPENS_YEAR = re.compile(
    r"^\W{0,4}(?:各位代表[，：！]?)?\W{0,2}(?:做好|安排|关于|对于?|按照)?(?:[0-9]{4}年|今年|新的一年)"
    r"(?:是|的?工作|，|我[们省市区县]|经济|全[省市区]|政府|的?主要|的?总体|重点)"
)


_REVIEWED = re.compile(r"回顾|工作总结|[的大]成就$|取得.{0,6}成就")
_PLANNED = re.compile(r"目标|任务|安排|打算|展望|规划|意见|部署|要求|建议|今后|未来|重点工作")


def is_review(headings: str) -> bool:
    """Tell headings (outermost first) one of which says that what follows is a review.

    >>> is_review("在大会上 › 一、2021年工作回顾"), is_review("过去五年回顾和今年安排")
    (True, False)
    """
    return any(
        _REVIEWED.search(one) is not None and _PLANNED.search(one) is None
        for one in headings.split(" › ")
    )


def names_year(
    headings: str, year: int | None, span: tuple[str, int | None, int | None]
) -> Period | None:
    """Return the report's own year if a chapter is on a span and on it: tasks are of that year.

    >>> names_year("二、“十三五”发展暨2016年工作安排", 2016, ("任务", 2016, 2020)).last_year
    2016
    """
    if year is None or span[1] == span[2] or not re.search(f"{year}年|今年", headings):
        return None
    return Period(0, 0, year, year, "year")


class Context:
    """What earlier sentences say of the time that later ones speak of."""

    def __init__(self) -> None:
        self.of_paragraph: Period | None = None
        self.of_list: Period | None = None
        self.of_section: Period | None = None
        self.heading = ""
        self.span: tuple[str, int | None, int | None] = ("", None, None)
        self.goal = self.goal_list = self.next_goal = False

    def running(
        self, sentence: str, heading: str, span: tuple[str, int | None, int | None],
        clock: tuple[int | None, int | None], *, breaks: bool,
    ) -> Period | None:  # fmt: skip
        """Return the period in force as a sentence begins, and take up what it says itself."""
        if heading != self.heading:
            self.heading, self.of_list, self.of_paragraph = heading, None, None
            self.goal_list = False
        if span != self.span:
            self.span, self.of_section = span, None
        if breaks:
            self.of_paragraph = None
            self.next_goal = self.goal_list
        self.goal = self.next_goal
        running = self.of_paragraph or self.of_list or self.of_section
        colon = sentence.endswith(("：", ":"))
        if "目标" in sentence and states_goal(plain_text(sentence)):
            self.next_goal = True
            self.goal_list = self.goal_list or colon
        if not (breaks or colon) or ("年" not in sentence and "五" not in sentence):
            return running
        head = plain_text(sentence[:60])
        periods = find_periods(head, report_year=clock[0], spoken_year=clock[1])
        for one in periods:  # “十四五”开局工作 … 今年是…: what the paragraph is on, if it says so
            own = one.first_year == one.last_year == clock[0] and one.kind == "year"
            if breaks and own and head[one.end : one.end + 1] == "是":
                self.of_section = self.of_paragraph = one
                return running
        for one in periods:
            if one.kind in ("base", "month") or one.last_year is None:
                continue
            single = one.first_year == one.last_year
            if breaks and single and _OPENS_YEAR.match(head) and one.last_year == clock[0]:
                self.of_section = one
            elif breaks and one.start <= 12 and not single:
                self.of_section = None
            far = one.kind == "deadline" and span[2] is not None and one.last_year > span[2]
            if one.start <= 12 and breaks and not far:
                self.of_paragraph = one
            if colon:
                self.of_list = one
            break
        return running
