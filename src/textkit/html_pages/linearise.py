"""HTML → the page's lines, as a browser would break them, each with where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

_NEXT_CELL = "\x1f"  # between cells until the line ends: the page's text may hold tabs
DEEPEST = 250  # levels; parsers cut off what is deeper than some hundreds
_GONE_TAGS = """
    script style template noscript head iframe object embed applet svg math canvas audio video
    map input select datalist textarea
"""
_BLOCK_TAGS = """
    address article aside blockquote body button caption center dd details dialog dir div dl dt
    fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 header hgroup hr html
    label legend li main menu nav ol p pre section summary table tbody td tfoot th thead tr ul
"""
_WRAPPING_TAGS = "div span font b i u em strong a section article center blockquote"
_GONE, _BLOCKS = frozenset(_GONE_TAGS.split()), frozenset(_BLOCK_TAGS.split())
_WRAPPERS = frozenset(_WRAPPING_TAGS.split())
_HIDDEN = re.compile(r"display\s*:\s*none", re.I)
_AS_TYPED = re.compile(r"white-space\s*:\s*(pre|break-spaces)", re.I)
_SPACE = re.compile(r"[^\S\u3000]+")
# Control characters end lxml's reading or are refused by it, and the </html> of an included
# header ends it too.
CONTROL = "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"
_NOISE = re.compile(rf"\A\s*<\?xml[^>]*>|</(?:html|body)\s*>|{CONTROL}", re.I)
_BLANK = re.compile(r"[\s\u200b-\u200d\u2060\ufeff]*")
# Possessive: a long tag that never ends is given up at once.
_TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]*+)[^<>]*+>")
_UNSEEN = re.compile(r"<(?:(script|style)\b|!--)", re.I)
_CLOSING = {
    name: re.compile(rf"</{name}\s*+>" if name else "-->", re.I) for name in ("script", "style", "")
}
_CELL, _ROW = 500, 3  # characters and paragraphs of a cell beyond which a table is mere layout


@dataclass(slots=True)
class Line:
    """One line of the page: its text, its block element, and how much of it is links."""

    text: str
    node: Any  # the block element that it is, or is directly in
    linked: int
    anchor: tuple[Any, bool]  # where its first text stands: an element, and whether as its tail

    @property
    def link_share(self) -> float:
        """The share of the line's characters that are links."""
        return self.linked / max(1, len("".join(self.text.split())))


@dataclass(frozen=True)
class Page:
    """A parsed page: its tree, its lines, and what its ``<title>`` says."""

    tree: Any
    lines: list[Line]
    title: str


def read_page(source: str, *, hidden: bool = False) -> Page:
    """Parse a page and list its lines, in order, none of them blank.

    A block element or ``<br>`` ends a line, a row of a table is one line with its cells
    joined by tabs, ``<pre>`` keeps its own lines. What no reader sees is left out: scripts,
    styles, templates, comments and (unless ``hidden``) elements that are not displayed.
    ``visibility: hidden`` stays: WeChat hides its articles so until they have loaded.

    >>> [line.text for line in read_page("<h1>一、目标</h1><tr><td>增长<td>6%</table>").lines]
    ['一、目标', '增长\\t6%']
    """
    tree = _parse(source)
    if tree is None:
        return Page(None, [], "")
    for flatter in (flatten, without_tags):
        if _depth(tree) >= DEEPEST:
            source = flatter(source)
            tree = _parse(source)
    title = " ".join((tree.findtext(".//title") or "").split())
    _prune(tree, hidden)
    return Page(tree, _Reader().read(tree), title)


