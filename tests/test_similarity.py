"""Similarity of the rows of a matrix."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import sparse

from textkit.matrix import TermMatrix
from textkit.measures.similarity import similarity
from textkit.tokens import Tokens

DOCUMENTS = {
    "d1": "改革 开放 经济 发展 改革 GDP 增长 经济 发展 AI 改革",
    "d2": "环境 保护 经济 发展 GDP 下降 保护 环境 环境",
    "d3": "",
    "d4": "AI 技术 改革 Data ai 数字 经济 发展 ， 改革 开放",
    "d5": "经济 保护 data GDP 增长 技术 发展 经济 的 的 的",
    "d6": "孤例",
}
NAN = np.nan
# quanteda.textstats 0.97.2: textstat_simil(D, margin = "documents", method = "cosine")
COSINE = [
    [1, 0.26462806201248, NAN, 0.72627303920256, 0.40050093945741, 0],
    [0.26462806201248, 1, NAN, 0.13453455879926, 0.33384893044479, 0],
    [NAN, NAN, NAN, NAN, NAN, NAN],
    [0.72627303920256, 0.13453455879926, NAN, 1, 0.25451390519031, 0],
    [0.40050093945741, 0.33384893044479, NAN, 0.25451390519031, 1, 0],
    [0, 0, NAN, 0, 0, 1],
]
# The same with method = "jaccard", where it has 0 for the empty d3.
JACCARD = [
    [1, 0.3, NAN, 0.41666666666667, 0.36363636363636, 0],
    [0.3, 1, NAN, 0.14285714285714, 0.4, 0],
    [NAN, NAN, NAN, NAN, NAN, NAN],
    [0.41666666666667, 0.14285714285714, NAN, 1, 0.2, 0],
    [0.36363636363636, 0.4, NAN, 0.2, 1, 0],
    [0, 0, NAN, 0, 0, 1],
]


@pytest.mark.parametrize(("measure", "expected"), [("cosine", COSINE), ("jaccard", JACCARD)])
def test_it_agrees_with_quanteda(measure, expected):
    words = [text.split() for text in DOCUMENTS.values()]
    passages = pd.DataFrame({"doc_id": list(DOCUMENTS), "text": ["".join(row) for row in words]})
    table = similarity(Tokens.from_words(words, passages).counts(), measure=measure)
    assert table.columns.tolist() == ["row_a", "row_b", "similarity"]
    assert table["row_a"].tolist() == [name for name in DOCUMENTS for _ in DOCUMENTS]
    assert table["row_b"].tolist() == list(DOCUMENTS) * 6
    found = table["similarity"].to_numpy().reshape(6, 6)
    np.testing.assert_allclose(found, expected, atol=1e-13)


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


@settings(deadline=None)
@given(
    hnp.arrays(
        np.int64, hnp.array_shapes(min_dims=2, max_dims=2, max_side=6), elements=st.integers(0, 9)
    ),
    st.sampled_from(["cosine", "jaccard"]),
)
def test_symmetric_and_one_with_itself(counts, measure):
    terms = np.array([f"w{n}" for n in range(counts.shape[1])], dtype=object)
    passages = pd.DataFrame({"doc_id": range(len(counts))})
    table = similarity(TermMatrix(sparse.csr_array(counts), terms, passages), measure=measure)
    values = table["similarity"].to_numpy().reshape(len(counts), len(counts))
    np.testing.assert_array_equal(values, values.T)
    filled = counts.sum(axis=1) > 0
    assert (np.diag(values)[filled] == 1).all()
    assert np.isnan(values[~filled]).all()
    inside = values[np.ix_(filled, filled)]
    assert ((inside >= 0) & (inside <= 1)).all()


def test_tfidf_weights_are_welcome():
    matrix = Tokens.from_words([["改革", "开放"], ["改革", "开放"], ["发展"]]).counts().tfidf()
    table = similarity(matrix.group("doc_id"))
    assert table["similarity"].tolist() == pytest.approx([1, 1, 0, 1, 1, 0, 0, 0, 1])


def test_no_row_gives_an_empty_table():
    table = similarity(Tokens.from_words([]).counts())
    assert table.columns.tolist() == ["row_a", "row_b", "similarity"]
    assert table.empty


def test_another_measure_is_refused():
    with pytest.raises(ValueError) as error:
        similarity(Tokens.from_words([["改革"]]).counts(), measure="euclid")
    assert str(error.value) == "measure must be 'cosine' or 'jaccard', not 'euclid'."
