"""Labels by hand and by program: how they are read, scored and compared."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest
from sklearn.metrics import cohen_kappa_score, precision_recall_fscore_support

import textkit as tk
from textkit.hand import read_themes
from textkit.labels import label_table, read_labels
from textkit.priorities.validation import label_by_words, label_kappa, score_labels
from textkit.tokens import Tokens

ROOT = Path(__file__).parents[1]
HAND = ROOT / "data" / "hand"
HEAD = "doc_id\tstart\ttext\tpass1\tpass2\tsettled\tnote\n"


def table(**columns):
    return pd.DataFrame({name: np.array(values, dtype=bool) for name, values in columns.items()})


# Reading


def test_labels_are_read(tmp_path):
    path = tmp_path / "gold.tsv"
    path.write_text(
        f"\ufeff# why\n\n{HEAD}a\t0\t“一”\t甲; 乙\tnone\t甲\tnote\r\n", encoding="utf-8"
    )
    rows = read_labels(path)
    assert rows.to_dict("records") == [
        {
            "doc_id": "a",
            "start": 0,
            "text": "“一”",
            "pass1": "甲; 乙",
            "pass2": "none",
            "settled": "甲",
            "note": "note",
        }
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "gold.tsv is empty. Begin it with the columns ["),
        ("a\tb\n", "gold.tsv, line 1: the columns are ['a', 'b']. Write ['doc_id', 'start',"),
        (f"{HEAD}a\t0\n", "gold.tsv, line 2: 2 cells, not 7. Part them by tabs."),
        (
            f"{HEAD}a\tx\t一\t甲\t甲\t甲\t\n",
            "gold.tsv, line 2: start is 'x'. Write a whole number from 0.",
        ),
        (
            f"{HEAD}{'a	0	一	甲	甲	甲	' + chr(10)}{'a	0	一	甲	甲	甲	'}",
            "gold.tsv, line 3: the sentence of line 2 stands here again. Keep one.",
        ),
        (
            f"{HEAD}a\t0\t一\t甲\t甲;\t甲\t\n",
            "gold.tsv, line 2: pass2 has an empty label. Write a theme or none.",
        ),
        (
            f"{HEAD}a\t0\t一\t甲\t乙\t甲\t\n",
            "gold.tsv, line 2: the passes differ and the note is empty. Say why settled so.",
        ),
    ],
)
def test_what_is_wrong_in_a_file_is_named(tmp_path, monkeypatch, content, message):
    monkeypatch.chdir(tmp_path)
    Path("gold.tsv").write_text(content, encoding="utf-8")
    with pytest.raises(ValueError) as caught:
        read_labels("gold.tsv")
    assert str(caught.value).startswith(message)


def test_no_file():
    with pytest.raises(FileNotFoundError, match=r"no file 'nowhere\.tsv'\. Check the name"):
        read_labels("nowhere.tsv")


def test_labels_that_are_no_themes():
    with pytest.raises(ValueError) as caught:
        label_table(["甲; 丙"], ["甲", "乙"])
    assert str(caught.value) == "'丙' in '甲; 丙' is no theme. Write none or ['甲', '乙']."
    with pytest.raises(ValueError) as caught:
        label_table(["甲; none"], ["甲"])
    assert str(caught.value) == "'甲; none' names a theme and none. Keep one of the two."


# Scores

GOLD = table(甲=[1, 1, 1, 0, 0, 0], 乙=[1, 0, 0, 0, 0, 0], 丙=[0, 0, 0, 0, 0, 0])
FOUND = table(甲=[1, 1, 0, 1, 0, 0], 乙=[0, 0, 0, 0, 0, 0], 丙=[0, 0, 0, 0, 0, 1])


def test_scores_worked_by_hand():
    # 甲: 2 of 3 found are right, 2 of 3 were found. 乙: nothing found of 1. 丙: 1 found, none there.
    # All: 2 of 4 found, 2 of 4 there.
    rows = score_labels(FOUND, GOLD).set_index("theme")
    assert rows["n_gold"].tolist() == [3, 1, 0, 4]
    assert rows["n_found"].tolist() == [3, 0, 1, 4]
    assert rows["n_both"].tolist() == [2, 0, 0, 2]
    np.testing.assert_allclose(rows["precision"], [2 / 3, np.nan, 0, 0.5])
    np.testing.assert_allclose(rows["recall"], [2 / 3, 0, np.nan, 0.5])
    np.testing.assert_allclose(rows["f1"], [2 / 3, 0, 0, 0.5])
    assert list(rows.index) == ["甲", "乙", "丙", "(all)"]


def pairs_of_tables():
    rows = st.lists(st.tuples(*[st.booleans()] * 6), min_size=2, max_size=25)
    return rows.map(lambda drawn: np.array(drawn, dtype=bool)).map(
        lambda cells: (table(**dict(zip("甲乙丙", cells[:, :3].T, strict=True))),
                       table(**dict(zip("甲乙丙", cells[:, 3:].T, strict=True))))
    )  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(pairs_of_tables())
def test_scores_are_those_of_scikit_learn_and_lie_in_their_intervals(tables):
    found, gold = tables
    rows = score_labels(found, gold, n_resamples=50)
    each = precision_recall_fscore_support(gold, found, average=None, zero_division=np.nan)
    whole = precision_recall_fscore_support(gold, found, average="micro", zero_division=np.nan)
    for name, theirs, last in zip(("precision", "recall", "f1"), each, whole, strict=False):
        np.testing.assert_allclose(rows[name], [*theirs, last], atol=1e-12)
        known = rows.dropna(subset=[name, f"{name}_low"])
        assert (known[f"{name}_low"] <= known[name]).all()
        assert (known[name] <= known[f"{name}_high"]).all()
    assert rows["n_gold"].tolist()[:3] == each[3].tolist()


@pytest.mark.parametrize(("hits", "n"), [(0, 4), (4, 4), (1, 4), (30, 37)])
def test_wilson_is_that_of_scipy(hits, n):
    found = table(甲=[1] * n)
    gold = table(甲=[1] * hits + [0] * (n - hits))
    row = score_labels(found, gold, n_resamples=10).iloc[0]
    theirs = binomtest(hits, n).proportion_ci(method="wilson")
    np.testing.assert_allclose(
        [row["precision_low"], row["precision_high"]], [theirs.low, theirs.high], atol=1e-12
    )


# Agreement


@settings(max_examples=25, deadline=None)
@given(pairs_of_tables())
def test_kappa_is_that_of_scikit_learn(tables):
    one, other = tables
    rows = label_kappa(one, other, n_resamples=50).set_index("theme")
    for name in one:
        if len({*one[name], *other[name]}) == 1:
            # nobody could have disagreed: there is no kappa
            assert np.isnan(rows.loc[name, "kappa"])
            continue
        theirs = cohen_kappa_score(one[name], other[name], labels=[False, True])
        np.testing.assert_allclose(rows.loc[name, "kappa"], theirs, atol=1e-12)
        assert rows.loc[name, "low"] <= rows.loc[name, "kappa"] <= rows.loc[name, "high"]
    assert label_kappa(other, one, n_resamples=50)["kappa"].equals(
        rows["kappa"].reset_index(drop=True)
    )


def test_kappa_worked_by_hand():
    # 甲: 4 of 6 agree; by chance 1/2·1/2 + 1/2·1/2 = 1/2; (2/3 - 1/2) / (1 - 1/2) = 1/3.
    rows = label_kappa(FOUND, GOLD).set_index("theme")
    np.testing.assert_allclose(rows.loc["甲", ["agreement", "kappa"]].astype(float), [2 / 3, 1 / 3])


def test_columns_in_another_order_are_the_same():
    turned = FOUND[["丙", "甲", "乙"]]
    pd.testing.assert_frame_equal(score_labels(turned, GOLD), score_labels(FOUND, GOLD))


@pytest.mark.parametrize(
    ("found", "error", "message"),
    [
        (table(甲=[1] * 6), ValueError, "the themes differ: ['甲'] and ['甲', '乙', '丙']. Give"),
        (FOUND.head(5), ValueError, "5 and 6 sentences. Give the same ones, in the same order."),
        (FOUND.astype(int), TypeError, "theme '甲' holds int64, not bool. Say True or False."),
    ],
)
@pytest.mark.parametrize("measure", [score_labels, label_kappa])
def test_tables_that_do_not_fit(measure, found, error, message):
    with pytest.raises(error) as caught:
        measure(found, GOLD)
    assert str(caught.value).startswith(message)


def test_a_theme_is_found_by_its_longest_word():
    tokens = Tokens.from_words([["平安", "银行"], ["平安"], ["天气"]])
    table = label_by_words(tokens, {"经济": ["平安银行"], "治理": ["平安"]})
    assert table.to_dict("list") == {"经济": [True, False, False], "治理": [False, True, False]}


# The sample of this project


def test_the_sample_stands_on_the_pages_and_in_its_strata():
    gold = read_labels(HAND / "gold-themes.tsv")
    sentences = tk.split(tk.read_corpus(ROOT / "data/catalog.toml"), into="sentence")
    body = sentences[sentences["kind"] == "body"].set_index(["doc_id", "start"])["text"]
    assert len(gold) == 200
    assert (body[pd.MultiIndex.from_frame(gold[["doc_id", "start"]])] == gold["text"].values).all()
    exact = body.groupby("doc_id").size() * 200 / len(body)
    assert (gold.groupby("doc_id").size() - exact).abs().max() < 1


def test_the_sample_is_what_the_seed_draws():
    gold = read_labels(HAND / "gold-themes.tsv")
    sentences = tk.split(tk.read_corpus(ROOT / "data/catalog.toml"), into="sentence")
    body = sentences[sentences["kind"] == "body"].sort_values(["doc_id", "start"])
    random = np.random.default_rng(20261128)
    drawn = []
    for name, rows in body.groupby("doc_id"):
        size = int((gold["doc_id"] == name).sum())
        places = np.sort(random.choice(len(rows), size, replace=False))
        drawn += rows["start"].to_numpy()[places].tolist()
    assert drawn == gold["start"].tolist()


def test_the_dictionary_is_measured_by_the_sample():
    themes = read_themes(HAND / "themes.toml")
    gold = read_labels(HAND / "gold-themes.tsv")
    tokens = tk.Segmenter(lexicon=HAND / "lexicon.tsv").segment(gold[["doc_id", "start", "text"]])
    passes = [label_table(gold[name], themes) for name in ("pass1", "pass2", "settled")]
    agreement = label_kappa(passes[0], passes[1])
    scores = score_labels(label_by_words(tokens, themes), passes[2])
    print(agreement.round(3).to_string(), scores.round(3).to_string(), sep="\n")
    # No bar to clear: the sample measures the dictionary, which is not tuned to it. What has to
    # hold is that labels settled differ from both passes only where these differ.
    same = gold["pass1"] == gold["pass2"]
    assert (gold.loc[same, "settled"] == gold.loc[same, "pass1"]).all()
    assert scores["n_gold"].iloc[:-1].min() >= 15
    assert scores["theme"].tolist() == [*themes, "(all)"]
