# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.batch.ledger import Ledger, State
from pipeline.batch.output import INNER, OutputFolder
from pipeline.batch.status import batch_status
from pipeline.settings import Settings
from tests.batch.chaos import batch_of, consistent, kill_at_random, start, workers_of
from tests.batch.drive import FORMATS
from tests.batch.fake_steps import make
from tests.batch.trees import Listening, outputs, run


def test_random_kills_change_nothing_in_the_end(tmp_path: Path) -> None:
    batch_of(tmp_path / "in", documents=40, seed=5)
    (tmp_path / "calm").mkdir()
    shutil.copytree(tmp_path / "in", tmp_path / "calm/in")
    run(tmp_path / "calm", formats=FORMATS)
    kills = kill_at_random(tmp_path, kills=8, seed=7)
    assert kills.all == 8
    assert kills.documents
    outcome = run(tmp_path, formats=FORMATS)
    assert outcome.tally.failed == 0
    assert outputs(tmp_path / "out") == outputs(tmp_path / "calm/out")
    assert consistent(tmp_path / "out", documents=40) == []


def test_pages_read_before_a_kill_are_not_read_again(tmp_path: Path) -> None:
    make(tmp_path / "in/long.pdf", *(f"!sleep 0.05 trang {n}" for n in range(60)))
    log = tmp_path / "log"
    process = start(tmp_path, SOHOA_FAKE_LOG=str(log))
    while not log.exists() or len(log.read_text().splitlines()) < 20:
        time.sleep(0.02)
    process.kill()
    process.wait()
    before = len(log.read_text().splitlines())
    told = batch_status(tmp_path / "out", Settings())
    assert (told.pending, told.running) == (1, False)
    assert told.pages_in_hand >= before - 5
    view = Listening()
    run(tmp_path, view)
    assert len(view.pages) <= 60 - before + 4  # at most those in flight
    assert (tmp_path / "out/long.txt").read_text().split()[-1] == "59"


def test_workers_do_not_outlive_a_killed_coordinator(tmp_path: Path) -> None:
    make(tmp_path / "in/a.pdf", "!hang", "!hang")
    process = start(tmp_path)
    while len(pids := workers_of(process.pid)) < 2:
        time.sleep(0.02)
    process.kill()
    process.wait()
    deadline = time.monotonic() + 10
    while any(_is_running(pid) for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(_is_running(pid) for pid in pids)


def _is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_one_interrupt_lets_what_is_running_come_to_its_end(tmp_path: Path, number: int) -> None:
    make(tmp_path / "in/long.pdf", *(f"!sleep 0.3 trang {n}" for n in range(40)))
    process = start(tmp_path)
    _wait_for_spooled_page(tmp_path)
    process.send_signal(number)
    assert process.wait(20) == 130
    with Ledger(OutputFolder(tmp_path / "out").ledger, writable=False) as ledger:
        assert ledger.counts()[State.PENDING] == 1
        assert list(ledger.rows("SELECT outcome FROM runs")) == [("interrupted",)]
    assert not any(path.suffix == ".txt" for path in (tmp_path / "out").rglob("*"))


def test_two_interrupts_stop_at_once(tmp_path: Path) -> None:
    make(tmp_path / "in/a.pdf", "trang", "!hang")
    process = start(tmp_path)
    _wait_for_spooled_page(tmp_path)
    process.send_signal(signal.SIGINT)
    time.sleep(0.3)
    assert process.poll() is None
    process.send_signal(signal.SIGINT)
    assert process.wait(10) != 0


def _wait_for_spooled_page(tmp_path: Path) -> None:
    deadline = time.monotonic() + 30
    while not list((tmp_path / "out" / INNER).glob("spool/*/*/*.page")):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_damaged_spooled_page_is_read_again(tmp_path: Path) -> None:
    make(tmp_path / "in/a.pdf", "một", "hai", "!fail x")
    run(tmp_path)
    torn = next((tmp_path / "out" / INNER).glob("spool/*/*/1.page"))
    torn.write_bytes(torn.read_bytes()[:-3])
    view = Listening()
    run(tmp_path, view)
    assert sorted(view.pages) == [("a.pdf", 1), ("a.pdf", 3)]


def test_a_second_writer_is_told_who_is_first(tmp_path: Path) -> None:
    make(tmp_path / "in/a.pdf", "!hang")
    first = start(tmp_path)
    while not workers_of(first.pid):
        time.sleep(0.02)
    second = subprocess.run(
        [sys.executable, "-m", "tests.batch.drive", "batch", tmp_path / "in", tmp_path / "out"],
        capture_output=True,
        text=True,
        check=False,
    )
    first.kill()
    first.wait()
    assert second.returncode != 0
    assert f"process {first.pid}" in second.stderr
