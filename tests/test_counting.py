"""Counting: Numba's code and SciPy's, and a count by hand, say the same."""

from importlib import util

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textkit import counting
from textkit.counting import count_by_sorting, count_by_walking, count_ids

WAYS = [count_by_walking, count_by_sorting]


def as_columns(rows):
    offsets = np.cumsum([0, *map(len, rows)]).astype(np.int64)
    return np.array([number for row in rows for number in row], dtype=np.int32), offsets


@st.composite
def cases(draw):
    n_terms = draw(st.integers(0, 300))
    # Short rows are sorted, long ones walk the bits of 64 columns at a time.
    lengths = st.integers(0, 5 if draw(st.booleans()) else 400)
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    rows = draw(st.lists(lengths, max_size=6)) if n_terms else draw(st.lists(st.just(0)))
    kept = random.random(n_terms) < draw(st.sampled_from([0, 0.5, 1]))
    return [random.integers(0, n_terms, length).tolist() for length in rows], kept


@settings(deadline=None, max_examples=300)
@given(cases())
def test_law_both_ways_give_the_same_canonical_matrix(case):
    rows, kept = case
    ids, offsets = as_columns(rows)
    (fast, chosen), (plain, expected) = (way(ids, offsets, kept) for way in WAYS)
    assert chosen.dtype == expected.dtype
    assert np.array_equal(chosen, expected)
    assert fast.shape == plain.shape
    for part in ("data", "indices", "indptr"):
        mine, theirs = getattr(fast, part), getattr(plain, part)
        assert mine.dtype == theirs.dtype
        assert np.array_equal(mine, theirs)
    assert fast.data.dtype == np.int64
    assert fast.has_canonical_format


@settings(deadline=None, max_examples=100)
@given(cases())
def test_law_a_cell_is_the_number_of_times_the_term_stands_in_the_passage(case):
    rows, kept = case
    counts, chosen = count_by_walking(*as_columns(rows), kept)
    occurring = {number for row in rows for number in row}
    assert chosen.tolist() == [term for term in np.flatnonzero(kept) if term in occurring]
    assert counts.toarray().tolist() == [[row.count(term) for term in chosen] for row in rows]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("rows", "kept", "columns", "table", "why"),
    [
        ([], [], [], [], "nothing at all"),
        ([[], []], [True, True], [], [[], []], "passages without a token still are rows"),
        ([[0, 0], [1]], [False, False], [], [[], []], "no term kept: no column"),
        ([[2, 0, 2], [], [2]], [True] * 3, [0, 2], [[1, 2], [0, 0], [0, 1]], "term 1 never occurs"),
        ([[1, 0, 1]], [False, True], [1], [[2]], "term 0 is not kept"),
    ],
)
def test_cases(way, rows, kept, columns, table, why):
    counts, chosen = way(*as_columns(rows), np.array(kept, dtype=bool))
    assert chosen.tolist() == columns
    assert counts.shape == (len(rows), len(columns))
    assert counts.toarray().tolist() == table


def test_every_bit_of_a_word_finds_its_column():
    rows = [[number] for number in range(64)] + [list(range(63, -1, -1))]
    counts, chosen = count_by_walking(*as_columns(rows), np.ones(64, dtype=bool))
    assert chosen.tolist() == list(range(64))
    assert counts.toarray().tolist() == [*np.eye(64, dtype=int).tolist(), [1] * 64]


@pytest.mark.parametrize("offsets", [[1, 3], [0, 2], [0, 5, 3]])
def test_offsets_that_leave_the_tokens_are_refused(offsets):
    with pytest.raises(ValueError) as caught:
        count_ids(np.zeros(3, np.int32), np.array(offsets), np.ones(1, dtype=bool))
    assert str(caught.value) == (
        "offsets must run from 0 up to the number of tokens, 3; "
        f"they run from {offsets[0]} to {offsets[-1]}."
    )


def test_which_way_is_taken_bears_on_nothing(monkeypatch):
    ids, offsets = as_columns([[7, 3, 7], [3] * 5] * 20_000)
    kept = np.ones(8, dtype=bool)
    fast, _ = count_ids(ids, offsets, kept)
    found = util.find_spec
    monkeypatch.setattr(util, "find_spec", lambda name: None if name == "numba" else found(name))
    monkeypatch.setattr(counting, "count_by_walking", None)  # which now would be an error
    plain, _ = count_ids(ids, offsets, kept)
    assert (fast != plain).nnz == 0
