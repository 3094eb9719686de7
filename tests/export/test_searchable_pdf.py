# SPDX-License-Identifier: Apache-2.0
"""The original's pages with the words of the record under them."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pytest
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name
from PIL import ExifTags, Image

from pipeline.errors import BadArgumentsError, InputFileError
from pipeline.export import exporter, format_names, suffix_of
from pipeline.export.glyphless_font import glyphless_truetype
from pipeline.export.original import Original
from pipeline.model import Page
from pipeline.record import (
    BlockRecord,
    BoxList,
    LineRecord,
    PageRecord,
    Provenance,
    Section,
    WordRecord,
)
from pipeline.settings import Settings, SourceSettings
from pipeline.source import open_source
from tests.export.records import record
from tests.source.drawn_files import page_picture, text_pdf

PICTURE = page_picture(600, 800)
SIZE = (300.0, 400.0)  # pt
WORDS: dict[str, BoxList] = {"Thực": (60, 80, 140, 120), "hiện": (160, 80, 220, 120)}


def read(
    number: int = 1,
    words: dict[str, BoxList] = WORDS,
    size: tuple[int, int] = (600, 800),
    origin: str = "image",
) -> PageRecord:
    """A page of one line."""
    line = LineRecord(
        words=tuple(
            WordRecord(text=text, read=text, confidence=0.9, box=box) for text, box in words.items()
        )
    )
    return PageRecord(
        number=number,
        width=size[0],
        height=size[1],
        dpi=None,
        origin=origin,
        reason="",
        blocks=(BlockRecord(kind="body", lines=(line,)),) if words else (),
    )


def made(folder: Path, original: Path, *pages: PageRecord, **fields: Any) -> Path:
    password = fields.pop("password", None)
    settings = Settings(source=SourceSettings(password=password))
    render = exporter("pdf", Original(original, settings)).render
    path = folder / "made.pdf"
    path.write_bytes(render(record(pages=pages or (read(),), **fields)))
    return path


def text_of(path: Path) -> str:
    done = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True)
    return done.stdout.decode()


def layer_of(path: Path, number: int = 1) -> Page:
    with open_source(path, Settings(source=SourceSettings(text_layer="trust"))) as source:
        page = source.page(number).text_page
    assert page is not None
    return page


def drawn(path: Path) -> bytes:
    done = subprocess.run(["pdftoppm", "-r", "72", str(path)], capture_output=True, check=True)
    return done.stdout


def scan(path: Path, **options: Any) -> Path:
    """A scan under which somebody else's OCR lies."""
    garbled = [(20.0, 300.0, "Thirc hi~n")]
    return text_pdf(path, garbled, box=SIZE, picture=PICTURE, hidden=True, **options)


def test_the_words_lie_where_they_are_printed_and_nothing_else_does(tmp_path: Path) -> None:
    path = made(tmp_path, scan(tmp_path / "a.pdf"))
    assert text_of(path).split() == ["Thực", "hiện"]
    assert drawn(path) == drawn(tmp_path / "a.pdf")


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_boxes_are_those_of_the_page_as_shown(tmp_path: Path, turn: int) -> None:
    entries = {"/Rotate": turn, "/CropBox": pikepdf.Array([20, 30, 300, 400])}
    size = (740, 560) if turn % 180 else (560, 740)
    original = scan(tmp_path / "a.pdf", page_entries=entries)
    page = layer_of(made(tmp_path, original, read(size=size)))
    found = {word.text: word.box for word in page.words}
    assert set(found) == set(WORDS)
    for text, box in found.items():
        assert box is not None
        scale = page.width / size[0]
        there = [edge / scale for edge in (box.left, box.top, box.right, box.bottom)]
        assert there == pytest.approx(WORDS[text], abs=3)


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_words_of_a_page_scanned_sideways_run_as_they_are_printed(
    tmp_path: Path, turned: int
) -> None:
    boxes: dict[int, dict[str, BoxList]] = {
        90: {"Thực": (80, 60, 120, 140), "hiện": (80, 160, 120, 220)},
        180: {"Thực": (160, 80, 240, 120), "hiện": (80, 80, 140, 120)},
        270: {"Thực": (80, 160, 120, 240), "hiện": (80, 80, 120, 140)},
    }
    step = Provenance(
        step="cleanup.orientation", version="1", parameters={"turned": turned}, pages=(1,)
    )
    original = scan(tmp_path / "a.pdf")
    path = made(tmp_path, original, read(words=boxes[turned]), provenance=(step,))
    page = layer_of(path)
    assert [word.text for word in page.words] == ["Thực", "hiện"]
    for word in page.words:
        assert word.box is not None
        scale = page.width / 600
        there = [e / scale for e in (word.box.left, word.box.top, word.box.right, word.box.bottom)]
        assert there == pytest.approx(boxes[turned][word.text], abs=3)


