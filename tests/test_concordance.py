"""Every place where a term stands."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import textkit as tk
from textkit.measures.concordance import concordance
from textkit.measures.matching import find_runs
from textkit.tokens import Tokens

COLUMNS = ["doc_id", "passage_id", "before", "match", "after", "start", "end"]
WORDS = [
    ["推进", "“", "六城", "联动", "”", "，", "建设", "教育", "强区", "。", "发展", "！"],
    ["六城联动", "；", "开发", "展示"],
]
PASSAGES = pd.DataFrame(
    {
        "passage_id": ["a1", "a2"],
        "doc_id": ["a", "a"],
        "part": ["任务", "任务"],
        "start": [100, 200],
        "end": [119, 209],
        "text": ["".join(row) for row in WORDS],
        "district": ["二道区", "二道区"],
    }
)
TOKENS = Tokens.from_words(WORDS, PASSAGES)


def test_a_phrase_is_found_however_it_was_cut():
    table = concordance(TOKENS, "六城联动", window=3)
    assert table.columns.tolist() == [*COLUMNS, "district"]
    assert table.values.tolist() == [
        ["a", "a1", "推进“", "六城联动", "”，建", 103, 107, "二道区"],
        ["a", "a2", "", "六城联动", "；开发", 200, 204, "二道区"],
    ]


CASES = [
    # term, options, places (start in the document), why
    ("“六城联动”", {}, [102], "punctuation is text"),
    ("发展", {}, [116, 206], "text is searched across tokens: 开发 展示 too"),
    ("发展", {"by": "token"}, [116], "whole tokens only"),
    ("六城联动", {"by": "token"}, [103, 200], "tokens that together spell it"),
    ("城联", {"by": "token"}, [], "inside tokens is not whole tokens"),
    ("教*", {"by": "token"}, [111], "wildcard over one token"),
    ("教* 强?", {"by": "token"}, [111], "a sequence of wildcards"),
    ("教* 发展", {"by": "token"}, [], "not one upon the other"),
    ("教.", {}, [], "a dot is a dot"),
    ("教.", {"regex": True}, [111], "a dot is any character"),
    ("[六强].*?[动区]", {"regex": True}, [103, 113, 200], "regular expression in the text"),
    ("发.", {"regex": True, "by": "token"}, [116], "a whole token meets it"),
    ("x*", {"regex": True}, [], "empty matches are passed over"),
]


@pytest.mark.parametrize(("term", "options", "places", "why"), CASES, ids=[c[3] for c in CASES])
def test_where_it_is_found(term, options, places, why):
    assert concordance(TOKENS, term, **options)["start"].tolist() == places, why


def sentences(text, term):
    table = concordance(Tokens.from_words([list(text)]), term, within="sentence")
    return table[["before", "match", "after"]].values.tolist()


def test_the_whole_sentence():
    assert sentences("第一句。第二句有词，后面。第三句", "词") == [["第二句有", "词", "，后面。"]]


def test_a_closing_quotation_mark_belongs_to_its_sentence():
    assert sentences("他说：“好！”词在此。", "词") == [["", "词", "在此。"]]


def test_a_match_over_two_sentences_shows_both():
    assert sentences("甲词。词乙。丙", "词。词") == [["甲", "词。词", "乙。"]]


def test_a_match_that_ends_its_sentence_stops_there():
    assert sentences("甲词。乙", "词。") == [["甲", "词。", ""]]


def test_no_place_gives_an_empty_table_with_the_columns():
    table = concordance(TOKENS, "没有")
    assert table.columns.tolist() == [*COLUMNS, "district"]
    assert table.empty
    assert table["start"].dtype == np.int64


@pytest.mark.parametrize("by", ["text", "token"])
@pytest.mark.parametrize("words", [[], [[]]], ids=["no passage", "an empty passage"])
def test_empty_tokens(words, by):
    assert concordance(Tokens.from_words(words), "改革", by=by).columns.tolist() == COLUMNS


def test_passages_need_no_identifiers():
    tokens = Tokens.from_words([["改革"]], pd.DataFrame({"text": ["改革"]}))
    assert concordance(tokens, "改革").values.tolist() == [["", "改革", "", 0, 2]]


@pytest.mark.parametrize(
    ("term", "options", "message"),
    [
        ("", {}, "term is empty. Name a word or a phrase to look for."),
        (" ", {"by": "token"}, "' ' holds no word, only white space."),
        ("词", {"window": -1}, "window must be 0 or more characters, not -1."),
        ("词", {"within": "page"}, "within must be 'passage' or 'sentence', not 'page'."),
        ("词", {"by": "word"}, "by must be 'text' or 'token', not 'word'."),
        (
            "(",
            {"regex": True},
            "'(' is no regular expression: missing ), unterminated subpattern at position 0.",
        ),
    ],
)
def test_refusals(term, options, message):
    with pytest.raises(ValueError) as error:
        concordance(TOKENS, term, **options)
    assert str(error.value) == message


LISTS = st.lists(st.lists(st.text("甲乙 。", min_size=1, max_size=2), max_size=8), max_size=4)


@settings(deadline=None)
@given(LISTS, st.text("甲乙 。", min_size=1, max_size=3), st.integers(0, 5))
def test_every_row_can_be_opened_in_the_text(words, term, window):
    tokens = Tokens.from_words(words)
    table = concordance(tokens, term, window=window)
    texts = tokens.passages["text"]
    assert len(table) == sum(text.count(term) for text in texts)
    for row in table.itertuples():
        text = texts[row.passage_id]
        assert text[row.start : row.end] == row.match == term
        assert row.before == text[max(0, row.start - window) : row.start]
        assert row.after == text[row.end : row.end + window]


@settings(deadline=None)
@given(LISTS, st.text("甲乙", min_size=1, max_size=3))
def test_runs_are_all_runs_of_whole_tokens_that_spell_the_word(words, term):
    tokens = Tokens.from_words(words)
    first, last = find_runs(tokens, [term])[0]
    expected = []
    for row, offset in zip(words, tokens.offsets, strict=False):
        for i in range(len(row)):
            for j in range(i + 1, len(row) + 1):
                if "".join(row[i:j]) == term:
                    expected.append((int(offset) + i, int(offset) + j))
    assert list(zip(first.tolist(), last.tolist(), strict=True)) == expected


def test_white_space_between_the_parts_of_a_phrase_is_passed_over():
    tokens = Tokens.from_words([["Internet", " ", "Plus", "，", "Internet", "Plus"], ["Plus"]])
    runs = find_runs(tokens, ["Internet Plus"])[0]
    assert [run.tolist() for run in runs] == [[0, 4], [3, 6]]


def test_a_phrase_does_not_run_from_one_passage_into_the_next():
    tokens = Tokens.from_words([["加快", " "], ["推进"], ["加快", "推进"]])
    assert find_runs(tokens, ["加快 推进"])[0][0].tolist() == [3]
    assert find_runs(tokens, ["加快推进"])[0][0].tolist() == [3]


def test_a_wildcard_sees_kept_terms_only():
    tokens = Tokens.from_words([["推进", "，", "推进", "改革"]]).keep()
    assert find_runs(tokens, ["推进 *"])[0][0].tolist() == [2]
    assert find_runs(tokens, ["推进 ，"])[0][0].tolist() == [0]


def test_a_list_of_terms_gives_each_in_turn():
    tokens = tk.Tokens.from_words([["改革", "开放", "改革"]])
    table = tk.concordance(tokens, ["开放", "改革"])
    assert table[["term", "start"]].values.tolist() == [["开放", 2], ["改革", 0], ["改革", 4]]
    with pytest.raises(ValueError, match=r"^term is an empty list\."):
        tk.concordance(tokens, [])
