"""Short pieces of code → a page of every chart type, each with the code that made it.

``make_gallery(folder)`` writes ``gallery.md`` and the images it shows beside it, in
``gallery/``; nothing of it is committed. A chart type without an entry is an error.
"""

from __future__ import annotations

import sys
from pathlib import Path

TITLE = """# Gallery

Every chart type with the code that made it. Tables are small and made up; in a project they come
from the functions that each chart's page names. All charts take `lang="zh"` or `"en"`, `labels=`
to translate what the table names, and `width="single"`, `"double"` or millimetres;
`tk.draw.use_font("serif")` sets another font, and `textkit figures --width 85mm --font serif
--format pdf` does all this to a project's own figures. Each code begins with:

```python
import pandas as pd
import textkit as tk
```
"""
# What is drawn, in the order of the page: chart, what it shows, code.
ENTRIES: list[tuple[str, str, str]] = [
    (
        "parts",
        "How long each part of each document is",
        """
table = pd.DataFrame(
    [("南关·报告", "回顾", 4300), ("南关·报告", "目标", 900), ("南关·报告", "任务", 5700),
     ("二道·规划", "目标", 400), ("二道·规划", "任务", 2100)],
    columns=["document", "part", "characters"],
)
chart = tk.draw.parts(table, width="single")
""",
    ),
    (
        "removed_lines",
        "What cleaning took out, by rule",
        """
table = pd.DataFrame(
    [("南关·报告", "导航", 31), ("南关·报告", "页脚", 12), ("二道·规划", "导航", 24),
     ("二道·规划", "评论框", 8)],
    columns=["document", "rule", "n_lines"],
)
chart = tk.draw.removed_lines(table, width="single")
""",
    ),
    (
        "frequencies",
        "The commonest terms",
        """
table = pd.DataFrame({"term": ["项目", "服务", "城市", "就业"], "count": [142, 120, 96, 41]})
table = table.assign(per_10k=table["count"] / 1.8, n_passages=[80, 71, 52, 30])
chart = tk.draw.frequencies(table)
""",
    ),
    (
        "cloud",
        "A word cloud, drawn as outlines",
        """
words = ["项目", "服务", "城市", "就业", "营商环境", "高质量发展", "社区", "产业", "乡村振兴"]
table = pd.DataFrame({"term": words, "count": [142, 120, 96, 41, 38, 35, 30, 28, 22]})
chart = tk.draw.cloud(table)
""",
    ),
    (
        "top_terms",
        "The heaviest terms of one group",
        """
table = pd.DataFrame(
    {"rank": [1, 2, 3], "term": ["东北亚", "物流", "商圈"], "weight": [0.31, 0.22, 0.18]}
)
chart = tk.draw.top_terms(table, measure="tfidf")
""",
    ),
    (
        "topic_terms",
        "The terms of a topic",
        """
table = pd.DataFrame(
    {"topic": 1, "rank": [1, 2, 3], "term": ["项目", "投资", "园区"], "weight": [2.1, 1.4, 0.9]}
)
chart = tk.draw.topic_terms(table, topic=1)
""",
    ),
    (
        "topic_choice",
        "How many topics: what the criteria say",
        """
table = pd.DataFrame({"n_topics": [4, 6, 8, 10], "best_in": ["stability", "", "npmi", ""]})
table = table.assign(tied=[False, True, True, False], proposed=[False, False, True, False])
table = table.assign(npmi=[0.11, 0.16, 0.18, 0.15], heldout=[-6.9, -6.7, -6.6, -6.6],
                     stability=[0.9, 0.8, 0.7, 0.6], exclusivity=[0.6, 0.7, 0.75, 0.77])
for name in ("npmi", "heldout", "stability", "exclusivity"):
    table[f"{name}_low"], table[f"{name}_high"] = table[name] - 0.03, table[name] + 0.03
chart = tk.draw.topic_choice(table)
""",
    ),
    (
        "prevalence",
        "How prevalent each topic is",
        """
table = pd.DataFrame(
    [(1, "二道区", 0.22, 0.15, 0.29), (1, "南关区", 0.12, 0.07, 0.18),
     (2, "二道区", 0.10, 0.05, 0.16), (2, "南关区", 0.19, 0.12, 0.27)],
    columns=["topic", "district", "prevalence", "low", "high"],
)
chart = tk.draw.prevalence(table, width="single")
""",
    ),
    (
        "target_agenda",
        "All targets by theme, group and deadline, filled by firmness",
        """
rows = [("民生", "二道区", 2025, "确保", 4), ("民生", "二道区", 2026, "推进", 7),
        ("民生", "南关区", 2026, "力争", 3), ("产业", "二道区", 2026, "推进", 5),
        ("产业", "南关区", 2025, "", 6), ("生态", "南关区", None, "探索", 2)]
table = pd.DataFrame(
    [row[:4] for row in rows for _ in range(row[4])],
    columns=["theme", "district", "target_year", "commitment"],
)
chart = tk.draw.target_agenda(table, width="single")
""",
    ),
    (
        "attention",
        "The share of each theme, with its interval",
        """
table = pd.DataFrame(
    [("二道区", "民生", 0.12, 0.09, 0.15), ("南关区", "民生", 0.09, 0.06, 0.12),
     ("二道区", "产业", 0.15, 0.11, 0.19), ("南关区", "产业", 0.07, 0.05, 0.10)],
    columns=["district", "theme", "share", "low", "high"],
)
chart = tk.draw.attention(table, width="single")
""",
    ),
    (
        "attention_gaps",
        "Plan against review: the difference of shares, with its interval",
        """
table = pd.DataFrame(
    [("产业", 0.028, -0.003, 0.06), ("民生", 0.008, -0.018, 0.042),
     ("自身建设", -0.018, -0.04, -0.003)],
    columns=["theme", "difference", "low", "high"],
)
chart = tk.draw.attention_gaps(table, target_name="任务", reference_name="回顾")
""",
    ),
    (
        "mentions",
        "In which order themes come up",
        """
table = pd.DataFrame(
    [("二道区", "民生", 2), ("二道区", "产业", 1), ("二道区", "生态", 3),
     ("南关区", "民生", 1), ("南关区", "产业", 3), ("南关区", "生态", 2)],
    columns=["district", "theme", "rank"],
)
table = table.assign(position=table["rank"] / 4)
chart = tk.draw.mentions(table, width="single")
""",
    ),
    (
        "commitment",
        "How often each grade of commitment is used",
        """
table = pd.DataFrame(
    [("二道区", "确保", 8.1, 5.0, 11.2), ("南关区", "确保", 6.0, 3.9, 8.4),
     ("二道区", "力争", 3.2, 1.4, 5.1), ("南关区", "力争", 4.4, 2.2, 6.9)],
    columns=["district", "grade", "per_10k", "low", "high"],
)
chart = tk.draw.commitment(table)
""",
    ),
    (
        "firmness",
        "How firmly each group promises",
        """
table = pd.DataFrame(
    [("二道区", "民生", 3.1, 2.8, 3.4), ("南关区", "民生", 2.7, 2.5, 3.0),
     ("二道区", "产业", 2.9, 2.6, 3.3), ("南关区", "产业", 3.0, 2.7, 3.2)],
    columns=["district", "theme", "score", "low", "high"],
)
chart = tk.draw.firmness(table)
""",
    ),
    (
        "targets",
        "Targets by deadline, district and firmness",
        """
table = pd.DataFrame(
    [("二道区", "城镇就业", 45000, "人", "", 2026, "全力"),
     ("南关区", "地区生产总值", 7, "%", "左右", 2022, None),
     ("南关区", "固定资产投资", 14e9, "元", "以上", 2022, "力争")],
    columns=["district", "indicator", "low", "unit", "qualifier", "target_year", "commitment"],
)
table = table.assign(high=table["low"])
chart = tk.draw.targets(table, width="single")
""",
    ),
    (
        "promise_and_achievement",
        "What is promised beside what was achieved, a year",
        """
table = pd.DataFrame(
    [("就业", 2022, "人", 8000, 14600), ("固定资产投资", 2022, "元", 14e9, 12.4e9)],
    columns=["indicator_promise", "target_year_promise", "unit", "yearly_promise",
             "yearly_achievement"],
)
chart = tk.draw.promise_and_achievement(table)
""",
    ),
    (
        "target_paths",
        "The growth targets of places by year, and that of the level above",
        """
table = pd.DataFrame(
    [("甲市", "city", 2019, 7.0), ("甲市", "city", 2020, 6.5), ("甲市", "city", 2021, 6.5),
     ("乙市", "city", 2019, 8.0), ("乙市", "city", 2020, 7.0), ("乙市", "city", 2021, 7.5),
     ("丙市", "city", 2019, 6.5), ("丙市", "city", 2020, 6.0), ("丙市", "city", 2021, 6.5),
     ("全省", "province", 2019, 6.5), ("全省", "province", 2020, 6.0),
     ("全省", "province", 2021, 6.0)],
    columns=["place", "level", "year", "middle"],
)
chart = tk.draw.target_paths(table, upper="province", width="single", height=60)
""",
    ),
    (
        "amplification",
        "By how much each level raises the target of the level above",
        """
table = pd.DataFrame(
    [("市", 2019, 0.6, 0.4, 0.8), ("市", 2020, 0.5, 0.3, 0.7), ("市", 2021, 0.5, 0.2, 0.8),
     ("县", 2019, 1.1, 0.8, 1.4), ("县", 2020, 0.9, 0.6, 1.2), ("县", 2021, 0.7, 0.4, 1.0)],
    columns=["level", "year", "mean", "low", "high"],
)
chart = tk.draw.amplification(table)
""",
    ),
    (
        "adoption_by_lag",
        "What share of a report stands in older and younger reports of the level above",
        """
table = pd.DataFrame(
    [("市", -1, 0.021, 0.017, 0.025), ("市", 0, 0.034, 0.028, 0.040),
     ("市", 1, 0.049, 0.041, 0.057), ("市", 2, 0.030, 0.025, 0.036)],
    columns=["level", "lag", "mean", "low", "high"],
)
chart = tk.draw.adoption_by_lag(table)
""",
    ),
    (
        "curves",
        "How often terms are used over the years",
        """
table = pd.DataFrame(
    [("创新", 2019, 12, 9, 15), ("创新", 2020, 16, 13, 20), ("创新", 2021, 21, 17, 25),
     ("脱贫", 2019, 18, 15, 22), ("脱贫", 2020, 14, 11, 18), ("脱贫", 2021, 4, 2, 6)],
    columns=["term", "year", "per_10k", "low", "high"],
)
chart = tk.draw.curves(table)
""",
    ),
    (
        "keyness",
        "What one side says more often than the other",
        """
table = pd.DataFrame(
    [("物流", 40, 5, 1.9), ("商圈", 22, 4, 0.8), ("社区", 9, 50, -1.2), ("旅游", 3, 30, -1.6)],
    columns=["term", "n_target", "n_reference", "lrc"],
)
table = table.assign(low=table["lrc"] - 0.5, high=table["lrc"] + 0.9)
chart = tk.draw.keyness(table, target_name="二道区", reference_name="南关区")
""",
    ),
    (
        "log_odds",
        "The same by weighted log-odds, against frequency",
        """
table = pd.DataFrame(
    [("物流", 40, 5, 4.1), ("商圈", 22, 4, 2.9), ("项目", 90, 85, 0.3), ("城市", 60, 71, -0.8),
     ("社区", 9, 50, -3.9), ("旅游", 3, 30, -3.2)],
    columns=["term", "n_target", "n_reference", "log_odds_z"],
)
chart = tk.draw.log_odds(table, target_name="二道区", reference_name="南关区", width="single")
""",
    ),
    (
        "similarity",
        "How alike the documents are",
        """
table = pd.DataFrame(
    [("甲", "乙", 0.71), ("甲", "丙", 0.42), ("乙", "丙", 0.38)],
    columns=["row_a", "row_b", "similarity"],
)
chart = tk.draw.similarity(table)
""",
    ),
    (
        "shared_passages",
        "What two texts have in common",
        """
table = pd.DataFrame(
    [("报告", 40, 52, "推进高质量发展取得新成效", "规划", 10, 22, 12, 14.0),
     ("报告", 80, 88, "坚持以人民为中心", "规划", 60, 68, 8, 3.0)],
    columns=["doc_id", "start", "end", "text", "other_doc_id", "other_start", "other_end",
             "length", "weight"],
)
chart = tk.draw.shared_passages(table, characters={"报告": 120, "规划": 100}, width="single")
""",
    ),
    (
        "specification_curve",
        "What a finding comes to under other choices",
        """
table = pd.DataFrame(
    {"finding": "gap", "specification": [1, 2, 3, 4], "hmm": ["True", "False", "True", "False"],
     "unit": ["paragraph", "paragraph", "sentence", "sentence"]}
)
table = table.assign(varied="", estimate=[0.4, 0.3, 0.35, 0.2], low=[0.1, 0.05, 0.1, -0.1],
                     high=[0.7, 0.6, 0.6, 0.5], is_base=[True, False, False, False],
                     same_sign=True, survives=[True, True, True, False])
chart = tk.draw.specification_curve(table, y_label="relative gap", width="single")
""",
    ),
    (
        "small_multiples",
        "Any chart, one panel for each value of a column",
        """
table = pd.DataFrame(
    [("创新", 2019, 12, 9, 15), ("创新", 2020, 16, 13, 20), ("创新", 2021, 21, 17, 25),
     ("脱贫", 2019, 18, 15, 22), ("脱贫", 2020, 14, 11, 18), ("脱贫", 2021, 4, 2, 6)],
    columns=["term", "year", "per_10k", "low", "high"],
)
chart = tk.draw.small_multiples(table, "term", "curves", columns=2, width=120)
""",
    ),
]


def make_gallery(folder: Path, entries: list[tuple[str, str, str]] = ENTRIES) -> list[str]:
    """Write the page and its images, and return the charts that are on it.

    Raises
    ------
    KeyError
        If an entry is no chart type.
    """
    import pandas as pd

    import textkit as tk

    images = folder / "gallery"
    page = [TITLE]
    for name, title, code in entries:
        given = {"pd": pd, "tk": tk}
        exec(code, given)
        tk.draw.save_figure(given["chart"], images / name, ["png", "pdf"])
        page.append(f"## {title}\n\n![{title}](gallery/{name}.png)\n")
        page.append(f"[PDF](gallery/{name}.pdf)\n\n```python{code}```\n")
    (folder / "gallery.md").write_text("\n".join(page), encoding="utf-8")
    return [name for name, _, _ in entries]


if __name__ == "__main__":
    make_gallery(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
