# SPDX-License-Identifier: Apache-2.0
"""Rows of a table that no rule parts, on a page that was read: see `pipeline.unruled_rows`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.ocr.combining import Reading
from pipeline.ocr.segments import Segment
from pipeline.ocr.tables import Cell, Grid, level_lines
from pipeline.unruled_rows import CellLine, rows_end


def with_unruled_rows(
    grid: Grid,
    segments: Sequence[Segment],
    words: Mapping[int, Sequence[Reading]],
    x_height: float,
) -> Grid:
    """The grid with its ruled rows parted where their numbers show several; ``words``: by segment
    index."""
    cells: dict[tuple[int, int], list[Segment]] = {}
    for segment in segments:
        if grid.holds(segment) and words.get(segment.index):
            cells.setdefault(grid.place_of(segment), []).append(segment)
    borders: list[float] = []
    for row in range(len(grid.ys) - 1):
        lines = [
            line
            for place, found in cells.items()
            if place[0] == row
            for line in _lines(place[1], found, words, x_height)
        ]
        borders += rows_end(lines, x_height)
    if not borders:
        return grid
    ys = tuple(sorted((*grid.ys, *borders)))
    now = {row: ys.index(y) for row, y in enumerate(grid.ys)}
    merged = (
        Cell(now[cell.row], cell.column, now[cell.row_end], cell.column_end) for cell in grid.merged
    )
    return replace(grid, ys=ys, merged=tuple(merged))


def _lines(
    column: int,
    segments: Sequence[Segment],
    words: Mapping[int, Sequence[Reading]],
    x_height: float,
) -> Iterator[CellLine]:
    """The lines of one column of a row."""
    for line in level_lines(segments, x_height):
        in_order = sorted(line, key=lambda segment: segment.box.left)
        read = [word.text for segment in in_order for word in words[segment.index]]
        yield CellLine(column, line[0].base, " ".join(read).strip(" _'`|"))
