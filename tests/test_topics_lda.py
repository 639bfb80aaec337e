"""LDA beside NMF: planted answers, one interface, an answer that hangs on no seed."""

import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from scipy.special import psi

from textkit.matrix import TermMatrix
from textkit.tokens import Tokens
from textkit.topics import fit_topics, topic_stability
from textkit.topics.factorisation import smooth_idf
from textkit.topics.lda import consensus, sample, vary
from textkit.topics.shares import ALPHA, dirichlet_shares

BOTH = ["lda", "lda_gibbs"]
PLANTED = {
    "教育": ["学校", "教师", "学生", "课程"],
    "交通": ["道路", "公交", "地铁", "桥梁"],
    "医疗": ["医院", "医生", "疫苗", "药品"],
}
SIZES = {"教育": 20, "交通": 12, "医疗": 6}


def planted(*, seed=0, noise=0):
    rng = np.random.default_rng(seed)
    everything = [word for vocabulary in PLANTED.values() for word in vocabulary]
    themes = [theme for theme, size in SIZES.items() for _ in range(size)]
    words = [
        rng.choice(PLANTED[theme], size=12, p=[0.4, 0.3, 0.2, 0.1]).tolist()
        + rng.choice(everything, size=noise).tolist()
        for theme in themes
    ]
    passages = pd.DataFrame({
        "passage_id": range(len(words)), "doc_id": [n % 4 for n in range(len(words))],
        "text": ["".join(row) for row in words], "theme": themes,
    })  # fmt: skip
    return Tokens.from_words(words, passages).counts()


def same(one, other):
    return (
        one.profiles.tobytes() == other.profiles.tobytes()
        and one.weights.tobytes() == other.weights.tobytes()
    )


# Planted answers and one interface


@pytest.mark.parametrize("method", BOTH)
@pytest.mark.parametrize("seed", range(3))
def test_planted_topics_are_recovered_from_any_seed(method, seed):
    matrix = planted(noise=1)
    topics = fit_topics(matrix, 3, method=method, seed=seed)
    found = topics.top_terms(3).groupby("topic")["term"].apply(set).tolist()
    assert found == [set(words[:3]) for words in PLANTED.values()]
    themes = matrix.passages["theme"].map({t: n for n, t in enumerate(SIZES)}).to_numpy()
    assert (topics.weights.argmax(axis=1) == themes).all()
    assert topics.method == method
    assert topics.converged
    assert (topics.agreement > 0.7).all()  # a run may miss the smallest topic


@pytest.mark.parametrize("method", BOTH)
def test_tables_are_those_of_nmf(method):
    matrix = planted(noise=1)
    topics, nmf = fit_topics(matrix, 3, method=method), fit_topics(matrix, 3)
    np.testing.assert_allclose(topics.profiles.sum(axis=1), 1)
    np.testing.assert_allclose(topics.weights.sum(axis=1), 1)
    for table in ("terms", "prevalence", "representative"):
        mine, theirs = (getattr(one, table) for one in (topics, nmf))
        if callable(mine):
            mine, theirs = mine(), theirs()
        assert mine.columns.tolist() == theirs.columns.tolist()
    assert topics.prevalence()["prevalence"].is_monotonic_decreasing
    np.testing.assert_allclose(topics.idf, nmf.idf, rtol=1e-15)
    assert nmf.agreement is None


@pytest.mark.parametrize("method", BOTH)
def test_transform_gives_the_modelled_passages_their_weights(method):
    matrix = planted(noise=2)
    topics = fit_topics(matrix, 3, method=method, n_runs=2)
    assert topics.transform(matrix).tobytes() == topics.weights.tobytes()
    for row in (0, 25):
        alone = topics.transform(matrix.where(np.arange(38) == row))
        np.testing.assert_allclose(alone[0], topics.weights[row], rtol=1e-12)
    order = np.random.default_rng(1).permutation(12)
    shuffled = TermMatrix(matrix.counts[:, order], matrix.terms[order], matrix.passages)
    assert topics.transform(shuffled).tobytes() == topics.weights.tobytes()
    new = Tokens.from_words([["学校", "元宇宙"], ["元宇宙"], []]).counts()
    shares = topics.transform(new)
    assert shares[0].argmax() == 0
    assert np.isnan(shares[1:]).all()


