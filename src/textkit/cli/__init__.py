"""The command ``textkit``: what a person types, from pages to tables and figures."""

from __future__ import annotations

import errno
import os
import sys
from typing import Any

import typer
from typer.core import TyperGroup

# What bad input and a bad place raise; their messages name both and the remedy.
_EXPECTED = (ValueError, KeyError, OSError, ImportError)


class _Commands(TyperGroup):
    """Says what is wrong in words, on standard error, and exits with 1."""

    def invoke(self, ctx: Any) -> Any:
        from textkit.workflow.run import NotebookFailed

        try:
            return super().invoke(ctx)
        except (NotebookFailed, *_EXPECTED) as error:
            if isinstance(error, OSError) and error.errno == errno.EPIPE:
                raise  # who reads our output has gone: no fault of anyone's
            if os.environ.get("TEXTKIT_DEBUG"):
                raise
            typer.echo(f"textkit: {_words(error)}", err=True)
            raise typer.Exit(1) from None
        except KeyboardInterrupt:
            typer.echo("textkit: interrupted; what was finished stands.", err=True)
            raise typer.Exit(130) from None


def _words(error: BaseException) -> str:
    """Say an error in words, without the quotes that a KeyError puts around its own."""
    if isinstance(error, OSError) and error.strerror and error.filename:
        return f"{error.filename}: {error.strerror}"
    return str(error.args[0]) if error.args else type(error).__name__


app = typer.Typer(
    cls=_Commands,
    help="Chinese text analysis, from scraped pages to print-ready figures.",
    epilog=(
        "Sources are files, folders, globs, tables, archives or a catalogue (.toml); - is "
        "standard input. Set TEXTKIT_DEBUG=1 to see where an error came from."
    ),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"textkit {version('textkit')}")
        raise typer.Exit


@app.callback()
def _main(
    version: bool = typer.Option(
        False, "--version", callback=_show_version, is_eager=True, help="Print the version."
    ),
) -> None:
    for stream in (sys.stdout, sys.stderr):
        # Chinese on a console or pipe of whatever locale (Windows: code page 936)
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


from textkit.cli import projects, texts  # noqa: E402, F401  the commands, in the order of --help
