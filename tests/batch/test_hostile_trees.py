# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json
import os
import shlex
import sqlite3
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.batch.names import LONGEST_NAME, output_bases, readable, shell_quoted
from pipeline.batch.output import OutputFolder
from pipeline.batch.status import batch_status, failures
from pipeline.errors import FileAccessError
from pipeline.settings import Settings
from tests.batch.fake_steps import MAGIC, make
from tests.batch.trees import Listening, names, outputs, run

FILE_NAMES = st.binary(min_size=1, max_size=255).filter(
    lambda name: b"/" not in name and b"\0" not in name and name not in (b".", b"..")
)


@given(st.lists(FILE_NAMES, unique=True, max_size=12), st.sets(FILE_NAMES, max_size=4))
def test_no_two_files_share_an_output(found: list[bytes], taken: set[bytes]) -> None:
    bases = output_bases(found, taken)
    assert set(bases) == set(found)
    assert len(set(bases.values())) == len(found)
    assert not set(bases.values()) & taken
    assert all(0 < len(base) <= LONGEST_NAME for base in bases.values())
    assert bases == output_bases(found[::-1], taken)


@given(FILE_NAMES)
def test_any_name_can_be_pasted_into_a_shell_and_stored_in_json(name: bytes) -> None:
    assert json.loads(json.dumps(readable(name))) == readable(name)
    readable(name).encode()
    assert "\n" not in readable(name)
    quoted = shell_quoted(name)
    if not quoted.startswith("$'"):
        assert shlex.split(quoted) == [name.decode()]
    else:
        quoted.encode("ascii")


@pytest.mark.parametrize("name", [b"\xfe\xff.pdf", b"a\nb\x1b[31m.pdf", "số 'một'.pdf".encode()])
def test_a_shell_understands_a_quoted_name(name: bytes) -> None:
    printed = subprocess.run(
        ["bash", "-c", f"printf %s {shell_quoted(name)}"], capture_output=True, check=True
    )
    assert printed.stdout == name


HOSTILE_NAMES = (
    b"\xc4\xf9nh k\xe8m.pdf",
    b"a\nb\x1b[31m.pdf",
    b"--help.pdf",
    b"-rf *.pdf",
    b"[red].pdf",
    "công văn   số 1.PDF".encode(),
    b"x" * 251 + b".pdf",
    ("ệ" * 83 + "x.pdf").encode(),
    b"<script>alert(1)<.pdf",
    b"=HYPERLINK(1).pdf",
)


