"""How figures are saved, and the small parts they are made of."""

import subprocess
import sys
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib import colors
from PIL import Image

from textkit import draw
from textkit.draw import fonts
from textkit.draw.labels import AXES, wrap
from textkit.draw.placement import spread_out
from textkit.draw.style import PALETTE

TABLE = pd.DataFrame({"term": ["高质量发展", "六城联动", "营商环境"], "count": [42, 30, 17]})
TABLE = TABLE.assign(rank=[1, 2, 3], weight=[0.42, 0.3, 0.17])
DRAW = """
import sys, pandas as pd
from textkit import draw
table = pd.DataFrame({"term": ["高质量发展", "六城联动", "营商环境"], "count": [42, 30, 17]})
table = table.assign(rank=[1, 2, 3], weight=[0.42, 0.3, 0.17])
draw.save_figure(draw.top_terms(table), sys.argv[1] + "/bars")
draw.save_figure(draw.cloud(table), sys.argv[1] + "/cloud")
"""


def test_bytes_are_the_same_in_another_process(tmp_path):
    for seed in "12":
        (tmp_path / seed).mkdir()
        command = [sys.executable, "-c", DRAW, str(tmp_path / seed)]
        environment = {"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)}
        subprocess.run(command, check=True, env=environment)
    names = sorted(path.name for path in (tmp_path / "1").iterdir())
    assert names == [
        f"{stem}.{kind}" for stem in ("bars", "cloud") for kind in ("pdf", "png", "svg")
    ]
    for name in names:
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes(), name


def test_saving_twice_gives_the_same_bytes(tmp_path):
    ax = draw.top_terms(TABLE)
    once = [path.read_bytes() for path in draw.save_figure(ax, tmp_path / "03-key.terms")]
    again = draw.save_figure(ax.figure, tmp_path / "03-key.terms")
    assert [path.name for path in again] == [
        "03-key.terms.pdf", "03-key.terms.png", "03-key.terms.svg",
    ]  # fmt: skip
    assert [path.read_bytes() for path in again] == once
    assert sorted(path.name for path in tmp_path.iterdir()) == [path.name for path in again]


def test_pdf_has_one_true_type_font_and_text_that_can_be_searched(tmp_path):
    (path,) = draw.save_figure(draw.top_terms(TABLE), tmp_path / "a", ["pdf"])
    reader = pypdf.PdfReader(path)
    assert dict(reader.metadata) == {"/Creator": "textkit", "/Producer": "matplotlib"}
    page = reader.pages[0]
    assert float(page.mediabox.width) == pytest.approx(89 * 72 / 25.4)
    text = page.extract_text()
    assert all(term in text for term in [*TABLE["term"], "权重"])
    fonts_used = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    inner = [font["/DescendantFonts"][0].get_object() for font in fonts_used]
    assert fonts_used
    assert {font["/Subtype"] for font in fonts_used} == {"/Type0"}  # never "/Type3"
    assert {font["/Subtype"] for font in inner} == {"/CIDFontType2"}
    assert {font["/BaseFont"].split("+")[1] for font in inner} == {"NotoSansSC-Regular"}
    assert all("/FontFile2" in font["/FontDescriptor"] for font in inner)


def test_png_has_300_dots_an_inch_and_tells_no_time(tmp_path):
    (path,) = draw.save_figure(draw.top_terms(TABLE, width="double"), tmp_path / "a", ["png"])
    with Image.open(path) as image:
        assert image.width == pytest.approx(183 / 25.4 * 300, abs=1)
        assert set(image.info) == {"dpi"}


def test_svg_has_outlines_and_no_date(tmp_path):
    (path,) = draw.save_figure(draw.top_terms(TABLE), tmp_path / "a", ["svg"])
    text = path.read_text(encoding="utf-8")
    assert "<text" not in text
    assert "<dc:date>" not in text


def test_a_missing_glyph_is_an_error_that_names_it(tmp_path):
    ax = draw.top_terms(TABLE)
    with draw.style():
        ax.set_title("六城🏙联动")
    for kind in ("pdf", "png", "svg"):
        with pytest.raises(ValueError) as error:
            draw.save_figure(ax, tmp_path / "a", [kind])
        assert str(error.value) == (
            "the font Noto Sans SC has no glyph for '🏙' (U+1F3D9) in '六城🏙联动'. Write it with "
            "another character, or translate it with labels=."
        )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("function", [draw.top_terms, draw.cloud])
def test_a_missing_glyph_in_the_table_is_refused_while_drawing(function):
    with pytest.raises(ValueError, match=r"has no glyph for '🏙' \(U\+1F3D9\) in '六城🏙联动'"):
        function(TABLE.assign(term=["高质量发展", "六城🏙联动", "营商环境"]))


def test_a_dollar_sign_is_not_mathematics(tmp_path):
    ax = draw.top_terms(TABLE.assign(term=["$x^2$", "a_b", "100%"]))
    (path,) = draw.save_figure(ax, tmp_path / "a", ["pdf"])
    assert "$x^2$" in pypdf.PdfReader(path).pages[0].extract_text()


def test_a_figure_too_small_for_its_labels_is_refused(tmp_path):
    ax = draw.top_terms(TABLE, width=8, height=4)
    with pytest.raises(ValueError) as error:
        draw.save_figure(ax, tmp_path / "a")
    assert str(error.value) == "the figure is too small for its labels; make it wider or higher."


def test_an_unknown_format_is_refused(tmp_path):
    with pytest.raises(ValueError) as error:
        draw.save_figure(draw.top_terms(TABLE), tmp_path / "a", ["pdf", "gif"])
    assert str(error.value) == "formats may be pdf, png and svg, not gif."


@pytest.mark.parametrize(
    ("width", "message"),
    [
        ("wide", 'width must be "single", "double" or millimetres (85, "85mm"), not \'wide\'.'),
        (0, "width must be above 0 millimetres, not 0."),
    ],
)
def test_widths_that_are_none_are_refused(width, message):
    with pytest.raises(ValueError) as error:
        draw.figure(width=width)
    assert str(error.value) == message


def test_style_leaves_matplotlib_as_it_was():
    before = dict(mpl.rcParams)
    draw.top_terms(TABLE)
    assert dict(mpl.rcParams) == before


def test_a_notebook_shows_the_same_picture_each_time():
    shown = [draw.top_terms(TABLE).figure._repr_png_() for _ in range(2)]
    assert shown[0] == shown[1]
    assert shown[0].startswith(b"\x89PNG")


def test_the_package_does_not_bring_in_the_drawing_library():
    code = "import sys, textkit; print('textkit.draw' in sys.modules, 'matplotlib' in sys.modules)"
    environment = {"PYTHONPATH": ":".join(sys.path)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True,
                          check=True, env=environment)  # fmt: skip
    assert done.stdout.split() == ["False", "False"]


def test_the_wheel_of_the_font_is_used_but_never_imported():
    code = (
        "import sys; from textkit.draw import top_terms; from textkit.draw.fonts import "
        "register_font; register_font(); print('zhplot' in sys.modules)"
    )
    environment = {"PYTHONPATH": ":".join(sys.path)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True,
                          check=True, env=environment)  # fmt: skip
    assert done.stdout.strip() == "False"


def test_without_the_wheel_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setattr(fonts, "WHEEL", "no_such_wheel")
    with pytest.raises(FileNotFoundError) as error:
        fonts.font_path.__wrapped__()
    assert str(error.value) == (
        "the font of the figures, fonts/NotoSansSC-Regular.ttf, comes with the package zhplot and "
        "is not there. Install it: pip install zhplot==1.0.0"
    )


def test_the_font_of_the_wheel_goes_before_a_namesake():
    from matplotlib.font_manager import FontProperties, findfont

    family = fonts.register_font()
    assert Path(findfont(FontProperties(family=[family]))) == fonts.font_path()


def test_the_font_has_every_character_of_every_axis_title():
    from matplotlib.font_manager import get_font

    charmap = get_font(str(fonts.font_path())).get_charmap()
    used = {character for pair in AXES.values() for text in pair for character in text}
    assert sorted(character for character in used if ord(character) not in charmap) == []


# Colours: told apart in print, in grey, and with the commonest colour blindness.

# Machado, Oliveira and Fernandes 2009, severity 1.0; on linear RGB.
BLINDNESS = {
    "none": np.eye(3),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
         [-0.011820, 0.042940, 0.968881]]),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
         [-0.003882, -0.048116, 1.051998]]),
}  # fmt: skip


