# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import wait
from pathlib import Path

import pytest

import pipeline.batch.pool
from pipeline.batch.faults import PoolBrokenError, WorkerDiedError, WorkerTimeoutError
from pipeline.batch.pool import MOST_FAILED_STARTS, SupervisedPool, Task
from pipeline.errors import EncryptedFileError, SohoaError


@pytest.fixture
def pool() -> Iterator[SupervisedPool]:
    """Two workers."""
    pool = SupervisedPool(2, memory_bytes=1 << 30)
    yield pool
    pool.kill()


def test_it_is_an_executor(pool: SupervisedPool) -> None:
    futures = [pool.submit(pow, n, 2) for n in range(50)]
    assert [future.result() for future in futures] == [n * n for n in range(50)]
    assert list(pool.map(abs, [-1, -2])) == [1, 2]


def test_a_killed_worker_costs_its_own_task_only(pool: SupervisedPool) -> None:
    bad = pool.submit(os.kill, 0, signal.SIGKILL)  # its whole process group, as a segfault would
    good = [pool.submit(pow, n, 2) for n in range(20)]
    with pytest.raises(WorkerDiedError, match="SIGKILL"):
        bad.result(30)
    assert [future.result(30) for future in good] == [n * n for n in range(20)]


def test_what_a_worker_said_last_is_kept(pool: SupervisedPool) -> None:
    with pytest.raises(WorkerDiedError, match="exit code 3") as caught:
        pool.submit(
            exec, "import os; os.write(2, b'free(): invalid pointer'); os._exit(3)"
        ).result()
    assert caught.value.details == "free(): invalid pointer"


def test_a_task_that_takes_too_long_has_its_worker_stopped(pool: SupervisedPool) -> None:
    begun = time.monotonic()
    with pytest.raises(WorkerTimeoutError, match="longer than"):
        pool.submit(Task(time.sleep, 0.2), 60).result()
    assert time.monotonic() - begun < 20
    assert pool.submit(pow, 2, 3).result() == 8


def test_a_task_that_wants_too_much_memory_fails(pool: SupervisedPool) -> None:
    with pytest.raises(SohoaError, match="not enough memory"):
        pool.submit(bytearray, 4 << 30).result()
    assert pool.submit(len, bytes(1 << 20)).result() == 1 << 20


def test_an_error_comes_back_with_its_advice(pool: SupervisedPool) -> None:
    error = EncryptedFileError("locked", help="open it")
    with pytest.raises(EncryptedFileError) as caught:
        pool.submit(_raise, error).result()
    assert (str(caught.value), caught.value.help) == ("locked", "open it")


def _raise(error: Exception) -> None:
    raise error


def test_a_result_that_cannot_travel_is_an_error(pool: SupervisedPool) -> None:
    with pytest.raises(SohoaError):
        pool.submit(eval, "lambda: 0").result()


def _leave_a_file_and_sleep() -> None:
    tempfile.mkstemp()
    time.sleep(60)


@pytest.mark.parametrize("cleared_away", [False, True])
def test_a_stopped_worker_leaves_no_temporary_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cleared_away: bool
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    pool = SupervisedPool(1)
    assert Path(pool.submit(tempfile.gettempdir).result(30)).parent == tmp_path
    if cleared_away:
        shutil.rmtree(next(tmp_path.iterdir()))
    with pytest.raises(WorkerTimeoutError):
        pool.submit(Task(_leave_a_file_and_sleep, 1)).result()
    assert pool.submit(pow, 2, 3).result(30) == 8
    pool.shutdown()
    assert list(tmp_path.iterdir()) == []


class _TwoParts(Exception):  # noqa: N818
    def __init__(self, one: str, other: str) -> None:
        super().__init__(f"{one}, {other}")


def _raise_two_parts() -> None:
    raise _TwoParts("one", "other")


def test_an_error_that_cannot_be_made_again_comes_back_as_text(pool: SupervisedPool) -> None:
    with pytest.raises(SohoaError, match="_TwoParts: one, other"):
        pool.submit(_raise_two_parts).result(30)
    assert pool.submit(pow, 2, 3).result(30) == 8


