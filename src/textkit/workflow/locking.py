"""A project → one program at a time that writes in it; the system frees a dead one's lock."""

from __future__ import annotations

import contextlib
import datetime
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

WAIT_SECONDS = 60.0
_STEP_SECONDS = 0.05


class ProjectBusy(OSError):
    """Another program writes in this project now."""


@contextlib.contextmanager
def one_at_a_time(root: str | Path, name: str, *, wait: float = 0.0) -> Iterator[None]:
    """Hold a project's lock of this name, or say who holds it.

    The lock is the operating system's (``flock``; on Windows ``locking``) on the file
    ``.textkit/NAME.lock``: it goes with the process that took it, however that ends, so none
    is ever left over. The file stays, with the number and time of the last who had it.

    Parameters
    ----------
    root : path
        The project's folder.
    name : str
        What is done: "run" for all of a run, "manifest" for one change of the manifest.
    wait : float
        Seconds to wait for another to end.

    Raises
    ------
    ProjectBusy
        If another still holds it then; the message names its process.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder, one_at_a_time(folder, "run"):
    ...     sorted(file.name for file in Path(folder).rglob("*.lock"))
    ['run.lock']
    """
    file = Path(root) / ".textkit" / f"{name}.lock"
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a+b") as stream:
        until = time.monotonic() + wait
        while not _take(stream):
            if time.monotonic() >= until:
                raise ProjectBusy(
                    f"{Path(root)}: another textkit writes in this project ({_holder(file)}). "
                    "Wait until it has ended, or stop it; then do this again."
                )
            time.sleep(_STEP_SECONDS)
        try:
            stream.truncate(0)
            now = datetime.datetime.now().astimezone().strftime("%H:%M:%S")
            stream.write(f" process {os.getpid()}, since {now}".encode())
            stream.flush()
            yield
        finally:
            _free(stream)


def _holder(file: Path) -> str:
    """Read who has the lock; the first byte is left out, which Windows lets nobody read."""
    with contextlib.suppress(OSError), file.open("rb") as stream:
        stream.seek(1)
        return stream.read(100).decode("ascii", "replace") or "just begun"
    return "unknown process"


if sys.platform == "win32":
    import msvcrt

    def _take(stream: IO[bytes]) -> bool:
        stream.seek(0)
        try:
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _free(stream: IO[bytes]) -> None:
        stream.seek(0)
        msvcrt.locking(stream.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _take(stream: IO[bytes]) -> bool:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _free(stream: IO[bytes]) -> None:
        fcntl.flock(stream, fcntl.LOCK_UN)
