"""A gap under many specifications → could chance have made their median so large?"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textkit.resample import permute
from textkit.robustness.findings import Gap

Floats = NDArray[np.float64]


class JointTest(NamedTuple):
    """The median gap over specifications, its two-sided p, and what both rest on."""

    median: float
    p: float
    n_specifications: int
    n_passages: int


def joint_test(
    gap: Gap, table: pd.DataFrame, *, n_resamples: int = 9999, seed: int = 0
) -> JointTest:
    """Test all specifications of a gap at once, by giving passages to the other group.

    Asks how often passages that are dealt to target and reference at random give a median
    estimate over the specifications as far from 0, each draw dealing the same passages in
    every specification. What is tested is that the passages of the two groups are
    exchangeable; that documents differ in genre or length is part of that.

    Parameters
    ----------
    gap : ThemeGap, CommitmentGap or GradeGap
        The finding.
    table : DataFrame
        Its rows of :func:`textkit.robustness.specify`. Specifications that part the texts into
        the passages of the first row, and look at all of them, are tested; the others
        (other units, halves) have other passages to deal.

    Returns
    -------
    JointTest
        ``median`` (of the estimates tested), ``p``, ``n_specifications``, ``n_passages``.

    Raises
    ------
    ValueError
        If the table has no row, or rows of several findings.

    References
    ----------
    Simonsohn, Simmons and Nelson 2020, Nature Human Behaviour 4: the first of their three
    tests, of the median effect. The other two, of significant results, are not made.
    """
    findings = table["finding"].unique()
    if len(findings) != 1:
        raise ValueError(
            f"the table of specifications has {len(findings)} findings; give the rows of one."
        )
    above: list[Floats] = []
    below: list[Floats] = []
    side: NDArray[np.int64] | None = None
    ids: list[Any] = []
    names = [name for name in table.columns if name in gap.hangs_on]
    for choice in _choices(table, names):
        if choice.get("sample", "all") != "all":
            continue
        one, other, tokens = gap.parts(choice)
        own = tokens.passages["passage_id"].tolist()
        if side is None:
            side, ids = gap.sides(tokens), own
        if own == ids:
            above.append(np.asarray(one, dtype=np.float64))
            below.append(np.asarray(other, dtype=np.float64))
    assert side is not None  # the table has a row, and the base comes first
    inside = side >= 0
    top, bottom = np.stack(above, axis=1)[inside], np.stack(below, axis=1)[inside]

    def median(labels: NDArray[Any]) -> Floats:
        mine = labels.astype(np.float64)
        ratio = (mine @ top) / np.maximum(mine @ bottom, 1e-12)
        rest = ((1 - mine) @ top) / np.maximum((1 - mine) @ bottom, 1e-12)
        gaps = ratio - rest
        if gap.relative:
            gaps = np.divide(gaps, ratio + rest, out=np.zeros_like(gaps), where=ratio + rest > 0)
        return np.asarray(np.median(gaps, axis=1))

    labels = side[inside] == 0
    p = permute(median, labels, n_resamples=n_resamples, seed=seed)
    return JointTest(
        float(median(labels[np.newaxis])[0]), float(p[0]), len(above), int(inside.sum())
    )


def _choices(table: pd.DataFrame, names: list[str]) -> list[dict[str, Any]]:
    """Return the choices of each row; what differs in the draws alone comes once."""
    seen: list[dict[str, Any]] = []
    for row in table[names].to_dict("records"):
        choice = {str(name): _value(value) for name, value in row.items() if not pd.isna(value)}
        choice.pop("draw", None)  # which matters to the interval alone
        if choice not in seen:
            seen.append(choice)
    return seen


def _value(text: Any) -> Any:
    return {"True": True, "False": False}.get(str(text), text)
