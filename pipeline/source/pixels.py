# SPDX-License-Identifier: Apache-2.0
"""From whatever Pillow opens to what the rest works on: gray or BGR, 8 bits, paper white."""

from __future__ import annotations

import os
import sys
import tempfile
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import cv2
import numpy as np
from PIL import ExifTags, Image, ImageCms, ImageOps

from pipeline.errors import LimitExceededError
from pipeline.source.base import PixelArray


def check_pixels(width: int, height: int, limit: int, what: str) -> None:
    """Raise LimitExceededError where ``width`` x ``height`` px is more than ``limit``."""
    if width * height > limit:
        raise LimitExceededError(
            f"{what} has {width:,} x {height:,} pixels, more than limits.page_pixels ({limit:,})"
        )


# sheets of fax are scanned at 204 x 98 dpi; what is farther apart is a broken file
_SQUARE_WITHIN = 1.03
_NOT_SQUARE_WITHIN = 4.5
_PILLOW_LIMIT_LOCK = threading.Lock()
_STANDARD_ERROR_LOCK = threading.Lock()


@contextmanager
def opened_image(source: Path | BinaryIO, formats: tuple[str, ...]) -> Iterator[Image.Image]:
    """A Pillow image, not yet decoded, of one of ``formats`` only: fewer doors for a hostile file.

    Pillow's own limit of pixels is set aside: check ``size`` against ours before decoding.
    Raises what Pillow raises.
    """
    # Pillow keeps its limit in a global; it is read while the file is opened
    with _PILLOW_LIMIT_LOCK, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        before = Image.MAX_IMAGE_PIXELS
        Image.MAX_IMAGE_PIXELS = None
        try:
            image = Image.open(source, formats=formats)
        finally:
            Image.MAX_IMAGE_PIXELS = before
    with image:
        yield image


@contextmanager
def decoder_complaints() -> Iterator[list[str]]:
    """Catch what libtiff and libjpeg print straight to the standard error of the process.

    The list is filled at the end; lines in it mean that the data are damaged. What other
    threads print meanwhile is caught too, so only decoding belongs inside.
    """
    complaints: list[str] = []
    with _STANDARD_ERROR_LOCK, tempfile.TemporaryFile() as caught:
        try:
            sys.stderr.flush()
            kept = os.dup(2)
        except (OSError, ValueError, AttributeError):  # no standard error: nothing to catch
            yield complaints
            return
        try:
            os.dup2(caught.fileno(), 2)
            yield complaints
        finally:
            os.dup2(kept, 2)
            os.close(kept)
            caught.seek(0)
            lines = caught.read(10_000).decode("utf-8", "replace").splitlines()
            complaints += [line for line in lines if "Warning" not in line]


def jpeg_pixels(data: bytes, mode: str) -> PixelArray | None:
    """A JPEG of ``mode`` L or RGB decoded straight to gray or BGR, with a third of the memory
    Pillow takes; None where the data are damaged or of another mode."""
    if mode not in ("L", "RGB"):
        return None
    flag = cv2.IMREAD_GRAYSCALE if mode == "L" else cv2.IMREAD_COLOR
    with decoder_complaints() as complaints:
        pixels = cv2.imdecode(np.frombuffer(data, np.uint8), flag | cv2.IMREAD_IGNORE_ORIENTATION)
    if pixels is None or complaints:
        return None
    return np.asarray(pixels, np.uint8)


def to_array(image: Image.Image) -> PixelArray:
    """Pixels of ``image`` as uint8, H x W gray or H x W x 3 BGR.

    Transparent parts show white paper; palettes are resolved; 16-bit, 32-bit and float
    samples are scaled to 8 bits; CMYK goes through its ICC profile where it has a usable one.
    """
    if image.mode in ("I;16", "I;16B", "I;16L", "I;16N", "I", "F"):
        return _scaled_to_bytes(np.asarray(image), image.mode)
    if image.mode == "1":
        return np.asarray(image.convert("L"))
    if image.has_transparency_data:
        image = _on_white(image)
    if image.mode == "P":
        image = image.convert(_palette_mode(image))
    if image.mode == "CMYK":
        image = _cmyk_to_rgb(image)
    if image.mode in ("LAB", "HSV", "YCbCr"):
        image = image.convert("RGB")
    if image.mode == "L":
        return np.array(image)
    if image.mode != "RGB":
        image = image.convert("RGB")
    pixels = np.array(image)
    cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR, dst=pixels)
    return pixels


