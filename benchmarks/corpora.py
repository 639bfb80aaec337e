"""Folder of reports, or the five pages → texts."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[1]


def read_texts(folder: Path | None, documents: int | None) -> list[str]:
    """Read ``documents`` texts, spread evenly over the folder, or all if None.

    Where there are fewer, they come again from the beginning; without a folder the five
    pages of this project do.
    """
    folder = folder or ROOT / "data" / "raw"
    files = sorted(file for file in folder.rglob("*") if file.suffix in (".txt", ".md"))
    if not files:
        raise SystemExit(f"{folder} holds no .txt and no .md file.")
    step = max(1, len(files) // documents) if documents else 1
    files = files[::step][:documents]
    texts = [without_front_matter(file.read_bytes().decode("utf-8")) for file in files]
    return [texts[place % len(texts)] for place in range(documents or len(texts))]


def without_front_matter(text: str) -> str:
    """Cut off what stands between two lines ``---`` at the head."""
    if not text.startswith("---"):
        return text
    end = text.find("\n---", 3)
    return text if end < 0 else text[text.find("\n", end + 4) + 1 :]
