"""A folder of texts → a project of its own: catalogue, hand files, choices and notebooks."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path, PurePosixPath
from typing import Any

import pandas as pd

from textkit.corpus import read_corpus
from textkit.metadata import summarise_proposals
from textkit.readers import TABLES, gather
from textkit.readers.tables import read_table
from textkit.workflow.naming import ids_of, variables_of
from textkit.workflow.surveying import survey
from textkit.workflow.toml_text import toml_table, toml_value

CHECK = "please check"
# What a page may say of itself and a catalogue wants; the rest of the proposals is noise here.
_FIELDS = ("title", "place", "level", "year", "delivered", "genre", "period", "speaker", "source")
_TEMPLATES = "templates"


@dataclass
class Started:
    """What was made, and what is left for a person to settle."""

    folder: Path
    n_files: int
    n_documents: int
    n_unsure: int
    skipped: list[dict[str, str]] = field(default_factory=list)
    choices: Mapping[str, Any] = field(default_factory=dict)

    def summary(self) -> str:
        """Say in a few lines what there is and what to do next."""
        chosen = self.choices
        lines = [
            f"{self.folder}: {self.n_documents:,} documents from {self.n_files:,} files.",
            f"  groups compared   {chosen['group'] or 'none: no variable parts the documents'}",
            f"  time              {chosen['time'] or 'none'}",
            f"  language          {chosen['language']}",
        ]
        if self.skipped:
            named = ", ".join(one["file"] for one in self.skipped[:3])
            lines.append(f"  left aside        {len(self.skipped)} files, such as {named}")
        if self.n_unsure:
            lines.append(
                f"  to settle         {self.n_unsure} values in data/catalog.toml, marked “{CHECK}”"
            )
        lines.append(f"Next: cd {self.folder}, look at analysis.toml, then: textkit run")
        return "\n".join(lines)


def start_study(
    folder: str | Path,
    source: str | Path,
    *,
    metadata: str | Path | None = None,
    text: str | None = None,
    encoding: str | None = None,
) -> Started:
    """Make a project from a folder, file or archive of texts.

    The files are copied as they are, those of an archive unpacked. The catalogue says of each
    what its page says of itself (``textkit.propose_metadata``), what its path tells and what
    ``metadata`` says, which prevails. A value that lines contradict, or that only a file's
    name says, is marked for a person to settle.

    Parameters
    ----------
    folder : path
        The project's own folder, which does not exist yet or is empty.
    source : path or glob
        A folder of texts, or one file, table or archive, or a pattern of files.
    metadata : path
        A table (.csv, .tsv, .xlsx …) with a column ``file`` (path in the source, name, or name
        without suffix) and document variables.
    text : str
        The column of a table that holds the texts, if it is not called text, 正文 …
    encoding : str
        What the files are said to be in; found out if not given.

    Raises
    ------
    FileExistsError
        If ``folder`` has something in it.
    FileNotFoundError, ValueError
        If the source or the table cannot be read, or a row of ``metadata`` is of no file.
    """
    folder = Path(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FileExistsError(f"{folder} is there and not empty; name a folder that is not there.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    # made beside its place and renamed at the end: there is never half a project
    try:
        half = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    except PermissionError as error:
        why = "no right to write here; name a folder in a place of your own"
        raise PermissionError(error.errno, why, str(folder.parent)) from None
    try:
        started = _fill(half, source, metadata, text, encoding)
        half.chmod(0o755)
        if folder.exists():
            folder.rmdir()
        half.rename(folder)
    except BaseException:
        shutil.rmtree(half, ignore_errors=True)
        raise
    started.folder = folder
    return started


def _fill(
    root: Path,
    source: str | Path,
    metadata: str | Path | None,
    text: str | None,
    encoding: str | None,
) -> Started:
    items, _ = gather(source)
    names = [item.file for item in items]
    for item in items:
        copy = root / "data" / "raw" / item.file
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(item.read())
    known = _read_metadata(Path(metadata), names) if metadata is not None else {}
    corpus = _read(source, text, encoding)
    if corpus.empty:
        raise ValueError(f"{source}: there is no document in it, only a head or nothing.")
    entries = _entries(root, names, _proposals(corpus, names), known, text)
    catalog = root / "data" / "catalog.toml"
    catalog.write_text(_HEAD + "\n".join(toml_table(*one) for one in entries), encoding="utf-8")
    corpus = read_corpus(catalog, encoding=encoding)  # what it says must be what can be read
    choices = survey(corpus)
    choices["lowercase"] = choices["language"] != "zh"
    _copy_templates(root, choices)
    unsure = sum(note.startswith(CHECK) for _, _, notes in entries for note in notes.values())
    return Started(root, len(items), len(corpus), unsure, corpus.attrs["skipped"], choices)


def _read(source: str | Path, text: str | None, encoding: str | None) -> pd.DataFrame:
    try:
        return read_corpus(source, text=text, encoding=encoding)
    except ValueError as error:
        if not Path(source).is_dir():
            raise
        remedy = f"Mend it or take it out of {source}, then do this again; nothing was made."
        raise ValueError(f"{error}\n{remedy}") from None


_HEAD = """\
# One table per file. `file` and `sha256` are required; every other key is a variable that rides
# along in every later table. Values marked “please check” are contradicted by another line of
# the page, or only a file's name says them: mend them, or take the mark away.

