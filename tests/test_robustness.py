"""Findings under other choices: the table, what survives, the texts, the joint test."""

import re
import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textkit.priorities import attention, commitment, commitment_scores
from textkit.robustness import (
    CommitmentGap,
    Estimate,
    GradeGap,
    KeynessSurvivors,
    LeadingTheme,
    Texts,
    ThemeGap,
    TopicSeparation,
    joint_test,
    specify,
    survival,
)
from textkit.robustness.texts import dictionaries, leave_out

CHOICES = {"unit": ["word", "line"], "stop": [False, True]}


def gap(choice):
    """Twice as large by words as by lines; its interval is always as wide."""
    size = 2 if choice["unit"] == "word" else 1
    return Estimate(size, size - 1.5, size + 1.5)


def test_every_combination_is_a_row_and_the_base_comes_first():
    table = specify({"gap": gap}, CHOICES)
    assert table.columns.tolist() == [
        "finding", "specification", "unit", "stop", "varied", "estimate", "low", "high",
        "is_base", "same_sign", "survives",
    ]  # fmt: skip
    assert table[
        ["specification", "unit", "stop", "varied", "is_base", "survives"]
    ].values.tolist() == [
        [1, "word", "False", "", True, True],
        [2, "word", "True", "stop", False, True],
        [3, "line", "False", "unit", False, False],
        [4, "line", "True", "unit, stop", False, False],
    ]


def test_alone_varies_one_at_a_time():
    table = specify({"gap": gap}, CHOICES, alone={"sample": ["all", "half 1", "half 2"]})
    assert len(table) == 4 + 2
    assert table["varied"].tolist()[-2:] == ["sample", "sample"]


def test_a_finding_is_asked_once_for_what_it_hangs_on():
    asked = []

    def count(choice):
        asked.append(choice)
        return Estimate(1, 1, 1)

    table = specify({"one": count, "two": gap}, CHOICES, hangs_on={"one": ["stop"]})
    assert len(asked) == 2
    one = table[table["finding"] == "one"]
    assert one["unit"].isna().all()
    assert one["stop"].tolist() == ["False", "True"]
    assert len(table) == 2 + 4


def test_what_is_the_same_to_a_finding_is_tried_once():
    class Deaf:
        """Does not hear stop words when it counts lines."""

        hangs_on = ("unit", "stop")

        def canonical(self, choice):
            return {**choice, "stop": ""} if choice["unit"] == "line" else choice

        def __call__(self, choice):
            return Estimate(1, 0.5, 2)

    table = specify({"deaf": Deaf()}, CHOICES)
    assert table[["unit", "stop"]].values.tolist() == [
        ["word", "False"], ["word", "True"], ["line", "False"],
    ]  # fmt: skip


def test_what_survives():
    answers = {
        "a": Estimate(1, 0.5, 2),  # the base
        "b": Estimate(1, -0.5, 2),  # 0 inside
        "c": Estimate(-1, -2, -0.5),  # the other way
        "d": Estimate(1),  # no interval: not tested
        "e": Estimate(5, holds=True),  # says so itself
        "f": Estimate(0, 0, 0),  # nothing
    }
    table = specify({"it": lambda choice: answers[choice["way"]]}, {"way": list(answers)})
    assert table["survives"].astype(object).where(table["survives"].notna(), None).tolist() == [
        True, False, False, None, True, False,
    ]  # fmt: skip
    assert table["same_sign"].tolist() == [True, True, False, True, True, False]
    counted = survival(table)
    assert counted.values.tolist() == [["it", 6, 4, 5, 2, 0.4, -1, 1, 5, True]]
    assert counted.columns.tolist() == [
        "finding", "n", "n_same_sign", "n_tested", "n_survives", "share", "least", "median",
        "most", "base_survives",
    ]  # fmt: skip


def test_survival_choice_by_choice_adds_up():
    table = specify({"gap": gap, "more": gap}, CHOICES, alone={"sample": ["all", "half"]})
    counted = survival(table, by_choice=True)
    assert counted["finding"].unique().tolist() == ["gap", "more"]
    sums = counted.groupby(["finding", "choice"], sort=False)["n"].sum()
    assert (sums == 5).all()
    word = counted[(counted["choice"] == "unit") & (counted["value"] == "word")]
    assert word[["n", "n_survives", "share"]].values.tolist() == [[3, 3, 1], [3, 3, 1]]


def test_a_finding_that_is_never_tested_has_no_share():
    table = specify({"it": lambda choice: Estimate(1)}, {"way": ["a"]})
    assert survival(table)["share"].isna().all()


