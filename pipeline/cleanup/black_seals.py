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
from pipeline.cleanup.streaks import runs_of

LARGE = 3.0
"""Height and width of ink that is no letter, in x-heights."""
DIRECTIONS = 1440
"""From a seal's middle in which its rings are followed."""
OUT_OF_ROUND = 0.07
"""How far from a circle a rim may run, as a share of its radius."""
RING = 0.5
"""Share of directions in which ink of a ring lies at one distance, at least."""
WIDEST_RING = 0.045
"""Width of a ring, as a share of the seal's radius."""
LEAST_RING = 0.35
"""Distance of the innermost ring, as a share of the seal's radius."""
WOBBLE = 3
"""Distances between which a thin ring runs to and fro, px."""
FAINT = 0.12
"""Share of directions in which ink lies at a distance that a wobbling ring hardly reaches."""
BEYOND = 2
"""From a ring that ink must reach to be a stroke that touches it, px."""
SLANT = 1.5
"""Of strokes across a ring at most: along it, by across it."""
ENDS = 0.5
"""Share of a ring's width that a stroke fills which touches it on one side only."""

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
    widest = max(3, int(np.ceil(WIDEST_RING * mean)))
    for begin, end in _bands(rounded, round(LEAST_RING * mean), widest):
        begin, end = max(0, begin - 1), min(reach, end + 1)
        band = rounded[:, begin:end]
        inner = rounded[:, max(0, begin - BEYOND) : begin].all(axis=1)
        outer = rounded[:, end : end + BEYOND].all(axis=1)
        reach_across = (end - begin) * SLANT * DIRECTIONS / (2 * np.pi * (begin + end) / 2)
        crossed = _crossed(np.asarray(inner), np.asarray(outer), end - begin, reach_across)
        for mask, into in ((~crossed, found), (crossed, crossing)):
            rows, columns = np.nonzero(band & mask)
            into[rows, source[rows, begin + columns]] = True
    # the soft edges of the rings, and what rounding left between the distances
    widened = cv2.dilate(found.astype(np.uint8), np.ones((3, 5), np.uint8))
    off: Polar = np.logical_and(widened, ~crossing)
    return off


def _bands(rounded: Polar, least: int, widest: int) -> list[tuple[int, int]]:
    """Distances from and to which rings reach: directions x distances of ink in a round seal.

    ``least``: of the smallest ring, ``widest``: about the width of a ring, px.
    """
    share = rounded.mean(axis=0)
    wobbling = cv2.dilate(rounded.astype(np.uint8), np.ones((1, WOBBLE), np.uint8)).mean(axis=0)
    sharp = _stretches(share > RING, least)
    bands = [(begin, end) for begin, end in sharp if end - begin <= 2 * widest]
    for begin, end in _stretches(wobbling > RING, least):
        apart = all(end <= a or b <= begin for a, b in sharp)
        if apart and end - begin <= widest:
            columns = np.flatnonzero(share[begin:end] >= FAINT)
            if len(columns):
                bands.append((begin + int(columns[0]), begin + int(columns[-1]) + 1))
    return bands


def _stretches(inked: npt.NDArray[np.bool_], least: int) -> list[tuple[int, int]]:
    """Begin and end of the stretches that are inked, from ``least`` on."""
    inked = inked.copy()
    inked[:least] = False
    return runs_of(inked)


def _crossed(
    inner: npt.NDArray[np.bool_], outer: npt.NDArray[np.bool_], width: int, reach: float
) -> Polar:
    """Where strokes run across a ring: mask directions x ``width``.

    ``inner``, ``outer``: directions in which ink touches the ring from within and from without;
    a stroke may slant by ``reach`` directions. One that touches it on one side only ends in it.
    """
    mask = np.zeros((len(inner), width), np.bool_)
    across = (np.arange(width) + 0.5) / width
    inside, outside = _runs(inner), _runs(outer)
    pairs = sorted(
        (abs((a + b) - (c + d)) / 2, n, m)
        for n, (a, b) in enumerate(inside)
        for m, (c, d) in enumerate(outside)
        if abs((a + b) - (c + d)) / 2 <= reach + abs((b - a) - (d - c)) / 2
    )
    joined_inside: set[int] = set()
    joined_outside: set[int] = set()
    for _, n, m in pairs:
        if n in joined_inside or m in joined_outside:
            continue
        joined_inside.add(n)
        joined_outside.add(m)
        (a, b), (c, d) = inside[n], outside[m]
        _fill(mask, a + (c - a) * across, b + (d - b) * across, np.ones(width, np.bool_))
    for n, (a, b) in enumerate(inside):
        if n not in joined_inside:
            _fill(mask, np.full(width, a), np.full(width, b), across < ENDS)
    for m, (c, d) in enumerate(outside):
        if m not in joined_outside:
            _fill(mask, np.full(width, c), np.full(width, d), across > 1 - ENDS)
    return mask


def _fill(mask: Polar, begins: Any, ends: Any, columns: npt.NDArray[np.bool_]) -> None:
    for column in np.flatnonzero(columns):
        begin, end = round(float(begins[column])), round(float(ends[column]))
        mask[np.arange(begin, end) % len(mask), column] = True


def _runs(touched: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Begin and end of the runs of a row that goes round; the end may lie behind its length."""
    if touched.all() or not touched.any():
        return []
    first = int(np.flatnonzero(~touched)[0])
    turned = np.roll(touched, -first)
    return [(begin + first, end + first) for begin, end in _stretches(turned, 0)]
