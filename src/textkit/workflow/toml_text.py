"""Values → TOML, as a person would write it."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Mapping
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def toml_key(name: str) -> str:
    """Write a key, in quotes unless it is plain ASCII.

    >>> toml_key("year"), toml_key("福建省/2020")
    ('year', '"福建省/2020"')
    """
    return name if _BARE.fullmatch(name) else toml_value(name)


def toml_value(value: Any) -> str:
    """Write a string, number, truth value, date or list of them.

    >>> [toml_value(value) for value in ("a\\"b", 3, 0.5, True, ["改革", "开放"])]
    ['"a\\\\"b"', '3', '0.5', 'true', '["改革", "开放"]']

    Raises
    ------
    TypeError
        If the value is of another kind.
    """
    if hasattr(value, "item"):  # of NumPy or pandas
        value = value.item()
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()
    if isinstance(value, str):
        # what JSON escapes, TOML escapes alike; DEL is the one that only TOML refuses
        text = value.encode("utf-8", "replace").decode("utf-8")
        return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(toml_value, value))}]"
    raise TypeError(f"{value!r} is a {type(value).__name__}, which TOML has no plain form for.")


def toml_table(name: str, values: Mapping[str, Any], notes: Mapping[str, str] = {}) -> str:
    """Write a table; ``notes`` are comments behind the values of that name.

    >>> print(toml_table("a", {"year": 2020, "place": "福建省"}, {"year": "please check"}))
    [a]
    year = 2020  # please check
    place = "福建省"
    <BLANKLINE>
    """
    lines = [f"[{toml_key(name)}]"]
    for key, value in values.items():
        note = f"  # {' '.join(notes[key].split())}" if key in notes else ""
        lines.append(f"{toml_key(key)} = {toml_value(value)}{note}")
    return "\n".join(lines) + "\n"
