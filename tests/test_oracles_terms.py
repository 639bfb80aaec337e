"""Frequencies, entropy, trimming and TF-IDF: every stored call of quanteda and tidytext."""

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse
from scipy import stats as scipy_stats

from textkit.matrix import TermMatrix
from textkit.measures.entropy import entropy
from textkit.weighting import weigh

FACTS = json.loads((Path(__file__).parent / "oracles/terms.json").read_text("utf-8"))
ENTRIES = FACTS["entries"]
D = FACTS["inputs"]["D"]


def matrix_of(values, terms=None, **variables):
    counts = np.array(values, dtype=np.int64)
    names = terms or [f"t{i}" for i in range(counts.shape[1])]
    table = pd.DataFrame({"doc_id": range(len(counts)), **variables})
    return TermMatrix(sparse.csr_array(counts), np.array(names, dtype=object), table)


MATRIX = matrix_of(D["values"], D["cols"], grp=FACTS["inputs"]["grp"])

# Ranks of ties: the table has the first of their places; the others are pandas' own.
TIES = {
    "frequency/groups/min": "min",
    "frequency/groups/average": "average",
    "frequency/groups/max": "max",
}
FREQUENCIES_ON_PURPOSE = {
    # Ties come in the order of code points, not in that of the columns.
    "frequency/groups/first",
    "frequency/groups/n3",
    # quanteda has no dense ranks; pandas has.
    "frequency/groups/dense",
}
ENTROPIES = {
    f"entropy/{margin}/base{name}": (of, base)
    for margin, of in (("documents", "passages"), ("features", "terms"))
    for name, base in (("2", 2), ("2.718", math.e), ("10", 10))
}


def test_no_entry_is_left_out():
    own = [*TIES, *FREQUENCIES_ON_PURPOSE, *ENTROPIES]
    own += ["frequency/all", "dfm_trim", "tidytext/bind_tf_idf"]
    assert sorted(own) == sorted(ENTRIES)
    assert len(ENTRIES) == 7 + 6 + 1 + 1


def their_frequencies(key):
    table = pd.DataFrame(ENTRIES[key]["output"]).rename(
        columns={"feature": "term", "frequency": "count", "docfreq": "n_passages", "group": "grp"}
    )
    return table[["grp", "rank", "term", "count", "n_passages"]]


def in_order(table):
    return table.sort_values(["grp", "count", "term"], ascending=[True, False, True]).to_numpy()


def test_frequencies():
    theirs = in_order(their_frequencies("frequency/all"))
    table = MATRIX.frequencies()
    columns = table[["term", "count", "n_passages"]].to_numpy().tolist()
    assert columns == theirs[:, 2:].tolist()
    ranked = table["count"].rank(method="min", ascending=False)
    assert ranked.tolist() == theirs[:, 1].tolist()


@pytest.mark.parametrize("key", TIES)
def test_frequencies_by_group(key):
    ours = MATRIX.frequencies(by="grp")
    if TIES[key] != "min":
        ranks = ours.groupby("grp")["count"].rank(method=TIES[key], ascending=False)
        ours = ours.assign(rank=ranks)
    columns = ["grp", "rank", "term", "count", "n_passages"]
    assert in_order(ours[columns]).tolist() == in_order(their_frequencies(key)).tolist()
    assert ours[columns].to_numpy().tolist() == in_order(ours[columns]).tolist()


def test_ties_come_in_the_order_of_code_points_on_purpose():
    ours = MATRIX.frequencies(by="grp")
    first = their_frequencies("frequency/groups/first")
    places = ours.groupby("grp").cumcount() + 1
    assert places.tolist() == first["rank"].tolist()
    assert ours["count"].tolist() == first["count"].tolist()
    assert ours["term"].tolist() != first["term"].tolist()
    assert set(zip(ours["grp"], ours["term"], ours["count"], strict=True)) == set(
        zip(first["grp"], first["term"], first["count"], strict=True)
    )
    # Four terms of B stand three times; the three shown are those of lowest code point.
    three = ours.groupby("grp").head(3)
    assert three["term"].tolist() == ["改革", "发展", "经济", "保护", "环境", "的"]
    assert [hex(ord(term[0])) for term in ("保护", "环境", "的", "经济")] == [
        "0x4fdd", "0x73af", "0x7684", "0x7ecf",
    ]  # fmt: skip
    theirs = their_frequencies("frequency/groups/n3")
    assert three["count"].tolist() == theirs["count"].tolist()
    assert three["rank"].tolist() == theirs["rank"].tolist()
    assert three["term"].tolist() != theirs["term"].tolist()


