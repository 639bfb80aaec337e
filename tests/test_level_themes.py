"""What a place says more and less of than the place above it: planted answers and laws."""

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textkit.priorities import attention, compare_levels, link_levels, missing_parents
from textkit.priorities.level_themes import _COLUMNS
from textkit.priorities.levels import LINKS
from textkit.resample import adjust_p
from textkit.tokens import Tokens

THEMES = {"教育": ["学校"], "交通": ["道路"], "健康": ["医院"]}
REPORTS = pd.DataFrame(
    {
        "doc_id": ["a", "b", "p"],
        "place": ["甲市", "丁市", "乙省"],
        "level": ["city", "city", "province"],
        "parent": ["乙省", "乙省", ""],
        "year": 2022,
    }
)
LINKED = link_levels(REPORTS)


def tokens_of(texts):
    """Take passages as (doc_id, "words parted by blanks", section)."""
    passages = pd.DataFrame(
        {
            "doc_id": [row[0] for row in texts],
            "section": [row[2] if len(row) > 2 else "一" for row in texts],
            "text": [row[1].replace(" ", "") for row in texts],
        }
    )
    return Tokens.from_words([row[1].split() for row in texts], passages)


# 甲市 speaks of schools where its province speaks of roads; 丁市 speaks like the province.
PROVINCE = [("p", "道路 好")] * 8 + [("p", "好 好")] * 4
PLANTED = [("a", "学校 好")] * 10 + [("b", "道路 好")] * 6 + [("b", "好 好")] * 3 + PROVINCE
TOKENS = tokens_of(PLANTED)


def test_what_is_planted_is_found_and_nothing_else():
    table = compare_levels(TOKENS, THEMES, LINKED).set_index(["doc_id", "theme"])
    assert table["change"].to_dict() == {
        ("a", "教育"): "more", ("a", "交通"): "less", ("a", "健康"): "nothing to compare",
        ("b", "教育"): "nothing to compare", ("b", "交通"): "not clear",
        ("b", "健康"): "nothing to compare",
    }  # fmt: skip
    row = table.loc[("a", "交通")]
    assert row[["share", "share_parent", "difference"]].tolist() == [0, 1 / 3, -1 / 3]
    assert row[["n", "total", "n_parent", "total_parent"]].tolist() == [0, 20, 8, 24]


def test_columns():
    table = compare_levels(TOKENS, THEMES, LINKED, n_resamples=9)
    assert table.columns.tolist() == [*LINKS[:-1], *_COLUMNS]


def test_without_a_report_above_there_is_no_row_and_the_links_say_why():
    """The five districts of this project: their city is not in the corpus."""
    links = link_levels(REPORTS[:2])
    table = compare_levels(TOKENS, THEMES, links)
    assert table.empty
    assert table.columns.tolist() == [*LINKS[:-1], *_COLUMNS]
    assert missing_parents(links).values.tolist() == [
        ["city", "乙省", "parent not in the corpus", 2, "2022"]
    ]


def test_a_linked_report_without_passages_has_nothing_to_compare():
    """Such as a fragment without tasks, when only tasks are compared."""
    table = compare_levels(TOKENS.where(TOKENS.passages["doc_id"] != "b"), THEMES, LINKED)
    b = table[table["doc_id"] == "b"]
    assert b["change"].unique().tolist() == ["nothing to compare"]
    assert b[["share", "difference", "low", "high", "p", "q"]].isna().all(axis=None)
    assert b["total"].tolist() == [0, 0, 0]


def test_one_passage_on_a_side_has_a_p_but_no_interval():
    tokens = tokens_of([("a", "学校"), ("p", "好"), ("p", "好"), ("p", "好")])
    row = compare_levels(tokens, THEMES, LINKED[:1]).iloc[0]
    assert np.isnan(row["low"]) and np.isnan(row["high"])
    # of 4 places the school could stand in, one is as extreme; two-sided twice that
    assert (row["difference"], row["p"]) == (1, 0.5)


def test_q_is_over_all_pairs_and_themes():
    table = compare_levels(TOKENS, THEMES, LINKED)
    np.testing.assert_array_equal(table["q"], adjust_p(table["p"]))
    strict = compare_levels(TOKENS, THEMES, LINKED, fdr="by")
    np.testing.assert_array_equal(strict["q"], adjust_p(table["p"], method="by"))
    none = compare_levels(TOKENS, THEMES, LINKED, alpha=1e-9)
    assert set(none["change"]) == {"not clear", "nothing to compare"}


