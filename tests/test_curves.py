"""Words over time: frequencies with intervals, change points, first and last use."""

from itertools import combinations, pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import textkit as tk
from textkit.measures.changes import change_points, find_cuts
from textkit.measures.curves import first_and_last, frequency_by, poisson_interval
from textkit.resample import bootstrap_ratio
from textkit.tokens import Tokens


def corpus(documents, **columns):
    """Tokens of documents, given as (year, words)."""
    words = [list(words) for _, words in documents]
    table = {
        "doc_id": [f"d{n}" for n in range(len(words))],
        "year": [year for year, _ in documents],
    }
    passages = pd.DataFrame({**table, **columns}).assign(text=["".join(row) for row in words])
    return Tokens.from_words(words, passages)


SMALL = corpus(
    [
        (1978, ["改革", "开放", "改革"]),
        (1978, ["开放", "生产"]),
        (1984, ["改革", "生产", "生产", "生产"]),
        (1992, []),
        (2015, ["创新", "改革", "创新"]),
        (2015, ["创新", "高", "质量", "发展"]),
        (2015, ["发展"]),
    ]
)


def test_counts_by_hand():
    table = frequency_by(SMALL, ["改革", "创新"])
    assert table.columns.tolist() == [
        "term", "year", "count", "tokens", "n_units", "per_10k", "low", "high", "interval",
    ]  # fmt: skip
    assert table["term"].tolist() == ["改革"] * 4 + ["创新"] * 4
    assert table["year"].tolist() == [1978, 1984, 1992, 2015] * 2
    assert table["count"].tolist() == [2, 1, 0, 1, 0, 0, 0, 3]
    assert table["tokens"].tolist() == [5, 4, 0, 8] * 2
    assert table["n_units"].tolist() == [2, 1, 1, 3] * 2
    assert table["interval"].tolist() == ["bootstrap", "poisson", "none", "bootstrap"] * 2
    assert table["per_10k"].fillna(-1).tolist() == [4000, 2500, -1, 1250, 0, 0, -1, 3750]


def test_the_interval_is_that_of_its_documents():
    table = frequency_by(SMALL, "创新", n_resamples=300, method="bca", seed=4)
    expected = bootstrap_ratio([2, 1, 0], [3, 4, 1], n_resamples=300, method="bca", seed=[4, 3])
    assert table.loc[3, ["low", "high"]].tolist() == [expected.low[0] * 1e4, expected.high[0] * 1e4]
    single = table.loc[1]
    assert single["low"] == 0
    assert single["high"] == pytest.approx(stats.chi2.isf(0.025, 2) / 2 / 4 * 1e4)


def test_poisson_interval_against_scipy():
    # scipy.stats.fit-free: P(X ≥ k | low) = P(X ≤ k | high) = 2.5 %.
    count = np.array([1, 7, 240])
    low, high = poisson_interval(count, 0.95)
    np.testing.assert_allclose(stats.poisson.sf(count - 1, low), 0.025, rtol=1e-9)
    np.testing.assert_allclose(stats.poisson.cdf(count, high), 0.025, rtol=1e-9)
    assert poisson_interval(np.array([0]), 0.95)[0][0] == 0


@settings(deadline=None, max_examples=30)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([2019, 2020, 2021]), st.lists(st.sampled_from("甲乙丙"), max_size=6)
        ),
        min_size=2,
        max_size=8,
    )
)
def test_counts_add_up_and_intervals_hold_them(documents):
    tokens = corpus(documents)
    if tokens.passages["year"].nunique() < 2:
        return
    terms = sorted(set(tokens.terms)) or ["甲"]
    table = frequency_by(tokens, terms, n_resamples=20)
    assert table["count"].sum() == len(tokens.ids)
    known = table[table["interval"] != "none"]
    assert (known["low"] <= known["per_10k"]).all()
    assert (known["per_10k"] <= known["high"]).all()
    if len(tokens.terms):
        by_matrix = frequency_by(tokens.counts(), terms, n_resamples=20)
        pd.testing.assert_frame_equal(table, by_matrix)


def test_tokens_find_phrases_and_count_kept_tokens():
    assert frequency_by(SMALL, "高质量发展")["count"].tolist() == [0, 0, 0, 1]
    kept = SMALL.keep(min_length=2)
    assert frequency_by(kept, "改革")["tokens"].tolist() == [5, 4, 0, 7]
    assert frequency_by(SMALL, "从未")["count"].tolist() == [0] * 4


