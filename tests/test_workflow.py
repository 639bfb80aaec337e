import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import textkit as tk
from textkit.cli import app
from textkit.output import write_bytes
from textkit.workflow.record import Manifest, read_table, sha256_of, write_table
from textkit.workflow.run import NotebookFailed, run_notebooks
from textkit.workflow.study import redraw_figures

ROOT = Path(__file__).parents[1]

SETTINGS = """
[common]
catalog = "data/catalog.toml"
[figures]
languages = ["zh"]
formats = ["svg"]
[01-one]
words = ["改革", "开放"]
[02-two]
"""
ONE = """# %% [markdown]
# # One
# %%
import pandas as pd
import textkit as tk
study = tk.open_study("01-one")
table = pd.DataFrame({"term": study.choices["words"], "count": [2, 1], "per_10k": [6666.7, 3333.3],
                      "n_passages": [1, 1]})
table = study.save_table("words", table)
study.save_figure("words", "frequencies")
"""
TWO = """# %%
import textkit as tk
study = tk.open_study("02-two")
print(len(study.choices))
"""


@pytest.fixture
def project(tmp_path):
    (tmp_path / "analysis.toml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "01-one.py").write_text(ONE, encoding="utf-8")
    (tmp_path / "notebooks" / "02-two.py").write_text(TWO, encoding="utf-8")
    (tmp_path / "data" / "raw").mkdir(parents=True)
    (tmp_path / "data" / "catalog.toml").write_text("", encoding="utf-8")
    return tmp_path


def test_a_figure_drawn_again_has_the_markers_of_its_colours_order(project):
    study = tk.open_study("01-one", root=project)
    table = pd.DataFrame({"district": ["甲", "乙"], "theme": "教育", "share": [0.1, 0.2]})
    study.save_table("shares", table.assign(low=0.0, high=0.3))
    # The first colour is of a name that comes last by code point: sorted, it would lose its circle.
    colours = {"甲": "#004488", "乙": "#BB5566", "丙": "#DDAA33"}
    study.save_figure("shares", "attention", options={"colours": colours})
    (saved,) = (project / "figures").glob("*shares.svg")
    before = saved.read_bytes()
    saved.unlink()
    redraw_figures(project)
    assert saved.read_bytes() == before


def test_whole_numbers_stay_whole_beside_missing_ones(project):
    study = tk.open_study("01-one", root=project)
    years = pd.DataFrame({"year": pd.array([2026, None], dtype="Int64"), "share": [0.5, None]})
    written = study.save_table("years", years)
    assert str(written["year"].dtype) == "Int64" and written["year"].tolist() == [2026, pd.NA]
    assert written["share"].dtype == "float64"


def files_of(root):
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".textkit" not in path.parts
    }


def test_a_run_writes_everything_and_a_second_one_nothing(project):
    first = run_notebooks(project)
    assert first.ran == ["01-one", "02-two"]
    assert sorted(first.new) == [
        "data/derived/01-one-words.csv",
        "figures/01-one-words.svg",
        "notebooks/01-one.ipynb",
        "notebooks/02-two.ipynb",
    ]
    assert first.summary().splitlines()[1:4] == [
        "Files: 4 new, 0 changed, 0 the same as before, 0 deleted.",
        "  new      notebooks/01-one.ipynb",
        "  new      data/derived/01-one-words.csv",
    ]
    before = files_of(project)
    second = run_notebooks(project)
    assert (second.ran, second.up_to_date) == ([], ["01-one", "02-two"])
    assert second.summary() == "Nothing to do: all 2 notebooks are up to date."
    forced = run_notebooks(project, force=True)
    assert forced.ran == ["01-one", "02-two"]
    assert (forced.new, forced.changed, forced.deleted) == ([], [], [])
    assert files_of(project) == before


def test_only_what_is_out_of_date_runs_again(project):
    run_notebooks(project)
    settings_file = project / "analysis.toml"
    settings_file.write_text(SETTINGS.replace('"开放"', '"生态"'), encoding="utf-8")
    report = run_notebooks(project)
    assert (report.ran, report.up_to_date) == (["01-one"], ["02-two"])
    assert "data/derived/01-one-words.csv" in report.changed
    (project / "figures" / "01-one-words.svg").unlink()
    assert run_notebooks(project).ran == ["01-one"]
    (project / "data" / "derived" / "01-one-words.csv").write_text("spoilt", encoding="utf-8")
    assert run_notebooks(project).ran == ["01-one"]
    assert "生态" in (project / "data" / "derived" / "01-one-words.csv").read_text(encoding="utf-8")


