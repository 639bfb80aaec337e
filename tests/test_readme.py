"""What the READMEs say is what the project does: examples run, numbers are those of the tables."""

import doctest
import re
from pathlib import Path

import pytest

from textkit.measures.keyness import MEASURES
from textkit.workflow.record import read_table

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_examples_print_what_they_say(name, monkeypatch):
    monkeypatch.chdir(ROOT)
    result = doctest.testfile(
        str(ROOT / name),
        module_relative=False,
        encoding="utf-8",
        optionflags=doctest.NORMALIZE_WHITESPACE,
    )
    assert result.attempted >= 8
    assert result.failed == 0


def test_the_number_of_measures_is_the_one_told():
    assert len(MEASURES) == 13
    assert "thirteen measures" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert "十三种度量" in (ROOT / "README.zh-CN.md").read_text(encoding="utf-8")


def finding(template):
    table = read_table(ROOT / "data" / "derived" / "05-priorities-attention.csv")
    rows = table.set_index(["district", "theme"])
    # 改革开放创新 is the theme for which the interval of 绿园区 lies below both others
    ours, low = rows.loc[("绿园区", "改革开放创新")], rows.loc[("二道区", "改革开放创新")]
    third = rows.loc[("南关区", "改革开放创新")]
    values = {
        f"{name}_{key}": f"{row[key]:.1%}"
        for name, row in (("luyuan", ours), ("erdao", low), ("nanguan", third))
        for key in ("share", "low", "high")
    }
    return template.format(**values), ours["high"] < low["low"]


TEMPLATES = {
    "README.md": (
        "The tasks of 绿园区 (Lüyuan) give reform, opening-up and innovation {luyuan_share} of their "
        "words ({luyuan_low} to {luyuan_high}), those of 二道区 (Erdao) {erdao_share} ({erdao_low} to "
        "{erdao_high}): the 95% intervals do not overlap. But the first is a press article, the "
        "second reports and a plan, so genre may account for it."
    ),
    "README.zh-CN.md": (
        "在“任务”部分，绿园区用于改革开放创新的词占 {luyuan_share}（{luyuan_low} 至 {luyuan_high}），二道区占 "
        "{erdao_share}（{erdao_low} 至 {erdao_high}），两者的 95% 区间不重叠。但前者是新闻报道，后者是报告和规划，"
        "差别也可能来自文体。"
    ),
}


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_finding_is_the_tables(name):
    expected, apart = finding(TEMPLATES[name])
    assert apart
    text = (ROOT / name).read_text(encoding="utf-8")
    found = re.search(r"<!-- finding -->(.*?)<!-- /finding -->", text, flags=re.S)[1]
    assert "".join(found.split()) == "".join(expected.split())


@pytest.mark.parametrize(
    "name", ["README.md", "README.zh-CN.md", "CONTRIBUTING.md", "data/README.md"]
)
def test_links_lead_somewhere(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    for link in re.findall(r"\]\(([^)#]+)\)", text):
        assert ((ROOT / name).parent / link).exists(), link
