"""Words before a number → indicator, verb, and whether several indicators share the number."""

from __future__ import annotations

import re
from dataclasses import dataclass

from textkit.priorities.target_rules.words import (
    ADVERBS,
    AFTERWARDS,
    DOING,
    DOWN,
    LEVEL,
    OPENING,
    PLACES,
    TO,
    UP,
    either,
)

_CHANGES = either(f"{UP} {DOWN}")
_END_VERB = re.compile(rf"(?:{_CHANGES}|{either(LEVEL)})(?:了|率为)?$")
_END_DOING = re.compile(rf"(?:{either(DOING)})(?:了|各类|各级各类)?$")
_END_TO = re.compile(rf"(?:{TO.pattern[:-1]})$")
_END_ADVERB = re.compile(
    r"(?P<spread>分别|(?<![人平年户地亩])均|(?<![首成])都|各自|(?<![全])各)$|(?:预期|预计|计划|年均|平均每年|每年|同比|环比|将|(?<![许认])可|"
    r"(?<![主重需])要|再|又|已|力争|确保|争取|累计|共计?|总共|基本|始终|总体|大体|大幅|逐年|率先|普遍|全部|逐步|稳步|进一步|首次|也|还|"
    r"的?目标(?:是|为)?|目标任务|任务|一举|成功|顺利|(?<![成造])就|必须|仍需|(?<![功产动智节性效热官])能|得以|按可比价格?计算|按可比价格?|可比|"
    r"(?<![自理])由|(?<![服])从|只|左右|仍|有望|努力|全年|必须|不得|不|应(?<![响供对适相反效]应)|合计|总计|快速|稳定|平稳|持续|连续|"
    r"每人每[月年]|每月|并|平均|一直|每周|力保|全面|拟|相当|至少|最少|最高|高达|多达|超额|又好又快|(?<![事其充])实际|(?<![青少近每历壮])[一二两三四五]?年|净|(?<![比])较快|(?<!每)个|(?<![邻附最靠])近|了|(?<![节合条签])约|较|(?<![占对])比|"
    r"(?<![作成行])为|再|按|(?<![可所])以|每)$"
)
_OPENING_VERB = re.compile(rf"(?:{either(OPENING)})(?:了)?")
_ADVERB = re.compile(rf"(?:{either(ADVERBS)}|{either(PLACES)}(?!生产总值|GDP|财政))")
_AFTER = re.compile(
    rf"[^，。；：、！？（）\n]*?(?=(?:{either(AFTERWARDS)})|[，。；：、！？（）\n“”]|$)"
)
_QUOTED = re.compile(r"[“‘][^“”‘’]{1,24}[”’]")
_EDGE = " \t　、，,的》*#·—-–:：\x00”’"
_FRINGE = " \t　、，,的和与及《》*#·—-–:：\x00"
_MIDWAY = re.compile(
    rf"^(?:在|以|用|通过|为|向|对|与|由|从|按|围绕|依托|利用|支持|帮助|引导|鼓励|推动|带动|促进|会同|联合|沿|每个|每年|全面|因地制宜|深入|抓好|根据|坚持|采取).*?"
    rf"(?P<verb>{either(DOING)})(?P<rest>.{{2,}})$"
)
# 建成区实现|地下管网, 动员群众累计接种|新冠疫苗: what the number is of stands behind such words.
_EARLIER = re.compile(rf"^.*(?:其中|实现|(?:累计|力争|确保)(?:{either(DOING)})?)(?=..)")
_MAKING = frozenset(
    "创建 打造 建设 新建 培育 实施 推进 改造 引进 举办 建成 开展 新增 完成 治理 提供 开发 整治 修复 绿化 培训 设立 "
    "创成 组建 推广 申报 争创 搭建 扩建 改建 续建 规划 布局".split()
)


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
    rest, verb, spread, touching = words.lstrip(_EDGE).rstrip(_FRINGE), "", "", False
    while rest:
        if found := _END_TO.search(rest):
            verb, touching = found[0], True
        elif (found := _END_VERB.search(rest)) and not (
            not touching and (other := _END_DOING.search(rest)) and other.start() < found.start()
        ):
            if _is_part(rest, found):
                break
            mild = verb in ("达到", "达", "为", "保持", "控制", "实现", "在", "约", "仅")
            verb = found[0] if not verb or mild else verb
            touching = True
        elif found := _END_ADVERB.search(rest):
            spread = found["spread"] or spread
        else:
            break
        rest = rest[: found.start()].rstrip(_FRINGE)
    if (
        doing and not touching and (found := _END_DOING.search(rest))
        and (not _is_noun_end(rest, found) or (followed and found[0] in _MAKING))
    ):  # fmt: skip
        verb, touching = found[0], True
        rest = rest[: found.start()].rstrip(_FRINGE)
    rest, opening = strip_front(rest)
    if rest in (
        "对",
        "把",
        "将",
        "向",
        "为",
        "在",
        "从",
        "以",
        "用",
        "对全市",
        "有",
        "每个",
        "一批",
    ):
        rest = ""
    if opening and not rest and not touching:
        verb, touching = opening, True
    elif opening and (not touching or verb in ("", "达到")):
        verb = opening if not touching else verb
    if (found := _EARLIER.match(rest)) and not found[0].endswith(("以", "并")):
        rest = strip_front(rest[found.end() :])[0]
    led = bool(opening) or (touching and not rest)
    if not opening and rest and (found := _MIDWAY.match(rest)) and not touching:
        verb, rest, led = found["verb"], found["rest"], True
    return Segment(rest, verb.removesuffix("各类").removesuffix("各级"), spread, led, touching)


