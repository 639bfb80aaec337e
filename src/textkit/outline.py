"""Report text → passages: sections, paragraphs or sentences, each with its part and heading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import repeat

import pandas as pd

from textkit.front import front_matter
from textkit.headings import DASH, HOLDER, LISTS, Heading, find_headings
from textkit.lines import PLAIN, Line
from textkit.numbering import note_numbering
from textkit.parts import assign_parts
from textkit.sentences import sentence_spans
from textkit.tables import require_columns, text_column
from textkit.years import assign_years, find_report_year

# What reading a file says of it, and the texts themselves, do not ride along.
_BOOKKEEPING = frozenset(
    ("text", "page", "format", "file", "encoding", "confidence", "default_part")
)


# A line, a kind, and the spans of passages that have both.
_Passages = tuple[Line, str, list[tuple[int, int]]]


def split(corpus: pd.DataFrame | str | Sequence[str], into: str = "paragraph") -> pd.DataFrame:
    """Split documents into sections, paragraphs or sentences.

    Passages come in the order of the text, do not overlap, and leave only white space
    between them. A line of the text is a paragraph; a section is a heading with all that
    stands before the next one; a sentence ends where ``textkit.sentences`` says.

    Parameters
    ----------
    corpus : DataFrame, str or sequence of str
        ``doc_id``, ``text`` and document variables. ``default_part``, if there is such a
        variable, is the part of text under no heading that says which part it opens;
        ``year`` is the report's own year, ``period`` what its plan is for.
        A text or several are called "1", "2" ….
    into : "section", "paragraph" or "sentence"

    Returns
    -------
    DataFrame
        ``passage_id``, ``doc_id``, ``part`` (one of ``textkit.parts.PARTS``),
        ``from_year`` and ``to_year`` (the years that the part speaks of; Int64),
        ``section`` (the headings above, outermost first, joined by " › "), ``heading``
        (the innermost of them), ``kind`` (front, heading or body), ``start`` and ``end``
        (characters; ``text == document[start:end]``), ``text``, and the document variables,
        but not what reading the file said of it (``page``, ``file``, ``encoding`` …).

    Raises
    ------
    TypeError
        If ``corpus`` is neither a DataFrame nor text.
    ValueError
        If ``into`` is none of the three, a column is missing, or a ``doc_id`` comes twice.

    Examples
    --------
    >>> import pandas as pd, textkit as tk
    >>> corpus = pd.DataFrame({"doc_id": ["a"], "text": ["一、工作回顾\\n经济增长。民生改善。"]})
    >>> tk.split(corpus, into="sentence")[["part", "heading", "kind", "text"]].values.tolist()
    ... # doctest: +NORMALIZE_WHITESPACE
    [['回顾', '一、工作回顾', 'heading', '一、工作回顾'],
     ['回顾', '一、工作回顾', 'body', '经济增长。'],
     ['回顾', '一、工作回顾', 'body', '民生改善。']]
    """
    cutters = {"section": _sections, "paragraph": _paragraphs, "sentence": _sentences}
    if into not in cutters:
        raise ValueError(f"into is {into!r}; use 'section', 'paragraph' or 'sentence'.")
    corpus = as_corpus(corpus)
    taken = [name for name in corpus.columns if name in _COLUMNS and name != "text"]
    if taken:
        raise ValueError(f"corpus has the column {taken[0]!r}, which split writes; rename it.")
    variables = [name for name in corpus.columns if name not in _BOOKKEEPING]
    columns: dict[str, list[object]] = {name: [] for name in _COLUMNS}
    row_of: list[int] = []
    for number, (doc_id, text, lines, _) in enumerate(_outlines(corpus)):
        before = len(row_of)
        for line, kind, spans in cutters[into](lines):
            said = (line.part, line.from_year, line.to_year, " › ".join(line.path))
            shared = dict(
                zip(_SHARED, (*said, line.path[-1] if line.path else "", kind), strict=True)
            )
            for name, value in shared.items():
                columns[name].extend(repeat(value, len(spans)))
            columns["start"].extend(start for start, _ in spans)
            columns["end"].extend(end for _, end in spans)
            columns["text"].extend(text[start:end] for start, end in spans)
            row_of.extend(repeat(number, len(spans)))
        ids = (f"{doc_id}#{into[0]}{order:04d}" for order in range(len(row_of) - before))
        columns["passage_id"].extend(ids)
    table = pd.DataFrame(
        {
            name: text_column(columns[name])
            if kind == "str"
            else pd.Series(columns[name], dtype=kind)
            for name, kind in _COLUMNS.items()
        }
    )
    described = corpus[variables].iloc[row_of].reset_index(drop=True)
    table.insert(1, "doc_id", described.pop("doc_id"))
    return pd.concat([table, described], axis=1)


_COLUMNS = {
    "passage_id": "str", "part": "str", "from_year": "Int64", "to_year": "Int64", "section": "str",
    "heading": "str", "kind": "str", "start": "int64", "end": "int64", "text": "str",
}  # fmt: skip


_SHARED = ("part", "from_year", "to_year", "section", "heading", "kind")


def heading_table(corpus: pd.DataFrame | str | Sequence[str]) -> pd.DataFrame:
    """List the headings of documents, and where their numbering breaks.

    Returns
    -------
    DataFrame
        One row per heading in the order of the text: ``doc_id``, ``level`` (1: outermost),
        ``number`` (Int64; missing where there is none), ``heading`` (a lead sentence up to
        its first stop), ``start`` and ``end`` (characters of the heading), ``part``, and
        ``note`` ("jumps from 二 to 四", "repeats 三", "starts at 五", or nothing).

    Examples
    --------
    >>> import textkit as tk
    >>> from textkit.outline import heading_table
    >>> table = heading_table("一、回顾\\n（一）工业。增长6%。\\n（三）农业。\\n二、安排")
    >>> table["level"].sub(1).map("　".__mul__).add(table["heading"]).tolist()
    ['一、回顾', '　（一）工业', '　（三）农业', '二、安排']
    >>> table["note"].tolist()
    ['', '', 'jumps from 一 to 三', '']
    """
    corpus = as_corpus(corpus)
    rows: list[tuple[object, ...]] = []
    for doc_id, _, lines, headings in _outlines(corpus):
        notes = note_numbering(headings)
        rows.extend(
            (doc_id, len(line.path), one.number, one.wording, line.start + one.start,
             line.start + one.end, line.part, note)
            for line, one, note in zip(lines, headings, notes, strict=True)
            if one is not None
        )  # fmt: skip
    table = pd.DataFrame(rows, columns=list(_HEADINGS))
    return table.astype({**_HEADINGS, "doc_id": corpus["doc_id"].dtype})


_HEADINGS = {
    "doc_id": "object", "level": "int64", "number": "Int64", "heading": "str", "start": "int64",
    "end": "int64", "part": "str", "note": "str",
}  # fmt: skip


def as_corpus(corpus: pd.DataFrame | str | Sequence[str]) -> pd.DataFrame:
    """Put a text or several into a corpus table; check one that is there.

    Raises as ``split`` does.
    """
    if isinstance(corpus, str):
        corpus = [corpus]
    if not isinstance(corpus, pd.DataFrame):
        wrong = [one for one in corpus if not isinstance(one, str)]
        if wrong:
            raise TypeError(f"a text must be a str, not {type(wrong[0]).__name__}.")
        ids = [str(number) for number in range(1, len(corpus) + 1)]
        return pd.DataFrame({"doc_id": ids, "text": text_column(corpus)})
    require_columns(corpus, ["doc_id", "text"], "corpus")
    twice = corpus["doc_id"][corpus["doc_id"].duplicated()]
    if len(twice):
        raise ValueError(
            f"doc_id {twice.iloc[0]!r} comes more than once; each document needs its own."
        )
    return corpus


def outline(
    text: str,
    *,
    default_part: str = "other",
    report_year: int | None = None,
    period: str = "",
) -> list[Line]:
    """Read a text line by line: which are headings, how they nest, which part they open.

    ``report_year`` is the report's own; without it the text is asked. ``period`` is what its
    plan is for (今后五年), should its headings not say.
    """
    return _read(text, default_part, report_year, period)[0]


def _outlines(
    corpus: pd.DataFrame,
) -> Iterator[tuple[object, str, list[Line], list[Heading | None]]]:
    defaults = corpus["default_part"] if "default_part" in corpus else [None] * len(corpus)
    years = corpus["year"] if "year" in corpus else [None] * len(corpus)
    periods = corpus["period"] if "period" in corpus else [None] * len(corpus)
    columns = (corpus["doc_id"], corpus["text"], defaults, years, periods)
    for doc_id, text, default, year, period in zip(*columns, strict=True):
        if not isinstance(text, str):
            raise TypeError(f"the text of {doc_id!r} is {type(text).__name__}, not str.")
        part = default if isinstance(default, str) else "other"
        known = int(year) if isinstance(year, int | float) and year == year else None
        planned = period if isinstance(period, str) else ""
        yield doc_id, text, *_read(text, part, known, planned)


def _read(
    text: str, default_part: str, report_year: int | None, period: str
) -> tuple[list[Line], list[Heading | None]]:
    lines = list(_lines(text))
    texts = [line.text for line in lines]
    front = front_matter(texts)
    for position in front:
        lines[position].kind = "front"
    headings = find_headings(texts, skip=front)
    _nest(lines, headings)
    assign_parts(lines, default=default_part)
    year = report_year or find_report_year(lines)
    assign_years(lines, report_year=year, period=period)
    return lines, headings


def _nest(lines: list[Line], headings: list[Heading | None]) -> None:
    """Write into each line its heading, and the headings above it."""
    stack: list[tuple[float, str]] = []
    plain_before = False
    run, items = 0.0, 0  # level and number of the one-paragraph items just before
    for line, one in zip(lines, headings, strict=True):
        if line.kind == "front":
            continue
        if one is not None:
            level = one.level
            if one.alone and level == PLAIN and plain_before:
                level += 0.5  # a second unnumbered line is the first one's subtitle
            while stack and stack[-1][0] >= level:
                stack.pop()
            stack.append((level, one.wording))
            line.kind = "heading" if one.alone else "body"
            if one.alone or one.form not in LISTS:  # an item of a list opens no part
                line.heading = one.wording
                line.level = level if level != HOLDER else PLAIN if one.alone else 1
            items = items + 1 if level == run else 1
            listed = (one.form in LISTS or level == DASH) and not one.alone
            run = level if listed else 0.0
        else:
            lowest = 2.0 if line.text.startswith("各位代表") else 0.0
            if not lowest and run and (run == DASH or items > 1):
                lowest = run  # a paragraph after a list speaks again for the heading above it
            while lowest and stack and stack[-1][0] >= lowest:
                stack.pop()
            run, items = 0.0, 0
        plain_before = line.level == PLAIN and line.kind == "heading"
        line.path = [heading for _, heading in stack]


def _lines(text: str) -> Iterator[Line]:
    """Yield the paragraphs: lines without the white space around them, with offsets."""
    at = 0
    for raw in text.splitlines(keepends=True):
        inner = raw.strip()
        if inner:
            start = at + raw.index(inner)
            yield Line(start, start + len(inner), inner)
        at += len(raw)


def _paragraphs(lines: list[Line]) -> Iterator[_Passages]:
    for line in lines:
        yield line, line.kind, [(line.start, line.end)]


def _sentences(lines: list[Line]) -> Iterator[_Passages]:
    for line in lines:
        spans = [(line.start, line.end)]
        if line.kind == "body":
            at = line.start
            spans = [(at + start, at + end) for start, end in sentence_spans(line.text)]
        yield line, line.kind, spans


def _sections(lines: list[Line]) -> Iterator[_Passages]:
    """Put lines that share all their headings into one passage."""
    for run in _runs(lines):
        kind = "body" if any(line.kind == "body" for line in run) else run[0].kind
        yield run[0], kind, [(run[0].start, run[-1].end)]


def _runs(lines: list[Line]) -> Iterator[list[Line]]:
    run: list[Line] = []
    for line in lines:
        opens = line.kind == "heading" or (
            bool(run) and (line.path != run[-1].path or line.part != run[-1].part)
        )
        if run and opens:
            yield run
            run = []
        run.append(line)
    if run:
        yield run