def lab(hexes, seen):
    rgb = np.array([colors.to_rgb(each) for each in hexes])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    linear = np.clip(linear @ seen.T, 0, 1)
    xyz = linear @ np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722],
                             [0.0193, 0.1192, 0.9505]]).T  # fmt: skip
    ratio = xyz / [0.9505, 1.0, 1.089]
    f = np.where(ratio > 0.008856, np.cbrt(ratio), 7.787 * ratio + 16 / 116)
    return np.column_stack(
        [116 * f[:, 1] - 16, 500 * (f[:, 0] - f[:, 1]), 200 * (f[:, 1] - f[:, 2])]
    )


@pytest.mark.parametrize("sight", BLINDNESS)
def test_colours_differ_for_colour_blind_readers(sight):
    seen = lab(PALETTE, BLINDNESS[sight])
    apart = np.linalg.norm(seen[:, None] - seen[None], axis=2)[np.triu_indices(len(PALETTE), 1)]
    assert apart.min() > 12  # CIE 1976: 2.3 is just noticeable


def test_the_first_three_colours_differ_in_grey():
    lightness = np.sort(lab(PALETTE[:3], np.eye(3))[:, 0])
    assert np.diff(lightness).min() > 15


def test_more_values_than_colours_are_refused():
    with pytest.raises(ValueError) as error:
        draw.colour_of(range(9))
    assert str(error.value) == "9 values for 8 colours; give colours=, or draw fewer."


