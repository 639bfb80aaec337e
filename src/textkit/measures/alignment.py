"""Two sequences → their best local alignment, to be shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

_MOST_CELLS = 50_000_000


@dataclass(frozen=True)
class Alignment:
    """Two stretches laid against each other.

    Attributes
    ----------
    score : int
        Matches, mismatches and gaps, each times its price.
    start_left, start_right : int
        Where the stretches begin in the two sequences.
    left, right : list of str
        The stretches, equally long: "" stands where the other one has something more.
    """

    score: int
    start_left: int
    start_right: int
    left: list[str]
    right: list[str]


def align_local(
    left: Sequence[str], right: Sequence[str], *, match: int = 2, mismatch: int = -1, gap: int = -1
) -> Alignment:
    """Find the two stretches that score best when laid against each other.

    Sequences are strings (of characters) or lists of words; time and memory grow with
    the product of their lengths. Of equally good alignments the one that ends first in
    ``left``, then in ``right``, and a pair rather than a gap. The score is textreuse's
    ``align_local``; what is shown, unlike there, always has that score.

    Raises
    ------
    ValueError
        If ``match`` is not above 0, ``mismatch`` or ``gap`` not below 0, or the sequences
        are so long that the table would have more than 50 million cells.

    Notes
    -----
    Smith and Waterman (1981), with a gap's price in proportion to its length.

    Examples
    --------
    >>> shown = align_local("利用率达100", "利用率均达到100")
    >>> shown.score, shown.left
    (12, ['利', '用', '率', '', '达', '', '1', '0', '0'])
    """
    if match <= 0 or mismatch >= 0 or gap >= 0:
        raise ValueError(
            f"match must be above 0, mismatch and gap below 0, not {match}, {mismatch}, {gap}."
        )
    if (len(left) + 1) * (len(right) + 1) > _MOST_CELLS:
        raise ValueError(
            f"{len(left):,} × {len(right):,} are too many to align: cut the texts into passages."
        )
    names = {name: number for number, name in enumerate(dict.fromkeys([*left, *right]))}
    a = np.array([names[one] for one in left], dtype=np.int64)
    b = np.array([names[one] for one in right], dtype=np.int64)
    table = np.zeros((len(a) + 1, len(b) + 1), dtype=np.int32)
    slope = gap * np.arange(len(b) + 1)
    for i in range(1, len(a) + 1):
        row = np.zeros(len(b) + 1, dtype=np.int64)
        pairs = table[i - 1, :-1] + np.where(b == a[i - 1], match, mismatch)
        row[1:] = np.maximum(np.maximum(pairs, table[i - 1, 1:] + gap), 0)
        # The best way to come from the left, for all places at once.
        table[i] = np.maximum.accumulate(row - slope) + slope
    i, j = (int(one) for one in np.unravel_index(int(table.argmax()), table.shape))
    score = int(table[i, j])
    shown: list[tuple[str, str]] = []
    while table[i, j] > 0:
        pair = match if a[i - 1] == b[j - 1] else mismatch
        if table[i, j] == table[i - 1, j - 1] + pair:
            i, j = i - 1, j - 1
            shown.append((left[i], right[j]))
        elif table[i, j] == table[i - 1, j] + gap:
            i -= 1
            shown.append((left[i], ""))
        else:
            j -= 1
            shown.append(("", right[j]))
    shown.reverse()
    return Alignment(score, i, j, [one for one, _ in shown], [other for _, other in shown])