@pytest.mark.parametrize("method", BOTH)
def test_the_same_for_any_n_jobs_and_order_of_terms(method):
    matrix = planted(noise=3)
    topics = fit_topics(matrix, 3, method=method, n_runs=3, seed=4)
    assert same(topics, fit_topics(matrix, 3, method=method, n_runs=3, seed=4, n_jobs=2))
    order = np.random.default_rng(0).permutation(12)
    shuffled = TermMatrix(matrix.counts[:, order], matrix.terms[order], matrix.passages)
    assert same(topics, fit_topics(shuffled, 3, method=method, n_runs=3, seed=4))
    assert not same(topics, fit_topics(matrix, 3, method=method, n_runs=3, seed=5))


@pytest.mark.parametrize("method", BOTH)
def test_a_passage_without_terms_changes_nothing(method):
    matrix = planted(noise=1)
    padded = TermMatrix(
        sparse.vstack([sparse.csr_array((1, 12), dtype=np.int64), matrix.counts]).tocsr(),
        matrix.terms,
        pd.concat([matrix.passages.iloc[[0]], matrix.passages], ignore_index=True),
    )
    topics = fit_topics(matrix, 3, method=method, n_runs=1)
    other = fit_topics(padded, 3, method=method, n_runs=1)
    assert other.profiles.tobytes() == topics.profiles.tobytes()
    assert np.isnan(other.weights[0]).all()


def test_an_unfinished_fit_says_so():
    topics = fit_topics(planted(noise=3), 3, method="lda", max_iter=2, n_runs=1)
    assert not topics.converged
    assert "not converged after 2 iterations" in repr(topics)


def test_one_topic_is_the_corpus():
    matrix = planted()
    counts = matrix.counts[:, np.argsort(matrix.terms, kind="stable")].sum(axis=0)
    for run in (vary, sample):
        ordered = sparse.csr_array(matrix.counts[:, np.argsort(matrix.terms, kind="stable")])
        profile = run(ordered, 1, 0, 20).profiles[0]
        np.testing.assert_allclose(profile, (counts + 0.01) / (counts + 0.01).sum(), rtol=1e-5)


# Shares of a passage


def test_shares_by_hand():
    """Topics without a term in common: γ = 0.1 + the tokens of each."""
    counts = sparse.csr_array(np.array([[3, 1, 0], [0, 0, 2], [0, 0, 0]]))
    profiles = np.array([[0.5, 0.5, 0.0], [0.0, 0.0, 1.0]])
    shares = dirichlet_shares(counts, profiles)
    np.testing.assert_allclose(shares[0], [4.1 / 4.2, 0.1 / 4.2], rtol=1e-9)
    np.testing.assert_allclose(shares[1], [0.1 / 2.2, 2.1 / 2.2], rtol=1e-9)
    assert np.isnan(shares[2]).all()


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(0, 6), min_size=4, max_size=4).filter(any), st.integers(0, 99))
def test_shares_satisfy_the_equations_of_blei_ng_and_jordan(row, seed):
    profiles = np.random.default_rng(seed).dirichlet(np.ones(4), size=3)
    found = dirichlet_shares(sparse.csr_array([row]), profiles)[0]
    gamma = found * (3 * ALPHA + sum(row))
    belief = np.exp(psi(gamma)) * profiles.T  # φ of each term, up to its sum
    again = ALPHA + (np.array(row)[:, None] * belief / belief.sum(axis=1, keepdims=True)).sum(
        axis=0
    )
    # nearly flat posteriors stop at the limit of steps, a little before the fixed point
    np.testing.assert_allclose(gamma, again, atol=6e-3 * sum(row))
    assert found.sum() == pytest.approx(1)


