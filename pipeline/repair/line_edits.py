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
    by_line: dict[int, list[Edit]] = {}
    for edit in sorted(edits, key=lambda e: (e.line, e.start)):
        by_line.setdefault(edit.line, []).append(edit)
    for number, made in by_line.items():
        line, at = lines[number], 0
        parts = []
        for edit in made:
            parts += [line[at : edit.start], edit.text]
            at = edit.end
        result[number] = "".join(parts) + line[at:]
    return result


def with_first(first: Iterable[Edit], others: Iterable[Edit]) -> list[Edit]:
    """The edits of both, but for those of ``others`` that touch one of ``first``."""
    made = list(first)
    by_line: dict[int, list[Edit]] = {}
    for edit in made:
        by_line.setdefault(edit.line, []).append(edit)
    for edit in others:
        beside = by_line.get(edit.line, ())
        if not any(edit.start < one.end and one.start < edit.end for one in beside):
            made.append(edit)
    return made
