"""Keyness, against R packages, by hand and by its algebra."""

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import sparse
from scipy.stats import binomtest, chi2, fisher_exact

import textkit as tk
from textkit.matrix import TermMatrix
from textkit.measures.keyness import MEASURES, keyness, leave_one_out
from textkit.tokens import Tokens

ORACLE = json.loads((Path(__file__).parent / "oracles" / "keyness.json").read_text("utf-8"))
CORPORA = {one["name"]: np.array(one["value"], dtype=object) for one in ORACLE["corpora"]}
THERE = (
    "lrc, g2, g2_yates, g2_williams, g2_two_cell, chi2, chi2_yates, chi2_williams, log_ratio, "
    "percent_diff, bic, pmi, simple_maths, fisher, log_odds_z, wilcoxon, permutation"
)
# Measures of words; those of documents have tests of their own.
OF_WORDS = [name for name in MEASURES if name not in ("wilcoxon", "permutation")]
TERMS = ["改革", "经济", "GDP", "环境", "奇点", "孤例", "平衡", "AI", "的", "少", "其他"]
F1 = [120, 300, 15, 0, 1, 0, 10, 7, 520, 1, 9026]  # of 10,000
F2 = [30, 310, 0, 22, 0, 1, 20, 2, 1100, 9, 18506]  # of 20,000


def matrix_of(rows, terms):
    """Make a matrix whose rows are named A, B, C …"""
    passages = pd.DataFrame({"side": list("ABCDEFGH"[: len(rows)])})
    names = np.array(terms, dtype=object)
    return TermMatrix(sparse.csr_array(np.array(rows, dtype=np.int64)), names, passages)


MATRIX = matrix_of([F1, F2], TERMS)


def values(measure, terms=TERMS, matrix=MATRIX, **options):
    table = keyness(matrix, {"side": "A"}, measure=measure, **options)
    return table.set_index("term").loc[list(terms), measure].to_numpy()


# R package corpora 0.6: keyness(f1, 10000, f2, 20000, measure = "LRC", conf.level, p.adjust)
LRC = {
    (0.9, True): [
        2.2381169851317213, 0.6428357940798353, 2.208492217852368, -0.8477153428218437,
        0, 0, 0, 0, 0, 0, 0,
    ],
    (0.9, False): [
        2.4989304479713588, 0.7557292084262116, 3.177520769826188, -1.7771828428000118,
        0, 0, 0, 0.712582082383564, 0, 0, -0.005273176337560712,
    ],
    (0.95, True): [
        2.1772498901198842, 0.615974734525729, 1.998616002068684, -0.6495787953962179,
        0, 0, 0, 0, 0, 0, 0,
    ],
    (0.95, False): [
        2.412791155077178, 0.7188438427531069, 2.8426766313146064, -1.453606379598276,
        0, 0, 0, 0.4144749842711218, 0, 0, 0,
    ],
}  # fmt: skip


@pytest.mark.parametrize(("confidence", "adjust"), LRC)
def test_lrc_is_that_of_corpora(confidence, adjust):
    found = values("lrc", alpha=1 - confidence, adjust=adjust)
    np.testing.assert_allclose(found, LRC[confidence, adjust], rtol=2e-14, atol=1e-14)


def test_g2_is_that_of_corpora():
    # R package corpora 0.6: keyness(f1, 10000, f2, 20000, measure = "G2")
    expected = [
        138.6136928987035, 66.51325093033228, 32.97337866817802, -17.84853635649686,
        2.1972912469726706, -0.8109468833504139, 0, 7.470121771110795, -1.1815666019500952,
        -2.994753962658991, -44.39340477140604,
    ]  # fmt: skip
    np.testing.assert_allclose(values("g2"), expected, rtol=1e-11)


def test_g2_keeps_the_digits_of_rare_words():
    # Four cells summed with 50 digits (Python's decimal), where corpora has 2.1972912469726706.
    found = values("g2", ["奇点", "孤例", "GDP"])
    expected = [2.1972912469660093, -0.8109468833459731, 32.9733786681758]
    np.testing.assert_allclose(found, expected, rtol=1e-14)


