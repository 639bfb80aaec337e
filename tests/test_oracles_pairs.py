"""Every stored call of textstat_simil, textstat_dist and proxyC, none skipped; laws."""

import json
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import sparse
from scipy.spatial import distance
from scipy.stats import chi2_contingency, entropy
from sklearn.metrics import accuracy_score, f1_score, jaccard_score

from textkit.matrix import TermMatrix
from textkit.measures.similarity import DISTANCES, LIKENESSES, similarity

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
    """Return the values as a square."""
    table = similarity(matrix, measure=measure, of=of, **choices)
    values = table["similarity" if measure in LIKENESSES else "distance"]
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
        choices = {"smoothing": 1} if smoothed else {}
        if "boolean" in ENTRIES[key]["call"]:
            matrix = matrix_of(matrix.counts.toarray() > 0, D["cols"], list(range(5)))
    if key in UNKNOWN_IF_EMPTY:
        assert not expected[2].any()
        expected[2], expected[:, 2] = np.nan, np.nan
    found = square(matrix, measure, "terms" if part == "features" else "rows", **choices)
    # 14 decimals are stored, so that a 0 of ours may be theirs of 1e-17.
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-13)


@settings(deadline=None, max_examples=30)
@given(COUNTS, st.sampled_from(sorted({*LIKENESSES, *DISTANCES} - {"kullback"})))
def test_law_swapping_a_pair_changes_nothing(counts, measure):
    found = square(matrix_of(counts), measure, smoothing=1)
    np.testing.assert_allclose(found, found.T, atol=1e-12)


@settings(deadline=None, max_examples=30)
@given(COUNTS, st.sampled_from(["correlation", "ejaccard", "edice", "dice", "fjaccard"]))
def test_law_scale_changes_no_likeness(counts, measure):
    once, tenfold = (square(matrix_of(counts * by), measure) for by in (1, 10))
    np.testing.assert_allclose(once, tenfold, atol=1e-12)


