"""Intervals over units and clusters, permutation tests, and false discovery rates."""

import tracemalloc
from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse, stats

from textkit.resample import adjust_p, bootstrap, bootstrap_ratio, permute
from textkit.resample.limits import find_limits, skewness

COUNTS = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 50)), min_size=2, max_size=12)


@settings(deadline=None, max_examples=60)
@given(COUNTS, st.integers(0, 5))
def test_an_interval_holds_its_estimate(units, seed):
    top, bottom = np.array(units).T
    estimate, low, high = bootstrap_ratio(top, bottom, n_resamples=50, seed=seed)
    if np.count_nonzero(bottom) < 2:
        assert np.isnan(low[0])
        assert np.isnan(high[0])
    else:
        assert low[0] <= estimate[0] <= high[0]
        assert estimate[0] == top.sum() / bottom.sum()


@settings(deadline=None, max_examples=30)
@given(COUNTS)
def test_dense_and_sparse_counts_give_the_same_numbers(units):
    top, bottom = np.array(units).T
    both = np.column_stack([top, top[::-1]])
    dense = bootstrap_ratio(both, bottom, n_resamples=40)
    thin = bootstrap_ratio(sparse.csr_array(both), bottom, n_resamples=40)
    for mine, theirs in zip(dense, thin, strict=True):
        np.testing.assert_array_equal(mine, theirs)


def test_a_column_has_the_same_interval_alone_and_among_many():
    # Columns and draws are worked on in blocks; where a block ends must make no difference.
    top = sparse.csr_array(np.random.default_rng(1).poisson(0.1, (3, 40_002)))
    together = bootstrap_ratio(top, [9, 14, 30], n_resamples=100)
    for column in (0, 39_999, 40_000, 40_001):
        alone = bootstrap_ratio(top[:, [column]], [9, 14, 30], n_resamples=100)
        assert [part[0] for part in alone] == [part[column] for part in together]


def test_many_units_are_drawn_in_blocks_that_each_have_a_seed():
    # 80 draws of 50,000 are 4 million numbers, one block; it has the seed itself.
    top, bottom = np.random.default_rng(2).poisson(3, (2, 50_000))
    estimate, low, high = bootstrap_ratio(top, bottom, n_resamples=100)
    streams = (
        np.random.default_rng(0),
        np.random.default_rng(np.random.SeedSequence(0, spawn_key=(1,))),
    )
    evenly = np.full(50_000, 1 / 50_000)
    drawn = np.concatenate(
        [
            one.multinomial(50_000, evenly, size=size)
            for one, size in zip(streams, (80, 20), strict=True)
        ]
    )
    tails = np.quantile((drawn @ top) / (drawn @ bottom), [0.025, 0.975])
    assert (low[0], high[0]) == tuple(tails)
    assert low[0] < estimate[0] < high[0]


def test_equal_units_leave_nothing_to_chance():
    estimate, low, high = bootstrap_ratio([3, 3, 3], [10, 10, 10])
    assert (estimate[0], low[0], high[0]) == (0.3, 0.3, 0.3)


def test_the_mean_of_normal_units_gets_the_textbook_interval():
    # With a denominator of 1 the ratio is a mean: estimate ± 1.96 standard errors.
    values = np.random.default_rng(3).normal(10, 2, 400)
    estimate, low, high = bootstrap_ratio(values, np.ones(400), n_resamples=4000)
    error = values.std() / 20
    assert low[0] == pytest.approx(estimate[0] - 1.96 * error, abs=0.1 * error)
    assert high[0] == pytest.approx(estimate[0] + 1.96 * error, abs=0.1 * error)


def test_two_units_give_the_shares_that_can_be_drawn():
    # Draws of two units out of two: aa (1/4), ab (1/2), bb (1/4), so the tails are a and b.
    _, low, high = bootstrap_ratio([0, 5], [10, 10])
    assert (low[0], high[0]) == (0.0, 0.5)


def test_one_unit_has_an_estimate_and_no_interval():
    estimate, low, high = bootstrap_ratio([[2, 4]], [10])
    assert estimate.tolist() == [0.2, 0.4]
    assert np.isnan(low).all()
    assert np.isnan(high).all()


@pytest.mark.parametrize(
    ("top", "bottom"),
    [([], []), ([0], [0]), ([0, 0], [0, 0])],
    ids=["no unit", "one empty unit", "two empty units"],
)
def test_nothing_to_divide_by_is_nan(top, bottom):
    assert np.isnan(np.concatenate(bootstrap_ratio(top, bottom))).all()


