# SPDX-License-Identifier: Apache-2.0
"""Uneven light and bleed-through: the paper is made evenly white, print keeps its darkness."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

from pipeline.cleanup.contrast import LEAST_SHARE, ink_of
from pipeline.cleanup.sheet import Image, Sheet

PAPER = 250
"""Brightness that the paper comes to before what is nearly paper becomes white."""
MOST_CUT, OF_CONTRAST = 25.0, 0.12
"""Levels below that of paper that become white, at most; as a share of the contrast of print."""
REDUCTION = 8
"""The paper's brightness is measured on the page reduced by this factor."""


def even_out(sheet: Sheet) -> tuple[Sheet, dict[str, Any] | None]:
    """Divide a gray page by the brightness of its paper; skipped where that is even and white."""
    if sheet.bilevel or sheet.is_colour:
        return sheet, None
    paper = paper_brightness(sheet.image)
    low, high = np.quantile(paper, [0.02, 0.98])
    if low >= 235 and high - low <= 12:
        return sheet, None
    full = cv2.resize(paper, (sheet.width, sheet.height), interpolation=cv2.INTER_LINEAR)
    even = cv2.divide(sheet.image, full, scale=PAPER).astype(np.uint8, copy=False)
    # show-through from the other side is pale: what is nearly paper becomes paper
    white = PAPER - _nearly_paper(even)
    ramp = np.clip(np.arange(256) * (255 / white), 0, 255).astype(np.uint8)
    even = cv2.LUT(even, ramp).astype(np.uint8, copy=False)
    return sheet.redrawn(even), {"paper": [int(low), int(high)]}


def _nearly_paper(even: Image) -> float:
    """How many levels darker than paper is paper still: fewer on a page of faint print."""
    _, share, dark = ink_of(even[::2, ::2], PAPER)
    return min(OF_CONTRAST * (PAPER - dark), MOST_CUT) if share >= LEAST_SHARE else MOST_CUT


def paper_brightness(gray: Image) -> Image:
    """Brightness of the paper around each pixel, uint8, the page reduced by ``REDUCTION``."""
    height, width = gray.shape
    small = cv2.resize(
        gray,
        (max(1, width // REDUCTION), max(1, height // REDUCTION)),
        interpolation=cv2.INTER_AREA,
    )
    # closing takes out print: strokes, then the gray of whole lines of text
    side = max(5, round(min(small.shape) * 0.05)) | 1
    closed = cv2.morphologyEx(
        small, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    )
    smooth = cv2.medianBlur(closed, min(side, 31) | 1)
    return np.maximum(cv2.GaussianBlur(smooth, (0, 0), side / 3), 40).astype(np.uint8)
