# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexicon import positions
from pipeline.model import Box, Line, Word
from pipeline.repair.line_edits import edited
from pipeline.repair.signature_lines import signature_edits

LETTER, HEIGHT, MIDDLE = 20, 30, 800


def width(text: str) -> float:
    return LETTER * sum(0.5 if c in "IJÍÌ " else 1.3 if c in "MW" else 1.0 for c in text)


def signature(*rows: str | tuple[str, str]) -> list[Line]:
    """Lines centred under each other; of (printed, read) the end of what was printed was read."""
    lines = []
    for n, row in enumerate(rows):
        whole, read = row if isinstance(row, tuple) else (row, row)
        right = round(MIDDLE + width(whole) / 2)
        box = Box(round(right - width(read)), 50 * n, right, 50 * n + HEIGHT)
        lines.append(Line((Word(read, read, 0.9, box),), box))
    return lines


def repaired(*rows: str | tuple[str, str]) -> list[str]:
    lines = signature(*rows)
    texts = [line.text for line in lines]
    return edited(texts, signature_edits(lines, texts, {0}))


@pytest.mark.parametrize(
    "rows",
    [
        ("TM. ỦY BAN NHÂN DÂN", ("CHỦ TỊCH", "Ủ TỊCH"), "Trần Văn Nam"),
        ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", ("PHÓ CHỦ TỊCH", "Ủ TỊCH"), "Trần Văn Nam"),
        ("KT. CHỦ TỊCH", ("PHÓ CHỦ TỊCH", "PHÓ HỦ TỊCH")),
        ("KT. CHỦ TỊCH", ("PHÓ CHỦ TỊCH", "CHỦ TỊCH")),
        ("KT. BỘ TRƯỞNG, CHỦ NHIỆM", ("PHÓ CHỦ NHIỆM", "ÉHÓ CHỦ NHIỆM"), "Lê Thị Hoa"),
        ("TM. UBND", ("KT. CHỦ TỊCH", "T. CHỦ TỊCH"), "PHÓ CHỦ TỊCH"),
        ("T/M BAN THƯỜNG VỤ", ("BÍ THƯ", "Í THƯ"), "Lê Thị Hoa"),
        ("T/M BAN THƯỜNG VỤ", ("PHÓ BÍ THƯ", "Í THƯ"), "Lê Thị Hoa"),
        ("T/M BAN BÍ THƯ", ("THƯỜNG TRỰC BAN BÍ THƯ", "TH TRỰC BAN BÍ THƯ")),
        ("KT. BỘ TRƯỞNG", ("THỨ TRƯỞNG", "Ứ TRƯỞNG"), "Lê Thị Hoa"),
        (("KT. GIÁM ĐỐC", "GIÁM ĐỐC"), "PHÓ GIÁM ĐỐC", "Lê Thị Hoa"),
        (("KT. GIÁM ĐỐC", "GIÁM ĐỐC"), ("PHÓ GIÁM ĐỐC", "ÁM ĐỐC"), "Lê Thị Hoa"),
        (("KT. GIÁM ĐỐC", ". GIÁM ĐỐC"), ("PHÓ GIÁM ĐỐC", "GIÁM ĐỐC"), "Lê Thị Hoa"),
        (("K/T CHÁNH VĂN PHÒNG", "K/T ÁNH VĂN PHÒNG"), ("PHÓ CHÁNH VĂN PHÒNG", "VĂN PHÒNG")),
        (("KT. CHỦ TỊCH", "CHỦ TỊCH"), ("PHÓ CHỦ TỊCH", "“HỘ TỊCH"), "Lê Thị Hoa"),
        (("KT. TRƯỞNG BAN", "7T TRƯỞNG BAN"), ("PHÓ TRƯỞNG BAN", "TRƯỞNG BAN"), "Lê Thị Hoa"),
        ("KT. CHỦ TỊCH", ("PHÓ CHỦ TỊCH", "PHÓ»CHỦ TỊCH")),
        ("KT. CHỦ TỊCH", ("PHÓ CHỦ TỊCH", "~<PHÓ-CHỦ TỊCH")),
        ("KT. CHỦ TỊCH", ("PHÓ CHỦ TỊCH", "THÓ CHỦ TỊCH")),
        (("TM. ỦY BAN NHÂN DÂN", "TM. Ủy 2N NHÂN DÂN"), "CHỦ TỊCH"),
        (("GIÁM ĐỐC", "ÁM ĐỐC"), "Lê Thị Hoa"),
        (("T/M BAN THƯỜNG VỤ", "N THƯỜNG VỤ"), "BÍ THƯ"),
        (("T/M BAN THƯỜNG VỤ", "T/M 1/12 THƯỜNG VỤ"), "BÍ THƯ"),
        ("KT. CHỦ TỊCH", ("PHÓ CHỦ TỊCH", "*2NỦ TỊCH"), "Lê Thị Hoa"),
        ("KT. CHỦ TỊCH", ("PHÓ CHỦ TỊCH", "—PHÓ HỘ CHỦ CHỦ TỊCH"), "Lê Thị Hoa"),
        (("KT. CHỦ TỊCH", "KT, CHỦ TỊCH"), ("PHÓ CHỦ TỊCH", "Ó &1/Ở TỊCH"), "Lê Thị Hoa"),
        ("TM. ỦY BAN NHÂN DÂN", ("CHỦ TỊCH", "¿ MẪU „ CHỦ TỊCH"), "Lê Thị Hoa"),
        (("TM. ỦY BAN NHÂN DÂN", ".TM. ỦY BAN NHÂN DÂN"), "CHỦ TỊCH"),
        ("TM. ỦY BAN NHÂN DÂN", ("KT. CHỦ TỊCH", "KT: CHỦ TỊCH"), "PHÓ CHỦ TỊCH"),
        (("KT. CHỦ TỊCH", "KT CHỦ TỊCH"), "PHÓ CHỦ TỊCH"),
        (("TM. ỦY BAN NHÂN DÂN", "TM ỦY BAN NHÂN DÂN"), "CHỦ TỊCH"),
        (("KT. TỔNG CỤC TRƯỞNG", "KT. tổng CỤC TRƯỞNG"), "PHÓ TỔNG CỤC TRƯỞNG"),
        (("KT. GIÁM ĐỐC", "k7. CIÁM ĐỐC"), "PHÓ GIÁM ĐỐC", "Lê Thị Hoa"),
        (("GIÁM ĐỐC", "S#Á ĐỐC"), "Lê Thị Hoa"),
        ("KT. CỤC TRƯỞNG", ("PHÓ CỤC TRƯỞNG", "CHI CỤC TRƯỞNG"), "Lê Thị Hoa"),
        ("KT. BỘ TRƯỞNG", ("THỨ TRƯỞNG", "wäld1ổ TRƯỞNG"), "Lê Thị Hoa"),
        ("T/M BAN THƯỜNG VỤ", ("PHÓ BÍ THƯ", "BÍ THƯ"), "Lê Thị Hoa"),
        ("T/M BAN THƯỜNG VỤ", ("PHÓ BÍ THƯ", "?MÓ BÍ THƯ"), "Lê Thị Hoa"),
        ("T/M BAN THƯỜNG VỤ", ("PHÓ BÍ THƯ", "MẪU E22 BÍ THƯ"), "Lê Thị Hoa"),
        ("T/M BAN THƯỜNG VỤ", ("BÍ THƯ", "MẪU E22 BÍ THƯ"), "Lê Thị Hoa"),
        ("T/M BAN BÍ THƯ", ("THƯỜNG TRỰC BAN BÍ THƯ", "T2*ưỞÑG BAN BÍ THƯ"), "Lê Thị Hoa"),
        ("TM. ỦY BAN NHÂN DÂN", ("CHỦ TỊCH", "mắt CHỦ TỊCH"), "Lê Thị Hoa"),
        ("TM. ỦY BAN NHÂN DÂN", ("CHỦ TỊCH", "ÚT CH"), "Lê Thị Hoa"),
        (("TM. ỦY BAN NHÂN DÂN", "uẮt UY BAN NHÂN DÂN"), "CHỦ TỊCH"),
        (("TM. UỶ BAN NHÂN DÂN", "TM, UŸ PAN NHÂN DÂN"), "CHỦ TỊCH"),
    ],
)
def test_positions_under_a_seal(rows):
    whole = [row[0] if isinstance(row, tuple) else row for row in rows]
    assert repaired(*rows) == whole
    assert repaired(*whole) == whole


