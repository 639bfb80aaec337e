"""jieba's dictionary and model, and a lexicon → the arrays that the kernel walks."""

from __future__ import annotations

import hashlib
import importlib.util
import logging
import math
import os
import runpy
import sys
import tempfile
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textkit.segmentation import kernel
from textkit.segmentation import trie as trie_code
from textkit.segmentation.kernel import Model, Trie
from textkit.segmentation.machine import at_hand, compiled
from textkit.segmentation.trie import SPARE, build_units, occupied_bits

FORMAT = 1  # of the cached file; raise it whenever its arrays change their meaning
ARRAYS = ("letters", "units", "distinct", "rank", "total", "outside", "outside_counts", "start",
          "transition", "emission")  # fmt: skip
STATES = "BEMS"
WORTH_LOADING = 500  # entries of a lexicon; fewer are added sooner without machine code
IMPOSSIBLE = -3.14e100  # jieba's MIN_FLOAT
CODEC = "utf-32-le" if sys.byteorder == "little" else "utf-32-be"

LexiconEntry = tuple[str, int | None, str | None]


@dataclass(frozen=True)
class Dictionary:
    """What the kernel needs: a trie, the logarithm of all frequencies together, a model."""

    trie: Trie
    log_total: float
    model: Model


@dataclass(frozen=True)
class _Base:
    """The dictionary as jieba ships it, with the frequencies as they were before logarithms."""

    dictionary: Dictionary
    total: int
    count_of: dict[float, int]  # the frequency behind each logarithm; they are one to one
    outside: dict[str, int]  # FREQ of words and prefixes that no block can hold


def to_letters(text: str) -> NDArray[np.uint32]:
    """Return the code points of a string, lone surrogates too.

    >>> to_letters("改a").tolist()
    [25913, 97]
    """
    return np.frombuffer(text.encode(CODEC, "surrogatepass"), dtype=np.uint32)


def load_dictionary(lexicon: Iterable[LexiconEntry] = ()) -> Dictionary:
    """Load jieba's dictionary and model, and add a lexicon to them as jieba would.

    Parameters
    ----------
    lexicon : iterable of (word, count, tag)
        Entries in file order, each applied as ``jieba.add_word(word, count, tag)``: a count
        of None stands for jieba's own suggestion, and 0 deletes the word. Tags do not bear
        on segmentation.

    Raises
    ------
    ValueError
        If a count is negative.
    ModuleNotFoundError
        If jieba is not installed.
    """
    base = _load_base()
    entries = list(lexicon)
    return _add(base, entries) if entries else base.dictionary


def _add(base: _Base, entries: list[LexiconEntry]) -> Dictionary:
    """Apply the entries in order, each seeing those before it (``add_word``)."""
    plain = len(entries) <= WORTH_LOADING and not at_hand(kernel)
    cutting, growing = (kernel, trie_code) if plain else (compiled(kernel), compiled(trie_code))
    trie = base.dictionary.trie
    trie = trie._replace(units=trie.units.copy(), log_frequency=trie.log_frequency.copy())
    occupied = occupied_bits(trie.units)
    low = len(trie.units) - 2 * SPARE  # where the dictionary gets sparse
    total = base.total
    counts: dict[str, int] = dict(base.outside)  # and all that the entries change
    forced: list[str] = []

    def frequency(word: str) -> int:  # FREQ.get(word, 1)
        if word in counts or not word:
            return counts.get(word, 1)
        node = kernel.find(trie, to_letters(word), 0, len(word))
        return base.count_of[float(trie.log_frequency[node])] if node else 1

    for word, given, _ in entries:
        count = given
        if count is None:
            dictionary = Dictionary(trie, math.log(total), base.dictionary.model)
            share: float = 1
            for part in cut_text(dictionary, word, hmm=False, functions=cutting):
                share *= frequency(part) / float(total)
            count = max(int(share * total) + 1, frequency(word))
        if count < 0:
            raise ValueError(f"the count of {word!r} is {count}; give 0 or more, or none.")
        total += count
        letters = trie.codes[to_letters(word)]
        inside = len(word) if letters.all() else int(letters.argmin())
        for end in range(inside + 1, len(word)):  # the trie knows the prefixes before
            counts.setdefault(word[:end], 0)
        counts[word] = count
        trie, occupied = _with_room(trie, occupied, inside)
        node = growing.insert(trie.units, trie.log_frequency, occupied, low, letters[:inside])
        if word and inside == len(word):
            trie.log_frequency[node] = math.log(count) if count else kernel.NO_WORD
        if count == 0:
            forced.append(word)
    if forced:
        flags = np.zeros(len(trie.units), dtype=np.bool_)
        flags[[kernel.find(trie, to_letters(word), 0, len(word)) for word in forced]] = True
        flags[0] = False  # words outside the trie
        trie = trie._replace(forced=flags)
    return Dictionary(trie, math.log(total), base.dictionary.model)


