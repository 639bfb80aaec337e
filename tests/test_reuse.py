"""Passages of one document that stand in another."""

import random
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import textkit as tk
from textkit.measures import runs as runs_module
from textkit.measures import stretches
from textkit.measures.alignment import align_local
from textkit.measures.reuse import shared_passages
from textkit.measures.runs import number_runs, rare_runs
from textkit.near import letters_of

ROOT = Path(__file__).parents[1]
CORPUS = tk.read_corpus(ROOT / "data/catalog.toml", corrections=ROOT / "data/hand/corrections.tsv")
ALL = {"min_weight": 0.0}


def plain(text):
    return letters_of(text)[0].tobytes().decode("utf-32-le", "surrogatepass")


def made_up(seed, size, first=0x4E00):
    rng = random.Random(seed)
    return "".join(chr(first + rng.randrange(3000)) for _ in range(size))


# What a reader of both pages marks as common to the report and the plan of 二道区; a phrase
# of fewer than eight letters is left out of this list: 英俊大街北, 立体交通网络, 新增城镇就业.
MARKED = [
    "打造长吉结合片区的空间之核、产业之核、创新之核",
    "与珲春“窗口、腹地”联动",
    "宜居宜业的现代化生态体系",
    "确保受污染耕地和地块安全利用率达100",
    "打造1个绿色园区、5个绿色工厂、10个绿色车间",
    "协调发展的现代化城乡体系",
    "外有颜值、内有品质",
    "89条主次干道建设",
    "管线200公里以上",
    "三环内棚户区",
    "做强数字城管平台",
    "环境长制度,实施“平米化”管理",
    "2个美丽宜居示范村",
    "共享的现代化民生体系",
    "脱贫攻坚成果同乡村振兴有效衔接",
    "科学高效的现代化治理体系",
    "幸福社区覆盖率达到80",
]


def test_it_finds_by_itself_what_a_reader_marks_in_two_pages():
    table = shared_passages(CORPUS)
    pair = table[
        (table["doc_id"] == "erdao-report-2021") & (table["other_doc_id"] == "erdao-plan-2021")
    ]
    found = [plain(text) for text in pair["text"]]
    assert [one for one in MARKED if not any(plain(one) in text for text in found)] == []
    assert len(pair) == len(MARKED)
    edited = pair[pair["edits"] > 0].set_index("text")["other_text"].to_dict()
    assert (
        edited["确保受污染耕地和地块安全利用率达100"] == "确保受污染耕地和地块安全利用率均达到100"
    )
    assert edited["环境长制度,实施“平米化”管理"] == "环境长”制度、“平米化”管理"


def test_offsets_cut_the_texts_out_of_the_documents():
    table = shared_passages(CORPUS, min_length=6, **ALL)
    text = CORPUS.set_index("doc_id")["text"]
    for row in table.to_dict("records"):
        assert text[row["doc_id"]][row["start"] : row["end"]] == row["text"]
        other = text[row["other_doc_id"]]
        assert other[row["other_start"] : row["other_end"]] == row["other_text"]
        assert row["doc_id"] != row["other_doc_id"]
        assert 6 <= row["length"] <= min(len(plain(row["text"])), len(plain(row["other_text"])))
        # The two texts differ in no more than the edits say.
        shown = align_local(plain(row["text"]), plain(row["other_text"]), match=1)
        assert shown.score >= row["length"] - row["edits"]


def test_columns_and_order():
    table = shared_passages(CORPUS)
    assert table.columns.tolist() == [
        "doc_id", "passage_id", "start", "end", "text",
        "other_doc_id", "other_start", "other_end", "other_text",
        "length", "edits", "share", "containment", "n_documents", "weight",
    ]  # fmt: skip
    assert (np.diff(table["length"] * table["weight"]) <= 1e-8).all()
    passages = tk.split(CORPUS).set_index("passage_id")
    at = passages.loc[table["passage_id"]]
    assert (at["start"].to_numpy() <= table["start"]).all()
    assert (at["end"].to_numpy() >= table["end"]).all()


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10_000), st.integers(12, 80), st.integers(0, 200), st.integers(0, 200))
def test_a_planted_passage_is_found_where_it_is(seed, size, before, before_there):
    stretch = made_up(seed, size)
    one = made_up(1, before, 0x6000) + stretch + made_up(2, 50, 0x6000)
    other = made_up(3, before_there, 0x7000) + "，" + stretch + made_up(4, 90, 0x7000)
    table = shared_passages([one, other], by="document")
    assert table["text"].tolist() == [stretch] * 2
    assert table[["start", "end", "other_start", "other_end"]].values.tolist() == [
        [before, before + size, before_there + 1, before_there + 1 + size],
        [before_there + 1, before_there + 1 + size, before, before + size],
    ]
    assert table["weight"].tolist() == [1, 1]


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10_000), st.sampled_from(["changed", "put in", "left out"]))
def test_a_stretch_with_a_small_edit_inside_is_one_stretch(seed, kind):
    stretch = made_up(seed, 30)
    middle = {"changed": "甲乙", "put in": "甲乙" + stretch[14:16], "left out": ""}[kind]
    other = stretch[:14] + middle + stretch[16:]
    row = shared_passages(["开头" + stretch, "别的" * 9 + other], by="document").iloc[0]
    assert (row["text"], row["other_text"]) == (stretch, other)
    assert row["edits"] == 2
    assert row["length"] == (30 if kind == "put in" else 28)


