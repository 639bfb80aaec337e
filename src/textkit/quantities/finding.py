"""Text → quantities: numbers with unit, range and approximation."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from textkit.quantities.approximation import leading, qualifier, trailing
from textkit.quantities.evidence import is_arabic_quantity, is_chinese_quantity
from textkit.quantities.forms import QUANTITY, Reading, read_number, read_range, read_share
from textkit.quantities.numerals import ARABIC, LONGEST, plain, scaled
from textkit.quantities.units import COUNTERS


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


_JOINS = frozenset("、和与及")
_CHANGE = frozenset("从由自")
_LISTED = re.compile(rf"(?<![第0-9.A-Za-z、])(?:{ARABIC}[百千万亿]*[ \t]?[、和与及][ \t]?)+\Z")
_NUMBER = re.compile(rf"({ARABIC})([百千万亿]*)")
_NEAR = 0.01
_SIGN = re.compile(r"(?<![0-9%A-Za-z万亿元])[-−－负]\Z")


def find_quantities(text: str) -> list[Quantity]:
    """Find the quantities of a text, in order and without overlap.

    What counts, and what a number in Chinese numerals needs to count, is in
    ``textkit.quantities.evidence``; dates and spans are ``find_periods``' matter.

    >>> for one in find_quantities("新增就业4.5万人以上，增长5%—5.5%，完成三大任务"):
    ...     print(one.low, one.high, one.unit, one.qualifier)
    45000.0 45000.0 人 以上
    5.0 5.5 % 区间
    """
    text = plain(text)
    found: list[Quantity] = []
    at = 0
    match = QUANTITY.search(text)
    while match is not None:
        kept, resume = _read(text, match, at)
        if kept is not None:
            if text[kept.start - 1 : kept.start] in _JOINS and kept.start > at:
                _listed(text, kept, found)
                _share_points(text, kept, found)
            found.append(kept)
            at = kept.end
        match = QUANTITY.search(text, max(resume, match.start() + 1))
    return found


def _listed(text: str, last: Quantity, found: list[Quantity]) -> None:
    """Give the numbers before the last of a list its unit: 0.5、0.3和0.2个百分点.

    They have its scale, too, if they have none and are as large: 198、70万平方米. What counts
    is lent to numbers with a scale only: 1226万和377万人, but 2013、3个县.
    """
    begin = found[-1].start if found else 0
    run = _LISTED.search(text, max(begin, last.start - 60), last.start)
    own = _NUMBER.match(text, last.start)
    if run is None or own is None or not last.unit:
        return
    numbers = list(_NUMBER.finditer(text, run.start(), run.end()))
    scale = own[2] if not any(one[2] for one in numbers) else ""
    if not all(_NEAR < scaled(one[1], "") / scaled(own[1], "") < 1 / _NEAR for one in numbers):
        scale = ""
    if last.unit in COUNTERS and not scale and not all(one[2] for one in numbers):
        return
    first = run.start(), ""
    if found and found[-1].end > run.start():
        if found[-1].unit or found[-1].low != found[-1].high:
            return
        first = found[-1].start, found.pop().qualifier
    for one in numbers:
        value = scaled(one[1], one[2] or scale)
        start, word = first if one is numbers[0] else (one.start(), "")
        found.append(Quantity(start, one.end(), value, value, last.unit, word))


def _share_points(text: str, last: Quantity, found: list[Quantity]) -> None:
    """Give numbers of a list the unit that its last one has in full: 1个、3个百分点."""
    after = last
    for place in range(len(found) - 1, -1, -1):
        one = found[place]
        scaled_too = one.unit == "" and text[one.end - 1] in "百千万亿" and last.unit
        joined = text[one.end : after.start].strip() in _JOINS
        if not joined or not ((last.unit == "百分点" and one.unit == "个") or scaled_too):
            return
        after = found[place] = replace(one, unit=last.unit)


def _read(text: str, match: re.Match[str], at: int) -> tuple[Quantity | None, int]:
    """Return the quantity of a match, if it is one, and where to look on."""
    arabic, chinese = match["arabic1"], match["chinese1"]
    number = arabic or chinese
    if number is None:
        reading = read_share(match) if match.end() - match.start() <= LONGEST else None
        return (_made(text, match.start(), at, reading) if reading else None), match.end()
    if len(number) > LONGEST:
        return None, match.end("arabic1" if arabic else "chinese1")
    first = read_number(match, "1")
    if second := match["arabic2"] or match["chinese2"]:
        before = text[match.start() - 1 : match.start()]
        if len(second) <= LONGEST and not (before in _CHANGE and match.start() > at):
            both = read_range(match, first, read_number(match, "2"))
            if both is not None and (kept := _judged(text, match, at, both, second, "2")):
                return kept, kept.end
    kept = _judged(text, match, at, first, number, "1")
    return kept, kept.end if kept else first.end


def _judged(
    text: str, match: re.Match[str], at: int, reading: Reading, number: str, tag: str
) -> Quantity | None:
    """Make the quantity of a number or range, if there is evidence that it is one."""
    start = match.start()
    kept = _made(text, start, at, reading)
    if match["arabic1"]:
        counts = is_arabic_quantity(
            text, start, reading.end, number=match["arabic1"], scale=match["scale" + tag],
            unit=kept.unit, qualifier=kept.qualifier,
        )  # fmt: skip
    else:
        counts = is_chinese_quantity(
            text, start, reading.end, number=number + match["scale" + tag], unit=kept.unit,
            announced=kept.start < start or bool(reading.fuzzy), qualifier=kept.qualifier,
        )  # fmt: skip
    if not counts:
        return None
    if kept.unit in ("%", "‰", "百分点") and _SIGN.search(text, max(at, start - 2), start):
        return Quantity(start - 1, kept.end, -kept.high, -kept.low, kept.unit, kept.qualifier)
    return kept


def _made(text: str, start: int, at: int, reading: Reading) -> Quantity:
    """Take in the words of approximation on either side, and make the quantity."""
    start, before = leading(text, start, at)
    end, after = trailing(text, reading.end)
    ranges = reading.low != reading.high
    word = qualifier(before, after, reading.fuzzy, ranges=ranges)
    return Quantity(start, end, reading.low, reading.high, reading.unit, word)
