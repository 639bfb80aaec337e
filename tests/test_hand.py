"""Files of human judgement: what is read, and what is refused with which words."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textkit.hand import (
    Correction,
    LexiconEntry,
    apply_corrections,
    read_commitment,
    read_corrections,
    read_lexicon,
    read_stopwords,
    read_theme_labels,
    read_themes,
)


def refusal(function, *arguments, error=ValueError):
    with pytest.raises(error) as caught:
        function(*arguments)
    return str(caught.value)


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Write a file into a directory of its own, and work there: messages name it briefly."""
    monkeypatch.chdir(tmp_path)

    def to_file(content: str | bytes, name: str = "file") -> Path:
        data = content.encode() if isinstance(content, str) else content
        Path(name).write_bytes(data)
        return Path(name)

    return to_file


# Stop words


@pytest.mark.parametrize(
    ("content", "words", "why"),
    [
        ("的\n和\n", {"的", "和"}, "one word a line"),
        ("\ufeff的\n和", {"的", "和"}, "byte order mark, no line end at the end"),
        ("的\r\n和\r\n", {"的", "和"}, "line ends of Windows"),
        ("# 的\n和  # why\n\n　\n", {"和"}, "comments, empty lines, ideographic space"),
        ("C#\n#C\n", {"C#"}, "# inside a word is no comment"),
        ("的\n的\n", {"的"}, "lists from elsewhere repeat words"),
        ("", set(), "an empty file holds no words"),
    ],
)
def test_stopword_file(write, content, words, why):
    path = write(content)
    assert read_stopwords(path) == words, why
    assert read_stopwords(str(path)) == words, why


def test_stopwords_as_words():
    assert read_stopwords(["我们", "的"]) == read_stopwords({"的", "我们"}) == {"我们", "的"}


def test_zh_is_the_builtin_list_even_if_a_file_has_that_name(write):
    write("发展", name="zh")
    assert "发展" not in read_stopwords("zh")
    assert read_stopwords(Path("zh")) == {"发展"}


@pytest.mark.parametrize("source", ["de", Path("de")])
def test_no_stopword_file(write, source):
    assert refusal(read_stopwords, source, error=FileNotFoundError) == (
        "no stop-word file 'de'. Give 'zh' or 'en' for the lists that come with textkit, the path of a "
        "file with one word a line, or the words as a list."
    )


def test_stopword_refusals(write):
    path = write("的\n我们 全区\n")
    assert refusal(read_stopwords, path) == (
        "file, line 2: white space in '我们 全区'. Write one word a line."
    )
    assert refusal(read_stopwords, ["的", 5], error=TypeError) == (
        "stop words must be str; 5 is int."
    )


# Lexicon


def test_lexicon_columns(write):
    path = write(
        "\ufeff# words\n\n六城联动\n落位\t\tv\n放管服\t20\tnz\t深化放管服\n中保\t0\nC++\t\t\tx\n"
    )
    assert read_lexicon(path) == [
        LexiconEntry("六城联动", None, None, ""),
        LexiconEntry("落位", None, "v", ""),
        LexiconEntry("放管服", 20, "nz", "深化放管服"),
        LexiconEntry("中保", 0, None, ""),
        LexiconEntry("C++", None, None, "x"),
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            "六城联动 3 nz",
            "file, line 1: white space inside '六城联动 3 nz'. jieba cuts there, so the word could "
            "never be found. Part word, count, tag and note by tabs, not by spaces.",
        ),
        (
            "落位\n“三长”联动\t\tnz",
            "file, line 2: '“' (U+201C) inside '“三长”联动'. jieba cuts at every character but "
            "U+4E00 to U+9FD5, a-z, A-Z, 0-9 and + # & . _ % -, so the word could never be found. "
            "Enter the parts on either side of it.",
        ),
        (
            "二〇三五年",
            "file, line 1: '〇' (U+3007) inside '二〇三五年'. jieba cuts at every character but "
            "U+4E00 to U+9FD5, a-z, A-Z, 0-9 and + # & . _ % -, so the word could never be found. "
            "Enter the parts on either side of it.",
        ),
        (
            "落位\n\n# x\n落位\t3",
            "file, line 4: '落位' stands in line 1 already. Keep one of them.",
        ),
        (
            "落位\t-3",
            "file, line 1: the count of '落位' is '-3'. Write a whole number, 0 to forbid the word, "
            "or nothing for jieba's suggestion.",
        ),
        (
            "落位\t2.5",
            "file, line 1: the count of '落位' is '2.5'. Write a whole number, 0 to forbid the word, "
            "or nothing for jieba's suggestion.",
        ),
        (
            "落位\t３",
            "file, line 1: the count of '落位' is '３'. Write a whole number, 0 to forbid the word, "
            "or nothing for jieba's suggestion.",
        ),
        (
            "落位\t3\t动词",
            "file, line 1: the tag of '落位' is '动词'. Write letters: n, ns, nz, ….",
        ),
        (
            "\t3\tn",
            "file, line 1: no word before the first tab. Begin the line with the word.",
        ),
        (
            "落位\t3\tv\tx\ty",
            "file, line 1: 5 columns, but word, count, tag and note are all.",
        ),
        (
            "落位\n".encode() + "改革".encode("gb18030"),
            "file, line 2: not UTF-8. Save the file as UTF-8.",
        ),
    ],
)
def test_lexicon_refusals(write, content, message):
    assert refusal(read_lexicon, write(content)) == message