def test_chi2_is_that_of_quanteda():
    # quanteda.textstats 0.97.2: textstat_keyness(kt, 1L, "chi2", correction = "none")
    expected = [
        147.73869346733667, 70.3651849909917, 30.015007503751875, -11.00807258656348,
        2.000066668888963, -0.5000166672222407, 0, 8.002400720216064, -1.1745360582569886,
        -2.45081693897966, -45.500906444859446,
    ]  # fmt: skip
    np.testing.assert_allclose(values("chi2"), expected, rtol=1e-12)
    table = keyness(MATRIX, {"side": "A"}, measure="chi2").set_index("term")
    assert table.loc["AI", "p"] == pytest.approx(0.004671537210500065, rel=1e-10)
    # Where 1 - cdf gives 0 the survival function still has digits.
    assert table.loc["改革", "p"] == pytest.approx(chi2.sf(147.73869346733667, 1), rel=1e-9)
    assert 0 < table.loc["改革", "p"] < 1e-33


def test_log_ratio_is_that_of_corpora():
    # R package corpora 0.6: keyness(f1, 10000, f2, 20000, measure = "LogRatio")
    expected = [
        2.982115932643527, 0.9527356564671559, 5.954160244363328, -4.491889162353223,
        2.584926434697609, -0.5849985667447033, 0.0347293521371288, 2.584926434697607,
        -0.08022514261568858, -1.6630010787459764, -0.03582954029207948,
    ]  # fmt: skip
    np.testing.assert_allclose(values("log_ratio"), expected, rtol=1e-12, atol=1e-12)


def test_log_odds_with_a_flat_prior():
    # Counts and prior of scattertext's test_logOddsUninformativePriorScore.py; δ and z of
    # Monroe, Colaresi and Quinn's equations with the two-term variance.
    matrix = matrix_of([[1, 5, 1, 9], [100, 510, 100, 199]], list("abcd"))
    found = values("log_odds_z", "abcd", matrix, prior=0.01)
    expected = [-0.609502186787763, -2.3044051311470133, -0.609502186787763, 4.462925170372845]
    np.testing.assert_allclose(found, expected, rtol=1e-12)
    table = keyness(matrix, {"side": "A"}, measure="log_odds_z", prior=0.01).set_index("term")
    middle = ((table["low"] + table["high"]) / 2).loc[list("abcd")]
    expected = [-0.6095320547109044, -1.0345766495046007, -0.6095320547109044, 1.5201005137432844]
    np.testing.assert_allclose(middle, expected, rtol=1e-12)


def test_informative_log_odds_by_hand():
    # 3 and 1 of 4, against 1 and 3 of 4; prior 4 and 4: (7/5) over (5/7), 1/7 + 1/5.
    matrix = matrix_of([[3, 1], [1, 3]], ["改革", "开放"])
    z = 2 * np.log(7 / 5) / np.sqrt(1 / 7 + 1 / 5)
    assert values("log_odds_z", ["改革"], matrix)[0] == pytest.approx(z, rel=1e-12)
    z = 2 * np.log(3.5 / 1.5) / np.sqrt(1 / 3.5 + 1 / 1.5)
    found = values("log_odds_z", ["改革"], matrix, prior="uninformative")
    assert found[0] == pytest.approx(z, rel=1e-12)


def test_columns_and_their_order():
    table = keyness(MATRIX, {"side": "A"}, measure=["g2", "lrc"])
    assert table.columns.tolist() == [
        "term", "n_target", "n_reference", "per_10k_target", "per_10k_reference", "g2", "lrc",
        "low", "high", "p", "q", "dispersion", "n_passages", "n_passages_reference",
    ]  # fmt: skip
    assert table["g2"].is_monotonic_decreasing
    first = table.iloc[0]
    assert first["term"] == "改革"
    assert (first["per_10k_target"], first["per_10k_reference"]) == (120, 15)


