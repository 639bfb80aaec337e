"""Regression of topic shares: planted effects, laws, statsmodels and explicit leave-one-out."""

import sys

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit
from scipy.stats import t as student

from textkit.topics import Topics
from textkit.topics.effects import prevalence_regression

LOGIT, LINEAR = {"model": "logit"}, {"model": "linear"}


def make_topics(shares, passages, n_tokens=None):
    """Topics with the given shares of topic 1 (topic 2 has the rest), or with all shares."""
    shares = np.asarray(shares, dtype=float)
    weights = shares if shares.ndim == 2 else np.stack([shares, 1 - shares], axis=1)
    size = np.full(len(weights), 10) if n_tokens is None else np.asarray(n_tokens)
    return Topics(
        profiles=np.eye(weights.shape[1]),
        vocabulary=np.array([f"词{n}" for n in range(weights.shape[1])], dtype=object),
        weights=weights,
        passages=pd.DataFrame(passages),
        n_tokens=size,
        idf=np.ones(weights.shape[1]),
        n_iter=1,
        converged=True,
    )


def planted(seed, n_documents=24, effect=1.0, trend=0.0, n_topics=2):
    """Passages of reports: a level shifts topic 1 by ``effect``, a year by ``trend`` (log odds).

    Reports differ among themselves, and passages of one report are alike.
    """
    rng = np.random.default_rng(seed)
    document = np.repeat(np.arange(n_documents), rng.integers(4, 15, n_documents))
    level = np.where(np.arange(n_documents) % 3 == 0, "市级", "省级")[document]
    year = (2010 + np.arange(n_documents) % 7)[document]
    own = rng.normal(0, 0.5, n_documents)[document]
    mean = expit(-0.5 + effect * (level == "市级") + trend * (year - 2013) + own)
    share = rng.beta(4 * mean, 4 * (1 - mean))
    rest = rng.dirichlet(np.ones(n_topics - 1), len(share)) * (1 - share)[:, None]
    table = {
        "doc_id": [f"d{n:02}" for n in document],
        "level": level,
        "year": year,
        "part": rng.choice(["回顾", "任务"], len(share)),
    }
    return make_topics(np.column_stack([share, rest]), table, rng.integers(5, 60, len(share)))


def coefficient(table, topic, term):
    return table[(table["topic"] == topic) & (table["term"] == term)].iloc[0]


# Planted answers


@pytest.mark.parametrize("model", ["logit", "linear"])
def test_a_planted_difference_and_trend_are_found_with_their_signs(model):
    table = prevalence_regression(planted(1, trend=-0.3), ["level", "year"], model=model)
    assert list(table.columns) == [
        "topic", "term", "reference", "estimate", "se", "df", "low", "high", "p", "q",
        "n_passages", "n_clusters",
    ]  # fmt: skip
    assert table["term"].tolist() == ["(intercept)", "level=省级", "year"] * 2
    assert table["reference"].tolist() == ["", "市级", ""] * 2
    for topic, sign in ((1, -1), (2, 1)):
        for term in ("level=省级", "year"):
            row = coefficient(table, topic, term)
            assert sign * row["low"] > 0 or sign * row["high"] > 0
            assert np.sign(row["estimate"]) == sign
            assert row["low"] * row["high"] > 0
            assert row["q"] < 0.05
    assert table.loc[table["term"] == "(intercept)", ["p", "q"]].isna().all(axis=None)
    assert (table["low"] < table["estimate"]).all()
    assert (table["estimate"] < table["high"]).all()


@pytest.mark.parametrize(
    "model, n_documents, few", [("logit", 24, 12), ("logit", 40, 4), ("linear", 24, 8)]
)
def test_intervals_cover_a_true_zero_as_often_as_they_say(model, n_documents, few):
    # 200 drawings stand side by side as topics. Documents differ, passages of one are alike.
    rng = np.random.default_rng(n_documents + few)
    document = np.repeat(np.arange(n_documents), rng.integers(4, 15, n_documents))
    mean = expit(rng.normal(-0.5, 0.7, (n_documents, 200)))[document]
    shares = rng.beta(4 * mean, 4 * (1 - mean))
    level = np.where(document < few, "市级", "省级")
    topics = make_topics(shares, {"doc_id": document, "level": level})
    table = prevalence_regression(topics, "level", model=model)
    rows = table[table["term"] == "level=省级"]
    hits = (rows["low"] <= 0) & (rows["high"] >= 0)
    # 190 are meant, with a standard deviation of 3.1
    assert 180 <= hits.sum() <= 199
    # Errors that take every passage for itself cover far less.
    x = sm.add_constant((level == "省级").astype(float))
    naive = [sm.OLS(share, x).fit(cov_type="HC1").tvalues[1] for share in shares.T]
    assert (np.abs(naive) < 1.96).sum() < 160


