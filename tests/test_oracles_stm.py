"""Topic labels, exclusivity and coherence: every stored call of stm 1.3.7."""

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import rankdata

from textkit.tokens import Tokens
from textkit.topics import coherence, frex
from textkit.topics.coherence import count_together
from textkit.topics.description import Topics
from textkit.topics.ranking import lift, score, shrink

FACTS = json.loads((Path(__file__).parent / "oracles/stm.json").read_text("utf-8"))
ENTRIES = FACTS["entries"]
GIVEN = FACTS["inputs"]["stm"]
BETA = np.array(GIVEN["beta"])
COUNTS = np.array(GIVEN["dtm"])
WORD_COUNTS = np.array(GIVEN["wordcounts"])
TERMS = np.array(GIVEN["vocab"], dtype=object)
MATRIX = Tokens.from_words([np.repeat(TERMS, row).tolist() for row in COUNTS]).counts()

LABELS = {  # how many terms, and stm's weight of frequency
    f"stm/labelTopics/n{n}/frex{w}": (n, w) for n in (3, 8) for w in (0.5, 0.7, 0.2)
}
ORDERS = {
    f"stm/calcfrex/{name}/w{w}": (WORD_COUNTS if name == "counts" else None, w)
    for name in ("counts", "nocounts")
    for w in (0.5, 0.7)
}
SCORES = {
    f"stm/frex-scores/w{w}/counts{name}": (WORD_COUNTS if name == "TRUE" else None, w)
    for name in ("TRUE", "FALSE")
    for w in (0.5, 0.7)
}
COHERENCE = {"stm/semanticCoherence/M3": 3, "stm/semanticCoherence/M5": 5}
SHRUNK = {"stm/js.estimate/ct6": 6, "stm/js.estimate/ct1": 1}
# stm gives tied terms their mean rank, the distribution function of Bischof and Airoldi the
# highest: where a term is tied its FREX is higher here. So 的 goes before 技术 in topic 3, and
# 孤例, whose exclusivity is shrunk to 1/3 as 经济's, 的's and GDP's are, before 技术 in 1 and 2.
FREX_ON_PURPOSE = {
    "stm/calcfrex/counts/w0.7": {2: ["AI", "的", "技术", "GDP"]},
    "stm/labelTopics/n3/frex0.7": {2: ["AI", "的", "技术"]},
    "stm/labelTopics/n8/frex0.2": {
        0: ["改革", "的", "经济", "GDP", "孤例", "技术"],
        1: ["环境", "的", "经济", "GDP", "孤例", "技术"],
    },
    "stm/labelTopics/n8/frex0.7": {2: ["AI", "的", "技术", "GDP"]},
}
# Beyond its first topic stm takes the pairs in the order of the vocabulary, and adds .01
# where Mimno et al. add 1.
COHERENCE_ON_PURPOSE = set(COHERENCE)


def output(key):
    values = ENTRIES[key]["output"]
    return np.array(values["values"] if isinstance(values, dict) else values)


def test_no_entry_is_left_out():
    own = [*LABELS, *ORDERS, *SCORES, *COHERENCE, *SHRUNK, "stm/calclift", "stm/calcscore"]
    assert sorted(own) == sorted(ENTRIES)
    assert len(ENTRIES) == 20


def modelled():
    order = np.argsort(TERMS)
    return Topics(
        profiles=BETA[:, order],
        vocabulary=TERMS[order],
        weights=np.full((len(COUNTS), 3), 1 / 3),
        passages=MATRIX.passages,
        n_tokens=COUNTS.sum(axis=1),
        idf=np.ones(len(TERMS)),
        n_iter=1,
        converged=True,
    )


def in_frex_order(weight, counts):
    """Order terms as they are ranked by FREX, ties in the order of the vocabulary."""
    scores = frex(BETA, weight=1 - weight, term_counts=counts)
    return [TERMS[np.argsort(-row.round(12), kind="stable")].tolist() for row in scores]