def test_missing_file(write):
    assert refusal(read_lexicon, "lexicon.tsv", error=FileNotFoundError) == (
        "no file 'lexicon.tsv'. Check the name and the working directory."
    )


@given(
    st.text(alphabet="改革开放Az09+#&._%-", min_size=1, max_size=8).filter(lambda w: w[0] != "#")
)
@settings(deadline=None, max_examples=30)
def test_every_word_the_lexicon_takes_can_come_out_of_jieba(tmp_path_factory, word):
    """The characters are those that jieba's own pattern keeps in one block."""
    import jieba

    assert jieba.re_han_default.fullmatch(word)
    path = tmp_path_factory.mktemp("lexicon") / "lexicon.tsv"
    path.write_text(word, encoding="utf-8")
    assert read_lexicon(path)[0].word == word


@given(st.characters(exclude_characters="\t\n\r\ufeff", exclude_categories=["Cs"]))
@settings(deadline=None, max_examples=200)
def test_the_lexicon_refuses_what_jieba_cuts_at(tmp_path_factory, character):
    import jieba

    path = tmp_path_factory.mktemp("lexicon") / "lexicon.tsv"
    path.write_text(f"改{character}革", encoding="utf-8")
    if jieba.re_han_default.fullmatch(character):
        assert read_lexicon(path)[0].word == f"改{character}革"
    else:
        assert f"(U+{ord(character):04X})" in refusal(read_lexicon, path) or character.isspace()


# Themes and grades of commitment

THEMES = """
["民生"]
label_en = "Livelihood"
reason = "work and care"
words = ["就业", "养老*"]

["生态"]
label_en = "Environment"
reason = "air and water"
words = [
    "绿色",
    "水?",
]
"""


def test_themes(write):
    path = write(THEMES)
    assert read_themes(path) == {"民生": ["就业", "养老*"], "生态": ["绿色", "水?"]}
    assert list(read_themes(path)) == ["民生", "生态"]
    assert read_theme_labels(path) == {"民生": "Livelihood", "生态": "Environment"}
    assert read_commitment(path) == read_themes(path)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            '"绿色"',
            '"就业"',
            "file, line 11: theme word '就业' stands in '民生' and in '生态'. Keep one.",
        ),
        (
            '"绿色"',
            '"水?"',
            "file, line 11: theme word '水?' stands twice in '生态'. Keep one.",
        ),
        (
            'reason = "air and water"\n',
            "",
            "file, line 7: theme '生态' has no reason. Write one, in quotes.",
        ),
        (
            '"Environment"',
            "5",
            "file, line 7: theme '生态' has no label_en. Write one, in quotes.",
        ),
        (
            "reason = ",
            "why = ",
            "file, line 2: theme '民生' has a key 'why'. Write label_en, reason, words.",
        ),
        (
            '["就业", "养老*"]',
            "[]",
            "file, line 2: theme '民生' has no words. Write a list of them in brackets.",
        ),
        (
            '["就业", "养老*"]',
            '"就业"',
            "file, line 2: theme '民生' has no words. Write a list of them in brackets.",
        ),
        (
            '"就业"',
            '""',
            "file, line 2: '' in theme '民生' is no word. Write text in quotes, without white "
            "space around it, with more to it than * and ?.",
        ),
        (
            '"养老*"',
            '"*?"',
            "file, line 2: '*?' in theme '民生' is no word. Write text in quotes, without white "
            "space around it, with more to it than * and ?.",
        ),
        (
            '"就业"',
            '"就业 "',
            "file, line 2: '就业 ' in theme '民生' is no word. Write text in quotes, without white "
            "space around it, with more to it than * and ?.",
        ),
        (
            '["民生"]',
            'note = "x"\n["民生"]',
            "file, line 2: 'note' is no table. Every theme is one: [\"note\"].",
        ),
        (
            '["生态"]',
            "[生态]",
            "file, line 7: not TOML: Invalid initial character for a key part (at line 7, column 2)."
            ' Names in Chinese stand in quotes, as in ["民生"].',
        ),
    ],
)
def test_theme_refusals(write, old, new, message):
    assert old in THEMES
    assert refusal(read_themes, write(THEMES.replace(old, new, 1))) == message


