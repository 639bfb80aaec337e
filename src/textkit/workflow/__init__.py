"""Notebooks in order, tables and figures with their provenance."""
