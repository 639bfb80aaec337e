"""Every figure on a realistic table, in both languages: nothing cut, nothing covered."""

import io
import itertools
import re

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from textkit import draw

DOCUMENTS = [
    "二道区政府工作报告 2021", "二道区未来五年总体规划", "绿园区“十四五”报道",
    "二道区政府工作报告（残）", "南关区政府工作报告 2022",
]  # fmt: skip
DISTRICTS = ["二道区", "绿园区", "南关区"]
PARTS = ["回顾", "形势", "目标", "任务", "自身建设", "其他"]
RULES = ["网站导航", "免责声明", "发布时间", "页面地址", "评论框", "论坛用户信息", "重复标题"]
GRADES = ["确保", "力争", "努力", "争取"]
THEMES = [
    "经济增长", "产业升级", "营商环境", "城市建设", "乡村振兴", "生态环境", "民生保障",
    "教育医疗", "社会治理", "政府自身建设",
]  # fmt: skip
TERMS = [
    "高质量发展",
    "六城联动",
    "营商环境",
    "项目",
    "建设",
    "产业",
    "服务",
    "企业",
    "推进",
    "乡村振兴",
    "城市更新",
    "基层治理",
    "民生",
    "就业",
    "教育",
    "养老",
    "医疗",
    "生态",
    "环境",
    "污染防治",
    "数字经济",
    "现代服务业",
    "招商引资",
    "科技创新",
    "人才",
    "投资",
    "消费",
    "商圈",
    "物流",
    "东北亚国际物流港",
    "社区",
    "老旧小区改造",
    "安全生产",
    "疫情防控",
    "依法行政",
    "全面从严治党",
    "党建引领",
    "文化",
    "旅游",
    "冰雪经济",
    "新能源汽车",
    "智能制造",
    "生物医药",
    "重点工程",
    "基础设施",
]
ENGLISH = {
    "二道区政府工作报告 2021": "Erdao work report, Nov 2021",
    "二道区未来五年总体规划": "Erdao five-year plan",
    "绿园区“十四五”报道": "Lüyuan press article",
    "二道区政府工作报告（残）": "Erdao work report (fragment)",
    "南关区政府工作报告 2022": "Nanguan work report, 2022",
    **dict(zip(DISTRICTS, ["Erdao", "Lüyuan", "Nanguan"], strict=True)),
    **dict(zip(PARTS, ["Review", "Situation", "Goals", "Tasks", "Self-construction", "Other"],
               strict=True)),
    **dict(zip(RULES, ["Site navigation", "Disclaimer", "Date", "Page address", "Comment form",
                       "Forum user card", "Repeated title"], strict=True)),
    **dict(zip(GRADES, ["Ensure", "Strive for", "Work towards", "Seek"], strict=True)),
    **dict(zip(THEMES, ["Economic growth", "Industrial upgrading", "Business climate",
                        "Urban construction", "Rural revitalisation", "Environment",
                        "Livelihoods", "Education and health", "Social governance",
                        "Government reform"], strict=True)),
    **{term: f"term number {n}" for n, term in enumerate(TERMS)},
    "高质量发展": "high-quality development",
}  # fmt: skip


def estimates(rows, columns, value, scale):
    rng = np.random.default_rng(len(rows))
    middle = rng.uniform(0.2, 1, len(rows)) * scale
    half = rng.uniform(0.05, 0.3, len(rows)) * scale
    table = pd.DataFrame(rows, columns=columns)
    return table.assign(
        **{value: middle, "low": np.maximum(middle - half, 0), "high": middle + half}
    )


