"""Tokens on disk: corpora larger than memory, in shards."""
