"""corrections.tsv → repairs, and texts repaired with them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from textkit.hand.files import error_at, number_lines, read_text


class Correction(NamedTuple):
    """A repair of one place in one document; ``origin`` is the file and line it came from."""

    doc_id: str
    find: str
    replace: str
    note: str
    origin: str = "correction"


def read_corrections(path: str | Path) -> list[Correction]:
    """Read repairs from a tab-separated file headed ``doc_id``, ``find``, ``replace``, ``note``.

    White space inside a cell is kept; lines that are empty or begin with ``#`` are skipped.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If the header or the number of columns is another one; if ``doc_id``, ``find`` or
        ``note`` is empty; if a cell holds a line break; if a repair changes nothing or
        stands twice. File and line are named.
    """
    wrong = partial(error_at, path)
    columns = list(Correction._fields[:4])
    corrections: list[Correction] = []
    seen: dict[tuple[str, str], int] = {}
    header = False
    for number, line in number_lines(read_text(path)):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        if not header:
            if cells != columns:
                raise wrong(number, f"the header must be {', '.join(columns)}, parted by tabs")
            header = True
            continue
        if len(cells) != len(columns):
            raise wrong(number, f"{len(cells)} columns. There must be four, parted by tabs")
        for name, cell in zip(columns, cells, strict=True):
            if not cell.strip() and name != "replace":
                raise wrong(number, f"{name} is empty. Fill it in")
            if cell and cell.splitlines() != [cell]:
                raise wrong(number, f"{name} holds a line break. Stay within one line")
        doc_id, find, replace, note = cells
        if find == replace:
            raise wrong(number, f"{find!r} is replaced by itself. Remove the line")
        if (doc_id, find) in seen:
            first = seen[doc_id, find]
            raise wrong(number, f"{find!r} stands in line {first} already. Keep one of them")
        seen[doc_id, find] = number
        corrections.append(Correction(doc_id, find, replace, note, f"{path}, line {number}"))
    if not header:
        raise wrong(1, f"no header. Begin with {', '.join(columns)}, parted by tabs")
    return corrections


def apply_corrections(doc_id: str, text: str, corrections: Iterable[Correction]) -> str:
    """Repair the text of a document; corrections of other documents are left aside.

    Every ``find`` is looked up in the text as it came, so their order does not matter.

    Raises
    ------
    ValueError
        If a ``find`` occurs more or less than once (overlapping places count), or two of
        them overlap. The file and line of the correction are named.

    Examples
    --------
    >>> repair = Correction("a", "互联网 医疗", "互联网+医疗", "plus sign lost")
    >>> apply_corrections("a", "推进互联网 医疗。", [repair])
    '推进互联网+医疗。'
    """
    places: list[tuple[int, Correction]] = []
    for correction in corrections:
        if correction.doc_id != doc_id:
            continue
        found = [hit.start() for hit in re.finditer(f"(?={re.escape(correction.find)})", text)]
        if len(found) != 1:
            raise ValueError(
                f"{correction.origin}: {correction.find!r} occurs {len(found)} times in "
                f"{doc_id!r}; it must occur once. "
                + ("Take in more of its surroundings." if found else "Copy it from the text.")
            )
        places.append((found[0], correction))
    pieces: list[str] = []
    end, before = 0, ""
    for start, correction in sorted(places):
        if start < end:
            raise ValueError(
                f"{correction.origin}: {correction.find!r} overlaps the correction of {before}. "
                "Make one correction of the two."
            )
        pieces += [text[end:start], correction.replace]
        end, before = start + len(correction.find), correction.origin
    return "".join([*pieces, text[end:]])
