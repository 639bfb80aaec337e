"""Every committed PDF, opened: its fonts, its text, and where the text stands."""

import html
import io
import itertools
import json
import re
from pathlib import Path

import numpy as np
import pypdf
import pytest
from fontTools.ttLib import TTFont
from matplotlib.figure import Figure
from pypdf.generic import ContentStream

from textkit import draw

ROOT = Path(__file__).parents[1]
MANIFEST = json.loads((ROOT / "figures" / "manifest.json").read_text(encoding="utf-8"))
PDFS = sorted(
    file for entry in MANIFEST["figures"].values() for file in entry["files"]
    if file.endswith(".pdf")
)  # fmt: skip
# Of a font's size: what ink of a line reaches above and below the line it stands on.
ABOVE, BELOW = 0.72, 0.06


def fonts_of(page):
    fonts = {}
    for name, font in page["/Resources"].get("/Font", {}).items():
        font = font.get_object()
        inner = font["/DescendantFonts"][0].get_object()
        file = TTFont(io.BytesIO(inner["/FontDescriptor"]["/FontFile2"].get_data()))
        maps = font["/ToUnicode"].get_data().decode("latin-1")
        known = set()
        for block in re.findall(r"beginbf(?:range|char)(.*?)endbf", maps, re.DOTALL):
            for first, last in re.findall(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>", block):
                known |= set(range(int(first, 16), int(last, 16) + 1))
        to_glyph = np.frombuffer(inner["/CIDToGIDMap"].get_data(), dtype=">u2")
        fonts[name] = (font, inner, file, known, to_glyph)
    return fonts


def widths_of(inner):
    widths, items = {}, list(inner["/W"])
    while items:
        first, then = int(items.pop(0)), items.pop(0)
        if isinstance(then, list):
            widths |= {first + at: float(width) for at, width in enumerate(then)}
        else:
            width = float(items.pop(0))
            widths |= dict.fromkeys(range(first, int(then) + 1), width)
    return widths


def strings_of(page, reader):
    """Each string that is shown: its font, its glyphs, and its box on the page."""
    fonts = fonts_of(page)
    widths = {name: widths_of(inner) for name, (_, inner, *_) in fonts.items()}
    state, saved, line = np.eye(3), [], np.eye(3)
    font, size = None, 0.0
    for operands, operator in ContentStream(page.get_contents(), reader).operations:
        if operator == b"q":
            saved.append(state)
        elif operator == b"Q":
            state = saved.pop()
        elif operator == b"cm":
            state = matrix(operands) @ state
        elif operator == b"BT":
            line = np.eye(3)
        elif operator == b"Tf":
            font, size = operands[0], float(operands[1])
        elif operator == b"Tm":
            line = matrix(operands)
        elif operator == b"Td":
            line = matrix([1, 0, 0, 1, *operands]) @ line
        elif operator in (b"Tj", b"TJ"):
            shown = operands[0] if operator == b"TJ" else [operands[0]]
            glyphs, long = [], 0.0
            for piece in shown:
                if isinstance(piece, (int, float)):
                    long -= float(piece) * size / 1000
                    continue
                raw = piece if isinstance(piece, bytes) else piece.original_bytes
                codes = np.frombuffer(raw, dtype=">u2").tolist()
                glyphs += codes
                long += sum(widths[font].get(code, 1000.0) for code in codes) * size / 1000
            corners = np.array([[0, -BELOW * size, 1], [long, -BELOW * size, 1],
                                [0, ABOVE * size, 1], [long, ABOVE * size, 1]])  # fmt: skip
            box = (corners @ line @ state)[:, :2]
            yield font, glyphs, (*box.min(axis=0), *box.max(axis=0))


def matrix(numbers):
    a, b, c, d, e, f = map(float, numbers)
    return np.array([[a, b, 0], [c, d, 0], [e, f, 1]])


def wrong_with(path):
    reader = pypdf.PdfReader(path)
    page = reader.pages[0]
    found = []
    fonts = fonts_of(page)
    for font, inner, file, *_ in fonts.values():
        if (font["/Subtype"], inner["/Subtype"], "glyf" in file) != (
            "/Type0", "/CIDFontType2", True,
        ):  # fmt: skip
            found.append(f"{font['/BaseFont']} is not embedded as type 42")
    boxes = []
    for font, glyphs, box in strings_of(page, reader):
        _, _, file, known, to_glyph = fonts[font]
        embedded = to_glyph[glyphs]
        if not ((embedded > 0) & (embedded < file["maxp"].numGlyphs)).all():
            found.append(f"a glyph is not embedded in {font}")
        else:
            outlines, order = file["glyf"], file.getGlyphOrder()
            blank = [glyph for glyph in set(embedded.tolist())
                     if not outlines[order[glyph]].numberOfContours]  # fmt: skip
            if len(blank) > 1:  # the space is one
                found.append(f"a glyph of {font} has no outline")
        if not set(glyphs) <= known:
            found.append(f"a glyph of {font} cannot be read as text")
        boxes.append(box)
    wide, high = float(page.mediabox.width), float(page.mediabox.height)
    for left, low, right, up in boxes:
        if left < -0.3 or low < -0.3 or right > wide + 0.3 or up > high + 0.3:
            found.append(f"a text at {left:.0f}, {low:.0f} runs off the page")
    for a, b in itertools.combinations(boxes, 2):
        if min(a[2], b[2]) - max(a[0], b[0]) > 0.5 and min(a[3], b[3]) - max(a[1], b[1]) > 0.5:
            found.append(f"two texts cover each other at {a[0]:.0f}, {a[1]:.0f}")
    return found


def test_there_are_pdfs_of_every_figure():
    assert len(PDFS) == 2 * len(MANIFEST["figures"])


@pytest.mark.parametrize("file", PDFS)
def test_every_glyph_is_embedded_and_no_text_is_cut_or_covered(file):
    assert wrong_with(ROOT / file) == []


@pytest.mark.parametrize("file", PDFS)
def test_every_label_can_be_searched(file):
    # The SVG of the same figure has outlines, and each text beside them in a comment.
    drawing = (ROOT / file).with_suffix(".svg").read_text(encoding="utf-8")
    labels = [html.unescape(text) for text in re.findall(r"<!-- (.*?) -->", drawing, re.DOTALL)]
    text = "".join(pypdf.PdfReader(ROOT / file).pages[0].extract_text().split())
    missing = [label for label in labels for line in label.split("\n")
               if "".join(line.split()) not in text]  # fmt: skip
    assert missing == []


def test_the_check_sees_what_is_wrong(tmp_path):
    with draw.style(width=60, height=30):
        page = Figure()
        page.text(0.8, 0.5, "runs off the page")
        page.text(0.1, 0.2, "one text")
        page.text(0.15, 0.2, "another")
    (path,) = draw.save_figure(page, tmp_path / "wrong", ["pdf"])
    found = wrong_with(path)
    assert len(found) == 2
    assert found[0].endswith("runs off the page")
    assert found[1].startswith("two texts cover each other")
