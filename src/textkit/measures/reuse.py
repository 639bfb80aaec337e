"""corpus → which passages of one document stand in another, and where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textkit.measures.runs import Runs, number_runs
from textkit.measures.stretches import find_stretches
from textkit.near import letters_of
from textkit.outline import as_corpus, split
from textkit.tables import require_columns


def shared_passages(
    corpus: pd.DataFrame | str | Sequence[str],
    *,
    by: str = "paragraph",
    min_length: int = 8,
    min_weight: float = 0.5,
    n: int = 4,
    without: Iterable[str] = (),
    time: str | None = None,
) -> pd.DataFrame:
    """Find what of a document's passages stands in other documents, word for word or nearly.

    A stretch is found from runs of ``n`` letters that two documents share, which are joined
    where few letters differ: it has ``min_length`` letters in common, half of them (``n`` at
    least) without a break, and no gap is longer than half of it. It is the joint whose letters
    in common less its edits are most (Smith and Waterman 1981 with 1, -1, -1, among the
    runs), and goes on at both ends as long as that pays. Only letters, digits and Chinese
    characters count: punctuation, blanks and line breaks play no part. A stretch ends where
    the passage ends; in the other document it may run on.

    A run that d other documents of N have weighs 1 - log(d) / log(N): 1 if two documents share it,
    0.5 if √N others have it, near 0 if all do. This is the inverse document frequency
    (Spärck Jones 1972) of the other documents, divided by its largest value; Smith, Cordell
    and Mullen (2015) likewise let rare runs decide. With five documents this is a weak
    judge: 1, 0.57, 0.32 and 0.14 for one to four others, whatever the phrase. One document
    more that has a stretch makes it lighter; one that lacks it makes no stretch lighter.

    Parameters
    ----------
    corpus : DataFrame, str or sequence of str
        ``doc_id`` and ``text``.
    by : "section", "paragraph", "sentence" or "document"
        What a passage is.
    min_length : int
        Letters in common, at least ``n``.
    min_weight : float
        Stretches that weigh less, and runs as seeds, are left out: formulas. 0 keeps
        all, and takes long where everything is shared.
    n : int
        Letters in a run, at least 2.
    without : iterable of str
        Slogans: a run that touches one counts as not written, in both documents.
    time : str, optional
        A column of dates or numbers: then only what stands in an earlier document is
        listed, and what is undated is left out.

    Returns
    -------
    DataFrame
        One row per stretch, both ways unless ``time`` is given; heaviest first (``length`` ×
        ``weight``), then in order of the documents.
        ``doc_id``, ``passage_id``, ``start``, ``end``, ``text``;
        ``other_doc_id``, ``other_start``, ``other_end``, ``other_text`` (offsets in the
        documents: ``text == document[start:end]``);
        ``length`` (letters in common), ``edits`` (letters changed, put in or left out between
        them), ``share`` (of the passage's letters, that ``length`` is), ``containment`` (share
        of the passage's runs that stand anywhere in the other document; not
        symmetric: Broder 1997), ``n_documents`` (documents that have its rarest run, so
        at most these have all of it; both counted), ``weight`` (mean of its runs), and, with
        ``time``, ``lag`` (how much earlier the other one is; days if dates).

    Raises
    ------
    TypeError, ValueError
        As ``split`` does, if a choice makes no sense, or ``time`` is no column.

    Examples
    --------
    >>> table = shared_passages(
    ...     ["打造1个绿色园区、5个绿色工厂。", "打造1个绿色园区,5家绿色工厂。"], min_length=8
    ... )
    >>> table[["doc_id", "text", "other_text", "length", "edits"]].head(1).values.tolist()
    [['1', '打造1个绿色园区、5个绿色工厂', '打造1个绿色园区,5家绿色工厂', 13, 1]]
    """
    corpus = as_corpus(corpus).reset_index(drop=True)
    _check(min_length, min_weight, n)
    when = None if time is None else _times(corpus, time)
    passages = _passages(corpus, by)
    texts = corpus["text"].tolist()
    runs = number_runs(texts, n, without=without)
    document = passages["document"].to_numpy()
    bounds = _in_letters(texts, runs, document, passages[["start", "end"]].to_numpy())
    found = find_stretches(
        runs, (document, *bounds.T), when, min_length=min_length, min_weight=min_weight
    )
    rank = -(found["length"] * found["weight"]).round(9)
    found = found.assign(rank=rank).sort_values(
        ["rank", "passage", "other", "place"], ignore_index=True, kind="stable"
    )
    return _table(corpus, passages, runs, bounds, found, when)


def _check(min_length: int, min_weight: float, n: int) -> None:
    if n < 2:
        raise ValueError(f"n must be at least 2, not {n}.")
    if min_length < n:
        raise ValueError(f"min_length must be at least n, which is {n}, not {min_length}.")
    if not 0 <= min_weight <= 1:
        raise ValueError(f"min_weight must be from 0 to 1, not {min_weight}.")


def _times(corpus: pd.DataFrame, name: str) -> NDArray[np.float64]:
    """Return numbers as they are and dates as days; what is missing is NaN."""
    require_columns(corpus, [name], "corpus")
    column = corpus[name]
    if not pd.api.types.is_numeric_dtype(column):
        try:
            day = pd.Timedelta(days=1)
            column = (pd.to_datetime(column) - pd.Timestamp(1970, 1, 1)) / day
        except (ValueError, TypeError) as error:
            raise ValueError(f"{name!r} must hold dates or numbers: {error}.") from error
    return column.to_numpy(dtype=np.float64, na_value=np.nan)


def _passages(corpus: pd.DataFrame, by: str) -> pd.DataFrame:
    if by == "document":
        size = corpus["text"].str.len()
        return pd.DataFrame(
            {"document": corpus.index, "passage_id": corpus["doc_id"], "start": 0, "end": size}
        )
    passages = split(corpus[["doc_id", "text"]], into=by)
    document = pd.Index(corpus["doc_id"]).get_indexer(passages["doc_id"])
    return passages[["passage_id", "start", "end"]].assign(document=document)


def _in_letters(
    texts: Sequence[str], runs: Runs, document: NDArray[np.int64], spans: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Turn offsets of characters in a text into places of letters in all of them."""
    edges = np.searchsorted(document, np.arange(len(texts) + 1))
    places = np.empty_like(spans)
    for at, text in enumerate(texts):
        mine = slice(edges[at], edges[at + 1])
        places[mine] = np.searchsorted(letters_of(text)[1], spans[mine]) + runs.starts[at]
    return places


