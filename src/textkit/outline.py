"""Report text → passages: sections, paragraphs or sentences, each with its part and heading."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from textkit.clean import front_matter
from textkit.parts import PLAIN, Line, assign_parts
from textkit.tables import require_columns

_NUMERAL = r"[一二三四五六七八九十百]+"
# Level and form of numbered leads; the order is that in which they nest.
_NUMBERED: tuple[tuple[float, re.Pattern[str]], ...] = (
    (1, re.compile(rf"^(第{_NUMERAL}[章部篇]|{_NUMERAL}、)")),
    (2, re.compile(rf"^[（(]{_NUMERAL}[）)]")),
    (3, re.compile(r"^(\d{1,2}[、．]|\d{1,2}\.(?!\d))")),
    (4, re.compile(r"^[（(]\d{1,2}[）)]")),
    (5, re.compile(r"^——?(?=\S)")),
)
_SENTENCE = re.compile(r"[^。！？!?]*[。！？!?]+[”’」』）)]*|[^。！？!?]+$")
_SENTENCE_END = re.compile(r"[。！？!?]")
_STOP = re.compile(r"[。！？；，、,;!?…][”’」』）)]*$")
_LONGEST_HEADING = 40
_MARKUP = "*# \t　"  # Markdown's bold and headings, around a line


def split(corpus: pd.DataFrame, into: str = "paragraph") -> pd.DataFrame:
    """Split documents into sections, paragraphs or sentences.

    Passages come in the order of the text, do not overlap, and leave only white space
    between them. A line of the text is a paragraph; a section is a heading with all that
    stands before the next one; a sentence ends at 。！？ with the closing marks after it.

    Parameters
    ----------
    corpus : DataFrame
        ``doc_id``, ``text`` and document variables. ``default_part``, if there is such a
        variable, is the part of text under no heading that says which part it opens.
    into : "section", "paragraph" or "sentence"

    Returns
    -------
    DataFrame
        ``passage_id``, ``doc_id``, ``part`` (题头, 回顾, 形势, 目标, 任务, 自身建设 or other),
        ``section`` (the headings above, outermost first, joined by " › "), ``heading``
        (the innermost of them), ``kind`` (front, heading or body), ``start`` and ``end``
        (characters; ``text == document[start:end]``), ``text``, and the document variables.

    Raises
    ------
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
    require_columns(corpus, ["doc_id", "text"], "corpus")
    twice = corpus["doc_id"][corpus["doc_id"].duplicated()]
    if len(twice):
        raise ValueError(
            f"doc_id {twice.iloc[0]!r} comes more than once; each document needs its own."
        )
    variables = [name for name in corpus.columns if name not in ("text", "page", "default_part")]
    columns: dict[str, list[object]] = {name: [] for name in _COLUMNS}
    row_of: list[int] = []
    for number, (doc_id, text) in enumerate(zip(corpus["doc_id"], corpus["text"], strict=True)):
        default = corpus["default_part"].iloc[number] if "default_part" in corpus else None
        lines = outline(text, default_part=default if isinstance(default, str) else "other")
        for order, passage in enumerate(cutters[into](text, lines)):
            row_of.append(number)
            columns["passage_id"].append(f"{doc_id}#{into[0]}{order:04d}")
            columns["part"].append(passage.part)
            columns["section"].append(" › ".join(passage.path))
            columns["heading"].append(passage.path[-1] if passage.path else "")
            columns["kind"].append(passage.kind)
            columns["start"].append(passage.start)
            columns["end"].append(passage.end)
            columns["text"].append(passage.text)
    table = pd.DataFrame(
        {
            name: pd.Series(values, dtype="int64" if name in ("start", "end") else "str")
            for name, values in columns.items()
        }
    )
    described = corpus[variables].iloc[row_of].reset_index(drop=True)
    table.insert(1, "doc_id", described.pop("doc_id"))
    return pd.concat([table, described], axis=1)


_COLUMNS = ("passage_id", "part", "section", "heading", "kind", "start", "end", "text")


