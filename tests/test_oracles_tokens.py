"""N-grams, skip-grams, places and pairs of terms: every stored call of quanteda 4.3.1."""

import json
from collections import Counter
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textkit.measures.concordance import concordance
from textkit.measures.cooccurrence import cooccurrences
from textkit.tokens import Tokens

FACTS = json.loads((Path(__file__).parent / "oracles/tokens.json").read_text("utf-8"))
ENTRIES = FACTS["entries"]
DOCUMENTS = FACTS["inputs"]["docs"]["tokens"]
WORDS = list(DOCUMENTS.values())
TOKENS = Tokens.from_words(WORDS)

# What is looked for, and how ours is asked for it.
PLACES = {
    "kwic/word": ("改革", {}),
    "kwic/glob": ("经*", {}),
    "kwic/glob-mid": ("*术*", {}),
    "kwic/regex": ("^G.P$", {"regex": True}),
    "kwic/case": ("AI", {}),
    "kwic/phrase": ("经济 发展", {}),
    "kwic/multi": (["改革", "GDP"], {}),
    "kwic/none": ("没有", {}),
}
# quanteda takes ai for AI unless told otherwise; here a term is found as it is written.
PLACES_ON_PURPOSE = {"kwic/fixed": ("AI", "(?i)AI")}
# quanteda counts a pair of the same term twice in windows and once in documents.
PAIRS_ON_PURPOSE = {"fcm/window2"}
GRAMS = {"ngrams/2": 0, "skipgrams/2-1": [0, 1]}


def test_no_entry_is_left_out():
    own = [*PLACES, *PLACES_ON_PURPOSE, *GRAMS, "fcm/window2", "fcm/document"]
    assert sorted(own) == sorted(ENTRIES)
    assert len(ENTRIES) == 9 + 2 + 1 + 1


@pytest.mark.parametrize("key", GRAMS)
def test_grams(key):
    matrix = TOKENS.ngrams(2, skip=GRAMS[key], joiner="_")
    for row, theirs in enumerate(ENTRIES[key]["output"].values()):
        counts = matrix.counts[[row]].tocoo()
        ours = dict(zip(matrix.terms[counts.coords[1]], counts.data.tolist(), strict=True))
        assert ours == Counter(theirs)


def places(table):
    """Say of each row in which document it lies, what it is and what stands around it."""
    return sorted(zip(table["doc_id"], table["start"], table["end"], table["match"], strict=True))


def their_places(output):
    number = {name: at for at, name in enumerate(DOCUMENTS)}
    rows = []
    for name, first, last in zip(output["docname"], output["from"], output["to"], strict=True):
        words = DOCUMENTS[name]
        start, match = "".join(words[: first - 1]), "".join(words[first - 1 : last])
        rows.append((number[name], len(start), len(start) + len(match), match))
    return sorted(rows)


@pytest.mark.parametrize("key", PLACES)
def test_places(key):
    term, options = PLACES[key]
    output = ENTRIES[key]["output"]
    table = concordance(TOKENS, term, by="token", window=100, **options)
    assert places(table) == their_places(output)
    ordered = table.sort_values(["doc_id", "start"], ignore_index=True)
    for before, after, pre, post in zip(
        ordered["before"], ordered["after"], output["pre"], output["post"], strict=True
    ):
        assert before.endswith(pre.replace(" ", ""))
        assert after.startswith(post.replace(" ", ""))


@pytest.mark.parametrize("key", PLACES_ON_PURPOSE)
def test_capitals_are_other_letters_on_purpose(key):
    term, folded = PLACES_ON_PURPOSE[key]
    theirs = their_places(ENTRIES[key]["output"])
    assert places(concordance(TOKENS, folded, by="token", regex=True)) == theirs
    ours = places(concordance(TOKENS, term, by="token"))
    assert ours == [row for row in theirs if row[3] == term] != theirs


