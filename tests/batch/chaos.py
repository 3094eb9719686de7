# SPDX-License-Identifier: Apache-2.0
"""Kill coordinators and workers at random moments, and see whether all is well afterwards."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from pipeline.batch.ledger import Ledger, State
from pipeline.batch.output import INNER, OutputFolder
from tests.batch.fake_steps import make


def batch_of(folder: Path, documents: int, seed: int) -> None:
    """Documents of 1 to 6 pages that take a few milliseconds each, some of them copies."""
    dice = random.Random(seed)
    for i in range(documents):
        twin = i - 1 if i % 10 == 9 else i
        dice_of_document = random.Random(seed * 1000 + twin)
        pages = [
            f"!sleep {dice_of_document.random() / 50:.4f} trang {n} của văn bản {twin}"
            for n in range(dice_of_document.randint(1, 6))
        ]
        make(folder / f"hộp {dice.randint(1, 5)}/{i}.pdf", *pages)


def start(tmp_path: Path, *more: str, **environment: str) -> subprocess.Popen[bytes]:
    """A coordinator over ``tmp_path/in`` in a process of its own, telling it in ``told``."""
    with (tmp_path / "told").open("wb") as told:
        return subprocess.Popen(
            [
                *(sys.executable, "-m", "tests.batch.drive", "batch"),
                *(str(tmp_path / "in"), str(tmp_path / "out"), *more),
            ],
            stdout=told,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **environment},
        )


def workers_of(pid: int) -> list[int]:
    """Process ids of the workers of a coordinator."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += [int(word) for word in task.read_text().split()]
    return found


@dataclass
class Kills:
    """What was killed, and how many documents came to their end meanwhile."""

    coordinators: int = 0
    workers: int = 0
    documents: int = 0

    @property
    def all(self) -> int:
        """Kills of either kind."""
        return self.coordinators + self.workers


def kill_at_random(tmp_path: Path, kills: int, seed: int, within: float = 1.0) -> Kills:
    """So many ``kill -9``, now of a coordinator, now of one of its workers.

    One in five strikes while the coordinator starts; the others up to ``within`` seconds after
    it has read its first page.
    """
    dice = random.Random(seed)
    done = Kills()
    told = tmp_path / "told"
    process: subprocess.Popen[bytes] | None = None
    try:
        while done.all < kills:
            if process is None or process.poll() is not None:
                if process is not None and process.returncode == 0:
                    _open_again(tmp_path, dice)  # all was done: the next must have work
                process = start(tmp_path)
                if dice.random() < 0.8:
                    while process.poll() is None and b'"page"' not in told.read_bytes():
                        time.sleep(0.02)
            time.sleep(dice.random() * within)
            if process.poll() is not None:
                continue
            workers = workers_of(process.pid)
            if workers and dice.random() < 0.5:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(dice.choice(workers), signal.SIGKILL)
                    done.workers += 1
            else:
                process.kill()
                process.wait()
                done.coordinators += 1
    finally:
        if process is not None and process.poll() is None:
            process.kill()
            process.wait()
    with Ledger(OutputFolder(tmp_path / "out").ledger, writable=False) as ledger:
        done.documents = next(ledger.rows("SELECT sum(attempts) FROM files"))[0] or 0
    return done


def _open_again(tmp_path: Path, dice: random.Random) -> None:
    """Take away outputs of a few documents and touch their originals."""
    originals = sorted((tmp_path / "in").rglob("*.pdf"))
    for path in dice.sample(originals, k=max(1, len(originals) // 2)):
        os.utime(path, ns=(0, dice.randrange(10**15)))
        base = tmp_path / "out" / path.relative_to(tmp_path / "in").with_suffix(".json")
        base.unlink(missing_ok=True)
    ledger = OutputFolder(tmp_path / "out").ledger
    if ledger.exists():
        with Ledger(ledger, writable=True) as opened, opened.together():
            opened._db.execute("UPDATE files SET redo = 1, state = 'pending' WHERE id % 2")


def consistent(out: Path, documents: int) -> list[str]:
    """What is wrong with a finished batch; nothing, one hopes."""
    wrong = []
    output = OutputFolder(out)
    with Ledger(output.ledger, writable=False) as ledger:
        if next(ledger.rows("PRAGMA integrity_check"))[0] != "ok":
            wrong.append("the ledger is damaged")
        counts = ledger.counts()
        if counts[State.DONE] != documents or sum(counts.values()) != documents:
            wrong.append(f"not every document is done once: {counts}")
        expected = {
            row.base + suffix.encode() for row in ledger.files_in(*State) for suffix in row.outputs
        }
        orphans = next(
            ledger.rows("SELECT count(*) FROM pages WHERE sha256 NOT IN (SELECT sha256 FROM files)")
        )[0]
        if orphans:
            wrong.append(f"{orphans} page(s) in the ledger belong to no file")
    there = {
        os.path.relpath(os.path.join(folder, name), os.fsencode(out))
        for folder, _, names in os.walk(os.fsencode(out))
        for name in names
        if INNER.encode() not in folder.split(b"/")
    }
    if there != expected:
        wrong.append(f"stray or missing files: {sorted(there ^ expected)[:5]}")
    inner = {
        str(path.relative_to(output.inner)) for path in output.inner.rglob("*") if path.is_file()
    }
    stray = {name for name in inner if not name.startswith(("ledger.sqlite", "lock", "search."))}
    if stray:
        wrong.append(f"stray files: {sorted(stray)[:5]}")
    return wrong