def test_intervals_of_a_trend_within_places_cover_too():
    # 40 places report in several years each: a place is its own level, its years differ.
    rng = np.random.default_rng(1)
    place = np.repeat(np.arange(40), rng.integers(3, 20, 40))
    year = rng.integers(2005, 2025, len(place))
    mean = expit(rng.normal(-0.5, 0.7, (40, 200))[place] + rng.normal(0, 0.3, (len(place), 200)))
    shares = rng.beta(20 * mean, 20 * (1 - mean))
    topics = make_topics(shares, {"place": place, "year": year})
    table = prevalence_regression(topics, "year", cluster="place")
    rows = table[table["term"] == "year"]
    assert 180 <= ((rows["low"] <= 0) & (rows["high"] >= 0)).sum() <= 199
    assert (rows["df"] > 15).all()


def test_a_level_that_few_documents_have_is_known_from_few():
    topics = planted(3, n_documents=60)
    topics.passages["level"] = np.where(topics.passages["doc_id"] < "d03", "市级", "省级")
    table = prevalence_regression(topics, "level")
    assert (table.loc[table["term"] == "level=省级", "df"] < 3).all()
    even = prevalence_regression(planted(3, n_documents=60), "level")
    assert (even["df"] > 10).all()


# Laws


def test_a_saturated_logit_is_the_prevalence_of_groups():
    topics = planted(5, n_topics=4)
    for weight in ("tokens", "passages"):
        table = prevalence_regression(topics, "level", weight=weight)
        shares = topics.prevalence("level", weight=weight, n_resamples=1)
        wide = shares.pivot_table(index="topic", columns="level", values="prevalence")
        base = table.loc[table["term"] == "(intercept)", "estimate"].to_numpy()
        shift = table.loc[table["term"] == "level=省级", "estimate"].to_numpy()
        np.testing.assert_allclose(expit(base), wide["市级"], rtol=1e-9)
        np.testing.assert_allclose(expit(base + shift), wide["省级"], rtol=1e-9)


def test_linear_coefficients_add_up_to_nothing_over_the_topics():
    table = prevalence_regression(planted(6, n_topics=5), ["level", "year", "part"], **LINEAR)
    sums = table.groupby("term", sort=False)["estimate"].sum()
    np.testing.assert_allclose(sums, [1, 0, 0, 0], atol=1e-12)


@given(st.integers(0, 99), st.sampled_from(["logit", "linear"]))
@settings(deadline=None, max_examples=10)
def test_swapping_the_reference_swaps_the_sign(seed, model):
    topics = planted(seed)
    one = prevalence_regression(topics, ["level", "year"], model=model)
    other = prevalence_regression(
        topics, ["level", "year"], model=model, reference={"level": "省级"}
    )
    a, b = coefficient(one, 1, "level=省级"), coefficient(other, 1, "level=市级")
    assert (a["reference"], b["reference"]) == ("市级", "省级")
    np.testing.assert_allclose(
        [a["estimate"], a["low"], a["se"], a["p"]],
        [-b["estimate"], -b["high"], b["se"], b["p"]],
        rtol=1e-6,
    )
    pd.testing.assert_frame_equal(
        one[one["term"] == "year"].drop(columns="reference"),
        other[other["term"] == "year"].drop(columns="reference"),
        rtol=1e-6,
    )


@pytest.mark.parametrize("model", ["logit", "linear"])
def test_units_origin_and_order_of_passages_do_not_matter(model):
    topics = planted(7, trend=0.2)
    table = prevalence_regression(topics, ["year", "level"], model=model)
    topics.passages["months"] = 12.0 * topics.passages["year"] - 24_000
    months = prevalence_regression(topics, ["months", "level"], model=model)
    scale = np.where(table["term"] == "year", 12, 1)
    for name in ("estimate", "se", "low", "high"):
        np.testing.assert_allclose(months[name] * scale, table[name], rtol=1e-6)
    order = np.random.default_rng(0).permutation(len(topics.passages))
    mixed = make_topics(
        topics.weights[order],
        topics.passages.iloc[order].reset_index(drop=True),
        topics.n_tokens[order],
    )
    pd.testing.assert_frame_equal(
        prevalence_regression(mixed, ["year", "level"], model=model), table, rtol=1e-6
    )


