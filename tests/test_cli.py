"""The command line: what goes in, what comes out, and the exit code."""

import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from textkit.cli import app
from textkit.workflow.export import FORMATS, export_table

ROOT = Path(__file__).parents[1]
CATALOG = str(ROOT / "data" / "catalog.toml")
PAGE = "当前位置：首页 > 政务公开\n一、2025年工作回顾\n经济稳中向好，各项事业取得新的进展，人民生活持续改善。\n"


def run(*arguments, given=None):
    return CliRunner().invoke(app, list(map(str, arguments)), input=given)


def read(result):
    assert result.exit_code == 0, result.stderr
    return pd.read_csv(io.StringIO(result.stdout))


def test_every_command_stands_in_the_help():
    said = run("--help").stdout
    for name in ("run", "figures", "clean", "outline", "check", "targets", "keyness"):
        assert name in said
        assert run(name, "--help").exit_code == 0
    assert run("--version").stdout.startswith("textkit ")


def test_clean_takes_standard_input_and_gives_the_text():
    result = run("clean", "-", given=PAGE.encode("gb18030"))
    assert result.exit_code == 0
    assert result.stdout == "\n".join(PAGE.splitlines()[1:]) + "\n"


def test_clean_reads_html_from_standard_input():
    page = f"<html><body><p>{PAGE.splitlines()[2] * 5}</p></body></html>"
    assert "<p>" not in run("clean", "-", "--html", given=page).stdout


def test_clean_writes_a_file_per_document_and_the_account(tmp_path):
    removed = tmp_path / "removed.csv"
    result = run("clean", CATALOG, "--out", tmp_path / "texts", "--removed", removed)
    assert (result.exit_code, result.stdout) == (0, "")
    assert len(list((tmp_path / "texts").glob("*.txt"))) == 5
    table = pd.read_csv(removed, encoding="utf-8-sig")
    assert table.columns.tolist()[:4] == ["doc_id", "line", "text", "rule"]
    assert len(table) == len(pd.read_csv(ROOT / "data/derived/01-corpus-removed.csv"))


def test_outline_is_a_tree_to_read_and_a_table_to_go_on_with(tmp_path):
    page = tmp_path / "报告.txt"
    page.write_text("一、工作回顾\n（一）工业。增长6%。\n二、任务\n", encoding="utf-8")
    assert run("outline", page).stdout == (
        "报告\n  一、工作回顾  [回顾]\n    （一）工业  [回顾]\n  二、任务  [任务]\n"
    )
    table = read(run("outline", page, "--into", "sentence", "--format", "csv"))
    assert table["text"].tolist()[1:3] == ["（一）工业。", "增长6%。"]


