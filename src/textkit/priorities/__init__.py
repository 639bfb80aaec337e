"""Tokens and passages → what a report puts first, promises and counts."""

from textkit.priorities.attention import attention, first_mentions, theme_words
from textkit.priorities.commitment import commitment

__all__ = ["attention", "commitment", "first_mentions", "theme_words"]
