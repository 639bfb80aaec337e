"""The site: every name has its entry, examples run, nothing comes from elsewhere, search finds."""

import doctest
import functools
import http.server
import importlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import textkit as tk
from textkit.workflow.record import read_table

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
MADE = ("notebooks", "project", "gallery.md")  # by the build
PAGES = sorted(
    page
    for page in DOCS.rglob("*.md")
    if page.relative_to(DOCS).parts[0] not in MADE and page.name != "commands.md"
)
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
# Whose pages ours may point to; nothing is ever loaded from them.
HOSTS = {"quanteda.io", "repo2docker.readthedocs.io", "joblib.readthedocs.io", "jobqueue.dask.org"}


@functools.cache
def load(name):
    spec = importlib.util.spec_from_file_location(name, DOCS / "_ext" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


prepare = load("prepare")


def names_of(page):
    return page.relative_to(DOCS).with_suffix("").as_posix()


def test_every_public_name_has_an_entry():
    text = "".join(page.read_text("utf-8") for page in (DOCS / "api").glob("*.md"))
    entries = re.findall(r"^\.\. auto(?:function|class|data|module):: textkit\.(\S+)", text, re.M)
    assert sorted(set(tk.__all__) - set(entries)) == []
    assert len(entries) == len(set(entries))
    second = [entry for entry in entries if "." in entry]
    for entry in second:
        module, name = entry.rsplit(".", 1)
        assert hasattr(importlib.import_module(f"textkit.{module}"), name), entry
    modules = re.findall(r"^\.\. automodule:: textkit\.(\S+)", text, re.M)
    assert {"topics", "priorities", "robustness", "resample", "store", "draw"} <= set(modules)


def test_every_page_and_notebook_is_in_a_table_of_contents():
    entries = set()
    for page in PAGES:
        for block in re.findall(r"```\{toctree\}(.*?)```", page.read_text("utf-8"), re.S):
            for line in block.splitlines():
                line = re.sub(r".*<(.*)>", r"\1", line.strip())
                if line and not line.startswith(":"):
                    entries.add((page.parent / line).relative_to(DOCS).as_posix())
    made = {Path(page).with_suffix("").as_posix() for page in prepare.COPIED.values()}
    assert {"notebooks/*", "api/commands"} | made <= entries
    assert {names_of(page) for page in PAGES} - {"index"} - entries == set()


@pytest.mark.parametrize("page", PAGES, ids=names_of)
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
        if target.startswith("https://"):
            assert target.split("/")[2] in HOSTS, target
            continue
        assert ":" not in target
        file = (page.parent / target).resolve()
        inside = file.relative_to(DOCS).as_posix() if file.is_relative_to(DOCS) else ""
        if inside.startswith("notebooks/"):
            file = ROOT / inside
        made = {*prepare.COPIED.values(), "api/commands.md"}
        may_come = {"gallery.md", "trust.md"}
        assert file.exists() or inside in made | may_come, target


@pytest.mark.parametrize("page", PAGES, ids=names_of)
def test_nothing_is_loaded_from_elsewhere(page):
    text = page.read_text("utf-8")
    text = re.sub(r"```.*?```|`[^`]*`", "", text, flags=re.S)  # what is only shown
    assert not re.search(r"<(?:script|iframe|link)\b|<img[^>]*https?:|!\[[^\]]*\]\(https?:", text)


EXAMPLES = [page for page in PAGES if ">>>" in page.read_text("utf-8") and page.stem != "scale"]


@pytest.mark.parametrize("page", EXAMPLES, ids=names_of)
def test_the_examples_print_what_they_say(page, monkeypatch):
    monkeypatch.chdir(ROOT)
    result = doctest.testfile(
        str(page),
        module_relative=False,
        encoding="utf-8",
        optionflags=doctest.NORMALIZE_WHITESPACE,
    )
    assert result.attempted > 0
    assert result.failed == 0


MEASURES = [
    "keyness", "dispersion", "collocations", "diversity", "similarity", "reuse", "topics",
    "attention", "commitment", "targets", "levels", "robustness", "intervals",
    "traceability",
]  # fmt: skip


def test_there_is_a_page_with_an_example_for_every_measure():
    for name in MEASURES:
        assert DOCS / "guide" / f"{name}.md" in EXAMPLES
        assert "**Not to be concluded**" in (DOCS / "guide" / f"{name}.md").read_text("utf-8")


def test_notebooks_are_copied_and_numbers_are_those_of_the_tables(tmp_path):
    old = tmp_path / "notebooks" / "99-gone.ipynb"
    old.parent.mkdir()
    old.write_text("{}", "utf-8")
    found = prepare.prepare(ROOT, tmp_path)
    notebooks = {file.name: file.read_bytes() for file in (ROOT / "notebooks").glob("*.ipynb")}
    copied = {file.name: file.read_bytes() for file in (tmp_path / "notebooks").iterdir()}
    assert {name: text.split() for name, text in copied.items()} == {
        name: text.split() for name, text in notebooks.items()
    }
    targets = read_table(ROOT / "data" / "derived" / "05-priorities-targets.csv")
    assert found["n_targets"] == str((targets["kind"] == "target").sum())
    assert found["n_documents"] == str(len(tk.read_corpus(ROOT / "data" / "catalog.toml")))
    asked = {
        name for page in PAGES for name in re.findall(r"\{\{ (\w+) \}\}", page.read_text("utf-8"))
    }
    assert asked == set(found)


def test_the_help_of_every_command_is_shown():
    from typer.main import get_command

    from textkit.cli import app

    assert set(get_command(app).commands) == set(prepare.COMMANDS)
    text = prepare.commands()
    assert "## textkit keyness" in text
    assert "\x1b" not in text


LINKS = [
    # written in README.md, read in docs/project/contributing.md
    ("[a](data/README.md)", "[a](data.md)", "a page of the project that is copied"),
    ("[n](notebooks/01-corpus.ipynb)", "[n](../notebooks/01-corpus.ipynb)", "a notebook"),
    ("[s](docs/scale.md#x)", "[s](../scale.md#x)", "a page, and the place in it"),
    (
        "[p](figures/03-key-terms-parts.pdf)",
        "[p](../../figures/03-key-terms-parts.pdf)",
        "a figure",
    ),
    ("[l](LICENSE)", "l (`LICENSE`)", "no page: named, not linked"),
    ("[`LICENSE`](LICENSE)", "`LICENSE`", "named once"),
    ("[q](https://quanteda.io)", "[q](https://quanteda.io)", "outside: as it is"),
    ("![f](figures/a.png)", "![f](../../figures/a.png)", "a picture stays where it is"),
]


@pytest.mark.parametrize(("written", "expected", "why"), LINKS, ids=[case[2] for case in LINKS])
def test_links_of_moved_pages(written, expected, why):
    new = DOCS / "project" / "contributing.md"
    assert prepare.mend_links(written, ROOT / "README.md", new, ROOT, DOCS) == expected


# Search: how pages and queries are cut

TERMS = [
    ("改革开放", ["改革", "革开", "开放"], "pairs of neighbours"),
    ("三长", ["三长"], "a pair"),
    ("在", ["在"], "alone; the index leaves it out"),
    ("find_targets(文本)", ["find_targets", "文本"], "names keep their underscore"),
    ("GDP增长6.5%", ["GDP", "增长", "6", "5"], "letters and characters part"),
]


@pytest.fixture(scope="module")
def search():
    pytest.importorskip("sphinx")
    return load("chinese_search")


@pytest.mark.parametrize(("text", "terms", "why"), TERMS, ids=[case[2] for case in TERMS])
def test_how_a_page_is_cut(search, text, terms, why):
    assert search.split(text) == terms


HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=2, max_size=30)


