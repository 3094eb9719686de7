# SPDX-License-Identifier: Apache-2.0
"""Hostile and broken files, seen from outside: said in words, with an exit code, nothing lost."""

from __future__ import annotations

import json
import os
import random
import shutil

import pikepdf
import pytest

from tests.e2e.command import BORN_DIGITAL, SAMPLES, sohoa

pytestmark = pytest.mark.e2e


@pytest.fixture
def encrypted(tmp_path):
    """The born-digital sample with the user password bí-mật."""
    path = tmp_path / "mật.pdf"
    with pikepdf.open(BORN_DIGITAL) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(user="bi-mat", owner="chu", R=6))
    return path


def test_an_encrypted_file_asks_for_its_password(encrypted):
    outcome = sohoa("convert", encrypted)
    assert outcome.code == 8
    assert outcome.is_told()
    assert "--password" in outcome.err


def test_a_wrong_password_is_refused(encrypted):
    outcome = sohoa("convert", encrypted, "--password", "sai")
    assert outcome.code == 8
    assert outcome.is_told()


def test_the_right_password_opens_the_file_and_is_not_told(encrypted):
    outcome = sohoa("convert", encrypted, "--password", "bi-mat", "--format", "json")
    assert outcome.code == 0, outcome.err
    assert json.loads(outcome.out)["code"] == "302/BC-SKHCN"
    assert "bi-mat" not in outcome.out


def test_a_file_that_only_its_owner_locked_can_be_read(tmp_path):
    path = tmp_path / "khóa.pdf"
    with pikepdf.open(BORN_DIGITAL) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(user="", owner="chu", R=6))
    outcome = sohoa("convert", path)
    assert outcome.code == 0, outcome.err
    assert "302/BC-SKHCN" in outcome.out


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("zero.pdf", b""),
        ("zero.png", b""),
        ("cut.pdf", (SAMPLES / "cong-van.pdf").read_bytes()[:1500]),
        ("cut.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00"),
        ("noise.pdf", random.Random(1).randbytes(5000)),
        ("noise.tif", random.Random(2).randbytes(5000)),
        ("archive.pdf", b"PK\x03\x04" + bytes(500)),
    ],
)
def test_a_file_that_holds_no_document_is_refused(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    outcome = sohoa("convert", path, "-o", tmp_path / "out")
    assert outcome.code == 2, outcome.err
    assert outcome.is_told()
    assert name in outcome.err
    assert not (tmp_path / "out").exists()


def test_a_file_with_no_pages_is_refused(tmp_path):
    path = tmp_path / "empty.pdf"
    pikepdf.new().save(path)
    outcome = sohoa("convert", path)
    assert outcome.code == 2
    assert outcome.is_told()


def test_a_file_is_what_it_holds_not_what_its_name_says(tmp_path):
    path = tmp_path / "scan.png"
    shutil.copy(BORN_DIGITAL, path)
    outcome = sohoa("convert", path)
    assert outcome.code == 0, outcome.err
    assert "302/BC-SKHCN" in outcome.out


def test_a_corrupt_page_is_marked_and_the_good_ones_come_out(tmp_path):
    path = tmp_path / "mixed.pdf"
    with pikepdf.open(BORN_DIGITAL) as good, pikepdf.open(SAMPLES / "chi-thi.pdf") as bad:
        image = bad.pages[0].Resources.XObject.Im0
        noise = random.Random(3).randbytes(3000)
        image.write(noise, filter=pikepdf.Name.DCTDecode)
        pdf = pikepdf.new()
        pdf.pages.extend([good.pages[0], bad.pages[0], good.pages[0]])
        pdf.save(path)
    outcome = sohoa("convert", path, "-o", tmp_path)
    assert outcome.code == 0, outcome.err
    assert "page 2" in outcome.err
    record = json.loads((tmp_path / "mixed.json").read_text("utf-8"))
    assert [page["number"] for page in record["pages"]] == [1, 2, 3]
    assert record["pages"][1]["blocks"] == []
    assert record["text"].count("Số: 302/BC-SKHCN") == 2
    assert any(warning.startswith("page 2") for warning in record["quality"]["warnings"])
    assert "Trang 2: không đọc được" in (tmp_path / "mixed.md").read_text("utf-8")


def test_a_bad_file_among_good_ones_does_not_stop_them(tmp_path):
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(b"")
    again = tmp_path / "again.pdf"
    shutil.copy(BORN_DIGITAL, again)
    outcome = sohoa("convert", BORN_DIGITAL, bad, again, "-o", tmp_path / "out")
    assert outcome.code == 2
    assert {path.name for path in (tmp_path / "out").glob("*.json")} == {
        "bao-cao-dien-tu.json",
        "again.json",
    }


@pytest.mark.parametrize(
    "name",
    [
        "công văn số 15 (bản chính).pdf",
        "-v.pdf",
        "--help",
        "a'b\"c $HOME;.pdf",
        "[red].pdf",
        os.fsdecode(b"not utf-8 \xff.pdf"),
    ],
    ids=ascii,
)
def test_any_file_name_is_just_a_name(tmp_path, name):
    shutil.copy(BORN_DIGITAL, tmp_path / name)
    outcome = sohoa("convert", "-o", "kết quả", "--format", "txt", "--", name, cwd=tmp_path)
    assert outcome.code == 0, outcome.err
    (result,) = (tmp_path / "kết quả").iterdir()
    assert "302/BC-SKHCN" in result.read_text("utf-8")


def test_text_in_a_legacy_encoding_is_repaired_as_unicode(tmp_path):
    path = tmp_path / "utf16.txt"
    path.write_text("Căn cứ Luật Lưu trữ\r\nngày 21 tháng 6 năm 2024;\r\n", "utf-16", newline="")
    outcome = sohoa("repair", path, "-o", tmp_path / "out.txt")
    assert outcome.code == 0, outcome.err
    assert (tmp_path / "out.txt").read_bytes().decode("utf-8") == (
        "Căn cứ Luật Lưu trữ\r\nngày 21 tháng 6 năm 2024;\r\n"
    )


def test_bytes_that_are_no_text_are_refused_by_repair(tmp_path):
    path = tmp_path / "noise.txt"
    path.write_bytes(bytes(range(32)) * 100)
    outcome = sohoa("repair", path, "-o", tmp_path / "out.txt")
    assert outcome.code == 2, outcome.err
    assert outcome.is_told()
    assert not (tmp_path / "out.txt").exists()
