"""A file, folder, glob or list of paths → the files to read, and those left aside."""

from __future__ import annotations

import glob
import os
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from textkit.readers.archives import open_zip

DOCUMENTS = (".txt", ".md", ".markdown", ".html", ".htm", ".shtml", ".xhtml", ".docx", ".pdf")
TABLES = (".csv", ".tsv", ".xlsx", ".jsonl", ".ndjson", ".parquet")
_REFUSED = {
    ".doc": "old Word: save it as .docx",
    ".wps": "WPS: save it as .docx",
    ".rtf": "save it as .docx",
    ".odt": "save it as .docx",
    ".xls": "old Excel: save it as .xlsx",
    ".et": "WPS: save it as .xlsx",
    ".mht": "save the page as HTML",
    ".mhtml": "save the page as HTML",
    ".rar": "unpack it first",
    ".7z": "unpack it first",
    ".gz": "unpack it first",
    ".tar": "unpack it first",
}
# What a browser saves beside a page: it has no text.
_NO_TEXT = {
    ".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".svg", ".ico", ".tif", ".tiff", ".css",
    ".js", ".map", ".woff", ".woff2", ".ttf", ".otf", ".eot", ".mp3", ".mp4", ".avi", ".flv",
    ".swf", ".wav",
}  # fmt: skip
_SYSTEM = ("thumbs.db", "desktop.ini", "__macosx")


class Item(NamedTuple):
    """A file to read: its name in messages and in the table, its bytes, where it lies on disk."""

    shown: str
    file: str
    read: Callable[[], bytes]
    path: Path

    @property
    def suffix(self) -> str:
        """The suffix in lower case."""
        return PurePosixPath(self.file).suffix.lower()


class Skipped(NamedTuple):
    """A file left aside, and why."""

    file: str
    reason: str


def gather(source: object) -> tuple[list[Item], list[Skipped]]:
    """List the files to read, sorted by name, archives opened.

    Raises
    ------
    FileNotFoundError
        If a path does not exist or a glob finds nothing.
    ValueError
        If some files are of no kind that can be read; the message names them.
    TypeError
        If ``source`` is nothing that names files.
    """
    skipped: list[Skipped] = []
    if isinstance(source, (str, Path)):
        path = Path(source)
        if path.is_dir():
            pairs = list(_walk(path, skipped))
        elif path.exists():
            pairs = [(path.name, path)]
        elif isinstance(source, str) and glob.has_magic(source):
            pairs = _relative(Path(one) for one in glob.glob(source, recursive=True))  # noqa: PTH207
            if not pairs:
                raise FileNotFoundError(f"no file is named like {source}.")
        else:
            raise FileNotFoundError(f"{source} does not exist.")
    elif isinstance(source, Iterable):
        paths = list(source)
        for one in paths:
            if not isinstance(one, (str, Path)):
                raise TypeError(f"a list of paths has {one!r} in it, which is no path.")
            if not Path(one).is_file():
                raise FileNotFoundError(f"{one} is no file.")
        pairs = _relative(map(Path, paths))
    else:
        raise TypeError(
            f"source is of type {type(source).__name__}; "
            "use a path, a glob, a list of paths or a DataFrame."
        )
    found = [
        Item(str(path), unicodedata.normalize("NFC", name), path.read_bytes, path)
        for name, path in pairs
    ]
    items: list[Item] = []
    for item in sorted(found, key=lambda item: item.file):
        if item.suffix == ".zip":
            items += _members(item, skipped, alone=len(found) == 1)
        else:
            items.append(item)
    good = _sort_out(items, skipped, single=items == found)
    if not good:
        raise ValueError(f"there is nothing to read in {source}.")
    return good, sorted(skipped)


def _walk(folder: Path, skipped: list[Skipped]) -> Iterable[tuple[str, Path]]:
    for root, folders, files in os.walk(folder, followlinks=False):
        here = Path(root)
        for name in [*folders, *files]:
            path = here / name
            own = path.relative_to(folder).as_posix()
            linked = name in folders and path.is_symlink()
            if linked or _is_aside(name):
                skipped.append(Skipped(own, "link to a folder" if linked else "hidden"))
            elif name not in folders:
                yield own, path
        folders[:] = [name for name in folders if not _is_aside(name)]


def _is_aside(name: str) -> bool:
    return name.startswith((".", "~$")) or name.lower() in _SYSTEM


def _relative(paths: Iterable[Path]) -> list[tuple[str, Path]]:
    """Name files from the folder that all of them are in."""
    files = {path.absolute(): path for path in paths if path.is_file()}
    if not files:
        return []
    top = os.path.commonpath([path.parent for path in files])
    return [(path.relative_to(top).as_posix(), own) for path, own in files.items()]


def _members(item: Item, skipped: list[Skipped], *, alone: bool) -> list[Item]:
    items = []
    for member in open_zip(item.read(), item.shown):
        file = unicodedata.normalize("NFC", member.name)
        file = file if alone else f"{item.file}/{file}"
        if any(map(_is_aside, member.name.split("/"))):
            skipped.append(Skipped(file, "hidden"))
        else:
            items.append(Item(f"{item.shown}: {member.name}", file, member.read, item.path))
    return items


def _sort_out(items: list[Item], skipped: list[Skipped], *, single: bool) -> list[Item]:
    """Leave pictures and the like aside; refuse what may hold text and cannot be read."""
    good, bad = [], []
    for item in items:
        if item.suffix in (*DOCUMENTS, *TABLES):
            good.append(item)
        elif item.suffix in _NO_TEXT and not (single and len(items) == 1):
            skipped.append(Skipped(item.file, "no text"))
        else:
            bad.append(f"{item.shown} ({_REFUSED.get(item.suffix, 'unknown kind')})")
    if len(bad) == 1:
        raise ValueError(f"cannot read {bad[0]}. {_REMEDY}")
    if bad:
        listed = "".join(f"\n  {one}" for one in bad[:10])
        more = f"\n  and {len(bad) - 10} more" if len(bad) > 10 else ""
        raise ValueError(f"cannot read {len(bad)} files:{listed}{more}\n{_REMEDY}")
    return good


_REMEDY = (
    f"Kinds that can be read: {' '.join((*DOCUMENTS, *TABLES))} .zip. "
    'Convert the file, or choose the others with a glob such as "pages/**/*.txt".'
)
