"""ways of doing one thing → seconds, in rounds: every way once, one after the other."""

from __future__ import annotations

import hashlib
import statistics
import time
from collections.abc import Callable
from threading import Thread
from typing import Any


def seconds(do: Callable[[], Any]) -> float:
    begin = time.perf_counter()
    do()
    return time.perf_counter() - begin


def in_rounds(ways: dict[str, Callable[[], Any]], rounds: int) -> dict[str, list[float]]:
    """Time every way once a round, so that what slows the machine slows all of them."""
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            times[name].append(seconds(way))
    return times


def ratios(slow: list[float], fast: list[float]) -> dict[str, float]:
    """Return the median and the range of how many times as long, round by round."""
    pairs = [theirs / ours for theirs, ours in zip(slow, fast, strict=True)]
    return {"median": statistics.median(pairs), "low": min(pairs), "high": max(pairs)}


def cost_of_company() -> float:
    """Return how much longer two threads take than one, each with the same work.

    1.0: two cores are free; 2.0: only one is. The work is hashing, which leaves the
    interpreter's lock alone.
    """
    block = bytes(100_000_000)

    def work() -> None:
        hashlib.sha256(block).digest()

    def together() -> None:
        threads = [Thread(target=work) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    return seconds(together) / seconds(work)
