# SPDX-License-Identifier: Apache-2.0
"""Round seals on gray scans: red ink is lighter there than the black print it lies on.

Where the scanner kept no colour, what tells a seal from print is its level alone: ink between that
of print and paper, in strokes broader than the soft edges of letters, on a circle. A seal as dark
as the print (bilevel scans, copies) can't be told and stays.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import cv2
import numpy as np

from pipeline.cleanup.round_seals import disc_of, seals_alone
from pipeline.cleanup.sheet import Image, Seal, Sheet

DARK, LIGHT = 0.25, 0.8
"""Where a seal's levels lie, as a share of the way from print to paper."""
PRINT, SEAL = 0.3, 0.75
"""What is darker is print, what is lighter is seal, as a share of the way from one to the other."""
LEAST_SHARE = 2e-4
"""Share of the page with such levels below which there is no seal."""
LEAST_CONTRAST = 60
"""Gray levels between print and paper, at least."""


def take_off(sheet: Sheet) -> tuple[Sheet, dict[str, Any] | None]:
    """Take round seals off a gray page; print under them stays. What was done: the seals."""
    if sheet.is_colour or sheet.bilevel or sheet.seals:
        return sheet, None
    levels = _print_and_paper(sheet.image)
    if levels is None:
        return sheet, None
    ink, paper = levels
    darkest, lightest = ink + DARK * (paper - ink), ink + LIGHT * (paper - ink)
    mask = _between(sheet.image, darkest, lightest)
    if float(mask.mean()) / 255 < LEAST_SHARE:
        return sheet, None
    seals = seals_alone(mask)
    if not seals:
        return sheet, None
    out = sheet.image.copy()
    for seal in seals:
        _clear(out, mask, seal, ink)
    done = {"seals": [seal.rounded for seal in seals]}
    return replace(sheet, image=out, seals=seals), done


def _print_and_paper(image: Image) -> tuple[float, float] | None:
    """Levels of print and of paper; None where they hardly differ."""
    sample = image[::3, ::3]
    paper = float(np.median(sample))
    ink = sample[sample < paper - LEAST_CONTRAST]
    return (float(np.quantile(ink, 0.15)), paper) if ink.size > 100 else None


def _between(image: Image, darkest: float, lightest: float) -> Image:
    """Mask (uint8 0/255) of levels between two, without the soft edges of what is darker."""
    mask = cv2.inRange(image, np.array(darkest), np.array(lightest))
    dark = cv2.inRange(image, np.array(0.0), np.array(darkest))
    edges = cv2.dilate(dark, np.ones((3, 3), np.uint8))
    return cv2.subtract(mask, edges).astype(np.uint8)


def _clear(out: Image, mask: Image, seal: Seal, ink: float) -> None:
    """Make the seal's ink paper inside its circle; ``ink``: the level of print."""
    place, inside = disc_of(out, seal)
    window = out[place]
    marked = window[inside & (mask[place] > 0)]
    if marked.size == 0:
        return
    way = max(float(np.median(marked)) - ink, 1.0)
    levels = np.arange(256)
    ramp = np.clip((levels - ink - PRINT * way) * (255 / ((SEAL - PRINT) * way)), 0, 255)
    window[inside] = np.maximum(ramp, levels).astype(np.uint8)[window[inside]]
