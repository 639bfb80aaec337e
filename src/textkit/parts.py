"""Headings of a report → its parts: review, situation, goals, tasks, self-construction."""

from __future__ import annotations

import re
from collections.abc import Sequence

from textkit.lines import Line
from textkit.paragraphs import (
    appeals,
    close,
    fill_in,
    first_note,
    narrow,
    opens_tasks,
    said,
    states_aims,
)
from textkit.years import plain_years

PARTS = ("题头", "回顾", "形势", "目标", "任务", "自身建设", "结语", "附", "other")
"""The parts of a work report, in its usual order.

题头 is the title block, 结语 the closing appeal to the deputies, 附 what is printed after it
(glossary, notes, tables), other what belongs to none: mostly the words of address before the
review. 形势 holds what the report says about where things stand: chapters on the situation,
chances and challenges, and the paragraphs on difficulties and shortcomings that end nearly
every review (我们也清醒地看到…). Those paragraphs are neither an achievement nor a plan, they
stand between the two, and reports speak of 问题 and 挑战 in one breath: counted under 回顾 they
would make achievements look poorer, and the words for problems vanish in them.
"""

_NUMERAL = r"[一二三四五六七八九十]"
_OWN = re.compile(
    r"自身建设|政府(自身|系统)?建设|人民满意.{0,6}政府|(服务|法治|廉洁|效能|阳光|责任)型?.{0,6}政府|党的领导|政府(职能|效能|执行力|作风)"
)
_REVIEW = re.compile(
    r"回顾|过去.{0,6}(年|期间)|总结|(?<!新)(成就|成绩|成效|业绩)|取得(的|了)|(执行|完成|进展)情况"
    r"|(目标|任务).{0,6}(全面|圆满|胜利|顺利)(完成|实现)|基本情况|(一|五|几)年来|(建设|发展|工作)情况"
)
_GOALS = re.compile(
    r"(?<!为)(?<!落实总)(?<!锚定|围绕|实现|完成|聚焦|瞄准|紧扣|紧盯)目标|思路|指导思想|总体要求|总要求|总体(部署|安排|考虑|设想)"
    r"|(发展|工作)(方针|取向)|愿景|构想|基本要求|(主要|预期)指标"
)
_TASKS = re.compile(
    r"任务|重点工作|主要工作|工作(安排|部署|重点|举措|建议|意见|要点)|政府工作|实践路径|(主要|重点|政策)(举措|措施)"
    rf"|({_NUMERAL}|\d+)[大项]?(重点)?工作|今年(的)?工作|\d{{4}}年(的)?工作$|(做好|抓好|推进).{{0,12}}工作|^\W*(新的一年|今年|明年)\W*$"
)
_FORWARD = re.compile(
    r"奋力|努力|全力|加快|开启|开创|谱写|踔厉|迈[出好上步]|贯彻|新征程|新篇章|扎实|着力|聚焦|推动|推进|实现"
)
_MET = re.compile(r"完成|的五年\W*$")
_FUTURE = re.compile(r"展望|(今后|未来)[几三四五]年")
_SITUATION = re.compile(r"形势|机遇与挑战|发展环境|问题(和|与)(困难|挑战)|面临")
_TITLE = re.compile(r"工作报告\W*$")
_CLOSING = re.compile(r"^\W*([一二三四五六七八九十]+、)?结(束)?语\W*$")
_NUMBERED = re.compile(r"第?[一二三四五六七八九十]+[、章部篇]")
_FIRST = re.compile(r"一、|第一[章部篇]")
# Sub-headings that leave the part of their chapter.
_SUB_GOALS = re.compile(r"总体要求|总要求|指导思想|(总体|工作|发展)思路|(预期|主要|发展|奋斗)目标")
_SUB_OWN = re.compile(
    r"自身建设|政府自身|人民满意.{0,6}政府|(服务|法治|廉洁|责任)型?政府|政府(系统)?建设"
    r"|政府.{0,4}(执行力|公信力|效能|治理能力)|^\W*\w{0,3}\W?\w{0,4}(转变|改进)政府(职能|作风|工作)"
)
_SUB_SITUATION = re.compile(
    r"^(?!.*(解决|破解|化解|整治|应对)).{0,20}(困难|问题|不足|差距|挑战|形势)\W*$"
)


