"""Passages → Tokens, by jieba's dictionary and model and a lexicon of one's own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.base import BaseEstimator

from textkit.hand import read_lexicon
from textkit.segmentation.reference import JiebaEngine
from textkit.tables import require_columns
from textkit.tokens import Tokens


class Segmenter(BaseEstimator):  # type: ignore[misc]
    """Cut Chinese text into words; nothing of the text is lost.

    The instance is callable and serves as ``analyzer`` of scikit-learn's vectorizers; it
    can be cloned and sent to other processes.

    Parameters
    ----------
    lexicon : path, optional
        Words to add or forbid (``textkit.hand.read_lexicon`` describes the file).
    hmm : bool
        Whether jieba's hidden Markov model joins characters to words that the
        dictionary lacks.
    engine : "auto" or "jieba"
        Which implementation cuts; all give the same words.

    Examples
    --------
    >>> import textkit as tk
    >>> tk.Segmenter().cut("推进“放管服”改革，增长6.5%。")
    ['推进', '“', '放管服', '”', '改革', '，', '增长', '6.5%', '。']
    """

    def __init__(
        self, *, lexicon: str | Path | None = None, hmm: bool = True, engine: str = "auto"
    ) -> None:
        self.lexicon = lexicon
        self.hmm = hmm
        self.engine = engine

    def __getstate__(self) -> dict[str, Any]:
        state: dict[str, Any] = dict(super().__getstate__())
        state.pop("_ready", None)  # holds a lock; rebuilt where it arrives
        return state

    def _start(self) -> JiebaEngine:
        """Return the engine for the present parameters, built on first use."""
        key = (str(self.lexicon), self.hmm, self.engine)
        ready: tuple[Any, JiebaEngine] | None = getattr(self, "_ready", None)
        if ready is None or ready[0] != key:
            if self.engine not in ("auto", "jieba"):
                raise ValueError(f"engine is {self.engine!r}; use 'auto' or 'jieba'.")
            entries = read_lexicon(self.lexicon) if self.lexicon is not None else []
            ready = (key, JiebaEngine(entries, hmm=self.hmm))
            self._ready = ready
        return ready[1]

    def cut(self, text: str) -> list[str]:
        """Return the words of one text.

        Raises
        ------
        TypeError
            If ``text`` is not a str.
        """
        if not isinstance(text, str):
            raise TypeError(f"text must be str, not {type(text).__name__}.")
        return self._start().cut(text)

    __call__ = cut

    def origin(self, terms: Iterable[str]) -> NDArray[np.object_]:
        """Tell where each term's boundaries come from, one str per term.

        ``"lexicon"``: the user's file; ``"dictionary"``: jieba's dictionary; ``"model"``:
        neither has it, so the hidden Markov model or the rules for Latin and digits made it.
        """
        engine = self._start()
        return np.array([engine.origin(term) for term in terms], dtype=object)

    def segment(self, passages: pd.DataFrame | Sequence[str]) -> Tokens:
        """Cut every passage.

        ``passages`` is a table with a column ``text`` (a corpus or the passages of
        ``tk.split``), or a list of str, each of which becomes a document of its own.

        Raises
        ------
        TypeError
            If a text is not a str; the message names its place.
        """
        if isinstance(passages, str):
            raise TypeError("passages is one str; pass a list of texts, or use cut().")
        if not isinstance(passages, pd.DataFrame):
            texts = list(passages)
            numbers = range(len(texts))
            column = pd.Series(texts, dtype=object)
            passages = pd.DataFrame({"passage_id": numbers, "doc_id": numbers, "text": column})
        require_columns(passages, ["text"], "passages")
        texts = passages["text"].tolist()
        for position, text in enumerate(texts):
            if not isinstance(text, str):
                raise TypeError(
                    f"the text of passage {position} is {text!r}, not a str; "
                    "drop or fill missing texts first."
                )
        engine = self._start()
        if "page" in passages.columns:
            passages = passages.drop(columns="page")
        return Tokens.from_words(map(engine.cut, texts), passages)
