# SPDX-License-Identifier: Apache-2.0
"""Streaks from edge to edge, which dirt on a scanner's glass leaves on every page, are taken off.

They are upright on the image however askew the paper lies, so they go before it is set straight.
A ruled line ends before the edge of the page.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.cleanup.print_size import components_of, ink_mask, measured_x_height
from pipeline.cleanup.rules import long_runs, without_crossings
from pipeline.cleanup.sheet import Sheet

PIECE = 0.06
"""Length of an unbroken piece of a streak as a share of the page's height, at least."""
EDGE, LEAST_INKED = 0.04, 0.5
"""How near to an edge a streak begins and ends, and how much of it is ink: shares of the height."""
THICKEST = 0.35
"""Thickness of a streak in x-heights, at most."""


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
    x_height = measured_x_height(components_of(mask)) if found else None
    if x_height is None:
        return sheet, None
    thin = [(a, b) for a, b in found if b - a <= max(3, THICKEST * x_height)]
    if not thin:
        return sheet, None
    streaks = np.zeros_like(mask)
    for first, last in thin:
        streaks[:, first:last] = np.where(upright[:, first:last], 255, 0)
    out = sheet.image.copy()
    out[without_crossings(mask, streaks, x_height, horizontal=False) > 0] = 255
    return sheet.redrawn(out), {"streaks": len(thin)}


def runs_of(columns: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
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
