"""The lines above a report → title, date line and speaker, and what they say."""

from textkit.front.facts import plain
from textkit.front.lines import front_matter, is_prose, line_kind

__all__ = ["front_matter", "is_prose", "line_kind", "plain"]
