from pathlib import Path

import pytest

import textkit as tk
from textkit.clean import recurring_lines
from textkit.cleaning_rules import RULES, Rule
from textkit.front import front_matter

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
            line, rule, place, why = row.split("\t")
            yield pytest.param(line, rule, place, id=f"{why}: {line}")


def around(line):
    """Three pages with the line above, below and inside the text."""
    return {
        "head": f"某区政府工作报告全文\n{line}\n{PROSE}",
        "foot": f"{PROSE}\n{PROSE[5:]}\n{line}",
        "inside": f"{PROSE}\n{line}\n{PROSE[5:]}",
    }


def taken(page):
    removed = tk.clean_text(page).removed
    return dict(zip(removed["text"], removed["rule"], strict=True))


@pytest.mark.parametrize(("line", "rule", "place"), list(cases()))
def test_each_line_is_taken_or_left_by_the_rule_meant_for_it(line, rule, place):
    pages = around(line)
    places = ["head", "foot"] if place == "both" else [place]
    for where in places:
        assert taken(pages[where]) == ({line: rule} if rule else {})
    if not rule:
        assert taken(pages["inside"]) == {}


def test_each_rule_has_a_case():
    tried = {row.split("\t")[1] for row in CASES.read_text(encoding="utf-8").splitlines()}
    assert {rule.name for rule in RULES if rule.pattern is not None} <= tried


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


CONTEXT = {
    "the steps of a path on lines of their own": (
        "首页\n>\n政务公开\n>\n政府工作报告\n2026年云川省政府工作报告\n" + PROSE,
        {5: "breadcrumb part"},
    ),
    "a value below its label; the title stays": (
        "索引号：\n0143/2026-1\n标题：\n2026年省政府工作报告\n" + PROSE,
        {2: "value of a field"},
    ),
    "short lines above the data, the title not": (
        "云上\n长春市绿园区再发力\n发布时间：2026-02-06 08:30\n" + PROSE,
        {1: "above the text"},
    ),
    "a title in two lines": (
        "首页\n长春市南关区\n政府工作报告\n来源：长春日报\n" + PROSE,
        {},
    ),
    "below a line that ends the text": (
        f"{PROSE}\n谢谢大家！\n责任编辑：王某\n市民热线\n今日云川",
        {4: "below the text", 5: "below the text"},
    ),
    "attachments and notes stay below such a line": (
        f"{PROSE}\n责任编辑：王某\n附件：2026年民生实事.docx\n名词解释\n1.两新：{PROSE}",
        {},
    ),
    "short lines below a text without such a line stay": (
        f"{PROSE}\n奋进新征程\n建功新时代\n云川省人民政府",
        {},
    ),
    "the title again, as the caption of a picture": (
        f"绿园区再发力 建设新城区\n{PROSE}\n绿园区再发力 建设新城区\n{PROSE}",
        {3: "repeated title"},
    ),
    "the head of every printed page": (
        f"{PROSE}\n— 1 —\n大会文件\n{PROSE}\n— 2 —\n大会文件\n{PROSE}",
        {3: "running head", 6: "running head"},
    ),
    "the heads of printed pages, their numbers rising": (
        f"政府工作报告\n{PROSE * 3}\n2026 年云川省政府工作报告 1\n{PROSE * 3}\n2\n"
        f"2026 年云川省政府工作报告\n{PROSE * 3}\n2026 年云川省政府工作报告 3\n{PROSE * 3}\n"
        f"2026 年云川省政府工作报告 5\n{PROSE}",
        dict.fromkeys((3, 5, 6, 8, 10), "running head"),
    ),
    "a title with a number is no running head if the numbers do not rise": (
        f"{PROSE * 3}\n民生实事工作报告 3\n{PROSE * 3}\n民生实事工作报告 2\n{PROSE * 3}\n"
        f"民生实事工作报告 1\n{PROSE}",
        {},
    ),
    "the title below a path is no step of it": (
        f"您的位置：首页 》 政务公开 》\n2026年云川省政府工作报告\n来源：云川日报\n政府工作报告\n{PROSE}",
        {},
    ),
    "the title below an empty label is no value of it": (
        f"主题词：\n2026年云川省《政府工作报告》\n发布时间：2026-01-22\n《政府工作报告》\n{PROSE}",
        {},
    ),
    "the speaker below an empty label is no value of it": (
        f"政府工作报告\n来源：云川日报\n作者：\n陈明川\n{PROSE}",
        {},
    ),
    "nothing above the session's line bounds the text below it": (
        f"首页 > 政务公开\n政府工作报告\n——2026年1月26日在省人民代表大会会议上\n省长 王明\n新闻中心\n{PROSE}",
        {},
    ),
    "a field that the text has, too, is no footer below it": (
        f"{PROSE}\n主办单位：市科技局\n{PROSE}\n主办单位：市财政局",
        {},
    ),
}