@pytest.mark.parametrize("n_jobs", [1, 2])
def test_the_table_is_the_same_for_any_number_of_jobs(n_jobs):
    table = specify({"gap": gap}, CHOICES, n_jobs=n_jobs)
    pd.testing.assert_frame_equal(table, specify({"gap": gap}, CHOICES))


def test_there_is_no_bar_unless_a_terminal_sees_it(capsys):
    specify({"gap": gap}, CHOICES)
    assert capsys.readouterr() == ("", "")
    assert not sys.stderr.isatty()


def fails(choice):
    if choice["unit"] == "line":
        raise RuntimeError("no lines here")
    return Estimate(1)


REFUSED = {
    "no finding": (lambda: specify({}, CHOICES), "findings is empty. Name at least one."),
    "no value": (
        lambda: specify({"g": gap}, {"unit": []}),
        "choice 'unit' has no list of values, but [].",
    ),
    "a string": (
        lambda: specify({"g": gap}, {"unit": "word"}),
        "choice 'unit' has no list of values, but 'word'.",
    ),
    "twice": (
        lambda: specify({"g": gap}, {"unit": ["word", "word"]}),
        "choice 'unit' has 'word' twice. Leave it in once.",
    ),
    "both": (
        lambda: specify({"g": gap}, CHOICES, alone={"unit": ["word"]}),
        "choice 'unit' is crossed and alone. Leave it in one of them.",
    ),
    "a column": (
        lambda: specify({"g": gap}, {"low": [1]}),
        "a choice cannot be called 'low': the table has such a column.",
    ),
    "no such finding": (
        lambda: specify({"g": gap}, CHOICES, hangs_on={"h": ["unit"]}),
        "hangs_on names 'h', which is no finding. There are: g.",
    ),
    "no such choice": (
        lambda: specify({"g": gap}, CHOICES, hangs_on={"g": ["engine"]}),
        "'g' hangs on 'engine', which is no choice. There are: unit, stop.",
    ),
    "it fails": (
        lambda: specify({"g": fails}, CHOICES),
        "finding 'g' failed under unit=line, stop=False: no lines here",
    ),
    "no estimate": (
        lambda: specify({"g": lambda choice: 1.0}, CHOICES),
        "finding 'g' returned float; it must return an Estimate.",
    ),
    "no table": (
        lambda: survival(pd.DataFrame({"finding": []})),
        "the table of specifications lacks the columns 'specification', 'varied', 'estimate', "
        "'low', 'high', 'is_base', 'same_sign', 'survives'. It has: 'finding'.",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refusals(case):
    call, message = REFUSED[case]
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        call()


# Texts and what is found in them

REPORT = (
    "一、任务\n办好学校，推进教育。确保学校安全。\n修好道路，加快建设。\n建设学校。办好医院。\n"
)
OTHER = "一、任务\n探索修路。推进道路建设。\n加快道路建设，研究公交。\n办学校。\n"
CORPUS = pd.DataFrame(
    {
        "doc_id": ["a", "b", "c", "d"],
        "text": [REPORT * 2, OTHER * 2, REPORT, OTHER],
        "district": ["甲", "乙", "甲", "乙"],
    }
)
THEMES = {"教育": ["学校", "教育"], "城建": ["道路", "公交", "修路"], "健康": ["医院"]}
GRADES = {"firm": ["确保"], "on": ["推进", "加快"], "try": ["探索", "研究"]}
PAIR = {"by": "district", "target": "甲", "reference": "乙", "n_resamples": 200}


@pytest.fixture(scope="module")
def texts():
    return Texts(CORPUS, where={"part": "任务"}, seed=4)


def test_units_and_samples(texts):
    sizes = {
        unit: len(texts.tokens({"unit": unit})) for unit in ("section", "paragraph", "sentence")
    }
    assert sizes["section"] < sizes["paragraph"] < sizes["sentence"]
    half = texts.tokens({"sample": "half 1"})
    again = Texts(CORPUS, where={"part": "任务"}, seed=4).tokens({"sample": "half 1"})
    assert half == again
    assert half != texts.tokens({"sample": "half 2"})
    whole = texts.tokens({}).passages["doc_id"].value_counts()
    assert (half.passages["doc_id"].value_counts() == (whole + 1) // 2).all()


def test_a_way_of_cutting_is_worked_out_once(texts):
    assert texts.whole({"hmm": False}) is texts.whole({"hmm": False, "sample": "half 1"})


def test_stop_words_and_engines(texts):
    kept = {
        words: int(texts.tokens({"stopwords": words}).kept.sum()) for words in ("none", "built-in")
    }
    assert kept["built-in"] < kept["none"]
    assert texts.tokens({"engine": "jieba"}) == texts.tokens({"engine": "auto"})


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        ({"unit": "page"}, "unit must be one of paragraph, section, sentence, not 'page'."),
        ({"lexicon": "mine"}, "lexicon must be one of own, none, not 'mine'."),
        (
            {"stopwords": "zh"},
            "stopwords must be one of built-in, built-in and own, none, not 'zh'.",
        ),
        ({"sample": "third 1"}, "sample must be 'all', or 'half 1', 'half 2' …, not 'third 1'."),
    ],
)
def test_choices_that_do_not_exist(texts, choice, message):
    with pytest.raises(ValueError) as error:
        texts.tokens(choice)
    assert str(error.value) == message


def test_texts_that_are_not_there():
    with pytest.raises(ValueError) as error:
        Texts(CORPUS, where={"part": "形势"}).tokens({})
    assert str(error.value) == "where={'part': '形势'} names no passage."
    with pytest.raises(KeyError) as error:
        Texts(CORPUS, where={"county": "甲"}).tokens({})
    assert error.value.args[0].startswith("'county' is no variable of these passages. There are: ")


def test_dictionaries(texts):
    values = dictionaries(texts.tokens({}), THEMES, least=0.2)
    assert values[:2] == ["full", "seeded topics"]
    assert {"without 学校", "without 道路", "without 医院"} <= set(values)
    assert leave_out(THEMES, "without 公交")["城建"] == ["道路", "修路"]
    with pytest.raises(ValueError) as error:
        leave_out(THEMES, "without 商店")
    assert str(error.value) == (
        "themes must be 'full', 'seeded topics' or 'without' and a word of a theme, not "
        "'without 商店'."
    )


@pytest.mark.parametrize(
    "denominator", ["tokens", "characters", "passages", "sentences", "headings", "matches"]
)
def test_a_gap_is_the_difference_of_the_shares(texts, denominator):
    choice = {"denominator": denominator}
    found = ThemeGap(texts, themes=THEMES, theme="教育", **PAIR)(choice)
    plain = ThemeGap(texts, themes=THEMES, theme="教育", **PAIR, relative=False)(choice)
    table = attention(texts.tokens({}), THEMES, by="district", denominator=denominator)
    one, other = table.loc[table["theme"] == "教育", "share"]
    assert plain.estimate == pytest.approx(one - other)
    if one + other > 0:
        assert found.estimate == pytest.approx((one - other) / (one + other))


def test_a_lead_is_over_the_largest_other(texts):
    table = attention(texts.tokens({}), THEMES, by="district").set_index(["district", "theme"])
    shares = table["share"].loc["甲"]
    lead = LeadingTheme(
        texts,
        by="district",
        group="甲",
        themes=THEMES,
        theme="教育",
        relative=False,
        n_resamples=200,
    )({})
    assert lead.estimate == pytest.approx(shares["教育"] - shares.drop("教育").max())
    assert lead.low <= lead.estimate <= lead.high


def test_commitment_gaps_are_those_of_the_tables(texts):
    scores = commitment_scores(texts.tokens({}), GRADES, by="district")["score"]
    found = CommitmentGap(texts, words=GRADES, **PAIR)({})
    assert found.estimate == pytest.approx(scores[0] - scores[1])
    rates = commitment(texts.tokens({}), GRADES, by="district")
    firm = rates.loc[rates["grade"] == "firm", "per_10k"].to_numpy()
    found = GradeGap(texts, words=GRADES, grade="firm", **PAIR)({})
    assert found.estimate == pytest.approx(firm[0] - firm[1])


def test_every_finding_under_many_choices(texts):
    findings = {
        "gap": ThemeGap(texts, themes=THEMES, theme="教育", **PAIR),
        "lead": LeadingTheme(
            texts, by="district", group="甲", themes=THEMES, theme="教育", n_resamples=50
        ),
        "firm": CommitmentGap(texts, words=GRADES, **PAIR),
        "grade": GradeGap(texts, words=GRADES, grade="firm", **PAIR),
    }
    choices = {"unit": ["paragraph", "sentence"], "denominator": ["tokens", "passages"]}
    alone = {
        "stopwords": ["built-in", "none"],
        "themes": ["full", "seeded topics", "without 学校"],
        "draw": ["passages", "documents"],
        "scope": ["zh", "none"],
        "combine": ["mean", "firmest"],
        "sample": ["all", "half 1"],
    }
    table = specify(findings, choices, alone=alone, n_jobs=2)
    pd.testing.assert_frame_equal(table, specify(findings, choices, alone=alone))
    assert table.groupby("finding", sort=False).size().tolist() == [9, 9, 6, 6]
    tested = table.dropna(subset="low")
    assert ((tested["low"] <= tested["estimate"]) & (tested["estimate"] <= tested["high"])).all()
    assert table.loc[table["finding"] == "firm", "survives"].iloc[0]


def test_terms_and_topics(texts):
    survivors = KeynessSurvivors(
        texts, by="district", target="甲", reference="乙", min_count=1, n_resamples=199
    )({})
    assert survivors.holds == (survivors.estimate == 0)
    apart = TopicSeparation(texts, by="district", n_resamples=99)
    found = apart({"n_topics": 2, "unit": "sentence"})
    assert found.low <= found.estimate <= found.high
    assert found.low > 0  # the two districts speak of other things
    with pytest.raises(ValueError) as error:
        TopicSeparation(texts, by="part", n_resamples=9)({"n_topics": 2})
    assert str(error.value) == "part has one value here, '任务': nothing to part."


def test_values_that_are_not_there(texts):
    with pytest.raises(ValueError) as error:
        ThemeGap(texts, themes=THEMES, theme="教育", **{**PAIR, "target": "丙"})({})
    assert str(error.value) == "'丙' is no district here. There are: 甲, 乙."
    with pytest.raises(ValueError) as error:
        ThemeGap(texts, themes=THEMES, theme="体育", **PAIR)({})
    assert str(error.value) == "'体育' is no theme. There are: 教育, 城建, 健康."
    with pytest.raises(ValueError) as error:
        LeadingTheme(texts, by="district", group="丙", themes=THEMES, theme="教育")({})
    assert str(error.value) == "'丙' is no district here. There are: 甲, 乙."


# The joint test


def test_the_joint_test_of_one_specification_is_the_test_of_a_difference(texts):
    gap = ThemeGap(texts, themes=THEMES, theme="教育", **PAIR, relative=False)
    table = specify({"gap": gap}, {"unit": ["paragraph"]})
    joint = joint_test(gap, table, n_resamples=9999, seed=1)
    assert joint.median == pytest.approx(table.loc[0, "estimate"])
    assert joint.n_specifications == 1
    # The same by hand, another way round: which passages could be 甲's as well?
    counts, totals, tokens = gap.parts({})
    labels = (tokens.passages["district"] == "甲").to_numpy()
    random = np.random.default_rng(0)
    drawn = []
    for _ in range(3000):
        one = random.permutation(labels)
        drawn.append(
            counts[one].sum() / totals[one].sum() - counts[~one].sum() / totals[~one].sum()
        )
    slack = 1e-11
    tails = [
        np.mean(np.array(drawn) >= joint.median - slack),
        np.mean(np.array(drawn) <= joint.median + slack),
    ]
    assert joint.p == pytest.approx(min(1, 2 * min(tails)), abs=0.02)


def test_the_joint_test_takes_specifications_with_the_same_passages(texts):
    gap = ThemeGap(texts, themes=THEMES, theme="教育", **PAIR)
    table = specify(
        {"gap": gap},
        {"denominator": ["tokens", "matches"], "unit": ["paragraph", "sentence"]},
        alone={"sample": ["all", "half 1"], "draw": ["passages", "documents"]},
    )
    joint = joint_test(gap, table, n_resamples=99)
    assert joint.n_specifications == 2
    own = table[(table["unit"] == "paragraph") & (table["sample"] == "all")]
    assert joint.median == pytest.approx(own.loc[own["draw"] == "passages", "estimate"].median())
    assert joint.n_passages == len(texts.tokens({}))


def test_the_joint_test_wants_one_finding():
    with pytest.raises(ValueError) as error:
        joint_test(None, specify({"a": gap, "b": gap}, CHOICES))
    assert str(error.value) == ("the table of specifications has 2 findings; give the rows of one.")


@settings(deadline=None, max_examples=25)
@given(st.dictionaries(st.sampled_from("abc"), st.integers(1, 3), min_size=1), st.data())
def test_as_many_rows_as_combinations(sizes, data):
    choices = {name: list(range(size)) for name, size in sizes.items()}
    alone = {"z": list(range(data.draw(st.integers(1, 4))))}
    mine = data.draw(st.lists(st.sampled_from([*choices, "z"]), unique=True))
    table = specify({"g": lambda choice: Estimate(1)}, choices, alone=alone, hangs_on={"g": mine})
    expected = int(np.prod([sizes[name] for name in choices if name in mine]))
    assert len(table) == expected + ("z" in mine) * (len(alone["z"]) - 1)
    assert not table.duplicated([*choices, "z"]).any()
    assert table["is_base"].tolist() == [True] + [False] * (len(table) - 1)
