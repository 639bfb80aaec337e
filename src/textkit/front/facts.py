"""One short line → what it says: dates, meeting, speaker, genre, labelled values."""

from __future__ import annotations

import datetime
import re
from typing import NamedTuple

_HAN = r"[\u4e00-\u9fff]"
DIGIT = r"[〇○零一二三四五六七八九十\d]"
_DATE = re.compile(
    rf"(?P<year>{DIGIT}{{4}})年(?P<month>{DIGIT}{{1,3}})月(?P<day>{DIGIT}{{1,3}})[日号]"
    r"|(?<!\d)(?P<y>(?:19|20)\d\d)(?P<sign>[-./])(?P<m>\d{1,2})(?P=sign)(?P<d>\d{1,2})(?!\d)"
)
_YEAR = re.compile(
    r"(?<![\d—\-–~至])((?:19|20)\d\d|[一二][九〇○零][〇○零一二三四五六七八九]{2})(?=年(?!远景)|\)|$)"
)
_SPAN = re.compile(
    r"(?:19|20)\d\d年?[—\-–~至]{1,2}(?:19|20)\d\d年?|“?十[一二三四五六]?五”?(?=规划|时期|期间|计划)"
    r"|(?:今后|未来)(?:[三五十]|\d{1,2})年"
)
_MEETING = re.compile(
    rf"第?(?P<congress>{DIGIT}{{1,4}})届(?P<all>全国)?(?:人民代表大会|人大)"
    rf"(?P<standing>常务委员会|常委会)?第?(?P<session>{DIGIT}{{1,4}})次(?:全体)?会议?"
)
_OFFICE = (
    r"(?:常务)?(?:副|代理?)?(?:省长|市长|州长|盟长|县长|区长|旗长|镇长|乡长|总理|(?:行署)?专员"
    r"|主席|主任|局长|厅长|部长|书记)"
)
# Two to five characters, or a name with points in it: 伊力哈木·沙比尔
_NAME = rf"{_HAN}{{2,5}}|{_HAN}{{1,8}}(?:[·•．・]{_HAN}{{1,8}}){{1,3}}"
_NO_NAME = re.compile(
    r"报告|讲话|会议|发言|说明|政府|全体|同志们|办公|工作|关于|主持|委员会|发改委|的|[局厅部]$|^(?:在|代表|副|作|各位|目录|摘要|全文|草案|新华社|前言|引言|导语)"
)
_SPEAKER = re.compile(
    rf"^(?:报告人:?)?[^，。,:]{{0,24}}{_OFFICE}[:、?？—]{{0,2}}(?P<name>{_NAME})(?:\({_HAN}{{1,4}}\))?$"
)
_NAME_FIRST = re.compile(
    rf"^(?P<name>{_HAN}{{2,4}})(?: |\()(?P<office>[^，。,: ]{{0,16}}{_OFFICE})\)?$"
)
_REPORTS = re.compile(r"(在.{0,30}会议?上)?作《?(政府)?工作报告》?。?$|同志$")
_MARKUP = "*#>_＊ \t\r\n\u3000\xa0\ufeff"
_DASHES = "—-–―－─·~?？"
_WIDTH = str.maketrans(
    {code: code - 0xFEE0 for code in range(0xFF10, 0xFF1A)}
    | {"（": "(", "）": ")", "：": ":", "\u3000": " ", "\xa0": " ", "〔": "(", "〕": ")"}
)
_GENRES = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("规划解读", r"(规划|纲要|计划).{0,20}解读|解读.{0,40}(规划|纲要|计划)"),
        ("政策解读", r"解读"),
        ("计划报告", r"国民经济.{0,60}(计划|规划|纲要).{0,30}报告"),
        ("财政预算报告", r"(预算|财政|决算).{0,30}报告"),
        ("政府工作报告", r"政府.{0,6}工作.{0,6}报告|^工作报告"),
        ("统计公报", r"统计公报"),
        *((name, rf"{name}$") for name in ("报告", "公报", "计划", "方案", "意见", "决定", "通知")),
        ("讲话", r"讲话|致辞"),
        ("规划", r"规划|纲要"),
    )
)
_LABELS = {
    "published": "发布时间 发布日期 发文日期 公开日期 上传时间 更新时间 时间 日期 发表于 发布于",
    "source": "信息来源 文章来源 稿件来源 来源单位 来源",
    "author": "作者 记者 撰稿",
    "editor": "责任编辑 编辑 责编",
    "views": "浏览次数 浏览量 阅读次数 阅读量 阅读 点击数 点击次数 访问量 访问次数 查看 浏览",
    "publisher": "发布机构 发布单位 发布机关 发文机关 发文单位 发文机构 公开机构 信息提供单位",
    "index": "索引号",
    "number": "发文字号 文号",
    "address": "本文地址 本文链接 本文网址 原文地址 原文链接",
}
_FIELD_OF = {label: field for field, labels in _LABELS.items() for label in labels.split()}
_LONG_FIRST = sorted(_FIELD_OF, key=lambda label: (-len(label), label))
_LABEL = re.compile(
    r"(?<![\u4e00-\u9fff])("
    + "|".join("[ \u3000]{0,3}".join(label) for label in _LONG_FIRST)
    + r")[ \t\u3000]{0,4}(?:[:：丨|]|(?=\d)|$)"
)
# Where a value ends: a wide gap, a date behind it, the label of something else
_NEXT = re.compile(r"\s{2,}|\s*(?<![/\d-])(?:19|20)\d\d[-/.年]\d|\s*[【\[|｜]|\s\S{1,6}[:：]")
_EDGES = " \t\u3000|｜丨[]【】()（）;；"
_EDITED = re.compile(r"^本帖最后由 (\S{1,40}) 于 .{6,30} 编辑$")


