"""TermMatrix → Topics: what the passages are about, and how well that holds up."""

from textkit.topics.description import Topics, frex
from textkit.topics.model import fit_topics, topic_stability

__all__ = ["Topics", "fit_topics", "frex", "topic_stability"]
