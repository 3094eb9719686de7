# SPDX-License-Identifier: Apache-2.0
"""Specks: dust and copier grain far from any print is painted white."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

from pipeline.cleanup.print_size import ink_mask
from pipeline.cleanup.sheet import Sheet


def clear(sheet: Sheet) -> tuple[Sheet, dict[str, Any] | None]:
    """Paint specks of a gray page white: ink smaller than a mark, with no letter near it.

    Marks of letters, dots, commas and dashes stand within an x-height of a letter and stay.
    """
    x_height = sheet.x_height
    if x_height is None or sheet.is_colour:
        return sheet, None
    mask = ink_mask(sheet.image)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    side = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    small = side < 0.55 * x_height
    grain = (side <= max(1.0, 0.09 * x_height)) | (
        stats[:, cv2.CC_STAT_AREA] <= (0.09 * x_height) ** 2
    )
    small[0] = grain[0] = False
    if not small.any():
        return sheet, None
    letters = np.where(small[labels], 0, mask).astype(np.uint8)
    reach = 2 * round(1.1 * x_height) + 1
    near = cv2.dilate(letters, cv2.getStructuringElement(cv2.MORPH_RECT, (reach, reach)))
    near_letter = np.bincount(labels[near > 0], minlength=count) > 0
    specks = (small & ~near_letter) | grain
    number = int(specks.sum())
    if number == 0:
        return sheet, None
    spots = (specks[labels] * np.uint8(255)).astype(np.uint8)
    spots = cv2.dilate(spots, np.ones((3, 3), np.uint8)).astype(np.uint8)
    spots[letters > 0] = 0
    out = sheet.image.copy()
    out[spots > 0] = 255
    return sheet.redrawn(out), {"specks": number}
