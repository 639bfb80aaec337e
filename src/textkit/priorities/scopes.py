"""Graded words in their clause → which of them promise, and what takes the others out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from textkit.measures.matching import Matches, find_matches
from textkit.priorities.grouping import Words, list_words, read_words
from textkit.slices import token_begins
from textkit.tokens import Tokens

KINDS = ("negation", "prohibition", "lookalike", "shortfall", "need", "done", "head", "adverb")
STATUS = ("counts", "quoted", "negated", "lacking", "done", "noun")
NEAR = 6  # characters between a negation and what it still denies

_STOPS = frozenset("，,；;。！？!?：:…—“”‘’《》〈〉（）()\n\r")
# What a negation does not reach past: particles, conjunctions, and verbs that a problem is
# the object of (坚决整治执行不力 lacks no resolve).
_LINKS = (
    "的", "地", "而", "而且", "而是", "而须", "但", "但是", "并且",
    "解决", "破解", "整治", "克服", "补齐", "应对", "针对", "查处", "治理",
)  # fmt: skip
_AFTER_NOUN = frozenset("、的和与及等以或")
_QUOTED = re.compile(r"《[^《》]*》|〈[^〈〉]*〉|“[^“”]*”|‘[^‘’]*’|「[^「」]*」|『[^『』]*』")
Scope = str | Path | Mapping[str, Sequence[str]] | None


def graded_words(tokens: Tokens, words: Words, *, scope: Scope = "zh") -> pd.DataFrame:
    """List every graded word with what became of it: it counts, or why it does not.

    A clause ends at ，；。！？： and the like, at quotes and brackets, and with the passage. A word
    does not count if it is

    * ``"quoted"``: inside quotation marks or the title of something (《推进方案》, “放管服”);
    * ``"negated"``: behind 不, 未, 没有 … with no more than 6 characters and no 、, 的, 地,
      而, 但 or another verb such as 解决 between, or anywhere behind 严禁, 不得, 避免 … in the
      clause;
    * ``"lacking"``: before 不够, 滞后 … or behind 有待, 亟待 …, equally near: a problem is named;
    * ``"done"``: before 了, or behind 得到, 已 …: a report of what was done;
    * ``"noun"``: before 的 (推进的项目); or, behind something that is no adverb, before the head
      of a noun phrase (品质提升工程); or between 的 and the end of the phrase (改革的深化).

    The first of these that holds is given. The rules look at characters and word lists, not at
    grammar. In 500 reports outside the project they set aside 3% of 277,000 graded words: 1.3% as
    names, 0.7% each as quoted and done, 0.3% as lacking, 0.03% as negated. Of about 40 of each
    kind read in such reports, one in eight negated, one in twenty lacking or named ones were
    promises after all, and none of the others. A graded word inside a longer token (贯彻落实)
    is not found: 2% of them on the five pages, 4% in 150 other reports.

    Parameters
    ----------
    words : mapping of grade to words, or path
        As for :func:`textkit.priorities.commitment`.
    scope : "zh", path, mapping or None
        The words that these rules go by: ``"zh"`` is the list that comes with textkit
        (``textkit/data/scope-zh.toml``, each kind with its reason), a path names a file like
        it, a mapping has some of the keys ``negation``, ``prohibition``, ``lookalike``,
        ``shortfall``, ``need``, ``done``, ``head``, ``adverb``. With None every word counts.

    Returns
    -------
    DataFrame
        One row per graded word in the order of the text: ``doc_id`` and ``passage_id`` (where
        the passages have them), ``grade``, ``word``, ``status``, ``cue`` (the word that decided,
        empty if none did), ``start`` and ``end`` (characters in the document).

    Raises
    ------
    ValueError
        If a word has two grades, or ``scope`` has a kind that does not exist.

    Examples
    --------
    >>> tokens = Tokens.from_words([["未能", "全面", "落实", "，", "要", "确保", "完成"]])
    >>> table = graded_words(tokens, {"firm": ["确保"], "on": ["落实"]})
    >>> table[["word", "status", "cue"]].values.tolist()
    [['落实', 'negated', '未能'], ['确保', 'counts', '']]
    """
    grades = read_words(words, "grade")
    found = find_matches(tokens, grades, "grade")
    status, cue = judge(tokens, found, scope)
    listed = list_words(grades, "grade")
    passages = tokens.passages.reset_index(drop=True)
    begins = token_begins(tokens)
    origin = passages["start"].to_numpy(dtype=np.int64) if "start" in passages else 0
    shift = origin - begins[tokens.offsets[:-1]]
    names = [name for name in ("doc_id", "passage_id") if name in passages]
    table = passages[names].iloc[found.passage].reset_index(drop=True)
    return table.assign(
        grade=listed["grade"].to_numpy()[found.word],
        word=listed["word"].to_numpy()[found.word],
        status=np.array(STATUS, dtype=object)[status],
        cue=cue,
        start=begins[found.first] + shift[found.passage],
        end=begins[found.last] + shift[found.passage],
    )


def judge(
    tokens: Tokens, found: Matches, scope: Scope
) -> tuple[NDArray[np.int64], NDArray[np.object_]]:
    """Give each match its place in ``STATUS``, and the word that decided."""
    cue = np.full(len(found.first), "", dtype=object)
    status = np.zeros(len(found.first), dtype=np.int64)
    if scope is None or not len(found.first):
        return status, cue
    clause = _Clause(tokens, found, read_scope(scope))
    # From the last of the reasons to the first, which then stands.
    for name, (holds, said) in (
        ("noun", clause.noun()),
        ("done", clause.done()),
        ("lacking", clause.lacking()),
        ("negated", clause.negated()),
        ("quoted", clause.quoted()),
    ):
        status[holds] = STATUS.index(name)
        cue[holds] = said[holds]
    return status, cue


def read_scope(scope: str | Path | Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Take the words that say what a graded word's clause does to it, by kind."""
    if isinstance(scope, str) and scope == "zh":
        tables = dict(_builtin())
    else:
        tables = read_words(scope, "grade")
    unknown = [name for name in tables if name not in KINDS]
    if unknown:
        raise ValueError(f"scope has no kind {unknown[0]!r}. There are: {', '.join(KINDS)}.")
    return tables


