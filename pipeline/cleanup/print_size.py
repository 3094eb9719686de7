# SPDX-License-Identifier: Apache-2.0
"""Connected components of the print, and the letter height they give."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.cleanup.sheet import Image

SMALLEST, TALLEST = 6, 400
"""Heights of letters, px."""
LEAST_PEAK, PEAK_WIDTH = 0.1, 1.35
"""Weight of another common height as a share of the commonest's; ratio of two of them, at least."""
LEAST_UNMARKED, VALLEY = 0.2, 0.75
"""Weight of letters without marks as a share of that of letters joined with theirs, at least; the
least weight between them as a share of their own, at most."""
LEAST_TALLER, TALLER = 0.12, (1.25, 1.75)
"""Letters that are taller, by so much, to those of one height, at least, if these are low letters
of running print: 0.4 and more. Of capitals and digits, as in tables of numbers, hardly any are."""
LEAST_RUNNING, LEAST_OF_TABLE = 600, 200
"""Letters of a page of running text, and of one with a table. The small print of recipients beside
a signature in capitals tells nothing."""
MARKED = (1.3, 1.75)
"""Height of a letter with its mark, a capital or an ascender, in x-heights."""
LEAST_BESIDE, OFTEN, LEAST_OFTEN, MOST_ASKED = 0.45, 0.2, 0.2, 400
"""Share of tall letters that have a low one near on their line: 0.5 and more in one print,
0.1 to 0.36 for print of two sizes. Low letters to tall ones there, and the share that has more of
them: 0.24 and more; 0.16 in worn print, whose letters fall to pieces. Of how many it is asked."""
DOT_FILL, DOTS = 0.65, 0.8
"""How much of its box a dot fills, and the share of dots among what is of one height: of letters a
tenth is so full and as wide as high."""
STRIP, STEP = 25, 0.35
"""Width of a strip and height of a level, in heights of letters."""
APART, LEAST_LEVEL = 5, 2.0
"""Levels to between two lines; pairs of letters on one level to pairs so far apart, at least."""


@dataclass(frozen=True)
class Components:
    """Connected components of dark ink: one row each of left, top, width, height, area (px)."""

    left: npt.NDArray[Any]
    top: npt.NDArray[Any]
    width: npt.NDArray[Any]
    height: npt.NDArray[Any]
    area: npt.NDArray[Any]

    def __len__(self) -> int:
        return len(self.left)

    def those(self, mask: npt.NDArray[np.bool_]) -> Components:
        return Components(
            self.left[mask], self.top[mask], self.width[mask], self.height[mask], self.area[mask]
        )


