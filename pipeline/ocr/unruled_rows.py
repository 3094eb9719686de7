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
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from pipeline.ocr.combining import Reading
from pipeline.ocr.segments import Segment
from pipeline.ocr.tables import SAME_LINE, Cell, Grid

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


@dataclass(frozen=True)
class _Line:
    """A line of a column: where it stands, px from the top, and what it says."""

    base: float
    text: str

    @property
    def is_number(self) -> bool:
        return bool(_NUMBER.fullmatch(self.text))

    @property
    def is_mark(self) -> bool:
        return bool(_MARK.fullmatch(self.text))


def with_unruled_rows(
    grid: Grid,
    segments: Sequence[Segment],
    words: Mapping[int, Sequence[Reading]],
    x_height: float,
) -> Grid:
    """The grid with its ruled rows parted where their numbers show several; ``words``: by segment
    index."""
    inside = [s for s in segments if grid.holds(s) and words.get(s.index)]
    borders = []
    for row in range(len(grid.ys) - 1):
        of_row = [segment for segment in inside if grid.place_of(segment)[0] == row]
        borders += _borders(grid, of_row, words, x_height)
    if not borders:
        return grid
    ys = tuple(sorted((*grid.ys, *borders)))
    now = {row: ys.index(y) for row, y in enumerate(grid.ys)}
    merged = (
        Cell(now[cell.row], cell.column, now[cell.row_end], cell.column_end) for cell in grid.merged
    )
    return replace(grid, ys=ys, merged=tuple(merged))


def _borders(
    grid: Grid,
    segments: Sequence[Segment],
    words: Mapping[int, Sequence[Reading]],
    x_height: float,
) -> list[float]:
    """Where the rows in one ruled row end, but for the last."""
    columns: dict[int, list[Segment]] = {}
    for segment in segments:
        columns.setdefault(grid.place_of(segment)[1], []).append(segment)
    lines = {column: _lines(found, words, x_height) for column, found in columns.items()}
    anchors = {
        column: [line for line in found if line.is_number] for column, found in lines.items()
    }
    marks = [line for line in lines.get(0, ()) if line.is_mark]
    marked = len(marks) >= 2 and len(marks) >= MOST * len(_from_first(lines[0], marks))
    if marked:
        anchors[0] = marks
    of_numbers = [
        column
        for column, found in anchors.items()
        if (marked and column == 0)
        or (len(found) >= 2 and len(found) >= MOST * len(_from_first(lines[column], found)))
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
    head = [line.base for column in of_numbers for line in lines[column]]
    above = [base for base in head if base < rows[0][0] - ONE_ROW * x_height]
    rows = [above, *rows] if above else rows
    printed = [s for s in segments if any(map(_has_letters, words[s.index]))]
    return [
        _widest_gap(max(row), min(below) - x_height, printed, x_height)
        for row, below in pairwise(rows)
    ]


def _lines(
    segments: Sequence[Segment], words: Mapping[int, Sequence[Reading]], x_height: float
) -> list[_Line]:
    """The lines of one column of a row."""
    lines: list[list[Segment]] = []
    for segment in sorted(segments, key=lambda segment: segment.base):
        if lines and segment.base - lines[-1][0].base < SAME_LINE * x_height:
            lines[-1].append(segment)
        else:
            lines.append([segment])
    found = []
    for line in lines:
        in_order = sorted(line, key=lambda segment: segment.box.left)
        read = [word.text for segment in in_order for word in words[segment.index]]
        found.append(_Line(line[0].base, " ".join(read).strip(" _'`|")))
    return found


def _from_first(lines: Sequence[_Line], chosen: Sequence[_Line]) -> list[_Line]:
    """The lines of a column from the first of those chosen: its head may stand above them."""
    return [line for line in lines if line.base >= chosen[0].base] if chosen else []


def _has_letters(word: Reading) -> bool:
    return any(map(str.isalnum, word.text))


def _widest_gap(top: float, bottom: float, segments: Sequence[Segment], x_height: float) -> float:
    """The middle of the widest gap between lines of print between two levels, px."""
    lines = sorted((s.base - TALL * x_height, s.base + TAIL * x_height) for s in segments)
    gaps, reached = [], top
    for begin, end in lines:
        if end > top and begin < bottom:
            if begin > reached:
                gaps.append((begin - reached, (reached + begin) / 2))
            reached = max(reached, end)
    if bottom > reached:
        gaps.append((bottom - reached, (reached + bottom) / 2))
    return max(gaps)[1] if gaps else float(np.mean((top, bottom)))
