# SPDX-License-Identifier: Apache-2.0
"""Where tasks run: worker processes of this machine, or a Dask cluster.

Both are a ``concurrent.futures.Executor``; the runner knows no more of them than this.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pipeline.batch.faults import EngineMismatchError, WorkerDiedError
from pipeline.batch.fingerprint import versions
from pipeline.batch.pool import SupervisedPool, Task, processors
from pipeline.errors import BadArgumentsError, FileAccessError, MissingDependencyError
from pipeline.settings import Settings

LOCAL = "local"

SLOTS_SECONDS = 2.0
"""How often a cluster is asked for the number of its workers, s."""

CONNECT_SECONDS = 20
"""How long a scheduler is waited for, s."""


@dataclass(frozen=True)
class Engine:
    """An executor, and what the runner must know of it.

    ``slots()`` is the number of tasks that run at the same time. ``shares_disk``: workers can
    write in the output folder, so that pages and outputs need not travel.
    """

    name: str
    executor: Executor
    slots: Callable[[], int]
    shares_disk: bool
    wrap: Callable[[Task], Callable[..., Any]]
    kill: Callable[[], None]

    def submit(
        self, function: Callable[..., Any], seconds: float | None, *args: Any
    ) -> Future[Any]:
        """Run ``function(*args)``, for ``seconds`` at the most."""
        return self.executor.submit(self.wrap(Task(function, seconds)), *args)


@contextlib.contextmanager
def open_engine(
    where: str, jobs: int | None, settings: Settings, preload: tuple[str, ...]
) -> Iterator[Engine]:
    """The engine called ``where``: ``local``, or ``dask://HOST:PORT``."""
    if where == LOCAL:
        count = jobs or processors()
        pool = SupervisedPool(count, memory_bytes=settings.batch.worker_memory, preload=preload)
        try:
            yield Engine(LOCAL, pool, lambda: count, True, lambda task: task, pool.kill)
            pool.shutdown(cancel_futures=True)
        finally:
            pool.kill()
        return
    if not where.startswith("dask://"):
        raise BadArgumentsError(
            f"there is no engine {where!r}", help="Engines: local, dask://HOST:PORT."
        )
    with _cluster(where, jobs, settings, preload) as engine:
        yield engine


@contextlib.contextmanager
def _cluster(
    where: str, jobs: int | None, settings: Settings, preload: tuple[str, ...]
) -> Iterator[Engine]:
    try:
        from distributed import Client
    except ImportError as error:
        raise MissingDependencyError(
            f"{where}: dask.distributed is not installed", help="pip install 'sohoa[cluster]'"
        ) from error
    address = "tcp://" + where.removeprefix("dask://")
    try:
        client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, TimeoutError) as error:
        raise FileAccessError(
            f"no scheduler answers at {address}: {error}",
            help="Start one with `dask scheduler`, and workers with `dask worker HOST:PORT`.",
        ) from error
    expected = versions(settings)

    told: list[float] = [0, -SLOTS_SECONDS * 2]

    def slots() -> int:
        # workers come and go; but the question goes over the network
        if time.monotonic() - told[1] > SLOTS_SECONDS:
            told[:] = sum(client.nthreads().values()), time.monotonic()
        return int(min(told[0], jobs) if jobs else told[0])

    def wrap(task: Task) -> GuardedTask:
        return GuardedTask(task, expected, settings, preload)

    executor = client.get_executor(pure=False)
    try:
        yield Engine(where, executor, slots, False, wrap, lambda: client.close(timeout=5))
    finally:
        with contextlib.suppress(Exception):
            executor.shutdown(wait=False, cancel_futures=True)
        with contextlib.suppress(Exception):
            client.close(timeout=5)


@dataclass(frozen=True, slots=True)
class GuardedTask:
    """A task as it travels to a cluster's worker.

    There it runs in a process of its own, under the same limits and watch as on one machine,
    after it is sure that the versions installed are those of the coordinator.
    """

    task: Task
    expected: dict[str, str]
    settings: Settings
    preload: tuple[str, ...]

    def __call__(self, *args: Any) -> Any:
        """Run here, in a supervised process."""
        found = versions(self.settings)
        if found != self.expected:
            wrong = sorted(
                name
                for name in {*found, *self.expected}
                if found.get(name) != self.expected.get(name)
            )
            told = ", ".join(
                f"{name}: {found.get(name)} there, {self.expected.get(name)} here" for name in wrong
            )
            raise EngineMismatchError(f"a worker of the cluster would read differently ({told})")
        with _pool_lock:
            pool = _pool(self.settings.batch.worker_memory, self.preload)
        return pool.submit(self.task, *args).result()


_pool_lock = threading.Lock()


@lru_cache(maxsize=1)
def _pool(memory_bytes: int, preload: tuple[str, ...]) -> SupervisedPool:
    """One pool for each process of a cluster; Dask decides how much of it is busy."""
    return SupervisedPool(processors(), memory_bytes=memory_bytes, preload=preload)


def is_death(error: BaseException) -> bool:
    """Whether a task's error means that its worker died under it."""
    return isinstance(error, WorkerDiedError) or type(error).__name__ == "KilledWorker"