def test_passages_may_be_drawn_and_other_orders_followed():
    level = pd.Categorical(["县"] * 3 + ["市"] * 4, ["县", "市", "省"], ordered=True)
    days = pd.to_datetime(["2021-03-01"] * 3 + ["2020-03-01"] * 4)
    tokens = corpus(
        [(1, "甲乙"), (1, "甲"), (1, "乙"), (1, "甲甲"), (1, "乙"), (1, "甲"), (1, "乙")],
        level=level, delivered=days, passage_id=range(7), doc_id=list("aaabbbb"),
    )  # fmt: skip
    by_level = frequency_by(tokens, "甲", by="level")
    assert by_level["level"].tolist() == ["县", "市"]
    assert by_level["interval"].tolist() == ["poisson", "poisson"]
    by_day = frequency_by(tokens, "甲", by="delivered", unit="passage_id")
    assert by_day["count"].tolist() == [3, 2]
    assert by_day["interval"].tolist() == ["bootstrap", "bootstrap"]
    assert by_day["n_units"].tolist() == [4, 3]


def test_any_number_of_jobs_gives_the_same_curve():
    one, two = (frequency_by(SMALL, ["改革", "发展"], n_jobs=n_jobs) for n_jobs in (None, 2))
    pd.testing.assert_frame_equal(one, two, check_exact=True)


CURVE_REFUSALS = {
    "one value": (
        lambda: frequency_by(SMALL.where(SMALL.passages["year"] == 2015), "创新"),
        "'year' has only 2015 here: a curve needs at least two values.",
    ),
    "no passage": (
        lambda: first_and_last(SMALL.where(SMALL.passages["year"] == 0)),
        "'year' has no value here: a curve needs at least two values.",
    ),
    "no order": (
        lambda: frequency_by(SMALL, "创新", by="doc_id"),
        "'doc_id' has no order (str): a curve needs numbers, dates or an ordered category. Turn it "
        "into one, for instance with pd.to_datetime or pd.Categorical(…, ordered=True).",
    ),
    "missing": (
        lambda: frequency_by(corpus([(2020, "甲"), (None, "甲"), (2021, "乙")]), "甲"),
        "'year' is missing for 1 of 3 passages. Leave these out first, for instance by "
        ".where(passages['year'].notna()).",
    ),
    "twice": (
        lambda: frequency_by(SMALL, ["改革", "改革"]),
        "terms must name at least one term, and each once: ['改革', '改革'].",
    ),
    "weights": (
        lambda: first_and_last(SMALL.counts().tfidf()),
        "a curve needs counts; this matrix holds weights. Take tokens.counts() before tfidf().",
    ),
    "no values": (
        lambda: change_points(pd.DataFrame({"term": ["甲"], "count": [1], "tokens": [9]})),
        "curve must have one column of values beside term, count and tokens, as frequency_by "
        "gives it; it has: none.",
    ),
    "no row": (lambda: change_points(frequency_by(SMALL, "改革").head(0)), "curve has no row."),
    "short": (
        lambda: change_points(frequency_by(SMALL, "改革")),
        "'改革' has 3 values of 'year' with tokens: too few for two stretches of 2.",
    ),
    "value twice": (
        lambda: change_points(pd.concat([frequency_by(SMALL, "改革")] * 2)),
        "'改革' has the value 1978 twice. Give one row per value.",
    ),
    "options": (
        lambda: change_points(frequency_by(SMALL, "改革"), max_changes=0),
        "max_changes=0 and min_length=2 must be 1 or more.",
    ),
}


@pytest.mark.parametrize(("ask", "message"), CURVE_REFUSALS.values(), ids=CURVE_REFUSALS)
def test_refusals(ask, message):
    with pytest.raises(ValueError) as error:
        ask()
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda: frequency_by(SMALL, "改革", by="date"), "'date' is no variable of these passages. There are: doc_id, year."),
        (lambda: frequency_by(SMALL, "改革", unit="page"), "'page' is no column of these passages. Name what is to be drawn."),
        (lambda: frequency_by(SMALL.counts(), "高质量"), "'高质量' is no term of this matrix. Phrases are found in Tokens, not in a matrix."),
    ],
)  # fmt: skip
def test_what_is_not_there(ask, message):
    with pytest.raises(KeyError) as error:
        ask()
    assert error.value.args[0] == message


