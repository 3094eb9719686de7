# SPDX-License-Identifier: Apache-2.0
"""Faint print (a worn ribbon, thermal paper, a bad copy) is darkened to that of a fresh one."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

from pipeline.cleanup.sheet import Image, Sheet

FAINT, PALEST = 130, 210
"""Brightness of the darker ink from which print is faint, and up to which marks are print at all:
what shows through from the other side is paler."""
LEAST_SHARE, LARGEST_SHARE = 0.001, 0.25
"""Share of a page that ink covers."""
LEAST_CONTRAST = 20
"""Levels by which ink is darker than paper, at least."""
QUARTILE = 0.674
"""Standard deviations from the median to the lower quartile."""
IN_GRAIN, CLEAR_OF_GRAIN = 5.0, 8.0
"""Standard deviations of the paper's brightness by which it is: any pixel, and the darker ink."""
DARKEST = 0.2
"""Share of the ink that is darker ink: the rest are the soft edges of strokes."""
DARK = 50
"""Brightness that the ink comes to."""


def strengthen(sheet: Sheet) -> tuple[Sheet, dict[str, Any] | None]:
    """Stretch the brightness of a gray page of faint print between its ink and its paper."""
    if sheet.bilevel or sheet.is_colour:
        return sheet, None
    sample = sheet.image[::2, ::2]
    paper = float(np.median(sample))
    grain, share, dark = ink_of(sample, paper)
    if not LEAST_SHARE <= share <= LARGEST_SHARE:
        return sheet, None
    if not FAINT <= dark <= PALEST or paper - dark < CLEAR_OF_GRAIN * grain:
        return sheet, None
    levels = np.arange(256, dtype=float)
    stretched = DARK + (levels - dark) * (255 - DARK) / (paper - dark)
    table = np.clip(stretched, 0, 255).astype(np.uint8)
    out = cv2.LUT(sheet.image, table).astype(np.uint8, copy=False)
    return sheet.redrawn(out), {"ink": round(dark), "paper": round(paper)}


def ink_of(sample: Image, paper: float) -> tuple[float, float, float]:
    """Standard deviation of the paper's brightness, the share of ink, and the brightness of the
    darker ink (that of the paper where there is none); ``paper``: brightness of the paper."""
    lower = float(np.quantile(sample, 0.25))
    grain = max(1.0, (paper - lower) / QUARTILE)  # from below: white cuts it off above
    ink = sample[sample < paper - max(LEAST_CONTRAST, IN_GRAIN * grain)]
    return grain, ink.size / sample.size, float(np.quantile(ink, DARKEST)) if ink.size else paper
