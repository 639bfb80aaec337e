"""The gallery has every chart, and each as it should be; every chart under hard conditions."""

import importlib.util
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import textkit as tk
from textkit import clean, draw
from textkit.draw.rules import RULES

ROOT = Path(__file__).parents[1]
SPEC = importlib.util.spec_from_file_location("make_gallery", ROOT / "docs" / "make_gallery.py")
gallery = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(gallery)

LONG = {
    "zh": "城镇居民和农村居民人均可支配收入与地区生产总值同步增长的指标之",
    "en": "Disposable income of urban and rural residents per head, growing with GDP, indicator ",
}
# The column that names the rows, for charts whose rows are as many as the table has.
ROWS = {
    "frequencies": "term", "top_terms": "term", "topic_terms": "term", "attention": "theme",
    "attention_gaps": "theme", "commitment": "grade", "firmness": "theme", "prevalence": "label",
    "parts": "document", "removed_lines": "rule", "targets": "indicator",
    "promise_and_achievement": "indicator_promise",
}  # fmt: skip


def table_of(name):
    code = next(code for entry, _, code in gallery.ENTRIES if entry == name)
    given = {"pd": pd, "tk": tk}
    exec(code, given)
    return given["table"]


def many_rows(name, n, lang):
    """The gallery's first row n times over, each with a long name of its own."""
    table = table_of(name).head(1)
    if name == "prevalence":
        table = table.assign(label="")
    rows = pd.concat([table] * n, ignore_index=True)
    rows[ROWS[name]] = [f"{LONG[lang]}{at + 1}" for at in range(n)]
    for column in ("rank", "topic"):
        if column in rows and (name == "prevalence" or column == "rank"):
            rows[column] = range(1, n + 1)
    return rows


def test_every_chart_has_an_entry_and_every_entry_an_image(tmp_path):
    every = [name for name, _, _ in gallery.ENTRIES]
    assert set(draw.FIGURES) <= set(every)
    assert len(every) == len(set(every))
    shown = gallery.make_gallery(tmp_path, gallery.ENTRIES[-2:])  # the others are drawn below
    page = (tmp_path / "gallery.md").read_text(encoding="utf-8")
    for name in shown:
        assert f"(gallery/{name}.png)" in page
        assert (tmp_path / "gallery" / f"{name}.png").is_file()


@pytest.mark.parametrize("name", [name for name, _, _ in gallery.ENTRIES])
def test_nothing_in_the_gallery_is_cut_or_covered(name):
    code = next(code for entry, _, code in gallery.ENTRIES if entry == name)
    given = {"pd": pd, "tk": tk}
    exec(code, given)
    assert draw.faults(given["chart"]) == []


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("n", [1, 40])
@pytest.mark.parametrize("name", ROWS)
def test_long_names_of_one_row_and_of_forty(name, n, lang):
    options = {"n": n} if name in ("frequencies", "top_terms", "topic_terms", "targets") else {}
    assert draw.faults(draw.FIGURES[name](many_rows(name, n, lang), lang=lang, **options)) == []


def test_every_cleaning_rule_has_a_chinese_name():
    names = {rule.name for rule in clean.RULES} | {"banner", "recurring line", "blank line"}
    assert names - set(RULES) == set()
    assert len(set(RULES.values())) == len(RULES)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_forty_documents_with_long_names(lang):
    table = pd.DataFrame(
        [(f"{LONG[lang]}{at}", rule, at * size) for at in range(40)
         for rule, size in (("footer", 1), ("site menu", 30))],
        columns=["document", "rule", "n_lines"],
    )  # fmt: skip
    ax = draw.removed_lines(table, lang=lang)
    assert draw.faults(ax) == []
    # no column is as wide as its numbers: the shades speak, and the totals of the rules stay
    assert [text.get_text() for text in ax.texts] == ["24,180", "23,400", "780"]


@pytest.mark.parametrize(
    "name", [name for name in draw.FIGURES if "low" in table_of(name) and name != "targets"]
)
def test_intervals_that_are_not_there(name):
    table = table_of(name).assign(low=np.nan, high=np.nan)
    assert draw.faults(draw.FIGURES[name](table)) == []


@pytest.mark.parametrize("name", draw.FIGURES)
def test_an_empty_table_is_refused(name):
    needed = {"characters": {"a": 1}} if name == "shared_passages" else {}
    with pytest.raises(ValueError, match=rf"^{name}: .*nothing to draw\.$"):
        draw.FIGURES[name](table_of(name).head(0), **needed)
