# SPDX-License-Identifier: Apache-2.0
"""QR codes: offices print them on invitations and on what their document systems sign.

Their squares are read as letters. OpenCV finds them by their three corner marks; what they say is
not decoded: it is no print, and nothing that a document brings is followed.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.cleanup.print_size import ink_mask
from pipeline.cleanup.sheet import Image, Sheet
from pipeline.model import Box

CELL = 16
"""Side of the squares whose darkness is looked at first, px."""
CELLS, DARK = 5, 0.3
"""Squares a side of a patch, and the share of it that ink covers where a code may be; print covers
a tenth, bold capitals a fifth."""
AROUND, MOST_PATCHES = 3, 8
"""Squares around such patches that are searched with them; patches of a page, the largest."""
SIZES, LARGEST = (1.0, 2.0), 900
"""A small code is found when it is drawn larger; side of a patch up to which that is tried, px."""
EDGE = 0.04
"""How far beyond its corner marks a code is cleared, as a share of its side."""


def take_off(sheet: Sheet) -> tuple[Sheet, dict[str, Any] | None]:
    """Paint the QR codes of a gray page white."""
    if sheet.is_colour:
        return sheet, None
    codes = [code for part in _dark_parts(ink_mask(sheet.image)) for code in _codes(sheet, part)]
    if not codes:
        return sheet, None
    out = sheet.image.copy()
    for code in codes:
        middle = code.mean(axis=0)
        reach = middle + (1 + 2 * EDGE) * (code - middle)
        cv2.fillConvexPoly(out, np.round(reach).astype(np.int32), 255)
    return sheet.redrawn(out), {"codes": len(codes)}


def _dark_parts(mask: Image) -> list[Box]:
    """Boxes around the patches of a page that are dark enough for a code, the largest first."""
    height, width = (side // CELL for side in mask.shape)
    if min(height, width) < CELLS:
        return []
    small = cv2.resize(mask, (width, height), interpolation=cv2.INTER_AREA)
    dark = cv2.boxFilter(small.astype(np.float32) / 255, -1, (CELLS, CELLS)) >= DARK
    reach = np.ones((2 * AROUND + CELLS, 2 * AROUND + CELLS), np.uint8)
    near = cv2.dilate(dark.astype(np.uint8), reach)
    _, _, stats, _ = cv2.connectedComponentsWithStats(near, connectivity=8)
    largest = sorted(stats[1:].tolist(), key=lambda patch: -patch[cv2.CC_STAT_AREA])
    return [
        Box(CELL * left, CELL * top, CELL * (left + across), CELL * (top + down))
        for left, top, across, down, _ in largest[:MOST_PATCHES]
    ]


def _codes(sheet: Sheet, part: Box) -> list[npt.NDArray[np.float64]]:
    """The four corners of each code in a part of a page, px, shape (4, 2)."""
    piece = np.ascontiguousarray(sheet.image[part.top : part.bottom, part.left : part.right])
    for size in SIZES if max(piece.shape) <= LARGEST else SIZES[:1]:
        drawn = cv2.resize(piece, None, fx=size, fy=size, interpolation=cv2.INTER_CUBIC)
        found, corners = cv2.QRCodeDetector().detectMulti(drawn)
        if found:
            return [code / size + (part.left, part.top) for code in corners.astype(np.float64)]
    return []
