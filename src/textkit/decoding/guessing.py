"""Bytes → the likeliest of the encodings that Chinese files come in."""

from __future__ import annotations

import codecs
import math
import re
from collections import Counter
from collections.abc import Iterator

from textkit.decoding.characters import log_chance

# How common each encoding is among Chinese files without a mark.
_PRIOR = {
    "utf-8": 0.7,
    "gb18030": 0.25,
    "big5hkscs": 0.04,
    "utf-16-le": 0.008,
    "utf-16-be": 0.002,
}
_NONE = 0.001  # and that it is none of them
_FOREIGN = 0.01  # and that UTF-8 holds no Chinese
_DECLARED = 1000.0  # a declared encoding's odds are so many times higher
_WIDER = {  # pages declare the small set and use the large one
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "cp950": "big5hkscs",
    "ascii": "utf-8",
    "iso8859-1": "cp1252",
}
_BAD = [chr(unit) for unit in range(0xD800, 0xE000)]
_HIGH = bytes(range(128, 256))
_READABLE = {*_PRIOR, "cp1252"}


def declared_charset(raw: bytes) -> str | None:
    """Return the charset that an HTML page declares in a meta element or XML declaration.

    >>> declared_charset(b'<meta http-equiv=Content-Type content="text/html; charset=gb2312">')
    'gb2312'
    """
    found = re.search(
        rb"<meta\b[^>]{0,200}?\bcharset\s*=\s*[\"']?\s*([\w.:-]+)"
        rb"|^\s*<\?xml\b[^>]{0,100}?\bencoding\s*=\s*[\"']([\w.:-]+)",
        raw[:8192],
        re.IGNORECASE,
    )
    return (found[1] or found[2]).decode("ascii", "replace") if found else None


def codec_of(label: str) -> str | None:
    """Return the encoding to read a declared one with, or None if it is not known here.

    >>> codec_of("GB2312"), codec_of("x-user-defined")
    ('gb18030', None)
    """
    try:
        found = codecs.lookup(label.strip().lower().removeprefix("x-")).name
    except (LookupError, ValueError):
        return None
    found = _WIDER.get(found, found)
    return found if found in _READABLE else None


def guess(raw: bytes, declared: str | None) -> tuple[str, float, str]:
    """Compare the encodings: the likeliest, its posterior, and the evidence in words."""
    said = codec_of(declared) if declared else None
    narrow, wide = list(_windows(raw, wide=False)), list(_windows(raw, wide=True))
    weights = {name: math.log(prior) for name, prior in _PRIOR.items()}
    if said:
        weights[said] = weights.get(said, math.log(_NONE)) + math.log(_DECLARED)
    size = sum(len(window) for window, _ in narrow)
    wide_size = sum(len(window) for window, _ in wide)
    samples = {}
    for name in weights:
        samples[name] = _characters(wide if name.startswith("utf-16") else narrow, name)
        chance = sum(log_chance(char) * n for char, n in samples[name].items())
        if name == "utf-8":
            chance = max(chance, math.log(_FOREIGN) + _foreign(samples[name]))
        # the stretches may differ in number: as if all were as long as the narrow ones
        weights[name] += chance * (size / wide_size if name.startswith("utf-16") else 1.0)
    low = sum(len(window.translate(None, _HIGH)) for window, _ in narrow)
    high = size - low
    rival = math.log(_NONE) + high * -6.0 + low * log_chance("a")
    best, second, *_ = sorted(weights, key=lambda name: -weights[name])
    odds = {name: math.exp(weight - weights[best]) for name, weight in weights.items()}
    alike = sum(odds[name] for name in odds if samples[name] == samples[best])
    confidence = alike / (sum(odds.values()) + math.exp(min(700.0, rival - weights[best])))
    if best == said and not any(char in samples[best] for char in _BAD):
        confidence = max(confidence, 0.5)
    if not high and best == "utf-8":
        evidence = "ASCII only"
    else:
        evidence = (
            f"{_usual(samples[best]):.0%} of the characters beyond ASCII are common Chinese ones "
            f"({_usual(samples[second]):.0%} in {second}, the next best)"
        )
    if declared:
        known = "" if said else ", which is not known here"
        evidence = f"declared as {declared}{known}; {evidence}"
    return best, confidence, evidence


def _foreign(sample: Counter[str]) -> float:
    """Return the logarithm of the likelihood of a text in other letters: Latin, Cyrillic …"""
    return sum(
        n
        * (
            max(log_chance(char), -7.5)
            if "\x7f" < char < "\u2e80" and char.isalpha()
            else log_chance(char)
        )
        for char, n in sample.items()
    )


def _usual(sample: Counter[str]) -> float:
    """Return the share of common Chinese characters and marks among those beyond ASCII."""
    beyond = {char: n for char, n in sample.items() if char > "\x7f"}
    usual = sum(n for char, n in beyond.items() if log_chance(char) > -11)
    return usual / max(1, sum(beyond.values()))


def _windows(raw: bytes, *, wide: bool) -> Iterator[tuple[bytes, bool]]:
    """Yield up to four stretches that begin with a character, and whether the text ends there."""
    size = 256
    if len(raw) <= 4 * size:
        yield raw, True
        return
    first = re.search(rb"[\x80-\xff]", raw)
    starts = [0 if wide or first is None else first.start()]
    for quarter in (1, 2, 3):
        near = len(raw) // 4 * quarter & ~1
        line = near if wide else raw.find(b"\n", near, near + 100_000) + 1
        if line > starts[-1] + size:
            starts.append(line)
    for start in starts:
        yield raw[start : start + size], start + size >= len(raw)


def _characters(windows: list[tuple[bytes, bool]], encoding: str) -> Counter[str]:
    counts: Counter[str] = Counter()
    for window, final in windows:
        decoder = codecs.getincrementaldecoder(encoding)(handler(encoding))
        if encoding.startswith("utf-16") and final and len(window) % 2:
            counts["\udc80"] += 1
            window, final = window[:-1], True
        counts.update(decoder.decode(window, final))
    return counts


def handler(encoding: str) -> str:
    """Return the error handler that keeps each bad byte (UTF-16: unit) as a lone surrogate."""
    return "surrogatepass" if encoding.startswith("utf-16") else "surrogateescape"
