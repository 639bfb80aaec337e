"""Tokens + graded words → how firmly a report commits itself."""

from __future__ import annotations

import numpy as np
import pandas as pd

from textkit.counting import count_matrix
from textkit.measures.matching import find_matches
from textkit.priorities.denominators import counted_tokens, per_passage
from textkit.priorities.grouping import Words, group_rows, read_words, stack
from textkit.priorities.scopes import Scope, judge
from textkit.resample import bootstrap_ratio
from textkit.tokens import Tokens


def commitment(
    tokens: Tokens,
    words: Words,
    *,
    by: str | list[str] = "doc_id",
    level: str = "grade",
    scope: Scope = "zh",
    n_resamples: int = 2000,
    confidence: float = 0.95,
    seed: int = 0,
) -> pd.DataFrame:
    """Count words of commitment (确保 before 力争 before 探索) per 10,000 tokens.

    Words are found, and overlaps settled, as :func:`textkit.priorities.attention.attention`
    does it: 力争 inside 全力争取 is not found if that is one token, and the longest match
    counts.

    Parameters
    ----------
    words : mapping of grade to words, or path
        Grades from the firmest to the weakest. A path names a TOML file with one table per
        grade that has ``words``.
    by : str or list of str
        Columns of the passages that make up the groups.
    level : "grade" or "word"
        One row for each grade, or for each word of it.
    scope : "zh", path, mapping or None
        The rules for words that do not count, because they are denied, quoted or in a name:
        :func:`textkit.priorities.scopes.graded_words`. None lets every word count.
    n_resamples, confidence, seed
        See :func:`textkit.resample.bootstrap_ratio`; passages are drawn within a group.

    Returns
    -------
    DataFrame
        One row per group and grade (and word), in the order given: the columns of ``by``,
        ``grade``, ``word`` (only with ``level="word"``), ``count``, ``per_10k`` (per 10,000
        kept tokens; NaN if the group has none), ``low``, ``high`` (interval of ``per_10k``;
        NaN with fewer than two passages that have tokens).

    Raises
    ------
    KeyError
        If a column does not exist.
    ValueError
        If a word, or a place in the text, belongs to two grades, a grade is no list of
        words, or an option is unknown.

    Examples
    --------
    >>> import textkit as tk
    >>> tokens = tk.Tokens.from_words([["确保", "增长"], ["力争", "完成", "、", "确保", "稳定"]])
    >>> table = commitment(tokens.keep(), {"firm": ["确保"], "aim": ["力争"]})
    >>> table[["doc_id", "grade", "count", "per_10k"]].values.tolist()[2:]
    [[1, 'firm', 1, 2500.0], [1, 'aim', 1, 2500.0]]
    """
    if level not in ("grade", "word"):
        raise ValueError(f"level must be 'grade' or 'word', not {level!r}.")
    grades = read_words(words, "grade")
    keys, groups = group_rows(tokens.passages, by)
    found = find_matches(tokens, grades, "grade")
    counts_here = judge(tokens, found, scope)[0] == 0
    passage = found.passage[counts_here]
    listed = [(grade, word) for grade, group in grades.items() for word in group]
    if level == "grade":
        names = {"grade": list(grades)}
        counts = count_matrix(passage, found.theme[counts_here], (len(tokens), len(grades)))
    else:
        names = {"grade": [grade for grade, _ in listed], "word": [word for _, word in listed]}
        counts = count_matrix(passage, found.word[counts_here], (len(tokens), len(listed)))
    totals = per_passage(tokens, counted_tokens(tokens, found))
    tables = []
    for number, rows in enumerate(groups):
        rate, low, high = bootstrap_ratio(
            counts[rows],
            totals[rows],
            n_resamples=n_resamples,
            confidence=confidence,
            seed=[seed, number],
        )
        tables.append(
            {
                **names,
                "count": np.asarray(counts[rows].sum(axis=0)).ravel(),
                "per_10k": rate * 1e4,
                "low": low * 1e4,
                "high": high * 1e4,
            }
        )
    return stack(keys, tables, [*names, "count", "per_10k", "low", "high"])
