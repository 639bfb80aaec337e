"""Similarity of the rows of a matrix, its terms, and what chance would give."""

import math
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import sparse
from scipy.spatial.distance import jensenshannon

from textkit.matrix import TermMatrix
from textkit.measures import likeness, pairs
from textkit.measures.likeness import expected_similarity, similarity_terms
from textkit.measures.similarity import LIKENESSES, MEASURES, similarity
from textkit.tokens import Tokens

NAN = np.nan
COUNTS = hnp.arrays(
    np.int64, hnp.array_shapes(min_dims=2, max_dims=2, max_side=6), elements=st.integers(0, 9)
)
SUMS = ["cosine", "jaccard", "jensen_shannon"]
# Likenesses of two rows by what they have, so that absent terms, and length, do not count.
OF_TERMS = ["cosine", "jaccard", "jensen_shannon", "rank_biased_overlap", "dice"]


def matrix_of(counts):
    terms = np.array([f"w{n}" for n in range(np.shape(counts)[1])], dtype=object)
    passages = pd.DataFrame({"doc_id": [f"d{n}" for n in range(len(counts))]})
    return TermMatrix(sparse.csr_array(np.asarray(counts)), terms, passages)


def square(counts, **choices):
    table = similarity(matrix_of(counts), **choices)
    return table.iloc[:, 2].to_numpy().reshape(len(counts), len(counts))


@settings(deadline=None)
@given(COUNTS)
def test_jensen_shannon_agrees_with_scipy(counts):
    values = square(counts, measure="jensen_shannon")
    for a, b in product(range(len(counts)), repeat=2):
        if counts[a].any() and counts[b].any():
            distance = jensenshannon(counts[a], counts[b], base=2)
            distance = 0 if math.isnan(distance) else distance  # scipy: root of -1e-17
            assert values[a, b] == pytest.approx(1 - distance**2, abs=1e-12)


def test_jensen_shannon_by_hand():
    # p = (1/2, 1/2, 0), q = (1/2, 0, 1/2): the middle is (1/2, 1/4, 1/4). The divergence is
    # ½ [½ log₂ 1 + ½ log₂ 2] twice = ½; the similarity 1 - ½.
    assert square([[3, 3, 0], [1, 0, 1]], measure="jensen_shannon")[0, 1] == pytest.approx(0.5)


def test_rank_biased_overlap_of_two_even_lists_by_hand():
    # 1 2 3 4 5 and 2 3 4 1 5: agreement at depths 1 to 5 is 0, 1/2, 2/3, 1, 1;
    # 0.1 (0 + .9·1/2 + .81·2/3 + .729 + .6561) + .59049 = 0.82805 - as other implementations say.
    found = square([[5, 4, 3, 2, 1], [2, 5, 4, 3, 1]], measure="rank_biased_overlap", p=0.9)
    agreement = [0, 1 / 2, 2 / 3, 1, 1]
    by_hand = 0.1 * sum(one * 0.9**d for d, one in enumerate(agreement)) + 0.9**5
    assert by_hand == pytest.approx(0.828, abs=5e-4)
    assert found[0, 1] == pytest.approx(by_hand, abs=1e-12)


def equation_32(long, short, p):
    """Webber, Moffat and Zobel (2010), equation 32, for lists without ties."""
    s, n = len(short), len(long)

    def overlap(d):
        return len(set(long[:d]) & set(short[:d]))

    first = sum(overlap(d) / d * p**d for d in range(1, n + 1))
    second = sum(overlap(s) * (d - s) / (s * d) * p**d for d in range(s + 1, n + 1))
    rest = (overlap(n) - overlap(s)) / n + overlap(s) / s
    return (1 - p) / p * (first + second) + rest * p**n


@settings(deadline=None)
@given(st.permutations(range(9)), st.permutations(range(9)), st.integers(1, 9), st.integers(1, 9),
       st.floats(0.05, 0.98))  # fmt: skip
def test_rank_biased_overlap_is_equation_32_where_no_terms_are_tied(one, other, n, m, p):
    counts = np.zeros((2, 9))
    for row, order, size in ((0, one, n), (1, other, m)):
        counts[row, order[:size]] = np.arange(size, 0, -1)
    long, short = sorted((one[:n], other[:m]), key=len, reverse=True)
    found = square(counts, measure="rank_biased_overlap", p=p)[0, 1]
    assert found == pytest.approx(equation_32(long, short, p), abs=1e-12)


