# SPDX-License-Identifier: Apache-2.0
"""Small files drawn by code for the tests: pages of every kind a PDF or image can hold."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageDraw

# px of the drawn page at 150 dpi, so that a renderer need not resample
A4 = (198.24, 280.32)


def page_picture(width: int = 413, height: int = 584, colour: bool = True) -> Image.Image:
    """A page of black strokes with a red seal and a mark in each corner but the last."""
    picture = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(picture)
    for row in range(60, height - 60, 24):
        for column in range(40, width - 60, 18):
            draw.line((column, row, column + 11, row + 9), "black", 2)
    draw.ellipse(
        (width - 150, height - 160, width - 70, height - 80), outline=(220, 20, 30), width=6
    )
    draw.rectangle((4, 4, 24, 24), "black")
    draw.rectangle((width - 40, 4, width - 4, 14), "black")
    draw.rectangle((4, height - 40, 14, height - 4), (20, 40, 200))
    return picture if colour else picture.convert("L")


def image_pdf(
    path: Path,
    data: bytes,
    entries: Mapping[str, Any],
    *,
    box: tuple[float, float] = A4,
    content: bytes | None = None,
    page_entries: Mapping[str, Any] | None = None,
) -> Path:
    """A PDF of one page whose image XObject /Im0 is ``data`` with the given entries."""
    pdf = pikepdf.new()
    image = pdf.make_stream(data)
    image["/Type"], image["/Subtype"] = Name.XObject, Name.Image
    for key, value in entries.items():
        image[key] = value
    drawing = content or b"q %g 0 0 %g 0 0 cm /Im0 Do Q" % box
    add_page(pdf, drawing, {"/XObject": Dictionary({"/Im0": image})}, box, page_entries)
    pdf.save(path)
    return path


def add_page(
    pdf: pikepdf.Pdf,
    content: bytes,
    resources: Mapping[str, Any] | None = None,
    box: tuple[float, float] = A4,
    entries: Mapping[str, Any] | None = None,
) -> pikepdf.Page:
    page = Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, *box]),
        Contents=pdf.make_stream(content),
        Resources=Dictionary(dict(resources or {})),
    )
    for key, value in (entries or {}).items():
        page[key] = value
    pdf.pages.append(pikepdf.Page(page))
    return pdf.pages[-1]


def encoded(picture: Image.Image, kind: str, **options: Any) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


def group4(picture: Image.Image) -> bytes:
    """CCITT group 4 data of a 1-bit picture (black is 0 of the picture)."""
    tiff = encoded(picture, "TIFF", compression="group4")
    with Image.open(io.BytesIO(tiff)) as opened:
        offsets, counts = opened.tag_v2[273], opened.tag_v2[279]
        assert len(offsets) == 1, "one strip only"
        assert opened.tag_v2[262] in (0, 1)
    return tiff[offsets[0] : offsets[0] + counts[0]]


def group4_entries(picture: Image.Image) -> dict[str, Any]:
    width, height = picture.size
    return {
        "/Width": width,
        "/Height": height,
        "/BitsPerComponent": 1,
        "/ColorSpace": Name.DeviceGray,
        "/Filter": Name.CCITTFaxDecode,
        "/DecodeParms": Dictionary(K=-1, Columns=width, Rows=height),
    }


def jbig2(picture: Image.Image) -> bytes:
    """A JBIG2 page of one generic region coded as MMR, in the form PDF embeds (no file header)."""
    width, height = picture.size
    page = struct.pack(">IIIIBH", width, height, 0, 0, 0, 0)
    coded = group4(picture)
    region = struct.pack(">IIIIB", width, height, 0, 0, 0) + b"\x01" + coded
    return (
        struct.pack(">IBBBI", 0, 48, 0, 1, len(page))
        + page
        + struct.pack(">IBBBI", 1, 38, 0, 1, len(region))
        + region
    )


def sampled(samples: np.ndarray, bits: int, space: Any) -> tuple[bytes, dict[str, Any]]:
    """Flate data and entries of samples (H x W or H x W x N integers below 2**bits)."""
    height, width = samples.shape[:2]
    rows = samples.reshape(height, -1)
    if bits == 16:
        raw = rows.astype(">u2").tobytes()
    elif bits == 8:
        raw = rows.astype(np.uint8).tobytes()
    else:
        places = ((rows[..., None] >> np.arange(bits - 1, -1, -1)) & 1).reshape(height, -1)
        raw = np.packbits(places.astype(np.uint8), axis=1).tobytes()
    entries = {
        "/Width": width,
        "/Height": height,
        "/BitsPerComponent": bits,
        "/ColorSpace": space,
        "/Filter": Name.FlateDecode,
    }
    return zlib.compress(raw), entries
