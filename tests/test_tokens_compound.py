"""Phrases joined into one token, whatever the segmenter made of them."""

import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import textkit as tk
from textkit import reshape
from textkit.hand import read_phrases
from textkit.tokens import Tokens

CASES = [
    (["落实", "“", "三长", "”", "联动"], ["“三长”联动"], ["落实", "“三长”联动"], "quotation marks"),
    (["“", "1", "+", "1", "+", "1", "”", "招商", "模式"], ["“1+1+1”招商模式"], ["“1+1+1”招商模式"], "digits and signs"),
    (["Internet", " ", "Plus", "行动"], ["Internet Plus"], ["Internet Plus", "行动"], "a space"),
    (["互联网+医疗"], ["互联网+"], ["互联网+", "医疗"], "ends inside a token, the rest remains"),
    (["大力实施", "乡村", "振兴战略"], ["实施乡村振兴"], ["大力", "实施乡村振兴", "战略"], "splits on both sides"),
    (["三长联动工作"], ["三长", "工作"], ["三长", "联动", "工作"], "two phrases in one token"),
    (["三长联", "动"], ["三长", "联动"], ["三长", "联动"], "one ends where the next begins"),
    (["一二三", "四"], ["一二", "三四"], ["一二", "三四"], "they share a token"),
    (["一二", "三四"], ["二三", "一二"], ["一二", "三四"], "equally long: from the left"),
    (["一", "二", "三", "四"], ["一二", "二三四"], ["一", "二三四"], "the longest first, not the leftmost"),
    (["一", "一", "一"], ["一一"], ["一一", "一"], "it may not overlap itself"),
    (["15万", "人"], ["5万"], ["15万", "人"], "a number is not split"),
    (["4.5万"], ["5万"], ["4.5万"], "nor after its point"),
    (["1", "5万"], ["5万"], ["1", "5万"], "the segmenter's own border counts"),
    (["AIDS"], ["AI"], ["AIDS"], "a Latin word is not split"),
    (["AI技术"], ["AI"], ["AI", "技术"], "but Latin and Chinese may part"),
    (["改革"], ["改革"], ["改革"], "it is one token already"),
    (["改革"], ["开放"], ["改革"], "it does not occur"),
    (["改革"], [], ["改革"], "no phrase"),
    ([], ["改革"], [], "no token"),
    (["𠀀", "。", "𠮷x"], ["。𠮷"], ["𠀀", "。𠮷", "x"], "beyond the basic plane"),
    (["", "改", "", "革", "", "了"], ["改革"], ["", "改革", "", "了"], "empty tokens around it stay"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "phrases", "expected", "why"), CASES)
def test_cases(words, phrases, expected, why):
    joined = Tokens.from_words([words]).compound(phrases)
    assert joined.words(0) == expected, why
    assert joined == Tokens.from_words([expected])  # and so the vocabulary is in order


@pytest.mark.parametrize("block", [1, 2, 5])
def test_the_size_of_a_block_changes_nothing(block, monkeypatch):
    words, phrases = [case[0] for case in CASES], [p for case in CASES for p in case[1]]
    tokens = Tokens.from_words(words).keep(min_length=2)
    whole = tokens.compound(phrases)
    monkeypatch.setattr(reshape, "BLOCK", block)
    assert tokens.compound(phrases) == whole


def slowly(words, phrases, split):
    """Do the same for one passage, letter by letter."""
    text = "".join(words)
    borders = {len("".join(words[:n])) for n in range(len(words) + 1)}

    def fits(at):
        inside = re.fullmatch("[0-9A-Za-z.]{2}", text[max(0, at - 1) : at + 1])
        return at in borders or (split and not inside)

    places = [
        (at, at + len(phrase))
        for phrase in set(phrases)
        for at in range(len(text))
        if text.startswith(phrase, at) and fits(at) and fits(at + len(phrase))
    ]
    chosen = []
    for begin, end in sorted(places, key=lambda place: (place[0] - place[1], place[0])):
        if all(end <= b or e <= begin for b, e in chosen):
            chosen.append((begin, end))
    borders -= {at for b, e in chosen for at in range(b + 1, e)}
    edges = sorted(borders | {at for place in chosen for at in place})
    return [text[a:b] for a, b in pairwise(edges)]


letters = st.text(alphabet="改革开1A. “", min_size=1, max_size=4)
passages = st.lists(st.lists(letters, max_size=8), max_size=4)
phrases = st.lists(letters.filter(lambda text: text == text.strip()), max_size=4)


