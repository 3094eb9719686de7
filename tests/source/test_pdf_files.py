# SPDX-License-Identifier: Apache-2.0
"""PDF files that are encrypted, broken or hostile: a clear error, or all that can be saved."""

from __future__ import annotations

import os
import time
import zlib
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Encryption, Name

from pipeline.document import read_page
from pipeline.errors import (
    EncryptedFileError,
    InputFileError,
    LimitExceededError,
    MissingDependencyError,
    PageTimeoutError,
    SohoaError,
)
from pipeline.model import PageOrigin
from pipeline.settings import Limits, Settings, SourceSettings
from pipeline.source import open_source
from tests.source.drawn_files import (
    add_page,
    image_pdf,
    page_picture,
    sampled,
    text_font,
    text_operators,
)

RGB = np.asarray(page_picture())
TWO_MARKS = b"10 10 80 80 re f 100 200 50 50 re f"


def scanned(path: Path) -> Path:
    return image_pdf(path, *sampled(RGB.astype(int), 8, Name.DeviceRGB))


def encrypted(path: Path, owner: str, user: str, content: bytes | None = None) -> Path:
    data, entries = sampled(RGB.astype(int), 8, Name.DeviceRGB)
    image_pdf(path.with_suffix(".plain"), data, entries, content=content)
    with pikepdf.open(path.with_suffix(".plain")) as pdf:
        pdf.save(path, encryption=Encryption(owner=owner, user=user))
    return path


def test_a_form_field_of_an_encrypted_page_is_no_matter_for_the_terminal(
    tmp_path: Path, recwarn: pytest.WarningsRecorder
) -> None:
    with pikepdf.open(scanned(tmp_path / "plain.pdf")) as pdf:
        field = Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T="a", Rect=Array([0, 0, 9, 9])
        )
        pdf.pages[0].obj["/Annots"] = Array([pdf.make_indirect(field)])
        pdf.Root["/AcroForm"] = Dictionary(Fields=pdf.pages[0].obj["/Annots"])
        pdf.save(tmp_path / "a.pdf", encryption=Encryption(owner="o", user=""))
    with open_source(tmp_path / "a.pdf", Settings()) as source:
        source.page(1)
    assert not recwarn.list


def with_password(password: str) -> Settings:
    return Settings(source=SourceSettings(password=password))


def test_an_owner_password_does_not_hinder_reading(tmp_path: Path) -> None:
    with open_source(encrypted(tmp_path / "a.pdf", "owner", ""), Settings()) as source:
        assert "taken out" in source.page(1).reason


def test_a_user_password_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(EncryptedFileError, match="needs a password"):
        open_source(encrypted(tmp_path / "a.pdf", "owner", "user"), Settings())


def test_a_wrong_password_is_called_wrong(tmp_path: Path) -> None:
    with pytest.raises(EncryptedFileError, match="wrong"):
        open_source(encrypted(tmp_path / "a.pdf", "owner", "user"), with_password("guess"))


@pytest.mark.parametrize("password", ["user", "owner"])
def test_the_right_password_opens_every_way_of_reading(tmp_path: Path, password: str) -> None:
    path = encrypted(tmp_path / "a.pdf", "owner", "user")
    with open_source(path, with_password(password)) as source:
        assert "taken out" in source.page(1).reason
    path = encrypted(tmp_path / "b.pdf", "owner", "user", content=TWO_MARKS)
    with open_source(path, with_password(password)) as source:
        page = source.page(1)
    assert "drawn" in page.reason
    assert page.image is not None
    assert page.image.min() == 0


@pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.9, 0.99])
def test_a_truncated_pdf_is_saved_as_far_as_possible_or_refused(
    tmp_path: Path, share: float
) -> None:
    data = scanned(tmp_path / "a.pdf").read_bytes()
    (tmp_path / "b.pdf").write_bytes(data[: int(len(data) * share)])
    try:
        with open_source(tmp_path / "b.pdf", Settings()) as source:
            assert any("damaged" in warning for warning in source.warnings)
            source.page(1)
    except InputFileError as error:
        assert "b.pdf" in str(error)  # noqa: PT017 - either outcome is right


