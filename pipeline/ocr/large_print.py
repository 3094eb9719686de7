# SPDX-License-Identifier: Apache-2.0
"""Print far larger than the rest of a page: the title of a certificate or of a cover.

What is three times as high as small letters is no letter of the text. Several such pieces of one
height that stand on one line are letters of a larger size: they are cut out with their marks, made
smaller and read on a page of their own.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.cleanup import CleanedPage
from pipeline.cleanup.print_size import ink_mask
from pipeline.model import Box
from pipeline.ocr.aside import AsidePage, set_aside
from pipeline.ocr.ink import TALLEST, Ink
from pipeline.ocr.segments import Segmentation

HIGHEST = 16.0
"""Height of a large letter, in x-heights of the page, at most."""
WIDE, FILLED = (0.12, 6.0), (0.12, 0.85)
"""Width in heights of a letter, or of several that touch, and the share of its box that its ink
fills."""
LETTER = 0.75
"""Width of a letter that touches others, in heights."""
LEVEL, LIKE, APART = 0.18, 0.35, 1.1
"""How much the feet of the letters of a line differ, how much their heights do, and the gap to the
next one, in heights."""
FEWEST, FEWEST_APART, SMALL = 3, 2, 0.45
"""Large letters of a line, and pieces that they make, at least; height of its small letters, as a
share of theirs, at least."""
MARK = 0.3
"""How far above the letters, or below them, a mark begins, in heights: other lines are farther."""
ROOM = 0.08
"""Room around a line, in heights."""
CAPITAL = 1.5
"""Height of a capital in x-heights, as the page aside has it."""


def large_print(cleaned: CleanedPage, segmentation: Segmentation) -> AsidePage | None:
    """The lines of large print of a page; None where there are none."""
    half = np.ascontiguousarray(cleaned.image[::2, ::2])  # large letters are as plain in it
    ink, x_height = Ink.of(ink_mask(half)), segmentation.x_height / 2
    tall = (ink.height > TALLEST * x_height) & (ink.height <= HIGHEST * x_height)
    tall &= (ink.width >= WIDE[0] * ink.height) & (ink.width <= WIDE[1] * ink.height)
    filled = ink.area / np.maximum(ink.width * ink.height, 1)
    tall &= (filled >= FILLED[0]) & (filled <= FILLED[1])
    tall[0] = False
    pieces = []
    for line in _whole_lines(ink, np.flatnonzero(tall)):
        large = line[tall[line]]
        height = 2 * float(np.median(ink.height[large]))
        box = ink.box_of(_with_marks(ink, line, height / 2))
        assert box is not None
        room = round(ROOM * height)
        around = Box(
            max(0, 2 * box.left - room),
            max(0, 2 * box.top - room),
            min(cleaned.image.shape[1], 2 * box.right + room),
            min(cleaned.image.shape[0], 2 * box.bottom + room),
        )
        pieces.append((around, height))
    if not pieces:
        return None
    scale = CAPITAL * segmentation.x_height / max(height for _, height in pieces)
    return set_aside(
        cleaned,
        [
            (
                box,
                cv2.resize(
                    cleaned.image[box.top : box.bottom, box.left : box.right],
                    None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA,
                ).astype(np.uint8),
            )
            for box, _ in pieces
        ],
        scale=scale,
    )  # fmt: skip


def _lines(ink: Ink, letters: npt.NDArray[np.intp]) -> list[npt.NDArray[np.intp]]:
    """Large letters of one height side by side."""
    lines: list[list[int]] = []
    for letter in letters[np.argsort(ink.left[letters])].tolist():
        for line in lines:
            if _goes_on(ink, line, letter):
                line.append(letter)
                break
        else:
            lines.append([letter])
    found = (np.array(line) for line in lines if len(line) >= FEWEST_APART)
    return [line for line in found if _letters(ink, line) >= FEWEST]


def _letters(ink: Ink, line: npt.NDArray[np.intp]) -> int:
    """How many letters pieces of print are, by their width."""
    wide = np.round(ink.width[line] / (LETTER * ink.height[line]))
    return int(np.maximum(wide, 1).sum())


def _whole_lines(ink: Ink, tall: npt.NDArray[np.intp]) -> list[npt.NDArray[np.intp]]:
    """Lines of large print with their small letters; two that share some are one."""
    whole: list[npt.NDArray[np.intp]] = []
    for line in (_with_small_letters(ink, line) for line in _lines(ink, tall)):
        shared = [other for other in whole if np.isin(line, other).any()]
        whole = [other for other in whole if not np.isin(line, other).any()]
        whole.append(np.unique(np.concatenate([line, *shared])))
    return whole


def _with_small_letters(ink: Ink, line: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """The large letters of a line with the small ones of their size between and beside them."""
    height, foot = float(np.median(ink.height[line])), float(np.median(ink.bottom[line]))
    may_be = (ink.height >= SMALL * height) & (ink.height <= (1 + LIKE) * height)
    may_be &= (np.abs(ink.bottom - foot) <= LIKE * height) & (ink.width <= WIDE[1] * height)
    may_be[0] = False
    left, right = int(ink.left[line].min()), int(ink.right[line].max())
    while True:
        near = may_be & (ink.right >= left - APART * height) & (ink.left <= right + APART * height)
        begin = min(left, int(ink.left[near].min(initial=left)))
        end = max(right, int(ink.right[near].max(initial=right)))
        if (begin, end) == (left, right):
            return np.union1d(line, np.flatnonzero(near))
        left, right = begin, end


def _with_marks(ink: Ink, line: npt.NDArray[np.intp], height: float) -> npt.NDArray[np.intp]:
    """The letters of a line with the marks above and below them."""
    box = ink.box_of(line)
    assert box is not None
    middle = ink.left + ink.width / 2
    marks = (ink.height < SMALL * height) & (middle > box.left) & (middle < box.right)
    marks &= ink.bottom > box.top - MARK * height
    marks &= ink.top < box.bottom + MARK * height
    marks[0] = False
    return np.union1d(line, np.flatnonzero(marks))


def _goes_on(ink: Ink, line: Sequence[int], letter: int) -> bool:
    """Whether a letter stands next to the last one of a line."""
    height = float(np.median(ink.height[list(line)]))
    last = line[-1]
    return bool(
        abs(ink.bottom[letter] - ink.bottom[last]) <= LEVEL * height
        and abs(ink.height[letter] - height) <= LIKE * height
        and ink.left[letter] - ink.right[last] <= APART * height
    )
