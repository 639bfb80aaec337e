import hashlib
import io
import zipfile
from pathlib import Path

import pandas as pd
import pytest

import textkit as tk
from textkit.corpus import (
    describe_corpus,
    normalizing_changes,
    proposed_metadata,
    removed_lines,
)

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


def test_catalogued_bytes_of_any_encoding_are_read_and_damaged_ones_refused(tmp_path):
    (tmp_path / "gb").mkdir()
    read = tk.read_corpus(study(tmp_path / "gb", content="二道区".encode("gb18030")))
    assert read.loc[0, ["text", "encoding", "file"]].tolist() == ["二道区", "gb18030", "raw/a.txt"]
    catalog = study(tmp_path, content="二道区的任务".encode() + b"\xff")
    with pytest.raises(ValueError) as caught:
        tk.read_corpus(catalog)
    assert str(caught.value) == (
        f"{tmp_path / 'raw' / 'a.txt'}: byte 18 (line 1) is damaged: ff is not utf-8. "
        "Get the text anew, or read it with errors='mark'."
    )
    marked = tk.read_corpus(catalog, errors="mark")
    assert marked["text"].tolist() == ["二道区的任务\ufffd"]
    assert [one["byte"] for one in marked.attrs["damage"]] == [18]


def catalogued(folder, **files):
    catalog = folder / "catalog.toml"
    entries = []
    for name, (content, more) in files.items():
        file = folder / more.pop("file")
        file.write_bytes(content)
        lines = [f'file = "{file.name}"', f'sha256 = "{hashlib.sha256(content).hexdigest()}"']
        entries.append("\n".join([f"[{name}]", *lines, *(f'{k} = "{v}"' for k, v in more.items())]))
    catalog.write_text("\n".join(entries), encoding="utf-8")
    return catalog


def test_a_catalogued_table_gives_a_document_per_row(tmp_path):
    table = "评论,stars\n房间很干净。,5\n太吵。,\n".encode("gb18030")
    catalog = catalogued(
        tmp_path,
        reviews=(table, {"file": "r.csv", "text": "评论", "city": "长春"}),
        page=("经济增长。".encode(), {"file": "p.txt"}),
    )
    corpus = tk.read_corpus(catalog)
    assert corpus["doc_id"].tolist() == ["reviews#1", "reviews#2", "page"]
    assert corpus["text"].tolist() == ["房间很干净。", "太吵。", "经济增长。"]
    assert corpus["stars"].tolist() == [5, pd.NA, pd.NA]
    assert corpus["city"].tolist()[:2] == ["长春", "长春"]
    assert corpus["file"].tolist() == ["r.csv", "r.csv", "p.txt"]
    with (tmp_path / "r.csv").open("ab") as stream:
        stream.write(b"x,1\n")
    with pytest.raises(ValueError, match=r"r.csv is not the file that was catalogued"):
        tk.read_corpus(catalog)


def test_a_catalogued_archive_gives_a_document_per_member(tmp_path):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("二道/2021.txt", "经济增长。")
        archive.writestr("南关/2021.txt", "民生改善。")
    catalog = catalogued(tmp_path, reports=(stream.getvalue(), {"file": "r.zip"}))
    corpus = tk.read_corpus(catalog)
    assert corpus["doc_id"].tolist() == ["reports/二道/2021", "reports/南关/2021"]
    assert corpus["text"].tolist() == ["经济增长。", "民生改善。"]


def test_a_catalogue_that_is_no_toml_is_refused(tmp_path):
    catalog = tmp_path / "catalog.toml"
    catalog.write_text("[a\n", encoding="utf-8")
    with pytest.raises(ValueError) as caught:
        tk.read_corpus(catalog)
    assert str(caught.value).startswith(f"{catalog} is no catalogue in TOML: Expected ']'")
    with pytest.raises(ValueError) as caught:
        tk.read_corpus(catalog, encoding="gb2311")
    assert str(caught.value) == ("encoding 'gb2311' is not known here; use utf-8, gb18030 or big5.")


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
    assert str(caught.value) == (
        f"{fixes}, line 2: no document is called 'b'. The catalogue has: a."
    )


PROSE = "今后五年，坚持稳中求进工作总基调，加快建设现代化产业体系，不断增进民生福祉，促进共同富裕。"


