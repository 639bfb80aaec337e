"""A line by itself → what it is evidence for: a rule, the text, or neither."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

from textkit.cleaning_rules.rule import READ, Rule
from textkit.front import line_kind, plain

INVISIBLE = "\ufeff\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u00ad"
_WHITE = " \t\n\r\x0b\x0c\x00\u00a0\u3000\u2002\u2003\u2009" + INVISIBLE
_HAN = "一二三四五六七八九十"
_SPEECH = re.compile(
    r"[*#\s]*(?:各位(?:代表|委员|领导|同志|来宾|嘉宾|老师|朋友)|同志们|女士们|(?:尊敬的)?主席团|"
    r"尊敬的(?:各位|主席|代表)"
    r"|现在[，,]?(?:我|受)|(?:我|受.{2,16}委托[，,]).{0,4}代表|谢谢(?:大家|各位)|(?:以上|"
    r"敬)?请予?审[议查])"
)
_NUMBERED = re.compile(
    rf"[*#\s]*(?:第[{_HAN}百\d]{{1,4}}[章部篇节条编]|[{_HAN}]{{1,3}}[、．.]|"
    rf"[（(](?:[{_HAN}]{{1,3}}|\d{{1,2}})[)）]"
    rf"|[{_HAN}]是|第[{_HAN}][，,、])"
)
_ITEM = re.compile(r"[*#\s]*(?:\d{1,3}[、．.](?!\d)\s*\S|[①-⑳]|[—–―－─-]{2}\s*\S)")
_LINK = re.compile(r"!?\[([^\[\]\n]{0,60})\]\([^()\n]{0,300}\)")
_SESSION = re.compile(r"会议|大会")
_COUNTER = re.compile(r"[（(]\d{1,3}[)）]")
_NOTES = re.compile(
    r"[*#\s【\[(（]*(?:名词解释|名词注释|名词说明|有关名词|相关名词|部分名词|用语说明|名词术语|"
    r"注释|注\s*[:：]|附录|附表|附\s*[:：])"
)
_FILE = re.compile(
    r"[*#\s·•\d.、【\[(（]{0,8}(?:附\s*件|附\s*表)|.{1,80}\.(?:docx?|pdf|ofd|wps|xlsx?|zip|rar|"
    r"ceb)[\s)）]{0,4}$",
    re.IGNORECASE,
)
_OFFICE = re.compile(r"[长席理任员记長記員]")
_HANZI = re.compile(r"[\u3400-\u9fff]")
_STOP = re.compile(r"[。！？；!?;]")
_END = re.compile(r"[。！；!;…：:][”’」』）)]*$")
_TITLE = re.compile(
    r"(?:报\s*告|规\s*划|纲\s*要|计\s*划|要\s*点|方\s*案|公\s*报|讲\s*话|致\s*辞|献\s*词)[》”]?"
    r"(?:\s*[（(].{0,40}[）)])?(?:\s*全文|\s*[（(]全文[）)])?$"
)
_REPORT = re.compile(r"工\s*作\s*(?:报\s*告|要\s*点|安\s*排)|政\s*府\s*工\s*作")
_WHOSE = re.compile(r"\d{4}|[二一][〇○零九]|[\u4e00-\u9fff]{2}[省市区县州盟旗镇乡].{0,20}工作")
_DIGIT = r"[〇○零一二三四五六七八九十\d]"
_DAY = rf"{_DIGIT}{{2,4}}\s*年\s*{_DIGIT}{{1,3}}\s*月\s*{_DIGIT}{{1,3}}\s*[日号]"
_DATE = re.compile(
    rf"(?:[—–―－─\-\s]{{1,6}}|[—–―－─\-\s]{{0,6}}[（(]\s*)(?:{_DAY}|在.{{2,40}}会议上?).{{0,70}}$"
    rf"|{_DAY}\s*(?:在|于|经|由|，).{{2,60}}$"
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one line says: the rules that find it, its kind, its weight as running text.

    ``kind`` is "text" (prose, numbered items, salutations), "title", "date", "speaker",
    "notes" (the heading of a glossary), "file" (an attachment) or "" (none of these).
    A line that a rule finds is never "text". ``mass`` counts characters of "text".
    """

    rules: tuple[Rule, ...] = ()
    kind: str = ""
    mass: int = 0
    key: tuple[str, str] = ("", "")  # the first rule that finds it, and how the line begins
    firm: bool = False  # a chapter heading, a salutation or a glossary: no frame has these
    dated: bool = False  # names the session at which the report was given

    @property
    def anywhere(self) -> bool:
        """Whether a rule takes the line out wherever it stands."""
        return any(rule.anywhere for rule in self.rules)

    @property
    def ends_above(self) -> bool:
        """Whether nothing above the line is text."""
        return any(rule.ends in ("above", "both") and rule.where != "foot" for rule in self.rules)

    @property
    def ends_below(self) -> bool:
        """Whether nothing below the line is text."""
        return any(rule.ends in ("below", "both") and rule.where != "head" for rule in self.rules)


