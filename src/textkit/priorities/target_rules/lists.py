"""Noun before numbers → the indicators in it that share an end: 城镇和农村居民收入."""

from __future__ import annotations

import re

from textkit.priorities.target_rules.words import either

_JOINTS = re.compile(r"、|，|以及|(?<!饱|总|调|缓|中|平)和(?!谐|平|田|美)|与(?!会)|(?<!普)及(?!时)")
_RATES = (
    "参保 参合 覆盖 普及 处理 达标 利用 合格 入学 登记失业 调查失业 失业 就业 回收 清扫 绿化 "
    "绿地 满意 贡献 城镇化 集中收集 收集 安全利用 离田 整改 办结 到位 增长 集中处理 综合利用 "
    "无害化处理 投产 开工 完成 供给 供水 供热 覆盖面 巩固 毛入学 入园 收缴 规范化管理 管护 "
    "规模化 机械化 自给 签约 公办 普惠 办复 竣工 资源化利用 巩固 治愈 破案 受理 满意 脱贫 安置 "
    "创新 抽检 检测 保有 流转 托管 成功 调解 化解"
)
# With what an indicator ends; an earlier one of a list without such an end lacks it.
_ENDS = (
    "保险参保人数 参保人数 保险参保率 保险参保覆盖率 保险覆盖率 用气价格 用电价格 用水价格 "
    "耕种收综合机械化率 综合机械化率 总里程 通车里程 运营里程 里程 电话用户 用户 营业额 成交额 "
    "销售量 交易量 投资额 进出口额 出口额 发电量 用电量 货运量 客运量 案件 警情 事故 补贴 津贴 "
    "养老金 人口 会员 增幅 涨幅 市场主体 装机 装机容量 可支配收入 纯收入 现金收入 主营业务收入 "
    "营业收入 销售收入 总收入 收入 支出 增加值 总产值 产值 排放总量 排放量 排放强度 排放 "
    "平均浓度 浓度 总额 零售额 总产量 产量 投资 占比 比重 比例 指数 消耗 能耗 水耗 面积 "
    "[人起户次件]?数 余额 规模 增速 总量 总值 贷款 存款 增长 数量 周转量 吞吐量 产业 销售额 "
    "交易额 利润 税收 出口 进口 .率 水平 价格 天数 能力 时间 时限 时长 企业 项目 机构 园区 基地 "
    "平台 学校 标准 费用 经费 补助 工资 待遇 成本 寿命 年限 强度 密度 效率"
)
_ENDINGS = re.compile(rf"(?:人均)?(?:(?:{either(_RATES)})率|[^氧][量额值数]|{either(_ENDS)})$")
_SHORT_RATE = re.compile(rf"(?!绿地)(?:{either(_RATES)})率$")
_TIERS = frozenset("国省市县区州镇乡")
_WHOLE = ("人次", "游客", "资产", "吞吐量", "交易量")
_WEAK = ("产业", "企业", "项目", "机构", "园区", "基地", "平台", "学校")
_FRINGE = " \t　、，,的和与及《》*#·—-–:：\x00"
_BOTH = re.compile(r"^(.{0,8}?)城乡(居民.+|常住居民.+|低保.+|.{2,}标准.*)$")
_PAIRS = {
    "市县": ("市", "县"),
    "存贷款": ("存款", "贷款"),
    "内外资": ("内资", "外资"),
    "进出口": ("进口", "出口"),
}
_RESIDENTS = ("城镇", "农村", "城市", "乡村", "农牧区", "农民", "城镇居民", "农村居民")


def heads_of(noun: str, number: int) -> list[str]:
    """Split a noun into the indicators that share its end.

    ``number`` of them are wanted; 0: as many as there are.

    >>> heads_of("城镇和农村居民人均可支配收入", 2)
    ['城镇居民人均可支配收入', '农村居民人均可支配收入']
    >>> heads_of("城乡居民收入", 2), heads_of("城乡居民收入", 0)
    (['城镇居民收入', '农村居民收入'], ['城乡居民收入'])
    """
    parts = parts_of(noun)
    if len(parts) == 1 and number == 2:
        if found := _BOTH.match(noun):
            return [f"{found[1]}城镇{found[2]}", f"{found[1]}农村{found[2]}"]
        for both, single in _PAIRS.items():
            if both in noun:
                return [noun.replace(both, one, 1) for one in single]
    if number and len(parts) != number:
        return [noun] * number
    if len(parts) < 2:
        return parts
    last = f"{parts[-1]}业" if parts[-1] == "三产" else _owned(parts[-1], parts[0])
    middle = [_owned(one, parts[0]) for one in parts[1:-1]]
    whole = [_complete(one, last) for one in [parts[0], *middle]]
    return [*whole, f"第{last}" if re.match("[一二三]次?产业", last) else last]


def parts_of(noun: str) -> list[str]:
    """Return the parts of a list as written."""
    return [part for one in _JOINTS.split(noun) if (part := one.strip(_FRINGE))]


def is_whole(name: str) -> bool:
    """Tell an indicator that needs no end of a later one: 财政收入, but not 城镇."""
    return _ENDINGS.search(name) is not None or name.endswith(("资金", "保险"))


def _owned(one: str, first: str) -> str:
    """Return a short rate of a list with the front of the first: 污水收集率和|处理率."""
    rate, other = _SHORT_RATE.fullmatch(one), _SHORT_RATE.search(first)
    return first[: other.start()] + one if rate and other and other.start() > 1 else one


def _complete(one: str, last: str) -> str:
    """Return an earlier indicator of a list with the end that it shares with the last."""
    if one in _TIERS and last[0] in _TIERS:
        return one + last[1:]  # 省、市重点项目投资
    if one.endswith(_WHOLE) and last.endswith("收入"):
        return one  # 旅游人次|和总收入
    if re.fullmatch("第?[一二三]", one):
        return f"第{one.removeprefix('第')}产业{last.partition('产业')[2]}"
    if "占" not in one and (share := re.search("占.+$", last)):
        return one + share[0]
    ending = _ENDINGS.search(last)
    own = _ENDINGS.search(one)
    if ending is None or (own and (own[0] not in _WEAK or ending[0] in _WEAK)):
        return one  # but 重大产业、工业技改投资: both of 投资
    for size in range(min(len(one), 4), 0, -1):
        place = last.find(one[-size:])
        if place > 0 and (size > 1 or one[-1] in "区县镇村户"):
            return one + last[place + size :]
    if one in _RESIDENTS and last[2:4] == "居民":
        return one + last[2:]
    return one + ending[0]