def test_hidden_text_in_a_form_is_taken_out_too(tmp_path: Path) -> None:
    with pikepdf.open(scan(tmp_path / "s.pdf")) as pdf:
        page = pdf.pages[0]
        content = b"".join(stream.read_bytes() for stream in _streams(page))
        image, text = content.split(b"Q\n", 1)
        form = pdf.make_stream(text)
        form["/Type"], form["/Subtype"] = pikepdf.Name.XObject, pikepdf.Name.Form
        form["/BBox"], form["/Resources"] = pikepdf.Array([0, 0, *SIZE]), page.resources
        name = page.add_resource(form, pikepdf.Name.XObject)
        page.obj["/Contents"] = pdf.make_stream(image + b"Q\n" + f"{name} Do".encode())
        pdf.save(tmp_path / "a.pdf")
    assert "Thirc" in text_of(tmp_path / "a.pdf")
    assert text_of(made(tmp_path, tmp_path / "a.pdf")).split() == ["Thực", "hiện"]


def test_a_form_that_another_page_shows_stays_there(tmp_path: Path) -> None:
    """Hidden behind the image of the first page, visible on the second."""
    with pikepdf.open(scan(tmp_path / "s.pdf")) as pdf:
        page = pdf.pages[0]
        (image,) = (s.read_bytes().split(b"Q\n", 1)[0] for s in _streams(page))
        form = pdf.make_stream(b"BT /F1 12 Tf 20 300 Td (HEADER) Tj ET")
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        form["/Type"], form["/Subtype"] = Name.XObject, Name.Form
        form["/BBox"] = Array([0, 0, *SIZE])
        form["/Resources"] = Dictionary(Font=Dictionary(F1=font))
        name = page.add_resource(form, Name.XObject)
        page.obj["/Contents"] = pdf.make_stream(f"{name} Do\n".encode() + image + b"Q\n")
        pdf.add_blank_page(page_size=SIZE)
        other = pdf.pages[1].add_resource(form, Name.XObject)
        pdf.pages[1].obj["/Contents"] = pdf.make_stream(f"{other} Do".encode())
        pdf.save(tmp_path / "a.pdf")
    assert text_of(tmp_path / "a.pdf").split() == ["HEADER", "HEADER"]
    path = made(tmp_path, tmp_path / "a.pdf", read(), read(2, words={}, origin="text-layer"))
    assert text_of(path).split() == ["Thực", "hiện", "HEADER"]


