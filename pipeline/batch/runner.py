# SPDX-License-Identifier: Apache-2.0
"""Decides what is done next, and puts what comes back in its place.

One thread; the only one that writes to the ledger and moves outputs. Every task runs in an
executor. A bounded number of tasks is in flight, whatever the number of documents or pages:
first the ends of documents, then pages of documents that are open, then new documents.
"""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections import deque
from collections.abc import Callable, Collection, Iterable
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from pipeline.batch.engines import Engine, is_death
from pipeline.batch.faults import (
    EngineMismatchError,
    OutputError,
    PoolBrokenError,
    SourceChangedError,
    TooManyFailuresError,
    WorkerTimeoutError,
    output_fault,
)
from pipeline.batch.job import Handed, Job, OpenDocument
from pipeline.batch.ledger import MOVED_OUT, FileRow, Ledger, State
from pipeline.batch.names import readable
from pipeline.batch.output import OutputFolder
from pipeline.batch.placing import check_place, outputs_with_earlier
from pipeline.batch.run_diary import RunDiary
from pipeline.batch.spool import Spool, unpack_page
from pipeline.batch.tree import FileRef
from pipeline.batch.view import DocumentEnd, Tally, View
from pipeline.batch.work import (
    Finished,
    PagePlace,
    ReadPage,
    copy_outputs,
    finish_file,
    page_row,
    plan_file,
    read_file_page,
    set_aside,
    write_staged,
)
from pipeline.document import DocumentPlan
from pipeline.errors import ExitCode, MissingDependencyError, SohoaError
from pipeline.export import shows_original

MOST_DEATHS = 2
"""A page under which so many workers have died is set aside."""

BYTES_A_SECOND = 4 << 20
"""Slowest disk or network that opening a file is given time for, bytes/s."""

More = Callable[[bool], Collection[int] | None]
"""Asked for further files; told whether there is nothing else to do. None: there are no more."""


