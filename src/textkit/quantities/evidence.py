"""A number with its surroundings → whether it is a quantity.

An Arabic number with a unit is one, if it is no ordinal (第3位), no part of a name (PM2.5, 1+3+N)
and no date. Without a unit it needs a scale (700万), a word of approximation, or a verb that
announces a value (达到 …) with the clause ending behind it.

A Chinese number is one with %, 百分点, 倍, 番, 成; with another unit that measures if it has two
signs or more (十五亩) or a word of approximation; with a measure word (个, 项, 家) if it has two
signs or more (二十三个), an approximation (十几家, 近百项), a range (三至五家) or a verb of
counting before it (新增三家); 一 only with such a verb and 座, 所, 家, 处 or 艘, 二 never (counting
says 两). 四个意识, 三大攻坚战, 一件事 and 二道区 have none of these, and a number that opens a
quote (“四个意识”) is a name whatever its unit. 千亿元 and 百项, scales without a digit, need an
approximation or a verb before them, since 百亿企业 and 万元户 are kinds of things.
"""

from __future__ import annotations

import re

from textkit.quantities.units import COUNTERS

# Verbs right before a number that say that something is counted, and words for amounts.
_COUNTED = re.compile(
    r"(?:新增|新建|新开|新设|新添|新获|建成|建立|创建|创成|引进|引入|签约|获批|获评|完成|竣工|开工|投产|开通|"
    r"新开通|增加|减少|增至|减至|增长到|改造|培育|办好|办成|达到?|共|合计|累计|总计|有|设立|组建|关闭|关停|"
    r"淘汰|取消|落实|入选|评为|荣获|获得|招引|续建|改建|扩建|修建|购置|投放|连续|不少于|举办|为|仅|只有|各|每)"
    r"了?\Z"
)
_VALUED = re.compile(r"(?:达到?|为|至|到|增至|升至|降至|是|在|率|系数)\Z")
_ENDS = re.compile(r"[，。；、,;）)\n]|$")
_NAMES_BEFORE = frozenset("第+＋·/._#$")
_NAMES_AFTER = frozenset("+＋·-/")
OPENING = frozenset('“‘"')
CLOSING = frozenset('”’"')
_RANK = re.compile(r"(?:前|位居|位列|排名|名列|居|列)\Z")
_SHARES = frozenset({"%", "‰", "百分点", "倍", "番"})
_NUMBERED = frozenset("指参系总人次倍对基")  # 指数百强 is no 数百
_RANKED = frozenset(["位", "名", "个月", "天", "家", "个", "小时"])
_ONES = frozenset(["座", "所", "家", "处", "艘"])
_DIGITS_IN_ROW = re.compile("[一二三四五六七八九零〇]{2,}")
_PARTS_OF_DATES = re.compile(r"[ \t]?[年月日号时点届级路期线代旬世楼版周种型系]")


def is_arabic_quantity(
    text: str, start: int, end: int, *, number: str, scale: str, unit: str, qualifier: str
) -> bool:
    """Tell whether an Arabic number, with its unit and approximation, is a quantity."""
    before = text[start - 1 : start]
    after = text[end : end + 1]
    if before in _NAMES_BEFORE:
        return False
    if number[0] == "0" and number[1:2].isdigit():
        return False
    if unit:
        if before and before.isascii() and before.isalpha():
            return unit not in COUNTERS
        if before in ("前", "×", "每") and unit in _RANKED:
            return False
        if before in OPENING and unit in COUNTERS and text[end - len(unit) - 1] not in CLOSING:
            return False
        if unit == "分" and before in ("时", "点", ":", "："):
            return False
        return not (unit == "位" and _RANK.search(text, max(0, start - 2), start))
    if (before.isascii() and before.isalpha()) or (after.isascii() and after.isalpha()):
        return False
    if after in _NAMES_AFTER:
        return False
    if _PARTS_OF_DATES.match(text, end):
        return False
    if "万" in scale or "亿" in scale or qualifier not in ("", "区间"):
        return before not in OPENING or after in CLOSING
    return bool(
        _VALUED.search(text, max(0, start - 2), start) and _ENDS.match(text, end) and "." in number
    )


def is_chinese_quantity(
    text: str, start: int, end: int, *, number: str, unit: str, announced: bool, qualifier: str
) -> bool:
    """Tell whether a Chinese number is a quantity; ``announced``: an approximation before it."""
    before = text[start - 1 : start]
    if before == "第" or (number[0] == "数" and before in _NUMBERED):
        return False
    if before in OPENING and unit not in _SHARES:
        return False
    if qualifier == "区间" and unit:
        return True
    if number in ("零", "〇") or _DIGITS_IN_ROW.fullmatch(number):
        return False
    if number[0] in "百千万亿" and not announced:
        if number == "百" or unit in COUNTERS or not unit:
            return False
        return len(number) > 1 and _COUNTED.search(text, max(0, start - 4), start) is not None
    if unit in _SHARES:
        return True
    if not unit:
        approximate = bool(qualifier) and len(number) + (number[-1] in "百千万亿") > 1
        long = len(number) > 2 and number[-1] in "百千万亿"
        return (approximate or long) and not _PARTS_OF_DATES.match(text, end)
    if unit in ("度", "分", "元", "立方米", "口", "门", "台") and len(number) < 2:
        return False
    if unit == "类" and text.startswith("标准", end):
        return False
    if number == "二" or text.startswith(("规定", "准则", "大", "方面", "季度", "字"), end):
        return False
    if number == "一":
        if unit in COUNTERS:
            return (
                unit in _ONES
                and before != "每"
                and _COUNTED.search(text, max(0, start - 5), start) is not None
            )
        return unit not in ("公里", "天", "分钟", "小时") and announced
    if unit == "次" and not announced:
        return False
    if len(number) > 1 or announced:
        return True
    return _COUNTED.search(text, max(0, start - 5), start) is not None