_NOTHING = Evidence()


class Reader:
    """Reads lines with a set of rules; each line by itself, in bounded time."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.names = frozenset(rule.name for rule in rules)
        self._rules = [rule for rule in rules if rule.pattern is not None]
        quick = [rule.expression or "" for rule in self._rules if _at_start(rule)]
        # One look tells most lines of a text that no rule is meant for them.
        self._quick = re.compile("|".join(quick) or r"(?!)")
        self._searched = [rule for rule in self._rules if not _at_start(rule)]
        self._known: dict[str, Evidence] = {}

    def read(self, line: str) -> Evidence:
        """Tell what ``line`` is evidence for."""
        known = self._known.get(line)
        if known is None:
            known = self._read(line)
            if len(self._known) < 50_000 and len(line) <= READ:
                self._known[line] = known
        return known

    def _read(self, line: str) -> Evidence:
        text = line.strip(_WHITE)
        if "&" in text[:READ]:  # &nbsp; &#12288; &gt; that the flattening left
            text = html.unescape(text[:READ]).strip(_WHITE) + text[READ:]
        if "](" in text[:READ]:  # Markdown's links: what they show is what counts
            text = _LINK.sub(r"\1", text[:READ]).strip(_WHITE) + text[READ:]
        seen = text if len(text) <= READ else text[:READ] + "…"
        rules = self._find(seen)
        kind = kind_of(text.strip("*# \u3000"))
        if kind == "text" and rules:
            kind = ""
        if not rules and not kind:
            return _NOTHING
        firm = not rules and (
            kind == "notes"
            or _SPEECH.match(seen) is not None
            or (_NUMBERED.match(seen) is not None and kind == "text")
        )
        key = (rules[0].name, text.lstrip("·•【[(（ ")[:3]) if rules else ("", "")
        dated = not rules and kind == "date" and _SESSION.search(seen) is not None
        return Evidence(rules, kind, len(text) if kind == "text" else 0, key, firm, dated)

    def _find(self, seen: str) -> tuple[Rule, ...]:
        if self._quick.match(seen):
            return tuple(rule for rule in self._rules if rule.pattern and rule.pattern.search(seen))
        return tuple(rule for rule in self._searched if rule.pattern and rule.pattern.search(seen))


def _at_start(rule: Rule) -> bool:
    """Whether the expression as a whole is bound to the start of the line."""
    expression = (rule.expression or "").removesuffix("$")
    if not (expression.startswith("^(?:") and expression.endswith(")")):
        return False
    try:  # "^(?:a)|(?:b)" leaves "a)|(?:b", which does not compile
        inner = re.compile(expression[4:-1])
    except re.error:
        return False
    return inner.groups == 0 and inner.flags == re.UNICODE


def kind_of(text: str) -> str:
    """Say what a stripped line is by its form, before any rule is asked.

    >>> [kind_of(line) for line in ("（一）稳增长", "政府工作报告", "各位代表：", "要闻")]
    ['text', 'title', 'text', '']
    """
    short = len(text) <= 120
    if _COUNTER.fullmatch(text):  # (56) below a text
        return ""
    if short and _DATE.match(text):
        return "date"
    if short and _FILE.match(text):
        return "file"
    if _NOTES.match(text) and len(text) <= 40:
        return "notes"
    if _SPEECH.match(text) or _NUMBERED.match(text) or _ITEM.match(text) or is_running(text):
        return "text"
    if 5 <= len(text) <= 80 and _TITLE.search(text):
        return "title"
    if len(text) <= 40 and _OFFICE.search(text) and line_kind(plain(text)) == "speaker":
        return "speaker"
    return ""


def is_running(text: str) -> bool:
    """Tell a line of running text by its length and its punctuation marks."""
    if len(text) < 12 or 3 * len(_HANZI.findall(text[:READ])) < min(len(text), READ):
        return False
    if len(text) >= 30 and _STOP.search(text):
        return True
    if len(text) >= 40 and text.count("，") + text.count("、") + text.count(",") >= 2:
        return True
    return _END.search(text[-8:]) is not None and "?" not in text


def is_full_title(text: str) -> bool:
    """Tell the title of a work report that names its year or its place: never a field's value.

    >>> [is_full_title(line) for line in ("2026年省政府工作报告", "政府工作报告")]
    [True, False]
    """
    return is_report_title(text) and _WHOSE.search(text[:120]) is not None


def is_report_title(text: str) -> bool:
    """Tell the title of a work report from that of anything else."""
    return _REPORT.search(text[:120]) is not None
