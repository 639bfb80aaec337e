"""Tables of words in TOML: themes, grades of commitment → words by name."""

from __future__ import annotations

import re
import tomllib
from functools import partial
from pathlib import Path
from typing import Any

from textkit.hand.files import error_at, read_text

KEYS = ("label_en", "reason", "words")


def read_themes(path: str | Path) -> dict[str, list[str]]:
    """Read the words of each theme from a TOML file, themes and words in the file's order.

    A theme is a table with ``label_en`` (its English name), ``reason`` (what counts, what
    does not) and ``words``, in which ``*`` and ``?`` stand for any and for one character.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If it is not UTF-8 or not TOML, or holds no theme; if a theme lacks a key, has another
        one, or has no words; if a word is empty or stands twice. File and line are named.
    """
    return {name: list(table["words"]) for name, table in read_tables(path, "theme").items()}


def read_commitment(path: str | Path) -> dict[str, list[str]]:
    """Read graded words from a TOML file, one table per grade, firmest first.

    The tables have the keys of :func:`read_themes`, and the same errors are raised.
    """
    return {name: list(table["words"]) for name, table in read_tables(path, "grade").items()}


def read_theme_labels(path: str | Path) -> dict[str, str]:
    """Read the English name of each theme, or of each grade of commitment.

    Raises what :func:`read_themes` raises.
    """
    return {name: table["label_en"] for name, table in read_tables(path, "theme").items()}


def read_tables(
    path: str | Path, kind: str, *, extra: tuple[str, ...] = ()
) -> dict[str, dict[str, Any]]:
    """Read and check tables of words; ``kind`` is what errors call one, ``extra`` more keys."""
    known = (*extra, *KEYS)
    wrong = partial(error_at, path)
    text = read_text(path)
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        where = re.search(r"at line (\d+)", str(error))
        line = int(where.group(1)) if where else text.count("\n") + 1
        raise wrong(
            line, f'not TOML: {error}. Names in Chinese stand in quotes, as in ["民生"]'
        ) from None
    if not tables:
        raise wrong(1, f'no {kind} in it. Begin each with its name: ["NAME"]')
    owner: dict[str, str] = {}
    for name, table in tables.items():
        line = _line_of(text, name)
        if not isinstance(table, dict):
            raise wrong(line, f'{name!r} is no table. Every {kind} is one: ["{name}"]')
        for key in table:
            if key not in known:
                raise wrong(line, f"{kind} {name!r} has a key {key!r}. Write {', '.join(known)}")
        for key in (*extra, "label_en", "reason"):
            if not isinstance(table.get(key), str) or not table[key].strip():
                raise wrong(line, f"{kind} {name!r} has no {key}. Write one, in quotes")
        words = table.get("words")
        if not isinstance(words, list) or not words:
            raise wrong(line, f"{kind} {name!r} has no words. Write a list of them in brackets")
        for word in words:
            if not isinstance(word, str) or word != word.strip() or not word.strip("*?"):
                raise wrong(
                    line,
                    f"{word!r} in {kind} {name!r} is no word. Write text in quotes, without "
                    "white space around it, with more to it than * and ?",
                )
            if word in owner:
                first = owner[word]
                both = f"twice in {first!r}" if first == name else f"in {first!r} and in {name!r}"
                raise wrong(
                    _line_of(text, name, word), f"{kind} word {word!r} stands {both}. Keep one"
                )
            owner[word] = name
    return tables


def _line_of(text: str, name: str, word: str | None = None) -> int:
    """Find the line where a table begins, or the first one in it that quotes a word."""
    lines = text.split("\n")
    header = re.compile(rf"""\s*\[?\s*["']?{re.escape(name)}["']?\s*[\]=]""")
    begin = next((n for n, line in enumerate(lines) if header.match(line)), 0)
    if word is not None:
        lines[begin] = header.sub("", lines[begin], count=1)  # a table may be called like its word
        quoted = (f'"{word}"', f"'{word}'")
        rest = range(begin, len(lines))
        begin = next((n for n in rest if any(mark in lines[n] for mark in quoted)), begin)
    return begin + 1
