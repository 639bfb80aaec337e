"""Pages with chrome from many site families: no body line may go, nearly all chrome must.

The pages and their marks are described in ``pages/README.md``.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

import textkit as tk

FOLDER = Path(__file__).parent / "pages"
# Written next to every page; a page's own name says it again.
HEADER = "# family: "
OVERALL, PER_FAMILY = 0.98, 0.90


@dataclass(frozen=True)
class Page:
    """One page: its lines as scraped, and the mark of each (empty for a blank line)."""

    family: str
    marks: tuple[str, ...]
    lines: tuple[str, ...]

    def numbered(self, mark: str) -> dict[int, str]:
        """The lines with this mark, by line number from 1."""
        pairs = enumerate(zip(self.marks, self.lines, strict=True), 1)
        return {number: line for number, (given, line) in pairs if given == mark}


def parse_page(text: str, name: str) -> Page:
    header, *rows = text.removesuffix("\n").split("\n")
    assert header.startswith(f"{HEADER}{name} · "), f"{name}: the header names another family"
    marks, lines = [], []
    for row in rows:
        mark, tab, line = row.partition("\t")
        assert not row or (tab and mark in {"B", "F", "C", "?"}), f"{name}: no mark in {row!r}"
        marks.append(mark)
        lines.append(line)
    return Page(name, tuple(marks), tuple(lines))


@cache
def read_pages() -> dict[str, Page]:
    files = sorted(FOLDER.glob("*.txt"))
    return {file.stem: parse_page(file.read_text(encoding="utf-8"), file.stem) for file in files}


@cache
def removals(family: str) -> dict[int, str]:
    """The rule that took each removed line of a page, by line number from 1."""
    cleaned = tk.clean_text("\n".join(read_pages()[family].lines))
    return dict(zip(cleaned.removed["line"], cleaned.removed["rule"], strict=True))


def chrome_left(page: Page) -> list[str]:
    left = {n: line for n, line in page.numbered("C").items() if n not in removals(page.family)}
    return [f"  {page.family}:{number}  {line.strip()}" for number, line in left.items()]


families = pytest.mark.parametrize("page", read_pages().values(), ids=lambda page: page.family)


@families
def test_no_line_of_the_report_is_lost(page):
    report = page.numbered("B") | page.numbered("F")
    taken = removals(page.family)
    lost = [f"  {n}  {line.strip()}  [{taken[n]}]" for n, line in report.items() if n in taken]
    assert not lost, f"{page.family}: {len(lost)} lines of the report removed\n" + "\n".join(lost)


@families
def test_the_text_is_the_report_in_its_order(page):
    cleaned = tk.clean_text("\n".join(page.lines))
    kept = [line.strip() for line in cleaned.text.split("\n") if line.strip()]
    report = page.numbered("B") | page.numbered("F")
    position = -1
    for _, line in sorted(report.items()):
        assert line.strip() in kept[position + 1 :], f"{page.family}: not in the text: {line}"
        position = kept.index(line.strip(), position + 1)


@families
def test_the_chrome_of_each_family_goes(page):
    left = chrome_left(page)
    gone = 1 - len(left) / len(page.numbered("C"))
    assert gone >= PER_FAMILY, f"{page.family}: {gone:.1%} of the chrome gone\n" + "\n".join(left)


def test_the_chrome_of_all_pages_goes():
    pages = read_pages().values()
    left = [line for page in pages for line in chrome_left(page)]
    gone = 1 - len(left) / sum(len(page.numbered("C")) for page in pages)
    assert gone >= OVERALL, f"{gone:.2%} of the chrome gone; left:\n" + "\n".join(left)


def test_the_pages_are_many_and_each_has_a_body_and_chrome():
    pages = read_pages().values()
    assert len(pages) >= 15
    thin = [p.family for p in pages if len(p.numbered("C")) < 5 or len(p.numbered("B")) < 8]
    assert not thin


def test_cleaning_a_cleaned_page_changes_nothing():
    for page in read_pages().values():
        once = tk.clean_text("\n".join(page.lines)).text
        assert tk.clean_text(once).text == once, page.family


def test_a_line_without_a_mark_is_refused():
    with pytest.raises(AssertionError, match="no mark in '各位代表：'"):
        parse_page("# family: x · site\n各位代表：\n", "x")
