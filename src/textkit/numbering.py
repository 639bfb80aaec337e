"""Marks of numbered headings and items → numbers, and a note where they do not run on."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Protocol

NUMERAL = r"[一二三四五六七八九十百]+"
_ORDER = {"首先": 1, "其次": 2, "再次": 3, "最后": 4}


class Numbered(Protocol):
    """A heading with a form (一、), a number and a level."""

    form: str
    number: int | None
    level: float


def number_of(marker: str) -> int:
    """Read a Chinese, Arabic or enclosed numeral.

    >>> [number_of(one) for one in ("二十一", "１2", "③", "㈩", "百")]
    [21, 12, 3, 10, 100]
    """
    if marker in _ORDER:
        return _ORDER[marker]
    if marker.isdecimal():
        return int(marker)
    total, digit = 0, 0
    for sign in marker:
        value = int(unicodedata.numeric(sign))
        if sign in "十百":
            total, digit = total + max(digit, 1) * value, 0
        else:
            digit = value
    return total + digit


def numeral_of(number: int) -> str:
    """Write a number below a hundred as Chinese headings do.

    >>> [numeral_of(one) for one in (3, 10, 21)]
    ['三', '十', '二十一']
    """
    digits = " 一二三四五六七八九"
    tens, ones = divmod(number, 10)
    return (("" if tens == 1 else digits[tens]) + "十" if tens else "") + digits[ones].strip()


def note_numbering(headings: Iterable[Numbered | None]) -> list[str]:
    """Say of each heading whether its number goes on from the one before it, or how not.

    A form may run on under the next heading above it: （三） of 二、 after （二） of 一、 is well.
    """
    notes: list[str] = []
    above: list[tuple[float, dict[str, int]]] = [(0, {})]  # level, last number of each form below
    latest: dict[str, int] = {}
    for one in headings:
        note = ""
        if one is not None:
            while above[-1][0] >= one.level:
                above.pop()
            siblings = above[-1][1]
            above.append((one.level, {}))
            if one.number is not None and one.form != "首先，":
                before = siblings.get(one.form)
                note = _note(one.form, one.number, before, latest.get(one.form, 0))
                siblings[one.form] = latest[one.form] = one.number
        notes.append(note)
    return notes


def _note(form: str, number: int, before: int | None, latest: int) -> str:
    def say(value: int) -> str:
        return str(value) if form in ("1.", "（1）", "①") else numeral_of(value)

    if before is None:
        return "" if number in (1, latest + 1) else f"starts at {say(number)}"
    if number == before + 1:
        return ""
    if number == before:
        return f"repeats {say(number)}"
    if number == 1:
        return f"starts again at {say(1)}"
    word = "jumps" if number > before else "goes back"
    return f"{word} from {say(before)} to {say(number)}"
