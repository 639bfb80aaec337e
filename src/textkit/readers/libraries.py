"""The name of an optional library → the library, or an error that says how to install it."""

from __future__ import annotations

import importlib
from typing import Any

_NEEDED = {
    "docx": (".docx", "python-docx", "docx"),
    "pypdf": (".pdf", "pypdf", "pdf"),
    "openpyxl": (".xlsx", "openpyxl", "xlsx"),
    "pyarrow.parquet": (".parquet", "pyarrow", "parquet"),
}


def load(module: str) -> Any:
    """Import a library that only one format needs.

    Raises
    ------
    ImportError
        If it is not there; the message has the command that installs it.
    """
    try:
        return importlib.import_module(module)
    except ImportError:
        suffix, package, extra = _NEEDED[module]
        raise ImportError(
            f'reading {suffix} needs {package}: pip install "textkit[{extra}]"'
        ) from None
