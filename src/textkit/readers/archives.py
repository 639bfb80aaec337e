"""A zip archive → its members, within limits and with their names decoded."""

from __future__ import annotations

import io
import re
import stat
import zipfile
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from textkit.decoding import decode

MOST_MEMBERS = 20_000
MOST_BYTES = 2 << 30  # unpacked, all members together
HIGHEST_RATIO = 200  # unpacked to packed; text packs 3 to 20 times
_SMALL = 10 << 20  # below this a high ratio does no harm
_ENCRYPTED, _UTF8 = 0x1, 0x800


class Member(NamedTuple):
    """A file in an archive: its name, and how to get its bytes."""

    name: str
    read: Callable[[], bytes]


def open_zip(raw: bytes, name: str) -> list[Member]:
    """List the files in a zip archive, sorted by name.

    Names without the UTF-8 flag, as Windows writes them, are decoded all together like
    any text of unknown encoding.

    Raises
    ------
    ValueError
        If the archive is damaged or encrypted, has more members or unpacks to more than
        the limits of this module allow, or a member would climb out of the folder, is a
        link or is an archive itself.
    """
    archive = check_zip(raw, name)
    entries = [entry for entry in archive.infolist() if not entry.filename.endswith("/")]
    named = list(zip(_names(entries), entries, strict=True))
    for own, entry in named:
        if own.startswith("/") or re.match(r"[A-Za-z]:", own) or ".." in own.split("/"):
            raise ValueError(f"{name}: member {own!r} would climb out of its folder; not read.")
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise ValueError(f"{name}: member {own!r} is a link; put the file itself in.")
        if own.lower().endswith(".zip"):
            raise ValueError(f"{name}: member {own!r} is an archive itself; unpack it first.")
    named.sort(key=lambda pair: pair[0])
    return [Member(own, partial(_unpack, archive, entry, name, own)) for own, entry in named]


def check_zip(raw: bytes, name: str) -> zipfile.ZipFile:
    """Open an archive (a .docx and an .xlsx are such) whose size is within the limits.

    Raises
    ------
    ValueError
        As ``open_zip`` does.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
    except Exception as error:  # a damaged archive raises of many kinds
        raise ValueError(f"{name} is damaged: {error}. Get the file anew.") from None
    entries = archive.infolist()
    if len(entries) > MOST_MEMBERS:
        raise ValueError(
            f"{name} has {len(entries):,} members, more than {MOST_MEMBERS:,}: "
            "unpack it and read the folder."
        )
    size = sum(entry.file_size for entry in entries)
    if size > MOST_BYTES:
        raise ValueError(
            f"{name} unpacks to {size:,} bytes, more than {MOST_BYTES:,}: "
            "if that is meant, unpack it and read the folder."
        )
    if size > _SMALL and size > HIGHEST_RATIO * len(raw):
        raise ValueError(
            f"{name} unpacks to {size // max(1, len(raw)):,} times its size, more than "
            f"{HIGHEST_RATIO}: it may be a zip bomb. If not, unpack it and read the folder."
        )
    locked = [entry.filename for entry in entries if entry.flag_bits & _ENCRYPTED]
    if locked:
        raise ValueError(f"{name} is encrypted ({locked[0]!r}): unpack it with its password.")
    return archive


def _names(entries: list[zipfile.ZipInfo]) -> list[str]:
    """Decode the members' names: the flagged ones are UTF-8, the others whatever they are."""
    plain = [e.filename.encode("cp437") for e in entries if not e.flag_bits & _UTF8]
    joined = b"\n".join(name.replace(b"\n", b" ") for name in plain)
    decoded = iter(decode(joined, errors="mark", name="names in the archive").text.split("\n"))
    names = [e.filename if e.flag_bits & _UTF8 else next(decoded) for e in entries]
    return [name.replace("\\", "/") for name in names]


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, own: str) -> bytes:
    try:
        return archive.read(entry)
    except Exception as error:  # a damaged archive raises of many kinds
        raise ValueError(f"{name}: member {own!r} is damaged: {error}") from None
