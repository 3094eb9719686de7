# SPDX-License-Identifier: Apache-2.0
"""Setting up a machine: what is missing is installed where permitted, else the command is told."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.command import ROOT

SCRIPT = ROOT / ".ci" / "system-packages"


@pytest.fixture
def machine(tmp_path):
    """A PATH of our making, without Tesseract and Poppler, and a user who is not root."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("bash", "grep", "env"):
        found = shutil.which(name)
        assert found
        (folder / name).symlink_to(found)
    program(folder, "id", "echo 1000")
    program(folder, "sudo", "exit 1")
    program(folder, "apt-get", 'echo "apt-get $*"')
    return folder


def program(folder: Path, name: str, body: str) -> None:
    (folder / name).unlink(missing_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{body}\n")
    (folder / name).chmod(0o755)


def set_up(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [shutil.which("bash") or "bash", str(SCRIPT)],
        env={"PATH": str(folder), "PYTHON": sys.executable},
        capture_output=True,
        text=True,
    )


def test_without_permission_the_exact_command_is_told(machine):
    done = set_up(machine)
    assert done.returncode == 3
    assert "what to do: sudo apt-get install -y tesseract-ocr tesseract-ocr-vie" in done.stderr
    assert "poppler-utils" in done.stderr


def test_with_permission_the_packages_are_installed(machine):
    log = machine / "log"
    program(machine, "sudo", f'shift; [ "$1" = true ] || echo "$*" >> "{log}"')
    done = set_up(machine)
    assert done.returncode == 0, done.stderr
    assert "apt-get install -y -qq --no-install-recommends tesseract-ocr" in log.read_text()


def test_without_apt_the_packages_are_named(machine):
    (machine / "apt-get").unlink()
    done = set_up(machine)
    assert done.returncode == 3
    assert "tesseract-ocr-vie" in done.stderr


def test_a_complete_machine_is_left_alone():
    done = subprocess.run(["bash", str(SCRIPT)], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_every_target_of_the_makefile_is_explained():
    shown = subprocess.run(["make", "-s"], cwd=ROOT, capture_output=True, text=True, check=True)
    listed = {line.split()[0] for line in shown.stdout.splitlines()}
    assert {"run", "test", "lint", "bench", "lexicon", "wheel", "clean", "help"} <= listed


def test_an_old_python_is_refused_with_a_word(tmp_path):
    old = tmp_path / "python-old"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    done = subprocess.run(
        ["make", "-s", ".venv/.stamp", f"PYTHON={old}"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0
    assert "Python 3.11 or newer is needed" in done.stderr