def make_tables():
    rng = np.random.default_rng(1)
    lengths = [[0, 0, 820, 6200, 0, 40], [310, 150, 900, 3400, 0, 20], [420, 0, 380, 1900, 0, 0],
               [0, 0, 0, 5100, 0, 130], [4100, 350, 900, 6900, 1600, 60]]  # fmt: skip
    count = (400 / np.arange(1, len(TERMS) + 1) ** 0.7).astype(int)
    target, reference = (
        np.maximum(1, (count * rng.lognormal(-1, 0.6, len(count))).astype(int)) for _ in "ab"
    )
    ratio = np.log2((target + 0.5) / (reference + 0.5))
    error = np.sqrt(1 / target + 1 / reference) / np.log(2)
    low, high = ratio - 1.96 * error, ratio + 1.96 * error
    terms = pd.DataFrame({"term": TERMS, "count": count, "per_10k": count / 2.0731})
    keyness = pd.DataFrame({
        "term": TERMS, "n_target": target, "n_reference": reference,
        "lrc": np.where(low > 0, low, np.where(high < 0, high, 0)), "log_odds_z": ratio / error,
        "low": low, "high": high,
    })  # fmt: skip
    attention = estimates(
        list(itertools.product(DISTRICTS, THEMES)), ["district", "theme"], "share", 0.2
    )
    attention.loc[attention["district"] == "南关区", ["low", "high"]] = np.nan
    topics = estimates(
        list(itertools.product(range(1, 9), DISTRICTS)), ["topic", "district"], "prevalence", 0.3
    )
    topics["label"] = ["·".join(TERMS[topic * 4 : topic * 4 + 3]) for topic in topics["topic"]]
    mentions = [
        (district, theme, place, rank)
        for n, district in enumerate(DISTRICTS)
        for rank, (theme, place) in enumerate(
            zip(rng.permutation(THEMES), np.sort(rng.beta(1.3, 1.3, 10)), strict=True), start=1
        )
        if (n, rank) != (1, 10)
    ]
    return {
        "parts": pd.DataFrame(
            [(d, p, c) for d, row in zip(DOCUMENTS, lengths, strict=True)
             for p, c in zip(PARTS, row, strict=True) if c],
            columns=["document", "part", "characters"],
        ),
        "removed_lines": pd.DataFrame(
            [(d, r, int(n)) for d in DOCUMENTS for r, n in zip(RULES, rng.integers(0, 40, 7),
                                                               strict=True)],
            columns=["document", "rule", "n_lines"],
        ),
        "frequencies": terms.assign(n_passages=count // 2 + 1),
        "cloud": terms,
        "top_terms": pd.DataFrame(
            [(d, k + 1, TERMS[(k * 7 + n * 11) % 45], 0.42 / (k + 1.5)) for n, d in
             enumerate(DISTRICTS) for k in range(12)],
            columns=["district", "rank", "term", "weight"],
        ),
        "topic_terms": pd.DataFrame(
            [(t, k + 1, TERMS[(k * 4 + t * 13) % 45], 2.1 / (k + 1.5), (k * 7 % 10) / 10)
             for t in range(1, 5) for k in range(10)],
            columns=["topic", "rank", "term", "weight", "frex"],
        ),
        "prevalence": topics,
        "attention": attention,
        "mentions": pd.DataFrame(mentions, columns=["district", "theme", "position", "rank"]),
        "commitment": estimates(
            list(itertools.product(DISTRICTS, GRADES)), ["district", "grade"], "per_10k", 18
        ),
        "keyness": keyness,
        "log_odds": keyness,
        "similarity": pd.DataFrame(
            [(a, b, round(float(rng.uniform(0.25, 0.85)), 4)) for a, b in
             itertools.combinations(DOCUMENTS, 2)],
            columns=["row_a", "row_b", "similarity"],
        ),
    }  # fmt: skip


TABLES = make_tables()
OPTIONS = {
    "parts": {"order": PARTS},
    "top_terms": {"group": "district", "value": "二道区"},
    "topic_terms": {"topic": 2},
}
VARIANTS = [
    *((name, {}) for name in TABLES),
    ("parts", {"share": True}),
    ("topic_terms", {"measure": "frex"}),
    ("mentions", {"scale": "position"}),
    ("mentions", {"width": 85}),
    ("keyness", {"n": 5, "columns": False, "measure": "log_odds_z"}),
    ("log_odds", {"width": "single", "height": 80}),
    ("commitment", {"width": "double"}),
    ("attention", {"width": "single"}),
]
MULTIPLES = [
    ("topic_terms", "topic", {}, {}),
    ("top_terms", "district", {"measure": "tfidf"}, {}),
    ("attention", "district", {}, {}),
    ("cloud", "district", {"n": 25}, {}),
    ("keyness", "district", {"n": 6}, {}),
    ("commitment", "part", {}, {"columns": 2}),
    ("parts", "genre", {"share": True}, {"columns": 2}),
]


def draw_one(name, lang="zh", **options):
    labels = ENGLISH if lang == "en" else None
    merged = {**OPTIONS.get(name, {}), **options}
    return draw.FIGURES[name](TABLES[name], lang=lang, labels=labels, **merged)


def draw_many(name, by, options, layout, lang):
    table = TABLES[name]
    if by not in table:
        values = {"district": DISTRICTS, "part": ["目标", "任务"], "genre": ["报告", "规划"]}[by]
        table = pd.concat([table.assign(**{by: value}) for value in values])
    labels = {**ENGLISH, "报告": "Report", "规划": "Plan"} if lang == "en" else None
    return draw.small_multiples(
        table, by, name, options=options, lang=lang, labels=labels, **layout
    )


def texts_of(page):
    """The texts that are really drawn: ticks beyond the view exist, but are not."""
    FigureCanvasAgg(page).draw()
    drawn, ticks = set(), set()
    for axis in (axis for ax in page.axes for axis in (ax.xaxis, ax.yaxis)):
        for tick in [*axis.get_major_ticks(), *axis.get_minor_ticks()]:
            ticks |= {tick.label1, tick.label2}
        if axis.axes.axison:
            for tick in axis._update_ticks():
                drawn |= {tick.label1, tick.label2}
    return [
        text for text in page.findobj(Text)
        if text.get_visible() and text.get_text().strip() and (text in drawn or text not in ticks)
    ]  # fmt: skip


def faults(page):
    renderer = FigureCanvasAgg(page).get_renderer()
    boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in texts_of(page)]
    found = [
        f"{text!r} is cut" for text, box in boxes
        if box.x0 < -0.5 or box.y0 < -0.5
        or box.x1 > page.bbox.width + 0.5 or box.y1 > page.bbox.height + 0.5
    ]  # fmt: skip
    for (one, a), (other, b) in itertools.combinations(boxes, 2):
        if min(a.x1, b.x1) - max(a.x0, b.x0) > 0.3 and min(a.y1, b.y1) - max(a.y0, b.y0) > 0.3:
            found.append(f"{one!r} covers {other!r}")
    return found


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("name", "options"), VARIANTS)
def test_no_text_is_cut_covered_or_in_the_wrong_language(name, options, lang):
    page = draw_one(name, lang, **options).figure
    assert faults(page) == []
    if lang == "en" and name != "prevalence":  # whose topics are named by their Chinese terms
        # terms are the data themselves and stay as they are
        terms = set(TABLES[name].get("term", []))
        shown = [t for t in map(Text.get_text, texts_of(page)) if t not in terms]
        assert [t for t in shown if re.search("[⺀-鿿]", t)] == []


