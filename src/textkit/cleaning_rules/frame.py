"""The lines of a page → which of them the site put there, and by which rule.

Why one pass is enough (``clean(clean(x)) == clean(x)``). What a line is evidence for
depends on the line alone. Every removal is due to the line itself and its place, or to a
*witness* in the same frame — a menu, a data line, a footer — that is itself removed in the
same pass. Lines of the text are never removed, except with everything else outside an
accepted bound. So a second pass finds the same text lines, hence places at least as
protective, and no witness: nothing more can go. Every step is one walk over the lines, and a
rule reads no more than 1,000 characters of one, so the time grows with the page only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from textkit.cleaning_rules.evidence import Evidence, Reader, is_full_title
from textkit.cleaning_rules.recurring import drop_copies, drop_running_heads

_SHARE, _MOST = 0.15, 600  # running text that may lie outside a bound: of the page's, characters
_SHORT = 14  # a line that long, without punctuation, may be a menu's or an account's
_PUNCTUATION = re.compile(r"[，。！？；：、,;!?:…—]")
_HANZI = re.compile(r"[\u3400-\u9fff]")
_ACCOUNT = re.compile(r"(?:日报|晚报|发布|融媒|客户端|新闻网?|在线)$")
_ARROW = re.compile(r"[>＞»›〉→/\s]{1,8}$")
_DAY = re.compile(r"(?:19|20)\d\d\s*年\s*[1-9]\d?\s*月\s*[1-9]\d?\s*日")
_YEAR = re.compile(r"20\d\d\s*年")
_HALF = re.compile(r"(?:省|市|区|县|州|盟|旗|镇|乡|人民政府|人大)$")
_OF_TITLE = re.compile(r".{0,14}(?:[省市县区州盟旗]长|主席|专员)|.{0,14}会议?上?[)）]?|.{0,20}大会")
_SORTED = re.compile(r"分\s*类|类\s*[别型]|栏\s*目|体\s*裁|[种文]\s*[类种]")
_PATH = frozenset(("breadcrumb", "breadcrumb part", "site menu", "menu word", "step of a path"))
_DATA = frozenset(("time and source", "field above the text", "record of publication"))
_COUNTED = re.compile(r"(?:[时時][间間]|日期|[数數量率号號]|次|人次|字体)\s*[:：]?$")
_COUNT = re.compile(r"[\dA-Za-z]|^.$|正在|加载|获取|暂?无$|[长短]期")
_SOURCE = re.compile(
    r"[\dA-Za-z]|^.$|(?:报|网|发布|客户端|融媒|社|电视台|政府|办公[室厅]|局|委|无)$"
)
_STEP = 24  # characters of a step of a path
_VALUE = 30  # a longer line below a label is no value, unless another label follows


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the text begins and ends on a page: positions of lines.

    ``site`` and ``below`` are the lines that bound it (-1 and ``len(lines)`` if none do);
    ``first`` and ``last`` the first and last line of the text between them.
    """

    site: int
    below: int
    first: int
    last: int

    def place(self, position: int) -> str:
        """Tell "head", "body" or "foot"."""
        return "head" if position < self.first else "foot" if position > self.last else "body"


def find_frame(
    evidence: Sequence[Evidence],
    *,
    no_bounds: AbstractSet[tuple[str, str]] = frozenset(),
    rules: AbstractSet[str] = frozenset(("above the text", "below the text")),
) -> Frame:
    """Find where the text begins and ends.

    A line that bounds the text counts if next to no running text lies outside it: at
    most 15 % of what lies inside and 600 characters, and no chapter heading, salutation or
    glossary; nor, above, the session at which it was given. A page without running text is
    all body. Lines whose ``key`` is among ``no_bounds`` do not count, nor do any if the rule
    that clears what lies outside is not among ``rules``.
    """
    size = len(evidence)
    mass = [0]
    for one in evidence:
        mass.append(mass[-1] + one.mass)
    if not mass[-1]:
        return Frame(-1, size, 0, size - 1)
    clear_above, clear_below = "above the text" in rules, "below the text" in rules
    below, firm = size, False
    for at in range(size - 1, -1, -1):
        one = evidence[at]
        bound = clear_below and one.ends_below and one.key not in no_bounds and not firm
        if bound and _little(mass[below] - mass[at], mass[at]):
            below = at
        firm = firm or one.firm
    site, start, firm = -1, 0, False
    for at in range(below):
        one = evidence[at]
        bound = clear_above and one.ends_above and not firm
        if bound and _little(mass[at] - mass[start], mass[-1] - mass[at]):
            site = start = at
        firm = firm or one.firm or one.dated
    texts = [at for at in range(start, below) if evidence[at].mass]
    return Frame(site, below, texts[0], texts[-1])


def _little(outside: int, inside: int) -> bool:
    return inside > 0 and outside <= min(_MOST, _SHARE * inside)


