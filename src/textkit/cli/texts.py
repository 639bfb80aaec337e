"""Commands for texts: clean, outline, check, targets, keyness."""

from __future__ import annotations

import re
import sys
import tomllib
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from textkit.cli import app

if TYPE_CHECKING:
    import pandas as pd

Sources = Annotated[
    list[str],
    typer.Argument(help="Files, folders, globs, tables or a catalogue; - is standard input."),
]
Encoding = Annotated[
    str | None, typer.Option(help="What the files are said to be in; found out if not given.")
]
Text = Annotated[str | None, typer.Option(help="The column of a table that holds the texts.")]
Damaged = Annotated[
    bool, typer.Option("--mark-damage", help="Damaged bytes become U+FFFD instead of an error.")
]
Out = Annotated[
    Path | None,
    typer.Option("--out", "-o", help="A .csv, .tsv, .json, .jsonl, .parquet or .xlsx file."),
]
Format = Annotated[
    str | None,
    typer.Option(help="csv, tsv, json, jsonl, parquet or xlsx; by the suffix if not given."),
]

Year = Annotated[int | None, typer.Option(help="The reports' own year, where they do not say.")]


@app.command(rich_help_panel="Texts")
def clean(
    sources: Sources,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="A folder: one .txt per document.")
    ] = None,
    removed: Annotated[
        Path | None, typer.Option(help="Write the lines taken out, with their rules, as a table.")
    ] = None,
    html: Annotated[bool, typer.Option(help="Standard input is HTML.")] = False,
    text: Text = None,
    encoding: Encoding = None,
    mark_damage: Damaged = False,
) -> None:
    """Take a site's own lines out of pages; say how many went."""
    from textkit.corpus import describe_corpus, removed_lines
    from textkit.output import write_bytes
    from textkit.workflow.export import export_table

    corpus = _read(sources, text, encoding, mark_damage, html=html)
    if out is None and len(corpus) > 1:
        raise ValueError(f"{len(corpus)} documents need a folder to go to: --out FOLDER.")
    gone = removed_lines(corpus)
    gone = gone[gone["rule"] != "blank line"]
    if removed is not None:
        _spare([removed], sources)
        export_table(gone, removed)
    if out is None:
        typer.echo(corpus["text"].iloc[0])
    else:
        files = _files(out, corpus["doc_id"])
        _spare(files, sources)
        for file, cleaned in zip(files, corpus["text"], strict=True):
            write_bytes(file, _bytes(f"{cleaned}\n"))
    account = describe_corpus(corpus)
    _say(
        f"{len(corpus)} document{'s' if len(corpus) != 1 else ''}: {account['kept'].sum():,} lines "
        f"kept, {account['removed'].sum():,} taken out by {gone['rule'].nunique()} rules."
    )


@app.command(rich_help_panel="Texts")
def outline(
    sources: Sources,
    into: Annotated[
        str, typer.Option(help="headings, section, paragraph or sentence.")
    ] = "headings",
    out: Out = None,
    format: Format = None,
    text: Text = None,
    encoding: Encoding = None,
    mark_damage: Damaged = False,
) -> None:
    """List headings, or all passages, with the part of the report they belong to."""
    from textkit.outline import heading_table, split

    if into not in ("headings", "section", "paragraph", "sentence"):
        raise ValueError(f"--into is headings, section, paragraph or sentence, not {into!r}.")
    corpus = _read(sources, text, encoding, mark_damage)
    table = heading_table(corpus) if into == "headings" else split(corpus, into=into)
    if into == "headings" and out is None and format is None:
        for doc_id, rows in table.groupby("doc_id", sort=False):
            typer.echo(doc_id)
            indent = rows["level"].map("  ".__mul__)
            typer.echo("\n".join(indent + rows["heading"] + "  [" + rows["part"] + "]"))
        return
    _write(table, sources, out, format)


