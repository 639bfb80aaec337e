"""Words by name, passages by variable → groups to compare, and one table of all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from textkit.counting import count_matrix

Words = Mapping[str, Sequence[str]] | str | Path


def read_words(source: Words, noun: str) -> dict[str, list[str]]:
    """Take themes (or grades) from a mapping or a TOML file, each word once."""
    if isinstance(source, (str, Path)):
        from textkit.hand import read_commitment, read_themes

        source = read_themes(source) if noun == "theme" else read_commitment(source)
    if not source:
        raise ValueError(f"no {noun} is named. Give a mapping of {noun}s to lists of words.")
    home: dict[str, str] = {}
    for name, words in source.items():
        if isinstance(words, str):
            raise ValueError(f"{noun} {name!r} is one string, {words!r}. Give a list of words.")
        for word in words:
            if not word.strip():
                raise ValueError(f"{noun} {name!r} has an empty word. Take it out.")
            if home.setdefault(word, name) != name:
                raise ValueError(
                    f"{word!r} is in two {noun}s, {home[word]!r} and {name!r}. "
                    "Leave it in one of them."
                )
    return {name: list(dict.fromkeys(words)) for name, words in source.items()}


def list_words(words: Mapping[str, Sequence[str]], noun: str) -> pd.DataFrame:
    """List the words in the order in which they are numbered: ``noun`` and ``word``."""
    listed = [(name, word) for name, group in words.items() for word in group]
    return pd.DataFrame(listed, columns=[noun, "word"], dtype=object)


def group_rows(
    passages: pd.DataFrame, by: str | list[str]
) -> tuple[pd.DataFrame, list[NDArray[np.int64]]]:
    """Return the groups' own columns, and which rows each has, in order of first appearance."""
    names = [by] if isinstance(by, str) else list(by)
    numbers = number_rows(passages, names)
    groups = [np.flatnonzero(numbers == n) for n in range(int(numbers.max(initial=-1)) + 1)]
    first = [int(rows[0]) for rows in groups]
    return passages[names].iloc[first].reset_index(drop=True), groups


def number_rows(passages: pd.DataFrame, names: list[str]) -> NDArray[np.int64]:
    """Number the groups that rows belong to, in order of first appearance."""
    if not names:
        raise ValueError("by names no column. Name what the groups are made of.")
    for name in names:
        if name not in passages.columns:
            there = ", ".join(map(str, passages.columns.drop(["text"], errors="ignore")))
            raise KeyError(f"{name!r} is no variable of these passages. There are: {there}.")
    groups = passages.groupby(names, sort=False, dropna=False)
    return np.asarray(groups.ngroup(), dtype=np.int64)


def units_of(passages: pd.DataFrame, unit: str) -> NDArray[np.int64]:
    """Number what a bootstrap draws: each row by itself, or the rows of one value together."""
    if unit == "passage_id":
        return np.arange(len(passages))
    return number_rows(passages, [unit])


def add_rows(number: NDArray[np.int64]) -> sparse.csr_array:
    """Return the matrix that adds up rows of the same number: numbers that occur × rows."""
    _, place = np.unique(number, return_inverse=True)
    return count_matrix(
        place, np.arange(len(number)), (int(place.max(initial=-1)) + 1, len(number))
    )


def stack(keys: pd.DataFrame, tables: list[dict[str, Any]], columns: list[str]) -> pd.DataFrame:
    """Put the tables of all groups under one another, each with its group's columns."""
    if not tables:
        return pd.DataFrame(columns=[*keys.columns, *columns])
    frames = [pd.DataFrame(table) for table in tables]
    repeats = np.repeat(np.arange(len(frames)), [len(frame) for frame in frames])
    left = keys.iloc[repeats].reset_index(drop=True)
    return left.join(pd.concat(frames, ignore_index=True)[columns])
