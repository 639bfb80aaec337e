"""Where a sentence stands → the kind and the year of its statements."""

import pytest

import textkit as tk

REVIEW = "一、过去五年和2021年工作回顾"
PLAN = "三、2022年重点工作"
BOTH = "二、“十四五”目标和2022年工作安排"


def times(*lines):
    """Return value, kind and years of each row of a report of 2022."""
    text = "\n".join(["政府工作报告", "——2022年1月5日在会议上", "各位代表：", *lines])
    rows = tk.find_targets(text)
    columns = rows[["low", "kind", "from_year", "target_year"]].astype(object)
    return [tuple(one) for one in columns.where(columns.notna(), None).values.tolist()]


@pytest.mark.parametrize(
    ("lines", "expected", "why"),
    [
        (
            [PLAN, "今年是开局之年。过去一年，我们取得新成绩。生产总值增长10.3%。",
             "今年的主要预期目标是：生产总值增长8%。"],
            [(10.3, "achievement", None, 2021), (8.0, "target", None, 2022)],
            "a look back within the plan lasts for its paragraph",
        ),
        (
            [PLAN, "过去一年，我们取得新成绩。今年，生产总值要增长8%。财政收入增长6%。"],
            [(8.0, "target", None, 2022), (6.0, "target", None, 2022)],
            "and ends where the paragraph turns to the year to come",
        ),
        (
            [PLAN, "一季度生产总值下降9.8%。", "万元生产总值能耗下降3%。"],
            [(-9.8, "achievement", None, 2022), (-3.0, "target", None, 2022)],
            "nobody aims at a fall in a quarter",
        ),
        (
            [PLAN, "这一年，我们要重点做好以下工作：", "（一）发展产业。新增企业10家。"],
            [(10.0, "target", None, 2022)],
            "这一年 in a plan is the year to come",
        ),
        (
            [BOTH, "今后五年的目标是：", "——实力增强。生产总值年均增长7%。",
             "2022年是关键之年，重点抓好以下工作：", "（一）改造老旧小区30个。"],
            [(7.0, "target", 2022, 2026), (30.0, "target", None, 2022)],
            "the time of a list holds for its items, until the next list",
        ),
        (
            [REVIEW, "五年来，新建学校50所。", "一年来，我们主要做了以下工作：",
             "（一）办好教育。新建学校9所。"],
            [(50.0, "achievement", 2017, 2021), (9.0, "achievement", None, 2021)],
            "a review of five years that comes to the last one",
        ),
        (
            [REVIEW, "新增就业超出预期目标，新建学校9所。"],
            [(9.0, "achievement", 2017, 2021)],
            "a target that was passed is none",
        ),
        (
            [REVIEW, "五年来，新建学校50所。", "刚刚过去的2021年，是不平凡的一年。", "新建学校9所。",
             "这五年，改革不断深化。", "新建医院5所。"],
            [(50.0, "achievement", 2017, 2021), (9.0, "achievement", None, 2021),
             (5.0, "achievement", 2017, 2021)],
            "the last year holds until the review comes back to the five",
        ),
        (
            ["一、过去五年的成就", "2021年是五年任期的最后一年。", "新建学校50所。",
             "各位代表！2021年是不平凡的一年。", "新建学校9所。", PLAN, "努力。"],
            [(50.0, "achievement", 2017, 2021), (9.0, "achievement", None, 2021)],
            "what the year is to the five does not end their review, words of address do",
        ),
        (
            [REVIEW, "1999年，我们面对洪灾。", "新建学校50所。"],
            [(50.0, "achievement", 2017, 2021)],
            "another year than the last opens a paragraph only",
        ),
        (
            [BOTH, "按照市委部署，今后五年要实现新发展。", "——更加注重生态。造林30万亩。",
             "2022年，我们要抓好以下工作：", "（一）生态。造林6万亩。"],
            [(300000.0, "target", None, 2025), (60000.0, "target", None, 2022)],
            "items with a dash before the year is said are of the five years",
        ),
        (
            [REVIEW, "截至11月底，贷款增长8%。", "全年新建学校9所。", "经济五年年均增长7%。"],
            [(8.0, "achievement", None, 2021), (9.0, "achievement", None, 2021),
             (7.0, "achievement", 2017, 2021)],
            "months and 全年 of a review are of the year before",
        ),
        (
            [REVIEW, "列入国家“十四五”规划，新建学校9所。", "“十四五”重点项目完成30个。"],
            [(9.0, "achievement", 2017, 2021), (30.0, "achievement", 2017, 2021)],
            "a plan as a paper or an attribute is no time",
        ),
        (
            [PLAN, "改造2000年以前建成的老旧小区30个。", "到2026年，森林覆盖率位居全省前列，达到60%。",
             "实现有条件的村100%通硬化路。"],
            [(30.0, "target", None, 2022), (60.0, "target", None, 2026), (100.0, "target", None, 2022)],
            "when houses were built, what will be in front, and 实现有 are nothing done",
        ),
        (
            ["2021年工作回顾", "一、发展", "新建学校9所。", "2022年工作安排", "一、发展", "新建学校8所。"],
            [(9.0, "achievement", None, 2021), (8.0, "target", None, 2022)],
            "the innermost heading that tells is of a plan",
        ),
        (
            [BOTH, "各位代表！2022年是关键之年。主要目标是：生产总值增长8%。"],
            [(8.0, "target", None, 2022)],
            "a paragraph that begins with words of address opens with the year",
        ),
        (
            [BOTH, "完成今后五年的任务，今年至关重要。财政收入增长8%。", "财政支出增长6%。"],
            [(8.0, "target", None, 2022), (6.0, "target", None, 2022)],
            "and one that comes to the year",
        ),
        (
            [BOTH, "2022年是实现“十四五”目标的关键一年，生产总值增长8%。",
             "按照“十四五”规划的目标要求，财政收入增长6%。"],
            [(8.0, "target", None, 2022), (6.0, "target", None, 2022)],
            "what the year is to a plan, and what a plan asks, are no time",
        ),
        (
            [PLAN, "截至2月16日，新增病例3例。", "全年新增岗位2个。"],
            [(3.0, "achievement", None, 2022), (2.0, "target", None, 2022)],
            "as of a day is done, in a plan too",
        ),
        (
            [REVIEW, "主要目标是：到2026年，生产总值年均增长7%。"],
            [(7.0, "target", 2022, 2026)],
            "an aim that stands in a review begins with the report's year",
        ),
        (
            [PLAN, "沿黄城市创造了全区90%以上的财政收入。"],
            [(90.0, "achievement", None, 2021)],
            "a fact in a plan",
        ),
        (
            ["一、2021年工作回顾", "1—11月，贷款增长8%，新建学校9所。", "医院当年竣工，新增床位30张。"],
            [(8.0, "achievement", None, 2021), (9.0, "achievement", None, 2021),
             (30.0, "achievement", None, 2021)],
            "a span of months and 当年 of a review are of the year before",
        ),
        (
            [REVIEW, "实施“十四五”防洪工程，新建学校9所。", "“十四五”时期新建医院5所。"],
            [(9.0, "achievement", 2017, 2021), (5.0, "target", 2021, 2025)],
            "a span that belongs to a noun is no time of a review, one with 时期 is",
        ),
        (
            [REVIEW, "两年内实际改造小区30个。", "三年内投入19亿元。", "五年内预计新建学校9所。"],
            [(30.0, "achievement", 2020, 2021), (1.9e9, "target", None, 2024),
             (9.0, "achievement", 2017, 2021)],
            "what took two years, what is to be done in three, and the five of the review",
        ),
        (
            [PLAN, "居民消费价格涨幅低于上年水平，财政收入增长6%。", "略低于去年7%的增速。"],
            [(None, "target", None, 2022), (6.0, "target", None, 2022),
             (7.0, "achievement", None, 2021)],
            "a year that a target is set against is not its time, but that of its own number",
        ),
        (
            [PLAN, "保障标准提高到当地上年人均收入的60%。", "产值从目前的30亿元增加到200亿元。"],
            [(60.0, "target", None, 2022), (2e10, "target", None, 2022)],
            "what a share is of, and what a rise starts from, do not date it",
        ),
        (
            ["一、2021年工作回顾及“十三五”成就", "去年，我们迎难而上。", "新建学校9所。", PLAN, "努力。"],
            [(9.0, "achievement", None, 2021)],
            "去年 opens the review of the year that the heading names",
        ),
        (
            ["一、过去五年的成就", "2021年是极不平凡的一年。", "新建学校9所。", PLAN, "努力。"],
            [(9.0, "achievement", None, 2021)],
            "what a year was like, not its place in a plan, opens its review",
        ),
        (
            [PLAN, "完善去年的政策，力争新建学校9所。", "经过去年的努力，新建医院5所。",
             "控制在上年水平以下；新增岗位2个。"],
            [(9.0, "target", None, 2022), (5.0, "achievement", None, 2021),
             (2.0, "target", None, 2022)],
            "what is striven for is to come, whatever year the sentence names",
        ),
        (
            [REVIEW, "今年要开发岗位30个，新建学校9所。", "今年1月，新增病例3例。"],
            [(30.0, "target", None, 2022), (9.0, "target", None, 2022),
             (3.0, "achievement", None, 2022)],
            "what the year to come shall see, in a review, holds for the sentence",
        ),
        (
            [REVIEW, "提前实现“十四五”造林目标，新建学校9所。"],
            [(9.0, "achievement", 2017, 2021)],
            "a plan that was beaten is over",
        ),
        (
            [REVIEW, "各项预期目标如期实现，信访积案基本清零。"],
            [(None, "achievement", 2017, 2021)],
            "aims that are met are not stated",
        ),
        (
            [PLAN, "到2025年和2030年，发电量分别达到50万吨和70万吨。"],
            [(500000.0, "target", None, 2025), (700000.0, "target", None, 2030)],
            "分别: each number has a year",
        ),
        (
            [PLAN, "支持现有30家企业发展壮大。", "做好46个项目前期工作。"],
            [(30.0, "target", None, 2022), (46.0, "target", None, 2022)],
            "what is there may yet be the object of a plan, and 项目前期 has no 目前",
        ),
        (
            ["二、“十四五”规划和2035年远景目标", "新建学校8所。"],
            [(8.0, "target", 2021, 2025)],
            "numbers under a far view are for the five years",
        ),
    ],
)  # fmt: skip
def test_kind_and_years(lines, expected, why):
    assert times(*lines) == expected, why


def test_a_report_given_in_may_speaks_of_the_months_before():
    text = "政府工作报告\n——2020年5月9日在会议上\n一、2019年工作回顾\n截至4月底，治愈病例9例。"
    assert tk.find_targets(text)["target_year"].tolist() == [2020]


@pytest.mark.parametrize(
    ("said", "year"), [("今年", 2022), ("明年", 2022)], ids=["this year", "next year"]
)
def test_a_report_given_in_december_speaks_of_the_year_it_plans_for(said, year):
    text = f"政府工作报告\n——2021年12月28日在会议上\n二、2022年工作\n{said}，财政收入增长6%。"
    assert tk.find_targets(text)["target_year"].tolist() == [year]


def test_the_kind_of_a_bare_line_is_one():
    rows = tk.find_targets("2025年，地区生产总值增长5.2%，新增就业4.5万人。")
    assert rows["kind"].tolist() == ["achievement", "achievement"]
