"""The evidence page in a real browser: no error, no request, clicks lead to the right sentence."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

import textkit as tk
from textkit.workflow.explorer import Choices, explore, explore_project

ROOT = Path(__file__).parents[1]
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--no-first-run"]  # fmt: skip


@pytest.fixture(scope="module")
def browser():
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield running
        running.close()


@pytest.fixture(scope="module")
def page_file(tmp_path_factory):
    return explore_project(ROOT, tmp_path_factory.mktemp("page") / "explore.html")


@pytest.fixture
def open_page(browser):
    """Open a page; at the end nothing may have gone wrong or out."""
    opened, said, asked = [], [], []

    def start(file, hash="", **viewport):
        page = browser.new_page(viewport={"width": 1280, "height": 900, **viewport})
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"file://{file}#{hash}")
        opened.append(page)
        return settle(page)

    yield start
    assert said == []
    assert [url for url in asked if not url.startswith(("file://", "data:"))] == []
    for page in opened:
        page.close()


def settle(page):
    # by selectors: the page's policy lets nobody evaluate a string
    page.wait_for_selector("body:not([data-busy]) main > *")
    return page


def rows(page):
    return page.locator("tbody tr").count()


def test_the_overview_lists_the_documents_and_opens_one(page_file, open_page):
    page = open_page(page_file)
    assert rows(page) == 5
    page.get_by_role("button", name="南关·报告").click()
    settle(page)
    assert page.locator("h2").inner_text() == "南关·报告"
    assert "第十八届政府工作回顾" in page.locator(".reader nav").inner_text()


def test_a_target_leads_to_its_number_in_its_sentence(page_file, open_page):
    page = open_page(page_file, "view=targets")
    page.get_by_label("筛选").fill("4.5万")
    assert rows(page) == 1
    page.locator("tbody button").click()
    settle(page)
    assert page.locator("mark.here").inner_text() == "4.5万人"
    assert "城镇" in page.locator("p.here").inner_text()
    assert page.evaluate("document.activeElement.classList.contains('here')")


def test_the_lines_taken_out_stand_around_the_text(page_file, open_page):
    page = open_page(page_file, "view=document&document=4")
    assert page.locator(".removed").count() == 0
    page.get_by_label("显示清洗时删去的行").check()
    settle(page)
    corpus = tk.read_corpus(ROOT / "data/catalog.toml")
    removed = tk.clean_text(corpus["page"][4]).removed
    texts = removed.loc[removed["rule"] != "blank line", "text"].tolist()
    assert page.locator(".removed del").all_text_contents() == texts


@pytest.mark.parametrize("measure", ["g2", "lrc"])
def test_keyness_is_the_librarys(page_file, open_page, measure):
    # 发展 is the one word whose corrected interval leaves out 0, so LRC has something to say
    hash = "view=keyness&by=district&one=二道区&other=南关区&least=3&measure=" + measure
    page = open_page(page_file, hash)
    passages = tk.split(
        tk.read_corpus(ROOT / "data/catalog.toml", corrections=ROOT / "data/hand/corrections.tsv")
    )
    tokens = tk.Segmenter(lexicon=ROOT / "data/hand/lexicon.tsv").segment(passages)
    tokens = tokens.where(passages["kind"] != "front")
    tokens = tokens.keep(stopwords="zh", min_length=2, pattern=r"[^\W\d_]")
    matrix = tokens.keep(stopwords=ROOT / "data/hand/stopwords.txt").counts()
    table = tk.keyness(
        matrix, {"district": "二道区"}, {"district": "南关区"},
        measure=["g2", "lrc", "log_ratio"], min_count=3,
    ).set_index("term")  # fmt: skip
    script = """measure => {
      const side = name => Store.shared.documents.map((one, n) => [one, n])
        .filter(([one]) => one.variables.district === name).map(([, n]) => n);
      const sides = ["二道区", "南关区"].map(name => {
        const counts = new Int32Array(Store.shared.n_kept);
        for (const n of side(name)) for (const p of Store.opened[n].passages)
          if (p.kind !== "front") for (let t = p.first; t < p.last; t++)
            if (Store.opened[n].ids[t] < counts.length) counts[Store.opened[n].ids[t]]++;
        return counts;
      });
      const totals = sides.map(counts => counts.reduce((sum, n) => sum + n, 0));
      return Keyness.compare(sides, totals, 3, Store.shared.terms, measure);
    }"""
    found = pd.DataFrame(page.evaluate(script, measure)).set_index("term").loc[table.index]
    assert found["a"].tolist() == table["n_target"].tolist()
    for name in ("g2", "log_ratio", "q") if measure == "g2" else ("lrc",):
        pd.testing.assert_series_equal(
            found[name].astype(float), table[name].astype(float), rtol=1e-9, atol=1e-12
        )
        assert (found[name] != 0).any()
    assert found[measure].abs().idxmax() in page.locator("tbody tr").first.inner_text()


def test_a_terms_places_are_as_many_as_its_count(page_file, open_page):
    page = open_page(page_file, "view=keyness&by=district&one=二道区&other=南关区&part=任务")
    cells = page.locator("tbody tr").first.locator("td").all_inner_texts()
    page.locator("tbody tr").first.get_by_role("button").click()
    settle(page)
    places = page.locator("#places + .scroll tbody tr")
    assert places.count() == int(cells[1]) + int(cells[2])
    assert set(page.locator("#places + .scroll td.match").all_inner_texts()) == {cells[0]}
    places.first.get_by_role("button").click()
    settle(page)
    assert page.locator("mark.here").inner_text() == cells[0]


def test_a_themes_places_are_as_many_as_its_count(page_file, open_page):
    page = open_page(page_file, "view=themes")
    cells = page.locator("tbody tr").first.locator("td").all_inner_texts()
    page.locator("tbody tr").first.get_by_role("button").click()
    settle(page)
    assert page.locator("#places + .scroll tbody tr").count() == int(cells[-1])


def test_search_finds_whole_words_or_any_place(page_file, open_page):
    page = open_page(page_file, "view=search")
    page.get_by_label("词或短语").fill("三长")
    page.keyboard.press("Enter")
    settle(page)
    tokens = tk.Segmenter(lexicon=ROOT / "data/hand/lexicon.tsv").segment(
        tk.split(tk.read_corpus(ROOT / "data/catalog.toml"))
    )
    assert rows(page) == len(tk.concordance(tokens, "三长"))
    whole = open_page(page_file, "view=search&needle=发&whole=1")
    anywhere = open_page(page_file, "view=search&needle=发&whole=0")
    assert rows(whole) < rows(anywhere)
    assert "没有找到" in open_page(page_file, "view=search&needle=不存在的词").inner_text("main")


def test_the_page_speaks_two_languages(page_file, open_page):
    page = open_page(page_file)
    page.get_by_role("button", name="English").click()
    settle(page)
    assert page.locator("h2").inner_text() == "Overview"
    assert page.evaluate("document.documentElement.lang") == "en"


def test_everything_is_reached_by_the_keyboard(page_file, open_page):
    page = open_page(page_file)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.locator("nav#views a").nth(2).focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("h2:text-is('指标')")
    page.locator("tbody button").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("mark.here")


def test_names_and_roles_are_there_for_a_screen_reader(page_file, open_page):
    for view in ("overview", "themes", "targets", "keyness", "search", "document"):
        page = open_page(page_file, f"view={view}")
        assert page.locator("h1").count() == page.locator("h2").count() == 1
        for field in page.locator("input, select").all():
            assert field.evaluate("field => field.labels.length") == 1
        for chart in page.locator(".chart").all():
            assert chart.get_attribute("aria-label")
            assert page.locator("table").count()


@pytest.mark.parametrize("view", ["overview", "themes", "targets", "keyness", "search", "document"])
def test_a_narrow_window_is_not_scrolled_sideways(page_file, open_page, view):
    page = open_page(page_file, f"view={view}", width=390, height=800)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_script_in_the_data_does_not_run(tmp_path, open_page):
    nasty = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"
    table = pd.DataFrame(
        {
            "doc_id": [nasty, "b"],
            "text": [f"一、工作回顾\n增长6%{nasty}。", "改革"],
            "place": [nasty, "甲"],
        }
    )
    themes = f"['{nasty}']\nlabel_en = '{nasty}'\nreason = 'x'\nwords = ['改革']\n"
    (tmp_path / "themes.toml").write_text(themes, encoding="utf-8")
    file = explore(
        tk.read_corpus(table), tmp_path / "a.html", title=nasty,
        choices=Choices(themes=tmp_path / "themes.toml"),
    )  # fmt: skip
    for view in ("overview", "themes", "targets", "keyness", "search", "document"):
        page = open_page(file, f"view={view}")
        page.on("dialog", lambda dialog: pytest.fail(dialog.message))
        assert page.locator("main img").count() == 0
        page.wait_for_timeout(50)


def test_what_is_not_there_is_said(tmp_path, open_page):
    file = explore(tk.read_corpus(pd.DataFrame({"text": ["一个句子。"]})), tmp_path / "a.html")
    for view, words in (
        ("themes", "没有主题词表"),
        ("targets", "没有找到量化目标"),
        ("keyness", "两个不同的组"),
    ):
        assert words in open_page(file, f"view={view}").inner_text("main")


def test_going_back_finds_what_was_filtered_where_it_was(page_file, open_page):
    page = open_page(page_file, "view=targets")
    page.get_by_label("性质").select_option("achievement")
    found = rows(page)
    page.evaluate("window.scrollTo(0, 600)")
    page.locator("tbody button").nth(30).click()
    page.wait_for_selector("mark.here")
    page.get_by_role("button", name="返回").click()
    page.wait_for_selector("h2:text-is('指标')")
    settle(page)
    assert (rows(page), page.get_by_label("性质").input_value()) == (found, "achievement")
    assert page.evaluate("scrollY") > 500


def test_english_says_amounts_and_parts_in_english(page_file, open_page):
    page = open_page(page_file, "view=targets")
    page.get_by_role("button", name="English").click()
    page.get_by_label("Filter").fill("45,000 people")
    cells = page.locator("tbody tr").first.locator("td").all_inner_texts()
    assert cells[1] == "45,000 people"
    assert cells[-1] == "Tasks"


def test_no_name_in_the_scatter_covers_another(page_file, open_page):
    page = open_page(page_file, "view=keyness")
    page.wait_for_timeout(300)
    # as ECharts has laid them out, in pixels
    boxes = page.evaluate("""() => {
      const chart = document.querySelector(".chart").chart, found = [];
      for (const text of chart.getZr().storage.getDisplayList(true)) {
        if (text.type !== "tspan" || !/[\\u4e00-\\u9fff]/.test(text.style.text)) continue;
        const box = text.getBoundingRect().clone();
        box.applyTransform(text.transform ?? [1, 0, 0, 1, 0, 0]);
        found.push([box.x, box.y, box.x + box.width, box.y + box.height, text.style.text]);
      }
      return found;
    }""")
    assert len(boxes) > 15
    covered = [
        (a[4], b[4]) for at, a in enumerate(boxes) for b in boxes[:at]
        if min(a[2], b[2]) - max(a[0], b[0]) > 1 and min(a[3], b[3]) - max(a[1], b[1]) > 3
    ]  # fmt: skip
    assert covered == []


def test_many_documents_are_parted_by_their_folders_or_it_is_said_that_nothing_parts_them(
    tmp_path, open_page
):
    for at in range(61):
        file = tmp_path / "texts" / "甲乙"[at % 2] / f"{at}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"一、工作回顾\n改革{at}。", encoding="utf-8")
    corpus = tk.read_corpus(tmp_path / "texts")
    (tmp_path / "themes.toml").write_text(
        "['改革']\nlabel_en = 'x'\nreason = 'x'\nwords = ['改革']\n", "utf-8"
    )
    choices = Choices(themes=tmp_path / "themes.toml", n_resamples=20)
    file = explore(corpus, tmp_path / "a.html", choices=choices)
    assert rows(open_page(file, "view=themes")) == 2
    bare = explore(corpus.drop(columns="file"), tmp_path / "b.html", choices=choices)
    assert "没有可以分组的变量" in open_page(bare, "view=themes").inner_text("main")
