"""Lines of a PDF's layout → paragraphs."""

import pytest

import textkit as tk
from textkit.readers.layout import paragraphs_of

FULL = "今年我们坚持稳中求进，改善民生，"  # 16 characters, as wide as the page
LAST = "社会和谐稳定。"

CASES = [
    ([f"{FULL}\n{LAST}"] * 5, [FULL + LAST] * 5, "a full line goes on, a short one ends"),
    ([f"　　{FULL}\n{FULL}", LAST] * 5, [f"　　{FULL}{FULL}{LAST}"] * 5, "over the end of a page"),
    ([f"{FULL}\n一、{LAST}"] * 5, [FULL, f"一、{LAST}"] * 5, "a heading begins a paragraph"),
    ([f"　　{FULL}\n一、二、三级医院"] * 5, [f"　　{FULL}一、二、三级医院"] * 5,
     "not where paragraphs are indented"),
    ([f"{FULL[:-1]}。\n{LAST}"] * 5, [f"{FULL[:-1]}。", LAST] * 5, "a full stop at the edge ends"),
    (["改革\n开放\n发展"] * 5, ["改革", "开放", "发展"] * 5, "short lines all through: a list"),
    ([f"{FULL}\n{LAST}"], [FULL, LAST], "too few lines to know the width"),
    (["The council plans new bus\nlanes and cycle tracks in the\nold town."] * 4,
     ["The council plans new bus lanes and cycle tracks in the old town."] * 4, "words keep a blank"),
    ([f"{FULL}\n{LAST}\n{n}" for n in range(1, 6)],
     [*[FULL + LAST] * 5, "", *(f"— {n} —" for n in range(1, 6))], "page numbers stand last"),
    ([f"{FULL}\n2026\n{FULL}\n{LAST}"] * 5, [f"{FULL}2026", FULL + LAST] * 5,
     "a number inside the page is none of the page"),
]  # fmt: skip


@pytest.mark.parametrize(("pages", "lines", "why"), CASES, ids=[one[2] for one in CASES])
def test_lines_of_a_layout_become_paragraphs(pages, lines, why):
    assert paragraphs_of(pages).split("\n") == lines


@pytest.mark.parametrize(
    ("found", "meant"),
    [
        ("⼈⺠政府⼯作报告，市⻓⻅⾯", "人民政府工作报告，市长见面"),
        (
            "ﬁnance and eﬃcient ﬂats, more than 二道区 has",
            "finance and efficient flats, more than 二道区 has",
        ),
        (
            "增长 9% ；城镇居民 “ 暖房子 ” 工程（ 2020 年）",
            "增长9%；城镇居民“暖房子”工程（2020年）",
        ),
        ("市长 王吉  GDP per head ①㎡ 〇", "市长 王吉  GDP per head ①㎡ 〇"),
    ],
)
def test_characters_that_a_font_mistook_are_put_right(found, meant):
    assert paragraphs_of([found]) == meant


def test_a_browsers_print_marks_are_taken_out_by_a_rule():
    marks = "11/28/26, 11:02 AM 2026年甲区政府工作报告\nhttps://a.gov.cn/b.html {}/5"
    pages = [f"　　{FULL}\n{LAST}\n{marks.format(n)}" for n in range(1, 6)]
    cleaned = tk.clean_text(paragraphs_of(pages))
    assert cleaned.text.split() == [FULL + LAST] * 5
    assert cleaned.removed["rule"].value_counts()["print of a web page"] == 10
