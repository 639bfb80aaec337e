"""Headings of a report → its parts: review, situation, goals, tasks, self-construction."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

PARTS = ("题头", "回顾", "形势", "目标", "任务", "自身建设", "other")
"""The parts of a work report, in its usual order; 题头 is the title block."""

PLAIN = 2.25  # the level of an unnumbered heading: it ranks with （一） but never holds one


@dataclass
class Line:
    """A paragraph on its way into the table of passages."""

    start: int
    end: int
    text: str
    kind: str = "body"
    level: float = 0  # of the heading that the line is or begins with; 0: none
    heading: str = ""
    part: str = "other"
    path: list[str] = field(default_factory=list)

    @property
    def opens(self) -> bool:
        """Whether a heading of this rank can open a part."""
        return self.level in (1, PLAIN, PLAIN + 0.5) and (self.kind == "heading" or self.level == 1)


_NUMERAL = r"[一二三四五六七八九十]"
_OWN = re.compile(
    r"自身建设|政府(自身|系统)?建设|人民满意.{0,6}政府|(服务|法治|廉洁|效能|阳光|责任)型?.{0,6}政府|党的领导|政府(职能|效能|执行力)"
)
_REVIEW = re.compile(
    r"回顾|过去.{0,6}(年|期间)|(工作|发展|主要)?(总结|成就|成绩|成效|业绩)|取得(的|了)|(执行|完成|进展)情况"
    r"|基本情况|(一|五|几)年来|(建设|发展|工作)情况"
)
_GOALS = re.compile(
    r"(?<!为)目标|思路|指导思想|总体要求|总要求|总体(部署|安排)|(发展|工作)(方针|取向)|愿景"
)
_NOTES = re.compile(r"注释|名词解释|用语(说明|解释)")
_TASKS = re.compile(
    r"任务|重点工作|主要工作|工作(安排|部署|重点|举措|建议|意见|要点)|政府工作|实践路径|(主要|重点|政策)(举措|措施)"
    rf"|({_NUMERAL}|\d+)[大项]?(重点)?工作|今年(的)?工作|\d{{4}}年(的)?工作$|(做好|抓好|推进).{{0,12}}工作"
)
_FORWARD = re.compile(
    r"奋力|努力|全力|加快|开启|开创|谱写|踔厉|迈[出好上步]|贯彻|新征程|新篇章|扎实|着力|聚焦|推动|推进|实现"
)
_SITUATION = re.compile(r"形势|机遇与挑战|发展环境|问题(和|与)(困难|挑战)|面临")
# What a paragraph says where no heading does.
_BODY_REVIEW = re.compile(
    r"^.{0,30}(过去(的)?(一|五|四|三|两|几)?年|(一|五|四|三|两|几)年来|\d{4}年(,|，)|去年|本届政府)"
)
_BODY_GOALS = re.compile(
    r"^.{0,60}((今年|明年|\d{4}年|今后五年|未来五年|“?十[二三四五]五”?).{0,40}"
    r"(总体要求|指导思想|总体思路|工作思路|预期目标|奋斗目标|发展目标|主要目标))"
)
_BODY_TASKS = re.compile(
    r"(重点|着重|着力|突出|全力|要|将)?(做好|抓好|推进|实施|开展|落实|完成).{0,20}(工作|任务|举措|行动|方面)[:：。]?$"
)
_OPENS_TASKS = re.compile(
    r"(今年|明年|\d{4}年|今后五年|围绕.{0,14}目标|(实现|完成|按照).{0,16}(目标|思路|要求)|下一(步|阶段)|^[*]*(重点|着重))"
    r".{0,36}((抓好|做好|推进|抓|做到|完成).{0,24}(工作|任务|方面|重点)|重点工作|(主要|重点)任务)"
)
_SALUTATION = re.compile(r"^(各位|同志们|现在[,，]?(我|受)|我代表|请予审议)")


def assign_parts(lines: Sequence[Line], *, default: str) -> None:
    """Write into each line the part of the report that it belongs to.

    A heading of the first rank, or an unnumbered one, opens the part that its words name.
    One that names none goes on with the review before any plan was opened, and with the
    tasks after it. A heading that promises goals and tasks both ("总体要求和主要任务") opens
    the goals, and its first sub-heading the tasks. Where a text has no such headings,
    paragraphs that say so take their place.
    """
    part, planned, both = default, False, False
    years = sorted({year for line in lines if line.level == 1 for year in _years(line.heading)})
    chapters = [number for number, line in enumerate(lines) if line.level == 1 and line.opens]
    bare = not any(line.opens and _named(line.heading, years, planned=False) for line in lines)
    for number, line in enumerate(lines):
        if line.kind == "front":
            line.part = "题头"
            continue
        if line.opens:
            named = _named(line.heading, years, planned=planned)
            if named:
                part = named
            elif line.level == 1:
                first = number == chapters[0] != chapters[-1]
                part = _unnamed(line.heading, part, planned, first=first) or default
            planned |= part in ("目标", "任务")
            both = part == "目标" and _TASKS.search(line.heading) is not None
        elif both and line.level:
            part, both = "任务", False
        elif bare and line.kind == "body":
            part = _said(line.text, part, planned) or part
            planned |= part in ("目标", "任务")
        line.part = part
    if default == "other":
        _fill_in(lines)


def _unnamed(heading: str, part: str, planned: bool, *, first: bool) -> str:
    """Return the part of a chapter whose heading names none, by where it stands."""
    if planned:
        return "任务"
    if part == "回顾":
        return "目标" if _FORWARD.search(heading) else "回顾"
    return "回顾" if first and part == "other" and heading.startswith("一") else ""


def _fill_in(lines: Sequence[Line]) -> None:
    """Find the review above the first plan, and the tasks below a sentence that opens them."""
    parts = [line.part for line in lines]
    plan = next((n for n, part in enumerate(parts) if part in ("目标", "任务")), None)
    if plan is not None and "回顾" not in parts:
        above = [line for line in lines[:plan] if line.part == "other"]
        told = [line for line in above if not _SALUTATION.search(line.text)]
        if len(told) >= 3 and any(_BODY_REVIEW.search(line.text) for line in told):
            for line in told:
                line.part = "回顾"
    if "任务" not in parts and "回顾" in parts:
        began = False
        for line in lines:
            if line.part == "自身建设":
                began = False
            began |= line.kind == "body" and _OPENS_TASKS.search(line.text[:80]) is not None
            if began and line.part in ("目标", "回顾", "other"):
                line.part = "任务"


def _years(heading: str) -> list[int]:
    plain = unicodedata.normalize("NFKC", heading)
    return [int(year) for year in re.findall(r"(?<!\d)((?:19|20)\d\d)年", plain)]


def _named(heading: str, years: list[int], *, planned: bool) -> str:
    """Return the part that a heading names, or nothing."""
    mine = _years(heading)
    past = bool(mine) and len(years) > 1 and mine[-1] < years[-1]
    if _NOTES.search(heading):
        return "other"
    if _OWN.search(heading) and not _REVIEW.search(heading):
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
    return "任务" if mine and len(years) > 1 and mine[-1] == years[-1] else ""


def _said(text: str, part: str, planned: bool) -> str:
    """Return the part that a paragraph opens in a text without telling headings, or nothing."""
    if _BODY_GOALS.search(text):
        return "目标" if part != "任务" else ""
    if part in ("目标", "任务") and _BODY_TASKS.search(text):
        return "任务"
    if part == "other" and not planned and _BODY_REVIEW.search(text):
        return "回顾"
    return ""
