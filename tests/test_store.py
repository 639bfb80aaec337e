"""The store on disk: equal to tokens in memory, the same bytes whatever happens on the way."""

import doctest
import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import textkit as tk
from textkit.columns import pack_strings, pack_table, unpack_strings, unpack_table
from textkit.store.opening import open_store
from textkit.store.shards import write_shard
from textkit.store.sources import describe_segmenter, read_file
from textkit.store.writing import write_store

SEGMENTER = tk.Segmenter()
ROOT = Path(__file__).parents[1]
AGAIN = "Call write_store again with the same source; only what is not whole is done again."
SENTENCES = [
    "推进“六城联动”，深化改革开放。",
    "地区生产总值增长6.5%，达到1200亿元！",
    "",
    "  \r\n",
    "持续优化营商环境，推进放管服改革。",
    "Python与5G：数字经济的新引擎？",
    "改革",
]


def table(n=60):
    """Passages with a variable of each kind, missing values among them."""
    return pd.DataFrame(
        {
            "doc_id": [f"d{i // 4}" for i in range(n)],
            "place": [["长春", "吉林", None][i % 3] for i in range(n)],
            "year": [2015 + i % 5 for i in range(n)],
            "share": [np.nan if i % 7 == 0 else i / 8 for i in range(n)],
            "delivered": pd.Timestamp("2021-11-24") + pd.to_timedelta(range(n), unit="D"),
            "fragment": [i % 2 == 0 for i in range(n)],
            "text": [SENTENCES[i % 7] + SENTENCES[i * i % 5] * (i % 4) for i in range(n)],
        }
    )


def files_of(folder):
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def equal(one, two):
    assert one.terms.tolist() == two.terms.tolist()
    assert one.counts.shape == two.counts.shape
    for part in ("indptr", "indices", "data"):
        np.testing.assert_array_equal(getattr(one.counts, part), getattr(two.counts, part))
    assert one.counts.data.dtype == two.counts.data.dtype
    pd.testing.assert_frame_equal(
        one.passages.drop(columns="text", errors="ignore"),
        two.passages.drop(columns="text", errors="ignore"),
    )


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    passages = table()
    store = write_store(
        passages, tmp_path_factory.mktemp("store"), segmenter=SEGMENTER, shard_bytes=500
    )
    return SEGMENTER.segment(passages), store


# --- the store says what Tokens says


def test_size_terms_and_texts_are_those_in_memory(pair):
    tokens, store = pair
    assert len(store) == len(tokens) == 60
    assert store.n_tokens == len(tokens.ids)
    assert store.terms.tolist() == tokens.terms.tolist()
    assert [store.text(i) for i in range(60)] == tokens.passages["text"].tolist()
    assert store.keep().words(0, kept_only=True) == tokens.keep().words(0, kept_only=True)
    pd.testing.assert_frame_equal(store.passages, tokens.passages.drop(columns="text"))
    n = len(store.terms)
    assert repr(store) == (
        f"TokenStore(60 passages, {len(tokens.ids):,} tokens, {n} of {n} terms kept, 12 shards)"
    )


KEEPS = [
    {},
    {"punctuation": True},
    {"stopwords": "zh", "min_length": 2},
    {"min_count": 20},
    {"pattern": r"^\w+$", "min_count": 2},
    {"tags": ["n*", "v"]},
]


@pytest.mark.parametrize("options", KEEPS, ids=str)
@pytest.mark.parametrize("narrowed", [False, True])
def test_counts_are_those_in_memory(pair, options, narrowed):
    tokens, store = pair
    if narrowed:  # leaves out whole shards too
        rows = (tokens.passages["year"] != 2017) & (tokens.passages.index > 20)
        tokens, store = tokens.where(rows), store.where(rows)
        assert store.n_tokens == len(tokens.ids)
    tokens, store = tokens.keep(**options), store.keep(**options)
    equal(tokens.counts(), store.counts())
    equal(tokens.counts(), store.counts(n_jobs=2))
    pd.testing.assert_frame_equal(tokens.counts().frequencies(), store.frequencies())
    for by in ("place", ["year", "fragment"], "doc_id"):
        equal(tokens.counts().group(by), store.counts(by=by))
        equal(tokens.counts().group(by), store.counts(by=by, n_jobs=2))


