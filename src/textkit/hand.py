"""Files of human judgement → checked Python values."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache, partial
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple

# The characters that jieba keeps inside a word; it cuts before and after every other one.
OUTSIDE_A_WORD = re.compile(r"[^\u4E00-\u9FD5a-zA-Z0-9+#&._%\-]")
KEYS = ("label_en", "reason", "words")


class LexiconEntry(NamedTuple):
    """A word for the segmenter; ``count`` None is jieba's suggestion, 0 forbids the word."""

    word: str
    count: int | None  # type: ignore[assignment]  # hides tuple.count, which nobody needs
    tag: str | None
    note: str


class Correction(NamedTuple):
    """A repair of one place in one document; ``origin`` is the file and line it came from."""

    doc_id: str
    find: str
    replace: str
    note: str
    origin: str = "correction"


def read_stopwords(source: str | Path | Iterable[str]) -> frozenset[str]:
    """Read stop words: ``"zh"``, ``"en"``, a file with a word a line, or the words themselves.

    ``"zh"`` is always the list that comes with textkit, ``"en"`` the one of scikit-learn, in
    small letters, with a capital and in capitals. In a file ``#`` begins a comment,
    at the start of a line or after white space.

    Raises
    ------
    FileNotFoundError
        If a str is neither ``"zh"`` or ``"en"`` nor an existing file, or a Path does not exist.
    ValueError
        If a line holds white space between words; if a file is not UTF-8.
    TypeError
        If one of the words is not a str.

    Examples
    --------
    >>> sorted(read_stopwords(["的", "和"]))
    ['和', '的']
    >>> "的" in read_stopwords("zh"), "发展" in read_stopwords("zh")
    (True, False)
    >>> "The" in read_stopwords("en")
    True
    """
    if isinstance(source, str) and source == "zh":
        return _builtin_stopwords()
    if isinstance(source, str) and source == "en":
        from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

        return frozenset(
            form for word in ENGLISH_STOP_WORDS for form in (word, word.capitalize(), word.upper())
        )
    if isinstance(source, (str, Path)):
        if not Path(source).is_file():
            raise FileNotFoundError(
                f"no stop-word file {str(source)!r}. Give 'zh' or 'en' for the lists that come "
                "with textkit, the path of a file with one word a line, or the words as a list."
            )
        return _stopwords_of(_read_text(Path(source)), source)
    words = frozenset(source)
    for word in words:
        if not isinstance(word, str):
            raise TypeError(f"stop words must be str; {word!r} is {type(word).__name__}.")
    return words


def read_phrases(source: str | Path | Iterable[str]) -> list[str]:
    """Read phrases, in order and without repeats: a file with one a line, or a list of them.

    In a file, lines that are empty or begin with ``#`` are skipped, and white space at
    either end of a line; inside a phrase everything counts, spaces and punctuation too.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If a file is not UTF-8; if a phrase of a list is empty or has white space at an end.
    TypeError
        If one of a list is not a str.

    Examples
    --------
    >>> read_phrases(["“三长”联动", "互联网+", "互联网+"])
    ['“三长”联动', '互联网+']
    """
    if isinstance(source, (str, Path)):
        if not Path(source).is_file():
            raise FileNotFoundError(
                f"no file of phrases {str(source)!r}. Give the path of a file with one phrase "
                "a line, or the phrases as a list."
            )
        lines = (line.strip() for _, line in _lines(_read_text(source)))
        return list(dict.fromkeys(line for line in lines if line and not line.startswith("#")))
    phrases = list(source)
    for phrase in phrases:
        if not isinstance(phrase, str):
            raise TypeError(f"phrases must be str; {phrase!r} is {type(phrase).__name__}.")
        if not phrase or phrase != phrase.strip():
            raise ValueError(f"phrase {phrase!r}: write text without white space around it.")
    return list(dict.fromkeys(phrases))


def read_lexicon(path: str | Path) -> list[LexiconEntry]:
    r"""Read words for the segmenter: ``word[\tcount[\ttag[\tnote]]]``, one a line.

    Lines that are empty or begin with ``#`` are skipped. An empty count is jieba's own
    suggestion, which joins the word's characters; a count of 0 forbids the word.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If a word holds a character that jieba cuts at, stands twice, or has a count that
        is no whole number; if the file is not UTF-8. File and line are named.
    """
    wrong = partial(_error, path)
    entries: list[LexiconEntry] = []
    seen: dict[str, int] = {}
    for number, line in _lines(_read_text(path)):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) > 4:
            raise wrong(number, f"{len(cells)} columns, but word, count, tag and note are all")
        word, count, tag, note = cells + [""] * (4 - len(cells))
        _check_word(path, number, word)
        if word in seen:
            raise wrong(number, f"{word!r} stands in line {seen[word]} already. Keep one of them")
        if count and not re.fullmatch("[0-9]+", count):
            raise wrong(
                number,
                f"the count of {word!r} is {count!r}. Write a whole number, 0 to forbid the "
                "word, or nothing for jieba's suggestion",
            )
        if tag and not re.fullmatch("[a-zA-Z]+", tag):
            raise wrong(number, f"the tag of {word!r} is {tag!r}. Write letters: n, ns, nz, …")
        seen[word] = number
        entries.append(LexiconEntry(word, int(count) if count else None, tag or None, note))
    return entries


