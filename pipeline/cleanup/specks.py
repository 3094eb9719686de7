# SPDX-License-Identifier: Apache-2.0
"""Specks: dust and copier grain far from any print is painted white."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.cleanup.print_size import ink_mask, is_dash_shape
from pipeline.cleanup.sheet import RuledLine, Sheet

# in x-heights
STROKE, LEAST_MARK = 0.3, 0.15
"""Height of the stroke of a quotation mark at least, and of a mark beside it."""
BESIDE, ABOVE, BELOW = 0.35, 0.2, 1.5
"""How far beside a stroke, and how much higher and lower than that, such a mark begins at most."""
MOST_MARKS = 1000
"""On a page; more are grain."""
BULLET, ROUND, FILLED = 0.25, 0.75, 0.68
"""Side of a bullet at least; its shorter side as a share of the longer, its ink of its box."""
TYPED = 2.2
"""Gap between a typed dash and the words on both of its sides at most."""
TALLEST = 3.0
"""Height of a letter at most."""
FAR, SAME, LIKE_EACH_OTHER = 7.5, 0.6, 0.3
"""How far a mark stands before its line; how far from each other the marks of a list begin, and
their lines; how much the marks differ in width and height, as a share."""


def clear(sheet: Sheet) -> tuple[Sheet, dict[str, Any] | None]:
    """Paint specks of a gray page white: ink smaller than a mark, with no letter near it.

    Marks of letters, dots, commas and dashes stand within an x-height of a letter and stay; so does
    a dash alone in a cell of a table, and dashes and bullets below each other before the lines of a
    list, however far a tabulator parts them.
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
    for _ in range(2):  # the second stroke of a quotation mark, the full stop behind it
        asked = small & ~grain & ~near_letter
        near_letter |= _beside_strokes(stats, small & near_letter, asked, x_height)
    of_words = ~small & ~grain & (stats[:, cv2.CC_STAT_HEIGHT] <= TALLEST * x_height)
    of_words[0] = False
    for are_marks in (_marks_of_lists, _between_words):
        asked = small & ~grain & ~near_letter
        near_letter |= are_marks(stats, np.flatnonzero(of_words), asked, x_height)
    specks = (small & ~near_letter) | grain
    for label in np.flatnonzero(
        specks & is_dash_shape(stats[:, 2], stats[:, 3], x_height)
    ).tolist():
        specks[label] = not _in_cell(stats[label], sheet.rules)
    number = int(specks.sum())
    if number == 0:
        return sheet, None
    spots = (specks[labels] * np.uint8(255)).astype(np.uint8)
    spots = cv2.dilate(spots, np.ones((3, 3), np.uint8)).astype(np.uint8)
    spots[letters > 0] = 0
    out = sheet.image.copy()
    out[spots > 0] = 255
    return sheet.redrawn(out), {"specks": number}


def _beside_strokes(
    stats: npt.NDArray[Any],
    kept: npt.NDArray[np.bool_],
    asked: npt.NDArray[np.bool_],
    x_height: float,
) -> npt.NDArray[np.bool_]:
    """Which of the components ``asked`` stand beside one that is kept and as high as the stroke of
    a quotation mark, or below it."""
    left, top, width, height = (stats[:, column] for column in range(4))
    strokes = np.flatnonzero(kept & (height >= STROKE * x_height))
    found = np.zeros(len(stats), np.bool_)
    marks = np.flatnonzero(asked & (np.maximum(width, height) >= LEAST_MARK * x_height))
    if len(marks) > MOST_MARKS:
        return found
    for mark in marks:
        gap = np.maximum(
            left[strokes] - left[mark] - width[mark], left[mark] - left[strokes] - width[strokes]
        )
        below = top[mark] - top[strokes]
        near = (gap <= BESIDE * x_height) & (below >= -ABOVE * x_height)
        found[mark] = bool((near & (below <= BELOW * x_height)).any())
    return found


def _between_words(
    stats: npt.NDArray[Any],
    letters: npt.NDArray[np.intp],
    asked: npt.NDArray[np.bool_],
    x_height: float,
) -> npt.NDArray[np.bool_]:
    """Which of the components ``asked`` are dashes with a word on either side, as a typewriter sets
    them: the blanks between are as wide as letters."""
    left, top, width, height = (stats[:, column] for column in range(4))
    found = np.zeros(len(stats), np.bool_)
    dashes = np.flatnonzero(asked & is_dash_shape(width, height, x_height))
    if not 1 <= len(dashes) <= MOST_MARKS:
        return found
    for dash in dashes:
        middle = top[dash] + height[dash] / 2
        level = (top[letters] < middle) & (middle < top[letters] + height[letters])
        before = left[dash] - left[letters] - width[letters]
        after = left[letters] - left[dash] - width[dash]
        found[dash] = all(
            (level & (gap > 0) & (gap <= TYPED * x_height)).any() for gap in (before, after)
        )
    return found


def _marks_of_lists(
    stats: npt.NDArray[Any],
    letters: npt.NDArray[np.intp],
    asked: npt.NDArray[np.bool_],
    x_height: float,
) -> npt.NDArray[np.bool_]:
    """Which of the components ``asked`` are dashes or bullets before lines, several below each
    other."""
    left, top, width, height, area = (stats[:, column] for column in range(5))
    shorter, longer = np.minimum(width, height), np.maximum(width, height)
    bullets = (shorter >= BULLET * x_height) & (shorter >= ROUND * longer)
    bullets &= area >= FILLED * width * height
    marks = np.flatnonzero(asked & (bullets | is_dash_shape(width, height, x_height)))
    found = np.zeros(len(stats), np.bool_)
    if not 2 <= len(marks) <= MOST_MARKS:
        return found
    before: dict[int, int] = {}  # where the line behind a mark begins
    for mark in marks.tolist():
        middle = top[mark] + height[mark] / 2
        gap = left[letters] - left[mark] - width[mark]
        beside = (gap > 0) & (gap <= FAR * x_height)
        beside &= (top[letters] <= middle) & (top[letters] + height[letters] >= middle)
        if beside.any():
            before[mark] = int(left[letters][beside].min())
    marks, begins = np.array(list(before), np.intp), np.array(list(before.values()))
    for mark, begin in before.items():
        alike = (np.abs(left[marks] - left[mark]) <= SAME * x_height) & (
            np.abs(begins - begin) <= SAME * x_height
        )
        for side in (width, height):
            larger = np.maximum(side[marks], side[mark])
            alike &= np.abs(side[marks] - side[mark]) <= np.maximum(1, LIKE_EACH_OTHER * larger)
        found[mark] = alike.sum() >= 2
    return found


def _in_cell(stats: npt.NDArray[Any], rules: Sequence[RuledLine]) -> bool:
    """Whether a component has ruled lines on all four sides."""
    x, y = stats[0] + stats[2] / 2, stats[1] + stats[3] / 2
    down = [r.box for r in rules if not r.horizontal and r.box.top <= y <= r.box.bottom]
    across = [r.box for r in rules if r.horizontal and r.box.left <= x <= r.box.right]
    return (
        any(box.right <= x for box in down)
        and any(box.left >= x for box in down)
        and any(box.bottom <= y for box in across)
        and any(box.top >= y for box in across)
    )
