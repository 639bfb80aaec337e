"""Words behind a number and its noun → what is done: 49例患者全部|治愈, 为30名老人提供|助餐."""

from __future__ import annotations

import re

from textkit.priorities.target_rules.words import either

# 12例确诊患者、3例疑似患者|全部治愈出院
_DONE = (
    "治愈 出院 治愈出院 完成 办结 办复 兑现 落实 销号 脱贫 摘帽 出列 退出 开工 "
    "竣工 完工 建成 投产 投用 投入使用 投入运营 启动 实施 开通 通车 交付 达标 "
    "关停 拆除 关闭 取缔 整改 整改到位 整改完成 复工 复产 复工复产 下放 取消 开放 "
    "落地 签约 入库 到位 搬迁 化解 开工建设 建成投用 建成投产 竣工投产 建成使用 "
    "完成整改 落实到位 建成通车 建成投入使用 建成运营 推进 实施完毕 办理完毕 办理 "
    "开建 消劣 兑付 上线 运营 封堵 清退 转产 搬迁入住 入住 升级 验收 挂牌 淘汰 "
    "解除隔离 清零 归零"
)
_THEN = re.compile(
    r"[^，。；：！？、0-9\n]{0,24}(?:[、和及与][0-9.]+[^，。；：！？、0-9\n]{1,20}){0,3}?"
    r"(?:(?:全部|全面|基本|顺利|先后|相继|陆续|如期|按期|按时|圆满)"
    rf"(?:得到|得以|按时|如期|稳定|顺利|实现)?(?P<verb>{either(_DONE)})"
    r"|(?:实现|稳定)?(?P<out>脱贫(?:出列|退出|摘帽)?|摘帽|出列))(?=[，。；、！？）\n]|$)"
)
# 断面100%|达标, 审批事项100%|网上受理
_OF_ALL = re.compile(
    r"(?:达到)?(?P<deed>[^，。；：！？、0-9\n的以左全]{0,4}?(?:达标|(?<!全)覆盖|[开复竣]工|投产|就业|[受办]理|办结|处[理置]|"
    r"回收|参保|签约|到位|入园|入学|资助|安置|公开|整改|收集|检测|上网|上岗|供应|治理))(?=[，。；、！？）\n]|$)"
)
_ENDED = re.compile("[率面度量额例]$|比[重例]$|(?:计划|任务|目标|指标|资金)$")
# 70项任务|完成62项
_PART = re.compile(
    r"[^，。；：、！？0-9\n]{1,24}?(?:，?(?:其中)?已经?)?(?:整改|编制)?(?:完成(?:整改)?|办结|销号|化解)"
)
_HINT = re.compile("全|基本|顺利|先后|相继|陆续|[如按]期|按时|圆满|脱贫|摘帽|出列")
_FOR = re.compile(
    r"(?P<who>[^，。；：！？、0-9\n]{1,16}?)(?:免费)?"
    r"(?P<verb>提供|发放|办理|开展|实施|代缴|减免|安装|配备|配发|适配|接种|购买|落实)了?"
    r"(?P<what>[^，。；：！？、0-9\n]{2,16})(?=[，。；！？）\n]|$)"
)


def done_behind(text: str, at: int) -> str:
    """Return the verb that says what became of all that was counted, or nothing.

    >>> [done_behind(text, 3) for text in ("49例患者全部治愈。", "20万户实现脱贫。", "15项。")]
    ['治愈', '脱贫', '']
    """
    found = _THEN.match(text, at) if _HINT.search(text, at, at + 60) else None
    return found["verb"] or found["out"] if found else ""


def given_to(text: str, start: int, end: int, indicator: str) -> tuple[str, str]:
    """Return what those who are counted are given, and the verb of it; else the indicator.

    >>> given_to("为300名老人提供助餐服务，", 1, 5, "老人")
    ('老人助餐服务', '提供')
    """
    if text[start - 1 : start] not in ("为", "向", "给") or start == 0:
        return indicator, ""
    found = _FOR.match(text, end)
    if found is None or not indicator.endswith((found["who"], found[0])):
        return indicator, ""
    ahead = indicator.removesuffix(found[0]).removesuffix(found["who"])
    return ahead + found["who"] + found["what"], found["verb"]


def of_all(text: str, at: int, indicator: str) -> str:
    """Return an indicator with what is done to the share of it that was named.

    >>> of_all("审批事项100%网上受理，", 8, "审批事项"), of_all("合格率100%，", 7, "合格率")
    ('审批事项网上受理', '合格率')
    """
    found = _OF_ALL.match(text, at)
    if found is None or _ENDED.search(indicator):
        return indicator
    deed = found["deed"]
    if deed.startswith(indicator[-2:]) or indicator.endswith(deed) or "100" in indicator:
        return indicator
    return indicator + deed


def is_part_done(text: str, at: int, later: int) -> bool:
    """Tell a whole from what is done of it, whose number begins at ``later``.

    >>> is_part_done("70项任务已完成62项。", 3, 8), is_part_done("70项任务，62项工程。", 3, 6)
    (True, False)
    """
    return _PART.fullmatch(text, at, later) is not None
