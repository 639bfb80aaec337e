"""Differences of frequency between units of unequal length: SciPy, every way, p under the null."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from scipy.stats import permutation_test, t, ttest_ind

from textkit.measures.document_tests import Units, wilcoxon
from textkit.measures.keyness import keyness
from textkit.measures.rate_tests import difference_interval, permutation
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


def unlike_units(seed, n1, length1, n2, length2, *, total, terms=20, times=1.0):
    """Draw terms with the same frequency on both sides, or ``times`` as high in the target.

    Each occurs ``total`` times in expectation, in bursts: a unit's rate is its length times a
    gamma variate of shape ½, so that the variance is much above the mean.
    """
    rng = np.random.default_rng(seed)
    inside = np.arange(n1 + n2) < n1
    length = np.where(inside, length1, length2)
    sizes = rng.integers(length // 2, length * 3 // 2 + 1)
    rate = total / sizes.sum() * sizes * np.where(inside, times, 1)
    counts = rng.poisson(rate[:, np.newaxis] * rng.gamma(0.5, 2, (n1 + n2, terms)))
    return units_of(counts[:, counts.sum(axis=0) >= 3], inside, sizes)


def studentised(counts, sizes, inside):
    """Take the statistic of one term apart, one side after the other."""
    shares, variances = [], []
    for side in (inside, ~inside):
        y, n = counts[side], sizes[side]
        share = y.sum() / n.sum()
        shares.append(share)
        # The variance of the residuals, whose mean is 0, over the squared mean length.
        variances.append(np.var(y - share * n, ddof=1) / len(y) / n.mean() ** 2)
    return (shares[0] - shares[1]) / np.sqrt(sum(variances))


# Units and mean length of the target, and of the reference.
UNLIKE = [(30, 80, 10, 20), (10, 20, 30, 80), (30, 20, 10, 80), (25, 20, 25, 80), (43, 18, 8, 66)]


@pytest.mark.parametrize("shape", UNLIKE)
def test_unequal_lengths_are_no_difference(shape):
    # 45 seeds × up to 20 terms of some 8, 40 or 200 occurrences. p <= .05 had, in this order:
    # the difference itself, shuffled, 10.3, 10.5, 6.8, 7.5 and 8.1 %; Wilcoxon's test 9.7,
    # 8.6, 14.1, 19.1 and 12.2 %. This test has 1.0, 1.2, 1.4, 2.2 and 2.7 %: too few, if any.
    p = [
        permutation(unlike_units([seed, total], *shape, total=total), n_resamples=199)[1]
        for total in (8, 40, 200)
        for seed in range(15)
    ]
    assert (np.concatenate(p) <= 0.05).mean() <= 0.07


def test_what_is_in_one_passage_only_shows_nothing():
    # 43 short units against 8 long ones; a term stands 8 times in one of the short ones. Its
    # difference has a p of .0002 by shuffling, over its standard error or not: hardly ever
    # are all long units in the reference. t, here about 1, tells it from 1 in each of 12.
    rng = np.random.default_rng(0)
    sizes = np.concatenate([rng.integers(9, 28, 43), rng.integers(33, 100, 8)])
    counts = np.zeros((51, 2), dtype=int)
    counts[5, 0] = 8
    counts[:12, 1] = 1
    units = units_of(counts, np.arange(51) < 43, sizes)
    p = permutation(units, n_resamples=9999)[1]
    assert p[0] > 0.3
    assert p[1] < 0.02
    low, high = difference_interval(units, 0.05)
    assert low[0] < 0 < high[0]
    assert low[1] > 0


@pytest.mark.parametrize("shape", UNLIKE)
def test_a_term_in_most_passages_of_one_side_is_found(shape):
    n1, length1, n2, length2 = shape
    for seed in range(5):
        rng = np.random.default_rng(seed)
        inside = np.arange(n1 + n2) < n1
        sizes = np.where(inside, length1, length2) + rng.integers(-8, 9, n1 + n2)
        most = inside & (rng.random(n1 + n2) < 0.8)
        p = permutation(units_of(most[:, np.newaxis].astype(int), inside, sizes))[1][0]
        if shape == (30, 80, 10, 20):
            # Some 24 in 2,400 tokens let us expect 2 in the 200 of the reference: none is
            # no wonder, exp(-2) = .14, though that is 24 of 30 units against 0 of 10.
            assert p > 0.05
        else:
            assert p < 0.01


def test_permutation_tries_every_way_if_they_are_few():
    rng = np.random.default_rng(1)
    sizes = np.array([11, 13, 12, 90, 95, 80, 99, 88])
    counts = rng.poisson(rng.gamma(1, 0.1, (8, 6)) * sizes[:, np.newaxis])
    inside = np.arange(8) < 4
    units = units_of(counts, inside, sizes)
    found, p = permutation(units, n_resamples=500)
    every = [
        np.array([number >> bit & 1 for bit in range(8)], dtype=bool)
        for number in range(256)
        if number.bit_count() == 4
    ]
    assert len(every) == 70
    for term, column in enumerate(counts.T):
        values = np.array([studentised(column, sizes, labels) for labels in every])
        seen = studentised(column, sizes, inside)
        tails = [(side * values >= side * seen - 1e-9).mean() for side in (1, -1)]
        # An interval of confidence 1 − p ends at 0 if the p is that of t.
        shuffled = min(1, 2 * min(tails))
        low, high = difference_interval(units, p[term])
        zero = min(abs(low[term]), abs(high[term])) < 1e-6 * (high[term] - low[term])
        assert p[term] == pytest.approx(shuffled) or (p[term] > shuffled and zero), term
        difference = column[:4].sum() / sizes[:4].sum() - column[4:].sum() / sizes[4:].sum()
        assert found[term] == pytest.approx(difference * 1e4)


def test_the_p_of_shuffling_is_that_of_scipy():
    # Counts that vary so much that t is no milder than the shuffling.
    sizes = np.array([120, 180, 150, 90, 210, 500, 660, 800, 710, 450, 580, 620])
    counts = np.array([15, 10, 20, 9, 12, 20, 30, 90, 4, 2, 60, 10])
    inside = np.arange(12) < 5
    of_scipy = permutation_test(
        (np.arange(5), np.arange(5, 12)),
        lambda one, two: studentised(counts, sizes, np.isin(np.arange(12), one)),
        n_resamples=np.inf,
    )
    units = units_of(counts[:, np.newaxis], inside, sizes)
    p = permutation(units, n_resamples=1000)[1]  # all 792 ways: exact
    assert p[0] == pytest.approx(of_scipy.pvalue, rel=1e-9)
    drawn = permutation(units, n_resamples=700, seed=4)[1]
    # twice a tail of .11 from 700 draws: standard deviation .024
    assert drawn[0] == pytest.approx(of_scipy.pvalue, abs=0.072)


def test_no_p_contradicts_its_interval():
    for seed in range(20):
        units = unlike_units(seed, 12, 20, 15, 60, total=30, times=4)
        p = permutation(units, n_resamples=999)[1]
        low, high = difference_interval(units, 0.05)
        assert not ((p < 0.05) & (low < 0) & (high > 0)).any()


def test_within_blocks_the_block_explains_itself():
    # 报告 say 改革 in every unit, 规划 never; the target has more 报告. Within a genre no label
    # matters, so the difference is 0 extreme; without blocks it is.
    genre = ["报告"] * 12 + ["规划"] * 12
    side = ["A"] * 10 + ["B"] * 2 + ["A"] * 2 + ["B"] * 10
    words = [["改革", "发展"] if one == "报告" else ["发展", "发展"] for one in genre]
    passages = pd.DataFrame({"text": ["".join(one) for one in words], "genre": genre, "side": side})
    matrix = Tokens.from_words(words, passages).counts()
    options = {"measure": "permutation", "n_resamples": 499}
    free = keyness(matrix, {"side": "A"}, **options).set_index("term")
    held = keyness(matrix, {"side": "A"}, blocks="genre", **options).set_index("term")
    assert free.loc["改革", "p"] < 0.05
    assert held.loc["改革", "p"] == 1
    assert (
        free.loc["改革", "permutation"]
        == held.loc["改革", "permutation"]
        == pytest.approx(8 / 24 * 1e4)
    )


def test_the_interval_by_hand():
    # Target 1 of 10 and 3 of 10, reference 0 of 10 and 2 of 20: shares .2 and 1/15.
    units = units_of([[1], [3], [0], [2]], [1, 1, 0, 0], [10, 10, 10, 20])
    one = 2 / 1 * ((1 - 2) ** 2 + (3 - 2) ** 2) / 20**2
    two = 2 / 1 * ((0 - 10 / 15) ** 2 + (2 - 20 / 15) ** 2) / 30**2
    # 6 of 50 tokens: single ones would vary by .12 × .88 / 30, which is more.
    assert one > 0.12 * 0.88 / 20 and two < 0.12 * 0.88 / 30
    two = max(two, 0.12 * 0.88 / 30)
    df = (one + two) ** 2 / (one**2 + two**2)
    reach = t.ppf(0.975, df) * np.sqrt(one + two)
    low, high = difference_interval(units, 0.05)
    assert low[0] == pytest.approx((0.2 - 1 / 15 - reach) * 1e4)
    assert high[0] == pytest.approx((0.2 - 1 / 15 + reach) * 1e4)


def test_the_interval_of_equal_units_is_welchs():
    rng = np.random.default_rng(2)
    units = units_of(rng.integers(0, 12, (19, 3)), [1] * 8 + [0] * 11, [50] * 19)
    share = units.counts.toarray() / 50
    welch = ttest_ind(share[:8], share[8:], equal_var=False).confidence_interval(0.9)
    low, high = difference_interval(units, 0.1)
    np.testing.assert_allclose(low, welch.low * 1e4)
    np.testing.assert_allclose(high, welch.high * 1e4)


def test_one_unit_of_a_side_shows_no_spread():
    units = units_of([[1, 3], [2, 2], [3, 1]], [1, 0, 0])
    assert np.isnan(difference_interval(units, 0.05)).all()


def test_the_same_seed_gives_the_same_p():
    units = unlike_units(0, 20, 20, 20, 80, total=60)
    one, two, other = (permutation(units, n_resamples=200, seed=seed)[1] for seed in (5, 5, 6))
    assert one.tolist() == two.tolist() != other.tolist()


@pytest.mark.parametrize("n_jobs", [1, 2, -1])
def test_jobs_change_nothing(n_jobs):
    rng = np.random.default_rng(1)
    words = [rng.choice(list("甲乙丙丁"), 20).tolist() for _ in range(24)]
    passages = pd.DataFrame({"text": ["".join(one) for one in words], "side": list("AABB") * 6})
    matrix = Tokens.from_words(words, passages).counts()
    options = {"measure": ["permutation", "wilcoxon"], "n_resamples": 999, "seed": 3}
    alone = keyness(matrix, {"side": "A"}, **options)
    shared = keyness(matrix, {"side": "A"}, n_jobs=n_jobs, **options)
    pd.testing.assert_frame_equal(shared, alone, check_exact=True)


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10**6), st.integers(5, 9), st.integers(5, 9))
def test_swapping_the_sides_swaps_the_sign(seed, n1, n2):
    units = unlike_units(seed, n1, 20, n2, 80, total=60)
    other = Units(units.counts, units.sizes, ~units.inside, units.blocks)
    for test in (wilcoxon, permutation):
        (one, p_one), (two, p_two) = test(units), test(other)
        np.testing.assert_allclose(one, -two, atol=1e-9)
        # Drawn or exact: the same units change sides.
        np.testing.assert_allclose(p_one, p_two, atol=1e-9)
    low, high = difference_interval(units, 0.05)
    np.testing.assert_allclose(low, -difference_interval(other, 0.05)[1], atol=1e-9)
    found = permutation(units, n_resamples=99)[0]
    assert ((low <= found) & (found <= high)).all()
