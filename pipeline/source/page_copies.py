# SPDX-License-Identifier: Apache-2.0
"""Pages of a file as pages of a new PDF that is to be written on: they look as they did."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pikepdf
from pikepdf import Name
from PIL import Image

from pipeline.source.base import PixelArray
from pipeline.source.pdf_content import (
    INVISIBLE_TEXT,
    MAX_FORM_DEPTH,
    TEXT_SHOWING,
    ContentTooComplexError,
    read_content,
)

_JPEG_QUALITY = 90
_A4_INCHES = 11.69  # the longer side


def add_image_page(pdf: pikepdf.Pdf, pixels: PixelArray, dpi: float | None) -> None:
    """A page that is one image: without loss where it is black and white, else JPEG. Of a page
    of unknown resolution the longer side is that of A4."""
    height, width = pixels.shape[:2]
    dpi = dpi or max(height, width) / _A4_INCHES
    if pixels.ndim == 2 and np.isin(pixels, (0, 255)).all():
        image = pdf.make_stream(np.packbits(pixels > 0, axis=1).tobytes(), BitsPerComponent=1)
    else:
        rgb = pixels if pixels.ndim == 2 else np.ascontiguousarray(pixels[..., ::-1])
        data = io.BytesIO()
        Image.fromarray(rgb).save(data, "JPEG", quality=_JPEG_QUALITY)
        image = pdf.make_stream(data.getvalue(), BitsPerComponent=8, Filter=Name.DCTDecode)
    image["/Type"], image["/Subtype"] = Name.XObject, Name.Image
    image["/Width"], image["/Height"] = width, height
    image["/ColorSpace"] = Name.DeviceGray if pixels.ndim == 2 else Name.DeviceRGB
    pdf.add_blank_page(page_size=(width / dpi * 72, height / dpi * 72))
    page = pdf.pages[-1]
    name = page.add_resource(image, Name.XObject, Name.Page)
    across, down = page.mediabox[2], page.mediabox[3]
    page.obj["/Contents"] = pdf.make_stream(f"q {across} 0 0 {down} 0 0 cm {name} Do Q".encode())


def take_invisible_text_out(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    """Take the invisible text out of a page, forms it draws included. A page too complex to be
    followed stays as it is."""
    try:
        if not read_content(page).hidden_text:
            return
        page.obj["/Contents"] = pdf.make_stream(_bare_content(page.obj, page.resources, 0, 0))
    except (ContentTooComplexError, pikepdf.PdfError, RuntimeError, ValueError, TypeError):
        return


def _bare_content(owner: Any, resources: Any, mode: int, depth: int) -> bytes:
    """The content of a page or form without its invisible text."""
    kept: list[Any] = []
    saved: list[int] = []
    for instruction in pikepdf.parse_content_stream(owner):
        operator = str(instruction.operator)
        if operator == "q":
            saved.append(mode)
        elif operator == "Q" and saved:
            mode = saved.pop()
        elif operator == "Tr":
            mode = int(instruction.operands[0])
        elif operator == "Do":
            form = resources.get("/XObject", {}).get(str(instruction.operands[0]))
            is_form = isinstance(form, pikepdf.Stream) and form.get("/Subtype") == "/Form"
            if is_form and depth < MAX_FORM_DEPTH:
                own = form.get("/Resources", resources)
                form.write(_bare_content(form, own, mode, depth + 1))
        elif operator in TEXT_SHOWING and mode in INVISIBLE_TEXT:
            continue
        kept.append(instruction)
    return pikepdf.unparse_content_stream(kept)
