"""A scraped page → the report's text, and an account of every line taken out."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from textkit.cleaning_rules import RULES, Rule

_SENTENCE_END = re.compile(r"[。！？；!?;…][”’」』）)]*$")


@dataclass(frozen=True, eq=False)
class Cleaned:
    """What cleaning made of one page.

    Attributes
    ----------
    text : str
        The kept lines, unchanged, joined by line feeds.
    lines : DataFrame
        One row per line of the page: ``line`` (number on the page, from 1), ``text``,
        ``rule`` (empty for a kept line) and ``start`` (offset of a kept line in
        ``text``, -1 for a removed one).
    """

    text: str
    lines: pd.DataFrame

    @property
    def removed(self) -> pd.DataFrame:
        """The lines taken out, in the order of the page: ``line``, ``text``, ``rule``."""
        gone = self.lines["rule"] != ""
        return self.lines.loc[gone, ["line", "text", "rule"]].reset_index(drop=True)

    @property
    def front(self) -> pd.DataFrame:
        """Title, date and speaker lines among the kept ones: ``line``, ``text``, ``kind``."""
        kept = self.lines[self.lines["rule"] == ""]
        kinds = front_matter(kept["text"].tolist())
        table = kept[["line", "text"]].iloc[list(kinds)]
        return table.assign(kind=list(kinds.values())).reset_index(drop=True)

    def __repr__(self) -> str:
        return f"Cleaned({len(self.text):,} characters kept, {len(self.removed)} lines removed)"

    def _repr_html_(self) -> str:
        rows = []
        for row in self.lines.itertuples():
            text = html.escape(str(row.text))
            if row.rule == "blank line":
                continue
            shown = f"<s title='{html.escape(str(row.rule))}'>{text}</s>" if row.rule else text
            rows.append(
                f"<tr><td>{row.line}</td><td style='text-align:left'>{shown}</td>"
                f"<td>{html.escape(str(row.rule))}</td></tr>"
            )
        return (
            f"<p>{html.escape(repr(self))}</p><table><tr><th>line</th><th>text</th>"
            f"<th>rule</th></tr>{''.join(rows)}</table>"
        )


def clean_text(page: str, *, rules: Sequence[Rule] = RULES, extra: Iterable[Rule] = ()) -> Cleaned:
    """Take the site's own lines out of a page that was saved as text.

    Lines are kept or taken out whole, never edited, so kept and removed lines together
    are the page's lines, in order. Rules are applied until none of them finds anything
    more: cleaning a cleaned text changes nothing.

    Parameters
    ----------
    page : str
        The page as found; any line ends.
    rules : sequence of Rule
        The rules in force; ``textkit.cleaning_rules.RULES`` lists them with reasons.
    extra : iterable of Rule
        Rules of your own, tried first.

    Examples
    --------
    >>> import textkit as tk
    >>> page = "首页 > 政务公开\\n今后五年，坚持稳中求进，加快建设现代化产业体系，增进民生福祉。"
    >>> cleaned = tk.clean_text(page)
    >>> cleaned.text
    '今后五年，坚持稳中求进，加快建设现代化产业体系，增进民生福祉。'
    >>> cleaned.removed.to_dict("records")
    [{'line': 1, 'text': '首页 > 政务公开', 'rule': 'breadcrumb'}]
    """
    if not isinstance(page, str):
        raise TypeError(f"page must be text (str), not {type(page).__name__}: decode bytes first.")
    lines = page.splitlines()
    rule_of = ["" if line.strip() else "blank line" for line in lines]
    in_force = (*extra, *rules)
    while True:
        kept = [number for number, rule in enumerate(rule_of) if not rule]
        found = _apply([lines[number] for number in kept], in_force)
        if not found:
            break
        for position, name in found.items():
            rule_of[kept[position]] = name
    starts, at = [], 0
    for line, rule in zip(lines, rule_of, strict=True):
        starts.append(-1 if rule else at)
        at += 0 if rule else len(line) + 1
    table = pd.DataFrame(
        {
            "line": pd.Series(range(1, len(lines) + 1), dtype="int64"),
            "text": pd.Series(lines, dtype="str"),
            "rule": pd.Series(rule_of, dtype="str"),
            "start": pd.Series(starts, dtype="int64"),
        }
    )
    return Cleaned("\n".join(lines[number] for number in kept), table)


def _apply(lines: list[str], rules: Sequence[Rule]) -> dict[int, str]:
    """Run every rule once over the lines still kept: position → name of the rule."""
    stripped = [line.strip() for line in lines]
    first, last = body_span(stripped, rules)
    found: dict[int, str] = {}
    for position, line in enumerate(stripped):
        place = "head" if position < first else "foot" if position > last else "body"
        for rule in rules:
            if rule.pattern is not None and rule.holds_in(place) and rule.pattern.search(line):
                found[position] = rule.name
                break
    for name, finder in _FINDERS.items():
        if any(rule.name == name for rule in rules):
            for position in finder(stripped, first, last):
                found.setdefault(position, name)
    return found


def is_prose(line: str) -> bool:
    """Tell a line of running text: at least 30 characters with a sentence end in them."""
    return len(line) >= 30 and re.search(r"[。！？；!?;]", line) is not None


def body_span(lines: Sequence[str], rules: Sequence[Rule] = RULES) -> tuple[int, int]:
    """Return the positions of the first and the last line of running text.

    Notices of the site are no running text. A page without any prose is all body:
    nothing is taken out of it by position.
    """
    notices = [rule.pattern for rule in rules if rule.pattern is not None and rule.anywhere]
    prose = [
        position
        for position, line in enumerate(lines)
        if is_prose(line) and not any(pattern.search(line) for pattern in notices)
    ]
    return (prose[0], prose[-1]) if prose else (0, len(lines) - 1)


def _forum_frame(lines: Sequence[str], first: int, last: int) -> list[int]:
    """Discuz: all down to the post's date line, all from the reply form on."""
    head = [n for n, line in enumerate(lines[:first]) if re.match(r"发表于\s*\d{4}-\d", line)]
    foot = [n for n in range(last + 1, len(lines)) if re.match(r"您需要登录后才可以回帖", lines[n])]
    return [
        *range(head[-1] + 1 if head else 0),
        *range(foot[0] if foot else len(lines), len(lines)),
    ]


