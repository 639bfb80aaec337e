import pandas as pd
import pytest

import textkit as tk

LONG = "坚持稳中求进，加快建设现代化产业体系，增进民生福祉。"
CASES = [
    (["一、2020年工作回顾", LONG, "二、2021年总体要求和主要任务", LONG, "（一）扩大内需", LONG],
     ["回顾", "回顾", "目标", "目标", "任务", "任务"], "goals and tasks in one heading: tasks from the first sub-heading"),
    (["**一、2019年经济社会发展**", LONG, "**二、2020年安排**", LONG],
     ["回顾", "回顾", "任务", "任务"], "of two years the earlier one is reviewed; bold marks are no part of a heading"),
    (["一、勠力同心，实现新突破", LONG, "二、2021年工作思路", LONG, "三、扎实推进结构调整", LONG],
     ["回顾", "回顾", "目标", "目标", "任务", "任务"], "chapters that name nothing: review before the plan, tasks after it"),
    (["一、过去五年工作", LONG, "二、奋力开启新征程", LONG, "三、加强政府自身建设", LONG],
     ["回顾", "回顾", "目标", "目标", "自身建设", "自身建设"], "what looks forward after the review is a plan"),
    (["过去一年，" + LONG, "今年经济社会发展的主要预期目标是：" + LONG, "重点抓好以下工作：", LONG],
     ["回顾", "目标", "任务", "任务"], "without headings paragraphs say so"),
    (["各位代表：", "过去一年，" + LONG, LONG, LONG, "一、２０２１年目标任务", LONG],
     ["other", "回顾", "回顾", "回顾", "目标", "目标"], "what stands above the first plan is the review; full-width digits"),
    (["建设美丽家园" + LONG], ["other"], "a text that says nothing of parts"),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "parts", "why"), CASES, ids=[case[2] for case in CASES])
def test_parts(lines, parts, why):
    corpus = pd.DataFrame({"doc_id": ["a"], "text": ["\n".join(lines)]})
    assert tk.split(corpus)["part"].tolist() == parts, why
