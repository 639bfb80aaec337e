"""Tokens, types and Yule's K of texts → the indices of variety that these determine."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

BY_LENGTH = ("ttr", "guiraud", "herdan_c")  # change with length, whatever the words
# Change with length too; asked for by name only.
RARER = (
    "cttr",
    "dugast_u",
    "summer_s",
    "maas_a2",
    "maas_lgv0",
    "yule_i",
    "herdan_vm",
)
FROM_K = ("yule_i", "herdan_vm")


def indices(
    size: NDArray[np.int64], types: NDArray[np.int64], yule_k: Floats, base: float
) -> dict[str, Floats]:
    """Give every index of N tokens and V types; logarithms to ``base``, NaN where undefined.

    ``yule_k`` is used for Σf² = N + K N² / 10⁴. An index is NaN where its formula divides 0
    by 0, and without any word; Summer's S also where ln N or ln V has no logarithm.

    >>> one = np.array([4]), np.array([3]), np.array([1250.0])
    >>> {name: value.round(3).tolist() for name, value in indices(*one, 10.0).items()
    ...  if name in ("ttr", "cttr", "yule_i")}
    {'ttr': [0.75], 'cttr': [1.061], 'yule_i': [3.0]}
    """
    n, v = np.where(size > 0, size, np.nan), types.astype(np.float64)
    squares = n + yule_k * n * n / 1e4
    with np.errstate(divide="ignore", invalid="ignore"):
        log_n, log_v = np.log(n) / np.log(base), np.log(v) / np.log(base)
        below = np.where(types == size, 0.0, log_n - log_v)
        found = {
            "ttr": v / n,
            "guiraud": v / np.sqrt(n),
            "herdan_c": np.log(v) / np.log(n),
            "cttr": v / np.sqrt(2 * n),
            "dugast_u": log_n**2 / below,
            "summer_s": np.log(log_v) / np.log(log_n),
            "maas_a2": below / log_n**2,
            "maas_lgv0": log_v / np.sqrt(1 - (log_v / log_n) ** 2),
            # A word said again adds 2 or more to Σf² − V, so what is less is rounding.
            "yule_i": v**2 / np.where(squares - v > 1, squares - v, 0.0),
            "herdan_vm": np.sqrt((squares / n**2 - 1 / v).clip(min=0)),
        }
    defined = np.isfinite(found["summer_s"])
    found["summer_s"] = np.where(defined, found["summer_s"], np.nan)
    return found
