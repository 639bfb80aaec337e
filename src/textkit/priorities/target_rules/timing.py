"""A statement and where it stands → target or achievement, and the years it is for."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from textkit.priorities.target_rules.sentence import HARD_STOP, plain_text
from textkit.priorities.target_rules.statements import Statement
from textkit.quantities import Period

PAST_PARTS = ("回顾", "形势")
PLAN_PARTS = ("目标", "任务", "自身建设")
_FUTURE = re.compile(
    r"力争|确保|争取|努力(?!克服)|将(?!军)|计划|目标|预期|今后|未来|下一步|拟|要(?!素|求|件|闻)|必须|务必|力求|"
    r"有望|规划"
)
_PAST = re.compile(
    r"了|已(?!知)|曾|荣获|先后|相继|同比|比上年|较上年|比去年|较去年|过去|年来|以来|成功|圆满|历史|首次|"
    r"率先完成|累计|截至|顺利|预计全年|连续"
)
_DONE = re.compile(
    r"已经|已(?=[完达有超突累实形成])|已建成?(?=[0-9了投并])|(?<![项从由比较])目前|截至|现已|累计已"
)
_NOW = re.compile("(?<!实)现有")
_GOAL = re.compile(
    r"(?:预期|调控|奋斗|主要|发展|工作|总体|规划|增长|具体)[^，。；]{0,8}目标[^，。；、]{0,10}?(?:是|为|：)"
    r"|(?:预期|调控)(?:性)?目标[^，。；、]{0,8}，|目标(?:是|为)?：|初步安排今年"
    r"|(?:今年|明年)[^。；，]{0,20}目标"
)
_MET = re.compile(
    r"(?:完成|实现|超过|超出|达到|超额|低于|高于|好于)[^，。；]{0,20}(?:目标|指标)"
    "|(?:目标|指标)[^，。；：是为]{0,8}(?:如期|全面|圆满|顺利|提前|全部|胜利|超额)[^，。；]{0,2}(?:实现|完成|达)"
)
# What only a report of what happened says, even in a chapter on the year to come.
_FACT = re.compile(
    r"入选|荣获|获评|被评为|居全[国省市]第|位居|跃居|创历史|实现了|达到了|完成了|增长了|取得了|新增了|创造了|以来|首次"
)
_AIM = frozenset({"左右", "以上", "以内", "区间"})
_YEAR_END = re.compile("年内|年末|年底|岁末|全年")
_PLAN_NAME = re.compile("(?:规划|计划|纲要)$")  # 列入“十四五”规划，…: a paper, not a time
_MONTHS = re.compile(
    "[到至截止 ]*(?:[0-9]{1,2} ?[—─―‐‑‒–−~～∼至到-]{1,2} ?)?"
    "[0-9一二三四五六七八九十前上下]{1,3}(?:个?月|半年|季度)"
)
_WITHIN = re.compile("(?:时期|期间|[年内末底间])$")  # “十四五”|重点项目: none of these, no time
_SOON = re.compile("(?:用|经过|通过)?(?P<count>[一两二三四五])年(?:以内|之内|内|时间)")
_TOLD = re.compile("(?:19|20)[0-9]{2}年(?![起开])")
_BEATEN = re.compile("(?:提前|超额)[^，。；]{0,10}$")  # 提前实现了|“十五”期间…的目标，
_SAID_AHEAD = re.compile(
    "^(?:[^，。；]{0,12}，)?[^，。；]{0,12}(?:要(?![求素件])|计划(?!投|的)|将)[^。；]*$|计划：|预期为"
)
_STRIVES = re.compile("力争|争取(?!到|了)|(?<![的年])努力(?![，、下])")
_TOOK = re.compile("仅|只用|不到|实际|又|了|提前|突破|同时|净增|艰巨")
_ASKED = re.compile("目标|要求")
_AHEAD = re.compile(
    r"力争|确保|争取(?!到)|将(?!军)|计划(?=[投筹新建总安引培用在])|预期|今后|未来|拟|要(?!素|求|件|闻)|"
    r"有望|预计(?!全年)|决定"
)
_REACHED = re.compile(
    "(?<!争取)(?<!力争)提前(?:[一二三四五两0-9]+年)?(?:完成|实现|达到)|(?:完成|实现)了|任务[^，。；]{0,4}完成"
)
_BY_YEARS = re.compile("([三四五])年(?:平均|年均|累计|共)")
_OF_SPAN = re.compile(r"累计|年均|每年|共")
_OVER_YEARS = re.compile(r"[三四五两]年|翻|比[0-9]{4}")
_OF_ONE_YEAR = re.compile("比上年|同比|较上年|比去年|全年|环比")
_ONE_YEAR = re.compile("(?:19|20)[0-9]{2}")
_EACH_YEAR = re.compile(
    "(?P<years>(?:(?:19|20)[0-9]{2}年?度?(?:、|和|与|及|以及)){1,3}(?:19|20)[0-9]{2}年度?)[^。；0-9]{0,30}分别"
)


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a sentence stands: its part, the part's years, the report's year."""

    part: str
    from_year: int | None
    to_year: int | None
    report: int | None
    running: Period | None  # the period that an earlier sentence set
    goal: bool = False  # an earlier sentence of the paragraph stated the aims
    under_way: bool = False  # the report was given when months of its year were over


