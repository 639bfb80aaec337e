"""Text → words by jieba itself: the reference that every engine must agree with."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Iterable
from typing import Any

from textkit.hand import LexiconEntry

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
        entries = list(lexicon)
        self._added = {entry.word for entry in entries if entry.count != 0}
        self._tokenizer: Any = jieba.Tokenizer()
        self._tokenizer.initialize()
        with _FORCED_SPLITS_LOCK:
            before, finalseg.Force_Split_Words = finalseg.Force_Split_Words, set()
            for entry in entries:
                self._tokenizer.add_word(entry.word, entry.count, entry.tag)
            self._forced_splits = finalseg.Force_Split_Words
            finalseg.Force_Split_Words = before

    def origin(self, term: str) -> str:
        """Tell whether the lexicon, the dictionary or neither (the model) has a term."""
        if term in self._added:
            return "lexicon"
        return "dictionary" if self._tokenizer.FREQ.get(term) else "model"

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
