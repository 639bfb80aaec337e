"""One notebook's place in the project: its choices, and where its tables and figures go."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from textkit.hand import read_theme_labels
from textkit.workflow.record import (
    Manifest,
    hashes_of,
    read_table,
    sha256_of,
    text_columns,
    write_table,
)
from textkit.workflow.settings import Choices, line_of
from textkit.workflow.settings import find_root as find_root
from textkit.workflow.settings import read_settings as read_settings

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_VERSIONS_OF = ("jieba", "matplotlib", "numpy", "pandas", "scikit-learn", "scipy", "wordcloud")


@dataclass(frozen=True)
class Study:
    """A notebook of a project.

    Attributes
    ----------
    root : Path
        The project's folder, where ``analysis.toml`` is.
    notebook : str
        The notebook's stem, which its tables and figures begin with.
    choices : mapping
        The choices made by hand: the table ``[common]`` of ``analysis.toml`` and the
        notebook's own, which prevails.
    """

    root: Path
    notebook: str
    choices: Mapping[str, Any]
    figure_settings: Mapping[str, Any]

    def path(self, name: str) -> Path:
        """Return a path that ``analysis.toml`` gives from the project's folder.

        >>> # study.path("lexicon") → …/data/hand/lexicon.tsv
        """
        return self.root / str(self.choices[name])

    def check(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return a table of documents or passages that has the ``group`` and ``time`` chosen.

        Raises
        ------
        KeyError
            If it has no such column; the message gives the line and lists those it has.
        """
        for key in ("group", "time"):
            name = self.choices.get(key)
            if name and name not in table.columns:
                path = self.root / "analysis.toml"
                there = ", ".join(table.columns.drop(["text", "start", "end"], errors="ignore"))
                raise KeyError(
                    f"{path}, line {line_of(path, key)}: {key} is {name!r}, which is no variable "
                    f"of the documents. There are: {there}."
                )
        return table

    def save_table(self, name: str, table: pd.DataFrame) -> pd.DataFrame:
        """Write a table to ``data/derived/`` and return it as it reads back.

        Going on with what was written keeps notebook, table and figure in step. Whole numbers
        stay whole where some are missing, which a file of text cannot tell.
        """
        path = self._table_path(name)
        write_table(path, table)
        relative = path.relative_to(self.root).as_posix()
        Manifest(self.root).put(
            "tables",
            path.stem,
            {
                "notebook": self.notebook,
                "files": {relative: sha256_of(path)},
                "rows": len(table),
                "text_columns": text_columns(table),
            },
            context=context(self.root),
        )
        whole = [name for name, kind in table.dtypes.items() if isinstance(kind, pd.Int64Dtype)]
        written = read_table(path, text=text_columns(table))
        return written.astype(dict.fromkeys(whole, "Int64"))

    def save_figure(
        self,
        name: str,
        draw: str,
        *,
        table: str | None = None,
        by: str | None = None,
        options: Mapping[str, Any] | None = None,
        layout: Mapping[str, Any] | None = None,
    ) -> Figure:
        """Draw a saved table, save the figure in every format and language, and return it.

        All that is asked for is recorded as a recipe, so that the figure can be drawn again
        from its table alone (:func:`redraw_figures`).

        Parameters
        ----------
        name : str
            What the figure's files are called after the notebook's stem.
        draw : str
            The function of ``textkit.draw``.
        table : str
            The saved table it draws; the figure's own name if not given.
        by : str
            A column: one panel for each of its values (``textkit.draw.small_multiples``).
        options : mapping
            What the function takes besides the table, as plain values.
        layout : mapping
            With ``by``, what ``small_multiples`` takes: columns, order, panel_height …
        """
        source = self._table_path(table or name)
        recipe: dict[str, Any] = {
            "table": source.stem,
            "draw": draw,
            "by": by,
            "options": _in_order(options or {}),
            "layout": dict(layout or {}),
        }
        stem = f"{self.notebook}-{name}"
        files, shown = save_recipe(self.root, stem, recipe, self.figure_settings)
        Manifest(self.root).put(
            "figures",
            stem,
            {
                "notebook": self.notebook,
                "recipe": recipe,
                "files": hashes_of([self.root / file for file in files], self.root),
                "table_sha256": sha256_of(source),
            },
            context=context(self.root),
        )
        return shown

    def in_words(
        self, table: pd.DataFrame, template: str, *, joiner: str = "; ", none: str = "none"
    ) -> str:
        """Put a table into a sentence: the template filled from each row, and joined.

        ``template`` takes columns by name with Python's format codes, as in
        ``"{theme} in {district} ({share:.1%})"``; an empty table gives ``none``.
        """
        return joiner.join(template.format_map(row) for row in table.to_dict("records")) or none

    def in_full(self, table: pd.DataFrame) -> pd.DataFrame:
        """Write a table's numbers for reading: 2.63e+11 as 263,000,000,000, no value as nothing."""
        numbers = table.select_dtypes("float").columns
        written = {name: table[name].astype("object").map(_in_full) for name in numbers}
        return table.assign(**written).fillna("")

    def _table_path(self, name: str) -> Path:
        return self.root / "data" / "derived" / f"{self.notebook}-{name}.csv"


def _in_order(options: Mapping[str, Any]) -> dict[str, Any]:
    """Write colours as pairs: the record sorts names, but markers go by the order of colours."""
    if options.get("colours") is None:
        return dict(options)
    return {**options, "colours": [list(pair) for pair in options["colours"].items()]}


