"""Bytes and their encoding → text, and each stretch of bytes that is not in it."""

from __future__ import annotations

import re
from typing import NamedTuple

from textkit.decoding.characters import log_chance
from textkit.decoding.guessing import handler

# Bytes of another encoding come as bad bytes with a few accidental characters between them.
_BAD_NARROW = re.compile("[\udc80-\udcff]+(?:[@-~\u0080-\u07ff]{0,3}[\udc80-\udcff]+)*")
_BAD_WIDE = re.compile("[\ud800-\udfff]+")
_ACCIDENTAL = re.compile("[@-~\u0080-\u00af\u00b1-\u00b6\u00b8-\u00d6\u00d8-\u07ff]")
_UTF8_RUN = re.compile(
    rb"(?:[\xe4-\xe9][\x80-\xbf]{2}|\xe3\x80[\x80-\x91]|\xef\xbc[\x80-\xbf]|\xe2\x80[\x94-\xa6]){3,}"
)


class Stretch(NamedTuple):
    """Bytes that are not in the encoding of the text they stand in."""

    byte: int
    line: int
    raw: bytes
    seems: str
    reading: str


def read_through(raw: bytes, encoding: str, start: int) -> tuple[str, list[Stretch]]:
    """Decode all from byte ``start`` on; a stretch that is not in ``encoding`` is one U+FFFD.

    A stretch is bytes that are no characters there or, in GB18030 and Big5, which accept
    nearly everything, three or more characters that read better as UTF-8.
    """
    parts: list[str] = []
    found: list[Stretch] = []
    at = start
    if encoding in ("gb18030", "big5hkscs"):
        for run in _UTF8_RUN.finditer(raw, start):
            other = run.group().decode("utf-8", "replace")
            if likelihood(other) > likelihood(run.group().decode(encoding, "replace")):
                _read_piece(raw, at, run.start(), encoding, parts, found)
                parts.append("\ufffd")
                found.append(Stretch(run.start(), 0, run.group(), "utf-8", other))
                at = run.end()
    _read_piece(raw, at, len(raw), encoding, parts, found)
    return "".join(parts), _with_lines(raw, encoding, found)


def likelihood(text: str) -> float:
    """Return the logarithm of a text's likelihood, character by character."""
    return sum(map(log_chance, text))


def _read_piece(
    raw: bytes, start: int, end: int, encoding: str, parts: list[str], found: list[Stretch]
) -> None:
    piece = raw[start:end]
    try:
        parts.append(piece.decode(encoding))
        return
    except UnicodeDecodeError:
        pass
    how = handler(encoding)
    wide = encoding.startswith("utf-16")
    odd = piece[len(piece) // 2 * 2 :] if wide else b""
    text = piece[: len(piece) - len(odd)].decode(encoding, how)
    at, byte = 0, start
    for bad in (_BAD_WIDE if wide else _BAD_NARROW).finditer(text):
        byte += len(text[at : bad.start()].encode(encoding, how))
        stretch = bad.group().encode(encoding, how)
        before, after, seems, reading = ("", "", "", "")
        if not wide:
            before, after, seems, reading = _explain(text, bad.start(), bad.end(), encoding)
        parts.append(text[at : bad.start() - len(before)] + "\ufffd")
        own = before.encode(encoding, how)
        found.append(
            Stretch(byte - len(own), 0, own + stretch + after.encode(encoding, how), seems, reading)
        )
        at = bad.end() + len(after)
        byte += len(stretch) + len(after.encode(encoding, how))
    parts.append(text[at:] + ("\ufffd" if odd else ""))
    if odd:
        found.append(Stretch(end - 1, 0, odd, "", ""))


def _explain(text: str, start: int, end: int, encoding: str) -> tuple[str, str, str, str]:
    """Find the encoding a stretch seems to be in: characters before, after, encoding, reading.

    Its first and last bytes may be characters by accident, so up to two of these on
    either side are tried with it; the longest stretch that reads as Chinese wins.
    """
    lead, tail = start, end
    while start - lead < 2 and lead and _ACCIDENTAL.match(text, lead - 1):
        lead -= 1
    while tail - end < 2 and tail < len(text) and _ACCIDENTAL.match(text, tail):
        tail += 1
    best = (0.0, "", "", "", "")
    others = [name for name in ("gb18030", "big5hkscs", "utf-8") if name != encoding]
    for first in range(lead, start + 1):
        for last in range(tail, end - 1, -1):
            try:
                raw = text[first:last].encode(encoding, "surrogateescape")
            except UnicodeEncodeError:
                continue
            for name in others:
                try:
                    reading = raw.decode(name)
                except UnicodeDecodeError:
                    continue
                # against chance: 6 a byte is what bytes of no encoding cost (guessing)
                gain = likelihood(reading) + 6.0 * len(raw)
                if gain > max(best[0], 4.0):
                    best = (gain, text[first:start], text[end:last], name, reading)
    return best[1:]


def _with_lines(raw: bytes, encoding: str, found: list[Stretch]) -> list[Stretch]:
    """Number the lines the stretches begin on, from 1."""
    numbered, at, line = [], 0, 1
    for one in found:
        if encoding.startswith("utf-16"):
            line += raw[at : one.byte].decode(encoding, "replace").count("\n")
        else:
            line += raw.count(b"\n", at, one.byte)
        at = one.byte
        numbered.append(one._replace(line=line))
    return numbered


def complain(found: list[Stretch], encoding: str, name: str) -> str:
    """Say where the first stretch is, what it seems to be, and what to do."""
    first = found[0]
    where = f"{name}: byte {first.byte} (line {first.line})"
    if first.seems:
        what = (
            f" begins {len(first.raw)} bytes of {first.seems} in a text in {encoding}; "
            f"they read {first.reading[:20]!r}. Save the text in one encoding"
        )
    else:
        shown = first.raw[:8].hex(" ") + (" …" if len(first.raw) > 8 else "")
        what = f" is damaged: {shown} is not {encoding}. Get the text anew"
    rest = len(found) - 1
    more = f" {rest} more such {'place follows' if rest == 1 else 'places follow'}." if rest else ""
    return f"{where}{what}, or read it with errors='mark'.{more}"
