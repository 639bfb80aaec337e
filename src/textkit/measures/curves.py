"""Counts over time → how often a term is used, with intervals, and when first and last."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from textkit.counting import count_matrix
from textkit.matrix import TermMatrix
from textkit.measures.dispersion import whole_counts
from textkit.measures.places import find_places
from textkit.resample import bootstrap_ratio
from textkit.slices import kept_per_passage
from textkit.tokens import Tokens


def frequency_by(
    source: TermMatrix | Tokens,
    terms: str | Sequence[str],
    *,
    by: str = "year",
    unit: str = "doc_id",
    n_resamples: int = 2000,
    confidence: float = 0.95,
    method: Literal["percentile", "bca"] = "percentile",
    seed: int = 0,
    n_jobs: int | None = None,
) -> pd.DataFrame:
    """Follow how often terms are used, year by year or along any ordered variable.

    Parameters
    ----------
    source : TermMatrix or Tokens
        Of tokens also phrases are counted, however they were cut: 高质量发展 in 高质量 / 发展,
        as ``evidence`` finds them. Of a matrix the terms are its columns.
    terms : str or list of str
    by : str
        A document variable of numbers, dates or an ordered category.
    unit : str
        Column of what the bootstrap draws within a value of ``by``: documents, or, with
        ``"passage_id"``, passages.
    n_resamples, confidence, method, seed, n_jobs
        As in :func:`textkit.resample.bootstrap_ratio`.

    Returns
    -------
    DataFrame
        One row per term and value of ``by``, rising: ``term``, the column ``by``, ``count``,
        ``tokens`` (counted tokens of that value; of Tokens the kept ones), ``n_units``,
        ``per_10k`` (count per 10,000 tokens; NaN without tokens), ``low``, ``high``, and
        ``interval``, which says what these are:

        * ``"bootstrap"``: units drawn again; says how much they differ among themselves;
        * ``"poisson"``: where there is one unit, the exact interval of a Poisson count
          (Garwood 1936). It takes tokens as independent, so it is rather too narrow;
        * ``"none"``: no token.

    Raises
    ------
    KeyError
        If a column does not exist, or a matrix has no such term.
    ValueError
        If ``by`` has one value only, has no order, or is missing for some passage; if
        terms are named twice or not at all.

    Examples
    --------
    >>> import pandas as pd, textkit as tk
    >>> words = [["改革", "开放"], ["改革", "改革"], ["创新"]]
    >>> passages = pd.DataFrame({"doc_id": [1, 2, 3], "year": [1978, 1978, 2015]})
    >>> tokens = tk.Tokens.from_words(words, passages.assign(text=list(map("".join, words))))
    >>> table = frequency_by(tokens, "改革")
    >>> table[["term", "year", "count", "tokens", "interval"]].values.tolist()
    [['改革', 1978, 3, 4, 'bootstrap'], ['改革', 2015, 0, 1, 'poisson']]
    """
    counts, sizes, names, passages = _count(source, [terms] if isinstance(terms, str) else terms)
    values, code = order_values(passages, by)
    if unit not in passages:
        raise KeyError(f"{unit!r} is no column of these passages. Name what is to be drawn.")
    unit_of = pd.factorize(passages[unit])[0]
    tables = []
    for number in range(len(values)):
        rows = np.flatnonzero(code == number)
        part, n = counts[rows], len(np.unique(unit_of[rows]))
        rate, low, high = bootstrap_ratio(
            part,
            sizes[rows],
            groups=unit_of[rows],
            n_resamples=n_resamples,
            confidence=confidence,
            method=method,
            seed=[seed, number],
            n_jobs=n_jobs,
        )
        count = np.asarray(part.sum(axis=0)).ravel()
        total = int(sizes[rows].sum())
        kind = "none" if not total else "bootstrap"
        if total and np.isnan(low).any():  # one unit, or one with tokens: nothing to draw
            kind = "poisson"
            low, high = (end / total for end in poisson_interval(count, confidence))
        tables.append(
            pd.DataFrame(
                {
                    "term": names,
                    by: values[number : number + 1].repeat(len(names)),
                    "count": count,
                    "tokens": total,
                    "n_units": n,
                    "per_10k": rate * 1e4,
                    "low": low * 1e4,
                    "high": high * 1e4,
                    "interval": kind,
                }
            )
        )
    table = pd.concat(tables, ignore_index=True)
    order = np.arange(len(table)).reshape(len(values), len(names)).T.ravel()
    return table.iloc[order].reset_index(drop=True)


def first_and_last(
    source: TermMatrix | Tokens,
    terms: str | Sequence[str] | None = None,
    *,
    by: str = "year",
) -> pd.DataFrame:
    """Tell when each term is first and last used, and how long it is missing in between.

    Parameters
    ----------
    source, by
        As in :func:`frequency_by`.
    terms : str or list of str
        All that occur, unless they are named.

    Returns
    -------
    DataFrame
        One row per term that occurs, sorted by ``first``, then by ``count`` (falling) and
        ``term``: ``term``, ``count``, ``n_documents`` that have it (NA without ``doc_id``),
        ``first``, ``last`` (values of ``by``), ``n_values`` that have it, ``n_between`` (values
        that the corpus has from first to last, both included), ``longest_gap`` (most of these
        in a row without it), ``gap_after`` (the value before that gap, the first such; NA
        without a gap), ``from_start`` and ``to_end`` (whether it is there in the corpus's own
        first and last value: it may then be older, or go on).

    A rare term is found late and lost early by chance alone: read ``count`` beside the rest.

    Raises
    ------
    KeyError, ValueError
        As :func:`frequency_by`.

    Examples
    --------
    >>> import pandas as pd, textkit as tk
    >>> words = [["改革"], ["开放"], ["改革"], ["创新"]]
    >>> passages = pd.DataFrame({"doc_id": range(4), "year": [1978, 1984, 1992, 2015]})
    >>> tokens = tk.Tokens.from_words(words, passages.assign(text=list(map("".join, words))))
    >>> table = first_and_last(tokens)
    >>> table[["term", "first", "last", "longest_gap", "gap_after"]].values.tolist()[0]
    ['改革', 1978, 1992, 1, 1978]
    """
    chosen = None if terms is None else [terms] if isinstance(terms, str) else terms
    counts, _, names, passages = _count(source, chosen)
    values, code = order_values(passages, by)
    by_value = _add_up(counts, code, len(values))
    total = np.asarray(by_value.sum(axis=0)).ravel()
    used = np.flatnonzero(total)
    there = sparse.csc_array(by_value)[:, used]
    there.sort_indices()
    begin, place = there.indptr[:-1], there.indices
    first, last = place[begin], place[there.indptr[1:] - 1]
    # The values passed over before each one that has the term; none before a term's first.
    gap = np.diff(place, prepend=0) - 1
    gap[begin] = 0
    longest = np.maximum.reduceat(gap, begin) if len(used) else gap
    column = np.repeat(np.arange(len(used)), np.diff(there.indptr))
    widest = np.flatnonzero((gap == longest[column]) & (gap > 0))
    where = widest[np.unique(column[widest], return_index=True)[1]]
    after = np.full(len(used), -1)
    after[column[where]] = place[where - 1]
    table = pd.DataFrame(
        {
            "term": names[used],
            "count": total[used],
            "n_documents": _documents_with(counts, passages, used),
            "first": values[first],
            "last": values[last],
            "n_values": np.diff(there.indptr).astype(np.int64),
            "n_between": (last - first + 1).astype(np.int64),
            "longest_gap": longest.astype(np.int64),
            "gap_after": pd.Series(values).convert_dtypes().array.take(after, allow_fill=True),
            "from_start": first == 0,
            "to_end": last == len(values) - 1,
        }
    )
    order = np.lexsort((table["term"].to_numpy(), -table["count"].to_numpy(), first))
    return table.iloc[order].reset_index(drop=True)


def poisson_interval(
    count: NDArray[Any], confidence: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Put the exact interval on the mean of a Poisson count (Garwood 1936).

    >>> [end.round(3).tolist() for end in poisson_interval(np.array([0, 10]), 0.95)]
    [[0.0, 4.795], [3.689, 18.39]]
    """
    from scipy.stats import chi2

    tail = (1 - confidence) / 2
    low = np.where(count > 0, chi2.ppf(tail, 2 * np.maximum(count, 1)) / 2, 0.0)
    return low, np.asarray(chi2.isf(tail, 2 * count + 2) / 2)


