from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import textkit as tk
from textkit.outline import outline
from textkit.parts import PARTS, is_fragment

ROOT = Path(__file__).parents[1]
LONG = "坚持稳中求进，加快建设现代化产业体系，增进民生福祉。"
TROUBLE = "同时，我们也清醒地看到，经济社会发展还存在不少困难和问题：产业层次不高。"
CLOSE = "各位代表！让我们更加紧密地团结起来，埋头苦干，为建设美好家园而努力奋斗！"
CASES = [
    # headings
    (["一、2020年工作回顾", LONG, "二、2021年总体要求和主要任务", LONG, "（一）扩大内需", LONG],
     ["回顾", "回顾", "目标", "目标", "任务", "任务"], "goals and tasks in one heading: tasks from the first sub-heading"),
    (["**一、2019年经济社会发展**", LONG, "**二、2020年安排**", LONG],
     ["回顾", "回顾", "任务", "任务"], "of two years the earlier one is reviewed; bold marks are no part of a heading"),
    (["一、勠力同心，实现新突破", LONG, "二、2021年工作思路", LONG, "三、扎实推进结构调整", LONG],
     ["回顾", "回顾", "目标", "目标", "任务", "任务"], "chapters that name nothing: review before the plan, tasks after it"),
    (["一、过去五年工作", LONG, "二、奋力开启新征程", LONG, "三、加强政府自身建设", LONG],
     ["回顾", "回顾", "目标", "目标", "自身建设", "自身建设"], "what looks forward after the review is a plan"),
    (["一、1994年国内工作的回顾", LONG, "二、促进国民经济持续健康发展", LONG, "三、关于外交工作", LONG],
     ["回顾", "回顾", "任务", "任务", "任务", "任务"], "1995: no heading names the plan, so it begins after the review"),
    (["一、一九八九年的回顾", LONG, "二、一九九〇年的国内工作", LONG],
     ["回顾", "回顾", "任务", "任务"], "years in Chinese numerals"),
    (["一、四年来的主要工作", LONG, "二、今后五年的目标", LONG, "三、2017年主要工作", LONG],
     ["回顾", "回顾", "目标", "目标", "任务", "任务"], "主要工作 before the plan is work done"),
    (["一、全面完成了各项目标和任务", LONG, "二、2009年工作", LONG],
     ["回顾", "回顾", "任务", "任务"], "goals that were met are a review"),
    (["各位代表：", "2013年工作回顾", LONG, "一、扎实推动转型", LONG, "二、努力改善环境", LONG,
      "2014年工作安排", LONG, "一、巩固发展态势", LONG, "二、推进改革", LONG],
     ["other"] + ["回顾"] * 6 + ["任务"] * 6, "unnumbered headings hold the numbered ones when 一、 comes again"),
    (["一、工作回顾", LONG, "二、主要任务", LONG, "（一）稳增长", LONG, "（二）加强政府自身建设", LONG],
     ["回顾", "回顾", "任务", "任务", "任务", "任务", "自身建设", "自身建设"], "self-construction as a section of the tasks"),
    (["一、工作回顾", LONG, "（一）经济增长", LONG, "（二）政府自身建设取得成效", LONG, "二、2021年任务", LONG],
     ["回顾"] * 6 + ["任务", "任务"], "in a review self-construction is reviewed too"),
    (["一、向着宏伟目标阔步前进的五年", LONG, "二、“十一五”时期发展构想", LONG, "三、2006年工作重点", LONG],
     ["回顾", "回顾", "目标", "目标", "任务", "任务"], "a chapter on five years is a review, an idea of them a plan"),
    (["一、过去五年工作回顾", LONG, "二、2022年目标", "交出一份过硬的成绩单", LONG],
     ["回顾", "回顾", "目标", "目标", "目标"], "the second half of a heading opens no part"),
    # paragraphs
    (["过去一年，" + LONG, "今年经济社会发展的主要预期目标是：" + LONG, "重点抓好以下工作：", LONG],
     ["回顾", "目标", "任务", "任务"], "without headings paragraphs say so"),
    (["各位代表：", "过去一年，" + LONG, LONG, LONG, "一、２０２１年目标任务", LONG],
     ["other", "回顾", "回顾", "回顾", "目标", "目标"], "what stands above the first plan is the review; full-width digits"),
    (["一、2020年工作回顾", LONG, LONG, TROUBLE, "二、2021年任务", LONG],
     ["回顾", "回顾", "回顾", "形势", "任务", "任务"], "difficulties at the end of the review"),
    (["一、2020年工作回顾", TROUBLE, LONG, LONG, LONG, LONG, "二、2021年任务", LONG],
     ["回顾"] * 6 + ["任务", "任务"], "troubles named at the start of a review are its background"),
    (["一、2020年工作回顾", LONG, LONG, TROUBLE, "今后五年，经济社会发展总的目标是翻番。", LONG, "二、2021年任务", LONG],
     ["回顾", "回顾", "回顾", "形势", "目标", "目标", "任务", "任务"], "a plan that has lost its heading"),
    (["一、工作回顾", LONG, "二、2021年重点工作", LONG, "主要预期目标是：生产总值增长6%。", "重点做好以下工作：", "（一）稳增长", LONG],
     ["回顾", "回顾", "任务", "目标", "目标", "任务", "任务", "任务"], "aims above the first section of the tasks"),
    (["一、工作回顾", LONG, "二、2021年任务", LONG, "各位代表！", "我们要加强政府自身建设，" + LONG, CLOSE],
     ["回顾", "回顾", "任务", "任务", "任务", "自身建设", "结语"], "the last paragraph before the close"),
    # close and notes
    (["一、工作回顾", LONG, "二、2021年任务", LONG, "各位代表！", "目标鼓舞人心。", "让我们努力奋斗！", "谢谢大家！"],
     ["回顾", "回顾", "任务", "任务", "结语", "结语", "结语", "结语"], "a close of several lines, from its address on"),
    (["一、工作回顾", LONG, "二、2021年任务", "各位代表！" + LONG, LONG, CLOSE, "名词解释", "1.“三长”：网格长。"],
     ["回顾", "回顾", "任务", "任务", "任务", "结语", "附", "附"], "an address in mid-report is no close; a glossary after it"),
    (["一、工作回顾", LONG, "二、2021年任务", LONG, CLOSE, "[1]三长：指网格长等。", "[2]六城：指六个城市。"],
     ["回顾", "回顾", "任务", "任务", "结语", "附", "附"], "notes without a heading"),
    (["一、工作回顾", LONG, "二、2021年任务", LONG, CLOSE, "附：2021年十件实事", "一、改造老旧小区", LONG],
     ["回顾", "回顾", "任务", "任务", "结语", "附", "附", "附"], "numbered headings after the close open nothing"),
    (["附件：", "各位代表：", "一、工作回顾", LONG, "二、2021年任务", LONG],
     ["other", "other", "回顾", "回顾", "任务", "任务"], "附件 above the report is no appendix to it"),
    (["一、工作回顾", LONG, "各位代表！成绩来之不易，我表示衷心的感谢！"],
     ["回顾", "回顾", "回顾"], "thanks at the end of an abridged report are no close"),
    (["建设美丽家园" + LONG], ["other"], "a text that says nothing of parts"),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "parts", "why"), CASES, ids=[case[2] for case in CASES])
