"""Sentence → its clauses, quantities, periods and graded words, by place."""

from __future__ import annotations

import re

from textkit.priorities.target_rules.words import COMMIT, among, either
from textkit.quantities import Period, find_quantities

# One sign for one, so that offsets stay.
_PLAIN = str.maketrans(
    "，,；;：:（()）０１２３４５６７８９．％／～－", "，，；；：：（（））0123456789.%/~-"
)
_THOUSANDS = re.compile(r"(?<=\d)，(?=\d{3}(?!\d))")
_STOP = re.compile(r"[，。；：！？（）\n]")
HARD_STOP = re.compile(r"[。；！？\n]")
_BRACKETS = re.compile(r"（[^（）]{0,80}）")
_CHANGED = re.compile(r"(?:提高|增加|上升|提升|下降|降低|增长|扩大|缩短|减少|压缩|缩小|发展)$")
# A plan named for what its year is to it, and years that belong to a noun, are no time.
_MILESTONE = re.compile(
    r"年?度?(?:预算|决算|冬奥|亚运|世博|应届|版)|不变价|可比价|价(?!值)|以前(?:建成|建设|建造|修建|竣工)"
    r"|[”’]?(?:规划|计划)?的?(?:重点|重大|国家|省级|项目|易地|乡村|专项|约束性)|[）)]?》"
    r"|[”’]?的?(?:目标)?(?:要求|部署)|(?:实际|同期)?水平"
    r"|[”’]?(?:规划|时期|计划)?(?:目标)?的?(?:开局|收官|第[一二三四]年|起步|首年|关键|承上启下|攻坚|"
    r"最后一年|决胜|重要|至关|承前)"
)
BASIS = re.compile(r"[^，。；在]{0,30}基础上，?")
_OF_LAST = re.compile(
    "(?:到|按|按照|于|其)(?:所在[^，。；]{1,8}|当地|本地|全[省市区州县])?(?:上年度?|去年)$"
)
_SHARE = re.compile("[^，。；、]{1,24}的(?:[0-9]|$)")
_LIKENED = re.compile("[高低快多少好优大小强]于(?:当地|本地|全国|全[省市区州县])?$")
_NUMERAL = re.compile(r"[0-9一二三四五六七八九十百千万亿几数半两]")
_GRADE_OF = {word: grade for grade, words in COMMIT.items() for word in words.split()}
_GRADED = re.compile(either(" ".join(_GRADE_OF)))
# Verbs of single deeds: what 确保 or 力争 said before them is said of them too.
_DEEDS = among(
    "完善 健全 优化 巩固 拓展 落实 实施 推行 开展 打造 构建 建立 培育 做好 抓好 抓实 统筹 启动 试点"
)


def plain_text(text: str) -> str:
    """Write punctuation and digits in one width, sign for sign.

    >>> plain_text("增长６％,达到1,200人(含)")
    '增长6%，达到1,200人（含）'
    """
    plain = text.translate(_PLAIN)
    return _THOUSANDS.sub(",", plain) if "，" in plain else plain


