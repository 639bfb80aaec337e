"""Front of a clause, and the words behind a number → without verbs and adverbs."""

from __future__ import annotations

import re

from textkit.priorities.target_rules.words import (
    ADVERBS,
    AFTERWARDS,
    OPENING,
    PLACES,
    among,
    either,
)

SAID = "\x01"  # in place of a target without a number: no part of a noun
EDGE = " \t　、，,的》*#·—-–:：\x00”’"
FRINGE = " \t　、，,的和与及《》*#·—-–:：\x00"
_OPENING_VERB = re.compile(rf"(?:{either(OPENING)})(?:了|(?<=[实落][施实])好)?")
_ADVERB = re.compile(rf"(?:{either(ADVERBS)}|{either(PLACES)}(?!生产总值|GDP|财政))")
_OF_VERB = re.compile("率|满意|额|量(?!化)|数(?!字)|能力|水平")
_ABOUT = re.compile("^\x00*(?:以上|左右|以内|以下)")
_LE = re.compile("^了(?!解)")
_ENUMERATOR = re.compile(
    r"^(?:每(?:个|一)?(?:县市区|县区|县市|市县|县|市|区|乡镇|镇|街道|村|社区|学校|年)"
    r"|[一二三四五]年(?=新增|累计|共)|[一二三四五六七八九十]{1,3}(?:是|要)"
    r"|第[一二三四五六七八九十]{1,3}，|[0-9]{1,2}[.、．](?![0-9])|[①-⒛⓪-➓*#]+)"
)
# Verbs that may follow another one: 启动|建设, 加快|推进.
_SECOND = (
    "新增 新建 建设 建成 打造 培育 引进 改造 完成 实施 创建 开工 改扩建 新改建 扩建 改建 修建 "
    "续建 培养 引育 推进 开展 启动 申报 竣工 整治 治理 修复 拆除 实现 提升 引入 设立 新改扩建 "
    "复工 招引 孵化 落地 签约 投产 谋划 储备 推广 铺设 配置 认定 转化 精简 取消 下放 审议 形成 "
    "更新 打通 升级 创成 争创 输出 通车 提级 投用"
)
_CHAINED = re.compile(
    rf"(?:{either(_SECOND)})(?!区|用地|资金|项目|规模|率|额|面积|值|总投资|工程|里程|人数|人员|总量)"
)
_AFTER = re.compile(
    rf"[^，。；：、！？（）\n\x01]*?(?=(?:{either(AFTERWARDS)})|[，。；：、！？（）\n“”\x01]|$)"
)
# What is a noun of one sign.
ONE_SIGN = "钢煤糖牛羊纸纱税粮贷油桥肉禽猪鸡电铁铜铝盐茶棉布瓜果菜段县村镇省市区乡国州旗盟"
# 16个|国、省考断面
_TIERS = among("国 省 市 区 县 州 镇 乡 国家 省级 市级 县级 区级 国控 省控 国考")
_QUOTED = re.compile(r"[“‘][^“”‘’]{1,24}[”’]")
# 10个|具有竞争力的|产业集群, but 2.5万名|退役军人|的切身利益
_QUALITIES = (
    "具 有 带 新 较 高 低 大 投资 产值 超 达 符合 列入 纳入 总投资 亿 千 百 在 由 以 被 受 需 应 "
    "拟 可 能 正 已 含 不 没 国内 国际 全国 一流 独 各 优 影响 功能 特色 上 年 过 万 规模 最 多 "
    "好 重 主要 代表 无 跨 未"
)
WORTH = re.compile("(?:.{0,6})(?:投资|产值|营收|收入|税收|估值|市值|利润|利税)")
_THAT = re.compile(
    r"[^，。；、的]{1,14}的|(?:超|过|达|突破|上)?[^，。；、的]{1,8}?元(?:以上)?(?=[\u4e00-\u9fff]{0,8}?(?:企业|项目|产业|园区|集群|集团))"
)
# Nouns that say little alone, and what is said of them.
_VAGUE = among(
    "县 村 镇 省 市 区 乡 县区 县市 区县 市县 乡镇 县市区 旗县 州 盟 部门 "
    "企业 产品 项目 单位 集体 个人 家庭 品牌 景区 学校 园区 社区 作品 案例 基地 成果 指标"
)
_PREDICATE = re.compile(
    r"(?![的等之和与及、以为])[^，。；：、！？（）\n]{2,22}(?=[，。；：！？\n]|$)"
)
_AMOUNT = re.compile(r"^了?[0-9.]+[万亿余多]*(?:个|人|户|名|家|座|处|所|项|件|条|公里|亩)")
_FOR = re.compile(
    r"(?P<use>，?(?:主要|全部|重点|专项|集中)?用于|，?对(?=.*实施)|，(?=支持|加快|推进|实施|保障|解决|扶持|推动)|)(?P<what>[^，。；：！？（）\n\x01]{3,30})(?=[，。；：！？\n]|$)"
)
_QUALITY = re.compile(either(_QUALITIES))