def test_the_seed_decides():
    top = np.random.default_rng(5).poisson(9, 20)
    bottom = 50 + top[::-1]
    assert bootstrap_ratio(top, bottom, seed=4).low == bootstrap_ratio(top, bottom, seed=4).low
    assert bootstrap_ratio(top, bottom, seed=4).low != bootstrap_ratio(top, bottom, seed=5).low


def test_sixteen_units_keep_the_numbers_they_had():
    # Frozen: notebooks print intervals with these seeds. A change belongs into the changelog.
    top, bottom = np.arange(16), np.arange(16) + 5
    low, high = bootstrap_ratio(top, bottom, seed=[20211124, 3])[1:]
    assert (low[0], high[0]) == (0.50920245398773, 0.6610169491525424)


# Efron and Tibshirani (1993), table 14.1 (test A of the spatial data) and table 14.2.
SPATIAL = [48, 36, 20, 29, 42, 42, 20, 42, 22, 41, 45, 14, 6, 0, 33, 28, 34, 4, 32, 24, 47, 41, 24, 26, 30, 41]  # fmt: skip


def test_bca_of_the_variance_of_efron_and_tibshirani():
    values = np.array(SPATIAL)
    assert np.var(values) == pytest.approx(171.5, abs=0.05)
    jack = [np.var(np.delete(values, one)) for one in range(26)]
    assert skewness(np.array(jack)[:, None])[0] == pytest.approx(0.061, abs=0.0005)
    options = {"confidence": 0.9, "n_resamples": 20_000}
    _, low, high = bootstrap(np.var, values, method="bca", **options)
    assert low[0] == pytest.approx(115.8, abs=2)  # theirs are 2,000 draws: 259.6 ± 5
    assert high[0] == pytest.approx(259.6, abs=4)
    _, low, high = bootstrap(np.var, values, **options)
    assert low[0] == pytest.approx(100.8, abs=4)
    assert high[0] == pytest.approx(233.9, abs=4)


@pytest.mark.parametrize("method", ["percentile", "BCa"])
@pytest.mark.parametrize("statistic", [np.mean, np.var, np.std])
def test_scipy_draws_the_same_ends_from_the_same_draws(method, statistic):
    values = np.round(np.random.default_rng(8).exponential(10, 25))  # rounded: ties
    theirs = stats.bootstrap((values,), statistic, n_resamples=999, method=method, rng=1)
    skew = None
    if method == "BCa":
        jack = [statistic(np.delete(values, one)) for one in range(25)]
        skew = skewness(np.array(jack)[:, None])
    draws = theirs.bootstrap_distribution[:, None]
    low, high = find_limits(draws, np.array([statistic(values)]), confidence=0.95, skew=skew)
    assert (low[0], high[0]) == pytest.approx(tuple(theirs.confidence_interval), rel=1e-12)


def test_bca_of_a_ratio_is_that_of_the_statistic_written_out():
    top, bottom = np.random.default_rng(4).poisson([[2], [40]], (2, 30))
    table = np.column_stack([top, bottom])
    quick = bootstrap_ratio(top, bottom, n_resamples=64, method="bca")
    slow = bootstrap(
        lambda drawn: drawn[:, 0].sum() / drawn[:, 1].sum(), table, n_resamples=64, method="bca"
    )
    # 64 draws are one block of either, with the same seed.
    np.testing.assert_allclose(np.concatenate(quick), np.concatenate(slow), rtol=1e-12)
    assert (quick.low[0], quick.high[0]) != tuple(
        part[0] for part in bootstrap_ratio(top, bottom, n_resamples=64)[1:]
    )


@settings(deadline=None, max_examples=40)
@given(COUNTS, st.sampled_from(["percentile", "bca"]), st.data())
def test_clusters_are_their_sums(units, method, data):
    top, bottom = np.array(units).T
    names = data.draw(st.lists(st.sampled_from("甲乙丙"), min_size=len(top), max_size=len(top)))
    order = list(dict.fromkeys(names))
    sums = [[sum(part[np.array(names) == name]) for name in order] for part in (top, bottom)]
    by_unit = bootstrap_ratio(top, bottom, groups=names, n_resamples=30, method=method)
    by_sum = bootstrap_ratio(*sums, n_resamples=30, method=method)
    for mine, theirs in zip(by_unit, by_sum, strict=True):
        np.testing.assert_array_equal(mine, theirs)


