"""The sentences behind numbers, and tables whose rows open."""

import re
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import textkit as tk
from textkit.measures.evidence import evidence
from textkit.measures.opened import open_table
from textkit.tokens import Tokens

PAGE_A = """首页 > 政务公开

一、工作回顾
过去一年，我们深化改革，扩大开放，改革开放迈出新步伐。民生持续改善！就业形势稳定。
二、工作安排
今年，坚持稳中求进工作总基调，继续深化改革，加快建设现代化产业体系，增进民生福祉。"""
PAGE_B = """一、主要任务
推动高质量发展，深化国企改革，扎实推进各项民生工程，确保完成全年目标任务。"""
CORPUS = pd.DataFrame(
    {
        "doc_id": ["甲", "乙"],
        "district": ["东区", "西区"],
        "page": [PAGE_A, PAGE_B],
        "text": [tk.clean_text(PAGE_A).text, tk.clean_text(PAGE_B).text],
    }
)
PASSAGES = tk.split(CORPUS)
TOKENS = tk.Segmenter().segment(PASSAGES).keep()
TEXT = dict(zip(CORPUS["doc_id"], CORPUS["text"], strict=True))


def cut_out(table, begin="start", end="end"):
    spans = table[["doc_id", begin, end]].itertuples(index=False)
    return [TEXT[doc][int(a) : int(b)] for doc, a, b in spans]


def test_a_term_has_as_many_rows_as_its_count():
    counts = TOKENS.counts().frequencies().set_index("term")["count"]
    for term, count in counts.items():
        table = evidence(TOKENS, term)
        assert len(table) == count
        assert cut_out(table, "match_start", "match_end") == [term] * count
        assert cut_out(table) == table["sentence"].tolist()


def test_columns_and_what_they_say():
    table = evidence(TOKENS, "民生", corpus=CORPUS)
    assert table.columns.tolist() == [
        "doc_id", "from_year", "to_year", "kind", "district", "part", "section", "passage_id",
        "term", "sentence", "start", "end", "match_start", "match_end", "line", "raw",
    ]  # fmt: skip
    assert table["sentence"].tolist() == [
        "民生持续改善！",
        "今年，坚持稳中求进工作总基调，继续深化改革，加快建设现代化产业体系，增进民生福祉。",
        "推动高质量发展，深化国企改革，扎实推进各项民生工程，确保完成全年目标任务。",
    ]
    assert table["line"].tolist() == [4, 6, 2]  # on the page, the breadcrumb and blank line too
    assert table["part"].tolist() == ["回顾", "任务", "任务"]


def test_the_raw_line_holds_the_sentence():
    for row in evidence(TOKENS, ["改革", "发展", "民生"], corpus=CORPUS).itertuples():
        page = CORPUS.set_index("doc_id").loc[row.doc_id, "page"]
        assert row.raw == page.splitlines()[row.line - 1]
        assert row.sentence in row.raw


def corrected(text):
    """The corpus with 甲 changed by hand after cleaning."""
    return CORPUS.assign(text=[text, TEXT["乙"]])


def test_a_corrected_line_is_given_as_it_was_found():
    corpus = corrected(TEXT["甲"].replace("迈出新步伐", "迈出坚实的步伐"))
    tokens = tk.Segmenter().segment(tk.split(corpus))
    table = evidence(tokens, ["坚实", "就业", "增进"], corpus=corpus)
    assert table["line"].tolist() == [4, 4, 6]
    assert "坚实" in table["sentence"][0]
    assert "迈出新步伐" in table["raw"][0]


def test_a_line_that_cannot_be_told_is_missing():
    corpus = corrected(TEXT["甲"].replace("。民生", "。\n民生"))  # one line made two
    tokens = tk.Segmenter().segment(tk.split(corpus))
    table = evidence(tokens, ["就业", "增进"], corpus=corpus)
    assert table["line"].isna().tolist() == [True, False]
    assert table["line"][1] == 6


