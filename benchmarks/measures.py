"""Measures, intervals and topics on a corpus: seconds and peak memory of each, by itself.

    python benchmarks/measures.py --corpus FOLDER

FOLDER holds UTF-8 texts (.txt, .md); a text's place is the folder it is in, its year the
first four digits of its name. The texts are cut into words once; every step then runs in a
process of its own, for all of them and for every second and fourth text, which shows what
grows with the corpus. measures.md, a table in Markdown, is written beside this program.
"""

from __future__ import annotations

import argparse
import ctypes
import gc
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
from corpora import without_front_matter
from fresh import peak_megabytes

HERE = Path(__file__).parent
THEMES = {"innovation": ["创新", "科技"], "people": ["民生", "教育", "医疗"]}
SAMPLE = 100  # documents, spread evenly, among which shared passages are sought
COUNTING = "counting words by document"
TOPICS = "NMF, 20 topics over all paragraphs"
PARTS = {"a quarter": 4, "half": 2, "all": 1}  # every how many documents


def read_documents(folder: Path, every: int = 1) -> pd.DataFrame:
    files = sorted(file for file in folder.rglob("*") if file.suffix in {".txt", ".md"})[::every]
    if not files:
        raise SystemExit(f"{folder} holds no .txt and no .md file.")
    years = [re.search(r"\d{4}", file.stem) for file in files]
    return pd.DataFrame(
        {
            "doc_id": [file.relative_to(folder).as_posix() for file in files],
            "place": [file.parent.name for file in files],
            "year": [int(year[0]) if year else 0 for year in years],
            "text": [without_front_matter(file.read_bytes().decode("utf-8")) for file in files],
        }
    )


def prepare(folder: Path, file: Path, every: int) -> dict[str, int]:
    """Cut every paragraph (a line that is not blank) into words, and save them."""
    from textkit import Segmenter

    documents = read_documents(folder, every)
    lines = documents.assign(text=documents["text"].str.split("\n")).explode("text")
    lines = lines[lines["text"].str.strip() != ""].reset_index(drop=True)
    lines.insert(0, "passage_id", [f"p{number}" for number in range(len(lines))])
    tokens = Segmenter().segment(lines)
    tokens.save(file)
    return {"documents": len(documents), "paragraphs": len(lines), "tokens": len(tokens.ids)}


def steps(tokens: Any, matrix: Any, folder: Path) -> dict[str, Callable[[], Any]]:
    """Name every step; ``matrix`` has the counts of the words, a row for each document."""
    from textkit.measures.collocations import collocations
    from textkit.measures.curves import frequency_by
    from textkit.measures.dispersion import dispersion
    from textkit.measures.keyness import keyness
    from textkit.measures.reuse import shared_passages
    from textkit.measures.similarity import similarity
    from textkit.priorities import attention
    from textkit.topics import fit_topics

    latest = int(tokens.passages["year"].max())
    middle = int(tokens.passages["year"].median())
    recent = {"year": list(range(middle, latest + 1))}
    return {
        COUNTING: lambda: by_document(tokens),
        "keyness, G²": lambda: keyness(matrix, recent, measure="g2"),
        "keyness, LRC": lambda: keyness(matrix, recent, measure="lrc"),
        "keyness, test over documents": lambda: keyness(matrix, recent, measure="wilcoxon"),
        "dispersion over documents": lambda: dispersion(matrix),
        "similarity of places": lambda: similarity(matrix.group("place").tfidf()),
        "similarity of years": lambda: similarity(matrix.group("year").tfidf()),
        "attention by year, 1,000 draws of documents": lambda: attention(
            tokens, THEMES, by="year", unit="doc_id", n_resamples=1000
        ),
        "frequency of a word by year, 1,000 draws": lambda: frequency_by(
            tokens, "改革", by="year", n_resamples=1000
        ),
        "collocations": lambda: collocations(tokens, min_count=20),
        f"shared passages of {SAMPLE} documents": lambda: shared_passages(sample(folder)),
        TOPICS: lambda: fit_topics(tokens.counts(), n_topics=20, n_runs=1),
    }


def by_document(tokens: Any) -> Any:
    return tokens.counts().group(["doc_id", "place", "year"])


