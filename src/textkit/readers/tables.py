"""The bytes of a table → its rows as dictionaries, and which column holds the text."""

from __future__ import annotations

import csv
import io
import json
import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath
from typing import Any, NamedTuple

import pandas as pd

from textkit.decoding import Decoded, Errors, decode
from textkit.readers.archives import check_zip
from textkit.readers.libraries import load

TEXT_NAMES = ("text", "content", "正文", "内容", "全文", "文本")
_INTEGER = re.compile(r"[+-]?(0|[1-9]\d{0,17})")
_DECIMAL = re.compile(r"[+-]?(0|[1-9]\d*)\.\d+")


class Rows(NamedTuple):
    """A table: a dictionary per row, the name of the text column, and how it was decoded."""

    rows: list[dict[str, Any]]
    text: str
    decoded: Decoded | None
    skipped: list[str]


def read_table(
    raw: bytes,
    name: str,
    *,
    text: str | None = None,
    encoding: str | None = None,
    errors: Errors = "refuse",
) -> Rows:
    """Read a .csv, .tsv, .xlsx, .jsonl or .parquet file.

    In a .csv or .tsv, a column whose values are all whole or all decimal numbers becomes
    numbers. Of a workbook all sheets with the text column are read, values only (a formula
    that no program has computed yet is empty); other sheets are named in ``skipped``.

    Raises
    ------
    ImportError
        If the library for this kind is not installed.
    ValueError
        If there is no text column, a row does not fit the head, or the file is damaged;
        the message has the name and the line.
    """
    suffix = PurePosixPath(name).suffix.lower()
    if suffix in (".xlsx", ".parquet"):
        try:
            sheets = _workbook(raw, name) if suffix == ".xlsx" else {"": _parquet(raw)}
        except ImportError:
            raise
        except Exception as error:  # a damaged file raises of many kinds
            if type(error) is ValueError:
                raise
            what = f"{type(error).__name__}: {error}"
            raise ValueError(f"{name} cannot be read as {suffix} ({what}). Save it anew.") from None
        return _with_text(sheets, name, text)
    decoded = decode(raw, declared=encoding, errors=errors, name=name)
    if suffix in (".jsonl", ".ndjson"):
        rows = list(_json_lines(decoded.text, name))
    else:
        rows = list(_separated(decoded.text, name, "\t" if suffix == ".tsv" else ","))
    table = _with_text({"": rows}, name, text)._replace(decoded=decoded)
    if suffix in (".csv", ".tsv"):
        _type_columns(table)
    return table


def find_text(columns: Iterable[str], text: str | None, name: str) -> str:
    """Return the column that holds the text: the one asked for, or one with a usual name.

    Raises
    ------
    ValueError
        If there is none; the message lists the columns there are.

    >>> find_text(["year", "正文"], None, "reports.csv")
    '正文'
    """
    names = list(columns)
    for wanted in TEXT_NAMES if text is None else (text,):
        for column in names:
            if column == wanted or (text is None and column.lower() == wanted):
                return column
    there = ", ".join(map(repr, names)) or "no column at all"
    if text is not None:
        raise ValueError(f"{name} has no column {text!r}. It has: {there}.")
    usual = ", ".join(TEXT_NAMES)
    raise ValueError(
        f"{name}: none of the columns is named like a text ({usual}). "
        f"It has: {there}. Say which holds the text with text=."
    )


def _with_text(sheets: dict[str, list[dict[str, Any]]], name: str, text: str | None) -> Rows:
    filled = {sheet: rows for sheet, rows in sheets.items() if rows}
    found, skipped, failure = Rows([], "", None, []), [], None
    for sheet, rows in filled.items():
        where = f"{name}, sheet {sheet!r}" if len(filled) > 1 else name
        try:
            column = find_text(dict.fromkeys(key for row in rows for key in row), text, where)
        except ValueError as error:
            failure = failure or error
            skipped.append(sheet)
            continue
        without = next((n for n, row in enumerate(rows, start=1) if column not in row), 0)
        if without:
            raise ValueError(f"{where}: row {without} has no {column!r}.")
        # a sheet may name its text otherwise; the rows get the first one's name
        own = [{found.text or column: row[column], **row} for row in rows]
        if found.text and found.text != column:
            own = [{key: row[key] for key in row if key != column} for row in own]
        found = Rows([*found.rows, *own], found.text or column, None, skipped)
    if failure is not None and not found.rows:
        raise failure
    return found._replace(skipped=skipped)


