import re
import time
from pathlib import Path

import jieba
import opencc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textkit.decoding import codec_of, declared_charset, decode
from textkit.decoding.characters import _COMMON, _TRADITIONAL
from textkit.decoding.damage import read_through

TO_TRADITIONAL = opencc.OpenCC("s2t").convert
RAW = Path(__file__).parents[1] / "data" / "raw"
REPORT = "各位代表：现在，我代表区人民政府，向大会报告工作，请予审议。\n"
TRADITIONAL = "各位代表：現在，我代表政府，向大會報告工作，請予審議。\n"


def words(raw, **options):
    decoded = decode(raw, **options)
    return decoded.text, decoded.encoding


@pytest.mark.parametrize(
    ("raw", "text", "encoding", "why"),
    [
        (b"", "", "utf-8", "empty"),
        (b"GDP 2021\n", "GDP 2021\n", "utf-8", "ASCII reads alike in all"),
        ("政府".encode(), "政府", "utf-8", "two characters do"),
        ("政府".encode("gbk"), "政府", "gb18030", "two characters do"),
        ("经济".encode("utf-16-le"), "经济", "utf-16-le", "without a mark"),
        ("\ufeff政府".encode(), "政府", "utf-8", "the mark is no text"),
        ("\ufeff政府".encode("utf-16-le"), "政府", "utf-16-le", "the mark decides"),
        ("\ufeff政府".encode("utf-16-be"), "政府", "utf-16-be", "the mark decides"),
        ("\ufeff政府".encode("gb18030"), "政府", "gb18030", "GB18030 has a mark too"),
        (TRADITIONAL.encode("big5"), TRADITIONAL, "big5hkscs", "Big5 is not taken for GB18030"),
        (TRADITIONAL.encode("gbk"), TRADITIONAL, "gb18030", "traditional characters in GBK"),
        ("𠮷野家㐀经济".encode("gb18030"), "𠮷野家㐀经济", "gb18030", "four bytes each"),
        ("© 2021 café".encode(), "© 2021 café", "utf-8", "not 漏 2021 caf茅"),
        ("Привет, как дела".encode(), "Привет, как дела", "utf-8", "not 袩褉懈胁械褌"),
        (b"bush hid the facts", "bush hid the facts", "utf-8", "not 畢桳栠摩琠敨映捡獴"),
        ("a\r\n政府工作\r报告\n".encode(), "a\r\n政府工作\r报告\n", "utf-8", "line ends stay"),
    ],
)
def test_the_encoding_is_found(raw, text, encoding, why):
    decoded = decode(raw)
    assert (decoded.text, decoded.encoding) == (text, encoding), why
    assert 0.5 <= decoded.confidence <= 1
    assert decoded.damage.empty


@pytest.mark.parametrize(
    ("raw", "declared", "encoding", "why"),
    [
        ("政府工作报告".encode("gbk"), "gb2312", "gb18030", "true"),
        ("政府工作报告".encode(), "gb2312", "utf-8", "saved anew by a browser"),
        ("政府工作报告".encode("gbk"), "utf-8", "gb18030", "false"),
        ("政府工作报告".encode("gbk"), "iso-8859-1", "gb18030", "a server's default"),
        ("政府工作报告".encode("gbk"), "x-mac-klingon", "gb18030", "unknown"),
        ("Ça, café, élève".encode("latin-1"), "iso-8859-1", "cp1252", "true"),
        ("囧槑".encode("gbk"), "gbk", "gb18030", "rare characters, but said"),
        (b"\xa4\xa4", "big5", "big5hkscs", "中 in Big5, い in GB18030: one character"),
        (b"\xa4\xa4", "gbk", "gb18030", "the same bytes"),
    ],
)
def test_a_declared_encoding_counts_unless_the_bytes_say_otherwise(raw, declared, encoding, why):
    assert decode(raw, declared=declared).encoding == encoding, why


