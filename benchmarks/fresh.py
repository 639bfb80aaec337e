"""A task → seconds and peak memory of a fresh process: ``python fresh.py '{"task": …}'``."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

# What a person waits for: the program from its start, Python's own start included.
TEXTS = "from corpora import read_texts; texts = read_texts(None, {}); "
JIEBA = "import jieba; jieba.setLogLevel(60); "
VECTORIZER = "from sklearn.feature_extraction.text import CountVectorizer; "
PROGRAMS = {
    "python alone": "pass",
    "import textkit": "import textkit",
    "jieba.initialize()": JIEBA + "jieba.initialize()",
    "textkit.Segmenter().cut(…)": "import textkit; textkit.Segmenter().cut('改革开放')",
    "five pages, jieba": TEXTS.format(5) + JIEBA + "[jieba.lcut(text) for text in texts]",
    "five pages, textkit": TEXTS.format(5) + "import textkit; textkit.Segmenter().segment(texts)",
    "five pages → matrix, jieba": TEXTS.format(5)
    + JIEBA
    + VECTORIZER
    + "CountVectorizer(analyzer=jieba.lcut).fit_transform(texts)",
    "five pages → matrix, textkit": TEXTS.format(5)
    + "import textkit; textkit.Segmenter().segment(texts).counts()",
    # Enough for textkit to load its machine code; the first time it compiles.
    "the pages ten times over, jieba": TEXTS.format(50) + JIEBA + "[jieba.lcut(t) for t in texts]",
    "the pages ten times over, textkit": TEXTS.format(50)
    + "import textkit; textkit.Segmenter().segment(texts)",
}
COLD = [name for name in PROGRAMS if "ten times" in name or "(" in name]


def start(program: str, *, cold: bool = False) -> float:
    """Time a program in a fresh interpreter; cold is without anything built before."""
    with tempfile.TemporaryDirectory() as empty:
        new = {"TEXTKIT_CACHE": empty, "NUMBA_CACHE_DIR": empty, "TMPDIR": empty} if cold else {}
        begin = time.perf_counter()
        subprocess.run(
            [sys.executable, "-c", PROGRAMS[program]],
            check=True, stderr=subprocess.DEVNULL,
            env={**os.environ, **new}, cwd=Path(__file__).parent,
        )  # fmt: skip
        return time.perf_counter() - begin


def measure(way: str, corpus: Path | None, documents: int | None) -> dict[str, Any]:
    """Make texts a matrix in a fresh process.

    Returns the seconds, everything loaded before, and the peak of its memory in MB, texts
    included, beside what the texts and the loaded programs took by themselves.
    """
    task = {"way": way, "corpus": corpus and str(corpus.resolve()), "documents": documents}
    out = subprocess.run(
        [sys.executable, __file__, json.dumps(task)],
        check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    result: dict[str, Any] = json.loads(out.stdout)
    return result


def peak_megabytes() -> float:
    """Return the most memory that this process has held."""
    status = Path("/proc/self/status")
    if status.exists():  # getrusage would report the parent's peak if that was higher
        line = next(line for line in status.read_text().splitlines() if "VmHWM" in line)
        return int(line.split()[1]) * 1024 / 1e6
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def main(task: dict[str, Any]) -> None:
    from corpora import read_texts
    from timing import seconds
    from ways import counter

    count = counter(task["way"])
    texts = read_texts(task["corpus"] and Path(task["corpus"]), task["documents"])
    before = peak_megabytes()
    took: list[float] = []
    while len(took) < 5 and sum(took) < 1:  # what is over soon is measured more than once
        took.append(seconds(lambda: count(texts)))
    result = {
        "way": task["way"],
        "documents": len(texts),
        "characters": sum(map(len, texts)),
        "seconds": statistics.median(took),
        "megabytes": peak_megabytes(),
        "megabytes_before": before,
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
