"""arrays, strings and tables ↔ the files of a store, with a record of what must be there."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textkit.tables import MASKED, text_column

FORMAT = 1  # of the files; raise it whenever they change their meaning
STORE_RECORD, SHARD_RECORD = "store.json", "shard.json"

Arrays = dict[str, NDArray[Any]]
Columns = list[dict[str, str]]


def shard_name(number: int) -> str:
    """Name the folder of a shard, counted from 0."""
    return f"shard-{number:05d}"


def pack_strings(strings: Sequence[str]) -> Arrays:
    """Turn strings into UTF-8 bytes, one after the other, and their lengths in characters.

    >>> pack_strings(["改革", "", "a"])["lengths"].tolist()
    [2, 0, 1]
    """
    letters = "".join(strings).encode("utf-8", "surrogatepass")
    lengths = np.fromiter(map(len, strings), dtype=np.int64, count=len(strings))
    return {"letters": np.frombuffer(letters, dtype=np.uint8), "lengths": lengths}


def unpack_strings(letters: NDArray[np.uint8], lengths: NDArray[np.int64]) -> list[str]:
    """Turn packed strings back.

    >>> unpack_strings(**pack_strings(["改革", "", "a"]))
    ['改革', '', 'a']
    """
    joined = letters.tobytes().decode("utf-8", "surrogatepass")
    ends = np.cumsum(lengths).tolist()
    return [joined[begin:end] for begin, end in zip([0, *ends], ends, strict=False)]


def pack_table(table: pd.DataFrame) -> tuple[Columns, Arrays]:
    """Turn a table into its columns' names and types, and arrays without Python objects.

    Raises
    ------
    TypeError
        If a column holds anything but numbers, truth values, times without a zone, and
        strings (or missing ones).
    """
    columns: Columns = []
    arrays: Arrays = {}
    for place, name in enumerate(table.columns):
        column = table.iloc[:, place]
        if not isinstance(name, str):
            raise TypeError(f"a column is called {name!r}; names of columns must be str.")
        columns.append({"name": name, "dtype": str(column.dtype)})
        if isinstance(column.dtype, np.dtype) and column.dtype.kind in "biufmM":
            arrays[f"{place}"] = column.to_numpy()
            continue
        if isinstance(column.array, MASKED):
            missing = column.isna().to_numpy()
            plain = np.dtype(str(column.dtype).lower().replace("boolean", "bool"))
            arrays[f"{place} given"] = column.array.to_numpy(plain, na_value=0)
            arrays[f"{place} missing"] = missing
            continue
        if column.dtype != object and not isinstance(column.dtype, pd.StringDtype):
            raise _unfit(name, f"has the type {column.dtype}")
        cells = column.to_numpy(dtype=object)
        for cell in cells[column.notna()]:
            if not isinstance(cell, str):
                raise _unfit(name, f"holds {cell!r}")
        codes, values = pd.factorize(cells)
        codes = codes.astype(np.int32)
        if column.dtype == object and (codes < 0).any():
            codes[[cell is None for cell in cells]] = -2
        arrays[f"{place} codes"] = codes
        for part, array in pack_strings(values.tolist()).items():
            arrays[f"{place} {part}"] = array
    return columns, arrays


def _unfit(name: str, what: str) -> TypeError:
    return TypeError(
        f"the column {name!r} {what}; a store keeps numbers, truth values, times without a zone "
        f"and strings. Turn it into one of these first, or drop it."
    )


def unpack_table(columns: Columns, arrays: Mapping[str, NDArray[Any]], n: int) -> pd.DataFrame:
    """Put a table of ``n`` rows together again.

    >>> table = pd.DataFrame({"doc_id": ["a", "a"], "year": [2021, 2022]})
    >>> unpack_table(*pack_table(table), 2).equals(table)
    True
    """
    parts = []
    for place, column in enumerate(columns):
        if f"{place}" in arrays:
            parts.append(pd.Series(arrays[f"{place}"]))
            continue
        if f"{place} given" in arrays:
            given: pd.Series[Any] = pd.Series(arrays[f"{place} given"], dtype=column["dtype"])
            parts.append(given.mask(arrays[f"{place} missing"]))
            continue
        strings = unpack_strings(arrays[f"{place} letters"], arrays[f"{place} lengths"])
        # Codes -1 and -2 stand for missing: the last entries of the table of values.
        values = np.array([*strings, None, np.nan], dtype=object)[arrays[f"{place} codes"]]
        dtype = column["dtype"]
        if dtype == "str" and pd.Series([], dtype="str").dtype == object:
            dtype = "object"  # before pandas 3, "str" would spell missing values out
        parts.append(text_column(values) if dtype == "str" else pd.Series(values, dtype=dtype))
    table = pd.DataFrame(dict(enumerate(parts)), index=pd.RangeIndex(n))
    table.columns = pd.Index([column["name"] for column in columns], dtype="str")
    return table


def save(folder: Path, files: Mapping[str, NDArray[Any] | Arrays]) -> dict[str, dict[str, Any]]:
    """Write arrays (``.npy``) and groups of arrays (``.npz``); return their sizes and hashes."""
    for name, content in files.items():
        if isinstance(content, dict):
            np.savez(folder / name, allow_pickle=False, **content)
        else:
            np.save(folder / name, content, allow_pickle=False)
    return {
        name: {"bytes": (folder / name).stat().st_size, "sha256": hash_file(folder / name)}
        for name in files
    }


def load(file: Path) -> Arrays:
    """Read a group of arrays."""
    with np.load(file, allow_pickle=False) as archive:
        return {name: archive[name] for name in archive.files}


def map_array(file: Path) -> NDArray[Any]:
    """Map an array into memory; the system may drop its pages again at any time."""
    return np.asarray(np.load(file, mmap_mode="c", allow_pickle=False))


def hash_file(file: Path) -> str:
    """Return the SHA-256 of a file."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write_record(file: Path, record: Mapping[str, Any]) -> None:
    """Write a record as JSON that repeats to the byte."""
    text = json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True)
    file.write_bytes(f"{text}\n".encode())


def read_record(file: Path, remedy: str) -> dict[str, Any]:
    """Read a record; refuse what is none, or one of another format."""
    try:
        record: dict[str, Any] = json.loads(file.read_bytes())
        found = record["format"]
    except (OSError, ValueError, KeyError, TypeError):
        raise ValueError(f"{file} is missing or no record of a token store. {remedy}") from None
    if found != FORMAT:
        raise ValueError(f"{file} has the format {found}, this textkit reads {FORMAT}. {remedy}")
    return record


def check_files(folder: Path, files: Mapping[str, Any], remedy: str, *, verify: bool) -> None:
    """Refuse a folder whose files are not of the size (and hash) that its record says."""
    for name, expected in files.items():
        file = folder / name
        wanted, found = f"{expected['bytes']:,} bytes", "no such file"
        if file.is_file():
            found = f"{file.stat().st_size:,} bytes"
            if found == wanted and verify:
                wanted, found = f"sha256 {expected['sha256']}", f"sha256 {hash_file(file)}"
        if found != wanted:
            raise ValueError(
                f"{folder.name} is damaged: {file}\n  expected {wanted}\n  found    {found}\n"
                f"{remedy}"
            )
