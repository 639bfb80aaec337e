"""Tokens → words that stand together more often than chance would have it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textkit.measures import association
from textkit.measures.association import Cells
from textkit.measures.sequences import Pairs, Streams, Triples, count_pairs, count_triples
from textkit.resample import adjust_p
from textkit.tokens import Tokens

Floats = NDArray[np.float64]

MEASURES = ("z", "lambda", "log_dice", "pmi", "t", "g2")


def collocations(
    tokens: Tokens,
    *,
    size: int | Iterable[int] = 2,
    window: int | None = None,
    min_count: int = 2,
    measure: str = "z",
    smoothing: float = 0.5,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """List the words that stand together, and how much more often than chance would have it.

    Counted are kept words next to each other in one passage. Punctuation and line breaks
    part words, whether kept or not; a space in a line does not. A word that is not kept,
    such as a stop word, leaves a gap: nothing is joined across it, but it stays in the
    totals, so dropping words changes no number of the others.

    Parameters
    ----------
    size : 2, 3, or both
        How many words.
    window : int
        Count instead two words, in this order, that are at most so many words apart in one
        sentence (1 is next to each other); only 。！？；!?; and line breaks part them then.
    min_count : int
        Least number of occurrences.
    measure : str
        Column to sort by: ``"z"``, ``"lambda"``, ``"log_dice"``, ``"pmi"``, ``"t"``, ``"g2"``.
    smoothing : float
        Added to every cell of a term's table for ``lambda``. With 0 a table with an empty
        cell gives an infinite ``lambda`` and no ``z``.
    confidence : float
        Of the interval of ``lambda``, between 0 and 1.

    Returns
    -------
    DataFrame
        One row per sequence, highest measure first, then by count and words:

        * ``term``, the words put together (with … between if there is a window), and
          ``word_1``, ``word_2`` and, if three are asked for, ``word_3`` ("" for pairs);
        * ``size`` (words), ``count`` (occurrences), ``n_passages`` (passages that have it);
        * ``lambda``: the interaction of highest order in the log-linear model of the 2ᵏ table
          of the words' positions. For two words the log odds ratio; for three, by how much
          their pairs go together more (> 0) or less with the third than without it, so a
          name whose pairs say all of it may have one below 0;
        * ``low``, ``high``: normal interval of ``lambda``; ``z``: ``lambda`` over its standard
          error; ``p``: two-sided, of ``z``; ``q``: false discovery rate over all rows (Benjamini
          and Hochberg 1995);
        * ``log_dice``: at most 14, whatever the size of the corpus; ``pmi`` in bits; ``t``;
          ``g2``: log-likelihood ratio over all cells against independent words, below 0
          where they stand together less often than expected.

    Raises
    ------
    ValueError
        If a size, the window, the measure or another option is out of its range.

    Notes
    -----
    λ and z: Blaheta and Johnson (2001), Unsupervised learning of multi-word verbs, as
    quanteda.textstats has them (there with ``tolower``; here terms are as they are). λ =
    Σ ±ln(cell + smoothing), + where an even number of words is missing, z = λ / √Σ 1/(cell +
    smoothing). logDice: Rychlý (2008). The others are those of
    ``textkit.measures.association``. Frequencies are those of a word in its place
    of the sequence. For three words, expected is n p₁ p₂ p₃; Dice is 3f / (f₁ + f₂ + f₃)
    and G² has eight cells.

    All take sequences as independent draws, so p is too small for what one passage
    repeats (read ``n_passages``), and with a window, where pairs overlap, more so.

    Examples
    --------
    >>> tokens = Tokens.from_words([["深化", "改革"], ["改革", "开放"], ["深化", "改革", "。"]])
    >>> collocations(tokens)[["term", "count", "n_passages", "lambda", "log_dice"]].round(3)
       term  count  n_passages  lambda  log_dice
    0  深化改革      2           2   2.708      14.0
    """
    sizes = _check(size, window, min_count, measure, smoothing, confidence)
    streams = Streams(tokens, sentences=window is not None, window=window or 1)
    pairs = count_pairs(streams, min_count=min_count)
    parts: list[Pairs | Triples] = [pairs] if 2 in sizes else []
    if 3 in sizes:
        parts.append(count_triples(streams, pairs, min_count=min_count))
    joiner = "" if window is None else "…"
    tables = [_measure(tokens, part, joiner, sizes[-1], smoothing, confidence) for part in parts]
    table = pd.concat(tables, ignore_index=True) if len(tables) > 1 else tables[0]
    table.insert(list(table.columns).index("p") + 1, "q", adjust_p(table["p"]))
    key = table[measure].to_numpy().round(9)  # what is equal stays so however it was summed
    words = [np.concatenate([part.words[:, place] for part in parts]) for place in (1, 0)]
    order = np.lexsort((*words, -table["count"].to_numpy(), -key))
    return table.take(order).reset_index(drop=True)


def _measure(
    tokens: Tokens,
    found: Pairs | Triples,
    joiner: str,
    width: int,
    smoothing: float,
    confidence: float,
) -> pd.DataFrame:
    from scipy.special import ndtr, ndtri

    size = found.words.shape[1]
    columns = [tokens.terms[found.words[:, place]] for place in range(size)]
    cells = _cells(found)
    value, error = _interaction(cells, smoothing)
    with np.errstate(invalid="ignore"):
        z = value / error
        half = ndtri((1 + confidence) / 2) * error
        low, high = value - half, value + half
    return pd.DataFrame(
        {
            "term": np.array(list(map(joiner.join, zip(*columns, strict=True))), dtype=object),
            **{f"word_{place + 1}": words for place, words in enumerate(columns)},
            **{f"word_{place + 1}": "" for place in range(size, width)},
            "size": size,
            "count": found.count,
            "n_passages": found.n_passages,
            "lambda": value,
            "low": low,
            "high": high,
            "z": z,
            "p": 2 * ndtr(-np.abs(z)),
            **(_pair_measures(found) if size == 2 else _triple_measures(found, cells)),
        }
    )


def _cells(found: Pairs | Triples) -> Floats:
    """Return the 2ᵏ cells of each sequence, shape (2, …, 2, rows): 1 has the word, 0 not."""
    f, n = found.count, found.total
    cells = np.empty((2,) * found.words.shape[1] + (len(f),))
    if found.words.shape[1] == 2:
        f1, f2 = found.margins
        cells[1, 1], cells[1, 0], cells[0, 1], cells[0, 0] = f, f1 - f, f2 - f, n - f1 - f2 + f
        return cells
    f1, f2, f3, f12, f13, f23 = found.margins
    cells[1, 1, 1], cells[1, 1, 0], cells[1, 0, 1], cells[0, 1, 1] = f, f12 - f, f13 - f, f23 - f
    cells[1, 0, 0], cells[0, 1, 0] = f1 - f12 - f13 + f, f2 - f12 - f23 + f
    cells[0, 0, 1] = f3 - f13 - f23 + f
    cells[0, 0, 0] = n - f1 - f2 - f3 + f12 + f13 + f23 - f
    return cells


def _interaction(cells: Floats, smoothing: float) -> tuple[Floats, Floats]:
    value, variance = np.zeros(cells.shape[-1]), np.zeros(cells.shape[-1])
    with np.errstate(divide="ignore", invalid="ignore"):
        for place in product((1, 0), repeat=cells.ndim - 1):
            smoothed = cells[place] + smoothing
            value += (-1) ** place.count(0) * np.log(smoothed)
            variance += 1 / smoothed
    return value, np.sqrt(variance)


def _pair_measures(found: Pairs | Triples) -> dict[str, Floats]:
    cells = Cells(o11=found.count, r1=found.margins[0], c1=found.margins[1], n=found.total)
    return {
        "log_dice": association.log_dice(cells),
        "pmi": association.pmi(cells),
        "t": association.t_score(cells),
        "g2": association.g2(cells),
    }


def _triple_measures(found: Pairs | Triples, cells: Floats) -> dict[str, Floats]:
    from scipy.special import xlogy

    f, n = found.count.astype(np.float64), float(found.total)
    margins = np.array(found.margins[:3], dtype=np.float64)
    expected = margins.prod(axis=0) / max(n, 1) ** 2
    # The share of sequences that have the word in its place, and of those that have not.
    shares = np.stack([1 - margins / max(n, 1), margins / max(n, 1)])
    total = np.zeros(len(f))
    for place in product((1, 0), repeat=3):
        here = n * shares[place[0], 0] * shares[place[1], 1] * shares[place[2], 2]
        total += xlogy(cells[place], cells[place] / np.where(here > 0, here, 1))
    return {
        "log_dice": 14 + np.log2(3 * f / margins.sum(axis=0)),
        "pmi": np.log2(f / expected),
        "t": (f - expected) / np.sqrt(f),
        "g2": np.sign(f - expected) * 2 * np.maximum(total, 0),
    }


def _check(
    size: int | Iterable[int],
    window: int | None,
    min_count: int,
    measure: str,
    smoothing: float,
    confidence: float,
) -> list[int]:
    sizes = sorted({int(size)} if isinstance(size, (int, np.integer)) else set(size))
    if not sizes or not set(sizes) <= {2, 3}:
        raise ValueError(f"size must be 2, 3 or (2, 3), not {size!r}.")
    if window is not None and (window < 1 or sizes != [2]):
        raise ValueError(
            f"window={window!r} goes with size=2, and is 1 or more: how many words apart."
        )
    if min_count < 1:
        raise ValueError(f"min_count must be at least 1, not {min_count}.")
    if measure not in MEASURES:
        raise ValueError(f"measure must be one of {', '.join(MEASURES)}, not {measure!r}.")
    if not smoothing >= 0:
        raise ValueError(f"smoothing must not be negative, but is {smoothing:g}.")
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must lie between 0 and 1, not {confidence}.")
    return sizes
