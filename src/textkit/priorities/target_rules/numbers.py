"""Quantity in its sentence → the words that belong to it, taken apart."""

from __future__ import annotations

import re
from dataclasses import dataclass

from textkit.priorities.target_rules.descriptions import describes, is_threshold
from textkit.priorities.target_rules.edges import SAID, WORTH, noun_after
from textkit.priorities.target_rules.measures import changes
from textkit.priorities.target_rules.segments import Segment, take_apart
from textkit.priorities.target_rules.sentence import BASIS, Sentence
from textkit.priorities.target_rules.words import DOING, either
from textkit.quantities import Quantity
from textkit.quantities.units import COUNTERS

RATES = frozenset({"%", "‰", "百分点", "番", "倍"})
_TO_COME = re.compile(
    r"(?:左右|以上)?[，、]?(?:[\u4e00-\u9fff]{2,4})??(?:提高|增加|上升|提升|下降|降低|增长|扩大|缩短|减少|压缩|调整|发展|降|升|增|减|"
    r"回落|缩小|跃升|压减|拓展|扩展|变|改|调|合|合并|整合|归并|撤并|精简|精减|收窄|缩减|扩容|提|抬升|并|倍增|压|扩|翻)(?:了)?[到至为]"
    r"|[\u4e00-\u9fff]{1,4}?[至到](?=[0-9一二三四五六七八九十百千近约超])"
    r"|[\u4e00-\u9fff]{0,4}?(?:[跃迈跨站]上|跨越|突破|[迈跨]入|迈过)了?(?=[0-9一二三四五六七八九十百千])"
)
_THAN = re.compile(r"(?:(?<![占同])比(?![重例率])|较)[^，。；、由从自]{1,9}的$")
_CHANGE = re.compile("(?:增长|增加|提高|上升|下降|减少|降低|增|降|翻)")
_FROM = re.compile(r"(?:由|从|自(?![治主然动贸身来行愿]))[^，。；由从]{0,24}$")
_MARGIN = re.compile(
    r"(?:(?P<word>高于|快于|低于|优于|好于|高出|超出|超过|超)[^，。；]{0,16}?"
    r"(?:平均水平|平均|水平|增速|增幅|速度|增长|涨幅|全国|全省|全市|全区|全县|上年|去年|同期|目标|计划|任务数?|预期|指标|.{0,4}[省市区县])"
    r"|(?:(?<![占同环贷])比(?!重|例|率|值)|较)[^，。；、]{1,20}?(?:增速|平均)?"
    r"(?P<more>(?<![提升走增])高|(?<!加)快|(?<![降减])低|(?<!增)多|(?<!减)少|(?<![减放])慢))(?:出|了)?$"
)
_BEYOND = re.compile(
    r"(?P<word>高于|快于|低于|优于|好于|高出|超出|超过|超)[^，。；、]{2,12}"
    r"(?<!提高)(?<!增长)(?<!上升)(?<!提升)(?<!下降)(?<!增加)(?<!降低)$"
)
_POLICY = re.compile(
    r"(?:出台|制定|推出|落实|实施|发布|印发)[^，。；]{0,40}?(?:促|稳|支持|扶持|激励|纾困|助企|鼓励|加快|推动|惠企|提振)"
    r"[^，。；、路线河道街巷链渠]{0,12}(?<!政策)(?<!措施)(?<!举措)(?<!意见)(?<!办法)(?<!规定)(?<!细则)$"
)
_MORE = re.compile(
    r"(?:(?<![占同环贷])比(?![重例率])|较)[^，。；、]{1,12}?(?P<more>(?<![提升走增])高|(?<![降减])低|(?<!增)多|(?<!减)少)(?:出|了)?$"
)
_OVER = re.compile(r"超(?:出|过|额)?[^，。；、]{0,6}(?:目标|计划|任务)(?:任务|数)?$")
_ABOVE = {"高出": "高于", "超出": "高于", "超过": "高于", "超": "高于"}
_ON_BASIS = re.compile(r"在[^，。；]{0,20}基础上")
_RANKS = re.compile("行列|俱乐部|方阵|时代|阵营")
_STEP = re.compile(
    r"[一二两三四五六七八九十]?个?(?:千亿|百亿)?元?[新大]?(?:台阶|大关|关口|规模|目标)"
)
_PLANNED = re.compile(
    r"(?:(?:为|占|达到?|是|完成|超额?|的)+了?"
    r"(?:国家|自治区|[省市区县州](?:委、?[省市区县州]?政府|政府)?|上级)?(?:下达|[定级]|确定)?的?)?"
    r"(?:全年|年度|年|当年|总|约束性|规划)?(?:计划|目标任务|目标|任务|(?<!财政)(?<!公共)预算)"
    r"(?:任务|目标|数|指标)?的?$|完成[^，。；、的]{0,10}指标的?$"
)
_LIKENED = re.compile(r"(?:是|为|相当于)[^，。；、]{1,14}的$")
# Units that the words behind a number make.
_UNITS = {("个", "班次"): "个", ("个", "场次"): "个", ("条", "段"): "条段"}
_PUSHED = re.compile(r"(?:推进|推动|加快|确保|力争|促进|保证|争取)(?:[^，。；]{0,12}等)?$")
_DEED = re.compile(
    r"(?![^，。；]{0,12}实现)[^，。；、！？（）\n\x00“”]{1,10}(?:竣工|开工|投产|投用|通车|建成|落地|开复工|复工|签约|落位|达效|开业|运营|投入使用|"
    r"主体完工|完工|交付|启动|入驻|开复工)+(?:建设|投产|通车|达效|使用|运营|落位|落地|竣工|投用)*(?=[，。；、！？]|$)"
)
# 2.5万名职工|的切身利益
_THEIRS = re.compile(
    r"[^，。；、0-9]{2,16}的(?:切身|合法|根本|核心)?(?:利益|权益|期盼|愿望|心声|福祉|重托|信任|心愿|梦想|夙愿)(?=[，。；、！]|$)"
)
_CLINGING = re.compile(r"[^0-9一二三四五六七八九十百千万亿几数半两]*")
_TASKS = frozenset(("任务", "目标任务", "目标", "年度任务"))
_COUNTED = frozenset(("个", "项", "件", "条"))
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


