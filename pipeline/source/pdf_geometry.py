# SPDX-License-Identifier: Apache-2.0
"""Where things lie on a PDF page as a reader sees it: crop, /Rotate and UserUnit applied."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pikepdf

from pipeline.source.base import PixelArray
from pipeline.source.pdf_content import Matrix, Rectangle, area, intersection

_A4: Rectangle = (0.0, 0.0, 595.0, 842.0)


@dataclass(frozen=True, slots=True)
class PageGeometry:
    """``crop``: visible rectangle in user space; ``rotate``: quarter turns clockwise;
    ``unit``: inches by user space unit."""

    crop: Rectangle
    rotate: int
    unit: float

    @property
    def size(self) -> tuple[float, float]:
        """Width and height as shown, in user space units."""
        width, height = self.crop[2] - self.crop[0], self.crop[3] - self.crop[1]
        return (height, width) if self.rotate % 2 else (width, height)

    @property
    def inches(self) -> tuple[float, float]:
        return self.size[0] * self.unit, self.size[1] * self.unit

    def shown(self, box: Rectangle) -> Rectangle:
        """A rectangle of user space as left, top, right, bottom from the shown top left corner."""
        xs, ys = (box[0], box[2]), (box[1], box[3])
        corners = [self._shown_point(x, y) for x in xs for y in ys]
        return (
            min(x for x, _ in corners),
            min(y for _, y in corners),
            max(x for x, _ in corners),
            max(y for _, y in corners),
        )

    def _shown_point(self, x: float, y: float) -> tuple[float, float]:
        x, y = x - self.crop[0], self.crop[3] - y
        width, height = self.crop[2] - self.crop[0], self.crop[3] - self.crop[1]
        for _ in range(self.rotate):
            x, y, width, height = height - y, x, height, width
        return x, y

    def user_point(self, x: float, y: float) -> tuple[float, float]:
        """The point of user space that is shown ``x`` right of, ``y`` below the top left corner."""
        width, height = self.size
        for _ in range(self.rotate):
            x, y, width, height = y, width - x, height, width
        return x + self.crop[0], self.crop[3] - y


def page_geometry(page: pikepdf.Page) -> PageGeometry:
    """Geometry of ``page``; an absent or senseless media box counts as A4, as Poppler does."""
    media = _rectangle(_attribute(page, "/MediaBox")) or _A4
    crop = _rectangle(_attribute(page, "/CropBox")) or media
    visible = intersection(media, crop)
    if area(visible) <= 0:
        visible = media
    try:
        rotate = round(float(_attribute(page, "/Rotate") or 0) / 90) % 4
        unit = float(page.obj.get("/UserUnit", 1))
    except (TypeError, ValueError, ArithmeticError):
        rotate, unit = 0, 1.0
    if not (math.isfinite(unit) and unit > 0):
        unit = 1.0
    return PageGeometry(visible, rotate, unit / 72)


def stored_to_shown(pixels: PixelArray, matrix: Matrix, rotate: int) -> PixelArray:
    """Turn and mirror stored pixels the way the axis-aligned ``matrix`` and the page show them."""
    a, b, c, d, _, _ = matrix
    along, down = (a, -b), (-c, d)  # of image columns and rows, y downwards
    for _ in range(rotate):
        along, down = (-along[1], along[0]), (-down[1], down[0])
    if abs(along[0]) < abs(along[1]):
        pixels = np.swapaxes(pixels, 0, 1)
        along, down = down, along
    if along[0] < 0:
        pixels = pixels[:, ::-1]
    if down[1] < 0:
        pixels = pixels[::-1]
    return np.ascontiguousarray(pixels)


def on_page(pixels: PixelArray, placed: Rectangle, size: tuple[float, float]) -> PixelArray:
    """``pixels`` shown at ``placed`` (left, top, right, bottom) put on a page of ``size``, same
    units: what lies outside is cut, white is added where the page is larger. A difference of
    two pixels or less is none."""
    height, width = pixels.shape[:2]
    across = width / (placed[2] - placed[0])
    down = height / (placed[3] - placed[1])
    left, top = round(placed[0] * across), round(placed[1] * down)
    page_width, page_height = round(size[0] * across), round(size[1] * down)
    margins = (left, top, page_width - left - width, page_height - top - height)
    if all(abs(margin) <= 2 for margin in margins):
        return pixels
    sheet = np.full((page_height, page_width, *pixels.shape[2:]), 255, np.uint8)
    x0, y0 = max(left, 0), max(top, 0)
    x1, y1 = min(left + width, page_width), min(top + height, page_height)
    if x1 > x0 and y1 > y0:
        sheet[y0:y1, x0:x1] = pixels[y0 - top : y1 - top, x0 - left : x1 - left]
    return sheet


def _attribute(page: pikepdf.Page, name: str) -> Any:
    """A page attribute, inherited from the page tree if it is not on the page."""
    node: Any = page.obj
    for _ in range(50):
        if name in node:
            return node[name]
        node = node.get("/Parent")
        if not isinstance(node, pikepdf.Dictionary):
            return None
    return None


def _rectangle(value: Any) -> Rectangle | None:
    try:
        x0, y0, x1, y1 = (float(number) for number in value)
    except (TypeError, ValueError, ArithmeticError):
        return None
    if not all(math.isfinite(number) for number in (x0, y0, x1, y1)):
        return None
    box = (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
    return box if area(box) > 0 else None
