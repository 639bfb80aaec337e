"""Passages → Tokens: Chinese word segmentation with a lexicon of one's own."""
