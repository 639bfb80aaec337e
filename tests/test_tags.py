"""Part-of-speech tags per type: jieba's own, the lexicon's before them."""

import pickle
import subprocess
import sys

import jieba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jieba import posseg

import textkit as tk
from textkit.tags import Tagger, match_tags

TABLE = posseg.POSTokenizer(jieba.Tokenizer()).word_tag_tab
WORDS = ["推进", "改革", "长春市", "，", "GDP", "6.5%", "三长联动", " "]


@settings(deadline=None, max_examples=300)
@given(st.lists(st.sampled_from(sorted(TABLE)), max_size=50))
def test_law_what_the_dictionary_has_is_tagged_as_jieba_tags_it(terms):
    assert Tagger()(terms).tolist() == [TABLE[term] for term in terms]


@pytest.mark.parametrize(
    ("text", "tag", "why"),
    [
        ("2024", "m", "digits"),
        ("6.5", "m", "digits with a point"),
        ("GDP", "eng", "Latin letters"),
        ("“", "x", "a sign"),
        (" ", "x", "white space"),
    ],
)
def test_what_it_lacks_is_tagged_as_jieba_tags_it(text, tag, why):
    assert text not in TABLE
    assert [pair.flag for pair in posseg.lcut(f"改革{text}改革")] == ["vn", tag, "vn"], why
    assert Tagger()([text]).tolist() == [tag], why


@pytest.mark.parametrize(
    ("term", "tag", "why"),
    [
        ("6.5%", "m", "jieba.posseg would cut the sign off; jieba's cut keeps it"),
        ("5G", "m", "it begins as a number"),
        (".", "x", "a point alone is no number"),
        ("三长联动", "x", "a word of the model: jieba.posseg would guess from the context"),
        ("", "x", "nothing"),
    ],
)
def test_terms_that_posseg_cuts_otherwise(term, tag, why):
    assert Tagger()([term]).tolist() == [tag], why


def test_the_lexicon_goes_before_the_dictionary(tmp_path):
    path = tmp_path / "lexicon.tsv"
    path.write_text("三长联动\t\tnz\n改革\t\tslogan\n推进\n", encoding="utf-8")
    tokens = tk.Segmenter(lexicon=path).segment(["推进三长联动改革"])
    assert dict(zip(tokens.terms, tokens.tags, strict=True)) == {
        "三长联动": "nz",
        "推进": "v",  # no tag in the lexicon: the dictionary's
        "改革": "slogan",  # vn in the dictionary
    }


def test_of_two_tags_for_a_word_the_later_holds():
    assert Tagger((("改革", "n"), ("改革", "vn")))(["改革"]).tolist() == ["vn"]


def test_keep_by_tag():
    tokens = tk.Tokens.from_words([WORDS, ["改革"]], tagger=Tagger())
    assert tokens.tags.dtype == object
    assert dict(zip(tokens.terms, tokens.tags, strict=True))["长春市"] == "ns"

    def left(**options):
        return tokens.keep(**options).counts().terms.tolist()

    assert left(tags="n*") == ["长春市"]
    assert left(tags=["v"]) == ["推进"]
    assert left(tags=["v*"]) == ["推进", "改革"]
    assert left(tags=["eng", "m"]) == ["6.5%", "GDP"]
    assert left(tags=["*"]) == left()
    assert left(tags=["v", "x"], punctuation=True) == ["三长联动", "推进", "，"]


def test_keep_composes():
    tokens = tk.Tokens.from_words([WORDS, ["改革"]], tagger=Tagger())
    together = tokens.keep(tags=["v*"], min_count=2, stopwords=["推进"])
    assert together == tokens.keep(tags=["v*"]).keep(min_count=2).keep(stopwords=["推进"])
    assert together.counts().terms.tolist() == ["改革"]
    second = tokens.where(np.array([False, True]))
    assert second.keep(tags=["v*"]).counts().terms.tolist() == ["改革"]


def test_the_tagger_is_no_part_of_equality_and_travels():
    tokens = tk.Segmenter().segment(["推进，改革"])
    assert tokens == tk.Tokens.from_words([["推进", "，", "改革"]], tokens.passages)
    assert pickle.loads(pickle.dumps(tokens)).tags.tolist() == ["v", "vn", "x"]


def test_ones_own_tagger():
    tokens = tk.Tokens.from_words([["a", "bb"]], tagger=lambda terms: ["long" if len(t) > 1 else "s" for t in terms])  # fmt: skip
    assert tokens.keep(tags="l*").counts().terms.tolist() == ["bb"]


def test_the_tags_are_read_only_when_asked_for():
    code = (
        "import textkit as tk; from textkit.tags import _dictionary_tags as read; "
        "tokens = tk.Segmenter().segment(['推进改革']).keep(); before = read.cache_info().misses; "
        "tokens.tags; print(before, read.cache_info().misses)"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.split() == ["0", "1"]


def test_no_term_no_tag():
    assert tk.Segmenter().segment([]).keep(tags=["n"]).counts().counts.shape == (0, 0)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda tokens: tk.Tokens.from_words([["改革"]]).keep(tags="v"),
            "these tokens have no tagger. Make them with Segmenter.segment, or with "
            "Tokens.from_words(words, tagger=textkit.tags.Tagger()).",
        ),
        (
            lambda tokens: tk.Tokens.from_words([["改革"]], tagger=lambda terms: []).tags,
            "the tagger gave 0 tags for 1 terms.",
        ),
        (
            lambda tokens: tokens.keep(tags=[]),
            'tags is empty. Name the tags to keep, such as ["n*", "v"].',
        ),
        (
            lambda tokens: tokens.keep(tags=["v", "*n"]),
            """tag '*n': write a tag, "n", or its beginning, "n*".""",
        ),
        (lambda tokens: tokens.keep(tags=""), """tag '': write a tag, "n", or its beginning, "n*"."""),
        (
            lambda tokens: tokens.keep(tags=["v", "noun"]),
            "no term has the tag 'noun'. Tags here: eng, m, ns, v, vn, x.",
        ),
        (
            lambda tokens: match_tags(tokens.tags, ["z*"]),
            "no term has the tag 'z*'. Tags here: eng, m, ns, v, vn, x.",
        ),
    ],
)  # fmt: skip
def test_bad_calls_are_refused(call, message):
    with pytest.raises(ValueError) as caught:
        call(tk.Tokens.from_words([WORDS], tagger=Tagger()))
    assert str(caught.value) == message
