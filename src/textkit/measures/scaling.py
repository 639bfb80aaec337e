"""Counts → where documents stand on one line, by texts of known position or by none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from textkit.matrix import TermMatrix
from textkit.tokens import document_variables

Floats = NDArray[np.float64]


class Scaling(NamedTuple):
    """Where documents and terms stand: two tables."""

    documents: pd.DataFrame
    terms: pd.DataFrame


def wordscores(
    matrix: TermMatrix, anchors: str | Sequence[float | None], *, confidence: float = 0.95
) -> Scaling:
    """Place documents by their words, scored from documents whose place is known.

    Parameters
    ----------
    anchors : document variable, or one number per row
        The places of the reference documents; NaN or None for those to be placed.
    confidence : float
        Of the interval, between 0 and 1.

    Returns
    -------
    Scaling
        ``documents``: one row per row of the matrix, with its variables, ``anchor``,
        ``tokens`` (those whose term has a score), ``position``, ``se``, ``low``, ``high``,
        NaN for a document without a scored term. ``terms``: ``term`` and ``score``, NaN for
        a term that no reference document has.

    Raises
    ------
    ValueError
        If the matrix holds weights, there are not two reference documents of different
        places, or one of them is empty.

    Notes
    -----
    Laver, Benoit and Garry 2003, American Political Science Review 97: a term's score is the
    mean of the anchors, each weighed by the term's share in that document; a document's
    position the mean score of its tokens, with the standard error of that mean, which
    takes tokens as independent and scores as known. Positions are not rescaled: words that all
    documents share draw them together, so compare them with one another only.

    Examples
    --------
    >>> import textkit as tk
    >>> words = [["改革", "开放"], ["改革", "保护"], ["改革", "改革", "保护"]]
    >>> found = wordscores(tk.Tokens.from_words(words).counts(), [-1, 1, None])
    >>> found.documents["position"].round(3).tolist()
    [-0.5, 0.5, 0.333]
    """
    from scipy.stats import norm

    counts = _counts(matrix, "wordscores")
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must lie between 0 and 1, not {confidence}.")
    if isinstance(anchors, str):
        if anchors not in matrix.passages:
            there = ", ".join(map(str, matrix.passages.columns.drop(["text"], errors="ignore")))
            raise ValueError(f"anchors={anchors!r} is no variable; there are {there}.")
        anchors = matrix.passages[anchors].tolist()
    anchor = np.array(pd.to_numeric(pd.Series(list(anchors), dtype=object)), dtype=np.float64)
    if len(anchor) != counts.shape[0]:
        raise ValueError(f"anchors has {len(anchor)} entries for {counts.shape[0]} documents.")
    known = np.flatnonzero(~np.isnan(anchor))
    if len(np.unique(anchor[known])) < 2:
        raise ValueError(
            f"anchors names {len(known)} documents at {len(np.unique(anchor[known]))} places; "
            "it takes two documents at different places to make a line."
        )
    size = counts.sum(axis=1)
    if (size[known] == 0).any():
        raise ValueError(
            f"the reference document in row {known[size[known] == 0][0]} is empty; leave it out."
        )
    reference = counts[known]
    total = reference.T @ (1 / size[known])
    nowhere = np.full(len(total), np.nan)
    scores = np.divide(
        reference.T @ (anchor[known] / size[known]), total, out=nowhere, where=total > 0
    )

    row, column = counts.nonzero()
    n = np.where(total[column] > 0, counts[row, column], 0.0)
    value = np.where(n > 0, scores[column], 0.0)
    tokens = np.bincount(row, n, len(size))
    with np.errstate(divide="ignore", invalid="ignore"):
        position = np.bincount(row, n * value, len(size)) / tokens
        far = np.where(n > 0, value - position[row], 0.0)
        se = np.sqrt(np.bincount(row, n * far**2, len(size))) / tokens
    half = norm.ppf((1 + confidence) / 2) * se
    documents = _documents(matrix).assign(
        anchor=anchor,
        tokens=tokens.astype(np.int64),
        position=position,
        se=se,
        low=position - half,
        high=position + half,
    )
    return Scaling(documents, pd.DataFrame({"term": matrix.terms, "score": scores}))


def wordfish(
    matrix: TermMatrix,
    *,
    direction: tuple[int, int],
    spread: float | None = 3.0,
    tolerance: float = 1e-12,
    max_iter: int = 1000,
    confidence: float = 0.95,
) -> Scaling:
    """Place documents by their words alone: a Poisson model with one position a document.

    The count of term j in document i is Poisson with mean exp(α_i + ψ_j + β_j θ_i): length,
    commonness, and how much the term tells of the position θ. Positions have mean 0 and
    standard deviation 1 (n − 1 in the divisor), α and β mean 0: the counts say no more.

    Parameters
    ----------
    direction : two rows of the matrix
        The first is to stand below the second: otherwise left and right might be swapped.
    spread : float or None
        Standard deviation of a normal prior on β, whose mean is 0. Without it (None) β of a
        term that only the outermost document has is infinite, and the fit does not end.
    tolerance : float
        The fit ends when a round raises the log-likelihood, prior included, by less than
        this share of it.
    confidence : float
        Of the interval, between 0 and 1.

    Returns
    -------
    Scaling
        ``documents``: one row per row of the matrix, with its variables, ``tokens``,
        ``position`` (θ), ``se``, ``low``, ``high`` and ``length`` (α). ``terms``: ``term``,
        ``weight`` (β) and ``commonness`` (ψ).

    Raises
    ------
    ValueError
        If the matrix holds weights, there are fewer than three documents or two terms, a
        document or a term is empty, all documents are alike, or ``direction`` does not name
        two rows.
    RuntimeError
        If ``max_iter`` rounds were not enough.

    Notes
    -----
    Slapin and Proksch 2008, American Journal of Political Science 52. Fitted by turns: Newton
    steps, halved until the likelihood rises, for (ψ, β) of every term and (α, θ) of every
    document; what keeps the means and deviations in place changes no count expected. The
    start is the leading singular vector of the counts against independence. Counts are
    held as a full table, documents × terms, a few times over. The standard error of θ is
    the inverse root of its information beside α, with the terms as fitted: it takes tokens
    as independent, so it is too small. The prior is that of quanteda's
    ``textmodel_wordfish``, which has one on θ too and scales θ after the fit.

    Examples
    --------
    >>> import textkit as tk
    >>> words = ["改改改革开", "改改革护", "改革护护开", "护护护革"]
    >>> matrix = tk.Tokens.from_words([list(row) for row in words]).counts()
    >>> found = wordfish(matrix, direction=(0, 3)).documents
    >>> found["position"].round(2).tolist() == sorted(found["position"].round(2))
    True
    """
    from scipy.stats import norm

    from textkit.measures.poisson import fit_positions

    counts = _counts(matrix, "wordfish").toarray()
    _check_wordfish(counts, matrix.terms, direction, spread, confidence)
    low, high = direction
    precision = 0.0 if spread is None else 1 / spread**2
    fit = fit_positions(counts, precision, tolerance, max_iter)
    sign = 1.0 if fit.theta[low] <= fit.theta[high] else -1.0
    position = sign * fit.theta
    half = norm.ppf((1 + confidence) / 2) * fit.se
    documents = _documents(matrix).assign(
        tokens=counts.sum(axis=1).astype(np.int64),
        position=position,
        se=fit.se,
        low=position - half,
        high=position + half,
        length=fit.alpha,
    )
    terms = pd.DataFrame({"term": matrix.terms, "weight": sign * fit.beta, "commonness": fit.psi})
    return Scaling(documents, terms)


def _check_wordfish(
    counts: Floats,
    terms: NDArray[Any],
    direction: tuple[int, int],
    spread: float | None,
    confidence: float,
) -> None:
    rows, columns = counts.shape
    if rows < 3 or columns < 2:
        raise ValueError(f"wordfish needs 3 documents and 2 terms, not {rows} and {columns}.")
    if len(set(direction)) != 2 or not all(0 <= row < rows for row in direction):
        raise ValueError(f"direction={direction!r} must name two rows, from 0 to {rows - 1}.")
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must lie between 0 and 1, not {confidence}.")
    if spread is not None and not spread > 0:
        raise ValueError(f"spread={spread} must be above 0, or None for no prior.")
    if not counts.any(axis=1).all():
        empty = np.flatnonzero(~counts.any(axis=1))[0]
        raise ValueError(f"the document in row {empty} is empty; leave it out with matrix.where.")
    if not counts.any(axis=0).all():
        empty = terms[~counts.any(axis=0)][0]
        raise ValueError(f"{empty!r} stands in no document; leave it out with matrix.trim.")
    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.sum()
    if np.allclose(counts, expected, rtol=1e-9):
        raise ValueError("all documents use the terms in the same shares: there is no line.")


def _counts(matrix: TermMatrix, name: str) -> sparse.csr_array:
    if matrix.counts.dtype.kind not in "iu":
        raise ValueError(
            f"{name} needs counts; the matrix holds weights ({matrix.counts.dtype}). "
            "Give it tokens.counts()."
        )
    counts = sparse.csr_array(matrix.counts, dtype=np.float64, copy=True)
    counts.eliminate_zeros()
    return counts


def _documents(matrix: TermMatrix) -> pd.DataFrame:
    names = [name for name in ("doc_id", "passage_id") if name in matrix.passages]
    names += [name for name in document_variables(matrix.passages) if name not in names]
    return matrix.passages[names].reset_index(drop=True)
