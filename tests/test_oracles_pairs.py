"""Every stored call of textstat_simil, textstat_dist and proxyC, none skipped; laws."""

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import sparse
from scipy.stats import chi2_contingency, entropy

from textkit.matrix import TermMatrix
from textkit.measures.pairs import PAIR_MEASURES, compare_pairs
from textkit.measures.similarity import similarity

ORACLE = json.loads((Path(__file__).parent / "oracles/pairs.json").read_text("utf-8"))
ENTRIES, D = ORACLE["entries"], ORACLE["D"]
COUNTS = hnp.arrays(
    np.int64, hnp.array_shapes(min_dims=2, max_dims=2, min_side=2, max_side=6),
    elements=st.integers(0, 9),
)  # fmt: skip
# Other on purpose: where absences do not count the empty d3 is 0/0 with itself, and here
# NaN with every row, as for cosine; quanteda says 0, even of d3 with itself.
UNKNOWN_IF_EMPTY = {
    f"simil/documents/{name}" for name in ("jaccard", "ejaccard", "dice", "edice")
}  # fmt: skip


def matrix_of(counts, terms=None, names=None):
    terms = [f"w{n}" for n in range(np.shape(counts)[1])] if terms is None else terms
    names = [f"d{n}" for n in range(len(counts))] if names is None else names
    counts = sparse.csr_array(np.asarray(counts))
    return TermMatrix(counts, np.array(terms, dtype=object), pd.DataFrame({"doc_id": names}))


def square(matrix, measure, of="rows", **choices):
    """Return the values as a square, by whichever function has the measure."""
    if measure in PAIR_MEASURES:
        values = compare_pairs(matrix, measure=measure, of=of, **choices)["value"]
    else:
        if of == "terms":
            matrix = matrix_of(matrix.counts.toarray().T, names=list(matrix.terms))
        values = similarity(matrix, measure=measure)["similarity"]
    return values.to_numpy().reshape((round(len(values) ** 0.5),) * 2)


def stored(without_d3=False):
    keep = [n for n, name in enumerate(D["rows"]) if not (without_d3 and name == "d3")]
    counts = np.array(D["values"])[keep]
    return matrix_of(counts, D["cols"], [D["rows"][n] for n in keep])


def test_no_entry_is_missing():
    assert len(ENTRIES) == 35
    assert set(ENTRIES) >= UNKNOWN_IF_EMPTY


@pytest.mark.parametrize("key", ENTRIES)
def test_it_agrees_with_r(key):
    family, part, *rest = key.split("/")
    output, matrix = ENTRIES[key]["output"], stored(ENTRIES[key]["input"] == ["D0"])
    if part == "min":
        table = similarity(matrix, measure="cosine")
        order = {name: n for n, name in enumerate(D["rows"])}
        upper = table["row_a"].map(order) < table["row_b"].map(order)
        found = table[upper & (table["similarity"] >= 0.3)]
        assert found["row_a"].tolist() == output["document1"]
        assert found["row_b"].tolist() == output["document2"]
        np.testing.assert_allclose(found["similarity"], output["cosine"], rtol=1e-9)
        return
    expected = np.array(output["values"], dtype=float)
    if part == "y":
        np.testing.assert_allclose(square(matrix, "cosine")[:, :1], expected, rtol=1e-9)
        return
    measure = rest[0].replace(" ", "_")
    choices = {}
    if family == "proxyC":
        smoothed = measure in ("kullback", "jeffreys", "jensen", "chisquared")
        choices = {"smooth": 1} if smoothed else {}
        if "boolean" in ENTRIES[key]["call"]:
            matrix = matrix_of(matrix.counts.toarray() > 0, D["cols"], list(range(5)))
    if key in UNKNOWN_IF_EMPTY:
        assert not expected[2].any()
        expected[2], expected[:, 2] = np.nan, np.nan
    found = square(matrix, measure, "terms" if part == "features" else "rows", **choices)
    # 14 decimals are stored, so that a 0 of ours may be theirs of 1e-17.
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-13)


@settings(deadline=None, max_examples=30)
@given(COUNTS, st.sampled_from(sorted(set(PAIR_MEASURES) - {"kullback"})))
def test_law_swapping_a_pair_changes_nothing(counts, measure):
    found = square(matrix_of(counts), measure, smooth=1)
    np.testing.assert_allclose(found, found.T, atol=1e-12)


@settings(deadline=None, max_examples=30)
@given(COUNTS, st.sampled_from(["correlation", "ejaccard", "edice", "dice", "fjaccard"]))
def test_law_scale_changes_no_likeness(counts, measure):
    once, tenfold = (square(matrix_of(counts * by), measure) for by in (1, 10))
    np.testing.assert_allclose(once, tenfold, atol=1e-12)


@settings(deadline=None, max_examples=30)
@given(COUNTS)
def test_divergences_are_those_of_scipy(counts):
    matrix, one, two = matrix_of(counts), counts[0] + 1, counts[1] + 1
    assert square(matrix, "kullback", smooth=1)[0, 1] == pytest.approx(entropy(one, two), abs=1e-12)
    both = entropy(one, two) + entropy(two, one)
    assert square(matrix, "jeffreys", smooth=1)[0, 1] == pytest.approx(both, abs=1e-12)
    whole = np.array([one, two])
    phi2 = chi2_contingency(whole, correction=False).statistic / whole.sum()
    assert square(matrix, "chisquared", smooth=1)[0, 1] == pytest.approx(phi2, abs=1e-12)


def test_likenesses_by_hand():
    # Weights 2 1 0 0 and 1 0 3 0: product 2, squares 5 and 10; shared 1, one only 1 and 1,
    # neither 1; smaller 1, larger 2 + 1 + 3.
    matrix = matrix_of([[2, 1, 0, 0], [1, 0, 3, 0]])
    by_hand = {
        "ejaccard": 2 / 13, "edice": 4 / 15, "fjaccard": 1 / 6, "dice": 2 / 4, "hamann": 0,
        "simple_matching": 2 / 4, "faith": 1.5 / 4, "manhattan": 5, "hamming": 3,
    }  # fmt: skip
    for measure, value in by_hand.items():
        assert square(matrix, measure)[0, 1] == pytest.approx(value, abs=1e-15), measure


@pytest.mark.parametrize(
    ("counts", "choices", "message"),
    [
        ([[1, 2]], {"measure": "faith", "of": "columns"}, "of must be 'rows' or 'terms'"),
        ([[1, 2]], {"measure": "minkowski", "p": 0.5}, "p must be a number from 1, not 0.5."),
        ([[1, 2]], {"measure": "jensen", "smooth": -1}, "smooth must be a number from 0, not -1."),
        ([[1, -2]], {"measure": "faith"}, "weights must not be negative; one is -2."),
        ([[1, 2]], {"measure": "hellinger"}, "measure must be one of 'correlation'"),
    ],
)
def test_refusals(counts, choices, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        compare_pairs(matrix_of(counts), **choices)


def test_too_many_rows_are_refused():
    with pytest.raises(ValueError, match="10,001 rows in 10,001 cells are too many"):
        compare_pairs(matrix_of(np.ones((10_001, 1))), measure="faith")
