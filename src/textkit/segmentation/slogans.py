"""text → numeric slogans: “3583”计划, “三长”联动, 1+1+1招商模式."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from itertools import accumulate, pairwise
from typing import NamedTuple

from textkit.hand import read_stopwords
from textkit.segmentation.ngrams import HAN_BLOCKS

NUMERALS = "一二三四五六七八九十百千万两双"
OPENING, CLOSING = '“「『"', '”」』"'
_HAN = "".join(f"{chr(first)}-{chr(last)}" for first, last in HAN_BLOCKS)
_INNER = rf"[{_HAN}0-9０-９A-Za-z+＋×·.\-]{{1,12}}"
_QUOTED = "|".join(f"{a}{_INNER}{b}" for a, b in zip(OPENING, CLOSING, strict=True))
# Either in quotation marks or bare; a bare one needs its plus sign.
_PHRASE = re.compile(
    rf"(?P<head>{_QUOTED}|(?<![0-9A-Za-z.+＋])[0-9]+(?:[+＋][0-9A-Za-z]+)+)"
    rf"(?P<tail>[{_HAN}]{{0,16}})"
)
_NUMERAL = re.compile(f"[0-9０-９{NUMERALS}]")
_PLAIN = re.compile(f".([{_HAN}]+).")
_LETTER = re.compile(f"[{_HAN}A-Za-z]")
SHORT = 3  # with more letters a phrase says enough by itself: “四个意识”, “5路10园建设”
MOSTLY = 0.5  # “三长”联动 is a slogan if “三长” goes with 联动 so often
SAME = 0.8  # a slogan goes on for as long as so large a share of its occurrences goes on
LONGEST_TAIL = 10


class Slogan(NamedTuple):
    """A slogan that has quotation marks, digits or plus signs in it."""

    word: str
    places: list[int]  # where it begins
    head: int  # its characters before the words that follow the quotation
    n_head: int  # how often these occur


def find_slogans(text: str, cut: Callable[[str], list[str]]) -> tuple[list[Slogan], dict[str, int]]:
    """Find numerals in quotation marks, with the words that they go with.

    Returns the slogans that are no plain Han strings, and for those that are (“六城联动”)
    where they first stand in quotation marks. ``cut`` says where the words after the
    quotation end. What has digits counts from one occurrence on; “三长”联动 from two,
    and as most of the occurrences of “三长”, since there “三长” alone is a slogan too.

    >>> found, plain = find_slogans("实施“3583”计划，推进“六城联动”。", str.split)
    >>> [slogan.word for slogan in found], plain
    (['“3583”计划'], {'六城联动': 14})
    """
    tails: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for found in _PHRASE.finditer(text):
        if _NUMERAL.search(found["head"]):
            tails[found["head"]].append((found.start(), found["tail"]))
    slogans: list[Slogan] = []
    plain: dict[str, int] = {}
    for head, places in tails.items():
        only_han = _PLAIN.fullmatch(head)
        if only_han and len(only_han[1]) > 1:
            plain.setdefault(only_han[1], places[0][0] + 1)
        ends: Iterable[str] = [] if only_han else [""]
        if len(_LETTER.findall(head)) <= SHORT:
            least = max(2, MOSTLY * len(places)) if only_han else 1
            ends = _tails(Counter(tail for _, tail in places), cut, least) or ends
        for end in ends:
            at = [place for place, tail in places if tail.startswith(end)]
            slogans.append(Slogan(head + end, at, len(head), len(places)))
    return slogans, plain


def _tails(runs: Counter[str], cut: Callable[[str], list[str]], least: float) -> list[str]:
    """Choose how far each slogan goes: whole words, as long as most occurrences go on."""
    stop = read_stopwords("zh")
    times: Counter[str] = Counter()
    ways: dict[str, set[str]] = defaultdict(set)
    for run, n in runs.items():
        for end in range(1, min(len(run), LONGEST_TAIL) + 1):
            times[run[:end]] += n
        words = cut(run)
        words = words[: next((i for i, word in enumerate(words) if word in stop), None)]
        steps = [step for step in accumulate(words) if len(step) <= LONGEST_TAIL]
        for shorter, longer in pairwise(["", *steps]):
            ways[shorter].add(longer)
    chosen = []
    for step in sorted(ways[""]):
        while on := [longer for longer in ways[step] if times[longer] >= SAME * times[step]]:
            step = min(on)
        if times[step] >= least:
            chosen.append(step)
    return chosen