def states_goal(text: str) -> bool:
    """Tell words that state aims, and not that they were met."""
    return _GOAL.search(text) is not None and _MET.search(text) is None


def period_of(one: Statement, setting: Setting, sentence: str) -> Period | None:
    """Return the period of a statement: its sentence's, or the one in force."""
    period, review = one.period, setting.part in PAST_PARTS
    if period is not None and review and setting.report is not None:
        period = _looked_back(period, one, setting, setting.report, sentence)
    if period is not None and not review and sentence.startswith("这一年", period.start):
        period = None  # the year to come, in a plan
    if (
        setting.part == "回顾" and setting.report is not None and not setting.under_way
        and period is not None and _MONTHS.match(sentence, period.start)
    ):  # fmt: skip
        last = setting.report - 1
        return Period(period.start, period.end, last, last, "month")
    if period is not None and not (review and _YEAR_END.match(sentence, period.start)):
        return period  # in a review 年末 is the end of the year looked back on
    running = setting.running
    if running is None:
        return None
    if "年均" in one.clause and running.first_year == running.last_year:
        return None  # 今年是…开局之年 … 年均增长6%: the span of the part
    if review and setting.report is not None and (running.last_year or 0) >= setting.report:
        return None
    return running


def _looked_back(
    period: Period, one: Statement, setting: Setting, report: int, sentence: str
) -> Period | None:
    """Return what a time that a review names is to a number: itself, another, or none."""
    if period.last_year is None or period.last_year < report:
        return period
    if _PLAN_NAME.search(sentence[: period.end]):
        return None
    if _REACHED.search(one.clause) and (period.kind != "deadline" or "了" in one.clause):
        return None
    if period.kind == "span" and _BEATEN.search(sentence, 0, period.start):
        return None
    if sentence.startswith(("当年", "本年"), period.start):
        return period if setting.under_way else None
    between = sentence[period.end : one.start]
    soon = _SOON.match(sentence, period.start) if period.kind == "deadline" else None
    count = "零一二三四五".index(soon["count"].replace("两", "二")) if soon else 0
    own = count > 1 and setting.from_year == report - count and setting.to_year == report - 1
    if own and _AHEAD.search(sentence.replace("预计", "")) is None:
        return Period(period.start, period.end, report - count, report - 1, "span")
    if _AHEAD.search(one.clause) or (_ASKED.search(between) and not _MET.search(sentence)):
        return period
    named = period.kind == "span" and not sentence.startswith(("，", "我", "全"), period.end)
    if named and not _WITHIN.search(sentence[: period.end]):
        return None
    if soon:
        told = _TOLD.search(sentence, 0, period.start) and not _FUTURE.search(sentence)
        if count == 1 or told or _TOOK.search(one.clause):  # 两年内|实际拆除: it took them
            return Period(period.start, period.end, report - count, report - 1, "span")
    return period


def spread_years(statements: list[Statement], sentence: str) -> None:
    """Give each of two numbers its year: 到1995年和2000年，产量分别达到50万吨和70万吨."""
    for found in _EACH_YEAR.finditer(sentence):
        years = [int(one) for one in _ONE_YEAR.findall(found["years"])]
        after = [one for one in statements if one.start >= found.end()][: len(years)]
        if len(after) < len(years) or len({one.indicator for one in after}) > 1:
            continue
        if HARD_STOP.search(sentence, found.end(), after[-1].start):
            continue
        for year, one in zip(years, after, strict=True):
            if one.period is not None:
                one.period = replace(
                    one.period, first_year=min(year, one.period.first_year or year), last_year=year
                )