@settings(deadline=None, max_examples=40)
@given(COUNTS, st.integers(1, 40))
def test_a_bca_interval_holds_its_estimate_whatever_the_units(units, n_resamples):
    top, bottom = np.array(units).T
    estimate, low, high = bootstrap_ratio(top, bottom, n_resamples=n_resamples, method="bca")
    if np.count_nonzero(bottom) > 1:
        assert low[0] <= estimate[0] <= high[0]
    else:
        assert np.isnan(low[0])


def test_likeness_within_clusters_widens_the_interval():
    # Ten documents of twenty passages; all passages of a document have the same rate.
    rates = np.repeat(np.random.default_rng(6).gamma(2, 2, 10), 20)
    counts, documents = np.random.default_rng(7).poisson(rates), np.repeat(np.arange(10), 20)
    narrow = bootstrap_ratio(counts, np.ones(200))
    wide = bootstrap_ratio(counts, np.ones(200), groups=documents)
    assert wide.estimate == narrow.estimate
    assert wide.high - wide.low > 2 * (narrow.high - narrow.low)


def test_any_number_of_jobs_gives_the_same_numbers():
    rng = np.random.default_rng(9)
    many_units = rng.poisson(3, (2, 50_000))  # several blocks of draws
    many_terms = sparse.csr_array(rng.poisson(0.1, (5, 70_000)))  # several blocks of columns
    labels = rng.random(300) < 0.4
    values = rng.normal(size=300)
    tasks = [
        lambda n_jobs: bootstrap_ratio(*many_units, n_resamples=100, n_jobs=n_jobs),
        lambda n_jobs: bootstrap_ratio(many_terms, [9, 8, 7, 6, 5], n_resamples=60, method="bca", n_jobs=n_jobs),
        lambda n_jobs: bootstrap(np.median, values, n_resamples=300, method="bca", n_jobs=n_jobs),
        lambda n_jobs: [permute(lambda rows: rows @ values, labels, n_resamples=1000, n_jobs=n_jobs)],
    ]  # fmt: skip
    for task in tasks:
        alone = task(None)
        for n_jobs in (1, 2):
            for mine, theirs in zip(alone, task(n_jobs), strict=True):
                np.testing.assert_array_equal(mine, theirs)


def test_units_may_be_a_number_a_table_or_a_list():
    values = [3.0, 1.0, 4.0, 1.0, 5.0]
    table = pd.DataFrame({"value": values}, index=list("abcde"))
    array = np.array(values)
    tasks = {
        "number": (lambda rows: array[rows].mean(), 5),
        "table": (lambda rows: rows["value"].mean(), table),
        "list": (np.mean, values),
        "sparse": (lambda rows: rows.toarray().mean(), sparse.csr_array(array[:, None])),
    }
    results = {name: bootstrap(*task, n_resamples=50) for name, task in tasks.items()}
    assert len(set(map(str, results.values()))) == 1


def test_draws_keep_the_order_of_the_units():
    seen = []
    bootstrap(
        lambda rows: seen.append(rows.tolist()) or 0, 6, groups=list("abbaca"), n_resamples=20
    )
    assert all(rows == sorted(rows) for rows in seen)
    assert all(rows.count(0) == rows.count(3) == rows.count(5) for rows in seen)


def test_a_statistic_that_is_nan_or_infinite_leaves_no_warning():
    def share(rows):
        return np.nan if (rows == 0).all() else float(rows.mean())

    estimate, low, high = bootstrap(share, [0, 0, 1], n_resamples=200)
    assert 0 < low[0] <= estimate[0] <= high[0]
    assert np.isnan(bootstrap(lambda rows: np.nan, 3, n_resamples=5).low[0])
    with np.errstate(divide="ignore"):
        logs = bootstrap(lambda rows: np.log(rows.mean()), [0, 0, 1], n_resamples=200)
    assert logs.low[0] == -np.inf
    assert logs.high[0] == pytest.approx(0)


def test_bca_where_nothing_differs_or_all_draws_lie_on_one_side():
    assert [part[0] for part in bootstrap(np.mean, [2, 2, 2], method="bca")] == [2, 2, 2]
    low, high = find_limits(
        np.array([[3.0], [4.0]]), np.array([1.0]), confidence=0.9, skew=np.zeros(1)
    )
    assert 3 <= low[0] <= high[0] <= 4


