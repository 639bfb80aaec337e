"""texts → words that no dictionary has yet, and numeric slogans."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textkit.segmentation.candidates import choose_words, measure_slogans
from textkit.segmentation.ngrams import count_ngrams, join_texts
from textkit.segmentation.segmenter import Segmenter
from textkit.segmentation.slogans import find_slogans
from textkit.tables import require_columns

COLUMNS = ["word", "count", "cohesion", "left_entropy", "right_entropy", "score", "example"]
QUOTED_BITS = 40.0  # what quotation marks at every edge add to the cohesion in the score
ONCE = 0.25  # bits added to the entropies in the score, so that slogans found once have one
AROUND = 10  # characters of the example on either side


def discover_words(
    corpus: pd.DataFrame | Sequence[str],
    *,
    dictionary: str | Segmenter | None = "jieba",
    max_length: int = 8,
    min_count: int = 3,
    n: int | None = None,
) -> pd.DataFrame:
    """Find the words and numeric slogans of a corpus that a dictionary does not have.

    A word is a string of Han characters that holds together and moves freely: it is much
    commoner than its parts make likely, and what stands before and after it varies. Left
    out are fragments (four in five occurrences lie inside one longer word), words with no
    more than a function character added (的, 在 … of the built-in stop words), and what
    mostly follows a number. Numerals in quotation marks are found however rare they are:
    “六城联动” (without the marks, and with all its other occurrences), “3583”计划 and, from
    two occurrences on, “三长”联动.

    Parameters
    ----------
    corpus : DataFrame with a column ``text``, or list of str
        Nothing is found across two texts, or across punctuation, digits or Latin letters.
    dictionary : "jieba", Segmenter or None
        Words of jieba's dictionary, or of a segmenter's dictionary and lexicon, are left
        out; with None nothing is.
    max_length, min_count : int
        Longest word in characters; least number of occurrences. Slogans in quotation marks
        may be rarer, those with quotation marks or digits in them longer.
    n : int, optional
        How many rows to return; all of them by default.

    Returns
    -------
    DataFrame, best first, ties by code point
        ``word``; ``count`` of its occurrences, overlapping ones too; ``cohesion`` in bits,
        the least log2(p(ab) / (p(a) p(b))) over all ways to cut it in two, p relative to
        all Han characters (with quotation marks or digits: cut after the quotation, and if
        nothing follows, -log2 p); ``left_entropy`` and ``right_entropy`` in bits, of the
        characters next to it, each that is no Han character unlike any other; ``score``;
        ``example``, the surroundings of its first occurrence.

    Raises
    ------
    TypeError
        If a text is not a str, or the corpus is a str itself.
    ValueError
        If the corpus lacks the column ``text`` or an option is out of its range.

    Notes
    -----
    ``score`` = sqrt((left_entropy + 0.25) (right_entropy + 0.25)) × (cohesion + 40 q), with
    q the share of the word's edges that stand at quotation marks: in reports the author's
    own marks tell new terms better than any statistic. Where nothing is quoted the score is
    freedom times cohesion, and stock phrases (深入推进) come before terms. Cohesion and
    boundary entropy are those of Matrix67 (2012) and of Jin and Tanaka-Ishii (2006); that a
    boundary is a neighbour unlike any other is from accessor variety (Feng, Chen, Deng and
    Zheng 2004).

    Examples
    --------
    >>> texts = ["推进六城联动，发挥六城联动。", "以六城联动促发展，实施“3583”计划。"]
    >>> discover_words(texts)[["word", "count", "example"]]
           word  count              example
    0  “3583”计划      1  六城联动促发展，实施“3583”计划。
    1      六城联动      3       推进六城联动，发挥六城联动。
    """
    _check(dictionary, max_length, min_count, n)
    text = join_texts(_texts(corpus))
    segmenter = dictionary if isinstance(dictionary, Segmenter) else Segmenter()

    def knows(words: Iterable[str]) -> NDArray[np.bool_]:
        return np.asarray(segmenter.origin(words) != "model", dtype=np.bool_)

    levels = count_ngrams(text, max_length)
    slogans, quoted = find_slogans(text.joined, segmenter.cut)
    words = choose_words(text, levels, quoted, min_count, lambda word: knows([word])[0])
    found = pd.concat([words, measure_slogans(text, levels, slogans)], ignore_index=True)
    places, lengths = found["place"].tolist(), found["length"].tolist()
    found["word"] = [text.joined[at : at + k] for at, k in zip(places, lengths, strict=True)]
    if dictionary is not None:
        found = found[~knows(found["word"])]
    freedom = np.sqrt((found["left_entropy"] + ONCE) * (found["right_entropy"] + ONCE))
    score = freedom * (found["cohesion"] + QUOTED_BITS * found["quoted"])
    found["score"] = score.round(9)  # equal scores stay equal however they were summed
    found = found.sort_values(["score", "word"], ascending=[False, True])
    found = found.head(len(found) if n is None else n)
    places, lengths = found["place"].tolist(), found["length"].tolist()
    found["example"] = [_around(text.joined, *one) for one in zip(places, lengths, strict=True)]
    return found[COLUMNS].reset_index(drop=True)


def _check(dictionary: object, max_length: int, min_count: int, n: int | None) -> None:
    if not (dictionary is None or dictionary == "jieba" or isinstance(dictionary, Segmenter)):
        raise ValueError(f"dictionary is {dictionary!r}; use 'jieba', a Segmenter or None.")
    if max_length < 2:
        raise ValueError(
            f"max_length is {max_length}; a word to discover has 2 characters or more."
        )
    if min_count < 2:
        raise ValueError(f"min_count is {min_count}; use 2 or more: once is no evidence.")
    if n is not None and n < 0:
        raise ValueError(f"n is {n}; give the number of rows to return, or None for all.")


def _texts(corpus: pd.DataFrame | Sequence[str]) -> list[str]:
    if isinstance(corpus, str):
        raise TypeError("corpus is one str; pass a list of texts.")
    if isinstance(corpus, pd.DataFrame):
        require_columns(corpus, ["text"], "corpus")
        texts = corpus["text"].tolist()
    else:
        texts = list(corpus)
    for position, text in enumerate(texts):
        if not isinstance(text, str):
            raise TypeError(
                f"text {position} of the corpus is {text!r}, not a str; "
                "drop or fill missing texts first."
            )
    return texts


def _around(joined: str, at: int, length: int) -> str:
    """Return what stands at a place and around it, within its line."""
    before = joined[max(0, at - AROUND) : at].rpartition("\n")[2]
    after = joined[at + length : at + length + AROUND].partition("\n")[0]
    return f"{before}{joined[at : at + length]}{after}".strip()
