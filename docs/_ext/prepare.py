"""The project → pages that are copied or computed before Sphinx reads its sources.

Nothing is typed twice: notebooks, datasheet and changelog are copied, the help of the
commands is asked for, numbers come from the tables in ``data/derived``.
"""

import importlib.util
import os
import re
from pathlib import Path

# A page of the project and its name on the site; one that is not there is left out.
COPIED = {
    "data/README.md": "project/data.md",
    "CONTRIBUTING.md": "project/contributing.md",
    "CHANGELOG.md": "project/changelog.md",
    "SECURITY.md": "project/security.md",
    "benchmarks/results.md": "project/benchmarks.md",
    "benchmarks/measures.md": "project/benchmarks-measures.md",
}
COMMANDS = ["new", "run", "figures", "explore", "clean", "outline", "check", "targets", "keyness"]
LINK = re.compile(r"(?<!!)\[([^\]]+)\]\(([^)#\s]+)(#[^)]*)?\)")


def write(path: Path, text: str) -> None:
    """Write a page, but only if it is another, so that Sphinx reads it again only then."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text("utf-8") != text:
        path.write_text(text, "utf-8")


def prepare(root: Path, docs: Path) -> dict[str, str]:
    """Write the pages that are not written by hand, and return the numbers of the others."""
    notebooks = sorted((root / "notebooks").glob("*.ipynb"))
    for old in set((docs / "notebooks").glob("*.ipynb")):
        if root / "notebooks" / old.name not in notebooks:
            old.unlink()
    for notebook in notebooks:
        write(docs / "notebooks" / notebook.name, notebook.read_text("utf-8"))
    for name, page in COPIED.items():
        if (root / name).exists():
            text = (root / name).read_text("utf-8")
            write(docs / page, mend_links(text, root / name, docs / page, root, docs))
        else:
            (docs / page).unlink(missing_ok=True)
    write(docs / "api" / "commands.md", commands())
    if os.environ.get("TEXTKIT_SITE") != "quick":
        draw_gallery(root, docs)
    return numbers(root)


def mend_links(text: str, old: Path, new: Path, root: Path, docs: Path) -> str:
    """Let relative links of a page lead where they led before it was moved.

    A figure is offered for download; any other file that is no page of the site is named, not
    linked: no address of ours is known.
    """

    def mend(found: re.Match[str]) -> str:
        words, target, anchor = found[1], found[2], found[3] or ""
        if "://" in target or target.startswith("mailto:"):
            return found[0]
        file = (old.parent / target).resolve()
        inside = file.relative_to(root).as_posix() if file.is_relative_to(root) else target
        if file.is_relative_to(root / "notebooks") and file.suffix == ".ipynb":
            file = docs / inside
        elif inside in COPIED:
            file = docs / COPIED[inside]
        elif file.exists() and {root / "figures", docs / "gallery"} & set(file.parents):
            pass  # Sphinx offers it for download
        elif not (file.is_relative_to(docs) and file.suffix in (".md", ".ipynb")):
            return words if words.strip("`") == inside else f"{words} (`{inside}`)"
        return f"[{words}]({Path(os.path.relpath(file, new.parent)).as_posix()}{anchor})"

    text = re.sub(
        r"!\[([^\]]*)\]\(([^):]+)\)",
        lambda found: (
            f"![{found[1]}]({Path(os.path.relpath(old.parent / found[2], new.parent)).as_posix()})"
        ),
        text,
    )
    return LINK.sub(mend, text)


def draw_gallery(root: Path, docs: Path) -> None:
    """Let the gallery write its page and images, if its code or a chart's is newer."""
    maker, page = docs / "make_gallery.py", docs / "gallery.md"
    if not maker.exists():
        return
    sources = [maker, *(root / "src" / "textkit" / "draw").rglob("*.py")]
    if page.exists() and page.stat().st_mtime > max(file.stat().st_mtime for file in sources):
        return
    spec = importlib.util.spec_from_file_location("make_gallery", maker)
    if spec is None or spec.loader is None:
        raise ImportError(f"{maker} cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.make_gallery(docs)


def commands() -> str:
    """Ask each command for its help, as a terminal of 80 columns shows it."""
    from typer.testing import CliRunner

    from textkit.cli import app

    page = ["# Commands\n\nWhat `textkit --help` prints, and each command after it.\n"]
    for name in [None, *COMMANDS]:
        arguments = [name, "--help"] if name else ["--help"]
        result = CliRunner().invoke(
            app, arguments, prog_name="textkit", env={"COLUMNS": "80", "TERMINAL_WIDTH": "80"}
        )
        if result.exit_code:
            raise RuntimeError(f"textkit {' '.join(arguments)}: {result.output}")
        text = "\n".join(line.rstrip() for line in result.output.strip().splitlines())
        heading = f"## textkit {name}" if name else "## textkit"
        page.append(f"{heading}\n\n```text\n{text}\n```\n")
    return "\n".join(page)


def numbers(root: Path) -> dict[str, str]:
    """Take the numbers of the start pages from the tables of the notebooks."""
    from textkit.workflow.record import read_table

    def table(name: str):
        return read_table(root / "data" / "derived" / f"{name}.csv")

    documents, removed = table("01-corpus-documents"), table("01-corpus-removed")
    targets, survival = table("05-priorities-targets"), table("06-differences-survival")
    planned = targets[targets["kind"] == "target"]
    joint = table("07-robustness-joint-tests").set_index("finding").loc["theme gap"]
    return {
        "n_documents": f"{len(documents)}",
        "n_characters": f"{documents['characters'].sum():,}",
        "n_removed": f"{len(removed):,}",
        "n_targets": f"{len(planned)}",
        "n_undated": f"{planned['target_year'].isna().sum()}",
        "n_compared": f"{len(survival)}",
        "n_survive": f"{survival['survives'].astype(bool).sum()}",
        "n_gaps": f"{int(joint['n_looked_at'])}",
        "p_gap": f"{joint['p']:.3f}",
        "p_gap_corrected": f"{joint['p_corrected']:.3f}",
    }
