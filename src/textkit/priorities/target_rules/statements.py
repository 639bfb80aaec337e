"""Sentence → the statements of numbers in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from textkit.priorities.target_rules.edges import SAID, strip_front
from textkit.priorities.target_rules.heads import HeadFinder, is_generic
from textkit.priorities.target_rules.measures import changes, measure_of, sign_of
from textkit.priorities.target_rules.numbers import Number, bases, look_around, words_before
from textkit.priorities.target_rules.predicates import (
    done_behind,
    given_to,
    is_part_done,
    of_all,
)
from textkit.priorities.target_rules.relative import Relative, find_relatives
from textkit.priorities.target_rules.segments import take_apart
from textkit.priorities.target_rules.sentence import Sentence, plain_text
from textkit.quantities import Period, Quantity, find_periods
from textkit.quantities.units import COUNTERS

_MAYBE = re.compile(
    r"[0-9０-９零]|[一二三四五六七八九十百千万亿两几]"
    r"|同步|持平|全|尽|清零|归零|高于|快于|低于|优于|好于|翻番"
)
_SHARES = re.compile("(?<!增长)(?:率|比重|占比|比例|强度|系数)$")
# 高于全国、全省|1个和2个百分点: said of a number
_ALSO = re.compile("、[^，。；]{1,16}?[0-9.]+个?(?:[、和][0-9.]+个?)*百分点")
_TOWARDS = re.compile("(?<=[\u4e00-\u9fff]{2})向[^，、]{2,8}$")
_INDEX = re.compile("(?:价格|物价)[^率]{0,3}指数$")
_VISITS = re.compile("人[次数]$")
_PEOPLE = re.compile(
    r"(?<=[万千百0-9])(?:名)?(?:建档立卡|农村|城镇|城乡|贫困|困难|低收入|农业转移|下岗|失业|残疾|返乡|脱贫|各族|外来|新增){0,3}"
    r"(?:人口|群众|农民工?|居民|职工|劳动力|人员|学生|师生|党员干部|党员|干部|儿童|老人|残疾人|移民)"
)
_ASIDE = re.compile("大?方面的?")
_SUITED = frozenset({"相适应", "相匹配", "相协调", "相当"})
_MONEY = re.compile(
    "(?:产值|收入|增加值|总值|GDP|投资|营收|销售额|零售额|税收|贷款|存款|余额|总额|交易额|利润|产业|集群|经济总量|经济规模)$"
)
_PACED = re.compile(r"的?(?:年均)?(?:增长|增速|速度|增幅)")
# 与全国同步|全面建成小康社会: what is done at the same time
_TOGETHER = re.compile(r"[^，。；、！？（）\n]{4,20}(?=[，。；、！？）\n]|$)")
# 电商服务站|实现村居全覆盖: where, not what
_WIDELY = re.compile(
    r"^(?P<what>.{2,})(?:基本)?(?:实现|在)(?:城乡|村居|行政村|建制村|自然村|乡镇|街道|全域|县域|社区|"
    r"区县|市县|各县|全市|全省|全区|全县|镇村|县乡村|县区|乡村|村级|镇街|县城|城镇|城区|农村|区|县|县市区|县级|市级|乡级|镇级|省级|州市|市县乡?|省市县|省市县乡村?|人群|.{0,8}规划区)(?:实现|基本)?$"
)
# 每个县|建成1个示范村: not the city's one
_EACH = re.compile(
    r"(?:^|[，。；：、！？）\n\x00])(?:确保|力争|要求|实现|支持|引导|鼓励|推动|做到|原则上|努力|要|保证|争取|年内|今年){0,2}"
    r"(?P<each>每(?:个|一|一个|条|所)?(?:县（市、区）|县（市）区?|县（区）|县市区|县区|市县|县市|县城|县|市州|市|区|乡镇|乡（镇）|镇街|镇|乡|街道|"
    r"行政村|村|社区|产业链|园区|开发区|学校|农户|户企业|户)(?!级|政|域|道|场|民|内))(?:都|均|至少|每年)?[^，。；！？每各全]{0,40}$"
)


@dataclass(slots=True)
class Statement:
    """A number said of an indicator, as the sentence has it; offsets are the sentence's."""

    indicator: str
    measure: str
    low: float
    high: float
    unit: str
    qualifier: str
    verb: str
    commitment: str
    start: int
    end: int
    period: Period | None  # that the sentence itself gives it
    clause: str
    done: bool  # 了 stands before the number
    led: bool  # its clause opens with a verb of doing


