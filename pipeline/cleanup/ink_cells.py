# SPDX-License-Identifier: Apache-2.0
"""How dark and how sharp ink is all over a page, in cells about as wide as a letter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.cleanup.round_seals import disc_of
from pipeline.cleanup.sheet import Image, Seal, Sheet

CELL = 1 / 130
"""Side of a cell as a share of the page's shorter side."""
CORE = 5
"""Side in px of the square in which the core of a stroke is darkest."""
LEAST_CONTRAST, OF_GRAIN = 20, 6.0
"""Levels by which ink is darker than paper, at least; the same in deviations of the paper."""
QUARTILE = 0.9
"""Standard deviations by which three in four pixels of grain differ from paper at most: 1.15, or
0.67 where white cuts half of them off."""
THIRD = 0.385
"""Standard deviations from the median to what 35 in a hundred are below."""
DARK_SHARE = 0.2
"""Share of the inked cells that hold the darkest ink of the page."""
PALE = 70
"""Levels above the darkest ink from which it is pale."""
SHARP = 0.85
"""Steepness of the edges of print as a share of that of dark print, at least: what shows through
paper is blurred."""

Cells = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class InkCells:
    """The ink of a gray page by cells, ``side`` px wide; levels are 0..255.

    ``paper``: level of the paper; ``least``: by how much ink is darker; ``dark``: level of the
    darkest print. ``darkest``: level of the darkest core of a stroke in and around each cell, 255
    where none is. ``inked``, ``pale``: which cells hold ink, and pale ink only. ``steep``: how
    steep its edges are by its contrast; ``steep_print``: those of dark print. Where a seal was
    taken off no cell counts as inked: what is left of it is pale.
    """

    side: int
    paper: float
    least: float
    dark: float
    darkest: Cells
    inked: Flags
    pale: Flags
    steep: Cells
    steep_print: float

    @staticmethod
    def of(sheet: Sheet) -> InkCells | None:
        """The cells of a gray page; None of one in colour or bilevel, or where it has no ink."""
        if sheet.bilevel or sheet.is_colour:
            return None
        image = sheet.image
        side = max(8, round(CELL * min(image.shape)))
        paper = float(np.median(image[::4, ::4]))
        least = max(LEAST_CONTRAST, OF_GRAIN * _grain(image, paper))
        darkest, steep = darkest_and_steepness(image, side, paper)
        inked = (darkest < paper - least) & ~sealed(darkest.shape, side, sheet.seals)
        if not inked.any():
            return None
        dark = float(np.quantile(darkest[inked], DARK_SHARE))
        pale = inked & (darkest > dark + PALE)
        steep_print = float(np.median(steep[inked & ~pale]))
        return InkCells(side, paper, least, dark, darkest, inked, pale, steep, steep_print)

    def is_sharp(self, steep: Cells) -> Flags:
        """Whether edges are nearly as steep as those of dark print."""
        return np.asarray(steep > SHARP * self.steep_print)


def _grain(image: Image, paper: float) -> float:
    """Standard deviation of the paper's pixels, levels: from those around them, or from all.

    On a third of a page there may be ink, and what shows through.
    """
    spread = (paper - float(np.quantile(image[::4, ::4], 0.35))) / THIRD
    smooth = cv2.medianBlur(image, 3)
    of_paper = cv2.absdiff(image, smooth)[smooth > paper - PALE]
    beside = float(np.quantile(of_paper[::5], 0.75)) / QUARTILE if of_paper.size else 0.0
    return max(spread, beside)


def darkest_and_steepness(
    image: Image, side: int, paper: float, hidden: Flags | None = None
) -> tuple[Cells, Cells]:
    """Level of the darkest core of a stroke in and around each cell, 255 where none is, and how
    steep the steepest edge there is, by that core's contrast to the paper.

    Cores alone: the soft edge of a dark letter is as bright as pale ink. ``hidden`` (bool, of the
    image's size): what is left out.
    """
    core = image == cv2.erode(image, np.ones((CORE, CORE), np.uint8))
    edges = cv2.morphologyEx(image, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    if hidden is not None:
        core &= ~hidden
        edges = np.where(hidden, np.uint8(0), edges)
    around = np.ones((3, 3), np.uint8)
    levels = np.where(core, image, np.uint8(255))
    darkest = cv2.erode(_by_cell(levels, side, np.minimum), around).astype(np.float32)
    steepest = cv2.dilate(_by_cell(edges, side, np.maximum), around)
    contrast = np.float32(paper) - np.minimum(darkest, np.float32(paper - 1))
    return darkest, (steepest / contrast).astype(np.float32)


def _by_cell(levels: npt.NDArray[Any], side: int, extreme: np.ufunc) -> npt.NDArray[np.uint8]:
    """The least or the most of each cell; what is left over at the right and below is left out."""
    rows, columns = (length // side for length in levels.shape)
    cut = levels[: rows * side, : columns * side]
    strips = extreme.reduce(cut.reshape(rows, side, -1), axis=1)
    found = extreme.reduce(strips.reshape(rows, columns, side), axis=2)
    return np.asarray(found, np.uint8)


def sealed(shape: tuple[int, ...], side: int, seals: tuple[Seal, ...]) -> Flags:
    """The cells in which a seal was."""
    found = np.zeros(shape, bool)
    for seal in seals:
        window, disc = disc_of(found, Seal(seal.x / side, seal.y / side, seal.radius / side))
        found[window] |= disc
    return found
