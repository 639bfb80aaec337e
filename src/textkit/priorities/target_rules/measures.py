"""Indicator, verb and unit → measure and sign."""

from __future__ import annotations

import re

from textkit.priorities.target_rules.words import DOWN, TO, UP, among
from textkit.quantities.units import COUNTERS

_RATE = frozenset({"%", "‰"})
_UP, _DOWN = among(UP) | {"多", "高"}, among(DOWN) | {"少", "低"}
_SPEED = re.compile(
    r"(?:增速|增幅|涨幅|增长率|增长速度|降幅|增长|上涨|下降率|降低率|升幅|上涨率|增量)$"
)
_FALL = re.compile(r"(?:降幅|下降率|降低率|降低幅度|下降幅度)$")
_SHARE = re.compile(
    r"率|比重|占比|比例|占|覆盖面|水平$|度$|份额|系数|指数|达标|普及|清洁|参保|入学|成活|程度"
)
_PACE = re.compile(r"(?:完成率|进度|开工率|完成比例|竣工率|投产率|到位率|开复工率|完工率)$")
_OF_PLAN = re.compile(r"(?:计划|目标|任务|预算|预期)(?:任务|目标|数)?的?$")
# What can be counted; the other units measure.
_COUNTABLE = COUNTERS | among(
    "人次 艘次 项次 趟次 亩次 车次 架次 辆次 班次 批次 场次 户次 件次 台次 头次 剂次 家次 人份 条段"
) - {"亩次"}


def changes(verb: str) -> int:
    """Return 1 if a verb changes an indicator upwards by a number, -1 downwards, 0 else."""
    plain = verb.removesuffix("了")
    if plain in _DOWN:
        return -1
    return 1 if plain in _UP else 0


def is_share(indicator: str) -> bool:
    """Tell an indicator that is a share by its name: 率, 比重, 占比."""
    return _SHARE.search(indicator) is not None


def measure_of(indicator: str, verb: str, unit: str, *, counted: bool, expected: str = "") -> str:
    """Return growth, level, count, share or completion.

    Growth is a change, by a rate or an amount; of the rest a rate is a share or a completion
    (of a plan), what can be counted (人, 家, 人次) a count, and money, length, area and weight
    a level. ``counted``: the number says how much is done of something (减少贫困人口5万人).
    ``expected`` is what the list of indicators has for this one.
    """
    to = TO.search(verb) is not None
    by_rate = unit in _RATE or unit in ("百分点", "番", "倍")
    if by_rate or (unit == "" and not counted):
        return _measure_of_rate(indicator, verb, unit, to=to, expected=expected)
    if changes(verb) and not to and (not counted or "元" in unit):
        return "growth"  # 标准提高20元
    return "count" if unit in _COUNTABLE or unit == "" else "level"


def _measure_of_rate(indicator: str, verb: str, unit: str, *, to: bool, expected: str) -> str:
    if unit == "百分点" and (to or verb in ("达到", "为", "占")):
        return "level"
    if unit in ("百分点", "番") or (changes(verb) and not to):
        return "growth"
    if unit == "":
        return "count"
    if unit == "倍":
        return "growth" if indicator.endswith("增长") else "level"
    if _PACE.search(indicator) or _OF_PLAN.search(indicator):
        return "completion"
    if expected == "share":
        return "share"
    if _SPEED.search(indicator) or expected == "growth":
        return "growth"
    if verb == "完成" and not _SHARE.search(indicator):
        return "completion"
    return "share"


def sign_of(indicator: str, verb: str) -> int:
    """Return -1 for a fall, 1 else: the sign of low and high says the direction."""
    if changes(verb) < 0 or _FALL.search(indicator) or (verb == "提速" and "时" in indicator):
        return -1
    return 1
