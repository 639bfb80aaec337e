"""The forms a quantity takes in a text: one pattern, and the reading of its parts."""

from __future__ import annotations

import re
from dataclasses import dataclass

from textkit.quantities.numerals import (
    ARABIC,
    CHINESE,
    MORE,
    SCALE,
    chinese,
    more,
    read_numeral,
    scaled,
    spread,
)
from textkit.quantities.units import UNIT, normal_form

_GAP = r"[ \t\u3000\u00a0]{0,2}"  # white space of the page, never a line break
_DASH = rf"{_GAP}(?:[—─━―‐‑‒–−~～〜∼-]{{1,2}}|至|到){_GAP}"
_TENTH = "[0-9一两二三四五六七八九]"


def _number(tag: str) -> str:
    return (
        rf"(?:(?P<arabic{tag}>{ARABIC})|(?P<chinese{tag}>{CHINESE})){_GAP}"
        rf"(?P<fuzzy{tag}>[多余几]|(?<=[十百千万])来)?(?P<scale{tag}>{SCALE}*)(?P<more{tag}>{MORE})"
        rf"(?P<late{tag}>[多余])?"
        rf"(?:[”’\"]?{_GAP}(?P<unit{tag}>{UNIT}|(?:(?<=\.[0-9])|(?<=\.[0-9]{{2}}))年))?"
    )


# Every quantity begins with one of these signs; the look ahead saves trying each form in turn.
QUANTITY = re.compile(
    r"(?=[0-9一二三四五六七八九十百千万亿零〇两几数半双翻])(?:"
    rf"(?P<under>百|千|万|[1-9][0-9]{{0,3}}|[一二三四五六七八九十]{{1,3}})分之(?P<over>{ARABIC}|{CHINESE})"
    rf"(?:{_DASH}(?:(?P=under)分之)?(?P<over2>{ARABIC}|{CHINESE}))?(?P<over_fuzzy>[多余])?"
    r"|(?<![0-9./])(?P<top>[0-9]{1,2})/(?P<bottom>[0-9]{1,2})(?![0-9./])"
    rf"|(?<!一)(?P<tenths>{_TENTH}(?:\.[0-9])?)(?:{_DASH}(?P<tenths2>{_TENTH}))?成"
    r"(?=[以左多的，。、；,;（(）)\n]|$)"
    r"|翻(?:了|了近)?(?P<times>[一两二三四五六七八九十几0-9.]{1,3})?番"
    r"|(?P<half>一半|半数)(?![天年路个])"
    r"|(?P<digits>两位数|双位数)"
    rf"|{_number('1')}(?:{_DASH}{_number('2')})?)"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a match says: values, normal unit, word of approximation inside, where it ends."""

    low: float
    high: float
    unit: str
    fuzzy: str
    end: int


def read_share(match: re.Match[str]) -> Reading | None:
    """Read a share or multiple: 百分之五, 1/3, 八成, 翻两番, 一半, 两位数."""
    unit, fuzzy = "", ""
    if under := match["under"]:
        unit = {"百": "%", "千": "‰"}.get(under, "")
        fuzzy = match["over_fuzzy"] or ""
        over = [one for one in (match["over"], match["over2"]) if one]
        values = [_value(one, "") for one in over]
        values = values if unit else [value / _value(under, "") for value in values]
    elif top := match["top"]:
        bottom = int(match["bottom"])
        if not 0 < int(top) < bottom:
            return None
        values = [int(top) / bottom]
    elif match["tenths"]:
        unit = "%"
        tenths = [one for one in (match["tenths"], match["tenths2"]) if one]
        values = [10 * read_numeral(one) for one in tenths]
    elif match["half"]:
        values = [0.5]
    elif match["digits"]:
        unit, fuzzy = "%", "位"
        values = [10.0]
    else:
        unit = "番"
        values = [_value(match["times"] or "一", "")]
    return Reading(min(values), max(values), unit, fuzzy, match.end())


def read_number(match: re.Match[str], tag: str) -> Reading:
    """Read the first or second number of a match with its scale and unit."""
    number = match["arabic" + tag]
    scale = match["scale" + tag]
    fuzzy = match["fuzzy" + tag] or match["late" + tag] or ""
    if number:
        low = high = scaled(number, scale) + more(match["more" + tag])
    else:
        number = match["chinese" + tag]
        low, high = (_value(one, scale) for one in spread(number) or (number, number))
        if "几" in number or "数" in number:
            fuzzy = "几"
    unit = normal_form(match["unit" + tag] or "")
    for part in ("unit", "late", "more", "scale", "fuzzy", "arabic", "chinese"):
        if match[part + tag]:  # white space before a unit that is not there is left out
            return Reading(low, high, unit, fuzzy, match.end(part + tag))
    raise AssertionError  # a number has one of these


def read_range(match: re.Match[str], first: Reading, second: Reading) -> Reading | None:
    """Make a range of two numbers, if they are one: same unit, the first one lower.

    A first number without unit and scale has those of the second (7000到9000亿元), unless that
    makes it the higher one (9000到1.2万人).
    """
    if first.unit and first.unit != second.unit:
        return None
    low = first.low
    if not first.unit and not match["scale1"] and match["scale2"] and match["arabic1"]:
        lent = scaled(match["arabic1"], match["scale2"])
        low = lent if lent < second.high else low
    if low >= second.high:
        return None
    return Reading(low, second.high, second.unit, second.fuzzy, second.end)


def _value(number: str, scale: str) -> float:
    if number[0].isdecimal():
        return scaled(number, scale)
    # 几 and 数 stand for any digit: 十几 is ten and more, 数百 a hundred and more.
    return chinese((number.replace("几", "").replace("数", "") or "一") + scale)