def test_one_cluster_has_an_estimate_and_no_interval():
    estimate, low, high = bootstrap(np.mean, [1, 3], groups=["a", "a"])
    assert (estimate[0], np.isnan(low[0]), np.isnan(high[0])) == (2, True, True)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"units": []}, "there is no unit to draw."),
        ({"groups": [1]}, "groups names the cluster of 1 units, there are 3."),
        ({"method": "BCa"}, "method must be 'percentile' or 'bca', not 'BCa'."),
        ({"n_resamples": 0}, "n_resamples must be at least 1, not 0."),
    ],
)
def test_bootstrap_refuses(options, message):
    with pytest.raises(ValueError) as error:
        bootstrap(np.mean, **{"units": [1, 2, 3], **options})
    assert str(error.value) == message


def sum_of(values):
    return lambda labels: labels @ np.asarray(values, dtype=float)


def test_every_way_by_hand():
    # Two of {1, 2, 3, 4}: sums 3 4 5 5 6 7. At least 7: 1 of 6; at most 7: all.
    assert permute(sum_of([1, 2, 3, 4]), [0, 0, 1, 1], alternative="greater")[0] == 1 / 6
    assert permute(sum_of([1, 2, 3, 4]), [0, 0, 1, 1], alternative="less")[0] == 1
    assert permute(sum_of([1, 2, 3, 4]), [0, 0, 1, 1])[0] == 2 / 6
    # Ties: 1 + 4 = 2 + 3, so at least 5 are four of six.
    assert permute(sum_of([1, 2, 3, 4]), [1, 0, 0, 1], alternative="greater")[0] == 4 / 6


def test_labels_change_places_within_blocks_only():
    # Three pairs: 2 × 2 × 2 ways, and the sum is the largest of all 8 (the sign test).
    values, blocks = [5, 1, 7, 3, 9, 8], list("aabbcc")
    labels = [True, False] * 3
    assert permute(sum_of(values), labels, blocks=blocks, alternative="greater")[0] == 1 / 8
    # Drawn at random: the largest of 2^12 sums comes up in hardly any of 1,999 draws.
    many = permute(
        sum_of(values * 4),
        labels * 4,
        blocks=[f"{b}{i // 6}" for i, b in enumerate(blocks * 4)],
        alternative="greater",
        n_resamples=1999,
    )
    assert many[0] <= 4 / 2000


@settings(deadline=None, max_examples=30)
@given(
    st.lists(
        st.tuples(st.sampled_from("甲乙丙"), st.integers(0, 9), st.sampled_from("xy")),
        min_size=2,
        max_size=6,
    )
)
def test_enumeration_is_every_order_of_the_labels(units):
    labels, values, blocks = (np.array(part) for part in zip(*units, strict=True))

    def statistic(rows):
        return (rows == "甲") @ values - 2 * ((rows == "乙") @ values)

    ways = {
        order
        for order in permutations(labels.tolist())
        if all(sorted(np.array(order)[blocks == b]) == sorted(labels[blocks == b]) for b in "xy")
    }
    if len(ways) < 2:
        return
    observed = statistic(labels[None])[0]
    expected = np.mean([statistic(np.array([way]))[0] >= observed for way in ways])
    assert permute(statistic, labels, blocks=blocks, alternative="greater")[0] == pytest.approx(
        expected
    )


@pytest.mark.parametrize("alternative", ["two-sided", "greater", "less"])
def test_scipy_counts_the_same_ways(alternative):
    rng = np.random.default_rng(12)
    one, two = rng.normal(size=5), rng.normal(0.8, 1, 7)
    theirs = stats.permutation_test(
        (one, two), lambda x, y: x.mean() - y.mean(), alternative=alternative
    ).pvalue
    values = np.concatenate([one, two])

    def difference(rows):
        return rows @ values / 5 - (~rows) @ values / 7

    labels = np.arange(12) < 5
    assert permute(difference, labels, alternative=alternative)[0] == pytest.approx(
        theirs, rel=1e-12
    )
    drawn = permute(difference, labels, alternative=alternative, n_resamples=700, seed=3)[0]
    assert drawn == pytest.approx(theirs, abs=4 * np.sqrt(theirs / 700))


def test_no_p_is_zero_and_columns_see_the_same_draws():
    values = np.column_stack([np.arange(40), np.arange(40)[::-1], np.ones(40)])
    labels = np.arange(40) >= 20
    p = permute(lambda rows: rows @ values, labels, n_resamples=500)
    assert p.tolist() == [2 / 501, 2 / 501, 1]
    alone = permute(lambda rows: rows @ values[:, 1], labels, n_resamples=500)
    assert alone[0] == p[1]


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 100))
def test_exchanging_the_labels_exchanges_the_tails(seed):
    rng = np.random.default_rng(seed)
    values, labels = rng.integers(0, 5, 8), np.arange(8) < 3
    greater = permute(sum_of(values), labels, alternative="greater")
    assert permute(sum_of(values), ~labels, alternative="less") == pytest.approx(greater)