@pytest.mark.parametrize(("page", "expected"), CONTEXT.values(), ids=CONTEXT)
def test_what_the_lines_around_decide(page, expected):
    removed = tk.clean_text(page).removed
    own = removed[removed["rule"].isin([rule.name for rule in RULES if rule.pattern is None])]
    assert dict(zip(own["line"], own["rule"], strict=True)) == expected
    assert set(expected) <= set(removed["line"])


def test_doubtful_lines_are_kept_and_reported():
    cleaned = tk.clean_text(f"{PROSE}\n登录|注册\n{PROSE}\n市民热线零距离")
    assert cleaned.removed.empty
    assert cleaned.doubtful.to_dict("records") == [
        {
            "line": 2,
            "text": "登录|注册",
            "why": "reads like 'search and log-in', but stands inside the text",
        },
        {"line": 4, "text": "市民热线零距离", "why": "no running text below it"},
    ]


def test_front_matter_is_not_doubtful():
    assert tk.clean_text(f"长春市绿园区再发力 建设新城区\n{PROSE}").doubtful.empty


def test_lines_that_recur_around_the_texts_of_a_site_become_rules():
    pages = [f"云上\n第{n}号\n{PROSE}\n第一粮仓\n{PROSE}\n第一粮仓\n零距离" for n in range(4)]
    found = recurring_lines(pages, min_documents=4)
    assert [(rule.where, rule.pattern.pattern) for rule in found] == [
        ("head", "^(?:云上)$"),
        ("foot", "^(?:零距离)$"),  # 第一粮仓 also stands inside the texts
    ]
    assert tk.clean_text(pages[0], extra=found).removed["text"].tolist() == ["云上", "零距离"]


def test_one_page_repeats_nothing():
    with pytest.raises(ValueError) as caught:
        recurring_lines([PROSE], min_documents=1)
    assert str(caught.value) == "min_documents is 1; a line recurs from 2 pages on."


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"expression": "y", "ends": "left"},
            "rule 'x': ends is 'left'; use 'above', 'below', 'both' or ''.",
        ),
        (
            {"expression": "(y"},
            "rule 'x': '(y' is no regular expression: missing ), unterminated subpattern at "
            "position 0. Put \\ before a sign that is meant as itself: re.escape(…) does so.",
        ),
    ],
)
def test_a_rule_that_cannot_work_is_refused(options, message):
    with pytest.raises(ValueError) as caught:
        Rule("x", **options)
    assert str(caught.value) == message


def test_the_html_view_strikes_removed_lines_and_escapes():
    view = tk.clean_text(f"首页 > <script>\n{PROSE}")._repr_html_()
    assert "<s>首页 &gt; &lt;script&gt;</s></td><td style='text-align:left'>breadcrumb</td>" in view
    assert "<script>" not in view
    assert "breadcrumb 1" in view


def test_the_html_view_folds_long_stretches_and_shows_half_characters():
    view = tk.clean_text("\n".join([PROSE] * 50 + ["\ud800" + PROSE * 20]))._repr_html_()
    assert "<details><summary>45 more lines kept (4–48)</summary>" in view
    assert " … " in view
    assert view.encode("utf-8")


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
