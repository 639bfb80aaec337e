"""Tests over documents: SciPy, every relabelling by hand, and p under the null."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from scipy.stats import kstest, mannwhitneyu, norm, t

from textkit.matrix import TermMatrix
from textkit.measures.document_tests import Units, wilcoxon
from textkit.measures.keyness import keyness
from textkit.measures.rate_tests import permutation
from textkit.tokens import Tokens


def units_of(counts, inside, sizes=None, blocks=None):
    counts = np.array(counts)
    sizes = counts.sum(axis=1) if sizes is None else sizes
    blocks = np.zeros(len(counts)) if blocks is None else blocks
    return Units(
        sparse.csr_array(counts),
        np.array(sizes, dtype=float),
        np.array(inside, dtype=bool),
        np.array(blocks, dtype=np.intp),
    )


def random_units(seed, n1, n2, terms=6, rate=2.0):
    rng = np.random.default_rng(seed)
    counts = rng.poisson(rate, (n1 + n2, terms))
    return units_of(counts, np.arange(n1 + n2) < n1, rng.integers(40, 60, n1 + n2))


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**6), st.integers(5, 20), st.integers(5, 20), st.sampled_from([0.2, 2, 30]))
def test_wilcoxon_is_that_of_scipy(seed, n1, n2, rate):
    units = random_units(seed, n1, n2, rate=rate)
    delta, p = wilcoxon(units)
    share = units.counts.toarray() / units.sizes[:, np.newaxis]
    for term, column in enumerate(share.T):
        one, two = column[units.inside], column[~units.inside]
        pairs = np.sign(one[:, np.newaxis] - two)
        assert delta[term] == pytest.approx(pairs.mean(), abs=1e-12)
        if len(np.unique(column)) == 1:  # SciPy divides by 0 here
            assert p[term] == 1
        else:
            assert p[term] == pytest.approx(mannwhitneyu(one, two).pvalue, rel=1e-9)


def test_wilcoxon_by_hand():
    # Shares 1/10, 2/10, 3/10, 4/10 against none, none, none, 1/20: every target unit above
    # every other, U = 16. Ties of three: variance 16/12 (9 − 24/56) = 80/7; z = 7.5/√(80/7).
    units = units_of([[1], [2], [3], [4], [0], [0], [0], [1]], [1] * 4 + [0] * 4, [10] * 7 + [20])
    delta, p = wilcoxon(units)
    assert delta.tolist() == [1]
    assert p[0] == pytest.approx(2 * norm.sf(7.5 / np.sqrt(80 / 7)))
    # Without ties the distribution is exact: 2 of the 70 ways are as extreme.
    untied = units_of([[5], [6], [7], [8], [1], [2], [3], [4]], [1] * 4 + [0] * 4, [10] * 8)
    assert wilcoxon(untied)[1][0] == pytest.approx(2 / 70)


@pytest.mark.parametrize("name", ["wilcoxon", "permutation"])
def test_p_is_uniform_where_the_sides_do_not_differ(name):
    # 40 seeds × 30 terms; sizes differ within both sides alike. The tolerance is the distance
    # of Kolmogorov's test at 1 %, 1.63/√1200 = .047. p of "permutation" may be too large.
    test = {"wilcoxon": wilcoxon, "permutation": permutation}[name]
    p = np.concatenate(
        [test(random_units(seed, 12, 15, terms=30, rate=8))[1] for seed in range(40)]
    )
    alternative = "two-sided" if name == "wilcoxon" else "greater"
    assert kstest(p, "uniform", alternative=alternative).statistic < 0.047
    for level in (0.01, 0.05, 0.1):
        assert (p <= level).mean() < level + 3 * np.sqrt(level * (1 - level) / len(p))


def test_wilcoxon_takes_length_for_frequency():
    # 25 units of 20 tokens against 25 of 80, terms at the same frequency on both sides, 8 in
    # all: more units without the term are short ones, so that δ and p show the lengths.
    inside = np.arange(50) < 25
    sizes = np.where(inside, 20.0, 80.0)
    rng = np.random.default_rng(0)
    counts = rng.poisson(40 / sizes.sum() * sizes[:, np.newaxis], (50, 300))
    units = units_of(counts, inside, sizes)
    delta, p = wilcoxon(units)
    assert delta.mean() < -0.2
    assert (p < 0.05).mean() > 0.25
    # The test that compares frequencies is not misled.
    assert (permutation(units, n_resamples=199)[1] <= 0.05).mean() < 0.07


def test_words_of_one_document_are_not_independent():
    # 30 documents, each with a topic of its own; the sides do not differ. Tests over words
    # find differences all the same, tests over documents no more often than they should.
    passages = pd.DataFrame({"side": ["A"] * 15 + ["B"] * 15})
    terms = np.array([f"词{n:02}" for n in range(40)], dtype=object)
    found = {"g2": [], "wilcoxon": [], "permutation": []}
    for seed in range(20):
        rng = np.random.default_rng(seed)
        mixtures = rng.dirichlet(np.full(40, 0.3), 30)
        counts = sparse.csr_array([rng.multinomial(300, one) for one in mixtures])
        matrix = TermMatrix(counts, terms, passages)
        for measure, shares in found.items():
            table = keyness(matrix, {"side": "A"}, measure=measure)
            shares.append((table["p"] < 0.05).mean())
    assert np.mean(found["g2"]) > 0.5
    assert 0.03 < np.mean(found["wilcoxon"]) < 0.07
    assert 0.01 < np.mean(found["permutation"]) < 0.07


DOCUMENTS = Tokens.from_words(
    [["改革", "发展"], ["改革"], [], ["发展"], ["发展", "发展"], ["改革", "开放"]] * 3,
    pd.DataFrame(
        {
            "text": ["改革发展", "改革", "", "发展", "发展发展", "改革开放"] * 3,
            "doc": [0, 0, 1, 2, 2, 3, 4, 4, 5, 6, 6, 7, 8, 8, 9, 10, 10, 11],
            "side": (["A"] * 3 + ["B"] * 3) * 3,
            "genre": ["报告", "规划"] * 9,
        }
    ),
).counts()
A = {"side": "A"}


def test_units_are_documents_and_empty_ones_are_left_out():
    # Of A's documents 0, 1, 4, 5, 8, 9 three are empty: 改革 is 2 of 3 tokens in each other.
    # B's 2, 6, 10 have none, 3, 7, 11 have 1 of 2.
    table = keyness(DOCUMENTS, A, measure="wilcoxon", unit="doc").set_index("term")
    assert table.loc["改革", "wilcoxon"] == 1
    assert table.loc["开放", "wilcoxon"] == -0.5
    assert table.loc["改革", "n_passages"] == 6
    assert table[["low", "high"]].isna().all(axis=None)
    table = keyness(DOCUMENTS, A, measure=["permutation", "wilcoxon"], unit="doc")
    table = table.set_index("term")
    assert table.loc["改革", "permutation"] == pytest.approx((6 / 9 - 3 / 15) * 1e4)
    # Of 84 ways only this and its mirror are as extreme, but t is milder: 9 of 24 tokens are
    # 改革, and no side varies more than single tokens would, by .375 × .625 / its tokens.
    one, two = 0.375 * 0.625 / 9, 0.375 * 0.625 / 15
    df = (one + two) ** 2 / (one**2 / 2 + two**2 / 5)
    expected = 2 * t.sf((6 / 9 - 3 / 15) / np.sqrt(one + two), df)
    assert table.loc["改革", "p"] == pytest.approx(expected) == pytest.approx(0.077, abs=5e-4)
    assert table.loc["改革", "low"] < table.loc["改革", "permutation"] < table.loc["改革", "high"]


def test_units_of_an_outside_corpus():
    inside, outside = DOCUMENTS.where(A), DOCUMENTS.where({"side": "B"})
    for measure in ("wilcoxon", "permutation"):
        expected = keyness(DOCUMENTS, A, measure=measure, unit="doc")
        found = keyness(inside, None, outside, measure=measure, unit="doc")
        pd.testing.assert_frame_equal(found, expected)


def test_the_same_number_in_another_corpus_is_another_document():
    inside, outside = DOCUMENTS.where(A), DOCUMENTS.where({"side": "B"})
    expected = keyness(inside, None, outside, measure="wilcoxon", unit="doc")
    numbered = outside.passages.assign(doc=outside.passages["doc"] - 2)
    assert set(numbered["doc"]) & set(inside.passages["doc"])
    outside = TermMatrix(outside.counts, outside.terms, numbered)
    found = keyness(inside, None, outside, measure="wilcoxon", unit="doc")
    pd.testing.assert_frame_equal(found, expected)


def test_documents_without_a_value_are_one_unit():
    passages = pd.DataFrame({"side": list("AAAAAABBBBBB"), "doc": [None, None, *range(10)]})
    counts = sparse.csr_array(np.arange(1, 25).reshape(12, 2))
    matrix = TermMatrix(counts, np.array(["改革", "开放"], dtype=object), passages)
    one = keyness(matrix, A, measure="permutation", unit="doc")
    two = keyness(
        TermMatrix(counts, matrix.terms, passages.fillna({"doc": -1})),
        A,
        measure="permutation",
        unit="doc",
    )
    pd.testing.assert_frame_equal(one, two)


def test_every_unit_alike():
    units = units_of([[1, 2]] * 10, [1] * 5 + [0] * 5)
    assert wilcoxon(units)[0].tolist() == [0, 0]
    assert wilcoxon(units)[1].tolist() == [1, 1]
    assert permutation(units)[1].tolist() == [1, 1]


def test_a_million_passages():
    rng = np.random.default_rng(0)
    n = 1_000_000
    inside = np.arange(n) < n // 4
    sizes = rng.integers(5, 15, n).astype(float)
    counts = sparse.csr_array(
        np.column_stack(
            [rng.random(n) < np.where(inside, 0.0012, 0.001), rng.random(n) < 0.001]
        ).astype(np.int64)
    )
    units = Units(counts, sizes, inside, np.zeros(n, dtype=np.intp))
    delta, p = wilcoxon(units)
    assert delta[0] == pytest.approx(0.0002, abs=0.00025)
    assert p[0] < 0.05 < p[1]


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: keyness(DOCUMENTS, {"doc": 0}, {"doc": 2}, measure="wilcoxon"),
            ValueError,
            "wilcoxon: 4 units, 2 of them in the target, can be labelled in 6 ways, so no p lies "
            "below 0.333, and none below 0.05. Take smaller units or fewer blocks.",
        ),
        (
            lambda: keyness(DOCUMENTS, {"doc": [0, 4]}, {"doc": [2, 6]}, measure="permutation",
                            unit="doc"),
            ValueError,
            "permutation: 4 units, 2 of them in the target, can be labelled in 6 ways, so no p "
            "lies below 0.333, and none below 0.05. Take smaller units or fewer blocks.",
        ),
        (
            lambda: keyness(DOCUMENTS, A, measure="permutation", blocks="side"),
            ValueError,
            "permutation: 15 units, 6 of them in the target, can be labelled in 1 ways, so no p "
            "lies below 1, and none below 0.05. Take smaller units or fewer blocks.",
        ),
        (
            lambda: keyness(DOCUMENTS, A, measure="permutation", n_resamples=39),
            ValueError,
            "permutation: 39 shufflings give no p below 2/40 = 0.05, so none below 0.05. "
            "Raise n_resamples.",
        ),
        (
            lambda: keyness(DOCUMENTS, A, measure="permutation", n_resamples=0),
            ValueError,
            "n_resamples must be at least 1, not 0.",
        ),
        (
            lambda: permutation(units_of([[1, 2]] * 50, [1] + [0] * 49)),
            ValueError,
            "permutation: a side has 1 unit only, which shows no spread to hold a difference "
            "against. Take smaller units, or measure='wilcoxon'.",
        ),
        (
            lambda: keyness(DOCUMENTS, {"genre": "报告"}, measure="wilcoxon", unit="doc"),
            ValueError,
            "6 of 12 values of 'doc' lie in both sides, such as 0, so they cannot change sides. "
            "Take measure='permutation' with unit='passage' and blocks='doc'.",
        ),
        (
            lambda: keyness(DOCUMENTS, A, measure="permutation", unit="doc", blocks="genre"),
            ValueError,
            "6 of 12 values of 'doc' lie in two values of 'genre', such as 0, so they cannot "
            "change sides. Take a finer unit.",
        ),
        (
            lambda: keyness(DOCUMENTS, A, measure=["lrc", "wilcoxon"], blocks="genre"),
            ValueError,
            "blocks='genre' is for the measure 'permutation' only, not for lrc, wilcoxon.",
        ),
        (
            lambda: keyness(DOCUMENTS, None, {"改革": 5, "发展": 9}, measure="wilcoxon"),
            ValueError,
            "tests over documents need passages on both sides, not a list of counts.",
        ),
        (
            lambda: keyness(DOCUMENTS, A, measure="wilcoxon", unit="report"),
            KeyError,
            "'report' is no variable of these passages. There are: doc, side, genre.",
        ),
    ],
)  # fmt: skip
def test_refusals(call, error, message):
    with pytest.raises(error) as caught:
        call()
    assert caught.value.args[0] == message
