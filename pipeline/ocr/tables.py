# SPDX-License-Identifier: Apache-2.0
"""Ruled tables and boxed stamps: grids of ruled lines, and the cell each segment lies in."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from pipeline.cleanup.print_size import is_dash_shape
from pipeline.cleanup.sheet import RuledLine
from pipeline.model import Box
from pipeline.ocr.segments import GAP, Segment, Segmentation

_T = TypeVar("_T", bound=Hashable)

LEAST_TABLE_SHARE = 0.4
"""A grid narrower than this share of the print is a stamp's frame, not a table."""

FRAME_HEIGHT = 4.5
"""A frame of one cell no higher than this, in x-heights, holds one line."""

IN_LINE, BROKEN = 0.3, 4.0
"""How far aside and apart the pieces of a broken rule lie, at most, in x-heights."""
ROOM = 1.6
"""Height of a line of text between two tables, in x-heights, at least."""
SAME_LINE = 0.35
"""How far apart the baselines of two parts of a line are, at most, in x-heights."""

INSET, OPEN = 0.5, 0.1
"""What of a side of a cell is left out at its ends, in x-heights, and how much of the rest is ruled
where nothing parts it from the next cell, at most."""
LEVEL = 0.2
"""How far the baselines of cells in one row are apart, at most, in x-heights."""
OVERHANG = 2.5
"""How far a level rule goes on beyond the cell that it ends at, along a stroke of a letter, in
x-heights, and for less than half of the side."""


@dataclass(frozen=True)
class Cell:
    """A cell of a grid: its first row and column, and the first ones after it."""

    row: int
    column: int
    row_end: int
    column_end: int

    def places(self) -> Iterator[tuple[int, int]]:
        """The rows and columns that it covers."""
        return itertools.product(range(self.row, self.row_end), range(self.column, self.column_end))


@dataclass(frozen=True)
class Grid:
    """A grid of ruled lines: its box and the y and x of its lines, px of the cleaned page.

    ``merged``: the cells that go over several rows or columns.
    """

    box: Box
    ys: tuple[float, ...]
    xs: tuple[float, ...]
    merged: tuple[Cell, ...] = ()

    def holds(self, segment: Segment) -> bool:
        """Whether the segment's middle lies inside."""
        x = (segment.box.left + segment.box.right) / 2
        y = segment.base - 0.5 * segment.x_height
        return self.box.left <= x < self.box.right and self.box.top <= y < self.box.bottom

    def place_of(self, segment: Segment) -> tuple[int, int]:
        """Row and column (from 0) that hold the segment's middle."""
        x = (segment.box.left + segment.box.right) / 2
        y = segment.base - 0.5 * segment.x_height
        row = max(0, min(int(np.searchsorted(self.ys, y)) - 1, len(self.ys) - 2))
        column = max(0, min(int(np.searchsorted(self.xs, x)) - 1, len(self.xs) - 2))
        return row, column

    def cell_of(self, segment: Segment) -> tuple[int, int]:
        """Row and column of the cell that holds the segment's middle; the first ones of a cell that
        goes over several."""
        row, column = self.place_of(segment)
        for cell in self.merged:
            if cell.row <= row < cell.row_end and cell.column <= column < cell.column_end:
                return cell.row, cell.column
        return row, column

    def cells(self) -> Iterator[tuple[Cell, Box]]:
        """All cells and their places, px."""
        covered = {place for cell in self.merged for place in cell.places()}
        rows, columns = range(len(self.ys) - 1), range(len(self.xs) - 1)
        single = (
            Cell(row, column, row + 1, column + 1)
            for row, column in itertools.product(rows, columns)
            if (row, column) not in covered
        )
        for cell in (*self.merged, *single):
            sides = (
                self.xs[cell.column], self.ys[cell.row],
                self.xs[cell.column_end], self.ys[cell.row_end],
            )  # fmt: skip
            left, top, right, bottom = (round(side) for side in sides)
            yield cell, Box(left, top, right, bottom)


