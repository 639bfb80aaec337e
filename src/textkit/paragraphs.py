"""What paragraphs say → parts of a report, where its headings do not say it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from textkit.lines import Line

_REVIEW = re.compile(
    r"^.{0,30}(过去(的)?(一|五|四|三|两|几)?年|(一|五|四|三|两|几)年来|\d{4}年(,|，)|去年|本届政府)"
)
_GOALS = re.compile(
    r"^.{0,60}((今年|明年|\d{4}年|今后五年|未来五年|“?十[二三四五]五”?).{0,40}"
    r"(总体要求|指导思想|总体思路|工作思路|(预期|奋斗|发展|主要|总的|总体)(调控)?目标))"
)
_TASKS = re.compile(
    r"(重点|着重|着力|突出|全力|要|将)?(做好|抓好|推进|实施|开展|落实|完成).{0,20}(工作|任务|举措|行动|方面)[:：。]?$"
)
_OPENS_TASKS = re.compile(
    r"(今年|明年|\d{4}年|今后五年|围绕.{0,14}目标|(实现|完成|按照).{0,16}(目标|思路|要求)|下一(步|阶段)|^[*]*(重点|着重)要?[抓做推围完把])"
    r".{0,36}((抓好|做好|推进|抓|做到|完成).{0,24}(工作|任务|方面|重点)|重点工作|(主要|重点)任务)"
)
_SALUTATION = re.compile(r"^(各位|同志们|现在[,，]?(我|受)|我代表|请予审议)")
# A look at what is wrong, at the end of a review: 同时，我们也清醒地看到，还存在不少困难和问题。
_TROUBLES = re.compile(
    r"(清醒(?!头脑)|清楚地|冷静|也.{0,10}(看到|认识|意识)|深知|不容忽视|需要(向.{0,6})?(说明|指出)"
    r"|(存在|面临|还有)(着|的)?(一些|一定|不少|许多|诸多|较多|较大|很大|很多|困难|问题)).{0,90}(问题|困难|不足|差距|挑战|短板|矛盾|缺点)"
    r"|(问题|矛盾|短板).{0,6}(依然|仍然|还|比较).{0,4}(突出|存在|不少|严重)"
)
_GOES_ON = re.compile(
    r"^\W*([一二三四五六七八九十]+是|第[一二三四五六七八九十]+[，,、]|[①-⑳]|\d+[.、．]|——|[（(][一二三四五六七八九十\d]+[）)]"
    r"|特别是|对此|对(于)?(这些|上述)|针对(这些|上述)|(这些|上述|以上).{0,4}(问题|困难|不足))"
)
_AIMS = re.compile(
    r"(总体要求|总的要求|总要求|指导思想|(总体|工作|基本|发展)思路|(预期|奋斗|发展|主要|总体|调控)(的)?目标|预期指标)"
    r".{0,12}(是|为|[:：])|(力争|确保|预期).{0,10}生产总值"
)
# The notes after a report, and lines such as they consist of.
_NOTES = re.compile(
    r"^\W*(附件?[一二三四五六七八九十\d]*|附[录表注][一二三四五六七八九十\d]*|(.{0,16}(报告|报告中|有关|部分|相关)\W{0,2})?的?"
    r"(名词|名词术语|专业术语|术语|词语|用语|专有名词|缩略语|指标)?(解释|注释|说明|释义)(及.{0,12}|和.{0,12})?|附[:：].{1,30})\W*$"
)
_NOTE = re.compile(
    r"^\W*(注?释?[:：]?\s*[\d①-⑳]+\W|注[:：]|[^。]{1,30}(是指|指[:：]|即[:：])|[^。，,；]{1,30}[:：]|解释[:：])|^【"
)
_OWN = re.compile(r"自身建设|建设.{0,14}(满意|服务|法治|廉洁|责任).{0,8}政府")
_ADDRESS = re.compile(r"^\W*(各位|代表们|同志们)")
_BOW = re.compile(r"^\W*(最后)?.{0,10}(谢谢|万岁).{0,6}$")
_LONGEST_CLOSE = 500  # a paragraph longer than that says more than farewell
_THANKS = re.compile(r"(衷心|诚挚)(的)?感谢|崇高(的)?敬意|清醒(地)?(认识|看到)")
_APPEAL = re.compile(
    r"让我们|奋斗[！!。]|谢谢|献礼|优异(的)?成绩|胜利召开|万岁|前进[！!]|新(的)?(篇章|局面|辉煌|胜利|贡献)[！!。]|不负"
)


def said(text: str, part: str, planned: bool) -> str:
    """Return the part that a paragraph opens in a text without telling headings, or nothing."""
    if _GOALS.search(text):
        return "目标" if part != "任务" else ""
    if part in ("目标", "任务") and _TASKS.search(text):
        return "任务"
    if part == "other" and not planned and _REVIEW.search(text):
        return "回顾"
    return ""


def states_aims(text: str) -> bool:
    """Tell a paragraph that states aims: 今年经济社会发展的主要预期目标是…"""
    return _AIMS.search(text[:400]) is not None


def opens_tasks(text: str) -> bool:
    """Tell a paragraph that leads over to the tasks: 今年重点抓好以下工作："""
    return _OPENS_TASKS.search(text[:80]) is not None


def fill_in(lines: Sequence[Line]) -> None:
    """Find the review above the first plan, and the tasks, where no heading opens them."""
    plan = next((n for n, line in enumerate(lines) if line.part in ("目标", "任务")), None)
    if plan is not None and not any(line.part == "回顾" and line.level for line in lines):
        spoken = [n for n in range(min(plan, 8)) if _addresses(lines[n])]
        above = [line for line in lines[max(spoken, default=-1) + 1 : plan] if line.kind != "front"]
        if len(above) >= 3 and any(_REVIEW.search(line.text) for line in above):
            for line in above:
                line.part = "回顾" if line.part == "other" else line.part
    if not any(line.part == "任务" for line in lines):
        _find_tasks(lines)


def _addresses(line: Line) -> bool:
    return len(line.text) <= 160 and _SALUTATION.search(line.text) is not None


def _find_tasks(lines: Sequence[Line]) -> None:
    """Begin the tasks at a sentence that says so, at a second （一） after the review's,
    or at the first section of the goals."""
    began, counted = False, 0
    for line in lines:
        if line.part == "自身建设" or line.level == 1:
            began, counted = False, 0
        counted += line.level == 2 and line.heading[1:2] == "一"
        began |= line.kind == "body" and line.level == 0 and opens_tasks(line.text)
        began |= line.part == "回顾" and counted > 1 and line.level == 2
        began |= line.part == "目标" and line.level == 2
        if began and line.part in ("目标", "回顾", "other"):
            line.part = "任务"


def narrow(lines: Sequence[Line]) -> None:
    """Mark the difficulties in the second half of a review, and the aims above the tasks."""
    at = 0
    while at < len(lines):
        stop = next((n for n in range(at, len(lines)) if lines[n].part != lines[at].part), None)
        run = lines[at : stop or len(lines)]
        if run[0].part == "回顾":
            _troubles(run)
        elif run[0].part == "任务":
            chapters = [n for n, line in enumerate(run) if line.level and line.opens]
            for first, last in pairwise([*chapters, len(run)]):
                if first == chapters[0] or re.search("年|五”", run[first].heading):
                    _aims(run[first + 1 : last])
        at += len(run)


def _troubles(review: Sequence[Line]) -> None:
    """Mark the difficulties, and after them a plan that has lost its heading."""
    told, since, part = False, -1, ""
    for number, line in enumerate(review):
        if number < len(review) // 2:
            continue
        found = line.level == 0 and _TROUBLES.search(line.text[:150]) is not None
        goes_on = line.level not in (1, 2) and _GOES_ON.search(line.text) is not None
        told = not part and (found or (told and goes_on))
        if told:
            line.part, since = "形势", number
        elif since >= 0 and line.level == 0 and _GOALS.search(line.text):
            part = "目标"
            for between in review[since + 1 : number]:
                between.part = part if not _THANKS.search(between.text) else between.part
        elif part and opens_tasks(line.text):
            part = "任务"
        line.part = part or line.part


def _aims(chapter: Sequence[Line]) -> None:
    """Of the paragraphs between a chapter's heading and its first section, name the aims."""
    last, listed = -1, False
    for number, line in enumerate(chapter):
        listed = line.level == 5 and (listed or (last >= 0 and chapter[last].text[-1] in ":："))
        if (line.level and not listed) or (last < 0 and number > 7):
            break
        if listed or states_aims(line.text):
            last = number
        elif last >= 0 and opens_tasks(line.text):
            break
    for line in chapter[: last + 1]:
        line.part = "目标"