def test_tied_terms_share_their_best_rank():
    # All terms tied: both sets are whole from depth 1 on, the agreement is 2·2 / (3 + 3).
    found = square([[1, 1, 1, 0], [0, 2, 2, 2]], measure="rank_biased_overlap")
    assert found[0, 1] == pytest.approx(2 / 3)
    # a: 1, then 2 and 3 tied; b: 1, 2, 3. Agreement 1 at depth 1; at 2, sets {1,2,3} and {1,2}:
    # 2·2/5; at 3: 1. With p = ½: ½ (1 + ½·4/5 + ¼) + ⅛ = 0.95.
    found = square([[5, 1, 1], [9, 8, 7]], measure="rank_biased_overlap", p=0.5)
    assert found[0, 1] == pytest.approx(0.95)


@settings(deadline=None)
@given(COUNTS, st.sampled_from([*OF_TERMS, "ejaccard", "edice", "fjaccard"]))
def test_symmetric_and_one_with_itself(counts, measure):
    values = square(counts, measure=measure)
    np.testing.assert_array_equal(values, values.T)
    filled = counts.sum(axis=1) > 0
    assert (np.diag(values)[filled] == 1).all()
    assert np.isnan(values[~filled]).all()
    inside = values[np.ix_(filled, filled)]
    assert ((inside >= 0) & (inside <= 1)).all()
    twice = square(np.vstack([counts, counts]), measure=measure)[: len(counts), len(counts) :]
    np.testing.assert_allclose(np.diag(twice)[filled], 1, atol=1e-12)


@settings(deadline=None)
@given(COUNTS, st.sampled_from(OF_TERMS), st.integers(2, 7), st.randoms(use_true_random=False))
def test_neither_length_nor_the_order_of_terms_matters(counts, measure, times, rng):
    wanted = square(counts, measure=measure)
    scaled = counts * np.where(np.arange(len(counts)) % 2, times, 1)[:, np.newaxis]
    columns = rng.sample(range(counts.shape[1]), counts.shape[1])
    np.testing.assert_allclose(square(scaled[:, columns], measure=measure), wanted, atol=1e-12)


@pytest.mark.parametrize("measure", MEASURES)
def test_jobs_and_blocks_change_no_bit(measure, monkeypatch):
    monkeypatch.setattr(pairs, "_BLOCK", 7)
    rng = np.random.default_rng(0)
    counts = rng.poisson(0.7, (40, 60)) * rng.random((40, 1)).round(2)
    alone = square(counts, measure=measure, smoothing=0.5)
    for n_jobs in (1, 2, -1):
        found = square(counts, measure=measure, smoothing=0.5, n_jobs=n_jobs)
        np.testing.assert_array_equal(found, alone)


@pytest.mark.parametrize("measure", MEASURES)
def test_blocks_and_compiled_code_change_nothing(measure, monkeypatch):
    rng = np.random.default_rng(0)
    counts = rng.poisson(0.7, (40, 60)) * rng.integers(1, 5, (40, 60))
    wanted = square(counts, measure=measure)
    monkeypatch.setattr(pairs, "_BLOCK", 7)
    monkeypatch.setattr(pairs, "WORTH_LOADING", 0)
    np.testing.assert_allclose(square(counts, measure=measure), wanted, rtol=1e-14, atol=1e-14)


def labels(passages):
    counts = sparse.csr_array(np.ones((len(passages), 1), dtype=np.int64))
    table = similarity(TermMatrix(counts, np.array(["改革"], dtype=object), passages))
    return table["row_b"].tolist()[: len(passages)]


def test_labels_join_the_variables_without_text_and_page():
    passages = pd.DataFrame(
        {"district": ["二道区", "南关区"], "year": [2021, 2022], "text": "…", "page": "…"}
    )
    assert labels(passages) == ["二道区 · 2021", "南关区 · 2022"]


def test_rows_with_the_same_variables_are_told_apart():
    passages = pd.DataFrame({"district": ["二道区", "南关区", "二道区"]})
    assert labels(passages) == ["二道区 #0", "南关区", "二道区 #2"]


