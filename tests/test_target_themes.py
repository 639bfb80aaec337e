"""Targets by theme: where the theme is read, and one mark for every target."""

import pandas as pd
import pytest

from textkit import draw
from textkit.priorities import target_themes

THEMES = {"民生": ["就业", "学校"], "生态": ["绿地", "公园"]}


def rows(*pairs):
    return pd.DataFrame(pairs, columns=["indicator", "sentence"])


def test_the_indicator_speaks_before_the_sentence():
    table = target_themes(rows(("就业", "公园、绿地和就业"), ("项目", "公园、绿地和就业")), THEMES)
    assert table["theme"].tolist() == ["民生", "生态"]
    assert table["theme_from"].tolist() == ["indicator", "sentence"]


def test_of_equally_many_words_the_first_counts():
    table = target_themes(rows(("学校和公园", ""), ("公园和学校", "")), THEMES)
    assert table["theme"].tolist() == ["民生", "生态"]


def test_without_a_word_there_is_no_theme_and_missing_text_is_no_error():
    table = target_themes(rows(("项目", "项目10个"), (None, None)), THEMES)
    assert table["theme"].tolist() == ["", ""]
    assert table["theme_from"].tolist() == ["", ""]


def test_rows_keep_their_order_index_and_columns():
    given = rows(("就业", ""), ("公园", "")).set_axis([7, 3])
    table = target_themes(given, THEMES)
    assert table.index.tolist() == [7, 3]
    assert table.columns.tolist() == ["indicator", "sentence", "theme", "theme_from"]
    assert target_themes(given.iloc[:0], THEMES).empty


def test_columns_are_asked_for():
    with pytest.raises(ValueError, match="sentence"):
        target_themes(pd.DataFrame({"indicator": []}), THEMES)


def agenda(n, **changes):
    table = pd.DataFrame({"district": ["二道区"] * n, "theme": "民生", "target_year": 2026})
    return table.assign(**{"commitment": "确保", **changes})


def marks(axes):
    lines = [line for line in axes.lines if len(line.get_xdata()) and line.get_zorder() == 3]
    return sorted(
        (float(x), float(y)) for one in lines for x, y in zip(*one.get_data(), strict=True)
    )


@pytest.mark.parametrize("n", [1, 9, 200])
@pytest.mark.parametrize("width", ["single", "double"])
def test_every_target_is_a_mark_and_no_two_stand_on_one_place(n, width, tmp_path):
    axes = draw.target_agenda(agenda(n), width=width)
    assert len(marks(axes)) == len(set(marks(axes))) == n
    assert draw.faults(axes.get_figure()) == []
    assert all(file.stat().st_size for file in draw.save_figure(axes, tmp_path / "agenda"))


def test_lanes_of_groups_and_what_has_no_theme_or_year():
    table = pd.concat(
        [agenda(2), agenda(1, district="南关区"), agenda(1, theme="", target_year=None)]
    )
    axes = draw.target_agenda(table)
    assert [one.get_text() for one in axes.get_yticklabels()] == ["民生", "", "无主题词"]
    assert [one.get_text() for one in axes.get_xticklabels()] == ["未注明", "2026"]
    numbers = [one.get_text() for one in axes.texts]
    assert numbers == ["个数", "2", "1", "1"]


def test_order_must_name_every_theme():
    with pytest.raises(ValueError, match="leaves out the theme 民生"):
        draw.target_agenda(agenda(1), order=["生态"])


def test_many_deadlines_in_a_narrow_column_stand_upright():
    table = agenda(40).assign(target_year=range(2021, 2061))
    axes = draw.target_agenda(table.head(12), width="single", lang="en")
    assert {one.get_rotation() for one in axes.get_xticklabels()} == {90.0}
    assert draw.faults(axes.get_figure()) == []
