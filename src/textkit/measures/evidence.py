"""A term or a table's rows → the sentences behind them, down to the raw line."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import SequenceMatcher
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textkit.clean import clean_text
from textkit.measures.places import Themes, find_places
from textkit.sentences import sentence_spans
from textkit.tables import require_columns
from textkit.tokens import Tokens, document_variables

_OWN = ("row", "theme", "term", "sentence", "match_start", "match_end", "line", "raw")


def evidence(
    tokens: Tokens,
    what: str | list[str] | pd.DataFrame | pd.Series,
    *,
    n: int | None = None,
    window: int | None = None,
    where: Mapping[str, Any] | NDArray[np.bool_] | pd.Series | None = None,
    themes: Themes | None = None,
    corpus: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Give the sentences behind a number.

    Parameters
    ----------
    tokens : Tokens
        Those that were counted.
    what : term, list of terms, DataFrame or Series
        A term of the vocabulary stands where its tokens are, as counts have it; any other
        word or phrase where whole tokens spell it (:func:`textkit.measures.matching.find_runs`).
        A table opens row by row, one row (``table.loc[3]``) by itself: by its place, if it has
        ``doc_id``, ``start`` and ``end``; by its ``term`` or ``word``; by its ``theme``, as
        ``attention`` counts it; or by its ``passage_id``, all sentences of the passage. Every
        column that the passages have too (district, year, doc_id, part …) confines the row
        to passages with its value.
    n : int
        At most so many places per term or row: one from each document in turn, so that no
        document fills the list.
    window : int
        Characters on either side of the match, instead of its sentence.
    where : mapping of document variables, or mask
        Passages to look in, as :meth:`TermMatrix.rows` reads them: the target of a keyness.
    themes : mapping of theme to words, or path
        For a table with a column ``theme``.
    corpus : DataFrame
        ``doc_id``, ``page`` and ``text``, as :func:`read_corpus` gives them, for the raw lines.

    Returns
    -------
    DataFrame
        One row per place, in the order of what was asked for and of the text: ``row`` (0, 1,
        … in the table; only for a table), ``doc_id``, the document variables, ``part``,
        ``section``, ``passage_id`` (where the passages have them), ``theme`` (with themes),
        ``term``, ``sentence``, ``start``, ``end``, ``match_start``, ``match_end``. All four
        are characters in the document's text, so ``sentence == text[start:end]``. A sentence
        in which a term stands twice comes twice: the rows of a term are its count.

        With ``corpus`` also ``line`` (number on the page as found; of an HTML page among its
        lines of text) and ``raw`` (that line). Corrections by hand change the text and not
        the page: such a line is given as it was found. A line that cannot be told, since
        the text was changed otherwise, is missing (NA).

    Raises
    ------
    TypeError
        If ``what`` is none of these.
    ValueError
        If it is empty, a row names nothing to open, or a place lies in no passage.

    Examples
    --------
    >>> import textkit as tk
    >>> tokens = tk.Tokens.from_words([["深化", "改革", "。", "改革", "开放", "！"]])
    >>> table = evidence(tokens, "改革")
    >>> table[["sentence", "start", "end", "match_start", "match_end"]].values.tolist()
    [['深化改革。', 0, 5, 2, 4], ['改革开放！', 5, 10, 5, 7]]
    """
    places = find_places(tokens, what, where=where, themes=themes)
    table = describe_places(tokens, choose_places(tokens, places, n), window=window, corpus=corpus)
    hidden = [
        *(() if isinstance(what, pd.DataFrame) else ["row"]),
        *(() if (places["theme"] != "").any() else ["theme"]),
    ]
    return table.drop(columns=hidden)


def choose_places(tokens: Tokens, places: pd.DataFrame, n: int | None) -> pd.DataFrame:
    """Choose at most ``n`` places of each row, from one document after the other."""
    if n is None:
        return places
    if n < 1:
        raise ValueError(f"n must be at least 1, not {n}.")
    document = _documents(tokens)[places["passage"].to_numpy()]
    turn = places.groupby([places["row"], document], sort=False).cumcount().to_numpy()
    order = np.lexsort((np.arange(len(places)), turn, places["row"]))
    rank = places.iloc[order].groupby("row", sort=False).cumcount().to_numpy()
    return places.iloc[np.sort(order[rank < n])].reset_index(drop=True)