def read_statements(
    text: str,
    *,
    report_year: int | None = None,
    spoken_year: int | None = None,
    expected: Callable[[str], str] | None = None,
) -> list[Statement]:
    """Find what a sentence says in numbers: of what, how much, by which verb.

    ``spoken_year`` is the year that 今年 is, if it is not the report's; ``expected`` tells
    the measure that the list of indicators has for one, or nothing.

    >>> for one in read_statements("力争地区生产总值增长6%左右，新增城镇就业9000人。"):
    ...     print(one.indicator, one.measure, one.low, one.unit, one.qualifier, one.commitment)
    地区生产总值 growth 6.0 % 左右 力争
    城镇就业 count 9000.0 人  力争
    """
    if not _MAYBE.search(text):
        return []
    plain = plain_text(text)
    sentence = Sentence(
        plain, find_periods(plain, report_year=report_year, spoken_year=spoken_year)
    )
    return _Reader(sentence, expected or _nothing).read()


def _nothing(indicator: str) -> str:
    return ""


class _Reader:
    def __init__(self, sentence: Sentence, expected: Callable[[str], str]) -> None:
        self.sentence, self.expected = sentence, expected
        self.heads = HeadFinder(sentence, expected)
        self.found: list[Statement] = []
        self.floor = 0  # where what belongs to the numbers read so far ends
        self.spread = ""  # 分别, if it stands before that value
        self.based = -1  # where the value that a change comes from ends

    def read(self) -> list[Statement]:
        sentence = self.sentence
        waiting = sentence.quantities
        for place, bare in enumerate(waiting):  # 22.7万|贫困人口
            if not bare.unit and bare.low >= 100 and _PEOPLE.match(sentence.text, bare.end):
                waiting[place] = replace(bare, unit="人")
        relatives = [
            one for one in find_relatives(sentence.masked)
            if not sentence.holds_number(one.start, one.end)
            and not (one.measure == "growth" and _ALSO.match(sentence.text, one.end))
        ]  # fmt: skip
        for one in relatives:  # a later number of the clause is not of 同步 or 零的突破
            size = one.end - one.start  # what is masked is no part of a noun before it
            sentence.masked = (
                sentence.masked[: one.start] + SAID * size + sentence.masked[one.end :]
            )
        position = 0
        while position < len(sentence.quantities):
            position += self._quantity(position)
        for one in relatives:
            self._relative(one)
        self.found.sort(key=lambda one: (one.start, one.end))
        return [one for place, one in enumerate(self.found) if not self._is_whole(one, place)]

    def _is_whole(self, one: Statement, place: int) -> bool:
        """Tell a number that says only of how many the next ones are done."""
        if one.verb or one.unit not in COUNTERS or place + 1 == len(self.found):
            return False
        later = self.found[place + 1]
        alike = later.unit == one.unit and later.low <= one.low
        return alike and is_part_done(self.sentence.masked, one.end, later.start)

    def _quantity(self, position: int) -> int:
        """Read one quantity, or a run that belongs together; return how many were read."""
        waiting = self.sentence.quantities
        one = waiting[position]
        floor = min(self.floor, one.start)
        left = self.sentence.left(one.start, floor)
        words = words_before(self.sentence, one, left)
        if (base := bases(self.sentence, waiting, position, words)) is not None:
            named, count = base
            last = waiting[position + count - 1]
            self.floor = self.based = last.end
            self.spread = self.heads.remember(named, last)
            return count
        number = look_around(
            self.sentence, waiting, position, left, floor, words,
            follows=self.heads.last is not None,
        )  # fmt: skip
        if number is None:
            if aside := _ASIDE.match(self.sentence.text, one.end):
                self.floor = aside.end()  # 10个方面|45项改革
            elif one.unit in ("条", "类", "批"):
                self.floor = one.end  # 支持企业16条、|促消费15条
            return 1
        if left == self.based and not number.behind:
            number.noun = ""  # 由43个|逐步优化整合为|16个
            number.segment.spread = number.segment.spread or self.spread
        heads = self.heads.find(number, position)
        if not heads.names or not heads.names[0]:
            return 1
        for step in range(heads.run):
            quantity = self._bounded(waiting[position + step], one)
            verb = heads.verb
            if step:
                words = self.sentence.words(waiting[position + step - 1].end, quantity.start)
                verb = take_apart(words).verb or verb
            for name in heads.names if heads.run == 1 else [heads.names[step]]:
                self._add(name, quantity, verb, number, counted=heads.counted)
        end = waiting[position + heads.run - 1].end
        self.heads.keep(heads, number, end)
        self.floor = max(number.end, end)
        return heads.run

    def _bounded(self, later: Quantity, first: Quantity) -> Quantity:
        """Return a number of a run with the bound before its first: 分别超280亿元、|1100亿元."""
        ahead = self.sentence.text[first.start] in "超突不近约逾高低"
        if later is first or later.qualifier or not ahead or first.low != first.high:
            return later
        return replace(later, qualifier=first.qualifier)

    def _add(self, name: str, one: Quantity, verb: str, number: Number, *, counted: bool) -> None:
        expected = self.expected(name)
        if _PACED.match(self.sentence.text, one.end):
            expected, verb = "growth", verb if changes(verb) else "增长"
        verb = number.margin or verb
        measure = measure_of(name, verb, one.unit, counted=counted, expected=expected)
        if number.planned and not changes(verb):
            measure = "completion"
        low, high = one.low, one.high
        if not one.unit and 0 < high < 1:
            measure = "share"  # 1/3
        unit = number.unit or one.unit
        if not unit and low >= 1e8 and _MONEY.search(name):
            unit, measure = "元", "level"  # 增加值|突破千亿
        elif low >= 80 and unit in ("%", "") and _INDEX.search(name):
            measure = "level"  # 居民消费价格指数103.5: the year before is 100
        if measure == "growth" and sign_of(name, verb) < 0:
            low, high = -high, -low
        if "元" in unit and (found := _VISITS.search(name)):
            written = self.sentence.text[one.start : one.end]
            if "元" not in written:  # 游客人次和人均花费分别达|30万、500元
                unit, measure = found[0].replace("数", ""), "count"
        qualifier = one.qualifier or number.margin
        span = (one.start, number.end if number.unit else one.end)
        self._append(name, measure, (low, high), unit, qualifier, verb, span, number.segment.led)

    def _relative(self, one: Relative) -> None:
        """Read a target without a number."""
        floor = max((done.end for done in self.found if done.end <= one.start), default=0)
        left = self.sentence.left(one.start, floor)
        words = self.sentence.words(left, one.start)
        segment = take_apart(words, doing=False)
        noun = segment.noun if segment.noun.strip("“”") else one.of
        if found := _WIDELY.match(words):
            noun = strip_front(found["what"])[0] or noun
        follows = self.sentence.text[one.end : one.end + 1]
        if words.endswith(("坚持", "坚持“")):
            return
        if follows == "的" and (one.measure == "completion" or one.qualifier in _SUITED):
            return
        ending = words.rpartition("、")[2]
        noun = _TOWARDS.sub("", noun)
        if noun and (
            is_generic(noun) or ("、" in words and ending and not take_apart(ending).noun)
        ):
            noun = ""  # 建立台账、|限时清零
        if one.qualifier == "全部" and self._has_number(left, one.start):
            return  # 150件积案|全部办结 is said of the number
        measure = one.measure
        if not noun and one.ahead:
            said = _TOGETHER.match(self.sentence.masked, one.end)
            noun = strip_front(said[0].replace("\x00", ""))[0] if said else ""
            measure = "completion" if noun else measure
        names = self._shared(noun) if noun else []
        if not names and one.qualifier != "全部":
            named = self.heads.named_before(left, floor, led=one.qualifier == "应尽")
            last = self.heads.last.heads if self.heads.last is not None else []
            names = [named] if named else last
        for name in names:
            compared = one.measure == "growth" and one.verb.endswith("于")
            shares = compared and _SHARES.search(name) is not None
            self._append(  # 投入强度|低于全省平均水平 compares shares
                name, "share" if shares else measure, (one.low, one.high), one.unit, one.qualifier,
                segment.verb or one.verb, (one.start, one.end), segment.led,
            )  # fmt: skip

    def _has_number(self, left: int, at: int) -> bool:
        """Tell whether a number stands in a clause before a place."""
        begin = self.sentence.left_of_text(at)
        return self.sentence.holds_number(min(begin, left), at)

    def _shared(self, noun: str) -> list[str]:
        """Return the indicators of a list that is in step, or done, as one."""
        return self.heads.each(noun) or [noun]

    def _append(
        self, name: str, measure: str, values: tuple[float, float], unit: str, qualifier: str,
        verb: str, span: tuple[int, int], led: bool,
    ) -> None:  # fmt: skip
        clause = self.sentence.clause(*span)
        each = _EACH.search(self.sentence.text, max(0, span[0] - 60), span[0])
        if name.startswith("“") and len(name) > 3:
            name = name.removesuffix("和")
        if each is not None and "每" not in name:
            name = each["each"] + name
        if unit in COUNTERS:
            name, given = given_to(self.sentence.masked, *span, name)
            verb = given or verb or done_behind(self.sentence.masked, span[1])
        elif unit == "%" and measure == "share":
            name = of_all(self.sentence.masked, span[1], name)
        period = self.sentence.period(span[0])
        if period is None and "年均" in clause:
            period = self.sentence.period_ahead(span[0])
        self.found.append(
            Statement(
                name.strip("、，的 "), measure, *values, unit, qualifier, verb.removesuffix("了"),
                self.sentence.grade(span[0]), *span, period, clause,
                self.sentence.is_done(*span), led,
            )
        )  # fmt: skip
