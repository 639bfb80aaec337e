"""A text → what is wrong with it by itself: damage, fragment, no report, lines of the site."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Hashable, Iterable, Iterator
from typing import Any

from textkit.check.finding import REPORT, Finding, short
from textkit.outline import outline
from textkit.parts import is_fragment

_LAST = 3  # lines at a text's end
_OF_THE_TEXT = re.compile(
    r"[。！？；!?;：:][*”]*$|各位代表|^谢谢|^[*# ]*[（(]?[一二三四五六七八九十\d]+[）)、.]"
)
_SHORT = 500  # letters
_DAMAGE = re.compile(
    "\ufffd+|锟斤拷|烫{3,}|屯{3,}|&#?[0-9a-z]{2,6};"
    # UTF-8 read as Latin letters, GBK read as Latin letters, letters without a meaning
    "|[ÂÃâ-ï][\x80-\xb6\xb8-\xbf]+|â€.|[À-ÿ]{4,}|[\ue000-\uf8ff]+"
    r"|(?<=[\u4e00-\u9fff])\?{2,}(?=[\u4e00-\u9fff])"
)
_SITE = re.compile(
    "版权所有|ICP备|公网安备|网站标识码|责任编辑|扫一扫|分享到|上一篇|下一篇|打印本页|关闭窗口|浏览次数|阅读次数"
    "|点击数|字体[:：]|字号[:：]|您(?:现在)?的位置|当前位置|Powered by|Copyright|https?://|www\\."
)
# Frequent characters that simplified and traditional texts do not have in common.
_TRADITIONAL = re.compile(
    "[業發進設實產區國動務強會體項開資經農創個濟長點為現堅機萬規級質優環學標億態場續範對鄉總劃構穩辦醫鎮達結積"
    "電領決轉統營與縣計極爭監綜費運關導戰線調護準風協術網聯遊時擴黨數專題際試廣權應]"
)
_SIMPLIFIED = re.compile(
    "[业发进设实产区国动务强会体项开资经农创个济长点为现坚机万规级质优环学标亿态场]"
)
_SIGNS = {
    "各位代表": r"各位代表|各位委员",
    "请予审议": r"请(?:予|各位|大会)?[^。]{0,8}审议",
    "报告工作": r"向大会(?:作|做|报告)|报告(?:政府)?工作|作(?:政府)?工作报告",
    "review or tasks": r"工作回顾|过去[一二三四五几]?年|今年的?(?:工作|任务|目标)|[今未][后来]五年",
    "growth in %": r"增长\s*\d|增长[０-９]|[%％]以上|达到\s*\d",
    "自身建设": r"自身建设|政府建设|人民满意",
}
_FEW_WORDS = 15  # of action in 1,000 letters; reports since 1980 have 12 at least, mostly 31
_DRIVE = re.compile("推进|加强|加快|提高|深化|促进|实施|发展|建设|完善|落实|坚持")


def text_findings(row: dict[Hashable, Any], recurring: Container[str]) -> Iterator[Finding]:
    """Look through one text; ``recurring`` are the last lines that other texts have too."""
    doc_id, text = str(row["doc_id"]), str(row["text"])
    letters = sum(map(str.isalnum, text))
    if not letters:
        yield Finding(doc_id, "empty", evidence="no letter in it")
        return
    if letters < _SHORT:
        yield Finding(doc_id, "very short", evidence=f"{letters} letters")
    if damage := [*_DAMAGE.finditer(text)]:
        yield Finding(doc_id, "damaged characters", evidence=_quote(text, damage))
    if site := _site_lines(text, recurring):
        yield Finding(doc_id, "site lines left", evidence=f"{len(site)} lines: “{short(site[0])}”")
    traditional = [*_TRADITIONAL.finditer(text)]
    if _SIMPLIFIED.search(text) and len(traditional) >= 3:
        yield Finding(doc_id, "mixed script", evidence=_quote(text, traditional))
    if str(row.get("genre", REPORT)) not in (REPORT, "nan", "None"):
        return
    default = row.get("default_part")
    lines = outline(text, default_part=default if isinstance(default, str) else "other")
    reasons = is_fragment(lines)
    # An unusual order of parts alone is no sign that something is missing.
    if re.search("begins|ends", reasons):
        yield Finding(doc_id, "fragment", evidence=reasons)
    missing = [name for name, sign in _SIGNS.items() if not re.search(sign, text)]
    drive = len(_DRIVE.findall(text)) / letters * 1000
    if len(missing) >= len(_SIGNS) - 1 and drive < _FEW_WORDS:
        words = f"of {len(_SIGNS)} signs of a report it lacks {', '.join(missing)}; "
        yield Finding(doc_id, "no report", evidence=f"{words}{drive:.0f} words of action in 1,000")


def _quote(text: str, found: list[re.Match[str]]) -> str:
    start, end = found[0].span()
    line = text.count("\n", 0, start) + 1
    before, after = text[max(start - 8, 0) : start], text[end : end + 8]
    around = short(before.split("\n")[-1] + text[start:end] + after.split("\n")[0])
    return f"{sum(len(one[0]) for one in found)} characters, first in line {line}: “{around}”"


def _site_lines(text: str, recurring: Container[str]) -> list[str]:
    """A line of the site's own is short and no sentence."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    short = [line for line in lines if len(line) <= 100 and "。" not in line]
    return [line for line in short if _SITE.search(line)] + [
        line for line in lines[-_LAST:] if line in recurring and not _SITE.search(line)
    ]


def recurring_ends(texts: Iterable[str]) -> set[str]:
    """Find the last lines of texts that stand in three or more of them and are no sentence."""
    counts: Counter[str] = Counter()
    for text in texts:
        lines = [line.strip() for line in text[-2000:].splitlines() if line.strip()][-_LAST:]
        counts.update({line for line in lines if 4 <= len(line) <= 60})
    return {line for line, count in counts.items() if count >= 3 and not _OF_THE_TEXT.search(line)}
