# SPDX-License-Identifier: Apache-2.0
"""Ruled tables on a page drawn from a PDF: where their cells are, by the rules alone."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pipeline.source.base import PixelArray

# lengths in inches: a rule is longer than a letter is high, a cell holds at least one letter
_HORIZONTAL_RULE = 0.35
_VERTICAL_RULE = 0.2
_LEAST_CELL = 0.09
_SAME_EDGE = 0.06


@dataclass(frozen=True, slots=True)
class TableCell:
    """Row and column from 0 (of its top left corner if it spans several), and its inside as
    left, top, right, bottom in inches."""

    row: int
    column: int
    box: tuple[float, float, float, float]

    def holds(self, x: float, y: float) -> bool:
        left, top, right, bottom = self.box
        return left <= x < right and top <= y < bottom


def ruled_tables(drawn: PixelArray, dpi: float) -> list[tuple[TableCell, ...]]:
    """Cells of each ruled table of at least two columns, from the top of the page down.

    ``drawn``: H x W gray, drawn without noise (a scan needs other means).
    """
    ink = (drawn < 215).astype(np.uint8)
    across = cv2.getStructuringElement(cv2.MORPH_RECT, (max(3, round(_HORIZONTAL_RULE * dpi)), 1))
    down = cv2.getStructuringElement(cv2.MORPH_RECT, (1, max(3, round(_VERTICAL_RULE * dpi))))
    horizontal = cv2.morphologyEx(ink, cv2.MORPH_OPEN, across)
    vertical = cv2.morphologyEx(ink, cv2.MORPH_OPEN, down)
    # one pixel more, so that rules that only nearly meet close their cells
    met = np.bitwise_or(horizontal, vertical).astype(np.uint8)
    rules = np.asarray(cv2.dilate(met, np.ones((3, 3), np.uint8)), np.uint8)
    count, _, stats, _ = cv2.connectedComponentsWithStats(rules, connectivity=8)
    tables = []
    for left, top, width, height, _ in sorted(stats[1:count].tolist(), key=lambda s: (s[1], s[0])):
        part = slice(top, top + height), slice(left, left + width)
        if not (vertical[part].any() and horizontal[part].any()):
            continue
        cells = _cells(rules[part], (left, top), dpi)
        if len({cell.column for cell in cells}) > 1:
            tables.append(cells)
    return tables


def _cells(rules: PixelArray, corner: tuple[int, int], dpi: float) -> tuple[TableCell, ...]:
    height, width = rules.shape
    count, _, stats, _ = cv2.connectedComponentsWithStats(1 - rules, connectivity=4)
    boxes = []
    for left, top, across, down, area in stats[1:count].tolist():
        on_edge = left == 0 or top == 0 or left + across == width or top + down == height
        least = _LEAST_CELL * dpi
        # a cell is a rectangle: what is not is the outside of a table of uneven shape
        if not on_edge and across >= least and down >= least and area > 0.5 * across * down:
            boxes.append((left, top, left + across, top + down))
    rows = _ranks([box[1] for box in boxes], _SAME_EDGE * dpi)
    columns = _ranks([box[0] for box in boxes], _SAME_EDGE * dpi)
    x, y = corner
    cells = [
        TableCell(
            rows[box[1]],
            columns[box[0]],
            ((x + box[0]) / dpi, (y + box[1]) / dpi, (x + box[2]) / dpi, (y + box[3]) / dpi),
        )
        for box in boxes
    ]
    return tuple(sorted(cells, key=lambda cell: (cell.row, cell.column)))


def _ranks(edges: list[int], tolerance: float) -> dict[int, int]:
    """Each edge's place in order, edges within ``tolerance`` of the one before it as one."""
    ranks: dict[int, int] = {}
    rank, last = -1, -1e9
    for edge in sorted(set(edges)):
        if edge - last > tolerance:
            rank += 1
        ranks[edge], last = rank, edge
    return ranks
