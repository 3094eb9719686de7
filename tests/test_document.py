# SPDX-License-Identifier: Apache-2.0
"""The way of one document, walked with text files and small images (no Tesseract needed)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from lexicon import DataMissingError
from pipeline import Settings, digitise, digitise_documents, repair_text
from pipeline.document import failed_page, plan_document, read_page
from pipeline.errors import (
    BadArgumentsError,
    FileAccessError,
    InputFileError,
    MissingDependencyError,
)
from pipeline.model import Page, PageOrigin
from pipeline.settings import RepairSettings, SourceSettings
from pipeline.source.text import decode_text

LETTER = """ỦY BAN NHÂN DÂN
TỈNH VĨNH HÒA

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Số: {number}/UBND-NC

Vĩnh Hòa, ngày 12 tháng 5 năm 2025

V/v tăng cường công tác lưu trữ

Kính gửi: Các sở, ban, ngành.

Thực hiện Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ về công tác văn thư,
Ủy ban nhân dân tỉnh yêu cầu các sở, ban, ngành thực hiện nghiêm túc.

Nơi nhận:
- Như trên;
- Lưu: VT, NC.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH

Lê Quang Minh
"""


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "công văn 1.txt"
    path.write_text(LETTER.format(number="118"), encoding="utf-8")
    return path


def test_a_letter_in_plain_text_becomes_a_record(letter: Path) -> None:
    record = digitise(letter)
    assert (record.doc_type, record.code, record.date) == ("công văn", "118/UBND-NC", "2025-05-12")
    assert [r.code for r in record.references] == ["30/2020/NĐ-CP"]
    assert record.changes == ()
    assert record.source.path == str(letter)
    assert record.provenance[0].step == "sohoa"


def test_the_text_of_a_clean_text_file_is_the_file(letter: Path) -> None:
    record = digitise(letter)
    assert record.text.split() == letter.read_text(encoding="utf-8").split()


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    """A file of three letters, the second of two pages, with a broken page among them."""
    path = tmp_path / "hồ sơ.txt"
    letters = [LETTER.format(number=number) for number in (118, 119, 120)]
    letters[1] += "\fThuc hién Chi thi s6 30-CT/TW cua Ban Bi thu ve cong tac tuyén truyén."
    path.write_text("\f".join(letters), encoding="utf-8")
    return path


def test_a_record_tells_of_all_documents_in_its_file(dossier: Path) -> None:
    record = digitise(dossier)
    assert record.code == "118/UBND-NC"
    told = [(other.code, other.first_page, other.last_page) for other in record.other_documents]
    assert told == [("119/UBND-NC", 2, 3), ("120/UBND-NC", 4, 4)]
    assert record.other_documents[0].signers[0].name == "Lê Quang Minh"
    assert record.other_documents[1].evidence["symbol"].page == 4
    assert "page 2: the file holds other documents from pages 2, 4 on; see other_documents" in (
        record.quality.warnings
    )


def test_each_document_of_a_file_can_have_its_own_record(dossier: Path) -> None:
    whole, parts = digitise(dossier), digitise_documents(dossier)
    assert [part.code for part in parts] == ["118/UBND-NC", "119/UBND-NC", "120/UBND-NC"]
    assert [[page.number for page in part.pages] for part in parts] == [[1], [2, 3], [4]]
    assert "\n\n".join(part.text for part in parts) == whole.text
    assert tuple(change for part in parts for change in part.changes) == whole.changes
    assert {change.page for change in whole.changes} == {3}
    assert [q.page for part in parts for q in part.quality.pages] == [1, 2, 3, 4]
    for part in parts:
        assert part.other_documents == ()
        assert part.quality.warnings == ()
        assert part.source == whole.source


def test_a_file_of_one_document_has_one_record(letter: Path) -> None:
    assert digitise_documents(letter) == (digitise(letter),)


def test_keywords_are_those_of_each_document(dossier: Path) -> None:
    asked = Settings.model_validate({"extract": {"keywords": True}})
    record = digitise(dossier, asked)
    assert record.keywords
    assert [other.keywords for other in record.other_documents] == [record.keywords] * 2


def test_repair_can_be_left_out(letter: Path) -> None:
    letter.write_text("Thuc hién Chi thi s6 30-CT/TW cua Ban Bi thu", encoding="utf-8")
    record = digitise(letter, Settings(repair=RepairSettings(enabled=False)))
    assert record.text == "Thuc hién Chi thi s6 30-CT/TW cua Ban Bi thu"


def test_a_second_document_in_the_file_is_told_of(tmp_path: Path) -> None:
    path = tmp_path / "two.txt"
    first, second = LETTER.format(number="118"), LETTER.format(number="119")
    path.write_text(first + "\f" + second, encoding="utf-8")
    record = digitise(path)
    assert record.code == "118/UBND-NC"
    assert any("page 2" in warning for warning in record.quality.warnings)


def test_pages_are_chosen_by_number_and_must_exist(tmp_path: Path) -> None:
    path = tmp_path / "pages.txt"
    path.write_text("trang một\ftrang hai\ftrang ba", encoding="utf-8")
    assert [page.number for page in digitise(path, pages=[3, 1, 3]).pages] == [1, 3]
    with pytest.raises(BadArgumentsError, match="page 4 does not exist"):
        digitise(path, pages=[4])


@pytest.mark.parametrize("pages", ["1", [1.0], ["1"], [True], 1.5])
def test_pages_are_whole_numbers(letter: Path, pages: Any) -> None:
    with pytest.raises(BadArgumentsError, match="is no number of a page"):
        digitise(letter, pages=pages)


def test_progress_is_told_after_each_page(tmp_path: Path) -> None:
    path = tmp_path / "pages.txt"
    path.write_text("trang một\ftrang hai", encoding="utf-8")
    told: list[tuple[int, int]] = []
    digitise(path, progress=lambda page, total: told.append((page.number, total)))
    assert told == [(1, 2), (2, 2)]


def test_the_record_does_not_depend_on_who_reads_the_pages(tmp_path: Path) -> None:
    path = tmp_path / "pages.txt"
    path.write_text(LETTER.format(number="7") + "\ftrang hai\ftrang ba", encoding="utf-8")
    with ThreadPoolExecutor(3) as executor:
        assert digitise(path, executor=executor).to_json() == digitise(path).to_json()


def test_a_page_that_breaks_is_marked_and_the_others_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pipeline.document

    path = tmp_path / "pages.txt"
    path.write_text("trang một\ftrang hai", encoding="utf-8")

    def one_breaks(path: Path, number: int, *rest: object) -> Page:
        return failed_page(1, "torn") if number == 1 else read_page(path, number, Settings())

    monkeypatch.setattr(pipeline.document, "read_page", one_breaks)
    record = digitise(path)
    assert record.text == "trang hai"
    assert record.pages[0].origin == PageOrigin.FAILED
    assert "page 1: not read: torn" in record.quality.warnings


@pytest.mark.parametrize("fault", [ValueError("odd"), MemoryError(), InputFileError("torn")])
def test_any_fault_of_a_page_stays_with_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    monkeypatch.setattr("pipeline.ocr.read_image", _raiser(fault))
    page = read_page(_image(tmp_path), 1, Settings())
    assert page.origin == PageOrigin.FAILED
    assert page.warnings


def test_a_missing_program_is_no_fault_of_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.ocr.read_image", _raiser(MissingDependencyError("no Tesseract")))
    with pytest.raises(MissingDependencyError):
        read_page(_image(tmp_path), 1, Settings())


@pytest.mark.parametrize(
    "where",
    [
        "pipeline.ocr.read_image",
        "pipeline.extract.extract_documents",
        "pipeline.repair.repair_pages",
    ],
)
def test_missing_language_data_are_a_missing_dependency(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read: None, where: str
) -> None:
    monkeypatch.setattr(where, _raiser(DataMissingError("model.bin is damaged")))
    with pytest.raises(MissingDependencyError, match=r"model\.bin is damaged"):
        digitise(_image(tmp_path))


def test_missing_language_data_are_a_missing_dependency_of_text_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fault = _raiser(DataMissingError("model.bin is damaged"))
    monkeypatch.setattr("pipeline.repair.engine.repair_lines", fault)
    with pytest.raises(MissingDependencyError):
        repair_text("Thuc hién Chi thi")
    monkeypatch.setattr("pipeline.source.text.legacy_text_of_characters", fault)
    with pytest.raises(MissingDependencyError):
        decode_text("Thực hiện".encode())


def test_cleaned_pages_are_kept_in_a_folder_named_by_text(tmp_path: Path, read: None) -> None:
    record = digitise(_image(tmp_path), keep_images=str(tmp_path / "kept" / "pages"))
    assert record.pages[0].origin == PageOrigin.IMAGE
    assert [path.name for path in (tmp_path / "kept" / "pages").iterdir()] == ["page-0001.png"]


def test_a_folder_for_images_that_cannot_be_made_is_told_before_any_page(tmp_path: Path) -> None:
    (tmp_path / "kept").touch()
    with pytest.raises(FileAccessError):
        digitise(
            _image(tmp_path), keep_images=tmp_path / "kept", progress=_raiser(AssertionError())
        )


def test_a_page_whose_image_cannot_be_kept_is_read_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read: None
) -> None:
    full = _raiser(FileAccessError("kept cannot be written: the disk is full"))
    monkeypatch.setattr("pipeline.export.images.write_page_image", full)
    page = read_page(_image(tmp_path), 1, Settings(), tmp_path / "kept")
    assert page.origin == PageOrigin.IMAGE
    assert page.warnings == ("its image is not kept: kept cannot be written: the disk is full",)


def test_the_password_never_reaches_the_record(letter: Path) -> None:
    secret = "mật khẩu rất dài"
    record = digitise(letter, Settings(source=SourceSettings(password=secret)))
    assert secret not in record.to_json()
    assert secret not in repr(Settings(source=SourceSettings(password=secret)))


def test_a_file_that_is_no_document_is_refused_before_any_page(tmp_path: Path) -> None:
    path = tmp_path / "empty.pdf"
    path.touch()
    with pytest.raises(InputFileError):
        plan_document(path, Settings())


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every image is read as a page without text, without Tesseract."""

    def read_image(image: np.ndarray, *_: object, number: int, reason: str) -> object:
        page = Page(number, 200, 300, None, PageOrigin.IMAGE, reason)
        return page, SimpleNamespace(image=image)

    monkeypatch.setattr("pipeline.ocr.read_image", read_image)


def _raiser(fault: Exception):  # type: ignore[no-untyped-def]
    def raise_it(*_: object, **__: object) -> None:
        raise fault

    return raise_it


def _image(folder: Path) -> Path:
    import cv2

    path = folder / "page.png"
    cv2.imwrite(str(path), np.full((300, 200), 255, np.uint8))
    return path


def test_source_and_cleanup_agree_what_is_red(tmp_path: Path) -> None:
    from PIL import Image

    from pipeline.cleanup.colour_marks import coloured_ink
    from pipeline.source import open_source

    path = tmp_path / "seal.png"
    picture = np.full((400, 300, 3), 255, np.uint8)
    picture[100:200, 100:200] = (214, 40, 48)  # Pillow: red, green, blue
    Image.fromarray(picture).save(path, dpi=(100, 100))
    with open_source(path, Settings()) as source:
        image = source.page(1).image
    assert image is not None
    red, blue = coloured_ink(image)
    assert red[110:190, 110:190].all()
    assert not blue.any()
