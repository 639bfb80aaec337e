"""Wordscores, wordfish, naive Bayes: every stored call of quanteda.textmodels 0.9.10."""

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from scipy.optimize import minimize
from scipy.stats import poisson

from textkit.matrix import TermMatrix
from textkit.measures.poisson import fit_positions
from textkit.measures.scaling import wordfish, wordscores

FACTS = json.loads((Path(__file__).parent / "oracles/textmodels.json").read_text("utf-8"))
ENTRIES = FACTS["entries"]
D = FACTS["inputs"]["D"]
ROWS = dict(zip(D["rows"], D["values"], strict=True))

EXACT = ["textmodels/wordscores", "textmodels/wordscores/predict"]
BAYES = ["textmodels/nb/multinomial", "textmodels/nb/Bernoulli", "textmodels/nb/predict"]
# Fits of one model that end elsewhere: quanteda has a normal prior on θ too, which it then
# scales to deviation 1 without fitting the rest anew. Hence tolerances, by parameter; and
# what can be held against both, the penalised likelihood, is higher here.
LOOSE = {"textmodels/wordfish": {"theta": 0.02, "alpha": 0.07, "beta": 0.16, "psi": 0.1}}


def matrix_of(values, terms=None):
    counts = np.array(values, dtype=np.int64)
    names = terms or [f"t{i}" for i in range(counts.shape[1])]
    table = pd.DataFrame({"doc_id": range(len(counts))})
    return TermMatrix(sparse.csr_array(counts), np.array(names, dtype=object), table)


def of(*documents):
    return matrix_of([ROWS[name] for name in documents], D["cols"])


def test_no_entry_is_left_out():
    assert sorted([*EXACT, *BAYES, *LOOSE]) == sorted(ENTRIES)
    assert len(ENTRIES) == 6


def test_scores_of_words():
    output = ENTRIES["textmodels/wordscores"]["output"]
    terms = wordscores(of("d1", "d2", "d4"), [-1, 1, np.nan]).terms.set_index("term")["score"]
    np.testing.assert_allclose(terms[output["names"]], output["values"], rtol=1e-9, atol=1e-15)
    assert terms.drop(output["names"]).isna().all()  # words that only d4 has
    # GDP is 1 of 11 words of d1 at −1, 1 of 9 of d2 at 1: (−1/11 + 1/9) / (1/11 + 1/9)
    assert terms["GDP"] == pytest.approx((-1 / 11 + 1 / 9) / (1 / 11 + 1 / 9))


def test_places_of_documents():
    output = ENTRIES["textmodels/wordscores/predict"]["output"]
    table = wordscores(of("d1", "d2", "d4", "d5"), [-1, 1, None, None]).documents
    np.testing.assert_allclose(table["position"], output["fit"]["values"], rtol=1e-9)
    np.testing.assert_allclose(table["se"], output["se.fit"], rtol=1e-9)
    assert table.columns.tolist() == [
        "doc_id", "anchor", "tokens", "position", "se", "low", "high",
    ]  # fmt: skip
    np.testing.assert_allclose(table["high"] - table["position"], 1.959963984540054 * table["se"])


def test_wordscores_by_hand():
    # Shares of t0: 2/3 at −1 and 0 at 1, so its score is −1; t1: 1/3 and 1/2, (1/2 − 1/3) / (5/6)
    # = 1/5; t2: 0 and 1/2, 1. The third document has t1 once and t2 twice: (1/5 + 2) / 3 = 11/15,
    # and the standard error √((1 (1/5 − 11/15)² + 2 (1 − 11/15)²) / 3 / 3).
    found = wordscores(matrix_of([[2, 1, 0], [0, 1, 1], [0, 1, 2]]), [-1, 1, None])
    assert found.terms["score"].tolist() == pytest.approx([-1, 1 / 5, 1])
    last = found.documents.iloc[2]
    assert last["position"] == pytest.approx(11 / 15)
    assert last["se"] == pytest.approx(math.sqrt(((8 / 15) ** 2 + 2 * (4 / 15) ** 2) / 9))
    assert last["position"] == pytest.approx(np.average([-1, 1 / 5, 1], weights=[0, 1, 2]))


