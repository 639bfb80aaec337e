"""texts → ids, offsets, terms: jieba's tokens at the speed of the machine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from textkit.segmentation import kernel
from textkit.segmentation.counting import count_rows, number_terms
from textkit.segmentation.dictionary import LexiconEntry, cut_text, load_dictionary, to_letters

if TYPE_CHECKING:
    from scipy import sparse

LARGEST_CHUNK = 1_000_000  # characters; bounds the memory, never bears on the result
SMALLEST_CHUNK = 50_000  # characters worth handing to another thread


_Share = tuple[list[tuple[int, NDArray[np.int32], NDArray[np.int64]]], list[str]]


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
        self._dictionary = load_dictionary(self.lexicon)

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (self.lexicon, self.hmm)

    def cut(self, text: str) -> list[str]:
        """Cut one string; joined, the tokens are the string again."""
        return cut_text(self._dictionary, text, hmm=self.hmm)

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
        chunks, n_threads = _chunks(texts, n_jobs)
        queue = iter(list(enumerate(chunks)))  # a list's iterator hands out each item once
        if n_threads == 1:
            shares = [self._work(queue)]
        else:
            with ThreadPoolExecutor(n_threads) as pool:
                shares = list(pool.map(self._work, [queue] * n_threads))
        # Which thread cut which chunk is chance; sorting the terms takes it out again.
        number: dict[str, int] = {}
        places = [
            np.array([number.setdefault(term, len(number)) for term in terms], dtype=np.int32)
            for _, terms in shares
        ]
        met = list(number)
        order = _order(met)
        rank = np.empty(len(met), dtype=np.int32)
        rank[order] = np.arange(len(met), dtype=np.int32)
        terms = np.array(met, dtype=object)[order]
        parts = sorted(
            (chunk, numbers, counts, share)
            for share, (done, _) in enumerate(shares)
            for chunk, numbers, counts in done
        )
        ids = np.empty(sum(len(numbers) for _, numbers, _, _ in parts), dtype=np.int32)
        final = [rank[place] for place in places]
        begin = 0
        for _, numbers, _, share in parts:
            np.take(final[share], numbers, out=ids[begin : begin + len(numbers)], mode="clip")
            begin += len(numbers)
        offsets = np.zeros(len(texts) + 1, dtype=np.int64)
        if parts:
            np.cumsum(np.concatenate([counts for _, _, counts, _ in parts]), out=offsets[1:])
        return ids, offsets, terms

    def _work(self, queue: Iterator[tuple[int, Sequence[str]]]) -> _Share:
        """Cut chunks for as long as there are any; number the tokens as they first appear."""
        trie, log_total = self._dictionary.trie, self._dictionary.log_total
        of_node = np.zeros(len(trie.units), dtype=np.int32)
        of_letter = np.zeros(kernel.CODE_POINTS, dtype=np.int32)
        room = np.empty((2, 0), dtype=np.int32)
        terms: list[str] = []
        done = []
        for chunk, texts in queue:
            joined = "".join(texts)
            letters = to_letters(joined)
            starts = np.zeros(len(texts) + 1, dtype=np.int64)
            np.cumsum([len(text) for text in texts], out=starts[1:])
            if room.shape[1] < len(letters):
                room = np.empty((2, len(letters)), dtype=np.int32)
            counts = np.empty(len(texts), dtype=np.int64)
            n = kernel.cut(
                trie, log_total, self._dictionary.model, self.hmm, letters, starts,
                room[0], room[1], counts,
            )  # fmt: skip
            ends, numbers = room[0, :n], room[1, :n]
            firsts = number_terms(letters, ends, numbers, of_node, of_letter, len(terms))
            begins = np.where(firsts > 0, ends[firsts - 1], 0).tolist()
            terms += [joined[a:b] for a, b in zip(begins, ends[firsts].tolist(), strict=True)]
            done.append((chunk, numbers.copy(), counts))
        return done, terms


def _order(terms: list[str]) -> NDArray[np.int64]:
    """Return the positions of the terms in the order of their code points.

    Sorts by the first three characters as one number, then the few that tie as strings.
    """
    lengths = np.fromiter(map(len, terms), dtype=np.int64, count=len(terms))
    letters = np.zeros(int(lengths.sum()) + 1, dtype=np.int64)
    letters[:-1] = to_letters("".join(terms))
    letters[:-1] += 1  # so that 0 can mean: the term has ended
    begins = np.cumsum(lengths) - lengths
    key = letters[begins]
    for place in (1, 2):
        letter = letters[begins + np.minimum(place, lengths)]
        key = key << 21 | np.where(lengths > place, letter, 0)
    order = np.argsort(key, kind="stable")
    changes = np.flatnonzero(np.diff(key[order], prepend=-1, append=-1))
    tied = np.flatnonzero(np.diff(changes) > 1)
    for begin, end in zip(changes[tied].tolist(), changes[tied + 1].tolist(), strict=True):
        order[begin:end] = sorted(order[begin:end].tolist(), key=terms.__getitem__)
    return order


def _restore(lexicon: tuple[LexiconEntry, ...], hmm: bool) -> CompiledEngine:
    return CompiledEngine(lexicon, hmm=hmm)


def _chunks(texts: Sequence[str], n_jobs: int | None) -> tuple[list[Sequence[str]], int]:
    """Part the texts, in order, into chunks of about equal size, and say how many threads."""
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    total = int(lengths.sum())
    n_threads = 1
    if total >= 2 * SMALLEST_CHUNK:
        from joblib import effective_n_jobs

        n_threads = min(effective_n_jobs(n_jobs), total // SMALLEST_CHUNK)
    # Several chunks a thread: the last to finish then keeps the others waiting less.
    size = LARGEST_CHUNK
    if n_threads > 1:
        size = min(size, max(SMALLEST_CHUNK, total // (8 * n_threads)))
    number = (np.cumsum(lengths) - lengths) // size
    cuts = [0, *(np.flatnonzero(np.diff(number)) + 1).tolist(), len(texts)]
    return [texts[a:b] for a, b in pairwise(cuts) if b > a], n_threads


def count_terms(
    ids: NDArray[np.int32], offsets: NDArray[np.int64], n_terms: int
) -> sparse.csr_array:
    """Count each term in each text: texts × terms, int64, columns sorted.

    >>> count_terms(np.array([1, 0, 1], np.int32), np.array([0, 2, 3]), 2).toarray().tolist()
    [[1, 1], [0, 1]]
    """
    from scipy import sparse

    indices = np.empty(len(ids), dtype=np.int32)
    data = np.empty(len(ids), dtype=np.int64)
    indptr = np.empty(len(offsets), dtype=np.int64)
    seen = np.zeros(n_terms, dtype=np.int64)
    bits = np.zeros(n_terms // 32 + 1, dtype=np.uint32)
    n = count_rows(ids, offsets, seen, bits, indices, data, indptr)
    # What lies past n was never touched, so it takes no memory: no need for copies.
    counts = sparse.csr_array((data[:n], indices[:n], indptr), shape=(len(offsets) - 1, n_terms))
    counts.has_canonical_format = True
    return counts
