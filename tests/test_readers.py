import io
import json
import sys
import unicodedata
import zipfile
from pathlib import Path

import docx
import openpyxl
import pandas as pd
import pypdf
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib import rc_context
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject, NumberObject

from textkit.draw.fonts import font_path
from textkit.readers import archives, read_document, read_source
from textkit.readers.files import split_front_matter
from textkit.readers.numbering import write_number

REPORT = "各位代表：\n现在，我代表区人民政府，向大会报告工作，请予审议。\n"


def write(folder, **files):
    for name, content in files.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def refusal(source, kind=ValueError, **options):
    with pytest.raises(kind) as caught:
        read_source(source, **options)
    assert type(caught.value) is kind
    return str(caught.value)


# --- what a source is ---


def test_a_folder_is_read_with_those_inside_sorted_and_told_apart(tmp_path):
    write(tmp_path, **{
        "b.txt": REPORT, "a__2021.txt": REPORT.encode("gbk"), "a__2021.html": "<p>报告</p>",
        "Z.TXT": REPORT.encode("utf-16"), ".hidden": "x", "~$b.docx": "x", "a__logo.png": b"\x89PNG",
    })  # fmt: skip
    pages = read_source(tmp_path)
    assert list(pages.columns) == ["doc_id", "page", "format", "file", "encoding", "confidence"]
    assert pages["doc_id"].tolist() == ["Z", "a/2021.html", "a/2021.txt", "b"]
    assert pages["file"].tolist() == ["Z.TXT", "a/2021.html", "a/2021.txt", "b.txt"]
    assert pages["format"].tolist() == ["text", "html", "text", "text"]
    assert pages["encoding"].tolist() == ["utf-16-le", "utf-8", "gb18030", "utf-8"]
    assert pages["page"].tolist() == [REPORT, "<p>报告</p>", REPORT, REPORT]
    assert pages.attrs["skipped"] == [
        {"file": ".hidden", "reason": "hidden"},
        {"file": "a/logo.png", "reason": "no text"},
        {"file": "~$b.docx", "reason": "hidden"},
    ]


def test_a_file_a_glob_and_a_list_name_their_documents_alike(tmp_path):
    write(tmp_path, **{"a__2021.txt": "甲。", "b__2021.txt": "乙。", "b__2022.md": "丙。"})
    assert read_source(tmp_path / "a" / "2021.txt")["doc_id"].tolist() == ["2021"]
    assert read_source(str(tmp_path / "*" / "2021.*"))["doc_id"].tolist() == ["a/2021", "b/2021"]
    listed = read_source([tmp_path / "b" / "2022.md", str(tmp_path / "b" / "2021.txt")])
    assert listed["doc_id"].tolist() == ["2021", "2022"]
    assert read_source(str(tmp_path / "**" / "*.md"))["page"].tolist() == ["丙。"]


def test_names_do_not_depend_on_the_file_system(tmp_path):
    write(tmp_path, **{unicodedata.normalize("NFD", "é__à.txt"): "甲。"})
    assert read_source(tmp_path)["doc_id"].tolist() == ["é/à"]


def test_a_link_to_a_folder_is_not_followed(tmp_path):
    write(tmp_path, **{"a__b.txt": "甲。"})
    (tmp_path / "a" / "round").symlink_to(tmp_path, target_is_directory=True)
    pages = read_source(tmp_path)
    assert pages["doc_id"].tolist() == ["a/b"]
    assert pages.attrs["skipped"] == [{"file": "a/round", "reason": "link to a folder"}]


KINDS = (
    "Kinds that can be read: .txt .md .markdown .html .htm .shtml .xhtml .docx .pdf .csv .tsv "
    '.xlsx .jsonl .ndjson .parquet .zip. Convert the file, or choose the others with a glob such '
    'as "pages/**/*.txt".'
)  # fmt: skip


