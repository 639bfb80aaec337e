"""Tokens ⇄ one file: NumPy arrays and JSON in a zip, with a checksum of each, no pickle."""

from __future__ import annotations

import datetime
import hashlib
import io
import json
import math
import os
import secrets
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
import pandas as pd

from textkit.tables import MASKED, text_column
from textkit.tags import Tagger

if TYPE_CHECKING:
    from textkit.tokens import Tokens

KIND = "textkit.Tokens"
FORMAT = 1  # raise it whenever a member changes its meaning
HEADER = "header.json"
# What a damaged zip can make Python's reader say, apart from ValueError.
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, struct.error,
    EOFError, KeyError, OSError, OverflowError, RuntimeError,
)  # fmt: skip

_DATES = {"date": datetime.date, "datetime": datetime.datetime}


def save(tokens: Tokens, path: str | Path) -> None:
    """Write tokens to one file, whole or not at all; see :meth:`Tokens.save`."""
    columns = tokens.passages.columns
    if not columns.is_unique:
        twice = columns[columns.duplicated()][0]
        raise ValueError(f"the passages have two columns {twice!r}. Rename one of them.")
    members = {
        "ids.npy": _array_bytes(tokens.ids),
        "offsets.npy": _array_bytes(tokens.offsets),
        "kept.npy": _array_bytes(tokens.kept),
        "terms.json": _json_bytes(tokens.terms.tolist()),
        "passages.json": _json_bytes([_column(name, tokens.passages[name]) for name in columns]),
        "tagger.json": _json_bytes(_tagger_fields(tokens)),
    }
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in members.items()}
    header = {"kind": KIND, "format": FORMAT, "sha256": sums}
    with (
        _replacing(Path(path)) as stream,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive,
    ):
        for name, content in {HEADER: _json_bytes(header), **members}.items():
            # A ZipInfo of one's own has no time in it: the same tokens give the same bytes.
            with archive.open(zipfile.ZipInfo(name), "w", force_zip64=True) as member:
                member.write(content)


def load(path: str | Path) -> Tokens:
    """Read what :func:`save` wrote; see :meth:`Tokens.load`."""
    from textkit.tokens import Tokens

    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(f"no file {str(path)!r}. Check the name and the working directory.")
    with path.open("rb") as stream:
        members = _checked_members(stream, path)
    ids, offsets, kept = (_array(members[f"{name}.npy"]) for name in ("ids", "offsets", "kept"))
    terms, columns, tagger = (
        json.loads(_text(members[f"{name}.json"])) for name in ("terms", "passages", "tagger")
    )
    passages = pd.DataFrame(
        {column["name"]: _series(column) for column in columns}, index=range(len(offsets) - 1)
    )
    if tagger is not None:
        tagger = Tagger(tuple(map(tuple, tagger["lexicon"])), tagger["dictionary"])
    return Tokens(ids, offsets, np.array(terms, dtype=object), passages, kept, tagger)


def _checked_members(stream: BinaryIO, path: Path) -> dict[str, bytes]:
    """Read every member, or say what is wrong with the file."""
    foreign = ValueError(
        f"{path} is no file that Tokens.save wrote, or its beginning or end is lost. "
        "Check the name, or copy the file anew."
    )
    try:
        archive = zipfile.ZipFile(stream)
        header = json.loads(archive.read(HEADER))
    except (ValueError, *_DAMAGE):
        raise foreign from None
    if not isinstance(header, Mapping) or header.get("kind") != KIND:
        raise foreign
    if header.get("format") != FORMAT:
        raise ValueError(
            f"{path} has format {header.get('format')}, this textkit reads format {FORMAT}. "
            "Read it with the textkit that wrote it, or segment the texts again."
        )
    members = {}
    for name, expected in header["sha256"].items():
        try:
            members[name] = archive.read(name)
        except (ValueError, *_DAMAGE):
            members[name] = b""
        if hashlib.sha256(members[name]).hexdigest() != expected:
            raise ValueError(
                f"{path} is damaged: {name} in it is not as it was written. Copy the file anew, "
                "or segment the texts again."
            )
    return members


