"""One file for everything, without pickle, that is refused if a bit of it is not as written."""

import datetime
import json
import zipfile

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import textkit as tk
from textkit.tables import text_column
from textkit.tags import Tagger
from textkit.tokens import Tokens

SURROGATES = "\ud83d\ude00"  # two lone halves, which must not come back as one 😀
word = st.one_of(st.text(max_size=4), st.text(alphabet="改革\ud800\udfff😀\0", max_size=4))
lists = st.lists(st.lists(word, max_size=6), max_size=5)
dates = st.dates() | st.datetimes()
cell = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.just(pd.NA), word, dates
)  # fmt: skip
COLUMNS = {
    "int64": st.integers(-(2**63), 2**63 - 1),
    "uint8": st.integers(0, 255),
    "float64": st.floats(),
    "float32": st.floats(width=32),
    "bool": st.booleans(),
    "str": st.one_of(st.none(), word),
    "string": st.one_of(st.none(), st.text()),
    "datetime64[us]": st.one_of(st.none(), st.datetimes()),
    "datetime64[s]": st.one_of(st.none(), st.datetimes().map(lambda t: t.replace(microsecond=0))),
    "object": cell,
}


def rich():
    """Tokens with a tagger, marks and a column of every kind."""
    passages = pd.DataFrame(
        {
            "doc_id": ["a", "b"],
            "text": ["改革，开放", "GDP"],
            "year": [2021, 2022],
            "share": [0.1, np.nan],
            "whole": [True, False],
            "note": ["好", None],
            "mixed": [datetime.date(2021, 11, 24), 7],
            "delivered": pd.to_datetime(["2021-11-24", None]),
        }
    )
    tokens = Tokens.from_words(
        [["改革", "，", "开放"], ["GDP"]], passages, tagger=Tagger((("改革", "slogan"),))
    )
    return tokens.keep(min_length=2)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lists, st.data())
@example([[SURROGATES, "a"], []], None)
def test_law_what_comes_back_is_what_went(tmp_path, words, data):
    tokens = Tokens.from_words(words)
    passages = tokens.passages
    if data is not None:
        for kind in data.draw(st.lists(st.sampled_from(sorted(COLUMNS)), unique=True)):
            cells = [data.draw(COLUMNS[kind]) for _ in words]
            column = text_column(cells) if kind == "str" else pd.Series(cells, dtype=kind)
            passages = passages.assign(**{kind: column})
    kept = tokens.terms.astype(bool)
    tokens = Tokens(tokens.ids, tokens.offsets, tokens.terms, passages, kept)
    tokens.save(tmp_path / "tokens")
    back = Tokens.load(tmp_path / "tokens")
    assert back == tokens
    assert back.passages.dtypes.tolist() == passages.dtypes.tolist()
    for name in ("ids", "offsets", "kept", "terms"):
        assert getattr(back, name).dtype == getattr(tokens, name).dtype
    for name in passages.columns.intersection(["object"]):
        assert list(map(type, back.passages[name])) == list(map(type, passages[name]))


def test_everything_travels_and_work_goes_on(tmp_path):
    tokens = rich()
    tokens.save(tmp_path / "tokens")
    back = Tokens.load(str(tmp_path / "tokens"))
    assert back == tokens
    assert back.tagger == tokens.tagger
    assert back.tags.tolist() == tokens.tags.tolist()
    assert back.passages["mixed"].tolist() == [datetime.date(2021, 11, 24), 7]
    assert back.counts().terms.tolist() == ["GDP", "开放", "改革"]
    assert back.compound(["改革，开放"]) == tokens.compound(["改革，开放"])


def test_a_segmenters_tokens_travel(tmp_path):
    tokens = tk.Segmenter().segment(["推进“放管服”改革"])
    tokens.save(tmp_path / "tokens")
    assert Tokens.load(tmp_path / "tokens").keep(tags=["v"]) == tokens.keep(tags=["v"])


def test_the_tags_of_ones_own_tagger_are_written_out(tmp_path):
    tokens = Tokens.from_words([["改革", "AI"]], tagger=lambda terms: [term[0] for term in terms])
    tokens.save(tmp_path / "tokens")
    back = Tokens.load(tmp_path / "tokens")
    assert back.tagger == Tagger((("AI", "A"), ("改革", "改")), dictionary=False)
    assert back.tags.tolist() == ["A", "改"]


def test_the_same_tokens_give_the_same_bytes_and_leave_no_other_file(tmp_path):
    rich().save(tmp_path / "one")
    rich().save(tmp_path / "two")
    rich().save(tmp_path / "two")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one", "two"]


def test_the_file_can_be_read_without_textkit(tmp_path):
    rich().save(tmp_path / "tokens")
    with zipfile.ZipFile(tmp_path / "tokens") as archive:
        assert json.loads(archive.read("terms.json")) == ["GDP", "开放", "改革", "，"]
        assert json.loads(archive.read("header.json"))["kind"] == "textkit.Tokens"
        with archive.open("ids.npy") as member:
            ids = np.load(member, allow_pickle=False)
    assert ids.tolist() == [2, 3, 1, 0]


