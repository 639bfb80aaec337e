"""Targets found by program against those found by reading: tests/cases/targets-gold.tsv, and
targets-gold-second.tsv by a second reader.

A row found matches a row of the gold set if all of these hold; each row is used once, in the
assignment that matches most.

- It is in the same document and its number stands in the same sentence.
- Low and high are equal in size. A fall is negative in what is found and a number as it stands in
  the gold set. A gold row without a number (全覆盖, 同步) asks for no value: those that
  are found have 100 %, 0 or nothing.
- The units are equal, unless the gold row has no number.
- The indicators are equal, or one contains the other, without quotation marks, 的 and white space.
"""

import re
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linear_sum_assignment
from sklearn.metrics import cohen_kappa_score

import textkit as tk

ROOT = Path(__file__).parents[1]
GOLD = ROOT / "tests/cases/targets-gold.tsv"
SECOND = GOLD.with_name("targets-gold-second.tsv")
MEASURES = {"growth", "level", "count", "share", "completion"}
KEYS = ["doc_id", "sentence_start"]


def bare(indicator):
    return re.sub(r"[“”\"‘’的\s]", "", indicator)


def same_thing(one, other):
    one, other = bare(one), bare(other)
    return bool(one and other) and (one in other or other in one)


def same_value(gold, found):
    if np.isnan(gold.low):
        return True
    sizes = sorted([abs(found.low), abs(found.high)])
    return np.allclose(sizes, [gold.low, gold.high], rtol=1e-9) and gold.unit == found.unit


def assign(gold, found):
    """Return pairs of row numbers that match, of one sentence, as many as there can be."""
    fits = np.array(
        [
            # equal names go first where several would do
            [
                (same_value(one, other) and same_thing(one.indicator, other.indicator))
                * (1 + 0.001 * (bare(one.indicator) == bare(other.indicator)))
                for other in found
            ]
            for one in gold
        ]
    ).reshape(len(gold), len(found))
    pairs = zip(*linear_sum_assignment(fits, maximize=True), strict=True)
    return [(gold[i].Index, found[j].Index) for i, j in pairs if fits[i, j]]


@cache
def texts():
    return tk.read_corpus(ROOT / "data/catalog.toml")


@cache
def sentences():
    return tk.split(texts(), into="sentence")


@cache
def gold_rows(path=GOLD):
    # # is a line that explains, and never stands in a cell
    return pd.read_csv(path, sep="\t", comment="#", keep_default_na=False).assign(
        low=lambda table: pd.to_numeric(table["low"]),
        high=lambda table: pd.to_numeric(table["high"]),
        target_year=lambda table: pd.to_numeric(table["target_year"]).astype("Int64"),
    )


@cache
def found_rows():
    found = tk.find_targets(tk.split(texts()))
    begins = sentences().sort_values("start")
    return pd.merge_asof(
        found.reset_index(names="row").sort_values("start"),
        begins[["doc_id", "start"]].assign(sentence_start=begins["start"]),
        on="start",
        by="doc_id",
    ).set_index("row")


def match(gold, found):
    by_sentence = {key: list(rows.itertuples()) for key, rows in found.groupby(KEYS)}
    pairs = []
    for key, rows in gold.groupby(KEYS):
        pairs += assign(list(rows.itertuples()), by_sentence.get(key, []))
    return pairs


@cache
def matched():
    return match(gold_rows(), found_rows())


def shown(table, rows):
    lines = [
        f"{row.doc_id} {row.sentence_start}: {row.indicator} {row.low:g}–{row.high:g} "
        f"{row.unit} {row.qualifier} {row.target_year}"
        for row in table.loc[rows].sort_values(KEYS).itertuples()
    ]
    return "\n".join(lines)


# The gold set itself


def test_every_gold_row_stands_in_its_sentence():
    where = sentences().set_index(["doc_id", "start"])["text"]
    for row in gold_rows().itertuples():
        sentence = where[row.doc_id, row.sentence_start]
        # 与全市同步 stands there as it is; the other numbers too
        assert row.number in sentence, row
        rest = sentence
        for character in row.indicator:
            # in full: what belongs to the name may stand apart, but every character is there
            assert character in rest, row


@pytest.mark.parametrize("path", [GOLD, SECOND], ids=["first", "second"])
def test_the_columns_hold_what_the_rules_say(path):
    gold = gold_rows(path)
    assert set(gold["measure"]) == MEASURES
    assert set(gold["kind"]) == {"target", "achievement"}
    assert (gold["low"].isna() == gold["high"].isna()).all()
    assert (gold["low"].isna() | (gold["low"] <= gold["high"])).all()
    assert (gold.loc[gold["measure"] == "completion", "low"].isna()).all()
    # nothing is written twice
    assert not gold.duplicated([*KEYS, "number", "indicator"]).any()


def test_the_passes_lead_to_the_gold_set():
    passes = pd.read_csv(
        GOLD.with_name("targets-gold-passes.tsv"), sep="\t", comment="#", keep_default_na=False
    )
    rows = passes[passes["column"] == "row"]
    kept = gold_rows().set_index([*KEYS, "number"]).index
    for row in rows.itertuples():
        assert ((row.doc_id, row.sentence_start, row.number) in kept) == (row.settled == "yes"), row


# How rows are matched

ONE = {"low": 5.0, "high": 5.0, "unit": "%"}