def test_check_says_what_it_found_and_strict_makes_it_an_exit_code(tmp_path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.txt").write_text(PAGE * 3, encoding="utf-8")
    assert "exact duplicate" in read(run("check", tmp_path))["finding"].tolist()
    assert run("check", tmp_path, "--strict").exit_code == 1
    assert run("check", CATALOG, "--strict").exit_code == 0


def test_keyness_agrees_with_the_library(tmp_path):
    table = read(run("keyness", CATALOG, "-t", "district=绿园区", "-m", "g2", "--part", "任务"))
    assert table["g2"].is_monotonic_decreasing
    out = tmp_path / "key.jsonl"
    arguments = ["-t", "district=绿园区", "-m", "g2", "--part", "任务", "-o", out]
    assert run("keyness", CATALOG, *arguments).exit_code == 0
    lines = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [line["term"] for line in lines] == table["term"].tolist()


WRONG = [
    (["clean", "nowhere.txt"], "textkit: nowhere.txt does not exist.\n"),
    (["clean", CATALOG], "textkit: 5 documents need a folder to go to: --out FOLDER.\n"),
    (["keyness", CATALOG, "-t", "district"],
     "textkit: 'district' is no choice; write a variable and a value: district=二道区.\n"),
    (["keyness", CATALOG, "-t", "district=二道"],
     "textkit: district is '二道' nowhere. There are: 二道区, 绿园区, 南关区.\n"),
    (["keyness", CATALOG, "-t", "district=二道区", "--part", "task"],
     "textkit: no passage is of the part 'task'. There are: 任务, 目标, 自身建设, other, "
     "回顾, 形势, 结语.\n"),
    (["check", CATALOG, "-o", "found.doc"],
     "textkit: 'found.doc' is no table to write; the formats are csv, tsv, json, jsonl, "
     "parquet, xlsx.\n"),
    (["outline", CATALOG, "--into", "word"],
     "textkit: --into is headings, section, paragraph or sentence, not 'word'.\n"),
    (["check", "-", "a.txt"], "textkit: - is standard input, and stands by itself.\n"),
    (["targets", CATALOG, "--kind", "aim"],
     "textkit: --kind is target or achievement, not 'aim'.\n"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "said"), WRONG, ids=[one[1][9:30] for one in WRONG])
def test_what_is_wrong_is_said_without_a_traceback(arguments, said):
    result = run(*arguments)
    assert (result.exit_code, result.stderr, result.stdout) == (1, said, "")


def test_a_misspelt_option_is_a_matter_of_usage():
    assert run("clean", CATALOG, "--outt", "x").exit_code == 2


def test_a_traceback_can_be_asked_for(monkeypatch):
    monkeypatch.setenv("TEXTKIT_DEBUG", "1")
    assert isinstance(run("clean", "nowhere.txt").exception, FileNotFoundError)


def test_a_reader_that_goes_away_is_no_error():
    code = f"{sys.executable} -m textkit outline {CATALOG} --into sentence --format csv | head -1"
    result = subprocess.run(
        code, shell=True, capture_output=True, text=True, check=True, encoding="utf-8",
        env={**os.environ, "PYTHONWARNINGS": "error"},
    )  # fmt: skip
    assert (result.stdout.count("\n"), result.stderr) == (1, "")


@pytest.mark.parametrize("format", FORMATS)
def test_a_table_comes_back_from_every_format_with_the_same_bytes(tmp_path, format):
    table = pd.DataFrame(
        {"term": ["改革", "=1+1", "a\x01b"], "n": [1234567, 2, 3], "x": [0.1, 2e15, 1 / 3]}
    )
    path = tmp_path / f"t.{format}"
    first = export_table(table, path)
    assert export_table(table, format=format) == first
    readers = {"csv": pd.read_csv, "tsv": lambda p: pd.read_csv(p, sep="\t"), "json": pd.read_json,
               "jsonl": lambda p: pd.read_json(p, lines=True), "parquet": pd.read_parquet,
               "xlsx": pd.read_excel}  # fmt: skip
    back = readers[format](path)
    pd.testing.assert_frame_equal(
        back[["n", "x"]], table[["n", "x"]], check_exact=not format.startswith("json")
    )
    escaped = format in ("csv", "tsv", "xlsx")
    assert back["term"].tolist()[:2] == ["改革", "'=1+1" if escaped else "=1+1"]


def test_no_cell_of_a_workbook_is_a_formula_and_it_bears_no_time(tmp_path):
    path = tmp_path / "t.xlsx"
    export_table(pd.DataFrame({"term": ["=HYPERLINK(1)", "+1"]}), path)
    sheet = openpyxl.load_workbook(path).active
    assert [cell.data_type for row in sheet.iter_rows() for cell in row] == ["s"] * 3
    with zipfile.ZipFile(path) as archive:
        assert {one.date_time[0] for one in archive.infolist()} == {1980}
        assert b"dcterms:created" not in archive.read("docProps/core.xml")


@settings(deadline=None, max_examples=30)
@given(
    st.lists(st.text(max_size=5), min_size=1, max_size=4), st.sampled_from(["csv", "xlsx", "json"])
)
def test_law_any_text_can_be_written(texts, format):
    assert export_table(pd.DataFrame({"text": texts}), format=format)
