"""Indicators of reports with their names → the key of an indicator as written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import NamedTuple

from textkit.hand import read_tables


class Indicator(NamedTuple):
    """An indicator that targets are set for; ``measure`` is what a bare per cent of it means."""

    key: str
    label_zh: str
    label_en: str
    measure: str
    names: tuple[str, ...]


MEASURES = ("growth", "level", "count", "share", "completion")
Indicators = str | Path | Mapping[str, Indicator]


def read_indicators(path: str | Path = "zh") -> dict[str, Indicator]:
    """Read indicators from a TOML file, one table each, named by its key.

    A table has ``label_zh``, ``label_en``, ``measure`` (growth, level, count, share or
    completion), ``reason`` and ``words``, the names it goes by. ``"zh"`` is the list that
    comes with textkit.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If it is not UTF-8 or not TOML; if an indicator lacks a key, has another one, or no
        names; if a name stands twice or a measure is none of the five. File and line are named.

    Examples
    --------
    >>> read_indicators()["gdp"].label_en
    'Gross regional product'
    """
    if path == "zh":
        return dict(_builtin())
    return _read(path)


def indicator_list(indicators: Indicators | None) -> dict[str, Indicator]:
    """Return indicators that came as a path, as a table read before, or not at all."""
    if indicators is None:
        return read_indicators()
    if isinstance(indicators, (str, Path)):
        return read_indicators(indicators)
    return dict(indicators)


@cache
def _builtin() -> dict[str, Indicator]:
    with resources.as_file(resources.files("textkit") / "data" / "indicators-zh.toml") as path:
        return _read(path)


def _read(path: str | Path) -> dict[str, Indicator]:
    tables = read_tables(path, "indicator", extra=("label_zh", "measure"))
    for key, table in tables.items():
        if table["measure"] not in MEASURES:
            raise ValueError(
                f"{path}: the measure of {key!r} is {table['measure']!r}; "
                f"use one of {', '.join(MEASURES)}."
            )
    return {
        key: Indicator(
            key, table["label_zh"], table["label_en"], table["measure"], tuple(table["words"])
        )
        for key, table in tables.items()
    }


_FRONT = re.compile(
    r"^(?:[\u4e00-\u9fff]{2,3}[省市](?=生产总值|地区生产总值)|(?:西藏|宁夏|新疆|广西|内蒙古)(?:自治区)?(?=生产总值|地区生产总值)|全市|全区|全县|全省|全州|全盟|全旗|我市|我省|我区|我县|我州|全年|年度|力争|预期|主要|在|将|年均|本市|本省|本区|地方级的|同口径|可比口径|人均水平|当年|其中|和)"
)
_END = re.compile(
    r"(?:的?(?:年均|平均|预期|实际|名义|总体)?(?:增速|增幅|涨幅|增长率|增长速度|增长幅度|上涨幅度|降幅|降低率|下降率|降低幅度|下降幅度|上涨率|增长|提高|上涨|涨幅控制|实际增长|年均增长|目标|任务|年均|同比|预期|累计|分别|水平|上升幅度|总水平涨幅|总体水平|数|人|额|完成额|达到|保持|实现))$"
)
_OF = re.compile(
    r"占(?:全市|全省|全区|我市|我省)?(?:地区|国内|全省|全市)?(?:生产总值|GDP|gdp)的?(?:比重|比例|比|份额)?$"
)


class KeyFinder:
    """Tell the key of an indicator as written.

    >>> finder = KeyFinder(read_indicators())
    >>> finder("全市地区生产总值"), finder("居民消费价格涨幅"), finder("第二产业增加值")
    ('gdp', 'cpi', '')
    """

    def __init__(self, indicators: Mapping[str, Indicator]) -> None:
        self.indicators = indicators
        self.keys = {_folded(name): key for key, one in indicators.items() for name in one.names}
        self.known: dict[str, str] = {}

    def __call__(self, indicator: str) -> str:
        """Return the key of an indicator, or nothing."""
        found = self.known.get(indicator)
        if found is None:
            found = self.known[indicator] = self._find(_folded(indicator))
        return found

    def measure(self, indicator: str) -> str:
        """Return the measure that the list has for an indicator, or nothing."""
        key = self(indicator)
        return self.indicators[key].measure if key else ""

    def _find(self, name: str) -> str:
        forms = [name]
        if _OF.search(name):
            forms.append(_OF.sub("占地区生产总值比重", name))
        for form in forms:
            rest = form
            while rest:
                if rest in self.keys:
                    return self.keys[rest]
                shorter = _END.sub("", rest, count=1)
                if shorter != rest and shorter:
                    if shorter in self.keys:
                        return self.keys[shorter]
                    rest = shorter
                    continue
                shorter = _FRONT.sub("", rest, count=1)
                if shorter == rest:
                    break
                rest = shorter
        return ""


def _folded(name: str) -> str:
    plain = name.translate(str.maketrans("（）＆", "()&")).upper()
    return re.sub(r"\s|[“”‘’\"]", "", plain)
