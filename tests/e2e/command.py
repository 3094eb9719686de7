# SPDX-License-Identifier: Apache-2.0
"""Run the installed command as a user does."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "samples"
EXPECTED = SAMPLES / "expected"
NAMES = ("cong-van", "chi-thi", "quyet-dinh", "ke-hoach", "thong-bao", "bao-cao-dien-tu")
BORN_DIGITAL = SAMPLES / "bao-cao-dien-tu.pdf"

_SCRIPT = Path(sys.executable).with_name("sohoa")
COMMAND = [str(_SCRIPT)] if _SCRIPT.is_file() else [sys.executable, "-m", "pipeline.cli"]


@dataclass(frozen=True)
class Outcome:
    """How a command ended."""

    code: int
    out: str
    err: str

    def is_told(self) -> bool:
        """An error is said in words, with advice and without a traceback."""
        return "error: " in self.err and "what to do: " in self.err and "Traceback" not in self.err


def environment(**changes: str) -> dict[str, str]:
    """The environment of a user; from a source tree the package is found too."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("SOHOA_", "PYTEST"))}
    paths = [str(ROOT), *filter(None, [kept.get("PYTHONPATH")])]
    return kept | {"PYTHONPATH": os.pathsep.join(paths)} | changes


def sohoa(*arguments: object, timeout: float = 120, **options: Any) -> Outcome:
    """Run ``sohoa`` with ``arguments``; ``env``, ``cwd`` … are those of subprocess.run."""
    options.setdefault("env", environment())
    done = subprocess.run(
        [*COMMAND, *map(str, arguments)], capture_output=True, timeout=timeout, **options
    )
    return Outcome(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))


def word_errors(truth: str, found: str) -> tuple[int, int, int]:
    """Words of ``truth`` that are missing in ``found``, words too many there, words of truth.

    Order does not count (a letterhead has two columns), nor punctuation around a word. Page
    marks are no part of the truth; blocks headed %%optional may be found or not.
    """
    wanted: Counter[str] = Counter()
    optional: Counter[str] = Counter()
    for block in truth.split("\n\n"):
        lines = [line for line in block.strip("\n").split("\n") if not line.startswith("=== page")]
        if lines and lines[0] == "%%optional":
            optional += _words("\n".join(lines[1:]))
        else:
            wanted += _words("\n".join(lines))
    got = _words(found)
    return (wanted - got).total(), (got - wanted - optional).total(), wanted.total()


_OUTER = "\"'“”‘’.,;:!?()[]*-–—_…/"


def _words(text: str) -> Counter[str]:
    return Counter(word for w in text.replace("|", " ").split() if (word := w.strip(_OUTER)))