def test_english_prevalence_has_english_axes():
    page = draw_one("prevalence", "en").figure
    chinese = [t for t in map(Text.get_text, texts_of(page)) if re.search("[⺀-鿿]", t)]
    assert chinese == list(dict.fromkeys(TABLES["prevalence"]["label"]))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("name", "by", "options", "layout"), MULTIPLES)
def test_no_text_of_small_multiples_is_cut_or_covered(name, by, options, layout, lang):
    assert faults(draw_many(name, by, options, layout, lang)) == []


def test_the_checker_sees_what_is_wrong():
    ax = draw_one("top_terms")
    for text, away in (("压在上面", -20), ("掉在外面", -900)):
        ax.annotate(text, (0, 0), (away, 0), textcoords="offset points", in_layout=False,
                    annotation_clip=False, fontfamily="Noto Sans SC")  # fmt: skip
    found = faults(ax.figure)
    assert "'掉在外面' is cut" in found
    assert any("covers" in fault and "压在上面" in fault for fault in found)


@pytest.mark.parametrize("name", TABLES)
def test_an_empty_table_is_refused(name):
    with pytest.raises(ValueError) as error:
        draw.FIGURES[name](TABLES[name].head(0), **OPTIONS.get(name, {}))
    assert str(error.value) == f"{name}: the table has no rows, so there is nothing to draw."


