from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import textkit as tk
from textkit.check import FINDINGS, check_corpus

ROOT = Path(__file__).parents[1]
COLUMNS = ["doc_id", "finding", "severity", "other", "share", "evidence"]
SECTOR = [
    "工业",
    "农业",
    "商贸",
    "交通",
    "水利",
    "教育",
    "卫生",
    "文化",
    "生态",
    "住房",
    "就业",
    "养老",
    "旅游",
    "科技",
    "金融",
    "口岸",
]
PLACE = [
    "东湖",
    "西山",
    "南岭",
    "北河",
    "青石",
    "白塔",
    "红旗",
    "金沙",
    "银杏",
    "梅园",
    "竹溪",
    "松江",
    "柳林",
    "桃源",
    "杏花",
    "枫桥",
]


def report(place="榆树市", year=2021, seed=0):
    """A small whole report whose sentences differ with the seed."""

    def sentences(verb, count=14):
        return "".join(
            f"{verb}{PLACE[(seed * 5 + n * 3) % 16]}{SECTOR[(seed * 7 + n) % 16]}项目{seed * 37 + n * 11 + 3}个，"
            f"完成投资{seed * 13 + n * 29 + 7}亿元，增长{(seed * 3 + n) % 17 + 2}.{(seed + n) % 10}%。"
            for n in range(count)
        )  # fmt: skip

    return "\n".join([
        f"{year}年{place}政府工作报告",
        f"——{year}年1月{seed % 20 + 5}日在{place}第十八届人民代表大会第一次会议上",
        "各位代表：",
        f"现在，我代表市人民政府，向大会报告工作，请予审议，并请市政协委员提出意见。{PLACE[seed % 16]}同志列席。",
        f"一、{year - 1}年工作回顾",
        sentences("建成"),
        f"二、{year}年工作任务",
        f"今年要做好以下工作。{sentences('推进')}",
        "三、加强政府自身建设",
        sentences("落实", 4),
        f"各位代表，让我们在市委的坚强领导下，团结奋斗，奋勇前进，为建设{PLACE[seed % 16]}新城而努力奋斗！",
    ])  # fmt: skip


def check(*texts, **variables):
    ids = [f"d{number}" for number in range(len(texts))]
    return check_corpus(pd.DataFrame({"doc_id": ids, "text": list(texts), **variables}))


def findings(table):
    return table[["doc_id", "finding", "other"]].values.tolist()


def test_the_five_pages():
    corpus = tk.read_corpus(ROOT / "data" / "catalog.toml")
    found = check_corpus(corpus)
    assert found[["doc_id", "finding", "severity"]].values.tolist() == [
        ["erdao-report-2021", "fragment", "look"],
        ["erdao-tasks", "fragment", "look"],
        ["nanguan-report-2021", "years disagree", "look"],
    ]
    evidence = dict(zip(found["doc_id"], found["evidence"], strict=True))
    assert "ends after (六) without a close" in evidence["erdao-report-2021"]
    assert "begins in mid-list at (三)" in evidence["erdao-tasks"]
    assert evidence["nanguan-report-2021"].startswith("2022 in line ")
    assert "：" not in evidence["nanguan-report-2021"]
    assert "; 2021 in line " in evidence["nanguan-report-2021"]


def test_whole_reports_and_none_give_an_empty_table():
    for found in (check(), check(report()), check(report(seed=1), report("德惠市", seed=2))):
        assert found.columns.tolist() == COLUMNS
        assert found.empty
        assert found["share"].dtype == "float64"


