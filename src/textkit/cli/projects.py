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
        str, typer.Option("--from", help="A folder of texts, or a file, table, archive or glob.")
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
    names: Annotated[
        list[str] | None,
        typer.Argument(help="Figures by stem (03-key-terms-parts), or notebooks: 03-key-terms."),
    ] = None,
    formats: Annotated[
        list[str] | None, typer.Option("--format", help="pdf, png or svg; may be given again.")
    ] = None,
    lang: Annotated[
        str | None, typer.Option(help="Only this language: zh or en; all if not given.")
    ] = None,
    width: Annotated[
        str | None, typer.Option(help="Of the journal's column: 85mm, single (89) or double (183).")
    ] = None,
    font: Annotated[
        str | None, typer.Option(help="sans, serif, or the path of a .ttf or .otf file.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="A folder for figures to print; figures/print."),
    ] = None,
    root: Root = None,
) -> None:
    """Draw figures again from the saved tables, or for print, without computing anything.

    With a format, width, font or folder they go to a folder of their own, and the project's
    figures stay as they are.
    """
    from textkit.workflow.printing import choose_figures, print_figures
    from textkit.workflow.study import find_root, redraw_figures

    folder = find_root() if root is None else root
    languages = [lang] if lang else None
    if not (formats or width or font or out):
        chosen = list(choose_figures(folder, names)) if names else None
        written = redraw_figures(folder, chosen, languages=languages)
        typer.echo(f"{len(written)} files drawn from saved tables.")
        return
    printed = print_figures(folder, names, out=out, formats=formats, languages=languages,
                            width=width, font=font)  # fmt: skip
    typer.echo(f"{len(printed.files)} files drawn to {out or folder / 'figures' / 'print'}.")
    for name, found in printed.faults.items():
        typer.echo(f"{name}: {'; '.join(found)}", err=True)
    if printed.faults:
        typer.echo("These do not fit: give more --width.", err=True)
        raise typer.Exit(1)


@app.command(rich_help_panel="Projects")
def explore(
    source: Annotated[
        list[str] | None,
        typer.Argument(help="Texts outside a project; the project's own if not given."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="The .html file; build/explore.html.")
    ] = None,
    themes: Annotated[
        Path | None, typer.Option(help="A theme dictionary (.toml), for texts outside a project.")
    ] = None,
    lang: Annotated[
        str | None, typer.Option(help="The language the page opens in: zh or en.")
    ] = None,
    root: Root = None,
) -> None:
    """Write the evidence page: one HTML file to read, search and open every number in."""
    from textkit.corpus import read_corpus
    from textkit.workflow.explorer import Choices, explore_project
    from textkit.workflow.explorer import explore as write

    if not source:
        page = explore_project(root, out, lang=lang)
    else:
        corpus = read_corpus(source[0] if len(source) == 1 else source)
        title = Path(source[0]).stem
        page = write(corpus, out or Path("explore.html"), choices=Choices(themes=themes),
                     title=title, lang=lang or "zh")  # fmt: skip
    typer.echo(f"{page}: {page.stat().st_size / 1e6:.1f} MB. Open it in a browser.")
