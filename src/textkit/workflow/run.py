"""Notebooks → executed notebooks, tables and figures: in order, only what is out of date."""

from __future__ import annotations

import ast
import hashlib
import json
import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from textkit.output import write_bytes
from textkit.workflow.locking import one_at_a_time
from textkit.workflow.record import Manifest, sha256_of
from textkit.workflow.settings import check_hand_files, find_root, read_settings
from textkit.workflow.study import data_files

_CELL_TIMEOUT_SECONDS = 1800


class NotebookFailed(RuntimeError):
    """A notebook raised an error; what earlier ones wrote stands."""


@dataclass
class RunReport:
    """What a run did, by notebook, and what became of each file."""

    ran: list[str] = field(default_factory=list)
    up_to_date: list[str] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def summary(self) -> str:
        """Say in a few lines what was written and what changed."""
        if not self.ran:
            return f"Nothing to do: all {len(self.up_to_date)} notebooks are up to date."
        lines = [
            f"{len(self.ran)} notebooks run, {len(self.up_to_date)} up to date, "
            f"in {self.seconds:.0f} s.",
            f"Files: {len(self.new)} new, {len(self.changed)} changed, "
            f"{len(self.unchanged)} the same as before, {len(self.deleted)} deleted.",
        ]
        for word, files in (
            ("new", self.new),
            ("changed", self.changed),
            ("deleted", self.deleted),
        ):
            lines.extend(f"  {word:8} {file}" for file in _by_stem(files))
        lines.append("Read notebooks/*.ipynb; figures are in figures/, tables in data/derived/.")
        return "\n".join(lines)


def _by_stem(files: list[str]) -> list[str]:
    """Put the formats of a file on one line: figures/a.pdf, figures/a.png → figures/a.pdf, png.

    >>> _by_stem(["figures/a.pdf", "figures/a.png", "b.csv"])
    ['figures/a.pdf, png', 'b.csv']
    """
    stems: dict[str, list[str]] = {}
    for file in files:
        stem, _, suffix = file.rpartition(".")
        stems.setdefault(stem, []).append(suffix)
    return [f"{stem}.{', '.join(suffixes)}" for stem, suffixes in stems.items()]


def run_notebooks(
    root: str | Path | None = None, *, only: list[str] | None = None, force: bool = False
) -> RunReport:
    """Run a project's notebooks in the order of their names.

    A notebook whose script, choices, data and library are as they were when it last ran
    here, and whose files are as it left them, is not run again; so an interrupted run
    goes on where it stopped.

    Parameters
    ----------
    root : path
        The project's folder; the nearest one with an ``analysis.toml`` if not given.
    only : list of str
        Stems of the notebooks to look at, such as ``["03-key-terms"]``.
    force : bool
        Run even what is up to date.

    Raises
    ------
    NotebookFailed
        If a cell raises; the message gives notebook, cell and error.
    FileNotFoundError
        If the folder is no project.
    ProjectBusy
        If another run is at work in this project.
    ValueError
        If ``only`` names a notebook that does not exist, or ``analysis.toml`` or a file of
        judgement is wrong; the message gives file and line.
    """
    folder = find_root() if root is None else Path(root).resolve()
    # refused before anything is locked or made
    check_hand_files(folder, read_settings(folder))
    with one_at_a_time(folder, "run"):
        return _run_all(folder, only, force)


def _run_all(folder: Path, only: list[str] | None, force: bool) -> RunReport:
    from tqdm import tqdm

    scripts = sorted((folder / "notebooks").glob("*.py"))
    stems = [script.stem for script in scripts]
    for name in only or []:
        if name not in stems:
            raise ValueError(
                f"no notebook is called {name!r}. There are: {', '.join(stems) or 'none'}."
            )
    report, began = RunReport(), time.monotonic()
    stamps = folder / ".textkit" / "runs.json"
    known = _read_stamps(stamps)
    out_of_date = []
    for script in scripts:
        if only and script.stem not in only:
            continue
        inputs = _inputs(folder, script)
        if not force and known.get(script.stem) == _stamp(folder, script, inputs):
            report.up_to_date.append(script.stem)
        else:
            out_of_date.append((script, inputs))
    sources = {script.stem: _read_script(script) for script, _ in out_of_date}
    total = sum(_code_cells(source) for source in sources.values())
    with tqdm(total=total, unit="cell", disable=None if total else True) as bar:
        for script, inputs in out_of_date:
            bar.set_description(script.stem)
            _run_one(folder, script, sources[script.stem], report, bar.update)
            known[script.stem] = _stamp(folder, script, inputs)
            write_bytes(stamps, (json.dumps(known, indent=1) + "\n").encode())
    report.seconds = time.monotonic() - began
    return report


