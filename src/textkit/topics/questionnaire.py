"""Intrusion items ⇄ an answer sheet: a CSV to fill in by hand, or by clicks in a notebook."""

from __future__ import annotations

import csv
import datetime
import html
import importlib
import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from textkit.output import escape_cell, unescape_cell, write_bytes
from textkit.tables import require_columns

QUESTIONS = {
    "word": "哪个词与其余的词不是一类？ Which word does not belong with the others?",
    "words": "哪一组词与这段文字无关？ Which group of words is not about this passage?",
}


def write_questionnaire(items: pd.DataFrame, path: str | Path, *, rater: str) -> None:
    """Write items as an answer sheet for one rater, without the key.

    One row per item: ``item``, ``rater``, ``text`` (topic intrusion), ``option_1`` …, and
    empty ``answer`` and ``answered``. The rater puts the number of the option that does not
    belong under ``answer``. The key stays with the items, which the same topics and seed
    give again. UTF-8 with a byte order mark; cells that a spreadsheet would run as a formula
    have a ``'`` in front, which :func:`read_questionnaire` takes off.

    Raises
    ------
    FileExistsError
        If there is such a file already: it may hold answers.
    ValueError
        If ``rater`` is empty, or the items are no intrusion items.

    Examples
    --------
    >>> items = pd.DataFrame({"item": 1, "position": [1, 2], "word": ["道路", "学校"],
    ...                       "intruder": [True, False]})
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     write_questionnaire(items, Path(folder) / "甲.csv", rater="甲")
    ...     read_questionnaire(Path(folder) / "甲.csv").drop(columns="answered")
       item rater option_1 option_2  answer
    0     1     甲       道路       学校    <NA>
    """
    path = Path(path)
    if path.exists():
        raise FileExistsError(
            f"{str(path)!r} exists and may hold answers. Name another file, or go on with it: "
            "Questionnaire(items, path, rater=…)."
        )
    _save(_blank_sheet(items, rater), path)


def read_questionnaire(paths: str | Path | Sequence[str | Path]) -> pd.DataFrame:
    """Read one answer sheet or several, one below the other.

    Returns the columns that :func:`write_questionnaire` wrote, ``item`` and ``answer`` as
    whole numbers (<NA> where there is no answer yet), all else as text. A sheet that a
    spreadsheet saved in the Chinese encoding of Windows (GB 18030) is read too.

    Raises
    ------
    ValueError
        If a sheet lacks a column, or an answer is none of its options; the message says where.
    """
    several = [paths] if isinstance(paths, (str, Path)) else list(paths)
    return pd.concat([_read(Path(path)) for path in several], ignore_index=True)


class Questionnaire:
    """Show one item after another in a notebook; every click is saved at once.

    As the last line of a cell it draws buttons (with ipywidgets; without, it shows the item
    and says how to answer). The answers are in the sheet at ``path``, which is opened again
    if it exists, so a rater can stop and go on another day.

    Raises
    ------
    ValueError
        If the sheet at ``path`` has other items, or is another rater's.
    """

    def __init__(self, items: pd.DataFrame, path: str | Path, *, rater: str) -> None:
        self.path = Path(path)
        blank = _blank_sheet(items, rater)
        if not self.path.exists():
            _save(blank, self.path)
        self.sheet = _read(self.path)
        asked = [name for name in blank.columns if name not in ("answer", "answered")]
        if not self.sheet.reindex(columns=asked).equals(blank[asked]):
            raise ValueError(
                f"{str(self.path)!r} holds other items than these, or is not {rater}'s. Name "
                "another file, or make the items with the topics and the seed of that sheet."
            )
        self.question = QUESTIONS["word" if "word" in items else "words"]
        self.options = [name for name in blank.columns if name.startswith("option_")]
        self._view: Any = None
        self._given: list[int] = []

    @property
    def current(self) -> int | None:
        """The first row without an answer, or None when all are answered."""
        left = self.sheet.index[self.sheet["answer"].isna()]
        return int(left[0]) if len(left) else None

    def answer(self, position: int) -> None:
        """Answer the current item with the number of an option, and save."""
        row = self.current
        if row is None:
            raise ValueError("all items are answered. back() takes the last answer back.")
        if not 1 <= position <= len(self.options):
            raise ValueError(f"position={position} must lie between 1 and {len(self.options)}.")
        now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        self._given.append(row)
        self._set(row, position, now)

    def back(self) -> None:
        """Take the last answer back, and save; those of an earlier session stay."""
        if self._given:
            self._set(self._given.pop(), pd.NA, "")

    def _set(self, row: int, answer: Any, when: str) -> None:
        self.sheet.loc[row, "answer"], self.sheet.loc[row, "answered"] = answer, when
        _save(self.sheet, self.path)
        self._refresh()

    def _repr_html_(self) -> str:
        """Show the current item, and how to answer without buttons."""
        lines = "".join(f"<li>{html.escape(text)}</li>" for text in self._shown()[1])
        advice = "answer(1) … answers; back() takes the last answer back." if lines else ""
        return f"{self._shown()[0]}<ol>{lines}</ol><p>{advice}</p>"

    def _shown(self) -> tuple[str, list[str]]:
        """Return the question as HTML, and the options as text."""
        row, count = self.current, len(self.sheet)
        if row is None:
            return f"<p>{count} / {count}. {html.escape(str(self.path))}</p>", []
        text = self.sheet["text"].iloc[row] if "text" in self.sheet else ""
        done = count - int(self.sheet["answer"].isna().sum())
        head = f"<p>{done} / {count}. {self.question}</p><p>{html.escape(text)}</p>"
        return head, [str(self.sheet[name].iloc[row]) for name in self.options]

    def _ipython_display_(self) -> None:
        display = importlib.import_module("IPython.display")
        view = self.build()
        display.display(display.HTML(self._repr_html_()) if view is None else view)

    def build(self) -> Any:
        """Return the buttons as one ipywidgets box, or None without ipywidgets."""
        try:
            widgets = importlib.import_module("ipywidgets")
        except ImportError:
            return None
        wide = widgets.Layout(width="auto")
        buttons = [widgets.Button(layout=wide) for _ in self.options]
        for position, button in enumerate(buttons, start=1):
            button.on_click(lambda _, position=position: self.answer(position))
        undo = widgets.Button(description="← back")
        undo.on_click(lambda _: self.back())
        self._view = widgets.VBox([widgets.HTML(), *buttons, undo])
        self._refresh()
        return self._view

    def _refresh(self) -> None:
        if self._view is None:
            return
        head, options = self._shown()
        self._view.children[0].value = head
        for place, button in enumerate(self._view.children[1:-1]):
            button.description = options[place] if options else ""
            button.disabled = not options