def test_a_failure_leaves_the_old_file_and_no_half_one(tmp_path):
    path = tmp_path / "tokens"
    rich().save(path)
    before = path.read_bytes()
    bad = Tokens.from_words([["改革"]])
    bad.passages["list"] = [[1]]
    with pytest.raises(ValueError):
        bad.save(path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["tokens"]


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(st.floats(0, 1, exclude_max=True), st.integers(1, 255))
def test_law_a_changed_byte_is_refused_or_of_no_bearing(tmp_path, place, change):
    path, whole = tmp_path / "tokens", tmp_path / "whole"
    tokens = rich()
    if not whole.exists():
        tokens.save(whole)
    content = bytearray(whole.read_bytes())
    content[int(place * len(content))] ^= change
    path.write_bytes(content)
    try:
        back = Tokens.load(path)
    except ValueError as error:
        assert str(error).startswith(str(path))
        assert "opy the file anew" in str(error) or "Read it with" in str(error)
    else:  # a time or a flag of the zip
        assert back == tokens
        assert back.tagger == tokens.tagger


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(st.floats(0, 1, exclude_max=True))
def test_law_a_file_that_was_cut_short_is_refused(tmp_path, place):
    path, whole = tmp_path / "tokens", tmp_path / "whole"
    if not whole.exists():
        rich().save(whole)
    content = whole.read_bytes()
    path.write_bytes(content[: int(place * len(content))])
    with pytest.raises(ValueError) as caught:
        Tokens.load(path)
    assert str(caught.value) == (
        f"{path} is no file that Tokens.save wrote, or its beginning or end is lost. "
        "Check the name, or copy the file anew."
    )


def rewrite(path, **members):
    """Write a file with some members replaced and the header as it was."""
    with zipfile.ZipFile(path) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, old in content.items():
            archive.writestr(name, members.get(name.partition(".")[0], old))


def test_damage_that_the_zip_does_not_show_is_refused(tmp_path):
    path = tmp_path / "tokens"
    rich().save(path)
    rewrite(path, terms='["GDP","开放","改变","，"]')
    with pytest.raises(ValueError) as caught:
        Tokens.load(path)
    assert str(caught.value) == (
        f"{path} is damaged: terms.json in it is not as it was written. Copy the file anew, "
        "or segment the texts again."
    )


def test_another_format_is_refused(tmp_path):
    path = tmp_path / "tokens"
    rich().save(path)
    rewrite(path, header='{"kind":"textkit.Tokens","format":1,"sha256":{}}')
    with pytest.raises(ValueError) as caught:
        Tokens.load(path)
    assert str(caught.value) == (
        f"{path} has format 1, this textkit reads format 2. Read it with the textkit that wrote "
        "it, or segment the texts again."
    )


@pytest.mark.parametrize("kind", ["text", "npz", "header of another kind"])
def test_foreign_files_are_refused(kind, tmp_path):
    path = tmp_path / "foreign.npz"
    if kind == "text":
        path.write_text("改革", encoding="utf-8")
    elif kind == "npz":
        np.savez(path, ids=np.arange(3))
    else:
        rich().save(path)
        rewrite(path, header='["textkit.Tokens"]')
    with pytest.raises(ValueError) as caught:
        Tokens.load(path)
    assert str(caught.value) == (
        f"{path} is no file that Tokens.save wrote, or its beginning or end is lost. "
        "Check the name, or copy the file anew."
    )


def test_places_that_are_not_there(tmp_path):
    with pytest.raises(FileNotFoundError) as caught:
        Tokens.load("no/such.tokens")
    assert str(caught.value) == (
        "no file 'no/such.tokens'. Check the name and the working directory."
    )
    with pytest.raises(FileNotFoundError) as caught:
        rich().save("no/such.tokens")
    assert str(caught.value) == "no folder 'no'. Make it first."
    with pytest.raises(IsADirectoryError) as caught:
        rich().save(tmp_path)
    assert str(caught.value) == f"{str(tmp_path)!r} is a folder. Name a file."


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        (
            {"list": pd.Series([[1]], dtype=object)},
            "the column 'list' holds [1]; a file keeps numbers, truth values, dates, times "
            "without a zone, strings and missing values. Turn it into one of these first, or drop it.",
        ),
        (
            {"genre": pd.Series(["报告"], dtype="category")},
            "the column 'genre' has the type category; a file keeps numbers, truth values, dates, times "
            "without a zone, strings and missing values. Turn it into one of these first, or drop it.",
        ),
        (
            {"when": pd.to_datetime(["2021-11-24"], utc=True)},
            "the column 'when' has the type datetime64[us, UTC]; a file keeps numbers, truth values, dates, times "
            "without a zone, strings and missing values. Turn it into one of these first, or drop it.",
        ),
        ({7: [1]}, "a column is called 7; names of columns must be str."),
    ],
)
def test_what_cannot_be_saved_is_refused(columns, message, tmp_path):
    tokens = Tokens.from_words([["改革"]])
    for name, values in columns.items():
        tokens.passages[name] = values
    with pytest.raises(ValueError) as caught:
        tokens.save(tmp_path / "tokens")
    assert str(caught.value) == message


def test_two_columns_of_one_name_are_refused(tmp_path):
    table = pd.DataFrame([["改革", 1, 2]], columns=["text", "year", "year"])
    with pytest.raises(ValueError) as caught:
        Tokens.from_words([["改革"]], table).save(tmp_path / "tokens")
    assert str(caught.value) == "the passages have two columns 'year'. Rename one of them."


def test_columns_with_missing_numbers_come_back(tmp_path):
    passages = pd.DataFrame({"doc_id": ["a", "b"], "text": ["改革", ""]}).assign(
        from_year=pd.array([2022, None], dtype="Int64"),
        share=pd.array([None, 0.5], dtype="Float64"),
        seen=pd.array([True, None], dtype="boolean"),
    )
    tokens = Tokens.from_words([["改革"], []], passages=passages)
    tokens.save(tmp_path / "tokens")
    pd.testing.assert_frame_equal(Tokens.load(tmp_path / "tokens").passages, passages)
