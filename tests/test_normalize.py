import re
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from textkit.normalize import normalize_text
from textkit.normalize.wrapping import line_joins

CASES = Path(__file__).parent / "cases" / "normalize.tsv"
PAGES = Path(__file__).parents[1] / "data" / "raw"
SWITCHES = ("width", "space", "invisible", "unwrap", "simplify")
OFF = dict.fromkeys(SWITCHES, False)


def cases():
    for row in CASES.read_text(encoding="utf-8").splitlines():
        if not row.startswith("#"):
            text, expected, why = row.split("\t")
            yield pytest.param(written_out(text), written_out(expected), id=why)


def written_out(text):
    text = text.replace(r"\n", "\n").replace(r"\t", "\t").replace(r"\r", "\r")
    return re.sub(r"\\u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), text)


@pytest.mark.parametrize(("text", "expected"), list(cases()))
def test_each_text_is_spelt_as_it_should_be(text, expected):
    found = normalize_text(text)
    assert found.text == expected
    assert found.original == text
    assert found.changes.empty == (text == expected)


def test_it_says_what_was_changed_and_where_first():
    found = normalize_text("第一行\r\n增长５％，\u200b\n减少５％")
    assert found.changes.values.tolist() == [
        ["invisible", "\u200b", "", 1, 2],
        ["space", "\r\n", "\n", 1, 1],
        ["width", "５", "5", 2, 2],
        ["width", "％", "%", 2, 2],
    ]
    assert repr(found) == "Normalized(16 → 14 characters, 6 changes)"
    assert found.positions.tolist() == [0, 1, 2, 3, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15]


def test_the_html_view_escapes():
    assert "<b>" not in normalize_text("<b>\t<b>\x01", width=False)._repr_html_()


def test_only_text_is_taken():
    with pytest.raises(TypeError) as caught:
        normalize_text(b"abc")
    assert str(caught.value) == "text must be str, not bytes: decode bytes first."


def test_without_opencc_the_message_names_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "opencc", None)
    with pytest.raises(ImportError) as caught:
        normalize_text("國", simplify=True)
    assert str(caught.value) == 'simplify=True needs OpenCC: pip install "textkit[opencc]"'


def test_traditional_characters_are_simplified_and_the_original_kept():
    page = "　　國務院總理作《政府工作報告》，強調“發展”。\n乾隆\ud800國"
    found = normalize_text(page, simplify=True)
    assert found.text == "国务院总理作《政府工作报告》，强调“发展”。\n乾隆\ud800国"
    assert "".join(page[at] for at in found.positions).startswith("國務院總理作")
    rows = found.changes[found.changes["switch"] == "simplify"]
    assert rows[rows["before"] == "國"][["after", "n", "line"]].values.tolist() == [["国", 2, 1]]


def paragraphs():
    page = (PAGES / "nanguan-report-2021.txt").read_text(encoding="utf-8")
    lines = [line.strip() for line in page.splitlines()]
    return lines[lines.index("各位代表:") : lines.index("您需要登录后才可以回帖 登录 | 立即注册")]


def by_characters(text, width):
    return [text[at : at + width] for at in range(0, len(text), width)]


def by_columns(text, width):
    """Break as a typesetter does: numbers stay whole, no stop begins a line."""
    lines, line = [], ""
    for unit in re.findall(r"[0-9A-Za-z.%+\-]+|.", text):
        size = sum(2 - (ord(one) < 256) for one in line + unit)
        if size > width and line:
            if unit in "，。；：！？、”’）》":
                line, unit = line[:-1], line[-1] + unit
            lines.append(line)
            line = ""
        line += unit
    return [*lines, line] if line else lines


