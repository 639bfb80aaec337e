"""How many topics: planted numbers, ties, what cannot be fitted, the same for any n_jobs."""

import numpy as np
import pandas as pd
import pytest
from joblib import parallel_config
from scipy import sparse

from textkit.matrix import TermMatrix
from textkit.tokens import Tokens
from textkit.topics import choose_topics, coherence, exclusivity, fit_topics, topic_stability
from textkit.topics.selection import CRITERIA, VOICES, completion, propose, split_tokens

COLUMNS = [
    "n_topics", "npmi", "c_v", "u_mass", "heldout", "stability", "exclusivity",
    "npmi_low", "npmi_high", "heldout_low", "heldout_high", "stability_low", "stability_high",
    "exclusivity_low", "exclusivity_high", "best_in", "tied", "proposed", "reason",
]  # fmt: skip


def planted(n_themes, *, size=14, length=12, noise=2, seed=0):
    """Passages of one theme each; a theme has six words of its own."""
    rng = np.random.default_rng(seed)
    words = np.array([[f"{chr(0x4E00 + theme)}{n}" for n in range(6)] for theme in range(n_themes)])
    shares = np.arange(6, 0, -1) / 21
    rows = [
        [*rng.choice(words[theme], length, p=shares), *rng.choice(words.ravel(), noise)]
        for theme in range(n_themes) for _ in range(size)
    ]  # fmt: skip
    return Tokens.from_words([[str(word) for word in row] for row in rows])


# Planted answers


@pytest.mark.parametrize("n_themes", [3, 5])
def test_the_planted_number_is_proposed(n_themes):
    matrix = planted(n_themes).counts()
    table = choose_topics(matrix, range(2, 8), top=5, n_resamples=6)
    assert table.columns.tolist() == COLUMNS
    assert table["n_topics"].tolist() == [2, 3, 4, 5, 6, 7]
    chosen = table[table["proposed"]]
    assert chosen["n_topics"].tolist() == [n_themes]
    assert chosen["best_in"].tolist() == ["npmi; heldout; stability"]
    assert chosen["reason"].str.startswith("ties with the best in 3 of 3 criteria").all()
    for name in CRITERIA:
        assert (table[f"{name}_low"] <= table[name]).all()
        assert (table[name] <= table[f"{name}_high"]).all()


@pytest.mark.parametrize("method", ["lda", "lda_gibbs"])
def test_the_planted_number_of_lda(method):
    matrix = planted(3, size=10).counts()
    table = choose_topics(matrix, [2, 3, 6], method=method, top=5, n_resamples=3)
    assert table.loc[table["proposed"], "n_topics"].tolist() == [3]
    assert (table["heldout"] < 0).all()  # a log probability
    # No worse than a guess by the frequency of terms, up to what was not seen.
    assert table["heldout"].max() > -np.log(matrix.counts.shape[1])


def test_the_values_are_those_of_the_functions():
    tokens = planted(3)
    matrix = tokens.counts()
    table = choose_topics(matrix, [3], top=4, n_resamples=5, seed=2, reference=tokens).iloc[0]
    topics = fit_topics(matrix, 3, seed=2)
    scores = coherence(topics, tokens, measure=["npmi", "c_v", "u_mass"], top=4)
    for name in ("npmi", "c_v", "u_mass"):
        assert table[name] == pytest.approx(scores[name].mean(), rel=1e-12)
    assert table["exclusivity"] == pytest.approx(exclusivity(topics.profiles, top=4).mean())
    stability = topic_stability(matrix, 3, n_resamples=5, top=4, seed=2)["stability"]
    assert table["stability"] == pytest.approx(stability.mean(), rel=1e-12)


# The same for any n_jobs, backend, order and seed


def test_the_same_for_any_n_jobs_and_backend():
    matrix = planted(3).counts()
    options = {"n_resamples": 3, "seed": 1, "top": 4}
    table = choose_topics(matrix, [2, 3, 5], **options)
    pd.testing.assert_frame_equal(
        table, choose_topics(matrix, (5, 3, 2, 3), n_jobs=2, **options), check_exact=True
    )
    with parallel_config(backend="threading", n_jobs=2):
        pd.testing.assert_frame_equal(
            table, choose_topics(matrix, [2, 3, 5], **options), check_exact=True
        )


