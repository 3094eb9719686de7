# SPDX-License-Identifier: Apache-2.0
"""Files are told by content; what cannot be a document is refused in plain words, at once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pikepdf import Name

from pipeline.errors import FileAccessError, InputFileError, LimitExceededError
from pipeline.settings import Limits, Settings
from pipeline.source import SUFFIXES, open_source
from tests.source.drawn_files import encoded, image_pdf, page_picture, sampled

PICTURE = page_picture()


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("page.pdf", "PNG"),
        ("page.txt", "JPEG"),
        ("page.png", "TIFF"),
        ("page.jpg", "WEBP"),
        ("page", "BMP"),
        ("page.tif", "JPEG2000"),
    ],
)
def test_a_file_is_opened_as_what_it_is(tmp_path: Path, name: str, kind: str) -> None:
    path = write(tmp_path / name, encoded(PICTURE, kind))
    with open_source(path, Settings()) as source:
        assert source.media_type.startswith("image/")
        page = source.page(1)
    assert page.image is not None
    assert page.image.shape == (584, 413, 3)
    if "." in name:
        assert any("but its content is" in warning for warning in source.warnings)


def test_a_pdf_named_txt_is_read_as_pdf(tmp_path: Path) -> None:
    import numpy as np

    path = image_pdf(
        tmp_path / "a.txt", *sampled(np.asarray(PICTURE).astype(int), 8, Name.DeviceRGB)
    )
    with open_source(path, Settings()) as source:
        assert source.media_type == "application/pdf"
        assert source.warnings


def test_a_pdf_may_begin_with_rubbish(tmp_path: Path) -> None:
    import numpy as np

    path = image_pdf(
        tmp_path / "a.pdf", *sampled(np.asarray(PICTURE).astype(int), 8, Name.DeviceRGB)
    )
    path.write_bytes(b"HTTP/1.1 200 OK\r\n\r\n" + path.read_bytes())
    with open_source(path, Settings()) as source:
        assert source.page(1).image is not None


def test_the_hash_is_that_of_the_file(tmp_path: Path) -> None:
    import hashlib

    path = write(tmp_path / "a.png", encoded(PICTURE, "PNG"))
    with open_source(path, Settings()) as source:
        assert source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("name", ["a b.png", "công văn số 1.png", "-o.png", "%d.png", "'; ls.png"])
def test_any_name_will_do(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / name, encoded(PICTURE, "PNG"))
    monkeypatch.chdir(tmp_path)
    with open_source(Path(name), Settings()) as source:
        assert source.page(1).width == 413


@pytest.mark.parametrize("name", ["a b.pdf", "chỉ thị.pdf", "-r.pdf", "%d.pdf", "$(ls).pdf"])
def test_any_name_will_do_for_the_renderer(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import numpy as np

    data, entries = sampled(np.asarray(PICTURE).astype(int), 8, Name.DeviceRGB)
    image_pdf(tmp_path / name, data, entries, content=b"0 0 100 100 re f /Im0 Do")
    monkeypatch.chdir(tmp_path)
    with open_source(Path(name), Settings()) as source:
        assert "drawn" in source.page(1).reason


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputFileError, match="empty"):
        open_source(write(tmp_path / "a.pdf", b""), Settings())


def test_a_missing_file_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(FileAccessError, match="No such file"):
        open_source(tmp_path / "none.pdf", Settings())


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputFileError, match="folder"):
        open_source(tmp_path, Settings())


def test_a_pipe_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    with pytest.raises(InputFileError, match="regular file"):
        open_source(tmp_path / "pipe.pdf", Settings())


def test_a_device_is_refused() -> None:
    with pytest.raises(InputFileError, match="regular file"):
        open_source(Path("/dev/zero"), Settings())


def test_a_loop_of_links_is_an_access_error(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").symlink_to(tmp_path / "b.pdf")
    (tmp_path / "b.pdf").symlink_to(tmp_path / "a.pdf")
    with pytest.raises(FileAccessError):
        open_source(tmp_path / "a.pdf", Settings())


def test_a_name_with_a_zero_byte_is_an_access_error() -> None:
    with pytest.raises(FileAccessError):
        open_source(Path("a\0b"), Settings())


def test_a_file_we_may_not_read_is_an_access_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "a.pdf", b"%PDF-1.4")

    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pipeline.source.kind.os.open", refuse)
    with pytest.raises(FileAccessError, match="Permission denied"):
        open_source(path, Settings())


def test_a_file_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.png", encoded(PICTURE, "PNG"))
    with pytest.raises(LimitExceededError, match=r"limits\.file_bytes"):
        open_source(path, Settings(limits=Limits(file_bytes=100)))


@pytest.mark.parametrize(
    ("start", "name"),
    [
        (b"PK\x03\x04", "Office"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Office"),
        (b"\x7fELF", "program"),
    ],
)
def test_other_documents_are_called_by_name(tmp_path: Path, start: bytes, name: str) -> None:
    with pytest.raises(InputFileError, match=name):
        open_source(write(tmp_path / "a.pdf", start + bytes(100)), Settings())


@pytest.mark.parametrize("seed", range(5))
def test_random_bytes_are_refused_whatever_their_name(tmp_path: Path, seed: int) -> None:
    import random

    data = random.Random(seed).randbytes(5000)
    for name in ("a.txt", "a.pdf", "a.tif"):
        with pytest.raises(InputFileError):
            open_source(write(tmp_path / name, data), Settings())


def test_every_suffix_begins_with_a_dot() -> None:
    assert {".pdf", ".tif", ".png", ".jpg", ".bmp", ".webp", ".txt"} <= SUFFIXES
    assert all(suffix.startswith(".") and suffix == suffix.lower() for suffix in SUFFIXES)
