"""Numbered runs → stretches that two texts share, word for word or nearly."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textkit.measures import stretch_kernel
from textkit.measures.runs import Runs, rare_runs
from textkit.segmentation.machine import compiled

WORTH_LOADING = 200_000  # letters; fewer are compared sooner than Numba is loaded

Ints = NDArray[np.int64]


def find_stretches(
    runs: Runs,
    passages: tuple[Ints, Ints, Ints],
    when: NDArray[np.float64] | None,
    *,
    min_length: int,
    min_weight: float,
) -> pd.DataFrame:
    """Find the stretches of passages that stand in other texts; all places are letters.

    ``passages`` are the text, first letter and end of each passage, in order. With ``when``
    (a time per text) only earlier texts are looked at.

    Returns
    -------
    DataFrame
        ``passage``, ``other`` (text), ``place``, ``end``, ``other_place``, ``other_end``,
        ``length`` (letters in common), ``edits``, ``n_documents``, ``weight``,
        ``containment``.
    """
    tables = list(_by_text(runs, passages, when, min_length, min_weight))
    empty = pd.DataFrame({name: np.empty(0, np.int64) for name in _NAMES})
    found = pd.concat(tables, ignore_index=True) if tables else empty.assign(weight=0.0)
    _, first, end = passages
    at = found["passage"].to_numpy()
    order = np.argsort(found["other"].to_numpy(), kind="stable")
    seen = np.full(len(runs.n_documents), -1, dtype=np.int32)
    until = np.maximum(end - runs.n + 1, first)
    common = _kernel(runs).count_found(
        order, found["other"].to_numpy(), first[at], until[at], runs.ids, runs.starts, seen
    )
    counted = np.concatenate([[0], np.cumsum(runs.usable)])
    found["containment"] = common / np.maximum(counted[until[at]] - counted[first[at]], 1)
    return found


_NAMES = ["passage", "other", "place", "end", "other_place", "other_end", "length", "edits",
          "n_documents"]  # fmt: skip


def _by_text(
    runs: Runs,
    passages: tuple[Ints, Ints, Ints],
    when: NDArray[np.float64] | None,
    min_length: int,
    min_weight: float,
) -> Iterator[pd.DataFrame]:
    n_texts = len(runs.starts) - 1
    heavy = runs.weights()
    fit = runs.n_documents[heavy >= min_weight]
    window = max(min_length // 2 - runs.n + 1, 1)
    seeds = rare_runs(runs, window, int(fit.max()) if len(fit) else 0)
    places = seeds[np.argsort(runs.ids[seeds], kind="stable")]
    counts = np.bincount(runs.ids[places], minlength=len(heavy))
    bounds = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    owner = (np.searchsorted(runs.starts, places, side="right") - 1).astype(np.int32)
    seed_at = np.searchsorted(seeds, runs.starts)
    passage_at = np.searchsorted(passages[0], np.arange(n_texts + 1))
    for text in range(n_texts):
        start, stop = runs.starts[text : text + 2].tolist()
        mine = slice(passage_at[text], passage_at[text + 1])
        inside = _inside(passages[1][mine] - start, passages[2][mine] - start, stop - start, runs.n)
        own = np.where(inside >= 0, runs.ids[start:stop], -1).astype(np.int32)
        open_to = np.ones(n_texts, dtype=bool) if when is None else when < when[text]
        open_to[text] = False
        keys = _kernel(runs).gather(
            seeds[seed_at[text] : seed_at[text + 1]], own, start, bounds, places, open_to, owner
        )
        if len(keys):
            keys.sort()
            blocks = _kernel(runs).extend(keys, own, start, runs.ids)
            blocks[:, 2] += runs.n - 1
            other = np.searchsorted(runs.starts, blocks[:, 1], side="right") - 1
            passage = inside[blocks[:, 0] - start] + passage_at[text]
            table = _join(runs, blocks, passage, other, min_length, heavy, own, passages)
            yield table[table["weight"] >= min_weight]


def _inside(first: Ints, end: Ints, size: int, n: int) -> Ints:
    """Return the passage that each run lies in, -1 if it lies in none."""
    inside = np.full(size, -1, dtype=np.int64)
    length = np.maximum(end - n + 1 - first, 0)
    before = np.cumsum(length) - length
    at = np.repeat(first - before, length) + np.arange(length.sum())
    inside[at] = np.repeat(np.arange(len(first)), length)
    return inside


def _join(
    runs: Runs, blocks: Ints, passage: Ints, other: Ints, min_length: int,
    heavy: NDArray[np.float64], own: NDArray[np.int32], passages: tuple[Ints, Ints, Ints],
) -> pd.DataFrame:  # fmt: skip
    start = int(runs.starts[passages[0][passage[0]]])
    order = np.lexsort((blocks[:, 1], blocks[:, 0], passage, other))
    blocks, passage, other = blocks[order], passage[order], other[order]
    fresh = (np.diff(other) != 0) | (np.diff(passage) != 0)
    groups = np.concatenate([[0], np.flatnonzero(fresh) + 1, [len(blocks)]]).astype(np.int64)
    label = _kernel(runs).chain(blocks, groups, min_length, start, len(own))
    length = np.bincount(label[label >= 0], weights=blocks[label >= 0, 2])
    kept = np.flatnonzero(label >= 0)
    kept = kept[length[label[kept]] >= min_length]
    if not len(kept):
        return pd.DataFrame({name: np.empty(0, np.int64) for name in _NAMES}).assign(weight=0.0)
    kept = kept[np.lexsort((blocks[kept, 0], label[kept]))]
    blocks, label, passage, other = blocks[kept], label[kept], passage[kept], other[kept]
    first = np.flatnonzero(np.r_[True, label[1:] != label[:-1]])
    last = np.r_[first[1:], len(label)] - 1
    gap = np.maximum(
        blocks[1:, 0] - blocks[:-1, 0] - blocks[:-1, 2],
        blocks[1:, 1] - blocks[:-1, 1] - blocks[:-1, 2],
    )
    gap = np.r_[0, np.where(label[1:] == label[:-1], gap, 0)]
    rows = np.stack(
        [
            blocks[first, 0], blocks[last, 0] + blocks[last, 2],
            blocks[first, 1], blocks[last, 1] + blocks[last, 2],
            np.add.reduceat(blocks[:, 2], first), np.add.reduceat(gap, first),
        ], axis=1,
    )  # fmt: skip
    weight, fewest = _weigh(runs, blocks, np.cumsum(np.r_[True, label[1:] != label[:-1]]) - 1,
                            heavy, own, start)  # fmt: skip
    passage, other = passage[first], other[first]
    order = np.lexsort((rows[:, 0], passage, other))
    rows, passage, other = rows[order], passage[order], other[order]
    limits = np.stack(
        [passages[1][passage], passages[2][passage], runs.starts[other], runs.starts[other + 1]],
        axis=1,
    )
    group = np.cumsum(np.r_[True, (np.diff(other) != 0) | (np.diff(passage) != 0)])
    _kernel(runs).widen(rows, group, limits, runs.letters, min_length)
    columns = [passage, other, *rows.T, fewest[order]]
    return pd.DataFrame(dict(zip(_NAMES, columns, strict=True))).assign(weight=weight[order])


def _weigh(
    runs: Runs, blocks: Ints, stretch: Ints, heavy: NDArray[np.float64],
    own: NDArray[np.int32], start: int,
) -> tuple[NDArray[np.float64], Ints]:  # fmt: skip
    """Return the mean weight of each stretch's runs, and how many texts have the rarest."""
    many = np.maximum(blocks[:, 2] - runs.n + 1, 0)
    at = np.repeat(blocks[:, 0] - start - np.cumsum(many) + many, many) + np.arange(many.sum())
    ids = own[at]
    owner = np.repeat(stretch, many)
    size = int(stretch[-1]) + 1
    fewest = np.full(size, len(runs.starts), dtype=np.int64)
    np.minimum.at(fewest, owner, runs.n_documents[ids])
    total = np.bincount(owner, weights=heavy[ids], minlength=size)
    return total / np.maximum(np.bincount(owner, minlength=size), 1), fewest


def _kernel(runs: Runs) -> Any:
    if len(runs.ids) < WORTH_LOADING or importlib.util.find_spec("numba") is None:
        return stretch_kernel
    return compiled(stretch_kernel)
