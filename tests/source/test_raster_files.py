# SPDX-License-Identifier: Apache-2.0
"""Image files come out upright, on white paper, 8 bits, with the resolution they truly claim."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipeline.errors import InputFileError, LimitExceededError, SohoaError
from pipeline.model import PageOrigin
from pipeline.settings import Limits, Settings
from pipeline.source import SourcePage, open_source
from tests.source.drawn_files import encoded, page_picture

PICTURE = page_picture()
RGB = np.asarray(PICTURE)
GRAY = np.asarray(PICTURE.convert("L"))


def only_page(path: Path, settings: Settings | None = None) -> SourcePage:
    with open_source(path, settings or Settings()) as source:
        page = source.page(1)
    assert page.text_page is None
    assert page.origin is PageOrigin.IMAGE
    assert page.image is not None
    assert page.image.shape[:2] == (page.height, page.width)
    return page


def rgb(page: SourcePage) -> np.ndarray:
    assert page.image is not None
    assert page.image.dtype == np.uint8
    return page.image[..., ::-1] if page.image.ndim == 3 else page.image


def saved(path: Path, picture: Image.Image, **options: object) -> Path:
    picture.save(path, **options)
    return path


@pytest.mark.parametrize("name", ["a.png", "a.bmp", "a.tif"])
def test_colours_are_exact(tmp_path: Path, name: str) -> None:
    assert (rgb(only_page(saved(tmp_path / name, PICTURE))) == RGB).all()


def test_gray_stays_gray(tmp_path: Path) -> None:
    page = only_page(saved(tmp_path / "a.png", PICTURE.convert("L")))
    assert page.image is not None
    assert page.image.ndim == 2
    assert (page.image == GRAY).all()


def test_one_bit_is_black_on_white(tmp_path: Path) -> None:
    bits = PICTURE.convert("1", dither=0)
    for name, options in (
        ("a.png", {}),
        ("b.tif", {"compression": "group4"}),
        ("c.tif", {"compression": "group3"}),
    ):
        page = only_page(saved(tmp_path / name, bits, **options))
        assert (rgb(page) == np.asarray(bits.convert("L"))).all()


def test_what_is_transparent_is_paper(tmp_path: Path) -> None:
    picture = Image.new("RGBA", (100, 80), (0, 0, 0, 0))
    picture.paste((10, 20, 30, 255), (10, 10, 40, 40))
    picture.paste((0, 0, 0, 128), (50, 10, 80, 40))
    for name in ("a.png", "a.webp", "a.tif"):
        options = {"lossless": True} if name.endswith("webp") else {}
        shown = rgb(only_page(saved(tmp_path / name, picture, **options)))
        assert tuple(shown[5, 5]) == (255, 255, 255)
        assert tuple(shown[20, 20]) == (10, 20, 30)
        assert abs(int(shown[20, 60, 0]) - 127) <= 2


def test_a_transparent_palette_entry_is_paper(tmp_path: Path) -> None:
    picture = Image.new("P", (60, 40), 1)
    picture.putpalette([0, 0, 0, 9, 9, 9, 200, 0, 0])
    picture.paste(2, (10, 10, 20, 20))
    shown = rgb(only_page(saved(tmp_path / "a.png", picture, transparency=1)))
    assert tuple(shown[0, 0]) == (255, 255, 255)
    assert tuple(shown[15, 15]) == (200, 0, 0)


def test_sixteen_bits_are_scaled(tmp_path: Path) -> None:
    deep = GRAY.astype(np.uint16) * 257
    for name in ("a.png", "a.tif"):
        page = only_page(saved(tmp_path / name, Image.fromarray(deep)))
        assert (rgb(page) == GRAY).all()


def test_a_float_tiff_is_scaled(tmp_path: Path) -> None:
    page = only_page(saved(tmp_path / "a.tif", Image.fromarray((GRAY / 255).astype(np.float32))))
    assert np.abs(rgb(page).astype(int) - GRAY).max() <= 1


def test_a_float_tiff_of_no_numbers_is_no_crash(tmp_path: Path) -> None:
    empty = np.full((30, 40), np.nan, np.float32)
    assert (rgb(only_page(saved(tmp_path / "a.tif", Image.fromarray(empty)))) == 255).all()


def test_a_cmyk_jpeg_has_its_colours(tmp_path: Path) -> None:
    page = only_page(saved(tmp_path / "a.jpg", PICTURE.convert("CMYK"), quality=95))
    assert np.abs(rgb(page).astype(int) - RGB).mean() < 5


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation_is_applied(tmp_path: Path, orientation: int) -> None:
    undo = {
        1: lambda a: a,
        2: lambda a: a[:, ::-1],
        3: lambda a: np.rot90(a, 2),
        4: lambda a: a[::-1],
        5: lambda a: a.swapaxes(0, 1),
        6: lambda a: np.rot90(a, 1),
        7: lambda a: np.rot90(a, 2).swapaxes(0, 1),
        8: lambda a: np.rot90(a, -1),
    }[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored = Image.fromarray(np.ascontiguousarray(undo(RGB)))
    page = only_page(saved(tmp_path / "a.png", stored, exif=exif))
    assert (rgb(page) == RGB).all()
    page = only_page(saved(tmp_path / "a.tif", stored, exif=exif))
    assert (rgb(page) == RGB).all()


def test_pages_of_a_tiff_have_their_own_size_and_resolution(tmp_path: Path) -> None:
    second = PICTURE.resize((200, 300))
    PICTURE.save(
        tmp_path / "a.tif", save_all=True, append_images=[second], dpi=(200, 200),
        compression="tiff_lzw",
    )  # fmt: skip
    with open_source(tmp_path / "a.tif", Settings()) as source:
        assert source.page_count == 2
        assert source.page(2).image is not None
        assert (source.page(2).width, source.page(2).height) == (200, 300)
        assert (rgb(source.page(1)) == RGB).all()
        assert source.page(1).dpi == pytest.approx(200)


def test_resolution_in_pixels_per_centimetre(tmp_path: Path) -> None:
    path = saved(
        tmp_path / "a.tif", PICTURE, resolution_unit=3, x_resolution=118.11, y_resolution=118.11
    )
    assert only_page(path).dpi == pytest.approx(300, abs=0.2)


@pytest.mark.parametrize("dpi", [0, 1, 20_000])
def test_a_senseless_resolution_is_no_resolution(tmp_path: Path, dpi: int) -> None:
    page = only_page(saved(tmp_path / "a.tif", PICTURE, dpi=(dpi, dpi)))
    assert page.dpi is None
    assert bool(page.warnings) == (dpi > 1)


def test_a_fax_is_stretched_to_the_shape_of_its_letters(tmp_path: Path) -> None:
    page = only_page(saved(tmp_path / "a.tif", PICTURE.convert("1"), dpi=(204, 98)))
    assert page.dpi == pytest.approx(204)
    assert (page.width, page.height) == (413, round(584 * 204 / 98))


def test_of_an_animation_the_first_picture_counts(tmp_path: Path) -> None:
    other = Image.new("RGB", PICTURE.size, "blue")
    for name, options in (("a.webp", {"lossless": True}), ("a.gif", {})):
        PICTURE.save(tmp_path / name, save_all=True, append_images=[other], **options)
        with open_source(tmp_path / name, Settings()) as source:
            assert source.page_count == 1
            assert np.abs(rgb(source.page(1)).astype(int) - RGB).mean() < 3


def png_of_declared_size(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(1000))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    )


def test_a_png_bomb_is_refused_before_decoding(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(png_of_declared_size(60_000, 60_000))
    with pytest.raises(LimitExceededError, match=r"limits\.page_pixels"):
        open_source(tmp_path / "a.png", Settings())


def test_a_tiff_bomb_is_refused_before_decoding(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.tif", PICTURE.convert("L"))
    data = bytearray(path.read_bytes())
    directory = struct.unpack("<L", data[4:8])[0]
    for entry in range(struct.unpack("<H", data[directory : directory + 2])[0]):
        at = directory + 2 + entry * 12
        tag, kind = struct.unpack("<HH", data[at : at + 4])
        if tag in (256, 257):
            data[at : at + 12] = struct.pack("<HHLL", tag, 4, 1, 3_000_000)
            assert kind in (3, 4)
    path.write_bytes(bytes(data))
    with pytest.raises(SohoaError), open_source(path, Settings()) as source:
        source.page(1)


def test_the_limit_of_pixels_may_be_raised_and_lowered(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.png", PICTURE)
    with pytest.raises(LimitExceededError):
        open_source(path, Settings(limits=Limits(page_pixels=100_000)))
    assert only_page(path, Settings(limits=Limits(page_pixels=413 * 584))).width == 413


def test_a_tiff_of_thousands_of_pages_is_counted_without_reading_it(tmp_path: Path) -> None:
    # header, then directories of no entries, each pointing at the next
    count = 6000
    parts = [b"II*\0" + struct.pack("<L", 8)]
    for index in range(count):
        following = 8 + (index + 1) * 6 if index + 1 < count else 0
        parts.append(struct.pack("<HL", 0, following))
    (tmp_path / "a.tif").write_bytes(b"".join(parts))
    with pytest.raises(LimitExceededError, match=r"limits\.pages"):
        open_source(tmp_path / "a.tif", Settings())


def test_directories_in_a_circle_end(tmp_path: Path) -> None:
    (tmp_path / "a.tif").write_bytes(b"II*\0" + struct.pack("<LHL", 8, 0, 8))
    with pytest.raises(InputFileError):
        open_source(tmp_path / "a.tif", Settings())


def test_one_corrupt_page_does_not_cost_the_others(tmp_path: Path) -> None:
    pages = [PICTURE, PICTURE.rotate(180), PICTURE]
    pages[0].save(
        tmp_path / "a.tif", save_all=True, append_images=pages[1:], compression="tiff_adobe_deflate"
    )
    data = bytearray((tmp_path / "a.tif").read_bytes())
    with Image.open(tmp_path / "a.tif") as opened:
        opened.seek(1)
        offset = opened.tag_v2[273][0]
    data[offset : offset + 400] = bytes(400)
    (tmp_path / "a.tif").write_bytes(bytes(data))
    with open_source(tmp_path / "a.tif", Settings()) as source:
        assert source.page_count == 3
        assert (rgb(source.page(1)) == RGB).all()
        with pytest.raises(InputFileError, match="page 2"):
            source.page(2)
        assert (rgb(source.page(3)) == RGB).all()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "WEBP", "BMP", "GIF", "JPEG2000"])
@pytest.mark.parametrize("share", [0.02, 0.5, 0.95])
def test_a_truncated_image_is_a_fault_told_not_a_crash(
    tmp_path: Path, kind: str, share: float
) -> None:
    data = encoded(PICTURE, kind)
    path = tmp_path / "a.bin"
    path.write_bytes(data[: max(30, int(len(data) * share))])
    try:
        with open_source(path, Settings()) as source:
            page = source.page(1)
    except SohoaError:
        return
    # some codecs give what they have
    assert page.image is not None
    assert page.image.shape[:2] == (584, 413)
