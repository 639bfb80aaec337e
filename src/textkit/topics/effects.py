"""Topics + document variables → coefficients: which variables go with a topic's share."""

from __future__ import annotations

import gc
import importlib
import warnings
from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textkit.resample import adjust_p
from textkit.topics.description import Topics
from textkit.topics.design import INTERCEPT, Cells, Design, add_up, lay_out

Floats = NDArray[np.float64]

SAME = 1e-12  # shares that differ by less are the same
LEAST = 1e-9  # an error below it, with variables of spread 1, is rounding
CELLS = 4_000_000  # numbers held at once while clusters are left out (32 MB)


def prevalence_regression(
    topics: Topics,
    variables: str | list[str],
    *,
    model: Literal["logit", "linear"] = "logit",
    weight: Literal["tokens", "passages"] = "tokens",
    cluster: str = "doc_id",
    reference: Mapping[str, Any] | None = None,
    missing: Literal["refuse", "drop"] = "refuse",
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Regress the share of every topic in a passage on document variables.

    Returns one row per (topic, coefficient):

    ================== ==================================================================
    topic, term        the topic; "(intercept)", "year", "level=市级" or a product of these
    reference          the level that "level=市级" is compared with; empty for numbers
    estimate, se       log odds (logit) or share from −1 to 1 (linear), and its error, NaN
                       where it compares passages that all have the same share
    df, low, high      degrees of freedom of Student's t, and the interval
    p, q               two-sided; false discovery rate over the topics, term by term
                       (NaN for the intercept, which asks nothing)
    n_passages         passages used: those with shares, and with ``missing="drop"`` only
                       those with all variables
    n_clusters         clusters used
    ================== ==================================================================

    Parameters
    ----------
    variables : str or list of str
        Columns of ``topics.passages``. Numbers are slopes, with the intercept at their mean;
        all else are levels. "level:year" stands for the products of the two (interaction);
        name ``level`` and ``year`` beside it.
    model : "logit" or "linear"
        Fractional logit: a binomial quasi-likelihood, right for shares, which lie between
        0 and 1. Linear: least squares, as stm's ``estimateEffect`` has it; a coefficient is
        a difference of shares, and those of one term add up to 0 over the topics.
    weight : "tokens" or "passages"
        What a passage counts by, as in :meth:`Topics.prevalence`; with one variable of
        levels the fitted shares are those of ``prevalence(by=…)``.
    cluster : str
        Passages with the same value are taken as dependent. Where a place reports every
        year, its reports are alike too: take the place.
    reference : mapping
        Variable → the level to compare with. Else it is the first category, or the first
        level in sorted order.
    missing : "refuse" or "drop"
        What to do with passages that lack a variable.

    Raises
    ------
    ImportError
        Without statsmodels.
    ValueError
        If there are fewer than 10 clusters, or fewer than 3 with some level (errors rest on
        the spread between clusters, which so few do not show); if variables are missing,
        constant or collinear, or a coefficient rests on one cluster; if a topic has one
        share throughout, or the logit no finite estimate (separation); or if an option is
        not one of those named.

    Notes
    -----
    Papke and Wooldridge 1996, Journal of Applied Econometrics 11 (fractional logit). The
    variance is the cluster jackknife CV3, for the logit in its linearised form CV3L
    (MacKinnon, Nielsen and Webb 2023, Journal of Applied Econometrics 38). The degrees of
    freedom are the effective number of clusters G* − 1, at least 1 (Carter, Schnepel and
    Steigerwald 2017, Review of Economics and Statistics 99; passages of one cluster with the
    same variables taken as wholly dependent, others as independent): a level that three of
    a hundred documents have is known from three. The usual sandwich (CV1, t of G − 1) is
    too narrow there. Topics and shares are taken
    as given: stm's method of composition, which adds their own doubt, is not done.

    Examples
    --------
    Twelve reports, of which the later ones say more on schools than on roads:

    >>> from textkit.tokens import Tokens
    >>> from textkit.topics import fit_topics
    >>> words = [["学校"] * (year + 1 + year % 2) + ["道路"] * (13 - year) for year in range(12)]
    >>> words += [["学校"], ["道路"]]
    >>> topics = fit_topics(Tokens.from_words(words).counts(), 2)
    >>> topics.passages["year"] = [*range(2013, 2025), 2013, 2024]
    >>> table = prevalence_regression(topics, "year")
    >>> table.loc[table["term"] == "year", ["topic", "estimate", "low", "high"]].round(2)
       topic  estimate   low  high
    1      1      -0.3 -0.37 -0.23
    3      2       0.3  0.23  0.37
    """
    chosen = [variables] if isinstance(variables, str) else list(variables)
    _check_options(model, weight, missing, confidence)
    api = _statsmodels()
    cells = add_up(topics, chosen, weight, cluster, missing)
    design = lay_out(cells, chosen, dict(reference or {}))
    levels = pd.DataFrame({"term": design.terms, "reference": design.references})
    tables = []
    for number in range(len(topics)):
        _check_share(cells, design, number, model)
        fitted = _fit(api, cells, design, number, model)
        columns = dict(zip(("estimate", "se", "df"), fitted, strict=True))
        tables.append(levels.assign(topic=number + 1, **columns))
    return _conclude(pd.concat(tables, ignore_index=True), cells, confidence)


def _check_options(model: str, weight: str, missing: str, confidence: float) -> None:
    for name, value, allowed in (
        ("model", model, ("logit", "linear")),
        ("weight", weight, ("tokens", "passages")),
        ("missing", missing, ("refuse", "drop")),
    ):
        if value not in allowed:
            raise ValueError(f'{name}={value!r} must be "{allowed[0]}" or "{allowed[1]}".')
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must lie between 0 and 1, not {confidence}.")


def _statsmodels() -> Any:
    try:
        return importlib.import_module("statsmodels.api")
    except ImportError as missing:
        message = 'prevalence_regression needs statsmodels: pip install "textkit[statistics]"'
        raise ImportError(message) from missing


def _check_share(cells: Cells, design: Design, number: int, model: str) -> None:
    """Refuse a share that never varies, and for the logit one that the variables separate."""
    from scipy.optimize import linprog

    share = cells.shares[:, number]
    if np.ptp(share) < SAME:
        raise ValueError(
            f"topic {number + 1} has the same share, {share[0]:.3g}, throughout: there is nothing "
            "to explain."
        )
    end = np.where(share < SAME, -1, np.where(share > 1 - SAME, 1, 0))
    if model == "linear" or not end.any():
        return
    inner = np.unique(design.columns[end == 0], axis=0)
    if np.linalg.matrix_rank(inner) == len(design.terms):
        return
    # Konis 2007: is there a direction along which no cell fits worse and some fit better?
    outer = np.unique(design.columns[end != 0] * end[end != 0, None], axis=0)
    found = linprog(
        -outer.sum(axis=0),
        A_ub=-outer,
        b_ub=np.zeros(len(outer)),
        A_eq=inner if len(inner) else None,
        b_eq=np.zeros(len(inner)) if len(inner) else None,
        bounds=(-1, 1),
    )
    if -found.fun > 1e-6:
        terms = [term for term, beta in zip(design.terms, found.x, strict=True) if abs(beta) > 1e-6]
        raise ValueError(
            f"topic {number + 1} has share 0 or 1 wherever these say so: {', '.join(terms)}. The "
            'logit has no finite estimate (separation): take model="linear", or join levels.'
        )


def _fit(
    api: Any, cells: Cells, design: Design, number: int, model: str
) -> tuple[Floats, Floats, Floats]:
    """Return the coefficients of one topic, their errors and degrees of freedom."""
    share, x = cells.shares[:, number], design.columns
    family = api.families.Binomial() if model == "logit" else api.families.Gaussian()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what they are about is tested below
        glm = api.GLM(share, x, family=family, var_weights=cells.size)
        fit = glm.fit(maxiter=200, tol=1e-12, wls_method="lstsq")
    mean, params = np.asarray(fit.fittedvalues), np.asarray(fit.params)
    curvature = cells.size * (mean * (1 - mean) if model == "logit" else 1.0)
    residual = cells.size * (share - mean)
    if not fit.converged:
        raise ValueError(f'topic {number + 1}: the logit did not converge. Take model="linear".')
    if x.size > CELLS:  # statsmodels leaves a copy of the rows in a cycle at every step
        gc.collect()
    # In these coordinates the information is the identity, and leaving a cluster out is easy.
    white = np.linalg.inv(np.linalg.cholesky((x * curvature[:, None]).T @ x))
    z = x @ white.T
    n_clusters, width = len(cells.names), x.shape[1]
    moved, pull = np.empty((n_clusters, width)), np.empty((n_clusters, width))
    begins = np.searchsorted(cells.code, np.arange(n_clusters + 1))
    step = max(1, CELLS // (width**2 * int(np.diff(begins).max())))
    for first in range(0, n_clusters, step):
        last = min(first + step, n_clusters)
        rows = slice(begins[first], begins[last])
        starts = begins[first:last] - begins[first]
        weighted = z[rows] * curvature[rows, None]
        pull[first:last] = np.add.reduceat((weighted @ white) ** 2, starts)
        inside = np.add.reduceat(weighted[:, :, None] * z[rows, None, :], starts)
        values, vectors = np.linalg.eigh(inside)
        alone = np.flatnonzero(values[:, -1] > 1 - 1e-8)
        if len(alone):
            raise ValueError(
                f"a coefficient rests on {cells.cluster}={cells.names[first + alone[0]]} alone: "
                "without it the variables cannot be told apart. Leave out a variable or join "
                "levels."
            )
        score = np.add.reduceat(z[rows] * residual[rows, None], starts)
        turned = np.einsum("gji,gj->gi", vectors, score) / (1 - values)
        moved[first:last] = np.einsum("gij,gj->gi", vectors, turned)
    se = np.sqrt((n_clusters - 1) / n_clusters * ((moved @ white) ** 2).sum(axis=0))
    if se.max() < LEAST:
        raise ValueError(
            f"topic {number + 1} has the same share in all passages with the same variables, so "
            "its coefficients have no error to estimate."
        )
    df = np.maximum(pull.sum(axis=0) ** 2 / (pull**2).sum(axis=0) - 1, 1)
    se = np.where(se < LEAST, np.nan, se)
    return params / design.scales, se / design.scales, df


def _conclude(table: pd.DataFrame, cells: Cells, confidence: float) -> pd.DataFrame:
    from scipy.stats import t

    reach = t.isf((1 - confidence) / 2, table["df"]) * table["se"]
    table["low"], table["high"] = table["estimate"] - reach, table["estimate"] + reach
    asked = table["term"] != INTERCEPT
    p = 2 * t.sf(np.abs(table["estimate"] / table["se"]), table["df"])
    table["p"] = np.where(asked, p, np.nan)
    table["q"] = table.groupby("term", sort=False)["p"].transform(adjust_p)
    table["n_passages"], table["n_clusters"] = cells.n_passages, len(cells.names)
    first = ["topic", "term", "reference", "estimate", "se", "df", "low", "high", "p", "q"]
    return table[[*first, "n_passages", "n_clusters"]]
