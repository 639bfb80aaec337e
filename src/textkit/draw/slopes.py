"""Orders of mention → lines from group to group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.text import Annotation

from textkit.draw.fonts import family, text_width
from textkit.draw.frame import (
    canvas,
    check,
    in_order,
    label_room,
    numbers,
    page_of,
    set_columns,
    size_in_points,
)
from textkit.draw.labels import axis_text, name_of, wrap
from textkit.draw.placement import spread_out
from textkit.draw.style import (
    INK,
    MM,
    PALETTE,
    QUIET,
    ROW,
    RULE,
    SIZE,
    SMALL,
    Plate,
    Width,
    colour_of,
    style,
)

PLAIN = "#B4B4B4"


def mentions(
    table: pd.DataFrame,
    ax: Axes | None = None,
    *,
    group: str = "district",
    scale: str = "rank",
    order: Sequence[str] | None = None,
    highlight: Sequence[str] | None = None,
    colours: Mapping[str, str] | None = None,
    lang: str = "zh",
    labels: Mapping[str, str] | None = None,
    width: Width = "double",
    height: float | None = None,
) -> Axes:
    """Draw in which order each group takes up the themes: one line per theme, first on top.

    Takes the ``group`` column, ``theme``, ``position`` (0: beginning of the text, 1: end)
    and ``rank`` (from 1); a theme without them has no dot in that group. ``scale`` is
    ``"rank"`` or ``"position"``; ``highlight`` names the themes drawn in colour, by default
    the three whose rank differs most. ``colours`` gives themes their colours, as elsewhere.

    Raises
    ------
    ValueError
        If a column is missing, the table is empty, a theme is there twice in a group,
        ``scale`` is another word, ``highlight`` names more themes than there are colours, or
        ``colours`` leaves one of them out.

    Examples
    --------
    >>> table = pd.DataFrame({"district": ["二道区"], "theme": ["民生"], "position": [0.4]})
    >>> [text.get_text() for text in mentions(table.assign(rank=1)).get_xticklabels()]
    ['二道区']
    """
    table = check(table, [group, "theme", "position", "rank"], "mentions")
    axis_text("beginning", lang)  # refuses a language that does not exist
    if scale not in ("rank", "position"):
        raise ValueError(f'scale must be "rank" or "position", not {scale!r}.')
    table = table[table[scale].notna() & table["rank"].notna()]  # a theme that leads nowhere
    if table.empty:
        raise ValueError(f"mentions: no theme has a {scale}, so there is nothing to draw.")
    table = table.assign(
        theme=table["theme"].astype(str), place=numbers(table[scale], "mentions"),
        rank=numbers(table["rank"], "mentions"),
    )  # fmt: skip
    table[group] = table[group].astype(str)
    if table.duplicated([group, "theme"]).any():
        twice = table[table.duplicated([group, "theme"])].iloc[0]
        raise ValueError(f"mentions: {twice['theme']!r} is there twice for {twice[group]!r}.")
    groups = in_order(table[group], order, group)
    spread = table.groupby("theme")["rank"].agg(np.ptp)
    themes = sorted(spread.index, key=lambda theme: (-spread[theme], theme))
    if highlight is None:
        highlight = [theme for theme in themes if spread[theme] > 0][:3]
    if len(highlight) > len(PALETTE):
        raise ValueError(f"{len(highlight)} themes to highlight for {len(PALETTE)} colours.")
    bright_ones = [str(theme) for theme in highlight]
    colour = dict(zip(bright_ones, PALETTE, strict=False))
    if colours is not None:
        colour = colour_of(bright_ones, colours)
    with style():
        ax = canvas(ax, width, height, 16 + 6.2 * len(themes))
        room = label_room(ax, 0.3)
        names = {theme: wrap(name_of(theme, labels), room, ROW) for theme in themes}
        lines = max(name.count("\n") for name in names.values()) + 1
        page = page_of(ax)
        if lines > 1 and isinstance(page, Plate) and page.grows:
            page.set_figheight(page.get_figheight() + 3.2 * (lines - 1) * len(themes) * MM)
        _grid(ax, table, groups, scale, lang)
        for theme in reversed(themes):
            mine = table[table["theme"] == theme].set_index(group)["place"].reindex(groups)
            bright = theme in colour
            ax.plot(range(len(groups)), mine.to_numpy(), "-o", color=colour.get(theme, PLAIN),
                    linewidth=1.4 if bright else 0.8, markersize=4.6 if bright else 3.6,
                    markeredgecolor="white", markeredgewidth=0.5, clip_on=False,
                    zorder=3 if bright else 2)  # fmt: skip
        ends = [(side, table[table[group] == groups[side]]) for side in (0, -1)[: len(groups)]]

        def name_ends() -> list[Annotation]:
            high = size_in_points(ax)[1]
            return [
                text for side, mine in ends
                for text in _name_ends(ax, mine, side, scale, colour, names, high)
            ]  # fmt: skip

        # The heads fit between the names at the ends, which then fit below the heads.
        first = name_ends()
        wide = size_in_points(ax)[0] / max(len(groups) - 1, 1)
        heads = [name_of(each, labels) for each in groups]
        set_columns(ax, heads, min(wide, 95), SIZE, pad=12 if scale == "position" else 4)
        for text in first:
            text.remove()
        name_ends()
        _name_inner(ax, table, group, groups, colour, names)
    return ax


def _name_inner(
    ax: Axes,
    table: pd.DataFrame,
    group: str,
    groups: list[str],
    colour: Mapping[str, str],
    names: Mapping[str, str],
) -> None:
    """Name the themes that neither the first nor the last group has, at their first dot."""
    at_ends = table.loc[table[group].isin([groups[0], groups[-1]]), "theme"]
    inner = table[~table["theme"].isin(at_ends)]
    inner = inner.assign(at=inner[group].map(groups.index)).sort_values(["at", "theme"])
    for row in inner.drop_duplicates("theme").to_dict("records"):
        ax.annotate(
            names[row["theme"]], (row["at"], row["place"]), (6, 0),
            textcoords="offset points", ha="left", va="center_baseline", fontsize=ROW,
            color=colour.get(row["theme"], INK), fontfamily=family(), parse_math=False,
        )  # fmt: skip


def _grid(
    ax: Axes,
    table: pd.DataFrame,
    groups: list[str],
    scale: str,
    lang: str,
) -> None:
    ax.spines["bottom"].set_visible(False)
    last = len(groups) - 1
    ax.set_xlim(-0.04, last + 0.04) if last else ax.set_xlim(-0.5, 0.5)
    if scale == "rank":
        ax.set_ylim(table["rank"].max() + 0.5, table["rank"].min() - 0.5)
        ax.set_yticks([])
    else:
        ax.set_ylim(1.03, -0.03)
        ax.set_yticks([])
        for place, key in ((0.0, "beginning"), (1.0, "end")):
            ax.axhline(place, color=RULE, linewidth=0.5, zorder=0)
            ax.annotate(axis_text(key, lang), (1, place), (0, 3 if place == 0 else -3),
                        xycoords=ax.get_yaxis_transform(), textcoords="offset points",
                        fontsize=SMALL, color=QUIET, ha="right",
                        va="bottom" if place == 0 else "top", fontfamily=family())  # fmt: skip
    for at in range(len(groups)):
        ax.axvline(at, color=RULE, linewidth=0.5, zorder=0)
    ax.set_xticks([])


def _name_ends(
    ax: Axes,
    table: pd.DataFrame,
    side: int,
    scale: str,
    colour: Mapping[str, str],
    names: Mapping[str, str],
    high: float,
) -> list[Annotation]:
    table = table.sort_values(["place", "theme"])
    bottom, top = ax.get_ylim()
    wanted = (table["place"].to_numpy() - top) / (bottom - top) * high  # points from the top
    lines = max((names[theme].count("\n") for theme in table["theme"]), default=0) + 1
    given = spread_out(wanted, SIZE * 1.25 * lines, high)
    at = 0 if side == 0 else round(ax.get_xlim()[1])
    drawn = []
    for theme, place, want, have in zip(table["theme"], table["place"], wanted, given, strict=True):
        out = -1 if side == 0 else 1
        said = [(14.0, names[theme])]
        if scale == "rank":
            number = f"{place:.0f}"
            said = [(7.0, number), (12.0 + text_width(number, ROW), names[theme])]
        for away, text in said:
            drawn.append(ax.annotate(
                text, (at, place), (out * away, want - have),
                textcoords="offset points", ha="right" if side == 0 else "left",
                va="center" if "\n" in text else "center_baseline", fontsize=ROW,
                color=colour.get(theme, INK), annotation_clip=False, fontfamily=family(),
                parse_math=False, linespacing=1.2,
            ))  # fmt: skip
        if abs(want - have) > 1.0:
            drawn.append(ax.annotate(
                "", (at, place), (out * 13, want - have), textcoords="offset points",
                annotation_clip=False, arrowprops={"arrowstyle": "-", "color": PLAIN,
                "linewidth": 0.4, "shrinkA": 0, "shrinkB": 3},
            ))  # fmt: skip
    return drawn
