"""Clause → targets without a number: 与经济增长同步, 高于全国平均水平, 动态清零, 全覆盖."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_X = r"[^，。；：、！？\n]"
# 同步 before one of these is a way of doing two things at once.
_AT_ONCE = (
    "机制|的机制|制度|调整|实施|推进|建设|规划|开展|部署|设计|施工|投|进行|发展|启动|落实|谋划|运营|使用|"
    "完善|提质|改|开放|上|治理|联动|抓|达标|设|验收|考|安排|完成"
)
_SYNC = re.compile(
    rf"(?:与|和|同|跟)(?!社会主义)(?:(?!与|和|同步){_X}){{1,24}}?(?:保持|实现|基本|大体|总体|大致|相|均){{0,3}}"
    r"(?P<word>同步|持平|相当|相适应|相匹配|相协调)(?:增长|提高|提升|增加)?"
    rf"(?!{_AT_ONCE}|[^，。；]{{0,8}}(?:小康|现代化))"
    rf"|(?P<word_first>同步于|持平于){_X}{{2,20}}?(?=[，。；、！？\n]|$)"
)
_ABOVE = re.compile(
    r"(?:不|略|明显|稍|力争)?(?P<word>高于|快于|低于|优于|好于|大于)"
    rf"{_X}{{0,18}}?(?:平均水平|平均增速|平均|水平|增速|增幅|发展速度|增长速度|速度|增长率|涨幅|增长|指标|总值|"
    r"收入|全国|全省|全市|上年|去年|同期|目标|控制数|计划|要求)"
    r"(?:左右|的目标)?(?=[，。；、！？）\n]|$|的(?=目标|增长|速度|水平|增速|增幅|预期))"
)
_ENDS = "化解|办结|整改|消除|清除|处理|解决|兑现|销号|收集|治理|完成|入网|纳管"
_WHOLE = re.compile(
    r"(?P<clear>动态清零|动态归零|全部清零|全面清零|存量清零|清零|归零)"
    r"|(?P<cover>(?<!无禁区、)(?<!全方位、)(?<!坚持)(?<!健)全覆盖)(?!、[全保高零无多])(?![\u4e00-\u9fff]{2,6}(?:工程|行动|计划))"
    r"|应(?P<each>[\u4e00-\u9fff])尽(?P=each)"
    rf"|(?P<all>(?<![健安完齐保双])全(?:部|面)?(?:{_ENDS})|全部(?:脱贫|摘帽|退出)|(?<![健安])全规范)"
    r"|(?P<first>零的突破|零突破)|(?P<still>零增长)"
    r"|零(?P<none>事故|死亡|伤亡|感染|传播|发生|上访|返贫|新增|排放|填埋|拖欠|差错|延误|外溢|疫情|违建|存量|"
    r"投诉|辍学|案件|火灾|火点|走失|进京|跑腿|证明)"
)
# 全面消除|裸露地面 says how much, 全面完成|任务 only how.
_THOROUGH = re.compile("消除|清除|解决|化解")
_NAMED = re.compile(r"[”’][^，。；、！？）\n]")
_NAN = float("nan")


@dataclass(frozen=True, slots=True)
class Relative:
    """A target without a number: where its words stand, and what they say."""

    start: int
    end: int
    qualifier: str
    measure: str
    verb: str
    of: str = ""  # what there is nothing of: 零|事故
    ahead: bool = False  # what it is of may stand behind it
    low: float = _NAN
    high: float = _NAN
    unit: str = ""


def find_relatives(text: str) -> Iterator[Relative]:
    """Find targets of nothing or all, and those that compare with something else.

    ``qualifier`` is 清零, 全覆盖, 全部, 应尽 or 零 for the first, which are completions without a
    number; 同步, 持平 … or 高于, 快于 … for comparisons, which are of growth.

    >>> for one in find_relatives("居民收入与经济增长同步，零就业家庭动态清零，案件全部办结"):
    ...     print(one.qualifier, one.measure, one.verb)
    清零 completion 动态清零
    全部 completion 办结
    同步 growth 同步
    """
    if "零" in text or "全" in text or "尽" in text:
        for found in _WHOLE.finditer(text):
            if found["each"] or not _in_quotes(text, *found.span()):
                yield _whole(found)
    if "同步" in text or "平" in text or "相" in text:
        for found in _SYNC.finditer(text):
            word = found["word"] or found["word_first"].removesuffix("于")
            yield Relative(*found.span(), word, "growth", word, ahead=True)
    if "于" in text:
        for found in _ABOVE.finditer(text):
            word = found[0][: found.end("word") - found.start()]
            word = re.sub("^(?:略|明显|稍|力争)", "", word)
            yield Relative(*found.span(), word, "growth", word, ahead=True)


def _in_quotes(text: str, start: int, end: int) -> bool:
    """Tell a name, “三日清零”机制, from a quoted “零增长”."""
    opened = text.rfind("“", max(0, start - 16), start)
    if opened >= 0 and "”" not in text[opened:start]:
        closed = text.find("”", end, end + 16)
        return closed >= 0 and (opened + 1 < start or closed > end or bool(_NAMED.match(text, end)))
    return _NAMED.match(text, end) is not None


def _whole(found: re.Match[str]) -> Relative:
    start, end = found.span()
    word = found[0]
    if found["clear"]:
        return Relative(start, end, "清零", "completion", word)
    if found["cover"]:
        return Relative(start, end, "全覆盖", "completion", word)
    if found["each"]:
        return Relative(start, end, "应尽", "completion", word)
    if found["all"]:
        verb = re.sub("^全(?:部|面)?", "", word)
        ahead = word.startswith("全面") and _THOROUGH.search(word) is not None
        return Relative(start, end, "全部", "completion", verb, ahead=ahead)
    if found["still"]:
        return Relative(start, end, "零", "growth", word, low=0.0, high=0.0, unit="%")
    return Relative(start, end, "零", "completion", word, of=found["none"] or "")
