"""textkit new: a folder of texts becomes a project that runs."""

import hashlib
import json
import shutil
import tomllib
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

import textkit as tk
from textkit.cli import app
from textkit.workflow.run import run_notebooks
from textkit.workflow.starting import start_study
from textkit.workflow.surveying import room_for_topics, survey
from textkit.workflow.toml_text import toml_key, toml_table, toml_value

REPORT = """{place}{year}年政府工作报告
一、{before}年工作回顾
过去一年，全区经济稳中有进，地区生产总值增长6%，城镇新增就业3000人，民生持续改善。
我们坚持绿色发展，污染治理取得实效，营商环境不断优化，产业项目加快建设。
二、{year}年主要任务
确保地区生产总值增长7%左右，力争城镇新增就业4000人，大力推进产业升级和招商引资。
加快城市更新，改造老旧小区12个，完善教育、医疗和养老服务，扎实推进乡村振兴。
"""


@pytest.fixture
def folder(tmp_path):
    for place in ("甲区", "乙区"):
        (tmp_path / "in" / place).mkdir(parents=True)
        for year in (2020, 2021, 2022):
            text = REPORT.format(place=place, year=year, before=year - 1)
            text += "冰雪旅游和冰雪经济蓬勃发展。\n" * (place == "乙区")
            (tmp_path / "in" / place / f"{year}.txt").write_text(text, encoding="gb18030")
    return tmp_path / "in"


def catalog_of(project):
    return tomllib.loads((project / "data" / "catalog.toml").read_text(encoding="utf-8"))


def files_of(root):
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def test_the_catalogue_says_what_pages_and_folders_say(folder, tmp_path):
    started = start_study(tmp_path / "study", folder)
    catalog = catalog_of(tmp_path / "study")
    assert list(catalog) == [
        f"{place}/{year}" for place in ("乙区", "甲区") for year in (2020, 2021, 2022)
    ]
    content = (folder / "甲区" / "2021.txt").read_bytes()
    assert catalog["甲区/2021"] == {
        "file": "raw/甲区/2021.txt",
        "sha256": hashlib.sha256(content).hexdigest(),
        "folder": "甲区",
        "title": "甲区2021年政府工作报告",
        "place": "甲区",
        "level": "district",
        "year": 2021,
        "genre": "政府工作报告",
    }
    assert (tmp_path / "study/data/raw/甲区/2021.txt").read_bytes() == content
    assert (started.n_documents, started.n_unsure) == (6, 0)
    chosen = {"language": "zh", "group": "place", "time": "year", "reports": True}
    assert chosen.items() <= started.choices.items()


def test_what_is_unsure_says_why(tmp_path):
    (tmp_path / "in").mkdir()
    page = "2022年甲乙区政府工作报告\n——2021年11月24日在甲乙区第九届人大一次会议上\n正文。"
    (tmp_path / "in" / "a.txt").write_text(page, encoding="utf-8")
    started = start_study(tmp_path / "study", tmp_path / "in")
    text = (tmp_path / "study/data/catalog.toml").read_text(encoding="utf-8")
    assert "year = 2022  # please check: line 2 says 2021\n" in text
    assert started.n_unsure == 1
    assert "1 values in data/catalog.toml, marked “please check”" in started.summary()


def test_metadata_prevail_and_settle(folder, tmp_path):
    table = tmp_path / "table.csv"
    table.write_text("file,year,mayor\n甲区/2021,2031,王\n甲区/2020.txt,,李\n", encoding="utf-8")
    start_study(tmp_path / "study", folder, metadata=table)
    catalog = catalog_of(tmp_path / "study")
    assert (catalog["甲区/2021"]["year"], catalog["甲区/2021"]["mayor"]) == (2031, "王")
    assert (catalog["甲区/2020"]["year"], catalog["甲区/2020"]["mayor"]) == (2020, "李")


def test_a_table_is_one_entry_and_its_rows_are_documents(tmp_path):
    reviews = tmp_path / "reviews.csv"
    rows = [f"房间{n}干净，早餐很好。,{'长春' if n % 2 else '吉林'}" for n in range(20)]
    reviews.write_text("评论,城市\n" + "\n".join(rows), encoding="gb18030")
    started = start_study(tmp_path / "study", reviews, text="评论")
    assert catalog_of(tmp_path / "study")["reviews"]["text"] == "评论"
    assert (started.n_documents, started.choices["group"]) == (20, "城市")
    assert started.choices["reports"] is False


