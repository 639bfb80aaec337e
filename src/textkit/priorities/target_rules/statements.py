"""Sentence → the statements of numbers in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from textkit.priorities.target_rules.measures import changes, is_share, measure_of, sign_of
from textkit.priorities.target_rules.relative import Relative, find_relatives
from textkit.priorities.target_rules.segments import heads_of, noun_after, strip_front, take_apart
from textkit.priorities.target_rules.descriptions import describes
from textkit.priorities.target_rules.words import COMMIT, DOING, TO, either
from textkit.quantities import Period, Quantity, find_periods, find_quantities
from textkit.quantities.units import COUNTERS

# One sign for one, so that offsets stay.
_PLAIN = str.maketrans(
    "，,；;：:（()）０１２３４５６７８９．％／～－", "，，；；：：（（））0123456789.%/~-"
)
_THOUSANDS = re.compile(r"(?<=\d)，(?=\d{3}(?!\d))")
_STOP = re.compile(r"[，。；：！？（）\n]")
_HARD = re.compile(r"[。；！？\n]")
_MAYBE = re.compile(
    r"[0-9０-９零]|[一二三四五六七八九十百千万亿两几]|同步|持平|全覆盖|清零|归零|高于|快于|低于|优于|好于|翻番"
)
_BRACKETS = re.compile(r"（[^（）]{0,80}）")
_TO_COME = re.compile(
    r"(?:左右|以上)?[，、]?(?:提高|增加|上升|提升|下降|降低|增长|扩大|缩短|减少|压缩|调整|发展|降|升|增|减|回落|缩小|跃升|压减|拓展|扩展|变|改|调|合|合并|整合|归并|撤并|精简|压|扩|翻)(?:了)?[到至为]"
)
_CHANGED = re.compile(r"(?:提高|增加|上升|提升|下降|降低|增长|扩大|缩短|减少|压缩|缩小|发展)$")
_FROM = re.compile(r"(?:由|从|自)(?P<when>[^，。；由从]{0,24})$")
_MARGIN = re.compile(
    r"(?:(?P<word>高于|快于|低于|优于|好于|高出|超出|超过|超)(?P<x>[^，。；、]{1,20}?)|(?:(?<!占)比(?!重|例|率|值)|较)(?P<y>[^，。；、]{1,20}?)(?:增速|平均)?(?P<more>高|快|低|多|少|慢))(?:出|了)?$"
)
_ABOVE = {"高出": "高于", "超出": "高于", "超过": "高于", "超": "高于"}
_GRADE_OF = {word: grade for grade, words in COMMIT.items() for word in words.split()}
_GRADE = re.compile(either(" ".join(_GRADE_OF)))
_PACED = re.compile(r"的?(?:年均)?(?:增长|增速|速度|增幅)")
_MILESTONE = re.compile(
    r"年?度?(?:预算|决算|冬奥|亚运|世博|应届|版)|[”’]?(?:规划|时期|计划)?的?(?:开局|收官|第[一二三四]年|起步|首年|关键|承上启下|攻坚|最后一年|决胜|重要|至关|承前)"
)
_COMPARED = re.compile(r"(?:是|为|相当于|由|从|达)(?:19|20)[0-9]{2}年(?:底|末)?的$")
_BASIS = re.compile(r"[^，。；]{0,30}基础上，?")
_ON_BASIS = re.compile(r"在[^，。；]{0,20}基础上")
_GENERIC = re.compile(
    r"(?:工作|工作目标|奋斗目标)?(?:[一两二三四五]年[间来]?)?(?:平均|年均)?(?:增速|增幅|涨幅|增长率|增长速度|降幅|总量|总额|总值|总数|规模|数量|累计|占比|比重|同比|面积|人均|平均|总投资|其中|增长|年均增长)?"
)
_RANKS = re.compile("行列|俱乐部|方阵|时代|阵营")
_OF_LEVEL = re.compile("(?:国家|省部|省|市|区|县|部|自治区|世界|全国|州|镇|乡|村|盟)级")
# 电商服务站|实现村居全覆盖: where, not what
_WIDELY = re.compile(
    r"^(?P<what>.{2,})(?:基本)?(?:实现|在)(?:城乡|村居|行政村|建制村|自然村|乡镇|街道|全域|县域|社区|区县|市县|各县|全市|全省|全区|全县|镇村|县乡村|县区|乡村|村级|镇街|.{0,8}规划区)(?:实现|基本)?$"
)
_STEP = re.compile(r"[一二两三四五六七八九十]?个?(?:千亿|百亿)?元?(?:台阶|大关|关口|规模|目标)")
_RATES = frozenset({"%", "‰", "百分点", "番", "倍"})
_PLANNED = re.compile(
    r"(?:为|占|达|是|完成|超|的)*(?:了)?(?:全年|年度|年|当年)?(?:计划|目标任务|目标|任务|预算)(?:任务|目标|数)?的?$"
)
_LIKENED = re.compile(r"(?:是|为|相当于)[^，。；、]{1,14}的$")
_NOMINAL = frozenset("减税降费 招商引资 造林 植树 贷款 融资 复垦 绿化 供地 脱贫 让利".split())
_SAYING = re.compile(r"[\u4e00-\u9fff]{2,8}(?=[，。；、]|$)")
_AWAY = ("等", "的", "、", "和", "及", "与")
_DOING = re.compile(either(DOING))
_TOTALS = re.compile(
    r"(?:总值|GDP|收入|投资|增加值|产值|总额|零售额|价格|失业率|就业|总量|能耗|排放|排放量|比重|占比|[^的]率|面积|产量|指数|规模|出口|进口|外资|浓度|人口)$"
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
    period: Period | None
    clause: str
    after_verb: str
    led: bool


@dataclass(slots=True)
class _Item:
    """What an earlier number of the sentence leaves for a later one."""

    heads: list[str]
    verb: str
    led: bool
    unit: str
    measure: str
    end: int
    several: list[str] = field(default_factory=list)


def plain_text(text: str) -> str:
    """Write punctuation and digits in one width, sign for sign."""
    plain = text.translate(_PLAIN)
    return _THOUSANDS.sub(",", plain) if "，" in plain else plain


def read_statements(
    text: str,
    *,
    report_year: int | None = None,
    spoken_year: int | None = None,
    expected: Callable[[str], str] | None = None,
) -> list[Statement]:
    """Find what a sentence says in numbers: of what, how much, by which verb.

    ``expected`` tells the measure that the list of indicators has for one, or nothing.

    >>> for one in read_statements("力争地区生产总值增长6%左右，新增城镇就业9000人。"):
    ...     print(one.indicator, one.measure, one.low, one.unit, one.qualifier, one.commitment)
    地区生产总值 growth 6.0 % 左右 力争
    城镇就业 count 9000.0 人  力争
    """
    if not _MAYBE.search(text):
        return []
    plain = plain_text(text)
    return _Reader(plain, periods_of(plain, report_year, spoken_year), expected or _nothing).read()


def _nothing(indicator: str) -> str:
    return ""


_NEAR = re.compile(r"今年|本年|当年|去年|上年|上一年|前年|明年|来年")


def periods_of(text: str, report: int | None, spoken: int | None) -> list[Period]:
    """Find the periods of a text in which 今年 is the year it was spoken in."""
    found = find_periods(text, report_year=report)
    if report is None or spoken is None or report == spoken:
        return found
    shift = spoken - report
    return [
        replace(one, first_year=one.first_year + shift, last_year=one.last_year + shift)
        if one.first_year is not None and one.last_year is not None and _NEAR.match(text, one.start)
        else one
        for one in found
    ]


class _Reader:
    def __init__(self, text: str, periods: list[Period], expected: Callable[[str], str]) -> None:
        self.text, self.expected, self.periods = text, expected, periods
        spans = [(one.start, one.end) for one in self.periods]
        self.quantities = [
            one for one in find_quantities(text)
            if not any(a < one.end and one.start < b for a, b in spans)
        ]  # fmt: skip
        # What may not be part of an indicator: periods, and brackets without a number.
        masked = list(text)
        for start, end in spans:
            if text[start] in "到至" and _CHANGED.search(text, max(0, start - 2), start):
                start += 1  # 提高到2025年的6%: the verb keeps its 到
            masked[start:end] = "\x00" * (end - start)
        for found in _BRACKETS.finditer(text):
            if not any(
                found.start() < one.end and one.start < found.end() for one in self.quantities
            ):
                masked[found.start() : found.end()] = "\x00" * (found.end() - found.start())
        self.masked = "".join(masked)
        self.found: list[Statement] = []
        self.last: _Item | None = None
        self.named: list[str] = []  # the indicators of the numbers read so far, one a number
        self.floor = 0  # where what belongs to the numbers read so far ends

    def read(self) -> list[Statement]:
        relatives = list(find_relatives(self.masked))
        for one in relatives:  # a later number of the clause is not of 同步 or 零的突破
            if not any(q.start < one.end and one.start < q.end for q in self.quantities):
                gap = "\x00" * (one.end - one.start)
                self.masked = self.masked[: one.start] + gap + self.masked[one.end :]
        waiting = list(self.quantities)
        position = 0
        while position < len(waiting):
            position += self._quantity(waiting, position)
        for one in relatives:
            self._relative(one)
        self.found.sort(key=lambda one: (one.start, one.end))
        return self.found

    # -- numbers ---------------------------------------------------------------------------

    def _left(self, at: int, floor: int) -> int:
        """Return where the clause that holds ``at`` begins, behind the last number."""
        stops = [found.end() for found in _STOP.finditer(self.masked, floor, at)]
        return stops[-1] if stops else floor

    def _quantity(self, waiting: list[Quantity], position: int) -> int:
        """Read one quantity, or a run that belongs together; return how many were read."""
        one = waiting[position]
        floor = min(self.floor, one.start)
        left = self._left(one.start, floor)
        words = _ON_BASIS.sub("", self.masked[left : one.start].replace("\x00", ""))
        digits = self.text[one.start : one.end]
        after = [other.start for other in waiting[position + 1 :] if other.start > one.end]
        right = after[0] if after else len(self.text)  # a threshold may follow: 15个|10亿元以上项目
        if describes(self.text, one, words, right):
            return 1
        if found := _FROM.search(words):
            if _TO_COME.match(self.text, one.end):
                self.floor = one.end
                self._remember(words[: found.start()], one)
                return 1
        if left == floor and words.startswith("、") and self.last is not None:
            ending = words.rpartition("、")[2]
            if ending and not take_apart(ending).noun:
                words = ending  # 突破1万亿元、跨越四个台阶、|年均增长
        qualifier = ""
        if one.unit in ("百分点", "%", "倍") and (margin := _MARGIN.search(words)):
            qualifier = _ABOVE.get(margin["word"] or "", margin["word"]) or f"{margin['more']}于"
            words = words[: margin.start()] + "高于"
        planned = one.unit == "%" and _PLANNED.search(words) is not None
        words = _PLANNED.sub("", words) if planned else words
        if one.unit in ("倍", "%"):
            words = _LIKENED.sub("", words)
        behind = noun_after(self.masked, one.end, right).replace("\x00", "")
        segment = take_apart(words, followed=bool(behind))
        noun = segment.noun
        cling = re.match(r"[^0-9一二三四五六七八九十百千万亿几数半两]*", digits)
        verb = segment.verb or (cling[0].strip() if cling else "")
        touching = segment.touching or bool(cling and len(cling[0].strip()) > 1)
        if verb == "为" and behind and one.unit in COUNTERS:
            verb, touching = "", False  # 为1900个老旧小区提供
        if verb in ("近", "约", "超", "逾", "大约", "至少", "最多"):
            verb, touching = segment.verb, segment.touching
        rate = one.unit in _RATES
        counted = False
        consumed = one.end
        if "元" in one.unit and _STEP.match(behind):
            behind = ""
        if self.last is not None and _RANKS.match(behind):  # 第三个进入3000亿元行列
            noun = behind = ""
        if behind == "段":  # 110条段159.7公里
            behind, consumed = "", one.end + 1
        elif not one.unit and len(behind) == 1 and noun:  # 突破400万单
            behind, consumed = "", one.end + 1
        heads: list[str] = []
        doing = touching and changes(verb) == 0 and _DOING.fullmatch(verb) is not None
        if (
            not rate and behind
            and (not noun or words.endswith(_AWAY) or doing or (not touching and "元" not in one.unit))
        ):  # fmt: skip
            heads, counted = [behind + self._shared_end(behind, waiting, position)], True
            consumed = one.end + self.masked[one.end : right].find(behind) + len(behind)
        elif noun and not _GENERIC.fullmatch(noun) and not (noun[0] == "占" and self.last):
            heads = [noun]
            counted = segment.led
        if not heads and doing and not rate and self._stands_alone(verb, one.unit):
            heads, counted = [verb], True
        if not heads and not rate and not verb and not behind and "元" not in one.unit:
            heads = self._predicate(one, left, floor)
            counted = bool(heads)
        run = 1
        if not heads and segment.spread == "分别" and len(self.named) > 1:
            run, _ = self._spread(waiting, position, "", "分别")
            run = min(run, len(self.named))
            heads = self.named[-run:]
        if not heads and not segment.spread and self.last and len(self.last.several) > 1:
            more, _ = self._spread(waiting, position, "", "分别")
            if more == len(self.last.several):
                run, heads = more, list(self.last.several)
        if not heads:
            heads, verb, counted = self._carried(left, floor, noun, verb, rate, counted)
        if not heads and behind:
            heads, counted = [behind], not rate
        if not heads and _BASIS.match(self.text, one.end) and position + 1 < len(waiting):
            heads = self._ahead(one, waiting[position + 1])
        counted = counted or (doing and not rate)
        if heads and len(heads) == 1 and run == 1 and segment.spread in ("分别", "均", "都", "各"):
            run, heads = self._spread(waiting, position, heads[0], segment.spread)
        elif heads and len(heads) == 1 and run == 1 and re.search("、|和|与", heads[0]):
            more, several = self._spread(waiting, position, heads[0], "分别")
            if more > 1 and len(heads_of(heads[0], 0)) == more:
                run, heads = more, several  # 收集率、处理率达到70%和95%
        if not heads or not heads[0]:
            return 1
        gap = self.masked[self.last.end : left + 1] if self.last is not None else ""
        linked = gap[:1] in ("、", "和", "及", "与") or (gap[:1] == "，" and bool(noun))
        if (
            not verb
            and self.last is not None
            and linked
            and self._lends(one.unit, noun, joined=gap[:1] != "，")
        ):
            verb = self.last.verb
            counted = counted or self.last.led
        for number in range(run):
            quantity = waiting[position + number]
            own = verb
            if number:
                words = self.masked[waiting[position + number - 1].end : quantity.start]
                own = take_apart(words.replace("\x00", "")).verb or verb
            for head in heads if run == 1 else [heads[number]]:
                self._add(
                    head,
                    quantity,
                    own,
                    counted=counted,
                    led=segment.led,
                    margin=qualifier,
                    planned=planned,
                )
        latest = self.found[-1]
        self.named.extend(heads if run > 1 else heads[:1])
        self.floor = max(consumed, waiting[position + run - 1].end)
        self.last = _Item(
            heads if run == 1 else heads[-1:],
            verb,
            segment.led or counted,
            one.unit,
            latest.measure,
            waiting[position + run - 1].end,
            heads if run > 1 else [],
        )
        return run

    def _shared_end(self, behind: str, waiting: list[Quantity], position: int) -> str:
        """Return what a later noun of a list lends: 20个省级、200个市级|示范村."""
        if not _OF_LEVEL.fullmatch(behind):
            return ""
        for one in waiting[position + 1 : position + 4]:
            if "，" in self.masked[waiting[position].end : one.start]:
                break
            later = noun_after(self.masked, one.end, len(self.text)).replace("\x00", "")
            if later and not _OF_LEVEL.fullmatch(later):
                return _OF_LEVEL.sub("", later, count=1)
        return ""

    def _predicate(self, one: Quantity, left: int, floor: int) -> list[str]:
        """Return what is said of a number that opens its clause: 近50万人|受惠."""
        if self.last is not None and (self.last.unit == one.unit or left == floor):
            return []
        found = _SAYING.match(self.masked, one.end)
        return [found[0]] if found else []

    def _stands_alone(self, verb: str, unit: str) -> bool:
        """Tell whether a verb without a noun is the indicator itself: 减税降费260亿元."""
        if verb in _NOMINAL:
            return True
        if self.last is None:
            return True
        return self.last.unit != unit and verb not in ("新增", "净增", "净流入", "增加", "减少")

    def _lends(self, unit: str, noun: str, *, joined: bool) -> bool:
        """Tell whether the last number's verb may stand for one that has none of its own."""
        last = self.last
        if last is None or unit == last.unit:
            return last is None or not changes(last.verb) or not is_share(noun)
        return last.led and joined

    def _ahead(self, one: Quantity, following: Quantity) -> list[str]:
        """Return the indicator of the next number: 在增长3%的基础上，地区生产总值增长6%."""
        words = self.masked[self._left(following.start, one.end) : following.start]
        noun = take_apart(words.replace("\x00", "")).noun
        return [noun] if noun else []

    def _remember(self, words: str, one: Quantity) -> None:
        segment = take_apart(words)
        if segment.noun:
            self.last = _Item([segment.noun], segment.verb, False, one.unit, "", one.end)

    def _carried(
        self, left: int, floor: int, noun: str, verb: str, rate: bool, counted: bool
    ) -> tuple[list[str], str, bool]:
        """Return the indicator that an earlier clause or number of the sentence named."""
        last = self.last
        if last is not None and _HARD.search(self.masked, last.end, left):
            last = None
        begin = left - 1
        clause = ""
        while begin > floor and self.masked[begin : begin + 1] in "，：（":
            start = self._left(begin, floor)
            if any(start <= one.start < begin for one in self.quantities):
                break
            clause = self.masked[start:begin].replace("\x00", "").strip()
            if clause:
                break
            begin = start - 1
        named = take_apart(clause) if clause else None
        if (
            named is not None
            and named.noun
            and not named.led
            and (_TOTALS.search(named.noun) or self.expected(named.noun))
        ):
            heads = [named.noun]
        elif last is not None:
            heads = list(last.heads)
            if last.led and not rate and not noun and not verb:
                verb = last.verb
            counted = counted or (last.led and not verb)
        elif named is not None and named.noun and 1 < len(named.noun) <= 16 and not named.led:
            heads = [named.noun]
        else:
            return ([noun] if len(noun) > 2 else []), verb, counted
        if noun.startswith("占") and len(noun) > 2 and heads:
            heads = [head + noun for head in heads]
        elif noun in ("占比", "比重") and heads:
            heads = [head if head.endswith(noun) else head + noun for head in heads]
        elif noun in ("人均", "平均"):
            heads = [noun + head for head in heads]
        elif noun == "总投资":
            heads = [noun]
        return heads, verb, counted

    def _spread(
        self, waiting: list[Quantity], position: int, noun: str, spread: str
    ) -> tuple[int, list[str]]:
        """Return how many numbers belong to the heads of 分别 or 均, and these heads."""
        if spread != "分别":
            return 1, heads_of(noun, 0)
        run = 1
        while position + run < len(waiting):
            before, after = waiting[position + run - 1], waiting[position + run]
            gap = self.masked[before.end : after.start]
            if (before.unit in _RATES) != (after.unit in _RATES):
                break
            between = take_apart(gap)
            if between.noun or _HARD.search(gap) or len(gap) > 12 or "，" in gap.strip("，"):
                break
            if gap.startswith("，") and between.verb and changes(between.verb) == 0:
                break
            run += 1
        wanted = len(heads_of(noun, 0))
        if wanted > 1 and run > wanted:
            run = wanted
        return run, heads_of(noun, run)

    def _add(
        self,
        head: str,
        one: Quantity,
        verb: str,
        *,
        counted: bool,
        led: bool,
        margin: str,
        planned: bool,
    ) -> None:
        expected = self.expected(head)
        if _PACED.match(self.text, one.end):
            expected, verb = "growth", verb if changes(verb) else "增长"
        if margin:
            verb = margin
        measure = measure_of(head, verb, one.unit, counted=counted, expected=expected)
        if planned and measure == "share":
            measure = "completion"
        low, high = one.low, one.high
        if measure == "growth" and sign_of(head, verb) < 0:
            low, high = -high, -low
        qualifier = margin or one.qualifier
        self._append(head, measure, low, high, one.unit, qualifier, verb, one.start, one.end, led)

    # -- without a number ------------------------------------------------------------------

    def _relative(self, one: Relative) -> None:
        floor = max((s.end for s in self.found if s.end <= one.start), default=0)
        if any(q.start < one.end and one.start < q.end for q in self.quantities):
            return
        left = self._left(one.start, floor)
        words = self.masked[left : one.start].replace("\x00", "")
        segment = take_apart(words, doing=False)
        if (
            one.qualifier.startswith("零")
            and one.qualifier[1:2] not in ("突", "增")
            and not segment.noun
        ):
            segment.noun = one.qualifier[1:]
        if found := _WIDELY.match(words):
            segment.noun = strip_front(found["what"])[0] or segment.noun
        heads = [segment.noun] if segment.noun else []
        if one.qualifier in ("全覆盖", "清零") and self.text[one.end : one.end + 1] == "的":
            return
        zero = one.low == one.low or one.qualifier == "零突破"
        if not heads:
            behind = noun_after(self.masked, one.end, len(self.text)).replace("\x00", "")
            if zero or not behind:
                heads, _, _ = self._carried(left, floor, "", "", False, False)
            elif len(behind) > 1:
                heads = [behind]
        if not heads:
            return
        growth = not zero or one.qualifier == "零增长"
        measure = "growth" if growth else "share" if one.qualifier == "全覆盖" else "level"
        for head in heads:
            verb = segment.verb or one.verb
            self._append(
                head,
                measure,
                one.low,
                one.high,
                one.unit,
                one.qualifier,
                verb,
                one.start,
                one.end,
                segment.led,
            )

    def _append(
        self, head: str, measure: str, low: float, high: float, unit: str, qualifier: str,
        verb: str, start: int, end: int, led: bool,
    ) -> None:  # fmt: skip
        stops = [found.end() for found in _STOP.finditer(self.text, 0, start)]
        begin = stops[-1] if stops else 0
        ends = _STOP.search(self.text, end)
        clause = self.text[begin : ends.start() if ends else len(self.text)]
        numeral = re.search(r"[0-9一二三四五六七八九十百千万亿几数半两]", self.text[start:end])
        at = start + (numeral.start() if numeral else 0)
        after = "了" if self.text[:at].rstrip("近约超逾").endswith("了") else ""
        self.found.append(
            Statement(
                head, measure, low, high, unit, qualifier, verb.removesuffix("了"),
                self._grade(start), start, end, self._period(start), clause, after, led,
            )
        )  # fmt: skip

    def _grade(self, at: int) -> str:
        """Return the grade of the last graded word before a number."""
        grade = ""
        for found in _GRADE.finditer(self.text, 0, at):
            grade = _GRADE_OF[found[0]]
        return grade

    def _period(self, start: int) -> Period | None:
        """Return the period that governs a number: the last before it that is no base."""
        governing = None
        for one in self.periods:
            if one.start >= start:
                break
            basis = _BASIS.match(self.text, one.end)
            if (
                one.kind == "base" or (basis and basis.end() <= start)
                or _MILESTONE.match(self.text, one.end)
                or _COMPARED.search(self.text[max(0, one.start - 4) : one.end] + self.text[one.end])
            ):  # fmt: skip
                continue
            governing = one
        return governing
