# SPDX-License-Identifier: Apache-2.0
"""Edits of lines: what becomes of which characters, why, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

SPECK, SPECK_FOR_GAP = "a speck", "a speck between two words"


@dataclass(frozen=True, slots=True)
class Edit:
    """Characters [start, end) of a line become ``text``; ``confidence`` that it is right."""

    line: int
    start: int
    end: int
    text: str
    reason: str
    confidence: float


def edited(lines: Sequence[str], edits: Iterable[Edit]) -> list[str]:
    """The lines with the edits made."""
    result = list(lines)
    for edit in sorted(edits, key=lambda e: (e.line, e.start), reverse=True):
        line = result[edit.line]
        result[edit.line] = line[: edit.start] + edit.text + line[edit.end :]
    return result
