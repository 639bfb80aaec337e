"""Which graded words promise, and which are denied, quoted, reported or names."""

import csv
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import textkit as tk
from textkit.hand import read_commitment
from textkit.priorities import commitment, graded_words
from textkit.priorities.scopes import KINDS, STATUS, read_scope
from textkit.tokens import Tokens

ROOT = Path(__file__).parents[1]
GRADES = read_commitment(ROOT / "data/hand/commitment.toml")
with (ROOT / "tests/cases/graded-words.tsv").open(encoding="utf-8") as file:
    CASES = list(csv.DictReader(file, delimiter="\t"))


@pytest.fixture(scope="module")
def segmenter():
    return tk.Segmenter(lexicon=ROOT / "data/hand/lexicon.tsv")


@pytest.mark.parametrize("case", CASES, ids=[f"{c['text']}{c['word']}" for c in CASES])
def test_what_counts(case, segmenter):
    table = graded_words(segmenter.segment([case["text"]]), GRADES)
    mine = table.loc[table["word"] == case["word"], "status"]
    assert set(mine) == {case["status"]}, case["why"]


def test_every_status_has_a_case_and_says_what_decided(segmenter):
    assert {case["status"] for case in CASES} == set(STATUS)
    tokens = segmenter.segment([case["text"] for case in CASES])
    table = graded_words(tokens, GRADES)
    assert ((table["cue"] == "") == (table["status"] == "counts")).all()
    cues = table.set_index("status")["cue"]
    assert {"未能", "没有", "严禁", "避免"} <= set(cues["negated"])
    assert set(cues["quoted"]) == {"《》", "“”"}
    assert {"不到位", "有待"} <= set(cues["lacking"])
    assert {"了", "得到", "已"} == set(cues["done"])
    assert {"的", "工程", "机制"} == set(cues["noun"])


def test_places_open_to_the_word(segmenter):
    corpus = tk.read_corpus(
        ROOT / "data/catalog.toml", corrections=ROOT / "data/hand/corrections.tsv"
    )
    tokens = segmenter.segment(tk.split(corpus, into="paragraph"))
    table = graded_words(tokens, GRADES)
    texts = corpus.set_index("doc_id")["text"]
    for row in table.itertuples():
        assert texts[row.doc_id][row.start : row.end] == row.word
    assert (table["status"] != "counts").sum() > 10


def test_without_a_scope_every_word_counts(segmenter):
    table = graded_words(segmenter.segment(["严禁扩大规模。推进了改革。"]), GRADES, scope=None)
    assert set(table["status"]) == {"counts"}


def test_a_scope_of_ones_own():
    tokens = Tokens.from_words([["休想", "确保", "。", "未", "确保"]])
    table = graded_words(tokens, {"firm": ["确保"]}, scope={"negation": ["休想"]})
    assert table[["status", "cue"]].values.tolist() == [["negated", "休想"], ["counts", ""]]


def test_a_negation_of_one_passage_does_not_reach_the_next():
    tokens = Tokens.from_words([["没有"], ["确保"], ["推进"], ["的"]])
    table = graded_words(tokens, {"firm": ["确保"], "on": ["推进"]})
    assert table["status"].tolist() == ["counts", "counts"]


def test_counts_leave_out_what_does_not_count():
    tokens = Tokens.from_words([["严禁", "推进", "，", "确保", "增长", "。"]]).keep()
    grades = {"firm": ["确保"], "on": ["推进"]}
    assert commitment(tokens, grades)["count"].tolist() == [1, 0]
    assert commitment(tokens, grades, scope=None)["count"].tolist() == [1, 1]
    assert commitment(tokens, grades, level="word")["count"].tolist() == [1, 0]


def test_the_list_that_comes_with_textkit_has_every_kind():
    scope = read_scope("zh")
    assert tuple(sorted(scope)) == tuple(sorted(KINDS))
    for kind in ("negation", "prohibition", "need", "shortfall"):
        assert not set(scope[kind]) & {word for group in GRADES.values() for word in group}


def test_a_kind_that_does_not_exist():
    with pytest.raises(ValueError) as error:
        graded_words(Tokens.from_words([["确保"]]), {"a": ["确保"]}, scope={"negations": ["不"]})
    assert str(error.value) == (
        "scope has no kind 'negations'. There are: negation, prohibition, lookalike, shortfall, "
        "need, done, head, adverb."
    )


WORDS = [
    "不",
    "未",
    "严禁",
    "确保",
    "推进",
    "的",
    "了",
    "，",
    "、",
    "“",
    "”",
    "工程",
    "质量",
    "有待",
    "不够",
]


@settings(deadline=None, max_examples=80)
@given(st.lists(st.lists(st.sampled_from(WORDS), max_size=12), max_size=4))
def test_each_passage_is_judged_by_itself(rows):
    grades = {"firm": ["确保"], "on": ["推进"]}
    together = graded_words(Tokens.from_words(rows), grades)
    apart = [graded_words(Tokens.from_words([row]), grades) for row in rows]
    columns = ["grade", "word", "status", "cue", "start", "end"]
    expected = [one for table in apart for one in table[columns].values.tolist()]
    assert together[columns].values.tolist() == expected
    # A word is found whatever becomes of it.
    flat = [word for row in rows for word in row]
    assert len(together) == sum(word in ("确保", "推进") for word in flat)


def test_nothing_to_judge():
    for words in ([], [[]], [["好"]]):
        table = graded_words(Tokens.from_words(words), {"a": ["确保"]})
        assert table.empty
        assert table.columns.tolist() == [
            "doc_id", "passage_id", "grade", "word", "status", "cue", "start", "end",
        ]  # fmt: skip
    frame = pd.DataFrame({"text": ["确保"]})
    table = graded_words(Tokens.from_words([["确保"]], frame), {"a": ["确保"]})
    assert table.columns.tolist()[0] == "grade"
    assert np.array_equal(table[["start", "end"]].to_numpy(), [[0, 2]])