@contextmanager
def _replacing(path: Path) -> Iterator[BinaryIO]:
    """Open a file beside the path and rename it at the end: no reader sees half a file."""
    if not path.parent.is_dir():
        raise FileNotFoundError(f"no folder {str(path.parent)!r}. Make it first.")
    if path.is_dir():
        raise IsADirectoryError(f"{str(path)!r} is a folder. Name a file.")
    part = path.with_name(f".{path.name}.{secrets.token_hex(8)}.part")
    try:
        with part.open("xb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _tagger_fields(tokens: Tokens) -> dict[str, Any] | None:
    tagger = tokens.tagger
    if tagger is None:
        return None
    if not isinstance(tagger, Tagger):  # a function cannot be written, but what it says can
        said = zip(tokens.terms.tolist(), list(tagger(tokens.terms.tolist())), strict=True)
        tagger = Tagger(tuple(said), dictionary=False)
    return {"lexicon": list(tagger.lexicon), "dictionary": tagger.dictionary}


def _column(name: Any, values: pd.Series) -> dict[str, Any]:
    """Turn a column into plain values and the dtype that makes them a column again."""
    if not isinstance(name, str):
        raise ValueError(f"the passages' column {name!r} has no str as its name. Rename it.")
    kind = str(values.dtype)
    if values.dtype.kind in "biuf" and isinstance(values.dtype, np.dtype):
        return {"name": name, "dtype": kind, "values": values.tolist()}
    if isinstance(values.array, MASKED):
        plain = values.astype(object)
        return {"name": name, "dtype": kind, "values": plain.where(values.notna(), None).tolist()}
    if isinstance(values.dtype, pd.StringDtype):
        plain = values.astype(object)
        kind = "str" if kind == "str" else f"string[{values.dtype.storage}]"
        return {"name": name, "dtype": kind, "values": plain.where(values.notna(), None).tolist()}
    if values.dtype.kind == "M" and isinstance(values.dtype, np.dtype):
        texts = [None if value is pd.NaT else value.isoformat() for value in values]
        return {"name": name, "dtype": kind, "values": texts}
    if values.dtype == object:
        return {"name": name, "dtype": kind, "values": [_plain(name, value) for value in values]}
    raise ValueError(
        f"the passages' column {name!r} has dtype {kind}, which cannot be saved. Make it text or "
        f'plain numbers first, such as passages.astype({{{name!r}: "str"}}).'
    )


def _plain(name: str, value: Any) -> Any:
    """Turn one value of an object column into what JSON has; dates become ISO text."""
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        return value if not math.isnan(value) else {"missing": "nan"}
    if value is pd.NA:
        return {"missing": "NA"}
    for key, cls in _DATES.items():
        if type(value) is cls:
            return {key: value.isoformat()}
    raise ValueError(
        f"the passages' column {name!r} holds {value!r}, which cannot be saved: only text, "
        "numbers, truth values, dates and missing values can. Make it text first."
    )


def _value(plain: Any) -> Any:
    if not isinstance(plain, dict):
        return plain
    ((key, text),) = plain.items()
    if key == "missing":
        return pd.NA if text == "NA" else math.nan
    return _DATES[key].fromisoformat(text)


def _series(column: Mapping[str, Any]) -> pd.Series:
    values: list[Any] = column["values"]
    dtype: str = column["dtype"]
    if dtype == "object":
        values = [_value(value) for value in values]
    elif dtype.startswith("datetime64"):
        return pd.Series(np.array([value or "NaT" for value in values], dtype=dtype))
    elif dtype == "str":
        return text_column(values)
    series: pd.Series = pd.Series(values, dtype=dtype)
    return series


def _array_bytes(array: np.ndarray[Any, Any]) -> bytes:
    stream = io.BytesIO()
    np.save(stream, array, allow_pickle=False)
    return stream.getvalue()


def _array(content: bytes) -> Any:
    return np.load(io.BytesIO(content), allow_pickle=False)


def _json_bytes(value: Any) -> bytes:
    # Lone surrogates, which a broken page can hold, are no UTF-8; they pass as three bytes each.
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def _text(content: bytes) -> str:
    return content.decode("utf-8", "surrogatepass")
