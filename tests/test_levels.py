"""Levels of government: who stands above whom, whose targets are raised, whose words return."""

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textkit.priorities.adoption import adoption
from textkit.priorities.amplification import amplification
from textkit.priorities.levels import (
    join_levels,
    link_levels,
    missing_parents,
    summarise_levels,
)
from textkit.priorities.targets import find_targets
from textkit.resample import adjust_p

# Ten sentences of ten letters each, no letter twice: nothing is shared by chance.
LETTERS = "".join(map(chr, range(0x4E00, 0x4E00 + 400)))
SENTENCES = [LETTERS[at : at + 10] + "。" for at in range(0, 400, 10)]
OWN, UPPER = SENTENCES[:8], SENTENCES[10:20]


def tree(rows):
    names = ["doc_id", "place", "level", "parent", "year", "text"]
    return pd.DataFrame(rows, columns=names)


def planted():
    child = "".join([UPPER[3], *OWN[:4], UPPER[7], *OWN[4:]])
    return tree(
        [
            ("child-2020", "甲市", "prefecture", "乙省", 2020, child),
            ("upper-2019", "乙省", "province", "国务院", 2019, "".join(UPPER)),
            ("upper-2020", "乙省", "province", "国务院", 2020, "".join(SENTENCES[20:30])),
            ("upper-2021", "乙省", "province", "国务院", 2021, UPPER[3] + SENTENCES[30]),
            ("top-2020", "国务院", "state", "", 2020, "".join(OWN[:5])),
        ]
    )


def test_a_child_that_copies_two_of_ten_sentences_has_adopted_a_fifth():
    table = adoption(planted()).query("place == '甲市'")
    found = dict(zip(table["lag"], table["share"], strict=True))
    # the year before: two of ten; the same year: none; the year after repeats one of them
    assert found == {-1: pytest.approx(0.1), 0: 0.0, 1: pytest.approx(0.2)}
    assert table["letters"].tolist() == [100, 100, 100]


def test_two_levels_up():
    table = adoption(planted(), up=2, lags=[0])
    assert table[["doc_id", "parent_doc_id", "share"]].values.tolist() == [
        ["child-2020", "top-2020", pytest.approx(0.5)]
    ]


def test_a_formula_that_many_share_weighs_less():
    others = [
        (f"o{n}", f"丙{n}", "prefecture", "乙省", 2020, UPPER[3] + SENTENCES[31 + n])
        for n in range(6)
    ]
    table = pd.concat([planted(), tree(others)], ignore_index=True)
    row = adoption(table, lags=[1]).query("doc_id == 'child-2020'").iloc[0]
    # 11 reports; eight others have the first sentence, one other has the second, and one
    # (the State Council) has four of the child's own, which still weigh 1
    formula = 1 - np.log(8) / np.log(11)
    assert row["share"] == pytest.approx(0.2)
    assert row["weighted_share"] == pytest.approx((10 * formula + 10) / (10 * formula + 90))


def test_parts_and_sections_add_up_to_the_document():
    text = "一、过去一年工作回顾\n" + "".join(OWN[:3]) + "\n二、今年主要任务\n" + UPPER[0]
    table = tree(
        [
            ("c", "甲市", "prefecture", "乙省", 2020, text),
            ("p", "乙省", "province", "", 2020, UPPER[0] + SENTENCES[30]),
        ]
    )
    whole = adoption(table, lags=[0]).iloc[0]
    parts = adoption(table, lags=[0], by="part").set_index("part")
    sections = adoption(table, lags=[0], by="section")
    assert parts["letters"].sum() == sections["letters"].sum() == whole["letters"]
    assert (parts["letters"] * parts["share"]).sum() == pytest.approx(10)
    assert parts.loc["回顾", "share"] == 0
    assert parts.loc["任务", "share"] == pytest.approx(10 / 17)


texts = st.text(alphabet="改革开放创新，。", min_size=0, max_size=60)


@settings(max_examples=20, deadline=None)
@given(texts, texts)
def test_adoption_is_a_share_and_of_itself_all(one, other):
    table = tree(
        [
            ("a", "甲市", "prefecture", "乙省", 2020, one),
            ("b", "乙省", "province", "", 2020, other),
            ("c", "乙省", "province", "", 2019, one),
        ]
    )
    found = adoption(table, n=3, lags=[0, 1]).set_index("lag")
    assert found["share"].dropna().between(0, 1).all()
    assert found["weighted_share"].dropna().between(0, 1).all()
    if found.loc[1, "letters"] >= 3:
        assert found.loc[1, ["share", "weighted_share"]].tolist() == [1, 1]


