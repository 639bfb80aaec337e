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
    rf"(?:与|和|同|跟)(?:(?!与|和|同步){_X}){{1,24}}?(?:保持|实现|基本|大体|总体|大致|相|均){{0,3}}"
    r"(?P<word>同步|持平|相当|相适应|相匹配|相协调)(?:增长|提高|提升|增加)?"
    rf"(?!{_AT_ONCE})"
    rf"|(?P<word_first>同步于|持平于){_X}{{2,20}}?(?=[，。；、！？\n]|$)"
)
_ABOVE = re.compile(
    r"(?:不|略|明显|稍|力争)?(?P<word>高于|快于|低于|优于|好于|大于)"
    rf"{_X}{{0,18}}?(?:平均水平|平均增速|平均|水平|增速|增幅|发展速度|增长速度|速度|增长率|涨幅|增长|指标|总值|"
    r"收入|全国|全省|全市|上年|去年|同期|目标|控制数|计划|要求)"
    r"(?:左右|的目标)?(?=[，。；、！？）\n]|$|的(?!天数|水质|空气))"
)
_ZERO = re.compile(
    r"(?P<clear>动态清零|动态归零|全部清零|存量清零|清零|归零)|(?P<cover>全覆盖)"
    r"|(?P<first>零的突破|零突破)|(?P<still>零增长)"
    r"|零(?P<none>事故|死亡|伤亡|感染|传播|发生|上访|返贫|新增|排放|填埋|拖欠|差错|延误|外溢|疫情|违建|存量|"
    r"投诉|辍学|案件|火灾)"
)
_NAMED = re.compile(r"[”’][^，。；、！？）\n]")
_NAN = float("nan")


@dataclass(frozen=True, slots=True)
class Relative:
    """A target without a number: where its words stand, and what they say."""

    start: int
    end: int
    qualifier: str
    measure: str
    low: float
    high: float
    unit: str
    verb: str
    of: str = ""  # what there is nothing of: 零|事故
    all_or_nothing: bool = True


def find_relatives(text: str) -> Iterator[Relative]:
    """Find targets of nothing or all, and those that compare with something else.

    ``low`` and ``high`` are NaN for a comparison; 0 for 清零 and 零事故; 0 % for 零增长;
    100 % for 全覆盖; 零的突破 is a first, NaN.

    >>> for one in find_relatives("居民收入与经济增长同步，零就业家庭动态清零"):
    ...     print(one.qualifier, one.low)
    清零 0.0
    同步 nan
    """
    if "零" in text or "全覆盖" in text or "归零" in text:
        for found in _ZERO.finditer(text):
            if _NAMED.match(text, found.end()):
                continue  # “三日清零”机制
            yield _all_or_nothing(found)
    if "同步" in text or "平" in text or "相" in text:
        for found in _SYNC.finditer(text):
            word = found["word"] or found["word_first"].removesuffix("于")
            yield Relative(
                *found.span(), word, "growth", _NAN, _NAN, "", word, all_or_nothing=False
            )
    if "于" in text:
        for found in _ABOVE.finditer(text):
            word = found[0][: found.end("word") - found.start()]
            word = re.sub("^(?:略|明显|稍|力争)", "", word)
            yield Relative(
                *found.span(), word, "growth", _NAN, _NAN, "", word, all_or_nothing=False
            )


def _all_or_nothing(found: re.Match[str]) -> Relative:
    start, end = found.span()
    word = found[0]
    if found["clear"]:
        return Relative(start, end, "清零", "level", 0.0, 0.0, "", word)
    if found["cover"]:
        return Relative(start, end, "全覆盖", "share", 100.0, 100.0, "%", word)
    if found["first"]:
        return Relative(start, end, "零突破", "level", _NAN, _NAN, "", word)
    if found["still"]:
        return Relative(start, end, "零增长", "growth", 0.0, 0.0, "%", word)
    return Relative(start, end, word, "level", 0.0, 0.0, "", word, of=found["none"])
