"""Arrays and values → short text that a page can hold and a browser unpacks by itself."""

from __future__ import annotations

import base64
import json
import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray


def varints(numbers: NDArray[np.int64]) -> bytes:
    """Write whole numbers from 0 on, seven bits a byte, the lowest first (LEB128).

    >>> varints(np.array([1, 300])).hex()
    '01ac02'

    Raises
    ------
    ValueError
        If a number is negative.
    """
    values = np.asarray(numbers, dtype=np.int64)
    if len(values) and values.min() < 0:
        raise ValueError(f"{values.min()} is negative and cannot be written so.")
    lengths = np.ones(len(values), dtype=np.int64)
    for bits in range(7, 63, 7):
        lengths += values >= 1 << bits
    ends = np.cumsum(lengths)
    out = np.zeros(int(ends[-1]) if len(values) else 0, dtype=np.uint8)
    for place in range(int(lengths.max(initial=0))):
        rows = lengths > place
        more = (lengths[rows] > place + 1).astype(np.uint8) << 7
        byte = (values[rows] >> (7 * place)) & 0x7F
        out[ends[rows] - lengths[rows] + place] = byte.astype(np.uint8) | more
    return out.tobytes()


def pack(value: Any, numbers: NDArray[np.int64] | None = None) -> str:
    """Pack a value as JSON, and an array behind it, deflated, in base64.

    Four bytes tell how long the JSON is (lowest first). The same input gives the same text.
    """
    head = plain_json(value).encode()
    body = b"" if numbers is None else varints(numbers)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    content = len(head).to_bytes(4, "little") + head + body
    return base64.b64encode(packer.compress(content) + packer.flush()).decode("ascii")


def plain_json(value: Any) -> str:
    """Write JSON that no HTML parser takes for markup, and that every browser reads.

    >>> plain_json({"a": "</script>"})
    '{"a":"\\\\u003c/script\\\\u003e"}'
    """
    # ASCII only, so half a surrogate pair passes too; NaN is no JSON and becomes null.
    text = json.dumps(_without_nan(value), ensure_ascii=True, separators=(",", ":"))
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _without_nan(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _without_nan(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_without_nan(one) for one in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not np.isfinite(value):
        return None
    return value


def utf16(text: str, offsets: list[int]) -> list[int]:
    """Turn offsets in characters into offsets in UTF-16 units, as JavaScript counts.

    >>> utf16("𠀀改革", [0, 1, 2])
    [0, 2, 3]
    """
    if text.isascii() or max(map(ord, text), default=0) < 0x10000:
        return offsets
    wide = np.cumsum([0, *(1 + (ord(one) > 0xFFFF) for one in text)])
    return [int(wide[offset]) for offset in offsets]