def ink_mask(gray: Image) -> Image:
    """Ink of a gray page as uint8 0/255, by one threshold for the page (Otsu, held to 80..200)."""
    threshold, _ = cv2.threshold(gray[::2, ::2], 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    threshold = float(np.clip(threshold, 80, 200))
    return cv2.threshold(gray, threshold, 255, cv2.THRESH_BINARY_INV)[1].astype(np.uint8)


def components_of(mask: Image) -> Components:
    """The 8-connected components of an ink mask."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8, ltype=cv2.CV_32S)
    stats = stats[1:]
    return Components(stats[:, 0], stats[:, 1], stats[:, 2], stats[:, 3], stats[:, 4])


def letter_like(components: Components) -> npt.NDArray[np.bool_]:
    """Which components have the shape of single letters of running text (any size)."""
    c = components
    fill = c.area / np.maximum(c.width * c.height, 1)
    return (
        (c.height >= 6)
        & (c.width >= 2)
        & (c.width <= 3 * c.height)
        & (c.height <= 6 * c.width)
        & (fill > 0.12)
        & (fill < 0.95)
    )


def letters_of_print(components: Components, x_height: float) -> Components:
    """Those that may be letters of print of this height: from low ones to capitals with marks."""
    c = components
    tall = (c.height > 0.7 * x_height) & (c.height < 2.2 * x_height)
    return c.those(letter_like(c) & tall & (c.width < 3 * x_height))


def is_dash_shape(
    width: npt.NDArray[Any], height: npt.NDArray[Any], x_height: float
) -> npt.NDArray[np.bool_]:
    """Whether ink so wide and high, px, may be a dash."""
    thin = (height <= 0.4 * x_height) & (width > 1.5 * height)
    return np.asarray(thin & (width >= 0.25 * x_height) & (width <= 2.5 * x_height))


def measured_x_height(components: Components, least: int = 60) -> float | None:
    """Height of a lower-case x in px, from the commonest height of letter-like components.

    The grain of a dark copy may be commoner than letters, but it stands on no lines. None where
    fewer than ``least`` such components tell (a blank page, a picture).
    """
    letters = components.those(letter_like(components) & (components.height <= TALLEST))
    if len(letters) < least:
        return None
    counts = np.bincount(letters.height, minlength=TALLEST + 2).astype(float)
    weights = weights_of(counts)
    best, *others = commonest_heights(weights)
    if _are_dots(letters, best):  # of a contents page
        best = next((height for height in others if height > best), best)
    if not on_lines(letters, best):  # grain; a few lines of letters may fail it, but not beside it
        taller = (height for height in others if height > best and on_lines(letters, height))
        best = next(taller, best)
    best = unmarked_height(letters, weights, best)
    half = max(1, round(best * 0.1))
    window = np.arange(max(0, best - half), best + half + 1)
    return float((counts[window] * window).sum() / counts[window].sum())


def _are_dots(letters: Components, height: int) -> bool:
    """Whether what is of about this height is nearly all as wide as high, and full: dots."""
    near = letters.those(np.abs(letters.height - height) <= max(1, 0.15 * height))
    square = np.abs(near.width - near.height) <= np.maximum(1, 0.2 * near.height)
    full = near.area >= DOT_FILL * near.width * near.height
    return bool((square & full).mean() > DOTS)


def weights_of(counts: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """How much letters about each height weigh, by the ``counts`` of every height."""
    weights = np.zeros(TALLEST + 1)
    for height in range(SMALLEST, TALLEST + 1):
        # a window in proportion to the height: large print varies by more pixels
        half = max(1, round(height * 0.07))
        weight = float(counts[max(0, height - half) : height + half + 1].sum()) / (2 * half + 1)
        weights[height] = weight * height**0.5  # per relative width, and letters outweigh grains
    return weights


def commonest_heights(weights: npt.NDArray[np.float64]) -> list[int]:
    """Heights about which most letters lie, the commonest first: peaks of their weights."""
    peaks = [
        height
        for height in np.flatnonzero(weights >= LEAST_PEAK * weights.max()).tolist()
        if weights[height] == weights[int(height / PEAK_WIDTH) : int(height * PEAK_WIDTH) + 1].max()
    ]
    return sorted(peaks, key=lambda height: -weights[height])


def unmarked_height(letters: Components, weights: npt.NDArray[np.float64], height: int) -> int:
    """The height of an x where ``height`` is that of letters joined with their marks.

    In thick print and at few dots an inch marks touch their letters, and letters of that height are
    commoner than such as have none. These stand on the same lines, and hardly any between the two.
    """
    lowest, highest = round(height / MARKED[1]), round(height / MARKED[0])
    if lowest < SMALLEST or len(letters) < LEAST_OF_TABLE:
        return height
    lower = lowest + int(weights[lowest : highest + 1].argmax())
    between = float(weights[lower:height].min())
    rare = weights[lower] < LEAST_UNMARKED * weights[height]
    if rare or between > VALLEY * weights[lower]:
        return height
    if _are_tall(letters, height):
        return lower
    running = len(letters) >= LEAST_RUNNING
    return lower if running and share_lines(letters, lower, height) else height


def _are_tall(letters: Components, height: int) -> bool:
    """Whether letters of one height are capitals and digits: none is taller."""
    ratio = letters.height / height
    taller = (ratio > TALLER[0]) & (ratio < TALLER[1])
    return bool(taller.sum() < LEAST_TALLER * (np.abs(ratio - 1) < 0.1).sum())


def share_lines(letters: Components, lower: int, taller: int) -> bool:
    """Whether letters of two heights stand on the same lines, along or across the page.

    Small print, of footnotes, has tall letters on its lines too, but the lines of the other have no
    low ones.
    """
    middles = (letters.left + letters.width / 2, letters.top + letters.height / 2)
    low, tall = (
        np.flatnonzero(np.abs(letters.height - height) <= 0.1 * height)
        for height in (lower, taller)
    )
    every, tall = tall, tall[:: max(1, len(tall) // MOST_ASKED)]
    for across, along in (middles, middles[::-1]):
        lows, talls = (
            (
                (np.abs(across[tall, None] - across[those]) < STRIP / 2 * taller)
                & (np.abs(along[tall, None] - along[those]) < taller / 2)
            ).sum(axis=1)
            for those in (low, every)
        )
        often = (lows > OFTEN * talls).mean() > LEAST_OFTEN
        if often and (lows > 0).mean() > LEAST_BESIDE:
            return True
    return False


def levels(
    position: npt.NDArray[Any], other: npt.NDArray[Any], height: float
) -> Iterator[npt.NDArray[Any]]:
    """How many letters of some height stand at each level, in steps of 0.35 heights (float64 (n,)).

    Counted in strips across the page, so that some degrees of skew do not blur it.
    """
    strips = (other // (height * STRIP)).astype(int)
    for strip in np.unique(strips):
        places = (position[strips == strip] / (height * STEP)).astype(int)
        yield np.bincount(places, minlength=APART + 1).astype(float)


def on_lines(letters: Components, height: int) -> bool:
    """Whether letters of about this height stand level with each other, along or across the page.

    How many pairs stand level, to how many stand two thirds of the way to the next line: for grain
    about as many, for print several times as many.
    """
    near = (letters.height > 0.8 * height) & (letters.height < 1.25 * height)
    centres = (
        letters.left[near] + letters.width[near] / 2,
        letters.top[near] + letters.height[near] / 2,
    )
    for across, along in (centres, centres[::-1]):
        level = apart = 0.0
        for bins in levels(along, across, height):
            level += float((bins * (bins - 1)).sum())
            apart += float((bins[APART:] * bins[:-APART]).sum())
        if level > LEAST_LEVEL * max(apart, 1.0):
            return True
    return False