def grids_of(rules: Sequence[RuledLine], x_height: float) -> tuple[Grid, ...]:
    """Grids of at least two horizontal and two vertical lines that touch each other.

    Where scanning broke a line, its pieces are one.
    """
    reach = 0.8 * x_height
    pairs = [
        (i, j)
        for i, rule in enumerate(rules)
        for j, other in enumerate(rules[:i])
        if rule.box.touches(other.box, reach) or _goes_on(rule, other, rules, x_height)
    ]
    found = []
    for numbers in _together(range(len(rules)), pairs):
        members = [rules[number] for number in numbers]
        whole = Box.around(line.box for line in members)
        assert whole is not None
        members += [
            rule
            for i, rule in enumerate(rules)
            if i not in numbers and rule.horizontal and _parts(rule.box, whole)
        ]
        across = [line.box for line in members if line.horizontal]
        down = [line.box for line in members if not line.horizontal]
        ys = _distinct([(b.top + b.bottom) / 2 for b in across], x_height)
        xs = _distinct([(b.left + b.right) / 2 for b in down], x_height)
        if len(ys) < 2 or len(xs) < 2:
            continue
        if whole.height < 1.5 * x_height or whole.width < 3 * x_height:
            continue
        # an open side (a table drawn without its outer lines) still bounds cells
        if xs[0] - whole.left > 2 * x_height:
            xs = (float(whole.left), *xs)
        if whole.right - xs[-1] > 2 * x_height:
            xs = (*xs, float(whole.right))
        if ys[0] - whole.top > 1.5 * x_height:
            ys = (float(whole.top), *ys)
        if whole.bottom - ys[-1] > 1.5 * x_height:
            ys = (*ys, float(whole.bottom))
        found.append(Grid(whole, ys, xs, _merged(ys, xs, members, x_height)))
    return tuple(sorted(found, key=lambda grid: grid.box.top))


def _merged(
    ys: Sequence[float], xs: Sequence[float], rules: Sequence[RuledLine], x_height: float
) -> tuple[Cell, ...]:
    """Cells over several rows or columns: nothing is ruled between these.

    What so goes together and makes no rectangle is left as it is: rules were lost there.
    """
    places = list(itertools.product(range(len(ys) - 1), range(len(xs) - 1)))
    across = [_runs_at(y, rules, x_height, horizontal=True) for y in ys]
    down = [_runs_at(x, rules, x_height, horizontal=False) for x in xs]
    pairs = []
    for row, column in places:
        width, height = (xs[column], xs[column + 1]), (ys[row], ys[row + 1])
        if row and _ruled(across[row], width, x_height, overhang=OVERHANG) <= OPEN:
            pairs.append(((row, column), (row - 1, column)))
        if column and _ruled(down[column], height, x_height) <= OPEN:
            pairs.append(((row, column), (row, column - 1)))
    found = []
    for together in _together(places, pairs):
        in_rows, in_columns = zip(*together, strict=True)
        cell = Cell(min(in_rows), min(in_columns), max(in_rows) + 1, max(in_columns) + 1)
        if len(together) > 1 and len(together) == len(list(cell.places())):
            found.append(cell)
    return tuple(found)


def as_printed(grid: Grid, segments: Sequence[Segment], x_height: float) -> Grid:
    """The grid without the cells that seem merged because wear took the rules between them.

    Each of them holds print of its own: a line parted where the columns are, or a line in each row,
    level with what stands beside it. What fills a merged cell is spaced more closely than rows are,
    but for heads, whose rows are as low as lines.
    """
    inside = [segment for segment in segments if grid.holds(segment)]
    kept = [
        cell
        for cell in grid.merged
        if not _has_columns(grid, cell, inside, x_height)
        and not _has_line_in_each_row(grid, cell, inside, x_height)
    ]
    return replace(grid, merged=tuple(kept))


def _lines_of(
    grid: Grid, cell: Cell, inside: Sequence[Segment], x_height: float
) -> list[list[Segment]]:
    """The lines of print in a merged cell."""
    own = [segment for segment in inside if grid.cell_of(segment) == (cell.row, cell.column)]
    return level_lines(own, x_height)


def level_lines(segments: Iterable[Segment], x_height: float) -> list[list[Segment]]:
    """Segments of one cell in lines from top to bottom, each of those with one baseline."""
    lines: list[list[Segment]] = []
    for segment in sorted(segments, key=lambda segment: segment.base):
        if lines and segment.base - lines[-1][0].base < SAME_LINE * x_height:
            lines[-1].append(segment)
        else:
            lines.append([segment])
    return lines


