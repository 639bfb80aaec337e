"""Glossaries in notes and footnotes: what is a term, and where its explanation ends."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textkit.glossary import glossary

BODY = "一、任务\n推进双创[1]和六稳①。\n谢谢大家！\n"


def entries(text):
    table = glossary(text)
    for row in table.itertuples():
        assert text[row.start : row.end].endswith(row.explanation)
        assert row.term in text[row.start : row.end]
    return table[["term", "explanation"]].values.tolist()


@pytest.mark.parametrize(
    ("line", "term", "explanation", "why"),
    [
        ("1.“五个一”：指五件事。", "五个一", "指五件事。", "quotes around the whole term are left out"),
        ("2．“四上”企业：规上企业。", "“四上”企业", "规上企业。", "quotes in a term stay"),
        ("3、双创 指创新创业。", "双创", "指创新创业。", "a space between"),
        ("（4）河长制：是指由领导担任河长。", "河长制", "是指由领导担任河长。", "brackets"),
        ("①“双创”：创新创业。", "双创", "创新创业。", "circles"),
        ("[5]碳达峰是指排放达到峰值。", "碳达峰", "是指排放达到峰值。", "no mark between"),
        ("[^6]: 海绵城市——会呼吸的城市。", "海绵城市", "会呼吸的城市。", "a dash; a Markdown footnote"),
        ("〔7〕“雄鹰计划”。扶持民营企业的计划。", "雄鹰计划", "扶持民营企业的计划。", "a full stop between"),
        ("**[8] “两重”：**重大战略实施。", "两重", "重大战略实施。", "bold up to the colon"),
        ("**9．六保** 指保居民就业。", "六保", "指保居民就业。", "bold is the term"),
        ("10.“1+3+N”：“1”指一个平台：总平台。", "1+3+N", "“1”指一个平台：总平台。", "the first colon outside quotes"),
        ("15.6个城际轨道项目：广清城际等。", "6个城际轨道项目", "广清城际等。", "a number and a number"),
        ("注1：“六稳”指稳就业等。", "六稳", "指稳就业等。", "注1"),
        ("【两新】即新型基础设施。", "两新", "即新型基础设施。", "a term in brackets"),
        ("“放管服”改革：简政放权。", "“放管服”改革", "简政放权。", "without a number"),
    ],
)  # fmt: skip
def test_an_entry(line, term, explanation, why):
    assert entries(f"{BODY}**名词解释**\n{line}") == [[term, explanation]], why


@pytest.mark.parametrize(
    ("text", "expected", "why"),
    [
        ("名词解释\n1.“双创”\n创新创业。\n2.六稳：\n稳就业等六项。", [["双创", "创新创业。"], ["六稳", "稳就业等六项。"]],
         "the explanation on the next line"),
        ("名词解释\n1.“三区”：三种空间。\n“一区”：农业空间。\n2.六稳：稳就业。",
         [["三区", "三种空间。\n“一区”：农业空间。"], ["六稳", "稳就业。"]], "where entries are numbered, a line without goes on"),
        ("附：名词解释 1.“双创”：创新创业。2.“六稳”：稳就业等。", [["双创", "创新创业。"], ["六稳", "稳就业等。"]],
         "all in one line"),
        ("《政府工作报告》注释\n双创：创新创业。\n附件2\n一、项目：学校。", [["双创", "创新创业。"]], "an annex ends the block"),
        (BODY + "[1]双创：创新创业。\n[2]六稳：稳就业。", [["双创", "创新创业。"], ["六稳", "稳就业。"]], "footnotes at the end"),
        ("推进双创[1]和六稳[2]。\n[1]双创：创新创业。\n[2]六稳：稳就业。\n二、任务\n抓落实，促发展。",
         [["双创", "创新创业。"], ["六稳", "稳就业。"]], "footnotes in the middle, with their marks in the text"),
        ("谢谢大家！\n1.“双创”：指创新创业。\n2.“六稳”：指稳就业。\n3.六保：即保民生。",
         [["双创", "指创新创业。"], ["六稳", "指稳就业。"], ["六保", "即保民生。"]], "no title, but what ends the text explains"),
        ("办好实事\n1.教育：新建学校。\n2.卫生：新建医院。\n3.交通：新建公路。", [], "a list of projects is no glossary"),
        (BODY + "①新建学校5所；\n②新建医院2所；\n抓好落实。", [], "circled items are no footnotes"),
        (BODY, [], "no glossary"),
    ],
)  # fmt: skip
def test_blocks(text, expected, why):
    assert entries(text) == expected, why


def test_the_table_has_documents_and_numbers():
    corpus = pd.DataFrame(
        {"doc_id": ["a", "b"], "text": ["名词解释\n1.双创：创业。", "名词解释\n双创：创业。"]}
    )
    table = glossary(corpus)
    assert table.columns.tolist() == ["doc_id", "number", "term", "explanation", "start", "end"]
    assert table["doc_id"].tolist() == ["a", "b"]
    assert table["number"].isna().tolist() == [False, True]
    assert table[["start", "end"]].values.tolist() == [[5, 13], [5, 11]]
    assert len(glossary("")) == 0


def test_what_is_no_text_is_refused():
    with pytest.raises(TypeError) as caught:
        glossary(["名词解释", 3])
    assert str(caught.value) == "a text must be a str, not int."


pieces = st.sampled_from(
    ["名词解释\n", "1.", "2.", "[1]", "[2]", "①", "“双创”", "：", "**", "指", "是指", "。", "\n", "创新创业", " ", "——", "【", "】",
     "附件", "注释", "即", "，"]
)  # fmt: skip


@settings(deadline=None, max_examples=300)
@given(st.lists(pieces, max_size=40).map("".join))
def test_law_entries_lie_in_the_text_in_order_and_apart(text):
    table = glossary("名词解释\n" + text)
    at = 0
    for row in table.itertuples():
        whole = ("名词解释\n" + text)[row.start : row.end]
        assert row.start >= at
        assert whole.endswith(row.explanation)
        assert row.term and row.term in whole
        at = row.end
