# SPDX-License-Identifier: Apache-2.0
"""Connected components of a page's ink, and the lines that its letters make."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.cleanup.print_size import is_dash_shape
from pipeline.cleanup.sheet import Image
from pipeline.model import Box

TALLEST, WIDEST = 3.0, 9.0
"""Height and width of what may be a letter, or several that hang together, in x-heights."""


@dataclass(frozen=True)
class Ink:
    """Connected components of a page's ink by label; 0 is the paper. All in px.

    ``labels``: int32, the label of every pixel; of every label its box and ``area`` (int32).
    """

    labels: npt.NDArray[Any]
    left: npt.NDArray[Any]
    top: npt.NDArray[Any]
    width: npt.NDArray[Any]
    height: npt.NDArray[Any]
    area: npt.NDArray[Any]

    @staticmethod
    def of(mask: Image) -> Ink:
        """The 8-connected components of an ink mask (uint8 0/255)."""
        _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
        return Ink(labels, *(stats[:, column] for column in range(5)))

    @property
    def right(self) -> npt.NDArray[Any]:
        return self.left + self.width

    @property
    def bottom(self) -> npt.NDArray[Any]:
        return self.top + self.height

    def box_of(self, labels: npt.NDArray[Any]) -> Box | None:
        """Smallest box that holds the components; None for none."""
        if len(labels) == 0:
            return None
        return Box(
            int(self.left[labels].min()),
            int(self.top[labels].min()),
            int(self.right[labels].max()),
            int(self.bottom[labels].max()),
        )

    def dashes(self, x_height: float) -> npt.NDArray[np.bool_]:
        """Which have the shape of a dash."""
        found = is_dash_shape(self.width, self.height, x_height)
        found[0] = False
        return found

    def small(self, x_height: float) -> npt.NDArray[np.bool_]:
        """Which are no larger than letters and what hangs together of them."""
        found = (self.height <= TALLEST * x_height) & (self.width <= WIDEST * x_height)
        found[0] = False
        return found


@dataclass(frozen=True)
class Draft:
    """A line before its marks are known: slope and offset of its baseline (px), its x-height (px),
    and the labels of its letters; whether its words are drawn apart like columns."""

    slope: float
    offset: float
    x_height: float
    letters: npt.NDArray[Any]
    drawn_apart: bool = False

    def base(self, x: float) -> float:
        """Baseline at ``x``, px from the top."""
        return self.offset + self.slope * x

    def span(self, ink: Ink) -> tuple[int, int]:
        """Left and right edge of its letters, px."""
        return int(ink.left[self.letters].min()), int(ink.right[self.letters].max())
