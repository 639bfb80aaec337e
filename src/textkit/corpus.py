"""Catalogue, files or table → the corpus: one row per document, checked and cleaned."""

from __future__ import annotations

import datetime
import hashlib
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

import pandas as pd

from textkit.clean import Cleaned, clean_text
from textkit.cleaning_rules import Rule
from textkit.decoding import Errors, codec_of
from textkit.hand import apply_corrections, read_corrections
from textkit.metadata import propose_metadata
from textkit.normalize import normalize_text
from textkit.readers import TABLES, frame_of, free_names, read_document, read_source
from textkit.readers.tables import records
from textkit.tables import READING, require_columns, text_column


def read_corpus(
    source: str | Path | Iterable[str | Path] | pd.DataFrame,
    *,
    text: str | None = None,
    encoding: str | None = None,
    errors: Errors = "refuse",
    corrections: str | Path | None = None,
    recurring: bool = False,
) -> pd.DataFrame:
    """Read documents, check them and clean them.

    Parameters
    ----------
    source : path, glob, list of paths, or DataFrame
        A catalogue (.toml): one table per document, named by its ``doc_id``; ``file``
        (relative to the catalogue) and ``sha256`` are required, every other key is a
        document variable. A file that is itself a table or an archive gives a document
        per row or member (its ``text`` names the column), called by the entry, "#" and
        the row, or "/" and the member. Or anything that ``textkit.readers.read_source`` takes: a
        folder of pages, a Word file, a table …
    text, encoding, errors
        As in ``textkit.readers.read_source``: the column of a table that holds the text,
        the encoding the files are said to have, and whether damaged bytes are an error
        ("refuse") or become U+FFFD ("mark").
    corrections : path of a TSV file
        Hand corrections, applied to the cleaned text (``textkit.hand``).
    recurring : bool
        Whether lines that recur across the documents, as the frame of a site does, are
        taken out too (``textkit.clean.recurring_lines``).

    Returns
    -------
    DataFrame
        One row per document in the catalogue's order, or sorted by file: ``doc_id``,
        ``text`` (cleaned), ``page`` (as found), the document variables (a variable that a
        document lacks is missing there), and how it was read: ``format`` ("text" or
        "html"), ``file``, ``encoding``, ``confidence`` (0 to 1).

    Raises
    ------
    FileNotFoundError
        If the catalogue or a file in it does not exist.
    ValueError
        If a file is not the one that was catalogued (both hashes are given), cannot be
        read, or an entry lacks ``file`` or ``sha256``.
    """
    is_catalogue = isinstance(source, (str, Path)) and Path(source).suffix.lower() == ".toml"
    fixes = read_corrections(corrections) if corrections is not None else []
    if is_catalogue:
        pages = _read_catalogue(Path(str(source)), encoding, errors)
    else:
        pages = read_source(source, text=text, encoding=encoding, errors=errors)
    known = set(pages["doc_id"])
    for fix in fixes:
        if fix.doc_id not in known:
            there = [*pages["doc_id"].iloc[:10], *(["…"] if len(pages) > 10 else [])]
            raise ValueError(
                f"{fix.origin}: no document is called {fix.doc_id!r}. "
                f"The {'catalogue' if is_catalogue else 'source'} has: {', '.join(there)}."
            )
    texts = [
        apply_corrections(doc_id, cleaned.text, fixes)
        for doc_id, cleaned in zip(pages["doc_id"], _clean(pages, recurring), strict=True)
    ]
    pages.insert(1, "text", text_column(texts, pages.index))
    return pages[[*(name for name in pages.columns if name not in READING), *READING]]


