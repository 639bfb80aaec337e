"""Lines over years and lags: what stands on the page is what the table says."""

import re

import numpy as np
import pandas as pd
import pytest

from textkit import draw
from textkit.draw import levels

YEARS = pd.DataFrame(
    {"level": ["province"] * 3 + ["prefecture"] * 3, "year": [2018, 2019, 2020] * 2,
     "mean": [0.4, 0.3, 0.2, 0.9, 0.8, 0.7]}
)  # fmt: skip
YEARS = YEARS.assign(low=YEARS["mean"] - 0.1, high=YEARS["mean"] + 0.1)
LAGS = YEARS.assign(lag=[-1, 0, 1] * 2).drop(columns="year")
PATHS = pd.DataFrame(
    {"place": ["西藏自治区", "上海市", "江苏省", "国务院"] * 2, "level": ["p", "p", "p", "state"] * 2,
     "year": [2018] * 4 + [2019] * 4, "middle": [10, 6.5, 7, 6.5, 10, 6.25, np.nan, 6.25],
     "apart": [True, *[False] * 7]}
)  # fmt: skip


def lines(ax):
    return {tuple(map(float, line.get_ydata())) for line in ax.lines if len(line.get_ydata())}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("function", "table"),
    [
        (levels.amplification, YEARS),
        (levels.adoption_by_lag, LAGS),
        (levels.target_paths, PATHS),
    ],
)
def test_it_is_saved_in_both_languages(function, table, lang, tmp_path):
    ax = function(table, lang=lang)
    written = draw.save_figure(ax, tmp_path / "figure", formats=["svg"])
    again = draw.save_figure(function(table, lang=lang), tmp_path / "again", formats=["svg"])
    assert written[0].read_bytes() == again[0].read_bytes()


def test_lines_are_the_means_of_the_table():
    assert {(0.4, 0.3, 0.2), (0.9, 0.8, 0.7)} <= lines(levels.amplification(YEARS))
    drawn = lines(levels.adoption_by_lag(LAGS))
    assert any(np.allclose(one, [40, 30, 20]) for one in drawn)


def test_a_missing_year_parts_the_line():
    drawn = levels.amplification(YEARS[YEARS["year"] != 2019])
    middle = [line.get_ydata()[1] for line in drawn.lines if len(line.get_ydata()) == 3]
    assert len(middle) == 2
    assert np.isnan(middle).all()


def test_a_level_keeps_its_colour_and_a_panel_has_no_legend():
    colours = {"prefecture": "#DDAA33", "province": "#004488"}
    drawn = levels.amplification(YEARS, colours=colours, legend=False)
    assert drawn.get_legend() is None
    by_first = {
        line.get_ydata()[0]: line.get_color() for line in drawn.lines if len(line.get_ydata())
    }
    assert (by_first[0.4], by_first[0.9]) == ("#004488", "#DDAA33")


def test_paths_are_median_dots_and_the_state():
    ax = levels.target_paths(PATHS)
    # the median of three, then of two: the place without a target counts for nothing
    assert {(7.0, 8.125), (6.5, 6.25), (10.0, 6.5, 7.0, 10.0, 6.25)} <= lines(ax)
    assert [one.get_text() for one in ax.texts] == ["西藏自治区"]


def test_refusals():
    with pytest.raises(ValueError, match="lacks the column 'high'"):
        levels.amplification(YEARS.drop(columns="high"))
    message = "target_paths: no place has a target, so there is nothing to draw."
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        levels.target_paths(PATHS[PATHS["level"] == "state"])
    many = pd.concat([YEARS.assign(level=f"level {n}") for n in range(6)])
    with pytest.raises(ValueError, match=r"^amplification: 6 groups for 5 kinds of line\.$"):
        levels.amplification(many)
    with pytest.raises(ValueError, match="lang"):
        levels.target_paths(PATHS, lang="de")