def test_adoption_is_directional():
    table = planted().iloc[[0, 1]].assign(year=2020)
    table.loc[0, "text"] = UPPER[0]
    turned = table.assign(text=table["text"].to_numpy()[::-1])
    assert adoption(table, lags=[0])["share"].tolist() == [1.0]
    assert adoption(turned, lags=[0])["share"].tolist() == [pytest.approx(0.1)]


def test_days_say_who_spoke_first_where_both_dates_are_known():
    table = planted().assign(delivered=["2020-01-10", "2019-01-20", "2020-03-05", None, None])
    found = adoption(table, delivered="delivered", lags=[-1, 0, 1]).query("place == '甲市'")
    assert found["days"].tolist() == [pd.NA, -55, 355]


def test_letters_beyond_the_text_of_a_short_report():
    table = planted().iloc[[0, 1]].assign(year=2020, text=["改革", ""])
    row = adoption(table, lags=[0]).iloc[0]
    assert (row["letters"], row["share"]) == (2, 0.0)
    assert np.isnan(row["weighted_share"])


def targets_of(corpus):
    return find_targets(corpus[["doc_id", "text", "year"]])


def test_amplification_of_planted_targets():
    corpus = tree(
        [
            ("a", "甲市", "prefecture", "乙省", 2020, "今年目标：地区生产总值增长8%左右。"),
            ("b", "丁市", "prefecture", "乙省", 2020, "今年目标：粮食产量稳定在100万吨以上。"),
            ("p", "乙省", "province", "国务院", 2020, "今年目标：地区生产总值增长6%—7%。"),
        ]
    )
    table = amplification(targets_of(corpus), link_levels(corpus))
    assert table[["doc_id", "key", "side"]].values.tolist() == [
        ["a", "gdp", "both"], ["b", "gdp", "parent"], ["b", "grain", "child"],
    ]  # fmt: skip
    gaps = ["amplification", "amplification_low", "amplification_high"]
    assert table.loc[0, gaps].tolist() == [1.5, 2.0, 1.0]
    assert table.loc[0, ["qualifier", "qualifier_parent"]].tolist() == ["左右", "区间"]
    assert table.loc[1:, gaps].isna().all(axis=None)


def test_what_was_achieved_and_what_is_for_a_span_is_not_compared():
    text = "去年地区生产总值增长5%。今后五年，地区生产总值年均增长9%。"
    corpus = tree(
        [
            ("a", "甲市", "prefecture", "乙省", 2020, text),
            ("p", "乙省", "province", "", 2020, "今年目标：地区生产总值增长6%。"),
        ]
    )
    table = amplification(targets_of(corpus), link_levels(corpus))
    assert table[["key", "side"]].values.tolist() == [["gdp", "parent"]]


@settings(max_examples=10, deadline=None)
@given(st.lists(st.floats(-50, 50), min_size=2, max_size=2))
def test_amplification_changes_sign_when_levels_swap(values):
    links = link_levels(planted().iloc[[0, 2]])
    rows = pd.DataFrame(
        {"doc_id": ["child-2020", "upper-2020"], "key": "gdp", "kind": "target", "unit": "%",
         "measure": "growth", "target_year": 2020, "from_year": pd.NA, "low": values,
         "high": values, "qualifier": "", "start": 0, "end": 1, "sentence": ""}
    )  # fmt: skip
    gap = amplification(rows, links)["amplification"][0]
    assert (
        gap
        == -amplification(rows.assign(low=values[::-1], high=values[::-1]), links)["amplification"][
            0
        ]
    )


def test_links_say_why_there_is_nothing_to_join():
    links = link_levels(planted(), lag=1).set_index("doc_id")
    assert links["status"].to_dict() == {
        "child-2020": "linked", "upper-2019": "no report of that year",
        "upper-2020": "no report of that year", "upper-2021": "linked", "top-2020": "top",
    }  # fmt: skip
    lost = missing_parents(link_levels(planted().iloc[:1].assign(year=pd.array([pd.NA], "Int64"))))
    assert lost.values.tolist() == [["prefecture", "乙省", "parent not in the corpus", 1, ""]]


def test_dates_stand_for_their_years():
    table = planted().assign(year=["2020-01-02", "2019-02-01", "2020-01-03", "2021-01-01", None])
    assert link_levels(table)["status"].tolist()[0] == "linked"


