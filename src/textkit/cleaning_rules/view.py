"""The judged lines of a page → HTML: what was removed struck through, its rule beside it."""

from __future__ import annotations

import html
from collections import Counter
from itertools import groupby

import pandas as pd

_LONGEST = 400  # characters shown of one line
_EDGE = 3  # kept lines shown at either end of a stretch that is folded
_MOST = 2_000  # lines shown of one page
# Colours come from the notebook's theme where there is one, and follow the reader's otherwise.
_STYLE = """<style>
.textkit-page{max-width:60em;line-height:1.5}
.textkit-page table{border-collapse:collapse;width:100%;color:inherit}
.textkit-page td{padding:1px 8px;vertical-align:top;text-align:left!important;border:0;
white-space:pre-wrap;overflow-wrap:anywhere;background:transparent;color:inherit}
.textkit-page td:first-child{opacity:.55;text-align:right!important;width:3em}
.textkit-page td:last-child{width:11em;font-size:.85em;
color:var(--jp-error-color1,light-dark(#b3261e,#ff8a80))}
.textkit-page s{opacity:.6}
.textkit-page summary{cursor:pointer;opacity:.75}
</style>"""


def draw_page(lines: pd.DataFrame, *, title: str) -> str:
    """Draw a table of judged lines (``line``, ``text``, ``rule``) as HTML.

    Long stretches of kept lines are folded; blank lines are left out.
    """
    rows = list(
        zip(lines["line"].tolist(), lines["text"].tolist(), lines["rule"].tolist(), strict=True)
    )
    counts = Counter(rule for _, _, rule in rows if rule and rule != "blank line")
    summary = " · ".join(
        f"{_quote(rule)} {count:,}" for rule, count in sorted(counts.items(), key=_by_count)
    )
    shown = [row for row in rows if row[2] != "blank line"]
    blocks = []
    for kept, group in groupby(shown[:_MOST], key=lambda row: row[2] == ""):
        stretch = list(group)
        if kept and len(stretch) > 2 * _EDGE + 2:
            middle = stretch[_EDGE:-_EDGE]
            blocks.append(_table(stretch[:_EDGE]))
            blocks.append(
                f"<details><summary>{len(middle):,} more lines kept "
                f"({middle[0][0]}–{middle[-1][0]})</summary>{_table(middle)}</details>"
            )
            blocks.append(_table(stretch[-_EDGE:]))
        else:
            blocks.append(_table(stretch))
    if len(shown) > _MOST:
        blocks.append(f"<p>… {len(shown) - _MOST:,} more lines: see .lines and .removed</p>")
    return (
        f"{_STYLE}<div class='textkit-page'><p><b>{_quote(title)}</b><br>{summary}</p>"
        f"{''.join(blocks)}</div>"
    )


def _by_count(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]


def _table(rows: list[tuple[int, str, str]]) -> str:
    return f"<table>{''.join(_row(*row) for row in rows)}</table>"


def _row(number: int, text: str, rule: str) -> str:
    shown = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 60]} … {text[-60:]}"
    cell = f"<s>{_quote(shown)}</s>" if rule else _quote(shown)
    # said here too: JupyterLab drops a style sheet until the notebook is trusted
    left = "<td style='text-align:left'>"
    return f"<tr><td>{number}</td>{left}{cell}</td>{left}{_quote(rule)}</td></tr>"


def _quote(text: str) -> str:
    """Escape, and show as � what cannot be written as UTF-8."""
    return html.escape(text.encode("utf-8", "replace").decode("utf-8"))
