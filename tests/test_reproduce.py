"""The main job on the real pages: run anew in a copy, everything comes out as committed."""

import json
import platform
import re
import shutil
import tomllib
from pathlib import Path

import jupytext
import pandas as pd
import pytest

from textkit.workflow.record import Manifest, read_table
from textkit.workflow.run import run_notebooks

ROOT = Path(__file__).parents[1]
PARTS = ("analysis.toml", "requirements.lock", "data", "notebooks", "figures")


@pytest.fixture(scope="module")
def rerun(tmp_path_factory):
    copy = tmp_path_factory.mktemp("study")
    for name in PARTS:
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, copy / name)
    # what a notebook writes must come from running it, not from the copy
    shutil.rmtree(copy / "data" / "derived")
    shutil.rmtree(copy / "figures")
    for page in (copy / "notebooks").glob("*.ipynb"):
        page.unlink()
    run_notebooks(copy)
    return copy


def committed(folder):
    return sorted(
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / folder).rglob("*")
        if path.is_file()
        and path.suffix != ".py"
        and ".ipynb_checkpoints" not in path.parts
        and ".ipynb_checkpoints" not in path.parts
    )


def on_the_lock_files_system():
    """Bytes of figures are promised for the system and Python they were committed from."""
    return (platform.system(), platform.machine()) == ("Linux", "x86_64") and (
        platform.python_version_tuple()[:2] == ("3", "11")
    )


@pytest.mark.parametrize("folder", ["data/derived", "figures", "notebooks"])
def test_the_same_files_come_out(rerun, folder):
    made = sorted(
        path.relative_to(rerun).as_posix()
        for path in (rerun / folder).rglob("*")
        if path.is_file() and path.suffix != ".py" and ".ipynb_checkpoints" not in path.parts
    )
    assert made == committed(folder)


@pytest.mark.parametrize("file", committed("data/derived"))
def test_tables_come_out_again(rerun, file):
    if on_the_lock_files_system():
        assert (rerun / file).read_bytes() == (ROOT / file).read_bytes()
    pd.testing.assert_frame_equal(read_table(rerun / file), read_table(ROOT / file), rtol=1e-4)


@pytest.mark.skipif(
    not on_the_lock_files_system(), reason="figures repeat to the byte on one system only"
)
def test_figures_and_notebooks_come_out_again_to_the_byte(rerun):
    different = [
        file
        for folder in ("figures", "notebooks")
        for file in committed(folder)
        if (rerun / file).read_bytes() != (ROOT / file).read_bytes()
    ]
    assert different == []


def outputs(notebook):
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        for output in cell.get("outputs", []):
            yield cell, output


def test_no_notebook_warns_or_prints_errors():
    for notebook in sorted((ROOT / "notebooks").glob("*.ipynb")):
        for cell, output in outputs(notebook):
            assert output.get("name") != "stderr", (notebook.name, cell["source"], output["text"])


def test_every_figure_is_in_the_manifest_and_there_are_ten():
    figures = Manifest(ROOT).read()["figures"]
    assert len(figures) >= 10
    listed = {file for entry in figures.values() for file in entry["files"]}
    assert listed | {"figures/manifest.json"} == set(committed("figures"))


@pytest.mark.parametrize("script", sorted((ROOT / "notebooks").glob("*.py")), ids=lambda p: p.stem)
def test_notebook_and_script_are_one(script):
    """JupyterLab refuses to open a pair that differs; it writes scripts with these filters."""
    notebook = jupytext.read(script.with_suffix(".ipynb"))
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    notebook.metadata["jupytext"] = dict(settings["tool"]["jupytext"])
    made = jupytext.writes(notebook, fmt="py:percent")
    assert made.splitlines() == script.read_text(encoding="utf-8").splitlines()


def test_every_notebook_concludes_in_computed_prose():
    """Findings are outputs; markdown cells state questions and methods, in words."""
    for notebook in sorted((ROOT / "notebooks").glob("*.ipynb")):
        found = [
            output for _, output in outputs(notebook) if "text/markdown" in output.get("data", {})
        ]
        assert found, f"{notebook.name} concludes nothing"


def test_no_markdown_cell_states_a_figure():
    """Years, shares and counts belong to outputs; a reference such as (Evert 2022) may stand."""
    for notebook in sorted((ROOT / "notebooks").glob("*.ipynb")):
        for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "markdown":
                source = "".join(cell["source"])
                assert not re.search(r"\d+([.,]\d+)?\s*%|\b\d+[.,]\d+", source), source
