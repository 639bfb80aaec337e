"""Targets + themes → which theme each target belongs to, and where that was read."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textkit.measures.matching import find_matches
from textkit.priorities.attention import leading_themes
from textkit.priorities.grouping import Words, read_words
from textkit.segmentation.segmenter import Segmenter
from textkit.tables import require_columns


def target_themes(
    targets: pd.DataFrame, themes: Words, *, segmenter: Segmenter | None = None
) -> pd.DataFrame:
    """Put each target under the theme whose words its indicator has, else its sentence.

    The theme with most matches counts, of equals the one whose word comes first. A sentence
    that lists targets of several themes gives its theme only to those whose own indicator
    has no word of any.

    Parameters
    ----------
    targets : DataFrame
        Rows with ``indicator`` and ``sentence``, as of :func:`textkit.find_targets`.
    themes : mapping of theme to words, or path
        As for :func:`textkit.priorities.attention`.
    segmenter : Segmenter
        Cuts the text, by default ``Segmenter()``; give the one that cut the corpus.

    Returns
    -------
    DataFrame
        The rows of ``targets`` in their order with two more columns: ``theme`` ("" where
        neither has a word of any) and ``theme_from`` ("indicator", "sentence" or "").

    Raises
    ------
    ValueError
        If a column is missing, or a word belongs to two themes.

    Examples
    --------
    >>> table = pd.DataFrame({"indicator": ["城镇就业", "公园"]})
    >>> table["sentence"] = "城镇就业1万人，新建公园3个。"
    >>> target_themes(table, {"民生": ["就业"], "生态": ["绿地"]})["theme_from"].tolist()
    ['indicator', 'sentence']
    """
    require_columns(targets, ["indicator", "sentence"], "the table of targets")
    words = read_words(themes, "theme")
    segmenter = segmenter or Segmenter()
    theme = np.full(len(targets), -1)
    source = np.full(len(targets), "", dtype=object)
    for column in ("indicator", "sentence"):
        open_rows = np.flatnonzero(theme < 0)
        texts, place = np.unique(
            targets[column].iloc[open_rows].fillna("").to_numpy(dtype=object), return_inverse=True
        )
        found = _leading_theme(texts.tolist(), words, segmenter)[place]
        theme[open_rows] = found
        source[open_rows[found >= 0]] = column
    names = np.array([*words, ""], dtype=object)  # the last one is that of -1
    return targets.assign(theme=names[theme], theme_from=source)


def _leading_theme(
    texts: Sequence[str], words: dict[str, list[str]], segmenter: Segmenter
) -> NDArray[np.int64]:
    """Return the theme with most matches in each text, or -1."""
    found = find_matches(segmenter.segment(list(texts)).keep(), words, "theme")
    return leading_themes(found, len(texts))
