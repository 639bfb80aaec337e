"""A text's spelling → the same text in one spelling, every character traceable."""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textkit.normalize.wrapping import line_joins

# A piece of text to replace: start, end, what to put there (never longer than the piece).
Edit = tuple[int, int, str]

BREAKS = r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]"
_BREAK = re.compile(BREAKS)
_BLANK = r" \t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e"
    r"\u2060-\u206f\ufeff\ufff9-\ufffc]+"
)
_ALWAYS_HALF = re.compile("[０-９Ａ-Ｚａ-ｚ％＋]+")
_HALF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
# These are marks of Chinese writing too; only digits and letters beside them say otherwise.
_HALF_HERE = re.compile(
    "(?<=[0-9])．(?=[0-9])"
    rf"|^[{_BLANK}]*[0-9]{{1,2}}(．)"
    "|(?<=[0-9A-Za-z])[／＆](?=[0-9A-Za-z])"
    "|(?<=[0-9A-Za-z%])－(?=[0-9A-Za-z])|(?<![0-9A-Za-z%－])－(?=[0-9])",
    re.M,
)
_GAP = re.compile(rf"[{_BLANK}\n]+")
_SPREAD = re.compile(rf"(?<!\S)[{_HAN}](?: [{_HAN}]){{3,}}(?![^\s，。：:！？])")
_BESIDE_HAN = re.compile(
    rf"(?<=[{_HAN}，。：；！？、”’）》】…—]) | (?=[{_HAN}，。：；！？、“‘（《【…—])"
)


@dataclass(frozen=True, eq=False)
class Normalized:
    """What normalising made of one text.

    Attributes
    ----------
    text : str
        The text in one spelling.
    original : str
        The text as it came.
    changes : DataFrame
        One row per kind of change: ``switch``, ``before``, ``after``, ``n`` (how often) and
        ``line`` (of the original, from 1, where it happened first).
    positions : int64 array
        For each character of ``text`` the offset in ``original`` of the character it stands
        for; rising from each to the next.
    """

    text: str
    original: str
    changes: pd.DataFrame
    positions: NDArray[np.int64]

    def __repr__(self) -> str:
        return (
            f"Normalized({len(self.original):,} → {len(self.text):,} characters, "
            f"{int(self.changes['n'].sum()):,} changes)"
        )

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{row.switch}</td><td><code>{html.escape(ascii(row.before))}</code></td>"
            f"<td><code>{html.escape(ascii(row.after))}</code></td>"
            f"<td>{html.escape(str(row.before))} → {html.escape(str(row.after))}</td>"
            f"<td>{row.n}</td><td>{row.line}</td></tr>"
            for row in self.changes.itertuples()
        )
        return (
            f"<p>{html.escape(repr(self))}</p><table><tr><th>switch</th><th>before</th>"
            f"<th>after</th><th></th><th>n</th><th>first line</th></tr>{rows}</table>"
        )


def normalize_text(
    text: str,
    *,
    width: bool = True,
    space: bool = True,
    invisible: bool = True,
    unwrap: bool = False,
    simplify: bool = False,
) -> Normalized:
    """Bring a text into one spelling, and say what was changed and where it stood.

    No switch touches ，。：；“”！？（）, and none but ``simplify`` a Chinese character.
    Normalising a normalised text changes nothing.

    Parameters
    ----------
    text : str
        Any text; lines end as they like.
    width : bool
        Full-width digits, Latin letters, ％ and ＋ become half-width; ． does between digits
        and after the number that begins a line (１．), ／ and ＆ between digits or letters,
        － between them and before a number (a minus). ～, brackets, stops, ①, ㎡ and ‰ stay.
    space : bool
        Line ends become line feeds; blank lines and blanks at the ends of lines go; other
        runs of blanks (tabs, no-break and ideographic spaces too) become one blank. Four and
        more Chinese characters set apart (政 府 工 作) close up; names (鲁 月) stay. In running
        text (30 characters and more, with a stop) a blank beside a Chinese character goes,
        except among the line's first 20 characters, where headings and terms are set apart,
        and inside quotes (“互联网 农业” has lost its +).
    invisible : bool
        Zero-width characters, byte-order marks, soft hyphens, marks of writing direction and
        control characters go. Line ends and tabs are no control characters here.
    unwrap : bool
        Lines broken at a fixed width are joined again (``textkit.normalize.wrapping`` says when).
    simplify : bool
        Traditional characters become simplified ones, by OpenCC's ``t2s``. Names in a
        simplified text may suffer (乾安县 → 干安县): ``changes`` shows it.

    Raises
    ------
    TypeError
        If ``text`` is no str.
    ImportError
        If ``simplify`` is asked for and OpenCC is not there.

    Examples
    --------
    >>> import textkit as tk
    >>> found = normalize_text("　　增长５．２％，超过２０２１年。")
    >>> found.text
    '增长5.2%，超过2021年。'
    >>> found.positions[:3].tolist()
    [2, 3, 4]
    """
    if not isinstance(text, str):
        raise TypeError(f"text must be str, not {type(text).__name__}: decode bytes first.")
    steps: list[tuple[str, Callable[[str], list[Edit]]]] = []
    if invisible:
        steps.append(("invisible", _invisible))
    if unwrap:
        steps.append(("unwrap", line_joins))
    if space:
        steps += [("space", _line_ends), ("space", _gaps), ("space", _spread), ("space", _blanks)]
    if width:
        steps += [("width", _width), ("width", _width_here)]
    if simplify:
        steps.append(("simplify", _simplifier()))
    found, positions = text, np.arange(len(text), dtype=np.int64)
    seen: dict[tuple[str, str, str], tuple[int, int]] = {}
    while True:
        for switch, step in steps:
            edits = step(found)
            _note(seen, switch, found, edits, positions)
            found, positions = _apply(found, positions, edits)
        # Without indents and blank lines the text may read as wrapped once more.
        if not unwrap or not line_joins(found):
            break
    return Normalized(found, text, _table(seen, text), positions)


