"""Sentence → statements of a number: heads, verbs, measures, years."""

from textkit.priorities.target_rules.statements import Statement, read_statements

__all__ = ["Statement", "read_statements"]
