"""Catalogue and raw files → the corpus table: one row per document, checked and cleaned."""

from __future__ import annotations

import datetime
import hashlib
import tomllib
from pathlib import Path
from typing import Any

import pandas as pd

from textkit.clean import clean_text
from textkit.hand import apply_corrections, read_corrections
from textkit.tables import require_columns


def read_corpus(catalog: str | Path, *, corrections: str | Path | None = None) -> pd.DataFrame:
    """Read the documents that a catalogue lists, check them and clean them.

    Parameters
    ----------
    catalog : path of a TOML file
        One table per document, named by its ``doc_id``. ``file`` (relative to the
        catalogue) and ``sha256`` are required; every other key is a document variable.
    corrections : path of a TSV file
        Hand corrections, applied to the cleaned text (``textkit.hand``).

    Returns
    -------
    DataFrame
        One row per document in the catalogue's order: ``doc_id``, ``text`` (cleaned),
        ``page`` (as found) and the document variables; a variable that a document lacks
        is missing there.

    Raises
    ------
    FileNotFoundError
        If the catalogue or a file in it does not exist.
    ValueError
        If a file is not the one that was catalogued (both hashes are given), is not
        UTF-8, or an entry lacks ``file`` or ``sha256``.
    """
    path = Path(catalog)
    with path.open("rb") as stream:
        entries = tomllib.load(stream)
    fixes = read_corrections(corrections) if corrections is not None else []
    rows = []
    for doc_id, entry in entries.items():
        if not isinstance(entry, dict) or not {"file", "sha256"} <= entry.keys():
            raise ValueError(
                f"{path}: {doc_id!r} must be a table with at least 'file' and 'sha256'."
            )
        page = _read_page(path.parent / entry["file"], entry["sha256"], path)
        text = apply_corrections(doc_id, clean_text(page).text, fixes)
        variables = {
            key: _plain(value) for key, value in entry.items() if key not in ("file", "sha256")
        }
        rows.append({"doc_id": doc_id, "text": text, "page": page, **variables})
    unknown = sorted({fix.doc_id for fix in fixes} - entries.keys())
    if unknown:
        raise ValueError(
            f"{corrections}: no document is called {unknown[0]!r}. "
            f"The catalogue has: {', '.join(entries)}."
        )
    if not rows:
        return pd.DataFrame({"doc_id": [], "text": [], "page": []}, dtype="str")
    return pd.DataFrame(rows)


def _read_page(path: Path, expected: str, catalog: Path) -> str:
    if not path.is_file():
        raise FileNotFoundError(f"{path} does not exist; {catalog} lists it.")
    raw = path.read_bytes()
    found = hashlib.sha256(raw).hexdigest()
    if found != expected:
        raise ValueError(
            f"{path} is not the file that was catalogued.\n"
            f"  expected sha256 {expected}\n  found sha256    {found}\n"
            f"Restore the file, or, if the change is meant, put the new hash into {catalog}."
        )
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(
            f"{path}: byte {error.start} is not UTF-8. "
            "Save the page as UTF-8 and catalogue it anew."
        ) from None


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, (datetime.date, datetime.datetime)) else value


def removed_lines(corpus: pd.DataFrame) -> pd.DataFrame:
    """List every line that cleaning took out: ``doc_id``, ``line``, ``text``, ``rule``.

    ``line`` counts from 1 on the page as found; blank lines are listed too.
    """
    require_columns(corpus, ["doc_id", "page"], "corpus")
    tables = [
        clean_text(page).removed.assign(doc_id=doc_id)
        for doc_id, page in zip(corpus["doc_id"], corpus["page"], strict=True)
    ]
    if not tables:
        return pd.DataFrame({"doc_id": [], "line": [], "text": [], "rule": []})
    return pd.concat(tables, ignore_index=True)[["doc_id", "line", "text", "rule"]]


def describe_corpus(corpus: pd.DataFrame) -> pd.DataFrame:
    """Say what there is and what cleaning did, one row per document.

    Columns: ``doc_id``, ``lines`` (on the page), ``blank``, ``removed`` (not blank),
    ``kept``, ``page_characters`` and ``text_characters`` (white space not counted).
    """
    require_columns(corpus, ["doc_id", "page", "text"], "corpus")
    rows = []
    for doc_id, page, text in zip(corpus["doc_id"], corpus["page"], corpus["text"], strict=True):
        rules = clean_text(page).lines["rule"]
        rows.append(
            {
                "doc_id": doc_id,
                "lines": len(rules),
                "blank": int((rules == "blank line").sum()),
                "removed": int(((rules != "") & (rules != "blank line")).sum()),
                "kept": int((rules == "").sum()),
                "page_characters": len("".join(page.split())),
                "text_characters": len("".join(text.split())),
            }
        )
    return pd.DataFrame(rows)
