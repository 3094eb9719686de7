# SPDX-License-Identifier: Apache-2.0
"""Leaders: rows of dots to the page number of a contents page, or to be written on in a form.

A reader takes them for letters, and without them the words on both sides stand in columns apart.
Of an ellipsis, Tesseract's Vietnamese model sees the first dot at most, and the others are specks.
Both are taken off, and where they stood is kept.
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
OF_ELLIPSIS, NEXT, LEVEL = 3, (0.35, 1.0), 0.14
"""Dots of an ellipsis, the distance from one to the next (0.56 to 0.75 in Times), and how much it
and their size and height vary, a pixel at least."""
BESIDE, UPRIGHT = 1.2, 0.6
"""How near to an ellipsis print is, and the share of the x-zone's rows that it takes."""
CLEAR, ABOVE, BELOW = 0.8, 1.2, 0.4
"""Share of the row's columns that must be free of print from so far above it to so far below."""


def take_off(sheet: Sheet) -> tuple[Sheet, dict[str, Any] | None]:
    """Take rows of dots and ellipses off a gray page. What was done: how many."""
    x_height = sheet.x_height
    if x_height is None or sheet.is_colour:
        return sheet, None
    mask = ink_mask(sheet.image)
    _, labels, stats, centroids = cv2.connectedComponentsWithStats(mask, connectivity=8)
    width, height, area = (stats[:, column] for column in (2, 3, 4))
    dots = (np.maximum(width, height) <= LARGEST * x_height) & (area >= 0.5 * width * height)
    dots &= np.minimum(width, height) >= SMALLEST * x_height
    dots[0] = False
    if dots.sum() < OF_ELLIPSIS:
        return sheet, None
    of_dots = (dots[labels] * np.uint8(255)).astype(np.uint8)
    letters = cv2.subtract(mask, of_dots).astype(np.uint8)
    reach = np.ones((1, max(3, round(APART * x_height))), np.uint8)
    rows = cv2.morphologyEx(of_dots, cv2.MORPH_CLOSE, reach)
    members = in_runs(dots, stats, rows.astype(np.uint8))
    by_column = centroids[dots][np.argsort(centroids[dots, 0])]
    leaders: list[Box] = []
    ellipses: list[Box] = []
    for run in members.values():
        if len(run) < OF_ELLIPSIS:
            continue
        chosen = _without_colons(run, centroids, by_column, x_height)
        if len(chosen) >= FEWEST:
            box = around(stats[chosen])
            long = box.width >= SHORTEST * x_height and box.height <= THICK * x_height
            if (
                long
                and is_even(centroids[chosen, 0], x_height)
                and _is_clear(letters, box, x_height)
            ):
                leaders.append(box)
            continue
        ends = np.flatnonzero(np.diff(centroids[chosen, 0]) > NEXT[1] * x_height) + 1
        for part in np.split(stats[chosen], ends):
            box = around(part)
            alike = len(part) == OF_ELLIPSIS and _are_alike(part, x_height)
            if (
                alike
                and _stands_beside(letters, box, x_height)
                and _is_clear(letters, box, x_height)
            ):
                ellipses.append(box)
    if not leaders and not ellipses:
        return sheet, None
    out = sheet.image.copy()
    for box in (*leaders, *ellipses):
        out[max(0, box.top - 1) : box.bottom + 1, max(0, box.left - 1) : box.right + 1] = 255
    taken = replace(sheet.redrawn(out), leaders=tuple(leaders), ellipses=tuple(ellipses))
    counts = {"leaders": len(leaders), "ellipses": len(ellipses)}
    return taken, {what: many for what, many in counts.items() if many}


def in_runs(
    marks: npt.NDArray[np.bool_], stats: npt.NDArray[Any], runs: Image
) -> dict[int, list[int]]:
    """The components that are marks by the connected part of ``runs`` that holds their middle; 0
    for none. ``stats``: of the components, a row each."""
    _, run_of = cv2.connectedComponents(runs, connectivity=8)
    members: dict[int, list[int]] = {}
    for mark in np.flatnonzero(marks):
        x, y = stats[mark, 0] + stats[mark, 2] // 2, stats[mark, 1] + stats[mark, 3] // 2
        members.setdefault(int(run_of[y, x]), []).append(int(mark))
    return members


def around(dots: npt.NDArray[Any]) -> Box:
    """The box around components (rows of their statistics)."""
    (left, top), (right, bottom) = dots[:, :2].min(axis=0), (dots[:, :2] + dots[:, 2:4]).max(axis=0)
    return Box(int(left), int(top), int(right), int(bottom))


def _are_alike(dots: npt.NDArray[Any], x_height: float) -> bool:
    """Whether dots from left to right are of one size, on one line, evenly apart."""
    left, top, width, height = (dots[:, column] for column in range(4))
    apart = np.diff(left + width / 2) / x_height
    near = NEXT[0] <= apart.min() and apart.max() <= NEXT[1]
    slack = max(1.0, LEVEL * x_height)
    level = np.ptp(top + height) <= slack and max(np.ptp(width), np.ptp(height)) <= slack
    return bool(near and np.ptp(apart) * x_height <= slack and level)


def _stands_beside(letters: Image, box: Box, x_height: float) -> bool:
    """Whether print stands on the baseline of an ellipsis, before or behind it."""
    top, bottom = max(0, round(box.bottom - x_height)), box.bottom + 1
    reach = round(BESIDE * x_height)
    sides = (
        letters[top:bottom, max(0, box.left - reach) : box.left],
        letters[top:bottom, box.right : box.right + reach],
    )
    return any(bool((side.max(axis=1, initial=0) > 0).mean() >= UPRIGHT) for side in sides)


def _without_colons(
    run: list[int], centroids: npt.NDArray[Any], dots: npt.NDArray[Any], x_height: float
) -> list[int]:
    """A run of dots from left to right without the lower dots of a colon at its ends.

    ``dots``: the places of all dots of the page, from left to right.
    """
    ordered = sorted(run, key=lambda dot: float(centroids[dot, 0]))
    for end in (0, -1):
        x, y = centroids[ordered[end]]
        near = (x - 0.25 * x_height, x + 0.25 * x_height)
        first, last = np.searchsorted(dots[:, 0], near)
        above = y - dots[first:last, 1]
        if ((above > 0.3 * x_height) & (above < ABOVE * x_height)).any():
            ordered.pop(end)
    return ordered


def is_even(at: npt.NDArray[Any], x_height: float, most: float = APART) -> bool:
    """Whether marks at these places (px) are evenly apart, and no more than ``most`` x-heights."""
    apart = np.diff(np.sort(at))
    usual = float(np.median(apart))
    return usual <= most * x_height and float(np.mean(np.abs(apart - usual))) <= EVEN * usual


def _is_clear(letters: Image, box: Box, x_height: float) -> bool:
    """Whether no print is above or right below: the dots of letters have letters."""
    top, bottom = round(box.top - ABOVE * x_height), round(box.bottom + BELOW * x_height)
    window = letters[max(0, top) : bottom, box.left : box.right]
    return bool((window.max(axis=0) == 0).mean() >= CLEAR)
