"""Tokens → how varied the words of each document are, as far as lengths let one compare."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textkit.choosing import has_letter_or_number
from textkit.measures import walking
from textkit.measures.blocks import FEWEST, LEAST, Blocks, cut_blocks, jackknife
from textkit.measures.indices import BY_LENGTH, FROM_K, RARER, indices
from textkit.segmentation.machine import at_hand, compiled
from textkit.tokens import Tokens, document_variables

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Which function of `walking` gives a measure; the others are those of `indices`.
_WALKED = {
    "mattr": walking.MATTR,
    "mtld": walking.MTLD,
    "hdd": walking.RAREFIED,
    "yule_k": walking.YULE,
    "simpson_d": walking.SIMPSON,
    "ttr_rarefied": walking.RAREFIED,
    "msttr": walking.MSTTR,
}
UNBOUNDED = ("mtld", "yule_k")  # all others with an interval are at most 1
MEASURES = (*[name for name in _WALKED if name != "msttr"], *BY_LENGTH)  # unless others are named
ALL = (*MEASURES, "msttr", *RARER)

STEADY = 100  # tokens under which MTLD is not to be trusted
ALIKE = 1.1  # lengths within a tenth of the shortest pass for equal
WORTH_LOADING = 100_000  # tokens; fewer are walked sooner than Numba is loaded


def diversity(
    tokens: Tokens,
    by: str | list[str] | None = "doc_id",
    *,
    measure: str | Sequence[str] = MEASURES,
    window: int = 100,
    threshold: float = 0.72,
    sample: int = 42,
    segment: int = 100,
    equal_length: int | None = None,
    base: float = 10.0,
    fold: bool = False,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Measure how varied the words of each document, or of other units, are.

    Counted are kept words; punctuation never is. Words are those of all passages of a unit
    in the order of the tokens, so a window may run over from one passage to the next.

    Parameters
    ----------
    by : document variable, list of them, or None
        One unit per value; with None each passage is one.
    measure : str or list of str
        One or more of:

        * ``"mattr"``, mean type-token ratio of all windows of ``window`` tokens;
        * ``"mtld"``, mean number of tokens after which the type-token ratio has come down
          to ``threshold``; infinite if no word is repeated;
        * ``"hdd"``, expected type-token ratio of ``sample`` tokens drawn without replacement;
        * ``"ttr_rarefied"``, the same of ``equal_length`` tokens: the type-token ratio that
          units of unequal length can be compared by;
        * ``"yule_k"``, 10⁴ Σ f(f − 1) / N², and ``"simpson_d"``, Σ f(f − 1) / N(N − 1), the
          probability that two tokens are the same word: both fall with variety;
        * ``"ttr"``, types V over tokens N; ``"guiraud"``, V / √N; ``"herdan_c"``, ln V / ln N.
          These three change with length, whatever the words.

        And, if named (they change with length too, but for the first): ``"msttr"``, mean
        type-token ratio of segments of ``segment`` tokens, an incomplete last one left out;
        ``"cttr"``, V / √2N; ``"dugast_u"``, log²N / (log N − log V), and its inverse
        ``"maas_a2"``; ``"summer_s"``, log log V / log log N; ``"maas_lgv0"``,
        log V / √(1 − (log V / log N)²); ``"yule_i"``, V² / (Σf² − V), infinite where no
        word is repeated; ``"herdan_vm"``, √(Σf² / N² − 1 / V).
    window, threshold, sample, segment : int, float, int, int
        Of MATTR, MTLD, HD-D and MSTTR.
    equal_length : int
        By default the number of tokens of the shortest unit that has any; leave short ones out
        first (``tokens.where``), for they set it for all.
    base : float
        Of the logarithms in U, S, a² and lgV0, which depend on it: 10 in quanteda, e in
        LexicalRichness. To base 10, S is NaN for 10 tokens and for 1.
    fold : bool
        Whether words that differ only in width or case are one type (ＡＩ, AI, ai; by NFKC
        and casefold). If not, they are three.
    confidence : float
        Of the interval, between 0 and 1.

    Returns
    -------
    DataFrame
        One row per unit, in order of first appearance: the variables of ``by`` and all others
        that are the same throughout each unit, ``tokens``, ``types``, one column per measure,
        ``rarefied_to`` (tokens, with ``ttr_rarefied``), then for the first measure ``low`` and
        ``high``, and ``caution``: why a value is NaN or not to be compared. A unit without a
        word has NaN throughout, one shorter than a measure's window or sample NaN there.

    Raises
    ------
    KeyError
        If a name in ``by`` is no variable of the passages.
    ValueError
        If a measure is unknown or an option out of its range.

    Notes
    -----
    MATTR: Covington and McFall (2010), Journal of Quantitative Linguistics 17; a unit shorter
    than the window has none (quanteda.textstats shortens the window of all units, and cuts
    pasted windows into words anew). MTLD: McCarthy and Jarvis (2010), Behavior Research
    Methods 42: tokens over factors, a factor being full at threshold or below, the last one
    counted in part, mean of forward and backward. HD-D: the same, as a mean over the sample,
    not a sum. Rarefaction: Hurlbert (1971), Ecology 52, exact. K and I: Yule (1944), The
    Statistical Study of Literary Vocabulary. The rarer ones: Tweedie and Baayen (1998),
    Computers and the Humanities 32; quanteda's Maas is the root of a², its I 0 where no
    word is repeated.

    The interval is a jackknife (Künsch 1989, Annals of Statistics 17): a unit is parted, at
    passages where it can, into 5 to 20 blocks of about 100 tokens or more, each is left
    out in turn, and the interval is estimate × exp(± t × standard error / estimate). It says
    how much the unit's own stretches differ. The usual bootstrap is no use here: a
    passage drawn twice repeats its rare words, and the draws lie away from the estimate.
    Under 500 tokens there is none, nor for those that change with length, where to leave
    out is itself a change.

    Examples
    --------
    >>> tokens = Tokens.from_words([["改革", "开放", "，", "改革", "发展"]])
    >>> diversity(tokens, measure=["ttr", "yule_k"])[["tokens", "types", "ttr", "yule_k"]]
       tokens  types   ttr  yule_k
    0       4      3  0.75  1250.0
    """
    names = [measure] if isinstance(measure, str) else list(measure)
    lengths = {"window": window, "sample": sample, "segment": segment}
    _check(names, lengths, equal_length, threshold, confidence, base)
    units = _units(tokens, by, fold)
    size = np.diff(units.offsets)
    shortest = int(size[size > 0].min()) if size.any() else 1
    length = equal_length or shortest
    options = {"mattr": window, "mtld": threshold, "hdd": sample, "ttr_rarefied": length}
    options["msttr"] = segment

    types = np.zeros(len(size), dtype=np.int64)
    low = high = np.full(len(size), np.nan)
    values = {}
    walked = [one for one in names if one in _WALKED]
    if "yule_k" not in walked and (not walked or set(names) & set(FROM_K)):
        walked.append("yule_k")
    for name in walked:
        blocks = units.blocks if name == names[0] else Blocks(types[:0], types[:0], types[:0])
        kind, option = _WALKED[name], float(options.get(name, 0))
        values[name], left_out = _walk(units, kind, option, blocks, types)
        if name == names[0]:
            low, high = jackknife(values[name], left_out, blocks.text, confidence=confidence)
            high = high if name in UNBOUNDED else np.minimum(high, 1)
    values |= indices(size, types, values.get("yule_k", np.zeros(len(size))), base)

    table = units.table.assign(tokens=size, types=types, **{name: values[name] for name in names})
    if "ttr_rarefied" in names:
        table["rarefied_to"] = length
    table["low"], table["high"] = low, high
    table["caution"] = _cautions(names, options, size, low)
    return table