def test_lines_of_an_html_page_are_its_lines_of_text():
    body = "".join(f"<p>{line}</p>" for line in PAGE_A.splitlines()[2:])
    page = f"<html><body><nav>首页</nav><article>{body}</article></body></html>"
    text = tk.clean_html(page).text
    corpus = pd.DataFrame({"doc_id": ["甲"], "page": [page], "text": [text], "format": ["html"]})
    tokens = tk.Segmenter().segment(tk.split(corpus))
    table = evidence(tokens, "福祉", corpus=corpus)
    lines = tk.clean_html(page).lines.set_index("line")["text"]
    assert lines[table["line"][0]] == table["raw"][0]
    assert table["sentence"][0] in table["raw"][0]


def test_phrases_and_wildcards_are_found_however_they_were_cut():
    assert len(evidence(TOKENS, "高质量发展")) == 1
    # jieba has 深化改革 as one word: its parts are found in the text, not among the words.
    assert evidence(TOKENS, "深化改革")["match_start"].tolist() == [
        TEXT["甲"].index("深化改革"),
        TEXT["甲"].rindex("深化改革"),
    ]
    assert evidence(TOKENS, "就业 形势")["match_start"].tolist() == [TEXT["甲"].index("就业形势")]
    assert set(cut_out(evidence(TOKENS, "民?"), "match_start", "match_end")) == {"民生"}
    assert len(evidence(TOKENS, "从未说过")) == 0


def test_where_confines_it():
    assert evidence(TOKENS, "民生", where={"district": "西区"})["doc_id"].tolist() == ["乙"]
    mask = TOKENS.passages["part"] == "回顾"
    assert evidence(TOKENS, "民生", where=mask)["part"].tolist() == ["回顾"]


def test_n_takes_from_one_document_after_the_other():
    words = [["改", "。", "改", "。", "改", "。"], ["改", "。"], ["改", "。", "改", "。"]]
    tokens = Tokens.from_words(words)
    taken = [evidence(tokens, "改", n=n)["doc_id"].tolist() for n in (1, 2, 3, 4, 5, 9)]
    assert taken == [[0], [0, 1], [0, 1, 2], [0, 0, 1, 2], [0, 0, 1, 2, 2], [0, 0, 0, 1, 2, 2]]


def test_a_window_instead_of_the_sentence():
    table = evidence(TOKENS, "高质量发展", window=2)
    assert table["sentence"].tolist() == ["推动高质量发展，深"]
    assert cut_out(table) == table["sentence"].tolist()
    assert evidence(TOKENS, "一、", window=99)["sentence"][0] == "一、工作回顾"


# A table of any kind opens: how its rows are told, and what they open to.
def test_rows_of_a_term_within_their_own_group():
    top = TOKENS.counts().group("district").top(3)
    table = evidence(TOKENS, top)
    sizes = table.groupby("row").size().reindex(range(len(top)))
    assert sizes.tolist() == top["weight"].tolist()
    assert table["district"].tolist() == top["district"].iloc[table["row"]].tolist()


def test_one_row_of_a_table_and_a_table_of_words():
    frequencies = TOKENS.counts().frequencies()
    row = frequencies.loc[2]
    pd.testing.assert_frame_equal(evidence(TOKENS, row), evidence(TOKENS, row["term"]))
    words = frequencies.head(2).rename(columns={"term": "word"})
    assert evidence(TOKENS, words)["term"].value_counts().to_dict() == dict(
        zip(words["word"], words["count"], strict=True)
    )


def test_rows_of_themes_are_what_attention_counts():
    themes = {"改革": ["改革", "改革 开放", "开放"], "民生": ["民生", "就业"], "数字": ["数据"]}
    attention = tk.attention(TOKENS, themes, by="district")
    table = evidence(TOKENS, attention, themes=themes)
    sizes = table.groupby("row").size().reindex(attention.index, fill_value=0)
    assert sizes.tolist() == attention["n"].tolist()
    assert set(table.columns) >= {"theme", "term"}


def test_rows_of_places_open_to_the_sentence_around_them():
    lines = tk.concordance(TOKENS, "深化")
    table = evidence(TOKENS, lines)
    assert table["row"].tolist() == [0, 1, 2]
    assert cut_out(table, "match_start", "match_end") == ["深化"] * 3
    # A place in the middle of a word, as a search in the text may find it.
    place = pd.DataFrame({"doc_id": ["甲"], "start": [TEXT["甲"].index("续改善")], "end": [1]})
    place["end"] = place["start"] + 2
    assert evidence(TOKENS, place)["sentence"].tolist() == ["民生持续改善！"]


