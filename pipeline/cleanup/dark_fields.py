# SPDX-License-Identifier: Apache-2.0
"""Print on dark fields, heads of tables and banners, is made dark print on white.

A field is a rectangle darker than the paper, far higher than a stroke is wide, with letters in it
that are lighter or darker. Its rim stays: the head of a table keeps its borders. Pages that are
white on black as a whole are no business of this step.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.cleanup.sheet import Image, Sheet

UNIT, SIDE = 10, 1 / 137
"""Height of a lower-case x on the small copy that is looked at, px, and on the page as a share of
its longer side: 13 pt on A4, as letters are not measured yet."""
DARK, DARKER, APART = 165, 40, 60
"""Level of a field of light letters at most; how much darker than the paper one of dark letters is,
and how far the level of a field is from that of its letters, at least."""
EVEN, NEAR = 0.65, 22
"""Share of a field, at least, whose level is so near to that of the whole: 0.81 and more; of what
is dark in seals 0.1 to 0.45."""
# in x-heights
THICKER, LINE = 0.5, 2.2
"""What is so thick is no stroke of a letter; height of a line of print in a field at most."""
LEAST_SIDE, LEAST_LENGTH, RIM = 1.8, 4.0, 0.25
"""Sides of a field at least; width of the rim that stays."""
RECTANGLE, DARK_RIM = 0.8, 0.7
"""Share of the smallest rectangle around a field that it fills, at least; share of its rim that is
dark: what is dark between letters close to each other is no field."""
LETTERS, SHARE = 2, (0.02, 0.45)
"""Pieces of print in a field, at least; what share of it they cover."""
MOST_FIELDS = 40
"""Fields of a page, the largest; more are a picture."""


@dataclass(frozen=True)
class _Field:
    """A field of the small page: its mask, the place of that (row, column), whether its print is
    lighter than itself, and its four corners (x, y)."""

    mask: npt.NDArray[np.bool_]
    place: tuple[int, int]
    is_negative: bool
    corners: npt.NDArray[np.float64]


def invert(sheet: Sheet) -> tuple[Sheet, dict[str, Any] | None]:
    """Make fields of light print white and their print dark."""
    return _cleared(sheet, is_negative=True)


def whiten(sheet: Sheet) -> tuple[Sheet, dict[str, Any] | None]:
    """Make shaded fields of dark print white; colours are no business of it."""
    return (sheet, None) if sheet.is_colour else _cleared(sheet, is_negative=False)


def _cleared(sheet: Sheet, *, is_negative: bool) -> tuple[Sheet, dict[str, Any] | None]:
    unit = SIDE * max(sheet.width, sheet.height)
    shrunk = min(1.0, UNIT / unit)
    small = cv2.resize(sheet.image, None, fx=shrunk, fy=shrunk, interpolation=cv2.INTER_AREA)
    gray = _gray(small)
    lightest = DARK if is_negative else float(np.median(gray)) - DARKER
    fields = _fields(gray, lightest, unit * shrunk, is_negative=is_negative)
    if not fields:
        return sheet, None
    out = sheet.image.copy()
    for field in fields:
        _clear_field(out, field, unit, shrunk)
    corners = tuple(
        tuple((float(x), float(y)) for x, y in field.corners / shrunk) for field in fields
    )
    cleared = replace(sheet.redrawn(out), fields=(*sheet.fields, *corners))
    return cleared, {"fields": len(fields)}


def _gray(image: npt.NDArray[Any]) -> Image:
    if image.ndim == 2:
        return image.astype(np.uint8, copy=False)
    return cv2.cvtColor(image, cv2.COLOR_BGR2GRAY).astype(np.uint8)


def _fields(gray: Image, lightest: float, unit: float, *, is_negative: bool) -> list[_Field]:
    """The fields of a small page whose level is at most ``lightest``, largest first."""
    dark = gray <= lightest
    thick = cv2.morphologyEx(dark.astype(np.uint8), cv2.MORPH_OPEN, _square(THICKER * unit))
    solid = cv2.morphologyEx(thick, cv2.MORPH_CLOSE, _square(LINE * unit))
    solid = cv2.morphologyEx(solid, cv2.MORPH_OPEN, _square(LEAST_SIDE * unit))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(solid, connectivity=4)
    height, width = gray.shape
    found = []
    for label in np.argsort(-stats[:, cv2.CC_STAT_AREA]).tolist()[: MOST_FIELDS + 1]:
        x, y, w, h, area = (int(v) for v in stats[label])
        at_edge = x == 0 or y == 0 or x + w == width or y + h == height
        if label == 0 or at_edge or max(w, h) < LEAST_LENGTH * unit:
            continue
        points = np.argwhere(labels[y : y + h, x : x + w] == label)[:, ::-1].astype(np.int32)
        rectangle = cv2.minAreaRect(points)
        across, down = rectangle[1]
        if area < RECTANGLE * (across + 1) * (down + 1):
            continue
        # letters set close together leave holes
        whole = cv2.fillConvexPoly(np.zeros((h, w), np.uint8), cv2.convexHull(points), 1)
        field = whole > 0
        inside = _shrunk(whole.astype(np.uint8), unit)
        rim = field & ~inside
        if not inside.any() or dark[y : y + h, x : x + w][rim].mean() < DARK_RIM:
            continue
        levels = gray[y : y + h, x : x + w].astype(np.float32)
        own = float(np.median(levels[inside]))
        even = float((np.abs(levels[inside] - own) <= NEAR).mean())
        if even < EVEN or own > lightest:
            continue
        letters = inside & (levels >= own + APART if is_negative else levels <= own - APART)
        pieces = cv2.connectedComponents(letters.astype(np.uint8), connectivity=8)[0] - 1
        if pieces >= LETTERS and SHARE[0] <= letters.sum() / inside.sum() <= SHARE[1]:
            corners = np.asarray(cv2.boxPoints(rectangle), np.float64) + np.array([x, y])
            found.append(_Field(field, (y, x), is_negative, corners))
    return found


def _square(side: float) -> npt.NDArray[np.uint8]:
    odd = 2 * int(side / 2) + 1
    return np.ones((odd, odd), np.uint8)


def _shrunk(field: npt.NDArray[np.uint8], unit: float) -> npt.NDArray[np.bool_]:
    """A field less its rim."""
    edged = cv2.copyMakeBorder(field, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    return np.asarray(cv2.erode(edged, _square(2 * RIM * unit))[1:-1, 1:-1] > 0)


def _clear_field(image: Image, field: _Field, unit: float, shrunk: float) -> None:
    """Make a field, found on the small page, white in the ``image``, and its print dark."""
    y, x = field.place
    height, width = field.mask.shape
    top, left = round(y / shrunk), round(x / shrunk)
    bottom = min(len(image), round((y + height) / shrunk))
    right = min(image.shape[1], round((x + width) / shrunk))
    size = right - left, bottom - top
    whole = cv2.resize(field.mask.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST)
    inside = _shrunk(whole.astype(np.uint8), unit)
    part = image[top:bottom, left:right]
    levels = _gray(part).astype(np.float32)
    own = float(np.median(levels[inside]))
    of_print = float(np.quantile(levels[inside], 0.99 if field.is_negative else 0.01))
    share = np.clip((levels - own) / (of_print - own), 0, 1) if of_print != own else levels * 0
    cleared = (255 * (1 - share)).astype(np.uint8)
    part[inside] = cleared[inside, None] if part.ndim == 3 else cleared[inside]