def test_the_party_writes_its_marks_with_a_stroke():
    heading, read = "ĐẢNG CỘNG SẢN VIỆT NAM", ("KT. TRƯỞNG BAN", "TRƯỞNG BAN")
    lines = signature(heading, read, "PHÓ TRƯỞNG BAN", "Lê Thị Hoa")
    texts = [line.text for line in lines]
    assert edited(texts, signature_edits(lines, texts, {1}))[1] == "K/T TRƯỞNG BAN"


@pytest.mark.parametrize(
    "rows",
    [
        ("TL.CHỦ TỊCH", "CHÁNH VĂN PHÒNG", "Lê Thị Hoa"),
        ("TM.ỦY BAN NHÂN DÂN", "CHỦ TỊCH"),
        ("KT. HIỆU TRƯỞNG", "PHÓ HIỆU TRƯỞNG PHỤ TRÁCH"),
        ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH TT"),
        ("TUQ. CHỦ TỊCH", "GIÁM ĐỐC SỞ NỘI VỤ"),
        ("CHỦ TỌA", "THƯ KÝ"),
        ("NIÊN SP",),
        ("TM. UỶ BAN NHÂN DÂN", "CHỦ TỊCH"),
        ("TM. ỦY BAN NHÂN DÂN TỈNH", "CHỦ TỊCH"),
        ("TM. BAN GIÁM ĐỐC", "TRƯỞNG BAN"),
        (("HIỆU TRƯỞNG", "ƯỞNG"), "Lê Thị Hoa"),
        ("NƠI NHẬN:", "NHƯ TRÊN"),
        ("T/M BAN THƯỜNG VỤ", "BÍ THƯ"),
        ("TM. BAN THƯỜNG VỤ", "PHÓ BÍ THƯ"),
        ("TM. ỦY BAN NHÂN DÂN", "QUYỀN CHỦ TỊCH"),
        ("KT XÃ HỘI", "GIÁM ĐỐC"),
        ("KẾ TOÁN TRƯỞNG", "Lê Thị Hoa"),
        ("TL. CHỦ TỊCH", "CHI CỤC TRƯỞNG"),
    ],
)
def test_what_is_sound_or_unclear_stays(rows):
    assert repaired(*rows) == [row[1] if isinstance(row, tuple) else row for row in rows]


def test_lines_of_another_column_stay():
    lines = signature("KT. CHỦ TỊCH", ("PHÓ CHỦ TỊCH", "Ủ TỊCH"))
    aside = Line(lines[1].words, Box(100, 50, 220, 80))
    texts = [line.text for line in lines]
    assert list(signature_edits([lines[0], aside], texts, {0})) == []


@given(st.sampled_from([p.position for p in positions()]), st.booleans())
def test_every_position_of_the_list_stays(position, alone):
    rows = (position,) if alone else ("TM. ỦY BAN NHÂN DÂN", position)
    assert repaired(*rows) == list(rows)


@given(st.lists(st.text(alphabet="TMK./ CHỦTỊPÓÍƯabc1", max_size=16), min_size=1, max_size=5))
def test_edits_take_whole_lines_and_no_digit_away(rows):
    lines = [
        Line((Word(row, row, 0.9),), Box(700, 50 * n, 900, 50 * n + HEIGHT))
        for n, row in enumerate(rows)
    ]
    for edit in signature_edits(lines, rows, {0}):
        assert (edit.start, edit.end) == (0, len(rows[edit.line]))