def test_rows_of_passages_open_to_their_sentences():
    passage = PASSAGES[PASSAGES["text"].str.contains("就业")][["passage_id"]]
    table = evidence(TOKENS, passage)
    assert table["sentence"].tolist() == [
        "过去一年，我们深化改革，扩大开放，改革开放迈出新步伐。",
        "民生持续改善！",
        "就业形势稳定。",
    ]


def test_a_missing_value_of_a_row_is_that_of_the_passages():
    passages = PASSAGES.assign(level=["市", None, *["市"] * (len(PASSAGES) - 2)])
    tokens = tk.Segmenter().segment(passages)
    row = pd.DataFrame({"term": ["民生"], "level": [None]})
    assert set(evidence(tokens, row)["passage_id"]) == {PASSAGES["passage_id"][1]}


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.lists(
            st.sampled_from(["改革", "开放", "。", "！”", "\n", " ", "“", "A.", "3.5%"]),
            max_size=12,
        ),
        min_size=1,
        max_size=4,
    ),
    st.sampled_from(["改革", "改革 开放", "。", "\n"]),
)
def test_whatever_the_text_a_sentence_holds_its_match(words, term):
    tokens = Tokens.from_words(words)
    if not term.strip():
        with pytest.raises(ValueError):
            evidence(tokens, term)
        return
    for row in evidence(tokens, term).itertuples():
        text = tokens.text(row.doc_id)
        assert row.sentence == text[row.start : row.end]
        assert row.start <= row.match_start < row.match_end <= row.end
        assert re.fullmatch(term.replace(" ", r"\s*"), text[row.match_start : row.match_end])


def test_edges_of_size():
    empty = Tokens.from_words([[], ["改革"], []])
    assert evidence(empty, "改革")["sentence"].tolist() == ["改革"]
    assert len(evidence(Tokens.from_words([]), "改革")) == 0
    many = Tokens.from_words([["改革"]] * 100_000)
    assert len(evidence(many, "改革", n=3)) == 3


REFUSALS = {
    "no term": (" ", {}, "' ' is no term: name a word or a phrase."),
    "no terms": ([], {}, "there is nothing to open: give a term, or a table with a row."),
    "n": ("改革", {"n": 0}, "n must be at least 1, not 0."),
    "window": ("改革", {"window": -1}, "window must be 0 or more characters, not -1."),
    "columns": (
        pd.DataFrame({"topic": [1], "share": [0.5]}),
        {},
        "a row opens by its column 'term' (or 'word', 'theme'), 'passage_id', or 'doc_id' with "
        "'start' and 'end'; this table has: topic, share.",
    ),
    "themes": (
        pd.DataFrame({"theme": ["民生"]}),
        {},
        "the table has a column 'theme', but not the words of a theme. Give them: "
        "themes={theme: [word, …]}, or the path of the file.",
    ),
    "theme": (
        pd.DataFrame({"theme": ["民主"]}),
        {"themes": {"民生": ["民生"]}},
        "'民主' is no theme here. There are: 民生.",
    ),
    "place": (
        pd.DataFrame({"doc_id": ["甲"], "start": [9999], "end": [10_001]}),
        {},
        "characters 9999 to 10001 of '甲' lie in no passage of these tokens. Give the tokens, or "
        "the whole text, that the table is about.",
    ),
    "document": (
        "民生",
        {"corpus": CORPUS.head(1)},
        "the corpus has no document '乙', which these tokens are of.",
    ),
    "page": (
        "民生",
        {"corpus": CORPUS.drop(columns="page")},
        "corpus lacks the column 'page'. It has: 'doc_id', 'district', 'text'.",
    ),
}


@pytest.mark.parametrize(("what", "options", "message"), REFUSALS.values(), ids=REFUSALS)
def test_refusals(what, options, message):
    with pytest.raises(ValueError) as error:
        evidence(TOKENS, what, **options)
    assert str(error.value) == message