class _Unreadable:
    def __reduce__(self) -> tuple[object, ...]:
        return (int, ("no number",))


def test_an_answer_that_cannot_be_read_is_an_error(pool: SupervisedPool) -> None:
    with pytest.raises(SohoaError, match="cannot be read"):
        pool.submit(_Unreadable).result(30)
    assert pool.submit(pow, 2, 3).result(30) == 8


def test_a_pool_that_is_killed_leaves_nobody_waiting() -> None:
    pool = SupervisedPool(1)
    futures = [pool.submit(time.sleep, 60), pool.submit(time.sleep, 60)]
    while not futures[0].running():
        time.sleep(0.01)
    pool.kill()
    assert not wait(futures, 5).not_done
    with pytest.raises(WorkerDiedError):
        futures[0].result(0)


def test_a_supervisor_that_fails_leaves_nobody_waiting(
    pool: SupervisedPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threading, "excepthook", lambda told: None)
    monkeypatch.setattr(pool, "_stop_overdue", lambda: 1 / 0)
    with pytest.raises(WorkerDiedError):
        pool.submit(time.sleep, 60).result(30)
    pool._thread.join(30)  # its hook is ours until it has ended


def test_the_pipes_of_a_pool_are_closed_with_it() -> None:
    def descriptors() -> int:
        return len(os.listdir("/proc/self/fd"))

    before = descriptors()
    pool = SupervisedPool(1)
    pool.submit(pow, 2, 3).result(30)
    pool.shutdown()
    assert descriptors() == before


def test_closing_waits_for_running_tasks_and_drops_waiting_ones() -> None:
    pool = SupervisedPool(1)
    first = pool.submit(time.sleep, 0.3)
    pool.submit(pow, 1, 1)
    wait([first])
    others = [pool.submit(time.sleep, 30) for _ in range(3)]
    assert others[-1].cancel()
    pool.kill()
    assert all(future.done() for future in others[1:])
    with pytest.raises(RuntimeError):
        pool.submit(pow, 1, 1)


def test_workers_that_never_start_break_the_pool(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    monkeypatch.setattr(pipeline.batch.pool, "START_AGAIN_SECONDS", 0.01)
    pool = SupervisedPool(1)
    try:
        with pytest.raises(PoolBrokenError, match="do not start"):
            pool.submit(pow, 1, 1).result(30)
    finally:
        pool.kill()


@pytest.mark.parametrize("refusals", [2, MOST_FAILED_STARTS])
def test_a_process_that_the_system_refuses_is_a_failed_start(
    monkeypatch: pytest.MonkeyPatch, refusals: int
) -> None:
    real, refused = subprocess.Popen, []

    def popen(*arguments: object, **options: object) -> object:
        if len(refused) < refusals:
            refused.append(arguments)
            raise OSError(errno.EAGAIN, "Resource temporarily unavailable")
        return real(*arguments, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "Popen", popen)
    monkeypatch.setattr(pipeline.batch.pool, "START_AGAIN_SECONDS", 0.01)
    pool = SupervisedPool(1)
    try:
        future = pool.submit(pow, 2, 3)
        if refusals < MOST_FAILED_STARTS:
            assert future.result(30) == 8
        else:
            with pytest.raises(PoolBrokenError, match="Resource temporarily unavailable"):
                future.result(30)
    finally:
        pool.kill()


def test_what_a_worker_has_started_goes_with_it(pool: SupervisedPool) -> None:
    order = (
        "import os, subprocess\n"
        "child = subprocess.Popen(['sleep', '600'], start_new_session=True)\n"
        "os.write(2, str(child.pid).encode())\n"
        "child.wait()"
    )
    with pytest.raises(WorkerTimeoutError) as caught:
        pool.submit(Task(exec, 1.0), order).result()
    pid = int(caught.value.details)
    deadline = time.monotonic() + 5
    while _is_running(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _is_running(pid)


def _is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
