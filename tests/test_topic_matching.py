"""Which topic of one model is which of another: planted pairs, laws, scikit-learn, by hand."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics.pairwise import cosine_similarity

from textkit.topics import Topics
from textkit.topics.matching import match_topics


def make_topics(profiles, vocabulary):
    """Topics with the given weights; columns are put in the order that a fit gives them."""
    profiles = np.asarray(profiles, dtype=float)
    order = np.argsort(np.array(vocabulary, dtype=object))
    return Topics(
        profiles=profiles[:, order] / profiles.sum(axis=1, keepdims=True),
        vocabulary=np.array(vocabulary, dtype=object)[order],
        weights=np.eye(len(profiles)),
        passages=pd.DataFrame({"doc_id": range(len(profiles))}),
        n_tokens=np.ones(len(profiles), dtype=int),
        idf=np.ones(len(vocabulary)),
        n_iter=1,
        converged=True,
    )


SCHOOL = {"学校": 3, "教师": 2, "学生": 1}
ROADS = {"道路": 3, "公交": 2, "桥梁": 1}
FARMS = {"粮食": 3, "农田": 2, "水利": 1}


def planted(*topics):
    vocabulary = list({term: None for topic in topics for term in topic})
    return make_topics(
        [[topic.get(term, 0) for term in vocabulary] for topic in topics], vocabulary
    )


def drawn(seed, n_topics):
    rng = np.random.default_rng(seed)
    terms = [f"词{n:02}" for n in rng.permutation(30)[:20]]
    return make_topics(rng.dirichlet(np.full(20, 0.2), n_topics) + 1e-9, terms)


@pytest.mark.parametrize("measure", ["cosine", "jaccard"])
def test_planted_topics_find_each_other_in_another_order_and_vocabulary(measure):
    left = planted(SCHOOL, ROADS, FARMS)
    right = planted({**FARMS, "化肥": 1}, SCHOOL, ROADS)
    table = match_topics(left, right, measure=measure)
    assert list(table.columns) == [
        "topic_left", "topic_right", "similarity", "shared_terms", "label_left", "label_right",
    ]  # fmt: skip
    assert table["topic_left"].tolist() == [1, 2, 3]
    assert table["topic_right"].tolist() == [2, 3, 1]
    np.testing.assert_allclose(table["similarity"][:2], 1)
    assert 0.5 < table["similarity"][2] < 1
    assert table["shared_terms"].tolist() == [
        "学校 · 教师 · 学生",
        "道路 · 公交 · 桥梁",
        "粮食 · 农田 · 水利",
    ]
    assert table["label_left"][2] == "粮食 · 农田 · 水利"


def test_topics_without_a_partner_are_rows_of_their_own():
    table = match_topics(planted(SCHOOL, ROADS, FARMS), planted(ROADS))
    assert table["topic_left"].tolist() == [1, 2, 3]
    assert table["topic_right"].tolist() == [pd.NA, 1, pd.NA]
    assert table["similarity"].isna().tolist() == [True, False, True]
    assert table["shared_terms"].tolist() == ["", "道路 · 公交 · 桥梁", ""]
    assert table["label_right"].tolist() == ["", "道路 · 公交 · 桥梁", ""]
    back = match_topics(planted(ROADS), planted(SCHOOL, ROADS, FARMS))
    assert back["topic_left"].tolist() == [1, pd.NA, pd.NA]
    assert back["topic_right"].tolist() == [2, 1, 3]
    assert back["label_left"].tolist() == ["道路 · 公交 · 桥梁", "", ""]


def test_a_partner_with_nothing_in_common_is_none():
    table = match_topics(planted(SCHOOL, ROADS), planted(SCHOOL, FARMS))
    assert table["topic_left"].tolist() == [1, 2, pd.NA]
    assert table["topic_right"].tolist() == [1, pd.NA, 2]


def test_the_pairs_are_best_together_not_one_by_one():
    # a-x .9 is the best single pair, but a-y and b-x are .8 + .8 against .9 + .1.
    vocabulary = list("甲乙丙")
    left = make_topics([[1, 1, 0], [1, 0, 0.1]], vocabulary)
    right = make_topics([[1, 0.7, 0], [0, 1, 0.2]], vocabulary)
    cosines = cosine_similarity(left.profiles, right.profiles)
    best = max(itertools.permutations(range(2)), key=lambda p: cosines[0, p[0]] + cosines[1, p[1]])
    assert best == (1, 0)
    assert cosines.argmax() == 0
    assert match_topics(left, right)["topic_right"].tolist() == [2, 1]


@given(st.integers(0, 999), st.integers(1, 5), st.integers(1, 5))
@settings(deadline=None, max_examples=25)
def test_swapping_the_models_swaps_the_table(seed, n_left, n_right):
    left, right = drawn(seed, n_left), drawn(seed + 1, n_right)
    table, back = match_topics(left, right), match_topics(right, left)
    pairs = table.dropna()[["topic_left", "topic_right", "similarity"]].to_numpy(dtype=float)
    swapped = back.dropna()[["topic_right", "topic_left", "similarity"]].to_numpy(dtype=float)
    np.testing.assert_allclose(pairs, swapped[np.argsort(swapped[:, 0])], atol=1e-12)
    assert sorted(table["topic_left"].dropna()) == list(range(1, n_left + 1))
    assert sorted(table["topic_right"].dropna()) == list(range(1, n_right + 1))


@given(st.integers(0, 999))
@settings(deadline=None, max_examples=25)
def test_no_other_pairing_is_more_alike_by_trying_all(seed):
    left, right = drawn(seed, 4), drawn(seed + 1, 4)
    terms = sorted({*left.vocabulary, *right.vocabulary})
    wide = [
        pd.DataFrame(t.profiles, columns=t.vocabulary).reindex(columns=terms, fill_value=0)
        for t in (left, right)
    ]
    cosines = cosine_similarity(*wide)
    best = max(sum(cosines[range(4), order]) for order in itertools.permutations(range(4)))
    assert match_topics(left, right)["similarity"].sum() == pytest.approx(best)


@pytest.mark.parametrize("measure", ["cosine", "jaccard"])
def test_a_model_is_like_itself(measure):
    topics = drawn(3, 6)
    table = match_topics(topics, topics, measure=measure)
    assert table["topic_left"].tolist() == table["topic_right"].tolist() == [1, 2, 3, 4, 5, 6]
    np.testing.assert_allclose(table["similarity"], 1)
    assert (table["similarity"] <= 1).all()


def test_average_jaccard_by_hand():
    # 学校 教师 学生 against 教师 学校 校园: depths 1, 2, 3 share 0 of 2, 2 of 2, 2 of 4.
    right = planted({"教师": 3, "学校": 2, "校园": 1})
    table = match_topics(planted(SCHOOL), right, measure="jaccard", top=3)
    assert table["similarity"].tolist() == [pytest.approx((0 + 1 + 1 / 2) / 3)]
    assert table["shared_terms"].tolist() == ["学校 · 教师"]


@pytest.mark.parametrize(
    "options, message",
    [
        ({"measure": "dice"}, 'measure=\'dice\' must be "cosine" or "jaccard".'),
        ({"top": 0}, "top=0 must be at least 1."),
    ],
)
def test_errors_say_what_there_is(options, message):
    with pytest.raises(ValueError) as caught:
        match_topics(planted(SCHOOL), planted(SCHOOL), **options)
    assert str(caught.value) == message