def test_a_figure_that_is_no_longer_made_is_deleted(project):
    run_notebooks(project)
    script = project / "notebooks" / "01-one.py"
    script.write_text(
        ONE.replace('study.save_figure("words", "frequencies")\n', ""), encoding="utf-8"
    )
    report = run_notebooks(project)
    assert report.deleted == ["figures/01-one-words.svg"]
    assert not (project / "figures" / "01-one-words.svg").exists()


def test_a_failing_notebook_is_named_and_the_next_run_goes_on_there(project):
    script = project / "notebooks" / "02-two.py"
    script.write_text(TWO + "1 / 0\n", encoding="utf-8")
    with pytest.raises(NotebookFailed) as caught:
        run_notebooks(project)
    assert str(caught.value) == (
        "02-two.py stopped in the cell that begins\n"
        "    import textkit as tk\n"
        '    study = tk.open_study("02-two")\n'
        "    print(len(study.choices))\n"
        "    1 / 0\n"
        "ZeroDivisionError: division by zero\n"
        "Nothing of this notebook's .ipynb was replaced. Mend 02-two.py, analysis.toml or "
        "the data and run again: it goes on from this notebook. TEXTKIT_DEBUG=1 shows where the "
        "error came from."
    )
    assert not (project / "notebooks" / "02-two.ipynb").exists()
    script.write_text(TWO, encoding="utf-8")
    report = run_notebooks(project)
    assert (report.ran, report.up_to_date) == (["02-two"], ["01-one"])


def test_cell_ids_stay_when_a_cell_is_put_in(project):
    run_notebooks(project)
    page = project / "notebooks" / "01-one.ipynb"
    before = [cell["id"] for cell in json.loads(page.read_text(encoding="utf-8"))["cells"]]
    script = project / "notebooks" / "01-one.py"
    script.write_text(
        ONE.replace("# %%\nimport pandas", "# %%\n1 + 1\n# %%\nimport pandas"), encoding="utf-8"
    )
    run_notebooks(project)
    after = [cell["id"] for cell in json.loads(page.read_text(encoding="utf-8"))["cells"]]
    assert [one for one in after if one in before] == before
    assert len(after) == len(before) + 1


def test_figures_are_redrawn_from_tables_alone(project):
    run_notebooks(project)
    figure = project / "figures" / "01-one-words.svg"
    drawn = figure.read_bytes()
    figure.unlink()
    shutil.rmtree(project / "notebooks")
    result = CliRunner().invoke(app, ["figures", "--root", str(project)])
    assert result.stdout == "1 files drawn from saved tables.\n"
    assert figure.read_bytes() == drawn


def test_the_manifest_says_where_a_figure_comes_from(project):
    run_notebooks(project)
    content = Manifest(project).read()
    entry = content["figures"]["01-one-words"]
    assert entry["notebook"] == "01-one"
    assert entry["files"] == {
        "figures/01-one-words.svg": sha256_of(project / "figures" / "01-one-words.svg")
    }
    assert entry["table_sha256"] == sha256_of(project / "data" / "derived" / "01-one-words.csv")
    context = content["contexts"][entry["context"]]
    assert context["data"] == {"data/catalog.toml": sha256_of(project / "data" / "catalog.toml")}
    assert "jieba" in context["versions"]


def test_the_command_line_says_what_is_wrong(project):
    runner = CliRunner()
    result = runner.invoke(app, ["run", "03-three", "--root", str(project)])
    assert result.exit_code == 1
    assert result.output == (
        "textkit: no notebook is called '03-three'. There are: 01-one, 02-two.\n"
    )
    result = runner.invoke(app, ["figures", "--root", str(project / "data")])
    assert result.exit_code == 1
    assert "analysis.toml" in result.output


def test_a_notebook_without_choices_is_refused(project):
    with pytest.raises(KeyError) as caught:
        tk.open_study("09-none", root=project)
    assert caught.value.args[0] == (
        f"{project / 'analysis.toml'} has no table [09-none]; write that line. "
        "It has: common, figures, 01-one, 02-two."
    )


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("word", "analysis.toml has no word in [common] or [01-one]. Is words it?"),
        ("n_topics", "analysis.toml has no n_topics in [common] or [01-one]. Write n_topics = … there."),
    ],
)  # fmt: skip
def test_a_choice_that_is_not_there_says_where_it_belongs(project, key, said):
    with pytest.raises(KeyError) as caught:
        tk.open_study("01-one", root=project).choices[key]
    assert caught.value.args[0] == said


