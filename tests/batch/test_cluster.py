# SPDX-License-Identifier: Apache-2.0
"""A real scheduler and two real workers on this machine."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.errors import BadArgumentsError, FileAccessError
from tests.batch.drive import FORMATS
from tests.batch.fake_steps import make
from tests.batch.trees import Listening, outputs, run

pytest.importorskip("distributed")


@pytest.fixture
def cluster() -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """The address of a scheduler, and the processes of two workers without nannies."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}

    def begin(*arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "distributed.cli." + arguments[0], *arguments[1:]],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
        )

    scheduler = begin("dask_scheduler", "--port", str(port), "--no-dashboard", "--no-show")
    workers = [
        begin("dask_worker", f"127.0.0.1:{port}", "--no-nanny", "--nthreads", "1", "--no-dashboard")
        for _ in range(2)
    ]
    try:
        _wait_for_workers(port, 2)
        yield f"dask://127.0.0.1:{port}", workers
    finally:
        for process in (*workers, scheduler):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait_for_workers(port: int, count: int) -> None:
    from distributed import Client

    deadline = time.monotonic() + 60
    while True:
        try:
            with Client(f"tcp://127.0.0.1:{port}", timeout=5) as client:
                client.wait_for_workers(count, timeout=60)
                return
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.3)


def test_a_cluster_that_loses_a_worker_gives_the_same_bytes(
    tmp_path: Path, cluster: tuple[str, list[subprocess.Popen[bytes]]]
) -> None:
    where, workers = cluster
    for i in range(6):
        make(tmp_path / f"in/{i % 2}/{i}.pdf", *(f"!sleep 0.02 {n} bản {i}" for n in range(i + 1)))
    make(tmp_path / "in/long.pdf", *(f"!sleep 0.05 trang {n}" for n in range(30)))
    make(tmp_path / "in/die.pdf", "một", "!die", "ba")
    (tmp_path / "here").mkdir()
    shutil.copytree(tmp_path / "in", tmp_path / "here/in")
    run(tmp_path / "here", formats=FORMATS)

    class Killing(Listening):
        def page(self, path: str, number: int, error: str | None) -> None:
            super().page(path, number, error)
            if len(self.pages) == 15:
                workers[0].kill()

    view = Killing()
    # the tree through fsspec, as it would be on shared storage
    source = f"file://{tmp_path / 'in'}"
    outcome = run(tmp_path, view, engine=where, source=source, formats=FORMATS)
    assert workers[0].wait(10) != 0
    assert (outcome.tally.failed, outcome.tally.partial) == (0, 1)
    assert outputs(tmp_path / "out") == outputs(tmp_path / "here/out")
    assert len(view.pages) == len(set(view.pages))


def test_no_scheduler_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path / "in/a.pdf", "một")
    monkeypatch.setattr("pipeline.batch.engines.CONNECT_SECONDS", 1)
    with pytest.raises(FileAccessError, match="no scheduler answers"):
        run(tmp_path, engine="dask://127.0.0.1:9")


def test_an_unknown_engine_is_told(tmp_path: Path) -> None:
    make(tmp_path / "in/a.pdf", "một")
    with pytest.raises(BadArgumentsError, match="there is no engine"):
        run(tmp_path, engine="spark")