_LONGER = {
    "有": "所没享存自据国具含", "是": "即而就不", "在": "存潜内外实现", "足": "不满", "增": "新递净激", "减": "递核酌",
    "破": "突侦", "修": "维装抢整翻", "建": "新改扩基城党组创兴重搭构共续迁", "办": "主承举兴开", "育": "教培保体孕抚繁",
    "引": "吸指招", "种": "播各多", "约": "节合签条", "为": "作成行", "超": "赶", "打": "", "抓": "狠", "余": "剩结", "满": "圆",
    "达": "发", "降": "", "涨": "",
}  # fmt: skip


def _is_part(rest: str, found: re.Match[str]) -> bool:
    """Tell whether what looks like a verb of one sign is the end of a longer word."""
    return found.start() > 0 and rest[found.start() - 1] in _LONGER.get(found[0], "")


def _is_noun_end(rest: str, found: re.Match[str]) -> bool:
    """Tell whether what looks like a verb is the end of a noun: 棚户区改造 stays whole."""
    if _is_part(rest, found):
        return True
    before, word = rest[: found.start()], found[0]
    # 棚户区改造, 固定资产投资: a noun that is made of a verb, with what it is done to before it
    return (
        word in _NOUNS
        and len(before) >= 2
        and not before.endswith(
            (
                "新",
                "再",
                "共",
                "累计",
                "年均",
                "力争",
                "确保",
                "全年",
                "加快",
                "全面",
                "续",
            )
        )
    )


_NOUNS = frozenset(
    [
        "改造",
        "建设",
        "治理",
        "投资",
        "培训",
        "转移",
        "种植",
        "生产",
        "绿化",
        "造林",
        "植树",
        "保护",
        "整治",
        "修复",
        "贷款",
        "融资",
        "供地",
        "招商引资",
        "养殖",
        "接待",
        "出让",
        "供应",
        "服务",
        "保障",
        "接种",
        "恢复",
        "脱贫",
        "开发",
        "搬迁",
        "安置",
        "征收",
        "整改",
        "救治",
        "落户",
        "出栏",
        "存栏",
        "监测",
        "抽检",
        "复垦",
        "整理",
        "招聘",
        "减免",
        "申请",
        "授权",
        "扩面",
        "输出",
        "续建",
        "扩建",
        "改建",
        "新建",
        "拆迁",
        "征迁",
        "维修",
        "招收",
        "录取",
        "支付",
        "处置",
        "转化",
        "孵化",
        "清淤",
        "减税降费",
        "创建",
        "规划",
        "推广",
        "改造提升",
        "改造升级",
        "提升改造",
        "检查",
        "排查",
        "签约",
        "落地",
        "投放",
        "投入",
        "补助",
        "发放",
        "开工建设",
        "提升",
        "增收",
        "减排",
        "增值",
        "恢复",
        "发展",
    ]
)


