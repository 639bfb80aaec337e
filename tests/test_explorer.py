"""The evidence page: what goes into it, how it is packed, and that data stay data."""

import base64
import json
import re
import zlib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import textkit as tk
from textkit.cli import app
from textkit.workflow.explorer import Choices, explore, explore_project
from textkit.workflow.explorer.contents import gather_contents
from textkit.workflow.explorer.packing import pack, plain_json, utf16, varints

ROOT = Path(__file__).parents[1]
HAND = ROOT / "data" / "hand"
CHOICES = Choices(
    lexicon=HAND / "lexicon.tsv",
    stopwords=("zh", HAND / "stopwords.txt"),
    themes=HAND / "themes.toml",
    n_resamples=100,
)


def unpack(text):
    content = zlib.decompress(base64.b64decode(text), -15)
    size = int.from_bytes(content[:4], "little")
    numbers, value, shift = [], 0, 0
    for byte in content[4 + size :]:
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            numbers.append(value)
            value = shift = 0
    return json.loads(content[4 : 4 + size]), numbers


def blocks(page):
    return dict(re.findall(r'<script type="text/plain" id="([\w-]+)">([^<]*)</script>', page))


@pytest.fixture(scope="module")
def corpus():
    return tk.read_corpus(ROOT / "data/catalog.toml", corrections=HAND / "corrections.tsv")


@pytest.fixture(scope="module")
def contents(corpus):
    return gather_contents(corpus, CHOICES, title="三区")


def texts_of(contents, number):
    chunk, ids = contents.documents[number]
    terms, ends = contents.shared["terms"], np.cumsum(chunk["sizes"])
    return ["".join(terms[i] for i in part) for part in np.split(ids, ends[:-1])]


def test_the_texts_come_back_from_numbers_and_vocabulary(corpus, contents):
    passages = tk.split(corpus)
    for number, doc_id in enumerate(corpus["doc_id"]):
        own = passages.loc[passages["doc_id"] == doc_id, "text"].tolist()
        assert texts_of(contents, number) == own


def test_counts_are_those_of_the_library(corpus, contents):
    tokens = tk.Segmenter(lexicon=CHOICES.lexicon).segment(tk.split(corpus))
    tokens = tokens.keep(stopwords="zh", min_length=2, pattern=CHOICES.pattern)
    matrix = tokens.keep(stopwords=HAND / "stopwords.txt").counts()
    expected = matrix.frequencies().set_index("term")["count"]
    ids = np.concatenate([ids for _, ids in contents.documents])
    kept = np.bincount(ids)[: contents.shared["n_kept"]]
    assert dict(zip(contents.shared["terms"], kept.tolist(), strict=False)) == expected.to_dict()


def test_every_target_points_at_its_own_number(corpus, contents):
    targets = tk.find_targets(corpus)
    texts = corpus.set_index("doc_id")["text"]
    assert len(contents.shared["targets"]) == len(targets) > 150
    for row, shown in zip(targets.to_dict("records"), contents.shared["targets"], strict=True):
        document, passage, start, end = shown["at"]
        own = texts_of(contents, document)[passage][start:end]
        assert own == texts[row["doc_id"]][row["start"] : row["end"]]


def test_themes_stand_as_often_as_attention_counts_them(contents):
    rows = [row for row in contents.shared["attention"]["doc_id"] if row["denominator"] == "tokens"]
    for number, one in enumerate(contents.shared["documents"]):
        chunk, _ = contents.documents[number]
        kinds = np.repeat(chunk["kinds"], chunk["sizes"])
        found = [theme for theme, first, _ in chunk["themes"] if kinds[first] != "front"]
        counted = {row["theme"]: row["n"] for row in rows if row["group"] == one["id"]}
        names = contents.shared["themes"]
        assert counted == {name: found.count(n) for n, name in enumerate(names)}


