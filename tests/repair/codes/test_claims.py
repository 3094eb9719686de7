# SPDX-License-Identifier: Apache-2.0
"""Grammar claims what it owns, repairs it, and leaves prose alone."""

import itertools
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.repair.codes import (
    ClaimKind,
    apply_claims,
    claim_spans,
    claims_without_marks,
)

CLEAN = (
    "Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ về công tác văn thư;",
    "Thực hiện Chỉ thị số 30-CT/TW, ngày 05/02/2024 của Ban Bí thư và Công văn số 1545 -CV/HU;",
    "Điều 12. Khoản 3 và điểm b khoản 4 Điều 25 Luật số 80/2015/QH13 có hiệu lực từ 01/7/2016.",
    "II. MỤC TIÊU, NHIỆM VỤ GIAI ĐOẠN 2021 - 2025",
    "a) Kinh phí 1.500.000 đồng (15,5%), liên hệ số điện thoại 0243.123.456, thư vp@example.gov.vn",
    "TP.HCM trực 24/24 giờ, phát triển KT-XH và/hoặc phòng, chống Covid-19 theo TCVN 6909:2001",
    "Đội hình 4-4-2 thắng 3 bàn, đường Diều 5 và điệu 3, khoan 3 giếng, nam 18 tuổi, năm 2024",
    "Mua 2 máy F-16, xe B40, loa A4/A3, thuốc H5N1 và phân NPK 16-16-8, tỷ lệ 3/4, vòng 1/8",
    "gồm: (i) quy hoạch; (ii) đất đai; (iii) ngân sách; (l) là lít; § 5 và ống Ø 300, tăng 5% o",
    "1,5. triệu đồng và 2,10. Thông tư",
    "Ông Y Bhiông Niê, bà K'Linh, sông Đăk Bla, xã Ia O, quận 1, phường 12, lớp 10A2, tổ 3",
)


@pytest.mark.parametrize("line", CLEAN)
def test_clean_text_stays(line: str) -> None:
    assert apply_claims(line) == line


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        (
            "Chi thi s6 28-NQ/T W ngay 26 thang 3 nam 2024",
            "Chi thi s6 28-NQ/TW ngày 26 tháng 3 năm 2024",
        ),
        ("Quyét dinh sé 973-QD/TW", "Quyét dinh sé 973-QĐ/TW"),
        ("ll. MỤC ĐÍCH, YÊU CẦU", "II. MỤC ĐÍCH, YÊU CẦU"),
        ("Diéu 12. Hiéu luc thi hanh", "Điều 12. Hiéu luc thi hanh"),
        ("Số:       /QD-UBND", "Số:       /QĐ-UBND"),
        ("1,1. Số giấy chứng nhận", "1.1. Số giấy chứng nhận"),
        (
            "gồm: (¡) quy hoạch; (ïi) đất đai; (iiï) ngân sách",
            "gồm: (i) quy hoạch; (ii) đất đai; (iii) ngân sách",
        ),
        ("tỷ suất sinh giảm 0,2%o so với 15 %o", "tỷ suất sinh giảm 0,2‰ so với 15 ‰"),
    ],
)
def test_misread_stretches_are_set_right(read: str, printed: str) -> None:
    assert apply_claims(read) == printed


@pytest.mark.parametrize(
    ("line", "text", "kind"),
    [
        ("theo Luật số 80/2015/QH13, được", "80/2015/QH13", ClaimKind.CODE),
        ("Nghị quyết số 12/NQ-HĐND.Căn cứ", "12/NQ-HĐND", ClaimKind.CODE),
        ("Nghị định số 71/2016/NĐ-", "71/2016/NĐ", ClaimKind.CODE),
        ("quý II/2024", "quý II/2024", ClaimKind.DATE),
        ("giai đoạn 2021-2025", "2021-2025", ClaimKind.DATE),
        ("tăng 15,5% so với", "15,5%", ClaimKind.PERCENTAGE),
        ("1.500.000 đồng", "1.500.000 đồng", ClaimKind.AMOUNT),
        ("khoản 3, Điều 24", "Điều 24", ClaimKind.ARTICLE),
        ("thư vp@example.gov.vn", "vp@example.gov.vn", ClaimKind.EMAIL),
        ("xem https://example.gov.vn/a-b", "https://example.gov.vn/a-b", ClaimKind.URL),
        ("gọi 0912 345 678 để", "0912 345 678", ClaimKind.PHONE),
        ("đ) Phối hợp", "đ)", ClaimKind.LIST_MARK),
        ("1.2. Yêu cầu", "1.2.", ClaimKind.LIST_MARK),
        ("- Lưu: VT.", "-", ClaimKind.LIST_MARK),
        ("Đại hội XIII của Đảng", "XIII", ClaimKind.ROMAN),
        ("gồm: (ii) đất đai", "ii", ClaimKind.ROMAN),
        ("iv) đất đai", "iv", ClaimKind.ROMAN),
        ("ống Ø16", "Ø", ClaimKind.NUMBER),
    ],
)
def test_grammar_claims_what_it_owns(line: str, text: str, kind: ClaimKind) -> None:
    claims = {(line[c.start : c.end], c.kind) for c in claim_spans(line)}
    assert (text, kind) in claims


