"""The rules by which lines are taken out of a page: name, where, pattern, reason.

They are sorted into families, a module each; the first rule that finds a line names it.
"""

from __future__ import annotations

from textkit.cleaning_rules import (
    controls,
    feeds,
    footers,
    forums,
    links,
    papers,
    portal,
    postings,
)
from textkit.cleaning_rules.rule import READ, Rule, spaced

# Rules over the page as a whole; textkit.clean knows what each of them looks for.
_BY_PLACE = (
    Rule("above the text", None, "head", "above a menu or path, or short above the page's data"),
    Rule("below the text", None, "foot", "below a line that ends the text: 上一篇, 主办, ICP备 …"),
    Rule("running head", None, "anywhere", "a line beside every page number of a printed paper"),
    Rule("repeated title", None, "anywhere", "the page's own title again, as a picture's caption"),
)

RULES: tuple[Rule, ...] = (
    *forums.RULES,
    *feeds.RULES,
    *papers.RULES,
    *portal.RULES,
    *postings.RULES,
    *controls.RULES,
    *footers.RULES,
    *links.RULES,
    *_BY_PLACE,
)

__all__ = ["READ", "RULES", "Rule", "spaced"]
