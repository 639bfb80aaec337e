"""The compiled engine against jieba itself: the same tokens for any string."""

from __future__ import annotations

import math
import pickle
import subprocess
import sys
from contextlib import contextmanager
from itertools import product
from pathlib import Path

import jieba
import jieba.finalseg
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from textkit.segmentation import dictionary, kernel, machine
from textkit.segmentation.compiled import CompiledEngine
from textkit.segmentation.dictionary import cut_text, load_dictionary
from textkit.segmentation.vocabulary import make_terms

jieba.setLogLevel(60)

SNIPPETS = [  # the ways reports write; some are known to tie or to lean on the model
    "地区生产总值增长6.5%左右，城镇登记失业率控制在4.5%以内",
    "2021-09-30 推进“六城联动”，打造“三强市、三中心”",
    "全力以赴稳增长，一般公共预算收入完成123.4亿元、同比+5.2%",
    "G331国道、5G基站、PM2.5浓度、AI+制造、C919、R&D投入占GDP比重2.5%",
    "第一汽车集团公司净月高新技术产业开发区管委会主任王晓东作报告",
    "（一）坚持稳中求进　工作总基调\r\n\r\n（二）守牢底线\t\n\r不动摇",
    "http://www.gov.cn/index.html_1.2.3%%-..a.b..5.%",
    "龘靐齉龖囍囎乂乄乇乊，丄丅丆",
    "１２３ＡＢＣ全角字符与🚀表情\ud83d混排\udc00末尾",
    "一一一一一一一一一",
]
HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FD5)
EDGES = st.sampled_from("\u4dff\u4e00\u9fd5\u9fd6\u3400\U00020000\ud800\udfff\x00\x1c\x85\u2028　·")
LATIN = st.sampled_from("aZ059.%+#&_- \r\n/@，。（）％")
COMMON = st.sampled_from(sorted(set("".join(SNIPPETS))))
MODEL = jieba.finalseg.emit_P.values()
RARE = st.sampled_from(  # unknown to the model, so that impossible paths tie
    [letter for letter in map(chr, range(0x4E00, 0x9FD6, 7)) if not any(letter in p for p in MODEL)]
)
PIECES = st.sampled_from(
    [text[a : a + n] for text in SNIPPETS for a in range(0, len(text), 2) for n in (2, 5, 9)]
)
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=30),
    st.text(st.one_of(HAN, COMMON, COMMON), max_size=40),
    st.text(st.one_of(COMMON, LATIN, EDGES), max_size=40),
    st.text(st.one_of(RARE, RARE, COMMON, HAN), max_size=12),
    st.text(LATIN, max_size=25),
    st.lists(st.one_of(PIECES, st.text(LATIN, max_size=3)), max_size=6).map("".join),
)
WORDS = st.one_of(
    PIECES,
    st.text(st.one_of(COMMON, LATIN, EDGES), min_size=1, max_size=6),
    st.text(HAN, min_size=1, max_size=4),
    st.just(""),
)
COUNTS = st.one_of(st.none(), st.just(0), st.integers(1, 10), st.integers(0, 10**12))
LEXICONS = st.lists(st.tuples(WORDS, COUNTS, st.sampled_from([None, "n"])), max_size=12)


@pytest.fixture(scope="module")
def engines() -> dict[bool, CompiledEngine]:
    machine.compiled(kernel)  # else short texts would be cut without it
    return {hmm: CompiledEngine(hmm=hmm) for hmm in (True, False)}


@contextmanager
def no_machine_code():
    """Begin as a fresh process does: nothing compiled is at hand."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(machine, "_AT_HAND", {})
        yield


class Oracle:
    """A jieba.Tokenizer over the shared dictionary, whose changes are undone afterwards."""

    plain = jieba.Tokenizer()

    def __init__(self, lexicon=()):
        self.plain.initialize()
        self.tokenizer = jieba.Tokenizer()
        self.tokenizer.FREQ = dict(self.plain.FREQ) if lexicon else self.plain.FREQ
        self.tokenizer.total = self.plain.total
        self.tokenizer.initialized = True
        jieba.finalseg.Force_Split_Words.clear()  # a global in jieba; ours is each engine's own
        for word, count, tag in lexicon:
            self.tokenizer.add_word(word, count, tag)

    def cut(self, text, hmm):
        return self.tokenizer.lcut(text, HMM=hmm)


def assert_same(engine, oracle, text):
    """Compare jieba's words with those of the machine code and of the same code as Python."""
    expected = oracle.cut(text, engine.hmm)
    assert engine.cut(text) == expected
    if len(text) < 500:
        assert cut_text(engine._dictionary, text, hmm=engine.hmm, functions=kernel) == expected


