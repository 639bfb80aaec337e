"""Passages with shares → the cells and columns of a regression on document variables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textkit.tables import require_columns
from textkit.topics.description import Topics

Floats = NDArray[np.float64]

FEWEST = 10  # clusters in all; from fewer the spread between clusters is not known
FEWEST_OF_LEVEL = 3  # clusters that have a level
INTERCEPT = "(intercept)"


@dataclass(frozen=True)
class Cells:
    """Passages of one cluster with the same variables, added up; sorted by cluster.

    The scores of the model are sums over passages, so nothing is lost.
    """

    table: pd.DataFrame  # the variables
    code: NDArray[np.int64]  # number of the cluster
    names: NDArray[Any]  # of the clusters
    cluster: str
    size: Floats  # tokens or passages, over their mean
    shares: Floats  # cells × topics
    n_passages: int


@dataclass(frozen=True)
class Design:
    """Columns of the regression: numbers are centred and divided by their spread."""

    columns: Floats
    terms: list[str]
    references: list[str]
    scales: Floats


def add_up(topics: Topics, chosen: list[str], weight: str, cluster: str, missing: str) -> Cells:
    """Add passages up by cluster and variables, and refuse what is missing or too few."""
    passages = topics.passages
    names = [part for name in chosen for part in _parts(name, passages)]
    if not names:
        raise ValueError("variables names no document variable.")
    names = list(dict.fromkeys(names))
    require_columns(passages, [*names, cluster], "passages")
    used = ~np.isnan(topics.weights).any(axis=1)
    lacking = np.zeros(len(passages), dtype=bool)
    for name in names:
        lacking |= _missing(passages[name])
    if missing == "refuse" and (lacking & used).any():
        which = [name for name in names if (_missing(passages[name]) & used).any()]
        raise ValueError(
            f"{(lacking & used).sum()} of {used.sum()} passages lack {', '.join(which)}. "
            "Fill it in, or leave them out: missing='drop'."
        )
    used &= ~lacking
    if passages.loc[used, cluster].isna().any():
        raise ValueError(f"some passages lack {cluster!r}, by which they are clustered.")
    code, clusters = pd.factorize(passages.loc[used, cluster])
    if len(clusters) < FEWEST:
        raise ValueError(
            f"{len(clusters)} values of {cluster!r} are too few for a regression, which learns its "
            f"errors from the spread between them: {FEWEST} are the least. "
            "topics.prevalence(by=…) describes them."
        )
    table = passages.loc[used, names].reset_index(drop=True)
    cell = table.assign(**{"": code}).groupby(["", *names], sort=False, observed=True).ngroup()
    place = cell.to_numpy(dtype=np.int64)
    first = np.unique(place, return_index=True)[1]
    order = np.argsort(code[first], kind="stable")
    units = topics.n_tokens if weight == "tokens" else np.ones(len(passages))
    size = np.asarray(units, dtype=np.float64)[used]
    total = np.bincount(place, weights=size)
    shares = np.stack(
        [np.bincount(place, weights=size * column) for column in topics.weights[used].T], axis=1
    )
    return Cells(
        table.iloc[first[order]].reset_index(drop=True),
        code[first[order]].astype(np.int64),
        np.asarray(clusters, dtype=object),
        cluster,
        total[order] / total.mean(),
        np.clip(shares[order] / total[order, None], 0, 1),
        int(used.sum()),
    )


def _parts(name: str, passages: pd.DataFrame) -> list[str]:
    """Return the variable, or the two of an interaction."""
    return [name] if name in passages.columns or ":" not in name else name.split(":", 1)


def _is_number(values: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)


def _missing(values: pd.Series) -> NDArray[np.bool_]:
    lacking = values.isna().to_numpy(dtype=bool)
    if _is_number(values):
        lacking = lacking | np.isinf(values.to_numpy(dtype=np.float64, na_value=np.nan))
    return lacking


def lay_out(cells: Cells, chosen: list[str], reference: dict[str, Any]) -> Design:
    """Turn the variables into columns, an intercept first; refuse those that tell nothing."""
    one = Design(np.ones((len(cells.code), 1)), [INTERCEPT], [""], np.ones(1))
    whole = [one]
    for name in dict.fromkeys(chosen):
        parts = [_variable(cells, part, reference) for part in _parts(name, cells.table)]
        whole.append(parts[0] if len(parts) == 1 else _product(*parts))
    for name in reference:
        if name not in cells.table.columns or _is_number(cells.table[name]):
            raise ValueError(f"reference names {name!r}, which is no variable with levels here.")
    design = Design(
        np.hstack([part.columns for part in whole]),
        [term for part in whole for term in part.terms],
        [level for part in whole for level in part.references],
        np.concatenate([part.scales for part in whole]),
    )
    _check_rank(design)
    return design


def _check_rank(design: Design) -> None:
    rows = np.unique(design.columns, axis=0)
    if np.linalg.matrix_rank(rows) == len(design.terms):
        return
    upto = next(
        n for n in range(2, len(design.terms) + 1) if np.linalg.matrix_rank(rows[:, :n]) < n
    )
    raise ValueError(
        f"{design.terms[upto - 1]!r} follows from {', '.join(design.terms[: upto - 1])} "
        "(collinear), so their coefficients cannot be told apart. Leave out a variable."
    )


def _variable(cells: Cells, name: str, reference: dict[str, Any]) -> Design:
    values = cells.table[name]
    if _is_number(values):
        number = values.to_numpy(dtype=np.float64)
        centred = number - np.average(number, weights=cells.size)
        scale = np.sqrt(np.average(centred**2, weights=cells.size))
        if np.ptp(number) == 0:
            raise ValueError(f"{name!r} is {values.iloc[0]} everywhere: leave it out.")
        return Design(centred[:, None] / scale, [name], [""], np.array([scale]))
    categories = isinstance(values.dtype, pd.CategoricalDtype)
    there = values.cat.remove_unused_categories().cat.categories if categories else values.unique()
    levels = list(there) if categories else sorted(there, key=lambda level: str(level))
    if len(levels) < 2:
        raise ValueError(f"{name!r} is {levels[0]} everywhere: leave it out.")
    base = reference.get(name, levels[0])
    if base not in levels:
        raise ValueError(
            f"reference={base!r} is no level of {name!r}. There are: "
            f"{', '.join(map(str, levels[:20]))}."
        )
    inside = np.stack([(values == level).to_numpy(dtype=np.float64) for level in levels], axis=1)
    for place, level in enumerate(levels):
        count = len(np.unique(cells.code[inside[:, place] > 0]))
        if count < FEWEST_OF_LEVEL:
            raise ValueError(
                f"{name}={level} stands in {count} of {len(cells.names)} values of "
                f"{cells.cluster!r}; {FEWEST_OF_LEVEL} are the least that show how they differ. "
                "Join levels, or leave the variable out."
            )
    others = [place for place, level in enumerate(levels) if level != base]
    terms = [f"{name}={levels[place]}" for place in others]
    return Design(inside[:, others], terms, [str(base)] * len(others), np.ones(len(others)))


def _product(left: Design, right: Design) -> Design:
    pairs = [(i, j) for i in range(len(left.terms)) for j in range(len(right.terms))]
    return Design(
        np.stack([left.columns[:, i] * right.columns[:, j] for i, j in pairs], axis=1),
        [f"{left.terms[i]}:{right.terms[j]}" for i, j in pairs],
        [" · ".join(filter(None, (left.references[i], right.references[j]))) for i, j in pairs],
        np.array([left.scales[i] * right.scales[j] for i, j in pairs]),
    )
