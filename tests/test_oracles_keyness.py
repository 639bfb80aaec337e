"""Every stored call of textstat_keyness: its numbers, quirks included, and the right ones."""

import json
import math
from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from scipy.stats import chi2 as chi_square
from scipy.stats import chi2_contingency
from scipy.stats.contingency import expected_freq, odds_ratio

from textkit.matrix import TermMatrix
from textkit.measures.keyness import keyness

ORACLE = json.loads((Path(__file__).parent / "oracles/textstat_keyness.json").read_text("utf-8"))
ENTRIES, INPUTS = ORACLE["entries"], ORACLE["inputs"]
TIGHT = {"rtol": 1e-9, "atol": 1e-14}

# Which of our measures a call asks for. The documentation of quanteda has Williams' correction
# as the default of "lr"; its code takes Yates', for "lr" and "chi2" alike.
OURS = {
    ("chi2", "default"): "chi2_yates", ("chi2", "yates"): "chi2_yates",
    ("chi2", "williams"): "chi2_williams", ("chi2", "none"): "chi2",
    ("lr", "default"): "g2_yates", ("lr", "yates"): "g2_yates",
    ("lr", "williams"): "g2_williams", ("lr", "none"): "g2",
    ("pmi", "none"): "pmi", ("exact", "none"): "fisher",
}  # fmt: skip
EVERY = "改革 经济 GDP 环境 奇点 孤例 平衡 AI 的 少 其他"
# The terms for which our number is not quanteda's, on purpose, and why. Besides, 零 of kt,
# which occurs nowhere, is NaN there and has no row here.
OTHER = {
    # Yates' correction only where an expected count is below 5 (Cochran) and |O − E| above ½:
    # ours for every term, to 0 at least.
    "keyness/kt/chi2/default": "改革 经济 GDP 环境 孤例 的 其他",
    "keyness/kt/chi2/yates": "改革 经济 GDP 环境 孤例 的 其他",
    "keyness/D/chi2/target-d1": "AI 增长 开放 经济 GDP Data ai data 下降 孤例 数字 ，",
    # Multiplied by Williams' q where it is to be divided, and left alone where a cell is 0.
    "keyness/kt/chi2/williams": "改革 经济 GDP 环境 奇点 孤例 AI 的 少 其他",
    "keyness/ke/chi2/williams": "全 半",
    # 1e-9 added to O/E inside the logarithms, hence −6e-05 for equal proportions; with Yates
    # and Williams as above.
    "keyness/kt/lr/default": EVERY,
    "keyness/kt/lr/yates": EVERY,
    "keyness/kt/lr/williams": EVERY,
    "keyness/kt/lr/none": EVERY,
    "keyness/ke/lr/default": "全 半",
    "keyness/ke/lr/yates": "全 半",
    "keyness/ke/lr/williams": "全 半",
    "keyness/ke/lr/none": "全 半",
    "keyness/D/lr/target-group": (
        "改革 Data ai 数字 ， AI 开放 发展 data 下降 孤例 增长 技术 GDP 经济 保护 环境 的"
    ),
    # The same 1e-9, seen in small values; ln(1e-9) = −20.7 where the term is absent, here −∞.
    "keyness/kt/pmi/none": "经济 环境 孤例 平衡 的 少 其他",
    "keyness/ke/pmi/none": "半",
}


def asked(key):
    """Return the name of our measure and the table of a call, with ours beside it."""
    _, given, measure, correction = key.split("/")
    name = OURS[measure, correction if given != "D" else "default"]
    output = dict(ENTRIES[key]["output"])
    features = output.pop("feature")
    statistic = next(iter(output))
    table = pd.DataFrame(output, index=features).astype(float)
    return name, table.rename(columns={statistic: "value"}), run(key, name)