@given(text=HAN, data=st.data())
@settings(max_examples=50)
def test_whatever_stands_on_a_page_is_found(text, data):
    search = load("chinese_search") if importlib.util.find_spec("sphinx") else None
    if search is None:
        pytest.skip("Sphinx is not installed")
    start = data.draw(st.integers(0, len(text) - 2))
    end = data.draw(st.integers(start + 2, len(text)))
    assert set(search.split(text[start:end])) <= set(search.split(text))


# The site itself, built once


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    pytest.importorskip("myst_nb", reason="the extra 'site' is not installed")
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "-b", "html", "-W", "--keep-going", "-q"]
    done = subprocess.run(
        [*command, "-d", folder / "doctrees", DOCS, folder / "html"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=os.environ | {"TEXTKIT_SITE": "quick"},  # the gallery has tests of its own
    )
    assert done.returncode == 0, done.stderr
    return folder / "html"


def test_the_site_loads_nothing_from_elsewhere(site):
    loads = re.compile(
        r"""<(?:script|link|img|iframe|source)\b[^>]*?(?:src|href)=["'](?:https?:)?//"""
    )
    pages = list(site.rglob("*.html"))
    assert len(pages) > 40
    for page in pages:
        assert not loads.search(page.read_text("utf-8")), page
    for file in site.rglob("*.css"):
        assert not re.search(r"""url\(\s*["']?(?:https?:)?//""", file.read_text("utf-8")), file


def test_the_start_pages_say_the_findings(site):
    readme = (ROOT / "README.md").read_text("utf-8")
    finding = re.search(r"<!-- finding -->(.*?)<!-- /finding -->", readme, re.S)[1]
    text = re.sub(r"<[^>]+>", "", (site / "index.html").read_text("utf-8"))
    assert " ".join(finding.split()) in " ".join(text.split())
    assert "{{" not in text
    chinese = (site / "zh" / "index.html").read_text("utf-8")
    assert '<html lang="zh-CN"' in chinese


def test_the_notebooks_are_shown_as_they_were_run(site):
    for notebook in (ROOT / "notebooks").glob("*.ipynb"):
        page = (site / "notebooks" / f"{notebook.stem}.html").read_text("utf-8")
        assert "cell_output" in page


@pytest.fixture(scope="module")
def served(site):
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *arguments):
            pass

    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Quiet, directory=str(site))
    )
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield running
        running.close()