def assign_parts(lines: Sequence[Line], *, default: str) -> None:
    """Write into each line the part of the report that it belongs to.

    A heading of the first rank, or an unnumbered one, opens the part that its words name.
    One that names none goes on with the review before any plan was opened, and with the
    tasks after it. A heading that promises goals and tasks both ("总体要求和主要任务") opens
    the goals, and its first sub-heading the tasks. Where 一、 comes again under unnumbered
    headings that name parts, those hold the numbered ones. Where a text has no such
    headings, paragraphs that say so take their place; and in any text paragraphs mark the
    difficulties at the end of the review (形势), the aims at the head of the tasks (目标),
    the closing appeal (结语) and the notes after it (附).

    >>> head = Line(0, 8, "一、过去一年回顾", "heading", 1, "一、过去一年回顾")
    >>> lines = [head, Line(9, 12, "很好。")]
    >>> assign_parts(lines, default="other")
    >>> [line.part for line in lines]
    ['回顾', '回顾']
    """
    notes = first_note(lines)
    report = lines[:notes]
    _by_headings(report, default)
    if default == "other":
        fill_in(report)
    narrow(report)
    close(report)
    for line in lines[notes:]:
        line.part = "附"


def _by_headings(lines: Sequence[Line], default: str) -> None:
    part, planned, both = default, False, False
    years = sorted({year for line in lines if line.opens for year in _years(line.heading)})
    named_at = {
        number: _named(line.heading, years, planned=False)
        for number, line in enumerate(lines)
        if line.opens
    }
    bare = not any(named_at.values())
    chapters = [number for number in named_at if lines[number].level == 1]
    openers = [number for number, named in named_at.items() if named or lines[number].level == 1]
    looks_on = any(named_at[number] in ("目标", "任务") for number in openers[1:])
    divided = sum(_FIRST.match(lines[number].heading) is not None for number in chapters) > 1
    begun, above = False, ""  # the part that an unnumbered heading above the chapters opened
    held: list[tuple[float, str]] = []  # sub-headings that leave their chapter's part
    front = max((n for n, line in enumerate(lines) if line.kind == "front"), default=-1)
    for number, line in enumerate(lines):
        if number <= front:
            line.part = "题头"
            continue
        while held and line.level and line.level <= held[-1][0]:
            part = held.pop()[1]
        if line.opens:
            named = _named(line.heading, years, planned=planned)
            if named == "回顾" and part in ("目标", "任务") and number - 1 in named_at:
                named = ""  # 2022年，我们要努力 | 交出更好的成绩单: the second half of a heading
            numbered = _NUMBERED.match(line.heading) is not None
            if divided and named and not numbered:
                above, begun = named, False
            elif above and numbered:
                again = begun and _FIRST.match(line.heading) is not None
                above = "任务" if again or (above == "目标" and both) else above
                named = above if above == "回顾" or not named else named
                begun = True
            first = openers[:1] == [number] != openers
            if first and looks_on and (named == "任务" or (named and _MET.search(line.heading))):
                named = "回顾"  # what comes before a plan tells of the past
            if named:
                part = named
            elif line.level == 1:
                awaited = any(named_at[n] in ("目标", "任务") for n in openers if n > number)
                part = _unnamed(line.heading, part, planned, first, awaited) or default
            planned |= part in ("目标", "任务")
            both = part == "目标" and _TASKS.search(line.heading) is not None
        elif turned := _turned(line, part, both=both):
            held.append((line.level, part))
            part = turned
        elif both and not held and _ends_goals(lines, number):
            part, both = "任务", False
        elif bare and line.kind == "body":
            part = said(line.text, part, planned) or part
            planned |= part in ("目标", "任务")
        line.part = part


def _ends_goals(lines: Sequence[Line], number: int) -> bool:
    """Tell where the goals end in a chapter that promises goals and tasks."""
    line, before = lines[number], lines[number - 1]
    if line.level >= 5:
        listed = before.level or before.text.startswith("——")
        return not listed and not (states_aims(before.text) and before.text[-1] in ":：")
    if line.level:
        return not (_SUB_GOALS.search(line.heading) and not _TASKS.search(line.heading))
    return opens_tasks(line.text) and not any(
        states_aims(later.text) for later in lines[number : number + 4] if not later.level
    )


