# SPDX-License-Identifier: Apache-2.0
"""Letters cut out of clumps: what hangs together with a pen stroke, a seal, or another line.

Such ink is too large for a letter and so of no line, and the line has a hole where it lies: the U
that the pen goes through, the marks of a capital that reach into the line above. What of a clump
lies in the hole, and is more than a stroke that crosses it, is set free.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.model import Box
from pipeline.ocr.ink import Draft, Ink

LEAST_LETTERS = 3
"""Of a line into which letters are set free."""
ABOVE, BELOW = 1.0, 0.45
"""How far over and under the x-zone a letter reaches, in x-heights of the page."""
TALL = 2.0
"""Height of what may reach from line to line, in x-heights."""
WIDEST = 4.5
"""Width of what is set free, in x-heights."""
BESIDE = 1.0
"""How far from the line's next letter it lies at most, in x-heights."""
OVERLAP = 0.35
"""Share of its width that lies over or under other letters of the line, at most."""
IN_ZONE = 0.5
"""Share of the x-zone that it takes from top to bottom, at least."""
STROKES = 1.35
"""Length of its strokes by its longer side, at least: a stroke that crosses the line has 1."""


def freed_letters(ink: Ink, lines: Sequence[Draft], x_height: float) -> Ink | None:
    """The ink with letters of ``lines`` cut out of clumps as components; None if there are none."""
    large = ~ink.small(x_height) | _in_two_lines(ink, lines, x_height)
    large[0] = False
    if not large.any():
        return None
    labels = ink.labels
    boxes: list[tuple[int, int, int, int, int]] = []
    area = ink.area.copy()
    for line in lines:
        if len(line.letters) < LEAST_LETTERS:
            continue
        window = _window(ink, line, lines, x_height)
        if window is None or not _any_inside(ink, large, window):
            continue
        view = labels[window.top : window.bottom, window.left : window.right]
        clump = np.r_[large, False][np.minimum(view, len(large))]  # less what is free by now
        letters = line.letters[~large[line.letters]]
        for box, piece in _pieces(ink, clump, replace(line, letters=letters), window, x_height):
            if labels is ink.labels:
                labels = ink.labels.copy()
            view = labels[box.top : box.bottom, box.left : box.right]
            np.subtract.at(area, view[piece], 1)
            view[piece] = len(area) + len(boxes)
            count = int(piece.sum())
            boxes.append((box.left, box.top, box.width, box.height, count))
    if not boxes:
        return None
    added = np.array(boxes, ink.left.dtype).T
    sides = (ink.left, ink.top, ink.width, ink.height, area)
    return Ink(labels, *(np.r_[old, new] for old, new in zip(sides, added, strict=True)))


def _in_two_lines(ink: Ink, lines: Sequence[Draft], x_height: float) -> npt.NDArray[np.bool_]:
    """Which components take the x-zones of two lines: letters that touch from line to line."""
    tall = np.flatnonzero(ink.small(x_height) & (ink.height > TALL * x_height))
    covered = np.zeros(len(ink.left), int)
    middle = (ink.left + ink.right)[tall] / 2
    for line in lines if len(tall) else ():
        if len(line.letters) < LEAST_LETTERS:
            continue
        left, right = line.span(ink)
        base = line.offset + line.slope * middle
        takes = (middle > left) & (middle < right)
        takes &= ink.top[tall] < base - IN_ZONE * line.x_height
        takes &= ink.bottom[tall] > base - (1 - IN_ZONE) * line.x_height
        covered[tall] += takes
    return covered > 1


def _window(ink: Ink, line: Draft, lines: Sequence[Draft], x_height: float) -> Box | None:
    """Where letters of a line may stand; lines above and below have their own share."""
    x0, x1 = line.span(ink)
    middle = (x0 + x1) / 2
    base = line.base(middle)
    top, bottom = base - line.x_height - ABOVE * x_height, base + BELOW * x_height
    for other in lines:
        left, right = other.span(ink)
        if other is line or right < x0 or left > x1:
            continue
        its_base = other.base(middle)
        if its_base < base - 0.5 * line.x_height:
            top = max(top, _border(its_base, base - line.x_height))
        elif its_base > base + 0.5 * line.x_height:
            bottom = min(bottom, _border(base, its_base - other.x_height))
    height, width = ink.labels.shape
    box = (
        max(0, round(x0 - (BESIDE + WIDEST) * x_height)),
        max(0, round(top)),
        min(width, round(x1 + (BESIDE + WIDEST) * x_height)),
        min(height, round(bottom)),
    )
    return Box(*box) if box[1] < box[3] else None


def _border(base: float, head: float) -> float:
    """Between a baseline and the x-zone of the line below it."""
    return base + max(0.25 * (head - base), 0.0)


def _any_inside(ink: Ink, large: npt.NDArray[np.bool_], window: Box) -> bool:
    inside = (ink.left < window.right) & (ink.right > window.left)
    inside &= (ink.top < window.bottom) & (ink.bottom > window.top)
    return bool((inside & large).any())


def _pieces(
    ink: Ink, clump: npt.NDArray[np.bool_], line: Draft, window: Box, x_height: float
) -> Iterator[tuple[Box, npt.NDArray[Any]]]:
    """Box and mask (bool) of what of the ``clump`` in a window are letters of its line."""
    count, parts, stats, _ = cv2.connectedComponentsWithStats(
        clump.astype(np.uint8), connectivity=8
    )
    taken = np.zeros(window.width, bool)
    for left, right in zip(ink.left[line.letters], ink.right[line.letters], strict=True):
        taken[max(0, left - window.left) : max(0, right - window.left)] = True
    for part in range(1, count):
        left, top, width, height = (int(value) for value in stats[part, :4])
        if width > WIDEST * x_height or width < 0.12 * x_height or height < 0.5 * x_height:
            continue
        base = line.base(window.left + left + width / 2) - window.top
        in_zone = min(top + height, base) - max(top, base - line.x_height)
        if in_zone < IN_ZONE * line.x_height:
            continue
        if taken[left : left + width].mean() > OVERLAP:
            continue
        reach = round(BESIDE * x_height)
        if not taken[max(0, left - reach) : left + width + reach].any():
            continue
        piece = parts[top : top + height, left : left + width] == part
        inner = cv2.erode(np.pad(piece, 1).astype(np.uint8), np.ones((3, 3), np.uint8))
        outline = int(piece.sum()) - int(inner.sum())
        if outline / 2 < STROKES * max(width, height):
            continue
        at = (window.left + left, window.top + top)
        yield Box(*at, at[0] + width, at[1] + height), piece
