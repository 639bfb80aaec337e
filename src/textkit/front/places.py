"""The name of a place → its units and its level.

The names are facts of the national standard GB/T 2260 (codes of administrative divisions,
as of 2020), written down from general knowledge; lower units are known by their endings.
"""

from __future__ import annotations

import re
from functools import lru_cache

PROVINCES = tuple(
    f"{name}{ending}"
    for names, ending in (
        ("北京 天津 上海 重庆", "市"),
        ("河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东", "省"),
        ("海南 四川 贵州 云南 陕西 甘肃 青海 台湾", "省"),
        ("内蒙古 西藏", "自治区"),
        ("广西壮族 宁夏回族 新疆维吾尔", "自治区"),
        ("香港 澳门", "特别行政区"),
    )
    for name in names.split()
)
_CITIES = """
石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水 太原 大同 阳泉
长治 晋城 朔州 晋中 运城 忻州 临汾 吕梁 呼和浩特 包头 乌海 赤峰 通辽 鄂尔多斯
呼伦贝尔 巴彦淖尔 乌兰察布 沈阳 大连 鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳
盘锦 铁岭 朝阳 葫芦岛 长春 吉林 四平 辽源 通化 白山 松原 白城 哈尔滨 齐齐哈尔
鸡西 鹤岗 双鸭山 大庆 伊春 佳木斯 七台河 牡丹江 黑河 绥化 南京 无锡 徐州 常州
苏州 南通 连云港 淮安 盐城 扬州 镇江 泰州 宿迁 杭州 宁波 温州 嘉兴 湖州 绍兴
金华 衢州 舟山 台州 丽水 合肥 芜湖 蚌埠 淮南 马鞍山 淮北 铜陵 安庆 黄山 滁州
阜阳 宿州 六安 亳州 池州 宣城 福州 厦门 莆田 三明 泉州 漳州 南平 龙岩 宁德
南昌 景德镇 萍乡 九江 新余 鹰潭 赣州 吉安 宜春 抚州 上饶 济南 青岛 淄博 枣庄
东营 烟台 潍坊 济宁 泰安 威海 日照 临沂 德州 聊城 滨州 菏泽 郑州 开封 洛阳
平顶山 安阳 鹤壁 新乡 焦作 濮阳 许昌 漯河 三门峡 南阳 商丘 信阳 周口 驻马店
武汉 黄石 十堰 宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈 咸宁 随州 长沙 株洲 湘潭
衡阳 邵阳 岳阳 常德 张家界 益阳 郴州 永州 怀化 娄底 广州 韶关 深圳 珠海 汕头
佛山 江门 湛江 茂名 肇庆 惠州 梅州 汕尾 河源 阳江 清远 东莞 中山 潮州 揭阳
云浮 南宁 柳州 桂林 梧州 北海 防城港 钦州 贵港 玉林 百色 贺州 河池 来宾 崇左
海口 三亚 三沙 儋州 成都 自贡 攀枝花 泸州 德阳 绵阳 广元 遂宁 内江 乐山 南充
眉山 宜宾 广安 达州 雅安 巴中 资阳 贵阳 六盘水 遵义 安顺 毕节 铜仁 昆明 曲靖
玉溪 保山 昭通 丽江 普洱 临沧 拉萨 日喀则 昌都 林芝 山南 那曲 西安 铜川 宝鸡
咸阳 渭南 延安 汉中 榆林 安康 商洛 兰州 嘉峪关 金昌 白银 天水 武威 张掖 平凉
酒泉 庆阳 定西 陇南 西宁 海东 银川 石嘴山 吴忠 固原 中卫 乌鲁木齐 克拉玛依
吐鲁番 哈密
"""
_FORMER_CITIES = "莱芜 巢湖 襄樊 思茅 淮阴"  # abolished or renamed since 1990
PREFECTURE_CITIES = frozenset(f"{name}市" for name in (_CITIES + _FORMER_CITIES).split())
_SHORT_PREFECTURES = (
    "(?:延边|恩施|湘西|阿坝|甘孜|凉山|黔西南|黔东南|黔南|楚雄|红河|文山|西双版纳|大理|德宏|怒江|迪庆"
    "|临夏|甘南|海北|黄南|海南|果洛|玉树|海西|昌吉|博尔塔拉|博州|巴音郭楞|克孜勒苏|伊犁)州"
    "|(?:兴安|锡林郭勒|阿拉善|呼伦贝尔|哲里木|昭乌达|乌兰察布|伊克昭|巴彦淖尔)盟"
)
_ENDING = re.compile(r"(省|(壮族|回族|维吾尔)?自治区)$")
PROVINCE_OF_NAME = {_ENDING.sub("", full): full for full in PROVINCES}  # 广西: 广西壮族自治区
_HAN = r"[\u4e00-\u9fff]"
_PROVINCE = "|".join(sorted(PROVINCES, key=len, reverse=True))
_PREFECTURE = rf"{_HAN}{{2,16}}?自治州|{_SHORT_PREFECTURES}|{_HAN}{{2,4}}?地区"
_CITY = rf"{_HAN}{{1,6}}?市"
_COUNTY = (
    rf"{_HAN}{{2,16}}?族自治[县旗]|{_HAN}{{1,10}}?(?:开发区|新区|示范区|管理区|合作区|林区|特区)"
    rf"|{_HAN}{{1,6}}?[区县旗]"
)
_TOWN = rf"{_HAN}{{1,8}}?(?:街道|苏木|[镇乡])"
_PLACE = re.compile(
    rf"(?P<province>{_PROVINCE}|{_HAN}{{2,3}}省|{_HAN}{{2,8}}自治区)?(?P<prefecture>{_PREFECTURE}|{_CITY})?"
    rf"(?P<county>{_COUNTY}|{_CITY})?(?P<town>{_TOWN})?"
)
_KNOWN = re.compile(
    rf"(?:{_PROVINCE})|{_HAN}{{2,16}}?自治州|{_SHORT_PREFECTURES}"
    "|(?:" + "|".join(sorted(PREFECTURE_CITIES, key=lambda name: (-len(name), name))) + ")"
)
# Not names: what such an ending also closes (全市, 自治区, 城镇, 加强县).
_COMMON = re.compile(
    r"^([某我全本各该省市县区老新旧城园社辖山灾景校库牧矿两州镇]|自治|市辖|开发|高新|城乡|特别行政)?"
    r"[市县区旗镇乡]$|[的与对是届在]|推进|建设|加快|加强|关于|大会|会议|人民|政府|工作"
)
_LONGEST = 40