def test_keyness_over_groups_is_that_in_memory(pair):
    tokens, store = (one.keep() for one in pair)
    mine, theirs = (m.counts for m in (store, tokens))
    pd.testing.assert_frame_equal(
        tk.keyness(mine(by="year"), target={"year": 2016}, measure="g2"),
        tk.keyness(theirs().group("year"), target={"year": 2016}, measure="g2"),
    )


@pytest.mark.parametrize(
    ("term", "options"),
    [
        ("改革", {}),
        ("六城联动", {"by": "token"}),
        ("改革", {"within": "sentence"}),
        (r"\d+", {"regex": True, "window": 3}),
        (["放管服", "不会有的词", "改革"], {}),
        ("不会有的词", {}),
    ],
)
def test_concordance_is_that_in_memory(pair, term, options):
    tokens, store = pair
    expected = tk.concordance(tokens, term, **options)
    pd.testing.assert_frame_equal(store.concordance(term, **options), expected)
    assert (len(expected) == 0) == (term == "不会有的词")


def test_each_shard_is_what_the_segmenter_gives(pair):
    tokens, store = pair
    begin = 0
    for part in store.keep(min_count=3).iter_tokens():
        rows = slice(begin, begin + len(part))
        alone = SEGMENTER.segment(tokens.passages.iloc[rows].reset_index(drop=True))
        assert part.ids.tolist() == alone.ids.tolist()
        assert part.terms.tolist() == alone.terms.tolist()
        assert [part.text(i) for i in range(len(part))] == alone.passages["text"].tolist()
        begin = rows.stop
    assert begin == len(tokens)


def test_weighed_batches_are_the_rows_of_tfidf(pair):
    tokens, store = (one.keep(stopwords="zh") for one in pair)
    whole = tokens.counts().tfidf()
    batches = list(store.batches(tfidf=True))
    assert len(batches) == 12
    assert all(batch.terms.tolist() == whole.terms.tolist() for batch in batches)
    stacked = np.vstack([batch.counts.toarray() for batch in batches])
    np.testing.assert_allclose(stacked, whole.counts.toarray(), rtol=1e-14)


def test_topics_are_learnt_batch_by_batch(tmp_path):
    from sklearn.decomposition import MiniBatchNMF

    # Planted: schools in the even passages, roads in the odd ones.
    words = ["教育 学校 教师 学生", "道路 公交 桥梁 地铁"]
    passages = pd.DataFrame({"text": [" ".join([words[i % 2]] * (1 + i % 3)) for i in range(80)]})
    store = write_store(passages, tmp_path / "s", segmenter=SEGMENTER, shard_bytes=400).keep()
    model = MiniBatchNMF(n_components=2, random_state=0)
    for batch in store.batches(tfidf=True):
        model.partial_fit(batch.counts)
    terms = next(store.batches()).terms
    topics = {frozenset(terms[np.argsort(-row)[:4]]) for row in model.components_}
    assert topics == {frozenset(one.split()) for one in words}


@settings(deadline=None, max_examples=25)
@given(
    texts=st.lists(
        st.text(st.sampled_from("改革开放推进，。 a1\n\ud800𠮷"), max_size=12), min_size=1
    ),
    groups=st.lists(st.sampled_from(["甲", "乙", None]), min_size=50, max_size=50),
    shard_bytes=st.integers(1, 60),
)
def test_law_any_texts_in_any_shards(tmp_path_factory, texts, groups, shard_bytes):
    texts = texts[:50]
    passages = pd.DataFrame({"group": groups[: len(texts)], "text": texts}, dtype=object)
    tokens = SEGMENTER.segment(passages)
    path = tmp_path_factory.mktemp("law")
    store = write_store(passages, path, segmenter=SEGMENTER, shard_bytes=shard_bytes)
    equal(tokens.counts(), store.counts())
    equal(tokens.counts().group("group"), store.counts(by="group"))
    assert [store.text(i) for i in range(len(store))] == texts
    assert open_store(path, verify=True).terms.tolist() == tokens.terms.tolist()