@pytest.mark.parametrize(
    ("gold", "found", "same", "why"),
    [
        (ONE, ONE, True, "equal"),
        (ONE, {"low": -5.0, "high": -5.0, "unit": "%"}, True, "a fall has a sign"),
        (ONE, {"low": 5.0, "high": 6.0, "unit": "%"}, False, "a range"),
        (ONE, {"low": 5.0, "high": 5.0, "unit": "个"}, False, "another unit"),
        (ONE, {"low": np.nan, "high": np.nan, "unit": ""}, False, "no number found"),
        (
            {"low": np.nan, "high": np.nan, "unit": ""},
            {"low": 100.0, "high": 100.0, "unit": "%"},
            True,
            "全覆盖 may be 100 %",
        ),
    ],
)
def test_same_value(gold, found, same, why):
    one, other = (next(pd.DataFrame([row]).itertuples()) for row in (gold, found))
    assert same_value(one, other) == same, why


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("就业", "城镇就业", True),
        ("“证照分离”", "证照分离", True),
        ("群众的居住条件", "群众居住条件", True),
        ("内资", "外资", False),
        ("", "外资", False),
    ],
)
def test_same_thing(one, other, same):
    assert same_thing(one, other) == same


def test_rows_are_used_once():
    rows = pd.DataFrame([ONE | {"indicator": "就业"}] * 2)
    assert assign(list(rows.itertuples()), list(rows.head(1).itertuples())) == [(0, 0)]


# What is found


def compared(gold, pairs):
    found = found_rows()
    missed = shown(gold, gold.index.difference([one for one, _ in pairs]))
    extra = shown(found, found.index.difference([other for _, other in pairs]))
    precision, recall = len(pairs) / len(found), len(pairs) / len(gold)
    report = (
        f"{len(pairs)} of {len(found)} rows found are in the gold set (precision "
        f"{precision:.3f}), of {len(gold)} in it (recall {recall:.3f}).\n"
        f"Missed:\n{missed}\nFound, and not in the gold set:\n{extra}"
    )
    print(report)
    return precision, recall, report


def test_precision():
    precision, _, report = compared(gold_rows(), matched())
    assert precision >= 0.95, report


def test_recall():
    _, recall, report = compared(gold_rows(), matched())
    assert recall >= 0.95, report


# Rules that had not seen the gold set agreed less (targets-gold-passes.tsv says how much).
@pytest.mark.parametrize(
    ("column", "least"),
    [("measure", 0.95), ("qualifier", 0.95), ("target_year", 0.95), ("kind", 0.98)],
)
def test_agreement_on_columns(column, least):
    gold, found, pairs = gold_rows(), found_rows(), matched()
    rows, others = (list(side) for side in zip(*pairs, strict=True))
    ours = gold.loc[rows, column].astype(object)
    theirs = found.loc[others, column].astype(object).set_axis(rows)
    # a missing year is the answer where the page tells none
    ours, theirs = ours.fillna("none").astype(str), theirs.fillna("none").astype(str)
    agreed = ours == theirs
    report = (
        f"{column}: {int(agreed.sum())} of {len(agreed)} agree ({agreed.mean():.3f})\n"
        + "\n".join(
            f"{gold.loc[row].doc_id} {gold.loc[row].sentence_start} {gold.loc[row].indicator}: "
            f"{ours[row]!r}, found {theirs[row]!r}"
            for row in agreed.index[~agreed]
        )
    )
    print(report)
    assert agreed.mean() >= least, report


# Another reader: targets-gold-second.tsv, blind to the gold set and to what is found


def test_another_reader_finds_the_same_targets():
    first, second = gold_rows(), gold_rows(SECOND)
    pairs = match(second, first)
    shared = 2 * len(pairs) / (len(first) + len(second))
    one = first.loc[[row for _, row in pairs]].astype(object).fillna("none")
    other = second.loc[[row for row, _ in pairs]].astype(object).fillna("none")
    agreed = {
        column: float((one[column].to_numpy() == other[column].to_numpy()).mean())
        # low, high and unit are equal in every pair: that is how pairs are made
        for column in ["indicator", "measure", "kind", "target_year"]
    }
    kappa = cohen_kappa_score(one["kind"], other["kind"])
    report = (
        f"{len(pairs)} rows by both, of {len(first)} and {len(second)} (agreement {shared:.3f}).\n"
        f"Of these agree: {agreed}; kappa of kind {kappa:.3f}.\n"
        f"Only the first:\n{shown(first, first.index.difference([row for _, row in pairs]))}\n"
        f"Only the second:\n{shown(second, second.index.difference([row for row, _ in pairs]))}"
    )
    print(report)
    # Both sets are kept as they were written: less than this means that one was changed, or that
    # the matching was. Indicators are worded freely (match asks for a part in common).
    assert shared >= 0.95, report
    assert kappa >= 0.98, report
    assert agreed["measure"] >= 0.94, report
    # the page of erdao-report-2021 names no span; the first annotator took it from the catalog
    assert agreed["target_year"] >= 0.88, report


def test_precision_and_recall_by_another_reader():
    second = gold_rows(SECOND)
    precision, recall, report = compared(second, match(second, found_rows()))
    # The rules were mended with the first set in view, not with this one. The floors are a little
    # below what was found (.96, .93): a few rows differ only by how the reader worded them.
    assert precision >= 0.95, report
    assert recall >= 0.92, report
