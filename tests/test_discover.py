import math
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import textkit as tk
from textkit.segmentation.discover import discover_words
from textkit.segmentation.ngrams import (
    cohesion,
    count_at,
    count_ngrams,
    join_texts,
    neighbour_entropy,
)
from textkit.segmentation.slogans import find_slogans

COLUMNS = ["word", "count", "cohesion", "left_entropy", "right_entropy", "score", "example"]
# Two hundred different characters, so that what stands around a word is as varied as wanted.
OTHERS = [chr(0x5000 + 7 * number) for number in range(200)]


def around(*phrases, times=6):
    """Put phrases between characters that never come again in the same company."""
    other = iter(OTHERS * 9)
    return ["".join(next(other) + phrase + next(other) for _ in range(times)) for phrase in phrases]


def row(table, word):
    found = table[table["word"] == word]
    assert len(found) == 1, f"{word}: {table['word'].tolist()}"
    return found.iloc[0]


def words(corpus, **options):
    return discover_words(corpus, **options)["word"].tolist()


# --- an oracle without arrays --------------------------------------------------------------


def han(character):
    return (
        character == "〇"
        or "㐀" <= character <= "\u4dbf"
        or "一" <= character <= "\u9fff"
        or "\uf900" <= character <= "\ufaff"
        or "\U00020000" <= character <= "\U0003ffff"
    )


def slow_counts(texts, length):
    """Places (text, position) of each string of Han characters."""
    places = {}
    for number, text in enumerate(texts):
        for at in range(len(text) - length + 1):
            word = text[at : at + length]
            if all(map(han, word)):
                places.setdefault(word, []).append((number, at))
    return places


def slow_cohesion(texts, word):
    size = sum(han(character) for text in texts for character in text)
    share = {}
    for length in range(1, len(word) + 1):
        for part, places in slow_counts(texts, length).items():
            share[part] = len(places) / size
    return min(
        math.log2(share[word] / (share[word[:cut]] * share[word[cut:]]))
        for cut in range(1, len(word))
    )


def slow_entropy(texts, word, side):
    neighbours = []
    for number, at in slow_counts(texts, len(word))[word]:
        text = texts[number]
        place = at - 1 if side == "left" else at + len(word)
        inside = 0 <= place < len(text) and han(text[place])
        neighbours.append(text[place] if inside else (number, place))  # a boundary is unique
    n = len(neighbours)
    return -sum(c / n * math.log2(c / n) for c in Counter(neighbours).values())


small = st.lists(st.text("甲乙丙，A\n𠀀", max_size=25), max_size=4)


@settings(deadline=None)
@given(small, st.integers(1, 5))
def test_law_ngrams_are_counted_as_by_hand(texts, length):
    text = join_texts(texts)
    level = count_ngrams(text, 5)[length - 1]
    least = 1 if length == 1 else 2
    expected = {
        word: len(places)
        for word, places in slow_counts(texts, length).items()
        if len(places) >= least
    }
    found = [text.joined[at : at + length] for at in level.firsts.tolist()]
    assert dict(zip(found, level.counts.tolist(), strict=True)) == expected
    assert found == sorted(found)  # numbered in code-point order
    assert level.firsts.tolist() == [text.joined.index(word) for word in found]


@settings(deadline=None)
@given(small, st.integers(2, 4))
def test_law_cohesion_and_entropy_are_those_of_plain_python(texts, length):
    text = join_texts(texts)
    levels = count_ngrams(text, 4)
    level = levels[length - 1]
    bits = cohesion(levels, level.firsts, length, text.size)
    at = np.flatnonzero(level.ids >= 0)
    left = neighbour_entropy(text, level.ids[at], at - 1, level.counts)
    right = neighbour_entropy(text, level.ids[at], at + length, level.counts)
    for number, first in enumerate(level.firsts.tolist()):
        word = text.joined[first : first + length]
        assert bits[number] == pytest.approx(slow_cohesion(texts, word))
        assert left[number] == pytest.approx(slow_entropy(texts, word, "left"))
        assert right[number] == pytest.approx(slow_entropy(texts, word, "right"))


@settings(deadline=None)
@given(st.lists(st.text("甲乙丙丁戊己庚辛，。", max_size=60), max_size=4))
def test_law_every_row_says_what_plain_python_says(texts):
    table = discover_words(texts, dictionary=None, max_length=4, min_count=2)
    assert table.columns.tolist() == COLUMNS
    assert table["score"].is_monotonic_decreasing
    for one in table.itertuples():
        assert one.count == len(slow_counts(texts, len(one.word))[one.word])
        assert one.cohesion == pytest.approx(slow_cohesion(texts, one.word))
        assert one.left_entropy == pytest.approx(slow_entropy(texts, one.word, "left"))
        assert one.right_entropy == pytest.approx(slow_entropy(texts, one.word, "right"))
        assert one.word in one.example
        assert any(one.example in text for text in texts)