@pytest.mark.parametrize("name", TABLES)
def test_a_language_that_does_not_exist_is_refused(name):
    with pytest.raises(ValueError, match=r'^lang must be "zh" or "en", not \'fr\'\.$'):
        draw_one(name, "fr")


@pytest.mark.parametrize("name", TABLES)
def test_a_table_read_back_draws_the_same_figure(name, tmp_path):
    text = TABLES[name].to_csv(index=False)
    again = pd.read_csv(io.StringIO(text))
    pages = [draw.FIGURES[name](table, **OPTIONS.get(name, {})) for table in (TABLES[name], again)]
    files = [draw.save_figure(page, tmp_path / f"{n}", ["svg"])[0] for n, page in enumerate(pages)]
    assert files[0].read_bytes() == files[1].read_bytes()


@pytest.mark.parametrize("name", ["attention", "frequencies", "keyness", "cloud", "log_odds"])
def test_the_order_of_rows_does_not_change_the_figure(name, tmp_path):
    tables = TABLES[name], TABLES[name].sample(frac=1, random_state=3)
    files = [
        draw.save_figure(draw.FIGURES[name](table), tmp_path / str(n), ["png"])[0]
        for n, table in enumerate(tables)
    ]
    assert files[0].read_bytes() == files[1].read_bytes()


REFUSED = [
    ("parts", lambda t: t.drop(columns="part"), {},
     "the table for parts lacks the column 'part'. It has: 'document', 'characters'."),
    ("parts", lambda t: t, {"order": ["回顾", "任务"]},
     "order leaves out the part 目标, 其他, 形势, 自身建设."),
    ("attention", lambda t: pd.concat([t, t]), {},
     "attention: '经济增长' is there more than once for '二道区'; choose rows, or draw one "
     "panel each (small_multiples)."),
    ("attention", lambda t: t, {"colours": {"二道区": "#004488"}},
     "colours names no colour for 南关区, 绿园区."),
    ("attention", lambda t: t.assign(share=np.nan), {},
     "attention: column 'share' holds nan, which cannot be drawn."),
    ("top_terms", lambda t: t, {"value": "朝阳区"},
     "top_terms: no district is '朝阳区'. There are: 二道区, 绿园区, 南关区."),
    ("topic_terms", lambda t: t, {"topic": None},
     "topic_terms draws one group, and '就业' is there more than once; choose with topic=."),
    ("mentions", lambda t: t, {"scale": "order"},
     'scale must be "rank" or "position", not \'order\'.'),
    ("mentions", lambda t: t.assign(rank=np.nan), {},
     "mentions: no theme has a rank, so there is nothing to draw."),
    ("keyness", lambda t: t.assign(lrc=0.0), {},
     "keyness: lrc is 0 for every term, so no side is marked."),
    ("log_odds", lambda t: t.head(1).assign(n_target=0, n_reference=0), {},
     "log_odds: '高质量发展' occurs on neither side; leave it out."),
    ("similarity", lambda t: t.assign(row_b=t["row_a"]), {},
     "similarity: the table pairs no two different texts."),
    ("cloud", lambda t: t.assign(count=0), {},
     "cloud: no count is above 0, so there is nothing to draw."),
    ("cloud", lambda t: t, {"width": 20, "height": 8},
     "cloud: 45 words do not fit at a readable size; draw fewer (n=) or make the figure larger "
     "(width=, height=)."),
]  # fmt: skip


