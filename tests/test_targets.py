"""Targets and achievements: forms with a reason, laws, planted answers, errors, the real pages."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import textkit as tk
from textkit.indicators import KeyFinder, read_indicators
from textkit.priorities.target_tables import same_promises, target_table
from textkit.priorities.targets import find_targets

ROOT = Path(__file__).parents[1]
FORMS = ROOT / "tests" / "cases" / "targets-forms.tsv"


def cases():
    for line in FORMS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            text, expected, _ = line.split("\t")
            part, _, text = text[1:].partition("]")
            yield pytest.param(part, text, expected, id=f"{part} {text[:24]}")


def passage(part, text, year=2022):
    years = (year - 1, year - 1) if part == "回顾" else (year, year)
    if part == "other":
        years = (pd.NA, pd.NA)
    return pd.DataFrame(
        {
            "passage_id": ["a#p0000"], "doc_id": ["a"], "part": [part],
            "from_year": pd.array([years[0]], dtype="Int64"),
            "to_year": pd.array([years[1]], dtype="Int64"),
            "start": [0], "end": [len(text)], "text": [text], "year": [year],
        }
    )  # fmt: skip


def written(table):
    def number(value):
        return f"{value:.12f}".rstrip("0").rstrip(".")

    rows = [
        " ".join(
            (
                row.indicator, row.measure,
                "NaN" if np.isnan(row.low)
                else number(row.low) if row.low == row.high
                else f"{number(row.low)}–{number(row.high)}",
                row.unit or "-", row.qualifier or "-", str(row.target_year), row.kind,
            )
        )
        for row in table.itertuples()
    ]  # fmt: skip
    return "; ".join(rows) or "-"


@pytest.mark.parametrize(("part", "text", "expected"), list(cases()))
def test_forms(part, text, expected):
    assert written(find_targets(passage(part, text))) == expected


def test_expected_columns_in_order_even_without_rows():
    table = find_targets("没有数字的一句话。")
    assert len(table) == 0
    assert list(table.columns) == [
        "doc_id", "indicator", "measure", "low", "high", "unit", "qualifier", "target_year",
        "from_year", "verb", "commitment", "kind", "sentence", "start", "end", "passage_id",
        "part", "key",
    ]  # fmt: skip
    assert table.dtypes[["target_year", "from_year", "low", "start"]].astype(str).tolist() == [
        "Int64", "Int64", "float64", "int64",
    ]  # fmt: skip
    assert list(find_targets(pd.DataFrame({"doc_id": [], "text": [], "place": []})).columns) == [
        *table.columns, "place",
    ]  # fmt: skip


REPORT = """2022年某市政府工作报告
一、2021年工作回顾
过去一年，地区生产总值增长5.2%，达到500亿元。新建学校9所，改造老旧小区25个。
固定资产投资增长8%，新增城镇就业4.5万人。零就业家庭动态清零。
二、2022年工作安排
今年主要预期目标是：地区生产总值增长6%左右，城镇和农村居民收入分别增长7%和8%。
（一）推动产业升级
到2025年，规上工业总产值突破800亿元。力争新开工项目100个，其中工业项目60个。
单位地区生产总值能耗下降3%，居民收入与经济增长同步。"""


def forms_of(text, **variables):
    corpus = pd.DataFrame({"doc_id": ["1"], "text": [text], **variables})
    yield "corpus", corpus
    for level in ("section", "paragraph", "sentence"):
        yield level, tk.split(corpus, into=level)


def same_rows(one, other):
    columns = [name for name in one.columns if name != "passage_id"]
    pd.testing.assert_frame_equal(one[columns], other[columns])


def test_str_list_corpus_and_passages_of_any_level_give_the_same_rows():
    rows = find_targets(REPORT)
    assert rows["target_year"].tolist() == [2021] * 7 + [2022] * 3 + [2025] + [2022] * 4
    assert rows["kind"].tolist() == ["achievement"] * 7 + ["target"] * 8
    same_rows(rows, find_targets([REPORT]))
    for _, table in forms_of(REPORT):
        same_rows(rows, find_targets(table))


def test_full_width_equals_half_width():
    wide = REPORT.translate(str.maketrans("0123456789.%", "０１２３４５６７８９．％"))
    narrow = REPORT.translate(str.maketrans("，：；", ",:;"))
    columns = ["indicator", "low", "high", "unit", "qualifier", "target_year", "kind", "start"]
    expected = find_targets(REPORT)[columns]
    pd.testing.assert_frame_equal(find_targets(wide)[columns], expected)
    pd.testing.assert_frame_equal(find_targets(narrow)[columns], expected)


def test_rows_do_not_hang_on_the_number_of_processes():
    corpus = pd.DataFrame(
        {"doc_id": [f"r{n}" for n in range(40)], "text": [REPORT] * 40, "place": range(40)}
    )
    one, two = find_targets(corpus, n_jobs=1), find_targets(corpus, n_jobs=2)
    pd.testing.assert_frame_equal(one, two)
    assert one["place"].nunique() == 40


def test_document_variables_ride_along_and_the_year_is_the_reports_own():
    corpus = pd.DataFrame(
        {"doc_id": ["a"], "text": ["今年地区生产总值增长6%左右。"], "year": [1999], "place": ["甲"]}
    )
    row = find_targets(corpus).iloc[0]
    assert (row["target_year"], row["place"], row["year"], row["key"]) == (1999, "甲", 1999, "gdp")


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("2026年，地区生产总值增长5%左右，力争新增城镇就业4.5万人。", ["target", "target"]),
        ("到2025年，森林覆盖率达到45%。", ["target"]),
        ("2025年，地区生产总值增长5.2%。", ["achievement"]),
        ("五年来，新增城镇就业4.5万人。", ["achievement"]),
    ],
)
def test_a_few_lines_without_a_heading_are_decided_by_their_words(text, kinds):
    assert find_targets(text)["kind"].tolist() == kinds


@pytest.mark.parametrize("year", [2021, "2021", 2021.0])
def test_a_year_may_be_text_or_missing(year):
    texts = ["今年地区生产总值增长6%左右。"] * 2
    corpus = pd.DataFrame({"doc_id": ["a", "b"], "text": texts, "year": [year, None]})
    assert find_targets(corpus)["target_year"].tolist() == [2021, pd.NA]


@pytest.mark.parametrize(
    ("passages", "error", "message"),
    [
        (3, TypeError, "'int' object is not iterable"),
        (["a", 3], TypeError, "a text must be a str, not int."),
        (
            pd.DataFrame({"doc_id": ["a"]}),
            ValueError,
            "corpus lacks the column 'text'. It has: 'doc_id'.",
        ),
        (
            pd.DataFrame({"passage_id": ["a"], "doc_id": ["a"], "text": ["b"]}),
            ValueError,
            "passages lacks the columns 'part', 'start'. It has: 'passage_id', 'doc_id', 'text'.",
        ),
        (
            pd.DataFrame({"doc_id": ["a"], "text": ["b"], "unit": ["c"]}),
            ValueError,
            "the column 'unit' is one that find_targets writes; rename it.",
        ),
        (
            pd.DataFrame({"doc_id": ["a", "b"], "text": ["c", "d"], "year": ["2021", "2016-11"]}),
            ValueError,
            "the year of 'b' is '2016-11'; write a whole year such as 2021, or leave it empty.",
        ),
    ],
)
def test_errors_at_the_door(passages, error, message):
    with pytest.raises(error) as caught:
        find_targets(passages)
    assert str(caught.value) == message


PIECES = st.lists(
    st.sampled_from(
        [*"，。；、：“”（）的和与", "地区生产总值", "增长", "下降", "6%", "5%—6%", "3.5万人", "左右", "以上",
         "新建", "学校", "9所", "2025年", "“十四五”期间", "力争", "分别", "均", "同步", "全覆盖", "清零", "比2015年",
         "一、2021年工作回顾\n", "二、2022年工作安排\n", "突破", "800亿元", "达到", "由", "提高到", "万", "翻番"]
    ),
    max_size=40,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(PIECES)
def test_laws_of_offsets_and_values(pieces):
    text = "".join(pieces)
    table = find_targets(text)
    for row in table.itertuples():
        assert 0 <= row.start < row.end <= len(text)
        said = text[row.start : row.end]
        assert re.search("[0-9零一-龥]", said)
        if not np.isnan(row.low):
            assert row.low <= row.high
        assert row.indicator.strip()
        assert said in row.sentence
        assert row.sentence in text
        assert row.measure in ("growth", "level", "count", "share", "completion")
        assert row.kind in ("target", "achievement")
    for _, passages in forms_of(text):
        same_rows(table, find_targets(passages))


def test_a_target_is_absent_or_only_mentioned():
    corpus = pd.DataFrame(
        {
            "doc_id": ["a", "b"],
            "text": ["力争地区生产总值增长6%，保持粮食产量稳定。", "加强学习。"],
        }
    )
    table = target_table(find_targets(corpus), corpus)
    listed = read_indicators()
    assert len(table) == 2 * len(listed)
    status = table.set_index(["doc_id", "key"])["status"]
    assert status["a", "gdp"] == "target"
    assert status["a", "grain"] == "mentioned"
    assert (status["b"] == "absent").all()
    place = table.set_index(["doc_id", "key"]).loc[("a", "grain")]
    assert corpus["text"][0][place["start"] : place["end"]] == "粮食产量"


def test_the_indicators_of_the_project_are_those_of_the_package():
    own = ROOT / "data" / "hand" / "indicators.toml"
    built_in = ROOT / "src" / "textkit" / "data" / "indicators-zh.toml"
    assert own.read_bytes() == built_in.read_bytes()
    assert read_indicators(own) == read_indicators()


@pytest.mark.parametrize(
    ("indicator", "key"),
    [
        ("全市生产总值", "gdp"),
        ("地区生产总值增速", "gdp"),
        ("人均地区生产总值", "gdp_per_capita"),
        ("单位地区生产总值能耗", "energy_intensity"),
        ("服务业增加值占地区生产总值比重", ""),
        ("战略性新兴产业增加值", ""),
        ("规上工业增加值", "industrial_value_added"),
        ("居民消费价格总水平涨幅", "cpi"),
        ("全社会研发经费支出占地区生产总值的比重", "rd_share"),
        ("主要经济指标", ""),
    ],
)
def test_keys(indicator, key):
    assert KeyFinder(read_indicators())(indicator) == key


def test_indicator_errors_name_the_place(tmp_path):
    path = tmp_path / "indicators.toml"
    path.write_text(
        '[a]\nlabel_zh = "甲"\nlabel_en = "A"\nmeasure = "speed"\nreason = "r"\nwords = ["甲"]\n',
        encoding="utf-8",
    )
    with pytest.raises(ValueError) as caught:
        read_indicators(path)
    assert str(caught.value) == (
        f"{path}: the measure of 'a' is 'speed'; use one of growth, level, count, share, completion."
    )
    path.write_text('[a]\nlabel_en = "A"\nreason = "r"\nwords = ["甲"]\n', encoding="utf-8")
    with pytest.raises(ValueError) as caught:
        read_indicators(path)
    assert str(caught.value) == (
        f"{path}, line 1: indicator 'a' has no label_zh. Write one, in quotes."
    )


@pytest.fixture(scope="module")
def pages():
    return tk.read_corpus(ROOT / "data" / "catalog.toml")


@pytest.fixture(scope="module")
def found(pages):
    return find_targets(pages)


def gold():
    lines = (ROOT / "tests" / "cases" / "targets-gold.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in lines.splitlines() if not line.startswith("#")]
    return pd.DataFrame(rows[1:], columns=rows[0])


def test_the_gold_set_is_met(pages, found):
    """Precision and recall over the five pages; a hit agrees in place, value, year and kind."""
    texts = dict(zip(pages["doc_id"], pages["text"], strict=True))
    sentences = tk.split(pages, into="sentence")
    begins = sentences.groupby("doc_id")["start"].agg(list)
    waiting = {}
    for row in found.itertuples():
        begin = max(start for start in begins[row.doc_id] if start <= row.start)
        waiting.setdefault((row.doc_id, begin), []).append(row)
    hits, named = 0, 0
    wanted = gold()
    for row in wanted.itertuples():
        there = waiting.get((row.doc_id, int(row.sentence_start)), [])
        fits = [one for one in there if agrees(one, row, texts[row.doc_id])]
        fits.sort(key=lambda one: not same_name(one.indicator, row.indicator))
        if fits:
            there.remove(fits[0])
            hits += 1
            named += same_name(fits[0].indicator, row.indicator)
    assert hits / len(wanted) >= 0.95
    assert hits / len(found) >= 0.95
    assert named / hits >= 0.95


def agrees(one, row, text):
    said = text[one.start : one.end]
    place = said in row.number or row.number in said or said.startswith(row.number)
    low = float(row.low) if row.low else np.nan
    # the sign of a fall is ours; the gold set has the number as it stands
    value = (np.isnan(low) and np.isnan(one.low)) or abs(abs(one.low) - low) <= 1e-9 * max(low, 1)
    year = "" if pd.isna(one.target_year) else str(one.target_year)
    return bool(place and value) and (year, one.kind) == (row.target_year, row.kind)


def same_name(ours, theirs):
    return ours in theirs or theirs in ours


def test_numbers_of_the_pages_open_to_their_place(pages, found):
    texts = dict(zip(pages["doc_id"], pages["text"], strict=True))
    for row in found.itertuples():
        assert texts[row.doc_id][row.start : row.end] in row.sentence


def test_jobs_of_five_years_and_of_one_are_the_same_promise(found):
    jobs = found[(found["key"] == "new_jobs") & (found["kind"] == "target")]
    values = dict(zip(jobs["doc_id"], jobs["low"], strict=False))
    assert values["erdao-report-2021"] == 45_000
    assert values["erdao-plan-2021"] == values["erdao-tasks"] == 9_000
    same = same_promises(found, within="district")
    pairs = same[same["key"] == "new_jobs"][["doc_id_a", "doc_id_b", "yearly"]].values.tolist()
    assert ["erdao-report-2021", "erdao-plan-2021", 9_000] in pairs
    assert ["erdao-report-2021", "erdao-tasks", 9_000] in pairs
    assert ["erdao-plan-2021", "erdao-tasks", 9_000] in pairs


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("2026年，地区生产总值增长5%左右，力争新增城镇就业4.5万人。", ["target", "target"]),
        ("到2025年，森林覆盖率达到45%。", ["target"]),
        ("2024年，全省地区生产总值增长5.5%。", ["achievement"]),
        ("过去一年，地区生产总值增长6.1%左右。", ["achievement"]),
    ],
)
def test_a_lone_line_that_begins_with_a_year_is_no_review(text, kinds):
    assert tk.find_targets(text)["kind"].tolist() == kinds