def first_note(lines: Sequence[Line]) -> int:
    """Return where the notes after a report begin: below the last words to the deputies."""
    address = [n for n, line in enumerate(lines) if _ADDRESS.search(line.text)]
    after = address[-1] + 1 if address else len(lines) // 2
    return next((n for n in range(after, len(lines)) if _heads_notes(lines[n])), len(lines))


def close(report: Sequence[Line]) -> None:
    """Mark the closing appeal (结语), and what still follows it (附)."""
    last = _last_appeal(report)
    if last < 0:
        return
    while last + 1 < len(report) and _BOW.search(report[last + 1].text):
        last += 1
    for line in report[last + 1 :]:
        line.part = "附"
    first = last
    for number in range(last, max(last - 5, -1), -1):
        if report[number].level or report[number].kind != "body":
            break
        if _ADDRESS.search(report[number].text):
            first = number
            break
    for line in report[first : last + 1]:
        line.part = "结语"
    before = report[first - 1] if first else None
    if before and before.part == "任务" and before.level == 0 and _OWN.search(before.text[:150]):
        before.part = "自身建设"


def _heads_notes(line: Line) -> bool:
    return line.kind != "front" and len(line.text) <= 40 and _NOTES.search(line.text) is not None


def _last_appeal(lines: Sequence[Line]) -> int:
    """Return the position of the last paragraph of the closing appeal, or -1.

    It is the last one addressed to the deputies, if it says 让我们 …; else what follows it
    must be notes, or no more than a line on who printed it.
    """
    address = max((n for n, line in enumerate(lines) if _ADDRESS.search(line.text)), default=-1)
    size = sum(len(line.text) for line in lines)
    if address >= 0 and sum(len(line.text) for line in lines[:address]) > 0.6 * size:
        for number in range(min(address + 3, len(lines)) - 1, address - 1, -1):
            text = lines[number].text
            if "让我们" in text and lines[number].level == 0 and len(text) <= _LONGEST_CLOSE:
                return number
    tail = notes = size = 0
    for number in range(len(lines) - 1, -1, -1):
        line = lines[number]
        if line.level in (1, 2) or line.part == "题头":
            return -1
        if _appeals(line, lines[number - 1] if number else None):
            looks_back = _THANKS.search(line.text) and "让我们" not in line.text
            return number if not looks_back and (size <= 120 or notes * 2 >= tail) else -1
        tail, size = tail + 1, size + len(line.text)
        notes += _NOTE.search(line.text) is not None
    return -1


def appeals(text: str) -> bool:
    """Tell words of appeal: 让我们 … 而努力奋斗！"""
    return _APPEAL.search(text) is not None


def _appeals(line: Line, before: Line | None) -> bool:
    if len(line.text) > _LONGEST_CLOSE or (line.level and len(line.text) > 12):
        return False
    called = before is not None and len(before.text) <= 20 and _ADDRESS.search(before.text)
    addressed = _ADDRESS.search(line.text) and len(line.text) > 20
    return bool(called or addressed or appeals(line.text))
