"""Quantity in its sentence → the words that belong to it, taken apart."""

from __future__ import annotations

import re
from dataclasses import dataclass

from textkit.priorities.target_rules.descriptions import describes, is_threshold
from textkit.priorities.target_rules.edges import noun_after
from textkit.priorities.target_rules.measures import changes
from textkit.priorities.target_rules.segments import Segment, take_apart
from textkit.priorities.target_rules.sentence import BASIS, Sentence
from textkit.priorities.target_rules.words import DOING, either
from textkit.quantities import Quantity
from textkit.quantities.units import COUNTERS

RATES = frozenset({"%", "‰", "百分点", "番", "倍"})
_TO_COME = re.compile(
    r"(?:左右|以上)?[，、]?(?:提高|增加|上升|提升|下降|降低|增长|扩大|缩短|减少|压缩|调整|发展|降|升|增|减|"
    r"回落|缩小|跃升|压减|拓展|扩展|变|改|调|合|合并|整合|归并|撤并|精简|压|扩|翻)(?:了)?[到至为]"
)
_FROM = re.compile(r"(?:由|从|自)[^，。；由从]{0,24}$")
_MARGIN = re.compile(
    r"(?:(?P<word>高于|快于|低于|优于|好于|高出|超出|超过|超)[^，。；、]{0,16}?"
    r"(?:平均水平|平均|水平|增速|增幅|速度|增长|涨幅|全国|全省|全市|全区|全县|上年|去年|同期|目标|计划|预期|指标|.{0,4}[省市区县])"
    r"|(?:(?<!占)比(?!重|例|率|值)|较)[^，。；、]{1,20}?(?:增速|平均)?(?P<more>高|快|低|多|少|慢))(?:出|了)?$"
)
_ABOVE = {"高出": "高于", "超出": "高于", "超过": "高于", "超": "高于"}
_ON_BASIS = re.compile(r"在[^，。；]{0,20}基础上")
_RANKS = re.compile("行列|俱乐部|方阵|时代|阵营")
_STEP = re.compile(r"[一二两三四五六七八九十]?个?(?:千亿|百亿)?元?(?:台阶|大关|关口|规模|目标)")
_PLANNED = re.compile(
    r"(?:为|占|达|是|完成|超|的)*(?:了)?(?:全年|年度|年|当年)?(?:计划|目标任务|目标|任务|预算)"
    r"(?:任务|目标|数)?的?$"
)
_LIKENED = re.compile(r"(?:是|为|相当于)[^，。；、]{1,14}的$")
# Units that the words behind a number make.
_UNITS = {("个", "班次"): "个", ("个", "场次"): "个", ("条", "段"): "条段"}
_PUSHED = re.compile(r"(?:推进|推动|加快|确保|力争|促进|保证|争取)(?:[^，。；]{0,12}等)?$")
_DEED = re.compile(
    r"(?![^，。；]{0,12}实现)[^，。；、！？（）\n\x00“”]{1,10}(?:竣工|开工|投产|投用|通车|建成|落地|开复工|复工|签约|落位|达效|开业|运营|投入使用|"
    r"主体完工|完工|交付|启动|入驻|开复工)+(?:建设|投产|通车|达效|使用|运营|落位|落地|竣工|投用)*(?=[，。；、！？]|$)"
)
_CLINGING = re.compile(r"[^0-9一二三四五六七八九十百千万亿几数半两]*")
_DOING = re.compile(either(DOING))


@dataclass(slots=True)
class Number:
    """A quantity and its surroundings, on the way to its indicator."""

    quantity: Quantity
    left: int  # where its clause begins, or what the last number took in ends
    floor: int
    end: int  # where what belongs to it ends
    words: str  # between left and the number
    behind: str  # the noun right behind it
    segment: Segment
    noun: str
    verb: str
    touching: bool  # a verb touches the number
    margin: str  # 高于 … if the number is a distance from something else
    planned: bool  # a share of a plan
    unit: str = ""  # if the words behind the number tell a better one: 30个|班次

    @property
    def rate(self) -> bool:
        """Whether it is a rate, and no amount."""
        return self.quantity.unit in RATES

    @property
    def doing(self) -> bool:
        """Whether a verb of doing touches it."""
        return self.touching and not changes(self.verb) and bool(_DOING.fullmatch(self.verb))

    @property
    def money(self) -> bool:
        """Whether it is an amount of money."""
        return "元" in self.quantity.unit