def test_passages_of_a_document_that_repeat_add_nothing():
    topics = planted(8)
    twice = make_topics(
        np.repeat(topics.weights, 2, axis=0),
        topics.passages.loc[np.repeat(topics.passages.index, 2)].reset_index(drop=True),
        np.repeat(topics.n_tokens, 2),
    )
    table = prevalence_regression(topics, ["level", "part"])
    double = prevalence_regression(twice, ["level", "part"])
    assert (double["n_passages"] == 2 * table["n_passages"]).all()
    same = [name for name in table.columns if name != "n_passages"]
    pd.testing.assert_frame_equal(double[same], table[same], rtol=1e-6)


# Oracles


def matrix_of(topics):
    passages = topics.passages
    return np.column_stack(
        [
            np.ones(len(passages)),
            passages["level"] == "省级",
            passages["year"] - np.average(passages["year"], weights=topics.n_tokens),
            passages["part"] == "回顾",
        ]
    ).astype(float)


@pytest.mark.parametrize("model", ["logit", "linear"])
def test_estimates_are_those_of_statsmodels_on_every_passage(model):
    topics = planted(9, n_topics=3)
    table = prevalence_regression(topics, ["level", "year", "part"], model=model)
    family = sm.families.Binomial() if model == "logit" else sm.families.Gaussian()
    for number in range(3):
        oracle = sm.GLM(
            topics.weights[:, number], matrix_of(topics), family=family, var_weights=topics.n_tokens
        ).fit(tol=1e-12)
        mine = table[table["topic"] == number + 1]
        np.testing.assert_allclose(mine["estimate"], oracle.params, rtol=1e-6, atol=1e-9)


def test_linear_errors_are_those_of_leaving_each_document_out():
    topics = planted(10)
    x, y, w = matrix_of(topics), topics.weights[:, 0], topics.n_tokens
    document = topics.passages["doc_id"].to_numpy()
    whole = sm.WLS(y, x, weights=w).fit().params
    names = np.unique(document)
    moved = [
        sm.WLS(y[document != d], x[document != d], weights=w[document != d]).fit().params - whole
        for d in names
    ]
    expected = np.sqrt((len(names) - 1) / len(names) * np.square(moved).sum(axis=0))
    table = prevalence_regression(topics, ["level", "year", "part"], **LINEAR)
    mine = table[table["topic"] == 1]
    np.testing.assert_allclose(mine["se"], expected, rtol=1e-9)
    p = 2 * student.sf(np.abs(whole / expected), mine["df"])
    np.testing.assert_allclose(mine["p"][1:], p[1:], rtol=1e-6)


def test_logit_errors_come_close_to_leaving_each_document_out_and_to_the_sandwich():
    topics = planted(11, n_documents=120)
    x, y = matrix_of(topics), topics.weights[:, 0]
    document = topics.passages["doc_id"].to_numpy()
    names = np.unique(document)

    def fit(rows, **options):
        return sm.GLM(y[rows], x[rows], family=sm.families.Binomial()).fit(**options)

    everyone = np.ones(len(y), dtype=bool)
    whole = fit(everyone).params
    moved = [fit(document != d).params - whole for d in names]
    jackknife = np.sqrt((len(names) - 1) / len(names) * np.square(moved).sum(axis=0))
    groups = pd.factorize(document)[0]
    sandwich = fit(everyone, cov_type="cluster", cov_kwds={"groups": groups}).bse
    table = prevalence_regression(topics, ["level", "year", "part"], weight="passages")
    # The intercept is left out: here the year's origin is its mean over tokens, there not.
    mine = table.loc[table["topic"] == 1, "se"].to_numpy()[1:]
    np.testing.assert_allclose(mine, jackknife[1:], rtol=0.01)
    np.testing.assert_allclose(mine, sandwich[1:], rtol=0.06)
    assert (mine > sandwich[1:]).all()


