"""Slices of tokens: nothing is lost, and no result hangs on where they are cut."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import textkit as tk
from textkit import slices as module
from textkit.measures.collocations import collocations
from textkit.measures.matching import find_matches
from textkit.priorities.denominators import DENOMINATORS
from textkit.slices import slices

WORDS = st.sampled_from(["教育", "强区", "，", " ", "改革", "开放", "。"])
PASSAGES = st.lists(st.lists(WORDS, max_size=8), max_size=12)


@given(PASSAGES, st.integers(1, 20))
def test_slices_put_together_are_the_tokens(words, size):
    tokens = tk.Tokens.from_words(words)
    parts = list(slices(tokens, size))
    assert np.concatenate([part.tokens.ids for part in parts]).tolist() == tokens.ids.tolist()
    assert [text for part in parts for text in map(part.tokens.text, range(len(part.tokens)))] == [
        "".join(row) for row in words
    ]
    for part in parts:
        assert part.token == tokens.offsets[part.passage]
        # All its passages begin within one stretch of ``size`` tokens.
        assert len(set((part.token + part.tokens.offsets[:-1]) // size)) <= 1


def test_a_passage_is_never_cut_and_a_slice_holds_about_what_it_should():
    tokens = tk.Tokens.from_words([["改革"] * n for n in (3, 50, 2, 2, 2, 0)])
    assert [(len(part.tokens), len(part.tokens.ids)) for part in slices(tokens, 5)] == [
        (2, 53),
        (1, 2),
        (3, 4),
    ]


def test_no_passages_are_one_empty_slice():
    (part,) = slices(tk.Tokens.from_words([]))
    assert len(part.tokens) == 0 and part.passage == part.token == 0


MEASURES = {
    "matches": lambda tokens: find_matches(tokens, {"a": ["教* 强?", "改革开放"], "b": ["开放"]}, "x"),
    "attention": lambda tokens: tk.attention(
        tokens, {"a": ["教育强区"], "b": ["改革"]}, by="kind", n_resamples=20,
        denominator=[name for name in DENOMINATORS if name != "headings"],
    ),
    "headings": lambda tokens: tk.attention(
        tokens, {"a": ["教育"]}, by="kind", n_resamples=20, denominator="headings"
    ),
    "concordance": lambda tokens: tk.concordance(tokens, "改革 开放", by="token"),
    "evidence": lambda tokens: tk.evidence(tokens, ["教育强区", "改革"]),
    "pairs and triples": lambda tokens: collocations(tokens, size=(2, 3)),
    "pairs in a window": lambda tokens: collocations(tokens, window=3),
}  # fmt: skip


@pytest.mark.parametrize("measure", MEASURES.values(), ids=MEASURES)
def test_no_result_hangs_on_the_slices(measure, monkeypatch):
    rows = [
        ["教育", "强区", "。"],
        ["改革", "开放", "改革"],
        [],
        ["教育", "，", "改革", " ", "开放"],
    ] * 7
    tokens = tk.Tokens.from_words(rows)
    tokens.passages["kind"] = "text"
    tokens.passages["heading"] = ["教育强区", "", "", ""] * 7
    whole = measure(tokens.keep(stopwords=["开放"]))
    monkeypatch.setattr(module, "SIZE", 4)
    assert len(list(slices(tokens))) > 10
    cut = measure(tokens.keep(stopwords=["开放"]))
    if hasattr(whole, "equals"):
        assert len(whole) and whole.equals(cut)
    else:
        for name in ("theme", "word", "first", "last", "passage", "covered"):
            assert getattr(whole, name).tolist() == getattr(cut, name).tolist(), name
