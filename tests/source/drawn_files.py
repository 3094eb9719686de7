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
from PIL import Image, ImageChops, ImageDraw

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
    """CCITT group 4 data of a 1-bit picture, its black as the code's black."""
    # Pillow codes "0 is black" into the TIFF, that is the print as the code's white
    tiff = encoded(ImageChops.invert(picture), "TIFF", compression="group4")
    with Image.open(io.BytesIO(tiff)) as opened:
        offsets, counts = opened.tag_v2[273], opened.tag_v2[279]
        assert len(offsets) == 1, "one strip only"
        assert opened.tag_v2[262] == 1
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


def text_font(pdf: pikepdf.Pdf, text: str, base_font: str = "/Tinos") -> tuple[Any, dict[str, int]]:
    """A font with a ToUnicode map, every glyph half an em wide, and the code of each character."""
    codes = {character: code for code, character in enumerate(sorted(set(text)), start=1)}
    rows = "\n".join(
        f"<{code:04X}> <{character.encode('utf-16-be').hex().upper()}>"
        for character, code in codes.items()
    )
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{len(codes)} beginbfchar\n{rows}\nendbfchar\nendcmap end end\n"
    )
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=Name(base_font),
        CIDSystemInfo=Dictionary(Registry="Adobe", Ordering="Identity", Supplement=0),
        DW=500,
        FontDescriptor=Dictionary(
            Type=Name.FontDescriptor, FontName=Name(base_font), Flags=4,
            FontBBox=Array([0, -200, 1000, 900]), ItalicAngle=0, Ascent=900, Descent=-200,
            CapHeight=700, StemV=80,
        ),
    )  # fmt: skip
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=Name(base_font),
        Encoding=Name("/Identity-H"),
        DescendantFonts=Array([pdf.make_indirect(descendant)]),
        ToUnicode=pdf.make_stream(cmap.encode()),
    )
    return pdf.make_indirect(font), codes


def text_operators(
    lines: list[tuple[float, float, str]],
    codes: Mapping[str, int],
    *,
    size: float = 12,
    hidden: bool = False,
) -> bytes:
    """Content that sets lines at (x, y) pt; a bar under each word stands for its ink."""
    drawing = []
    for x, y, text in lines:
        for word in text.split():
            shown = "".join(f"{codes[character]:04X}" for character in word)
            width = len(word) * size / 2
            mode = 3 if hidden else 0
            drawing.append(f"BT /F1 {size} Tf {mode} Tr 1 0 0 1 {x:g} {y:g} Tm <{shown}> Tj ET")
            if not hidden:
                drawing.append(f"{x:g} {y + 1:g} {width - 1:g} {size / 2:g} re f")
            x += width + size / 2
    return "\n".join(drawing).encode()


def text_pdf(
    path: Path,
    lines: list[tuple[float, float, str]],
    *,
    box: tuple[float, float] = (595, 842),
    picture: Image.Image | None = None,
    hidden: bool = False,
    base_font: str = "/Tinos",
    page_entries: Mapping[str, Any] | None = None,
) -> Path:
    """A page of text, over a ``picture`` that fills the page if one is given."""
    pdf = pikepdf.new()
    font, codes = text_font(pdf, "".join(text for _, _, text in lines), base_font)
    resources: dict[str, Any] = {"/Font": Dictionary({"/F1": font})}
    content = b""
    if picture is not None:
        image = pdf.make_stream(encoded(picture.convert("L"), "JPEG", quality=90))
        image["/Type"], image["/Subtype"] = Name.XObject, Name.Image
        image["/Width"], image["/Height"] = picture.size
        image["/ColorSpace"], image["/BitsPerComponent"] = Name.DeviceGray, 8
        image["/Filter"] = Name.DCTDecode
        resources["/XObject"] = Dictionary({"/Im0": image})
        content = b"q %g 0 0 %g 0 0 cm /Im0 Do Q\n" % box
    content += text_operators(lines, codes, hidden=hidden)
    add_page(pdf, content, resources, box, page_entries)
    pdf.save(path)
    return path


def western_text_pdf(path: Path, lines: list[tuple[float, float, str]], base_font: str) -> Path:
    """A page set in an old one-byte font: its codes read as windows-1252 characters."""
    pdf = pikepdf.new()
    font = Dictionary(
        Type=Name.Font, Subtype=Name.Type1, BaseFont=Name(base_font),
        Encoding=Name.WinAnsiEncoding, FirstChar=0, LastChar=255, Widths=Array([500] * 256),
    )  # fmt: skip
    drawing = []
    for x, y, text in lines:
        for word in text.split():
            shown = word.encode("cp1252").hex()
            width = len(word) * 6
            drawing.append(f"BT /F1 12 Tf 1 0 0 1 {x:g} {y:g} Tm <{shown}> Tj ET")
            drawing.append(f"{x:g} {y + 1:g} {width - 1:g} 6 re f")
            x += width + 6
    add_page(pdf, "\n".join(drawing).encode(), {"/Font": Dictionary({"/F1": font})}, (595, 842))
    pdf.save(path)
    return path
