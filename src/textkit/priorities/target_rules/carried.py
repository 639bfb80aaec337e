"""Bare noun and the indicator before it → the indicator in full: 粮食播种面积 …、|产量."""

from __future__ import annotations

import re

from textkit.quantities.units import COUNTERS

OF_LEVEL = re.compile(
    "(?:(?:国家|省部|省|市|区|县|部|自治区|世界|全国|州|镇|乡|村|盟)级|[十百千万]+亿(?:元)?级"
    "|[0-9.十百千万亿—－～~-]*[0-9十百千万亿]元?(?:以上|以下))(?:以上)?"
)
_SIZE = re.compile(r"^.*[0-9十百千万亿]元?(?:以上|以下|级)?的?")
# Measures that say nothing without whose they are, and those that end the name of an owner.
_BARE = re.compile(
    "(?:总|综合|年)?(?:产量|产值|产销率)|单产|亩产|总产|(?:净|营业)?利润(?:总额)?|利税(?:总额)?|上缴税[收金]|税收|"
    "(?:销售|营业|主营业务)收入|营业利润率|增加值|销售额|营收|投资|出栏量?|存栏量?"
)
_MEASURED = re.compile(
    "^(?P<owner>.{2,16}?)(?:(?:播种|种植|养殖|栽培)?面积|(?:总|综合|年)?(?:产量|产值)|总产|增加值|(?:主营业务|营业|销售)总?收入|"
    "营业总收入|营收|(?:净|营业)?利润(?:总额)?|利税(?:总额)?|销售额|产销率|出栏量?|存栏量?)$"
)
_NO_OWNER = re.compile(
    "地区|国内|全[国省市县区]|万元|单位|人均|固定资产|建筑|生产|销售|竣工|施工|绿地|其中|第[一二三].*|.*[的占]"
)
_GROWN_OF = re.compile("(?:产量|产值|总产|单产|亩产)$")
_GROWN = frozenset({"亩", "公顷", "头", "只", "羽", "株", "吨", "公斤", "斤"})
_RESIDENTS = ("城镇", "农村", "农牧区", "城市")
_MAKER = re.compile("(?:企业|产业|集团|园区|项目|工程|产业链|集群)$")
_SUBJECT = re.compile(
    r"(?P<who>(?:粮食|棉花|油料|蔬菜|水果|生猪|奶业|茶叶)(?=生产|种植|综合|丰收|再|连|喜)"
    r"|[\u4e00-\u9fff]{2,14}?(?:产业|企业|工业|农业|建筑业|服务业|制造业|经济|集团|公司|园区|开发区)"
    r"(?![园化链区带业集结基群总增技投和、]))"
)
_FIELD = re.compile(r"(?P<who>[\u4e00-\u9fff]{2,10})方面$")
_NOBODY = frozenset(("经济", "工业经济", "产业", "企业", "全市经济", "县域经济"))
_VERBY = re.compile(
    "推动|推进|实施|加快|打造|培育|支持|促进|带动|引进|深化|加强|完善|优化|建设|围绕|聚焦|坚持|[的和与为使把将]"
)
# What owns a measure by its last sign: 集团, 公司, 县.
_OWNERS = "团司县市区州旗园"


def is_bare(noun: str) -> bool:
    """Tell a measure that says nothing without whose it is: 产量, 利润."""
    return _BARE.fullmatch(noun) is not None


def in_full(noun: str, last: str, unit: str) -> str:
    """Return a noun with what it lacks, taken from the indicator named before it.

    ``unit`` is that of the earlier indicator.

    >>> in_full("产量", "粮食播种面积", "亩"), in_full("省级", "国家级农业龙头企业", "家")
    ('粮食产量', '省级农业龙头企业')
    >>> in_full("农村", "城镇居民人均可支配收入", "元"), in_full("学校", "医院", "所")
    ('农村居民人均可支配收入', '学校')
    """
    if OF_LEVEL.fullmatch(noun):
        sized = "元" in noun or "亿" in noun
        thing = (_SIZE if sized else OF_LEVEL).sub("", last, count=1).removeprefix("的")
        whole = len(thing) > 1 and not OF_LEVEL.match(thing) and not (sized and thing == last)
        return noun + thing if whole else noun
    if noun in _RESIDENTS and "居民" in last and last.endswith("收入"):
        return noun + last[last.index("居民") :]
    found = _MEASURED.match(last)
    owner = found["owner"] if found else last if unit in _GROWN else ""
    if unit in COUNTERS and _MAKER.search(last):
        owner = last  # 重点项目100个，完成|投资
    elif noun == "投资" or (last.endswith("面积") and not _GROWN_OF.search(noun)):
        owner = ""
    if owner and _NO_OWNER.fullmatch(owner) is None and _BARE.fullmatch(noun):
        return owner + noun
    if found and len(noun) > 2 and noun[-1] == found["owner"][-1] and noun[-1] in _OWNERS:
        return noun + last[found.end("owner") :]  # 甲集团营收 …，|乙集团
    return noun


def owner_in(clause: str) -> str:
    """Return what a clause without a number is about, if it says so at its beginning.

    >>> owner_in("粮食生产再获丰收"), owner_in("非公有制经济发展势头强劲"), owner_in("成效明显")
    ('粮食', '非公有制经济', '')
    """
    if about := _FIELD.match(clause):
        return about["who"]
    found = _SUBJECT.match(clause)
    if found is None or found["who"] in _NOBODY or _VERBY.search(found["who"]):
        return ""
    return found["who"]