@settings(deadline=None, max_examples=400)
@given(passages, phrases, st.booleans())
@example([["改"], ["革"]], ["改革"], True)  # not from one passage into the next
def test_law_it_is_what_going_letter_by_letter_gives(lists, wanted, split):
    tokens = Tokens.from_words(lists)
    joined = tokens.compound(wanted, split=split)
    assert joined == Tokens.from_words([slowly(words, wanted, split) for words in lists])
    assert joined.ids.dtype == np.int32


@settings(deadline=None)
@given(passages, phrases)
def test_law_the_text_stays_and_doing_it_twice_changes_nothing(lists, wanted):
    tokens = Tokens.from_words(lists)
    joined = tokens.compound(wanted)
    assert [joined.text(i) for i in range(len(joined))] == tokens.passages["text"].tolist()
    assert joined.compound(wanted) == joined


def test_without_splitting_only_whole_tokens_are_joined():
    tokens = Tokens.from_words([["发展", "示范", "区"], ["发", "展示"]])
    joined = tokens.compound(["展示", "示范区"], split=False)
    assert [joined.words(i) for i in range(2)] == [["发展", "示范区"], ["发", "展示"]]
    assert tokens.compound(["展示"]).words(0) == ["发", "展示", "范", "区"]


def test_what_is_kept():
    tokens = Tokens.from_words([["推进", "三长", "联动工作", "的", "联动", "扩面提质"]])
    narrow = tokens.keep(stopwords=["三长", "联动工作", "的", "扩面提质"])
    joined = narrow.compound(["三长联动", "的联", "扩面"])
    kept = dict(zip(joined.terms, joined.kept.tolist(), strict=True))
    assert kept == {
        "三长联动": True,  # a phrase
        "工作": False,  # new, from 联动工作, which was dropped
        "的联": True,
        "动": True,  # new, from 联动, which was kept
        "扩面": True,
        "提质": False,
        "推进": True,
    }
    marked = Tokens.from_words([["提质", "扩面提质"]]).keep(stopwords=["扩面提质"])
    assert marked.compound(["扩面"]).kept.tolist() == [True, True]  # 提质 keeps its own mark


def test_terms_are_those_that_now_occur():
    tokens = Tokens.from_words([["三长", "联动"], ["开放"]]).where(np.array([True, False]))
    assert tokens.terms.tolist() == ["三长", "开放", "联动"]
    assert tokens.compound(["三长联动"]).terms.tolist() == ["三长联动"]


def test_counting_keeping_and_concordance_go_on_from_there():
    tokens = tk.Segmenter().segment(["深化“放管服”改革。", "推进“放管服”改革，改革开放"])
    joined = tokens.compound(["“放管服”改革"])
    matrix = joined.keep(min_length=5).counts()
    assert matrix.terms.tolist() == ["“放管服”改革"]
    assert matrix.counts.toarray().tolist() == [[1], [1]]
    for by in ("text", "token"):
        table = tk.concordance(joined, "“放管服”改革", by=by)
        assert table["before"].tolist() == ["深化", "推进"]
        assert table["start"].tolist() == [2, 2]
    by_text = tk.concordance(tokens, "改革")
    assert tk.concordance(joined, "改革").equals(by_text)
    assert len(tk.concordance(joined, "改革", by="token")) == 0  # now within longer tokens
    assert joined.keep(tags=["v*"]).kept.sum() >= 1  # the tagger goes along


def test_phrases_from_a_file(tmp_path):
    path = tmp_path / "phrases.txt"
    path.write_text("# slogans\n\n“三长”联动\r\n  互联网+ \n互联网+\n", encoding="utf-8")
    assert read_phrases(path) == ["“三长”联动", "互联网+"]
    tokens = Tokens.from_words([["互联网", "+", "“", "三长", "”", "联动"]])
    assert tokens.compound(str(path)).words(0) == ["互联网+", "“三长”联动"]


@pytest.mark.parametrize(
    ("phrases", "error", "message"),
    [
        (
            "slogans.txt", FileNotFoundError,
            "no file of phrases 'slogans.txt'. Give the path of a file with one phrase a line, "
            "or the phrases as a list.",
        ),
        ([""], ValueError, "phrase '': write text without white space around it."),
        (["改革 "], ValueError, "phrase '改革 ': write text without white space around it."),
        ([b"x"], TypeError, "phrases must be str; b'x' is bytes."),
    ],
)  # fmt: skip
def test_bad_calls_are_refused(phrases, error, message):
    with pytest.raises(error) as caught:
        Tokens.from_words([["改革"]]).compound(phrases)
    assert str(caught.value) == message
