"""Text → words by jieba itself, the reference of every engine, or by the user's own function."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textkit.hand import LexiconEntry
from textkit.tokens import as_columns

# jieba keeps the words that its model may not join in one module-wide set; whoever cuts
# puts its own set there first, so that one segmenter's lexicon is not another's.
_FORCED_SPLITS_LOCK = threading.Lock()


class JiebaEngine:
    """A private ``jieba.Tokenizer`` with a lexicon, untouched by the global one."""

    def __init__(self, lexicon: Iterable[LexiconEntry] = (), *, hmm: bool = True) -> None:
        with warnings.catch_warnings():
            # jieba 0.42.1 has invalid escapes in its string literals
            warnings.simplefilter("ignore", SyntaxWarning)
            warnings.simplefilter("ignore", DeprecationWarning)
            import jieba
            from jieba import finalseg
        jieba.setLogLevel(60)  # it reports its load times to stderr, which notebooks would show
        self._finalseg: Any = finalseg
        self._hmm = hmm
        self._tokenizer: Any = jieba.Tokenizer()
        self._tokenizer.initialize()
        with _FORCED_SPLITS_LOCK:
            before, finalseg.Force_Split_Words = finalseg.Force_Split_Words, set()
            for entry in lexicon:
                self._tokenizer.add_word(entry.word, entry.count, entry.tag)
            self._forced_splits = finalseg.Force_Split_Words
            finalseg.Force_Split_Words = before

    def knows(self, word: str) -> bool:
        """Tell whether the dictionary or the lexicon has a word."""
        return bool(self._tokenizer.FREQ.get(word))

    def segment(
        self, texts: Sequence[str], *, n_jobs: int | None = None
    ) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.object_]]:
        """Return ids, offsets and terms of many texts; ``n_jobs`` has no bearing here."""
        return as_columns([self.cut(text) for text in texts])

    def cut(self, text: str) -> list[str]:
        """Return the words of a text; joined, they are the text again."""
        with _FORCED_SPLITS_LOCK:
            before, self._finalseg.Force_Split_Words = (
                self._finalseg.Force_Split_Words,
                self._forced_splits,
            )
            try:
                words: list[str] = self._tokenizer.lcut(text, HMM=self._hmm)
            finally:
                self._finalseg.Force_Split_Words = before
        return words


class WordsEngine:
    """A function that returns the words of a text; what it leaves out is put back."""

    def __init__(self, function: Callable[[str], Iterable[str]]) -> None:
        self._function = function

    def knows(self, word: str) -> bool:
        """Tell that nothing is known of the function's dictionary."""
        return False

    def segment(
        self, texts: Sequence[str], *, n_jobs: int | None = None
    ) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.object_]]:
        """Return ids, offsets and terms of many texts; ``n_jobs`` has no bearing here."""
        return as_columns([self.cut(text) for text in texts])

    def cut(self, text: str) -> list[str]:
        """Return the words of a text with all that stands between them.

        Raises
        ------
        ValueError
            If a word is not found in the text after the one before it.
        """
        words: list[str] = []
        at = 0
        for word in self._function(text):
            found = text.find(word, at)
            if found < 0 or not word:
                raise ValueError(
                    f"the engine gave the word {word!r}, which does not stand in the text after "
                    f"{text[max(0, at - 10) : at]!r}. Words must be cut from the text unchanged."
                )
            if found > at:
                words.append(text[at:found])
            words.append(word)
            at = found + len(word)
        return [*words, text[at:]] if at < len(text) else words
