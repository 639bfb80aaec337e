"""The corpus table → what is wrong with it, one row per finding, with evidence."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from textkit.check.entries import entry_findings
from textkit.check.finding import Finding, short
from textkit.check.texts import recurring_ends, text_findings
from textkit.near import align, near_pairs
from textkit.tables import require_columns

FINDINGS = {
    "empty": "error",
    "damaged characters": "error",
    "exact duplicate": "error",
    "wrong year": "error",
    "wrong place": "error",
    "wrong level": "error",
    "contained in another": "look",
    "near duplicate": "look",
    "shares much with another": "look",
    "very short": "look",
    "fragment": "look",
    "no report": "look",
    "years disagree": "look",
    "other date": "look",
    "other genre": "look",
    "site lines left": "look",
    "mixed script": "look",
}
"""All findings, as they are sorted, with their severity: sure of itself, or worth a look."""

_SAME = 0.8  # of the runs of five letters


def check_corpus(corpus: pd.DataFrame) -> pd.DataFrame:
    """Look through a corpus for copies, damage, fragments and wrong entries.

    Nothing is changed or left out of the corpus: each row is a reason to look at a document.

    Parameters
    ----------
    corpus : DataFrame
        ``doc_id`` and ``text``; ``page`` is read for dates and titles where it is there.
        Checked against the text where they are there: ``year`` (of the report), ``delivered``,
        ``level``, and the narrowest of ``place``, ``district``, ``county``, ``city`` and
        ``province``. ``genre``: what is no 政府工作报告 is not tested for being one.

    Returns
    -------
    DataFrame
        One row per finding, errors first, then by finding and in the order of the corpus:
        ``doc_id``, ``finding`` (see ``FINDINGS``), ``severity`` ("error" or "look"),
        ``other`` (the ``doc_id`` of the document it is compared with, or empty), ``share``
        (for copies: how much of ``doc_id`` stands in ``other``, in runs of five letters; else
        missing) and ``evidence`` (words and numbers). No row: nothing was found.

    Raises
    ------
    ValueError
        If ``doc_id`` or ``text`` is missing, or a ``doc_id`` is there twice.

    Examples
    --------
    >>> text = "坚持稳中求进工作总基调，加快建设现代化产业体系，增进民生福祉。"
    >>> corpus = pd.DataFrame({"doc_id": ["a", "b", "c"], "text": [text, text, ""]})
    >>> found = check_corpus(corpus)
    >>> found.loc[found["severity"] == "error", ["doc_id", "finding", "other", "evidence"]]
      doc_id          finding other          evidence
    0      c            empty         no letter in it
    1      b  exact duplicate     a  the same letters
    """
    require_columns(corpus, ["doc_id", "text"], "corpus")
    twice = corpus["doc_id"][corpus["doc_id"].duplicated()]
    if len(twice):
        raise ValueError(f"corpus has the doc_id {twice.iloc[0]!r} more than once.")
    found = [*_copies(corpus)]
    ends = recurring_ends(corpus["text"])
    for row in corpus.astype(object).to_dict("records"):
        found += text_findings(row, ends)
        found += entry_findings(row)
    order = {doc_id: position for position, doc_id in enumerate(corpus["doc_id"].astype(str))}
    kinds = list(FINDINGS)
    found.sort(key=lambda one: (kinds.index(one.finding), order[one.doc_id], one.other))
    table = pd.DataFrame(found, columns=list(Finding._fields))
    table.insert(2, "severity", [FINDINGS[one.finding] for one in found])
    return table.astype({name: "str" for name in table if name != "share"} | {"share": "float64"})


def _copies(corpus: pd.DataFrame) -> Iterator[Finding]:
    """Compare all texts; the shorter of two, or the later, is the one that is listed."""
    ids, texts = corpus["doc_id"].astype(str).tolist(), corpus["text"].astype(str).tolist()
    pairs = near_pairs(texts)
    for left, right, jaccard, share_left, share_right in zip(
        *(pairs[name].tolist() for name in pairs), strict=True
    ):
        one, other, share = right, left, share_right
        if share_left > share_right:
            one, other, share = left, right, share_left
        if jaccard == 1 and _bare(texts[one]) == _bare(texts[other]):
            finding, words = "exact duplicate", "the same letters"
        else:
            kind = "near duplicate" if jaccard >= _SAME else "contained in another"
            finding = kind if share >= _SAME else "shares much with another"
            words = _compare(texts[one], texts[other])
        yield Finding(ids[one], finding, ids[other], share, words)


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _compare(text: str, other: str) -> str:
    """Tell how much two texts share, and quote where they first part."""
    shared = align(text, other)
    letters = len(_bare(text))
    words = f"{shared['length'].sum() / letters:.0%} of {letters:,} letters the same"
    ends, starts = [0, *shared["end_left"]], [*shared["start_left"], len(text)]
    for end, start in zip(ends, starts, strict=True):
        if _bare(text[end:start]):
            line = text.count("\n", 0, end) + 1
            return f"{words}; first only here, in line {line}: “{short(text[end:start])}”"
    return words