def test_parts(lines, parts, why):
    corpus = pd.DataFrame({"doc_id": ["a"], "text": ["\n".join(lines)]})
    assert tk.split(corpus)["part"].tolist() == parts, why


def page(doc_id):
    corpus = tk.read_corpus(ROOT / "data" / "catalog.toml").set_index("doc_id")
    return outline(corpus.loc[doc_id, "text"], default_part=corpus.loc[doc_id, "default_part"])


def runs(lines):
    parts = [line.part for line in lines]
    return [part for n, part in enumerate(parts) if n == 0 or part != parts[n - 1]]


def test_the_complete_page_runs_through_its_parts():
    assert runs(page("nanguan-report-2021")) == [
        "题头", "other", "回顾", "形势", "目标", "任务", "目标", "任务", "自身建设", "结语",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("doc_id", "reason"),
    [
        (
            "erdao-report-2021",
            "begins with a —— item; no review although tasks follow; ends after (六) without a close",
        ),
        ("erdao-plan-2021", ""),
        ("lvyuan-article-2021", ""),
        (
            "erdao-tasks",
            "begins in mid-list at (三); no review although tasks follow; "
            "ends after (五) without a close",
        ),
        ("nanguan-report-2021", ""),
    ],
)
def test_fragments_among_the_five_pages(doc_id, reason):
    assert is_fragment(page(doc_id)) == reason


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (["各位代表：", "一、工作回顾", LONG, "二、2021年任务", LONG, CLOSE], ""),
        (["各位代表：", "一、工作回顾", LONG, TROUBLE], "no plan after the review; ends after 一、 without a close"),
        (["各位代表：", "一、2021年目标", LONG, "二、主要任务", LONG, CLOSE], "no review although tasks follow"),
        (["各位代表：", "一、工作回顾", LONG, "二、2021年任务", LONG], "ends after 二、 without a close"),
        (["关于区情", LONG], ""),
        ([], "there is no text"),
    ],
)  # fmt: skip
def test_why_a_text_is_no_whole_report(lines, reason):
    assert is_fragment(outline("\n".join(lines))) == reason


POOL = sorted({line for lines, _, _ in CASES for line in lines})
TEXTS = st.lists(
    st.one_of(st.sampled_from(POOL), st.sampled_from(["政府工作报告", "——2021年1月5日在会议上", "附表", "注释", "谢谢大家！"]),
              st.text(max_size=20)),
    max_size=24,
).map("\n".join)  # fmt: skip


@settings(deadline=None)
@given(TEXTS, st.sampled_from(["other", "任务"]))
def test_law_every_line_has_a_part_the_title_stands_first_and_the_notes_last(text, default):
    parts = [line.part for line in outline(text, default_part=default)]
    assert set(parts) <= set(PARTS)
    head = next((n for n, part in enumerate(parts) if part != "题头"), len(parts))
    assert "题头" not in parts[head:]
    notes = next((n for n, part in enumerate(parts) if part == "附"), len(parts))
    assert set(parts[notes:]) <= {"附"}


@settings(deadline=None)
@given(TEXTS, st.text(alphabet=" \n\t　", max_size=5))
def test_law_blank_lines_at_the_end_change_nothing(text, blank):
    assert outline(text) == outline(text + "\n" + blank)


@settings(deadline=None)
@given(TEXTS)
def test_law_a_fragment_is_told_in_words_or_not_at_all(text):
    reason = is_fragment(outline(text))
    assert reason == reason.strip("; ")
    assert "; ; " not in reason
