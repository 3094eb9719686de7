# SPDX-License-Identifier: Apache-2.0
"""Straightening and scaling to the letter height the model reads best, in one redrawing.

All of it redraws the page; done in one warp the print is blurred once, not twice.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np

from pipeline.cleanup.bend import Bend
from pipeline.cleanup.deskew import LEAST_DEGREES, measured_skew
from pipeline.cleanup.dewarp import measured_bend
from pipeline.cleanup.print_size import components_of, ink_mask, measured_x_height
from pipeline.cleanup.sheet import Image, Sheet, gray_of

SMALLEST, LARGEST = 0.66, 1.35
"""Pages with letters between these shares of the wanted height are left as they are: lines are
brought to the exact height one by one when they are read, and redrawing twice blurs. Larger
letters are reduced at once: averaging takes grain and ragged edges out of the print."""
LARGEST_SIDE = 10_000
"""No page is enlarged beyond this, px."""


@dataclass(frozen=True)
class Slant:
    """``skew`` in degrees; ``bend`` of the page turned by it about its upper left corner, px."""

    skew: float = 0.0
    bend: Bend | None = None


def measure(sheet: Sheet, *, deskew: bool, dewarp: bool) -> tuple[Sheet, Slant]:
    """The sheet with its ``x_height``, and how its lines run, as far as that is asked for."""
    components = components_of(ink_mask(gray_of(sheet.image)))
    x_height = measured_x_height(components)
    sheet = replace(sheet, x_height=x_height)
    if x_height is None or not deskew:
        return sheet, Slant()
    skew = measured_skew(components, x_height) or 0.0
    bent = measured_bend(components, x_height, skew) if dewarp else None
    if bent is not None:
        return sheet, Slant(*bent)
    return sheet, Slant(0.0 if abs(skew) < LEAST_DEGREES else skew)


def reduce_oversized(sheet: Sheet, short_side: int = 3400) -> tuple[Sheet, dict[str, Any] | None]:
    """Reduce pages of far more pixels than reading needs (600 dpi), before any other work."""
    factor = min(sheet.width, sheet.height) // short_side + 1
    if factor < 2:
        return sheet, None
    return _resized(sheet, 1 / factor), {"reduced": factor}


def straighten_and_scale(
    sheet: Sheet, slant: Slant, wanted_x_height: float | None
) -> tuple[Sheet, dict[str, Any] | None]:
    """Make the lines of a gray page level and straight, and its letters ``wanted_x_height`` px.

    None leaves them their height; so are letters near the wanted height left.
    """
    angle, bend = slant.skew, slant.bend
    factor = 1.0
    if wanted_x_height is not None and sheet.x_height is not None:
        factor = wanted_x_height / sheet.x_height
        factor = min(factor, LARGEST_SIDE / max(sheet.width, sheet.height), 4.0)
        if SMALLEST <= 1 / factor <= LARGEST:
            factor = 1.0
    if angle == 0.0 and bend is None and factor == 1.0:
        return sheet, None
    done: dict[str, Any] = {}
    if angle:
        done["turned"] = round(angle, 2)
    if bend is not None:
        done["straightened"] = round(bend.deepest * factor, 1)
    if factor != 1.0:
        done["scaled"] = round(factor, 3)
    if angle == 0.0 and bend is None:
        return _resized(sheet, factor), done
    if factor < 0.75:  # a warp samples points: reduce by area first, or thin strokes break
        bend = None if bend is None else bend.moved(factor, 0, 0)
        sheet, factor = _resized(sheet, factor), 1.0
    return _turned(sheet, angle, factor, bend), done


def _resized(sheet: Sheet, factor: float) -> Sheet:
    width, height = max(1, round(sheet.width * factor)), max(1, round(sheet.height * factor))
    interpolation = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    image = cv2.resize(sheet.image, (width, height), interpolation=interpolation)
    x, y = width / sheet.width, height / sheet.height
    # pixel centres: (u + 0.5) = x * (p + 0.5)
    matrix = np.array([[x, 0, (x - 1) / 2], [0, y, (y - 1) / 2], [0, 0, 1.0]])
    return sheet.moved(_as_uint8(image), matrix, (x + y) / 2)


def _turned(sheet: Sheet, degrees: float, factor: float, bend: Bend | None) -> Sheet:
    angle = np.radians(degrees)
    cos, sin = np.cos(angle) * factor, np.sin(angle) * factor
    width = round(sheet.width * abs(cos) + sheet.height * abs(sin))
    height = round(sheet.width * abs(sin) + sheet.height * abs(cos))
    centre_x, centre_y = (sheet.width - 1) / 2, (sheet.height - 1) / 2
    matrix = np.array(
        [
            [cos, -sin, (width - 1) / 2 - cos * centre_x + sin * centre_y],
            [sin, cos, (height - 1) / 2 - sin * centre_x - cos * centre_y],
            [0, 0, 1.0],
        ]
    )
    if bend is not None:
        placed = bend.moved(factor, matrix[0, 2], matrix[1, 2])
        return sheet.straightened(matrix, placed, width, height)
    return sheet.warped(matrix, width, height, cv2.INTER_CUBIC if factor >= 1 else cv2.INTER_LINEAR)


def _as_uint8(image: Any) -> Image:
    return image if image.dtype == np.uint8 else image.astype(np.uint8)
