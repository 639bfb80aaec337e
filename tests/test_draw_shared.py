"""The figure of two texts and what they share."""

import itertools

import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from textkit import draw

TEXTS = ["打造1个绿色园区、5个绿色工厂、10个绿色车间", "幸福社区覆盖率达到80", "现代化\n生态体系"]
LONG = "确保受污染耕地和地块安全利用率达到100，" * 6


def table(n=14):
    rows = [
        ("甲", 150 * at, 150 * at + 22, [*TEXTS, LONG][at % 4], "乙", 2000 - 130 * at,
         2020 - 130 * at, 20 - at, 1 - at / 20)
        for at in range(n)
    ]  # fmt: skip
    names = ["doc_id", "start", "end", "text", "other_doc_id", "other_start", "other_end", "length",
             "weight"]  # fmt: skip
    return pd.DataFrame(rows, columns=names)


def texts_of(page):
    FigureCanvasAgg(page).draw()
    return [text for text in page.findobj(Text) if text.get_visible() and text.get_text().strip()]


@pytest.mark.parametrize("options", [{}, {"width": "single"}, {"n": 5}, {"height": 120}, {"n": 0}])
def test_no_text_is_cut_or_covered(options):
    page = draw.shared_passages(table(), characters={"甲": 2400, "乙": 2600}, **options).figure
    shown = texts_of(page)
    renderer = FigureCanvasAgg(page).get_renderer()
    boxes = [text.get_window_extent(renderer) for text in shown]
    assert len(shown) == min(options.get("n", 20), 14) + 2
    for box in boxes:
        assert box.x0 >= -0.5
        assert box.y0 >= -0.5
        assert box.x1 <= page.bbox.width + 0.5
        assert box.y1 <= page.bbox.height + 0.5
    for a, b in itertools.combinations(boxes, 2):
        wide, high = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
        assert wide <= 0.3 or high <= 0.3


def test_bands_join_the_offsets_and_are_darker_where_heavier():
    bars, bands = [], []
    for patch in draw.shared_passages(table(3), characters={"甲": 500}).patches:
        (bars if patch.get_alpha() is None else bands).append(patch)
    assert [bar.get_xy()[:, 1].max() for bar in bars] == [500, 2020]
    for band, row in zip(bands, table(3).to_dict("records"), strict=True):
        heights = set(band.get_xy()[:, 1])
        assert heights == {row["start"], row["end"], row["other_start"], row["other_end"]}
    assert [band.get_alpha() for band in bands] == pytest.approx([0.75, 0.72, 0.69])


def test_the_heaviest_are_written_in_the_order_of_the_text():
    shown = [text.get_text() for text in texts_of(draw.shared_passages(table(), n=3).figure)]
    assert [text for text in shown if text not in ("甲", "乙")] == [
        TEXTS[0], TEXTS[1], "现代化生态体系",
    ]  # fmt: skip


def test_names_are_translated():
    axes = draw.shared_passages(table(), lang="en", labels={"甲": "Report", "乙": "Plan"})
    assert [text.get_text() for text in axes.get_xticklabels()] == ["Report", "Plan"]


def test_the_two_texts_can_be_named():
    more = pd.concat([table(3).assign(other_doc_id="丙"), table(2)])
    axes = draw.shared_passages(more, document="甲", other="乙")
    assert len(axes.patches) == 2 + 2
    assert len(draw.shared_passages(more).patches) == 2 + 3


REFUSED = [
    (table(2).drop(columns="text"), {},
     "the table for shared_passages lacks the column 'text'. It has: 'doc_id', 'start', 'end', "
     "'other_doc_id', 'other_start', 'other_end', 'length', 'weight'."),
    (table(0), {}, "shared_passages: the table has no rows, so there is nothing to draw."),
    (table(2), {"other": "丁"},
     "shared_passages: no row of the table says what 甲 shares with 丁."),
    (table(2), {"document": "丁"},
     "shared_passages: no row of the table says what 丁 shares with any other."),
    (table(2), {"n": -1}, "n must not be negative, but is -1."),
    (table(2), {"lang": "de"}, 'lang must be "zh" or "en", not \'de\'.'),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "options", "message"), REFUSED)
def test_what_cannot_be_drawn_is_refused(rows, options, message):
    with pytest.raises(ValueError) as error:
        draw.shared_passages(rows, **options)
    assert str(error.value) == message
