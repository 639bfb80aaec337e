"""Files of human judgement → checked Python values."""

from textkit.hand.corrections import Correction, apply_corrections, read_corrections
from textkit.hand.lexicon import OUTSIDE_A_WORD, LexiconEntry, read_lexicon
from textkit.hand.tables import (
    KEYS,
    read_commitment,
    read_tables,
    read_theme_labels,
    read_themes,
)
from textkit.hand.words import read_phrases, read_stopwords

__all__ = [
    "KEYS",
    "OUTSIDE_A_WORD",
    "Correction",
    "LexiconEntry",
    "apply_corrections",
    "read_commitment",
    "read_corrections",
    "read_lexicon",
    "read_phrases",
    "read_stopwords",
    "read_tables",
    "read_theme_labels",
    "read_themes",
]
