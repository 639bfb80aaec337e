"""texts → ids, offsets, terms: jieba's tokens at the speed of the machine."""

from __future__ import annotations

import importlib.util
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textkit.segmentation import kernel, numbering
from textkit.segmentation.dictionary import LexiconEntry, cut_text, load_dictionary, to_letters
from textkit.segmentation.machine import at_hand, compiled
from textkit.segmentation.vocabulary import make_terms
from textkit.tokens import as_columns

LARGEST_CHUNK = 1_000_000  # characters; bounds the memory, never bears on the result
SMALLEST_CHUNK = 50_000  # characters worth handing to another thread
WORTH_LOADING = 30_000  # characters; fewer are cut sooner without machine code


@dataclass(frozen=True)
class _Share:
    """What one thread did: chunks, and the words that it numbered, in the order of numbers."""

    done: list[tuple[int, NDArray[np.int32], NDArray[np.int64]]]  # chunk, numbers, counts
    letters: list[NDArray[np.uint32]]
    lengths: list[NDArray[np.int32]]


class CompiledEngine:
    """jieba 0.42.1's segmentation, token for token, as compiled code.

    Parameters
    ----------
    lexicon : iterable of (word, count, tag)
        Applied in order as ``jieba.add_word`` would; see
        :func:`textkit.segmentation.dictionary.load_dictionary`.
    hmm : bool
        Let jieba's hidden Markov model find words that no dictionary has.

    Examples
    --------
    >>> CompiledEngine([("六城联动", None, "n")]).cut("推进“六城联动”")
    ['推进', '“', '六城联动', '”']
    """

    def __init__(self, lexicon: Iterable[LexiconEntry] = (), *, hmm: bool = True) -> None:
        self.lexicon = tuple(lexicon)
        self.hmm = hmm
        if importlib.util.find_spec("numba") is None:
            raise ModuleNotFoundError("the compiled engine needs Numba: pip install numba")
        self._dictionary = load_dictionary(self.lexicon)
        self._plain = WORTH_LOADING  # characters that may still be cut without machine code

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (self.lexicon, self.hmm)

    def cut(self, text: str) -> list[str]:
        """Cut one string; joined, the tokens are the string again."""
        functions = kernel if self._is_little(len(text)) else compiled(kernel)
        return cut_text(self._dictionary, text, hmm=self.hmm, functions=functions)

    def _is_little(self, characters: int) -> bool:
        """Tell whether to cut so much without machine code, which takes its time to load."""
        if at_hand(kernel) or characters > self._plain:
            return False
        self._plain -= characters
        return True

    def knows(self, word: str) -> bool:
        """Tell whether the dictionary or the lexicon has a word."""
        trie = self._dictionary.trie
        node = kernel.find(trie, to_letters(word), 0, len(word))
        return bool(node and trie.log_frequency[node] > kernel.NO_WORD)

    def segment(
        self, texts: Sequence[str], *, n_jobs: int | None = None
    ) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.object_]]:
        """Cut many texts at once.

        Returns ``ids`` (one per token), ``offsets`` (one more than texts) and ``terms``
        (sorted by code point): text *i* is ``terms[ids[offsets[i]:offsets[i + 1]]]`` joined.
        ``n_jobs`` is the number of threads, as joblib counts them; the result is the same
        for any.

        Examples
        --------
        >>> ids, offsets, terms = CompiledEngine().segment(["改革开放", "", "改革"])
        >>> terms.tolist(), ids.tolist(), offsets.tolist()
        (['改革', '改革开放'], [1, 0], [0, 1, 1, 2])
        """
        if self._is_little(sum(map(len, texts))):
            words = (cut_text(self._dictionary, text, hmm=self.hmm) for text in texts)
            return as_columns(list(words))
        chunks, n_threads = _chunks(texts, n_jobs)
        queue = iter(list(enumerate(chunks)))  # a list's iterator hands out each item once
        if n_threads == 1:
            shares = [self._work(queue)]
        else:
            with ThreadPoolExecutor(n_threads) as pool:
                shares = list(pool.map(self._work, [queue] * n_threads))
        # Which thread cut which chunk is chance; sorting the terms takes it out again.
        terms, places = make_terms(
            _on_end([part for share in shares for part in share.letters], np.uint32),
            _on_end([part for share in shares for part in share.lengths], np.int32),
        )
        sizes = [sum(map(len, share.lengths)) for share in shares]
        place_of = np.split(places, np.cumsum(sizes)[:-1])
        parts = deque(
            sorted(
                (chunk, numbers, counts, owner)
                for owner, share in enumerate(shares)
                for chunk, numbers, counts in share.done
            )
        )
        offsets = np.zeros(len(texts) + 1, dtype=np.int64)
        np.cumsum(_on_end([counts for _, _, counts, _ in parts], np.int64), out=offsets[1:])
        del shares  # each chunk's numbers go as soon as its ids are there
        ids = np.empty(offsets[-1], dtype=np.int32)
        begin = 0
        while parts:
            _, numbers, _, owner = parts.popleft()
            np.take(place_of[owner], numbers, out=ids[begin : begin + len(numbers)], mode="clip")
            begin += len(numbers)
        return ids, offsets, terms

    def _work(self, queue: Iterator[tuple[int, Sequence[str]]]) -> _Share:
        """Cut chunks for as long as there are any; number the tokens as they first appear.

        Strings are made later, and once: they would need the interpreter's lock.
        """
        trie, log_total = self._dictionary.trie, self._dictionary.log_total
        cut, number_terms = compiled(kernel).cut, compiled(numbering).number_terms
        n_nodes = len(trie.units)
        number_of = np.zeros(n_nodes + kernel.CODE_POINTS, dtype=np.int32)
        room = np.empty((2, 0), dtype=np.int32)
        share, known = _Share([], [], []), 0
        for chunk, texts in queue:
            text = to_letters("".join(texts))
            starts = np.zeros(len(texts) + 1, dtype=np.int64)
            np.cumsum([len(one) for one in texts], out=starts[1:])
            if room.shape[1] < len(text):
                room = np.empty((2, len(text)), dtype=np.int32)
            counts = np.empty(len(texts), dtype=np.int64)
            n = cut(
                trie, log_total, self._dictionary.model, self.hmm, text, starts,
                room[0], room[1], counts,
            )  # fmt: skip
            ends, numbers = room[0, :n], room[1, :n]
            letters, lengths = number_terms(text, ends, numbers, number_of, n_nodes, known)
            known += len(lengths)
            share.done.append((chunk, numbers.copy(), counts))
            share.letters.append(letters)
            share.lengths.append(lengths)
        return share