def _has_columns(grid: Grid, cell: Cell, inside: Sequence[Segment], x_height: float) -> bool:
    """Whether lines of a merged cell are parted where its columns are, and none goes over two."""
    lines = _lines_of(grid, cell, inside, x_height)
    borders = grid.xs[cell.column + 1 : cell.column_end]
    over = any(
        segment.box.left + x_height < border < segment.box.right - x_height
        for line in lines
        for segment in line
        for border in borders
    )
    parted = any(len({grid.place_of(segment)[1] for segment in line}) > 1 for line in lines)
    return parted and not over


def _has_line_in_each_row(
    grid: Grid, cell: Cell, inside: Sequence[Segment], x_height: float
) -> bool:
    """Whether rows of a merged cell have one line each, level with what stands beside it."""
    if cell.row == 0:
        return False
    lines = _lines_of(grid, cell, inside, x_height)
    rows = {grid.place_of(line[0])[0] for line in lines}
    if len(lines) < 2 or len(rows) < len(lines):
        return False
    beside = [s for s in inside if not cell.column <= grid.place_of(s)[1] < cell.column_end]
    return all(
        any(abs(other.base_at(line[0].box) - line[0].base) < LEVEL * x_height for other in beside)
        for line in lines
    )


def _runs_at(
    level: float, rules: Sequence[RuledLine], x_height: float, *, horizontal: bool
) -> list[tuple[int, int]]:
    """Where the rules that lie at a level begin and end."""
    runs = []
    for rule in rules:
        box = rule.box
        above, below = (box.top, box.bottom) if horizontal else (box.left, box.right)
        if rule.horizontal is horizontal and above - x_height <= level <= below + x_height:
            runs.append(_run(rule)[:2])
    return runs


def _ruled(
    runs: Sequence[tuple[int, int]],
    ends: tuple[float, float],
    x_height: float,
    *,
    overhang: float = 0.0,
) -> float:
    """How much of a side of a cell is ruled, 0 to 1, by the rules that lie at its level.

    ``overhang``: how far one goes on that belongs to the next cell, in x-heights.
    """
    begin, end = ends[0] + INSET * x_height, ends[1] - INSET * x_height
    if begin >= end:
        return 1.0
    most = min(overhang * x_height, (end - begin) / 2)
    inked = np.zeros(round(end) - round(begin) + 1, bool)
    for first, last in runs:
        if (first <= begin and last < begin + most) or (last >= end and first > end - most):
            continue
        inked[max(0, round(first - begin)) : max(0, round(last - begin))] = True
    return float(inked.mean())


def _together(things: Iterable[_T], pairs: Iterable[tuple[_T, _T]]) -> list[list[_T]]:
    """The things in groups: those of a pair, and of pairs that share one, are in one group."""
    group = {thing: thing for thing in things}

    def root(thing: _T) -> _T:
        while group[thing] != thing:
            group[thing] = group[group[thing]]
            thing = group[thing]
        return thing

    for one, other in pairs:
        group[root(one)] = root(other)
    found: dict[_T, list[_T]] = {}
    for thing in group:
        found.setdefault(root(thing), []).append(thing)
    return [found[first] for first in group if first in found]


def _goes_on(one: RuledLine, other: RuledLine, rules: Sequence[RuledLine], x_height: float) -> bool:
    """Whether two rules are pieces of one broken line.

    Upright ones with room for a line of text between them are borders of two tables, one below the
    other, where the upper one ends at a level rule and the lower one begins at one, and most others
    do so too.
    """
    if one.horizontal != other.horizontal:
        return False
    (begin, end, level), (begins, ends, levels) = _run(one), _run(other)
    first, last = min(end, ends), max(begin, begins)
    apart = last - first
    if abs(level - levels) >= IN_LINE * x_height or apart >= BROKEN * x_height:
        return False
    if one.horizontal or apart < ROOM * x_height:
        return True
    near = IN_LINE * x_height
    across = [rule.box for rule in rules if rule.horizontal]
    edges = [
        any(
            box.top - near <= y <= box.bottom + near and box.left <= level <= box.right
            for box in across
        )
        for y in (first, last)
    ]
    down = [rule.box for rule in rules if not rule.horizontal]
    over = sum(box.top < first and box.bottom > last for box in down)
    return not all(edges) or over >= sum(abs(box.bottom - first) <= near for box in down)


