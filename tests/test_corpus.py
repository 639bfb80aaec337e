import hashlib
from pathlib import Path

import pytest

import textkit as tk

ROOT = Path(__file__).parents[1]


def study(tmp_path, content=b"abc", digest=None, extra=""):
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.txt").write_bytes(content)
    digest = digest or hashlib.sha256(content).hexdigest()
    catalog = tmp_path / "catalog.toml"
    catalog.write_text(f'[a]\nfile = "raw/a.txt"\nsha256 = "{digest}"\n{extra}', encoding="utf-8")
    return catalog


def test_the_five_pages_are_read_with_their_variables():
    corpus = tk.read_corpus(ROOT / "data" / "catalog.toml")
    assert corpus["doc_id"].tolist() == [
        "erdao-report-2021", "erdao-plan-2021", "lvyuan-article-2021", "erdao-tasks",
        "nanguan-report-2021",
    ]  # fmt: skip
    assert corpus["district"].tolist() == ["二道区", "二道区", "绿园区", "二道区", "南关区"]
    assert corpus["delivered"].isna().tolist() == [False, False, True, True, False]


def test_every_raw_page_is_catalogued():
    files = {f"raw/{path.name}" for path in (ROOT / "data" / "raw").iterdir()}
    catalog = (ROOT / "data" / "catalog.toml").read_text(encoding="utf-8")
    assert all(f'file = "{file}"' in catalog for file in files)


def test_a_changed_file_is_refused_with_both_hashes(tmp_path):
    catalog = study(tmp_path, digest="0" * 64)
    found = hashlib.sha256(b"abc").hexdigest()
    with pytest.raises(ValueError) as caught:
        tk.read_corpus(catalog)
    assert str(caught.value) == (
        f"{tmp_path / 'raw' / 'a.txt'} is not the file that was catalogued.\n"
        f"  expected sha256 {'0' * 64}\n  found sha256    {found}\n"
        f"Restore the file, or, if the change is meant, put the new hash into {catalog}."
    )


def test_a_missing_file_is_named(tmp_path):
    catalog = study(tmp_path)
    (tmp_path / "raw" / "a.txt").unlink()
    with pytest.raises(FileNotFoundError) as caught:
        tk.read_corpus(catalog)
    assert str(caught.value) == f"{tmp_path / 'raw' / 'a.txt'} does not exist; {catalog} lists it."


def test_bytes_that_are_not_utf8_are_refused_with_their_place(tmp_path):
    catalog = study(tmp_path, content="二道区".encode("gb18030"))
    with pytest.raises(ValueError) as caught:
        tk.read_corpus(catalog)
    assert str(caught.value) == (
        f"{tmp_path / 'raw' / 'a.txt'}: byte 0 is not UTF-8. "
        "Save the page as UTF-8 and catalogue it anew."
    )


def test_an_entry_without_hash_is_refused(tmp_path):
    catalog = tmp_path / "catalog.toml"
    catalog.write_text('[a]\nfile = "a.txt"\n', encoding="utf-8")
    with pytest.raises(ValueError) as caught:
        tk.read_corpus(catalog)
    assert str(caught.value) == f"{catalog}: 'a' must be a table with at least 'file' and 'sha256'."


def test_an_empty_page_and_an_empty_catalogue(tmp_path):
    assert tk.read_corpus(study(tmp_path, content=b""))["text"].tolist() == [""]
    (tmp_path / "none.toml").write_text("", encoding="utf-8")
    assert len(tk.read_corpus(tmp_path / "none.toml")) == 0


def test_corrections_are_applied_and_must_name_a_document(tmp_path):
    catalog = study(tmp_path, content="互联网 卫生".encode())
    fixes = tmp_path / "fixes.tsv"
    fixes.write_text("doc_id\tfind\treplace\tnote\na\t网 卫\t网+卫\tsign lost\n", encoding="utf-8")
    assert tk.read_corpus(catalog, corrections=fixes)["text"].tolist() == ["互联网+卫生"]
    fixes.write_text("doc_id\tfind\treplace\tnote\nb\tx\ty\tz\n", encoding="utf-8")
    with pytest.raises(ValueError) as caught:
        tk.read_corpus(catalog, corrections=fixes)
    assert str(caught.value) == f"{fixes}: no document is called 'b'. The catalogue has: a."


def test_the_account_of_cleaning_adds_up():
    corpus = tk.read_corpus(ROOT / "data" / "catalog.toml")
    account = tk.describe_corpus(corpus)
    assert (account["blank"] + account["removed"] + account["kept"] == account["lines"]).all()
    removed = tk.removed_lines(corpus)
    assert len(removed) == (account["blank"] + account["removed"]).sum()
    for row in removed.itertuples():
        page = corpus.set_index("doc_id").loc[row.doc_id, "page"]
        assert page.splitlines()[row.line - 1] == row.text
