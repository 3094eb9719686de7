# SPDX-License-Identifier: Apache-2.0
"""Skew of the text lines, measured from the feet of the letters, to within 0.1 degrees.

The feet of letters on one line are level once the page is turned right: the angle at which
their heights gather in the fewest bins is the skew (a projection profile of points, after
Postl 1986; points instead of pixels make it some hundred times faster).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pipeline.cleanup.print_size import Components, letters_of_print

MAX_DEGREES = 15.0
LEAST_DEGREES = 0.12
"""Less skew than this is left: turning costs more sharpness than it gains."""


def measured_skew(components: Components, x_height: float) -> float | None:
    """Degrees by which lines rise to the right, None where the page does not tell.

    Turning the page clockwise by this angle makes its lines level.
    """
    letters = letters_of_print(components, x_height)
    if len(letters) < 40:
        return None
    if len(letters) > 4000:
        every = np.linspace(0, len(letters) - 1, 4000).astype(int)
        pick = np.zeros(len(letters), bool)
        pick[every] = True
        letters = letters.those(pick)
    x = letters.left + letters.width / 2
    y = (letters.top + letters.height).astype(float)
    coarse = np.arange(-MAX_DEGREES - 1, MAX_DEGREES + 1.01, 0.25)
    scores = np.array([_levelness(x, y, angle, 0.5 * x_height) for angle in coarse])
    best = float(coarse[int(scores.argmax())])
    if scores.max() < 1.25 * float(np.median(scores)):
        return None
    for span, step, width in ((0.4, 0.05, 0.3), (0.1, 0.02, 0.2)):
        angles = np.arange(best - span, best + span + step / 2, step)
        scores = np.array([_levelness(x, y, angle, width * x_height) for angle in angles])
        weight = np.maximum(scores - np.quantile(scores, 0.6), 0)
        best = float((angles * weight).sum() / weight.sum()) if weight.sum() else best
    return None if abs(best) > MAX_DEGREES else best


def _levelness(
    x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], degrees: float, bin_height: float
) -> float:
    angle = np.radians(degrees)
    return levelness(y * np.cos(angle) + x * np.sin(angle), bin_height)


def levelness(level: npt.NDArray[np.float64], bin_height: float) -> float:
    """How much points gather at few heights: the sum of squares of how many lie in each bin."""
    total = 0.0
    for shift in (0.0, 0.5):  # two offsets: a line split by a bin's edge counts in the other
        bins = np.bincount(((level - level.min()) / bin_height + shift).astype(int))
        total += float((bins.astype(float) ** 2).sum())
    return total