def _separated(content: str, name: str, delimiter: str) -> Iterator[dict[str, Any]]:
    limit = csv.field_size_limit(max(131_072, len(content) + 1))
    try:
        reader = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter, strict=True)
        head: list[str] = []
        good = 0  # the last line of the last row that could be read
        for row in reader:
            first, good = good + 1, reader.line_num
            if not row:
                continue
            if not head:
                head = _head(row, name)
            elif len(row) != len(head):
                raise ValueError(
                    f"{name}, line {first}: {len(row)} fields, but the head has "
                    f"{len(head)}. Put quotes around a field that has {delimiter!r} in it."
                )
            else:
                yield dict(zip(head, row, strict=True))
    except csv.Error as error:
        if "end of data" in str(error):
            raise ValueError(
                f"{name}, line {good + 1}: a quote is opened and never closed. Close it, or write "
                "two where one is meant."
            ) from None
        raise ValueError(f"{name}, line {reader.line_num}: {error}.") from None
    finally:
        csv.field_size_limit(limit)


def _head(cells: Sequence[Any], name: str) -> list[str]:
    """Name the columns; one without a name is called by its number."""
    head = [
        str(cell).strip() if cell is not None and str(cell).strip() else f"column_{number}"
        for number, cell in enumerate(cells, start=1)
    ]
    twice = [column for number, column in enumerate(head) if column in head[:number]]
    if twice:
        raise ValueError(f"{name} has two columns {twice[0]!r}: rename one of them.")
    return head


def _type_columns(table: Rows) -> None:
    for column in table.rows[0] if table.rows else ():
        if column in (table.text, "doc_id"):
            continue
        values = [row[column] for row in table.rows]
        filled = [value for value in values if value != ""]
        for pattern, number in ((_INTEGER, int), (_DECIMAL, float)):
            if filled and all(pattern.fullmatch(value) for value in filled):
                for row, value in zip(table.rows, values, strict=True):
                    row[column] = number(value) if value != "" else None


def _json_lines(content: str, name: str) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(content.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise ValueError(f"{name}, line {number} is no JSON: {error}.") from None
        if not isinstance(row, dict):
            raise ValueError(f"{name}, line {number} is no JSON object ({{…}}).")
        nested = (dict, list)
        yield {
            key: json.dumps(one, ensure_ascii=False) if isinstance(one, nested) else one
            for key, one in row.items()
        }


def _workbook(raw: bytes, name: str) -> dict[str, list[dict[str, Any]]]:
    openpyxl = load("openpyxl")
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        raise ValueError(
            f"{name} is an old .xls file or has a password: save it as .xlsx without one."
        )
    check_zip(raw, name)
    sheets: dict[str, list[dict[str, Any]]] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of styles that it does not know
        book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # some programs write wrong ones
            rows = [list(row) for row in sheet.iter_rows(values_only=True)]
            rows = [row for row in rows if any(cell is not None for cell in row)]
            width = max((_width(row) for row in rows), default=0)
            rows = [[*row, *[None] * width][:width] for row in rows]
            head = _head(rows[0], f"{name}, sheet {sheet.title!r}") if rows else []
            sheets[sheet.title] = [dict(zip(head, row, strict=True)) for row in rows[1:]]
        book.close()
    return sheets


def _width(row: list[Any]) -> int:
    return max((number for number, cell in enumerate(row, start=1) if cell is not None), default=0)


def _parquet(raw: bytes) -> list[dict[str, Any]]:
    table = load("pyarrow.parquet").read_table(io.BytesIO(raw)).to_pandas()
    return records(table)


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Turn a DataFrame into a dictionary per row, missing values into None."""
    columns = {str(name): table[name].astype(object).where(table[name].notna(), None).tolist()
               for name in table.columns}  # fmt: skip
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
