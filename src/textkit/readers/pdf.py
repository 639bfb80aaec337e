"""A PDF → the paragraphs of its text layer."""

from __future__ import annotations

import io
import re
from typing import Any

from textkit.readers.layout import paragraphs_of
from textkit.readers.libraries import load

_UNREADABLE = re.compile("[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f]")


def read_pdf(raw: bytes, name: str, *, errors: str = "refuse") -> str:
    """Read the text layer of a PDF; lines that a paragraph was broken into are joined again.

    A page without text but with a picture is a scan, and so is one whose letters have no
    meaning (a font without a table). With ``errors="mark"`` such a page is the line U+FFFD.

    Raises
    ------
    ImportError
        If pypdf is not installed.
    ValueError
        If the file is damaged or encrypted, or some pages are scans; the message has
        their numbers.
    """
    pypdf = load("pypdf")
    try:
        reader = pypdf.PdfReader(io.BytesIO(raw))
        # many files are locked against changes only: their password for reading is empty
        locked = reader.is_encrypted and not reader.decrypt("")
        texts = [] if locked else [page.extract_text() for page in reader.pages]
        pictures = [] if locked else [_has_picture(page) for page in reader.pages]
    except pypdf.errors.DependencyError:
        locked = True
    except Exception as error:  # a damaged PDF raises of many kinds
        what = f"{type(error).__name__}: {error}"
        raise ValueError(f"{name} cannot be read as a PDF ({what}). Get the file anew.") from None
    if locked:
        raise ValueError(f"{name} is encrypted: save it without a password first.")
    scans = [
        number
        for number, (text, picture) in enumerate(zip(texts, pictures, strict=True), start=1)
        if (picture and not text.strip()) or len(_UNREADABLE.findall(text)) * 2 > len(text) > 0
    ]
    if scans and errors == "refuse":
        pages = "page" if len(scans) == 1 else "pages"
        raise ValueError(
            f"{name}: no readable text layer on {pages} {_ranges(scans)} of {len(texts)}. "
            "Run it through OCR first, or read the other pages with errors='mark'."
        )
    lost = set(scans)
    kept = ["\ufffd" if number in lost else text for number, text in enumerate(texts, start=1)]
    # a font's table may give halves of characters
    return paragraphs_of(kept).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _has_picture(holder: Any, depth: int = 0) -> bool:
    """Tell whether a page, or a form on it, draws a picture."""
    resources = holder.get("/Resources")
    inside = resources.get_object().get("/XObject") if resources is not None else None
    for one in (inside.get_object() if inside is not None else {}).values():
        drawn = one.get_object()
        if drawn.get("/Subtype") == "/Image" or (depth < 3 and _has_picture(drawn, depth + 1)):
            return True
    if depth == 0 and (content := holder.get_contents()) is not None:
        return re.search(rb"\bBI\b.{1,500}?\bID\b", content.get_data(), re.DOTALL) is not None
    return False


def _ranges(numbers: list[int]) -> str:
    """Write sorted numbers with their runs joined.

    >>> _ranges([1, 2, 3, 7])
    '1–3, 7'
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