QUERIES = [
    ("六城联动", "Measures", "a slogan that segmenters cut"),
    ("三长", "Quick start", "a word that no dictionary has"),
    ("错误发现率", "怎样读这些数字", "Chinese prose"),
    ("dispersion", "Dispersion", "an English word"),
    ("fragments", "A worked example", "by its stem"),
]


@pytest.mark.parametrize(("query", "title", "why"), QUERIES, ids=[case[2] for case in QUERIES])
def test_search_finds_chinese_and_english(browser, served, query, title, why):
    page, asked, failed = browser.new_page(), [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: failed.append(str(error)))
    page.goto(f"{served}search.html?q={query}")
    page.wait_for_selector(".search-summary:has-text('finished')")
    titles = page.locator("ul.search li a").all_inner_texts()
    assert any(one.startswith(title) for one in titles), titles
    assert [url for url in asked if not url.startswith((served, "data:"))] == []
    assert failed == []
    page.close()


def test_the_browser_cuts_a_query_as_the_index_is_cut(browser, served, search):
    page = browser.new_page()
    page.goto(f"{served}search.html")
    for query in ("改革开放三十年", "三长", "GDP增长 find_targets", "“六城联动”，textkit.keyness"):
        assert page.evaluate("query => splitQuery(query)", query) == search.split(query)
    page.close()


@pytest.mark.parametrize("name", ["index", "zh/reading", "guide/keyness", "api/measures", "faq"])
def test_a_narrow_window_is_not_scrolled_sideways(browser, served, name):
    page = browser.new_page(viewport={"width": 390, "height": 800})
    page.goto(f"{served}{name}.html")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.close()


def test_publishing_may_write_pages_and_nothing_else():
    import yaml

    text = (ROOT / ".github" / "workflows" / "site.yml").read_text("utf-8")
    workflow = yaml.safe_load(text)
    assert workflow["permissions"] == {"contents": "read"}
    assert "permissions" not in workflow["jobs"]["build"]
    assert workflow["jobs"]["deploy"]["permissions"] == {"pages": "write", "id-token": "write"}
    assert "secrets." not in text
