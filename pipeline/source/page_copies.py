# SPDX-License-Identifier: Apache-2.0
"""Pages of a file as a PDF that is to be written on: they look as they did."""

from __future__ import annotations

import io
from collections.abc import Collection
from typing import Any

import numpy as np
import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image

from pipeline.source.base import PixelArray
from pipeline.source.pdf_content import (
    INVISIBLE_TEXT,
    MAX_FORM_DEPTH,
    TEXT_SHOWING,
    ContentTooComplexError,
    read_content,
)
from pipeline.source.pdf_geometry import page_geometry
from pipeline.source.pdf_plan import single_image

_ALL_TEXT = range(8)  # rendering modes (ISO 32000-1, table 106)
_JPEG_QUALITY = 90
_A4_INCHES = 11.69  # the longer side


# Of a document, what its pages need, what shows them and what leads to them. Not: forms, digital
# signatures, scripts, attachments; nor what it claims to be (PDF/A, tagged), which is no longer so.
_KEPT_OF_DOCUMENT = {
    *("/Type", "/Pages", "/Version", "/Extensions", "/OCProperties"),
    *("/Outlines", "/Names", "/Dests", "/PageLabels"),
    *("/PageLayout", "/PageMode", "/ViewerPreferences"),
}
# Of a form field, what draws it (ISO 32000-1, table 164).
_KEPT_OF_FIELD = {
    *("/Type", "/Subtype", "/Rect", "/P", "/NM", "/M", "/F", "/AP", "/AS", "/Border", "/C", "/OC"),
}


def keep_pages(pdf: pikepdf.Pdf, numbers: Collection[int]) -> None:
    """Make ``pdf`` one of these pages alone (from 1), which shows them as they are and does not
    pretend to be the document it was made of."""
    for number in range(len(pdf.pages), 0, -1):
        page = pdf.pages[number - 1]
        if number in numbers:
            _set_fields_fast(page)
            continue
        del pdf.pages[number - 1]
        for key in list(page.obj.keys()):  # bookmarks and links may hold on to it
            del page.obj[key]
    for key in set(pdf.Root.keys()) - _KEPT_OF_DOCUMENT:
        del pdf.Root[key]
    names = pdf.Root.get("/Names")
    if names is not None:
        del pdf.Root["/Names"]
        if isinstance(names, Dictionary) and "/Dests" in names:
            pdf.Root["/Names"] = Dictionary({"/Dests": names["/Dests"]})


def _set_fields_fast(page: pikepdf.Page) -> None:
    """Form fields, visible signatures among them, become pictures of themselves."""
    notes: Any = page.obj.get("/Annots")
    if not isinstance(notes, Array):
        return
    kept = []
    for note in notes:
        if isinstance(note, Dictionary) and note.get("/Subtype") == Name.Widget:
            if not _has_appearance(note):
                continue
            for key in set(note.keys()) - _KEPT_OF_FIELD:
                del note[key]
            note["/Subtype"] = Name.Stamp
        kept.append(note)
    page.obj["/Annots"] = Array(kept)


def _has_appearance(note: Any) -> bool:
    looks = note.get("/AP")
    normal = looks.get("/N") if isinstance(looks, Dictionary) else None
    if isinstance(normal, Dictionary):  # one for each state
        normal = normal.get(str(note.get("/AS", "")) or "/")
    return isinstance(normal, pikepdf.Stream)


def add_image_page(
    pdf: pikepdf.Pdf, pixels: PixelArray, dpi: float | None, jpeg: bytes | None = None
) -> None:
    """A page that is one image: the ``jpeg`` it is stored as, without loss where it is black and
    white, else a JPEG made of it. Of a page of unknown resolution the longer side is that of A4."""
    height, width = pixels.shape[:2]
    dpi = dpi or max(height, width) / _A4_INCHES
    if jpeg is not None:
        image = pdf.make_stream(jpeg, BitsPerComponent=8, Filter=Name.DCTDecode)
    elif pixels.ndim == 2 and np.isin(pixels, (0, 255)).all():
        image = pdf.make_stream(_group4(pixels), BitsPerComponent=1, Filter=Name.CCITTFaxDecode)
        image["/DecodeParms"] = Dictionary(K=-1, Columns=width, Rows=height)
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


def _group4(pixels: PixelArray) -> bytes:
    """CCITT group 4 data of black and white pixels, their black as the code's black."""
    height, width = pixels.shape
    ink = Image.fromarray(pixels == 0)  # Pillow codes what is set as black
    data = io.BytesIO()
    ink.save(data, "TIFF", compression="group4", strip_size=height * (width + 7) // 8)
    data.seek(0)
    with Image.open(data) as tiff:
        (offset,), (count,) = tiff.tag_v2[273], tiff.tag_v2[279]  # type: ignore[attr-defined]
    return data.getvalue()[offset : offset + count]


def take_hidden_text_out(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    """Take out of a page the text that is invisible or lies behind the image that is all it
    shows, forms it draws included. A page too complex to be followed stays as it is."""
    try:
        content = read_content(page)
        behind = single_image(page, page_geometry(page), content) is not None
        if not (content.hidden_text or (behind and content.visible_text)):
            return
        hidden = _ALL_TEXT if behind else INVISIBLE_TEXT
        page.obj["/Contents"] = pdf.make_stream(
            _bare_content(page.obj, page.resources, hidden, 0, 0)
        )
    except (ContentTooComplexError, pikepdf.PdfError, RuntimeError, ValueError, TypeError):
        return


def _bare_content(
    owner: Any, resources: Any, hidden: Collection[int], mode: int, depth: int
) -> bytes:
    """The content of a page or form without the text in ``hidden`` rendering modes."""
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
                form.write(_bare_content(form, own, hidden, mode, depth + 1))
        elif operator in TEXT_SHOWING and mode in hidden:
            continue
        kept.append(instruction)
    return pikepdf.unparse_content_stream(kept)
