# SPDX-License-Identifier: Apache-2.0
"""Dark borders left by the scanner's lid, torn corners and punch holes are painted white."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

from pipeline.cleanup.sheet import Image, Sheet

REDUCED_WIDTH = 620
"""Borders are looked for on the page reduced to this width (about 75 dpi on A4)."""

SIDE = 0.06
"""How far from its side of the page a thin border lies at most, as a share of the page's width."""


def clear(sheet: Sheet) -> tuple[Sheet, dict[str, Any] | None]:
    """Paint scan borders and punch holes white on a gray page."""
    if sheet.is_colour:
        return sheet, None
    height, width = sheet.image.shape
    scale = min(1.0, REDUCED_WIDTH / width)
    small = cv2.resize(sheet.image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    dark = cv2.threshold(small, 110, 255, cv2.THRESH_BINARY_INV)[1]
    borders, holes = _border_mask(dark.astype(np.uint8))
    if not borders.any() and not holes:
        return sheet, None
    mask = borders
    for x, y, radius in holes:
        cv2.circle(mask, (round(x), round(y)), round(radius + 3), 255, -1)
    full = cv2.resize(mask, (width, height), interpolation=cv2.INTER_NEAREST)
    out = sheet.image.copy()
    out[full > 0] = 255
    done = {"border_px": int((borders > 0).sum() / scale**2), "holes": len(holes)}
    return sheet.redrawn(out), done


def _border_mask(dark: Image) -> tuple[Image, list[tuple[float, float, float]]]:
    height, width = dark.shape
    count, labels, stats, centres = cv2.connectedComponentsWithStats(dark, connectivity=8)
    mask = np.zeros_like(dark)
    holes = []
    margin = max(2, round(0.03 * width))
    band = np.ones(dark.shape, bool)
    band[margin:-margin, margin:-margin] = False
    for label in range(1, count):
        x, y, w, h, area = (int(v) for v in stats[label])
        touches = x <= 1 or y <= 1 or x + w >= width - 1 or y + h >= height - 1
        long = h > 0.25 * height or w > 0.25 * width
        # what is thin and far from the side it runs along is a streak, or a line of a table
        beside = min(x, width - x - w) if h > w else min(y, height - y - h)
        thin = min(w, h) < 0.03 * width and beside < SIDE * width
        solid = area > 0.45 * w * h
        large = area > 0.0012 * width * height
        at_edge = (
            x < 0.03 * width or x + w > 0.97 * width or y < 0.02 * height or y + h > 0.98 * height
        )
        if (touches and ((long and (thin or solid)) or (large and solid))) or (
            at_edge and long and thin
        ):
            mask[labels == label] = 255
            continue
        if touches and long:
            # borders of two or more sides joined at the corners: what of them lies at an edge
            mask[(labels == label) & band] = 255
            continue
        side = max(w, h)
        in_margin = x + w < 0.12 * width or x > 0.9 * width or y + h < 0.06 * height
        if (
            in_margin
            and 0.016 * width < side < 0.045 * width
            and min(w, h) > 0.8 * side
            and 0.72 < area / (w * h) < 0.9
        ):
            holes.append((float(centres[label][0]), float(centres[label][1]), side / 2))
    if mask.any():
        mask = cv2.dilate(mask, np.ones((5, 5), np.uint8)).astype(np.uint8)
    return mask, holes