@app.command(rich_help_panel="Texts")
def check(
    sources: Sources,
    strict: Annotated[bool, typer.Option(help="Exit with 1 if there is an error.")] = False,
    out: Out = None,
    format: Format = None,
    text: Text = None,
    encoding: Encoding = None,
    mark_damage: Damaged = False,
) -> None:
    """Look for copies, damage, fragments, and entries that contradict the texts."""
    from textkit.check import check_corpus

    table = check_corpus(_read(sources, text, encoding, mark_damage))
    _write(table, sources, out, format)
    errors = int((table["severity"] == "error").sum())
    _say(f"{errors} errors, {len(table) - errors} things to look at.")
    if strict and errors:
        raise typer.Exit(1)


@app.command(rich_help_panel="Texts")
def targets(
    sources: Sources,
    year: Year = None,
    kind: Annotated[
        str | None, typer.Option(help="target or achievement; both if not given.")
    ] = None,
    out: Out = None,
    format: Format = None,
    text: Text = None,
    encoding: Encoding = None,
    mark_damage: Damaged = False,
) -> None:
    """List quantified targets: indicator, value, unit, year, verb and sentence."""
    if kind not in (None, "target", "achievement"):
        raise ValueError(f"--kind is target or achievement, not {kind!r}.")
    from textkit.priorities.targets import find_targets

    corpus = _read(sources, text, encoding, mark_damage)
    if year is not None:
        corpus["year"] = year
    table = find_targets(corpus)
    _write(table if kind is None else table[table["kind"] == kind], sources, out, format)


@app.command(rich_help_panel="Texts")
def keyness(
    sources: Sources,
    target: Annotated[
        list[str],
        typer.Option("--target", "-t", help="A document variable and its value: district=二道区."),
    ],
    reference: Annotated[
        list[str] | None,
        typer.Option("--reference", "-r", help="The same; all other documents if not given."),
    ] = None,
    measure: Annotated[
        list[str] | None, typer.Option("--measure", "-m", help="lrc, g2, log_odds_z …")
    ] = None,
    part: Annotated[str | None, typer.Option(help="Only this part of reports: 任务.")] = None,
    lexicon: Annotated[Path | None, typer.Option(help="Words of your own (.tsv).")] = None,
    stopwords: Annotated[str, typer.Option(help="zh, or a file with a word a line.")] = "zh",
    min_length: Annotated[int, typer.Option(help="Characters of a term, at least.")] = 2,
    min_count: Annotated[int, typer.Option(help="Occurrences of a term, at least.")] = 3,
    out: Out = None,
    format: Format = None,
    text: Text = None,
    encoding: Encoding = None,
    mark_damage: Damaged = False,
) -> None:
    """Compare the words of some documents with those of others."""
    from textkit.measures.keyness import keyness as compare
    from textkit.outline import split
    from textkit.segmentation.segmenter import Segmenter

    passages = split(_read(sources, text, encoding, mark_damage))
    passages = passages[passages["kind"] != "front"]
    sides = [_choice(one, passages) if one else None for one in (target, reference)]
    if part is not None:
        there = ", ".join(_values(passages["part"]))
        passages = passages[passages["part"] == part]
        if passages.empty:
            raise ValueError(f"no passage is of the part {part!r}. There are: {there}.")
    tokens = Segmenter(lexicon=lexicon).segment(passages)
    words = tokens.keep(
        stopwords="zh" if stopwords == "zh" else Path(stopwords),
        min_length=min_length,
        pattern=r"[^\W\d_]",  # bare numbers say nothing
    )
    table = compare(words.counts(), *sides, measure=measure or "lrc", min_count=min_count)
    _write(table, sources, out, format)


def _values(values: pd.Series[Any]) -> list[str]:
    """List what a column holds, in order of first appearance."""
    return [str(value) for value in values.dropna().unique()]


