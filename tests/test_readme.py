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
    assert len(MEASURES) == 17
    assert "seventeen measures" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert "十七种度量" in (ROOT / "README.zh-CN.md").read_text(encoding="utf-8")


def values():
    """All that the findings say, from the tables of notebooks 5 and 7."""

    def table(name):
        return read_table(ROOT / "data" / "derived" / f"{name}.csv")

    rows = table("05-priorities-attention").set_index(["district", "theme"])["share"]
    scores = table("05-priorities-commitment").set_index("district")
    survival = table("07-robustness-survival").set_index("finding")
    joint = table("07-robustness-joint-tests").set_index("finding")
    promises = table("05-priorities-same-promises")
    jobs = promises[(promises["years_a"] > 1) & (promises["years_b"] == 1)]
    assert jobs["indicator"].unique().tolist() == ["城镇就业"]
    return {
        "luyuan": f"{rows['绿园区', '改革开放创新']:.1%}",
        "erdao": f"{rows['二道区', '改革开放创新']:.1%}",
        "gap": f"{survival['n_survives']['theme gap']:.0f}",
        "gap_of": f"{survival['n_tested']['theme gap']:.0f}",
        "pairs": f"{joint['n_looked_at']['theme gap']:.0f}",
        "gap_p": f"{joint['p_corrected']['theme gap']:.2f}",
        "firm": f"{survival['n_survives']['firmness gap']:.0f}",
        "firm_of": f"{survival['n_tested']['firmness gap']:.0f}",
        "firm_p": f"{joint['p_corrected']['firmness gap']:.3f}",
        **{f"{key}_score": f"{scores['score'][name]:.2f}" for key, name in NAMES.items()},
        "five_years": f"{jobs['low_a'].iloc[0]:,.0f}",
        "yearly": f"{jobs['low_b'].iloc[0]:,.0f}",
        "n_documents": f"{1 + jobs['doc_id_b'].nunique()}",
    }


NAMES = {"erdao": "二道区", "luyuan": "绿园区"}
TEMPLATES = {
    "README.md": (
        "The tasks of 绿园区 (Lüyuan) give reform, opening-up and innovation {luyuan} of their words, "
        "those of 二道区 (Erdao) {erdao}; the difference holds in {gap} of {gap_of} ways to measure "
        "it. But it is the largest of {pairs} that one could have picked: with that allowed for, "
        "p = {gap_p}, and it is no finding. How firmly sentences promise is one ({erdao_score} in "
        "Erdao, {luyuan_score} in Lüyuan, of 5; {firm} of {firm_of} ways, p = {firm_p}), although one "
        "is a press article and the others are reports. And {n_documents} documents of Erdao make "
        "one promise: {five_years} jobs in five years, {yearly} a year."
    ),
    "README.zh-CN.md": (
        "在“任务”部分，绿园区用于改革开放创新的词占 {luyuan}，二道区占 {erdao}；在 {gap_of} 种算法中有 {gap} 种"
        "都如此。但这是可挑的 {pairs} 个差别里最大的一个：把挑选算进去，p = {gap_p}，不成其为发现。经得起检验的是"
        "承诺的力度（满分 5，二道区 {erdao_score}，绿园区 {luyuan_score}；{firm_of} 种算法中 {firm} 种如此，"
        "p = {firm_p}），不过前者是报告和规划，后者是新闻报道。另外，二道区的 {n_documents} 篇文本说的是同一个承诺："
        "五年新增就业 {five_years} 人，即每年 {yearly} 人。"
    ),
}


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_finding_is_the_tables(name):
    expected = TEMPLATES[name].format(**values())
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
