from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import textkit as tk
from textkit.clean import front_matter
from textkit.cleaning_rules import RULES, Rule

CASES = Path(__file__).parent / "cases" / "cleaning.tsv"
PROSE = "——多渠道扩大开放。建设开放平台，加快开发区重大基础设施和重点民生工程建设，集聚人流。"
PAGES = Path(__file__).parents[1] / "data" / "raw"
# First and last words of each body, from the description of the corpus.
BODIES = {
    "erdao-report-2021": ("——多渠道扩大开放", "平安二道。"),
    "erdao-plan-2021": ("——二道区未来五年指导思想", "政治清明的良好环境。"),
    "lvyuan-article-2021": ("在“十四五”开局之年", "同部署、同考核。"),
    "erdao-tasks": ("推进新技术集群加速隆起", "社会大局和谐稳定。"),
    "nanguan-report-2021": ("各位代表:", "向党的二十大献礼!"),
}


def cases():
    for row in CASES.read_text(encoding="utf-8").splitlines():
        if not row.startswith("#"):
            yield pytest.param(*row.split("\t")[:2], id=row.split("\t")[2])


@pytest.mark.parametrize(("line", "rule"), list(cases()))
def test_each_line_is_taken_or_left_by_the_rule_meant_for_it(line, rule):
    for page in (f"某区政府工作报告全文\n{line}\n{PROSE}", f"{PROSE}\n{PROSE[5:]}\n{line}"):
        removed = tk.clean_text(page).removed
        found = dict(zip(removed["text"], removed["rule"], strict=True))
        expected = {line: rule} if rule else {}
        if rule == "breadcrumb" and page.startswith(PROSE):
            expected = {}  # a path stands above a text, never below
        if rule in ("site menu", "search and log-in") and page.startswith(PROSE):
            expected = {}
        assert found == expected


@pytest.mark.parametrize("doc_id", BODIES)
def test_the_real_pages_keep_their_bodies_and_lose_their_frames(doc_id):
    page = (PAGES / f"{doc_id}.txt").read_text(encoding="utf-8")
    cleaned = tk.clean_text(page)
    first, last = BODIES[doc_id]
    body = page[page.index(first) : page.index(last) + len(last)]
    kept = cleaned.text.splitlines()
    wanted = [line for line in body.splitlines() if line.strip()]
    if doc_id == "lvyuan-article-2021":
        title = kept[0]
        assert kept.count(title) == 1
        wanted = [line for line in wanted if line != title]
    assert [line.strip() for line in kept[-len(wanted) :]] == [line.strip() for line in wanted]
    # above the body only what is marked as front matter is left
    above = kept[: -len(wanted)]
    assert cleaned.front["text"].tolist() == above
    expected_kinds = {
        "erdao-tasks": [],
        "nanguan-report-2021": ["title", "date", "speaker"],
    }
    assert cleaned.front["kind"].tolist() == expected_kinds.get(doc_id, ["title"])


def test_no_line_inside_a_body_is_lost_to_a_position_rule():
    page = f"{PROSE}\n打印\n登录|注册\n返回顶部\n{PROSE}x"
    assert tk.clean_text(page).removed.empty


def test_a_page_without_prose_is_all_body():
    assert tk.clean_text("导航菜单\n目录").text == "导航菜单\n目录"


@pytest.mark.parametrize("page", ["", "\n\n", " \r\n\t\n", "　"])
def test_empty_pages_give_empty_text(page):
    cleaned = tk.clean_text(page)
    assert cleaned.text == ""
    assert len(cleaned.removed) == len(page.splitlines())


def test_a_rule_of_ones_own():
    rule = Rule("greeting", "^欢迎您", where="anywhere")
    cleaned = tk.clean_text(f"欢迎您来到本站\n{PROSE}", extra=[rule])
    assert cleaned.removed.to_dict("records") == [
        {"line": 1, "text": "欢迎您来到本站", "rule": "greeting"}
    ]


def test_a_misspelt_place_is_refused():
    with pytest.raises(ValueError) as caught:
        Rule("x", "y", where="top")
    assert str(caught.value) == (
        "rule 'x': where is 'top'; use 'head', 'foot', 'frame' or 'anywhere'."
    )


def test_bytes_are_refused():
    with pytest.raises(TypeError) as caught:
        tk.clean_text(b"abc")
    assert str(caught.value) == "page must be text (str), not bytes: decode bytes first."


def test_every_rule_says_why_and_names_are_unique():
    assert all(rule.reason for rule in RULES)
    assert len({rule.name for rule in RULES}) == len(RULES)


def test_the_html_view_strikes_removed_lines_and_escapes():
    view = tk.clean_text(f"首页 > <script>\n{PROSE}")._repr_html_()
    assert "<s title='breadcrumb'>首页 &gt; &lt;script&gt;</s>" in view
    assert "<script>" not in view


chrome = [row.split("\t")[0] for row in CASES.read_text(encoding="utf-8").splitlines()[1:]]
lines = st.one_of(
    st.sampled_from(
        [*chrome, PROSE, "", "  ", "留言与评论(共有 条评论)", "发表于 2023-2-3 21:00:09"]
    ),
    st.text(max_size=40),
)
pages = st.lists(lines, max_size=25).map("\n".join)


@settings(deadline=None)
@given(pages)
def test_law_kept_and_removed_lines_are_the_page(page):
    cleaned = tk.clean_text(page)
    assert cleaned.lines["text"].tolist() == page.splitlines()
    kept = cleaned.lines[cleaned.lines["rule"] == ""]
    assert kept["text"].tolist() == cleaned.text.splitlines()
    for line in kept.itertuples():
        assert cleaned.text[line.start : line.start + len(line.text)] == line.text
    merged = sorted(
        [*zip(kept["line"], kept["text"], strict=True),
         *zip(cleaned.removed["line"], cleaned.removed["text"], strict=True)]
    )  # fmt: skip
    assert [text for _, text in merged] == page.splitlines()


@settings(deadline=None)
@given(pages)
def test_law_cleaning_a_clean_text_changes_nothing(page):
    once = tk.clean_text(page)
    twice = tk.clean_text(once.text)
    assert twice.text == once.text
    assert twice.removed.empty


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("代区长  鲁 月", "speaker"),
        ("区长\u3000王　小明", "speaker"),
        ("——2021年11月24日在长春市南关区第十九届人民代表大会第一次会议上", "date"),
        ("（二〇二一年一月五日在区人大会议上）", "date"),
        ("政府工作报告", "title"),
    ],
)
def test_front_matter_kinds(line, kind):
    assert front_matter([line, "各位代表："]) == {0: kind}


def test_front_matter_ends_at_the_first_heading_or_prose():
    assert front_matter(["一、工作回顾", "政府工作报告"]) == {}
    assert front_matter([PROSE, "政府工作报告"]) == {}
