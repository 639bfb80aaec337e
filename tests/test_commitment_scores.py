"""Scores of sentences and groups, and what they are with any one word left out."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textkit.counting import count_matrix
from textkit.measures.matching import find_matches
from textkit.priorities import (
    attention,
    attention_without_words,
    commitment_scores,
    commitment_without_words,
    score_sentences,
)
from textkit.priorities.denominators import DENOMINATORS, share_of
from textkit.priorities.grouping import read_words
from textkit.priorities.scores import bootstrap_ratios, find_sentences
from textkit.resample import bootstrap_ratio
from textkit.tokens import Tokens

GRADES = {"firm": ["确保", "坚决"], "on": ["推进"], "try": ["探索"]}
THEMES = {"教育": ["教育", "学校"], "健康": ["医疗"]}
WORDS = [
    ["确保", "教育", "，", "推进", "医疗", "。", "好", "。"],
    ["探索", "学校", "。", "坚决", "推进", "。"],
    ["推进", "教育", "。", "好", "医疗", "。"],
]
PASSAGES = pd.DataFrame(
    {"doc_id": ["a", "a", "b"], "section": ["一", "二", "一"], "text": ["".join(w) for w in WORDS]}
)
TOKENS = Tokens.from_words(WORDS, PASSAGES).keep()


def test_sentences_have_the_mean_of_their_words():
    table = score_sentences(TOKENS, GRADES)
    assert table[["doc_id", "text", "score", "n_words"]].fillna(-1).values.tolist() == [
        ["a", "确保教育，推进医疗。", 2.5, 2],
        ["a", "好。", -1, 0],
        ["a", "探索学校。", 1, 1],
        ["a", "坚决推进。", 2.5, 2],
        ["b", "推进教育。", 2, 1],
        ["b", "好医疗。", -1, 0],
    ]


def test_or_the_weight_of_their_firmest():
    assert score_sentences(TOKENS, GRADES, combine="firmest")["score"].fillna(-1).tolist() == [
        3, -1, 1, 3, 2, -1,
    ]  # fmt: skip


def test_groups_have_the_mean_of_their_sentences():
    table = commitment_scores(TOKENS, GRADES)
    assert table.columns.tolist() == [
        "doc_id", "score", "low", "high", "share", "share_low", "share_high", "n_committed",
        "n_sentences",
    ]  # fmt: skip
    assert table[["doc_id", "score", "share", "n_committed", "n_sentences"]].values.tolist() == [
        ["a", 2, 0.75, 3, 4], ["b", 2, 0.5, 1, 2],
    ]  # fmt: skip
    # Two passages of a: the first has 2.5 and 1 of 2, the second 1.75 and 2 of 2.
    assert table.loc[0, ["low", "high", "share_low", "share_high"]].tolist() == [1.75, 2.5, 0.5, 1]
    assert table.loc[1, ["low", "high"]].isna().all()


def test_the_interval_is_that_of_a_ratio_of_sums():
    table = commitment_scores(TOKENS, GRADES, by="doc_id", seed=3)
    expected = bootstrap_ratio([2.5, 3.5], [1, 2], seed=[3, 0])
    assert table.loc[0, ["score", "low", "high"]].tolist() == [part[0] for part in expected]


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=8))
def test_ratios_with_their_own_denominators_are_those_of_resample(pairs):
    above, below = np.array(pairs, dtype=float).T
    columns = np.stack([above, above[::-1]], axis=1), np.stack([below, below + 1], axis=1)
    found = bootstrap_ratios(*columns, n_resamples=40, confidence=0.9, seed=[2, 1])
    for k in (0, 1):
        expected = bootstrap_ratio(
            columns[0][:, k], columns[1][:, k], n_resamples=40, confidence=0.9, seed=[2, 1]
        )
        same([part[k] for part in found], [part[0] for part in expected])


def test_sections_and_themes():
    table = commitment_scores(TOKENS, GRADES, by=["doc_id", "section"])
    assert table[["doc_id", "section", "score"]].values.tolist() == [
        ["a", "一", 2.5], ["a", "二", 1.75], ["b", "一", 2],
    ]  # fmt: skip
    table = commitment_scores(TOKENS, GRADES, themes=THEMES)
    assert table[["doc_id", "theme", "score", "n_sentences"]].fillna(-1).values.tolist() == [
        ["a", "教育", 1.75, 2], ["a", "健康", 2.5, 1],
        ["b", "教育", 2, 1], ["b", "健康", -1, 1],
    ]  # fmt: skip


def test_documents_as_units():
    table = commitment_scores(TOKENS, GRADES, by="section", unit="doc_id")
    assert table.loc[0, ["low", "high"]].tolist() == [2, 2.5]
    assert table.loc[1, ["low", "high"]].isna().all()


def test_weights_of_ones_own():
    weights = {"firm": 10, "on": 1, "try": 0}
    assert commitment_scores(TOKENS, GRADES, weights=weights)["score"].tolist() == [
        pytest.approx((5.5 + 0 + 5.5) / 3),
        1,
    ]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"weights": {"firm": 2}}, "weights has no weight for 'on'. The grades are firm, on, try."),
        (
            {"weights": {"firm": 2, "on": 1, "try": 0, "hope": 3}},
            "weights has no grade 'hope'. The grades are firm, on, try.",
        ),
        ({"combine": "sum"}, "combine must be 'mean' or 'firmest', not 'sum'."),
    ],
)
def test_refusals(options, message):
    for measure in (commitment_scores, score_sentences, commitment_without_words):
        with pytest.raises(ValueError) as error:
            measure(TOKENS, GRADES, **options)
        assert str(error.value) == message


@pytest.mark.parametrize("words", [[], [[]], [["好"]]], ids=["no passage", "empty", "no word"])
def test_nothing_to_score(words):
    tokens = Tokens.from_words(words)
    assert commitment_scores(tokens, GRADES)["score"].isna().all()
    assert commitment_scores(tokens, GRADES, themes=THEMES)["n_committed"].sum() == 0
    assert score_sentences(tokens, GRADES)["n_words"].sum() == 0
    assert commitment_without_words(tokens, GRADES).empty
    assert attention_without_words(tokens, THEMES).empty


# With a word left out

PIECES = ["确保", "坚决", "推进", "探索", "教育", "学校", "医疗", "好", "。"]
TEXTS = st.lists(st.lists(st.sampled_from(PIECES), max_size=10), min_size=1, max_size=5)


def grouped(rows):
    texts = ["".join(row) for row in rows]
    groups = [number % 3 for number in range(len(rows))]
    heads = [row[0] if row else "" for row in rows]
    frame = pd.DataFrame({"place": groups, "heading": heads, "text": texts})
    return Tokens.from_words(rows, frame).keep()


def drop(found, word):
    """Leave a word's matches out; what they cover stays covered."""
    kept = found.word != word
    parts = ("theme", "word", "first", "last", "passage")
    return replace(found, **{name: getattr(found, name)[kept] for name in parts})


