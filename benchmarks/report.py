"""results.json → results.md and the figure: ``python benchmarks/report.py`` draws them again."""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ways import OURS

HERE = Path(__file__).parent
NAME = {
    "jieba": "jieba", "rjieba": "rjieba (jieba-rs)",
    "textkit, 1 thread": "textkit, 1 thread", "textkit, 2 threads": "textkit, 2 threads",
}  # fmt: skip


def write_report(results: dict[str, Any], folder: Path) -> None:
    """Write ``results.md`` and ``segmentation.svg``."""
    (folder / "results.md").write_text(in_markdown(results), encoding="utf-8")
    draw(results, folder / "segmentation")


def in_markdown(results: dict[str, Any]) -> str:
    """Put all tables together."""
    sides = results["side_by_side"]
    company = sides["company"]
    source = "reports" if results["given"] else "documents (five pages, repeated)"
    parts = [
        "# Results\n\nWritten by `make bench`; what is measured, and how: [README](README.md).\n\n"
        + ", ".join(
            f"{name} {value}".removeprefix("system ") for name, value in results["machine"].items()
        )
        + f".\n\nTwo threads with the same work took {spread(company)} times as long as one "
        "(1.0: both cores free; 2.0: only one). Read the figures for two threads with that.\n\n"
        "![Speed and growth](segmentation.svg)\n"
    ]
    about = (
        f"{sides['documents']} {source}, {sides['characters']:,} characters, "
        f"{sides['tokens']:,} tokens, {sides['terms']:,} terms; {sides['rounds']} rounds."
    )
    for title, times in sides["seconds"].items():
        others = [name for name in times if name not in OURS]
        rows = []
        for name, took in times.items():
            compared = [sides["ratios"][title][name][other] for other in others]
            rows.append([
                NAME[name], f"{statistics.median(took):.3f}", f"{min(took):.3f}",
                f"{sides['characters'] / statistics.median(took) / 1e6:.1f}",
                *(f"{one['median']:.1f} ({one['low']:.1f}–{one['high']:.1f})" for one in compared),
            ])  # fmt: skip
        head = ["", "median s", "best s", "M characters/s", *(f"× {name}" for name in others)]
        if title == "text → matrix":
            note = about + " The matrices of textkit and jieba are equal to the last entry."
            heading = "Text → document-term matrix (jieba and rjieba in `CountVectorizer`)"
        else:
            note, heading = about, "Segmentation"
        parts.append(f"## {heading}\n\n{note}\n\n{table(head, rows)}")
    parts.append("## Start-up: a fresh process, seconds\n\n" + start_table(results["start_up"]))
    parts.append(
        "## Memory, text → matrix: peak of a fresh process, MB\n\n"
        + measured_table([*results["memory"], *results["whole"]])
    )
    parts.append(
        "## Growth, text → matrix\n\n"
        "Where there are fewer documents they come again from the beginning.\n\n"
        + measured_table(results["growth"])
    )
    return "\n".join(parts)


def spread(values: list[float]) -> str:
    return f"{statistics.median(values):.2f} ({min(values):.2f}–{max(values):.2f})"


def start_table(start_up: dict[str, dict[str, list[float]]]) -> str:
    rows = [
        [name, kind, spread(took)]
        for kind, times in start_up.items()
        for name, took in times.items()
    ]
    return table(["", "caches", "median (range)"], rows)


def measured_table(rows: Iterable[dict[str, Any]]) -> str:
    head = ["", "documents", "M characters", "seconds", "M characters/s", "peak MB", "MB before"]
    return table(head, [
        [
            NAME[row["way"]], f"{row['documents']:,}", f"{row['characters'] / 1e6:.1f}",
            f"{row['seconds']:.2f}", f"{row['characters'] / row['seconds'] / 1e6:.1f}",
            f"{row['megabytes']:.0f}", f"{row['megabytes_before']:.0f}",
        ]
        for row in rows
    ])  # fmt: skip


def table(head: list[str], rows: list[list[str]]) -> str:
    """Write a Markdown table; all columns but the first are set right."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def draw(results: dict[str, Any], stem: Path) -> None:
    """Draw times as fast as jieba (median, range) beside seconds over documents."""
    from textkit.draw.style import figure, save_figure, style

    with style("double", height=62):
        page, (left, right) = figure(width="double", height=62, columns=2)
        draw_ratios(left, results["side_by_side"])
        draw_growth(right, results["growth"])
    save_figure(page, stem, formats=("svg",))


def colours() -> dict[str, str]:
    from textkit.draw.style import PALETTE, QUIET

    return {"jieba": QUIET, "rjieba": PALETTE[2], OURS[0]: PALETTE[0], OURS[1]: PALETTE[1]}


def draw_ratios(left: Any, sides: dict[str, Any]) -> None:
    from textkit.draw.style import INK, RULE

    colour = colours()
    ratio = sides["ratios"]["text → matrix"]
    names = [name for name in ratio if name != "jieba"][::-1]
    for place, name in enumerate(names):
        one = ratio[name]["jieba"]
        left.axhline(place, color=RULE, linewidth=0.5, zorder=0)
        left.plot([one["low"], one["high"]], [place, place], color=colour[name], linewidth=2)
        left.plot(one["median"], place, "o", color=colour[name])
        left.annotate(
            f"{one['median']:.0f} ×", (one["median"], place), xytext=(0, 5),
            textcoords="offset points", ha="center", color=INK, fontsize=7,
        )  # fmt: skip
    left.set_yticks(range(len(names)), [NAME[name] for name in names])
    left.set_ylim(-0.6, len(names) - 0.3)
    left.set_xlim(0, None)
    left.tick_params(axis="y", length=0)
    left.spines["left"].set_visible(False)
    left.set_xlabel("times as fast as CountVectorizer with jieba")
    left.set_title(f"Text → matrix, {sides['characters'] / 1e6:.1f} M characters")


def draw_growth(right: Any, measured: list[dict[str, Any]]) -> None:
    colour = colours()
    for way in ("jieba", *OURS):
        rows = [row for row in measured if row["way"] == way]
        x, y = [row["documents"] for row in rows], [row["seconds"] for row in rows]
        right.plot(x, y, marker="o", markersize=3, color=colour[way])
        right.annotate(
            NAME[way], (x[-1], y[-1]), xytext=(4, 3 if way == OURS[0] else -3),
            textcoords="offset points", va="center", color=colour[way], fontsize=7,
        )  # fmt: skip
    right.set(xscale="log", yscale="log", xlabel="documents", xlim=(70, 100_000))
    right.set_xticks([100, 1000, 10_000], ["100", "1,000", "10,000"])
    shown = [tick for tick in (0.01, 0.1, 1, 10, 100) if tick <= 2 * max(
        row["seconds"] for row in measured)]  # fmt: skip
    right.set_yticks(shown, [f"{tick:g}" for tick in shown])
    right.minorticks_off()
    right.set_title("Growth, seconds")


if __name__ == "__main__":
    write_report(json.loads((HERE / "results.json").read_text(encoding="utf-8")), HERE)