def _read_catalogue(path: Path, encoding: str | None, errors: Errors) -> pd.DataFrame:
    if encoding is not None and codec_of(encoding) is None:
        raise ValueError(f"encoding {encoding!r} is not known here; use utf-8, gb18030 or big5.")
    if not path.is_file():
        raise FileNotFoundError(f"no catalogue {str(path)!r}. Check the name and the folder.")
    with path.open("rb") as stream:
        try:
            entries = tomllib.load(stream)
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
            raise ValueError(f"{path} is no catalogue in TOML: {error}.") from None
    rows: list[dict[str, Any]] = []
    skipped: list[dict[str, str]] = []
    damage: list[dict[str, Any]] = []
    for doc_id, entry in entries.items():
        if not isinstance(entry, dict) or not {"file", "sha256"} <= entry.keys():
            raise ValueError(
                f"{path}: {doc_id!r} must be a table with at least 'file' and 'sha256'."
            )
        _check_entry(path, doc_id, entry)
        file = path.parent / entry["file"]
        raw = _read_checked(file, entry["sha256"], path)
        own = {key: _plain(value) for key, value in entry.items() if key not in _ENTRY}
        if file.suffix.lower() in (*TABLES, ".zip"):
            several = _read_several(doc_id, file, entry, encoding, errors)
            rows += [{**row, **free_names(own)} for row in records(several)]
            skipped += several.attrs["skipped"]
            damage += several.attrs["damage"]
            continue
        page = read_document(raw, str(file), encoding=encoding, errors=errors)
        variables = free_names({**page.variables, **own})
        how = (page.format, entry["file"], page.encoding, page.confidence)
        rows.append(
            {
                "doc_id": doc_id,
                "page": page.page,
                **variables,
                **dict(zip(READING, how, strict=True)),
            }
        )
        damage += [{"file": entry["file"], **one} for one in page.damage]
    table = frame_of(rows)
    table.attrs = {"skipped": skipped, "damage": damage}
    return table


def _check_entry(path: Path, doc_id: str, entry: dict[str, Any]) -> None:
    """Refuse an entry of other types, and a file that is not below the catalogue.

    A catalogue comes with the texts, from whoever made them; it must not reach for files of
    the reader's own. A link that the reader made is followed.
    """
    for key in ("file", "sha256", "text"):
        if key in entry and not isinstance(entry[key], str):
            raise ValueError(f"{path}: {key} of {doc_id!r} is {entry[key]!r}; put it in quotes.")
    name = entry["file"]
    outside = PurePosixPath(name).is_absolute() or PureWindowsPath(name).drive
    if outside or ".." in PureWindowsPath(name).parts or "\0" in name:
        raise ValueError(
            f"{path}: file of {doc_id!r} is {name!r}, which is not below the catalogue's folder. "
            "Put the file there, or a link to its folder."
        )


def _read_several(
    name: str, file: Path, entry: dict[str, Any], encoding: str | None, errors: Errors
) -> pd.DataFrame:
    """Read the documents of a table or an archive, each called after its entry."""
    pages = read_source(file, text=entry.get("text"), encoding=encoding, errors=errors)
    if file.suffix.lower() == ".zip":
        pages["doc_id"] = name + "/" + pages["doc_id"]
    else:
        pages["doc_id"] = name + "#" + pages["doc_id"].str.removeprefix(f"{file.stem}#")
    pages["file"] = entry["file"]
    return pages


_ENTRY = ("file", "sha256", "text")  # keys of an entry that are no document variables


def _read_checked(path: Path, expected: str, catalog: Path) -> bytes:
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
    return raw


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, (datetime.date, datetime.datetime)) else value


def _clean(pages: pd.DataFrame, recurring: bool) -> Iterable[Cleaned]:
    """Clean the pages one by one, HTML by its elements and text by its lines."""
    from tqdm import tqdm

    formats = pages["format"] if "format" in pages else ["text"] * len(pages)
    both = list(zip(pages["page"], formats, strict=True))
    rules: Sequence[Rule] = ()
    if recurring:
        from textkit.clean import recurring_lines

        rules = recurring_lines([_lines_of(page, format) for page, format in both])
    # disable=None: shown on a terminal only
    hidden = None if len(both) > 50 else True
    for page, format in tqdm(both, desc="cleaning", unit="page", disable=hidden):
        yield _clean_page(page, format, rules)


