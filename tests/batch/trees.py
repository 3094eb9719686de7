# SPDX-License-Identifier: Apache-2.0
"""Small trees, runs over them, and what came out, for the tests of the batch."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from pipeline.batch.output import INNER
from pipeline.batch.run import Outcome, Request, run_batch
from pipeline.batch.view import View
from pipeline.settings import Settings
from tests.batch.fake_steps import STEPS


def run(tmp_path: Path, view: View | None = None, **wishes: Any) -> Outcome:
    """One run of ``tmp_path/in`` into ``tmp_path/out`` with the cheap steps."""
    asked = {
        "source": str(tmp_path / "in"),
        "output": tmp_path / "out",
        "jobs": 2,
        "steps": STEPS,
        "tables": False,
        **wishes,
    }
    return run_batch(Request(**asked), view)


def settings(**groups: dict[str, Any]) -> Settings:
    """Settings with some values changed: ``settings(limits={"page_seconds": 1})``."""
    return Settings.model_validate(groups)


def outputs(out: Path) -> dict[bytes, bytes]:
    """Every file of the outputs with its bytes; the batch's own room is left out."""
    found = {}
    for folder, folders, names in os.walk(os.fsencode(out)):
        if INNER.encode() in folders:
            folders.remove(INNER.encode())
        for name in names:
            path = os.path.join(folder, name)
            with open(path, "rb") as stream:
                found[os.path.relpath(path, os.fsencode(out))] = stream.read()
    return found


def names(out: Path) -> set[str]:
    """The names of the outputs."""
    return {os.fsdecode(name) for name in outputs(out)}


class Listening(View):
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.notes: list[str] = []
        self.pages: list[tuple[str, int]] = []
        self.outcomes: list[str] = []

    def note(self, text: str) -> None:
        self.notes.append(text)

    def end(self, outcome: str) -> None:
        self.outcomes.append(outcome)

    def page(self, path: str, number: int, error: str | None) -> None:
        self.pages.append((path, number))
