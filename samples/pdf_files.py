# SPDX-License-Identifier: Apache-2.0
"""Write sample pages as PDF: one image a page, or born digital with embedded fonts."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import pikepdf
from fontTools import subset
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image, TiffImagePlugin

from .scan import Look, Picture
from .typeset import PAGE_HEIGHT, PAGE_WIDTH, TypesetPage, font_path


def _save(pdf: pikepdf.Pdf, path: Path) -> None:
    pdf.save(path, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def _image_object(pdf: pikepdf.Pdf, picture: Picture, look: Look) -> Stream:
    image = Image.fromarray(picture)
    buffer = io.BytesIO()
    entries = {
        "/Type": Name.XObject,
        "/Subtype": Name.Image,
        "/Width": image.width,
        "/Height": image.height,
    }
    if look.mode == "bilevel":
        bits = image.convert("L").point(lambda level: 255 if level > 150 else 0).convert("1")
        one_strip = TiffImagePlugin.ImageFileDirectory_v2()
        one_strip[TiffImagePlugin.ROWSPERSTRIP] = image.height
        bits.save(buffer, "TIFF", compression="group4", tiffinfo=one_strip)
        buffer.seek(0)
        with Image.open(buffer) as tiff:
            (offset,) = tiff.tag_v2[TiffImagePlugin.STRIPOFFSETS]
            (count,) = tiff.tag_v2[TiffImagePlugin.STRIPBYTECOUNTS]
            black_is_one = tiff.tag_v2[TiffImagePlugin.PHOTOMETRIC_INTERPRETATION] != 0
        data = buffer.getvalue()[offset : offset + count]
        return Stream(
            pdf,
            data,
            entries
            | {
                "/ColorSpace": Name.DeviceGray,
                "/BitsPerComponent": 1,
                "/Filter": Name.CCITTFaxDecode,
                "/DecodeParms": Dictionary(
                    K=-1, Columns=image.width, Rows=image.height, BlackIs1=black_is_one
                ),
            },
        )
    gray = look.mode == "gray"
    image = image.convert("L") if gray else image
    image.save(buffer, "JPEG", quality=look.jpeg_quality, optimize=True, dpi=(look.dpi, look.dpi))
    return Stream(
        pdf,
        buffer.getvalue(),
        entries
        | {
            "/ColorSpace": Name.DeviceGray if gray else Name.DeviceRGB,
            "/BitsPerComponent": 8,
            "/Filter": Name.DCTDecode,
        },
    )


def write_scan(pictures: Sequence[Picture], look: Look, path: Path) -> None:
    """A PDF of images only, each filling its A4 page."""
    pdf = pikepdf.new()
    for picture in pictures:
        page = pdf.add_blank_page(page_size=(PAGE_WIDTH, PAGE_HEIGHT))
        page.Resources = Dictionary(XObject=Dictionary(Im0=_image_object(pdf, picture, look)))
        page.Contents = Stream(pdf, f"q {PAGE_WIDTH} 0 0 {PAGE_HEIGHT} 0 0 cm /Im0 Do Q".encode())
    _save(pdf, path)


def _embedded_font(pdf: pikepdf.Pdf, style: str, text: str) -> tuple[Dictionary, TTFont]:
    """A Type 0 font of the glyphs in ``text`` only, with a ToUnicode map."""
    options = subset.Options(notdef_outline=True, hinting=False, layout_features=[])
    options.name_IDs = []
    font = TTFont(font_path(style), recalcTimestamp=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=text)
    subsetter.subset(font)
    buffer = io.BytesIO()
    font.save(buffer, reorderTables=None)
    units = font["head"].unitsPerEm
    order = font.getGlyphOrder()
    widths = [round(font["hmtx"][name][0] * 1000 / units) for name in order]
    head, hhea = font["head"], font["hhea"]
    base = Name("/" + "SOHOAA" + "+" + font_path(style).stem)
    descriptor = pdf.make_indirect(
        Dictionary(
            Type=Name.FontDescriptor,
            FontName=base,
            Flags=4,
            FontBBox=Array([head.xMin, head.yMin, head.xMax, head.yMax]),
            ItalicAngle=-16 if "italic" in style else 0,
            Ascent=hhea.ascent,
            Descent=hhea.descent,
            CapHeight=1341,
            StemV=80,
            FontFile2=Stream(pdf, buffer.getvalue(), {"/Length1": len(buffer.getvalue())}),
        )
    )
    glyph_of = font.getBestCmap()
    pairs = sorted((font.getGlyphID(name), code) for code, name in glyph_of.items())
    rows = "\n".join(f"<{glyph:04X}> <{code:04X}>" for glyph, code in pairs)
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{len(pairs)} beginbfchar\n{rows}\nendbfchar\n"
        "endcmap CMapName currentdict /CMap defineresource pop end end\n"
    )
    descendant = pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=base,
            CIDSystemInfo=Dictionary(Registry="Adobe", Ordering="Identity", Supplement=0),
            FontDescriptor=descriptor,
            W=Array([0, Array(widths)]),
            CIDToGIDMap=Name.Identity,
        )
    )
    return (
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=base,
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([descendant]),
            ToUnicode=Stream(pdf, cmap.encode()),
        ),
        font,
    )


def write_born_digital(pages: Sequence[TypesetPage], path: Path) -> None:
    """A PDF as a word processor writes it: text with embedded fonts, no image."""
    pdf = pikepdf.new()
    texts: dict[str, set[str]] = {}
    for page in pages:
        for run in page.runs:
            texts.setdefault(run.style, set()).update(run.text)
    fonts, faces = Dictionary(), {}
    for style in sorted(texts):
        name = "F" + "".join(part[0].upper() for part in style.split("-"))
        font, face = _embedded_font(pdf, style, "".join(sorted(texts[style])))
        fonts[Name("/" + name)] = pdf.make_indirect(font)
        faces[style] = (name, face)
    for page in pages:
        operators = []
        for rule in page.rules:
            operators.append(
                f"{rule.thickness} w {rule.left:.2f} {PAGE_HEIGHT - rule.top:.2f} m "
                f"{rule.right:.2f} {PAGE_HEIGHT - rule.bottom:.2f} l S"
            )
        for run in page.runs:
            name, face = faces[run.style]
            glyph_of = face.getBestCmap()
            codes = "".join(f"{face.getGlyphID(glyph_of[ord(ch)]):04X}" for ch in run.text)
            operators.append(
                f"BT /{name} {run.size} Tf 1 0 0 1 {run.left:.2f} "
                f"{PAGE_HEIGHT - run.baseline:.2f} Tm <{codes}> Tj ET"
            )
        sheet = pdf.add_blank_page(page_size=(PAGE_WIDTH, PAGE_HEIGHT))
        sheet.Resources = Dictionary(Font=fonts)
        sheet.Contents = Stream(pdf, "\n".join(operators).encode())
    _save(pdf, path)
