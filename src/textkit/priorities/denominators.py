"""Tokens + matches → what is counted, and what it is a share of, passage by passage."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from textkit.counting import count_matrix
from textkit.measures.matching import Matches
from textkit.sentences import sentence_spans
from textkit.slices import slices, term_lengths, token_begins
from textkit.tables import require_columns
from textkit.tokens import Tokens

DENOMINATORS = ("tokens", "characters", "passages", "sentences", "headings", "matches")
Counts = NDArray[np.int64]


def check_denominator(denominator: str) -> None:
    """Refuse a denominator that does not exist."""
    if denominator not in DENOMINATORS:
        raise ValueError(
            f"denominator must be one of {', '.join(DENOMINATORS)}, not {denominator!r}."
        )


@dataclass(frozen=True)
class Spans:
    """Stretches of the passages in the order of the text: sentences, or headings.

    ``passage`` says where each stands; ``begin`` and ``end`` are characters from the start
    of all passages put together.
    """

    passage: Counts
    begin: Counts
    end: Counts

    def of(self, place: Counts) -> Counts:
        """Say in which span each character lies: its number, or -1 if in none."""
        number = np.searchsorted(self.begin, place, side="right") - 1
        inside = (number >= 0) & (place < self.end[number] if len(self.end) else False)
        return np.where(inside, number, -1)


def share_of(tokens: Tokens, found: Matches, denominator: str) -> tuple[sparse.csr_array, Counts]:
    """Return what is counted, passages × themes, and what it is a share of, per passage.

    Raises
    ------
    ValueError
        If the denominator does not exist, or the passages do not say what it needs.
    """
    check_denominator(denominator)
    shares = [_share(part.tokens, found.within(part), denominator) for part in slices(tokens)]
    totals = np.concatenate([total for _, total in shares])
    if denominator == "headings" and not totals.any():
        _check_headings(tokens)
    return sparse.vstack([counts for counts, _ in shares], format="csr"), totals


def _share(tokens: Tokens, found: Matches, denominator: str) -> tuple[sparse.csr_array, Counts]:
    n = len(tokens)
    shape = (n, found.n_themes)
    if denominator in ("sentences", "headings"):
        spans = _find_spans(tokens, denominator)
        return count_spans(tokens, found, spans, found.theme, shape), per_span(spans, n)
    counts = count_matrix(found.passage, found.theme, shape)
    if denominator == "matches":
        return counts, np.asarray(counts.sum(axis=1)).ravel()
    if denominator == "passages":
        counts.data[:] = 1
        return counts, np.ones(n, dtype=np.int64)
    weight = counted_tokens(tokens, found)
    if denominator == "characters":
        weight = weight * term_lengths(tokens)[tokens.ids]
        size = match_sizes(found, weight)
        counts = sparse.coo_array((size, (found.passage, found.theme)), shape=shape).tocsr()
    return counts, per_passage(tokens, weight)


def find_spans(tokens: Tokens, denominator: str) -> Spans:
    """Find the sentences of all passages, or the headings that stand in them.

    Sentences are those of :func:`textkit.sentences.sentence_spans`, so passages of any level
    have the same ones; a heading on a line of its own is one. A heading stands where a
    passage begins with the heading that it is under, as in the table of ``split``.
    """
    spans = _find_spans(tokens, denominator)
    if denominator == "headings" and not len(spans.passage):
        _check_headings(tokens)
    return spans


def _find_spans(tokens: Tokens, denominator: str) -> Spans:
    begins = text_begins(tokens)
    if denominator == "sentences":
        found = [
            (passage, begin, end)
            for passage in range(len(tokens))
            for begin, end in sentence_spans(tokens.text(passage))
        ]
    else:
        found = _headings(tokens)
    table = np.array(found, dtype=np.int64).reshape(-1, 3)
    origin = begins[table[:, 0]]
    return Spans(table[:, 0], table[:, 1] + origin, table[:, 2] + origin)


def _headings(tokens: Tokens) -> list[tuple[int, int, int]]:
    require_columns(tokens.passages, ["heading"], 'passages for denominator="headings"')
    return [
        (passage, 0, len(heading))
        for passage, heading in enumerate(tokens.passages["heading"])
        if isinstance(heading, str) and heading and tokens.text(passage).startswith(heading)
    ]


def _check_headings(tokens: Tokens) -> None:
    """Refuse passages that are under headings, but do not hold them."""
    if any(isinstance(heading, str) and heading for heading in tokens.passages["heading"]):
        raise ValueError(
            'denominator="headings": no heading stands in these passages. '
            'Keep the passages whose kind is "heading".'
        )


def count_spans(
    tokens: Tokens, found: Matches, spans: Spans, what: Counts, shape: tuple[int, int]
) -> sparse.csr_array:
    """Count the spans of each passage that have a match of each theme, or word: ``what``."""
    place = spans.of(token_begins(tokens)[found.first])
    inside = place >= 0
    pairs = np.unique(np.stack([place[inside], what[inside]]), axis=1)
    return count_matrix(spans.passage[pairs[0]], pairs[1], shape)


def per_span(spans: Spans, n: int) -> Counts:
    """Count the spans of each of ``n`` passages."""
    return np.bincount(spans.passage, minlength=n).astype(np.int64)


def text_begins(tokens: Tokens) -> Counts:
    """Return where each passage begins, and the last one ends, in all passages together."""
    return token_begins(tokens)[tokens.offsets]


def match_sizes(found: Matches, weight: Counts) -> Counts:
    """Add up what the tokens of each match weigh."""
    sums = np.concatenate([[0], np.cumsum(weight)])
    return np.asarray(sums[found.last] - sums[found.first])


def counted_tokens(tokens: Tokens, found: Matches) -> Counts:
    """Return 1 for each token that counts: it is kept, or a match covers it and it is no space."""
    space = np.array([term.isspace() for term in tokens.terms], dtype=bool)
    counted = tokens.kept[tokens.ids] | (found.covered & ~space[tokens.ids])
    return np.asarray(counted, dtype=np.int64)


def per_passage(tokens: Tokens, weight: Counts) -> Counts:
    """Add up what the tokens of each passage weigh."""
    sums = np.concatenate([[0], np.cumsum(weight)])
    return np.asarray(sums[tokens.offsets[1:]] - sums[tokens.offsets[:-1]])