def test_shares_agree_with_scikit_learn():
    from sklearn.decomposition import LatentDirichletAllocation

    counts = planted(noise=3).counts
    model = LatentDirichletAllocation(3, doc_topic_prior=ALPHA, random_state=0).fit(counts)
    # Its topics are beliefs about topics: exp(E[log φ]) takes the place of φ.
    fixed = np.exp(psi(model.components_) - psi(model.components_.sum(axis=1, keepdims=True)))
    model.set_params(mean_change_tol=1e-9, max_doc_update_iter=1000)
    np.testing.assert_allclose(dirichlet_shares(counts, fixed), model.transform(counts), atol=1e-4)


def test_smooth_idf_is_that_of_scikit_learn():
    from sklearn.feature_extraction.text import TfidfTransformer

    counts = planted(noise=2).counts
    np.testing.assert_allclose(smooth_idf(counts), TfidfTransformer().fit(counts).idf_, rtol=1e-15)


# Several runs


def test_runs_in_another_order_of_topics_agree_wholly():
    rng = np.random.default_rng(0)
    one = rng.dirichlet(np.ones(6), size=4)
    runs = [one[rng.permutation(4)] for _ in range(3)]
    profiles, agreement = consensus(runs)
    np.testing.assert_allclose(profiles, runs[0], rtol=1e-12)
    np.testing.assert_allclose(agreement, 1)


def test_the_run_that_agrees_best_is_the_reference_and_the_odd_topic_is_shown():
    firm, loose = [1.0, 0, 0, 0], [0, 1.0, 0, 0]
    runs = [np.array([firm, loose]), np.array([[0, 0, 0, 1.0], firm]), np.array([firm, loose])]
    profiles, agreement = consensus(runs)
    np.testing.assert_allclose(profiles, [firm, [0, 2 / 3, 0, 1 / 3]])
    np.testing.assert_allclose(agreement, [1, 0.5])


def test_more_runs_lean_less_on_the_seed():
    matrix = planted(noise=30)

    def spread(n_runs):
        fits = [fit_topics(matrix, 3, method="lda_gibbs", n_runs=n_runs, seed=seed, max_iter=150)
                for seed in range(6)]  # fmt: skip
        return 1 - consensus([fit.profiles for fit in fits])[1].mean()

    assert spread(8) < spread(1)


def test_stability_of_lda():
    table = topic_stability(planted(), 3, method="lda_gibbs", n_resamples=3, top=2)
    assert table["stability"].between(0.5, 1).all()


# Errors

MATRIX = planted()
ERRORS = {
    "unknown method": (
        lambda: fit_topics(MATRIX, 3, method="lsa"),
        "method='lsa' is none of nmf, lda, lda_gibbs.",
    ),
    "runs of NMF": (
        lambda: fit_topics(MATRIX, 3, n_runs=5),
        'n_runs=5 is for LDA. method="nmf" ends the same from every seed; what moves it is other '
        "passages: see topic_stability.",
    ),
    "no run": (
        lambda: fit_topics(MATRIX, 3, method="lda", n_runs=0),
        "n_runs=0 must be at least 1.",
    ),
    "tolerance of LDA": (
        lambda: fit_topics(MATRIX, 3, method="lda", tol=0.1),
        "tol=0.1 is for method=\"nmf\"; 'lda' stops by max_iter.",
    ),
    "too many topics": (
        lambda: fit_topics(MATRIX, 13, method="lda"),
        "n_topics=13 is more than these 38 passages with a term and 12 terms can carry. "
        "Ask for n_topics=12 or fewer, or split the corpus into shorter passages.",
    ),
}


@pytest.mark.parametrize("case", ERRORS)
def test_errors_name_the_place_and_the_remedy(case):
    call, message = ERRORS[case]
    with pytest.raises(ValueError) as caught:
        call()
    assert str(caught.value) == message


def test_without_tomotopy_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "tomotopy", None)
    with pytest.raises(ImportError) as caught:
        fit_topics(MATRIX, 3, method="lda_gibbs")
    assert str(caught.value) == 'method="lda_gibbs" needs tomotopy: pip install "textkit[lda]"'