def test_first_and_last_by_hand():
    table = first_and_last(SMALL).set_index("term")
    assert table.index.tolist() == ["改革", "生产", "开放", "创新", "发展", "质量", "高"]
    # 改革: 1978, 1984, 2015; the corpus has 1992 in between, without it.
    assert table.loc["改革"].tolist() == [4, 3, 1978, 2015, 3, 4, 1, 1984, True, True]
    assert table.loc["开放"].tolist()[:-3] == [2, 2, 1978, 1978, 1, 1, 0]
    assert pd.isna(table.loc["开放", "gap_after"])
    assert table.loc["创新", ["from_start", "to_end"]].tolist() == [False, True]
    assert first_and_last(SMALL, ["高质量发展"])["first"].tolist() == [2015]
    assert first_and_last(SMALL, "从未").empty


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.tuples(st.integers(1, 9), st.lists(st.sampled_from("甲乙"), max_size=3)),
        min_size=2,
        max_size=14,
    )
)
def test_first_and_last_agree_with_a_plain_search(documents):
    years = sorted({year for year, _ in documents})
    if len(years) < 2:
        return
    table = first_and_last(corpus(documents)).set_index("term")
    for term in "甲乙":
        has = [
            place
            for place, year in enumerate(years)
            if any(y == year and term in words for y, words in documents)
        ]
        if not has:
            assert term not in table.index
            continue
        row = table.loc[term]
        gaps = [b - a - 1 for a, b in pairwise(has)]
        assert (row["first"], row["last"]) == (years[has[0]], years[has[-1]])
        assert (row["n_values"], row["n_between"]) == (len(has), has[-1] - has[0] + 1)
        assert row["longest_gap"] == max(gaps, default=0)
        if row["longest_gap"]:
            assert row["gap_after"] == years[has[gaps.index(max(gaps))]]
        assert row["n_documents"] == sum(term in words for _, words in documents)


def deviance(count, tokens):
    rate = count.sum() / tokens.sum()
    positive = count > 0
    return 2 * (count[positive] * np.log(count[positive] / (rate * tokens[positive]))).sum()


def best_cuts(count, tokens, most, least):
    """Try every way to cut, as change_points' docstring says."""
    n = len(count)
    ways = []
    for changes in range(min(most, n // least - 1) + 1):
        found = []
        for cuts in combinations(range(1, n), changes):
            edges = [0, *cuts, n]
            pieces = [slice(a, b) for a, b in pairwise(edges)]
            if all(piece.stop - piece.start >= least for piece in pieces):
                found.append((sum(deviance(count[p], tokens[p]) for p in pieces), pieces))
        ways.append(min(found, key=lambda one: one[0]))
    squares = []
    for (y1, n1), (y2, n2) in pairwise(zip(count, tokens, strict=True)):
        both = (y1 + y2) / (n1 + n2)
        squares.append((y1 / n1 - y2 / n2) ** 2 / (both * (1 / n1 + 1 / n2)) if both else 0)
    phi = max(1, np.mean(squares))
    return [
        value / phi + (2 * changes + 1) * np.log(n) for changes, (value, _) in enumerate(ways)
    ], ways


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9)), min_size=4, max_size=8),
    st.integers(1, 3),
    st.integers(1, 2),
)
def test_cuts_are_the_best_of_all(series, most, least):
    count, tokens = (np.array(part, dtype=float) for part in zip(*series, strict=True))
    scores, ways = best_cuts(count, tokens, most, least)
    cuts = find_cuts(count, tokens, max_changes=most, min_length=least)
    edges = [0, *cuts, len(count)]
    assert min(np.diff(edges)) >= least
    mine = sum(deviance(count[a:b], tokens[a:b]) for a, b in pairwise(edges))
    assert mine == pytest.approx(ways[len(cuts)][0], abs=1e-9)
    if (
        abs(np.diff(np.sort(scores))[:1]).min(initial=1) > 1e-9
    ):  # no tie between two numbers of changes
        assert len(cuts) == int(np.argmin(scores))


def curve(count, tokens=10_000, start=2000):
    years = range(start, start + len(count))
    return pd.DataFrame({"term": "词", "year": years, "count": count, "tokens": tokens})


