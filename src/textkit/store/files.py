"""arrays ↔ the files of a store, with a record of what must be there."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textkit.columns import Arrays

FORMAT = 2  # of the files; raise it whenever they change their meaning
STORE_RECORD, SHARD_RECORD = "store.json", "shard.json"


def shard_name(number: int) -> str:
    """Name the folder of a shard, counted from 0."""
    return f"shard-{number:05d}"


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