def by_numpy(one, two, measure):
    """Compare two rows, zeros and all, by SciPy, NumPy and scikit-learn where they have it."""
    p, q = one / max(one.sum(), 1), two / max(two.sum(), 1)
    with np.errstate(divide="ignore", invalid="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of 0/0, and of constant rows
        return {
            "cosine": lambda: 1 - distance.cosine(one, two),
            "correlation": lambda: np.corrcoef(one, two)[0, 1],
            "jaccard": lambda: jaccard_score(one > 0, two > 0),
            "dice": lambda: f1_score(one > 0, two > 0),
            "simple_matching": lambda: accuracy_score(one > 0, two > 0),
            "hamann": lambda: 2 * accuracy_score(one > 0, two > 0) - 1,
            "ejaccard": lambda: one @ two / (one @ one + two @ two - one @ two),
            "edice": lambda: 2 * one @ two / (one @ one + two @ two),
            "fjaccard": lambda: (
                1 - distance.braycurtis(one, two) * (one + two).sum() / np.maximum(one, two).sum()
            ),
            "euclidean": lambda: distance.euclidean(one, two),
            "manhattan": lambda: distance.cityblock(one, two),
            "maximum": lambda: distance.chebyshev(one, two),
            "canberra": lambda: distance.canberra(one, two),
            "minkowski": lambda: distance.minkowski(one, two, 3),
            "hamming": lambda: distance.hamming(one, two) * len(one),
            "kullback": lambda: entropy(p, q),
            "jeffreys": lambda: entropy(p, q) + entropy(q, p),
            "jensen": lambda: distance.jensenshannon(p, q) ** 2,
            "chisquared": lambda: phi2(one, two),
        }[measure]()


def phi2(one, two):
    some = one + two > 0
    return chi2_contingency(np.array([one, two])[:, some], correction=False).statistic / (
        one.sum() + two.sum()
    )


SECOND = [
    "cosine", "correlation", "jaccard", "dice", "simple_matching", "hamann", "ejaccard", "edice",
    "fjaccard", "euclidean", "manhattan", "maximum", "canberra", "minkowski", "hamming",
    "kullback", "jeffreys", "jensen", "chisquared",
]  # fmt: skip


@settings(deadline=None, max_examples=30)
@given(COUNTS, st.sampled_from([0.0, 0.5, 1.0]))
@pytest.mark.parametrize("measure", SECOND)
def test_every_pair_is_that_of_scipy_and_numpy(measure, counts, smoothing):
    of_shares = measure in ("kullback", "jeffreys", "jensen", "chisquared")
    found = square(matrix_of(counts), measure, power=3, smoothing=smoothing)
    rows = counts + smoothing if of_shares else counts.astype(float)
    for a, b in np.ndindex(found.shape):
        if rows[a].any() and rows[b].any():
            if a == b and measure != "correlation":
                continue  # see below
            value = by_numpy(rows[a], rows[b], measure)
            np.testing.assert_allclose(found[a, b], value, rtol=1e-9, atol=1e-9)


@settings(deadline=None, max_examples=30)
@given(COUNTS, st.sampled_from(sorted(DISTANCES)))
def test_law_no_distance_is_below_0_nor_from_itself(counts, measure):
    found = square(matrix_of(counts), measure, smoothing=0.5, power=1.5)
    assert (found >= 0).all()
    assert (found.diagonal() == 0).all()
    same = (counts[:, np.newaxis] == counts).all(axis=2)
    np.testing.assert_allclose(found[same], 0, atol=1e-15)


@settings(deadline=None, max_examples=30)
@given(COUNTS, st.sampled_from(["euclidean", "manhattan", "maximum", "canberra", "minkowski"]))
def test_law_no_detour_is_shorter(counts, measure):
    found = square(matrix_of(counts), measure, power=3)
    detours = (found[:, :, np.newaxis] + found[np.newaxis]).min(axis=1)
    assert (found <= detours + 1e-12).all()


@settings(deadline=None, max_examples=30)
@given(COUNTS)
def test_jensen_is_what_jensen_shannon_lacks_of_1_in_nats(counts):
    matrix = matrix_of(counts)
    lacks = (1 - square(matrix, "jensen_shannon")) * np.log(2)
    np.testing.assert_allclose(square(matrix, "jensen"), lacks, atol=1e-12)


@settings(deadline=None, max_examples=30)
@given(COUNTS, st.sampled_from([*LIKENESSES, *DISTANCES]))
def test_terms_are_the_rows_of_the_matrix_turned(counts, measure):
    matrix = matrix_of(counts)
    turned = matrix_of(counts.T, names=list(matrix.terms))
    one = similarity(matrix, measure=measure, of="terms", smoothing=0.5)
    pd.testing.assert_frame_equal(one, similarity(turned, measure=measure, smoothing=0.5))


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


def test_distances_by_hand():
    # Weights 2 1 0 0 and 1 0 3 0: differences 1, 1, 3, 0, over sums 3, 1, 3. Of shares 2/3 1/3
    # and 1/4 3/4: with ½ added to each, 2.5 1.5 .5 .5 of 5 and 1.5 .5 3.5 .5 of 6.
    matrix = matrix_of([[2, 1, 0, 0], [1, 0, 3, 0]])
    by_hand = {
        "euclidean": np.sqrt(11), "maximum": 3, "canberra": 1 / 3 + 1 + 1,
        "minkowski": 11**0.5, "kullback": np.inf, "jeffreys": np.inf,
        "chisquared": 1 - (1 / 3 + 1 / 4) * 2 / 3,
    }  # fmt: skip
    for measure, value in by_hand.items():
        assert square(matrix, measure)[0, 1] == pytest.approx(value, rel=1e-14), measure
    assert square(matrix, "minkowski", power=3)[0, 1] == pytest.approx(29 ** (1 / 3), rel=1e-14)
    p, q = np.array([2.5, 1.5, 0.5, 0.5]) / 5, np.array([1.5, 0.5, 3.5, 0.5]) / 6
    found = square(matrix, "kullback", smoothing=0.5)
    assert found[0, 1] == pytest.approx(p @ np.log(p / q), rel=1e-14)
    assert found[1, 0] == pytest.approx(q @ np.log(q / p), rel=1e-14)
    # 改革 in one, 开放 in the other: ½ ln 2 twice.
    assert square(matrix_of([[3, 0], [0, 5]]), "jensen")[0, 1] == pytest.approx(np.log(2))


def test_an_empty_row_and_a_constant_one():
    matrix = matrix_of([[1, 2, 0], [0, 0, 0], [0.1, 0.1, 0.1]])
    assert np.isnan(square(matrix, "correlation")).sum() == 8
    for measure in ("kullback", "jeffreys", "jensen", "chisquared"):
        assert np.isnan(square(matrix, measure)).sum() == 5
        assert not np.isnan(square(matrix, measure, smoothing=0.1)).any()
    assert square(matrix, "manhattan")[0, 1] == 3
    assert square(matrix, "faith")[1, 1] == 0.5
