# SPDX-License-Identifier: Apache-2.0
"""Halftones: gray that a bilevel scan shows as dots becomes gray again.

Scanners that know black and white only draw yellowed paper and shading as dots, ordered or strewn
(Floyd and Steinberg, An adaptive algorithm for spatial grayscale, 1976). Left so, dots are joined
to letters, read for specks or ranked into rules.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import cv2
import numpy as np

from pipeline.cleanup.sheet import Image, Sheet

SHARE_OF_DOTS = 0.008
"""Share of a page's pixels that are dots of their own: 0.05 and more in halftones of paper a tenth
gray, 0.001 and less in bilevel scans with dust or grain."""
SOFTNESS = 1.0
"""Standard deviation in px of the blur that joins dots; the best one at 150, 200 and 300 dpi."""
BAND, BANDS = 64, 4
"""Rows looked at together, one band of so many."""


def soften(sheet: Sheet) -> tuple[Sheet, dict[str, Any] | None]:
    """Blur a bilevel page that is strewn with dots; it is gray afterwards."""
    if not sheet.bilevel or sheet.is_colour:
        return sheet, None
    share = share_of_dots(sheet.image)
    if share < SHARE_OF_DOTS:
        return sheet, None
    gray = cv2.GaussianBlur(sheet.image, (0, 0), SOFTNESS).astype(np.uint8, copy=False)
    return replace(sheet.redrawn(gray), bilevel=False), {"dots": round(share, 3)}


def share_of_dots(image: Image) -> float:
    """Share of the pixels of a bilevel page that are black with white on all four sides."""
    dots = looked_at = 0
    for top in range(0, image.shape[0] - 2, BAND * BANDS):
        black = image[top : top + BAND] < 128
        beside = black[:-2, 1:-1] | black[2:, 1:-1] | black[1:-1, :-2] | black[1:-1, 2:]
        alone = black[1:-1, 1:-1] & ~beside
        dots += int(alone.sum())
        looked_at += alone.size
    return dots / max(looked_at, 1)