def test_an_archive_gives_the_project_of_its_folder(folder, tmp_path):
    archive = shutil.make_archive(str(tmp_path / "pages"), "zip", folder.parent, folder.name)
    start_study(tmp_path / "one", folder)
    start_study(tmp_path / "two", archive)
    one, two = (catalog_of(tmp_path / name) for name in ("one", "two"))
    assert [{**entry, "file": ""} for entry in two.values()] == [
        {**entry, "file": ""} for entry in one.values()
    ]
    assert two["甲区/2021"]["file"] == "raw/in/甲区/2021.txt"
    assert (tmp_path / "two/data/raw/in/甲区/2021.txt").read_bytes() == (
        folder / "甲区/2021.txt"
    ).read_bytes()


def test_a_glob_takes_some_files_of_a_folder(folder, tmp_path):
    (folder / "notes.xyz").write_bytes(b"of no kind that can be read")
    started = start_study(tmp_path / "study", f"{folder}/**/202[12].txt")
    assert list(catalog_of(tmp_path / "study")) == [
        f"{place}/{year}" for place in ("乙区", "甲区") for year in (2021, 2022)
    ]
    assert (started.n_files, started.choices["group"]) == (4, "place")


def test_names_of_files_tell_a_series_unless_it_is_the_place(tmp_path):
    for folder, names in {"en": ("parks", "roads"), "zh": ("甲区", "乙区")}.items():
        (tmp_path / folder).mkdir()
        for name in names:
            for year in (2020, 2021):
                text = REPORT.format(place=name, year=year, before=year - 1)
                write(
                    tmp_path / folder / f"{name}-{year}.txt", text if folder == "zh" else "Trees."
                )
        start_study(tmp_path / f"{folder}-study", tmp_path / folder)
    assert [one["series"] for one in catalog_of(tmp_path / "en-study").values()] == [
        *["parks"] * 2, *["roads"] * 2
    ]  # fmt: skip
    assert all("series" not in one for one in catalog_of(tmp_path / "zh-study").values())


def test_the_same_folder_gives_the_same_project(folder, tmp_path):
    start_study(tmp_path / "one", folder)
    start_study(tmp_path / "two", folder)
    assert files_of(tmp_path / "one") == files_of(tmp_path / "two")


def write(path, text):
    path.write_text(text, encoding="utf-8")
    return path


REFUSALS = [
    (lambda into, folder: start_study(folder, folder), FileExistsError,
     "{folder} is there and not empty; name a folder that is not there."),
    (lambda into, folder: start_study(into / "x", into / "none"), FileNotFoundError,
     "{into}/none does not exist."),
    (lambda into, folder: start_study(into / "x", write(into / "t.csv", "text,place\n")), ValueError,
     "{into}/t.csv: there is no document in it, only a head or nothing."),
    (lambda into, folder: start_study(into / "x", folder, metadata=write(into / "t.csv", "name\n1\n")),
     ValueError, "{into}/t.csv has no column 'file'. It has: 'name'."),
    (lambda into, folder: start_study(into / "x", folder, metadata=write(into / "t.csv", "file\n丙\n")),
     ValueError, "{into}/t.csv, row 1: '丙' is no file of the source."),
    (lambda into, folder: start_study(into / "x", folder, metadata=write(into / "t.csv", "file\n2020\n")),
     ValueError, "{into}/t.csv, row 1: '2020' may be 乙区/2020.txt or 甲区/2020.txt."),
]  # fmt: skip


@pytest.mark.parametrize(("call", "kind", "said"), REFUSALS, ids=[one[2][-24:] for one in REFUSALS])
def test_what_is_wrong_is_said_and_nothing_is_half_made(folder, tmp_path, call, kind, said):
    into = tmp_path / "into"
    into.mkdir()
    before = files_of(folder)
    with pytest.raises(kind) as caught:
        call(into, folder)
    assert str(caught.value) == said.format(folder=folder, into=into)
    assert files_of(folder) == before
    assert [path.name for path in into.iterdir() if path.suffix != ".csv"] == []