def test_nan_is_no_value_and_no_evidence():
    def statistic(rows):
        return np.where(rows[:, 0], rows @ np.array([1.0, 2, 3, 4]), np.nan)

    # One way of three with the first unit is as large as 5; the three without it are NaN.
    assert permute(statistic, [1, 0, 0, 1], alternative="greater")[0] == 4 / 6
    assert np.isnan(permute(statistic, [0, 0, 1, 1])[0])


def test_under_no_difference_p_is_uniform():
    rng = np.random.default_rng(21)
    values = rng.normal(size=(30, 400))
    p = permute(lambda rows: rows @ values, np.arange(30) < 12, n_resamples=999)
    assert stats.kstest(p, "uniform").pvalue > 0.01


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"labels": [1, 1, 1]}, "all labels are the same: there is nothing to exchange."),
        ({"blocks": [1, 2, 2], "labels": [1, 0, 0]}, "all labels within each block are the same: there is nothing to exchange."),
        ({"blocks": [1, 2]}, "labels is (3,), blocks names 2 units."),
        ({"alternative": "both"}, "alternative must be 'two-sided', 'greater' or 'less', not 'both'."),
        ({"n_resamples": 0}, "n_resamples must be at least 1, not 0."),
        ({"statistic": lambda rows: 1.0}, "statistic must return one value, or one row of values, per draw: 1 draws gave an array of shape ()."),
    ],
)  # fmt: skip
def test_permute_refuses(options, message):
    with pytest.raises(ValueError) as error:
        permute(**{"statistic": lambda rows: rows[:, 0], "labels": [1, 0, 0], **options})
    assert str(error.value) == message


def test_memory_stays_flat():
    # 20,000 units × 2,000 draws would be 320 MB of weights and 40 MB of labels; values 800 MB.
    labels, values = np.arange(20_000) < 9_000, np.random.default_rng(0).poisson(1, (20_000, 4))
    top = sparse.csr_array(np.random.default_rng(0).poisson(0.02, (50, 50_000)))
    tracemalloc.start()
    bootstrap_ratio(values, np.ones(20_000), n_resamples=400)
    bootstrap_ratio(top, np.full(50, 100), n_resamples=400, method="bca")
    permute(lambda rows: rows @ values, labels, n_resamples=300)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 300e6


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"denominators": [1]}, "2 units in numerators, 1 in denominators."),
        ({"denominators": [1, -3]}, "denominators must not be negative; the least is -3."),
        ({"n_resamples": 0}, "n_resamples must be at least 1, not 0."),
        ({"method": "basic"}, "method must be 'percentile' or 'bca', not 'basic'."),
        ({"groups": [1]}, "groups names the cluster of 1 units, there are 2."),
        ({"confidence": 95}, "confidence must lie between 0 and 1, not 95."),
    ],
)
def test_refusals(options, message):
    bottom = options.pop("denominators", [1, 1])
    with pytest.raises(ValueError) as error:
        bootstrap_ratio([1, 1], bottom, **options)
    assert str(error.value) == message


def test_benjamini_hochberg_by_hand():
    # Sorted p times m / rank, then the least from the right: .01·4/1, .02·4/2, .03·4/3, .5·4/4.
    assert adjust_p([0.5, 0.01, 0.03, 0.02]).tolist() == pytest.approx([0.5, 0.04, 0.04, 0.04])


def test_nan_is_no_test():
    q = adjust_p([0.01, np.nan, 0.04])
    assert q[[0, 2]].tolist() == pytest.approx([0.02, 0.04])
    assert np.isnan(q[1])
    assert np.isnan(adjust_p([np.nan])).all()
    assert len(adjust_p([])) == 0


@settings(deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_q_is_never_below_p_and_keeps_its_order(p):
    q = adjust_p(p)
    assert (q >= np.array(p) - 1e-15).all()
    assert (q <= 1).all()
    assert (np.diff(q[np.argsort(p, kind="stable")]) >= -1e-15).all()


def test_adjusting_refuses_what_it_does_not_know():
    with pytest.raises(ValueError) as error:
        adjust_p([0.1], method="holm")
    assert str(error.value) == "method must be 'bh' or 'by', not 'holm'."
    with pytest.raises(ValueError) as error:
        adjust_p([0.1, 1.5])
    assert str(error.value) == "a p-value lies between 0 and 1; here is 1.5."
