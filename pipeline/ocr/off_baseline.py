# SPDX-License-Identifier: Apache-2.0
"""Numbers set into a line off its baseline.

Where a program fills in number and date of a document, they stand some points above or below the
line, as `Số: 11 /TB-UBND`; a reader takes what is off the baseline for other letters (II, 2đ).
Before the line is read they are moved onto it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.ocr.ink import Draft, Ink

MOST = 6
"""Pieces of ink of such a number, at most."""
# in x-heights
GAP = 0.25
"""Gap to the words on both sides, at least."""
HEIGHT, EVEN = (1.0, 1.9), 0.15
"""Height of its digits; how much their feet and heads differ, a pixel at least."""
OFF = (0.14, 0.9)
"""How far off the baseline its feet are."""
TAILED = 0.12
"""How much the heads of letters with a tail differ from those of an x."""
LEAST_LINE = 5
"""Other pieces of ink in the line, at least: they tell where its baseline is."""


@dataclass(frozen=True)
class Shift:
    """Columns of a page, from ``left`` to ``right`` (exclusive), whose ink of a line is moved
    ``down`` (px, negative: up) before it is read."""

    left: int
    right: int
    down: int


def shifts_of(
    ink: Ink, lines: Sequence[Draft], owner: npt.NDArray[np.int32], x_height: float
) -> dict[int, list[Shift]]:
    """Numbers off the baseline by the number of their line.

    ``owner``: lines of components, -1 for none; ``x_height``: of the page, px.
    """
    found: dict[int, list[Shift]] = {}
    owned = np.flatnonzero((owner >= 0) & (owner < len(lines)))
    owned = owned[np.lexsort((ink.left[owned], owner[owned]))]
    starts = np.flatnonzero(np.diff(owner[owned], prepend=-1))
    for own in np.split(owned, starts[1:]) if len(owned) else ():
        line = lines[int(owner[own[0]])]
        unit = min(line.x_height, x_height)  # that of a line of capitals is measured too high
        reach = np.maximum.accumulate(ink.right[own])
        ends = np.flatnonzero(ink.left[own[1:]] - reach[:-1] >= GAP * unit) + 1
        islands = np.split(own, ends)
        for island in islands:
            if len(island) <= MOST and len(own) - len(island) >= LEAST_LINE:
                shift = _shift(ink, line, island, unit)
                if shift is not None:
                    found.setdefault(int(owner[own[0]]), []).append(shift)
    return found


def _shift(ink: Ink, line: Draft, island: npt.NDArray[np.intp], x_height: float) -> Shift | None:
    """How a word is moved onto the baseline; None where it is no number or stands on it."""
    slack = max(1.0, EVEN * x_height)
    heights, feet = ink.height[island], ink.bottom[island]
    if heights.min() < HEIGHT[0] * x_height or heights.max() > HEIGHT[1] * x_height:
        return None
    if max(np.ptp(feet), np.ptp(ink.top[island])) > slack:
        return None
    left, right = int(ink.left[island].min()), int(ink.right[island].max())
    down = line.base((left + right) / 2) - float(np.median(feet))
    if not OFF[0] * x_height <= abs(down) <= OFF[1] * x_height:
        return None
    head = (float(np.median(feet)) + down - float(np.median(ink.top[island]))) / x_height
    if down < 0 and (len(island) < 2 or abs(head - 1.0) <= TAILED):
        return None  # letters with a tail: g, q, y
    return Shift(left, right, round(down))
