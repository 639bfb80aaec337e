"""Every stored call of textstat_collocations, with every column it returns."""

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from textkit.measures.collocations import collocations
from textkit.tokens import Tokens

ORACLE = json.loads(
    (Path(__file__).parent / "oracles/textstat_collocations.json").read_text("utf-8")
)
ENTRIES = ORACLE["entries"]
DOCUMENTS = list(ORACLE["inputs"]["cdocs"]["tokens"].values())
TIGHT = {"rel": 1e-9, "abs": 1e-12}


def ours(entry):
    """Return our table for a call, by words joined with spaces."""
    options = dict(re.findall(r"(\w+) = ([\w.:]+)", entry["call"]))
    documents = DOCUMENTS
    if options.get("tolower", "TRUE") == "TRUE":
        # quanteda leaves AI alone, which it takes for an acronym.
        documents = [[w if w == "AI" else w.lower() for w in words] for words in documents]
    tokens = Tokens.from_words(documents)
    if entry["input"] == ["ctkp"]:  # 的 taken out, a pad left in its place: our gap
        tokens = replace(tokens, kept=tokens.kept & (tokens.terms != "的"))
    table = collocations(
        tokens,
        size={"2": 2, "3": 3, "2:3": (2, 3)}[options["size"].rstrip("L")],
        min_count=int(options["min_count"]),
        smoothing=float(options.get("smoothing", 0.5)),
    )
    words = table.filter(like="word_").apply(lambda row: " ".join(row).strip(), axis=1)
    return table.set_index(words)


def test_no_entry_is_missing():
    assert len(ENTRIES) == 19
    assert sum(entry["input"] == ["ctkp"] for entry in ENTRIES.values()) == 2
    assert sum("2:3" in entry["call"] for entry in ENTRIES.values()) == 8
    assert sum("smoothing = 0," in entry["call"] for entry in ENTRIES.values()) == 1


@pytest.mark.parametrize("key", ENTRIES)
def test_it_agrees_with_quanteda(key):
    table, output = ours(ENTRIES[key]), ENTRIES[key]["output"]
    assert sorted(table.index) == sorted(output["collocation"])
    table = table.loc[output["collocation"]]
    assert table["count"].tolist() == output["count"]
    assert table["size"].tolist() == output["length"]
    unsmoothed = "smoothing = 0," in ENTRIES[key]["call"]
    for (words, row), value, z in zip(table.iterrows(), output["lambda"], output["z"], strict=True):
        assert row["lambda"] == pytest.approx(float(value), **TIGHT), words
        if np.isinf(row["lambda"]):
            # Other on purpose: with an empty cell the standard error is infinite too, so that
            # there is no z; quanteda gives what R makes of Inf / Inf.
            assert unsmoothed
            assert np.isnan(row["z"])
            assert np.isnan(float(z))
        else:
            assert row["z"] == pytest.approx(float(z), **TIGHT), words


@pytest.mark.parametrize("key", ENTRIES)
def test_pairs_inside_of_triples_are_counted_as_quanteda_does(key):
    # Its count_nested has no column here: occurrences that lie within a longer sequence, be
    # that listed or too rare. Counted from our rows and the texts it is the same.
    output = ENTRIES[key]["output"]
    call = ENTRIES[key]["call"].replace("min_count = 2", "min_count = 1")
    longer = {one for one in ours({**ENTRIES[key], "call": call}).index if one.count(" ") == 2}
    documents = DOCUMENTS
    if "tolower = FALSE" not in ENTRIES[key]["call"]:
        documents = [[w if w == "AI" else w.lower() for w in words] for words in documents]
    for words, nested in zip(output["collocation"], output["count_nested"], strict=True):
        inside = 0
        for text in documents:
            triples = [" ".join(text[at : at + 3]) in longer for at in range(len(text) - 2)]
            for at in range(len(text) - 1):
                if " ".join(text[at : at + 2]) == words:
                    inside += any(triples[max(at - 1, 0) : at + 1])
        assert nested == inside, words


@pytest.mark.parametrize(
    "key", [key for key in ENTRIES if "smooth0" not in key or "smooth0." in key]
)
def test_the_order_is_by_z(key):
    # Theirs and ours: z falling. Of equal z ours puts the commoner first.
    table, output = ours(ENTRIES[key]), ENTRIES[key]["output"]
    assert (np.diff(np.array(output["z"])) <= 1e-9).all()
    np.testing.assert_allclose(table["z"], output["z"], rtol=1e-9, atol=1e-12)
