"""File of sentences labelled by hand → which theme each of them is about."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

COLUMNS = ["doc_id", "start", "text", "pass1", "pass2", "settled", "note"]
PASSES = ("pass1", "pass2", "settled")


def read_labels(path: str | Path) -> pd.DataFrame:
    """Read sentences labelled in two passes from a tab-separated file.

    Lines that are empty or begin with ``#`` are skipped; the first other line names the columns
    ``doc_id``, ``start``, ``text``, ``pass1``, ``pass2``, ``settled`` and ``note``. A sentence
    with several themes has them with ``; `` between, one with none has ``none``.

    Returns
    -------
    DataFrame
        One row per sentence: ``doc_id``; ``start`` (its first character in the document,
        from 0); ``text``; ``pass1``, ``pass2`` and ``settled`` (str, as in the file); ``note``.
        :func:`label_table` makes a table of themes of one of them.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If columns are missing, ``start`` is no number, a sentence stands twice, a label is
        empty, or the two passes differ and the note says nothing. File and line are named.
    """
    if not Path(path).is_file():
        raise FileNotFoundError(f"no file {str(path)!r}. Check the name and the working directory.")
    rows: list[list[str]] = []
    seen: dict[tuple[str, str], int] = {}
    header: list[str] | None = None
    for number, line in enumerate(Path(path).read_text(encoding="utf-8-sig").split("\n"), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = next(csv.reader([line.rstrip("\r")], delimiter="\t", quoting=csv.QUOTE_NONE))
        place = f"{path}, line {number}: "
        if header is None:
            header = cells
            if header != COLUMNS:
                raise ValueError(f"{place}the columns are {cells}. Write {COLUMNS}.")
            continue
        if len(cells) != len(COLUMNS):
            raise ValueError(f"{place}{len(cells)} cells, not {len(COLUMNS)}. Part them by tabs.")
        row = dict(zip(COLUMNS, cells, strict=True))
        if not row["start"].isdecimal():
            raise ValueError(f"{place}start is {row['start']!r}. Write a whole number from 0.")
        if (first := seen.setdefault((row["doc_id"], row["start"]), number)) != number:
            raise ValueError(f"{place}the sentence of line {first} stands here again. Keep one.")
        for name in PASSES:
            if not all(label.strip() for label in row[name].split(";")):
                raise ValueError(f"{place}{name} has an empty label. Write a theme or none.")
        if row["pass1"] != row["pass2"] and not row["note"].strip():
            raise ValueError(f"{place}the passes differ and the note is empty. Say why settled so.")
        rows.append(cells)
    if header is None:
        raise ValueError(f"{path} is empty. Begin it with the columns {COLUMNS}, parted by tabs.")
    return pd.DataFrame(rows, columns=COLUMNS).astype({"start": "int64"})


def label_table(labels: Iterable[str], themes: Iterable[str]) -> pd.DataFrame:
    """Turn labels with ``; `` between into one bool column per theme, a row per sentence.

    Raises ValueError if a label is no theme, or ``none`` stands beside one.

    >>> label_table(["生态; 民生", "none"], ["民生", "生态"]).values.tolist()
    [[True, True], [False, False]]
    """
    names = list(themes)
    rows = []
    for text in labels:
        said = {label.strip() for label in text.split(";")}
        if "none" in said and len(said) > 1:
            raise ValueError(f"{text!r} names a theme and none. Keep one of the two.")
        if unknown := sorted(said - {*names, "none"}):
            raise ValueError(f"{unknown[0]!r} in {text!r} is no theme. Write none or {names}.")
        rows.append([name in said for name in names])
    return pd.DataFrame(rows, columns=names, dtype=bool)
