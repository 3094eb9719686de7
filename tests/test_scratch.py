# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import os
import signal
import tempfile
from pathlib import Path

import pytest

from pipeline import scratch
from pipeline.scratch import scratch_folder, shared_folder


@pytest.fixture(autouse=True)
def temporary(tmp_path, monkeypatch):
    """The folder for temporary files."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return tmp_path


def test_what_is_left_in_the_folder_goes_with_it(temporary):
    with scratch_folder():
        inside = Path(tempfile.gettempdir())
        assert inside.parent == temporary
        assert os.environ["TMPDIR"] == str(inside)
        tempfile.mkstemp()
        Path(tempfile.mkdtemp(), "deep").touch()
    assert list(temporary.iterdir()) == []
    assert tempfile.gettempdir() == os.environ["TMPDIR"] == str(temporary)


def test_what_processes_share_is_outside_of_it(temporary):
    with scratch_folder():
        assert shared_folder() == temporary
        with scratch_folder():
            assert shared_folder() == temporary
    assert shared_folder() == temporary


def test_without_a_folder_the_run_goes_on(temporary, monkeypatch):
    monkeypatch.setattr(scratch, "make_folder", lambda: None)
    with scratch_folder():
        assert tempfile.gettempdir() == str(temporary)


@pytest.fixture
def interruptible():
    """SIGINT raises: a test run in the background of a shell script inherits an ignored one."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("function", ["make_folder", "remove_folder"])
def test_a_signal_that_comes_while_it_is_made_or_removed_leaves_nothing(
    temporary, monkeypatch, interruptible, function
):
    real = getattr(scratch, function)

    def interrupted(*arguments):
        done = real(*arguments)
        os.kill(os.getpid(), signal.SIGINT)
        return done

    monkeypatch.setattr(scratch, function, interrupted)
    with pytest.raises(KeyboardInterrupt), scratch_folder():
        pass
    assert list(temporary.iterdir()) == []
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    assert tempfile.gettempdir() == str(temporary)