def is_base(sentence: Sentence, one: Quantity, words: str) -> str | None:
    """Return the words before 由 if a number is the value that a change comes from."""
    found = _FROM.search(words)
    if found is None or not _TO_COME.match(sentence.text, one.end):
        return None
    return words[: found.start()]


def words_before(sentence: Sentence, one: Quantity, left: int) -> str:
    """Return the words of a number's clause before it."""
    return _ON_BASIS.sub("", sentence.words(left, one.start))


def look_around(
    sentence: Sentence, waiting: list[Quantity], position: int, left: int, floor: int,
    words: str, *, follows: bool,
) -> Number | None:  # fmt: skip
    """Take the surroundings of a quantity apart; None if it describes a thing.

    ``follows``: another number of the sentence was read before this one.
    """
    one = waiting[position]
    after = [other.start for other in waiting[position + 1 :] if other.start > one.end]
    right = after[0] if after else len(sentence.text)  # a threshold may follow: 15个|10亿元以上项目
    if describes(sentence.text, one, words, right) or _names(waiting, position):
        return None
    if left == floor and words.startswith("、") and follows:
        ending = words.rpartition("、")[2]
        if ending and not take_apart(ending).noun:
            words = ending  # 突破1万亿元、跨越四个台阶、|年均增长
    margin = ""
    if one.unit in ("百分点", "%", "倍") and (found := _MARGIN.search(words)):
        margin = _ABOVE.get(found["word"] or "", found["word"]) or f"{found['more']}于"
        words = words[: found.start()] + "高于"
    planned = one.unit == "%" and _PLANNED.search(words) is not None
    words = _PLANNED.sub("", words) if planned else words
    if one.unit in ("倍", "%"):
        words = _LIKENED.sub("", words)
    behind = _behind(sentence, one, waiting, position, right)
    unit, end = "", one.end
    if (one.unit, behind) in _UNITS:
        unit, end, behind = _UNITS[one.unit, behind], end + len(behind), ""
    segment = take_apart(words, followed=bool(behind))
    if behind and one.unit in COUNTERS and _PUSHED.search(words):
        behind = _whole_deed(sentence, one.end, right) or behind
    number = Number(
        one, left, floor, end, words, behind, segment, segment.noun, segment.verb,
        segment.touching, margin, planned, unit,
    )  # fmt: skip
    _settle(number, sentence.text[one.start : one.end], follows=follows)
    return number


def _names(waiting: list[Quantity], position: int) -> bool:
    """Tell an amount that names what the next number counts: 50亿元|11个."""
    one, rest = waiting[position], waiting[position + 1 :]
    return bool(rest) and "元" in one.unit and rest[0].start == one.end and rest[0].unit in COUNTERS


def _behind(
    sentence: Sentence, one: Quantity, waiting: list[Quantity], position: int, right: int
) -> str:
    """Return the noun behind a number."""
    following = waiting[position + 1] if position + 1 < len(waiting) else None
    adjacent = following is not None and following.start == one.end
    if adjacent and following is not None and not is_threshold(sentence.text, following):
        return ""  # 基地70个|23万亩, but 15个|10亿元以上项目
    start = one.end
    if (
        one.unit == "%" and sentence.text[start : start + 1] == "的"
        and not BASIS.match(sentence.text, start)
    ):  # fmt: skip
        start += 1  # 95%的|政务服务事项
    return noun_after(sentence.masked, start, right).replace("\x00", "")


def _whole_deed(sentence: Sentence, start: int, right: int) -> str:
    """Return what is to be done with the things counted: 确保13条|道路竣工通车."""
    found = _DEED.match(sentence.masked, start, right)
    return found[0] if found else ""


def _settle(number: Number, written: str, *, follows: bool) -> None:
    """Take in the verb that clings to the number, and units the number does not know."""
    one, behind = number.quantity, number.behind
    found = _CLINGING.match(written)
    clinging = found[0].strip() if found else ""
    if clinging not in ("近", "约", "超", "逾", "大约", "至少", "最多"):
        number.verb = number.verb or clinging
        number.touching = number.touching or len(clinging) > 1
    if number.verb == "为" and behind and one.unit in COUNTERS:
        number.verb, number.touching = "", False  # 为1900个老旧小区提供
    if number.money and _STEP.match(behind):
        number.behind = ""
    if follows and _RANKS.match(behind):  # 第三个进入3000亿元行列
        number.noun = number.behind = ""
    if behind == "段" or (not one.unit and len(behind) == 1 and number.noun):
        number.behind, number.end = "", one.end + 1  # 110条段159.7公里, 突破400万单
