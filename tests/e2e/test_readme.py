# SPDX-License-Identifier: Apache-2.0
"""What the README shows is what happens."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from pipeline.errors import ExitCode
from pipeline.export import format_names
from pipeline.record import Record
from tests.e2e.command import ROOT, environment, sohoa

README = (ROOT / "README.md").read_text("utf-8")
QUICK_START = (ROOT / "README.vi.md").read_text("utf-8")


def code_blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


@pytest.mark.e2e
@pytest.mark.parametrize("text", [README, QUICK_START], ids=["README.md", "README.vi.md"])
def test_the_python_example_runs_and_finds_the_document(text):
    (program,) = code_blocks(text, "python")
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment(), capture_output=True
    )
    assert done.returncode == 0, done.stderr.decode()
    assert "215/SNV-VTLT 2025-09-04" in done.stdout.decode()


@pytest.mark.e2e
def test_the_example_of_repair_prints_what_is_shown():
    (shown,) = code_blocks(README, "console")
    _, _, after = shown.partition("$ sohoa repair samples/garbled.txt | head -2\n")
    printed = sohoa("repair", "samples/garbled.txt", cwd=ROOT).out.split("\n")[:2]
    assert printed == after.rstrip("\n").split("\n")


def test_every_option_shown_is_an_option():
    help_text = sohoa("convert", "--help").out
    shown = re.findall(r"^\| `(-{1,2}[a-zA-Z-]+)", README, re.MULTILINE)
    assert len(shown) > 8
    assert [option for option in shown if option not in help_text] == []


def test_every_key_of_the_record_is_explained_and_no_other():
    table = README.partition("## The record")[2].partition("## Settings")[0]
    cells = re.findall(r"^\| (`.*?`) \| ", table, re.MULTILINE)
    explained = {key for cell in cells for key in re.findall(r"`(\w+)`", cell)}
    assert explained == set(Record.model_fields) - {"schema_version"}


def test_every_exit_code_is_explained():
    table = README.partition("## Exit codes")[2].partition("\n## ")[0]
    assert {int(code) for code in re.findall(r"^\| (\d+) \|", table, re.MULTILINE)} == set(ExitCode)


def test_every_format_is_named():
    assert f"--format {','.join(format_names()[:3])}" in README


@pytest.mark.parametrize("text", [README, QUICK_START], ids=["README.md", "README.vi.md"])
def test_linked_files_are_there(text):
    links = [link for link in re.findall(r"\]\(([^)]+)\)", text) if "://" not in link]
    assert links
    assert [link for link in links if not (ROOT / link).is_file()] == []
