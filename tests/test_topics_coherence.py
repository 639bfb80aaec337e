"""Coherence and exclusivity: numbers by hand, laws, and what gensim says."""

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textkit.tokens import Tokens
from textkit.topics import coherence, exclusivity, fit_topics
from textkit.topics.coherence import c_v, count_together, mean_npmi, npmi_table, u_mass

ORACLE = json.loads((Path(__file__).parent / "oracles" / "topics.json").read_text("utf-8"))
GENSIM = ORACLE["gensim_direct_confirmation"]


def passages(*rows):
    """One passage per string, one token per character."""
    return Tokens.from_words([list(row) for row in rows])


# Hand-worked: five passages, D(a)=3, D(b)=4, D(c)=2, D(ab)=2, D(ac)=1, D(bc)=2, N=5
FIVE = passages("ab", "abc", "a", "bc", "bb")


def npmi(joint, one, other, n):
    return math.log(joint * n / (one * other)) / -math.log(joint / n)


def test_npmi_by_hand():
    table = coherence([list("abc")], FIVE.counts())
    assert table.columns.tolist() == ["topic", "n_terms", "npmi"]
    # ln(10/12)/ln(5/2), ln(5/6)/ln 5, ln(10/8)/ln(5/2)
    expected = [npmi(2, 3, 4, 5), npmi(1, 3, 2, 5), npmi(2, 4, 2, 5)]
    np.testing.assert_allclose(expected, [-0.198977, -0.113283, 0.243529], atol=1e-6)
    assert table["npmi"].tolist() == pytest.approx([sum(expected) / 3], abs=1e-10)


def test_u_mass_by_hand_goes_down_the_ranks():
    # a, b, c: ln((2+1)/3) + ln((1+1)/3) + ln((2+1)/4); c, b, a: ln(3/2) + ln(2/2) + ln(3/4)
    table = coherence([list("abc"), list("cba")], FIVE.counts(), measure="u_mass")
    expected = [math.log(3 / 3 * 2 / 3 * 3 / 4), math.log(3 / 2 * 2 / 2 * 3 / 4)]
    assert table["u_mass"].tolist() == pytest.approx(expected)


def test_c_v_by_hand():
    ab, ac, bc = npmi(2, 3, 4, 5), npmi(1, 3, 2, 5), npmi(2, 4, 2, 5)
    vectors = np.array([[1, ab, ac], [ab, 1, bc], [ac, bc, 1]])
    whole = vectors.sum(axis=0)
    cosines = [v @ whole / math.sqrt((v @ v) * (whole @ whole)) for v in vectors]
    table = coherence([list("abc")], FIVE.counts(), measure="c_v")
    assert table["c_v"].tolist() == pytest.approx([sum(cosines) / 3], abs=1e-9)


def test_windows_by_hand():
    # abcd in windows of 2: ab, bc, cd; the short passage ac is one; nothing is in the third.
    together, total = count_together(passages("abcd", "ac", ""), list("abcd"), 2)
    assert total == 4
    assert together.tolist() == [[2, 1, 1, 0], [1, 2, 1, 0], [1, 1, 3, 1], [0, 0, 1, 1]]


def test_windows_see_counted_tokens_only():
    tokens = Tokens.from_words([["甲", "，", "。", "乙"]])
    assert count_together(tokens.keep(), ["甲", "乙"], 2)[0].tolist() == [[1, 1], [1, 1]]
    assert count_together(tokens, ["甲", "乙"], 2)[0].tolist() == [[1, 0], [0, 1]]


# What others say


def test_gensim_direct_and_indirect_confirmation():
    w1, w2 = (set(GENSIM["postings"][name]) for name in ("w1", "w2"))
    together = np.array([[len(w1), len(w1 & w2)], [len(w1 & w2), len(w2)]])
    assert mean_npmi(together, 5) == pytest.approx(GENSIM["NPMI"], abs=1e-8)
    scores = npmi_table(together, 5)[0, 1] * -math.log(1 / 5)
    assert scores == pytest.approx(GENSIM["log_ratio(PMI)"], abs=1e-8)
    assert c_v(together, 5) == pytest.approx(
        GENSIM["indirect_cosine(see test_indirect_confirmation.py)"], abs=5e-4
    )
    # gensim adds 1e-12 where Mimno et al. add 1: ln(1/2), and ln((1 + 1)/2) as published
    assert math.log(together[0, 1] / together[1, 1]) == pytest.approx(
        GENSIM["log_conditional_probability(UMass)"]
    )
    assert u_mass(together[::-1, ::-1], 5) == 0


# Laws


words = st.lists(st.text("abcd", max_size=8), min_size=1, max_size=6).filter("".join)


@settings(deadline=None, max_examples=80)
@given(words, st.integers(2, 5))
def test_windows_are_counted_as_if_walked(rows, window):
    walked = [
        set(row[at : at + window]) for row in rows if row
        for at in range(max(1, len(row) - window + 1))
    ]  # fmt: skip
    together, total = count_together(passages(*rows), list("abcd"), window)
    assert total == len(walked)
    expected = [[sum({a, b} <= seen for seen in walked) for b in "abcd"] for a in "abcd"]
    assert together.tolist() == expected