def test_sources_that_cannot_be_read_are_refused(tmp_path):
    assert refusal(tmp_path / "no", FileNotFoundError) == f"{tmp_path / 'no'} does not exist."
    assert (
        refusal(f"{tmp_path}/*.txt", FileNotFoundError)
        == f"no file is named like {tmp_path}/*.txt."
    )
    assert refusal(tmp_path) == f"there is nothing to read in {tmp_path}."
    assert refusal([tmp_path / "a"], FileNotFoundError) == f"{tmp_path / 'a'} is no file."
    assert refusal([1], TypeError) == "a list of paths has 1 in it, which is no path."
    assert refusal(1, TypeError) == (
        "source is of type int; use a path, a glob, a list of paths or a DataFrame."
    )
    assert refusal(tmp_path, encoding="gb2311") == (
        "encoding 'gb2311' is not known here; use utf-8, gb18030 or big5."
    )
    write(tmp_path, **{"a.txt": "甲", "b.doc": b"\xd0\xcf\x11\xe0"})
    assert refusal(tmp_path) == (
        f"cannot read {tmp_path / 'b.doc'} (old Word: save it as .docx). {KINDS}"
    )
    write(tmp_path, **{"c.wps": "x", "README": "x"})
    assert refusal(tmp_path) == (
        f"cannot read 3 files:\n  {tmp_path / 'README'} (unknown kind)\n"
        f"  {tmp_path / 'b.doc'} (old Word: save it as .docx)\n"
        f"  {tmp_path / 'c.wps'} (WPS: save it as .docx)\n{KINDS}"
    )


def test_all_bad_files_are_named_at_once(tmp_path):
    write(
        tmp_path, **{"a.txt": "甲", "b.txt": b"abc def\0\0", "c.txt": "经济".encode() * 9 + b"\xff"}
    )
    assert refusal(tmp_path) == (
        "2 files cannot be read:\n"
        f"  {tmp_path / 'b.txt'} is no text: there is a NUL byte on line 1.\n"
        f"  {tmp_path / 'c.txt'}: byte 54 (line 1) is damaged: ff is not utf-8. "
        "Get the text anew, or read it with errors='mark'."
    )


def test_damage_that_is_marked_is_listed(tmp_path):
    write(tmp_path, **{"a.txt": "甲。", "c.txt": "经济".encode() * 9 + b"\xff"})
    pages = read_source(tmp_path, errors="mark")
    assert pages["page"].tolist() == ["甲。", "经济" * 9 + "\ufffd"]
    assert pages.attrs["damage"] == [
        {
            "file": "c.txt",
            "byte": 54,
            "line": 1,
            "length": 1,
            "bytes": "ff",
            "seems": "",
            "reading": "",
        }
    ]


# --- text, Markdown, HTML ---


def test_html_is_decoded_by_its_meta_element_and_kept_as_source(tmp_path):
    source = '<html><head><meta charset="gb2312"></head><body>囧</body></html>'
    write(tmp_path, **{"a.HTM": source.encode("gbk")})
    pages = read_source(tmp_path / "a.HTM")
    assert pages.loc[0, ["page", "format", "encoding"]].tolist() == [source, "html", "gb18030"]


@pytest.mark.parametrize(
    ("page", "rest", "variables", "why"),
    [
        ("---\ntitle: 报告\nyear: 2021\n---\n正文", "\n\n\n\n正文", {"title": "报告", "year": "2021"}, "plain"),
        ("---\r\nurl: 'http://a.cn: 80'\r\n---\r\n甲", "\r\n\r\n\r\n甲", {"url": "http://a.cn: 80"}, "quoted"),
        ("---\ntags:\n  - 甲\n  - 乙\n---\n", "\n\n\n\n\n", {"tags": "甲, 乙"}, "a list"),
        ("---\n标题： 报告\n# note\n\n...\n正文", "\n\n\n\n\n正文", {"标题": "报告"}, "a full-width colon"),
        ("---\n正文没有冒号\n---\n", None, {}, "two rules around text"),
        ("---\na: 1\na: 2\n---\n", None, {}, "the same key twice"),
        ("---\ntitle: 报告\n正文", None, {}, "never closed"),
        ("---\n!!python/object: x\n---\n", None, {}, "no simple key"),
        ("正文\n---\na: 1\n---\n", None, {}, "not at the head"),
        ("", None, {}, "empty"),
    ],
)  # fmt: skip
def test_front_matter_becomes_variables_and_lines_keep_their_numbers(page, rest, variables, why):
    found = split_front_matter(page)
    assert found == (page if rest is None else rest, variables), why
    assert len(found[0].splitlines()) == len(page.splitlines())


