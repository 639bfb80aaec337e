"""Every stored call of the R package corpora, none passed over in silence."""

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from scipy.special import expit
from scipy.stats import binomtest

from textkit.matrix import TermMatrix
from textkit.measures.association import Cells, g2
from textkit.measures.exact import ratio_interval
from textkit.measures.keyness import keyness

ORACLE = json.loads((Path(__file__).parent / "oracles/corpora.json").read_text("utf-8"))
ENTRIES, CF = ORACLE["entries"], ORACLE["cf"]
TERMS = CF["features"]
MATRIX = TermMatrix(
    sparse.csr_array(np.array([CF["f1"], CF["f2"]])),
    np.array(TERMS, dtype=object),
    pd.DataFrame({"side": ["A", "B"]}),
)
# Of one proportion textkit has no interval of its own: SciPy's are these very numbers.
BY_SCIPY = {"corpora/prop.cint/binomial": "exact", "corpora/prop.cint/z.score": "wilsoncc"}
OF_TERMS = [key for key, entry in ENTRIES.items() if entry["input"] == ["cf"]]
OTHERS = {"corpora/zero-zero", "corpora/all-target-only"}


def compared(measure, **options):
    table = keyness(MATRIX, {"side": "A"}, measure=measure, **options)
    return table.set_index("term").loc[TERMS]


def found(call):
    """Return our numbers for a call of corpora::keyness."""
    measure = re.search(r'measure = "(\w+)"', call)[1]
    options = dict(re.findall(r"([\w.]+) = ([\w.]+)", call))
    confidence = float(options.get("conf.level", 0.95))
    adjust = {"TRUE": True, "FALSE": False}.get(options.get("p.adjust", "TRUE"))
    adjust = int(options["p.adjust"]) if adjust is None else adjust
    if measure == "LRC":
        values = compared("lrc", alpha=1 - confidence, adjust=adjust)["lrc"]
    elif measure == "PositiveLRC":  # one-sided: our lower end at twice alpha
        values = compared("lrc", alpha=2 * (1 - confidence), adjust=adjust)["low"]
    elif measure == "SimpleMaths":
        smoothing = float(options.get("lambda", 1))
        values = compared("simple_maths", smoothing=smoothing)["simple_maths"]
    else:
        name = {"G2": "g2", "LogRatio": "log_ratio"}[measure]
        values = compared(name)[name]
    if "alpha" in options:  # 0 where G² is not significant after Bonferroni
        values = values.where(compared("g2")["p"] < float(options["alpha"]) / len(TERMS), 0)
        if measure in ("PositiveLRC", "SimpleMaths"):  # which are for the target's terms only
            values = values.where(compared("log_ratio")["log_ratio"] > 0, 0)
    return values.astype(float)


def test_no_entry_is_missing():
    assert len(ENTRIES) == 31
    assert {*OF_TERMS, *OTHERS, *BY_SCIPY} == set(ENTRIES)
    assert len(set(OF_TERMS) - OTHERS) == 27


@pytest.mark.parametrize("key", [key for key in OF_TERMS if key not in OTHERS])
def test_it_agrees_with_corpora(key):
    expected = [float(one) for one in ENTRIES[key]["output"]]
    # G² of corpora has lost the last digits of rare terms: see test_keyness.
    np.testing.assert_allclose(found(ENTRIES[key]["call"]), expected, rtol=1e-9, atol=1e-13)


@pytest.mark.parametrize("key", BY_SCIPY)
def test_intervals_of_a_proportion_are_those_of_scipy(key):
    assert "c(0, 1, 5, 10), 10" in ENTRIES[key]["call"]
    for k, *ends in zip((0, 1, 5, 10), *ENTRIES[key]["output"].values(), strict=True):
        found = binomtest(k, 10).proportion_ci(0.95, method=BY_SCIPY[key])
        np.testing.assert_allclose(ends, found, rtol=1e-9, atol=1e-13)


def test_the_exact_interval_is_the_one_that_keyness_turns_into_a_ratio():
    # The share of the target in a term's occurrences, both sides of the same size.
    low, high = ratio_interval(Cells([0, 1, 5, 10], 100, 10, 200), 0.05)
    output = ENTRIES["corpora/prop.cint/binomial"]["output"]
    np.testing.assert_allclose(expit(low * np.log(2)), output["lower"], rtol=1e-9, atol=1e-13)
    np.testing.assert_allclose(expit(high * np.log(2)), output["upper"], rtol=1e-9, atol=1e-13)


def test_a_term_that_is_all_of_the_target():
    value = g2(Cells(5, 5, 7, 13))[0]
    assert value == pytest.approx(ENTRIES["corpora/all-target-only"]["output"], rel=1e-9)


def test_a_term_of_neither_side_has_no_row_where_corpora_refuses():
    assert "not allowed" in ENTRIES["corpora/zero-zero"]["error"]
    matrix = TermMatrix(
        sparse.csr_array(np.array([[0, 10], [0, 10]])),
        np.array(["无", "有"], dtype=object),
        MATRIX.passages,
    )
    assert keyness(matrix, {"side": "A"})["term"].tolist() == ["有"]
