# SPDX-License-Identifier: Apache-2.0
"""Pages of a file as a PDF that is to be written on: they look as they did."""

from __future__ import annotations

import copy
import io
from collections.abc import Collection
from typing import Any

import numpy as np
import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image

from pipeline.source.base import PixelArray
from pipeline.source.pdf_content import (
    MAX_FORM_DEPTH,
    TEXT_SHOWING,
    ContentTooComplexError,
    read_content,
)
from pipeline.source.pdf_geometry import page_geometry
from pipeline.source.pdf_plan import single_image

_ALL_TEXT = range(8)  # rendering modes (ISO 32000-1, table 106)
_INVISIBLE = 3  # of these; text that only clips (7) shapes what is drawn through it
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

_HARMLESS_ACTIONS = frozenset(("/GoTo", "/URI", "/Named"))


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
    """Form fields, visible signatures among them, become pictures of themselves.

    What runs or carries files goes: scripts, actions but those that lead to places, attachments.
    """
    if "/AA" in page.obj:
        del page.obj["/AA"]
    notes: Any = page.obj.get("/Annots")
    if not isinstance(notes, Array):
        return
    kept = []
    for note in notes:
        if isinstance(note, Dictionary):
            if note.get("/Subtype") == Name.FileAttachment:
                continue
            _take_actions_off(note)
        if isinstance(note, Dictionary) and note.get("/Subtype") == Name.Widget:
            if not _has_appearance(note):
                continue
            for key in set(note.keys()) - _KEPT_OF_FIELD:
                del note[key]
            note["/Subtype"] = Name.Stamp
        kept.append(note)
    page.obj["/Annots"] = Array(kept)


def _take_actions_off(note: Any) -> None:
    if "/AA" in note:
        del note["/AA"]
    action = note.get("/A")
    if isinstance(action, Dictionary) and str(action.get("/S", "")) not in _HARMLESS_ACTIONS:
        del note["/A"]


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
        bare = _Bare(pdf, _ALL_TEXT if behind else (_INVISIBLE,))
        made = bare.content(page.obj, page.resources, 0, 0)
        if made is not None:
            page.obj["/Contents"] = pdf.make_stream(made[0])
            page.obj["/Resources"] = made[1]
    except (
        ContentTooComplexError, pikepdf.PdfError,
        RuntimeError, ValueError, TypeError, LookupError, AttributeError,
    ):  # fmt: skip
        return


def _may_set_text(instructions: list[Any], resources: Any) -> bool:
    """Whether a content sets text, or draws a form, which may set some in the font chosen last."""
    drawn = resources.get("/XObject", {})
    for instruction in instructions:
        operator = str(instruction.operator)
        if operator in TEXT_SHOWING:
            return True
        if operator == "Do" and instruction.operands:
            found = drawn.get(str(instruction.operands[0]))
            if isinstance(found, pikepdf.Stream) and found.get("/Subtype") == "/Form":
                return True
    return False


class _Bare:
    """Contents of a page and its forms without the text in ``hidden`` rendering modes."""

    def __init__(self, pdf: pikepdf.Pdf, hidden: Collection[int]) -> None:
        self._pdf = pdf
        self._hidden = hidden

    def content(
        self, owner: Any, resources: Any, mode: int, depth: int
    ) -> tuple[bytes, Any] | None:
        """The content of a page or form, and its resources; None where nothing is taken out.

        Forms are copied: other pages may draw them. A text object that shows visible text too
        stays whole, for what it does not show moves what it shows.
        """
        kept: list[Any] = []
        saved: list[int] = []
        block: list[Any] = []  # the text object as it was
        begin, shown, taken = 0, False, 0
        changed = False
        for instruction in pikepdf.parse_content_stream(owner):
            operator = str(instruction.operator)
            block.append(instruction)
            if operator == "BT":
                block, begin, shown, taken = [instruction], len(kept), False, 0
            elif operator == "q":
                saved.append(mode)
            elif operator == "Q" and saved:
                mode = saved.pop()
            elif operator == "Tr" and instruction.operands:
                mode = int(instruction.operands[0])
            elif operator == "Do" and instruction.operands and depth < MAX_FORM_DEPTH:
                found = self._form(str(instruction.operands[0]), resources, mode, depth)
                resources, changed = found or resources, changed or found is not None
            elif operator in TEXT_SHOWING:
                if mode in self._hidden:
                    taken += 1
                    continue
                shown = True
            kept.append(instruction)
            if operator == "ET" and taken:
                if shown:
                    kept[begin:] = block
                else:
                    changed = True
        if not changed:
            return None
        if not _may_set_text(kept, resources):  # nor need its fonts be kept
            kept = [instruction for instruction in kept if str(instruction.operator) != "Tf"]
            resources = Dictionary({key: resources[key] for key in resources.keys() - {"/Font"}})
        return pikepdf.unparse_content_stream(kept), resources

    def _form(self, name: str, resources: Any, mode: int, depth: int) -> Any | None:
        """The resources with the form of that name bare of its text; None where it has none."""
        form = resources.get("/XObject", {}).get(name)
        if not isinstance(form, pikepdf.Stream) or form.get("/Subtype") != "/Form":
            return None
        made = self.content(form, form.get("/Resources", resources), mode, depth + 1)
        if made is None:
            return None
        bare = self._pdf.make_stream(made[0])
        for key in set(form.keys()) - {"/Length", "/Filter", "/DecodeParms"}:
            bare[key] = form[key]
        bare["/Resources"] = made[1]
        own = copy.copy(resources)
        own["/XObject"] = copy.copy(resources["/XObject"])
        own["/XObject"][name] = bare
        return own
