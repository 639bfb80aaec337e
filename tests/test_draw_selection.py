"""The picture of a choice: every criterion, every tie, the reason, nothing cut or covered."""

import io
import itertools
import re

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from textkit import draw

CRITERIA = ["npmi", "heldout", "stability", "exclusivity"]


def make_table(numbers=range(2, 21), chosen=7, tied=(9, 10)):
    """A table as from choose_topics, whose last number could not be fitted."""
    rng = np.random.default_rng(0)
    table = pd.DataFrame({"n_topics": list(numbers)})
    for name, scale in zip(CRITERIA, (0.4, -6.0, 0.8, 0.9), strict=True):
        value = scale * rng.uniform(0.6, 1, len(table))
        table[name], table[f"{name}_low"], table[f"{name}_high"] = value, value - 0.05, value + 0.05
    table["best_in"] = np.where(table["n_topics"] % 3 == 1, "npmi; stability", "")
    table["tied"] = table["n_topics"].isin([chosen, *tied])
    table["proposed"] = table["n_topics"] == chosen
    table.loc[table.index[-1], [c for c in table if c.split("_")[0] in CRITERIA]] = np.nan
    return table


TABLE = make_table()


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
@pytest.mark.parametrize(
    "table",
    [TABLE, make_table([4, 5, 6], 4, ()), make_table(range(5, 105, 5), 30, range(35, 100, 5))],
)
def test_no_text_is_cut_covered_or_in_the_wrong_language(table, width, lang):
    page = draw.topic_choice(table, lang=lang, width=width).figure
    assert faults(page) == []
    if lang == "en":
        assert [t for t in map(Text.get_text, shown(page)) if re.search("[⺀-鿿]", t)] == []


def test_the_reason_is_a_sentence():
    title = draw.topic_choice(TABLE).get_title(loc="left").replace("\n", "")
    assert title == (
        "建议 7 个主题：3 项指标中有 2 项与最佳值相差不超过一个标准误（实心点）；"
        "与 9、10 并列，取其最小。"
    )
    title = draw.topic_choice(make_table(tied=()), lang="en").get_title(loc="left")
    assert title.replace("\n", " ") == (
        "Proposed: 7 topics, within one standard error of the best (filled) in 2 of 3 criteria."
    )
    torn = draw.topic_choice(make_table().assign(best_in="npmi")).get_title(loc="left")
    assert torn.replace("\n", "").endswith("取其最小；各项指标并不一致。")


def test_ties_are_filled_and_every_fitted_number_has_a_point():
    axes = draw.topic_choice(TABLE)
    dots = [line for line in axes.lines if line.get_marker() == "o"]
    for criterion in range(4):
        filled, hollow = dots[2 * criterion : 2 * criterion + 2]
        both = sorted([*filled.get_xdata(), *hollow.get_xdata()])
        assert both == list(range(2, 20))
        voted = CRITERIA[criterion] in ("npmi", "stability")
        assert filled.get_xdata().tolist() == ([4, 7, 10, 13, 16, 19] if voted else [])
    assert sorted(
        float(line.get_xdata()[0]) for line in axes.lines if line.get_linestyle() == "--"
    ) == [9, 10]
    assert axes.get_xlim() == (1.5, 20.5)


def test_the_best_value_stands_highest_and_is_written_beside_it():
    axes = draw.topic_choice(TABLE)
    notes = {text.get_text(): text.xy[1] for text in axes.texts}
    for at, name in enumerate(CRITERIA):
        most, least = TABLE[name].max(), TABLE[name].min()
        high, low = (notes[f"{v:.3g}".replace("-", "−")] for v in (most, least))
        assert at - 0.5 < high < low < at + 0.5


def test_labels_rename_and_a_measure_without_interval_is_drawn():
    table = TABLE.assign(npmi_low=np.nan, npmi_high=np.nan, exclusivity=np.nan)
    axes = draw.topic_choice(table, labels={"npmi": "一致性"})
    names = [label.get_text() for label in axes.get_yticklabels()]
    assert names[0] == "一致性"
    assert len(axes.texts) == 6


def test_rows_in_any_order_and_read_back_draw_the_same(tmp_path):
    again = pd.read_csv(io.StringIO(TABLE.to_csv(index=False)))
    pages = [draw.topic_choice(t) for t in (TABLE, again, TABLE.sample(frac=1, random_state=1))]
    files = [draw.save_figure(page, tmp_path / str(n), ["svg"])[0] for n, page in enumerate(pages)]
    assert len({file.read_bytes() for file in files}) == 1


def test_it_can_be_drawn_on_axes_given_and_by_name():
    _, (left, right) = draw.figure(width="double", height=90, columns=2)
    assert draw.topic_choice(TABLE, left) is left
    assert draw.FIGURES["topic_choice"](TABLE, right) is right
    assert faults(left.figure) == []


REFUSED = {
    "a column is missing": (
        lambda: draw.topic_choice(TABLE[["n_topics", "npmi"]]),
        "the table for topic_choice lacks the columns 'heldout', 'stability', 'exclusivity', "
        "'npmi_low', 'npmi_high', 'heldout_low', 'heldout_high', 'stability_low', "
        "'stability_high', 'exclusivity_low', 'exclusivity_high', 'best_in', 'tied', 'proposed'. "
        "It has: 'n_topics', 'npmi'.",
    ),
    "no rows": (
        lambda: draw.topic_choice(TABLE.head(0)),
        "topic_choice: the table has no rows, so there is nothing to draw.",
    ),
    "nothing fitted": (
        lambda: draw.topic_choice(TABLE.assign(stability=np.nan)),
        "topic_choice: no number of topics could be fitted, so there is nothing to draw.",
    ),
    "no such language": (
        lambda: draw.topic_choice(TABLE, lang="fr"),
        'lang must be "zh" or "en", not \'fr\'.',
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_drawn_is_refused(case):
    call, message = REFUSED[case]
    with pytest.raises(ValueError) as caught:
        call()
    assert str(caught.value) == message
