"""Differences of shares and scores of commitment, drawn: nothing cut, nothing covered."""

import io
import itertools
import re

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from textkit import draw

THEMES = {
    "经济产业": "Economy and industry", "改革开放创新": "Reform, opening and innovation",
    "自身建设": "Self-construction of government and Party", "民生福祉": "People's livelihood",
}  # fmt: skip
ENGLISH = {**THEMES, "任务": "tasks", "回顾": "review", "甲": "A", "乙": "B"}
GAPS = pd.DataFrame(
    {
        "document": "甲", "theme": list(THEMES), "difference": [0.028, 0.02, -0.018, 0.008],
        "low": [-0.003, np.nan, -0.042, -0.018], "high": [0.06, np.nan, -0.003, 0.042],
    }
)  # fmt: skip
SCORES = pd.DataFrame(
    [(name, theme, 2.5 + 0.2 * n, 2.2 + 0.2 * n, 2.9 + 0.2 * n) for n, (name, theme) in
     enumerate(itertools.product("甲乙", THEMES))],
    columns=["district", "theme", "score", "low", "high"],
)  # fmt: skip
TWO = pd.concat([GAPS, GAPS.assign(document="乙", difference=-0.01, low=-0.02, high=0.01)])
SIDES = {"target_name": "任务", "reference_name": "回顾"}
FIGURES = [
    ("attention_gaps", GAPS, SIDES),
    ("attention_gaps", TWO, {}),
    ("attention_gaps", GAPS.drop(columns="document"), {"width": "double"}),
    ("firmness", SCORES, {}),
    ("firmness", SCORES[SCORES["theme"] == "经济产业"].drop(columns="theme"), {}),
]


def shown(page):
    FigureCanvasAgg(page).draw()
    return [text for text in page.findobj(Text) if text.get_visible() and text.get_text().strip()]


def faults(page):
    renderer = FigureCanvasAgg(page).get_renderer()
    axis = page.axes[0]
    ticks = {label for tick in axis.xaxis.get_major_ticks() for label in (tick.label1, tick.label2)}
    drawn = {label for tick in axis.xaxis._update_ticks() for label in (tick.label1, tick.label2)}
    texts = [text for text in shown(page) if text not in ticks or text in drawn]
    boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in texts]
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
@pytest.mark.parametrize(("name", "table", "options"), FIGURES)
def test_no_text_is_cut_covered_or_in_the_wrong_language(name, table, options, lang):
    labels = ENGLISH if lang == "en" else None
    page = draw.FIGURES[name](table, lang=lang, labels=labels, **options).figure
    assert faults(page) == []
    if lang == "en":
        assert [t for t in map(Text.get_text, shown(page)) if re.search("[⺀-鿿]", t)] == []


def test_differences_stand_in_order_on_both_sides_of_the_line():
    axes = draw.attention_gaps(GAPS, **SIDES)
    names = [text.get_text() for text in axes.get_yticklabels()]
    assert names == ["经济产业", "改革开放创新", "民生福祉", "自身建设"]
    dots = {float(line.get_ydata()[0]): float(line.get_xdata()[0]) for line in axes.lines
            if len(line.get_xdata()) == 1}  # fmt: skip
    assert [dots[n] for n in range(4)] == pytest.approx([2.8, 2.0, 0.8, -1.8])
    low, high = axes.get_xlim()
    assert low < -4.2
    assert high > 6.0
    assert axes.get_xlabel() == "占比之差（百分点）：任务减回顾"
    assert axes.get_legend() is None


def test_scores_are_shown_where_they_lie():
    axes = draw.firmness(SCORES)
    low, high = axes.get_xlim()
    assert 2 < low < 2.2
    assert 4.3 < high < 4.5
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["乙", "甲"]


def test_a_table_read_back_draws_the_same(tmp_path):
    for name, table, options in FIGURES:
        again = pd.read_csv(io.StringIO(table.to_csv(index=False)))
        pages = [draw.FIGURES[name](one, **options) for one in (table, again)]
        files = [
            draw.save_figure(page, tmp_path / f"{n}", ["svg"])[0] for n, page in enumerate(pages)
        ]
        assert files[0].read_bytes() == files[1].read_bytes()


REFUSED = {
    "no difference": (
        lambda: draw.attention_gaps(GAPS.assign(difference=np.nan)),
        "attention_gaps: no theme has a difference, so there is nothing to draw.",
    ),
    "no score": (
        lambda: draw.firmness(SCORES.assign(score=np.nan)),
        "firmness: no group has a score, so there is nothing to draw.",
    ),
    "a column is missing": (
        lambda: draw.attention_gaps(GAPS[["theme", "difference"]]),
        "the table for attention_gaps lacks the columns 'low', 'high'. It has: 'theme', "
        "'difference'.",
    ),
    "no rows": (
        lambda: draw.firmness(SCORES.head(0)),
        "firmness: the table has no rows, so there is nothing to draw.",
    ),
    "no such language": (
        lambda: draw.attention_gaps(GAPS, lang="fr"),
        'lang must be "zh" or "en", not \'fr\'.',
    ),
    "twice": (
        lambda: draw.attention_gaps(pd.concat([GAPS, GAPS])),
        "attention_gaps: '经济产业' is there more than once for '甲'; choose rows, or draw one "
        "panel each (small_multiples).",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_drawn_is_refused(case):
    call, message = REFUSED[case]
    with pytest.raises(ValueError) as caught:
        call()
    assert str(caught.value) == message
