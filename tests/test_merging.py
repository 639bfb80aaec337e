import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import textkit as tk
from textkit.merging import merge_terms

WORDS = st.lists(
    st.lists(st.sampled_from(["A", "a", "B", "b", "改革", "变革"]), max_size=6), min_size=1
)


def test_synonyms_are_one_term_and_others_stay():
    matrix = tk.Tokens.from_words([["改革", "变革", "AI"], ["变革"]]).counts()
    merged = merge_terms(matrix, {"变革": "改革"})
    assert merged.terms.tolist() == ["AI", "改革"]
    assert merged.counts.toarray().tolist() == [[1, 2], [0, 1]]
    assert merged.counts.dtype == matrix.counts.dtype


@given(WORDS)
def test_law_no_token_is_lost_and_merging_twice_changes_nothing(words):
    matrix = tk.Tokens.from_words(words).counts()
    merged = merge_terms(matrix, str.lower)
    assert np.array_equal(merged.counts.sum(axis=1), matrix.counts.sum(axis=1))
    again = merge_terms(merged, str.lower)
    assert np.array_equal(again.counts.toarray(), merged.counts.toarray())
    lowered = tk.Tokens.from_words([[word.lower() for word in row] for row in words]).counts()
    assert np.array_equal(lowered.counts.toarray(), merged.counts.toarray())


def test_a_name_must_be_a_str():
    matrix = tk.Tokens.from_words([["改革"]]).counts()
    with pytest.raises(TypeError, match=r"^a term's name must be a str, not None\.$"):
        merge_terms(matrix, {"改革": None})
