"""Topics and a reference → coherence: do a topic's terms stand together there?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from textkit.matrix import TermMatrix
from textkit.tables import require_columns
from textkit.tokens import Tokens
from textkit.topics.description import Topics
from textkit.topics.shares import Floats

EPSILON = 1e-12  # stands in for a probability of 0 inside a logarithm (Röder et al. 2015)
CELLS = 4_000_000  # pairs of window and term held at once

Reference = TermMatrix | Tokens


def coherence(
    topics: Topics | pd.DataFrame | Sequence[Sequence[str]],
    reference: Reference,
    *,
    measure: str | Sequence[str] = "npmi",
    top: int = 10,
    window: int | None = None,
) -> pd.DataFrame:
    """Measure how much the ``top`` terms of each topic stand together in a reference corpus.

    The reference is a TermMatrix, whose rows (passages) are the places where terms meet, or
    Tokens, whose windows are: ``window`` counted tokens within a passage, moved on by one at
    a time; a shorter passage is one window. Give the corpus itself, or better another one.

    - ``"npmi"``: mean over pairs of ln(P(a,b) / P(a) P(b)) / −ln P(a,b), from −1 to 1 (always
      together; 1 too for terms that are everywhere). P(a,b) is raised by 1e-12, as published,
      so terms never together come to about −0.9, not −1.
    - ``"c_v"``: every term as a vector of its NPMI with all the topic's terms; mean cosine of
      these vectors with their sum.
    - ``"u_mass"``: Σ ln((D(b,a) + 1) / D(a)) over pairs in which a ranks above b, as Mimno et
      al. write it: a sum, so lists of different length are not to be compared. Terms that
      are everywhere give more than 0.

    P is the share of passages (windows), D their number. Passages without a counted token
    are none.

    Parameters
    ----------
    topics : Topics, table with ``topic`` and ``term`` in order of rank, or lists of terms
    measure : str or list of str
        One or more of "npmi", "c_v", "u_mass".
    window : int
        By default 110, for Tokens (C_v of Röder et al.; their NPMI has 10).

    Returns
    -------
    DataFrame
        ``topic`` (from 1 for lists), ``n_terms`` (terms that the reference has, the others
        are left out) and a column for each measure; NaN with fewer than two terms.

    Raises
    ------
    ValueError
        If a measure is unknown, ``top`` is below 2, the reference holds weights or no token,
        or ``window`` is given with a TermMatrix.

    References
    ----------
    Röder, Both and Hinneburg 2015, "Exploring the space of topic coherence measures", WSDM
    (NPMI; C_v: one-set segmentation, indirect cosine, γ = 1); Mimno et al. 2011,
    "Optimizing semantic coherence in topic models", EMNLP, equation 1. stm's
    ``semanticCoherence`` takes the pairs of all topics but the first in the order of the
    vocabulary and adds .01 instead of 1.

    Examples
    --------
    >>> words = [["学校", "教师"], ["学校", "教师"], ["学校"], ["道路", "公交"]]
    >>> matrix = Tokens.from_words(words).counts()
    >>> coherence([["学校", "教师"], ["学校", "公交"]], matrix, measure=["npmi", "u_mass"]).round(3)
       topic  n_terms   npmi  u_mass
    0      1        2  0.415   0.000
    1      2        2 -0.939  -1.099
    """
    measures = [measure] if isinstance(measure, str) else list(measure)
    for name in measures:
        if name not in MEASURES:
            raise ValueError(f"measure={name!r} is none of {', '.join(MEASURES)}.")
    if top < 2:
        raise ValueError(f"top={top} must be at least 2: coherence is of pairs.")
    lists = top_lists(topics, top)
    wanted = sorted({term for terms in lists.values() for term in terms})
    together, total = count_together(reference, wanted, window)
    place = {term: at for at, term in enumerate(wanted) if together[at, at] > 0}
    rows = []
    for topic, terms in lists.items():
        known = [place[term] for term in terms if term in place]
        table = together[np.ix_(known, known)]
        scores = {
            name: MEASURES[name](table, total) if len(known) > 1 else np.nan for name in measures
        }
        rows.append({"topic": topic, "n_terms": len(known), **scores})
    return pd.DataFrame(rows, columns=["topic", "n_terms", *measures])


def npmi_table(together: NDArray[Any], total: int) -> Floats:
    """Give the normalised pointwise mutual information of all pairs: terms × terms."""
    alone = np.diag(together) / total
    joint = together / total
    ratio = np.log((joint + EPSILON) / np.outer(alone, alone))
    everywhere = together == total
    scores: Floats = np.where(
        everywhere, 1.0, ratio / np.where(everywhere, 1.0, -np.log(joint + EPSILON))
    )
    return scores


def mean_npmi(together: NDArray[Any], total: int) -> float:
    """Average the NPMI of the pairs, each once."""
    below = np.tril_indices(len(together), -1)
    return float(npmi_table(together, total)[below].mean())


def c_v(together: NDArray[Any], total: int) -> float:
    """Average the cosine of each term's row of NPMI with the sum of the rows."""
    vectors = npmi_table(together, total)
    whole = vectors.sum(axis=0)
    sizes = np.linalg.norm(vectors, axis=1) * np.linalg.norm(whole)
    cosines = np.divide(vectors @ whole, sizes, out=np.zeros(len(sizes)), where=sizes > 0)
    return float(cosines.mean())