@cache
def _builtin() -> Mapping[str, list[str]]:
    with resources.as_file(resources.files("textkit") / "data" / "scope-zh.toml") as path:
        return read_words(path, "grade")


Verdict = tuple[NDArray[np.bool_], NDArray[np.object_]]


class _Clause:
    """The surroundings of every match at once: arrays over tokens, and over matches."""

    def __init__(self, tokens: Tokens, found: Matches, scope: dict[str, list[str]]) -> None:
        self.tokens, self.found, self.n = tokens, found, len(tokens.ids)
        self.begins = token_begins(tokens)
        self.kinds = [kind for kind in scope if kind not in ("head", "adverb")]
        cues = {kind: scope[kind] for kind in self.kinds}
        self.cues = find_matches(tokens, cues, "kind") if cues else None
        frame = {kind: scope[kind] for kind in ("head", "adverb", "lookalike") if kind in scope}
        self.before = found.covered.copy()  # whether an adverb (or graded word) ends with a token
        self.head_end = np.full(self.n + 1, -1, dtype=np.int64)
        for kind, words in frame.items():
            runs = find_matches(tokens, {kind: words}, "kind")
            if kind == "head":
                self.head_end[runs.first] = runs.last
            else:
                self.before[runs.last - 1] = True
        stop = np.array([term in _STOPS or term.isspace() for term in tokens.terms], dtype=bool)
        self.stop = np.append(stop[tokens.ids], True)
        opens = np.zeros(self.n + 1, dtype=bool)
        opens[tokens.offsets] = True
        self.large = np.cumsum(self.stop | opens)
        self.small = np.cumsum(self.stop | opens | self._is("、"))
        links = self._is(*_LINKS)
        self.links = np.concatenate([[0], np.cumsum(links[:-1])])
        self.opens = opens
        after = np.array([term in _AFTER_NOUN for term in tokens.terms], dtype=bool)
        self.ends = self.stop | opens | np.append(after[tokens.ids], False)

    def _is(self, *terms: str) -> NDArray[np.bool_]:
        chosen = np.array([term in terms for term in self.tokens.terms], dtype=bool)
        return np.append(chosen[self.tokens.ids], False)

    def _said(self, first: NDArray[np.int64], last: NDArray[np.int64]) -> NDArray[np.object_]:
        """Return the text of runs of tokens."""
        terms, ids = self.tokens.terms, self.tokens.ids
        runs = zip(first.tolist(), last.tolist(), strict=True)
        return np.array(["".join(terms[ids[i:j]]) for i, j in runs] + [""], dtype=object)[:-1]

    def _runs(self, kind: str, *, apart: bool = True) -> tuple[NDArray[np.int64], ...]:
        """Return the runs of one kind of cue, without those inside a graded word."""
        nothing = np.empty(0, dtype=np.int64)
        if self.cues is None or kind not in self.kinds:
            return nothing, nothing
        mine = self.cues.theme == self.kinds.index(kind)
        if apart:
            mine &= ~self.found.covered[self.cues.first]
        return self.cues.first[mine], self.cues.last[mine]

    def _behind(self, kind: str, *, near: bool) -> Verdict:
        """Tell the matches that stand behind a cue in their clause."""
        first, last = self._runs(kind, apart=near)
        verb = ~self._is("的", "和", "与", "及", "并")[last]  # 禁止的不做 forbids nothing
        first, last = first[verb], last[verb]
        at = np.searchsorted(last, self.found.first, side="right") - 1
        holds = at >= 0
        cue_last = last[at[holds]]
        mine = self.found.first[holds]
        if near:
            fine = self._near(cue_last, mine)
        else:
            fine = self.large[np.maximum(cue_last - 1, 0)] == self.large[mine]
            fine &= ~np.isin(self.found.last[holds], first)  # 坚决防止甲、坚决防止乙
        holds[holds] = fine
        return holds, self._cue_of(holds, first[at[holds]], last[at[holds]])

    def _ahead(self, kind: str) -> Verdict:
        """Tell the matches that stand before a cue in their clause, and near it."""
        first, last = self._runs(kind)
        closes = self.ends[last] & ~self._is("的")[last]
        first, last = first[closes], last[closes]
        at = np.searchsorted(first, self.found.last, side="left")
        holds = at < len(first)
        holds[holds] = self._near(self.found.last[holds], first[at[holds]])
        return holds, self._cue_of(holds, first[at[holds]], last[at[holds]])

    def _near(self, end: NDArray[np.int64], begin: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Tell whether what ends and what begins are in one small clause and near each other."""
        here = self.small[np.maximum(end - 1, 0)] == self.small[np.minimum(begin, self.n)]
        linked = self.links[begin] > self.links[end]
        return np.asarray(here & ~linked & (self.begins[begin] - self.begins[end] <= NEAR))

    def _cue_of(
        self, holds: NDArray[np.bool_], first: NDArray[np.int64], last: NDArray[np.int64]
    ) -> NDArray[np.object_]:
        said = np.full(len(holds), "", dtype=object)
        said[holds] = self._said(first, last)
        return said

    def _either(self, *verdicts: Verdict) -> Verdict:
        holds = np.zeros(len(self.found.first), dtype=bool)
        said = np.full(len(holds), "", dtype=object)
        for one, words in verdicts:
            said[one & ~holds] = words[one & ~holds]
            holds |= one
        return holds, said

    def negated(self) -> Verdict:
        return self._either(
            self._behind("negation", near=True), self._behind("prohibition", near=False)
        )

    def lacking(self) -> Verdict:
        return self._either(self._ahead("shortfall"), self._behind("need", near=True))

    def done(self) -> Verdict:
        first, _ = self._runs("done")
        after = np.isin(self.found.last, first) & self._is("了", "过")[self.found.last]
        holds, said = self._behind("done", near=True)
        behind = holds & ~np.isin(said, ["了", "过"])
        stop = np.minimum(self.found.last + 1, self.n)
        return self._either(
            (behind, said), (after, self._cue_of(after, self.found.last[after], stop[after]))
        )

    def noun(self) -> Verdict:
        first, last = self.found.first, self.found.last
        inside = ~self.opens[last]  # the passage goes on behind the word
        link = inside & self._is("的")[last]
        previous = np.maximum(first - 1, 0)
        starts = self.opens[first] | self.stop[previous] | self._is("、")[previous]
        between = ~starts & self._is("的")[previous] & self.ends[last]
        head = np.where(inside, self.head_end[last], -1)
        named = (head >= 0) & ~starts & ~self.before[previous] & self.ends[np.maximum(head, 0)]
        end = np.where(named, head, np.minimum(last + 1, self.n))
        holds = link | between | named
        begin = np.where(between & ~link & ~named, previous, last)
        end = np.where(between & ~link & ~named, first, end)
        return holds, self._cue_of(holds, begin[holds], end[holds])

    def quoted(self) -> Verdict:
        text = "".join(self.tokens.terms[self.tokens.ids])
        spans = [found.span() for found in _QUOTED.finditer(text)]
        table = np.array(spans, dtype=np.int64).reshape(-1, 2)
        origin = self.begins[self.tokens.offsets]
        # A mark left open in one passage is closed by none of the next.
        whole = np.searchsorted(origin, table[:, 0], side="right") == np.searchsorted(
            origin, table[:, 1] - 1, side="right"
        )
        opened, closed = table[whole].T
        place = self.begins[self.found.first]
        at = np.searchsorted(opened, place, side="right") - 1
        holds = at >= 0
        holds[holds] = place[holds] < closed[at[holds]]
        said = np.full(len(holds), "", dtype=object)
        said[holds] = [text[opened[n]] + text[closed[n] - 1] for n in at[holds]]
        return holds, said
