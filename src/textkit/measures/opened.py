"""A table and its tokens → the same table, in which a click on a row opens its sentences."""

from __future__ import annotations

import html
import math
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textkit.measures.evidence import choose_places, describe_places
from textkit.measures.places import Themes, find_places
from textkit.tokens import Tokens

_MOST = 200  # rows shown of one table
_LONGEST = 60  # characters shown of one cell
_WIDEST = 26  # half-width characters that a column is given
_RAW = 300  # characters shown of one raw line on either side of the sentence
# The page is a list of <details>, so that it opens without script, and where a site takes
# the style away (as code hosts do with notebooks) each row still names its columns. Columns are
# measured in digits of the row's own font, so only what stands in the head is bold.
_STYLE = """<style>
.textkit-open{line-height:1.5;font-size:13px;overflow-x:auto;color:inherit}
.textkit-open .tk-row,.textkit-open .tk-head{display:grid;gap:0 1em;
grid-template-columns:1.2em var(--columns);align-items:baseline;padding:2px 4px;
width:max-content;min-width:calc(100% - 8px)}
.textkit-open .tk-head{border-bottom:1px solid currentColor}
.textkit-open .tk-head span{font-weight:600}
.textkit-open .tk-row{cursor:pointer;list-style:none;font-weight:400}
.textkit-open .tk-row::-webkit-details-marker{display:none}
.textkit-open .tk-row::before{content:"▸";opacity:.6}
.textkit-open details[open]>.tk-row::before{content:"▾"}
.textkit-open .tk-row:hover,.textkit-open .tk-row:focus-visible{
background:color-mix(in srgb,currentColor 9%,transparent)}
.textkit-open .tk-row i{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.textkit-open .tk-row span,.textkit-open .tk-head span{overflow:hidden;text-overflow:ellipsis;
white-space:nowrap}
.textkit-open .tk-n{text-align:right;font-variant-numeric:tabular-nums}
.textkit-open .tk-in{margin:2px 0 8px 1.2em;padding:2px 0 2px 1em;max-width:60em;
border-left:3px solid color-mix(in srgb,currentColor 25%,transparent)}
.textkit-open .tk-in>*{margin:.35em 0}
.textkit-open small{opacity:.7}
.textkit-open .tk-in summary{cursor:pointer}
.textkit-open mark{background:#ffe08a;color:#1a1a1a;padding:0 1px}
</style>"""


@dataclass(frozen=True, eq=False)
class OpenTable:
    """A table with the sentences behind its rows; a notebook shows it so that rows open.

    Attributes
    ----------
    table : DataFrame
        As it was given.
    places : Series of int
        How many places each of its rows has, by the table's own index.
    evidence : DataFrame
        The sentences shown, as :func:`textkit.measures.evidence.evidence` gives them.
    """

    table: pd.DataFrame
    places: pd.Series
    evidence: pd.DataFrame

    def __repr__(self) -> str:
        return f"OpenTable({len(self.table):,} rows, {len(self.evidence):,} sentences)"

    def _repr_html_(self) -> str:
        return draw_table(self)


def open_table(
    table: pd.DataFrame,
    tokens: Tokens,
    *,
    n: int = 5,
    window: int | None = None,
    where: Mapping[str, Any] | NDArray[np.bool_] | pd.Series | None = None,
    themes: Themes | None = None,
    corpus: pd.DataFrame | None = None,
) -> OpenTable:
    """Show a table in which a click on a row opens the sentences that it counts.

    Without script or network: the page that a notebook saves can be read anywhere. With
    ``corpus`` every sentence opens once more, to its line on the page as it was found.

    Parameters
    ----------
    table : DataFrame
        Any with a column ``term``, ``word``, ``theme`` or ``passage_id``, or with ``doc_id``,
        ``start`` and ``end``. Show its head: the first 200 rows are shown, and searched.
    tokens : Tokens
        Those that were counted.
    n : int
        Places shown of a row, from one document after the other.
    window, where, themes, corpus
        As in :func:`textkit.measures.evidence.evidence`.

    Raises
    ------
    TypeError
        If ``table`` is no DataFrame.
    ValueError
        If it has no row, or none of these columns.

    Examples
    --------
    >>> import textkit as tk
    >>> tokens = tk.Tokens.from_words([["深化", "改革", "。"], ["改革", "！"]])
    >>> shown = open_table(tokens.keep().counts().frequencies(), tokens)
    >>> shown
    OpenTable(2 rows, 3 sentences)
    >>> "深化<mark>改革</mark>。" in shown._repr_html_()
    True
    """
    if not isinstance(table, pd.DataFrame):
        raise TypeError(f"table must be a DataFrame, not {type(table).__name__}.")
    places = find_places(tokens, table.head(_MOST), where=where, themes=themes)
    count = np.bincount(places["row"], minlength=min(len(table), _MOST))
    chosen = choose_places(tokens, places, n)
    found = describe_places(tokens, chosen, window=window, corpus=corpus)
    if len(found) < len(places):
        # Where a sentence is shown, every place of the row in it is to be marked.
        near = places.merge(chosen[["row", "passage"]].drop_duplicates())
        near = describe_places(tokens, near, window=window, corpus=corpus)
        keys = [name for name in ("row", "doc_id", "passage_id", "start", "end") if name in near]
        found = near.merge(found[keys].drop_duplicates())
    return OpenTable(table, pd.Series(count, index=table.index[:_MOST], name="places"), found)