@given(st.lists(st.text()))
def test_law_strings_come_back(strings):
    assert unpack_strings(**pack_strings(strings)) == strings


@given(st.lists(st.one_of(st.none(), st.just(np.nan), st.text(max_size=3))))
def test_law_columns_come_back(cells):
    before = pd.DataFrame({"cells": pd.Series(cells, dtype=object)})
    after = unpack_table(*pack_table(before), len(before))["cells"].tolist()
    assert [(type(cell), cell) for cell in after if cell == cell] == [
        (type(cell), cell) for cell in cells if cell == cell
    ]
    assert [cell is None for cell in after] == [cell is None for cell in cells]


# --- the same bytes, however it was made


def test_bytes_do_not_depend_on_jobs_chunks_or_reruns(tmp_path):
    passages = table(200)

    def chunks():
        for begin, end in [(0, 3), (3, 3), (3, 90), (90, 200)]:
            yield passages.iloc[begin:end]

    write_store(passages, tmp_path / "one", segmenter=SEGMENTER, shard_bytes=2000)
    expected = files_of(tmp_path / "one")
    assert len(expected) > 5 * 5
    for name, source, n_jobs in [("two", passages, 2), ("three", chunks(), 3)]:
        folder = tmp_path / name
        write_store(source, folder, segmenter=SEGMENTER, shard_bytes=2000, n_jobs=n_jobs)
        assert files_of(folder) == expected
    write_store(passages, tmp_path / "one", segmenter=SEGMENTER, shard_bytes=2000, n_jobs=2)
    assert files_of(tmp_path / "one") == expected


def times(folder):
    return {shard.name: (shard / "shard.json").stat().st_mtime_ns for shard in folder.glob("sh*")}


def test_only_what_changed_is_done_again(tmp_path):
    passages, folder = table(195), tmp_path / "store"
    lexicon = tmp_path / "lexicon.tsv"
    lexicon.write_text("word\n六城联动\n", encoding="utf-8")
    segmenter = tk.Segmenter(lexicon=lexicon)

    def write(source):
        write_store(source, folder, segmenter=segmenter, shard_bytes=2000)
        return times(folder)

    first = write(passages)
    assert write(passages) == first
    longer = pd.concat([passages, passages[:40]], ignore_index=True)
    grown = write(longer)
    last = max(first)
    assert {name for name in first if grown[name] != first[name]} == {last}
    assert len(grown) > len(first)
    changed = longer.copy()
    changed.loc[0, "year"] = 1999
    third = write(changed)
    assert {name for name in grown if third[name] != grown[name]} == {"shard-00000"}
    # The same path, another word in it.
    lexicon.write_text("word\n营商环境\n", encoding="utf-8")
    fourth = write(changed)
    assert all(fourth[name] != third[name] for name in third)
    # A shorter source: what no longer belongs goes.
    assert set(write(passages)) == set(first)
    write_store(passages, tmp_path / "new", segmenter=segmenter, shard_bytes=2000)
    assert files_of(folder) == files_of(tmp_path / "new")


@pytest.mark.parametrize("before", ["nothing", "another shard"])
def test_workers_that_make_the_same_shard_at_once_agree(tmp_path, before):
    made_by = describe_segmenter(SEGMENTER)
    if before == "another shard":
        write_shard(tmp_path, 0, table(5), read_file, SEGMENTER, made_by)
    with ThreadPoolExecutor(8) as pool:
        records = list(
            pool.map(
                lambda _: write_shard(tmp_path, 0, table(), read_file, SEGMENTER, made_by),
                range(40),
            )
        )
    assert all(record == records[0] for record in records)
    assert [item.name for item in tmp_path.iterdir()] == ["shard-00000"]
    assert len(files_of(tmp_path)) == 5


SLOW = """
import sys, time
from pathlib import Path
import pandas as pd
import textkit as tk
from textkit.store.writing import write_store

def read(file):
    time.sleep(0.05)
    return pd.DataFrame({"doc_id": [file.name], "text": [file.read_text("utf-8")]})

if __name__ == "__main__":
    texts, store = map(Path, sys.argv[1:])
    files = [Path(texts.name) / file.name for file in sorted(texts.iterdir())]
    write_store(files, store, segmenter=tk.Segmenter(), read=read, shard_bytes=1, n_jobs=2)
"""