@dataclass(frozen=True, eq=False)
class _Units:
    ids: NDArray[np.int32]  # words of unit i in ids[offsets[i]:offsets[i + 1]]
    offsets: Ints
    n_terms: int
    blocks: Blocks
    table: pd.DataFrame


def _units(tokens: Tokens, by: str | list[str] | None, fold: bool) -> _Units:
    passages = tokens.passages
    number: NDArray[Any] = np.arange(len(passages))
    names = [name for name in ("doc_id", "passage_id") if name in passages]
    if by is not None:
        names = [by] if isinstance(by, str) else list(by)
        for name in names:
            if name not in passages.columns:
                there = ", ".join(map(str, passages.columns.drop(["text"], errors="ignore")))
                raise KeyError(f"{name!r} is no variable of these passages. There are: {there}.")
        number = passages.groupby(names, sort=False, dropna=False).ngroup().to_numpy()
    first = np.flatnonzero(~pd.Series(number).duplicated().to_numpy())
    for name in document_variables(passages):
        value = pd.factorize(passages[name], use_na_sentinel=False)[0]
        if name not in names and (value == value[first][number]).all():
            names.append(name)
    table = passages[names].iloc[first]

    word = np.array([has_letter_or_number(term) for term in tokens.terms], dtype=bool)
    mine = (word & tokens.kept)[tokens.ids]
    ids = tokens.ids[mine]
    passage = np.repeat(np.arange(len(passages), dtype=np.int32), np.diff(tokens.offsets))[mine]
    unit = number[passage]
    if (unit[1:] < unit[:-1]).any():
        order = np.argsort(unit, kind="stable")
        ids, passage, unit = ids[order], passage[order], unit[order]
    if fold:
        plain = [unicodedata.normalize("NFKC", term).casefold() for term in tokens.terms]
        ids = pd.factorize(np.array(plain, dtype=object))[0].astype(np.int32)[ids]
    offsets = np.zeros(len(table) + 1, dtype=np.int64)
    np.cumsum(np.bincount(unit, minlength=len(table)), out=offsets[1:])
    edges = np.flatnonzero(passage[1:] != passage[:-1]) + 1
    blocks = cut_blocks(offsets, edges)
    return _Units(ids, offsets, len(tokens.terms), blocks, table.reset_index(drop=True))


