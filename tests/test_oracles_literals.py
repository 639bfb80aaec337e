"""Numbers written into the test suites of quanteda and cppjieba, by ours."""

import csv
import json
from pathlib import Path

import jieba
import numpy as np
import pandas as pd
import pytest

from textkit.segmentation.segmenter import Segmenter
from textkit.tokens import Tokens

FACTS = json.loads((Path(__file__).parent / "oracles/literals.json").read_text("utf-8"))
WEIGHTS, KEYWORDS = FACTS["quanteda_dfm_weight"], FACTS["cppjieba_keywords"]
TWO = Tokens.from_words(WEIGHTS["after_stopwords"]).counts()


def column(matrix, term):
    return matrix.counts.toarray()[:, matrix.terms.tolist().index(term)].tolist()


@pytest.mark.parametrize("scheme", ["prop", "propmax"])
def test_weights_of_quanteda(scheme):
    weights = TWO.weigh(tf=scheme)
    for term, theirs in WEIGHTS[scheme].items():
        assert column(weights, term) == pytest.approx(theirs, abs=0.005)  # two decimals


def test_logarithm_of_a_count():
    found = column(TWO.weigh(tf="logcount"), "banana")
    assert found == pytest.approx([1, WEIGHTS["logcount_banana_doc2"]], abs=0.005)


def test_tf_idf_of_the_encyclopaedia():
    """this is a a sample, against this is another example another example example."""
    facts = WEIGHTS["wiki_tfidf"]
    matrix = Tokens.from_words([text.split() for text in facts["docs"]]).counts()
    weights = matrix.weigh(tf="prop", df="inverse")
    for term, theirs in zip(facts["features_order"], facts["matrix_2dp_by_column"], strict=True):
        assert column(weights, term) == pytest.approx(theirs, abs=0.005)


def test_tf_idf_of_a_term_in_one_of_two():
    facts = WEIGHTS["tfidf_abc_abcd"]
    matrix = Tokens.from_words([text.split() for text in facts["docs"]]).counts()
    found = column(matrix.weigh(tf="prop", df="inverse"), "d")
    assert found == pytest.approx([0, facts["value_d_doc2"]], abs=1e-5)
    assert found[1] == pytest.approx(np.log10(2) / 4)


@pytest.fixture(scope="module")
def idf():
    """The inverse document frequencies that come with jieba; cppjieba has the same."""
    path = Path(jieba.__file__).parent / "analyse" / "idf.txt"
    table = pd.read_csv(
        path, sep=" ", names=["term", "idf"], quoting=csv.QUOTE_NONE, keep_default_na=False
    )
    return table.set_index("term")["idf"]


TEXTS = [text for text in KEYWORDS if text not in ("source", "note")]
# For a term without an idf cppjieba takes the mean over its own file, 11.7392, which is not
# here; over jieba's it is half a percent less.
UNKNOWN = {"CEO"}
STOPPED = {"而且"}  # in cppjieba's list of stop words, which is not ours


@pytest.mark.parametrize("text", TEXTS)
def test_keywords_of_cppjieba(text, idf):
    """Its weight is count × idf; ours are the words and their counts."""
    matrix = Segmenter().segment([text]).keep(min_length=2).counts()
    known, mean = idf[idf.index.isin(matrix.terms)], idf.mean()
    counts = dict(zip(matrix.terms.tolist(), matrix.counts.toarray()[0].tolist(), strict=True))
    ours = {term: n * known.get(term, mean) for term, n in counts.items() if term not in STOPPED}
    best = sorted(ours, key=lambda term: -ours[term])[: len(KEYWORDS[text])]
    assert best == list(KEYWORDS[text])
    for term, theirs in KEYWORDS[text].items():
        assert (term in known) == (term not in UNKNOWN)
        assert ours[term] == pytest.approx(theirs, rel=0.006 if term in UNKNOWN else 1e-5)


def test_every_block_is_met():
    assert sorted(FACTS) == ["cppjieba_keywords", "quanteda_dfm_weight"]
    assert len(TEXTS) == 2
    assert sum(len(KEYWORDS[text]) for text in TEXTS) == 7
    own = {"source", "docs", "after_stopwords", "prop", "logcount_banana_doc2", "propmax"}
    assert set(WEIGHTS) == own | {"wiki_tfidf", "tfidf_abc_abcd"}
