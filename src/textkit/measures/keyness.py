"""TermMatrix → the terms that set one part of it off from another, or from another corpus."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from textkit.matrix import TermMatrix
from textkit.measures.association import Cells
from textkit.measures.contrasts import (
    TABLE_MEASURES,
    UNIT_MEASURES,
    measure_odds,
    measure_tables,
    measure_units,
)
from textkit.measures.document_tests import take_units
from textkit.measures.exact import ratio_interval
from textkit.measures.log_odds import Prior, log_odds, prior_counts
from textkit.measures.sides import Choice, Outside, masks, take_sides
from textkit.resample import adjust_p

MEASURES = ("lrc", *TABLE_MEASURES, "simple_maths", "fisher", "log_odds_z", *UNIT_MEASURES)


def keyness(
    matrix: TermMatrix,
    target: Choice | None,
    reference: Choice | Outside | None = None,
    *,
    measure: str | Sequence[str] = "lrc",
    alpha: float = 0.05,
    adjust: bool | int = True,
    fdr: str = "bh",
    min_count: int = 1,
    min_passages: int = 1,
    reference_total: float | None = None,
    prior: Prior = "informative",
    variance: str = "two-term",
    smoothing: float = 1.0,
    unit: str = "passage",
    blocks: str | None = None,
    n_resamples: int = 1000,
    seed: int | Sequence[int] = 0,
    n_jobs: int | None = None,
) -> pd.DataFrame:
    """Compare how often each term occurs in target and reference.

    A measure is above 0 for a term commoner in the target and below 0 for one commoner in
    the reference, except ``bic``, which has no direction, and ``simple_maths``, a ratio, where
    it is 1. When target and reference change places, it changes its sign, except ``bic``,
    ``pmi``, ``percent_diff`` and ``simple_maths``, which becomes its inverse.

    Parameters
    ----------
    target : mapping of document variables, mask, or None
        Rows of the matrix, as :meth:`TermMatrix.rows` reads them; None, with another
        corpus as the reference, is all of them.
    reference : None, a choice of rows, or another corpus
        None is all other rows. Another corpus is a TermMatrix, counted with the same
        segmentation and filters, or a list of counts: a Counter, a Series by term, a table
        with ``term`` and ``count``, or a mapping of terms (one whose keys are document
        variables chooses rows). Terms of either are compared.
    measure : str or list of str
        One or more of:

        * ``"lrc"``, conservative log ratio: the end of [``low``, ``high``] that is nearer
          to 0, or 0 if 0 lies between them. Ranks by a difference one can be sure of.
        * ``"log_ratio"``, log2 of the ratio of relative frequencies, ½ added to all counts
          and totals; ``"percent_diff"``, by how many percent the relative frequency is
          higher than in the reference; ``"simple_maths"``, ratio of frequencies per million,
          ``smoothing`` added to both; ``"pmi"``, log2 of observed over expected.
        * ``"g2"``, log-likelihood ratio over all four cells, ``"g2_two_cell"`` over the
          term's own two; ``"chi2"``, Pearson's X²; ``"g2_yates"``, ``"chi2_yates"``,
          ``"g2_williams"``, ``"chi2_williams"`` with Yates' or Williams' correction;
          ``"fisher"``, −log10 of the p of Fisher's exact test. All bear the sign of the
          difference. ``"bic"`` is G² − ln of the tokens of both sides.
        * ``"log_odds_z"``, weighted log-odds-ratio δ divided by its standard deviation.
        * ``"permutation"``, the difference per 10,000 tokens, tested by shuffling units;
          ``"wilcoxon"``, Cliff's δ between the units' relative frequencies, tested by ranks:
          only for units of like length, see there. Both take units, not words, as independent.
    alpha : float
        1 − alpha is the confidence of [``low``, ``high``].
    adjust : bool or int
        Whether that confidence holds for all terms together (Bonferroni: alpha over the
        number of terms compared, or over the number given), which also makes ``lrc`` more
        conservative.
    fdr : "bh" or "by"
        False discovery rate in ``q``: Benjamini and Hochberg's, or Benjamini and
        Yekutieli's for any dependence.
    min_count, min_passages : int
        Compare terms with so many occurrences, in so many passages, of both sides
        together. Totals are not changed by it.
    reference_total : float
        Tokens of the corpus that a list of counts is from; without it, the list's sum.
    prior : "informative", "uninformative", float, or the counts of a background corpus
        Pseudo-count a of each term in ``log_odds_z``: its count in both sides together
        (so the prior weighs as much as the data), ½, the number given, or its count in the
        background (in any form that ``reference`` takes), ½ at least.
    variance : "two-term" or "four-term"
        Of δ: 1/(y + a) of both sides, or that and 1/(n + Σa − y − a) of both.
    smoothing : float
        What ``simple_maths`` adds to frequencies per million: the more, the commoner the terms.
    unit, blocks : str
        What ``wilcoxon`` and ``permutation`` take as one unit: ``"passage"`` or a document
        variable, such as ``"doc_id"``; and the variable within whose values units are
        shuffled. Units without tokens are left out.
    n_resamples, seed
        Number of shufflings, and what they are drawn from. No p is below 2 / (1 + n): for
        ``q`` over many terms raise it, or ``min_count``.
    n_jobs : int
        Jobs that share the shufflings, as joblib counts them; it changes no number.

    Returns
    -------
    DataFrame
        One row per term of either side, sorted by the first measure and ``n_target``
        (falling), then by ``term``:

        * ``term``, ``n_target``, ``n_reference`` (occurrences), ``per_10k_target``,
          ``per_10k_reference`` (per 10,000 counted tokens of the side);
        * one column per measure asked for;
        * ``low``, ``high``: interval of the first measure's effect size. For ``log_odds_z``
          it is δ (natural logarithm) ± normal quantile × standard deviation; for
          ``permutation`` the difference per 10,000 tokens, from the spread of units; for
          ``percent_diff`` percent; for ``wilcoxon`` NaN; for all others the log2 ratio of
          relative frequencies, exact (Clopper and Pearson on the target's share of the
          term's occurrences), infinite where one side has none;
        * ``p``: two-sided, for the first measure. Of G² and χ² with one degree of freedom,
          of the normal distribution for ``log_odds_z``; for ``lrc``, ``log_ratio``,
          ``percent_diff`` and ``simple_maths`` twice the smaller tail of the exact binomial
          test, so that it goes with the interval; for ``permutation`` never below that of its
          interval. NaN for ``pmi`` and ``bic``, which are no test statistics;
        * ``q``: false discovery rate over all rows;
        * ``dispersion``: DPnorm over the passages of the side where the term is commoner
          (the target if equal); 0 even, 1 in one passage, NaN if that side has only one
          or is a list;
        * ``n_passages``, ``n_passages_reference``: passages of the target, and of the
          reference, that have the term; NaN for a list.

        All tests and intervals but those of ``wilcoxon`` and ``permutation`` take tokens as
        independent, which tokens of one text are not: read ``dispersion`` beside them.

    Raises
    ------
    KeyError
        If a document variable does not exist.
    ValueError
        If a side is empty, the sides share rows, the matrix holds weights, units are too
        few for any p below alpha, or an option is unknown or out of range.

    Notes
    -----
    LRC: Evert (2022), Measuring keyness, and R package corpora 0.6, whose numbers these are.
    Its one-sided PositiveLRC at 95 % is the column ``low`` of ``measure="lrc", alpha=0.1``:
    how much commoner than in the reference a term is at least. The other sources are with
    the functions of ``association``, ``exact``, ``log_odds``, ``document_tests`` and
    ``rate_tests`` in ``textkit.measures``. quanteda.textstats adds 1e-9 inside the logarithms
    of G², which makes equal proportions differ; corrects, by default, for continuity (not
    Williams', as it says), and only where an expected count is below 5; multiplies χ² by
    Williams' q instead of dividing; and gives χ² of ǀPMIǀ as the p of PMI. tidylo compares
    each side with both sides together, so its log-odds are nearer to 0.

    Examples
    --------
    >>> import textkit as tk
    >>> words = [["改革"] * 30 + ["发展"] * 30, ["发展"] * 60]
    >>> table = keyness(tk.Tokens.from_words(words).counts(), {"doc_id": 0})
    >>> table[["term", "n_target", "n_reference", "lrc"]].round(2).values.tolist()
    [['改革', 30, 0, 2.67], ['发展', 30, 60, -0.26]]
    """
    names = _measures(measure)
    _check(names, alpha, adjust, blocks)
    terms, one, two = take_sides(matrix, target, reference, reference_total=reference_total)
    pooled = one.counts + two.counts
    # A list says no more of a term than that it stands somewhere.
    spread = sum(np.fmax(side.n_passages(), side.counts > 0) for side in (one, two))
    chosen = (pooled > 0) & (pooled >= min_count) & (spread >= min_passages)
    kept = np.flatnonzero(chosen)
    if not len(kept):
        raise ValueError(
            f"no term occurs {min_count} times in {min_passages} passages; the commonest "
            f"occurs {pooled.max():.0f} times, the widest spread is {spread.max():.0f} passages."
        )
    level = alpha / max(1, len(kept) * adjust if isinstance(adjust, (bool, np.bool_)) else adjust)
    # The odds of a term are against all others, so none is left out before.
    some = pooled > 0
    prior_of = prior_counts(prior, terms[some], pooled[some])
    odds = log_odds(one.counts[some], prior_of, two.counts[some], prior_of, variance=variance)
    delta, deviation = (values[chosen[some]] for values in odds)
    terms, one, two = terms[kept], one.take(kept), two.take(kept)
    over_units = not set(names).isdisjoint(UNIT_MEASURES)
    units = take_units(one, two, unit, blocks) if over_units else None
    cells = Cells(one.counts, one.size, pooled[kept], one.size + two.size)
    ends = ratio_interval(cells, level)

    found = {}
    for name in names:
        if units is not None and name in UNIT_MEASURES:
            found[name] = measure_units(
                name,
                units,
                level,
                alpha=alpha,
                n_resamples=n_resamples,
                seed=seed,
                n_jobs=n_jobs,
            )
        elif name == "log_odds_z":
            found[name] = measure_odds(delta, deviation, level)
        else:
            found[name] = measure_tables(name, cells, *ends, smoothing=smoothing)
    first = found[names[0]]
    table = pd.DataFrame(
        {
            "term": terms,
            "n_target": one.counts.astype(np.int64),
            "n_reference": two.counts.astype(np.int64),
            "per_10k_target": one.counts / one.size * 1e4,
            "per_10k_reference": two.counts / two.size * 1e4,
            **{name: measured.value for name, measured in found.items()},
            "low": first.low,
            "high": first.high,
            "p": first.p,
            "q": adjust_p(first.p, method=fdr),
            "dispersion": np.where(cells.cross >= 0, one.dispersion(), two.dispersion()),
            "n_passages": one.n_passages(),
            "n_passages_reference": two.n_passages(),
        }
    )
    return table.sort_values(
        [names[0], "n_target", "term"], ascending=[False, False, True], ignore_index=True
    )


def leave_one_out(
    matrix: TermMatrix,
    target: Choice,
    reference: Choice | None = None,
    *,
    by: str = "doc_id",
    measure: str = "log_ratio",
) -> pd.DataFrame:
    """Ask of each term whether its difference survives when one document is left out.

    Parameters
    ----------
    target, reference, measure
        As :func:`keyness` takes them.
    by : str
        The column whose values are left out of either side in turn; a side is never
        emptied, so a side's only document stays.

    Returns
    -------
    DataFrame
        One row per (value left out, term): ``left_out``, ``term``, ``all`` (the measure
        with nothing left out), the measure without it, and ``same_sign``. A term that is
        gone from both sides has NaN and no same sign.

    Raises
    ------
    KeyError
        If ``by`` does not exist.
    ValueError
        As for :func:`keyness`, and if no document can be left out.

    Examples
    --------
    >>> import textkit as tk
    >>> words = [["乙"], ["甲", "甲"], ["乙", "甲"]]
    >>> table = leave_one_out(tk.Tokens.from_words(words).counts(), {"doc_id": [0, 1]})
    >>> table[["left_out", "term", "same_sign"]].values.tolist()
    [[0, '甲', True], [0, '乙', True], [1, '甲', False], [1, '乙', False]]
    """
    inside, outside = masks(matrix, target, reference)
    matrix.group(by)  # refuses an unknown column
    values = matrix.passages[by]
    middle = 1 if measure == "simple_maths" else 0
    whole = keyness(matrix, inside, outside, measure=measure)[["term", measure]]
    tables = []
    for value in pd.unique(values[inside | outside]):
        stays = (values != value).to_numpy()
        if not (inside & stays).any() or not (outside & stays).any():
            continue
        part = keyness(matrix, inside & stays, outside & stays, measure=measure)
        table = whole.rename(columns={measure: "all"})
        table.insert(0, "left_out", value)
        table = table.merge(part[["term", measure]], on="term", how="left", validate="1:1")
        signs = [np.sign(table[name] - middle) for name in ("all", measure)]
        tables.append(table.assign(same_sign=signs[0] == signs[1]))
    if not tables:
        raise ValueError(
            f"no value of {by!r} can be left out: each side has only one. "
            "Name a column with more values, such as 'passage_id'."
        )
    return pd.concat(tables, ignore_index=True)


def _measures(measure: str | Sequence[str]) -> list[str]:
    names = [measure] if isinstance(measure, str) else list(measure)
    there = ", ".join(MEASURES)
    for name in names:
        if name not in MEASURES:
            raise ValueError(f"{name!r} is no measure of keyness. There are: {there}.")
    if not names or len(set(names)) < len(names):
        raise ValueError(f"measure must name each measure once: {names}. There are: {there}.")
    return names


def _check(names: list[str], alpha: float, adjust: bool | int, blocks: str | None) -> None:
    if not 0 < alpha < 1:
        raise ValueError(f"alpha must lie between 0 and 1, not {alpha}.")
    if adjust < 0:
        raise ValueError(f"adjust must be True, False or a number of terms, not {adjust}.")
    if blocks is not None and "permutation" not in names:
        raise ValueError(
            f"blocks={blocks!r} is for the measure 'permutation' only, not for {', '.join(names)}."
        )
