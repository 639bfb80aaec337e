"""tables ↔ columns' names and types, and arrays without Python objects, for files."""

from __future__ import annotations

import datetime
import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textkit.tables import MASKED, text_column

Arrays = dict[str, NDArray[Any]]
Columns = list[dict[str, str]]

_DATES = {"date": datetime.date, "datetime": datetime.datetime}


def pack_strings(strings: Sequence[str]) -> Arrays:
    """Turn strings into UTF-8 bytes, one after the other, and their lengths in characters.

    >>> pack_strings(["改革", "", "a"])["lengths"].tolist()
    [2, 0, 1]
    """
    # Lone surrogates, which a broken page can hold, are no UTF-8; they pass as three bytes each.
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
    ValueError
        If a column's name is no str, or a column holds anything but numbers, truth values,
        dates, times without a zone, strings and missing values.
    """
    columns: Columns = []
    arrays: Arrays = {}
    for place, name in enumerate(table.columns):
        column = table.iloc[:, place]
        if not isinstance(name, str):
            raise ValueError(f"a column is called {name!r}; names of columns must be str.")
        kind = str(column.dtype)
        if isinstance(column.dtype, pd.StringDtype) and kind != "str":
            kind = f"string[{column.dtype.storage}]"
        columns.append({"name": name, "dtype": kind})
        if isinstance(column.dtype, np.dtype) and column.dtype.kind in "biufmM":
            arrays[f"{place}"] = column.to_numpy()
        elif isinstance(column.array, MASKED):
            plain = np.dtype(kind.lower().replace("boolean", "bool"))
            arrays[f"{place} given"] = column.array.to_numpy(plain, na_value=0)
            arrays[f"{place} missing"] = column.isna().to_numpy()
        elif column.dtype == object or isinstance(column.dtype, pd.StringDtype):
            if column.dtype == object:
                strings = [_written(name, cell) for cell in column]
            else:
                given = column.notna().to_numpy()
                strings = column.astype(object).where(given, None).tolist()
            # Not pd.factorize: it takes strings for equal that differ after a NUL only.
            codes: dict[str, int] = {}
            arrays[f"{place} codes"] = np.fromiter(
                (-1 if one is None else codes.setdefault(one, len(codes)) for one in strings),
                dtype=np.int32,
                count=len(strings),
            )
            for part, array in pack_strings(list(codes)).items():
                arrays[f"{place} {part}"] = array
        else:
            raise _unfit(name, f"has the type {kind}")
    return columns, arrays


def unpack_table(columns: Columns, arrays: Mapping[str, NDArray[Any]], n: int) -> pd.DataFrame:
    """Put a table of ``n`` rows together again.

    >>> table = pd.DataFrame({"doc_id": ["a", "a"], "year": [2021, 2022]})
    >>> unpack_table(*pack_table(table), 2).equals(table)
    True
    """
    parts: list[pd.Series[Any]] = []
    for place, column in enumerate(columns):
        dtype = column["dtype"]
        if f"{place}" in arrays:
            parts.append(pd.Series(arrays[f"{place}"]))
            continue
        if f"{place} given" in arrays:
            given: pd.Series[Any] = pd.Series(arrays[f"{place} given"], dtype=dtype)
            parts.append(given.mask(arrays[f"{place} missing"]))
            continue
        cells: list[Any] = unpack_strings(arrays[f"{place} letters"], arrays[f"{place} lengths"])
        if dtype == "object":
            cells = [_read(cell) for cell in cells]
        # The code -1 stands for missing: the last entry of the table of values.
        values = np.empty(len(cells) + 1, dtype=object)
        values[:-1] = cells
        values = values[arrays[f"{place} codes"]]
        parts.append(text_column(values) if dtype == "str" else pd.Series(values, dtype=dtype))
    table = pd.DataFrame(dict(enumerate(parts)), index=pd.RangeIndex(n))
    table.columns = pd.Index([column["name"] for column in columns], dtype="str")
    return table


def _unfit(name: str, what: str) -> ValueError:
    return ValueError(
        f"the column {name!r} {what}; a file keeps numbers, truth values, dates, times without "
        f"a zone, strings and missing values. Turn it into one of these first, or drop it."
    )


def _written(name: str, value: Any) -> str | None:
    """Turn one value of an object column into JSON; dates become ISO text."""
    if value is None:
        return None
    if isinstance(value, np.generic):
        value = value.item()
    plain: Any = value
    if value is pd.NA:
        plain = {"missing": "NA"}
    elif isinstance(value, float) and math.isnan(value):
        plain = {"missing": "nan"}
    elif not isinstance(value, (str, bool, int, float)):
        key = next((key for key, cls in _DATES.items() if type(value) is cls), None)
        if key is None or getattr(value, "tzinfo", None) is not None:
            raise _unfit(name, f"holds {value!r}")
        plain = {key: value.isoformat()}
    return json.dumps(plain, ensure_ascii=False)


def _read(text: str) -> Any:
    plain = json.loads(text)
    if not isinstance(plain, dict):
        return plain
    ((key, value),) = plain.items()
    if key == "missing":
        return pd.NA if value == "NA" else math.nan
    return _DATES[key].fromisoformat(value)
