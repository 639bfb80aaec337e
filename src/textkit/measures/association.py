"""2×2 tables of counts → how strongly, and which way, row and column go together.

==========  =======================  ================  ==========
            column (term, 2nd word)  not the column    sum
==========  =======================  ================  ==========
row         o11                      o12               r1
not row     o21                      o22               r2
sum         c1                       c2                n
==========  =======================  ================  ==========

For keyness the row is the target and the column is the term; for collocations the row is
the first word and the column the second. Every function takes :class:`Cells`, arrays of
such tables, and returns one float64 per table. All but ``bic``, ``dice``, ``log_dice`` and
``simple_maths`` are above 0 where o11 is more than expected, and below 0 where it is less.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Cells:
    """Arrays of 2×2 tables, broadcast to one shape: the first cell, two margins, the sum.

    Raises
    ------
    ValueError
        If a table is empty, or its margins leave a cell below 0.

    Examples
    --------
    >>> Cells(o11=[7, 0], r1=10, c1=[9, 3], n=19).o22.tolist()
    [7.0, 6.0]
    """

    o11: Floats
    r1: Floats
    c1: Floats
    n: Floats

    def __init__(self, o11: ArrayLike, r1: ArrayLike, c1: ArrayLike, n: ArrayLike) -> None:
        given = [np.asarray(value, dtype=np.float64) for value in (o11, r1, c1, n)]
        arrays = np.broadcast_arrays(*given)
        for name, array in zip(("o11", "r1", "c1", "n"), arrays, strict=True):
            object.__setattr__(self, name, np.atleast_1d(array))
        least = np.minimum(np.minimum(self.o11, self.o12), np.minimum(self.o21, self.o22))
        wrong = np.flatnonzero(~((least >= 0) & (self.n > 0)))
        if len(wrong):
            here = [f"{name} = {getattr(self, name).flat[wrong[0]]:g}" for name in _FIELDS]
            raise ValueError(f"table {wrong[0]} is no 2×2 table of counts: {', '.join(here)}.")

    @property
    def r2(self) -> Floats:
        """Sum of the second row."""
        return self.n - self.r1

    @property
    def c2(self) -> Floats:
        """Sum of the second column."""
        return self.n - self.c1

    @property
    def o12(self) -> Floats:
        """Row without column."""
        return self.r1 - self.o11

    @property
    def o21(self) -> Floats:
        """Column without row."""
        return self.c1 - self.o11

    @property
    def o22(self) -> Floats:
        """Neither."""
        return self.n - self.r1 - self.o21

    @property
    def expected(self) -> Floats:
        """What o11 would be if row and column had nothing to do with each other."""
        return self.r1 * self.c1 / self.n

    @property
    def cross(self) -> Floats:
        """n (o11 − expected), which is o11 o22 − o12 o21, exact for whole numbers."""
        return self.o11 * self.r2 - self.o21 * self.r1


_FIELDS = ("o11", "r1", "c1", "n")


def g2(cells: Cells, *, correction: str | None = None) -> Floats:
    """Log-likelihood ratio G² = 2 Σ O ln(O/E) over all four cells, with the sign of O − E.

    Dunning (1993), Computational Linguistics 19. ``correction="yates"`` first moves every
    cell ½ towards its expectation (not beyond it); ``"williams"`` divides by Williams' (1976) q.

    >>> g2(Cells(7, 10, 9, 19)).round(4).tolist()
    [4.5349]
    """
    from scipy.special import xlog1py

    _check(correction)
    cross = _towards_0(cells) if correction == "yates" else cells.cross
    moved = (np.abs(cells.cross) - np.abs(cross)) / cells.n * np.sign(cells.cross)
    total = np.zeros(cells.o11.shape)
    # O − E is ±cross/n in every cell, so log1p spares the digits that O/E would lose.
    for observed, margins, sign in (
        (cells.o11, cells.r1 * cells.c1, 1),
        (cells.o21, cells.r2 * cells.c1, -1),
        (cells.o12, cells.r1 * cells.c2, -1),
        (cells.o22, cells.r2 * cells.c2, 1),
    ):
        ratio = sign * cross / np.where(margins > 0, margins, 1)
        total += xlog1py(np.maximum(observed - sign * moved, 0), np.maximum(ratio, -1))
    value = np.sign(cross) * 2 * np.maximum(total, 0)
    return np.asarray(value / _williams(cells) if correction == "williams" else value)


def g2_two_cell(cells: Cells) -> Floats:
    """Log-likelihood as 2 (o11 ln(o11/e11) + o21 ln(o21/e21)), with the sign of O − E.

    Rayson and Garside (2000), Comparing corpora using frequency profiling: the two cells of
    the other terms are left out, so the column's total is taken as given and its split
    is tested. It is at most G², and well below it for a column of a large share of n.

    >>> g2_two_cell(Cells(7, 10, 9, 19)).round(4).tolist()
    [2.4401]
    """
    from scipy.special import xlog1py

    cross, total = cells.cross, np.zeros(cells.o11.shape)
    for observed, margins, sign in (
        (cells.o11, cells.r1 * cells.c1, 1),
        (cells.o21, cells.r2 * cells.c1, -1),
    ):
        total += xlog1py(observed, sign * cross / np.where(margins > 0, margins, 1))
    return np.asarray(np.sign(cross) * 2 * np.maximum(total, 0))


def chi2(cells: Cells, *, correction: str | None = None) -> Floats:
    """Pearson's X² = Σ (O − E)²/E over all four cells, with the sign of O − E.

    ``correction="yates"`` lessens ǀO − Eǀ by ½, to 0 at least; ``"williams"`` divides by
    Williams' q. A table with an empty margin has no difference: 0.

    >>> chi2(Cells(7, 10, 9, 19), correction="yates").round(4).tolist()
    [2.6324]
    """
    _check(correction)
    cross = _towards_0(cells) if correction == "yates" else cells.cross
    below = cells.c1 * cells.c2 * cells.r1 * cells.r2
    value = np.sign(cross) * cells.n * cross**2 / np.where(below > 0, below, 1)
    return np.asarray(value / _williams(cells) if correction == "williams" else value)


def log_ratio(cells: Cells) -> Floats:
    """log2 of the column's share of the row over its share of the rest, ½ added throughout.

    Hardie (2014), Log Ratio; ½ added to counts and totals after Walter (1975), Biometrika
    62, so that it stays finite: log2((o11 + ½)/(r1 + ½)) − log2((o21 + ½)/(r2 + ½)).

    >>> log_ratio(Cells(7, 10, 9, 19)).round(4).tolist()
    [1.4406]
    """
    inside = np.log2((cells.o11 + 0.5) / (cells.r1 + 0.5))
    return np.asarray(inside - np.log2((cells.o21 + 0.5) / (cells.r2 + 0.5)))


def percent_diff(cells: Cells) -> Floats:
    """By how many percent the share in the row exceeds that in the rest: −100 to ∞.

    Gabrielatos and Marchi (2011), Keyness: matching metrics to definitions. Where the rest
    has none it is ∞ (the authors put 10⁻¹⁸ for the 0 instead, which is no percentage).

    >>> percent_diff(Cells([7, 3], 10, [9, 3], 19)).tolist()
    [215.0, inf]
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(100 * cells.cross / (cells.o21 * cells.r1))


