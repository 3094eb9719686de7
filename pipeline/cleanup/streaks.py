# SPDX-License-Identifier: Apache-2.0
"""Streaks from edge to edge, which dirt on a scanner's glass leaves on every page, are taken off.

They are upright on the image however askew the paper lies, so they go before it is set straight.
A ruled line ends before the edge of the page. In two levels a streak is often broken: then its
pieces tell it that stand apart from all print, in the margins and between the lines of text.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.cleanup.print_size import components_of, ink_mask, measured_x_height
from pipeline.cleanup.rules import long_runs, without_crossings
from pipeline.cleanup.sheet import Image, Sheet

Span = tuple[int, int]
"""First and last (exclusive) row or column, px."""

PIECE = 0.06
"""Length of an unbroken piece of a streak as a share of the page's height, at least."""
EDGE, LEAST_INKED = 0.04, 0.5
"""How near to an edge a streak begins and ends, and how much of it is ink: shares of the height."""
THICKEST = 0.35
"""Thickness of a streak in x-heights, at most."""

THIN, APART = 0.0025, 0.008
"""Thickness of a broken streak, at most, and how far from all other ink its pieces are that tell
it, at least: shares of the page's width."""
LEAST_APART, BANDS, LEAST_BANDS = 0.06, 16, 12
"""Share of the page's height that these pieces have, and bands of the page, of so many, that they
are found in, at least."""
BROKEN_EDGE = 0.06
"""How near to an edge of the page the first and the last of them are, as a share of the height."""
TALL, CLEAR, FREE = 2.6, 2, 0.85
"""Height of a piece in x-heights that no letter has; how far from other ink a lower one is, px,
along what share of it, at least."""
BRIDGED, MOSTLY, LONGEST = 0.3, 0.4, 0.25
"""Gaps between dots that are one piece, in x-heights; share of the ink of a broken streak that is
in tall pieces, at least; length of a piece as a share of the page's height, at most."""
CROSSING = 0.25
"""How near on both sides of a streak the ink is of a stroke that crosses it, in x-heights."""


def take_off(sheet: Sheet) -> tuple[Sheet, dict[str, Any] | None]:
    """Take streaks off a gray page; strokes of letters that cross them stay."""
    if sheet.is_colour:
        return sheet, None
    mask = ink_mask(sheet.image)
    upright = long_runs(mask, max(20, round(PIECE * len(mask))), horizontal=False) > 0
    found = [
        (first, last)
        for first, last in runs_of(np.asarray(upright.any(0)))
        if is_streak(np.asarray(upright[:, first:last].any(1)))
    ]
    likely = _broken_streaks(mask, found)
    x_height = measured_x_height(components_of(mask)) if found or likely else None
    if x_height is None:
        return sheet, None
    broken = [streak for streak in likely if _is_broken(mask, streak, x_height)]
    thin = [(a, b) for a, b in found if b - a <= max(3, THICKEST * x_height)]
    if not thin and not broken:
        return sheet, None
    streaks = np.zeros_like(mask)
    for first, last in thin:
        streaks[:, first:last] = np.where(upright[:, first:last], 255, 0)
    for first, last in broken:
        for top, bottom in _pieces_of(mask, (first, last), x_height):
            streaks[top:bottom, first:last] = mask[top:bottom, first:last]
    out = sheet.image.copy()
    out[without_crossings(mask, streaks, x_height, horizontal=False, reach=CROSSING) > 0] = 255
    return sheet.redrawn(out), {"streaks": len(thin) + len(broken)}


def runs_of(columns: npt.NDArray[np.bool_]) -> list[Span]:
    """First and last (exclusive) of each run of columns."""
    edges = np.flatnonzero(np.diff(np.r_[False, columns, False].astype(np.int8)))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def is_streak(rows: npt.NDArray[np.bool_]) -> bool:
    """Whether the rows of a page on which something upright has ink reach from edge to edge."""
    inked = np.flatnonzero(rows)
    height = len(rows)
    return bool(
        inked[0] < EDGE * height
        and inked[-1] > (1 - EDGE) * height
        and len(inked) > LEAST_INKED * height
    )


def _broken_streaks(mask: Image, whole: list[Span]) -> list[Span]:
    """The columns of broken streaks; ``whole``: those of streaks that are found already."""
    height, width = mask.shape
    thin, apart = max(3, round(THIN * width)), round(APART * width)
    beside = cv2.boxFilter(
        mask // 255, cv2.CV_16U, (2 * apart + 1, 1), normalize=False, borderType=cv2.BORDER_CONSTANT
    )
    alone = (mask > 0) & (beside <= thin)
    for first, last in whole:
        alone[:, first:last] = False
    likely = alone.sum(0) >= LEAST_APART * height / 2
    found = []
    for first, last in runs_of(likely):
        rows = np.asarray(alone[:, first:last].any(1))
        inked = np.flatnonzero(rows)
        bands = sum(bool(band.any()) for band in np.array_split(rows, BANDS))
        if (
            last - first <= thin
            and len(inked) >= LEAST_APART * height
            and bands >= LEAST_BANDS
            and inked[0] < BROKEN_EDGE * height
            and inked[-1] > (1 - BROKEN_EDGE) * height
        ):
            found.append((first, last))
    return found


def _is_broken(mask: Image, streak: Span, x_height: float) -> bool:
    """Whether most of a streak is in pieces longer than letters are high, and none is a rule."""
    column = mask[:, streak[0] : streak[1]].max(1, keepdims=True)
    bridge = np.ones((round(BRIDGED * x_height) + 1, 1), np.uint8)
    joined = cv2.morphologyEx(column, cv2.MORPH_CLOSE, bridge)[:, 0] > 0
    lengths = np.array([bottom - top for top, bottom in runs_of(joined)])
    tall = lengths[lengths > TALL * x_height].sum()
    return bool(tall >= MOSTLY * lengths.sum() and lengths.max() <= LONGEST * len(mask))


def _pieces_of(mask: Image, streak: Span, x_height: float) -> Iterator[Span]:
    """The rows of the pieces of a broken streak. The stem of a letter may stand in its columns."""
    first, last = streak
    ink = mask > 0
    left = ink[:, max(0, first - 1 - CLEAR) : max(0, first - 1)].any(1)
    right = ink[:, last + 1 : last + 1 + CLEAR].any(1)
    free = np.logical_not(left | right)
    for top, bottom in runs_of(np.asarray(ink[:, first:last].any(1))):
        ends = free[top], free[bottom - 1]  # the stem of a letter has serifs
        if bottom - top > TALL * x_height or (free[top:bottom].mean() >= FREE and all(ends)):
            yield top, bottom