def _run(rule: RuledLine) -> tuple[int, int, float]:
    """Where a rule begins and ends, along itself, and where it lies across."""
    box = rule.box
    if rule.horizontal:
        return box.left, box.right, (box.top + box.bottom) / 2
    return box.top, box.bottom, (box.left + box.right) / 2


def _parts(rule: Box, whole: Box) -> bool:
    """Whether a horizontal rule goes through a grid, though no line of it meets one."""
    inside = min(rule.right, whole.right) - max(rule.left, whole.left)
    return whole.top < rule.top and rule.bottom < whole.bottom and inside > whole.width / 2


def is_table(grid: Grid, print_width: float) -> bool:
    """Whether a grid is a table of the text, not the frame of a stamp."""
    return grid.box.width >= LEAST_TABLE_SHARE * print_width


def has_cells(grid: Grid, segments: Sequence[Segment]) -> bool:
    """Whether not all that a grid holds is in one cell, as in a frame around it."""
    return len({grid.cell_of(segment) for segment in segments if grid.holds(segment)}) != 1


def is_frame(grid: Grid, x_height: float) -> bool:
    """Whether a grid is a frame around one line of the text: HỎA TỐC, MẬT."""
    return len(grid.ys) == len(grid.xs) == 2 and grid.box.height <= FRAME_HEIGHT * x_height


def goes_on_outside(
    segment: Segment, segments: Sequence[Segment], stamp: Grid, x_height: float
) -> bool:
    """Whether what lies in a stamp's frame is a part of a line that the frame was stamped over."""
    over = segment.box.left < stamp.box.left - x_height or stamp.box.right + x_height < (
        segment.box.right
    )
    return over or any(
        abs(other.base - segment.base) < SAME_LINE * x_height
        and -x_height < other.box.left - segment.box.right < GAP * x_height
        and segment.box.right - x_height < stamp.box.right < other.box.left + x_height
        and not stamp.holds(other)
        for other in segments
    )


def alone_in_cells(grid: Grid, segments: Sequence[Segment]) -> list[Segment]:
    """Segments that have a cell of a table to themselves."""
    inside = [(grid.cell_of(segment), segment) for segment in segments if grid.holds(segment)]
    many = Counter(cell for cell, _ in inside)
    return [segment for cell, segment in inside if many[cell] == 1]


def dashes_alone(grids: Sequence[Grid], segmentation: Segmentation) -> list[Segment]:
    """A segment for the dash in each cell that holds nothing else: none, or the same as above."""
    x_height = segmentation.x_height
    index = max((segment.index for segment in segmentation.segments), default=-1)
    found = []
    for grid in grids:
        inside = filter(grid.holds, segmentation.segments)
        taken = {grid.cell_of(segment) for segment in inside}
        for cell, place in grid.cells():
            if (cell.row, cell.column) in taken:
                continue
            left, top = place.left, place.top
            rows, columns = np.nonzero(segmentation.labels[top : place.bottom, left : place.right])
            if not len(rows):
                continue
            box = Box(
                left + int(columns.min()), top + int(rows.min()),
                left + int(columns.max()) + 1, top + int(rows.max()) + 1,
            )  # fmt: skip
            if is_dash_shape(np.array(box.width), np.array(box.height), x_height):
                index += 1
                base = (box.top + box.bottom) / 2 + x_height / 2
                found.append(Segment(index, box, (base, base), 1, x_height))
    return found


def _distinct(values: list[float], x_height: float) -> tuple[float, ...]:
    """Positions of lines, those of one broken line taken together."""
    merged: list[list[float]] = []
    for value in sorted(values):
        if merged and value - merged[-1][-1] < 0.9 * x_height:
            merged[-1].append(value)
        else:
            merged.append([value])
    return tuple(float(np.mean(values)) for values in merged)