def test_new_and_run_make_tables_and_figures(folder, tmp_path, monkeypatch):
    runner, study = CliRunner(), tmp_path / "study"
    result = runner.invoke(app, ["new", str(study), "--from", str(folder)])
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith(f"{study}: 6 documents from 6 files.\n")
    settings = (study / "analysis.toml").read_text(encoding="utf-8")
    quick = settings.replace('["pdf", "png", "svg"]', '["svg"]').replace(
        "n_resamples = 2000", "n_resamples = 50"
    )
    (study / "analysis.toml").write_text(quick, encoding="utf-8")
    report = run_notebooks(study)
    assert report.ran == [path.stem for path in sorted((study / "notebooks").glob("*.py"))]
    assert (study / "figures/06-differences-keyness.svg").is_file()
    targets = pd.read_csv(study / "data/derived/05-priorities-targets.csv", encoding="utf-8-sig")
    gdp = targets[(targets["indicator"] == "地区生产总值") & (targets["kind"] == "target")]
    assert gdp["low"].tolist() == [7] * 6
    assert gdp["target_year"].tolist() == [2020, 2021, 2022] * 2
    themes = json.loads((study / "notebooks/04-themes.ipynb").read_text(encoding="utf-8"))
    assert "too few for a topic model" in json.dumps(themes, ensure_ascii=False)
    assert run_notebooks(study).summary().startswith("Nothing to do")


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ({"text": ["A plain English text."] * 3}, ("en", "doc_id", "")),
        ({"text": ["改革开放"] * 9}, ("zh", "", "")),
        ({"text": ["改革"] * 4, "year": [2020, 2021, 2022, 2023]}, ("zh", "doc_id", "year")),
        ({"text": ["改革"] * 9, "place": list("甲乙丙丁戊己庚辛壬")}, ("zh", "", "")),
        ({"text": ["一、工作回顾\n增长。\n二、主要任务\n推进。"]}, ("zh", "part", "")),
    ],
)
def test_the_survey_finds_what_can_be_compared(table, expected):
    found = survey(tk.read_corpus(pd.DataFrame(table)))
    assert (found["language"], found["group"], found["time"]) == expected


ROOM = [
    ([["道路", "公交"], ["学校"]], (2, 2), "two that share nothing"),
    ([["道路", "公交"], ["公交", "道路"]] * 60, (1, 1), "the same words in another order"),
    ([["道路"], ["道路", "道路"], []], (2, 1), "more of the same differs, and is no other topic"),
    (
        [["道路", "学校"][: n % 2 + 1] * (n + 1) for n in range(40)],
        (40, 2),
        "two words, two topics",
    ),
    ([[f"词{n}", f"词{n + 1}"] for n in range(400)], (400, 400), "both sides long"),
    ([[], []], (0, 0), "nothing counted"),
]


@pytest.mark.parametrize(("words", "room", "why"), ROOM, ids=[one[2] for one in ROOM])
def test_topics_have_the_room_that_different_words_give(words, room, why):
    assert room_for_topics(tk.Tokens.from_words(words).counts()) == room


@given(
    st.dictionaries(
        st.text(min_size=1),
        st.text() | st.integers(-(2**60), 2**60) | st.booleans() | st.lists(st.text(), max_size=3),
    )
)
def test_law_toml_comes_back(values):
    values = {_clean(key): _clean(value) for key, value in values.items()}
    assert tomllib.loads(toml_table("a b", values))["a b"] == values


def _clean(value):
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    return [_clean(one) for one in value] if isinstance(value, list) else value


def test_toml_refuses_what_it_has_no_form_for():
    with pytest.raises(
        TypeError, match=r"^None is a NoneType, which TOML has no plain form for\.$"
    ):
        toml_value(None)
    assert toml_key("福建省/2020") == '"福建省/2020"'


def test_every_template_notebook_has_its_choices():
    root = Path(tk.__file__).parent / "templates"
    settings = (root / "analysis.toml").read_text(encoding="utf-8")
    for script in (root / "notebooks").glob("*.py"):
        assert f"[{script.stem}]" in settings


def test_notebooks_are_paired_with_their_scripts_as_in_the_project_itself():
    root = Path(tk.__file__).parent
    own = tomllib.loads((root.parents[1] / "pyproject.toml").read_text(encoding="utf-8"))
    study = (root / "templates" / "jupytext.toml").read_text(encoding="utf-8")
    assert tomllib.loads(study) == own["tool"]["jupytext"]