def same(one, other):
    np.testing.assert_allclose(np.asarray(one, dtype=float), np.asarray(other, dtype=float))


@settings(deadline=None, max_examples=60)
@given(TEXTS, st.sampled_from(DENOMINATORS))
def test_shares_without_a_word_are_those_of_a_recount(rows, denominator):
    tokens = grouped(rows)
    themes = read_words(THEMES, "theme")
    table = attention_without_words(tokens, THEMES, by="place", denominator=denominator)
    full = attention(tokens, THEMES, by="place", denominator=denominator, n_resamples=2)
    shares = full.set_index(["place", "theme"])["share"]
    same(table["share"], [shares[row.place, row.theme] for row in table.itertuples()])
    found = find_matches(tokens, themes, "theme")
    listed = [(theme, word) for theme, group in THEMES.items() for word in group]
    assert set(table["word"]) == {listed[number][1] for number in set(found.word.tolist())}
    for number, (theme, word) in enumerate(listed):
        counts, totals = share_of(tokens, drop(found, number), denominator)
        place = tokens.passages["place"].to_numpy()
        for row in table[table["word"] == word].itertuples():
            mine = np.flatnonzero(place == row.place)
            below = totals[mine].sum()
            above = counts[mine].sum(axis=0)
            share = above / below if below else np.full(len(THEMES), np.nan)
            at = list(THEMES).index(theme)
            same(row.share_without, share[at])
            rank = 1 + (share.round(12) > share[at].round(12)).sum()
            assert pd.isna(row.rank_without) if below == 0 else row.rank_without == rank


