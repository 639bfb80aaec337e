"""The picture of a specification curve: every estimate, every choice, nothing cut or covered."""

import io
import itertools
import re

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from textkit import draw
from textkit.robustness import Estimate, specify

CHOICES = {
    "hmm": [True, False],
    "lexicon": ["own", "none"],
    "stopwords": ["built-in", "built-in and own", "none"],
    "denominator": ["tokens", "characters", "passages", "sentences", "headings", "matches"],
    "scope": ["zh", "none"],
}
ALONE = {
    "engine": ["auto", "jieba"],
    "themes": ["full", "seeded topics", *(f"without 词{n}" for n in range(26))],
    "sample": ["all", *(f"half {n}" for n in range(10))],
    "draw": ["passages", "documents"],
}


def answer(choice):
    random = np.random.default_rng([len(str(value)) for value in choice.values()])
    if choice["draw"] == "documents":
        return Estimate(0.3)
    middle = 0.35 + 0.3 * random.standard_normal() * (choice["denominator"] != "tokens")
    half = 0.1 + 0.4 * random.random()
    return Estimate(middle, middle - half, middle + half)


TABLE = specify({"gap": answer}, CHOICES, alone=ALONE)
SMALL = specify(
    {"gap": answer}, {"hmm": [True, False]}, alone={"denominator": ["tokens"], "draw": ["passages"]}
)


def shown(page):
    """The texts drawn; ticks beyond the view exist, but are not."""
    FigureCanvasAgg(page).draw()
    drawn, ticks = set(), set()
    for axis in (axis for ax in page.axes for axis in (ax.xaxis, ax.yaxis)):
        ticks |= {label for tick in axis.get_major_ticks() for label in (tick.label1, tick.label2)}
        drawn |= {label for tick in axis._update_ticks() for label in (tick.label1, tick.label2)}
    return [
        text for text in page.findobj(Text)
        if text.get_visible() and text.get_text().strip() and (text in drawn or text not in ticks)
    ]  # fmt: skip


def faults(page):
    renderer = FigureCanvasAgg(page).get_renderer()
    boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in shown(page)]
    found = [
        f"{text!r} is cut" for text, box in boxes
        if min(box.x0, box.y0) < -0.5 or box.x1 > page.bbox.width + 0.5
        or box.y1 > page.bbox.height + 0.5
    ]  # fmt: skip
    for (one, a), (other, b) in itertools.combinations(boxes, 2):
        if min(a.x1, b.x1) - max(a.x0, b.x0) > 0.3 and min(a.y1, b.y1) - max(a.y0, b.y0) > 0.3:
            found.append(f"{one!r} covers {other!r}")
    return found


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", ["single", "double"])
@pytest.mark.parametrize("table", [TABLE, SMALL, TABLE.head(40)], ids=["large", "small", "middle"])
def test_no_text_is_cut_covered_or_in_the_wrong_language(table, width, lang):
    page = draw.specification_curve(table, lang=lang, width=width).figure
    assert faults(page) == []
    if lang == "en":
        assert [t for t in map(Text.get_text, shown(page)) if re.search("[⺀-鿿]", t)] == []


def test_every_specification_has_one_dot_in_each_choice():
    axes = draw.specification_curve(TABLE)
    rows = [text.get_text().replace("\n", "") for text in axes.get_yticklabels()][1:]
    assert rows == [
        "新词识别（HMM）：用", "不用", "自备词表：用", "不用", "停用词：内置", "内置和自备", "不去",
        "分母：词", "字", "段", "句", "标题", "主题词", "否定与名称：剔除", "计入",
        "分词程序：编译", "jieba", "主题词典：完整", "种子主题", "去掉一词（26）",
        "样本：全部", "随机一半（10）", "重抽单位：文段", "文件",
    ]  # fmt: skip
    dots = np.zeros((len(rows), len(TABLE)))
    for line in axes.lines:
        heights = np.unique(line.get_ydata())
        if line.get_marker() == "o" and len(heights) == 1 and heights[0] >= 0:
            dots[int(heights[0]), np.asarray(line.get_xdata(), dtype=int)] += 1
    firsts = [0, 2, 4, 7, 13, 15, 17, 20, 22, 24]
    for one, after in itertools.pairwise(firsts):
        assert (dots[one:after].sum(axis=0) == 1).all()