def test_a_column_of_anchors_and_a_document_without_a_scored_word():
    matrix = of("d1", "d2", "d6", "d3")
    matrix.passages["place"] = [-1, 1, None, None]
    table = wordscores(matrix, "place").documents
    assert table["tokens"].tolist() == [11, 9, 0, 0]
    assert table["position"].isna().tolist() == [False, False, True, True]


@pytest.mark.parametrize("key", ["textmodels/nb/multinomial", "textmodels/nb/Bernoulli"])
def test_naive_bayes_is_scikit_learn_s(key):
    """For classes scikit-learn is the tool: a matrix's counts go in as they are."""
    from sklearn.naive_bayes import BernoulliNB, MultinomialNB

    model = (MultinomialNB if "multi" in key else BernoulliNB)(alpha=1.0, fit_prior=False)
    model.fit(of("d1", "d2", "d4").counts, ["A", "B", "A"])
    theirs = ENTRIES[key]["output"]
    assert model.classes_.tolist() == theirs["rows"]
    np.testing.assert_allclose(np.exp(model.feature_log_prob_), theirs["values"], rtol=1e-9)


def test_naive_bayes_foretells_what_quanteda_does():
    from sklearn.naive_bayes import MultinomialNB

    model = MultinomialNB(alpha=1.0, fit_prior=False)
    model.fit(of("d1", "d2", "d4").counts, ["A", "B", "A"])
    chances = model.predict_proba(of("d5").counts)
    theirs = ENTRIES["textmodels/nb/predict"]["output"]["values"]
    np.testing.assert_allclose(chances, theirs, rtol=1e-9)


# Wordfish

FISH = ["d1", "d2", "d4", "d5"]
WHOLE = of(*FISH).trim()


def penalised(counts, alpha, theta, psi, beta, precision):
    mean = np.exp(alpha[:, None] + psi + np.outer(theta, beta))
    return poisson.logpmf(counts, mean).sum() - precision / 2 * (beta**2).sum()


def test_wordfish():
    output = ENTRIES["textmodels/wordfish"]["output"]
    theirs = {name: np.array(output[name]) for name in LOOSE["textmodels/wordfish"]}
    found = wordfish(WHOLE, direction=(0, 1))
    assert WHOLE.terms.tolist() == output["features"]
    ours = {
        "theta": found.documents["position"].to_numpy(),
        "alpha": found.documents["length"].to_numpy(),
        "beta": found.terms["weight"].to_numpy(),
        "psi": found.terms["commonness"].to_numpy(),
    }
    for name, tolerance in LOOSE["textmodels/wordfish"].items():
        np.testing.assert_allclose(ours[name], theirs[name], atol=tolerance, err_msg=name)
    assert np.corrcoef(ours["theta"], theirs["theta"])[0, 1] > 0.9998
    counts = WHOLE.counts.toarray()
    assert penalised(counts, **ours, precision=1 / 9) > penalised(counts, **theirs, precision=1 / 9)


