"""Tokens + themes → the share of attention that each theme is given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textkit.measures.matching import Matches, find_matches
from textkit.priorities.denominators import DENOMINATORS, check_denominator, share_of
from textkit.priorities.grouping import (
    Words,
    add_rows,
    group_rows,
    list_words,
    read_words,
    stack,
    units_of,
)
from textkit.resample import bootstrap_ratio
from textkit.tokens import Tokens


def attention(
    tokens: Tokens,
    themes: Words,
    *,
    by: str | list[str] = "doc_id",
    denominator: str | Sequence[str] = "tokens",
    unit: str = "passage_id",
    n_resamples: int = 2000,
    confidence: float = 0.95,
    seed: int = 0,
) -> pd.DataFrame:
    """Measure what share of each group of passages goes to each theme.

    A theme is a list of words. Each word is found as
    :func:`textkit.measures.matching.find_runs` says: whole tokens that spell it however
    they were cut, ``*`` and ``?`` as wildcards for one kept term, parts with spaces
    between them as a phrase. Where matches overlap, of all themes, the longest in
    characters counts and the others do not (of equally long ones the first), so nothing is
    counted twice; ``concordance(tokens, word, by="token")`` shows the places.

    Parameters
    ----------
    themes : mapping of theme to words, or path
        A path names a TOML file with one table per theme that has ``words``.
    by : str or list of str
        Columns of the passages that make up the groups.
    denominator : str or list of str
        What the share is a share of, and so what is counted; a list gives the rows of
        each in turn, all with the same resamples:

        * ``"tokens"``: matches per kept token (a match counts once, into however many
          tokens it was cut);
        * ``"characters"``: characters of matches, per character of kept tokens;
        * ``"passages"``: passages with a match, per passage;
        * ``"sentences"``: sentences with a match, per sentence, whatever the level of the
          passages; a heading on a line of its own is a sentence;
        * ``"headings"``: headings with a match, per heading; the passages need the column
          ``heading`` and the headings themselves, as ``textkit.split`` gives them;
        * ``"matches"``: matches per match of any theme, which adds up to 1 in a group.

        A token that :meth:`Tokens.keep` dropped but a match covers is counted with the
        kept ones, so that no share can pass 1.
    unit : str
        Column of what the bootstrap draws within a group: each passage by itself, or, say,
        ``"doc_id"`` with ``by="district"``.
    n_resamples, confidence, seed
        See :func:`textkit.resample.bootstrap_ratio`.

    Returns
    -------
    DataFrame
        One row per group and theme, groups in order of first appearance: the columns of
        ``by``, ``theme``, ``share`` (0 to 1; NaN if the group has nothing to count),
        ``denominator`` (its name), ``low``, ``high`` (interval; NaN with fewer than two
        units), ``n`` (numerator), ``total`` (denominator).

    Raises
    ------
    KeyError
        If a column does not exist.
    ValueError
        If a word, or a place in the text, belongs to two themes, a theme is no list of
        words, an option is unknown, or headings are asked of passages that have none.

    Examples
    --------
    >>> import textkit as tk
    >>> tokens = tk.Tokens.from_words([["教育", "优先"], ["办", "好", "教育", "医疗"]])
    >>> table = attention(tokens.where([False, True]), {"教育": ["教*"], "健康": ["医疗"]})
    >>> table[["theme", "share", "n", "total"]].values.tolist()
    [['教育', 0.25, 1, 4], ['健康', 0.25, 1, 4]]
    """
    asked = [denominator] if isinstance(denominator, str) else list(denominator)
    if not asked:
        raise ValueError(f"denominator is empty. Name some of {', '.join(DENOMINATORS)}.")
    for name in asked:
        check_denominator(name)
    words = read_words(themes, "theme")
    keys, groups = group_rows(tokens.passages, by)
    unit_of = units_of(tokens.passages, unit)
    found = find_matches(tokens, words, "theme")
    each = []
    for name in asked:
        counts, totals = share_of(tokens, found, name)
        tables: list[dict[str, Any]] = []
        for number, rows in enumerate(groups):
            adder = add_rows(unit_of[rows])
            share, low, high = bootstrap_ratio(
                adder @ counts[rows],
                adder @ totals[rows],
                n_resamples=n_resamples,
                confidence=confidence,
                seed=[seed, number],
            )
            tables.append(
                {
                    "theme": list(words),
                    "share": share,
                    "denominator": name,
                    "low": low,
                    "high": high,
                    "n": np.asarray(counts[rows].sum(axis=0)).ravel(),
                    "total": int(totals[rows].sum()),
                }
            )
        each.append(stack(keys, tables, _COLUMNS))
    return pd.concat(each, ignore_index=True)


_COLUMNS = ["theme", "share", "denominator", "low", "high", "n", "total"]


def theme_words(tokens: Tokens, themes: Words) -> pd.DataFrame:
    """Count how often each word of each theme is matched, and so which occur nowhere.

    Returns ``theme``, ``word`` and ``count`` (matches, none counted twice; see
    :func:`attention`), in the order in which the words are given. Raises as
    :func:`attention` does.

    >>> tokens = Tokens.from_words([["教育", "强区"]])
    >>> theme_words(tokens, {"教育": ["教育强区", "教育", "学校"]}).values.tolist()
    [['教育', '教育强区', 1], ['教育', '教育', 0], ['教育', '学校', 0]]
    """
    words = read_words(themes, "theme")
    found = find_matches(tokens, words, "theme")
    table = list_words(words, "theme")
    return table.assign(count=np.bincount(found.word, minlength=len(table)))


def first_mentions(
    tokens: Tokens,
    themes: Words,
    *,
    by: str | list[str] = "doc_id",
) -> pd.DataFrame:
    """Find where in each group of passages each theme first takes the lead.

    A theme leads a passage if it has the most matches there; of equals that one leads
    whose first match comes first. A group's passages are read in the order of the table.

    Returns one row per group and theme: the columns of ``by``, ``theme``, ``position``
    (share, 0 to 1, of the group's kept tokens that stand before the first passage that the
    theme leads; NaN if it leads none), ``rank`` (1 for the theme that leads first; missing
    if it leads none), ``passage_id`` and ``heading`` of that passage (missing alike; the
    passage's position and "" where the passages have no such columns). Raises as
    :func:`attention` does.

    >>> passages = pd.DataFrame({"doc_id": [0, 0], "text": ["医疗好", "教育好"]})
    >>> tokens = Tokens.from_words([["医疗", "好"], ["教育", "好"]], passages)
    >>> table = first_mentions(tokens, {"教育": ["教育"], "健康": ["医疗"]})
    >>> table[["theme", "position", "rank"]].values.tolist()
    [['教育', 0.5, 2], ['健康', 0.0, 1]]
    """
    words = read_words(themes, "theme")
    keys, groups = group_rows(tokens.passages, by)
    found = find_matches(tokens, words, "theme")
    _, totals = share_of(tokens, found, "tokens")
    leader = leading_themes(found, len(tokens))
    rows = tokens.passages.reset_index(drop=True)
    names = rows["passage_id"] if "passage_id" in rows else pd.Series(range(len(rows)))
    headings = rows["heading"] if "heading" in rows else pd.Series([""] * len(rows))
    tables = []
    for group in groups:
        before = np.cumsum(totals[group]) - totals[group]
        total = totals[group].sum()
        leads = leader[group]
        first = [
            int(np.argmax(leads == n)) if (leads == n).any() else -1 for n in range(len(words))
        ]
        order = {place: rank for rank, place in enumerate(sorted({*first} - {-1}), start=1)}
        tables.append(
            {
                "theme": list(words),
                "position": [before[place] / total if place >= 0 else np.nan for place in first],
                "rank": pd.array([order.get(place) for place in first], dtype="Int64"),
                "passage_id": _at(names, group, first),
                "heading": _at(headings, group, first),
            }
        )
    return stack(keys, tables, ["theme", "position", "rank", "passage_id", "heading"])


def _at(values: pd.Series, group: NDArray[np.int64], places: list[int]) -> pd.Series:
    # dtype object keeps whole numbers whole beside what is missing
    return pd.Series([values[group[n]] if n >= 0 else None for n in places], dtype=object)


def leading_themes(found: Matches, n: int) -> NDArray[np.int64]:
    """Return the theme with most matches in each of ``n`` passages, or -1; the first of equals."""
    leader = np.full(n, -1, dtype=np.int64)
    matches = pd.DataFrame({"passage": found.passage, "theme": found.theme, "first": found.first})
    pairs = matches.groupby(["passage", "theme"], as_index=False).agg(
        n=("first", "size"), first=("first", "min")
    )
    best = pairs.sort_values(["passage", "n", "first"], ascending=[True, False, True])
    best = best.drop_duplicates("passage")
    leader[best["passage"].to_numpy()] = best["theme"].to_numpy()
    return leader
