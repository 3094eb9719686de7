# SPDX-License-Identifier: Apache-2.0
"""The page image on its way through clean-up, between its steps."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.cleanup.bend import Bend
from pipeline.model import Box

Image = npt.NDArray[np.uint8]
"""uint8, H x W (gray, 0 black) or H x W x 3 (BGR, as OpenCV has it)."""
Matrix = npt.NDArray[np.float64]
"""3 x 3 homogeneous affine map of pixel coordinates."""
BAND = 512
"""Rows of a bent page drawn at a time, so that the maps of its pixels stay small."""


@dataclass(frozen=True)
class Seal:
    """A round seal found on the page: centre and radius in px of the sheet's image."""

    x: float
    y: float
    radius: float

    @property
    def rounded(self) -> list[int]:
        """Centre and radius in whole px, as the record gives them."""
        return [round(self.x), round(self.y), round(self.radius)]


@dataclass(frozen=True)
class RuledLine:
    """A straight printed line, horizontal or vertical, in px of the sheet's image."""

    box: Box
    horizontal: bool


@dataclass(frozen=True)
class CheckBox:
    """A box to be ticked, in px of the sheet's image, and how it is written: ☐, ☒ or ☑.

    ``sure``: not of a coloured stroke over it that was taken off before it was looked at.
    """

    box: Box
    text: str
    sure: bool = True


Corners = tuple[tuple[float, float], ...]
"""x and y of the four corners of a rectangle that may be askew, px."""


@dataclass(frozen=True)
class Sheet:
    """One page image between two steps.

    ``image`` is uint8, gray (H x W) or BGR (H x W x 3), paper light and print dark.
    ``to_original`` maps its pixel coordinates to those of the image clean-up began with; on a page
    that was bent (``bend``), once they are moved down by what the bend says of them.
    ``x_height`` is the height of a lower-case x in px of ``image``, None where not yet
    measured or where the page holds no text. ``fields``: those that light print stood on, cleared;
    ``strokes``: where a pen's were taken off.
    """

    image: Image
    to_original: Matrix = field(default_factory=lambda: np.eye(3))
    x_height: float | None = None
    bilevel: bool = False
    seals: tuple[Seal, ...] = ()
    rules: tuple[RuledLine, ...] = ()
    leaders: tuple[Box, ...] = ()
    ellipses: tuple[Box, ...] = ()
    check_boxes: tuple[CheckBox, ...] = ()
    fields: tuple[Corners, ...] = ()
    strokes: tuple[Corners, ...] = ()
    bend: Bend | None = None

    @property
    def width(self) -> int:
        return int(self.image.shape[1])

    @property
    def height(self) -> int:
        return int(self.image.shape[0])

    @property
    def is_colour(self) -> bool:
        return self.image.ndim == 3

    def redrawn(self, image: Image) -> Sheet:
        """The sheet with new pixels of the same size."""
        return replace(self, image=image)

    def warped(self, matrix: Matrix, width: int, height: int, interpolation: int) -> Sheet:
        """The sheet drawn anew through ``matrix`` (old px -> new px), paper around it white."""
        image = cv2.warpAffine(
            self.image,
            matrix[:2],
            (width, height),
            flags=interpolation,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=(255, 255, 255),
        )
        scale = float(np.sqrt(abs(np.linalg.det(matrix[:2, :2]))))
        return self.moved(image.astype(np.uint8, copy=False), matrix, scale)

    def straightened(self, matrix: Matrix, bend: Bend, width: int, height: int) -> Sheet:
        """The sheet drawn anew through ``matrix``, and its lines made straight.

        ``bend``: by places on the new sheet. It is not moved any more after that.
        """
        back = np.linalg.inv(matrix)
        image = np.full((height, width), 255, np.uint8)
        columns = np.arange(width, dtype=np.float64)[None]
        for top in range(0, height, BAND):
            rows = np.arange(top, min(top + BAND, height), dtype=np.float64)[:, None]
            down = rows + bend.drop(columns, rows)
            image[top : top + BAND] = cv2.remap(
                self.image,
                (back[0, 0] * columns + back[0, 1] * down + back[0, 2]).astype(np.float32),
                (back[1, 0] * columns + back[1, 1] * down + back[1, 2]).astype(np.float32),
                cv2.INTER_CUBIC,
                borderMode=cv2.BORDER_CONSTANT,
                borderValue=255,
            )
        scale = float(np.sqrt(abs(np.linalg.det(matrix[:2, :2]))))
        sheet = self.moved(image, matrix, scale)
        seals = tuple(
            replace(seal, y=float(bend.straightened(np.array([seal.x]), np.array([seal.y]))[0]))
            for seal in sheet.seals
        )
        return replace(sheet, bend=bend, seals=seals)

    def moved(self, image: Image, matrix: Matrix, scale: float) -> Sheet:
        """The sheet with ``image``, whose pixels lie at ``matrix`` @ (old pixels).

        Raises ValueError for a straightened one, whose way back is no matrix.
        """
        if self.bend is not None:
            raise ValueError("a straightened page is not moved again")
        centres = [matrix @ np.array([seal.x, seal.y, 1.0]) for seal in self.seals]
        seals = tuple(
            Seal(float(centre[0]), float(centre[1]), seal.radius * scale)
            for centre, seal in zip(centres, self.seals, strict=True)
        )
        return replace(
            self,
            image=image,
            to_original=self.to_original @ np.linalg.inv(matrix),
            x_height=None if self.x_height is None else self.x_height * scale,
            bilevel=False,
            seals=seals,
            fields=tuple(_moved(field, matrix) for field in self.fields),
            strokes=tuple(_moved(stroke, matrix) for stroke in self.strokes),
            rules=(),
            leaders=(),
            ellipses=(),
            check_boxes=(),
        )


