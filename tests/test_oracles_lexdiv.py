"""Lexical diversity: every stored call of quanteda.textstats 0.97.2, and where it errs."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textkit.measures.diversity import ALL, RARER, diversity
from textkit.tokens import Tokens

FACTS = json.loads((Path(__file__).parent / "oracles/lexdiv.json").read_text("utf-8"))
ENTRIES = FACTS["entries"]
WORDS = FACTS["inputs"]["docs"]["tokens"] | FACTS["inputs"]["rt"]["tokens"]

# The calls that have an answer, and the window and segment each of them comes to.
ANSWERED = {
    "lexdiv/tokens/win3": 3,
    "lexdiv/tokens/win5": 5,
    "lexdiv/tokens/win100": 9,  # it takes the shortest document for all
    "lexdiv/tokens/onetoken": 1,  # so one of one token makes all of them 1
    "lexdiv/retokenised/win3": 3,
    "lexdiv/retokenised/win6": 6,
}
REFUSED = ["lexdiv/tokens/emptydoc/MATTR", "lexdiv/tokens/emptydoc/MSTTR", "lexdiv/tokens/MSTTR<1"]
ALIKE = {"TTR": "ttr", "C": "herdan_c", "R": "guiraud", "CTTR": "cttr", "U": "dugast_u",
         "S": "summer_s", "K": "yule_k", "I": "yule_i", "D": "simpson_d", "Vm": "herdan_vm",
         "MATTR": "mattr", "MSTTR": "msttr", "lgV0": "maas_lgv0"}  # fmt: skip
# (call, its measure, document): the right value, and why theirs is another.
ON_PURPOSE = {
    # log10 log10 10 is 0, and S divides by it; to base e it is ln ln 8 / ln ln 10.
    ("lexdiv/tokens/win3", "S", "d4"): np.nan,
    ("lexdiv/tokens/win5", "S", "d4"): np.nan,
    # It pastes a window together and cuts it anew, 高质量 into 高 and 质量. By hand: no window
    # of 3 repeats a word of r1, one of 6 has 5 types.
    ("lexdiv/retokenised/win3", "MATTR", "r1"): 1.0,
    ("lexdiv/retokenised/win6", "MATTR", "r1"): 5 / 6,
}


def table_of(documents, window, **options):
    tokens = Tokens.from_words([WORDS[name] for name in documents])
    # textstat_lexdiv lower-cases tokens and leaves punctuation out.
    options = {"measure": ALL, "sample": 2, "segment": window, "fold": True} | options
    return diversity(tokens, window=window, **options)


def number(value):
    return float(str(value).replace("Inf", "inf"))


def test_no_entry_is_left_out():
    assert sorted([*ANSWERED, *REFUSED]) == sorted(ENTRIES)
    assert len(ENTRIES) == 9


@pytest.mark.parametrize("key", ANSWERED)
def test_it_is_quanteda_s_number(key):
    output = ENTRIES[key]["output"]
    documents = output["document"]
    table = table_of(documents, ANSWERED[key])
    natural = table_of(documents, ANSWERED[key], base=math.e)
    ours = {name: table[mine] for name, mine in ALIKE.items()}
    ours |= {"Maas": np.sqrt(table["maas_a2"]), "lgeV0": natural["maas_lgv0"]}
    for name in output:
        if name == "document":
            continue
        for place, document in enumerate(documents):
            theirs, mine = number(output[name][place]), ours[name].iloc[place]
            if (key, name, document) in ON_PURPOSE:
                right = ON_PURPOSE[key, name, document]
                np.testing.assert_allclose(mine, right, rtol=1e-12)
                continue
            np.testing.assert_allclose(mine, theirs, rtol=1e-9, err_msg=f"{name} {document}")


def test_each_of_the_others_differs():
    for key, name, document in ON_PURPOSE:
        output = ENTRIES[key]["output"]
        theirs = number(output[name][output["document"].index(document)])
        assert theirs == -np.inf or abs(theirs - ON_PURPOSE[key, name, document]) > 0.1
    natural = table_of(["d4"], 3, base=math.e)["summer_s"].item()
    assert natural == pytest.approx(math.log(math.log(8)) / math.log(math.log(10)))


def test_a_window_is_not_shortened_for_the_shortest_on_purpose():
    for key in ("lexdiv/tokens/win100", "lexdiv/tokens/onetoken"):
        assert any("resetting to" in warning for warning in ENTRIES[key]["warnings"])
    table = table_of(["d1", "d2"], 100)
    assert table[["mattr", "msttr"]].isna().all(axis=None)
    assert "mattr needs 100 tokens" in table["caution"][0]
    assert "msttr needs 100 tokens" in table["caution"][0]
    # A document of one token has no window of 3; the others keep theirs.
    table = table_of(["d1", "d2", "d4", "d5", "d6"], 3)
    wanted = ENTRIES["lexdiv/tokens/win3"]["output"]
    for name in ("MATTR", "MSTTR"):
        assert table[name.lower()].tolist()[:4] == pytest.approx(wanted[name])
        assert np.isnan(table[name.lower()].iloc[4])


def test_an_empty_document_has_none_on_purpose():
    assert all("error" in ENTRIES[key] for key in REFUSED)
    table = table_of(["d1", "d3"], 3)
    assert table[list(ALL)].iloc[1].isna().all()
    assert table["mattr"].iloc[0] == 1
    with pytest.raises(ValueError, match=r"segment must be at least 1, not 0\.5\."):
        table_of(["d1"], 3, segment=0.5)


def test_without_a_repeated_word_yule_s_i_is_infinite_on_purpose():
    # The formula divides V² by Σf² − V, which is 0; quanteda answers 0, the poorest of all.
    row = diversity(Tokens.from_words([["改革", "开放"]]), measure=RARER).iloc[0]
    assert row["yule_i"] == np.inf
    assert row["dugast_u"] == np.inf
    assert (row["maas_a2"], row["herdan_vm"]) == (0, 0)


def test_by_hand():
    # 改革 twice, 开放, 发展: N = 4, V = 3, Σf² = 6
    words = [["改革", "开放", "改革", "发展"]]
    row = diversity(Tokens.from_words(words), measure=[*RARER, "msttr"], segment=3).iloc[0]
    log4, log3 = math.log10(4), math.log10(3)
    assert row["cttr"] == pytest.approx(3 / math.sqrt(8))
    assert row["dugast_u"] == pytest.approx(log4**2 / (log4 - log3))
    assert row["maas_a2"] == pytest.approx((log4 - log3) / log4**2)
    assert row["summer_s"] == pytest.approx(math.log(log3) / math.log(log4))
    assert row["maas_lgv0"] == pytest.approx(log3 / math.sqrt(1 - (log3 / log4) ** 2))
    assert row["yule_i"] == pytest.approx(9 / (6 - 3))
    assert row["herdan_vm"] == pytest.approx(math.sqrt(6 / 16 - 1 / 3))
    assert row["msttr"] == pytest.approx(2 / 3)  # 改革 开放 改革; 发展 is no whole segment


@given(st.lists(st.sampled_from("甲乙丙丁戊"), min_size=2, max_size=40), st.integers(1, 6))
def test_segments_and_indices_are_what_their_definitions_say(words, length):
    row = diversity(Tokens.from_words([words]), measure=ALL, segment=length).iloc[0]
    whole = [words[at : at + length] for at in range(0, len(words) - length + 1, length)]
    shares = [len(set(segment)) / length for segment in whole]
    assert row["msttr"] == pytest.approx(np.mean(shares) if shares else np.nan, nan_ok=True)
    counts = np.array([words.count(word) for word in set(words)])
    n, v = counts.sum(), len(counts)
    spread = ((counts / n - 1 / v) ** 2).sum()  # Vm² is the variance of the shares, times V
    assert row["herdan_vm"] == pytest.approx(math.sqrt(spread), abs=1e-7)
    assert v == n or row["dugast_u"] * row["maas_a2"] == pytest.approx(1)
    again = diversity(Tokens.from_words([words * 2]), measure=["cttr", "yule_i", "herdan_vm"])
    assert again["cttr"].item() == pytest.approx(row["cttr"] / math.sqrt(2))
    assert again["herdan_vm"].item() == pytest.approx(row["herdan_vm"], abs=1e-7)
