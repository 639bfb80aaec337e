"""Figures for print: another width, font, format or language, and the project's own left alone."""

import shutil
from pathlib import Path

import pandas as pd
import pypdf
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.ttLib import TTFont
from matplotlib.font_manager import get_font
from typer.testing import CliRunner

from textkit import draw
from textkit.cli import app
from textkit.draw.fonts import family, font_path
from textkit.workflow.printing import print_figures
from textkit.workflow.record import Manifest, write_table

SETTINGS = """
[figures]
languages = ["zh", "en"]
formats = ["svg"]
"""
TABLE = pd.DataFrame({"term": ["改革", "开放", "营商环境"], "count": [3, 2, 1]})
TABLE = TABLE.assign(per_10k=[30.0, 20.0, 10.0], n_passages=1)
LETTERS = "abcdefghijklmnopqrstuvwxyz改革开放营商环境词频次数段每万Occurences p10,.wdCntPagfbhijklmqtuvxyz023456789（）%"


@pytest.fixture
def project(tmp_path):
    (tmp_path / "analysis.toml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "figures").mkdir()
    for notebook, name in (("01-one", "words"), ("02-two", "again")):
        write_table(tmp_path / "data" / "derived" / f"{notebook}-{name}.csv", TABLE)
        recipe = {"table": f"{notebook}-{name}", "draw": "frequencies", "by": None,
                  "options": {}, "layout": {}}  # fmt: skip
        entry = {"notebook": notebook, "recipe": recipe, "files": {}}
        Manifest(tmp_path).put("figures", f"{notebook}-{name}", entry, context={})
    return tmp_path


@pytest.fixture(scope="session")
def open_type(tmp_path_factory):
    """An OpenType font with cubic outlines, made of a few glyphs of the house font."""
    with TTFont(font_path()) as source:
        return make_open_type(source, tmp_path_factory.mktemp("font") / "few.otf")


def make_open_type(source, path):
    names = {ord(letter): source.getBestCmap()[ord(letter)] for letter in set(LETTERS)}
    glyphs, order = source.getGlyphSet(), [".notdef", *sorted(set(names.values()))]
    builder = FontBuilder(1000, isTTF=False)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap(names)
    strings = {}
    for name in order:
        pen = T2CharStringPen(glyphs[name].width, glyphs)
        glyphs[name].draw(pen)
        strings[name] = pen.getCharString()
    builder.setupCFF("Few-Regular", {}, strings, {})
    builder.setupHorizontalMetrics({name: (glyphs[name].width, 0) for name in order})
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": "Few", "styleName": "Regular", "psName": "Few-Regular"})
    builder.setupOS2()
    builder.setupPost()
    builder.save(path)
    return path


def figures(*arguments):
    return CliRunner().invoke(app, ["figures", *map(str, arguments)])


def page_of(path):
    return pypdf.PdfReader(path).pages[0]


def test_print_in_another_width_leaves_the_project_as_it_was(project):
    before = (project / "figures" / "manifest.json").read_bytes()
    done = figures("01-one", "--root", project, "--format", "pdf", "--lang", "en", "--width",
                   "85mm")  # fmt: skip
    assert done.exit_code == 0, done.stderr
    folder = project / "figures" / "print"
    assert done.stdout == f"1 files drawn to {folder}.\n"
    page = page_of(folder / "en" / "01-one-words.pdf")
    assert float(page.mediabox.width) == pytest.approx(85 / 25.4 * 72)
    assert "Occurrences per 10,000 words" in page.extract_text()
    assert (project / "figures" / "manifest.json").read_bytes() == before
    assert [path.name for path in folder.rglob("*.pdf")] == ["01-one-words.pdf"]


def test_names_alone_redraw_the_projects_own(project):
    done = figures("02-two-again", "--root", project)
    assert done.stdout == "2 files drawn from saved tables.\n"
    assert sorted(path.name for path in project.rglob("*.svg")) == ["02-two-again.svg"] * 2
    entries = Manifest(project).read()["figures"]
    assert len(entries["02-two-again"]["files"]) == 2
    assert entries["01-one-words"]["files"] == {}


def test_the_same_bytes_in_another_font_on_every_run(project, open_type, tmp_path):
    runs = [
        print_figures(project, ["01-one"], out=tmp_path / run, formats=["pdf", "svg"],
                      languages=["zh"], font=open_type).files for run in "ab"
    ]  # fmt: skip
    assert [path.read_bytes() for path in runs[0]] == [path.read_bytes() for path in runs[1]]


def test_an_open_type_font_is_embedded_as_true_type(project, open_type):
    (path,) = print_figures(project, ["01-one"], formats=["pdf"], languages=["zh"],
                            font=open_type).files  # fmt: skip
    page = page_of(path)
    assert all(term in page.extract_text() for term in [*TABLE["term"], "每万词次数"])
    for font in page["/Resources"]["/Font"].values():
        inner = font["/DescendantFonts"][0].get_object()
        assert inner["/BaseFont"].endswith("Few-Regular")
        assert inner["/Subtype"] == "/CIDFontType2"
        assert inner["/FontDescriptor"]["/FontFile2"].get_data()[:4] == b"\0\1\0\0"


def test_converted_outlines_stay_within_a_thousandth_of_the_size(open_type):
    with draw.use_font(open_type) as name:
        assert name == family() == "Few"
        copy = draw.fonts.font_file()
    assert copy.suffix == ".ttf"
    for letter in "改放环b8%":
        sizes = []
        for path in (open_type, copy):
            font = get_font(str(path))
            font.set_size(1000, 72)
            font.set_text(letter)
            sizes.append(font.get_bitmap_offset() + font.get_width_height())
        for one, other in zip(*sizes, strict=True):
            assert abs(one - other) <= 128  # two of a thousand, in 64ths


def test_the_house_font_is_back_afterwards(open_type):
    with draw.use_font(open_type):
        pass
    assert family() == "Noto Sans SC"


def test_a_character_that_the_font_lacks_is_said_and_the_rest_is_drawn(project, open_type):
    write_table(project / "data" / "derived" / "02-two-again.csv", TABLE.replace("开放", "绿园"))
    done = figures("--root", project, "--font", open_type, "--lang", "zh", "--format", "png")
    assert done.exit_code == 1
    assert done.stdout.startswith("1 files drawn to ")
    assert done.stderr.startswith(
        "02-two-again (zh): not drawn: the font Few has no glyph for '绿' (U+7EFF) in '绿园'."
    )


def test_a_width_too_small_is_said_figure_by_figure(project):
    done = figures("--root", project, "--width", "12", "--lang", "zh")
    assert done.exit_code == 1
    assert "01-one-words (zh): " in done.stderr
    assert done.stderr.endswith("These do not fit: give more --width.\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["03-three"], "no figure or notebook is called '03-three'. Figures: 01-one-words, "
         "02-two-again. Notebooks: 01-one, 02-two."),
        (["--format", "gif"], "no format is called gif. There are: pdf, png, svg."),
        (["--lang", "fr", "--width", "85"], "no language is called fr. There are: zh, en."),
        (["--width", "wide"], 'width must be "single", "double" or millimetres (85, "85mm"), not '
         "'wide'."),
        (["--font", "no.ttf"], "no font file 'no.ttf'. font may be \"sans\", \"serif\" or the "
         "path of a .ttf or .otf file."),
    ],
)  # fmt: skip
def test_errors_say_what_is_possible(project, arguments, said):
    done = figures(*arguments, "--root", project)
    assert (done.exit_code, done.stderr) == (1, f"textkit: {said}\n")