def bases(
    sentence: Sentence, waiting: list[Quantity], position: int, words: str
) -> tuple[str, int] | None:
    """Return the words before 由, and how many numbers are values that a change comes from."""
    one, last = waiting[position], position
    if _CHANGE.match(sentence.text, one.end) and _THAN.search(sentence.text[: one.start]):
        return "", 1  # 比上年的214亿元|增长26%
    if (found := _FROM.search(words)) is None:
        return None
    while not _TO_COME.match(sentence.text, waiting[last].end):
        if last + 1 == len(waiting) or last - position == 3:
            return None
        between = sentence.text[waiting[last].end : waiting[last + 1].start]
        if between not in ("、", "和", "及", "与"):
            return None
        last += 1
    return words[: found.start()], last - position + 1


def words_before(sentence: Sentence, one: Quantity, left: int) -> str:
    """Return the words of a number's clause before it."""
    words = _ON_BASIS.sub("", sentence.words(left, one.start))
    before, said, rest = words.rpartition(SAID)
    return rest if said and rest.startswith(("、", "和")) else before.replace(SAID, "") + rest


def look_around(
    sentence: Sentence, waiting: list[Quantity], position: int, left: int, floor: int,
    words: str, *, follows: bool,
) -> Number | None:  # fmt: skip
    """Take the surroundings of a quantity apart; None if it describes a thing.

    ``follows``: another number of the sentence was read before this one.
    """
    one = waiting[position]
    adjoins = position + 1 < len(waiting) and waiting[position + 1].start == one.end
    after = [other.start for other in waiting[position + 1 :] if other.start > one.end]
    right = after[0] if after else len(sentence.text)  # a threshold may follow: 15个|10亿元以上项目
    if describes(sentence.text, one, words, right) or _names(waiting, position):
        return None
    if left == floor and words.startswith("、") and follows:
        ending = words.rpartition("、")[2]
        if ending and not take_apart(ending).noun:
            words = ending  # 突破1万亿元、跨越四个台阶、|年均增长
    margin = more = ""
    if one.unit in ("百分点", "%", "倍") and (found := _MARGIN.search(words)):
        margin = _ABOVE.get(found["word"] or "", found["word"]) or f"{found['more']}于"
        words = words[: found.start()] + "高于"
    elif one.unit == "百分点" and (found := _BEYOND.search(words)):
        margin = _ABOVE.get(found["word"], found["word"])
        words = words[: found.start()] + "高于"  # 占比超过加工贸易|9个百分点
    elif found := _OVER.search(words):
        margin, words = "高于", words[: found.start()] + "高于"  # 超出目标|12万亩
    elif one.unit not in ("%", "百分点", "倍") and (
        found := _MORE.search(sentence.text[: one.start])
    ):
        more = found["more"]  # 比上年多|12天
        words = re.sub(f"(?:[比较][^，。；、]{{1,12}}?)?{more}[出了]?$", "", words)
    planned = one.unit == "%" and _PLANNED.search(words) is not None
    words = _PLANNED.sub("", words) if planned else words
    if one.unit in ("倍", "%"):
        words = _LIKENED.sub("", words)
    if one.unit in ("类", "批") and adjoins and take_apart(words).noun[-1:] in ("", "等"):
        return None  # 8大类|93个项目
    if one.unit in ("人", "名", "户") and _THEIRS.match(sentence.text, one.end):
        return None
    behind = _behind(sentence, one, waiting, position, right, words)
    if one.unit in COUNTERS and WORTH.fullmatch(behind):
        return None  # 11个产值|超百亿元
    if one.unit == "条" and not behind and _POLICY.search(sentence.text[: one.start]):
        return None  # 出台稳经济43条
    if one.unit == "人" and sentence.text.startswith("口", one.end):
        behind = f"人口{behind.removeprefix('口')}"
    if behind in _TASKS and one.unit not in _COUNTED:
        behind = ""  # 完成35万亩|任务
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
    if more:
        number.verb, number.touching = more, True
    _settle(number, sentence.text[one.start : one.end], follows=follows)
    return number


