"""Words before a number → indicator, verb, and whether several indicators share the number."""

from __future__ import annotations

import re
from dataclasses import dataclass

from textkit.priorities.target_rules.edges import EDGE, FRINGE, ONE_SIGN, SAID, strip_front
from textkit.priorities.target_rules.words import DOING, DOWN, LEVEL, TO, UP, among, either

_END_VERB = re.compile(rf"(?<!自然)(?:{either(f'{UP} {DOWN}')}|{either(LEVEL)})(?:了|率为)?$")
_CHAIN = either(" ".join(one for one in DOING.split() if len(one) > 1))
_VERBS = re.compile(either(DOING))
_HELPING = among(
    "争取 推动 启动 规划 完成 实施 推进 组织 支持 引导 鼓励 帮助 落实 储备 谋划 开展 抓好 扶持 带动"
)
# 完成|征迁: what is done is a verb, too.
_CARRIED = frozenset(("完成", "开展", "实施", "组织"))
_END_DOING = re.compile(
    rf"(?:(?:{_CHAIN})[和、及]?)*(?P<last>{either(DOING)})(?:了|各类|各级各类)?$"
)
# What is left of a clause where no indicator stands: an adverb, a verb, how a list is counted.
_SCRAP = re.compile(
    r"第?[一二三四五六七八九十两几]|又|到|末|年?[末底初]|(?:从|自)起|基础上|按照?|坚持|坚持把|[是为]"
    r"|[比较](?:上|去|前|本)?(?:年[末底初]?|届|期)|[比较](?:改革|[一二三四五六七八九十]+年)前"
    r"|基本|重点|扎实|继续|集中|部分|全面|累计|双双|共|总|计算|可以|折合|统筹|安全|有效|合计|今后几"
    r"|[一两二三四五六七八九十0-9]+(?:大?批次?|期)|包括(?:.*在内)?|再?创(?:历史)?新高|其中|目前|整体|成功|实际|同期|最终|本"
)
# Between an indicator and its verb, and behind the verb.
_BETWEEN = (
    "预期 预计 计划 年均 平均每年 每年 同比 环比 将 (?<![许认])可 (?<![主重需])要 再 又 已 力争 "
    "确保 争取 累计 共计? 总共 基本 始终 总体 大体 大幅 逐年 率先 普遍 全部 逐步 稳步 进一步 "
    "首次 (?<![榜匪岁元魁居省国])首 接连 也 还 的?目标(?:是|为)? "
    "的?(?:宏观)?(?:调控|预期|控制|奋斗)目标 "
    "目标任务 (?<!工作)(?<!改革)(?<!重点)(?<!整改)(?<!三项)任务 预期为 一举 成功 "
    "顺利 (?<![成造])就 "
    "(?<![高低快优好大小少多等位居属处对基关由])于 "
    "(?<=..)[比较](?:法定时限|承诺时限|上年|去年|年初|上年末|年末|上届|同期|上年同期) 必须 仍需 "
    "(?<![功产动智节性效热官])能 得以 按可比价格?计算 按可比价格? 可比 (?<![自理])由 (?<![服])从 "
    "只 左右 仍 有望 努力 全年 不得 不 应(?<![响供对适相反效]应) 合计 总计 快速 稳定 平稳 持续 "
    "连续(?:(?:[0-9]{1,2}|[一二三四五六七八九十]+)(?:年|个?季度|个?月)?)? 每人每[月年] 每月 并 "
    "平均 一直 每周 力保 全面 拟 相当 至少 最少 最高 高达 多达 限时 却 做到 "
    "(?<=[一-鿿]{2})(?<![截以直甚得无])[至到] 超额 又好又快 (?<![事其充])实际 "
    "(?<![青少近每历壮])[一二两三四五]?年 每(?:立方米|平方米|亩|户|吨|公里|万元|标方) 同口径 "
    "可比口径 按可比口径 按同口径 净 正 动态 抓紧 (?<![比])较快 (?<!每)个 (?<![邻附最靠])近 了 "
    "(?<![节合条签])约 较 (?<![占对贷存])比 (?<![作成行])为 按 (?<![可所])以 每"
)
_END_ADVERB = re.compile(
    r"(?P<spread>分别|(?<![人平年户地亩])均|(?<![首成])都|各自|(?<!全)各)$"
    rf"|(?:{'|'.join(_BETWEEN.split())})$"
    r"|(?<=[到为至达])(?:年|月)?人均(?:每[年月])?$"
)
_SPREAD = re.compile("分别$|(?<![人平年户地亩])均$|各$")
# 通过…|培育|企业: the verb of the number stands behind a phrase with one of these.
_PHRASES = (
    "在 以 用 通过 为 向 对 与 由 从 按 围绕 依托 利用 支持 帮助 引导 鼓励 推动 带动 促进 "
    "会同 联合 沿 每个 每年 全面 因地制宜 深入 抓好 根据 坚持 采取"
)
_RATED = re.compile("(?:率|比例|占比|比重)$")
# 今年的预期目标是|生产总值
_AIM = re.compile(
    r"^[^，。；：“”]{0,30}目标(?:是|为|就是|确定为)"
    r"(?![达超不增下提降减实确力完保控争]|[^，。；]{0,2}$)(?=[\u4e00-\u9fffA-Z]{2})"
    r"|^(?:党中央|中央|国务院|省委|市委|区委|县委|省政府|市政府|我们)(?:提出|确定|要求|明确)(?=.{2})"
)
_MIDWAY = re.compile(rf"^(?:{either(_PHRASES)}).*?(?P<verb>{_CHAIN})(?P<rest>.{{2,}})$")
# 建成区实现|地下管网, 动员群众累计接种|新冠疫苗: what the number is of stands behind such words.
_EARLIER = re.compile(
    rf"^.*(?:其中|实现了?(?!程度|率)|(?:累计|力争|确保)(?:{either(DOING)})?)(?=..)"
)
# 中心城区实施|重点项目
_PLACE_DOES = re.compile(
    r"^(?P<where>(?!城镇|乡镇|城乡)[^占由，。、\x00-\x7f]{1,9}?[区市县镇城园州省乡])(?:累计|共)?"
    r"(?P<verb>完成|实现|实施|新增(?!就业|户)|新建(?!商品)|引进|建成(?!区)|开工建设|新开工|培育"
    r"|创建(?!成效)|打造|发放|新认定|获批)"
    r"(?:[和、及](?:改造|改建|扩建|续建))?(?=[\u4e00-\u9fff“]{2})"
)
_TO_WHAT = re.compile(
    "^对(?:外|口|标|俄|台|接|华|港|上|内|农|照|澳|非|韩|日|欧|美|策|象)|贡献|拉动|支撑|依存|影响|出口|投资|贸易"
)
_GAUGE = re.compile("(?:总|种植|播种)?(?:产量|产值|面积|收入|价格|出口|销量|销售额)")
_REACH = 16  # characters from the end in which a verb or adverb at the end begins
_SPENT = among("投资 投入 安排 支出")
_SPEEDS = among("值 均值 涨幅 增幅 增速 降幅 增长率 总量 占比 比重 金额 数量")
_MADE = re.compile(
    r"^(?P<who>.{2,})(?:实现|完成)(?P<what>增加值|总产值|产值|营业收入|主营业务收入|销售收入|税收|税收收入|利税|利润|"
    r"利润总额|收入|总收入|出口|进出口|进出口总额|交易额|销售额|成交额|投资)$"
)
# Verbs that take what is behind the number, even where they could end a noun before it.
_MAKING = among(
    "创建 打造 建设 新建 培育 实施 推进 改造 引进 举办 建成 开展 新增 完成 治理 提供 开发 整治 "
    "修复 绿化 培训 设立 创成 组建 推广 申报 争创 搭建 扩建 改建 续建 规划 布局"
)
# Verbs that end nouns: 棚户区改造, 植树造林.
_NOUNS = among(
    "加固 组织 合作 试点 改造 建设 治理 投资 培训 转移 种植 生产 绿化 造林 植树 保护 整治 修复 "
    "贷款 融资 供地 招商引资 养殖 接待 出让 供应 服务 保障 接种 恢复 脱贫 开发 搬迁 安置 征收 "
    "整改 救治 营造林 还林 封育 帮扶 落户 出栏 存栏 监测 抽检 复垦 整理 招聘 减免 申请 授权 扩面 "
    "输出 续建 扩建 改建 新建 拆迁 征迁 维修 招收 录取 支付 处置 转化 孵化 清淤 减税降费 创建 "
    "规划 推广 改造提升 改造升级 提升改造 检查 排查 签约 落地 投放 投入 补助 发放 开工建设 提升 "
    "增收 减排 增值 发展"
)
_NOMINAL = _NOUNS - _MAKING | {"绿化", "招商引资", "减税降费", "植树造林", "培训"}
_NOT_NOUN = ("新", "再", "共", "累计", "年均", "力争", "确保", "全年", "加快", "全面", "续")
# Verbs of one sign, and the signs before them that make another word of them.
_LONGER = {
    "有": "所没享存自据国具含", "是": "即而就不", "在": "存潜内外实现", "足": "不满",
    "增": "新递净激总",
    "减": "递核酌", "破": "突侦", "修": "维装抢整翻", "建": "新改扩基城党组创兴重搭构共续迁违",
    "办": "主承举兴开", "育": "教培保体孕抚繁封生", "引": "吸指招", "种": "播各多物品特",
    "约": "节合签条", "为": "作成行", "超": "赶", "抓": "狠", "余": "剩结", "满": "圆",
    "达": "发高多", "获": "收捕缴斩", "投入": "总新年资", "招": "新",
}  # fmt: skip
_MILD = ("达到", "达", "为", "保持", "控制", "实现", "在", "约", "仅", "")
# They open a clause, but nothing is done by them.
_NO_DEED = (
    "把",
    "将",
    "使",
    "让",
    "由",
    "共",
    "总共",
    "率先",
    "全面",
    "达到",
    "保持",
    "维持",
    "稳定",
)
_WITH_AND = ("惠", "普", "涉", "波", "危", "触")
_NOTHING = (
    "对", "把", "将", "向", "为", "在", "从", "以", "用", "对全市", "有", "每个", "一批",
)  # fmt: skip


