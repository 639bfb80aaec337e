"""Pages, Word files, PDFs, tables and archives → one table of pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath
from typing import Any

import pandas as pd

from textkit.decoding import Errors, codec_of
from textkit.readers.files import Document as Document
from textkit.readers.files import damaged
from textkit.readers.files import read_document as read_document
from textkit.readers.gathering import TABLES as TABLES
from textkit.readers.gathering import Item
from textkit.readers.gathering import gather as gather
from textkit.readers.tables import Rows, find_text, read_table, records
from textkit.tables import READING

_OWN = ("doc_id", "page", *READING)
_SURROGATE = re.compile("[\ud800-\udfff]")
_TAKEN = {
    *_OWN, "text", "passage_id", "part", "from_year", "to_year", "section", "heading", "kind",
    "start", "end",
}  # fmt: skip


def read_source(
    source: str | Path | Iterable[str | Path] | pd.DataFrame,
    *,
    text: str | None = None,
    encoding: str | None = None,
    errors: Errors = "refuse",
) -> pd.DataFrame:
    """Read the pages in a file, a folder, a glob, a list of files or a DataFrame.

    Documents: .txt .md .html (.htm .shtml .xhtml) .docx .pdf. Tables, a document per row:
    .csv .tsv .xlsx .jsonl .parquet. A .zip is read like a folder. Folders are read with
    those inside; hidden files and what a browser saves beside a page are left aside.

    Parameters
    ----------
    source : path, glob, list of paths, or DataFrame
    text : str
        The column of a table that holds the text; without it one called text, content,
        正文, 内容, 全文 or 文本.
    encoding : str
        The encoding the files are said to have; each is still checked
        (``textkit.decoding.decode``).
    errors : "refuse" or "mark"
        Whether damaged bytes and scanned pages are an error, or become U+FFFD.

    Returns
    -------
    DataFrame
        One row per document, sorted by file: ``doc_id`` (a table's own column, else the
        file's path in the source without suffix, or with it where two would be the same;
        "#" and the row in a table), ``page`` (as found; the source of an HTML page),
        ``format`` ("text" or "html"), ``file``, ``encoding`` (empty where the format
        fixes it), ``confidence`` (0 to 1), and variables: a table's other columns and the
        front matter of Markdown. A variable with a name that textkit uses gets a "_".
        ``attrs["skipped"]`` lists the files left aside, ``attrs["damage"]`` what
        ``errors="mark"`` marked. A DataFrame that this function made is taken as it is.

    Raises
    ------
    FileNotFoundError, ImportError
        If a path does not exist; if a library for a format is not installed.
    ValueError
        If files cannot be read (all of them are named), or a ``doc_id`` comes twice.

    Examples
    --------
    >>> table = pd.DataFrame({"正文": ["经济增长。"], "year": [2021]})
    >>> read_source(table)[["doc_id", "page", "format", "year"]].values.tolist()
    [['1', '经济增长。', 'text', 2021]]
    """
    if encoding is not None and codec_of(encoding) is None:
        raise ValueError(f"encoding {encoding!r} is not known here; use utf-8, gb18030 or big5.")
    skipped: list[dict[str, str]] = []
    damage: list[dict[str, Any]] = []
    if isinstance(source, pd.DataFrame):
        if set(_OWN) <= set(source.columns):
            return source.reset_index(drop=True)
        rows = records(source)
        column = find_text(map(str, source.columns), text, "the table")
        pages = _from_table(Rows(rows, column, None, []), "the table", "", "")
    else:
        items, aside = gather(source)
        skipped = [one._asdict() for one in aside]
        names = Counter(_stem(item) for item in items)
        pages = []

        def read(item: Item) -> None:
            key = _stem(item) if names[_stem(item)] == 1 else item.file
            raw = item.read()
            if item.suffix in TABLES:
                table = read_table(raw, item.shown, text=text, encoding=encoding, errors=errors)
                skipped.extend(
                    {"file": item.file, "reason": f"no text column in sheet {sheet!r}"}
                    for sheet in table.skipped
                )
                pages.extend(_from_table(table, item.shown, item.file, key + "#"))
                found = damaged(table.decoded) if table.decoded else []
            else:
                document = read_document(raw, item.shown, encoding=encoding, errors=errors)
                pages.append(_from_document(document, item.file, key))
                found = document.damage
            damage.extend({"file": item.file, **one} for one in found)

        _for_all(items, read)
    frame = frame_of(pages)
    frame.attrs = {"skipped": skipped, "damage": damage}
    return frame


def _for_all(items: list[Item], read: Callable[[Item], None]) -> None:
    """Read all files, and tell of all that cannot be read at once."""
    from tqdm import tqdm

    failures: list[str] = []
    # disable=None: shown on a terminal only
    for item in tqdm(items, desc="reading", unit="file", disable=None if len(items) > 50 else True):
        try:
            read(item)
        except (ValueError, OSError) as error:
            failures.append(str(error))
    if len(failures) == 1:
        raise ValueError(failures[0])
    if failures:
        listed = "".join(f"\n  {one}" for one in failures[:10])
        more = f"\n  and {len(failures) - 10} more" if len(failures) > 10 else ""
        raise ValueError(f"{len(failures)} files cannot be read:{listed}{more}")


def _stem(item: Item) -> str:
    return str(PurePosixPath(item.file).with_suffix(""))


def _from_document(document: Document, file: str, doc_id: str) -> dict[str, Any]:
    own = (doc_id, document.page, document.format, file, document.encoding, document.confidence)
    return {**dict(zip(_OWN, own, strict=True)), **free_names(document.variables)}


def _from_table(table: Rows, name: str, file: str, before: str) -> list[dict[str, Any]]:
    pages = []
    width = len(str(len(table.rows)))
    encoding = table.decoded.encoding if table.decoded else ""
    confidence = table.decoded.confidence if table.decoded else 1.0
    for number, row in enumerate(table.rows, start=1):
        page = row.get(table.text)
        if page is not None and not isinstance(page, str):
            if not file.lower().endswith(".xlsx"):
                raise ValueError(f"{name}: the text of row {number} is {page!r}, which is no text.")
            page = str(page)  # a cell that looks like a number
        if any(_SURROGATE.search(one) for one in (*row, *row.values()) if isinstance(one, str)):
            raise ValueError(f"{name}: row {number} has half a character (a lone surrogate).")
        doc_id = row.get("doc_id")
        own = (
            f"{before}{number:0{width}}" if doc_id is None else str(doc_id),
            page or "", "text", file, encoding, confidence,
        )  # fmt: skip
        rest = {key: row[key] for key in row if key not in (table.text, "doc_id")}
        pages.append({**dict(zip(_OWN, own, strict=True)), **free_names(rest)})
    return pages


def free_names(variables: dict[str, Any]) -> dict[str, Any]:
    """Rename the variables whose names are taken: ``file`` to ``file_``."""
    return {f"{name}_" if name in _TAKEN else name: variables[name] for name in variables}


def frame_of(pages: list[dict[str, Any]]) -> pd.DataFrame:
    """Build the table of pages from a dictionary per document; refuse a doc_id that is taken."""
    names = [*_OWN, *dict.fromkeys(key for page in pages for key in page if key not in _OWN)]
    frame = pd.DataFrame({name: _column([page.get(name) for page in pages]) for name in names})
    for name in _OWN:
        frame[name] = frame[name].astype("float64" if name == "confidence" else "str")
    twice = frame[frame["doc_id"].duplicated(keep=False)]
    if len(twice):
        same = twice[twice["doc_id"] == twice["doc_id"].iloc[0]]
        files = " and ".join(repr(file or "the table") for file in same["file"].iloc[:2])
        raise ValueError(
            f"doc_id {same['doc_id'].iloc[0]!r} comes more than once, in {files}; "
            "each document needs its own."
        )
    return frame


def _column(values: list[Any]) -> pd.Series:
    """Build a column; whole numbers stay whole where some are missing."""
    there = [value for value in values if value is not None]
    whole = all(isinstance(value, int) and not isinstance(value, bool) for value in there)
    if there and whole and len(there) < len(values):
        return pd.Series(values, dtype="Int64")
    return pd.Series(values)