def test_ties_among_impossible_paths(engines):
    # Absent from a state, a character weighs the same as any other there: paths tie. One
    # character for each set of states that the model has, in all rows of up to five.
    states = {tuple(chr(c) in p for p in MODEL): chr(c) for c in range(0x9FD5, 0x4DFF, -1)}
    oracle = Oracle()
    for length in range(1, 6):
        for row in product(sorted(states.values()), repeat=length):
            if length < 5 or row[0] == row[1]:
                assert_same(engines[True], oracle, "".join(row))


@pytest.mark.parametrize("hmm", [True, False])
@pytest.mark.parametrize("text", ["", *SNIPPETS, "\r\n".join(SNIPPETS)])
def test_snippets_as_jieba(engines, text, hmm):
    assert_same(engines[hmm], Oracle(), text)


@settings(deadline=None, max_examples=1000)
@given(text=TEXTS, hmm=st.booleans())
def test_any_string_as_jieba(engines, text, hmm):
    assert_same(engines[hmm], Oracle(), text)


# jieba's own FREQ is copied for each example, which is what takes the time.
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(lexicon=LEXICONS, texts=st.lists(TEXTS, min_size=1, max_size=8))
def test_any_lexicon_as_jieba(lexicon, texts):
    oracle = Oracle(lexicon)
    for hmm in (True, False):
        engine = CompiledEngine(lexicon, hmm=hmm)
        assert engine._dictionary.log_total == math.log(oracle.tokenizer.total)
        for text in [*texts, *SNIPPETS, "".join(word for word, _, _ in lexicon)]:
            assert_same(engine, oracle, text)
    with no_machine_code():
        plain = load_dictionary(lexicon)
    for mine, theirs in zip(plain.trie, engine._dictionary.trie, strict=True):
        assert np.array_equal(mine, theirs)


@pytest.mark.parametrize(
    ("lexicon", "text", "why"),
    [
        ([("六城联动", None, None)], "推进六城联动", "a suggested count joins the word"),
        ([("中国", 0, None)], "中国人民在中国", "a deleted word is cut by its characters"),
        ([("王晓东", 0, None)], "主任王晓东说", "Force_Split_Words: the model may not join it"),
        ([("王晓东", 0, None), ("王晓东", 9, None)], "主任王晓东说", "nor after it is added again"),
        ([("", None, None)], "改革开放", "an empty word doubles the total and matches nothing"),
        ([("囍·双", 5, None), ("囍门", None, None)], "囍门", "囍 counts 0, as a prefix, not 1"),
        ([("·囍", 5, None), ("·", None, None)], "·囍", "nor does a prefix outside blocks"),
        ([("·", 0, None), ("·囍囎", None, None)], "囍囎", "single characters outside blocks too"),
        ([("A\r\nB", None, None), ("A B", 3, None)], "A\r\nB A B", "white space never matches"),
        ([("一" * 50, None, None)], "一" * 120, "a word longer than any in the dictionary"),
        ([("2021-09-30", None, None)], "于2021-09-30日", "a date as a word"),
    ],
)
def test_lexicon_cases(lexicon, text, why):
    oracle = Oracle(lexicon)
    for hmm in (True, False):
        engine = CompiledEngine(lexicon, hmm=hmm)
        assert engine._dictionary.log_total == math.log(oracle.tokenizer.total)
        assert_same(engine, oracle, text)


@pytest.mark.parametrize("count", [None, 3, 0])
def test_large_lexicon_moves_whole_families(count):
    # New children for every fifth first character: there is no room beside their siblings.
    words = list(Oracle().tokenizer.FREQ)
    heads = [word for word in words if len(word) == 1][::5]
    lexicon = [(head + tail, count, None) for head in heads for tail in ("囎", "的a1", "国囍")]
    lexicon += [(word, None, None) for word in words[::997]]  # whose counts must have moved too
    oracle, engine = Oracle(lexicon), CompiledEngine(lexicon)
    assert engine._dictionary.log_total == math.log(oracle.tokenizer.total)
    for text in ("".join(word for word, _, _ in lexicon), "".join(words[::97])):
        assert_same(engine, oracle, text)


def test_negative_count_is_refused():
    with pytest.raises(ValueError) as caught:
        CompiledEngine([("改革", -1, None)])
    assert str(caught.value) == "the count of '改革' is -1; give 0 or more, or none."


@settings(deadline=None, max_examples=100)
@given(texts=st.lists(TEXTS, max_size=12))
def test_segment_says_what_cut_says(engines, texts):
    ids, offsets, terms = engines[True].segment(texts)
    assert terms.tolist() == sorted(set(terms.tolist()))
    assert len(offsets) == len(texts) + 1
    for text, begin, end in zip(texts, offsets, offsets[1:], strict=False):
        assert terms[ids[begin:end]].tolist() == engines[True].cut(text)