def judge(lines: Sequence[str], reader: Reader) -> list[str]:
    """Name, for each line, the rule that takes it out; "" for a line that stays."""
    evidence = [reader.read(line) for line in lines]
    allowed = reader.names
    frame = find_frame(evidence, rules=allowed)
    # 主办单位: in the text, as in a list of projects, is no footer below it either.
    repeated = {
        one.key for one in evidence[frame.first : frame.last + 1] if one.rules and not one.anywhere
    }
    if repeated:
        frame = find_frame(evidence, no_bounds=repeated, rules=allowed)
    names = []
    for at, one in enumerate(evidence):
        place = frame.place(at)
        if place == "foot" and one.key in repeated:
            place = "body"
        names.append(next((rule.name for rule in one.rules if rule.holds_in(place)), ""))
    gone = [at for at in range(frame.first) if names[at]]
    if gone:
        _judge_parts(lines, evidence, frame, names, allowed)
    if gone and "above the text" in allowed:
        _judge_head(lines, evidence, frame, gone, names)
    for at in range(frame.below + 1, len(lines)):
        if not names[at] and evidence[at].kind != "file" and evidence[at].key not in repeated:
            names[at] = "below the text"
    if "running head" in allowed:
        drop_running_heads(lines, evidence, names)
    if "repeated title" in allowed:
        drop_copies(lines, evidence, frame.first, names)
    return names


def _judge_parts(
    lines: Sequence[str],
    evidence: Sequence[Evidence],
    frame: Frame,
    names: list[str],
    allowed: AbstractSet[str],
) -> None:
    """Take out the last step of a path, or a field, in a line of its own."""
    titles = [at for at in range(frame.first) if not names[at] and evidence[at].kind == "title"]
    for at in range(1, frame.first):
        one, text, before = evidence[at], lines[at].strip(), names[at - 1]
        if names[at] or one.mass or len(text) > 80 or one.kind not in ("", "title"):
            continue
        if titles[-1:] == [at] or is_full_title(text):
            continue
        below = names[at + 1] if at + 1 < frame.first else ""
        name = ""
        step = len(text) <= _STEP and _ARROW.search(lines[at - 1][-8:])
        if before == "stray marks" and step:
            name = "breadcrumb part"
        elif one.kind == "title":
            if before == "label of a field" and below and _SORTED.search(lines[at - 1]):
                name = "value of a field"
            elif before in _PATH and at + 1 < frame.first and is_full_title(lines[at + 1].strip()):
                name = "breadcrumb part"
        elif before == "breadcrumb" and step:
            name = "breadcrumb part"
        elif before == "label of a field" and _fits(lines[at - 1], text, below):
            name = "value of a field"
        names[at] = name if name in allowed else ""


def _fits(label: str, text: str, below: str) -> bool:
    """Tell whether a line may be the value of the label above it."""
    if (
        "会议" in text
        or text.startswith(("**", "关于"))
        or (_COUNTED.search(label.strip()) and not _COUNT.search(text))
    ):
        return False
    # The last label may be empty, and the line below it the speaker.
    return bool(below) or (len(text) <= _VALUE and _SOURCE.search(text) is not None)


def _judge_head(
    lines: Sequence[str],
    evidence: Sequence[Evidence],
    frame: Frame,
    gone: Sequence[int],
    names: list[str],
) -> None:
    """Take out what stands above the site's or the page's own lines; keep the title."""
    titles = [at for at in range(frame.first) if not names[at] and evidence[at].kind == "title"]
    for at in range(frame.site):
        if names[at] or titles[-1:] == [at]:
            continue
        if not (is_full_title(lines[at].strip()) and names[at + 1] in _DATA):
            names[at] = "above the text"
    _judge_title_block(lines, evidence, range(frame.site + 1, gone[-1]), titles, names)


def _judge_title_block(
    lines: Sequence[str],
    evidence: Sequence[Evidence],
    block: range,
    titles: Sequence[int],
    names: list[str],
) -> None:
    """Between menu and data, keep the title, what belongs to it, and whatever is long."""
    title = -1 if titles else _title_above_data(lines, block, names)
    spoken = False
    for at in block:
        if names[at]:
            continue
        text, kind = lines[at].strip(), evidence[at].kind
        spoken = (spoken or kind == "date") and not _ACCOUNT.search(text)
        reach = 2 if _HALF.search(text) else 1 if _YEAR.fullmatch(text) else 0
        first_half = any(at < one <= at + reach for one in titles)
        named = at + 1 < len(lines) and evidence[at + 1].kind in ("date", "speaker")
        below_title = any(at - 3 <= one < at for one in titles) and (
            named or _OF_TITLE.fullmatch(text)
        )
        if not (
            kind or spoken or at == title or _DAY.fullmatch(text) or first_half or below_title
            or (_HANZI.search(text) and (len(text) > _SHORT or _PUNCTUATION.search(text)))
            or re.match(r"[（(《“]\D", text) or len(text) > 3 * _SHORT
        ):  # fmt: skip
            names[at] = "above the text"


def _title_above_data(lines: Sequence[str], block: range, names: Sequence[str]) -> int:
    """The longest of the lines that stand right above the first line of data."""
    group: list[int] = []
    for at in block:
        if not names[at]:
            group.append(at)
        elif group:
            break
    return max(group, key=lambda at: len(lines[at].strip()), default=-1)