def test_a_kill_leaves_whole_shards_and_the_rest_is_done_later(tmp_path):
    script, texts = tmp_path / "slow.py", tmp_path / "texts"
    script.write_text(SLOW, encoding="utf-8")
    texts.mkdir()
    for number in range(40):
        (texts / f"{number:02}.txt").write_text(SENTENCES[number % 7] + "改革" * number, "utf-8")
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}

    def start(store):
        command = [sys.executable, str(script), str(texts), str(tmp_path / store)]
        return subprocess.Popen(command, cwd=tmp_path, env=environment)

    assert start("whole").wait(120) == 0
    process, store = start("killed"), tmp_path / "killed"
    until = time.monotonic() + 60
    while len(list(store.glob("shard-*"))) < 8 and time.monotonic() < until:
        time.sleep(0.005)
    process.send_signal(getattr(signal, "SIGKILL", signal.SIGTERM))
    process.wait(30)
    done = times(store)
    assert 8 <= len(done) < 40
    with pytest.raises(ValueError) as caught:
        open_store(store)
    assert str(caught.value) == f"{store.resolve()} is unfinished: it has no store.json. {AGAIN}"
    (store / ".partial-00099-left").mkdir(exist_ok=True)  # what a kill may leave, for certain
    assert start("killed").wait(120) == 0
    assert {name: when for name, when in times(store).items() if name in done} == done
    assert files_of(store) == files_of(tmp_path / "whole")
    assert len(open_store(store, verify=True)) == 40


# --- refusals


@pytest.fixture
def small(tmp_path):
    write_store(table(20), tmp_path / "s", segmenter=SEGMENTER, shard_bytes=500)
    return (tmp_path / "s").resolve()


def refusal(path, **options):
    with pytest.raises(ValueError) as caught:
        open_store(path, **options)
    return str(caught.value)


def test_a_file_cut_short_is_named(small):
    file = small / "shard-00002" / "ids.npy"
    content = file.read_bytes()
    file.write_bytes(content[:-4])
    assert refusal(small) == (
        f"shard-00002 is damaged: {file}\n  expected {len(content)} bytes\n"
        f"  found    {len(content) - 4} bytes\nDelete the folder {file.parent}. {AGAIN}"
    )
    # The remedy works, and needs no deleting even.
    write_store(table(20), small, segmenter=SEGMENTER, shard_bytes=500)
    assert file.read_bytes() == content
    file.unlink()
    assert "  found    no such file\n" in refusal(small)


def test_a_changed_byte_is_found_by_verify(small):
    file = small / "shard-00001" / "ids.npy"
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    from hashlib import sha256

    expected = sha256(file.read_bytes()).hexdigest()
    file.write_bytes(content)
    assert len(open_store(small)) == 20
    assert refusal(small, verify=True) == (
        f"shard-00001 is damaged: {file}\n  expected sha256 {expected}\n"
        f"  found    sha256 {sha256(content).hexdigest()}\n"
        f"Delete the folder {file.parent}. {AGAIN}"
    )


def test_a_lost_shard_and_a_foreign_format_are_refused(small):
    record = small / "shard-00001" / "shard.json"
    record.unlink()
    message = refusal(small)
    assert message.startswith(f"shard-00001 is damaged: {record}\n  expected sha256 ")
    assert message.endswith(
        f"\n  found    no such file\nDelete the folder {record.parent}. {AGAIN}"
    )
    store = small / "store.json"
    store.write_text(store.read_text("utf-8").replace('"format": 2', '"format": 9'), "utf-8")
    assert refusal(small) == f"{store} has the format 9, this textkit reads 2. {AGAIN}"


def write_badly(source, path, **options):
    with pytest.raises((TypeError, ValueError, FileNotFoundError)) as caught:
        write_store(source, path, segmenter=SEGMENTER, **options)
    return str(caught.value)


