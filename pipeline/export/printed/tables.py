# SPDX-License-Identifier: Apache-2.0
"""Tables of a record: rows of cells, and tables that go on over several pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.export.printed.lines import joined
from pipeline.record import BlockRecord, LineRecord


def is_table(block: BlockRecord) -> bool:
    """Whether all lines of a block have a cell."""
    return (
        block.kind == "table"
        and bool(block.lines)
        and all(line.cell is not None for line in block.lines)
    )


def table_rows(lines: Iterable[LineRecord]) -> list[list[tuple[LineRecord, ...]]]:
    """The lines of each cell of a table, row after row; every row has all columns."""
    cells: dict[tuple[int, int], list[LineRecord]] = {}
    for line in lines:
        assert line.cell is not None
        cells.setdefault(line.cell, []).append(line)
    columns = sorted({column for _, column in cells})
    return [
        [tuple(cells.get((row, column), ())) for column in columns]
        for row in sorted({row for row, _ in cells})
    ]


def further_rows(
    lines: Sequence[LineRecord], further: Sequence[LineRecord]
) -> tuple[LineRecord, ...] | None:
    """The lines of a table that goes on at the head of the next page, counted on, without its head
    where that is printed again; None: a table of other columns."""
    if _columns(lines) != _columns(further):
        return None
    above, below = table_rows(lines), table_rows(further)
    is_again = [joined(cell) for cell in above[0]] == [joined(cell) for cell in below[0]]
    first = min(row for row, _ in _cells(further)) + is_again
    at = max(row for row, _ in _cells(lines)) + 1 - first
    return tuple(
        replace(line, cell=(line.cell[0] + at, line.cell[1]))
        for line in further
        if line.cell is not None and line.cell[0] >= first
    )


def _cells(lines: Iterable[LineRecord]) -> list[tuple[int, int]]:
    return [line.cell for line in lines if line.cell is not None]


def _columns(lines: Iterable[LineRecord]) -> set[int]:
    return {column for _, column in _cells(lines)}