def test_grades_are_called_grades(write):
    path = write(THEMES.replace('"绿色"', '"就业"'))
    assert refusal(read_commitment, path) == (
        "file, line 11: grade word '就业' stands in '民生' and in '生态'. Keep one."
    )


# Corrections

HEADER = "doc_id\tfind\treplace\tnote\n"


def test_corrections(write):
    path = write(
        f"# why\n{HEADER}\na\t互联网 医疗\t互联网+医疗\tplus lost\nb\t  \t\tgap\n".replace(
            "  ", "x "
        )
    )
    assert read_corrections(path) == [
        Correction("a", "互联网 医疗", "互联网+医疗", "plus lost", "file, line 4"),
        Correction("b", "x ", "", "gap", "file, line 5"),
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            "a\tb\tc\td\n",
            "file, line 1: the header must be doc_id, find, replace, note, parted by tabs.",
        ),
        (
            "# x\n",
            "file, line 1: no header. Begin with doc_id, find, replace, note, parted by tabs.",
        ),
        (HEADER + "a\tb\tc\n", "file, line 2: 3 columns. There must be four, parted by tabs."),
        (HEADER + "a\t\tc\tx\n", "file, line 2: find is empty. Fill it in."),
        (HEADER + "a\tb\tc\t\n", "file, line 2: note is empty. Fill it in."),
        (HEADER + "a\tb\tb\tx\n", "file, line 2: 'b' is replaced by itself. Remove the line."),
        (
            HEADER + "a\tb\tc\tx\na\tb\td\tx\n",
            "file, line 3: 'b' stands in line 2 already. Keep one of them.",
        ),
        (
            HEADER + "a\tb\u2028c\tc\tx\n",
            "file, line 2: find holds a line break. Stay within one line.",
        ),
        (
            HEADER + "a\tb\tc\x85\tx\n",
            "file, line 2: replace holds a line break. Stay within one line.",
        ),
    ],
)
def test_correction_refusals(write, content, message):
    assert refusal(read_corrections, write(content)) == message


def test_corrections_of_other_documents_are_left_aside():
    assert apply_corrections("a", "甲乙", [Correction("b", "甲", "丙", "x")]) == "甲乙"


def test_corrections_look_at_the_text_as_it_came():
    """What one correction writes is not found by another: 甲 becomes 乙, the old 乙 becomes 丙."""
    swaps = [Correction("a", "甲", "乙", "x"), Correction("a", "乙", "丙", "x")]
    assert apply_corrections("a", "甲和乙", swaps) == "乙和丙"
    assert apply_corrections("a", "甲和乙", swaps[::-1]) == "乙和丙"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "改革。",
            "fixes.tsv, line 2: '哈哈' occurs 0 times in 'a'; it must occur once. "
            "Copy it from the text.",
        ),
        (
            "哈哈，哈哈",
            "fixes.tsv, line 2: '哈哈' occurs 2 times in 'a'; it must occur once. "
            "Take in more of its surroundings.",
        ),
        (
            "哈哈哈",
            "fixes.tsv, line 2: '哈哈' occurs 2 times in 'a'; it must occur once. "
            "Take in more of its surroundings.",
        ),
    ],
)
def test_a_correction_must_be_found_once(text, message):
    fix = Correction("a", "哈哈", "呵", "x", "fixes.tsv, line 2")
    assert refusal(apply_corrections, "a", text, [fix]) == message


def test_corrections_must_not_overlap():
    fixes = [
        Correction("a", "甲乙", "x", "n", "fixes.tsv, line 2"),
        Correction("a", "乙丙", "y", "n", "fixes.tsv, line 3"),
    ]
    assert refusal(apply_corrections, "a", "甲乙丙", fixes) == (
        "fixes.tsv, line 3: '乙丙' overlaps the correction of fixes.tsv, line 2. "
        "Make one correction of the two."
    )


@given(st.text("甲乙 +", max_size=20), st.text("丙丁", min_size=1, max_size=3), st.integers(0, 20))
@settings(deadline=None)
def test_a_correction_there_and_back_changes_nothing(text, mark, place):
    marked = text[:place] + mark + text[place:]
    there = apply_corrections("a", marked, [Correction("a", mark, "戊", "x")])
    assert there == text[:place] + "戊" + text[place:]
    assert apply_corrections("a", there, [Correction("a", "戊", mark, "x")]) == marked
