# SPDX-License-Identifier: Apache-2.0
"""Round seals in a mask of ink: circles that are inked nearly all around, and alone."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.cleanup.sheet import Image, Seal

MOST_SEAL_INK = 0.12
"""Share of a page that seals and stamps may ink; five seals ink a twentieth."""
RIM, AROUND, MOST_AROUND = (0.96, 0.98, 1.0, 1.02, 1.04), (1.12, 1.16, 1.2, 1.24), 0.46
"""Circles on the rim of a seal and around it, by its radius, and how much of what ink the rim has
those around may have."""
LEAST_RIM = 0.54
"""Share of the rim with ink, at least. A circle through lines of print has about 0.45."""


def round_seals(mask: Image) -> tuple[Seal, ...]:
    """Round seals in an ink mask (uint8 0/255): circles of 25 to 50 mm on an A4 page.

    A circle counts where ink lies on most of its rim.
    """
    height, width = mask.shape
    scale = 620 / min(width, height)  # about 75 dpi on A4
    small = cv2.resize(mask, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    small = cv2.threshold(small, 60, 255, cv2.THRESH_BINARY)[1]
    if (small > 0).mean() > MOST_SEAL_INK:
        return ()  # a coloured page; and Hough's time grows with the square of the ink
    circles = cv2.HoughCircles(
        cv2.GaussianBlur(small, (3, 3), 0),
        cv2.HOUGH_GRADIENT,
        dp=1,
        minDist=40,
        param1=100,
        param2=18,
        minRadius=36,
        maxRadius=76,
    )
    if circles is None:
        return ()
    near = cv2.dilate(small, np.ones((3, 3), np.uint8))
    found: list[tuple[float, Seal]] = []
    for x, y, radius in circles.reshape(-1, 3)[:30]:
        best: tuple[float, Seal] | None = None
        # the outermost inked rim: seals have two rings, and Hough may find the inner one;
        # its centre is off by a pixel or two, so centres nearby are tried too
        for dx in (-2, 0, 2):
            for dy in (-2, 0, 2):
                rim = _outermost_rim(near, x + dx, y + dy, radius)
                if rim is not None and (best is None or rim > (best[0], best[1].radius)):
                    best = (rim[0], Seal(x + dx, y + dy, rim[1]))
        if best is not None:
            share, seal = best
            found.append((share, Seal(seal.x / scale, seal.y / scale, seal.radius / scale)))
    found.sort(key=lambda item: (-round(item[0], 1), -item[1].radius))
    kept: list[Seal] = []
    for _, seal in found:
        if all(np.hypot(seal.x - k.x, seal.y - k.y) > 1.2 * k.radius for k in kept):
            kept.append(seal)
    return tuple(kept)


def seals_alone(mask: Image) -> tuple[Seal, ...]:
    """Round seals in an ink mask (uint8 0/255) in which print may be, too."""
    return tuple(seal for seal in round_seals(mask) if _stands_out(mask, seal))


def _outermost_rim(mask: Any, x: float, y: float, radius: float) -> tuple[float, float] | None:
    """Share of ink on the outermost well inked circle about (x, y), and its radius (px)."""
    angles = np.linspace(0, 2 * np.pi, 120, endpoint=False)
    radii = np.arange(radius - 3, min(1.5 * radius, 80) + 1, 1.0)
    xs = np.round(x + radii[:, None] * np.cos(angles)).astype(int)
    ys = np.round(y + radii[:, None] * np.sin(angles)).astype(int)
    inside = (xs >= 0) & (ys >= 0) & (xs < mask.shape[1]) & (ys < mask.shape[0])
    inked = np.zeros(xs.shape, bool)
    inked[inside] = mask[ys[inside], xs[inside]] > 0
    share = inked.sum(axis=1) / np.maximum(inside.sum(axis=1), 1)
    share[inside.mean(axis=1) < 0.6] = 0
    good = np.flatnonzero(share > max(0.6, float(share.max()) - 0.15))
    if len(good) == 0:
        return None
    return float(share[good[-1]]), float(radii[good[-1]])


def disc_of(image: Image, seal: Seal) -> tuple[tuple[slice, slice], Any]:
    """The window of an image that holds a seal, and the mask of the seal's disc in it."""
    reach = seal.radius * 1.07 + 2
    x0, y0 = max(0, int(seal.x - reach)), max(0, int(seal.y - reach))
    x1, y1 = int(seal.x + reach) + 1, int(seal.y + reach) + 1
    window = (slice(y0, y1), slice(x0, x1))
    height, width = image[window].shape
    ys, xs = np.ogrid[y0 : y0 + height, x0 : x0 + width]
    return window, ((xs - seal.x) ** 2 + (ys - seal.y) ** 2) <= reach**2


def _stands_out(mask: Image, seal: Seal) -> bool:
    """Whether there is far less ink of a seal's colour or level around a circle than on it.

    Lines of print in the seal's colour, or the soft edges of all print, are around it too.
    """
    around, rim = (
        _inked(mask, seal, radii * seal.radius) for radii in (np.array(AROUND), np.array(RIM))
    )
    return bool(rim.max() > LEAST_RIM and around.mean() < MOST_AROUND * rim.max())


def _inked(mask: Image, seal: Seal, radii: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Share of each circle (radii in px) on the page with ink, a little beside it included."""
    reach = max(1, round(0.02 * seal.radius))
    height, width = mask.shape
    angles = np.linspace(0, 2 * np.pi, 240, endpoint=False)
    offsets = np.arange(-reach, reach + 1)
    rings = radii[:, None, None] + offsets[:, None]
    xs = np.round(seal.x + rings * np.cos(angles)).astype(int)
    ys = np.round(seal.y + rings * np.sin(angles)).astype(int)
    inside = (xs >= 0) & (ys >= 0) & (xs < width) & (ys < height)
    inked = np.zeros(xs.shape, bool)
    inked[inside] = mask[ys[inside], xs[inside]] > 0
    seen = np.maximum(inside.any(axis=1).sum(axis=1), 1)
    return np.asarray(inked.any(axis=1).sum(axis=1) / seen)