def test_dense_ranks_are_there_on_purpose():
    assert "error" in ENTRIES["frequency/groups/dense"]
    ours = MATRIX.frequencies(by="grp")
    dense = ours.groupby("grp")["count"].rank(method="dense", ascending=False)
    # A: 5, 3 3, 2 2, and seven of 1; B: four of 3, two of 2, five of 1
    assert dense.tolist() == [1, 2, 2, 3, 3, *[4] * 7, *[1] * 4, *[2] * 2, *[3] * 5]


@given(st.lists(st.lists(st.integers(0, 4), min_size=3, max_size=3), min_size=1, max_size=5))
def test_groups_add_up_to_the_whole(rows):
    matrix = matrix_of(rows, grp=[at % 2 for at in range(len(rows))])
    whole = matrix.frequencies().query("count > 0").set_index("term")
    parts = matrix.frequencies(by="grp").groupby("term")[["count", "n_passages"]].sum()
    assert parts.loc[whole.index].to_numpy().tolist() == (
        whole[["count", "n_passages"]].to_numpy().tolist()
    )
    shares = matrix.frequencies(by="grp").groupby("grp")["per_10k"].sum()
    np.testing.assert_allclose(shares, 1e4)


def test_frequencies_by_an_unknown_variable_is_refused():
    with pytest.raises(KeyError, match="'level' is no variable of these passages"):
        MATRIX.frequencies(by="level")


@pytest.mark.parametrize("key", ENTROPIES)
def test_entropy(key):
    of, base = ENTROPIES[key]
    ours = entropy(MATRIX, of=of, base=base)["entropy"].to_numpy()
    theirs = np.array(ENTRIES[key]["output"]["entropy"], dtype=float)
    counts = MATRIX.counts.toarray() if of == "passages" else MATRIX.counts.toarray().T
    some = counts.any(axis=1)
    np.testing.assert_allclose(ours[some], theirs[some], rtol=1e-9, atol=1e-15)
    scipy = [scipy_stats.entropy(row, base=base) for row in counts[some]]
    np.testing.assert_allclose(ours[some], scipy, rtol=1e-12, atol=1e-15)
    # An empty document is spread over nothing: quanteda says 0, which is to be of one word.
    assert np.isnan(ours[~some]).all()
    assert (theirs[~some] == 0).all()


@given(st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=1, max_size=5))
def test_entropy_lies_between_one_term_and_all_alike(rows):
    matrix = matrix_of(rows)
    values = entropy(matrix)["entropy"].to_numpy()
    present = (np.array(rows) > 0).sum(axis=1)
    assert np.isnan(values[present == 0]).all()
    some = present > 0
    assert (values[some] <= np.log2(present[some]) + 1e-12).all()
    assert (values[some] >= 0).all()
    np.testing.assert_allclose(values, entropy(matrix_of(3 * np.array(rows)))["entropy"])
    terms = entropy(matrix, of="terms", base=2)["entropy"]
    np.testing.assert_allclose(terms, entropy(matrix_of(np.array(rows).T))["entropy"])


def test_entropy_refuses():
    with pytest.raises(ValueError, match='must be "passages" or "terms"'):
        entropy(MATRIX, of="words")
    with pytest.raises(ValueError, match="base=1 must be above 1; 2, 10 or"):
        entropy(MATRIX, base=1)


def test_trim():
    output = ENTRIES["dfm_trim"]["output"]
    ours = MATRIX.trim(min_count=2, min_passages=2)
    # quanteda 4.3.1 keeps 技术 (twice, in two documents) and drops 环境 and 的 (one document).
    assert ours.terms.tolist() == output["cols"]
    assert ours.counts.toarray().tolist() == output["values"]


