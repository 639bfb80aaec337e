"""What ends a sentence: cases with reasons, and the law that sentences tile the text."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textkit.sentences import sentence_spans

CASES = Path(__file__).parent / "cases" / "sentences.tsv"


def cases():
    for row in CASES.read_text(encoding="utf-8").splitlines():
        if not row.startswith("#"):
            text, sentences, why = row.split("\t")
            yield pytest.param(text.replace("\\n", "\n"), sentences.split("¦"), id=why)


def sentences_of(text):
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(("text", "sentences"), list(cases()))
def test_sentences(text, sentences):
    assert sentences_of(text) == sentences


def test_a_quote_left_open_holds_nothing_together_however_long_the_text():
    text = "他说：“" + "形势很好。" * 300 + "”"
    assert len(sentences_of(text)) > 290


signs = st.sampled_from(
    [*'甲乙的a1 。！？!?.．…，；：、“”‘’（）()《》【】"%\n\r\u2028　*', "……", "一是"]
)
texts = st.lists(signs, max_size=60).map("".join)


@settings(deadline=None, max_examples=500)
@given(st.one_of(texts, st.text(max_size=80)))
def test_law_sentences_tile_the_text(text):
    at = 0
    for start, end in sentence_spans(text):
        assert start >= at
        assert text[at:start].strip() == ""
        assert text[start:end].strip() == text[start:end] != ""
        at = end
    assert text[at:].strip() == ""


@settings(deadline=None)
@given(texts, texts)
def test_law_lines_are_cut_one_by_one(one, two):
    assert sentences_of(f"{one}\n{two}") == sentences_of(one) + sentences_of(two)


@settings(deadline=None)
@given(texts)
def test_law_a_sentence_without_quotes_cuts_no_further(text):
    for sentence in sentences_of(text):
        if not set(sentence) & set('“”‘’（）()《》【】".．?!'):
            assert sentences_of(sentence) == [sentence]


@pytest.mark.parametrize(
    "unit", ["“甲。", "“（《‘「", "！？…", "甲.", "a!", "?甲", "。”", "…", "。  ", '"甲。']
)
def test_time_is_linear_in_the_text(unit):
    start = time.process_time()
    sentence_spans(unit * (400_000 // len(unit)))
    assert time.process_time() - start < 8  # quadratic time would take minutes
