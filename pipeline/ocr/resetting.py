# SPDX-License-Identifier: Apache-2.0
"""The page set anew for reading: one segment under the other, evenly spaced, of one size.

Tesseract's page analysis loses lines in letterheads and signature blocks, joins columns and
takes noise for text. Given a page that holds nothing but clean lines it has nothing to lose,
and one call reads all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from pipeline.cleanup.sheet import Image
from pipeline.model import Box
from pipeline.ocr.combining import Reading
from pipeline.ocr.engine import ReadLine
from pipeline.ocr.segments import Segment, Segmentation, segment_image

SMALL_PRINT, LARGE_PRINT = 0.85, 1.6
"""Segments of letters smaller or larger than the page's by these factors are scaled alone."""


@dataclass(frozen=True)
class Placed:
    """Where a segment lies on the page set anew: its rows, its left edge, and its scale."""

    segment: Segment
    top: int
    bottom: int
    left: int
    scale: float
    margin: int

    def original(self, box: Box) -> tuple[float, float, float, float]:
        """A box of the page set anew, in px of the cleaned page (left, top, right, bottom)."""
        origin = self.segment.box

        def x(value: float) -> float:
            place = origin.left + (value - self.left) / self.scale - self.margin
            for begin, end in self.segment.cuts:
                place += end - begin if place >= begin else 0
            return place

        def y(value: float) -> float:
            return origin.top + (value - self.top) / self.scale - self.margin

        return x(box.left), y(box.top), x(box.right), y(box.bottom)


@dataclass(frozen=True)
class ResetPage:
    """The image to be read (uint8 gray) and where each segment lies on it."""

    image: Image
    places: tuple[Placed, ...]

    def place_at(self, y: float) -> Placed | None:
        """The segment whose rows hold ``y``."""
        tops = [place.top for place in self.places]
        index = int(np.searchsorted(tops, y, side="right")) - 1
        return self.places[index] if index >= 0 else None


def set_anew(
    gray: Image, segmentation: Segmentation, segments: Sequence[Segment], x_height: float
) -> ResetPage:
    """Set ``segments`` of a cleaned page under each other, letters ``x_height`` px high."""
    page = segmentation.x_height
    pieces = []
    for segment in segments:
        scale = x_height / page
        if segment.x_height < SMALL_PRINT * page:
            scale *= min(page / max(segment.x_height, 1.0), 1.5)
        elif segment.x_height > LARGE_PRINT * page:
            scale *= 1.4 * page / segment.x_height
        margin = max(1, round(0.2 * page))
        piece = segment_image(gray, segmentation, segment, margin)
        piece = _without_cuts(_level(piece, segment), segment, margin)
        if abs(scale - 1) > 0.03:
            size = (max(1, round(piece.shape[1] * scale)), max(1, round(piece.shape[0] * scale)))
            interpolation = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
            piece = cv2.resize(piece, size, interpolation=interpolation).astype(np.uint8)
        else:
            scale = 1.0
        pieces.append((segment, piece, scale, margin))
    edge, gap = round(2 * x_height), round(0.7 * x_height)
    width = max((piece.shape[1] for _, piece, _, _ in pieces), default=1) + 2 * edge
    height = sum(piece.shape[0] + gap for _, piece, _, _ in pieces) + 2 * edge
    image = np.full((height, width), 255, np.uint8)
    places = []
    top = edge
    for segment, piece, scale, margin in pieces:
        image[top : top + piece.shape[0], edge : edge + piece.shape[1]] = piece
        places.append(Placed(segment, top, top + piece.shape[0], edge, scale, margin))
        top += piece.shape[0] + gap
    return ResetPage(image, tuple(places))


def _without_cuts(piece: Image, segment: Segment, margin: int) -> Image:
    """The image of a segment less the columns that are left out."""
    if not segment.cuts:
        return piece
    columns = np.arange(piece.shape[1]) + segment.box.left - margin
    kept = np.ones(len(columns), bool)
    for begin, end in segment.cuts:
        kept &= (columns < begin) | (columns >= end)
    return np.ascontiguousarray(piece[:, kept])


def _level(piece: Image, segment: Segment) -> Image:
    """Shear a segment whose baseline still rises or falls (a curled page)."""
    rise = segment.baseline[1] - segment.baseline[0]
    if abs(rise) < 0.12 * segment.x_height or segment.box.width < 6 * segment.x_height:
        return piece
    slope = rise / segment.box.width
    middle = piece.shape[1] / 2
    matrix = np.array([[1, 0, 0], [-slope, 1, slope * middle]])
    return cv2.warpAffine(
        piece,
        matrix,
        (piece.shape[1], piece.shape[0]),
        flags=cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=255,
    ).astype(np.uint8)


def words_by_segment(reset: ResetPage, lines: Sequence[ReadLine]) -> dict[int, list[Reading]]:
    """Words read on the page set anew, by segment index, left to right."""
    found: dict[int, list[Reading]] = {}
    for line in lines:
        for word in line.words:
            place = reset.place_at((word.box.top + word.box.bottom) / 2)
            if place is not None:
                found.setdefault(place.segment.index, []).append(
                    Reading(word.text, word.confidence, place.original(word.box), word.alternatives)
                )
    for words in found.values():
        words.sort(key=lambda word: word.place[0])
    return found
