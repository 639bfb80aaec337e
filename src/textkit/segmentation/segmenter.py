"""Passages → Tokens, by jieba's dictionary and model and a lexicon of one's own."""

from __future__ import annotations

import importlib.util
import logging
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textkit.hand import LexiconEntry, read_lexicon
from textkit.segmentation.reference import JiebaEngine, WordsEngine
from textkit.tables import READING, require_columns
from textkit.tags import Tagger
from textkit.tokens import Tokens

ENGINES = ("auto", "compiled", "jieba")

Segmented = tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.object_]]


class Engine(Protocol):
    """What cuts: any engine gives the same words."""

    def cut(self, text: str) -> list[str]:
        """Return the words of a text."""
        ...

    def segment(self, texts: Sequence[str], *, n_jobs: int | None = None) -> Segmented:
        """Return ids, offsets and terms of many texts, as :class:`Tokens` has them."""
        ...

    def knows(self, word: str) -> bool:
        """Tell whether the dictionary or the lexicon has a word."""
        ...


class Segmenter:
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
    engine : "auto", "compiled", "jieba", or callable
        ``"compiled"`` and ``"jieba"`` give the same words, the first much faster;
        ``"auto"`` is the first where Numba is installed. A callable takes a text and
        returns its words (pkuseg, LTP, HanLP …); white space and characters that it
        leaves out come back as tokens of their own.

    Examples
    --------
    >>> import textkit as tk
    >>> tk.Segmenter().cut("推进“放管服”改革，增长6.5%。")
    ['推进', '“', '放管服', '”', '改革', '，', '增长', '6.5%', '。']
    """

    def __init__(
        self,
        *,
        lexicon: str | Path | None = None,
        hmm: bool = True,
        engine: str | Callable[[str], Iterable[str]] = "auto",
    ) -> None:
        self.lexicon = lexicon
        self.hmm = hmm
        self.engine = engine

    # scikit-learn's conventions by hand: its base class would cost a second at start-up.
    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """Return the parameters by name, as scikit-learn's ``clone`` asks for them."""
        return {"lexicon": self.lexicon, "hmm": self.hmm, "engine": self.engine}

    def set_params(self, **params: Any) -> Segmenter:
        """Set parameters by name, as scikit-learn's searches do, and return the segmenter.

        Raises
        ------
        ValueError
            If there is no such parameter.
        """
        for name, value in params.items():
            if name not in self.get_params():
                raise ValueError(f"{name!r} is no parameter; there are lexicon, hmm, engine.")
            setattr(self, name, value)
        return self

    def __repr__(self) -> str:
        plain = {"lexicon": None, "hmm": True, "engine": "auto"}
        given = [f"{n}={v!r}" for n, v in self.get_params().items() if v != plain[n]]
        return f"Segmenter({', '.join(given)})"

    def __getstate__(self) -> dict[str, Any]:
        return self.get_params()  # the large tables are built again where it arrives

    def _start(self) -> tuple[Engine, frozenset[str], Tagger]:
        """Return the engine for the present parameters, the lexicon's words and its tags."""
        key = (str(self.lexicon), self.hmm, self.engine)
        ready: tuple[Any, Engine, frozenset[str], Tagger] | None = getattr(self, "_ready", None)
        if ready is None or ready[0] != key:
            entries = read_lexicon(self.lexicon) if self.lexicon is not None else []
            added = frozenset(entry.word for entry in entries if entry.count != 0)
            tagger = Tagger(tuple((entry.word, entry.tag) for entry in entries if entry.tag))
            ready = (key, make_engine(self.engine, entries, hmm=self.hmm), added, tagger)
            self._ready = ready
        return ready[1:]

    def cut(self, text: str) -> list[str]:
        """Return the words of one text.

        Raises
        ------
        TypeError
            If ``text`` is not a str.
        """
        if not isinstance(text, str):
            raise TypeError(f"text must be str, not {type(text).__name__}.")
        return self._start()[0].cut(text)

    __call__ = cut

    def origin(self, terms: Iterable[str]) -> NDArray[np.object_]:
        """Tell where each term's boundaries come from, one str per term.

        ``"lexicon"``: the user's file; ``"dictionary"``: jieba's dictionary; ``"model"``:
        neither has it, so the hidden Markov model or the rules for Latin and digits made it.
        """
        engine, added, _ = self._start()
        return np.array(
            [
                "lexicon" if term in added else "dictionary" if engine.knows(term) else "model"
                for term in terms
            ],
            dtype=object,
        )

    def segment(
        self, passages: pd.DataFrame | Sequence[str], *, n_jobs: int | None = None
    ) -> Tokens:
        """Cut every passage.

        ``passages`` is a table with a column ``text`` (a corpus or the passages of
        ``tk.split``), or a list of str, each of which becomes a document of its own.
        ``n_jobs`` is the number of threads, as joblib counts them (-1: all); the result
        is the same for any.

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
        engine, _, tagger = self._start()
        ids, offsets, terms = engine.segment(texts, n_jobs=n_jobs)
        passages = passages.drop(columns=["page", *READING], errors="ignore")
        return Tokens(ids, offsets, terms, passages, np.ones(len(terms), dtype=bool), tagger)


def make_engine(
    engine: str | Callable[[str], Iterable[str]], entries: list[LexiconEntry], *, hmm: bool
) -> Engine:
    """Build the engine that a segmenter asks for.

    Raises
    ------
    ValueError
        If there is no such engine, or a lexicon is given to a callable, which cannot use it.
    ModuleNotFoundError
        If the compiled engine is asked for by name and Numba is not installed.
    """
    if callable(engine):
        if entries:
            raise ValueError("a lexicon is for jieba's engines; give it to your own engine itself.")
        return WordsEngine(engine)
    if engine not in ENGINES:
        raise ValueError(f"engine is {engine!r}; use 'auto', 'compiled', 'jieba' or a callable.")
    if engine == "auto" and importlib.util.find_spec("numba") is None:
        logging.getLogger("textkit").warning(
            "Numba is not installed: jieba itself cuts, with the same words but slower."
        )
        engine = "jieba"
    if engine == "jieba":
        return JiebaEngine(entries, hmm=hmm)
    from textkit.segmentation.compiled import CompiledEngine

    return CompiledEngine([(entry.word, entry.count, entry.tag) for entry in entries], hmm=hmm)