def _turned(line: Line, part: str, *, both: bool) -> str:
    """Return the part that a sub-heading turns to inside a chapter of another, or nothing."""
    if not 0 < line.level < 4:
        return ""
    if part == "回顾":
        return "形势" if _SUB_SITUATION.search(line.heading) else ""
    if (part == "任务" or both) and len(line.heading) <= 24 and _SUB_GOALS.search(line.heading):
        return "目标" if not _TASKS.search(line.heading) else ""
    return "自身建设" if part == "任务" and _SUB_OWN.search(line.heading) else ""


def _unnamed(heading: str, part: str, planned: bool, first: bool, awaited: bool) -> str:
    """Return the part of a chapter whose heading names none, by where it stands.

    ``awaited`` says that a heading further down names the plan.
    """
    if planned or part == "形势":
        return "任务"
    if part == "回顾":
        return "目标" if _FORWARD.search(heading) else "回顾" if awaited else "任务"
    return "回顾" if first and part == "other" and heading.startswith("一") else ""


def _years(heading: str) -> list[int]:
    return [int(year) for year in re.findall(r"(?<!\d)((?:19|20)\d\d)年", plain_years(heading))]


def _named(heading: str, years: list[int], *, planned: bool) -> str:
    """Return the part that a heading names, or nothing."""
    mine = _years(heading)
    past = bool(mine) and len(years) > 1 and mine[-1] < years[-1]
    if _TITLE.search(heading):
        return ""
    if _CLOSING.search(heading):
        return "结语"
    achieved = _REVIEW.search(heading) or ("取得" in heading and not planned)
    if _OWN.search(heading) and not achieved:
        return "自身建设"
    if _REVIEW.search(heading) and not (planned and _TASKS.search(heading)):
        return "回顾"
    if past and not planned and not _GOALS.search(heading):
        return "回顾"
    if _GOALS.search(heading):
        return "目标"
    if _TASKS.search(heading):
        return "任务"
    if _SITUATION.search(heading) and not planned:
        return "形势"
    if _FUTURE.search(heading):
        return "目标"
    return "任务" if mine and len(years) > 1 and mine[-1] == years[-1] else ""


_LEAD = re.compile(r"[（(]?([一二三四五六七八九十]{1,3})[）)、]")


def is_fragment(lines: Sequence[Line]) -> str:
    """Say why a text with its parts assigned is no whole report, or nothing if it is one.

    Only a text that begins in the middle, or that is a report by its title or its words of
    address, is held to have a review, a plan and a close.

    >>> is_fragment([Line(0, 7, "（三）改善民生", "heading", 2, "（三）改善民生", "任务")])
    'begins in mid-list at （三）; no review although tasks follow; ends without a close'
    """
    body = [line for line in lines if line.kind != "front"]
    if not body:
        return "there is no text under the title" if lines else "there is no text"
    reasons = []
    led = [(line.level, found) for line in body
           if line.level in (1, 2) and (found := _LEAD.match(line.heading))]  # fmt: skip
    if body[0].level == 5 and body[0].kind == "body":
        reasons.append("begins with a —— item")
    elif led and led[0][1][1] != "一" and body[0].part != "other":
        reasons.append(f"begins in mid-list at {led[0][1][0]}")
    if not reasons and not any(_is_report(line) for line in lines[:12]):
        return ""
    parts = {line.part for line in body}
    if "任务" in parts and "回顾" not in parts:
        reasons.append("no review although tasks follow")
    if "回顾" in parts and not parts & {"目标", "任务"}:
        reasons.append("no plan after the review")
    if "结语" not in parts and not appeals(body[-1].text[-60:]):
        after = f" after {led[-1][1][0]}" if led and body[-1].path else ""
        reasons.append(f"ends{after} without a close")
    return "; ".join(reasons)


def _is_report(line: Line) -> bool:
    return line.text.startswith("各位代表") or (line.kind == "front" and "工作报告" in line.text)