def test_groups_and_time_must_be_variables_of_the_documents(project):
    chosen = SETTINGS.replace("[figures]", 'group = "plce"\ntime = ""\n[figures]')
    (project / "analysis.toml").write_text(chosen, encoding="utf-8")
    study = tk.open_study("01-one", root=project)
    table = pd.DataFrame({"doc_id": ["a"], "place": ["甲区"], "text": ["改革"]})
    with pytest.raises(KeyError) as caught:
        study.check(table)
    assert caught.value.args[0] == (
        f"{project / 'analysis.toml'}, line 4: group is 'plce', which is no variable of the "
        "documents. There are: doc_id, place."
    )
    assert study.check(table.rename(columns={"place": "plce"})).columns[1] == "plce"


HAND = [
    ("themes", '["民生"]\nwords = ["就业" "教育"]', "hand.txt, line 2: not TOML"),
    ("commitment", '["确保"]\nwords = ["必须"]', "hand.txt, line 1: grade '确保' has no label_en"),
    ("stopwords", "政府\n政府 工作", "hand.txt, line 2: white space in '政府 工作'"),
    ("lexicon", "长春\tmany", "hand.txt, line 1: the count of '长春' is 'many'"),
    ("corrections", "a\tb", "hand.txt, line 1"),
    ("indicators", "增加值", "hand.txt, line 1: not TOML"),
]  # fmt: skip


@pytest.mark.parametrize(("key", "content", "said"), HAND, ids=[one[0] for one in HAND])
def test_a_wrong_file_of_judgement_is_refused_before_anything_runs(project, key, content, said):
    (project / "hand.txt").write_text(content, encoding="utf-8")
    chosen = SETTINGS.replace("[figures]", f'{key} = "hand.txt"\n[figures]')
    (project / "analysis.toml").write_text(chosen, encoding="utf-8")
    before = files_of(project)
    with pytest.raises(ValueError, match=r"hand\.txt") as caught:
        run_notebooks(project)
    assert said in str(caught.value)
    assert files_of(project) == before


def test_numbers_are_written_in_full(project):
    table = pd.DataFrame({"n": [3], "low": [2.63e11], "share": [0.123456789], "none": [np.nan]})
    shown = tk.open_study("01-one", root=project).in_full(table)
    assert shown.loc[0].tolist() == [3, "263,000,000,000", "0.123457", ""]


def test_outside_a_project_there_is_a_clear_word(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileNotFoundError) as caught:
        tk.open_study("01-one")
    assert str(caught.value) == (
        f"no analysis.toml in {tmp_path} or above; start from inside a textkit project."
    )


def test_in_words(project):
    study = tk.open_study("01-one", root=project)
    table = pd.DataFrame({"theme": ["生态", "民生"], "share": [0.25, 0.5]})
    assert study.in_words(table, "{theme} {share:.0%}") == "生态 25%; 民生 50%"
    assert study.in_words(table.head(0), "{theme}", none="no theme") == "no theme"


cells = st.one_of(
    st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1),
    st.sampled_from(["=1+1", "+1", "-", "@x", "'quoted", "'=1", "\t", "a,b", 'a"b', "一\n二"]),
)


@settings(deadline=None)
@given(st.lists(cells, min_size=1, max_size=5))
def test_law_tables_come_back_and_no_cell_is_a_formula(tmp_path_factory, texts):
    path = tmp_path_factory.mktemp("t") / "x.csv"
    table = pd.DataFrame({"n": range(len(texts)), "text": texts, "x": 0.5})
    write_table(path, table)
    raw = pd.read_csv(path, encoding="utf-8-sig", keep_default_na=False, dtype=str)
    assert not raw["text"].str.startswith(("=", "+", "-", "@", "\t", "\r")).any()
    assert read_table(path, text=["text"])["text"].tolist() == texts


def test_whole_numbers_are_written_in_full_and_others_to_six_digits(tmp_path):
    values = [4.5e10, 1234567.0, -0.0, 1 / 3, 1e300, np.nan, 1234567.8]
    write_table(tmp_path / "x.csv", pd.DataFrame({"x": values}))
    lines = (tmp_path / "x.csv").read_text("utf-8-sig").split("\n")
    assert lines[1:-1] == [
        "45000000000",
        "1234567",
        "-0",
        "0.333333",
        "1e+300",
        '""',
        "1.23457e+06",
    ]


def test_a_table_that_is_not_there_says_how_to_make_it(tmp_path):
    with pytest.raises(FileNotFoundError) as caught:
        read_table(tmp_path / "x.csv")
    assert (
        str(caught.value)
        == f"{tmp_path / 'x.csv'} does not exist; run the notebook that writes it (make)."
    )


def test_nothing_is_half_written(tmp_path, monkeypatch):
    path = tmp_path / "x.csv"
    write_bytes(path, b"old")

    def fail(self, target):
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        write_bytes(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
