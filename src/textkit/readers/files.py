"""The bytes of a single-document file → its page, with how they were read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from textkit.decoding import Decoded, Errors, declared_charset, decode
from textkit.readers.pdf import read_pdf
from textkit.readers.word import read_docx

_HTML = (".html", ".htm", ".shtml", ".xhtml")
_LONGEST_FRONT = 200  # lines


@dataclass(frozen=True)
class Document:
    """A page, whether it is text or HTML, its encoding, its own variables and its damage."""

    page: str
    format: str = "text"
    encoding: str = ""
    confidence: float = 1.0
    variables: dict[str, str] = field(default_factory=dict)
    damage: list[dict[str, Any]] = field(default_factory=list)


def read_document(
    raw: bytes, name: str, *, encoding: str | None = None, errors: Errors = "refuse"
) -> Document:
    """Read a text, Markdown, HTML, Word or PDF file by its suffix.

    Raises
    ------
    ImportError
        If the library for this kind is not installed.
    ValueError
        If the bytes cannot be read; the message begins with ``name``.
    """
    suffix = PurePosixPath(name).suffix.lower()
    if suffix == ".docx":
        return Document(read_docx(raw, name))
    if suffix == ".pdf":
        return Document(read_pdf(raw, name, errors=errors))
    is_html = suffix in _HTML
    declared = encoding or (declared_charset(raw) if is_html else None)
    decoded = decode(raw, declared=declared, errors=errors, name=name)
    page, variables = decoded.text, dict[str, str]()
    if suffix in (".md", ".markdown"):
        page, variables = split_front_matter(page)
    return Document(
        page,
        "html" if is_html else "text",
        decoded.encoding,
        decoded.confidence,
        variables,
        damaged(decoded),
    )


def damaged(decoded: Decoded) -> list[dict[str, Any]]:
    """List what is damaged in a text, a dictionary per stretch."""
    if not decoded.stretches:
        return []
    return [{str(key): one[key] for key in one} for one in decoded.damage.to_dict("records")]


def split_front_matter(page: str) -> tuple[str, dict[str, str]]:
    """Part a Markdown page from the ``key: value`` lines between --- lines at its head.

    The lines become empty ones, so that the others keep their numbers. Values are text;
    the items of a list are joined by ", ". A block with anything else in it stays.

    >>> split_front_matter("---\\ntitle: 工作报告\\n---\\n正文")
    ('\\n\\n\\n正文', {'title': '工作报告'})
    """
    head = re.match(r"---[ \t]*(\r\n|\n|\r)", page)
    if head is None:
        return page, {}
    variables: dict[str, str] = {}
    key, at, breaks = "", head.end(), [head[1]]
    for _ in range(_LONGEST_FRONT):
        line = re.compile(r"([^\r\n]*)(\r\n|\n|\r|$)").match(page, at)
        if line is None or line.end() == at:
            return page, {}
        at = line.end()
        breaks.append(line[2])
        text = line[1].strip()
        pair = re.match(r"([^\W\d][\w .-]*?)[ \t]*[:：](?:[ \t]+(.*)|)$", text)
        if text in ("---", "..."):
            return "".join(breaks) + page[at:], variables
        if not text or text.startswith("#"):
            continue
        if key and (line[1][0] in " \t" or text.startswith("- ")):
            item = _unquote(text.removeprefix("- ").strip())
            variables[key] = f"{variables[key]}, {item}" if variables[key] else item
        elif pair and pair[1] not in variables:
            key = pair[1]
            variables[key] = _unquote((pair[2] or "").strip())
        else:
            return page, {}
    return page, {}


def _unquote(value: str) -> str:
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if quoted else value