def test_variables_do_not_hide_textkits_own_columns(tmp_path):
    write(tmp_path, **{"a.md": "---\nfile: x\npart: y\ntitle: z\n---\n正文"})
    pages = read_source(tmp_path)
    assert pages.loc[0, ["file", "file_", "part_", "title"]].tolist() == ["a.md", "x", "y", "z"]


# --- Word ---


def word(build):
    document = docx.Document()
    build(document)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def lines(raw, name="a.docx", **options):
    return read_document(raw, name, **options).page.split("\n")


def test_word_paragraphs_headings_and_tables_come_in_order():
    def build(document):
        document.add_heading("政府工作报告", level=1)
        document.add_paragraph("经济增长。")
        table = document.add_table(rows=2, cols=2)
        for cell, text in zip(table._cells, ["指标", "目标", "生产总值", "6%\n左右"], strict=True):
            cell.text = text
        box = document.add_table(rows=1, cols=1)
        box.cell(0, 0).text = "第一段。\n第二段。"
        document.add_paragraph("甲\t乙")

    assert lines(word(build)) == [
        "政府工作报告", "经济增长。", "指标\t目标", "生产总值\t6% 左右", "第一段。", "第二段。", "甲\t乙",
    ]  # fmt: skip


def numbered(document, text, number, level=0):
    paragraph = document.add_paragraph(text)
    paragraph._p.get_or_add_pPr().append(
        parse_xml(
            f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
        )
    )


