"""Stop words and phrases, one a line → sets and lists of str."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib import resources
from pathlib import Path

from textkit.hand.files import error_at, number_lines, read_text


def read_stopwords(source: str | Path | Iterable[str]) -> frozenset[str]:
    """Read stop words: ``"zh"``, ``"en"``, a file with a word a line, or the words themselves.

    ``"zh"`` is always the list that comes with textkit, ``"en"`` the one of scikit-learn, in
    small letters, with a capital and in capitals. In a file ``#`` begins a comment,
    at the start of a line or after white space.

    Raises
    ------
    FileNotFoundError
        If a str is neither ``"zh"`` or ``"en"`` nor an existing file, or a Path does not exist.
    ValueError
        If a line holds white space between words; if a file is not UTF-8.
    TypeError
        If one of the words is not a str.

    Examples
    --------
    >>> sorted(read_stopwords(["的", "和"]))
    ['和', '的']
    >>> "的" in read_stopwords("zh"), "发展" in read_stopwords("zh")
    (True, False)
    >>> "The" in read_stopwords("en")
    True
    """
    if isinstance(source, str) and source == "zh":
        return _builtin_stopwords()
    if isinstance(source, str) and source == "en":
        from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

        return frozenset(
            form for word in ENGLISH_STOP_WORDS for form in (word, word.capitalize(), word.upper())
        )
    if isinstance(source, (str, Path)):
        if not Path(source).is_file():
            raise FileNotFoundError(
                f"no stop-word file {str(source)!r}. Give 'zh' or 'en' for the lists that come "
                "with textkit, the path of a file with one word a line, or the words as a list."
            )
        return _stopwords_of(read_text(Path(source)), source)
    words = frozenset(source)
    for word in words:
        if not isinstance(word, str):
            raise TypeError(f"stop words must be str; {word!r} is {type(word).__name__}.")
    return words


def read_phrases(source: str | Path | Iterable[str]) -> list[str]:
    """Read phrases, in order and without repeats: a file with one a line, or a list of them.

    In a file, lines that are empty or begin with ``#`` are skipped, and white space at
    either end of a line; inside a phrase everything counts, spaces and punctuation too.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If a file is not UTF-8; if a phrase of a list is empty or has white space at an end.
    TypeError
        If one of a list is not a str.

    Examples
    --------
    >>> read_phrases(["“三长”联动", "互联网+", "互联网+"])
    ['“三长”联动', '互联网+']
    """
    if isinstance(source, (str, Path)):
        if not Path(source).is_file():
            raise FileNotFoundError(
                f"no file of phrases {str(source)!r}. Give the path of a file with one phrase "
                "a line, or the phrases as a list."
            )
        lines = (line.strip() for _, line in number_lines(read_text(source)))
        return list(dict.fromkeys(line for line in lines if line and not line.startswith("#")))
    phrases = list(source)
    for phrase in phrases:
        if not isinstance(phrase, str):
            raise TypeError(f"phrases must be str; {phrase!r} is {type(phrase).__name__}.")
        if not phrase or phrase != phrase.strip():
            raise ValueError(f"phrase {phrase!r}: write text without white space around it.")
    return list(dict.fromkeys(phrases))


@cache
def _builtin_stopwords() -> frozenset[str]:
    file = resources.files("textkit") / "data" / "stopwords-zh.txt"
    return _stopwords_of(file.read_text(encoding="utf-8"), "stopwords-zh.txt")


def _stopwords_of(text: str, path: str | Path) -> frozenset[str]:
    words = set()
    for number, line in number_lines(text):
        word = re.split(r"(?:^|\s)#", line, maxsplit=1)[0].strip()
        if len(word.split()) > 1:
            raise error_at(path, number, f"white space in {word!r}. Write one word a line")
        words.add(word)
    return frozenset(words - {""})
