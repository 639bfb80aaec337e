"""Targets and achievements: forms with a reason, laws, planted answers, errors, the real pages."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from textkit.priorities.targets import find_targets

ROOT = Path(__file__).parents[1]
FORMS = ROOT / "tests" / "cases" / "targets-forms.tsv"


def cases():
    for line in FORMS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            text, expected, _ = line.split("\t")
            part, _, text = text[1:].partition("]")
            yield pytest.param(part, text, expected, id=f"{part} {text[:24]}")


def passage(part, text, year=2022):
    years = (year - 1, year - 1) if part == "回顾" else (year, year)
    if part == "other":
        years = (pd.NA, pd.NA)
    return pd.DataFrame(
        {
            "passage_id": ["a#p0000"], "doc_id": ["a"], "part": [part],
            "from_year": pd.array([years[0]], dtype="Int64"),
            "to_year": pd.array([years[1]], dtype="Int64"),
            "start": [0], "end": [len(text)], "text": [text], "year": [year],
        }
    )  # fmt: skip


def written(table):
    def number(value):
        return f"{value:.12f}".rstrip("0").rstrip(".")

    rows = [
        " ".join(
            (
                row.indicator, row.measure,
                "NaN" if np.isnan(row.low)
                else number(row.low) if row.low == row.high
                else f"{number(row.low)}–{number(row.high)}",
                row.unit or "-", row.qualifier or "-", str(row.target_year), row.kind,
            )
        )
        for row in table.itertuples()
    ]  # fmt: skip
    return "; ".join(rows) or "-"


@pytest.mark.parametrize(("part", "text", "expected"), list(cases()))
def test_forms(part, text, expected):
    assert written(find_targets(passage(part, text))) == expected