@settings(deadline=None)
@given(st.lists(st.text("甲乙丙三“”1+，\n", max_size=40), max_size=4))
def test_law_no_text_is_too_strange_and_counts_are_those_of_the_text(texts):
    table = discover_words(texts, dictionary=None, min_count=2)
    joined = "\n".join(texts)
    for word, count in zip(table["word"], table["count"], strict=True):
        if not all(map(han, word)) and word[0] in "“":
            assert count == joined.count(word)  # cannot overlap: it has quotation marks
    pd.testing.assert_frame_equal(table, discover_words(texts, dictionary=None, min_count=2))


def test_the_score_is_the_formula_of_the_docstring():
    one = row(discover_words(around("鼎盛坊")), "鼎盛坊")
    freedom = math.sqrt((one["left_entropy"] + 0.25) * (one["right_entropy"] + 0.25))
    assert one["score"] == pytest.approx(freedom * one["cohesion"])
    text = around("“鼎盛坊”，鼎盛坊。", times=3)
    one = row(discover_words(text), "鼎盛坊")  # half of its edges stand at quotation marks
    freedom = math.sqrt((one["left_entropy"] + 0.25) * (one["right_entropy"] + 0.25))
    assert one["score"] == pytest.approx(freedom * (one["cohesion"] + 20))


# --- what is found ---------------------------------------------------------------------------


def test_planted_words_are_found_with_their_numbers():
    corpus = around("飞地园", "首店街角", "夜燃坊", times=8)
    table = discover_words(corpus)
    assert set(table["word"]) == {"飞地园", "首店街角", "夜燃坊"}
    one = row(table, "首店街角")
    assert one["count"] == 8
    assert one["left_entropy"] == one["right_entropy"] == pytest.approx(3)  # of 8 different ones


@pytest.mark.parametrize(
    ("text", "found", "left_out", "why"),
    [
        ("推进六城联动，", "六城联动", "城联", "a fragment from the middle"),
        ("六城联动促", "六城联动", "六城联", "a fragment of the beginning"),
        ("的首店街角，", "首店街角", "的首店街角", "的 is a function character"),
        ("首店街角在", "首店街角", "首店街角在", "在 is a function character"),
        ("和首店街角及", "首店街角", "和首店街角及", "function characters at both ends"),
    ],
)
def test_fragments_and_added_function_characters_are_left_out(text, found, left_out, why):
    # The phrase, and the word without what is added to it.
    corpus = around(text, found, times=7)
    got = words(corpus)
    assert found in got, why
    assert left_out not in got, why


def test_a_part_that_stands_alone_often_enough_is_no_fragment():
    both = around("首店街角", times=4) + around("街角", times=4)
    assert {"首店街角", "街角"} <= set(words(both, dictionary=None))
    mostly_inside = around("首店街角", times=8) + around("街角", times=1)
    assert "街角" not in words(mostly_inside, dictionary=None)


def test_a_function_character_that_belongs_to_the_word_stays():
    got = words(around("和美乡野", times=6))
    assert got == ["和美乡野"]


def test_numbers_with_measure_words_do_not_flood_the_table():
    text = "".join(f"{n}个项目{c}" for n, c in zip(range(30), OTHERS, strict=False))
    text += "".join(f"{n}亿元以上{c}" for n, c in zip(range(30), OTHERS, strict=False))
    text += "".join(f"{a}{n}大行动{c}" for a, n, c in zip(OTHERS, "三四五六" * 5, OTHERS, strict=False))  # fmt: skip
    got = words([text])
    assert not {"个项目", "亿元", "亿元以上", "大行动"} & set(got)


def test_known_words_are_left_out_by_the_dictionary_or_the_lexicon(tmp_path):
    corpus = around("开放", "首店街角")
    assert words(corpus) == ["首店街角"]
    assert set(words(corpus, dictionary=None)) == {"开放", "首店街角"}
    lexicon = tmp_path / "lexicon.tsv"
    lexicon.write_text("首店街角\n", encoding="utf-8")
    assert words(corpus, dictionary=tk.Segmenter(lexicon=lexicon)) == []


@pytest.mark.parametrize(
    ("text", "word", "count"),
    [
        ("发挥“三社”“三长”联动作用，健全“三长”联动机制，用“三长”联动。", "“三长”联动", 3),
        ("推行“三长联动”机制，三长联动见效。", "三长联动", 2),
        ("树牢“四个意识”、坚定“四个自信”。", "四个意识", 1),
        ("落实“一主六双”高质量发展战略", "一主六双", 1),
        ("探索“1+1+1”招商模式。", "“1+1+1”招商模式", 1),
        ("探索1+1+1招商模式。", "1+1+1招商模式", 1),
        ("实施“3583”计划,形成红色物业", "“3583”计划", 1),
        ("實施「3583」計劃，又「3583」計劃。", "「3583」計劃", 2),
        ('实施"3583"计划。', '"3583"计划', 1),
        ("落实“5路10园”，建成", "“5路10园”", 1),
    ],
)
def test_numeric_slogans_are_found_however_rare(text, word, count):
    one = row(discover_words([text]), word)
    assert one["count"] == count
    assert word in one["example"]