def test_a_hostile_name_is_a_name_like_any_other(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for i, name in enumerate(HOSTILE_NAMES):
        path = os.path.join(os.fsencode(tmp_path), b"in", name)
        with open(path, "wb") as stream:
            stream.write(MAGIC + f"bản {i}".encode())
    outcome = run(tmp_path, tables=True)
    assert outcome.tally.done == len(HOSTILE_NAMES)
    made = outputs(tmp_path / "out")
    texts = {content.strip() for name, content in made.items() if name.endswith(b".txt")}
    assert texts == {f"bản {i}".encode() for i in range(len(HOSTILE_NAMES))}
    assert b"<script>alert" not in made[b"report.html"]
    assert run(tmp_path).tally.to_do == 0


def test_files_that_differ_by_suffix_have_outputs_of_their_own(tmp_path: Path) -> None:
    for suffix in ("pdf", "tif", "PDF"):
        make(tmp_path / f"in/a.{suffix}", f"bản {suffix}")
    make(tmp_path / "in/report.pdf", "báo cáo")
    run(tmp_path, formats=("txt",), tables=True)
    found = {name for name in names(tmp_path / "out") if name.endswith(".txt")}
    assert found == {"a.pdf.txt", "a.tif.txt", "a.PDF.txt", "report.pdf.txt"}


def test_links_are_not_followed_out_of_the_tree(tmp_path: Path) -> None:
    make(tmp_path / "outside/secret.pdf", "mật")
    original = make(tmp_path / "in/a.pdf", "một")
    (tmp_path / "in/out.pdf").symlink_to(tmp_path / "outside/secret.pdf")
    (tmp_path / "in/folder").symlink_to(tmp_path / "outside")
    (tmp_path / "in/loop").symlink_to(tmp_path / "in")
    (tmp_path / "in/nothing.pdf").symlink_to(tmp_path / "in/none")
    (tmp_path / "in/inside.pdf").symlink_to(original)
    view = Listening()
    run(tmp_path, view, formats=("txt",))
    assert names(tmp_path / "out") == {"a.txt", "inside.txt"}
    assert sorted(view.notes) == [
        "folder: link to a folder, not followed",
        "loop: link to a folder, not followed",
        "nothing.pdf: link to nothing",
        "out.pdf: link out of the folder tree, not followed",
    ]


def test_pipes_and_hidden_files_are_passed_over(tmp_path: Path) -> None:
    make(tmp_path / "in/a.pdf", "một")
    make(tmp_path / "in/.hidden.pdf", "ẩn")
    make(tmp_path / "in/.trash/b.pdf", "rác")
    (tmp_path / "in/notes.docx").write_bytes(b"PK")
    os.mkfifo(tmp_path / "in/pipe.pdf")
    view = Listening()
    assert run(tmp_path, view).tally.to_do == 1
    assert view.notes == ["pipe.pdf: passed over: not a regular file"]


def test_patterns_choose_files(tmp_path: Path) -> None:
    for name in ("a/1.pdf", "a/2.tif", "b/1.pdf", "b/x.dat"):
        make(tmp_path / "in" / name, name)
    run(tmp_path, formats=("txt",), include=("a/*", "*.dat"), exclude=("*2*",))
    assert names(tmp_path / "out") == {"a/1.txt", "b/x.txt"}
    run(tmp_path, formats=("txt",), recursive=False)
    assert names(tmp_path / "out") == {"a/1.txt", "b/x.txt"}
    assert batch_status(tmp_path / "out", Settings()).gone == 0
    run(tmp_path, formats=("txt",))
    assert names(tmp_path / "out") == {"a/1.txt", "a/2.txt", "b/1.txt", "b/x.txt"}


def test_a_file_that_vanishes_while_it_is_read_fails_with_a_reason(tmp_path: Path) -> None:
    path = make(tmp_path / "in/a.pdf", "một", "!sleep 0.5")
    make(tmp_path / "in/b.pdf", "hai")

    class Vanishing(Listening):
        def page(self, path_told: str, number: int, error: str | None) -> None:
            if (path_told, number) == ("a.pdf", 1):
                path.unlink()

    outcome = run(tmp_path, Vanishing(), jobs=1)
    assert (outcome.tally.done, outcome.tally.failed) == (1, 1)
    assert names(tmp_path / "out") == {"b.json", "b.md", "b.txt"}
    assert run(tmp_path).tally.to_do == 0  # gone: nothing to retry
    assert list(failures(tmp_path / "out")) == []


def test_a_file_that_changes_while_it_is_read_is_not_mixed_up(tmp_path: Path) -> None:
    path = make(tmp_path / "in/a.pdf", "cũ", "!sleep 0.3 cũ")

    class Changing(Listening):
        def page(self, path_told: str, number: int, error: str | None) -> None:
            if number == 1:
                make(path, "mới", "mới nữa")

    outcome = run(tmp_path, Changing(), jobs=1)
    assert outcome.tally.failed == 1
    assert names(tmp_path / "out") == set()
    assert run(tmp_path).tally.done == 1
    assert (tmp_path / "out/a.txt").read_text().split() == ["mới", "mới", "nữa"]


def test_a_folder_in_the_place_of_an_output_fails_that_document_only(tmp_path: Path) -> None:
    make(tmp_path / "in/a.pdf", "một")
    make(tmp_path / "in/a.json/b.pdf", "hai")
    outcome = run(tmp_path, formats=("json",))
    assert (outcome.tally.done, outcome.tally.failed) == (1, 1)


def test_an_output_folder_taken_away_stops_the_run_and_nothing_is_lost(tmp_path: Path) -> None:
    for i in range(6):
        make(tmp_path / f"in/{i}.pdf", f"!sleep 0.05 {i}", "b")

    class Unmounting(Listening):
        def page(self, path_told: str, number: int, error: str | None) -> None:
            if (tmp_path / "out").exists() and len(self.pages) == 4:
                (tmp_path / "out").rename(tmp_path / "unmounted")
            super().page(path_told, number, error)

    with pytest.raises(FileAccessError, match="removed or replaced"):
        run(tmp_path, Unmounting())
    assert not (tmp_path / "out").exists()
    (tmp_path / "unmounted").rename(tmp_path / "out")
    assert run(tmp_path).tally.failed == 0
    assert len(names(tmp_path / "out")) == 18


def test_a_full_disk_stops_the_run_with_advice_and_the_next_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path / "in/a.pdf", "một", "hai")
    real = os.replace

    def full(source: object, target: object) -> None:
        if str(target).endswith(".page"):
            raise OSError(28, "No space left on device")
        real(source, target)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(FileAccessError, match="the disk is full") as caught:
        run(tmp_path)
    assert "run the same command again" in caught.value.help
    monkeypatch.undo()
    assert run(tmp_path).tally.done == 1


def test_a_ledger_locked_by_another_program_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path / "in/a.pdf", "một")
    run(tmp_path)
    monkeypatch.setattr("pipeline.batch.ledger_file.PATIENCE", 0.2)
    other = sqlite3.connect(OutputFolder(tmp_path / "out").ledger, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(FileAccessError, match="holds it locked"):
        run(tmp_path)
    other.execute("ROLLBACK")
    assert run(tmp_path).tally.to_do == 0


def test_a_damaged_ledger_is_told(tmp_path: Path) -> None:
    make(tmp_path / "in/a.pdf", "một")
    run(tmp_path)
    OutputFolder(tmp_path / "out").ledger.write_bytes(b"rubbish" * 1000)
    with pytest.raises(FileAccessError, match="cannot be used") as caught:
        run(tmp_path)
    assert "move the folder" in caught.value.help


def test_a_folder_that_holds_no_batch_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileAccessError, match="holds no batch"):
        batch_status(tmp_path, Settings())


def test_no_input_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileAccessError, match="is not a folder"):
        run(tmp_path)
