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
import numpy.typing as npt

from pipeline.cleanup.round_seals import disc_of
from pipeline.cleanup.sheet import Image, Seal, Sheet

CELL = 1 / 130
"""Side of the cells in which ink is measured, as a share of the page's width: about a letter."""
CORE = 5
"""Side in px of the square in which the core of a stroke is darkest."""
LEAST_CONTRAST, OF_GRAIN = 20, 6.0
"""Levels by which ink is darker than paper, at least; the same in deviations of the paper."""
QUARTILE = 0.674
"""Standard deviations from the median to the lower quartile."""
STEP, REACH = 60, 2
"""How much paler ink gets over ``REACH`` cells, at most."""
DARK_SHARE = 0.2
"""Share of the inked cells that hold the darkest ink of the page."""
PALE, LOST = 70, 100
"""Levels above the darkest ink from which it is pale, and from which reading may lose it."""
LEAST_LOST = 0.015
"""Share of inked cells whose print reading may lose, at least."""
SHARP = 0.85
"""Steepness of the edges of pale ink as a share of that of dark ink, at least: what shows through
is blurred."""
MOST_GAIN = 6.0

Cells = npt.NDArray[np.float32]


def even_out(sheet: Sheet) -> tuple[Sheet, dict[str, Any] | None]:
    """Darken ink of a gray page where it pales by degrees."""
    if sheet.bilevel or sheet.is_colour:
        return sheet, None
    image = sheet.image
    side = max(8, round(CELL * min(image.shape)))
    sample = image[::4, ::4]
    paper, lower = (float(level) for level in np.quantile(sample, [0.5, 0.25]))
    least = max(LEAST_CONTRAST, OF_GRAIN * max(1.0, (paper - lower) / QUARTILE))
    darkest = _darkest(image, side)
    inked = (darkest < paper - least) & ~_sealed(darkest, side, sheet.seals)
    if not inked.any():
        return sheet, None
    dark = float(np.quantile(darkest[inked], DARK_SHARE))
    pale = inked & (darkest > dark + PALE)
    sharp = _sharpness(image, side) / (paper - np.minimum(darkest, paper - 1))
    inked &= ~pale | (sharp > SHARP * np.median(sharp[inked & ~pale]))
    pale &= inked
    paling = _grown_by_degrees(darkest, inked, inked & ~pale) & pale
    lost = (paling & (darkest > dark + LOST)).sum() / inked.sum()
    if lost < LEAST_LOST:
        return sheet, None
    known = paling | (inked & ~pale)
    level = _spread(np.where(paling, darkest, dark).astype(np.float32), known)
    full = cv2.resize(level, (sheet.width, sheet.height), interpolation=cv2.INTER_LINEAR)
    gain = np.clip((paper - dark) / np.maximum(paper - full, 1), 1, MOST_GAIN)
    out = np.where(gain > 1, paper - (paper - image) * gain, image)
    return (
        sheet.redrawn(np.clip(out, 0, 255).astype(np.uint8)),
        {"pale_ink": round(float(lost), 3)},
    )


def _darkest(image: Image, side: int) -> Cells:
    """Brightness of the darkest core of a stroke in and around each cell, 255 where none is.

    Cores alone: the soft edge of a dark letter is as bright as pale ink.
    """
    cores = np.where(image == cv2.erode(image, np.ones((CORE, CORE), np.uint8)), image, 255)
    rows, columns = (length // side for length in image.shape)
    cut = cores[: rows * side, : columns * side].reshape(rows, side, columns, side)
    cells = cut.min(axis=(1, 3)).astype(np.uint8)
    return np.asarray(cv2.erode(cells, np.ones((3, 3), np.uint8)), np.float32)


def _sharpness(image: Image, side: int) -> Cells:
    """The steepest edge in and around each cell: levels between neighbours."""
    edges = cv2.morphologyEx(image, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    rows, columns = (length // side for length in image.shape)
    cut = edges[: rows * side, : columns * side].reshape(rows, side, columns, side)
    return np.asarray(cv2.dilate(cut.max(axis=(1, 3)), np.ones((3, 3), np.uint8)), np.float32)


def _sealed(cells: Cells, side: int, seals: tuple[Seal, ...]) -> npt.NDArray[np.bool_]:
    """The cells in which a seal was: what is left of it is pale."""
    sealed = np.zeros(cells.shape, bool)
    for seal in seals:
        window, disc = disc_of(sealed, Seal(seal.x / side, seal.y / side, seal.radius / side))
        sealed[window] |= disc
    return sealed


def _grown_by_degrees(darkest: Cells, inked: Any, start: Any) -> npt.NDArray[np.bool_]:
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


def _spread(level: Cells, known: Any) -> Cells:
    """Levels of the known cells smoothed, and carried into the others."""
    weight = known.astype(np.float32)
    total = np.zeros_like(level)
    parts = np.zeros_like(level)
    for sigma, trust in ((0.7, 1.0), (3.0, 1e-3), (10.0, 1e-6)):
        total += trust * cv2.GaussianBlur(level * weight, (0, 0), sigma)
        parts += trust * cv2.GaussianBlur(weight, (0, 0), sigma)
    return np.where(parts > 1e-12, total / np.maximum(parts, 1e-12), float(level.min()))
