"""Plan against review: differences of shares, and the interval of a difference of ratios."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import bootstrap

from textkit.priorities import attention, compare_attention
from textkit.priorities.differences import bootstrap_difference
from textkit.tokens import Tokens

WORDS = [["学校", "好"], ["好", "好"], ["学校", "学校"], ["学校", "好"], ["好"]]
PASSAGES = pd.DataFrame(
    {
        "doc_id": ["a", "a", "a", "a", "b"],
        "part": ["回顾", "回顾", "任务", "目标", "回顾"],
        "text": ["".join(row) for row in WORDS],
    }
)
TOKENS = Tokens.from_words(WORDS, PASSAGES)
THEMES = {"教育": ["学校"], "健康": ["医院"]}
PLAN, REVIEW = {"part": ["任务", "目标"]}, {"part": "回顾"}


def test_differences_are_plan_minus_review():
    table = compare_attention(TOKENS, THEMES, target=PLAN, reference=REVIEW, by="doc_id")
    assert table.columns.tolist() == [
        "doc_id", "theme", "denominator", "share_target", "share_reference", "difference", "low",
        "high", "n_target", "total_target", "n_reference", "total_reference",
    ]  # fmt: skip
    assert table.iloc[0].tolist()[1:] == ["教育", "tokens", 0.75, 0.25, 0.5, 0, 1, 3, 4, 1, 4]
    # b has no plan, so nothing to compare
    b = table[table["doc_id"] == "b"]
    assert b[["share_target", "difference", "low"]].isna().all(axis=None)


def test_sides_swap_signs():
    one = compare_attention(TOKENS, THEMES, target=PLAN, reference=REVIEW, n_resamples=50)
    other = compare_attention(TOKENS, THEMES, target=REVIEW, reference=PLAN, n_resamples=50)
    np.testing.assert_allclose(one["difference"], -other["difference"])


def test_shares_are_those_of_attention():
    masks = [PASSAGES["part"].isin(["任务", "目标"]), PASSAGES["part"] == "回顾"]
    table = compare_attention(
        TOKENS, THEMES, target=masks[0], reference=masks[1], denominator="characters"
    )
    for mask, name in zip(masks, ("target", "reference"), strict=True):
        part = TOKENS.where(mask)
        part.passages["all"] = 1
        shares = attention(part, THEMES, by="all", denominator="characters")
        assert table[f"share_{name}"].tolist() == shares["share"].tolist()


def test_documents_are_drawn_with_both_of_their_sides():
    # Within each document plan and review say the same, so however many are drawn they do.
    words = [["学校"], ["学校"], ["好"], ["好"]]
    frame = pd.DataFrame(
        {
            "doc_id": ["a", "a", "b", "b"],
            "part": ["回顾", "任务"] * 2,
            "text": [w[0] for w in words],
        }
    )
    tokens = Tokens.from_words(words, frame)
    sides = {"target": {"part": "任务"}, "reference": {"part": "回顾"}}
    whole = compare_attention(tokens, THEMES, **sides, unit="doc_id")
    assert whole.loc[0, ["difference", "low", "high"]].tolist() == [0, 0, 0]
    single = compare_attention(tokens, THEMES, **sides)
    assert single.loc[0, ["low", "high"]].tolist() == [-1, 1]


def test_a_passage_on_both_sides_is_refused():
    with pytest.raises(ValueError) as error:
        compare_attention(TOKENS, THEMES, target={"doc_id": "a"}, reference=REVIEW)
    assert str(error.value) == (
        "2 passages are on both sides, target and reference. Name values that no passage shares."
    )


def test_a_side_that_is_not_there_is_refused():
    with pytest.raises(ValueError) as error:
        compare_attention(TOKENS, THEMES, target={"part": "计划"}, reference=REVIEW)
    assert str(error.value) == "{'part': '计划'} names no passage. part here: 回顾, 任务, 目标."


def test_one_passage_on_a_side_has_no_interval():
    side = np.array([0, 1, 1])
    parts = bootstrap_difference([1, 2, 3], [4, 4, 4], side, np.arange(3))
    assert parts.estimate.tolist() == [1 / 4 - 5 / 8]
    assert np.isnan([parts.low, parts.high]).all()


def test_the_interval_agrees_with_scipy():
    random = np.random.default_rng(5)
    top, bottom = random.poisson(4, 80), random.poisson(60, 80) + 1
    side = np.repeat([0, 1], [35, 45])
    mine = bootstrap_difference(top, bottom, side, np.arange(80), n_resamples=9999)

    def gap(i, j, axis=-1):
        ratios = [top[n].sum(axis=axis) / bottom[n].sum(axis=axis) for n in (i, j)]
        return ratios[0] - ratios[1]

    theirs = bootstrap(
        (np.flatnonzero(side == 0), np.flatnonzero(side == 1)), gap, vectorized=True,
        method="percentile", n_resamples=9999, rng=np.random.default_rng(6),
    ).confidence_interval  # fmt: skip
    wide = theirs.high - theirs.low
    assert abs(mine.low[0] - theirs.low) < 0.05 * wide
    assert abs(mine.high[0] - theirs.high) < 0.05 * wide


@settings(deadline=None, max_examples=50)
@given(st.data())
def test_an_interval_holds_its_estimate_and_hangs_on_no_order(data):
    n = data.draw(st.integers(2, 12))
    numbers = st.lists(st.integers(0, 5), min_size=n, max_size=n)
    top, bottom = np.array(data.draw(numbers)), np.array(data.draw(numbers)) + 1
    side = np.array(data.draw(st.lists(st.sampled_from([0, 1, -1]), min_size=n, max_size=n)))
    clusters = np.array(data.draw(numbers))
    parts = bootstrap_difference(top, bottom, side, clusters, n_resamples=40)
    if not np.isnan(parts.low[0]):
        assert parts.low[0] <= parts.estimate[0] <= parts.high[0]
    both = bootstrap_difference(
        np.stack([top, 2 * top], axis=1), bottom, side, clusters, n_resamples=40
    )
    np.testing.assert_allclose(both.low * [2, 1], both.low[[1, 1]] * [1, 1], atol=1e-12)