def test_a_project_without_figures_says_how_to_make_them(tmp_path):
    (tmp_path / "analysis.toml").write_text(SETTINGS, encoding="utf-8")
    done = figures("--root", tmp_path, "--width", "85")
    assert done.stderr == f"textkit: {tmp_path} has no figures yet. Make them: textkit run\n"


def test_what_is_no_font_is_refused(tmp_path):
    (tmp_path / "a.ttf").write_text("no font")
    with (
        pytest.raises(ValueError, match=r"a\.ttf is no font; give a single \.ttf or \.otf file\."),
        draw.use_font(tmp_path / "a.ttf"),
    ):
        pass


def test_serif_without_its_wheel_says_what_to_install(monkeypatch):
    monkeypatch.setattr(draw.fonts, "SERIF", ("no_such_wheel", "a.otf"))
    with pytest.raises(FileNotFoundError) as error, draw.use_font("serif"):
        pass
    assert "pip install pylopdf-fonts-zh-cn==0.1.1" in str(error.value)


def test_a_font_of_the_readers_own_needs_no_conversion(tmp_path):
    own = Path(shutil.copy(font_path(), tmp_path / "own.ttf"))
    with draw.use_font(own) as name:
        assert draw.fonts.font_file() == own
        assert name == "Noto Sans SC, own"  # not to be taken for the house font
    assert family() == "Noto Sans SC"