def check_frex_order(key, ours, theirs):
    for number, (mine, other) in enumerate(zip(ours, theirs, strict=True)):
        right = FREX_ON_PURPOSE.get(key, {}).get(number)
        if right is None:
            assert mine == other
        else:
            assert mine[: len(right)] == right != other[: len(right)]
            assert sorted(mine) == sorted(other)


@pytest.mark.parametrize("key", LABELS)
def test_labels(key):
    n, weight = LABELS[key]
    theirs = {name: table["values"] for name, table in ENTRIES[key]["output"].items()
              if name != "topicnums"}  # fmt: skip
    assert sorted(theirs) == ["frex", "lift", "prob", "score"]
    for name, by in (("prob", "weight"), ("lift", "lift"), ("score", "score")):
        table = modelled().top_terms(n, by=by, of=MATRIX)
        ours = [rows["term"].tolist() for _, rows in table.groupby("topic")]
        if by == "weight" and n == 8:  # 改革 and AI weigh the same in topic 2
            for mine, other, beta in zip(ours, theirs[name], BETA, strict=True):
                place = {term: at for at, term in enumerate(TERMS)}
                of = [[beta[place[term]] for term in terms] for terms in (mine, other)]
                assert of[0] == of[1]
                assert sorted(mine) == sorted(other)
        else:
            assert ours == theirs[name], by
    # frexweight is the weight of frequency, and rare terms are shrunk.
    ours = [terms[:n] for terms in in_frex_order(weight, WORD_COUNTS)]
    check_frex_order(key, ours, theirs["frex"])


@pytest.mark.parametrize("key", ORDERS)
def test_orders_by_frex(key):
    counts, weight = ORDERS[key]
    theirs = [TERMS[column - 1].tolist() for column in output(key).T]
    check_frex_order(key, in_frex_order(weight, counts), theirs)


@pytest.mark.parametrize("key", SCORES)
def test_frex_agrees_but_for_ties(key):
    counts, weight = SCORES[key]
    theirs = output(key).T
    exclusive = BETA / BETA.sum(axis=0)
    if counts is not None:
        exclusive = shrink(exclusive, counts)
    # With mean ranks for ties the formula gives stm's numbers to the last digit.
    ranks = [[rankdata(row) / 8 for row in table.round(14)] for table in (BETA, exclusive)]
    mean = 1 / (weight / np.array(ranks[0]) + (1 - weight) / np.array(ranks[1]))
    np.testing.assert_allclose(mean, theirs, rtol=1e-12)
    ours = frex(BETA, weight=1 - weight, term_counts=counts)
    assert (ours >= theirs - 1e-12).all()  # ties take the highest rank
    tied = np.array([[(row == value).sum() > 1 for value in row]
                     for row in [*BETA.round(14), *exclusive.round(14)]])  # fmt: skip
    alone = ~(tied[:3] | tied[3:])
    np.testing.assert_allclose(ours[alone], theirs[alone], rtol=1e-12)
    assert alone.sum() == (22 if counts is None else 10)


@pytest.mark.parametrize("key", SHRUNK)
def test_shrinking(key):
    drawn = shrink(np.array([[0.6], [0.3], [0.1]]), np.array([SHRUNK[key]])).ravel()
    np.testing.assert_allclose(drawn, output(key), rtol=1e-12)


@pytest.mark.parametrize("key", ["stm/calclift", "stm/calcscore"])
def test_orders_by_lift_and_score(key):
    values = lift(BETA, WORD_COUNTS) if key == "stm/calclift" else score(BETA)
    ours = [np.lexsort((-beta, -row.round(12))) + 1 for beta, row in zip(BETA, values, strict=True)]
    np.testing.assert_array_equal(np.array(ours).T, output(key))