@settings(deadline=None, max_examples=60)
@given(words)
def test_a_window_as_long_as_the_passages_is_the_passage(rows):
    tokens = passages(*rows)
    by_window = count_together(tokens, list("abcd"), 8)
    by_passage = count_together(tokens.counts(), list("abcd"), None)
    assert by_window[1] == by_passage[1]
    assert by_window[0].tolist() == by_passage[0].tolist()


@settings(deadline=None, max_examples=60)
@given(words, st.permutations("abcd"))
def test_npmi_and_c_v_have_limits_and_no_order(rows, order):
    both = ["npmi", "c_v"]
    table = coherence([list("abcd"), order], passages(*rows).counts(), measure=both)
    found = table[both].dropna()
    assert (found["npmi"].between(-1, 1 + 1e-9)).all()
    assert (found["c_v"].between(-1 - 1e-9, 1 + 1e-9)).all()
    np.testing.assert_allclose(table[both].iloc[0], table[both].iloc[1], atol=1e-12)
    doubled = coherence([list("abcd")], passages(*rows, *rows).counts(), measure=both)
    np.testing.assert_allclose(doubled[both].iloc[0], table[both].iloc[0], atol=1e-9)


def test_terms_always_together_score_one_and_never_together_near_minus_one():
    for rows in (["ab", "ab", "c"], ["ab", "ab"]):  # the second: in every passage
        table = coherence([["a", "b"]], passages(*rows).counts(), measure=["npmi", "c_v"])
        assert table["npmi"].tolist() == pytest.approx([1])
        assert table["c_v"].tolist() == pytest.approx([1])
    never = coherence([["a", "b"]], passages("a", "b").counts())["npmi"][0]
    # (ln 1e-12 - ln 1/4) / -ln 1e-12
    assert never == pytest.approx((math.log(1e-12) + math.log(4)) / -math.log(1e-12))


def test_terms_the_reference_lacks_are_left_out_and_counted():
    table = coherence([["a", "z", "b"], ["a", "z"], []], passages("ab", "a").counts())
    assert table["n_terms"].tolist() == [2, 1, 0]
    assert table["npmi"].isna().tolist() == [False, True, True]


def test_topics_tables_and_lists_are_the_same_topics():
    tokens = passages("学校教师学校", "学校教师", "道路公交", "公交道路道路")
    topics = fit_topics(tokens.counts(), 2)
    lists = [rows["term"].tolist() for _, rows in topics.top_terms(3).groupby("topic")]
    ours = coherence(topics, tokens.counts(), top=3)
    pd.testing.assert_frame_equal(coherence(topics.top_terms(3), tokens.counts()), ours)
    pd.testing.assert_frame_equal(coherence(lists, tokens.counts()), ours)
    longer = coherence(topics.top_terms(9), tokens, measure=["c_v", "npmi"], top=3, window=3)
    assert longer.columns.tolist() == ["topic", "n_terms", "c_v", "npmi"]


def test_exclusivity_by_hand():
    # Two topics that share nothing: both ranks of the top term are 1.
    assert exclusivity(np.eye(2), top=1).tolist() == [1, 1]
    # Topic 1: the top term is first in weight (2/2) and last in exclusivity (1/2; .6/1.3 against
    # 1): 1/(.3/1 + .7/.5); topic 2 has one term, 1 of 1.
    profiles = np.array([[0.6, 0.4], [0.7, 0.0]])
    assert exclusivity(profiles, top=1).tolist() == pytest.approx([1 / 1.7, 1])


# Errors


SOME = passages("ab", "a")
ERRORS = {
    "unknown measure": (
        lambda: coherence([["a", "b"]], SOME, measure="uci"),
        "measure='uci' is none of npmi, c_v, u_mass.",
    ),
    "a single term": (
        lambda: coherence([["a", "b"]], SOME, top=1),
        "top=1 must be at least 2: coherence is of pairs.",
    ),
    "window over a matrix": (
        lambda: coherence([["a", "b"]], SOME.counts(), window=10),
        "window=10 needs the order of tokens: give Tokens as the reference. "
        "In a TermMatrix terms meet in passages.",
    ),
    "window of one": (
        lambda: coherence([["a", "b"]], SOME, window=1),
        "window=1 must be at least 2 tokens.",
    ),
    "weights": (
        lambda: coherence([["a", "b"]], SOME.counts().tfidf()),
        "coherence needs counts; the reference holds weights (float64). Give it tokens.counts().",
    ),
    "nothing there": (
        lambda: coherence([["a", "b"]], passages("")),
        "the reference holds no counted token.",
    ),
    "no terms": (
        lambda: coherence(pd.DataFrame({"topic": [1]}), SOME),
        "topics lacks the column 'term'. It has: 'topic'.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", ERRORS)
def test_errors_name_the_place_and_the_remedy(case):
    call, message = ERRORS[case]
    with pytest.raises(ValueError) as caught:
        call()
    assert str(caught.value) == message