def _read_stamps(stamps: Path) -> dict[str, Any]:
    """Read what ran when; what cannot be read only means that all runs again."""
    try:
        known = json.loads(stamps.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _read_script(script: Path) -> Any:
    import jupytext

    notebook = jupytext.read(script, fmt="py:percent")
    seen: dict[str, int] = {}
    for cell in notebook.cells:
        # an id made from the cell's source stays when other cells come and go
        digest = hashlib.sha256(cell.source.encode()).hexdigest()[:8]
        seen[digest] = seen.get(digest, 0) + 1
        cell.id = digest if seen[digest] == 1 else f"{digest}-{seen[digest]}"
        tags = list(cell.metadata.get("tags", []))
        # a finding is read as a sentence; JupyterLab opens its source on a click
        hidden = {"jupyter": {"source_hidden": True}} if "finding" in tags else {}
        cell.metadata = {**hidden, "tags": tags} if tags else {}
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return notebook


def _code_cells(notebook: Any) -> int:
    return sum(cell.cell_type == "code" for cell in notebook.cells)


def _run_one(root: Path, script: Path, notebook: Any, report: RunReport, progress: Any) -> None:
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    manifest = Manifest(root)
    before = manifest.of(script.stem)
    on_disk = {file: sha256_of(root / file) for file in before if (root / file).is_file()}
    forgotten = manifest.forget(script.stem)
    client = NotebookClient(
        notebook,
        timeout=_CELL_TIMEOUT_SECONDS,
        kernel_name="python3",
        resources={"metadata": {"path": str(root / "notebooks")}},
        record_timing=False,
        # its warnings would tear the progress bar, and Ctrl-C leaves it a traceback
        extra_arguments=["--log-level=CRITICAL"],
        on_cell_executed=lambda **_: progress(1),
    )
    environment = {**os.environ, "PYTHONHASHSEED": "0", "MPLBACKEND": "agg"}
    try:
        client.execute(env=environment)
    except BaseException as error:
        # its figures of last time are still there, and can still be drawn again
        manifest.recall(script.stem, forgotten)
        if isinstance(error, CellExecutionError):
            raise NotebookFailed(_say_failure(script, notebook, error)) from None
        if client.kc is None:  # nbclient took its kernel down for a signal, and stumbled over it
            raise KeyboardInterrupt from None
        raise
    notebook.metadata["language_info"] = {"name": "python"}
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
    text = nbformat.writes(notebook) + "\n"
    page = script.with_suffix(".ipynb")
    existed = page.is_file()
    outcome = write_bytes(page, text.encode())
    _note(report, page.relative_to(root).as_posix(), None if not existed else not outcome)
    after = manifest.of(script.stem)
    for file, digest in after.items():
        _note(report, file, on_disk[file] == digest if file in on_disk else None)
    for file in sorted(set(on_disk) - set(after)):
        (root / file).unlink(missing_ok=True)
        report.deleted.append(file)
    report.ran.append(script.stem)


def _say_failure(script: Path, notebook: Any, error: Any) -> str:
    """Name the cell and the error; all of IPython's traceback only where it is asked for."""
    outputs = [
        (cell.source, output)
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if output.output_type == "error"
    ]
    source = outputs[-1][0] if outputs else ""
    shown = [line for line in source.splitlines() if line.strip()][:4]
    trace = f"\n{error.traceback}" if os.environ.get("TEXTKIT_DEBUG") else ""
    return "\n".join(
        [
            f"{script.name} stopped in the cell that begins",
            *(f"    {line}" for line in shown),
            f"{error.ename}: {_unquoted(error)}{trace}",
            f"Nothing of this notebook's .ipynb was replaced. Mend {script.name}, analysis.toml or "
            "the data and run again: it goes on from this notebook. TEXTKIT_DEBUG=1 shows where "
            "the error came from.",
        ]
    )


def _unquoted(error: Any) -> str:
    """Take off the quotes that a KeyError puts around its message."""
    said = str(error.evalue)
    if error.ename == "KeyError" and said[:1] in ("'", '"'):
        return str(ast.literal_eval(said))
    return said


def _note(report: RunReport, file: str, same: bool | None) -> None:
    (report.new if same is None else report.unchanged if same else report.changed).append(file)


def _inputs(root: Path, script: Path) -> str:
    """Hash all that a notebook's results depend on, but for its own output."""
    settings = read_settings(root)
    package = Path(__file__).parents[1]
    files = [
        script,
        *data_files(root),
        *(path for path in sorted(package.rglob("*.py")) if "templates" not in path.parts),
        *(path for path in sorted((package / "data").iterdir()) if path.is_file()),
    ]
    example = sorted((root / "data" / "example").glob("*"))
    lock = root / "requirements.lock"
    digest = hashlib.sha256()
    for file in [*files, *example, *([lock] if lock.is_file() else [])]:
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    choices = [settings.get(key) for key in ("common", "figures", script.stem)]
    digest.update(json.dumps(choices, sort_keys=True, default=str).encode())
    return digest.hexdigest()


def _stamp(root: Path, script: Path, inputs: str) -> dict[str, Any]:
    """Put together what must be as it was for a notebook to be up to date."""
    files = [
        script.with_suffix(".ipynb"),
        *(root / file for file in Manifest(root).of(script.stem)),
    ]
    found = {
        file.relative_to(root).as_posix(): sha256_of(file) if file.is_file() else "missing"
        for file in files
    }
    return {"inputs": inputs, "files": found}