@pytest.mark.parametrize(
    "content",
    [
        b"BT Tr /F1 12 Tf 20 300 Td (A) Tj 3 Tr (B) Tj ET",  # an operator without its operand
        b"BT /F1 12 Tf 20 300 Td 3 Tr (PAID) Tj 0 Tr (2025) Tj ET",  # hidden text moves visible
        b"q BT /F1 80 Tf 20 300 Td 7 Tr (X) Tj ET 1 0 0 rg 0 250 300 100 re f Q",  # text that clips
    ],
)
def test_what_hidden_text_gives_its_place_or_shape_looks_as_it_did(
    tmp_path: Path, content: bytes
) -> None:
    with pikepdf.open(scan(tmp_path / "s.pdf")) as pdf:
        page = pdf.pages[0]
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        page.obj["/Resources"]["/Font"]["/F1"] = font
        streams = b"".join(stream.read_bytes() for stream in _streams(page))
        page.obj["/Contents"] = pdf.make_stream(streams + b"\n" + content)
        pdf.save(tmp_path / "a.pdf")
    assert drawn(made(tmp_path, tmp_path / "a.pdf")) == drawn(tmp_path / "a.pdf")


def test_scripts_and_attachments_of_a_page_are_left_out(tmp_path: Path) -> None:
    with pikepdf.open(scan(tmp_path / "s.pdf")) as pdf:
        script = Dictionary(S=Name.JavaScript, JS="app.alert(1)")
        place = Array([0, 0, 9, 9])
        address = Dictionary(S=Name.URI, URI="https://example.org")
        notes = [
            Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=place),
            Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=place, A=script),
            Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=place, A=address),
        ]
        pdf.pages[0].obj["/Annots"], pdf.pages[0].obj["/AA"] = Array(notes), Dictionary(O=script)
        pdf.save(tmp_path / "a.pdf")
    with pikepdf.open(made(tmp_path, tmp_path / "a.pdf")) as pdf:
        page = pdf.pages[0].obj
        assert "/AA" not in page
        assert ["/A" in note for note in page["/Annots"]] == [False, True]


def test_text_behind_the_scan_is_taken_out_and_text_over_it_stays(tmp_path: Path) -> None:
    lines = [(20.0, 300.0, "Thirc hi~n")]
    seen = text_pdf(tmp_path / "over.pdf", lines, box=SIZE, picture=PICTURE)
    assert "Thirc" in text_of(made(tmp_path, seen))
    with pikepdf.open(seen) as pdf:
        image, text = pdf.pages[0].obj["/Contents"].read_bytes().split(b"Q\n", 1)
        pdf.pages[0].obj["/Contents"] = pdf.make_stream(text + b"\n" + image + b"Q\n")
        pdf.save(tmp_path / "behind.pdf")
    path = made(tmp_path, tmp_path / "behind.pdf")
    assert text_of(path).split() == ["Thực", "hiện"]
    assert drawn(path) == drawn(tmp_path / "behind.pdf")


def _streams(page: pikepdf.Page) -> list[Any]:
    contents = page.obj["/Contents"]
    return list(contents) if isinstance(contents, pikepdf.Array) else [contents]


def test_a_page_with_a_sound_text_layer_stays_as_it_is(tmp_path: Path) -> None:
    original = text_pdf(tmp_path / "a.pdf", [(20.0, 300.0, "Thông báo")], box=SIZE)
    path = made(tmp_path, original, read(origin="text-layer"))
    assert text_of(path).split() == ["Thông", "báo"]


def test_only_the_pages_that_were_read_are_there_and_failed_ones_stay(tmp_path: Path) -> None:
    with pikepdf.open(scan(tmp_path / "s.pdf")) as pdf:
        for _ in range(2):
            pdf.pages.append(pdf.pages[0])
        pdf.save(tmp_path / "a.pdf")
    failed = read(3, words={}, size=(0, 0), origin="failed")
    path = made(tmp_path, tmp_path / "a.pdf", read(1), failed)
    with pikepdf.open(path) as pdf:
        assert len(pdf.pages) == 2
    assert layer_of(path, 1).text == "Thực hiện"


def test_an_image_page_that_cannot_be_shown_is_blank(tmp_path: Path) -> None:
    page_picture(600, 800).save(tmp_path / "a.png")
    failed = read(2, words={}, size=(0, 0), origin="failed")
    with pikepdf.open(made(tmp_path, tmp_path / "a.png", read(), failed)) as pdf:
        assert len(pdf.pages) == 2
        assert "/XObject" not in pdf.pages[1].resources