def test_rows_without_variables_have_their_position():
    assert labels(pd.DataFrame({"text": ["甲", "乙"]})) == ["#0", "#1"]


def test_tfidf_weights_are_welcome():
    matrix = Tokens.from_words([["改革", "开放"], ["改革", "开放"], ["发展"]]).counts().tfidf()
    table = similarity(matrix.group("doc_id"))
    assert table["similarity"].tolist() == pytest.approx([1, 1, 0, 1, 1, 0, 0, 0, 1])


@pytest.mark.parametrize("measure", MEASURES)
def test_no_row_gives_an_empty_table(measure):
    table = similarity(Tokens.from_words([]).counts(), measure=measure)
    said = "similarity" if measure in LIKENESSES else "distance"
    assert table.columns.tolist() == ["row_a", "row_b", said]
    assert table.empty


@pytest.mark.parametrize("measure", MEASURES)
def test_rows_of_nothing_in_a_matrix_without_terms(measure):
    matrix = matrix_of(np.zeros((2, 0), dtype=np.int64))
    found = similarity(matrix, measure=measure).iloc[:, 2]
    plain = ("euclidean", "manhattan", "maximum", "canberra", "minkowski", "hamming")
    one = 0.5 if measure == "faith" else 1
    if measure in plain:
        assert found.tolist() == [0, 0, 0, 0]
    elif measure in ("hamann", "simple_matching", "faith"):
        assert found.tolist() == pytest.approx([one, np.nan, np.nan, one], nan_ok=True)
    else:
        assert found.isna().all()


@settings(deadline=None)
@given(COUNTS.filter(lambda counts: counts.any()), st.sampled_from(SUMS))
def test_terms_add_up_to_the_similarity_and_swap_signs(counts, measure):
    matrix = matrix_of(counts[counts.any(axis=1)])
    values = square(matrix.counts.toarray(), measure=measure)
    last = matrix.counts.shape[0] - 1
    table = similarity_terms(matrix, "d0", f"d{last}", measure=measure)
    assert table["contribution"].sum() == pytest.approx(values[0, last], abs=1e-12)
    assert table["difference"].abs().sum() == pytest.approx(1 - values[0, last], abs=1e-12)
    swapped = similarity_terms(matrix, f"d{last}", "d0", measure=measure)
    joined = table.merge(swapped, on="term")
    assert len(joined) == len(table)
    np.testing.assert_allclose(joined["difference_x"], -joined["difference_y"], atol=1e-15)
    size = table["difference"].abs().to_numpy()
    assert (np.diff(size) <= 1e-14).all()


def test_several_rows_of_a_side_are_added_up():
    matrix = matrix_of([[1, 0, 2], [3, 1, 0], [0, 4, 1]])
    table = similarity_terms(matrix, np.array([True, True, False]), {"doc_id": "d2"})
    wanted = similarity_terms(matrix_of([[4, 1, 2], [0, 4, 1]]), "d0", "d1")
    pd.testing.assert_frame_equal(table, wanted)
    assert table["term"].tolist() == ["w0", "w1", "w2"]
    assert similarity_terms(matrix, "d0", "d1", n=2)["term"].tolist() == ["w2", "w1"]


@pytest.mark.parametrize("measure", SUMS)
def test_chance_holds_sides_of_one_source_and_not_of_two(measure):
    rng = np.random.default_rng(3)
    one = rng.multinomial(60, rng.dirichlet(np.ones(80)), 40)
    other = rng.multinomial(60, rng.dirichlet(np.ones(80)), 20)
    matrix = matrix_of(np.vstack([one, other]))
    at = np.arange(60)
    same = expected_similarity(matrix, at < 20, (at >= 20) & (at < 40), measure=measure).iloc[0]
    assert same["low"] <= same["similarity"] <= same["high"]
    assert same["p"] > 0.05
    two = expected_similarity(matrix, at < 20, at >= 40, measure=measure).iloc[0]
    assert two["similarity"] < two["low"]
    assert two["p"] == 1 / 1000
    assert (two["n_a"], two["n_b"]) == (20, 20)