def upright(image: Image.Image) -> Image.Image:
    """``image`` turned as its EXIF orientation asks (a copy only if it must be turned)."""
    if exif_orientation(image) == 1:
        return image
    try:
        return ImageOps.exif_transpose(image)
    except Exception:  # broken EXIF is no reason to lose the page
        return image


def exif_orientation(image: Image.Image) -> int:
    """The EXIF orientation, 1 (upright) to 8; 1 where there is none or it is broken."""
    try:
        orientation = int(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:
        return 1
    return orientation if 1 <= orientation <= 8 else 1


def squared_resolution(horizontal: float, vertical: float) -> tuple[float, float]:
    """Both resolutions as the finer of the two, if they differ as those of a fax do."""
    finer, coarser = max(horizontal, vertical), min(horizontal, vertical)
    if coarser > 0 and _SQUARE_WITHIN < finer / coarser < _NOT_SQUARE_WITHIN:
        return finer, finer
    return horizontal, vertical


def square_pixels(
    pixels: PixelArray, horizontal: float, vertical: float
) -> tuple[PixelArray, float, float]:
    """Stretch the coarser direction where the two resolutions differ (fax: 204 x 98 dpi), so
    that letters have their shape. Returns the pixels and their resolutions."""
    across, down = squared_resolution(horizontal, vertical)
    if (across, down) == (horizontal, vertical):
        return pixels, across, down
    height, width = pixels.shape[:2]
    size = (round(width * across / horizontal), round(height * down / vertical))
    stretched = cv2.resize(pixels, size, interpolation=cv2.INTER_LINEAR)
    return np.asarray(stretched, np.uint8), across, down


def _scaled_to_bytes(samples: np.ndarray, mode: str) -> PixelArray:
    if mode.startswith("I;16"):
        return (samples >> 8).astype(np.uint8)
    values = samples.astype(np.float64)
    finite = values[np.isfinite(values)]
    if finite.size == 0:
        return np.full(samples.shape, 255, np.uint8)
    low, high = float(finite.min()), float(finite.max())
    # the usual ranges are taken as they are; anything else is stretched to what is there
    if mode == "F" and low >= 0.0 and high <= 1.0:
        low, high = 0.0, 1.0
    elif low >= 0 and high <= 255:
        low, high = 0.0, 255.0
    elif mode == "I" and low >= 0 and high <= 65535:
        low, high = 0.0, 65535.0
    values = np.nan_to_num(values, nan=high, posinf=high, neginf=low)
    return np.clip((values - low) * (255.0 / max(high - low, 1e-12)), 0, 255).astype(np.uint8)


def _on_white(image: Image.Image) -> Image.Image:
    gray = image.mode in ("L", "LA", "La")
    image = image.convert("LA" if gray else "RGBA")
    alpha = image.getchannel("A")
    colour = "L" if gray else "RGB"
    if alpha.getextrema() == (255, 255):
        return image.convert(colour)
    paper = Image.new(colour, image.size, 255 if gray else (255, 255, 255))
    paper.paste(image.convert(colour), mask=alpha)
    return paper


def _palette_mode(image: Image.Image) -> str:
    palette = np.asarray(image.getpalette("RGB") or [], np.uint8).reshape(-1, 3)
    is_gray = bool(
        (palette[:, 0] == palette[:, 1]).all() and (palette[:, 1] == palette[:, 2]).all()
    )
    return "L" if is_gray else "RGB"


def _cmyk_to_rgb(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile")
    if profile:
        try:
            import io

            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(
                image, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
            if converted is not None:
                return converted
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass
    return image.convert("RGB")
