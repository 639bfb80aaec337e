"""textkit: from scraped Chinese report pages to print-ready figures, every number traceable.

The public names, grouped by the station of the way they belong to. They are imported on
first use, so that ``import textkit`` itself costs next to nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textkit import draw as draw
    from textkit.clean import Cleaned as Cleaned
    from textkit.clean import clean_text as clean_text
    from textkit.corpus import describe_corpus as describe_corpus
    from textkit.corpus import read_corpus as read_corpus
    from textkit.corpus import removed_lines as removed_lines
    from textkit.matrix import TermMatrix as TermMatrix
    from textkit.measures.concordance import concordance as concordance
    from textkit.measures.dispersion import dispersion as dispersion
    from textkit.measures.keyness import keyness as keyness
    from textkit.measures.keyness import leave_one_out as leave_one_out
    from textkit.measures.similarity import similarity as similarity
    from textkit.outline import split as split
    from textkit.priorities.attention import attention as attention
    from textkit.priorities.attention import first_mentions as first_mentions
    from textkit.priorities.attention import theme_words as theme_words
    from textkit.priorities.commitment import commitment as commitment
    from textkit.segmentation.discover import discover_words as discover_words
    from textkit.segmentation.segmenter import Segmenter as Segmenter
    from textkit.store.opening import open_store as open_store
    from textkit.store.writing import write_store as write_store
    from textkit.tokens import Tokens as Tokens
    from textkit.topics.model import fit_topics as fit_topics
    from textkit.topics.model import topic_stability as topic_stability
    from textkit.vectorizer import TermVectorizer as TermVectorizer
    from textkit.workflow.study import open_study as open_study

_HOME = {
    # corpus
    "read_corpus": "corpus",
    "describe_corpus": "corpus",
    "removed_lines": "corpus",
    "clean_text": "clean",
    "Cleaned": "clean",
    # passages
    "split": "outline",
    # tokens
    "Segmenter": "segmentation.segmenter",
    "Tokens": "tokens",
    "TermVectorizer": "vectorizer",
    "discover_words": "segmentation.discover",
    # matrix
    "TermMatrix": "matrix",
    # measures
    "keyness": "measures.keyness",
    "leave_one_out": "measures.keyness",
    "concordance": "measures.concordance",
    "dispersion": "measures.dispersion",
    "similarity": "measures.similarity",
    "fit_topics": "topics.model",
    "topic_stability": "topics.model",
    "attention": "priorities.attention",
    "first_mentions": "priorities.attention",
    "theme_words": "priorities.attention",
    "commitment": "priorities.commitment",
    # tokens on disk
    "write_store": "store.writing",
    "open_store": "store.opening",
    # figures and notebooks
    "open_study": "workflow.study",
}

__version__ = "0.1.0"
__all__ = [*_HOME, "__version__", "draw"]


def __getattr__(name: str) -> Any:
    if name == "draw":
        return importlib.import_module("textkit.draw")
    if name not in _HOME:
        raise AttributeError(f"module 'textkit' has no attribute {name!r}")
    value = getattr(importlib.import_module(f"textkit.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
