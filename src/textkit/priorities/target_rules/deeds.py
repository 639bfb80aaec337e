"""Number and the one before it → what its verb, or what is said behind it, makes it of."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from textkit.priorities.target_rules.edges import purpose
from textkit.priorities.target_rules.measures import changes, is_share
from textkit.priorities.target_rules.numbers import RATES, Number
from textkit.priorities.target_rules.sentence import Sentence
from textkit.priorities.target_rules.words import among
from textkit.quantities.units import COUNTERS

SAYING = re.compile(r"[\u4e00-\u9fff“”]{2,10}(?=[，。；、]|$)")
_USE = re.compile(r"(?:都|均|要)?用于[\u4e00-\u9fff]{2,10}")
_DEEDS = among("整改 改造 销号 办结 搬迁 拆迁 拆除 治理 整治 修复 签约 建设")
_OWNED = among("投资 投入 资金")


@dataclass(slots=True)
class Item:
    """What a number leaves for later ones of its sentence."""

    heads: list[str]
    verb: str
    led: bool
    unit: str
    end: int
    several: list[str] = field(default_factory=list)


def is_same_deed(noun: str, number: Number, last: Item | None) -> bool:
    """Tell a deed that was done to things that the number before counts."""
    if noun not in _DEEDS or number.verb != "完成" or last is None:
        return False
    return last.unit == number.quantity.unit and last.unit in COUNTERS


def purpose_of(sentence: Sentence, number: Number) -> str:
    """Return what an amount is for, with the noun for the money: 农村电网改造|投入."""
    what = purpose(sentence.masked, number.quantity.end)
    money = number.noun or number.verb
    return what + money if what and money in _OWNED else what


def use_of(sentence: Sentence, number: Number) -> str:
    """Return what a share of a thing is for: 财力的80%|用于民生改善."""
    if not (number.rate and number.words.endswith("的")):
        return ""
    found = _USE.match(sentence.masked, number.quantity.end)
    return found[0] if found else ""


def said_of(sentence: Sentence, number: Number, last: Item | None) -> list[str]:
    """Return what is said of a number that opens its clause: 近50万人|受惠."""
    one = number.quantity
    people = one.unit in ("人", "名", "人次")
    if last and (number.left == number.floor or (last.unit == one.unit and not people)):
        return []
    found = SAYING.match(sentence.masked, one.end)
    return [found[0]] if found else []


def lends_verb(sentence: Sentence, last: Item, number: Number) -> bool:
    """Tell whether the last number's verb stands for one that has none of its own."""
    gap = sentence.masked[last.end : number.left]
    if gap.strip("，、和及与\x00"):
        return False
    link = sentence.masked[last.end : number.left + 1][:1]
    joined = link in ("、", "和", "及", "与") or last.end == number.quantity.start
    if not joined and not (link == "，" and number.noun):
        return False
    if number.quantity.unit != last.unit:
        return last.led and joined
    amount = number.quantity.unit not in RATES
    if link == "，" and (changes(last.verb) < 0 or (changes(last.verb) and amount)):
        return False  # 增加3亿元，其中农业投资|7亿元
    return not changes(last.verb) or not is_share(number.noun)
