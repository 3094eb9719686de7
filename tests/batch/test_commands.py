# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.batch.view import JsonView, PlainView, Tally, View
from pipeline.cli import _run
from pipeline.errors import ExitCode

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def sohoa(capsys: pytest.CaptureFixture[str]) -> Command:
    """The command line in this process: exit code, standard output, standard error."""

    def run(*arguments: object) -> tuple[int, str, str]:
        code = _run([str(argument) for argument in arguments])
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Two plain texts and one file that is no document."""
    (tmp_path / "in/a").mkdir(parents=True)
    (tmp_path / "in/a/công văn.txt").write_text("Kính gửi các sở, ban, ngành\n" * 5)
    (tmp_path / "in/chỉ thị.txt").write_text("Tăng cường tuyên truyền miệng\n" * 5)
    return tmp_path


def test_a_batch_of_plain_texts_from_end_to_end(tree: Path, sohoa: Command) -> None:
    code, _, told = sohoa("batch", tree / "in", tree / "out", "-j", 1, "-v")
    assert code == ExitCode.OK
    assert "done: a/công văn.txt" in told
    assert json.loads((tree / "out/a/công văn.json").read_text())["source"]["pages"] == 1
    code, said, _ = sohoa("status", tree / "out", "--json")
    assert (code, json.loads(said)["done"]) == (0, 2)
    code, said, _ = sohoa("search", tree / "out", "tuyen", "truyen", "--json")
    assert (code, json.loads(said)["path"]) == (0, "chỉ thị.txt")
    assert sohoa("search", tree / "out", "khongcogi")[0] == ExitCode.INPUT_FILE
    code, said, _ = sohoa("failures", tree / "out")
    assert (code, said) == (0, "nothing failed\n")


def test_failures_give_the_exit_code_of_input_files(tree: Path, sohoa: Command) -> None:
    (tree / "in/broken.pdf").write_bytes(b"%PDF-1.7 broken")
    code, _, told = sohoa("batch", tree / "in", tree / "out", "-j", 1, "--include", "*.pdf")
    assert code == ExitCode.INPUT_FILE
    assert "sohoa failures" in told
    _, said, _ = sohoa("failures", tree / "out", "--json")
    failure = json.loads(said)
    assert failure["path"] == "broken.pdf"
    assert failure["reason"]
    assert failure["command"].startswith("sohoa batch ")


def test_json_lines_tell_every_document(tree: Path, sohoa: Command) -> None:
    _, said, _ = sohoa("batch", tree / "in", tree / "out", "-j", 1, "--json-log", "--no-tables")
    events = [json.loads(line) for line in said.splitlines()]
    assert [event["event"] for event in events if event["event"] != "page"] == [
        *("begin", "document", "document", "end"),
    ]


def test_a_log_that_nobody_can_write_does_not_stop_the_work(tree: Path) -> None:
    command = [sys.executable, "-m", "pipeline.cli", "batch", tree / "in", tree / "out", "-j", "1"]
    with open("/dev/full", "wb") as full:
        done = subprocess.run([*command, "--json-log"], stdout=full, stderr=full, check=False)
    assert done.returncode == ExitCode.OK
    assert (tree / "out/a/công văn.json").exists()
    assert (tree / "out/index.csv").exists()


@pytest.mark.parametrize("view", [JsonView, PlainView])
def test_a_view_whose_stream_breaks_is_silent_from_then_on(view: type[View]) -> None:
    class Broken(io.StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError

    telling = view(Broken())  # type: ignore[call-arg]
    telling.begin(Tally())
    telling.note("one")
    telling.end("finished")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("batch", "in"), ExitCode.BAD_ARGUMENTS),
        (("batch", "nowhere", "out"), ExitCode.FILE_ACCESS),
        (("batch", "in", "in/out"), ExitCode.BAD_ARGUMENTS),
        (("batch", "in", "out", "--max-failures", "many"), ExitCode.BAD_ARGUMENTS),
        (("batch", "in", "out", "--format", "docm"), ExitCode.BAD_ARGUMENTS),
        (("batch", "in", "out", "--set", "ocr.modell=x"), ExitCode.INVALID_SETTINGS),
        (("status", "nowhere"), ExitCode.FILE_ACCESS),
        (("failures", "nowhere"), ExitCode.FILE_ACCESS),
        (("search", "nowhere", "x"), ExitCode.FILE_ACCESS),
        (("watch", "in", "out", "--archive", "in/x"), ExitCode.BAD_ARGUMENTS),
    ],
)
def test_wrong_calls_have_their_exit_codes(
    tree: Path,
    sohoa: Command,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    code: int,
) -> None:
    monkeypatch.chdir(tree)
    assert sohoa(*arguments)[0] == code
    assert not (tree / "in/out").exists()


@pytest.mark.parametrize("command", ["batch", "status", "failures", "watch", "search"])
def test_every_command_explains_itself(command: str) -> None:
    from pipeline.batch import commands

    result = CliRunner().invoke(getattr(commands, command), ["--help"])
    assert result.exit_code == 0
    assert "OUT" in result.output
