# SPDX-License-Identifier: Apache-2.0
"""Negatives: white print on black, as microfilm often has it, is turned into black on white."""

from __future__ import annotations

from typing import Any

import numpy as np

from pipeline.cleanup.print_size import components_of, ink_mask, measured_x_height
from pipeline.cleanup.sheet import Sheet

DARKEST_PAPER = 100
"""Brightness of the paper (the median of a page) below which the page may be a negative."""
LARGEST_SHARE = 0.3
"""Share of such a page that its print covers."""


def invert(sheet: Sheet) -> tuple[Sheet, dict[str, Any] | None]:
    """Invert a gray page that is dark and has letters when it is inverted."""
    if sheet.is_colour:
        return sheet, None
    sample = sheet.image[::4, ::4]
    if np.median(sample) >= DARKEST_PAPER or (sample > 255 - DARKEST_PAPER).mean() > LARGEST_SHARE:
        return sheet, None
    positive = (255 - sheet.image).astype(np.uint8)
    if measured_x_height(components_of(ink_mask(positive))) is None:
        return sheet, None
    return sheet.redrawn(positive), {"inverted": True}