def read_themes(path: str | Path) -> dict[str, list[str]]:
    """Read the words of each theme from a TOML file, themes and words in the file's order.

    A theme is a table with ``label_en`` (its English name), ``reason`` (what counts, what
    does not) and ``words``, in which ``*`` and ``?`` stand for any and for one character.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If it is not UTF-8 or not TOML; if a theme lacks a key, has another one, or has no
        words; if a word is empty or stands twice. File and line are named.
    """
    return {name: list(table["words"]) for name, table in read_tables(path, "theme").items()}


def read_commitment(path: str | Path) -> dict[str, list[str]]:
    """Read graded words from a TOML file, one table per grade, firmest first.

    The tables have the keys of :func:`read_themes`, and the same errors are raised.
    """
    return {name: list(table["words"]) for name, table in read_tables(path, "grade").items()}


def read_theme_labels(path: str | Path) -> dict[str, str]:
    """Read the English name of each theme, or of each grade of commitment.

    Raises what :func:`read_themes` raises.
    """
    return {name: table["label_en"] for name, table in read_tables(path, "theme").items()}


def read_corrections(path: str | Path) -> list[Correction]:
    """Read repairs from a tab-separated file headed ``doc_id``, ``find``, ``replace``, ``note``.

    White space inside a cell is kept; lines that are empty or begin with ``#`` are skipped.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If the header or the number of columns is another one; if ``doc_id``, ``find`` or
        ``note`` is empty; if a cell holds a line break; if a repair changes nothing or
        stands twice. File and line are named.
    """
    wrong = partial(_error, path)
    columns = list(Correction._fields[:4])
    corrections: list[Correction] = []
    seen: dict[tuple[str, str], int] = {}
    header = False
    for number, line in _lines(_read_text(path)):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        if not header:
            if cells != columns:
                raise wrong(number, f"the header must be {', '.join(columns)}, parted by tabs")
            header = True
            continue
        if len(cells) != len(columns):
            raise wrong(number, f"{len(cells)} columns. There must be four, parted by tabs")
        for name, cell in zip(columns, cells, strict=True):
            if not cell.strip() and name != "replace":
                raise wrong(number, f"{name} is empty. Fill it in")
            if cell and cell.splitlines() != [cell]:
                raise wrong(number, f"{name} holds a line break. Stay within one line")
        doc_id, find, replace, note = cells
        if find == replace:
            raise wrong(number, f"{find!r} is replaced by itself. Remove the line")
        if (doc_id, find) in seen:
            first = seen[doc_id, find]
            raise wrong(number, f"{find!r} stands in line {first} already. Keep one of them")
        seen[doc_id, find] = number
        corrections.append(Correction(doc_id, find, replace, note, f"{path}, line {number}"))
    if not header:
        raise wrong(1, f"no header. Begin with {', '.join(columns)}, parted by tabs")
    return corrections


def apply_corrections(doc_id: str, text: str, corrections: Iterable[Correction]) -> str:
    """Repair the text of a document; corrections of other documents are left aside.

    Every ``find`` is looked up in the text as it came, so their order does not matter.

    Raises
    ------
    ValueError
        If a ``find`` occurs more or less than once (overlapping places count), or two of
        them overlap. The file and line of the correction are named.

    Examples
    --------
    >>> repair = Correction("a", "互联网 医疗", "互联网+医疗", "plus sign lost")
    >>> apply_corrections("a", "推进互联网 医疗。", [repair])
    '推进互联网+医疗。'
    """
    places: list[tuple[int, Correction]] = []
    for correction in corrections:
        if correction.doc_id != doc_id:
            continue
        found = [hit.start() for hit in re.finditer(f"(?={re.escape(correction.find)})", text)]
        if len(found) != 1:
            raise ValueError(
                f"{correction.origin}: {correction.find!r} occurs {len(found)} times in "
                f"{doc_id!r}; it must occur once. "
                + ("Take in more of its surroundings." if found else "Copy it from the text.")
            )
        places.append((found[0], correction))
    pieces: list[str] = []
    end, before = 0, ""
    for start, correction in sorted(places):
        if start < end:
            raise ValueError(
                f"{correction.origin}: {correction.find!r} overlaps the correction of {before}. "
                "Make one correction of the two."
            )
        pieces += [text[end:start], correction.replace]
        end, before = start + len(correction.find), correction.origin
    return "".join([*pieces, text[end:]])


