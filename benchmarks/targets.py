"""A folder of reports → seconds, rows and peak memory of tk.find_targets, and the rows."""

from __future__ import annotations

import argparse
import os
import resource
import time

from joblib.externals.loky import get_reusable_executor

import textkit as tk
from textkit.priorities.targets import find_targets


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--corpus", required=True, help="folder or catalogue for tk.read_corpus")
    options.add_argument("--jobs", type=int, default=1, help="processes")
    options.add_argument("--csv", help="write the rows to this file")
    chosen = options.parse_args()
    corpus = tk.read_corpus(chosen.corpus).drop(columns="page", errors="ignore")
    read = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    wall, cpu = time.perf_counter(), _cpu()
    targets = find_targets(corpus, n_jobs=chosen.jobs)
    wall = time.perf_counter() - wall
    get_reusable_executor().shutdown(wait=True)  # only workers that have ended are counted
    cpu = _cpu() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    workers = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(
        f"{len(corpus):,} documents, {corpus['text'].str.len().sum():,} characters, "
        f"{chosen.jobs} jobs on {os.cpu_count()} cores"
    )
    print(f"{len(targets):,} rows, {(targets['kind'] == 'target').sum():,} of them targets")
    print(f"{wall:.1f} s by the clock, {cpu:.1f} s of computing")
    print(
        f"peak memory {peak / 1024:,.0f} MB (the corpus alone: {read / 1024:,.0f} MB), "
        f"largest worker {workers / 1024:,.0f} MB"
    )
    if chosen.csv:
        targets.to_csv(chosen.csv, index=False)


def _cpu() -> float:
    own, children = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


if __name__ == "__main__":
    main()
