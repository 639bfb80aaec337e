"""HTML pages: how they break into lines, which lines are the main text, and what never happens."""

import logging
import re
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textkit.cleaning_rules import Rule
from textkit.html_pages import OUTSIDE, clean_html
from textkit.html_pages.extractors import EXTRACTORS, MOST_ELEMENTS, MOST_LINES, _call, vote
from textkit.html_pages.linearise import DEEPEST, flatten, read_page, without_tags
from textkit.html_pages.main_text import _Page, choose, find_head

PAGES = sorted((Path(__file__).parent / "html").glob("*.html"))
PROSE = "今后五年，坚持稳中求进，加快建设现代化产业体系，不断增进民生福祉。"
PARAGRAPHS = f"<p>{PROSE}</p>" * 4


def texts(source):
    return [line.text for line in read_page(source).lines]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_main_text_line_by_line(page):
    """Title, headings, rows of tables, items of lists: one line each, and nothing else."""
    expected = page.with_suffix(".txt").read_text(encoding="utf-8").splitlines()
    found = [line.strip() for line in clean_html(page.read_bytes()).text.splitlines()]
    assert found == expected


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_no_line_of_the_page_is_lost(page):
    cleaned = clean_html(page.read_bytes())
    encoding = "gb18030" if "gb2312" in page.stem else "utf-8"
    assert cleaned.lines["text"].tolist() == texts(page.read_bytes().decode(encoding))
    assert cleaned.removed["rule"].isin([OUTSIDE]).any()


LINES = [
    ("<p>一、回顾</p><p>二、目标</p>", ["一、回顾", "二、目标"], "a paragraph is a line"),
    ("<p>一、<b>回</b><i>顾</i></p>", ["一、回顾"], "inline elements do not break it"),
    ("甲<br>乙<br/>丙", ["甲", "乙", "丙"], "<br> does"),
    ("<p>政府\n  工作\t报告</p>", ["政府 工作 报告"], "white space in the source is one space"),
    ("<p>　　各位代表：</p>", ["　　各位代表："], "the indent is text of the page"),
    ("<p>A&amp;B &nbsp;&ldquo;三长&rdquo;</p>", ["A&B “三长”"], "entities are resolved"),
    ("<table><tr><td>增长<td>6%</table>", ["增长\t6%"], "a row is a line, cells joined by tabs"),
    (
        "<table><tr><td><p>指<br>标</p></td><td></td><td>5</td></tr></table>",
        ["指 标\t\t5"],
        "breaks in a cell are spaces, an empty cell keeps its place",
    ),
    ("<tr><td>甲\t乙</td><td>丙</td></tr>", ["甲 乙\t丙"], "a tab in a cell is no next cell"),
    (
        f"<table><tr><td>菜单</td><td><p>{PROSE * 9}</p><p>{PROSE * 9}</p></td></tr></table>",
        ["菜单", PROSE * 9, PROSE * 9],
        "a table for layout only is no data",
    ),
    ("<ul><li>甲</li><li><p>乙</p></li></ul>", ["甲", "乙"], "an item is a line"),
    ("<pre>一\n  二  三\n\n四</pre>", ["一", "  二  三", "四"], "<pre> keeps lines and spaces"),
    ("<dl><dt>三长</dt><dd>街长</dd></dl>", ["三长", "街长"], "terms and their explanations"),
    ("<script>var 甲;</script><style>乙{}</style><!--丙--><p>丁", ["丁"], "what is no text"),
    ("<p hidden>甲</p><p style='display: none'>乙</p><p>丙</p>", ["丙"], "what is not displayed"),
    ("<p style='visibility:hidden'>甲</p>", ["甲"], "WeChat hides its articles until loaded"),
    ("<p>甲<noscript>请开启</noscript>乙</p>", ["甲乙"], "what only shows without scripts"),
    ("</html><p>甲</p></body></html><p>乙</p>", ["甲", "乙"], "the end of an included header"),
    ("<p>甲\u2028乙\x85丙\x1c丁</p>", ["甲 乙 丙 丁"], "no hidden line ends in a line"),
    ("<p>\ufeff</p><p>\u200b&nbsp;</p>", [], "what cannot be seen is no line"),
    ("<p>甲\0乙</p>", ["甲 乙"], "a NUL does not end the page"),
    ("<?xml version='1.0' encoding='gb2312'?><html><p>甲</p></html>", ["甲"], "XHTML"),
    ("<p>未<b>闭<i>合<div>块</p>", ["未闭合", "块"], "broken nesting"),
    ("<frameset><frame src=a><noframes>不支持框架</noframes></frameset>", ["不支持框架"], "frames"),
]


@pytest.mark.parametrize(("source", "expected", "why"), LINES, ids=[case[2] for case in LINES])
def test_lines(source, expected, why):
    assert texts(source) == expected


