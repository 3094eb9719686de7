# SPDX-License-Identifier: Apache-2.0
"""The worker process of the local pool: takes pickled tasks from one pipe, answers on another.

Started by ``pipeline.batch.pool`` as ``python -m pipeline.batch.worker READ_FD WRITE_FD``. It
leads its own process group, so that Ctrl-C at the terminal does not reach it, and so that it
can take the programs it started (Tesseract, Poppler) with it when its coordinator is gone.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import queue
import resource
import signal
import sys
import threading
from multiprocessing.connection import Connection
from typing import Any

from pipeline.batch.pool import kill_with_all_it_started
from pipeline.errors import SohoaError
from pipeline.scratch import make_sure_of_folder


def main(read_fd: int, write_fd: int) -> None:
    """Serve until the coordinator closes its end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for descriptor in (read_fd, write_fd):
        os.set_inheritable(descriptor, False)
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    _offer_to_out_of_memory_killer()
    tasks: queue.SimpleQueue[Any] = queue.SimpleQueue()
    incoming = Connection(read_fd, writable=False)
    outgoing = Connection(write_fd, readable=False)
    memory_bytes, preload, path = incoming.recv()
    sys.path[:] = path
    if memory_bytes:
        _limit_memory(memory_bytes)
    for module in preload:
        with contextlib.suppress(ImportError):  # told by the first task that needs it
            importlib.import_module(module)
    threading.Thread(target=_receive, args=(incoming, tasks), daemon=True).start()
    outgoing.send(("ready", None))
    while True:
        payload = tasks.get()
        make_sure_of_folder()
        outgoing.send_bytes(_answer(payload))


def _receive(incoming: Connection, tasks: queue.SimpleQueue[Any]) -> None:
    """Hand tasks on; when the coordinator is gone, end at once with all that was started."""
    while True:
        try:
            tasks.put(incoming.recv_bytes())
        except (EOFError, OSError):
            if os.getpgrp() == os.getpid():
                kill_with_all_it_started(os.getpid())
            os._exit(1)


def _answer(payload: bytes) -> bytes:
    import pickle

    try:
        task, args, kwargs = pickle.loads(payload)
        answer: tuple[str, Any] = ("done", task(*args, **kwargs))
    except SohoaError as error:
        answer = ("error", error)
    except MemoryError:
        answer = ("error", SohoaError("not enough memory", help="Raise batch.worker_memory."))
    except BaseException as error:
        answer = ("error", error)
    try:
        packed = pickle.dumps(answer, protocol=pickle.HIGHEST_PROTOCOL)
        if answer[0] == "error":
            pickle.loads(packed)  # an error class may take other arguments than it keeps
        return packed
    except Exception:
        said = f"{type(answer[1]).__name__}: {answer[1]}"
        return pickle.dumps(("error", SohoaError(said)))


def _limit_memory(memory_bytes: int) -> None:
    """Bound private memory (not shared or mapped files), for this process and each child."""
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    if hard != resource.RLIM_INFINITY:
        memory_bytes = min(memory_bytes, hard)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, hard))


def _offer_to_out_of_memory_killer() -> None:
    """When memory runs out it is a worker that has to go, never the coordinator."""
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as score:
        score.write("700")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
