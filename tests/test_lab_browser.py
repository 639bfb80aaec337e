"""Notebooks in a real JupyterLab in a real Chromium: run all, no error, Chinese, controls.

One light notebook is run; TEXTKIT_LAB=all runs every one. TEXTKIT_PICTURES=FOLDER keeps pictures.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import nbformat
import pytest

pytest.importorskip("jupyterlab", reason="JupyterLab is not installed")
sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")

ROOT = Path(__file__).parents[1]
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.skipif(sys.platform == "win32", reason="tried on POSIX only"),
]
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
ALL = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))
CHOSEN = ALL if os.environ.get("TEXTKIT_LAB") == "all" else ALL[:1]
TRIAL = "trial.ipynb"
CELLS = [
    """\
import textkit as tk
from textkit.topics.intrusion import word_intrusion
from textkit.topics.questionnaire import Questionnaire
from textkit.widgets import explore_concordance, explore_keyness, explore_topics

words = [["道路", "交通", "桥梁", "公路", "铁路"], ["学校", "教育", "教师", "课堂", "学生"]]
names = ["甲", "乙"]
tokens = tk.Tokens.from_words(words * 6).keep()
tokens.passages["district"] = names * 6
matrix = tokens.counts()
topics = tk.fit_topics(matrix, 2, seed=1)
topics""",
    'explore_concordance(tokens, "教育")',
    'explore_keyness(matrix, "district")',
    "explore_topics(topics, n=4)",
    'Questionnaire(word_intrusion(topics, n_words=3, seed=1), "sheet.csv", rater="甲")',
]


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """Copy the project: running it must not change it."""
    root = tmp_path_factory.mktemp("lab") / "project"
    for name in ("data", "notebooks", "figures"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copy(ROOT / "analysis.toml", root)
    for file in (root / "notebooks").glob("*.ipynb"):
        notebook = nbformat.read(file, 4)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None  # what is there then is new
        nbformat.write(notebook, file)
    trial = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(one) for one in CELLS])
    trial.metadata["kernelspec"] = {
        "name": "python3", "display_name": "Python 3", "language": "python",
    }  # fmt: skip
    nbformat.write(trial, root / "notebooks" / TRIAL)
    return root


@pytest.fixture(scope="module")
def address(project):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = project.parent / "home"
    where = {f"JUPYTER_{name}_DIR": str(home / name) for name in ("CONFIG", "RUNTIME")}
    command = [sys.executable, "-m", "jupyter", "lab", "--no-browser", "--allow-root",
               "--ip=127.0.0.1", f"--port={port}", "--ServerApp.port_retries=0",
               "--IdentityProvider.token=t", "--LabApp.news_url=",
               f"--ServerApp.root_dir={project}"]  # fmt: skip
    with subprocess.Popen(
        command, cwd=project, env={**os.environ, **where, "PYTHONWARNINGS": ""},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as server:  # fmt: skip
        until = time.monotonic() + 60
        while time.monotonic() < until and server.poll() is None:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/api", timeout=2):
                    break
            except (urllib.error.URLError, OSError):
                time.sleep(0.3)
        yield f"http://127.0.0.1:{port}/lab/tree/notebooks"
        server.terminate()


@pytest.fixture(scope="module")
def browser():
    with sync_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield running
        running.close()


IDLE = "document.querySelector('.jp-Notebook-ExecutionIndicator')?.dataset.status === 'idle'"


def run_all(browser, address, name, *, seconds):
    """Open a notebook and choose Run > Run All Cells, as a person does; wait for the last cell."""
    page = browser.new_page(viewport={"width": 1400, "height": 1000})
    page.goto(f"{address}/{name}?token=t&reset", timeout=60_000)
    page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
    page.wait_for_function(IDLE, timeout=60_000)
    page.locator(".jp-StatusBar-TextItem", has_text="| Idle").first.wait_for(timeout=60_000)
    choose_run_all(page)
    asked = page.locator(".jp-Dialog button:has-text('Select')")
    if asked.is_visible():  # whoever is quicker than the first kernel is asked for one
        asked.click()
        page.wait_for_timeout(3_000)
        page.wait_for_function(IDLE, timeout=60_000)
        choose_run_all(page)
    page.wait_for_function(IDLE, timeout=seconds * 1_000)
    return page


def choose_run_all(page):
    page.click(".lm-MenuBar-item:has-text('Run')")
    page.click("li[data-command='runmenu:run-all']")
    page.wait_for_timeout(1_500)


def picture(page, name):
    if folder := os.environ.get("TEXTKIT_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png")


def save(page, file):
    """Save as a person does, and read what is in the file then."""
    before = file.stat().st_mtime_ns
    page.keyboard.press("Control+s")
    until = time.monotonic() + 20
    while file.stat().st_mtime_ns == before and time.monotonic() < until:
        page.wait_for_timeout(200)
    page.wait_for_timeout(500)
    return json.loads(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", CHOSEN)
def test_a_notebook_runs_in_jupyterlab(browser, address, project, name):
    page = run_all(browser, address, name, seconds=900)
    for part in range(5):
        page.evaluate(
            "part => { const e = document.querySelector('.jp-WindowedPanel-outer');"
            "e.scrollTop = part / 4 * e.scrollHeight }", part,
        )  # fmt: skip
        page.wait_for_timeout(700)
        picture(page, f"{name[:2]}-{part}")
    saved = save(page, project / "notebooks" / name)
    code = [cell for cell in saved["cells"] if cell["cell_type"] == "code"]
    outputs = [output for cell in code for output in cell["outputs"]]
    assert [one["evalue"] for one in outputs if one["output_type"] == "error"] == []
    assert all(cell["execution_count"] for cell in code)
    said = json.dumps(outputs, ensure_ascii=False)
    assert re.search("[\u4e00-\u9fff]{3}", said)  # Chinese, as such
    page.close()


def test_controls_and_questionnaire_work_in_jupyterlab(browser, address, project):
    page = run_all(browser, address, TRIAL, seconds=120)
    outputs = page.locator(".jp-OutputArea-output")
    term = page.locator(".widget-text input").first
    term.wait_for(timeout=20_000)
    assert page.locator("td:text-is('教育')").count() >= 6
    term.fill("桥梁")
    term.press("Enter")
    page.locator("td:text-is('桥梁')").first.wait_for(timeout=10_000)
    target = page.locator(".widget-dropdown:has-text('target') select")
    target.select_option("乙")
    page.get_by_text("target: 乙").wait_for(timeout=10_000)
    page.locator(".widget-dropdown:has-text('reference') select").select_option("乙")
    page.get_by_text("district '乙' is on both sides").wait_for(timeout=10_000)
    page.locator(".widget-dropdown:has-text('topic') select").select_option("2")
    page.get_by_text("topic: 2").wait_for(timeout=10_000)
    page.get_by_text("0 / 2.").wait_for(timeout=10_000)
    picture(page, "trial-0")
    page.locator(".widget-vbox button").first.click()
    page.get_by_text("1 / 2.").wait_for(timeout=10_000)
    page.get_by_text("1 / 2.").scroll_into_view_if_needed()
    picture(page, "trial-1")
    sheet = (project / "notebooks" / "sheet.csv").read_text(encoding="utf-8-sig").splitlines()
    assert sheet[1].split(",")[-2] == "1"
    assert outputs.count() >= 5
    page.close()
