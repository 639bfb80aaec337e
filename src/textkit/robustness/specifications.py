"""Findings + choices → every finding under every choice, and whether it survives."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from textkit.tables import require_columns

Choice = Mapping[str, Any]


class Estimate(NamedTuple):
    """What a finding comes to under one specification.

    ``low`` and ``high`` are the ends of its interval, NaN where there is none. A finding that
    is no number with a sign says itself whether it ``holds``.
    """

    estimate: float
    low: float = float("nan")
    high: float = float("nan")
    holds: bool | None = None


Finding = Callable[[Choice], Estimate]


def specify(
    findings: Mapping[str, Finding],
    choices: Mapping[str, Sequence[Any]],
    *,
    alone: Mapping[str, Sequence[Any]] | None = None,
    hangs_on: Mapping[str, Sequence[str]] | None = None,
    n_jobs: int | None = None,
) -> pd.DataFrame:
    """Repeat findings under other choices.

    The first value of every choice together is the base: the specification of the study. The
    values of ``choices`` are crossed; those of ``alone`` are tried one at a time with
    everything else as in the base, so that a hundred of them do not make a hundred times as
    many specifications. A finding is asked once for each combination of the choices that it
    hangs on, so that it does not survive many times over in specifications that are the
    same to it.

    A finding survives a specification if its estimate has the sign it has in the base and its
    interval does not hold 0, or if it says itself that it holds. Without an interval it is not
    tested: ``survives`` is missing.

    Parameters
    ----------
    findings : mapping of name to function
        A function takes the choices by name and returns an :class:`Estimate`. It must not
        draw anything without a seed of its own. ``textkit.robustness`` has some.
    choices, alone : mapping of name to values
        Values are text, numbers or truth values; none comes twice in a choice.
    hangs_on : mapping of finding to names of choices, optional
        What each finding hangs on. One that is not named says so itself by an attribute
        ``hangs_on``; else it hangs on every choice. A finding may also have a method
        ``canonical(choice)``, which returns one and the same choice for those that are the
        same to it; only the first of them is tried.
    n_jobs : int
        As in joblib, in threads; the table is the same for any.

    Returns
    -------
    DataFrame
        One row per finding and specification, the base first: ``finding``, ``specification``
        (from 1, within the finding), one column per choice (the value as text; missing if the
        finding does not hang on it), ``varied`` (choices unlike the base, joined by ", "),
        ``estimate``, ``low``, ``high``, ``is_base``, ``same_sign`` (as in the base), ``survives``.

    Raises
    ------
    ValueError
        If a choice has no value or the same twice, is in both mappings or bears the name of a
        column; if ``hangs_on`` names what does not exist; if a finding fails: the message
        names the finding and the specification.

    References
    ----------
    Simonsohn, Simmons and Nelson 2020, Specification curve analysis, Nature Human Behaviour 4.
    Their joint test is another function, :func:`textkit.robustness.joint_test`; the share of
    specifications that survive is a description and no p-value: they share their data.

    Examples
    --------
    >>> def gap(choice):
    ...     size = 2 if choice["unit"] == "word" else 1
    ...     return Estimate(size, size - 1.5, size + 1.5)
    >>> table = specify({"gap": gap}, {"unit": ["word", "line"], "stop": [False, True]})
    >>> table[["unit", "stop", "estimate", "survives"]].values.tolist()
    ... # doctest: +NORMALIZE_WHITESPACE
    [['word', 'False', 2.0, True], ['word', 'True', 2.0, True],
     ['line', 'False', 1.0, False], ['line', 'True', 1.0, False]]
    """
    from joblib import Parallel, delayed
    from tqdm import tqdm

    single = dict(alone or {})
    _check(findings, choices, single, hangs_on)
    names = [*choices, *single]
    work: list[tuple[str, int, list[str], dict[str, Any]]] = []
    for name, finding in findings.items():
        own = (hangs_on or {}).get(name, getattr(finding, "hangs_on", None))
        mine = [each for each in names if own is None or each in own]
        same = getattr(finding, "canonical", dict)
        different: dict[tuple[str, ...], dict[str, Any]] = {}
        for choice in _specifications(choices, single, mine):
            key = tuple(str(same(choice)[each]) for each in mine)
            different.setdefault(key, choice)
        for number, choice in enumerate(different.values(), start=1):
            work.append((name, number, mine, choice))
    jobs = (delayed(_ask)(name, findings[name], choice) for name, _, _, choice in work)
    answers = Parallel(n_jobs=n_jobs, prefer="threads", return_as="generator")(jobs)
    found = list(
        tqdm(answers, total=len(work), unit="specification", disable=not sys.stderr.isatty())
    )
    base = {name: values[0] for name, values in {**choices, **single}.items()}
    rows = [
        {
            "finding": name,
            "specification": number,
            **{each: str(choice[each]) if each in mine else None for each in names},
            "varied": ", ".join(each for each in mine if choice[each] != base[each]),
            **answer._asdict(),
        }
        for (name, number, mine, choice), answer in zip(work, found, strict=True)
    ]
    return _judge(pd.DataFrame(rows), names)


def _specifications(
    crossed: Mapping[str, Sequence[Any]], alone: Mapping[str, Sequence[Any]], mine: list[str]
) -> Iterable[dict[str, Any]]:
    """Yield the combinations that differ in what a finding hangs on, the base first."""
    base = {name: values[0] for name, values in {**crossed, **alone}.items()}
    own = [name for name in crossed if name in mine]
    for values in product(*(crossed[name] for name in own)):
        yield {**base, **dict(zip(own, values, strict=True))}
    for name in alone:
        if name in mine:
            for value in alone[name][1:]:
                yield {**base, name: value}


def _ask(name: str, finding: Finding, choice: dict[str, Any]) -> Estimate:
    try:
        answer = finding(choice)
    except Exception as error:
        said = ", ".join(f"{key}={value}" for key, value in choice.items())
        raise ValueError(f"finding {name!r} failed under {said}: {error}") from error
    if not isinstance(answer, Estimate):
        raise ValueError(
            f"finding {name!r} returned {type(answer).__name__}; it must return an Estimate."
        )
    estimate, low, high, holds = answer
    return Estimate(
        float(estimate), float(low), float(high), None if holds is None else bool(holds)
    )


def _judge(table: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    base = table.groupby("finding", sort=False)["estimate"].transform("first")
    same = np.sign(table["estimate"]) == np.sign(base)
    outside = (table["low"] > 0) | (table["high"] < 0)
    survives = (same & outside).astype("boolean")
    survives[table["low"].isna() | table["high"].isna()] = pd.NA
    said = table["holds"].notna()
    survives[said] = table.loc[said, "holds"].astype(bool)
    return table.assign(
        is_base=table["specification"] == 1, same_sign=same, survives=survives
    )[
        ["finding", "specification", *names, "varied", "estimate", "low", "high", "is_base",
         "same_sign", "survives"]
    ]  # fmt: skip


def survival(table: pd.DataFrame, *, by_choice: bool = False) -> pd.DataFrame:
    """Count in how many specifications each finding survives, over all or choice by choice.

    Returns one row per finding or, with ``by_choice``, per finding, ``choice`` and ``value``
    (among the specifications that have this value): ``n`` (specifications), ``n_same_sign``
    (estimate with the base's sign), ``n_tested`` (with an interval or an answer), ``n_survives``,
    ``share`` (survive, of those tested; NaN if none is), ``least``, ``median``, ``most`` (of the
    estimates), and ``base_survives`` (without ``by_choice``).

    Raises
    ------
    ValueError
        If the table is none that :func:`specify` made.

    >>> table = specify({"one": lambda choice: Estimate(1, 0.5, 2)}, {"unit": ["word", "line"]})
    >>> survival(table)[["finding", "n", "n_survives", "share"]].values.tolist()
    [['one', 2, 2, 1.0]]
    """
    last = ["varied", "estimate", "low", "high", "is_base", "same_sign", "survives"]
    require_columns(table, ["finding", "specification", *last], "the table of specifications")
    names = [name for name in table.columns if name not in ("finding", "specification", *last)]
    if not by_choice:
        counted = _count(table, ["finding"])
        base = table[_truth(table["is_base"])].set_index("finding")["survives"]
        return counted.assign(base_survives=counted["finding"].map(base).astype("boolean"))
    long = [table.assign(choice=name, value=table[name])[table[name].notna()] for name in names]
    counted = _count(pd.concat(long, ignore_index=True), ["finding", "choice", "value"])
    order = {name: number for number, name in enumerate(table["finding"].unique())}
    return counted.sort_values(
        "finding", key=lambda column: column.map(order), kind="stable", ignore_index=True
    )


def _truth(column: pd.Series) -> pd.Series:
    """Read truth values, also as a saved table has them; what is missing is not true."""
    return column.astype(str) == "True"


def _count(table: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    counted = (
        table.assign(
            tested=table["survives"].notna(),
            same=_truth(table["same_sign"]),
            alive=_truth(table["survives"]),
        )
        .groupby(keys, sort=False)
        .agg(
            n=("estimate", "size"),
            n_same_sign=("same", "sum"),
            n_tested=("tested", "sum"),
            n_survives=("alive", "sum"),
            least=("estimate", "min"),
            median=("estimate", "median"),
            most=("estimate", "max"),
        )
        .reset_index()
    )
    counted = counted.astype(dict.fromkeys(["n", "n_same_sign", "n_tested", "n_survives"], "int64"))
    tested = counted["n_tested"].where(counted["n_tested"] > 0)
    return counted.assign(share=counted["n_survives"] / tested)[
        [*keys, "n", "n_same_sign", "n_tested", "n_survives", "share", "least", "median", "most"]
    ]


_TAKEN = ("finding", "specification", "varied", "estimate", "low", "high", "holds", "is_base",
          "same_sign", "survives")  # fmt: skip


def _check(
    findings: Mapping[str, Finding],
    choices: Mapping[str, Sequence[Any]],
    alone: Mapping[str, Sequence[Any]],
    hangs_on: Mapping[str, Sequence[str]] | None,
) -> None:
    if not findings:
        raise ValueError("findings is empty. Name at least one.")
    for name, values in [*choices.items(), *alone.items()]:
        if name in _TAKEN:
            raise ValueError(f"a choice cannot be called {name!r}: the table has such a column.")
        if isinstance(values, str) or not len(values):
            raise ValueError(f"choice {name!r} has no list of values, but {values!r}.")
        texts = [str(value) for value in values]
        again = next((text for text in texts if texts.count(text) > 1), None)
        if again is not None:
            raise ValueError(f"choice {name!r} has {again!r} twice. Leave it in once.")
    both = [name for name in choices if name in alone]
    if both:
        raise ValueError(f"choice {both[0]!r} is crossed and alone. Leave it in one of them.")
    there = [*choices, *alone]
    for finding, names in (hangs_on or {}).items():
        if finding not in findings:
            raise ValueError(
                f"hangs_on names {finding!r}, which is no finding. "
                f"There are: {', '.join(findings)}."
            )
        unknown = [name for name in names if name not in there]
        if unknown:
            raise ValueError(
                f"{finding!r} hangs on {unknown[0]!r}, which is no choice. "
                f"There are: {', '.join(there)}."
            )
