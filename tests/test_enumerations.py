"""Lists inside passages: what is an item, where it ends, and what only looks like one."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import textkit as tk
from textkit.enumerations import enumerations


def lists_of(text):
    table = enumerations(
        pd.DataFrame({"doc_id": ["a"], "passage_id": ["p"], "start": [0], "text": [text]})
    )
    return [group["text"].tolist() for _, group in table.groupby("list")]


@pytest.mark.parametrize(
    ("text", "lists", "why"),
    [
        ("要：一是稳增长；二是促改革；三是惠民生。大家努力。", [["稳增长", "促改革", "惠民生"]],
         "the last item ends with its sentence"),
        ("一是稳增长。抓项目。二是促改革。抓试点。", [["稳增长。抓项目", "促改革。抓试点"]],
         "items of several sentences: the last one goes on to the end"),
        ("第一，甲乙；第二，丙丁。", [["甲乙", "丙丁"]], "ordinals"),
        ("一要依法；二要廉洁。", [["依法", "廉洁"]], "一要"),
        ("首先，稳住；其次，提升；最后，跨越。", [["稳住", "提升", "跨越"]], "words"),
        ("目标：（1）增长6%；（2）就业8万人。", [["增长6%", "就业8万人"]], "brackets"),
        ("实施①道路；②桥梁；③管网工程。", [["道路", "桥梁", "管网工程"]], "circles"),
        ("实事：1.新建学校5所；2.改造公路1.5公里；3、植树。", [["新建学校5所", "改造公路1.5公里", "植树"]],
         "digits; a decimal is no item"),
        ("一是甲：（1）乙；（2）丙。二是丁。", [["甲：（1）乙；（2）丙", "丁"], ["乙", "丙"]],
         "a list in an item ends before the next item"),
        ("五是稳外贸；六是稳外资。", [["稳外贸", "稳外资"]], "a passage that starts in mid-list"),
        ("一是甲乙；三是丙丁。", [["甲乙", "丙丁"]], "a misprint in the numbers"),
        ("一是甲；二是乙。又：一是丙；二是丁。", [["甲", "乙"], ["丙", "丁"]], "two lists"),
        ("他一是一、二是二。", [], "a saying"),
        ("一是一、二是二地办。", [], "the saying at the start"),
        ("坚持“一要吃饭，二要建设”的方针。", [], "a saying in quotes"),
        ("统一是关键，第二是基础。", [], "一是 inside a word"),
        ("第一产业增长3%，第二产业增长5%。", [], "sectors"),
        ("第一时间响应，全国第一，全省第二，", [], "ranks"),
        ("开通1、2、3号线。", [], "numbers of lines"),
        ("2021.5亿元，增长1.2%，2.3倍。", [], "decimals"),
        ("一是稳增长。", [], "one item is no list"),
        ("先看（2）再看（3）。", [], "a list begins with 1"),
    ],
)  # fmt: skip
def test_lists(text, lists, why):
    assert lists_of(text) == lists, why


def test_items_can_be_found_in_the_document():
    text = "一、任务\n要做到：一是稳增长；二是促改革。"
    table = enumerations(tk.split(text))
    assert table[["list", "item", "marker"]].values.tolist() == [[1, 1, "一是"], [1, 2, "二是"]]
    assert [text[row.start : row.end] for row in table.itertuples()] == ["稳增长", "促改革"]
    assert table["passage_id"].unique().tolist() == ["1#p0001"]


def test_no_passages_have_no_items():
    table = enumerations(tk.split(""))
    assert table.columns.tolist() == [
        "doc_id", "passage_id", "list", "item", "marker", "start", "end", "text",
    ]  # fmt: skip
    assert len(table) == 0


def test_a_missing_column_is_named():
    with pytest.raises(ValueError) as caught:
        enumerations(pd.DataFrame({"doc_id": [], "text": [], "start": []}))
    assert str(caught.value) == (
        "passages lacks the column 'passage_id'. It has: 'doc_id', 'text', 'start'."
    )


words = st.sampled_from(
    ["一是", "二是", "三是", "一要", "二要", "第一，", "第二，", "（1）", "（2）", "①", "②", "1.", "2.", "一、", "二、", "甲乙丙丁", "。", "；",
     "，", "“", "”", "\n", "首先", "其次", "最后"]
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(words, max_size=40).map("".join))
def test_law_items_lie_in_the_passage_in_order_and_apart(text):
    table = enumerations(
        pd.DataFrame({"doc_id": ["a"], "passage_id": ["p"], "start": [7], "text": [text]})
    )
    for row in table.itertuples():
        assert text[row.start - 7 : row.end - 7] == row.text
    for _, group in table.groupby("list"):
        assert len(group) > 1
        assert (group["item"].diff().dropna() >= 1).all()
        assert (group["start"].to_numpy()[1:] > group["end"].to_numpy()[:-1]).all()
