"""Texts of tokens → blocks of them to leave out in turn, and the interval that follows."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[Any]

LEAST = 100  # tokens of a block, about a paragraph
FEWEST, MOST = 5, 20  # blocks of a text; with fewer it has none


class Blocks(NamedTuple):
    """Blocks of all texts, in order: tokens begin to end, and the text that each is of."""

    begin: Ints
    end: Ints
    text: Ints


def cut_blocks(offsets: Ints, edges: Ints) -> Blocks:
    """Cut each text into blocks of about as many tokens, at the edges of passages if it can.

    Text i is tokens ``offsets[i]`` to ``offsets[i + 1]``. A cut moves to the nearest of the
    (sorted) ``edges`` if that is within half a block: what stands in one passage is alike,
    so a block that holds half of one would pass its sway on to the next.

    >>> cut_blocks(np.array([0, 500]), np.array([0, 90, 230, 310])).end.tolist()
    [90, 230, 310, 400, 500]
    """
    size = np.diff(offsets)
    number = np.minimum(size // LEAST, MOST)
    number[number < FEWEST] = 0
    text = np.repeat(np.arange(len(size)), number)
    place = np.arange(len(text)) - np.repeat(np.cumsum(number) - number, number)
    begin, end = (offsets[text] + size[text] * (place + k) // number[text] for k in (0, 1))
    inside = end < offsets[text + 1]
    if len(edges):
        end = np.where(inside, _nearest(end, edges, size[text] / (2 * number[text])), end)
    begin = np.where(place > 0, np.roll(end, 1), begin)
    some = begin < end
    return Blocks(begin[some], end[some], text[some])


def jackknife(
    estimate: Floats, left_out: Floats, text: Ints, *, confidence: float
) -> tuple[Floats, Floats]:
    """Return the interval of positive estimates, from the values with one block left out.

    ``left_out`` has one value per block, ``text`` the estimate that each belongs to. The
    ends are estimate × exp(± t s / estimate), with s² = (b − 1)/b Σ(value − mean)² over its b
    blocks (Künsch 1989, Annals of Statistics 17) and t of b − 1 degrees of freedom; on
    this scale no end is below 0. NaN without blocks.
    """
    from scipy.special import stdtrit

    n = len(estimate)
    number = np.bincount(text, minlength=n)
    some = np.maximum(number, 1)
    # An infinite value, as of MTLD where nothing is repeated, has no spread: NaN, not a warning.
    values = np.where(np.isfinite(left_out), left_out, np.nan)
    mean = np.bincount(text, weights=values, minlength=n) / some
    square = np.bincount(text, weights=(values - mean[text]) ** 2, minlength=n)
    error = np.where(number > 1, np.sqrt((some - 1) / some * square), np.nan)
    t = stdtrit(np.maximum(number - 1, 1), (1 + confidence) / 2)
    positive = np.isfinite(estimate) & (estimate > 0)
    factor = np.exp(t * error / np.where(positive, estimate, np.nan))
    # An estimate of 0 that no block changes is certain to be so, as far as blocks can tell.
    factor = np.where((estimate == 0) & (error == 0), 1, factor)
    return np.asarray(estimate / factor), np.asarray(estimate * factor)


def _nearest(place: Ints, edges: Ints, reach: Floats) -> Ints:
    after = np.minimum(np.searchsorted(edges, place), len(edges) - 1)
    before = np.maximum(after - 1, 0)
    closer = place - edges[before] <= edges[after] - place
    near = np.where(closer, edges[before], edges[after])
    return np.where(np.abs(near - place) <= reach, near, place)
