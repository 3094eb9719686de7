# SPDX-License-Identifier: Apache-2.0
"""Text files keep their lines and white space, whatever encoding they were written in."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import InputFileError, LimitExceededError
from pipeline.model import Page, PageOrigin
from pipeline.settings import Limits, Settings
from pipeline.source import open_source
from pipeline.source.legacy_encodings import bytes_as_western, decode_legacy
from pipeline.source.text import decode_text, text_blocks
from tests.source.legacy_bytes import LETTER, encode_legacy


def only_page(path: Path) -> Page:
    with open_source(path, Settings()) as source:
        assert source.page_count == 1
        page = source.page(1)
    assert page.image is None
    assert page.text_page is not None
    assert page.text_page.origin is PageOrigin.TEXT_FILE
    return page.text_page


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_unicode_of_every_form_is_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "công văn.txt"
    path.write_bytes(LETTER.encode(encoding))
    assert only_page(path).text == LETTER.rstrip("\n")


@pytest.mark.parametrize("encoding", ["TCVN3", "VNI", "VISCII", "windows-1258"])
def test_legacy_bytes_are_told_apart_and_converted_exactly(tmp_path: Path, encoding: str) -> None:
    letter = LETTER
    if encoding == "TCVN3":  # it has no capitals with tone marks
        letter = LETTER.replace("Đ", "Đ")
    path = tmp_path / "a.txt"
    path.write_bytes(encode_legacy(letter, encoding))
    page = only_page(path)
    assert encoding in page.reason
    assert page.text == letter.rstrip("\n")


@pytest.mark.parametrize("encoding", ["TCVN3", "VNI"])
def test_legacy_text_saved_again_as_utf8_is_recognised(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text(bytes_as_western(encode_legacy(LETTER, encoding)), "utf-8")
    with open_source(path, Settings()) as source:
        page = source.page(1).text_page
        assert any(encoding in warning for warning in source.warnings)
    assert page is not None
    assert page.text == LETTER.rstrip("\n")


def test_decomposed_letters_are_composed(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(unicodedata.normalize("NFD", LETTER), "utf-8")
    assert only_page(path).text == LETTER.rstrip("\n")


def test_a_western_text_is_not_taken_for_vietnamese() -> None:
    french = "Le conseil général a été réuni à la préfecture; l'élève a déjà répondu à côté. " * 5
    assert decode_text(french.encode()).text == french
    with pytest.raises(InputFileError, match="encoding"):
        decode_text(french.encode("cp1252"))


def test_english_is_left_alone() -> None:
    text = "The quick brown fox – “jumps” over 12 dogs.\n"
    assert decode_text(text.encode()).text == text


def test_utf8_with_a_broken_byte_is_read_with_a_warning() -> None:
    data = LETTER.encode() * 3
    decoded = decode_text(data[:-60] + b"\xff" + data[-60:])
    assert decoded.text.count("\ufffd") == 1
    assert "1 place" in decoded.warning


def test_windows_line_ends_are_line_ends() -> None:
    assert decode_text(b"mot\r\nhai\rba\n").text == "mot\nhai\nba\n"


def test_form_feeds_part_pages(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("trang một\n\ftrang hai\n\f", "utf-8")
    with open_source(path, Settings()) as source:
        assert source.page_count == 2
        page = source.page(2).text_page
    assert page is not None
    assert page.text == "trang hai"


def test_paragraphs_are_blocks_and_spaces_are_kept() -> None:
    text = "  a)  Một\thai \nba\n\nbốn"
    blocks = text_blocks(text)
    assert [len(block.lines) for block in blocks] == [2, 1]
    assert blocks[0].lines[0].spacing == ("  ", "  ", "\t", " ")
    assert "\n\n".join(block.text for block in blocks) == text


line = st.text(st.sampled_from("ab ắ.\t1 "), max_size=8).filter(lambda s: s == "" or s.strip())


@given(st.lists(line, max_size=12))
def test_blocks_give_the_text_back(lines: list[str]) -> None:
    text = "\n".join(lines)
    page = Page(1, 0, 0, None, PageOrigin.TEXT_FILE, "", text_blocks(text))
    assert page.text == text.rstrip("\n")


@given(
    st.text(
        st.sampled_from(
            "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵbcghmnt "
        )
    )
)
def test_every_small_letter_survives_every_encoding(text: str) -> None:
    for encoding in ("TCVN3", "VNI", "VISCII"):
        assert decode_legacy(bytes_as_western(encode_legacy(text, encoding)), encoding) == text


@given(st.binary(max_size=300))
def test_bytes_of_any_kind_are_text_or_refused(data: bytes) -> None:
    try:
        decoded = decode_text(data)
    except InputFileError:
        return
    assert unicodedata.is_normalized("NFC", decoded.text)


def test_a_text_beyond_all_measure_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"a " * 1000)
    with pytest.raises(LimitExceededError):
        open_source(path, Settings(limits=Limits(page_pixels=1000)))


def test_capitals_set_in_a_capital_font_come_back() -> None:
    western = "CéNG HßA X· HéI CHñ NGHÜA VIÖT NAM\n§éc lËp - Tù do\nc¨n cø ë trªn"
    assert decode_legacy(western, "TCVN3") == (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do\ncăn cứ ở trên"
    )
