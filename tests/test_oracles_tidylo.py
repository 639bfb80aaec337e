"""Every stored call of tidylo, which sets a side against both sides together; and ours, which does not."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from textkit.matrix import TermMatrix
from textkit.measures.keyness import keyness
from textkit.measures.log_odds import log_odds

ORACLE = json.loads((Path(__file__).parent / "oracles/tidylo.json").read_text("utf-8"))
ENTRIES = ORACLE["entries"]
COUNTS = pd.DataFrame({k: v for k, v in ORACLE["inputs"]["k2"].items() if k != "desc"})
WIDE = COUNTS.pivot_table(index="feature", columns="set", values="n", aggfunc="sum", sort=False)


def test_no_entry_is_missing():
    assert len(ENTRIES) == 2


@pytest.mark.parametrize("key", ENTRIES)
def test_the_formula_is_that_of_tidylo_if_the_side_is_on_both_sides(key):
    output = pd.DataFrame(ENTRIES[key]["output"])
    pd.testing.assert_frame_equal(output[["set", "feature", "n"]], COUNTS)
    # Prior: the term's count in all sets, or 1 in each; of all sets together, as often again.
    both = WIDE.sum(axis=1).to_numpy(float)
    prior = both if "uninformative = FALSE" in ENTRIES[key]["call"] else np.ones(len(WIDE))
    for side in ("target", "reference"):
        expected = output[output["set"] == side]
        delta, deviation = log_odds(WIDE[side].to_numpy(float), prior, both, 2 * prior)
        tight = {"rtol": 1e-9, "atol": 1e-12}
        np.testing.assert_allclose(delta, expected["log_odds"], **tight)
        np.testing.assert_allclose(delta / deviation, expected["log_odds_weighted"], **tight)


@pytest.mark.parametrize("key", ENTRIES)
def test_ours_sets_the_sides_against_each_other(key):
    # Monroe, Colaresi and Quinn (2008), equations 16, 19 and 22, written out; the sides apart.
    informed = "uninformative = FALSE" in ENTRIES[key]["call"]
    counts = sparse.csr_array(WIDE.T.to_numpy())
    sides = pd.DataFrame({"side": WIDE.columns})
    matrix = TermMatrix(counts, WIDE.index.to_numpy(dtype=object), sides)
    prior = "informative" if informed else 1.0
    table = keyness(matrix, {"side": "target"}, measure="log_odds_z", prior=prior)
    found = table.set_index("term").loc[WIDE.index, "log_odds_z"]
    a = WIDE.sum(axis=1) if informed else pd.Series(1.0, WIDE.index)
    y, z = WIDE["target"] + a, WIDE["reference"] + a
    delta = np.log(y / (y.sum() - y)) - np.log(z / (z.sum() - z))
    np.testing.assert_allclose(found, delta / np.sqrt(1 / y + 1 / z), rtol=1e-9, atol=1e-12)
    # Other on purpose: held against a whole that has the side in it, tidylo's is nearer to 0.
    output = pd.DataFrame(ENTRIES[key]["output"])
    theirs = output[output["set"] == "target"].set_index("feature")["log_odds_weighted"]
    some = found.abs() > 1
    assert (theirs[some].abs() < found[some].abs()).all()
    assert (np.sign(theirs[some]) == np.sign(found[some])).all()
