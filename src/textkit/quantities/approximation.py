"""Words on either side of a number → how exact it is meant to be."""

from __future__ import annotations

import re

_BEFORE = {
    "左右": "大约为 大约 约为 约达 约 大概 大致",
    "近": "接近 将近 近",
    "以上": (
        "不低于 不少于 不小于 不下于 不下 不得低于 不能低于 不得少于 不能少于 高于 大于 多于 "
        "超过 超出 突破 超 至少 最少 逾 破 过 上 ≥"
    ),
    "以内": (
        "不超过 不高于 不多于 不大于 不得超过 不能超过 不得高于 没有超过 未超过 不突破 低于 小于 "
        "少于 不到 不足 至多 最多 控制在 控制到 限制在 ≤"
    ),
}
_AFTER = {
    "左右": "左右 上下",
    "以上": "及以上 以上 之上",
    "以内": "及以下 以内 以下 之内 之下",
    "区间": "之间 区间 的区间",
}


def _kinds(words: dict[str, str]) -> dict[str, str]:
    return {word: kind for kind, row in words.items() for word in row.split()}


def _any(words: dict[str, str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_KIND_BEFORE, _KIND_AFTER = _kinds(_BEFORE), _kinds(_AFTER)
_LEADING = re.compile(rf"({_any(_KIND_BEFORE)})[ \t]?\Z")
_TRAILING = re.compile(rf"(?:[（(][\u4e00-\u9fff]{{1,2}}[)）])?[ \t]?({_any(_KIND_AFTER)})")
# A single sign is a word of approximation only in front of these, and not behind those.
_FRONT = {"上": "百千万亿", "过": "百千万亿半一0123456789", "破": "百千万亿0123456789"}
_NOT_BEHIND = {
    "近": frozenset("最附邻靠临远新亲"),
    "约": frozenset("节合条契预制签履集违公"),
    "上": frozenset("以"),
    "过": frozenset("超经通度渡走越跨错不历路"),
}
# 3个工作日|内
_WITHIN = re.compile("内(?![容部外需在涵蒙地])")
_TIME = ("日", "天", "时", "钟")
_FUZZY = {"": "", "来": "左右", "位": "以上"}  # 位: 两位数


def leading(text: str, start: int, at: int) -> tuple[int, str]:
    """Return where the words before a number begin (not before ``at``), and their kind."""
    window = text[max(at, start - 5) : start]
    found = _LEADING.search(window)
    if found is None:
        return start, ""
    word = found[1]
    first = start - len(window) + found.start()
    if text[first - 1 : first] in _NOT_BEHIND.get(word, ()) and first > at:
        return start, ""
    if word in _FRONT and text[start] not in _FRONT[word]:
        return start, ""
    return first, _KIND_BEFORE[word]


def trailing(text: str, end: int) -> tuple[int, str]:
    """Return where the words behind a number end, and their kind."""
    if _WITHIN.match(text, end) and text[end - 1 : end] in _TIME:
        return end + 1, "以内"
    found = _TRAILING.match(text, end)
    return (found.end(), _KIND_AFTER[found[1]]) if found else (end, "")


def qualifier(before: str, after: str, fuzzy: str, *, ranges: bool) -> str:
    """Choose one: behind the number, before it, inside it (多, 几), a range.

    >>> qualifier("以内", "左右", "", ranges=False), qualifier("", "", "多", ranges=True)
    ('左右', '余')
    """
    if after == "区间" and not ranges:
        after = ""
    return after or before or _FUZZY.get(fuzzy, "余") or ("区间" if ranges else "")
