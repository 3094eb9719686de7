# SPDX-License-Identifier: Apache-2.0
"""Print that pales over a page (toner that runs out, a worn drum, a folded fax) is made even.

Reading tells ink from paper by one brightness for the page, so what is pale on a page of dark print
is lost to it, or falls out of the middle of its lines. Only what pales by degrees is darkened: what
shows through from the other side, or a watermark, is much paler than the print beside it.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

from pipeline.cleanup.ink_cells import Cells, Flags, InkCells
from pipeline.cleanup.sheet import Sheet

STEP, REACH = 60, 2
"""How much paler ink gets over ``REACH`` cells, at most."""
LOST, LEAST_LOST = 100, 0.015
"""Levels above the darkest ink from which reading may lose print; share of the inked cells that
hold such print, at least."""
LEAST_CONTRAST = 32
"""Levels by which pale print is darker than paper, at least."""
MOST_GAIN = 6.0


def even_out(sheet: Sheet) -> tuple[Sheet, dict[str, Any] | None]:
    """Darken ink of a gray page where it pales by degrees."""
    cells = InkCells.of(sheet)
    if cells is None:
        return sheet, None
    # what shows through the paper is pale and blurred; what another sheet left is paler yet
    print_alone = cells.inked & (~cells.pale | cells.is_sharp(cells.steep))
    print_alone &= cells.darkest < cells.paper - LEAST_CONTRAST
    start = print_alone & ~cells.pale
    paling = _grown_by_degrees(cells.darkest, print_alone, start) & cells.pale
    lost = float((paling & (cells.darkest > cells.dark + LOST)).sum() / print_alone.sum())
    if lost < LEAST_LOST:
        return sheet, None
    paper, dark = cells.paper, cells.dark
    level = _spread(np.where(paling, cells.darkest, dark).astype(np.float32), start | paling)
    full = cv2.resize(level, (sheet.width, sheet.height), interpolation=cv2.INTER_LINEAR)
    gain = np.clip((paper - dark) / np.maximum(paper - full, 1), 1, MOST_GAIN)
    out = np.where(gain > 1, paper - (paper - sheet.image) * gain, sheet.image)
    return sheet.redrawn(np.clip(out, 0, 255).astype(np.uint8)), {"pale_ink": round(lost, 3)}


def _grown_by_degrees(darkest: Cells, inked: Flags, start: Flags) -> Flags:
    """The cells of ``start`` and those that lead on from them, each hardly paler than the last."""
    around = np.ones((2 * REACH + 1, 2 * REACH + 1), np.uint8)
    grown = start.copy()
    while True:
        # the palest of what is known nearby
        nearby = cv2.dilate(np.where(grown, darkest, 0).astype(np.float32), around)
        more = inked & ~grown & (darkest <= nearby + STEP)
        if not more.any():
            return np.asarray(grown, np.bool_)
        grown |= more


def _spread(level: Cells, known: Flags) -> Cells:
    """Levels of the known cells smoothed, and carried into the others."""
    weight = known.astype(np.float32)
    total = np.zeros_like(level)
    parts = np.zeros_like(level)
    for sigma, trust in ((0.7, 1.0), (3.0, 1e-3), (10.0, 1e-6)):
        total += trust * cv2.GaussianBlur(level * weight, (0, 0), sigma)
        parts += trust * cv2.GaussianBlur(weight, (0, 0), sigma)
    return np.where(parts > 1e-12, total / np.maximum(parts, 1e-12), float(level.min()))