def _blank_sheet(items: pd.DataFrame, rater: str) -> pd.DataFrame:
    require_columns(items, ["item", "position", "intruder"], "items")
    shown = "word" if "word" in items else "words"
    require_columns(items, [shown], "items")
    if not rater:
        raise ValueError("rater is empty: answers need someone who gave them.")
    wide = items.pivot_table(index="item", columns="position", values=shown, aggfunc="first")
    wide.columns = [f"option_{position}" for position in wide.columns]
    first = items.drop_duplicates("item").set_index("item").sort_index()
    sheet = pd.DataFrame({"item": wide.index.astype("int64"), "rater": rater})
    if "text" in first:
        sheet["text"] = first["text"].to_numpy()
    sheet = sheet.join(wide.reset_index(drop=True))
    text = sheet.columns.drop("item")
    sheet[text] = sheet[text].astype(str)
    return sheet.assign(answer=pd.array([pd.NA] * len(sheet), dtype="Int64"), answered="")


def _read(path: Path) -> pd.DataFrame:
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("gb18030")
    head, *body = list(csv.reader(io.StringIO(text, newline=""))) or [[]]
    # A spreadsheet may leave out empty cells at the end, and a rater write a remark there.
    lines = [(line + [""] * len(head))[: len(head)] for line in body if any(line)]
    sheet = pd.DataFrame([[unescape_cell(cell) for cell in line] for line in lines], columns=head)
    require_columns(sheet, ["item", "rater", "answer"], str(path))
    sheet = sheet.astype("str")
    count = sum(name.startswith("option_") for name in head)
    for item in sheet.loc[~sheet["item"].str.fullmatch(r"[0-9]+"), "item"][:1]:
        raise ValueError(f"{path}: {item!r} is no number of an item.")
    answers = [
        _position(cell, count, f"{path}: item {item}")
        for item, cell in zip(sheet["item"], sheet["answer"], strict=True)
    ]
    return sheet.assign(item=sheet["item"].astype("int64"), answer=pd.array(answers, dtype="Int64"))


def _position(cell: str, count: int, place: str) -> int | None:
    if not cell.strip():
        return None
    # A spreadsheet may have made 3 into 3.0; full-width digits are digits too.
    number = re.fullmatch(r"(\d+)(?:\.0*)?", cell.strip())
    if not number or not 1 <= int(number[1]) <= count:
        raise ValueError(f"{place} has the answer {cell!r}; it must be a number from 1 to {count}.")
    return int(number[1])


def _save(sheet: pd.DataFrame, path: Path) -> None:
    """Write the sheet whole or not at all: no answer is lost if writing fails."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(sheet.columns)
    for row in sheet.itertuples(index=False):
        writer.writerow(["" if cell is pd.NA else escape_cell(str(cell)) for cell in row])
    write_bytes(path, stream.getvalue().encode("utf-8-sig"))