def _apply(
    text: str, positions: NDArray[np.int64], edits: list[Edit]
) -> tuple[str, NDArray[np.int64]]:
    """Carry out edits that follow each other without overlap."""
    if not edits:
        return text, positions
    pieces, at = [], 0
    for start, end, new in edits:
        pieces += [text[at:start], new]
        at = end
    pieces.append(text[at:])
    step = np.zeros(len(text) + 1, dtype=np.int8)
    # What is put in stands for the first characters of what it replaces.
    np.add.at(step, [start + len(new) for start, _, new in edits], 1)
    np.add.at(step, [end for _, end, _ in edits], -1)
    return "".join(pieces), positions[np.cumsum(step[:-1], dtype=np.int8) == 0]


def _note(
    seen: dict[tuple[str, str, str], tuple[int, int]],
    switch: str,
    text: str,
    edits: list[Edit],
    positions: NDArray[np.int64],
) -> None:
    """Count edits by kind, remembering where in the original each kind came first."""
    counts: Counter[tuple[str, str]] = Counter()
    first: dict[tuple[str, str], int] = {}
    for start, end, new in edits:
        old = text[start:end]
        # What keeps its length is changed character by character.
        pairs = zip(old, new, strict=True) if len(old) == len(new) else [(old, new)]
        for at, pair in enumerate(pairs, start):
            counts[pair] += 1
            first.setdefault(pair, at)
    for (old, new), n in counts.items():
        if old != new:
            at = int(positions[first[old, new]])
            before, earliest = seen.get((switch, old, new), (0, at))
            seen[switch, old, new] = (before + n, min(earliest, at))


def _table(seen: dict[tuple[str, str, str], tuple[int, int]], original: str) -> pd.DataFrame:
    ends = [match.end() for match in _BREAK.finditer(original)] if seen else []
    rows = [(*kind, n, bisect_right(ends, first) + 1) for kind, (n, first) in seen.items()]
    table = pd.DataFrame(rows, columns=["switch", "before", "after", "n", "line"])
    return table.astype(
        {"switch": "str", "before": "str", "after": "str", "n": "int64", "line": "int64"}
    )


def _invisible(text: str) -> list[Edit]:
    return [(match.start(), match.end(), "") for match in _INVISIBLE.finditer(text)]


def _width(text: str) -> list[Edit]:
    return [(*match.span(), match[0].translate(_HALF)) for match in _ALWAYS_HALF.finditer(text)]


def _width_here(text: str) -> list[Edit]:
    # The mark itself is the last character of every match.
    return [
        (match.end() - 1, match.end(), match[0][-1].translate(_HALF))
        for match in _HALF_HERE.finditer(text)
    ]


def _line_ends(text: str) -> list[Edit]:
    return [(*match.span(), "\n") for match in _BREAK.finditer(text) if match[0] != "\n"]


def _gaps(text: str) -> list[Edit]:
    edits = []
    for match in _GAP.finditer(text):
        outside = match.start() == 0 or match.end() == len(text)
        new = "" if outside else "\n" if "\n" in match[0] else " "
        if new != match[0]:
            edits.append((*match.span(), new))
    return edits


def _spread(text: str) -> list[Edit]:
    return [
        (at, at + 1, "")
        for match in _SPREAD.finditer(text)
        for at in range(match.start() + 1, match.end(), 2)
    ]


def _blanks(text: str) -> list[Edit]:
    """Find blanks beside Chinese characters in lines of running text."""
    edits: list[Edit] = []
    for start, end in _lines(text):
        if end - start < 30 or not re.search("[。！？；]", text[start:end]):
            continue
        for match in _BESIDE_HAN.finditer(text, start + 20, end):
            at = match.start()
            if text.rfind("“", at - 20, at) <= text.rfind("”", at - 20, at):
                edits.append((at, at + 1, ""))
    return edits


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    while (end := text.find("\n", start)) >= 0:
        yield start, end
        start = end + 1
    yield start, len(text)


def _simplifier() -> Callable[[str], list[Edit]]:
    try:
        import opencc
    except ImportError:
        raise ImportError('simplify=True needs OpenCC: pip install "textkit[opencc]"') from None
    convert: Callable[[str], str] = opencc.OpenCC("t2s").convert

    def edits(text: str) -> list[Edit]:
        found: list[Edit] = []
        # Half of a surrogate pair is no character that OpenCC could read.
        for match in re.finditer(r"[^\n\ud800-\udfff]+", text):
            old, new = match[0], convert(match[0])
            if len(new) != len(old):
                new = "".join(one if len(one := convert(c)) == 1 else c for c in old)
            if new != old:
                for at, (a, b) in enumerate(zip(old, new, strict=True), match.start()):
                    if a != b:
                        found.append((at, at + 1, b))
        return found

    return edits
