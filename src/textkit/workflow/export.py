"""A table → csv, tsv, json, jsonl, parquet or xlsx: a file, or bytes for standard output."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from pathlib import Path

import pandas as pd

from textkit.output import escape_cell, write_bytes
from textkit.readers.libraries import load

FORMATS = ("csv", "tsv", "json", "jsonl", "parquet", "xlsx")
_BINARY = ("parquet", "xlsx")
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can hold
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def export_table(
    table: pd.DataFrame, path: str | Path | None = None, *, format: str | None = None
) -> bytes:
    """Write a table for others to read, whole or not at all, and return its bytes.

    The same table gives the same bytes. In csv, tsv and xlsx, text that a spreadsheet would
    run as a formula has a ``'`` in front; csv and tsv files begin with a byte order mark,
    which spreadsheets need for Chinese (bytes without ``path`` do not). Nothing is rounded.

    Parameters
    ----------
    path : path
        The file to write; None writes nothing.
    format : str
        One of csv, tsv, json (a list of records), jsonl (a record a line), parquet and xlsx;
        by the file's suffix if not given, and csv without a file.

    Raises
    ------
    ValueError
        If the format is unknown.
    ImportError
        If parquet or xlsx is asked for and its library is not there.

    Examples
    --------
    >>> table = pd.DataFrame({"term": ["改革", "=1+1"], "count": [2, 1]})
    >>> export_table(table).decode()
    "term,count\\n改革,2\\n'=1+1,1\\n"
    """
    suffix = "" if path is None else Path(path).suffix.lower().lstrip(".")
    chosen = format or suffix or "csv"
    if chosen not in FORMATS:
        raise ValueError(
            f"{str(path) if path else chosen!r} is no table to write; the formats are "
            f"{', '.join(FORMATS)}."
        )
    content = _encode(table, chosen)
    if path is not None:
        mark = b"\xef\xbb\xbf" if chosen in ("csv", "tsv") else b""
        write_bytes(Path(path), mark + content)
    return content


def is_binary(format: str) -> bool:
    """Tell whether a format is no text, and so nothing for a terminal."""
    return format in _BINARY


def _encode(table: pd.DataFrame, format: str) -> bytes:
    if format == "parquet":
        load("pyarrow.parquet")
        return bytes(table.to_parquet(index=False))
    if format in ("json", "jsonl"):
        text = table.to_json(
            orient="records", lines=format == "jsonl", force_ascii=False, date_format="iso",
            double_precision=15,
        )  # fmt: skip
        return (text.rstrip("\n") + "\n").encode("utf-8", "replace")
    plain = table.copy()
    for name in plain.columns:
        if not pd.api.types.is_numeric_dtype(plain[name]):
            plain[name] = plain[name].map(escape_cell, na_action="ignore")
    if format == "xlsx":
        return _sheet(plain)
    text = plain.to_csv(
        index=False, sep="\t" if format == "tsv" else ",", lineterminator="\n",
        quoting=csv.QUOTE_MINIMAL,
    )  # fmt: skip
    return text.encode("utf-8", "replace")


def _sheet(table: pd.DataFrame) -> bytes:
    """Write a workbook that says nothing of when it was written."""
    load("openpyxl")
    for name in table.columns:
        if not pd.api.types.is_numeric_dtype(table[name]):
            table[name] = table[name].map(_legal, na_action="ignore")
    stream = io.BytesIO()
    table.to_excel(stream, index=False)
    out = io.BytesIO()
    with (
        zipfile.ZipFile(stream) as written,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name in written.namelist():
            content = written.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"<dcterms:(created|modified).*?</dcterms:\1>", b"", content)
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _legal(cell: object) -> object:
    """Take out of a cell what no XML may hold."""
    if not isinstance(cell, str):
        return cell
    return _NO_XML.sub("\ufffd", cell).encode("utf-8", "replace").decode("utf-8")