def test_a_text_is_contained_in_itself_and_in_what_has_it_but_not_the_other_way():
    short, long = CORPUS["text"][0][500:900], CORPUS["text"][0]
    table = shared_passages([long, short, long], by="document", **ALL)
    share = table.drop_duplicates(["doc_id", "other_doc_id"]).set_index(["doc_id", "other_doc_id"])
    assert share.loc[("1", "3"), "containment"] == 1
    assert share.loc[("1", "3"), "share"] == 1
    assert share.loc[("2", "1"), "containment"] == 1
    assert share.loc[("1", "2"), "containment"] < 0.3
    assert (share.loc["2", "share"] == 1).all()


def test_nothing_in_common_aligns_to_nothing():
    assert align_local("", "甲").left == []


few = st.text("国家发展，5", max_size=60)


def by_cells(left, right):
    """Smith and Waterman's table, cell by cell."""
    table = np.zeros((len(left) + 1, len(right) + 1), dtype=int)
    for i, j in np.ndindex(len(left), len(right)):
        pair = 2 if left[i] == right[j] else -1
        table[i + 1, j + 1] = max(0, table[i, j] + pair, table[i, j + 1] - 1, table[i + 1, j] - 1)
    return table.max()


@settings(deadline=None)
@given(few, few)
def test_law_the_score_is_the_largest_in_the_table_whichever_side_comes_first(left, right):
    assert align_local(left, right).score == by_cells(left, right)
    assert align_local(right, left).score == by_cells(left, right)


def test_the_weight_falls_with_every_document_that_has_the_stretch():
    stretch = made_up(0, 20)
    others = [made_up(seed, 60, 0x6000 + 0x800 * seed) for seed in range(1, 7)]
    weights = []
    for n in range(1, 6):
        texts = [stretch + other if at <= n else other for at, other in enumerate(others)]
        row = shared_passages(texts, by="document", **ALL).iloc[0]
        assert row["n_documents"] == n + 1
        weights.append(row["weight"])
    wanted = 1 - np.log(np.arange(1, 6)) / np.log(6)
    np.testing.assert_allclose(weights, wanted)
    table = shared_passages([stretch + other for other in others], by="document", min_weight=0.3)
    assert table.empty  # all six have it: 1 - log 5 / log 6 = 0.10


def test_law_taking_a_document_away_makes_heavier_only_what_it_has():
    keys = ["doc_id", "start", "end", "other_doc_id", "other_start", "length", "text"]
    whole = shared_passages(CORPUS, **ALL)
    seen = set()
    for gone, text in zip(CORPUS["doc_id"], CORPUS["text"].map(plain), strict=True):
        rest = shared_passages(CORPUS[CORPUS["doc_id"] != gone], **ALL)
        both = whole.merge(rest, on=keys)
        assert len(both) == len(rest)  # and no other stretch is found
        for row in both.to_dict("records"):
            stretch = plain(row["text"])
            if not any(stretch[at : at + 4] in text for at in range(len(stretch) - 3)):
                assert row["weight_y"] <= row["weight_x"]
                seen.add("lacks")
            elif row["edits_x"] == 0 and stretch in text:
                assert row["weight_y"] >= row["weight_x"]
                seen.add("has")
    assert seen == {"lacks", "has"}


@settings(deadline=None, max_examples=60)
@given(few, few, st.integers(3, 8))
def test_law_every_common_run_is_met_by_a_stretch(left, right, size):
    table = shared_passages([left, right], by="document", min_length=size, n=3, **ALL)
    mine = table[table["doc_id"] == "1"]
    one, other = plain(left), plain(right)
    offsets = letters_of(left)[1]
    for at in range(len(one) - size + 1):
        if one[at : at + size] in other:
            span = (offsets[at], offsets[at + size - 1])
            assert ((mine["start"] <= span[1]) & (mine["end"] > span[0])).any()
    for row in mine.to_dict("records"):
        assert len(mine[(mine["start"] < row["end"]) & (mine["end"] > row["start"])]) == 1


