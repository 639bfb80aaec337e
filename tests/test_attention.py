"""Attention to themes: matching, shares, first mentions."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import textkit as tk
from textkit.measures.matching import find_matches
from textkit.outline import heading_table
from textkit.priorities.attention import DENOMINATORS, attention, first_mentions, theme_words
from textkit.tokens import Tokens

ROOT = Path(__file__).parents[1]


def tokens_of(words, **columns):
    table = {"doc_id": "d", **columns, "text": ["".join(row) for row in words]}
    return Tokens.from_words(words, pd.DataFrame(table, index=range(len(words))))


WORDS = [
    ["教育", "强区", "，", "教育", "优先"],
    ["医疗", "改革", "。"],
    ["教育局", "医疗", "医疗"],
    ["产业", "发展"],
]
TOKENS = tokens_of(WORDS, doc_id=["a", "a", "a", "b"], district=["二道区"] * 3 + ["南关区"])
THEMES = {"教育": ["教育", "教育强区"], "健康": ["医疗*"], "文化": ["图书馆"]}

CASES = [
    # passage, words of one theme, number of matches, why
    ("六城 联动", ["六城联动"], 1, "tokens that together spell the word"),
    ("六城联动", ["六城联动"], 1, "one token"),
    ("六城联动", ["六城"], 0, "part of a token"),
    ("开发 展示", ["发展"], 0, "across a boundary of tokens"),
    ("教育 强区", ["教育", "教育强区"], 1, "the longest only"),
    ("教育 强区 教育", ["教育", "教育强区"], 2, "the longest, and the other elsewhere"),
    ("教育 教育局 教", ["教育*"], 2, "* is any number of characters"),
    ("教育 教育局 教", ["教?"], 1, "? is one"),
    ("加快 推进 改革", ["加快 推进"], 1, "a phrase"),
    ("加快 推进 改革", ["推进 *"], 1, "a phrase with a wildcard"),
    ("加快 ， 推进", ["加快 推进"], 0, "a phrase bears nothing between"),
    ("甲乙 甲 乙", ["甲 乙", "甲乙"], 2, "phrase and word in the same place count once"),
    ("哈 哈 哈", ["哈哈"], 1, "overlapping places of one word count once"),
    ("A.B AxB", ["A.B"], 1, "a dot is a dot"),
    ("[ab] a", ["[ab]"], 1, "brackets are brackets"),
]


@pytest.mark.parametrize(("passage", "words", "n", "why"), CASES, ids=[case[3] for case in CASES])
def test_what_matches(passage, words, n, why):
    table = theme_words(tokens_of([passage.split(" ")]), {"theme": words})
    assert table["count"].sum() == n, why


def rows_of(table):
    return table[["doc_id", "theme", "share", "n", "total"]].values.tolist()


def test_shares_of_kept_tokens():
    table = attention(TOKENS.keep(), THEMES)
    assert table.columns.tolist() == [
        "doc_id", "theme", "share", "denominator", "low", "high", "n", "total",
    ]  # fmt: skip
    assert set(table["denominator"]) == {"tokens"}
    # 9 kept tokens in a; 教育强区 is one match although it is two tokens
    assert rows_of(table) == [
        ["a", "教育", 2 / 9, 2, 9],
        ["a", "健康", 3 / 9, 3, 9],
        ["a", "文化", 0, 0, 9],
        ["b", "教育", 0, 0, 2],
        ["b", "健康", 0, 0, 2],
        ["b", "文化", 0, 0, 2],
    ]


def test_shares_of_characters():
    # 4 + 2 characters of education and 3 · 2 of health among 8 + 4 + 7
    assert rows_of(attention(TOKENS.keep(), THEMES, denominator="characters"))[:2] == [
        ["a", "教育", 6 / 19, 6, 19],
        ["a", "健康", 6 / 19, 6, 19],
    ]


def test_shares_of_passages():
    assert rows_of(attention(TOKENS.keep(), THEMES, denominator="passages"))[:2] == [
        ["a", "教育", 1 / 3, 1, 3],
        ["a", "健康", 2 / 3, 2, 3],
    ]


def test_shares_of_matches():
    table = attention(TOKENS.keep(), THEMES, denominator="matches")
    assert rows_of(table)[:3] == [
        ["a", "教育", 0.4, 2, 5],
        ["a", "健康", 0.6, 3, 5],
        ["a", "文化", 0, 0, 5],
    ]
    # b has no match of any theme, so no share of matches either
    assert table.loc[table["doc_id"] == "b", "share"].isna().all()


def test_a_dropped_token_counts_where_a_theme_names_it():
    tokens = tokens_of([["双", "创", "的", "成效"]])
    narrowed = tokens.keep(min_length=2)
    table = attention(narrowed, {"创业": ["双创"]})
    assert table[["share", "n", "total"]].values.tolist() == [[1 / 3, 1, 3]]
    table = attention(narrowed, {"创业": ["双创"]}, denominator="characters")
    assert table[["share", "n", "total"]].values.tolist() == [[0.5, 2, 4]]


def test_white_space_inside_a_phrase_is_not_counted():
    tokens = tokens_of([["Internet", " ", "Plus", "改革"]]).keep()
    table = attention(tokens, {"net": ["Internet Plus"]}, denominator="characters")
    assert table[["n", "total"]].values.tolist() == [[12, 14]]


def test_the_interval_draws_passages_and_one_passage_has_none():
    table = attention(TOKENS.keep(), THEMES).set_index(["doc_id", "theme"])
    row = table.loc[("a", "健康")]
    # Drawing one passage three times: 0 of 4 at the least, 2 of 3 at the most.
    assert (row["low"], row["high"]) == (0, 2 / 3)
    assert table.loc["b", ["low", "high"]].isna().all(axis=None)


def test_documents_as_units():
    words = [["教育", "好"], ["好", "好"], ["教育", "教育"], ["好", "好"]]
    tokens = tokens_of(words, doc_id=["a", "a", "b", "b"], district="二道区")
    table = attention(tokens, {"教育": ["教育"]}, by="district", unit="doc_id")
    # Two documents with 1 of 4 and 2 of 4: the ends are one of them drawn twice.
    assert table[["share", "low", "high"]].values.tolist() == [[0.375, 0.25, 0.5]]


def test_groups_of_several_columns_keep_their_order_and_missing_values():
    tokens = tokens_of([["甲"], ["乙"], ["甲"]], district=[None, "二道区", None], year=[2, 1, 2])
    table = attention(tokens, {"甲": ["甲"]}, by=["district", "year"])
    assert table["year"].tolist() == [2, 1]
    assert table["n"].tolist() == [2, 0]
    assert table["district"].isna().tolist() == [True, False]


def test_another_group_changes_no_interval_of_those_before_it():
    words = [["教育", "好", "好"], ["好"], ["教育", "教育", "好"]] * 3
    more = tokens_of([*words, ["教育"], ["好"]], doc_id=["a"] * 9 + ["b"] * 2)
    alone = attention(tokens_of(words, doc_id="a"), {"教育": ["教育"]})
    pd.testing.assert_frame_equal(attention(more, {"教育": ["教育"]}).iloc[:1], alone)


def test_theme_words_reports_what_occurs_nowhere():
    table = theme_words(TOKENS, THEMES)
    assert table.values.tolist() == [
        ["教育", "教育", 1],
        ["教育", "教育强区", 1],
        ["健康", "医疗*", 3],
        ["文化", "图书馆", 0],
    ]


def test_themes_from_a_file(tmp_path):
    path = tmp_path / "themes.toml"
    path.write_text(
        '["教育"]\nlabel_en = "Education"\nreason = "schools"\nwords = ["教育", "教育强区"]\n'
        '["健康"]\nlabel_en = "Health"\nreason = "hospitals"\nwords = ["医疗*"]\n',
        encoding="utf-8",
    )
    expected = attention(TOKENS, {name: THEMES[name] for name in ("教育", "健康")})
    pd.testing.assert_frame_equal(attention(TOKENS, path), expected)


def test_where_each_theme_first_takes_the_lead():
    words = [["好", "好"], ["医疗", "教育"], ["教育"], ["教育", "医疗", "教育"]]
    tokens = tokens_of(
        words, doc_id="a", passage_id=[10, 11, 12, 13], heading=["一", "二", "三", "四"]
    )
    table = first_mentions(tokens, {"教育": ["教育"], "健康": ["医疗"], "文化": ["图书馆"]})
    # Of one match each in passage 11, health comes first; 4 of 8 tokens are before 12.
    assert table.columns.tolist() == [
        "doc_id", "theme", "position", "rank", "passage_id", "heading",
    ]  # fmt: skip
    assert table.iloc[:2].values.tolist() == [
        ["a", "教育", 0.5, 2, 12, "三"],
        ["a", "健康", 0.25, 1, 11, "二"],
    ]
    never = table.iloc[2]
    assert np.isnan(never["position"])
    assert never[["rank", "passage_id", "heading"]].isna().all()


def test_first_mentions_without_identifiers():
    tokens = Tokens.from_words([["甲"], ["乙"]], pd.DataFrame({"doc_id": 1, "text": ["甲", "乙"]}))
    table = first_mentions(tokens, {"乙": ["乙"]})
    assert table[["position", "passage_id", "heading"]].values.tolist() == [[0.5, 1, ""]]


@pytest.mark.parametrize("words", [[], [[]], [[], []]], ids=["no passage", "one", "two"])
@pytest.mark.parametrize("denominator", [n for n in DENOMINATORS if n != "headings"])
def test_nothing_to_count(words, denominator):
    tokens = Tokens.from_words(words)
    table = attention(tokens, THEMES, denominator=denominator)
    assert len(table) == len(words) * 3
    assert (table["n"] == 0).all()
    assert len(first_mentions(tokens, THEMES)) == len(words) * 3
    assert theme_words(tokens, THEMES)["count"].tolist() == [0, 0, 0, 0]
    assert table.columns.tolist()[1:3] == ["theme", "share"]


@pytest.mark.parametrize(
    ("themes", "options", "message"),
    [
        (
            {"教育": ["学校"], "民生": ["学校"]},
            {},
            "'学校' is in two themes, '教育' and '民生'. Leave it in one of them.",
        ),
        (
            {"教育": ["教*"], "文化": ["教育"]},
            {},
            "'教育' is in two themes, '教育' (as '教*') and '文化' (as '教育'). "
            "Leave it in one of them.",
        ),
        ({"教育": "学校"}, {}, "theme '教育' is one string, '学校'. Give a list of words."),
        ({"教育": ["学校", " "]}, {}, "theme '教育' has an empty word. Take it out."),
        ({}, {}, "no theme is named. Give a mapping of themes to lists of words."),
        (
            THEMES,
            {"denominator": "words"},
            "denominator must be one of tokens, characters, passages, sentences, headings, matches, not 'words'.",
        ),
        (THEMES, {"by": []}, "by names no column. Name what the groups are made of."),
    ],
)
def test_refusals(themes, options, message):
    with pytest.raises(ValueError) as error:
        attention(TOKENS, themes, **options)
    assert str(error.value) == message


@pytest.mark.parametrize("options", [{"by": "county"}, {"unit": "county"}])
def test_a_column_that_is_not_there(options):
    with pytest.raises(KeyError) as error:
        attention(TOKENS, THEMES, **options)
    assert error.value.args[0] == (
        "'county' is no variable of these passages. There are: doc_id, district."
    )


LISTS = st.lists(st.lists(st.text("甲乙丙", min_size=1, max_size=3), max_size=9), max_size=4)
VOCABULARY = ["甲", "乙丙", "甲乙", "甲 甲", "丙甲", "乙乙丙"]
SPLIT = {"one": VOCABULARY[::2], "two": VOCABULARY[1::2]}


@settings(deadline=None)
@given(LISTS, st.sampled_from([n for n in DENOMINATORS if n != "headings"]))
def test_shares_are_shares(words, denominator):
    tokens = Tokens.from_words(words)
    table = attention(tokens, SPLIT, denominator=denominator, n_resamples=20)
    shares = table["share"].dropna()
    assert ((shares >= 0) & (shares <= 1)).all()
    sums = table.dropna(subset="share").groupby("doc_id")["share"].sum()
    if denominator == "matches":
        assert sums.to_numpy() == pytest.approx(np.ones(len(sums)))
    elif denominator in ("tokens", "characters"):
        assert (sums <= 1 + 1e-12).all()
    known = table.dropna(subset="low")
    assert ((known["low"] <= known["share"]) & (known["share"] <= known["high"])).all()


def longest_first(row, themes):
    """Match one passage of tokens the slow way."""
    runs = []
    for words in themes.values():
        for word in words:
            for i in range(len(row)):
                for j in range(i + 1, len(row) + 1):
                    if spells(row[i:j], word.split()):
                        runs.append((-len("".join(row[i:j])), i, j))
    taken, chosen = set(), []
    for _, i, j in sorted(set(runs)):
        if not taken & set(range(i, j)):
            taken |= set(range(i, j))
            chosen.append((i, j))
    return sorted(chosen)


def spells(run, parts):
    if not parts:
        return not run
    return any(
        "".join(run[:n]) == parts[0] and spells(run[n:], parts[1:]) for n in range(1, len(run) + 1)
    )


@settings(deadline=None, max_examples=200)
@given(LISTS)
def test_matches_are_those_of_the_slow_way(words):
    tokens = Tokens.from_words(words)
    # One theme: 甲 甲 and 甲甲 may claim one place, which two themes may not.
    found = find_matches(tokens, {"all": VOCABULARY}, "theme")
    for number, row in enumerate(words):
        mine = found.passage == number
        runs = zip(found.first[mine], found.last[mine], strict=True)
        origin = tokens.offsets[number]
        expected = longest_first(row, {"all": VOCABULARY})
        assert [(int(i - origin), int(j - origin)) for i, j in runs] == expected


@settings(deadline=None)
@given(st.text("甲乙丙，", min_size=1, max_size=30), st.data())
def test_matches_per_character_hang_on_no_cut_outside_the_words(text, data):
    # Whether 甲乙 is one token or two makes no difference: same characters, same share.
    cut = text.replace("甲乙", "|甲乙|").replace("，", "|，|")
    whole = [piece for piece in cut.split("|") if piece]
    split = [part for piece in whole for part in (("甲", "乙") if piece == "甲乙" else (piece,))]
    themes = {"t": ["甲乙"]}
    shares = [
        attention(tokens_of([row]), themes, denominator="characters")["share"].tolist()
        for row in (whole, split)
    ]
    assert shares[0] == shares[1]


def test_a_list_of_denominators_gives_the_rows_of_each():
    tokens = tk.Tokens.from_words([["教育", "优先"], ["教育", "医疗"]])
    themes = {"教育": ["教育"], "健康": ["医疗"]}
    both = tk.attention(tokens, themes, denominator=["tokens", "matches"])
    apart = [tk.attention(tokens, themes, denominator=name) for name in ("tokens", "matches")]
    pd.testing.assert_frame_equal(both, pd.concat(apart, ignore_index=True))


# Sentences and headings


REPORT = "一、教育优先\n办好教育。医疗改革，办好医院。\n（一）医疗。建设医院。修建学校。\n二、产业\n发展产业！"
BROAD = {"教育": ["教育", "学校"], "健康": ["医疗", "医院"]}
LEVELS = ["section", "paragraph", "sentence"]


def cut_by_words(passages):
    """Cut passages at the words of the themes and everything else by the character."""
    pattern = re.compile("教育|学校|医疗|医院|.", re.DOTALL)
    return Tokens.from_words([pattern.findall(text) for text in passages["text"]], passages)


@pytest.mark.parametrize("level", LEVELS)
def test_sentences_and_headings_are_the_same_at_every_level(level):
    tokens = cut_by_words(tk.split(REPORT, into=level)).keep()
    table = attention(tokens, BROAD, denominator=["sentences", "headings"])
    assert table[["denominator", "theme", "n", "total"]].values.tolist() == [
        # 8 sentences, of which the headings 一、 and 二、 are two and the lead （一）医疗。 is one
        ["sentences", "教育", 3, 8], ["sentences", "健康", 3, 8],
        # 3 headings: 一、教育优先, （一）医疗, 二、产业; what follows （一）医疗 is not heading
        ["headings", "教育", 1, 3], ["headings", "健康", 1, 3],
    ]  # fmt: skip


def test_a_sentence_counts_once_for_a_theme_however_often_it_names_it():
    tokens = tokens_of([["医疗", "、", "医院", "、", "教育", "。", "医疗", "。", "好", "。"]])
    table = attention(tokens, BROAD, denominator="sentences")
    assert table[["theme", "n", "total"]].values.tolist() == [["教育", 1, 3], ["健康", 2, 3]]


def test_headings_need_the_headings():
    passages = tk.split(REPORT, into="paragraph")
    with pytest.raises(ValueError) as error:
        attention(cut_by_words(passages.drop(columns="heading")), BROAD, denominator="headings")
    assert str(error.value).startswith(
        "passages for denominator=\"headings\" lacks the column 'heading'. It has: "
    )
    last = passages[passages["text"] == "发展产业！"]
    with pytest.raises(ValueError) as error:
        attention(cut_by_words(last), BROAD, denominator="headings")
    assert str(error.value) == (
        'denominator="headings": no heading stands in these passages. '
        'Keep the passages whose kind is "heading".'
    )


def test_a_text_without_headings_has_no_share_of_them():
    table = attention(cut_by_words(tk.split("办好教育。")), BROAD, denominator="headings")
    assert table["share"].isna().all()


@pytest.mark.parametrize("denominator", ["sentences", "headings"])
def test_the_pages_have_the_same_shares_at_every_level(denominator):
    corpus = tk.read_corpus(
        ROOT / "data/catalog.toml", corrections=ROOT / "data/hand/corrections.tsv"
    )
    segmenter = tk.Segmenter(lexicon=ROOT / "data/hand/lexicon.tsv")
    tables = [
        attention(
            segmenter.segment(tk.split(corpus, into=level)).keep(),
            ROOT / "data/hand/themes.toml",
            by="document",
            denominator=denominator,
            n_resamples=2,
        )[["document", "theme", "n", "total"]]
        for level in LEVELS
    ]
    if denominator == "headings":  # as many as the table of headings lists
        listed = heading_table(corpus)["doc_id"].value_counts(sort=False)
        assert tables[0].drop_duplicates("document")["total"].tolist() == listed.tolist()
    pd.testing.assert_frame_equal(tables[0], tables[1])
    pd.testing.assert_frame_equal(tables[0], tables[2])