def test_effective_clusters_by_hand():
    # Ten documents of one passage, three of them 市级, equal weights, linear. The coefficient
    # is a difference of means: a document of 市级 pulls it by 1/3, another by 1/7. With γ the
    # squares, G* = (Σγ)² / Σγ² = (3/9 + 7/49)² / (3/81 + 7/2401) = (10/21)² / 0.039953 = 5.676.
    share = [0.2, 0.5, 0.4, 0.3, 0.1, 0.6, 0.2, 0.4, 0.5, 0.3]
    passages = {"doc_id": list("abcdefghij"), "level": ["市级"] * 3 + ["省级"] * 7}
    table = prevalence_regression(make_topics(share, passages), "level", **LINEAR)
    row = coefficient(table, 1, "level=省级")
    gamma = np.repeat([1 / 9, 1 / 49], [3, 7])
    assert row["df"] == pytest.approx(gamma.sum() ** 2 / (gamma**2).sum() - 1)
    assert row["df"] == pytest.approx(4.676, abs=5e-4)
    # Means 11/30 and 24/70; leaving one of n out moves a mean by (mean − x) / (n − 1).
    assert row["estimate"] == pytest.approx(24 / 70 - 11 / 30)
    first, second = np.array(share[:3]), np.array(share[3:])
    moves = [*((first.mean() - first) / 2), *((second.mean() - second) / 6)]
    assert row["se"] == pytest.approx(np.sqrt(9 / 10 * np.square(moves).sum()))


# Variables


def test_interactions_are_products_about_the_mean():
    topics = planted(12, trend=0.2)
    table = prevalence_regression(topics, ["level", "year", "level:year"], **LINEAR)
    assert table["term"].tolist()[:4] == ["(intercept)", "level=省级", "year", "level=省级:year"]
    # With the interaction each level has its own line.
    slopes = {}
    for level in ("市级", "省级"):
        rows = (topics.passages["level"] == level).to_numpy()
        x = sm.add_constant(topics.passages["year"][rows].to_numpy(dtype=float))
        line = sm.WLS(topics.weights[rows, 0], x, weights=topics.n_tokens[rows]).fit()
        slopes[level] = line.params[1]
    assert coefficient(table, 1, "year")["estimate"] == pytest.approx(slopes["市级"])
    row = coefficient(table, 1, "level=省级:year")
    assert row["estimate"] == pytest.approx(slopes["省级"] - slopes["市级"])
    assert row["reference"] == "市级"


def test_levels_keep_the_order_of_categories_and_truth_values_are_levels():
    topics = planted(13)
    topics.passages["level"] = pd.Categorical(
        topics.passages["level"], categories=["没有", "省级", "市级"]
    )
    topics.passages["late"] = topics.passages["year"] > 2013
    table = prevalence_regression(topics, ["level", "late"])
    assert table["term"].tolist()[:3] == ["(intercept)", "level=市级", "late=True"]
    assert table["reference"].tolist()[:3] == ["", "省级", "False"]


def test_passages_without_shares_take_no_part_and_missing_ones_are_counted():
    topics = planted(14)
    table = prevalence_regression(topics, ["level", "year"])
    n = len(topics.passages)
    topics.weights[3] = np.nan
    topics.passages["year"] = topics.passages["year"].astype(float)
    topics.passages.loc[[0, 3, 5], "year"] = [np.nan, np.nan, np.inf]
    dropped = prevalence_regression(topics, ["level", "year"], missing="drop")
    assert table["n_passages"].unique().tolist() == [n]
    assert dropped["n_passages"].unique().tolist() == [n - 3]
    assert dropped["n_clusters"].unique().tolist() == [24]


def test_a_place_is_a_cluster_if_asked():
    topics = planted(15)
    topics.passages["place"] = topics.passages["doc_id"].str[1:].astype(int) // 2
    table = prevalence_regression(topics, "year", cluster="place")
    assert table["n_clusters"].unique().tolist() == [12]


# Errors


def changed(variables, change=None, **options):
    topics = planted(16)
    if change:
        change(topics)
    return lambda: prevalence_regression(topics, variables, **options)


def put(name, values):
    def change(topics):
        topics.passages[name] = values(topics.passages)

    return change


def set_share(values):
    def change(topics):
        share = values(topics.passages)
        topics.weights[:, 0], topics.weights[:, 1] = share, 1 - share

    return change


def lose(topics):
    topics.passages.loc[[0, 1], "level"] = None


def one_document(passages):
    return passages["doc_id"].eq("d05") * passages["year"].cumsum()


