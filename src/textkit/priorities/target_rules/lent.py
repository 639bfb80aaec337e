"""A number and those behind it → the noun they lend it, and how many belong together."""

from __future__ import annotations

import re

from textkit.priorities.target_rules.carried import OF_LEVEL
from textkit.priorities.target_rules.descriptions import is_threshold
from textkit.priorities.target_rules.edges import noun_after
from textkit.priorities.target_rules.numbers import RATES
from textkit.priorities.target_rules.segments import take_apart
from textkit.priorities.target_rules.sentence import HARD_STOP, Sentence
from textkit.priorities.target_rules.words import among
from textkit.quantities.units import COUNTERS

_RUNS = among("推进 实施 完成 启动 加快 抓好 推动 开展") | {""}  # no verb: inside a list
_DEED = re.compile("(?:除险加固|提档升级|改造|整治|治理|修复|整改|搬迁|(?:项目|工程)?建设)$")
_DONE = re.compile(
    "(?:工程|项目|任务|工作|出新|在建|改造|整治|治理|修复|整改|搬迁|加固|建设|提升|培育|贯通|[新续扩]建|[\u4e00-\u9fff]化|配建|清淤|升级|”|和)$"
)


def lent_end(sentence: Sentence, behind: str, position: int, verb: str) -> str:
    """Return what a later noun of a list lends: 20个省级、200个市级|示范村.

    After a verb that only says that something runs, also what is done to all of them:
    推进35个棚户区和90个城中村|改造.
    """
    if not OF_LEVEL.fullmatch(behind):
        return _lent_deed(sentence, behind, position) if verb[-2:] in _RUNS else ""
    text, start = sentence.masked, sentence.quantities[position].end
    for place in range(position + 1, min(position + 4, len(sentence.quantities))):
        one = sentence.quantities[place]
        if "，" in text[start : one.start]:
            break
        later = noun_after(text, one.end, _until(sentence, place)).replace("\x00", "")
        if later and not OF_LEVEL.fullmatch(later):
            return OF_LEVEL.sub("", later, count=1)
    return ""


def _lent_deed(sentence: Sentence, behind: str, position: int) -> str:
    """Return what the end of a list of counts says is done to each of them."""
    text, one = sentence.masked, sentence.quantities[position]
    if one.unit not in COUNTERS or behind in ("国", "省", "市") or _DONE.search(behind):
        return ""
    for place in range(position + 1, min(position + 4, len(sentence.quantities))):
        later = sentence.quantities[place]
        gap = text[one.end : later.start].replace("\x00", "")
        if later.unit not in COUNTERS or not gap.endswith(("、", "和", "及")) or "，" in gap:
            return ""
        noun = noun_after(text, later.end, _until(sentence, place)).replace("\x00", "")
        if deed := _DEED.search(noun):
            return deed[0]
        if _DONE.search(noun):
            return ""
        one = later
    return ""


def lent_noun(sentence: Sentence, position: int) -> str:
    """Return the noun that a later number of a list lends: 开工2座、改建2座|变电站."""
    one, text = sentence.quantities[position], sentence.masked
    for place in range(position + 1, min(position + 4, len(sentence.quantities))):
        later = sentence.quantities[place]
        gap = text[one.end : later.start]
        if later.unit != one.unit or gap[:1] not in ("、", "和") or len(gap) > 6:
            return ""
        if noun := noun_after(text, later.end, _until(sentence, place)).replace("\x00", ""):
            return noun
        one = later
    return ""


def run_length(sentence: Sentence, position: int, *, mixed: bool = False) -> int:
    """Return how many numbers from here on belong together: 7%、8%和9%.

    ``mixed``: rates and amounts, too.
    """
    run = 1
    while position + run < len(sentence.quantities):
        before, after = sentence.quantities[position + run - 1], sentence.quantities[position + run]
        gap = sentence.masked[before.end : after.start]
        other = (before.unit in RATES) != (after.unit in RATES)
        if (other and not mixed) or len(gap) > 12:
            break
        between = take_apart(gap)
        if between.noun or HARD_STOP.search(gap) or "，" in gap.strip("，"):
            break
        if gap.startswith("，") and between.verb:
            break
        run += 1
    return run


def next_start(sentence: Sentence, position: int) -> int:
    """Return where the next number begins, or the sentence ends."""
    following = sentence.quantities[position + 1 : position + 2]
    return following[0].start if following else len(sentence.text)


def _until(sentence: Sentence, position: int) -> int:
    """Return where the next number begins that is no size: 2座|110千伏变电站."""
    following = sentence.quantities[position + 1 : position + 2]
    adjoins = bool(following) and following[0].start == sentence.quantities[position].end
    sized = adjoins and is_threshold(sentence.text, following[0])
    return next_start(sentence, position + sized)
