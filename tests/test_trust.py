"""Bad input of every kind at the command line; docs/trust.md is the table of what it says.

Run as a program, this file writes that table again: read the difference before committing it.
"""

import hashlib
import io
import json
import os
import signal
import struct
import subprocess
import sys
import tempfile
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

import textkit as tk
from textkit.cli import app, visible
from textkit.hand import read_commitment
from textkit.output import write_bytes
from textkit.tokens import Tokens
from textkit.workflow.locking import ProjectBusy, one_at_a_time
from textkit.workflow.record import Manifest
from textkit.workflow.run import run_notebooks

PAGE = Path(__file__).parents[1] / "docs" / "trust.md"
GOOD = "一、2025年工作回顾\n经济稳中向好，各项事业取得新的进展，人民生活持续改善。\n"


def z(*members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            entry = zipfile.ZipInfo(name) if isinstance(name, str) else name  # no time in it
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def link():
    entry = zipfile.ZipInfo("l.txt")
    entry.external_attr = 0o120777 << 16
    return z((entry, "/etc/passwd"))


def sha(content):
    return hashlib.sha256(content).hexdigest()


g = GOOD.encode()
SETTINGS = '[common]\n[figures]\nlanguages = ["zh"]\nformats = ["svg"]\n'


def cat(body):
    return {"raw/a.txt": g, "c.toml": body.replace("SHA", sha(g))}


# what lies in the folder (None is a folder), and what is typed there
# fmt: off
CASES = [
    ({}, "clean missing.txt"),
    ({"a.txt":b""},"clean a.txt"),
    ({"a.txt":b""},"outline a.txt"),
    ({"a.txt":b""},"check a.txt"),
    ({"a.txt":b""},"targets a.txt"),
    ({"a.txt":b"","b.txt":g},"keyness a.txt b.txt -t doc_id=a"),
    ({"p/":None},"clean p"),
    ({"a.txt":bytes(range(256))*8},"clean a.txt"),
    ({"a":b"\x7fELF\0\0"},"clean a"),
    ({"a.txt":g},"clean a.txt --encoding big5"),
    ({"a.txt":g},"clean a.txt --encoding klingon"),
    ({"a.txt":g+b"\xe6\x94\n"+g},"clean a.txt"),
    ({"a.txt":GOOD.encode("utf-16-le")},"clean a.txt"),
    ({"a.txt":g+b"\0\0\0"},"clean a.txt"),
    ({"a.csv":"词,年\n改,1\n".encode()},"outline a.csv"),
    ({"a.csv":"doc_id,正文\na,改\na,开\n".encode()},"outline a.csv"),
    ({"a.csv":"正文,正文\na,改\n".encode()},"outline a.csv"),
    ({"a.csv":"正文,年\n\"改革,1\n开放,2\n".encode()},"outline a.csv"),
    ({"a.csv":"正文,年\n改\0革,1\n".encode()},"outline a.csv"),
    ({"a.csv":"正文,年\n改,革,1\n".encode()},"outline a.csv"),
    ({"a.csv":"正文,年\n".encode()},"outline a.csv"),
    ({"a.csv":b""},"outline a.csv"),
    ({"a.csv":"正文,年\n=cmd|' /C calc'!A0,=1+1\n".encode()},"outline a.csv --into paragraph --format csv"),
    ({"a.html":b"<html><body><script>alert(1)</script><p>"+g*3+b"</p><img src=x onerror=alert(1)></body></html>"},"clean a.html"),
    ({"a.html":b"<div>"*20000+g+b"</div>"*20000},"clean a.html"),
    ({"a.html":b"<p>"*60000+g},"clean a.html"),
    ({"a.html":b"<ul>"*300+g+b"<script>"*40000},"clean a.html"),
    ({"a.html":b"<ul>"*300+g+b"<!--"*40000},"clean a.html"),
    ({"a.html":b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY f SYSTEM "file://localhost/etc/passwd">]><html><p>&b;&f;'+g},"clean a.html"),
    ({"a.html":b""},"clean a.html"),
    ({"a.zip":z(("a.txt",b"0"*(60<<20)))},"clean a.zip"),
    ({"a.zip":z(("../a.txt",g))},"clean a.zip"),
    ({"a.zip":z(("/a.txt",g))},"clean a.zip"),
    ({"a.zip":link()},"clean a.zip"),
    ({"a.zip":z(("b.zip",z(("a.txt",g))))},"clean a.zip"),
    ({"a.zip":z(("a.txt",g))[:-10]},"clean a.zip"),
    ({"a.zip":z(("a.txt",b"0"*(60<<20))).replace(struct.pack("<L",60<<20),struct.pack("<L",1000))},"clean a.zip"),
    ({"a.docx":b"PK nothing"},"clean a.docx"),
    ({"a.docx":z(("word/document.xml",b"0"*(60<<20)))},"clean a.docx"),
    ({"a.docx":b""},"clean a.docx"),
    ({"a.xlsx":z(("x",b"y"))},"outline a.xlsx"),
    ({"a.pdf":b""},"clean a.pdf"),
    ({"a.jsonl":b'{"text":NaN}\n'},"outline a.jsonl"),
    ({"a.jsonl":'{"text":"改革","x":NaN}\n{"text":"改","x":Infinity}\n'.encode()},"outline a.jsonl --into paragraph --format json"),
    ({"a.jsonl":b'{"text":"\\ud800"}\n'},"outline a.jsonl"),
    ({"a.jsonl":b'[1]\n'},"outline a.jsonl"),
    ({"a.jsonl":b'{"text":"a"}\n{"text"\n'},"outline a.jsonl"),
    ({"a.jsonl":b'{"text":"a","\\ud800":1}\n'},"outline a.jsonl --into paragraph"),
    ({"a.jsonl":b'{"text":"\\u6539","doc_id":"../../x"}\n{"text":"a","doc_id":".."}\n{"text":"a","doc_id":""}\n'},"clean a.jsonl --out o"),
    ({"a.jsonl":b'{"text":"one","doc_id":"a/b"}\n{"text":"two","doc_id":"a_b"}\n'},"clean a.jsonl --out o"),
    ({"a.jsonl":b'{"text":"one","doc_id":"a\\u0000b"}\n{"text":"two","doc_id":"a_b"}\n'},"clean a.jsonl --out o"),
    ({"p/a.txt":b"home > x\n"+g,"p/b.txt":g},"clean p --out p"),
    ({"a.csv":"正文\n改革开放。\n".encode()},"outline a.csv --into sentence -o a.csv"),
    ({"a.txt":g},"outline a.txt -o o.exe"),
    ({"a.txt":g,"x":b""},"outline a.txt -o x/o.csv"),
    ({"a.txt":g,"o.csv/":None},"outline a.txt -o o.csv"),
    ({"a.txt":g,"o":b"precious"},"clean a.txt -o o"),
    ({"a\nb\u202etxt.txt":b"\xff\xfe\xfd"+bytes(range(200))},"clean ."),
    ({"a\nb\u202etxt.txt":g,"b.txt":g},"clean . --out o"),
    ({"c.toml":b"[a\nx"},"outline c.toml"),
    ({"c.toml":b"[\xff]"},"outline c.toml"),
    ({"c.toml":b"a=1"},"outline c.toml"),
    ({"c.toml":b""},"outline c.toml"),
    ({},"outline c.toml"),
    ({"c.toml/":None},"outline c.toml"),
    (cat("[a]\nfile='raw/a.txt'"),"outline c.toml"),
    (cat("[a]\nfile=3\nsha256='SHA'"),"outline c.toml"),
    (cat("[a]\nfile='raw/a.txt'\nsha256=3"),"outline c.toml"),
    (cat("[a]\nfile='raw/a.txt'\nsha256='00'"),"outline c.toml"),
    (cat("[a]\nfile='/etc/passwd'\nsha256='00'"),"outline c.toml"),
    (cat("[a]\nfile='/dev/zero'\nsha256='00'"),"outline c.toml"),
    (cat("[a]\nfile='raw'\nsha256='00'"),"outline c.toml"),
    (cat('[a]\nfile="raw\\u0000"\nsha256="00"'),"outline c.toml"),
    ({**cat("[a]\nfile='raw/a.txt'\nsha256='SHA'\ntext=4")},"outline c.toml"),
    ({"analysis.toml": "[a\n"}, "run"),
    ({"analysis.toml": b"# \xd5\xfe\n"}, "run"),
    ({"analysis.toml": "a = 1\n"}, "run"),
    ({"analysis.toml": "[common]\n"}, "figures"),
    ({"analysis.toml": "[figures]\nlanguages = 'zh'\n"}, "figures"),
    ({"analysis.toml": "[figures]\nlanguages = ['zh']\n"}, "figures"),
    ({"analysis.toml": SETTINGS, "figures/manifest.json": "{half"}, "figures"),
    ({"analysis.toml": SETTINGS}, "run 01-none"),
    ({"t/a.txt": g, "x.toml": "[a"}, "explore t --themes x.toml"),
    ({"t/a.txt": g, "x.toml": "[a]\nwords = 3"}, "explore t --themes x.toml"),
    ({"a.txt":g,"b.txt":g},"keyness . -t doc_id=z"),
    ({"a.txt":g,"b.txt":g},"keyness . -t doc_id"),
    ({"a.txt":g,"b.txt":g},"keyness . -t doc_id=a -m nope"),
    ({"a.txt":g,"b.txt":g,"l.tsv":"改 革\n".encode()},"keyness . -t doc_id=a --lexicon l.tsv"),
    ({"a.txt":g,"b.txt":g},"keyness a.txt b.txt -t doc_id=a --stopwords s.txt"),
    ({"a.txt":g,"b.txt":g,"s.dat":b"\xff\xfe"},"keyness a.txt b.txt -t doc_id=a --stopwords s.dat"),
    ({"a.txt":g},"outline a.txt --into word"),
    ({"a.txt":g},"outline - a.txt"),
    ({},"clean -"),
    ({},"run"),
    ({},"figures"),
    ({},"figures --root nowhere"),
    ({},"run --root nowhere"),
    ({},"new s --from nowhere"),
    ({"s/x":b"precious","t/a.txt":g},"new s --from t"),
    ({"t/a.txt":g},"new t/s --from t"),
    ({"t/a.txt":g,"m.csv":b"name,year\na,1\n"},"new s --from t --metadata m.csv"),
    ({"t/a.txt":g,"m.csv":b"file,year\nb,1\n"},"new s --from t --metadata m.csv"),
    ({"t/a.txt":g},"new s --from t --metadata m.csv"),
    ({"t/a.txt":g,"x":b""},"new x/s --from t"),
    ({"t/a.txt":b""},"new s --from t"),
    ({"t/a.txt":g,"m.csv":b'file,"a]\nb=1",file_,sha256,text\na,1,2,3,4\n'},"new s --from t --metadata m.csv"),
]
# fmt: on

HEADER = "doc_id\tfind\treplace\tnote\n"
GRADE = '["确保"]\nlabel_en = "Sure"\nreason = "r"\nwords = ["确保"]\n'


def corpus_with(corrections):
    return tk.read_corpus(pd.DataFrame({"doc_id": ["a"], "text": [GOOD]}), corrections=corrections)


# what is in a file of judgement, and what reads it
HAND_CASES = [
    *(
        (content, "corrections.tsv", corpus_with)
        for content in (
            "",
            "# only a comment\n",
            "doc_id\tfind\treplace\na\t稳中\t向好\n",
            HEADER.replace("\t", ",") + "a,稳中,向好,x\n",
            HEADER + "a\t稳中\t向好\n",
            HEADER + "a\t稳中\t向好\tx\ty\n",
            HEADER + "b\t稳中\t向好\tx\n",
            HEADER + "\t稳中\t向好\tx\n",
            HEADER + "a\t\t向好\tx\n",
            HEADER + "a\t稳中\t稳中\tx\n",
            HEADER + "a\t稳中\t向好\tx\na\t稳中\t向好\tx\n",
            HEADER + "a\t稳中向好\t好\tx\na\t向好\t坏\tx\n",
            HEADER + "a\t没有\t向好\tx\n",
            HEADER + "a\t，\t、\tx\n",
            HEADER.encode() + "a\t稳中\t向好\tx\n".encode("gb18030"),
            (HEADER + "a\t稳中\t向好\tx\n").encode("utf-16"),
            z(("xl/workbook.xml", b"<workbook/>")),
        )
    ),
    *(
        (content, "commitment.toml", read_commitment)
        for content in (
            "",
            "# only a comment\n",
            GRADE.replace('["确保"]\nlabel', "[确保]\nlabel"),
            GRADE + GRADE,
            GRADE + GRADE.replace('["确保"]\nlabel', '["力争"]\nlabel'),
            GRADE.replace('words = ["确保"]', 'words = ["确保", "确保"]'),
            GRADE.replace('label_en = "Sure"\n', ""),
            GRADE.replace('"Sure"', "1"),
            GRADE.replace("reason", "why"),
            GRADE.replace('words = ["确保"]\n', ""),
            GRADE.replace('words = ["确保"]', 'words = "确保"'),
            GRADE.replace('words = ["确保"]', "words = []"),
            GRADE.replace('words = ["确保"]', "words = [5]"),
            GRADE.replace('words = ["确保"]', 'words = [" 确保"]'),
            "weight = 5\n" + GRADE,
            GRADE.encode("gb18030"),
            GRADE[:-3],
        )
    ),
]


def tried(files, command):
    """Do it in a folder of its own: exit code, what it said, and what became of the files."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, content in files.items():
            path = folder / file
            (path if content is None else path.parent).mkdir(parents=True, exist_ok=True)
            if content is not None:
                path.write_bytes(content if isinstance(content, bytes) else content.encode())
        before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        here = Path.cwd()
        os.chdir(folder)
        try:
            result = CliRunner().invoke(app, command.split(), input=b"")
        finally:
            os.chdir(here)
        after = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        lost = [path for path, content in before.items() if after.get(path) != content]
        new = sorted(
            {path.relative_to(folder).parts[0] for path in after if path not in before}
            - {".textkit"}
        )  # where locks are
        said = result.stderr.replace(str(folder.resolve()), "FOLDER").replace(name, "FOLDER")
    return result, said.strip(), lost, new


def row(files, command):
    result, said, lost, new = tried(files, command)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in said
    assert lost == []
    assert not [file for file in new if file.startswith(".")]  # nothing half-made
    assert result.exit_code == 0 or new == []
    if result.exit_code == 0:
        said = f"{len(result.stdout.splitlines())} lines of output"
        said += f"; wrote {', '.join(new)}" if new else ""
    inside = "; ".join(described(name, content) for name, content in files.items()) or "nothing"
    cells = (inside, f"`{command}`", str(result.exit_code), said)
    shown = (visible(cell).replace("\n", "⏎").replace("|", "\\|") for cell in cells)
    return f"| {' | '.join(shown)} |"


def described(name, content):
    """Name a file, and show how it begins."""
    if content is None:
        return f"`{name}`"
    raw = content if isinstance(content, bytes) else content.encode()
    if raw == g:
        return f"`{name}`, good"
    plain = raw.decode("utf-8", "replace")
    start = ascii(raw[:12])[2:-1] if "\ufffd" in plain or "\0" in plain else plain[:60]
    more = f"… ({len(raw):,} bytes)" if len(raw) > 60 else ""
    return f"`{name}`: `{start.replace(chr(96), '')}`{more}" if raw else f"`{name}`, empty"


def hand_row(content, name, read):
    """Give a file to what reads it: the refusal names the file, the line and what to do."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        with pytest.raises(ValueError) as caught:
            read(path)
        said = str(caught.value).replace(str(path), name)
    assert said.startswith(f"{name}, line ")
    shown = (visible(cell).replace("\n", "⏎").replace("\t", "⇥").replace("|", "\\|")
             for cell in (described(name, content), said))  # fmt: skip
    return f"| {' | '.join(shown)} |"


def rows():
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.startswith(("| `", "| nothing"))]


@pytest.mark.skipif(sys.platform == "win32", reason="names and signs of POSIX in the table")
@pytest.mark.parametrize("number", range(len(CASES)))
def test_bad_input_is_told_in_words_and_nothing_is_lost(number):
    now, then = row(*CASES[number]), rows()[number]
    if sys.version_info[:2] != (3, 11):  # the words of csv, json and tomllib change
        now, then = now.split(" | ")[:3], then.split(" | ")[:3]
    assert now == then


@pytest.mark.parametrize("number", range(len(HAND_CASES)))
def test_files_of_judgement_are_refused_by_file_and_line(number):
    now, then = hand_row(*HAND_CASES[number]), rows()[len(CASES) + number]
    if sys.version_info[:2] != (3, 11):  # the words of tomllib change
        now, then = now.split(" | ")[0], then.split(" | ")[0]
    assert now == then


def test_usage_is_2():
    for command in ("outline", "nope", "targets a.txt --year x"):
        assert CliRunner().invoke(app, command.split()).exit_code == 2


def test_what_a_terminal_would_obey_is_shown():
    assert visible("a\x1b[2J\u202eb\ud800改\n") == "a\\x1b[2J\\u202eb\\ud800改\n"


def test_a_formula_is_no_formula_any_more(tmp_path):
    table = tmp_path / "a.csv"
    table.write_text("正文,年\n改革,=1+1\n", encoding="utf-8")
    said = CliRunner().invoke(app, ["outline", str(table), "--into", "paragraph"]).stdout
    assert ",'=1+1" in said


def test_script_is_never_text(tmp_path):
    page = tmp_path / "a.html"
    page.write_text(f"<p>{GOOD * 3}</p><script>alert(1)</script>", encoding="utf-8")
    assert "alert" not in CliRunner().invoke(app, ["clean", str(page)]).stdout


@pytest.mark.skipif(sys.platform == "win32", reason="the limit is of POSIX")
def test_a_full_disk_leaves_the_old_file(tmp_path):
    old = tmp_path / "t.csv"
    old.write_text("precious", encoding="utf-8")
    code = (
        "import resource, sys; from pathlib import Path; from textkit.output import write_bytes\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "write_bytes(Path(sys.argv[1]), b'x' * 5000)"
    )
    done = subprocess.run([sys.executable, "-c", code, old], capture_output=True, text=True)
    assert done.stderr.splitlines()[-1] == f"OSError: [Errno 27] File too large: {str(old)!r}"
    assert [file.read_text(encoding="utf-8") for file in tmp_path.iterdir()] == ["precious"]


def test_writing_says_what_is_in_the_way(tmp_path):
    with pytest.raises(IsADirectoryError, match=r"is a folder\. Name a file"):
        write_bytes(tmp_path, b"")
    (tmp_path / "x").write_text("")
    with pytest.raises(NotADirectoryError, match=r"x is a file, so .*y\.csv cannot be made"):
        write_bytes(tmp_path / "x" / "y.csv", b"")


def project(folder):
    (folder / "notebooks").mkdir()
    (folder / "analysis.toml").write_text(SETTINGS, encoding="utf-8")
    return folder


def test_a_second_run_is_told_who_is_at_work(tmp_path):
    root = project(tmp_path)
    with one_at_a_time(root, "run"), pytest.raises(ProjectBusy) as caught:
        run_notebooks(root)
    told = str(caught.value).split("since")[0]
    assert told == (
        f"{root}: another textkit writes in this project (process {os.getpid()}, "
    )  # fmt: skip
    assert run_notebooks(root).ran == []  # the lock went with who had it


@pytest.mark.skipif(sys.platform == "win32", reason="signals are of POSIX")
def test_the_lock_of_a_killed_process_is_free(tmp_path):
    code = (
        "import sys, time; from textkit.workflow.locking import one_at_a_time\n"
        "with one_at_a_time(sys.argv[1], 'run'): print('has it', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code, tmp_path], stdout=subprocess.PIPE) as holder:
        assert holder.stdout.readline() == b"has it\n"
        with pytest.raises(ProjectBusy, match=f"process {holder.pid}"):
            one_at_a_time(tmp_path, "run").__enter__()
        holder.send_signal(signal.SIGKILL)
    began = time.monotonic()
    with one_at_a_time(tmp_path, "run", wait=5):
        assert time.monotonic() - began < 4


def test_two_that_write_the_manifest_lose_nothing(tmp_path):
    def put(number):
        Manifest(tmp_path).put("tables", f"t{number}", {"notebook": "n", "files": {}}, context={})

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(put, range(40)))
    assert len(Manifest(tmp_path).read()["tables"]) == 40


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "is no JSON (Expecting property name"),
        ("[]", "lacks one of tables, figures, contexts. Take it back"),
        ('{"tables": {"a": 1}, "figures": {}, "contexts": {}}', "'a' lacks notebook, files. Take"),
        (
            '{"tables": {"a": {"notebook": "n", "files": {"figures/../../x": ""}}}, "figures": {}, '
            '"contexts": {}}',
            "'a' names 'figures/../../x', which is neither in figures nor in data/derived. Take",
        ),
    ],
)
def test_a_broken_manifest_is_named_and_deletes_nothing(tmp_path, content, told):
    manifest = Manifest(project(tmp_path))
    manifest.path.parent.mkdir()
    manifest.path.write_text(content, encoding="utf-8")
    with pytest.raises(ValueError) as caught:
        manifest.read()
    assert str(caught.value).startswith(f"{manifest.path}")
    assert told in str(caught.value)