@settings(deadline=None, max_examples=60)
@given(TEXTS, st.sampled_from(["mean", "firmest"]))
def test_scores_without_a_word_are_those_of_a_recount(rows, combine):
    tokens = grouped(rows)
    table = commitment_without_words(tokens, GRADES, by="place", combine=combine)
    full = commitment_scores(tokens, GRADES, by="place", combine=combine, n_resamples=2)
    scores = full.set_index("place")["score"]
    same(table["score"], [scores[row.place] for row in table.itertuples()])
    sentences = find_sentences(tokens, GRADES, weights=None, scope="zh")
    place = tokens.passages["place"].to_numpy()[sentences.spans.passage]
    listed = [word for group in GRADES.values() for word in group]
    for row in table.itertuples():
        left = sentences.counts.tolil()
        left[:, [listed.index(row.word)]] = 0
        left = left.tocsr()
        left.eliminate_zeros()
        score, committed = replace(sentences, counts=left).scores(combine)
        mine = place == row.place
        below = committed[mine].sum()
        same(row.score_without, score[mine].sum() / below if below else np.nan)
    for _, rows_of in table.groupby("word"):
        before, after = (rows_of[name].fillna(-1) for name in ("rank", "rank_without"))
        assert (rows_of["moves"] == (before != after).sum()).all()


def test_a_ranking_that_hangs_on_one_word():
    words = [["学校", "学校", "道路", "道路", "道路"], ["学校", "教师", "道路", "好", "好"]]
    themes = {"教育": ["学校", "教师"], "城建": ["道路"]}
    table = attention_without_words(Tokens.from_words(words), themes)
    columns = ["word", "doc_id", "n", "rank", "rank_without", "theme_moves", "group_rank",
               "group_rank_without", "group_moves"]  # fmt: skip
    assert table[columns].values.tolist() == [
        ["学校", 0, 2, 2, 2, 0, 1, 2, 1], ["学校", 1, 1, 1, 1, 1, 1, 1, 1],
        ["教师", 0, 0, 2, 2, 0, 1, 1, 1], ["教师", 1, 1, 1, 1, 1, 1, 2, 1],
        ["道路", 0, 3, 1, 2, 2, 1, 1, 1], ["道路", 1, 1, 2, 2, 0, 2, 1, 1],
    ]  # fmt: skip


def test_the_longest_match_stays_the_longest():
    # Without 教育强区 nothing is left of it: its 教育 is not found in its place.
    tokens = Tokens.from_words([["教育", "强区"]])
    table = attention_without_words(tokens, {"教育": ["教育强区", "教育"]})
    assert table[["word", "share", "share_without"]].values.tolist() == [["教育强区", 0.5, 0]]


def test_counting_words_of_one_sentence_twice_changes_nothing_in_its_mean():
    once, twice = ([["确保", "探索"] * n] for n in (1, 2))
    means = [
        commitment_scores(Tokens.from_words(words), GRADES)["score"][0] for words in (once, twice)
    ]
    assert means[0] == means[1] == 2
    assert count_matrix(np.array([0]), np.array([0]), (1, 1)).sum() == 1
