# SPDX-License-Identifier: Apache-2.0
"""What lies on top of a PDF page: stamps and signatures, typed notes, filled-in fields."""

from __future__ import annotations

from typing import Any

import pikepdf

from pipeline.source.pdf_content import Rectangle
from pipeline.source.pdf_geometry import PageGeometry

_STAMP_ANNOTATIONS = ("/Stamp", "/Watermark")


def page_annotations(page: pikepdf.Page) -> list[Any]:
    """The annotation dictionaries of the page, two thousand at most."""
    found: Any = page.obj.get("/Annots")
    if not isinstance(found, pikepdf.Array):
        return []
    return [note for note in list(found)[:2000] if isinstance(note, pikepdf.Dictionary)]


def _field_type(note: Any) -> str:
    """Type of the form field a widget belongs to (/Sig, /Tx, …), inherited from its parents."""
    for _ in range(20):
        if not isinstance(note, pikepdf.Dictionary):
            break
        if "/FT" in note:
            return str(note["/FT"])
        note = note.get("/Parent")
    return ""


def writes_on_page(note: Any) -> bool:
    """Whether people write the document's own words with it: typed notes, filled-in fields."""
    if str(note.get("/Subtype")) == "/FreeText":
        return True
    return str(note.get("/Subtype")) == "/Widget" and "/V" in note and _field_type(note) == "/Tx"


def _is_stamp(note: Any) -> bool:
    """Whether it draws a stamp or the appearance of a digital signature."""
    kind = str(note.get("/Subtype"))
    signature = kind == "/Widget" and _field_type(note) == "/Sig"
    return "/AP" in note and (signature or kind in _STAMP_ANNOTATIONS)


def stamp_boxes(page: pikepdf.Page, geometry: PageGeometry) -> tuple[Rectangle, ...]:
    """Boxes (as shown) of stamps and signatures."""
    boxes = []
    for note in page_annotations(page):
        if not _is_stamp(note):
            continue
        try:
            x0, y0, x1, y1 = (float(value) for value in note["/Rect"])
        except (KeyError, TypeError, ValueError, ArithmeticError):
            continue
        box = geometry.shown((min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))
        boxes.append((box[0] - 1, box[1] - 1, box[2] + 1, box[3] + 1))
    return tuple(boxes)
