"""Intrusion: items that hide one intruder, sheets that lose no answer, scores by hand."""

import importlib.util
import re
import stat
import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import aggregate_raters, fleiss_kappa
from statsmodels.stats.proportion import proportion_confint

from textkit.topics import Topics
from textkit.topics.intrusion import topic_intrusion, word_intrusion
from textkit.topics.questionnaire import Questionnaire, read_questionnaire, write_questionnaire
from textkit.topics.rating import rater_agreement, score_intrusion
from textkit.workflow.record import read_table


def make_topics(n_topics=4, n_passages=40, words=6, first="词"):
    """Topics with words of their own: topic t has words t0, t1 …, heaviest first."""
    rng = np.random.default_rng(0)
    vocabulary = [f"{first}{t}{w}" for t in range(n_topics) for w in range(words)]
    profiles = np.full((n_topics, len(vocabulary)), 1e-4)
    for t in range(n_topics):
        profiles[t, t * words : (t + 1) * words] = np.arange(words, 0, -1)
    return Topics(
        profiles=profiles / profiles.sum(axis=1, keepdims=True),
        vocabulary=np.array(vocabulary, dtype=object),
        weights=rng.dirichlet(np.full(n_topics, 0.5), n_passages),
        passages=pd.DataFrame(
            {
                "passage_id": range(n_passages),
                "doc_id": [f"d{n % 5}" for n in range(n_passages)],
                "text": [f"第{n}段，说明。" for n in range(n_passages)],
            }
        ),
        n_tokens=rng.integers(5, 50, n_passages),
        idf=np.ones(len(vocabulary)),
        n_iter=1,
        converged=True,
    )


# Items


@given(st.integers(0, 10_000), st.integers(2, 6))
@settings(deadline=None, max_examples=20)
def test_every_topic_has_one_item_with_one_intruder(seed, n_words):
    topics = make_topics()
    items = word_intrusion(topics, n_words=n_words, seed=seed)
    assert list(items.columns) == ["item", "topic", "position", "word", "intruder"]
    assert items["item"].tolist() == np.repeat([1, 2, 3, 4], n_words + 1).tolist()
    assert items.groupby("item")["topic"].first().sort_values().tolist() == [1, 2, 3, 4]
    assert items.groupby("item")["position"].apply(list).tolist() == (
        [list(range(1, n_words + 2))] * 4
    )
    for topic, rows in items.groupby("topic"):
        own = [f"词{topic - 1}{w}" for w in range(n_words)]
        assert sorted(rows.loc[~rows["intruder"], "word"]) == own
        (intruder,) = rows.loc[rows["intruder"], "word"]
        # heavy elsewhere: among the first words of another topic
        assert intruder[1] != str(topic - 1)
        assert int(intruder[2]) < n_words


def test_the_seed_decides_and_nothing_else():
    topics = make_topics()
    pd.testing.assert_frame_equal(word_intrusion(topics, seed=3), word_intrusion(topics, seed=3))
    pd.testing.assert_frame_equal(topic_intrusion(topics, seed=3), topic_intrusion(topics, seed=3))
    assert not word_intrusion(topics, seed=3).equals(word_intrusion(topics, seed=4))


def test_intruders_stand_everywhere():
    items = pd.concat([word_intrusion(make_topics(), seed=seed) for seed in range(300)])
    seen = items.loc[items["intruder"], "position"].value_counts()
    # 1,200 items on 6 places: 200 each, with a standard deviation of 13
    assert sorted(seen.index) == [1, 2, 3, 4, 5, 6]
    assert seen.between(150, 250).all()


def test_a_word_heavy_in_all_topics_is_no_intruder():
    topics = make_topics(3, words=3)
    topics.profiles[:, 0] = 0.9  # 词00 leads everywhere
    topics.profiles[:] /= topics.profiles.sum(axis=1, keepdims=True)
    for seed in range(20):
        items = word_intrusion(topics, n_words=2, seed=seed)
        assert "词00" not in items.loc[items["intruder"], "word"].tolist()


