"""A corpus → the evidence page: one HTML file to read, search and open numbers in."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from textkit.corpus import read_corpus
from textkit.output import write_bytes
from textkit.workflow.explorer.contents import Choices, gather_contents
from textkit.workflow.explorer.page import assemble
from textkit.workflow.study import find_root, read_settings

__all__ = ["Choices", "explore", "explore_project"]


def explore(
    corpus: pd.DataFrame,
    path: str | Path,
    *,
    choices: Choices | None = None,
    title: str = "textkit",
    lang: str = "zh",
) -> Path:
    """Write the evidence page of a corpus; return its path.

    The page has an overview, themes with their shares, targets, keyness of any two groups,
    and a search; every mark opens to its sentences in the document, with the outline beside
    it and the lines that cleaning took out. It asks for nothing from outside and can be sent
    as it is. The same corpus and choices give the same bytes.

    Parameters
    ----------
    corpus : DataFrame
        As ``read_corpus`` gives it, pages included.
    path : path of an .html file
    choices : Choices
        Lexicon, stop words, themes …; jieba's words and textkit's stop words if not given.
    title, lang
        What the page is called, and the language it opens in: "zh" or "en".

    Raises
    ------
    ValueError
        If there is no document, or ``lang`` is another one.
    """
    if corpus.empty:
        raise ValueError("there is no document to explore.")
    page = assemble(gather_contents(corpus, choices or Choices(), title=title), lang=lang)
    write_bytes(Path(path), page.encode("utf-8", "replace"))
    return Path(path)


def explore_project(
    root: str | Path | None = None, path: str | Path | None = None, *, lang: str | None = None
) -> Path:
    """Write the evidence page of a project, by its ``analysis.toml``.

    ``path`` is ``build/explore.html`` of the project if not given, ``lang`` the first
    language of its figures.
    """
    folder = find_root() if root is None else Path(root)
    settings = read_settings(folder)
    common = settings.get("common", {})

    def file(name: str) -> Path | None:
        return folder / common[name] if name in common else None

    corpus = read_corpus(folder / common["catalog"], corrections=file("corrections"))
    own = file("stopwords")
    themes = file("themes")
    choices = Choices(
        lexicon=file("lexicon"),
        stopwords=(common.get("language", "zh"), *([own] if own else [])),
        themes=themes,
        colours=settings.get("figures", {}).get("colours", {}),
        **{key: common[key] for key in _CHOICES if key in common},
    )
    return explore(
        corpus,
        folder / "build" / "explore.html" if path is None else path,
        choices=choices,
        title=str(common.get("title", folder.resolve().name)),
        lang=lang or settings.get("figures", {}).get("languages", ["zh"])[0],
    )


_CHOICES = ("min_length", "pattern", "engine", "confidence", "seed")
