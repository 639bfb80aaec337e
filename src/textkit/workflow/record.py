"""What was written, from what: tables on disk, hashes, and the manifest of figures."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

import pandas as pd

from textkit.output import escape_cell, unescape_cell, write_bytes
from textkit.workflow.locking import WAIT_SECONDS, one_at_a_time


def write_table(path: Path, table: pd.DataFrame) -> bool:
    """Write a table as CSV for people and programs; return whether the file changed.

    UTF-8 with a byte order mark (spreadsheets need it for Chinese), whole numbers in full and
    others to six significant digits (more would differ between processors), and a ``'``
    before text that a spreadsheet would run as a formula.
    """
    escaped = table.copy()
    for name in escaped.columns:
        if not pd.api.types.is_numeric_dtype(escaped[name]):
            escaped[name] = escaped[name].map(escape_cell, na_action="ignore")
    text = escaped.to_csv(
        index=False, float_format=_number, lineterminator="\n", quoting=csv.QUOTE_MINIMAL
    )
    return write_bytes(path, text.encode("utf-8-sig"))


def _number(value: Any) -> str:
    """Write 45000000000.0 in full: an amount of money is no measurement."""
    whole = value.is_integer() and abs(value) < 1e15
    return f"{value:.0f}" if whole else f"{value:.6g}"


def read_table(path: Path, *, text: Sequence[str] = ()) -> pd.DataFrame:
    """Read a table that :func:`write_table` wrote.

    ``text`` names the columns that hold text even where it looks like numbers.

    Raises
    ------
    FileNotFoundError
        If it does not exist; the message says how to make it.
    """
    if not path.is_file():
        raise FileNotFoundError(f"{path} does not exist; run the notebook that writes it (make).")
    table = pd.read_csv(
        path,
        encoding="utf-8-sig",
        keep_default_na=False,
        na_values=[""],
        dtype=dict.fromkeys(text, "str"),
    )
    for name in table.columns:
        if not pd.api.types.is_numeric_dtype(table[name]):
            table[name] = table[name].map(unescape_cell, na_action="ignore")
    return table


def text_columns(table: pd.DataFrame) -> list[str]:
    """List the columns of a table that hold text."""
    return [
        name
        for name in table.columns
        if not pd.api.types.is_numeric_dtype(table[name])
        and not pd.api.types.is_bool_dtype(table[name])
    ]


def sha256_of(path: Path) -> str:
    """Return a file's SHA-256 in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def hashes_of(paths: Iterable[Path], root: Path) -> dict[str, str]:
    """Return path (from ``root``, with ``/``) → SHA-256, in the order of the paths."""
    return {path.relative_to(root).as_posix(): sha256_of(path) for path in sorted(paths)}


class Manifest:
    """``figures/manifest.json``: each table and figure with its notebook, data and versions.

    ``tables`` and ``figures`` name for each entry its notebook, its files with their
    SHA-256, and a context; ``contexts`` holds the hashes of the data and the versions.
    Every change is written at once, so that any one notebook can be run alone, and under a
    lock, so that of two that run at once neither loses what the other wrote.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.path = root / "figures" / "manifest.json"

    def read(self) -> dict[str, dict[str, Any]]:
        """Return the manifest, empty if there is none yet."""
        if not self.path.is_file():
            return {"tables": {}, "figures": {}, "contexts": {}}
        try:
            content = json.loads(self.path.read_text(encoding="utf-8"))
        except ValueError as error:
            raise ValueError(f"{self.path} is no JSON ({error}). {_REMEDY}") from None
        return self._checked(content)

    def _checked(self, content: Any) -> dict[str, dict[str, Any]]:
        """Refuse what no run wrote: its files get deleted and drawn anew, so none lies outside."""
        sections = ("tables", "figures", "contexts")
        if not isinstance(content, dict) or not all(
            isinstance(content.get(one), dict) for one in sections
        ):
            raise ValueError(f"{self.path} lacks one of {', '.join(sections)}. {_REMEDY}")
        for section in sections[:2]:
            for name, entry in content[section].items():
                keys = ("notebook", "files", *(["recipe"] if section == "figures" else []))
                if not isinstance(entry, dict) or not set(keys) <= entry.keys():
                    raise ValueError(f"{self.path}: {name!r} lacks {', '.join(keys)}. {_REMEDY}")
                table = str(entry["recipe"].get("table")) if section == "figures" else ""
                for file in (f"figures/{name}", f"data/derived/{table}", *entry["files"]):
                    if not file.startswith(("figures/", "data/derived/")) or _climbs(file):
                        raise ValueError(
                            f"{self.path}: {name!r} names {file!r}, which is neither in figures "
                            f"nor in data/derived. {_REMEDY}"
                        )
        return content

    def write(self, content: dict[str, dict[str, Any]]) -> bool:
        """Replace the manifest; entries are sorted, so equal results give equal bytes."""
        used = {
            entry["context"]
            for section in ("tables", "figures")
            for entry in content[section].values()
        }
        content["contexts"] = {
            key: value for key, value in content["contexts"].items() if key in used
        }
        text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        return write_bytes(self.path, text.encode())

    def put(
        self,
        section: str,
        name: str,
        entry: dict[str, Any],
        *,
        context: dict[str, Any] | None = None,
    ) -> None:
        """Set one entry of "tables" or "figures", and the context it was made in."""
        with one_at_a_time(self.root, "manifest", wait=WAIT_SECONDS):
            content = self.read()
            if context is not None:
                text = json.dumps(context, ensure_ascii=False, sort_keys=True)
                key = hashlib.sha256(text.encode()).hexdigest()[:12]
                content["contexts"][key] = context
                entry = {**entry, "context": key}
            content[section][name] = entry
            self.write(content)

    def of(self, notebook: str) -> dict[str, str]:
        """Return what a notebook wrote: path from the root → SHA-256."""
        content = self.read()
        return {
            file: digest
            for section in ("tables", "figures")
            for entry in content[section].values()
            if entry["notebook"] == notebook
            for file, digest in entry["files"].items()
        }

    def forget(self, notebook: str) -> dict[str, dict[str, Any]]:
        """Drop the entries of a notebook; return the manifest as it was."""
        with one_at_a_time(self.root, "manifest", wait=WAIT_SECONDS):
            before, content = self.read(), self.read()
            for section in ("tables", "figures"):
                content[section] = {
                    name: entry
                    for name, entry in content[section].items()
                    if entry["notebook"] != notebook
                }
            self.write(content)
        return before

    def recall(self, notebook: str, before: dict[str, dict[str, Any]]) -> None:
        """Put a notebook's entries back that were forgotten and not written again."""
        with one_at_a_time(self.root, "manifest", wait=WAIT_SECONDS):
            content = self.read()
            for section in ("tables", "figures"):
                for name, entry in before[section].items():
                    if entry["notebook"] == notebook:
                        content[section].setdefault(name, entry)
            content["contexts"] = {**before["contexts"], **content["contexts"]}
            self.write(content)


_REMEDY = "Take it back from version control, or delete it and run: textkit run --force"


def _climbs(file: str) -> bool:
    return ".." in PurePosixPath(file).parts or "\\" in file or "\0" in file