@pytest.mark.parametrize(("name", "change", "options", "message"), REFUSED)
def test_refusals_say_what_is_wrong(name, change, options, message):
    with pytest.raises(ValueError) as error:
        draw.FIGURES[name](change(TABLES[name]), **{**OPTIONS.get(name, {}), **options})
    assert str(error.value) == message


# Cloud: words are outlines, so what they cover is known exactly.


@pytest.mark.parametrize("seed", [0, 1, 7])
def test_words_of_a_cloud_neither_overlap_nor_leave_the_axes(seed):
    ax = draw.cloud(TABLES["cloud"], seed=seed)
    boxes = [patch.get_path().get_extents() for patch in ax.patches]
    assert len(boxes) == len(TERMS)
    inked = np.zeros(0)
    for patch in ax.patches:  # each word alone on the page: no pixel is anyone else's
        for other in ax.patches:
            other.set_visible(other is patch)
        canvas = FigureCanvasAgg(ax.figure)
        canvas.draw()
        ink = np.asarray(canvas.buffer_rgba())[..., 0] < 250
        inked = inked + ink if inked.size else ink.astype(int)
    assert inked.max() == 1
    right, bottom = ax.get_xlim()[1], ax.get_ylim()[0]
    assert min(min(box.x0, box.y0) for box in boxes) >= 0
    assert max(box.x1 for box in boxes) <= right
    assert max(box.y1 for box in boxes) <= bottom


def test_the_area_of_a_word_goes_with_its_weight():
    table = pd.DataFrame({"term": ["产业", "企业"], "count": [400, 100]})
    heights = [patch.get_path().get_extents().height for patch in draw.cloud(table).patches]
    assert heights[0] / heights[1] == pytest.approx(2, rel=0.08)


def test_seed_decides_the_cloud(tmp_path):
    bytes_of = [
        draw.save_figure(draw.cloud(TABLES["cloud"], seed=seed), tmp_path / "a", ["png"])[0]
        .read_bytes() for seed in (0, 0, 1)
    ]  # fmt: skip
    assert bytes_of[0] == bytes_of[1] != bytes_of[2]


# What the figures say.


def test_attention_is_drawn_in_per_cent_largest_first():
    table = pd.DataFrame({"district": "二道区", "theme": ["民生", "产业"], "share": [0.125, 0.25]})
    ax = draw.attention(table.assign(low=[0.1, np.nan], high=[0.15, np.nan]))
    assert [label.get_text() for label in ax.get_yticklabels()] == ["产业", "民生"]
    dots = [line for line in ax.lines if len(line.get_xdata()) == 1 and line.get_marker() == "o"]
    assert [float(dot.get_xdata()[0]) for dot in dots] == [25.0, 12.5]
    # no interval: the dot is hollow
    assert [dot.get_markerfacecolor() for dot in dots] == ["white", "#004488"]


def test_similarity_shows_a_triangle_unless_the_two_directions_differ():
    table = pd.DataFrame({"row_a": list("甲甲乙"), "row_b": list("乙丙丙")})
    table["similarity"] = [0.1, 0.2, 0.3]
    mirrored = table.rename(columns={"row_a": "row_b", "row_b": "row_a"})
    cells = [
        len(draw.similarity(pd.concat([table, other])).patches)
        for other in (table.head(0), mirrored, mirrored.assign(similarity=0.9))
    ]
    assert cells == [3, 3, 6]


def test_zeros_of_removed_lines_stay_blank():
    table = pd.DataFrame({"document": ["甲", "乙"], "rule": "导航", "n_lines": [3, 0]})
    ax = draw.removed_lines(table)
    assert sorted(text.get_text() for text in ax.texts) == ["0", "3", "3", "3", "3"]  # 0 is a total
    assert len(ax.patches) == 1