def order_values(passages: pd.DataFrame, by: str) -> tuple[Any, NDArray[np.int64]]:
    """Return the values of an ordered variable, rising, and the place of each passage's."""
    if by not in passages:
        there = ", ".join(map(str, passages.columns.drop(["text"], errors="ignore")))
        raise KeyError(f"{by!r} is no variable of these passages. There are: {there}.")
    column = passages[by]
    kind = column.dtype
    ordered = isinstance(kind, pd.CategoricalDtype) and kind.ordered
    number = pd.api.types.is_numeric_dtype(kind) and not pd.api.types.is_bool_dtype(kind)
    if not (ordered or number or pd.api.types.is_datetime64_any_dtype(kind)):
        raise ValueError(
            f"{by!r} has no order ({kind}): a curve needs numbers, dates or an ordered category. "
            "Turn it into one, for instance with pd.to_datetime or pd.Categorical(…, ordered=True)."
        )
    missing = int(column.isna().sum())
    if missing:
        raise ValueError(
            f"{by!r} is missing for {missing} of {len(column)} passages. Leave these out first, "
            f"for instance by .where(passages[{by!r}].notna())."
        )
    values = column.drop_duplicates().sort_values().array
    if len(values) < 2:
        only = f"only {values[0]}" if len(values) else "no value"
        raise ValueError(f"{by!r} has {only} here: a curve needs at least two values.")
    return values, pd.Index(values).get_indexer(pd.Index(column))