@pytest.mark.parametrize(
    "around",
    [
        ("<div>", "</div>"),
        ("<span>", ""),
        ("<font>", "</font>"),
        ("<ul><li>", ""),
        ("<table><tr><td>", ""),
        ("<x-y>", "</x-y>"),
    ],
    ids=lambda around: around[0],
)
def test_no_depth_loses_the_text(around):
    opened, closed = around
    assert texts(f"{opened * 5000}{PARAGRAPHS}{closed * 5000}") == [PROSE] * 4


def test_flat_enough_is_left_alone():
    source = "<div>" * (DEEPEST - 60) + "文" + "</div>" * (DEEPEST - 60)
    assert flatten(source) == source


@pytest.mark.parametrize(
    "nothing", ["", b"", "<!-- x -->", "<!DOCTYPE html>", "<script>x</script>"]
)
def test_a_page_without_text_is_empty(nothing):
    cleaned = clean_html(nothing)
    assert (cleaned.text, len(cleaned.lines)) == ("", 0)


def test_a_page_that_is_all_script_is_empty():
    source = f'<html><title>报告</title><div id="app"></div><script>x = "{PROSE}"</script></html>'
    assert clean_html(source).text == ""


def test_plain_text_goes_to_clean_text():
    assert clean_html("首页 > 政务公开\n1 < 2，" + PROSE).text == "1 < 2，" + PROSE


def test_an_article_that_waits_for_a_click_is_read():
    source = f'<div style="display:none">{PARAGRAPHS}</div><p>点击展开</p>'
    assert PROSE in clean_html(source).text


def test_several_articles_are_all_kept():
    article = f"<article><h2>第{{}}篇</h2>{PARAGRAPHS}</article>"
    kept = clean_html("".join(article.format(number) for number in "一二三")).text
    assert kept.count(PROSE) == 12
    assert [line for line in kept.splitlines() if line != PROSE] == ["第一篇", "第二篇", "第三篇"]


def test_a_known_container_in_another():
    """The inner one counts, however often the name is nested."""
    outer, menu = f"<div id=zoom>{PARAGRAPHS}", "<p>栏目导航</p>" * 3
    source = f"<div id=zoom>{menu}<div id=zoom>{outer}</div></div><div id=zoom></div></div>"
    assert clean_html(source).text.splitlines() == [PROSE] * 4


def test_own_rules_come_after_the_choice():
    source = f"<div id=zoom>{PARAGRAPHS}<p>我们的口号</p>{PARAGRAPHS}</div>"
    cleaned = clean_html(source, extra=[Rule("slogan", "^我们的口号$", where="anywhere")])
    assert cleaned.removed.to_dict("records") == [
        {"line": 5, "text": "我们的口号", "rule": "slogan"}
    ]


def test_damaged_bytes_are_marked_with_a_warning():
    raw = f'<meta charset="utf-8"><div id=zoom>{PARAGRAPHS}'.encode() + b"<p>\xe4\xbb</p></div>"
    message = (
        "1 places of the page are not utf-8 and are now U+FFFD; "
        "textkit.decoding.decode(raw, errors='mark').damage lists them."
    )
    with pytest.warns(UserWarning, match=f"^{re.escape(message)}$"):
        assert "\ufffd" in clean_html(raw).lines["text"].iloc[-1]


def test_what_is_no_page():
    with pytest.raises(TypeError, match=r"^html must be str or bytes, not int\.$"):
        clean_html(5)


@pytest.mark.parametrize("package", ["lxml", "readability", "resiliparse", "trafilatura"])
def test_a_missing_package_is_named(package, monkeypatch):
    for name in [name for name in sys.modules if name.split(".")[0] == package]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)
    message = f'reading HTML needs {package}: pip install "textkit[html]"'
    with pytest.raises(ImportError, match=f"^{re.escape(message)}$"):
        clean_html(PARAGRAPHS)


def test_an_extractor_that_fails_has_no_vote():
    before = logging.root.manager.disable
    assert _call(lambda source: str(1 / 0), PARAGRAPHS) is None
    assert logging.root.manager.disable == before


def test_extractors_vote_on_short_and_repeated_lines():
    source = f"<div><p>{PROSE}</p><p>目标</p><p>{PROSE}</p><p>目标</p>{PARAGRAPHS * 3}</div>"
    page = read_page(source)
    votes = vote(page.tree, page.lines)
    assert list(votes) == list(EXTRACTORS)
    assert all(ballot == set(range(len(page.lines))) for ballot in votes.values())