def _parse(source: str) -> Any:
    try:
        from lxml import etree
    except ImportError as error:
        raise ImportError('reading HTML needs lxml: pip install "textkit[html]"') from error
    source = _NOISE.sub(" ", source)
    if not source.strip():
        return None
    parser = etree.HTMLParser(
        huge_tree=True, recover=True, encoding="utf-8", remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(source.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:  # there is no element in it
        return None


def _depth(tree: Any) -> int:
    from lxml import etree

    deepest = depth = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


def flatten(source: str) -> str:
    """Drop the wrapping tags that stand deeper than 200 levels; the text stays.

    >>> flatten("<div>" * 300 + "text" + "</div>" * 300).count("<div>")
    200
    """
    depth = 0

    def keep(match: re.Match[str]) -> str:
        nonlocal depth
        closing, name = match.groups()
        if name.lower() not in _WRAPPERS or match[0].endswith("/>"):
            return match[0]
        depth += -1 if closing else 1
        return match[0] if depth + bool(closing) <= 200 else " "

    return _TAG.sub(keep, source)


def without_tags(source: str) -> str:
    """Write a page that nests without end with line breaks only.

    >>> without_tags("<ul><li>a<ul><li><x-y>b</x-y>")
    '<br><br>a<br><br> b '
    """
    return _TAG.sub(
        lambda m: "<br>" if m[2].lower() in _BLOCKS | {"br"} else " ", _without_unseen(source)
    )


def _without_unseen(source: str) -> str:
    """Take out scripts, styles and comments; one that never ends is left, and asked for once."""
    pieces, at, begin = [], 0, 0
    endless: set[str] = set()
    while opening := _UNSEEN.search(source, begin):
        name = (opening[1] or "").lower()
        end = None if name in endless else _CLOSING[name].search(source, opening.end())
        if end is None:
            endless.add(name)
            begin = opening.end()
            continue
        pieces += [source[at : opening.start()], " "]
        at = begin = end.end()
    return "".join([*pieces, source[at:]])


def _prune(tree: Any, hidden: bool) -> None:
    gone = [
        node
        for node in tree.iter()
        if node.tag in _GONE
        or not isinstance(node.tag, str)
        or (not hidden and ("hidden" in node.attrib or _HIDDEN.search(node.get("style", ""))))
    ]
    for node in gone:
        parent = node.getparent()
        if parent is None:
            continue
        before = node.getprevious()
        if node.tail:
            if before is not None:
                before.tail = (before.tail or "") + node.tail
            else:
                parent.text = (parent.text or "") + node.tail
        parent.remove(node)


class _Reader:
    """Walks the tree without recursion and gathers text until a line ends."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.pieces: list[str] = []
        self.anchor: tuple[Any, bool] | None = None
        self.linked = self.links = self.typed = 0
        self.spaced = False  # whether the line keeps its spaces as typed
        self.row: Any = None  # the row of a table we are in

    def read(self, tree: Any) -> list[Line]:
        from lxml import etree

        rows = _data_rows(tree)
        for event, node in etree.iterwalk(tree, events=("start", "end")):
            block = node.tag in _BLOCKS
            if event == "start":
                if node in rows:
                    self.end_line(node.getparent())
                    self.row = node
                elif self.row is not None and node.tag in ("td", "th"):
                    if node.getprevious() is not None:
                        self.pieces.append(_NEXT_CELL)
                elif block or node.tag == "br":
                    self.break_line(node.getparent())
                self.links += node.tag == "a"
                self.typed += _as_typed(node)
                self.add(node.text, node, False)
                continue
            self.links -= node.tag == "a"
            self.typed -= _as_typed(node)
            if node is self.row:
                self.row = None
                self.end_line(node)
            elif block:
                self.break_line(node)
            self.add(node.tail, node, True)
        self.end_line(tree)
        return self.lines

    def add(self, text: str | None, node: Any, tail: bool) -> None:
        if not text:
            return
        parts = re.split(r"\r\n?|\n", text) if self.typed and self.row is None else [text]
        for number, part in enumerate(parts):
            if number:
                self.end_line(node.getparent() if tail else node)
            if _BLANK.fullmatch(part):
                self.pieces.append(" ")
                continue
            if self.anchor is None:
                # Only the first of several typed lines can be marked in the tree itself.
                self.anchor = (node, tail)
            self.pieces.append(part)
            self.spaced |= self.typed > 0 and self.row is None
            if self.links:
                self.linked += len("".join(part.split()))

    def break_line(self, node: Any) -> None:
        if self.row is not None:
            self.pieces.append(" ")
        else:
            self.end_line(node)

    def end_line(self, node: Any) -> None:
        if self.anchor is not None:
            text = "".join(self.pieces)
            if self.spaced:
                text = " ".join(text.splitlines()).rstrip()
            else:
                cells = [_SPACE.sub(" ", cell).strip(" ") for cell in text.split(_NEXT_CELL)]
                text = "\t".join(cells).rstrip("\t")
            self.lines.append(Line(text, node, self.linked, self.anchor))
        self.pieces.clear()
        self.anchor, self.linked, self.spaced = None, 0, False


def _as_typed(node: Any) -> bool:
    return node.tag == "pre" or bool(_AS_TYPED.search(node.get("style", "")))


def _data_rows(tree: Any) -> set[Any]:
    """Find the rows that hold data, not the layout of the page.

    Theirs are two or more short cells with no table or heading in them.
    """
    from lxml import etree

    rows, open_rows = set(), []
    for event, node in etree.iterwalk(tree, events=("start", "end")):
        if event == "start":
            if node.tag == "tr":
                open_rows.append({"cells": 0, "size": 0, "parts": 0, "plain": True})
            elif open_rows:
                row = open_rows[-1]
                if node.tag in ("td", "th"):
                    row["cells"] += 1
                    row["size"] = row["parts"] = 0
                elif node.tag in ("table", "ul", "form", "h1", "h2", "h3"):
                    row["plain"] = False
                row["parts"] += node.tag in ("p", "div", "br", "li")
                row["size"] += len((node.text or "").strip())
        elif node.tag == "tr":
            row = open_rows.pop()
            if row["plain"] and row["cells"] > 1:
                rows.add(node)
            if open_rows:
                open_rows[-1]["plain"] = False
        elif open_rows:
            row = open_rows[-1]
            if node.tag in ("td", "th") and (row["size"] > _CELL or row["parts"] > 2 * _ROW):
                row["plain"] = False
            row["size"] += len((node.tail or "").strip())
    return rows
