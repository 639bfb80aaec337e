"""Indicator, verb and unit → measure and sign."""

from __future__ import annotations

import re

from textkit.priorities.target_rules.words import DOWN, LEVEL, TO, UP, among

_RATE = frozenset({"%", "‰"})
_UP, _DOWN = among(UP), among(DOWN)
_SPEED = re.compile(
    r"(?:增速|增幅|涨幅|增长率|增长速度|降幅|增长|上涨|下降率|降低率|升幅|上涨率|增量)$"
)
_FALL = re.compile(r"(?:降幅|下降率|降低率|降低幅度|下降幅度)$")
_SHARE = re.compile(
    r"率|比重|占比|比例|占|覆盖面|水平$|度$|份额|系数|指数|达标|普及|清洁|参保|入学|成活|程度"
)
_PACE = re.compile(r"(?:完成率|进度|开工率|完成比例|竣工率|投产率|到位率|开复工率|完工率)$")
_OF_PLAN = re.compile(r"(?:计划|目标|任务|预算|预期)(?:任务|目标|数)?的?$")
_STOCK = re.compile(
    r"产量|面积|总量|存栏|人口|规模|能力|里程|浓度|天数|寿命|年限|库容|人数|总数|周转量|吞吐量|储量"
)
_REACHED = among(LEVEL)
_MONEY = re.compile(r"元|美元|港元|欧元")


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

    ``counted``: the number says how much is done of something (新建 9 所学校).
    ``expected`` is what the list of indicators has for this one.
    """
    to = TO.search(verb) is not None
    if (
        changes(verb)
        and counted
        and unit not in _RATE | {"百分点", "番", "倍"}
        and not _MONEY.search(unit)
    ):
        return "count"  # 压减产能100万吨, 减少贫困人口10万人
    if unit in ("百分点", "番") or (changes(verb) and not to):
        if unit == "百分点" and (to or verb in ("达到", "为", "占")):
            return "level"
        return "growth"
    if unit in _RATE or (unit == "" and not counted):
        if _PACE.search(indicator) or _OF_PLAN.search(indicator):
            return "completion"
        if expected == "share" and unit in _RATE:
            return "share"
        if _SPEED.search(indicator):
            return "growth"
        if verb == "完成" and not _SHARE.search(indicator):
            return "completion"
        if expected in ("growth", "share"):
            return expected
        if unit in _RATE:
            return "share"
        return "level"
    if unit == "倍":
        return "level" if not indicator.endswith("增长") else "growth"
    if _SPEED.search(indicator) and unit in _RATE:
        return "growth"
    if _MONEY.search(unit):
        return "level"
    if to or "/" in unit:
        return "level"
    if counted or (verb not in _REACHED and not _STOCK.search(indicator)):
        return "count"
    return "level"


def sign_of(indicator: str, verb: str) -> int:
    """Return -1 for a fall, 1 else: the sign of low and high says the direction."""
    if changes(verb) < 0 or _FALL.search(indicator):
        return -1
    return 1
