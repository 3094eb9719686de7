# SPDX-License-Identifier: Apache-2.0
"""``sohoa watch``: a hot folder. The same ledger and runner as a batch, fed as files arrive.

A file is taken when its size and time stamp have not changed for ``batch.settle_seconds``,
measured by the monotonic clock: a copy over a slow network share is left in peace until it is
whole. File system events only wake the watch early; on network shares, which send none, the
folder is looked through every ``batch.poll_seconds``.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

from pipeline.batch.correcting import Correcting
from pipeline.batch.engines import open_engine
from pipeline.batch.ledger import MOVED_OUT, FileRow, Ledger, State
from pipeline.batch.names import readable
from pipeline.batch.output import OutputFolder
from pipeline.batch.run import (
    Request,
    choice_for,
    interruptible,
    job_for,
    remember_request,
    wish_for,
)
from pipeline.batch.runner import Runner
from pipeline.batch.scan import scan
from pipeline.batch.tables_writing import write_tables
from pipeline.batch.tree import Entry, Tree, check_apart, is_url, open_tree
from pipeline.batch.view import Tally, View
from pipeline.batch.work import file_sha256
from pipeline.errors import BadArgumentsError, FileAccessError, SohoaError

_NO_LINKS = {errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EINVAL}
"""What a file system answers that knows no hard links, or where this file may not be linked."""


class Settling:
    """Remembers since when each file has looked as it does."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._seen: dict[bytes, tuple[Entry, float]] = {}
        self._asked: set[bytes] = set()

    def forget_vanished(self) -> None:
        """Forget files that have not been asked about since the last call."""
        self._seen = {path: seen for path, seen in self._seen.items() if path in self._asked}
        self._asked.clear()

    def is_settled(self, path: bytes, entry: Entry) -> bool:
        """Whether the file has not changed for long enough."""
        self._asked.add(path)
        now = self._clock()
        known = self._seen.get(path)
        if known is None or known[0] != entry:
            self._seen[path] = (entry, now)
            if self._seconds > 0:
                return False
        elif now - known[1] < self._seconds:
            return False
        del self._seen[path]
        return True


class Watch:
    """One watched folder. ``archive`` is where finished originals are moved, if told so."""

    def __init__(
        self,
        request: Request,
        view: View,
        *,
        archive: Path | None = None,
        once: bool = False,
        poll: bool = False,
    ) -> None:
        check_apart(request.source, request.output)
        if archive is not None:
            if is_url(request.source):
                raise BadArgumentsError("--archive moves files of a local folder only")
            check_apart(request.source, archive, "archive folder")
            check_apart(os.fspath(archive), request.output, "output folder", "archive folder")
        self._request = request
        self._view = view
        self._archive = None if archive is None else Path(os.path.abspath(archive))
        self._once = once
        self._poll = poll
        self._stirred = threading.Event()
        self._settling = Settling(request.settings.batch.settle_seconds)
        self._next_look = 0.0
        self._tables_at = 0
        self._moved_at = -1
        self._unsettled = 0

    def run(self) -> Tally:
        """Watch until a signal (SIGINT, SIGTERM) comes."""
        request = self._request
        tree = open_tree(request.source)
        output = OutputFolder(request.output)
        with output.locked(), Ledger(output.ledger, writable=True) as ledger:
            remember_request(ledger, tree, request)
            job = job_for(request, tree)
            with (
                self._events(tree),
                open_engine(
                    request.engine, request.jobs, request.settings, request.steps.modules
                ) as engine,
            ):
                runner = Runner(job, output, ledger, engine, self._view)
                wish = replace(wish_for(request, job), settled=self._is_settled)

                def look() -> list[int]:
                    nonlocal wish
                    found = scan(tree, ledger, output, choice_for(request), wish)
                    self._settling.forget_vanished()
                    # failures of earlier runs are tried again once, not at every look
                    wish = replace(wish, retry="none", refresh=False)
                    self._unsettled = found.unsettled
                    runner.tally.passed_over = dict(found.passed_over)
                    fresh = [i for i in found.pending if i not in runner.known]
                    runner.tally.to_do += len(fresh)
                    return fresh

                def more(idle: bool) -> list[int] | None:
                    if idle:
                        self._when_idle(runner, ledger, output, tree)
                        if self._once and not self._unsettled:
                            return None
                        self._rest()
                    if time.monotonic() < self._next_look and not self._stirred.is_set():
                        return []
                    self._stirred.clear()
                    self._next_look = time.monotonic() + self._pause
                    return look()

                with interruptible(runner):
                    runner.run(look(), more=more)
            if request.tables:
                write_tables(output, ledger, tree.root, request.settings, self._view)
            return runner.tally

    @property
    def _pause(self) -> float:
        batch = self._request.settings.batch
        if self._unsettled:  # a file is arriving: look again when it may have settled
            return min(batch.poll_seconds, max(0.2, batch.settle_seconds / 2))
        return batch.poll_seconds

    def _is_settled(self, path: bytes, entry: Entry) -> bool:
        return self._settling.is_settled(path, entry)

    def _rest(self) -> None:
        """Wait a little, or until something stirs; short, so that signals are heeded."""
        if self._stirred.wait(min(0.5, max(0.0, self._next_look - time.monotonic()))):
            # events come in swarms
            time.sleep(min(0.2, self._request.settings.batch.settle_seconds))

    def _when_idle(self, runner: Runner, ledger: Ledger, output: OutputFolder, tree: Tree) -> None:
        ended = runner.tally.ended
        if self._archive is not None and ended != self._moved_at:
            self._move_finished(ledger, tree)
            self._moved_at = ended
        results = Correcting(
            output, ledger, self._request.settings, self._view.note, self._request.steps
        )
        is_corrected = results.put_in_handed_over() > 0
        if self._request.tables and (is_corrected or ended != self._tables_at):
            write_tables(output, ledger, tree.root, self._request.settings, self._view)
            self._tables_at = ended

    # --- the archive ----------------------------------------------------------------------------

    def _move_finished(self, ledger: Ledger, tree: Tree) -> None:
        assert self._archive is not None
        for row in list(ledger.files_in(State.DONE)):
            if row.path.startswith(MOVED_OUT):
                continue
            if row.gone:
                self._note_moved(ledger, row)
                continue
            try:
                target = move_original(tree.root, row, self._archive)
            except FileNotFoundError:
                continue  # taken away meanwhile; the next look notices
            except OSError as error:
                raise FileAccessError(
                    f"cannot move {readable(row.path)} to {self._archive}: {error.strerror}"
                ) from error
            except SohoaError as error:
                self._view.note(str(error))
                continue
            ledger.move_file(row.id, MOVED_OUT + os.fsencode(target))
            self._view.note(f"moved: {readable(row.path)} to {readable(os.fspath(target))}")

    def _note_moved(self, ledger: Ledger, row: FileRow) -> None:
        """A watch that was killed may have moved a file and not have noted it."""
        assert self._archive is not None
        assert row.sha256 is not None
        known = {other.path for other in ledger.files_with(row.sha256)}
        for target in _possible_targets(self._archive, row):
            if not os.path.lexists(target):
                return
            moved = MOVED_OUT + os.fsencode(target)
            if moved in known:  # another file of the same content
                continue
            with contextlib.suppress(OSError):
                if target.stat().st_size == row.size and file_sha256(target) == row.sha256:
                    ledger.move_file(row.id, moved)
                    return

    # --- events ---------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _events(self, tree: Tree) -> Iterator[None]:
        """Be woken by events of the file system where there are any."""
        if self._poll or is_url(tree.root):
            yield
            return
        try:
            from watchdog.events import FileSystemEvent, FileSystemEventHandler
            from watchdog.observers import Observer
        except ImportError:
            yield
            return
        stirred = self._stirred

        class Handler(FileSystemEventHandler):
            def on_any_event(self, event: FileSystemEvent) -> None:
                if event.event_type not in ("opened", "closed_no_write"):
                    stirred.set()

        observer = Observer()
        try:
            observer.schedule(Handler(), tree.root, recursive=self._request.recursive)
            observer.start()
        except OSError as error:  # the limit of inotify watches, a file system without events
            self._view.note(f"no file system events ({error}); looking every few seconds")
            yield
            return
        try:
            yield
        finally:
            observer.stop()
            observer.join()


