"""2×2 tables: R packages, SciPy, NLTK, hand-worked tables, and the measures' algebra."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest, chi2_contingency, fisher_exact, hypergeom

from textkit.measures import association
from textkit.measures.association import (
    Cells,
    bic,
    chi2,
    dice,
    g2,
    g2_two_cell,
    log_dice,
    log_ratio,
    percent_diff,
    pmi,
    simple_maths,
    t_score,
)
from textkit.measures.exact import binomial, fisher, ratio_interval

ORACLE = json.loads((Path(__file__).parent / "oracles" / "keyness.json").read_text("utf-8"))
SIGNED = [g2, g2_two_cell, chi2, log_ratio]
EFFECTS = [percent_diff, pmi, dice, log_dice]


TABLES = st.tuples(*[st.integers(0, 60)] * 4).filter(lambda cells: sum(cells) > 0)
FULL = st.tuples(*[st.integers(1, 60)] * 4)


def cells_of(a, b, c, d):
    return Cells(a, a + b, a + c, a + b + c + d)


def test_williams_correction_divides():
    # R package MASS and Sokal and Rohlf divide by q; for 改革 147.17, not 148.31.
    cells = Cells(120, 10_000, 150, 30_000)
    q = 1 + (3 + 1.5 - 1) * (200 + 30_000 / 29_850 - 1) / (6 * 30_000)
    assert chi2(cells, correction="williams")[0] == pytest.approx(147.73869346733667 / q, rel=1e-12)
    assert round(chi2(cells, correction="williams")[0], 2) == 147.17


def test_public_expectations():
    # quanteda.textstats, tests/testthat/test-textstat_keyness.R: [[7, 3], [2, 7]]
    expected = ORACLE["quanteda_keyness_d1_b7a3_d2_b2a7"]
    cells = Cells(7, 10, 9, 19)
    assert chi2(cells)[0] == pytest.approx(expected["chi2_none"], rel=1e-12)
    assert chi2(cells, correction="yates")[0] == pytest.approx(expected["chi2_yates"], rel=1e-12)
    assert g2(cells)[0] == pytest.approx(expected["G2_none"], rel=1e-12)
    assert g2(cells, correction="williams")[0] == pytest.approx(expected["G2_williams"], rel=1e-12)
    assert np.exp(fisher(cells))[0] == pytest.approx(expected["fisher_p_two_sided"], rel=1e-12)
    # nltk, nltk/test/collocations.doctest: margins from n_ii, n_io, n_oi, n_oo
    assert round(g2(Cells(8, 32, 13, 31_777))[0], 2) == 95.29
    assert round(chi2(Cells(8, 4675, 15_828, 14_307_668))[0], 2) == 1.55


def test_a_to_h_of_quanteda():
    expected = ORACLE["quanteda_keyness_a_to_h"]["values_scipy"]
    f1 = np.array([one["n_target"] for one in expected.values()])
    f2 = np.array([one["n_ref"] for one in expected.values()])
    cells = Cells(f1, f1.sum(), f1 + f2, (f1 + f2).sum())
    for name, found in (
        ("signed_G2", g2(cells)),
        ("signed_chi2_uncorrected", chi2(cells)),
        ("pmi_ln", pmi(cells) * np.log(2)),
    ):
        np.testing.assert_allclose(found, [one[name] for one in expected.values()], rtol=1e-9)
    # The list takes ½ from |O − E| even where that is less: (|O − E| − ½)² > 0. Here it is 0.
    listed = np.array([one["signed_chi2_yates_|O-E|-0.5"] for one in expected.values()])
    near = np.abs(cells.o11 - cells.expected) <= 0.5
    found = chi2(cells, correction="yates")
    assert near.sum() == 6
    assert (found[near] == 0).all()
    np.testing.assert_allclose(found[~near], listed[~near], rtol=1e-9)


def test_by_hand():
    # 改革 120 in 10,000, 30 in 20,000: expected 150/3 = 50 and 100.
    cells = Cells(120, 10_000, 150, 30_000)
    two = 2 * (120 * np.log(120 / 50) + 30 * np.log(30 / 100))
    assert g2_two_cell(cells)[0] == pytest.approx(two, rel=1e-12)
    assert percent_diff(cells)[0] == pytest.approx(700, rel=1e-12)  # 120 against 15 per 10,000
    assert bic(cells)[0] == pytest.approx(138.6136928987035 - np.log(30_000), rel=1e-12)
    assert pmi(cells)[0] == pytest.approx(np.log2(120 / 50), rel=1e-12)
    assert t_score(cells)[0] == pytest.approx((120 - 50) / np.sqrt(120), rel=1e-12)
    assert dice(cells)[0] == pytest.approx(240 / 10_150, rel=1e-12)
    assert log_dice(cells)[0] == pytest.approx(14 + np.log2(240 / 10_150), rel=1e-12)
    assert log_ratio(cells)[0] == pytest.approx(
        np.log2(120.5 / 10_000.5 / (30.5 / 20_000.5)), rel=1e-12
    )


def test_simple_maths_by_hand():
    # 120 of 10,000 and 30 of 20,000 are 12,000 and 1,500 per million.
    cells = Cells([120, 0], 10_000, [150, 30], 30_000)
    assert simple_maths(cells).tolist() == [12_001 / 1_501, 1 / 1_501]
    assert simple_maths(cells, smoothing=100).tolist() == [12_100 / 1_600, 100 / 1_600]
    with pytest.raises(ValueError) as caught:
        simple_maths(cells, smoothing=0)
    assert str(caught.value) == "smoothing must be a number above 0, not 0."


@settings(deadline=None)
@given(FULL, st.floats(0.01, 1e6))
def test_simple_maths_is_inverted_by_a_swap_and_tends_to_1(table, smoothing):
    a, b, c, d = table
    one, two = (
        simple_maths(cells, smoothing=smoothing)[0]
        for cells in (cells_of(a, b, c, d), cells_of(c, d, a, b))
    )
    assert one * two == pytest.approx(1, rel=1e-12)
    plain = a * (c + d) / (c * (a + b))
    assert min(1, plain) * (1 - 1e-12) <= one <= max(1, plain) * (1 + 1e-12)
    more = simple_maths(cells_of(a, b, c, d), smoothing=2 * smoothing)[0]
    assert abs(np.log(more)) <= abs(np.log(one)) + 1e-12


def test_zeros():
    cells = Cells([0, 3, 0, 5], [10, 10, 10, 5], [3, 3, 0, 5], [20, 20, 20, 5])
    assert percent_diff(cells)[:2].tolist() == [-100, np.inf]
    assert pmi(cells)[[0, 1, 3]].tolist() == [-np.inf, 1, 0]
    assert log_dice(cells)[0] == -np.inf
    assert t_score(cells)[[0, 2]].tolist() == [-np.inf, 0]
    # A column that is nowhere, or everywhere, tells nothing.
    for measure in (g2, g2_two_cell, chi2):
        assert measure(cells)[2:].tolist() == [0, 0]
    assert fisher(cells)[2:].tolist() == [0, 0]


@settings(deadline=None)
@given(FULL)
def test_chi2_and_g2_are_those_of_scipy(table):
    cells, square = cells_of(*table), np.reshape(table, (2, 2))
    for measure, kind in ((chi2, "pearson"), (g2, "log-likelihood")):
        for correction in (None, "yates"):
            expected = chi2_contingency(square, correction=correction == "yates", lambda_=kind)
            found = np.abs(measure(cells, correction=correction)[0])
            assert found == pytest.approx(expected.statistic, rel=1e-9, abs=1e-9)


@settings(deadline=None)
@given(TABLES)
def test_fisher_is_that_of_scipy(table):
    expected = fisher_exact(np.reshape(table, (2, 2)))[1]
    assert np.exp(fisher(cells_of(*table)))[0] == pytest.approx(expected, rel=1e-9)


def test_fisher_of_large_tables():
    # All probabilities added up, at a size where a sum of one tail would hide the other.
    r1, c1, n = 40_000, 3_000, 100_000
    every = hypergeom.pmf(np.arange(c1 + 1), n, c1, r1)
    for o11 in (1100, 1185, 1200, 1213, 1300):
        expected = every[every <= every[o11] * (1 + 1e-7)].sum()
        assert np.exp(fisher(Cells(o11, r1, c1, n)))[0] == pytest.approx(expected, rel=1e-9)
    # Far beyond the smallest float the logarithm still falls: of a tail that no other table
    # adds to, and of the one table in which all of the column is in the row.
    cells = Cells([5_000, 10_000], 100_000, 10_000, 1_000_000)
    assert np.exp(fisher(cells)).tolist() == [0, 0]
    k = np.arange(10_000)
    expected = [
        hypergeom.logsf(4_999, 1_000_000, 10_000, 100_000),
        math.fsum(np.log((100_000 - k) / (1_000_000 - k))),
    ]
    np.testing.assert_allclose(fisher(cells), expected, rtol=1e-9)


def test_fisher_wants_whole_numbers():
    with pytest.raises(ValueError) as caught:
        fisher(Cells(1.5, 3, 2, 9))
    assert str(caught.value) == "Fisher's exact test needs whole numbers; these counts are not."


@settings(deadline=None)
@given(TABLES)
def test_changing_the_rows_changes_the_sign(table):
    a, b, c, d = table
    one, two = cells_of(a, b, c, d), cells_of(c, d, a, b)
    for measure in SIGNED:
        np.testing.assert_allclose(measure(one), -measure(two), rtol=1e-12, atol=1e-12)
    for correction in ("yates", "williams"):
        for measure in (g2, chi2):
            found = measure(one, correction=correction)
            other = measure(two, correction=correction)
            np.testing.assert_allclose(found, -other, rtol=1e-9, atol=1e-9)
    assert bic(one)[0] == pytest.approx(bic(two)[0], rel=1e-12)
    np.testing.assert_allclose(fisher(one), fisher(two), rtol=1e-9, atol=1e-12)


@settings(deadline=None)
@given(FULL)
def test_changing_the_rows_turns_the_interval(table):
    a, b, c, d = table
    low, high = ratio_interval(cells_of(a, b, c, d), 0.05)
    turned = ratio_interval(cells_of(c, d, a, b), 0.05)
    assert (low[0], high[0]) == (-turned[1][0], -turned[0][0])
    assert low[0] <= np.log2(a / (a + b)) - np.log2(c / (c + d)) <= high[0]


@settings(deadline=None)
@given(FULL, st.integers(2, 50))
def test_effects_keep_and_tests_grow_with_size(table, times):
    small, large = cells_of(*table), cells_of(*(times * cell for cell in table))
    for measure in EFFECTS:
        np.testing.assert_allclose(measure(large), measure(small), rtol=1e-12, atol=1e-12)
    for measure in (g2, g2_two_cell, chi2):
        np.testing.assert_allclose(measure(large), times * measure(small), rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(t_score(large), np.sqrt(times) * t_score(small), atol=1e-9)


@settings(deadline=None)
@given(FULL)
def test_g2_is_the_sum_of_its_columns(table):
    # The other two cells are the two-cell G² of "not the column", so the four add up.
    a, b, c, d = table
    column, rest = cells_of(a, b, c, d), cells_of(b, a, d, c)
    both = np.abs(g2_two_cell(column)) + np.abs(g2_two_cell(rest))
    np.testing.assert_allclose(np.abs(g2(column)), both, rtol=1e-9, atol=1e-9)


@settings(deadline=None)
@given(TABLES)
def test_signs_say_more_or_less_than_expected(table):
    cells = cells_of(*table)
    for measure in (g2, chi2, g2_two_cell):
        value = measure(cells)[0]
        assert np.isfinite(value)
        assert value == 0 or np.sign(value) == np.sign(cells.cross)[0]
    assert np.abs(chi2(cells, correction="yates")) <= np.abs(chi2(cells))
    assert np.abs(g2(cells, correction="yates")) <= np.abs(g2(cells)) + 1e-9
    assert 0 <= np.exp(fisher(cells))[0] <= 1
    assert not log_dice(cells)[0] > 14


def test_the_binomial_test_and_its_interval():
    expected = binomtest(7, 9, 1 / 3, alternative="greater")
    cells = Cells(7, 10_000, 9, 30_000)
    assert binomial(cells)[0] == pytest.approx(2 * expected.pvalue, rel=1e-12)
    # R package corpora 0.6: prop.cint(c(0, 1, 5, 10), 10, method = "binomial"), 0.95
    bounds = next(one for one in ORACLE["corpora"] if one["name"] == "prop.cint/binomial")["value"]
    low, high = ratio_interval(Cells([0, 1, 5, 10], 100, 10, 200), 0.05)
    np.testing.assert_allclose(1 / (1 + np.exp2(-low[1:])), bounds["lower"][1:], rtol=1e-12)
    np.testing.assert_allclose(1 / (1 + np.exp2(-high[:-1])), bounds["upper"][:-1], rtol=1e-12)
    assert (low[0], high[-1]) == (-np.inf, np.inf)


@pytest.mark.parametrize(
    ("given_cells", "message"),
    [
        (
            ([1, 5], [3, 4], [2, 6], [9, 9]),
            "table 1 is no 2×2 table of counts: o11 = 5, r1 = 4, c1 = 6, n = 9.",
        ),
        ((0, 0, 0, 0), "table 0 is no 2×2 table of counts: o11 = 0, r1 = 0, c1 = 0, n = 0."),
        (
            (float("nan"), 2, 2, 9),
            "table 0 is no 2×2 table of counts: o11 = nan, r1 = 2, c1 = 2, n = 9.",
        ),
    ],
)
def test_impossible_tables(given_cells, message):
    with pytest.raises(ValueError) as caught:
        Cells(*given_cells)
    assert str(caught.value) == message


def test_an_unknown_correction():
    for measure in (g2, chi2):
        with pytest.raises(ValueError) as caught:
            measure(Cells(1, 2, 2, 9), correction="default")
        assert str(caught.value) == (
            "correction must be None, 'yates' or 'williams', not 'default'."
        )


def test_no_table_gives_no_number():
    empty = Cells([], [], [], [])
    for name in ("g2", "chi2", "pmi", "t_score", "dice", "log_dice", "bic", "percent_diff"):
        assert getattr(association, name)(empty).shape == (0,)
    assert fisher(empty).shape == (0,)