def add_lists(document):
    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for n, (form, text) in enumerate(
            [("chineseCountingThousand", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."), ("decimal", "%3.%4")]
        )
    )  # fmt: skip
    bullets = '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val=""/></w:lvl>'
    part = document.part.numbering_part.element
    for own, inner in (("90", levels), ("91", bullets)):
        part.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{own}">{inner}</w:abstractNum>'))  # fmt: skip
        part.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="{own}"><w:abstractNumId w:val="{own}"/></w:num>'))  # fmt: skip
    part.append(
        parse_xml(
            f'<w:num {nsdecls("w")} w:numId="92"><w:abstractNumId w:val="90"/><w:lvlOverride w:ilvl="0">'
            '<w:startOverride w:val="1"/></w:lvlOverride></w:num>'
        )
    )


def test_numbers_that_word_writes_itself_are_restored():
    def build(document):
        add_lists(document)
        for text, number, level in [
            ("回顾", 90, 0), ("工业", 90, 1), ("农业", 90, 1), ("2021年", 90, 2), ("小麦", 90, 3),
            ("安排", 90, 0), ("工业", 90, 1), ("点", 91, 0), ("保障", 90, 0), ("附", 92, 0),
        ]:  # fmt: skip
            numbered(document, text, number, level)
        document.add_paragraph("正文。")

    assert lines(word(build)) == [
        "一、回顾", "（一）工业", "（二）农业", "1. 2021年", "1.1 小麦", "二、安排", "（一）工业",
        "点", "三、保障", "一、附", "正文。",
    ]  # fmt: skip


def test_a_style_can_bring_the_number():
    def build(document):
        add_lists(document)
        for name in ("Heading 1", "Heading 2"):
            properties = document.styles[name].element.get_or_add_pPr()
            level = int(name[-1]) - 1
            properties.append(
                parse_xml(
                    f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="90"/></w:numPr>'
                )
            )
        document.add_heading("回顾", level=1)
        document.add_heading("工业", level=2)
        document.add_heading("安排", level=1)

    assert lines(word(build)) == ["一、回顾", "（一）工业", "二、安排"]


@pytest.mark.parametrize(
    ("number", "form", "written"),
    [
        (10, "chineseCounting", "十"), (11, "ideographDigital", "十一"), (20, "chineseCounting", "二十"),
        (35, "chineseCountingThousand", "三十五"), (3, "decimalEnclosedCircleChinese", "③"),
        (4, "upperRoman", "IV"), (28, "lowerLetter", "bb"), (7, "decimalZero", "07"), (7, "klingon", "7"),
    ],
)  # fmt: skip
def test_forms_of_numbers(number, form, written):
    assert write_number(number, form) == written


def test_inserted_text_stays_and_deleted_text_does_not():
    def build(document):
        paragraph = document.add_paragraph("甲")
        for tag, text in (("ins", "<w:t>乙</w:t>"), ("del", "<w:delText>丙</w:delText>"), ("moveFrom", "<w:t>丁</w:t>")):  # fmt: skip
            paragraph._p.append(parse_xml(f"<w:{tag} {nsdecls('w')}><w:r>{text}</w:r></w:{tag}>"))
        document.element.body.insert(
            0,
            parse_xml(
                f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>题</w:t></w:r></w:p></w:sdtContent></w:sdt>"
            ),
        )

    assert lines(word(build)) == ["题", "甲乙"]


def test_footnotes_follow_at_the_end():
    raw = io.BytesIO(word(lambda document: document.add_paragraph("正文。")))
    notes = (
        f'<w:footnotes {nsdecls("w")}><w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
        '<w:footnote w:id="1"><w:p><w:r><w:t>六城联动：六个片区。</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    with zipfile.ZipFile(raw) as archive:
        parts = {name: archive.read(name).decode("utf-8", "surrogateescape") for name in archive.namelist()}  # fmt: skip
    relations = "word/_rels/document.xml.rels"
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    parts[relations] = parts[relations].replace(
        "</Relationships>", f'<Relationship Id="rId99" Type="{base}" Target="footnotes.xml"/></Relationships>'
    )  # fmt: skip
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        "</Types>",
        '<Override PartName="/word/footnotes.xml" ContentType="application/vnd.openxmlformats-'
        'officedocument.wordprocessingml.footnotes+xml"/></Types>',
    )
    parts["word/footnotes.xml"] = notes
    assert lines(zipped({name: part.encode("utf-8", "surrogateescape") for name, part in parts.items()})) == [
        "正文。", "[1] 六城联动：六个片区。",
    ]  # fmt: skip


def test_word_files_that_are_none_are_refused():
    for raw, message in [
        (b"\xd0\xcf\x11\xe0...", "a.docx is an old .doc file or has a password: save it as .docx without one."),
        (b"text", "a.docx is damaged: File is not a zip file. Get the file anew."),
    ]:  # fmt: skip
        with pytest.raises(ValueError) as caught:
            read_document(raw, "a.docx")
        assert str(caught.value) == message
    with pytest.raises(ValueError, match=r"^a.docx cannot be read as .docx \(KeyError"):
        read_document(zipped({"a.txt": b"x"}), "a.docx")


# --- PDF ---


def pdf(*pages, password=None):
    writer = pypdf.PdfWriter()
    for text in pages:
        page = writer.add_blank_page(300, 300)
        content = DecodedStreamObject()
        if text is None:
            picture = DecodedStreamObject()
            picture.set_data(b"\0")
            picture.update({
                NameObject("/Type"): NameObject("/XObject"), NameObject("/Subtype"): NameObject("/Image"),
                NameObject("/Width"): NumberObject(1), NameObject("/Height"): NumberObject(1),
                NameObject("/ColorSpace"): NameObject("/DeviceGray"), NameObject("/BitsPerComponent"): NumberObject(8),
            })  # fmt: skip
            held = DictionaryObject({NameObject("/Im"): writer._add_object(picture)})
            page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): held})
            content.set_data(b"q 300 0 0 300 0 0 cm /Im Do Q")
        elif text:
            font = DictionaryObject({
                NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1"),
                NameObject("/BaseFont"): NameObject("/Helvetica"),
            })  # fmt: skip
            held = DictionaryObject({NameObject("/F"): writer._add_object(font)})
            page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): held})
            content.set_data(f"BT /F 12 Tf 20 200 Td ({text}) Tj ET".encode())
        page[NameObject("/Contents")] = writer._add_object(content)
    if password is not None:
        writer.encrypt(password, owner_password="owner", algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def test_the_text_layer_is_read_page_by_page():
    assert lines(pdf("Page one", "", "Page three"), "a.pdf") == ["Page one", "", "Page three"]
    assert lines(pdf("locked against changes", password=""), "a.pdf") == ["locked against changes"]


def test_chinese_letters_of_an_embedded_font_are_read():
    figure = Figure(figsize=(6, 2))
    figure.text(
        0.1, 0.6, "各位代表：现在报告工作。", fontproperties=FontProperties(fname=font_path())
    )
    stream = io.BytesIO()
    with rc_context({"pdf.fonttype": 42}):
        figure.savefig(stream, format="pdf")
    assert "".join(lines(stream.getvalue(), "a.pdf")) == "各位代表：现在报告工作。"


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (pdf("x", None, None, "y", None), "a.pdf: no readable text layer on pages 2–3, 5 of 5. Run it through OCR first, or read the other pages with errors='mark'."),
        (pdf(None), "a.pdf: no readable text layer on page 1 of 1. Run it through OCR first, or read the other pages with errors='mark'."),
        (pdf("x", password="secret"), "a.pdf is encrypted: save it without a password first."),
        (b"text", "a.pdf cannot be read as a PDF (PdfStreamError: Stream has ended unexpectedly). Get the file anew."),
    ],
    ids=["scans", "scan", "password", "no PDF"],
)  # fmt: skip
def test_pdfs_without_text_are_refused(raw, message):
    with pytest.raises(ValueError) as caught:
        read_document(raw, "a.pdf")
    assert str(caught.value) == message


