"""Counts per unit → intervals; labels → p-values; p-values → false discovery rates."""

from textkit.resample.discovery import adjust_p
from textkit.resample.intervals import Intervals, bootstrap, bootstrap_ratio
from textkit.resample.permutation import permute

__all__ = ["Intervals", "adjust_p", "bootstrap", "bootstrap_ratio", "permute"]
