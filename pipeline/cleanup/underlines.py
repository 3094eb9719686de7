# SPDX-License-Identifier: Apache-2.0
"""Strokes under single words (`Nơi nhận:`, `Điều 1:`), too short for ruled lines.

Such a stroke is thin and longer than any letter; letters stand close above it, clear of it but for
descenders and marks below, and nothing else stands below. Taking it off hurts feet and dots of
letters, so that is no step of the clean-up: Tesseract mostly reads an underlined word well, but
now and then nothing of a line that holds little else.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pipeline.cleanup.print_size import ink_mask
from pipeline.cleanup.rules import long_runs, without_crossings
from pipeline.cleanup.sheet import Image
from pipeline.model import Box

# in x-heights
PIECE, SHORTEST = 0.9, 3.2
"""Length of the level pieces of a stroke that is not quite level, and of the whole, at least:
longer than the feet of two capitals that run together."""
GAP = 1.0
"""Between two such pieces, at most: at the tail of a letter."""
THICKEST, HIGHEST = 0.28, 0.4
"""The stroke itself, and what it spans while it rises or falls."""
CLOSE, TALL = 0.4, 1.3
"""How far above it letters stand clear of it; as far as which they are looked for."""

INKED = 0.7
"""Share of its length that the pieces make up, at least: feet of letters lie apart."""
STEEPEST = 0.03
"""Rise or fall of a long one."""
MOST_BELOW, MOST_BETWEEN = 0.3, 0.14
"""Share of ink along the stroke right below it, and in the clearest row right above it, at most:
feet of heavy letters that run together have stems above them."""
LEAST_ABOVE = 0.5
"""Share of its length above which letters stand, at least."""


@dataclass(frozen=True)
class Underlines:
    """Strokes under words of a page: their boxes, px, and their pixels (uint8 0/255)."""

    boxes: tuple[Box, ...]
    strokes: Image


def find_underlines(image: Image, x_height: float) -> Underlines:
    """The strokes under words of a gray page (uint8) whose letters are ``x_height`` px high."""
    mask = ink_mask(image)
    pieces = long_runs(mask, round(PIECE * x_height), horizontal=True)
    # the tail of a g that runs along the stroke
    thick = np.ones((round(THICKEST * x_height) + 1, 1), np.uint8)
    pieces = cv2.subtract(pieces, cv2.morphologyEx(pieces, cv2.MORPH_OPEN, thick)).astype(np.uint8)
    beside = np.ones((1, round(GAP * x_height)), np.uint8)
    joined = cv2.dilate(pieces, np.ones((3, 1), np.uint8))
    joined = cv2.morphologyEx(joined, cv2.MORPH_CLOSE, beside)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    keep = np.zeros(count, bool)
    boxes = []
    for label in range(1, count):
        x, y, w, h = (int(v) for v in stats[label, :4])
        box = Box(x, y + 1, x + w, y + h - 1)  # less what the dilation added
        if w < SHORTEST * x_height or box.height > max(HIGHEST * x_height, STEEPEST * w):
            continue
        inked = (
            (labels[box.top : box.bottom, x : x + w] == label)
            & (pieces[box.top : box.bottom, x : x + w] > 0)
        ).any(axis=0)
        if inked.mean() >= INKED and _underlines_letters(mask, box, x_height):
            keep[label] = True
            boxes.append(box)
    kept = (keep[labels] * np.uint8(255)).astype(np.uint8)
    return Underlines(tuple(boxes), cv2.bitwise_and(pieces, kept).astype(np.uint8))


def without_underlines(image: Image, underlines: Underlines, x_height: float) -> Image:
    """The page less those strokes, but where letters go through them."""
    out = image.copy()
    mask = ink_mask(image)
    out[without_crossings(mask, underlines.strokes, x_height, horizontal=True) > 0] = 255
    return out


def _underlines_letters(mask: Image, stroke: Box, x_height: float) -> bool:
    """Whether letters stand on clear ground above a stroke and next to nothing below it."""
    close, tall = round(CLOSE * x_height), round(TALL * x_height)
    if stroke.top < tall or stroke.bottom + 2 >= len(mask):
        return False
    columns = slice(stroke.left, stroke.right)
    above = mask[stroke.top - tall : stroke.top, columns] > 0
    below = mask[stroke.bottom + 1 : stroke.bottom + 1 + close, columns] > 0
    between = above[-close:].mean(axis=1).min()
    return bool(
        below.any(axis=0).mean() <= MOST_BELOW
        and between <= MOST_BETWEEN
        and above.any(axis=0).mean() >= LEAST_ABOVE
    )