def test_shares_are_those_of_attention():
    shares = attention(TOKENS, THEMES, by="doc_id", denominator="characters")
    of = shares.set_index(["doc_id", "theme"])["share"]
    table = compare_levels(TOKENS, THEMES, LINKED, denominator="characters", n_resamples=9)
    for side, name in (("doc_id", "share"), ("parent_doc_id", "share_parent")):
        keys = pd.MultiIndex.from_frame(table[[side, "theme"]])
        assert table[name].tolist() == of.reindex(keys).tolist()


def test_sections_of_one_name_in_two_reports_are_two():
    texts = [("a", "学校 好", "一")] * 6 + [("a", "学校 好", "二")] * 6
    texts += [("p", "好 好", "一")] * 6 + [("p", "好 好", "二")] * 6
    row = compare_levels(tokens_of(texts), THEMES, LINKED[:1], unit="section").iloc[0]
    # two sections against two: of 6 ways to share them out this one is the most extreme
    assert (row["difference"], row["low"], row["high"]) == (0.5, 0.5, 0.5)
    assert row["p"] == pytest.approx(2 / 6)


def test_equal_reports_are_rarely_called_different():
    random = np.random.default_rng(3)
    texts, reports = [], []
    for n in range(40):
        for doc_id, size in ((f"c{n}", 12), (f"p{n}", 30)):
            words = random.choice(["学校", "道路", "好"], p=[0.1, 0.1, 0.8], size=(size, 6))
            texts += [(doc_id, " ".join(row)) for row in words]
        reports += [(f"c{n}", f"市{n}", "city", f"省{n}"), (f"p{n}", f"省{n}", "province", "")]
    table = pd.DataFrame(reports, columns=["doc_id", "place", "level", "parent"]).assign(year=2022)
    found = compare_levels(tokens_of(texts), THEMES, link_levels(table), n_resamples=199)
    known = found["p"].dropna()
    assert len(known) == 80
    assert (known <= 0.05).sum() <= 10  # 4 are expected; more than 10 has a chance of 0.002
    assert (found["q"] <= 0.05).sum() == 0


passages = st.lists(
    st.tuples(st.sampled_from("ap"), st.sampled_from(["学校", "道路 好", "好 学校 道路", ""])),
    min_size=2,
    max_size=12,
).filter(lambda rows: {row[0] for row in rows} == {"a", "p"})


@settings(deadline=None, max_examples=20)
@given(passages, st.permutations(range(12)))
def test_swapping_sides_changes_the_sign_and_the_order_of_reports_nothing(texts, order):
    options = {"n_resamples": 40}
    one = compare_levels(tokens_of(texts), THEMES, LINKED[:1], **options)
    swapped = tokens_of([("p" if doc_id == "a" else "a", text) for doc_id, text in texts])
    other = compare_levels(swapped, THEMES, LINKED[:1], **options)
    np.testing.assert_allclose(one["difference"], -other["difference"])
    held = one.dropna(subset="low")
    assert (held["low"] <= held["difference"]).all() and (held["difference"] <= held["high"]).all()
    assert one["p"].dropna().between(0, 1, inclusive="right").all()
    mixed = [texts[n] for n in order if n < len(texts)]
    again = compare_levels(tokens_of(mixed), THEMES, LINKED[:1], **options)
    counted = ["share", "share_parent", "n", "total", "n_parent", "total_parent"]
    pd.testing.assert_frame_equal(one[counted], again[counted])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"alpha": 0}, "alpha must lie between 0 and 1, not 0."),
        ({"fdr": "holm"}, "method must be 'bh' or 'by', not 'holm'."),
        ({"links": LINKED.drop(columns="status")}, "links lacks the column 'status'. It has: "),
        ({"denominator": "pages"}, "denominator must be one of tokens, "),
    ],
)
def test_refusals(options, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}"):
        compare_levels(TOKENS, THEMES, **({"links": LINKED, "n_resamples": 9} | options))
    with pytest.raises(KeyError, match="'chapter' is no variable of these passages"):
        compare_levels(TOKENS, THEMES, LINKED, unit="chapter")
