"""Diversity, by the numbers of other packages, SciPy and sums written out."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textkit.measures import walking
from textkit.measures.blocks import cut_blocks
from textkit.measures.diversity import MEASURES, RARER, diversity
from textkit.segmentation.machine import compiled
from textkit.tokens import Tokens

ORACLE = json.loads(
    (Path(__file__).parent / "oracles" / "diversity.json").read_text(encoding="utf-8")
)
RICHNESS, LITERALS = ORACLE["lexicalrichness"], ORACLE["quanteda_mattr"]
UNSTEADY = "mtld is unsteady under 100 tokens"
SHORT = "no interval: under 500 tokens"


def one(words, **options):
    return diversity(Tokens.from_words([words]), **options).iloc[0]


def test_lexicalrichness():
    row = one(RICHNESS["tokens"], window=5, sample=5)
    assert row["ttr"] == RICHNESS["ttr"]
    assert row["guiraud"] == pytest.approx(RICHNESS["rttr"])
    assert row["herdan_c"] == pytest.approx(RICHNESS["herdan_C"])
    assert row["yule_k"] == pytest.approx(RICHNESS["yule_K"])
    assert row["simpson_d"] == pytest.approx(RICHNESS["simpson_D"])
    assert row["mattr"] == pytest.approx(RICHNESS["mattr5"])
    assert row["mtld"] == pytest.approx(RICHNESS["mtld_0.72"])
    assert row["hdd"] == pytest.approx(RICHNESS["hdd_draws5"])
    assert (row["tokens"], row["types"]) == (RICHNESS["words"], RICHNESS["terms"])
    # It takes natural logarithms.
    rare = one(RICHNESS["tokens"], measure=RARER, base=np.e)
    names = {"cttr": "cttr", "dugast": "dugast_u", "summer": "summer_s", "maas": "maas_a2"}
    for theirs, mine in (names | {"yule_I": "yule_i", "herdan_Vm": "herdan_vm"}).items():
        assert rare[mine] == pytest.approx(RICHNESS[theirs], rel=1e-9)
    # Two whole segments of 5, of 4 and of 5 types: .9. It drops the last one unless told to
    # keep a tail, although there is none.
    assert one(RICHNESS["tokens"], measure="msttr", segment=5)["msttr"] == pytest.approx(
        RICHNESS["msttr5_keep_tail"]
    )
    assert RICHNESS["msttr5"] == (4 / 5) == pytest.approx(RICHNESS["msttr5_keep_tail"] - 0.1)


@pytest.mark.parametrize("window", [2, 3, 4])
def test_quanteda_literals(window):
    row = one(LITERALS["text"].split(), measure=["mattr", "ttr"], window=window)
    assert row["ttr"] == pytest.approx(LITERALS["TTR"])
    assert row["mattr"] == pytest.approx(LITERALS[f"MATTR_window{window}"])


def test_yule_on_the_gospel_of_st_john():
    # Yule's own example; quanteda.textstats has 113.09 for it and asks for no more than 0.5.
    # From the spectrum: Σf² = 7183, so K = 10⁴ (7183 − 755) / 755².
    expected = LITERALS["K_stjohn_freq_spectrum"]
    words, number = [], 0
    for frequency, types in expected["spectrum"].items():
        for _ in range(types):
            words += [f"w{number}"] * int(frequency)
            number += 1
    row = one(words, measure="yule_k")
    assert (row["tokens"], row["types"]) == (expected["tokens"], expected["types"])
    assert row["yule_k"] == pytest.approx(1e4 * (7183 - 755) / 755**2)
    assert row["yule_k"] == pytest.approx(expected["yule_K"], abs=expected["tol"])


def test_mtld_by_hand():
    # of the people by the people: 4 types of 6 is ≤ .72, one factor; for the people adds none:
    # 9 tokens / 1. Backwards people the for people the: 3 of 5, one factor; the rest adds none.
    words = ["of", "the", "people", "by", "the", "people", "for", "the", "people"]
    assert one(words, measure="mtld")["mtld"] == 9
    # With 的 的 after it, the rest is 4 types of 5, which is .2/.28 of a factor; backwards 的 的 is
    # a factor (1/2), people the for people the another, and the rest adds none.
    both = (11 / (1 + 0.2 / 0.28) + 11 / 2) / 2
    assert one([*words, "的", "的"], measure="mtld")["mtld"] == pytest.approx(both)


def test_a_factor_is_full_at_the_threshold_itself():
    # 18 types of 25 tokens is .72 exactly: one factor of 25.
    words = [f"w{n}" for n in range(18)] + ["w17"] * 7
    assert walking.mean_factor(np.array([int(w[1:]) for w in words]), 0.72, np.zeros(18, int)) == 25


def test_no_repeated_word():
    row = one(["改革", "开放"], sample=2)
    assert row["mtld"] == np.inf
    assert (row["yule_k"], row["simpson_d"], row["hdd"], row["ttr"]) == (0, 0, 1, 1)


def write_out(words, window, sample):
    """Give the measures of a list of words by their definitions, nothing clever."""
    from scipy.stats import hypergeom

    n, counts = len(words), pd.Series(words).value_counts()

    def factors(text):
        full, run = 0.0, []
        for word in text:
            run.append(word)
            if len(set(run)) / len(run) <= 0.72:
                full, run = full + 1, []
        full += (1 - len(set(run)) / len(run)) / 0.28 if run else 0
        return len(text) / full if full else np.inf

    windows = [len(set(words[i : i + window])) / window for i in range(n - window + 1)]
    return {
        "mattr": np.mean(windows) if windows else np.nan,
        "mtld": (factors(words) + factors(words[::-1])) / 2,
        "hdd": sum(hypergeom.sf(0, n, f, sample) for f in counts) / sample
        if n >= sample
        else np.nan,
        "yule_k": 1e4 * ((counts**2).sum() - n) / n**2,
        "simpson_d": (counts * (counts - 1)).sum() / (n * (n - 1)) if n > 1 else np.nan,
        "ttr_rarefied": len(counts) / n,
        "ttr": len(counts) / n,
        "guiraud": len(counts) / np.sqrt(n),
        "herdan_c": np.log(len(counts)) / np.log(n) if n > 1 else np.nan,
    }


@settings(deadline=None)
@given(st.lists(st.sampled_from("甲乙丙丁戊"), min_size=1, max_size=40), st.integers(1, 12))
def test_all_measures_as_written_out(words, size):
    row = one(words, window=size, sample=size)
    for name, wanted in write_out(words, size, size).items():
        assert row[name] == pytest.approx(wanted, rel=1e-9, abs=1e-12, nan_ok=True), name


@settings(deadline=None, max_examples=30)
@given(st.lists(st.sampled_from("甲乙丙丁戊"), min_size=12, max_size=40), st.randoms())
def test_order_matters_to_windows_only(words, random):
    shuffled = random.sample(words, len(words))
    names = [name for name in MEASURES if name not in ("mattr", "mtld")]
    here, there = one(words, sample=9), one(shuffled, sample=9)
    assert here[names].tolist() == pytest.approx(there[names].tolist(), rel=1e-12)
    back = one(words[::-1], window=5)
    assert one(words, window=5)["mattr"] == pytest.approx(back["mattr"])
    assert one(words)["mtld"] == pytest.approx(back["mtld"])


def zipf(n, seed, types=500):
    share = 1 / np.arange(1, types + 1)
    random = np.random.default_rng(seed)
    return [f"w{number}" for number in random.choice(types, n, p=share / share.sum())]


def test_rarefaction_makes_unequal_lengths_alike():
    text = zipf(8000, 1)
    table = diversity(Tokens.from_words([text[:1000], text[1000:]]))
    assert table["rarefied_to"].tolist() == [1000, 1000]
    assert table["ttr"][0] > 1.5 * table["ttr"][1]  # of the same source
    assert table["ttr_rarefied"][0] == table["ttr"][0]
    assert table["ttr_rarefied"][1] == pytest.approx(table["ttr_rarefied"][0], rel=0.05)
    assert (
        table["caution"].tolist() == ["ttr, guiraud, herdan_c not comparable: lengths differ"] * 2
    )
    alone = diversity(Tokens.from_words([text]), equal_length=1)
    assert alone["ttr_rarefied"].tolist() == pytest.approx([1])


def test_rarefaction_of_counts_by_the_thousand_loses_no_digit():
    # 4,000 甲 and 4,000 乙: of 5,000 drawn both are there for certain.
    row = one(["甲"] * 4000 + ["乙"] * 4000, measure="ttr_rarefied", equal_length=5000)
    assert row["ttr_rarefied"] == pytest.approx(2 / 5000, rel=1e-12)


def test_the_interval_is_the_jackknife_written_out():
    from scipy.stats import t

    words = zipf(600, 2)
    row = one(words, measure="yule_k", confidence=0.9)
    rest = [words[:start] + words[start + 100 :] for start in range(0, 600, 100)]
    values = np.array([write_out(some, 2, 2)["yule_k"] for some in rest])
    error = np.sqrt(5 / 6 * ((values - values.mean()) ** 2).sum())
    factor = np.exp(t.ppf(0.95, 5) * error / row["yule_k"])
    assert row["low"] == pytest.approx(row["yule_k"] / factor)
    assert row["high"] == pytest.approx(row["yule_k"] * factor)
    assert row["caution"] == ""


@pytest.mark.parametrize("measure", ["mattr", "mtld", "hdd", "ttr_rarefied", "yule_k", "simpson_d"])
def test_nineteen_of_twenty_intervals_hold_the_truth(measure):
    tokens = Tokens.from_words([zipf(2000, seed) for seed in range(100)])
    table = diversity(tokens, measure=measure, equal_length=1000)
    truth = table[measure].mean()
    held = ((table["low"] <= truth) & (truth <= table["high"])).sum()
    assert 89 <= held <= 99
    assert ((table["low"] <= table[measure]) & (table[measure] <= table["high"])).all()


def test_blocks_end_with_passages_that_are_near():
    # Two texts of 500 and 499 tokens. 90 and 310 are within 50 tokens of a cut, 230 is too, and
    # what has no passage's end near it is cut where it would be; the second text is too short.
    blocks = cut_blocks(np.array([0, 500, 999]), np.array([90, 230, 310, 700]))
    assert blocks.begin.tolist() == [0, 90, 230, 310, 400]
    assert blocks.end.tolist() == [90, 230, 310, 400, 500]
    assert blocks.text.tolist() == [0] * 5


@settings(deadline=None)
@given(
    st.lists(st.integers(0, 3000), min_size=1, max_size=5),
    st.lists(st.integers(1, 10_000), max_size=30),
)
def test_blocks_tile_the_texts_that_are_long_enough(sizes, edges):
    offsets = np.append(0, np.cumsum(sizes))
    every = np.unique([*edges, *offsets[1:-1]])
    blocks = cut_blocks(offsets, every[every < offsets[-1]])
    for number, size in enumerate(sizes):
        mine = blocks.text == number
        begin, end = blocks.begin[mine], blocks.end[mine]
        assert (len(begin) > 0) == (size >= 500)
        if len(begin):
            assert (begin[0], end[-1]) == (offsets[number], offsets[number + 1])
            assert begin[1:].tolist() == end[:-1].tolist()
            assert (begin < end).all()
            assert len(begin) <= 20


def test_compiled_and_plain_code_give_the_same():
    tokens = Tokens.from_words([zipf(700, 3), [], zipf(90, 4), ["甲"]])
    offsets = tokens.offsets
    blocks = cut_blocks(offsets, np.array([], dtype=np.int64))
    for kind, option in ((0, 50.0), (1, 0.72), (2, 42.0), (3, 0.0), (4, 0.0)):
        results = []
        for walk in (walking.walk_texts, compiled(walking).walk_texts):
            filled = [np.zeros(4), np.zeros(len(blocks.text)), np.zeros(4, dtype=np.int64)]
            walk(kind, option, tokens.ids, offsets, len(tokens.terms), *blocks, *filled)
            results.append(filled)
        for plain, fast in zip(*results, strict=True):
            np.testing.assert_array_equal(plain, fast)


def test_units_and_their_variables():
    passages = pd.DataFrame(
        {
            "passage_id": ["a1", "b1", "a2"],
            "doc_id": ["a", "b", "a"],
            "district": ["二道区", "绿园区", "二道区"],
            "note": ["front", None, "body"],  # not the same throughout a document
            "text": ["改革，开放", "改革", "改革。"],
        }
    )
    tokens = Tokens.from_words([["改革", "，", "开放"], ["改革"], ["改革", "。"]], passages)
    table = diversity(tokens, measure="ttr")
    assert list(table) == ["doc_id", "district", "tokens", "types", "ttr", "low", "high", "caution"]
    assert table[["doc_id", "district", "tokens", "types"]].values.tolist() == [
        ["a", "二道区", 3, 2],
        ["b", "绿园区", 1, 1],
    ]
    assert list(diversity(tokens, "district", measure="ttr"))[:2] == ["district", "tokens"]
    each = diversity(tokens, None, measure="ttr")
    assert list(each)[:5] == ["doc_id", "passage_id", "district", "note", "tokens"]
    assert each["tokens"].tolist() == [2, 1, 1]


def test_windows_follow_the_text_of_a_unit_and_no_other():
    # a is 甲乙 甲乙 with b between its passages: no window of 2 has a word twice.
    passages = pd.DataFrame({"doc_id": ["a", "b", "a"], "text": ["甲乙", "乙", "甲乙"]})
    tokens = Tokens.from_words([["甲", "乙"], ["乙"], ["甲", "乙"]], passages)
    assert diversity(tokens, measure="mattr", window=2)["mattr"].tolist()[0] == 1


def test_width_and_case():
    words = ["AI", "ai", "ＡＩ", "，"]
    assert one(words)["types"] == 3
    assert one(words, fold=True)["types"] == 1


def test_what_is_dropped_does_not_count():
    tokens = Tokens.from_words([["改革", "的", "改革", "的"]]).keep(stopwords=["的"])
    assert diversity(tokens)[["tokens", "types"]].values.tolist() == [[2, 1]]


def test_empty_units_are_rows_of_nan():
    table = diversity(Tokens.from_words([["改革", "改革"], [], ["。"]]), sample=2)
    assert table["caution"].tolist() == [
        f"mattr needs 100 tokens; {UNSTEADY}; {SHORT}",
        "no words",
        "no words",
    ]
    assert table["tokens"].tolist() == [2, 0, 0]
    assert table.loc[1:, [*MEASURES, "low", "high"]].isna().all(axis=None)
    assert table["rarefied_to"].tolist() == [2, 2, 2]


@pytest.mark.parametrize("words", [[], [[]]])
def test_no_unit_or_no_word_at_all(words):
    table = diversity(Tokens.from_words(words))
    assert len(table) == len(words)
    assert list(table)[:3] == ["doc_id", "tokens", "types"]
    assert list(table)[3:] == [*MEASURES, "rarefied_to", "low", "high", "caution"]


def test_one_token():
    row = one(["改革"])
    assert (row["ttr"], row["yule_k"], row["mtld"]) == (1, 0, np.inf)
    assert row[["mattr", "hdd", "simpson_d", "herdan_c"]].isna().all()
    assert row["caution"] == f"mattr needs 100 tokens; hdd needs 42 tokens; {UNSTEADY}; {SHORT}"


@pytest.mark.parametrize(
    ("words", "measure", "note"),
    [
        (zipf(600, 5), "ttr", "no interval: ttr changes with length"),
        (
            zipf(600, 5),
            "ttr_rarefied",
            "no interval: no ttr_rarefied with a block left out",
        ),
        (
            [f"w{n}" for n in range(600)],
            "mtld",
            "no interval: no mtld with a block left out",
        ),
        (zipf(499, 5), "hdd", SHORT),
    ],
)
def test_where_there_is_no_interval(words, measure, note):
    row = one(words, measure=measure)
    assert row[["low", "high"]].isna().all()
    assert row["caution"] == note


def test_zero_is_its_own_interval():
    row = one([f"w{n}" for n in range(600)], measure="yule_k")
    assert (row["low"], row["yule_k"], row["high"]) == (0, 0, 0)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"measure": "vocd"},
            "measure must name each measure once: ['vocd']. There are: mattr, mtld, hdd, yule_k, "
            "simpson_d, ttr_rarefied, ttr, guiraud, herdan_c, msttr, cttr, dugast_u, summer_s, "
            "maas_a2, maas_lgv0, yule_i, herdan_vm.",
        ),
        (
            {"measure": ["ttr", "ttr"]},
            "measure must name each measure once: ['ttr', 'ttr']. There are: mattr, mtld, hdd, "
            "yule_k, simpson_d, ttr_rarefied, ttr, guiraud, herdan_c, msttr, cttr, dugast_u, "
            "summer_s, maas_a2, maas_lgv0, yule_i, herdan_vm.",
        ),
        ({"window": 0}, "window must be at least 1, not 0."),
        ({"sample": 0}, "sample must be at least 1, not 0."),
        ({"segment": 0}, "segment must be at least 1, not 0."),
        ({"base": 1}, "base=1 must be above 1; 10 or math.e are usual."),
        ({"equal_length": -5}, "equal_length must be at least 1, not -5."),
        ({"threshold": 72}, "threshold must lie between 0 and 1, not 72."),
        ({"confidence": 1}, "confidence must lie between 0 and 1, not 1."),
    ],
)
def test_refusals(options, message):
    with pytest.raises(ValueError) as error:
        one(["改革"], **options)
    assert str(error.value) == message


def test_an_unknown_variable_is_refused():
    with pytest.raises(KeyError) as error:
        diversity(Tokens.from_words([["改革"]]), "level")
    assert error.value.args[0] == (
        "'level' is no variable of these passages. There are: passage_id, doc_id."
    )