@dataclass(slots=True)
class Segment:
    """What stands before a number in its clause, taken apart."""

    noun: str
    verb: str  # the verb at the number, or the one that opens the clause
    spread: str  # 分别, 均 or nothing
    led: bool  # the clause opens with a verb of doing
    touching: bool  # a verb touches the number


def take_apart(words: str, *, followed: bool = False, doing: bool = True) -> Segment:
    """Take the words between the last stop and a number apart.

    ``followed``: a noun stands right behind the number (创建1个|品牌), so that a verb before it is
    one. ``doing``: whether a verb of doing may stand at the end.

    >>> one = take_apart("力争城镇登记失业率控制在")
    >>> one.noun, one.verb
    ('城镇登记失业率', '控制在')
    >>> one = take_apart("培育人力资源服务企业")
    >>> one.noun, one.verb, one.led
    ('人力资源服务企业', '培育', True)
    """
    words = _AIM.sub("", words.replace(SAID, ""))
    rest, verb, spread, touching = _strip_end(_bare(words.lstrip(EDGE), "“‘"))
    named = False
    if (
        doing and not touching and (found := _END_DOING.search(rest, len(rest) - _REACH))
        and (not _is_noun_end(rest, found) or (followed and found["last"] in _MAKING))
    ):  # fmt: skip
        verb, touching, rest, named = _deed(rest, found, followed)
        while not named and (
            each := _END_ADVERB.search(rest, len(rest) - _REACH)
        ):  # 分别|建成, 累计|建成
            spread = each["spread"] or spread
            rest = _bare(rest[: each.start()])
    rest, opening = (rest, "") if named else strip_front(rest)
    if opening.startswith("新") and _RATED.search(rest):
        rest, opening = opening + rest, ""  # 新签约|项目开工率
    if rest == "经济" and verb.startswith("增长"):
        rest += verb  # the growth of the whole economy has no other name
    alone = len(rest) == 1 and rest not in ONE_SIGN + "新"
    if alone or rest.isdigit() or rest in _NOTHING or _SCRAP.fullmatch(rest):
        rest = ""
    elif rest == "新":  # 新|造林
        rest, verb = "", rest + verb
    if opening and not touching:
        verb, touching = opening, not rest
    if "分别" in rest[2:]:  # 省、市重点项目|分别|完成投资
        spread, rest = "分别", re.sub("[末初]$", "", rest.replace("分别", ""))
    if found := _MADE.match(rest):  # 规模以上工业|实现|增加值
        rest = strip_front(found["who"])[0] + found["what"]
    elif (found := _EARLIER.match(rest)) and not found[0].endswith(("以", "并")):
        later = strip_front(rest[found.end() :])[0]
        if later in _SPENT and "财政" in found[0]:
            rest = found[0].replace("累计", "") + later  # 省级财政|累计|投资
        elif later not in _SPEEDS:
            rest = later
    if found := _PLACE_DOES.match(rest):
        where = "" if re.search("全[市省县区]", found["where"]) else found["where"]
        rest, verb = where + rest[found.end() :], verb or found["verb"]
    rest = _example(rest)
    if len(rest) > 3 and rest[0] == "对" and not _TO_WHAT.search(rest):
        rest = rest[1:]  # 对|困难群众做到应保尽保
    alone = len(rest) == 1 and rest not in ONE_SIGN
    if alone or _SCRAP.fullmatch(rest) or not rest.strip("“”，、"):
        rest = ""
    led = (bool(opening) and opening not in _NO_DEED) or (touching and not rest)
    if not opening and rest and not touching and (found := _MIDWAY.match(rest)):
        verb, rest, led = found["verb"], found["rest"], True
    return Segment(rest, re.sub("各级各类$|各类$", "", verb), spread, led, touching)


