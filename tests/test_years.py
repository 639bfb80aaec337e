from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import textkit as tk
from textkit.lines import Line
from textkit.outline import outline
from textkit.years import assign_years, find_report_year

ROOT = Path(__file__).parents[1]


def years_of(heading, part, report_year, *body):
    lines = [Line(0, 1, heading, "heading", 1, heading, part, [heading])]
    lines += [Line(0, 1, text, "body", 0, "", part, [heading]) for text in body]
    assign_years(lines, report_year=report_year)
    return lines[0].from_year, lines[0].to_year


@pytest.mark.parametrize(
    ("heading", "part", "report_year", "span", "why"),
    [
        ("一、2020年工作回顾", "回顾", 2021, (2020, 2020), "a year"),
        ("一、２０２０ 年工作回顾", "回顾", 2021, (2020, 2020), "full-width digits, white space"),
        ("一、二〇二〇年工作回顾", "回顾", 2021, (2020, 2020), "Chinese numerals"),
        ("一、一九五七年经济战线的成就", "回顾", 1958, (1957, 1957), "an old report"),
        ("一、2020年和“十三五”工作回顾", "回顾", 2021, (2016, 2020), "a year and the plan it ends"),
        ("一、过去五年工作回顾", "回顾", 2022, (2017, 2021), "the five years before"),
        ("一、五年工作的回顾", "回顾", 1998, (1993, 1997), "the five years before, without 过去"),
        ("一、四年来的工作", "回顾", 2017, (2013, 2016), "a shorter term"),
        ("一、十八届政府工作回顾", "回顾", 2022, (2017, 2021), "a term counts as five years"),
        ("一、工作回顾", "回顾", 2021, (2020, 2020), "no word on time: the year before"),
        ("一、工作回顾", "回顾", None, (None, None), "nothing is known"),
        (
            "一、2021年工作回顾和2022年的目标",
            "回顾",
            2022,
            (2021, 2021),
            "no review of the plan's year",
        ),
        ("二、今后五年的目标", "目标", 2022, (2022, 2026), "the coming five"),
        ("二、“十四五”时期目标", "目标", 2021, (2021, 2025), "a five-year plan"),
        ("二、十五五时期目标", "目标", 2026, (2026, 2030), "without quotation marks"),
        ("二、第十个五年计划的任务", "任务", 2001, (2001, 2005), "in full"),
        ("二、第二个五年计划", "任务", 1958, (1958, 1962), "before the third, years are irregular"),
        ("二、“十四五”规划和2035年远景目标", "目标", 2021, (2021, 2035), "with the long view"),
        ("二、到2035年的目标", "目标", 2021, (2021, 2035), "until a year"),
        ("二、2016-2020年的任务", "任务", 2016, (2016, 2020), "a range"),
        ("三、明年任务", "任务", 2022, (2023, 2023), "without a date, spoken in its own year"),
        ("三、重点工作", "任务", 2021, (2021, 2021), "a plan is for the report's year"),
        ("三、抓好“七五”普法", "任务", 2016, (2016, 2016), "七五普法 is no five-year plan here"),
        (
            "三、推动“十四五”开好局",
            "任务",
            2021,
            (2021, 2021),
            "the plan's first year, not its span",
        ),
        (
            "三、落实2008年部署的任务",
            "任务",
            2021,
            (2021, 2021),
            "a plan does not end before its report",
        ),
        (
            "一、为2035年打下基础的工作回顾",
            "回顾",
            2021,
            (2020, 2020),
            "a review ends by its report",
        ),
        ("谢幕2021年", "结语", 2021, (None, None), "a close speaks of no year"),
        ("十五年来的2020年", "other", 2021, (None, None), "nor does the address"),
    ],
)
def test_years_of_a_heading(heading, part, report_year, span, why):
    assert years_of(heading, part, report_year) == span, why


@pytest.mark.parametrize(
    ("body", "part", "span", "why"),
    [
        (["过去的五年，成绩显著。"], "回顾", (2017, 2021), "the first sentence says it"),
        (["2021年是“十四五”开局之年。"], "回顾", (2021, 2021), "its first word on time"),
        (["市七届人大一次会议以来，我们实干。"], "回顾", (2017, 2021), "since the term began"),
        (
            ["承办2035年盛会。", "去年增长6%。"],
            "回顾",
            (2021, 2021),
            "what cannot be is passed over",
        ),
        (
            ["甲。", "乙。", "过去五年很好。"],
            "回顾",
            (2021, 2021),
            "the third paragraph is too late",
        ),
    ],
)
def test_years_of_the_opening_words(body, part, span, why):
    assert years_of("一、砥砺前行", part, 2022, *body) == span, why


def test_a_section_is_on_a_time_only_if_it_says_so():
    chapter, own, event = "三、2019年任务", "（一）2020年前的工作", "（二）筹办2022年冬奥会"
    lines = [Line(0, 1, chapter, "heading", 1, chapter, "任务", [chapter])]
    lines += [Line(0, 1, h, "heading", 2, h, "任务", [chapter, h]) for h in (own, event)]
    assign_years(lines, report_year=2019)
    assert [line.from_year for line in lines] == [2019, 2020, 2019]


def test_what_says_nothing_keeps_the_years_of_the_plan_before_it():
    goals, tasks = "二、今后五年目标", "三、推进结构调整"
    lines = [Line(0, 1, goals, "heading", 1, goals, "目标", [goals]),
             Line(0, 1, tasks, "heading", 1, tasks, "任务", [tasks])]  # fmt: skip
    assign_years(lines, report_year=2003)
    assert [(line.from_year, line.to_year) for line in lines] == [(2003, 2007)] * 2