class Runner:
    """Runs what is pending in the ledger. Use once."""

    def __init__(
        self, job: Job, output: OutputFolder, ledger: Ledger, engine: Engine, view: View
    ) -> None:
        self.tally = Tally()
        self.stopping = False
        self._last_words = ""
        self._job = job
        self._output = output
        self._ledger = ledger
        self._engine = engine
        self._view = view
        self._spool = Spool(output.spool)
        self.known: set[int] = set()
        """Files that are waiting or being done."""
        self._queue: deque[int] = deque()
        self._running: dict[Future[Any], Handed] = {}
        self._open: dict[int, OpenDocument] = {}
        self._to_end: deque[tuple[str, OpenDocument]] = deque()
        self._owners: dict[str, OpenDocument] = {}
        self._settled_now: set[str] = set()
        self._names: tuple[bytes | None, Collection[bytes]] = (None, ())

    def stop(self, said: str = "") -> None:
        """Begin nothing new; let what is running come to its end. Safe in a signal handler:
        what is to be ``said`` is said later."""
        self._last_words = said
        self.stopping = True

    def run(
        self,
        pending: Iterable[int],
        *,
        more: More | None = None,
    ) -> Tally:
        """Do the files with the ids in ``pending``, in that order.

        ``more`` (watched folders) is asked between tasks for further ids; it is told whether
        there is nothing else to do, and may then wait a little. It answers None to end.
        """
        self._diary = RunDiary(self._ledger, self._engine.name, self.tally)
        self._view.begin(self.tally)
        outcome = "stopped by an error"
        try:
            self._queue.extend(pending)
            self.known.update(self._queue)
            self._work_off(more)
            outcome = "interrupted" if self.stopping else "finished"
        except KeyboardInterrupt:
            outcome = "interrupted"
            raise
        except sqlite3.Error as error:
            self._output.check_there()
            raise output_fault(error, f"the ledger {self._output.ledger}") from error
        finally:
            with contextlib.suppress(SohoaError, sqlite3.Error):
                self._diary.note(outcome)
            self._view.end(outcome)
        if not self.stopping:
            self._sweep()
        return self.tally

    def _work_off(self, more: More | None) -> None:
        while True:
            if self._last_words:
                self._view.note(self._last_words)
                self._last_words = ""
            self._fill()
            if more is not None and not self.stopping:
                idle = not self._running and not self._open
                further = more(idle)
                if further is None:
                    more = None
                else:
                    self._queue.extend(further)
                    self.known.update(further)
                if idle:
                    continue
            if not self._running:
                return
            if self.stopping:
                begun = [f for f, r in self._running.items() if r.kind in ("plan", "page")]
                for future in begun:
                    if future.cancel():
                        self._running.pop(future).document.running -= 1
                if not self._running:
                    continue
            # a bounded wait, so that watched folders and signals are looked after
            done, _ = wait(self._running, timeout=1.0, return_when=FIRST_COMPLETED)
            if done:
                self._output.check_there()
            for future in done:
                self._take(self._running.pop(future), future)

    # --- what is next ---------------------------------------------------------------------------

    def _fill(self) -> None:
        most = 2 * max(1, self._engine.slots())
        while len(self._running) < most:
            if self._to_end:
                kind, document = self._to_end.popleft()
                self._submit_end(kind, document)
            elif self.stopping:
                return
            elif (reading := self._next_page()) is not None:
                self._submit_page(*reading)
            elif len(self._open) < 2 * most:
                row = self._next_row()
                if row is None:
                    return
                self._submit_plan(self._opened(row))
            else:
                return

    def _next_page(self) -> tuple[OpenDocument, int] | None:
        for document in self._open.values():
            if document.to_read:
                return document, document.to_read.popleft()
        return None

    def _next_row(self) -> FileRow | None:
        while self._queue:
            identity = self._queue.popleft()
            with contextlib.suppress(KeyError):
                row = self._ledger.file(identity)
                if row.state is State.PENDING and identity not in self._open:
                    return row
            self.known.discard(identity)
        return None

    def _opened(self, row: FileRow) -> OpenDocument:
        ref = FileRef(self._job.root, row.path, row.size, row.stamp)
        document = OpenDocument(row, ref, time.monotonic())
        self._open[row.id] = document
        return document

    # --- handing out ----------------------------------------------------------------------------

    def _submit(self, running: Handed, function: Any, seconds: float | None, *args: Any) -> None:
        try:
            future = self._engine.submit(function, seconds, *args)
        except RuntimeError as error:
            raise SohoaError(f"the {self._engine.name} engine has stopped: {error}") from error
        running.document.running += 1
        self._running[future] = running

    def _submit_plan(self, document: OpenDocument) -> None:
        seconds = self._page_seconds + document.row.size / BYTES_A_SECOND
        job = self._job
        self._submit(
            Handed("plan", document), plan_file, seconds, job.steps, document.ref, job.settings
        )

    def _submit_page(self, document: OpenDocument, number: int) -> None:
        job = self._job
        self._submit(
            Handed("page", document, number),
            read_file_page,
            self._page_seconds,
            job.steps,
            document.ref,
            number,
            job.settings,
        )

    def _submit_end(self, kind: str, document: OpenDocument) -> None:
        job = self._job
        assert document.plan is not None
        seconds = self._page_seconds * (1 + len(document.plan.numbers) / 10)
        if any(map(shows_original, job.formats)):  # it may have to be fetched again
            seconds += document.row.size / BYTES_A_SECOND
        stage = None
        if self._engine.shares_disk:
            stage = str(self._output.stage_folder(str(document.row.id)))
        if kind == "copy":
            record = self._ledger.record(document.sha256)
            assert record is not None
            self._submit(
                Handed("copy", document),
                copy_outputs,
                seconds,
                job.steps,
                document.ref,
                document.plan,
                record,
                self._opening_warnings(document.sha256),
                job.settings,
                job.formats,
                job.split,
                stage,
            )
            return
        numbers = sorted(document.places)
        places = [document.places[number] for number in numbers]
        if not self._engine.shares_disk:
            places = [p if isinstance(p, bytes) else Path(p).read_bytes() for p in places]
        self._submit(
            Handed("finish", document),
            finish_file,
            seconds,
            job.steps,
            document.ref,
            document.plan,
            places,
            [document.rows[number] for number in numbers],
            job.settings,
            job.fingerprint,
            job.formats,
            job.split,
            stage,
        )

    @property
    def _page_seconds(self) -> float:
        return self._job.settings.limits.page_seconds + self._job.settings.batch.grace_seconds

    def _opening_warnings(self, sha256: str) -> int:
        query = "SELECT value FROM meta WHERE key = ?"
        for (value,) in self._ledger.rows(query, (f"opening warnings {sha256}",)):
            return int(value)
        return 0

    # --- what comes back --------------------------------------------------------------------------

    def _take(self, running: Handed, future: Future[Any]) -> None:
        document = running.document
        document.running -= 1
        try:
            value = future.result()
        except CancelledError:
            if not self.stopping:
                raise SohoaError(
                    f"the {self._engine.name} engine has dropped a task",
                    help="Start the scheduler again and run the same command: it goes on.",
                ) from None
            return
        except (MissingDependencyError, OutputError, EngineMismatchError, PoolBrokenError):
            raise
        except Exception as error:
            self._take_fault(running, error)
            return
        if running.kind == "plan":
            self._planned(document, value)
        elif running.kind == "page":
            self._page_read(document, running.number, value)
        elif running.kind == "finish":
            self._finished(document, value)
        else:
            self._copied(document, *value)

    def _take_fault(self, running: Handed, error: Exception) -> None:
        document, number = running.document, running.number
        if not is_death(error):
            if running.kind == "page":
                said = str(error) if isinstance(error, SohoaError) else _named(error)
                self._page_read(document, number, set_aside(number, said, 1))
            else:
                self._failed(document, error)
            return
        deaths = document.deaths.get(number, 0) + 1
        document.deaths[number] = deaths
        again = deaths < MOST_DEATHS and not isinstance(error, WorkerTimeoutError)
        where = f"{document.ref.shown}, page {number}" if number else document.ref.shown
        self._view.note(f"{where}: {error}{'; trying once more' if again else ''}")
        if running.kind == "page":
            if again:
                document.to_read.appendleft(number)
            else:
                self._page_read(document, number, set_aside(number, str(error), deaths))
        elif not again:
            self._failed(document, error)
        elif running.kind == "plan":
            self._submit_plan(document)
        else:
            self._to_end.append((running.kind, document))

    def _planned(self, document: OpenDocument, plan: DocumentPlan) -> None:
        document.plan = plan
        sha256, row, job = plan.source.sha256, document.row, self._job
        if sha256 in self._owners:
            self._owners[sha256].followers.append(document)
            return
        content = self._ledger.content(sha256)
        if content is not None and (
            self._ledger.reading(sha256) is not None  # a person corrected it
            or (
                content.fingerprint == job.fingerprint
                and (sha256 in self._settled_now or not (row.redo or content.failed_pages))
            )
        ):
            self._to_end.append(("copy", document))
            return
        self._owners[sha256] = document
        if row.redo == 1:
            self._spool.forget(sha256)
            self._ledger.begin_redo(row.id)
        self._take_up_spooled(document)
        document.to_read.extend(n for n in plan.numbers if n not in document.places)
        self._end_if_read(document)

    def _take_up_spooled(self, document: OpenDocument) -> None:
        """Pages read before an interruption, or before other pages failed, are not read again."""
        sha256 = document.sha256
        known = {row.number: row for row in self._ledger.pages(sha256)}
        assert document.plan is not None
        wanted = set(document.plan.numbers)
        for number, path in self._spool.pages(sha256, self._job.fingerprint).items():
            row = known.get(number) or page_row(unpack_page(path.read_bytes()), 0.0)
            if row.state is State.DONE and number in wanted:
                document.places[number] = str(path)
                document.rows[number] = row

    def _page_read(self, document: OpenDocument, number: int, read: ReadPage) -> None:
        assert document.plan is not None
        row = read.row
        if row.error is None and number in document.deaths:
            row = replace(row, attempts=document.deaths[number] + 1)
        place: PagePlace = read.packed
        if len(document.plan.numbers) > 1:
            try:
                place = str(
                    self._spool.keep(document.sha256, self._job.fingerprint, number, read.packed)
                )
            except OSError as error:
                self._output.check_there()
                raise output_fault(error, f"to {self._output.inner}") from error
            self._ledger.keep_page(document.sha256, row)
        document.places[number] = place
        document.rows[number] = row
        self.tally.pages += 1
        self.tally.failed_pages += row.state is State.FAILED
        self._diary.count_page()
        self._view.page(document.ref.shown, number, row.error)
        self._end_if_read(document)

    def _end_if_read(self, document: OpenDocument) -> None:
        assert document.plan is not None
        if len(document.places) == len(document.plan.numbers):
            self._to_end.append(("finish", document))

    def _finished(self, document: OpenDocument, finished: Finished) -> None:
        if not self._place(document, finished.outputs, finished.staged):
            return
        sha256 = document.sha256
        state = State.PARTIAL if finished.content.failed_pages else State.DONE
        with self._ledger.together():
            self._ledger.keep_content(finished.content, finished.record, finished.pages)
            self._keep_opening_warnings(document)
            self._end_file(document, state, finished.outputs, finished.content.fingerprint)
        if state is State.DONE:
            self._spool.forget(sha256)
        if state is State.PARTIAL or document.row.redo:
            self._settled_now.add(sha256)  # copies are not to read it yet again
        self._told(
            document,
            state,
            finished.content.failed_pages,
            finished.content.doubtful_share,
            copied=False,
        )
        self._owners.pop(sha256, None)
        self._to_end.extend(("copy", follower) for follower in document.followers)

    def _copied(
        self, document: OpenDocument, outputs: dict[str, str], staged: dict[str, bytes] | None
    ) -> None:
        if not self._place(document, outputs, staged):
            return
        content = self._ledger.content(document.sha256)
        assert content is not None
        state = State.PARTIAL if content.failed_pages else State.DONE
        self._end_file(document, state, outputs, content.fingerprint)
        self.tally.copies += 1
        self._told(document, state, content.failed_pages, content.doubtful_share, copied=True)

    def _place(
        self, document: OpenDocument, outputs: dict[str, str], staged: dict[str, bytes] | None
    ) -> bool:
        stage = self._output.stage / str(document.row.id)
        if staged is not None:
            stage = self._output.stage_folder(str(document.row.id))
            write_staged(stage, staged)
        try:
            taken = partial(self._named_in, document.row.base.rpartition(b"/")[0])
            check_place(document.row, outputs, self._output.root, self._job.root, taken)
            self._output.place(stage, document.row.base, outputs)
        except OutputError:
            raise
        except SohoaError as error:
            self._failed(document, error)
            return False
        return True

    def _named_in(self, folder: bytes) -> Collection[bytes]:
        """Names of results in a folder. Those that are given while a batch runs collide with none,
        so that the folder met last need not be asked for again."""
        if self._names[0] != folder:
            self._names = folder, self._ledger.bases_in(folder)
        return self._names[1]

    def _end_file(
        self, document: OpenDocument, state: State, outputs: dict[str, str], fingerprint: str
    ) -> None:
        assert document.plan is not None
        row = document.row
        kept = outputs_with_earlier(
            self._output,
            row,
            outputs,
            is_same=row.sha256 == document.sha256,
            split=self._job.split,
        )
        with self._ledger.together():
            self._ledger.finish_file(
                row.id,
                state,
                sha256=document.sha256,
                fingerprint=fingerprint,
                outputs=kept,
                warnings=document.plan.warnings,
                seconds=time.monotonic() - document.begun,
            )
            self._drop_renamed(document)

    def _drop_renamed(self, document: OpenDocument) -> None:
        """Where the same content was known under a name that is gone, the file was renamed."""
        for old in self._ledger.files_with(document.sha256):
            moved_out = old.path.startswith(MOVED_OUT)
            if not old.gone or moved_out or old.id == document.row.id or old.id in self._open:
                continue
            self._output.remove_outputs(old.base, old.outputs)
            self._ledger.forget_file(old.id)

    def _told(
        self,
        document: OpenDocument,
        state: State,
        failed_pages: int,
        doubtful_share: float | None,
        *,
        copied: bool,
    ) -> None:
        assert document.plan is not None
        if state is State.PARTIAL:
            self.tally.partial += 1
        else:
            self.tally.done += 1
        limit = self._job.settings.batch.doubtful_share
        self.tally.doubtful += (doubtful_share or 0.0) > limit
        self._close(document)
        self._view.document(
            DocumentEnd(
                document.ref.shown,
                state,
                len(document.plan.numbers),
                failed_pages,
                time.monotonic() - document.begun,
                doubtful_share,
                copied=copied,
            )
        )

    def _failed(self, document: OpenDocument, error: Exception) -> None:
        """The document cannot be done, and its copies neither."""
        if document.row.id not in self._open:
            return
        sha256 = document.plan.source.sha256 if document.plan else None
        if isinstance(error, SohoaError):
            reason, advice, code = str(error), error.help, int(error.exit_code)
        else:
            reason = _named(error)
            advice, code = SohoaError.help, int(ExitCode.OTHER)
        if isinstance(error, SourceChangedError) and sha256:
            self._spool.forget(sha256, self._job.fingerprint)
        self._ledger.finish_file(
            document.row.id,
            State.FAILED,
            sha256=sha256,
            fingerprint="",
            warnings=document.plan.warnings if document.plan else (),
            seconds=time.monotonic() - document.begun,
            error=readable(reason),
            advice=advice,
            exit_code=code,
        )
        self.tally.failed += 1
        self._close(document)
        pages = len(document.plan.numbers) if document.plan else 0
        self._view.document(
            DocumentEnd(
                document.ref.shown,
                State.FAILED,
                pages,
                0,
                time.monotonic() - document.begun,
                None,
                readable(reason),
            )
        )
        if sha256 and self._owners.get(sha256) is document:
            del self._owners[sha256]
            for follower in document.followers:
                # a copy may still be whole where this file vanished or changed
                self._planned(follower, follower.plan)  # type: ignore[arg-type]
        self._check_failures()

    def _close(self, document: OpenDocument) -> None:
        self._open.pop(document.row.id, None)
        self.known.discard(document.row.id)
        document.to_read.clear()

    def _keep_opening_warnings(self, document: OpenDocument) -> None:
        assert document.plan is not None
        if document.plan.warnings or self._opening_warnings(document.sha256):
            self._ledger.set_meta(
                f"opening warnings {document.sha256}", str(len(document.plan.warnings))
            )

    # --- the run as a whole -----------------------------------------------------------------------

    def _check_failures(self) -> None:
        limit = self._job.max_failures
        if limit is None:
            return
        failed = self.tally.failed
        if limit.endswith("%"):
            most = float(limit[:-1]) / 100 * max(self.tally.to_do, self.tally.ended)
        else:
            most = float(limit)
        if failed > most:
            raise TooManyFailuresError(
                f"{failed} of {self.tally.to_do} document(s) failed, more than {limit}"
            )

    def _sweep(self) -> None:
        """Drop what is known of contents that nobody has or waits for any more."""
        if any(not row.gone for row in self._ledger.files_in(State.PENDING)):
            return
        self._ledger.drop_unused()
        for sha256, _ in self._spool.contents():
            waiting = any(
                row.state in (State.PARTIAL, State.FAILED) and not row.gone
                for row in self._ledger.files_with(sha256)
            )
            if not waiting:
                self._spool.forget(sha256)


def _named(error: Exception) -> str:
    return f"unexpected fault: {type(error).__name__}: {error}"
