"""Everything side by side → results.json, results.md and a figure.

    make bench
    make bench CORPUS=folder                                    # .md or .txt files, UTF-8
    python benchmarks/run.py [--corpus FOLDER] [--documents 120] [--rounds 7] [--quick]

Without a corpus the five pages of this project are repeated.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

from corpora import read_texts
from fresh import COLD, PROGRAMS, measure, start
from report import write_report
from timing import cost_of_company, in_rounds, ratios
from ways import OURS, available, counter, cutter, same_matrix

HERE = Path(__file__).parent
GROWTH = [100, 316, 1000, 3162, 10000]
JIEBA_UP_TO = 1000  # documents; beyond it jieba's time is known well enough


def side_by_side(texts: list[str], rounds: int) -> dict[str, Any]:
    """Time cutting and counting; refuse to go on if a matrix differs from jieba's."""
    print(f"{len(texts)} documents, {sum(map(len, texts)):,} characters")
    ways = {name: counter(name) for name in available()}
    results = {name: way(texts) for name, way in ways.items()}  # and warms up every engine
    for name in OURS:
        if not same_matrix(results["jieba"], results[name]):
            raise SystemExit(f"{name}: the matrix is not the one that jieba gives.")
    print("the matrices of textkit and of jieba are equal: data, indices, indptr, terms")
    company = [cost_of_company() for _ in range(3)]
    tables = {}
    for title, maker in (("segmentation", cutter), ("text → matrix", counter)):
        made = {name: maker(name) for name in available()}
        times: dict[str, list[float]] = {name: [] for name in made}
        for number in range(rounds):
            one = in_rounds({name: (lambda w=way: w(texts)) for name, way in made.items()}, 1)
            company.append(cost_of_company())
            for name, took in one.items():
                times[name] += took
            shown = "  ".join(f"{name} {took[-1]:.3f}" for name, took in times.items())
            print(f"{title}, round {number + 1}: {shown}  (two cores: {company[-1]:.2f})")
        tables[title] = times
    return {
        "documents": len(texts),
        "characters": sum(map(len, texts)),
        "tokens": int(results[OURS[0]].counts.sum()),
        "terms": len(results[OURS[0]].terms),
        "rounds": rounds,
        "seconds": tables,
        "ratios": {
            title: {
                name: {
                    other: ratios(times[other], times[name]) for other in times if other not in OURS
                }
                for name in times
            }
            for title, times in tables.items()
        },
        "company": company,
    }


def start_up(rounds: int) -> dict[str, Any]:
    """Time fresh processes, warm and cold, every program once a round."""
    for program in PROGRAMS:
        start(program)  # fills the caches
    warm = in_rounds({name: (lambda n=name: start(n)) for name in PROGRAMS}, rounds)
    cold = {name: [start(name, cold=True) for _ in range(max(1, rounds // 3))] for name in COLD}
    for kind, table in (("warm", warm), ("cold", cold)):
        for name, took in table.items():
            print(f"start-up, {kind}: {name}: {statistics.median(took):.2f} s")
    return {"warm": warm, "cold": cold}


def growth(corpus: Path | None, sizes: list[int]) -> list[dict[str, Any]]:
    """Measure each size in a process of its own."""
    rows = []
    for documents in sizes:
        for way in ("jieba", *OURS):
            if way == "jieba" and documents > JIEBA_UP_TO:
                continue
            rows.append(measure(way, corpus, documents))
            print(
                f"growth: {documents} documents, {way}: {rows[-1]['seconds']:.2f} s, "
                f"peak {rows[-1]['megabytes']:.0f} MB"
            )
    return rows


def machine() -> dict[str, str]:
    """Say what it ran on."""
    import os

    packages = ["jieba", "numba", "numpy", "scikit-learn", "scipy"]
    packages += ["rjieba"] if "rjieba" in available() else []
    return {
        "system": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "python": platform.python_version(),
        **{name: version(name) for name in packages},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpus", type=Path, help="folder of .md or .txt files, UTF-8")
    parser.add_argument("--documents", type=int, default=120, help="for the side by side")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--quick", action="store_true", help="no growth, and nothing is written")
    parser.add_argument("--output", type=Path, default=HERE)
    choice = parser.parse_args()
    if "rjieba" not in available():
        print("rjieba is not installed: left out (pip install rjieba)")
    texts = read_texts(choice.corpus, choice.documents)
    results: dict[str, Any] = {"machine": machine(), "given": choice.corpus is not None}
    results["side_by_side"] = side_by_side(texts, choice.rounds)
    results["start_up"] = start_up(3 if choice.quick else choice.rounds)
    if choice.quick:
        return
    results["memory"] = [measure(way, choice.corpus, choice.documents) for way in available()]
    results["whole"] = [
        measure(way, choice.corpus, None) for way in OURS if choice.corpus is not None
    ]
    results["growth"] = growth(choice.corpus, GROWTH)
    text = json.dumps(results, ensure_ascii=False, indent=1)
    (choice.output / "results.json").write_text(text + "\n", encoding="utf-8")
    write_report(results, choice.output)


if __name__ == "__main__":
    sys.exit(main())
