"""Texts → their runs of letters, numbered alike where they are alike, and who has each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from textkit.near import letters_of, run_hashes

_BATCH = 2_000_000  # letters looked at together
_LAST = np.int64(2**63 - 1)
_PARTS = 16  # of the range of hashes, numbered one after the other: bounds the memory


@dataclass(frozen=True)
class Runs:
    """The runs of ``n`` letters of some texts, one after the other, as numbers.

    Attributes
    ----------
    n : int
        Letters in a run.
    starts : int64 array
        Where the letters of each text start, and where the last ends.
    letters : uint32 array
        Their code points; 0 in phrases that are left out.
    ids : int32 array, one per letter
        Number of the run that starts there; -1 if no other text has it, if it would reach
        past the end of the text, or if it touches a phrase that is left out.
    usable : bool array, one per letter
        False where a run would reach past the end or touches a phrase that is left out.
    n_documents : int32 array, one per number
        Texts that have the run, two at least.
    """

    n: int
    starts: NDArray[np.int64]
    letters: NDArray[np.uint32]
    ids: NDArray[np.int32]
    usable: NDArray[np.bool_]
    n_documents: NDArray[np.int32]

    def weights(self) -> NDArray[np.float64]:
        """Weigh each number: 1 if two texts have the run, less the more have it.

        The weight is 1 - log(d) / log(N), where d other texts of N have it.
        """
        texts = max(len(self.starts) - 1, 2)
        return np.asarray(1 - np.log(self.n_documents - 1.0) / np.log(texts), dtype=np.float64)


def number_runs(texts: Sequence[str], n: int, *, without: Iterable[str] = ()) -> Runs:
    """Number the runs of ``n`` letters that two texts or more have.

    Only letters, digits and Chinese characters count, as in :mod:`textkit.near`. Equal hashes
    of 64 bits count as equal runs. Memory is about 30 bytes a letter, whatever is shared.

    Examples
    --------
    >>> runs = number_runs(["深化改革开放", "改革，开放"], 2)
    >>> runs.ids.tolist(), runs.n_documents.tolist()
    ([-1, -1, 1, 0, 2, -1, 1, 0, 2, -1], [2, 2, 2])
    """
    banned = _pattern(without)
    room = sum(map(len, texts))
    kept, hashes = np.empty(room, dtype=np.uint32), np.empty(room, dtype=np.uint64)
    fit = np.zeros(room, dtype=bool)
    starts = np.zeros(len(texts) + 1, dtype=np.int64)
    for at, text in enumerate(texts):
        letters = letters_of(text)[0]
        start = int(starts[at])
        starts[at + 1] = start + len(letters)
        kept[start : starts[at + 1]] = letters
        found = run_hashes(letters, n)
        hashes[start : start + len(found)] = found
        fit[start : start + len(found)] = True
        if banned is not None:
            plain = letters.tobytes().decode("utf-32-le", "surrogatepass")
            for hit in banned.finditer(plain):
                fit[start + max(hit.start() - n + 1, 0) : start + hit.end()] = False
                kept[start + hit.start() : start + hit.end()] = 0
    # What lies past the last letter was never touched, so it takes no memory.
    kept, hashes, fit = kept[: starts[-1]], hashes[: starts[-1]], fit[: starts[-1]]
    ids, n_documents = _number(hashes, fit, starts)
    return Runs(n, starts, kept, ids, fit, n_documents)


def rare_runs(runs: Runs, window: int, most: float) -> NDArray[np.int64]:
    """Choose runs so that of any ``window`` in a row that two texts share both have one.

    Of every ``window`` runs in a row that other texts have, the rarest is chosen, unless more
    than ``most`` texts have it; of equally rare ones the same in every text. Returns letters.
    """
    chosen = [np.empty(0, np.int64)]
    texts = np.searchsorted(runs.starts, np.arange(0, runs.starts[-1] + _BATCH, _BATCH))
    edges = np.unique(np.minimum(texts, len(runs.starts) - 1))
    for low, high in pairwise(runs.starts[edges].tolist()):
        ids = runs.ids[low:high].astype(np.int64)
        known = ids >= 0
        rank = np.full(high - low, _LAST)
        rank[known] = (runs.n_documents[ids[known]].astype(np.int64) << 32) + ids[known]
        places = max(len(ids) - window + 1, 0)
        shared = np.ones(places, dtype=bool)
        rarest = np.full(places, _LAST)
        for step in range(window):
            shared &= known[step : step + places]
            np.minimum(rarest, rank[step : step + places], out=rarest)
        picked = np.zeros(len(ids), dtype=bool)
        for step in range(window):
            picked[step : step + places] |= shared & (rarest == rank[step : step + places])
        picked &= rank >> 32 <= most
        chosen.append(np.flatnonzero(picked) + low)
    return np.concatenate(chosen)


def _number(
    hashes: NDArray[np.uint64], usable: NDArray[np.bool_], starts: NDArray[np.int64]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    ids = np.full(len(hashes), -1, dtype=np.int32)
    shared = []
    known = 0
    part_of = (hashes >> np.uint64(60)).astype(np.uint8)
    part_of[~usable] = _PARTS
    for part in range(_PARTS):
        at = np.flatnonzero(part_of == part)
        at = at[np.argsort(hashes[at], kind="stable")]
        if not len(at):
            continue
        fresh = np.r_[True, hashes[at[1:]] != hashes[at[:-1]]]
        owner = np.searchsorted(starts, at, side="right")
        first = fresh | np.r_[True, owner[1:] != owner[:-1]]
        group = np.cumsum(fresh) - 1
        n_documents = np.bincount(group, weights=first).astype(np.int32)
        several = n_documents > 1
        number = np.where(several, np.cumsum(several) - 1 + known, -1).astype(np.int32)
        ids[at] = number[group]
        shared.append(n_documents[several])
        known += int(several.sum())
    return ids, np.concatenate([np.empty(0, np.int32), *shared])


def _pattern(phrases: Iterable[str]) -> re.Pattern[str] | None:
    """Return a pattern of the phrases' letters, longest first."""
    plain = {
        letters_of(one)[0].tobytes().decode("utf-32-le", "surrogatepass") for one in phrases
    } - {""}
    ordered = sorted(plain, key=lambda one: (-len(one), one))
    return re.compile("|".join(map(re.escape, ordered))) if ordered else None
