"""A corpus → what can be compared in it: its language, groups, time and topics."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from textkit.matrix import TermMatrix
from textkit.outline import split
from textkit.tables import READING
from textkit.topics.factorisation import EXACT_BELOW

_MOST_GROUPS = 8  # as many as there are colours
# Variables by which work reports are compared, the likeliest first; then all others.
_LIKELY = ("group", "province", "district", "city", "place", "category", "level", "genre", "folder")
_TIMES = ("year", "delivered", "date", "published", "年份", "日期")
_NO_GROUPS = (
    "doc_id", "text", "page", "title", "document", "note", "source", "speaker", "period",
    "default_part", "completeness",
)  # fmt: skip
_SAMPLE = 50  # documents looked at for their language and parts


def survey(corpus: pd.DataFrame) -> dict[str, Any]:
    """Find out what a corpus lets one compare.

    Returns
    -------
    dict
        ``language`` ("zh" if Han characters are most of the letters, else "en"), ``group``
        (the variable with two to eight values that most documents have; "part" where there
        are reports with several parts; "" where nothing will do), ``target`` and
        ``reference`` (its two commonest values), ``time`` (a variable of years or dates with
        three or more of them, or ""), ``reports`` (whether there are parts of work reports),
        ``n_documents``.

    Examples
    --------
    >>> years, places = [2020, 2021, 2022, 2022], list("甲乙甲乙")
    >>> corpus = pd.DataFrame({"doc_id": list("abcd"), "text": ["改革开放"] * 4})
    >>> corpus["district"], corpus["year"] = list("甲乙甲乙"), [2020, 2021, 2022, 2022]
    >>> found = survey(corpus)
    >>> found["language"], found["group"], found["target"], found["time"]
    ('zh', 'district', '甲', 'year')
    """
    parts, language = _parts(corpus), _language(corpus["text"].head(_SAMPLE))
    reports = language == "zh" and ("任务" in parts or "回顾" in parts)
    group, values = _group(corpus, parts if reports else [])
    return {
        "language": language,
        "group": group,
        "target": values[0] if values else "",
        "reference": values[1] if values else "",
        "time": _time(corpus),
        "reports": reports,
        "n_documents": len(corpus),
    }


def group_columns(corpus: pd.DataFrame, *, most: int = 40) -> list[str]:
    """List the variables that part a corpus into groups, the likeliest first.

    >>> corpus = pd.DataFrame({"doc_id": ["a", "b", "c"], "district": ["甲", "乙", "甲"]})
    >>> group_columns(corpus)
    ['district']
    """
    return [name for name in _candidates(corpus) if 2 <= corpus[name].nunique() <= most]


def room_for_topics(matrix: TermMatrix) -> tuple[int, int]:
    """Count the passages that differ in their words, and the topics they can carry at most.

    Passages without a term do not count. The most topics is the rank of the matrix; where
    both of its sides are longer than 300, it is taken to be the shorter side.

    >>> from textkit.tokens import Tokens
    >>> words = [["道路", "公交"], ["学校"], ["公交", "道路"], ["学校", "道路", "公交"]]
    >>> room_for_topics(Tokens.from_words(words * 9).counts())
    (3, 2)
    """
    counts = sparse.csr_array(matrix.counts, dtype=np.float64)
    counts.sort_indices()
    first: dict[bytes, int] = {}
    for at, (start, end) in enumerate(pairwise(counts.indptr.tolist())):
        if end > start:
            first.setdefault(
                counts.indices[start:end].tobytes() + counts.data[start:end].tobytes(), at
            )
    if not first:
        return 0, 0
    distinct = counts[list(first.values())]
    side = distinct if distinct.shape[0] <= distinct.shape[1] else distinct.T
    if side.shape[0] > EXACT_BELOW:
        return len(first), side.shape[0]
    squares = np.linalg.eigvalsh((side @ side.T).toarray())
    return len(first), int((squares > 1e-10 * squares[-1]).sum())


def _language(texts: pd.Series[Any]) -> str:
    letters = [one for text in texts for one in text[:2000] if one.isalpha()]
    han = sum("CJK" in unicodedata.name(one, "") for one in letters)
    return "zh" if han * 2 >= len(letters) else "en"


def _parts(corpus: pd.DataFrame) -> list[str]:
    table = split(corpus.head(_SAMPLE))
    counts = table.loc[table["kind"] == "body", "part"].value_counts()
    return [str(part) for part in counts.index if part != "other"]


def _group(corpus: pd.DataFrame, parts: list[str]) -> tuple[str, list[Any]]:
    for name in _candidates(corpus):
        counts = corpus[name].value_counts()  # commonest first, of equals the first met
        whole = counts.sum() >= 0.8 * len(corpus)
        # a group of one document is that document: other names for doc_id compare nothing
        if 2 <= len(counts) <= _MOST_GROUPS and whole and counts.iloc[0] > 1:
            return name, counts.index.tolist()
    if 2 <= len(corpus) <= _MOST_GROUPS:
        return "doc_id", corpus["doc_id"].tolist()
    return ("part", parts) if len(parts) > 1 else ("", [])


def _candidates(corpus: pd.DataFrame) -> Iterator[str]:
    own = [
        str(name)
        for name in corpus.columns
        if name not in (*_NO_GROUPS, *READING, *_TIMES) and corpus[name].notna().any()
    ]
    yield from (name for name in _LIKELY if name in own)
    yield from (name for name in own if name not in _LIKELY)


def _time(corpus: pd.DataFrame) -> str:
    for name in _TIMES:
        if name in corpus:
            years = pd.to_numeric(corpus[name].astype("str").str[:4], errors="coerce")
            good = years.between(1900, 2100)
            if good.sum() >= 0.8 * len(corpus) and years[good].nunique() >= 3:
                return name
    return ""