def test_a_folder_of_pages_is_cleaned_by_format(tmp_path):
    (tmp_path / "a.html").write_text(
        f'<html><head><meta charset="utf-8"></head><body><div>首页 &gt; 政务公开</div>'
        f"<div><p>{PROSE}</p><p>{PROSE}</p></div></body></html>",
        encoding="utf-8",
    )
    (tmp_path / "b.md").write_text(
        f"---\nyear: 2021\n---\n首页 > 政务公开\n{PROSE}", encoding="utf-8"
    )
    corpus = tk.read_corpus(tmp_path)
    assert list(corpus.columns) == [
        "doc_id", "text", "page", "year", "format", "file", "encoding", "confidence",
    ]  # fmt: skip
    assert corpus["text"].tolist() == [f"{PROSE}\n{PROSE}", PROSE]
    account = describe_corpus(corpus).set_index("doc_id")
    assert (account["blank"] + account["removed"] + account["kept"] == account["lines"]).all()
    assert account.loc["a", ["removed", "kept"]].tolist() == [1, 2]
    removed = removed_lines(corpus)
    assert removed.loc[removed["text"] != "", ["doc_id", "text"]].values.tolist() == [
        ["a", "首页 > 政务公开"], ["b", "首页 > 政务公开"],
    ]  # fmt: skip
    assert removed.loc[removed["doc_id"] == "b", "line"].tolist() == [1, 2, 3, 4]
    assert "encoding" not in tk.split(corpus).columns
    assert tk.Segmenter().segment(corpus).passages.columns.tolist() == ["doc_id", "text", "year"]


def test_html_in_a_table_is_left_as_text():
    table = pd.DataFrame({"正文": [f"<p>{PROSE}</p>", None], "year": [2021, 2022]})
    corpus = tk.read_corpus(table)
    assert corpus["text"].tolist() == [f"<p>{PROSE}</p>", ""]
    assert corpus["year"].tolist() == [2021, 2022]
    assert len(table.columns) == 2


def test_lines_that_recur_in_a_source_can_be_taken_out(tmp_path):
    for number in range(4):
        page = f"蓝天专栏之窗\n报告之{number}\n{number}{PROSE}\n{number}{PROSE}\n版式由本站定"
        (tmp_path / f"{number}.txt").write_text(page, encoding="utf-8")
    plain, short = tk.read_corpus(tmp_path), tk.read_corpus(tmp_path, recurring=True)
    assert plain["text"].str.contains("蓝天专栏之窗").all()
    assert not short["text"].str.contains("蓝天专栏之窗|版式由本站定").any()
    assert short["text"].str.contains(PROSE).all()
    account = describe_corpus(short, recurring=True)
    assert account["text_characters"].tolist() == [
        len("".join(text.split())) for text in short["text"]
    ]
    assert len(removed_lines(short, recurring=True)) == account["removed"].sum() > 0


def test_corrections_of_a_source_must_name_a_document(tmp_path):
    table = pd.DataFrame({"doc_id": [f"d{number}" for number in range(12)], "text": "甲"})
    fixes = tmp_path / "fixes.tsv"
    fixes.write_text("doc_id\tfind\treplace\tnote\nx\t甲\t乙\tz\n", encoding="utf-8")
    with pytest.raises(ValueError) as caught:
        tk.read_corpus(table, corrections=fixes)
    assert str(caught.value) == (
        f"{fixes}, line 2: no document is called 'x'. "
        "The source has: d0, d1, d2, d3, d4, d5, d6, d7, d8, d9, …."
    )


def test_the_account_of_cleaning_adds_up():
    corpus = tk.read_corpus(ROOT / "data" / "catalog.toml")
    account = describe_corpus(corpus)
    assert (account["blank"] + account["removed"] + account["kept"] == account["lines"]).all()
    removed = removed_lines(corpus)
    assert len(removed) == (account["blank"] + account["removed"]).sum()
    for row in removed.itertuples():
        page = corpus.set_index("doc_id").loc[row.doc_id, "page"]
        assert page.splitlines()[row.line - 1] == row.text


def test_what_pages_say_and_what_normalising_would_change_is_told_by_document():
    corpus = tk.read_corpus(
        pd.DataFrame(
            {"doc_id": ["a", "b", "c"], "text": ["", "２０２２年某县政府工作报告", "改革"]}
        )
    )
    said = proposed_metadata(corpus)
    assert set(said["doc_id"]) == {"b"}
    assert said.loc[said["field"] == "year", "value"].tolist() == ["2022"]
    changes = normalizing_changes(corpus)
    assert set(changes["doc_id"]) == {"b"}
    assert set(changes["switch"]) == {"width"}
    assert len(proposed_metadata(corpus[:0])) == len(normalizing_changes(corpus[:0])) == 0
