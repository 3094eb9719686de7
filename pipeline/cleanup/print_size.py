# SPDX-License-Identifier: Apache-2.0
"""Connected components of the print, and the letter height they give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.cleanup.sheet import Image


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


def measured_x_height(components: Components, least: int = 60) -> float | None:
    """Height of a lower-case x in px, from the commonest height of letter-like components.

    None where fewer than ``least`` such components tell (a blank page, a picture).
    """
    heights = components.height[letter_like(components)]
    heights = heights[heights <= 400]
    if len(heights) < least:
        return None
    counts = np.bincount(heights, minlength=402).astype(float)
    # a window in proportion to the height: large print varies by more pixels
    best, best_weight = 0, 0.0
    for height in range(6, 401):
        half = max(1, round(height * 0.07))
        weight = float(counts[max(0, height - half) : height + half + 1].sum()) / (2 * half + 1)
        weight *= height**0.5  # per relative width, and letters outweigh grains
        if weight > best_weight:
            best, best_weight = height, weight
    half = max(1, round(best * 0.1))
    window = np.arange(max(0, best - half), best + half + 1)
    return float((counts[window] * window).sum() / counts[window].sum())