def strip_front(words: str) -> tuple[str, str]:
    """Take adverbs, places and opening verbs off the front; return the rest and the verb.

    >>> strip_front("二是全市力争新建改造老旧小区")
    ('老旧小区', '改造')
    """
    rest, opening = words, ""
    while rest:
        rest = _LE.sub("", _ENUMERATOR.sub("", rest.lstrip(EDGE), count=1).lstrip(EDGE))
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


def noun_after(text: str, at: int, end: int) -> str:
    """Return what is counted, behind the number, or nothing.

    >>> noun_after("25个老旧小区改造全部完成", 3, 12)
    '老旧小区改造'
    """
    found = _AFTER.match(text, at + 2 * text.startswith("免费", at), end)
    opens = text[at : at + 1]
    if opens in ("“", "‘") and (quoted := _QUOTED.match(text, at, end)):
        more = _AFTER.match(text, quoted.end(), end)
        return "" if SAID in quoted[0] else quoted[0] + (more[0] if more else "")
    if found is None or (
        opens in ("的", "和", "与", "及", "并", "或") and text[at : at + 2] not in ("和美", "和谐")
    ):
        return ""
    noun = text[at : found.end()]
    if (WORTH.fullmatch(noun) or (not noun and _QUALITY.match(text, at))) and (
        clause := _THAT.match(text, found.end())
    ):
        end = len(text)
        found = _AFTER.match(text, clause.end()) or found  # 4个|投资超百亿元的|产业项目
        noun = found[0]
    if text[found.end() : found.end() + 1] == "的":
        later = _AFTER.match(text, found.end() + 1, end)
        if (
            later
            and later[0]
            and (
                len(noun) < 2 or noun[0].isdecimal() or noun[-1] in "好强优" or _QUALITY.match(noun)
            )
        ):
            noun, found = later[0], later
    follows = text[found.end() : found.end() + 1]
    if follows in ("“", "‘") and (quoted := _QUOTED.match(text, found.end(), end)):
        more = _AFTER.match(text, quoted.end(), end)
        noun += quoted[0] + (more[0] if more else "")
    if (
        noun in _TIERS
        and follows in ("、", "和")
        and (more := _AFTER.match(text, found.end() + 1, end))
    ):
        noun += follows + more[0]
    noun = noun.rstrip(FRINGE + ("" if "“" in noun else "”’"))
    if (len(noun) == 1 and noun not in ONE_SIGN) or not noun.strip("“”‘’"):
        return ""
    noun = _ABOUT.sub("", noun)
    return noun if noun.startswith(("和美", "和谐")) else noun.lstrip(FRINGE + "”’")


def predicated(text: str, at: int, noun: str, end: int) -> str:
    """Return a noun with what is said of it, if it says nothing alone: 企业|获省长质量奖.

    >>> predicated("4家企业荣获省长质量奖，", 4, "企业", 12)
    '企业荣获省长质量奖'
    """
    if noun not in _VAGUE:
        return noun
    found = _PREDICATE.match(text, at, end)
    whole = found is not None and (found.end() < end or end == len(text))
    return noun + found[0].replace("\x00", "") if found and whole else noun


def purpose(text: str, at: int) -> str:
    """Return what money is for, from the words behind the amount, or nothing.

    >>> purpose("投入16亿元实施农村电网改造，", 6), purpose("投入16亿元，增长5%", 6)
    ('农村电网改造', '')
    """
    found = _FOR.match(text, at)
    if found is None:
        return ""
    what, verb = strip_front(found["what"].replace("\x00", ""))
    what = _AMOUNT.sub("", what).lstrip("的了")
    if any(sign.isdecimal() for sign in what):
        return ""
    return what if (verb or found["use"]) and 1 < len(what) <= 20 else ""
