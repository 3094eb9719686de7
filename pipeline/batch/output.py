# SPDX-License-Identifier: Apache-2.0
"""The output folder: one writer, outputs that appear whole, and a hidden room for the rest.

OUT/a/b.json, .txt, .md     the outputs, mirroring the input tree
OUT/.sohoa/                 ledger, lock, search index, spool, stage
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import socket
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path

from pipeline.batch.faults import FolderInUseError, output_fault
from pipeline.errors import FileAccessError, SohoaError
from pipeline.export.whole_file import sync_folder

INNER = ".sohoa"
TABLES = ("index", "index-ho-so", "report", "records", "references", "search")
"""Names at the top of the output folder that belong to the batch as a whole."""


class OutputFolder:
    """Paths of one output folder, and the only ways to write into it."""

    def __init__(self, root: Path) -> None:
        self.root = Path(os.path.abspath(root))
        self.inner = self.root / INNER
        self.ledger = self.inner / "ledger.sqlite"
        self.search = self.inner / "search.sqlite"
        self.spool = self.inner / "spool"
        self.stage = self.inner / "stage"
        self._lock_file = self.inner / "lock"
        self._identity: tuple[int, int] | None = None

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Be the one writer. The lock dies with the process, whatever way it dies.

        Raises ``FolderInUseError`` if another process is writing, ``FileAccessError`` if the folder
        cannot be made.
        """
        try:
            self.inner.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self._lock_file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise output_fault(error, f"to the output folder {self.root}") from error
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise FolderInUseError(
                    f"another sohoa is writing to {self.root}{_holder(descriptor)}"
                ) from None
            except OSError as error:
                raise FileAccessError(
                    f"{self.root} lies on a disk that cannot lock files: {error.strerror}",
                    help="Choose an output folder on a local disk or on NFS version 4.",
                ) from error
            os.ftruncate(descriptor, 0)
            holder = {"process": os.getpid(), "host": socket.gethostname()}
            os.pwrite(descriptor, json.dumps(holder).encode(), 0)
            state = os.fstat(descriptor)
            self._identity = (state.st_dev, state.st_ino)
            shutil.rmtree(self.stage, ignore_errors=True)
            yield
        finally:
            self._identity = None
            os.close(descriptor)

    def check_there(self) -> None:
        """Raise ``FileAccessError`` if the folder was taken away under us."""
        try:
            state = self._lock_file.stat()
        except OSError:
            state = None
        if state is None or (state.st_dev, state.st_ino) != self._identity:
            raise FileAccessError(
                f"the output folder {self.root} has been removed or replaced",
                help="Nothing more was written. Bring the folder back (or mount the disk again) "
                "and run the same command: it goes on from what the folder holds.",
            )

    def stage_folder(self, key: str) -> Path:
        """An empty folder to write one document's outputs in before they are placed."""
        folder = self.stage / key
        try:
            shutil.rmtree(folder, ignore_errors=True)
            self.stage.mkdir(exist_ok=True)  # not its parents: they may have been taken away
            folder.mkdir()
        except OSError as error:
            self.check_there()
            raise output_fault(error, f"to {self.inner}") from error
        return folder

    def place(self, folder: Path, base: bytes, suffixes: Iterable[str]) -> None:
        """Move staged outputs (files of ``folder`` named by their suffix, synced) to their place.

        Raises ``SohoaError`` if the place is taken by a folder (the document's fault),
        ``OutputError`` if the output folder cannot be written.
        """
        self.check_there()
        target = Path(os.fsdecode(os.path.join(os.fsencode(self.root), base)))
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            for suffix in suffixes:
                os.replace(folder / suffix, f"{target}{suffix}")
            sync_folder(target.parent)
            shutil.rmtree(folder, ignore_errors=True)
        except (IsADirectoryError, NotADirectoryError, FileExistsError) as error:
            shutil.rmtree(folder, ignore_errors=True)
            raise SohoaError(
                f"its output cannot be placed: {error.strerror}",
                help="A folder of the input has the name this document's output would get: "
                "rename one of them.",
            ) from error
        except OSError as error:
            self.check_there()
            raise output_fault(error, f"to {self.root}") from error

    @contextlib.contextmanager
    def written_whole(self, name: str) -> Iterator[Path]:
        """A path to write to; when the block ends well it becomes the file ``name`` at the top."""
        beside = self.stage / "tables" / name
        try:
            beside.parent.mkdir(parents=True, exist_ok=True)
            yield beside
            with beside.open("rb") as stream:
                os.fsync(stream.fileno())
            os.replace(beside, self.root / name)
            with contextlib.suppress(OSError):  # not the last of several
                beside.parent.rmdir()
        except OSError as error:
            raise output_fault(error, str(self.root / name)) from error

    def put_aside(self, name: str) -> str:
        """Give the file ``name`` at the top a name that is free (``index-1.xlsx``); that name."""
        stem, dot, suffix = name.rpartition(".")
        taken = self.outputs_in(b"")
        free = (f"{stem}-{number}{dot}{suffix}" for number in count(1))
        new = next(name for name in free if name.encode() not in taken)
        try:
            os.rename(self.root / name, self.root / new)
        except OSError as error:
            raise output_fault(error, str(self.root / new)) from error
        return new

    def outputs_in(self, folder: bytes) -> set[bytes]:
        """Names of the files in one folder of the outputs."""
        try:
            with os.scandir(os.path.join(os.fsencode(self.root), folder)) as found:
                return {entry.name for entry in found}
        except OSError:
            return set()

    def remove_outputs(self, base: bytes, outputs: dict[str, str]) -> None:
        """Remove outputs that are still as they were written; keep those edited by hand."""
        from pipeline.batch.work import file_sha256

        target = os.fsdecode(os.path.join(os.fsencode(self.root), base))
        for suffix, sha256 in outputs.items():
            path = Path(f"{target}{suffix}")
            with contextlib.suppress(OSError):
                if file_sha256(path) == sha256:
                    path.unlink()
        with contextlib.suppress(OSError):  # not empty
            folder = Path(target).parent
            while folder != self.root:
                folder.rmdir()
                folder = folder.parent


def _holder(descriptor: int) -> str:
    try:
        told = json.loads(os.pread(descriptor, 4096, 0))
        return f" (process {int(told['process'])} on {str(told['host'])[:64]!r})"
    except (ValueError, KeyError, TypeError):
        return ""