def test_a_broken_table_of_objects_is_rebuilt_with_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    with pikepdf.open(scanned(tmp_path / "s.pdf")) as pdf:
        pdf.save(path, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    data = path.read_bytes()
    at = data.rindex(b"startxref")
    path.write_bytes(data[:at] + b"startxref\n7\n%%EOF\n")
    with open_source(path, Settings()) as source:
        assert any("damaged" in warning for warning in source.warnings)
        page = source.page(1)
    assert page.image is not None
    assert (page.image[..., ::-1] == RGB).all()


def scans_with_text(path: Path, pages: int) -> Path:
    """Pages of a picture each with invisible text, their objects in the order of the pages."""
    pdf = pikepdf.new()
    font, codes = text_font(pdf, "abc")
    noise = np.random.default_rng(1).integers(0, 256, (60, 60), np.uint8)
    for _ in range(pages):
        data, entries = sampled(noise.astype(int), 8, Name.DeviceGray)
        image = pdf.make_stream(data)
        image["/Type"], image["/Subtype"] = Name.XObject, Name.Image
        for key, value in entries.items():
            image[key] = value
        text = text_operators([(20, 200, "abc abc")], codes, hidden=True)
        add_page(
            pdf,
            b"q 198 0 0 280 0 0 cm /Im0 Do Q\n" + text,
            {"/XObject": Dictionary({"/Im0": image}), "/Font": Dictionary({"/F1": font})},
        )
    pdf.save(path, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return path


def test_of_a_truncated_scan_the_text_without_its_picture_is_not_believed(tmp_path: Path) -> None:
    data = scans_with_text(tmp_path / "a.pdf", 3).read_bytes()
    last_picture = data.rindex(b"/Image")
    (tmp_path / "b.pdf").write_bytes(data[: data.index(b"stream", last_picture) + 100])
    with open_source(tmp_path / "b.pdf", Settings()) as source:
        assert any("pages or pictures may be missing" in warning for warning in source.warnings)
        pages = [source.page(number) for number in range(1, source.page_count + 1)]
    assert all(page.text_page is None for page in pages)
    warned = [any("picture" in warning for warning in page.warnings) for page in pages]
    assert warned == [False, False, True]


def test_invisible_text_alone_is_no_text_layer(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    font, codes = text_font(pdf, "dao duc tt")
    text = text_operators([(20, 200, "dao duc t")], codes, hidden=True)
    add_page(pdf, text, {"/Font": Dictionary({"/F1": font})})
    pdf.save(tmp_path / "a.pdf")
    with open_source(tmp_path / "a.pdf", Settings()) as source:
        page = source.page(1)
    assert page.text_page is None
    assert "invisible" in page.reason
    assert page.warnings
    trusting = Settings(source=SourceSettings(text_layer="trust"))
    trusted = read_page(tmp_path / "a.pdf", 1, trusting)
    assert (trusted.origin, trusted.warnings) == (PageOrigin.TEXT_LAYER, page.warnings)


def test_a_pdf_without_pages_is_refused(tmp_path: Path) -> None:
    pikepdf.new().save(tmp_path / "a.pdf")
    with pytest.raises(InputFileError, match="no pages"):
        open_source(tmp_path / "a.pdf", Settings())


def test_only_a_header_is_no_pdf(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7\n%%EOF\n")
    with pytest.raises(InputFileError, match="damaged"):
        open_source(tmp_path / "a.pdf", Settings())


def test_too_many_pages_are_refused(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    for _ in range(5):
        pdf.add_blank_page()
    pdf.save(tmp_path / "a.pdf")
    with pytest.raises(LimitExceededError, match=r"limits\.pages"):
        open_source(tmp_path / "a.pdf", Settings(limits=Limits(pages=4)))


def test_five_hundred_pages_open_at_once(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    for _ in range(500):
        add_page(pdf, TWO_MARKS, box=(595, 842))
    pdf.save(tmp_path / "a.pdf")
    start = time.monotonic()
    with open_source(tmp_path / "a.pdf", Settings()) as source:
        assert source.page_count == 500
        assert source.page(500).image is not None
    assert time.monotonic() - start < 5


def test_one_corrupt_page_does_not_cost_the_others(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    for _ in range(3):
        data, entries = sampled(RGB.astype(int), 8, Name.DeviceRGB)
        image = pdf.make_stream(data)
        image["/Type"], image["/Subtype"] = Name.XObject, Name.Image
        for key, value in entries.items():
            image[key] = value
        add_page(
            pdf, b"q 198.24 0 0 280.32 0 0 cm /Im0 Do Q", {"/XObject": Dictionary({"/Im0": image})}
        )
    pdf.pages[1].obj["/MediaBox"] = Array([0, 0, 198.24, 280.32])
    pdf.pages[1].obj["/Contents"] = pdf.make_stream(b"q q q BT (((( <<<< /Im0 Do \xff\xfe")
    pdf.pages[1].obj["/Resources"] = Name.Nonsense
    pdf.save(tmp_path / "a.pdf")
    with open_source(tmp_path / "a.pdf", Settings()) as source:
        for number in (1, 3):
            page = source.page(number)
            assert page.image is not None
            assert (page.image[..., ::-1] == RGB).all()
        try:
            source.page(2)
        except SohoaError as error:
            assert "page 2" in str(error)  # noqa: PT017 - an empty page is right as well


def test_an_image_cut_off_is_drawn_as_far_as_it_goes(tmp_path: Path) -> None:
    data, entries = sampled(RGB.astype(int), 8, Name.DeviceRGB)
    path = image_pdf(tmp_path / "a.pdf", data[: len(data) // 2], entries)
    with open_source(path, Settings()) as source:
        page = source.page(1)
    assert "drawn" in page.reason


def test_a_page_of_senseless_size_is_drawn_within_the_limit(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    add_page(pdf, TWO_MARKS, box=(14400, 14400))
    pdf.save(tmp_path / "a.pdf")
    settings = Settings(limits=Limits(page_pixels=1_000_000))
    with open_source(tmp_path / "a.pdf", settings) as source:
        page = source.page(1)
    assert page.image is not None
    assert page.image.shape[0] * page.image.shape[1] <= 1_000_000
    assert any("inches" in warning for warning in page.warnings)


def test_a_page_without_a_size_is_taken_for_a4(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    page = add_page(pdf, TWO_MARKS)
    page.obj["/MediaBox"] = Array([0, 0, 0, 0])
    pdf.save(tmp_path / "a.pdf")
    with open_source(tmp_path / "a.pdf", Settings()) as source:
        try:
            found = source.page(1)
        except SohoaError:
            return
    assert found.image is not None


def test_a_bomb_of_page_content_is_not_followed(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    add_page(pdf, b"")
    content = pdf.make_stream(zlib.compress(b"0 0 1 1 re f\n" * 8_000_000, 9))
    content["/Filter"] = Name.FlateDecode
    pdf.pages[0].obj["/Contents"] = content
    pdf.save(tmp_path / "a.pdf")
    settings = Settings(limits=Limits(page_seconds=1))
    start = time.monotonic()
    with open_source(tmp_path / "a.pdf", settings) as source:
        try:
            page = source.page(1)
        except PageTimeoutError as error:
            assert "limits.page_seconds" in str(error)  # noqa: PT017 - or it is fast enough
        else:
            assert page.image is not None
    assert time.monotonic() - start < 8


def test_forms_that_draw_each_other_end(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    forms = [pdf.make_indirect(pdf.make_stream(b"/Fm0 Do /Fm1 Do")) for _ in range(2)]
    resources = Dictionary(XObject=Dictionary({"/Fm0": forms[0], "/Fm1": forms[1]}))
    for form in forms:
        form["/Type"], form["/Subtype"] = Name.XObject, Name.Form
        form["/BBox"], form["/Resources"] = Array([0, 0, 100, 100]), resources
    add_page(pdf, b"/Fm0 Do 10 10 20 20 re f", {"/XObject": resources["/XObject"]})
    pdf.save(tmp_path / "a.pdf")
    with open_source(tmp_path / "a.pdf", Settings(limits=Limits(page_seconds=5))) as source:
        try:
            assert source.page(1).image is not None
        except SohoaError as error:
            assert "page 1" in str(error)  # noqa: PT017 - a refusal is right as well


def test_without_poppler_the_command_to_install_it_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pdf = pikepdf.new()
    add_page(pdf, TWO_MARKS)
    pdf.save(tmp_path / "a.pdf")
    monkeypatch.setenv("PATH", str(tmp_path))
    with open_source(tmp_path / "a.pdf", Settings()) as source:
        with pytest.raises(MissingDependencyError) as caught:
            source.page(1)
        assert "apt-get install poppler-utils" in caught.value.help


def test_a_scan_is_read_without_poppler(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = scanned(tmp_path / "a.pdf")
    monkeypatch.setenv("PATH", str(tmp_path))
    with open_source(path, Settings()) as source:
        assert source.page(1).image is not None


def fake_renderer(folder: Path, script: str) -> None:
    folder.mkdir()
    for name in ("pdftoppm", "pdftotext"):
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o755)


def test_a_renderer_that_hangs_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pdf = pikepdf.new()
    add_page(pdf, TWO_MARKS)
    pdf.save(tmp_path / "a.pdf")
    fake_renderer(tmp_path / "bin", "exec /bin/sleep 60")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    start = time.monotonic()
    settings = Settings(limits=Limits(page_seconds=0.3))
    with (
        open_source(tmp_path / "a.pdf", settings) as source,
        pytest.raises(PageTimeoutError, match=r"limits\.page_seconds"),
    ):
        source.page(1)
    assert time.monotonic() - start < 10


def test_a_renderer_that_crashes_costs_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pdf = pikepdf.new()
    add_page(pdf, TWO_MARKS)
    pdf.save(tmp_path / "a.pdf")
    fake_renderer(tmp_path / "bin", "kill -SEGV $$")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    with open_source(tmp_path / "a.pdf", Settings()) as source:
        with pytest.raises(InputFileError, match=r"page 1 .* cannot be drawn"):
            source.page(1)
        assert source.page_count == 1


def test_a_page_that_does_not_exist_is_said_so(tmp_path: Path) -> None:
    with open_source(scanned(tmp_path / "a.pdf"), Settings()) as source:
        for number in (0, 2, -1):
            with pytest.raises(SohoaError, match="does not exist"):
                source.page(number)


@pytest.mark.parametrize("seed", range(40))
def test_a_pdf_with_flipped_bytes_is_read_or_refused_never_a_crash(
    tmp_path: Path, seed: int
) -> None:
    import random

    chance = random.Random(seed)
    path = tmp_path / "a.pdf"
    with pikepdf.open(scanned(tmp_path / "s.pdf")) as pdf:
        pdf.save(path, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    data = bytearray(path.read_bytes())
    # mostly in the structure before and after the image's data
    for _ in range(chance.randint(1, 12)):
        at = chance.choice([chance.randrange(700), -1 - chance.randrange(900)])
        data[at] = chance.randrange(256)
    path.write_bytes(bytes(data))
    try:
        with open_source(path, Settings(limits=Limits(page_seconds=10))) as source:
            source.page(1)
    except SohoaError:
        pass


def test_a_bomb_in_an_object_stream_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    with pikepdf.open(scanned(tmp_path / "s.pdf")) as pdf:
        pdf.save(path, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    deflater = zlib.compressobj(1)
    blanks = b" " * 10_000_000
    parts = [deflater.compress(b"10 0 "), *(deflater.compress(blanks) for _ in range(40))]
    bomb = b"".join(parts) + deflater.flush()
    objects = (
        b"%PDF-1.5\n",
        b"1 0 obj <</Type/ObjStm/N 1/First 5/Filter/FlateDecode/Length %d>> stream\n" % len(bomb),
        bomb,
        b"\nendstream endobj\n",
        b"trailer <</Root 10 0 R/Size 11>>\n%%EOF",
    )
    path.write_bytes(b"".join(objects))
    with pytest.raises(InputFileError):
        open_source(path, Settings(limits=Limits(page_pixels=1_000_000)))


def test_a_name_that_is_no_text_will_do(tmp_path: Path) -> None:
    import os

    plain = scanned(tmp_path / "a.pdf")
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/bad\xff.pdf"))
    plain.rename(odd)
    with open_source(odd, Settings()) as source:
        assert source.page(1).image is not None
    pdf = pikepdf.new()
    add_page(pdf, TWO_MARKS)
    pdf.save(plain)
    plain.rename(odd)
    with open_source(odd, Settings()) as source:
        assert "drawn" in source.page(1).reason
