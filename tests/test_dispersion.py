"""Dispersion, by tables worked by hand."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import sparse

from textkit.matrix import TermMatrix
from textkit.measures.dispersion import dispersion
from textkit.tokens import Tokens

COLUMNS = ["term", "count", "n_passages", "dp", "dp_norm", "juilland_d"]


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


def test_unequal_parts_by_hand():
    # Sizes 2 and 6, shares .25 and .75. "a" 2 of 2 and 0 of 6: DP ½(.75 + .75) = .75, which is
    # the most there can be. "b" 0 and 6: ½(.25 + .25) = .25, over 1 − .25. For D of "a":
    # p = 1, 0; mean .5, sd .5, one part only: 0.
    table = dispersion(matrix_of([[2, 0], [0, 6]], ["a", "b"]))
    assert list(table.columns) == COLUMNS
    assert table["dp"].tolist() == [0.75, 0.25]
    assert table["dp_norm"].tolist() == pytest.approx([1, 1 / 3])
    assert table["juilland_d"].tolist() == [0, 0]


def test_as_even_as_the_parts_is_zero_and_one():
    # 1 of 2, 2 of 4 and 4 of 8: the same half everywhere.
    table = dispersion(matrix_of([[1, 1], [2, 2], [4, 4]]))
    assert table["dp"].tolist() == [0, 0]
    assert table["dp_norm"].tolist() == [0, 0]
    assert table["juilland_d"].tolist() == [1, 1]


def test_rows_without_tokens_change_nothing():
    without = dispersion(matrix_of([[1, 8], [5, 6]]))
    pd.testing.assert_frame_equal(dispersion(matrix_of([[0, 0], [1, 8], [0, 0], [5, 6]])), without)


def test_a_term_that_never_occurs_has_no_dispersion():
    row = dispersion(matrix_of([[1, 0], [1, 0]])).iloc[1]
    assert row["count"] == 0
    assert row[["dp", "dp_norm", "juilland_d"]].isna().all()


def test_one_row_has_no_spread():
    row = dispersion(Tokens.from_words([["改革", "改革", "开放"]]).counts()).iloc[1]
    assert (row["term"], row["count"], row["dp"]) == ("改革", 2, 0)
    assert np.isnan(row["dp_norm"])
    assert np.isnan(row["juilland_d"])


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
