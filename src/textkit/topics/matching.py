"""Topics of two models → which topic of one is which of the other."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textkit.topics.description import Topics
from textkit.topics.ranking import average_jaccard, pair_topics, top_columns

Floats = NDArray[np.float64]


def match_topics(
    left: Topics,
    right: Topics,
    *,
    measure: Literal["cosine", "jaccard"] = "cosine",
    top: int = 10,
) -> pd.DataFrame:
    """Pair the topics of two models one to one, so that the pairs are most alike in all.

    Returns one row per topic: the pairs in the order of the left model, with its topics
    that have no partner among them, then the topics of the right model that have none.

    ========================= ==============================================================
    topic_left, topic_right   numbers from 1; <NA> where there is no partner
    similarity                of the pair, from 0 to 1; NaN where there is no partner
    shared_terms              terms among the ``top`` heaviest of both, heaviest on the
                              left first
    label_left, label_right   :meth:`Topics.label`; empty where there is no partner
    ========================= ==============================================================

    A topic is left without a partner if the other model has fewer topics, or if the partner
    it would get has nothing in common with it. That a topic has a partner is no agreement:
    someone must be left for it. Look at the similarity.

    Parameters
    ----------
    measure : "cosine" or "jaccard"
        The cosine of the topics' weights over all terms of either model (a term that a model
        does not know has weight 0 in it), or the average Jaccard index of their ``top``
        heaviest terms.
    top : int
        Terms compared, and looked through for ``shared_terms``.

    Raises
    ------
    ValueError
        If ``measure`` is another one, or ``top`` is less than 1.

    References
    ----------
    Kuhn 1955 (Hungarian method, by SciPy); Greene, O'Callaghan and Cunningham 2014, ECML
    PKDD, section 3.1 (average Jaccard).

    Examples
    --------
    >>> from textkit.tokens import Tokens
    >>> from textkit.topics import fit_topics
    >>> words = [["教育", "学校"], ["学校", "教师"], ["道路", "公交"], ["公交", "道路"]]
    >>> one = fit_topics(Tokens.from_words(words).counts(), 2)
    >>> other = fit_topics(Tokens.from_words(words[1:3]).counts(), 2)
    >>> match_topics(one, other)[["topic_left", "topic_right", "similarity"]].round(2)
       topic_left  topic_right  similarity
    0           1            1        1.00
    1           2            2        0.86
    """
    if measure not in ("cosine", "jaccard"):
        raise ValueError(f'measure={measure!r} must be "cosine" or "jaccard".')
    if top < 1:
        raise ValueError(f"top={top} must be at least 1.")
    # Code point order, as within a model, so that ties among terms go the same way.
    vocabulary = sorted({*left.vocabulary, *right.vocabulary})
    profiles = [_align(topics, vocabulary) for topics in (left, right)]
    heaviest = [top_columns(rows, top) for rows in profiles]
    if measure == "cosine":
        similarity = _unit(profiles[0]) @ _unit(profiles[1]).T
    else:
        similarity = np.array(
            [[average_jaccard(mine, theirs, top) for theirs in heaviest[1]] for mine in heaviest[0]]
        )
    similarity = similarity.clip(0, 1)
    # Rounded, so that equally good pairings are not decided by the last bit.
    pairs = dict(zip(*(side.tolist() for side in pair_topics(similarity.round(12))), strict=True))
    pairs = {mine: theirs for mine, theirs in pairs.items() if similarity[mine, theirs] > 0}
    alone = sorted(set(range(len(right))) - set(pairs.values()))
    rows: list[tuple[int | None, int | None]] = [
        (mine, pairs.get(mine)) for mine in range(len(left))
    ]
    rows += [(None, theirs) for theirs in alone]
    labels = left.label(), right.label()
    records = []
    for mine, theirs in rows:
        shared: list[int] = []
        if mine is not None and theirs is not None:
            shared = [column for column in heaviest[0][mine] if column in heaviest[1][theirs]]
        records.append(
            {
                "topic_left": None if mine is None else mine + 1,
                "topic_right": None if theirs is None else theirs + 1,
                "similarity": np.nan
                if mine is None or theirs is None
                else similarity[mine, theirs],
                "shared_terms": " · ".join(vocabulary[column] for column in shared),
                "label_left": "" if mine is None else labels[0][mine + 1],
                "label_right": "" if theirs is None else labels[1][theirs + 1],
            }
        )
    return pd.DataFrame(records).astype({"topic_left": "Int64", "topic_right": "Int64"})


def _align(topics: Topics, vocabulary: list[str]) -> Floats:
    """Put a model's weights in the columns of a larger vocabulary."""
    place = {term: column for column, term in enumerate(vocabulary)}
    aligned = np.zeros((len(topics), len(vocabulary)))
    aligned[:, [place[term] for term in topics.vocabulary]] = topics.profiles
    return aligned


def _unit(profiles: Floats) -> Floats:
    unit: Floats = profiles / np.linalg.norm(profiles, axis=1, keepdims=True)
    return unit