class Meeting(NamedTuple):
    """A session of a people's congress: whose, which congress, which session of it."""

    place: str  # as written before the number; "全国" for the National People's Congress
    congress: int
    session: int
    name: str  # 长春市第十九届人民代表大会第一次会议


def plain(line: str) -> str:
    """Take the marks around a line and the gaps between spaced-out characters away.

    Digits, brackets and colons become narrow; what is a phrase of its own stays apart.

    >>> plain("**２０２２年  政 府 工 作 报 告**")
    '2022年政府工作报告'
    >>> plain("再发力　建设新城区")
    '再发力 建设新城区'
    """
    pieces = line.strip(_MARKUP).replace("**", "").translate(_WIDTH).split()
    if sum(len(piece) == 1 for piece in pieces) > len(pieces) / 2:
        return "".join(pieces)
    return " ".join(pieces)


def tighten(line: str) -> str:
    """Make a line plain, without any white space and without the dashes before it."""
    return plain(line).replace(" ", "").lstrip(_DASHES)


def read_number(written: str) -> int:
    """Read a number below 1,000, or a year, in Arabic or Chinese digits.

    >>> [read_number(one) for one in ("二十四", "十", "二〇二二", "12")]
    [24, 10, 2022, 12]
    """
    value = {sign: number for number, sign in enumerate("〇一二三四五六七八九")}
    value |= {"○": 0, "零": 0}
    hundreds, hundred, rest = written.rpartition("百")
    tens, ten, ones = rest.partition("十")
    if not hundred and not ten:
        return int("".join(str(value.get(sign, sign)) for sign in written))
    low = value.get(tens[-1:], 1) * 10 + value.get(ones[:1], 0) if ten else value.get(rest[-1:], 0)
    return value.get(hundreds[-1:], 0) * 100 + low


def read_dates(text: str) -> list[str]:
    """Return the full dates in the first 400 characters as ISO dates.

    >>> read_dates("（二〇二二年一月十七日）2023-2-3 21:00")
    ['2022-01-17', '2023-02-03']
    """
    found = []
    # a space between two digits parts a day from an hour
    for match in _DATE.finditer(re.sub(r"(?<!\d) | (?!\d)", "", text[:400].translate(_WIDTH))):
        parts = match.group("year", "month", "day") if match["year"] else match.group("y", "m", "d")
        try:
            found.append(datetime.date(*map(read_number, parts)).isoformat())
        except ValueError:  # the 31st of February is a slip, no date
            continue
    return found


def read_years(text: str) -> list[int]:
    """Return the years a short text names, without those of spans and outlooks.

    >>> read_years("二〇二一年预算执行情况和2022年预算草案")
    [2021, 2022]
    >>> read_years("2021—2025年规划和2035年远景目标")
    []
    """
    tight = _SPAN.sub("", text[:400].translate(_WIDTH).replace(" ", ""))
    return [read_number(match[1]) for match in _YEAR.finditer(tight)]


