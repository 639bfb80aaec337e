"""The command ``textkit``: what a person types, from pages to tables and figures."""

from __future__ import annotations

import errno
import os
import re
import sys
from typing import Any

import typer
from typer.core import TyperGroup

# What bad input and a bad place raise; their messages name both and the remedy.
_EXPECTED = (ValueError, KeyError, OSError, ImportError)
_FAULTS = (
    ArithmeticError, AssertionError, AttributeError, LookupError, MemoryError, RecursionError,
    TypeError, UnicodeError,
)  # fmt: skip
# A file's name or a cell could move the cursor, colour the screen or turn the writing round.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_OPTIONS = {"with errors='mark'": "with --mark-damage", "with text=": "with --text"}


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
            typer.echo(f"textkit: {visible(_words(error))}", err=True)
            raise typer.Exit(1) from None
        except _FAULTS as error:
            if os.environ.get("TEXTKIT_DEBUG"):
                raise
            what = f"{type(error).__name__}: {error}".removesuffix(": ")
            typer.echo(
                f"textkit: {visible(what)}. This should have been said better: please report it. "
                "TEXTKIT_DEBUG=1 shows where it came from.", err=True,
            )  # fmt: skip
            raise typer.Exit(1) from None
        except KeyboardInterrupt:
            typer.echo("textkit: interrupted; what was finished stands.", err=True)
            raise typer.Exit(130) from None


def _words(error: BaseException) -> str:
    """Say an error in words, without the quotes that a KeyError puts around its own."""
    if isinstance(error, OSError) and error.strerror and error.filename:
        return f"{error.filename2 or error.filename}: {error.strerror}"
    if isinstance(error, UnicodeError) or not error.args:
        return str(error) or type(error).__name__
    words = str(error.args[0])
    for python, typed in _OPTIONS.items():
        words = words.replace(python, typed)
    return words


def visible(words: str) -> str:
    r"""Write what a terminal would obey instead of show as ``\x1b``, ``\u202e`` and so on.

    >>> print(visible("a\x1b[2Jb\u202etxt"))
    a\x1b[2Jb\u202etxt
    """
    shown = _UNSEEN.sub(lambda found: ascii(found[0])[1:-1], words)
    return shown.encode("utf-8", "backslashreplace").decode("utf-8")


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
