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
    """Write a file whole or not at all; return whether its content changed."""
    if path.is_file() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        # mkstemp makes private files; a result is for everyone whom the folder is for
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return True


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