def test_small_samples_of_one_source_look_less_alike():
    rng = np.random.default_rng(5)
    counts = rng.multinomial(50, rng.dirichlet(np.ones(200)), 64)
    matrix = matrix_of(counts)
    at = np.arange(64)
    expected = [
        expected_similarity(matrix, at < n, (at >= n) & (at < 2 * n), n_resamples=99)["expected"][0]
        for n in (2, 8, 32)
    ]
    assert expected == sorted(expected)
    assert expected[0] < 0.75 < 0.9 < expected[2]


def test_blocks_of_draws_change_nothing(monkeypatch):
    matrix = matrix_of(np.random.default_rng(1).poisson(1, (12, 30)))
    first = np.arange(12) < 5
    wanted = expected_similarity(matrix, first, ~first, n_resamples=50, seed=4)
    monkeypatch.setattr(likeness, "_CELLS", 100)
    found = expected_similarity(matrix, first, ~first, n_resamples=50, seed=4)
    pd.testing.assert_frame_equal(found, wanted)


MATRIX = matrix_of([[1, 2], [0, 0], [2, 1]])
NEGATIVE = matrix_of([[1.0, -2.0]])
REFUSED = [
    (lambda: similarity(MATRIX, measure="euclid"),
     "measure must be one of 'cosine', 'jaccard', 'jensen_shannon', 'rank_biased_overlap', "
     "'correlation', 'ejaccard', 'edice', 'fjaccard', 'dice', 'hamann', 'simple_matching', "
     "'faith', 'euclidean', 'manhattan', 'maximum', 'canberra', 'minkowski', 'hamming', "
     "'kullback', 'jeffreys', 'jensen', 'chisquared', not 'euclid'."),
    (lambda: similarity(MATRIX, of="columns"), "of must be 'rows' or 'terms', not 'columns'."),
    (lambda: similarity(MATRIX, measure="minkowski", power=0.5),
     "power must be a number from 1, not 0.5."),
    (lambda: similarity(MATRIX, measure="jensen", smoothing=-1),
     "smoothing must be a number from 0, not -1."),
    (lambda: similarity_terms(MATRIX, "d0", "d2", measure="dice"),
     "measure must be one of 'cosine', 'jaccard', 'jensen_shannon', not 'dice'."),
    (lambda: similarity(matrix_of(np.ones((1, 10_001))), of="terms"),
     "every term is compared with every term: 10,001 terms are 100,020,001 pairs, and "
     "10,000 terms are the most. Keep fewer of them."),
    (lambda: similarity(MATRIX, measure="rank_biased_overlap", p=1), "p must be between 0 and 1, not 1."),
    (lambda: similarity(NEGATIVE), "weights must not be negative; one is -2."),
    (lambda: similarity(matrix_of(sparse.csr_array((1_000_000, 1), dtype=np.int64).toarray())),
     "every row is compared with every row: 1,000,000 rows are 1,000,000,000,000 pairs, and "
     "10,000 rows are the most. Group them first: matrix.group(...)."),
    (lambda: similarity_terms(MATRIX, "d0", "d1"),
     "side b has no terms, so there is nothing to compare."),
    (lambda: similarity_terms(MATRIX, "d0", "d9"), "'d9' names no row. Rows here: d0, d1, d2."),
    (lambda: similarity_terms(MATRIX, "d0", "d2", n=0), "n must be at least 1, not 0."),
    (lambda: similarity_terms(MATRIX, "d0", "d2", measure="rank_biased_overlap"),
     "rank-biased overlap is no sum over terms: it has none to list."),
    (lambda: expected_similarity(MATRIX, "d0", "d0"), "the two sides share 1 passages."),
    (lambda: expected_similarity(MATRIX, "d0", "d1"),
     "side b has no terms, so there is nothing to compare."),
    (lambda: expected_similarity(MATRIX, "d0", "d2", n_resamples=0),
     "n_resamples must be at least 1, not 0."),
    (lambda: expected_similarity(MATRIX, "d0", "d2", confidence=1),
     "confidence must be between 0 and 1, not 1."),
]  # fmt: skip


@pytest.mark.parametrize(("call", "message"), REFUSED)
def test_what_makes_no_sense_is_refused(call, message):
    with pytest.raises(ValueError) as error:
        call()
    assert str(error.value) == message