def test_a_colour_stays_with_its_district():
    few = draw.attention(
        TABLES["attention"][lambda t: t["district"] != "绿园区"],
        colours={"绿园区": "#DDAA33", "二道区": "#004488", "南关区": "#BB5566"},
    )
    handles, names = few.get_legend_handles_labels()
    assert dict(zip(names, [handle.get_color() for handle in handles], strict=True)) == {
        "二道区": "#004488", "南关区": "#BB5566",
    }  # fmt: skip


def test_five_documents_and_their_themes_fit_a_narrow_column():
    table = pd.concat([TABLES["mentions"].head(10).assign(district=name) for name in DOCUMENTS])
    for lang, labels in (("zh", None), ("en", ENGLISH)):
        assert faults(draw.mentions(table, width=85, lang=lang, labels=labels).figure) == []


def test_a_theme_keeps_its_colour():
    colours = {theme: f"#{at}{at}6600" for at, theme in enumerate(THEMES)}
    ax = draw.mentions(TABLES["mentions"], highlight=[THEMES[4], THEMES[2]], colours=colours)
    assert {line.get_color() for line in ax.lines} >= {"#446600", "#226600"}
    with pytest.raises(ValueError, match=r"^colours names no colour for 营商环境\.$"):
        draw.mentions(TABLES["mentions"], highlight=[THEMES[2]], colours={THEMES[4]: "#446600"})


def test_a_legend_begins_above_the_row_labels_where_that_saves_lines():
    names = [f"{name}（未来五年总体规划）" for name in DISTRICTS]
    table = TABLES["attention"].assign(theme=TABLES["attention"]["theme"] + "和其他几个方面")
    table["district"] = table["district"].map(dict(zip(DISTRICTS, names, strict=True)))
    ax = draw.attention(table, width=100)
    box = ax.get_legend().get_window_extent()
    assert 0 <= box.x0 < ax.get_window_extent().x0 - 10
    assert box.x1 <= ax.figure.bbox.width


def test_panels_share_scale_rows_and_colours():
    table = pd.concat([
        TABLES["commitment"].assign(part="目标").head(6),
        TABLES["commitment"].assign(part="任务").iloc[::-1],
    ])  # fmt: skip
    page = draw.small_multiples(table, "part", "commitment", order=["任务", "目标"], columns=2)
    assert [ax.get_title(loc="left") for ax in page.axes] == ["任务", "目标"]
    assert len({ax.get_xlim() for ax in page.axes}) == 1
    assert {tuple(ax.get_ylim()) for ax in page.axes} == {(3.55, -0.55)}
    assert [text.get_text() for text in page.legends[0].get_texts()] == [
        "二道区",
        "南关区",
        "绿园区",
    ]


def test_small_multiples_refuse_what_they_do_not_know():
    table = TABLES["topic_terms"]
    with pytest.raises(ValueError) as error:
        draw.small_multiples(table, "topic", "pie")
    known = ", ".join(draw.FIGURES)
    assert str(error.value) == f"draw='pie' is no figure. There are: {known}."
    with pytest.raises(ValueError) as error:
        draw.small_multiples(table, "topic", "topic_terms", options={"colors": "red"})
    assert str(error.value) == (
        "options holds 'colors'; topic_terms takes topic, n, measure, colour. "
        "Language, labels and size are arguments of small_multiples itself."
    )


def test_a_figure_fits_into_axes_made_elsewhere():
    from matplotlib.figure import Figure

    ax = Figure(figsize=(6, 4), layout="constrained").add_subplot()
    assert draw.attention(TABLES["attention"], ax) is ax
    assert {text.get_fontfamily()[0] for text in texts_of(ax.figure)} == {"Noto Sans SC"}
    assert faults(ax.figure) == []