def test_what_is_no_term_and_no_table():
    with pytest.raises(TypeError) as error:
        evidence(TOKENS, 5)
    assert str(error.value) == (
        "what must be a term, a list of terms, or a table or one row of it, not int."
    )
    with pytest.raises(TypeError) as error:
        open_table([1], TOKENS)
    assert str(error.value) == "table must be a DataFrame, not list."


class Reader(HTMLParser):
    """Reads a page strictly: every element closed in turn; its tags, marks and text kept."""

    VOID = ("br",)

    def __init__(self, page):
        super().__init__()
        self.open, self.tags, self.marks, self.text = [], [], [], []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open:
            (self.marks if self.open[-1:] == ["mark"] else self.text).append(data)


def test_a_table_opens_to_marked_sentences():
    table = TOKENS.counts().frequencies().head(4)
    shown = open_table(table, TOKENS, corpus=CORPUS)
    page = shown._repr_html_()
    read = Reader(page)
    rows = [attrs for tag, attrs in read.tags if tag == "summary" and attrs]
    assert len(rows) == 4
    assert [read.marks.count(term) for term in table["term"]] == table["count"].tolist()
    assert shown.places.tolist() == table["count"].tolist()
    assert "line 4 of the page" in read.text
    assert "3 places, in 2 documents" in read.text
    assert repr(shown) == f"OpenTable(4 rows, {table['count'].sum()} sentences)"
    # Without style each row still names its columns.
    assert [text.strip() for text in read.text if text.strip() in table.columns] == [
        *table.columns,
        *list(table.columns) * 4,
    ]


def test_no_script_no_network_and_nothing_of_the_text_is_markup():
    bad = '<script>alert(1)</script><img src=x onerror="y">&'
    tokens = Tokens.from_words([["改革", bad, "。"], [bad, "改革"]])
    table = pd.DataFrame({"term": ["改革"], bad: [bad]})
    page = open_table(table, tokens)._repr_html_()
    page.encode("utf-8")
    read = Reader(page)
    assert {tag for tag, _ in read.tags} <= {
        "style", "div", "span", "i", "details", "summary", "small", "mark", "br", "p",
    }  # fmt: skip
    assert {name for _, attrs in read.tags for name in attrs} <= {"class", "style"}
    assert not re.search(r"url\(|@import|https?:|javascript:", page)


def test_rows_shown_and_places_shown_are_limited_and_said():
    tokens = Tokens.from_words([["改革", "。"] * 8] * 2)
    shown = open_table(pd.DataFrame({"term": ["改革"] * 203}), tokens, n=3)
    read = Reader(shown._repr_html_())
    assert "… 3 more rows" in read.text
    assert read.text.count("3 of 16 places, in 2 documents") == 200


def test_every_match_in_a_shown_sentence_is_marked():
    tokens = Tokens.from_words([["改革", "与", "改革", "。", "改革", "！"]])
    read = Reader(open_table(pd.DataFrame({"term": ["改革"]}), tokens, n=1)._repr_html_())
    assert read.marks == ["改革", "改革"]
    assert "2 of 3 places, in 1 document" in read.text


def test_cells_are_written_short():
    table = pd.DataFrame(
        {"term": ["改革"], "a": [np.nan], "b": [1e-9], "c": [-0.25], "d": ["长" * 90], "e": [None], "year": [2021]}
    )  # fmt: skip
    text = Reader(open_table(table, TOKENS)._repr_html_()).text
    assert {"–", "1.0e-09", "-0.250", "长" * 59 + "…", "2021"} <= set(text)
    assert text.count("–") == 2


def test_a_row_without_a_place_says_so():
    table = pd.DataFrame({"term": ["无此词", "民生"]})
    shown = open_table(table, TOKENS, n=1)
    assert "no place in these tokens" in Reader(shown._repr_html_()).text
    assert shown.places.tolist() == [0, 3]


def test_passages_open_whole_without_marks():
    shown = open_table(PASSAGES[["passage_id"]].head(2), TOKENS)
    read = Reader(shown._repr_html_())
    assert read.marks == []
    assert "民生持续改善！" in read.text


def test_the_same_table_gives_the_same_page():
    table = TOKENS.counts().frequencies().head(9)
    assert open_table(table, TOKENS)._repr_html_() == open_table(table, TOKENS)._repr_html_()
