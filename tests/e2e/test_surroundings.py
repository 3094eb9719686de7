# SPDX-License-Identifier: Apache-2.0
"""What the machine can do to a run: programs missing or hanging, disks, signals, locales."""

from __future__ import annotations

import contextlib
import os
import pty
import resource
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.e2e.command import BORN_DIGITAL, COMMAND, SAMPLES, environment, sohoa

pytestmark = pytest.mark.e2e

SCAN = SAMPLES / "cong-van.pdf"
BY_PROGRAM = {"SOHOA_OCR__ENGINE": "pytesseract"}


@pytest.fixture
def programs(tmp_path):
    """A folder to be the whole PATH: Poppler is there, Tesseract is not."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("pdftoppm", "pdftocairo", "pdftotext", "pdfinfo", "pdfimages"):
        if found := shutil.which(name):
            (folder / name).symlink_to(found)
    return folder


@pytest.fixture
def hanging(programs):
    """Tesseract that answers what it is and then never ends.

    When it begins it makes a file in its folder, and a temporary one that it leaves behind.
    """
    script = programs / "tesseract"
    real = shutil.which("tesseract")
    script.write_text(
        "#!/bin/sh\n"
        f'case "$*" in *--version*|*--list-langs*) exec "{real}" "$@";; esac\n'
        ': > "${TMPDIR:-/tmp}/left"\n'
        f': > "{programs}/begun"\n'
        "exec /bin/sleep 600\n"
    )
    script.chmod(0o755)
    return programs


def test_without_tesseract_the_error_names_it_and_the_doctor_the_command(programs):
    env = environment(PATH=str(programs), **BY_PROGRAM)
    outcome = sohoa("convert", SCAN, env=env)
    assert outcome.code == 3, outcome.err
    assert outcome.is_told()
    assert "esseract" in outcome.err
    doctor = sohoa("doctor", env=env)
    assert doctor.code == 3
    assert "apt-get install -y tesseract-ocr" in doctor.out


def test_without_tesseract_a_born_digital_document_is_still_read(programs):
    outcome = sohoa("convert", BORN_DIGITAL, env=environment(PATH=str(programs), **BY_PROGRAM))
    assert outcome.code == 0, outcome.err
    assert "302/BC-SKHCN" in outcome.out


@pytest.mark.parametrize("engine", ["pytesseract", "auto"])
def test_without_the_language_model_the_error_says_so(tmp_path, engine):
    env = environment(TESSDATA_PREFIX=str(tmp_path), SOHOA_OCR__ENGINE=engine)
    outcome = sohoa("convert", SCAN, env=env)
    assert outcome.code == 3, outcome.err
    assert outcome.is_told()
    assert "vie" in outcome.err


def test_a_hanging_tesseract_costs_the_time_limit_of_the_page_and_no_more(hanging, tmp_path):
    began = time.monotonic()
    outcome = sohoa(
        *("convert", SCAN, "--set", "limits.page_seconds=2", "-o", tmp_path / "out"),
        env=environment(PATH=str(hanging), **BY_PROGRAM),
    )
    assert time.monotonic() - began < 30
    assert outcome.code == 2, outcome.err
    assert outcome.is_told()
    assert "limits.page_seconds" in outcome.err
    assert "raise the limit" in outcome.err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interruption_leaves_no_file_and_no_process(hanging, tmp_path, jobs, number, code):
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    process = subprocess.Popen(
        [*COMMAND, "convert", SAMPLES / "quyet-dinh.pdf", "-j", jobs, "-o", tmp_path / "out"],
        env=environment(PATH=str(hanging), TMPDIR=str(temporary), **BY_PROGRAM),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        # a test run in the background of a shell script inherits an ignored SIGINT
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    try:
        end = time.monotonic() + 60
        while not (hanging / "begun").exists():
            assert time.monotonic() < end
            assert process.poll() is None, process.communicate()
            time.sleep(0.05)
        time.sleep(0.3)
        os.killpg(process.pid, number)
        out, err = process.communicate(timeout=20)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    assert process.returncode == code, err.decode()
    assert out == b""
    assert b"Traceback" not in err
    assert not (tmp_path / "out").exists() or not list((tmp_path / "out").iterdir())
    assert list(temporary.iterdir()) == []
    assert processes_with(str(hanging)) == []


def processes_with(text: str) -> list[str]:
    """Command lines of living processes whose environment holds ``text``."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if text.encode() in (process / "environ").read_bytes():
                found.append((process / "cmdline").read_bytes().replace(b"\0", b" ").decode())
    return found


