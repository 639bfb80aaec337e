"""A term, themes or a table's rows → the places in the text that they count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from textkit.hand import read_themes
from textkit.matrix import TermMatrix
from textkit.measures.matching import find_matches, find_runs, locate
from textkit.sentences import sentence_spans
from textkit.slices import slices, token_begins
from textkit.tokens import Tokens

Themes = Mapping[str, Sequence[str]] | str | Path
Positions = NDArray[np.int64]

# Columns that say where a passage lies or what it says, not which passages a row is about.
_NO_VARIABLE = ("start", "end", "text", "page", "kind")


def find_places(
    tokens: Tokens, what: Any, *, where: Any = None, themes: Themes | None = None
) -> pd.DataFrame:
    """Find what each term, theme or row counts.

    Returns one row per place, by ``row`` (0, 1, … in what was asked for), then in the order of
    the text: ``row``, ``theme``, ``term`` (as asked for; "" where a row names none),
    ``passage`` (position in ``tokens``), ``begin`` and ``end`` (characters in the passage).
    """
    mask = _mask(tokens, where)
    requests = list(_requests(what))
    finder = _Finder(tokens, themes, [one["term"] for one in requests if _asks_term(one)])
    tables = [finder.find(one) for one in requests]
    for number, table in enumerate(tables):
        table.insert(0, "row", number)
    if not tables:
        raise ValueError("there is nothing to open: give a term, or a table with a row.")
    places = pd.concat(tables, ignore_index=True)
    inside = mask[places["passage"].to_numpy()]
    chosen: pd.DataFrame = places.loc[inside].reset_index(drop=True)
    return chosen


@dataclass(frozen=True)
class _Finder:
    tokens: Tokens
    themes: Themes | None
    terms: list[str]  # all that will be asked for, so that the text is gone through once

    @cached_property
    def of_term(self) -> dict[str, pd.DataFrame]:
        """The places of every term: a token, or a run of tokens that spells it."""
        for term in self.terms:
            if not isinstance(term, str) or not term.strip():
                raise ValueError(f"{term!r} is no term: name a word or a phrase.")
        number_of = {term: number for number, term in enumerate(self.tokens.terms)}
        terms = list(dict.fromkeys(self.terms))
        phrases = [term for term in terms if term not in number_of]
        runs = dict(zip(phrases, find_runs(self.tokens, phrases), strict=True))
        for term in terms:
            if term in number_of:
                first = np.flatnonzero(self.tokens.ids == number_of[term])
                runs[term] = first, first + 1
        first, last = (np.concatenate([runs[term][end] for term in terms]) for end in (0, 1))
        table = self._table(first, last)
        table["term"] = np.repeat(np.array(terms, dtype=object), [len(runs[t][0]) for t in terms])
        ends = np.cumsum([len(runs[term][0]) for term in terms])
        return {
            term: table.iloc[end - len(runs[term][0]) : end]
            for term, end in zip(terms, ends, strict=True)
        }

    @cached_property
    def lengths(self) -> Positions:
        """The characters of each passage."""
        ends = [token_begins(part.tokens)[part.tokens.offsets] for part in slices(self.tokens)]
        return np.concatenate([np.diff(end) for end in ends])

    @cached_property
    def matches(self) -> dict[str, pd.DataFrame]:
        """The places of every theme, as :func:`attention` counts them."""
        if self.themes is None:
            raise ValueError(
                "the table has a column 'theme', but not the words of a theme. "
                "Give them: themes={theme: [word, …]}, or the path of the file."
            )
        groups = dict(
            read_themes(self.themes) if isinstance(self.themes, (str, Path)) else self.themes
        )
        found = find_matches(self.tokens, groups, "theme")
        words = np.array([word for group in groups.values() for word in group], dtype=object)
        table = self._table(found.first, found.last)
        table["term"], table["theme"] = words[found.word], np.array(list(groups))[found.theme]
        return {name: table[found.theme == number] for number, name in enumerate(groups)}

    def find(self, request: dict[str, Any]) -> pd.DataFrame:
        """Find the places of one request: what the columns of a table's row say."""
        if _is_place(request):
            return self._place(request)
        if _is_theme(request):
            theme = request["theme"]
            if theme not in self.matches:
                there = ", ".join(map(str, self.matches))
                raise ValueError(f"{theme!r} is no theme here. There are: {there}.")
            table = self.matches[theme]
        elif "term" in request:
            table = self.of_term[request["term"]]
        elif "passage_id" in request:
            return self._passages(request)
        else:
            raise ValueError(
                "a row opens by its column 'term' (or 'word', 'theme'), 'passage_id', or "
                f"'doc_id' with 'start' and 'end'; this table has: {', '.join(map(str, request))}."
            )
        chosen: pd.DataFrame = table.loc[self._about(request)[table["passage"].to_numpy()]]
        return chosen

    def _table(self, first: Positions, last: Positions) -> pd.DataFrame:
        passage, begin, end = locate(self.tokens, first, last)
        return pd.DataFrame(
            {"theme": "", "term": "", "passage": passage, "begin": begin, "end": end}
        )

    def _passages(self, request: dict[str, Any]) -> pd.DataFrame:
        """Take all sentences of the passages that a row names."""
        spans = [
            (passage, *span)
            for passage in np.flatnonzero(self._about(request)).tolist()
            for span in sentence_spans(self.tokens.text(passage))
        ]
        table = pd.DataFrame(spans, columns=["passage", "begin", "end"], dtype=np.int64)
        return table.assign(theme="", term="")

    def _place(self, request: dict[str, Any]) -> pd.DataFrame:
        """Take the place in a document that a row names, as far as its passage goes."""
        passages = self.tokens.passages
        start, end = int(request["start"]), int(request["end"])
        here = np.flatnonzero((passages["doc_id"] == request["doc_id"]).to_numpy())
        origin = (
            passages["start"].to_numpy(dtype=np.int64)[here]
            if "start" in passages
            else np.zeros(len(here), dtype=np.int64)
        )
        length = self.lengths[here]
        found = np.flatnonzero((origin <= start) & (start < origin + length))[:1]
        if not len(found):
            raise ValueError(
                f"characters {start} to {end} of {request['doc_id']!r} lie in no passage of "
                "these tokens. Give the tokens, or the whole text, that the table is about."
            )
        begin = start - origin[found]
        stop = np.minimum(end - origin[found], length[found])
        term = request.get("term")
        return pd.DataFrame(
            {
                "theme": "",
                "term": term if isinstance(term, str) else "",
                "passage": here[found],
                "begin": begin,
                "end": stop,
            }
        )

    def _about(self, request: dict[str, Any]) -> NDArray[np.bool_]:
        """Tell the passages that have the row's own values of document variables."""
        passages = self.tokens.passages
        mask = np.ones(len(passages), dtype=bool)
        for name, value in request.items():
            if name in passages.columns and name not in _NO_VARIABLE:
                column = passages[name]
                mask &= (column.isna() if pd.isna(value) else column == value).to_numpy(dtype=bool)
        return mask


