"""The project's own files of judgement: they read, and they fit the pages."""

import fnmatch
import re
from collections import Counter
from itertools import chain
from pathlib import Path

import pytest

from textkit.hand import (
    apply_corrections,
    read_commitment,
    read_corrections,
    read_lexicon,
    read_stopwords,
    read_theme_labels,
    read_themes,
)
from textkit.segmentation.segmenter import Segmenter

ROOT = Path(__file__).parents[1]
HAND = ROOT / "data" / "hand"
BUILTIN = ROOT / "src" / "textkit" / "data" / "stopwords-zh.txt"
PAGES = {
    path.stem: path.read_text(encoding="utf-8")
    for path in sorted((ROOT / "data" / "raw").glob("*.txt"))
}
TEXT = "\n".join(PAGES.values())
LEXICON = read_lexicon(HAND / "lexicon.tsv")


@pytest.fixture(scope="module")
def segmenter():
    return Segmenter(lexicon=HAND / "lexicon.tsv")


@pytest.fixture(scope="module")
def tokens(segmenter):
    return Counter(word for line in TEXT.splitlines() for word in segmenter.cut(line.strip()))


def words_of(path):
    """List the lines that are neither empty nor comments, without what follows the word."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.split()[0] for line in lines if line.strip() and not line.startswith("#")]


def test_all_five_pages_are_here():
    assert sorted(PAGES) == [
        "erdao-plan-2021",
        "erdao-report-2021",
        "erdao-tasks",
        "lvyuan-article-2021",
        "nanguan-report-2021",
    ]


# Stop words


def test_builtin_stopwords_are_function_words():
    content = (
        "发展 推进 改革 建设 加快 落实 坚持 确保 必须 力争 全面 深入 大力 新 创新 民生 高质量 城市"
    )
    assert not read_stopwords("zh") & set(content.split())
    function = "的 了 和 在 我们 以及 对于 因此 一个 一是 个 项"
    assert set(function.split(" ")) <= read_stopwords("zh")


def test_builtin_stopwords_size_and_duplicates():
    words = words_of(BUILTIN)
    assert 250 <= len(words) <= 400
    assert [word for word, n in Counter(words).items() if n > 1] == []
    assert set(words) == read_stopwords("zh")


def test_own_stopwords_add_to_the_builtin_ones_and_occur(tokens):
    words = words_of(HAND / "stopwords.txt")
    assert [word for word, n in Counter(words).items() if n > 1] == []
    assert set(words) == read_stopwords(HAND / "stopwords.txt")
    assert set(words) & read_stopwords("zh") == set()
    assert [word for word in words if not tokens[word]] == []


def test_stopwords_take_no_word_that_a_theme_or_a_grade_counts():
    counted = set(chain(*read_themes(HAND / "themes.toml").values()))
    counted.update(*read_commitment(HAND / "commitment.toml").values())
    assert counted & (read_stopwords("zh") | read_stopwords(HAND / "stopwords.txt")) == set()


# Lexicon


def test_every_entry_occurs_on_a_page_and_says_where():
    assert [entry.word for entry in LEXICON if entry.word not in TEXT] == []
    assert [entry.word for entry in LEXICON if entry.word not in entry.note] == []
    places = [entry.note.split(" (was ")[0] for entry in LEXICON]
    assert [place for place in places if place not in TEXT] == []


def test_joined_words_come_out_whole_and_forbidden_ones_do_not(tokens):
    joined = [entry.word for entry in LEXICON if entry.count != 0]
    forbidden = [entry.word for entry in LEXICON if entry.count == 0]
    assert [word for word in joined if not tokens[word]] == []
    assert [word for word in forbidden if tokens[word]] == []


def test_notes_say_what_jieba_makes_of_it_alone():
    alone = Segmenter()
    for entry in LEXICON:
        place, _, was = entry.note.removesuffix(")").partition(" (was ")
        lines = [line.strip() for line in TEXT.splitlines() if place in line]
        cuts = [f" {' '.join(alone.cut(line))} " for line in lines]
        assert not was or any(f" {was} " in cut for cut in cuts), entry.word


@pytest.mark.parametrize(
    ("text", "words", "why"),
    [
        ("完善“三长联动”机制", "完善 “ 三长 联动 ” 机制", "as “三长”联动 elsewhere"),
        ("深化“三长”联动机制", "深化 “ 三长 ” 联动机制", "the quotation mark parts it"),
        ("优化“一主三双六大街区”功能", "优化 “ 一主三双六大街区 ” 功能", "the slogan is one"),
        ("落实“三强市三中心”部署", "落实 “ 三强市三中心 ” 部署", "not 三强 市三 中心"),
        ("全面推行河湖长制、林长制", "全面 推行 河湖长制 、 林长制", "the adverb stays apart"),
        ("支持中车长客创新发展", "支持 中车长客 创新 发展", "not 中 车长 客"),
        ("社会民生开创新局面", "社会 民生 开创 新局面", "not 开 创新 局面"),
        ("开创新时代高质量发展", "开创 新时代 高质量发展", "not 开 创新 时代"),
        ("打造成全省一流的机构", "打造 成 全省 一流 的 机构", "not 打 造成"),
        ("力争五年内存量信访隐患", "力争 五年内 存量 信访 隐患", "not 内存 量"),
        ("确保两年内省、市交办", "确保 两年内 省 、 市 交办", "not 内省"),
        ("重要河湖水生态系统", "重要 河湖 水生态系统", "not 湖水"),
        ("完成非煤矿山治理修复", "完成 非煤矿山 治理 修复", "not 煤矿 山"),
        ("实现38条河湖水体长治久清", "实现 38 条 河湖 水体 长治久清", "as corrected"),
        ("保障中铁塔楼施工", "保障 中铁塔楼 施工", "not 铁塔"),
        ("7个生活垃圾分类示范片区", "7 个 生活 垃圾分类 示范 片区", "not 示范片 区"),
        ("更新起点推进社会治理", "更 新起点 推进 社会治理", "not 更新"),
        ("深化“放管服”“最多跑一次”", "深化 “ 放管服 ” “ 最多跑一次 ”", "slogans"),
        ("建设更高水平的平安二道", "建设 更 高水平 的 平安 二道", "平安 as in 平安 南关"),
        ("以改革创新为根本动力", "以 改革 创新 为 根本 动力", "common words stay apart"),
        ("人民群众对美好生活的向往", "人民 群众 对 美好生活 的 向往", "人民大街 takes no 人民"),
        ("造成了侵权", "造成 了 侵权", "打造 does not break 造成"),
        ("加强金融安全稳定", "加强 金融 安全 稳定", "加强针 does not break 加强"),
        ("更加充分更大力度", "更加 充分 更大 力度", "a comparative"),
    ],
)
def test_sentences_where_entries_meet_neighbours(segmenter, text, words, why):
    assert segmenter.cut(text) == words.split(" "), why


# Themes, grades, corrections


@pytest.mark.parametrize(
    ("read", "name", "tables", "sizes"),
    [
        (read_themes, "themes.toml", 7, range(25, 61)),
        (read_commitment, "commitment.toml", 5, range(5, 41)),
    ],
)
def test_words_occur_and_none_is_always_hidden_in_a_longer_one(read, name, tables, sizes):
    lists = read(HAND / name)
    assert len(lists) == tables
    assert list(read_theme_labels(HAND / name)) == list(lists)
    assert {key: len(words) for key, words in lists.items() if len(words) not in sizes} == {}
    words = list(chain(*lists.values()))
    # Longest first, as the measures match: a word that never gets a hit would say nothing.
    patterns = {word: re.escape(word).replace(r"\*", ".*?").replace(r"\?", ".") for word in words}
    longest = sorted(words, key=lambda word: (-len(word), word))
    hits = re.findall("|".join(patterns[word] for word in longest), TEXT)
    assert [w for w in words if not any(fnmatch.fnmatchcase(hit, w) for hit in set(hits))] == []


def test_grades_run_from_firm_to_loose():
    grades = list(read_commitment(HAND / "commitment.toml"))
    assert grades == ["确保", "全力", "推进", "力争", "探索"]


def test_no_theme_counts_the_name_of_a_district():
    names = ["二道区", "南关区", "绿园区", "长春市", "吉林省"]
    words = chain(*read_themes(HAND / "themes.toml").values())
    assert [(word, name) for word in words for name in names if word in name] == []


def test_corrections_apply_to_the_pages():
    corrections = read_corrections(HAND / "corrections.tsv")
    assert {correction.doc_id for correction in corrections} <= set(PAGES)
    for doc_id, page in PAGES.items():
        repaired = apply_corrections(doc_id, page, corrections)
        assert (repaired != page) == any(c.doc_id == doc_id for c in corrections)
    article = apply_corrections("lvyuan-article-2021", PAGES["lvyuan-article-2021"], corrections)
    assert "实现“互联网+卫生健康”信息互联互通" in article
    assert "探索“企业+合作社+基地+农户”模式" in article
    assert "河湖水体长治久清" in article
