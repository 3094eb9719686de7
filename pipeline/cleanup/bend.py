# SPDX-License-Identifier: Apache-2.0
"""How the print of a page is bent, and the way between the bent page and the straight one.

What lies at height s of the straight page lies at s + F(x, s) of the bent one, with F a polynomial
of low degree that is zero in the middle of the lines.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

POWERS = ((1, 0), (2, 0), (1, 1), (2, 1), (3, 0), (3, 1), (1, 2), (2, 2), (3, 2))
"""Of x and y, in the order in which they are tried."""
TILT = np.array([power == (1, 0) for power in POWERS])
"""Which of them turns all lines alike: skew, that was measured too large or too small."""
EVEN_TERMS = 4
"""So many of them bend all lines alike, or evenly more from top to bottom."""


@dataclass(frozen=True)
class Bend:
    """How far below its place on the straight page print lies, by that place: `drop`.

    ``factors``: float64 (len(POWERS),), px; ``middle``, ``half``: middle of the text and half its
    extent, x and y, px. Beyond the text it is as at its edge.
    """

    factors: Floats
    middle: tuple[float, float]
    half: tuple[float, float]

    def drop(self, x: npt.NDArray[Any], y: npt.NDArray[Any]) -> Floats:
        """float64, px, of the shape of x and y together: places on the straight page, px."""
        across = np.clip((x - self.middle[0]) / self.half[0], -1, 1)
        down = np.clip((y - self.middle[1]) / self.half[1], -1, 1)
        total = np.zeros(np.broadcast_shapes(across.shape, down.shape))
        for factor, (a, b) in zip(self.factors.tolist(), POWERS, strict=True):
            if factor:
                total += factor * across**a * down**b
        return total

    def straightened(self, x: Floats, y: Floats) -> Floats:
        """Heights on the straight page of points of the bent one, float64 (n,), px."""
        straight = y
        for _ in range(8):
            straight = y - self.drop(x, straight)
        return straight

    def moved(self, scale: float, right: float, down: float) -> Bend:
        """The same for a page drawn ``scale`` times as large and moved by so many px."""
        return replace(
            self,
            factors=self.factors * scale,
            middle=(self.middle[0] * scale + right, self.middle[1] * scale + down),
            half=(self.half[0] * scale, self.half[1] * scale),
        )

    @property
    def deepest(self) -> float:
        """From the highest to the lowest place of the line that is bent most, px; tilt left out."""
        (x, y), (width, height) = self.middle, self.half
        across = np.linspace(x - width, x + width, 21)[None]
        down = np.linspace(y - height, y + height, 9)[:, None]
        untilted = replace(self, factors=np.where(TILT, 0.0, self.factors))
        return float(np.ptp(untilted.drop(across, down), axis=1).max())
