import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textkit.quantities import (
    Quantity,
    find_periods,
    find_quantities,
    read_numeral,
    write_quantity,
)

CASES = [
    line.split("\t")
    for line in (Path(__file__).parent / "cases" / "quantities.tsv")
    .read_text(encoding="utf-8")
    .splitlines()[1:]
]


def shown(quantity):
    low, high = (f"{value:.16g}" for value in (quantity.low, quantity.high))
    words = [low if low == high else f"{low}–{high}", quantity.unit, quantity.qualifier]
    return " ".join(word for word in words if word)


@pytest.mark.parametrize(("text", "expected", "why"), CASES)
def test_cases(text, expected, why):
    assert ("; ".join(map(shown, find_quantities(text))) or "-") == expected, why


@pytest.mark.parametrize(
    ("text", "kind", "first", "last"),
    [
        ("到2025年", "deadline", 2022, 2025),
        ("今后五年", "span", 2022, 2026),
        ("未来三年", "span", 2022, 2024),
        ("三年内", "deadline", 2022, 2024),
        ("年底前", "deadline", 2022, 2022),
        ("2025年底前", "deadline", 2022, 2025),
        ("“十四五”末", "deadline", 2022, 2025),
        ("“十四五”期间", "span", 2021, 2025),
        ("十四五期间", "span", 2021, 2025),
        ("“十四五”时期", "span", 2021, 2025),
        ("今年", "year", 2022, 2022),
        ("明年", "year", 2023, 2023),
        ("去年", "year", 2021, 2021),
        ("上半年", "month", 2022, 2022),
        ("2021—2025年", "span", 2021, 2025),
        ("到本世纪中叶", "deadline", 2022, 2050),
        ("比2020年", "base", 2020, 2020),
        ("较上年", "base", 2021, 2021),
        ("2021 年 3 月", "month", 2021, 2021),
        ("6月底前", "deadline", 2022, 2022),
        ("近三年", "span", 2019, 2021),
        ("过去五年", "span", 2017, 2021),
        ("二〇二五年", "year", 2025, 2025),
        ("２０２５年", "year", 2025, 2025),
        ("二0二五年", "year", 2025, 2025),
        ("过去一年", "year", 2021, 2021),
        ("到2 027年", "deadline", 2022, 2027),
        ("较“十二五”末", "base", 2015, 2015),
        ("“十四五”开局之年", "year", 2021, 2021),
        ("2030年前", "deadline", 2022, 2030),
        ("到2015年底", "year", 2015, 2015),
        ("2021年3月15日", "month", 2021, 2021),
        ("第十个五年计划", "span", 2001, 2005),
        ("用三年时间", "deadline", 2022, 2024),
        ("去年上半年", "month", 2021, 2021),
        ("本届政府任期内", "span", None, None),
    ],
)
def test_periods(text, kind, first, last):
    (found,) = find_periods(text, report_year=2022)
    assert (found.kind, found.first_year, found.last_year) == (kind, first, last)
    assert text[found.start : found.end] == text


@pytest.mark.parametrize(
    "text",
    [
        "两个一百年",
        "连续3年",
        "八五”普法",
        "提前三年",
        "“七五”普法",
        "三年行动计划",
        "第五年",
        "百年老店",
        "网上年货节",
        "10户以上年产值亿元企业",
        "高基数基础上年均增长",
    ],
)
def test_no_periods(text):
    assert find_periods(text, report_year=2022) == []


def test_relative_years_need_the_report_year():
    assert [(one.first_year, one.last_year) for one in find_periods("今年和2025年")] == [
        (None, None),
        (2025, 2025),
    ]


def test_a_report_given_in_december_calls_its_own_year_the_next():
    found = find_periods("今年增长8%，明年增长7%，年底前完成", report_year=2022, spoken_year=2021)
    assert [(one.first_year, one.last_year) for one in found] == [
        (2021, 2021),
        (2022, 2022),
        (2022, 2022),
    ]


