"""The token store on a corpus of any size: time and peak memory, step by step.

    python benchmarks/store.py --corpus FOLDER [--copies 10] [--passages document|line]
    python benchmarks/store.py --corpus FOLDER --dask

FOLDER holds UTF-8 texts (.txt, .md), here and in folders below; their place is the folder
they are in. Each step runs in a process of its own, so that its peak memory is its own. With
``--dask`` two worker processes on this machine write the store, through a scheduler over
TCP, and it is compared with that of one process, to the byte. A table in Markdown comes out.
"""

from __future__ import annotations

import argparse
import filecmp
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd


def texts_of(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.suffix in {".txt", ".md"})


def chunks(folder: Path, copies: int, unit: str) -> Iterator[pd.DataFrame]:
    """Read the files over and over, as if each time they were other documents."""
    for copy in range(copies):
        for file in texts_of(folder):
            text = file.read_bytes().decode("utf-8")
            passages = [text] if unit == "document" else text.splitlines(keepends=True)
            yield pd.DataFrame(
                {
                    "doc_id": f"{copy}/{file.stem}",
                    "place": file.parent.name,
                    "copy": copy,
                    "text": passages,
                }
            )


def write(choice: argparse.Namespace) -> str:
    from textkit.segmentation.segmenter import Segmenter
    from textkit.store.writing import write_store

    source = chunks(choice.corpus, choice.copies, choice.passages)
    return repr(write_store(source, choice.store, segmenter=Segmenter(), n_jobs=choice.n_jobs))


def open_again(choice: argparse.Namespace) -> str:
    from textkit.store.opening import open_store

    return f"{len(open_store(choice.store, verify=True).terms):,} terms"


def kept(choice: argparse.Namespace):
    from textkit.store.opening import open_store

    return open_store(choice.store).keep(stopwords="zh", min_length=2, min_count=5)


def frequencies(choice: argparse.Namespace) -> str:
    table = kept(choice).frequencies()
    return f"{len(table):,} terms, commonest {table['term'][0]} ({table['count'][0]:,})"


def grouped(choice: argparse.Namespace) -> str:
    return repr(kept(choice).counts(by="place", n_jobs=choice.n_jobs))


def keyness(choice: argparse.Namespace) -> str:
    import textkit as tk

    matrix = kept(choice).counts(by="place", n_jobs=choice.n_jobs)
    table = tk.keyness(matrix, target={"place": matrix.passages["place"][0]}, measure="g2")
    return f"first {table['term'][0]}"


def find(choice: argparse.Namespace) -> str:
    from textkit.store.opening import open_store

    return f"{len(open_store(choice.store).concordance('放管服')):,} places of 放管服"


def topics(choice: argparse.Namespace) -> str:
    from sklearn.decomposition import MiniBatchNMF

    store = kept(choice)
    model = MiniBatchNMF(n_components=10, random_state=0)
    for batch in store.keep(min_count=500).batches(tfidf=True):
        model.partial_fit(batch.counts)
    return f"{model.n_steps_} batches"


STEPS = {
    "write": write,
    "write again (nothing to do)": write,
    "open, hashes compared": open_again,
    "frequencies": frequencies,
    "counts by place": grouped,
    "keyness of a place": keyness,
    "concordance": find,
    "topics by partial_fit": topics,
}


def step(name: str, choice: argparse.Namespace) -> None:
    """Do one step in this process and print what it took."""
    import resource

    begin = time.perf_counter()
    result = STEPS[name](choice)
    seconds = time.perf_counter() - begin
    scale = 1 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale
    print(json.dumps({"result": result, "seconds": seconds, "peak": peak}))


def all_steps(choice: argparse.Namespace) -> None:
    characters = 0
    for file in texts_of(choice.corpus):
        characters += len(file.read_bytes().decode("utf-8"))
    print(f"{choice.copies * characters:,} characters, {choice.n_jobs} thread(s)\n")
    print("| step | seconds | M characters/s | peak memory, MB | result |")
    print("| --- | ---: | ---: | ---: | --- |")
    for name in STEPS:
        run = subprocess.run(
            [sys.executable, __file__, *sys.argv[1:], "--store", choice.store, "--step", name],
            check=True,
            capture_output=True,
            text=True,
        )
        told = json.loads(run.stdout)
        speed = choice.copies * characters / told["seconds"] / 1e6
        print(
            f"| {name} | {told['seconds']:.1f} | {speed:.1f} | {told['peak'] / 1e6:.0f} "
            f"| {told['result']} |",
            flush=True,
        )


def on_dask(choice: argparse.Namespace) -> None:
    import joblib
    from distributed import Client, LocalCluster

    from textkit.segmentation.segmenter import Segmenter
    from textkit.store.writing import write_store

    files = [file.resolve() for file in texts_of(choice.corpus)]
    one, two = Path(choice.store) / "one", Path(choice.store) / "two"
    begin = time.perf_counter()
    write_store(files, one, segmenter=Segmenter(), shard_bytes=4_000_000)
    print(f"one process, one thread: {time.perf_counter() - begin:.1f} s")
    with (
        LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, protocol="tcp://",
            dashboard_address=None,
        ) as cluster,
        Client(cluster),
        joblib.parallel_config(backend="dask"),
    ):  # fmt: skip
        begin = time.perf_counter()
        write_store(files, two, segmenter=Segmenter(), shard_bytes=4_000_000)
        print(f"Dask, two worker processes: {time.perf_counter() - begin:.1f} s")
    names = sorted(file.relative_to(one) for file in one.rglob("*") if file.is_file())
    _, different, missing = filecmp.cmpfiles(one, two, map(str, names), shallow=False)
    print(f"{len(names)} files, different: {len(different + missing)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--copies", type=int, default=10)
    parser.add_argument("--passages", choices=["document", "line"], default="document")
    parser.add_argument("--n-jobs", type=int, default=1)
    parser.add_argument("--dask", action="store_true")
    parser.add_argument("--store", help=argparse.SUPPRESS)
    parser.add_argument("--step", choices=STEPS, help=argparse.SUPPRESS)
    choice = parser.parse_args()
    if choice.step:
        step(choice.step, choice)
        return
    with tempfile.TemporaryDirectory() as folder:
        choice.store = folder
        on_dask(choice) if choice.dask else all_steps(choice)


if __name__ == "__main__":
    main()
