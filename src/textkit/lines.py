"""One paragraph on its way from text to passages: where it stands, what it opens."""

from __future__ import annotations

from dataclasses import dataclass, field

PLAIN = 2.25  # the level of an unnumbered heading: it ranks with （一） but never holds one


@dataclass
class Line:
    """A paragraph on its way into the table of passages."""

    start: int
    end: int
    text: str
    kind: str = "body"
    level: float = 0  # of the heading that the line is or begins with; 0: none
    heading: str = ""
    part: str = "other"
    path: list[str] = field(default_factory=list)
    from_year: int | None = None  # the years that the part speaks of
    to_year: int | None = None

    @property
    def opens(self) -> bool:
        """Whether a heading of this rank can open a part."""
        return self.level in (1, PLAIN, PLAIN + 0.5) and (self.kind == "heading" or self.level == 1)
