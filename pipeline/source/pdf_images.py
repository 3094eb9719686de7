# SPDX-License-Identifier: Apache-2.0
"""An image out of a PDF as it is stored, without resampling."""

from __future__ import annotations

import io
import zlib
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
from pipeline.source.pixels import (
    check_pixels,
    decoder_complaints,
    jpeg_pixels,
    opened_image,
    to_array,
)
from pipeline.source.poppler import page_images

_PROFILE_BYTES = 8 << 20
# the decoder of JPEG 2000 holds four bytes a sample, and Pillow four more a pixel beside them
_LARGE_JPEG2000 = 16_000_000


class NotTakenOutError(Exception):
    """The image cannot be decoded here; drawing the page can still show it."""


def image_size(image: pikepdf.Stream) -> tuple[int, int]:
    """Declared (width, height) in px; (0, 0) where the file does not say."""
    try:
        width, height = int(image.get("/Width", 0)), int(image.get("/Height", 0))
    except (TypeError, ValueError, ArithmeticError):
        return 0, 0
    return max(0, width), max(0, height)


def stored_pixels(
    image: pikepdf.Stream, fill_is_black: bool, path: Path, number: int, limits: Limits
) -> PixelArray:
    """Pixels of an image XObject on white paper, in its own orientation.

    Gray or BGR, /Decode, palettes and soft masks applied. A stencil painted in black
    (``fill_is_black``) is a gray image: what it does not paint is white. ``path`` and ``number``
    name the file and page it stands on, for Poppler's decoder of JBIG2.
    Raises NotTakenOutError, or LimitExceededError above ``limits.page_pixels``.
    """
    size = image_size(image)
    check_pixels(*size, limits.page_pixels, f"the image on page {number}")
    if not all(size):
        raise NotTakenOutError("no size")
    is_stencil = bool(image.get("/ImageMask", False))
    if is_stencil and (not fill_is_black or "/JBIG2Decode" in _filters(image)):
        raise NotTakenOutError("a stencil")
    if "/Mask" in image:
        raise NotTakenOutError("a mask")
    try:
        pixels = _opaque_pixels(image, size, path, number, limits)
        mask: Any = image.get("/SMask")
        if isinstance(mask, pikepdf.Stream):
            pixels = _on_paper(pixels, _opacity(mask, pixels.shape[:2], path, number, limits))
    except (SohoaError, MemoryError, NotTakenOutError):
        raise
    except Exception as error:  # every fault of a decoder means: let the renderer try
        raise NotTakenOutError(f"{type(error).__name__}: {error}") from error
    return pixels


def _opaque_pixels(
    image: pikepdf.Stream, size: tuple[int, int], path: Path, number: int, limits: Limits
) -> PixelArray:
    filters = _filters(image)
    coding = filters[-1] if filters else ""
    if coding == "/JBIG2Decode":
        pixels = _by_poppler(size, path, number, limits)
    elif coding == "/DCTDecode":
        pixels = _jpeg_pixels(image, filters, size, limits)
    elif coding == "/JPXDecode":
        pixels = _jpeg2000_pixels(image, filters, size, limits)
    elif coding == "/CCITTFaxDecode":
        found = pikepdf.PdfImage(image)
        with decoder_complaints() as complaints, found.as_pil_image() as opened:
            pixels = to_array(opened)
        if complaints:
            raise NotTakenOutError("its fax data are damaged")
    else:
        pixels = _sampled_pixels(image, size)
    if pixels.shape[:2] != (size[1], size[0]):
        raise NotTakenOutError("the data are of another size than declared")
    return pixels


def _filters(image: pikepdf.Stream) -> list[str]:
    filters: Any = image.get("/Filter")
    if filters is None:
        return []
    return [str(name) for name in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]