def u_mass(together: NDArray[Any], total: int) -> float:
    """Add up ln((D(b,a) + 1) / D(a)) over pairs in which a ranks above b."""
    lower, higher = np.tril_indices(len(together), -1)
    return float(np.log((together[lower, higher] + 1) / together[higher, higher]).sum())


MEASURES: dict[str, Callable[[NDArray[Any], int], float]] = {
    "npmi": mean_npmi,
    "c_v": c_v,
    "u_mass": u_mass,
}


def top_lists(
    topics: Topics | pd.DataFrame | Sequence[Sequence[str]], top: int
) -> dict[Any, list[str]]:
    """List the first ``top`` terms of each topic; the keys are the topics' numbers."""
    table = topics.top_terms(top) if isinstance(topics, Topics) else topics
    if isinstance(table, pd.DataFrame):
        require_columns(table, ["topic", "term"], "topics")
        groups = table.groupby("topic", sort=False)["term"]
        return {topic: list(dict.fromkeys(terms))[:top] for topic, terms in groups}
    return {at: list(dict.fromkeys(terms))[:top] for at, terms in enumerate(table, start=1)}


def count_together(
    reference: Reference, terms: Sequence[str], window: int | None
) -> tuple[NDArray[np.int64], int]:
    """Count the passages or windows that hold both of two terms, and all there are.

    Returns terms × terms, on the diagonal those that hold the term at all.
    """
    if isinstance(reference, Tokens):
        together, total = _in_windows(reference, terms, 110 if window is None else window)
    elif window is not None:
        raise ValueError(
            f"window={window} needs the order of tokens: give Tokens as the reference. "
            "In a TermMatrix terms meet in passages."
        )
    else:
        together, total = _in_passages(reference, terms)
    if total == 0:
        raise ValueError("the reference holds no counted token.")
    return together, total


def _in_passages(matrix: TermMatrix, terms: Sequence[str]) -> tuple[NDArray[np.int64], int]:
    if matrix.counts.dtype.kind not in "iu":
        raise ValueError(
            f"coherence needs counts; the reference holds weights ({matrix.counts.dtype}). "
            "Give it tokens.counts()."
        )
    place = {term: column for column, term in enumerate(matrix.terms)}
    known = [at for at, term in enumerate(terms) if term in place]
    there = matrix.counts[:, [place[terms[at]] for at in known]] > 0
    together = np.zeros((len(terms), len(terms)), dtype=np.int64)
    there = sparse.csr_array(there.astype(np.int64))
    together[np.ix_(known, known)] = (there.T @ there).toarray()
    return together, int((matrix.counts.sum(axis=1) > 0).sum())


def _in_windows(tokens: Tokens, terms: Sequence[str], window: int) -> tuple[NDArray[np.int64], int]:
    """Count windows without walking them: between two comings and goings all are alike."""
    if window < 2:
        raise ValueError(f"window={window} must be at least 2 tokens.")
    place = {term: at for at, term in enumerate(terms)}
    column = np.array([place.get(term, -1) for term in tokens.terms.tolist()], dtype=np.int64)
    kept = tokens.kept[tokens.ids]
    counted = np.concatenate([[0], np.cumsum(kept)])[tokens.offsets]  # where passages begin
    lengths = np.diff(counted)
    windows = np.where(lengths > 0, np.maximum(lengths - window + 1, 1), 0)
    base = np.concatenate([[0], np.cumsum(windows)])
    found = column[tokens.ids[kept]]
    at = np.flatnonzero(found >= 0)
    passage = np.searchsorted(counted, at, side="right") - 1
    inside = at - counted[passage]
    first = base[passage] + np.clip(inside - window + 1, 0, None)
    last = base[passage] + np.minimum(inside, windows[passage] - 1)
    together = np.zeros((len(terms), len(terms)), dtype=np.int64)
    step = max(1, CELLS // (2 * window))
    # Cut between passages only: a window then lies on one side of the cut.
    cuts = np.searchsorted(passage, passage[step::step])
    for mine in np.split(np.arange(len(at)), cuts):
        together += _meetings(first[mine], last[mine], found[at[mine]], len(terms))
    return together, int(base[-1])


def _meetings(
    first: NDArray[np.int64], last: NDArray[np.int64], term: NDArray[np.int64], n_terms: int
) -> NDArray[np.int64]:
    """Count the windows shared by terms that are each in windows ``first`` to ``last``."""
    edges = np.unique(np.concatenate([first, last + 1]))
    begin = np.searchsorted(edges, first)
    many = np.searchsorted(edges, last + 1) - begin
    stretch = np.repeat(begin - np.cumsum(many) + many, many) + np.arange(many.sum())
    there = sparse.csr_array(
        (np.ones(len(stretch), dtype=np.int64), (stretch, np.repeat(term, many))),
        shape=(max(len(edges) - 1, 0), n_terms),
    )
    there.sum_duplicates()
    there.data[:] = 1
    weighed = there.copy()
    weighed.data = np.diff(edges)[np.repeat(np.arange(there.shape[0]), np.diff(there.indptr))]
    found: NDArray[np.int64] = (there.T @ weighed).toarray()
    return found
