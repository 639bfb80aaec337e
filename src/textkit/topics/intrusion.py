"""Topics → tasks for readers: which word, or which topic, does not belong."""

from __future__ import annotations

import numpy as np
import pandas as pd

from textkit.tables import require_columns
from textkit.topics.description import Topics

WORDS_OF_TOPIC = 8  # shown for a topic in topic intrusion, as in the paper


def word_intrusion(topics: Topics, *, n_words: int = 5, seed: int) -> pd.DataFrame:
    """Hide a foreign word among the heaviest words of each topic, for readers to find.

    If readers find it, the topic's words belong together. Returns one row per (item, word):
    ``item`` (from 1, topics in random order), ``topic``, ``position`` (from 1, in random
    order), ``word`` and ``intruder`` (True for the foreign one). There is one item per
    topic: a second one would show by repetition which words are the topic's own.

    The intruder is drawn from the words that are among the ``n_words`` heaviest of another
    topic, so that it is no rare word, while in this topic they weigh no more than the
    median of all words.

    Raises
    ------
    ValueError
        If there is one topic only, a topic has fewer than ``n_words`` words, or no word can
        be an intruder because all topics have much the same words.

    References
    ----------
    Chang, Gerrish, Wang, Boyd-Graber and Blei 2009, "Reading tea leaves", NIPS 22,
    section 3.1. The paper sets no threshold for a low weight; the median is this function's.

    Examples
    --------
    >>> from textkit.tokens import Tokens
    >>> from textkit.topics import fit_topics
    >>> words = [["教育", "学校", "教师"], ["道路", "公交", "桥梁"]]
    >>> topics = fit_topics(Tokens.from_words(words).counts(), 2)
    >>> items = word_intrusion(topics, n_words=3, seed=1)
    >>> items[items["item"] == 1]["word"].tolist()
    ['教师', '公交', '桥梁', '道路']
    """
    _check_size(topics, n_words, "n_words", 2)
    rng = np.random.default_rng(seed)
    heaviest = _heaviest(topics, n_words)
    popular = {word for words in heaviest.values() for word in words}
    weight = pd.DataFrame(topics.profiles.T, index=topics.vocabulary)
    frames = []
    for item, number in enumerate(rng.permutation(len(topics)).tolist(), start=1):
        own = heaviest[number + 1]
        if len(own) < n_words:
            raise ValueError(
                f"topic {number + 1} has {len(own)} words with weight, n_words={n_words} asks for "
                "more. Lower n_words."
            )
        low = weight.index[weight[number] <= weight[number].median()]
        foreign = sorted(popular.difference(own).intersection(low))
        if not foreign:
            raise ValueError(
                f"no word can intrude on topic {number + 1}: all that are heavy in other topics "
                "are heavy in it too. Fit fewer topics, or lower n_words."
            )
        shown = np.array([*own, foreign[rng.integers(len(foreign))]], dtype=object)
        order = rng.permutation(n_words + 1)
        frames.append(
            pd.DataFrame(
                {
                    "item": item,
                    "topic": number + 1,
                    "position": np.arange(1, n_words + 2),
                    "word": shown[order],
                    "intruder": order == n_words,
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


def topic_intrusion(
    topics: Topics, *, n_topics: int = 3, per_topic: int = 2, seed: int
) -> pd.DataFrame:
    """Hide a foreign topic among the largest topics of a passage, for readers to find.

    If readers find it, the shares say what the passages are about. Returns one row per
    (item, topic shown): ``item`` (from 1, in random order), ``topic`` (the passage's
    largest), ``passage_id``, ``doc_id``, ``text``, ``position`` (from 1, in random order),
    ``shown`` (number of the topic shown), ``words`` (its 8 heaviest), ``share`` (of it in
    the passage) and ``intruder``.

    For each topic ``per_topic`` passages are drawn in which it is the largest (fewer where
    there are no more), among those with at least as many counted tokens as the median
    passage, for a short one says little. A passage must have ``n_topics`` topics with a
    share; the intruder is drawn from the others whose share is in the lower half.

    Raises
    ------
    ValueError
        If there are no more topics than ``n_topics``, the passages lack a column (as after
        ``matrix.group``), or no passage has so many topics.

    References
    ----------
    Chang et al. 2009, NIPS 22, section 3.2 (three topics, and one of low probability).
    """
    _check_size(topics, n_topics, "n_topics", 1)
    if per_topic < 1:
        raise ValueError(f"per_topic={per_topic} must be at least 1.")
    if len(topics) <= n_topics:
        raise ValueError(
            f"{len(topics)} topics leave no intruder beside n_topics={n_topics}. Lower n_topics."
        )
    about = ["passage_id", "doc_id", "text"]
    require_columns(topics.passages, about, "passages")
    rng = np.random.default_rng(seed)
    # Rounded, and ties to the lower number, so that the last bit decides nothing.
    shares = np.nan_to_num(topics.weights.round(9))
    order = np.argsort(-shares, axis=1, kind="stable")
    ranked = np.take_along_axis(shares, order, axis=1)
    first_low = max(n_topics, len(topics) // 2)
    usable = (ranked[:, n_topics - 1] > ranked[:, first_low]) & (topics.n_tokens > 0)
    usable &= topics.n_tokens >= np.median(topics.n_tokens[topics.n_tokens > 0])
    drawn: list[int] = []
    for number in range(len(topics)):
        rows = np.flatnonzero(usable & (order[:, 0] == number))
        size = min(per_topic, len(rows))
        drawn += np.sort(rng.choice(rows, size=size, replace=False)).tolist() if size else []
    if not drawn:
        raise ValueError(
            f"no passage has {n_topics} topics that stand out from the rest. Lower n_topics, or "
            "split the corpus into longer passages."
        )
    heaviest = _heaviest(topics, WORDS_OF_TOPIC)
    labels = {number: " · ".join(words) for number, words in heaviest.items()}
    frames = []
    for item, row in enumerate(rng.permutation(drawn).tolist(), start=1):
        foreign = order[row, first_low + rng.integers(len(topics) - first_low)]
        shown = np.append(order[row, :n_topics], foreign)[rng.permutation(n_topics + 1)]
        frames.append(
            pd.DataFrame(
                {
                    "item": item,
                    "topic": int(order[row, 0]) + 1,
                    **{name: topics.passages[name].iloc[row] for name in about},
                    "position": np.arange(1, n_topics + 2),
                    "shown": shown + 1,
                    "words": [labels[number + 1] for number in shown.tolist()],
                    "share": topics.weights[row, shown],
                    "intruder": shown == foreign,
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


def _heaviest(topics: Topics, n: int) -> dict[int, list[str]]:
    return {
        int(str(topic)): rows["term"].tolist()
        for topic, rows in topics.top_terms(n).groupby("topic")
    }


def _check_size(topics: Topics, value: int, name: str, least: int) -> None:
    if value < least:
        raise ValueError(f"{name}={value} must be at least {least}.")
    if len(topics) < 2:
        raise ValueError("one topic has no other to draw an intruder from. Fit two or more.")