def test_wordfish_by_scipy():
    """SciPy's BFGS on the likelihood as it is written, from its own start, ends there too."""
    counts = of("d1", "d2", "d5").trim(min_passages=2).counts.toarray().astype(float)
    counts = counts + np.arange(counts.size).reshape(counts.shape) % 3
    rows, columns = counts.shape

    def unpack(x):
        alpha, theta, psi, beta = np.split(x, np.cumsum([rows, rows, columns]))
        theta = (theta - theta.mean()) / theta.std(ddof=1)
        return alpha, theta, psi, beta

    start = np.concatenate([np.zeros(rows), np.arange(rows), np.zeros(columns),
                            np.linspace(-0.1, 0.1, columns)])  # fmt: skip
    found = min(
        (minimize(lambda x: -penalised(counts, *unpack(x), 1 / 9), start * sign, method="BFGS")
         for sign in (1, -1)),
        key=lambda fit: fit.fun,
    )  # fmt: skip
    ours = fit_positions(counts, 1 / 9, 1e-13, 1000)
    value = penalised(counts, ours.alpha, ours.theta, ours.psi, ours.beta, 1 / 9)
    assert value == pytest.approx(-found.fun, rel=1e-6)
    theta = unpack(found.x)[1]
    theta = theta * np.sign(theta @ ours.theta)
    np.testing.assert_allclose(ours.theta, theta, atol=2e-3)


def planted(seed):
    rng = np.random.default_rng(seed)
    theta = np.linspace(-1.5, 1.5, 12)
    beta, psi = rng.normal(0, 0.7, 80), rng.normal(1, 0.5, 80)
    return theta, rng.poisson(np.exp(psi + np.outer(theta, beta) + rng.normal(0, 0.3, (12, 1))))


@pytest.mark.parametrize("spread", [3.0, None])
def test_planted_positions_are_found_within_their_errors(spread):
    theta, counts = planted(1)
    table = wordfish(matrix_of(counts), direction=(0, 11), spread=spread).documents
    position = table["position"].to_numpy()
    assert np.corrcoef(position, theta)[0, 1] > 0.99
    assert position.mean() == pytest.approx(0, abs=1e-12)
    assert position.std(ddof=1) == pytest.approx(1)
    true = (theta - theta.mean()) / theta.std(ddof=1)
    assert (np.abs(position - true) < 4 * table["se"]).all()
    assert (table["low"] < position).all()
    assert (position < table["high"]).all()


def test_the_standard_error_is_the_information_s():
    """By numbers: the curvature of the likelihood in (α, θ) of one document, terms as fitted."""
    _, counts = planted(2)
    fit = fit_positions(counts.astype(float), 0.0, 1e-13, 1000)

    def likelihood(alpha, theta):
        return poisson.logpmf(counts[3], np.exp(alpha + fit.psi + fit.beta * theta)).sum()

    h, a, t = 1e-3, fit.alpha[3], fit.theta[3]
    steps = [(h, 0), (0, h)]
    second = np.array(
        [[(likelihood(a + p[0] + q[0], t + p[1] + q[1]) - likelihood(a + p[0] - q[0], t + p[1] - q[1])
           - likelihood(a - p[0] + q[0], t - p[1] + q[1]) + likelihood(a - p[0] - q[0], t - p[1] - q[1]))
          / (4 * h * h) for q in steps] for p in steps]
    )  # fmt: skip
    assert fit.se[3] == pytest.approx(math.sqrt(np.linalg.inv(-second)[1, 1]), rel=1e-3)


def test_turning_the_line_round_and_the_order_of_rows():
    _, counts = planted(3)
    one = wordfish(matrix_of(counts), direction=(0, 11))
    other = wordfish(matrix_of(counts), direction=(11, 0))
    np.testing.assert_allclose(one.documents["position"], -other.documents["position"])
    np.testing.assert_allclose(one.terms["weight"], -other.terms["weight"])
    order = np.random.default_rng(0).permutation(12)
    place = np.argsort(order)
    mixed = wordfish(matrix_of(counts[order]), direction=(int(place[0]), int(place[11])))
    np.testing.assert_allclose(
        mixed.documents["position"], one.documents["position"].to_numpy()[order], atol=1e-5
    )


rows_of = st.lists(st.lists(st.integers(0, 5), min_size=4, max_size=4), min_size=3, max_size=5)


