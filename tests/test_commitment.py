"""Words of commitment by grade."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textkit.priorities.attention import theme_words
from textkit.priorities.commitment import commitment
from textkit.tokens import Tokens

GRADES = {"firm": ["确保", "坚决"], "aim": ["力争", "争取"], "try": ["探索"]}
WORDS = [
    ["确保", "增长", "，", "力争", "突破"],
    ["坚决", "确保", "稳定", "。"],
    ["探索", "新", "路"],
    ["全力争取", "发展"],
]
TOKENS = Tokens.from_words(
    WORDS,
    pd.DataFrame({"doc_id": ["a", "a", "b", "b"], "text": ["".join(row) for row in WORDS]}),
).keep()


def test_grades_per_10k():
    table = commitment(TOKENS, GRADES)
    assert table.columns.tolist() == ["doc_id", "grade", "count", "per_10k", "low", "high"]
    # 7 kept tokens in a, 5 in b; 争取 inside the token 全力争取 is no match
    assert table[["doc_id", "grade", "count"]].values.tolist() == [
        ["a", "firm", 3], ["a", "aim", 1], ["a", "try", 0],
        ["b", "firm", 0], ["b", "aim", 0], ["b", "try", 1],
    ]  # fmt: skip
    assert table["per_10k"].tolist() == pytest.approx(
        [30000 / 7, 10000 / 7, 0, 0, 0, 2000], rel=1e-12
    )
    # Two passages, 1 of 4 and 2 of 3: the ends are one of them drawn twice.
    assert table.loc[0, ["low", "high"]].tolist() == pytest.approx([2500, 20000 / 3])


def test_words_per_10k():
    table = commitment(TOKENS, GRADES, level="word")
    assert table.columns.tolist() == ["doc_id", "grade", "word", "count", "per_10k", "low", "high"]
    assert table[["grade", "word", "count"]].values.tolist()[:5] == [
        ["firm", "确保", 2], ["firm", "坚决", 1], ["aim", "力争", 1], ["aim", "争取", 0],
        ["try", "探索", 0],
    ]  # fmt: skip


def test_grades_from_a_file(tmp_path):
    path = tmp_path / "commitment.toml"
    path.write_text(
        '[firm]\nlabel_en = "firm"\nreason = "binds"\nwords = ["确保", "坚决"]\n'
        '[aim]\nlabel_en = "aim"\nreason = "hopes"\nwords = ["力争", "争取"]\n',
        encoding="utf-8",
    )
    expected = commitment(TOKENS, {grade: GRADES[grade] for grade in ("firm", "aim")})
    pd.testing.assert_frame_equal(commitment(TOKENS, path), expected)


def test_one_passage_has_no_interval():
    table = commitment(Tokens.from_words([["确保", "增长"]]), GRADES)
    assert table["per_10k"].tolist() == [5000, 0, 0]
    assert np.isnan(table[["low", "high"]].to_numpy(dtype=float)).all()


@pytest.mark.parametrize("level", ["grade", "word"])
@pytest.mark.parametrize("words", [[], [[]]], ids=["no passage", "an empty passage"])
def test_empty_tokens(words, level):
    table = commitment(Tokens.from_words(words), GRADES, level=level)
    assert len(table) == len(words) * (3 if level == "grade" else 5)
    assert table["per_10k"].isna().all()
    assert table.columns.tolist()[-4:] == ["count", "per_10k", "low", "high"]


@pytest.mark.parametrize(
    ("words", "options", "message"),
    [
        (GRADES, {"level": "theme"}, "level must be 'grade' or 'word', not 'theme'."),
        (
            {"firm": ["确保"], "aim": ["确保"]},
            {},
            "'确保' is in two grades, 'firm' and 'aim'. Leave it in one of them.",
        ),
        ({}, {}, "no grade is named. Give a mapping of grades to lists of words."),
    ],
)
def test_refusals(words, options, message):
    with pytest.raises(ValueError) as error:
        commitment(TOKENS, words, **options)
    assert str(error.value) == message


@settings(deadline=None, max_examples=50)
@given(
    st.lists(st.lists(st.sampled_from(["确保", "力", "争", "争取", "好"]), max_size=8), max_size=4)
)
def test_words_add_up_to_grades_and_agree_with_attention(words):
    tokens = Tokens.from_words(words)
    by_grade = commitment(tokens, GRADES, n_resamples=10)
    by_word = commitment(tokens, GRADES, level="word", n_resamples=10)
    summed = by_word.groupby(["doc_id", "grade"])["count"].sum()
    for row in by_grade.itertuples():
        assert summed[row.doc_id, row.grade] == row.count
    assert by_word["count"].sum() == theme_words(tokens, GRADES)["count"].sum()
