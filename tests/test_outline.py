import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import textkit as tk

ROOT = Path(__file__).parents[1]


def one(text, **variables):
    return pd.DataFrame({"doc_id": ["a"], "text": [text], **{k: [v] for k, v in variables.items()}})


REPORT = """政府工作报告
——2021年1月5日在区人大会议上
区长  王小明
各位代表：
现在报告工作。
一、过去五年工作回顾
五年来，成绩显著。
——经济增长。总量翻番。
——民生改善。就业增加。
我们也看到不足。
二、今后五年的目标
到2026年翻番！
三、2022年重点工作
(一)稳定增长。抓项目。抓招商。
（二）改善民生
1.扩大就业
新增就业8000人。
（1）开发岗位
四、加强政府自身建设
各位代表！让我们奋斗！"""


def test_a_report_reads_as_its_numbering_says():
    table = tk.split(one(REPORT))
    got = table[["part", "kind", "section", "text"]].values.tolist()
    back, goal, tasks, own = (
        "一、过去五年工作回顾", "二、今后五年的目标", "三、2022年重点工作", "四、加强政府自身建设",
    )  # fmt: skip
    assert got == [
        ["题头", "front", "", "政府工作报告"],
        ["题头", "front", "", "——2021年1月5日在区人大会议上"],
        ["题头", "front", "", "区长  王小明"],
        ["other", "body", "", "各位代表："],
        ["other", "body", "", "现在报告工作。"],
        ["回顾", "heading", back, back],
        ["回顾", "body", back, "五年来，成绩显著。"],
        ["回顾", "body", f"{back} › ——经济增长", "——经济增长。总量翻番。"],
        ["回顾", "body", f"{back} › ——民生改善", "——民生改善。就业增加。"],
        ["形势", "body", back, "我们也看到不足。"],
        ["目标", "heading", goal, goal],
        ["目标", "body", goal, "到2026年翻番！"],
        ["任务", "heading", tasks, tasks],
        ["任务", "body", f"{tasks} › (一)稳定增长", "(一)稳定增长。抓项目。抓招商。"],
        ["任务", "heading", f"{tasks} › （二）改善民生", "（二）改善民生"],
        ["任务", "heading", f"{tasks} › （二）改善民生 › 1.扩大就业", "1.扩大就业"],
        ["任务", "body", f"{tasks} › （二）改善民生 › 1.扩大就业", "新增就业8000人。"],
        ["任务", "heading", f"{tasks} › （二）改善民生 › 1.扩大就业 › （1）开发岗位", "（1）开发岗位"],
        ["自身建设", "heading", own, own],
        ["结语", "body", own, "各位代表！让我们奋斗！"],
    ]  # fmt: skip


def test_the_five_pages_have_the_parts_that_a_reader_sees():
    corpus = tk.read_corpus(ROOT / "data" / "catalog.toml")
    parts = tk.split(corpus).groupby("doc_id", sort=False)["part"].unique()
    assert {doc: list(found) for doc, found in parts.items()} == {
        "erdao-report-2021": ["题头", "任务"],
        "erdao-plan-2021": ["题头", "目标", "任务", "自身建设"],
        "lvyuan-article-2021": ["题头", "other", "目标", "任务", "自身建设"],
        "erdao-tasks": ["任务"],
        "nanguan-report-2021": [
            "题头",
            "other",
            "回顾",
            "形势",
            "目标",
            "任务",
            "自身建设",
            "结语",
        ],
    }


@pytest.mark.parametrize(
    ("text", "sentences", "why"),
    [
        ("甲。乙！丙？丁", ["甲。", "乙！", "丙？", "丁"], "the last one may lack its end"),
        ("他说“好。”然后走。", ["他说“好。”", "然后走。"], "closing marks belong to the sentence"),
        ("增长6.5%。到2025年。", ["增长6.5%。", "到2025年。"], "a decimal point ends nothing"),
        ("甲；乙。", ["甲；乙。"], "a semicolon joins"),
        ("好!!!行了", ["好!!!", "行了"], "half-width marks, repeated"),
    ],
)
def test_sentences(text, sentences, why):
    assert tk.split(one(text), into="sentence")["text"].tolist() == sentences, why


def test_a_section_is_a_heading_with_what_follows():
    table = tk.split(one(REPORT), into="section")
    assert table["text"].iloc[2] == "一、过去五年工作回顾\n五年来，成绩显著。"


def test_document_variables_ride_along_and_the_page_does_not():
    table = tk.split(one("经济增长。", district="二道区", page="<raw>"))
    assert table["district"].tolist() == ["二道区"]
    assert "page" not in table


def test_what_reading_says_of_a_file_does_not_ride_along():
    corpus = one(
        "经济增长。", format="text", file="a.txt", encoding="utf-8", confidence=1.0, genre="报告"
    )
    assert tk.split(corpus).columns.tolist() == [
        "passage_id", "doc_id", "part", "from_year", "to_year", "section", "heading", "kind",
        "start", "end", "text", "genre",
    ]  # fmt: skip


