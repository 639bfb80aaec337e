"""One finding about a document, and how evidence is quoted."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

REPORT = "政府工作报告"


class Finding(NamedTuple):
    """A row of the table of findings."""

    doc_id: str
    finding: str
    other: str = ""
    share: float = np.nan
    evidence: str = ""


def short(text: str) -> str:
    """Quote the beginning of a text on one line."""
    return " ".join(text.split())[:40]
