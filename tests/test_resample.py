"""Intervals over units, and false discovery rates."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from textkit.resample import adjust_p, bootstrap_ratio

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


def test_many_units_are_drawn_in_blocks_of_the_same_draws():
    top, bottom = np.random.default_rng(2).poisson(3, (2, 50_000))
    estimate, low, high = bootstrap_ratio(top, bottom, n_resamples=100)
    rng = np.random.default_rng(0)
    drawn = rng.multinomial(50_000, np.full(50_000, 1 / 50_000), size=100)
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


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"denominators": [1]}, "2 units in numerators, 1 in denominators."),
        ({"denominators": [1, -3]}, "denominators must not be negative; the least is -3."),
        ({"n_resamples": 0}, "n_resamples must be at least 1, not 0."),
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
