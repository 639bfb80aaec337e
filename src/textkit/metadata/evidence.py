"""A line of a page → proposals of what it says about the document."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import NamedTuple

from textkit.front.facts import (
    is_label,
    is_name,
    plain,
    read_dates,
    read_genre,
    read_labels,
    read_meetings,
    read_period,
    read_speaker,
    read_years,
    tighten,
)
from textkit.front.places import (
    PREFECTURE_CITIES,
    PROVINCE_OF_NAME,
    leading_place,
    place_level,
    place_units,
)

_LEVELS = {
    **dict.fromkeys(("省", "自治区"), "province"),
    **dict.fromkeys(("州", "盟"), "prefecture"),
    **dict.fromkeys(("县", "区", "旗"), "district"),
    **dict.fromkeys(("镇", "乡"), "township"),
}
_CHIEF = re.compile(
    r"(?:(?:人民)?政府)?(?:常务)?(?:副|代理?)?(省长|[市州盟县区旗镇乡]长|主席|行署专员|专员)$"
)
_OPENING = re.compile(
    r"(?:[我谨，,]代表|受)(?:第.{1,4}届)?(?P<body>[^，。,；、]{0,30}?)(?:第.{1,4}届)?(?:人民)?政府"
    r"|(?P<top>代表国务院)"
)
_ASKED = re.compile(r"((?:19|20)\d\d)年(?:政府)?工作(?:提出)?(?:建议|任务|安排)")
_WORK = re.compile(r"报告.{0,12}工作|工作报告|大会作报告")
_CHAPTER = re.compile(r"^(?:一、|一 |第一部分)|回顾$|总结$")
_PLANNED = re.compile(r"安排|目标|任务|要求|思路|计划|建议|打算|部署|重点")
_REVIEWED = re.compile(r"回顾|情况|完成|取得|总结|成绩|成就")
_PAST = re.compile(r"过去的((?:19|20)\d\d)年")
_CAPTION = re.compile(r"^(?:<!--)?\s*(?:图为)?(.{2,60}作政府工作报告)。?[\s>-]*$")
_ANCHOR = re.compile(r"人民政府|政府|国民经济|(?:19|20)\d\d|预算|财政|“?十[一二三四五六]?五|第")
# A tag before the title; what stands after it in brackets or behind a dash
_TAG = re.compile(
    r"^(?:[(\[【][^()\[\]【】]{1,8}[)\]】]|(?:原标题|标题|名称)[: ]?|.{2,8}[！!|｜](?=.{6}))"
)
_FORM = re.compile(r"\[\^?\d+\]$|\((?:全文|全文实录|文字实录)\)$|\.(?:docx?|pdf|wps|txt|md)$")
_AFTER = re.compile(r"\(([^()]{6,60}|\d{4}年?)\)$|[ —-]{2,4}\(?(?:\d{4}年|在).{6,60}$")
_TITLE_BEFORE = re.compile(r"^(.{2,40}(?:报告|规划|纲要))[ —-]{0,4}\(?(?=\d{4}年|在)")
_LEAD = re.compile(r"^(?:关于|图文|图解|解读|一图读懂|原标题:|在|《)+")
_YEAR_FIRST = re.compile(r"^(?:(?:19|20)\d\d|[一二][〇○零一二三四五六七八九]{3})年度?")
_PROVINCE = re.compile("|".join(sorted(PROVINCE_OF_NAME, key=lambda name: (-len(name), name))))


class Line(NamedTuple):
    """A line of the page: its number, from 1, and its first characters."""

    number: int
    text: str


class Proposal(NamedTuple):
    """A row of the table of proposals, but for what the others say."""

    field: str
    value: str
    line: int
    text: str
    basis: str


def from_title(line: Line, whole: str, basis: str, head: Sequence[Line]) -> Iterator[Proposal]:
    """Read a title: place, year, genre, and what stands in brackets or after a dash."""
    whole = _FORM.sub("", _TAG.sub("", whole)).strip(" —")
    bare, brackets = whole, ""
    if found := _AFTER.search(whole):
        bare, brackets = whole[: found.start()].strip(), found[0].strip("()—- ")
    bare = bare[1:-1] if re.fullmatch(r"《[^《》]+》", bare) else bare
    if bare:
        yield Proposal("title", bare, *line, basis)
    yield from _place(_place_in_title(bare, head), line, basis)
    if years := read_years(bare) or ([] if read_dates(brackets) else read_years(brackets)):
        yield Proposal("year", str(max(years)), *line, basis)
    yield from _dates(line, whole, basis)
    yield from _meetings(line, whole.replace(" ", ""), basis)
    after = re.search(r"日\s*(\S{2,8}(?: \S)?)\s*$", brackets)
    before = re.match(r"([\u4e00-\u9fff·]{2,4})(?:省长|市长|州长|县长|区长|主席)在", bare)
    for name in (after and after[1].replace(" ", ""), before and before[1]):
        if name and is_name(name) and f"{name}市" not in PREFECTURE_CITIES:
            yield Proposal("speaker", name, *line, basis)
    if genre := read_genre(bare):
        yield Proposal("genre", genre, *line, basis)
    if span := read_period(bare):
        yield Proposal("period", span, *line, basis)


def _place_in_title(title: str, head: Sequence[Line]) -> str:
    """The place before 政府工作报告 and the like; in other titles one that comes again."""
    tight = _LEAD.sub("", title.replace(" ", ""))
    tight = _LEAD.sub("", _YEAR_FIRST.sub("", tight))
    anchor = _ANCHOR.search(tight)
    if anchor and (units := place_units(tight[: anchor.start()].split("在")[-1].strip("“《"))):
        return "".join(units)
    known = leading_place(tight)
    unit = re.match(r"[\u4e00-\u9fff]{2}[区县市]", tight[len(known) :])
    again = unit is not None and sum(unit[0] in line.text for line in head) > 1
    return known + unit[0] if unit and again and place_units(known + unit[0]) else known


def _place(name: str, line: Line, basis: str) -> Iterator[Proposal]:
    if level := place_level(name) or _LEVELS.get(name, ""):
        if name not in _LEVELS:
            yield Proposal("place", name, *line, basis)
        yield Proposal("level", level, *line, basis)


def _dates(line: Line, text: str, basis: str) -> Iterator[Proposal]:
    """Day of delivery, and the year: a report at the end of a year plans the next one."""
    for date in read_dates(text):
        yield Proposal("delivered", date, *line, basis)
        if int(date[5:7]) >= 11:
            yield Proposal("year", str(int(date[:4]) + 1), *line, "month of delivery")
        yield Proposal("year", date[:4], *line, basis)


def _meetings(line: Line, tight: str, basis: str) -> Iterator[Proposal]:
    for meeting in read_meetings(tight):
        yield Proposal("meeting", meeting.name, *line, basis)
        yield Proposal("congress", str(meeting.congress), *line, basis)
        yield Proposal("session", str(meeting.session), *line, basis)
        yield from _place(meeting.place, line, basis)


def from_date_line(head: Sequence[Line], position: int) -> Iterator[Proposal]:
    """Read the line that says when and at which meeting; the title may stand before it."""
    line, tight = head[position], tighten(head[position].text)
    if title := _TITLE_BEFORE.match(plain(line.text)):
        yield from from_title(line, title[1], "title", head)
    if position + 1 < len(head) and not read_meetings(tight):
        tight += tighten(head[position + 1].text[:60])  # a meeting over two lines
    yield from _dates(line, tight, "date line")
    if not read_dates(tight):
        yield from (Proposal("year", str(year), *line, "date line") for year in read_years(tight))
    yield from _meetings(line, tight, "date line")
    if rest := re.search(r".*(?:会议?上|\d日)[) ]*(\S.{1,30}?)\)?$", plain(line.text)):
        yield from from_speaker(line, rest[1], "date line")


def from_speaker(line: Line, text: str, basis: str) -> Iterator[Proposal]:
    """Name, and the place or level that the office tells of: 长春市市长, 泉州市长, 代省长."""
    office, name = read_speaker(text)
    alone = tighten(text).strip("()")
    if name or is_name(alone):
        yield Proposal("speaker", name or alone, *line, basis)
    if office.startswith(("国务院", "中华人民共和国")):
        yield from _place("全国", line, basis)
    elif chief := _CHIEF.search(office):
        body, unit = office[: chief.start()], chief[1][0]
        body = re.split(r"[、，\d]", body)[-1]
        name = body if place_units(body) else body + unit
        yield from _place(name if place_units(name) else body or unit, line, basis)


def from_text(line: Line) -> Iterator[Proposal]:
    """Read a heading or one of the first paragraphs: on whose behalf, which year."""
    found = _OPENING.search(line.text)
    if found and re.search(r"报告|审议|审查", line.text):
        yield from _place("全国" if found["top"] else found["body"], line, "opening")
        if named := re.search(r"《([\u4e00-\u9fff]{2,12})国民经济", line.text):
            yield from _place("".join(place_units(named[1])), line, "opening")
        if asked := _ASKED.search(line.text):
            yield Proposal("year", asked[1], *line, "opening")
        if _WORK.search(line.text):
            yield Proposal("genre", "政府工作报告", *line, "opening")
    heading = plain(line.text) if len(line.text) <= 60 else ""
    chapter = _CHAPTER.search(heading) and "以来" not in heading
    if chapter and (years := read_years(heading)):
        planned = _PLANNED.search(heading) and not _REVIEWED.search(heading)
        ahead = 0 if len(years) > 1 or planned else 1
        yield Proposal("year", str(max(years) + ahead), *line, "heading")
    elif past := _PAST.search(line.text):
        yield Proposal("year", str(int(past[1]) + 1), *line, "past year")


def from_caption(line: Line) -> Iterator[Proposal]:
    """Read the caption of a picture that shows the speaker: 市长某某作政府工作报告."""
    if "作政府工作报告" in line.text and (caption := _CAPTION.match(plain(line.text))):
        yield from from_speaker(line, caption[1].split("，")[-1], "caption")
        yield from _meetings(line, caption[1].replace(" ", ""), "caption")


def from_labels(lines: Sequence[Line]) -> Iterator[Proposal]:
    """Read 来源, 时间, 作者 and their like; a value may stand on the line below its label."""
    for line, after in zip(lines, [*lines[1:], Line(0, "")], strict=False):
        if len(line.text) > 300:
            continue
        text = line.text.strip()
        below = after.text.strip()
        if is_label(text) and len(below) <= 40 and not below.endswith((":", "：")):
            text = f"{text.rstrip(':： ')}：{below}"
        for field, value in read_labels(text):
            yield Proposal(field, value, *line, "post data")
        if re.fullmatch(r"(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}[ \d:]{0,12}", text):
            yield from (
                Proposal("published", date, *line, "date alone") for date in read_dates(text)
            )


def named_most(head: Sequence[Line]) -> Iterator[Proposal]:
    """Find the province that a report "of the province" names most often, and twice as often."""
    counts = Counter(name for line in head for name in _PROVINCE.findall(line.text))
    ranked = [*counts.most_common(2), ("", 0), ("", 0)]
    if ranked[0][1] >= max(3, 2 * ranked[1][1]):
        first = next(line for line in head if ranked[0][0] in line.text)
        yield Proposal("place", PROVINCE_OF_NAME[ranked[0][0]], *first, "named most")


def from_file(path: PurePath) -> Iterator[Proposal]:
    """Read the name of a file and of its folder."""
    line, stem = Line(0, path.name), plain(path.stem)
    for name in (_place_in_title(stem, []), path.parent.name):
        yield from _place("".join(place_units(name)), line, "file name")
    if year := re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", stem):
        yield Proposal("year", year[0], *line, "file name")
    if genre := read_genre(stem):
        yield Proposal("genre", genre, *line, "file name")
