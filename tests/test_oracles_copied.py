"""How many stored calls stand in the files that other tests walk: none may be lost."""

import json
from collections import Counter
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "oracles"


def read(name):
    return json.loads((FOLDER / f"{name}.json").read_text("utf-8"))


def test_all_calls_of_textstat_keyness_are_there():
    cases = [(one["input"], one["measure"], one["case"]) for one in read("keyness")["quanteda"]]
    assert len(set(cases)) == len(cases) == 22
    assert Counter(given for given, _, _ in cases) == {"kt": 10, "ke": 10, "D": 2}


@pytest.mark.parametrize(
    ("file", "part", "n_calls"), [("keyness", "tidylo", 2), ("collocations", "entries", 19)]
)
def test_all_calls_of_other_functions_are_there(file, part, n_calls):
    assert len(read(file)[part]) == n_calls
