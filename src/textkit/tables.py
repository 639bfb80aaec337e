"""Checks tables at the door: the right columns, or an error that says which are missing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

# How a page was read: columns of the corpus that are no document variables.
READING = ("format", "file", "encoding", "confidence")

# Columns of numbers or truth values in which some are missing (Int64 and its like).
MASKED = (pd.arrays.IntegerArray, pd.arrays.FloatingArray, pd.arrays.BooleanArray)


def require_columns(table: pd.DataFrame, columns: Iterable[str], name: str) -> None:
    """Refuse a table that lacks a column.

    Raises
    ------
    TypeError
        If ``table`` is no DataFrame.
    ValueError
        If a column is missing; the message lists the missing and the present ones.

    >>> require_columns(pd.DataFrame({"doc_id": []}), ["doc_id", "text"], "corpus")
    Traceback (most recent call last):
    ValueError: corpus lacks the column 'text'. It has: 'doc_id'.
    """
    if not isinstance(table, pd.DataFrame):
        raise TypeError(f"{name} must be a DataFrame, not {type(table).__name__}.")
    missing = [column for column in columns if column not in table.columns]
    if missing:
        word = "column" if len(missing) == 1 else "columns"
        there = ", ".join(map(repr, table.columns)) or "no column at all"
        raise ValueError(
            f"{name} lacks the {word} {', '.join(map(repr, missing))}. It has: {there}."
        )


def text_column(texts: Iterable[Any], index: pd.Index | None = None) -> pd.Series[Any]:
    """Make a column of strings, of whatever characters.

    Half a surrogate pair is no UTF-8, so pandas cannot hold it once pyarrow is installed;
    such a column is one of Python objects.

    >>> text_column(["改革", "\\ud83d"]).dtype
    dtype('O')
    """
    values = list(texts)
    try:
        return pd.Series(values, index=index, dtype="str")
    except UnicodeEncodeError:
        return pd.Series(values, index=index, dtype=object)
