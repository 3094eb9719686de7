# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import errno
import os
import stat

import pytest

from pipeline.errors import ExitCode, FileAccessError
from pipeline.export import whole_file
from pipeline.export.whole_file import make_folder, write_whole


def test_a_file_holds_what_was_written(tmp_path):
    write_whole(tmp_path / "a.txt", "số hóa".encode())
    assert (tmp_path / "a.txt").read_text("utf-8") == "số hóa"


def test_nothing_but_the_file_is_left_in_the_folder(tmp_path):
    write_whole(tmp_path / "a.txt", b"one")
    write_whole(tmp_path / "a.txt", b"two")
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_a_new_file_gets_the_mode_the_umask_allows(tmp_path):
    mask = os.umask(0o027)
    try:
        write_whole(tmp_path / "a.txt", b"")
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "a.txt").stat().st_mode) == 0o640


def test_a_replaced_file_keeps_its_mode(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")
    path.chmod(0o600)
    write_whole(path, b"new")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_link_goes_on_pointing_to_the_file_that_is_replaced(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.txt").write_bytes(b"old")
    (tmp_path / "link.txt").symlink_to("real/a.txt")
    write_whole(tmp_path / "link.txt", b"new")
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "real" / "a.txt").read_bytes() == b"new"


@pytest.mark.parametrize(
    "fault", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()]
)
def test_the_old_file_survives_a_fault_before_the_rename(tmp_path, monkeypatch, fault):
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")

    def fail(handle: int) -> None:
        raise fault

    monkeypatch.setattr(whole_file.os, "fsync", fail)
    with pytest.raises((FileAccessError, KeyboardInterrupt)):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.txt"]


def test_a_full_device_is_said_to_be_full():
    if not os.path.exists("/dev/full"):
        pytest.skip("no /dev/full here")
    with pytest.raises(FileAccessError, match="disk is full") as caught:
        write_whole(whole_file.Path("/dev/full"), b"x")
    assert caught.value.exit_code == ExitCode.FILE_ACCESS


def test_a_missing_folder_is_told_apart_from_a_forbidden_one(tmp_path):
    with pytest.raises(FileAccessError, match="folder does not exist"):
        write_whole(tmp_path / "none" / "a.txt", b"")


def test_a_folder_that_may_not_be_written_is_told_when_it_is_asked_for(tmp_path, monkeypatch):
    monkeypatch.setattr(whole_file.os, "access", lambda path, mode: False)
    with pytest.raises(FileAccessError, match="not permitted"):
        make_folder(tmp_path)


def test_a_folder_in_the_way_is_named(tmp_path):
    with pytest.raises(FileAccessError, match="a folder of that name"):
        write_whole(tmp_path, b"")


def test_a_device_is_written_to_and_stays_a_device():
    write_whole(whole_file.Path(os.devnull), b"gone")
    assert stat.S_ISCHR(os.stat(os.devnull).st_mode)