@pytest.mark.parametrize("key", ["fcm/window2", "fcm/document"])
def test_pairs(key):
    output = ENTRIES[key]["output"]
    theirs = pd.DataFrame(output["values"], index=output["rows"], columns=output["cols"])
    ours = cooccurrences(TOKENS, window=2 if key == "fcm/window2" else None)
    theirs = theirs.loc[ours.terms, ours.terms].to_numpy()
    if key in PAIRS_ON_PURPOSE:
        diagonal = np.diag(theirs)
        assert diagonal.any()
        theirs = theirs - np.diag(diagonal // 2)
    np.testing.assert_array_equal(ours.counts.toarray(), theirs)


# Laws, and what a definition written out says

texts = st.lists(st.lists(st.sampled_from("甲乙丙，"), max_size=8), min_size=1, max_size=4)


@given(texts, st.integers(1, 4))
def test_windows_are_pairs_of_places(rows, window):
    tokens = Tokens.from_words(rows).keep()
    wanted = Counter()
    for row in rows:
        words = [word for word in row if word != "，"]
        wanted.update((words[a], words[b]) for a, b in combinations(range(len(words)), 2)
                      if b - a <= window)  # fmt: skip
    ordered = cooccurrences(tokens, window=window, ordered=True)
    dense = ordered.counts.toarray()
    found = {
        (one, two): dense[a, b]
        for a, one in enumerate(ordered.terms)
        for b, two in enumerate(ordered.terms)
        if dense[a, b]
    }
    assert found == wanted
    both = cooccurrences(tokens, window=window).counts.toarray()
    np.testing.assert_array_equal(both, both.T)
    assert np.triu(both).sum() == dense.sum() == sum(wanted.values())


@given(texts)
def test_a_window_as_wide_as_the_passage_is_the_passage(rows):
    tokens = Tokens.from_words(rows).keep()
    wide = cooccurrences(tokens, window=8)
    passage = cooccurrences(tokens)
    assert wide.terms.tolist() == passage.terms.tolist()
    np.testing.assert_array_equal(wide.counts.toarray(), passage.counts.toarray())
    assert passage.passages["term"].tolist() == passage.terms.tolist()


def test_scikit_learn_meets_the_same_pairs():
    from sklearn.feature_extraction.text import CountVectorizer

    once = CountVectorizer(analyzer=list, binary=True).fit_transform(WORDS).toarray()
    counts = CountVectorizer(analyzer=list).fit_transform(WORDS).toarray()
    ours = cooccurrences(TOKENS.counts()).counts.toarray()
    off = ~np.eye(len(ours), dtype=bool)
    np.testing.assert_array_equal(ours[off], (counts.T @ counts)[off])
    np.testing.assert_array_equal(ours[off] > 0, (once.T @ once)[off] > 0)


@given(texts, st.integers(1, 3), st.lists(st.integers(0, 2), min_size=1, max_size=2, unique=True))
def test_skip_grams_are_what_their_definition_says(rows, n, skip):
    def grams(words, begin):
        runs = [(begin,)]
        for _ in range(n - 1):
            runs = [(*run, run[-1] + gap + 1) for run in runs for gap in skip]
        return ["".join(words[at] for at in run) for run in runs if run[-1] < len(words)]

    tokens = Tokens.from_words(rows)
    wanted = Counter(gram for row in rows for at in range(len(row)) for gram in grams(row, at))
    matrix = tokens.ngrams(n, skip=skip)
    sums = np.asarray(matrix.counts.sum(axis=0)).ravel().tolist()
    assert dict(zip(matrix.terms, sums, strict=True)) == wanted


def test_without_a_skip_it_is_n_grams_and_dropped_tokens_are_borders():
    tokens = Tokens.from_words([["深化", "改革", "，", "扩大", "开放"]]).keep()
    assert tokens.ngrams(2, skip=1).terms.tolist() == []
    assert tokens.ngrams(2, skip=1, skip_dropped=True, joiner=" ").terms.tolist() == [
        "改革 开放",
        "深化 扩大",
    ]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"window": 0}, "window=0 must be at least 1; 1 is next to each other."),
        ({"ordered": True}, "ordered=True needs a window: give window=, in tokens."),
    ],
)
def test_refusals(options, message):
    with pytest.raises(ValueError) as error:
        cooccurrences(TOKENS, **options)
    assert str(error.value) == message


def test_what_has_no_order_and_what_is_no_count_is_refused():
    with pytest.raises(ValueError, match="window=2 needs the order of tokens: give Tokens"):
        cooccurrences(TOKENS.counts(), window=2)
    with pytest.raises(ValueError, match="pairs are counted; the matrix holds weights"):
        cooccurrences(TOKENS.counts().tfidf())
    for skip in (-1, []):
        with pytest.raises(ValueError) as error:
            TOKENS.ngrams(2, skip=skip)
        assert str(error.value) == (
            f"skip is {skip!r}; give how many tokens, 0 or more, or a list of them."
        )


def test_nothing_in_nothing():
    nothing = cooccurrences(Tokens.from_words([[], []]), window=2)
    assert nothing.counts.shape == (0, 0)
