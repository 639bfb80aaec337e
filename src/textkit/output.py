"""Content → a file, written whole or not at all; cells that no spreadsheet runs."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path
from typing import Any

# A spreadsheet runs a cell that begins with = + - @ tab or CR; a quote in front keeps it
# text. What already has quotes there gets one more, so that reading can take one off.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")


def write_bytes(path: Path, content: bytes) -> bool:
    """Write a file whole or not at all; return whether its content changed.

    Raises
    ------
    OSError
        If it cannot be written: a folder has its name, a file the name of its folder, the
        folder is not ours to write in, the disk is full. The message names the file.
    """
    if path.is_dir():
        raise IsADirectoryError(f"{path} is a folder. Name a file.")
    if path.is_file() and path.read_bytes() == content:
        return False
    above = next((one for one in path.parents if one.exists()), path.parent)
    if not above.is_dir():
        raise NotADirectoryError(f"{above} is a file, so {path} cannot be made. Name a folder.")
    try:
        _replace(path, content)
    except OSError as error:
        # it would name the file that is made on the way, which nobody knows
        if error.errno is None:
            raise
        raise OSError(error.errno, error.strerror, str(path)) from None
    return True


def _replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # short, so that a long name is refused only if it is too long itself
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:30]}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        # mkstemp makes private files; a result is for everyone whom the folder is for
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def escape_cell(cell: Any) -> Any:
    """Put a quote before text that a spreadsheet would run as a formula.

    >>> escape_cell("=1+1"), escape_cell("改革"), escape_cell(3)
    ("'=1+1", '改革', 3)
    """
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell


def unescape_cell(cell: Any) -> Any:
    """Take that quote off again.

    >>> unescape_cell("'=1+1"), unescape_cell("'tis")
    ('=1+1', "'tis")
    """
    quoted = isinstance(cell, str) and cell.startswith("'") and _FORMULA.match(cell)
    return cell[1:] if quoted else cell