def test_empty_passages_and_absent_terms_change_no_coherence():
    matrix = planted(3).counts()
    n_rows, n_columns = matrix.counts.shape
    padded = TermMatrix(
        sparse.block_array(
            [[matrix.counts, None], [None, sparse.csr_array((2, 1), dtype=np.int64)]]
        ).tocsr(),
        np.append(matrix.terms, "不在"),
        pd.concat([matrix.passages, matrix.passages.iloc[:2]], ignore_index=True),
    )
    assert padded.counts.shape == (n_rows + 2, n_columns + 1)
    one, other = (choose_topics(each, [2, 3], top=4, n_resamples=3) for each in (matrix, padded))
    pd.testing.assert_frame_equal(one, other)


# What cannot be fitted


def test_numbers_that_cannot_be_fitted_are_rows_with_a_reason():
    matrix = Tokens.from_words([["甲", "乙"], ["丙", "丁"]] * 4).counts()
    table = choose_topics(matrix, [1, 2, 3, 7, 50], top=2, n_resamples=3)
    assert table["proposed"].tolist() == [False, True, False, False, False]
    assert table.loc[2:, ["npmi", "heldout", "stability"]].isna().all(axis=None)
    assert table["reason"].tolist()[2:] == [
        "n_topics=3 is more than these passages carry: they are so alike that only 2 can be told "
        "apart. Ask for n_topics=2 or fewer.",
        *(
            f"n_topics={number} is more than these 6 passages with a term and 4 terms can carry. "
            "Ask for n_topics=4 or fewer, or split the corpus into shorter passages."
            for number in (7, 50)
        ),
    ]
    nothing = choose_topics(matrix, [50], top=2, n_resamples=2)
    assert nothing["proposed"].tolist() == [False]
    assert nothing.columns.tolist() == COLUMNS


def test_one_draw_has_no_interval():
    table = choose_topics(planted(2).counts(), [2, 3], top=4, n_resamples=1)
    assert table[["npmi_low", "stability_high"]].isna().all(axis=None)
    assert table["proposed"].sum() == 1


# Ties


def measured(**columns):
    table = pd.DataFrame({"n_topics": range(4, 4 + len(columns["npmi"])), **columns})
    for name in CRITERIA:
        if name not in table:
            table[name] = 0.5
        if f"{name}_sd" not in table:
            table[f"{name}_sd"] = 0.0
    return table.assign(reason="")


def test_ties_by_hand():
    """√(1/4 + .2/.8) = .7071: the best NPMI is .50 at 6, so .50 − .7071 × .1 = .429 ties."""
    table = measured(
        npmi=[0.40, 0.43, 0.50, 0.47], npmi_sd=[0.1] * 4,
        heldout=[0.2, 0.3, 0.3, 0.3], stability=[0.9, 0.9, 0.7, 0.9],
    )  # fmt: skip
    found = propose(table, share=0.8, n_resamples=4)
    assert found["npmi_low"].tolist() == pytest.approx(table["npmi"] - 0.1 * np.sqrt(0.5))
    assert found["best_in"].tolist() == [
        "stability", "npmi; heldout; stability", "npmi; heldout", "npmi; heldout; stability",
    ]  # fmt: skip
    assert found["tied"].tolist() == [False, True, False, True]
    assert found["proposed"].tolist() == [False, True, False, False]
    assert found["reason"].tolist() == [
        "ties with the best in 1 of 3 criteria",
        "ties with the best in 3 of 3 criteria; the smallest of 5, 7, which tie; the largest "
        "number tried is among the best, so try larger ones",
        "ties with the best in 2 of 3 criteria",
        "ties with the best in 3 of 3 criteria, as the proposal does, which is smaller",
    ]


def test_criteria_that_disagree_are_said_to():
    table = measured(npmi=[1, 2, 3], heldout=[1, 3, 2], stability=[3, 2, 1])
    found = propose(table, share=0.8, n_resamples=4)
    assert found["reason"].iloc[0] == (
        "ties with the best in 1 of 3 criteria; the smallest of 4, 5, 6, which tie; the criteria "
        "disagree, so let the reading decide; the largest number tried is among the best, so try "
        "larger ones"
    )
    clear = propose(measured(npmi=[1, 2, 1], heldout=[1, 3, 2]), share=0.8, n_resamples=4)
    assert clear["reason"].iloc[1] == "ties with the best in 3 of 3 criteria, more than any other"
    assert VOICES == ("npmi", "heldout", "stability")


