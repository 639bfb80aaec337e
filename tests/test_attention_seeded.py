"""Topics that grow from seeds: planted answers, determinism, agreement with the dictionary."""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import cohen_kappa_score

import textkit as tk
from textkit.priorities import compare_seeded, seeded_topics, theme_agreement
from textkit.priorities.agreement import _correlate, _kappas
from textkit.tokens import Tokens

SCHOOL, ROAD, OTHER = ["学校", "教师", "操场"], ["道路", "公交", "地铁"], ["会议", "报告", "各位"]
THEMES = {"教育": ["学校"], "城建": ["道路"]}


def planted(n=60):
    random = np.random.default_rng(2)
    kinds = random.integers(0, 3, n)
    words = [list(random.choice([SCHOOL, ROAD, OTHER][kind], 8)) for kind in kinds]
    frame = pd.DataFrame(
        {"doc_id": np.arange(n) % 4, "kind": kinds, "text": ["".join(row) for row in words]}
    )
    return Tokens.from_words(words, frame), kinds


TOKENS, KINDS = planted()


def test_topics_take_in_the_company_of_their_seeds():
    topics = seeded_topics(TOKENS, THEMES)
    assert len(topics) == 3
    terms = {n: set(words.split(" · ")) for n, words in topics.label(3).items()}
    assert terms == {1: set(SCHOOL), 2: set(ROAD), 3: set(OTHER)}
    assert (topics.weights.argmax(axis=1) == KINDS).all()


def test_a_seed_stays_in_its_own_topic():
    # 学校 keeps the company of 道路 here, and yet is no word of its topic.
    words = [["学校", "道路", "公交"]] * 6 + [["学校", "教师"]] * 3 + [["好", "好"]]
    topics = seeded_topics(Tokens.from_words(words), THEMES)
    columns = {term: n for n, term in enumerate(topics.vocabulary)}
    assert (topics.profiles[1:, columns["学校"]] == 0).all()
    assert topics.profiles[0, columns["道路"]] == 0
    assert topics.profiles.sum(axis=1) == pytest.approx(np.ones(3))


def test_the_same_topics_every_time_and_in_any_order_of_passages():
    one, other = seeded_topics(TOKENS, THEMES), seeded_topics(TOKENS, THEMES, seed=9)
    assert np.array_equal(one.profiles, other.profiles)
    order = np.argsort(KINDS, kind="stable")
    words = [TOKENS.words(int(n)) for n in order]
    again = seeded_topics(Tokens.from_words(words), THEMES)
    np.testing.assert_allclose(again.profiles, one.profiles, atol=1e-6)


def test_seeds_that_are_cut_or_have_wildcards():
    words = [["六城", "联动", "教师"], ["六城", "联动"], ["教育局", "教育", "教师"], ["教育", "好"]]
    topics = seeded_topics(
        Tokens.from_words(words), {"城": ["六城联动"], "教": ["教育*", "没有"]}, n_other=0
    )
    columns = {term: n for n, term in enumerate(topics.vocabulary)}
    assert topics.profiles[0, columns["六城联动"]] > 0
    assert topics.profiles[1, columns["六城联动"]] == 0
    assert topics.profiles[0, [columns["教育"], columns["教育局"]]].tolist() == [0, 0]


def test_both_shares_add_up_to_one():
    table = compare_seeded(TOKENS, THEMES, n_resamples=50)
    sums = table.groupby("doc_id")[["share_dictionary", "share_topics"]].sum()
    np.testing.assert_allclose(sums, 1)
    for name in ("dictionary", "topics"):
        share, low, high = (table[f"{end}_{name}"] for end in ("share", "low", "high"))
        assert ((low <= share) & (share <= high)).all()


def test_themes_that_part_the_passages_cleanly_agree():
    table = theme_agreement(TOKENS, THEMES, n_resamples=50).set_index("theme")
    assert table.loc["(all)", ["kappa", "kappa_low", "kappa_high"]].tolist() == [1, 1, 1]
    assert (table.loc[["教育", "城建"], "correlation"] > 0.8).all()
    assert table.loc["(all)", "n_both"] == table.loc["(all)", "n_topics"]


def test_seeds_other_than_the_dictionary():
    table = theme_agreement(
        TOKENS, THEMES, seeds={"教育": ["教师"], "城建": ["公交"]}, n_resamples=50
    ).set_index("theme")
    assert table.loc["(all)", "kappa"] == 1
    with pytest.raises(ValueError) as error:
        theme_agreement(TOKENS, THEMES, seeds={"教育": ["教师"]})
    assert str(error.value) == (
        "seeds names the themes 教育; the dictionary has 教育, 城建. "
        "Name the same themes in the same order."
    )


def test_kappa_is_that_of_scikit_learn():
    random = np.random.default_rng(0)
    one, other = random.integers(0, 3, 200), random.integers(0, 3, 200)
    other[:120] = one[:120]
    pairs = np.zeros((3, 3))
    np.add.at(pairs, (one, other), 1)
    each, whole = _kappas(pairs)
    assert whole[0] == pytest.approx(cohen_kappa_score(one, other))
    for k in range(3):
        assert each[k] == pytest.approx(cohen_kappa_score(one == k, other == k))


def test_the_correlation_is_that_of_scipy():
    from scipy.stats import spearmanr

    random = np.random.default_rng(0)
    one, other = random.integers(0, 4, (40, 2)).astype(float), random.random((40, 2))
    found = _correlate(one, other)
    assert found == pytest.approx([spearmanr(one[:, k], other[:, k])[0] for k in range(2)])
    assert np.isnan(_correlate(np.ones((4, 1)), other[:4, :1])).all()


def test_refusals():
    with pytest.raises(ValueError) as error:
        seeded_topics(TOKENS, {"教育": ["学校"], "健康": ["医院"]})
    assert str(error.value) == (
        "no word of theme '健康' stands in these passages, so no topic can grow from it. "
        "Leave the theme out, or take more passages."
    )
    with pytest.raises(ValueError) as error:
        seeded_topics(TOKENS, THEMES, n_other=-1)
    assert str(error.value) == "n_other must not be negative, it is -1."


def test_passages_without_a_term():
    words = [["学校", "教师"], ["道路"], ["，"], []]
    tokens = tk.Tokens.from_words(words).keep()
    topics = seeded_topics(tokens, THEMES, n_other=1)
    assert np.isnan(topics.weights[2:]).all()
    assert theme_agreement(tokens, THEMES, n_resamples=10).loc[2, "n_both"] == 2
