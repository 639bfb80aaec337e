"""The house itself: which way imports run, what the public interface is, what set-up says."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import yaml

import textkit as tk

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "textkit"
# The stations of the way the data takes; a module imports from earlier ones only.
STATIONS = [
    {
        "tables",
        "columns",
        "output",
        "hand",
        "cleaning_rules",
        "lines",
        "paragraphs",
        "parts",
        "years",
        "front",
        "decoding",
        "normalize",
        "near",
        "quantities",
        "indicators",
        "labels",
    },
    {"clean", "sentences", "numbering", "headings", "enumerations", "metadata"},
    {"html_pages"},
    {"readers"},
    {"corpus", "outline", "glossary"},
    {"check"},
    {"counting"},
    {"tags", "choosing"},
    {"tokens", "matrix", "reshape", "saving", "weighting"},
    {"merging", "slices"},
    {"segmentation", "vectorizer"},
    {"resample"},
    {"measures"},
    {"store"},
    {"topics", "priorities"},
    {"robustness"},
    {"widgets"},
    {"draw"},
    {"workflow"},
    {"cli"},
]


def station(name):
    return next(number for number, names in enumerate(STATIONS) if name in names)


def modules():
    for path in sorted(SOURCE.rglob("*.py")):
        parts = path.relative_to(SOURCE).with_suffix("").parts
        if parts[0] not in ("__init__", "__main__", "templates"):
            yield path, parts[0]


def imported_stations(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("textkit"):
            rest = (node.module or "").split(".")[1:]
            yield from ([rest[0]] if rest else [alias.name for alias in node.names])
        elif isinstance(node, ast.Import):
            for alias in node.names:
                assert not alias.name.startswith("textkit."), path


def test_every_arrow_runs_forward():
    back = []
    for path, own in modules():
        for other in imported_stations(path):
            # tokens and matrix are one station: counting is a method of Tokens
            if other != own and station(other) > station(own):
                back.append(f"{path.relative_to(ROOT)} imports {other}")
    assert back == []


def test_every_module_says_its_arrow():
    for path, _ in modules():
        assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), path


def test_the_public_names_exist_and_are_few():
    assert len(tk.__all__) <= 30
    for name in tk.__all__:
        assert getattr(tk, name) is not None


def test_importing_textkit_loads_nothing_heavy():
    code = (
        "import sys, textkit; "
        "print([m for m in ('numpy', 'pandas', 'sklearn', 'matplotlib', 'jieba') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def requirements():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    return [*project["dependencies"], *(one for extra in extras for one in extra)], project


def test_environment_yml_is_pyproject():
    content = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    conda = [one for one in content["dependencies"] if isinstance(one, str)]
    pip = next(one["pip"] for one in content["dependencies"] if isinstance(one, dict))
    needed, project = requirements()
    assert f"python{project['requires-python']}" in conda
    listed = [one for one in [*conda, *pip] if not one.startswith(("python>", "pip", "--", "-e"))]
    assert sorted(listed) == sorted(needed)
    assert "-e ." in pip


def test_the_lock_has_hashes_and_names_no_host():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in lock
    assert [line for line in lock.splitlines() if line.startswith("-")] == []
    pins = re.findall(r"^([A-Za-z0-9._-]+)==", lock, flags=re.M)
    assert lock.count("--hash=sha256:") >= len(pins)
    names = {re.sub(r"[-_.]+", "-", name).lower() for name in pins}
    for one in requirements()[0]:
        assert re.sub(r"[-_.]+", "-", re.split(r"[<>=]", one)[0]).lower() in names


def test_no_notebook_defines_or_loops():
    templates = SOURCE / "templates" / "notebooks"
    for script in [*(ROOT / "notebooks").glob("*.py"), *templates.glob("*.py")]:
        tree = ast.parse(script.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            assert not isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.For, ast.While)), script
