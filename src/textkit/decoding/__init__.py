"""Bytes of unknown encoding → text, with how sure that is and every place that is damaged."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from textkit.decoding.damage import Stretch, complain, read_through
from textkit.decoding.guessing import codec_of, declared_charset, guess

__all__ = ["Decoded", "Errors", "codec_of", "declared_charset", "decode"]

Errors = Literal["refuse", "mark"]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_BINARY = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip archive, a .docx or an .xlsx"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF87a", "a GIF picture"),
    (b"GIF89a", "a GIF picture"),
    (b"\xd0\xcf\x11\xe0", "an old Office file (.doc, .xls, .ppt)"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"{\\rtf", "an RTF file"),
    (b"PAR1", "a Parquet file"),
)

_DAMAGE = {
    "byte": "int64", "line": "int64", "length": "int64",
    "bytes": "str", "seems": "str", "reading": "str",
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Decoded:
    """A text, and how it was read from its bytes.

    Attributes
    ----------
    text : str
        The text without byte order mark; line ends as they were. A damaged stretch is
        one U+FFFD.
    encoding : str
        Python's name of the encoding.
    confidence : float
        0 to 1: the chance that this is the encoding (see ``decode``).
    evidence : str
        In words, what speaks for it.
    stretches : tuple of Stretch
        The stretches of bytes that are not in this encoding.
    """

    text: str
    encoding: str
    confidence: float
    evidence: str
    stretches: tuple[Stretch, ...]

    @property
    def damage(self) -> pd.DataFrame:
        """What is not in this encoding, one row per stretch.

        Columns: ``byte`` (from 0), ``line`` (from 1), ``length`` (bytes), ``bytes``
        (hexadecimal), ``seems`` (the encoding it seems to be in, or empty) and
        ``reading`` (what it says in that encoding).
        """
        rows = [
            (s.byte, s.line, len(s.raw), s.raw.hex(), s.seems, s.reading) for s in self.stretches
        ]
        return pd.DataFrame(rows, columns=list(_DAMAGE)).astype(_DAMAGE)


def decode(
    raw: bytes, *, declared: str | None = None, errors: Errors = "refuse", name: str = "the text"
) -> Decoded:
    """Find out how Chinese text was encoded, and decode it.

    A byte order mark decides. Otherwise the declared encoding, UTF-8, GB18030, Big5 and
    UTF-16 are weighed by Bayes' rule. Their priors are .70, .25, .04 and .01, and 1,000
    times the odds for a declared one. The likelihood is that of the characters which four
    stretches of 256 bytes make in it (texts up to 1,024 bytes: all of them): common
    Chinese characters by Zipf's law of their rank in jieba's dictionary, other characters
    by class (first level of GB 2312 or Big5, other Chinese, other letters, private or
    control), bytes that make no character as the rarest. ``confidence`` is the posterior
    of the best; "no Chinese text in any of them" is one of the alternatives. It is 1
    for a byte order mark and for an empty text, and at least .5 for a declared encoding
    that wins and fits.

    Parameters
    ----------
    raw : bytes
    declared : str
        The encoding that somebody or the page itself says it has; gb2312 is taken as
        GB18030, big5 as Big5-HKSCS, latin-1 as cp1252.
    errors : "refuse" or "mark"
        Whether bytes that do not fit are an error, or become U+FFFD and are listed.
    name : str
        What messages call the text.

    Raises
    ------
    ValueError
        If the bytes are a picture, an archive or the like, hold NUL, read as Chinese in
        none of the encodings, or are damaged; the message says where and what to do.

    Examples
    --------
    >>> decoded = decode("政府工作报告".encode("gb18030"))
    >>> decoded.text, decoded.encoding, round(decoded.confidence, 3)
    ('政府工作报告', 'gb18030', 1.0)
    """
    if errors not in ("refuse", "mark"):
        raise ValueError(f"errors is {errors!r}; use 'refuse' or 'mark'.")
    for magic, what in _BINARY:
        if raw.startswith(magic):
            raise ValueError(f"{name} looks like {what}, not text.")
    mark, encoding = next(((m, e) for m, e in _MARKS if raw.startswith(m)), (b"", ""))
    if encoding:
        confidence, evidence = 1.0, "byte order mark"
    elif not raw:
        encoding, confidence, evidence = "utf-8", 1.0, "empty"
    else:
        encoding, confidence, evidence = guess(raw, declared)
    text, stretches = read_through(raw, encoding, len(mark))
    if "\0" in text or (confidence < 0.5 and b"\0" in raw):
        before = text[: text.find("\0")] if "\0" in text else raw[: raw.find(0)].decode("latin-1")
        line = before.count("\n")
        raise ValueError(f"{name} is no text: there is a NUL byte on line {line + 1}.")
    if confidence < 0.5:
        raise ValueError(
            f"{name} reads as Chinese in no encoding known here (nearest: {encoding}, "
            f"confidence {confidence:.2f}). Say which it is with encoding=."
        )
    if errors == "refuse" and stretches:
        raise ValueError(complain(stretches, encoding, name))
    if "\ufffd" in text and len(stretches) < text.count("\ufffd"):
        evidence += "; has U+FFFD in it: damaged before it was saved"
    return Decoded(text, encoding, confidence, evidence, tuple(stretches))
