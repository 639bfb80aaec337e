"""one shard's passages → its folder, whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import shutil
import uuid
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from textkit.columns import pack_strings, pack_table
from textkit.counting import count_ids
from textkit.segmentation.segmenter import Segmenter
from textkit.store.files import (
    FORMAT,
    SHARD_RECORD,
    check_files,
    read_record,
    save,
    shard_name,
    write_record,
)
from textkit.store.sources import Reader, fingerprint, read_all


def write_shard(
    folder: Path,
    number: int,
    part: pd.DataFrame | list[Path],
    read: Reader,
    segmenter: Segmenter,
    made_by: dict[str, Any],
) -> dict[str, Any]:
    """Write one shard, unless it is there already; return its record, which is small."""
    made_by = made_by | {"source": fingerprint(part)}
    if isinstance(part, pd.DataFrame):
        made_by["reader"] = None
    home = folder / shard_name(number)
    if (record := _whole_shard(home, made_by)) is not None:
        return record
    tokens = segmenter.segment(part if isinstance(part, pd.DataFrame) else read_all(part, read))
    counts, chosen = count_ids(tokens.ids, tokens.offsets, np.ones(len(tokens.terms), dtype=bool))
    vocabulary = pack_strings(tokens.terms.tolist())
    vocabulary["count"] = np.bincount(tokens.ids, minlength=len(tokens.terms))
    vocabulary["n_passages"] = np.zeros(len(tokens.terms), dtype=np.int64)
    vocabulary["n_passages"][chosen] = np.bincount(counts.indices, minlength=len(chosen))
    # The text is the tokens joined: no need to keep it twice.
    columns, arrays = pack_table(tokens.passages.drop(columns="text"))
    partial = folder / f".partial-{number:05d}-{uuid.uuid4().hex}"
    partial.mkdir()
    try:
        files = save(
            partial,
            {
                "ids.npy": tokens.ids,
                "offsets.npy": tokens.offsets,
                "terms.npz": vocabulary,
                "passages.npz": arrays,
            },
        )
        record = {
            "format": FORMAT,
            "shard": home.name,
            "passages": len(tokens),
            "tokens": len(tokens.ids),
            "terms": len(tokens.terms),
            "columns": columns,
            "made_by": made_by,
            "files": files,
        }
        write_record(partial / SHARD_RECORD, record)
        _put_in_place(partial, home, made_by)
        return record
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise


def _put_in_place(partial: Path, home: Path, made_by: dict[str, Any]) -> None:
    """Give a shard its name, unless a worker taken for dead has finished the same one after all."""
    # Once ours was in place, whoever takes it away puts an equal one there.
    while partial.exists() and _whole_shard(home, made_by) is None:
        old = home.with_name(f".partial-old-{uuid.uuid4().hex}")
        with contextlib.suppress(FileNotFoundError):  # a shard of other things
            home.rename(old)
            shutil.rmtree(old, ignore_errors=True)
        try:
            partial.rename(home)
        except OSError as error:  # another worker's shard is there, or was a moment ago
            if error.errno not in (errno.EEXIST, errno.ENOTEMPTY) and not home.exists():
                raise
    shutil.rmtree(partial, ignore_errors=True)


def _whole_shard(home: Path, made_by: dict[str, Any]) -> dict[str, Any] | None:
    """Return the record of a shard that is whole and made from the same things."""
    try:
        record = read_record(home / SHARD_RECORD, "")
        check_files(home, record["files"], "", verify=False)
    except ValueError:
        return None
    return record if record["made_by"] == made_by else None