def run(key, measure):
    given = INPUTS[key.split("/")[1]]
    if "rows" in given:
        rows, terms = given["values"], given["cols"]
        target = [True, False, True, True, False, False]
        target = {"row": "d1"} if "target-d1" in key else np.array(target)
        names = given["rows"]
    else:
        rows, terms = [given["target"], given["reference"]], given["features"]
        target, names = {"row": "A"}, ["A", "B"]
    counts, terms = sparse.csr_array(np.array(rows)), np.array(terms, dtype=object)
    matrix = TermMatrix(counts, terms, pd.DataFrame({"row": names}))
    return keyness(matrix, target, measure=measure)


def cells_of(table):
    """Return target and reference of each term, and of all others: four arrays."""
    a, c = table["n_target"].to_numpy(float), table["n_reference"].to_numpy(float)
    return a, a.sum() - a, c, c.sum() - c


def as_quanteda(a, b, c, d, measure, correction):
    """Compute what quanteda.textstats 0.97.2 does, step by step."""
    n, cross = a + b + c + d, a * d - b * c
    observed = np.array([a, b, c, d])
    margins = [(a + b) * (a + c), (a + b) * (b + d), (c + d) * (a + c), (c + d) * (b + d)]
    expected = np.array(margins) / n
    sign = np.where(a > expected[0], 1, -1)
    if measure == "pmi":
        return np.log(a / expected[0] + 1e-9)
    q = 1 + (n / (a + b) + n / (c + d) - 1) * (n / (a + c) + n / (b + d) - 1) / (6 * n)
    full = (observed > 0).all(axis=0) & (correction == "williams")
    yates = (
        (expected < 5).any(axis=0) & (np.abs(cross) > n / 2) & (correction in ("default", "yates"))
    )
    if measure == "chi2":
        distance = np.where(yates, np.abs(cross) - n / 2, np.abs(cross))
        value = sign * n * distance**2 / ((a + b) * (c + d) * (a + c) * (b + d))
        return np.where(full, value * q, value)
    towards = np.where(cross > 0, -0.5, 0.5) * np.array([[1], [-1], [-1], [1]])
    observed = np.where(yates, observed + towards, observed)
    value = 2 * (observed * np.log(observed / expected + 1e-9)).sum(axis=0) * sign
    return np.where(full, value / q, value)


def right(a, b, c, d, name):
    """Return the right value and its p for one table, by SciPy."""
    square = np.array([[a, b], [c, d]])
    if name == "pmi":
        return np.log2(a / expected_freq(square)[0, 0]) if a else -np.inf, np.nan
    if name == "fisher":
        p = exact_p(*map(int, (a, b, c, d)))
        return np.sign(a * d - b * c) * -np.log10(p), p
    family, _, correction = name.partition("_")
    kind = {"chi2": "pearson", "g2": "log-likelihood"}[family]
    found = chi2_contingency(square, correction=correction == "yates", lambda_=kind)
    value, p = found.statistic, found.pvalue
    if correction == "williams":
        n, sums = square.sum(), (square.sum(axis=0), square.sum(axis=1))
        q = 1 + np.prod([(n / one).sum() - 1 for one in sums]) / (6 * n)
        value, p = value / q, chi_square.sf(value / q, 1)
    return np.sign(a * d - b * c) * value, p