_OF_VERB = re.compile("率|额|量(?!化)|数(?!字)|能力|水平")
_ENUMERATOR = re.compile(
    r"^(?:每(?:个|一)?(?:县市区|县区|县|市|区|乡镇|镇|街道|村|社区|学校|年)|[一二三四五]年(?=新增|累计|共)|[一二三四五六七八九十]{1,3}(?:是|要)|第[一二三四五六七八九十]{1,3}，|[0-9]{1,2}[.、．](?![0-9])|[①-⒛⓪-➓*#]+)"
)
_CHAINED = re.compile(
    r"(?:新增|新建|建设|建成|打造|培育|引进|改造|完成|实施|创建|开工|改扩建|新改建|扩建|改建|修建|续建|培养|引育|推进|开展|启动|申报|竣工|"
    r"整治|治理|修复|拆除|实现|提升|引入|设立|新改扩建|招引|孵化|落地|签约|投产|谋划|储备|推广|铺设|配置|认定|转化|精简|取消|下放|审议|形成|更新|打通|升级|创成|争创)"
    rf"(?!{'|'.join(('区', '用地', '资金', '项目', '规模', '率', '额', '面积', '值', '总投资', '工程'))})"
)


def strip_front(words: str) -> tuple[str, str]:
    """Take adverbs, places and opening verbs off the front; return the rest and the verb."""
    rest, opening = words, ""
    while rest:
        rest = _ENUMERATOR.sub("", rest.lstrip(_EDGE), count=1)
        if found := (_CHAINED if opening else _OPENING_VERB).match(rest):
            if found.end() == len(rest) and opening:
                break  # 完成造林: what is done is itself a verb
            if _OF_VERB.match(rest, found.end()):
                break  # 办结率, 接待能力
            opening = found[0]
        else:
            found = _ADVERB.match(rest)
            if found is None:
                break
        rest = rest[found.end() :]
    return rest, opening


# 10个|具有竞争力的|产业集群, but 2.5万名|退役军人|的切身利益
_QUALITY = re.compile(
    r"(?:具|有|带|新|较|高|低|大|投资|产值|超|达|符合|列入|纳入|总投资|亿|千|百|在|由|以|被|受|需|应|拟|可|能|正|已|含|不|没|国内|国际|全国|一流|独|各|优|影响|功能|特色|上|年|过|万|规模|最|多|好|重|主要|代表)"
)


def noun_after(text: str, at: int, end: int) -> str:
    """Return what is counted, behind the number: 25个|老旧小区改造."""
    found = _AFTER.match(text, at, end)
    if text[at : at + 1] in "“‘" and (quoted := _QUOTED.match(text, at, end)):
        more = _AFTER.match(text, quoted.end(), end)
        return quoted[0] + (more[0] if more else "")
    if found is None or text[at : at + 1] in ("的", "和", "与", "及", "并", "或"):
        return ""
    noun = found[0]
    if text[found.end() : found.end() + 1] == "的":
        later = _AFTER.match(text, found.end() + 1, end)
        if later and later[0] and (len(noun) < 2 or _QUALITY.match(noun)):
            noun, found = later[0], later
    follows = text[found.end() : found.end() + 1]
    if follows in "“‘" and follows and (quoted := _QUOTED.match(text, found.end(), end)):
        more = _AFTER.match(text, quoted.end(), end)
        noun += quoted[0] + (more[0] if more else "")
    return noun.strip(_FRINGE + "”’")


