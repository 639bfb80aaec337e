"""Words on time and the part of a report → target or achievement, and the years."""

from __future__ import annotations

import re
from dataclasses import dataclass

from textkit.quantities import Period

PAST_PARTS = ("回顾", "形势")
PLAN_PARTS = ("目标", "任务", "自身建设")
_FUTURE = re.compile(
    r"力争|确保|争取|努力(?!克服)|将(?!军)|计划|目标|预期|今后|未来|下一步|拟|要(?!素|求|件|闻)|必须|务必|力求|有望|规划"
)
_PAST = re.compile(
    r"了|已(?!知)|曾|荣获|先后|相继|同比|比上年|较上年|比去年|较去年|过去|年来|以来|成功|圆满|历史|首次|率先完成|累计|截至|顺利|预计全年|连续"
)
_DONE = re.compile(r"已经|已(?=[建完达有超突累实形成])|目前|截至|现有|现已|累计已")
_GOAL = re.compile(
    r"(?:预期|调控|奋斗|主要|发展|工作|总体|规划|增长|具体)[^，。；]{0,8}目标[^，。；、]{0,10}?(?:是|为|：)"
    r"|(?:预期|调控)(?:性)?目标[^，。；、]{0,8}，|目标(?:是|为)?：|初步安排今年|(?:今年|明年)[^。；，]{0,20}目标"
)
_MET = re.compile(r"(?:完成|实现|超过|达到|超额|低于|高于|好于)[^，。；]{0,20}(?:目标|指标)")
_FACT = re.compile(
    r"入选|荣获|获评|被评为|居全[国省市]第|位居|跃居|创历史|实现了|达到了|完成了|增长了|取得了|新增了|以来|首次"
)
_AIM = frozenset({"左右", "以上", "以内", "区间"})


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a sentence stands: its part, the part's years, the report's year."""

    part: str
    from_year: int | None
    to_year: int | None
    report: int | None
    running: Period | None  # the period that an earlier sentence set
    goal: bool = False  # an earlier sentence of the paragraph stated the aims


def states_goal(text: str) -> bool:
    """Tell words that state aims, and not that they were met."""
    return _GOAL.search(text) is not None and _MET.search(text) is None


def kind_of(
    setting: Setting, clause: str, sentence: str, before: str, verb_after: str, period: Period | None,
    qualifier: str, *, led: bool, commitment: str,
) -> str:  # fmt: skip
    """Return target or achievement."""
    report = setting.report
    stated = setting.goal or states_goal(before)
    if setting.part not in PLAN_PARTS and stated:
        if period is None or report is None or (period.last_year or report) >= report:
            return "target"
    review = setting.part in PAST_PARTS
    if period is not None and period.last_year is not None and report is not None:
        if period.last_year < report:
            return "achievement"
        if not review and setting.part in PLAN_PARTS:
            past = (
                _DONE.search(clause)
                or verb_after == "了"
                or (_FACT.search(sentence) and not _FUTURE.search(sentence))
            )
            return "achievement" if past else "target"
        if review:
            later = period.last_year > report or period.kind == "deadline"
            coming = later or _FUTURE.search(clause) is not None
            return "target" if coming and not _DONE.search(clause) else "achievement"
    if review:
        return "achievement"
    if setting.part in PLAN_PARTS:
        past = (
            _DONE.search(clause)
            or verb_after == "了"
            or (_FACT.search(sentence) and not _FUTURE.search(sentence))
        )
        return "achievement" if past else "target"
    if period is not None and period.kind == "deadline" and not _DONE.search(clause):
        return "target"
    if commitment in ("确保", "力争") and "了" not in clause:
        return "target"
    future = _FUTURE.search(sentence) is not None
    past = _PAST.search(sentence) is not None
    if future != past:
        return "target" if future else "achievement"
    if past:
        return "achievement" if verb_after == "了" or _PAST.search(clause) else "target"
    if period is not None and period.kind == "span" and period.last_year is None:
        return "achievement"
    return "target" if qualifier in _AIM or led else "achievement"


def years_of(
    setting: Setting, period: Period | None, kind: str, measure: str, clause: str
) -> tuple[int | None, int | None]:
    """Return the year a number is for, and the first year of the span it is made in."""
    first: int | None
    last: int | None
    spread = (
        measure in ("count", "completion")
        or re.search("累计|年均|每年|共", clause)
        or (
            measure == "growth"
            and (period is not None or re.search("[三四五两]年|翻|比[0-9]{4}", clause))
        )
    )
    goal = kind == "target" and setting.part in PAST_PARTS and setting.report is not None
    if goal and (period is None or (period.last_year or 0) < (setting.report or 0)):
        return setting.report, None
    if period is not None and period.last_year is not None:
        first, last = period.first_year, period.last_year
        if period.kind == "deadline" and not re.search("年均|每年", clause):
            first = last
    elif (
        kind == "target" and setting.report is not None and "全年" in clause
        and setting.part in PLAN_PARTS
    ):  # fmt: skip
        first = last = setting.report
    elif setting.from_year is not None and setting.to_year is not None:
        first, last = setting.from_year, setting.to_year
        report = setting.report
        if kind == "target" and report is not None and last < report:
            first = last = report
        elif kind == "achievement" and report is not None and first >= report:
            first = last = report - 1
    elif setting.report is not None:
        first = last = setting.report if kind == "target" else setting.report - 1
    else:
        return None, None
    if (
        first is None
        or first >= last
        or not spread
        or re.search("比上年|同比|较上年|比去年|全年|环比", clause)
    ):
        return last, None
    return last, first
