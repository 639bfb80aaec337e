"""A reason to take a line out: name, pattern, place, and what it says about the lines around."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

READ = 1_000
"""Characters of a line that a rule reads; a longer line reads as if it went on."""


@dataclass(frozen=True)
class Rule:
    """One reason to take a line out.

    ``expression`` is searched in the line without white space around it, in its first
    1,000 characters; a rule without one looks at the page as a whole (``textkit.clean``).
    ``where`` says in which places it may act: ``"head"`` (above the first line of the
    text), ``"foot"`` (below the last), ``"frame"`` (both) or ``"anywhere"``. Only wordings
    that no report contains act anywhere. ``ends`` says that such a line bounds the text:
    nothing ``"above"`` it (at the head) or ``"below"`` it (at the foot) is text, or
    ``"both"``.

    Raises
    ------
    ValueError
        If ``where`` or ``ends`` is none of these, or the expression does not compile.

    Examples
    --------
    A rule of your own takes one line:

    >>> import textkit as tk
    >>> from textkit.cleaning_rules import Rule
    >>> page = "欢迎来到本县\\n今后五年，坚持稳中求进，加快建设现代化产业体系，增进民生福祉。"
    >>> tk.clean_text(page, extra=[Rule("banner", r"^欢迎来到")]).removed["rule"].tolist()
    ['banner']
    """

    name: str
    expression: str | None
    where: str = "frame"
    reason: str = ""
    ends: str = ""

    def __post_init__(self) -> None:
        if self.where not in ("head", "foot", "frame", "anywhere"):
            raise ValueError(
                f"rule {self.name!r}: where is {self.where!r}; "
                "use 'head', 'foot', 'frame' or 'anywhere'."
            )
        if self.ends not in ("", "above", "below", "both"):
            raise ValueError(
                f"rule {self.name!r}: ends is {self.ends!r}; use 'above', 'below', 'both' or ''."
            )
        try:
            re.compile(self.expression or "")
        except re.error as error:
            raise ValueError(
                f"rule {self.name!r}: {str(self.expression)[:60]!r} is no regular expression: "
                f"{error}. Put \\ before a sign that is meant as itself: re.escape(…) does so."
            ) from None

    @cached_property
    def pattern(self) -> re.Pattern[str] | None:
        """The compiled expression, or None for a rule over the whole page."""
        return None if self.expression is None else re.compile(self.expression)

    @property
    def anywhere(self) -> bool:
        """Whether the rule also acts inside the body."""
        return self.where == "anywhere"

    def holds_in(self, place: str) -> bool:
        """Tell whether the rule acts in ``place``: head, foot or body."""
        return self.anywhere or self.where == place or (self.where == "frame" and place != "body")


def whole(*forms: str) -> str:
    """Write the expression of lines that consist of one of ``forms``.

    >>> whole("首页", r"第 \\d+ 页")
    '^(?:首页|第 \\\\d+ 页)$'
    """
    return f"^(?:{'|'.join(forms)})$"


def opening(*forms: str) -> str:
    """Write the expression of lines that begin with one of ``forms``."""
    return f"^(?:{'|'.join(forms)})"


def spaced(words: str) -> str:
    """Write words, given with spaces between them, so that 首　页 is read like 首页.

    The longest is tried first and never tried again shorter, so that rows of words are
    read in linear time.

    >>> spaced("首页 正文 政务")
    '(?>首\\\\s*页|正\\\\s*文|政\\\\s*务)'
    """
    longest_first = sorted(dict.fromkeys(words.split()), key=lambda word: (-len(word), 0))
    return "(?>" + "|".join(r"\s*".join(map(re.escape, word)) for word in longest_first) + ")"
