"""All 285 stored calls of other packages: each stands in one file, and one module walks it."""

import json
from collections import Counter
from pathlib import Path

TESTS = Path(__file__).parent
FILES = {path.name: json.loads(path.read_text("utf-8")) for path in TESTS.glob("oracles/*.json")}
# A file of stored calls has them under "entries", by the key they have in keys.txt.
STORED = {
    name: list(one["entries"])
    for name, one in FILES.items()
    if isinstance(one.get("entries"), dict)
}


def test_each_of_the_285_calls_is_stored_once():
    keys = (TESTS / "oracles/keys.txt").read_text("utf-8").split("\n")[:-1]
    assert len(keys) == len(set(keys)) == 285
    assert Counter(key for entries in STORED.values() for key in entries) == Counter(keys)


def test_each_file_of_calls_is_walked_by_one_module():
    modules = {path.name: path.read_text("utf-8") for path in TESTS.glob("test_oracles_*.py")}
    for name in STORED:
        readers = [module for module, text in modules.items() if f"oracles/{name}" in text]
        assert len(readers) == 1, (name, readers)
        # Every entry, and a count that says so.
        text = modules[readers[0]]
        assert "parametrize" in text
        assert "len(ENTRIES)" in text