def test_a_quotation_that_goes_with_many_words_goes_with_none():
    found, plain = find_slogans(
        "“双减”政策，“双减”工作，“双减”成果，“双减”政策，“双减”，“双减”。", list
    )
    assert found == []
    assert plain == {"双减": 1}


def test_a_slogan_goes_on_while_most_occurrences_go_on():
    text = "“135”应急管理体系。“135”应急管理体系。“135”应急管理中心。"
    found, _ = find_slogans(text, lambda run: [run[at : at + 2] for at in range(0, len(run), 2)])
    assert [(slogan.word, len(slogan.places)) for slogan in found] == [("“135”应急管理", 3)]


def test_slogans_with_quotation_marks_are_measured_at_the_quotation():
    text = "实施“3583”计划，用“3583”计划。计划。“3583”"
    one = row(discover_words([text]), "“3583”计划")
    size = 2 + 2 + 1 + 2 + 2
    # twice together; the quotation three times, what follows three times
    assert one["cohesion"] == pytest.approx(math.log2((2 / size) / (3 / size * 3 / size)))
    assert one["left_entropy"] == pytest.approx(1)
    assert one["right_entropy"] == pytest.approx(1)  # two boundaries are two neighbours


def test_what_is_quoted_comes_first():
    quoted = "".join(f"{a}“塔桥坊”{b}" for a, b in zip(OTHERS[:4], OTHERS[9:], strict=False))
    got = words([quoted, *around("首店街角", times=9)])
    assert got[0] == "塔桥坊"


# --- at the door -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "corpus",
    [[], [""], ["改"], ["\n\n"], ["Latin words only, 2021."], ["\ud800\ud800", "改\ud800"],
     pd.DataFrame({"text": pd.Series([], dtype=object)})],
)  # fmt: skip
def test_nothing_to_find_is_an_empty_table(corpus):
    table = discover_words(corpus)
    assert table.columns.tolist() == COLUMNS
    assert len(table) == 0
    assert table["count"].dtype == np.int64
    assert table["score"].dtype == np.float64


def test_a_table_a_list_and_one_text_per_line_are_the_same():
    texts = around("首店街角", "夜燃坊")
    table = discover_words(texts)
    pd.testing.assert_frame_equal(table, discover_words(pd.DataFrame({"text": texts})))
    pd.testing.assert_frame_equal(table, discover_words(["\n".join(texts)]))


def test_nothing_spans_two_texts():
    assert count_ngrams(join_texts(["甲乙", "丙", "甲乙", "丙"]), 3)[2].counts.tolist() == []


def test_rare_and_traditional_characters_are_characters_latin_is_not():
    texts = around("𠀀𠮷屋", "臺灣塔") + ["ABC公司"] * 5
    got = words(texts)
    assert {"𠀀𠮷屋", "臺灣塔"} <= set(got)
    assert not any(character.isascii() for word in got for character in word)


def test_the_longest_ngram_may_be_longer_than_any_text():
    assert words(["改革"], max_length=30) == []
    text = around("一二三四五六七八九十甲乙丙", times=4)
    assert "一二三四五六七八九十甲乙丙" in words(text, max_length=13)


def test_ties_are_broken_by_code_point_and_n_cuts_off():
    corpus = around("首店街角") + around("塔桥坊里")
    table = discover_words(corpus)
    assert len(set(table["score"])) == 1
    assert table["word"].tolist() == ["塔桥坊里", "首店街角"]
    assert words(corpus, n=1) == ["塔桥坊里"]
    assert words(corpus, n=0) == []


def test_the_example_stays_in_its_line():
    text = "甲\n乙丙首店街角丁\n戊" + around("首店街角", times=5)[0]
    assert row(discover_words([text]), "首店街角")["example"] == "乙丙首店街角丁"


def test_count_at_of_what_is_nowhere_else_is_one():
    text = join_texts(["甲乙甲乙丙"])
    assert count_at(count_ngrams(text, 2)[1], np.array([1, 4])).tolist() == [2, 1]


@pytest.mark.parametrize(
    ("corpus", "options", "kind", "message"),
    [
        ("改革", {}, TypeError, "corpus is one str; pass a list of texts."),
        (
            ["改革", None],
            {},
            TypeError,
            "text 1 of the corpus is None, not a str; drop or fill missing texts first.",
        ),
        (
            pd.DataFrame({"doc_id": ["a"]}),
            {},
            ValueError,
            "corpus lacks the column 'text'. It has: 'doc_id'.",
        ),
        (
            [],
            {"dictionary": "thulac"},
            ValueError,
            "dictionary is 'thulac'; use 'jieba', a Segmenter or None.",
        ),
        (
            [],
            {"max_length": 1},
            ValueError,
            "max_length is 1; a word to discover has 2 characters or more.",
        ),
        (
            [],
            {"min_count": 1},
            ValueError,
            "min_count is 1; use 2 or more: once is no evidence.",
        ),
        ([], {"n": -1}, ValueError, "n is -1; give the number of rows to return, or None for all."),
    ],
)
def test_errors_name_the_remedy(corpus, options, kind, message):
    with pytest.raises(kind) as caught:
        discover_words(corpus, **options)
    assert str(caught.value) == message
