"""Topics: planted answers, laws, and numbers from elsewhere."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import sparse
from scipy.optimize import nnls
from sklearn.decomposition import NMF

from textkit.matrix import TermMatrix
from textkit.tokens import Tokens
from textkit.topics import fit_topics, frex, topic_stability
from textkit.topics.factorisation import nndsvda
from textkit.topics.ranking import average_jaccard

PLANTED = {
    "教育": ["学校", "教师", "学生", "课程"],
    "交通": ["道路", "公交", "地铁", "桥梁"],
    "医疗": ["医院", "医生", "疫苗", "药品"],
}
SIZES = {"教育": 20, "交通": 12, "医疗": 6}  # so that the numbering is 教育, 交通, 医疗


def words_of(theme, rng, length=8):
    """Draw words of one theme, the first of its vocabulary most often."""
    return rng.choice(PLANTED[theme], size=length, p=[0.4, 0.3, 0.2, 0.1]).tolist()


def planted(*, seed=0, noise=0):
    """Make passages of one theme each, with ``noise`` words out of all themes."""
    rng = np.random.default_rng(seed)
    everything = [word for vocabulary in PLANTED.values() for word in vocabulary]
    themes = [theme for theme, size in SIZES.items() for _ in range(size)]
    words = [words_of(t, rng) + rng.choice(everything, size=noise).tolist() for t in themes]
    texts = ["".join(row) for row in words]
    passages = pd.DataFrame(
        {
            "passage_id": [f"p{number}" for number in range(len(words))],
            "doc_id": [f"d{number % 4}" for number in range(len(words))],
            "text": texts,
            "theme": themes,
        }
    )
    return Tokens.from_words(words, passages).counts()


def make_matrix(rows, terms=None, **variables):
    counts = np.array(rows)
    terms = terms or [f"词{number:02}" for number in range(counts.shape[1])]
    passages = pd.DataFrame(
        {"passage_id": range(len(rows)), "doc_id": range(len(rows)), "text": "", **variables}
    )
    return TermMatrix(sparse.csr_array(counts), np.array(terms, dtype=object), passages)


def same_bytes(one, other):
    return (
        one.profiles.tobytes() == other.profiles.tobytes()
        and one.weights.tobytes() == other.weights.tobytes()
    )


# Planted answers


@pytest.mark.parametrize("seed", range(3))
def test_planted_topics_are_recovered_in_order_of_size(seed):
    matrix = planted(seed=seed)
    topics = fit_topics(matrix, 3)
    found = topics.terms.groupby("topic")["term"].apply(set).tolist()
    assert found == [set(PLANTED[theme]) for theme in SIZES]
    themes = matrix.passages["theme"].map({t: n for n, t in enumerate(SIZES)}).to_numpy()
    assert (topics.weights.argmax(axis=1) == themes).all()
    np.testing.assert_allclose(topics.weights.max(axis=1), 1, atol=1e-9)  # disjoint vocabularies


def test_planted_topics_survive_words_of_other_themes():
    topics = fit_topics(planted(noise=2), 3)
    found = topics.top_terms(3).groupby("topic")["term"].apply(set).tolist()
    assert found == [set(words[:3]) for words in PLANTED.values()]


def test_topics_of_equal_size_are_ordered_by_first_term():
    topics = fit_topics(make_matrix([[2, 1, 0, 0], [0, 0, 2, 1]], list("乙丙甲丁")), 2)
    assert topics.label(2) == {1: "乙 · 丙", 2: "甲 · 丁"}
    topics = fit_topics(make_matrix([[0, 0, 2, 1], [2, 1, 0, 0]], list("乙丙甲丁")), 2)
    assert topics.label(2) == {1: "乙 · 丙", 2: "甲 · 丁"}


# Laws


@st.composite
def count_matrices(draw):
    rows = draw(st.integers(2, 9))
    columns = draw(st.integers(2, 9))
    cell = st.sampled_from([0, 0, 0, 1, 1, 2, 5])
    return make_matrix(
        draw(st.lists(st.lists(cell, min_size=columns, max_size=columns),
                      min_size=rows, max_size=rows)),
    )  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(count_matrices(), st.integers(1, 4))
def test_shares_sum_to_one_or_are_nan(matrix, n_topics):
    filled = (matrix.counts.sum(axis=1) > 0).sum()
    occurring = (matrix.counts.sum(axis=0) > 0).sum()
    assume(n_topics <= min(filled, occurring))
    if np.linalg.matrix_rank(matrix.counts.toarray()) < n_topics:
        with pytest.raises(ValueError, match="so alike that only"):
            fit_topics(matrix, n_topics)
        return
    topics = fit_topics(matrix, n_topics, max_iter=300)
    np.testing.assert_allclose(topics.profiles.sum(axis=1), 1)
    sums = topics.weights.sum(axis=1)
    np.testing.assert_allclose(sums[~np.isnan(sums)], 1)
    assert np.isnan(sums[topics.n_tokens == 0]).all()
    assert (topics.weights[~np.isnan(sums)] >= 0).all()
    table = topics.prevalence("doc_id", n_resamples=2).groupby("doc_id")["prevalence"]
    np.testing.assert_allclose(table.sum(min_count=1).dropna(), 1)
    assert topics.prevalence(n_resamples=2)["prevalence"].round(9).is_monotonic_decreasing


@settings(deadline=None, max_examples=15)
@given(st.permutations(range(38)), st.integers(0, 3))
def test_permuting_passages_permutes_shares(order, noise):
    matrix = planted(noise=noise)
    shuffled = TermMatrix(
        matrix.counts[order], matrix.terms, matrix.passages.iloc[order].reset_index(drop=True)
    )
    topics, other = fit_topics(matrix, 3), fit_topics(shuffled, 3)
    np.testing.assert_allclose(other.weights, topics.weights[order], atol=1e-5)
    np.testing.assert_allclose(other.profiles, topics.profiles, atol=1e-5)


@settings(deadline=None, max_examples=10)
@given(st.permutations(range(12)))
def test_the_order_of_terms_changes_nothing(order):
    matrix = planted(noise=2)
    shuffled = TermMatrix(matrix.counts[:, order], matrix.terms[order], matrix.passages)
    assert same_bytes(fit_topics(matrix, 3), fit_topics(shuffled, 3))


def test_same_seed_same_bytes_and_another_seed_the_same_topics():
    matrix = planted(noise=3)
    assert same_bytes(fit_topics(matrix, 3, seed=7), fit_topics(matrix, 3, seed=7))
    np.testing.assert_allclose(
        fit_topics(matrix, 3, seed=7).profiles, fit_topics(matrix, 3, seed=8).profiles, atol=1e-9
    )


def test_seed_moves_a_large_start_by_rounding_only():
    # Both sides above 300: the iterative decomposition, which does use the seed.
    weights = sparse.random_array((320, 310), density=0.1, rng=np.random.default_rng(0)).tocsr()
    first, second = nndsvda(weights, 5, 0), nndsvda(weights, 5, 1)
    assert first[0].tobytes() == nndsvda(weights, 5, 0)[0].tobytes()
    np.testing.assert_allclose(first[0], second[0], atol=1e-9)
    np.testing.assert_allclose(first[1], second[1], atol=1e-9)
    left, values, right = np.linalg.svd(weights.toarray())
    leading = np.sqrt(values[0]) * np.abs(left[:, 0])
    np.testing.assert_allclose(first[0][:, 0], leading, atol=1e-9)
    np.testing.assert_allclose(first[1][0], np.sqrt(values[0]) * np.abs(right[0]), atol=1e-9)


def test_empty_passages_and_absent_terms_change_nothing():
    matrix = planted(noise=2)
    rows, columns = matrix.counts.shape
    wider = sparse.block_array(
        [[sparse.csr_array((2, columns)), None], [matrix.counts, None],
         [None, sparse.csr_array((1, 1))]]
    ).tocsr().astype(np.int64)  # fmt: skip
    blank = matrix.passages.iloc[[0]]
    padded = TermMatrix(
        wider,
        np.append(matrix.terms, "不在"),
        pd.concat([blank, blank, matrix.passages, blank], ignore_index=True),
    )
    topics, other = fit_topics(matrix, 3), fit_topics(padded, 3)
    assert other.profiles.tobytes() == topics.profiles.tobytes()
    assert other.weights[2:-1].tobytes() == topics.weights.tobytes()
    assert np.isnan(other.weights[[0, 1, -1]]).all()
    assert other.prevalence(n_resamples=9)["n_passages"].tolist() == [rows] * 3
    pd.testing.assert_frame_equal(
        other.prevalence("theme", n_resamples=1)[["theme", "topic", "prevalence"]],
        topics.prevalence("theme", n_resamples=1)[["theme", "topic", "prevalence"]],
    )
    pd.testing.assert_frame_equal(other.representative(), topics.representative())


def test_stored_zeros_are_no_terms():
    matrix = planted(noise=2)
    stored = matrix.counts.copy()
    stored.data[0] = 0
    clean = stored.copy()
    clean.eliminate_zeros()
    one = fit_topics(TermMatrix(stored, matrix.terms, matrix.passages), 3)
    assert same_bytes(one, fit_topics(TermMatrix(clean, matrix.terms, matrix.passages), 3))
    assert stored.nnz == matrix.counts.nnz  # the caller's matrix is left as it was


# Numbers from elsewhere


def test_topics_agree_with_scikit_learn():
    # Twelve terms: scikit-learn's randomised start is exact there, so both set out alike.
    matrix = planted(noise=3)
    oracle = NMF(3, init="nndsvda", random_state=0, tol=1e-10, max_iter=20_000)
    oracle.fit(matrix.tfidf().counts)
    theirs = oracle.components_ / oracle.components_.sum(axis=1, keepdims=True)
    ours = fit_topics(matrix, 3, tol=1e-10, max_iter=20_000).profiles
    order = [int(np.abs(theirs - row).sum(axis=1).argmin()) for row in ours]
    assert sorted(order) == [0, 1, 2]
    np.testing.assert_allclose(ours, theirs[order], atol=1e-6)


def test_shares_are_least_squares_on_tfidf():
    matrix = planted(noise=3)
    topics = fit_topics(matrix, 3)
    for row, weights in enumerate(matrix.tfidf().counts.toarray()):
        coefficients, _ = nnls(topics.profiles.T, weights)
        np.testing.assert_allclose(
            topics.weights[row], coefficients / coefficients.sum(), atol=1e-9
        )


def test_frex_by_hand():
    # Topic 1: weights .5 .3 .2, ranks 3/3 2/3 1/3; exclusivity 5/6 3/4 2/7, ranks 3/3 2/3 1/3.
    # Topic 2: weights .1 .1 .5 .3, ranks 2/4 2/4 4/4 3/4 (a tie takes the higher);
    # exclusivity 1/6 1/4 5/7 1/1, ranks 1/4 2/4 3/4 4/4; harmonic means of the pairs.
    profiles = np.array([[0.5, 0.3, 0.2, 0.0], [0.1, 0.1, 0.5, 0.3]])
    expected = [[1, 2 / 3, 1 / 3, 0], [1 / 3, 1 / 2, 6 / 7, 6 / 7]]
    np.testing.assert_allclose(frex(profiles), expected, rtol=1e-12)


def test_frex_agrees_with_stm():
    # stm 1.3.7, the score matrix inside stm::calcfrex(log(beta), w = 0.5) without word counts,
    # 改革 经济 GDP 环境 AI 技术 的 孤例 × three topics.
    beta = np.array(
        [
            [0.3, 0.2, 0.1, 0.01, 0.05, 0.04, 0.299, 0.001],
            [0.02, 0.15, 0.05, 0.4, 0.02, 0.03, 0.325, 0.005],
            [0.05, 0.1, 0.15, 0.02, 0.25, 0.2, 0.225, 0.005],
        ]
    )
    stm = np.array(
        [
            [1, 0.17857142857142858, 0.30000000000000004],
            [0.8076923076923077, 0.6818181818181818, 0.4285714285714286],
            [0.625, 0.5555555555555556, 0.6818181818181818],
            [0.16666666666666666, 1, 0.16666666666666666],
            [0.5, 0.2777777777777778, 1],
            [0.375, 0.4285714285714286, 0.8076923076923077],
            [0.8076923076923077, 0.8076923076923077, 0.6363636363636364],
            [0.16666666666666666, 0.21875, 0.20833333333333334],
        ]
    ).T
    scores = frex(beta)
    # 改革 and AI tie at .02 in topic 2: stm gives both the mean rank 2.5 of 8, the empirical
    # distribution function gives 3 of 8. Exclusivity ranks are 1 and 2 of 8.
    tied = np.zeros_like(stm, dtype=bool)
    tied[1, [0, 4]] = True
    np.testing.assert_allclose(scores[~tied], stm[~tied], rtol=1e-12)
    np.testing.assert_allclose(scores[tied], [2 / (8 / 3 + 8), 2 / (8 / 3 + 8 / 2)], rtol=1e-12)
    np.testing.assert_allclose(stm[tied], [2 / (8 / 2.5 + 8), 2 / (8 / 2.5 + 8 / 2)], rtol=1e-12)


def test_average_jaccard_of_the_paper():
    # Greene, O'Callaghan and Cunningham 2014, Table 1: 0, 0, 1/5, 1/7, 3/7, mean 0.154.
    album, music, best, award, win, sport, medal = range(7)
    mine, theirs = [album, music, best, award, win], [sport, best, win, medal, award]
    assert average_jaccard(mine, theirs, 5) == pytest.approx((1 / 5 + 1 / 7 + 3 / 7) / 5)
    assert round(average_jaccard(mine, theirs, 5), 3) == 0.154


# Tables


def test_terms_are_ranked_and_limited():
    rng = np.random.default_rng(0)
    topics = fit_topics(make_matrix(rng.poisson(1, (60, 50))), 2)
    terms = topics.terms
    assert list(terms.columns) == ["topic", "rank", "term", "weight", "frex"]
    assert terms.groupby("topic")["rank"].apply(list).tolist() == [list(range(1, 31))] * 2
    for _, rows in terms.groupby("topic"):
        assert rows["weight"].is_monotonic_decreasing
    for _, rows in topics.top_terms(5, by="frex").groupby("topic"):
        assert rows["frex"].is_monotonic_decreasing
        assert rows["rank"].tolist() == [1, 2, 3, 4, 5]
    everything = topics.top_terms(50)
    np.testing.assert_allclose(everything.groupby("topic")["weight"].sum(), 1)


def test_tied_terms_stand_in_code_point_order():
    topics = fit_topics(make_matrix([[1, 1, 1, 0], [0, 0, 0, 1]], list("丙甲乙丁")), 2)
    assert topics.label() == {1: "丙 · 乙 · 甲", 2: "丁"}
    assert topics.top_terms(2, by="frex")["term"].tolist() == ["丙", "乙", "丁"]


def test_prevalence_weighs_passages_by_tokens_or_evenly():
    # Two passages of topic 1 with 6 and 2 tokens, one of topic 2 with 4.
    matrix = make_matrix(
        [[3, 3, 0, 0], [1, 1, 0, 0], [0, 0, 2, 2]], district=["甲区", "乙区", "甲区"]
    )
    topics = fit_topics(matrix, 2)
    overall = topics.prevalence()
    assert list(overall.columns) == ["topic", "prevalence", "low", "high", "n_passages"]
    np.testing.assert_allclose(overall["prevalence"], [8 / 12, 4 / 12])
    np.testing.assert_allclose(topics.prevalence(weight="passages")["prevalence"], [2 / 3, 1 / 3])
    table = topics.prevalence(by="district")
    assert list(table.columns) == ["district", *overall.columns]
    assert table["district"].tolist() == ["甲区", "甲区", "乙区", "乙区"]
    assert table["n_passages"].tolist() == [2, 2, 1, 1]
    np.testing.assert_allclose(table["prevalence"], [0.6, 0.4, 1, 0])
    np.testing.assert_allclose(table["low"], [0, 0, np.nan, np.nan])
    np.testing.assert_allclose(table["high"], [1, 1, np.nan, np.nan])


def test_intervals_hold_their_estimate_and_repeat():
    topics = fit_topics(planted(noise=3), 3)
    table = topics.prevalence(["doc_id", "theme"], n_resamples=200, seed=4)
    inside = table.dropna()
    assert (inside["low"] <= inside["prevalence"]).all()
    assert (inside["prevalence"] <= inside["high"]).all()
    again = topics.prevalence(["doc_id", "theme"], n_resamples=200, seed=4)
    pd.testing.assert_frame_equal(table, again, check_exact=True)
    narrow = topics.prevalence(n_resamples=500, confidence=0.5)
    wide = topics.prevalence(n_resamples=500, confidence=0.95)
    assert ((wide["high"] - wide["low"]) > (narrow["high"] - narrow["low"])).all()


def test_a_group_without_terms_has_no_prevalence():
    matrix = make_matrix([[1, 0], [0, 1], [0, 0]], district=["甲区", "甲区", "乙区"])
    table = fit_topics(matrix, 2).prevalence("district").set_index("district").loc["乙区"]
    assert table["n_passages"].tolist() == [0, 0]
    assert table[["prevalence", "low", "high"]].isna().all(axis=None)


def test_representative_passages_long_before_short_at_the_same_share():
    words = [["学校", "教师"], ["道路", "公交"], ["学校", "教师"] * 3, ["学校", "教师"], []]
    topics = fit_topics(Tokens.from_words(words).counts(), 2)
    table = topics.representative(2)
    assert list(table.columns) == ["topic", "rank", "share", "passage_id", "doc_id", "text"]
    assert table["topic"].tolist() == [1, 1, 2]
    assert table["rank"].tolist() == [1, 2, 1]
    assert table["passage_id"].tolist() == [2, 0, 1]
    assert table["text"].tolist() == ["学校教师" * 3, "学校教师", "道路公交"]
    np.testing.assert_allclose(table["share"], 1)


def test_repr_names_what_was_modelled():
    topics = fit_topics(planted(), 3)
    assert repr(topics) == "Topics(3 topics, 38 passages × 12 terms)"
    assert len(topics) == 3
    page = topics._repr_html_()
    assert page.startswith("<p>Topics(3 topics, 38 passages × 12 terms)</p><table")
    assert all(label in page for label in topics.label(4).values())


def test_html_escapes_terms():
    page = fit_topics(make_matrix([[1, 0], [0, 1]], ["<b>", "词"]), 2)._repr_html_()
    assert "<b>" not in page
    assert "&lt;b&gt;" in page


def test_an_unfinished_fit_says_so_without_a_warning():
    topics = fit_topics(planted(noise=3), 3, max_iter=2)
    assert not topics.converged
    assert repr(topics) == (
        "Topics(3 topics, 38 passages × 12 terms, not converged after 2 iterations: raise max_iter)"
    )
    assert fit_topics(planted(noise=3), 3).converged


# Other passages


def test_transform_gives_the_modelled_passages_their_weights():
    matrix = planted(noise=3)
    topics = fit_topics(matrix, 3)
    assert topics.transform(matrix).tobytes() == topics.weights.tobytes()
    order = np.random.default_rng(1).permutation(12)
    shuffled = TermMatrix(matrix.counts[:, order], matrix.terms[order], matrix.passages)
    assert topics.transform(shuffled).tobytes() == topics.weights.tobytes()
    alone = topics.transform(matrix.where(np.arange(38) == 5))
    np.testing.assert_allclose(alone, topics.weights[[5]], atol=1e-12)


def test_transform_ignores_unknown_terms():
    topics = fit_topics(planted(), 3)
    new = Tokens.from_words([["学校", "元宇宙", "教师"], ["元宇宙"], [], ["桥梁"]]).counts()
    plain = Tokens.from_words([["学校", "教师"]]).counts()
    shares = topics.transform(new)
    assert shares.shape == (4, 3)
    assert shares[:1].tobytes() == topics.transform(plain).tobytes()
    assert np.isnan(shares[1:3]).all()
    np.testing.assert_allclose(shares[3], [0, 1, 0], atol=1e-9)
    assert topics.transform(new.where(np.arange(4) == 1).trim(min_count=1)).shape == (1, 3)


# Stability


def test_stable_topics_score_higher_than_a_topic_too_many():
    matrix = planted(noise=1)
    right = topic_stability(matrix, 3, n_resamples=10, top=2)
    assert list(right.columns) == ["topic", "stability"]
    assert right["topic"].tolist() == [1, 2, 3]
    assert right["stability"].between(0.5, 1).all()
    too_many = topic_stability(matrix, 6, n_resamples=10, top=2)
    assert too_many["stability"].mean() < right["stability"].mean()


def test_stability_repeats_and_is_one_when_nothing_is_left_out():
    matrix = planted(noise=2)
    first = topic_stability(matrix, 4, n_resamples=3, seed=5)
    pd.testing.assert_frame_equal(
        first, topic_stability(matrix, 4, n_resamples=3, seed=5), check_exact=True
    )
    whole = topic_stability(matrix, 4, share=1, n_resamples=2)
    np.testing.assert_allclose(whole["stability"], 1)


# Errors


SMALL = [[1, 2, 0, 0], [0, 1, 1, 0], [0, 0, 0, 3], [0, 0, 0, 0]]

ERRORS = {
    "more topics than passages": (
        lambda: fit_topics(make_matrix(SMALL), 5),
        "n_topics=5 is more than these 3 passages with a term and 4 terms can carry. "
        "Ask for n_topics=3 or fewer, or split the corpus into shorter passages.",
    ),
    "more topics than terms": (
        lambda: fit_topics(make_matrix([[1, 0], [0, 1], [1, 1]]), 3),
        "n_topics=3 is more than these 3 passages with a term and 2 terms can carry. "
        "Ask for n_topics=2 or fewer, or split the corpus into shorter passages.",
    ),
    "no topic": (
        lambda: fit_topics(make_matrix(SMALL), 0),
        "n_topics=0 must be at least 1.",
    ),
    "nothing to model": (
        lambda: fit_topics(make_matrix([[0, 0], [0, 0]]), 1),
        "no passage holds a counted term. Look at tokens.keep(…): its choices leave none.",
    ),
    "weights instead of counts": (
        lambda: fit_topics(make_matrix(SMALL).tfidf(), 2),
        "fit_topics needs counts; this matrix holds weights (float64). "
        "Give it tokens.counts(): TF-IDF is its own affair.",
    ),
    "weights to transform": (
        lambda: fit_topics(make_matrix(SMALL), 2).transform(make_matrix(SMALL).tfidf()),
        "transform needs counts; this matrix holds weights (float64). "
        "Give it tokens.counts(): TF-IDF is its own affair.",
    ),
    "unknown ranking": (
        lambda: fit_topics(make_matrix(SMALL), 2).top_terms(by="prob"),
        "by='prob' must be one of weight, frex, lift, score.",
    ),
    "unknown weighting": (
        lambda: fit_topics(make_matrix(SMALL), 2).prevalence(weight="words"),
        'weight=\'words\' must be "tokens" or "passages".',
    ),
    "unknown variable": (
        lambda: fit_topics(make_matrix(SMALL), 2).prevalence("区"),
        "passages lacks the column '区'. It has: 'passage_id', 'doc_id', 'text'.",
    ),
    "passages that were added up": (
        lambda: fit_topics(make_matrix(SMALL).group("doc_id"), 2).representative(),
        "passages lacks the columns 'passage_id', 'text'. It has: 'doc_id'.",
    ),
    "share too small": (
        lambda: topic_stability(make_matrix(SMALL), 2, share=0.4),
        "share=0.4 of 3 passages leaves 1 for n_topics=2. Give a share between 0.67 and 1.",
    ),
    "no resample": (
        lambda: topic_stability(make_matrix(SMALL), 2, n_resamples=0),
        "n_resamples=0 and top=10 must be at least 1.",
    ),
}


@pytest.mark.parametrize("case", ERRORS)
def test_errors_name_the_place_and_the_remedy(case):
    call, message = ERRORS[case]
    with pytest.raises(ValueError) as caught:
        call()
    assert str(caught.value) == message


def test_passages_too_alike_are_refused():
    with pytest.raises(ValueError) as caught:
        fit_topics(make_matrix([[1, 2, 1]] * 5), 3)
    assert str(caught.value) == (
        "n_topics=3 is more than these passages carry: they are so alike that only 1 can be told "
        "apart. Ask for n_topics=1 or fewer."
    )
    assert fit_topics(make_matrix([[1, 2, 1]] * 5), 1).weights.tolist() == [[1.0]] * 5
