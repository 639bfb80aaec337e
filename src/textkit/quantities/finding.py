"""Text → quantities: numbers with unit, range and approximation."""

from __future__ import annotations

import re
from dataclasses import dataclass

from textkit.quantities.evidence import is_arabic_quantity, is_chinese_quantity
from textkit.quantities.numerals import (
    ARABIC,
    CHINESE,
    FULL_WIDTH,
    HALF_WIDTH,
    LONGEST,
    MORE,
    SCALE,
    chinese,
    more,
    read_numeral,
    scaled,
    spread,
)
from textkit.quantities.units import COUNTERS, UNIT, normal_form


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a text; ``start`` and ``end`` take in the words that cling to it.

    ``low`` and ``high`` are in ``unit``, scales resolved (4.5万人 is 45000 人), and equal
    unless the text gives a range. ``unit`` is a normal form or empty.
    ``qualifier`` is one of

    ==== ======================================================================
    左右 about: 左右, 上下, 约, 大约
    以上 at least, or more than: 以上, 不低于, 不少于, 超过, 突破, 高于, 至少
    以内 at most, or less than: 以内, 以下, 不超过, 不高于, 低于, 不足, 控制在
    近   nearly: 近, 接近, 将近
    余   and some more: 多, 余, 几
    区间 a range without any of these
    ==== ======================================================================

    or empty. A word behind the number goes before one in front of it.
    """

    start: int
    end: int
    low: float
    high: float
    unit: str
    qualifier: str


_DASH = r"\s{0,2}(?:——|—|–|-|−|~|～|至|到)\s{0,2}"
_ARABIC_ONE = rf"{ARABIC}"


def _one(tag: str) -> str:
    return (
        rf"(?:(?P<a{tag}>{_ARABIC_ONE})|(?P<c{tag}>{CHINESE}))\s{{0,2}}"
        rf"(?P<f{tag}>[多余几]|(?<=[十百千万])来)?(?P<s{tag}>{SCALE}*)(?P<m{tag}>{MORE})(?P<g{tag}>[多余])?"
        rf"(?:[”’\"]?\s{{0,2}}(?P<u{tag}>{UNIT}|(?<=[0-9]\.[0-9])年))?"
    )


# Every quantity begins with one of these signs; the look ahead saves trying each form in turn.
_QUANTITY = re.compile(
    r"(?=[0-9一二三四五六七八九十百千万亿零〇两几数半双翻])(?:"
    rf"(?P<under>百|千|万|[0-9]{{1,4}}|[一二三四五六七八九十]{{1,3}})分之(?P<over>{ARABIC}|{CHINESE})"
    rf"(?:{_DASH}(?:(?P=under)分之)?(?P<over2>{ARABIC}|{CHINESE}))?(?P<fo>[多余])?"
    r"|(?<![0-9./])(?P<top>[0-9]{1,2})/(?P<bottom>[0-9]{1,2})(?![0-9./])"
    rf"|(?P<tenths>[0-9](?:\.[0-9])?|[一两二三四五六七八九])(?:{_DASH}(?P<tenths2>[0-9]|[一两二三四五六七八九]))?成"
    r"(?=[以左多的，。、；,;（(）)]|$)"
    r"|翻(?:了|了近)?(?P<times>[一两二三四五六七八九十几0-9.]{1,3})?番"
    r"|(?P<half>一半|半数)(?![天年路个])"
    r"|(?P<digits>两位数|双位数)"
    rf"|{_one('1')}(?:{_DASH}{_one('2')})?)"
)

_BEFORE = {
    "左右": "大约为 大约 约为 约达 约 大概 大致",
    "近": "接近 将近 近",
    "以上": (
        "不低于 不少于 不小于 不下于 不下 高于 大于 多于 超过 超出 突破 超 至少 最少 逾 破 过 上"
    ),
    "以内": (
        "不超过 不高于 不多于 不大于 低于 小于 少于 不到 不足 至多 最多 控制在 控制到 限制在 稳控在"
    ),
}
_AFTER = {
    "左右": "左右 上下",
    "以上": "及以上 以上 之上",
    "以内": "及以下 以内 以下 之内 之下",
    "区间": "之间 区间 的区间",
}


def _table(words: dict[str, str]) -> dict[str, str]:
    return {word: kind for kind, row in words.items() for word in row.split()}


_KIND_BEFORE, _KIND_AFTER = _table(_BEFORE), _table(_AFTER)
_LEADING = re.compile(
    rf"(?:{'|'.join(sorted(map(re.escape, _KIND_BEFORE), key=len, reverse=True))})\s?$"
)
_TRAILING = re.compile(
    rf"\s?({'|'.join(sorted(map(re.escape, _KIND_AFTER), key=len, reverse=True))})"
)
_JOINS = frozenset("、和与及")
_CHANGE = re.compile("[从由自]$")
_LISTED = re.compile(rf"(?<![第0-9.A-Za-z、])(?:{ARABIC}[百千万亿]*\s?[、和与及]\s?)+$")
_NUMBER = re.compile(rf"({ARABIC})([百千万亿]*)")
_SIGN = re.compile(r"(?<![0-9%A-Za-z万亿元])[-−－负]$")


def find_quantities(text: str) -> list[Quantity]:
    """Find the quantities of a text, in order and without overlap.

    What counts, and what a number in Chinese numerals needs to count, is in
    ``textkit.quantities.evidence``; dates and spans are ``find_periods``' matter.

    >>> for one in find_quantities("新增就业4.5万人以上，增长5%—5.5%，完成三大任务"):
    ...     print(one.low, one.high, one.unit, one.qualifier)
    45000.0 45000.0 人 以上
    5.0 5.5 % 区间
    """
    plain = text.translate(HALF_WIDTH) if FULL_WIDTH.search(text) else text
    found: list[Quantity] = []
    at = 0
    match = _QUANTITY.search(plain)
    while match is not None:
        kept, resume = _read(plain, match, at)
        if kept is not None:
            if plain[kept.start - 1 : kept.start] in _JOINS and kept.start > at:
                found.extend(_listed(plain, kept, at))
            found.append(kept)
            at = kept.end
        match = _QUANTITY.search(plain, max(resume, match.start() + 1))
    return found


def _listed(text: str, last: Quantity, at: int) -> list[Quantity]:
    """Return the numbers before the last of a list that share its unit: 0.5、0.3和0.2个百分点."""
    if last.unit in COUNTERS or not last.unit:
        return []
    window = text[max(at, last.start - 60) : last.start]
    run = _LISTED.search(window)
    if run is None:
        return []
    offset = last.start - len(window)
    return [
        Quantity(offset + one.start(), offset + one.end(), value, value, last.unit, "")
        for one in _NUMBER.finditer(window, run.start())
        for value in (scaled(one[1], one[2]),)
    ]


def _read(text: str, match: re.Match[str], at: int) -> tuple[Quantity | None, int]:
    """Return the quantity of a match, if it is one, and where to look on."""
    if match["a1"] or match["c1"]:
        return _counted(text, match, at)
    start, end = match.span()
    unit = fuzzy = ""
    if end - start > LONGEST:
        return None, end
    if match["under"]:
        unit = {"百": "%", "千": "‰"}.get(match["under"], "")
        low, high = _share(match, unit)
        fuzzy = match["fo"] or ""
    elif match["top"]:
        low = high = int(match["top"]) / int(match["bottom"]) if int(match["bottom"]) else 0.0
        if not 0 < low < 1:
            return None, end
    elif match["tenths"]:
        unit = "%"
        low = 10 * read_numeral(match["tenths"])
        high = 10 * read_numeral(match["tenths2"]) if match["tenths2"] else low
        if text[start - 1 : start] == "一" and start:
            return None, end
    elif match["half"]:
        low = high = 0.5
    elif match["digits"]:
        low = high = 10.0
        unit = "%"
        return Quantity(start, end, low, high, unit, "以上"), end
    else:
        unit = "番"
        times = (match["times"] or "一").replace("几", "")
        low = high = read_numeral(times) if times else 1.0
    return _finish(text, start, end, at, low, high, unit, fuzzy), end


def _share(match: re.Match[str], unit: str) -> tuple[float, float]:
    over, over2, under = match["over"], match["over2"], match["under"]
    if not unit:
        low = read_numeral(f"{under}分之{over}")
        return low, read_numeral(f"{under}分之{over2}") if over2 else low
    low = _value(over)
    return low, _value(over2) if over2 else low


def _value(number: str, scale: str = "") -> float:
    if number[0].isdecimal():
        return scaled(number, scale)
    return chinese(_floor(number) + scale)


def _floor(number: str) -> str:
    """Take 几 and 数 out: 十几 is ten and more, 数百 a hundred and more."""
    return number.replace("几", "").replace("数", "") or "一"


def _finish(
    text: str, start: int, end: int, at: int, low: float, high: float, unit: str, fuzzy: str
) -> Quantity:
    """Take in the words of approximation on either side, and make the quantity."""
    start, before = _leading(text, start, at)
    end, after = _trailing(text, end)
    qualifier = after or before or ("左右" if fuzzy == "来" else "余" if fuzzy else "")
    if low > high:
        low, high = high, low
    if low != high and not qualifier:
        qualifier = "区间"
    elif low == high and qualifier == "区间":
        qualifier = ""
    return Quantity(start, end, low, high, unit, qualifier)


def _leading(text: str, start: int, at: int) -> tuple[int, str]:
    window = text[max(at, start - 4) : start]
    found = _LEADING.search(window)
    if found is None:
        return start, ""
    word = found[0].strip()
    first = start - len(window) + found.start()
    before = text[first - 1 : first] if first > at else ""
    if word == "近" and before in "最附邻靠临远新亲" and before:
        return start, ""
    if word in ("上", "过", "破", "约"):
        if word == "上" and (before == "以" or text[start] not in "百千万亿"):
            return start, ""
        if word == "过" and text[start] not in "百千万亿半一":
            return start, ""
        if word == "破" and text[start] not in "百千万亿0123456789":
            return start, ""
        if word == "约" and before in "节合条契预制签履" and before:
            return start, ""
    return first, _KIND_BEFORE[word]


def _trailing(text: str, end: int) -> tuple[int, str]:
    found = _TRAILING.match(text, end)
    return (found.end(), _KIND_AFTER[found[1]]) if found else (end, "")


def _counted(text: str, match: re.Match[str], at: int) -> tuple[Quantity | None, int]:
    """Read a number with its unit, and the range it may begin."""
    start = match.start()
    if len(match["a1"] or match["c1"]) > LONGEST:
        return None, match.end("a1" if match["a1"] else "c1")
    first = _part(match, "1")
    second = _part(match, "2") if 0 < len(match["a2"] or match["c2"] or "") <= LONGEST else None
    if second is not None:
        both = _range(text, start, first, second)
        if both is None:
            second = None
        else:
            low, high, unit = both
            end = _tail(match, "2")
            number = match["a2"] or match["c2"]
            kept = _judged(text, start, end, at, low, high, unit, second.fuzzy, number, match, "2")
            if kept is not None:
                return kept, kept.end
            second = None
    end = _tail(match, "1")
    number = match["a1"] or match["c1"]
    low, high = first.low, first.high
    kept = _judged(text, start, end, at, low, high, first.unit, first.fuzzy, number, match, "1")
    return kept, kept.end if kept else end


@dataclass(frozen=True, slots=True)
class _Part:
    number: str
    scale: str
    low: float
    high: float
    unit: str
    fuzzy: str


def _part(match: re.Match[str], tag: str) -> _Part:
    number = match["a" + tag] or match["c" + tag]
    scale = match["s" + tag] or ""
    fuzzy = match["f" + tag] or match["g" + tag] or ""
    low = high = 0.0
    if number[0].isdecimal():
        low = high = scaled(number, scale) + more(match["m" + tag])
    else:
        if two := spread(number):
            low, high = _value(two[0], scale), _value(two[1], scale)
        else:
            low = high = _value(number, scale)
        if "几" in number or "数" in number:
            fuzzy = "几"
    return _Part(number, scale, low, high, normal_form(match["u" + tag] or ""), fuzzy)


def _tail(match: re.Match[str], tag: str) -> int:
    """Return where a number ends that may lack scale and unit, white space left out."""
    for group in ("u", "g", "m", "s", "f", "a", "c"):
        if match[group + tag]:
            return match.end(group + tag)
    return match.end()


def _range(text: str, start: int, first: _Part, second: _Part) -> tuple[float, float, str] | None:
    """Return low, high and unit if two numbers are a range; none after 从 (a change)."""
    if first.unit and first.unit != second.unit:
        return None
    if _CHANGE.search(text, max(0, start - 1), start):
        return None
    low, high = first.low, second.high
    if not first.unit and not first.scale and second.scale and first.number[0].isdecimal():
        lent = scaled(first.number, second.scale)
        low = lent if lent < second.high else low
    if low >= high:
        return None
    return low, high, second.unit


def _judged(
    text: str, start: int, end: int, at: int, low: float, high: float, unit: str,
    fuzzy: str, number: str, match: re.Match[str], tag: str,
) -> Quantity | None:  # fmt: skip
    kept = _finish(text, start, end, at, low, high, unit, fuzzy)
    if match["a1"]:
        scale = match["s" + tag] or ""
        if not is_arabic_quantity(
            text, start, end, number=match["a1"], scale=scale, unit=unit, qualifier=kept.qualifier
        ):
            return None
    elif not is_chinese_quantity(
        text, start, end, number=number, unit=unit,
        announced=kept.start < start or bool(fuzzy), qualifier=kept.qualifier,
    ):  # fmt: skip
        return None
    if unit in ("%", "‰", "百分点") and _SIGN.search(text, max(at, start - 2), start):
        return Quantity(start - 1, kept.end, -high, -low, unit, kept.qualifier)
    return kept
