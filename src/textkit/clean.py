"""A scraped page → the report's text, and an account of every line taken out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from textkit.cleaning_rules import RULES, Rule
from textkit.cleaning_rules.evidence import Reader
from textkit.cleaning_rules.frame import find_frame, judge
from textkit.cleaning_rules.rule import whole
from textkit.cleaning_rules.view import draw_page
from textkit.front import front_matter
from textkit.tables import text_column


@dataclass(frozen=True, eq=False)
class Cleaned:
    """What cleaning made of one page.

    In a notebook it shows itself as the page, with the removed lines struck through.

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

    @property
    def doubtful(self) -> pd.DataFrame:
        """Kept lines that may be the site's: ``line``, ``text``, ``why``.

        They stand above or below all running text and are no title, date, speaker or
        attachment, or they read like a line of the site but stand inside the text.
        """
        kept = self.lines[self.lines["rule"] == ""]
        reader = Reader(RULES)
        evidence = [reader.read(line) for line in kept["text"]]
        frame = find_frame(evidence)
        front, why = set(self.front["line"]), []
        for at, (line, one) in enumerate(zip(kept["line"], evidence, strict=True)):
            place = frame.place(at)
            if line in front:
                why.append("")
            elif one.rules:
                why.append(f"reads like {one.rules[0].name!r}, but stands inside the text")
            elif place != "body" and not one.kind:
                why.append(f"no running text {'above' if place == 'head' else 'below'} it")
            else:
                why.append("")
        table = kept[["line", "text"]].assign(why=pd.Series(why, index=kept.index, dtype="str"))
        return table[table["why"] != ""].reset_index(drop=True)

    def __repr__(self) -> str:
        return f"Cleaned({len(self.text):,} characters kept, {len(self.removed)} lines removed)"

    def _repr_html_(self) -> str:
        return draw_page(self.lines, title=repr(self))


def clean_text(page: str, *, rules: Sequence[Rule] = RULES, extra: Iterable[Rule] = ()) -> Cleaned:
    """Take the site's own lines out of a page that was saved as text.

    Lines are kept or taken out whole, never edited, so kept and removed lines together
    are the page's lines, in order. Cleaning a cleaned text by the same rules changes
    nothing. The time needed grows with the length of the page, no faster.

    Parameters
    ----------
    page : str
        The page as found; any line ends that ``str.splitlines`` knows.
    rules : sequence of Rule
        The rules in force; ``textkit.cleaning_rules.RULES`` lists them with reasons.
    extra : iterable of Rule
        Rules of your own, tried first.

    Raises
    ------
    TypeError
        If ``page`` is not text.

    Examples
    --------
    >>> import textkit as tk
    >>> page = "首页 > 政务公开\\n今后五年，坚持稳中求进，加快建设现代化产业体系，增进民生福祉。"
    >>> cleaned = tk.clean_text(page)
    >>> cleaned.text
    '今后五年，坚持稳中求进，加快建设现代化产业体系，增进民生福祉。'
    >>> cleaned.removed.to_dict("records")
    [{'line': 1, 'text': '首页 > 政务公开', 'rule': 'breadcrumb'}]

    A rule of your own takes one line:

    >>> from textkit.cleaning_rules import Rule
    >>> tk.clean_text("本县要闻速递\\n" + page, extra=[Rule("banner", "速递$")]).removed["rule"][0]
    'banner'
    """
    if not isinstance(page, str):
        raise TypeError(f"page must be text (str), not {type(page).__name__}: decode bytes first.")
    lines = page.splitlines()
    rule_of = ["" if line.strip() else "blank line" for line in lines]
    filled = [number for number, rule in enumerate(rule_of) if not rule]
    names = judge([lines[number] for number in filled], Reader((*extra, *rules)))
    for number, name in zip(filled, names, strict=True):
        rule_of[number] = name
    return _tabulate(lines, rule_of)


def _tabulate(lines: Sequence[str], rule_of: Sequence[str]) -> Cleaned:
    starts, at = [], 0
    for line, rule in zip(lines, rule_of, strict=True):
        starts.append(-1 if rule else at)
        at += 0 if rule else len(line) + 1
    table = pd.DataFrame(
        {
            "line": pd.Series(range(1, len(lines) + 1), dtype="int64"),
            "text": text_column(lines),
            "rule": pd.Series(rule_of, dtype="str"),
            "start": pd.Series(starts, dtype="int64"),
        }
    )
    text = "\n".join(line for line, rule in zip(lines, rule_of, strict=True) if not rule)
    return Cleaned(text, table)


def recurring_lines(pages: Sequence[str], *, min_documents: int = 3) -> list[Rule]:
    """Find the lines that a site puts around its texts: a Rule for each.

    A line recurs if it stands above or below the text in at least ``min_documents`` of
    the pages, and inside the text of none. Titles, date lines and speakers never count.
    Give the rules to ``clean_text(page, extra=…)``. The most frequent line comes first.

    Raises
    ------
    ValueError
        If ``min_documents`` is below 2: one page repeats nothing.

    Examples
    --------
    >>> import textkit as tk
    >>> body = "\\n今后五年，坚持稳中求进，加快建设现代化产业体系，增进民生福祉。\\n"
    >>> pages = [f"云上{body}{n}号楼\\n市民热线零距离" for n in range(3)]
    >>> for rule in tk.clean.recurring_lines(pages):
    ...     print(rule.where, rule.expression, rule.reason)
    head ^(?:云上)$ on 3 of 3 pages
    foot ^(?:市民热线零距离)$ on 3 of 3 pages
    """
    if min_documents < 2:
        raise ValueError(f"min_documents is {min_documents}; a line recurs from 2 pages on.")
    reader, inside = Reader(RULES), set[str]()
    around: dict[str, Counter[str]] = {"head": Counter(), "foot": Counter()}
    for page in pages:
        lines = [line.strip() for line in page.splitlines() if line.strip()]
        evidence = [reader.read(line) for line in lines]
        frame = find_frame(evidence)
        seen: dict[str, set[str]] = {"head": set(), "foot": set()}
        for at, line in enumerate(lines):
            place = frame.place(at)
            if place == "body":
                inside.add(line)
            elif evidence[at].kind in ("", "file") and len(line) <= 200:
                seen[place].add(line)
        for place, found in seen.items():
            around[place].update(found)
    counted = [
        (-count, place, line)
        for place, found in around.items()
        for line, count in found.items()
        if count >= min_documents and line not in inside
    ]
    return [
        Rule("recurring line", whole(re.escape(line)), place, f"on {-count} of {len(pages)} pages")
        for count, place, line in sorted(
            counted, key=lambda one: (one[0], one[1] != "head", one[2])
        )
    ]