def _deed(rest: str, found: re.Match[str], followed: bool) -> tuple[str, bool, str, bool]:
    """Return the verb of doing at the end, whether it touches the number, the words before
    it, and whether these are a deed by name: 完成|造林."""
    begin, before = found.start(), _bare(rest[: found.start()])
    if begin == found.start("last"):
        return found[0], True, before, False
    verbs = _VERBS.findall(re.sub("了$|各级各类$|各类$", "", found[0]))
    if len(verbs) == 1:
        return verbs[0], True, before, False
    if verbs[0] in _NOUNS and len(before) > 1:  # 专项治理|完成
        return verbs[-1], True, _bare(rest[: found.start("last")]), False
    names = len(verbs) - (verbs[0] in _CARRIED and not followed)
    while not strip_front(before)[0] and names and verbs[names - 1] in _NOMINAL:
        names -= 1
    if names < len(verbs):  # 完成|造林绿化
        return "".join(verbs[:names]), names > 0, "".join(verbs[names:]), True
    return verbs[-1] if verbs[0] in _HELPING else "".join(verbs), True, before, False


def _example(noun: str) -> str:
    """Take examples off a noun, and a quote that does not close: A、B等|重点项目."""
    if "“" in noun and "”" not in noun:
        noun = noun.replace("“", "")
    before, _, after = noun.rpartition("等")
    if len(after) > 1 and after[0] not in "级候待于方领类" and ("、" in before or len(before) > 8):
        return before + after if _GAUGE.fullmatch(after) else after
    return noun


