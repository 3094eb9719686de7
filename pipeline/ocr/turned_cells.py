# SPDX-License-Identifier: Apache-2.0
"""Cells of a table whose text runs from bottom to top: heads of narrow columns.

Their letters follow each other upwards, closer than the lines of upright text in a narrow cell do.
Such cells are cut out, turned and set below each other on a page of their own, to be read as any
other; the words come back to where they stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from pipeline.cleanup import CleanedPage
from pipeline.cleanup.sheet import Image
from pipeline.model import Box
from pipeline.ocr.combining import Place, Reading
from pipeline.ocr.segments import Segment, Segmentation
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
INSET, APART = 3, 3.0
"""What is left out along the borders of a cell, px; space between cells on their page, in
x-heights."""


@dataclass(frozen=True)
class TurnedCell:
    """A cell of the page, and the rows of the page of turned cells that it fills."""

    box: Box
    top: int
    bottom: int

    def original(self, place: Place, left: int) -> Place:
        """A place on the page of turned cells, which begin at ``left``, on the page itself."""
        begin, above, end, below = place
        return (
            self.box.left + above - self.top,
            self.box.bottom - (end - left),
            self.box.left + below - self.top,
            self.box.bottom - (begin - left),
        )


@dataclass(frozen=True)
class TurnedCells:
    """The page of turned cells, and what stands where on it; they begin at ``left``, px."""

    page: CleanedPage
    cells: tuple[TurnedCell, ...]
    left: int

    def set_back(
        self, segment: Segment, words: Sequence[Reading], index: int
    ) -> tuple[Segment, list[Reading]] | None:
        """A line of the page of turned cells as one of the page itself, with this ``index``.

        The lines of a cell stand below each other as they are read.
        """
        middle = (segment.box.top + segment.box.bottom) / 2
        for cell in self.cells:
            if cell.top <= middle < cell.bottom:
                box = segment.box
                place = float(box.left), float(box.top), float(box.right), float(box.bottom)
                left, top, right, bottom = (round(side) for side in cell.original(place, self.left))
                base = cell.box.top + (segment.base - cell.top) + segment.x_height / 2
                base = min(base, cell.box.bottom - 1.0)
                moved = Segment(
                    index, Box(left, top, right, bottom), (base, base), segment.letters,
                    segment.x_height,
                )  # fmt: skip
                return moved, [
                    replace(word, place=cell.original(word.place, self.left)) for word in words
                ]
        return None


def turned_cells(
    grids: Sequence[Grid], cleaned: CleanedPage, segmentation: Segmentation
) -> TurnedCells | None:
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
    pieces = [
        cv2.rotate(cleaned.image[b.top : b.bottom, b.left : b.right], cv2.ROTATE_90_CLOCKWISE)
        for b in boxes
    ]
    space = round(APART * x_height)
    width = max(piece.shape[1] for piece in pieces) + 2 * space
    height = sum(len(piece) + space for piece in pieces) + space
    image: Image = np.full((height, width), 255, np.uint8)
    cells = []
    top = space
    for box, piece in zip(boxes, pieces, strict=True):
        image[top : top + len(piece), space : space + piece.shape[1]] = piece
        cells.append(TurnedCell(box, top, top + len(piece)))
        top += len(piece) + space
    page = replace(cleaned, image=image, rules=(), leaders=(), ellipses=(), seals=())
    return TurnedCells(page, tuple(cells), space)


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
