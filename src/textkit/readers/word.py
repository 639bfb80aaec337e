"""A Word file → lines: paragraphs with their numbers, rows of tables, notes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from textkit.readers.archives import check_zip
from textkit.readers.libraries import load
from textkit.readers.numbering import Numbering, attribute, children

# Deleted and moved text, a second form of the same drawing, phonetic signs, properties.
_LEFT_OUT = {"del", "moveFrom", "Fallback", "rt", "pPr", "rPr", "txbxContent"}
_MARKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def read_docx(raw: bytes, name: str) -> str:
    """Read the paragraphs of a .docx, one line each, in the order of the document.

    Numbers that Word writes itself (一、 1.) stand before their paragraphs. A table of
    one column is paragraphs, any other gives a line per row, cells parted by tabs.
    Foot- and endnotes follow at the end as "[1] …". Headers, footers, comments and
    deleted text are left out.

    Raises
    ------
    ImportError
        If python-docx is not installed.
    ValueError
        If the file is damaged, has a password or is an old .doc.
    """
    docx = load("docx")
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        raise ValueError(
            f"{name} is an old .doc file or has a password: save it as .docx without one."
        )
    check_zip(raw, name)
    try:
        document = docx.Document(io.BytesIO(raw))
        roots = {
            relation.reltype.rsplit("/", 1)[-1]: docx.oxml.parse_xml(relation.target_part.blob)
            for relation in document.part.rels.values()
            if not relation.is_external
            and relation.reltype.rsplit("/", 1)[-1]
            in ("numbering", "styles", "footnotes", "endnotes")
        }
        numbering = Numbering(roots.get("numbering"), roots.get("styles"))
        lines = list(_lines(document.element.body, numbering))
        for kind in ("footnote", "endnote"):
            lines += _notes(roots.get(kind + "s"), kind, numbering)
    except Exception as error:  # a damaged file raises of many kinds
        what = f"{type(error).__name__}: {error}"
        raise ValueError(f"{name} cannot be read as .docx ({what}). Save it anew.") from None
    return "\n".join(lines)


def _lines(element: Any, numbering: Numbering) -> Iterator[str]:
    """Yield the lines of the blocks in an element, and of the text boxes in them."""
    for child in element:
        kind = _kind(child)
        if kind == "p":
            parts: list[str] = []
            boxes: list[Any] = []
            _collect(child, parts, boxes)
            yield numbering.lead(child) + "".join(parts)
            for box in boxes:
                yield from _lines(box, numbering)
        elif kind == "tbl":
            rows = [list(_cells(row)) for row in _deep(child, "tr")]
            for cells in rows:
                if all(len(row) <= 1 for row in rows):
                    for cell in cells:
                        yield from _lines(cell, numbering)
                else:
                    texts = (" ".join(_lines(cell, numbering)) for cell in cells)
                    yield "\t".join(" ".join(text.split()) for text in texts)
        elif kind not in _LEFT_OUT:
            yield from _lines(child, numbering)


def _collect(node: Any, parts: list[str], boxes: list[Any]) -> None:
    for child in node:
        kind = _kind(child)
        if kind == "t":
            parts.append(child.text or "")
        elif kind in _MARKS:
            parts.append(_MARKS[kind])
        elif kind == "txbxContent":
            boxes.append(child)
        elif kind not in _LEFT_OUT:
            _collect(child, parts, boxes)


def _cells(row: Any) -> Iterator[Any]:
    return _deep(row, "tc")


def _deep(element: Any, tag: str) -> Iterator[Any]:
    """Yield rows or cells, those in content controls and insertions too, not nested tables'."""
    for child in element:
        kind = _kind(child)
        if kind == tag:
            yield child
        elif kind in ("sdt", "sdtContent", "ins", "moveTo", "customXml"):
            yield from _deep(child, tag)


def _notes(root: Any, kind: str, numbering: Numbering) -> Iterator[str]:
    notes = [note for note in children(root, kind) if attribute(note, "type") in (None, "normal")]
    for number, note in enumerate(notes, start=1):
        yield f"[{number}] " + " ".join(line.strip() for line in _lines(note, numbering)).strip()


def _kind(element: Any) -> str:
    """Return an element's name without its namespace; empty for comments and the like."""
    return element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""
