import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import textkit as tk
from textkit.tokens import Tokens

words = st.lists(st.lists(st.sampled_from(["改革", "开放", "，", " ", "85%", "a", "的", "𠀀"]), max_size=8), max_size=6)  # fmt: skip


@settings(deadline=None)
@given(words)
def test_law_nothing_is_lost(lists):
    tokens = Tokens.from_words(lists)
    assert [tokens.words(i) for i in range(len(tokens))] == lists
    assert [tokens.text(i) for i in range(len(tokens))] == tokens.passages["text"].tolist()
    flat = [word for row in lists for word in row]
    texts = tokens.passages["text"].tolist()
    for start, word, home in zip(tokens.starts(), flat, tokens.passage_of(), strict=True):
        assert texts[home][start : start + len(word)] == word


@settings(deadline=None)
@given(words)
def test_law_counts_are_what_counting_by_hand_gives(lists):
    matrix = Tokens.from_words(lists).keep().counts()
    dense = matrix.counts.toarray()
    for i, row in enumerate(lists):
        for j, term in enumerate(matrix.terms):
            assert dense[i, j] == row.count(term)
    kept = {w for row in lists for w in row} - {"，", " "}
    assert set(matrix.terms) == kept


@settings(deadline=None)
@given(words, st.data())
def test_law_where_keeps_the_chosen_passages(lists, data):
    tokens = Tokens.from_words(lists)
    rows = np.array([data.draw(st.booleans()) for _ in lists], dtype=bool)
    chosen = tokens.where(rows)
    assert [chosen.words(i) for i in range(len(chosen))] == [
        row for row, yes in zip(lists, rows, strict=True) if yes
    ]


def test_keep_narrows_and_forgets_nothing():
    tokens = Tokens.from_words([["改革", "，", "的", "GDP", " ", "改革", "①"]])
    assert tokens.keep().counts().terms.tolist() == ["GDP", "①", "改革", "的"]
    assert tokens.keep(punctuation=True).counts().terms.tolist() == ["GDP", "①", "改革", "的", "，"]
    assert tokens.keep(stopwords=["的"], min_length=2).counts().terms.tolist() == ["GDP", "改革"]
    assert tokens.keep(min_count=2).counts().terms.tolist() == ["改革"]
    assert tokens.keep(pattern="^[A-Z]").counts().terms.tolist() == ["GDP"]
    twice = tokens.keep(min_length=2).keep(min_count=2)
    assert twice.counts().terms.tolist() == ["改革"]
    assert twice.text(0) == "改革，的GDP 改革①"


def test_the_built_in_stop_words_leave_content_alone():
    tokens = Tokens.from_words([["推进", "改革", "的", "和"]])
    assert tokens.keep(stopwords="zh").counts().terms.tolist() == ["推进", "改革"]


def test_empty_tokens_count_to_an_empty_matrix():
    matrix = Tokens.from_words([]).keep(stopwords="zh").counts()
    assert matrix.counts.shape == (0, 0)
    assert matrix.frequencies().empty
    assert Tokens.from_words([[], []]).counts().counts.shape == (2, 0)


def test_equality_repr_and_html():
    tokens = Tokens.from_words([["<b>", "改革"]])
    assert tokens == Tokens.from_words([["<b>", "改革"]])
    assert tokens != tokens.keep(min_length=3)
    assert repr(tokens) == "Tokens(1 passages, 2 tokens, 2 of 2 terms kept)"
    assert "<b>" not in tokens._repr_html_().replace("&lt;b&gt;", "")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: Tokens.from_words([["a"]], pd.DataFrame({"text": ["ab"]})),
            "the words of passage 0 spell 'a', its text is 'ab'. "
            "Keep every character, white space and punctuation too.",
        ),
        (
            lambda: Tokens.from_words([["a"]], pd.DataFrame({"text": []})),
            "1 word lists for 0 passages.",
        ),
        (
            lambda: Tokens.from_words([["a"]]).where(np.array([True, False])),
            "rows has 2 entries for 1 passages.",
        ),
    ],
)
def test_bad_calls_are_refused(call, message):
    with pytest.raises(ValueError) as caught:
        call()
    assert str(caught.value) == message


def test_tokens_of_the_public_name():
    assert tk.Tokens is Tokens