def _bare(words: str, more: str = "") -> str:
    """Take signs and joining words off the end, but leave 惠及 and 普及 whole."""
    rest = words.rstrip(FRINGE + more)
    return rest + "及" if rest.endswith(_WITH_AND) and words.startswith("及", len(rest)) else rest


def _strip_end(words: str) -> tuple[str, str, str, bool]:
    """Take verbs and adverbs off the end; return the rest, the verb, 分别 or 均, and whether
    a verb was there."""
    rest, verb, spread, touching = words, "", "", False
    while rest:
        if found := TO.search(rest, len(rest) - _REACH):
            verb, touching = found[0], True
        elif (found := _END_VERB.search(rest, len(rest) - _REACH)) and (
            touching or not _is_longer(rest, found)
        ):
            if _is_part(rest, found):
                break
            verb, touching = found[0] if verb in _MILD else verb, True
        elif found := _END_ADVERB.search(rest, len(rest) - _REACH):
            spread = found["spread"] or spread
        else:
            break
        rest = _bare(rest[: found.start()])
    return rest, verb, spread, touching


def _is_longer(rest: str, found: re.Match[str]) -> bool:
    """Tell whether a verb of doing ends there that is longer: 新增, not 增."""
    other = _END_DOING.search(rest, len(rest) - _REACH)
    return other is not None and other.start() < found.start()


def _is_part(rest: str, found: re.Match[str]) -> bool:
    """Tell whether what looks like a verb of one sign is the end of a longer word."""
    return found.start() > 0 and rest[found.start() - 1] in _LONGER.get(found[0], "")


def _is_noun_end(rest: str, found: re.Match[str]) -> bool:
    """Tell whether what looks like a verb is the end of a noun: 棚户区改造 stays whole."""
    before = rest[: found.start()]
    if _is_part(rest, found):
        return True
    return found["last"] in _NOUNS and len(before) >= 2 and not before.endswith(_NOT_NOUN)
