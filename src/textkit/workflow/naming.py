"""Paths of files → what their documents are called, and the variables that paths tell."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

import pandas as pd

_NUMBERS = re.compile(r"[\W\d_年月日号]+")
_MOST_SERIES = 8  # as many as can be compared


def ids_of(names: list[str]) -> dict[str, str]:
    """Call documents by their path without suffix, and without the folders that all share."""
    short = _without_shared_folders(names)
    stems = {name: str(PurePosixPath(one).with_suffix("")) for name, one in short.items()}
    taken = pd.Series(list(stems.values())).duplicated(keep=False).to_numpy()
    return {
        name: short[name] if twice else stems[name]
        for name, twice in zip(names, taken, strict=True)
    }


def variables_of(names: list[str]) -> dict[str, dict[str, str]]:
    """Read variables off paths, where they part the files.

    ``folder`` is the one a file lies in, ``top_folder`` the first of several above it, and
    ``series`` what is left of a name without numbers, if it comes again and again.

    >>> variables_of(["吉林省/长春市/parks-2020.txt", "浙江省/杭州市/roads-2020.txt"])[
    ...     "吉林省/长春市/parks-2020.txt"
    ... ]
    {'folder': '长春市', 'top_folder': '吉林省'}
    >>> variables_of(["parks-2020.txt", "parks-2021.txt", "roads-2020.txt", "roads-2021.txt"])[
    ...     "parks-2020.txt"
    ... ]
    {'series': 'parks'}
    """
    inner = [path.parts for path in map(PurePosixPath, _without_shared_folders(names).values())]
    table = pd.DataFrame(
        {
            "folder": [PurePosixPath(name).parent.name for name in names],
            "top_folder": [one[0] if len(one) > 2 else "" for one in inner],
            "series": [_NUMBERS.sub(" ", PurePosixPath(name).stem).strip() for name in names],
        },
        index=pd.Index(names),
        dtype="object",
    )
    sizes = table.nunique()
    several = [str(name) for name in table.columns if sizes[name] > 1]
    if not sizes["series"] <= min(_MOST_SERIES, len(names) / 2) or "" in set(table["series"]):
        several = [name for name in several if name != "series"]
    return {
        str(file): {name: row[name] for name in several if row[name]}
        for file, row in zip(names, table.to_dict("records"), strict=True)
    }


def _without_shared_folders(names: list[str]) -> dict[str, str]:
    parts = [PurePosixPath(name).parts for name in names]
    shared = 0
    while all(len(one) > shared + 1 and one[shared] == parts[0][shared] for one in parts):
        shared += 1
    return {name: "/".join(one[shared:]) for name, one in zip(names, parts, strict=True)}