def exact_p(a, b, c, d):
    """Add up, in whole numbers, all tables no likelier than the one given (within 1e-7, as R)."""
    row, column, n = a + b, a + c, a + b + c + d
    least, most = max(0, row + column - n), min(row, column)
    weights = [math.comb(column, least) * math.comb(n - column, row - least)]
    for k in range(least, most):
        up = weights[-1] * (column - k) * (row - k)
        weights.append(up // ((k + 1) * (n - column - row + k + 1)))
    bound = weights[a - least] * (10**7 + 1)
    return float(Fraction(sum(w for w in weights if w * 10**7 <= bound), sum(weights)))


def test_no_entry_is_missing():
    assert len(ENTRIES) == 22
    assert set(OTHER) <= set(ENTRIES)


@pytest.mark.parametrize("key", ENTRIES)
def test_counts_are_those_of_quanteda_and_terms_of_neither_side_are_left_out(key):
    _, theirs, ours = asked(key)
    theirs = theirs[theirs["n_target"] + theirs["n_reference"] > 0]
    found = ours.set_index("term").loc[theirs.index]
    assert len(ours) == len(theirs)
    for name in ("n_target", "n_reference"):
        assert found[name].tolist() == theirs[name].tolist()


@pytest.mark.parametrize("key", [key for key in ENTRIES if "/exact/" not in key])
def test_quanteda_s_statistic_and_p_follow_from_the_counts(key):
    _, given, measure, correction = key.split("/")
    _, theirs, _ = asked(key)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = as_quanteda(*cells_of(theirs), measure, correction if given != "D" else "default")
    np.testing.assert_allclose(theirs["value"], value, **TIGHT)
    # p as 1 − cdf, which has no digits below 1e-16; that of PMI is χ² of |PMI|.
    np.testing.assert_allclose(theirs["p"], 1 - chi_square.cdf(np.abs(value), 1), **TIGHT)


@pytest.mark.parametrize("key", [key for key in ENTRIES if "/exact/" in key])
def test_quanteda_s_exact_test(key):
    _, theirs, ours = asked(key)
    ours = ours.set_index("term")
    for term, a, b, c, d in zip(theirs.index, *cells_of(theirs), strict=True):
        value, p = theirs.loc[term, ["value", "p"]]
        assert p == pytest.approx(exact_p(*map(int, (a, b, c, d))), rel=1e-9)
        if a + c == 0:
            assert (value, p) == (0, 1)
            continue
        # Its statistic, the conditional odds ratio, is no column of ours. R searches for it,
        # or for its inverse if above 1, to a fourth root of the last digit, 1.2e-4.
        odds = odds_ratio([[int(a), int(b)], [int(c), int(d)]]).statistic
        searched, right_one = (one if one <= 1 else 1 / one for one in (value, odds))
        assert searched == pytest.approx(right_one, rel=0, abs=np.finfo(float).eps ** 0.25)
        # Where it is 1 there is no difference; else our sign says which side of 1 it is on.
        assert np.sign(ours.loc[term, "fisher"]) in (0, np.sign(np.log(max(odds, 1e-300))))


@pytest.mark.parametrize("key", ENTRIES)
def test_ours_are_the_right_numbers(key):
    name, theirs, ours = asked(key)
    rows = dict(zip(theirs.index, zip(*cells_of(theirs), strict=True), strict=True))
    for _, row in ours.iterrows():
        value, p = right(*rows[row["term"]], name)
        np.testing.assert_allclose([row[name], row["p"]], [value, p], **TIGHT)


@pytest.mark.parametrize("key", [key for key in ENTRIES if "/exact/" not in key])
def test_ours_are_quanteda_s_but_for_those_listed(key):
    name, theirs, ours = asked(key)
    found = ours.set_index("term").loc[lambda table: [t for t in theirs.index if t in table.index]]
    value = found[name] * (np.log(2) if name == "pmi" else 1)
    same = np.isclose(theirs.loc[found.index, "value"], value, rtol=1e-9, atol=1e-14)
    assert " ".join(found.index[~same]) == OTHER.get(key, "")
    if name != "pmi":
        p = theirs.loc[found.index[same], "p"]
        np.testing.assert_allclose(found.loc[same, "p"], p, **TIGHT)


@pytest.mark.parametrize("key", ENTRIES)
def test_the_order_is_by_value_count_and_code_point(key):
    name, theirs, ours = asked(key)
    if "sort = TRUE" in ENTRIES[key]["call"]:
        by = theirs.assign(term=theirs.index).sort_values(
            ["value", "n_target", "term"], ascending=[False, False, True]
        )
        assert by.index.tolist() == theirs.index.tolist()
    else:
        assert theirs.index.tolist() == INPUTS[key.split("/")[1]]["features"]
    by = ours.sort_values([name, "n_target", "term"], ascending=[False, False, True])
    assert by["term"].tolist() == ours["term"].tolist()


PUBLIC = json.loads((Path(__file__).parent / "oracles/keyness.json").read_text("utf-8"))
A_TO_H = PUBLIC["quanteda_keyness_a_to_h"]["values_scipy"]


@pytest.mark.parametrize(("side", "order"), [("A", "c g b h a e f d"), ("B", "d e f a b h g c")])
def test_the_order_in_quanteda_s_own_tests(side, order):
    # quanteda.textstats, tests/testthat/test-textstat_keyness.R: "lr" without correction,
    # the first text as the target and the second.
    counts = np.array([[one["n_target"], one["n_ref"]] for one in A_TO_H.values()]).T
    matrix = TermMatrix(
        sparse.csr_array(counts),
        np.array(list(A_TO_H), dtype=object),
        pd.DataFrame({"row": ["A", "B"]}),
    )
    table = keyness(matrix, {"row": side}, measure="g2")
    assert table["term"].tolist() == order.split()
    if side == "A":
        assert table["term"].tolist() == PUBLIC["quanteda_keyness_a_to_h"]["order_by_signed_G2"]
        expected = [A_TO_H[term]["signed_G2"] for term in table["term"]]
        np.testing.assert_allclose(table["g2"], expected, **TIGHT)


def test_the_order_of_chi2_and_of_the_exact_test_there():
    # In the same file: g c b h a e f d. That of "chi2" follows from its own correction; 1 g
    # against none comes before 6 c against 2 by the odds ratio too, which is infinite.
    a, c = (
        np.array([one[name] for one in A_TO_H.values()], float) for name in ("n_target", "n_ref")
    )
    cells = (a, a.sum() - a, c, c.sum() - c)
    value = as_quanteda(*cells, "chi2", "default")
    odds = np.array(
        [odds_ratio([[w, x], [y, z]]).statistic for w, x, y, z in np.array(cells, int).T]
    )
    for statistic in (value, odds):
        order = sorted(range(8), key=lambda n: (-statistic[n].round(9), "abcdefgh"[n]))
        assert "".join("abcdefgh"[n] for n in order) == "gcbhaefd"
    # Other on purpose: corrected alike, or by p, 1 against none is less than 6 against 2.
    matrix = TermMatrix(
        sparse.csr_array(np.array([a, c], dtype=int)),
        np.array(list(A_TO_H), dtype=object),
        pd.DataFrame({"row": ["A", "B"]}),
    )
    for measure in ("chi2_yates", "fisher"):
        assert keyness(matrix, {"row": "A"}, measure=measure)["term"][0] == "c"


def test_the_two_by_two_table_in_quanteda_s_own_tests():
    # [[7, 3], [2, 7]]: what R's chisq.test, likelihood.test and fisher.test give.
    listed = PUBLIC["quanteda_keyness_d1_b7a3_d2_b2a7"]
    matrix = TermMatrix(
        sparse.csr_array(np.array([[7, 3], [2, 7]])),
        np.array(["b", "a"], dtype=object),
        pd.DataFrame({"row": ["A", "B"]}),
    )
    for measure, name in (
        ("chi2", "chi2_none"), ("chi2_yates", "chi2_yates"), ("g2", "G2_none"),
        ("g2_williams", "G2_williams"),
    ):  # fmt: skip
        row = keyness(matrix, {"row": "A"}, measure=measure).iloc[0]
        assert row["term"] == "b"
        assert row[measure] == pytest.approx(listed[name], rel=1e-9)
    exact = keyness(matrix, {"row": "A"}, measure="fisher").iloc[0]
    assert exact["p"] == pytest.approx(listed["fisher_p_two_sided"], rel=1e-9)
    odds = odds_ratio([[7, 3], [2, 7]]).statistic
    assert odds == pytest.approx(listed["fisher_cond_MLE_odds"], rel=1e-9)
