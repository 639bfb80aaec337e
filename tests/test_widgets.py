"""Controls in a notebook: what they choose, what is escaped, and what stands without ipywidgets."""

import sys

import pytest

import textkit as tk
from textkit.widgets import explore_concordance, explore_keyness, explore_topics

WORDS = [["道路", "<b>", "交通"], ["学校", "教育", "学校"]] * 4


@pytest.fixture
def tokens():
    made = tk.Tokens.from_words(WORDS).keep()
    made.passages["district"] = ["甲", "乙"] * 4
    return made


@pytest.fixture
def matrix(tokens):
    return tokens.counts()


def test_a_choice_changes_the_table_and_the_rest_stays(tokens):
    shown = explore_concordance(tokens, "教育", window=10)
    assert shown.table["before"].tolist() == ["学校"] * 4
    assert shown.choose(term="道路")["after"].tolist() == ["<b>交通"] * 4
    assert shown.choice == {"term": "道路", "window": 10}


def test_cells_are_escaped(tokens):
    page = explore_concordance(tokens, "道路")._repr_html_()
    assert "&lt;b&gt;交通" in page
    assert "<b>" not in page
    assert "<script>" not in explore_concordance(tokens, "<script>")._repr_html_()


def test_keyness_is_the_one_of_the_library(matrix):
    shown = explore_keyness(matrix, "district", measure="log_ratio")
    shown.choose(target="乙", reference="甲")
    expected = tk.keyness(
        matrix, {"district": "乙"}, {"district": "甲"}, measure="log_ratio", min_count=3
    )
    assert shown.table.equals(expected)


def test_a_wrong_choice_is_told_and_changes_nothing(matrix, tokens):
    shown = explore_keyness(matrix, "district")
    before = shown.table
    with pytest.raises(ValueError) as caught:
        shown.choose(reference="甲")
    assert str(caught.value) == "district '甲' is on both sides. Choose another reference."
    assert shown.table is before
    assert shown.choice["reference"] is None
    with pytest.raises(KeyError, match=r"no control 'year'. There are: target, reference\."):
        shown.choose(year=2020)
    with pytest.raises(KeyError, match=r"'year' is no document variable\. There are: "):
        explore_keyness(matrix, "year")
    tokens.passages["district"] = "甲"
    with pytest.raises(ValueError, match="district has 1 values; two are needed"):
        explore_keyness(tokens.counts(), "district")


def test_topics_one_by_one(matrix):
    shown = explore_topics(tk.fit_topics(matrix, 2, seed=1), n=2)
    assert shown.choose(topic=2)["topic"].tolist() == [2, 2]


def test_with_ipywidgets_a_control_redraws(tokens):
    pytest.importorskip("ipywidgets")
    box = explore_concordance(tokens, "教育").build()
    controls, view = box.children
    assert "学校" in view.value
    controls.children[0].value = "道路"
    assert "交通" in view.value
    controls.children[0].value = ""
    assert view.value.startswith("<p role='alert'>")


def test_without_ipywidgets_the_table_is_shown(tokens, monkeypatch, capsys):
    pytest.importorskip("IPython")
    monkeypatch.setitem(sys.modules, "ipywidgets", None)  # importing it is an ImportError now
    shown = explore_concordance(tokens, "教育")
    assert shown.build() is None
    shown._ipython_display_()
    assert "IPython.core.display.HTML" in capsys.readouterr().out
    assert "<table" in shown._repr_html_()