def test_ties_are_broken_by_count_and_code_point():
    matrix = matrix_of([[1, 1, 2, 9], [1, 1, 2, 9]], ["乙", "甲", "丙", "丁"])
    assert keyness(matrix, {"side": "A"})["term"].tolist() == ["丁", "丙", "乙", "甲"]


def test_a_mask_chooses_as_a_mapping_does():
    named = keyness(SIDES, A, B)
    masked = keyness(SIDES, np.array([True, False, False]), np.array([False, True, False]))
    pd.testing.assert_frame_equal(named, masked)


def test_a_term_of_neither_side_is_left_out():
    matrix = matrix_of([[1, 2, 0], [2, 1, 0], [0, 0, 7]], ["改革", "开放", "别处"])
    table = keyness(matrix, {"side": "A"}, {"side": "B"})
    assert sorted(table["term"]) == ["开放", "改革"]


def test_dispersion_is_that_of_the_side_where_the_term_is_commoner():
    # Target: rows A (4 tokens) and B (2); reference: C (2) and D (2). 改革 has 3 and 1 in the
    # target: DPnorm (½ (|3/4 − 2/3| + |1/4 − 1/3|)) / (2/3). 开放 is commoner in the
    # reference, and in D only.
    matrix = matrix_of([[3, 0, 1], [1, 0, 1], [0, 0, 2], [0, 2, 0]], ["改革", "开放", "发展"])
    table = keyness(matrix, {"side": ["A", "B"]}).set_index("term")
    assert table.loc["改革", "dispersion"] == pytest.approx((1 / 12) / (2 / 3), rel=1e-12)
    assert table.loc["开放", "dispersion"] == 1
    assert table["n_passages"].to_dict() == {"改革": 2, "发展": 2, "开放": 0}


def test_dispersion_in_one_passage_is_unknown():
    assert keyness(MATRIX, {"side": "A"})["dispersion"].isna().all()


def test_the_interval_goes_with_the_binomial_test():
    table = keyness(MATRIX, {"side": "A"}, adjust=False).set_index("term")
    exact = binomtest(7, 9, 1 / 3).proportion_ci(0.95, method="exact")
    odds = [bound / (1 - bound) * 2 for bound in exact]
    assert table.loc["AI", ["low", "high"]].tolist() == pytest.approx(
        np.log2(odds).tolist(), rel=1e-12
    )
    tail = binomtest(7, 9, 1 / 3, alternative="greater").pvalue
    assert table.loc["AI", "p"] == pytest.approx(2 * tail, rel=1e-12)
    assert table.loc["GDP", "high"] == np.inf
    assert table.loc["环境", "low"] == -np.inf


def test_q_is_over_all_rows():
    table = keyness(MATRIX, {"side": "A"}, measure="chi2").sort_values("p", ignore_index=True)
    by_hand = (table["p"] * 11 / np.arange(1, 12))[::-1].cummin()[::-1]
    np.testing.assert_allclose(table["q"], by_hand.clip(upper=1))


# Their size is not the same seen from the other side; their interval and p turn or stay.
UNEVEN = ("bic", "pmi", "percent_diff", "simple_maths")
COUNTS = st.integers(1, 6).flatmap(
    lambda n: st.tuples(*[st.lists(st.integers(0, 40), min_size=n, max_size=n)] * 2)
)


@settings(deadline=None, max_examples=60)
@given(COUNTS, st.sampled_from([name for name in OF_WORDS if name not in UNEVEN]))
def test_swapping_the_sides_swaps_the_sign(counts, measure):
    assume(all(map(sum, counts)))
    matrix = matrix_of(counts, [f"w{n}" for n in range(len(counts[0]))])
    one = keyness(matrix, {"side": "A"}, measure=measure).sort_values("term")
    two = keyness(matrix, {"side": "B"}, measure=measure).sort_values("term")
    tight = {"rtol": 1e-9, "atol": 1e-9}
    np.testing.assert_allclose(one[measure], -two[measure], **tight)
    np.testing.assert_allclose(one["low"], -two["high"], **tight)
    np.testing.assert_allclose(one["p"], two["p"], **tight)


