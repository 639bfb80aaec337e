"""A page's lines and the extractors' votes → the lines of the main text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import accumulate
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
        for n in page.members(main)
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
    """The lines of a page and the elements they stand in, each looked at once.

    The lines in an element follow one another, so the first and the last say which they are.
    """

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.first: dict[Any, int] = {}
        self.last: dict[Any, int] = {}
        self.depth: dict[Any, int] = {}
        for number, line in enumerate(lines):
            chain, node = [], line.node
            while node is not None and node not in self.depth:
                self.first[node] = number
                self.depth[node] = 0  # its place among all; the level follows
                chain.append(node)
                node = node.getparent()
            level = -1 if node is None else self.depth[node]
            for up, one in enumerate(reversed(chain), start=1):
                self.depth[one] = level + up
            self.last[line.node] = number
        self.outside_in = sorted(self.depth, key=self.depth.__getitem__)
        for node in reversed(self.outside_in):
            parent, last = node.getparent(), self.last[node]
            if parent is not None:
                self.last[parent] = max(self.last.get(parent, -1), last)
        self.names = {node: f"{node.get('class', '')} {node.get('id', '')}" for node in self.depth}
        self.frame = self._frames()
        self.prose = [is_prose(line.text) and line.link_share <= 0.5 for line in lines]

    def _frames(self) -> dict[Any, Any]:
        """Find for each element the innermost one, itself or around it, named like a frame."""
        frame: dict[Any, Any] = {}
        for node in self.outside_in:
            if node.tag in ("body", "html"):
                frame[node] = None
            elif node.tag in ("nav", "footer", "aside") or _FRAME.search(self.names[node]):
                frame[node] = node
            else:
                frame[node] = frame.get(node.getparent())
        return frame

    def members(self, node: Any) -> range:
        """Return the positions of the lines in an element."""
        return range(self.first[node], self.last[node] + 1)

    def framed(self, number: int, main: Any = None) -> bool:
        """Tell whether an element around the line, inside ``main``, is named like a frame."""
        frame = self.frame[self.lines[number].node]
        return frame is not None and (main is None or self.depth[frame] > self.depth[main])

    def best(self, worth: Sequence[float]) -> Any:
        """Find the innermost element whose lines are worth most; None if all are worth nothing."""
        sums = self.add_up(worth)
        best = max(sums.values(), default=0.0)
        return next(node for node, value in sums.items() if value == best) if best > 0 else None

    def add_up(self, worth: Sequence[float]) -> dict[Any, float]:
        """Add up what the lines in each element are worth, elements inside out."""
        so_far = [0.0, *accumulate(worth)]
        return {node: so_far[self.last[node] + 1] - so_far[at] for node, at in self.first.items()}

    def densest(self) -> set[int]:
        """List the lines of the element with most prose, links and frames counting against it."""
        worth = [
            len(line.text) * (-1 if line.link_share > 0.5 or self.framed(n) else self.prose[n])
            for n, line in enumerate(self.lines)
        ]
        main = self.best(worth)
        return set() if main is None else set(self.members(main))

    def known(self) -> set[int]:
        """List the lines in known containers, if a third of the page's prose is there.

        Of one container in another, the inner one counts if it has most of the prose.
        """
        size = [float(len(line.text) * self.prose[n]) for n, line in enumerate(self.lines)]
        sums = self.add_up(size)
        around: dict[Any, Any] = {}  # the next known container around an element
        wrapping, held = set(), []
        for node in self.outside_in:
            parent = node.getparent()
            around[node] = outer = around.get(parent)
            if _KNOWN & set(self.names[node].lower().split()):
                held.append(node)
                if outer is not None and 2 * sums[node] >= sums[outer] > 0:
                    wrapping.add(outer)
                around[node] = node
        edges = [0] * (len(size) + 1)
        for node in held:
            if node not in wrapping:
                edges[self.first[node]] += 1
                edges[self.last[node] + 1] -= 1
        inside = {n for n, open_ in enumerate(accumulate(edges)) if open_}
        return inside if 3 * sum(size[n] for n in inside) >= sum(size) > 0 else set()
