# SPDX-License-Identifier: Apache-2.0
"""The original's pages with the repaired words under them, to be searched and copied.

The words are set invisibly (text rendering mode 3, ISO 32000-1, 9.3.6) where they are printed, in
a font without outlines, as Tesseract and OCRmyPDF do. What somebody else's OCR had put under a
page that was read again is taken out. Pages whose text layer is sound stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import zip_longest
from pathlib import Path
from typing import BinaryIO

import pikepdf
from pikepdf import Array, Dictionary, Name

import pipeline
from pipeline.errors import InputFileError
from pipeline.export.archival_pdf import declare, obstacle
from pipeline.export.bookmarks import Bookmark, bookmarks, title_of
from pipeline.export.glyphless_font import glyphless_truetype, identity_to_unicode
from pipeline.export.original import Original
from pipeline.export.printed.form import quarter_turns
from pipeline.record import BoxList, LineRecord, PageRecord, Record
from pipeline.source import open_source
from pipeline.source.page_copies import take_hidden_text_out
from pipeline.source.pdf_geometry import page_geometry

SUFFIX = ".pdf"
MEANING = "the pages of the original, searchable: the repaired words lie invisibly under them"

_PRODUCER = "sohoa"
_FONT = Name.SohoaText
_WIDTH = 0.5  # of every character, in ems
_GAP = 0.2  # least between two words, in ems: readers put no space into a smaller one
_DESCENT = 0.2  # of a line's height, below the base line
_KEPT = {"text-layer", "failed"}  # origins of pages that nothing is written on
# By quarter turns counter-clockwise that set the page upright: the direction in which its lines
# run, that of their letters' tops (px, y downwards), and the corner of a box where a word begins.
_WRITING = {
    0: ((1, 0), (0, -1), (0, 3)),
    1: ((0, 1), (1, 0), (0, 1)),
    2: ((-1, 0), (0, 1), (2, 1)),
    3: ((0, -1), (-1, 0), (2, 3)),
}


def write(record: Record, stream: BinaryIO, original: Original) -> None:
    """Write a PDF of the pages that were read. Raises a ``SohoaError`` where the file cannot be
    opened, InputFileError for plain text."""
    numbers = [page.number for page in record.pages]
    failed = {page.number for page in record.pages if page.origin == "failed"}
    try:
        with (
            open_source(original.path, original.settings) as source,
            source.pages_as_pdf(numbers, failed) as pdf,
        ):
            for page, read in zip(pdf.pages, record.pages, strict=True):
                if read.origin not in _KEPT:
                    take_hidden_text_out(pdf, page)
            is_archival = obstacle(pdf) is None
            _set_words(pdf, record)
            pdf.Root["/Lang"] = pikepdf.String("vi")
            pdf.docinfo["/Producer"] = pikepdf.String(f"{_PRODUCER} {pipeline.__version__}")
            if title := title_of(record):
                pdf.docinfo["/Title"] = pikepdf.String(title)
            _set_bookmarks(pdf, record)
            if is_archival:
                declare(pdf)
            pdf.save(stream, deterministic_id=True)
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError, LookupError) as error:
        raise InputFileError(
            f"{original.path} is damaged: no searchable PDF can be made of it ({error})"
        ) from error


def is_ours(path: Path) -> bool:
    """Whether the file is a PDF that was written here."""
    try:
        with pikepdf.open(path, suppress_warnings=True) as pdf:
            return str(pdf.docinfo.get("/Producer", "")).split(" ")[0] == _PRODUCER
    except (OSError, pikepdf.PdfError, RuntimeError, ValueError, TypeError, KeyError):
        return False


def _set_words(pdf: pikepdf.Pdf, record: Record) -> None:
    turned = quarter_turns(record)
    font = _font(pdf)
    for page, read in zip(pdf.pages, record.pages, strict=True):
        if read.blocks and read.origin not in _KEPT:
            _write(pdf, page, read, turned.get(read.number, 0), font)


def _set_bookmarks(pdf: pikepdf.Pdf, record: Record) -> None:
    """Bookmarks for documents and their parts, where the original has none of its own."""
    outlines = pdf.Root.get("/Outlines")
    if isinstance(outlines, Dictionary) and "/First" in outlines:
        return
    marks = bookmarks(record)
    if not marks:
        return
    index_of = {page.number: index for index, page in enumerate(record.pages)}
    with pdf.open_outline() as outline:
        outline.root[:] = [_outline_item(mark, index_of) for mark in marks]
    if "/PageMode" not in pdf.Root:
        pdf.Root["/PageMode"] = Name.UseOutlines


def _outline_item(mark: Bookmark, index_of: Mapping[int, int]) -> pikepdf.OutlineItem:
    item = pikepdf.OutlineItem(mark.title, index_of[mark.page])
    item.is_closed = True
    item.children.extend(_outline_item(below, index_of) for below in mark.below)
    return item


def _write(
    pdf: pikepdf.Pdf, page: pikepdf.Page, read: PageRecord, turns: int, font: pikepdf.Object
) -> None:
    """Set the words of ``read`` before all else the page draws: nothing of it can displace them."""
    geometry = page_geometry(page)
    across, down = geometry.size[0] / read.width, geometry.size[1] / read.height
    x0, y0 = geometry.user_point(0, 0)
    right = geometry.user_point(across, 0)
    below = geometry.user_point(0, down)
    matrix = (right[0] - x0, right[1] - y0, below[0] - x0, below[1] - y0, x0, y0)
    name = page.add_resource(font, Name.Font, _FONT)
    lines = (line for block in read.blocks for line in block.lines)
    text = "\n".join(operators for line in lines for operators in _words(line, turns, str(name)))
    placed = f"q {' '.join(f'{number:.6g}' for number in matrix)} cm BT 3 Tr\n{text}\nET Q\n"
    page.contents_add(placed.encode("ascii"), prepend=True)


def _words(line: LineRecord, turns: int, font: str) -> Iterator[str]:
    """Operators that set each word of a line as long and as high as it is printed."""
    along, up, (x, y) = _WRITING[turns]
    words = [word for word in line.words if word.text]
    for word, following in zip_longest(words, words[1:]):
        if word.box is None:
            continue
        size = max(1, _extent(line.box or word.box, up))
        codes = word.text.encode("utf-16-be")
        length: float = _extent(word.box, along)
        if following is not None and following.box is not None:
            ahead = sum(
                along[axis] * (following.box[at] - word.box[at]) for axis, at in ((0, x), (1, y))
            )
            length = max(length / 2, min(length, ahead - _GAP * size))
        stretch = 100 * length / (len(codes) / 2 * _WIDTH * size)
        # the line's base line, the word's beginning
        corner = [(word.box if along[axis] else line.box or word.box) for axis in (0, 1)]
        start = (
            corner[0][x] + _DESCENT * size * up[0],
            corner[1][y] + _DESCENT * size * up[1],
        )
        yield (
            f"{font} {size} Tf {max(stretch, 1):.4g} Tz "
            f"{along[0]} {along[1]} {up[0]} {up[1]} {start[0]:.6g} {start[1]:.6g} Tm "
            f"<{codes.hex()}0020> Tj"
        )


def _extent(box: BoxList, direction: tuple[int, int]) -> int:
    return box[2] - box[0] if direction[0] else box[3] - box[1]


def _font(pdf: pikepdf.Pdf) -> pikepdf.Object:
    """A font whose character codes are UTF-16 and whose every glyph is empty."""
    name = Name("/Glyphless")
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=name,
        Flags=5,  # fixed pitch, symbolic
        FontBBox=Array([0, -200, 500, 800]),
        ItalicAngle=0,
        Ascent=800,
        Descent=-200,
        CapHeight=700,
        StemV=80,
        FontFile2=pdf.make_stream(glyphless_truetype()),
    )
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=name,
        CIDSystemInfo=Dictionary(Registry="Adobe", Ordering="Identity", Supplement=0),
        CIDToGIDMap=pdf.make_stream(b"\0\1" * 65536),
        DW=500,
        FontDescriptor=pdf.make_indirect(descriptor),
    )
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=name,
        Encoding=Name("/Identity-H"),
        DescendantFonts=Array([pdf.make_indirect(descendant)]),
        ToUnicode=pdf.make_stream(identity_to_unicode()),
    )
    return pdf.make_indirect(font)
