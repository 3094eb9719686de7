# SPDX-License-Identifier: Apache-2.0
"""Round seals as dark as the print they lie on: bilevel scans, copies of copies.

No level tells such a seal from print, but its form does: rings of 25 to 50 mm whose ink hangs
together over more than the height of a letter. The rings are taken off, save where a stroke
crosses them, so the letters that touch them stand free on their line again. What else the seal
holds is too large for letters or is known by where it lies (``CleanedPage.seals``).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.cleanup.print_size import ink_mask
from pipeline.cleanup.round_seals import round_seals
from pipeline.cleanup.sheet import Image, Seal, Sheet

LARGE = 3.0
"""Height and width of ink that is no letter, in x-heights."""
DIRECTIONS = 720
"""From a seal's middle in which its rings are followed."""
OUT_OF_ROUND = 0.07
"""How far from a circle a rim may run, as a share of its radius."""
RING = 0.5
"""Share of directions in which ink of a ring lies at one distance, at least."""
WIDEST_RING = 0.045
"""Width of a ring, as a share of the seal's radius."""

Polar = npt.NDArray[Any]


def take_off(sheet: Sheet) -> tuple[Sheet, dict[str, Any] | None]:
    """Take the rings of round seals off a page whose ``x_height`` is known; the seals found."""
    if sheet.seals or sheet.x_height is None:
        return sheet, None
    mask = ink_mask(sheet.image)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    least = LARGE * sheet.x_height
    large = (stats[:, cv2.CC_STAT_WIDTH] > least) & (stats[:, cv2.CC_STAT_HEIGHT] > least)
    large[0] = False
    if not large.any():
        return sheet, None
    clumps = large[labels].astype(np.uint8) * np.uint8(255)
    seals = round_seals(clumps)
    if not seals:
        return sheet, None
    out = sheet.image.copy()
    for seal in seals:
        _clear_rings(out, clumps, seal)
    done = {"seals": [seal.rounded for seal in seals]}
    return replace(sheet, image=out, seals=seals), done


def _clear_rings(out: Image, clumps: Image, seal: Seal) -> None:
    """Whiten the rings of a seal in ``out``; ``clumps``: the ink that may be its, uint8 0/255."""
    reach = int(np.ceil(seal.radius * (1 + 2 * OUT_OF_ROUND)))
    centre = (float(seal.x), float(seal.y))
    flags = cv2.INTER_NEAREST | cv2.WARP_FILL_OUTLIERS  # a seal may reach over the page's edge
    drawn = cv2.warpPolar(clumps, (reach, DIRECTIONS), centre, reach, flags)
    polar: Polar = np.greater(drawn, 0)
    rim = _rim(polar, seal.radius)
    rings = _rings(polar, rim)
    if not rings.any():
        return
    # back on the page: which distance and direction each pixel of the window has
    x0, y0 = max(0, int(seal.x) - reach), max(0, int(seal.y) - reach)
    window = out[y0 : int(seal.y) + reach + 1, x0 : int(seal.x) + reach + 1]
    ys, xs = np.mgrid[y0 : y0 + window.shape[0], x0 : x0 + window.shape[1]]
    distance = np.hypot(xs - seal.x, ys - seal.y)
    angle = np.arctan2(ys - seal.y, xs - seal.x) % (2 * np.pi)
    row = np.minimum((angle * (DIRECTIONS / (2 * np.pi))).astype(int), DIRECTIONS - 1)
    column = np.minimum(distance.astype(int), reach - 1)
    window[rings[row, column] & (distance < reach)] = 255


def _rim(polar: Polar, radius: float) -> npt.NDArray[np.float64]:
    """Distance of the rim in every direction, px: where most ink lies in a row round about."""
    low, high = int(radius * (1 - OUT_OF_ROUND)), int(radius * (1 + OUT_OF_ROUND)) + 1
    band = polar[:, low:high].astype(np.float32)
    wide = DIRECTIONS // 16
    wrapped = np.concatenate([band[-wide:], band, band[:wide]])
    share = cv2.blur(wrapped, (1, 2 * wide + 1))[wide:-wide]
    share += np.linspace(0, 0.05, band.shape[1], dtype=np.float32)  # of two alike the outer one
    return low + share.argmax(axis=1).astype(np.float64)


def _rings(polar: Polar, rim: npt.NDArray[np.float64]) -> Polar:
    """Mask like ``polar`` of the ink of all rings, less what strokes across them hold."""
    reach = polar.shape[1]
    mean = float(rim.mean())
    found = np.zeros_like(polar)
    crossing = np.zeros_like(polar)
    # ink by its distance in a seal made round
    distances = np.arange(reach)
    source = np.clip(np.round(distances[None] * rim[:, None] / mean).astype(int), 0, reach - 1)
    rounded = np.take_along_axis(polar, source, axis=1)
    share = rounded.mean(axis=0)
    share[: int(0.35 * mean)] = 0
    widest = max(3, int(np.ceil(WIDEST_RING * mean)))
    inked = share > RING
    limits = np.flatnonzero(np.diff(np.r_[False, inked, False].astype(int)))
    for begin, end in zip(limits[::2], limits[1::2], strict=True):
        if end - begin > 2 * widest:
            continue
        begin, end = max(0, begin - 1), min(reach, end + 1)
        beyond = 2
        inner = rounded[:, max(0, begin - beyond) : begin].all(axis=1)
        outer = rounded[:, end : end + beyond].all(axis=1)
        crossed: Polar = np.logical_and(inner, outer)[:, None]
        for mask, into in ((~crossed, found), (crossed, crossing)):
            rows, columns = np.nonzero(rounded[:, begin:end] & mask)
            into[rows, source[rows, begin + columns]] = True
    # the soft edges of the rings, and what rounding left between the distances
    widened = cv2.dilate(found.astype(np.uint8), np.ones((3, 5), np.uint8))
    off: Polar = np.logical_and(widened, ~crossing)
    return off
