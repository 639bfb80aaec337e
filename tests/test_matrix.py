import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

import textkit as tk
from textkit.tokens import Tokens

LISTS = [["改革", "改革", "开放"], ["开放", "生态"], [], ["生态", "生态", "改革"]]
TABLE = pd.DataFrame(
    {
        "passage_id": list("pqrs"),
        "doc_id": list("aabb"),
        "district": ["二道区", "二道区", "南关区", "南关区"],
        "part": ["任务", "目标", "任务", "任务"],
        "text": ["".join(row) for row in LISTS],
    }
)


@pytest.fixture
def matrix():
    return Tokens.from_words(LISTS, TABLE).counts()


def test_group_adds_up_in_order_of_appearance(matrix):
    grouped = matrix.group("district")
    assert grouped.passages["district"].tolist() == ["二道区", "南关区"]
    assert grouped.terms.tolist() == ["开放", "改革", "生态"]
    assert grouped.counts.toarray().tolist() == [[2, 2, 1], [0, 1, 2]]
    assert len(matrix.group(["district", "part"]).passages) == 3


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.lists(st.sampled_from("甲乙丙"), max_size=5))))
def test_law_grouping_changes_no_total(rows):
    lists = [words for _, words in rows]
    table = pd.DataFrame({"g": [g for g, _ in rows], "text": ["".join(w) for w in lists]})
    matrix = Tokens.from_words(lists, table).counts()
    grouped = matrix.group("g")
    assert np.array_equal(
        np.asarray(grouped.counts.sum(axis=0)), np.asarray(matrix.counts.sum(axis=0))
    )
    assert grouped.passages["g"].tolist() == list(dict.fromkeys(g for g, _ in rows))


def test_a_missing_value_is_a_group_of_its_own():
    table = pd.DataFrame({"year": ["2021", None, None], "text": ["甲", "乙", "乙"]})
    grouped = Tokens.from_words([["甲"], ["乙"], ["乙"]], table).counts().group("year")
    assert grouped.counts.toarray().tolist() == [[0, 1], [2, 0]]


def test_tfidf_is_scikit_learns(matrix):
    vectorizer = TfidfVectorizer(analyzer=lambda words: words)
    expected = vectorizer.fit_transform(LISTS)
    assert vectorizer.get_feature_names_out().tolist() == matrix.terms.tolist()
    assert np.allclose(matrix.tfidf().counts.toarray(), expected.toarray(), atol=0, rtol=1e-15)


def test_frequencies(matrix):
    table = matrix.frequencies()
    assert table["term"].tolist() == ["改革", "生态", "开放"]
    assert table["count"].tolist() == [3, 3, 2]
    assert table["n_passages"].tolist() == [2, 2, 2]
    assert table["per_10k"].tolist() == [3750.0, 3750.0, 2500.0]


def test_top_breaks_ties_by_code_point_and_skips_empty_rows(matrix):
    top = matrix.top(1)
    assert top[["passage_id", "rank", "term", "weight"]].values.tolist() == [
        ["p", 1, "改革", 2],
        ["q", 1, "开放", 1],
        ["s", 1, "生态", 2],
    ]


def test_rows_and_where(matrix):
    assert matrix.rows({"district": "南关区", "part": "任务"}).tolist() == [
        False,
        False,
        True,
        True,
    ]
    assert matrix.rows({"doc_id": ["a", "b"]}).all()
    assert matrix.where({"part": "目标"}).counts.toarray().tolist() == [[1, 0, 1]]


def test_trim(matrix):
    assert matrix.trim(min_count=3).terms.tolist() == ["改革", "生态"]
    assert matrix.trim(min_passages=3).terms.tolist() == []


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda m: m.rows({"district": "二道"}), ValueError,
            "{'district': '二道'} names no passage. district here: 二道区, 南关区.",
        ),
        (
            lambda m: m.rows({"district": "南关区", "part": "目标"}), ValueError,
            "{'district': '南关区', 'part': '目标'} names no passage: no passage has all of these.",
        ),
        (
            lambda m: m.group("year"), KeyError,
            "\"'year' is no variable of these passages. "
            "There are: passage_id, doc_id, district, part.\"",
        ),
        (lambda m: m.rows(np.zeros(4, dtype=bool)), ValueError, "the mask names no passage."),
        (
            lambda m: m.rows(np.zeros(2, dtype=bool)), ValueError,
            "a mask needs one entry per passage: (2,) for 4.",
        ),
        (
            lambda m: tk.TermMatrix(m.counts, m.terms[:1], m.passages), ValueError,
            "counts is (4, 3), passages and terms say (4, 1).",
        ),
    ],
)  # fmt: skip
def test_bad_calls_are_refused(matrix, call, error, message):
    with pytest.raises(error) as caught:
        call(matrix)
    assert str(caught.value) == message


def test_repr_and_html(matrix):
    assert repr(matrix) == "TermMatrix(4 passages × 3 terms, 8 tokens)"
    assert repr(matrix.tfidf()) == "TermMatrix(4 passages × 3 terms, weights)"
    assert "改革" in matrix._repr_html_()
