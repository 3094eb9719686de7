# SPDX-License-Identifier: Apache-2.0
"""Image files: multi-page TIFF, PNG, JPEG, BMP, WebP, GIF, JPEG 2000, PNM."""

from __future__ import annotations

import struct
import threading
import warnings as python_warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from pipeline.errors import FileAccessError, InputFileError, LimitExceededError
from pipeline.model import PageOrigin
from pipeline.settings import Settings
from pipeline.source.base import Source, SourcePage, plausible_dpi
from pipeline.source.pixels import check_pixels, to_array, upright

# only these decoders may touch the file: fewer doors for a hostile one
_FORMATS = ("TIFF", "PNG", "JPEG", "MPO", "BMP", "DIB", "WEBP", "GIF", "JPEG2000", "PPM")
_PILLOW_LIMIT_LOCK = threading.Lock()
_PILLOW_FAULTS = (
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
                warnings, dpi = self._resolution(opened)
                opened.load()
                pixels = to_array(upright(opened))
            except LimitExceededError:
                raise
            except _PILLOW_FAULTS as error:
                raise InputFileError(f"{what} is damaged: {error}") from error
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

    @contextmanager
    def _opened(self) -> Iterator[Image.Image]:
        try:
            with python_warnings.catch_warnings(), _pillow_limit(self.settings.limits.page_pixels):
                python_warnings.simplefilter("ignore")
                image = Image.open(self.path, formats=_FORMATS)
        except Image.DecompressionBombError as error:
            raise LimitExceededError(
                f"{self.path} declares more pixels than limits.page_pixels allows: {error}"
            ) from error
        except UnidentifiedImageError as error:
            raise InputFileError(
                f"{self.path} is damaged: it cannot be read as an image"
            ) from error
        except PermissionError as error:
            raise FileAccessError(f"cannot open {self.path}: {error.strerror}") from error
        except _PILLOW_FAULTS as error:
            raise InputFileError(f"{self.path} is damaged: {error}") from error
        try:
            yield image
        finally:
            image.close()

    def _resolution(self, image: Image.Image) -> tuple[tuple[str, ...], float | None]:
        """Warnings and the dpi the file claims (Pillow turns px/cm and px/m into dpi)."""
        claimed = image.info.get("dpi")
        try:
            horizontal, vertical = (float(value) for value in claimed)
        except (TypeError, ValueError, ZeroDivisionError):
            return (), None
        dpi = plausible_dpi(horizontal, vertical)
        if dpi is None and max(horizontal, vertical) > 1:  # 0 and 1 mean "not said"
            said = f"{horizontal:g} x {vertical:g} dpi"
            return (f"the resolution the file claims ({said}) makes no sense; not used",), None
        return (), dpi


@contextmanager
def _pillow_limit(pixels: int) -> Iterator[None]:
    """Let our limit govern: Pillow raises above twice its own, which may be lower than ours."""
    with _PILLOW_LIMIT_LOCK:
        before = Image.MAX_IMAGE_PIXELS
        Image.MAX_IMAGE_PIXELS = pixels
        try:
            yield
        finally:
            Image.MAX_IMAGE_PIXELS = before


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
        link_size = struct.calcsize(link_format)
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
                    order + count_format, stream.read(struct.calcsize(count_format))
                )
                stream.seek(entries * entry_size, 1)
                (offset,) = struct.unpack(order + link_format, stream.read(link_size))
            except (struct.error, OSError, OverflowError):
                # the directory is cut off: a damaged last page, which page() will report
                break
    if not seen:
        raise InputFileError(f"{path} is damaged: a TIFF without any page")
    return len(seen)
