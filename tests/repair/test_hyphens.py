# SPDX-License-Identifier: Apache-2.0
"""Texts that print hyphens between the syllables of a word."""

from __future__ import annotations

import pytest

from pipeline.model import Block, Line, Page, PageOrigin, Word
from pipeline.repair import repair_pages, repair_text
from pipeline.repair.hyphens import hyphen_edits, hyphens_of, joins_syllables, without_hyphens
from pipeline.repair.tokens import strip_marks

TYPED = """\
ĐẢNG LAO-ĐỘNG VIỆT-NAM
BAN CHẤP-HÀNH TRUNG-ƯƠNG
Số 118-CT/TW
CHỈ-THỊ CỦA BAN BÍ-THƯ
Hiện nay, phong-trào thi-đua sản-xuất và tiết-kiệm đang phát-triển sôi nổi
ở khắp các địa-phương. Nhiều hợp-tác-xã nông-nghiệp đã hoàn-thành vượt mức
kế-hoạch gieo cấy, đời sống của xã-viên được cải-thiện thêm một bước.
Hà-nội, ngày 12-11-1959"""


def page(text: str) -> Page:
    """A page as an engine reads it: a line for each, words apart by white space."""
    lines = tuple(
        Line(tuple(Word(word, word, 0.9) for word in line.split())) for line in text.split("\n")
    )
    return Page(1, 100, 100, 200, PageOrigin.IMAGE, "", (Block(lines),), "vie")


def test_a_clean_text_with_hyphens_stays_as_it_is() -> None:
    assert repair_text(TYPED).text == TYPED


def test_marks_are_put_back_between_hyphens() -> None:
    assert repair_text(strip_marks(TYPED)).text == TYPED


def test_garbled_text_keeps_its_hyphens_and_is_repaired_around_them() -> None:
    garbled = """\
Hién nay, phong-trao thi-dua san-xuat va tiét-kiém dang phat-trién séi néi
& khap cac dia-phuong. Nhiéu hop-tac-x& néng—-nghiép da hoan-thanh vugt mic
ké-hoach gieo cdy, ddi séng cua xa-vién dugc cdi-thién thém mét bude."""
    assert repair_text(garbled).text == "\n".join(TYPED.split("\n")[4:7])


def test_a_page_read_from_an_image_keeps_them_too_and_closes_the_gaps_beside() -> None:
    read = TYPED.replace("phong-trào", "phong -trào").replace("tiết-kiệm", "tiêt-kiệm")
    (repaired,), _ = repair_pages([page(read)])
    assert repaired.text == TYPED


def test_a_short_page_of_such_a_document_keeps_them() -> None:
    pages, _ = repair_pages([page(TYPED), page("Các cấp uỷ phải kiểm-điểm lại việc này.")])
    assert "kiểm-điểm" in pages[1].text


def test_a_few_hyphens_in_a_text_are_specks_as_before() -> None:
    text = (
        "Cac co quan, don vi t6 chirc thuc hién nghiém tic chi thi nay; cap-uy dia phuong "
        "thuong xuyén kiém tra, d6n dée viéc thuc hién va bao cdo két qua theo quy dinh."
    )
    assert "cấp ủy" in repair_text(text).text


def places(line: str) -> list[tuple[int, int]]:
    return [(hyphen.start, hyphen.end) for hyphen in hyphens_of(line)]


def test_hyphens_of_codes_dates_and_lists_are_none_of_words() -> None:
    assert places("- Nghị định 30/2020/NĐ-CP, 118-CT/TW, TT-BTC, 12-11-1959, A - B") == []
    assert places("Thi-đua, LAO-ĐỘNG, hợp-tác-xã") == [(3, 4), (12, 13), (22, 23), (26, 27)]
    assert places("cá-—nhân, thời~-hạn") == [(2, 4), (14, 16)]


def test_a_long_line_takes_no_longer_than_its_length_asks_for() -> None:
    assert places("a" * 1_000_000 + " thi-đua") == [(1_000_004, 1_000_005)]
    assert len(without_hyphens(["thi-đua " * 100_000])[0]) == 800_000
    assert list(hyphen_edits(["a" * 1_000_000, "- a" * 100_000])) == []


@pytest.mark.parametrize(
    "text", ["", "-", "a-", "-a", "---", "a-b-", "–-–", "ai----bi", "a~-~b-~", "~-~"]
)
def test_odd_lines_keep_their_length(text: str) -> None:
    assert len(without_hyphens([text])[0]) == len(text)


def test_the_share_of_hyphens_tells() -> None:
    modern = "Thực hiện Nghị quyết Đại hội, các cấp ủy lãnh đạo vắc-xin, Lê-nin và ô-tô " * 3
    assert joins_syllables(TYPED.split("\n"))
    assert not joins_syllables([modern, modern.replace("-", " ")])