def test_runs_that_cannot_be_read_only_run_again(tmp_path):
    root = project(tmp_path)
    (root / ".textkit").mkdir()
    (root / ".textkit" / "runs.json").write_text("{half", encoding="utf-8")
    assert run_notebooks(root).ran == []


@pytest.mark.parametrize("forged", [b"junk", b"\x93NUMPY", b""])
def test_tokens_that_somebody_forged_are_refused(tmp_path, forged):
    file = tmp_path / "t.tokens"
    Tokens.from_words([["改革"]]).save(file)
    with zipfile.ZipFile(file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    header = json.loads(members["header.json"])
    header["sha256"]["ids.npy"] = sha(forged)
    members |= {"ids.npy": forged, "header.json": json.dumps(header).encode()}
    file.write_bytes(z(*members.items()))
    with pytest.raises(ValueError) as caught:
        Tokens.load(file)
    assert str(caught.value) == (
        f"{file} does not hold what Tokens.save writes, though its checksums are right. "
        "Do not use it; segment the texts again."
    )


HEAD = """\
---
orphan: true
---

# What was tried, and what happened

`python tests/test_trust.py` writes this page, and `tests/test_trust.py` tries every row again. Each is done in
a folder of its own. Exit code 0 is done, 1 an error told in words, 2 a misspelt command, 130
interrupted. In no row is a file that was there changed, or one left half-made. ⏎ is a line break.

| in the folder | typed: textkit … | exit | what it said |
| --- | --- | --- | --- |
"""
HAND_HEAD = """
Files of judgement, broken. Corrections are read by `read_corpus(…, corrections=…)` into a corpus of
one document, `a`; grades by `read_commitment`. ⇥ is a tab.

| in the file | what it said |
| --- | --- |
"""
TAIL = """
Tried by hand on 28 November 2026 (Python 3.11, Linux, 2 processors), as processes:

| what | typed | exit | what happened |
| --- | --- | --- | --- |
| a file may have 20,000 bytes (`RLIMIT_FSIZE`) | `clean p --out o` | 1 | `o/a.txt: File too large`; `o` empty |
| the same | `outline p -o s.csv` | 1 | `s.csv: File too large`; no `s.csv` |
| the same | `new st --from p` | 1 | told the same way; no `st`, nothing hidden left |
| a disk of 64 kB (tmpfs) | `outline p -o disk/s.csv` | 1 | `disk/s.csv: No space left on device`; disk empty |
| SIGINT | `clean`, `new` | 130 | no half file, no half project |
| SIGKILL | `clean`, `new` | −9 | the same; a hidden `.NAME.xxxx` beside the place may be left and can be deleted |
| SIGINT in a notebook | `run` | 130 | the manifest has all it had; earlier notebooks stand |
| SIGKILL in a notebook | `run`, then `run` | 0 | no lock is left over; goes on at that notebook |
| a second run | `run` | 1 | `another textkit writes in this project (process 31502, since 09:08:06). Wait until it has ended, or stop it; then do this again.` |
| 100 MB on one line | `clean big.txt --out o` | 0 | 14 s, 1.0 GB at most |
| a CSV field of 30 MB (10 million characters) | `outline a.csv` | 0 | 7 s |
| HTML, 120,000 tags never closed: `<p>`, or `<table><tr><td>` | `clean a.html` | 0 | 2 s; beyond 50,000 elements no extractor is asked |
| HTML, 100,000 nested `<div>` | `clean a.html` | 0 | 2 s |
| HTML, 120,000 lines in 200 nested `<div>` (13 MB) | `clean a.html` | 0 | 8 s |
"""

if __name__ == "__main__":
    table = "\n".join(row(*case) for case in CASES)
    hand = "\n".join(hand_row(*case) for case in HAND_CASES)
    PAGE.write_text(f"{HEAD}{table}\n{HAND_HEAD}{hand}\n{TAIL}", encoding="utf-8")
