"""A parsed page → for each extractor, the lines that it takes for the main text."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Sequence
from typing import Any

from textkit.html_pages.linearise import CONTROL, Line

# Lines are numbered in the page itself, with two cuneiform signs each, so that an extractor's
# output says which lines it kept: no guess by comparing texts, and short lines count too.
# (Private-use characters would do but for trafilatura, which drops what cannot be printed.)
_FIRST, _BASE = 0x12000, 900
_MARK = re.compile(f"([{chr(_FIRST)}-{chr(_FIRST + _BASE - 1)}]{{2}})")
# Beyond these no extractor is asked: their time grows faster than the page.
MOST_LINES, MOST_ELEMENTS = 20_000, 50_000


def vote(tree: Any, lines: Sequence[Line]) -> dict[str, set[int]]:
    """Ask every extractor which lines are the main text: name → positions.

    An extractor that fails has no vote, whatever it raised; of a page of more than
    ``MOST_LINES`` lines or ``MOST_ELEMENTS`` elements none is asked, and the densest element
    and the known containers vote alone. The tree is left marked.
    """
    from lxml import etree

    if len(lines) > MOST_LINES or sum(1 for _ in tree.iter()) > MOST_ELEMENTS:
        return {}
    holders = _mark(lines)
    source = etree.tostring(tree, encoding="unicode", method="html")
    votes = {}
    for name, extract in EXTRACTORS.items():
        found = _call(extract, source)
        if found is not None:
            kept = {_number(mark) for mark in _MARK.findall(found)}
            votes[name] = {n for n, holder in enumerate(holders) if holder in kept}
    return votes


def _mark(lines: Sequence[Line]) -> list[int]:
    """Write its number before each line; return under which number each one stands.

    Lines typed in one ``<pre>`` share the number of the first.
    """
    holders: list[int] = []
    last: tuple[Any, bool] | None = None
    for number, line in enumerate(lines):
        if line.anchor == last:
            holders.append(holders[-1])
            continue
        node, tail = last = line.anchor
        sign = chr(_FIRST + number // _BASE) + chr(_FIRST + number % _BASE)
        text = re.sub(CONTROL, " ", (node.tail if tail else node.text) or "")  # &#1; and so on
        if tail:
            node.tail = sign + text
        else:
            node.text = sign + text
        holders.append(number)
    return holders


def _number(mark: str) -> int:
    return (ord(mark[0]) - _FIRST) * _BASE + ord(mark[1]) - _FIRST


def _call(extract: Callable[[str], str | None], source: str) -> str | None:
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)  # they report failures to the log as well
    try:
        return extract(source)
    except ImportError as error:
        raise ImportError(
            f'reading HTML needs {(error.name or "").split(".")[0]}: pip install "textkit[html]"'
        ) from error
    except Exception:
        return None
    finally:
        logging.disable(before)


def by_readability(source: str) -> str | None:
    """Extract with readability-lxml: the best-scored container and its siblings."""
    from readability import Document

    return str(Document(source).summary(html_partial=True))


def by_resiliparse(source: str) -> str | None:
    """Extract with resiliparse: rules over tags, classes and link density."""
    from resiliparse.extract.html2text import extract_plain_text

    return str(extract_plain_text(source, main_content=True, comments=False, alt_texts=False))


def by_trafilatura(source: str) -> str | None:
    """Extract with trafilatura: patterns of containers, with fallbacks."""
    from trafilatura import extract

    found = extract(source, include_comments=False, include_tables=True)
    return None if found is None else str(found)


EXTRACTORS: dict[str, Callable[[str], str | None]] = {
    "readability": by_readability,
    "resiliparse": by_resiliparse,
    "trafilatura": by_trafilatura,
}
