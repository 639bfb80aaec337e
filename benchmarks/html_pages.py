"""Pages with their main text → how well each extractor and clean_html find it.

    python benchmarks/html_pages.py --pages FOLDER

The folder holds pairs: NAME.html and, with what a person took for its main text, NAME.txt
(UTF-8). The measure is F1 over the multisets of 4-grams of characters, white space left out.
The extractors get decoded text: their results on bytes are worse.
"""

from __future__ import annotations

import argparse
import statistics
import time
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from textkit.decoding import declared_charset, decode
from textkit.html_pages import clean_html
from textkit.html_pages.extractors import EXTRACTORS
from textkit.html_pages.linearise import read_page

SIZE = 4  # characters


def f1(found: str, expected: str) -> float:
    """Compare two texts by their 4-grams; 1 if both are shorter than that."""
    one, other = grams(found), grams(expected)
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 1.0


def grams(text: str) -> Counter[str]:
    tight = "".join(text.split())
    return Counter(tight[start : start + SIZE] for start in range(len(tight) - SIZE + 1))


def all_lines(source: str) -> str:
    return "\n".join(line.text for line in read_page(source).lines)


def extracted(extract: Callable[[str], str | None], source: str) -> str:
    """Run one extractor alone; a failure is an empty text, tags it leaves in are taken out."""
    try:
        found = extract(source) or ""
    except Exception:
        return ""
    return all_lines(found) if found.lstrip().startswith("<") else found


def measure(folder: Path) -> dict[str, dict[str, float]]:
    """Give way → page → F1."""
    pages = sorted(page for page in folder.glob("*.html") if page.with_suffix(".txt").exists())
    if not pages:
        raise SystemExit(f"{folder} holds no pair NAME.html and NAME.txt.")
    table: dict[str, dict[str, float]] = {}
    for page in pages:
        raw = page.read_bytes()
        expected = page.with_suffix(".txt").read_text(encoding="utf-8")
        source = decode(raw, declared=declared_charset(raw), errors="mark").text
        scores = {"all lines": f1(all_lines(source), expected)}
        for name, extract in EXTRACTORS.items():
            scores[name] = f1(extracted(extract, source), expected)
        scores["best of the three"] = max(scores[name] for name in EXTRACTORS)
        scores["clean_html"] = f1(clean_html(raw).text, expected)
        for way, score in scores.items():
            table.setdefault(way, {})[page.stem] = score
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--pages", type=Path, required=True, metavar="FOLDER")
    folder = parser.parse_args().pages
    warnings.simplefilter("ignore")
    begin = time.perf_counter()
    table = measure(folder)
    count = len(table["clean_html"])
    print(f"{count} pages, {time.perf_counter() - begin:.0f} s in all; F1 of 4-grams")
    print(f"{'':18} {'mean':>6} {'median':>6} {'min':>6}  below .9  worst page")
    for way, scores in table.items():
        worst = min(scores, key=lambda page: (scores[page], page))
        values = list(scores.values())
        print(
            f"{way:18} {statistics.mean(values):6.3f} {statistics.median(values):6.3f} "
            f"{scores[worst]:6.3f}  {sum(value < 0.9 for value in values):8}  {worst}"
        )


if __name__ == "__main__":
    main()
