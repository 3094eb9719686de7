# SPDX-License-Identifier: Apache-2.0
"""Gaps inside syllables and gaps lost, as text layers of PDFs have them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model import Block, Box, Line, Page, PageOrigin, Word
from pipeline.repair import repair_pages, repair_text
from pipeline.repair.line_edits import edited
from pipeline.repair.spacing import is_misspaced, spacing_edits
from tests.repair.misspacing import cut, joined

CLEAN = """\
Thực hiện Kế hoạch số 15-KH/TU ngày 12 tháng 10 năm 2016 của Ban Thường vụ Tỉnh ủy,
Ủy ban nhân dân huyện yêu cầu các phòng, ban, đơn vị trực thuộc:
1. Tổ chức quán triệt, tuyên truyền sâu rộng Nghị định số 30/2020/NĐ-CP trong cán bộ,
công chức, viên chức và nhân dân trên địa bàn (kể cả các xã vùng cao).
2. Giao Văn phòng theo dõi, đôn đốc, tổng hợp kết quả, báo cáo Thường trực Huyện ủy
trước ngày 25/12/2016; kinh phí 30 triệu đồng do ngân sách huyện bảo đảm."""

# names and foreign words that look like syllables cut or run together
NAMES = """\
Đoàn công tác làm việc tại Đắk Lắk, Kon Tum và Krông Nô; ông Y Bin Niê, bà H'Hen phát biểu.
Hãng Vietcombank, panô, áp phích, rađiô, xêmina, ôtô; C.Mác, V.I.Lênin, ASEAN.
Các điểm a, b, c, đ khoản 2; điểm c và điểm đ khoản 3 Điều 5; TP. Hồ Chí Minh, KHCN, iOffice."""


@pytest.mark.parametrize("share", [0.15, 0.6])
def test_gaps_inside_syllables_close(share: float) -> None:
    damaged = cut(CLEAN, share)
    assert damaged != CLEAN
    assert repair_text(damaged).text == CLEAN


@pytest.mark.parametrize("share", [0.1, 0.3])
def test_lost_gaps_come_back(share: float) -> None:
    damaged = joined(CLEAN, share)
    assert damaged != CLEAN
    assert repair_text(damaged).text == CLEAN


def test_words_letter_by_letter_are_put_together() -> None:
    spread = "T h ự c h i ệ n C h ỉ t h ị s ố 30-CT/TW c ủ a B a n B í t h ư"
    assert repair_text(spread).text == "Thực hiện Chỉ thị số 30-CT/TW của Ban Bí thư"


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("tàiKHKT", "tài KHKT"),
        ("NĐ-CPquyđịnh", "NĐ-CP quy định"),
        ("30/2020/N Đ-CP", "30/2020/NĐ-CP"),
        ("HĐNDTỉnh", "HĐND Tỉnh"),
        ("(1997-2007),nghỉ", "(1997-2007), nghỉ"),
        ("xã(kể cả", "xã (kể cả"),
        ("a)Tổ chức", "a) Tổ chức"),
        ("phản ánh.Các", "phản ánh. Các"),
        ("ngày25tháng12năm2019của", "ngày 25 tháng 12 năm 2019 của"),
    ],
)
def test_gaps_at_numbers_marks_and_capitals(read: str, printed: str) -> None:
    assert edited([read], spacing_edits([read])) == [printed]


@pytest.mark.parametrize("text", [CLEAN, NAMES, CLEAN.upper()])
def test_text_whose_gaps_are_right_is_not_misspaced(text: str) -> None:
    assert not is_misspaced(text.split("\n"))


def test_names_and_addresses_stay_in_a_misspaced_text() -> None:
    kept = "Địa chỉ: https://sở-nộivụ.gov.vn,hộpthư vănthư@đơnvị.gov.vn"
    lines = [*cut(CLEAN, 0.5).split("\n"), *NAMES.split("\n"), kept]
    respaced = edited(lines, spacing_edits(lines))
    assert respaced[-1] == kept
    assert respaced[-4:-1] == NAMES.split("\n")


def letters(text: str) -> str:
    return "".join(text.split())


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.floats(0, 1), st.floats(0, 0.6))
def test_only_gaps_change_and_once_is_enough(seed: int, cuts: float, joins: float) -> None:
    lines = joined(cut(CLEAN, cuts, seed), joins, seed).split("\n")
    once = edited(lines, spacing_edits(lines))
    assert [letters(line) for line in once] == [letters(line) for line in lines]
    text = "\n".join(once)
    repaired = repair_text(text).text
    assert repair_text(repaired).text == repaired


def test_a_text_file_with_misplaced_gaps_is_put_right_word_by_word() -> None:
    lines = tuple(
        Line(tuple(Word(word, word, 1.0) for word in line.split(" ")))
        for line in cut(CLEAN, 0.5).split("\n")
    )
    page = Page(1, 0, 0, None, PageOrigin.TEXT_FILE, "", (Block(lines),))
    (repaired,), changes = repair_pages([page])
    assert repaired.text == CLEAN
    assert any(change.before == "c ủa" and change.after == "của" for change in changes)
    assert all(change.reason for change in changes)


def test_of_a_text_layer_the_gaps_alone_are_set_right() -> None:
    misspelt = CLEAN.replace("tuyên truyền", "tuyên truyển").replace("tổng hợp", "tồng hợp")
    lines = tuple(
        Line(tuple(Word(word, word, 1.0, Box(0, 0, 100, 10)) for word in line.split(" ")))
        for line in joined(misspelt, 0.2).split("\n")
    )
    page = Page(1, 1000, 1000, 72, PageOrigin.TEXT_LAYER, "", (Block(lines),))
    (repaired,), changes = repair_pages([page])
    assert repaired.text == misspelt
    assert changes
    for line in repaired.lines:
        assert all(word.box is not None and word.box.width > 0 for word in line.words)
    sound = replace(page, blocks=(Block((Line((Word("vụphát", "vụphát", 1.0),)),)),))
    assert repair_pages([sound]) == ((sound,), ())


@pytest.mark.parametrize("token", ["của" * 20_000, "ă" * 60_000, "CủaĐảng" * 9_000, ")" * 60_000])
def test_a_token_without_end_is_left_in_no_time(token: str) -> None:
    lines = [*cut(CLEAN, 0.5).split("\n"), token]
    assert is_misspaced(lines)
    assert letters(edited(lines, spacing_edits(lines))[-1]) == token
