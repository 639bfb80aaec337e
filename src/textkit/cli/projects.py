"""Commands for a project: run its notebooks, redraw its figures."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from textkit.cli import app

Root = Annotated[
    Path | None, typer.Option(help="The project's folder; the nearest above if not given.")
]


@app.command(rich_help_panel="Projects")
def new(
    folder: Annotated[Path, typer.Argument(help="The project's own folder, not there yet.")],
    source: Annotated[
        Path, typer.Option("--from", help="A folder of texts, or a file, table or archive.")
    ],
    metadata: Annotated[
        Path | None,
        typer.Option(help="A table with a column file and one for each document variable."),
    ] = None,
    text: Annotated[
        str | None, typer.Option(help="The column of a table that holds the texts.")
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(help="What the files are in; found out if not given.")
    ] = None,
) -> None:
    """Make a project from a folder of texts: catalogue, hand files, choices, notebooks."""
    from textkit.workflow.starting import start_study

    started = start_study(folder, source, metadata=metadata, text=text, encoding=encoding)
    typer.echo(started.summary())


@app.command(rich_help_panel="Projects")
def run(
    notebooks: Annotated[
        list[str] | None, typer.Argument(help="Notebooks to run, by stem: 03-key-terms.")
    ] = None,
    root: Root = None,
    force: Annotated[bool, typer.Option(help="Run even what is up to date.")] = False,
) -> None:
    """Run the notebooks that are out of date, and say what was written."""
    from textkit.workflow.run import run_notebooks

    typer.echo(run_notebooks(root, only=notebooks, force=force).summary())


@app.command(rich_help_panel="Projects")
def figures(
    root: Root = None,
    lang: Annotated[
        str | None, typer.Option(help="Only this language: zh or en; all if not given.")
    ] = None,
) -> None:
    """Draw every figure again from the saved tables, without computing anything."""
    from textkit.workflow.study import find_root, redraw_figures

    folder = find_root() if root is None else root
    written = redraw_figures(folder, languages=[lang] if lang else None)
    typer.echo(f"{len(written)} files drawn from saved tables.")
