"""Recipes of figures → the same figures in another width, font, format or language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textkit.workflow.record import Manifest
from textkit.workflow.study import read_settings, render

FORMATS = ("pdf", "png", "svg")


@dataclass(frozen=True)
class Printed:
    """What was written, and what is wrong with it by figure: labels cut off or covered."""

    files: list[Path]
    faults: dict[str, list[str]]


def choose_figures(root: Path, names: Iterable[str] | None = None) -> dict[str, Any]:
    """Return the recipes of the figures named, by figure or by notebook; all without names.

    Raises
    ------
    ValueError
        If there is no figure of that name, or no figure at all.
    """
    entries: dict[str, Any] = Manifest(root).read()["figures"]
    if not entries:
        raise ValueError(f"{root} has no figures yet. Make them: textkit run")
    chosen: dict[str, Any] = {}
    for name in names or [""]:
        mine = {
            stem: entry for stem, entry in entries.items()
            if name in ("", stem, entry["notebook"])
        }  # fmt: skip
        if not mine:
            notebooks = dict.fromkeys(entry["notebook"] for entry in entries.values())
            raise ValueError(
                f"no figure or notebook is called {name!r}. Figures: {', '.join(entries)}. "
                f"Notebooks: {', '.join(notebooks)}."
            )
        chosen |= mine
    return chosen


def print_figures(
    root: Path,
    names: Iterable[str] | None = None,
    *,
    out: Path | None = None,
    formats: Sequence[str] | None = None,
    languages: Sequence[str] | None = None,
    width: str | float | None = None,
    font: str | Path | None = None,
) -> Printed:
    """Draw figures from their saved tables into a folder; the project's own stay as they are.

    Parameters
    ----------
    names : iterable of str, optional
        Figures, or notebooks for all of theirs; all figures if not given.
    out : path, optional
        The folder, ``figures/print`` if not given; languages after the first have folders in it.
    formats, languages : sequence of str, optional
        As in ``analysis.toml`` if not given.
    width : optional
        Of every figure: ``"single"``, ``"double"``, ``"85mm"`` or millimetres; each its own if
        not given. Heights are chosen anew.
    font : optional
        As for :func:`textkit.draw.fonts.use_font`.

    Raises
    ------
    ValueError
        If a name, format, language or width is none. A figure that does not fit the width, or
        a font that lacks a character, is among the faults.
    FileNotFoundError
        If the font is not there.
    """
    from joblib import Parallel, delayed
    from tqdm import tqdm

    from textkit.draw.fonts import use_font
    from textkit.draw.labels import LANGUAGES
    from textkit.draw.style import width_mm

    entries = choose_figures(root, names)
    settings = read_settings(root)["figures"]
    formats = list(formats or settings["formats"])
    languages = list(languages or settings["languages"])
    for kind, given, known in (
        ("format", formats, FORMATS), ("language", languages, LANGUAGES),
    ):  # fmt: skip
        wrong = [each for each in given if each not in known]
        if wrong:
            raise ValueError(
                f"no {kind} is called {', '.join(wrong)}. There are: {', '.join(known)}."
            )
    wide = None if width is None else width_mm(width)
    with use_font(font):  # a font that does not work is said once, before anything is drawn
        folder = out or root / "figures" / "print"
    drawn = Parallel(n_jobs=-1, return_as="generator")(
        delayed(_print_one)(root, stem, entry["recipe"], settings, folder, formats, languages,
                            wide, font)
        for stem, entry in entries.items()
    )  # fmt: skip
    files: list[Path] = []
    wrong_with: dict[str, list[str]] = {}
    for written, found in tqdm(drawn, total=len(entries), disable=None):
        files += written
        wrong_with |= found
    return Printed(files, wrong_with)


def _print_one(
    root: Path,
    stem: str,
    recipe: Mapping[str, Any],
    settings: Mapping[str, Any],
    folder: Path,
    formats: Sequence[str],
    languages: Sequence[str],
    width: float | None,
    font: str | Path | None,
) -> tuple[list[Path], dict[str, list[str]]]:
    from textkit.draw import faults, save_figure
    from textkit.draw.fonts import use_font

    if width is not None:
        recipe = _at_width(recipe, width)
    files: list[Path] = []
    found: dict[str, list[str]] = {}
    with use_font(font):
        for lang in languages:
            place = folder if lang == settings["languages"][0] else folder / lang
            try:
                page = render(root, recipe, lang, settings)
                files += save_figure(page, place / stem, formats=formats)
                wrong = faults(page)
            except ValueError as error:  # one that does not fit keeps no other from being drawn
                wrong = [f"not drawn: {error}"]
            if wrong:
                found[f"{stem} ({lang})"] = wrong
    return files, found


def _at_width(recipe: Mapping[str, Any], width: float) -> dict[str, Any]:
    """Set a recipe to a width in mm; on a narrow page fewer panels stand side by side."""
    from textkit.draw.style import width_mm

    where = "options" if recipe["by"] is None else "layout"
    own = {key: value for key, value in recipe[where].items() if key != "height"}
    if recipe["by"] is not None:
        share = width / width_mm(own.get("width", "double"))
        own["columns"] = max(1, int(own.get("columns", 3) * share + 0.3))
    return {**recipe, where: {**own, "width": width}}
