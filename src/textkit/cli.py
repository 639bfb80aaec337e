"""The command ``textkit``: run a project's notebooks, redraw its figures."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    help="Chinese text analysis, from scraped pages to print-ready figures.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
Root = Annotated[
    Path | None, typer.Option(help="The project's folder; the nearest above if not given.")
]


@app.command()
def run(
    notebooks: Annotated[
        list[str] | None, typer.Argument(help="Notebooks to run, by stem: 03-key-terms.")
    ] = None,
    root: Root = None,
    force: Annotated[bool, typer.Option(help="Run even what is up to date.")] = False,
) -> None:
    """Run the notebooks that are out of date, and say what was written."""
    from textkit.workflow.run import NotebookFailed, run_notebooks

    try:
        report = run_notebooks(root, only=notebooks, force=force)
    except (NotebookFailed, FileNotFoundError, ValueError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    typer.echo(report.summary())


@app.command()
def figures(
    root: Root = None,
    lang: Annotated[
        str | None, typer.Option(help="Only this language: zh or en; all if not given.")
    ] = None,
) -> None:
    """Draw every figure again from the saved tables, without computing anything."""
    from textkit.workflow.study import find_root, redraw_figures

    try:
        written = redraw_figures(
            find_root() if root is None else root, languages=[lang] if lang else None
        )
    except (FileNotFoundError, ValueError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    typer.echo(f"{len(written)} files drawn from saved tables.")
