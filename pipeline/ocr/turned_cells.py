# SPDX-License-Identifier: Apache-2.0
"""Cells of a table whose text runs from bottom to top: heads of narrow columns.

Their letters follow each other upwards, closer than the lines of upright text in a narrow cell do.
Such cells are cut out, turned and set below each other on a page of their own, to be read as any
other; the words come back to where they stand.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from pipeline.cleanup import CleanedPage
from pipeline.model import Box
from pipeline.ocr.aside import AsidePage, set_aside
from pipeline.ocr.segments import Segmentation
from pipeline.ocr.tables import Grid
from pipeline.ocr.told_by_ink import marks_inside

FEWEST, MOST = 3, 150
"""Letters of a turned text; more are running text, or dust."""
LETTER = (0.55, 3.0)
"""Sides of a letter, the longer one, in x-heights."""
MARK = 0.75
"""Size of a mark above a letter as a share of the letter's, at most."""
TALL, CELL = 1.4, 1.0
"""Height of its ink, and of its cell, in widths, at least."""
CLOSE, CLOSER = 0.45, 0.7
"""Gap between letters above each other, in x-heights and as a share of that between letters side by
side, at most."""
INSET = 3
"""What is left out along the borders of a cell, px."""


def turned_cells(
    grids: Sequence[Grid], cleaned: CleanedPage, segmentation: Segmentation
) -> AsidePage | None:
    """The cells of tables whose text runs upwards; None where there are none."""
    x_height = segmentation.x_height
    boxes = [
        box
        for grid in grids
        for box in _tall_cells(grid, x_height)
        if _is_turned(box, segmentation)
    ]
    if not boxes:
        return None
    return set_aside(
        cleaned,
        [
            (
                box,
                cv2.rotate(
                    cleaned.image[box.top : box.bottom, box.left : box.right],
                    cv2.ROTATE_90_CLOCKWISE,
                ).astype(np.uint8),
            )
            for box in boxes
        ],
        turned=True,
    )


def _tall_cells(grid: Grid, x_height: float) -> list[Box]:
    """Cells of a table that are higher than wide."""
    inside = (
        Box(b.left + INSET, b.top + INSET, b.right - INSET, b.bottom - INSET)
        for _, b in grid.cells()
        if b.height > CELL * b.width
    )
    return [box for box in inside if box.width > x_height and box.height > FEWEST * x_height / 2]


def _is_turned(box: Box, segmentation: Segmentation) -> bool:
    """Whether the letters in a cell follow each other upwards."""
    x_height = segmentation.x_height
    boxes = [mark.box for mark in marks_inside(segmentation, box)]
    sides = [max(b.width, b.height) for b in boxes]
    large = [side for side in sides if LETTER[0] <= side / x_height <= LETTER[1]]
    least = MARK * float(np.quantile(large, 0.35)) if large else 0.0
    letters = [
        b for b, s in zip(boxes, sides, strict=True) if s in large and s > least
    ]  # and not their marks
    whole = Box.around(letters)
    if not FEWEST <= len(letters) <= MOST or whole is None or whole.height < TALL * whole.width:
        return False
    upwards = [_gap(one, letters, upwards=True) for one in letters]
    sideways = [_gap(one, letters, upwards=False) for one in letters]
    up, side = float(np.median(upwards)), float(np.median(sideways))
    return up <= CLOSE * x_height and up <= CLOSER * side


def _gap(letter: Box, letters: Sequence[Box], *, upwards: bool) -> float:
    """Distance to the next letter above or below, or at a side, px; inf where there is none."""
    nearest = float("inf")
    for other in letters:
        if other is letter:
            continue
        aside = min(letter.right, other.right) - max(letter.left, other.left)
        along = min(letter.bottom, other.bottom) - max(letter.top, other.top)
        shared, gap = (aside, -along) if upwards else (along, -aside)
        size = min(letter.width, other.width) if upwards else min(letter.height, other.height)
        if 2 * shared >= size:
            nearest = min(nearest, max(0.0, gap))
    return nearest
