"""The tables and figures that levels.py left in a folder → levels.md and growth-targets.svg."""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

import pandas as pd
from levels import PUBLISHED

FIGURE = "growth-targets.svg"
PAGE = Path(__file__).with_name("levels.md")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("out", help="the folder that levels.py was given as --out")
    folder = Path(options.parse_args().out)
    parts = [adoption(folder), amplification(folder), growth(folder), themes(folder)]
    page = (
        "# Levels at scale\n\nWritten by levels_report.py from what levels.py found in a folder of "
        "reports: wording, targets and themes of 2012 to 2024, growth of GDP since 2000.\n\n"
    )
    PAGE.write_text(page + "\n".join(parts), encoding="utf-8")


def markdown(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def ends(row: pd.Series, *, scale: float = 1, digits: int = 2) -> str:
    """Write a mean with its interval."""
    mean, low, high = (f"{scale * row[name]:.{digits}f}" for name in ("mean", "low", "high"))
    return f"{mean} ({low} to {high})".replace("-", "−")


def adoption(folder: Path) -> str:
    table = pd.read_csv(folder / "adoption-by-lag.csv").query("measure == 'weighted_share'")
    lags = sorted(table["lag"].unique())
    rows = [
        [str(pair), *(ends(group.set_index("lag").loc[lag], scale=100) for lag in lags)]
        for pair, group in table.groupby("pair")
    ]
    return (
        "## Wording shared with the report above, %\n\nBy how many years the upper report is "
        "older; runs that many reports have weigh less. The interval is over places.\n\n"
        + markdown(["report, upper report", *(str(lag).replace("-", "−") for lag in lags)], rows)
    )


def amplification(folder: Path) -> str:
    table = pd.read_csv(folder / "amplification-by-indicator.csv").query("n >= 100")
    rows = [
        [f"{row['level']}, {row['key']}", str(row["n"]), str(row["n_places"]), ends(row),
         f"{row['share_above']:.0%}", f"{row['share_equal']:.0%}"]
        for _, row in table.iterrows()
    ]  # fmt: skip
    head = ["level, indicator", "pairs", "places", "points above", "above", "equal"]
    return (
        "## Growth targets above the parent's\n\nTargets of the same year and indicator, in "
        "percentage points.\n\n" + markdown(head, rows)
    )


def growth(folder: Path) -> str:
    table = pd.read_csv(folder / "growth-targets.csv")
    province = table[table["level"] == "province"].groupby("year")["middle"]
    state = table[table["level"] == "state"].set_index("year")
    rows = []
    for year, values in province:
        own = state.loc[year] if year in state.index else None
        found = "" if own is None or pd.isna(own["low"]) else span(own["low"], own["high"])
        told = PUBLISHED.get(year)
        rows.append(
            [str(year), f"{values.count()} of {len(values)}", f"{values.median():.2f}",
             f"{values.quantile(0.25):.2f}–{values.quantile(0.75):.2f}",
             f"{values.min():g}–{values.max():g}", found, "" if told is None else span(*told)]
        )  # fmt: skip
    head = ["year", "provinces with one", "median", "middle half", "all", "State Council: found",
            "published"]  # fmt: skip
    shutil.copyfile(folder / FIGURE, PAGE.with_name(FIGURE))
    picture = f"![A point for each province, their median, and the State Council]({FIGURE})\n\n"
    return "## Targets for the growth of GDP, %\n\n" + picture + markdown(head, rows)


def span(low: float, high: float) -> str:
    return f"{low:g}" if low == high else f"{low:g}–{high:g}"


def themes(folder: Path) -> str:
    pairs = pd.read_csv(folder / "themes.csv")
    years = pd.read_csv(folder / "themes-by-place.csv")
    clear = years[years["q"] <= 0.05]
    rows = []
    for _, row in pd.read_csv(folder / "themes-in-common.csv").iterrows():
        same = (clear["level"] == row["level"]) & (clear["theme"] == row["theme"])
        more, less = (int((sign * clear.loc[same, "mean"] > 0).sum()) for sign in (1, -1))
        rows.append(
            [f"{row['level']}, {row['theme']}", str(row["n_places"]), ends(row, scale=100),
             f"{row['share_above']:.0%}", str(more), str(less)]
        )  # fmt: skip
    head = ["level, theme", "places", "points above", "pairs above", "places more", "places less"]
    return (
        "## Room for themes, against the report above\n\n"
        f"{pairs['doc_id'].nunique():,} pairs of reports, {len(pairs):,} differences: of their p "
        f"{(pairs['p'] <= 0.05).mean():.1%} are at most 0.05, of their q "
        f"{(pairs['q'] <= 0.05).sum() or 'none'}. Over its years together a place may differ "
        f"clearly (*places more*, *less*): q is at most 0.05 in {len(clear)} of {len(years):,} "
        "cases. Points are of the share of words, a mean over pairs.\n\n" + markdown(head, rows)
    )


if __name__ == "__main__":
    main()
