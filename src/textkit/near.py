"""Texts → which of them share wording, how much, and where.

Only letters, digits and Chinese characters count here: copies of a text differ in blanks,
punctuation and the width of digits, and these say nothing about where it comes from.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

_WINDOW = 6  # n-grams in a row of which one is kept as a fingerprint
_BATCH = 2_000_000  # characters hashed at a time
_BUDGET = 200_000_000  # pairs of fingerprints looked at
_BLOCK = 10_000_000  # of them at a time
_SLACK = 0.5  # fingerprints are a sample: candidates may fall short of the threshold
_NONE = np.uint64(2**64 - 1)

Letters = NDArray[np.uint32]


def near_pairs(texts: Sequence[str], *, n: int = 5, threshold: float = 0.5) -> pd.DataFrame:
    """Find pairs of texts of which one repeats much of the other.

    A text is the set of its runs of ``n`` letters. A pair is listed if at least ``threshold``
    of the runs of one stand in the other, so that a truncated copy is found beside its
    whole. Texts of the same letters are paired with the first of them only, and only the
    first is compared with others; a text of fewer than ``n`` letters is in no pair.

    Candidates share fingerprints: of every 6 runs in a row the one with the lowest hash
    (winnowing: Schleimer, Wilkerson and Aiken 2003), so that any common stretch of
    ``n`` + 5 letters is seen. Candidates must share half of ``threshold`` of the fingerprints
    of the shorter text; the shares listed are those of all runs, without sampling. Pairs of
    whole documents are found; of pairs of sentences that only just reach a threshold of
    0.5, 4 in 100 were missed, of those that reach 0.8 none. Where a corpus is so large that
    its commonest fingerprints would make more than 200 million pairs, these are left out,
    commonest first: a text that consists of phrases that stand everywhere is then missed.
    Time grows with the characters and this fixed number; memory with 4 bytes a character.

    Returns
    -------
    DataFrame
        ``left``, ``right`` (positions in ``texts``, left < right), ``jaccard`` (common runs ÷
        runs of either), ``containment_left`` (share of the left text's runs that stand in the
        right one), ``containment_right``; by position.

    Raises
    ------
    ValueError
        If ``n`` is below 1 or ``threshold`` not above 0 and at most 1.

    Examples
    --------
    >>> whole = "坚持稳中求进工作总基调，加快建设现代化产业体系，增进民生福祉。"
    >>> near_pairs([whole, "深化改革开放，激发市场活力。", whole[:20]]).round(2).values.tolist()
    [[0.0, 2.0, 0.62, 0.62, 1.0]]
    """
    if n < 1:
        raise ValueError(f"n must be at least 1, not {n}.")
    if not 0 < threshold <= 1:
        raise ValueError(f"threshold must be above 0 and at most 1, not {threshold}.")
    rows: list[tuple[int, int, float, float, float]] = []
    first: dict[bytes, int] = {}
    different = []
    for position, text in enumerate(texts):
        letters = letters_of(text)[0]
        if len(letters) < n:
            continue
        known = first.setdefault(hashlib.sha256(letters.tobytes()).digest(), position)
        if known == position:
            different.append(position)
        else:
            rows.append((known, position, 1.0, 1.0, 1.0))

    @lru_cache(maxsize=512)
    def runs(position: int) -> NDArray[np.uint64]:
        return np.unique(run_hashes(letters_of(texts[position])[0], n))

    for left, right in _candidates([texts[one] for one in different], n, threshold):
        one, other = different[left], different[right]
        common = len(np.intersect1d(runs(one), runs(other), assume_unique=True))
        size_left, size_right = len(runs(one)), len(runs(other))
        if common >= threshold * min(size_left, size_right):
            either = size_left + size_right - common
            rows.append((one, other, common / either, common / size_left, common / size_right))
    names = ["left", "right", "jaccard", "containment_left", "containment_right"]
    table = pd.DataFrame(sorted(rows), columns=names)
    return table.astype(dict.fromkeys(names[:2], "int64") | dict.fromkeys(names[2:], "float64"))


def align(left: str, right: str, *, min_length: int = 20) -> pd.DataFrame:
    """Find the stretches of one text that stand in another, wherever they stand there.

    Each letter of ``left`` is in one stretch at most: where stretches overlap, the longest
    is taken first and the rest of the others as far as it is long enough. A stretch that
    stands in ``right`` more than once is given once.

    Returns
    -------
    DataFrame
        ``start_left``, ``end_left``, ``start_right``, ``end_right`` (offsets in the two
        texts) and ``length`` (letters the two have in common there, at least
        ``min_length``); in the order of ``left``.

    Examples
    --------
    >>> align("会议指出，加快建设现代化产业体系。", "加快建设 现代化产业体系", min_length=8)
       start_left  end_left  start_right  end_right  length
    0           5        16            0         12      11
    """
    if min_length < 1:
        raise ValueError(f"min_length must be at least 1, not {min_length}.")
    (a, at_left), (b, at_right) = letters_of(left), letters_of(right)
    rows = [
        (at_left[i], at_left[i + size - 1] + 1, at_right[j], at_right[j + size - 1] + 1, size)
        for i, j, size in _stretches(a, b, min_length)
    ]
    names = ["start_left", "end_left", "start_right", "end_right", "length"]
    return pd.DataFrame(rows, columns=names).astype("int64")


def _stretches(a: Letters, b: Letters, size: int) -> list[tuple[int, int, int]]:
    """Cover ``a`` with stretches of ``b``: start in a, start in b, length."""
    here, there = run_hashes(a, size), run_hashes(b, size)
    values, where, count = np.unique(there, return_index=True, return_counts=True)
    slot = np.minimum(np.searchsorted(values, here), max(len(values) - 1, 0))
    if not len(values) or not len(here):
        return []
    known = values[slot] == here
    found = np.where(known, where[slot], -1)
    _go_on(found, here, there, np.flatnonzero(known & (count[slot] > 1)))
    diagonal = np.where(known, found - np.arange(len(found)), len(b) + 1)
    edges = np.flatnonzero(np.diff(diagonal)) + 1
    runs = [
        (start, end - start + size - 1)
        for start, end in zip([0, *edges], [*edges, len(found)], strict=True)
        if known[start]
    ]
    free = np.ones(len(a), dtype=bool)
    taken = []
    for start, length in sorted(runs, key=lambda run: (-run[1], run[0])):
        # A longer stretch can only have taken the ends of this one, or all of it.
        left = start + np.flatnonzero(free[start : start + length])
        if len(left) >= size:
            shift = int(found[start]) - int(start)
            taken.append((int(left[0]), int(left[0]) + shift, len(left)))
            free[left] = False
    return sorted(taken)


def _go_on(
    found: NDArray[np.int64],
    here: NDArray[np.uint64],
    there: NDArray[np.uint64],
    repeated: NDArray[np.int64],
) -> None:
    """Where a run stands in several places, choose the one that goes on with its neighbour."""
    for step, order in ((1, repeated), (-1, repeated[::-1])):
        for i in order.tolist():
            if 0 <= i - step < len(found) and found[i - step] >= 0:
                wanted = found[i - step] + step
                if 0 <= wanted < len(there) and there[wanted] == here[i]:
                    found[i] = wanted


def _candidates(texts: Sequence[str], n: int, threshold: float) -> Iterator[tuple[int, int]]:
    """Yield the pairs that share enough fingerprints, by position."""
    from scipy import sparse

    owners, prints = _fingerprints(texts, n)
    if not len(prints):
        return
    fresh = prints[1:] != prints[:-1]
    group = np.cumsum(np.r_[False, fresh])
    frequency = np.bincount(group)
    cost = np.cumsum(
        np.bincount(frequency).astype(np.float64) * np.arange(frequency.max() + 1) ** 2
    )
    most = int(np.searchsorted(cost, _BUDGET, side="right")) - 1
    kept = frequency[group] <= most
    owners, group = owners[kept], group[kept]
    size = np.bincount(owners, minlength=len(texts))
    ones = np.ones(len(owners), dtype=np.int32)
    table = sparse.csr_array((ones, (owners, group)), shape=(len(texts), len(frequency)))
    turned = table.T.tocsr()
    # Blocks of rows keep the table of shared fingerprints small.
    work = np.cumsum(table @ frequency.astype(np.float64))
    blocks = np.searchsorted(work, np.arange(_BLOCK, work[-1] + _BLOCK, _BLOCK)) + 1
    for start, stop in pairwise([0, *np.minimum(blocks, len(texts)).tolist()]):
        shared = (table[start:stop] @ turned).tocoo()
        left, right = shared.row + start, shared.col
        enough = shared.data >= _SLACK * threshold * np.minimum(size[left], size[right])
        enough &= left < right
        yield from sorted(zip(left[enough].tolist(), right[enough].tolist(), strict=True))


def _fingerprints(texts: Sequence[str], n: int) -> tuple[NDArray[np.int32], NDArray[np.uint64]]:
    """Return owners and hashes of all fingerprints, by hash, then by owner; none twice."""
    found = [_winnow(batch, n) for batch in _batches(texts, n)]
    owners = np.concatenate([np.empty(0, np.int32), *(owner for owner, _ in found)])
    prints = np.concatenate([np.empty(0, np.uint64), *(hashed for _, hashed in found)])
    order = np.argsort(prints, kind="stable")
    owners, prints = owners[order], prints[order]
    fresh = np.ones(len(prints), dtype=bool)
    fresh[1:] = (prints[1:] != prints[:-1]) | (owners[1:] != owners[:-1])
    return owners[fresh], prints[fresh]


def _batches(texts: Sequence[str], n: int) -> Iterator[list[tuple[int, Letters]]]:
    batch: list[tuple[int, Letters]] = []
    waiting = 0
    for position, text in enumerate(texts):
        batch.append((position, letters_of(text)[0]))
        waiting += len(text)
        if waiting >= _BATCH:
            yield batch
            batch, waiting = [], 0
    if batch:
        yield batch


def _winnow(
    batch: list[tuple[int, Letters]], n: int
) -> tuple[NDArray[np.int32], NDArray[np.uint64]]:
    # A wall between two texts is wide enough that no window reaches over it.
    wall = np.zeros(n + _WINDOW, dtype=np.uint32)
    letters = np.concatenate([part for _, text in batch for part in (text, wall)])
    lengths = [length for _, text in batch for length in (len(text), len(wall))]
    owner = np.repeat([one for position, _ in batch for one in (position, -1)], lengths)
    hashes = run_hashes(letters, n)
    valid = (owner[: len(hashes)] >= 0) & (owner[n - 1 :] >= 0)
    hashes[~valid] = _NONE
    reach = 1
    while reach < _WINDOW:
        step = min(reach, _WINDOW - reach)
        hashes[:-step] = np.minimum(hashes[:-step], hashes[step:])
        reach += step
    owners, prints = owner[: len(hashes)][valid].astype(np.int32), hashes[valid]
    fresh = np.ones(len(prints), dtype=bool)
    fresh[1:] = (prints[1:] != prints[:-1]) | (owners[1:] != owners[:-1])
    return owners[fresh], prints[fresh]


def run_hashes(letters: Letters, n: int) -> NDArray[np.uint64]:
    """Hash every run of ``n`` letters (multiply and add, then mixed as in SplitMix64)."""
    hashes = np.zeros(max(len(letters) - n + 1, 0), dtype=np.uint64)
    for shift in range(n):
        hashes *= np.uint64(0x9E3779B97F4A7C15)
        hashes += letters[shift : shift + len(hashes)]
    hashes ^= hashes >> np.uint64(30)
    hashes *= np.uint64(0xBF58476D1CE4E5B9)
    hashes ^= hashes >> np.uint64(27)
    return hashes


def letters_of(text: str) -> tuple[Letters, NDArray[np.int64]]:
    """Return the code points of letters, digits and Chinese characters, and their offsets."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    full_width = (codes >= 0xFF01) & (codes <= 0xFF5E)
    codes = np.where(full_width, codes - np.uint32(0xFEE0), codes).astype(np.uint32)
    offsets = np.flatnonzero(_is_letter()[np.minimum(codes, 0xFFFF)])
    return codes[offsets], offsets


@lru_cache(maxsize=1)
def _is_letter() -> NDArray[np.bool_]:
    # The last place stands for all characters beyond the first plane: rare Chinese ones.
    return np.array([*(chr(code).isalnum() for code in range(0xFFFF)), True])
