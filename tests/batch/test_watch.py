# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipeline.batch.ledger import FileRow, Ledger, State
from pipeline.batch.output import OutputFolder
from pipeline.batch.run import Request
from pipeline.batch.status import batch_status
from pipeline.batch.tree import Entry
from pipeline.batch.view import View
from pipeline.batch.watch import Settling, Watch, move_original
from pipeline.errors import BadArgumentsError
from pipeline.settings import Settings
from tests.batch.fake_steps import STEPS, make
from tests.batch.trees import Listening, names, outputs, run


@contextmanager
def watching(tmp_path: Path, *more: str, killed: bool = False) -> Iterator[None]:
    """A watch over ``tmp_path/in`` in a process of its own, ended by SIGTERM or ``killed``."""
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "tests.batch.drive", "watch"),
            *(str(tmp_path / "in"), str(tmp_path / "out")),
            *("batch.settle_seconds=0.4", "batch.poll_seconds=0.3", *more),
        ],
        stdout=subprocess.DEVNULL,
    )
    try:
        yield
        assert process.poll() is None
        if not killed:
            process.send_signal(signal.SIGTERM)
            assert process.wait(20) == 0
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def until(true: Callable[[], bool], seconds: float = 20) -> None:
    """Wait until it is true."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_what_arrives_is_done_also_after_a_restart(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    out = tmp_path / "out"
    with watching(tmp_path, "--tables", killed=True):
        make(tmp_path / "in/a.pdf", "một")
        until(lambda: (out / "a.json").exists())
        make(tmp_path / "in/mới/b.pdf", "hai")
        until(lambda: (out / "index.csv").exists())
        until(lambda: "mới/b.pdf" in (out / "index.csv").read_text())
    make(tmp_path / "in/c.pdf", "ba")
    with watching(tmp_path):
        until(lambda: (out / "c.json").exists())
    found = sorted(path.name for path in (tmp_path / "in").rglob("*.pdf"))
    assert found == ["a.pdf", "b.pdf", "c.pdf"]  # nothing is moved


def test_a_file_that_is_still_growing_is_left_in_peace(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    whole = make(tmp_path / "whole.pdf", *(f"trang {n}" for n in range(8))).read_bytes()
    with watching(tmp_path), (tmp_path / "in/slow.pdf").open("wb") as stream:
        for start in range(0, len(whole), len(whole) // 8 + 1):
            stream.write(whole[start : start + len(whole) // 8 + 1])
            stream.flush()
            time.sleep(0.2)
            assert not list((tmp_path / "out").glob("slow*"))
        stream.close()
        until(lambda: (tmp_path / "out/slow.txt").exists())
    assert (tmp_path / "out/slow.txt").read_text().split()[-1] == "7"


def test_a_file_settles_by_the_monotonic_clock() -> None:
    now = 0.0
    settling = Settling(5, clock=lambda: now)
    young, older = Entry(b"a", 10, 1), Entry(b"a", 20, 0)
    assert not settling.is_settled(b"a", young)
    now = 4.9
    assert not settling.is_settled(b"a", young)
    assert not settling.is_settled(b"a", older)
    now = 9.8
    assert not settling.is_settled(b"a", older)
    now = 9.95
    assert settling.is_settled(b"a", older)


def test_a_file_that_was_away_settles_anew() -> None:
    now = 0.0
    settling = Settling(5, clock=lambda: now)
    entry = Entry(b"a", 10, 1)
    settling.is_settled(b"a", entry)
    settling.forget_vanished()
    assert not settling.is_settled(b"b", entry)
    settling.forget_vanished()
    now = 9
    assert not settling.is_settled(b"a", entry)
    assert settling.is_settled(b"b", entry)


def test_originals_are_moved_only_if_told_and_keep_their_place(tmp_path: Path) -> None:
    make(tmp_path / "in/x/a.pdf", "một")
    make(tmp_path / "in/bad.pdf", "!die")
    _watch_once(tmp_path, archive=tmp_path / "kho")
    assert (tmp_path / "kho/x/a.pdf").exists()
    assert [path.name for path in (tmp_path / "in").rglob("*.pdf")] == ["bad.pdf"]
    before = outputs(tmp_path / "out")
    # the scanner starts again at the same name
    make(tmp_path / "in/x/a.pdf", "hai")
    _watch_once(tmp_path, archive=tmp_path / "kho")
    assert sorted(path.name for path in (tmp_path / "kho/x").iterdir()) == ["a-1.pdf", "a.pdf"]
    assert before.items() <= outputs(tmp_path / "out").items()
    assert (tmp_path / "out/x/a.pdf.txt").read_text().strip() == "hai"


def test_scans_of_one_name_never_share_a_record(tmp_path: Path) -> None:
    texts = ["một", "hai", "ba", "bốn", "năm"]
    for text in texts:
        make(tmp_path / "in/scan.pdf", text)
        _watch_once(tmp_path, archive=tmp_path / "kho")
    found = sorted(path.read_text().strip() for path in (tmp_path / "out").glob("*.txt"))
    assert found == sorted(texts)


def test_a_watch_that_came_to_its_end_has_finished(tmp_path: Path) -> None:
    make(tmp_path / "in/a.pdf", "một")
    view = Listening()
    _watch_once(tmp_path, view=view)
    assert view.outcomes == ["finished"]
    told = batch_status(tmp_path / "out", Settings()).last_run
    assert told is not None
    assert told["outcome"] == "finished"


def _watch_once(tmp_path: Path, archive: Path | None = None, view: View | None = None) -> None:
    from tests.batch.trees import settings

    request = Request(
        str(tmp_path / "in"),
        tmp_path / "out",
        settings(batch={"settle_seconds": 0.1, "poll_seconds": 0.2}),
        jobs=1,
        steps=STEPS,
        tables=False,
    )
    Watch(request, view or View(), archive=archive, once=True).run()


def test_nothing_is_overwritten_in_the_archive(tmp_path: Path) -> None:
    make(tmp_path / "in/a.pdf", "một")
    make(tmp_path / "kho/a.pdf", "đã có")
    _watch_once(tmp_path, archive=tmp_path / "kho")
    assert b"\xc4\x91\xc3\xa3" in (tmp_path / "kho/a.pdf").read_bytes()
    assert (tmp_path / "kho/a-1.pdf").exists()


def test_a_move_cut_off_by_a_kill_is_noticed(tmp_path: Path) -> None:
    make(tmp_path / "in/a.pdf", "một")
    _watch_once(tmp_path)
    (tmp_path / "kho").mkdir()
    (tmp_path / "in/a.pdf").rename(tmp_path / "kho/a.pdf")
    _watch_once(tmp_path)
    _watch_once(tmp_path, archive=tmp_path / "kho")
    make(tmp_path / "in/a.pdf", "hai")
    _watch_once(tmp_path, archive=tmp_path / "kho")
    texts = {(tmp_path / "out" / name).read_text().strip() for name in ("a.txt", "a.pdf.txt")}
    assert texts == {"một", "hai"}


def test_a_move_cut_off_by_a_kill_is_noticed_under_any_name(tmp_path: Path) -> None:
    make(tmp_path / "kho/a.pdf", "khác")
    make(tmp_path / "in/a.pdf", "một")
    _watch_once(tmp_path)
    (tmp_path / "in/a.pdf").rename(tmp_path / "kho/a-1.pdf")
    _watch_once(tmp_path)
    _watch_once(tmp_path, archive=tmp_path / "kho")
    assert _moved(tmp_path) == ["a-1.pdf"]
    assert batch_status(tmp_path / "out", Settings()).gone == 0


def test_a_file_in_the_archive_stands_for_one_original_only(tmp_path: Path) -> None:
    make(tmp_path / "in/a.pdf", "một")
    _watch_once(tmp_path, archive=tmp_path / "kho")
    make(tmp_path / "in/a.pdf", "một")
    _watch_once(tmp_path)
    (tmp_path / "in/a.pdf").unlink()
    _watch_once(tmp_path)
    _watch_once(tmp_path, archive=tmp_path / "kho")
    assert _moved(tmp_path) == ["a.pdf"]


def _moved(tmp_path: Path) -> list[str]:
    """The names in the archive that the ledger knows."""
    with Ledger(OutputFolder(tmp_path / "out").ledger, writable=False) as ledger:
        paths = [os.fsdecode(row.path) for row in ledger.files_in(State.DONE)]
    return [Path(path).name for path in paths if path.startswith("\0")]


def _row(tmp_path: Path) -> FileRow:
    """``in/a.pdf``, done, as the ledger knows it."""
    make(tmp_path / "in/a.pdf", "một")
    run(tmp_path)
    with Ledger(OutputFolder(tmp_path / "out").ledger, writable=False) as ledger:
        (row,) = ledger.files_in(State.DONE)
    return row


@pytest.mark.parametrize("links", [True, False])
def test_a_move_never_replaces_a_file_that_has_just_come(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    row = _row(tmp_path)
    make(tmp_path / "kho/a.pdf", "vừa đến")

    def no_links(*arguments: object, **options: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    if not links:
        monkeypatch.setattr(os, "link", no_links)
    monkeypatch.setattr(os.path, "lexists", lambda path: False)  # it came after the look
    target = move_original(str(tmp_path / "in"), row, tmp_path / "kho")
    assert target.name == "a-1.pdf"
    assert "vừa đến" in (tmp_path / "kho/a.pdf").read_text()
    assert "một" in target.read_text()
    assert not (tmp_path / "in/a.pdf").exists()


def test_a_move_that_was_cut_off_between_its_two_names_is_ended(tmp_path: Path) -> None:
    row = _row(tmp_path)
    (tmp_path / "kho").mkdir()
    os.link(tmp_path / "in/a.pdf", tmp_path / "kho/a.pdf")
    assert move_original(str(tmp_path / "in"), row, tmp_path / "kho").name == "a.pdf"
    assert [path.name for path in (tmp_path / "kho").iterdir()] == ["a.pdf"]
    assert not (tmp_path / "in/a.pdf").exists()


@pytest.mark.parametrize(("archive", "out"), [("in/kho", "out"), ("out/kho", "out")])
def test_an_archive_within_the_watched_or_the_output_folder_is_refused(
    tmp_path: Path, archive: str, out: str
) -> None:
    (tmp_path / "in").mkdir()
    with pytest.raises(BadArgumentsError):
        Watch(Request(str(tmp_path / "in"), tmp_path / out), View(), archive=tmp_path / archive)


def test_a_batch_takes_over_from_a_watch(tmp_path: Path) -> None:
    make(tmp_path / "in/a.pdf", "một")
    _watch_once(tmp_path)
    assert run(tmp_path).tally.to_do == 0
    assert names(tmp_path / "out") == {"a.json", "a.md", "a.txt"}


def test_a_move_between_disks_is_a_verified_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = _row(tmp_path)
    real = os.stat

    class Other:
        st_dev = -1

    def stat(path: object, **more: object) -> object:
        return Other() if str(path).endswith("kho") else real(path, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "stat", lambda path, **more: stat(path, **more))
    target = move_original(str(tmp_path / "in"), row, tmp_path / "kho")
    monkeypatch.undo()
    assert target.exists()
    assert not (tmp_path / "in/a.pdf").exists()
    assert [path.name for path in (tmp_path / "kho").iterdir()] == ["a.pdf"]