def _walk(
    units: _Units, kind: int, option: float, blocks: Blocks, types: Ints
) -> tuple[Floats, Floats]:
    """Return the value of each unit, and that without each block."""
    values, left_out = np.empty(len(types)), np.empty(len(blocks.text))
    work = len(units.ids) + int(np.diff(units.offsets)[blocks.text].sum())
    fast = work >= WORTH_LOADING or at_hand(walking)
    walk = compiled(walking).walk_texts if fast else walking.walk_texts
    text = (units.ids, units.offsets, units.n_terms)
    walk(kind, option, *text, blocks.begin, blocks.end, blocks.text, values, left_out, types)
    return values, left_out


def _cautions(names: list[str], options: dict[str, float], size: Ints, low: Floats) -> list[str]:
    filled = size[size > 0]
    unlike = len(filled) > 0 and filled.max() > ALIKE * filled.min()
    changing = [name for name in names if name in (*BY_LENGTH, *RARER)] if unlike else []
    fixed = ("mattr", "hdd", "ttr_rarefied", "msttr")
    least = {name: options[name] for name in fixed if name in names}
    cautions = []
    for n, end in zip(size.tolist(), low.tolist(), strict=True):
        said = [f"{name} needs {need} tokens" for name, need in least.items() if 0 < n < need]
        if "mtld" in names and 0 < n < STEADY:
            said.append(f"mtld is unsteady under {STEADY} tokens")
        if changing and n:
            said.append(f"{', '.join(changing)} not comparable: lengths differ")
        if names[0] in (*BY_LENGTH, *RARER) and n:
            said.append(f"no interval: {names[0]} changes with length")
        elif n < FEWEST * LEAST:
            said.append(f"no interval: under {FEWEST * LEAST} tokens")
        elif np.isnan(end):
            said.append(f"no interval: no {names[0]} with a block left out")
        cautions.append("; ".join(said) if n else "no words")
    return cautions


def _check(
    names: list[str],
    lengths: dict[str, int],
    equal_length: int | None,
    threshold: float,
    confidence: float,
    base: float,
) -> None:
    unknown = [name for name in names if name not in ALL]
    if unknown or not names or len(set(names)) < len(names):
        raise ValueError(
            f"measure must name each measure once: {names}. There are: {', '.join(ALL)}."
        )
    if not base > 1:
        raise ValueError(f"base={base!r} must be above 1; 10 or math.e are usual.")
    for name, value in (*lengths.items(), ("equal_length", equal_length)):
        if value is not None and value < 1:
            raise ValueError(f"{name} must be at least 1, not {value}.")
    for name, share in (("threshold", threshold), ("confidence", confidence)):
        if not 0 < share < 1:
            raise ValueError(f"{name} must lie between 0 and 1, not {share}.")