_RATES = (
    "参保 参合 覆盖 普及 处理 达标 利用 合格 入学 登记失业 调查失业 失业 就业 回收 清扫 绿化 绿地 满意 贡献 城镇化 集中收集 收集 安全利用 离田 整改 "
    "办结 到位 增长 集中处理 综合利用 无害化处理 投产 开工 完成 供给 供水 供热 覆盖面 巩固 毛入学 入园 普及 收缴 规范化管理 管护 规模化 机械化 自给 签约"
)
_ENDINGS = re.compile(
    r"(?:人均)?(?:可支配收入|纯收入|现金收入|收入|支出|增加值|总产值|产值|排放总量|排放量|排放强度|排放|平均浓度|浓度|总额|零售额|总产量|产量|"
    r"投资|占比|比重|比例|指数|消耗|能耗|水耗|面积|[人起户次件]?数|余额|规模|增速|总量|总值|贷款|存款|增长|数量|周转量|吞吐量|产业|销售额|交易额|利润|税收|出口|进口|"
    rf"(?:{either(_RATES)})率|.率|水平|价格|天数|能力|时间|时限|时长|企业|项目|机构|园区|基地|平台|学校|标准|费用|经费|补助|工资|待遇|成本|寿命|年限|强度|密度|效率)$"
)


_PAIRS = {"存贷款": ("存款", "贷款"), "内外资": ("内资", "外资"), "进出口": ("进口", "出口")}


def heads_of(noun: str, number: int) -> list[str]:
    """Split a noun into the indicators that share its end: 城镇和农村居民收入 → two.

    ``number`` of them are wanted; 0: as many as there are.

    >>> heads_of("城镇和农村居民人均可支配收入", 2)
    ['城镇居民人均可支配收入', '农村居民人均可支配收入']
    """
    parts = [
        one.strip(_FRINGE)
        for one in re.split(
            r"、|，|以及|(?<!饱|总|调|缓|中|平)和(?!谐|平|田|美)|与(?!会)|(?<!普)及(?!时)", noun
        )
    ]
    parts = [one for one in parts if one]
    if (
        len(parts) == 1
        and number in (0, 2)
        and (found := re.match(r"^(.{0,8}?)城乡(居民.+|常住居民.+|低保.+|.{2,}标准.*)$", noun))
    ):
        if number == 2:
            return [f"{found[1]}城镇{found[2]}", f"{found[1]}农村{found[2]}"]
    if len(parts) == 1 and number == 2:
        for both, single in _PAIRS.items():
            if both in noun:
                return [noun.replace(both, one, 1) for one in single]
    if number and len(parts) != number:
        return [noun] * number
    if len(parts) < 2:
        return parts
    last = parts[-1]
    ending = _ENDINGS.search(last)
    whole = []
    for one in parts[:-1]:
        if re.fullmatch("第?[一二三]", one):
            whole.append(
                f"第{one.removeprefix('第')}产业"
                + last.partition("产业" if "产业" in last else "产")[2]
            )
        elif (share := re.search("占.+$", last)) and "占" not in one:
            whole.append(one + share[0])
        elif _ENDINGS.search(one) or ending is None:
            whole.append(one)
        else:
            whole.append(one + _shared_end(one, last, ending[0]))
    if last == "三产":
        last = "三产业"
    if re.match("[一二三]次?产业", last):
        last = f"第{last}"
    return [*whole, last]


def _shared_end(one: str, last: str, ending: str) -> str:
    """Return what the last indicator lends an earlier one that is but its beginning."""
    for size in range(min(len(one), 4), 0, -1):
        place = last.find(one[-size:])
        if place > 0 and (size > 1 or one[-1] in "区县镇村户"):
            return last[place + size :]
    if (
        one in ("城镇", "农村", "城市", "乡村", "农牧区", "农民", "城镇居民", "农村居民")
        and last[2:4] == "居民"
    ):
        return last[2:]
    return ending
