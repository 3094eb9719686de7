# SPDX-License-Identifier: Apache-2.0
"""Rows of a table between which no rule was drawn or none is left: told by its numbers.

Many tables of offices have dotted lines between their rows, hairlines that a scan in black and
white loses, or none at all. A number takes one line: where the first column counts 1, 2, 3 under
each other, or two columns have numbers on the same levels, each level is a row. What else stands
in these cells may go over several lines; between two rows is the widest gap that all of it leaves.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.ocr.combining import Reading
from pipeline.ocr.segments import Segment
from pipeline.ocr.tables import SAME_LINE, Cell, Grid

MOST_NUMBERS = 0.7
"""Share of the lines of a column of numbers that are some, at least."""
COUNTED = 0.6
"""Share of the lines of a first column that count one after the other, at least."""
ONE_ROW = 1.5
"""How far apart the lines of one row are at most, in x-heights: some cells are set at the top,
others in the middle."""
TALL, TAIL = 1.5, 0.35
"""How far letters reach above and below their baseline, in x-heights; what is left of dots between
rows may be taken for their marks."""
_NUMBER = re.compile(r"[-–(+]*\d[\d.,/%\s]*(?<![.,/\s])\)?|[-–]")  # whole: not 25/05/
_COUNT = re.compile(r"(\d{1,3})[.)]?")


@dataclass(frozen=True)
class _Line:
    """A line of a column: where it stands, px from the top, and what it says."""

    base: float
    text: str

    @property
    def is_number(self) -> bool:
        return bool(_NUMBER.fullmatch(self.text) or _COUNT.fullmatch(self.text))


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
    counted = _counts(lines.get(0, ()))
    of_numbers = [c for c in lines if (c == 0 and counted) or _has_numbers(lines[c])]
    levels = sorted(
        (line.base, column) for column in of_numbers for line in lines[column] if line.is_number
    )
    rows: list[list[tuple[float, int]]] = []
    for base, column in levels:
        if rows and base - rows[-1][0][0] < ONE_ROW * x_height:
            rows[-1].append((base, column))
        else:
            rows.append([(base, column)])
    rows = [row for row in rows if len(row) > 1 or (counted and row[0][1] == 0)]
    if len(rows) < 2:
        return []
    first = rows[0][0][0]
    head = [line.base for c in of_numbers for line in lines[c] if not line.is_number]
    above = [base for base in head if base < first - ONE_ROW * x_height]
    begins = [*([max(above)] if above else []), *(row[0][0] for row in rows)]
    ends = [*([max(above)] if above else []), *(row[-1][0] for row in rows)]
    printed = [s for s in segments if any(map(_has_letters, words[s.index]))]
    return [
        _widest_gap(end, begin - x_height, printed, x_height)
        for end, begin in zip(ends[:-1], begins[1:], strict=True)
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


def _has_numbers(lines: Sequence[_Line]) -> bool:
    """Whether a column has numbers under each other; its head may stand above them."""
    first = next((at for at, line in enumerate(lines) if line.is_number), len(lines))
    below = lines[first:]
    numbers = sum(line.is_number for line in below)
    return numbers >= 2 and numbers >= MOST_NUMBERS * len(below)


def _counts(lines: Sequence[_Line]) -> bool:
    """Whether the lines of a first column count its rows; some of them may be read badly."""
    read = [(at, _COUNT.fullmatch(line.text)) for at, line in enumerate(lines)]
    steps = Counter(int(count[1]) - at for at, count in read if count)
    if not steps:
        return False
    ((step, agreeing),) = steps.most_common(1)
    numbered = [at for at, count in read if count and int(count[1]) - at == step]
    return agreeing >= 2 and agreeing >= COUNTED * (len(lines) - numbered[0])


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
