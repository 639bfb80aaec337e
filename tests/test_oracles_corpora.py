"""Every stored call of the R package corpora, none passed over in silence."""

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from textkit.matrix import TermMatrix
from textkit.measures.association import Cells, g2
from textkit.measures.keyness import keyness

ORACLE = json.loads((Path(__file__).parent / "oracles/corpora.json").read_text("utf-8"))
ENTRIES, CF = ORACLE["entries"], ORACLE["cf"]
TERMS = CF["features"]
MATRIX = TermMatrix(
    sparse.csr_array(np.array([CF["f1"], CF["f2"]])),
    np.array(TERMS, dtype=object),
    pd.DataFrame({"side": ["A", "B"]}),
)
# textkit has no interval for one proportion under a public name, so nothing to compare yet.
NOT_HERE = {"corpora/prop.cint/binomial", "corpora/prop.cint/z.score"}
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
    elif measure == "SimpleMaths":  # Kilgarriff's, per million, from two columns
        table, smooth = compared("g2"), float(options.get("lambda", 1))
        sides = [table[f"per_10k_{side}"] * 100 + smooth for side in ("target", "reference")]
        values = sides[0] / sides[1]
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
    assert {*OF_TERMS, *OTHERS, *NOT_HERE} == set(ENTRIES)
    assert len(set(OF_TERMS) - OTHERS) == 27


@pytest.mark.parametrize("key", [key for key in OF_TERMS if key not in OTHERS])
def test_it_agrees_with_corpora(key):
    expected = [float(one) for one in ENTRIES[key]["output"]]
    # G² of corpora has lost the last digits of rare terms: see test_keyness.
    np.testing.assert_allclose(found(ENTRIES[key]["call"]), expected, rtol=1e-9, atol=1e-13)


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
