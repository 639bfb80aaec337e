"""Proposals for the catalogue: values, the lines they come from, and where lines disagree."""

import time
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import textkit as tk
from textkit.metadata import COLUMNS, FIELDS, propose_metadata, summarise_proposals

ROOT = Path(__file__).parents[1]
CASES = Path(__file__).parent / "cases" / "metadata.tsv"


def cases():
    for row in CASES.read_text(encoding="utf-8").splitlines():
        if not row.startswith("#"):
            page, expected, why = row.split("\t")
            pairs = [pair.partition("=")[::2] for pair in expected.split("; ")]
            yield pytest.param(page.replace("⏎", "\n"), pairs, id=why)


@pytest.mark.parametrize(("page", "expected"), list(cases()))
def test_the_best_proposal_of_a_page(page, expected):
    best = summarise_proposals(propose_metadata(page))
    found = {
        field: f"{best[field][0]}{'?' * best[field][1]}" if field in best else ""
        for field, _ in expected
    }
    assert found == dict(expected)


def proposals(doc_id, **options):
    page = (ROOT / "data" / "raw" / f"{doc_id}.txt").read_text(encoding="utf-8")
    return page, propose_metadata(tk.clean_text(page), **options)


# What the five pages of the corpus say, and what their catalogue knows from elsewhere.
PAGES = {
    "erdao-report-2021": {
        "title": ("长春市二道区人民政府工作报告", False),
        "place": ("长春市二道区", False),
        "level": ("district", False),
        "year": ("2022", True),  # delivered in November 2021
        "delivered": ("2021-11-24", False),
        "genre": ("政府工作报告", False),
        "address": ("/baogao/db/2848.html", False),
    },
    "erdao-plan-2021": {
        "title": ("图文解读二道区未来五年总体规划", False),
        "place": ("二道区", False),
        "level": ("district", False),
        "genre": ("规划解读", False),
        "period": ("未来五年", False),
        "published": ("2021-09-30", False),
        "source": ("区司法局", False),
    },
    "lvyuan-article-2021": {
        "title": ("长春市绿园区再发力 建设高质量城乡一体化新城区", False),
        "place": ("长春市绿园区", False),
        "level": ("district", False),
        "genre": ("新闻报道", True),  # only its headline says so
    },
    "erdao-tasks": {},  # a fragment: nothing on the page
    "nanguan-report-2021": {
        "title": ("2022年长春市南关区政府工作报告", False),
        "place": ("长春市南关区", False),
        "level": ("district", False),
        "year": ("2022", True),
        "delivered": ("2021-11-24", False),
        "meeting": ("长春市南关区第十九届人民代表大会第一次会议", False),
        "congress": ("19", False),
        "session": ("1", False),
        "speaker": ("鲁月", False),
        "genre": ("政府工作报告", False),
        "published": ("2023-02-03", False),
        "editor": ("qiaomen", False),
        "views": ("806", False),
    },
}


@pytest.mark.parametrize("doc_id", PAGES)
def test_the_five_pages(doc_id):
    assert summarise_proposals(proposals(doc_id)[1]) == PAGES[doc_id]


@pytest.mark.parametrize("doc_id", PAGES)
def test_the_catalogue_contradicts_no_proposal_that_is_sure(doc_id):
    catalog = tomllib.loads((ROOT / "data" / "catalog.toml").read_text(encoding="utf-8"))[doc_id]
    best = summarise_proposals(proposals(doc_id)[1])
    for field in ("title", "level", "genre", "delivered", "period"):
        if field in best and not best[field][1]:
            assert best[field][0] == str(catalog[field])
    if "place" in best:
        assert f"{catalog['parent']}{catalog['district']}".endswith(best["place"][0])


def test_year_of_report_and_year_of_delivery_are_both_reported():
    page, table = proposals("nanguan-report-2021")
    years = table[table["field"] == "year"]
    assert years[["value", "basis"]].to_numpy().tolist() == [
        ["2022", "title"],
        ["2022", "month of delivery"],
        ["2021", "date line"],
    ]
    assert not years["agrees"].any()
    lines = page.splitlines()
    assert [lines[number - 1] for number in years["line"]] == years["text"].tolist()