def signed(path: Path) -> Path:
    """A scan in PDF/A with a visible and an invisible signature, a script and two bookmarks."""
    with pikepdf.open(scan(path.with_suffix(".scan.pdf"))) as pdf:
        pdf.pages.append(pdf.pages[0])
        seal = pdf.make_stream(b"1 0 0 rg 0 0 80 30 re f", Type=Name.XObject, Subtype=Name.Form)
        seal["/BBox"] = Array([0, 0, 80, 30])
        fields = [
            pdf.make_indirect(
                Dictionary(
                    Type=Name.Annot, Subtype=Name.Widget, FT=Name.Sig, F=132,
                    T=pikepdf.String(name), Rect=Array(box), V=Dictionary(Type=Name.Sig), **looks,
                )
            )
            for name, box, looks in (
                ("seen", [100, 100, 180, 130], {"AP": Dictionary(N=seal)}),
                ("unseen", [0, 0, 0, 0], {}),
            )
        ]  # fmt: skip
        pdf.pages[0].obj["/Annots"] = Array(fields)
        pdf.Root["/AcroForm"] = Dictionary(Fields=Array(fields), SigFlags=3)
        pdf.Root["/Names"] = Dictionary(JavaScript=Dictionary(Names=Array([])))
        pdf.Root["/OpenAction"] = Dictionary(S=Name.JavaScript, JS=pikepdf.String("app.beep()"))
        pdf.Root["/MarkInfo"] = Dictionary(Marked=True)
        with pdf.open_metadata() as metadata:
            metadata["pdfaid:part"] = "2"
        with pdf.open_outline() as outline:
            outline.root.extend(pikepdf.OutlineItem(f"trang {n + 1}", n) for n in range(2))
        pdf.save(path)
    return path


def test_a_signature_is_a_picture_of_itself_and_no_claim(
    tmp_path: Path, recwarn: pytest.WarningsRecorder
) -> None:
    original = signed(tmp_path / "a.pdf")
    path = made(tmp_path, original, read(1), read(2))
    assert drawn(path) == drawn(original)
    assert not recwarn.list
    with pikepdf.open(path) as pdf:
        (seal,) = pdf.pages[0].obj["/Annots"]
        assert seal["/Subtype"] == Name.Stamp
        assert not {"/FT", "/V", "/T"} & set(seal.keys())
        assert set(pdf.Root.keys()) == {"/Type", "/Pages", "/Outlines", "/Lang"}
        assert pdf.open_metadata().pdfa_status == ""
        assert str(pdf.docinfo["/Producer"]).startswith("sohoa ")
        assert pdf.check_pdf_syntax() == []


def test_bookmarks_stay_and_of_pages_left_out_nothing_does(tmp_path: Path) -> None:
    path = made(tmp_path, signed(tmp_path / "a.pdf"), read(1))
    with pikepdf.open(path) as pdf:
        assert len(pdf.pages) == 1
        assert [item.title for item in pdf.open_outline().root] == ["trang 1", "trang 2"]
        images = [o for o in pdf.objects if isinstance(o, pikepdf.Stream) and "/Width" in o]
        assert len(images) == 1


def two_articles(*pages: int) -> tuple[Section, ...]:
    return tuple(Section(kind="điều", number=str(page), page=page) for page in pages)


def test_parts_are_bookmarks_where_the_original_has_none(tmp_path: Path) -> None:
    original = tmp_path / "a.pdf"
    with pikepdf.new() as pdf, pikepdf.open(scan(tmp_path / "one.pdf")) as one:
        pdf.pages.extend([*one.pages] * 3)
        pdf.save(original)
    path = made(tmp_path, original, read(1), read(3), sections=two_articles(1, 3))
    with pikepdf.open(path) as pdf:
        marks = pdf.open_outline().root
        assert [mark.title for mark in marks] == ["Điều 1", "Điều 3"]
        assert [mark.destination[0].objgen for mark in marks] == [p.objgen for p in pdf.pages]
        assert pdf.Root["/PageMode"] == Name.UseOutlines
        assert pdf.check_pdf_syntax() == []