@pytest.mark.parametrize("place", ["file/out", "/proc/sohoa/out"])
def test_a_folder_that_cannot_be_made_is_a_file_access_error(tmp_path, place):
    (tmp_path / "file").write_text("in the way")
    outcome = sohoa("convert", BORN_DIGITAL, "-o", tmp_path / place)
    assert outcome.code == 5, outcome.err
    assert outcome.is_told()


def test_a_full_disk_leaves_the_old_result_and_no_stray_file(tmp_path):
    text = SAMPLES / "expected" / "ke-hoach.txt"
    old = tmp_path / "ke-hoach.json"
    old.write_text("old")

    def small_files_only() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    outcome = sohoa("convert", text, "-o", tmp_path, preexec_fn=small_files_only)
    assert outcome.code == 5, outcome.err
    assert outcome.is_told()
    assert "full" in outcome.err
    assert old.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == [old.name]


def test_a_full_device_is_told_by_repair():
    outcome = sohoa("repair", SAMPLES / "garbled.txt", "-o", "/dev/full")
    assert outcome.code == 5, outcome.err
    assert outcome.is_told()


@pytest.mark.parametrize("locale", ["C", "POSIX", "en_US.ISO-8859-1"])
def test_the_output_is_utf8_in_every_locale(locale):
    outcome = sohoa("convert", BORN_DIGITAL, env=environment(LC_ALL=locale, LANG=locale))
    assert outcome.code == 0, outcome.err
    assert "chữ ký số chuyên dùng" in outcome.out


def test_a_reader_that_leaves_early_hears_no_complaint():
    process = subprocess.Popen(
        [*COMMAND, "convert", BORN_DIGITAL, "--format", "json"],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == b""
    assert process.wait(60) == 141


def test_a_terminal_sees_a_progress_bar(tmp_path):
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, "convert", BORN_DIGITAL, "-o", tmp_path],
        env=environment(TERM="xterm-256color", COLUMNS="100"),
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    )
    os.close(theirs)
    seen = b""
    while True:
        try:
            part = os.read(ours, 4096)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        seen += part
    os.close(ours)
    assert process.wait(60) == 0
    assert "bao-cao-dien-tu.pdf" in seen.decode()
    assert "1/1" in seen.decode()


def test_nothing_is_written_outside_the_folder_asked_for(tmp_path):
    work = tmp_path / "work"
    work.mkdir()
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    original = SCAN.read_bytes()
    outcome = sohoa(
        *("convert", SCAN, "-o", "out"), cwd=work, env=environment(TMPDIR=str(temporary))
    )
    assert outcome.code == 0, outcome.err
    assert [path.name for path in work.iterdir()] == ["out"]
    assert [*temporary.iterdir()] == []
    assert SCAN.read_bytes() == original


def test_settings_of_the_folder_and_the_environment_are_obeyed(tmp_path):
    (tmp_path / "sohoa.toml").write_text("[limits]\npages = 1\n")
    scan = Path(SAMPLES / "quyet-dinh.pdf")
    outcome = sohoa("convert", scan, cwd=tmp_path)
    assert outcome.code == 2, outcome.err
    assert "limits.pages" in outcome.err
    listed = sohoa("settings", cwd=tmp_path, env=environment(SOHOA_LIMITS__PAGES="3"))
    assert "environment SOHOA_LIMITS__PAGES" in listed.out
