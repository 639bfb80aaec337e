"""The laws of cleaning, over pages of chrome, lines of reports and junk in any order."""

import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import textkit as tk
from textkit.cleaning_rules import RULES, Rule

HERE = Path(__file__).parent
PROSE = "——多渠道扩大开放。建设开放平台，加快开发区重大基础设施和重点民生工程建设，集聚人流。"
CASES = [
    row.split("\t")[0]
    for row in (HERE / "cases" / "cleaning.tsv").read_text(encoding="utf-8").splitlines()[1:]
]
LINES = sorted(
    {
        row.split("\t", 1)[1]
        for path in (HERE / "pages").glob("*.txt")
        for row in path.read_text(encoding="utf-8").split("\n")
        if "\t" in row
    }
)
BREAKS = ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]
SIGNS = "首页>|：。，（）【】-—·12年月日来源编辑大中小印　 \t\x00\u200b\u202e\ud800\udfff一、{};©第页权附"

real = st.sampled_from([*CASES, *LINES, PROSE, PROSE[9:], "", "  "])
junk = st.text(st.sampled_from(SIGNS), max_size=30) | st.text(max_size=30)
cut = st.builds(lambda line, at: line[: at % (len(line) + 1)], real, st.integers(0, 99))
lines = st.one_of(real, real, cut, junk)
pages = st.one_of(
    st.lists(lines, max_size=30).map("\n".join),
    st.lists(st.tuples(lines, st.sampled_from(BREAKS)).map("".join), max_size=15).map("".join),
)
extras = st.sampled_from(
    [
        (),
        (Rule("papers", "日报|新闻"),),
        (Rule("numbered", "^[一二]", where="anywhere", ends="both"),),
        (Rule("long", ".{20}", where="foot", ends="below"),),
    ]
)
rule_sets = st.sampled_from([RULES, RULES[::2], RULES[1::2], ()])


@settings(deadline=None, max_examples=150)
@given(pages, rule_sets, extras)
def test_kept_and_removed_lines_are_the_page(page, rules, extra):
    cleaned = tk.clean_text(page, rules=rules, extra=extra)
    assert cleaned.lines["text"].tolist() == page.splitlines()
    kept = cleaned.lines[cleaned.lines["rule"] == ""]
    assert cleaned.text == "\n".join(kept["text"])
    for line in kept.itertuples():
        assert cleaned.text[line.start : line.start + len(line.text)] == line.text
    together = sorted([*kept["line"], *cleaned.removed["line"]])
    assert together == list(range(1, len(page.splitlines()) + 1))


@settings(deadline=None, max_examples=300)
@given(pages, rule_sets, extras)
def test_cleaning_a_clean_text_changes_nothing(page, rules, extra):
    once = tk.clean_text(page, rules=rules, extra=extra)
    twice = tk.clean_text(once.text, rules=rules, extra=extra)
    assert twice.text == once.text
    assert twice.removed.empty


@settings(deadline=None, max_examples=60)
@given(pages)
def test_any_page_can_be_shown_and_says_what_is_doubtful(page):
    cleaned = tk.clean_text(page)
    assert cleaned._repr_html_().encode("utf-8")
    assert set(cleaned.doubtful["line"]) <= set(cleaned.lines["line"]) - set(
        cleaned.removed["line"]
    )


@settings(deadline=None, max_examples=100)
@given(st.lists(real, max_size=12), st.lists(real, max_size=12))
def test_text_between_other_lines_is_never_lost(above, below):
    # what stands in a chapter of a report stays, whatever surrounds it
    chapter = [
        "一、工作回顾",
        PROSE,
        "奋进新征程",
        "标准",
        "主要指标",
        "首页改版",
        "二、工作安排",
        PROSE,
    ]
    cleaned = tk.clean_text("\n".join([*above, *chapter, *below]))
    start = sum(1 for _ in above)
    rules = cleaned.lines["rule"].tolist()[start : start + len(chapter)]
    assert rules == [""] * len(chapter)


@pytest.mark.parametrize("rule", [r for r in RULES if r.pattern is not None], ids=lambda r: r.name)
def test_expressions_are_bound_to_the_start_of_the_line_and_hold_no_groups(rule):
    # what the quick look at a line relies on
    assert rule.expression.startswith("^(?:")
    assert re.compile(rule.expression[4:].removesuffix("$")[:-1]).groups == 0


@pytest.mark.parametrize(
    "unit",
    [
        "首页>",
        "来源：",
        "首页 ",
        "→",
        "大 中 小 ",
        "关于我们|",
        "QQ空间",
        " 　",
        "国务院、",
        "-1-",
        "网站 ",
        "A",
        "，",
        "编辑 记者 ",
    ],
)
def test_a_long_line_takes_no_longer_than_its_length(unit):
    page = f"{PROSE}\nx{unit * (2_000_000 // len(unit))}y\n{PROSE}"
    start = time.process_time()
    tk.clean_text(page)
    assert time.process_time() - start < 2


def test_many_lines_take_time_in_proportion():
    def seconds(n):
        page = "\n".join(f"来源：来源：第{k}号" for k in range(n))
        start = time.process_time()
        tk.clean_text(page)
        return time.process_time() - start

    seconds(2_000)
    assert seconds(16_000) < 20 * max(seconds(2_000), 0.02)
