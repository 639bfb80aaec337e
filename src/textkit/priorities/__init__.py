"""Tokens and passages → what a report puts first, promises and counts."""

from textkit.priorities.agreement import compare_seeded, theme_agreement
from textkit.priorities.attention import attention, first_mentions, theme_words
from textkit.priorities.commitment import commitment
from textkit.priorities.differences import compare_attention
from textkit.priorities.scopes import graded_words
from textkit.priorities.scores import commitment_scores, score_sentences
from textkit.priorities.seeded import seeded_topics
from textkit.priorities.target_tables import same_promises, target_table
from textkit.priorities.targets import find_targets
from textkit.priorities.without import attention_without_words, commitment_without_words

__all__ = [
    "attention",
    "attention_without_words",
    "commitment",
    "commitment_scores",
    "commitment_without_words",
    "compare_attention",
    "compare_seeded",
    "find_targets",
    "first_mentions",
    "graded_words",
    "same_promises",
    "score_sentences",
    "seeded_topics",
    "target_table",
    "theme_agreement",
    "theme_words",
]
