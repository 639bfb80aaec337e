"""A seed → blocks of draws, worked on side by side, the same for any number of jobs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

# Numbers held at once by a block of draws or of resampled values (32 MB as float64).
BLOCK = 4_000_000

Seed = int | Sequence[int]
T = TypeVar("T")


def block_sizes(n_resamples: int, step: int) -> list[int]:
    """Part ``n_resamples`` draws into blocks of ``step``, the last one smaller.

    >>> block_sizes(10, 4)
    [4, 4, 2]
    """
    return [min(step, n_resamples - begin) for begin in range(0, n_resamples, step)]


def generator(seed: Seed, block: int) -> np.random.Generator:
    """Return the random numbers of one block: those of the seed itself for block 0.

    Every block has a stream of its own, so it does not matter who draws it and when.
    """
    key = (block,) if block else ()
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=key))


def run_blocks(
    work: Callable[[int, int], T], sizes: Sequence[int], n_jobs: int | None
) -> Iterator[T]:
    """Do ``work(block, size)`` for every block and yield what comes of it, in order.

    By joblib, in threads unless ``joblib.parallel_config`` names another backend; only a few
    results wait at a time.
    """
    if n_jobs in (None, 1) and _one_by_one():
        yield from (work(block, size) for block, size in enumerate(sizes))
        return
    from joblib import Parallel, delayed

    parallel = Parallel(n_jobs=n_jobs, prefer="threads", return_as="generator")
    yield from parallel(delayed(work)(block, size) for block, size in enumerate(sizes))


def _one_by_one() -> bool:
    """Tell whether no ``joblib.parallel_config`` asks for more than one job."""
    from joblib import effective_n_jobs

    return bool(effective_n_jobs() == 1)


def draw_weights(units: int, size: int, random: np.random.Generator) -> NDArray[np.float64]:
    """Draw ``units`` units with replacement, ``size`` times: how often each one came."""
    evenly = np.full(units, 1 / units)
    return random.multinomial(units, evenly, size=size).astype(np.float64)


def check(n_resamples: int, confidence: float | None = None) -> None:
    """Refuse a number of draws or a confidence that makes no sense."""
    if n_resamples < 1:
        raise ValueError(f"n_resamples must be at least 1, not {n_resamples}.")
    if confidence is not None and not 0 < confidence < 1:
        raise ValueError(f"confidence must lie between 0 and 1, not {confidence}.")


def as_rows(values: Any, size: int, name: str) -> NDArray[np.float64]:
    """Take what a statistic returned for ``size`` draws as a table of ``size`` rows."""
    array = np.asarray(values, dtype=np.float64)
    if array.ndim not in (1, 2) or len(array) != size:
        raise ValueError(
            f"{name} must return one value, or one row of values, per draw: "
            f"{size} draws gave an array of shape {array.shape}."
        )
    return array[:, np.newaxis] if array.ndim == 1 else array