def _is_place(request: dict[str, Any]) -> bool:
    return {"doc_id", "start", "end"} <= set(request) and not pd.isna(request["start"])


def _is_theme(request: dict[str, Any]) -> bool:
    return "theme" in request and not isinstance(request.get("term"), str)


def _asks_term(request: dict[str, Any]) -> bool:
    return "term" in request and not _is_place(request) and not _is_theme(request)


def _requests(what: Any) -> Iterator[dict[str, Any]]:
    """Yield what is asked for, one mapping of column to value for each row."""
    if isinstance(what, str):
        yield {"term": what}
    elif isinstance(what, pd.Series):
        yield _named(dict(what))
    elif isinstance(what, pd.DataFrame):
        names = list(what.columns)
        for values in zip(*(what[name].tolist() for name in names), strict=True):
            yield _named(dict(zip(names, values, strict=True)))
    elif isinstance(what, Sequence):
        yield from ({"term": term} for term in what)
    else:
        raise TypeError(
            "what must be a term, a list of terms, or a table or one row of it, "
            f"not {type(what).__name__}."
        )


def _named(row: dict[str, Any]) -> dict[str, Any]:
    return {"term": row["word"], **row} if "word" in row and "term" not in row else row


def _mask(tokens: Tokens, where: Any) -> NDArray[np.bool_]:
    if where is None:
        return np.ones(len(tokens), dtype=bool)
    nothing = sparse.csr_array((len(tokens), 0), dtype=np.int64)
    return TermMatrix(nothing, np.empty(0, dtype=object), tokens.passages).rows(where)
