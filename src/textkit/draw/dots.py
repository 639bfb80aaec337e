"""Tables of estimates → dots on rows, with their intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import StrMethodFormatter

from textkit.draw.frame import (
    canvas,
    check,
    columns_right,
    even_ticks,
    in_order,
    label_x,
    numbers,
    rule_rows,
    set_rows,
)
from textkit.draw.labels import axis_text, name_of
from textkit.draw.legend import dot, legend_above
from textkit.draw.style import (
    TARGET,
    Width,
    colour_of,
    marker_of,
    style,
)

ROW_MM = 4.0


def frequencies(
    table: pd.DataFrame,
    ax: Axes | None = None,
    *,
    n: int = 30,
    columns: bool = True,
    colour: str = TARGET,
    lang: str = "zh",
    labels: Mapping[str, str] | None = None,
    width: Width = "single",
    height: float | None = None,
) -> Axes:
    """Draw the ``n`` commonest terms: a dot for the rate, the counts in columns beside it.

    Takes ``term``, ``count``, ``per_10k`` (per 10,000 words) and ``n_passages``, as from
    ``TermMatrix.frequencies``.

    Raises
    ------
    ValueError
        If a column is missing or the table is empty.

    Examples
    --------
    >>> table = pd.DataFrame({"term": ["项目"], "count": [42], "per_10k": [61.5]})
    >>> frequencies(table.assign(n_passages=30)).get_xlabel()
    '每万词次数'
    """
    table = check(table, ["term", "count", "per_10k", "n_passages"], "frequencies")
    chosen = table.sort_values(["per_10k", "term"], ascending=[False, True]).head(n)
    rates = numbers(chosen["per_10k"], "frequencies")
    rows = np.arange(len(chosen))
    with style():
        ax = canvas(ax, width, height, 15 + ROW_MM * len(chosen))
        ax.hlines(rows, 0, rates, color="#B9C7D6", linewidth=0.8, zorder=1)
        ax.plot(rates, rows, "o", color=colour, markeredgewidth=0, clip_on=False, zorder=3)
        set_rows(
            ax,
            rows.tolist(),
            chosen["term"].astype(str).tolist(),
            pad=0.8,
            row_mm=ROW_MM,
        )
        ax.set_xlim(0, rates.max() * 1.03 or 1)
        if columns:
            side = {
                axis_text(key, lang): [f"{value:,.0f}" for value in chosen[key]]
                for key in ("count", "n_passages")
            }
            columns_right(ax, rows.tolist(), side, top=-1.1)
        _finish_x(ax, axis_text("per_10k", lang))
    return ax


def attention(
    table: pd.DataFrame,
    ax: Axes | None = None,
    *,
    group: str = "district",
    order: Sequence[str] | None = None,
    x_label: str | None = None,
    colours: Mapping[str, str] | None = None,
    legend: bool = True,
    lang: str = "zh",
    labels: Mapping[str, str] | None = None,
    width: Width = "double",
    height: float | None = None,
) -> Axes:
    """Draw the share of each theme in each group, in per cent, with its interval.

    Takes the ``group`` column, ``theme``, ``share`` (0 to 1), ``low`` and ``high``. Rows are
    themes, by ``order`` or by their mean share; a dot without an interval is hollow.

    Raises
    ------
    ValueError
        If a column is missing, the table is empty, or ``order`` leaves a theme out.

    Examples
    --------
    >>> table = pd.DataFrame({"district": ["二道区"], "theme": ["民生"], "share": [0.12]})
    >>> attention(table.assign(low=0.09, high=0.15)).get_xlabel()
    '占比（%）'
    """
    table = check(table, [group, "theme", "share", "low", "high"], "attention")
    return _estimates(
        table, ax, row="theme", group=group, value="share", percent=True, order=order,
        by_size=True, x_label=x_label or axis_text("share", lang), colours=colours, legend=legend,
        labels=labels, width=width, height=height, name="attention",
    )  # fmt: skip


def commitment(
    table: pd.DataFrame,
    ax: Axes | None = None,
    *,
    group: str = "district",
    order: Sequence[str] | None = None,
    x_label: str | None = None,
    colours: Mapping[str, str] | None = None,
    legend: bool = True,
    lang: str = "zh",
    labels: Mapping[str, str] | None = None,
    width: Width = "single",
    height: float | None = None,
) -> Axes:
    """Draw how often each grade of commitment is used in each group, with its interval.

    Takes the ``group`` column, ``grade``, ``per_10k`` (per 10,000 words), ``low`` and
    ``high``. Rows are grades, by ``order`` or as the table has them.

    Raises
    ------
    ValueError
        If a column is missing, the table is empty, or ``order`` leaves a grade out.

    Examples
    --------
    >>> table = pd.DataFrame({"district": ["二道区"], "grade": ["确保"], "per_10k": [8.1]})
    >>> commitment(table.assign(low=5.0, high=11.0), lang="en").get_xlabel()
    'Occurrences per 10,000 words'
    """
    table = check(table, [group, "grade", "per_10k", "low", "high"], "commitment")
    return _estimates(
        table, ax, row="grade", group=group, value="per_10k", percent=False, order=order,
        by_size=False, x_label=x_label or axis_text("per_10k", lang), colours=colours,
        legend=legend, labels=labels, width=width, height=height, name="commitment",
    )  # fmt: skip


def prevalence(
    table: pd.DataFrame,
    ax: Axes | None = None,
    *,
    group: str = "district",
    order: Sequence[str] | None = None,
    x_label: str | None = None,
    colours: Mapping[str, str] | None = None,
    legend: bool = True,
    lang: str = "zh",
    labels: Mapping[str, str] | None = None,
    width: Width = "double",
    height: float | None = None,
) -> Axes:
    """Draw how prevalent each topic is in each group, in per cent, with its interval.

    Takes ``topic``, the ``group`` column, ``prevalence`` (0 to 1), ``low``, ``high`` and,
    if there is one, ``label``: words to name the topic by. Rows are topics, by ``order``
    or as the table has them.

    Raises
    ------
    ValueError
        If a column is missing, the table is empty, or ``order`` leaves a topic out.

    Examples
    --------
    >>> table = pd.DataFrame({"topic": [0], "district": ["二道区"], "prevalence": [0.2]})
    >>> axes = prevalence(table.assign(low=0.1, high=0.3, label="项目 投资"))
    >>> [text.get_text() for text in axes.get_yticklabels()]
    ['项目 投资']
    """
    table = check(table, ["topic", group, "prevalence", "low", "high"], "prevalence")
    if "label" in table:
        names = table.drop_duplicates("topic").set_index(table["topic"].drop_duplicates().map(str))
        own = {str(topic): name_of(words, labels) for topic, words in names["label"].items()}
    else:
        plain = axis_text("topic", lang)
        own = {str(topic): plain.format(topic) for topic in table["topic"].unique()}
    return _estimates(
        table, ax, row="topic", group=group, value="prevalence", percent=True, order=order,
        by_size=False, x_label=x_label or axis_text("prevalence", lang), colours=colours,
        legend=legend, labels={**own, **(labels or {})}, width=width, height=height,
        name="prevalence",
    )  # fmt: skip


def _estimates(
    table: pd.DataFrame,
    ax: Axes | None,
    *,
    row: str,
    group: str,
    value: str,
    percent: bool,
    order: Sequence[str] | None,
    by_size: bool,
    x_label: str,
    colours: Mapping[str, str] | None,
    legend: bool,
    labels: Mapping[str, str] | None,
    width: Width,
    height: float | None,
    name: str,
) -> Axes:
    again = table[table.duplicated([row, group])]
    if not again.empty:
        raise ValueError(
            f"{name}: {again[row].iloc[0]!r} is there more than once for "
            f"{again[group].iloc[0]!r}; choose rows, or draw one panel each (small_multiples)."
        )
    estimate = numbers(table[value], name) * (100 if percent else 1)
    low = table["low"].to_numpy(dtype=np.float64) * (100 if percent else 1)
    high = table["high"].to_numpy(dtype=np.float64) * (100 if percent else 1)
    if order is None and by_size:
        mean = pd.Series(estimate).groupby(table[row].astype(str)).mean()
        order = sorted(mean.index, key=lambda each: (-mean[each], each))
    rows = in_order(table[row], order, row)
    colour = colour_of(table[group], colours)
    marker = marker_of(table[group], colours)
    # Dodged so that intervals of one row stand apart, first group on top.
    step = min(0.24, 0.72 / len(colour))
    shift = {each: (at - (len(colour) - 1) / 2) * step for at, each in enumerate(colour)}
    with style():
        row_mm = max(4.2, 1.9 * len(colour) + 2.2)
        ax = canvas(ax, width, height, 17 + row_mm * len(rows))
        rule_rows(ax, [at + 0.5 for at in range(len(rows) - 1)])
        kinds, groups = table[row].astype(str).tolist(), table[group].astype(str).tolist()
        places = [rows.index(kind) + shift[each] for kind, each in zip(kinds, groups, strict=True)]
        for number in np.argsort(places, kind="stable"):
            at, each = places[number], groups[number]
            known = np.isfinite(low[number]) and np.isfinite(high[number])
            if known:
                ax.hlines(at, low[number], high[number], color=colour[each], linewidth=0.9,
                          zorder=2)  # fmt: skip
            ax.plot(estimate[number], at, marker[each], markersize=4.5, zorder=3, clip_on=False,
                    color=colour[each], markeredgewidth=0.4 if known else 0.9,
                    markeredgecolor="white" if known else colour[each],
                    markerfacecolor=colour[each] if known else "white")  # fmt: skip
        set_rows(
            ax,
            list(range(len(rows))),
            [name_of(each, labels) for each in rows],
            pad=0.55,
            row_mm=row_mm,
        )
        ends = np.concatenate([estimate, low[np.isfinite(low)], high[np.isfinite(high)]])
        ax.set_xlim(min(0.0, ends.min()), ends.max() * 1.03 or 1)
        _finish_x(ax, x_label)
        if len(colour) > 1 or legend:
            handles = [dot(name_of(each, labels), colour[each], marker[each]) for each in colour]
            legend_above(ax, handles, drawn=legend)
    return ax


def _finish_x(ax: Axes, text: str) -> None:
    ax.xaxis.set_major_locator(even_ticks(5))
    ax.xaxis.set_major_formatter(StrMethodFormatter("{x:,.6g}"))
    label_x(ax, text)