def _with_room(
    trie: Trie, occupied: NDArray[np.uint64], length: int
) -> tuple[Trie, NDArray[np.uint64]]:
    """Make sure that a word of so many letters can be inserted."""
    need = SPARE + length
    if (trie.units[-need:, 1] == kernel.NOBODY).all():
        return trie, occupied
    units = np.zeros((2 * len(trie.units) + need, 2), dtype=np.int32)
    units[:, 1] = kernel.NOBODY
    units[: len(trie.units)] = trie.units
    log_frequency = np.full(len(units), kernel.NO_WORD)
    log_frequency[: len(trie.units)] = trie.log_frequency
    return trie._replace(units=units, log_frequency=log_frequency), occupied_bits(units)


def cut_text(dictionary: Dictionary, text: str, *, hmm: bool, functions: Any = kernel) -> list[str]:
    """Cut one string into jieba's tokens, by the kernel as it is or as machine code."""
    letters = to_letters(text)
    ends, nodes = np.empty((2, len(letters)), dtype=np.int32)
    bounds = np.array([0, len(letters)], dtype=np.int64)
    counts = np.empty(1, dtype=np.int64)
    n = functions.cut(
        dictionary.trie, dictionary.log_total, dictionary.model, hmm, letters, bounds,
        ends, nodes, counts,
    )  # fmt: skip
    stops = ends[:n].tolist()
    return [text[begin:end] for begin, end in zip([0, *stops], stops, strict=False)]


@cache
def _load_base() -> _Base:
    """Open the arrays built earlier, or build and keep them."""
    spec = importlib.util.find_spec("jieba")  # finds jieba without running it
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("textkit segments with jieba's dictionary: pip install jieba")
    home = Path(spec.origin).parent
    files = [home / "dict.txt"]
    files += [home / "finalseg" / f"prob_{part}.py" for part in ("start", "trans", "emit")]
    contents = [file.read_bytes() for file in files]
    digest = hashlib.sha256(f"format {FORMAT}, {sys.byteorder}-endian".encode())
    for content in contents:
        digest.update(hashlib.sha256(content).digest())
    kept = cache_folder() / f"dictionary-{digest.hexdigest()[:32]}.npz"
    arrays = _open(kept)
    if arrays is None:
        logging.getLogger("textkit").info(
            "Building the dictionary and compiling; this happens once and takes some seconds."
        )
        arrays = _build(contents[0].decode("utf-8"), files[1:])
        _keep(arrays, kept)
    return _assemble(arrays)


def _assemble(arrays: dict[str, NDArray[Any]]) -> _Base:
    # Logarithms are taken here, not kept: they must be those of the Python that runs.
    distinct = arrays["distinct"].tolist()
    logs = [math.log(count) if count else kernel.NO_WORD for count in distinct]
    trie = Trie(
        codes=_codes(arrays["letters"]),
        units=arrays["units"],
        log_frequency=np.array(logs)[arrays["rank"]],
        forced=np.zeros(0, dtype=np.bool_),
    )
    model = Model(arrays["start"], arrays["transition"], arrays["emission"])
    total = int(arrays["total"][0])
    outside = dict(zip(arrays["outside"].tolist(), arrays["outside_counts"].tolist(), strict=True))
    dictionary = Dictionary(trie, math.log(total), model)
    return _Base(dictionary, total, dict(zip(logs, distinct, strict=True)), outside)


