# SPDX-License-Identifier: Apache-2.0
"""What shows through thin paper from its other side is cleared.

It is paler than print and, unlike pale print, blurred: its light went through the paper.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

from pipeline.cleanup.ink_cells import Flags, InkCells, darkest_and_steepness, sealed
from pipeline.cleanup.sheet import Sheet

LEAST_SHARE, OF_PALE = 0.35, 0.7
"""Cells with pale and blurred ink, by the inked ones and as a share of those with pale ink, at
least: 0.23 and 0.56 at most on 70 pages without show-through, 0.47 and 0.87 at least on five with
it."""
MIDWAY = 0.5
"""What is lighter is no print, as a share of the way from print to paper."""
EDGE = 0.25
"""Width of the soft edge of print, as a share of a letter's."""


def clear(sheet: Sheet) -> tuple[Sheet, dict[str, Any] | None]:
    """Make a gray page white but for print, its soft edges, and what is pale and sharp."""
    cells = InkCells.of(sheet)
    if cells is None:
        return sheet, None
    image, side = sheet.image, cells.side
    printed = image <= cells.dark + MIDWAY * (cells.paper - cells.dark)
    edge = max(1, round(EDGE * side))
    beside = _widened(printed, edge + 2)
    darkest, steep = darkest_and_steepness(image, side, cells.paper, beside)
    pale = (darkest < cells.paper - cells.least) & ~sealed(darkest.shape, side, sheet.seals)
    sharp = pale & cells.is_sharp(steep)
    blurred = int((pale & ~sharp).sum())
    share = blurred / int(cells.inked.sum())
    if share < LEAST_SHARE or blurred < OF_PALE * int(pale.sum()):
        return sheet, None
    kept = _widened(printed, edge)
    down, across = (length * side for length in sharp.shape)
    kept[:down, :across] |= (
        cv2.resize(sharp.astype(np.uint8), (across, down), interpolation=cv2.INTER_NEAREST) > 0
    )
    out = np.where(kept, image, np.uint8(255)).astype(np.uint8)
    return sheet.redrawn(out), {"share": round(share, 3)}


def _widened(mask: Flags, by: int) -> Flags:
    """The mask with ``by`` px more on each side."""
    size = 2 * by + 1
    return np.asarray(cv2.dilate(mask.astype(np.uint8), np.ones((size, size), np.uint8)) > 0)