@pytest.mark.parametrize(
    "line", ["và/hoặc", "Covid-19", "nhét 13 ngudi", "14 161", "s6", "AN NINH"]
)
def test_words_and_short_lone_numbers_are_not_claimed(line: str) -> None:
    assert claim_spans(line) == []


def test_an_impossible_date_is_flagged_and_stays() -> None:
    (claim,) = claim_spans("31/02/2024")
    assert claim.repaired == "31/02/2024"
    assert claim.confidence < 0.5
    assert claim.reason


@example("0/0B")
@example("1872/0Đ-CP")
@example("0/T1")
@given(st.text(alphabet="0123456789/-.,: NĐCPQTWUBđsố%lO", max_size=40))
def test_digits_stay_and_claims_lie_in_order_inside_the_line(line: str) -> None:
    claims = claim_spans(line)
    assert all(a.end <= b.start for a, b in itertools.pairwise(claims))
    assert all(0 <= c.start < c.end <= len(line) for c in claims)
    for claim in claims:
        digits = re.findall(r"\d", line[claim.start : claim.end])
        repaired = iter(re.findall(r"\d", claim.repaired))
        assert all(digit in repaired for digit in digits)  # the same digits in the same order
        if "to be checked" not in claim.reason:
            assert len(digits) == len(re.findall(r"\d", claim.repaired))


@given(st.sampled_from(CLEAN), st.sampled_from(CLEAN))
def test_applying_twice_is_applying_once(a: str, b: str) -> None:
    once = apply_claims(f"{a} {b}".replace("Đ", "D"))
    assert apply_claims(once) == once


@pytest.mark.parametrize(
    ("line", "printed"),
    [
        ("Thường trực HDND và UBND huyện", "Thường trực HĐND và UBND huyện"),
        ("- BGÐ SYT;", "- BGĐ SYT;"),
        ("- Lưu: VT-TCHC, KSTTHC (L-40b).", "- Lưu: VT-TCHC, KSTTHC (L-40b)."),
        ("Phòng GD&ĐT, KT-XH, TP.HCM", "Phòng GD&ĐT, KT-XH, TP.HCM"),
        ("HOI DONG XA THUONG", "HOI DONG XA THUONG"),
    ],
)
def test_abbreviations_stay_and_get_their_stroke_back(line: str, printed: str) -> None:
    assert apply_claims(line) == printed


def test_abbreviations_in_no_table_are_claimed_as_read() -> None:
    claims = claim_spans("- Lưu: VT-TCHC, BGĐ SYT.")
    assert [c.repaired for c in claims if c.kind is ClaimKind.ABBREVIATION] == [
        "VT-TCHC",
        "BGĐ",
        "SYT",
    ]


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("DON VI NHAN BIEN", []),
        ("(DON VI), XI MANG", []),
        ("khoa VI va khoa XI", ["VI", "XI"]),
        ("CHUONG III QUY DINH", ["III"]),
        ("VI. Quy dinh", ["VI"]),
        ("UBND va HDND ngay 12/3/2024", ["12/3/2024"]),
        ("quyén va I¢i ich, quan I¥", []),
    ],
)
def test_capitals_without_marks_may_be_words(line: str, kept: list[str]) -> None:
    assert [c.repaired for c in claims_without_marks(line, claim_spans(line))] == kept