@pytest.mark.parametrize(
    ("options", "kept"),
    [
        ({"min_count": 5}, ["改革", "经济", "发展"]),
        ({"min_count": 5, "max_count": 5}, ["改革", "发展"]),
        ({"min_passages": 4}, ["经济", "发展"]),
        ({"min_passages": 2, "max_passages": 0.5, "min_count": 3}, ["改革", "GDP", "保护"]),
        ({"min_passages": 0.5}, ["经济", "发展", "GDP"]),  # 3 of 6 rows
        ({"min_count": 5 / 43}, ["改革", "经济", "发展"]),  # 5 of 43 tokens
        ({"max_passages": 1, "min_count": 3}, ["环境", "的"]),
    ],
)
def test_trim_by_numbers_and_shares(options, kept):
    assert MATRIX.counts.sum() == 43
    assert MATRIX.trim(**options).terms.tolist() == kept


@given(st.lists(st.lists(st.integers(0, 4), min_size=4, max_size=4), min_size=1, max_size=5),
       st.integers(0, 3), st.integers(3, 9))  # fmt: skip
def test_trim_keeps_what_lies_between_its_bounds(rows, low, high):
    matrix = matrix_of(rows)
    spread = (np.array(rows) > 0).sum(axis=0)
    kept = matrix.trim(min_count=0, min_passages=low, max_passages=high).terms
    assert kept.tolist() == matrix.terms[(spread >= low) & (spread <= high)].tolist()


@pytest.mark.parametrize(("low", "high"), [(2, 0.5), (1, 3), (0.2, 0.8), (0.5, 1.0)])
def test_scikit_learn_trims_alike(low, high):
    from sklearn.feature_extraction.text import CountVectorizer

    rows = [np.repeat(D["cols"], row).tolist() for row in D["values"]]
    theirs = CountVectorizer(analyzer=list, min_df=low, max_df=high).fit(rows)
    # There the float 1.0 is all rows, here 1 is one row whatever its type.
    most = np.inf if high == 1.0 else high
    ours = MATRIX.trim(min_passages=low, max_passages=most)
    assert sorted(ours.terms) == theirs.get_feature_names_out().tolist()


def test_trim_refuses():
    with pytest.raises(ValueError) as error:
        MATRIX.trim(min_count=3, max_count=2)
    assert str(error.value) == "min_count=3 is more than max_count=2: no term is left."
    with pytest.raises(ValueError) as error:
        MATRIX.trim(min_passages=-1)
    assert str(error.value) == "min_passages=-1 and max_passages=inf must be at least 0."


def test_tidytext():
    """bind_tf_idf is the share of the document times ln(documents / documents that have it)."""
    output = pd.DataFrame(ENTRIES["tidytext/bind_tf_idf"]["output"])
    sets, terms = output["set"].unique().tolist(), output["feature"].unique().tolist()
    counts = output.pivot_table(index="set", columns="feature", values="n", fill_value=0)
    matrix = matrix_of(counts.loc[sets, terms].to_numpy(), terms)
    row, column = output["set"].map(sets.index), output["feature"].map(terms.index)
    for theirs, options in (
        ("tf", {"tf": "prop"}),
        ("idf", {"tf": "boolean", "df": "inverse", "base": math.e}),
        ("tf_idf", {"tf": "prop", "df": "inverse", "base": math.e}),
    ):
        ours = matrix.weigh(**options).counts.toarray()[row, column]
        np.testing.assert_allclose(ours, output[theirs], rtol=1e-9)
        np.testing.assert_array_equal(ours, weigh(matrix.counts, **options).toarray()[row, column])


def test_scikit_learn_s_linear_tf_idf():
    """Without smoothing and norm, scikit-learn's is n (ln(N / df) + 1): ours and n again."""
    from sklearn.feature_extraction.text import TfidfTransformer

    theirs = TfidfTransformer(smooth_idf=False, norm=None).fit_transform(MATRIX.counts).toarray()
    ours = MATRIX.weigh(df="inverse", base=math.e).counts.toarray() + MATRIX.counts.toarray()
    np.testing.assert_allclose(ours, theirs, rtol=1e-12)