def test_huge_pages_are_read_without_extractors():
    """Their time grows faster than the page; density and names suffice."""
    body = f"<p>{PROSE}</p>" * (MOST_LINES + 1)
    page = read_page(f'<ul class="nav"><li><a href="/">首页</a></li></ul><div>{body}</div>')
    assert vote(page.tree, page.lines) == {}
    assert choose(page.lines, {}) == set(range(1, MOST_LINES + 2))


def test_pages_of_very_many_tags_are_read_without_extractors():
    """Tags that are never closed cost the extractors 20 s, and hold nothing."""
    page = read_page("<p>" * MOST_ELEMENTS + PARAGRAPHS)
    assert vote(page.tree, page.lines) == {}
    assert clean_html("<p>" * MOST_ELEMENTS + PARAGRAPHS).text.splitlines() == [PROSE] * 4


def test_the_head_is_heading_and_lead():
    source = (
        "<title>政府工作报告解读_某市</title><h1>政府工作报告解读</h1><p>2026-01-20</p>"
        f"<p>{PROSE}</p><p>{PROSE}</p><div>{PARAGRAPHS}</div>"
    )
    page = read_page(source)
    text = set(range(4, 8))
    assert find_head(page.lines, {"one": {2}}, text, page.title) == {0, 2}
    assert find_head(page.lines, {"one": {2}}, text, "别的标题") == set()


def test_marks_on_the_page_itself_do_no_harm():
    signs = "\U00012000\U00012001"  # cuneiform, as the extractors' numbers are
    source = f"<div id=zoom><p>{signs}{PROSE}</p>{PARAGRAPHS}</div>"
    assert clean_html(source).text.splitlines() == [signs + PROSE, *[PROSE] * 4]


NAMES = "div p span a ul li table tr td h1 h2 br b pre nav script title form option q-r"
TAGS = NAMES.split()
PIECES = st.one_of(
    st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS]),
    st.sampled_from(["<div id=zoom>", "<div class='share comment'>", "<a href=x>", "<!--", "-->"]),
    st.sampled_from(
        [PROSE, "目标", "首页", "&nbsp;", "&#0;", "&#1;", "&#30;", "&lt;", "\n", "<", "<p", "]]>"]
    ),
    st.text(max_size=8),
)


@settings(deadline=None, max_examples=150)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_kept_and_removed_are_the_page(source):
    cleaned = clean_html(source)
    kept = cleaned.lines[cleaned.lines["rule"] == ""]
    assert cleaned.text == "\n".join(kept["text"])
    for text, start in zip(kept["text"], kept["start"], strict=True):
        assert cleaned.text[start : start + len(text)] == text
    if re.search(r"<[a-zA-Z!]", source):
        shown, all_of_it = (
            texts(source),
            [line.text for line in read_page(source, hidden=True).lines],
        )
        assert cleaned.lines["text"].tolist() in (shown, all_of_it)
        assert all(text.splitlines() == [text] for text in shown)
    assert clean_html(source).lines.equals(cleaned.lines)


@settings(deadline=None, max_examples=60)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_what_is_known_of_elements_is_what_looking_at_each_line_tells(source):
    """Lines, frames and sums are worked out in one pass; here line by line, going up."""
    lines = read_page(source).lines
    page = _Page(lines)
    around = [[line.node, *line.node.iterancestors()] for line in lines]
    assert set(page.first) == {node for nodes in around for node in nodes}
    worth = [float(n) for n in range(len(lines))]
    for node in page.first:
        inside = [n for n, nodes in enumerate(around) if node in nodes]
        assert list(page.members(node)) == inside
        assert page.add_up(worth)[node] == sum(inside)
    for n, nodes in enumerate(around):
        frames = [bool(page.frame[node] is node) for node in nodes]
        assert page.framed(n) == any(frames)
        for at, main in enumerate(nodes):
            assert page.framed(n, main) == any(frames[:at])


OPENINGS = "<script> <style <!-- --> </script> </style  > </script <p> <SCRIPT a> </Script> 目标"


@settings(deadline=None, max_examples=100)
@given(st.lists(st.sampled_from(OPENINGS.split(" ")), max_size=12).map("".join))
def test_scripts_go_as_one_pattern_would_take_them(source):
    """The pattern is plain, but asks anew from every opening that never ends."""
    unseen = re.sub(r"<(script|style)\b.*?</\1\s*>|<!--.*?-->", " ", source, flags=re.I | re.S)
    assert without_tags(source) == without_tags(unseen)


@pytest.mark.parametrize("endless", ["<script>", "<!--", "<style ", "a"])
def test_deep_pages_whose_tags_never_end_take_no_longer(endless):
    """Each of these took minutes: time grew with the square of their number."""
    began = time.process_time()
    read_page("<ul>" * (DEEPEST + 50) + "<" + endless * 100_000)
    assert time.process_time() - began < 5