def test_sources_that_cannot_be_stored_are_refused(tmp_path):
    store = tmp_path / "store"
    assert write_badly([], store) == "the source holds no passage."
    assert write_badly(table(3).drop(columns="text"), store) == (
        "a chunk of the source lacks the column 'text'. It has: 'doc_id', 'place', 'year', "
        "'share', 'delivered', 'fragment'."
    )
    assert write_badly(pd.DataFrame({"text": ["改革", None]}, dtype=object), store) == (
        "the text of passage 1 is None, not a str; drop or fill missing texts first."
    )
    assert write_badly(["改革开放"], store) == (
        "item 0 of the source, '改革开放', is no file. "
        "(Texts go into a DataFrame with a column 'text'.)"
    )
    assert write_badly(table(3).assign(place=pd.Categorical(["a", "b", "a"])), store) == (
        "the column 'place' has the type category; a file keeps numbers, truth values, dates, times "
        "without a zone, strings and missing values. Turn it into one of these first, or drop it."
    )
    assert write_badly(table(2).assign(place=[["a"], ["b"]]), store).startswith(
        "the column 'place' holds ['a']; a file keeps "
    )
    assert write_badly([table(9), table(9).drop(columns="year")], store, shard_bytes=1).startswith(
        "the passages of shard-00009 have the columns doc_id, place, share, delivered, fragment; "
        "those of shard-00000 have doc_id, place, year, share, delivered, fragment. "
    )
    assert write_badly(table(3), store, shard_bytes=0) == "shard_bytes must be 1 or more, not 0."
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.txt").touch()
    assert write_badly(table(3), tmp_path / "full") == (
        f"{(tmp_path / 'full').resolve()} holds 'thesis.txt', which belongs to no token store. "
        "Name a new folder, or that of a store."
    )
    with pytest.raises(FileNotFoundError) as caught:
        open_store(tmp_path / "none")
    assert str(caught.value) == (
        f"{(tmp_path / 'none').resolve()} is no token store; write_store makes one."
    )


@pytest.mark.parametrize("n_jobs", [1, 2])
def test_an_error_in_the_source_comes_through(tmp_path, n_jobs):
    def chunks():
        for begin in range(0, 100, 10):
            if begin == 70:
                raise RuntimeError("the network is down")
            yield table(100)[begin : begin + 10]

    with pytest.raises(RuntimeError, match="the network is down"):
        write_store(chunks(), tmp_path, segmenter=SEGMENTER, shard_bytes=300, n_jobs=n_jobs)


def test_an_error_of_the_reader_names_the_file(tmp_path):
    files = [tmp_path / name for name in ("good.txt", "bad.txt")]
    files[0].write_text("改革", "utf-8")
    files[1].write_bytes("改革".encode("gbk"))
    with pytest.raises(UnicodeDecodeError) as caught:
        write_store(files, tmp_path / "store", segmenter=SEGMENTER)
    assert caught.value.__notes__ == [f"This was while reading {files[1]} for a token store."]


def test_where_and_groups_refuse_what_is_not_there(pair):
    _, store = pair
    with pytest.raises(ValueError) as caught:
        store.where([True])
    assert str(caught.value) == "rows has 1 entries for 60 passages."
    with pytest.raises(KeyError) as caught:
        store.counts(by="street")
    assert caught.value.args[0] == (
        "'street' is no variable of these passages. There are: doc_id, place, year, share, "
        "delivered, fragment."
    )


def test_the_steps_in_the_docs_do_what_they_say(tmp_path, monkeypatch):
    shutil.copytree(ROOT / "data", tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    result = doctest.testfile(
        str(ROOT / "docs" / "scale.md"),
        module_relative=False,
        encoding="utf-8",
        optionflags=doctest.NORMALIZE_WHITESPACE,
    )
    assert result.attempted >= 20
    assert result.failed == 0


def test_a_store_keeps_numbers_of_which_some_are_missing():
    table = pd.DataFrame({"doc_id": ["a", "b"]}).assign(
        from_year=pd.array([2022, None], dtype="Int64"),
        seen=pd.array([None, True], dtype="boolean"),
    )
    pd.testing.assert_frame_equal(unpack_table(*pack_table(table), 2), table)
