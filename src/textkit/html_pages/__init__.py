"""HTML page → its main text, and an account of every line left out."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Sequence

import pandas as pd

from textkit.clean import Cleaned, clean_text
from textkit.cleaning_rules import RULES, Rule
from textkit.decoding import declared_charset, decode
from textkit.front import is_prose
from textkit.html_pages.extractors import vote
from textkit.html_pages.linearise import Line, read_page
from textkit.html_pages.main_text import choose, find_head

__all__ = ["OUTSIDE", "clean_html"]

OUTSIDE = "outside the main text"


def clean_html(
    html: str | bytes, *, rules: Sequence[Rule] = RULES, extra: Iterable[Rule] = ()
) -> Cleaned:
    """Take the main text out of an HTML page.

    The page is decoded, written out line by line as a browser would break it, and three
    extractors, the density of prose and the names of known containers vote on every line
    (``textkit.html_pages.main_text``). What they leave out is removed as "outside the main
    text"; ``clean_text`` goes over the rest. The page's heading
    is kept. A page that is
    all script gives an empty text, a page without prose or tags goes to ``clean_text`` whole.

    Returns a Cleaned: its ``lines`` are all lines of the page that a reader sees, in order.

    Parameters
    ----------
    html : str or bytes
        The source of the page; of bytes the encoding is found by ``textkit.decoding``.
    rules, extra
        As for ``clean_text``.

    Raises
    ------
    ImportError
        If a package of ``textkit[html]`` is missing.
    ValueError
        If the bytes are no text. Damaged ones become U+FFFD, with a warning.

    Examples
    --------
    >>> from textkit.html_pages import clean_html
    >>> body = "<p>今后五年，坚持稳中求进，加快建设现代化产业体系，不断增进民生福祉。</p>" * 3
    >>> page = f"<div class=nav><a href=/>首页</a></div><div id=zoom>{body}</div><p>主办：市政府"
    >>> cleaned = clean_html(page)
    >>> len(cleaned.text.splitlines())
    3
    >>> cleaned.removed["text"].tolist()
    ['首页', '主办：市政府']
    """
    if not isinstance(html, (str, bytes)):
        raise TypeError(f"html must be str or bytes, not {type(html).__name__}.")
    source = _decode(html) if isinstance(html, bytes) else html
    if not re.search(r"<[a-zA-Z!]", source):
        return clean_text(source, rules=rules, extra=extra)
    page = read_page(source)
    if not any(is_prose(line.text) for line in page.lines):
        shown = read_page(source, hidden=True)
        if any(is_prose(line.text) for line in shown.lines):
            page = shown
    texts = [line.text for line in page.lines]
    votes = vote(page.tree, page.lines) if page.lines else {}
    chosen = _choose(page.lines, votes)
    chosen |= find_head(page.lines, votes, chosen, page.title)
    inner = clean_text("\n".join(texts[n] for n in sorted(chosen)), rules=rules, extra=extra)
    rule_of, start = [OUTSIDE] * len(texts), [-1] * len(texts)
    for n, rule, at in zip(sorted(chosen), inner.lines["rule"], inner.lines["start"], strict=True):
        rule_of[n], start[n] = rule, at
    table = pd.DataFrame(
        {
            "line": pd.Series(range(1, len(texts) + 1), dtype="int64"),
            "text": pd.Series(texts, dtype="str"),
            "rule": pd.Series(rule_of, dtype="str"),
            "start": pd.Series(start, dtype="int64"),
        }
    )
    return Cleaned(inner.text, table)


def _decode(raw: bytes) -> str:
    decoded = decode(raw, declared=declared_charset(raw), errors="mark", name="the page")
    if len(decoded.damage):
        warnings.warn(
            f"{len(decoded.damage)} places of the page are not {decoded.encoding} and are now "
            "U+FFFD; textkit.decoding.decode(raw, errors='mark').damage lists them.",
            stacklevel=3,
        )
    return decoded.text


def _choose(lines: Sequence[Line], votes: dict[str, set[int]]) -> set[int]:
    """Choose the main text; all lines if the choice has hardly any of the page's prose."""
    chosen = choose(lines, votes)
    prose = {n: len(line.text) for n, line in enumerate(lines) if is_prose(line.text)}
    if 20 * sum(size for n, size in prose.items() if n in chosen) < sum(prose.values()):
        return set(range(len(lines)))
    return chosen or set(range(len(lines)))