class Sentence:
    """A sentence in plain signs, with its quantities and periods.

    ``masked`` has NUL for what may not be part of an indicator: periods, brackets without a
    number, and what ``mask`` adds.
    """

    def __init__(self, text: str, periods: list[Period]) -> None:
        self.text, self.periods = text, periods
        spans = [(one.start, one.end) for one in periods]
        self.quantities = [
            one for one in find_quantities(text)
            if not any(a < one.end and one.start < b for a, b in spans)
        ]  # fmt: skip
        self.masked = text
        for start, end in spans:
            if text[start] in "到至" and _CHANGED.search(text, max(0, start - 2), start):
                start += 1  # 提高到2025年的6%: the verb keeps its 到
            self.mask(start, end)
        if "（" in text:
            for found in _BRACKETS.finditer(text):
                if not self.holds_number(*found.span()):
                    self.mask(*found.span())

    def mask(self, start: int, end: int) -> None:
        """Take a stretch out of what may be part of an indicator."""
        self.masked = self.masked[:start] + "\x00" * (end - start) + self.masked[end:]

    def holds_number(self, start: int, end: int) -> bool:
        """Tell whether a stretch has a part of a quantity in it."""
        return any(start < one.end and one.start < end for one in self.quantities)

    def words(self, start: int, end: int) -> str:
        """Return the words of a stretch, without what is masked."""
        return self.masked[start:end].replace("\x00", "")

    def left(self, at: int, floor: int) -> int:
        """Return where the clause that holds ``at`` begins, at ``floor`` or behind it."""
        begin = floor
        for found in _STOP.finditer(self.masked, floor, at):
            begin = found.end()
        return begin

    def clause_before(self, left: int, floor: int) -> str:
        """Return the last clause before ``left`` that has words and no number, or nothing."""
        begin = left - 1
        while begin > floor and self.masked[begin] in "，：（":
            start = self.left(begin, floor)
            if self.holds_number(start, begin):
                return ""
            if clause := self.words(start, begin).strip():
                return clause
            begin = start - 1
        return ""

    def clause(self, start: int, end: int) -> str:
        """Return the whole clause that a stretch stands in."""
        stop = _STOP.search(self.text, end)
        return self.text[self.left_of_text(start) : stop.start() if stop else len(self.text)]

    def left_of_text(self, at: int) -> int:
        """Return where the clause that holds ``at`` begins, numbers or not."""
        begin = 0
        for found in _STOP.finditer(self.text, 0, at):
            begin = found.end()
        return begin

    def is_done(self, start: int, end: int) -> bool:
        """Tell whether 了 stands right before a number: 增长了6%."""
        numeral = _NUMERAL.search(self.text, start, end)
        at = numeral.start() if numeral else start
        return self.text[:at].rstrip("近约超逾").endswith("了")

    def grade(self, at: int) -> str:
        """Return the grade of commitment that the words before a number give it."""
        grade = frame = ""
        for found in _GRADED.finditer(self.text, 0, at):
            word = found[0]
            grade = _GRADE_OF[word]
            if grade in ("确保", "力争"):
                frame = grade
            elif word not in _DEEDS:
                frame = ""
            grade = frame or grade
        return grade

    def period(self, at: int) -> Period | None:
        """Return the period that governs a number: the last before it that is no base."""
        governing = None
        for one in self.periods:
            if one.start >= at:
                break
            basis = BASIS.match(self.text, one.end)
            before = self.text[: one.start].rstrip()[-1:]
            likened = (
                before in ("由", "从")
                or self.text.endswith(("保持", "延续"), 0, one.start)
                or self._likened(one, at)
                or (one.kind == "span" and before in ("比", "较"))
                or (  # 是2010年的1.9倍
                    before in tuple("是为于达比") and self.text.startswith("的", one.end)
                )
            )
            again = governing is not None and self.text.startswith("当年", one.start)
            if (
                one.kind == "base" or again or self.built(one) or (basis and basis.end() <= at)
                or _MILESTONE.match(self.text, one.end) or likened
            ):  # fmt: skip
                continue
            governing = one
        return governing

    def _likened(self, one: Period, at: int) -> bool:
        """Tell a time that something else is compared with: 涨幅低于上年水平，|收入增长6%."""
        between = self.text[one.end : at]
        if _SHARE.match(between) and _OF_LAST.search(self.text, max(0, one.start - 12), one.end):
            return True  # 提高到当地上年人均收入的|60%
        if _LIKENED.search(self.text, max(0, one.start - 8), one.start) is None:
            return False
        return between.endswith("的") or _STOP.search(between) is not None or "、" in between

    def built(self, one: Period) -> bool:
        """Tell a year before which something was built: 2000年前|建成的老旧小区."""
        before = one.kind == "year" and self.text.endswith("前", 0, one.end)
        return before and self.text.startswith("建", one.end)

    def period_ahead(self, at: int) -> Period | None:
        """Return the first time to come that is named behind a number: 年均增长9%，到2007年 …."""
        for one in self.periods:
            if one.start >= at and one.kind in ("deadline", "span") and one.last_year is not None:
                return one
        return None
