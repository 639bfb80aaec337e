"""the folder of a store, checked → TokenStore."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd

from textkit.columns import unpack_strings, unpack_table
from textkit.store.files import (
    SHARD_RECORD,
    STORE_RECORD,
    check_files,
    hash_file,
    load,
    read_record,
)
from textkit.store.reading import TokenStore
from textkit.tags import Tagger

AGAIN = "Call write_store again with the same source; only what is not whole is done again."


def open_store(path: str | Path, *, verify: bool = False) -> TokenStore:
    """Open a store that :func:`write_store` has made, and check that it is whole.

    All files must be there with the size that was recorded; with ``verify`` they are read
    and compared with their SHA-256 too.

    Raises
    ------
    FileNotFoundError
        If there is no store at this place.
    ValueError
        If the store is unfinished or damaged; the message names the shard, what was
        expected, what was found, and the remedy.
    """
    folder = Path(path).resolve()
    if not (folder / STORE_RECORD).is_file():
        if next(folder.glob("shard-*"), None) is None:
            raise FileNotFoundError(f"{folder} is no token store; write_store makes one.")
        raise ValueError(f"{folder} is unfinished: it has no {STORE_RECORD}. {AGAIN}")
    record = read_record(folder / STORE_RECORD, AGAIN)
    check_files(folder, record["files"], AGAIN, verify=verify)
    tables, n_passages, n_terms = [], [0], [0]
    for name, expected in record["shards"].items():
        home = folder / name
        own = home / SHARD_RECORD
        found = hash_file(own) if own.is_file() else "no such file"
        if found != expected:
            raise ValueError(
                f"{name} is damaged: {own}\n  expected sha256 {expected}\n  found    {found}\n"
                f"Delete the folder {home}. {AGAIN}"
            )
        shard = read_record(own, AGAIN)
        remedy = f"Delete the folder {home}. {AGAIN}"
        check_files(home, shard["files"], remedy, verify=verify)
        tables.append(
            unpack_table(shard["columns"], load(home / "passages.npz"), shard["passages"])
        )
        n_passages.append(shard["passages"])
        n_terms.append(shard["terms"])
    arrays = load(folder / "terms.npz")
    terms = np.array(unpack_strings(arrays["letters"], arrays["lengths"]), dtype=object)
    places = np.load(folder / "places.npy", allow_pickle=False)
    ends = np.cumsum(n_terms).tolist()
    tagger = record["tagger"]
    if tagger is not None:
        tagger = Tagger(tuple(map(tuple, tagger["lexicon"])), tagger["dictionary"])
    filled = [table for table in tables if len(table)]
    return TokenStore(
        path=folder,
        terms=terms,
        kept=np.ones(len(terms), dtype=bool),
        passages=pd.concat(filled, ignore_index=True),
        chosen=np.ones(record["passages"], dtype=bool),
        tagger=tagger,
        _shards=tuple(record["shards"]),
        _first=np.cumsum(n_passages),
        _places=tuple(places[begin:end] for begin, end in pairwise(ends)),
    )
