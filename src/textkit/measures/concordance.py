"""Tokens + a term → every place where it stands, with its surroundings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textkit.measures.matching import find_runs, locate
from textkit.tokens import Tokens, document_variables

Places = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]

_SENTENCE_END = re.compile(r"[。！？；!?;\n]+[”’」』）)】]*")


def concordance(
    tokens: Tokens,
    term: str | Sequence[str],
    *,
    window: int = 20,
    within: str = "passage",
    by: str = "text",
    regex: bool = False,
) -> pd.DataFrame:
    """Show every place where a term stands, with what comes before and after.

    Parameters
    ----------
    term : str or list of str
        What to look for. With a list, the table has a column ``term`` and the places of
        each term in turn.
    window : int
        Characters shown on either side, with ``within="passage"``.
    within : "passage" or "sentence"
        Where the surroundings stop. ``"sentence"`` shows the whole sentence whatever the
        window; a sentence ends at 。！？；!?; or a line break.
    by : "text" or "token"
        ``"text"`` finds the characters of the term anywhere, whatever the segmentation and
        punctuation included. ``"token"`` finds only whole tokens, as :func:`attention`
        counts them: a run of tokens that together spell the term, a term with ``*`` or
        ``?`` as wildcards, or several of these with spaces between them.
    regex : bool
        Take the term as a regular expression: searched in the text, or with
        ``by="token"`` to be met by a whole token. Empty matches are passed over.

    Returns
    -------
    DataFrame
        One row per place, in the order of the text: ``doc_id``, ``passage_id`` (where the
        passages have them), ``before``, ``match``, ``after``, ``start``, ``end`` and the
        document variables. ``start`` and ``end`` are offsets in characters in the
        document's text: the passage's own ``start`` (0 if it has none) and the place in it.
        No row if the term stands nowhere. By text, places do not overlap; by token they may.

    Raises
    ------
    ValueError
        If the term is empty or no regular expression, or an option is unknown.

    Examples
    --------
    >>> import textkit as tk
    >>> tokens = tk.Tokens.from_words([["推进", "“", "六城", "联动", "”", "。"]])
    >>> concordance(tokens, "六城联动")[["before", "match", "after", "start"]].values.tolist()
    [['推进“', '六城联动', '”。', 3]]
    """
    if not isinstance(term, str):
        options: dict[str, Any] = {"window": window, "within": within, "by": by, "regex": regex}
        tables = [concordance(tokens, one, **options).assign(term=one) for one in term]
        if not tables:
            raise ValueError("term is an empty list. Name a word or a phrase to look for.")
        return pd.concat(tables, ignore_index=True)
    if not term:
        raise ValueError("term is empty. Name a word or a phrase to look for.")
    if window < 0:
        raise ValueError(f"window must be 0 or more characters, not {window}.")
    if within not in ("passage", "sentence"):
        raise ValueError(f"within must be 'passage' or 'sentence', not {within!r}.")
    if by not in ("text", "token"):
        raise ValueError(f"by must be 'text' or 'token', not {by!r}.")
    try:
        pattern = re.compile(term if regex else re.escape(term))
    except re.error as error:
        raise ValueError(f"{term!r} is no regular expression: {error}.") from error

    passage, begin, end = (
        _in_text(tokens, pattern) if by == "text" else _in_tokens(tokens, pattern, term, regex)
    )
    cut = []
    for position, here in zip(*np.unique(passage, return_index=True), strict=True):
        text = tokens.text(int(position))
        stop = np.searchsorted(passage, position, side="right")
        edges = _edges(text) if within == "sentence" else None
        for first, last in zip(begin[here:stop].tolist(), end[here:stop].tolist(), strict=True):
            if edges is None:
                left, right = max(0, first - window), last + window
            else:
                left = int(edges[np.searchsorted(edges, first, side="right") - 1])
                right = int(edges[np.searchsorted(edges, last, side="left")])
            cut.append((text[left:first], text[first:last], text[last:right]))

    rows = tokens.passages.iloc[passage].reset_index(drop=True)
    offset = rows["start"].to_numpy(dtype=np.int64) if "start" in rows else 0
    table = rows[[name for name in ("doc_id", "passage_id") if name in rows]].copy()
    for place, name in enumerate(("before", "match", "after")):
        table[name] = pd.Series([texts[place] for texts in cut], dtype=object)
    table["start"], table["end"] = begin + offset, end + offset
    return table.join(rows[document_variables(tokens.passages)])


def _in_text(tokens: Tokens, pattern: re.Pattern[str]) -> Places:
    found = [
        (position, *hit.span())
        for position in range(len(tokens))
        for hit in pattern.finditer(tokens.text(position))
        if hit.end() > hit.start()
    ]
    passage, begin, end = np.array(found, dtype=np.int64).reshape(-1, 3).T
    return passage, begin, end


def _in_tokens(tokens: Tokens, pattern: re.Pattern[str], term: str, regex: bool) -> Places:
    if regex:
        met = np.array([pattern.fullmatch(term) is not None for term in tokens.terms], dtype=bool)
        first = np.flatnonzero(met[tokens.ids])
        return locate(tokens, first, first + 1)
    return locate(tokens, *find_runs(tokens, [term])[0])


def _edges(text: str) -> NDArray[np.int64]:
    ends = [hit.end() for hit in _SENTENCE_END.finditer(text)]
    return np.unique(np.array([0, *ends, len(text)], dtype=np.int64))