def outline(text: str, *, default_part: str = "other") -> list[Line]:
    """Read a text line by line: which are headings, how they nest, which part they open."""
    lines = list(_lines(text))
    for position in front_matter([line.text for line in lines]):
        lines[position].kind = "front"
    stack: list[tuple[float, str]] = []
    plain_before = run_in_dash = False
    chapters = any(_NUMBERED[0][1].match(line.text.lstrip(_MARKUP)) for line in lines)
    for line in lines:
        if line.kind == "front":
            continue
        level, heading, alone = _heading(line.text.strip(_MARKUP), chapters=chapters)
        if level:
            if alone and level == PLAIN and plain_before:
                level += 0.5  # a second unnumbered line is the first one's subtitle
            while stack and stack[-1][0] >= level:
                stack.pop()
            stack.append((level, heading))
            line.kind = "heading" if alone else "body"
            line.level, line.heading = level, heading
        elif stack and (line.text.startswith("各位代表") or run_in_dash):
            # a paragraph after a list of —— items speaks again for the heading above them
            lowest = 2 if line.text.startswith("各位代表") else _NUMBERED[-1][0]
            while stack and stack[-1][0] >= lowest:
                stack.pop()
        run_in_dash = level == _NUMBERED[-1][0] and not alone
        plain_before = alone and level == PLAIN
        line.path = [heading for _, heading in stack]
    assign_parts(lines, default=default_part)
    return lines


def _heading(line: str, *, chapters: bool) -> tuple[float, str, bool]:
    """Return the level of a line's heading (0: none), its wording, and whether it stands alone.

    ``chapters`` says that the text has headings of the first level (一、).
    """
    for level, pattern in _NUMBERED:
        if pattern.match(line):
            if len(line) <= _LONGEST_HEADING and not _STOP.search(line):
                return level, line, True
            lead = re.match(r"[^。！？；!?;]*", line)
            wording = lead.group() if lead else ""
            return (level, wording, False) if len(wording) <= _LONGEST_HEADING else (0, "", False)
    if len(line) <= _LONGEST_HEADING and not _STOP.search(line) and not _SENTENCE_END.search(line):
        if line.endswith("——"):
            return 4.5, line, True
        if re.search(r"[:：]$", line):
            # “十四五”: heads what follows; 我们认为，要抓好以下工作： only leads over to it
            leads_over = (
                chapters
                or re.match(r"各位|同志们", line)
                or re.search(r"[，,。；;]|以下|如下|是[:：]|工作[:：]|任务[:：]", line)
            )
            return (0, "", False) if leads_over else (1, line, True)
        if re.search(r"\w", line):
            return PLAIN, line, True
    return 0, "", False


def _lines(text: str) -> Iterator[Line]:
    """Yield the paragraphs: lines without the white space around them, with offsets."""
    at = 0
    for raw in text.splitlines(keepends=True):
        inner = raw.strip()
        if inner:
            start = at + raw.index(inner)
            yield Line(start, start + len(inner), inner)
        at += len(raw)


def _paragraphs(text: str, lines: list[Line]) -> Iterator[Line]:
    yield from lines


def _sentences(text: str, lines: list[Line]) -> Iterator[Line]:
    for line in lines:
        if line.kind != "body":
            yield line
            continue
        for found in _SENTENCE.finditer(line.text):
            inner = found.group().strip()
            if inner:
                start = line.start + found.start() + found.group().index(inner)
                yield replace(line, start=start, end=start + len(inner), text=inner)


def _sections(text: str, lines: list[Line]) -> Iterator[Line]:
    """Put lines that share all their headings into one passage."""
    for first, *rest in _runs(lines):
        last = rest[-1] if rest else first
        kind = "heading" if not rest and first.kind == "heading" else first.kind
        kind = "body" if any(line.kind == "body" for line in (first, *rest)) else kind
        yield replace(first, end=last.end, text=text[first.start : last.end], kind=kind)


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