@given(st.integers(0, 10_000), st.integers(1, 3), st.integers(1, 3))
@settings(deadline=None, max_examples=20)
def test_topic_items_show_the_largest_topics_and_one_of_little_share(seed, n_topics, per_topic):
    topics = make_topics(6, n_passages=80)
    items = topic_intrusion(topics, n_topics=n_topics, per_topic=per_topic, seed=seed)
    assert list(items.columns) == [
        "item", "topic", "passage_id", "doc_id", "text", "position", "shown", "words", "share",
        "intruder",
    ]  # fmt: skip
    assert items["item"].nunique() == 6 * per_topic
    assert (items.groupby("topic")["item"].nunique() == per_topic).all()
    assert items.groupby("item")["passage_id"].first().is_unique
    for _, rows in items.groupby("item"):
        passage = rows["passage_id"].iloc[0]
        shares = topics.weights[passage]
        assert rows["topic"].iloc[0] == shares.argmax() + 1
        assert topics.n_tokens[passage] >= np.median(topics.n_tokens)
        own = rows[~rows["intruder"]]
        assert sorted(own["shown"] - 1) == sorted(np.argsort(-shares)[:n_topics])
        (foreign,) = rows.loc[rows["intruder"], "share"]
        assert foreign <= np.sort(shares)[2]
        np.testing.assert_array_equal(rows["share"], shares[rows["shown"] - 1])
        assert rows["words"].iloc[0].startswith(f"词{rows['shown'].iloc[0] - 1}0 · ")


ERRORS = {
    "one topic": (
        lambda: word_intrusion(make_topics(1), seed=0),
        "one topic has no other to draw an intruder from. Fit two or more.",
    ),
    "too few words shown": (
        lambda: word_intrusion(make_topics(), n_words=1, seed=0),
        "n_words=1 must be at least 2.",
    ),
    "too few words": (
        lambda: word_intrusion(make_topics(2, words=3), n_words=7, seed=0),
        "topic 1 has 6 words with weight, n_words=7 asks for more. Lower n_words.",
    ),
    "topics of the same words": (
        lambda: word_intrusion(make_topics(2, words=3), n_words=6, seed=0),
        "no word can intrude on topic 1: all that are heavy in other topics are heavy in it too. "
        "Fit fewer topics, or lower n_words.",
    ),
    "no topic left": (
        lambda: topic_intrusion(make_topics(3), seed=0),
        "3 topics leave no intruder beside n_topics=3. Lower n_topics.",
    ),
    "no passage": (
        lambda: topic_intrusion(make_topics(), per_topic=0, seed=0),
        "per_topic=0 must be at least 1.",
    ),
    "no such passage": (
        lambda: topic_intrusion(pure(), seed=0),
        "no passage has 3 topics that stand out from the rest. Lower n_topics, or split the corpus "
        "into longer passages.",
    ),
}


def pure():
    topics = make_topics()
    topics.weights[:] = np.eye(4)[np.arange(40) % 4]
    topics.weights[0] = np.nan
    return topics


@pytest.mark.parametrize("case", ERRORS)
def test_errors_name_the_place_and_the_remedy(case):
    call, message = ERRORS[case]
    with pytest.raises(ValueError) as caught:
        call()
    assert str(caught.value) == message


def test_pure_passages_do_for_one_topic():
    assert topic_intrusion(pure(), n_topics=1, seed=0)["item"].nunique() == 8


# The sheet


@pytest.fixture
def items():
    return word_intrusion(make_topics(), seed=2)


def test_the_sheet_shows_the_options_and_hides_the_key(items, tmp_path):
    path = tmp_path / "甲.csv"
    write_questionnaire(items, path, rater="甲")
    sheet = read_questionnaire(path)
    assert list(sheet.columns) == [
        "item", "rater", *(f"option_{n}" for n in range(1, 7)), "answer", "answered",
    ]  # fmt: skip
    assert sheet["rater"].tolist() == ["甲"] * 4
    assert sheet["answer"].isna().all()
    for item, rows in items.groupby("item"):
        mine = sheet[sheet["item"] == item].iloc[0]
        assert [mine[f"option_{n}"] for n in range(1, 7)] == rows["word"].tolist()
    assert path.read_bytes().startswith(b"\xef\xbb\xbfitem,rater,option_1")
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert [one.name for one in tmp_path.iterdir()] == ["甲.csv"]