def test_texts_are_called_by_their_number():
    assert tk.split("甲。乙。", into="sentence")["doc_id"].tolist() == ["1", "1"]
    table = tk.split(["甲。", "乙。"])
    assert table[["passage_id", "doc_id", "text"]].values.tolist() == [
        ["1#p0000", "1", "甲。"],
        ["2#p0000", "2", "乙。"],
    ]


@pytest.mark.parametrize(
    ("year", "years"),
    [
        (2022, [(2021, 2021), (2022, 2022)]),
        (2022.0, [(2021, 2021), (2022, 2022)]),
        (float("nan"), [(None, None), (None, None)]),
    ],
)
def test_the_year_of_the_report_tells_the_years_of_its_parts(year, years):
    table = tk.split(one("一、工作回顾\n二、重点工作", year=year))
    found = [tuple(None if pd.isna(x) else x for x in row) for row in
             table[["from_year", "to_year"]].itertuples(index=False)]  # fmt: skip
    assert found == years
    assert str(table["from_year"].dtype) == "Int64"


def test_without_a_year_the_title_is_asked():
    table = tk.split("2022年政府工作报告\n一、工作回顾\n二、重点工作")
    assert table["to_year"].dropna().tolist() == [2021, 2022]


def test_an_empty_corpus_and_an_empty_text_have_no_passages():
    assert len(tk.split(one(""))) == 0
    empty = tk.split(pd.DataFrame({"doc_id": [], "text": []}))
    assert len(empty) == 0
    assert {"passage_id", "part", "start", "text"} <= set(empty.columns)


@pytest.mark.parametrize(
    ("corpus", "into", "message"),
    [
        (one("x"), "words", "into is 'words'; use 'section', 'paragraph' or 'sentence'."),
        (pd.DataFrame({"text": ["x"]}), "section", "corpus lacks the column 'doc_id'. It has: 'text'."),
        (
            pd.DataFrame({"doc_id": ["a", "a"], "text": ["x", "y"]}),
            "section",
            "doc_id 'a' comes more than once; each document needs its own.",
        ),
        (one("x", part="任务"), "section", "corpus has the column 'part', which split writes; rename it."),
    ],
)  # fmt: skip
def test_bad_calls_are_refused(corpus, into, message):
    with pytest.raises(ValueError) as caught:
        tk.split(corpus, into=into)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("corpus", "message"),
    [
        (["甲", 3], "a text must be a str, not int."),
        (one(None), "the text of 'a' is NoneType, not str."),
    ],
)
def test_what_is_no_text_is_refused(corpus, message):
    with pytest.raises(TypeError) as caught:
        tk.split(corpus)
    assert str(caught.value) == message


line = st.one_of(
    st.sampled_from(REPORT.splitlines()), st.text(max_size=50), st.sampled_from(["", "  ", "——", "“十四五”:"]),
    st.sampled_from(
        ["第一章 总则", "第一，抓。快。", "第二，促。多。", "一是“甲。乙”。", "二是（丙！丁）。", "**戊。**己。", "**庚。**辛。",
         "## 壬", "名词解释", "1.“六稳”：稳就业。", "谢谢大家！", "附件2", "今后五年", "他说：“好。", "增长6%.快"]
    ),
)  # fmt: skip


@settings(deadline=None)
@given(
    st.lists(line, max_size=20).map("\n".join),
    st.sampled_from(["section", "paragraph", "sentence"]),
)
def test_law_passages_tile_the_text(text, into):
    at = 0
    for row in tk.split(one(text), into=into).itertuples():
        assert text[row.start : row.end] == row.text
        assert text[at : row.start].strip() == ""
        assert row.text.strip()
        at = row.end
    assert text[at:].strip() == ""


@settings(deadline=None)
@given(st.lists(line, max_size=20).map("\n".join))
def test_law_headings_nest_as_their_numbering_says(text):
    levels = [
        r"[一二三四五六七八九十百]+、",
        r"[（(][一二三四五六七八九十百]+[）)]",
        r"\d{1,2}[、.．]",
    ]
    for section in tk.split(one(text))["section"]:
        found = [
            level for head in section.split(" › ") for level, form in enumerate(levels)
            if re.match(form, head)
        ]  # fmt: skip
        assert found == sorted(set(found))


def test_the_catalogue_says_what_a_plan_is_for_where_its_headings_do_not():
    row = {"doc_id": "a", "text": "——提升能级。建好园区。", "default_part": "任务", "year": 2022}
    told = tk.split(pd.DataFrame([{**row, "period": "今后五年"}]))
    untold = tk.split(pd.DataFrame([row]))
    assert told[["from_year", "to_year"]].values.tolist() == [[2022, 2026]]
    assert untold[["from_year", "to_year"]].values.tolist() == [[2022, 2022]]
