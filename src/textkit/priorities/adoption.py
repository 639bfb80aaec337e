"""Reports + levels → how much of a report's wording stands in the report above it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textkit.measures.runs import Runs, number_runs
from textkit.near import letters_of
from textkit.outline import split
from textkit.priorities.levels import link_levels
from textkit.tables import require_columns

Floats = NDArray[np.float32]


def adoption(
    corpus: pd.DataFrame,
    *,
    by: str = "document",
    lags: Iterable[int] = range(-3, 4),
    n: int = 8,
    up: int = 1,
    place: str | None = None,
    level: str = "level",
    parent: str = "parent",
    year: str = "year",
    delivered: str | None = None,
) -> pd.DataFrame:
    """Measure what share of each report stands in reports of the place above, year by year.

    A letter is adopted if a run of ``n`` letters (punctuation and blanks left out) that it is
    part of stands in the other report. This is containment (Broder 1997) in letters: it is
    not symmetric. ``weighted_share`` discounts formulas: an adopted letter counts with the weight
    of the rarest adopted run it is part of, any other with that of its rarest run; a run that d
    other reports of N have weighs 1 - log(d) / log(N), one that none has 1
    (:func:`textkit.shared_passages` weighs likewise).

    Wording that two reports share may come from a third (a plan, a speech, a congress). What
    the lags show is an order in time only. In a spring, provinces deliver *before* the State
    Council: shared wording of the same year is then no adoption of its report.

    Parameters
    ----------
    corpus : DataFrame
        ``doc_id``, ``text`` and the columns of :func:`link_levels`.
    by : "document", "part" or "section"
        What of the lower report the shares are of.
    lags : iterable of int
        Years that the upper report is older; below 0 it is younger.
    n : int
        Letters in a run, at least 2.
    up, place, level, parent, year
        As for :func:`link_levels`.
    delivered : str, optional
        Column of dates; empty where unknown.

    Returns
    -------
    DataFrame
        One row per lag, linked report (in order) and part or section: ``lag``, ``doc_id``,
        ``place``, ``level``, ``year``, ``parent``, ``parent_year``, ``parent_doc_id``, ``part`` or
        ``passage_id`` and ``part``, ``letters``, ``share``, ``weighted_share`` (0 to 1; NaN
        without letters) and ``days`` (Int64: how much earlier the upper report was delivered;
        below 0 if later, missing if a date is).

    Raises
    ------
    ValueError
        If ``by`` is another word, ``n`` below 2, ``lags`` empty, dates are none, or as
        :func:`link_levels`.

    Notes
    -----
    Runs are hashed once into arrays (64 bits; equal hashes count as equal runs). Time grows
    with the letters times the lags, memory is about 40 bytes a letter.

    Examples
    --------
    >>> corpus = pd.DataFrame({"doc_id": ["a", "b"], "place": ["二道区", "长春市"],
    ...     "year": [2022, 2021], "level": ["district", "city"], "parent": ["长春市", ""],
    ...     "text": ["全面提升城市功能品质。打造绿色园区五个。", "我们要全面提升城市功能品质。"]})
    >>> adoption(corpus, lags=[0, 1])[["doc_id", "lag", "letters", "share"]].values.tolist()
    [['a', 1, 18, 0.5555555555555556]]
    """
    if by not in ("document", "part", "section"):
        raise ValueError(f'by must be "document", "part" or "section", not {by!r}.')
    if n < 2:
        raise ValueError(f"n must be at least 2, not {n}.")
    steps = list(lags)
    if not steps:
        raise ValueError("lags names no year; 0 is the same year, 1 the year before.")
    require_columns(corpus, ["doc_id", "text"], "corpus")
    corpus = corpus.reset_index(drop=True)
    links = [
        link_levels(corpus, place=place, level=level, parent=parent, year=year, up=up, lag=lag)
        .assign(lag=lag)
        .query("status == 'linked'")
        for lag in steps
    ]
    pairs = pd.concat(links, ignore_index=True).drop(columns="status")
    texts = corpus["text"].tolist()
    units, bounds, owner = _units(corpus, texts, by)
    runs = number_runs(texts, n)
    names = pd.Index(corpus["doc_id"])
    child = names.get_indexer(pairs["doc_id"])
    above = names.get_indexer(pairs["parent_doc_id"])
    first = np.searchsorted(owner, np.arange(len(texts) + 1))
    many = first[child + 1] - first[child]
    sums = _compare(runs, child, above, bounds, first)
    pair = np.repeat(np.arange(len(pairs)), many)
    unit = np.arange(len(pair)) - np.repeat(np.cumsum(many) - many, many) + first[child[pair]]
    described = units.iloc[unit].reset_index(drop=True)
    described[["letters", "adopted", "heavy", "total"]] = sums
    described.insert(0, "pair", pair)
    if by == "part":
        described = described.groupby(["pair", "part"], sort=False).sum().reset_index()
    pair = described.pop("pair").to_numpy()
    table = pairs.iloc[pair].reset_index(drop=True)
    table.insert(0, "lag", table.pop("lag"))
    adopted, heavy, total = (described.pop(name) for name in ("adopted", "heavy", "total"))
    described["letters"] = described["letters"].astype("int64")
    described["share"] = adopted / described["letters"].where(described["letters"] > 0)
    # Sums of the same weights in another order may differ in the last place.
    described["weighted_share"] = (heavy / total.where(total > 0)).clip(upper=1.0)
    described["days"] = _days(corpus, delivered, child, above).iloc[pair].array
    result: pd.DataFrame = pd.concat([table, described], axis=1)
    return result


def _units(
    corpus: pd.DataFrame, texts: Sequence[str], by: str
) -> tuple[pd.DataFrame, NDArray[np.int64], NDArray[np.int64]]:
    """List the units of each text, and where their letters start and end in it."""
    if by == "document":
        owner = np.arange(len(texts))
        sizes = np.array([len(letters_of(text)[0]) for text in texts], dtype=np.int64)
        bounds = np.stack([np.zeros_like(sizes), sizes], axis=1)
        return pd.DataFrame(index=owner), bounds, owner
    variables = [name for name in ("default_part",) if name in corpus]
    passages = split(corpus[["doc_id", "text", *variables]], into="section")
    owner = pd.Index(corpus["doc_id"]).get_indexer(passages["doc_id"])
    spans = passages[["start", "end"]].to_numpy()
    edges = np.searchsorted(owner, np.arange(len(texts) + 1))
    bounds = np.empty_like(spans)
    for at, text in enumerate(texts):
        mine = slice(edges[at], edges[at + 1])
        bounds[mine] = np.searchsorted(letters_of(text)[1], spans[mine])
    named = ["passage_id", "part"] if by == "section" else ["part"]
    return passages[named], bounds, owner


def _compare(
    runs: Runs,
    child: NDArray[np.int64],
    above: NDArray[np.int64],
    bounds: NDArray[np.int64],
    first: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Add up letters, adopted letters, their weights and all weights, unit by unit."""
    heavy = np.append(runs.weights(), 1.0).astype(np.float32)  # the last is for id -1
    seen = np.full(len(heavy), -1, dtype=np.int32)
    sums = [np.empty((0, 4))]
    for number, (low, high) in enumerate(zip(child.tolist(), above.tolist(), strict=True)):
        mine = slice(*runs.starts[low : low + 2])
        ids = runs.ids[mine]
        theirs = runs.ids[slice(*runs.starts[high : high + 2])]
        seen[theirs] = number
        seen[-1] = -1
        found = (seen[ids] == number).astype(np.float32)
        weight = np.where(runs.usable[mine], heavy[ids], np.float32(0))
        adopted, counted, all_ = (_spread(one, runs.n) for one in (found, found * weight, weight))
        # Runs into the next sentence are rare; a formula must not gain their weight at its ends.
        letters = adopted, counted, np.where(adopted > 0, counted, all_)
        edges = bounds[first[low] : first[low + 1]]
        added = [np.append(0.0, np.cumsum(one, dtype=np.float64)) for one in letters]
        parts = [one[edges[:, 1]] - one[edges[:, 0]] for one in added]
        sums.append(np.stack([edges[:, 1] - edges[:, 0], *parts], axis=1))
    return np.concatenate(sums)


def _spread(values: Floats, n: int) -> Floats:
    """Give each letter the largest value of the ``n`` runs that it is part of."""
    out = values.copy()
    reach = 1
    while reach < n:
        step = min(reach, n - reach)
        out[step:] = np.maximum(out[step:], out[:-step].copy())
        reach += step
    return out


def _days(
    corpus: pd.DataFrame,
    delivered: str | None,
    child: NDArray[np.int64],
    above: NDArray[np.int64],
) -> pd.Series[int]:
    if delivered is None:
        return pd.Series(pd.NA, index=range(len(child)), dtype="Int64")
    require_columns(corpus, [delivered], "corpus")
    try:
        dates = pd.to_datetime(corpus[delivered], format="ISO8601")
    except (ValueError, TypeError) as error:
        raise ValueError(f"{delivered!r} must hold dates: {error}.") from error
    days = dates.iloc[child].reset_index(drop=True) - dates.iloc[above].reset_index(drop=True)
    return days.dt.days.astype("Int64")
