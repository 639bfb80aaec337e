"""what is to be stored → shards: passages, or files that hold them, and what identifies them."""

from __future__ import annotations

import hashlib
import importlib.metadata
import inspect
import os
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from textkit.columns import pack_table
from textkit.segmentation.segmenter import ENGINES, Segmenter
from textkit.store.files import hash_file
from textkit.tables import require_columns

Frames = pd.DataFrame | Iterable[pd.DataFrame]
Files = Iterable[str | os.PathLike[str]]
Reader = Callable[[Path], pd.DataFrame]


def read_file(file: Path) -> pd.DataFrame:
    """Read a UTF-8 file as one passage, whose ``doc_id`` is the path as it was given."""
    text = file.read_bytes().decode("utf-8-sig")
    return pd.DataFrame({"doc_id": [file.as_posix()], "text": [text]})


def part_source(source: Any, shard_bytes: int) -> Iterator[pd.DataFrame | list[Path]]:
    """Part the source into shards; where one ends depends on the passages alone."""
    items = iter([source] if isinstance(source, pd.DataFrame) else source)
    for first in items:
        items = chain([first], items)
        if isinstance(first, pd.DataFrame):
            yield from _parts_of_frames(items, shard_bytes)
        else:
            yield from _parts_of_files(items, shard_bytes)


def _parts_of_files(items: Iterator[Any], shard_bytes: int) -> Iterator[list[Path]]:
    part: list[Path] = []
    size = 0
    for position, item in enumerate(items):
        if not isinstance(item, (str, os.PathLike)):
            raise TypeError(f"item {position} of the source is {item!r}, not a path as before it.")
        file = Path(item)
        if not str(item) or not _exists(file):
            raise FileNotFoundError(
                f"item {position} of the source, {str(item)[:60]!r}, is no file. "
                "(Texts go into a DataFrame with a column 'text'.)"
            )
        part.append(file)
        size += file.stat().st_size
        if size >= shard_bytes:
            yield part
            part, size = [], 0
    if part:
        yield part


def _exists(file: Path) -> bool:
    try:
        return file.is_file()
    except (OSError, ValueError):  # a text taken for a path: too long, or with a zero byte
        return False


def _parts_of_frames(items: Iterator[Any], shard_bytes: int) -> Iterator[pd.DataFrame]:
    waiting: list[pd.DataFrame] = []
    size = position = 0
    for frame in items:
        require_columns(frame, ["text"], "a chunk of the source")
        begin = 0
        for row, text in enumerate(frame["text"]):
            if not isinstance(text, str):
                raise TypeError(
                    f"the text of passage {position + row} is {text!r}, not a str; "
                    "drop or fill missing texts first."
                )
            size += len(text.encode("utf-8", "surrogatepass"))
            if size >= shard_bytes:
                yield _join([*waiting, frame.iloc[begin : row + 1]])
                waiting, size, begin = [], 0, row + 1
        position += len(frame)
        if begin < len(frame):
            waiting.append(frame.iloc[begin:])
    if waiting:
        yield _join(waiting)


def _join(frames: list[pd.DataFrame]) -> pd.DataFrame:
    return (
        pd.concat(frames, ignore_index=True)
        if len(frames) > 1
        else frames[0].reset_index(drop=True)
    )


def read_all(files: list[Path], read: Reader) -> pd.DataFrame:
    """Read the files of a shard; an error says in a note which one it was."""
    tables = []
    for file in files:
        try:
            tables.append(read(file))
            require_columns(tables[-1], ["text"], "what `read` returned")
        except Exception as error:
            error.add_note(f"This was while reading {file} for a token store.")
            raise
    return _join(tables)


def fingerprint(part: pd.DataFrame | list[Path]) -> str:
    """Return a hash of the passages, or of the names and contents of the files."""
    digest = hashlib.sha256()
    if isinstance(part, pd.DataFrame):
        columns, arrays = pack_table(part.drop(columns="page", errors="ignore"))
        digest.update(repr((columns, len(part))).encode("utf-8", "surrogatepass"))
        for name, array in arrays.items():
            digest.update(f"{name} {len(array)} ".encode())
            digest.update(np.ascontiguousarray(array).view(np.uint8).data)
    else:
        for file in part:
            digest.update(
                f"{file.as_posix()}\0{hash_file(file)}\0".encode("utf-8", "surrogatepass")
            )
    return digest.hexdigest()


def describe_segmenter(segmenter: Segmenter) -> dict[str, str]:
    """Say what decides a segmenter's words: its options, and what stands in its files."""
    description = {"jieba": importlib.metadata.version("jieba")}
    for name, value in segmenter.get_params(deep=False).items():
        if callable(value):
            description[name] = describe_function(value)
        elif name == "engine" and value in ENGINES:
            description[name] = "jieba's words"  # whichever of them makes these
        elif isinstance(value, (str, os.PathLike)) and Path(value).is_file():
            description[name] = f"sha256 {hash_file(Path(value))}"
        else:
            description[name] = repr(value)
    return description


def describe_function(function: Callable[..., Any]) -> str:
    """Name a function and, where its source can be had, hash it."""
    inner = getattr(function, "func", function)  # of a functools.partial
    named = inner if hasattr(inner, "__qualname__") else type(inner)
    given = [getattr(function, part, None) for part in ("args", "keywords")]
    try:
        source = hashlib.sha256(inspect.getsource(named).encode()).hexdigest()
    except (OSError, TypeError):
        source = "unknown"
    bound = f" with {given}" if any(given) else ""
    return f"{named.__module__}.{named.__qualname__}{bound}, source {source}"