def _on_end(parts: list[NDArray[Any]], dtype: type[np.generic]) -> NDArray[Any]:
    """Put arrays, or none at all, on end."""
    return np.concatenate([np.zeros(0, dtype), *parts])


def _restore(lexicon: tuple[LexiconEntry, ...], hmm: bool) -> CompiledEngine:
    return CompiledEngine(lexicon, hmm=hmm)


def _chunks(texts: Sequence[str], n_jobs: int | None) -> tuple[list[Sequence[str]], int]:
    """Part the texts, in order, into chunks of about equal size, and say how many threads."""
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    total = int(lengths.sum())
    n_threads = 1
    if total >= 2 * SMALLEST_CHUNK:
        n_threads = min(_threads(n_jobs), total // SMALLEST_CHUNK)
    # Several chunks a thread: the last to finish then keeps the others waiting less.
    size = LARGEST_CHUNK
    if n_threads > 1:
        size = min(size, max(SMALLEST_CHUNK, total // (8 * n_threads)))
    number = (np.cumsum(lengths) - lengths) // size
    cuts = [0, *(np.flatnonzero(np.diff(number)) + 1).tolist(), len(texts)]
    return [texts[a:b] for a, b in pairwise(cuts) if b > a], n_threads


def _threads(n_jobs: int | None) -> int:
    """Say how many threads ``n_jobs`` stands for, as joblib counts them."""
    # A parallel_config, which None asks for, is there only if joblib has been imported.
    if n_jobs == 1 or (n_jobs is None and "joblib" not in sys.modules):
        return 1
    from joblib import effective_n_jobs

    return int(effective_n_jobs(n_jobs))