def sample(folder: Path) -> pd.DataFrame:
    documents = read_documents(folder)
    return documents.iloc[:: max(1, len(documents) // SAMPLE)][:SAMPLE].reset_index(drop=True)


def run_step(file: Path, folder: Path, name: str) -> dict[str, Any]:
    """Load the words, run one step, and say what it took beyond loading."""
    from textkit.tokens import Tokens

    tokens = Tokens.load(file).keep(stopwords="zh", min_length=2, min_count=5)
    matrix = None if name in ("", COUNTING, TOPICS) else by_document(tokens)
    todo = steps(tokens, matrix, folder)
    if not name:
        return {"steps": list(todo)}
    forget_peak()
    before, wall, cpu = peak_megabytes(), time.perf_counter(), time.process_time()
    todo[name]()
    return {
        "cpu": time.process_time() - cpu,
        "wall": time.perf_counter() - wall,
        "before": before,
        "peak": peak_megabytes(),
    }


def forget_peak() -> None:
    """Give back what is free, and let the peak start again from what is held now."""
    gc.collect()
    clear = Path("/proc/self/clear_refs")
    if clear.exists():  # Linux: else memory that loading has freed would hide what a step takes
        ctypes.CDLL(None).malloc_trim(0)
        clear.write_text("5")


def child(*arguments: str) -> dict[str, Any]:
    out = subprocess.run(
        [sys.executable, __file__, *arguments], check=True, stdout=subprocess.PIPE, text=True
    )
    result: dict[str, Any] = json.loads(out.stdout.splitlines()[-1])
    return result


def heading(sizes: dict[str, dict[str, int]]) -> list[str]:
    parts = [
        f"{name}: {size['documents']:,} documents, {size['paragraphs']:,} paragraphs, "
        f"{size['tokens']:,} tokens"
        for name, size in sizes.items()
    ]
    return [
        "# Measures at scale",
        "",
        f"{'; '.join(parts)}. {os.cpu_count()} cores. Written by measures.py.",
        "",
        "Seconds are of all documents. MB are the highest memory in use less that before the step",
        "began: the words, and their counts by document where a step takes these, were there.",
        "",
        "| step | CPU s | wall s | " + " | ".join(f"MB, {name}" for name in sizes) + " |",
        "| --- |" + " ---: |" * (2 + len(sizes)),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpus", type=Path, help="folder of .md or .txt files, UTF-8")
    parser.add_argument("--output", type=Path, default=HERE / "measures.md")
    parser.add_argument("--words", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--every", type=int, default=1, help=argparse.SUPPRESS)
    parser.add_argument("--step", help=argparse.SUPPRESS)
    choice = parser.parse_args()
    if choice.corpus is None:
        print("Measures at scale: skipped; they need --corpus FOLDER of reports.")
        return
    if choice.words:
        if choice.step is None:
            print(json.dumps(prepare(choice.corpus, choice.words, choice.every)))
        else:
            print(json.dumps(run_step(choice.words, choice.corpus, choice.step)))
        return
    with tempfile.TemporaryDirectory() as scratch:
        bases = {
            name: ["--corpus", str(choice.corpus), "--words", str(Path(scratch) / f"{every}")]
            for name, every in PARTS.items()
        }
        sizes = {name: child(*base, "--every", str(PARTS[name])) for name, base in bases.items()}
        lines = heading(sizes)
        for name in child(*bases["all"], "--step", "")["steps"]:
            try:
                took = {part: child(*base, "--step", name) for part, base in bases.items()}
            except subprocess.CalledProcessError:
                lines.append(f"| {name} | failed |" + " |" * (len(PARTS) + 1))
            else:
                grown = (f"{one['peak'] - one['before']:.0f}" for one in took.values())
                lines.append(
                    f"| {name} | {took['all']['cpu']:.1f} | {took['all']['wall']:.1f} | "
                    + " | ".join(grown)
                    + " |"
                )
            print(lines[-1], flush=True)
            choice.output.write_text("\n".join(lines) + "\n", encoding="utf-8")
    if any("| failed |" in line for line in lines):
        raise SystemExit("A step failed; its message stands above.")


if __name__ == "__main__":
    main()