@settings(deadline=None, max_examples=6)
@given(st.permutations(range(5)))
def test_law_the_order_of_documents_plays_no_part(order):
    keys = ["doc_id", "start", "other_doc_id", "other_start"]
    found = shared_passages(CORPUS.iloc[order]).sort_values(keys, ignore_index=True)
    pd.testing.assert_frame_equal(
        found, shared_passages(CORPUS).sort_values(keys, ignore_index=True)
    )


def test_compiled_code_and_batches_change_nothing(monkeypatch):
    wanted = shared_passages(CORPUS, min_length=6, **ALL)
    monkeypatch.setattr(stretches, "WORTH_LOADING", 0)
    monkeypatch.setattr(runs_module, "_BATCH", 1000)
    pd.testing.assert_frame_equal(shared_passages(CORPUS, min_length=6, **ALL), wanted)


def test_of_every_window_that_two_texts_share_both_have_a_chosen_run():
    stretch = made_up(8, 60)
    runs = number_runs([made_up(1, 40) + stretch, stretch + made_up(2, 70), stretch[:30]], 4)
    chosen = set(rare_runs(runs, 5, 3).tolist())
    for at in range(40, 40 + 60 - 4 - 5 + 2):
        mine = [place for place in range(at, at + 5) if place in chosen]
        assert mine
        # The same runs are chosen in the other text, 60 letters further on.
        assert all(place + 60 in chosen for place in mine)


def test_slogans_left_out_are_as_not_written():
    text = "全面贯彻新发展理念，" + made_up(1, 12)
    other = "坚持全面贯彻新发展理念，别的内容"
    assert shared_passages([text, other])["text"].tolist() == ["全面贯彻新发展理念"] * 2
    assert shared_passages([text, other], without=["贯彻“新发展理念”"]).empty
    table = shared_passages([text, text], without=["新发展理念"], by="document")
    assert table["text"].tolist() == [made_up(1, 12)] * 2
    assert table["containment"].tolist() == [1, 1]


def test_with_a_time_only_earlier_documents_count():
    stretch = made_up(0, 20)
    texts = [stretch + made_up(seed, 30) for seed in range(1, 5)]
    corpus = pd.DataFrame({"doc_id": list("abcd"), "text": texts, "year": [2019, 2021, 2021, None]})
    table = shared_passages(corpus, time="year", **ALL)
    assert table[["doc_id", "other_doc_id", "lag"]].values.tolist() == [
        ["b", "a", 2],
        ["c", "a", 2],
    ]
    dated = corpus.assign(day=["2021-01-01", "2021-03-01", "2021-01-11", None])
    table = shared_passages(dated, time="day", **ALL)
    assert table[["doc_id", "other_doc_id", "lag"]].values.tolist() == [
        ["b", "a", 59], ["b", "c", 49], ["c", "a", 10],
    ]  # fmt: skip


@pytest.mark.parametrize("by", ["document", "section", "paragraph", "sentence"])
@pytest.mark.parametrize(
    "texts", [[], [""], ["", ""], ["国家"], ["国家", "国家"], [made_up(0, 99)]]
)
def test_nothing_to_share_gives_an_empty_table(texts, by):
    table = shared_passages(texts, by=by)
    assert table.empty
    assert table["length"].dtype.kind == table["start"].dtype.kind == "i"
    assert table["weight"].dtype.kind == table["share"].dtype.kind == "f"


REFUSED = [
    (lambda: shared_passages(CORPUS, n=1), "n must be at least 2, not 1."),
    (lambda: shared_passages(CORPUS, min_length=3),
     "min_length must be at least n, which is 4, not 3."),
    (lambda: shared_passages(CORPUS, min_weight=2), "min_weight must be from 0 to 1, not 2."),
    (lambda: shared_passages(CORPUS[["doc_id", "text"]], time="year"),
     "corpus lacks the column 'year'. It has: 'doc_id', 'text'."),
    (lambda: align_local("a", "b", gap=0),
     "match must be above 0, mismatch and gap below 0, not 2, -1, 0."),
    (lambda: align_local("a" * 10_000, "b" * 10_000),
     "10,000 × 10,000 are too many to align: cut the texts into passages."),
]  # fmt: skip


@pytest.mark.parametrize(("call", "message"), REFUSED)
def test_what_makes_no_sense_is_refused(call, message):
    with pytest.raises(ValueError) as error:
        call()
    assert str(error.value) == message