def test_copies():
    whole, other = report(seed=3), report("德惠市", seed=4)
    found = check(whole, other, whole.replace("，", ", "), whole[: len(whole) // 2])
    rows = found[found["other"] != ""]
    assert findings(rows) == [["d2", "exact duplicate", "d0"], ["d3", "contained in another", "d0"]]
    assert rows["share"].tolist() == [1, 1]
    letters = sum(map(str.isalnum, whole[: len(whole) // 2]))
    assert rows["evidence"].tolist() == [
        "the same letters",
        f"100% of {letters:,} letters the same",
    ]


def test_a_near_duplicate_shows_where_it_first_differs():
    whole = report(seed=5)
    found = check(whole, whole.replace("建成", "建好了新的", 1))
    assert findings(found) == [["d0", "near duplicate", "d1"]]
    assert found["evidence"][0].endswith("letters the same; first only here, in line 6: “成”")
    found = check(whole, whole + "\n" + report("德惠市", seed=6)[-900:])
    assert ["d0", "contained in another", "d1"] in findings(found)


def test_a_text_that_repeats_half_of_another():
    page = (ROOT / "data" / "raw" / "nanguan-report-2021.txt").read_text(encoding="utf-8")
    found = check(page[1000:3000] + page[6000:8000], page[2000:4500] + page[8000:9500])
    rows = found[found["other"] != ""]
    assert findings(rows) == []
    found = check(page[1000:5000], page[2500:7000])
    rows = found[found["other"] != ""]
    assert findings(rows) == [["d0", "shares much with another", "d1"]]
    assert 0.6 < rows["share"].iloc[0] < 0.65


@pytest.mark.parametrize(
    ("piece", "finding", "evidence"),
    [
        ("推进\ufffd\ufffd建设。", "damaged characters", "2 characters, first in line 12: “推进\ufffd\ufffd建设。”"),
        ("推进锟斤拷建设。", "damaged characters", "3 characters, first in line 12: “推进锟斤拷建设。”"),
        ("烫烫烫烫", "damaged characters", "4 characters, first in line 12: “烫烫烫烫”"),
        ("å\x8f\x91å±\x95", "damaged characters", "6 characters, first in line 12: “å\x8f\x91å±\x95”"),
        ("ÖÐ¹úÕþ¸®¹¤×÷ÈÕÎªÔÚÖÐ", "damaged characters", "9 characters, first in line 12: “¹¤×÷ÈÕÎªÔÚÖÐ”"),
        ("推进??建设。", "damaged characters", "2 characters, first in line 12: “推进??建设。”"),
        ("中国&middot;长春", "damaged characters", "8 characters, first in line 12: “中国&middot;长春”"),
        ("經濟發展、產業強國。", "mixed script", "7 characters, first in line 12: “經濟發展、產業強國”"),
        ("责任编辑：张三", "site lines left", "1 lines: “责任编辑：张三”"),
        ("上一篇：某县2020年政府工作报告", "site lines left", "1 lines: “上一篇：某县2020年政府工作报告”"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_text_by_itself(piece, finding, evidence):
    found = check(f"{report(seed=9)}\n{piece}")
    rows = found[found["finding"] == finding]
    assert rows["doc_id"].tolist() == ["d0"]
    if "Ö" not in piece:
        assert rows["evidence"].tolist() == [evidence]


@pytest.mark.parametrize(
    "piece",
    [
        "“手机扫一扫”平台建成，让群众分享到改革成果。",
        "引进法国Café品牌和José·María公司。",
        "何去何从?努力答好时代之问。",
        "“R&D”经费投入占2%；A&B两区建成。",
        "葉剑英故居、於潜镇、乾安县、鍾祥市。",
    ],
)
def test_what_is_right(piece):
    assert check(f"{report(seed=9)}\n{piece}\n{report(seed=9).splitlines()[-1]}").empty


def test_lines_that_end_several_texts():
    texts = [f"{report(seed=seed)}\n来源：某某日报" for seed in range(10, 13)]
    found = check(*texts)
    assert findings(found) == [[f"d{n}", "site lines left", ""] for n in range(3)]
    assert set(found["evidence"]) == {"1 lines: “来源：某某日报”"}


def test_empty_and_very_short_texts_and_such_that_are_no_report():
    notice = "关于春节放假的通知。根据上级要求，现将放假时间通知如下：一月二十一日至二十七日放假，共七天。"
    found = check("", " ，。\n", notice)
    assert findings(found) == [
        ["d0", "empty", ""], ["d1", "empty", ""], ["d2", "very short", ""], ["d2", "no report", ""]
    ]  # fmt: skip
    assert found["evidence"].tolist()[1:3] == ["no letter in it", "41 letters"]
    assert findings(check(notice, genre="通知")) == [["d0", "very short", ""]]


def test_entries_that_the_page_contradicts():
    found = check(
        report(seed=13), report("德惠市", seed=14), report("双阳区", seed=15),
        year=[2020, 2021, 2021], place=["榆树市", "榆树市", "长春市双阳区"],
        delivered=["2021-01-18", "2021-02-19", None], level=["district", "district", "district"],
    )  # fmt: skip
    assert findings(found) == [
        ["d0", "wrong year", ""], ["d1", "wrong place", ""], ["d1", "other date", ""]
    ]  # fmt: skip
    assert found["severity"].tolist() == ["error", "error", "look"]
    assert found["evidence"].tolist() == [
        "entry 2020; 2021 in line 1: “2021年榆树市政府工作报告”",
        "entry 榆树市; 德惠市 in line 1: “2021年德惠市政府工作报告”",
        "entry 2021-02-19; 2021-01-19 in line 2: “——2021年1月19日在德惠市第十八届人民代表大会第一次会议上”",
    ]


def test_a_report_of_another_year_or_level():
    found = check(report(seed=16), delivered=["2019-01-21"], level=["province"], genre="规划")
    assert findings(found) == [
        ["d0", "wrong year", ""], ["d0", "wrong level", ""], ["d0", "other genre", ""]
    ]  # fmt: skip


def test_a_december_report_is_reported_as_usual():
    text = report(year=2022, seed=17).replace("——2022年1月", "——2021年12月")
    found = check(text, year=[2022])
    assert found["finding"].tolist() == ["years disagree"]
    assert found["evidence"][0].endswith("usual for a report delivered at the end of a year")


def test_the_table_is_sorted_and_its_order_does_not_depend_on_chance():
    corpus = pd.DataFrame(
        {"doc_id": ["b", "a", "c"], "text": ["", "锟斤拷" + report(seed=18), report(seed=18)[:600]]}
    )
    first = check_corpus(corpus)
    assert first["finding"].map(list(FINDINGS).index).is_monotonic_increasing
    assert check_corpus(corpus).equals(first)
    assert set(first["severity"]) == {"error", "look"}


def test_what_is_no_corpus_is_refused():
    with pytest.raises(ValueError) as caught:
        check_corpus(pd.DataFrame({"doc_id": ["a", "a"], "text": ["", ""]}))
    assert str(caught.value) == "corpus has the doc_id 'a' more than once."
    with pytest.raises(ValueError) as caught:
        check_corpus(pd.DataFrame({"text": [""]}))
    assert str(caught.value) == "corpus lacks the column 'doc_id'. It has: 'text'."


@settings(deadline=None, max_examples=40)
@given(st.lists(st.text(max_size=80) | st.just(report(seed=19)), max_size=4))
def test_law_any_texts_give_a_table_about_documents_that_are_there(texts):
    found = check(*texts)
    ids = {f"d{number}" for number in range(len(texts))}
    assert found.columns.tolist() == COLUMNS
    assert set(found["doc_id"]) <= ids
    assert set(found["other"]) <= ids | {""}
    assert set(found["finding"]) <= set(FINDINGS)
    assert (found["evidence"] != "").all()
    assert found["severity"].tolist() == [FINDINGS[one] for one in found["finding"]]
