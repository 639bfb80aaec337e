"""Lines above a text: their kinds, and what single lines say."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textkit.front import front_matter, is_prose, line_kind, plain
from textkit.front.facts import (
    is_name,
    read_dates,
    read_genre,
    read_labels,
    read_meetings,
    read_number,
    read_speaker,
    read_years,
)
from textkit.front.places import (
    PREFECTURE_CITIES,
    PROVINCES,
    leading_place,
    place_level,
    place_units,
    same_place,
)

CASES = Path(__file__).parent / "cases" / "front.tsv"


def cases():
    for row in CASES.read_text(encoding="utf-8").splitlines():
        if not row.startswith("# lines"):
            lines, kinds, why = row.split("\t")
            yield pytest.param(lines.split("⏎"), kinds.split(), id=why)


@pytest.mark.parametrize(("lines", "kinds"), list(cases()))
def test_each_line_above_a_text_has_the_kind_meant_for_it(lines, kinds):
    found = front_matter(lines)
    assert [found.get(position, "-") for position in range(len(lines))] == kinds


@pytest.mark.parametrize(
    ("line", "expected", "why"),
    [
        ("长春市南关区代区长  鲁 月", ("长春市南关区代区长", "鲁月"), "spaces within the name"),
        ("市委副书记、市长 何某某", ("市委副书记、市长", "何某某"), "the last office is the one spoken in"),
        ("省长：王某", ("省长", "王某"), "a colon between"),
        ("市长——余某某", ("市长", "余某某"), "a dash between"),
        ("自治区主席 向巴平措", ("自治区主席", "向巴平措"), "a name of four characters"),
        ("州长 向承强", ("州长", "向承强"), "向 is a family name too"),
        ("常务副市长 钱某", ("常务副市长", "钱某"), "a deputy"),
        ("王某某（代区长）", ("代区长", "王某某"), "the office in brackets behind the name"),
        ("鲁月 代区长", ("代区长", "鲁月"), "the name first"),
        ("（市长 李某）", ("市长", "李某"), "all in brackets"),
        ("市长李某作政府工作报告", ("市长", "李某"), "what the speaker does is no part of the name"),
        ("周恩来总理作政府工作报告", ("总理", "周恩来"), "the office behind the name"),
        ("市长作政府工作报告", ("", ""), "nobody is named"),
        ("市长办公会议", ("", ""), "an office in another sense"),
        ("省长质量奖管理办法", ("", ""), "an office that begins something else"),
        ("区长的话", ("", ""), "no name"),
    ],
)  # fmt: skip
def test_speakers(line, expected, why):
    assert read_speaker(plain(line)) == expected, why


@pytest.mark.parametrize(
    ("text", "expected", "why"),
    [
        ("二〇二一年十一月二十四日", ["2021-11-24"], "Chinese digits"),
        ("一九九九年一月三十一日", ["1999-01-31"], "of the last century"),
        ("２０２１年１１月２４日", ["2021-11-24"], "full-width digits"),
        ("2021 年 1 月 5 日", ["2021-01-05"], "spaces between"),
        ("2021-09-30 13:46", ["2021-09-30"], "a time of day behind it"),
        ("2021.9.3，2021/9/4", ["2021-09-03", "2021-09-04"], "points and strokes"),
        ("2021.9/3", [], "mixed signs are no date"),
        ("2021年2月30日", [], "no such day"),
        ("12021-09-30", [], "the end of a longer number"),
        ("1月17日", [], "no year"),
    ],
)
def test_dates(text, expected, why):
    assert read_dates(text) == expected, why


@pytest.mark.parametrize(
    ("written", "number"),
    [("零", 0), ("十", 10), ("十二", 12), ("二十", 20), ("九十九", 99), ("一百零三", 103),
     ("一百二十", 120), ("二〇三五", 2035), ("１２", 12), ("2035", 2035)],
)  # fmt: skip
def test_numbers(written, number):
    assert read_number(written) == number


@pytest.mark.parametrize(
    ("text", "years", "why"),
    [
        ("2022年政府工作报告", [2022], "the year of a report"),
        ("二〇二二年政府工作报告", [2022], "Chinese digits"),
        ("政府工作报告(2022)", [2022], "alone in brackets"),
        ("2021—2025年发展规划", [], "a span"),
        ("2035年远景目标纲要", [], "an outlook"),
        ("完成投资2022万元", [], "an amount"),
        ("2021年计划执行情况与2022年计划草案", [2021, 2022], "both"),
    ],
)
def test_years(text, years, why):
    assert read_years(text) == years, why


@pytest.mark.parametrize(
    ("text", "names", "why"),
    [
        ("——2021年11月24日在长春市南关区第十九届人民代表大会第一次会议上",
         ["长春市南关区第十九届人民代表大会第一次会议"], "without the date before it"),
        ("在第十四届全国人大二次会议上", ["第十四届全国人民代表大会第二次会议"], "short forms are written out"),
        ("省第十三届人民代表大会常务委员会第二十次会议", ["省第十三届人民代表大会常务委员会第二十次会议"], "a standing committee"),
        ("区十八届人大一次会议以来的五年", ["区第十八届人民代表大会第一次会议"], "within a sentence"),
        ("党的二十届三中全会", [], "no congress of the people"),
    ],
)  # fmt: skip
def test_meetings(text, names, why):
    # numerals stay as written; 届 and 次 get their 第
    assert [one.name for one in read_meetings(text)] == names, why


@pytest.mark.parametrize(
    ("line", "expected", "why"),
    [
        ("来源：长春日报", [("source", "长春日报")], "full-width colon"),
        ("时间:2021-09-30 13:46 来源:区司法局",
         [("published", "2021-09-30"), ("source", "区司法局")], "two in a line"),
        ("查看: 806|回复: 0", [("views", "806")], "what is not known is left"),
        ("【责任编辑：张某】", [("editor", "张某")], "in brackets"),
        ("（作者：柴某 责任编辑：李某）", [("author", "柴某"), ("editor", "李某")], "in round brackets"),
        ("发 文 字 号：吉政发〔2022〕1号", [("number", "吉政发〔2022〕1号")], "characters set apart"),
        ("发表于 2023-2-3 21:00:09", [("published", "2023-02-03")], "without a colon, before a digit"),
        ("本帖最后由 qiaomen 于 2023-2-3 21:02 编辑", [("editor", "qiaomen")], "a forum's note"),
        ("来源于群众，服务于群众", [], "no label"),
        ("浏览次数：", [], "a label without a value"),
        ("发布时间：昨天", [], "no date"),
    ],
)  # fmt: skip
def test_labels(line, expected, why):
    assert read_labels(line) == expected, why


@pytest.mark.parametrize(
    ("title", "genre"),
    [
        ("2022年长春市政府工作报告(草案)", "政府工作报告"),
        ("长春市人民政府2022年工作报告", "政府工作报告"),
        ("一图读懂“十四五”规划解读", "规划解读"),
        ("优化营商环境条例政策解读", "政策解读"),
        ("关于国民经济和社会发展第十个五年计划纲要的报告", "计划报告"),
        ("关于2021年财政决算的报告", "财政预算报告"),
        ("2021年国民经济和社会发展统计公报", "统计公报"),
        ("法院工作报告", "报告"),
        ("城市总体规划(2021—2035年)", "规划"),
        ("长春市再发力 建设新城区", ""),
    ],
)
def test_genres(title, genre):
    assert read_genre(title) == genre


@pytest.mark.parametrize(
    ("name", "units", "level"),
    [
        ("吉林省长春市二道区", ("吉林省", "长春市", "二道区"), "district"),
        ("郑州市中原区", ("郑州市", "中原区"), "district"),
        ("荆州市沙市区", ("荆州市", "沙市区"), "district"),
        ("济南市市中区", ("济南市", "市中区"), "district"),
        ("阳泉市郊区", ("阳泉市", "郊区"), "district"),
        ("前郭尔罗斯蒙古族自治县", ("前郭尔罗斯蒙古族自治县",), "district"),
        ("莫力达瓦达斡尔族自治旗", ("莫力达瓦达斡尔族自治旗",), "district"),
        ("浦东新区", ("浦东新区",), "district"),
        ("长春经济技术开发区", ("长春经济技术开发区",), "district"),
        ("长春市榆树市", ("长春市", "榆树市"), "district"),
        ("重庆市", ("重庆市",), "province"),
        ("香港特别行政区", ("香港特别行政区",), "province"),
        ("喀什地区", ("喀什地区",), "prefecture"),
        ("西双版纳傣族自治州", ("西双版纳傣族自治州",), "prefecture"),
        ("广东省东莞市虎门镇", ("广东省", "东莞市", "虎门镇"), "township"),
        ("南关区新春街道", ("南关区", "新春街道"), "township"),
        *((common, (), "") for common in ["全市", "我区", "自治区", "新区", "城乡", "市区", "某市", "开发区", "省", "第九届市"]),
    ],
)  # fmt: skip
def test_places(name, units, level):
    assert place_units(name) == units
    assert place_level(name) == level


def test_the_lists_of_places_have_the_standards_numbers():
    # GB/T 2260 as of 2020: 34 provinces, 293 cities at prefecture level; 5 former ones
    assert len(PROVINCES) == len(set(PROVINCES)) == 34
    assert len(PREFECTURE_CITIES) == 293 + 5
    assert all(place_level(name) == "province" for name in PROVINCES)
    assert all(place_level(name) == "prefecture" for name in PREFECTURE_CITIES)


def test_known_places_at_the_start_of_a_text():
    assert leading_place("吉林省长春市加快建设") == "吉林省长春市"
    assert leading_place("加快建设长春市") == ""


def test_names_that_may_be_one_place():
    assert same_place("宁夏回族自治区", "宁夏回族自治区")
    assert same_place("伊犁州", "伊犁哈萨克自治州")
    assert not same_place("苏州市", "宿迁市")
    assert not same_place("南关区", "长春市")


def test_prose_and_names():
    assert is_prose("今后五年，坚持稳中求进，加快建设现代化产业体系，增进民生福祉，共享成果。")
    assert not is_prose("政府工作报告。")
    assert is_name("伊力哈木·沙比尔")
    assert not is_name("国家发改委")


PIECES = st.lists(
    st.sampled_from(
        [
            *"省市县区长届次会第年月日一二十〇12（）()—:：, 　*#第报告工作在",
            "市长",
            "2021年",
            "人民代表大会",
            "政府",
        ]
    ),
    max_size=80,
).map("".join)


@settings(deadline=None, max_examples=300)
@given(st.lists(PIECES | st.text(max_size=40), max_size=8))
def test_front_matter_names_only_lines_that_are_there_and_is_stable(lines):
    kinds = front_matter(lines)
    assert all(0 <= position < len(lines) for position in kinds)
    assert set(kinds.values()) <= {"title", "date", "speaker"}
    assert list(kinds) == sorted(kinds)
    assert all(lines[position].strip() for position in kinds)
    # more text below does not change what stands above it
    assert front_matter([*lines, "各位代表：", "一、工作回顾"]) == kinds


@settings(deadline=None, max_examples=300)
@given(PIECES | st.text(max_size=100))
def test_readers_take_any_line(line):
    assert plain(line) == " ".join(plain(line).split())
    assert line_kind(line) in ("", "title", "date", "speaker")
    for date in read_dates(line):
        assert read_dates(date) == [date]
    read_speaker(line), read_meetings(line), read_labels(line), read_years(line)
    units = place_units(line)
    assert "".join(units) in ("", line)


@settings(deadline=None)
@given(st.integers(0, 999))
def test_numbers_are_read_as_they_are_written(number):
    signs = "零一二三四五六七八九"
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    written = f"{signs[hundreds]}百" if hundreds else ""
    if tens:
        written += f"{signs[tens]}十"
    elif hundreds and ones:
        written += "零"
    written += signs[ones] if ones or not number else ""
    assert read_number(written) == number
