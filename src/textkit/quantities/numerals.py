"""Numerals as written, Arabic, Chinese or mixed → numbers."""

from __future__ import annotations

import re
from fractions import Fraction

DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
SCALES = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
# A letter that a scan has put for a digit: l0%, 1O万.
_MISREAD = re.compile(
    r"[lOo](?:(?<![A-Za-z0-9]l)(?<=l)(?=[0-9][0-9.]*[%万亿])|(?<=[0-9][Oo])(?=[0-9.]*[%万亿]))"
)
LONGEST = 40  # signs; what is longer is no numeral
# Full-width signs of numbers, one for one, so that offsets stay.
HALF_WIDTH = str.maketrans("０１２３４５６７８９．％／～－", "0123456789.%/~-")
FULL_WIDTH = re.compile("[０-９．％／～－]")

ARABIC = r"[0-9]++(?:,[0-9]{3}(?![0-9])| [0-9]{3}(?=[万亿元吨亩人户]))*+(?:\.[0-9]++)?+"
# 千瓦, 千米 … and 百分之, 百分点 are words of their own.
SCALE = r"(?:[万亿]|百(?!分[之点])|千(?![瓦米克伏卡]))"
# 几 and 数 are numerals beside a scale only: 几十, 数百, 十几.
CHINESE = (
    rf"(?:[一二三四五六七八九十零〇两]|{SCALE}|[几数](?=[十百千万亿])|(?<=十)几)++"
    r"(?:点[一二三四五六七八九零〇]++)?+"
)

# What may follow a number and its scale: 3亿5千万.
MORE = r"(?:(?<=[百千万亿])[0-9]{1,4}[百千万]{1,2})*+"
_MORE = re.compile(r"([0-9]{1,4})([百千万]{1,2})")

_NUMERAL = re.compile(
    rf"(?P<number>{ARABIC})(?P<scale>[百千万亿]*)(?P<more>{MORE})"
    rf"|(?P<over>{ARABIC})/(?P<under>{ARABIC})"
    r"|(?P<under_han>[一二三四五六七八九十百千万亿零〇两0-9.]+)分之(?P<over_han>.+)"
    r"|(?P<han>[一二三四五六七八九十百千万亿零〇两]+(?:点[一二三四五六七八九零〇]+)?)(?P<han_scale>[百千万亿]*)"
    r"|(?P<half>一?半)"
)
_TWO_DIGITS = re.compile(r"([一二两三四五六七八九])([二三四五六七八九])(?=$|[十百千万亿])")


def plain(text: str) -> str:
    """Write the signs of numbers in half width, sign for sign, so that offsets stay.

    >>> plain("增长５．２％，增长l0%")
    '增长5.2%，增长10%'
    """
    if FULL_WIDTH.search(text):
        text = text.translate(HALF_WIDTH)
    if _MISREAD.search(text):
        text = _MISREAD.sub(lambda found: "1" if found[0] == "l" else "0", text)
    return text


def read_numeral(text: str) -> float:
    """Read a numeral: Arabic, full-width, Chinese or mixed, with scales and fractions.

    百分之六点五 is a share, .065; a quantity in per cent is what ``find_quantities`` makes of
    it. Words of approximation (多, 余) belong to a quantity, not to its numeral.

    Raises
    ------
    ValueError
        If the text is no numeral, or divides by zero.

    >>> [read_numeral(one) for one in ("4.5万", "一千二百", "１２００")]
    [45000.0, 1200.0, 1200.0]
    >>> read_numeral("百分之六点五"), read_numeral("1/4"), read_numeral("两亿三千万")
    (0.065, 0.25, 230000000.0)
    """
    joined = re.sub(r"[\s，]", lambda one: "," if one[0] == "，" else "", text)
    found = _NUMERAL.fullmatch(joined.translate(HALF_WIDTH))
    if found is None or len(text) > LONGEST:
        raise ValueError(f"{text[:20]!r} is no numeral; 4.5万, 一千二百, 三分之一 and 1/4 are.")
    if found["number"]:
        return scaled(found["number"], found["scale"]) + more(found["more"])
    if found["half"]:
        return 0.5
    if found["han"]:
        return chinese(found["han"] + found["han_scale"])
    over, under = found["over"] or found["over_han"], found["under"] or found["under_han"]
    bottom = Fraction(read_numeral(under))
    if not bottom:
        raise ValueError(f"{text!r} divides by zero.")
    return float(Fraction(str(read_numeral(over))) / bottom)


def more(text: str) -> float:
    """Return the value of what follows a number and its scale: 5千万 in 3亿5千万."""
    return sum(scaled(*pair.groups()) for pair in _MORE.finditer(text)) if text else 0.0


def _scale(text: str) -> int:
    value = 1
    for sign in text:
        value *= SCALES[sign]
    return value


def scaled(text: str, scale: str) -> float:
    """Return the value of an Arabic number times its scale (4.5, 万), rounded once.

    >>> scaled("1.1", "亿")
    110000000.0
    """
    digits = text if text.isdecimal() else text.replace(",", "").replace(" ", "")
    if not scale:
        return float(digits)
    if len(digits) > 18:
        return float(Fraction(digits) * _scale(scale))
    head, _, tail = digits.partition(".")
    places: int = 10 ** len(tail)
    return int(head + tail) * _scale(scale) / places


def chinese(text: str) -> float:
    """Return the value of a Chinese numeral; digits in a row are read as digits.

    >>> chinese("三千零五万"), chinese("六点五亿"), chinese("二〇二五"), chinese("十万亿")
    (30050000.0, 650000000.0, 2025.0, 10000000000000.0)
    """
    whole, _, tail = text.partition("点")
    if not tail:
        return float(_whole(whole))
    scale = tail.lstrip("".join(DIGITS))
    digits = "".join(str(DIGITS[sign]) for sign in tail[: len(tail) - len(scale)])
    return scaled(f"{_whole(whole)}.{digits}", scale)


def _whole(text: str) -> int:
    if len(text) > 1 and all(sign in DIGITS for sign in text):
        return int("".join(str(DIGITS[sign]) for sign in text))
    # What stands before 万 and 亿 is multiplied by them whole: 三千零五万, 一万亿.
    total = section = digit = last = 0
    for sign in text:
        if sign in DIGITS:
            digit = DIGITS[sign]
            continue
        scale = SCALES[sign]
        if scale < 10_000:
            section += (digit or 1) * scale
        elif total and scale > last:
            total = (total + section + digit) * scale
            section = 0
        else:
            total += ((section + digit) or 1) * scale
            section = 0
        if scale >= 10_000:
            last = scale
        digit = 0
    if digit and len(text) > 1 and text[-2] in "百千万亿":
        digit *= SCALES[text[-2]] // 10  # as spoken: 三万五 is 三万五千
    return total + section + digit


def spread(text: str) -> tuple[str, str] | None:
    """Tell the two numerals of one that names two digits: 三四十 is 三十 and 四十.

    >>> spread("三四百"), spread("十五六"), spread("三十"), spread("四三")
    (('三百', '四百'), ('十五', '十六'), None, None)
    """
    found = _TWO_DIGITS.search(text)
    if found is None or any(sign in DIGITS for sign in text[found.end() :]):
        return None
    if DIGITS[found[1]] + 1 != DIGITS[found[2]] and found[0] not in ("三五",):
        return None
    before, after = text[: found.start()], text[found.end() :]
    if before and before[-1] in DIGITS:
        return None
    return before + found[1] + after, before + found[2] + after