def test_after_a_plan_for_several_years_and_for_this_one_chapters_are_on_this_one():
    both, own = "二、新一届政府努力方向和2022年工作安排", "三、建设服务型政府"
    lines = [Line(0, 1, both, "heading", 1, both, "任务", [both]),
             Line(0, 1, own, "heading", 1, own, "自身建设", [own])]  # fmt: skip
    assign_years(lines, report_year=2022)
    assert [(line.from_year, line.to_year) for line in lines] == [(2022, 2026), (2022, 2022)]


@pytest.mark.parametrize(
    ("front", "year", "why"),
    [
        (["政府工作报告", "——2021年1月5日在会议上"], 2021, "the year of delivery"),
        (
            ["2022年区政府工作报告", "——2021年11月24日在会议上"],
            2022,
            "a title's year that follows the date",
        ),
        (["区政府工作报告", "——2021年11月24日在会议上"], 2022, "late in a year: for the next one"),
        (
            ["2015年政府工作报告", "——2021年1月5日在会议上"],
            2021,
            "a title's year that the date belies",
        ),
        (["1988年政府工作报告"], 1988, "the title alone"),
        (["政府工作报告", "——二〇一五年一月二十八日在会议上"], 2015, "Chinese numerals"),
        (["政府工作报告"], None, "no year at all"),
    ],
)
def test_the_year_of_a_report(front, year, why):
    assert find_report_year([Line(0, 1, text, "front") for text in front]) == year, why


def test_without_title_and_date_the_plan_tells_the_year():
    lines = outline(
        "各位代表：\n一、过去五年和1992年的工作回顾\n很好。\n二、1993年的主要任务\n努力。"
    )
    assert find_report_year(lines) == 1993


@pytest.mark.parametrize(
    ("text", "year", "why"),
    [
        (
            "一、过去五年的回顾\n2002年增长9%，比1997年翻番。2008年将办奥运会。\n二、目标和任务\n"
            "到2010年翻番。做好2003年工作。",
            2003,
            "the plan speaks of it, the review of the year before",
        ),
        ("一、1996年的工作和1997年的目标\n增长9%。", 1997, "the later of two in a heading"),
        (
            "一、2004年工作回顾\n比2005年的目标多500亿元。\n二、任务\n努力。",
            2005,
            "after the review",
        ),
        (
            "一、回顾\n" + "1984年增长9%。\n" * 9 + "订货订到了1986年。\n二、任务\n努力。",
            1985,
            "a year that a review names once is not the one it is of",
        ),
        (
            "一、回顾\n很好。\n二、远景目标\n2035年建成现代化城市。",
            None,
            "a far year alone tells none",
        ),
        (
            "政府工作报告\n（2010年2月20日）\n各位代表：\n一、2002年工作回顾\n2002年增长9%。\n"
            "二、2003年任务\n2003年增长8%，到2010年翻番。",
            2003,
            "a date that plan and review belie: of the page, not of the speech",
        ),
    ],
)
def test_without_a_date_plan_and_review_tell_the_year(text, year, why):
    assert find_report_year(outline(text)) == year, why


def test_the_complete_page_speaks_of_three_times():
    corpus = tk.read_corpus(ROOT / "data" / "catalog.toml").set_index("doc_id")
    lines = outline(corpus.loc["nanguan-report-2021", "text"])
    assign_years(lines, report_year=find_report_year(lines))
    spans = {(line.part, line.from_year, line.to_year) for line in lines}
    assert spans == {
        ("题头", None, None), ("other", None, None), ("结语", None, None),
        ("回顾", 2017, 2021), ("形势", 2017, 2021),
        ("目标", 2022, 2026), ("目标", 2022, 2022), ("任务", 2022, 2022), ("自身建设", 2022, 2022),
    }  # fmt: skip


HEADS = ["一、工作回顾", "一、过去五年工作回顾", "二、今后五年目标", "三、今年任务", "四、加强自身建设", "五、到2035年的愿景",
         "二、“十四五”规划目标", "2021年工作安排", "名词解释", "各位代表！让我们努力奋斗！"]  # fmt: skip
TEXTS = st.lists(
    st.one_of(st.sampled_from(HEADS), st.sampled_from(["过去一年，很好。", "明年更好。"]), st.text(max_size=15)),
    max_size=15,
).map("\n".join)  # fmt: skip
YEARS = st.one_of(st.none(), st.integers(1954, 2040))


@settings(deadline=None)
@given(TEXTS, YEARS)
def test_law_spans_run_forward_and_fit_their_part(text, report_year):
    lines = outline(text)
    assign_years(lines, report_year=report_year)
    for line in lines:
        if line.from_year is None or line.to_year is None:
            assert line.from_year is line.to_year is None
            continue
        assert line.part in ("回顾", "形势", "目标", "任务", "自身建设")
        assert line.from_year <= line.to_year
        if report_year is not None and line.part in ("回顾", "形势"):
            assert line.to_year <= report_year
        elif report_year is not None:
            assert line.to_year >= report_year


@settings(deadline=None)
@given(st.lists(st.sampled_from(HEADS[:5]), max_size=8).map("\n".join), st.integers(-60, 60))
def test_law_relative_words_move_with_the_report(text, by):
    here, there = outline(text), outline(text)
    assign_years(here, report_year=2020)
    assign_years(there, report_year=2020 + by)
    moved = [line.from_year + by if line.from_year is not None else None for line in here]
    assert moved == [line.from_year for line in there]