def _error(path: str | Path, line: int, what: str) -> ValueError:
    return ValueError(f"{path}, line {line}: {what}.")


def _read_text(path: str | Path) -> str:
    """Read UTF-8, with or without a byte order mark."""
    if not Path(path).is_file():
        raise FileNotFoundError(f"no file {str(path)!r}. Check the name and the working directory.")
    data = Path(path).read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _error(path, line, "not UTF-8. Save the file as UTF-8") from None


def _lines(text: str) -> Iterator[tuple[int, str]]:
    # Not splitlines: that would also break at U+2028 and the like, inside a cell.
    for number, line in enumerate(text.split("\n"), start=1):
        yield number, line.removesuffix("\r")


@cache
def _builtin_stopwords() -> frozenset[str]:
    file = resources.files("textkit") / "data" / "stopwords-zh.txt"
    return _stopwords_of(file.read_text(encoding="utf-8"), "stopwords-zh.txt")


def _stopwords_of(text: str, path: str | Path) -> frozenset[str]:
    words = set()
    for number, line in _lines(text):
        word = re.split(r"(?:^|\s)#", line, maxsplit=1)[0].strip()
        if len(word.split()) > 1:
            raise _error(path, number, f"white space in {word!r}. Write one word a line")
        words.add(word)
    return frozenset(words - {""})


def _check_word(path: str | Path, line: int, word: str) -> None:
    if not word:
        raise _error(path, line, "no word before the first tab. Begin the line with the word")
    outside = OUTSIDE_A_WORD.search(word)
    if outside is None:
        return
    character = outside.group()
    if character.isspace():
        raise _error(
            path,
            line,
            f"white space inside {word!r}. jieba cuts there, so the word could never be found. "
            "Part word, count, tag and note by tabs, not by spaces",
        )
    raise _error(
        path,
        line,
        f"{character!r} (U+{ord(character):04X}) inside {word!r}. jieba cuts at every character "
        "but U+4E00 to U+9FD5, a-z, A-Z, 0-9 and + # & . _ % -, so the word could never be "
        "found. Enter the parts on either side of it",
    )


def read_tables(
    path: str | Path, kind: str, *, extra: tuple[str, ...] = ()
) -> dict[str, dict[str, Any]]:
    """Read and check tables of words; ``kind`` is what errors call one, ``extra`` more keys."""
    known = (*extra, *KEYS)
    wrong = partial(_error, path)
    text = _read_text(path)
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        where = re.search(r"at line (\d+)", str(error))
        line = int(where.group(1)) if where else text.count("\n") + 1
        raise wrong(
            line, f'not TOML: {error}. Names in Chinese stand in quotes, as in ["民生"]'
        ) from None
    owner: dict[str, str] = {}
    for name, table in tables.items():
        line = _line_of(text, name)
        if not isinstance(table, dict):
            raise wrong(line, f'{name!r} is no table. Every {kind} is one: ["{name}"]')
        for key in table:
            if key not in known:
                raise wrong(line, f"{kind} {name!r} has a key {key!r}. Write {', '.join(known)}")
        for key in (*extra, "label_en", "reason"):
            if not isinstance(table.get(key), str) or not table[key].strip():
                raise wrong(line, f"{kind} {name!r} has no {key}. Write one, in quotes")
        words = table.get("words")
        if not isinstance(words, list) or not words:
            raise wrong(line, f"{kind} {name!r} has no words. Write a list of them in brackets")
        for word in words:
            if not isinstance(word, str) or word != word.strip() or not word.strip("*?"):
                raise wrong(
                    line,
                    f"{word!r} in {kind} {name!r} is no word. Write text in quotes, without "
                    "white space around it, with more to it than * and ?",
                )
            if word in owner:
                first = owner[word]
                both = f"twice in {first!r}" if first == name else f"in {first!r} and in {name!r}"
                raise wrong(
                    _line_of(text, name, word), f"{kind} word {word!r} stands {both}. Keep one"
                )
            owner[word] = name
    return tables


def _line_of(text: str, name: str, word: str | None = None) -> int:
    """Find the line where a table begins, or the first one in it that quotes a word."""
    lines = text.split("\n")
    header = re.compile(rf"""\s*\[?\s*["']?{re.escape(name)}["']?\s*[\]=]""")
    begin = next((n for n, line in enumerate(lines) if header.match(line)), 0)
    if word is not None:
        quoted = (f'"{word}"', f"'{word}'")
        rest = range(begin, len(lines))
        begin = next((n for n in rest if any(mark in lines[n] for mark in quoted)), begin)
    return begin + 1
