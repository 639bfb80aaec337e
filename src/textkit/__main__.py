"""Runs the command: ``python -m textkit``."""

from textkit.cli import app

app(prog_name="textkit")