@settings(max_examples=50)
@given(rows_of.filter(lambda rows: all(map(any, rows[:2]))), st.floats(0.5, 3), st.floats(-2, 2))
def test_positions_follow_the_anchors(rows, scale, shift):
    matrix = matrix_of(rows)
    blank = [None] * (len(rows) - 2)
    one = wordscores(matrix, [-1.0, 1.0, *blank])
    other = wordscores(matrix, [shift - scale, shift + scale, *blank])
    for name, factor, added in (("position", scale, shift), ("se", scale, 0)):
        np.testing.assert_allclose(
            other.documents[name], one.documents[name] * factor + added, atol=1e-9
        )
    scores = one.terms["score"].dropna()
    assert scores.between(-1 - 1e-12, 1 + 1e-12).all()
    # A score is (P2 − P1) / (P1 + P2) of its shares: over those of both it adds up to 0.
    np.testing.assert_allclose(one.documents["position"][:2].sum(), 0, atol=1e-12)


THREE = [[2, 1, 0], [1, 2, 1], [0, 1, 2]]
REFUSALS = {
    "no anchors": (
        lambda: wordscores(matrix_of(THREE), [None, None, None]),
        "anchors names 0 documents at 0 places; it takes two documents at different places to "
        "make a line.",
    ),
    "no variation": (
        lambda: wordscores(matrix_of(THREE), [1, 1, None]),
        "anchors names 2 documents at 1 places; it takes two documents at different places to "
        "make a line.",
    ),
    "an empty reference": (
        lambda: wordscores(matrix_of([[1, 2], [0, 0]]), [-1, 1]),
        "the reference document in row 1 is empty; leave it out.",
    ),
    "too few anchors": (
        lambda: wordscores(matrix_of(THREE), [-1, 1]),
        "anchors has 2 entries for 3 documents.",
    ),
    "no such variable": (
        lambda: wordscores(matrix_of(THREE), "place"),
        "anchors='place' is no variable; there are doc_id.",
    ),
    "weights": (
        lambda: wordscores(matrix_of(THREE).tfidf(), [-1, 1, None]),
        "wordscores needs counts; the matrix holds weights (float64). Give it tokens.counts().",
    ),
    "an interval of all": (
        lambda: wordscores(matrix_of(THREE), [-1, 1, None], confidence=1),
        "confidence must lie between 0 and 1, not 1.",
    ),
    "two documents": (
        lambda: wordfish(matrix_of(THREE[:2]), direction=(0, 1)),
        "wordfish needs 3 documents and 2 terms, not 2 and 3.",
    ),
    "an empty document": (
        lambda: wordfish(matrix_of([*THREE, [0, 0, 0]]), direction=(0, 2)),
        "the document in row 3 is empty; leave it out with matrix.where.",
    ),
    "a term that is nowhere": (
        lambda: wordfish(matrix_of([[*row, 0] for row in THREE]), direction=(0, 2)),
        "'t3' stands in no document; leave it out with matrix.trim.",
    ),
    "all alike": (
        lambda: wordfish(matrix_of([[1, 2], [2, 4], [3, 6]]), direction=(0, 2)),
        "all documents use the terms in the same shares: there is no line.",
    ),
    "no direction": (
        lambda: wordfish(matrix_of(THREE), direction=(1, 1)),
        "direction=(1, 1) must name two rows, from 0 to 2.",
    ),
    "a spread of nothing": (
        lambda: wordfish(matrix_of(THREE), direction=(0, 2), spread=0),
        "spread=0 must be above 0, or None for no prior.",
    ),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_errors_name_the_place_and_the_remedy(case):
    call, message = REFUSALS[case]
    with pytest.raises(ValueError) as error:
        call()
    assert str(error.value) == message


def test_a_fit_without_an_end_is_said():
    with pytest.raises(RuntimeError) as error:
        wordfish(matrix_of(THREE), direction=(0, 2), max_iter=2)
    assert str(error.value) == (
        "wordfish was not done after 2 rounds: raise max_iter or tolerance, give a spread, or "
        "leave out terms that only one document has (matrix.trim(min_passages=2))."
    )