def test_the_evidence_is_said_in_words():
    assert decode(b"abc").evidence == "ASCII only"
    assert decode(b"").evidence == "empty"
    assert decode(b"\xef\xbb\xbfabc").evidence == "byte order mark"
    assert decode("经济增长".encode("gbk"), declared="gb2312").evidence == (
        "declared as gb2312; 100% of the characters beyond ASCII are common Chinese ones "
        "(75% in big5hkscs, the next best)"
    )
    assert decode("经济\ufffd增长".encode()).evidence.endswith(
        "; has U+FFFD in it: damaged before it was saved"
    )


MIXED = (REPORT * 2).encode() + "版权所有 长春市政府".encode("gbk") + b"\n"
REVERSED = (REPORT * 2).encode("gbk") + "版权所有 长春市政府".encode() + b"\n"


def test_a_footer_in_another_encoding_is_reported_with_its_place():
    for raw, body, footer, lengths in (
        (MIXED, "utf-8", "gb18030", [8, 10]),
        (REVERSED, "gb18030", "utf-8", [12, 15]),
    ):
        decoded = decode(raw, errors="mark")
        damage = decoded.damage
        assert (decoded.encoding, decoded.text) == (body, REPORT * 2 + "\ufffd \ufffd\n")
        assert damage["reading"].tolist() == ["版权所有", "长春市政府"]
        assert set(damage["seems"]) == {footer}
        assert damage["length"].tolist() == lengths
        assert damage["line"].tolist() == [3, 3]
        for row in damage.itertuples():
            assert raw[row.byte : row.byte + row.length].hex() == row.bytes


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (
            MIXED,
            "a.txt: byte 182 (line 3) begins 8 bytes of gb18030 in a text in utf-8; they read "
            "'版权所有'. Save the text in one encoding, or read it with errors='mark'. "
            "1 more such place follows.",
        ),
        (
            REPORT.encode() + "报告".encode()[:-1],
            "a.txt: byte 94 (line 2) is damaged: e5 91 is not utf-8. Get the text anew, "
            "or read it with errors='mark'.",
        ),
        (
            REPORT.encode("utf-16-le") + b"\xa5",
            "a.txt: byte 62 (line 2) is damaged: a5 is not utf-16-le. Get the text anew, "
            "or read it with errors='mark'.",
        ),
        (b"%PDF-1.7 ...", "a.txt looks like a PDF, not text."),
        (b"PK\x03\x04...", "a.txt looks like a zip archive, a .docx or an .xlsx, not text."),
        (b"\x89PNG\r\n", "a.txt looks like a PNG picture, not text."),
        (b"abc\nde\0f", "a.txt is no text: there is a NUL byte on line 2."),
        (
            "これは日本語のテキストです。".encode("shift_jis"),
            "a.txt reads as Chinese in no encoding known here (nearest: utf-16-be, confidence "
            "0.00). Say which it is with encoding=.",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_with_place_and_remedy(raw, message):
    with pytest.raises(ValueError) as caught:
        decode(raw, name="a.txt")
    assert str(caught.value) == message


def test_a_wrong_choice_of_errors_is_refused():
    with pytest.raises(ValueError) as caught:
        decode(b"", errors="ignore")
    assert str(caught.value) == "errors is 'ignore'; use 'refuse' or 'mark'."


def test_two_lost_bytes_do_not_take_the_text_between_them_along():
    raw = "经济".encode() + b"\xff" + "增长".encode() + b"\xff" + "民生".encode()
    decoded = decode(raw, errors="mark")
    assert decoded.text == "经济\ufffd增长\ufffd民生"
    assert decoded.damage["byte"].tolist() == [6, 13]


@pytest.mark.parametrize(
    ("head", "charset"),
    [
        (b'<meta charset="gbk">', "gbk"),
        (b"<META HTTP-EQUIV=Content-Type CONTENT='text/html; charset=GB2312'>", "GB2312"),
        (b'<?xml version="1.0" encoding="big5"?>', "big5"),
        (b"<p>charset=gbk</p>", None),
        (b"", None),
    ],
)
def test_the_charset_that_a_page_declares(head, charset):
    assert declared_charset(head) == charset


def test_charsets_are_taken_for_the_larger_sets_in_use():
    labels = ["GB2312", "gbk", "x-gbk", "cp936", "big5", "UTF8", "latin-1", "rot13", "utf-7", ""]
    assert [codec_of(label) for label in labels] == [
        "gb18030", "gb18030", "gb18030", "gb18030", "big5hkscs", "utf-8", "cp1252", None, None, None,
    ]  # fmt: skip


def test_the_common_characters_are_those_of_jiebas_dictionary():
    counts = {}
    path = Path(jieba.__file__).with_name("dict.txt")
    for line in path.read_text(encoding="utf-8").splitlines():
        word, count, *_ = line.split(" ")
        for char in word:
            if "\u4e00" <= char <= "\u9fff":
                counts[char] = counts.get(char, 0) + int(count)
    assert "".join(sorted(counts, key=lambda char: (-counts[char], char))[:500]) == _COMMON
    pairs = [char + TO_TRADITIONAL(char) for char in _COMMON if TO_TRADITIONAL(char) != char]
    assert "".join(pairs) == _TRADITIONAL


PAGES = "\n".join(path.read_text(encoding="utf-8") for path in sorted(RAW.iterdir()))
ENCODINGS = ["utf-8", "gb18030", "utf-16-le", "utf-16-be", "big5hkscs"]


@settings(deadline=None, max_examples=300)
@given(st.integers(0, len(PAGES) - 400), st.integers(8, 400), st.sampled_from(ENCODINGS))
def test_law_a_stretch_of_a_report_comes_back_from_any_encoding(start, length, encoding):
    text = PAGES[start : start + length]
    if len(re.findall("[\u4e00-\u9fff]", text)) < 6:
        return
    if encoding == "big5hkscs":
        text = TO_TRADITIONAL(text)
        text = text.encode(encoding, "ignore").decode(encoding)
    assert words(text.encode(encoding)) == (text, encoding)


chunks = st.one_of(
    st.binary(max_size=12),
    st.builds(
        lambda text, encoding: text.encode(encoding, "ignore"),
        st.text(alphabet=st.sampled_from("政府工作报告经济发展，。2021 abc·\n"), max_size=30),
        st.sampled_from(ENCODINGS),
    ),
)


@settings(deadline=None, max_examples=300)
@given(st.lists(chunks, max_size=6).map(b"".join), st.sampled_from(ENCODINGS))
def test_law_text_and_damage_make_up_the_bytes(raw, encoding):
    text, stretches = read_through(raw, encoding, 0)
    at, kept = 0, []
    for one in stretches:
        assert raw[one.byte : one.byte + len(one.raw)] == one.raw
        kept.append(raw[at : one.byte].decode(encoding))
        at = one.byte + len(one.raw)
    assert "\ufffd".join([*kept, raw[at:].decode(encoding)]) == text


@settings(deadline=None, max_examples=200)
@given(st.lists(chunks, max_size=6).map(b"".join), st.sampled_from([None, "gb2312", "latin-1"]))
def test_law_any_bytes_are_read_or_refused(raw, declared):
    try:
        decoded = decode(raw, declared=declared, errors="mark")
    except ValueError as error:
        assert type(error) is ValueError
        return
    assert decoded.text.count("\ufffd") >= len(decoded.damage)
    if decoded.damage.empty:
        assert decode(raw, declared=declared).text == decoded.text


def test_time_grows_with_the_size_only():
    def seconds(lines):
        raw = (REPORT * 20).encode("gbk") * lines + "版权所有".encode() * lines
        before = time.process_time()
        decode(raw, errors="mark")
        return time.process_time() - before

    seconds(10)
    assert seconds(16_000) < 40 * max(seconds(1_600), 0.01)