def simple_maths(cells: Cells, *, smoothing: float = 1.0) -> Floats:
    """Ratio of frequencies per million, ``smoothing`` added to both: 1 if they are equal.

    Kilgarriff (2009), Simple maths for keywords. The more is added, the commoner are the
    columns with a high ratio: 1 brings up rare ones, 100 or 1,000 common ones.

    >>> simple_maths(Cells(6, 1_000_000, 8, 2_000_000), smoothing=1).round(4).tolist()
    [2.3333]
    """
    if not 0 < smoothing < np.inf:
        raise ValueError(f"smoothing must be a number above 0, not {smoothing}.")
    # r2 is 0 only if there is no rest, which then has none of anything.
    inside = 1e6 * cells.o11 / np.where(cells.r1 > 0, cells.r1, 1)
    outside = 1e6 * cells.o21 / np.where(cells.r2 > 0, cells.r2, 1)
    return np.asarray((inside + smoothing) / (outside + smoothing))


def bic(cells: Cells) -> Floats:
    """G² without its sign, less ln n: evidence for a difference, against one if below 0.

    Wilson (2013), Embracing Bayes factors for key item analysis: above 2 positive, above 6
    strong, above 10 very strong evidence. His calculator uses the two-cell G².

    >>> bic(Cells(7, 10, 9, 19)).round(4).tolist()
    [1.5905]
    """
    return np.asarray(np.abs(g2(cells)) - np.log(cells.n))


def pmi(cells: Cells) -> Floats:
    """Pointwise mutual information log2(o11 / e11); −∞ where o11 is 0.

    Church and Hanks (1990), Computational Linguistics 16. It favours rare pairs: 1 of 1
    has more than 99 of 100. quanteda gives natural logarithms.

    >>> pmi(Cells(6, 9, 8, 18)).round(4).tolist()
    [0.585]
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        # Products of whole numbers are exact, so that no difference gives 0 exactly.
        return np.asarray(np.log2(cells.o11 * cells.n / (cells.r1 * cells.c1)))


def t_score(cells: Cells) -> Floats:
    """(o11 − e11) / √o11; −∞ where o11 is 0 and was expected.

    Church, Gale, Hanks and Hindle (1991), Using statistics in lexical analysis. It ranks
    by frequency and certainty; as a test it is rough, so no p is taken from it.

    >>> t_score(Cells(4, 4, 8, 16)).tolist()
    [1.0]
    """
    excess = cells.cross / cells.n
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(excess == 0, 0.0, excess / np.sqrt(cells.o11)))


def dice(cells: Cells) -> Floats:
    """2 o11 / (r1 + c1), from 0 (never together) to 1 (never apart); Dice (1945).

    >>> dice(Cells(4, 4, 12, 16)).tolist()
    [0.5]
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(2 * cells.o11 / (cells.r1 + cells.c1))


def log_dice(cells: Cells) -> Floats:
    """14 + log2(Dice): at most 14, and the same whatever the size of the corpus.

    Rychlý (2008), A lexicographer-friendly association score. −∞ where o11 is 0.

    >>> log_dice(Cells(4, 4, 12, 16)).tolist()
    [13.0]
    """
    with np.errstate(divide="ignore"):
        return np.asarray(14 + np.log2(dice(cells)))


def _check(correction: str | None) -> None:
    if correction not in (None, "yates", "williams"):
        raise ValueError(f"correction must be None, 'yates' or 'williams', not {correction!r}.")


def _towards_0(cells: Cells) -> Floats:
    cross = cells.cross
    return np.asarray(np.sign(cross) * np.maximum(np.abs(cross) - cells.n / 2, 0))


def _williams(cells: Cells) -> Floats:
    inverse = [cells.n / np.where(m > 0, m, 1) for m in (cells.r1, cells.r2, cells.c1, cells.c2)]
    rows, columns = inverse[0] + inverse[1] - 1, inverse[2] + inverse[3] - 1
    return np.asarray(1 + rows * columns / (6 * cells.n))
