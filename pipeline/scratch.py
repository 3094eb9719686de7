# SPDX-License-Identifier: Apache-2.0
"""Folders for the temporary files of a process and of all that it starts.

Libraries and programs clear away their own temporary files, but not when they are killed, nor
when a signal comes between the making of a file and the note that it was made. So whoever may
end them gives them a folder, and removes it with all that was left there.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

_SHARED = "_SOHOA_SHARED_TMPDIR"
_TRIES_TO_REMOVE = 3


def make_folder() -> Path | None:
    """A new empty folder; None where none can be made: what needs a file there will say so."""
    try:
        return Path(tempfile.mkdtemp(prefix="sohoa-"))
    except OSError:
        return None


def variables(folder: Path) -> dict[str, str]:
    """Environment variables of a process whose temporary files belong into ``folder``."""
    return {"TMPDIR": str(folder), _SHARED: str(shared_folder())}


def shared_folder() -> Path:
    """The folder for temporary files that outlive a process, the same for all of them."""
    return Path(os.environ.get(_SHARED) or tempfile.gettempdir())


def make_sure_of_folder() -> None:
    """Make the folder of this process again if something cleared it away (systems do, by age)."""
    if _SHARED in os.environ:
        with contextlib.suppress(OSError):
            os.makedirs(os.environ["TMPDIR"], mode=0o700, exist_ok=True)


def remove_folder(folder: Path | None) -> None:
    """Remove a folder and what is in it. What had it for its temporary files has ended."""
    for _ in range(_TRIES_TO_REMOVE):  # what was just killed may still have been making a file
        if folder is not None and folder.exists():
            shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def scratch_folder() -> Iterator[None]:
    """Have the temporary files of this process and of all it starts in a folder of their own.

    For the main thread of a command: Ctrl-C and SIGTERM wait while the folder is made or removed.
    """
    folder = None
    before = {name: os.environ.get(name) for name in ("TMPDIR", _SHARED)}
    default = tempfile.tempdir
    try:
        with _signals_later():
            folder = make_folder()
        if folder is not None:
            os.environ.update(variables(folder))
            tempfile.tempdir = None  # found anew, from the variable
        yield
    finally:
        with _signals_later():
            for name, value in before.items():
                os.environ.pop(name, None)
                if value is not None:
                    os.environ[name] = value
            tempfile.tempdir = default
            remove_folder(folder)


@contextlib.contextmanager
def _signals_later() -> Iterator[None]:
    """Let a signal that comes meanwhile do its work afterwards.

    By the handlers, as a mask would hold for one thread only.
    """
    came: list[int] = []
    before = {
        number: signal.signal(number, lambda number, frame: came.append(number))
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for own, handler in before.items():
            signal.signal(own, handler)
        for number in came:
            signal.raise_signal(number)