def describe_places(
    tokens: Tokens,
    places: pd.DataFrame,
    *,
    window: int | None = None,
    corpus: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Put places into words: their sentences, documents and raw lines, as :func:`evidence`."""
    if window is not None and window < 0:
        raise ValueError(f"window must be 0 or more characters, not {window}.")
    passage = places["passage"].to_numpy()
    variables = [name for name in document_variables(tokens.passages) if name not in _OWN]
    order = ["doc_id", *variables, "part", "section", "passage_id"]
    names = [name for name in order if name in tokens.passages]
    # Not the column text: where passages are long, it would come once for every place.
    rows = tokens.passages[names].iloc[passage].reset_index(drop=True)
    origin: Any = 0
    if "start" in tokens.passages:
        origin = tokens.passages["start"].to_numpy(dtype=np.int64)[passage]
    table = pd.DataFrame({"row": places["row"]}).join(rows)
    table["theme"], table["term"] = places["theme"], places["term"]
    begin, end = places["begin"].to_numpy(), places["end"].to_numpy()
    start, stop, text = _sentences(tokens, passage, begin, end, window)
    table["sentence"] = pd.Series(text, dtype=object)
    table["start"], table["end"] = start + origin, stop + origin
    table["match_start"], table["match_end"] = begin + origin, end + origin
    return table if corpus is None else _add_lines(table, corpus)


def _documents(tokens: Tokens) -> NDArray[np.int64]:
    if "doc_id" not in tokens.passages:
        return np.arange(len(tokens))
    return np.asarray(pd.factorize(tokens.passages["doc_id"])[0], dtype=np.int64)


def _sentences(
    tokens: Tokens, passage: Any, begin: Any, end: Any, window: int | None
) -> tuple[NDArray[np.int64], NDArray[np.int64], list[str]]:
    """Cut out the sentence, or the surroundings, of every place, passage by passage."""
    start, stop = begin.copy(), end.copy()
    shown = [""] * len(passage)
    for number, here in pd.Series(range(len(passage))).groupby(passage):
        text, rows = tokens.text(int(number)), here.to_numpy()
        if window is None:
            spans = np.array(sentence_spans(text) or [(0, len(text))])
            first = np.searchsorted(spans[:, 0], begin[rows], side="right") - 1
            last = np.searchsorted(spans[:, 1], end[rows], side="left")
            # A match may begin or end in the white space that lies between sentences.
            start[rows] = np.minimum(spans[np.maximum(first, 0), 0], begin[rows])
            stop[rows] = np.maximum(spans[np.minimum(last, len(spans) - 1), 1], end[rows])
        else:
            start[rows] = np.maximum(begin[rows] - window, 0)
            stop[rows] = np.minimum(end[rows] + window, len(text))
        for row in rows.tolist():
            shown[row] = text[start[row] : stop[row]]
    return start, stop, shown


def _add_lines(table: pd.DataFrame, corpus: pd.DataFrame) -> pd.DataFrame:
    """Add the number and the text of the raw line that each match begins in."""
    require_columns(corpus, ["doc_id", "page", "text"], "corpus")
    require_columns(table, ["doc_id"], "the passages of these tokens")
    formats = corpus["format"] if "format" in corpus else ["text"] * len(corpus)
    pages = dict(
        zip(
            corpus["doc_id"], zip(corpus["page"], corpus["text"], formats, strict=True), strict=True
        )
    )
    number = pd.Series(pd.NA, index=table.index, dtype="Int64")
    raw = pd.Series(pd.NA, index=table.index, dtype=object)
    for doc_id, rows in table.groupby("doc_id", sort=False):
        if doc_id not in pages:
            raise ValueError(f"the corpus has no document {doc_id!r}, which these tokens are of.")
        starts, lines, texts = _raw_lines(*pages[doc_id])
        place = np.searchsorted(starts, rows["match_start"].to_numpy(), side="right") - 1
        known = lines[place] > 0
        number[rows.index[known]] = lines[place[known]]
        raw[rows.index[known]] = texts[place[known]]
    return table.assign(line=number, raw=raw)


def _raw_lines(page: str, text: str, format: str) -> tuple[NDArray[np.int64], Any, Any]:
    """Return where each line of the text starts, the page's line it was (0: none), and that."""
    if format == "html":
        from textkit.html_pages import clean_html

        cleaned = clean_html(page)
    else:
        cleaned = clean_text(page)
    found = cleaned.lines[cleaned.lines["rule"] == ""]
    then, now = found["text"].tolist(), text.split("\n")
    lines = np.zeros(len(now), dtype=np.int64)
    texts = np.full(len(now), "", dtype=object)
    # Equal, or as many lines in place of as many: a correction within the line.
    for same, a, b, c, d in SequenceMatcher(None, then, now, autojunk=False).get_opcodes():
        if same == "equal" or b - a == d - c:
            lines[c:d] = found["line"].iloc[a:b]
            texts[c:d] = then[a:b]
    starts = np.cumsum([0, *(len(line) + 1 for line in now[:-1])])
    return starts, lines, texts
