"""A number in its surroundings → whether it describes, and sets or reports nothing."""

from __future__ import annotations

import re

from textkit.priorities.target_rules.words import among, either
from textkit.quantities import Quantity
from textkit.quantities.units import COUNTERS

_HAN = re.compile(r"[\u4e00-\u9fff]")
_DIGITS = "0123456789一二三四五六七八九十百千万两半近约"
_COUNTED = frozenset(
    ("个", "家", "项", "所", "座", "条", "处", "名", "件", "场", "次", "户", "人", "%", "百分点")
)
# 以下|六项工作, 在|10个社区试运行: the report's own counting, and where something is done
_POINTING = re.compile(
    r"(?:以下|下列|这|上述|以上|如下|那|该|另外|另|其余|其他|剩余|某|(?<![跃迈跨站踏登新])上|几|每|依托|围绕|聚焦|针对|瞄准|紧盯|对照|立足)$"
)
# 九个|方面, 500个|城市中, 4项|第一
_NO_THINGS = re.compile(
    r"(?:大?方面|范围|第[一二三]|[\u4e00-\u9fff]{1,8}中(?=[，。；]|排|名|位|居))"
)
_ON = re.compile("[^，。；在]{0,30}基础上")
# 居民消费价格指数|103.5
_PRICES = re.compile("(?:价格|物价)[^率]{0,3}指数(?:累计|预计)?(?:为|达到?|控制在|在)?$")
_BARE = re.compile(r"(?:突破|达到?|超|增|至|为|到|减|破|过|有|完成|实现|降)了?$")
_APART = re.compile(r"^(?:不含|不包括|剔除|扣除|未含|不计)")

_TIMES = frozenset({"季度", "小时", "分钟", "秒", "天", "个月", "年", "周", "点", "学时"})
_TIMED = re.compile(
    r"(?:达到|达|为|至|到|在|缩短|压缩|延长|控制在|保持|提前|减少|超过|突破|不少于|不低于|天数|时间|时长|"
    r"时限|期限|寿命|日|内|降低|平均|增加|多|少|改善|实现|以|完成)(?:了)?$"
)
_CIRCLES = re.compile(
    r"(?:左右)?(?:的)?(?:生活圈|就?医圈|健身圈|经济圈|交通圈|服务圈|便民|文化圈|通勤|圈|行动|攻坚|大会战|"
    r"计划|会战|不间断|生活|专项|的|一个|后|热线|值班|制度|创新行动|安全)"
)

_ORDINAL = re.compile(r"(?:第|前|列|居|排名|位列|位居|名列|排在|排)$")
_MOVED = re.compile(r"(?:前移|上升|提升|跃升|前进|后移|进位|晋升|提高|攀升|下降)了?$")

_SIZES = frozenset({"吨级", "千伏", "千伏安", "总吨", "载重吨", "英寸"})
_SIZED = re.compile(
    r"(?:占地|(?:占地|建筑|辖区|区域|规划|国土|幅员|用地|行政|经营|营业|(?<![^、，])总?)面积(?:为|约|达)?|"
    r"全长|总长|(?<!增)长|宽|(?<!提)高|深|直径|位于|距|距离|海拔|相距|每人|人口|年龄|年满|满|已满|"
    r"时速|车程|装机容量|半径|为期|历时|耗时|时长|长达|单体|库容|总库容|规划占地|用地|总用地)(?:约|为|达|近|在)?$"
)
_CAPACITY = among("吨 头 羽 只 千瓦 兆瓦 吉瓦 立方米 标箱 台 辆 套 平方米 人 张 米 公斤 箱")
_YEARLY = re.compile(r"(?:年产|日产|年加工|日处理|年处理|年出栏|年存栏|年发电)$")
_PLANT = re.compile(r"[^，。；、]{0,24}?(?:(?:等)?项目|生产线)")
_PRODUCTS = re.compile(
    r"[^，。；]{1,40}等(?:[0-9]+个?项?|[一二三四五六七八九十]+[个大项]?)?[^，。；、]{0,8}(?:项目|工程)"
)