# Held-out fit


def test_halves_add_up():
    counts = planted(2).counts().counts
    one, other = split_tokens(counts, seed=(0, 1))
    assert (one.data >= 0).all()
    assert (other.data >= 0).all()
    assert (one + other - counts).nnz == 0
    assert abs(one.sum() / counts.sum() - 0.5) < 0.1


def test_completion_by_hand():
    # Topics without a common term; idf 1. Passage 甲甲|甲: predicted whole. Passage 甲|乙
    # (both in topic 1, ½ each): row (1, 0) is fitted by w = 1 (the nearest multiple of (½, ½)),
    # so (½, ½) is predicted where (0, 1) stands: 1 − (¼ + ¼) = ½.
    topics = np.array([[0.5, 0.5, 0.0], [0.0, 0.0, 1.0]])
    shown = sparse.csr_array(np.array([[0, 0, 2], [1, 0, 0], [1, 0, 0], [0, 0, 0]]))
    hidden = sparse.csr_array(np.array([[0, 0, 1], [0, 1, 0], [0, 0, 0], [1, 0, 0]]))
    seen = np.ones(3, dtype=bool)
    assert completion((shown, hidden), topics, np.ones(3), seen, "nmf") == pytest.approx(0.75)
    # LDA: shares (.1, 2.1)/2.2 and (1.1, .1)/1.2; ln(2.1/2.2) and ln(1.1/1.2 × ½), 2 tokens
    expected = (np.log(2.1 / 2.2) + np.log(1.1 / 1.2 / 2)) / 2
    assert completion((shown, hidden), topics, np.ones(3), seen, "lda") == pytest.approx(expected)
    nothing = completion((shown, hidden), topics, np.ones(3), ~seen, "nmf")
    assert np.isnan(nothing)


def test_a_perfect_topic_predicts_all_and_the_uniform_topic_has_the_perplexity_of_a_die():
    rows = sparse.csr_array(np.full((5, 6), 4))
    uniform = np.full((1, 6), 1 / 6)
    halves = rows, rows
    seen = np.ones(6, dtype=bool)
    assert completion(halves, uniform, np.ones(6), seen, "nmf") == pytest.approx(1)
    assert np.exp(-completion(halves, uniform, np.ones(6), seen, "lda")) == pytest.approx(6)


# Errors


MATRIX = planted(2).counts()
ERRORS = {
    "weights": (
        lambda: choose_topics(MATRIX.tfidf(), [2]),
        "choose_topics needs counts; this matrix holds weights (float64). "
        "Give it tokens.counts(): TF-IDF is its own affair.",
    ),
    "no number": (
        lambda: choose_topics(MATRIX, []),
        "n_topics must be numbers from 1 on, not [].",
    ),
    "zero topics": (
        lambda: choose_topics(MATRIX, [0, 2]),
        "n_topics must be numbers from 1 on, not [0, 2].",
    ),
    "unknown method": (
        lambda: choose_topics(MATRIX, [2], method="lsi"),
        "method='lsi' is none of nmf, lda, lda_gibbs.",
    ),
    "all are drawn": (
        lambda: choose_topics(MATRIX, [2], share=1.0),
        "share=1.0 of 28 passages leaves out none to predict. Give a share below 1.",
    ),
    "none are drawn": (
        lambda: choose_topics(MATRIX, [2], share=0.0),
        "share=0.0 of 28 passages leaves 0 for n_topics=1. Give a share between 0.04 and 1.",
    ),
    "no draw": (
        lambda: choose_topics(MATRIX, [2], n_resamples=0),
        "n_resamples=0 and top=10 must be at least 1.",
    ),
    "one term a topic": (
        lambda: choose_topics(MATRIX, [2], top=1),
        "top=1 must be at least 2: coherence is of pairs.",
    ),
}


@pytest.mark.parametrize("case", ERRORS)
def test_errors_name_the_place_and_the_remedy(case):
    call, message = ERRORS[case]
    with pytest.raises(ValueError) as caught:
        call()
    assert str(caught.value) == message
