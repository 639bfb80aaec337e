"""Checks tables at the door: the right columns, or an error that says which are missing."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd


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
