"""analysis.toml and the files it names → choices, or a refusal that says where."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from textkit.hand import (
    read_commitment,
    read_corrections,
    read_lexicon,
    read_stopwords,
    read_themes,
)
from textkit.indicators import read_indicators

_HAND: dict[str, Callable[[Path], object]] = {
    "lexicon": read_lexicon,
    "stopwords": read_stopwords,
    "themes": read_themes,
    "commitment": read_commitment,
    "corrections": read_corrections,
    "indicators": read_indicators,
}


class Choices(dict[str, Any]):
    """The choices of one notebook; one that is missing says where it belongs.

    >>> Choices("03-key-terms", {"min_lenght": 2})["min_length"]
    Traceback (most recent call last):
    KeyError: 'analysis.toml has no min_length in [common] or [03-key-terms]. Is min_lenght it?'
    """

    def __init__(self, notebook: str, values: Mapping[str, Any]) -> None:
        super().__init__(values)
        self.notebook = notebook

    def __missing__(self, key: str) -> Any:
        near = difflib.get_close_matches(key, self, n=1)
        remedy = f"Is {near[0]} it?" if near else f"Write {key} = … there."
        raise KeyError(f"analysis.toml has no {key} in [common] or [{self.notebook}]. {remedy}")


def find_root(start: Path | None = None) -> Path:
    """Return the nearest folder, here or above, that has an ``analysis.toml``."""
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / "analysis.toml").is_file():
            return folder
    raise FileNotFoundError(
        f"no analysis.toml in {here} or above; start from inside a textkit project."
    )


def read_settings(root: Path) -> dict[str, Any]:
    """Read ``analysis.toml``, and refuse what is none; the message says where.

    Raises
    ------
    FileNotFoundError
        If there is none in this folder.
    ValueError
        If it is not UTF-8 or TOML, has a value outside a table, or ``[figures]`` lacks
        ``languages`` or ``formats``.
    """
    path = root / "analysis.toml"
    if not path.is_file():
        raise FileNotFoundError(f"no analysis.toml in {root}; it is no textkit project.")
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{path} is not TOML: {error}. Mend that line.") from None
    for name, table in settings.items():
        if not isinstance(table, dict):
            raise ValueError(f"{path}: {name} stands outside a table. Put it below [common].")
    for key in ("languages", "formats"):
        chosen = settings.get("figures", {}).get(key)
        if (
            not isinstance(chosen, list)
            or not chosen
            or not all(isinstance(x, str) for x in chosen)
        ):
            example = '["zh", "en"]' if key == "languages" else '["pdf", "png"]'
            raise ValueError(f"{path}: [figures] has no {key}. Write {key} = {example}")
    return settings


def check_hand_files(root: Path, settings: Mapping[str, Any]) -> None:
    """Read the files of judgement that ``[common]`` names, before anything is run.

    Raises
    ------
    FileNotFoundError, ValueError
        As the readers of ``textkit.hand`` do, naming file, line and remedy.
    """
    for key, read in _HAND.items():
        name = settings.get("common", {}).get(key)
        if isinstance(name, str):
            read(root / name)


def line_of(path: Path, key: str) -> int:
    """Return the first line, from 1, on which a TOML file gives a key its value; 0 if none."""
    lines = path.read_text(encoding="utf-8").splitlines()
    found = (number for number, line in enumerate(lines, 1) if re.match(rf"{key}\s*=", line))
    return next(found, 0)
