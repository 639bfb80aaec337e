"""Tokens on disk: corpora larger than memory, in shards."""

from textkit.store.opening import open_store
from textkit.store.writing import write_store

__all__ = ["open_store", "write_store"]