def move_original(root: str, row: FileRow, archive: Path) -> Path:
    """Move a finished original to the same place under ``archive``; nothing is overwritten.

    Between file systems it is copied, compared, and only then removed. Raises ``SohoaError``
    if the file is no longer the one that was read.
    """
    source = Path(os.fsdecode(os.path.join(os.fsencode(root), row.path)))
    state = source.stat()
    if (state.st_size, state.st_mtime_ns) != (row.size, row.stamp):
        raise SohoaError(f"{readable(row.path)} has changed since it was read: not moved")
    folder = (archive / os.fsdecode(row.path)).parent
    folder.mkdir(parents=True, exist_ok=True)
    if source.parent.stat().st_dev == folder.stat().st_dev:
        return _renamed(source, _possible_targets(archive, row))
    beside = folder / f".{source.name}.new"
    try:
        shutil.copy2(source, beside)
        with beside.open("rb") as stream:
            os.fsync(stream.fileno())
        if file_sha256(beside) != row.sha256:
            raise SohoaError(f"{readable(row.path)} did not arrive whole: not moved")
        target = _renamed(beside, _possible_targets(archive, row))
    finally:
        beside.unlink(missing_ok=True)
    source.unlink()
    return target


def _possible_targets(archive: Path, row: FileRow) -> Iterator[Path]:
    """Where the original may be moved: ``a.pdf``, ``a-1.pdf``, ``a-2.pdf`` …"""
    plain = archive / os.fsdecode(row.path)
    yield plain
    for number in count(1):
        yield plain.with_name(f"{plain.stem}-{number}{plain.suffix}")


def _renamed(source: Path, targets: Iterator[Path]) -> Path:
    """Give ``source`` the first of these names that is free."""
    while True:
        target = next(targets)
        with contextlib.suppress(FileExistsError):
            _rename_to_free_name(source, target)
            return target


def _rename_to_free_name(source: Path, target: Path) -> None:
    """Rename; unlike ``os.rename`` never over a file. Raises FileExistsError."""
    try:
        os.link(source, target, follow_symlinks=False)
    except FileExistsError:
        if not os.path.samestat(
            os.lstat(source), os.lstat(target)
        ):  # else a move that was cut off here
            raise
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC))
        os.rename(source, target)
        return
    os.unlink(source)
