"""A corpus → what the evidence page holds: documents, words, themes, targets and shares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textkit.corpus import removed_lines
from textkit.hand import read_theme_labels, read_themes
from textkit.measures.matching import Matches, find_matches
from textkit.outline import split
from textkit.priorities.attention import attention
from textkit.priorities.targets import find_targets
from textkit.segmentation.segmenter import Segmenter
from textkit.sentences import sentence_spans
from textkit.tokens import Tokens
from textkit.workflow.explorer.packing import utf16
from textkit.workflow.naming import variables_of
from textkit.workflow.surveying import group_columns

DENOMINATORS = ("tokens", "characters", "sentences", "headings")
# Of a target's row: what the page's table shows. Where it stands is told apart from these.
TARGET_COLUMNS = (
    "indicator", "measure", "low", "high", "unit", "qualifier", "target_year", "from_year",
    "verb", "commitment", "kind", "part",
)  # fmt: skip


@dataclass(frozen=True)
class Choices:
    """What is counted and how, as ``analysis.toml`` says it."""

    lexicon: Path | None = None
    stopwords: Sequence[str | Path] = ("zh",)
    themes: Path | None = None
    min_length: int = 2
    pattern: str = r"[^\W\d_]"
    engine: str = "auto"
    colours: Mapping[str, str] = field(default_factory=dict)
    confidence: float = 0.95
    n_resamples: int = 1000
    seed: int = 0


@dataclass(frozen=True)
class Contents:
    """What goes into the page: what all views share, and each document by itself."""

    shared: dict[str, Any]
    documents: list[tuple[dict[str, Any], NDArray[np.int64]]]


def gather_contents(corpus: pd.DataFrame, choices: Choices, *, title: str) -> Contents:
    """Count, match and measure a corpus for the page.

    Terms are numbered by how often they occur, those that count before the others, so that
    numbers are small and one number (``n_kept``) tells what counts.
    """
    from textkit.draw.rules import RULES  # brings in the drawing library
    from textkit.draw.targets import QUALIFIERS, UNITS

    corpus = _with_folders(corpus)
    passages = split(corpus)
    segmenter = Segmenter(lexicon=choices.lexicon, engine=choices.engine)
    tokens = segmenter.segment(passages).keep(
        min_length=choices.min_length, pattern=choices.pattern
    )
    for words in choices.stopwords:
        tokens = tokens.keep(stopwords=words)
    number_of, terms, n_kept = _number_terms(tokens)
    themes = read_themes(choices.themes) if choices.themes is not None else {}
    matches = find_matches(tokens, themes, "theme") if themes else None
    targets = find_targets(corpus)
    groups = group_columns(corpus)
    shared = {
        "title": title,
        "documents": _describe(corpus, passages, tokens),
        "groups": groups,
        "terms": terms,
        "n_kept": n_kept,
        "themes": list(themes),
        "themes_en": _english(choices.themes, list(themes)),
        "attention": _attention(tokens, themes, [*groups, "doc_id"], choices),
        "targets": _targets(targets, corpus, passages),
        "confidence": choices.confidence,
        "colours": dict(choices.colours),
        "english": {**UNITS, **QUALIFIERS},
        "chinese": RULES,
    }
    return Contents(
        shared, list(_documents(corpus, passages, tokens, number_of[tokens.ids], matches))
    )


def _with_folders(corpus: pd.DataFrame) -> pd.DataFrame:
    """Add what the paths of the files tell, if nothing else parts the corpus into groups."""
    if "file" not in corpus or group_columns(corpus):
        return corpus
    told = variables_of(corpus["file"].astype("str").tolist())
    table = pd.DataFrame([told[str(file)] for file in corpus["file"]], index=corpus.index)
    return pd.concat([corpus, table.drop(columns=corpus.columns, errors="ignore")], axis=1)


def _number_terms(tokens: Tokens) -> tuple[NDArray[np.int64], list[str], int]:
    counts = np.bincount(tokens.ids, minlength=len(tokens.terms))
    order = np.lexsort((np.arange(len(counts)), -counts, ~tokens.kept))
    order = order[counts[order] > 0]
    number_of = np.zeros(len(counts), dtype=np.int64)
    number_of[order] = np.arange(len(order))
    return number_of, tokens.terms[order].tolist(), int(tokens.kept[order].sum())


def _describe(corpus: pd.DataFrame, passages: pd.DataFrame, tokens: Tokens) -> list[dict[str, Any]]:
    left_out = {"doc_id", "text", "page", "format", "encoding", "confidence", "default_part"}
    variables = [name for name in corpus.columns if name not in left_out]
    body = passages[passages["kind"] != "front"]
    sizes = body["text"].str.len().groupby([body["doc_id"], body["part"]], sort=False).sum()
    kept = tokens.kept[tokens.ids].astype(np.int64)
    sums = np.concatenate([[0], np.cumsum(kept)])
    words = pd.Series(sums[tokens.offsets[1:]] - sums[tokens.offsets[:-1]])
    words = words.groupby(passages["doc_id"].to_numpy(), sort=False).sum()
    rows = []
    for row in corpus.to_dict("records"):
        doc_id = row["doc_id"]
        own = sizes[doc_id] if doc_id in sizes.index.get_level_values(0) else pd.Series(dtype=int)
        rows.append(
            {
                "id": str(doc_id),
                "variables": {name: _plain(row[name]) for name in variables if _there(row[name])},
                "parts": {str(part): int(size) for part, size in own.items()},
                "words": int(words.get(doc_id, 0)),
            }
        )
    return rows


def _there(value: Any) -> bool:
    return value is not None and not (pd.api.types.is_scalar(value) and pd.isna(value))


def _plain(value: Any) -> Any:
    if hasattr(value, "item"):
        value = value.item()
    return value if isinstance(value, (str, int, float, bool)) else str(value)


def _english(path: Path | None, themes: list[str]) -> list[str]:
    labels = read_theme_labels(path) if path is not None else {}
    return [labels.get(theme, theme) for theme in themes]


def _attention(
    tokens: Tokens, themes: Mapping[str, Sequence[str]], groups: list[str], choices: Choices
) -> dict[str, list[dict[str, Any]]]:
    """Measure the shares of themes by each variable: name → rows of all denominators."""
    if not themes:
        return {}
    body = tokens.where(tokens.passages["kind"] != "front")
    tables: dict[str, list[dict[str, Any]]] = {}
    for name in dict.fromkeys(groups):
        if body.passages[name].nunique() > 60:  # a chart of more bars says nothing
            continue
        table = attention(
            body,
            themes,
            by=name,
            denominator=list(DENOMINATORS),
            n_resamples=choices.n_resamples,
            confidence=choices.confidence,
            seed=choices.seed,
        ).rename(columns={name: "group"})
        table["group"] = table["group"].map(_plain, na_action="ignore")
        rows = table.dropna(subset=["group"]).to_dict("records")
        tables[name] = [{str(key): row[key] for key in row} for row in rows]
    return tables


def _targets(
    targets: pd.DataFrame, corpus: pd.DataFrame, passages: pd.DataFrame
) -> list[dict[str, Any]]:
    """List the targets with the document, the passage and the place in it, in UTF-16 units."""
    place = {doc_id: number for number, doc_id in enumerate(corpus["doc_id"])}
    first = _first_passages(corpus, passages)
    starts = passages["start"].to_numpy()
    texts = passages["text"].tolist()
    rows = []
    for row in targets.to_dict("records"):
        document = place[row["doc_id"]]
        inside = slice(first[document], first[document + 1])
        passage = int(np.searchsorted(starts[inside], row["start"], side="right")) - 1
        at = first[document] + passage
        span = [int(row[end]) - int(starts[at]) for end in ("start", "end")]
        own = {name: _plain(row[name]) if _there(row[name]) else None for name in TARGET_COLUMNS}
        rows.append({**own, "at": [document, passage, *utf16(texts[at], span)]})
    return rows


def _first_passages(corpus: pd.DataFrame, passages: pd.DataFrame) -> list[int]:
    counts = passages["doc_id"].value_counts()
    sizes = [int(counts.get(doc_id, 0)) for doc_id in corpus["doc_id"]]
    return [0, *np.cumsum(sizes).tolist()]


def _documents(
    corpus: pd.DataFrame,
    passages: pd.DataFrame,
    tokens: Tokens,
    numbers: NDArray[np.int64],
    matches: Matches | None,
) -> Iterator[tuple[dict[str, Any], NDArray[np.int64]]]:
    first = _first_passages(corpus, passages)
    gone = dict(iter(removed_lines(corpus).groupby("doc_id", sort=False)))
    nothing = pd.DataFrame({"line": [], "rule": [], "text": []})
    columns = {name: passages[name].tolist() for name in ("kind", "part", "section", "text")}
    for number, doc_id in enumerate(corpus["doc_id"]):
        begin, end = first[number], first[number + 1]
        tokens_from, tokens_to = (int(tokens.offsets[at]) for at in (begin, end))
        rows = range(begin, end)
        chunk = {
            "kinds": [columns["kind"][at] for at in rows],
            "parts": [columns["part"][at] for at in rows],
            "sections": [columns["section"][at] for at in rows],
            "sizes": np.diff(tokens.offsets[begin : end + 1]).tolist(),
            "sentences": [_sentence_starts(columns["text"][at]) for at in rows],
            "removed": _removed(gone.get(doc_id, nothing)),
            "themes": _theme_places(matches, tokens_from, tokens_to),
        }
        yield chunk, numbers[tokens_from:tokens_to]


def _sentence_starts(text: str) -> list[int]:
    return utf16(text, [start for start, _ in sentence_spans(text)] or [0])


def _removed(taken: pd.DataFrame) -> list[list[Any]]:
    """List the lines taken out: number on the page, rule, text, and the kept lines before it."""
    lines = taken["line"].to_numpy(dtype=np.int64)
    before = lines - 1 - np.arange(len(lines))
    return [
        [int(line), rule, "" if rule == "blank line" else text, int(kept)]
        for line, rule, text, kept in zip(lines, taken["rule"], taken["text"], before, strict=True)
    ]


def _theme_places(matches: Matches | None, start: int, end: int) -> list[list[int]]:
    """List where themes stand: theme, first token of the document, how many tokens."""
    if matches is None:
        return []
    rows = slice(*np.searchsorted(matches.first, [start, end]))
    first = matches.first[rows]
    places = np.stack([matches.theme[rows], first - start, matches.last[rows] - first])
    return [list(map(int, place)) for place in places.T]
