# SPDX-License-Identifier: Apache-2.0
"""Leaders: rows of dots to the page number of a contents page, or to be written on in a form.

A reader takes them for letters, and without them the words on both sides stand in columns apart.
They are taken off, and where they stood is kept.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.cleanup.print_size import ink_mask
from pipeline.cleanup.sheet import Image, Sheet
from pipeline.model import Box

# in x-heights
SMALLEST, LARGEST = 0.06, 0.42
"""Sides of a dot."""
APART = 1.1
"""Distance from one dot to the next, at most: half of it where they are set without gaps."""
THICK = 0.6
"""Height of a row of dots: print is taller."""
FEWEST, SHORTEST, EVEN = 6, 3.5, 0.35
"""Dots of a row, more than an ellipsis has, and its length: those of a stamp (`Ngày: ......`) are
shorter; how much the distances of dots vary, as a share of them."""
CLEAR, ABOVE, BELOW = 0.8, 1.2, 0.4
"""Share of the row's columns that must be free of print from so far above it to so far below."""


def take_off(sheet: Sheet) -> tuple[Sheet, dict[str, Any] | None]:
    """Take rows of dots off a gray page. What was done: how many."""
    x_height = sheet.x_height
    if x_height is None or sheet.is_colour:
        return sheet, None
    mask = ink_mask(sheet.image)
    _, labels, stats, centroids = cv2.connectedComponentsWithStats(mask, connectivity=8)
    width, height, area = (stats[:, column] for column in (2, 3, 4))
    dots = (np.maximum(width, height) <= LARGEST * x_height) & (area >= 0.5 * width * height)
    dots &= np.minimum(width, height) >= SMALLEST * x_height
    dots[0] = False
    if dots.sum() < FEWEST:
        return sheet, None
    of_dots = (dots[labels] * np.uint8(255)).astype(np.uint8)
    letters = cv2.subtract(mask, of_dots).astype(np.uint8)
    reach = np.ones((1, max(3, round(APART * x_height))), np.uint8)
    rows = cv2.morphologyEx(of_dots, cv2.MORPH_CLOSE, reach)
    _, row_of = cv2.connectedComponents(rows.astype(np.uint8), connectivity=8)
    members: dict[int, list[int]] = {}
    for dot in np.flatnonzero(dots):
        x, y = stats[dot, 0] + width[dot] // 2, stats[dot, 1] + height[dot] // 2
        members.setdefault(int(row_of[y, x]), []).append(int(dot))
    out = sheet.image.copy()
    found: list[Box] = []
    for run in members.values():
        if len(run) < FEWEST:
            continue
        chosen = _without_colons(run, centroids, centroids[dots], x_height)
        if len(chosen) >= FEWEST and _is_even(centroids[chosen, 0], x_height):
            left, top = (int(stats[chosen, side].min()) for side in (0, 1))
            right = int((stats[chosen, 0] + width[chosen]).max())
            bottom = int((stats[chosen, 1] + height[chosen]).max())
            box = Box(left, top, right, bottom)
            long = box.width >= SHORTEST * x_height and box.height <= THICK * x_height
            if long and _is_clear(letters, box, x_height):
                out[max(0, top - 1) : bottom + 1, max(0, left - 1) : right + 1] = 255
                found.append(box)
    if not found:
        return sheet, None
    return replace(sheet.redrawn(out), leaders=tuple(found)), {"leaders": len(found)}


def _without_colons(
    run: list[int], centroids: npt.NDArray[Any], dots: npt.NDArray[Any], x_height: float
) -> list[int]:
    """A run of dots from left to right without the lower dots of a colon at its ends."""
    ordered = sorted(run, key=lambda dot: float(centroids[dot, 0]))
    for end in (0, -1):
        x, y = centroids[ordered[end]]
        beside = np.abs(dots[:, 0] - x) < 0.25 * x_height
        above = (dots[:, 1] < y - 0.3 * x_height) & (dots[:, 1] > y - ABOVE * x_height)
        if (beside & above).any():
            ordered.pop(end)
    return ordered


def _is_even(at: npt.NDArray[Any], x_height: float) -> bool:
    """Whether dots at these places (px) are evenly apart, and not too far."""
    apart = np.diff(np.sort(at))
    usual = float(np.median(apart))
    return usual <= APART * x_height and float(np.mean(np.abs(apart - usual))) <= EVEN * usual


def _is_clear(letters: Image, box: Box, x_height: float) -> bool:
    """Whether no print is above or right below: the dots of letters have letters."""
    top, bottom = round(box.top - ABOVE * x_height), round(box.bottom + BELOW * x_height)
    window = letters[max(0, top) : bottom, box.left : box.right]
    return bool((window.max(axis=0) == 0).mean() >= CLEAR)
