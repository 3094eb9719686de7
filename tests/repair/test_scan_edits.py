# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.repair.engine import repair_lines
from pipeline.repair.evidence import Evidence
from pipeline.repair.lattice import Layouter
from pipeline.repair.line_edits import edited
from pipeline.repair.repairer import repairer
from pipeline.repair.scan_edits import low_word_edits, name_edits, province_edits, scan_edits

SURE = Evidence(0.95, ())


def edited_scan(text: str) -> str:
    """Lines as a model of Vietnamese read them, with what is misread beside words set right."""
    lines = text.split("\n")
    layouter: Layouter = repairer().layouter
    layout = layouter.lay_out(lines, {0}, "vie", {(0, 0): SURE})
    edits = list(scan_edits(layout, lines))
    elsewhere = {edit.line for edit in edits}
    edits += name_edits(lines, elsewhere)
    edits += low_word_edits(lines, elsewhere | {0})
    return "\n".join(edited(lines, edits))


def test_a_hyphen_between_words_that_belong_to_it_stays():
    kept = "phát triển kinh tế-xã hội, ka-ra-ô-kê, vắc-xin và pô-li-me ở tỉnh"
    assert edited_scan(kept) == kept
    assert edited_scan("điều kiện cần-thiết của kế hoạch-dài hạn") == (
        "điều kiện cần thiết của kế hoạch dài hạn"
    )


def test_a_tilde_is_the_hyphen_of_a_list_or_a_dash():
    assert edited_scan("~ Như trên;\nHà Nội ~ Huế — Đà Nẵng") == (
        "- Như trên;\nHà Nội – Huế – Đà Nẵng"
    )


def test_a_name_alone_on_its_line_begins_with_a_family_name():
    assert edited_scan("Nguyên Trúc Giang") == "Nguyễn Trúc Giang"
    assert edited_scan(" Trân Thị Thu Hương.") == " Trần Thị Thu Hương."
    kept = "Nguyên Ngọc\nTrần Công Luận\nNguyên liệu sản xuất\nNguyên Trúc Giang ký\nHầu A Lềnh"
    assert edited_scan(kept) == kept


def test_a_province_that_lost_a_letter_or_a_gap():
    read = ["ỦY BAN NHÂN DÂN TỈNHP Ú THỌ", "SỞ Y TẾ TỈNH KIÊN GANG", "TỈNH PHÚTHỌ"]
    assert edited(read, province_edits(read)) == [
        "ỦY BAN NHÂN DÂN TỈNH PHÚ THỌ",
        "SỞ Y TẾ TỈNH KIÊN GIANG",
        "TỈNH PHÚ THỌ",
    ]
    kept = ["TỈNH HOÀ BÌNH", "UBND TỈNH BÀ RỊA - VŨNG TÀU", "TỈNH ĐOÀN QUẢNG NAM", "TỈNH DAK LAK"]
    kept += ["TỈNH SÔNG BÉ", "tỉnh Kiên Gang", "TỈNH UỶ"]
    assert edited(kept, province_edits(kept)) == kept


def test_a_family_name_that_begins_under_a_seal():
    assert edited_scan("uyễn Trúc Giang\nần Thị Thu Hương") == (
        "Nguyễn Trúc Giang\nTrần Thị Thu Hương"
    )
    read = "Ng ễn Trúc Giang\nPh m Thị Lan\nNgu en Đức Ninh"
    assert edited_scan(read) == "Nguyễn Trúc Giang\nPhạm Thị Lan\nNguyễn Đức Ninh"
    assert edited_scan("„yên Đức Quyết\nquyền Thu Nhạn\nỗ Thu Tố") == (
        "Nguyễn Đức Quyết\nNguyễn Thu Nhạn\nĐỗ Thu Tố"
    )
    assert edited_scan("Uô g Thu Hảo\nPb.m Ngọc San\ntrần Thị Diệp") == (
        "Uông Thu Hảo\nPhạm Ngọc San\nTrần Thị Diệp"
    )
    assert edited_scan("Nguyew Văn Đoàn\nHuynk Thị Lan") == "Nguyễn Văn Đoàn\nHuỳnh Thị Lan"
    kept = "an Trúc Giang\nm Văn Hai\nễn ra sớm hơn\nquyền Thu hồi\nyên Bái hôm nay"
    assert edited_scan(kept) == kept


def test_a_low_word_alone_on_its_line_goes_on_in_small_letters():
    assert edited_scan("gồm các nội dung như\nSau:") == "gồm các nội dung như\nsau:"
    kept = "nội dung như sau:\nXem\ncủa Nhà nước\nSông\ngiao cho Ủy ban xã,\nSao"
    assert edited_scan(kept) == kept


def test_marks_that_touch_a_word_stay():
    kept = "K'Ré, 'quy định', a_b, ngày ____ tháng ____, (1)-(2)"
    assert edited_scan(kept) == kept


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.text(alphabet="aăđeIVX12.,:;-_'~—⁄§€¡) ngkhotaicủaSỐ%", max_size=30)
        | st.sampled_from(["Nguyên Trúc Giang", "Trân Thi Thù Hưong", "Trần Văn Đứe"]),
        min_size=1,
        max_size=6,
    )
)
def test_edits_of_a_scan_do_not_overlap_and_keep_every_digit(lines: list[str]):
    starts = ((n, at) for n, line in enumerate(lines) for at in range(len(line)))
    evidence = dict.fromkeys(starts, Evidence(0.6, (("1", 0.5), ("của", 0.4))))
    edits = sorted(
        repair_lines(lines, {0}, "vie", evidence).edits, key=lambda e: (e.line, e.start, e.end)
    )
    for left, right in itertools.pairwise(edits):
        assert left.line < right.line or left.end <= right.start
    for edit in edits:
        digits = [c for c in lines[edit.line][edit.start : edit.end] if c.isdecimal()]
        printed = iter(edit.text)
        assert all(digit in printed for digit in digits)


def test_a_symbol_behind_a_number_written_by_hand_stays():
    evidence = {(0, at): Evidence(0.7, ()) for at in range(40)}
    line = "Số: 29ổổ/CTr-UBND"
    assert edited([line], repair_lines([line], {0}, "vie", evidence).edits) == [line]


def test_a_word_among_capitals_is_in_capitals():
    lines = ["| HỏA TỐC |", "cơ gIÓ mùa", "gIÓ"]
    starts = ((n, at) for n, line in enumerate(lines) for at in range(len(line)))
    evidence = dict.fromkeys(starts, Evidence(0.9, ()))
    edits = repair_lines(lines, {0, 1, 2}, "vie", evidence).edits
    assert edited(lines, edits) == ["| HỎA TỐC |", "cơ gió mùa", "gió"]
