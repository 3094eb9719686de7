# SPDX-License-Identifier: Apache-2.0
"""Edits of lines: what becomes of which characters, why, and how sure that is."""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
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


def by_line(edits: Iterable[Edit]) -> dict[int, list[Edit]]:
    """The edits of each line, from its beginning."""
    found: dict[int, list[Edit]] = {}
    for edit in sorted(edits, key=lambda e: (e.line, e.start)):
        found.setdefault(edit.line, []).append(edit)
    return found


def edited(lines: Sequence[str], edits: Iterable[Edit]) -> list[str]:
    """The lines with the edits made."""
    result = list(lines)
    for number, made in by_line(edits).items():
        line, at = lines[number], 0
        parts = []
        for edit in made:
            parts += [line[at : edit.start], edit.text]
            at = edit.end
        result[number] = "".join(parts) + line[at:]
    return result


def composed(
    lines: Sequence[str], first: Iterable[Edit], second: Iterable[Edit]
) -> tuple[Edit, ...]:
    """Edits of ``lines`` that do at once what ``first`` and then ``second`` do, in order.

    ``second``: of the lines as ``first`` leaves them. Edits that meet become one.
    """
    first = list(first)
    after = edited(lines, first)
    own, later = by_line(first), by_line(second)
    return tuple(
        edit
        for number in sorted({*own, *later})
        for edit in _composed(after[number], own.get(number, ()), later.get(number, ()))
    )


def _composed(after: str, first: Sequence[Edit], second: Sequence[Edit]) -> Iterator[Edit]:
    """The edits of one line; ``after``: what ``first`` made of it."""
    # each edit with where it lies in the line between: the first ones become longer or shorter
    placed: list[tuple[int, int, bool, Edit]] = []
    grown = 0
    for edit in first:
        start = edit.start + grown
        placed.append((start, start + len(edit.text), True, edit))
        grown += len(edit.text) - (edit.end - edit.start)
    placed += ((edit.start, edit.end, False, edit) for edit in second)
    placed.sort(key=lambda item: (item[0], item[1]))
    grown = 0
    while placed:
        start, end, _, _ = placed[0]
        meeting = 1
        while meeting < len(placed) and placed[meeting][0] < end:
            end = max(end, placed[meeting][1])
            meeting += 1
        group, placed = placed[:meeting], placed[meeting:]
        begin = start - grown
        for _, _, is_first, edit in group:
            if is_first:
                grown += len(edit.text) - (edit.end - edit.start)
        text, at = "", start
        for low, high, is_first, edit in group:
            if not is_first:
                text += after[at:low] + edit.text
                at = high
        reasons = "; ".join(dict.fromkeys(edit.reason for *_, edit in group))
        sure = min(edit.confidence for *_, edit in group)
        line = group[0][3].line
        yield Edit(line, begin, end - grown, text + after[at:end], reasons, sure)


def places_before(places: Iterable[int], edits: Iterable[Edit]) -> Iterator[int]:
    """Where places of an edited line were before the edits of this line; their start inside one."""
    made = sorted(edits, key=lambda e: e.start)
    grown = list(itertools.accumulate((len(e.text) - (e.end - e.start) for e in made), initial=0))
    starts = [edit.start + by for edit, by in zip(made, grown, strict=False)]
    for at in places:
        n = bisect_right(starts, at)
        inside = n > 0 and at < starts[n - 1] + len(made[n - 1].text)
        yield made[n - 1].start if inside else at - grown[n]


def with_first(first: Iterable[Edit], others: Iterable[Edit]) -> list[Edit]:
    """The edits of both, but for those of ``others`` that touch one of ``first``."""
    made = list(first)
    there = by_line(made)
    for edit in others:
        beside = there.get(edit.line, ())
        if not any(edit.start < one.end and one.start < edit.end for one in beside):
            made.append(edit)
    return made
