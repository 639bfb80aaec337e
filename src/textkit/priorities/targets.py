"""Passages → targets and achievements: indicator, number, year, firmness."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from textkit.indicators import Indicators, KeyFinder, indicator_list
from textkit.outline import as_corpus, split
from textkit.priorities.target_rules.documents import COLUMNS, read_document
from textkit.tables import require_columns, text_column

# What passages bring along that the result writes itself, or that is no document variable.
_OF_PASSAGES = (
    "passage_id", "doc_id", "part", "from_year", "to_year", "section", "heading", "kind",
    "start", "end", "text",
)  # fmt: skip
_TYPES = {
    "indicator": "str", "measure": "str", "low": "float64", "high": "float64", "unit": "str",
    "qualifier": "str", "target_year": "Int64", "from_year": "Int64", "verb": "str",
    "commitment": "str", "kind": "str", "sentence": "str", "start": "int64", "end": "int64",
    "key": "str",
}  # fmt: skip
_CHUNK = 16  # documents that are read at a time


def find_targets(
    passages: pd.DataFrame | str | Sequence[str],
    *,
    indicators: Indicators | None = None,
    n_jobs: int | None = None,
) -> pd.DataFrame:
    """Find what a government sets itself, or reports as done, in numbers.

    One row is one statement: an indicator and a number with its unit, a range, a comparison
    (与经济增长同步) or a target of nothing or all (动态清零, 全覆盖). A number that several
    indicators share (均增长6%) gives each a row. Sizes of things (占地500亩), dates, ranks, and
    numbers in names are no statements.

    Parameters
    ----------
    passages : DataFrame, str or sequence of str
        A corpus (``doc_id``, ``text``, document variables), or passages of any level from
        :func:`textkit.split`; a text or several are called "1", "2" …. ``year``, if there is
        such a column, is the report's own year; without it the text is asked.
    indicators : path, or what :func:`textkit.indicators.read_indicators` returns, optional
        The indicators with a ``key``; the list that comes with textkit by default.
    n_jobs : int, optional
        Processes, as joblib counts them; the rows are the same for any number.

    Returns
    -------
    DataFrame
        In the order of the text. ``doc_id``; ``indicator`` (as written, each of several that
        share an end in full); ``measure``: growth (a change by a rate or an amount), share,
        completion (of a plan; all, none or in step), count (of what can be counted) or level
        (money, length, area, weight; a price index of 104 %, which is no growth by 104 %);
        ``low`` and ``high`` in ``unit``, equal unless a range, NaN without a number (同步,
        全部办结): a fall is negative (下降3% is -3), so that the sign tells the direction; ``unit``
        (normal form: 元, %, 百分点, 番 …); ``qualifier``: 左右, 以上, 以内, 近, 余 or 区间, of
        comparisons 同步, 高于 …, of totals 全部, 全覆盖, 应尽, 清零 or 零, or nothing;
        ``target_year`` (Int64: the year it is for, the last of a span) and
        ``from_year`` (the first of a span; missing if there is none); ``verb``;
        ``commitment`` (of targets: 确保, 全力, 推进, 力争, 探索 or nothing); ``kind`` (target or
        achievement; by the part, the years and the words); ``sentence``;
        ``start`` and ``end`` (characters of the number in the document); ``passage_id``,
        ``part``, ``key`` (of the list of indicators, or nothing) and the document variables.

    Raises
    ------
    TypeError
        If ``passages`` is neither a table nor text.
    ValueError
        If a column is missing, a document variable has the name of a column above, or
        a ``year`` is no whole year.

    Examples
    --------
    >>> import textkit as tk
    >>> from textkit.priorities.targets import find_targets
    >>> table = find_targets("今年目标：生产总值增长6%左右，城镇和农村居民收入分别增长7%和8%。")
    >>> table[["indicator", "measure", "low", "qualifier", "kind"]].values.tolist()
    ... # doctest: +NORMALIZE_WHITESPACE
    [['生产总值', 'growth', 6.0, '左右', 'target'],
     ['城镇居民收入', 'growth', 7.0, '', 'target'],
     ['农村居民收入', 'growth', 8.0, '', 'target']]
    """
    if not isinstance(passages, pd.DataFrame) or "passage_id" not in passages:
        table = as_corpus(passages)
        ready = False
    else:
        table = passages
        ready = True
        require_columns(table, ["doc_id", "part", "start", "text"], "passages")
    variables = [name for name in table.columns if name not in _OF_PASSAGES]
    taken = [name for name in variables if name in _TYPES or name == "sentence"]
    if taken:
        raise ValueError(f"the column {taken[0]!r} is one that find_targets writes; rename it.")
    if "year" in table:
        table = table.assign(year=_whole_years(table))
    finder = KeyFinder(indicator_list(indicators))
    found = list(_read(table, finder, ready=ready, n_jobs=n_jobs))
    return pd.concat(found, ignore_index=True) if found else _read_chunk(table, finder, ready)


def _whole_years(table: pd.DataFrame) -> pd.Series[Any]:
    """Return the years as numbers; refuse what is none."""
    years = table["year"].replace("", pd.NA)
    numbers = pd.to_numeric(years, errors="coerce")
    wrong = (numbers.isna() & years.notna()) | (numbers % 1 != 0).fillna(False)
    wrong &= years.notna()
    if wrong.any():
        row = table[wrong].iloc[0]
        raise ValueError(
            f"the year of {row['doc_id']!r} is {row['year']!r}; write a whole year such as 2021, "
            "or leave it empty."
        )
    return table["year"] if years.dtype.kind in "iu" else numbers.astype("Int64")


def _read(
    table: pd.DataFrame, finder: KeyFinder, *, ready: bool, n_jobs: int | None
) -> Iterator[pd.DataFrame]:
    chunks = _chunks(table)
    if n_jobs in (None, 1) or len(table) < 2:
        for chunk in chunks:
            yield _read_chunk(chunk, finder, ready)
        return
    from joblib import Parallel, delayed

    parallel = Parallel(n_jobs=n_jobs, return_as="generator", pre_dispatch="2*n_jobs")
    yield from parallel(delayed(_read_chunk)(chunk, finder, ready) for chunk in chunks)


def _chunks(table: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Cut a table between documents."""
    change = table["doc_id"].ne(table["doc_id"].shift()).to_numpy()
    begins = [at for at, new in enumerate(change) if new][::_CHUNK]
    for begin, end in zip(begins, [*begins[1:], len(table)], strict=False):
        yield table.iloc[begin:end]


def _read_chunk(table: pd.DataFrame, finder: KeyFinder, ready: bool) -> pd.DataFrame:
    """Read some documents; the columns of the result are arrays from here on."""
    passages = table if ready else split(table, into="sentence")
    columns: dict[str, list[Any]] = {name: [] for name in COLUMNS}
    change = passages["doc_id"].ne(passages["doc_id"].shift()).to_numpy()
    begins = [at for at, new in enumerate(change) if new]
    for begin, end in zip(begins, [*begins[1:], len(passages)], strict=False):
        read_document(passages.iloc[begin:end], begin, finder, columns)
    rows = columns.pop("row")
    result = pd.DataFrame(
        {
            name: text_column(values)
            if _TYPES[name] == "str"
            else pd.Series(values, dtype=_TYPES[name])
            for name, values in columns.items()
        }
    )
    key = result.pop("key")
    described = passages.iloc[rows].reset_index(drop=True)
    result.insert(0, "doc_id", described["doc_id"])
    result["passage_id"], result["part"] = described["passage_id"], described["part"]
    result["key"] = key
    variables = [name for name in passages.columns if name not in _OF_PASSAGES]
    return pd.concat([result, described[variables]], axis=1)
