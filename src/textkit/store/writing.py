"""passages, or files that hold them → a token store on disk, shard by shard."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import numpy as np

from textkit.columns import pack_strings, unpack_strings
from textkit.segmentation.segmenter import Segmenter
from textkit.store.files import (
    FORMAT,
    SHARD_RECORD,
    STORE_RECORD,
    hash_file,
    load,
    save,
    write_record,
)
from textkit.store.opening import open_store
from textkit.store.reading import TokenStore
from textkit.store.shards import write_shard
from textkit.store.sources import (
    Files,
    Frames,
    Reader,
    describe_function,
    describe_segmenter,
    part_source,
    read_file,
)
from textkit.tags import Tagger

_OURS = re.compile(r"shard-\d{5,}|\.partial-.*|store\.json|terms\.npz|places\.npy")


def write_store(
    source: Frames | Files,
    path: str | Path,
    *,
    segmenter: Segmenter,
    read: Reader = read_file,
    shard_bytes: int = 16_000_000,
    n_jobs: int | None = None,
) -> TokenStore:
    """Segment a corpus of any size into a store on disk, with flat memory.

    Shards are written beside their final name and renamed, so that a kill leaves whole
    shards only. The next call with the same source goes on from there: a shard is made anew
    only if its passages, the segmenter (its options and the content of its lexicon) or
    ``read`` (its own code, not what it calls) are no longer the same.

    Parameters
    ----------
    source : DataFrame, iterable of DataFrame, or iterable of paths
        Passages with a column ``text``, all at once or in chunks, or the files that ``read``
        turns into passages. Files are read where the work is done, so on a cluster they
        and the lexicon must lie on storage that all workers share, under absolute paths.
    path : path of a folder
        Where the store is, or is to be. It holds nothing else.
    read : function of a Path
        Returns the passages of one file as a DataFrame; always with the same columns.
    shard_bytes : int
        A shard ends with the passage (or file) that brings it to this many bytes of UTF-8.
    n_jobs : int
        How many shards at once, as joblib counts: threads, or what the surrounding
        ``joblib.parallel_config`` says. The files are the same, to the byte, for any.

    Raises
    ------
    FileNotFoundError
        If a file of the source does not exist.
    TypeError
        If the source is none of these, or a column holds what a store cannot keep.
    ValueError
        If the source is empty, its columns change, or the folder holds other things.

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> import textkit as tk
    >>> passages = pd.DataFrame({"year": [2021, 2022], "text": ["改革开放", "改革创新"]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     store = write_store(passages, folder, segmenter=tk.Segmenter())
    ...     print(store, store.counts(by="year").counts.toarray().tolist())
    TokenStore(2 passages, 3 tokens, 3 of 3 terms kept, 1 shard) [[0, 0, 1], [1, 1, 0]]
    """
    from joblib import Parallel, delayed

    if shard_bytes < 1:
        raise ValueError(f"shard_bytes must be 1 or more, not {shard_bytes}.")
    folder = Path(path).resolve()
    _make_room(folder)
    made_by = {"segmenter": describe_segmenter(segmenter), "reader": describe_function(read)}
    parts = part_source(source, shard_bytes)
    records = Parallel(n_jobs=n_jobs, prefer="threads", batch_size=1)(
        delayed(write_shard)(folder, number, part, read, segmenter, made_by)
        for number, part in enumerate(parts)
    )
    if not sum(record["passages"] for record in records):
        raise ValueError("the source holds no passage.")
    _finish(folder, records, _tagger_fields(segmenter))
    return open_store(folder)


def _make_room(folder: Path) -> None:
    """Make the folder, and clear away what an unfinished run has left half done."""
    folder.mkdir(parents=True, exist_ok=True)
    for item in sorted(folder.iterdir()):
        if not _OURS.fullmatch(item.name):
            raise ValueError(
                f"{folder} holds {item.name!r}, which belongs to no token store. "
                "Name a new folder, or that of a store."
            )
    (folder / STORE_RECORD).unlink(missing_ok=True)
    for partial in folder.glob(".partial-*"):
        shutil.rmtree(partial, ignore_errors=True)


def _tagger_fields(segmenter: Segmenter) -> dict[str, Any] | None:
    tagger = segmenter.segment([""]).tagger
    if not isinstance(tagger, Tagger):
        return None
    return {"lexicon": list(tagger.lexicon), "dictionary": tagger.dictionary}


def _finish(folder: Path, records: list[dict[str, Any]], tagger: dict[str, Any] | None) -> None:
    """Merge the vocabularies, write what spans all shards, remove what belongs to none."""
    filled = [record for record in records if record["passages"]]
    names = [column["name"] for column in filled[0]["columns"]]
    for record in filled:
        theirs = [column["name"] for column in record["columns"]]
        if theirs != names:
            raise ValueError(
                f"the passages of {record['shard']} have the columns {', '.join(theirs)}; those of "
                f"{filled[0]['shard']} have {', '.join(names)}. Give all the same columns."
            )
    terms: set[str] = set()
    for record in records:
        terms.update(_terms(folder / record["shard"])[0])
    ordered = sorted(terms)
    number = {term: place for place, term in enumerate(ordered)}
    vocabulary = pack_strings(ordered)
    vocabulary["count"] = np.zeros(len(ordered), dtype=np.int64)
    vocabulary["n_passages"] = np.zeros(len(ordered), dtype=np.int64)
    places = []
    for record in records:
        own, arrays = _terms(folder / record["shard"])
        place = np.fromiter(map(number.__getitem__, own), dtype=np.int32, count=len(own))
        places.append(place)
        for name in ("count", "n_passages"):
            vocabulary[name][place] += arrays[name]
    belonging = {record["shard"] for record in records}
    for item in [*folder.glob("shard-*"), *folder.glob(".partial-*")]:
        if item.name not in belonging:
            shutil.rmtree(item, ignore_errors=True)
    record = {
        "format": FORMAT,
        "passages": sum(one["passages"] for one in records),
        "tokens": sum(one["tokens"] for one in records),
        "terms": len(ordered),
        "tagger": tagger,
        "shards": {
            one["shard"]: hash_file(folder / one["shard"] / SHARD_RECORD) for one in records
        },
        "files": save(folder, {"terms.npz": vocabulary, "places.npy": np.concatenate(places)}),
    }
    partial = folder / f".partial-{STORE_RECORD}"
    write_record(partial, record)
    partial.replace(folder / STORE_RECORD)


def _terms(home: Path) -> tuple[list[str], dict[str, Any]]:
    arrays = load(home / "terms.npz")
    return unpack_strings(arrays["letters"], arrays["lengths"]), arrays
