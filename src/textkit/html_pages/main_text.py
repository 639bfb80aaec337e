"""A page's lines and the extractors' votes → the lines of the main text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from textkit.front import is_prose
from textkit.html_pages.linearise import Line

# Names (ids or classes) of elements in which sites put an article, and nothing else.
# First government portals (UCAP, TRS, Hanweb, SiteFactory, Visual SiteBuilder), then newspapers
# and news sites, then WeChat, forums, questions, blogs and encyclopaedias.
_CONTAINERS = """
    ucap-content pages_content trs_editor trs_editor_view trs_ueditor trs_paper_default zoom
    zoomcon easysitetext vsb_content v_news_content bodylabel bt_content

    rwb_zw rm_txt_con show_text p-detail detailcontent left_zw content_area contentmain
    u-maintext news_txt artibody endtext post_body content-article cnt-main-article-qq
    main_content mp-editor article-content article_content art_content syl-article-base

    js_content rich_media_content t_f tpc_content bbs-content d_post_content
    richcontent-inner post-richtext content_views cnblogs_post_body sina_keyword_ad_area2
    entry-content post-content single-content lemma-content j-lemma-content mw-parser-output
"""
_KNOWN = frozenset(_CONTAINERS.split())
# Parts of names (classes and ids) of what stands around an article.
_FRAME = re.compile(
    r"share|fenxiang|comment|pinglun|related|xiangguan|recommend|tuijian|footer|copyright"
    r"|breadcrumb|sidebar|statement|disclaimer|shengming|qrcode|erweima|advert|pagination"
    r"|friendlink|toolbar"
    r"|(?<![a-z])(nav|menu|crumbs?|aside|foot|login|search|reply|ewm|ads?|rank|pager|xgxw|print"
    r"|tools?)(?![a-z])",
    re.I,
)


def choose(lines: Sequence[Line], votes: Mapping[str, set[int]]) -> set[int]:
    """Choose the lines of the main text: their positions.

    1. The voters are the extractors, the densest element of the page and, with two votes,
       the known containers if there are any.
    2. A line is worth its length, times +1 if all voters keep it, -1 if none does, and so
       on in between; links and blocks named like a frame are worth half as much less.
    3. The main text is in the element whose lines add up to most. Kept are its lines from
       the first to the last that most voters keep, and beyond them what stands in the same
       element as these and has a vote; but no links or frames that most leave out.
    """
    page = _Page(lines)
    known = page.known()
    ballots = [*votes.values(), page.densest(), known, known]
    ballots = [ballot for ballot in ballots if ballot]
    if not ballots:
        return set(range(len(lines)))
    share = [sum(n in ballot for ballot in ballots) / len(ballots) for n in range(len(lines))]
    worth = [
        (2 * share[n] - 1 - 0.5 * (line.link_share > 0.5 or page.framed(n))) * len(line.text)
        for n, line in enumerate(lines)
    ]
    main = page.best(worth)
    if main is None:
        return page.densest() or set(range(len(lines)))
    inside = [
        n
        for n in page.members[main]
        if share[n] > 0.5 or not (lines[n].link_share > 0.5 or page.framed(n, main))
    ]
    core = [n for n in inside if share[n] > 0.5]
    beside = {lines[n].node.getparent() for n in core}
    return {
        n
        for n in inside
        if (core and core[0] < n < core[-1])
        or share[n] > 0.5
        or (share[n] > 0 and lines[n].node.getparent() in beside)
    }


def find_head(
    lines: Sequence[Line], votes: Mapping[str, set[int]], chosen: set[int], title: str
) -> set[int]:
    """Find what belongs to the text above the chosen lines: their positions.

    That is the page's heading, the last line that its ``<title>`` names, and prose between
    it and the text (a lead) if an extractor votes for it. Without a heading there is neither.
    """
    told, above = _tight(title), min(chosen, default=0)
    for n in range(above - 1, -1, -1):
        line, text = lines[n], _tight(lines[n].text)
        if len(text) < 5 or line.link_share > 0.5 or text not in told:
            continue
        if told.startswith(text) or line.node.tag in ("h1", "h2", "h3"):
            leads = {
                m
                for m in range(n + 1, above)
                if is_prose(lines[m].text)
                and lines[m].link_share <= 0.5
                and any(m in ballot for ballot in votes.values())
            }
            return leads | {m for m in range(above) if lines[m].node is line.node}
    return set()


def _tight(text: str) -> str:
    return "".join(text.split())


class _Page:
    """The lines of a page and the elements they stand in."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.around: dict[Any, list[Any]] = {}  # a line's own element → all around it, inside out
        self.members: dict[Any, list[int]] = {}
        for number, line in enumerate(lines):
            if line.node not in self.around:
                self.around[line.node] = [line.node, *line.node.iterancestors()]
            for node in self.around[line.node]:
                self.members.setdefault(node, []).append(number)
        self.names = {
            node: f"{node.get('class', '')} {node.get('id', '')}" for node in self.members
        }
        self.prose = [is_prose(line.text) and line.link_share <= 0.5 for line in lines]

    def framed(self, number: int, main: Any = None) -> bool:
        """Tell whether an element around the line, inside ``main``, is named like a frame."""
        for node in self.around[self.lines[number].node]:
            if node is main or node.tag in ("body", "html"):
                return False
            if node.tag in ("nav", "footer", "aside") or _FRAME.search(self.names[node]):
                return True
        return False

    def best(self, worth: Sequence[float]) -> Any:
        """Find the innermost element whose lines are worth most; None if all are worth nothing."""
        sums = {node: sum(worth[n] for n in numbers) for node, numbers in self.members.items()}
        best = max(sums.values(), default=0.0)
        return next(node for node, value in sums.items() if value == best) if best > 0 else None

    def densest(self) -> set[int]:
        """List the lines of the element with most prose, links and frames counting against it."""
        worth = [
            len(line.text) * (-1 if line.link_share > 0.5 or self.framed(n) else self.prose[n])
            for n, line in enumerate(self.lines)
        ]
        main = self.best(worth)
        return set() if main is None else set(self.members[main])

    def known(self) -> set[int]:
        """List the lines in known containers, if a third of the page's prose is there.

        Of one container in another, the inner one counts if it has most of the prose.
        """
        size = [len(line.text) * self.prose[n] for n, line in enumerate(self.lines)]
        held = {
            node: sum(size[n] for n in numbers)
            for node, numbers in self.members.items()
            if _KNOWN & set(self.names[node].lower().split())
        }
        wrapping = {
            outer
            for inner in held
            for outer in inner.iterancestors()
            if outer in held and 2 * held[inner] >= held[outer] > 0
        }
        inside = {n for node in held if node not in wrapping for n in self.members[node]}
        return inside if 3 * sum(size[n] for n in inside) >= sum(size) > 0 else set()