def test_topic_items_show_the_passage_with_its_line_breaks(tmp_path):
    topics = make_topics()
    topics.passages["text"] = topics.passages["text"] + '\r\n"引"，\n末'
    items = topic_intrusion(topics, seed=1)
    write_questionnaire(items, tmp_path / "sheet.csv", rater="甲")
    sheet = read_questionnaire(tmp_path / "sheet.csv")
    assert sheet["text"].tolist() == items.drop_duplicates("item")["text"].tolist()
    assert sheet["option_1"].tolist() == items.loc[items["position"] == 1, "words"].tolist()


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "'=", "\t", "''+"])
def test_a_cell_that_a_spreadsheet_would_run_is_text_and_comes_back(sign, tmp_path):
    items = word_intrusion(make_topics(first=f"{sign}1+"), seed=0)
    path = tmp_path / "sheet.csv"
    write_questionnaire(items, path, rater="=cmd")
    for cell in path.read_text(encoding="utf-8-sig").splitlines()[1].split(",")[1:8]:
        assert cell.lstrip('"').startswith("'")
    sheet = read_questionnaire(path)
    assert sheet["option_1"].tolist() == items.loc[items["position"] == 1, "word"].tolist()
    assert sheet["rater"].tolist() == ["=cmd"] * 4
    # The tables that notebooks write follow the same rule.
    same = read_table(path, text=["option_1"])
    assert same["option_1"].tolist() == sheet["option_1"].tolist()


def test_a_sheet_is_never_overwritten(items, tmp_path):
    path = tmp_path / "sheet.csv"
    path.write_text("my answers", encoding="utf-8")
    with pytest.raises(FileExistsError) as caught:
        write_questionnaire(items, path, rater="甲")
    assert str(caught.value) == (
        f"{str(path)!r} exists and may hold answers. Name another file, or go on with it: "
        "Questionnaire(items, path, rater=…)."
    )
    assert path.read_text(encoding="utf-8") == "my answers"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_sheet_filled_in_by_a_spreadsheet_is_read(items, tmp_path, encoding):
    path = tmp_path / "sheet.csv"
    write_questionnaire(items, path, rater="甲")
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    lines[1] = lines[1].removesuffix(",,") + ",３,"
    lines[2] = lines[2].removesuffix(",,") + ",4.0,,我不确定"
    lines[3] = lines[3].removesuffix(",,")
    path.write_bytes("\r\n".join([*lines, ",,,,,,,,,"]).encode(encoding))
    answers = read_questionnaire([path])["answer"]
    assert answers.tolist() == [3, 4, pd.NA, pd.NA]
    assert str(answers.dtype) == "Int64"


@pytest.mark.parametrize(
    "change, message",
    [
        (("1,甲", "1，甲"), "{path}: '1，甲' is no number of an item."),
        ((",,\n", ",7,\n"), "{path}: item 1 has the answer '7'; it must be a number from 1 to 6."),
        (
            (",,\n", ",二,\n"),
            "{path}: item 1 has the answer '二'; it must be a number from 1 to 6.",
        ),
        (
            ("answer,answered", "回答,时间"),
            "{path} lacks the column 'answer'. It has: 'item', 'rater', 'option_1', 'option_2', "
            "'option_3', 'option_4', 'option_5', 'option_6', '回答', '时间'.",
        ),
    ],
)
def test_a_damaged_sheet_is_refused_with_its_place(items, tmp_path, change, message):
    path = tmp_path / "sheet.csv"
    write_questionnaire(items, path, rater="甲")
    text = path.read_text(encoding="utf-8-sig")
    assert change[0] in text
    path.write_text(text.replace(*change, 1), encoding="utf-8")
    with pytest.raises(ValueError) as caught:
        read_questionnaire(path)
    assert str(caught.value) == message.format(path=path)


# The widget


def test_every_answer_is_saved_at_once_with_who_and_when(items, tmp_path):
    path = tmp_path / "甲.csv"
    one = Questionnaire(items, path, rater="甲")
    assert one.current == 0
    one.answer(2)
    saved = read_questionnaire(path)
    assert saved["answer"].tolist() == [2, pd.NA, pd.NA, pd.NA]
    assert saved["rater"].iloc[0] == "甲"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", saved["answered"].iloc[0])
    assert saved["answered"].iloc[1] == ""