def test_removed_lines_say_how_many_kept_ones_come_before(corpus, contents):
    for number, page in enumerate(corpus["page"]):
        lines = tk.clean_text(page).lines
        for line, rule, _, before in contents.documents[number][0]["removed"]:
            above = lines[lines["line"] < line]
            assert (above["rule"] == "").sum() == before
            assert lines.set_index("line")["rule"][line] == rule


def test_the_page_is_one_small_file_with_the_same_bytes_each_time(corpus, tmp_path):
    first = explore(corpus, tmp_path / "a.html", choices=CHOICES).read_bytes()
    assert explore(corpus, tmp_path / "b.html", choices=CHOICES).read_bytes() == first
    assert len(first) < 5e6
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["a.html", "b.html"]


NASTY = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"


def test_markup_in_the_data_stays_data(tmp_path):
    page = [NASTY + "\u202e改革，增长6%。", "开放"]
    table = pd.DataFrame({"doc_id": [NASTY, "b"], "text": page, "place": [NASTY, "甲"]})
    corpus = tk.read_corpus(table)
    page = explore(corpus, tmp_path / "a.html", title=NASTY).read_text("utf-8")
    assert page.count("alert(1)") == 1  # in the <title>, where it is text
    assert page.count("<script") == 2 + len(blocks(page))
    assert "<img" not in re.sub("<script>.*?</script>", "", page, flags=re.S)
    shared, _ = unpack(blocks(page)["shared"])
    assert shared["title"] == NASTY


def test_the_policy_names_what_may_run_and_nothing_else(corpus, tmp_path):
    page = explore(corpus, tmp_path / "a.html", choices=CHOICES).read_text("utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)[1]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    assert re.findall(r'(?:src|href)="(?!#)[^"]*"', page.split("<script>")[0]) == []


def test_a_corpus_without_themes_groups_and_targets_makes_a_page(tmp_path):
    corpus = tk.read_corpus(pd.DataFrame({"text": ["一个句子。", ""]}))
    page = explore(corpus, tmp_path / "a.html").read_text("utf-8")
    shared, _ = unpack(blocks(page)["shared"])
    assert (shared["themes"], shared["groups"], shared["targets"]) == ([], [], [])


def test_what_is_wrong_is_said(corpus, tmp_path):
    with pytest.raises(ValueError) as caught:
        explore(corpus.head(0), tmp_path / "a.html")
    assert str(caught.value) == "there is no document to explore."
    with pytest.raises(ValueError) as caught:
        explore(corpus, tmp_path / "a.html", lang="de")
    assert str(caught.value) == 'lang must be "zh" or "en", not \'de\'.'
    assert list(tmp_path.iterdir()) == []


def test_the_command_writes_the_projects_page(tmp_path):
    out = tmp_path / "page.html"
    result = CliRunner().invoke(app, ["explore", "--root", str(ROOT), "--out", str(out)])
    assert result.exit_code == 0, result.output
    assert out.read_bytes() == explore_project(ROOT, tmp_path / "b.html").read_bytes()


@settings(deadline=None)
@given(st.lists(st.integers(0, 2**40)))
def test_law_numbers_come_back(numbers):
    _, found = unpack(pack(None, np.array(numbers, dtype=np.int64)))
    assert found == numbers


def test_negative_numbers_are_refused():
    with pytest.raises(ValueError, match=r"^-1 is negative and cannot be written so\.$"):
        varints(np.array([3, -1]))


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=5))
def test_law_json_comes_back_and_holds_no_markup(value):
    text = plain_json(value)
    assert json.loads(text) == value
    assert not set("<>&") & set(text)


def test_what_is_no_json_becomes_null():
    assert plain_json([float("nan"), np.float64("inf"), np.int64(3)]) == "[null,null,3]"


@given(st.text())
def test_law_offsets_count_as_javascript_does(text):
    encoded = text.encode("utf-16-le", "surrogatepass")
    offsets = utf16(text, list(range(len(text) + 1)))
    for offset, units in enumerate(offsets):
        assert encoded[: 2 * units] == text[:offset].encode("utf-16-le", "surrogatepass")