def _clean_page(page: str, format: str, rules: Sequence[Rule] = ()) -> Cleaned:
    if format != "html":
        return clean_text(page, extra=rules)
    from textkit.html_pages import clean_html

    return clean_html(page, extra=rules)


def _lines_of(page: str, format: str) -> str:
    return page if format != "html" else "\n".join(_clean_page(page, format).lines["text"])


def removed_lines(corpus: pd.DataFrame, *, recurring: bool = False) -> pd.DataFrame:
    """List every line that cleaning took out: ``doc_id``, ``line``, ``text``, ``rule``.

    ``line`` counts from 1 on the page as found (of an HTML page: among its lines of
    text); blank lines are listed too. ``recurring`` is what ``read_corpus`` was given.
    """
    require_columns(corpus, ["doc_id", "page"], "corpus")
    tables = [
        cleaned.removed.assign(doc_id=doc_id)
        for doc_id, cleaned in zip(corpus["doc_id"], _clean(corpus, recurring), strict=True)
    ]
    if not tables:
        return pd.DataFrame({"doc_id": [], "line": [], "text": [], "rule": []})
    return pd.concat(tables, ignore_index=True)[["doc_id", "line", "text", "rule"]]


def describe_corpus(corpus: pd.DataFrame, *, recurring: bool = False) -> pd.DataFrame:
    """Say what there is and what cleaning did, one row per document.

    Columns: ``doc_id``, ``lines`` (on the page), ``blank``, ``removed`` (not blank),
    ``kept``, ``page_characters`` and ``text_characters`` (white space not counted; of an
    HTML page its text, not its source). ``recurring`` is what ``read_corpus`` was given.
    """
    require_columns(corpus, ["doc_id", "page", "text"], "corpus")
    rows = []
    cleaned = _clean(corpus, recurring)
    for doc_id, text, page in zip(corpus["doc_id"], corpus["text"], cleaned, strict=True):
        rules = page.lines["rule"]
        rows.append(
            {
                "doc_id": doc_id,
                "lines": len(rules),
                "blank": int((rules == "blank line").sum()),
                "removed": int(((rules != "") & (rules != "blank line")).sum()),
                "kept": int((rules == "").sum()),
                "page_characters": len("".join("".join(page.lines["text"]).split())),
                "text_characters": len("".join(text.split())),
            }
        )
    return pd.DataFrame(rows)


def proposed_metadata(
    corpus: pd.DataFrame, *, recurring: bool = False, by_file: bool = False
) -> pd.DataFrame:
    """Let every page say what it says of itself: ``propose_metadata``, with ``doc_id`` first.

    ``by_file`` takes the names in the column ``file`` as evidence too, the weakest.
    """
    require_columns(corpus, ["doc_id", "page", *(["file"] if by_file else [])], "corpus")
    files = corpus["file"] if by_file else [None] * len(corpus)
    tables = [
        propose_metadata(cleaned, file=file)
        for cleaned, file in zip(_clean(corpus, recurring), files, strict=True)
    ]
    return _stacked(corpus, tables or [propose_metadata("")])


def normalizing_changes(corpus: pd.DataFrame, *, simplify: bool = False) -> pd.DataFrame:
    """List what ``normalize_text`` would change in each text, with ``doc_id`` first.

    All its switches are tried, ``simplify`` (which needs OpenCC) only if asked for.
    """
    require_columns(corpus, ["doc_id", "text"], "corpus")
    tables = [
        normalize_text(text, unwrap=True, simplify=simplify).changes for text in corpus["text"]
    ]
    return _stacked(corpus, tables or [normalize_text("").changes])


def _stacked(corpus: pd.DataFrame, tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    table = pd.concat(tables, ignore_index=True)
    lengths = [len(one) for one in tables[: len(corpus)]]
    table.insert(0, "doc_id", corpus["doc_id"].repeat(lengths).to_numpy())
    return table
