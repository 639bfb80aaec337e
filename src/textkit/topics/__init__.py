"""TermMatrix → Topics: what the passages are about, and how well that holds up."""

from textkit.topics.coherence import coherence
from textkit.topics.description import Topics
from textkit.topics.model import fit_topics, topic_stability
from textkit.topics.ranking import exclusivity, frex
from textkit.topics.selection import choose_topics

__all__ = [
    "Topics",
    "choose_topics",
    "coherence",
    "exclusivity",
    "fit_topics",
    "frex",
    "topic_stability",
]
