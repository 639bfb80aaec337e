"""Targets, promises and curves as figures."""

import itertools

import numpy as np
import pandas as pd
import pytest

from textkit import draw
from textkit.draw.targets import amount

ROWS = pd.DataFrame(
    {
        "district": ["二道区", "二道区", "南关区", "绿园区"],
        "indicator": ["城镇就业", "城镇就业", "地区生产总值", "财政收入"],
        "low": [45000.0, 9000.0, 7.0, np.nan],
        "high": [45000.0, 9000.0, 7.5, np.nan],
        "unit": ["人", "人", "%", np.nan],
        "qualifier": ["以上", np.nan, "区间", "同步"],
        "target_year": [2026, np.nan, 2022, 2025],
        "commitment": ["确保", "力争", np.nan, "推进"],
    }
)
CURVE = pd.DataFrame(
    {"term": ["改革"] * 3, "year": [2020, 2021, 2023], "per_10k": [5.0, np.nan, 8.0],
     "low": [3.0, np.nan, 6.0], "high": [7.0, np.nan, 10.0]}
)  # fmt: skip
BOTH = pd.DataFrame(
    {"indicator_promise": ["就业", "投资"], "target_year_promise": [2022, np.nan], "unit": ["人", "元"],
     "yearly_promise": [8000.0, 1.4e10], "yearly_achievement": [14600.0, 1.244e10]}
)  # fmt: skip


def saved(axes, path):
    return [file.stat().st_size for file in draw.save_figure(axes, path)]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_target_is_written_as_a_reader_would(lang, tmp_path):
    axes = draw.targets(ROWS, lang=lang)
    said = [text.get_text() for text in axes.texts]
    # rows of an indicator stand together, what has no year first
    assert said == (
        ["9,000人", "4.5万人以上", "7—7.5%", "同步"]
        if lang == "zh"
        else ["9,000 people", "at least 45,000 people", "7—7.5%", "in step"]
    )
    assert all(saved(axes, tmp_path / "t"))


def test_marks_are_filled_by_firmness_and_stand_at_their_year():
    axes = draw.targets(ROWS)
    marks = [line for line in axes.lines if len(line.get_xdata()) == 1]
    at = {line.get_ydata()[0]: (line.get_xdata()[0], line.get_fillstyle()) for line in marks}
    assert at[1] == (2026, "full")
    assert at[2] == (2022, "full")
    assert at[3] == (2025, "left")
    assert at[0][1] == "none"
    assert at[0][0] < 2022


def test_no_text_runs_out_of_the_page_or_into_another():
    many = pd.concat([ROWS.assign(indicator=ROWS["indicator"] + str(n)) for n in range(10)])
    for lang in ("zh", "en"):
        axes = draw.targets(many, lang=lang)
        page = axes.get_figure(root=True)
        page.draw_without_rendering()
        boxes = [text.get_window_extent() for text in axes.texts]
        assert max(box.x1 for box in boxes) <= page.bbox.width
        for one, other in itertools.pairwise(boxes):
            assert not one.overlaps(other)


def test_without_any_year_there_is_one_column():
    axes = draw.targets(ROWS.assign(target_year=np.nan))
    assert [text.get_text() for text in axes.get_xticklabels()] == ["未注明"]


def test_promises_are_multiples_of_what_was_done(tmp_path):
    axes = draw.promise_and_achievement(BOTH)
    dots = next(line for line in axes.lines if line.get_marker() == "o")
    np.testing.assert_allclose(2 ** dots.get_xdata(), [8000 / 14600, 1.4e10 / 1.244e10])
    assert [text.get_text() for text in axes.get_yticklabels()] == ["就业 2022", "投资"]
    assert all(saved(axes, tmp_path / "p"))


def test_a_promise_from_nothing_has_no_multiple():
    with pytest.raises(
        ValueError, match=r"^promise_and_achievement: both yearly values must be above 0"
    ):
        draw.promise_and_achievement(BOTH.assign(yearly_achievement=0))


def test_a_curve_has_a_gap_where_there_is_no_word(tmp_path):
    axes = draw.curves(CURVE)
    line = next(line for line in axes.lines if len(line.get_xdata()) == 3)
    assert np.isnan(line.get_ydata()[1])
    assert axes.get_ylim()[0] == 0
    assert all(saved(axes, tmp_path / "c"))


def test_curves_in_panels_and_together(tmp_path):
    two = pd.concat([CURVE, CURVE.assign(term="开放", per_10k=CURVE["per_10k"] / 2)])
    assert len(draw.curves(two).get_legend().get_texts()) == 2
    page = draw.small_multiples(two, "term", "curves", options={"by": "year"})
    assert all(saved(page, tmp_path / "m"))


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: draw.curves(pd.concat([CURVE, CURVE])), "curves: 改革 is there twice for 2020."),
        (lambda: draw.targets(ROWS.head(0)),
         "targets: the table has no rows, so there is nothing to draw."),
        (lambda: draw.targets(ROWS, lang="de"), 'lang must be "zh" or "en", not \'de\'.'),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_said(call, said):
    with pytest.raises(ValueError) as caught:
        call()
    assert str(caught.value) == said


@pytest.mark.parametrize(
    ("low", "high", "unit", "qualifier", "lang", "said"),
    [
        (45000, 45000, "人", "", "zh", "4.5万人"),
        (7e11, 9e11, "元", "区间", "zh", "7,000—9,000亿元"),
        (7e11, 9e11, "元", "区间", "en", "700—900 bn yuan"),
        (9999, 9999, "个", "左右", "en", "about 9,999"),  # a measure word says nothing
        (np.nan, np.nan, "", "同步", "en", "in step"),
        (-3, -3, "%", "", "zh", "-3%"),
        (12345, 12345, "%", "", "zh", "12,345%"),
        (9999, 10000, "个", "左右", "zh", "9,999—1万个左右"),
    ],
)
def test_amounts(low, high, unit, qualifier, lang, said):
    row = {"low": low, "high": high, "unit": unit, "qualifier": qualifier}
    assert amount(row, lang) == said
