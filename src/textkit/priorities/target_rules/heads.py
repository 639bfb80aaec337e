"""Number in its sentence → the indicators it is of."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from textkit.priorities.target_rules.carried import in_full, is_bare, owner_in
from textkit.priorities.target_rules.deeds import (
    SAYING,
    Item,
    is_same_deed,
    lends_verb,
    purpose_of,
    said_of,
    use_of,
)
from textkit.priorities.target_rules.edges import SAID, predicated, strip_front
from textkit.priorities.target_rules.lent import lent_end, lent_noun, next_start, run_length
from textkit.priorities.target_rules.lists import heads_of, is_whole, parts_of
from textkit.priorities.target_rules.measures import changes
from textkit.priorities.target_rules.numbers import Number
from textkit.priorities.target_rules.segments import take_apart
from textkit.priorities.target_rules.sentence import BASIS, HARD_STOP, Sentence
from textkit.priorities.target_rules.words import among
from textkit.quantities import Quantity
from textkit.quantities.units import COUNTERS

# No indicator by itself: what it is of was named before.
_GENERIC = re.compile(
    r"(?:工作|工作目标|奋斗目标)?(?:[一两二三四五]年[间来]?)?(?:平均|年均)?"
    r"(?:增速|增幅|涨幅|增长率|增长速度|降幅|总量|总额|总值|总数|规模|数量|累计|占比|比重|同比|面积|人均|"
    r"平均|总投资|其中|增长|年均增长)?"
)
_NOMINAL = among("减税降费 招商引资 造林 植树 贷款 融资 复垦 绿化 供地 脱贫 让利")
_TIMES = among("工作日 天 小时 分钟 秒 个月 年")
_TIERS = among("中央 国家 自治区 省 市 县 区 省级 市级 县级 区级 国家级")
_LETS = among("实现 有 帮助 推动 促进")
_STAGES = among(
    "开工 竣工 建成 投产 完工 新开工 续建 交付 投用 落地 签约 新签约 开复工 入住 分配入住 启动 "
    "建设 新建 改建 扩建 改造 维修 竣工投产 建成投产 开工建设 完成 实施 推进 开展 办好 新增"
)
_OF_STOCK = ("新增", "净增", "净流入", "增加", "减少")
_FUNDS = among("投资 投入 资金 安排 拿出 筹资 筹措 拨付")
_AWAY = ("等", "的", "、", "和", "及", "与")  # what ends so is not of the number behind it
# 化学需氧量、氨氮|排放量, 养老保险、医疗保险|参保率
_SHARED = re.compile(
    "(?:氧量|氨氮|二氧化硫|氧化物)[、和].*排放(?:总?量|强度)?$|保险[、和].*(?:参保|覆盖).*$"
)
_TOTALS = re.compile(
    r"(?:总值|GDP|收入|投资|增加值|产值|总额|零售额|价格|失业率|就业|总量|能耗|排放|排放量|比重|占比|"
    r"[^的]率|面积|产量|指数|规模|出口|进口|外资|浓度|人口)$"
)


def is_generic(noun: str) -> bool:
    """Tell a noun that says nothing without an earlier one: 增速, 规模."""
    return _GENERIC.fullmatch(noun) is not None


@dataclass(slots=True)
class Heads:
    """The indicators of one number, or of a run of numbers, one each."""

    names: list[str] = field(default_factory=list)
    run: int = 1  # how many numbers; with one, all names share it
    counted: bool = False  # the number says how much is done of it
    verb: str = ""
    whole: bool = False  # its 和 or 、 divides nothing


class HeadFinder:
    """Finds the indicators of the numbers of one sentence, in order."""

    def __init__(self, sentence: Sentence, expected: Callable[[str], str]) -> None:
        self.sentence, self.expected = sentence, expected
        self.waiting = sentence.quantities
        self.last: Item | None = None
        self.of_unit: dict[str, str] = {}  # the last indicator of each unit
        self.named: list[str] = []  # the indicators of the numbers so far, one a number

    def find(self, number: Number, position: int) -> Heads:
        """Return the indicators of a number; without any it is passed over."""
        heads = self._own(number, position)
        if not heads.names:
            self._earlier(heads, number, position)
        if not heads.names and number.behind:
            heads.names, heads.counted = [number.behind], not number.rate
        if not heads.names and BASIS.match(self.sentence.text, number.quantity.end):
            heads.names = self._ahead(number.quantity, position)
        heads.counted = heads.counted or (number.doing and not number.rate)
        if number.money and heads.names and heads.names[0] in _FUNDS:
            what = purpose_of(self.sentence, number)
            heads.names, heads.whole = [what or heads.names[0]], bool(what)
        self._divide(heads, number, position)
        if (
            heads.names
            and not heads.verb
            and self.last is not None
            and lends_verb(self.sentence, self.last, number)
        ):
            heads.verb = self.last.verb
            heads.counted = heads.counted or self.last.led
        return heads

    def keep(self, heads: Heads, number: Number, end: int) -> None:
        """Remember a number that was read."""
        several = heads.names if heads.run > 1 or number.segment.spread else []
        self.of_unit[number.quantity.unit] = (several or heads.names)[-1]
        self.named.extend(several or heads.names[:1])
        self.last = Item(
            several[-1:] or heads.names, heads.verb, number.segment.led or heads.counted,
            number.quantity.unit, end, several,
        )  # fmt: skip

    def remember(self, words: str, one: Quantity) -> str:
        """Remember the indicator of a value that a change comes from; return 分别, if there."""
        segment = take_apart(words)
        if segment.noun.startswith("占") and self.last is not None:
            segment.noun = self.last.heads[-1] + segment.noun
        if segment.noun:
            self.last = Item([segment.noun], segment.verb, False, one.unit, one.end)
        return segment.spread

    # -- named in the number's own clause --------------------------------------------------

    def _own(self, number: Number, position: int) -> Heads:
        heads = Heads(verb=number.verb)
        noun, behind = number.noun, number.behind
        things = number.quantity.unit in COUNTERS and changes(number.verb) != 0
        away = not noun or number.words.endswith(_AWAY) or number.doing or things
        timed = bool(noun) and number.quantity.unit in _TIMES
        if (
            not number.rate
            and behind
            and not timed
            and (away or not (number.touching or number.money))
        ):
            text, end = self.sentence.masked, number.quantity.end
            whole = behind in text[end:]
            number.end = text.find(behind, end) + len(behind) if whole else end
            if whole:
                said = self.sentence.text if SAID in text else text
                behind = predicated(said, number.end, behind, next_start(self.sentence, position))
            heads.names = [
                behind + lent_end(self.sentence, behind, position, self._leading(number))
            ]
            heads.counted = True
            at_place = number.segment.led and not number.touching and 1 < len(noun) <= 8
            tier = noun in _TIERS and number.words.endswith(noun)
            if tier or (at_place and not number.words.endswith(_AWAY) and not number.doing):
                heads.names[0] = noun + heads.names[0]  # 完成|英俊镇|22千米|水系治理
        elif noun.endswith("等") and len(noun) > 1:
            heads.names = [self.of_unit.get(number.quantity.unit, noun.removesuffix("等"))]
        elif noun in _TIERS and (later := lent_noun(self.sentence, position)):
            heads.names, heads.counted = [noun + later], True  # 中央|13项、自治区45项问题整改
        elif is_same_deed(noun, number, self.last):
            heads.counted = True  # 283个问题|已完成整改257个
        elif noun and not is_generic(noun) and not (noun[0] == "占" and self.last):
            heads.names = [self._in_full(noun, number) + use_of(self.sentence, number)]
            heads.counted = number.segment.led
        elif (
            number.rate and not noun and behind and self.sentence.text[number.quantity.end] == "的"
        ):
            heads.names = [behind]
            at = self.sentence.masked.find(behind, number.quantity.end)
            number.end = at + len(behind) if at >= 0 else number.end
        elif number.money and number.verb in _FUNDS and (what := purpose_of(self.sentence, number)):
            heads.names, heads.counted, heads.whole = [what], True, True
        elif number.doing and not number.rate:
            heads.names, heads.counted = self._done(number, position), True
        elif not (number.rate or behind or number.money) and (
            not number.verb or (number.verb in _LETS and not noun)
        ):
            heads.names = said_of(self.sentence, number, self.last)
            heads.counted = bool(heads.names)
        return heads

    def _leading(self, number: Number) -> str:
        """Return the verb of a number, or of the list that it stands in."""
        last, one = self.last, number.quantity
        if number.verb or last is None or "，" in self.sentence.masked[last.end : one.start]:
            return number.verb
        return last.verb

    def _in_full(self, noun: str, number: Number) -> str:
        """Return a noun with what the number before lends it: 粮食面积 …、|产量."""
        last, whole = self.last, noun
        if last is not None and not HARD_STOP.search(self.sentence.masked, last.end, number.left):
            whole = in_full(noun, last.heads[-1], last.unit)
        if whole == noun and is_bare(noun):
            clause = self.sentence.clause_before(number.left, number.floor)
            whole = owner_in(strip_front(clause)[0]) + noun
        return whole

    def _done(self, number: Number, position: int) -> list[str]:
        """Return the indicator of a number with a verb of doing, but no noun."""
        if number.segment.spread:
            return []
        one, verb = number.quantity, number.verb
        if later := lent_noun(self.sentence, position):
            return [later]
        if verb in _NOMINAL:
            return [verb]  # 减税降费260亿元
        if verb in _STAGES:
            earlier = self.of_unit.get(one.unit)
            named = self.named_before(number.left, number.floor, led=True)
            last = self.last.heads[-1] if self.last and "元" not in self.last.unit else ""
            return [earlier or named or last]  # 项目214个，投资9亿元，竣工|56个
        if one.unit in ("人", "名", "户") and (said := SAYING.match(self.sentence.masked, one.end)):
            return [said[0]]  # 帮助1万人|成功创业
        if self.last is None:
            return [verb]
        alone = self.last.unit != one.unit and verb not in _OF_STOCK
        return [verb] if alone else []

    # -- named before ----------------------------------------------------------------------

    def _earlier(self, heads: Heads, number: Number, position: int) -> None:
        spread = number.segment.spread
        if spread == "分别" and len(self.named) > 1:
            heads.run = min(run_length(self.sentence, position), len(self.named))
            heads.names = self.named[-heads.run :]
        elif not spread and self.last is not None:
            several = self.last.several
            if len(several) > 1 and run_length(self.sentence, position) == len(several):
                heads.run, heads.names = len(several), list(several)
        if not heads.names:
            self.carry(heads, number)

    def carry(self, heads: Heads, number: Number) -> None:
        """Take over the indicator that an earlier clause or number of the sentence named."""
        noun, last = number.noun, self.last
        if last is not None and HARD_STOP.search(self.sentence.masked, last.end, number.left):
            last = None
        spread = number.segment.spread == "分别" or number.verb in ("惠及", "受益")
        named = self.named_before(number.left, number.floor, led=spread)
        if named and (spread or _TOTALS.search(named) or self.expected(named)):
            heads.names = [named]
        elif last is not None:
            heads.names = list(last.heads)
            if last.led and not (number.rate or noun or heads.verb):
                heads.verb = last.verb
            heads.counted = heads.counted or (last.led and not heads.verb)
        elif 1 < len(named) <= 16:
            heads.names = [named]
        elif len(noun) > 2:
            heads.names = [noun]
            return
        if noun.startswith("占") and len(noun) > 2:
            heads.names = [name + noun for name in heads.names]
        elif noun in ("占比", "比重"):
            heads.names = [name.removesuffix(noun) + noun for name in heads.names]
        elif noun in ("人均", "平均"):
            heads.names = [noun + name for name in heads.names]
        elif noun == "总投资":
            heads.names = [noun]

    def named_before(self, left: int, floor: int, *, led: bool = False) -> str:
        """Return the noun of the clause before, if it is one: 地区生产总值，|预期增长6%.

        ``led``: even if a verb of doing opens that clause.
        """
        clause = self.sentence.clause_before(left, floor)
        segment = take_apart(clause) if clause else None
        return segment.noun if segment is not None and (led or not segment.led) else ""

    def _ahead(self, one: Quantity, position: int) -> list[str]:
        """Return the indicator of the next number: 在增长3%的基础上，地区生产总值增长6%."""
        if position + 1 >= len(self.waiting):
            return []
        following = self.waiting[position + 1].start
        words = self.sentence.words(self.sentence.left(following, one.end), following)
        noun = take_apart(words).noun
        return [noun] if noun else []

    # -- several ---------------------------------------------------------------------------

    def _divide(self, heads: Heads, number: Number, position: int) -> None:
        """Give each of several indicators its number, or all of them the same one."""
        if len(heads.names) != 1 or heads.run > 1 or heads.whole:
            return
        name, spread = heads.names[0], number.segment.spread
        if spread and spread != "分别":
            heads.names = heads_of(name, 0)
        elif spread or re.search("、|和|与|城乡|存贷|市县", name):
            parts = len(heads_of(name, 0))
            run = run_length(self.sentence, position)
            if spread and run < parts == run_length(self.sentence, position, mixed=True):
                run = parts  # 覆盖率、人均面积分别达到|38%和12平方米
            if parts == 1 and run == 2 and len(set(heads_of(name, 2))) == 2:
                parts = 2  # 存贷款余额|增长9%和19%
            run = min(run, parts) if parts > 1 else run
            if (spread and run > 1) or run == parts > 1:  # also 收集率、处理率达到70%和95%
                heads.run, heads.names = run, heads_of(name, run)
            elif number.rate or spread:  # 内资、外资分别增长10%
                heads.names = self.each(name) or heads.names

    def each(self, name: str) -> list[str]:
        """Return the indicators of a list that share a number, if each is one by itself."""
        parts = heads_of(name, 0) if _SHARED.search(name) else parts_of(name)
        known = len(parts) > 1 and "占" not in name
        return parts if known and all(is_whole(p) or self.expected(p) for p in parts) else []