WAYS = {
    "40 characters, indented": lambda text: by_characters("　　" + text, 40),
    "76 columns, indented": lambda text: by_columns("　　" + text, 76),
    "40 characters, flush": lambda text: by_characters(text, 40),
    "76 columns, flush": lambda text: by_columns(text, 76),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_wrapped_report_gets_its_paragraphs_back(way):
    wanted = [one for one in paragraphs() if one]
    page = "\n".join("\n".join(WAYS[way](one)) for one in wanted)
    found = normalize_text(page, unwrap=True, width=False).text.split("\n")
    plain = [normalize_text(one, width=False).text for one in wanted]
    # All paragraphs where they are indented, nine in ten where nothing marks them.
    restored = sum(one in set(found) for one in plain) / len(plain)
    assert restored >= (0.98 if "indented" in way else 0.9)
    assert page.count("\n") > 2 * len(wanted)


def test_paragraphs_below_blank_lines_stay_apart():
    page = "\n\n".join("\n".join(by_characters(one, 40)) for one in ["国" * 80 + "。", "家" * 130])
    assert normalize_text(page, unwrap=True).text == "国" * 80 + "。\n" + "家" * 130


@pytest.mark.parametrize("doc_id", sorted(path.stem for path in PAGES.glob("*.txt")))
def test_a_page_that_is_not_wrapped_is_left_alone(doc_id):
    page = (PAGES / f"{doc_id}.txt").read_text(encoding="utf-8")
    assert line_joins(page) == []


def test_headings_items_and_short_lines_end_paragraphs():
    line = "加快建设现代化产业体系和全国统一大市场着力推动高质量发展不断取得新的更大成绩"
    page = f"{line}\n{line}\n（二）{line[3:]}\n{line}\n一是{line[2:]}\n{line}\n推进改革。\n{line}\n开放。"
    assert normalize_text(page, unwrap=True).text.split("\n") == [
        line + line,
        f"（二）{line[3:]}{line}",
        f"一是{line[2:]}{line}推进改革。",
        f"{line}开放。",
    ]


def test_words_of_latin_letters_get_a_blank():
    line = "the quick brown fox jumps over the lazy dog and on"
    assert line_joins("\n".join([line] * 6))[0] == (len(line), len(line) + 1, " ")


pieces = st.one_of(
    st.sampled_from(list("０５ＡｚＺ％＋．－／＆～，。：；“”！？（）一二国國，, .5a%-\u200b\ufeff\xad\u202e　 \t\xa0\n\r\x0b\u2028\x85\ud800")),
    st.sampled_from(["\r\n", "\n\n", "　　", "国家" * 10, "国 " * 5, "５．２％", "国" * 40 + "\n", "２０２１－２０２５", "一是", "（一）", "abc\n"]),
    st.characters(),
)  # fmt: skip
texts = st.lists(pieces, max_size=40).map("".join)
wrapped = st.lists(
    st.tuples(
        st.sampled_from(["", "　　", "（一）"]), st.integers(1, 90), st.sampled_from("。，国")
    ),
    max_size=12,
).map(lambda rows: "\n".join("\n".join(by_characters(a + "国" * n + b, 20)) for a, n, b in rows))
choices = st.fixed_dictionaries({name: st.booleans() for name in SWITCHES})


@settings(deadline=None, max_examples=300)
@given(texts | wrapped, choices)
@example("１\n．５", dict.fromkeys(SWITCHES, True))
@example("\r１．国", dict.fromkeys(SWITCHES, True))
def test_law_a_normalised_text_stays_and_every_character_has_its_place(text, switches):
    once = normalize_text(text, **switches)
    twice = normalize_text(once.text, **switches)
    assert twice.text == once.text
    assert twice.changes.empty
    places = once.positions
    assert places.dtype == np.int64
    assert len(places) == len(once.text)
    assert (np.diff(places) > 0).all()
    assert not len(places) or (places[0] >= 0 and places[-1] < len(text))
    assert once.changes["line"].between(1, max(len(text.splitlines()), 1)).all()


@settings(deadline=None, max_examples=300)
@given(texts, choices)
def test_law_stops_and_chinese_characters_stay(text, switches):
    kept = "，。：；“”！？（）"
    found = normalize_text(text, **switches)
    for here, at in zip(found.text, found.positions, strict=True):
        if here in kept or text[at] in kept:
            assert here == text[at]
        if not switches["simplify"] and "\u4e00" <= text[at] <= "\u9fff":
            assert here == text[at]
    wanted = re.findall(rf"[{kept}]" if switches["simplify"] else rf"[{kept}\u4e00-\u9fff]", text)
    assert (
        re.findall(rf"[{kept}]" if switches["simplify"] else rf"[{kept}\u4e00-\u9fff]", found.text)
        == wanted
    )


@settings(deadline=None)
@given(texts)
def test_law_with_all_switches_off_nothing_changes(text):
    found = normalize_text(text, **OFF)
    assert found.text == text
    assert found.positions.tolist() == list(range(len(text)))
    assert found.changes.empty


@pytest.mark.parametrize("text", [" " * 1_000_000 + "a", "国 " * 500_000, "１．" * 500_000])
def test_a_million_characters_on_one_line(text):
    assert len(normalize_text(text, unwrap=True).text) <= len(text)