def test_scanned_pages_can_be_marked():
    assert lines(pdf("x", None), "a.pdf", errors="mark") == ["x", "\ufffd"]


# --- tables ---


def workbook(**sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


ROWS = [("正文", "year", "code"), ("经济，增长。\n“稳”", 2021, "01"), ("民生。", None, "02")]
CSV = '正文,year,code\n"经济，增长。\n“稳”",2021,01\n民生。,,02\n'


def parquet():
    stream = io.BytesIO()
    table = pd.DataFrame([list(row) for row in ROWS[1:]], columns=list(ROWS[0]))
    table.astype({"year": "Int64"}).to_parquet(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "raw", "encoding"),
    [
        ("t.csv", CSV.encode("gbk"), "gb18030"),
        ("t.csv", CSV.encode("utf-8-sig"), "utf-8"),
        ("t.tsv", CSV.replace(",", "\t").encode("utf-16"), "utf-16-le"),
        ("t.xlsx", workbook(Sheet1=ROWS), ""),
        ("t.jsonl", "\n".join(json.dumps(dict(zip(ROWS[0], row, strict=True))) for row in ROWS[1:]).encode(), "utf-8"),
        ("t.parquet", parquet(), ""),
    ],
)  # fmt: skip
def test_every_kind_of_table_gives_the_same_pages(tmp_path, name, raw, encoding):
    (tmp_path / name).write_bytes(raw)
    pages = read_source(tmp_path / name)
    assert pages["doc_id"].tolist() == ["t#1", "t#2"]
    assert pages["page"].tolist() == ["经济，增长。\n“稳”", "民生。"]
    assert pages["year"].tolist() == [2021, pd.NA] and str(pages["year"].dtype) == "Int64"
    assert pages["code"].tolist() == ["01", "02"]
    assert set(pages["encoding"]) == {encoding} and set(pages["format"]) == {"text"}


def test_a_long_cell_is_no_error(tmp_path):
    (tmp_path / "t.csv").write_text("text\n" + "经济" * 100_000 + "\n", encoding="utf-8")
    assert read_source(tmp_path)["page"].str.len().tolist() == [200_000]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("t.csv", "a,b\n1,2\n", "{}: none of the columns is named like a text (text, content, 正文, 内容, 全文, 文本). It has: 'a', 'b'. Say which holds the text with text=."),
        ("t.csv", "text,b\n1\n", "{}, line 2: 1 fields, but the head has 2. Put quotes around a field that has ',' in it."),
        ("t.csv", "text,text\n1,2\n", "{} has two columns 'text': rename one of them."),
        ("t.csv", 'text\n"a', "{}, line 2: a quote is opened and never closed. Close it, or write two where one is meant."),
        ("t.jsonl", '{"text": "a"}\n[1]\n', "{}, line 2 is no JSON object ({{…}})."),
        ("t.jsonl", '{"text": "a"}\n{"x": 1}\n', "{}: row 2 has no 'text'."),
        ("t.jsonl", '{"text": 5}\n', "{}: the text of row 1 is 5, which is no text."),
        ("t.jsonl", '{"text": "\\ud800"}\n', "{}: row 1 has half a character (a lone surrogate)."),
        ("t.jsonl", "{", "{}, line 1 is no JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)."),
        ("t.xlsx", b"\xd0\xcf\x11\xe0", "{} is an old .xls file or has a password: save it as .xlsx without one."),
        ("t.csv", 'doc_id,text\n7,a\n7,b\n', "doc_id '7' comes more than once, in 't.csv' and 't.csv'; each document needs its own."),
    ],
)  # fmt: skip
def test_tables_that_do_not_fit_are_refused(tmp_path, name, content, message):
    write(tmp_path, **{name: content})
    assert refusal(tmp_path) == message.format(tmp_path / name)