def _names(waiting: list[Quantity], position: int) -> bool:
    """Tell an amount that names what the next number counts: 50亿元|11个."""
    one, rest = waiting[position], waiting[position + 1 :]
    return bool(rest) and "元" in one.unit and rest[0].start == one.end and rest[0].unit in COUNTERS


def _behind(
    sentence: Sentence, one: Quantity, waiting: list[Quantity], position: int, right: int,
    words: str,
) -> str:  # fmt: skip
    """Return the noun behind a number; ``words`` are those before it."""
    following = waiting[position + 1] if position + 1 < len(waiting) else None
    adjacent = following is not None and following.start == one.end
    if adjacent and following is not None and not is_threshold(sentence.text, following):
        both = following.unit in COUNTERS and one.unit in COUNTERS
        sized = one.unit in COUNTERS and following.unit in ("公里", "平方米", "亩", "米")
        if not (both or sized) or take_apart(words).noun:
            return ""  # 基地70个|23万亩, but 15个|10亿元以上项目
        start = following.end  # 10件|36项|实事
        start += sentence.text.startswith("的", start)
        return noun_after(sentence.masked, start, len(sentence.text)).replace("\x00", "")
    alike = following is not None and _alike(sentence, one, following)
    if alike and following is not None and not take_apart(words).noun:
        start = following.end  # 45个、198万平方米|老旧小区改造
        return noun_after(sentence.masked, start, len(sentence.text)).replace("\x00", "")
    start = one.end
    if (
        one.unit == "%" and sentence.text[start : start + 1] == "的"
        and not BASIS.match(sentence.text, start)
    ):  # fmt: skip
        start += 1  # 95%的|政务服务事项
    return noun_after(sentence.masked, start, right).replace("\x00", "")


def _alike(sentence: Sentence, one: Quantity, following: Quantity) -> bool:
    """Tell a number from one of the same things in another unit: 45个、|198万平方米."""
    joined = sentence.text[one.end : following.start] == "、"
    measures = following.unit in ("平方米", "亩", "公里") and one.unit in COUNTERS
    return joined and (measures or (one.unit, following.unit) == ("户", "人"))


def _whole_deed(sentence: Sentence, start: int, right: int) -> str:
    """Return what is to be done with the things counted: 确保13条|道路竣工通车."""
    found = _DEED.match(sentence.masked, start, right)
    return found[0] if found else ""


def _settle(number: Number, written: str, *, follows: bool) -> None:
    """Take in the verb that clings to the number, and units the number does not know."""
    one, behind = number.quantity, number.behind
    found = _CLINGING.match(written)
    clinging = found[0].strip() if found else ""
    if clinging not in ("近", "约", "超", "逾", "大约", "至少", "最多", "-", "−", "－", "负"):
        number.verb = number.verb or clinging
        number.touching = number.touching or len(clinging) > 1
    if number.verb == "为" and behind and one.unit in COUNTERS:
        number.verb, number.touching = "", False  # 为1900个老旧小区提供
    if (number.money and _STEP.match(behind)) or behind in ("台阶", "新台阶", "大台阶", "大关"):
        number.behind = ""
    if follows and _RANKS.match(behind):  # 第三个进入3000亿元行列
        number.noun = number.behind = ""
    if behind == "段" or (not one.unit and len(behind) == 1 and number.noun):
        number.behind, number.end = "", one.end + 1  # 110条段159.7公里, 突破400万单
