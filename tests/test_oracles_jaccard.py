"""Every stored call of the Jaccard measures of the R package textreuse."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from textkit.measures.similarity import similarity
from textkit.tokens import Tokens

ORACLE = json.loads((Path(__file__).parent / "oracles/jaccard.json").read_text("utf-8"))
ENTRIES = ORACLE["entries"]
SIDES = {"ab": ("ra", "rb"), "ba": ("rb", "ra"), "empty-b": ("ra", None), "both-empty": (None,) * 2}


def test_no_entry_is_missing():
    assert len(ENTRIES) == 10


@pytest.mark.parametrize("key", ENTRIES)
def test_it_agrees_with_textreuse_but_for_empty_sides(key):
    _, measure, case = key.split("/")
    words = [ORACLE.get(side, []) for side in SIDES[case]]
    # A third row, so that there are terms even if both sides are empty.
    passages = pd.DataFrame({"doc_id": list("xyz"), "text": ["".join(row) for row in words] + [""]})
    passages.loc[2, "text"] = "余"
    matrix = Tokens.from_words([*words, ["余"]], passages).counts()
    if measure == "jaccard_bag_similarity":
        # Common occurrences over those of both sides added up, so at most ½: from fjaccard
        # f = m / (t − m) it is m / t = f / (1 + f).
        f = similarity(matrix, measure="fjaccard")["similarity"][1]
        found = f / (1 + f)
    else:
        found = similarity(matrix, measure="jaccard")["similarity"][1]
        found = 1 - found if measure == "jaccard_dissimilarity" else found
    if "empty" in case:
        # Other on purpose: nothing is known of an empty side; textreuse says 0, of two NaN.
        assert np.isnan(found)
    else:
        assert found == pytest.approx(float(ENTRIES[key]["output"]), rel=1e-9)