def test_the_text_column_can_be_named(tmp_path):
    write(tmp_path, **{"t.csv": "body,text,part\n甲,乙,丙\n"})
    pages = read_source(tmp_path, text="body")
    assert pages.loc[0, ["page", "text_", "part_"]].tolist() == ["甲", "乙", "丙"]
    assert refusal(tmp_path, text="Body") == (
        f"{tmp_path / 't.csv'} has no column 'Body'. It has: 'body', 'text', 'part'."
    )


def test_all_sheets_with_a_text_are_read_and_the_others_listed(tmp_path):
    raw = workbook(
        说明=[("谁", "何时"), ("甲", 2021)], 一=[("正文", "n"), ("=A1", 5), (None, None), (7, 6)], 二=[(None, "text"), (1, "丙")]
    )  # fmt: skip
    (tmp_path / "t.xlsx").write_bytes(raw)
    pages = read_source(tmp_path)
    assert pages["page"].tolist() == ["", "7", "丙"]  # a formula that was never computed is empty
    assert pages["n"].tolist() == [5, 6, pd.NA]
    assert pages.attrs["skipped"] == [
        {"file": "t.xlsx", "reason": "no text column in sheet '说明'"}
    ]


def test_a_dataframe_is_read_and_its_own_pages_are_taken_as_they_are(tmp_path):
    table = pd.DataFrame({"doc_id": ["a", "b"], "内容": ["<p>甲</p>", None], "year": [2021, 2022]})
    pages = read_source(table)
    assert pages["page"].tolist() == ["<p>甲</p>", ""]
    assert pages["format"].tolist() == ["text", "text"]
    assert pages["doc_id"].tolist() == ["a", "b"]
    write(tmp_path, **{"a.html": "<p>甲</p>", "b.txt": "乙"})
    read = read_source(tmp_path)
    pd.testing.assert_frame_equal(read_source(read[read["format"] == "html"]), read.iloc[:1])
    assert refusal(pd.DataFrame({"text": ["甲", 5.5]})) == (
        "the table: the text of row 2 is 5.5, which is no text."
    )


cells = st.text(
    alphabet=st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn"], include_characters="\n\",'"), max_size=8
)  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(st.lists(cells, min_size=1, max_size=5))
def test_law_cells_come_back_as_they_were(tmp_path_factory, texts):
    folder = tmp_path_factory.mktemp("t")
    table = pd.DataFrame({"text": texts, "n": "x"})
    table.to_csv(folder / "t.csv", index=False, lineterminator="\n", encoding="utf-8-sig")
    table.to_json(folder / "t.jsonl", orient="records", lines=True)
    assert read_source(folder / "t.csv")["page"].tolist() == texts
    assert read_source(folder / "t.jsonl")["page"].tolist() == texts


# --- archives ---


def zipped(files, method=zipfile.ZIP_DEFLATED):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def test_an_archive_is_read_like_a_folder(tmp_path):
    inside = {"b/2021.txt": REPORT.encode("gbk"), "a.csv": b"text,n\nx,1\n", "__MACOSX/._a": b"x"}
    (tmp_path / "pages.zip").write_bytes(zipped(inside))
    alone = read_source(tmp_path / "pages.zip")
    assert alone["doc_id"].tolist() == ["a#1", "b/2021"]
    assert alone.attrs["skipped"] == [{"file": "__MACOSX/._a", "reason": "hidden"}]
    write(tmp_path, **{"c.txt": "丙"})
    pages = read_source(tmp_path)
    assert pages["file"].tolist() == ["c.txt", "pages.zip/a.csv", "pages.zip/b/2021.txt"]
    assert pages["doc_id"].tolist() == ["c", "pages.zip/a#1", "pages.zip/b/2021"]


