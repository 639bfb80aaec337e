"""Segmentation side by side: this engine, jieba and jieba-rs under CountVectorizer.

    python benchmarks/segmentation.py --corpus FOLDER [--documents 120] [--rounds 5]
    python benchmarks/segmentation.py --corpus FOLDER --whole

The first form times text → matrix of counts, every engine in turn in every round, and
checks that the matrices of jieba and of this engine are equal. The second takes all the
files, with this engine alone, and reports time and peak memory. FOLDER holds UTF-8 texts.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from scipy import sparse

Matrix = tuple[sparse.csr_array, list[str]]


def read(folder: Path, documents: int | None) -> list[str]:
    files = sorted(file for file in folder.rglob("*") if file.suffix in {".txt", ".md"})
    step = max(1, len(files) // documents) if documents else 1
    return [file.read_bytes().decode("utf-8") for file in files[::step][:documents]]


def textkit_matrix(texts: list[str], n_jobs: int) -> Matrix:
    from textkit.segmentation.compiled import count_terms

    ids, offsets, terms = ENGINES[0].segment(texts, n_jobs=n_jobs)
    return count_terms(ids, offsets, len(terms)), terms.tolist()


def vectorizer_matrix(texts: list[str], analyzer: Callable[[str], list[str]]) -> Matrix:
    from sklearn.feature_extraction.text import CountVectorizer

    vectorizer = CountVectorizer(analyzer=analyzer)
    counts = vectorizer.fit_transform(texts)
    return sparse.csr_array(counts), vectorizer.get_feature_names_out().tolist()


ENGINES: list = []


def side_by_side(texts: list[str], rounds: int) -> None:
    import jieba

    from textkit.segmentation.compiled import CompiledEngine

    jieba.setLogLevel(60)
    jieba.initialize()
    ENGINES.append(CompiledEngine())
    ways: dict[str, Callable[[], Matrix]] = {
        "jieba": lambda: vectorizer_matrix(texts, jieba.lcut),
        "textkit, 1 thread": lambda: textkit_matrix(texts, 1),
        "textkit, 2 threads": lambda: textkit_matrix(texts, 2),
    }
    try:
        import rjieba
    except ImportError:
        print("rjieba is not installed: left out")
    else:
        ways["rjieba"] = lambda: vectorizer_matrix(texts, rjieba.cut)
    results = {name: way() for name, way in ways.items()}  # warms up every engine
    expected, terms = results["jieba"]
    expected.sort_indices()
    for name in ("textkit, 1 thread", "textkit, 2 threads"):
        counts, mine = results[name]
        equal = mine == terms and all(
            np.array_equal(getattr(counts, part), getattr(expected, part))
            for part in ("data", "indices", "indptr")
        )
        print(f"{name}: matrix equal to jieba's: {equal}")
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            begin = time.perf_counter()
            way()
            seconds[name].append(time.perf_counter() - begin)
    characters = sum(map(len, texts))
    print(f"{len(texts)} documents, {characters:,} characters, {len(terms):,} terms")
    print(f"{'':20}{'median s':>10}{'best s':>10}{'M chars/s':>11}{'× jieba, median':>18}")
    for name, times in seconds.items():
        pairs = [slow / fast for slow, fast in zip(seconds["jieba"], times, strict=True)]
        median = statistics.median(times)
        print(
            f"{name:20}{median:10.3f}{min(times):10.3f}{characters / median / 1e6:11.2f}"
            f"{statistics.median(pairs):18.1f}"
        )


def whole(texts: list[str], n_jobs: int) -> None:
    from textkit.segmentation.compiled import CompiledEngine

    ENGINES.append(CompiledEngine())
    textkit_matrix(texts[:2], n_jobs)
    scale = 1 if sys.platform == "darwin" else 1024
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale
    begin = time.perf_counter()
    _, terms = textkit_matrix(texts, n_jobs)
    seconds = time.perf_counter() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale
    characters = sum(map(len, texts))
    print(
        f"{len(texts)} documents, {characters:,} characters, {n_jobs} thread(s): {seconds:.2f} s, "
        f"{characters / seconds / 1e6:.1f} M characters/s, {len(terms):,} terms, "
        f"peak {peak / 1e6:.0f} MB ({before / 1e6:.0f} MB before, texts included)"
    )


def ready(code: str) -> float:
    """Time a fresh interpreter, less the time of an empty one."""
    times = []
    for program in (code, "pass"):
        runs = []
        for _ in range(5):
            begin = time.perf_counter()
            subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)
            runs.append(time.perf_counter() - begin)
        times.append(statistics.median(runs))
    return times[0] - times[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--documents", type=int, default=120)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--whole", action="store_true")
    parser.add_argument("--n-jobs", type=int, default=1)
    choice = parser.parse_args()
    if choice.whole:
        whole(read(choice.corpus, None), choice.n_jobs)
        return
    use = "from textkit.segmentation.compiled import CompiledEngine as E; E().segment(['改革开放'])"
    print(f"ready after, warm: textkit {ready(use):.2f} s, ", end="")
    print(f"jieba {ready('import jieba; jieba.lcut(chr(0x6539))'):.2f} s")
    side_by_side(read(choice.corpus, choice.documents), choice.rounds)


if __name__ == "__main__":
    main()