@settings(deadline=None, max_examples=60)
@given(COUNTS)
def test_swapping_the_sides_of_uneven_measures(counts):
    assume(all(map(sum, counts)))
    matrix = matrix_of(counts, [f"w{n}" for n in range(len(counts[0]))])
    one, two = (
        keyness(matrix, {"side": side}, measure=UNEVEN).sort_values("term", ignore_index=True)
        for side in "AB"
    )
    np.testing.assert_allclose(one["bic"], two["bic"], rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(one["simple_maths"] * two["simple_maths"], 1, rtol=1e-12)
    for measure in ("pmi", "percent_diff"):
        assert (np.sign(one[measure]) == -np.sign(two[measure])).all()
    # (1 + a/100) (1 + b/100) = 1: one ratio is the other's inverse.
    some = (one["n_target"] > 0) & (one["n_reference"] > 0)
    ratios = (1 + table["percent_diff"][some] / 100 for table in (one, two))
    np.testing.assert_allclose(next(ratios) * next(ratios), 1)


@settings(deadline=None, max_examples=60)
@given(COUNTS, st.sampled_from(OF_WORDS))
def test_intervals_and_probabilities(counts, measure):
    assume(all(map(sum, counts)))
    matrix = matrix_of(counts, [f"w{n}" for n in range(len(counts[0]))])
    names = [measure, *(name for name in OF_WORDS if name != measure)]
    table = keyness(matrix, {"side": "A"}, measure=names)
    if measure in ("pmi", "bic"):
        assert table[["p", "q"]].isna().all(axis=None)
    else:
        assert ((table["p"] >= 0) & (table["p"] <= table["q"] + 1e-12) & (table["q"] <= 1)).all()
    assert (table["low"] <= table["high"]).all()
    assert not table[names].isna().any(axis=None)
    assert table["n_target"].sum() == sum(counts[0])
    if measure == "percent_diff":
        assert (table["low"] <= table[measure] + 1e-9).all()
        assert (table[measure] <= table["high"] + 1e-9).all()
    elif measure != "log_odds_z":
        assert (table["low"] <= table["log_ratio"]).all()
        assert (table["log_ratio"] <= table["high"]).all()
        assert ((table["low"] <= table["lrc"]) | (table["lrc"] == 0)).all()
    # LRC is 0 exactly when the family-wise test does not refuse equal frequencies.
    if measure in ("lrc", "log_ratio", "percent_diff"):
        doubtful = table["p"] > 0.05 / len(table) * (1 + 1e-9)
        sure = table["p"] < 0.05 / len(table) * (1 - 1e-9)
        assert (table["lrc"][doubtful] == 0).all()
        assert (table["lrc"][sure] != 0).all()


@settings(deadline=None, max_examples=40)
@given(COUNTS, st.integers(2, 9))
def test_larger_corpora_keep_effects_and_multiply_tests(counts, times):
    assume(all(map(sum, counts)))
    terms = [f"w{n}" for n in range(len(counts[0]))]
    measures = ["percent_diff", "pmi", "g2", "g2_two_cell", "chi2"]
    small, large = (
        keyness(matrix_of(np.array(counts) * by, terms), {"side": "A"}, measure=measures)
        .set_index("term")
        .loc[lambda table: sorted(table.index), measures]
        for by in (1, times)
    )
    np.testing.assert_allclose(large.iloc[:, :2], small.iloc[:, :2], rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(large.iloc[:, 2:], times * small.iloc[:, 2:], rtol=1e-9, atol=1e-9)


def test_a_planted_word_comes_first():
    rng = np.random.default_rng(0)
    common = [f"词{n:02}" for n in range(40)]
    words = [rng.choice(common, 200).tolist() for _ in range(20)]
    for row in words[:10]:
        row[:8] = ["六城联动"] * 8
    passages = pd.DataFrame({"text": ["".join(row) for row in words]})
    passages["district"] = ["二道区"] * 10 + ["南关区"] * 10
    matrix = Tokens.from_words(words, passages).counts()
    for measure in MEASURES:
        table = keyness(matrix, {"district": "二道区"}, measure=measure)
        if measure in ("pmi", "percent_diff"):  # they favour what is rare
            table = table[table["n_target"] > 20].reset_index(drop=True)
        assert table.loc[0, "term"] == "六城联动"
        assert table.loc[0, "dispersion"] == pytest.approx(0, abs=1e-12)
        assert table.loc[0, "n_passages"] == 10
    assert (keyness(matrix, {"district": "二道区"})["lrc"] > 0).sum() == 1


def test_lrc_for_a_number_of_terms_given():
    for confidence in (0.9, 0.95):
        found = values("lrc", alpha=1 - confidence, adjust=1000)
        expected = CORPORA[f"LRC/conf{confidence}/adj1000"].astype(float)
        np.testing.assert_allclose(found, expected, rtol=2e-14, atol=1e-14)


@pytest.mark.parametrize("confidence", [0.9, 0.95])
@pytest.mark.parametrize(("adjust", "name"), [(True, "TRUE"), (False, "FALSE"), (1000, "1000")])
def test_positive_lrc_of_corpora_is_low_at_twice_alpha(confidence, adjust, name):
    table = keyness(MATRIX, {"side": "A"}, alpha=2 * (1 - confidence), adjust=adjust)
    expected = [float(one) for one in CORPORA[f"PositiveLRC/conf{confidence}/adj{name}"]]
    low = table.set_index("term").loc[TERMS, "low"]
    np.testing.assert_allclose(low, expected, rtol=1e-13)


def test_what_corpora_leaves_out_as_not_significant():
    # keyness(…, alpha = ) puts 0 where G² is below its critical value after Bonferroni.
    table = keyness(MATRIX, {"side": "A"}, measure=["g2", "log_ratio"]).set_index("term").loc[TERMS]
    for alpha in (0.05, 0.001):
        sure = table["p"] < alpha / len(TERMS)
        for name, column in (("G2", "g2"), ("LogRatio", "log_ratio")):
            expected = CORPORA[f"{name}/alpha{alpha}"].astype(float)
            np.testing.assert_allclose(table[column].where(sure, 0), expected, rtol=1e-11)


@pytest.mark.parametrize("smooth", [1, 10, 100])
def test_simple_maths_is_that_of_corpora(smooth):
    table = keyness(MATRIX, {"side": "A"}, measure="simple_maths", smoothing=smooth)
    expected = CORPORA[f"SimpleMaths/lambda{smooth}"].astype(float)
    table = table.set_index("term").loc[TERMS]
    np.testing.assert_allclose(table["simple_maths"], expected, rtol=1e-12)
    # Interval and p are those of the ratio of frequencies, as for log_ratio.
    beside = keyness(MATRIX, {"side": "A"}, measure="log_ratio").set_index("term").loc[TERMS]
    pd.testing.assert_frame_equal(table[["low", "high", "p"]], beside[["low", "high", "p"]])


def test_fisher_has_a_sign_and_stays_finite():
    table = keyness(MATRIX, {"side": "A"}, measure="fisher").set_index("term").loc[TERMS]
    expected = [
        fisher_exact([[a, 10_000 - a], [c, 20_000 - c]]).pvalue for a, c in zip(F1, F2, strict=True)
    ]
    np.testing.assert_allclose(table["p"], expected, rtol=1e-9)
    np.testing.assert_allclose(np.abs(table["fisher"]), -np.log10(table["p"]), atol=1e-12)
    assert table.loc["改革", "fisher"] > 31
    assert table.loc["其他", "fisher"] < -10
    huge = matrix_of([[900_000, 100_000], [100_000, 900_000]], ["改革", "开放"])
    top = keyness(huge, {"side": "A"}, measure="fisher").iloc[0]
    assert top["p"] == 0
    assert 300_000 < top["fisher"] < 400_000


@pytest.mark.parametrize("name", ["fighting_words_scattertext", "fighting_words_scattertext_2"])
def test_log_odds_with_the_variance_of_scattertext(name):
    from scipy.stats import norm

    given = ORACLE[name]
    terms = list("abcde")[: len(given["counts_target"])]
    matrix = matrix_of([given["counts_target"], given["counts_ref"]], terms)
    options = {"prior": given["alpha"], "variance": "four-term"}
    z = values("log_odds_z", terms, matrix, **options)
    if name == "fighting_words_scattertext":
        np.testing.assert_allclose(z, given["z_four_term"], rtol=1e-12)
        literal = given["literal_score_minus2(Phi(z)-.5)"]
        np.testing.assert_allclose(-2 * (norm.cdf(z) - 0.5), literal, atol=5.1e-8)
    else:
        two = values("log_odds_z", terms, matrix, prior=given["alpha"])
        np.testing.assert_allclose(2 * norm.cdf(z) - 1, given["computed_four_term"], rtol=1e-12)
        np.testing.assert_allclose(2 * norm.cdf(two) - 1, given["computed_two_term"], rtol=1e-12)
        for index, literal in given["literal_2Phi(z)-1_at_index"].items():
            assert 2 * norm.cdf(z[int(index)]) - 1 == pytest.approx(literal, abs=5.1e-8)


def test_a_background_as_prior():
    # 3 and 1 against 1 and 3; the background has 8 改革 and no 开放, which gets ½.
    matrix = matrix_of([[3, 1], [1, 3]], ["改革", "开放"])
    z = (np.log(11 / 1.5) - np.log(9 / 3.5)) / np.sqrt(1 / 11 + 1 / 9)
    background = matrix_of([[5, 2], [3, 1]], ["改革", "别处"])
    for prior in (background, {"改革": 8, "别处": 3}, Counter(改革=8), pd.Series({"改革": 8.0})):
        found = values("log_odds_z", ["改革"], matrix, prior=prior)[0]
        assert found == pytest.approx(z, rel=1e-12)
    # The pooled corpus as background is the informative prior.
    pooled = pd.DataFrame({"term": ["改革", "开放"], "count": [4, 4]})
    expected = values("log_odds_z", ["改革", "开放"], matrix)
    found = values("log_odds_z", ["改革", "开放"], matrix, prior=pooled)
    np.testing.assert_array_equal(found, expected)


def test_an_outside_corpus_is_the_same_as_other_rows():
    inside = matrix_of([[5, 0, 2], [1, 1, 1]], ["改革", "开放", "发展"])
    outside = matrix_of([[7, 3], [0, 2]], ["发展", "数字"])
    rows = [[5, 0, 2, 0], [1, 1, 1, 0], [0, 0, 7, 3], [0, 0, 0, 2]]
    together = matrix_of(rows, ["改革", "开放", "发展", "数字"])
    for measure in MEASURES[:-2]:
        expected = keyness(together, {"side": ["A", "B"]}, measure=measure)
        found = keyness(inside, None, outside, measure=measure)
        pd.testing.assert_frame_equal(found, expected)
    expected = keyness(together, {"side": "A"}, {"side": ["C", "D"]})
    pd.testing.assert_frame_equal(keyness(inside, {"side": "A"}, outside), expected)


def test_a_published_list_as_reference():
    inside = matrix_of([[5, 0, 2], [1, 1, 1]], ["改革", "开放", "发展"])
    counts = {"发展": 7, "数字": 5}
    full = keyness(inside, None, matrix_of([[7, 5]], ["发展", "数字"]))
    known = [name for name in full.columns if name not in ("dispersion", "n_passages_reference")]
    for listed in (
        counts,
        Counter(counts),
        pd.Series(counts),
        pd.DataFrame({"term": ["数字", "发展", "发展"], "count": [5, 3, 4]}),
    ):
        found = keyness(inside, None, listed)
        pd.testing.assert_frame_equal(found[known], full[known])
        assert found["n_passages_reference"].isna().all()
    # A list that leaves out the rare words: their share is still of the whole corpus.
    found = keyness(inside, None, counts, reference_total=1200).set_index("term")
    assert found.loc["发展", "per_10k_reference"] == pytest.approx(7 / 1200 * 1e4, rel=1e-12)
    # 发展 is commoner in the target now, and its spread there is known.
    assert found.loc["发展", "dispersion"] == pytest.approx(
        (2 / 3 - 0.7 + 1 / 3 - 0.3) / 2 + 1 / 21
    )


def test_a_series_of_0_and_1_is_a_mask():
    named = keyness(SIDES, A, B)
    masked = keyness(SIDES, pd.Series([1, 0, 0]), pd.Series([0, 1, 0]))
    pd.testing.assert_frame_equal(named, masked)


def test_rare_terms_left_out_do_not_change_the_totals():
    matrix = matrix_of([[6, 1, 3, 0], [2, 0, 4, 1]], ["改革", "孤例", "发展", "奇点"])
    whole = keyness(matrix, {"side": "A"}, measure="log_odds_z", adjust=False).set_index("term")
    some = keyness(matrix, {"side": "A"}, measure="log_odds_z", adjust=False, min_count=2)
    assert some["term"].tolist() == ["改革", "发展"]
    columns = whole.columns.drop("q")
    pd.testing.assert_frame_equal(some.set_index("term")[columns], whole.loc[some["term"], columns])
    spread = keyness(matrix, {"side": "A"}, min_passages=2)
    assert sorted(spread["term"]) == ["发展", "改革"]
    assert spread["n_passages_reference"].tolist() == [1, 1]
    # Fewer terms, a milder correction.
    assert spread["low"].max() > keyness(matrix, {"side": "A"})["low"].max()


def test_false_discovery_under_any_dependence():
    table = keyness(MATRIX, {"side": "A"}, measure="chi2", fdr="by")
    plain = keyness(MATRIX, {"side": "A"}, measure="chi2")
    harmonic = (1 / np.arange(1, 12)).sum()
    np.testing.assert_allclose(table["q"], (plain["q"] * harmonic).clip(upper=1))


SIDES = matrix_of([[1, 2], [2, 1], [0, 0]], ["改革", "开放"])
A, B, C = ({"side": side} for side in "ABC")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: keyness(SIDES, {"side": "X"}),
            "{'side': 'X'} names no passage. side here: A, B, C.",
        ),
        (
            lambda: keyness(SIDES, {"side": ["A", "B", "C"]}),
            "target names every passage, so none is left as a reference.",
        ),
        (
            lambda: keyness(SIDES, {"side": ["A", "B"]}, {"side": ["B", "C"]}),
            "target and reference share 1 of 3 passages, the first at position 1. "
            "Leave them out of one side.",
        ),
        (lambda: keyness(SIDES, C), "the passages of the target hold no counted token."),
        (lambda: keyness(SIDES, A, C), "the passages of the reference hold no counted token."),
        (
            lambda: keyness(SIDES, A, measure="tfidf"),
            f"'tfidf' is no measure of keyness. There are: {THERE}.",
        ),
        (
            lambda: keyness(SIDES, A, measure=["g2", "g2"]),
            f"measure must name each measure once: ['g2', 'g2']. There are: {THERE}.",
        ),
        (lambda: keyness(SIDES, A, alpha=5), "alpha must lie between 0 and 1, not 5."),
        (
            lambda: keyness(SIDES, A, B, prior="flat"),
            "prior must be 'informative', 'uninformative', a number above 0 or the counts of a "
            "background corpus, not 'flat'.",
        ),
        (
            lambda: keyness(SIDES, A, B, prior=0),
            "prior must be 'informative', 'uninformative', a number above 0 or the counts of a "
            "background corpus, not 0.",
        ),
        (
            lambda: keyness(SIDES, A, B, prior={"改革": -1}),
            "the prior gives '改革' the count -1, not a number from 0 up.",
        ),
        (
            lambda: keyness(SIDES, A, B, variance="exact"),
            "variance must be 'two-term' or 'four-term', not 'exact'.",
        ),
        (
            lambda: keyness(SIDES, A, B, measure="simple_maths", smoothing=0),
            "smoothing must be a number above 0, not 0.",
        ),
        (
            lambda: keyness(SIDES, A, B, adjust=-3),
            "adjust must be True, False or a number of terms, not -3.",
        ),
        (
            lambda: keyness(SIDES, A, B, fdr="holm"),
            "method must be 'bh' or 'by', not 'holm'.",
        ),
        (
            lambda: keyness(SIDES, A, B, min_count=9),
            "no term occurs 9 times in 1 passages; the commonest occurs 3 times, "
            "the widest spread is 2 passages.",
        ),
        (
            lambda: keyness(SIDES, None),
            "target must be named, unless the reference is another corpus.",
        ),
        (
            lambda: keyness(SIDES, A, B, reference_total=99),
            "reference_total is the size of a list of counts; here is none.",
        ),
        (
            lambda: keyness(SIDES, A, Counter(改革=30), reference_total=29),
            "reference_total is 29, but its counts add up to 30.",
        ),
        (
            lambda: keyness(SIDES, A, pd.Series({"改革": 1.5})),
            "the reference gives '改革' the count 1.5: keyness needs whole numbers. "
            "Multiply shares by the size of the corpus and round.",
        ),
        (
            lambda: keyness(SIDES, A, pd.DataFrame({"word": ["改革"], "count": [1]})),
            "the reference needs the columns term and count; it has word, count.",
        ),
        (lambda: keyness(SIDES, A, Counter()), "the counts of the reference add up to 0."),
        (
            lambda: keyness(SIDES.tfidf(), A),
            "keyness needs counts; this matrix holds weights. Take tokens.counts() before tfidf().",
        ),
    ],
)
def test_refusals(call, message):
    with pytest.raises(ValueError) as error:
        call()
    assert str(error.value) == message