_RATE_OF = re.compile(
    r"(?:[国省市县]、)?[^，。；、]{0,20}?(?:率|比例|占比)(?:达|为|提|超|，|。|控|保|稳|在)"
    r"|[^，。；、]{2,20}?(?:产值|收入|增加值|营收|增速|增幅|利润|税收|时限|融资|总量|总值|余额|产量|销售额|价格|成本|费用)"
    r"(?:[均总]|分别|年均|平均|累计|同比|降幅|增幅|涨幅|比上年|较上年)*(?:达到?|为|提[高升]|超过?|突破|增长|下降|快于|高于|压缩|缩短|实现|完成)[^，。；、]{0,12}$"
)
_RATED = re.compile(r"(?:达到?|突破|完成|实现|新增|为)$")

_BOUNDS = ("以上", "以内")
_GOES_ON = re.compile(
    "用于|左右|办结|办理|完成|[的投增占居并且为由和与纳以在到位列实完达超比同较才就是被将要已均都低高优]"
)
_AMOUNT = re.compile(
    r"(?:投入|完成|实现|达到|新增|建设|建成|改造|发放|培训|引进|筹集|减少|增加|提供|解决|安排|争取)$"
)
_WORTH = re.compile(r"(?:投资|产值|营收|收入|销售额)$")
_LISTED = re.compile(r"(?:、[0-9.]+[万亿]*元)+(?:以上|级)?(?:企业|项目|产业|园区|集群)")
_MEASURED = frozenset({"亩", "吨", "千瓦", "平方米", "人", "头", "户", "立方米"})
_ADJECTIVES = (
    "重大 重点 产业 工业 服务业 制造业 大型 优质 龙头 骨干 科技 文旅 农业 招商 高新 民营 先进 外资 "
    "内资 入库 在建 续建 签约 投资 规模 省级 市级 现代 特色 主导 新 大"
)
_KINDS = (
    "项目 企业 产业 园区 集群 工程 大户 专业村 强镇 乡镇 镇 村 商圈 街区 商场 单位 平台 基地 板块 "
    "市场 支柱 工厂 锅炉 机组 街道 县 品牌 户(?!数) 医院 景区 开发区 城市 集团 公司 建筑 亿元 大单 "
    "产业链 级"
)
_THINGS = re.compile(rf"(?:元级|级)?的?(?:{either(_ADJECTIVES)}){{0,3}}(?:{either(_KINDS)})")
_GAINED = re.compile(r"(?:达到|达|投入|完成|实现|新增|引进|培育|建设|建成)$")
_ATTRIBUTE = re.compile(
    r"的(?!目标|水平|速度|增速|增长|比例|要求|任务|进度|幅度|标准|预期|基础|增幅|份额|比重|控制|较快|高|跨越|"
    r"突破)"
)
_OPEN, _CLOSE = "“‘《〈「『", "”’》〉」』"


def describes(text: str, one: Quantity, words: str, right: int) -> bool:
    """Tell a number that describes a thing (占地 500 亩, 亿元以上项目, 10分钟生活圈).

    ``words`` are those of its clause before it, ``right`` is where the next number begins.
    """
    after = text[one.end : right]
    before = words.rstrip(" 、，")
    return (
        _counts_itself(text, one, words, before, after)
        or _is_duration(text, one, before, after)
        or _is_rank(one, before)
        or _is_size(text, one, before, after)
        or _is_threshold(text, one, words, before, after)
        or _is_named(text, one)
        or (one.unit not in ("%", "百分点", "‰") and _ATTRIBUTE.match(after) is not None)
    )