ERRORS = {
    "an unknown model": (
        changed("level", model="probit"),
        'model=\'probit\' must be "logit" or "linear".',
    ),
    "an unknown weight": (
        changed("level", weight="words"),
        'weight=\'words\' must be "tokens" or "passages".',
    ),
    "an unknown treatment": (
        changed("level", missing="ignore"),
        'missing=\'ignore\' must be "refuse" or "drop".',
    ),
    "no confidence": (
        changed("level", confidence=95),
        "confidence must lie between 0 and 1, not 95.",
    ),
    "no variable": (changed([]), "variables names no document variable."),
    "an unknown variable": (
        changed(["level", "区"]),
        "passages lacks the column '区'. It has: 'doc_id', 'level', 'year', 'part'.",
    ),
    "missing values": (
        changed(["level", "year"], lose),
        "2 of 204 passages lack level. Fill it in, or leave them out: missing='drop'.",
    ),
    "a passage of no cluster": (
        changed("level", put("doc_id", lambda p: p["doc_id"].where(p.index > 0))),
        "some passages lack 'doc_id', by which they are clustered.",
    ),
    "few clusters": (
        changed("level", cluster="part"),
        "2 values of 'part' are too few for a regression, which learns its errors from the "
        "spread between them: 10 are the least. topics.prevalence(by=…) describes them.",
    ),
    "a level of few documents": (
        changed("doc_id"),
        "doc_id=d00 stands in 1 of 24 values of 'doc_id'; 3 are the least that show how they "
        "differ. Join levels, or leave the variable out.",
    ),
    "a constant number": (
        changed("x", put("x", lambda p: 7)),
        "'x' is 7 everywhere: leave it out.",
    ),
    "a constant level": (
        changed("x", put("x", lambda p: "同")),
        "'x' is 同 everywhere: leave it out.",
    ),
    "an unknown reference": (
        changed("level", reference={"level": "县级"}),
        "reference='县级' is no level of 'level'. There are: 市级, 省级.",
    ),
    "a reference for a number": (
        changed(["level", "year"], reference={"year": 2010}),
        "reference names 'year', which is no variable with levels here.",
    ),
    "collinear variables": (
        changed(["year", "level", "x"], put("x", lambda p: 2 * p["year"] + (p["level"] == "市级"))),
        "'x' follows from (intercept), year, level=省级 (collinear), so their coefficients cannot "
        "be told apart. Leave out a variable.",
    ),
    "a coefficient of one document": (
        changed(["level", "x"], put("x", one_document)),
        "a coefficient rests on doc_id=d05 alone: without it the variables cannot be told apart. "
        "Leave out a variable or join levels.",
    ),
    "a topic that is everywhere alike": (
        changed("level", set_share(lambda p: np.full(len(p), 0.25))),
        "topic 1 has the same share, 0.25, throughout: there is nothing to explain.",
    ),
    "no spread beside the variables": (
        changed("level", set_share(lambda p: np.where(p["level"] == "市级", 0.25, 0.5))),
        "topic 1 has the same share in all passages with the same variables, so its "
        "coefficients have no error to estimate.",
    ),
    "separation": (
        changed(
            ["year", "level"],
            set_share(lambda p: np.where(p["level"] == "市级", 0, p["year"] % 5 / 7 + 0.1)),
        ),
        "topic 1 has share 0 or 1 wherever these say so: (intercept), level=省级. The logit has no "
        'finite estimate (separation): take model="linear", or join levels.',
    ),
}


@pytest.mark.parametrize("case", ERRORS)
def test_errors_name_the_place_and_the_remedy(case):
    call, message = ERRORS[case]
    with pytest.raises(ValueError) as caught:
        call()
    assert str(caught.value) == message


def test_the_linear_model_takes_what_the_logit_refuses():
    call = changed(
        "level", set_share(lambda p: np.where(p["level"] == "市级", 0, p["year"] % 5 / 7)), **LINEAR
    )
    table = call()
    row = coefficient(table, 1, "level=省级")
    assert 0 < row["low"] < row["estimate"]
    # 市级 never has the topic: its share of 0 shows no spread, so it has no interval.
    row = coefficient(table, 1, "(intercept)")
    assert row["estimate"] == pytest.approx(0)
    assert np.isnan([row["se"], row["low"], row["high"]]).all()


def test_a_share_of_nought_in_some_documents_is_no_separation():
    shares = set_share(lambda p: np.where(p["doc_id"].isin(["d00", "d01"]), 0, p["year"] % 5 / 7))
    table = changed(["level", "year"], shares)()
    assert np.isfinite(table[["estimate", "se"]]).all(axis=None)


def test_without_statsmodels_the_error_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "statsmodels.api", None)
    with pytest.raises(ImportError) as caught:
        prevalence_regression(planted(17), "level")
    assert str(caught.value) == (
        'prevalence_regression needs statsmodels: pip install "textkit[statistics]"'
    )