"""


def _proposals(corpus: pd.DataFrame, names: list[str]) -> dict[str, dict[str, tuple[str, str]]]:
    """Let every single page say what it says of itself: file → field → (value, doubt)."""
    from textkit.corpus import proposed_metadata

    single = corpus[corpus["file"].isin(names) & ~corpus["file"].str.lower().str.endswith(TABLES)]
    table = proposed_metadata(single, by_file=True)
    files = dict(zip(single["doc_id"], single["file"], strict=True))
    return {
        files[doc_id]: _say_doubts(rows) for doc_id, rows in table.groupby("doc_id", sort=False)
    }


def _say_doubts(proposals: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """Take the best proposal of each field, and say why it is unsure: field → (value, doubt)."""
    found = {}
    for name, (value, unsure) in summarise_proposals(proposals).items():
        rows = proposals[proposals["field"] == name]
        other = rows[rows["value"] != value]
        first = rows.iloc[0]
        if not unsure:
            doubt = ""
        elif not rows["agrees"].all() and len(other):
            where = f"line {other['line'].iloc[0]}" if other["line"].iloc[0] else "the file's name"
            doubt = f"{CHECK}: {where} says {other['value'].iloc[0]}"
        else:
            where = f"line {first['line']}" if first["line"] else "the file's name"
            doubt = f"{CHECK}: only {where} says so ({first['basis']})"
        found[name] = (value, doubt)
    return found


def _entries(
    root: Path,
    names: list[str],
    proposals: Mapping[str, Mapping[str, tuple[str, str]]],
    known: Mapping[str, Mapping[str, Any]],
    text: str | None,
) -> list[tuple[str, dict[str, Any], dict[str, str]]]:
    ids, paths = ids_of(names), variables_of(names)
    entries = []
    for name in names:
        content = (root / "data" / "raw" / name).read_bytes()
        values: dict[str, Any] = {
            "file": f"raw/{name}",
            "sha256": hashlib.sha256(content).hexdigest(),
        }
        if text is not None and name.lower().endswith(TABLES):
            values["text"] = text
        values |= paths[name]
        notes: dict[str, str] = {}
        for key, (value, doubt) in proposals.get(name, {}).items():
            if key in _FIELDS:
                values[key] = _typed(key, value)
                if doubt:
                    notes[key] = doubt
        for key, value in known.get(name, {}).items():
            values[key] = value
            notes.pop(key, None)
        entries.append((ids[name], values, notes))
    if all(values.get("series") == values.get("place") for _, values, _ in entries):
        for _, values, _ in entries:
            values.pop("series", None)
    return entries


def _typed(key: str, value: str) -> Any:
    if key == "year" and value.isdecimal():
        return int(value)
    if key == "delivered":
        import datetime

        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            return value
    return value


def _read_metadata(path: Path, names: list[str]) -> dict[str, dict[str, Any]]:
    """Read a table of document variables: file → variable → value."""
    table = read_table(path.read_bytes(), str(path), text="file")
    by_name: dict[str, list[str]] = {}
    for name in names:
        short = PurePosixPath(name)
        for called in dict.fromkeys((name, short.name, short.stem, str(short.with_suffix("")))):
            by_name.setdefault(called, []).append(name)
    known: dict[str, dict[str, Any]] = {}
    for number, row in enumerate(table.rows, start=1):
        called = str(row.pop("file"))
        found = by_name.get(called, [])
        if len(found) != 1:
            why = "is no file of the source" if not found else f"may be {found[0]} or {found[1]}"
            raise ValueError(f"{path}, row {number}: {called!r} {why}.")
        known[found[0]] = {
            f"{key}_" if key in ("file", "sha256", "text") else key: value  # the catalogue's own
            for key, value in row.items()
            if value is not None
        }
    return known


def _copy_templates(root: Path, choices: Mapping[str, Any]) -> None:
    """Write hand files, choices, notebooks and a README, with the choices filled in."""
    for name, content in _templates(resources.files("textkit") / _TEMPLATES):
        for key, value in choices.items():
            content = content.replace(f"%{key}%", toml_value(value))
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")


def _templates(folder: Any, before: str = "") -> Iterator[tuple[str, str]]:
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.is_dir() and entry.name != "__pycache__":
            yield from _templates(entry, f"{before}{entry.name}/")
        elif entry.is_file():
            yield before + entry.name, entry.read_text(encoding="utf-8")
