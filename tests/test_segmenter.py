import pickle
from pathlib import Path

import jieba
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.feature_extraction.text import CountVectorizer

import textkit as tk
from textkit.segmentation.reference import JiebaEngine

LEXICON = Path(__file__).parents[1] / "data" / "hand" / "lexicon.tsv"
PLAIN = tk.Segmenter()
JIEBA = jieba.Tokenizer()
SNIPPET = (
    "推进“六城联动”,地区生产总值增长7%左右，城镇新增就业4.5万人；深化“放管服”改革。\r\n"
    "（一）１００％达标，GDP突破800亿元；“1+1+1”招商模式，臺灣與繁體，𠀀𠮷。"
)
text = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(["改革", "开放", "，", "%", "4.5", "A", "\r\n", " ", "二道", "𠮷"]), max_size=20).map("".join),
)  # fmt: skip


@settings(deadline=None)
@given(text)
def test_law_joined_words_are_the_text(value):
    assert "".join(PLAIN.cut(value)) == value


@settings(deadline=None)
@given(text)
def test_law_words_are_jiebas(value):
    assert PLAIN.cut(value) == JIEBA.lcut(value)


@pytest.mark.parametrize("hmm", [True, False])
def test_real_text_is_cut_as_jieba_cuts_it(hmm):
    assert tk.Segmenter(hmm=hmm).cut(SNIPPET) == JIEBA.lcut(SNIPPET, HMM=hmm)


def test_a_lexicon_adds_and_forbids_words(tmp_path):
    path = tmp_path / "lexicon.tsv"
    path.write_text("六城联动\n生产总值\t0\n", encoding="utf-8")
    words = tk.Segmenter(lexicon=path).cut("推进六城联动，地区生产总值")
    assert "六城联动" in words
    assert "生产总值" not in words
    assert "六城联动" not in PLAIN.cut("推进六城联动")


def test_a_lexicon_is_its_own_segmenters_affair(tmp_path):
    path = tmp_path / "lexicon.tsv"
    path.write_text("新中国\t0\n", encoding="utf-8")
    before = PLAIN.cut("新中国成立"), jieba.Tokenizer().lcut("新中国成立")
    strict = tk.Segmenter(lexicon=path)
    assert "新中国" not in strict.cut("新中国成立")
    assert (PLAIN.cut("新中国成立"), jieba.Tokenizer().lcut("新中国成立")) == before
    from jieba import finalseg

    assert "新中国" not in finalseg.Force_Split_Words


def test_it_is_a_scikit_learn_analyzer():
    copied = clone(PLAIN)
    assert copied.get_params() == {"lexicon": None, "hmm": True, "engine": "auto"}
    matrix = CountVectorizer(analyzer=copied).fit_transform([SNIPPET, ""])
    ours = PLAIN.segment([SNIPPET, ""]).counts().counts
    assert (matrix.toarray() == ours.toarray()).all()


def test_it_survives_pickling():
    PLAIN.cut("先用一次")
    assert pickle.loads(pickle.dumps(PLAIN)).cut(SNIPPET) == PLAIN.cut(SNIPPET)


def test_segment_takes_tables_lists_and_nothing():
    table = pd.DataFrame({"doc_id": ["a"], "text": [SNIPPET], "district": ["二道区"]})
    tokens = PLAIN.segment(table)
    assert tokens.text(0) == SNIPPET
    assert tokens.passages["district"].tolist() == ["二道区"]
    assert len(PLAIN.segment([])) == 0
    assert PLAIN.segment(["", "改革"]).words(0) == []


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: PLAIN.cut(b"x"), TypeError, "text must be str, not bytes."),
        (
            lambda: PLAIN.segment("改革"), TypeError,
            "passages is one str; pass a list of texts, or use cut().",
        ),
        (
            lambda: PLAIN.segment(["a", None]), TypeError,
            "the text of passage 1 is None, not a str; drop or fill missing texts first.",
        ),
        (
            lambda: tk.Segmenter(engine="fast").cut("a"), ValueError,
            "engine is 'fast'; use 'auto', 'compiled', 'jieba' or a callable.",
        ),
        (
            lambda: tk.Segmenter(engine=list, lexicon=LEXICON).cut("a"), ValueError,
            "a lexicon is for jieba's engines; give it to your own engine itself.",
        ),
        (
            lambda: tk.Segmenter(engine=lambda text: ["改革", "开放"]).cut("改革 发展"), ValueError,
            "the engine gave the word '开放', which does not stand in the text after '改革'. "
            "Words must be cut from the text unchanged.",
        ),
    ],
)  # fmt: skip
def test_bad_calls_are_refused(call, error, message):
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value) == message


def test_loading_prints_nothing(capfd):
    JiebaEngine().cut("安静")
    captured = capfd.readouterr()
    assert captured.out == captured.err == ""


def test_the_projects_lexicon_keeps_the_slogans_whole():
    words = tk.Segmenter(lexicon=LEXICON).cut(
        "落实“三强市三中心”和“六城联动”部署，放大英俊镇生态优势"
    )
    assert {"三强市三中心", "六城联动", "英俊镇"} <= set(words)


def test_the_engines_agree_on_the_real_pages_with_the_lexicon():
    corpus = tk.read_corpus(LEXICON.parents[1] / "catalog.toml")
    passages = tk.split(corpus)
    by_jieba = tk.Segmenter(lexicon=LEXICON, engine="jieba").segment(passages)
    compiled = tk.Segmenter(lexicon=LEXICON, engine="compiled")
    assert compiled.segment(passages) == by_jieba
    assert compiled.segment(passages, n_jobs=2) == by_jieba
    terms = by_jieba.terms
    reference = tk.Segmenter(lexicon=LEXICON, engine="jieba")
    assert compiled.origin(terms).tolist() == reference.origin(terms).tolist()


def test_ones_own_engine():
    own = tk.Segmenter(engine=str.split)
    tokens = own.segment(["Internet Plus  AI", "", "   "])
    assert tokens.words(0) == ["Internet", " ", "Plus", "  ", "AI"]
    assert [tokens.text(i) for i in range(3)] == ["Internet Plus  AI", "", "   "]


def test_without_numba_jieba_cuts_and_one_line_says_so(monkeypatch, caplog):
    from importlib import util

    found = util.find_spec
    monkeypatch.setattr(
        util, "find_spec", lambda name, *rest: None if name == "numba" else found(name, *rest)
    )
    segmenter = tk.Segmenter()
    assert segmenter.cut("改革，开放") == ["改革", "，", "开放"]
    segmenter.cut("开放")
    assert [record.message for record in caplog.records] == [
        "Numba is not installed: jieba itself cuts, with the same words but slower."
    ]
