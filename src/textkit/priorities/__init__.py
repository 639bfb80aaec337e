"""Tokens and passages → what a report puts first, promises and counts."""