def _counts_itself(text: str, one: Quantity, words: str, before: str, after: str) -> bool:
    """Tell 以下六项工作, 在10个社区, numbers without a unit or verb, and what a rate is of."""
    if one.unit != "%" and (_POINTING.search(before) or _NO_THINGS.match(after)):
        return True
    if (
        one.unit in _COUNTED
        and one.unit not in ("%", "百分点")
        and "在" in words
        and _ON.match(text, one.end)
    ):
        return True  # 在已有15个试点县的基础上
    if words.startswith("除") and "外" in text[one.end : one.end + 24]:
        return True  # 除3项受疫情影响外
    if not one.unit and one.low >= 80 and _PRICES.search(before):
        return False
    if not one.unit and not _BARE.search(before + text[one.start : one.start + 2]):
        return True
    if words.endswith("在") and one.unit in _COUNTED and _HAN.match(after):
        return True
    of_rate = one.unit != "%" and _RATE_OF.match(after) and not _RATED.search(before)
    return bool(of_rate) or _APART.match(words) is not None


def _is_duration(text: str, one: Quantity, before: str, after: str) -> bool:
    if one.unit == "岁":
        return re.search(r"寿命|年龄", before) is None
    if one.unit not in _TIMES:
        return False
    said = _TIMED.search(before) is not None or text[one.start] in "控不超突低高"
    return not said or _CIRCLES.match(after) is not None


def _is_rank(one: Quantity, before: str) -> bool:
    if one.unit in ("名", "位") and _MOVED.search(before):
        return True
    return one.unit in ("名", "位", "个", "强", "", "家") and bool(_ORDINAL.search(before))


def _is_size(text: str, one: Quantity, before: str, after: str) -> bool:
    """Tell how large something is, or what a plant makes: 占地500亩, 30万吨钢材等项目."""
    if one.unit in ("%", "‰", "百分点", "倍", "番"):
        return False
    if one.unit in _SIZES or (_HAN.match(after) and _YEARLY.search(before)):
        return True
    if one.unit != "户" and text[one.start] in _DIGITS and _SIZED.search(before):
        return True
    if one.unit not in _CAPACITY:
        return False
    if _PRODUCTS.match(text[one.end : one.end + 80]):
        return True
    plant = _PLANT.match(after)
    return plant is not None and re.search("搬迁|安置|改造", plant[0]) is None


def _is_threshold(text: str, one: Quantity, words: str, before: str, after: str) -> bool:
    """Tell from what size on things count: 亿元以上|项目, 投资100亿元以上的."""
    bound = one.qualifier in _BOUNDS
    if one.qualifier == "以上" and _WORTH.search(words) and re.match("、[0-9]+个|的", after):
        return True
    behind = bound and text[one.end - 1] in "上下内" and one.unit not in _COUNTED
    if behind and _HAN.match(after) and not (_GOES_ON.match(after) or _AMOUNT.search(before)):
        return True
    money = "元" in one.unit
    if money and _LISTED.match(text, one.end):
        return True
    if not (money or one.unit in _MEASURED) or not _THINGS.match(after):
        return False
    if _GAINED.search(before):
        return money and not re.match("项目(?:资金|投资)", after)
    return money or bound or one.qualifier in ("左右", "区间")


def is_threshold(text: str, one: Quantity) -> bool:
    """Tell a number of a name right behind another number: 15个|10亿元项目."""
    sized = one.qualifier in _BOUNDS or one.unit in _SIZES
    if one.unit in COUNTERS:
        return sized
    return sized or _THINGS.match(text, one.end) is not None


def _is_named(text: str, one: Quantity) -> bool:
    """Tell a number inside quotes or a title, which is a name: “四横三纵”, 《…30条》."""
    if text[one.start - 1 : one.start] == "“" and "”" in text[one.start : one.end]:
        return True  # “5020”项目, “4050”人员
    opened = max(text.rfind(sign, max(0, one.start - 30), one.start) for sign in _OPEN)
    if opened < 0 or any(text.find(sign, opened, one.start) >= 0 for sign in _CLOSE):
        return False
    ends = [at for sign in _CLOSE if (at := text.find(sign, one.end - 1, one.end + 20)) >= 0]
    return bool(ends) and min(ends) >= one.end
