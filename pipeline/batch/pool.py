# SPDX-License-Identifier: Apache-2.0
"""A process pool whose workers may die.

``concurrent.futures.ProcessPoolExecutor`` breaks as a whole when one worker is killed, and
cannot say under which task. Here every worker holds one task at a time, so that the task is
known, the others are untouched, and a new worker takes the place of the dead one. A task that
runs longer than its ``seconds`` has its worker stopped.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import selectors
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import IO, Any

from pipeline.batch.faults import PoolBrokenError, WorkerDiedError, WorkerTimeoutError, died_of
from pipeline.errors import SohoaError
from pipeline.scratch import make_folder, remove_folder, variables

START_SECONDS = 120.0
"""A worker that has not said it is ready after this long is replaced, s."""

MOST_FAILED_STARTS = 5
"""So many workers in a row that could not be started or died before they were ready, and no
worker left: the pool is broken."""

START_AGAIN_SECONDS = 1.0
"""Pause after a worker that did not start, s."""


@dataclass(frozen=True, slots=True)
class Task:
    """A call with a limit: ``seconds`` of wall clock, None for no limit."""

    function: Callable[..., Any]
    seconds: float | None = None

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.function(*args, **kwargs)


@dataclass(eq=False)
class _Job:
    future: Future[Any]
    payload: bytes
    seconds: float | None


@dataclass(eq=False)
class _Worker:
    process: subprocess.Popen[bytes]
    tasks: Connection
    answers: Connection
    stderr: IO[bytes]
    started: float
    scratch: Path | None
    ready: bool = False
    job: _Job | None = None
    deadline: float | None = None


@dataclass(eq=False)
class _State:
    """What the caller's threads and the supervisor share, under one lock."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    waiting: deque[_Job] = field(default_factory=deque)
    closing: bool = False
    killed: bool = False