def draw_table(shown: OpenTable) -> str:
    """Write an :class:`OpenTable` as HTML."""
    table = shown.table.head(_MOST)
    names = [str(name) for name in table.columns]
    cells = [[_write(value) for value in row] for row in table.itertuples(index=False, name=None)]
    numeric = [pd.api.types.is_numeric_dtype(table[name]) for name in table.columns]
    widths = [
        min(_WIDEST, max([_width(name) + 1, *(_width(row[k]) for row in cells)]))
        for k, name in enumerate(names)
    ]
    kinds = [" class='tk-n'" if one else "" for one in numeric]
    head = "".join(
        f"<span{kind}>{_quote(name)}</span> " for name, kind in zip(names, kinds, strict=True)
    )
    groups = dict(list(shown.evidence.groupby("row")))
    rows = []
    for number, values in enumerate(cells):
        line = "".join(
            f"<span{kind}><i>{_quote(name)}&nbsp;</i>{_quote(value)}</span> "
            for name, kind, value in zip(names, kinds, values, strict=True)
        )
        inside = _draw_places(groups.get(number), int(shown.places.iloc[number]))
        rows.append(f"<details><summary class='tk-row'>{line}</summary>{inside}</details>")
    more = len(shown.table) - len(table)
    rest = f"<p>… {more:,} more rows</p>" if more else ""
    columns = " ".join(f"{width}ch" for width in widths)
    return (
        f"{_STYLE}<div class='textkit-open' style='--columns:{columns}'>"
        f"<div class='tk-head'><span></span>{head}</div>{''.join(rows)}{rest}</div>"
    )


def _draw_places(found: pd.DataFrame | None, total: int) -> str:
    if found is None:
        return "<div class='tk-in'><p><small>no place in these tokens</small></p></div>"
    said = f"{len(found):,} of {total:,} places" if total > len(found) else _count(total, "place")
    if "doc_id" in found:
        said += f", in {_count(found['doc_id'].nunique(), 'document')}"
    keys = [name for name in ("doc_id", "passage_id", "start", "end") if name in found]
    sentences = "".join(
        _draw_sentence(rows) for _, rows in found.groupby(keys, sort=False, dropna=False)
    )
    return f"<div class='tk-in'><p><small>{said}</small></p>{sentences}</div>"


def _draw_sentence(rows: pd.DataFrame) -> str:
    """Draw one sentence with all its matches marked, and where it stands."""
    one = rows.iloc[0]
    text, start = one["sentence"], int(one["start"])
    drawn, at = [], 0
    spans = sorted(set(zip(rows["match_start"] - start, rows["match_end"] - start, strict=True)))
    if one["term"] == "" and spans == [(0, len(text))]:
        spans = []  # of a passage every sentence counts: to mark it all would mark nothing
    for begin, end in spans:
        if end > at:  # matches may overlap: what is marked already is not marked again
            drawn.append(
                f"{_quote(text[at:begin])}<mark>{_quote(text[max(at, begin) : end])}</mark>"
            )
            at = int(end)
    drawn.append(_quote(text[at:]))
    told = [one[name] for name in ("doc_id", "part", "section") if name in rows]
    source = " · ".join(_quote(str(value)) for value in told if not pd.isna(value) and value != "")
    place = f"{source} · characters {start:,}–{int(one['end']):,}"
    return f"<div>{''.join(drawn)}<br><small>{place}</small>{_draw_raw(one)}</div>"


def _draw_raw(one: pd.Series) -> str:
    if "line" not in one:
        return ""
    if pd.isna(one["line"]):
        return " <small>· line on the page not known</small>"
    raw = str(one["raw"])
    # A paragraph of a page may be long: what is shown is where the sentence stands.
    at = max(raw.find(str(one["sentence"])[:8]), 0)
    begin, end = max(at - _RAW, 0), at + len(str(one["sentence"])) + _RAW
    text = f"{'… ' if begin else ''}{raw[begin:end]}{' …' if end < len(raw) else ''}"
    summary = f"<summary><small>line {one['line']} of the page</small></summary>"
    return f"<details>{summary}<small>{_quote(text)}</small></details>"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _write(value: Any) -> str:
    """Write one cell: three decimals of a fraction, – for what is missing."""
    if value is None or value is pd.NA or value is pd.NaT:
        return "–"
    if isinstance(value, (float, np.floating)):
        number = float(value)
        if math.isnan(number):
            return "–"
        return f"{number:.1e}" if 0 < abs(number) < 0.001 else f"{number:.3f}"
    text = " ".join(str(value).split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text) + 1


def _quote(text: str) -> str:
    """Escape, and show as � what cannot be written as UTF-8."""
    return html.escape(text.encode("utf-8", "replace").decode("utf-8"))
