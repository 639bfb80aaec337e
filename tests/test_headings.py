"""Headings: forms, wording, levels, and the numbering that they keep or break."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textkit.headings import find_headings, read_heading
from textkit.numbering import number_of, numeral_of
from textkit.outline import heading_table

LONG = "坚持稳中求进，加快建设现代化产业体系，增进民生福祉，维护社会稳定，奋力谱写新时代高质量发展的新篇章，开创各项事业新局面。"


@pytest.mark.parametrize(
    ("line", "form", "number", "wording", "alone", "why"),
    [
        ("一、工作回顾", "一、", 1, "一、工作回顾", True, "a chapter"),
        ("三 、2021 年 工作安排", "一、", 3, "三 、2021 年 工作安排", True, "white space before the mark"),
        ("第二章  发展环境", "章", 2, "第二章  发展环境", True, "chapters of plans"),
        ("第3节 产业", "节", 3, "第3节 产业", True, "Arabic chapter numbers"),
        ("第一部分 过去五年", "篇", 1, "第一部分 过去五年", True, "parts above chapters"),
        ("五）推进共享发展", "（一）", 5, "五）推进共享发展", True, "the opening bracket lost"),
        ("㈠ 社会大局稳定", "（一）", 1, "㈠ 社会大局稳定", True, "enclosed numerals"),
        ("１．扩大就业", "1.", 1, "１．扩大就业", True, "full-width digits"),
        ("1.推进产业升级。抓项目。", "1.", 1, "1.推进产业升级", False, "a lead is a heading to its first stop"),
        ("1.2022年工作", "1.", 1, "1.2022年工作", True, "a year after the dot is no decimal"),
        ("（2）开发岗位", "（1）", 2, "（2）开发岗位", True, "fourth rank"),
        ("——就业增加。新增8000人。", "——", None, "——就业增加", False, "a dash"),
        ("**（一）强化治理。狠抓污染。**加大改造。", "（一）", 1, "（一）强化治理", False, "bold to the second stop"),
        ("**一、2010年的工作** 2010年是极不平凡的一年。", "一、", 1, "一、2010年的工作", False,
         "bold says where the heading ends"),
        ("**一、**工作回顾", "一、", 1, "一、工作回顾", True, "marks inside the wording are left out"),
        ("**第一，集中力量办好农业。**", "第一，", 1, "第一，集中力量办好农业", True, "bold as a whole"),
        ("## 把斗争进行到底", "", None, "把斗争进行到底", True, "a Markdown heading"),
        ("**强化治理。**加大改造力度。", "**", None, "强化治理", False, "a bold lead"),
        ("（九）" + LONG, "（一）", 9, "（九）坚持稳中求进", False, "too long a sentence: its first clause"),
    ],
)  # fmt: skip
def test_headings(line, form, number, wording, alone, why):
    one = read_heading(line)
    assert (one.form, one.number, one.wording, one.alone) == (form, number, wording, alone), why
    assert line[one.start : one.end].replace("**", "") == wording


@pytest.mark.parametrize(
    "line",
    [
        "经济增长6.5%。", "1.5个百分点的增长。", "二、三产业加快发展。", "**各位代表！**过去一年。", "——", "",
        "**目标是：**增长5%。",
    ],
)  # fmt: skip
def test_lines_that_are_no_heading(line):
    assert read_heading(line) is None


def levels(*lines):
    return [one and one.level for one in find_headings(lines)]


def test_forms_nest_in_the_order_of_their_ranks():
    assert levels("第一章 甲", "第一节 乙", "一、丙", "（一）丁", "1.戊", "（1）己") == [
        1,
        1.25,
        1.5,
        2,
        3,
        4,
    ]
    assert levels("一、丙", "1.戊", "（1）己", "——庚") == [1, 3, 4, 5]


def test_an_ordinal_is_a_heading_in_a_series_only():
    assert levels("第一，抓项目。快。", "第二，抓招商。多。") == [3.5, 3.5]
    assert levels("第一，抓项目。快。", "经济增长。") == [None, None]
    assert levels("一是抓项目；二是抓招商；三是抓服务。", "二是抓人。") == [None, None]


def test_the_entries_of_a_glossary_are_no_headings():
    lines = ("一、甲", "名词解释：", "1.“六稳”：稳就业", "六保", "附件2")
    assert levels(*lines) == [1, 0.5, None, None, 0.5]  # the titles stand above the chapters


def test_an_unnumbered_heading_holds_the_chapters_that_start_anew():
    table = heading_table("今后五年\n一、产业\n二、城市\n今年工作\n一、产业\n二、城市")
    assert table["level"].tolist() == [1, 2, 2, 1, 2, 2]
    assert table["note"].tolist() == [""] * 6


def test_an_unnumbered_heading_after_another_with_its_text_holds_the_chapters():
    table = heading_table("工作回顾\n增长6%。\n今年任务\n一、产业\n二、城市")
    assert table["level"].tolist() == [1, 1, 2, 2]
    table = heading_table("人民政府市长\n一、产业\n二、城市")  # one alone may be anything
    assert table["level"].tolist() == [1, 1, 1]


def test_markdown_headings_hold_those_of_greater_depth():
    text = "## 基本任务\n### 一、工业\n### 二、农业\n## 主要措施\n甲。"
    assert heading_table(text)["level"].tolist() == [1, 2, 2, 1]


def test_a_paragraph_after_a_list_speaks_for_the_heading_above():
    import textkit as tk

    lines = ["（一）总体", "一是抓项目。快。", "二是抓招商。多。", "我们要努力奋斗。"]
    assert tk.split("\n".join(lines))["heading"].tolist() == [
        "（一）总体", "一是抓项目", "二是抓招商", "（一）总体",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "notes"),
    [
        (["一、甲", "二、乙", "四、丁"], ["", "", "jumps from 二 to 四"]),
        (["一、甲", "二、乙", "二、丙"], ["", "", "repeats 二"]),
        (["（五）甲", "（六）乙"], ["starts at 五", ""]),
        (["一、甲", "（一）乙", "（二）丙", "二、丁", "（三）戊"], [""] * 5),
        (["一、甲", "（一）乙", "二、丁", "（一）戊"], [""] * 4),
        (["1.甲", "2.乙", "1.丙"], ["", "", "starts again at 1"]),
        (["十、甲", "十一、乙", "九、丙"], ["starts at 十", "", "goes back from 十一 to 九"]),
    ],
)
def test_numbering_that_breaks_is_noted(lines, notes):
    assert heading_table("\n".join(lines))["note"].tolist() == notes


def test_heading_table_has_offsets_and_parts():
    text = "一、工作回顾\n**（一）强化治理。**加大改造。"
    table = heading_table(pd.DataFrame({"doc_id": ["a"], "text": [text]}))
    assert table.iloc[1].tolist() == ["a", 2, 1, "（一）强化治理", 9, 16, "回顾", ""]
    assert len(heading_table("")) == 0


@given(st.integers(1, 99))
def test_law_numerals_are_read_as_they_are_written(number):
    assert number_of(numeral_of(number)) == number == number_of(str(number))


line = st.sampled_from(
    ["一、甲", "二、乙。丙。", "（一）丁", "1.戊", "（1）己", "——庚。辛。", "第一，壬", "第二，癸", "一是子。", "二是丑。",
     "**寅。**卯。", "**辰。**巳。", "## 午", "午间", "名词解释", "正文在此。", "第一章 未", "第一节 申", "①酉", "**戌** 亥"]
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(line, max_size=25).map("\n".join))
def test_law_headings_stand_where_they_say(text):
    table = heading_table(text)
    for row in table.itertuples():
        assert text[row.start : row.end].replace("**", "") == row.heading
    assert table["level"].diff().dropna().le(1).all()
    assert (table["level"].head(1) == 1).all()