def test_bookmarks_of_the_original_are_not_replaced(tmp_path: Path) -> None:
    original = signed(tmp_path / "a.pdf")
    path = made(tmp_path, original, read(1), read(2), sections=two_articles(1, 2))
    with pikepdf.open(path) as pdf:
        assert [item.title for item in pdf.open_outline().root] == ["trang 1", "trang 2"]
        assert "/PageMode" not in pdf.Root


def test_words_that_touch_keep_the_space_between_them(tmp_path: Path) -> None:
    words: dict[str, BoxList] = {
        "KT.": (60, 80, 110, 120),
        "GIÁM": (110, 80, 210, 120),
        "ĐỐC": (205, 80, 280, 120),
    }
    path = made(tmp_path, scan(tmp_path / "a.pdf"), read(words=words))
    assert text_of(path).split() == list(words)


def test_a_phrase_across_the_end_of_a_line_is_found(tmp_path: Path) -> None:
    lines = [{"tuyên": (60, 80, 140, 120), "truyền": (160, 80, 240, 120)}]
    lines.append({"miệng": (60, 130, 140, 170)})
    blocks = tuple(block for words in lines for block in read(words=words).blocks)
    page = read().model_copy(update={"blocks": blocks})
    path = made(tmp_path, scan(tmp_path / "a.pdf"), page)
    assert " ".join(text_of(path).split()) == "tuyên truyền miệng"
    with pikepdf.open(path) as pdf:  # viewers that go by the order of the content find it too
        shown = [
            bytes(one.operands[0]).decode("utf-16-be")
            for one in pikepdf.parse_content_stream(pdf.pages[0], "Tj")
        ]
    assert "".join(shown) == "tuyên truyền miệng "


def test_pages_of_an_image_file_become_pages_of_their_size(tmp_path: Path) -> None:
    gray = page_picture(600, 800, colour=False)
    first, second = gray.point(lambda level: 255 * (level > 128)).convert("1"), PICTURE
    first.save(
        tmp_path / "a.tif", save_all=True, append_images=[second], resolution=144, dpi=(144, 144)
    )
    path = made(tmp_path, tmp_path / "a.tif", read(1), read(2))
    with pikepdf.open(path) as pdf:
        sizes = [[float(edge) for edge in page.mediabox] for page in pdf.pages]
    assert sizes == [[0, 0, 300, 400]] * 2
    assert layer_of(path, 2).text == "Thực hiện"
    with open_source(path, Settings(source=SourceSettings(text_layer="ignore"))) as source:
        image = source.page(1).image
    assert image is not None
    assert (image == np.asarray(first.convert("L"))).all()


def stored_image(path: Path) -> tuple[str, bytes]:
    """Filter and data of the one image of a PDF."""
    with pikepdf.open(path) as pdf:
        image = pdf.pages[0].resources["/XObject"]["/Page"]
        return str(image["/Filter"]), image.read_raw_bytes()


def test_a_jpeg_is_kept_as_it_is_stored(tmp_path: Path) -> None:
    picture = page_picture(600, 800)
    picture.save(tmp_path / "a.jpg", quality=60, dpi=(144, 144))
    _, data = stored_image(made(tmp_path, tmp_path / "a.jpg"))
    assert data == (tmp_path / "a.jpg").read_bytes()
    turned = Image.Exif()
    turned[ExifTags.Base.Orientation] = 3
    picture.save(tmp_path / "b.jpg", exif=turned)
    _, data = stored_image(made(tmp_path, tmp_path / "b.jpg"))
    assert data != (tmp_path / "b.jpg").read_bytes()


