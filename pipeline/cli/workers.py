# SPDX-License-Identifier: Apache-2.0
"""Worker processes that read pages side by side."""

from __future__ import annotations

import multiprocessing
import multiprocessing.process
import os
import signal
import sys
import time
from collections.abc import Sequence
from concurrent.futures import Executor, ProcessPoolExecutor

from pipeline.batch.pool import processors

_SECONDS_TO_END = 3.0


class Workers:
    """Worker processes for pages: started when first needed, replaced when one of them dies."""

    def __init__(self, jobs: int | None) -> None:
        self._jobs = jobs or processors()
        self._pool: ProcessPoolExecutor | None = None

    def executor(self, pages: int) -> Executor | None:
        """An executor for a document of so many pages; None where it would gain nothing."""
        if min(self._jobs, pages) < 2:
            return None
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                self._jobs,
                mp_context=multiprocessing.get_context("spawn"),
                initializer=_work_apart,
            )
        return self._pool

    def end(self, *, at_once: bool = False) -> None:
        """Let the workers go; ``at_once``: whatever they are doing, nothing of it is kept."""
        if self._pool is None:
            return
        self._pool.shutdown(wait=not at_once, cancel_futures=True)
        if at_once:
            _end_groups(multiprocessing.active_children())
        self._pool = None


def _work_apart() -> None:
    """Make a worker the head of its own process group, with the programs it will start.

    Ctrl-C on the terminal then reaches the coordinator alone, which ends the whole group: a
    Tesseract that hangs does not outlive the command.
    """
    os.setpgid(0, 0)
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))


def _end_groups(workers: Sequence[multiprocessing.process.BaseProcess]) -> None:
    """Ask workers and their programs to end and to clear away behind them; then make them."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        for worker in workers:
            if worker.pid is None or not worker.is_alive():
                continue
            try:
                os.killpg(worker.pid, number)
            except ProcessLookupError:  # it had no time yet to become head of a group
                worker.kill()
        end = time.monotonic() + _SECONDS_TO_END
        for worker in workers:
            worker.join(max(0.0, end - time.monotonic()))
