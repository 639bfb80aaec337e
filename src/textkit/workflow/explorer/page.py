"""What the evidence page holds → one HTML file that asks for nothing from outside."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from importlib import resources

from textkit.workflow.explorer.contents import Contents
from textkit.workflow.explorer.packing import pack

SCRIPTS = (
    "main", "words", "store", "statistics", "dom", "overview", "themes", "targets", "keyness",
    "search", "reader", "start",
)  # fmt: skip
_SLOT = re.compile(r"%([A-Z]+)%")


def assemble(contents: Contents, *, lang: str = "zh") -> str:
    """Put styles, scripts and data into the page.

    The page's own policy lets a browser run these scripts and styles, known by their hashes,
    and load nothing: what a document says can neither run nor be sent anywhere.

    Raises
    ------
    ValueError
        If ``lang`` is neither "zh" nor "en".
    """
    if lang not in ("zh", "en"):
        raise ValueError(f'lang must be "zh" or "en", not {lang!r}.')
    own = "\n".join(_file(f"{name}.js") for name in SCRIPTS)
    script = f'"use strict";\n{own}'
    charts, style = _file("echarts.common.min.js"), _file("style.css")
    blocks = [_block("shared", pack(contents.shared))]
    blocks += [_block(f"document-{n}", pack(*one)) for n, one in enumerate(contents.documents)]
    filled = {
        "LANG": "zh-CN" if lang == "zh" else "en",
        "TITLE": html.escape(contents.shared["title"]),
        "SCRIPT": f"{_hash(charts)} {_hash(script)}",
        "STYLE": _hash(style),
        "CSS": style,
        "DATA": "\n".join(blocks),
        "ECHARTS": charts,
        "JS": script,
    }
    return _SLOT.sub(lambda slot: filled[slot[1]], _file("page.html"))


def _file(name: str) -> str:
    return (resources.files("textkit") / "data" / "explorer" / name).read_text(encoding="utf-8")


def _block(name: str, packed: str) -> str:
    return f'<script type="text/plain" id="{name}">{packed}</script>'


def _hash(content: str) -> str:
    """Name inline content as a Content-Security-Policy does."""
    digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
    return f"'sha256-{digest}'"
