# SPDX-License-Identifier: Apache-2.0
"""Rows of a table between which no rule was drawn or none is left: told by its numbers.

Many tables of offices have dotted lines between their rows, hairlines that a scan in black and
white loses, or none at all. A number takes one line, and so does the mark of a row (A, I, 1, a):
where the first column has marks under each other, or two columns have numbers, each of their levels
is a row. What else stands in these cells may go over several lines; between two rows is the widest
gap that all of it leaves.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

MOST = 0.7
"""Share of the lines of a column of numbers, or of marks of rows, that are some, at least."""
ONE_ROW = 1.5
"""How far apart the lines of one row are at most, in x-heights: some cells are set at the top,
others in the middle."""
TALL, TAIL = 1.5, 0.35
"""How far letters reach above and below their baseline, in x-heights; what is left of dots between
rows may be taken for their marks."""
_NUMBER = re.compile(r"[-–(+]*\d[\d.,/%\s]*(?<![/\s])\)?|[-–]")  # whole: not 25/05/
_MARK = re.compile(r"(?:\d{1,3}|[IVX]{1,5}|[A-EĐGHKa-eđghk])[.)]?|[-–+*]")  # of a row


@dataclass(frozen=True, slots=True)
class CellLine:
    """A line of print in a ruled row of a table: its column (from 0), its baseline and its text."""

    column: int
    base: float
    text: str

    @property
    def is_number(self) -> bool:
        return bool(_NUMBER.fullmatch(self.text))

    @property
    def is_mark(self) -> bool:
        return bool(_MARK.fullmatch(self.text))


def rows_end(lines: Sequence[CellLine], x_height: float) -> list[float]:
    """Where the rows in one ruled row end, but for the last: from top to bottom, in the unit of the
    baselines and of ``x_height``."""
    columns: dict[int, list[CellLine]] = {}
    for line in sorted(lines, key=lambda line: line.base):
        columns.setdefault(line.column, []).append(line)
    anchors = {
        column: [line for line in found if line.is_number] for column, found in columns.items()
    }
    marks = [line for line in columns.get(0, ()) if line.is_mark]
    marked = len(marks) >= 2 and len(marks) >= MOST * len(_from_first(columns[0], marks))
    if marked:
        anchors[0] = marks
    of_numbers = [
        column
        for column, found in anchors.items()
        if (marked and column == 0)
        or (len(found) >= 2 and len(found) >= MOST * len(_from_first(columns[column], found)))
    ]
    if not marked and len(of_numbers) < 2:
        return []
    rows: list[list[float]] = []
    for base in sorted(line.base for column in of_numbers for line in anchors[column]):
        if rows and base - rows[-1][0] < ONE_ROW * x_height:
            rows[-1].append(base)
        else:
            rows.append([base])
    if len(rows) < 2:
        return []
    head = [line.base for column in of_numbers for line in columns[column]]
    above = [base for base in head if base < rows[0][0] - ONE_ROW * x_height]
    rows = [above, *rows] if above else rows
    printed = [line.base for line in lines if any(map(str.isalnum, line.text))]
    return [
        _widest_gap(max(row), min(below) - x_height, printed, x_height)
        for row, below in pairwise(rows)
    ]


def _from_first(lines: Sequence[CellLine], chosen: Sequence[CellLine]) -> list[CellLine]:
    """The lines of a column from the first of those chosen: its head may stand above them."""
    return [line for line in lines if line.base >= chosen[0].base] if chosen else []


def _widest_gap(top: float, bottom: float, bases: Sequence[float], x_height: float) -> float:
    """The middle of the widest gap between lines of print between two levels."""
    gaps, reached = [], top
    for base in sorted(bases):
        begin, end = base - TALL * x_height, base + TAIL * x_height
        if end > top and begin < bottom:
            if begin > reached:
                gaps.append((begin - reached, (reached + begin) / 2))
            reached = max(reached, end)
    if bottom > reached:
        gaps.append((bottom - reached, (reached + bottom) / 2))
    return max(gaps)[1] if gaps else (top + bottom) / 2
