"""Every stored call of textreuse but those of its Jaccard measures, which have a file of their own."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

from textkit.measures import stretch_kernel
from textkit.measures.alignment import align_local
from textkit.measures.runs import number_runs

ORACLE = json.loads((Path(__file__).parent / "oracles/textreuse.json").read_text("utf-8"))
ENTRIES, INPUTS = ORACLE["entries"], ORACLE["inputs"]
OF = {family: [key for key in ENTRIES if key.split("/")[1] == family]
      for family in ("ratio_of_matches", "align_local", "tokenize")}  # fmt: skip
# Alignments of textreuse that do not score what it says; the scores themselves are right.
SHOWN_WRONGLY = {
    "textreuse/align_local/s3s4/m3-2-1": (9, 14),
    "textreuse/align_local/s5s6/m3-2-1": (4, 8),
}


def words_of(text):
    """Cut as textreuse's tokenize_words does: lower case, without punctuation."""
    return re.findall(r"\w+", text.lower())


def prices(key):
    found = {name: int(n) for name, n in re.findall(r"(\w+) = (-?\d)L", ENTRIES[key]["call"])}
    return found or {"match": 2, "mismatch": -1, "gap": -1}


def paid(pairs, match, mismatch, gap):
    """Add up what an alignment costs and earns; None stands for a gap."""
    return sum(gap if None in pair else match if pair[0] == pair[1] else mismatch for pair in pairs)


def sides(key):
    call = ENTRIES[key]["call"]
    literal = re.findall(r'"([^"]*)"', call)
    return [words_of(text) for text in literal or [INPUTS[name] for name in ENTRIES[key]["input"]]]


def test_no_entry_is_missing():
    assert len(ENTRIES) == 14
    assert {family: len(keys) for family, keys in OF.items()} == {
        "ratio_of_matches": 4, "align_local": 7, "tokenize": 3,
    }  # fmt: skip


@pytest.mark.parametrize("key", OF["tokenize"])
def test_its_tokens_are_the_words_that_are_aligned_here(key):
    assert words_of(INPUTS[key.rsplit("/")[-1]]) == ENTRIES[key]["output"]


@pytest.mark.parametrize("key", OF["ratio_of_matches"])
def test_containment_is_the_ratio_of_matches(key):
    # The share of the words of b that are in a: of runs of one letter, a letter for each word.
    given = {"ab": ("ra", "rb"), "ba": ("rb", "ra"), "empty-b": ("ra", None)}
    pair = given.get(key.rsplit("/")[-1], (None, None))
    a, b = (INPUTS.get(name, []) for name in pair)
    letter = {word: chr(ord("a") + at) for at, word in enumerate(sorted({*a, *b}))}
    runs = number_runs(["".join(letter[word] for word in side) for side in (a, b)], 1)
    seen = np.full(len(runs.n_documents), -1, dtype=np.int32)
    found = stretch_kernel.count_found(
        np.array([0]), np.array([0]), runs.starts[1:2], runs.starts[2:3], runs.ids, runs.starts, seen
    )  # fmt: skip
    n_words = runs.starts[2] - runs.starts[1]
    expected = float(ENTRIES[key]["output"])
    if n_words == 0:  # 0 of 0: NaN there; here an empty text has no passage, hence no row
        assert found.tolist() == [0]
        assert np.isnan(expected)
    else:
        assert found[0] / n_words == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("key", OF["align_local"])
def test_scores_are_those_of_textreuse_and_what_is_shown_has_them(key):
    left, right = sides(key)
    found = align_local(left, right, **prices(key))
    assert found.score == ENTRIES[key]["output"]["score"]
    shown = list(zip(found.left, found.right, strict=True))
    assert paid([(a or None, b or None) for a, b in shown], **prices(key)) == found.score
    # And it is made of the two texts, from where it says.
    for text, start, part in (
        (left, found.start_left, found.left), (right, found.start_right, found.right),
    ):  # fmt: skip
        part = [word for word in part if word]
        assert text[start : start + len(part)] == part


@pytest.mark.parametrize("key", OF["align_local"])
def test_what_textreuse_shows_has_its_score_but_for_those_listed(key):
    output = ENTRIES[key]["output"]
    one, other = (
        [None if set(word) == {"#"} else word for word in output[side].split()]
        for side in ("a_edits", "b_edits")
    )
    shown = list(zip(one, other, strict=True))
    for at in range(len(shown) - 1, 0, -1):  # a mismatch is drawn as two columns
        if shown[at - 1][1] is None and shown[at][0] is None:
            shown[at - 1 : at + 1] = [(shown[at - 1][0], shown[at][1])]
    worth = paid(shown, **prices(key))
    wrong = (worth, output["score"]) if worth != output["score"] else None
    assert wrong == SHOWN_WRONGLY.get(key)
