"""A file that a person wrote → its text and its lines; errors that name file and line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path


def error_at(path: str | Path, line: int, what: str) -> ValueError:
    """Make the error that names the place and says what to do."""
    return ValueError(f"{path}, line {line}: {what}.")


def read_text(path: str | Path) -> str:
    """Read UTF-8, with or without a byte order mark."""
    if not Path(path).is_file():
        raise FileNotFoundError(f"no file {str(path)!r}. Check the name and the working directory.")
    data = Path(path).read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise error_at(path, line, "not UTF-8. Save the file as UTF-8") from None


def number_lines(text: str) -> Iterator[tuple[int, str]]:
    """Number the lines from 1, as an editor does; U+2028 and the like end none."""
    for number, line in enumerate(text.split("\n"), start=1):
        yield number, line.removesuffix("\r")
