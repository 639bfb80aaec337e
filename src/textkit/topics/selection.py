"""TermMatrix → how many topics: what speaks for each number, and a proposal with its reason."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from textkit.matrix import TermMatrix
from textkit.topics.coherence import MEASURES, Reference, coherence
from textkit.topics.factorisation import check_size, occurring_terms
from textkit.topics.model import (
    agreement_with,
    check_draws,
    check_method,
    draw_rows,
    fit_profiles,
    refuse_fewer,
)
from textkit.topics.ranking import exclusivity, top_columns
from textkit.topics.shares import Floats, coefficients, dirichlet_shares, require_counts

CRITERIA = ("npmi", "heldout", "stability", "exclusivity")
VOICES = CRITERIA[:3]  # exclusivity has none: it rises with the number of topics as a rule
_BLOCK = 1_000_000  # cells predicted at once


def choose_topics(
    matrix: TermMatrix,
    n_topics: Iterable[int] = range(4, 21),
    *,
    method: str = "nmf",
    reference: Reference | None = None,
    top: int = 10,
    share: float = 0.8,
    n_resamples: int = 10,
    seed: int = 0,
    n_jobs: int | None = None,
) -> pd.DataFrame:
    """Lay out what speaks for each number of topics, and propose one.

    For each number, topics are fitted to all passages, and to ``n_resamples`` draws of a
    ``share`` of them (LDA: a single run each). Larger is better in all criteria:

    - ``npmi``: mean coherence of the topics (:func:`textkit.topics.coherence.coherence`);
    - ``heldout``: each passage left out is parted, token by token, into two random halves;
      shares fitted to one half predict the other. For NMF the share of the squared TF-IDF
      weights (rows of length one) that is predicted, 1 at most; for LDA the mean log
      probability of a token (nats; the perplexity is exp of its negative);
    - ``stability``: mean agreement of the draws' topics with those of all passages, as in
      :func:`textkit.topic_stability`;
    - ``exclusivity``: mean FREX of their top terms (:func:`textkit.topics.ranking.exclusivity`).
      It rises with the number of topics as a rule, so it is shown but has no voice.

    Of each the interval is one standard error to either side: the deviation over the draws
    times √(1 / n_resamples + (1 - share) / share), since draws overlap. A number **ties with
    the best** in a criterion if it is within one standard error of it. Proposed is the number
    that does so in most of the first three; of several, the smallest, and the others are
    ``tied``. Passages count as independent. This narrows the choice; reading the topics
    makes it.

    Parameters
    ----------
    n_topics : iterable of int
        The numbers to try.
    reference : TermMatrix or Tokens
        Where coherence is measured, by default the matrix itself.
    top : int
        Terms of each topic that are looked at.
    n_jobs : int
        As in joblib; the table is the same for any.

    Returns
    -------
    DataFrame
        A row for each number, ascending: ``n_topics``, ``npmi``, ``c_v``, ``u_mass``,
        ``heldout``, ``stability``, ``exclusivity``; ``…_low`` and ``…_high`` of the four
        criteria; ``best_in`` (those of the three in which it ties with the best, joined by
        "; "), ``tied``, ``proposed`` and ``reason``. A number that cannot be fitted has NaN and
        the reason.

    Raises
    ------
    ValueError
        If the matrix holds weights, there is no number to try or one is below 1, or an
        option is out of range.

    References
    ----------
    Greene, O'Callaghan and Cunningham 2014 (stability); Wallach et al. 2009, "Evaluation
    methods for topic models", ICML (document completion); Owen and Perry 2009, Annals of
    Applied Statistics 3 (cells held out of NMF); Nadeau and Bengio 2003, Machine Learning 52
    (the standard error); Breiman et al. 1984 (the rule of one standard error).

    Examples
    --------
    >>> from textkit.tokens import Tokens
    >>> words = [["教育", "学校", "教师"], ["道路", "公交", "地铁"]] * 8
    >>> table = choose_topics(Tokens.from_words(words).counts(), [1, 2, 3], top=2, seed=0)
    >>> table.loc[table["proposed"], ["n_topics", "best_in"]].values.tolist()
    [[2, 'npmi; heldout; stability']]
    >>> table["reason"].iloc[2].partition(":")[0]
    'n_topics=3 is more than these passages carry'
    """
    from joblib import Parallel, delayed
    from threadpoolctl import threadpool_limits
    from tqdm import tqdm

    require_counts(matrix, "choose_topics")
    check_method(method)
    numbers = sorted(set(n_topics))
    if not numbers or numbers[0] < 1:
        raise ValueError(f"n_topics must be numbers from 1 on, not {numbers}.")
    counts, vocabulary = occurring_terms(matrix)
    rows = np.flatnonzero(np.diff(counts.indptr))
    check_size(1, len(rows), len(vocabulary))
    check_draws(len(rows), 1, share=share, n_resamples=n_resamples, top=top)
    if round(share * len(rows)) == len(rows):
        raise ValueError(
            f"share={share} of {len(rows)} passages leaves out none to predict. "
            "Give a share below 1."
        )
    if top < 2:
        raise ValueError(f"top={top} must be at least 2: coherence is of pairs.")
    draws = draw_rows(rows, share, n_resamples, seed)
    setting = (counts, vocabulary, matrix if reference is None else reference, draws)
    work = (
        delayed(judge)(*setting, number, method=method, top=top, seed=seed) for number in numbers
    )
    # Here too, so that work in threads cannot give the cores back to each other.
    with threadpool_limits(1):
        results = Parallel(n_jobs=n_jobs, return_as="generator")(work)
        found = list(tqdm(results, total=len(numbers), desc="topics", disable=None))
    return propose(pd.DataFrame(found), share=share, n_resamples=n_resamples)


def judge(
    counts: sparse.csr_array,
    vocabulary: NDArray[np.object_],
    reference: Reference,
    draws: list[NDArray[np.int64]],
    n_topics: int,
    *,
    method: str,
    top: int,
    seed: int,
) -> dict[str, Any]:
    """Fit one number of topics to all passages and to draws of them; return what came out.

    The value of each measure, and under ``…_sd`` its deviation over the draws.
    """
    try:
        smallest = min(len(draw) for draw in draws)
        check_size(n_topics, smallest, counts.shape[1])
        fit = fit_profiles(counts, n_topics, method=method, seed=seed)
        refuse_fewer(n_topics, len(fit.profiles))
    except ValueError as reason:
        return {"n_topics": n_topics, "reason": str(reason)}
    over: dict[str, list[float]] = {name: [] for name in CRITERIA}
    for number, draw in enumerate(draws):
        own = seed if method == "nmf" else seed + 1 + number
        part = fit_profiles(counts[draw], n_topics, method=method, seed=own, n_runs=1)
        left = np.setdiff1d(np.flatnonzero(np.diff(counts.indptr)), draw)
        halves = split_tokens(counts[left], seed=(seed, number))
        seen = np.bincount(counts[draw].indices, minlength=counts.shape[1]) > 0
        over["npmi"].append(mean_coherence(part.profiles, vocabulary, reference, top)["npmi"])
        over["exclusivity"].append(float(exclusivity(part.profiles, top=top).mean()))
        over["heldout"].append(completion(halves, part.profiles, part.idf, seen, method))
        over["stability"].append(float(agreement_with(fit.profiles, part.profiles, top).mean()))
    row: dict[str, Any] = {"n_topics": n_topics, "reason": ""}
    row |= mean_coherence(fit.profiles, vocabulary, reference, top)
    row["exclusivity"] = float(exclusivity(fit.profiles, top=top).mean())
    for name in ("heldout", "stability"):
        row[name] = float(np.mean(over[name]))
    many = len(draws) > 1
    return row | {f"{k}_sd": float(np.std(v, ddof=1)) if many else np.nan for k, v in over.items()}


def mean_coherence(
    profiles: Floats, vocabulary: NDArray[np.object_], reference: Reference, top: int
) -> dict[str, float]:
    """Average each coherence over the topics that have one."""
    lists = [vocabulary[columns].tolist() for columns in top_columns(profiles, top)]
    table = coherence(lists, reference, measure=list(MEASURES), top=top)
    return {name: float(table[name].mean()) for name in MEASURES}


def split_tokens(
    counts: sparse.csr_array, *, seed: tuple[int, int]
) -> tuple[sparse.csr_array, sparse.csr_array]:
    """Toss a coin for every token: two matrices that add up to the one given."""
    one, other = counts.copy(), counts.copy()
    one.data = np.random.default_rng(seed).binomial(counts.data, 0.5)
    other.data = counts.data - one.data
    return one, other


def completion(
    halves: tuple[sparse.csr_array, sparse.csr_array],
    profiles: Floats,
    idf: Floats,
    seen: NDArray[np.bool_],
    method: str,
) -> float:
    """Predict one half of passages' tokens from the other, over terms seen in the fit.

    NMF: share of the squared weights of the hidden half that is predicted, passages alike;
    LDA: mean log probability of a hidden token. NaN if no passage has tokens in both halves.
    """
    known = np.flatnonzero(seen)
    shown, hidden = (half[:, known].astype(np.float64) for half in halves)
    topics, scale = profiles[:, known], idf[known]
    both = (shown.sum(axis=1) > 0) & (hidden.sum(axis=1) > 0)
    shown, hidden = shown[np.flatnonzero(both)], hidden[np.flatnonzero(both)]
    if not both.any():
        return float("nan")
    if method == "nmf":
        shown_size, hidden_size = (
            np.sqrt((half.multiply(half)) @ scale**2) for half in (shown, hidden)
        )
        found = coefficients(shown, topics, scale) / shown_size[:, None]
        target = (hidden @ (topics * scale).T) / hidden_size[:, None]
        lengths = np.einsum("ik,kl,il->i", found, topics @ topics.T, found, optimize=True)
        return float((2 * (found * target).sum(axis=1) - lengths).mean())
    shares = dirichlet_shares(shown, topics)
    cells = hidden.tocoo()
    total, begin = 0.0, 0
    while begin < cells.nnz:
        mine = slice(begin, begin + _BLOCK)
        chance = (shares[cells.row[mine]] * topics.T[cells.col[mine]]).sum(axis=1)
        told = cells.data[mine] > 0
        total += float(cells.data[mine][told] @ np.log(chance[told]))
        begin += _BLOCK
    return total / float(hidden.sum())


def propose(table: pd.DataFrame, *, share: float, n_resamples: int) -> pd.DataFrame:
    """Add intervals, ties with the best, the proposal and its reason to what was measured."""
    widen = np.sqrt(1 / n_resamples + (1 - share) / share)
    table = table.reindex(
        columns=["n_topics", *MEASURES, *CRITERIA[1:], *(f"{k}_sd" for k in CRITERIA), "reason"]
    )
    fitted = table["stability"].notna()
    ties = pd.DataFrame(False, index=table.index, columns=list(VOICES))
    for name in CRITERIA:
        error = table.pop(f"{name}_sd") * widen
        table[f"{name}_low"], table[f"{name}_high"] = table[name] - error, table[name] + error
    for name in VOICES:
        if table[name].notna().any():
            # The lower end where there is one; equal numbers tie, whatever their last bit.
            best = table[table[name] == table[name].max()].iloc[0]
            ties[name] = table[name] >= np.nanmin(best[[name, f"{name}_low"]].astype(float)) - 1e-12
    voices = ties.sum(axis=1)
    table["best_in"] = ["; ".join(n for n in VOICES if row[n]) for _, row in ties.iterrows()]
    table["tied"] = fitted & (voices == voices[fitted].max())
    table["proposed"] = table["tied"] & (table["tied"].cumsum() == 1)
    level = table["n_topics"][table["tied"]].tolist()
    for at in table.index[fitted]:
        said = f"ties with the best in {voices[at]} of {len(VOICES)} criteria"
        if table.loc[at, "proposed"]:
            one = len(level) == 1
            others = ", ".join(map(str, level))
            said += ", more than any other" if one else f"; the smallest of {others}, which tie"
            if voices[at] == 1:
                said += "; the criteria disagree, so let the reading decide"
            if level[-1] == table["n_topics"].max():
                said += "; the largest number tried is among the best, so try larger ones"
        elif table.loc[at, "tied"]:
            said += ", as the proposal does, which is smaller"
        table.loc[at, "reason"] = said
    reason = table.pop("reason")
    return table.assign(reason=reason)