@pytest.mark.parametrize("width", [600, 2477])
def test_black_and_white_takes_no_more_room_than_a_fax(tmp_path: Path, width: int) -> None:
    picture = page_picture(width, 3509, colour=False).point(lambda level: 255 * (level > 128))
    picture.convert("1").save(tmp_path / "a.tif", compression="group4", dpi=(300, 300))
    path = made(tmp_path, tmp_path / "a.tif", read(size=(width, 3509)))
    assert stored_image(path)[0] == "/CCITTFaxDecode"
    with open_source(path, Settings(source=SourceSettings(text_layer="ignore"))) as source:
        assert (source.page(1).image == np.asarray(picture)).all()


def test_an_image_of_unknown_resolution_is_as_high_as_a4(tmp_path: Path) -> None:
    Image.new("RGB", (300, 600), "white").save(tmp_path / "a.png")
    with pikepdf.open(made(tmp_path, tmp_path / "a.png", read(size=(300, 600)))) as pdf:
        assert float(pdf.pages[0].mediabox[3]) == pytest.approx(842, abs=1)


def test_an_encrypted_original_is_opened_with_its_password(tmp_path: Path) -> None:
    with pikepdf.open(scan(tmp_path / "s.pdf")) as pdf:
        pdf.save(tmp_path / "a.pdf", encryption=pikepdf.Encryption(owner="o", user="u"))
    assert text_of(made(tmp_path, tmp_path / "a.pdf", password="u")).split() == ["Thực", "hiện"]


def test_the_same_record_gives_the_same_bytes(tmp_path: Path) -> None:
    original = scan(tmp_path / "a.pdf")
    first = made(tmp_path, original, doc_type="chỉ thị").read_bytes()
    assert made(tmp_path, original, doc_type="chỉ thị").read_bytes() == first


def test_plain_text_has_no_pages_to_show(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Thông báo", "utf-8")
    with pytest.raises(InputFileError, match="plain text"):
        made(tmp_path, tmp_path / "a.txt")


def test_without_the_original_the_format_is_refused() -> None:
    assert "pdf" not in format_names()
    assert suffix_of("pdf") == ".pdf"
    with pytest.raises(BadArgumentsError, match="needs the original"):
        exporter("pdf")


def test_the_font_is_a_font() -> None:
    font = TTFont(io.BytesIO(glyphless_truetype()), checkChecksums=2)
    assert font["maxp"].numGlyphs == 2
    assert all(not font["glyf"][name].numberOfContours for name in font.getGlyphOrder())


def test_the_copy_of_a_scan_is_pdf_a_that_of_set_text_is_not(tmp_path: Path) -> None:
    with pikepdf.open(made(tmp_path, scan(tmp_path / "s.pdf"))) as pdf:
        assert b"<pdfaid:part>2</pdfaid:part>" in pdf.Root.Metadata.read_bytes()
        assert "/OutputIntents" in pdf.Root
    text_pdf(tmp_path / "t.pdf", [(20.0, 300.0, "Thông báo")], box=SIZE)
    with pikepdf.open(made(tmp_path, tmp_path / "t.pdf", read(origin="text-layer"))) as pdf:
        assert "/Metadata" not in pdf.Root


def test_fonts_of_text_that_was_taken_out_are_not_kept(tmp_path: Path) -> None:
    with pikepdf.open(scan(tmp_path / "s.pdf")) as pdf:
        page = pdf.pages[0]
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        name = page.add_resource(font, Name.Font)
        page.contents_add(f"BT {name} 12 Tf 3 Tr 20 300 Td (hidden) Tj ET".encode())
        pdf.save(tmp_path / "a.pdf")
    with pikepdf.open(made(tmp_path, tmp_path / "a.pdf")) as pdf:
        fonts = pdf.pages[0].obj.Resources.Font
        assert [str(font.BaseFont) for font in fonts.values()] == ["/Glyphless"]
        assert "/OutputIntents" in pdf.Root
