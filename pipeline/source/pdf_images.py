# SPDX-License-Identifier: Apache-2.0
"""An image out of a PDF as it is stored, without resampling."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pikepdf
from PIL import Image

from pipeline.errors import SohoaError
from pipeline.settings import Limits
from pipeline.source.base import PixelArray
from pipeline.source.pdf_content import stream_length
from pipeline.source.pixels import check_pixels, to_array
from pipeline.source.poppler import page_images


class NotTakenOutError(Exception):
    """The image cannot be decoded here; drawing the page can still show it."""


def image_size(image: pikepdf.Object) -> tuple[int, int]:
    """Declared (width, height) in px; (0, 0) where the file does not say."""
    try:
        width, height = int(image.get("/Width", 0)), int(image.get("/Height", 0))
    except (TypeError, ValueError, ArithmeticError):
        return 0, 0
    return max(0, width), max(0, height)


def stored_pixels(
    image: pikepdf.Object, fill_is_black: bool, path: Path, number: int, limits: Limits
) -> PixelArray:
    """Pixels of an image XObject on white paper, in its own orientation.

    ``path`` and ``number`` name the file and page it stands on, for the decoders of Poppler.
    Raises NotTakenOutError, or LimitExceededError above ``limits.page_pixels``.
    """
    width, height = image_size(image)
    check_pixels(width, height, limits.page_pixels, f"the image on page {number}")
    if width == 0 or height == 0:
        raise NotTakenOutError("no size")
    filters = _filters(image)
    if image.get("/ImageMask", False):
        raise NotTakenOutError("a stencil")
    if "/JBIG2Decode" in filters:
        return _by_poppler(image, (width, height), path, number, limits)
    if filters[-1:] not in (["/DCTDecode"], ["/JPXDecode"], ["/CCITTFaxDecode"]):
        # what a sane image of this size can hold at most: 4 components of 16 bits
        allowed = width * height * 8 + height + 4096
        if stream_length(image, allowed) > allowed:
            raise NotTakenOutError("more data than pixels")
    if filters == ["/JPXDecode"] and _components(image) == 4:
        raise NotTakenOutError("JPEG 2000 in CMYK")
    try:
        pixels = _plain_pixels(image, filters, width, height)
        if pixels is None:
            pixels = _pillow_pixels(image, limits)
    except (SohoaError, MemoryError):
        raise
    except Exception as error:  # every fault of a decoder means: let the renderer try
        raise NotTakenOutError(str(error)) from error
    if abs(pixels.shape[0] - height) > 1 or abs(pixels.shape[1] - width) > 1:
        raise NotTakenOutError("the data are of another size than declared")
    return pixels


def _filters(image: pikepdf.Object) -> list[str]:
    filters: Any = image.get("/Filter")
    if filters is None:
        return []
    return [str(name) for name in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]


def _components(image: pikepdf.Object) -> int | None:
    space: Any = image.get("/ColorSpace")
    if isinstance(space, pikepdf.Array) and len(space) > 1 and space[0] == "/ICCBased":
        return int(space[1].get("/N", 0))
    return {"/DeviceGray": 1, "/DeviceRGB": 3, "/DeviceCMYK": 4}.get(str(space))


def _plain_pixels(
    image: pikepdf.Object, filters: list[str], width: int, height: int
) -> PixelArray | None:
    """8-bit gray or RGB samples without masks, straight into an array: half the memory."""
    components = _components(image)
    if filters not in ([], ["/FlateDecode"]) or components not in (1, 3):
        return None
    if image.get("/BitsPerComponent") != 8 or "/Decode" in image:
        return None
    if "/SMask" in image or "/Mask" in image:
        return None
    data = image.read_bytes()
    if len(data) < width * height * components:
        raise NotTakenOutError("the data end too early")
    samples = np.frombuffer(data, np.uint8, width * height * components)
    if components == 1:
        return samples.reshape(height, width).copy()
    return np.asarray(cv2.cvtColor(samples.reshape(height, width, 3), cv2.COLOR_RGB2BGR), np.uint8)


def _pillow_pixels(image: pikepdf.Object, limits: Limits) -> PixelArray:
    found = pikepdf.PdfImage(image)
    colours = str(image.get("/ColorSpace"))
    if "/Separation" in colours or "/DeviceN" in colours or "/Lab" in colours:
        raise NotTakenOutError(f"colour space {colours}")
    with found.as_pil_image() as opened:
        check_pixels(*opened.size, limits.page_pixels, "the image")
        if opened.mode == "CMYK" and _filters(image)[-1:] == ["/DCTDecode"]:
            return to_array(_cmyk_as_stored(opened))
        return to_array(opened)


def _cmyk_as_stored(image: Image.Image) -> Image.Image:
    """Hook for CMYK JPEG, replaced once measured against the renderer."""
    return image


def _by_poppler(
    image: pikepdf.Object, size: tuple[int, int], path: Path, number: int, limits: Limits
) -> PixelArray:
    try:
        images = page_images(path, number, limits)
    except SohoaError as error:
        raise NotTakenOutError(str(error)) from error
    fitting = [pixels for pixels in images if pixels.shape[:2] == (size[1], size[0])]
    if len(fitting) != 1:
        raise NotTakenOutError("several images of one size")
    return fitting[0]