def test_districts_whose_city_is_not_there_join_nothing():
    table = pd.DataFrame(
        {"doc_id": ["a", "b"], "district": ["二道区", "南关区"], "level": "district",
         "parent": "长春市", "year": 2022, "text": "全面提升城市功能品质。"}
    )  # fmt: skip
    links = link_levels(table)
    assert missing_parents(links).values.tolist() == [
        ["district", "长春市", "parent not in the corpus", 2, "2022"]
    ]
    assert adoption(table).empty
    assert amplification(targets_of(table), links).empty
    assert join_levels(table[["doc_id", "text"]], links, on="text").empty


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"parent": ["乙省", "甲市", "甲市", "甲市", ""]},
            "places stand above each other in a loop: 甲市 → 乙省 → 甲市.",
        ),
        (
            {"year": [2020, 2020, 2020, 2021, 2020]},
            "'乙省' has 2 reports of 2020: 'upper-2019', 'upper-2020'. Keep one, by genre or by "
            "hand.",
        ),
        (
            {"parent": ["乙省", "国务院", "", "国务院", ""]},
            "place '乙省' has more than one parent: '国务院', ''. Give every report of a place "
            "the same.",
        ),
        (
            {"level": ["prefecture", "province", "city", "province", "state"]},
            "place '乙省' has more than one level: 'province', 'city'. Give every report of a "
            "place the same.",
        ),
        (
            {"place": ["甲市", None, "乙省", "乙省", "国务院"]},
            "'upper-2019' has no place; fill it in or leave it out.",
        ),
    ],
)
def test_a_hierarchy_that_contradicts_itself_is_refused(change, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        link_levels(planted().assign(**change))


def test_other_refusals():
    table = planted()
    with pytest.raises(ValueError, match=r"^reports lacks the column 'level'\. It has: "):
        link_levels(table.drop(columns="level"))
    with pytest.raises(ValueError, match=r"^up must be at least 1, not 0\.$"):
        link_levels(table, up=0)
    with pytest.raises(ValueError, match=r"^'year' must hold years or dates: "):
        link_levels(table.assign(year="last year"))
    with pytest.raises(ValueError, match=r"^n must be at least 2, not 1\.$"):
        adoption(table, n=1)
    with pytest.raises(ValueError, match=r'^by must be "document", "part" or "section", not'):
        adoption(table, by="line")
    with pytest.raises(ValueError, match=r"^lags names no year; 0 is the same year, 1 the year b"):
        adoption(table, lags=[])
    with pytest.raises(ValueError, match=r"^'level' must hold dates: "):
        adoption(table, delivered="level")
    twice = pd.DataFrame({"doc_id": ["a", "a"], "key": "gdp"})
    message = "table has key 'gdp' twice for 'a'; keep one of them, or name more in on."
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        join_levels(twice, link_levels(table), on="key")


def test_the_interval_draws_places_not_reports():
    table = pd.DataFrame(
        {"level": "city", "year": 2020, "place": list("aabb"), "gap": [0, 0, 1, 1]}
    )
    row = summarise_levels(table, "gap").iloc[0]
    assert (row["n"], row["n_places"], row["mean"]) == (4, 2, 0.5)
    # two clusters: a draw is all 0, all 1 or half of each
    assert (row["low"], row["high"]) == (0, 1)
    assert (row["share_above"], row["share_equal"]) == (0.5, 0.5)


def test_without_a_test_there_is_no_p():
    table = pd.DataFrame({"level": "city", "year": 2020, "place": list("ab"), "gap": [0.5, 1]})
    assert "p" not in summarise_levels(table, "gap")


def test_signs_are_flipped_as_scipy_flips_them():
    from scipy.stats import permutation_test

    random = np.random.default_rng(4)
    groups = [random.normal(shift, 1, 9) for shift in (0, 0.8, 2)]
    table = pd.DataFrame(
        [(name, n, one) for name, group in zip("xyz", groups, strict=True)
         for n, one in enumerate(group)],
        columns=["place", "year", "gap"],
    )  # fmt: skip
    found = summarise_levels(table, "gap", by="place", place="year", test=True)
    theirs = [permutation_test((one,), np.sum, permutation_type="samples").pvalue for one in groups]
    assert found["p"].tolist() == pytest.approx(theirs)
    assert found["q"].tolist() == pytest.approx(adjust_p(theirs))


def test_a_test_takes_reports_of_one_place_together():
    """Four reports of two places show no more than two places do."""
    table = pd.DataFrame({"level": "city", "place": list("aabb"), "gap": 1.0})
    assert summarise_levels(table, "gap", by="level", test=True)["p"].tolist() == [0.5]
    alone = summarise_levels(table[:2], "gap", by="level", test=True)
    assert alone["p"].tolist() == [1.0]
