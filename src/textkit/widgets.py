"""Tokens, counts and topics → small controls in a notebook, or the same table without them."""

from __future__ import annotations

import html
import importlib
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from textkit.matrix import TermMatrix
from textkit.measures.concordance import concordance
from textkit.measures.keyness import keyness
from textkit.tokens import Tokens
from textkit.topics.description import Topics

MOST_ROWS = 200  # rows of a table that are shown at once


class Explorer:
    """A table that changes with a choice; as the last line of a cell it shows itself.

    With ipywidgets it has controls; without, it is the table of the choice that it was made
    with (also in a saved page, which nobody can ask anything any more).

    Attributes
    ----------
    choice : dict
        What is chosen now, by control.
    table : DataFrame
        The whole table of that choice.
    """

    def __init__(
        self,
        build: Callable[..., pd.DataFrame],
        controls: Mapping[str, list[Any] | str],
        choice: Mapping[str, Any],
    ) -> None:
        self._build = build
        self._controls = controls
        self.choice = dict(choice)
        self.table = build(**self.choice)

    def choose(self, **choice: Any) -> pd.DataFrame:
        """Choose otherwise, and return the table; what is not named stays as it is.

        Raises
        ------
        KeyError
            If there is no such control; the message lists those there are.
        """
        for name in choice:
            if name not in self.choice:
                raise KeyError(f"no control {name!r}. There are: {', '.join(self.choice)}.")
        table = self._build(**{**self.choice, **choice})
        self.choice.update(choice)
        self.table = table
        return table

    def _repr_html_(self) -> str:
        """Show the choice and the table, every cell escaped."""
        shown = self.table.head(MOST_ROWS)
        said = " · ".join(
            f"{name}: {value}" for name, value in self.choice.items() if value is not None
        )
        more = len(self.table) - len(shown)
        rest = f"<p>… and {more:,} more rows: .table has all</p>" if more else ""
        body = shown.to_html(index=False, escape=True, border=0, float_format="{:.3g}".format)
        head = f"<p>{html.escape(said)} · {len(self.table):,} rows</p>"
        # in a control JupyterLab styles a table only by this name, and then centres it
        body = body.replace("<table", "<table style='margin-left:0'", 1)
        return f"<div class='jp-RenderedHTMLCommon'>{head}{body}{rest}</div>"

    def _ipython_display_(self) -> None:
        display = importlib.import_module("IPython.display")
        box = self.build()
        display.display(display.HTML(self._repr_html_()) if box is None else box)

    def build(self) -> Any:
        """Return controls and table as one ipywidgets box, or None without ipywidgets."""
        try:
            widgets = importlib.import_module("ipywidgets")
        except ImportError:
            return None
        view = widgets.HTML(self._repr_html_())

        def change(name: str, value: Any) -> None:
            try:
                self.choose(**{name: value})
                view.value = self._repr_html_()
            except (ValueError, KeyError) as error:
                view.value = f"<p role='alert'>{html.escape(str(error.args[0]))}</p>"

        row = []
        for name, options in self._controls.items():
            if isinstance(options, str):
                control = widgets.Text(
                    value=str(self.choice[name]), description=name, placeholder=options,
                    continuous_update=False,
                )  # fmt: skip
            else:
                control = widgets.Dropdown(
                    options=[("all others" if one is None else str(one), one) for one in options],
                    value=self.choice[name], description=name,
                )  # fmt: skip
            control.observe(lambda change_of, name=name: change(name, change_of["new"]), "value")
            row.append(control)
        return widgets.VBox([widgets.HBox(row), view])


def explore_concordance(tokens: Tokens, term: str, *, window: int = 20) -> Explorer:
    """Look at the places of one term after another.

    The table has ``doc_id``, ``before``, ``match`` and ``after``
    (:func:`textkit.measures.concordance.concordance`). Controls: ``term``, ``window``
    (characters on either side).

    Examples
    --------
    >>> import textkit as tk
    >>> tokens = tk.Tokens.from_words([["深化", "改革", "。"], ["发展", "！"]])
    >>> shown = explore_concordance(tokens, "改革")
    >>> shown.table[["before", "match", "after"]].values.tolist()
    [['深化', '改革', '。']]
    >>> shown.choose(term="发展")["after"].tolist()
    ['！']
    """

    def build(term: str, window: int) -> pd.DataFrame:
        found = concordance(tokens, term, window=window)
        return found[[one for one in ("doc_id", "before", "match", "after") if one in found]]

    windows = sorted({10, 20, 40, 80, window})
    return Explorer(
        build, {"term": "a word", "window": list(windows)}, {"term": term, "window": window}
    )


def explore_keyness(
    matrix: TermMatrix, by: str, *, measure: str = "lrc", min_count: int = 3
) -> Explorer:
    """Compare any group with any other, or with all others.

    The table is the one of :func:`textkit.measures.keyness.keyness`. Controls: ``target``,
    ``reference`` (None: all others). The first group is the target at first.

    Raises
    ------
    KeyError
        If ``by`` is no document variable; the message lists those there are.
    ValueError
        If it has fewer than two values.

    Examples
    --------
    >>> import textkit as tk
    >>> words = [["改革", "改革", "发展"], ["发展", "民生", "发展"]]
    >>> matrix = tk.Tokens.from_words(words).keep().counts()
    >>> shown = explore_keyness(matrix, "doc_id", measure="log_ratio", min_count=1)
    >>> shown.table["term"].iloc[0]
    '改革'
    """
    passages = matrix.passages
    if by not in passages:
        there = ", ".join(map(str, passages.columns))
        raise KeyError(f"{by!r} is no document variable. There are: {there}.")
    groups = passages[by].dropna().unique().tolist()
    if len(groups) < 2:
        raise ValueError(f"{by} has {len(groups)} values; two are needed to compare.")

    def build(target: Any, reference: Any) -> pd.DataFrame:
        if target == reference:
            raise ValueError(f"{by} {target!r} is on both sides. Choose another reference.")
        other = None if reference is None else {by: reference}
        return keyness(matrix, {by: target}, other, measure=measure, min_count=min_count)

    return Explorer(
        build,
        {"target": groups, "reference": [None, *groups]},
        {"target": groups[0], "reference": None},
    )


def explore_topics(topics: Topics, *, n: int = 10) -> Explorer:
    """Look at one topic after another: its first ``n`` terms.

    The table has the columns of ``Topics.top_terms``. Control: ``topic`` (from 1).

    Examples
    --------
    >>> import textkit as tk
    >>> words = [["道路", "交通"], ["学校", "教育"]] * 4
    >>> topics = tk.fit_topics(tk.Tokens.from_words(words).keep().counts(), 2, seed=1)
    >>> sorted(explore_topics(topics).choose(topic=2)["topic"].unique().tolist())
    [2]
    """
    terms = topics.top_terms(n)

    def build(topic: int) -> pd.DataFrame:
        return terms[terms["topic"] == topic].reset_index(drop=True)

    return Explorer(build, {"topic": list(range(1, len(topics) + 1))}, {"topic": 1})
