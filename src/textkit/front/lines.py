"""The lines above a text → what each of them is: title, date or speaker."""

from __future__ import annotations

import re
from collections.abc import Sequence

from textkit.front.facts import DIGIT, is_name, plain, read_speaker, tighten

_DAY = re.compile(rf"\(?{DIGIT}{{2,4}}年{DIGIT}{{1,3}}月{DIGIT}{{1,3}}日")
_TITLE = re.compile(r"(报告|规划|纲要|计划|解读|方案|公报|意见|决定|讲话)》?(\([^()]{0,40}\))?$")
_MEETING = re.compile(
    r"^在.{2,20}第.{1,4}届$"  # goes on in the next line
    r"|^\(?.{0,40}届.{0,6}(人民代表大会|人大)(.{0,24}(会议?上?|通过))?\)?(\([^()]{0,20}\))?$"
)
_SESSION = re.compile(r"^(在|第).{1,30}(会议?上?|大会上?)\)?$")
_END = re.compile(
    r"^(各位|同志们|尊敬的|主席[、，,:]|主席团|女士们|目录?$|前言$|序言$|引言$"
    r"|第[一二三四五六七八九十]+[章部篇]"
    r"|[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\)|1[、.．](?!\d))"
)
# No title: a sentence of news, the number of a paper of the session
_NEWS = re.compile(rf"^\(?{DIGIT}{{2,4}}年{DIGIT}{{1,3}}月{DIGIT}{{1,3}}日|，.*作|会议文件")
_STOP = re.compile(r"[。！？；，：,;:!?—…]$")
_LONGEST = 120
_LINES = 12


def is_prose(line: str) -> bool:
    """Tell a line of running text: at least 30 characters with a sentence end in them."""
    return len(line) >= 30 and re.search(r"[。！？；!?;]", line) is not None


def front_matter(lines: Sequence[str]) -> dict[int, str]:
    """Find title, date and speaker lines above a text: position → kind.

    They stand before the first line of prose, the salutation and the first numbered
    heading. A title may take several lines; the very first line is the title if it ends
    in no punctuation. "date" is a line that says when or at which meeting.

    >>> front_matter(["区政府工作报告", "——2021年11月24日在会议上", "代区长  鲁 月", "各位:"])
    {0: 'title', 1: 'date', 2: 'speaker'}
    >>> front_matter(["长春市南关区", "政 府 工 作 报 告", "各位代表："])
    {0: 'title', 1: 'title'}
    """
    kinds: dict[int, str] = {}
    pending: list[int] = []  # lines that are part of a title if one ends below them
    last = ""
    for position, raw in enumerate(lines[:_LINES]):
        if not raw.strip() or raw.lstrip().startswith(("<!--", "![")):
            continue
        line = plain(raw) if len(raw) <= _LONGEST else ""
        if not line or is_prose(line) or _END.match(line):
            break
        kind = line_kind(line, after=last)
        open_end = not _STOP.search(line)
        first = not kinds and not pending and not _NEWS.search(tighten(line))
        words = len(re.findall(r"[\u4e00-\u9fff]", line))
        if not kind and first and 8 <= len(line) <= 60 and words >= 6 and open_end:
            kind = "title"
        if not kind:
            if kinds or not open_end or len(line) > 40 or len(pending) == 2:
                break
            if (words * 2 >= len(line) and "会议文件" not in line) or re.fullmatch(
                r"\d{4}年", line
            ):
                pending.append(position)
            continue
        if kind == "title":
            kinds.update(dict.fromkeys(pending, kind))
        pending = []
        kinds[position] = last = kind
    return dict(sorted(kinds.items()))


def line_kind(line: str, *, after: str = "") -> str:
    """Say what one line above a text is: "title", "date", "speaker" or "" (none of these).

    ``after`` is the kind of the line before it: a meeting may go on over two lines, and a
    name alone is a speaker below the date.

    >>> line_kind("第三次会议上", after="date")
    'date'
    """
    tight = tighten(line)
    if len(tight) > 80:
        return ""
    if read_speaker(plain(line))[1]:
        return "speaker"
    dated = _DAY.match(tight) is not None and not re.search(r"[，,。；]", tight)
    if dated or _MEETING.match(tight) or (after == "date" and _SESSION.match(tight)):
        return "date"
    if _TITLE.search(tight.rstrip("—")):
        return "" if _NEWS.search(tight) else "title"
    return "speaker" if after == "date" and is_name(tight.strip("()")) else ""
