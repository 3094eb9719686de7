# SPDX-License-Identifier: Apache-2.0
"""Pieces of a page that are set below each other on a page of their own to be read: turned cells,
print far larger than the rest. Their words come back to where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.cleanup import CleanedPage
from pipeline.cleanup.sheet import Image
from pipeline.model import Box
from pipeline.ocr.combining import Place, Reading, place_of
from pipeline.ocr.segments import Segment

APART = 3.0
"""Space between pieces on their page, in x-heights."""


@dataclass(frozen=True)
class Piece:
    """A piece of the page, and the rows of the page aside that it fills, px.

    ``scale``: its size there, times that on the page. ``turned``: what runs upwards on the page
    runs to the right there.
    """

    box: Box
    top: int
    bottom: int
    scale: float = 1.0
    turned: bool = False

    def original(self, place: Place, left: int) -> Place:
        """A place on the page aside, whose pieces begin at ``left``, on the page itself."""
        begin, above, end, below = place
        if self.turned:
            return (
                self.box.left + (above - self.top) / self.scale,
                self.box.bottom - (end - left) / self.scale,
                self.box.left + (below - self.top) / self.scale,
                self.box.bottom - (begin - left) / self.scale,
            )
        return (
            self.box.left + (begin - left) / self.scale,
            self.box.top + (above - self.top) / self.scale,
            self.box.left + (end - left) / self.scale,
            self.box.top + (below - self.top) / self.scale,
        )

    def base(self, segment: Segment) -> float:
        """Where a line stands on the page, px from its top; the lines of a turned piece stand below
        each other as they are read."""
        if self.turned:
            base = self.box.top + (segment.base - self.top) + segment.x_height / 2
            return min(base, self.box.bottom - 1.0)
        return self.box.top + (segment.base - self.top) / self.scale


@dataclass(frozen=True)
class AsidePage:
    """The page of the pieces, which begin at ``left``, px."""

    page: CleanedPage
    pieces: tuple[Piece, ...]
    left: int

    def piece_of(self, segment: Segment) -> Piece | None:
        """The piece that a line of this page lies in."""
        middle = (segment.box.top + segment.box.bottom) / 2
        return next((p for p in self.pieces if p.top <= middle < p.bottom), None)

    def set_back(
        self, piece: Piece, segment: Segment, words: Sequence[Reading], index: int
    ) -> tuple[Segment, list[Reading]]:
        """A line of a piece and its words as ones of the page itself, with this ``index``."""
        place = piece.original(place_of(segment.box), self.left)
        left, top, right, bottom = (round(side) for side in place)
        base, x_height = piece.base(segment), segment.x_height / piece.scale
        moved = Segment(
            index, Box(left, top, right, bottom), (base, base), segment.letters, x_height
        )
        return moved, [replace(word, place=piece.original(word.place, self.left)) for word in words]


def set_aside(
    cleaned: CleanedPage,
    pieces: Sequence[tuple[Box, Image]],
    *,
    scale: float = 1.0,
    turned: bool = False,
) -> AsidePage:
    """Pieces of a page, with their places on it, on one of their own; at least one."""
    assert cleaned.x_height is not None
    space = round(APART * cleaned.x_height)
    width = max(image.shape[1] for _, image in pieces) + 2 * space
    height = sum(len(image) + space for _, image in pieces) + space
    whole: Image = np.full((height, width), 255, np.uint8)
    made = []
    top = space
    for box, image in pieces:
        whole[top : top + len(image), space : space + image.shape[1]] = image
        made.append(Piece(box, top, top + len(image), scale, turned))
        top += len(image) + space
    page = replace(
        cleaned, image=whole, rules=(), leaders=(), ellipses=(), check_boxes=(), seals=()
    )
    return AsidePage(page, tuple(made), space)
