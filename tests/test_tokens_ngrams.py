"""Runs of kept tokens, counted."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textkit.tokens import Tokens

DOCS = [
    "改革 开放 经济 发展 改革 GDP 增长 经济 发展 AI 改革",
    "环境 保护 经济 发展 GDP 下降 保护 环境 环境",
    "",
    "AI 技术 改革 Data ai 数字 经济 发展 ， 改革 开放",
    "经济 保护 data GDP 增长 技术 发展 经济 的 的 的",
    "孤例",
]
# quanteda 4.3.1: as.list(tokens_ngrams(as.tokens(docs), 2))
QUANTEDA = [
    "改革_开放 开放_经济 经济_发展 发展_改革 改革_GDP GDP_增长 增长_经济 经济_发展 发展_AI AI_改革",
    "环境_保护 保护_经济 经济_发展 发展_GDP GDP_下降 下降_保护 保护_环境 环境_环境",
    "",
    "AI_技术 技术_改革 改革_Data Data_ai ai_数字 数字_经济 经济_发展 发展_， ，_改革 改革_开放",
    "经济_保护 保护_data data_GDP GDP_增长 增长_技术 技术_发展 发展_经济 经济_的 的_的 的_的",
    "",
]


def rows(matrix):
    return [
        Counter({term: n for term, n in zip(matrix.terms, row, strict=True) if n})
        for row in matrix.counts.toarray().tolist()
    ]


def test_bigrams_are_quantedas():
    matrix = Tokens.from_words([doc.split() for doc in DOCS]).ngrams(2, joiner="_")
    assert rows(matrix) == [Counter(row.split()) for row in QUANTEDA]


def slowly(words, kept, size, joiner, skip):
    if skip:
        words = [word for word in words if word in kept]
    else:
        words = [word for word in words if word in kept or word != " "]
    runs = [words[at : at + size] for at in range(len(words) - size + 1)]
    return Counter(joiner.join(run) for run in runs if kept.issuperset(run))


words = st.lists(st.lists(st.sampled_from(["改", "革", "改革", "的", " ", "\n", "，"]), max_size=12), max_size=4)  # fmt: skip
drops = st.sets(st.sampled_from(["的", " ", "\n", "，", "改革"]))


@settings(deadline=None, max_examples=300)
@given(words, drops, st.lists(st.integers(1, 4), min_size=1, max_size=3), st.sampled_from(["", " "]), st.booleans())  # fmt: skip
def test_law_it_is_what_counting_by_hand_gives(lists, dropped, sizes, joiner, skip):
    tokens = Tokens.from_words(lists)
    kept = np.array([term not in dropped for term in tokens.terms], dtype=bool)
    tokens = Tokens(tokens.ids, tokens.offsets, tokens.terms, tokens.passages, kept)
    matrix = tokens.ngrams(sizes, joiner=joiner, skip_dropped=skip)
    names = set(tokens.terms[kept])
    expected = [
        sum((slowly(row, names, size, joiner, skip) for size in set(sizes)), Counter())
        for row in lists
    ]
    assert rows(matrix) == expected
    assert matrix.terms.tolist() == sorted(set().union(*expected))
    assert matrix.counts.has_canonical_format
    assert matrix.counts.dtype == np.int64


@settings(deadline=None)
@given(words)
def test_law_runs_of_one_are_the_counts(lists):
    tokens = Tokens.from_words(lists).keep()
    ours, theirs = tokens.ngrams(1), tokens.counts()
    assert ours.terms.tolist() == theirs.terms.tolist()
    assert (ours.counts.toarray() == theirs.counts.toarray()).all()


@pytest.mark.parametrize(
    ("words", "options", "expected", "why"),
    [
        (["深化", "改革", "，", "开放"], {}, ["深化改革"], "a dropped token breaks the run"),
        (["深化", "改革", "，", "开放"], {"skip_dropped": True}, ["改革开放", "深化改革"], "unless asked"),
        (["Digital", " ", "China"], {"joiner": " "}, ["Digital China"], "space does not break it"),
        (["改革", "\n", "开放"], {}, [], "the end of a line does"),
        (["改", "革开", "改革", "开"], {}, ["改革开", "革开改革"], "read the same, so one column"),
    ],
)  # fmt: skip
def test_cases(words, options, expected, why):
    matrix = Tokens.from_words([words]).keep().ngrams(2, **options)
    assert matrix.terms.tolist() == expected, why


def test_variables_ride_along_and_nothing_is_enough():
    tokens = Tokens.from_words([["改革", "开放"], []])
    assert tokens.ngrams(np.int64(2)).passages is tokens.passages
    assert tokens.ngrams(9).counts.shape == (2, 0)
    assert Tokens.from_words([]).ngrams([2, 3]).counts.shape == (0, 0)


@pytest.mark.parametrize(("n", "shown"), [(0, "0"), (-1, "-1"), ([], "[]"), ([2, 0], "[2, 0]")])
def test_bad_calls_are_refused(n, shown):
    with pytest.raises(ValueError) as caught:
        Tokens.from_words([["改革"]]).ngrams(n)
    expected = f"n is {shown}; give how many tokens, 1 or more, or a list of such numbers."
    assert str(caught.value) == expected
