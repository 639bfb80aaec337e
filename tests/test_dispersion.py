"""Dispersion, by tables worked by hand."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import sparse
from scipy.stats import entropy

from textkit.matrix import TermMatrix
from textkit.measures.dispersion import dispersion
from textkit.tokens import Tokens

COLUMNS = ["term", "count", "n_passages", "dp", "dp_norm", "juilland_d", "carroll_d2"]
COLUMNS += ["rosengren_s", "kl", "kl_norm"]


def matrix_of(rows, terms=None):
    counts = np.array(rows, dtype=np.int64)
    names = np.array(terms or [f"w{n}" for n in range(counts.shape[1])], dtype=object)
    return TermMatrix(sparse.csr_array(counts), names, pd.DataFrame({"doc_id": range(len(counts))}))


def test_the_example_of_gries_2008():
    # Five parts of 9, 10, 10, 10 and 11 tokens, the word 1, 2, 3, 4 and 5 times in them;
    # Gries (2008) gives DP .18 and Juilland's D .785 for it.
    row = dispersion(matrix_of([[1, 8], [2, 8], [3, 7], [4, 6], [5, 6]])).iloc[0]
    assert row["count"] == 15
    assert row["n_passages"] == 5
    assert row["dp"] == pytest.approx(0.18, abs=1e-15)
    assert row["dp_norm"] == pytest.approx(0.18 / 0.82, abs=1e-15)
    assert row["juilland_d"] == pytest.approx(0.785, abs=5e-4)
    # Worked on: relative frequencies 1/9, .2, .3, .4, 5/11, their sum P = 1.46566 and
    # Σ p log2 p = −2.38350, so D2 = (log2 P + 2.38350/P) / log2 5; S = (√(.18/15) + √(.2 · 2/15) + .2 +
    # √(.2 · 4/15) + √(.22/3))² = .97458²; KL = Σ v log2(v/s) = −.09552 − .07800 + 0 + .11068 + .19981.
    assert row["carroll_d2"] == pytest.approx((0.55155 + 2.38350 / 1.46566) / 2.32193, abs=5e-5)
    assert row["rosengren_s"] == pytest.approx(0.97458**2, abs=5e-5)
    assert row["kl"] == pytest.approx(0.13697, abs=5e-5)
    assert row["kl_norm"] == pytest.approx(1 - np.exp(-0.13697), abs=5e-5)


def test_unequal_parts_by_hand():
    # Sizes 2 and 6, shares .25 and .75. "a" 2 of 2 and 0 of 6: DP ½(.75 + .75) = .75, which is
    # the most there can be. "b" 0 and 6: ½(.25 + .25) = .25, over 1 − .25. For D of "a":
    # p = 1, 0; mean .5, sd .5, one part only: 0.
    table = dispersion(matrix_of([[2, 0], [0, 6]], ["a", "b"]))
    assert list(table.columns) == COLUMNS
    assert table["dp"].tolist() == [0.75, 0.25]
    assert table["dp_norm"].tolist() == pytest.approx([1, 1 / 3])
    assert table["juilland_d"].tolist() == [0, 0]
    # In one part only: S is its share, KL −log2 of it, and D2 no bit of one.
    assert table["rosengren_s"].tolist() == pytest.approx([0.25, 0.75])
    assert table["kl"].tolist() == pytest.approx([2, -np.log2(0.75)])
    assert table["carroll_d2"].tolist() == [0, 0]


def test_as_even_as_the_parts_is_zero_and_one():
    # 1 of 2, 2 of 4 and 4 of 8: the same half everywhere.
    table = dispersion(matrix_of([[1, 1], [2, 2], [4, 4]]))
    assert table["dp"].tolist() == [0, 0]
    assert table["dp_norm"].tolist() == [0, 0]
    assert table["juilland_d"].tolist() == [1, 1]
    assert table["carroll_d2"].tolist() == pytest.approx([1, 1])
    assert table["rosengren_s"].tolist() == pytest.approx([1, 1])
    assert table["kl"].tolist() == pytest.approx([0, 0])


def test_rows_without_tokens_change_nothing():
    without = dispersion(matrix_of([[1, 8], [5, 6]]))
    pd.testing.assert_frame_equal(dispersion(matrix_of([[0, 0], [1, 8], [0, 0], [5, 6]])), without)


def test_a_term_that_never_occurs_has_no_dispersion():
    row = dispersion(matrix_of([[1, 0], [1, 0]])).iloc[1]
    assert row["count"] == 0
    assert row[COLUMNS[3:]].isna().all()


def test_one_row_has_no_spread():
    row = dispersion(Tokens.from_words([["改革", "改革", "开放"]]).counts()).iloc[1]
    assert (row["term"], row["count"], row["dp"]) == ("改革", 2, 0)
    assert np.isnan(row["dp_norm"])
    assert np.isnan(row["juilland_d"])
    assert np.isnan(row["carroll_d2"])
    assert row[["rosengren_s", "kl", "kl_norm"]].tolist() == [1, 0, 0]


@pytest.mark.parametrize("words", [[], [[]], [[], []]], ids=["no row", "one empty", "two empty"])
def test_no_token_gives_an_empty_table(words):
    table = dispersion(Tokens.from_words(words).counts())
    assert list(table.columns) == COLUMNS
    assert table.empty


def test_weights_are_refused():
    matrix = Tokens.from_words([["改革"], ["开放"]]).counts().tfidf()
    with pytest.raises(ValueError) as error:
        dispersion(matrix)
    assert str(error.value) == (
        "dispersion needs counts; this matrix holds weights. Take tokens.counts() before tfidf()."
    )


@settings(deadline=None)
@given(
    hnp.arrays(
        np.int64, hnp.array_shapes(min_dims=2, max_dims=2, max_side=6), elements=st.integers(0, 9)
    )
)
def test_sparse_sums_equal_the_formulas_written_out(counts):
    table = dispersion(matrix_of(counts))
    parts = counts[counts.sum(axis=1) > 0]
    sizes = parts.sum(axis=1)
    assert table["n_passages"].tolist() == (parts > 0).sum(axis=0).tolist()
    for column, row in zip(parts.T, table.itertuples(), strict=True):
        if column.sum() == 0 or len(parts) < 2:
            assert np.isnan(row.juilland_d)
            continue
        share = sizes / sizes.sum()
        dp = np.abs(column / column.sum() - share).sum() / 2
        p = column / sizes
        assert row.dp == pytest.approx(dp, abs=1e-12)
        assert row.dp_norm == pytest.approx(dp / (1 - share.min()), abs=1e-12)
        assert row.juilland_d == pytest.approx(
            max(0, 1 - p.std() / p.mean() / np.sqrt(len(p) - 1)), abs=1e-7
        )
        assert 0 <= row.dp <= 1
        assert 0 <= row.dp_norm <= 1
        assert 0 <= row.juilland_d <= 1
        assert row.carroll_d2 == pytest.approx(entropy(p, base=2) / np.log2(len(p)), abs=1e-9)
        root = np.sqrt(share * column / column.sum()).sum()
        assert row.rosengren_s == pytest.approx(root**2, abs=1e-12)
        assert row.kl == pytest.approx(entropy(column, sizes, base=2), abs=1e-9)
        assert row.kl_norm == pytest.approx(1 - np.exp(-row.kl), abs=1e-12)


@settings(deadline=None)
@given(hnp.arrays(np.int64, (4, 3), elements=st.integers(0, 9)), st.integers(2, 50))
def test_order_and_scale_of_the_parts_bear_on_nothing(counts, times):
    here = dispersion(matrix_of(counts))[COLUMNS[2:]]
    for other in (counts[::-1], counts * times):
        there = dispersion(matrix_of(other))[COLUMNS[2:]]
        np.testing.assert_allclose(there, here, atol=1e-7)


def test_by_takes_documents_as_parts():
    passages = pd.DataFrame({"doc_id": ["a", "a", "b"], "text": ["改革", "开放", "改革开放"]})
    tokens = Tokens.from_words([["改革"], ["开放"], ["改革", "开放"]], passages)
    assert dispersion(tokens.counts())["dp"].tolist() == [0.25, 0.25]
    by = dispersion(tokens.counts(), by="doc_id")
    assert by["dp"].tolist() == [0, 0]
    assert by["n_passages"].tolist() == [2, 2]
    with pytest.raises(KeyError) as error:
        dispersion(tokens.counts(), by="level")
    assert error.value.args[0] == "'level' is no variable of these passages. There are: doc_id."


def test_a_million_passages():
    # 的 once in each but the last 1,000, which hold 改革: shares are 1/n throughout.
    n, rare = 1_000_000, 1_000
    column = (np.arange(n) >= n - rare).astype(np.int64)
    counts = sparse.csr_array((np.ones(n, dtype=np.int64), (np.arange(n), column)), shape=(n, 2))
    matrix = TermMatrix(
        counts, np.array(["的", "改革"], dtype=object), pd.DataFrame(index=range(n))
    )
    row = dispersion(matrix).iloc[1]
    assert row["dp"] == pytest.approx(1 - rare / n)
    assert row["kl"] == pytest.approx(np.log2(n / rare))
    assert row["rosengren_s"] == pytest.approx(rare / n)
    assert row["carroll_d2"] == pytest.approx(np.log(rare) / np.log(n))