@settings(deadline=None, max_examples=100)
@given(texts=st.lists(TEXTS, max_size=12))
def test_short_texts_need_no_machine_code_and_the_result_is_the_same(engines, texts):
    with no_machine_code():
        plain = CompiledEngine().segment(texts)
        assert not machine.at_hand(kernel)
    for mine, theirs in zip(plain, engines[True].segment(texts), strict=True):
        assert mine.dtype == theirs.dtype
        assert np.array_equal(mine, theirs)


def test_machine_code_comes_when_it_pays():
    with no_machine_code():
        engine = CompiledEngine()
        loaded = []
        for _ in range(4):
            engine.cut("改革，" * 4_000)
            loaded.append(machine.at_hand(kernel))
    assert loaded == [False, False, True, True]


def test_a_fresh_process_cuts_and_counts_a_short_text_without_numba():
    code = (
        "import sys, textkit as tk; tk.Segmenter(engine='compiled').segment(['改革开放']).counts(); "
        "print([name for name in ('numba', 'jieba', 'sklearn') if name in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


@settings(deadline=None, max_examples=300)
@given(
    words=st.lists(
        st.one_of(
            TEXTS,
            st.text("ab\0\U0010ffff", max_size=7),
            st.text("一二", min_size=6, max_size=11),  # ties go on past the first three letters
        ).filter(bool)
    )
)
def test_terms_are_distinct_and_ordered_as_python_orders_them(words):
    letters = dictionary.to_letters("".join(words))
    terms, places = make_terms(letters, np.array([*map(len, words)], dtype=np.int32))
    assert terms.tolist() == sorted(set(words))
    assert terms[places].tolist() == words


def test_threads_and_chunks_change_nothing(engines, monkeypatch):
    texts = [snippet * (1 + place % 3) for place, snippet in enumerate(SNIPPETS * 40)]
    one = engines[True].segment(texts, n_jobs=1)
    monkeypatch.setattr("textkit.segmentation.compiled.LARGEST_CHUNK", 1000)
    monkeypatch.setattr("textkit.segmentation.compiled.SMALLEST_CHUNK", 500)
    for n_jobs in (1, 2, 5):
        many = engines[True].segment(texts, n_jobs=n_jobs)
        for mine, theirs in zip(many, one, strict=True):
            assert mine.dtype == theirs.dtype
            assert np.array_equal(mine, theirs)


def test_pickle_keeps_lexicon_and_choice():
    engine = CompiledEngine([("六城联动", None, "n")], hmm=False)
    copy = pickle.loads(pickle.dumps(engine))
    assert (copy.lexicon, copy.hmm) == (engine.lexicon, engine.hmm)
    assert copy.cut(SNIPPETS[1]) == engine.cut(SNIPPETS[1])


@pytest.fixture(scope="module")
def kept_bytes(tmp_path_factory) -> tuple[str, bytes]:
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TEXTKIT_CACHE", str(folder))
        dictionary._load_base.cache_clear()
        CompiledEngine()
    dictionary._load_base.cache_clear()
    (kept,) = folder.iterdir()
    return kept.name, kept.read_bytes()


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        (lambda good: good[: len(good) // 3], "cut short"),
        (lambda good: good[:1_000_000] + bytes([good[1_000_000] ^ 1]) + good[1_000_001:], "a bit"),
        (lambda good: b"", "empty"),
        (lambda good: b"hello" * 1000, "not an archive"),
    ],
)
def test_damaged_cache_is_built_again(tmp_path: Path, monkeypatch, kept_bytes, damage, why):
    name, good = kept_bytes
    (tmp_path / name).write_bytes(damage(good))
    monkeypatch.setenv("TEXTKIT_CACHE", str(tmp_path))
    dictionary._load_base.cache_clear()
    assert CompiledEngine().cut(SNIPPETS[0]) == Oracle().cut(SNIPPETS[0], True)
    assert (tmp_path / name).read_bytes() == good
    assert [file.name for file in tmp_path.iterdir()] == [name]
    dictionary._load_base.cache_clear()


def test_building_is_announced_once(tmp_path: Path, monkeypatch, caplog):
    monkeypatch.setenv("TEXTKIT_CACHE", str(tmp_path))
    with caplog.at_level("INFO", logger="textkit"):
        for _ in range(2):
            dictionary._load_base.cache_clear()
            CompiledEngine()
    dictionary._load_base.cache_clear()
    assert caplog.messages == [
        "Building the dictionary and compiling; this happens once and takes some seconds."
    ]


def test_cache_that_cannot_be_written_is_no_error(tmp_path: Path, monkeypatch):
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    monkeypatch.setenv("TEXTKIT_CACHE", str(blocked))
    dictionary._load_base.cache_clear()
    assert CompiledEngine().cut("改革") == ["改革"]
    dictionary._load_base.cache_clear()
