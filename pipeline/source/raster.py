# SPDX-License-Identifier: Apache-2.0
"""Image files: multi-page TIFF, PNG, JPEG, BMP, WebP, GIF, JPEG 2000, PNM."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from pipeline.errors import FileAccessError, InputFileError, LimitExceededError, SohoaError
from pipeline.model import PageOrigin
from pipeline.settings import Settings
from pipeline.source.base import PixelArray, Source, SourcePage, plausible_dpi
from pipeline.source.pixels import (
    check_pixels,
    decoder_complaints,
    exif_orientation,
    jpeg_pixels,
    opened_image,
    square_pixels,
    to_array,
    upright,
)

# only these decoders may touch the file: fewer doors for a hostile one
_FORMATS = ("TIFF", "PNG", "JPEG", "BMP", "DIB", "WEBP", "GIF", "JPEG2000", "PPM")
PILLOW_FAULTS = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    EOFError,
    OverflowError,
    AttributeError,
    struct.error,
    Image.DecompressionBombError,
)


class RasterSource(Source):
    """An image file; only TIFF has more than one page (of an animation the first frame counts).

    Sizes are checked against ``limits.page_pixels`` from the header, before any decoding.
    """

    def __init__(
        self, path: Path, settings: Settings, media_type: str, warnings: tuple[str, ...] = ()
    ) -> None:
        super().__init__(path, settings, media_type, warnings)
        self._frames = 1
        if media_type == "image/tiff":
            self._frames = _count_tiff_pages(path, settings.limits.pages)
        with self._opened() as image:
            if self._frames == 1:
                check_pixels(*image.size, settings.limits.page_pixels, str(path))

    @property
    def page_count(self) -> int:
        return self._frames

    def _page(self, number: int, image: bool) -> SourcePage:
        with self._opened() as opened:
            what = f"page {number} of {self.path}"
            try:
                if number > 1:
                    opened.seek(number - 1)
                check_pixels(*opened.size, self.settings.limits.page_pixels, what)
                horizontal, vertical = _claimed_resolution(opened)
                orientation = exif_orientation(opened)
                if orientation > 4:  # on its side
                    horizontal, vertical = vertical, horizontal
                pixels, damaged = self._decoded(opened, orientation)
            except SohoaError:
                raise
            except PILLOW_FAULTS as error:
                raise InputFileError(f"{what} is damaged: {error}") from error
        dpi = plausible_dpi(horizontal, vertical)
        warnings: tuple[str, ...] = ()
        if damaged:
            warnings = ("the image data are damaged in places",)
        if dpi is not None:
            pixels, horizontal, vertical = square_pixels(pixels, horizontal, vertical)
            dpi = plausible_dpi(horizontal, vertical)
        elif max(horizontal, vertical) > 1:  # 0 and 1 mean that the file does not say
            said = f"{horizontal:g} x {vertical:g} dpi"
            warnings += (f"the resolution the file claims ({said}) makes no sense; not used",)
        height, width = pixels.shape[:2]
        return SourcePage(
            number=number,
            image=pixels,
            width=width,
            height=height,
            dpi=dpi,
            text_page=None,
            origin=PageOrigin.IMAGE,
            reason="the file is an image",
            warnings=warnings,
        )

    def _decoded(self, opened: Image.Image, orientation: int) -> tuple[PixelArray, bool]:
        """Pixels, upright, and whether the decoder complained."""
        if opened.format == "JPEG" and orientation == 1:
            pixels = jpeg_pixels(self.path.read_bytes(), opened.mode)
            if pixels is not None:
                return pixels, False
        with decoder_complaints() as complaints:
            opened.load()
        return to_array(upright(opened)), bool(complaints)

    def _stored_jpeg(self, page: SourcePage) -> bytes | None:
        if self.media_type != "image/jpeg":
            return None
        with self._opened() as opened:
            as_stored = exif_orientation(opened) == 1 and opened.size == (page.width, page.height)
            data = self.path.read_bytes() if as_stored else b""
            return data if data and jpeg_pixels(data, opened.mode) is not None else None

    @contextmanager
    def _opened(self) -> Iterator[Image.Image]:
        try:
            with opened_image(self.path, _FORMATS) as image:
                yield image
        except SohoaError:
            raise
        except UnidentifiedImageError as error:
            said = f"{self.path} is damaged: it cannot be read as an image"
            raise InputFileError(said) from error
        except PermissionError as error:
            raise FileAccessError(f"cannot open {self.path}: {error.strerror}") from error
        except PILLOW_FAULTS as error:
            raise InputFileError(f"{self.path} is damaged: {error}") from error


def _claimed_resolution(image: Image.Image) -> tuple[float, float]:
    """The dpi the file claims (Pillow turns px/cm and px/m into dpi); 0 where it says none."""
    try:
        horizontal, vertical = (float(value) for value in image.info.get("dpi", ()))
    except (TypeError, ValueError, ZeroDivisionError):
        return 0.0, 0.0
    return (horizontal, vertical) if horizontal >= 0 and vertical >= 0 else (0.0, 0.0)


def _count_tiff_pages(path: Path, limit: int) -> int:
    """Pages of a TIFF by walking its directories' links: no tag is read, loops end the walk.

    Raises LimitExceededError above ``limit``, InputFileError without any directory.
    """
    with open(path, "rb") as stream:
        header = stream.read(16)
        order = "<" if header[:2] == b"II" else ">"
        big = struct.unpack(order + "H", header[2:4])[0] == 43
        count_format, entry_size, link_format = ("Q", 20, "Q") if big else ("H", 12, "L")
        start = 8 if big else 4
        link_size = struct.calcsize(order + link_format)
        try:
            (offset,) = struct.unpack(order + link_format, header[start : start + link_size])
        except struct.error as error:
            raise InputFileError(f"{path} is damaged: its TIFF header is cut off") from error
        seen: set[int] = set()
        while offset and offset not in seen:
            seen.add(offset)
            if len(seen) > limit:
                raise LimitExceededError(f"{path} has more than limits.pages ({limit:,}) pages")
            try:
                stream.seek(offset)
                (entries,) = struct.unpack(
                    order + count_format, stream.read(struct.calcsize(order + count_format))
                )
                stream.seek(entries * entry_size, 1)
                (offset,) = struct.unpack(order + link_format, stream.read(link_size))
            except (struct.error, OSError, OverflowError):
                # the directory is cut off: a damaged last page, which page() will report
                break
    if not seen:
        raise InputFileError(f"{path} is damaged: a TIFF without any page")
    return len(seen)