NUMBERS = st.one_of(
    st.integers(0, 10**13).map(float),
    st.decimals(0, 10**6, places=2).map(float),
    st.decimals(0, 99, places=1).map(float),
)
UNITS = st.sampled_from(
    re.split(
        " ",
        "% ‰ 百分点 元 美元 人 人次 户 亩 公顷 平方米 平方公里 公里 立方米 吨标准煤 倍 个 项 件 所 家 元/吨 千瓦时 天",
    )
)


@settings(max_examples=300, deadline=None)
@given(NUMBERS, NUMBERS, UNITS, st.sampled_from(["", "左右", "以上", "以内", "近", "余"]))
def test_value_and_unit_read_back(one, other, unit, qualifier):
    low, high = sorted((one, other))
    for quantity in (
        Quantity(0, 0, low, low, unit, qualifier),
        Quantity(0, 0, low, high, unit, "区间" if qualifier in ("", "余") else qualifier),
    ):
        if quantity.low == quantity.high and quantity.qualifier == "区间":
            continue
        text = write_quantity(quantity)
        (found,) = find_quantities(text)
        assert found == replace(quantity, end=len(text)), text


SIGNS = "0123456789０５％%,.，、—-～到至万亿千百十一二三两几多余约近半番成个项家人元亩年月日第前（）“” \n"
WORDS = [
    "以上",
    "左右",
    "百分之",
    "分之",
    "个百分点",
    "控制在",
    "不低于",
    "2025年",
    "增长",
    "新增",
    "“十四五”",
    "今后",
    "A",
]
PIECES = st.lists(st.sampled_from([*SIGNS, *WORDS]), max_size=25).map("".join)


@settings(max_examples=400, deadline=None)
@given(st.one_of(PIECES, st.text(max_size=40)))
def test_offsets_are_in_order_and_do_not_overlap(text):
    for found in (find_quantities(text), find_periods(text, report_year=2022)):
        at = 0
        for one in found:
            assert at <= one.start < one.end <= len(text)
            at = one.end
    for one in find_quantities(text):
        assert one.low <= one.high
        assert text[one.start : one.end].strip() == text[one.start : one.end]


@settings(max_examples=300, deadline=None)
@given(PIECES)
def test_full_width_equals_half_width(text):
    half = text.translate(str.maketrans("０５％", "05%"))
    wide = text.translate(str.maketrans("0123456789%", "０１２３４５６７８９％"))
    assert find_quantities(half) == find_quantities(wide)
    assert find_periods(half) == find_periods(wide)


@settings(max_examples=300, deadline=None)
@given(PIECES)
def test_nothing_reaches_over_a_line(text):
    at, quantities, periods = 0, [], []
    for line in text.split("\n"):
        quantities += [
            replace(one, start=one.start + at, end=one.end + at) for one in find_quantities(line)
        ]
        periods += [
            replace(one, start=one.start + at, end=one.end + at) for one in find_periods(line)
        ]
        at += len(line) + 1
    assert (find_quantities(text), find_periods(text)) == (quantities, periods)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 10**12))
def test_numerals_read_as_python_reads_them(number):
    assert read_numeral(str(number)) == number
    assert read_numeral(f"{number:,}") == number


def test_what_is_no_numeral_is_refused():
    with pytest.raises(
        ValueError, match=r"'多少' is no numeral; 4.5万, 一千二百, 三分之一 and 1/4 are"
    ):
        read_numeral("多少")
    with pytest.raises(ValueError, match=r"'1/0' divides by zero\."):
        read_numeral("1/0")


@pytest.mark.parametrize(
    "piece", ["1", "1,", "1、", "1.1", "一", "百分之", "从1到", "万", "5%", "2025年"]
)
def test_time_stays_linear(piece):
    # Quadratic time on these would take minutes.
    text = piece * (200_000 // len(piece))
    assert all(one.end <= len(text) for one in find_quantities(text))
    assert all(one.end <= len(text) for one in find_periods(text))


ORACLE = json.loads(
    (Path(__file__).parent / "oracles" / "numerals.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize(("text", "value"), ORACLE["values"].items())
def test_numerals_agree_with_cn2an(text, value):
    assert read_numeral(text) == value
