# SPDX-License-Identifier: Apache-2.0
"""Which files call themselves PDF/A-2b, and what they say then."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, String

from pipeline.export.archival_pdf import _srgb, declare, obstacle
from pipeline.source.pdf_content import MAX_CONTENT_BYTES

NAMES = {
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}


def scan() -> Pdf:
    """A page that shows one gray image."""
    pdf = Pdf.new()
    pdf.add_blank_page(page_size=(300, 400))
    page = pdf.pages[0]
    image = pdf.make_stream(b"\0" * 6, Type=Name.XObject, Subtype=Name.Image, BitsPerComponent=8)
    image["/Width"], image["/Height"], image["/ColorSpace"] = 3, 2, Name.DeviceGray
    page.obj["/Resources"] = Dictionary(XObject=Dictionary(Im=image))
    page.obj["/Contents"] = pdf.make_stream(b"q 300 0 0 400 0 0 cm /Im Do Q")
    return pdf


def image_of(pdf: Pdf) -> Any:
    return pdf.pages[0].obj.Resources.XObject.Im


def draw(pdf: Pdf, operators: bytes) -> None:
    pdf.pages[0].contents_add(operators)


def link(pdf: Pdf, action: Dictionary) -> Any:
    note = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=action)
    pdf.pages[0].obj["/Annots"] = Array([pdf.make_indirect(note)])
    return pdf.pages[0].obj.Annots[0]


def reopened(pdf: Pdf) -> Pdf:
    stream = io.BytesIO()
    pdf.save(stream, deterministic_id=True)
    return pikepdf.open(io.BytesIO(stream.getvalue()))


def test_a_scan_may_be_archived():
    assert obstacle(scan()) is None


def test_what_scanners_write_is_no_obstacle():
    pdf = scan()
    image = image_of(pdf)
    image["/ColorSpace"] = Array([Name.ICCBased, pdf.make_stream(_srgb(), N=3)])
    image["/SMask"] = pdf.make_stream(b"\0" * 6, Subtype=Name.Image, ColorSpace=Name.DeviceGray)
    image["/Interpolate"] = True
    image["/Metadata"] = pdf.make_stream(b"<not xmp>")
    draw(pdf, b" 0.5 g 1 0 0 RG 0 0 9 9 re S BT 3 Tr ET")
    note = link(pdf, Dictionary(S=Name.URI, URI=String("https://example.vn")))
    assert obstacle(pdf) is None
    assert int(note.F) == 4
    assert {"/Interpolate", "/Metadata"}.isdisjoint(image.keys())


def _inks(pdf: Pdf) -> None:
    image_of(pdf)["/ColorSpace"] = Name.DeviceCMYK


def _spot_colour(pdf: Pdf) -> None:
    image_of(pdf)["/ColorSpace"] = Array(
        [Name.Separation, Name("/Red"), Name.DeviceRGB, Dictionary(FunctionType=2)]
    )


def _profile_of_inks(pdf: Pdf) -> None:
    profile = bytearray(_srgb())
    profile[16:20] = b"CMYK"
    space = Array([Name.ICCBased, pdf.make_stream(bytes(profile), N=4)])
    image_of(pdf)["/ColorSpace"] = space


def _broken_profile(pdf: Pdf) -> None:
    image_of(pdf)["/ColorSpace"] = Array([Name.ICCBased, pdf.make_stream(b"no profile", N=3)])


def _jpeg2000(pdf: Pdf) -> None:
    image_of(pdf).write(b"\0", filter=Name.JPXDecode)


def _encrypted_stream(pdf: Pdf) -> None:
    image_of(pdf).write(b"\0", filter=Name.Crypt)


def _data_elsewhere(pdf: Pdf) -> None:
    image_of(pdf)["/F"] = String("C:/scan.jpg")


def _font(pdf: Pdf) -> None:
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    pdf.pages[0].obj.Resources["/Font"] = Dictionary(F1=font)


def _font_in_a_form(pdf: Pdf) -> None:
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    form = pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]))
    form["/Resources"] = Dictionary(Font=Dictionary(F1=font))
    pdf.pages[0].obj.Resources.XObject["/Fm"] = form


def _inks_in_a_form(pdf: Pdf) -> None:
    form = pdf.make_stream(b"0 0 0 1 k", Type=Name.XObject, Subtype=Name.Form)
    pdf.pages[0].obj.Resources.XObject["/Fm"] = form


def _transfer_curve(pdf: Pdf) -> None:
    state = Dictionary(Type=Name.ExtGState, TR2=Name.Identity)
    pdf.pages[0].obj.Resources["/ExtGState"] = Dictionary(G=state)


def _script(pdf: Pdf) -> None:
    link(pdf, Dictionary(S=Name.JavaScript, JS=String("app.alert(1)")))


def _program(pdf: Pdf) -> None:
    link(pdf, Dictionary(S=Name.Launch, F=String("x.exe")))


def _further_action(pdf: Pdf) -> None:
    further = Dictionary(S=Name.Launch, F=String("x.exe"))
    link(pdf, Dictionary(S=Name.URI, URI=String("https://example.vn"), Next=further))


def _note(pdf: Pdf) -> None:
    note = Dictionary(Type=Name.Annot, Subtype=Name.Stamp, Rect=Array([0, 0, 9, 9]))
    pdf.pages[0].obj["/Annots"] = Array([note])


def _layer(pdf: Pdf) -> None:
    pdf.Root["/OCProperties"] = Dictionary()


def _attachment(pdf: Pdf) -> None:
    pdf.Root["/Names"] = Dictionary(EmbeddedFiles=Dictionary(Names=Array([Dictionary(EF=1)])))


def _form(pdf: Pdf) -> None:
    pdf.Root["/AcroForm"] = Dictionary(Fields=Array())


def _huge_page(pdf: Pdf) -> None:
    pdf.pages[0].obj["/MediaBox"] = Array([0, 0, 20_000, 400])


@pytest.mark.parametrize(
    "spoilt",
    [
        _inks, _spot_colour, _profile_of_inks, _broken_profile, _jpeg2000, _encrypted_stream,
        _data_elsewhere, _font, _font_in_a_form, _inks_in_a_form, _transfer_curve, _script,
        _program, _further_action, _note, _layer, _attachment, _form, _huge_page,
    ],
)  # fmt: skip
def test_what_archives_do_not_take_is_an_obstacle(spoilt: Callable[[Pdf], None]):
    pdf = scan()
    spoilt(pdf)
    assert obstacle(pdf)


@pytest.mark.parametrize(
    "operators",
    [
        b" 0 0 0 1 k",
        b" /DeviceCMYK cs 0 0 0 1 sc",
        b" /Shade sh",
        b" BI /W 1 /H 1 /CS /CMYK /BPC 8 ID \0\0\0\0 EI",
    ],
)
def test_colours_that_need_a_profile_are_found_among_the_operators(operators: bytes):
    pdf = scan()
    draw(pdf, operators)
    assert obstacle(pdf)


@pytest.mark.parametrize("filters", [["FlateDecode"], ["FlateDecode", "FlateDecode"]])
def test_contents_that_unfold_without_end_are_not_unfolded(filters: list[str], monkeypatch):
    pdf = scan()
    bomb = b" " * (MAX_CONTENT_BYTES + 1)
    for _ in filters:
        bomb = zlib.compress(bomb)
    content = pdf.make_stream(b"")
    content.write(bomb, filter=Array([Name(f"/{name}") for name in filters]))
    pdf.pages[0].obj["/Contents"] = content
    monkeypatch.setattr(pikepdf, "parse_content_stream", None)  # nothing is parsed
    assert obstacle(pdf) == "a drawing"


def test_a_damaged_page_is_an_obstacle_not_a_fault():
    pdf = scan()
    pdf.pages[0].obj["/Annots"] = Array([17])
    assert obstacle(pdf)


def test_a_file_says_that_it_is_pdf_a_and_has_its_profile():
    pdf = scan()
    pdf.docinfo["/Title"] = String("Chỉ thị <30> & \x01kế hoạch")
    pdf.docinfo["/Author"] = String("Ban Bí thư")
    pdf.docinfo["/CreationDate"] = String("D:20250714032505+07'00'")
    pdf.docinfo["/ModDate"] = String("yesterday")
    declare(pdf)
    made = reopened(pdf)
    packet = made.Root.Metadata.read_bytes().decode()
    tree = ElementTree.fromstring(packet)
    said = {
        name: "".join(found.itertext())
        for prefix, space in NAMES.items()
        for found in tree.iter()
        if found.tag.startswith(f"{{{space}}}")
        and (name := f"{prefix}:{found.tag.rpartition('}')[2]}")
        and prefix != "rdf"
    }
    assert said == {
        "pdfaid:part": "2",
        "pdfaid:conformance": "B",
        "dc:title": "Chỉ thị <30> & kế hoạch",
        "dc:creator": "Ban Bí thư",
        "xmp:CreateDate": "2025-07-14T03:25:05+07:00",
    }
    assert "/ModDate" not in made.docinfo  # it is none, and both are to say the same
    (intent,) = made.Root.OutputIntents
    assert intent.S == Name.GTS_PDFA1
    profile = intent.DestOutputProfile
    assert profile.N == 3
    assert profile.read_bytes()[36:40] == b"acsp"
    assert "/Filter" not in made.Root.Metadata


def test_the_profile_does_not_depend_on_the_day_it_is_made():
    assert _srgb()[24:36] == bytes.fromhex("07d000010001000000000000")