class SupervisedPool(Executor):
    """``workers`` processes; each is replaced when it dies (``WorkerDiedError`` on its task).

    ``memory_bytes`` bounds the private memory of each worker, and of each program it starts.
    ``preload`` names modules imported before the first task, so that their import does not
    count against a task's time.
    """

    def __init__(
        self, workers: int, *, memory_bytes: int | None = None, preload: tuple[str, ...] = ()
    ) -> None:
        if workers < 1:
            raise ValueError("a pool needs at least one worker")
        self._size = workers
        self._greeting = (memory_bytes, preload, list(sys.path))
        self._state = _State()
        self._workers: dict[int, _Worker] = {}
        self._failed_starts = 0
        self._start_failure = ""
        self._start_again = 0.0
        self._wake_read, self._wake_write = os.pipe()
        os.set_blocking(self._wake_write, False)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._wake_read, selectors.EVENT_READ)
        self._thread = threading.Thread(target=self._supervise, name="supervisor", daemon=True)
        self._thread.start()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run ``fn`` in a worker; a ``Task`` brings its own time limit."""
        payload = pickle.dumps((fn, args, kwargs), protocol=pickle.HIGHEST_PROTOCOL)
        job = _Job(Future(), payload, getattr(fn, "seconds", None))
        with self._state.lock:
            if self._state.closing:
                raise RuntimeError("the pool is closed")
            self._state.waiting.append(job)
        self._wake()
        return job.future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let running tasks end, then stop the workers."""
        with self._state.lock:
            self._state.closing = True
            if cancel_futures:
                for job in self._state.waiting:
                    job.future.cancel()
        self._wake()
        if wait:
            self._thread.join()

    def kill(self) -> None:
        """Stop every worker now, with all it has started."""
        with self._state.lock:
            self._state.closing = True
            self._state.killed = True
        self._wake()
        self._thread.join()

    def _wake(self) -> None:
        with self._state.lock, contextlib.suppress(BlockingIOError):
            if self._wake_write >= 0:  # else the supervisor is gone
                os.write(self._wake_write, b"x")

    # --- below: the supervisor's thread only -------------------------------------------------

    def _supervise(self) -> None:
        try:
            while not self._finished():
                self._hand_out()
                for key, _ in self._selector.select(self._patience()):
                    if key.fd == self._wake_read:
                        os.read(self._wake_read, 4096)
                    else:
                        self._hear(key.data)
                self._stop_overdue()
        finally:
            self._end()

    def _end(self) -> None:
        """Nobody may wait for ever, also where the supervisor itself has failed."""
        with self._state.lock:
            asked_for = self._state.closing
            self._state.closing = True
            left = list(self._state.waiting)
            self._state.waiting.clear()
        for worker in list(self._workers.values()):
            self._dismiss(worker, wait=not self._state.killed)
            worker.stderr.close()
            if worker.job is not None:
                worker.job.future.set_exception(WorkerDiedError("the worker was stopped"))
        for job in left:
            if asked_for:
                job.future.cancel()
            if job.future.set_running_or_notify_cancel():
                job.future.set_exception(WorkerDiedError("the pool has failed"))
        self._selector.close()
        with self._state.lock:
            os.close(self._wake_read)
            os.close(self._wake_write)
            self._wake_write = -1

    def _finished(self) -> bool:
        with self._state.lock:
            if self._state.killed:
                return True
            waiting = any(not job.future.cancelled() for job in self._state.waiting)
            busy = any(worker.job for worker in self._workers.values())
            return self._state.closing and not waiting and not busy

    def _hand_out(self) -> None:
        while True:
            idle = next((w for w in self._workers.values() if w.ready and w.job is None), None)
            with self._state.lock:
                while self._state.waiting and self._state.waiting[0].future.cancelled():
                    self._state.waiting.popleft().future.set_running_or_notify_cancel()
                wanted = len(self._state.waiting)
                job = self._state.waiting.popleft() if wanted and idle else None
            if job is None:
                self._start_workers(wanted)
                return
            if not job.future.set_running_or_notify_cancel():
                continue
            assert idle is not None
            idle.job = job
            idle.deadline = None if job.seconds is None else time.monotonic() + job.seconds
            try:
                idle.tasks.send_bytes(job.payload)
            except OSError:
                self._bury(idle)

    def _start_workers(self, wanted: int) -> None:
        """Start workers for so many waiting tasks, as far as there is room for them."""
        starting = sum(not worker.ready for worker in self._workers.values())
        while wanted > starting and len(self._workers) < self._size:
            if self._failed_starts >= MOST_FAILED_STARTS and not self._workers:
                self._give_up(f"worker processes do not start ({self._start_failure})")
                return
            if time.monotonic() < self._start_again:
                return
            try:
                self._start()
            except OSError as error:  # no memory, no more processes or files
                self._start_failed(error.strerror or str(error))
            else:
                starting += 1

    def _start_failed(self, why: str) -> None:
        self._failed_starts += 1
        self._start_failure = why
        self._start_again = time.monotonic() + START_AGAIN_SECONDS

    def _start(self) -> None:
        """Start one worker. Raises OSError, and then nothing of it is left."""
        with contextlib.ExitStack() as ours, contextlib.ExitStack() as theirs:
            task_read, task_write = os.pipe()
            theirs.callback(os.close, task_read)
            tasks = ours.enter_context(Connection(task_write, readable=False))
            answer_read, answer_write = os.pipe()
            theirs.callback(os.close, answer_write)
            answers = ours.enter_context(Connection(answer_read, writable=False))
            stderr = ours.enter_context(tempfile.TemporaryFile())
            scratch = make_folder()
            ours.callback(remove_folder, scratch)
            process = subprocess.Popen(
                [sys.executable, "-m", "pipeline.batch.worker", str(task_read), str(answer_write)],
                pass_fds=(task_read, answer_write),
                stdin=subprocess.DEVNULL,
                stdout=stderr,
                stderr=stderr,
                start_new_session=True,
                env={
                    **os.environ,
                    **(variables(scratch) if scratch else {}),
                    "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
                },
            )
            ours.pop_all()  # closed with the worker
        worker = _Worker(process, tasks, answers, stderr, time.monotonic(), scratch)
        with self._state.lock:
            self._workers[process.pid] = worker
        self._selector.register(answer_read, selectors.EVENT_READ, worker)
        with contextlib.suppress(OSError):
            worker.tasks.send(self._greeting)

    def _hear(self, worker: _Worker) -> None:
        try:
            answer = worker.answers.recv_bytes()
        except (EOFError, OSError):
            self._bury(worker)
            return
        try:
            kind, value = pickle.loads(answer)
        except Exception as error:  # whatever the classes in it do
            kind, value = "error", SohoaError(f"the answer of a worker cannot be read: {error}")
        if kind == "ready":
            worker.ready = True
            self._failed_starts = 0
            return
        job, worker.job, worker.deadline = worker.job, None, None
        if job is None:
            return
        if kind == "done":
            job.future.set_result(value)
        else:
            job.future.set_exception(value)

    def _bury(self, worker: _Worker, overdue: bool = False) -> None:
        """The worker is dead or must be: blame its task, make room for another."""
        returncode = self._dismiss(worker, wait=False)
        job = worker.job
        said = _tail(worker.stderr)
        worker.stderr.close()
        if not worker.ready:
            self._start_failed(": ".join(filter(None, (died_of(returncode), said))))
        if job is not None:
            if overdue:
                text = f"took longer than {job.seconds:.0f} s"
                error: WorkerDiedError = WorkerTimeoutError(text)
            else:
                error = WorkerDiedError(f"the worker process died: {died_of(returncode)}")
            error.details = said
            job.future.set_exception(error)

    def _give_up(self, message: str) -> None:
        with self._state.lock:
            waiting = list(self._state.waiting)
            self._state.waiting.clear()
            self._state.closing = True
        for job in waiting:
            if job.future.set_running_or_notify_cancel():
                job.future.set_exception(PoolBrokenError(message))
        self._wake()

    def _dismiss(self, worker: _Worker, *, wait: bool) -> int | None:
        with self._state.lock:
            self._workers.pop(worker.process.pid, None)
        with contextlib.suppress(KeyError, ValueError):
            self._selector.unregister(worker.answers)
        dead = worker.process.poll()
        if not wait or worker.job is not None:
            kill_with_all_it_started(worker.process.pid)
        worker.tasks.close()  # an idle worker ends when its pipe closes
        worker.answers.close()
        returncode = worker.process.wait()
        remove_folder(worker.scratch)
        return returncode if dead is None else dead

    def _stop_overdue(self) -> None:
        now = time.monotonic()
        for worker in list(self._workers.values()):
            if worker.deadline is not None and now > worker.deadline:
                self._bury(worker, overdue=True)
            elif not worker.ready and now > worker.started + START_SECONDS:
                self._bury(worker)

    def _patience(self) -> float | None:
        deadlines = [w.deadline for w in self._workers.values() if w.deadline is not None]
        deadlines += [w.started + START_SECONDS for w in self._workers.values() if not w.ready]
        if time.monotonic() < self._start_again:
            deadlines.append(self._start_again)
        if not deadlines:
            return None
        return max(0.0, min(deadlines) - time.monotonic()) + 0.01


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def kill_with_all_it_started(pid: int) -> None:
    """Kill a process, its group, and its descendants that lead groups of their own."""
    for child in _descendants(pid):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(child, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def _descendants(pid: int) -> list[int]:
    found: list[int] = []
    waiting = [pid]
    while waiting:
        for task in Path(f"/proc/{waiting.pop()}/task").glob("*/children"):
            with contextlib.suppress(OSError, ValueError):
                children = [int(word) for word in task.read_text().split()]
                found += children
                waiting += children
    return found


def _tail(stderr: IO[bytes], most: int = 2000) -> str:
    with contextlib.suppress(OSError, ValueError):
        end = stderr.seek(0, os.SEEK_END)
        stderr.seek(max(0, end - most))
        return stderr.read().decode("utf-8", "replace").strip()
    return ""