@pytest.mark.parametrize("encoding", ["gbk", "utf-8", "big5"])
def test_names_without_the_flag_are_decoded(tmp_path, encoding):
    name = "工作/政府.txt"
    raw = zipped({"x" * len(name.encode(encoding)): "甲"})
    raw = raw.replace(b"x" * len(name.encode(encoding)), name.encode(encoding))
    (tmp_path / "a.zip").write_bytes(raw)
    assert read_source(tmp_path / "a.zip")["doc_id"].tolist() == ["工作/政府"]


def test_archives_that_may_do_harm_are_refused(tmp_path, monkeypatch):
    path = tmp_path / "a.zip"

    def said(files=None, raw=None):
        path.write_bytes(zipped(files) if raw is None else raw)
        return refusal(path)

    for name in ("../a.txt", "/etc/a.txt", "C:\\a.txt", "b\\..\\..\\a.txt"):
        shown = name.replace("\\", "/")
        assert (
            said({name: "x"})
            == f"{path}: member {shown!r} would climb out of its folder; not read."
        )
    assert said({"b.zip": zipped({"a.txt": "x"})}) == (
        f"{path}: member 'b.zip' is an archive itself; unpack it first."
    )
    link = zipfile.ZipInfo("a.txt")
    link.external_attr = 0o120777 << 16
    assert (
        said({link: "/etc/passwd"}) == f"{path}: member 'a.txt' is a link; put the file itself in."
    )
    bomb = zipped({"a.txt": b"0" * (11 << 20)})
    assert said(raw=bomb) == (
        f"{path} unpacks to {(11 << 20) // len(bomb):,} times its size, more than 200: it may be "
        "a zip bomb. If not, unpack it and read the folder."
    )
    locked = bytearray(zipped({"a.txt": "x"}))
    locked[locked.find(b"PK\x01\x02") + 8] |= 1
    assert said(raw=bytes(locked)) == f"{path} is encrypted ('a.txt'): unpack it with its password."
    assert said(raw=b"no zip") == f"{path} is damaged: File is not a zip file. Get the file anew."
    damaged = zipped({"a.txt": "经济" * 50}, zipfile.ZIP_STORED).replace(
        "经济".encode(), b"xxxxxx", 1
    )
    assert said(raw=damaged) == f"{path}: member 'a.txt' is damaged: Bad CRC-32 for file 'a.txt'"
    monkeypatch.setattr(archives, "MOST_MEMBERS", 2)
    assert said({str(n): "x" for n in range(3)}) == (
        f"{path} has 3 members, more than 2: unpack it and read the folder."
    )
    monkeypatch.setattr(archives, "MOST_BYTES", 1000)
    assert said({"a.txt": "x" * 1001}) == (
        f"{path} unpacks to 1,001 bytes, more than 1,000: if that is meant, unpack it and read the folder."
    )
    with pytest.raises(ValueError, match=r"^a.docx unpacks to 1,001 bytes, more than 1,000"):
        read_document(zipped({"a.txt": "x" * 1001}), "a.docx")


# --- optional libraries ---


@pytest.mark.parametrize(
    ("name", "module", "message"),
    [
        ("a.docx", "docx", 'reading .docx needs python-docx: pip install "textkit[docx]"'),
        ("a.pdf", "pypdf", 'reading .pdf needs pypdf: pip install "textkit[pdf]"'),
        ("a.xlsx", "openpyxl", 'reading .xlsx needs openpyxl: pip install "textkit[xlsx]"'),
        ("a.parquet", "pyarrow.parquet", 'reading .parquet needs pyarrow: pip install "textkit[parquet]"'),
    ],
)  # fmt: skip
def test_a_missing_library_is_named_with_its_extra(tmp_path, monkeypatch, name, module, message):
    monkeypatch.setitem(sys.modules, module, None)
    write(tmp_path, **{name: "x"})
    assert refusal(tmp_path, ImportError) == message


def test_the_five_pages_are_read_as_they_are():
    raw = Path(__file__).parents[1] / "data" / "raw"
    pages = read_source(raw)
    for row in pages.itertuples():
        assert row.page == (raw / row.file).read_bytes().decode("utf-8-sig")
        assert (row.encoding, row.confidence) == ("utf-8", 1.0)