def _colour_space(image: pikepdf.Stream) -> tuple[int, bytes | None, bytes | None]:
    """Components of a sample (1 gray, 3 RGB, 4 CMYK), ICC profile of CMYK, palette of RGB.

    With a palette the samples are indexes. Raises NotTakenOutError for Lab, Separation, …
    """
    if image.get("/ImageMask", False):
        return 1, None, None
    space: Any = image.get("/ColorSpace")
    if isinstance(space, pikepdf.Array) and len(space) == 4 and str(space[0]) in ("/Indexed", "/I"):
        base, _, _ = _components(space[1])
        table: Any = space[3]
        lookup = table.read_bytes() if isinstance(table, pikepdf.Stream) else bytes(table)
        entries = np.frombuffer(lookup[: len(lookup) // base * base], np.uint8).reshape(-1, base)
        if base == 4:
            entries = np.asarray(
                Image.frombytes("CMYK", (len(entries), 1), entries.tobytes()).convert("RGB")
            )[0]
        colours = np.zeros((256, 3), np.uint8)
        colours[: min(256, len(entries))] = entries[:256]
        return 1, None, colours.tobytes()
    return _components(space)


def _components(space: Any) -> tuple[int, bytes | None, bytes | None]:
    name = str(space[0]) if isinstance(space, pikepdf.Array) and len(space) else str(space)
    if name == "/ICCBased":
        count = int(space[1].get("/N", 0))
        if count in (1, 3):
            return count, None, None
        if count == 4 and stream_length(space[1], _PROFILE_BYTES) <= _PROFILE_BYTES:
            return count, space[1].read_bytes(), None
    known = {"/DeviceGray": 1, "/G": 1, "/CalGray": 1, "/DeviceRGB": 3, "/RGB": 3, "/CalRGB": 3}
    if name in known:
        return known[name], None, None
    if name in ("/DeviceCMYK", "/CMYK"):
        return 4, None, None
    raise NotTakenOutError(f"colour space {name.lstrip('/')}")


def _sampled_pixels(image: pikepdf.Stream, size: tuple[int, int]) -> PixelArray:
    """Samples stored without an image codec (Flate, LZW, run length or nothing)."""
    width, height = size
    components, profile, palette = _colour_space(image)
    bits = 1 if image.get("/ImageMask", False) else int(image.get("/BitsPerComponent", 8))
    if bits not in (1, 2, 4, 8, 16):
        raise NotTakenOutError(f"{bits} bits a sample")
    row_bytes = (width * components * bits + 7) // 8
    # a sane stream holds the rows, a filter byte for each, and a little rubbish after them
    allowed = (row_bytes + 1) * height + 65536
    if stream_length(image, allowed) > allowed:
        raise NotTakenOutError("more data than pixels")
    data = image.read_bytes()
    if len(data) < row_bytes * height:
        raise NotTakenOutError("the data end too early")
    rows = np.frombuffer(data, np.uint8, row_bytes * height).reshape(height, row_bytes)
    if bits == 16:
        rows = rows[:, ::2]
    elif bits < 8:
        places = np.unpackbits(rows, axis=1)[:, : width * components * bits]
        if bits == 1:
            rows = places
        else:
            weights = (1 << np.arange(bits - 1, -1, -1)).astype(np.uint8)
            rows = (places.reshape(height, -1, bits) * weights).sum(axis=2, dtype=np.uint8)
    most = 255 if bits >= 8 else (1 << bits) - 1
    samples = np.ascontiguousarray(rows).reshape(height, width, components)
    if palette is not None:
        return _palette_pixels(samples[..., 0], palette, _decode(image, 1), most)
    ranges = _decode(image, components)
    if ranges is not None or most != 255:
        samples = _mapped(samples, ranges or [(0.0, 1.0)] * components, most)
    return _from_samples(samples, profile)


def _decode(image: pikepdf.Stream, components: int) -> list[tuple[float, float]] | None:
    """The /Decode ranges by component; None where there are none."""
    decode: Any = image.get("/Decode")
    if not isinstance(decode, pikepdf.Array):
        return None
    values = [float(value) for value in decode]
    if len(values) < 2 * components:
        return None
    return list(zip(values[: 2 * components : 2], values[1 : 2 * components : 2], strict=True))


def _mapped(samples: PixelArray, ranges: list[tuple[float, float]], most: int) -> PixelArray:
    """Samples 0..``most`` sent to 0..255 by the /Decode ranges (ISO 32000-1, 8.9.5.2)."""
    if all(one == ranges[0] for one in ranges):
        return np.asarray(
            cv2.LUT(samples, _ramp(*ranges[0], most)).reshape(samples.shape), np.uint8
        )
    planes = [
        cv2.LUT(np.ascontiguousarray(samples[..., index]), _ramp(low, high, most))
        for index, (low, high) in enumerate(ranges)
    ]
    return np.stack(planes, axis=-1).astype(np.uint8, copy=False)


def _ramp(low: float, high: float, most: int) -> PixelArray:
    steps = low + np.minimum(np.arange(256), most) * (high - low) / most
    return np.clip(np.rint(steps * 255), 0, 255).astype(np.uint8)


def _palette_pixels(
    indexes: PixelArray, palette: bytes, decode: list[tuple[float, float]] | None, most: int
) -> PixelArray:
    colours = np.frombuffer(palette, np.uint8).reshape(256, 3)
    if decode is not None:
        low, high = decode[0]
        meant = np.rint(low + np.minimum(np.arange(256), most) * (high - low) / most)
        colours = colours[np.clip(meant, 0, 255).astype(np.intp)]
    if bool((colours[: most + 1] == colours[: most + 1, :1]).all()):
        return colours[:, 0][indexes]
    return np.ascontiguousarray(colours[:, ::-1])[indexes]


def _from_samples(samples: PixelArray, profile: bytes | None) -> PixelArray:
    height, width, components = samples.shape
    if components == 1:
        return np.array(samples[..., 0])
    if components == 3:
        return np.asarray(cv2.cvtColor(samples, cv2.COLOR_RGB2BGR), np.uint8)
    inks = Image.frombuffer("CMYK", (width, height), samples, "raw", "CMYK", 0, 1)
    if profile:
        inks.info["icc_profile"] = profile
    return to_array(inks)


def _codec_data(image: pikepdf.Stream, filters: list[str], limits: Limits) -> bytes:
    """The codec's own data, out of a Flate stream where they are wrapped in one."""
    if len(filters) == 1:
        return image.read_raw_bytes()
    if filters[:-1] != ["/FlateDecode"]:
        raise NotTakenOutError(" ".join(filters))
    inflater = zlib.decompressobj()
    data = inflater.decompress(image.read_raw_bytes(), limits.page_pixels)
    if inflater.unconsumed_tail:
        raise NotTakenOutError("more data than pixels")
    return data


def _jpeg_pixels(
    image: pikepdf.Stream, filters: list[str], size: tuple[int, int], limits: Limits
) -> PixelArray:
    data = _codec_data(image, filters, limits)
    with opened_image(io.BytesIO(data), ("JPEG",)) as opened:
        if opened.size != size:
            raise NotTakenOutError("the data are of another size than declared")
        mode = opened.mode
        if mode not in ("L", "RGB", "CMYK"):
            raise NotTakenOutError(f"JPEG of mode {mode}")
        components, profile, palette = len(opened.getbands()), None, None
        if "/ColorSpace" in image:
            components, profile, palette = _colour_space(image)
        if components != len(opened.getbands()) or palette is not None:
            raise NotTakenOutError("JPEG of other components than declared")
        ranges = _decode(image, components)
        if ranges is None:
            pixels = jpeg_pixels(data, mode)
            if pixels is not None:
                return pixels
        opened.load()
        samples = np.asarray(opened).reshape(size[1], size[0], -1)
    if mode == "CMYK":
        # Pillow turns CMYK over as Adobe's files want it; in a PDF only /Decode says so
        samples = 255 - samples
    if ranges is not None:
        samples = _mapped(samples, ranges, 255)
    return _from_samples(samples, profile)


def _jpeg2000_pixels(
    image: pikepdf.Stream, filters: list[str], size: tuple[int, int], limits: Limits
) -> PixelArray:
    if "/ColorSpace" in image and _colour_space(image)[0] == 4:
        raise NotTakenOutError("JPEG 2000 in CMYK")
    data = _codec_data(image, filters, limits)
    with opened_image(io.BytesIO(data), ("JPEG2000",)) as opened:
        if opened.size != size:
            raise NotTakenOutError("the data are of another size than declared")
        if size[0] * size[1] > _LARGE_JPEG2000 and opened.mode in ("L", "RGB"):
            decoded = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
            if (
                decoded is not None
                and decoded.dtype == np.uint8
                and decoded.shape[2:] in ((), (3,))
            ):
                return np.asarray(decoded, np.uint8)
        opened.load()
        if opened.mode not in ("L", "LA", "RGB", "RGBA", "I;16"):
            raise NotTakenOutError(f"JPEG 2000 of mode {opened.mode}")
        if "A" in opened.mode and not image.get("/SMaskInData", 0):
            return to_array(opened.convert(opened.mode[:-1]))
        return to_array(opened)


def _opacity(
    mask: pikepdf.Stream, shape: tuple[int, ...], path: Path, number: int, limits: Limits
) -> PixelArray:
    if "/Matte" in mask:
        raise NotTakenOutError("a soft mask with a matte colour")
    size = image_size(mask)
    check_pixels(*size, limits.page_pixels, f"a mask on page {number}")
    opacity = _opaque_pixels(mask, size, path, number, limits)
    if opacity.ndim != 2:
        raise NotTakenOutError("a soft mask in colour")
    if opacity.shape == shape:
        return opacity
    if opacity.shape[0] > shape[0] or opacity.shape[1] > shape[1]:
        # the mask is the finer of the two: the print is in it, and drawing keeps it
        raise NotTakenOutError("a soft mask finer than the image")
    return np.asarray(cv2.resize(opacity, (shape[1], shape[0])), np.uint8)


def _on_paper(pixels: PixelArray, opacity: PixelArray) -> PixelArray:
    share = opacity.astype(np.uint16)
    if pixels.ndim == 3:
        share = share[..., None]
    blended = (pixels * share + 255 * (255 - share) + 127) // 255
    return blended.astype(np.uint8)


def _by_poppler(size: tuple[int, int], path: Path, number: int, limits: Limits) -> PixelArray:
    try:
        images = page_images(path, number, limits)
    except SohoaError as error:
        raise NotTakenOutError(str(error)) from error
    fitting = [pixels for pixels in images if pixels.shape[:2] == (size[1], size[0])]
    if len(fitting) != 1:
        raise NotTakenOutError("several images of one size")
    return fitting[0]
