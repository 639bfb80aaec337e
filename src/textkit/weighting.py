"""Counts → weights: the schemes of the SMART notation, TF and DF apart."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

TermScheme = Literal["count", "prop", "propmax", "logcount", "boolean", "augmented", "logave"]
DocumentScheme = Literal["count", "inverse", "inversemax", "inverseprob", "unary"]


def weigh(
    counts: sparse.csr_array,
    *,
    tf: TermScheme = "count",
    df: DocumentScheme = "unary",
    base: float = 10.0,
) -> sparse.csr_array:
    """Weigh every count by its row (``tf``) and its term (``df``).

    With n a count in a row of sum S, maximum M and mean A over the terms present:
    ``prop`` n/S, ``propmax`` n/M, ``logcount`` 1 + log n, ``boolean`` 1, ``augmented``
    ½ + ½ n/M, ``logave`` (1 + log n)/(1 + log A); zero counts stay zero. For ``df``
    see ``document_frequency``. Returns rows × terms of float64 weights, without unit.

    Raises ValueError for an unknown scheme or a base not above 1. Formulas: Manning,
    Raghavan and Schütze 2008, table 6.15. quanteda's dfm_weight shifts the maxima of
    ``propmax`` and ``augmented`` to other rows once a row is empty; here they stay.

    Examples
    --------
    >>> import textkit as tk
    >>> matrix = tk.Tokens.from_words([["改革", "改革", "开放"], []]).counts()
    >>> weigh(matrix.counts, tf="propmax").toarray().max(axis=1).tolist()
    [1.0, 0.0]
    """
    if tf not in get_args(TermScheme):
        raise ValueError(f"tf={tf!r} is no scheme; there are {', '.join(get_args(TermScheme))}.")
    factor = document_frequency(counts, scheme=df, base=base)
    counts = sparse.csr_array(counts, dtype=np.float64, copy=True)
    counts.eliminate_zeros()
    present = np.diff(counts.indptr)
    sums = counts.sum(axis=1)
    highest = np.asarray(counts.max(axis=1).toarray()).ravel() if counts.nnz else sums
    means = np.divide(sums, present, out=np.ones_like(sums), where=present > 0)
    n = counts.data
    if tf == "prop":
        n = n / np.repeat(sums, present)
    elif tf == "propmax":
        n = n / np.repeat(highest, present)
    elif tf == "augmented":
        n = 0.5 + 0.5 * n / np.repeat(highest, present)
    elif tf == "boolean":
        n = np.ones_like(n)
    elif tf in ("logcount", "logave"):
        n = 1 + np.log(n) / np.log(base)
        if tf == "logave":
            n = n / (1 + np.log(np.repeat(means, present)) / np.log(base))
    counts.data = n * factor[counts.indices]
    return counts


def document_frequency(
    counts: sparse.csr_array,
    *,
    scheme: DocumentScheme = "count",
    base: float = 10.0,
    smoothing: float = 0.0,
    k: float = 0.0,
) -> NDArray[np.float64]:
    """Say of every term in how many rows it stands, or the weight that follows.

    With d that number and N the rows: ``count`` d, ``inverse`` log(s + N/(k + d)),
    ``inversemax`` log(s + max d/(k + d)), ``inverseprob`` max(0, log((N − d)/(k + d))),
    ``unary`` 1; s is ``smoothing``, which
    ``inverseprob`` does without. Shape (terms,). A term in no row weighs 0 unless k > 0.

    Raises ValueError for an unknown scheme or a base not above 1. Source as in ``weigh``.

    Examples
    --------
    >>> import textkit as tk
    >>> matrix = tk.Tokens.from_words([["改革", "开放"], ["改革"]]).counts()
    >>> document_frequency(matrix.counts, scheme="inverse", base=2).tolist()
    [1.0, 0.0]
    """
    if scheme not in get_args(DocumentScheme):
        names = ", ".join(get_args(DocumentScheme))
        raise ValueError(f"df={scheme!r} is no scheme; there are {names}.")
    if not base > 1:
        raise ValueError(f"base={base!r} must be above 1; 10, 2 or math.e are usual.")
    found = np.asarray((counts > 0).sum(axis=0), dtype=np.float64).ravel()
    if scheme == "unary":
        return np.ones_like(found)
    if scheme == "count":
        return found
    rows = counts.shape[0]
    above = {"inverse": rows, "inversemax": found.max(initial=0.0), "inverseprob": rows - found}
    below = found + k
    ratio = np.divide(above[scheme], below, out=np.zeros_like(found), where=below > 0)
    if scheme != "inverseprob":
        ratio = ratio + smoothing
    logs: NDArray[np.float64] = np.log(
        ratio, out=np.zeros_like(found), where=(ratio > 0) & (below > 0)
    ) / np.log(base)
    if scheme == "inverseprob":
        logs = logs.clip(min=0.0)
    return logs