def _read(
    sources: Sequence[str],
    text: str | None,
    encoding: str | None,
    mark_damage: bool,
    *,
    html: bool = False,
) -> pd.DataFrame:
    from textkit.corpus import read_corpus

    errors = "mark" if mark_damage else "refuse"
    if "-" not in sources:
        source = sources[0] if len(sources) == 1 else sources
        corpus = read_corpus(source, text=text, encoding=encoding, errors=errors)  # type: ignore[arg-type]
        if corpus.empty:
            raise ValueError(f"{sources[0]}: there is no document in it, only a head or nothing.")
        return corpus
    if len(sources) > 1:
        raise ValueError("- is standard input, and stands by itself.")
    import pandas as pd

    from textkit.readers import read_document

    name = "standard input" + (".html" if html else ".txt")
    page = read_document(
        sys.stdin.buffer.read(), name, encoding=encoding, errors=errors  # type: ignore[arg-type]
    )  # fmt: skip
    row = {"doc_id": "-", "page": page.page, "format": page.format, "file": "-",
           "encoding": page.encoding, "confidence": page.confidence}  # fmt: skip
    return read_corpus(pd.DataFrame([row]))


def _choice(pairs: Sequence[str], passages: pd.DataFrame) -> dict[str, list[Any]]:
    """Read district=二道区; a variable that comes twice takes both values."""
    chosen: dict[str, list[Any]] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise ValueError(
                f"{pair!r} is no choice; write a variable and a value: district=二道区."
            )
        if name not in passages.columns:
            there = ", ".join(passages.columns.drop(["text", "start", "end"]))
            raise ValueError(
                f"{name!r} is no variable of these documents. There are: {there}. Others stand in "
                "a table, or in a catalogue (textkit new makes one)."
            )
        values = {str(one): one for one in passages[name].dropna().unique()}
        if value not in values:
            some = ", ".join([*list(values)[:10], *(["…"] if len(values) > 10 else [])])
            raise ValueError(f"{name} is {value!r} nowhere. There are: {some}.")
        chosen.setdefault(name, []).append(values[value])
    return chosen


def _write(
    table: pd.DataFrame, sources: Sequence[str], out: Path | None, format: str | None
) -> None:
    from textkit.workflow.export import export_table, is_binary

    if out is not None:
        _spare([out], sources)

    if out is None and format is not None and is_binary(format) and sys.stdout.isatty():
        raise ValueError(f"{format} is nothing for a terminal; name a file: --out table.{format}.")
    content = export_table(table, out, format=format)
    if out is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    else:
        _say(f"{len(table):,} rows → {out}")


def _say(words: str) -> None:
    """Tell a person at the terminal; a pipe or a log is not told."""
    if sys.stderr.isatty():
        typer.echo(words, err=True)


def _spare(files: Sequence[Path], sources: Sequence[str]) -> None:
    """Refuse to write over what was read: the page as found would be lost."""
    there = [file for file in files if file.exists()]
    if not there or list(sources) == ["-"]:
        return
    read = {path.resolve() for path in _paths(sources)}
    for file in there:
        if file.resolve() in read:
            raise ValueError(f"{file} is one of the files read; name another place to write to.")


def _paths(sources: Sequence[str]) -> list[Path]:
    from textkit.readers import gather

    catalogue = Path(sources[0])
    if len(sources) == 1 and catalogue.suffix.lower() == ".toml":
        entries = tomllib.loads(catalogue.read_text(encoding="utf-8"))
        return [catalogue, *(catalogue.parent / entry["file"] for entry in entries.values())]
    items, _ = gather(sources[0] if len(sources) == 1 else sources)
    return [item.path for item in items]


def _files(folder: Path, doc_ids: pd.Series[str]) -> list[Path]:
    """Name a file for each document; refuse two names that some disk takes for one."""
    files = [folder / f"{_file_name(doc_id)}.txt" for doc_id in doc_ids]
    first: dict[str, str] = {}
    for file, doc_id in zip(files, doc_ids, strict=True):
        other = first.setdefault(unicodedata.normalize("NFC", file.name).casefold(), doc_id)
        if other != doc_id:
            raise ValueError(
                f"the documents {other!r} and {doc_id!r} would both be {file.name!r}. "
                "Give one of them another doc_id."
            )
    return files


def _file_name(doc_id: str) -> str:
    name = re.sub(r'[/\\:*?"<>|\x00-\x1f\x7f]', "_", doc_id)
    return name if name.strip(". ") else "_"


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")
