"""Tokens ⇄ one file: NumPy arrays and JSON in a zip, with a checksum of each, no pickle."""

from __future__ import annotations

import hashlib
import io
import json
import os
import secrets
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textkit.columns import pack_table, unpack_table
from textkit.tags import TagFunction, Tagger

KIND = "textkit.Tokens"
FORMAT = 2  # raise it whenever a member changes its meaning
HEADER = "header.json"
# What a damaged zip can make Python's reader say, apart from ValueError.
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, struct.error,
    EOFError, KeyError, OSError, OverflowError, RuntimeError,
)  # fmt: skip


class Saved(NamedTuple):
    """What is written of :class:`textkit.tokens.Tokens`: all its attributes, in its order."""

    ids: NDArray[np.int32]
    offsets: NDArray[np.int64]
    terms: NDArray[np.object_]
    passages: pd.DataFrame
    kept: NDArray[np.bool_]
    tagger: TagFunction | None


def save(tokens: Saved, path: str | Path) -> None:
    """Write tokens to one file, whole or not at all; see :meth:`Tokens.save`."""
    columns = tokens.passages.columns
    if not columns.is_unique:
        twice = columns[columns.duplicated()][0]
        raise ValueError(f"the passages have two columns {twice!r}. Rename one of them.")
    described, arrays = pack_table(tokens.passages)
    members = {
        "ids.npy": _array_bytes(tokens.ids),
        "offsets.npy": _array_bytes(tokens.offsets),
        "kept.npy": _array_bytes(tokens.kept),
        "terms.json": _json_bytes(tokens.terms.tolist()),
        "passages.json": _json_bytes(described),
        **{f"passages/{name}.npy": _array_bytes(array) for name, array in arrays.items()},
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


def load(path: str | Path) -> Saved:
    """Read what :func:`save` wrote; see :meth:`Tokens.load`."""
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(f"no file {str(path)!r}. Check the name and the working directory.")
    with path.open("rb") as stream:
        members = _checked_members(stream, path)
    try:
        return _unpack(members)
    except (ValueError, TypeError, AttributeError, RecursionError, MemoryError, *_DAMAGE):
        # every sum is right, so it is no damage: somebody made it so
        raise ValueError(
            f"{path} does not hold what Tokens.save writes, though its checksums are right. "
            "Do not use it; segment the texts again."
        ) from None


def _unpack(members: Mapping[str, bytes]) -> Saved:
    ids, offsets, kept = (_array(members[f"{name}.npy"]) for name in ("ids", "offsets", "kept"))
    terms, columns, tagger = (
        json.loads(_text(members[f"{name}.json"])) for name in ("terms", "passages", "tagger")
    )
    arrays = {
        name.removeprefix("passages/").removesuffix(".npy"): _array(content)
        for name, content in members.items()
        if name.startswith("passages/")
    }
    if len(ids) and not 0 <= ids.min() <= ids.max() < len(terms):
        raise ValueError("a token is none of the terms")
    passages = unpack_table(columns, arrays, len(offsets) - 1)
    if tagger is not None:
        tagger = Tagger(tuple(map(tuple, tagger["lexicon"])), tagger["dictionary"])
    return Saved(ids, offsets, np.array(terms, dtype=object), passages, kept, tagger)


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


def _tagger_fields(tokens: Saved) -> dict[str, Any] | None:
    tagger = tokens.tagger
    if tagger is None:
        return None
    if not isinstance(tagger, Tagger):  # a function cannot be written, but what it says can
        said = zip(tokens.terms.tolist(), list(tagger(tokens.terms.tolist())), strict=True)
        tagger = Tagger(tuple(said), dictionary=False)
    return {"lexicon": list(tagger.lexicon), "dictionary": tagger.dictionary}


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