def read_period(text: str) -> str:
    """Return the span of years a title names: 未来五年, “十四五”, 2021—2025年; "" if none."""
    found = _SPAN.search(text[:400])
    return found[0] if found else ""


def read_speaker(line: str) -> tuple[str, str]:
    """Return office and name of a line that says who speaks; two empty strings if none.

    >>> read_speaker("长春市南关区代区长  鲁 月")
    ('长春市南关区代区长', '鲁月')
    >>> read_speaker("李强 国务院总理")
    ('国务院总理', '李强')
    """
    line = line.strip(_MARKUP + _DASHES)
    if len(line) > 60:
        return "", ""
    line = line[1:-1].strip() if line.startswith("(") and line.endswith(")") else line
    whole = line.replace(" ", "")
    tight = _REPORTS.sub("", whole)
    found = _SPEAKER.match(tight)
    if found is not None and not _NO_NAME.search(found["name"]):
        office = tight[: found.start("name")].removeprefix("报告人").strip(":、?？—")
        return office, found["name"]
    if tight != whole:  # 周恩来总理作政府工作报告
        reported = re.fullmatch(rf"({_HAN}{{2,4}}?)({_OFFICE})", tight)
        if reported and not re.search(r"[省市州县区]$", reported[1]):
            return reported[2], reported[1]
        return "", tight if is_name(tight) else ""
    found = _NAME_FIRST.match(line)
    if found is None or _NO_NAME.search(found["name"]):
        return "", ""
    return found["office"], found["name"]


def is_name(text: str) -> bool:
    """Tell whether a text without spaces may be nothing but a person's name."""
    named = re.fullmatch(_NAME, text) is not None and not _NO_NAME.search(text)
    return named and re.search(rf"{_OFFICE}$", text) is None


def read_meetings(text: str) -> list[Meeting]:
    """Return the sessions of congresses named in a short text without spaces.

    >>> read_meetings("在省十三届人大五次会议上")
    [Meeting(place='省', congress=13, session=5, name='省第十三届人民代表大会第五次会议')]
    """
    meetings = []
    for found in _MEETING.finditer(_DATE.sub("", text[:200])):
        before = re.split(r"在|[^\u4e00-\u9fff]", found.string[: found.start()])[-1]
        place = "全国" if found["all"] or before.endswith("全国") else before
        own = "" if found["all"] else place
        name = f"{own}第{found['congress']}届{found['all'] or ''}人民代表大会"
        name += f"{'常务委员会' if found['standing'] else ''}第{found['session']}次会议"
        congress, session = read_number(found["congress"]), read_number(found["session"])
        meetings.append(Meeting(place, congress, session, name))
    return meetings


def read_genre(title: str) -> str:
    """Return the kind of document a title names, in the words of the catalogue, or "".

    >>> [read_genre(one) for one in ("图文解读总体规划", "某市政府工作报告(草案)", "再发力")]
    ['规划解读', '政府工作报告', '']
    """
    tight = title[:200].replace(" ", "").replace("\n", "").strip("《》")
    tight = re.sub(r"\([^()]{0,60}\)$", "", tight) or tight
    return next((name for name, pattern in _GENRES if pattern.search(tight)), "")


def is_label(line: str) -> bool:
    """Tell a label that stands alone, its value being elsewhere.

    >>> is_label("索 引 号："), is_label("来源：区司法局")
    (True, False)
    """
    return len(line) <= 12 and re.sub(r"[\s:：]", "", line) in _FIELD_OF


def read_labels(line: str) -> list[tuple[str, str]]:
    """Return the labelled values of a line: (field, value), dates in ISO form.

    >>> read_labels("时间:2021-09-30 13:46 来源:区司法局")
    [('published', '2021-09-30'), ('source', '区司法局')]
    """
    if edited := _EDITED.match(line.strip()):
        return [("editor", edited[1])]
    values = []
    found = list(_LABEL.finditer(line))
    ends = [match.start() for match in found[1:]] + [len(line)]
    for match, end in zip(found, ends, strict=False):
        field = _FIELD_OF[re.sub(r"\s", "", match[1])]
        value = _NEXT.split(line[match.end() : end].strip(_EDGES))[0].rstrip(_EDGES)
        if field == "published":
            value = next(iter(read_dates(line[match.end() : end])), "")
        elif field == "index":
            value = value.split()[0] if value else ""
        elif field == "views":
            value = "".join(re.findall(r"^\d+", value))
        if value and len(value) <= 120:
            values.append((field, value))
    return values
