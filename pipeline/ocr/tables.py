# SPDX-License-Identifier: Apache-2.0
"""Ruled tables and boxed stamps: grids of ruled lines, and the cell each segment lies in."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.cleanup.print_size import is_dash_shape
from pipeline.cleanup.sheet import RuledLine
from pipeline.model import Box
from pipeline.ocr.combining import Reading, place_of
from pipeline.ocr.segments import GAP, Segment, Segmentation

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

MOST_AGREE = 0.5
"""Share of the rows of a table that are numbered one after the other."""
COUNTED = 0.6
"""Confidence of a number that the numbers of other rows tell."""
_NUMBER = re.compile(r"[1-9]\d{0,2}")
_OTHER_MARK = re.compile(r"[A-EĐHa-eđ]|[IVX]+")
_HEAD_OF_NUMBERS = re.compile(r"(?i)\W*(?:s[oố0ô] ?)?(?:stt|tt)\W*")


@dataclass(frozen=True)
class Grid:
    """A grid of ruled lines: its box and the y and x of its lines, px of the cleaned page."""

    box: Box
    ys: tuple[float, ...]
    xs: tuple[float, ...]

    def holds(self, segment: Segment) -> bool:
        """Whether the segment's middle lies inside."""
        x = (segment.box.left + segment.box.right) / 2
        y = segment.base - 0.5 * segment.x_height
        return self.box.left <= x < self.box.right and self.box.top <= y < self.box.bottom

    def cell_of(self, segment: Segment) -> tuple[int, int]:
        """Row and column (from 0) of the cell that holds the segment's middle."""
        x = (segment.box.left + segment.box.right) / 2
        y = segment.base - 0.5 * segment.x_height
        row = int(np.searchsorted(self.ys, y)) - 1
        column = int(np.searchsorted(self.xs, x)) - 1
        return max(0, min(row, len(self.ys) - 2)), max(0, min(column, len(self.xs) - 2))


def grids_of(rules: Sequence[RuledLine], x_height: float) -> tuple[Grid, ...]:
    """Grids of at least two horizontal and two vertical lines that touch each other.

    Where scanning broke a line, its pieces are one.
    """
    boxes = [line.box for line in rules]
    reach = 0.8 * x_height
    group = list(range(len(boxes)))

    def root(i: int) -> int:
        while group[i] != i:
            group[i] = group[group[i]]
            i = group[i]
        return i

    for i, a in enumerate(boxes):
        for j in range(i):
            if a.touches(boxes[j], reach) or _goes_on(rules[i], rules[j], rules, x_height):
                group[root(i)] = root(j)
    found = []
    for top in sorted({root(i) for i in range(len(boxes))}):
        members = [rules[i] for i in range(len(boxes)) if root(i) == top]
        whole = Box.around(line.box for line in members)
        assert whole is not None
        members += [
            rule
            for i, rule in enumerate(rules)
            if root(i) != top and rule.horizontal and _parts(rule.box, whole)
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
        found.append(Grid(whole, ys, xs))
    return tuple(sorted(found, key=lambda grid: grid.box.top))


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
    return any(
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
        for row, column in itertools.product(range(len(grid.ys) - 1), range(len(grid.xs) - 1)):
            if (row, column) in taken:
                continue
            top, bottom = (round(y) for y in grid.ys[row : row + 2])
            left, right = (round(x) for x in grid.xs[column : column + 2])
            rows, columns = np.nonzero(segmentation.labels[top:bottom, left:right])
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


def counted(
    grid: Grid, segments: Sequence[Segment], words: Mapping[int, Sequence[Reading]]
) -> dict[int, list[Reading]]:
    """Numbers of a table's first column (STT) that were not read as such, by segment index.

    The numbers of other rows tell them: a stroke between 1 and 3 is 2's place. The ink must have as
    many characters. Tables have other marks in that column too (A, I, a): such a one is a number
    only right between two that agree, or right before 2, and nothing is counted beyond these where
    others do not.
    """
    cells: dict[int, list[Segment]] = {}
    for segment in segments:
        if grid.holds(segment):
            row, column = grid.cell_of(segment)
            if column == 0:
                cells.setdefault(row, []).append(segment)
    read = {
        row: " ".join(word.text for word in words.get(cell[0].index, ())).rstrip(".")
        for row, cell in cells.items()
        if len(cell) == 1
    }
    steps = Counter(int(text) - row for row, text in read.items() if _NUMBER.fullmatch(text))
    if not steps:
        return {}
    ((step, agreeing),) = steps.most_common(1)
    headed = any(_HEAD_OF_NUMBERS.fullmatch(text) for text in read.values())
    if agreeing < (1 if headed else 2) or 2 * agreeing <= steps.total():
        return {}
    agree = {row for row, text in read.items() if text == str(row + step)}
    most = len(agree) >= MOST_AGREE * (len(read) - headed)
    found = {}
    for row, text in read.items():
        between = row + 1 in agree and (row - 1 in agree or row + step == 1)
        if not between and _OTHER_MARK.fullmatch(text):
            continue
        if not most and not min(agree) < row < max(agree):
            continue
        (segment,) = cells[row]
        number = str(row + step)
        sure = text == number and words[segment.index][0].confidence >= COUNTED
        as_long = len(number) == segment.letters and len(text) <= len(number) + 1
        if row + step > 0 and as_long and not sure:
            others = ((text, 1.0),) if text not in ("", number) else ()
            found[segment.index] = [Reading(number, COUNTED, place_of(segment.box), others)]
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