def test_a_rater_goes_on_where_they_stopped_and_can_go_back(items, tmp_path):
    path = tmp_path / "甲.csv"
    Questionnaire(items, path, rater="甲").answer(1)
    again = Questionnaire(items, path, rater="甲")
    assert again.current == 1
    again.answer(5)
    again.answer(6)
    again.back()
    assert read_questionnaire(path)["answer"].tolist() == [1, 5, pd.NA, pd.NA]
    again.back()
    again.back()  # what an earlier session answered stays
    assert read_questionnaire(path)["answer"].tolist() == [1, pd.NA, pd.NA, pd.NA]
    assert read_questionnaire(path)["answered"].tolist()[1:] == ["", "", ""]
    for position in (2, 3, 4):
        again.answer(position)
    assert again.current is None
    with pytest.raises(ValueError, match=r"^all items are answered\. back\(\) takes the last"):
        again.answer(1)
    assert "4 / 4" in again._repr_html_()


def test_a_sheet_of_other_items_or_of_another_rater_is_refused(items, tmp_path):
    path = tmp_path / "甲.csv"
    write_questionnaire(items, path, rater="甲")
    message = (
        f"{str(path)!r} holds other items than these, or is not 乙's. Name another file, or make "
        "the items with the topics and the seed of that sheet."
    )
    with pytest.raises(ValueError) as caught:
        Questionnaire(items, path, rater="乙")
    assert str(caught.value) == message
    with pytest.raises(ValueError, match="holds other items"):
        Questionnaire(word_intrusion(make_topics(), seed=3), path, rater="甲")


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda one: one.answer(7), "position=7 must lie between 1 and 6."),
        (lambda one: one.answer(0), "position=0 must lie between 1 and 6."),
    ],
)
def test_a_position_that_is_none_is_refused(items, tmp_path, call, message):
    one = Questionnaire(items, tmp_path / "sheet.csv", rater="甲")
    with pytest.raises(ValueError) as caught:
        call(one)
    assert str(caught.value) == message
    assert one.current == 0


def test_an_unknown_table_or_nobody_is_refused(items, tmp_path):
    with pytest.raises(ValueError) as caught:
        write_questionnaire(items, tmp_path / "sheet.csv", rater="")
    assert str(caught.value) == "rater is empty: answers need someone who gave them."
    with pytest.raises(ValueError) as caught:
        write_questionnaire(items.drop(columns="word"), tmp_path / "sheet.csv", rater="甲")
    assert str(caught.value) == (
        "items lacks the column 'words'. It has: 'item', 'topic', 'position', 'intruder'."
    )
    assert list(tmp_path.iterdir()) == []