def _moved(corners: Corners, matrix: Matrix) -> Corners:
    """Corners that lie at ``matrix`` @ (these corners)."""
    return tuple((float(x), float(y)) for x, y, _ in (matrix @ (*at, 1.0) for at in corners))


def as_sheet_image(image: npt.NDArray[Any]) -> Image:
    """Any page image as uint8 gray (H x W) or BGR (H x W x 3).

    Takes bool, unsigned integers of 8 and 16 bits and floats 0..1, with one, two (gray and
    alpha), three or four (BGR and alpha) channels; what is transparent becomes paper.
    Raises ValueError for anything else.
    """
    if image.ndim == 3 and image.shape[2] == 1:
        image = image[:, :, 0]
    if image.ndim not in (2, 3) or 0 in image.shape or (image.ndim == 3 and image.shape[2] > 4):
        raise ValueError(f"not a page image: array of shape {image.shape}")
    if image.dtype == np.bool_:
        levels = image.astype(np.uint8) * np.uint8(255)
    elif image.dtype == np.uint8:
        levels = image
    elif image.dtype == np.uint16:
        levels = (image >> 8).astype(np.uint8)
    elif np.issubdtype(image.dtype, np.floating):
        levels = (np.nan_to_num(np.clip(image, 0, 1)) * 255).astype(np.uint8)
    else:
        raise ValueError(f"not a page image: pixels of type {image.dtype}")
    if levels.ndim == 3 and levels.shape[2] in (2, 4):
        alpha = levels[:, :, -1]
        colour = levels[:, :, 0] if levels.shape[2] == 2 else levels[:, :, :3]
        if int(alpha.min()) == 255:
            return np.ascontiguousarray(colour)
        cover = alpha.astype(np.uint16)
        if colour.ndim == 3:
            cover = cover[:, :, None]
        flat = (colour.astype(np.uint16) * cover + 255 * (255 - cover)) // 255
        return flat.astype(np.uint8)
    return np.ascontiguousarray(levels)


def gray_of(image: Image) -> Image:
    """The image as uint8 gray, H x W."""
    if image.ndim == 2:
        return image
    return cv2.cvtColor(image, cv2.COLOR_BGR2GRAY).astype(np.uint8, copy=False)
