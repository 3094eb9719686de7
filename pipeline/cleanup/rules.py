# SPDX-License-Identifier: Apache-2.0
"""Ruled lines: those under headings are taken off, those of tables too but remembered.

A line is ink far longer than a letter and thin. Strokes of letters that cross it stay.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import cv2
import numpy as np

from pipeline.cleanup.print_size import ink_mask
from pipeline.cleanup.sheet import Image, RuledLine, Sheet
from pipeline.model import Box


def take_off(sheet: Sheet) -> tuple[Sheet, dict[str, Any] | None]:
    """Take ruled lines off a gray page; the sheet remembers them in ``rules``."""
    if sheet.x_height is None or sheet.is_colour:
        return sheet, None
    mask = ink_mask(sheet.image)
    out = sheet.image.copy()
    rules: list[RuledLine] = []
    for horizontal in (True, False):
        found, pixels = _lines(mask, sheet.x_height, horizontal)
        if not found:
            continue
        rules.extend(found)
        out[without_crossings(mask, pixels, sheet.x_height, horizontal) > 0] = 255
    if not rules:
        return sheet, None
    across = sum(line.horizontal for line in rules)
    done = {"horizontal": across, "vertical": len(rules) - across}
    return replace(sheet, image=out, rules=tuple(rules)), done


def _lines(mask: Image, x_height: float, horizontal: bool) -> tuple[list[RuledLine], Image]:
    """Lines far longer than a letter and thin, and the mask of their pixels."""
    runs = long_runs(mask, round((6 if horizontal else 5) * x_height), horizontal)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(runs, connectivity=8)
    keep = np.zeros(count, bool)
    found = []
    for label in range(1, count):
        x, y, w, h, area = (int(v) for v in stats[label])
        long, thick = (w, h) if horizontal else (h, w)
        if area / long > 0.35 * x_height or thick > max(0.5 * x_height, 0.05 * long):
            continue
        if _beside(mask, (x, y, w, h), horizontal, max(2, round(0.2 * x_height))) > 0.5:
            continue  # the feet of heavy letters run together, not a line
        keep[label] = True
        found.append(RuledLine(Box(x, y, x + w, y + h), horizontal))
    return found, (keep[labels] * np.uint8(255)).astype(np.uint8)


def long_runs(mask: Image, length: int, horizontal: bool) -> Image:
    """Ink of a mask in unbroken straight runs of at least ``length`` px: uint8 0/255."""
    kernel = np.ones((1, length) if horizontal else (length, 1), np.uint8)
    # close pinholes along the line so that a worn line still counts as one
    bridge = np.ones((1, 3) if horizontal else (3, 1), np.uint8)
    whole = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, bridge)
    return cv2.morphologyEx(whole, cv2.MORPH_OPEN, kernel).astype(np.uint8)


def _beside(mask: Image, box: tuple[int, int, int, int], horizontal: bool, gap: int) -> float:
    """Share of ink along the less inked side of a line, ``gap`` px away from it."""
    x, y, w, h = box
    if horizontal:
        sides = [mask[row, x : x + w] for row in (y - gap, y + h - 1 + gap) if 0 <= row < len(mask)]
    else:
        columns = (x - gap, x + w - 1 + gap)
        sides = [mask[y : y + h, column] for column in columns if 0 <= column < mask.shape[1]]
    return min((float(side.mean()) / 255 for side in sides), default=0.0)


def without_crossings(mask: Image, lines: Image, x_height: float, horizontal: bool) -> Image:
    """Line pixels (a little widened) less those where a stroke goes through the line."""
    wide = np.ones((3, 1) if horizontal else (1, 3), np.uint8)
    thick = cv2.dilate(lines, wide, iterations=1)
    rest = cv2.subtract(mask, thick)
    reach = max(3, round(0.35 * x_height))
    # ink just above and just below (left and right) of the line: a stroke crosses
    size = (1, 2 * reach + 1) if not horizontal else (2 * reach + 1, 1)
    before_kernel = np.zeros(size, np.uint8)
    after_kernel = np.zeros(size, np.uint8)
    if horizontal:
        before_kernel[:reach, 0] = 1
        after_kernel[reach + 1 :, 0] = 1
    else:
        before_kernel[0, :reach] = 1
        after_kernel[0, reach + 1 :] = 1
    crossing = cv2.bitwise_and(cv2.dilate(rest, before_kernel), cv2.dilate(rest, after_kernel))
    return cv2.subtract(thick, crossing).astype(np.uint8)