@pytest.mark.parametrize("key", COHERENCE)
def test_coherence_of_the_first_topic_and_of_the_others_on_purpose(key):
    assert key in COHERENCE_ON_PURPOSE
    top, theirs, with_theirs = COHERENCE[key], output(key), []
    for row in BETA:
        terms = TERMS[np.argsort(-row, kind="stable")[:top]].tolist()
        together = count_together(MATRIX, terms, None)[0]
        pairs = [(a, b) for b in range(top) for a in range(b)]
        with_theirs.append(
            sum(math.log((together[b, a] + 0.01) / (together[a, a] + 0.01)) for a, b in pairs)
        )
        right = sum(math.log((together[b, a] + 1) / together[a, a]) for a, b in pairs)
        table = coherence([terms], MATRIX, measure="u_mass", top=top)
        assert table["u_mass"].tolist() == pytest.approx([right], rel=1e-12)
    assert with_theirs[0] == pytest.approx(theirs[0], rel=1e-9)
    assert with_theirs[1:] != pytest.approx(theirs[1:], rel=1e-3)


# Lift and score by hand, their laws and refusals


def test_lift_and_score_by_hand():
    # 39 tokens, 6 of 改革: .3 / (6 / 39)
    assert WORD_COUNTS.sum() == 39
    assert lift(BETA, WORD_COUNTS)[0, 0] == pytest.approx(0.3 * 39 / 6)
    logs = [math.log(value + 1e-5) for value in (0.3, 0.02, 0.05)]
    assert score(BETA)[0, 0] == pytest.approx(0.3 * (logs[0] - sum(logs) / 3))
    table = modelled().top_terms(2, by="lift", of=MATRIX)
    assert table.columns.tolist() == ["topic", "rank", "term", "weight", "frex", "lift"]
    assert table["lift"].tolist()[:2] == pytest.approx([1.95, 1.95])
    assert modelled().label(2, by="score") == {1: "改革 · 经济", 2: "环境 · 的", 3: "AI · 技术"}


weights = st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=2, max_size=4)


@given(weights.filter(lambda rows: all(map(any, rows))), st.permutations(range(3)))
def test_lift_averages_one_and_neither_depends_on_the_order(rows, order):
    profiles = np.array(rows) / np.array(rows).sum(axis=1, keepdims=True)
    counts = np.array([3, 4, 5])
    # Over the corpus' own shares lift averages the weights' sum, 1.
    np.testing.assert_allclose(lift(profiles, counts) @ (counts / 12), 1)
    np.testing.assert_allclose(
        lift(profiles[:, order], counts[order]), lift(profiles, counts)[:, order]
    )
    np.testing.assert_allclose(score(profiles[:, order]), score(profiles)[:, order])
    same = np.vstack([profiles[0], profiles[0]])
    np.testing.assert_allclose(score(same), 0, atol=1e-12)


def test_a_term_without_a_count_has_no_lift():
    assert np.isnan(lift(np.array([[0.5, 0.5]]), np.array([0, 2]))).tolist() == [[True, False]]
    assert np.isnan(lift(np.array([[1.0]]), np.array([0]))).all()


def test_refusals():
    topics = modelled()
    for call, message in (
        (lambda: topics.top_terms(by="prob"), "by='prob' must be one of weight, frex, lift, score."),
        (lambda: topics.top_terms(by="lift"),
         'by="lift" needs the counts of the corpus: give of=, the matrix.'),
        (lambda: topics.label(by="lift", of=MATRIX.where(np.array([True, *[False] * 4]))),
         "of lacks 4 of the topics' 8 terms, 'GDP' for one, so they have no lift. "
         "Give it the matrix that was modelled."),
    ):  # fmt: skip
        with pytest.raises(ValueError) as error:
            call()
        assert str(error.value) == message
    with pytest.raises(ValueError, match="weights"):
        topics.top_terms(by="lift", of=MATRIX.tfidf())
    assert isinstance(topics.top_terms(by="score"), pd.DataFrame)
