"""lexicon.tsv → words for the segmenter."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import NamedTuple

from textkit.hand.files import error_at, number_lines, read_text

# The characters that jieba keeps inside a word; it cuts before and after every other one.
OUTSIDE_A_WORD = re.compile(r"[^\u4E00-\u9FD5a-zA-Z0-9+#&._%\-]")


class LexiconEntry(NamedTuple):
    """A word for the segmenter; ``count`` None is jieba's suggestion, 0 forbids the word."""

    word: str
    count: int | None  # type: ignore[assignment]  # hides tuple.count, which nobody needs
    tag: str | None
    note: str


def read_lexicon(path: str | Path) -> list[LexiconEntry]:
    r"""Read words for the segmenter: ``word[\tcount[\ttag[\tnote]]]``, one a line.

    Lines that are empty or begin with ``#`` are skipped. An empty count is jieba's own
    suggestion, which joins the word's characters; a count of 0 forbids the word.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If a word holds a character that jieba cuts at, stands twice, or has a count that
        is no whole number; if the file is not UTF-8. File and line are named.
    """
    wrong = partial(error_at, path)
    entries: list[LexiconEntry] = []
    seen: dict[str, int] = {}
    for number, line in number_lines(read_text(path)):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) > 4:
            raise wrong(number, f"{len(cells)} columns, but word, count, tag and note are all")
        word, count, tag, note = cells + [""] * (4 - len(cells))
        _check_word(path, number, word)
        if word in seen:
            raise wrong(number, f"{word!r} stands in line {seen[word]} already. Keep one of them")
        if count and not re.fullmatch("[0-9]+", count):
            raise wrong(
                number,
                f"the count of {word!r} is {count!r}. Write a whole number, 0 to forbid the "
                "word, or nothing for jieba's suggestion",
            )
        if tag and not re.fullmatch("[a-zA-Z]+", tag):
            raise wrong(number, f"the tag of {word!r} is {tag!r}. Write letters: n, ns, nz, …")
        seen[word] = number
        entries.append(LexiconEntry(word, int(count) if count else None, tag or None, note))
    return entries


def _check_word(path: str | Path, line: int, word: str) -> None:
    if not word:
        raise error_at(path, line, "no word before the first tab. Begin the line with the word")
    outside = OUTSIDE_A_WORD.search(word)
    if outside is None:
        return
    character = outside.group()
    if character.isspace():
        raise error_at(
            path,
            line,
            f"white space inside {word!r}. jieba cuts there, so the word could never be found. "
            "Part word, count, tag and note by tabs, not by spaces",
        )
    raise error_at(
        path,
        line,
        f"{character!r} (U+{ord(character):04X}) inside {word!r}. jieba cuts at every character "
        "but U+4E00 to U+9FD5, a-z, A-Z, 0-9 and + # & . _ % -, so the word could never be "
        "found. Enter the parts on either side of it",
    )
