"""Reports with a glossary → how many of its new words discover_words finds; speed and memory.

    python benchmarks/discover.py --corpus FOLDER [--reports 40] [--best 500] [--seeds 5]

The folder holds .md or .txt files, UTF-8. A glossary is what follows a line such as 名词解释:
the terms it explains are compared with the best words found in the reports without it.
"""

from __future__ import annotations

import argparse
import random
import re
import resource
import sys
import time
from pathlib import Path

from corpora import read_texts

from textkit.segmentation.discover import discover_words
from textkit.segmentation.segmenter import Segmenter

HEADING = re.compile(r"^.{0,30}(名词解释|名词注释|名词说明|名词术语|用语说明).{0,20}$")
ENTRY = re.compile(r"([^：:]{1,40})[：:]")
NUMBER = re.compile(r"^(?:[\[【(（〔]?[0-9０-９]{1,3}[\])）】〕]?[.．、:： ]?\s*|[①-⑳㉑-㊿]\s*)")
ROW_OF_QUOTATIONS = re.compile(r"(“[^“”]+”、?)+")
WORD = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]{2,8}")
FEWEST = 5  # entries; fewer may be a list of attachments
RARELY = 3  # occurrences
SPEED = 10_000_000  # characters


def part(text: str) -> tuple[str, set[str]] | None:
    """Part a report from its glossary; give the Han words that the glossary explains."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if not HEADING.match(line):
            continue
        bare = [entry.replace("*", "").strip(" #-\u3000") for entry in lines[number + 1 :]]
        heads = [found[1] for entry in bare if (found := ENTRY.match(entry))]
        if len(heads) >= FEWEST:
            return "\n".join(lines[:number]), {term for head in heads for term in terms(head)}
    return None


def terms(head: str) -> list[str]:
    """List the words that an entry is about; those with anything but Han left out.

    >>> terms("3. “六稳”“六保”"), terms("“四好”农村路"), terms("一湖四环、一湖四片")
    (['六稳', '六保'], [], ['一湖四环', '一湖四片'])
    """
    head = NUMBER.sub("", head.strip()).strip()
    if ROW_OF_QUOTATIONS.fullmatch(head):
        names = re.findall("“([^“”]+)”", head)
    else:
        names = [name.strip() for name in head.split("、")]
    return [name for name in names if WORD.fullmatch(name)]


def judge(reports: list[tuple[str, set[str]]], best: int) -> tuple[set[str], list[str], set[str]]:
    """Return the words asked for, the best words found, and all of the table."""
    texts = [text for text, _ in reports]
    joined = "\n".join(texts)
    asked = set().union(*(words for _, words in reports))
    asked = {word for word in asked if joined.count(word) >= RARELY}
    found = discover_words(texts)["word"].tolist()
    return asked, found[:best], set(found)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--reports", type=int, default=40)
    parser.add_argument("--best", type=int, default=500)
    parser.add_argument("--seeds", type=int, default=5)
    options = parser.parse_args()
    if options.corpus is None:
        print("discover_words is judged on reports with glossaries: pass --corpus FOLDER. Skipped.")
        return
    texts = read_texts(options.corpus, None)
    reports = [parted for text in texts if (parted := part(text))]
    if len(reports) < options.reports:
        print(f"{len(reports)} reports with a glossary, {options.reports} are needed. Skipped.")
        return
    every = sorted(set().union(*(words for _, words in reports)))
    new = {
        word
        for word, origin in zip(every, Segmenter().origin(every), strict=True)
        if origin == "model"
    }
    reports = [(text, words & new) for text, words in reports]
    print(
        f"{len(reports)} of {len(texts)} reports have a glossary; new Han words in them: {len(new)}"
    )
    shares = []
    for seed in range(options.seeds):
        asked, best, found = judge(
            random.Random(seed).sample(reports, options.reports), options.best
        )
        hit = asked.intersection(best)
        shares.append(len(hit) / len(asked))
        print(
            f"seed {seed}: {len(hit)} of {len(asked)} words among the best {options.best} "
            f"({shares[-1]:.1%}), {len(asked & found)} in the table"
        )
        print(f"  missed: {' '.join(sorted(asked.difference(best))[:20])}")
    print(f"mean {sum(shares) / len(shares):.1%}, least {min(shares):.1%}")
    random.Random(0).shuffle(texts)
    some, size = [], 0
    while texts and size < SPEED:
        some.append(texts.pop())
        size += len(some[-1])
    del texts, reports
    began = time.perf_counter()
    rows = len(discover_words(some))
    took = time.perf_counter() - began
    unit = 2**20 if sys.platform == "darwin" else 2**10  # of what the system reports
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
    print(f"{size:,} characters in {took:.1f} s: {rows:,} rows, peak {peak:,.0f} MB")


if __name__ == "__main__":
    main()