@lru_cache(maxsize=4096)
def place_units(name: str) -> tuple[str, ...]:
    """Take the written name of a place apart; empty if it is none.

    >>> place_units("吉林省长春市二道区")
    ('吉林省', '长春市', '二道区')
    >>> place_units("全市")
    ()
    """
    if not 2 <= len(name) <= _LONGEST:
        return ()
    found = _PLACE.fullmatch(name)
    units = tuple(unit for unit in found.groups() if unit) if found else ()
    return () if not units or _COMMON.search(units[0]) else units


def leading_place(text: str) -> str:
    """Return the known province, prefecture or city that ``text`` begins with, or "".

    >>> leading_place("长春市绿园区再发力")
    '长春市'
    """
    at = 0
    while found := _KNOWN.match(text, at, at + _LONGEST):
        at = found.end()
    return text[:at]


def same_place(one: str, other: str) -> bool:
    """Tell whether two written names may be one place, one of them shorter than the other.

    >>> same_place("长春市南关区", "南关区"), same_place("凉山州", "凉山彝族自治州")
    (True, True)
    """
    short, long = sorted((one, other), key=len)
    return long.endswith(short) or (
        short[-1:] == long[-1:] and long.startswith(short[:-1]) and "自治" in long
    )


def place_level(name: str) -> str:
    """Return the level of a place: state, province, prefecture, district or township.

    "district" is every unit at county level: districts of a city (of a municipality too),
    counties, banners, county-level cities, new areas and development zones. A city
    is a prefecture if the standard lists it as one; a league, an autonomous prefecture
    and a 地区 are prefectures. Empty if ``name`` is no place.

    >>> [place_level(name) for name in ("全国", "重庆市", "长春市", "长春市二道区", "榆树市")]
    ['state', 'province', 'prefecture', 'district', 'district']
    """
    if name == "全国":
        return "state"
    units = place_units(name)
    if not units:
        return ""
    last = units[-1]
    if last in PROVINCES or last.endswith(("省", "自治区")):
        return "province"
    if re.search(r"(镇|乡|街道|苏木)$", last):
        return "township"
    if re.search(r"(州|盟|地区)$", last):
        return "prefecture"
    higher = [unit for unit in units[:-1] if unit not in PROVINCES]
    return "prefecture" if last in PREFECTURE_CITIES and not higher else "district"