# Breaking labels and spreading them out.

WRAPPED = [
    ("营商环境", 40, "营商环境", "fits: stays"),
    ("二道区政府工作报告", 48, "二道区政府\n工作报告", "evenly filled, no lone character"),
    ("绿园区（残），报道", 28, "绿园区\n（残），\n报道", "no line begins with a closing mark"),
    ("Erdao work report, 2021", 60, "Erdao work\nreport, 2021", "breaks at spaces"),
    ("five-year plan", 30, "five-\nyear\nplan", "and after hyphens"),
    ("infrastructure", 20, "infrastructure", "a long word stays whole"),
    ("", 20, "", "nothing stays nothing"),
]


@pytest.mark.parametrize(("text", "width", "expected", "why"), WRAPPED)
def test_wrap(text, width, expected, why):
    assert wrap(text, width, 8) == expected, why


@settings(deadline=None, max_examples=60)
@given(st.text("二道区政府（工作）报告，。 abc-1.5%“”", max_size=24), st.integers(10, 120))
def test_wrap_loses_nothing_but_white_space(text, width):
    assert "".join(wrap(text, width, 8).split()) == "".join(text.split())


@settings(deadline=None)
@given(st.lists(st.floats(0, 100), min_size=1, max_size=12), st.floats(0.5, 8))
def test_spread_out_keeps_order_distance_and_page(places, gap):
    given_places = np.sort(np.array(places))
    spread = spread_out(given_places, gap, 100)
    assert (np.diff(spread) >= gap - 1e-9).all()
    assert spread[0] >= -1e-9
    assert spread[-1] <= 100 + 1e-9


@settings(deadline=None)
@given(st.lists(st.integers(0, 12), min_size=1, max_size=10, unique=True))
def test_spread_out_leaves_places_that_are_far_enough_apart(steps):
    places = np.sort(np.array(steps)) * 8.0
    assert spread_out(places, 5.0, 100).tolist() == places.tolist()