def test_the_file_name_is_the_weakest_evidence():
    table = propose_metadata("各位代表：", file="省级/河北省/2021.md")
    assert summarise_proposals(table) == {
        "place": ("河北省", True),
        "level": ("province", True),
        "year": ("2021", True),
    }
    table = propose_metadata("2022年榆树市政府工作报告", file="长春市/2021.txt")
    rows = table[table["field"].isin(["year", "place"])]
    assert rows[["value", "line", "basis", "agrees"]].to_numpy().tolist() == [
        ["榆树市", 1, "title", False],
        ["长春市", 0, "file name", False],
        ["2022", 1, "title", False],
        ["2021", 0, "file name", False],
    ]
    named = propose_metadata("", file="2022年长春市南关区政府工作报告.txt")
    assert summarise_proposals(named)["place"] == ("长春市南关区", True)


def test_the_fullest_form_of_a_place_comes_first():
    page = "南关区政府工作报告\n——2022年1月5日在长春市南关区第十九届人民代表大会第二次会议上"
    places = propose_metadata(page).query("field == 'place'")
    assert places["value"].tolist() == ["长春市南关区", "南关区"]
    assert places["agrees"].all()


def test_places_that_contradict_each_other_are_both_there():
    page = "宿迁市政府工作报告\n——2015年1月19日在苏州市第四届人民代表大会第四次会议上"
    places = propose_metadata(page).query("field == 'place'")
    assert places["value"].tolist() == ["宿迁市", "苏州市"]
    assert not places["agrees"].any()


def test_an_empty_page_has_no_proposal_but_all_columns():
    table = propose_metadata("")
    assert table.empty
    assert tuple(table.columns) == COLUMNS
    assert str(table["line"].dtype) == "int64"
    assert summarise_proposals(table) == {}


LINES = st.sampled_from(
    ["政府工作报告", "2022年长春市南关区政府工作报告", "——2021年11月24日在长春市第九届人民代表大会第一次会议上",
     "代区长  鲁 月", "来源：区政府办", "发布时间：2022-01-20", "索引号", "11220105", "各位代表：", "", "首页 > 要闻",
     "现在，我代表省人民政府，向大会报告工作，请予审议，并请省政协委员提出意见，谢谢大家的支持。",
     "一、2021年工作回顾", "刚刚过去的2021年，浙江浙江浙江", "<!-- 市长李某作政府工作报告 -->"]
)  # fmt: skip


@settings(deadline=None, max_examples=150)
@given(st.lists(LINES | st.text(max_size=60), max_size=14))
def test_every_proposal_points_to_its_line(lines):
    page = "\n".join(lines)
    table = propose_metadata(page)
    assert tuple(table.columns) == COLUMNS
    assert set(table["field"]) <= set(FIELDS)
    assert (table["value"] != "").all()
    own = page.splitlines()
    for row in table.itertuples():
        assert own[row.line - 1].startswith(row.text.split("\n")[0])
    for _, rows in table.groupby("field"):
        assert rows["agrees"].nunique() == 1
        assert rows["value"].nunique() > 1 or rows["agrees"].all()
    # fields stand together, in their order
    assert table["field"].tolist() == sorted(table["field"], key=FIELDS.index)
    assert propose_metadata(page).equals(table)


@pytest.mark.parametrize(
    "line",
    ["市" * 200_000, "第" * 200_000, "来源：" * 60_000, "2021年" * 60_000, "(" * 200_000, "在第一届人大" * 30_000],
    ids=lambda line: line[:3],
)  # fmt: skip
def test_a_long_line_is_read_at_its_start_only(line):
    cleaned = tk.clean_text("政府工作报告\n2022年1月7日\n" + line)
    start = time.process_time()
    table = propose_metadata(cleaned)
    assert time.process_time() - start < 1
    assert table["text"].str.len().max() <= 400


def test_proposals_are_read_from_head_foot_and_frame_only():
    text = (
        "推进经济平稳健康发展，持续增进民生福祉，让人民群众共享改革发展成果，社会大局保持和谐稳定。"
    )
    page = "\n".join(["某区工作的报告", *[text] * 60, "来源：乙报", *[text] * 60, "来源：丙报"])
    sources = propose_metadata(page).query("field == 'source'")
    assert sources["value"].tolist() == ["丙报"]
