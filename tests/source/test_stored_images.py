# SPDX-License-Identifier: Apache-2.0
"""A scanned page comes out of its PDF pixel by pixel as it was stored."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from pipeline.errors import LimitExceededError
from pipeline.settings import Limits, Settings
from pipeline.source import SourcePage, open_source
from tests.source.drawn_files import (
    A4,
    add_page,
    encoded,
    group4,
    group4_entries,
    image_pdf,
    jbig2,
    page_picture,
    sampled,
)

PICTURE = page_picture()
WIDTH, HEIGHT = PICTURE.size
RGB = np.asarray(PICTURE)
GRAY = np.asarray(PICTURE.convert("L"))
BITS = PICTURE.convert("1", dither=0)
TAKEN_OUT = "taken out as stored"


def opened_page(path: Path, settings: Settings | None = None) -> SourcePage:
    with open_source(path, settings or Settings()) as source:
        assert source.page_count == 1
        return source.page(1)


def rgb(page: SourcePage) -> np.ndarray:
    assert page.image is not None
    assert page.image.dtype == np.uint8
    image = page.image if page.image.ndim == 3 else np.repeat(page.image[..., None], 3, axis=2)
    return image[..., ::-1].astype(int)


def assert_looks_like(page: SourcePage, expected: np.ndarray, mean: float = 0.0) -> None:
    shown = rgb(page)
    if expected.ndim == 2:
        expected = np.repeat(expected[..., None], 3, axis=2)
    assert shown.shape == expected.shape
    assert np.abs(shown - expected.astype(int)).mean() <= mean


def codec_entries(space: Any, codec: Any) -> dict[str, Any]:
    return {
        "/Width": WIDTH,
        "/Height": HEIGHT,
        "/BitsPerComponent": 8,
        "/ColorSpace": space,
        "/Filter": codec,
    }


@pytest.mark.parametrize("inverted", [False, True])
@pytest.mark.parametrize("bits", [1, 2, 4, 8, 16])
def test_samples_of_every_depth_are_exact(tmp_path: Path, bits: int, inverted: bool) -> None:
    for picture, space in ((GRAY, Name.DeviceGray), (RGB, Name.DeviceRGB)):
        most = 2**bits - 1
        samples = (picture.astype(np.int64) * most + 127) // 255
        data, entries = sampled(most - samples if inverted else samples, bits, space)
        if inverted:
            entries["/Decode"] = Array([1, 0] * (1 if picture.ndim == 2 else 3))
        page = opened_page(image_pdf(tmp_path / "a.pdf", data, entries))
        assert TAKEN_OUT in page.reason
        assert page.dpi == pytest.approx(150, abs=0.1)
        assert_looks_like(page, np.rint(samples * 255 / most), mean=0.01)


def test_an_indexed_image_shows_its_palette(tmp_path: Path) -> None:
    indexed = PICTURE.quantize(16)
    palette = pikepdf.String(bytes(indexed.getpalette()[:48]))
    space = Array([Name.Indexed, Name.DeviceRGB, 15, palette])
    data, entries = sampled(np.asarray(indexed).astype(int), 4, space)
    page = opened_page(image_pdf(tmp_path / "a.pdf", data, entries))
    assert_looks_like(page, np.asarray(indexed.convert("RGB")))


def test_a_one_bit_palette_may_be_white_first(tmp_path: Path) -> None:
    palette = pikepdf.String(b"\xff\xff\xff\0\0\0")
    space = Array([Name.Indexed, Name.DeviceRGB, 1, palette])
    data, entries = sampled(1 - np.asarray(BITS).astype(int), 1, space)
    page = opened_page(image_pdf(tmp_path / "a.pdf", data, entries))
    assert_looks_like(page, np.asarray(BITS.convert("L")))


def test_a_jpeg_keeps_its_pixels(tmp_path: Path) -> None:
    data = encoded(PICTURE, "JPEG", quality=95)
    entries = codec_entries(Name.DeviceRGB, Name.DCTDecode)
    assert_looks_like(opened_page(image_pdf(tmp_path / "a.pdf", data, entries)), RGB, mean=3)


def test_an_inverted_gray_jpeg_is_turned_over(tmp_path: Path) -> None:
    data = encoded(PICTURE.convert("L"), "JPEG", quality=95)
    entries = codec_entries(Name.DeviceGray, Name.DCTDecode) | {"/Decode": Array([1, 0])}
    assert_looks_like(opened_page(image_pdf(tmp_path / "a.pdf", data, entries)), 255 - GRAY, mean=3)


def test_cmyk_of_an_adobe_jpeg_follows_decode(tmp_path: Path) -> None:
    data = encoded(PICTURE.convert("CMYK"), "JPEG", quality=95)
    entries = codec_entries(Name.DeviceCMYK, Name.DCTDecode) | {"/Decode": Array([1, 0] * 4)}
    assert_looks_like(opened_page(image_pdf(tmp_path / "a.pdf", data, entries)), RGB, mean=4)


def test_cmyk_samples_become_colours(tmp_path: Path) -> None:
    inks = np.asarray(PICTURE.convert("CMYK")).astype(int)
    data, entries = sampled(inks, 8, Name.DeviceCMYK)
    assert_looks_like(opened_page(image_pdf(tmp_path / "a.pdf", data, entries)), RGB, mean=1)


def test_a_jpeg_2000_is_decoded(tmp_path: Path) -> None:
    data = encoded(PICTURE, "JPEG2000")
    entries = codec_entries(Name.DeviceRGB, Name.JPXDecode)
    page = opened_page(image_pdf(tmp_path / "a.pdf", data, entries))
    assert TAKEN_OUT in page.reason
    assert_looks_like(page, RGB, mean=0.5)


@pytest.mark.parametrize("black_is_one", [False, True])
@pytest.mark.parametrize("decode", [None, [0, 1], [1, 0]])
def test_a_fax_page_has_black_print_on_white(
    tmp_path: Path, black_is_one: bool, decode: list[int] | None
) -> None:
    entries = group4_entries(BITS)
    entries["/DecodeParms"]["/BlackIs1"] = black_is_one
    if decode is not None:
        entries["/Decode"] = Array(decode)
    turned = black_is_one != (decode == [1, 0])
    page = opened_page(image_pdf(tmp_path / "a.pdf", group4(BITS), entries))
    assert TAKEN_OUT in page.reason
    expected = np.asarray(BITS.convert("L"))
    assert_looks_like(page, 255 - expected if turned else expected)


def test_damaged_fax_data_are_left_to_the_renderer_in_silence(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    data = bytearray(group4(BITS))
    data[500:900] = random.Random(1).randbytes(400)
    page = opened_page(image_pdf(tmp_path / "a.pdf", bytes(data), group4_entries(BITS)))
    assert "damaged" in page.reason
    assert page.image is not None
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("inverted", [False, True])
def test_a_jbig2_page_is_decoded_by_poppler(tmp_path: Path, inverted: bool) -> None:
    entries = {key: value for key, value in group4_entries(BITS).items() if key != "/DecodeParms"}
    entries["/Filter"] = Name.JBIG2Decode
    expected = np.asarray(BITS.convert("L"))
    if inverted:
        entries["/Decode"] = Array([1, 0])
    page = opened_page(image_pdf(tmp_path / "a.pdf", jbig2(BITS), entries))
    assert TAKEN_OUT in page.reason
    # Poppler's reading of MMR regions draws some strokes too long: the page must be right
    assert_looks_like(page, 255 - expected if inverted else expected, mean=5)


@pytest.mark.parametrize("decode", [None, [0, 1], [1, 0]])
@pytest.mark.parametrize("coding", ["fax", "flate"])
def test_a_stencil_in_black_is_print_on_white(
    tmp_path: Path, coding: str, decode: list[int] | None
) -> None:
    if coding == "fax":
        data, entries = group4(BITS), group4_entries(BITS)
    else:
        data, entries = sampled(np.asarray(BITS).astype(int), 1, Name.DeviceGray)
    del entries["/ColorSpace"]
    entries["/ImageMask"] = True
    if decode is not None:
        entries["/Decode"] = Array(decode)
    expected = np.asarray(BITS.convert("L"))
    page = opened_page(image_pdf(tmp_path / "a.pdf", data, entries))
    assert TAKEN_OUT in page.reason
    assert_looks_like(page, 255 - expected if decode == [1, 0] else expected)


def test_a_stencil_in_colour_is_drawn(tmp_path: Path) -> None:
    entries = group4_entries(BITS) | {"/ImageMask": True}
    del entries["/ColorSpace"]
    content = b"q 1 0 0 rg %g 0 0 %g 0 0 cm /Im0 Do Q" % A4
    page = opened_page(image_pdf(tmp_path / "a.pdf", group4(BITS), entries, content=content))
    assert "stencil" in page.reason
    assert (rgb(page)[..., 0] > 200).all()
    assert rgb(page)[..., 1].min() < 40


def test_a_soft_mask_shows_white_paper(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    opacity = np.zeros((HEIGHT, WIDTH), int)
    opacity[: HEIGHT // 2] = 255
    streams = []
    for samples, space in ((RGB.astype(int), Name.DeviceRGB), (opacity, Name.DeviceGray)):
        data, entries = sampled(samples, 8, space)
        stream = pdf.make_stream(data)
        stream["/Type"], stream["/Subtype"] = Name.XObject, Name.Image
        for key, value in entries.items():
            stream[key] = value
        streams.append(stream)
    streams[0]["/SMask"] = streams[1]
    add_page(
        pdf,
        b"q %g 0 0 %g 0 0 cm /Im0 Do Q" % A4,
        {"/XObject": Dictionary({"/Im0": streams[0]})},
    )
    pdf.save(tmp_path / "a.pdf")
    expected = RGB.copy()
    expected[HEIGHT // 2 :] = 255
    assert_looks_like(opened_page(tmp_path / "a.pdf"), expected)


def test_an_unknown_colour_space_is_left_to_the_renderer(tmp_path: Path) -> None:
    tint = Dictionary(
        FunctionType=2, Domain=Array([0, 1]), C0=Array([1]), C1=Array([0]), N=1
    )  # fmt: skip
    space = Array([Name.Separation, Name.Black, Name.DeviceGray, tint])
    data, entries = sampled(255 - GRAY.astype(int), 8, space)
    page = opened_page(image_pdf(tmp_path / "a.pdf", data, entries))
    assert "drawn" in page.reason
    assert_looks_like(page, GRAY, mean=8)


ORIENTATIONS = {
    "upright": (b"%(w)s 0 0 %(h)s 0 0", lambda a: a),
    "mirrored": (b"-%(w)s 0 0 %(h)s %(w)s 0", lambda a: a[:, ::-1]),
    "upside down and mirrored": (b"%(w)s 0 0 -%(h)s 0 %(h)s", lambda a: a[::-1]),
    "quarter turn": (b"0 -%(h)s %(w)s 0 0 %(h)s", lambda a: np.rot90(a, -1)),
    "three quarter turn": (b"0 %(h)s -%(w)s 0 %(w)s 0", lambda a: np.rot90(a, 1)),
}


@pytest.mark.parametrize("rotate", [0, 90, 180, 270, -90, 450])
@pytest.mark.parametrize("placing", ORIENTATIONS)
def test_a_turned_image_is_shown_as_a_reader_shows_it(
    tmp_path: Path, placing: str, rotate: int
) -> None:
    matrix, turned = ORIENTATIONS[placing]
    sideways = "quarter" in placing
    # the page has the shape of the image as placed, so that its pixels stay square
    box = (A4[1], A4[0]) if sideways else A4
    content = b"q " + matrix % {b"w": b"%g" % box[0], b"h": b"%g" % box[1]} + b" cm /Im0 Do Q"
    data, entries = sampled(RGB.astype(int), 8, Name.DeviceRGB)
    path = image_pdf(
        tmp_path / "a.pdf", data, entries, box=box, content=content,
        page_entries={"/Rotate": rotate},
    )  # fmt: skip
    page = opened_page(path)
    assert TAKEN_OUT in page.reason
    assert_looks_like(page, np.rot90(turned(RGB), -rotate // 90))


def test_what_the_crop_box_hides_is_cut(tmp_path: Path) -> None:
    data, entries = sampled(RGB.astype(int), 8, Name.DeviceRGB)
    path = image_pdf(
        tmp_path / "a.pdf", data, entries, page_entries={"/CropBox": Array([48, 24, 144, 240])}
    )
    page = opened_page(path)
    top = HEIGHT - 500  # 240 pt at 150 dpi
    assert_looks_like(page, RGB[top : top + 450, 100:300])


def test_a_smaller_image_keeps_its_place_on_white_paper(tmp_path: Path) -> None:
    data, entries = sampled(RGB.astype(int), 8, Name.DeviceRGB)
    content = b"q %g 0 0 %g 24 48 cm /Im0 Do Q" % A4
    path = image_pdf(tmp_path / "a.pdf", data, entries, box=(240, 360), content=content)
    page = opened_page(path)
    expected = np.full((750, 500, 3), 255)
    top = 750 - 100 - HEIGHT
    expected[top : top + HEIGHT, 50 : 50 + WIDTH] = RGB
    assert_looks_like(page, expected)


def test_a_user_unit_makes_the_page_larger(tmp_path: Path) -> None:
    data, entries = sampled(RGB.astype(int), 8, Name.DeviceRGB)
    path = image_pdf(tmp_path / "a.pdf", data, entries, page_entries={"/UserUnit": 1.5})
    page = opened_page(path)
    assert page.dpi == pytest.approx(100, abs=0.1)
    assert_looks_like(page, RGB)


def test_the_page_tree_hands_down_box_and_rotation(tmp_path: Path) -> None:
    data, entries = sampled(RGB.astype(int), 8, Name.DeviceRGB)
    path = image_pdf(tmp_path / "a.pdf", data, entries)
    with pikepdf.open(path) as pdf:
        tree, page = pdf.Root.Pages, pdf.pages[0]
        tree["/MediaBox"], tree["/Rotate"] = page.obj["/MediaBox"], 180
        del page.obj["/MediaBox"]
        pdf.save(tmp_path / "b.pdf")
    assert_looks_like(opened_page(tmp_path / "b.pdf"), np.rot90(RGB, 2))


@pytest.mark.parametrize("box", [(6.0, 8.48), (59472.0, 84096.0)])
def test_a_senseless_resolution_is_not_used(tmp_path: Path, box: tuple[float, float]) -> None:
    data, entries = sampled(RGB.astype(int), 8, Name.DeviceRGB)
    page = opened_page(image_pdf(tmp_path / "a.pdf", data, entries, box=box))
    assert page.dpi is None
    assert any("makes no sense" in warning for warning in page.warnings)
    assert page.image is not None
    assert abs(page.image.shape[0] - HEIGHT) <= 6
    assert page.image.shape[1] == WIDTH


def test_the_narrow_lines_of_a_fax_are_stretched(tmp_path: Path) -> None:
    flat = page_picture(408, 288)
    data, entries = sampled(np.asarray(flat).astype(int), 8, Name.DeviceRGB)
    # 204 x 98 dpi
    path = image_pdf(tmp_path / "a.pdf", data, entries, box=(144, 211.59))
    page = opened_page(path)
    assert page.image is not None
    assert page.dpi == pytest.approx(204, abs=0.5)
    assert page.image.shape[:2] == (600, 408)


def test_print_over_the_image_is_not_lost(tmp_path: Path) -> None:
    data, entries = sampled(RGB.astype(int), 8, Name.DeviceRGB)
    content = b"q %g 0 0 %g 0 0 cm /Im0 Do Q 60 5 80 12 re f" % A4
    page = opened_page(image_pdf(tmp_path / "a.pdf", data, entries, content=content))
    assert "drawn" in page.reason
    shown = rgb(page)
    height, width = shown.shape[:2]
    patch = shown[int(height * (1 - 15 / A4[1])) : int(height * (1 - 8 / A4[1]))]
    assert patch[:, int(width * 70 / A4[0]) : int(width * 130 / A4[0])].max() < 60


def test_strips_are_drawn_at_their_own_resolution(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    images, content = {}, b""
    for index in range(4):
        part = RGB[index * 146 : (index + 1) * 146].astype(int)
        data, entries = sampled(part, 8, Name.DeviceRGB)
        stream = pdf.make_stream(data)
        stream["/Type"], stream["/Subtype"] = Name.XObject, Name.Image
        for key, value in entries.items():
            stream[key] = value
        images[f"/Im{index}"] = stream
        content += b"q %g 0 0 70.08 0 %g cm /Im%d Do Q\n" % (
            A4[0],
            280.32 - 70.08 * (index + 1),
            index,
        )
    add_page(pdf, content, {"/XObject": Dictionary(images)})
    pdf.save(tmp_path / "a.pdf")
    page = opened_page(tmp_path / "a.pdf")
    assert "drawn" in page.reason
    assert page.dpi == pytest.approx(150, abs=0.2)
    assert_looks_like(page, RGB, mean=10)


def test_an_image_in_a_form_is_found(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    data, entries = sampled(RGB.astype(int), 8, Name.DeviceRGB)
    image = pdf.make_stream(data)
    image["/Type"], image["/Subtype"] = Name.XObject, Name.Image
    for key, value in entries.items():
        image[key] = value
    form = pdf.make_stream(b"q 1 0 0 1 0 0 cm /Im0 Do Q")
    form["/Type"], form["/Subtype"], form["/BBox"] = Name.XObject, Name.Form, Array([0, 0, 1, 1])
    form["/Matrix"] = Array([A4[0], 0, 0, A4[1], 0, 0])
    form["/Resources"] = Dictionary(XObject=Dictionary(Im0=image))
    add_page(pdf, b"/Fm0 Do", {"/XObject": Dictionary({"/Fm0": form})})
    pdf.save(tmp_path / "a.pdf")
    page = opened_page(tmp_path / "a.pdf")
    assert TAKEN_OUT in page.reason
    assert_looks_like(page, RGB)


def test_transparency_and_odd_clips_are_left_to_the_renderer(tmp_path: Path) -> None:
    data, entries = sampled(RGB.astype(int), 8, Name.DeviceRGB)
    clipped = b"q 0 0 m 198 0 l 99 280 l W n %g 0 0 %g 0 0 cm /Im0 Do Q" % A4
    page = opened_page(image_pdf(tmp_path / "a.pdf", data, entries, content=clipped))
    assert "drawn" in page.reason


def test_a_giant_image_is_refused_by_its_declared_size(tmp_path: Path) -> None:
    data, entries = sampled(GRAY.astype(int), 8, Name.DeviceGray)
    entries["/Width"] = entries["/Height"] = 2_000_000
    path = image_pdf(tmp_path / "a.pdf", data, entries)
    with open_source(path, Settings()) as source, pytest.raises(LimitExceededError) as caught:
        source.page(1)
    assert "limits.page_pixels" in str(caught.value)


def test_a_jpeg_larger_than_declared_is_not_decoded_here(tmp_path: Path) -> None:
    data = encoded(PICTURE.resize((WIDTH * 2, HEIGHT * 2)), "JPEG")
    entries = codec_entries(Name.DeviceRGB, Name.DCTDecode)
    page = opened_page(image_pdf(tmp_path / "a.pdf", data, entries))
    assert "another size" in page.reason


def test_a_flate_bomb_in_an_image_is_not_unpacked(tmp_path: Path) -> None:
    import zlib

    _, entries = sampled(GRAY.astype(int), 8, Name.DeviceGray)
    bomb = zlib.compress(bytes(300_000_000), 9)
    path = image_pdf(tmp_path / "a.pdf", bomb, entries)
    page = opened_page(path, Settings(limits=Limits(page_pixels=1_000_000)))
    assert "more data than pixels" in page.reason