def test_a_change_with_its_numbers():
    table = change_points(curve([2, 1, 3, 2, 12, 9, 11, 10]))
    row = table.iloc[0].to_dict()
    assert len(table) == 1
    assert [row[name] for name in ("term", "year", "last_before", "from", "to")] == [
        "词",
        2004,
        2003,
        2000,
        2007,
    ]
    assert (row["per_10k_before"], row["per_10k_after"]) == (2.0, 10.5)
    assert row["log2_ratio"] == pytest.approx(np.log2(10.5 / 2))
    # scipy 1.x: 8 and 42 of 50 against 25 and 25 expected.
    g2 = stats.power_divergence([8, 42], [25, 25], lambda_="log-likelihood").statistic
    assert row["g2"] == pytest.approx(g2, rel=1e-12)


def test_p_is_the_share_of_orders_with_as_large_a_split():
    # Two low and three high years; in 12 of 120 orders the low ones come first, in 12 last.
    table = change_points(curve([0, 0, 9, 9, 9]), n_resamples=200)
    assert table["year"].tolist() == [2002]
    assert table["p"][0] == pytest.approx(24 / 120)
    assert np.isposinf(table["log2_ratio"][0])


def test_more_tokens_are_no_change():
    # The count doubles with the length of the reports; the rate stays.
    assert change_points(curve([5, 6, 5, 10, 12, 10], [1000, 1200, 1000, 2000, 2400, 2000])).empty


def test_scale_and_direction():
    rng = np.random.default_rng(5)
    count = rng.poisson(np.repeat([4, 30, 9], 8))
    table = change_points(curve(count), n_resamples=200)
    assert table["year"].tolist() == [2008, 2016]
    tenfold = change_points(curve(count, 100_000), n_resamples=200)
    assert tenfold["year"].tolist() == table["year"].tolist()
    np.testing.assert_allclose(tenfold["per_10k_after"] * 10, table["per_10k_after"])
    backwards = change_points(curve(count[::-1]), n_resamples=200)
    assert backwards["log2_ratio"].tolist() == pytest.approx((-table["log2_ratio"])[::-1].tolist())


def test_counts_in_clusters_are_not_all_changes():
    # Without change but with clusters (nine times the variance of a Poisson count).
    rng = np.random.default_rng(11)
    found = [
        len(change_points(curve(rng.negative_binomial(5, 5 / 45, 40)), n_resamples=50))
        for _ in range(20)
    ]
    assert np.mean(np.array(found) == 0) >= 0.8


def test_under_no_change_p_is_not_small():
    rng = np.random.default_rng(2)
    p = []
    for _ in range(40):
        table = change_points(curve(rng.poisson(6, 12)), max_changes=1, n_resamples=99)
        p += table["p"].tolist() or [1.0]
    assert np.mean(np.array(p) <= 0.05) <= 0.125  # 5 of 40 at most; 2 expected


def test_values_without_tokens_are_passed_over():
    table = change_points(curve([1, 2, 0, 20, 19, 22], [9999, 9999, 0, 9999, 9999, 9999]))
    assert table[["year", "last_before"]].values.tolist() == [[2003, 2001]]


def test_dates_and_categories_keep_their_kind():
    days = pd.to_datetime([f"20{year}-03-05" for year in range(10, 18)])
    table = change_points(curve([1, 2, 1, 2, 30, 31, 28, 33]).assign(year=days))
    assert table["year"].tolist() == [pd.Timestamp("2014-03-05")]
    assert table["year"].dtype == days.dtype
    assert change_points(curve([3, 3, 3, 3])).columns.tolist() == table.columns.tolist()


def test_a_curve_opens_to_its_sentences():
    from textkit.measures.evidence import evidence

    table = frequency_by(SMALL, ["改革", "创新"])
    sizes = evidence(SMALL, table).groupby("row").size().reindex(table.index, fill_value=0)
    assert sizes.tolist() == table["count"].tolist()


def test_a_real_corpus_without_time_is_refused():
    pages = pd.DataFrame({"doc_id": ["甲", "乙"], "text": ["改革开放。", "推动发展。"]})
    tokens = tk.Segmenter().segment(tk.split(pages))
    with pytest.raises(KeyError) as error:
        frequency_by(tokens, "改革")
    assert error.value.args[0] == (
        "'year' is no variable of these passages. There are: passage_id, doc_id, part, from_year, "
        "to_year, section, heading, kind, start, end."
    )
