"""Lines of a text → the headings that they are or begin with: form, number, wording, level."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from textkit.lines import PLAIN
from textkit.numbering import NUMERAL, number_of, numeral_of

DASH = 5.0
HOLDER = 0.5  # an unnumbered heading above several runs of chapters
# Forms of numbered headings, in the order in which they nest. Those of the first four that a
# text has share the room between 1 and 2, so that the outermost is always of level 1.
_TOP: dict[str, re.Pattern[str]] = {
    "篇": re.compile(rf"第({NUMERAL}|\d+)(篇|编|部分|部(?=[\s:：]))"),
    "章": re.compile(rf"第({NUMERAL}|\d+)章"),
    "节": re.compile(rf"第({NUMERAL}|\d+)节"),
    # 二、三产业 is no heading
    "一、": re.compile(rf"({NUMERAL})\s?[、．.](?!{NUMERAL}[、产期级季环线类板个年月])"),
}
_NESTED: dict[str, tuple[float, re.Pattern[str]]] = {
    "（一）": (2, re.compile(rf"[（(]?\s?({NUMERAL})\s?[）)]|([㈠-㈩])")),
    "1.": (3, re.compile(r"(\d{1,2})\s?(?:[、．]|\.(?!\d)|\.(?=\d{4}年))|([⒈-⒛])")),
    "第一，": (3.5, re.compile(rf"第({NUMERAL})[，,、：:]")),
    "首先，": (3.5, re.compile(r"(首先|其次|再次|最后)[，,、：:]?")),
    "（1）": (4, re.compile(r"[（(]?(\d{1,2})[）)]|([⑴-⒇])")),
    "①": (4.125, re.compile(r"([①-⑳])")),
    "一是": (4.625, re.compile(rf"({NUMERAL})[是要](?![求素件点一])")),
    "——": (DASH, re.compile(r"——?(?=[^\s—])")),
}
_MARKED = re.compile(r"[第（(\d一二三四五六七八九十百首其再最—①-⒛㈠-㈩]")
LISTS = frozenset({"（1）", "①", "第一，", "首先，", "一是", "**"})
"""Forms that, with text behind them, are items of a list."""
_SOLITARY = frozenset({"第一，", "首先，", "一是"})  # alone these are words, in a series headings
_BOLD_LEAD, _COLON_DASH = 4.75, 4.5
_STOP = re.compile(r"[。！？；，、,;!?…][”’」』）)]*$")
_SENTENCE_END = re.compile(r"[。！？!?]")
_LEAD = re.compile(r"[^。！？；!?;]*")
_CLAUSE = re.compile(r"[^，,：:\s]{1,40}(?=[，,：:\s])|\W?\w{1,4}\W")
_LONGEST = 40
_LONGEST_NUMBERED = 60
_MARKUP = "*# \t　"  # Markdown's bold and headings, around a line
_SALUTATION = re.compile(r"各位|同志们|谢谢|让我们")
_LEADS_OVER = re.compile(r"[，,。；;]|以下|如下|是[:：]|工作[:：]|任务[:：]")
_NOTES = re.compile(
    r"(名词|用语|词语|术语|词汇|缩略语).{0,8}(解释|说明|注释|释义)|注\s*释\W*$|^\W*附\s*注\W*$"
    r"|^\W*附?\W*[有相]关情况说明\W*$|^\W*解释说明\W*$"
)
_ANNEX = re.compile(r"\W*(附件|附录|附表)")


@dataclass(slots=True)
class Heading:
    """What a line says of itself as a heading."""

    form: str  # a key of the tables above; "**" for a bold lead, "" for one without number
    number: int | None
    wording: str  # without Markdown's marks
    start: int  # of the wording in the line, marks inside it included
    end: int
    alone: bool  # the line is nothing else
    level: float
    hashes: int = 0  # Markdown's depth


def find_headings(lines: Sequence[str], *, skip: Collection[int] = ()) -> list[Heading | None]:
    """Find the heading that each line is or begins with, and give it its level.

    The level says how headings nest: 1 is the outermost, and a heading holds all those of
    greater level up to the next of its own or a lesser one.

    >>> [one and (one.level, one.number, one.wording) for one in find_headings(
    ...     ["一、经济", "（一）扩大内需。抓项目。", "抓招商。"])]
    [(1.0, 1, '一、经济'), (2, 1, '（一）扩大内需'), None]
    """
    chapters = any(_TOP["一、"].match(line.lstrip(_MARKUP)) for line in lines)
    found = [
        None if number in skip else read_heading(line, chapters=chapters)
        for number, line in enumerate(lines)
    ]
    _drop_solitary(found, lines)
    _drop_notes(found, lines)
    _rank(found)
    _hold(found)
    return found


def read_heading(line: str, *, chapters: bool = True) -> Heading | None:
    """Read the heading that a line is or begins with.

    ``chapters`` says that the text has headings of the form 一、.
    """
    inner = line.strip(_MARKUP)
    if not re.search(r"\w", inner):
        return None
    offset = line.index(inner)
    hashes = len(line) - len(line.lstrip("#"))
    whole = hashes > 0 or (line.startswith("**") and line.endswith("**") and "**" not in inner)
    form, level, number = _form_of(inner)
    if form:
        wording, alone = _wording(inner, line, whole=whole, numbered=form != "——")
        if not wording:
            return None
    else:
        level, wording, alone = _unnumbered(inner, line, chapters=chapters, whole=whole)
        if not level:
            return None
        form = "**" if level == _BOLD_LEAD else ""
    plain = wording.replace("**", "")
    return Heading(form, number, plain, offset, offset + len(wording), alone, level, hashes)


def _form_of(inner: str) -> tuple[str, float, int | None]:
    if not _MARKED.match(inner):
        return "", 0, None
    for form, pattern in _TOP.items():
        if match := pattern.match(inner):
            return form, 1, number_of(match.group(1))
    for form, (level, pattern) in _NESTED.items():
        if match := pattern.match(inner):
            marker = match.group(match.lastindex) if match.lastindex else ""
            return form, level, number_of(marker) if marker else None
    return "", 0, None


def _wording(inner: str, line: str, *, whole: bool, numbered: bool) -> tuple[str, bool]:
    """Return the wording of a numbered heading and whether it stands alone."""
    if (
        len(inner) <= _LONGEST_NUMBERED
        and not _STOP.search(inner)
        and not _SENTENCE_END.search(inner)
    ):
        return inner, True
    found = _LEAD.match(inner)
    lead = found.group() if found else ""
    if whole and len(lead) >= len(inner) - 1 and len(lead) <= _LONGEST_NUMBERED:
        return lead, True
    close = inner.find("**")
    if line.startswith("**") and 4 <= close < len(lead):  # the bold ends before the sentence does
        lead = inner[:close].rstrip("，、；：,;: ")
    if len(lead) <= (_LONGEST_NUMBERED if numbered else _LONGEST):
        return lead, False
    # the item is there all the same: what follows is not the one before
    clause = _CLAUSE.match(inner) if numbered else None
    return (clause.group(), False) if clause else ("", False)


def _unnumbered(inner: str, line: str, *, chapters: bool, whole: bool) -> tuple[float, str, bool]:
    """Return level (0: none), wording and whether it stands alone."""
    if len(inner) <= _LONGEST and not _STOP.search(inner) and not _SENTENCE_END.search(inner):
        if inner.endswith("——"):
            return _COLON_DASH, inner, True
        if inner.endswith((":", "：")):
            # “十四五”: heads what follows; 我们认为，要抓好以下工作： only leads over to it
            if chapters or _SALUTATION.match(inner) or _LEADS_OVER.search(inner):
                return 0, "", False
            return 1, inner, True
        return PLAIN, inner, True
    if whole and line.startswith("#") and len(inner) <= _LONGEST_NUMBERED:
        return PLAIN, inner, True
    close = inner.find("**")
    if line.startswith("**") and 4 <= close <= _LONGEST:
        bold = inner[:close]
        lead = bold.rstrip("。：:；，, ")
        after = inner[close + 2]
        if _SALUTATION.match(bold):
            return 0, "", False
        if bold == lead and after.isspace():  # a heading and its text, put into one line
            return (PLAIN if chapters else 1), lead, False
        if (bold != lead or after in "。：:") and not _LEADS_OVER.search(lead + "："):
            return _BOLD_LEAD, lead, False
    return 0, "", False


def _drop_solitary(found: list[Heading | None], lines: Sequence[str]) -> None:
    """Take out ordinals that belong to no series of lines, and bold leads that are single."""
    numbers: dict[str, set[int]] = {form: set() for form in _SOLITARY}
    for place, one in enumerate(found):
        if one is not None and one.form in _SOLITARY and one.number is not None:
            following = numeral_of(one.number + 1)
            if one.form == "一是" and re.search(rf"[。；，：]{following}[是要]", lines[place]):
                found[place] = None  # the whole list stands in this line
            else:
                numbers[one.form].add(one.number)
    leads = sum(one is not None and one.level == _BOLD_LEAD for one in found)
    for place, one in enumerate(found):
        if one is None:
            continue
        if one.form in _SOLITARY and one.number is not None:
            if not numbers[one.form] & {one.number - 1, one.number + 1}:
                found[place] = None
        elif one.level == _BOLD_LEAD and leads < 2:
            found[place] = None


def is_notes_title(line: str) -> bool:
    """Tell whether a line heads a block of notes: 名词解释, 《政府工作报告》注释, 附注.

    >>> [is_notes_title(one) for one in ("**名词解释：**", "注 释", "加强政策解释。")]
    [True, True, False]
    """
    inner = line.strip(_MARKUP + "：:")
    return len(inner) <= _LONGEST and not _STOP.search(inner) and bool(_NOTES.search(inner))


def is_annex_title(line: str) -> bool:
    """Tell whether a line heads an annex: 附件2, 附表."""
    return len(line) <= _LONGEST and _ANNEX.match(line) is not None


def _drop_notes(found: list[Heading | None], lines: Sequence[str]) -> None:
    """Take out the entries of a glossary: its terms are numbered, but head nothing."""
    within = False
    for place, (one, line) in enumerate(zip(found, lines, strict=True)):
        if is_notes_title(line):
            inner = line.strip(_MARKUP)
            at = line.index(inner)
            found[place] = one or Heading("", None, inner, at, at + len(inner), True, PLAIN)
            within = True
        elif one is not None and within:
            if one.alone and (one.form in _TOP or is_annex_title(one.wording)):
                within = False
            else:
                found[place] = None


def _hold(found: Sequence[Heading | None]) -> None:
    """Put unnumbered headings above the chapters that start anew below them.

    今后五年的任务, 一、…, 二、…, 今年的工作, 一、…: the numbering shows which of them holds which.
    Notes and annexes stand above the chapters, too.
    """
    there = [one for one in found if one is not None]
    form = min((one for one in there if one.level <= 2), key=lambda one: one.level, default=None)
    starts = {id(one) for one in there if form and one.form == form.form and one.number == 1}
    before: Heading | None = None
    divided = len(starts) > 1  # or an unnumbered heading with a text of its own came before
    told = False
    for one in found:
        if one is not None and not one.form and one.level >= PLAIN:
            divided = divided or told
            if is_notes_title(one.wording) or is_annex_title(one.wording):
                one.level = HOLDER
        elif before is not None and not before.form:
            told = True
            if one is not None and divided and id(one) in starts:
                before.level = HOLDER
        before = one if one is not None else before


def _rank(found: Sequence[Heading | None]) -> None:
    """Give the outermost of the forms that a text has the level 1, the next one 1.25 …."""
    tops = [one for one in found if one is not None and one.form in _TOP]
    marked = [one.hashes for one in tops if one.hashes]
    plain = [one for one in found if one is not None and one.hashes and not one.form]
    above = bool(marked) and any(one.hashes < min(marked) for one in plain)
    forms = [form for form in _TOP if any(one.form == form for one in tops)]
    for one in tops:
        one.level = 1 + 0.25 * (forms.index(one.form) + above)
    least = min((one.hashes for one in plain), default=0)
    for one in plain:
        if marked and one.hashes <= min(marked):
            one.level = 1
        else:
            one.level = PLAIN + 0.1 * min(one.hashes - least, 4)