def _count(
    source: TermMatrix | Tokens, terms: Sequence[str] | None
) -> tuple[sparse.csr_array, NDArray[np.int64], NDArray[np.object_], pd.DataFrame]:
    """Return counts (passages × terms), sizes of passages in tokens, the terms, the passages."""
    names = None if terms is None else np.array(list(terms), dtype=object)
    if names is not None and (not len(names) or len(set(names)) < len(names)):
        raise ValueError(f"terms must name at least one term, and each once: {list(names)}.")
    if isinstance(source, Tokens) and names is not None:
        places = find_places(source, list(names))
        passage, row = (places[name].to_numpy(dtype=np.int64) for name in ("passage", "row"))
        counts = count_matrix(passage, row, (len(source), len(names)))
        return counts, kept_per_passage(source), names, source.passages
    matrix = source.counts() if isinstance(source, Tokens) else source
    counts = whole_counts(matrix, "a curve")
    sizes = np.asarray(counts.sum(axis=1)).ravel()
    if names is None:
        return counts, sizes, matrix.terms, matrix.passages
    place = {term: column for column, term in enumerate(matrix.terms)}
    for name in names:
        if name not in place:
            raise KeyError(
                f"{name!r} is no term of this matrix. Phrases are found in Tokens, not in a matrix."
            )
    return counts[:, [place[name] for name in names]], sizes, names, matrix.passages


def _add_up(counts: sparse.csr_array, code: NDArray[np.int64], size: int) -> sparse.csr_array:
    ones = np.ones(len(code), dtype=np.int64)
    adder = sparse.csr_array((ones, (code, np.arange(len(code)))), shape=(size, len(code)))
    summed = sparse.csr_array(adder @ counts)
    summed.eliminate_zeros()
    return summed


def _documents_with(
    counts: sparse.csr_array, passages: pd.DataFrame, used: NDArray[np.intp]
) -> pd.Series:
    if "doc_id" not in passages:
        return pd.Series(pd.NA, index=range(len(used)), dtype="Int64")
    number = pd.factorize(passages["doc_id"])[0]
    by_document = _add_up(counts, number, int(number.max()) + 1)
    have = np.bincount(by_document.indices, minlength=counts.shape[1])[used]
    return pd.Series(have, dtype="Int64")