def _table(
    corpus: pd.DataFrame,
    passages: pd.DataFrame,
    runs: Runs,
    bounds: NDArray[np.int64],
    found: pd.DataFrame,
    when: NDArray[np.float64] | None,
) -> pd.DataFrame:
    passage, other = found["passage"].to_numpy(), found["other"].to_numpy()
    own = passages["document"].to_numpy()[passage]
    texts = corpus["text"].tolist()
    start, end = _characters(texts, runs, own, found["place"], found["end"])
    other_start, other_end = _characters(
        texts, runs, other, found["other_place"], found["other_end"]
    )
    names = corpus["doc_id"].to_numpy()
    letters = bounds[passage, 1] - bounds[passage, 0]
    columns = {
        "doc_id": names[own],
        "passage_id": passages["passage_id"].to_numpy()[passage],
        "start": start,
        "end": end,
        "text": _cut(texts, own, start, end),
        "other_doc_id": names[other],
        "other_start": other_start,
        "other_end": other_end,
        "other_text": _cut(texts, other, other_start, other_end),
        "length": found["length"],
        "edits": found["edits"],
        "share": found["length"].to_numpy() / np.maximum(letters, 1),
        "containment": found["containment"],
        "n_documents": found["n_documents"],
        "weight": found["weight"],
    }
    if when is not None:
        columns["lag"] = when[own] - when[other]
    return pd.DataFrame(columns)


def _characters(
    texts: Sequence[str],
    runs: Runs,
    document: NDArray[np.int64],
    place: pd.Series[int],
    end: pd.Series[int],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Turn places of letters in all texts into offsets of characters in one."""
    start = np.array(place, dtype=np.int64)
    until = np.array(end, dtype=np.int64) - 1
    order = np.argsort(document, kind="stable")
    edges = np.searchsorted(document[order], np.arange(len(texts) + 1))
    for at in np.flatnonzero(np.diff(edges)).tolist():
        rows = order[edges[at] : edges[at + 1]]
        offsets = letters_of(texts[at])[1]
        start[rows] = offsets[start[rows] - runs.starts[at]]
        until[rows] = offsets[until[rows] - runs.starts[at]]
    return start, np.asarray(until + 1, dtype=np.int64)


def _cut(
    texts: Sequence[str],
    document: NDArray[np.int64],
    start: NDArray[np.int64],
    end: NDArray[np.int64],
) -> pd.Series[str]:
    rows = zip(document.tolist(), start.tolist(), end.tolist(), strict=True)
    return pd.Series([texts[at][low:high] for at, low, high in rows], dtype="str")