def _in_full(value: float) -> str:
    if value != value:
        return ""
    return f"{value:,.0f}" if value.is_integer() else f"{value:,.6g}"


def open_study(notebook: str, *, root: str | Path | None = None) -> Study:
    """Open a notebook's study: read its choices from ``analysis.toml``.

    Parameters
    ----------
    notebook : str
        The notebook's stem, such as ``"03-key-terms"``.
    root : path, optional
        The project's folder; otherwise the nearest one above that has an
        ``analysis.toml``.

    Raises
    ------
    FileNotFoundError
        If no ``analysis.toml`` is found.
    KeyError
        If it has no table for this notebook; the message lists those it has.
    """
    folder = find_root() if root is None else Path(root)
    settings = read_settings(folder)
    if notebook not in settings:
        raise KeyError(
            f"{folder / 'analysis.toml'} has no table [{notebook}]; write that line. "
            f"It has: {', '.join(settings)}."
        )
    choices = Choices(notebook, {**settings.get("common", {}), **settings[notebook]})
    return Study(folder, notebook, choices, settings["figures"])


def render(root: Path, recipe: Mapping[str, Any], lang: str, settings: Mapping[str, Any]) -> Figure:
    """Draw a recipe's table in one language."""
    from textkit import draw

    known = Manifest(root).read()["tables"].get(recipe["table"], {})
    table = read_table(
        root / "data" / "derived" / f"{recipe['table']}.csv", text=known.get("text_columns", ())
    )
    labels: dict[str, str] = {}
    if lang == "en":
        for file in settings.get("label_files", []):
            labels |= read_theme_labels(root / file)
    labels |= settings.get("labels", {}).get(lang, {})
    options = dict(recipe["options"])
    if options.get("colours") is not None:
        options["colours"] = dict(options["colours"])
    if recipe["by"] is not None:
        return draw.small_multiples(
            table,
            recipe["by"],
            recipe["draw"],
            options=options,
            lang=lang,
            labels=labels,
            **recipe["layout"],
        )
    if recipe["draw"] not in draw.FIGURES:
        raise ValueError(
            f"draw={recipe['draw']!r} is no figure. There are: {', '.join(draw.FIGURES)}."
        )
    axes = draw.FIGURES[recipe["draw"]](table, lang=lang, labels=labels, **options)
    figure = axes.get_figure(root=True)
    assert figure is not None  # it was just drawn on
    return figure


def save_recipe(
    root: Path,
    stem: str,
    recipe: Mapping[str, Any],
    settings: Mapping[str, Any],
    *,
    languages: list[str] | None = None,
) -> tuple[list[str], Figure]:
    """Draw and save a recipe in every language and format.

    Returns the files' paths from the root, and the figure in the first language.
    """
    from textkit.draw.style import save_figure

    chosen = languages or list(settings["languages"])
    written: list[str] = []
    pages: list[Figure] = []
    for lang in chosen:
        # the first language is the study's own; others get a folder of their own
        folder = root / "figures" if lang == settings["languages"][0] else root / "figures" / lang
        pages.append(render(root, recipe, lang, settings))
        paths = save_figure(pages[-1], folder / stem, formats=tuple(settings["formats"]))
        written.extend(path.relative_to(root).as_posix() for path in paths)
    return written, pages[0]


def redraw_figures(
    root: Path, names: list[str] | None = None, *, languages: list[str] | None = None
) -> list[str]:
    """Draw figures of the manifest, all or those named, from their saved tables; return files.

    Figures are drawn side by side in processes; the manifest is written by this one alone.
    """
    from joblib import Parallel, delayed
    from tqdm import tqdm

    manifest = Manifest(root)
    settings = read_settings(root)["figures"]
    entries = manifest.read()["figures"]
    if names is not None:
        entries = {name: entries[name] for name in names}
    drawn = Parallel(n_jobs=-1, return_as="generator")(
        delayed(_files_of_recipe)(root, stem, entry["recipe"], settings, languages)
        for stem, entry in entries.items()
    )
    bar = tqdm(drawn, total=len(entries), disable=None)  # on a terminal only
    written: list[str] = []
    for (stem, entry), files in zip(entries.items(), bar, strict=True):
        written.extend(files)
        if languages is None:
            entry["files"] = hashes_of([root / file for file in files], root)
            manifest.put("figures", stem, entry)
    return written


def _files_of_recipe(
    root: Path,
    stem: str,
    recipe: Mapping[str, Any],
    settings: Mapping[str, Any],
    languages: list[str] | None,
) -> list[str]:
    return save_recipe(root, stem, recipe, settings, languages=languages)[0]


def data_files(root: Path) -> list[Path]:
    """List what the results are made of: raw pages, catalogue, and hand files."""
    files = [path for folder in ("raw", "hand") for path in (root / "data" / folder).rglob("*")]
    return [root / "data" / "catalog.toml", *sorted(path for path in files if path.is_file())]


def context(root: Path) -> dict[str, Any]:
    """Say what a result comes from: data by their hashes, and the versions that matter."""
    python = ".".join(platform.python_version_tuple()[:2])
    versions = {"python": python} | {name: metadata.version(name) for name in _VERSIONS_OF}
    return {"data": hashes_of(data_files(root), root), "versions": versions}