def _breadcrumb_part(lines: Sequence[str], first: int, last: int) -> list[int]:
    """A line at the head that repeats one step of the page's breadcrumb."""
    steps: set[str] = set()
    for line in lines[:first]:
        if _is_breadcrumb(line):
            steps.update(step.strip() for step in re.split(r"[>＞»›]", line))
    return [n for n, line in enumerate(lines[:first]) if line in steps]


def _is_breadcrumb(line: str) -> bool:
    return any(
        rule.name == "breadcrumb" and rule.pattern is not None and rule.pattern.search(line)
        for rule in RULES
    )


def _repeated_title(lines: Sequence[str], first: int, last: int) -> list[int]:
    """The page's title again, as the caption of a picture or above the text."""
    if not lines or is_prose(lines[0]) or len(lines[0]) < 8 or _SENTENCE_END.search(lines[0]):
        return []
    return [n for n in range(1, len(lines)) if lines[n] == lines[0]]


def _comment_form(lines: Sequence[str], first: int, last: int) -> list[int]:
    """All that follows the heading of a comment form below the text."""
    form = [
        n
        for n in range(last + 1, len(lines))
        if re.match(r"(留言与评论|发表评论|网友评论)", lines[n])
    ]
    return list(range(form[0], len(lines))) if form else []


_FINDERS: dict[str, Callable[[Sequence[str], int, int], list[int]]] = {
    "forum frame": _forum_frame,
    "breadcrumb part": _breadcrumb_part,
    "repeated title": _repeated_title,
    "comment form": _comment_form,
}

_DIGIT = r"[〇○零一二三四五六七八九十\d]"
_DATE = rf"{_DIGIT}{{2,4}}\s*年\s*{_DIGIT}+\s*月\s*{_DIGIT}+\s*日"
_KINDS = {
    "speaker": re.compile(
        r"^[^，。,：:]{0,14}?代?(省长|市长|州长|盟长|县长|区长|旗长|镇长|乡长|主席|总理|主任)"
        r"[\s　]*[\u4e00-\u9fff]([\s　]*[\u4e00-\u9fff]){1,3}$"
    ),
    "date": re.compile(rf"^[—\-–（(\s]*{_DATE}.{{0,60}}$"),
    "title": re.compile(r"(报告|规划|纲要|计划|解读|方案|公报|意见|决定)([（(].{0,40}[）)])?$"),
}


def front_matter(lines: Sequence[str]) -> dict[int, str]:
    """Find title, date and speaker lines above a text: position → kind.

    They stand before the first line of prose and before the first numbered heading;
    the very first line is the title if it ends in no punctuation.

    >>> front_matter(["区政府工作报告", "——2021年11月24日在会议上", "代区长  鲁 月", "各位:"])
    {0: 'title', 1: 'date', 2: 'speaker'}
    """
    kinds: dict[int, str] = {}
    for position, raw in enumerate(lines[:8]):
        line = raw.strip().strip("*# ")
        if not line or is_prose(line) or re.match(r"[（(]?[一二三四五六七八九十]+[）)、]", line):
            break
        for kind, pattern in _KINDS.items():
            if pattern.search(line) and len(line) <= 80:
                kinds[position] = kind
                break
        else:
            if (
                position == 0
                and 8 <= len(line) <= 60
                and not re.search(r"[。！？；，：,;:!?—]$", line)
            ):
                kinds[position] = "title"
            else:
                break
    return kinds