def test_without_buttons_the_item_is_a_list_and_marks_are_escaped(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    items = word_intrusion(make_topics(first="<b>"), seed=0)
    one = Questionnaire(items, tmp_path / "sheet.csv", rater="甲")
    assert one.build() is None
    page = one._repr_html_()
    assert page.startswith("<p>0 / 4. 哪个词与其余的词不是一类？ Which word does not belong")
    assert page.count("<li>&lt;b&gt;") == 6
    assert "<b>" not in page
    assert "answer(1) … answers" in page


@pytest.mark.skipif(not importlib.util.find_spec("ipywidgets"), reason="needs ipywidgets")
def test_a_click_answers_and_the_next_item_is_shown(items, tmp_path):
    one = Questionnaire(items, tmp_path / "sheet.csv", rater="甲")
    head, *buttons, back = one.build().children
    shown = items[items["item"] == 1]["word"].tolist()
    assert [button.description for button in buttons] == shown
    assert "0 / 4" in head.value
    buttons[2].click()
    assert read_questionnaire(one.path)["answer"].tolist() == [3, pd.NA, pd.NA, pd.NA]
    assert [b.description for b in buttons] == items[items["item"] == 2]["word"].tolist()
    back.click()
    assert [button.description for button in buttons] == shown
    for _ in range(4):
        buttons[0].click()
    assert "4 / 4" in head.value
    assert all(button.disabled for button in buttons)
    back.click()
    assert not any(button.disabled for button in buttons)


# Scores


def answer(items, rater, right):
    """Answers of a rater: right where told, else the first position that is wrong."""
    key = items[items["intruder"]].set_index("item")["position"]
    given = [
        key[item] if is_right else 1 + (key[item] == 1)
        for item, is_right in zip(key.index, right, strict=True)
    ]
    return pd.DataFrame({"item": key.index, "rater": rater, "answer": given})


def test_scores_are_counts_with_exact_intervals_against_chance(items):
    right = {"甲": [1, 1, 0, 1], "乙": [1, 0, 0, 1], "丙": [1, 1, 0, 0]}
    answers = pd.concat([answer(items, rater, marks) for rater, marks in right.items()])
    table = score_intrusion(items, answers)
    assert list(table.columns) == [
        "topic", "n_items", "n_raters", "n_answers", "n_right", "precision", "low", "high",
        "chance", "p", "q",
    ]  # fmt: skip
    topic_of = items.drop_duplicates("item").set_index("item")["topic"]
    expected = dict(zip(topic_of[[1, 2, 3, 4]], [3, 2, 0, 2], strict=True))
    assert dict(zip(table["topic"], table["n_right"], strict=True)) == expected
    assert table["topic"].tolist() == [1, 2, 3, 4]
    assert table["n_answers"].tolist() == [3] * 4
    np.testing.assert_allclose(table["chance"], 1 / 6)
    # By hand: all three right by guessing 1/216, two or three 3·5/216 + 1/216 = 16/216.
    by_hand = {3: 1 / 216, 2: 16 / 216, 0: 1}
    np.testing.assert_allclose(table["p"], [by_hand[n] for n in table["n_right"]])
    for row in table.itertuples():
        oracle = proportion_confint(row.n_right, 3, alpha=0.05, method="beta")
        np.testing.assert_allclose([row.low, row.high], oracle, atol=1e-12)
        exact = binomtest(row.n_right, 3, 1 / 6, alternative="greater").pvalue
        assert row.p == pytest.approx(exact)
        assert row.low <= row.precision <= row.high


def test_several_passages_of_a_topic_are_scored_together():
    items = topic_intrusion(make_topics(6, n_passages=80), per_topic=2, seed=0)
    table = score_intrusion(items, answer(items, "甲", [1] * 12))
    assert table["n_items"].tolist() == [2] * 6
    assert table["n_raters"].tolist() == [1] * 6
    np.testing.assert_allclose(table["p"], 1 / 16)
    np.testing.assert_allclose(table["precision"], 1)


def test_open_answers_do_not_count_and_a_topic_nobody_answered_has_nan(items):
    answers = answer(items, "甲", [1, 1, 1, 1])
    answers["answer"] = answers["answer"].astype("Int64")
    answers.loc[answers["item"] == 1, "answer"] = pd.NA
    table = score_intrusion(items, answers).set_index("topic")
    first = items.loc[items["item"] == 1, "topic"].iloc[0]
    assert table.loc[first, ["n_items", "n_answers", "n_right"]].tolist() == [0, 0, 0]
    assert table.loc[first, ["precision", "low", "high", "p", "q"]].isna().all()
    assert table.drop(index=first)["precision"].tolist() == [1, 1, 1]
    none = score_intrusion(items, answers.iloc[:0])
    assert none["precision"].isna().all()


def test_guessing_is_right_as_often_as_chance_says():
    items = word_intrusion(make_topics(8), seed=1)
    rng = np.random.default_rng(0)
    answers = pd.concat(
        pd.DataFrame({"item": range(1, 9), "rater": n, "answer": rng.integers(1, 7, 8)})
        for n in range(300)
    )
    table = score_intrusion(items, answers, confidence=0.999)
    assert ((table["low"] < 1 / 6) & (table["high"] > 1 / 6)).all()


def test_a_sheet_goes_through_to_the_score(items, tmp_path):
    for rater in "甲乙":
        one = Questionnaire(items, tmp_path / f"{rater}.csv", rater=rater)
        for position in answer(items, rater, [1, 0, 1, 1])["answer"]:
            one.answer(int(position))
    answers = read_questionnaire([tmp_path / "甲.csv", tmp_path / "乙.csv"])
    assert score_intrusion(items, answers)["n_right"].sum() == 6
    assert rater_agreement(items, answers)["agreement"].tolist() == [1]
    other = word_intrusion(make_topics(), seed=3)
    with pytest.raises(ValueError) as caught:
        score_intrusion(other, answers)
    assert str(caught.value) == (
        f"the sheet shows {answers['option_1'][0]!r} as option_1 of item 1, the items have "
        f"{other['word'][0]!r}. Make the items with the topics and the seed of that sheet."
    )


def sheet(*rows):
    return pd.DataFrame(rows, columns=["item", "rater", "answer"])


@pytest.mark.parametrize(
    "answers, message",
    [
        (sheet((9, "甲", 1)), "rater '甲' answered item 9, which is not among the items."),
        (
            sheet((1, "甲", 1), (1, "甲", 2)),
            "rater '甲' answered item 1 twice. Keep one of the answers.",
        ),
        (
            sheet((1, "甲", 7)),
            "rater '甲' answered item 1 with 7; it must be a whole number from 1 to 6.",
        ),
        (
            sheet((1, "甲", 1.5)),
            "rater '甲' answered item 1 with 1.5; it must be a whole number from 1 to 6.",
        ),
    ],
)
def test_answers_that_do_not_fit_are_refused(items, answers, message):
    with pytest.raises(ValueError) as caught:
        score_intrusion(items, answers)
    assert str(caught.value) == message


# Agreement


def two_options(n_items):
    return pd.DataFrame(
        {
            "item": np.repeat(np.arange(1, n_items + 1), 2),
            "topic": 1,
            "position": np.tile([1, 2], n_items),
            "word": "词",
            "intruder": np.tile([True, False], n_items),
        }
    )


def rated(**answers):
    return pd.concat(
        pd.DataFrame({"item": range(1, len(marks) + 1), "rater": rater, "answer": marks})
        for rater, marks in answers.items()
    )


def test_cohen_by_hand():
    # 10 items: both say 1 four times, both 2 three times, 甲 1 and 乙 2 once, 甲 2 and 乙 1 twice.
    # Agreement 7/10; 甲 says 1 five times, 乙 six: expected .5 × .6 + .5 × .4 = .5; κ = .2/.5.
    answers = rated(甲=[1] * 4 + [2] * 3 + [1] + [2] * 2, 乙=[1] * 4 + [2] * 3 + [2] + [1] * 2)
    (row,) = rater_agreement(two_options(10), answers).itertuples()
    assert (row.raters, row.method, row.n_items) == ("乙 · 甲", "cohen", 10)
    assert (row.agreement, row.expected) == (pytest.approx(0.7), pytest.approx(0.5))
    assert row.kappa == pytest.approx(0.4)


def test_fleiss_by_hand():
    # 3 raters, 4 items, votes for positions 1 and 2: 3-0, 0-3, 2-1, 1-2. Pairs that agree:
    # 3/3, 3/3, 1/3, 1/3, mean 2/3. Each position has 6 of 12 votes: expected 1/2; κ = 1/3.
    answers = rated(甲=[1, 2, 1, 1], 乙=[1, 2, 1, 2], 丙=[1, 2, 2, 2])
    table = rater_agreement(two_options(4), answers)
    assert table["method"].tolist() == ["cohen", "cohen", "cohen", "fleiss"]
    row = table.iloc[-1]
    assert row["raters"] == "丙 · 乙 · 甲"
    assert (row["agreement"], row["expected"]) == (pytest.approx(2 / 3), pytest.approx(1 / 2))
    assert row["kappa"] == pytest.approx(1 / 3)


@given(st.integers(0, 10_000), st.integers(2, 4))
@settings(deadline=None, max_examples=20)
def test_kappas_agree_with_scikit_learn_and_statsmodels(seed, n_raters):
    rng = np.random.default_rng(seed)
    named = rng.integers(1, 7, (25, n_raters))
    items = word_intrusion(make_topics(25), seed=0)
    answers = rated(**{f"r{n}": named[:, n] for n in range(n_raters)})
    table = rater_agreement(items, answers)
    first = table.iloc[0]
    assert first["raters"] == "r0 · r1"
    assert first["kappa"] == pytest.approx(cohen_kappa_score(named[:, 0], named[:, 1]))
    if n_raters > 2:
        votes = aggregate_raters(named, n_cat=None)[0]
        assert table["kappa"].iloc[-1] == pytest.approx(fleiss_kappa(votes))


def test_edges_of_agreement():
    same = rater_agreement(two_options(3), rated(甲=[1, 1, 1], 乙=[1, 1, 1])).iloc[0]
    assert (same["agreement"], same["expected"]) == (1, 1)
    assert np.isnan(same["kappa"])
    apart = rated(甲=[1, None, 2], 乙=[None, 2, None]).astype({"answer": "Int64"})
    none = rater_agreement(two_options(3), apart).iloc[0]
    assert none["n_items"] == 0
    assert np.isnan([none["agreement"], none["kappa"]]).all()
    with pytest.raises(ValueError) as caught:
        rater_agreement(two_options(3), rated(甲=[1, 1, 1]))
    assert str(caught.value) == "1 rater answered: agreement needs two or more."
