"""Counts per document → tests that take documents, not words, as independent."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from textkit.counting import column_blocks
from textkit.measures.sides import Side

Floats = NDArray[np.float64]
# SciPy's own border between the exact distribution of U and the normal one.
_EXACT = 8


@dataclass(frozen=True, eq=False)
class Units:
    """Units that have tokens: counts, sizes in tokens, side, and block (codes from 0)."""

    counts: sparse.csr_array
    sizes: Floats
    inside: NDArray[np.bool_]
    blocks: NDArray[np.intp]


def take_units(
    target: Side, reference: Side, unit: str = "passage", blocks: str | None = None
) -> Units:
    """Add up the rows of both sides that belong to one unit.

    ``unit`` is ``"passage"`` (each row by itself) or a document variable; ``blocks`` is a
    variable within which labels are exchangeable. Units without tokens are left out.

    Raises
    ------
    KeyError
        If a variable does not exist on both sides.
    ValueError
        If a side is a list of counts, or a unit lies on both sides or in two blocks.
    """
    if target.passages is None or reference.passages is None:
        raise ValueError("tests over documents need passages on both sides, not a list of counts.")
    table = pd.concat([target.passages, reference.passages], ignore_index=True)
    inside = np.arange(len(table)) < len(target.passages)
    names = [name for name in (unit, blocks) if name not in (None, "passage")]
    for name in names:
        for side in (target.passages, reference.passages):
            if name not in side.columns:
                there = ", ".join(map(str, side.columns.drop(["text"], errors="ignore")))
                raise KeyError(f"{name!r} is no variable of these passages. There are: {there}.")
    code, block = np.arange(len(table)), np.zeros(len(table), dtype=np.intp)
    if unit != "passage":
        # The same number in another corpus is another document.
        corpus = ~inside & reference.outside
        code = pd.MultiIndex.from_arrays([corpus, table[unit]]).factorize()[0]
    if blocks is not None:
        block = pd.factorize(table[blocks], use_na_sentinel=False)[0]
    width = int(code.max()) + 1
    first = np.zeros(width, dtype=np.intp)
    first[code[::-1]] = np.arange(len(code))[::-1]
    for values, place in ((inside, "both sides"), (block, f"two values of {blocks!r}")):
        split = np.unique(code[values != values[first[code]]])
        if len(split):
            value = table[unit].iloc[first[split[0]]]
            remedy = "a finer unit"
            if values is inside:
                remedy = f"measure='permutation' with unit='passage' and blocks={unit!r}"
            raise ValueError(
                f"{len(split)} of {width} values of {unit!r} lie in {place}, such as {value}, "
                f"so they cannot change sides. Take {remedy}."
            )
    rows = sparse.vstack([target.rows, reference.rows], format="csr")
    if unit != "passage":
        ones = np.ones(len(code), dtype=np.int64)
        rows = sparse.csr_array(sparse.csr_array((ones, (code, np.arange(len(code))))) @ rows)
    sizes = np.concatenate([target.row_sizes, reference.row_sizes])
    summed = np.bincount(code, weights=sizes, minlength=width).astype(np.float64)
    filled = np.flatnonzero(summed)
    at = first[filled]
    if len(filled) < width:
        rows = sparse.csr_array(rows[filled])
    return Units(rows, summed[filled], inside[at], block[at])


def wilcoxon(units: Units, *, alpha: float = 0.05) -> tuple[Floats, Floats]:
    """Compare the units' relative frequencies by rank: Cliff's δ and its two-sided p.

    δ = P(target > reference) − P(target < reference) for one unit drawn of each side, from
    −1 to 1. The p is that of Wilcoxon (1945) and Mann and Whitney (1947): exact for a term
    without ties if a side has at most 8 units, else normal with the variance corrected for
    ties and ½ for continuity, which is what SciPy's ``mannwhitneyu`` does by itself.

    Raises
    ------
    ValueError
        If so few units cannot give a p below ``alpha``.

    Notes
    -----
    Cliff (1993), Psychological Bulletin 114. All units weigh the same, whatever their size.
    What is tested is that shares are spread alike on both sides. Short units have other
    shares than long ones, more of them 0, at the same frequency: of units of 20 tokens
    against units of 80, terms of equal frequency had p < 0.05 in one case of five. If the
    units of the sides differ in length, δ and p speak of the share in a unit, not of the
    frequency on a side; that is compared by ``textkit.measures.rate_tests.permutation``.
    """
    check_reach("wilcoxon", units, np.zeros_like(units.blocks), alpha)
    ranked = [_rank_columns(columns, units) for columns in column_blocks(units.counts)]
    delta, p = (np.concatenate(part) for part in zip(*ranked, strict=True))
    return delta, p


def _rank_columns(columns: sparse.csc_array, units: Units) -> tuple[Floats, Floats]:
    """Return Cliff's δ and Wilcoxon's p of some terms."""
    from scipy.stats import norm

    n1 = int(units.inside.sum())
    n2 = len(units.inside) - n1
    width = columns.shape[1]
    column = np.repeat(np.arange(width), np.diff(columns.indptr))
    share = columns.data / units.sizes[columns.indices]
    order = np.lexsort((share, column))
    share, inside = share[order], units.inside[columns.indices[order]]
    zeros = n1 + n2 - np.diff(columns.indptr)
    # Units without the term are tied on the lowest ranks; the others rank above them.
    position = np.arange(len(share)) - columns.indptr[column] + zeros[column]
    new = np.ones(len(share), dtype=bool)
    new[1:] = (share[1:] != share[:-1]) | (column[1:] != column[:-1])
    begin = np.flatnonzero(new)
    length = np.diff(np.append(begin, len(share)))
    rank = np.repeat(position[begin] + (length + 1) / 2, length)
    above = np.bincount(column[inside], weights=rank[inside], minlength=width)
    seen = np.bincount(column[inside], minlength=width)
    u = above + (n1 - seen) * (zeros + 1) / 2 - n1 * (n1 + 1) / 2
    ties = np.bincount(column[begin], weights=length**3.0 - length, minlength=width)
    ties += zeros**3.0 - zeros
    n, half = n1 + n2, n1 * n2 / 2
    deviation = np.sqrt(n1 * n2 / 12 * np.maximum(n + 1 - ties / (n * max(n - 1, 1)), 0))
    distance = np.maximum(np.abs(u - half) - 0.5, 0)
    # With every unit alike there is no spread, and nothing to tell the sides apart.
    z = np.divide(distance, deviation, out=np.zeros(width), where=deviation > 0)
    p = np.minimum(2 * norm.sf(z), 1.0)
    if min(n1, n2) <= _EXACT and len(untied := np.flatnonzero(ties == 0)):
        p[untied] = _exact(columns[:, untied], units)
    return u / half - 1, np.asarray(p)


def check_reach(name: str, units: Units, blocks: NDArray[np.intp], alpha: float) -> None:
    """Refuse units that can be labelled in so few ways that no p is small."""
    from scipy.special import gammaln

    many = np.bincount(blocks).astype(np.float64)
    inside = np.bincount(blocks, weights=units.inside)
    ways = float((gammaln(many + 1) - gammaln(inside + 1) - gammaln(many - inside + 1)).sum())
    least = min(1.0, 2 * float(np.exp(-ways)))
    if least >= alpha * (1 - 1e-9):
        raise ValueError(
            f"{name}: {len(blocks)} units, {int(inside.sum())} of them in the target, can be "
            f"labelled in {np.exp(ways):.0f} ways, so no p lies below {least:.3g}, and none "
            f"below {alpha:g}. Take smaller units or fewer blocks."
        )


def _exact(columns: sparse.csc_array, units: Units) -> Floats:
    from scipy.stats import mannwhitneyu

    share = columns.toarray() / units.sizes[:, np.newaxis]
    found = mannwhitneyu(share[units.inside], share[~units.inside], method="exact", axis=0)
    return np.asarray(found.pvalue, dtype=np.float64)
