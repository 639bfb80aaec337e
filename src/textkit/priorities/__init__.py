"""Tokens and passages → what a report puts first, promises and counts."""

from textkit.priorities.adoption import adoption
from textkit.priorities.agreement import compare_seeded, theme_agreement
from textkit.priorities.amplification import amplification
from textkit.priorities.attention import attention, first_mentions, theme_words
from textkit.priorities.commitment import commitment
from textkit.priorities.differences import compare_attention
from textkit.priorities.level_themes import compare_levels
from textkit.priorities.levels import (
    join_levels,
    link_levels,
    missing_parents,
    summarise_levels,
)
from textkit.priorities.scopes import graded_words
from textkit.priorities.scores import commitment_scores, score_sentences
from textkit.priorities.seeded import seeded_topics
from textkit.priorities.target_tables import same_promises, target_table
from textkit.priorities.target_themes import target_themes
from textkit.priorities.targets import find_targets
from textkit.priorities.validation import label_by_words, label_kappa, score_labels
from textkit.priorities.without import attention_without_words, commitment_without_words

__all__ = [
    "adoption",
    "amplification",
    "attention",
    "attention_without_words",
    "commitment",
    "commitment_scores",
    "commitment_without_words",
    "compare_attention",
    "compare_levels",
    "compare_seeded",
    "find_targets",
    "first_mentions",
    "graded_words",
    "join_levels",
    "label_by_words",
    "label_kappa",
    "link_levels",
    "missing_parents",
    "same_promises",
    "score_labels",
    "score_sentences",
    "seeded_topics",
    "summarise_levels",
    "target_table",
    "target_themes",
    "theme_agreement",
    "theme_words",
]
