"""textkit: from scraped Chinese report pages to print-ready figures, every number traceable.

The public names, grouped by the station of the way they belong to. They are imported on
first use, so that ``import textkit`` itself costs next to nothing. What is asked for less
often is one level down: ``textkit.corpus``, ``textkit.outline``, ``textkit.measures.keyness``,
``textkit.topics``, ``textkit.priorities``, ``textkit.store``.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textkit import draw as draw
    from textkit.check import check_corpus as check_corpus
    from textkit.clean import clean_text as clean_text
    from textkit.cleaning_rules import Rule as Rule
    from textkit.corpus import read_corpus as read_corpus
    from textkit.html_pages import clean_html as clean_html
    from textkit.matrix import TermMatrix as TermMatrix
    from textkit.measures.collocations import collocations as collocations
    from textkit.measures.concordance import concordance as concordance
    from textkit.measures.curves import frequency_by as frequency_by
    from textkit.measures.dispersion import dispersion as dispersion
    from textkit.measures.diversity import diversity as diversity
    from textkit.measures.evidence import evidence as evidence
    from textkit.measures.keyness import keyness as keyness
    from textkit.measures.opened import open_table as open_table
    from textkit.measures.reuse import shared_passages as shared_passages
    from textkit.measures.similarity import similarity as similarity
    from textkit.metadata import propose_metadata as propose_metadata
    from textkit.normalize import normalize_text as normalize_text
    from textkit.outline import split as split
    from textkit.priorities.attention import attention as attention
    from textkit.priorities.targets import find_targets as find_targets
    from textkit.segmentation.discover import discover_words as discover_words
    from textkit.segmentation.segmenter import Segmenter as Segmenter
    from textkit.tokens import Tokens as Tokens
    from textkit.topics.model import fit_topics as fit_topics
    from textkit.topics.selection import choose_topics as choose_topics
    from textkit.vectorizer import TermVectorizer as TermVectorizer
    from textkit.workflow.study import open_study as open_study

_HOME = {
    # corpus
    "read_corpus": "corpus",
    "check_corpus": "check",
    "clean_text": "clean",
    "clean_html": "html_pages",
    "Rule": "cleaning_rules",
    "normalize_text": "normalize",
    "propose_metadata": "metadata",
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
    "collocations": "measures.collocations",
    "concordance": "measures.concordance",
    "dispersion": "measures.dispersion",
    "diversity": "measures.diversity",
    "frequency_by": "measures.curves",
    "similarity": "measures.similarity",
    "shared_passages": "measures.reuse",
    "evidence": "measures.evidence",
    "open_table": "measures.opened",
    "fit_topics": "topics.model",
    "choose_topics": "topics.selection",
    "attention": "priorities.attention",
    "find_targets": "priorities.targets",
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
