# SPDX-License-Identifier: Apache-2.0
"""Bullets before the items of a list, • and ▪, told by their ink.

Tesseract's Vietnamese model has no letters for them: it reads ``*``, ``s``, ``e`` or nothing. They
are taken off their lines before these are read, as quotation marks are, where the page has several
below each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.model import Box
from pipeline.ocr.ink import Draft, Ink

# in x-heights of the page
SIDE, HIGH = (0.28, 1.2), (0.2, 0.8)
"""Sides of a bullet; how far its middle is above the baseline."""
GAP = (0.2, 7.0)
"""From a bullet to the first letter: items are often set with a tabulator."""
BELOW = 0.5
"""How far from each other the bullets of a list begin."""
ROUND = 0.78
"""The shorter side as a share of the longer, at least."""
FILLED, SQUARE = 0.68, 0.88
"""Share of its box that a bullet fills, and from which on it is a square; a disc fills 0.79, the
rings of o and ° half."""
LIKE_EACH_OTHER, FEWEST = 0.25, 2
"""How much the heights of two bullets of a list differ, as a share; how many a list has."""
FEWEST_LETTERS = 4
"""Letters of an item's first line."""


@dataclass(frozen=True)
class Bullet:
    """A bullet: its box, px of the cleaned page, what it is written as, and its component."""

    box: Box
    text: str
    label: int


def bullets_of(
    ink: Ink, lines: Sequence[Draft], owner: npt.NDArray[np.int32], x_height: float
) -> dict[int, Bullet]:
    """Bullets by the number of their line; ``owner``: lines of components, -1 for none."""
    longer, shorter = np.maximum(ink.width, ink.height), np.minimum(ink.width, ink.height)
    filled = ink.area / np.maximum(ink.width * ink.height, 1)
    may_be = (shorter >= SIDE[0] * x_height) & (longer <= SIDE[1] * x_height)
    may_be &= (shorter >= ROUND * longer) & (filled >= FILLED)
    may_be[0] = False
    labels = np.flatnonzero(may_be)
    if len(labels) < FEWEST:
        return {}
    found: dict[int, tuple[int, Box]] = {}
    for number, line in enumerate(lines):
        own = np.flatnonzero(owner == number)
        own = own[~may_be[own]]
        if len(line.letters) < FEWEST_LETTERS or not len(own):
            continue
        first = int(ink.left[own].min())
        gap = (first - ink.right[labels]) / x_height
        up = line.base(first) - (ink.top[labels] + ink.bottom[labels]) / 2
        near = (gap >= GAP[0]) & (gap <= GAP[1])
        near &= (up >= HIGH[0] * x_height) & (up <= HIGH[1] * x_height)
        if near.sum() != 1:
            continue
        label = int(labels[near][0])
        box = ink.box_of(np.array([label]))
        assert box is not None
        found[number] = label, box
    listed = {}
    for number, (label, box) in found.items():
        alike = [other for other, its in found.values() if _are_alike(box, its, x_height)]
        if len(alike) >= FEWEST:
            square = float(np.median(filled[alike])) >= SQUARE
            listed[number] = Bullet(box, "▪" if square else "•", label)
    return listed


def _are_alike(first: Box, second: Box, x_height: float) -> bool:
    """Whether two bullets are as large and begin below each other; each is so with itself."""
    lower, higher = sorted((first.height, second.height))
    level = abs(first.left - second.left) <= BELOW * x_height
    return level and higher - lower <= max(1.0, LIKE_EACH_OTHER * higher)