def test_estimates_rise_and_the_base_is_marked():
    axes = draw.specification_curve(TABLE)
    ordered = TABLE.sort_values(["estimate", "specification"], ignore_index=True)
    (base,) = np.flatnonzero(ordered["is_base"])
    diamond = next(
        line for line in axes.lines if line.get_marker() == "D" and len(line.get_xdata())
    )
    assert diamond.get_xdata().tolist() == [base]
    heights = {}
    for line in axes.lines:
        if line.get_marker() in ("o", "D") and len(line.get_ydata()) and line.get_ydata()[0] < 0:
            heights |= dict(zip(line.get_xdata(), line.get_ydata(), strict=True))
    curve = [heights[n] for n in range(len(TABLE))]
    assert np.all(np.diff(curve) <= 1e-12)  # rows run downwards, so larger is less


def test_the_line_below_counts_what_survives():
    axes = draw.specification_curve(TABLE, lang="en")
    alive = int((TABLE["survives"] == True).sum())  # noqa: E712 - missing is neither
    assert axes.get_xlabel().replace("\n", " ") == (
        f"{len(TABLE)} specifications in order of their estimate; "
        f"of {len(TABLE) - 1} that can be tested, {alive} survive"
    )


def test_labels_rename_and_the_legend_says_what_there_is():
    axes = draw.specification_curve(
        SMALL, labels={"hmm": "隐马尔可夫", "gap": "差距"}, y_label="gap"
    )
    assert [text.get_text() for text in axes.get_yticklabels()] == [
        "差距",
        "隐马尔可夫：用",
        "不用",
    ]
    legend = [text.get_text() for text in axes.get_legend().get_texts()]
    assert legend[-1] == "本研究的设定"
    assert "无区间" not in legend
    whole = draw.specification_curve(TABLE).get_legend().get_texts()
    assert [text.get_text() for text in whole] == [
        "成立", "区间含 0", "方向相反", "无区间", "本研究的设定",
    ]  # fmt: skip


def test_choices_nobody_foresaw_are_named_as_they_are():
    table = specify(
        {"it": lambda choice: Estimate(1, 0.5, 2)},
        {"colour": [f"red {n}" for n in range(9)] + ["blue"]},
    )
    axes = draw.specification_curve(table, lang="en")
    assert [text.get_text() for text in axes.get_yticklabels()] == [
        "Estimate", "colour: red … (9)", "blue",
    ]  # fmt: skip


def test_rows_in_any_order_and_read_back_draw_the_same(tmp_path):
    again = pd.read_csv(
        io.StringIO(TABLE.to_csv(index=False)), keep_default_na=False, na_values=[""]
    )
    pages = [
        draw.specification_curve(t) for t in (TABLE, again, TABLE.sample(frac=1, random_state=1))
    ]
    files = [draw.save_figure(page, tmp_path / str(n), ["svg"])[0] for n, page in enumerate(pages)]
    assert len({file.read_bytes() for file in files}) == 1


def test_it_can_be_drawn_on_axes_given_and_by_name():
    _, (left, right) = draw.figure(width="double", height=120, columns=2)
    assert draw.specification_curve(SMALL, left) is left
    assert draw.FIGURES["specification_curve"](SMALL, right) is right


BOTH = pd.concat([TABLE, SMALL.assign(finding="other")])
REFUSED = {
    "a column is missing": (
        lambda: draw.specification_curve(TABLE.drop(columns=["low", "varied"])),
        "the table for specification_curve lacks the columns 'varied', 'low'. It has: ",
    ),
    "no rows": (
        lambda: draw.specification_curve(TABLE.head(0)),
        "specification_curve: the table has no rows, so there is nothing to draw.",
    ),
    "several findings": (
        lambda: draw.specification_curve(BOTH),
        "specification_curve: the table has 2 findings (gap, other); name one with finding=.",
    ),
    "no such finding": (
        lambda: draw.specification_curve(BOTH, finding="lead"),
        "specification_curve: no finding is 'lead'. There are: gap, other.",
    ),
    "no such language": (
        lambda: draw.specification_curve(TABLE, lang="fr"),
        'lang must be "zh" or "en", not \'fr\'.',
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_drawn_is_refused(case):
    call, message = REFUSED[case]
    with pytest.raises(ValueError) as caught:
        call()
    assert str(caught.value).startswith(message)