def test_a_misspelt_variable_is_no_corpus_of_one_word():
    with pytest.raises(KeyError) as error:
        keyness(SIDES, A, {"yeer": 2020})
    assert error.value.args[0] == ("'yeer' is no variable of these passages. There are: side.")


def test_leave_one_out_shows_what_hangs_on_one_document():
    words = [["乙", "乙"], ["甲"] * 5, ["乙", "乙", "乙", "甲"], ["丙", "乙"]]
    matrix = tk.Tokens.from_words(words).counts()
    table = leave_one_out(matrix, {"doc_id": [0, 1]})
    assert table["left_out"].unique().tolist() == [0, 1, 2, 3]
    one = table.set_index(["left_out", "term"])
    # document 1 has all five 甲 of the target: without it 甲 is no longer the target's
    assert one.loc[(0, "甲"), "same_sign"]
    assert not one.loc[(1, "甲"), "same_sign"]
    # 丙 stands in document 3 only; without that it is in no side
    assert np.isnan(one.loc[(3, "丙"), "log_ratio"])
    assert not one.loc[(3, "丙"), "same_sign"]


def test_leave_one_out_asks_of_a_ratio_whether_it_stays_above_1():
    words = [["乙", "乙"], ["甲"] * 5, ["乙", "乙", "乙", "甲"], ["丙", "乙"]]
    matrix = tk.Tokens.from_words(words).counts()
    one, two = (
        leave_one_out(matrix, {"doc_id": [0, 1]}, measure=measure)
        for measure in ("simple_maths", "log_ratio")
    )
    keys = ["left_out", "term"]
    pd.testing.assert_frame_equal(one[[*keys, "same_sign"]], two[[*keys, "same_sign"]])
    assert not one["same_sign"].all()


def test_leave_one_out_refuses_to_empty_a_side():
    matrix = tk.Tokens.from_words([["甲"], ["乙"]]).counts()
    with pytest.raises(ValueError) as caught:
        leave_one_out(matrix, {"doc_id": 0})
    assert str(caught.value) == (
        "no value of 'doc_id' can be left out: each side has only one. "
        "Name a column with more values, such as 'passage_id'."
    )