def _codes(letters: NDArray[np.int32]) -> NDArray[np.uint16]:
    """Give each of the letters its place, from 1; 0 to every other code point."""
    codes = np.zeros(kernel.CODE_POINTS, dtype=np.uint16)
    codes[letters] = np.arange(1, len(letters) + 1)
    return codes


def _joined(words: list[str]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """Return the letters of all the words on end, and where each begins."""
    starts = np.zeros(len(words) + 1, dtype=np.int64)
    np.cumsum([len(word) for word in words], out=starts[1:])
    return to_letters("".join(words)), starts


def _build(dict_txt: str, model_files: list[Path]) -> dict[str, NDArray[Any]]:
    """Read jieba's dictionary (``gen_pfdict``) and its model."""
    counts: dict[str, int] = {}
    total = 0
    for line in dict_txt.splitlines():
        word, count, *_ = line.split(" ")
        counts[word] = int(count)
        total += int(count)
    every, starts = _joined(list(counts))
    # Commonest first: siblings in frequent use then lie close together.
    uses = np.bincount(every, minlength=kernel.CODE_POINTS)
    letters = np.array(kernel.BLOCK_LETTERS, dtype=np.int32)
    letters = letters[np.argsort(-uses[letters], kind="stable")]
    codes = _codes(letters)
    outside: dict[str, int] = {}
    strange = np.searchsorted(starts, np.flatnonzero(codes[every] == 0), side="right") - 1
    for word in [list(counts)[position] for position in np.unique(strange)]:
        outside[word] = counts.pop(word)
        outside |= {word[:end]: 0 for end in range(1, len(word)) if word[:end] not in counts}
    words = sorted(counts)
    every, starts = _joined(words)
    units, nodes = build_units(codes[every], starts)
    per_node = np.zeros(len(units), dtype=np.int64)
    per_node[nodes] = [counts[word] for word in words]
    distinct, rank = np.unique(per_node, return_inverse=True)
    start, transition, emission = (runpy.run_path(str(file))["P"] for file in model_files)
    table = np.full((kernel.LAST_HAN - kernel.FIRST_HAN + 1, 4), IMPOSSIBLE)
    for column, state in enumerate(STATES):
        for letter, weight in emission[state].items():
            if kernel.FIRST_HAN <= ord(letter) <= kernel.LAST_HAN:
                table[ord(letter) - kernel.FIRST_HAN, column] = weight
    return {
        "letters": letters,
        "units": units,
        "distinct": distinct,
        "rank": rank.astype(np.uint16),
        "total": np.array([total], dtype=np.int64),
        "outside": np.array(list(outside)),
        "outside_counts": np.array(list(outside.values()), dtype=np.int64),
        "start": np.array([start[state] for state in STATES]),
        "transition": np.array(
            [[transition[a].get(b, IMPOSSIBLE) for b in STATES] for a in STATES]
        ),
        "emission": table,
    }


def cache_folder() -> Path:
    """Name the folder for what can be built again: ``TEXTKIT_CACHE``, else the user's own."""
    if named := os.environ.get("TEXTKIT_CACHE"):
        return Path(named)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home())) / "textkit" / "cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "textkit"
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "textkit"


def _open(file: Path) -> dict[str, NDArray[Any]] | None:
    """Read the arrays; None if the file is missing or damaged (each carries a checksum)."""
    try:
        with file.open("rb") as stream, np.load(stream, allow_pickle=False) as archive:
            return {name: archive[name] for name in ARRAYS}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None


def _keep(arrays: dict[str, NDArray[Any]], file: Path) -> None:
    """Write the arrays beside their final name, then rename: no reader sees half a file."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=file.parent, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as stream:
                np.savez(stream, allow_pickle=False, **arrays)
            Path(name).replace(file)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError:
        pass  # a folder that cannot be written costs time, not results