def kind_of(
    setting: Setting, one: Statement, sentence: str, period: Period | None, before: str = ""
) -> str:
    """Return target or achievement; ``before`` is the kind of the statement before it."""
    report, planned = setting.report, setting.part in PLAN_PARTS
    last = period.last_year if period is not None else None
    ended = last is not None and report is not None and last < report
    if planned and one.period is not None and (last or 0) > (report or last or 0):
        return "target"
    strives = one.commitment == "力争" and _STRIVES.search(sentence, 0, one.start)
    if ended and planned and strives:
        return "target"  # 完善去年的政策，力争…
    if ended and planned and one.period is not None and one.commitment == "确保":
        late = one.period.kind == "year" and sentence.startswith("今年", one.period.start)
        return "target" if late else "achievement"  # 力争今年…, said late in the year before
    if ended or _fell(one, period):
        return "achievement"
    if not planned and (setting.goal or states_goal(plain_text(sentence[: one.start]))):
        return "target"
    done = _DONE.search(one.clause) is not None
    done = done or (not planned and _NOW.search(one.clause) is not None)
    named = one.period.start if one.period is not None else 0
    done = done or "截" in sentence[max(0, named - 3) : named + 1]
    if planned:
        fact = _FACT.search(sentence) is not None and _FUTURE.search(sentence) is None
        return "achievement" if done or one.done or fact else "target"
    if setting.part in PAST_PARTS:
        if period is None or last is None or report is None or done:
            return "achievement"
        later = last > report or period.kind == "deadline"
        ahead = _FUTURE.search(one.clause) is not None and "完成" not in one.clause
        ahead = ahead and _MET.search(one.clause) is None
        to_come = period.kind == "year" and last == report and period is one.period
        ahead = ahead or (
            to_come and _SAID_AHEAD.search(sentence[period.end : one.start]) is not None
        )
        return "target" if later or ahead else "achievement"
    return _by_words(one, sentence, period, before, done=done)


def _fell(one: Statement, period: Period | None) -> bool:
    """Tell a fall in part of a year: 一季度生产总值下降9.8%, which nobody aims at."""
    falls = one.measure == "growth" and one.low < 0 and not one.commitment
    return falls and period is not None and period.kind == "month"


def _by_words(
    one: Statement, sentence: str, period: Period | None, before: str, *, done: bool
) -> str:
    """Decide by the words alone, where no part is known."""
    if period is not None and period.kind == "deadline" and not done:
        return "target"
    if one.commitment in ("确保", "力争") and "了" not in one.clause:
        return "target"
    future = _FUTURE.search(sentence) is not None
    past = _PAST.search(sentence) is not None
    if future != past:
        return "target" if future else "achievement"
    if past:
        return "achievement" if one.done or _PAST.search(one.clause) else "target"
    if period is not None and period.kind == "span" and period.last_year is None:
        return "achievement"
    if one.qualifier in _AIM:
        return "target"
    return before or ("target" if one.led else "achievement")  # 增长5.2%，|新增就业4.5万人


def years_of(
    setting: Setting, one: Statement, sentence: str, period: Period | None, kind: str
) -> tuple[int | None, int | None]:
    """Return the year a number is for, and the first year of the span it is made in."""
    report, clause = setting.report, one.clause
    target = kind == "target"
    first: int | None
    last: int | None
    if period is not None and period.last_year is not None:
        first, last = period.first_year, period.last_year
        if target and report is not None and last < report:
            return report, None
        if period.kind == "deadline" and not re.search("年均|每年|累计", clause):
            first = last
        elif period.kind == "deadline" and setting.from_year is not None:
            begun = report if target and setting.part in PAST_PARTS else None
            first = min(begun or setting.from_year, last)
    elif report is not None and target and (
        setting.part in PAST_PARTS or (setting.part in PLAN_PARTS and "全年" in clause)
    ):  # fmt: skip
        first = last = report
    elif setting.from_year is not None and setting.to_year is not None:
        first, last = setting.from_year, setting.to_year
        if report is not None and target and last < report:
            first = last = report
        elif report is not None and not target and first >= report:
            first = last = report - 1
    elif report is not None:
        first = last = report if target else report - 1
    else:
        return None, None
    if several := _BY_YEARS.search(clause):
        first = last - "一二三四五".index(several[1])
    whole = (
        setting.part == "回顾" and "全年" in sentence[: one.start] and not _OF_SPAN.search(clause)
    )
    if first is None or first >= last or whole or _OF_ONE_YEAR.search(clause):
        return last, None
    gathered = one.led and "累计" in sentence[: one.start]  # 累计引进内资…、利用外资|6155万美元
    made = one.measure in ("count", "completion") or _OF_SPAN.search(clause) is not None
    made = made or gathered
    over = one.measure == "growth" and (period is not None or _OVER_YEARS.search(clause))
    return last, first if made or over else None
