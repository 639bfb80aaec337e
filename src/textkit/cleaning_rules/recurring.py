"""Lines of a page that come again and again → running heads of printed pages, copies of the title.

Each group of running heads is accepted by what its own lines say (a page number in them, or a
page number's line beside them) and goes as a whole, so a second pass finds no group left.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from textkit.cleaning_rules.evidence import Evidence, is_report_title

_NUMBERED = re.compile(
    r"(?P<before>\d{1,4})?[\s|·—–\-]{0,4}(?P<head>\D.{3,76}?)[\s|·—–\-]{1,4}(?P<after>\d{1,4})"
    r"|(?P<front>\d{1,4})[\s|·—–\-]{1,4}(?P<rest>[^\s年].{3,76})"
)
_LONE = re.compile(r"\d{1,4}")
_HEAD = re.compile(
    r"报\s*告|公\s*报|规\s*划|纲\s*要|大\s*会|会\s*议|文\s*件|汇\s*编|年\s*鉴|日\s*报"
)
_LEAST, _MASS = 3, 100  # numbered heads that make a group; characters of text between two of them


def drop_running_heads(
    lines: Sequence[str], evidence: Sequence[Evidence], names: list[str]
) -> None:
    """Name the lines that stand at the head of every printed page."""
    _drop_beside_numbers(lines, evidence, names)
    _drop_with_numbers(lines, evidence, names)


def _drop_beside_numbers(
    lines: Sequence[str], evidence: Sequence[Evidence], names: list[str]
) -> None:
    """A line that stands next to a page number each time it comes, twice or more."""
    beside: dict[str, list[int]] = {}
    apart = set()
    for at, line in enumerate(lines):
        if names[at] or evidence[at].mass or len(line) > 80:
            continue
        around = names[max(0, at - 1) : at] + names[at + 1 : at + 2]
        if "page number" in around:
            beside.setdefault(line.strip(), []).append(at)
        else:
            apart.add(line.strip())
    for text, places in beside.items():
        if len(places) > 1 and text not in apart:
            for at in places:
                names[at] = "running head"


def _drop_with_numbers(
    lines: Sequence[str], evidence: Sequence[Evidence], names: list[str]
) -> None:
    """A title with a rising page number in its line, three times or more, text between."""
    groups: dict[str, list[tuple[int, int]]] = {}
    bare: dict[str, list[int]] = {}
    mass = [0]
    for at, line in enumerate(lines):
        mass.append(mass[-1] + evidence[at].mass)
        text = line.strip()
        if names[at] or evidence[at].mass or len(text) > 80:
            continue
        head, number = _split(text)
        if head:
            groups.setdefault(head, []).append((at, number))
        else:
            bare.setdefault(text, []).append(at)
    for head, found in groups.items():
        rising = all(
            one[1] < two[1] and mass[two[0]] - mass[one[0]] >= _MASS for one, two in pairwise(found)
        )
        if len(found) < _LEAST or not rising:
            continue
        first = next((at for at, one in enumerate(evidence) if one.mass), 0)
        inside = [at for at in bare.get(head, ()) if at > first]
        for at in (*(at for at, _ in found), *inside):
            names[at] = "running head"
        for at in inside:  # its number on the line before or after
            for beside in (at - 1, at + 1):
                lone = 0 <= beside < len(lines) and _LONE.fullmatch(lines[beside].strip())
                if lone and not names[beside]:
                    names[beside] = "running head"


def _split(text: str) -> tuple[str, int]:
    """Part "2026年工作报告 3" or "4 2026年工作报告" into head and number; "" and 0 if neither."""
    found = _NUMBERED.fullmatch(text)
    if found is None:
        return "", 0
    head, number = (
        (found["rest"], found["front"]) if found["front"] else (found["head"], found["after"])
    )
    if found["before"]:  # 2026 年云川省政府工作报告 1
        head = text[: found.end("head")]
    return (head.strip(), int(number)) if _HEAD.search(head) else ("", 0)


def drop_copies(
    lines: Sequence[str], evidence: Sequence[Evidence], first: int, names: list[str]
) -> None:
    """Name the copies of the title that stand in or below the text, from line ``first``."""
    kept = [at for at in range(first) if not names[at]]
    titles = {
        lines[at].strip()
        for at in kept
        if (evidence[at].kind == "title" and is_report_title(lines[at]))
        or (at == kept[0] and evidence[at].kind in ("", "title") and len(lines[at].strip()) >= 10)
    }
    for at in range(first, len(lines)):
        if not names[at] and not evidence[at].mass and lines[at].strip() in titles:
            names[at] = "repeated title"
